"""What machines answer: a value's name, true or false, a date, an e-mail address, unknown; read against its question.

`None` is not answered yet, and so are the empty text and the text `null`.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from hsroute.language.catalog import say
from hsroute.language.phrases import nearest, shortened
from hsroute.model import UNKNOWN
from hsroute.patterns import is_email, read_date

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def read_answer(question: Question, given: object, today: date, lang: Lang = "en") -> Answer | Error | None:
    """The answer that `given` is to the question, on that day; None where it is not answered yet."""
    if type(given) is str and given in _JSON_VALUES and given not in question.names:
        given = _JSON_VALUES[given]
    if given is None or (isinstance(given, float) and given != given):  # noqa: PLR0124 not a number: a table's empty cell
        return None
    if isinstance(given, bool):
        return _yes_or_no(question, lang, yes=given)
    if isinstance(given, date):
        given = given.isoformat()[:10]
    if not isinstance(given, str):
        return _error(question, "wrong-type", lang, given=_kind(given))
    if given == UNKNOWN:
        return Answer(question.answers.index(question.if_unsure or UNKNOWN), UNKNOWN)
    if given in question.names:
        return Answer(question.names.index(given), given)
    if question.person and "@" in given:
        return _address(question, given, lang)
    if question.covers_days and given[:1].isdigit():
        return _day(question, given, today, lang)
    return _error(question, "unknown-value", lang, given=given, suggestion=nearest(given, (*question.names, UNKNOWN)))


def unknown_question(key: object, keys: Iterable[str], lang: Lang) -> Error:
    """The error of a key that no question has."""
    allowed = tuple(keys)
    message = say("unknown-question", lang, given=shortened(str(key), _SHOWN))
    return Error(str(key), "unknown-question", message, allowed, nearest(str(key), allowed))


def value_on(question: Question, days: int) -> int | None:
    """The number of the value whose span covers the day so many days from today; None when no span does."""
    covering = (number for number, value in enumerate(question.values) if value.days and value.days.covers(days))
    return next(covering, None)


def _yes_or_no(question: Question, lang: Lang, *, yes: bool) -> Answer | Error:
    name = "yes" if yes else "no"
    if name in question.names:
        return Answer(question.names.index(name), name)
    return _error(question, "wrong-type", lang, given="true" if yes else "false")


def _address(question: Question, given: str, lang: Lang) -> Answer | Error:
    if not _is_email(given):
        return _error(question, "bad-email", lang, given=given)
    return Answer(question.names.index("yes"), given, address=given)


def _day(question: Question, given: str, today: date, lang: Lang) -> Answer | Error:
    day = _read_date(given)
    if day is None:
        return _error(question, "bad-date", lang, given=given)
    value = value_on(question, (day - today).days)
    if value is None:
        from hsroute.language.spoken_dates import distance

        spans = ", ".join(str(value.days) for value in question.values if value.days)
        away = distance((day - today).days, lang)
        return _error(question, "day-not-covered", lang, given=given, distance=away, spans=spans)
    return Answer(value, given, date=day)


def _error(question: Question, code: Code, lang: Lang, *, suggestion: str | None = None, **values: Any) -> Error:
    said = {name: shortened(value, _SHOWN) if name == "given" else value for name, value in values.items()}
    message = say(code, lang, key=question.key, **said)
    return Error(question.key, code, message, (*question.names, UNKNOWN), suggestion)


def _kind(given: object) -> str:
    if isinstance(given, dict):
        return "{…}"
    return "[…]" if isinstance(given, (list, tuple)) else str(given)[:40]
