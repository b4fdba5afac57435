"""business-rules by Venmo: variables, one action, and `run_all` that stops at the first rule that is triggered.

Days are a numeric variable, as in its documents. It has no "one of" for texts, so that is `any` of `equal_to`.
"""

from __future__ import annotations

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_TEXT
from business_rules.variables import BaseVariables, numeric_rule_variable, string_rule_variable

from tests.benchmarks.peers.branches import branches, counter, dated_keys, days_key

NO_DAY, FIRST = -(10**9), -(10**8)
"""A variable always has a value: what stands for no date, and a day before all others but after that."""


class Found(BaseActions):
    """Remembers the contact of the rule that was triggered."""

    contact = None

    @rule_action(params={"contact": FIELD_TEXT})
    def send_to(self, contact):
        self.contact = contact


def decider(ruleset, today):
    rules = [rule(branch) for branch in branches(ruleset)]
    variables, count = variables_of(ruleset), counter(ruleset, today)

    def decide(record):
        found = Found()
        run_all(rules, variables(count(record)), found, stop_on_first_trigger=True)
        return found.contact

    return decide


def variables_of(ruleset):
    """The class of a record's variables."""
    methods = {question.key: string_rule_variable()(text(question.key)) for question in ruleset.questions}
    days = {days_key(key): numeric_rule_variable()(number(days_key(key))) for key in dated_keys(ruleset)}
    return type("Record", (BaseVariables,), {"__init__": remember, **methods, **days})


def remember(self, record):
    self.record = record


def text(key):
    def read(self):
        return self.record.get(key)

    read.__name__ = key
    return read


def number(key):
    def read(self):
        return self.record.get(key, NO_DAY)

    read.__name__ = key
    return read


def rule(branch):
    tests = [test(condition) for condition in branch.conditions]
    return {"conditions": {"all": tests}, "actions": [{"name": "send_to", "params": {"contact": branch.contact}}]}


def test(condition):
    if condition.spans:
        return _any([within(days_key(condition.key), span) for span in condition.spans])
    names = [_test(condition.key, "equal_to", name) for name in condition.names]
    return _any([*names, _test(condition.key, "contains", "@")] if condition.others else names)


def within(key, span):
    first = FIRST if span.first is None else span.first
    ends = [_test(key, "greater_than_or_equal_to", first)]
    if span.last is not None:
        ends.append(_test(key, "less_than_or_equal_to", span.last))
    return {"all": ends}


def _any(tests):
    return tests[0] if len(tests) == 1 else {"any": tests}


def _test(name, operator, value):
    return {"name": name, "operator": operator, "value": value}
