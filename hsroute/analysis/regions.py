"""Which answers lead to each outcome, "I don't know" among them, as conditions that each stand for themselves.

Here a question without `if_unsure` has one value more, its last: "I don't know". So only an answer that is missing is
open, and answers are settled exactly when they contradict the conditions of all outcomes but one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hsroute.engine.decision import Decider
from hsroute.engine.diagram import Node, TooBigError, leaves, nodes, reduced, step, whole_tree
from hsroute.engine.masks import build_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hsroute.engine.diagram import Tree
    from hsroute.model import Ruleset

Box = tuple[frozenset[int], ...]
"""For each question the numbers of the values that it may have, whatever the others are."""

_STEPS: Final = 20_000
"""How many nodes, and how many ways to one outcome, are looked at before it is given up."""

_MOST_BOXES: Final = 1000
"""How many boxes an outcome may have; a bigger condition is read by nobody and slows a database down."""


def regions(ruleset: Ruleset) -> dict[int, tuple[Box, ...]]:
    """For each outcome boxes that together are all the answers that lead to it, none of which can be larger.

    The outcomes are the numbers of rules in their order, then GAP and UNSURE; one that never comes out is left out.
    Raises TooBigError.
    """
    tree = _Extended(ruleset).tree
    space = tuple(
        frozenset(range(len(question.values) + (question.if_unsure is None))) for question in ruleset.questions
    )
    outcomes = sorted(leaves(tree), key=lambda leaf: (leaf < 0, abs(leaf)))
    return {outcome: tuple(_boxes(tree, outcome, space)) for outcome in outcomes}


class _Extended:
    """The diagram of the questions, the value "I don't know" included, and the parts of it that are made."""

    def __init__(self, ruleset: Ruleset) -> None:
        self._decider = Decider(ruleset)
        self._known = [question.if_unsure is not None for question in ruleset.questions]
        self._trees: dict[frozenset[Tree], Tree] = {}
        self._nodes: dict[tuple[int, tuple[Tree, ...]], Node] = {}
        try:
            self.tree = self._join(frozenset((whole_tree(build_table(ruleset)),)))
        except RecursionError:
            raise TooBigError from None

    def _join(self, front: frozenset[Tree]) -> Tree:
        """The diagram of what comes out where what is not known leaves all of these parts possible."""
        if front not in self._trees:
            if len(self._trees) >= _STEPS:
                raise TooBigError
            asked = [node.question for node in front if isinstance(node, Node)]
            outcomes = {leaf for leaf in front if isinstance(leaf, int)}
            self._trees[front] = self._branch(front, min(asked)) if asked else self._decider.agreed(outcomes)
        return self._trees[front]

    def _branch(self, front: frozenset[Tree], question: int) -> Tree:
        count = len(self._decider.ruleset.questions[question].values)
        parts = [frozenset(step(tree, question, value) for tree in front) for value in range(count)]
        if not self._known[question]:
            parts.append(frozenset().union(*parts))
        return reduced(self._nodes, question, tuple([self._join(part) for part in parts]))


def _boxes(tree: Tree, outcome: int, space: Box) -> list[Box]:
    found: list[Box] = []
    for count, way in enumerate(_ways(tree, outcome, space), 1):
        if not any(all(map(frozenset.issubset, way, box)) for box in found):
            found.append(_grown(tree, outcome, way, space))
        if count > _STEPS or len(found) > _MOST_BOXES:
            raise TooBigError
    return found


def _ways(tree: Tree, outcome: int, space: Box) -> Iterator[Box]:
    """The ways down to the outcome, in the order of the values."""
    leading: set[Tree] = {outcome}
    for node in sorted((node for node in nodes(tree) if isinstance(node, Node)), key=lambda node: -node.question):
        if not leading.isdisjoint(node.children):
            leading.add(node)
    ahead = [(tree, space)]
    while ahead:
        tree, box = ahead.pop()
        if isinstance(tree, Node):
            branches = [
                (child, _with(box, tree.question, frozenset((value,))))
                for value, child in enumerate(tree.children)
                if child in leading
            ]
            ahead.extend(reversed(branches))
        else:
            yield box


def _grown(tree: Tree, outcome: int, box: Box, space: Box) -> Box:
    """The box with every question left out that it can do without, and then with every value that it can have."""
    for question, values in enumerate(space):
        box = _if_inside(tree, outcome, box, _with(box, question, values))
    for question, values in enumerate(space):
        for value in sorted(values - box[question]):
            box = _if_inside(tree, outcome, box, _with(box, question, box[question] | {value}))
    return box


def _if_inside(tree: Tree, outcome: int, box: Box, larger: Box) -> Box:
    """The larger box if everything in it leads to the outcome, else the box."""
    ahead, seen = [tree], {tree}
    while ahead:
        tree = ahead.pop()
        if isinstance(tree, Node):
            children = {tree.children[value] for value in larger[tree.question]} - seen
            seen |= children
            ahead.extend(children)
        elif tree != outcome:
            return box
    return larger


def _with(box: Box, question: int, values: frozenset[int]) -> Box:
    return (*box[:question], values, *box[question + 1 :])
