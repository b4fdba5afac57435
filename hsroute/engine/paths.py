"""Ways down a diagram: how many combinations take them, how many questions they ask, and what is enough to force one.

A combination is one value for every question. The diagrams walked here ask their questions in ascending order, and
their leaves may be any integers.
"""

from __future__ import annotations

from fractions import Fraction
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from hsroute.engine.diagram import Node, TooBigError, nodes, step

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from hsroute.engine.diagram import Tree

Fixed = dict[int, int]
"""Some answers: the number of the value for the number of each question answered."""

_STEPS: Final = 100_000
"""How many nodes the search for fewest answers may look at before it gives up."""


def counts(tree: Tree, combinations: int) -> dict[int, int]:
    """How many of all the combinations end in each leaf."""
    return {leaf: count for leaf, count in _passing(tree, combinations).items() if isinstance(leaf, int)}


def most_asked(tree: Tree) -> int:
    """The number of questions on the longest way down."""
    asked: dict[Tree, int] = {tree: 0}
    for node in _downwards(tree):
        for child in node.children:
            asked[child] = max(asked.get(child, 0), asked[node] + 1)
    return max(asked.values())


def average_asked(tree: Tree, combinations: int) -> Fraction:
    """The number of questions asked on the way down, on average over all the combinations."""
    passing = _passing(tree, combinations)
    return Fraction(sum(count for node, count in passing.items() if isinstance(node, Node)), combinations)


def smallest(tree: Tree, wanted: Container[int], budget: int = _STEPS) -> Fixed | None:
    """The fewest answers that force a wanted leaf, whatever the other answers are; None when there is no such leaf.

    Of several the first by questions, then values. Raises TooBigError when the budget, in nodes looked at, is used up.
    """
    hopeful = _leading(tree, wanted)
    ahead: list[tuple[int, tuple[tuple[int, int], ...], frozenset[Tree]]] = [(0, (), frozenset((tree,)))]
    seen: set[frozenset[Tree]] = set()
    while ahead:
        _, answers, front = heappop(ahead)
        if front in seen or not front <= hopeful:
            continue
        seen.add(front)
        budget -= len(front)
        if budget < 0:
            raise TooBigError
        question = min((node.question for node in front if isinstance(node, Node)), default=None)
        if question is None:
            return dict(answers)
        branches = _branches(front, question)
        heappush(ahead, (len(answers), answers, frozenset().union(*branches)))
        for value, branch in enumerate(branches):
            heappush(ahead, (len(answers) + 1, (*answers, (question, value)), branch))
    return None


def way(tree: Tree, wanted: Container[int]) -> Fixed | None:
    """The answers along one way down to a wanted leaf: enough to force it, but maybe not the fewest; else None."""
    hopeful = _leading(tree, wanted)
    answers: Fixed = {}
    while isinstance(tree, Node) and tree in hopeful:
        value = next(value for value, child in enumerate(tree.children) if child in hopeful)
        answers[tree.question] = value
        tree = tree.children[value]
    return answers if tree in hopeful else None


def _branches(front: frozenset[Tree], question: int) -> list[frozenset[Tree]]:
    """Where each value of the question leads from all of these nodes at once."""
    size = next(len(node.children) for node in front if isinstance(node, Node) and node.question == question)
    return [frozenset(step(node, question, value) for node in front) for value in range(size)]


def _passing(tree: Tree, combinations: int) -> dict[Tree, int]:
    """How many of the combinations come by each node and leaf."""
    passing: dict[Tree, int] = {tree: combinations}
    for node in _downwards(tree):
        for child in node.children:
            passing[child] = passing.get(child, 0) + passing[node] // len(node.children)
    return passing


def _leading(tree: Tree, wanted: Container[int]) -> set[Tree]:
    """The wanted leaves, and the nodes from which one can be reached."""
    leading: set[Tree] = {leaf for leaf in nodes(tree) if isinstance(leaf, int) and leaf in wanted}
    for node in reversed(list(_downwards(tree))):
        if not leading.isdisjoint(node.children):
            leading.add(node)
    return leading


def _downwards(tree: Tree) -> Iterator[Node]:
    """Every node, each before those below it."""
    inner = [node for node in nodes(tree) if isinstance(node, Node)]
    yield from sorted(inner, key=lambda node: node.question)
