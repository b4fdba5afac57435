"""Searches on the masks, as laws: what is left over is, and who is to blame covers."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.budget import Budget, TooBigError
from hsroute.engine.masks import bits, build
from hsroute.engine.shadowing import blamed, covering, left_over, matched, overlapping, whole
from hsroute.routing.outcomes import masks_of
from tests.support.strategies import rulesets
from tests.support.wide import wide

PLENTY = 100_000


@st.composite
def tables(draw):
    """Masks, one of their rows that matches something, and some of their rows as a mask."""
    masks = masks_of(draw(rulesets().filter(lambda ruleset: masks_of(ruleset).every)))
    return masks, draw(st.sampled_from([*bits(masks.every)])), draw(st.integers(0, masks.every)) & masks.every


def combinations(scope):
    return list(product(*scope))


def alive(masks, state):
    return masks.alive(enumerate(state))


def enough():
    return Budget(PLENTY)


@given(tables())
def test_a_row_matches_exactly_the_combinations_of_its_box(case):
    masks, row, _ = case
    scope = set(combinations(matched(masks, row)))
    assert scope == {state for state in combinations(whole(masks)) if alive(masks, state) >> row & 1}


@given(tables())
def test_rows_meet_exactly_when_some_combination_matches_both(case):
    masks, row, _ = case
    matching = [alive(masks, state) for state in combinations(whole(masks)) if alive(masks, state) >> row & 1]
    assert {*bits(overlapping(masks, row, enough()))} == {other for some in matching for other in bits(some)}


def test_to_find_the_rows_that_meet_one_takes_a_step_for_each_answer_to_what_it_asks():
    masks = build([2, 3, 4], [{0: [1], 2: [0, 3]}, {1: [2]}], {})
    assert overlapping(masks, 0, Budget(6)) == 0b11
    with pytest.raises(TooBigError):
        overlapping(masks, 0, Budget(5))


@given(tables())
def test_answers_are_left_over_exactly_when_no_rule_matches_some_combination_and_then_none_matches_their_completions(
    case,
):
    masks, row, rules = case
    for scope in (matched(masks, row), whole(masks)):
        left = [state for state in combinations(scope) if not alive(masks, state) & rules]
        answers = left_over(masks, scope, rules, enough())
        assert (answers is None) == (left == [])
        if answers is not None:
            kept = tuple((answers[place],) if place in answers else some for place, some in enumerate(scope))
            assert {*combinations(kept)} <= {*left}


@st.composite
def shadows(draw):
    """Masks, one of their rules that matches something, and some rules as the mask of their rows."""
    masks, row, some = draw(tables().filter(lambda case: case[0].outcomes[0] == 0 and case[0].every & 1))
    rules = [outcome for outcome in masks.ends if isinstance(outcome, int)]
    rule = masks.outcomes[row] if masks.outcomes[row] in rules else 0
    return masks, rule, masks.every & masks.rows_of({number for number in rules if some >> number & 1})


def all_matched(masks, rule):
    rows = bits(masks.rows_of({rule}) & masks.every)
    return {state for row in rows for state in combinations(matched(masks, row))}


@given(shadows())
def test_the_blamed_match_all_that_the_rule_matches_and_none_can_be_left_out(case):
    masks, rule, rules = case
    states = all_matched(masks, rule)
    found = blamed(masks, rule, rules, enough())
    assert (found is None) == any(not alive(masks, state) & rules for state in states)
    if found is not None:
        assert list(found) == sorted(found)
        assert {*found} <= {masks.rule(row) for row in bits(rules)}
        assert all(alive(masks, state) & rules & masks.rows_of(found) for state in states)
        for number in found:
            rest = masks.rows_of({*found} - {number})
            assert any(not alive(masks, state) & rules & rest for state in states)


@given(tables())
def test_the_rows_that_cover_one_match_all_that_it_does_and_none_is_superfluous(case):
    masks, row, some = case
    others = some & ~(1 << row)
    states = combinations(matched(masks, row))
    found = covering(masks, row, others, enough())
    assert (found is None) == any(not alive(masks, state) & others for state in states)
    if found is not None:
        assert list(found) == sorted(found)
        kept = sum(1 << other for other in found)
        assert kept & ~others == 0
        assert all(alive(masks, state) & kept for state in states)
        assert all(any(not alive(masks, state) & kept & ~(1 << other) for state in states) for other in found)


@given(shadows())
def test_where_one_condition_alone_matches_what_another_does_the_first_such_is_blamed(case):
    masks, rule, rules = case
    states = all_matched(masks, rule)
    alone = [number for number in bits(rules) if all(alive(masks, state) >> number & 1 for state in states)]
    if alone and not masks.rows_of({rule}) & masks.siblings:
        assert blamed(masks, rule, rules, enough()) == (masks.rule(alone[0]),)


@pytest.mark.parametrize("place", range(5))
def test_the_rules_that_match_most_are_blamed_wherever_they_stand_so_that_few_are(place):
    """One question with four answers; one rule allows three of them, and others one each."""
    rules = [{3}, {0}, {1}, {2}]
    rules.insert(place, {0, 1, 2})
    masks = build([4], [*({0: rule} for rule in rules), {}], {})
    assert blamed(masks, 5, 0b011111, enough()) == tuple(sorted((rules.index({3}), place)))


def test_only_rules_that_are_in_question_are_blamed():
    """The first rule matches the same, but is not among them."""
    masks = build([2], [{0: [0, 1]}, {0: [0]}, {0: [1]}, {}], {})
    assert blamed(masks, 3, 0b110, enough()) == (1, 2)


def test_a_rule_that_matches_most_is_not_blamed_where_those_found_after_it_match_all_that_it_does():
    masks = build([5], [{0: [0, 1, 2]}, {0: [1, 2, 3]}, {0: [0, 4]}, {}], {})
    assert blamed(masks, 3, 0b111, enough()) == (1, 2)
    assert covering(masks, 3, 0b111, enough()) == (1, 2)
    assert covering(masks, 3, 0b101, enough()) is None
    masks = build([6], [{0: [5]}, {0: [0, 1, 2]}, {0: [1, 2, 3]}, {0: [0, 4]}, {0: [0, 1, 2, 3, 4]}], {})
    assert blamed(masks, 4, 0b1111, enough()) == covering(masks, 4, 0b1111, enough()) == (2, 3)
    masks = build([4], [{0: [0, 2]}, {0: [0, 1, 3]}, {0: [1, 2, 3]}, {}], {})
    assert blamed(masks, 3, 0b111, enough()) == covering(masks, 3, 0b111, enough()) == (1, 2)


def test_a_rule_that_alone_matches_all_is_blamed_however_many_match_a_part_of_it_before():
    for size, last in ((2, {}), (3, {0: [0, 1]})):
        masks = build([size], [*({0: [number // 16]} for number in range(32)), {0: [0, 1]}, last], {})
        assert blamed(masks, 33, (1 << 33) - 1, enough()) == (32,)
        assert covering(masks, 33, (1 << 33) - 1, enough()) == (32,)


def test_where_nothing_is_asked_the_first_rule_is_to_blame():
    masks = build([], [{}, {}, {}], {})
    assert blamed(masks, 2, 0b11, enough()) == (0,)
    assert covering(masks, 2, 0b11, enough()) == (0,)


def test_whatever_shadows_any_condition_of_a_rule_is_blamed():
    masks = build([2], [{0: [0]}, {0: [1]}, {0: [0]}, {0: [1]}], {}, [0, 1, 2, 2])
    assert blamed(masks, 2, 0b11, enough()) == (0, 1)


def test_a_rule_is_blamed_with_all_of_its_conditions_so_that_others_can_be_left_out():
    masks = build([4], [{0: [0, 1]}, {0: [2, 3]}, {0: [1, 2, 3]}, {}], {}, [0, 0, 1, 2])
    assert blamed(masks, 2, 0b111, enough()) == (0,)


def test_answers_that_are_left_over_name_only_what_stops_a_rule():
    rules = ({"q0": ("yes",)}, "alpha"), ({"q0": ("yes",), "q1": ("yes",)}, "alpha"), ({"q2": ("yes",)}, "alpha")
    masks = masks_of(wide(3, *rules))
    assert left_over(masks, whole(masks), masks.every, enough()) == {0: 1, 2: 1}


def test_where_one_answer_leaves_a_rule_that_nothing_stops_another_is_tried_that_leaves_other_rules():
    masks = build([2, 2], [{0: [1], 1: [0]}, {0: [0]}], {})
    assert left_over(masks, whole(masks), masks.every, enough()) == {0: 1, 1: 1}


# Within a budget.


@given(shadows(), st.integers(0, 60))
def test_whatever_the_budget_a_search_is_right_or_gives_up(case, steps):
    masks, rule, rules = case
    for search in (
        lambda budget: left_over(masks, matched(masks, masks.outcomes.index(rule)), rules, budget),
        lambda budget: blamed(masks, rule, rules, budget),
    ):
        budget = Budget(steps)
        try:
            found = search(budget)
        except TooBigError:
            continue
        assert found == search(enough())
        assert budget.left >= 0


def pigeons(count):
    """So many pigeons that each sit in one of fewer holes; a rule for every two in one hole: nothing is left over."""
    holes = range(count - 1)
    pairs = [(one, other) for one in range(count) for other in range(one)]
    return build([len(holes)] * count, [{one: [hole], other: [hole]} for one, other in pairs for hole in holes], {})


def test_a_search_that_would_take_for_ever_gives_up_and_leaves_some_of_the_budget_to_others():
    masks = pigeons(11)
    budget = Budget(PLENTY)
    with pytest.raises(TooBigError):
        left_over(masks, whole(masks), masks.every, budget)
    assert PLENTY // 2 < budget.left < PLENTY
    few = pigeons(4)
    assert left_over(few, whole(few), few.every, budget) is None


def test_a_way_longer_than_the_stack_of_calls_is_too_big():
    count = 2_000
    masks = build([2] * count, [{number: [0]} for number in range(count)], {})
    with pytest.raises(TooBigError):
        left_over(masks, whole(masks), masks.every, Budget(10**6))
