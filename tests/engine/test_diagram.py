"""The decision diagram, as laws: it says what the rules say, it is reduced, and it keeps to its budget."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.diagram import GAP, Diagram, Node, TooBigError, leaves, nodes
from hsroute.engine.masks import Table, bits, build_table, lowest
from tests.support import reference
from tests.support.strategies import rulesets
from tests.support.wide import wide


def whole(ruleset, **limits):
    table = build_table(ruleset)
    return Diagram(table, range(len(table.masks)), **limits)


def end(tree, values):
    """The leaf at the end of the way that these values take."""
    while isinstance(tree, Node):
        tree = tree.children[values[tree.question]]
    return tree


def numbered(ruleset, names):
    return [question.names.index(names[question.key]) for question in ruleset.questions]


@given(rulesets())
def test_the_leaf_of_every_combination_is_the_rule_that_wins_or_the_gap(ruleset):
    tree = whole(ruleset).root(build_table(ruleset).every)
    for names in reference.completions(ruleset, {}):
        rule = reference.winner(ruleset, names)
        assert end(tree, numbered(ruleset, names)) == (GAP if rule is None else ruleset.rules.index(rule))


@given(rulesets(), st.integers(1, 12))
def test_what_was_too_big_once_is_too_big_the_next_time(ruleset, budget):
    every = build_table(ruleset).every
    diagram = whole(ruleset, budget=budget)
    try:
        tree = diagram.root(every)
    except TooBigError:
        assert len(diagram) == 0
        with pytest.raises(TooBigError):
            diagram.root(every)
    else:
        assert diagram.root(every) == tree


@given(rulesets(), st.data())
def test_in_any_order_of_the_questions_the_leaves_are_the_same(ruleset, data):
    table = build_table(ruleset)
    order = data.draw(st.permutations(range(len(table.masks))))
    tree = Diagram(table, order).root(table.every)
    for node in nodes(tree):
        for child in node.children if isinstance(node, Node) else ():
            assert not isinstance(child, Node) or order.index(node.question) < order.index(child.question)
    for names in reference.completions(ruleset, {}):
        values = numbered(ruleset, names)
        assert end(tree, values) == end(whole(ruleset).root(table.every), values)


@given(rulesets())
def test_no_node_asks_what_cannot_matter_and_no_two_nodes_are_alike(ruleset):
    inner = [node for node in nodes(whole(ruleset).root(build_table(ruleset).every)) if isinstance(node, Node)]
    assert all(len(set(node.children)) > 1 for node in inner)
    assert len({(node.question, node.children) for node in inner}) == len(inner)


@given(rulesets())
def test_every_node_and_leaf_is_walked_once(ruleset):
    tree = whole(ruleset).root(build_table(ruleset).every)
    walked = list(nodes(tree))
    assert walked[0] == tree
    assert len(walked) == len(set(walked))
    assert {child for node in walked if isinstance(node, Node) for child in node.children} | {tree} == set(walked)
    wins = [reference.winner(ruleset, names) for names in reference.completions(ruleset, {})]
    assert leaves(tree) == {GAP if rule is None else ruleset.rules.index(rule) for rule in wins}


def test_nodes_come_from_the_first_value_down():
    low, high = Node(2, (6, 7)), Node(1, (8, 9))
    tree = Node(0, (low, high, 7))
    assert list(nodes(tree)) == [tree, low, 6, 7, high, 8, 9]


# Unknown questions are folded into the leaf.


@given(rulesets(), st.data())
def test_a_leaf_gets_the_rules_that_can_still_win_and_no_more(ruleset, data):
    table = build_table(ruleset)
    numbers = range(len(table.masks))
    folded = [number for number in numbers if data.draw(st.booleans())]
    order = [number for number in numbers if number not in folded]
    tree = Diagram(table, order, folded, leaf=lambda alive: alive).root(table.every)
    for names in reference.completions(ruleset, {}):
        values = numbered(ruleset, names)
        left = end(tree, values)
        alive = left & table.alive((number, values[number]) for number in folded)
        assert lowest(alive) == end(whole(ruleset).root(table.every), values)
        stoppable = [any(table.mentions[number] >> rule & 1 for number in folded) for rule in bits(left)]
        assert all(stoppable[:-1])


def test_a_rule_that_any_of_the_unknown_questions_can_stop_makes_none_after_it_sure_to_lose():
    table = build_table(wide(3, ({"q0": ("yes",)}, "alpha"), ({"q1": ("yes",)}, "beta"), ({}, "alpha"), ({}, "beta")))
    assert Diagram(table, [2], folded=[0, 1], leaf=lambda alive: alive).root(table.every) == 0b0111


# Within a budget.


def steps(ruleset, alive):
    """How many steps the diagram of these rules takes."""
    diagram = whole(ruleset)
    diagram.root(alive)
    return len(diagram)


@given(rulesets())
def test_the_budget_is_the_number_of_steps_and_one_less_is_too_few(ruleset):
    every = build_table(ruleset).every
    enough = steps(ruleset, every)
    whole(ruleset, budget=enough).root(every)
    if enough:
        with pytest.raises(TooBigError):
            whole(ruleset, budget=enough - 1).root(every)


def test_a_question_on_which_no_rule_left_has_a_condition_takes_no_step():
    """The second rule needs a look at the last question where the first is stopped, and none between them."""
    ruleset = wide(9, ({"q0": ("yes",)}, "alpha"), ({"q8": ("yes",)}, "beta"))
    assert steps(ruleset, 0b11) == 2


@given(rulesets(), st.lists(st.integers(0), min_size=1, max_size=9))
def test_every_root_has_the_budget_for_itself_and_what_is_remembered_stays_within_twice_of_it(ruleset, several):
    several = [some & build_table(ruleset).every for some in several]
    budget = max(steps(ruleset, alive) for alive in several)
    diagram = whole(ruleset, budget=budget)
    for alive in several:
        tree, alone = diagram.root(alive), whole(ruleset).root(alive)
        assert len(diagram) <= 2 * budget
        for names in reference.completions(ruleset, {}):
            assert end(tree, numbered(ruleset, names)) == end(alone, numbered(ruleset, names))


def test_a_way_longer_than_the_stack_of_calls_is_too_big():
    count = 2_000
    every = (1 << count) - 1
    table = Table(
        tuple((every, every & ~(1 << number)) for number in range(count)),
        tuple(1 << number for number in range(count)),
        every,
    )
    with pytest.raises(TooBigError):
        Diagram(table, range(count)).root(every)
