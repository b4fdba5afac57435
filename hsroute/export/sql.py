"""The rules as one SELECT that adds `status`, `contact` and `rule` to a table of answers.

It is the decision diagram, evaluated from its leaves to its root: a step for each question, and in it a column for each
node that asks the question, which takes the outcome of the child that the answer leads to. Where the answer is missing,
that is the outcome that all children agree on, or NULL.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.engine.budget import PROOF, Budget
from hsroute.engine.diagram import Node, inner_nodes, leaves, whole_tree
from hsroute.language.escape import visible
from hsroute.model import NOT_COVERED, UNKNOWN, in_digits
from hsroute.patterns import DATE, EMAIL, VISIBLE
from hsroute.routing.outcomes import contact_of, masks_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from hsroute.engine.diagram import Tree
    from hsroute.model import Interval, Lang, Number, Question, Ruleset

Dialect = Literal["duckdb", "postgres", "spark"]

WRONG: Final = "!"
"""Stands for a wrong answer; it is no name that a value can have."""

_MISSING: Final = ("", "null")
"""Texts that stand for no answer, as NULL does."""

_TYPED: Final = ("true", "false")

_MOST_COLUMNS: Final = 1_000
"""How many nodes one step has; PostgreSQL takes at most 1,664 columns."""


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
    """The parts of one SELECT, each step with the columns of those before it."""

    def __init__(self, ruleset: Ruleset, engine: _Engine, today: date | None) -> None:
        self.ruleset = ruleset
        self.engine = engine
        masks = masks_of(ruleset)
        self.tree = whole_tree(masks, Budget(PROOF))
        ends = leaves(self.tree)
        self.outcomes = {outcome: number for number, outcome in enumerate(masks.outcomes) if outcome in ends}
        self.columns: dict[Tree, str] = {outcome: str(number) for outcome, number in self.outcomes.items()}
        self.today = f"DATE '{today}'" if today else "current_date"
        self.literal = _escaped if engine.quotes == "`" else _plain

    def lines(self, table: tuple[str, ...], lang: Lang) -> Iterator[str]:
        steps = [line for step in self.steps() for line in self.step(*step)]
        yield from self.header(lang)
        yield from ("SELECT", "  ticket.*,", *_commas(self.results(), "  "))
        yield f"FROM {'.'.join(self.quoted(part) for part in table)} AS ticket"
        yield from steps

    def steps(self) -> Iterator[tuple[str, list[str], str]]:
        """The comment, the columns and the name of each step."""
        if self.ruleset.questions:
            yield "The answers as text.", [*self.given()], "given"
        if any(question.covers_days for question in self.ruleset.questions):
            yield "How many days from today the dates are.", [*self.away()], "away"
        if self.ruleset.questions:
            comment = f"Each answer as the rules tell them apart; '{WRONG}': wrong, NULL: missing."
            yield comment, [*self.answers()], "answer"
        yield from self.levels()

    def header(self, lang: Lang) -> Iterator[str]:
        yield f"-- {' '.join(visible(self.ruleset.title.to(lang).replace(chr(10), ' ')).split())}"
        yield f"-- For {self.engine.name}, made by `hsroute show --format sql` from the rules: change them, not this."
        yield "-- The table has one column for each question: the name of a value, true or false, a date YYYY-MM-DD,"
        yield "-- an e-mail address, unknown for what is not known, or NULL where there is no answer yet."

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
        for name in self.keys():
            yield f"CAST(ticket.{name} AS {self.engine.text}) AS {name}"

    def keys(self) -> Iterator[str]:
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
        yield f"WHEN {self.among(given, _MISSING)} THEN NULL"
        plain = [name for name in question.names if name not in _TYPED]
        if plain:
            yield f"WHEN {self.among(given, plain)} THEN {given}"
        for written, name in (("true", "yes"), ("false", "no")):
            if name in question.names:
                yield f"WHEN {given} = '{written}' THEN '{name}'"
        yield f"WHEN {given} = '{UNKNOWN}' THEN {self.literal(question.if_unsure or UNKNOWN)}"
        for value in question.values:
            if value.days:
                yield f"WHEN {_span(days, value.days)} THEN {self.literal(value.name)}"
        if question.person:
            written = " AND ".join(self.engine.matches(given, form) for form in (EMAIL, VISIBLE))
            yield f"WHEN {written} AND length({given}) <= 254 THEN 'yes'"
        yield f"WHEN {given} IS NOT NULL THEN '{WRONG}'"

    # The decision.

    def levels(self) -> Iterator[tuple[str, list[str], str]]:
        """The steps of the diagram, from the last question to the first; what each node comes to, by its number."""
        nodes = inner_nodes(self.tree)
        for number, question in reversed([*enumerate(self.ruleset.questions)]):
            asking = [node for node in nodes if node.question == number]
            for start in range(0, len(asking), _MOST_COLUMNS):
                name = f"level_{number}" + (f"_{start // _MOST_COLUMNS}" if start else "")
                some = asking[start : start + _MOST_COLUMNS]
                columns = [f"{self.node(question, node)} AS n{start + place}" for place, node in enumerate(some)]
                self.columns |= {node: f"{name}.n{start + place}" for place, node in enumerate(some)}
                yield f"What the answers from {visible(question.key)} on come to, by outcome.", columns, name

    def node(self, question: Question, node: Node) -> str:
        """The outcome of the child that the answer leads to; NULL where the children need not agree."""
        answer = f"answer.{self.quoted(question.key)}"
        names: dict[Tree, list[str]] = {}
        for name, child in zip(question.answers, node.children, strict=True):
            names.setdefault(child, []).append(name)
        cases = [(self.among(answer, some), self.columns[child]) for child, some in names.items()]
        first, *others = sorted((self.columns[child] for child in names), key=str.isdecimal, reverse=True)
        if not others[0].isdecimal():
            agree = " AND ".join(f"{first} = {other}" for other in others)
            cases.append((f"{answer} IS NULL AND {agree}", first))
        return f"CASE\n{''.join(_when(*case) for case in cases)}END"

    # The result.

    def results(self) -> Iterator[str]:
        outcome = self.columns[self.tree]
        answers = [f"answer.{self.quoted(question.key)}" for question in self.ruleset.questions]
        wrong = [(f"'{WRONG}' IN ({', '.join(answers)})", "'invalid'")] if answers else []
        open_ones = [(f"{outcome} IS NULL", "'incomplete'")] if answers else []
        led = self.led()
        nobody = led.pop(None, [])
        not_covered = [(_any(outcome, nobody), f"'{NOT_COVERED}'")] if nobody else []
        yield _cases([*wrong, *open_ones, *not_covered], "'routed'", "status")
        refused = [(condition, "NULL") for condition, _ in wrong]
        contacts = [(_any(outcome, numbers), self.literal(str(id))) for id, numbers in led.items()]
        yield self.text_cases([*refused, *contacts], "contact")
        rules = {number: rule_of(self.ruleset, end) for end, number in self.outcomes.items()}
        named = [(_any(outcome, [number]), self.literal(rule.id)) for number, rule in rules.items() if rule]
        yield self.text_cases([*refused, *named], "rule")

    def text_cases(self, cases: list[tuple[str, str]], name: str) -> str:
        if all(value == "NULL" for _, value in cases):
            return f"CAST(NULL AS {self.engine.text}) AS {name}"
        return _cases(cases, "NULL", name)

    def led(self) -> dict[str | None, list[int]]:
        """The numbers of the outcomes that lead to each contact, in the file's order of contacts; None: not covered."""
        led: dict[str | None, list[int]] = {id: [] for id in (*self.ruleset.contacts, None)}
        for outcome, number in self.outcomes.items():
            led[contact_of(self.ruleset, outcome)].append(number)
        return {id: numbers for id, numbers in led.items() if numbers}


def _any(column: str, numbers: Sequence[int]) -> str:
    """The condition that the column has one of these numbers."""
    return f"{column} = {numbers[0]}" if len(numbers) == 1 else f"{column} IN ({', '.join(map(str, numbers))})"


def _when(condition: str, value: str) -> str:
    return f"  WHEN {condition} THEN {value}\n"


def _span(column: str, span: Interval[Number]) -> str:
    """The condition that a number lies in the span."""
    first, last = (None if end is None else in_digits(end) for end in (span.first, span.last))
    if first is not None and last is not None and not span.below:
        return f"{column} BETWEEN {first} AND {last}"
    ends = (f"{column} >= {first}", f"{column} {'<' if span.below else '<='} {last}")
    return " AND ".join(text for text, end in zip(ends, (first, last), strict=True) if end is not None)


def _cases(cases: list[tuple[str, str]], otherwise: str, name: str) -> str:
    if not cases:
        return f"{otherwise} AS {name}"
    return f"CASE\n{''.join(_when(*case) for case in cases)}  ELSE {otherwise}\nEND AS {name}"


def _commas(items: Iterable[str], indent: str) -> list[str]:
    """The items with commas between them, every line moved in."""
    return re.sub("^", indent, ",\n".join(items), flags=re.MULTILINE).split("\n")
