"""The decision diagram: which open question matters next, and which rules can still win.

A diagram belongs to an order of open questions. Its nodes are made only where they are walked, each once for
every (question, rules alive); children that are all the same are taken instead of their node, and nodes with the
same question and children are one. So the root is a leaf exactly when no open question matters, and otherwise
asks the first one that does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hsroute.engine.masks import lowest, up_to_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hsroute.engine.masks import Table

GAP: Final = -1
"""The leaf where no rule is left; any other leaf is the number of the rule that wins."""

BUDGET: Final = 200_000
"""How many steps a diagram may take before it gives up."""


class TooBigError(Exception):
    """The diagram has more nodes than its budget allows."""


class Node:
    """A question whose values do not all lead to the same place; one child for each value. Equal only to itself."""

    __slots__ = ("children", "question")

    def __init__(self, question: int, children: tuple[Node | int, ...]) -> None:
        self.question = question
        self.children = children


Tree = Node | int
Nodes = dict[tuple[int, tuple[Tree, ...]], Node]
"""The nodes that there are, by their question and children."""


class Diagram:
    """The rules as a function of the questions in `order`, the questions in `folded` being unknown.

    `leaf` says what comes out of the rules that are left when every question of the order has its answer; without
    it, the first rule does. Every root has the budget for itself.
    """

    def __init__(
        self,
        table: Table,
        order: Sequence[int],
        folded: Sequence[int] = (),
        leaf: Callable[[int], int] = lowest,
        budget: int = BUDGET,
    ) -> None:
        self._table = table
        self._order = order
        self._leaf = leaf
        self._budget = self._left = budget
        self._open = _open_mentions(table, order, folded)
        self._trees: dict[tuple[int, int], Tree] = {}
        self._nodes: Nodes = {}
        self._too_big: set[int] = set()

    def __len__(self) -> int:
        """How much is remembered."""
        return len(self._trees)

    def root(self, alive: int) -> Tree:
        """The diagram of those rules. Raises TooBigError when the budget is used up, and at once the next time."""
        if alive in self._too_big:
            raise TooBigError
        self._left = self._budget
        if len(self._trees) > self._budget:
            self._forget()
        try:
            return self._tree(0, alive)
        except (RecursionError, TooBigError):
            self._forget()
            self._too_big.add(alive)
            raise TooBigError from None

    def _forget(self) -> None:
        self._trees.clear()
        self._nodes.clear()
        if len(self._too_big) > self._budget:
            self._too_big.clear()

    def _tree(self, level: int, alive: int) -> Tree:
        alive = self._rivals(level, alive)
        while level < len(self._order) and not alive & self._table.mentions[self._order[level]]:
            level += 1
        if level == len(self._order):
            return self._leaf(alive)
        tree = self._trees.get((level, alive))
        if tree is None:
            tree = self._trees[level, alive] = self._branch(level, alive)
        return tree

    def _rivals(self, level: int, alive: int) -> int:
        """The rules that may still win: none after the first that no open question can stop."""
        return alive & up_to_first(alive & ~self._open[level])

    def _branch(self, level: int, alive: int) -> Tree:
        self._left -= 1
        if self._left < 0:
            raise TooBigError
        question = self._order[level]
        children = tuple([self._tree(level + 1, alive & mask) for mask in self._table.masks[question]])
        return reduced(self._nodes, question, children)


def reduced(nodes: Nodes, question: int, children: tuple[Tree, ...]) -> Tree:
    """The child where all are the same, else the one node with these children."""
    if children.count(children[0]) == len(children):
        return children[0]
    return nodes.setdefault((question, children), Node(question, children))


def step(tree: Tree, question: int, value: int) -> Tree:
    """Where the value leads from a node about the question; what does not ask it stays as it is."""
    return tree.children[value] if isinstance(tree, Node) and tree.question == question else tree


def whole_tree(table: Table, budget: int = BUDGET) -> Tree:
    """The diagram of all questions; its leaves are rules. Raises TooBigError."""
    return Diagram(table, range(len(table.masks)), budget=budget).root(table.every)


def _open_mentions(table: Table, order: Sequence[int], folded: Sequence[int]) -> list[int]:
    """For each level, the rules with a condition on a question from there on, or on a folded one."""
    mentions = [0]
    for question in folded:
        mentions[0] |= table.mentions[question]
    for question in reversed(order):
        mentions.append(mentions[-1] | table.mentions[question])
    return mentions[::-1]


def nodes(tree: Tree) -> Iterator[Tree]:
    """Every node and leaf below and including the root, each once."""
    seen: set[Tree] = set()
    ahead = [tree]
    while ahead:
        tree = ahead.pop()
        if tree not in seen:
            seen.add(tree)
            yield tree
            if isinstance(tree, Node):
                ahead.extend(reversed(tree.children))


def leaves(tree: Tree) -> set[int]:
    """Every outcome that the diagram has: numbers of rules, and GAP."""
    return {node for node in nodes(tree) if isinstance(node, int)}
