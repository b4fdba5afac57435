"""The table of masks, as laws: a bit of a mask is a row, and the lowest bit left is the row that wins."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.masks import GAP, UNSURE, Masks, bits, build, lowest, mask, runs_of, up_to_lowest
from hsroute.model import UNKNOWN
from hsroute.routing.outcomes import masks_of
from tests.support import reference
from tests.support.states import outcome_of, state_of
from tests.support.strategies import rulesets
from tests.support.wide import wide


@given(rulesets())
def test_a_bit_of_a_mask_says_whether_the_rule_allows_the_answer(ruleset):
    masks = masks_of(ruleset)
    rows = [(owner, when) for owner, rule in enumerate(ruleset.rules) for when in rule.conditions]
    assert masks.outcomes[: len(rows)] == tuple(owner for owner, _ in rows)
    assert [*bits(masks.siblings)] == [
        row
        for row, (owner, when) in enumerate(rows)
        if len(ruleset.rules[owner].conditions) > 1 and () not in when.values()
    ]
    for number, (_, when) in enumerate(rows):
        for question, allowed in zip(ruleset.questions, masks.allowed, strict=True):
            names = when.get(question.key, question.answers)
            assert [mask >> number & 1 for mask in allowed] == [name in names for name in question.answers]


@given(rulesets())
def test_the_answers_that_a_row_allows_are_those_that_allow_it_and_all_where_no_row_is_left(ruleset):
    masks = masks_of(ruleset)
    for answers, allowed in zip(masks.answers, masks.allowed, strict=True):
        for row in range(len(masks.outcomes) - 1):
            assert [*bits(answers[row])] == [answer for answer, rows in enumerate(allowed) if rows >> row & 1]
        assert [*bits(answers[-1])] == [*range(len(allowed))]
        assert len(answers) == len(masks.outcomes)


@given(rulesets())
def test_behind_the_rules_stands_a_row_for_known_answers_where_the_file_says_what_comes_out_of_unknown_ones(ruleset):
    masks = masks_of(ruleset)
    rules = [owner for owner, rule in enumerate(ruleset.rules) for _ in rule.conditions]
    if ruleset.unsure and any(UNKNOWN in question.answers for question in ruleset.questions):
        assert masks.outcomes == (*rules, GAP, UNSURE)
        for question, allowed in zip(ruleset.questions, masks.allowed, strict=True):
            assert [mask >> len(rules) for mask in allowed] == [name != UNKNOWN for name in question.answers]
    else:
        assert masks.outcomes == (*rules, GAP)


@given(rulesets())
def test_a_row_is_restricted_by_the_questions_that_have_an_answer_which_stops_it(ruleset):
    masks = masks_of(ruleset)
    for row in range(len(masks.outcomes) - 1):
        for question in masks.questions:
            stopped = any(not mask >> row & 1 for mask in masks.allowed[question])
            assert masks.restricted[question] >> row & 1 == stopped


@given(rulesets())
def test_every_row_matches_some_combination_but_those_of_rules_that_allow_no_answer(ruleset):
    masks = masks_of(ruleset)
    conditions = [when for rule in ruleset.rules for when in rule.conditions]
    impossible = [row for row, when in enumerate(conditions) if () in when.values()]
    assert set(range(len(masks.outcomes) - 1)) - set(bits(masks.every)) == set(impossible)


@given(rulesets(), st.integers(0))
def test_the_rows_of_outcomes_are_those_that_have_one_of_them_and_like_one_row_are_those_of_its_outcome(ruleset, some):
    masks = masks_of(ruleset)
    wanted = {outcome for place, outcome in enumerate(masks.ends) if some >> place & 1}
    assert [*bits(masks.rows_of(wanted))] == [row for row, end in enumerate(masks.outcomes) if end in wanted]
    for row in bits(masks.every | masks.none):
        assert masks.alike(row) == masks.rows_of({masks.outcomes[row]})


def test_rows_of_rules_with_several_conditions_and_of_what_comes_after_them():
    masks = build([3], [{0: [0]}, {0: [1]}, {0: [0]}, {0: [2]}, {0: [2]}], {0: 2}, [0, 1, 1, 2, 2])
    assert masks.outcomes == (0, 1, 1, 2, 2, GAP, UNSURE)
    ways = {0: 0b1, 1: 0b110, 2: 0b11000, GAP: 0b100000, UNSURE: 0b1000000}
    assert {outcome: masks.rows_of({outcome}) for outcome in masks.ends} == ways
    assert masks.rows_of({2, UNSURE, 0}) == 0b1011001
    assert [masks.alike(row) for row in range(7)] == [ways[outcome] for outcome in masks.outcomes]
    assert [masks.rule(row) for row in range(5)] == [0, 1, 1, 2, 2]
    masks = build([3], [{0: [0]}, {0: [1]}], {})
    assert [masks.rows_of({outcome}) for outcome in (0, 1, GAP, UNSURE)] == [0b1, 0b10, 0b100, 0]


@given(rulesets())
def test_no_mask_has_a_bit_that_is_no_row(ruleset):
    masks = masks_of(ruleset)
    for some in (masks.restricted, *masks.allowed, (masks.every,), masks.parts):
        assert all(0 <= mask < masks.none for mask in some)


@given(rulesets())
def test_the_lowest_bit_that_complete_answers_leave_is_what_comes_out(ruleset):
    masks = masks_of(ruleset)
    for answers in reference.completions(ruleset, {}):
        alive = masks.alive(enumerate(state_of(ruleset, answers)))
        assert masks.outcome(alive) == outcome_of(ruleset, reference.winner(ruleset, answers))


@given(rulesets())
def test_for_each_place_the_rows_that_a_question_from_there_on_can_stop(ruleset):
    masks = masks_of(ruleset)
    restricting = masks.restricting(masks.questions)
    for place in range(len(masks.allowed) + 1):
        assert {*bits(restricting[place])} == {row for rest in masks.restricted[place:] for row in bits(rest)}


@given(st.integers(0, 2**20 - 1), st.integers(0, 2**20 - 1), st.integers(0, 20))
def test_rivals_are_the_rows_of_each_part_up_to_the_first_that_nothing_can_stop(alive, stoppable, width):
    """Cut into two parts anywhere, also at an end, where one of them is empty."""
    parts = ((1 << width) - 1, (1 << 20) - (1 << width))
    masks = Masks((), (), (), (), (1 << 20) - 1, (), parts if 0 < width < 20 else ((1 << 20) - 1,))
    expected = set()
    for part in masks.parts:
        for row in bits(alive & part):
            expected.add(row)
            if not stoppable >> row & 1:
                break
    assert {*bits(masks.rivals(alive, stoppable))} == expected


@given(st.lists(st.integers(1, 3), min_size=1, max_size=20), st.integers(0, 2**20 - 1))
def test_of_rows_in_a_run_the_first_and_what_comes_after_it(answers, some):
    rows = some & ((1 << len(answers)) - 1)
    run = [*accumulate((one != other for one, other in pairwise(answers)), initial=0)]
    seen, firsts = set(), set()
    for row in bits(rows):
        if run[row] not in seen:
            seen.add(run[row])
            firsts.add(row)
    found = runs_of(answers).firsts(rows)
    assert {*bits(found)} == firsts
    after = {row for row in range(len(answers)) for first in firsts if run[row] == run[first] and row > first}
    assert {*bits(runs_of(answers).after(found))} == after


def test_rivals_are_the_first_row_that_nothing_can_stop_and_all_before_it():
    masks = Masks((), (), (), (), 0b111, (), (0b111,))
    assert masks.rivals(0b111, 0b101) == 0b011
    assert masks.rivals(0b111, 0b110) == 0b001
    assert masks.rivals(0b110, 0b111) == 0b110


def test_without_questions_every_rule_matches():
    masks = masks_of(wide(0, ({}, "alpha"), ({}, "beta")))
    assert (masks.every, masks.outcomes, masks.outcome(masks.every)) == (0b11, (0, 1, GAP), 0)


@given(st.sets(st.integers(0, 100)))
def test_the_bits_of_a_mask_are_its_rows_in_order(rows):
    made = mask(sorted(rows))
    assert made == sum(1 << row for row in rows)
    assert list(bits(made)) == sorted(rows)
    assert lowest(made) == min(rows, default=-1)


@given(st.sets(st.integers(0, 100)), st.integers(0, 2**101))
def test_up_to_the_lowest_row_of_a_mask_are_that_and_those_before_it_or_all_if_there_is_none(rows, some):
    kept = [row for row in bits(some) if not rows or row <= min(rows)]
    assert list(bits(some & up_to_lowest(mask(sorted(rows))))) == kept


@pytest.mark.parametrize("count", [1, 7, 8, 9, 16, 17, 100])
def test_any_number_of_rules_fits_in_a_mask(count):
    """Every other rule allows only the first answer, the others both."""
    masks = build([2], [{0: [0]} if number % 2 else {} for number in range(count)], {})
    first, second = masks.allowed[0]
    assert list(bits(first)) == list(range(count))
    assert list(bits(second)) == list(range(0, count, 2))
    assert list(bits(masks.restricted[0])) == list(range(1, count, 2))
