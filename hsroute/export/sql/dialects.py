"""What databases write differently, side by side, for the SELECT of `hsroute.export.sql.select`."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.patterns import DATE, EMAIL, NUMBER, VISIBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DialectName = Literal["duckdb", "postgres", "spark", "sqlite"]


class Dialect(NamedTuple):
    """A database. Functions take SQL expressions and return one."""

    name: str
    text: str
    """The type of a text."""

    quotes: str
    literal: Callable[[str], str]
    """A text as a SQL literal, on one line whatever characters it has."""

    current_date: str
    day: Callable[[str], str]
    """A day, from its text YYYY-MM-DD."""

    read: Callable[[str], str]
    """A column as text."""

    read_truth: Callable[[str], str]
    """A column that may be of a type for truth values as text, `true` and `false`."""

    read_day: Callable[[str], str]
    """A column that may be of a type for days or times as text, a day written YYYY-MM-DD whatever the settings are."""

    is_day: Callable[[str], str]
    """The condition that the whole of a text has the form of a day."""

    is_email: Callable[[str], str]
    """The condition that a text is one e-mail address; its length is checked elsewhere."""

    days: Callable[[str, str], str]
    """The days from the second day to the first, which is a text of that form; NULL if there is no such day."""

    is_number: Callable[[str], str]
    """The condition that the whole of a text has the form of a number."""

    number: Callable[[str, int, int], str]
    """A number from its text, exact enough to lie on the right side of bounds with at most so many digits before and
    after the point; a number with more digits before it is cut to 1 with so many zeros."""

    plain: Callable[[str], str] | None = None
    """A number from its text, written without an exponent; None if `number` reads exponents."""

    decimals: bool = True
    """Whether there are exact decimals; if not, a number is an integer, ten times as large for each digit after the
    point and once more: its last digit is 1 if there are further digits."""

    fence: tuple[str, ...] = ()
    """The end of a step that makes the database work it out once, not wherever the next step uses a column of it."""

    wall: tuple[str, str] = ("", "")
    """What stands around the columns of the first step, where the database would copy constants into all that follow.

    Spark does so before it works them out: a table of one written row, such as in a trial, took it all its memory.
    """

    lateral: bool = True
    """Whether a part of FROM may name the columns of those before it."""


def _quoted(function: str) -> Callable[[str], str]:
    """Literals in which quotes are doubled; `function` makes characters that cannot be printed from their numbers."""

    def literal(text: str) -> str:
        parts: list[str] = []
        for visible, signs in groupby(text, str.isprintable):
            if visible:
                parts.append("'" + "".join(signs).replace("'", "''") + "'")
            else:
                parts.extend(f"{function}({ord(sign)})" for sign in signs)
        return " || ".join(parts) or "''"

    return literal


def _escaped(text: str) -> str:
    """A literal of Spark, where a backslash begins an escape and two quotes do not."""
    return "'" + "".join(map(_spark_sign, text)) + "'"


def _spark_sign(sign: str) -> str:
    if not sign.isprintable():
        return f"\\U{ord(sign):08x}"
    return "\\" + sign if sign in "\\'" else sign


_chr: Final = _quoted("chr")


def _braced(form: str) -> str:
    r"""The form with characters written \x{2000} instead of \u2000."""
    return re.sub(r"\\[uU]0*(\w+)", r"\\x{\1}", form)


def _forms(matches: Callable[[str, str], str]) -> tuple[Callable[[str], str], ...]:
    """The conditions that a text is a day, an address, a number, where there are regular expressions."""
    return (
        lambda text: matches(text, DATE),
        lambda text: f"{matches(text, EMAIL)} AND {matches(text, VISIBLE)}",
        lambda text: matches(text, NUMBER),
    )


_LONGEST: Final = 38
"""The most digits of a decimal."""


def _cut(text: str, decimals: int, replaced: Callable[[str, str, str], str]) -> str:
    """A number with so many digits after the point, the last of which is 1 if digits other than zeros were cut off."""
    form = rf"^(-?[0-9]+\.[0-9]{{{decimals - 1}}})[0-9]*[1-9][0-9]*$"
    return replaced(text, form, "1")


def _decimal(replaced: Callable[[str, str, str], str]) -> Callable[[str, int, int], str]:
    """Numbers as decimals; those too large for one are cut."""

    def number(text: str, digits: int, _: int) -> str:
        digits = max(digits, 9)  # those of the integers that it is compared with
        decimals = _LONGEST - digits - 1
        smaller = replaced(_cut(text, decimals, replaced), _large(digits), f"1{'0' * digits}")
        return f"CAST({smaller} AS DECIMAL({_LONGEST}, {decimals}))"

    return number


def _large(digits: int) -> str:
    """The form of a number with more digits than that before the point, up to its point."""
    return rf"^(-?)0*[1-9][0-9]{{{digits},}}"


_ZEROS: Final = 1_000
"""More zeros than an exponent adds to a number."""


def _without_exponent(regex: Callable[[str], str]) -> Callable[[str], str]:
    """A number with its point where its exponent would move it; numbers with an exponent have few digits."""

    def plain(text: str) -> str:
        whole, fraction, exponent = (
            f"regexp_extract({text}, {regex(form)}, 1)"
            for form in (r"^-?([0-9]+)", r"\.([0-9]+)", r"[eE]\+?(-?[0-9]+)$")
        )
        digits = f"concat(repeat('0', {_ZEROS}), {whole}, {fraction}, repeat('0', {_ZEROS}))"
        place = f"{_ZEROS} + length({whole}) + CAST({exponent} AS INT)"
        sign = f"CASE WHEN {text} LIKE '-%' THEN '-' ELSE '' END"
        moved = f"concat({sign}, left({digits}, {place}), '.', substr({digits}, {place} + 1))"
        return f"CASE WHEN lower({text}) LIKE '%e%'\n  THEN {moved}\n  ELSE {text} END"

    return plain


def _known(text: str, type: str, nan: str, *floats: str) -> str:
    """The text of a column; NULL for NaN in a column of numbers, since that is no answer."""
    return f"CASE WHEN {text} = '{nan}' AND {type} IN ({', '.join(map(repr, floats))}) THEN NULL ELSE {text} END"


def _column_of_duckdb(column: str) -> str:
    return _known(f"CAST({column} AS VARCHAR)", f"typeof({column})", "nan", "FLOAT", "DOUBLE")


def _column_of_spark(column: str) -> str:
    return _known(f"CAST({column} AS STRING)", f"typeof({column})", "NaN", "float", "double")


def _typed(type: str, text: str, other: str) -> str:
    """The text of a column; of a timestamp, the day."""
    return f"CASE WHEN {type} LIKE 'timestamp%' THEN left({text}, 10) ELSE {other} END"


# PostgreSQL.


def _type_in_postgres(column: str) -> str:
    """The type of a column; of a domain, that on which it is built, as COALESCE has it."""
    return f"CAST(pg_typeof(COALESCE({column}, NULL)) AS text)"


def _column_of_postgres(column: str) -> str:
    return _known(f"CAST({column} AS text)", _type_in_postgres(column), "NaN", "real", "double precision", "numeric")


def _day_column_of_postgres(column: str) -> str:
    """Days and times by way of JSON, which writes them as ISO whatever `datestyle` is; other types by a cast."""
    day = f"left(to_jsonb({column}) #>> '{{}}', 10)"
    type = _type_in_postgres(column)
    return f"CASE WHEN {type} = 'date' OR {type} LIKE 'timestamp%' THEN {day} ELSE {_column_of_postgres(column)} END"


def _days_of_postgres(text: str, today: str) -> str:
    """The day is counted out and compared first, since a cast fails if there is no such day."""
    parts = f"left({text}, 4)", f"substr({text}, 6, 2)", f"right({text}, 2)"
    year, month, day = (f"CAST({part} AS int) - 1" for part in parts)
    counted = f"DATE '0001-01-01' + make_interval(years => {year}, months => {month}, days => {day})"
    return f"CASE WHEN to_char({counted}, 'YYYY-MM-DD') = {text}\n    THEN to_date({text}, 'YYYY-MM-DD') - {today} END"


def _replaced_in_postgres(text: str, form: str, more: str) -> str:
    return f"regexp_replace({text}, {_chr(form)}, '\\1{more}')"


def _number_of_postgres(text: str, digits: int, decimals: int) -> str:
    """Digits are cut first, since a cast fails if there are too many; it reads exponents."""
    cut = _cut(text, decimals + 1, _replaced_in_postgres)
    shorter = f"regexp_replace({cut}, '^([^eE]*\\.[0-9]{{{decimals + 1}}})0+$', '\\1')"
    smaller = _replaced_in_postgres(shorter, _large(digits) + r"(?=(\.[0-9]*)?$)", f"1{'0' * digits}")
    return f"CAST({smaller} AS numeric)"


# SQLite, which has neither truth values, nor a type for days, nor regular expressions.


def _truth_column_of_sqlite(column: str) -> str:
    """SQLite has 1 for true and 0 for false, as numbers."""
    truth = f"typeof({column}) = 'integer' AND {column} IN (0, 1)"
    return f"CASE WHEN {truth} THEN iif({column}, 'true', 'false') ELSE CAST({column} AS TEXT) END"


def _days_of_sqlite(text: str, today: str) -> str:
    """`date` of a text lets February have 31 days; `date` of a number of days does not."""
    return f"CASE WHEN date(julianday({text})) = {text}\n    THEN julianday({text}) - julianday({today}) END"


def _is_email_in_sqlite(text: str) -> str:
    """The regular expressions of `hsroute.patterns`, in parts."""
    name, place = f"substr({text}, 1, instr({text}, '@') - 1)", f"substr({text}, instr({text}, '@') + 1)"
    conditions = [f"instr({text}, '@') > 1", *(f"instr({text}, {sign}) = 0" for sign in ("'..'", "'.@'", "char(0)"))]
    conditions += [f"{text} NOT GLOB '.*'", f"{place} GLOB '[^.]*.*[^.][^.]'"]
    wrong = {name: _NO_NAME, place: _NO_PLACE, text: _NO_TEXT}
    return "\n    AND ".join([*conditions, *(f"{part} NOT GLOB {form}" for part, form in wrong.items())])


def _is_number_in_sqlite(text: str) -> str:
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


def _number_of_sqlite(text: str, digits: int, decimals: int) -> str:
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
    return f"(SELECT {sign} * {size}\n    FROM ({_without_exponent_in_sqlite(text)}))"  # noqa: S608 it is SQL that is written here


def _without_exponent_in_sqlite(text: str) -> str:
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


_literal: Final = _quoted("char")

_NO_NAME: Final = _literal('*[]\x01-\x20"(),:;<>@[\\]*')
_NO_PLACE: Final = _literal("*[\x01-,/:-@[-^`{-~]*")
_NO_TEXT: Final = _literal("*[\x7f-\xbf\u1680\u2000-\u206f\u3000\ue000-\uf8ff\ufe00-\ufffd\U000e0000-\U0010ffff]*")
"""Patterns of texts with a character not allowed before the @ of an address, after it, or anywhere."""


# The databases.


_DUCKDB: Final = _forms(lambda text, form: f"regexp_full_match({text}, {_chr(_braced(form))})")
_POSTGRES: Final = _forms(lambda text, form: f"{text} ~ {_chr(f'^({form})$')}")
# Not `$`, which also fits before a line break at the end.
_SPARK: Final = _forms(lambda text, form: "{} RLIKE {}".format(text, _escaped(rf"^({_braced(form)})\z")))

DIALECTS: Final[Mapping[DialectName, Dialect]] = {
    "duckdb": Dialect(
        name="DuckDB",
        text="VARCHAR",
        quotes='"',
        literal=_chr,
        current_date="current_date",
        day="DATE {}".format,
        read=_column_of_duckdb,
        read_truth=_column_of_duckdb,
        read_day=lambda column: _typed(
            f"lower(typeof({column}))", f"CAST({column} AS VARCHAR)", _column_of_duckdb(column)
        ),
        is_day=_DUCKDB[0],
        is_email=_DUCKDB[1],
        days=lambda text, today: f"TRY_CAST({text} AS DATE) - {today}",
        is_number=_DUCKDB[2],
        number=_decimal(lambda text, form, more: f"regexp_replace({text}, {_chr(form)}, '\\1{more}')"),
        plain=_without_exponent(_chr),
    ),
    "postgres": Dialect(
        name="PostgreSQL",
        text="text",
        quotes='"',
        literal=_chr,
        current_date="current_date",
        day="DATE {}".format,
        read=_column_of_postgres,
        read_truth=_column_of_postgres,
        read_day=_day_column_of_postgres,
        is_day=_POSTGRES[0],
        is_email=_POSTGRES[1],
        days=_days_of_postgres,
        is_number=_POSTGRES[2],
        number=_number_of_postgres,
        fence=("  OFFSET 0 -- keeps the step apart, to be worked out once",),
    ),
    "spark": Dialect(
        name="Spark SQL",
        wall=("inline(array(struct(", ")))"),
        text="STRING",
        quotes="`",
        literal=_escaped,
        current_date="current_date",
        day="DATE {}".format,
        read=_column_of_spark,
        read_truth=_column_of_spark,
        read_day=lambda column: _typed(f"typeof({column})", f"CAST({column} AS STRING)", _column_of_spark(column)),
        is_day=_SPARK[0],
        is_email=_SPARK[1],
        days=lambda text, today: f"datediff(TRY_CAST({text} AS DATE), {today})",
        is_number=_SPARK[2],
        number=_decimal(lambda text, form, more: f"regexp_replace({text}, {_escaped(form)}, '$1{more}')"),
        plain=_without_exponent(_escaped),
    ),
    "sqlite": Dialect(
        name="SQLite",
        text="TEXT",
        quotes='"',
        literal=_literal,
        current_date="date('now', 'localtime')",
        day=str,
        read="CAST({} AS TEXT) COLLATE BINARY".format,
        read_truth=_truth_column_of_sqlite,
        read_day="CAST({} AS TEXT) COLLATE BINARY".format,
        is_day=lambda text: f"{text} GLOB '{'-'.join('[0-9]' * count for count in (4, 2, 2))}'",
        is_email=_is_email_in_sqlite,
        days=_days_of_sqlite,
        is_number=_is_number_in_sqlite,
        number=_number_of_sqlite,
        decimals=False,
        lateral=False,
    ),
}
