"""What people type as a date, in either language, and how a day is said to them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from hsroute.language.catalog import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hsroute.model import Lang

Flaw = Literal["not-a-date", "no-year", "no-such-day"]
"""Why a text is no day: the name of the text that says so."""

_MONTH_NAMES: Final[Mapping[Lang, str]] = {
    "en": "January February March April May June July August September October November December",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
}
MONTHS: Final = {lang: tuple(names.split()) for lang, names in _MONTH_NAMES.items()}

_NAMED: Final = {
    **dict.fromkeys(("today", "i dag", "idag"), 0),
    **dict.fromkeys(("tomorrow", "i morgen", "imorgen"), 1),
    **dict.fromkeys(("yesterday", "i går", "igår"), -1),
}
_ONE: Final = ("a", "an", "one", "en", "ei", "et", "ett", "én")
_IN_DAYS: Final = {
    **dict.fromkeys(("day", "days", "dag", "dager"), 1),
    **dict.fromkeys(("week", "weeks", "uke", "uker"), 7),
}
_IN_MONTHS: Final = {
    **dict.fromkeys(("month", "months", "måned", "måneder"), 1),
    **dict.fromkeys(("year", "years", "år"), 12),
}

_LETTERS: Final = r"[^\W\d_]"
_LENGTH: Final = rf"(?P<count>[0-9]+|{'|'.join(_ONE)}) (?P<unit>{'|'.join(_IN_DAYS | _IN_MONTHS)})"
_DISTANCES: Final = (
    (1, re.compile(rf"(?:in|om) {_LENGTH}")),
    (1, re.compile(rf"{_LENGTH} (?:from now|from today|fra nå|fra i dag)")),
    (-1, re.compile(rf"{_LENGTH} ago")),
    (-1, re.compile(rf"(?:for )?{_LENGTH} siden")),
)

_DAY: Final = r"(?P<day>[0-9]{1,2})"
_NTH: Final = rf"(?:(?:the|den) )?{_DAY}(?:st|nd|rd|th|\.)?"
_MONTH: Final = r"(?P<month>[0-9]{1,2})"
_NAMED_MONTH: Final = rf"(?P<month>{_LETTERS}{{3,}})"
_YEAR: Final = r"(?P<year>[0-9]+)"
_FORMS: Final = (
    re.compile(rf"(?P<year>[0-9]{{4}})([-./]){_MONTH}\2{_DAY}"),
    re.compile(rf"{_DAY}\. ?{_MONTH}(?:\. ?{_YEAR}?)?"),
    re.compile(rf"{_DAY}([/-]){_MONTH}(?:\2{_YEAR})?"),
    re.compile(rf"{_MONTH}([/-]){_DAY}(?:\2{_YEAR})?"),
    re.compile(rf"{_NTH}[ -]*(?:of )?{_NAMED_MONTH}\.?(?:[ ,.-]+{_YEAR})?"),
    re.compile(rf"{_NAMED_MONTH}\.? ?{_NTH}(?:[ ,.-]+{_YEAR})?"),
)
"""Every form that dates are written in. A text of several forms has a reading for each: `03/04/2027` has two."""


def plain(text: str) -> str:
    """The text as it is compared: without letter case, kinds of apostrophe, or more than one space between words."""
    straight = unicodedata.normalize("NFC", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return " ".join(straight.casefold().split())


def read_spoken(text: str, today: date) -> tuple[date, ...] | Flaw:
    """Every day that the text can mean, earliest first: one, or two when day and month cannot be told apart.

    Instead of them the flaw, when it means no day: a year has four digits, and the calendar has the day.
    """
    words = plain(text)
    try:
        day = _from_today(words, today)
    except (ValueError, OverflowError):
        return "no-such-day"
    return (day,) if day else _readings(words)


def spoken(day: date, lang: Lang) -> str:
    """The day as people write it: "1 March 2027", "1. mars 2027"."""
    return f"{day.day}{'.' if lang == 'nb' else ''} {MONTHS[lang][day.month - 1]} {day.year:04}"


def distance(days: int, lang: Lang) -> str:
    """How far a day is from today: "in 99 days", "tomorrow", "5 days ago"."""
    names = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return say(names.get(days, "days-ahead" if days > 0 else "days-ago"), lang, days=abs(days))


def _from_today(words: str, today: date) -> date | None:
    """The day at a distance from today. Raises ValueError or OverflowError when the calendar has no such day."""
    if words in _NAMED:
        return today + timedelta(_NAMED[words])
    for sign, form in _DISTANCES:
        if found := form.fullmatch(words):
            count = 1 if found["count"] in _ONE else int(found["count"])
            return _moved(today, sign * count, found["unit"])
    return None


def _moved(today: date, count: int, unit: str) -> date:
    """The day so many units later; a month later is the same day of another month, if that month has it."""
    if unit in _IN_DAYS:
        return today + timedelta(count * _IN_DAYS[unit])
    year, month = divmod(today.year * 12 + today.month - 1 + count * _IN_MONTHS[unit], 12)
    return today.replace(year, month + 1)


def _readings(words: str) -> tuple[date, ...] | Flaw:
    matches = (form.fullmatch(words) for form in _FORMS)
    found = [match for match in matches if match and _month(match["month"]) is not None]
    if not found:
        return "not-a-date"
    if any(len(match["year"] or "") != 4 for match in found):
        return "no-year"
    return tuple(sorted({day for match in found if (day := _day(match))})) or "no-such-day"


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), _month(match["month"]) or 0, int(match["day"]))
    except ValueError:
        return None


def _month(written: str) -> int | None:
    """The number of a month that is written as number, name, or the first three letters of a name or more."""
    if written.isdecimal():
        return int(written)
    names = ((number, name) for names in MONTHS.values() for number, name in enumerate(names, 1))
    return next((number for number, name in names if plain(name).startswith(written)), None)
