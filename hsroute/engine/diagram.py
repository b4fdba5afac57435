"""The decision diagram: a multi-valued decision diagram (MDD) over open questions, reduced and ordered.

It is the memoised recursion over (question, rules alive). A node whose children are all equal is replaced by the child,
and nodes with the same question and children are one. So the root is a leaf exactly when no question matters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hsroute.engine.budget import Budget, TooBigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hsroute.engine.masks import Masks


class Node:
    """A question whose answers do not all lead to the same place; one child for each answer. Equal only to itself."""

    __slots__ = ("children", "question")

    def __init__(self, question: int, children: tuple[Tree, ...]) -> None:
        self.question: int = question
        self.children: tuple[Tree, ...] = children

    def groups(self) -> dict[Tree, list[int]]:
        """The answers that lead to each child, in their order."""
        groups: dict[Tree, list[int]] = {}
        for answer, child in enumerate(self.children):
            groups.setdefault(child, []).append(answer)
        return groups


Tree = Any
"""A node, or a leaf: an outcome, or whatever the leaf function makes of the rules that are left."""


class Diagram:
    """The rules as a function of the questions in `order`; `leaf` makes leaves of the rows that are left."""

    def __init__(
        self, masks: Masks, order: Sequence[int], budget: Budget, leaf: Callable[[int], Any] | None = None
    ) -> None:
        self._masks = masks
        self._order = order
        self._budget = budget
        self._leaf = leaf or masks.outcome
        self._stoppable = masks.restricting(order)
        self._trees: dict[tuple[int, int], Tree] = {}
        self._nodes: dict[tuple[int, tuple[Tree, ...]], Node] = {}

    def root(self, alive: int) -> Tree:
        """The diagram of these rows. Raises TooBigError when the budget is used up."""
        try:
            return self._tree(0, alive)
        except RecursionError:
            raise TooBigError from None

    def _tree(self, level: int, alive: int) -> Tree:
        alive = self._masks.rivals(alive, self._stoppable[level])
        order, restricted = self._order, self._masks.restricted
        while level < len(order) and not alive & restricted[order[level]]:
            level += 1
        if level == len(order):
            return self._leaf(alive)
        tree = self._trees.get((level, alive), self)
        if tree is self:
            tree = self._trees[level, alive] = self._branch(level, alive)
        return tree

    def _branch(self, level: int, alive: int) -> Tree:
        question = self._order[level]
        masks = self._masks.allowed[question]
        self._budget.spend(len(masks))
        children = tuple([self._tree(level + 1, alive & mask) for mask in masks])
        if children.count(children[0]) == len(children):
            return children[0]
        return self._nodes.setdefault((question, children), Node(question, children))


def whole_tree(masks: Masks, budget: Budget, leaf: Callable[[int], Any] | None = None) -> Tree:
    """The diagram of all questions. Raises TooBigError."""
    return Diagram(masks, masks.questions, budget, leaf).root(masks.every)


def nodes(tree: Tree, but: int | None = None) -> Iterator[Tree]:
    """The root and every node and leaf below it, each once; `but` is a question whose children are left out."""
    seen: set[Tree] = set()
    ahead = [tree]
    while ahead:
        tree = ahead.pop()
        if tree not in seen:
            seen.add(tree)
            if isinstance(tree, Node) and tree.question == but:
                continue
            yield tree
            if isinstance(tree, Node):
                ahead.extend(reversed(tree.children))


def inner_nodes(tree: Tree) -> list[Node]:
    """Every node that asks, each before those below it; the diagram asks its questions in ascending order."""
    return sorted((node for node in nodes(tree) if isinstance(node, Node)), key=lambda node: node.question)


def leaves(tree: Tree, but: int | None = None) -> set[Any]:
    """Every leaf, or every one that is reached without asking the question `but`."""
    return {node for node in nodes(tree, but) if not isinstance(node, Node)}
