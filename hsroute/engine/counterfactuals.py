"""The cheapest answers that settle an outcome: what forces it, and what would lead elsewhere.

Each question has choices: to give an answer or to stay open, at a cost. An outcome is settled when the first row alive
has no condition on an open question; or, if its rule has several rows, when no other rule can win. One search from
question to question, cheapest first, finds

* a *sufficient reason*: each answer may be kept at a cost of one, or left open;
* a *counterfactual*: each answer may be kept, or changed at a cost of one; a missing one may stay so;
* the smallest example of an outcome: the counterfactual of the state in which nothing is answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import reduce
from heapq import heappop, heappush
from operator import and_, or_
from typing import TYPE_CHECKING

from hsroute.engine.budget import ROUTE, Budget, TooBigError
from hsroute.engine.decision import Winners
from hsroute.engine.masks import MISSING, Missing, bits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hsroute.engine.masks import Masks, State

WinningRows = tuple[int, ...]
"""The rows that may win: a mask for each part of the table, with the bit `masks.none` for no row."""

Picked = tuple[tuple[int, int], ...]
"""The choices that cost something, as pairs of a question and an answer."""

Choices = Sequence[tuple[int, int | Missing]]
"""What a question can be given, with its cost: an answer, or MISSING, which leaves the question open."""


def sufficient_reason(masks: Masks, state: State, winning: WinningRows, budget: Budget) -> tuple[tuple[int, ...], bool]:
    """The fewest questions of a settled state whose answers force its winner, whatever the others are.

    Of several such sets, the first in the file's order; and whether it is proved to be a smallest one. Even if it is
    not, none of its questions can be left out.
    """
    choices: list[Choices] = [[(0, answer)] if answer is MISSING else [(0, MISSING), (1, answer)] for answer in state]
    found, is_complete = _Cheapest(masks, choices, [winning], budget).run()
    if is_complete:
        return tuple(question for question, _ in found[0]), True
    answers = {question: answer for question, answer in enumerate(state) if answer is not MISSING}
    return tuple(irreducible(masks, answers, winning)), False


def counterfactuals(
    masks: Masks, state: State, wanted: Sequence[WinningRows], budget: Budget, avoided: Mapping[int, int] | None = None
) -> tuple[dict[int, Picked], bool]:
    """The fewest changes of answers that let one of the wanted rows win, by the place in `wanted`.

    Of several, those with the fewest `avoided` answers, of which a question has one or none; then the first by
    questions and answers. And whether the search came to its end; if not, what is missing may still be within reach.
    No row of a table of one part is wanted twice.
    """
    avoided = avoided or {}
    dear = len(masks.allowed) + 1  # more than all the avoided answers together
    choices: list[Choices] = []
    for question, kept in enumerate(state):
        others = [answer for answer in range(len(masks.allowed[question])) if answer != kept]
        choices.append([(0, kept), *((dear + (answer == avoided.get(question)), answer) for answer in others)])
    return _Cheapest(masks, choices, wanted, budget).run()


def irreducible(masks: Masks, answers: Mapping[int, int], winning: WinningRows) -> dict[int, int]:
    """A subset of the answers that forces the winner and of which none can be left out.

    Where either of two would do, the one that is asked first is kept.
    """
    kept = dict(answers)
    for question in sorted(answers, reverse=True):
        rest = {other: answer for other, answer in kept.items() if other != question}
        if _is_forced(masks, rest, winning):
            kept = rest
    return dict(sorted(kept.items()))


def _is_forced(masks: Masks, answers: Mapping[int, int], winning: WinningRows) -> bool:
    """Whether these answers force the winner, whatever the others are; False if that takes too long to find out."""
    alive = masks.alive(answers.items())
    open_questions = [question for question in masks.questions if question not in answers]
    try:
        winners = [_winner(masks, alive & part, open_questions, Budget(ROUTE)) for part in masks.parts]
    except TooBigError:
        return False
    return all(map(and_, winning, winners))


def _winner(masks: Masks, alive: int, open_questions: Sequence[int], budget: Budget) -> int:
    """The row that wins, as a bit, if its rule wins whatever the open answers are; else 0. Raises TooBigError."""
    row = alive & -alive or masks.none
    if not any(row & masks.restricted[question] for question in open_questions):
        return row
    if not row & masks.siblings:
        return 0
    search = Winners(masks, open_questions, alive, budget)
    others = search.rivals & ~masks.alike(row.bit_length() - 1)
    return 0 if any(map(search.wins, bits(others))) else row


class _Cheapest:
    """Goes through the questions in the file's order; of two choices at the same cost it takes the first."""

    def __init__(self, masks: Masks, choices: Sequence[Choices], wanted: Sequence[WinningRows], budget: Budget) -> None:
        self.masks = masks
        self.choices = choices
        self.wanted = dict(enumerate(wanted))
        self.budget = budget
        self.found: dict[int, Picked] = {}
        self.places = _places(winning[0] for winning in wanted)
        self.sought = reduce(or_, (winning[0] for winning in wanted), 0)
        self.stoppable = [0]
        for question in reversed(masks.questions):
            answered = any(answer is not MISSING for _, answer in choices[question])
            stopped = masks.restricted[question] & (-1 if answered else masks.siblings)
            self.stoppable.append(self.stoppable[-1] | stopped)
        self.stoppable.reverse()
        self.restricting = masks.restricting(masks.questions)

    def run(self) -> tuple[dict[int, Picked], bool]:
        """The cheapest choices for each place in `wanted`, and whether the budget was enough for all of the search."""
        with suppress(TooBigError):
            self.search()
            return self.found, True
        return self.found, False

    def search(self) -> None:
        ahead: list[tuple[int, Picked, int, int, int, tuple[int, ...]]] = [(0, (), 0, self.masks.every, 0, ())]
        seen: set[tuple[int, int, int, tuple[int, ...]]] = set()
        while ahead and self.wanted:
            cost, picked, level, alive, doubtful, opened = heappop(ahead)
            alive = self.masks.rivals(alive, self.stoppable[level] | (doubtful & self.masks.siblings))
            doubtful &= alive
            level = self.next_that_matters(level, alive)
            known = (level, alive, doubtful, opened)
            if known in seen or not self.is_hopeful(level, alive, doubtful):
                continue
            seen.add(known)
            if level == len(self.choices):
                self.settle(picked, alive, opened)
                continue
            self.budget.spend(len(self.choices[level]))
            for more, answer, after, doubt in self.branches(level, alive, doubtful):
                chosen = (*picked, (level, answer)) if more and answer is not MISSING else picked
                open_ones = (*opened, level) if answer is MISSING and doubt & self.masks.siblings else opened
                heappush(ahead, (cost + more, chosen, level + 1, after, doubt, open_ones))

    def next_that_matters(self, level: int, alive: int) -> int:
        """The first question from this one on that can rule out any of the rows; the end if there is none."""
        if not alive & self.restricting[level]:
            return len(self.choices)
        while level < len(self.choices) and not alive & self.masks.restricted[level]:
            level += 1
        return level

    def branches(self, level: int, alive: int, doubtful: int) -> Iterator[tuple[int, int | Missing, int, int]]:
        """The cost of each choice, its answer, the rows that it leaves, and those of them that are in doubt."""
        for cost, answer in self.choices[level]:
            if answer is MISSING:
                yield cost, MISSING, alive, doubtful | (alive & self.masks.restricted[level])
            else:
                yield cost, answer, alive & self.masks.allowed[level][answer], doubtful

    def is_hopeful(self, level: int, alive: int, doubtful: int) -> bool:
        """Whether in each part a wanted row, or no row if that is wanted, may still turn out to win for certain."""
        winners = []
        for part in self.masks.parts:
            none = 0 if alive & part & ~self.stoppable[level] else self.masks.none
            winners.append((alive & part & ~(doubtful & ~self.masks.siblings)) | none)
        if len(winners) == 1:
            return bool(winners[0] & self.sought)
        return next(self.having(winners), None) is not None

    def settle(self, picked: Picked, alive: int, opened: Sequence[int]) -> None:
        """Note what is found after the last question: the first row alive wins, if it is not in doubt.

        `opened` are the open questions that put rules with several rows in doubt.
        """
        winners = [_winner(self.masks, alive & part, opened, self.budget) for part in self.masks.parts]
        for place in [*self.having(winners)]:
            self.found[place] = picked
            self.sought &= ~self.wanted.pop(place)[0]

    def having(self, winners: Sequence[int]) -> Iterator[int]:
        """The places of what is wanted and has a winner in each part; those of a single row are looked up."""
        several = winners[0] & (winners[0] - 1)
        for place in self.wanted if several else self.places.get(winners[0], ()):
            if place in self.wanted and all(map(and_, self.wanted[place], winners)):
                yield place


def _places(masks: Iterable[int]) -> dict[int, list[int]]:
    """For each row, as a bit, the places of the masks that have it."""
    places: dict[int, list[int]] = {}
    for place, mask in enumerate(masks):
        for row in bits(mask):
            places.setdefault(1 << row, []).append(place)
    return places
