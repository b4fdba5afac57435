"""The later days on which the same answers lead elsewhere, because time has passed.

How dates run through the spans of days depends on how far apart they are, not on when they are. So it is worked out
once for answers that are alike, in days counted from the date of the first question, in the file's order, that has one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hsroute.routing.answers import value_on
from hsroute.routing.route import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hsroute.engine.decision import State
    from hsroute.model import Question
    from hsroute.routing.route import Status

Dated = tuple[tuple[int, int], ...]
"""Questions answered with a date, by their number, and how many days after that of the first of them each date is."""

_REMEMBERED: Final = 20_000


Summary = tuple["Status", str | None, str | None]
"""What of a route has to differ for it to be another one: its status, rule and contact."""

Course = tuple[tuple[timedelta, Summary], ...]
"""The changes in order: after how long, and what comes out then."""

_OUTSIDE: Final[Summary] = "invalid", None, None
"""Where a date has come to lie outside of all spans."""


class Changes:
    """Tells the changes ahead of a state, and remembers how they follow each other."""

    def __init__(self, questions: tuple[Question, ...], summary: Callable[[State], Summary]) -> None:
        self._questions = questions
        self._summary = summary
        self._borders = tuple(_borders(question) for question in questions)
        self._known: dict[tuple[State, Dated], Course] = {}

    def ahead(self, state: State, days: list[tuple[int, date]]) -> tuple[Change, ...]:
        """The changes from the day of the state on; `days` are the dates that it has, with their questions' numbers."""
        first, day = days[0]
        dated = ((first, 0),) if len(days) == 1 else tuple([(number, (other - day).days) for number, other in days])
        most = date.max - day
        course = self.course(state, dated)
        return tuple([Change(day + later, status, rule, id) for later, (status, rule, id) in course if later <= most])

    def course(self, state: State, dated: Dated) -> Course:
        """What becomes of the state after so much time, counted from the date of the first question that has one."""
        course = self._known.get((state, dated))
        if course is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            course = self._known[state, dated] = tuple(self._work_out(state, dated))
        return course

    def _work_out(self, state: State, dated: Dated) -> Iterator[tuple[timedelta, Summary]]:
        last = self._summary(state)
        for later in self._days_of_change(state, dated):
            moved = self._state_after(state, dated, later)
            summary = _OUTSIDE if moved is None else self._summary(moved)
            if summary != last:
                yield timedelta(later), summary
            last = summary

    def _days_of_change(self, state: State, dated: Dated) -> list[int]:
        """Every later day on which one of the dates enters or leaves a span of days, in order."""
        later: set[int] = set()
        for number, distance in dated:
            span = self._questions[number].values[state[number]].days
            if span and span.first is not None:
                later.update([distance - border for border in self._borders[number] if border < span.first])
        return sorted(later)

    def _state_after(self, state: State, dated: Dated, later: int) -> State | None:
        """The state as it is on that day; None when no span covers one of the dates then."""
        moved = list(state)
        for number, distance in dated:
            value = value_on(self._questions[number], distance - later)
            if value is None:
                return None
            moved[number] = value
        return tuple(moved)


def _borders(question: Question) -> frozenset[int]:
    """The numbers of days at which, as they fall, a date enters the next span or leaves the last."""
    borders: set[int] = set()
    for days in (value.days for value in question.values if value.days):
        if days.last is not None:
            borders.add(days.last)
        if days.first is not None:
            borders.add(days.first - 1)
    return frozenset(borders)
