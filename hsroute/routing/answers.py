"""Answers from machines, read against their question: the name of a value, true or false, a date, number or address.

`None`, the empty text and the text `null` mean not answered yet.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Final, Literal, NamedTuple

from hsroute.language.catalog import say
from hsroute.language.phrases import nearest, shortened
from hsroute.model import UNKNOWN, Lang, Number, Question
from hsroute.patterns import DAYS, NUMBERS, SCALES, Misfit, Scale, is_email, is_whole, read_date

Code = Literal[
    "unknown-question",
    "unknown-value",
    "wrong-type",
    Misfit,
    "bad-email",
    "not-json",
    "not-an-object",
    "duplicate-key",
]

ID: Final = "id"
"""The one key of a record that is not an answer; its value is carried through."""

NOT_ANSWERED: Final = ("", "null")
"""Texts that mean not answered yet, as None does."""

_JSON_VALUES: Final[dict[str, bool | None]] = {"true": True, "false": False, **dict.fromkeys(NOT_ANSWERED)}
"""Texts that mean JSON values, wherever they come from."""

_SHOWN: Final = 200
"""How many characters of an answer a message repeats."""

_SHORT: Final = 320
"""The longest text that is remembered, so that memory stays bounded; no address is longer."""

_REMEMBERED: Final = 2_048
"""How many texts are remembered for each question and day."""


class Answer(NamedTuple):
    """An answer that its question accepts."""

    value: int
    """The number of the answer among `Question.answers`, on the day it was read."""

    given: str
    """The answer as given; "yes" or "no" for booleans, and "unknown" even where that stands for a value."""

    date: date | None = None
    """The day, if one was given; the value that it means changes with time."""

    address: str | None = None
    """The e-mail address, if one was given."""


class Error(NamedTuple):
    """Why an answer cannot be used, or a whole record; then `key` is None."""

    key: str | None
    code: Code
    message: str
    allowed: tuple[str, ...] = ()
    suggestion: str | None = None


def unknown_question(key: object, keys: Iterable[str], lang: Lang) -> Error:
    """The error for a key that no question has."""
    allowed = tuple(keys)
    message = say("unknown-question", lang, given=shortened(str(key), _SHOWN))
    return Error(str(key), "unknown-question", message, allowed, nearest(str(key), allowed))


def answered(answers: Mapping[str, object]) -> dict[str, object]:
    """The answers without those that mean not answered yet, so that they can be merged into others."""
    return {key: given for key, given in answers.items() if not _says_nothing(given)}


def _says_nothing(given: object) -> bool:
    """Whether it is null in one of its forms; an empty cell such as NaN is not equal to itself."""
    if type(given) is str:
        return _JSON_VALUES.get(given, given) is None
    unequal = given != given  # noqa: PLR0124 that is how NaN is recognised
    try:
        return given is None or bool(unequal)
    except (TypeError, ValueError):  # pandas.NA; an array
        return unequal is given


def _plain(given: object) -> object:
    """A truth value or day of numpy as Python's own; everything else as it is."""
    kind = type(given).__name__
    if kind in {"bool", "bool_"}:
        return bool(given)
    return str(given)[:10] if kind == "datetime64" else given


_BEGUN: Final = 3
"""How many characters of a name are enough to suggest it."""


class AnswerReader:
    """Reads answers to one question; what it needs to know about the question is looked up once."""

    def __init__(self, question: Question) -> None:
        self.key: str = question.key
        self._values = question.values
        self._names = {name: number for number, name in enumerate(question.names)}
        self._unknown = question.answers.index(question.if_unsure or UNKNOWN)
        self._person = question.person
        self.scale: Scale | None = question.scale and SCALES[question.scale]
        self._whole = question.whole
        spans = [(value.span, number) for number, value in enumerate(question.values) if value.span]
        self._spans = [span for span, _ in spans]
        self._ordered = sorted(spans, key=lambda pair: pair[0].begin)
        self._begins = [span.begin for span, _ in self._ordered]

    def read(self, given: object, today: date, lang: Lang = "en") -> Answer | Error | None:
        """The answer that `given` means on that day, or the error; None if it means not answered yet."""
        found = self.find(given, today)
        return self.error(found, given, today, lang) if isinstance(found, str) else found

    def find(self, given: object, today: date) -> Answer | Code | None:
        """The same, but only the code of an error: putting it in words takes much longer."""
        if type(given) is str:
            return self._text(given, today)
        if _says_nothing(given):
            return None
        given = _plain(given)
        if isinstance(given, bool):
            return self._yes_or_no(yes=given)
        if isinstance(given, date):
            return self._text(given.isoformat()[:10], today)
        return self._text(str(given), today) if isinstance(given, str) else self._number(given, today)

    def value_of(self, covered: Number) -> int | None:
        """The number of the value that covers this number, or the day this many days from today; None if none does."""
        place = bisect_right(self._begins, covered) - 1
        if place < 0:
            return None
        span, value = self._ordered[place]
        return value if span.reaches(covered) else None

    def _text(self, given: str, today: date) -> Answer | Code | None:
        if given in self._names:
            return Answer(self._names[given], given)
        if self._person and "@" in given:
            return Answer(self._names["yes"], given, None, given) if is_email(given) else "bad-email"
        if self.scale and self.scale.begins(given[:1]):
            return self._placed(self.scale, given, today)
        if given == UNKNOWN:
            return Answer(self._unknown, UNKNOWN)
        if given in _JSON_VALUES:
            meant = _JSON_VALUES[given]
            return None if meant is None else self._yes_or_no(yes=meant)
        return "unknown-value"

    def _yes_or_no(self, *, yes: bool) -> Answer | Code:
        name = "yes" if yes else "no"
        return Answer(self._names[name], name) if name in self._names else "wrong-type"

    def _placed(self, scale: Scale, given: str, today: date) -> Answer | Code:
        """The answer for a day or number."""
        found = scale.place(given, today)
        if found is None or (self._whole and not is_whole(found[0])):
            return scale.bad
        place, day = found
        value = self.value_of(place)
        return scale.beyond if value is None else Answer(value, given, day)

    def _number(self, given: object, today: date) -> Answer | Code:
        """The answer for something that is not a text; numbers are compared exactly, by their digits."""
        if not hasattr(given, "__int__"):
            return "wrong-type"
        written = _written(given)
        if written in self._names:
            return Answer(self._names[written], written)
        return self._placed(self.scale, written, today) if self.scale is NUMBERS else "wrong-type"

    def error(self, code: Code, given: object, today: date, lang: Lang) -> Error:
        """The error with that code, in words."""
        text = _kind(given)
        names = (*self._names, UNKNOWN)
        more = self._outside(code, text, today, lang)
        message = say(self._text_of(code), lang, key=self.key, given=shortened(text, _SHOWN), **more)
        return Error(self.key, code, message, names, self._suggestion(code, text, names, today))

    def _text_of(self, code: Code) -> str:
        """The name of the text for that error; some of them say what else the question takes."""
        if code == "bad-number" and self._whole:
            return "bad-whole-number"
        return f"{code}-{self.scale.name}" if code == "wrong-type" and self.scale else code

    def _suggestion(self, code: Code, text: str, names: tuple[str, ...], today: date) -> str | None:
        """The one day, number or value that a person means by what machines do not write, else the nearest name."""
        meant: Iterable[str] = ()
        if self.scale and code in {"unknown-value", self.scale.bad}:
            meant = self._days_meant(text, today) if self.scale is DAYS else self.scale.meant(text.strip())
        taken = [written for written in meant if isinstance(self._text(written, today), Answer)]
        if len(taken) == 1:
            return taken[0]
        return self._value_meant(text) or nearest(text, names) if code == "unknown-value" else None

    def _value_meant(self, text: str) -> str | None:
        """The name of the only value with this label, in any language, or else with a name that begins so."""
        from hsroute.language.spoken_dates import plain

        said = plain(text)
        names, labels = self._plain
        begun = [name for begin, name in names if len(said) >= _BEGUN and begin.startswith(said)]
        return next((meant[0] for meant in (labels.get(said, ()), begun) if len(meant) == 1), None)

    @cached_property
    def _plain(self) -> tuple[list[tuple[str, str]], dict[str, list[str]]]:
        """The names of the values, and the values that have each label, plain; saves that for each wrong answer."""
        from hsroute.language.spoken_dates import plain

        labels: dict[str, list[str]] = {}
        for value in self._values:
            for label in {plain(value.label.string), *map(plain, dict(value.label.by_lang).values())}:
                labels.setdefault(label, []).append(value.name)
        return [(plain(name), name) for name in self._names], labels

    def _days_meant(self, text: str, today: date) -> list[str]:
        """The days that the text can mean; of one that has a time, the day."""
        from hsroute.language.spoken_dates import read_spoken

        if text[10:11] in {"T", " "}:
            text = text[:10]
        days = read_spoken(text, today, lambda days: self.value_of(days) is not None)
        return [] if isinstance(days, str) else [day.isoformat() for day in days]

    def _outside(self, code: Code, given: str, today: date, lang: Lang) -> dict[str, str]:
        """What the message says about spans: which are covered, and how far away the day is."""
        if self.scale is None or code != self.scale.beyond:
            return {}
        spans = {"spans": ", ".join(map(str, self._spans))}
        if self.scale is not DAYS:
            return spans
        from hsroute.language.spoken_dates import distance

        day = read_date(given[:10])
        assert day
        return {"distance": distance((day - today).days, lang), **spans}


class Readings(dict[str, "Answer | Code | None"]):
    """What texts answer to one question on one day; saves reading them again."""

    def __init__(self, reader: AnswerReader, today: date) -> None:
        super().__init__()
        self._reader, self._today = reader, today

    def __missing__(self, given: str) -> Answer | Code | None:
        found = self._reader.find(given, self._today)
        if len(given) <= _SHORT:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[given] = found
        return found


def _written(given: object) -> str:
    """The number in digits."""
    try:
        return str(given)
    except ValueError:  # an int with more digits than Python converts
        from decimal import Decimal

        return str(Decimal(given))  # type: ignore[arg-type]


def _kind(given: object) -> str:
    """The answer as a message shows it."""
    if isinstance(given, dict):
        return "{…}"
    if isinstance(given, (list, tuple)):
        return "[…]"
    if isinstance(given, bool):
        return "true" if given else "false"
    return given if isinstance(given, str) else _written(given)[:40]
