"""What people type as a date, in either language, and how a day is spoken of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.language import calendar_words
from hsroute.language.calendar_words import MONTHS, NAMED_DAYS, PERIODS, PERIODS_BY_NAME, UNITS, WHICH, Length
from hsroute.language.catalog import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hsroute.language.calendar_words import Which
    from hsroute.model import Lang

Covers = Callable[[int], bool]
"""Whether some answer covers the day that many days from today."""

Flaw = Literal["not-a-date", "no-such-day", "other-weekday"]
"""Why a text is not a day: the name of the catalog's text that says so."""

_LONGEST: Final = 100
"""No date has more characters; longer lines are not read, so that none takes long."""

_LEAP: Final = 8
"""The most years between two days that are 29 February."""

_MOST_WORDS: Final = 5
"""The most words of a date that stands among others."""

_WITH_DIGITS: Final = "[0-9].*[-./a-z]|[a-z].*[0-9]"
_MORE: Final = """
    not no never before after by until till from since between or to and more less than within - minus
    ikke ingen for etter innen til fra siden mellom eller og over under mer mindre enn
"""
_SAYING_MORE: Final = frozenset(_MORE.split())
"""Words beside a date that may make it another one, or several, as they are compared."""

_ACCENTS: Final = re.compile("[\u0300-\u036f]+")

# The forms. A text can have several: `03/04/2027` has two, and so two readings.

_LENGTH: Final = r"(?P<count>[0-9]+ ?|[a-z]+(?: [a-z]+){0,2} )(?P<unit>[a-z]+)\.?"
_AHEAD: Final = (
    rf"(?:in|om) {_LENGTH}(?:(?:'s?)? time)?",
    rf"(?:(?:in|om) )?{_LENGTH} (?:from (?:now|today)|fra (?:na|i ?dag)|fr[ae]m i tid)",
)
_AGO: Final = (rf"(?:for )?{_LENGTH} (?:ago|siden)",)
_WHICH: Final = r"(?:(?P<which>[a-z]+(?: [a-z]+)?) )?"

_DAY: Final = r"(?P<day>[0-9]{1,2})"
_NTH: Final = rf"{_DAY}(?:st|nd|rd|th|\.)?"
_MONTH: Final = r"(?P<month>[0-9]{1,2})"
_NAMED_MONTH: Final = r"(?P<month>[a-z]{3,9})\.?"
_LONG_YEAR: Final = r"(?P<year>[0-9]{4})"
_YEAR: Final = r"(?P<year>[0-9]{4}|'?[0-9]{2})"
_SAID_YEAR: Final = r"(?P<year>[0-9]{4}|'?[0-9]{2}|[a-z]+ [a-z]+)"
_ABOUT: Final = r"\b(?:about|around|roughly|approximately|approx\.?|circa|cirka|ca\.?|omtrent|rundt) (?=\S)"
_DATES: Final = (
    rf"{_LONG_YEAR}([-./]){_MONTH}\2{_DAY}",
    r"(?P<year>[0-9]{2})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})",
    rf"{_DAY}\. ?{_MONTH}(?:(?:\. ?| ){_YEAR})?",
    rf"{_DAY}/{_MONTH}(?:/{_YEAR})?",
    rf"{_MONTH}/{_DAY}(?:/{_YEAR})?",
    rf"{_DAY}/{_MONTH}-{_YEAR}",
    rf"{_DAY}-{_MONTH}-{_YEAR}",
    rf"{_MONTH}-{_DAY}-{_YEAR}",
    rf"{_NTH}[ -]*(?:of )?{_NAMED_MONTH}(?:[ ,.-]+{_SAID_YEAR})?",
    rf"{_NAMED_MONTH}(?: the)? ?{_NTH}(?:[ ,.-]+{_SAID_YEAR})?",
    rf"{_NAMED_MONTH}[ ,-]+(?:of |i )?{_SAID_YEAR}",
    rf"{_MONTH}[-./]{_LONG_YEAR}",
    rf"{_LONG_YEAR}[-./]{_MONTH}",
)


def plain(text: str) -> str:
    """The text as it is compared: regardless of case, accents, kind of apostrophe, and repeated spaces."""
    folded = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold()
    if not folded.isascii():
        apart = unicodedata.normalize("NFD", folded)
        folded = unicodedata.normalize("NFC", _ACCENTS.sub("", apart)).replace("ø", "o").replace("æ", "ae")
    return " ".join(folded.split())


def read_spoken(text: str, today: date, covers: Covers) -> tuple[date, ...] | Flaw:
    """Every day that the text can mean, earliest first; or why it means none.

    What the text leaves open is settled by the days that answers cover: `1 March` is the nearest one covered, and
    `30 days` are ahead or ago as long as only one of the two is covered. A month means its first day; without
    a year, both the last one and the next. `about` and the like are left out.
    """
    words = re.sub(_ABOUT, "", plain(text).rstrip(" .!"))
    if len(words) > _LONGEST:
        return "not-a-date"
    reader = _Reader(today, covers)
    days = reader.read(words)
    if days is None:
        return "not-a-date"
    return tuple(sorted(days)) or ("other-weekday" if reader.on_any_weekday(words) else "no-such-day")


def dates_among(text: str, today: date, covers: Covers) -> tuple[date, ...]:
    """Every day that the only date of the calendar among other words can mean; none if these may change its meaning."""
    words = plain(text).split()
    if len(text) > _LONGEST or not _SAYING_MORE.isdisjoint(words) or not UNITS.keys().isdisjoint(words):
        return ()
    reader = _Reader(today, covers)
    for length in range(min(len(words) - 1, _MOST_WORDS), 0, -1):
        parts = (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))
        read = [reader.calendar(part.strip(".,;!?")) for part in parts if re.search(_WITH_DIGITS, part)]
        found = [days for days in read if days is not None]
        if found:
            return tuple(sorted(found[0])) if len(found) == 1 else ()
    return ()


def is_about_time(text: str) -> bool:
    """Whether the text names a month, a weekday, a length of time or what may be a year."""
    words = re.findall(r"[a-z]{3,}|[0-9]{4,}", plain(text[:_LONGEST]))
    return any(
        word.isdecimal() or word in UNITS or calendar_words.is_whole_weekday(word) or calendar_words.month(word)
        for word in words
    )


def spoken(day: date, lang: Lang) -> str:
    """The day as people write it: "1 March 2027", "1. mars 2027"."""
    month = MONTHS.get(lang, MONTHS["en"])[day.month - 1]
    return say("on-day", lang, day=day.day, month=month, year=f"{day.year:04}")


def distance(days: int, lang: Lang) -> str:
    """How far a day is from today: "in 99 days", "tomorrow", "5 days ago"."""
    names = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return say(names.get(days, "days-ahead" if days > 0 else "days-ago"), lang, days=abs(days))


class _Reader(NamedTuple):
    """Reads words on a certain day.

    Each way to read them gives the days that they mean: none if the calendar lacks them, None if the words are of
    another kind.
    """

    today: date
    covers: Covers

    def read(self, words: str) -> set[date] | None:
        readers = (self.named, self.far, self.weekday, self.period, self.month, self.calendar)
        return next((days for reader in readers if (days := reader(words)) is not None), None)

    def named(self, words: str) -> set[date] | None:
        """`tomorrow`."""
        days = NAMED_DAYS.get(words.removeprefix("the "))
        return None if days is None else self.covered([self.later(Length(days))])

    def far(self, words: str) -> set[date] | None:
        """`in two weeks`, `3 months ago`, and `30 days`, which can be either."""
        for signs, forms in ((1,), _AHEAD), ((-1,), _AGO), ((1, -1), (_LENGTH,)):
            for found in _matches(forms, words):
                count, unit = calendar_words.spoken_number(found["count"].rstrip()), UNITS.get(found["unit"])
                if count is not None and unit:
                    return self.covered(self.later(unit, sign * count) for sign in signs)
        return None

    def weekday(self, words: str) -> set[date] | None:
        """`friday`, `next friday`: the next one may be the coming one or the one after it."""
        for found in _matches((rf"{_WHICH}(?P<weekday>[a-z]+)",), words):
            which, number = WHICH.get(found["which"] or ""), calendar_words.weekday(found["weekday"])
            if which and number is not None and (found["which"] or calendar_words.is_whole_weekday(words)):
                return self.covered(self.later(Length(days)) for days in self.weekdays(number, which))
        return None

    def weekdays(self, number: int, which: Which) -> tuple[int, ...]:
        """How many days away that weekday is."""
        today = self.today.weekday()
        ahead, ago = (number - today - 1) % 7 + 1, (number - today) % 7 - 7
        meant: dict[Which, tuple[int, ...]] = {
            "any": (ahead, ahead - 7),
            "this": (ahead % 7,),
            "coming": (ahead,),
            "next": (ahead, ahead % 7 + 7),
            "last": (ago, -(-ago % 7) - 7),
            "latest": (ago,),
        }
        return meant[which]

    def period(self, words: str) -> set[date] | None:
        """`next month`: its first day, or the day of it that is a month from today."""
        for found in _matches((rf"{_WHICH}(?P<unit>[a-z]+)",), PERIODS_BY_NAME.get(words, words)):
            sign = {"next": 1, "coming": 1, "last": -1, "latest": -1}.get(WHICH.get(found["which"] or "", ""))
            unit = PERIODS.get(found["unit"])
            if sign and unit:
                return self.covered(_same_and_first(self.later(unit, sign), unit))
        return None

    def month(self, words: str) -> set[date] | None:
        """`june`, `in june`: the first day of it, next time and last time."""
        for found in _matches((rf"(?:in |i )?{_NAMED_MONTH}",), words):
            month = calendar_words.month(found["month"])
            if month is not None:
                year = self.today.year + ((month, 1) < (self.today.month, self.today.day))
                return self.covered(_real([(year, month, 1), (year - 1, month, 1)]))
        return None

    def calendar(self, words: str) -> set[date] | None:
        """A day of the calendar, which can follow its weekday."""
        weekday, _ = _without_lead(words)
        days = self.on_any_weekday(words)
        return days if days is None or weekday is None else {day for day in days if day.weekday() == weekday}

    def on_any_weekday(self, words: str) -> set[date] | None:
        """A day of the calendar, whatever weekday is said to be its own."""
        written = list(self.written(_without_lead(words)[1]))
        return {day for parts in written for day in self.days(*parts)} if written else None

    def written(self, words: str) -> Iterator[tuple[int | None, int, int]]:
        """Year, month and day, once for each form of a date that the words have."""
        for found in _matches(_DATES, words):
            parts = found.groupdict()
            month, year = calendar_words.month(parts["month"]), self.year(parts)
            if month is not None and (year is not None or not parts["year"]):
                yield year, month, int(parts.get("day", 1))

    def year(self, parts: dict[str, str]) -> int | None:
        """The year, if one is written: `March 27` is also a month with its year, `March 15` no longer is."""
        year = calendar_words.year(parts["year"] or "", self.today.year)
        is_bare = "day" not in parts and len(parts["year"]) == 2
        return None if is_bare and year not in {self.today.year, self.today.year + 1} else year

    def days(self, year: int | None, month: int, day: int) -> set[date]:
        """That day; without a year the nearest one that an answer covers, or two as near as each other."""
        if year is not None:
            return set(_real([(year, month, day)]))
        years = range(self.today.year - _LEAP, self.today.year + _LEAP + 1)
        near = sorted(_real((year, month, day) for year in years), key=self.away)
        covered = self.covered(near)
        return {day for day in covered if self.away(day) == min(map(self.away, covered))}

    def away(self, day: date) -> int:
        return abs((day - self.today).days)

    def covered(self, days: Iterable[date | None]) -> set[date]:
        """Those of the days that an answer covers, the first one if none is."""
        real = [day for day in days if day]
        return {day for day in real if self.covers((day - self.today).days)} or set(real[:1])

    def later(self, length: Length, count: int = 1) -> date | None:
        """The day that many lengths from today; in a month that is too short, its last day."""
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + length.months * count, 12)
        lasts = (day for day in (self.today.day, 30, 29, 28) if day <= self.today.day)
        with suppress(OverflowError):
            for day in _real((year, month + 1, last) for last in lasts):
                return day + timedelta(length.days * count)
        return None


def _matches(forms: Iterable[str], words: str) -> Iterator[re.Match[str]]:
    return (found for form in forms if (found := re.fullmatch(form, words)))


def _real(dates: Iterable[tuple[int, int, int]]) -> Iterator[date]:
    """The dates that the calendar has, from year, month and day."""
    for parts in dates:
        with suppress(ValueError, OverflowError):
            yield date(*parts)


def _same_and_first(day: date | None, unit: Length) -> Iterator[date]:
    """The day, and the first one of its week, month or year."""
    if day:
        monday = day - timedelta(day.weekday())
        yield from (day, monday if unit.days else day.replace(month=1 if unit.months == 12 else day.month, day=1))


def _without_lead(words: str) -> tuple[int | None, str]:
    """The weekday before a date, and the date without it, `on` or `the`."""
    words = re.sub(r"^(?:on|pa|in|i) ", "", words)
    first, _, rest = words.partition(" ")
    weekday = calendar_words.weekday(first.rstrip(".,"))
    return weekday, re.sub(r"^(?:the|den) ", "", words if weekday is None else rest)
