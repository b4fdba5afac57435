"""What forces an outcome, within its budget: what the searches take, and what they say when that is not enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.counterfactuals import contact_of, fewest_changes, fewest_that_force
from hsroute.engine.decision import MISSING, UNKNOWN, UNSURE, Decider
from hsroute.engine.diagram import GAP
from hsroute.model import Text, Unsure
from tests.engine.test_decision import keys, state_of, without_a_diagram
from tests.support import reference
from tests.support.strategies import rulesets_with_answers, rulesets_with_every_answer
from tests.support.wide import neighbours, wide

YES, NO = 0, 1

cases = rulesets_with_answers() | rulesets_with_every_answer()


def test_the_contact_of_an_outcome_is_that_of_its_rule_or_of_unsure():
    sure = wide(1, ({"q0": ("yes",)}, "alpha"), ({}, None))
    unsure = sure._replace(unsure=Unsure("beta", Text("?")))
    assert [contact_of(sure, outcome) for outcome in (0, 1, GAP, UNSURE)] == ["alpha", None, None, None]
    assert [contact_of(unsure, outcome) for outcome in (0, 1, GAP, UNSURE)] == ["alpha", None, None, "beta"]


# The fewest answers that are enough.


def forced(ruleset, answers, some, outcome):
    """Whether these of the answers get the outcome, as (status, rule), whatever the others are."""
    kept = {key: answers[key] for key in some}
    return {reference.outcome(ruleset, whole) for whole in reference.completions(ruleset, kept)} == {outcome}


@given(cases, st.integers(0, 300))
def test_whatever_the_budget_the_answers_force_the_outcome_and_none_can_be_left_out(case, budget):
    ruleset, answers = case
    decider = Decider(ruleset)
    state = state_of(ruleset, answers)
    decision = decider.decide(state)
    if decision.next is None:
        (outcome,) = {reference.outcome(ruleset, whole) for whole in reference.completions(ruleset, answers)}
        (some, proved), (fewest, _) = fewest_that_force(decider, state, budget), fewest_that_force(decider, state)
        some = keys(ruleset, some)
        assert len(some) >= len(fewest)
        assert not proved or some == keys(ruleset, fewest)
        assert forced(ruleset, answers, some, outcome)
        for left_out in some:
            assert not forced(ruleset, answers, [key for key in some if key != left_out], outcome)


@pytest.mark.parametrize(("answer", "other"), [(NO, "yes"), (YES, "no")])
def test_every_set_of_answers_that_is_looked_at_takes_a_step(answer, other):
    """Each of the two alone may be needed, then no answer may be enough, then the first is."""
    decider = Decider(wide(2, ({"q0": (other,), "q1": (other,)}, "alpha"), ({}, "beta")))
    assert fewest_that_force(decider, (answer, answer), budget=4) == ((0,), True)
    assert fewest_that_force(decider, (answer, answer), budget=3) == ((0,), False)


BOTH = ({"q0": ("yes",), "q1": ("yes",)}, "alpha")


def test_a_set_with_an_unknown_answer_takes_a_hundred_steps_more_because_it_has_to_be_decided():
    """Each of the two alone leaves it open whether the rule wins, and so does the first; no answer at all does not."""
    decider = Decider(wide(2, BOTH))
    assert fewest_that_force(decider, (UNKNOWN, UNKNOWN), budget=204) == ((0,), True)
    assert fewest_that_force(decider, (UNKNOWN, UNKNOWN), budget=203) == ((0,), False)


def test_what_the_masks_alone_decide_is_not_proved_to_be_the_fewest():
    decider = without_a_diagram(wide(2, BOTH))
    assert fewest_that_force(decider, (UNKNOWN, UNKNOWN)) == ((0, 1), False)
    assert fewest_that_force(decider, (YES, YES)) == ((0, 1), True)


def test_an_unknown_answer_and_one_that_makes_up_for_it_force_what_they_leave():
    decider = Decider(wide(3, ({"q0": ("yes",)}, "alpha"), ({"q1": ("yes",)}, "beta"), ({}, "alpha")))
    assert fewest_that_force(decider, (UNKNOWN, NO, YES)) == ((0, 1), True)


def test_where_nothing_is_asked_no_answer_is_needed():
    assert fewest_that_force(Decider(wide(0, ({}, "alpha"))), ()) == ((), True)


def test_when_the_budget_is_used_up_what_is_said_still_holds_and_the_rest_is_said_to_be_unproved():
    ruleset = neighbours(12)
    decider = Decider(ruleset)
    state = (1,) * 12
    some, is_smallest = fewest_that_force(decider, state, budget=20)
    assert not is_smallest
    for left_out in some:
        rest = tuple(1 if question in some and question != left_out else MISSING for question in range(12))
        assert decider.decide(rest).next is not None
    assert decider.decide(tuple(1 if question in some else MISSING for question in range(12))).next is None
    assert fewest_changes(decider, state, {"alpha"}, budget=3) == ({}, False)


# The fewest changes.


@pytest.mark.parametrize("others", [0, 3])
def test_every_place_at_which_a_change_is_looked_for_takes_a_step_and_questions_that_cannot_matter_take_none(others):
    decider = Decider(wide(1 + others, ({"q0": ("yes",)}, "alpha"), ({}, None)))
    state = (YES,) * (1 + others)
    assert fewest_changes(decider, state, {None}, budget=2) == ({None: ((0, NO),)}, True)
    assert fewest_changes(decider, state, {None}, budget=1) == ({}, False)


def test_changes_found_before_the_budget_is_used_up_are_kept():
    rules = [({"q0": ("no",)}, "beta"), *(({f"q{number}": ("no",)}, "alpha") for number in range(1, 3)), ({}, None)]
    decider = Decider(wide(3, *rules))
    every = fewest_changes(decider, (YES, YES, YES), {"alpha", "beta"})
    assert every == ({"alpha": ((1, NO),), "beta": ((0, NO),)}, True)
    some = [fewest_changes(decider, (YES, YES, YES), {"alpha", "beta"}, budget) for budget in range(30)]
    assert {frozenset(found) for found, _ in some} >= {frozenset(), frozenset(("beta",))}
    assert all(found.items() <= every[0].items() and proved == (found == every[0]) for found, proved in some)


@pytest.mark.parametrize(
    ("state", "change"),
    [((NO,), ((0, YES),)), ((UNKNOWN,), ((0, YES),)), ((MISSING,), ((0, YES),))],
)
def test_an_answer_may_be_changed_also_where_it_is_unknown_or_missing(state, change):
    decider = Decider(wide(1, ({"q0": ("yes",)}, "alpha")))
    assert fewest_changes(decider, state, {"alpha"}) == ({"alpha": change}, True)
