"""How each database says what they do not all say alike, for the SELECT of `hsroute.export.sql`."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.patterns import DATE, EMAIL, VISIBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Name = Literal["duckdb", "postgres", "spark", "sqlite"]


class Dialect(NamedTuple):
    """A database; what takes expressions and gives one is written as SQL has it."""

    name: str
    text: str
    """The type of a text."""

    quotes: str
    literal: Callable[[str], str]
    """A text as it stands in SQL, on one line whatever characters it has."""

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
    """The condition that a text is one e-mail address, but for its length."""

    days: Callable[[str, str], str]
    """The days from the second day to the first, a text of the form of a day; NULL where there is no such day."""

    fence: tuple[str, ...] = ()
    """What ends a step so that it is worked out once, and not wherever the next one names a column of it."""

    lateral: bool = True
    """Whether a part of FROM may name the columns of those before it."""


def _quoted(function: str) -> Callable[[str], str]:
    """Literals in which a quote is doubled; that function makes what is not visible from its number."""

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
    """A literal of Spark, for which a backslash begins an escape, and two quotes are none."""
    return "'" + "".join(map(_spark_sign, text)) + "'"


def _spark_sign(sign: str) -> str:
    if not sign.isprintable():
        return f"\\U{ord(sign):08x}"
    return "\\" + sign if sign in "\\'" else sign


_chr: Final = _quoted("chr")


def _braced(form: str) -> str:
    r"""The form with characters written \x{2000} instead of \u2000."""
    return re.sub(r"\\[uU]0*(\w+)", r"\\x{\1}", form)


def _forms(matches: Callable[[str, str], str]) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """The conditions that a text has the form of a day, and of an address, where there are regular expressions."""
    return (
        lambda text: matches(text, DATE),
        lambda text: f"{matches(text, EMAIL)} AND {matches(text, VISIBLE)}",
    )


def _typed(type: str, text: str) -> str:
    """The text of a column; of one for days with times, the day."""
    return f"CASE WHEN {type} LIKE 'timestamp%' THEN left({text}, 10) ELSE {text} END"


# PostgreSQL.


def _day_column_of_postgres(column: str) -> str:
    """JSON has days and times as ISO does, whatever `datestyle` is; other types are as a cast has them."""
    day = f"left(to_jsonb({column}) #>> '{{}}', 10)"
    type = f"CAST(pg_typeof({column}) AS text)"
    return f"CASE WHEN {type} = 'date' OR {type} LIKE 'timestamp%' THEN {day} ELSE CAST({column} AS text) END"


def _days_of_postgres(text: str, today: str) -> str:
    """A cast fails where there is no such day, so the day is first counted out and compared."""
    parts = f"left({text}, 4)", f"substr({text}, 6, 2)", f"right({text}, 2)"
    year, month, day = (f"CAST({part} AS int) - 1" for part in parts)
    counted = f"DATE '0001-01-01' + make_interval(years => {year}, months => {month}, days => {day})"
    return f"CASE WHEN to_char({counted}, 'YYYY-MM-DD') = {text}\n    THEN to_date({text}, 'YYYY-MM-DD') - {today} END"


# SQLite, which has neither truth values, nor a type for days, nor regular expressions.


def _truth_column_of_sqlite(column: str) -> str:
    """SQLite has 1 for true and 0 for false, as numbers."""
    truth = f"typeof({column}) = 'integer' AND {column} IN (0, 1)"
    return f"CASE WHEN {truth} THEN iif({column}, 'true', 'false') ELSE CAST({column} AS TEXT) END"


def _days_of_sqlite(text: str, today: str) -> str:
    """`date` of a text takes February to have 31 days; of a number of days it does not."""
    return f"CASE WHEN date(julianday({text})) = {text}\n    THEN julianday({text}) - julianday({today}) END"


def _is_email_in_sqlite(text: str) -> str:
    """What the regular expressions of `hsroute.patterns` say, in parts."""
    name, place = f"substr({text}, 1, instr({text}, '@') - 1)", f"substr({text}, instr({text}, '@') + 1)"
    conditions = [f"instr({text}, '@') > 1", *(f"instr({text}, {sign}) = 0" for sign in ("'..'", "'.@'", "char(0)"))]
    conditions += [f"{text} NOT GLOB '.*'", f"{place} GLOB '[^.]*.*[^.][^.]'"]
    wrong = {name: _NO_NAME, place: _NO_PLACE, text: _NO_TEXT}
    return "\n    AND ".join([*conditions, *(f"{part} NOT GLOB {form}" for part, form in wrong.items())])


_literal: Final = _quoted("char")

_NO_NAME: Final = _literal('*[]\x01-\x20"(),:;<>@[\\]*')
_NO_PLACE: Final = _literal("*[\x01-,/:-@[-^`{-~]*")
_NO_TEXT: Final = _literal("*[\x7f-\xbf\u1680\u2000-\u206f\u3000\ue000-\uf8ff\ufe00-\ufffd\U000e0000-\U0010ffff]*")
"""What has a sign that the part of an address before the @, that after it, or the whole may not have."""


# The databases.


_DUCKDB: Final = _forms(lambda text, form: f"regexp_full_match({text}, {_chr(_braced(form))})")
_POSTGRES: Final = _forms(lambda text, form: f"{text} ~ {_chr(f'^({form})$')}")
# Not `$`, which also fits before a line break at the end.
_SPARK: Final = _forms(lambda text, form: "{} RLIKE {}".format(text, _escaped(rf"^({_braced(form)})\z")))

DIALECTS: Final[Mapping[Name, Dialect]] = {
    "duckdb": Dialect(
        name="DuckDB",
        text="VARCHAR",
        quotes='"',
        literal=_chr,
        current_date="current_date",
        day="DATE {}".format,
        read="CAST({} AS VARCHAR)".format,
        read_truth="CAST({} AS VARCHAR)".format,
        read_day=lambda column: _typed(f"lower(typeof({column}))", f"CAST({column} AS VARCHAR)"),
        is_day=_DUCKDB[0],
        is_email=_DUCKDB[1],
        days=lambda text, today: f"TRY_CAST({text} AS DATE) - {today}",
    ),
    "postgres": Dialect(
        name="PostgreSQL",
        text="text",
        quotes='"',
        literal=_chr,
        current_date="current_date",
        day="DATE {}".format,
        read="CAST({} AS text)".format,
        read_truth="CAST({} AS text)".format,
        read_day=_day_column_of_postgres,
        is_day=_POSTGRES[0],
        is_email=_POSTGRES[1],
        days=_days_of_postgres,
        fence=("  OFFSET 0 -- keeps the step apart, to be worked out once",),
    ),
    "spark": Dialect(
        name="Spark SQL",
        text="STRING",
        quotes="`",
        literal=_escaped,
        current_date="current_date",
        day="DATE {}".format,
        read="CAST({} AS STRING)".format,
        read_truth="CAST({} AS STRING)".format,
        read_day=lambda column: _typed(f"typeof({column})", f"CAST({column} AS STRING)"),
        is_day=_SPARK[0],
        is_email=_SPARK[1],
        days=lambda text, today: f"datediff(TRY_CAST({text} AS DATE), {today})",
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
        lateral=False,
    ),
}
