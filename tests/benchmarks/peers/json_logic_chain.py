"""JsonLogic: all rules as one `if` with many conditions.

The package `json-logic` does not work on Python 3; `json-logic-qubit` is a fork of it that does, with the same name
for imports. JsonLogic has no dates; dates of one form compare as text in the same order, with `<=` of three.
"""

from __future__ import annotations

from json_logic import jsonLogic

from tests.benchmarks.peers.branches import branches, days_of


def decider(ruleset, today):
    logic = {"if": [part for branch in branches(ruleset) for part in (when(branch, today), branch.contact)]}
    return lambda record: jsonLogic(logic, record)


def when(branch, today):
    tests = [test(condition, today) for condition in branch.conditions]
    return {"and": tests} if len(tests) > 1 else tests[0] if tests else True


def test(condition, today):
    answer = {"var": condition.key}
    if condition.spans:
        tests = [{"<=": [first, answer, last]} for first, last in (days_of(span, today) for span in condition.spans)]
        return tests[0] if len(tests) == 1 else {"or": tests}
    if condition.others:
        return {"!": [{"in": [answer, list(condition.others)]}]}
    if len(condition.names) == 1:
        return {"==": [answer, condition.names[0]]}
    return {"in": [answer, list(condition.names)]}
