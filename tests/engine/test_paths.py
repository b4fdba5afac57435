"""Ways down a diagram: on generated rules files they agree with trying every combination."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

from hypothesis import given

from hsroute.engine.budget import Budget
from hsroute.engine.diagram import Node, leaves, whole_tree
from hsroute.engine.paths import average_asked, counts, largest_regions, most_asked, number_of_regions, shortest
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


def test_a_node_reached_by_ways_of_different_lengths_is_as_deep_as_the_longest():
    last = Node(3, (7, 8))
    assert most_asked(Node(0, (Node(1, (Node(2, (last, 7)), 7)), Node(2, (last, 8))))) == 4


# The combinations that end in a leaf, as regions.


def combinations(region, sizes):
    """Every combination in the region."""
    allowed = dict(region)
    return set(product(*(allowed.get(place, range(size)) for place, size in enumerate(sizes))))


@given(rulesets())
def test_boxes_hold_every_combination_that_ends_in_the_leaf_once_the_largest_first(ruleset):
    tree, sizes = diagram(ruleset), [len(question.answers) for question in ruleset.questions]
    wholes = [state_of(ruleset, whole) for whole in reference.completions(ruleset, {})]
    ended = list(zip(wholes, ends(ruleset, {}), strict=True))
    for leaf in leaves(tree):
        regions = list(largest_regions(tree, leaf))
        inside = [combinations(region, sizes) for region in regions]
        assert sorted(state for some in inside for state in some) == [state for state, end in ended if end == leaf]
        assert regions == sorted(regions, key=lambda region: (-len(combinations(region, sizes)), region))
        assert len(regions) == number_of_regions(tree, leaf)
    assert list(largest_regions(tree, "no leaf")) == []
    assert number_of_regions(tree, "no leaf") == 0


def test_a_box_joins_the_answers_that_lead_to_the_same_place():
    tree = Node(0, (7, Node(1, (7, 8, 7, 7)), 7))
    assert list(largest_regions(tree, 7)) == [((0, (0, 2)),), ((0, (1,)), (1, (0, 2, 3)))]
    assert list(largest_regions(tree, 8)) == [((0, (1,)), (1, (1,)))]
    assert list(largest_regions(7, 7)) == [()]


def test_boxes_of_the_same_size_come_in_the_order_of_their_answers_whatever_the_shares_on_the_way():
    """A third of a quarter and a quarter of a third are the same, but not as floating-point numbers multiply."""
    third, quarter = Node(2, (7, 8, 8)), Node(1, (7, 8, 8, 8))
    tree = Node(0, (Node(1, (third, 8, 8, 8)), Node(2, (7, 8, 8)), quarter, Node(1, (8, third, 8, 8))))
    regions = list(largest_regions(tree, 7))
    assert regions == [
        ((0, (1,)), (2, (0,))),
        ((0, (2,)), (1, (0,))),
        ((0, (0,)), (1, (0,)), (2, (0,))),
        ((0, (3,)), (1, (1,)), (2, (0,))),
    ]
