"""What machines answer: a name, true, false, null, a date, an e-mail address; read against its question."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from hsroute.engine.decision import UNKNOWN
from hsroute.language.catalog import say
from hsroute.patterns import is_email, read_date
from hsroute.rulesfile.problems import nearest

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

_SHOWN: Final = 200
"""How much of what was given a message repeats, in characters."""

_TYPED: Final[dict[str, object]] = {"true": True, "false": False, "null": None}


class Answer(NamedTuple):
    """An answer that its question accepts."""

    value: int
    """The number of the value, or UNKNOWN."""

    given: str | None
    """As it was given; "yes" and "no" for booleans, None for "I don't know"."""

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


def from_text(text: str) -> object:
    """The texts true, false and null, as a command line, CSV or SQL has them, mean the JSON values."""
    return _TYPED.get(text, text)


def read_answer(question: Question, given: object, today: date, lang: Lang = "en") -> Answer | Error:
    """The answer that `given` is to the question, on that day."""
    names = question.names
    if given is None:
        return Answer(names.index(question.if_unsure) if question.if_unsure else UNKNOWN, None)
    if isinstance(given, date):
        given = given.isoformat()[:10]
    if isinstance(given, bool):
        given = "yes" if given else "no"
        if given not in names:
            return _error(question, "wrong-type", lang, given="true" if given == "yes" else "false")
    if not isinstance(given, str):
        return _error(question, "wrong-type", lang, given=_kind(given))
    if given in names:
        return Answer(names.index(given), given)
    if question.person and "@" in given:
        return _address(question, given, lang)
    if question.covers_days and given[:1].isdigit():
        return _day(question, given, today, lang)
    return _error(question, "unknown-value", lang, given=given, suggestion=nearest(given, names))


def unknown_question(key: object, keys: Iterable[str], lang: Lang) -> Error:
    """The error of a key that no question has."""
    allowed = tuple(keys)
    message = say("unknown-question", lang, given=shortened(str(key)))
    return Error(str(key), "unknown-question", message, allowed, nearest(str(key), allowed))


def shortened(text: str) -> str:
    """The text as messages name it: cut when it is long."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def value_on(question: Question, days: int) -> int | None:
    """The number of the value whose span covers the day so many days from today; None when no span does."""
    covering = (number for number, value in enumerate(question.values) if value.days and value.days.covers(days))
    return next(covering, None)


def _address(question: Question, given: str, lang: Lang) -> Answer | Error:
    if not is_email(given):
        return _error(question, "bad-email", lang, given=given)
    return Answer(question.names.index("yes"), given, address=given)


def _day(question: Question, given: str, today: date, lang: Lang) -> Answer | Error:
    day = read_date(given)
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
    said = {name: shortened(value) if name == "given" else value for name, value in values.items()}
    return Error(question.key, code, say(code, lang, key=question.key, **said), question.names, suggestion)


def _kind(given: object) -> str:
    if isinstance(given, dict):
        return "{…}"
    return "[…]" if isinstance(given, (list, tuple)) else str(given)[:40]
