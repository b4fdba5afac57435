"""The written forms of names, languages, addresses, phone numbers, dates, numbers and spans, as regular expressions."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from decimal import Decimal

ScaleName = Literal["days", "numbers"]
"""What spans lie on: the days counted from today, or the numbers. It is the key of such a span in a rules file."""

Form = Literal["date", "email", "number", "unknown"]
"""A kind of answer other than the name of a value."""

WRITTEN: Final[dict[Form, str]] = {"date": "YYYY-MM-DD", "email": "ADDRESS", "number": "NUMBER", "unknown": "unknown"}
"""How these are written."""

Misfit = Literal["bad-date", "day-not-covered", "bad-number", "number-not-covered"]
"""What is wrong with an answer that is meant to be on a scale."""

TAG: Final = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-[a-z0-9]{5,8}|-[0-9][a-z0-9]{3})*"
NAME: Final = r"[a-z][A-Za-z0-9_-]*"
VALUE_NAME: Final = r"(?![0-9]{4}-[0-9]{2}-[0-9]{2}$)[A-Za-z0-9][A-Za-z0-9_-]*"
URL: Final = r"https?://[^\s<>\"\\^`{|}\x00-\x20\x7f]+"
_DIGITS: Final = r"([0-9]|\([0-9][0-9 ./-]*\))"
PHONE: Final = (
    r"(?=([^0-9]*[0-9]){3,15}[^0-9]*$)(\(\+[1-9][0-9]*\)[ ./-]*|\+(?=\(?[1-9]))?" + rf"{_DIGITS}([ ./-]*{_DIGITS})*"
)
"""A number as people write it: with a country code, which does not begin with 0, or without; brackets come in pairs."""

_BOUND: Final = r"-?(?!(?:[0-9]\.?){16})[0-9]+(?:\.[0-9]{1,9})?"
"""An end of a span of numbers; it has at most 15 digits, which even binary floats tell apart."""

NUMBER: Final = r"-?[0-9]+(\.[0-9]+)?|-?[0-9]{1,20}(\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3}"
"""A number of JSON, also with leading zeros; with an exponent, no longer than databases read exactly."""

DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
EMAIL: Final = (
    r'[^\x00-\x20"(),.:;<>@\[\\\]]+(\.[^\x00-\x20"(),.:;<>@\[\\\]]+)*'
    r"@([^\x00-,./:-@\[-^`{-~]+\.)+[^\x00-,./:-@\[-^`{-~]{2,}"
)
VISIBLE: Final = r"[^\x7f-\xbf\u1680\u2000-\u206f\u3000\ud800-\uf8ff\ufe00-\uffff\U000e0000-\U0010ffff]*"
"""No symbols, spaces or invisible characters beyond ASCII: close enough to the letters of every script, and the same in
every engine, whereas what `\\w` matches depends on the engine's version of Unicode."""

NO_VALUES: Final = ("unknown", "true", "false", "null")
"""Texts that already mean something as answers, so that no value may have the name."""

_WITHOUT_STROKES: Final = str.maketrans(
    {"ø": "o", "Ø": "O", "æ": "ae", "Æ": "Ae", "ß": "ss", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ł": "l", "Ł": "L"}
)
"""Letters that Unicode does not decompose into a plain letter and a mark."""

_NORWEGIAN: Final = ("no", "nn", "nb")
"""The languages that get the texts in Norwegian bokmål, whatever the region."""


def is_name(text: str) -> bool:
    """Whether the text can be an id or a key."""
    return re.fullmatch(NAME, text) is not None


def is_value_name(text: str) -> bool:
    """Whether the text can be the name of a value: as an answer it means nothing else."""
    return re.fullmatch(VALUE_NAME, text) is not None and text.lower() not in NO_VALUES


def nearest_name(text: str) -> str | None:
    """The text made an id or key: in lower case, with `-` for what no name has; None if that is no name either."""
    near = re.sub(r"[^a-z0-9_-]+", "-", _in_ascii(text[:60]).lower()).strip("-")
    return near if is_name(near) else None


def nearest_value_name(text: str) -> str | None:
    """The text made the name of a value, with `-` for what no name has; None if that is no name either."""
    near = re.sub(r"[^A-Za-z0-9_-]+", "-", _in_ascii(text[:60])).strip("-")
    return near if is_value_name(near) else None


def _in_ascii(text: str) -> str:
    """The text in letters of ASCII: `okonomi` for `økonomi`."""
    from unicodedata import normalize  # not needed unless something is wrong

    return normalize("NFKD", text.translate(_WITHOUT_STROKES)).encode("ascii", "ignore").decode()


def is_tag(text: str) -> bool:
    """Whether the text is a language tag, with capitals where they belong."""
    plain = len(text) == 2 and text.isascii() and text.isalpha() and text.islower()
    return plain or (len(text) > 1 and re.fullmatch(TAG, text) is not None)


def read_tag(text: str) -> str | None:
    """The language tag that a text such as `nb`, `no`, `pt-br` or `pt_BR.UTF-8` names; None when it names none."""
    language, *others = text.partition(".")[0].partition("@")[0].replace("_", "-").split("-")
    tag = "-".join([language.lower(), *map(_cased, others)])
    if language.lower() in _NORWEGIAN:
        return "nb"
    region_alone = len(others) == 1 and len(others[0]) == 2 and others[0].isascii() and others[0].isalpha()
    return tag if is_tag(language.lower() if region_alone else tag) else None


def _cased(subtag: str) -> str:
    """A part of a language tag in the usual case: `Latn` for a script, `BR` for a region."""
    if subtag[:1].isdigit() or len(subtag) > 4:
        return subtag.lower()
    return subtag.title() if len(subtag) == 4 else subtag.upper()


def is_url(text: str) -> bool:
    """Whether the text is a web address: http or https, without spaces or control characters."""
    return re.fullmatch(URL, text) is not None and text.isprintable()


def is_phone(text: str) -> bool:
    """Whether the text is a telephone number as people write it, of 3 to 15 digits."""
    return re.fullmatch(PHONE, text) is not None


def dialled(phone: str) -> str:
    """The link that dials the number; `(0)` behind a country code is dialled only inside the country."""
    sign, digits = ("+", phone.replace("(0)", "")) if "+" in phone else ("", phone)
    return f"tel:{sign}{re.sub('[^0-9]', '', digits)}"


def browsed(url: str) -> str:
    """The link that opens the page, in ASCII."""
    from urllib.parse import quote  # only for what a person sees

    return quote(url, safe="%:/?#[]@!$&'()*+,;=~")


def links(email: str | None, phone: str | None, url: str | None) -> Iterator[tuple[str, str]]:
    """The addresses of a contact, each with the link that writes to it, dials it or opens it."""
    from urllib.parse import quote

    if email:
        yield email, f"mailto:{quote(email, safe='@+')}"
    if phone:
        yield phone, dialled(phone)
    if url:
        yield url, browsed(url)


_THOUSANDS: Final = r"-?[1-9][0-9]{0,2}([.,])[0-9]{3}(\1[0-9]{3})*"
_AMOUNT: Final = r"-?[0-9]{1,15}([.,][0-9]{1,9})?"
"""Numbers as people write them: with spaces, commas or points between thousands, and a comma or point behind them."""


@cache
def _whole(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """Saves `re` looking up the pattern of a form that is read again and again."""
    return re.compile(pattern).fullmatch


def is_email(text: str) -> bool:
    """Whether the text is one e-mail address of at most 254 characters, and nothing else."""
    if len(text) > 254 or not _whole(EMAIL)(text):
        return False
    return (text.isascii() and "\x7f" not in text) or _whole(VISIBLE)(text) is not None


def read_date(text: str) -> date | None:
    """The day written YYYY-MM-DD; None when the text has another form or there is no such day."""
    try:  # of what that long reads, nothing else has hyphens there
        return date.fromisoformat(text) if len(text) == 10 and text[4] == text[7] == "-" else None
    except ValueError:
        return None


def in_digits(answer: date | int | Decimal) -> str:
    """A day as YYYY-MM-DD, or a number in plain digits, without an exponent."""
    return str(answer) if isinstance(answer, int | date) else f"{answer:f}"


def read_number(text: str) -> int | Decimal | None:
    """The number written with digits, exactly; None when the text has another form."""
    digits = text.removeprefix("-")
    if digits.isdecimal() and digits.isascii() and len(text) < _LONG:
        return int(text)
    if not _whole(NUMBER)(text):
        return None
    from decimal import Decimal  # takes a while, and most numbers are whole and short

    number = Decimal(text)
    return int(number) if abs(number.adjusted()) < _LONG and number == number.to_integral_value() else number


def is_whole(number: int | Decimal) -> bool:
    """Whether the number has no fraction."""
    return isinstance(number, int) or number == number.to_integral_value()


_LONG: Final = 400
"""From this many digits on a number stays a Decimal, since converting it to an int is slow."""


def near_spans(text: str) -> Iterator[str]:
    """What a text such as `1-9`, `10+`, `<10` or `0 to 90` would be as a span: of days, of numbers, or of either."""
    plain = re.sub(r"(?<=[0-9]),(?=[0-9])", ".", "".join(text[:_LONG].split()))
    plain = re.sub("(?:d|days?|dager|tage|kg|km|cm|mm|kr|nok|eur|usd|%|€|\\$|£|°c?)$", "", plain)
    bound, to = r"(-?[0-9]+(?:\.[0-9]+)?)", r"(?:-|\u2013|\u2014|\u2026|\.{2,}|:|to|til|bis)"
    if found := re.fullmatch(f"(?:from|fra|von)?{bound}{to}{bound}", plain):
        yield f"{found[1]}..{found[2]}"
    elif found := re.fullmatch(rf"(?:>=|=>|\u2265|from|fra|ab){bound}|{bound}(?:\+|\u2026|ormore|ellermer)", plain):
        yield f"{found[1] or found[2]}.."
    elif found := re.fullmatch(rf"(?:<=|=<|\u2264|upto|opptil|bis){bound}|{bound}(?:orless|ellermindre)", plain):
        yield f"..{found[1] or found[2]}"
    elif found := re.fullmatch(rf"<{bound}", plain):
        yield f"..<{found[1]}"
        yield f"..{int(found[1]) - 1}" if "." not in found[1] else ""
    elif found := re.fullmatch(r">(-?[0-9]+)", plain):
        yield f"{int(found[1]) + 1}.."
    else:
        yield plain if ".." in plain else f"{plain}..{plain}"


class Scale:
    """What spans lie on, and how these and the answers that they cover are written.

    The texts of the program that are about it have its name, its form or one of its codes in theirs.
    """

    name: ScaleName
    one: str
    form: Form
    bad: Misfit
    beyond: Misfit
    """The codes of an answer that is not on the scale, and of one that no span covers."""

    span: str
    """The form of a span."""

    examples: tuple[str, ...]
    meaning: str
    ways: str
    help: str
    """Spans, what they cover, and how they are written, in brief and with advice."""

    def ends(self, text: str) -> tuple[int | Decimal | None, int | Decimal | None, bool] | None:
        """The ends of a span, and whether the last is excluded; None if it is none, or ends before it begins."""
        if not _whole(self.span)(text):
            return None
        below = "<" in text
        first, last = (read_number(end) if end else None for end in text.replace("<", "").split(".."))
        if first is not None and last is not None and (first > last or (below and first == last)):
            return None
        return first, last, below

    def begins(self, sign: str) -> bool:
        """Whether an answer that begins with the character is meant to be on the scale."""
        raise NotImplementedError

    def place(self, text: str, today: date) -> tuple[int | Decimal, date | None] | None:
        """Where an answer is on the scale on that day, and the day, if it is one; None if it is not on the scale."""
        raise NotImplementedError

    def at(self, place: Any, _: date) -> Any:
        """The day or number at a place on that day; None if there is none, or for None."""
        return place

    def meant(self, _: str) -> tuple[str, ...]:
        """The answers that a text which people typed can be, but for days, which `language.spoken_dates` reads."""
        return ()


class _Days(Scale):
    name: ScaleName = "days"
    one = "day"
    form: Form = "date"
    bad: Misfit = "bad-date"
    beyond: Misfit = "day-not-covered"
    span = r"-?[0-9]{1,7}\.\.(-?[0-9]{1,7})?|\.\.-?[0-9]{1,7}"
    examples: tuple[str, ...] = ("0..90", "91..", "..-1", "5..5")
    meaning = (
        "The days that the value covers, counted from today, both ends included; one end may be left open."
        " A date is then an answer too."
    )
    ways = "`0..90`, `91..` or `..-1`"
    help = "days are counted from today: `0..90`, `91..`, `..-1`; a single day is `5..5`"

    def begins(self, sign: str) -> bool:
        return sign.isdigit()

    def place(self, text: str, today: date) -> tuple[int, date] | None:
        day = read_date(text)
        return None if day is None else ((day - today).days, day)

    def at(self, place: Any, today: date) -> date | None:
        try:
            return None if place is None else today + timedelta(int(place))
        except OverflowError:  # the calendar has no such day
            return None


class _Numbers(Scale):
    name: ScaleName = "numbers"
    one = "number"
    form: Form = "number"
    bad: Misfit = "bad-number"
    beyond: Misfit = "number-not-covered"
    span = rf"{_BOUND}\.\.(<?{_BOUND})?|\.\.<?{_BOUND}"
    examples: tuple[str, ...] = ("1..9", "10..", "..0", "0..<2.5")
    meaning = (
        "The numbers that the value covers, both ends included; `0..<2.5` leaves its end out, and one end may be left"
        " open. A number is then an answer too: only a whole one where all ends of the question are whole and included."
        " A question has `days` or `numbers`, not both."
    )
    ways = "`1..9`, `10..`, `..0` or `0..<2.5`"
    help = "written `1..9`, `10..`, `..0`, or `0..<2.5`, which leaves its end out; a single number is `5..5`"

    def begins(self, sign: str) -> bool:
        return sign != "" and sign in "-+.0123456789"

    def place(self, text: str, _: date) -> tuple[int | Decimal, None] | None:
        number = read_number(text)
        return None if number is None else (number, None)

    def meant(self, text: str) -> tuple[str, ...]:
        digits = re.sub(r"(?<=[0-9])[ '](?=[0-9]{3}(?![0-9]))", "", text)
        fraction = (digits.replace(",", "."),) if re.fullmatch(_AMOUNT, digits) else ()
        thousands = (re.sub("[.,]", "", digits),) if re.fullmatch(_THOUSANDS, digits) else ()
        return (*fraction, *thousands)


DAYS: Final = _Days()
NUMBERS: Final = _Numbers()
SCALES: Final[Mapping[ScaleName, Scale]] = {scale.name: scale for scale in (DAYS, NUMBERS)}
