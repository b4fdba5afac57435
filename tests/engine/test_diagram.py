"""The decision diagram, as laws: it says what the rules say, it is reduced, and it keeps to its budget."""

from __future__ import annotations

from itertools import accumulate
from operator import mul

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.budget import Budget, TooBigError
from hsroute.engine.diagram import Diagram, Node, inner_nodes, leaves, nodes, whole_tree
from hsroute.engine.masks import MISSING, build
from hsroute.routing.outcomes import contact_of, masks_of
from tests.support import reference
from tests.support.states import outcome_of, state_of
from tests.support.strategies import rulesets, rulesets_with_answers
from tests.support.wide import far_apart

PLENTY = 1_000_000


def whole(ruleset, budget=PLENTY):
    return whole_tree(masks_of(ruleset), Budget(budget))


def end(tree, state):
    """The leaf at the end of the way that these answers take."""
    while isinstance(tree, Node):
        tree = tree.children[state[tree.question]]
    return tree


def every(ruleset, answers=()):
    """Each way to complete the answers, as a state, with what comes out."""
    for complete in reference.completions(ruleset, dict(answers)):
        yield state_of(ruleset, complete), outcome_of(ruleset, reference.winner(ruleset, complete))


@given(rulesets())
def test_the_leaf_of_every_combination_is_what_comes_out(ruleset):
    tree = whole(ruleset)
    assert [end(tree, state) for state, _ in every(ruleset)] == [outcome for _, outcome in every(ruleset)]


@given(rulesets(), st.data())
def test_in_any_order_of_the_questions_the_leaves_are_the_same(ruleset, data):
    masks = masks_of(ruleset)
    order = data.draw(st.permutations(masks.questions))
    tree = Diagram(masks, order, Budget(PLENTY)).root(masks.every)
    for node in inner_nodes(tree):
        for child in node.children:
            assert not isinstance(child, Node) or order.index(node.question) < order.index(child.question)
    assert all(end(tree, state) == outcome for state, outcome in every(ruleset))


@given(rulesets_with_answers())
def test_with_known_answers_the_root_asks_the_next_question_or_is_what_comes_out(case):
    ruleset, answers = case
    masks, state = masks_of(ruleset), state_of(ruleset, answers)
    missing = [question for question in masks.questions if state[question] is MISSING]
    alive = masks.alive((question, answer) for question, answer in enumerate(state) if answer is not MISSING)
    tree = Diagram(masks, missing, Budget(PLENTY)).root(alive)
    asked = ruleset.questions[tree.question].key if isinstance(tree, Node) else None
    assert asked == reference.next_question(ruleset, answers)
    assert all(end(tree, complete) == outcome for complete, outcome in every(ruleset, answers))


@given(rulesets())
def test_no_node_asks_what_cannot_matter_and_no_two_nodes_are_alike(ruleset):
    inner = inner_nodes(whole(ruleset))
    assert all(len(set(node.children)) > 1 for node in inner)
    assert len({(node.question, node.children) for node in inner}) == len(inner)


@given(rulesets())
def test_every_node_and_leaf_is_walked_once(ruleset):
    tree = whole(ruleset)
    walked = list(nodes(tree))
    assert walked[0] == tree
    assert len(walked) == len(set(walked))
    assert {child for node in walked if isinstance(node, Node) for child in node.children} | {tree} == set(walked)
    assert leaves(tree) == {outcome for _, outcome in every(ruleset)}


def test_nodes_come_from_the_first_answer_down():
    low, high = Node(2, (6, 7)), Node(1, (8, 9))
    tree = Node(0, (low, high, 7))
    assert list(nodes(tree)) == [tree, low, 6, 7, high, 8, 9]
    assert inner_nodes(tree) == [tree, high, low]


def test_below_a_question_that_is_left_out_nothing_is_walked():
    tree = Node(0, (Node(1, (6, 7)), Node(2, (7, 8))))
    assert (leaves(tree), leaves(tree, but=1), leaves(tree, but=0)) == ({6, 7, 8}, {7, 8}, set())


@given(rulesets())
def test_leaves_may_be_anything_that_is_made_of_the_rows_left(ruleset):
    masks = masks_of(ruleset)
    tree = whole_tree(masks, Budget(PLENTY), lambda alive: contact_of(ruleset, masks.outcome(alive)))
    assert all(len(set(node.children)) > 1 for node in inner_nodes(tree))
    assert all(end(tree, state) == contact_of(ruleset, outcome) for state, outcome in every(ruleset))


# Within a budget.


@given(rulesets(), st.integers(0, 60))
def test_whatever_the_budget_a_diagram_is_right_or_too_big(ruleset, budget):
    try:
        tree = whole(ruleset, budget)
    except TooBigError:
        sizes = [len(question.answers) for question in ruleset.questions]
        assert budget < sum(accumulate(sizes, mul)), "no tree has more branches than that"
    else:
        assert all(end(tree, state) == outcome for state, outcome in every(ruleset))


@given(rulesets(), st.lists(st.integers(0), min_size=1, max_size=9), st.integers(0, 60))
def test_every_root_that_fits_in_what_others_left_of_the_budget_is_right(ruleset, several, budget):
    masks = masks_of(ruleset)
    diagram = Diagram(masks, masks.questions, Budget(budget))
    for alive in [some & masks.every for some in several]:
        try:
            tree = diagram.root(alive)
        except TooBigError:
            continue
        for state, _ in every(ruleset):
            assert end(tree, state) == masks.outcome(alive & masks.alive(enumerate(state)))


def test_what_doubles_with_every_pair_of_questions_is_too_big():
    with pytest.raises(TooBigError):
        whole(far_apart(30), budget=10_000)


def test_a_way_longer_than_the_stack_of_calls_is_too_big():
    count = 2_000
    masks = build([2] * count, [{number: [0]} for number in range(count)], {})
    with pytest.raises(TooBigError):
        whole_tree(masks, Budget(PLENTY))
