"""Ways down a diagram: on generated rules files they agree with trying every combination."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from hypothesis import given

from hsroute.engine.budget import Budget
from hsroute.engine.diagram import Node, leaves, whole_tree
from hsroute.engine.paths import average_asked, counts, most_asked, shortest
from hsroute.routing.outcomes import masks_of
from tests.support import reference
from tests.support.states import names, outcome_of, state_of
from tests.support.strategies import rulesets


def diagram(ruleset):
    return whole_tree(masks_of(ruleset), Budget(1_000_000))


def ends(ruleset, answers):
    """What comes out of every combination with these answers."""
    wholes = reference.completions(ruleset, answers)
    return [outcome_of(ruleset, reference.winner(ruleset, whole)) for whole in wholes]


def ways(tree, before=()):
    """Every way down, with the leaf at its end."""
    if not isinstance(tree, Node):
        yield before, tree
        return
    for answer, child in enumerate(tree.children):
        yield from ways(child, (*before, (tree.question, answer)))


@given(rulesets())
def test_counts_are_those_of_trying_every_combination(ruleset):
    every = ends(ruleset, {})
    assert counts(diagram(ruleset), len(every)) == Counter(every)


@given(rulesets())
def test_the_shortest_way_to_each_leaf_is_the_first_of_the_fewest_answers(ruleset):
    tree = diagram(ruleset)
    first = {}
    for way, leaf in sorted(ways(tree), key=lambda end: (len(end[0]), end[0])):
        first.setdefault(leaf, dict(way))
    assert shortest(tree) == first
    assert first.keys() == leaves(tree)


@given(rulesets())
def test_the_shortest_way_forces_its_leaf(ruleset):
    for leaf, way in shortest(diagram(ruleset)).items():
        assert set(ends(ruleset, names(ruleset, way.items()))) == {leaf}


def test_of_two_shortest_ways_that_with_the_first_answer_is_taken():
    low, high = Node(1, (7, 8)), Node(1, (8, 7))
    assert shortest(Node(0, (low, high))) == {7: {0: 0, 1: 0}, 8: {0: 0, 1: 1}}


@given(rulesets())
def test_the_most_and_the_average_asked_are_those_of_going_down_with_every_combination(ruleset):
    tree = diagram(ruleset)

    def asked(state):
        count, node = 0, tree
        while isinstance(node, Node):
            count, node = count + 1, node.children[state[node.question]]
        return count

    numbers = [asked(state_of(ruleset, whole)) for whole in reference.completions(ruleset, {})]
    assert most_asked(tree) == max(numbers)
    assert average_asked(tree, len(numbers)) == Fraction(sum(numbers), len(numbers))
