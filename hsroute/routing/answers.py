"""What machines answer: a value's name, true or false, a date, an e-mail address, unknown; read against its question.

`None` is not answered yet, and so are the empty text and the text `null`.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.language.catalog import say
from hsroute.language.phrases import nearest, shortened
from hsroute.model import UNKNOWN
from hsroute.patterns import is_email, read_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hsroute.model import Lang, Question

Code = Literal[
    "unknown-question",
    "unknown-value",
    "wrong-type",
    "bad-date",
    "day-not-covered",
    "bad-email",
    "not-json",
    "not-an-object",
    "duplicate-key",
]

ID: Final = "id"
"""The key of a record that is no answer and is carried through."""

_JSON_VALUES: Final[dict[str, bool | None]] = {"true": True, "false": False, "null": None, "": None}
"""Texts that mean JSON values, wherever they come from."""

_SHOWN: Final = 200
"""How much of what was given a message repeats, in characters."""

_read_date: Final = lru_cache(maxsize=16_384)(read_date)
_is_email: Final = lru_cache(maxsize=16_384)(is_email)
"""Both save a regular expression for each date and address that is met again."""


class Answer(NamedTuple):
    """An answer that its question accepts."""

    value: int
    """The number of the answer among `Question.answers`, on the day on which it was read."""

    given: str
    """As it was given; "yes" and "no" for booleans, "unknown" also where that stands for a value."""

    date: date | None = None
    """The day, where one was given; its value moves with time."""

    address: str | None = None
    """The e-mail address, where one was given."""


class Error(NamedTuple):
    """Why an answer, or a whole record (then `key` is None), cannot be used."""

    key: str | None
    code: Code
    message: str
    allowed: tuple[str, ...] = ()
    suggestion: str | None = None


def unknown_question(key: object, keys: Iterable[str], lang: Lang) -> Error:
    """The error of a key that no question has."""
    allowed = tuple(keys)
    message = say("unknown-question", lang, given=shortened(str(key), _SHOWN))
    return Error(str(key), "unknown-question", message, allowed, nearest(str(key), allowed))


def answered(answers: Mapping[str, object]) -> dict[str, object]:
    """The answers without those that say nothing, so that they can be laid over others."""
    return {key: given for key, given in answers.items() if not _says_nothing(given)}


def _says_nothing(given: object) -> bool:
    """Whether it is null in one of its forms; what is not equal to itself is not a number: a table's empty cell."""
    if type(given) is str:
        return _JSON_VALUES.get(given, given) is None
    return given is None or given != given  # noqa: PLR0124 that is how it is told


class AnswerReader:
    """Reads answers to one question; what it needs of the question is looked up once."""

    def __init__(self, question: Question) -> None:
        self.key = question.key
        self._names = {name: number for number, name in enumerate(question.names)}
        self._unknown = question.answers.index(question.if_unsure or UNKNOWN)
        self._person = question.person
        self._spans = sorted(
            ((value.begins(), number, value.days) for number, value in enumerate(question.values) if value.days),
        )

    def read(self, given: object, today: date, lang: Lang = "en") -> Answer | Error | None:
        """The answer that `given` is to the question, on that day; None where it is not answered yet."""
        found = self.find(given, today)
        return self._error(found, given, today, lang) if isinstance(found, str) else found

    def find(self, given: object, today: date) -> Answer | Code | None:
        """The same, with no more than the code where it is wrong: to say it in words takes much longer."""
        if type(given) is str:
            return self._text(given, today)
        if _says_nothing(given):
            return None
        if isinstance(given, bool):
            return self._yes_or_no(yes=given)
        if isinstance(given, date):
            return self._text(given.isoformat()[:10], today)
        return self._text(str(given), today) if isinstance(given, str) else "wrong-type"

    def value_on(self, days: int) -> int | None:
        """The number of the value whose span covers the day so many days from today; None when no span does."""
        place = bisect_right(self._spans, (days, len(self._names))) - 1
        if place < 0:
            return None
        _, value, span = self._spans[place]
        return value if span.last is None or days <= span.last else None

    def _text(self, given: str, today: date) -> Answer | Code | None:
        if given in self._names:
            return Answer(self._names[given], given)
        if self._person and "@" in given:
            return Answer(self._names["yes"], given, None, given) if _is_email(given) else "bad-email"
        if self._spans and given[:1].isdigit():
            return self._day(given, today)
        if given == UNKNOWN:
            return Answer(self._unknown, UNKNOWN)
        if given in _JSON_VALUES:
            meant = _JSON_VALUES[given]
            return None if meant is None else self._yes_or_no(yes=meant)
        return "unknown-value"

    def _yes_or_no(self, *, yes: bool) -> Answer | Code:
        name = "yes" if yes else "no"
        return Answer(self._names[name], name) if name in self._names else "wrong-type"

    def _day(self, given: str, today: date) -> Answer | Code:
        day = _read_date(given)
        if day is None:
            return "bad-date"
        value = self.value_on((day - today).days)
        return "day-not-covered" if value is None else Answer(value, given, day)

    def _error(self, code: Code, given: object, today: date, lang: Lang) -> Error:
        text = _kind(given)
        names = (*self._names, UNKNOWN)
        more = self._outside(text, today, lang) if code == "day-not-covered" else {}
        message = say(code, lang, key=self.key, given=shortened(text, _SHOWN), **more)
        return Error(self.key, code, message, names, nearest(text, names) if code == "unknown-value" else None)

    def _outside(self, given: str, today: date, lang: Lang) -> dict[str, str]:
        """How far away the day is, and what would be covered."""
        from hsroute.language.spoken_dates import distance

        spans = ", ".join(str(span) for _, _, span in sorted(self._spans, key=itemgetter(1)))
        day = _read_date(given[:10])
        assert day
        return {"distance": distance((day - today).days, lang), "spans": spans}


def _kind(given: object) -> str:
    """What was given, as a message shows it."""
    if isinstance(given, dict):
        return "{…}"
    if isinstance(given, (list, tuple)):
        return "[…]"
    if isinstance(given, bool):
        return "true" if given else "false"
    return given if isinstance(given, str) else str(given)[:40]
