"""The questions as a tree, as they are asked, and the ways to one contact.

A contact that is None means *not covered*, which includes that no rule matches.
"""

from __future__ import annotations

from functools import reduce
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.engine.budget import PROOF, Budget, TooBigError
from hsroute.engine.diagram import Node, inner_nodes, leaves, whole_tree
from hsroute.engine.masks import GAP, bits
from hsroute.export.table import Cell, Names, few
from hsroute.language.catalog import both
from hsroute.routing.outcomes import contact_of, masks_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hsroute.engine.diagram import Tree
    from hsroute.engine.masks import Outcome
    from hsroute.model import Question, Rule, Ruleset, Text

Trail = tuple[tuple[str, Names], ...]
"""Answers, in the order of asking: the keys of questions, each with the answers that lead on."""

MOST_WAYS: Final = 200
"""The most ways to one rule that are listed; more are counted."""

_SMALL: Final = 4
"""The most lines of a part of the tree that is drawn wherever it belongs; a bigger part is drawn once."""


def branches(node: Node, question: Question) -> dict[Tree, Names]:
    """Where the answers lead, in their order; those that lead to the same place together."""
    names = question.answers
    return {child: tuple([names[answer] for answer in some]) for child, some in node.groups().items()}


class Branch(NamedTuple):
    """One line of the tree: after the answers of the path comes a question, or else a rule.

    `under` is the path below which the same part of the tree is drawn, where it is not drawn a second time.
    Neither question nor rule: no rule matches.
    """

    path: Trail
    question: Question | None = None
    rule: Rule | None = None
    under: Trail | None = None
    cell: Cell | None = None
    """In place of a question that is too deep to be drawn: the possible contacts below it."""


def drawn(ruleset: Ruleset, deep: int | None = None) -> Iterator[Branch]:
    """The questions as they are asked, each line before those below it, as `deep` as wanted. Raises TooBigError."""
    tree = whole_tree(masks_of(ruleset), Budget(PROOF))
    if deep is None:
        return _Drawing(ruleset, _heights(ruleset, tree), {}).below(tree, (), deep)
    return _Drawing(ruleset, {}, _cells(ruleset, tree)).below(tree, (), deep)


def _cells(ruleset: Ruleset, tree: Tree) -> dict[Tree, Cell]:
    """The possible contacts below each node, and on which questions they depend."""
    order = (*ruleset.contacts, None)
    places = {id: place for place, id in enumerate(order)}
    contacts: dict[Tree, int] = {leaf: 1 << places[contact_of(ruleset, leaf)] for leaf in leaves(tree)}
    asked: dict[Tree, int] = dict.fromkeys(contacts, 0)
    for node in reversed(inner_nodes(tree)):
        children = {*node.children}
        contacts[node] = reduce(or_, [contacts[child] for child in children])
        asked[node] = reduce(or_, [asked[child] for child in children]) | 1 << node.question
    return {
        node: Cell(
            tuple([order[place] for place in bits(contacts[node])]),
            tuple([ruleset.questions[number].key for number in bits(asked[node])]),
        )
        for node in asked
        if isinstance(node, Node)
    }


class _Drawing:
    """A tree being drawn, and the places where its bigger parts have been drawn already."""

    def __init__(self, ruleset: Ruleset, heights: dict[Tree, int], cells: dict[Tree, Cell]) -> None:
        self.ruleset = ruleset
        self.heights = heights
        self.cells = cells
        self.places: dict[Tree, Trail] = {}

    def below(self, tree: Tree, path: Trail, deep: int | None) -> Iterator[Branch]:
        """The lines of a part of the tree; if it is only so many questions deep, the possible contacts below these."""
        if not isinstance(tree, Node):
            yield Branch(path, rule=rule_of(self.ruleset, tree))
            return
        question = self.ruleset.questions[tree.question]
        if deep == 0:
            yield Branch(path, cell=self.cells[tree])
        elif tree in self.places:
            yield Branch(path, question, under=self.places[tree])
        else:
            if self.heights.get(tree, 0) > _SMALL:
                self.places[tree] = path
            yield Branch(path, question)
            for child, names in branches(tree, question).items():
                shown = names if deep is None else few(names)
                yield from self.below(child, (*path, (question.key, shown)), deep and deep - 1)


def _below(ruleset: Ruleset, tree: Tree) -> dict[Tree, dict[Tree, Names]]:
    """Where each node leads; each node comes after those below it."""
    return {node: branches(node, ruleset.questions[node.question]) for node in reversed(inner_nodes(tree))}


def _heights(ruleset: Ruleset, tree: Tree) -> dict[Tree, int]:
    """How many lines each part of the tree takes when it is drawn in full."""
    heights: dict[Tree, int] = dict.fromkeys(leaves(tree), 1)
    for node, children in _below(ruleset, tree).items():
        heights[node] = 1 + sum(heights[child] for child in children)
    return heights


# The ways to one contact.


class Ways(NamedTuple):
    """The ways on which one rule leads to a contact, and why; `rule` None: no rule matches."""

    rule: str | None
    because: Text
    paths: tuple[Trail, ...] | None
    """All the answers that lead there, the first `MOST_WAYS` of them; None where the rules are too intricate."""

    more: int = 0
    """How many paths are left out."""


def ways(ruleset: Ruleset, contact: str | None) -> tuple[Ways, ...]:
    """How answers lead to the contact, rule by rule in the file's order; a rule that never wins has no path."""
    masks = masks_of(ruleset)
    led = [outcome for outcome in masks.ends if contact_of(ruleset, outcome) == contact]
    try:
        tree = whole_tree(masks, Budget(PROOF))
    except TooBigError:
        return tuple(Ways(*_reason(ruleset, outcome), None) for outcome in led)
    below = _below(ruleset, tree)
    ends = leaves(tree)
    return tuple(
        Ways(*_reason(ruleset, outcome), *_paths_to(ruleset, tree, below, outcome))
        for outcome in led
        if outcome is not GAP or outcome in ends
    )


def _reason(ruleset: Ruleset, outcome: Outcome) -> tuple[str | None, Text]:
    rule = rule_of(ruleset, outcome)
    return (rule.id, rule.because) if rule else (None, both("gap"))


def _paths_to(
    ruleset: Ruleset, tree: Tree, below: dict[Tree, dict[Tree, Names]], leaf: Outcome
) -> tuple[tuple[Trail, ...], int]:
    """The first ways down to the leaf, and how many more there are."""
    counted: dict[Tree, int] = {leaf: 1}
    for node, children in below.items():
        if count := sum([counted[child] for child in children if child in counted]):
            counted[node] = count

    def down(tree: Tree, path: Trail) -> Iterator[Trail]:
        if not isinstance(tree, Node):
            yield path
            return
        key = ruleset.questions[tree.question].key
        for child, names in below[tree].items():
            if child in counted:
                yield from down(child, (*path, (key, names)))

    paths = tuple(islice(down(tree, ()), MOST_WAYS)) if tree in counted else ()
    return paths, counted.get(tree, 0) - len(paths)
