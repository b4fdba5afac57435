"""Decisions, as laws: which answers decided, what is still possible, and how it is where no diagram fits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hsroute.engine.decision
from hsroute.engine.decision import MISSING, UNKNOWN, UNSURE, Decider
from hsroute.engine.diagram import GAP
from tests.support import reference
from tests.support.strategies import rulesets, rulesets_with_answers, rulesets_with_every_answer
from tests.support.wide import wide

cases = rulesets_with_answers() | rulesets_with_every_answer()


def state_of(ruleset, answers):
    """The state of answers, given as {question key: value name, or None for unknown}."""
    states = []
    for question in ruleset.questions:
        name = answers.get(question.key, MISSING)
        states.append(question.names.index(name) if isinstance(name, str) else UNKNOWN if name is None else MISSING)
    return tuple(states)


def keys(ruleset, numbers):
    return [ruleset.questions[number].key for number in numbers]


def without_a_diagram(ruleset):
    """Decides as it does where every diagram is too big."""
    decider = Decider(ruleset)
    decider._by_diagram = decider._by_masks
    return decider


def not_ruled_out(ruleset, answers):
    """The rules that known answers do not rule out, up to the first that they make sure of, if there is one."""
    known = {key: name for key, name in answers.items() if name is not None}
    left = []
    for rule in ruleset.rules:
        if all(known.get(key) in (*names, None) and names for key, names in rule.when.items()):
            left.append(rule)
            if rule.when.keys() <= known.keys():
                return left, True
    return left, False


# With the diagram.


@given(cases)
def test_the_answers_that_decided_are_those_that_would_have_been_asked_for_had_none_been_known(case):
    ruleset, answers = case
    decision = Decider(ruleset).decide(state_of(ruleset, answers))
    if decision.next is None:
        asked = {}
        for question in ruleset.questions:
            if question.key in answers and reference.can_change(ruleset, asked, question.key):
                asked[question.key] = answers[question.key]
        assert keys(ruleset, decision.used) == list(asked)


YES, NO = 0, 1


@pytest.mark.parametrize("answer", [YES, NO])
def test_an_answer_that_makes_up_for_an_unknown_one_decides_with_it(answer):
    decider = Decider(wide(2, ({"q0": ("yes",), "q1": ("yes",)}, "alpha"), ({}, "alpha")))
    assert decider.decide((UNKNOWN, answer))[:3] == (answer, None, (0, 1))


def test_an_answer_that_leaves_it_to_an_unknown_one_decides_with_it():
    rules = ({"q0": ("yes",), "q1": ("yes",)}, "alpha"), ({"q0": ("yes",), "q2": ("yes",)}, "beta"), ({}, "alpha")
    decider = Decider(wide(3, *rules))
    assert decider.decide((YES, UNKNOWN, YES))[:3] == (GAP, None, (0, 1, 2))
    assert decider.decide((YES, UNKNOWN, NO))[:3] == (0, None, (0, 1, 2))
    assert decider.decide((NO, UNKNOWN, YES))[:3] == (2, None, (0,))


def test_what_stands_before_an_unknown_answer_holds_after_it():
    rules = ({"q0": ("yes",), "q1": ("yes",), "q2": ("yes",)}, "alpha"), ({"q0": ("yes",)}, "alpha"), ({}, "beta")
    assert Decider(wide(3, *rules)).decide((YES, UNKNOWN, YES))[:3] == (0, None, (0, 1, 2))


@given(cases)
def test_where_no_rule_wins_every_contact_that_can_still_come_out_is_possible(case):
    ruleset, answers = case
    decision = Decider(ruleset).decide(state_of(ruleset, answers))
    known = {key: name for key, name in answers.items() if name is not None}
    winners = [reference.winner(ruleset, whole) for whole in reference.completions(ruleset, known)]
    if decision.next is None and decision.outcome < 0:
        named = {rule.contact for rule in winners if rule}
        assert decision.possible == tuple(id for id in ruleset.contacts if id in named)
        assert decision.outcome == (UNSURE if named and ruleset.unsure else GAP)
    assert decision.proved


@given(rulesets(), st.data())
def test_outcomes_agree_on_the_first_of_them_if_all_have_the_same_contact(ruleset, data):
    ends = data.draw(st.sets(st.integers(-1, len(ruleset.rules) - 1), min_size=1))
    contacts = {ruleset.rules[end].contact if end >= 0 else None for end in ends}
    first = min((end for end in ends if end >= 0), default=GAP)
    several = UNSURE if ruleset.unsure else GAP
    assert Decider(ruleset).agreed(ends) == (first if len(contacts) == 1 else several)


@given(cases)
def test_a_state_is_decided_once(case):
    ruleset, answers = case
    decider = Decider(ruleset)
    state = state_of(ruleset, answers)
    assert decider.decide(state) is decider.decide(state)


def two_questions():
    """A rule that one answer makes sure of, before one that the other stops."""
    return wide(2, ({"q0": ("yes",)}, "alpha"), ({"q1": ("yes",)}, "beta"))


def test_what_is_remembered_has_a_bound(monkeypatch):
    monkeypatch.setattr(hsroute.engine.decision, "_REMEMBERED", 2)
    decider = Decider(two_questions())
    for state in [(first, second) for first in (0, 1) for second in (0, 1, UNKNOWN, MISSING)]:
        assert decider.decide(state) == Decider(two_questions()).decide(state)
        assert len(decider._decisions) <= 2


# Without one.


@given(cases)
def test_without_a_diagram_the_rules_that_known_answers_leave_say_what_is_possible(case):
    ruleset, answers = case
    decision = without_a_diagram(ruleset).decide(state_of(ruleset, answers))
    left, _ = not_ruled_out(ruleset, answers)
    named = {rule.contact for rule in left}
    assert decision.possible == tuple(id for id in ruleset.contacts if id in named)
    assert not decision.proved


@given(cases)
def test_without_a_diagram_the_next_question_is_the_first_that_a_rule_left_has_a_condition_on(case):
    ruleset, answers = case
    decision = without_a_diagram(ruleset).decide(state_of(ruleset, answers))
    left, _ = not_ruled_out(ruleset, answers)
    mentioned = {key for rule in left for key in rule.when} - answers.keys()
    first = next((number for number, question in enumerate(ruleset.questions) if question.key in mentioned), None)
    assert decision.next == first


@given(cases)
def test_without_a_diagram_the_outcome_is_what_the_rules_left_agree_on(case):
    ruleset, answers = case
    decider = without_a_diagram(ruleset)
    decision = decider.decide(state_of(ruleset, answers))
    left, certain = not_ruled_out(ruleset, answers)
    outcomes = {ruleset.rules.index(rule) for rule in left} | (set() if certain else {GAP})
    if decision.next is None:
        assert decision.outcome == decider.agreed(outcomes)


@given(cases)
def test_without_a_diagram_the_answers_that_decided_are_enough_for_the_decision(case):
    ruleset, answers = case
    decider = without_a_diagram(ruleset)
    decision = decider.decide(state_of(ruleset, answers))
    if decision.next is None:
        used = {key: answers[key] for key in keys(ruleset, decision.used)}
        assert decider.decide(state_of(ruleset, used)) == decision
        unknown = {key for key, name in answers.items() if name is None}
        left, _ = not_ruled_out(ruleset, answers)
        assert unknown & {key for rule in left for key in rule.when} <= used.keys()


def test_without_a_diagram_an_answer_that_only_later_rules_have_conditions_on_does_not_decide():
    decider = without_a_diagram(two_questions())
    assert decider.decide((0, 0)).used == (0,)
    assert decider.decide((1, 0)).used == (0, 1)
    assert decider.decide((0, MISSING))[:2] == (0, None)
