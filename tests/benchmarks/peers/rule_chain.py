"""rule-engine: a Chain, which gives the value of the first rule that matches; rules parsed once, symbols typed."""

from __future__ import annotations

import json

from rule_engine import Chain, Context, DataType, Rule, type_resolver_from_dict

from tests.benchmarks.peers.branches import branches, counter, dated_keys, days_key


def decider(ruleset, today):
    texts = {question.key: DataType.STRING for question in ruleset.questions}
    days = {days_key(key): DataType.FLOAT for key in dated_keys(ruleset)}
    context = Context(type_resolver=type_resolver_from_dict(texts | days), default_value=None)
    evaluate = Chain([(Rule(when(branch), context), branch.contact) for branch in branches(ruleset)]).evaluate
    count = counter(ruleset, today)
    return lambda record: evaluate(count(record))


def when(branch):
    return " and ".join(map(test, branch.conditions)) or "true"


def test(condition):
    if condition.spans:
        return f"({' or '.join(span_test(days_key(condition.key), span) for span in condition.spans)})"
    if condition.others:
        return " and ".join(f"{condition.key} != {json.dumps(name)}" for name in condition.others)
    if len(condition.names) == 1:
        return f"{condition.key} == {json.dumps(condition.names[0])}"
    return f"{condition.key} in {json.dumps(condition.names)}"


def span_test(key, span):
    """A comparison with what is not there is an error, so that it is asked for first."""
    ends = [f"{key} >= {span.first}"] * (span.first is not None) + [f"{key} <= {span.last}"] * (span.last is not None)
    return " and ".join([f"{key} != null", *ends])
