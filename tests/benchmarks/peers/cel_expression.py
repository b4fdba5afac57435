"""CEL by common-expression-language: all rules as one chain of `?:`, compiled once, as its documents advise.

Its `timestamp()` would read every date again in every condition; dates of one form compare as text in the same order.
"""

from __future__ import annotations

import json

import cel

from tests.benchmarks.peers.branches import branches, days_of


def decider(ruleset, today):
    execute = cel.compile(expression(ruleset, today)).execute
    blank = {question.key: "" for question in ruleset.questions}
    return lambda record: execute({**blank, **record}) or None


def expression(ruleset, today):
    chain = [f"{when(branch, today)} ? {json.dumps(branch.contact or '')} : " for branch in branches(ruleset)]
    return "".join(chain) + '""'


def when(branch, today):
    return " && ".join(test(condition, today) for condition in branch.conditions) or "true"


def test(condition, today):
    if condition.spans:
        days = [map(json.dumps, days_of(span, today)) for span in condition.spans]
        return either(f"{condition.key} >= {first} && {condition.key} <= {last}" for first, last in days)
    if condition.others:
        return " && ".join(f"{condition.key} != {json.dumps(name)}" for name in condition.others)
    return either(f"{condition.key} == {json.dumps(name)}" for name in condition.names)


def either(tests):
    tests = list(tests)
    return tests[0] if len(tests) == 1 else f"({' || '.join(f'({test})' for test in tests)})"
