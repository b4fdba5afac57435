"""The rules as one SELECT that adds `status`, `contact` and `rule` to a table of answers.

Only one thing is asked of the database that is not quite ordinary: its logic of three values. A condition on an answer
that is not there is neither true nor false, so `IS NOT FALSE` finds the outcomes that are still possible.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.analysis.regions import regions
from hsroute.engine.decision import UNSURE
from hsroute.engine.diagram import GAP
from hsroute.language.escape import visible
from hsroute.patterns import DATE, EMAIL, VISIBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from hsroute.analysis.regions import Box
    from hsroute.model import Lang, Question, Ruleset, Value

Dialect = Literal["duckdb", "postgres", "spark"]

WRONG: Final = "!"
"""Stands for a wrong answer; like the next two it is no name that a value or a rule can have."""

_UNKNOWN: Final = "?"
_NO_RULE: Final = "-"

_TYPED: Final = ("null", "true", "false")
_MOST_ARGUMENTS: Final = 90
"""PostgreSQL takes at most 100."""


class _Engine(NamedTuple):
    """How a database says what they do not all say alike."""

    name: str
    text: str
    quotes: str
    matches: Callable[[str, str], str]
    """The condition that the whole of a text has a form, from the text and the form."""

    days: Callable[[str, str], str]
    """The days from the second day to the first, a text of the form of a date; NULL where there is no such day."""

    fence: tuple[str, ...] = ()
    """What ends a step so that it is worked out once, and not wherever the next one names a column of it."""


def _plain(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _escaped(text: str) -> str:
    """A literal of Spark, for which a backslash begins an escape, and two quotes are none."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _braced(form: str) -> str:
    r"""The form with characters written \x{2000} instead of \u2000."""
    return re.sub(r"\\[uU]0*(\w+)", r"\\x{\1}", form)


def _days_of_postgres(text: str, today: str) -> str:
    """A cast fails where there is no such day, so the day is first counted out and compared."""
    parts = f"left({text}, 4)", f"substr({text}, 6, 2)", f"right({text}, 2)"
    year, month, day = (f"CAST({part} AS int) - 1" for part in parts)
    counted = f"DATE '0001-01-01' + make_interval(years => {year}, months => {month}, days => {day})"
    return f"CASE WHEN to_char({counted}, 'YYYY-MM-DD') = {text}\n    THEN CAST({text} AS date) - {today} END"


_ENGINES: Final[Mapping[Dialect, _Engine]] = {
    "duckdb": _Engine(
        "DuckDB",
        "VARCHAR",
        '"',
        lambda text, form: f"regexp_full_match({text}, {_plain(_braced(form))})",
        lambda text, today: f"TRY_CAST({text} AS DATE) - {today}",
    ),
    "postgres": _Engine(
        "PostgreSQL",
        "text",
        '"',
        lambda text, form: f"{text} ~ {_plain(f'^({form})$')}",
        _days_of_postgres,
        fence=("  OFFSET 0 -- keeps the step apart, to be worked out once",),
    ),
    "spark": _Engine(
        "Spark SQL",
        "STRING",
        "`",
        # Not `$`, which also fits before a line break at the end.
        lambda text, form: "{} RLIKE {}".format(text, _escaped(rf"^({_braced(form)})\z")),
        lambda text, today: f"datediff(TRY_CAST({text} AS DATE), {today})",
    ),
}


def sql(ruleset: Ruleset, dialect: Dialect, table: str, today: date | None = None, lang: Lang = "en") -> str:
    """The SELECT for a table with one column per question; without a day it counts from `current_date`.

    `table` may be qualified with dots. Raises TooBigError, and ValueError when there is no such name.
    """
    return "\n".join(_Select(ruleset, _ENGINES[dialect], today).lines(_qualified(table), lang)) + "\n"


def _qualified(table: str) -> tuple[str, ...]:
    parts = tuple(table.split("."))
    if not all(part and part.isprintable() for part in parts):
        raise ValueError(f"`{visible(table)}` is not the name of a table, such as tickets or sales.tickets")
    return parts


class _Select:
    """The parts of one SELECT, each step with the columns of the one before it."""

    def __init__(self, ruleset: Ruleset, engine: _Engine, today: date | None) -> None:
        self.ruleset = ruleset
        self.engine = engine
        self.regions = regions(ruleset)
        self.today = f"DATE '{today}'" if today else "current_date"
        self.literal = _escaped if engine.quotes == "`" else _plain

    def lines(self, table: tuple[str, ...], lang: Lang) -> Iterator[str]:
        yield from self.header(lang)
        yield from ("SELECT", "  ticket.*,", *_commas(self.results(), "  "))
        yield f"FROM {'.'.join(self.quoted(part) for part in table)} AS ticket"
        if self.ruleset.questions:
            yield from self.step("The answers as text.", self.given(), "given")
        if any(question.covers_days for question in self.ruleset.questions):
            yield from self.step("How many days from today the dates are.", self.away(), "away")
        if self.ruleset.questions:
            comment = f"Each answer as the name of a value; '{_UNKNOWN}': not known, '{WRONG}': wrong, NULL: missing."
            yield from self.step(comment, self.answers(), "answer")
        comment = f"The rules that the answers do not contradict; '{_NO_RULE}': no rule, '{WRONG}': wrong answers."
        yield from self.step(comment, self.possible(), "possible")

    def header(self, lang: Lang) -> Iterator[str]:
        yield f"-- {' '.join(visible(self.ruleset.title.to(lang).replace(chr(10), ' ')).split())}"
        yield f"-- For {self.engine.name}, made by `hsroute show --format sql` from the rules: change them, not this."
        yield "-- The table has one column for each question: the name of a value, true or false, a date YYYY-MM-DD,"
        yield "-- an e-mail address, the text null for what is not known, or NULL where there is no answer yet."

    def quoted(self, name: str) -> str:
        mark = self.engine.quotes
        return mark + name.replace(mark, mark * 2) + mark

    def among(self, column: str, names: Iterable[str]) -> str:
        """The condition that the column has one of these texts."""
        literals = [self.literal(name) for name in names]
        return f"{column} = {literals[0]}" if len(literals) == 1 else f"{column} IN ({', '.join(literals)})"

    def step(self, comment: str, columns: Iterable[str], name: str) -> Iterator[str]:
        yield f"-- {comment}"
        yield from ("CROSS JOIN LATERAL (", "  SELECT", *_commas(columns, "    "), *self.engine.fence, f") AS {name}")

    # The answers.

    def given(self) -> Iterator[str]:
        for name in self.columns():
            yield f"CAST(ticket.{name} AS {self.engine.text}) AS {name}"

    def columns(self) -> Iterator[str]:
        return (self.quoted(question.key) for question in self.ruleset.questions)

    def away(self) -> Iterator[str]:
        for question in self.ruleset.questions:
            if question.covers_days:
                name = self.quoted(question.key)
                written = self.engine.matches(f"given.{name}", DATE)
                days = self.engine.days(f"given.{name}", self.today)
                yield f"CASE WHEN {written} AND given.{name} NOT LIKE '0000%'\n  THEN {days} END AS {name}"

    def answers(self) -> Iterator[str]:
        for question in self.ruleset.questions:
            name = self.quoted(question.key)
            readings = [f"  {reading}\n" for reading in self.readings(question, f"given.{name}", f"away.{name}")]
            yield f"CASE\n{''.join(readings)}END AS {name}"

    def readings(self, question: Question, given: str, days: str) -> Iterator[str]:
        plain = [name for name in question.names if name not in _TYPED]
        if plain:
            yield f"WHEN {self.among(given, plain)} THEN {given}"
        for written, name in (("true", "yes"), ("false", "no")):
            if name in question.names:
                yield f"WHEN {given} = '{written}' THEN '{name}'"
        yield f"WHEN {given} = 'null' THEN {self.literal(question.if_unsure or _UNKNOWN)}"
        for value in question.values:
            if value.days:
                yield f"WHEN {_span(days, value)} THEN {self.literal(value.name)}"
        if question.person:
            written = " AND ".join(self.engine.matches(given, form) for form in (EMAIL, VISIBLE))
            yield f"WHEN {written} AND length({given}) <= 254 THEN 'yes'"
        yield f"WHEN {given} IS NOT NULL THEN '{WRONG}'"

    # The decision.

    def possible(self) -> Iterator[str]:
        items = [self.outcome(outcome, boxes) for outcome, boxes in self.regions.items()]
        joined = _concatenated(items)
        if not self.ruleset.questions:
            yield f"{joined} AS rules"
            return
        answers = [f"answer.{name}" for name in self.columns()]
        yield f"CASE WHEN '{WRONG}' IN ({', '.join(answers)}) THEN '{WRONG}' ELSE {joined} END AS rules"

    def outcome(self, outcome: int, boxes: tuple[Box, ...]) -> str:
        """The name of the outcome where it is possible, else NULL."""
        conditions = [self.inside(box) for box in boxes]
        name = self.literal(self.outcome_name(outcome))
        if "" in conditions:
            return name
        if len(conditions) == 1:
            return f"CASE WHEN ({conditions[0]}) IS NOT FALSE THEN {name} END"
        either = "\n  OR ".join(conditions)
        return f"CASE WHEN (\n  {either}\n) IS NOT FALSE THEN {name} END"

    def inside(self, box: Box) -> str:
        """The condition of a box; empty where it has none."""
        conditions = []
        for question, values in zip(self.ruleset.questions, box, strict=True):
            names = question.names if question.if_unsure else (*question.names, _UNKNOWN)
            inside = [name for number, name in enumerate(names) if number in values]
            outside = [name for name in names if name not in inside]
            column = f"answer.{self.quoted(question.key)}"
            if outside:
                short = len(inside) <= len(outside)
                conditions.append(self.among(column, inside) if short else f"NOT {self.among(column, outside)}")
        return " AND ".join(conditions)

    def outcome_name(self, outcome: int) -> str:
        if outcome >= 0:
            return self.ruleset.rules[outcome].id
        return _NO_RULE if outcome == GAP else "unsure"

    # The result.

    def results(self) -> Iterator[str]:
        led = self.led()
        nobody = led.pop(None, [])
        not_covered = [(self.among("possible.rules", nobody), "'not_covered'")] if nobody else []
        wrong, several = f"possible.rules = '{WRONG}'", "possible.rules LIKE '% %'"
        yield _cases([(wrong, "'invalid'"), (several, "'incomplete'"), *not_covered], "'routed'", "status")
        contacts = [(self.among("possible.rules", names), self.literal(str(id))) for id, names in led.items()]
        yield _cases(contacts, "NULL", "contact") if contacts else f"CAST(NULL AS {self.engine.text}) AS contact"
        no_rule = [f"possible.rules = '{_NO_RULE}'"] if GAP in self.regions else []
        yield _cases([(case, "NULL") for case in (wrong, several, *no_rule)], "possible.rules", "rule")

    def led(self) -> dict[str | None, list[str]]:
        """The names of the outcomes that lead to each contact, in the file's order of contacts; None: not covered."""
        unsure = self.ruleset.unsure
        led: dict[str | None, list[str]] = {id: [] for id in (*self.ruleset.contacts, None)}
        for outcome in self.regions:
            rule = self.ruleset.rules[outcome] if outcome >= 0 else None
            contact = rule.contact if rule else unsure.contact if unsure and outcome == UNSURE else None
            led[contact].append(self.outcome_name(outcome))
        return {id: names for id, names in led.items() if names}


def _span(days: str, value: Value) -> str:
    assert value.days
    first, last = value.days
    if first is None or last is None:
        return f"{days} <= {last}" if first is None else f"{days} >= {first}"
    return f"{days} BETWEEN {first} AND {last}"


def _cases(cases: list[tuple[str, str]], otherwise: str, name: str) -> str:
    lines = [f"  WHEN {condition} THEN {value}\n" for condition, value in cases]
    return f"CASE\n{''.join(lines)}  ELSE {otherwise}\nEND AS {name}"


def _concatenated(items: list[str]) -> str:
    """The texts that are not NULL, with spaces between them."""
    while len(items) > _MOST_ARGUMENTS:
        parts = [items[start : start + _MOST_ARGUMENTS] for start in range(0, len(items), _MOST_ARGUMENTS)]
        items = [f"NULLIF({_concatenated(part)}, '')" for part in parts]
    return "\n".join(("concat_ws(' ',", *_commas(items, "  "), ")"))


def _commas(items: Iterable[str], indent: str) -> list[str]:
    """The items with commas between them, every line moved in."""
    return re.sub("^", indent, ",\n".join(items), flags=re.MULTILINE).split("\n")
