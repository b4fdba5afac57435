"""zen-engine by GoRules: one decision table with the hit policy "first".

It is given to the engine by a static loader and called by its key: compiled once, a call is some twenty times as fast
as one of a decision made with `create_decision`. For dates there are two ways. With records that are objects of Python
anyway, days counted before the call are faster than its date function; with lines of JSON it is faster to hand the
bytes to the engine, and let an expression node with the date function `d()` count.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise

import zen

from hsroute.routing.load import load
from tests.benchmarks.peers.branches import branches, counter, dated_keys, days_key
from tests.benchmarks.records import TODAY

KEY = "rules"


def decider(ruleset, today):
    evaluate = engine(nodes(ruleset))
    if not dated_keys(ruleset):
        return lambda record: evaluate(KEY, record)["result"].get("contact")
    count = counter(ruleset, today)
    return lambda record: evaluate(KEY, count(record))["result"].get("contact")


def main():
    """Lines of standard input to lines of standard output."""
    from orjson import dumps

    evaluate, write = engine(counting_nodes(load().ruleset, TODAY)), sys.stdout.buffer.write
    for line in sys.stdin.buffer:
        write(dumps(evaluate(KEY, line)["result"]) + b"\n")


def engine(steps):
    """The call by key of an engine that knows this one graph."""
    return zen.ZenEngine({"loader": {"type": "static", "content": {KEY: graph(steps)}}}).evaluate


def graph(steps):
    """One node after the other."""
    ids = [id for id, _, _ in steps]
    return {
        "nodes": [
            {"id": id, "name": id, "type": kind, "content": content, "position": {"x": 0, "y": 0}}
            for id, kind, content in steps
        ],
        "edges": [
            {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
            for source, target in pairwise(ids)
        ],
    }


def nodes(ruleset):
    """Input, table, output."""
    return ("in", "inputNode", {}), ("table", "decisionTableNode", table(ruleset)), ("out", "outputNode", {})


def counting_nodes(ruleset, today):
    """The same with a node that counts the days before the table, and an `id` that is carried through."""
    first, (_, kind, rows), last = nodes(ruleset)
    counts = [
        {"id": key, "key": days_key(key), "value": f"startsWith({key} ?? '', '2') ? {days_since(key, today)} : null"}
        for key in dated_keys(ruleset)
    ]
    rows["outputs"].append({"id": "id", "name": "id", "field": "id"})
    for row in rows["rules"]:
        row["id"] = "id"
    count = ("days", "expressionNode", {"expressions": counts, "passThrough": True})
    return first, count, ("table", kind, rows), last


def days_since(key, today):
    return f"d({key}).diff(d('{today}'), 'day')"


def table(ruleset):
    """A column for each question, one more for the days of each that dates answer, and a row for each rule."""
    dated = dated_keys(ruleset)
    keys = [question.key for question in ruleset.questions]
    fields = [*keys, *map(days_key, dated)]
    return {
        "hitPolicy": "first",
        "inputs": [{"id": field, "name": field, "field": field} for field in fields],
        "outputs": [{"id": "contact", "name": "contact", "field": "contact"}],
        "rules": [table_row(number, branch, fields) for number, branch in enumerate(branches(ruleset))],
    }


def table_row(number, branch, fields):
    cells = dict.fromkeys(fields, "")
    for condition in branch.conditions:
        cells[days_key(condition.key) if condition.spans else condition.key] = cell(condition)
    return {"_id": str(number), **cells, "contact": json.dumps(branch.contact)}


def cell(condition):
    if condition.others:
        return " and ".join(f"$ != {json.dumps(name)}" for name in condition.others)
    return ", ".join([*map(json.dumps, condition.names), *map(interval, condition.spans)])


def interval(span):
    if span.first is None:
        return f"<= {span.last}"
    return f">= {span.first}" if span.last is None else f"[{span.first}..{span.last}]"


if __name__ == "__main__":
    main()
