"""The table of masks: for each answer to each question the rules that it allows, as the bits of an int.

A question, an answer and a rule are known by their numbers, in the file's order. A *state* has one number for each
question, the answer or MISSING. The AND of one mask for each question leaves the rules that match; the lowest bit wins.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from enum import Enum
from functools import lru_cache, reduce
from itertools import chain, pairwise
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence


class Missing(Enum):
    """The answer of a question that is not answered yet."""

    MISSING = "missing"
    if not TYPE_CHECKING:  # its type is that of Enum, which is slow
        __hash__ = object.__hash__


class NoRule(Enum):
    """An outcome without a rule."""

    GAP = "gap"
    UNSURE = "unsure"


MISSING: Final = Missing.MISSING
GAP: Final = NoRule.GAP
UNSURE: Final = NoRule.UNSURE

State = tuple[int | Missing, ...]
"""For each question the number of its answer, or MISSING."""

Assignment = dict[int, int]
"""Answers to some questions: for the number of each, that of its answer."""

Outcome = int | NoRule
"""The number of the rule that wins; GAP if none matches, or UNSURE if the file says what happens then."""


class Masks(NamedTuple):
    """Bit n of a mask is row n: a condition of a rule (nearly all rules have one), or what comes after all rules."""

    allowed: tuple[tuple[int, ...], ...]
    """`allowed[question][answer]`: the rows that the answer allows."""

    answers: tuple[tuple[int, ...], ...]
    """`answers[question][row]`: the answers that the row allows, as the bits of an int; all where no row is left."""

    different: tuple[tuple[int, ...], ...]
    """`different[question]`: the masks of the answers to the question, each once."""

    restricted: tuple[int, ...]
    """`restricted[question]`: the rows that some answer to the question rules out."""

    every: int
    """All rows but those that no answers can match."""

    outcomes: tuple[Outcome, ...]
    """The outcome where each row wins; the last one belongs to no row and is the outcome where none is left."""

    parts: tuple[int, ...]
    """The rows of each set of rules that has a winner of its own; nearly always there is one such set."""

    siblings: int = 0
    """The rows of rules that have several rows; nearly always none."""

    @property
    def questions(self) -> range:
        """The numbers of all questions."""
        return range(len(self.allowed))

    @property
    def none(self) -> int:
        """The bit that means no row in a mask of winners."""
        return 1 << (len(self.outcomes) - 1)

    def alive(self, answers: Iterable[tuple[int, int]]) -> int:
        """The rows that these pairs of a question and an answer leave."""
        alive = self.every
        for question, answer in answers:
            alive &= self.allowed[question][answer]
        return alive

    @property
    def ends(self) -> tuple[Outcome, ...]:
        """The outcomes, each once."""
        return tuple(dict.fromkeys(self.outcomes))

    def alike(self, row: int) -> int:
        """The rows with the outcome of this one."""
        if not self.siblings >> row & 1:
            return 1 << row
        return mask([other for other, outcome in enumerate(self.outcomes) if outcome == self.outcomes[row]])

    def rule(self, row: int) -> int:
        """The rule of a row that is one of its conditions."""
        rule = self.outcomes[row]
        assert isinstance(rule, int)
        return rule

    def rows_of(self, outcomes: Collection[Outcome]) -> int:
        """The rows with one of these outcomes; those of rules are found without a look at all others."""
        owners: Any = self.outcomes
        end = len(owners) - (2 if owners[-1] is UNSURE else 1)
        rules = sorted([outcome for outcome in outcomes if isinstance(outcome, int)])
        rows = [range(bisect_left(owners, rule, 0, end), bisect_right(owners, rule, 0, end)) for rule in rules]
        return mask([*chain.from_iterable(rows), *(row for row in range(end, len(owners)) if owners[row] in outcomes)])

    def outcome(self, alive: int) -> Outcome:
        """The outcome where these rows match."""
        return self.outcomes[lowest(alive)]

    def restricting(self, questions: Sequence[int]) -> list[int]:
        """For each place in the questions, and for the end, the rows that the questions from there on can rule out."""
        masks = [0]
        for question in reversed(questions):
            masks.append(masks[-1] | self.restricted[question])
        return masks[::-1]

    def rivals(self, alive: int, stoppable: int) -> int:
        """The rows that can still win: in each part none after the first that nothing can rule out any more."""
        if len(self.parts) == 1:
            certain = alive ^ (alive & stoppable)
            return alive & (certain ^ (certain - 1)) if certain else alive
        return reduce(or_, [alive & part & up_to_lowest(alive & part & ~stoppable) for part in self.parts])


class Runs(NamedTuple):
    """Rows that stand together and allow the same answers to a question."""

    starts: int
    """The first row of each run."""

    inner: int
    """All rows but the last of each run."""

    def firsts(self, rows: int) -> int:
        """The first of these rows in each run: a one added at the start is carried over the rows that are missing."""
        return ((self.inner & ~rows) + self.starts) & rows

    def after(self, rows: int) -> int:
        """The rows behind these in their runs, which have one each at most: a one added there is carried to the end."""
        return self.inner ^ (self.inner + rows) ^ rows


def runs_of(answers: Sequence[int]) -> Runs:
    """The runs of rows of which each allows these answers to a question."""
    starts = mask([row for row, pair in enumerate(pairwise((None, *answers))) if pair[0] != pair[1]])
    every = (1 << len(answers)) - 1
    return Runs(starts, every >> 1 & ~(starts >> 1))


def build(
    sizes: Sequence[int],
    conditions: Sequence[Mapping[int, Collection[int]]],
    unknown: Mapping[int, int],
    owners: Sequence[int] | None = None,
) -> Masks:
    """The masks of the conditions of rules over questions whose numbers of answers are `sizes`.

    `owners` has the rule of each condition, in ascending order; without it each condition is a rule of its own.

    `unknown` has the number of the answer "I don't know" of each question, if the file has an outcome for it; else it
    is empty. A last row, which only known answers match, then tells a GAP from UNSURE where no rule matches.
    """
    rows = [*conditions]
    owners = range(len(rows)) if owners is None else owners
    outcomes: list[Outcome] = [*owners, GAP]
    several = {owner for owner, other in pairwise(owners) if owner == other}
    siblings = mask([row for row, owner in enumerate(owners) if owner in several])
    if unknown:
        rows.append({question: {*range(sizes[question])} - {answer} for question, answer in unknown.items()})
        outcomes.append(UNSURE)
    every = (1 << len(rows)) - 1
    allowed = tuple(_allowed(rows, question, size, every) for question, size in enumerate(sizes))
    answers = _answers(rows, sizes)
    different = tuple(tuple(dict.fromkeys(masks)) for masks in allowed)
    restricted = tuple(every & ~reduce(and_, masks) for masks in different)
    every = reduce(and_, [reduce(or_, masks) for masks in different], every)
    return Masks(allowed, answers, different, restricted, every, tuple(outcomes), (every,), siblings & every)


def _allowed(rows: Sequence[Mapping[int, Collection[int]]], question: int, size: int, every: int) -> tuple[int, ...]:
    allowing: list[list[int]] = [[] for _ in range(size)]
    mentioning = []
    for row, condition in enumerate(rows):
        if question in condition:
            mentioning.append(row)
            for answer in condition[question]:
                allowing[answer].append(row)
    others = every & ~mask(mentioning)
    return tuple(mask(some) | others for some in allowing)


def _answers(rows: Sequence[Mapping[int, Collection[int]]], sizes: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    # Saves making the same int again, and keeping it twice.
    mask_of = lru_cache(None)(lambda answers: mask(sorted(answers)))
    answers = [[(1 << size) - 1] * (len(rows) + 1) for size in sizes]
    for row, condition in enumerate(rows):
        for question, some in condition.items():
            answers[question][row] = mask_of((*some,))
    return tuple(map(tuple, answers))


def mask(rows: Sequence[int]) -> int:
    """The mask of some rows, in ascending order."""
    if not rows:
        return 0
    octets = bytearray(rows[-1] // 8 + 1)
    for row in rows:
        octets[row // 8] |= 1 << row % 8
    return int.from_bytes(octets, "little")


def lowest(mask: int) -> int:
    """The first row of a mask, the one that wins; -1 for an empty mask."""
    return (mask & -mask).bit_length() - 1


def up_to_lowest(mask: int) -> int:
    """The first row of a mask and all before it; of an empty mask all rows."""
    return mask ^ (mask - 1)


def bits(mask: int) -> Iterator[int]:
    """The rows of a mask, in the file's order."""
    while mask:
        yield lowest(mask)
        mask &= mask - 1
