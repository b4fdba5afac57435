"""Ways down a diagram: on generated rules files they agree with trying every combination."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.diagram import GAP, Diagram, Node, TooBigError, leaves
from hsroute.engine.masks import build_table
from hsroute.engine.paths import average_asked, counts, most_asked, smallest, way
from tests.support import reference
from tests.support.strategies import rulesets


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


@given(rulesets(), st.data())
def test_the_smallest_answers_for_several_leaves_force_one_of_them(ruleset, data):
    tree = diagram(ruleset)
    wanted = data.draw(st.sets(st.sampled_from(sorted(leaves(tree))), min_size=1))
    forcing = (answers for answers in partial_answers(ruleset) if wanted.issuperset(ends(ruleset, answers)))
    assert smallest(tree, wanted) == next(forcing)


@given(rulesets())
def test_the_most_and_the_average_asked_are_those_of_going_down_with_every_combination(ruleset):
    tree = diagram(ruleset)
    every = list(product(*(range(len(question.values)) for question in ruleset.questions)))

    def asked(values):
        count, node = 0, tree
        while isinstance(node, Node):
            count, node = count + 1, node.children[values[node.question]]
        return count

    numbers = [asked(values) for values in every]
    assert most_asked(tree) == max(numbers)
    assert average_asked(tree, len(every)) == Fraction(sum(numbers), len(numbers))


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


def test_looking_at_one_node_takes_one_of_the_budget():
    assert smallest(7, {7}, budget=1) == {}
    with pytest.raises(TooBigError):
        smallest(7, {7}, budget=0)


def test_one_answer_that_forces_several_wanted_leaves_is_fewer_than_two_that_force_one():
    assert smallest(Node(0, (Node(1, (7, 9)), 8)), {7, 9}) == {0: 0}
