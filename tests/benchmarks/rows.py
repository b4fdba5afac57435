"""The SELECT of `hsroute show --format sql` in each database that is installed, beside `hsroute ask` on the same rows.

The rows are tickets of an archive (tests/benchmarks/records.py); every twentieth lacks an answer, every thirtieth has
a wrong one. What is timed is counting them by status, contact and rule, so that every row is routed and nothing is
written. DuckDB and PostgreSQL have the rows in a table, Spark reads them from JSON Lines; `hsroute ask` reads JSON
Lines too, and writes whole routes. A database must find the counts of `hsroute ask` before it is timed.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

import hsroute
from hsroute.export.sql.select import sql
from tests.benchmarks.records import TODAY, archive
from tests.benchmarks.report import table, versions
from tests.support.databases import ENGINES, MissingError
from tests.support.program import environment

RULES = hsroute.load().ruleset
KEYS = tuple(question.key for question in RULES.questions)
ASK = [sys.executable, "-c", "from hsroute.cli import main; main()", "ask"]


def section(options):
    """What `python -m tests.benchmarks rows` prints."""
    yield from report(options.lines)


def report(count=1_000_000):
    """The lines of a Markdown table, after those that say what is missing."""
    expected, seconds = by_ask(count)
    measured = [("hsroute ask", seconds)]
    for start in ENGINES.values():
        with ExitStack() as started:
            try:
                engine = started.enter_context(start())
            except MissingError as missing:
                yield str(missing)
                continue
            measured.append((engine.version, by_sql(engine, count, expected)))
    yield from table(["", f"seconds for {count:,} rows", "µs a row"], [row(*one, count) for one in measured])
    yield versions()


def row(name, seconds, count):
    return name, f"{seconds:.1f}", f"{seconds / count * 1e6:.2f}"


def tickets(count):
    """The records, the same every time."""
    chance = random.Random(5)
    for number, record in enumerate(archive(count)):
        if number % 20 == 0:
            record.pop(chance.choice([*record]))
        if number % 30 == 0:
            record[chance.choice(KEYS)] = "2026-02-30"
        yield record


def by_ask(count):
    """The counts of the routes, and the seconds from start to end."""
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder, "given"), Path(folder, "found")
        with given.open("w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(record) + "\n" for record in tickets(count))
        with given.open("rb") as lines, found.open("wb") as routes:
            start = perf_counter()
            subprocess.run(ASK, stdin=lines, stdout=routes, env=environment(HSROUTE_TODAY=str(TODAY)), check=False)
            seconds = perf_counter() - start
        with found.open("rb") as routes:
            return Counter(map(summary, map(json.loads, routes))), seconds


def summary(route):
    """(status, contact, rule) of a route as JSON."""
    contact = route.get("contact")
    return route["status"], contact and contact["id"], route.get("rule")


def by_sql(engine, count, expected):
    """The seconds of the second run, the first of which must find what is expected."""
    rows = (tuple(map(record.get, KEYS)) for record in tickets(count))
    engine.fill("tickets", tuple(map(engine.quoted, KEYS)), rows)
    select = sql(RULES, engine.dialect, "tickets", TODAY)
    counts = f"SELECT status, contact, rule, count(*) FROM (\n{select}) AS routed GROUP BY status, contact, rule"
    found = {tuple(one[:3]): one[3] for one in engine.rows(counts)}
    assert found == expected, f"{engine.version} finds other routes: {found} instead of {dict(expected)}"
    start = perf_counter()
    engine.rows(counts)
    return perf_counter() - start


def main():
    for line in report():
        print(line, flush=True)


if __name__ == "__main__":
    main()
