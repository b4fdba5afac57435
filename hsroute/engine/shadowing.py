"""Which combinations some rules leave over, and which rules shadow another: a search on the masks.

It needs no diagram and stops at the first combination found, so it proves things for which a diagram is too big. A
combination is one answer for every question.
"""

from __future__ import annotations

from functools import reduce
from itertools import islice
from math import prod
from operator import and_, or_
from typing import TYPE_CHECKING, Final

from hsroute.engine.budget import Budget, TooBigError
from hsroute.engine.masks import bits, lowest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hsroute.engine.masks import Assignment, Masks

Scope = tuple[tuple[int, ...], ...]
"""The combinations in question, as the answers to each question: those that one rule matches, or all."""

_STEPS: Final = 5_000
"""The most steps for one of many searches."""

_COMPARED: Final = 16
"""How many rules, from the first on, are compared to find the one that matches most."""


def whole(masks: Masks) -> Scope:
    """All combinations."""
    return tuple(tuple(range(len(answers))) for answers in masks.allowed)


def matched(masks: Masks, rule: int) -> Scope:
    """The combinations that the rule matches."""
    bit = 1 << rule
    return tuple(
        tuple(
            [answer for answer, mask in enumerate(allowed) if mask & bit] if restricted & bit else range(len(allowed))
        )
        for allowed, restricted in zip(masks.allowed, masks.restricted, strict=True)
    )


def overlapping(masks: Masks, row: int, budget: Budget) -> int:
    """The rows that share a combination with this one, itself included. Raises TooBigError.

    Two rows do exactly when both allow some answer to each question.
    """
    rows = masks.every
    for allowed, restricted in zip(masks.allowed, masks.restricted, strict=True):
        if restricted >> row & 1:
            budget.spend(len(allowed))
            rows &= reduce(or_, [mask for mask in allowed if mask >> row & 1])
    return rows


def left_over(masks: Masks, scope: Scope, rules: int, budget: Budget) -> Assignment | None:
    """Answers within the scope that none of the rules matches; None if they match all of it.

    Raises TooBigError if the search takes more steps than one of many may, or than the budget has.
    """
    try:
        return _Search(masks, scope, rules, Budget(min(_STEPS, budget.left), budget)).find(0, rules)
    except RecursionError:
        raise TooBigError from None


def blamed(masks: Masks, rule: int, rules: int, budget: Budget) -> tuple[int, ...] | None:
    """The rules, among those with these rows, that together match all that the rule matches; None if they do not.

    None of them can be left out. Raises TooBigError if that takes too long to find out.
    """
    rows = [*bits(masks.rows_of((rule,)) & masks.every)]
    budget.spend((len(rows) - 1) * len(masks.allowed))
    scopes = [matched(masks, row) for row in rows]
    if len(scopes) == 1 and (alone := _each_enough(masks, scopes[0], rules)):
        return (masks.rule(lowest(alone)),)
    enough = 0
    for scope in scopes:
        some = _enough(masks, scope, rules, budget)
        if some is None:
            return None
        enough |= some
    owners = sorted({masks.rule(row) for row in bits(enough)})
    parts = [masks.rows_of((owner,)) for owner in owners]
    needed = _needed(masks, scopes, rules & masks.rows_of(owners), parts, budget)
    return tuple(dict.fromkeys(masks.rule(row) for row in bits(needed)))


def covering(masks: Masks, row: int, rows: int, budget: Budget) -> tuple[int, ...] | None:
    """Those of the rows that together match all that this one matches, none superfluous; None if they do not.

    Raises TooBigError if that takes too long to find out.
    """
    scope = matched(masks, row)
    if alone := _each_enough(masks, scope, rows):
        return (lowest(alone),)
    if left_over(masks, scope, rows, budget) is not None:
        return None
    enough = _enough(masks, scope, rows, budget)
    assert enough is not None  # since all of them are
    return tuple(bits(_needed(masks, [scope], enough, [1 << other for other in bits(enough)], budget)))


def _each_enough(masks: Masks, scope: Scope, rules: int) -> int:
    """Those of the rules that alone match all of the scope."""
    return rules & reduce(and_, _all_allow(masks, scope), -1)


def _needed(masks: Masks, scopes: Sequence[Scope], enough: int, parts: Sequence[int], budget: Budget) -> int:
    """What is left of enough rules once each part that can be left out is, the last first."""
    for part in reversed(parts):
        rest = enough & ~part
        if all(left_over(masks, scope, rest, budget) is None for scope in scopes):
            enough = rest
    return enough


def _enough(masks: Masks, scope: Scope, rules: int, budget: Budget) -> int | None:
    """A few of the rules that together match all of the scope; None if even all of them do not."""
    some = 0
    while (answers := left_over(masks, scope, some, budget)) is not None:
        values = [(question, answers.get(question, allowed[0])) for question, allowed in enumerate(scope)]
        takers = islice(bits(rules & masks.alive(values)), _COMPARED)
        widest = max(takers, key=lambda rule: _common(masks, scope, rule), default=None)
        if widest is None:
            return None
        some |= 1 << widest
    return some


def _common(masks: Masks, scope: Scope, rule: int) -> int:
    """How many combinations of the scope the rule matches."""
    allowed = zip(masks.allowed, scope, strict=True)
    return prod(sum([answers[value] >> rule & 1 for value in values]) for answers, values in allowed)


def _all_allow(masks: Masks, scope: Scope) -> Iterator[int]:
    """For each question the rules that every answer in the scope allows."""
    for allowed, restricted, answers in zip(masks.allowed, masks.restricted, scope, strict=True):
        whole = len(answers) == len(allowed)
        yield ~restricted if whole else reduce(and_, [allowed[answer] for answer in answers], -1)


class _Search:
    """Takes first the questions that rule out most rules, and the answers that leave fewest alive."""

    def __init__(self, masks: Masks, scope: Scope, rules: int, budget: Budget) -> None:
        budget.spend(sum(map(len, scope)))
        self._budget = budget
        self._failed: set[tuple[int, int]] = set()
        stopped = [rules & ~some for some in _all_allow(masks, scope)]
        questions = sorted(range(len(scope)), key=lambda question: -stopped[question].bit_count())
        self._order = [question for question in questions if stopped[question]]
        self._answers = [
            [(masks.allowed[question][answer], answer) for answer in scope[question]] for question in self._order
        ]
        self._stoppable = [0]
        for question in reversed(self._order):
            self._stoppable.append(self._stoppable[-1] | stopped[question])
        self._stoppable.reverse()

    def find(self, level: int, alive: int) -> Assignment | None:
        """Answers to the questions from that level on that rule out every rule alive, if there are any."""
        if not alive:
            return {}
        if alive & ~self._stoppable[level] or (level, alive) in self._failed:
            return None
        self._budget.spend()
        for after, answer in self._choices(level, alive):
            found = self.find(level + 1, after)
            if found is not None:
                return found if after == alive else {self._order[level]: answer, **found}
        self._failed.add((level, alive))
        return None

    def _choices(self, level: int, alive: int) -> Iterator[tuple[int, int]]:
        """The rules alive after each answer, fewest first; without answers that leave a superset of another's."""
        kept: list[int] = []
        left = [(alive & mask, answer) for mask, answer in self._answers[level]]
        for after, answer in sorted(left, key=lambda choice: choice[0].bit_count()):
            if all(other & ~after for other in kept):
                kept.append(after)
                yield after, answer
