"""What databases write differently, side by side, for the SELECT of `hsroute.export.sql.select`."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from hsroute.patterns import DATE, EMAIL, NUMBER, VISIBLE

if TYPE_CHECKING:
    from collections.abc import Mapping

DialectName = Literal["duckdb", "postgres", "spark", "sqlite"]

_LONGEST: Final = 38
"""The most digits of a decimal."""

_ZEROS: Final = 1_000
"""More zeros than an exponent adds to a number."""


class Dialect(ABC):
    """A database. Methods take SQL expressions and return one."""

    name: str
    text: str
    """The type of a text."""

    quotes = '"'
    character = "chr"
    """The function that makes a character from its number."""

    current_date = "current_date"

    reads_exponents = True
    """Whether `number` does; if not, it is given what `plain` writes."""

    decimals = True
    """Whether there are exact decimals; if not, a number is an integer, ten times as large for each digit after the
    point and once more: its last digit is 1 if there are further digits."""

    fence: tuple[str, ...] = ()
    """The end of a step that makes the database work it out once, not wherever the next step uses a column of it."""

    wall: tuple[str, str] = ("", "")
    """What stands around the columns of the first step, where the database would copy constants into all that follow.

    Spark does so before it works them out: for a table of one row that is written out, that took all its memory.
    """

    lateral = True
    """Whether a part of FROM may name the columns of those before it."""

    def literal(self, text: str) -> str:
        """A text as a SQL literal, on one line whatever characters it has."""
        parts: list[str] = []
        for visible, signs in groupby(text, str.isprintable):
            if visible:
                parts.append("'" + "".join(signs).replace("'", "''") + "'")
            else:
                parts.extend(f"{self.character}({ord(sign)})" for sign in signs)
        return " || ".join(parts) or "''"

    def day(self, text: str) -> str:
        """A day, from its text YYYY-MM-DD."""
        return f"DATE {text}"

    @abstractmethod
    def read(self, column: str) -> str:
        """A column as text."""

    def read_truth(self, column: str) -> str:
        """A column that may be of a type for truth values as text, `true` and `false`."""
        return self.read(column)

    def read_day(self, column: str) -> str:
        """A column that may be of a type for days or times as text, a day written YYYY-MM-DD whatever the settings."""
        return self.read(column)

    @abstractmethod
    def is_day(self, text: str) -> str:
        """The condition that the whole of a text has the form of a day."""

    @abstractmethod
    def is_email(self, text: str) -> str:
        """The condition that a text is one e-mail address; its length is checked elsewhere."""

    @abstractmethod
    def is_number(self, text: str) -> str:
        """The condition that the whole of a text has the form of a number."""

    @abstractmethod
    def days(self, text: str, today: str) -> str:
        """The days from the second day to the first, which is a text of that form; NULL if there is no such day."""

    @abstractmethod
    def number(self, text: str, digits: int, decimals: int) -> str:
        """A number from its text, exact enough to lie on the right side of bounds with so many digits at the most.

        They are those before and after the point; a number with more digits before it is cut to 1 with so many zeros.
        """

    def plain(self, text: str) -> str:
        """A number from its text, written without an exponent."""
        return text


class _WithForms(Dialect):
    """A database with regular expressions, NaN in columns of numbers, and decimals of a fixed length."""

    reads_exponents = False
    nan = "NaN"
    floats: tuple[str, ...]
    """The types that have it."""

    group = r"\1"
    """What the first group of a regular expression is called where its text is replaced."""

    @abstractmethod
    def matches(self, text: str, form: str) -> str:
        """The condition that the whole of a text has that form."""

    def is_day(self, text: str) -> str:
        return self.matches(text, DATE)

    def is_email(self, text: str) -> str:
        return f"{self.matches(text, EMAIL)} AND {self.matches(text, VISIBLE)}"

    def is_number(self, text: str) -> str:
        return self.matches(text, NUMBER)

    def type(self, column: str) -> str:
        return f"typeof({column})"

    def read(self, column: str) -> str:
        """NULL for NaN, since that is no answer."""
        text, floats = f"CAST({column} AS {self.text})", ", ".join(map(repr, self.floats))
        return f"CASE WHEN {text} = '{self.nan}' AND {self.type(column)} IN ({floats}) THEN NULL ELSE {text} END"

    def read_day(self, column: str) -> str:
        type, day = self.type_of_day(column), f"left(CAST({column} AS {self.text}), 10)"
        return f"CASE WHEN {type} LIKE 'timestamp%' THEN {day} ELSE {self.read(column)} END"

    def type_of_day(self, column: str) -> str:
        return self.type(column)

    def replaced(self, text: str, form: str, more: str = "") -> str:
        """The text in which what has that form is replaced by its first group and more."""
        return f"regexp_replace({text}, {self.literal(form)}, '{self.group}{more}')"

    def cut(self, text: str, decimals: int) -> str:
        """A number with so many digits after the point, the last of which is 1 if others than zeros were cut off."""
        return self.replaced(text, rf"^(-?[0-9]+\.[0-9]{{{decimals - 1}}})[0-9]*[1-9][0-9]*$", "1")

    def smaller(self, text: str, digits: int, end: str = "") -> str:
        """A number that is cut if it has more digits than that before the point."""
        return self.replaced(text, rf"^(-?)0*[1-9][0-9]{{{digits},}}{end}", f"1{'0' * digits}")

    def number(self, text: str, digits: int, decimals: int) -> str:
        digits = max(digits, 9)  # those of the integers that it is compared with
        decimals = _LONGEST - digits - 1
        return f"CAST({self.smaller(self.cut(text, decimals), digits)} AS DECIMAL({_LONGEST}, {decimals}))"

    def plain(self, text: str) -> str:
        """The point is where the exponent would move it; numbers with an exponent have few digits."""
        whole, fraction, exponent = (
            f"regexp_extract({text}, {self.literal(form)}, 1)"
            for form in (r"^-?([0-9]+)", r"\.([0-9]+)", r"[eE]\+?(-?[0-9]+)$")
        )
        digits = f"concat(repeat('0', {_ZEROS}), {whole}, {fraction}, repeat('0', {_ZEROS}))"
        place = f"{_ZEROS} + length({whole}) + CAST({exponent} AS INT)"
        sign = f"CASE WHEN {text} LIKE '-%' THEN '-' ELSE '' END"
        moved = f"concat({sign}, left({digits}, {place}), '.', substr({digits}, {place} + 1))"
        return f"CASE WHEN lower({text}) LIKE '%e%'\n  THEN {moved}\n  ELSE {text} END"


class _DuckDB(_WithForms):
    name = "DuckDB"
    text = "VARCHAR"
    nan = "nan"
    floats = ("FLOAT", "DOUBLE")

    def matches(self, text: str, form: str) -> str:
        return f"regexp_full_match({text}, {self.literal(_braced(form))})"

    def type_of_day(self, column: str) -> str:
        return f"lower({self.type(column)})"

    def days(self, text: str, today: str) -> str:
        return f"TRY_CAST({text} AS DATE) - {today}"


class _Postgres(_WithForms):
    name = "PostgreSQL"
    text = "text"
    floats = ("real", "double precision", "numeric")
    reads_exponents = True
    fence = ("  OFFSET 0 -- keeps the step apart, to be worked out once",)

    def matches(self, text: str, form: str) -> str:
        return f"{text} ~ {self.literal(f'^({form})$')}"

    def type(self, column: str) -> str:
        """Of a domain, the type on which it is built, as COALESCE has it."""
        return f"CAST(pg_typeof(COALESCE({column}, NULL)) AS text)"

    def read_day(self, column: str) -> str:
        """Days and times by way of JSON, which writes them as ISO whatever `datestyle` is; other types by a cast."""
        day, type = f"left(to_jsonb({column}) #>> '{{}}', 10)", self.type(column)
        return f"CASE WHEN {type} = 'date' OR {type} LIKE 'timestamp%' THEN {day} ELSE {self.read(column)} END"

    def days(self, text: str, today: str) -> str:
        """The day is counted out and compared first, since a cast fails if there is no such day."""
        parts = f"left({text}, 4)", f"substr({text}, 6, 2)", f"right({text}, 2)"
        year, month, day = (f"CAST({part} AS int) - 1" for part in parts)
        counted = f"DATE '0001-01-01' + make_interval(years => {year}, months => {month}, days => {day})"
        difference = f"to_date({text}, 'YYYY-MM-DD') - {today}"
        return f"CASE WHEN to_char({counted}, 'YYYY-MM-DD') = {text}\n    THEN {difference} END"

    def number(self, text: str, digits: int, decimals: int) -> str:
        """Digits are cut first, since a cast fails if there are too many; it reads exponents."""
        shorter = self.replaced(self.cut(text, decimals + 1), rf"^([^eE]*\.[0-9]{{{decimals + 1}}})0+$")
        smaller = self.smaller(shorter, digits, r"(?=(\.[0-9]*)?$)")
        return f"CAST({smaller} AS numeric)"


class _Spark(_WithForms):
    name = "Spark SQL"
    text = "STRING"
    quotes = "`"
    floats = ("float", "double")
    group = "$1"
    wall = ("inline(array(struct(", ")))")

    def literal(self, text: str) -> str:
        """A backslash begins an escape, and two quotes do not."""
        escaped = re.sub(r"[\\']", r"\\\g<0>", text)
        return "'" + "".join(sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in escaped) + "'"

    def matches(self, text: str, form: str) -> str:
        """The end is not `$`, which also fits before a line break at the end."""
        whole = rf"^({_braced(form)})\z"
        return f"{text} RLIKE {self.literal(whole)}"

    def days(self, text: str, today: str) -> str:
        return f"datediff(TRY_CAST({text} AS DATE), {today})"


class _SQLite(Dialect):
    """It has neither truth values, nor a type for days, nor regular expressions."""

    name = "SQLite"
    text = "TEXT"
    character = "char"
    current_date = "date('now', 'localtime')"
    decimals = False
    lateral = False

    def day(self, text: str) -> str:
        return text

    def read(self, column: str) -> str:
        return f"CAST({column} AS TEXT) COLLATE BINARY"

    def read_truth(self, column: str) -> str:
        """True is 1 and false is 0, as numbers."""
        truth = f"typeof({column}) = 'integer' AND {column} IN (0, 1)"
        return f"CASE WHEN {truth} THEN iif({column}, 'true', 'false') ELSE CAST({column} AS TEXT) END"

    def is_day(self, text: str) -> str:
        return f"{text} GLOB '{'-'.join('[0-9]' * count for count in (4, 2, 2))}'"

    def is_email(self, text: str) -> str:
        """The regular expressions of `hsroute.patterns`, in parts."""
        name, place = f"substr({text}, 1, instr({text}, '@') - 1)", f"substr({text}, instr({text}, '@') + 1)"
        parts = [f"instr({text}, '@') > 1", *(f"instr({text}, {sign}) = 0" for sign in ("'..'", "'.@'", "char(0)"))]
        parts += [f"{text} NOT GLOB '.*'", f"{place} GLOB '[^.]*.*[^.][^.]'"]
        wrong = {name: _NO_NAME, place: _NO_PLACE, text: _NO_TEXT}
        return "\n    AND ".join([*parts, *(f"{part} NOT GLOB {self.literal(form)}" for part, form in wrong.items())])

    def days(self, text: str, today: str) -> str:
        """`date` of a text lets February have 31 days; `date` of a number of days does not."""
        return f"CASE WHEN date(julianday({text})) = {text}\n    THEN julianday({text}) - julianday({today}) END"

    def is_number(self, text: str) -> str:
        """The regular expression of `hsroute.patterns`, in parts."""
        place = f"instr(lower({text}) || 'e', 'e')"
        digits, power = f"substr({text}, 1, {place} - 1)", f"substr({text}, {place} + 1)"
        digits, power = f"substr({digits}, 1 + ({digits} LIKE '-%'))", f"substr({power}, 1 + ({power} GLOB '[+-]*'))"
        has_power = " OR ".join(f"{power} GLOB '{'[0-9]' * count}'" for count in (1, 2, 3))
        plain = f"{digits} GLOB '[0-9]*' AND {digits} GLOB '*[0-9]'"
        plain += f" AND {digits} NOT GLOB '*[^0-9.]*' AND {digits} NOT GLOB '*.*.*'"
        point = f"instr({digits} || '.', '.')"
        is_short = f"{point} <= 21 AND length({digits}) <= {point} + 20"
        return f"{plain}\n    AND ({place} > length({text}) OR ({has_power}) AND {is_short})"

    def number(self, text: str, digits: int, decimals: int) -> str:
        """An integer as far as 64 bits go."""
        whole, fraction = "substr(plain, 1, instr(plain, '.') - 1)", "rtrim(substr(plain, instr(plain, '.') + 1), '.')"
        kept = f"substr({fraction} || '{'0' * decimals}', 1, {decimals})"
        more = f"(trim(substr({fraction}, {decimals + 1}), '0') <> '')"
        size = (
            f"CASE WHEN length(ltrim({whole}, '0')) > {digits}\n"
            f"    THEN 1{'0' * (digits + decimals + 1)} + (trim({fraction}, '0') <> '')\n"
            f"    ELSE CAST({whole} || {kept} || {more} AS NUMERIC) END"
        )
        sign = f"CASE WHEN {text} LIKE '-%' THEN -1 ELSE 1 END"
        return f"(SELECT {sign} * {size}\n    FROM ({self.without_exponent(text)}))"  # noqa: S608 it is SQL that is written here

    def without_exponent(self, text: str) -> str:
        """A SELECT of a number without sign and exponent, its point moved accordingly; another point is its end."""
        zeros = f"printf('%.{_ZEROS}c', '0')"
        place = f"{_ZEROS} + instr(digits, '.') - 1 + exponent"
        padded = f"{zeros} || replace(digits, '.', '') || {zeros}"
        moved = f"substr({padded}, 1, {place}) || '.'\n      || substr({padded}, {place} + 1) || '.'"
        digits = f"ltrim(substr({text}, 1, place - 1), '-') || '.'"
        exponent = f"CAST(substr({text}, place + 1) AS INT)"
        source = f"SELECT instr(lower({text}) || 'e', 'e') AS place"
        parts = f"SELECT {digits} AS digits, {exponent} AS exponent\n    FROM ({source})"  # noqa: S608
        return f"SELECT CASE exponent WHEN 0 THEN digits ELSE {moved} END AS plain\n    FROM ({parts})"  # noqa: S608


_NO_NAME: Final = '*[]\x01-\x20"(),:;<>@[\\]*'
_NO_PLACE: Final = "*[\x01-,/:-@[-^`{-~]*"
_NO_TEXT: Final = "*[\x7f-\xbf\u1680\u2000-\u206f\u3000\ue000-\uf8ff\ufe00-\ufffd\U000e0000-\U0010ffff]*"
"""SQLite's patterns of texts with a character not allowed before the @ of an address, after it, or anywhere."""


def _braced(form: str) -> str:
    r"""The form with characters written \x{2000} instead of \u2000."""
    return re.sub(r"\\[uU]0*(\w+)", r"\\x{\1}", form)


DIALECTS: Final[Mapping[DialectName, Dialect]] = {
    "duckdb": _DuckDB(),
    "postgres": _Postgres(),
    "spark": _Spark(),
    "sqlite": _SQLite(),
}
