"""The answers that lead to each outcome, as laws: the boxes are right, leave nothing out, and cannot be larger."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hsroute.analysis.regions
from hsroute.analysis.regions import regions
from hsroute.engine.decision import UNSURE
from hsroute.engine.diagram import GAP, TooBigError
from hsroute.model import Text, Unsure
from tests.support import reference
from tests.support.strategies import rulesets
from tests.support.wide import far_apart, wide


@st.composite
def some_known(draw):
    """Rulesets in which "I don't know" stands for a value of some questions."""
    ruleset = draw(rulesets())
    questions = [
        question._replace(if_unsure=draw(st.sampled_from((None, question.names[0])))) for question in ruleset.questions
    ]
    return ruleset._replace(questions=tuple(questions))


def names(question):
    """The names of the values; last, where it is a value of its own, None for "I don't know"."""
    return (*question.names, None) if question.if_unsure is None else question.names


def states(ruleset):
    """Every way to answer every question, as the numbers of values."""
    return list(product(*(range(len(names(question))) for question in ruleset.questions)))


def outcomes(ruleset):
    """What each of these answers leads to."""
    found = {}
    numbers = {rule.id: number for number, rule in enumerate(ruleset.rules)} | {"unsure": UNSURE, None: GAP}
    for state in states(ruleset):
        answers = {
            question.key: names(question)[value] for question, value in zip(ruleset.questions, state, strict=True)
        }
        found[state] = numbers[reference.outcome(ruleset, answers)[1]]
    return found


def within(box):
    return set(product(*box))


@settings(max_examples=50)
@given(some_known())
def test_the_boxes_of_an_outcome_are_all_the_answers_that_lead_to_it(ruleset):
    expected = outcomes(ruleset)
    found = regions(ruleset)
    assert set(found) == set(expected.values())
    for outcome, boxes in found.items():
        together = set().union(*map(within, boxes))
        assert together == {state for state, end in expected.items() if end == outcome}


@settings(max_examples=50)
@given(some_known())
def test_no_box_can_have_one_value_more_and_none_lies_in_another(ruleset):
    expected = outcomes(ruleset)
    for outcome, boxes in regions(ruleset).items():
        for box in boxes:
            for place, question in enumerate(ruleset.questions):
                for value in set(range(len(names(question)))) - box[place]:
                    larger = (*box[:place], box[place] | {value}, *box[place + 1 :])
                    assert {expected[state] for state in within(larger)} != {outcome}
        assert not any(within(one) <= within(other) for one in boxes for other in boxes if one is not other)


@given(some_known())
def test_outcomes_come_in_the_order_of_the_rules_then_the_gap_then_unsure(ruleset):
    found = list(regions(ruleset))
    assert found == sorted(outcome for outcome in found if outcome >= 0) + [
        outcome for outcome in (GAP, UNSURE) if outcome in found
    ]


def test_one_answer_that_stops_a_rule_is_enough_whatever_the_other_is():
    yes, no, unknown = 0, 1, 2
    anything, not_yes = frozenset({yes, no, unknown}), frozenset({no, unknown})
    assert regions(far_apart(1)) == {
        0: ((frozenset({yes}), frozenset({yes})),),
        GAP: ((anything, not_yes), (not_yes, anything)),
    }


@pytest.mark.parametrize(
    ("bound", "enough", "too_few"),
    [
        pytest.param("_MOST_BOXES", 8, 7, id="boxes"),
        pytest.param("_STEPS", 100, 99, id="ways"),
        pytest.param("_STEPS", 100, 20, id="nodes"),
    ],
)
def test_rules_that_take_more_than_the_bounds_are_too_big(monkeypatch, bound, enough, too_few):
    """Three pairs take a hundred ways and eight boxes for the gap."""
    monkeypatch.setattr(hsroute.analysis.regions, bound, enough)
    assert len(regions(far_apart(3))[GAP]) == 8
    monkeypatch.setattr(hsroute.analysis.regions, bound, too_few)
    with pytest.raises(TooBigError):
        regions(far_apart(3))


def test_unsure_comes_out_where_what_is_unknown_decides_between_contacts():
    yes, no, unknown = 0, 1, 2
    one = wide(1, ({"q0": ("yes",)}, "alpha"))._replace(unsure=Unsure("beta", Text("?")))
    assert regions(one) == {0: ((frozenset({yes}),),), GAP: ((frozenset({no}),),), UNSURE: ((frozenset({unknown}),),)}
