"""Answers to numbers that tell how each question was answered, mostly without reading the answers again.

Answers that differ only in a day or an address get the same numbers, and so lead to routes that differ only in these;
the day or the address itself is kept beside the numbers.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from hsroute.engine.decision import MISSING, UNKNOWN
from hsroute.routing.answers import ID, Answer, Error, read_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hsroute.model import Question

Marks = tuple[int, ...]
"""For each question a number that tells the value and the form in which it was given; `form_of` takes it apart.

Where all answers are names of values, these are the state.
"""

Special = dict[int, Answer]
"""The answers that are days, addresses or null where that stands for a value, by the number of their question."""

_Place = tuple[int, int, Answer | None]
"""The number of a question, the mark of its answer, and the answer itself where it is special."""

_Known = dict[tuple[str, object], _Place]
"""Where answers belong that are texts or null."""

BY_NAME, BY_DAY, BY_ADDRESS, BY_NULL = range(4)
"""The forms in which a value can be given."""

_REMEMBERED: Final = 20_000


def form_of(question: Question, mark: int) -> tuple[int, int]:
    """The form in which the question was answered, and the number of the value, or UNKNOWN, or MISSING."""
    return divmod(mark, len(question.values)) if mark >= 0 else (BY_NAME, mark)


def _mark(question: Question, answer: Answer) -> int:
    """The mark of an answer; the number of the value itself where it was given by name."""
    if answer.value == UNKNOWN or answer.given == question.values[answer.value].name:
        return answer.value
    form = BY_DAY if answer.date else BY_ADDRESS if answer.address else BY_NULL
    return form * len(question.values) + answer.value


class Intake:
    """Takes answers in, and remembers those of a day; to go back and forth between days is to read them again."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self._questions = {question.key: (number, question) for number, question in enumerate(questions)}
        self._missing = [MISSING] * len(questions)
        pairs = [(question.key, given) for question in questions for given in (*question.names, None)]
        self._lasting: _Known = {pair: place for pair in pairs if (place := self._place(*pair, date.min))}
        """The answers that mean the same on every day."""
        self._known: tuple[date | None, _Known] = None, {}
        """The day, and the answers that were read before, as they are meant on it."""
        self._most = len(self._lasting) + _REMEMBERED

    def take(self, answers: Mapping[str, object], today: date) -> tuple[Marks | None, Special]:
        """The marks of the answers, or None when one is wrong; and the answers that are special."""
        day, known = self._known
        if day != today or len(known) > self._most:
            known = self._lasting.copy()
            self._known = today, known
        marks = self._missing.copy()
        special: Special = {}
        for pair in answers.items():
            try:
                place = known.get(pair)
            except TypeError:  # a list or an object
                place = None
            if place is None:
                if pair[0] == ID:
                    continue
                place = self._read(pair, known, today)
                if place is None:
                    return None, special
            number, marks[number], answer = place
            if answer:
                special[number] = answer
        return tuple(marks), special

    def _read(self, pair: tuple[str, object], known: _Known, today: date) -> _Place | None:
        """Where an answer belongs that was not met before as it is written; None when it is wrong."""
        key, given = pair
        if isinstance(given, bool):
            return known.get((key, "yes" if given else "no"))
        place = self._place(key, given, today)
        if place and type(given) is str:
            known[pair] = place
        return place

    def _place(self, key: str, given: object, today: date) -> _Place | None:
        """Where an answer belongs; None when it is wrong."""
        if key not in self._questions:
            return None
        number, question = self._questions[key]
        answer = read_answer(question, given, today)
        if isinstance(answer, Error):
            return None
        mark = _mark(question, answer)
        return number, mark, None if mark == answer.value else answer
