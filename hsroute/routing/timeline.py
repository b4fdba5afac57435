"""The later days on which the same answers meet another rule, or no longer suffice, because time has passed.

How dates move through spans of days depends only on how far apart they are. So it is worked out once for answers that
are alike, in days counted from the date that answers the first question, in the file's order, that has one.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.routing.route import Change, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hsroute.engine.masks import State
    from hsroute.model import Question
    from hsroute.routing.answers import AnswerReader


Dated = tuple[tuple[int, int], ...]
"""The numbers of questions answered with a date, and how many days each date is after that of the first."""

_REMEMBERED: Final = 16_384


class Meeting(NamedTuple):
    """What answers lead to on a day; if any of these changes, the route does."""

    status: Status
    rule: str | None
    contact: str | None


_OUTSIDE: Final = Meeting("invalid", None, None)
"""What answers lead to once a date lies outside all spans."""


class Timeline:
    """Finds what time alone will change; `meeting` says what a state leads to."""

    def __init__(
        self, questions: Sequence[Question], readers: Sequence[AnswerReader], meeting: Callable[[State], Meeting]
    ) -> None:
        self._questions = questions
        self._readers = readers
        self._meeting = meeting
        self._borders = tuple(_borders(question) for question in questions)
        self._course = lru_cache(_REMEMBERED)(self._work_out)  # saves trying every border for dates as far apart

    def lasts(self, state: State, question: int) -> bool:
        """Whether time never changes what the state leads to, whichever date the answer to that question is."""
        return not self._course(state, (question, 0))

    def changes(self, state: State, dates: Sequence[tuple[int, date]]) -> tuple[Change, ...]:
        """The changes after the day of the state; `dates` are its dates, with the numbers of their questions."""
        question, first = dates[0]
        apart = [(other, (day - first).days) for other, day in dates[1:]] if len(dates) > 1 else ()
        course = self._course(state, (question, 0), *apart)
        if not course:  # as most are
            return ()
        try:
            return tuple([Change(first + later, *meeting) for later, meeting in course])
        except OverflowError:  # the calendar ends before
            return tuple([Change(first + later, *meeting) for later, meeting in course if later <= date.max - first])

    def _work_out(self, state: State, *dated: tuple[int, int]) -> tuple[tuple[timedelta, Meeting], ...]:
        """How long after the first date the state leads to something else, and to what."""
        course = []
        last = self._meeting(state)
        for later in self._crossings(state, dated):
            moved = self._state_after(state, dated, later)
            meeting = _OUTSIDE if moved is None else self._meeting(moved)
            if meeting != last:
                course.append((timedelta(later), meeting))
            last = meeting
        return tuple(course)

    def _crossings(self, state: State, dated: Dated) -> list[int]:
        """Every later day on which one of the dates enters or leaves a span of days, in order."""
        later: set[int] = set()
        for question, distance in dated:
            span = self._questions[question].values[state[question]].span  # type: ignore[index] # it is answered
            if span and span.first is not None:
                later.update([distance - border for border in self._borders[question] if border < span.first])
        return sorted(later)

    def _state_after(self, state: State, dated: Dated, later: int) -> State | None:
        """The state on that day; None if no span covers one of the dates by then."""
        moved = list(state)
        for question, distance in dated:
            value = self._readers[question].value_of(distance - later)
            if value is None:
                return None
            moved[question] = value
        return tuple(moved)


def _borders(question: Question) -> frozenset[int]:
    """The days from today at which an approaching date enters the next span or leaves the last one."""
    lasts = [int(span.last) for span in question.spans if span.last is not None]
    return frozenset([*lasts, *(int(span.first) - 1 for span in question.spans if span.first is not None)])
