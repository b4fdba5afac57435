"""What forces an outcome: the fewest of the answers that are enough for it, and the fewest changes to another.

A rule is met, or stopped, by each answer on its own. So known answers force a rule exactly when they decide each of
its conditions that can fail, and stop every rule before it. What is not known takes a look at all that it can be.

Both searches are exact within their budget: what they find is right, and when it is used up they say so.
"""

from __future__ import annotations

from functools import reduce
from heapq import heappop, heappush
from itertools import combinations
from operator import and_, or_
from typing import TYPE_CHECKING, Final

from hsroute.engine.decision import MISSING, UNKNOWN, UNSURE
from hsroute.engine.diagram import TooBigError
from hsroute.engine.masks import lowest, up_to_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hsroute.engine.decision import Decider, State
    from hsroute.model import Ruleset

Changed = tuple[tuple[int, int], ...]
"""Other values for some questions: the number of the question, and of the value."""

STEPS: Final = 100_000
"""How many steps each search may take."""

_STEPS_OF_A_DECISION: Final = 100


def contact_of(ruleset: Ruleset, outcome: int) -> str | None:
    """The contact that an outcome leads to; None when it is not covered."""
    if outcome >= 0:
        return ruleset.rules[outcome].contact
    return ruleset.unsure.contact if outcome == UNSURE and ruleset.unsure else None


# The fewest answers that are enough.


def fewest_that_force(decider: Decider, state: State, budget: int = STEPS) -> tuple[tuple[int, ...], bool]:
    """The fewest answered questions whose answers force the outcome of a settled state, whatever the others are.

    Of several the first in the file's order. With it whether they are proved to be the fewest; if not, still none of
    them can be left out.
    """
    force = _Force(decider, state, budget)
    try:
        return force.fewest(), force.proved
    except TooBigError:
        return force.few(), False


class _Force:
    """Whether some of the answers of a state force its outcome."""

    def __init__(self, decider: Decider, state: State, budget: int) -> None:
        table = decider.table
        self.decider, self.state, self.left = decider, state, budget
        self.outcome = decider.decide(state).outcome
        self.answered = tuple(question for question, value in enumerate(state) if value != MISSING)
        self.proved = True
        self.stops = [0 if value < 0 else ~masks[value] for masks, value in zip(table.masks, state, strict=True)]
        rule = 1 << self.outcome if self.outcome >= 0 else 0
        self.rivals = table.possible() & (rule - 1)  # all of them when no rule won
        self.conditions = {question for question, masks in enumerate(table.masks) if rule & ~reduce(and_, masks)}

    def fewest(self) -> tuple[int, ...]:
        """The first of the smallest sets. Raises TooBigError when the budget is used up."""
        needed = {one for one in self.answered if not self.within(_without(one, self.answered))}
        others = [question for question in self.answered if question not in needed]
        for size in range(len(others)):
            for more in combinations(others, size):
                some = tuple(sorted((*needed, *more)))
                if self.within(some):
                    return some
        return self.answered

    def few(self) -> tuple[int, ...]:
        """A set of which none can be left out."""
        some = self.answered
        for question in reversed(self.answered):
            if self.is_forced(rest := _without(question, some)):
                some = rest
        return some

    def within(self, some: tuple[int, ...]) -> bool:
        """Whether these answers force the outcome. Raises TooBigError when the budget is used up."""
        self.left -= 1
        if self.left < 0:
            raise TooBigError
        return self.is_forced(some)

    def is_forced(self, some: tuple[int, ...]) -> bool:
        """Whether the answers to these questions force the outcome, whatever the others are."""
        known = [question for question in some if self.state[question] >= 0]
        stopped = reduce(or_, [self.stops[question] for question in known], 0)
        if self.outcome != UNSURE and not self.rivals & ~stopped and self.conditions.issubset(known):
            return True
        if len(known) == len(some):
            return False
        self.left -= _STEPS_OF_A_DECISION
        kept = tuple(value if question in some else MISSING for question, value in enumerate(self.state))
        decision = self.decider.decide(kept)
        self.proved = self.proved and decision.proved
        return decision.next is None and decision.outcome == self.outcome


def _without(one: int, questions: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(question for question in questions if question != one)


# The fewest changes.

Fold = frozenset[int]
"""The rules that can still win, as a mask for each way to take what is unknown."""

Front = frozenset[Fold]
"""Such a fold for each way to answer what is missing; the outcome is settled when that of all folds is the same."""


def fewest_changes(
    decider: Decider, state: State, contacts: set[str | None], budget: int = STEPS
) -> tuple[dict[str | None, Changed], bool]:
    """For each of the contacts that can be reached the fewest other values that settle the state on it.

    None stands for not covered. Of several changes the first by questions, then values. With them whether the search
    came to its end; if not, a contact that is left out may still be within reach.
    """
    search = _Search(decider, state, contacts, budget)
    try:
        search.run()
    except TooBigError:
        return search.found, False
    return search.found, True


class _Search:
    """Goes through the questions in the file's order, keeping each answer or changing it, the fewest changes first."""

    def __init__(self, decider: Decider, state: State, contacts: set[str | None], budget: int) -> None:
        self.decider, self.state, self.left = decider, state, budget
        self.ruleset, self.table = decider.ruleset, decider.table
        self.found: dict[str | None, Changed] = {}
        self.open = [0]
        for mentions in reversed(self.table.mentions):
            self.open.append(self.open[-1] | mentions)
        self.open.reverse()
        self.want(contacts)

    def want(self, contacts: set[str | None]) -> None:
        """Look for these contacts from now on."""
        self.contacts = contacts
        rules = enumerate(self.ruleset.rules)
        self.wanted = reduce(or_, [1 << number for number, rule in rules if rule.contact in contacts], 0)

    def run(self) -> None:
        """Fill `found`. Raises TooBigError when the budget is used up."""
        start = frozenset((frozenset((self.rivals(0, self.table.every),)),))
        ahead: list[tuple[int, Changed, int, Front]] = [(0, (), 0, start)]
        seen: set[tuple[int, Front]] = set()
        while ahead and self.contacts:
            _, changed, level, front = heappop(ahead)
            level = self.next_that_matters(level, front)
            if (level, front) in seen or not self.is_hopeful(level, front):
                continue
            seen.add((level, front))
            self.spend(front)
            if level == len(self.state):
                self.settle(front, changed)
                continue
            for value, after in self.branches(level, front):
                changes = changed if value is None else (*changed, (level, value))
                heappush(ahead, (len(changes), changes, level + 1, after))

    def spend(self, front: Front) -> None:
        self.left -= sum(map(len, front))
        if self.left < 0:
            raise TooBigError

    def next_that_matters(self, level: int, front: Front) -> int:
        alive = reduce(or_, [rules for fold in front for rules in fold])
        while level < len(self.state) and not alive & self.table.mentions[level]:
            level += 1
        return level

    def branches(self, level: int, front: Front) -> Iterator[tuple[int | None, Front]]:
        """Where the answer there is leads, then each other value."""
        kept, masks = self.state[level], self.table.masks[level]
        if kept == MISSING:
            yield None, frozenset(self.after(level, fold, (mask,)) for fold in front for mask in masks)
        else:
            values = masks if kept == UNKNOWN else (masks[kept],)
            yield None, frozenset(self.after(level, fold, values) for fold in front)
        for value, mask in enumerate(masks):
            if value != kept:
                yield value, frozenset(self.after(level, fold, (mask,)) for fold in front)

    def after(self, level: int, fold: Fold, masks: Sequence[int]) -> Fold:
        return frozenset(self.rivals(level + 1, rules & mask) for rules in fold for mask in masks)

    def rivals(self, level: int, alive: int) -> int:
        """The rules that may still win: none after the first that no question from that level on can stop."""
        return alive & up_to_first(alive & ~self.open[level])

    def is_hopeful(self, level: int, front: Front) -> bool:
        """Whether a wanted contact may come out: by what is unknown, or in every fold by none or one."""
        unsure = UNKNOWN in self.state[level:] or any(len(fold) > 1 for fold in front)
        if unsure and contact_of(self.ruleset, UNSURE) in self.contacts:
            return True
        folds = [reduce(or_, fold) for fold in front]
        if None in self.contacts and all(any(not rules & ~self.open[level] for rules in fold) for fold in front):
            return True
        return bool(reduce(and_, folds) & self.wanted)

    def settle(self, front: Front, changed: Changed) -> None:
        outcomes = {self.decider.agreed({lowest(rules) for rules in fold}) for fold in front}
        contact = contact_of(self.ruleset, outcomes.pop())
        if not outcomes and contact in self.contacts:
            self.found[contact] = changed
            self.want(self.contacts - {contact})
