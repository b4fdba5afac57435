"""Decisions, as laws: what comes out, what is asked, which answers decided; and at any budget no claim is wrong."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.budget import ROUTE, Budget, TooBigError
from hsroute.engine.decision import Decider, Winners, turns
from hsroute.engine.masks import MISSING, bits, build, lowest, mask, runs_of
from hsroute.model import UNSURE, Rule, Text
from hsroute.routing.outcomes import masks_of
from hsroute.routing.router import Router
from tests.support import reference
from tests.support.states import keys, outcome_of, state_of
from tests.support.strategies import rulesets_with_answers, rulesets_with_every_answer
from tests.support.wide import far_apart, pigeons, wide

YES, NO, UNKNOWN = 0, 1, 2

cases = rulesets_with_answers() | rulesets_with_every_answer()
budgets = st.sampled_from((0, 1, 2, 4))


def winners(ruleset, answers):
    """Every outcome that the answers can still have."""
    return {outcome_of(ruleset, reference.winner(ruleset, whole)) for whole in reference.completions(ruleset, answers)}


def decide(ruleset, answers, steps=ROUTE):
    return Decider(masks_of(ruleset), steps).decide(state_of(ruleset, answers))


@given(cases)
def test_the_next_question_is_the_first_that_can_change_the_route_else_the_outcome_is_what_comes_out(case):
    ruleset, answers = case
    decision = decide(ruleset, answers)
    next_key = None if decision.next is None else ruleset.questions[decision.next].key
    assert next_key == reference.next_question(ruleset, answers)
    assert (decision.outcome is None) == (next_key is not None)
    assert next_key or {decision.outcome} == winners(ruleset, answers)
    assert decision.proved


@given(cases)
def test_the_answers_that_decided_are_those_that_could_change_the_route_when_those_before_them_were_known(case):
    ruleset, answers = case
    decision = decide(ruleset, answers)
    if decision.next is None:
        assert keys(ruleset, decision.used) == reference.decided(ruleset, answers)
    else:
        assert keys(ruleset, decision.used) == [each.key for each in ruleset.questions if each.key in answers]


@given(cases)
def test_a_question_turns_the_outcome_exactly_when_two_of_its_answers_have_different_ones(case):
    ruleset, answers = case
    masks, state = masks_of(ruleset), state_of(ruleset, answers)
    missing = [place for place, entry in enumerate(state) if entry is MISSING]
    alive = Decider(masks).alive(state)
    for question in missing:
        others = [other for other in missing if other != question]
        can_change = reference.can_change(ruleset, answers, ruleset.questions[question].key)
        assert turns(masks, question, others, alive, Budget(ROUTE)) == can_change


@given(cases, st.data())
def test_what_a_decider_met_before_changes_nothing(case, data):
    ruleset, answers = case
    decider = Decider(masks_of(ruleset))
    for _ in range(data.draw(st.integers(1, 5))):
        decider.decide(tuple(data.draw(st.integers(0, len(each.answers) - 1)) for each in ruleset.questions))
    assert decider.decide(state_of(ruleset, answers)) == decide(ruleset, answers)


@given(cases, st.sampled_from((0, 1_000, 5_000)))
def test_what_a_decider_has_room_to_remember_changes_nothing(case, room):
    ruleset, answers = case
    decider = Decider(masks_of(ruleset), room=room)
    for whole in reference.completions(ruleset, {}):
        decider.decide(state_of(ruleset, whole))
    assert decider.decide(state_of(ruleset, answers)) == decide(ruleset, answers)


def test_what_is_remembered_has_a_bound():
    decider = Decider(masks_of(far_apart(10, ({}, "beta"))), steps=0, room=40_000)
    for number in range(2**10):
        decider.decide(tuple(number >> place & 1 for place in range(10)) + (YES,) * 10)
        assert len(decider._known) <= 100


def test_junctions_take_the_room_of_all_the_answers_they_have():
    """A hundred answers to the first question, each with a junction of a thousand answers behind it."""
    decider = Decider(build([100, 1000], [{0: [number], 1: [number]} for number in range(100)], {}), room=100_000)
    for number in range(100):
        assert decider.decide((number, number)).outcome == number
        assert len(decider._known) <= 24


def test_junctions_take_the_room_of_all_the_rows_they_have():
    """Behind the rows of which every junction has others stand eight thousand, a thousand bytes for each junction."""
    pairs = [{number: [0], number + 6: [0]} for number in range(6)]
    decider = Decider(build([2] * 13, [*pairs, *[{12: [0]}] * 8_000], {}), steps=0, room=40_000)
    for number in range(2**6):
        decider.decide(tuple(number >> place & 1 for place in range(6)) + (0,) * 7)
        assert len(decider._known) <= 40


# Within a budget.


@given(cases, budgets)
def test_whatever_the_budget_what_comes_out_is_right(case, steps):
    """Only a rule of several conditions may be left open, unproved: which of them matches need not be known."""
    ruleset, answers = case
    decision = decide(ruleset, answers, steps)
    settled = winners(ruleset, answers)
    right = settled.pop() if len(settled) == 1 else None
    left_open = decision.outcome is None and not decision.proved and masks_of(ruleset).siblings
    assert decision.outcome == right or left_open
    assert decision.outcome is not None or len(answers) < len(ruleset.questions)


@given(cases, budgets)
def test_whatever_the_budget_no_question_that_can_change_the_route_is_left_out(case, steps):
    """A question asked in vain makes the next one, and those that decided, unproved; what is proved is exact."""
    ruleset, answers = case
    weak, exact = decide(ruleset, answers, steps), decide(ruleset, answers)
    assert weak == exact or not weak.proved
    assert {*exact.used} <= {*weak.used}
    assert exact.next is None or weak.next <= exact.next


@given(cases, budgets)
def test_a_question_asked_in_vain_is_one_that_a_rule_left_has_a_condition_on(case, steps):
    ruleset, answers = case
    decision = decide(ruleset, answers, steps)
    if decision.next is not None:
        masks = masks_of(ruleset)
        state = state_of(ruleset, answers)
        alive = masks.alive((place, answer) for place, answer in enumerate(state) if answer is not MISSING)
        assert alive & masks.restricted[decision.next]


def test_a_question_of_which_nobody_knows_whether_it_matters_is_asked_unproved():
    decider = Decider(masks_of(pigeons(11)))
    assert decider.decide((MISSING,) * 12) == (None, 0, (), False)
    assert decider.decide((YES, *[0] * 11)) == (0, None, (0, 1, 2), False)
    assert decider.decide((MISSING, *[0] * 11)) == (0, None, (1, 2), True)


def test_an_answer_of_which_nobody_knows_whether_it_decided_is_named_unproved():
    ruleset = pigeons(11)
    extra = ruleset.questions[0]._replace(key="extra")
    rules = (*ruleset.rules[:-1], ruleset.rules[-1]._replace(when={"extra": ("yes",)}), ruleset.rules[-1])
    decider = Decider(masks_of(ruleset._replace(questions=(extra, *ruleset.questions), rules=rules)))
    assert decider.decide((MISSING, YES, *[0] * 11)) == (0, None, (1, 2, 3), False)


# The rows that win.


def glimpsed(search, masks):
    return [*search.glimpsed(lambda question: runs_of(masks.answers[question]))]


def searched(masks, state, steps=ROUTE):
    missing = [place for place, answer in enumerate(state) if answer is MISSING]
    return Winners(masks, missing, Decider(masks).alive(state), Budget(steps))


def winning_rows(ruleset, masks, answers):
    """The rows that win for some answers to what is missing, by a look at each combination."""
    alive = [masks.alive(enumerate(state_of(ruleset, whole))) for whole in reference.completions(ruleset, answers)]
    return {lowest(rows or masks.none) for rows in alive}


@given(cases)
def test_a_row_wins_exactly_if_it_does_in_some_combination(case):
    ruleset, answers = case
    masks = masks_of(ruleset)
    search = searched(masks, state_of(ruleset, answers))
    won = winning_rows(ruleset, masks, answers)
    assert {row for row in bits(search.rivals) if search.wins(row)} == won
    assert {masks.outcomes[row] for row in won} == {*winners(ruleset, answers)}


@given(cases)
def test_a_look_at_one_question_shows_winners_alone_and_leaves_none_out_that_is_not_in_doubt(case):
    ruleset, answers = case
    masks, state = masks_of(ruleset), state_of(ruleset, answers)
    search = searched(masks, state)
    seen = glimpsed(search, masks)
    won = winning_rows(ruleset, masks, answers)
    assert len(seen) == len({*seen})
    assert {*seen} <= won <= {*seen, *bits(search.doubtful)} <= {*bits(search.rivals)}
    assert not search.doubtful or state.count(MISSING) > 1


@given(cases, budgets)
def test_whatever_the_budget_no_row_is_said_to_win_or_not_to_win_that_does_not(case, steps):
    ruleset, answers = case
    masks = masks_of(ruleset)
    search = searched(masks, state_of(ruleset, answers), steps)
    won = winning_rows(ruleset, masks, answers)
    with suppress(TooBigError):
        for row in bits(search.rivals):
            assert search.wins(row) == (row in won)


@given(cases, st.integers(1, 3), budgets)
def test_the_ends_reached_are_those_of_trying_every_combination_or_more_if_the_budget_is_too_small(case, kinds, steps):
    ruleset, answers = case
    masks, state = masks_of(ruleset), state_of(ruleset, answers)
    ends = [masks.outcomes.index(outcome) % kinds for outcome in masks.outcomes]
    rows = [mask([row for row, end in enumerate(ends) if end == kind]) for kind in range(kinds)]
    wanted = {ends[masks.outcomes.index(outcome)] for outcome in winners(ruleset, answers)}
    assert Decider(masks).reached(state, ends, rows) == wanted
    assert Decider(masks, steps).reached(state, ends, rows) >= wanted


def test_with_one_question_missing_the_rows_take_its_answers_in_turn_and_nothing_is_in_doubt():
    """Of five answers two lead to the second row, one each to the first and the last, and one to none."""
    masks = build([5], [{0: [3]}, {0: [0, 1]}, {0: [0]}, {0: [2]}], {})
    search = searched(masks, (MISSING,))
    assert (glimpsed(search, masks), search.doubtful) == ([0, 1, 3, 4], 0)


def test_a_row_is_in_doubt_where_rows_before_it_with_more_conditions_allow_its_answers_and_lost_where_others_do():
    """The first question has the most answers. The fourth row wins; it and the second stop the fifth to the seventh."""
    conditions = [{0: [0], 1: [0]}, {0: [1]}, {0: [2], 1: [1]}, {0: [0, 2]}, {0: [0, 2], 1: [0]}, {0: [1, 2]}, {0: [2]}]
    masks = build([4, 2], conditions, {})
    search = searched(masks, (MISSING, MISSING))
    assert glimpsed(search, masks) == [0, 1, 2, 7]
    assert [row for row in bits(search.doubtful) if row not in (0, 1, 2, 7)] == [3]
    assert [search.wins(row) for row in range(8)] == [True, True, True, True, False, False, False, True]


def test_where_each_answer_is_settled_no_later_row_is_in_doubt_but_one_before_may_be():
    masks = build([3, 2], [{0: [0], 1: [0]}, {0: [0], 1: [1]}, {0: [0]}, {0: [1]}, {0: [2]}, {1: [0]}], {})
    search = searched(masks, (MISSING, MISSING))
    assert glimpsed(search, masks) == [0, 3, 4]
    assert [row for row in bits(search.doubtful) if row not in (0, 3, 4)] == [1, 2]
    assert [search.wins(row) for row in range(6)] == [True, True, False, True, True, False]


def test_a_look_is_given_up_where_it_leaves_too_many_in_doubt_and_the_rest_is_as_well():
    """The first rows allow one or the other of two answers, so that for long none is new to those after them."""
    many = [{0: [row % 2], 1: [row // 2]} for row in range(60)]
    masks = build([200, 30], [*many, *({0: [answer]} for answer in range(2, 200))], {})
    search = searched(masks, (MISSING, MISSING))
    assert glimpsed(search, masks) == [0, 1]
    assert search.doubtful == search.rivals
    assert [row for row in bits(search.rivals) if not search.wins(row)] == [lowest(masks.none)]


def test_a_row_or_a_gap_wins_that_takes_an_answer_to_each_question():
    masks = masks_of(wide(2, ({"q0": ("yes",)}, "alpha"), ({"q1": ("yes",)}, "beta")))
    search = searched(masks, (MISSING, MISSING))
    assert [search.wins(row) for row in range(3)] == [True] * 3


def test_a_row_costs_a_step_and_one_for_each_answer_that_is_tried():
    masks = build([2], [{0: [YES]}], {})
    assert searched(masks, (MISSING,), 3).wins(1)
    with pytest.raises(TooBigError):
        searched(masks, (MISSING,), 2).wins(1)
    with pytest.raises(TooBigError):
        searched(masks, (MISSING,), 0).wins(0)


# What is possible.


@given(cases, st.sampled_from((0, 1, 2, 4, ROUTE)))
def test_possible_are_the_contacts_that_can_still_come_out_and_within_a_budget_none_is_left_out(case, steps):
    ruleset, answers = case
    router = Router(ruleset)
    router.decider = Decider(router.decider.masks, steps)
    route = router.route(answers)
    if route.status == "incomplete":
        rules = [reference.winner(ruleset, whole) for whole in reference.completions(ruleset, answers)]
        contacts = {rule and rule.contact for rule in rules}
        exact = tuple(id or "not_covered" for id in (*ruleset.contacts, None) if id in contacts)
        assert {*exact} <= {*route.possible}
        assert steps != ROUTE or route.possible == exact


# By hand.


@pytest.mark.parametrize(("answer", "outcome"), [(YES, 0), (NO, 1), (UNKNOWN, 1)])
def test_unknown_is_an_answer_that_only_a_rule_without_a_condition_on_it_allows(answer, outcome):
    decider = Decider(masks_of(wide(1, ({"q0": ("yes",)}, "alpha"), ({}, "beta"))))
    assert decider.decide((answer,))[:3] == (outcome, None, (0,))


def test_an_answer_that_only_later_rules_have_conditions_on_does_not_decide():
    decider = Decider(masks_of(wide(2, ({"q0": ("yes",)}, "alpha"), ({"q1": ("yes",)}, "beta"))))
    assert decider.decide((YES, NO))[:3] == (0, None, (0,))
    assert decider.decide((NO, YES))[:3] == (1, None, (0, 1))
    assert decider.decide((YES, MISSING))[:3] == (0, None, (0,))
    assert decider.decide((MISSING, YES))[:3] == (None, 0, (1,))


def test_an_answer_that_ruled_out_an_earlier_rule_decided_and_one_that_only_such_a_rule_asks_for_did_not():
    """The first question is not answered, and it need not be."""
    rules = (
        ({"q1": ("yes",), "q3": ("yes",)}, "alpha"),
        ({"q2": ("yes",)}, "alpha"),
        ({"q4": ("yes",)}, "beta"),
        ({"q0": ("yes",)}, "alpha"),
    )
    assert Decider(masks_of(wide(5, *rules))).decide((MISSING, NO, NO, YES, YES)) == (2, None, (1, 2, 4), True)


def test_an_answer_did_not_decide_where_the_same_rule_has_a_condition_for_each_of_the_others():
    either = tuple({"q1": (answer,), "q2": ("yes",)} for answer in ("yes", "no", "unknown"))
    decider = Decider(masks_of(wide(3, (either, "alpha"), ({"q0": ("yes",)}, "beta"))))
    assert decider.decide((MISSING, YES, YES)) == (0, None, (2,), True)


def test_where_no_rule_matches_an_unknown_answer_that_no_rule_has_a_condition_on_decides_between_gap_and_unsure():
    ruleset = wide(2, ({"q0": ("yes",)}, "alpha"))._replace(unsure=Rule(UNSURE, {}, "beta", Text("?")))
    router = Router(ruleset)
    assert router.route({"q0": "yes"}).rule == "r0"
    assert router.route({"q0": "no"}).next.key == "q1"
    assert router.route({"q0": "unknown"})[:1] == ("routed",)
    assert router.route({"q0": "no", "q1": "unknown"}).rule == UNSURE
    assert router.route({"q0": "no", "q1": "no"}).rule is None
