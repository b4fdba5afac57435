"""Answers to the ways in which questions were answered, mostly without reading them again.

Answers that are alike in all but a day or an address lead to routes that are alike in all but these. So of each
question it is told with which value it was answered, and whether by its name, a day, an address or null; beside that
only the answers themselves are kept that this does not tell all of.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from hsroute.answers import ID, Answer, Error, read_answer
from hsroute.decision import MISSING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hsroute.model import Question

Ways = tuple[int, ...]
"""For each question how it was answered; a state is the ways of answers that are all names of values, see `form`."""

Special = dict[int, Answer]
"""Answers of which their way does not tell all, by the number of their question."""

_Place = tuple[int, int, Answer | None]
"""The number of a question, the way in which it was answered, and the answer where that does not tell all of it."""

_Known = dict[tuple[str, object], _Place]
"""Where answers belong that are texts or null."""

BY_NAME, BY_DAY, BY_ADDRESS, BY_NULL = range(4)
"""The forms in which a value can be given."""

_REMEMBERED: Final = 20_000


def form_of(question: Question, way: int) -> tuple[int, int]:
    """The form in which the question was answered, and the number of the value, or UNKNOWN, or MISSING."""
    return divmod(way, len(question.values)) if way >= 0 else (BY_NAME, way)


def _way(question: Question, answer: Answer) -> int:
    """The way of an answer; the number of the value itself where it was given by name."""
    if answer.value == UNKNOWN or answer.given == question.values[answer.value].name:
        return answer.value
    form = BY_DAY if answer.date else BY_ADDRESS if answer.address else BY_NULL
    return form * len(question.values) + answer.value


class Intake:
    """Takes answers in, and remembers those of a day."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        self._questions = {question.key: (number, question) for number, question in enumerate(questions)}
        self._missing = [MISSING] * len(questions)
        pairs = [(question.key, given) for question in questions for given in (*question.names, None)]
        self._lasting: _Known = {pair: place for pair in pairs if (place := self._place(*pair, date.min))}
        """The answers that mean the same on every day."""
        self._known = date.min, self._lasting
        """The answers that were read before, and the day on which they mean what they do."""
        self._most = len(self._lasting) + _REMEMBERED

    def take(self, answers: Mapping[str, object], today: date) -> tuple[Ways | None, Special]:
        """How the questions are answered, None when an answer is wrong; and the answers that are more than that."""
        day, known = self._known
        if day != today or len(known) > self._most:
            known = self._lasting.copy()
            self._known = today, known
        ways = self._missing.copy()
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
            number, ways[number], answer = place
            if answer:
                special[number] = answer
        return tuple(ways), special

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
        way = _way(question, answer)
        return number, way, None if way == answer.value else answer
