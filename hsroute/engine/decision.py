"""One question put to the diagram: what do these answers lead to, and which of them decided?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.engine.diagram import BUDGET, GAP, Diagram, Node, TooBigError, leaves
from hsroute.engine.masks import bits, build_table, lowest, up_to_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hsroute.engine.diagram import Tree
    from hsroute.model import Ruleset

UNKNOWN: Final = -1
"""The state of a question answered with "I don't know" that stands for no value."""

MISSING: Final = -2
"""The state of a question not answered yet."""

UNSURE: Final = -2
"""The leaf where what is unknown leaves several contacts possible; beside the rules' numbers and GAP."""

State = tuple[int, ...]
"""For each question the number of the value answered, or UNKNOWN, or MISSING."""

_REMEMBERED: Final = 50_000


class Decision(NamedTuple):
    """Where a state leads: to an outcome, or to the next question."""

    outcome: int
    """The number of the rule that wins, or GAP, or UNSURE; without meaning while there is a next question."""

    next: int | None
    """The first open question that can change the route."""

    used: tuple[int, ...]
    """The questions whose answers decided, in the file's order."""

    possible: tuple[str, ...]
    """The contacts that the rules can still lead to, in the file's order."""

    proved: bool = True
    """False where the diagram was too big: the outcome is right, but a question may be asked in vain."""


class Decider:
    """Decides states of one ruleset, and remembers what it decided."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.table = build_table(ruleset)
        self._decisions: dict[State, Decision] = {}
        self._diagrams: dict[tuple[tuple[int, ...], tuple[int, ...]], Diagram] = {}

    def decide(self, state: State) -> Decision:
        """Where the state leads."""
        decision = self._decisions.get(state)
        if decision is None:
            if len(self._decisions) >= _REMEMBERED:
                self._decisions.clear()
            decision = self._decisions[state] = self._decide(state)
        return decision

    def _decide(self, state: State) -> Decision:
        try:
            return self._by_diagram(state)
        except TooBigError:
            return self._by_masks(state)

    def _by_diagram(self, state: State) -> Decision:
        missing, unknown = _those(state, MISSING), _those(state, UNKNOWN)
        alive = self._alive(state)
        tree = self._diagram(missing, unknown).root(alive)
        if isinstance(tree, Node):
            return Decision(GAP, tree.question, (), self._contacts(leaves(tree)))
        rest = self._diagram(missing + unknown, ()).root(alive) if tree < 0 else tree
        return Decision(tree, None, self._used(state, missing), self._contacts(leaves(rest)))

    def _used(self, state: State, missing: tuple[int, ...]) -> tuple[int, ...]:
        """The answered questions that the way to the outcome meets when no answer is known before it is needed."""
        answered = tuple(question for question, value in enumerate(state) if value != MISSING)
        used: list[int] = []
        tree: Tree = self._diagram(answered + missing, ()).root(self.table.every)
        while isinstance(tree, Node):
            used.append(tree.question)
            value = state[tree.question]
            tree = tree.children[value] if value != UNKNOWN else self._past_unknown(state, used, answered, missing)
        return tuple(used)

    def _past_unknown(self, state: State, used: list[int], answered: tuple[int, ...], missing: tuple[int, ...]) -> Tree:
        ahead = tuple(question for question in answered if question > used[-1])
        unknown = tuple(question for question in used if state[question] == UNKNOWN)
        known = [(question, state[question]) for question in used if state[question] != UNKNOWN]
        return self._diagram(ahead + missing, unknown).root(self.table.alive(known))

    def _diagram(self, order: tuple[int, ...], unknown: tuple[int, ...]) -> Diagram:
        diagram = self._diagrams.get((order, unknown))
        if diagram is None:
            if sum(map(len, self._diagrams.values())) > BUDGET:
                self._diagrams.clear()
            leaf = self._fold(unknown) if unknown else lowest
            diagram = self._diagrams[order, unknown] = Diagram(self.table, order, unknown, leaf)
        return diagram

    def _fold(self, unknown: tuple[int, ...]) -> Callable[[int], int]:
        """What comes out of rules when these questions stay unknown."""
        return lambda alive: self.agreed(leaves(self._diagram(unknown, ()).root(alive)))

    def agreed(self, outcomes: set[int]) -> int:
        """The first of the outcomes if all have the same contact, or all are not covered."""
        contacts = {None if outcome == GAP else self.ruleset.rules[outcome].contact for outcome in outcomes}
        if len(contacts) == 1:
            return min((outcome for outcome in outcomes if outcome != GAP), default=GAP)
        return UNSURE if self.ruleset.unsure else GAP

    def _contacts(self, outcomes: Iterable[int]) -> tuple[str, ...]:
        named = {self.ruleset.rules[outcome].contact for outcome in outcomes if outcome >= 0}
        return tuple(id for id in self.ruleset.contacts if id in named)

    def _alive(self, state: State) -> int:
        return self.table.alive((question, value) for question, value in enumerate(state) if value >= 0)

    def _by_masks(self, state: State) -> Decision:
        """Without a diagram: every question that a rule still in play mentions counts as one that matters."""
        mentions = self.table.mentions
        alive = self._alive(state)
        certain = alive & ~_union(mentions[question] for question, value in enumerate(state) if value < 0)
        in_play = up_to_first(certain)
        rivals = alive & in_play
        outcomes = {*bits(rivals)} | (set() if certain else {GAP})
        possible = self._contacts(outcomes)
        for question in _those(state, MISSING):
            if rivals & mentions[question]:
                return Decision(GAP, question, (), possible, proved=False)
        used = tuple(
            question for question, value in enumerate(state) if value != MISSING and in_play & mentions[question]
        )
        return Decision(self.agreed(outcomes), None, used, possible, proved=False)


def _those(state: State, value: int) -> tuple[int, ...]:
    return tuple(question for question, answered in enumerate(state) if answered == value)


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
