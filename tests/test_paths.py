"""Ways down a diagram: on generated rules files they agree with trying every combination."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given

from hsroute.diagram import GAP, Diagram, Node, TooBigError, leaves
from hsroute.paths import counts, smallest, way
from hsroute.table import build_table
from tests import reference
from tests.strategies import rulesets


def diagram(ruleset):
    table = build_table(ruleset)
    return Diagram(table, range(len(ruleset.questions))).root(table.every)


def leaf(ruleset, values):
    rule = reference.winner(ruleset, values)
    return GAP if rule is None else ruleset.rules.index(rule)


def ends(ruleset, answers):
    """The leaves of every combination with these answers, {number of the question: number of the value}."""
    questions = ruleset.questions
    named = {questions[number].key: questions[number].names[value] for number, value in answers.items()}
    return [leaf(ruleset, values) for values in reference.completions(ruleset, named)]


def partial_answers(ruleset):
    """All answers to some of the questions: fewer before more, then in the order of questions, then of values."""
    numbers = range(len(ruleset.questions))
    for size in range(len(numbers) + 1):
        some = (
            tuple(zip(chosen, values, strict=True))
            for chosen in combinations(numbers, size)
            for values in product(*(range(len(ruleset.questions[number].values)) for number in chosen))
        )
        yield from map(dict, sorted(some))


@given(rulesets())
def test_counts_are_those_of_trying_every_combination(ruleset):
    every = ends(ruleset, {})
    assert counts(diagram(ruleset), len(every)) == {leaf: every.count(leaf) for leaf in every}


@given(rulesets())
def test_the_smallest_answers_are_the_first_of_the_fewest_that_force_the_leaf(ruleset):
    tree = diagram(ruleset)
    for wanted in leaves(tree):
        forcing = (answers for answers in partial_answers(ruleset) if set(ends(ruleset, answers)) == {wanted})
        assert smallest(tree, {wanted}) == next(forcing)


@given(rulesets())
def test_a_way_forces_the_leaf_and_there_is_none_to_a_leaf_that_is_not_there(ruleset):
    tree = diagram(ruleset)
    for wanted in leaves(tree):
        assert set(ends(ruleset, way(tree, {wanted}))) == {wanted}
    assert way(tree, {99}) is None
    assert smallest(tree, {99}) is None


def test_the_smallest_answers_leave_out_questions_that_every_way_down_asks():
    low = Node(1, (7, 8))
    tree = Node(0, (low, Node(1, (7, 9))))
    assert smallest(tree, {7}) == {1: 0}
    assert way(tree, {7}) == {0: 0, 1: 0}


def test_a_search_for_the_smallest_answers_gives_up_when_its_budget_is_used_up():
    with pytest.raises(TooBigError):
        smallest(Node(0, (Node(1, (7, 8)), 8)), {7}, budget=2)
