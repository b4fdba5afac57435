"""Ways down a diagram: how many combinations take them, how many questions they ask, and the shortest of them.

A combination is one answer for every question. The diagrams walked here ask their questions in ascending order.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hsroute.engine.diagram import Node, inner_nodes, leaves

if TYPE_CHECKING:
    from hsroute.engine.diagram import Tree


def counts(tree: Tree, combinations: int) -> dict[Any, int]:
    """How many of all the combinations end in each leaf (model counting)."""
    passing = _passing(tree, combinations)
    return {leaf: passing[leaf] for leaf in leaves(tree)}


def most_asked(tree: Tree) -> int:
    """The number of questions on the longest way down."""
    asked: dict[Tree, int] = {tree: 0}
    for node in inner_nodes(tree):
        for child in node.children:
            asked[child] = max(asked.get(child, 0), asked[node] + 1)
    return max(asked.values())


def average_asked(tree: Tree, combinations: int) -> Fraction:
    """The number of questions asked on the way down, on average over all the combinations."""
    passing = _passing(tree, combinations)
    return Fraction(sum(count for node, count in passing.items() if isinstance(node, Node)), combinations)


def shortest(tree: Tree) -> dict[Any, dict[int, int]]:
    """For each leaf the answers on the shortest way down; of several the first by questions, then answers."""
    ways: dict[Tree, tuple[tuple[int, int], ...]] = {tree: ()}
    for node in inner_nodes(tree):
        for answer, child in enumerate(node.children):
            way = (*ways[node], (node.question, answer))
            if child not in ways or (len(way), way) < (len(ways[child]), ways[child]):
                ways[child] = way
    return {leaf: dict(way) for leaf, way in ways.items() if not isinstance(leaf, Node)}


def _passing(tree: Tree, combinations: int) -> dict[Tree, int]:
    """How many of the combinations come by each node and leaf."""
    passing: dict[Tree, int] = {tree: combinations}
    for node in inner_nodes(tree):
        for child in node.children:
            passing[child] = passing.get(child, 0) + passing[node] // len(node.children)
    return passing
