"""The questions as a tree, as they are asked, and the ways to one contact.

A contact that is None stands for *not covered*, also where no rule matches.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.engine.diagram import BUDGET, GAP, Node, TooBigError, leaves, nodes, whole_tree
from hsroute.engine.masks import build_table
from hsroute.export.table import Names, asked_in, diagram_of_contacts
from hsroute.language.catalog import both

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hsroute.engine.diagram import Tree
    from hsroute.model import Question, Rule, Ruleset, Text

Step = tuple[str, Names]
"""The key of a question, and the values that lead on."""

Path = tuple[Step, ...]
"""Answers, in the order of asking."""

MOST_WAYS: Final = 200
"""How many ways to one rule are listed; the others are counted."""

_SMALL: Final = 4
"""A part of the tree that takes at most so many lines is drawn wherever it belongs, a bigger one only once."""


def branches(node: Node, question: Question) -> dict[Tree, Names]:
    """Where the values lead, in their order; those that lead to the same place together."""
    joined: dict[Tree, Names] = {}
    for name, child in zip(question.names, node.children, strict=True):
        joined[child] = (*joined.get(child, ()), name)
    return joined


class Branch(NamedTuple):
    """One line of the tree: after the answers of the path comes a question, or else a rule.

    `under` is the path below which the same part of the tree is drawn, where it is not drawn a second time.
    Neither question nor rule: no rule matches.
    """

    path: Path
    question: Question | None = None
    rule: Rule | None = None
    under: Path | None = None


def drawn(ruleset: Ruleset) -> Iterator[Branch]:
    """The questions as they are asked, each line before those below it. Raises TooBigError."""
    tree = whole_tree(build_table(ruleset))
    return _Drawing(ruleset, _heights(ruleset, tree)).below(tree, ())


class _Drawing:
    """A tree on its way to the paper, and the places at which its bigger parts have been drawn."""

    def __init__(self, ruleset: Ruleset, heights: dict[Tree, int]) -> None:
        self.ruleset = ruleset
        self.heights = heights
        self.places: dict[Tree, Path] = {}

    def below(self, tree: Tree, path: Path) -> Iterator[Branch]:
        if not isinstance(tree, Node):
            yield Branch(path, rule=_rule(self.ruleset, tree))
            return
        question = self.ruleset.questions[tree.question]
        if tree in self.places:
            yield Branch(path, question, under=self.places[tree])
            return
        if self.heights[tree] > _SMALL:
            self.places[tree] = path
        yield Branch(path, question)
        for child, names in branches(tree, question).items():
            yield from self.below(child, (*path, (question.key, names)))


def _below(ruleset: Ruleset, tree: Tree) -> dict[Tree, dict[Tree, Names]]:
    """Where each node leads; each comes after those below it."""
    inner = [node for node in nodes(tree) if isinstance(node, Node)]
    inner.sort(key=lambda node: -node.question)
    return {node: branches(node, ruleset.questions[node.question]) for node in inner}


def _heights(ruleset: Ruleset, tree: Tree) -> dict[Tree, int]:
    """How many lines each part of the tree takes when it is drawn in full."""
    heights: dict[Tree, int] = dict.fromkeys(leaves(tree), 1)
    for node, children in _below(ruleset, tree).items():
        heights[node] = 1 + sum(heights[child] for child in children)
    return heights


def _rule(ruleset: Ruleset, leaf: int) -> Rule | None:
    return ruleset.rules[leaf] if leaf >= 0 else None


# The ways to one contact.


class Ways(NamedTuple):
    """The ways on which one rule leads to a contact, and why; `rule` None: no rule matches."""

    rule: str | None
    because: Text
    paths: tuple[Path, ...] | None
    """All the answers that lead there, the first `MOST_WAYS` of them; None where the rules are too intricate."""

    more: int = 0
    """How many paths are left out."""

    unknown: Names = ()
    """For what comes out when too little is known: the questions for which "I don't know" can do that."""


def ways(ruleset: Ruleset, contact: str | None) -> tuple[Ways, ...]:
    """How answers lead to the contact, rule by rule in the file's order; a rule that never wins has no path."""
    led: dict[int, tuple[str | None, Text]] = {
        number: (rule.id, rule.because) for number, rule in enumerate(ruleset.rules) if rule.contact == contact
    }
    if contact is None:
        led[GAP] = (None, both("gap"))
    try:
        tree = whole_tree(build_table(ruleset))
    except TooBigError:
        found = [Ways(*reason, None) for reason in led.values()]
    else:
        below = _below(ruleset, tree)
        if GAP not in leaves(tree):
            led.pop(GAP, None)
        found = [Ways(*reason, *_paths_to(ruleset, tree, below, leaf)) for leaf, reason in led.items()]
    return (*found, *_ways_of_the_unsure(ruleset, contact))


def _paths_to(
    ruleset: Ruleset, tree: Tree, below: dict[Tree, dict[Tree, Names]], leaf: int
) -> tuple[tuple[Path, ...], int]:
    """The first ways down to the leaf, and how many more there are."""
    counted: dict[Tree, int] = {leaf: 1}
    for node, children in below.items():
        if count := sum([counted[child] for child in children if child in counted]):
            counted[node] = count

    def down(tree: Tree, path: Path) -> Iterator[Path]:
        if not isinstance(tree, Node):
            yield path
            return
        key = ruleset.questions[tree.question].key
        for child, names in below[tree].items():
            if child in counted:
                yield from down(child, (*path, (key, names)))

    paths = tuple(islice(down(tree, ()), MOST_WAYS)) if tree in counted else ()
    return paths, counted.get(tree, 0) - len(paths)


def _ways_of_the_unsure(ruleset: Ruleset, contact: str | None) -> Iterator[Ways]:
    """What comes out when "I don't know" leaves several contacts possible, if it is this contact and can happen."""
    unsure = ruleset.unsure
    if contact != (unsure.contact if unsure else None):
        return
    order = range(len(ruleset.questions))
    table = build_table(ruleset)
    rule, because = ("unsure", unsure.because) if unsure else (None, both("undecided"))
    try:
        asked = asked_in(ruleset, diagram_of_contacts(ruleset, table, order, BUDGET).root(table.every))
    except TooBigError:
        yield Ways(rule, because, None)
        return
    keys = tuple(question.key for question in ruleset.questions if question.key in asked and not question.if_unsure)
    if keys:
        yield Ways(rule, because, (), unknown=keys)
