"""What people call months, weekdays, numbers and lengths of time, in every language the program reads.

Words are spelt the way they are compared: in lower case, with `a` for `å` and `o` for `ø`. Only the names of the
months, which are also shown, keep their own spelling.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hsroute.model import Lang


class Length(NamedTuple):
    """A length of time."""

    days: int = 0
    months: int = 0


def _each(words: str, length: Length) -> dict[str, Length]:
    return dict.fromkeys(words.split(), length)


_MONTH_NAMES: Final[Mapping[Lang, str]] = {
    "en": "January February March April May June July August September October November December",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
}
MONTHS: Final = {lang: tuple(names.split()) for lang, names in _MONTH_NAMES.items()}
_WEEKDAYS: Final = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "mandag tirsdag onsdag torsdag fredag lordag sondag",
)

NAMED_DAYS: Final = {
    **dict.fromkeys(("today", "now", "right now", "i dag", "idag", "akkurat na"), 0),
    **dict.fromkeys(("tomorrow", "i morgen", "imorgen"), 1),
    **dict.fromkeys(("day after tomorrow", "overmorgen", "i overmorgen", "iovermorgen"), 2),
    **dict.fromkeys(("yesterday", "i gar", "igar"), -1),
    **dict.fromkeys(("day before yesterday", "forgars", "i forgars", "iforgars"), -2),
}
"""Days from today."""

UNITS: Final = {
    **_each("d day days dag dager dagers dgr", Length(days=1)),
    **_each("w wk wks week weeks u uke uker ukers uka uken", Length(days=7)),
    **_each("fortnight fortnights", Length(days=14)),
    **_each("mo mos mth mths month months mnd mndr mdr maned maneder maneders maneden", Length(months=1)),
    **_each("yr yrs year years ar aret", Length(months=12)),
}
PERIODS: Final = {
    **_each("week uke uka uken", Length(days=7)),
    **_each("month mnd maned maneden", Length(months=1)),
    **_each("year ar aret", Length(months=12)),
}
"""The units of which there is a next one and a last one."""

PERIODS_BY_NAME: Final = {
    "i fjor": "last year",
    "til neste ar": "next year",
    "til uka": "next week",
    "til uken": "next week",
}

Which = Literal["any", "this", "coming", "next", "last", "latest"]
WHICH: Final[Mapping[str, Which]] = {
    **dict.fromkeys(("", "on", "pa"), "any"),
    **dict.fromkeys(("this", "denne"), "this"),
    **dict.fromkeys(("coming", "this coming", "kommende", "forstkommende", "na pa", "na"), "coming"),
    **dict.fromkeys(("next", "neste"), "next"),
    **dict.fromkeys(("last", "previous", "forrige"), "last"),
    **dict.fromkeys(("past", "this past", "sist", "siste"), "latest"),
}
"""The words before a weekday, a week, a month or a year that say which one is meant."""

_YEARS: Final = {
    **dict.fromkeys(("this year", "i ar"), 0),
    **dict.fromkeys(("next year", "neste ar"), 1),
    **dict.fromkeys(("last year", "i fjor", "forrige ar"), -1),
}
"""Years from this one."""


def _numbered(*languages: str, first: int = 1, step: int = 1) -> dict[str, int]:
    return {
        word: first + step * place
        for words in languages
        for place, alike in enumerate(words.split())
        for word in alike.split("/")
    }


_NUMBERS: Final = {
    **_numbered(
        "one/a/an two/a_couple/a_couple_of/couple_of three four five six seven eight nine ten eleven twelve thirteen "
        "fourteen fifteen sixteen seventeen eighteen nineteen twenty",
        "en/ei/et/ett to/et_par/ett_par tre fire fem seks sju/syv atte ni ti elleve tolv tretten fjorten femten "
        "seksten sytten atten nitten tjue/tyve",
    ),
    **_numbered(
        "thirty forty fifty sixty seventy eighty ninety",
        "tretti/tredve forti femti seksti sytti atti nitti",
        first=30,
        step=10,
    ),
}


def month(written: str) -> int | None:
    """The number of a month that is written as a number, a name, or the first three letters of a name or more."""
    if written.isdecimal():
        return int(written)
    return _begun(written, (name.casefold() for names in MONTHS.values() for name in names), 12)


def weekday(written: str) -> int | None:
    """The number of a weekday, counted from Monday as 0, by its name or the first three letters of it or more."""
    number = _begun(written[:-2] if written.endswith("dagen") else written, " ".join(_WEEKDAYS).split(), 7)
    return None if number is None else number - 1


def is_whole_weekday(written: str) -> bool:
    """Whether it is the whole name of a weekday: `sun` and `man` by themselves may be other words."""
    return any(written in names.split() for names in _WEEKDAYS)


def spoken_number(written: str) -> int | None:
    """A number in digits or words."""
    return int(written) if written.isdecimal() else _NUMBERS.get(written.replace(" ", "_"))


def year(written: str, this_year: int) -> int | None:
    """A year of four digits, the year nearest to this one that ends in those two digits, or a year in words."""
    digits = written.removeprefix("'")
    if not digits.isdecimal():
        return this_year + _YEARS[written] if written in _YEARS else None
    if len(digits) == 4:
        return int(digits)
    return this_year + (int(digits) - this_year + 50) % 100 - 50


def _begun(written: str, names: Iterable[str], count: int) -> int | None:
    """The place, counted from 1 and anew after each `count` names, of the first name that begins so."""
    if len(written) < 3:
        return None
    places = (place for place, name in enumerate(names) if name.startswith(written))
    return next((place % count + 1 for place in places), None)
