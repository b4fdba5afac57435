"""Paths down a diagram: how many combinations take them, how many questions they ask, and the shortest ones.

A combination is one answer for every question. The diagrams walked here ask their questions in ascending order.
"""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush
from math import log
from typing import TYPE_CHECKING, Any

from hsroute.engine.diagram import Node, inner_nodes, leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hsroute.engine.diagram import Tree

AnswerSets = tuple[tuple[int, tuple[int, ...]], ...]
"""A region: the answers allowed to some questions, in ascending order; all other questions may have any answer."""


def counts(tree: Tree, combinations: int) -> dict[Any, int]:
    """How many of all the combinations end in each leaf (model counting)."""
    passing = _passing(tree, combinations)
    return {leaf: passing[leaf] for leaf in leaves(tree)}


def most_asked(tree: Tree) -> int:
    """The number of questions on the longest path."""
    asked: dict[Tree, int] = {tree: 0}
    for node in inner_nodes(tree):
        for child in node.children:
            asked[child] = max(asked.get(child, 0), asked[node] + 1)
    return max(asked.values())


def average_asked(tree: Tree, combinations: int) -> Fraction:
    """The number of questions asked on a path, on average over all combinations."""
    passing = _passing(tree, combinations)
    return Fraction(sum(count for node, count in passing.items() if isinstance(node, Node)), combinations)


def shortest(tree: Tree) -> dict[Any, dict[int, int]]:
    """For each leaf the answers on the shortest path to it; of several, the first by questions and then answers."""
    ways: dict[Tree, tuple[tuple[int, int], ...]] = {tree: ()}
    for node in inner_nodes(tree):
        for answer, child in enumerate(node.children):
            way = (*ways[node], (node.question, answer))
            if child not in ways or (len(way), way) < (len(ways[child]), ways[child]):
                ways[child] = way
    return {leaf: dict(way) for leaf, way in ways.items() if not isinstance(leaf, Node)}


def number_of_regions(tree: Tree, leaf: Any) -> int:
    """How many regions make up the combinations that end in the leaf: one for each path, equal branches as one."""
    regions: dict[Tree, int] = {leaf: 1}
    for node in reversed(inner_nodes(tree)):
        regions[node] = sum(regions.get(child, 0) for child in dict.fromkeys(node.children))
    return regions.get(tree, 0)


def largest_regions(tree: Tree, leaf: Any) -> Iterator[AnswerSets]:
    """The regions that make up the combinations that end in the leaf, largest first; no two share a combination."""
    best = _largest_below(tree, leaf)
    ahead: list[tuple[float, AnswerSets, float, Tree]] = [(0.0, (), 0.0, tree)] if tree in best else []
    while ahead:
        _, region, share, tree = heappop(ahead)
        if not isinstance(tree, Node):
            yield region
            continue
        for child, answers in tree.groups().items():
            if child in best:
                left = share + _part(tree, answers)
                part = (*region, (tree.question, tuple(answers)))
                heappush(ahead, (-round(left + best[child], 9), part, left, child))


def _largest_below(tree: Tree, leaf: Any) -> dict[Tree, float]:
    """For each node the share of its combinations that its largest region has, as a logarithm."""
    best: dict[Tree, float] = {leaf: 0.0}
    for node in reversed(inner_nodes(tree)):
        shares = [_part(node, answers) + best[child] for child, answers in node.groups().items() if child in best]
        if shares:
            best[node] = max(shares)
    return best


def _part(node: Node, answers: Sequence[int]) -> float:
    return log(len(answers) / len(node.children))


def _passing(tree: Tree, combinations: int) -> dict[Tree, int]:
    """How many of the combinations pass each node or leaf."""
    passing: dict[Tree, int] = {tree: combinations}
    for node in inner_nodes(tree):
        for child in node.children:
            passing[child] = passing.get(child, 0) + passing[node] // len(node.children)
    return passing
