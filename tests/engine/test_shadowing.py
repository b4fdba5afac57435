"""Searches on the masks, as laws: what is left over is, who is to blame covers, and no step is taken for nothing."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.diagram import TooBigError
from hsroute.engine.masks import Table, bits, build_table
from hsroute.engine.shadowing import Steps, blamed, left_over, matched, whole, without_needless
from tests.support.strategies import rulesets
from tests.support.wide import wide

PLENTY = 10_000


@st.composite
def tables(draw):
    """A table, one of its rules, and some of its rules as a mask."""
    ruleset = draw(rulesets().filter(lambda ruleset: ruleset.rules))
    table = build_table(ruleset)
    return table, draw(st.integers(0, len(ruleset.rules) - 1)), draw(st.integers(0, table.every))


def combinations(box):
    return list(product(*box))


def alive(table, values):
    return table.alive(enumerate(values))


def steps(left=PLENTY, most=PLENTY):
    return Steps(left, most)


@given(tables())
def test_a_rule_matches_exactly_the_combinations_of_its_box(case):
    table, rule, _ = case
    box = set(combinations(matched(table, rule)))
    assert box == {values for values in combinations(whole(table)) if alive(table, values) >> rule & 1}


@given(tables())
def test_answers_are_left_over_exactly_when_no_rule_matches_some_combination_and_then_none_matches_their_completions(
    case,
):
    table, rule, rules = case
    box = matched(table, rule)
    left = [values for values in combinations(box) if not alive(table, values) & rules]
    answers = left_over(table, box, rules, steps())
    assert (answers is None) == (left == [])
    if answers is not None:
        kept = tuple((answers[place],) if place in answers else values for place, values in enumerate(box))
        assert {*combinations(kept)} <= {*left}


@given(tables())
def test_answers_without_the_needless_ones_are_enough_and_none_can_be_left_out(case):
    table, *_ = case
    box = whole(table)
    answers = left_over(table, box, table.every, steps())
    if answers is not None:
        fewer = without_needless(table, {place: answers.get(place, 0) for place in range(len(box))})
        assert list(fewer) == sorted(fewer)

        def matches(answers):
            some = [(answers[place],) if place in answers else values for place, values in enumerate(box)]
            return any(alive(table, values) for values in combinations(some))

        assert not matches(fewer)
        for left_out in fewer:
            assert matches({place: value for place, value in fewer.items() if place != left_out})


def test_of_two_answers_that_each_would_do_the_one_asked_first_is_kept():
    table = build_table(wide(2, ({"q0": ("yes",), "q1": ("yes",)}, "alpha")))
    assert without_needless(table, {1: 1, 0: 1}) == {0: 1}


@given(tables())
def test_the_blamed_match_all_that_the_rule_matches_and_none_can_be_left_out(case):
    table, rule, rules = case
    box = combinations(matched(table, rule))
    found = blamed(table, rule, rules, steps())
    assert (found is None) == any(not alive(table, values) & rules for values in box)
    if found is not None:
        mask = sum(1 << number for number in found)
        assert list(found) == sorted(found)
        assert mask & ~rules == 0
        assert all(alive(table, values) & mask for values in box)
        for number in found:
            assert any(not alive(table, values) & mask & ~(1 << number) for values in box)


@given(tables())
def test_where_one_rule_alone_matches_it_all_the_first_such_is_blamed(case):
    table, rule, rules = case
    box = combinations(matched(table, rule))
    alone = [number for number in bits(rules) if all(alive(table, values) >> number & 1 for values in box)]
    if alone and box:
        assert blamed(table, rule, rules, steps()) == (alone[0],)


@pytest.mark.parametrize("place", range(5))
def test_the_rules_that_match_most_are_blamed_wherever_they_stand_so_that_few_are(place):
    """One question with four values; one rule allows three of them, and others one each."""
    rules = [{3}, {0}, {1}, {2}]
    rules.insert(place, {0, 1, 2})
    masks = tuple(
        sum(1 << rule for rule, allowed in enumerate(rules) if value in allowed) | 1 << 5 for value in range(4)
    )
    table = Table((masks,), (0b111111,), 0b111111)
    assert blamed(table, 5, 0b011111, steps()) == tuple(sorted((rules.index({3}), place)))


# Steps.


@given(tables())
def test_a_search_gives_up_when_it_has_taken_its_steps_and_not_before(case):
    table, _, rules = case
    counted = steps()
    found = left_over(table, whole(table), rules, counted)
    taken = PLENTY - counted.left
    assert left_over(table, whole(table), rules, steps(left=taken)) == found
    begun = len(table.masks)
    if taken > begun:
        with pytest.raises(TooBigError):
            left_over(table, whole(table), rules, steps(left=taken - 1))
        with pytest.raises(TooBigError):
            left_over(table, whole(table), rules, steps(most=taken - begun - 1))


def test_a_search_takes_a_step_for_each_question_and_for_each_place_it_looks_at():
    table = build_table(wide(1, ({"q0": ("yes",)}, "alpha")))
    assert left_over(table, whole(table), 1, steps(left=2)) == {0: 1}
    with pytest.raises(TooBigError):
        left_over(table, whole(table), 1, steps(left=1))


def test_a_value_that_leaves_more_rules_than_another_is_not_tried():
    """No to the first question leaves two rules, and yes all: what no cannot do yes cannot. Two steps, not three."""
    rules = [({"q0": ("yes",), f"q{number}": ("yes",)}, "alpha") for number in (2, 3, 4)]
    table = build_table(wide(5, *rules, ({"q1": ("yes",)}, "alpha"), ({"q1": ("no",)}, "alpha")))
    assert left_over(table, whole(table), table.every, steps(left=5 + 2)) is None


def test_answers_that_are_left_over_name_only_what_stops_a_rule():
    rules = ({"q0": ("yes",)}, "alpha"), ({"q0": ("yes",), "q1": ("yes",)}, "alpha"), ({"q2": ("yes",)}, "alpha")
    table = build_table(wide(3, *rules))
    assert left_over(table, whole(table), table.every, steps()) == {0: 1, 2: 1}


def test_a_search_may_take_no_more_than_the_least_of_both_limits():
    assert Steps(left=10, most=3).limit() == 7
    assert Steps(left=10, most=30).limit() == 0


def test_a_way_longer_than_the_stack_of_calls_is_too_big():
    count = 2_000
    every = (1 << count) - 1
    masks = tuple((every, every & ~(1 << number)) for number in range(count))
    table = Table(masks, tuple(1 << number for number in range(count)), every)
    with pytest.raises(TooBigError):
        left_over(table, whole(table), every, Steps(10**6, 10**6))
