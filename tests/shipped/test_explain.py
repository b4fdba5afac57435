"""Explanations of the shipped rules, held against the reference interpreter and a replay day by day."""

from __future__ import annotations

import os
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hsroute
from hsroute.routing.explain import explain_route
from tests.support import reference
from tests.support.laws import examples

TODAY = date(2026, 11, 22)
SHIPPED = hsroute.load()
QUESTIONS = SHIPPED.ruleset.questions
KEYS = tuple(question.key for question in QUESTIONS)
RULES = {rule.id: rule for rule in SHIPPED.ruleset.rules}
WHOLE = tuple(product(*(question.answers for question in QUESTIONS)))


@cache
def forced(names):
    """The rule that these names force, None standing for an open question; None when no rule is forced."""
    if None not in names:
        return reference.winner(SHIPPED.ruleset, dict(zip(KEYS, names, strict=True))).id
    place = names.index(None)
    rules = {forced((*names[:place], name, *names[place + 1 :])) for name in QUESTIONS[place].answers}
    return rules.pop() if len(rules) == 1 else None


def with_fewer_changes(names, fewer):
    """The names after each way to change or add fewer answers than that."""
    for count in range(1, fewer):
        for places in combinations(range(len(names)), count):
            for others in product(*(QUESTIONS[place].answers for place in places)):
                changed = dict(zip(places, others, strict=True))
                yield tuple(changed.get(place, name) for place, name in enumerate(names))


def hold(names):
    """What every explanation of the shipped rules promises."""
    answers = {key: name for key, name in zip(KEYS, names, strict=True) if name}
    explanation = explain_route(SHIPPED, SHIPPED.route(answers, TODAY), answers)
    rule = forced(names)
    assert explanation.route.rule == rule
    kept = tuple(explanation.reason.get(key) for key in KEYS)
    assert forced(kept) == rule
    given = [place for place, name in enumerate(names) if name]
    for some in combinations(given, len(explanation.reason) - 1):
        assert forced(tuple(name if place in some else None for place, name in enumerate(names))) != rule
    contacts = [RULES[rule].contact, *(other.contact for other in explanation.instead)]
    assert {*contacts} == {*SHIPPED.ruleset.contacts, None}
    for other in explanation.instead:
        reached = forced(tuple(other.change.get(key, name) for key, name in zip(KEYS, names, strict=True)))
        assert (reached, RULES[reached].contact) == (other.rule, other.contact)
    fewest = {other.contact: len(other.change) for other in explanation.instead}
    for fewer in with_fewer_changes(names, max(fewest.values())):
        if reached := forced(fewer):
            cost = sum(name != kept for name, kept in zip(fewer, names, strict=True))
            assert fewest.get(RULES[reached].contact, 0) <= cost


def asked_only():
    """The answers of everyone who answers just what is asked."""
    ahead = [(None,) * len(KEYS)]
    while ahead:
        names = ahead.pop()
        route = SHIPPED.route({key: name for key, name in zip(KEYS, names, strict=True) if name}, TODAY)
        if route.next is None:
            yield names
        else:
            place = KEYS.index(route.next.key)
            ahead += [(*names[:place], name, *names[place + 1 :]) for name in QUESTIONS[place].answers]


@pytest.mark.process
def test_for_everyone_who_answers_what_is_asked_the_explanation_holds():
    for names in asked_only():
        hold(names)


@pytest.mark.process
@pytest.mark.parametrize("step", [int(os.environ.get("HSROUTE_TEST_STEP", "61"))])
def test_for_all_combinations_a_fixed_part_of_them_in_a_normal_run_the_explanation_holds(step):
    for names in WHOLE[::step]:
        hold(names)


def name_on(question, day, today):
    """The name of the value that a day has on another, by its span."""
    for value in question.values:
        first, last = value.span[:2] if value.span else (1, 0)
        if (first is None or first <= (day - today).days) and (last is None or (day - today).days <= last):
            return value.name
    return None


@examples(0.4)
@given(st.sampled_from(WHOLE), st.integers(-100, 300), st.integers(-40, 0), st.sets(st.sampled_from(KEYS)))
def test_the_days_listed_are_those_on_which_a_replay_day_by_day_moves(names, renewal, trial, left_out):
    days = {"renewal_date": TODAY + timedelta(renewal), "trial": TODAY + timedelta(trial)}
    answers = {key: name for key, name in zip(KEYS, names, strict=True) if key not in left_out}
    answers |= {key: day.isoformat() for key, day in days.items() if key not in left_out}

    def on(today):
        taken = {key: name_on(QUESTIONS[KEYS.index(key)], day, today) for key, day in days.items()}
        return forced(tuple(taken.get(key, answers.get(key)) if key in answers else None for key in KEYS))

    explanation = explain_route(SHIPPED, SHIPPED.route(answers, TODAY), answers)
    if explanation.route.next is None:
        replay = [(TODAY + timedelta(ahead), on(TODAY + timedelta(ahead))) for ahead in range(420)]
        moved = [(day, rule) for (_, before), (day, rule) in pairwise(replay) if rule != before]
        assert [(change.on, change.rule) for change in explanation.route.changes] == moved
