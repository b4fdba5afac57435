"""Which combinations rules leave over, and which rules leave none to another: a search on the masks.

It needs no diagram: it stops at the first combination found, and is so the way to prove what a diagram is too big for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import islice
from math import prod
from operator import and_
from typing import TYPE_CHECKING, Final

from hsroute.engine.diagram import TooBigError
from hsroute.engine.masks import bits, lowest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hsroute.engine.masks import Table
    from hsroute.engine.paths import Fixed

Box = tuple[tuple[int, ...], ...]
"""For each question the values that are allowed: the combinations that one rule matches, or all there are."""

STEPS: Final = 1_000_000
"""How many steps all searches about one file may take together."""

_STEPS_OF_ONE: Final = 2_000
"""How many steps one of many searches may take."""

_COMPARED: Final = 16
"""How many rules, the first ones, are compared for the one that matches most."""


@dataclass(slots=True)
class Steps:
    """How many steps the searches about one file may still take together."""

    left: int
    most: int = _STEPS_OF_ONE
    """How many a single search may take."""

    def limit(self) -> int:
        """The number of steps left at which the search that begins now gives up."""
        return max(self.left - self.most, 0)


def whole(table: Table) -> Box:
    """All combinations."""
    return tuple(tuple(range(len(masks))) for masks in table.masks)


def matched(table: Table, rule: int) -> Box:
    """The combinations that the rule matches."""
    return tuple(tuple([value for value, mask in enumerate(masks) if mask >> rule & 1]) for masks in table.masks)


def left_over(table: Table, box: Box, rules: int, steps: Steps) -> Fixed | None:
    """Answers with which nothing in the box is matched by any of the rules; None when they match all of it.

    Raises TooBigError when the search takes more steps than it may.
    """
    try:
        return _Search(table, box, rules, steps).find(0, rules)
    except RecursionError:
        raise TooBigError from None


def without_needless(table: Table, answers: Fixed) -> Fixed:
    """Those of the answers, which no rule matches, that are enough for it and of which none can be left out.

    Of two that each would do the one that is asked first is kept.
    """
    rules = table.possible()
    for question in sorted(answers, reverse=True):
        rest = {other: value for other, value in answers.items() if other != question}
        if not rules & table.alive(rest.items()):
            answers = rest
    return dict(sorted(answers.items()))


def blamed(table: Table, rule: int, rules: int, steps: Steps) -> tuple[int, ...] | None:
    """Which of these rules together match all that the rule matches, none of which can be left out; None: they do not.

    Raises TooBigError when that takes too long to find out.
    """
    box = matched(table, rule)
    if alone := rules & reduce(and_, map(_alone, table.masks, box)):
        return (lowest(alone),)
    enough = _enough(table, box, rules, steps)
    if enough is None:
        return None
    for rival in reversed(tuple(bits(enough))):
        if left_over(table, box, enough & ~(1 << rival), steps) is None:
            enough &= ~(1 << rival)
    return tuple(bits(enough))


def _enough(table: Table, box: Box, rules: int, steps: Steps) -> int | None:
    """Few of the rules that match all of the box, each for what the others leave; None when all together do not."""
    some = 0
    while (answers := left_over(table, box, some, steps)) is not None:
        values = [(question, answers.get(question, allowed[0])) for question, allowed in enumerate(box)]
        takers = islice(bits(rules & table.alive(values)), _COMPARED)
        widest = max(takers, key=lambda rule: _common(table, box, rule), default=None)
        if widest is None:
            return None
        some |= 1 << widest
    return some


def _common(table: Table, box: Box, rule: int) -> int:
    """How many combinations of the box the rule matches."""
    return prod(
        sum([masks[value] >> rule & 1 for value in values]) for masks, values in zip(table.masks, box, strict=True)
    )


def _alone(masks: Sequence[int], values: Sequence[int]) -> int:
    """The rules that all of the values allow."""
    return reduce(and_, [masks[value] for value in values], -1)


class _Search:
    """Goes through the questions that stop most rules first, and through the values that leave fewest alive first."""

    def __init__(self, table: Table, box: Box, rules: int, steps: Steps) -> None:
        steps.left -= len(box)  # what it takes to begin
        self._steps = steps
        self._limit = steps.limit()
        self._failed: set[tuple[int, int]] = set()
        stopped = [rules & ~_alone(masks, values) for masks, values in zip(table.masks, box, strict=True)]
        questions = sorted(range(len(box)), key=lambda question: -stopped[question].bit_count())
        self._order = [question for question in questions if stopped[question]]
        self._masks = [[(table.masks[question][value], value) for value in box[question]] for question in self._order]
        self._open = [0]
        for question in reversed(self._order):
            self._open.append(self._open[-1] | stopped[question])
        self._open.reverse()

    def find(self, level: int, alive: int) -> Fixed | None:
        """Answers to questions from that level on that stop every rule alive, if there are any."""
        if not alive:
            return {}
        if alive & ~self._open[level] or (level, alive) in self._failed:
            return None
        self._steps.left -= 1
        if self._steps.left < self._limit:
            raise TooBigError
        for after, value in self._choices(level, alive):
            found = self.find(level + 1, after)
            if found is not None:
                return found if after == alive else {self._order[level]: value, **found}
        self._failed.add((level, alive))
        return None

    def _choices(self, level: int, alive: int) -> Iterator[tuple[int, int]]:
        """The rules alive after each value, where no other value leaves only some of them; the fewest first."""
        kept: list[int] = []
        for after, value in sorted([(alive & mask, value) for mask, value in self._masks[level]], key=_size):
            if all(other & ~after for other in kept):
                kept.append(after)
                yield after, value


def _size(choice: tuple[int, int]) -> int:
    return choice[0].bit_count()
