"""The rules as one SELECT that adds the outcome, `status` to `rule`, to a table of answers.

It is the decision diagram. Most databases evaluate it from the leaves to the root: there is a step for each question,
and in it a column for each node that asks the question, with the outcome of the child that the answer leads to. If the
answer is missing, it is the outcome that all children agree on, or NULL. SQLite, where no step may name what comes
before it, walks from the root to every leaf that the answers leave, along a table of edges.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

from hsroute.engine.budget import PROOF, Budget
from hsroute.engine.diagram import Node, inner_nodes, leaves, whole_tree
from hsroute.export.sql.dialects import DIALECTS
from hsroute.language.escape import visible
from hsroute.language.phrases import mend
from hsroute.model import NOT_COVERED, UNKNOWN
from hsroute.patterns import in_digits
from hsroute.routing.outcomes import contact_of, masks_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from hsroute.engine.diagram import Tree
    from hsroute.engine.masks import Masks
    from hsroute.export.sql.dialects import Dialect, DialectName
    from hsroute.model import Contact, Interval, Lang, Number, Question, Ruleset

WRONG: Final = "!"
"""Marks a wrong answer; no value can have this name."""

_INVALID: Final = -1
"""The number of the outcome if an answer is wrong."""

_MISSING: Final = ("", "null")
"""Texts that mean no answer, as NULL does."""

_TYPED: Final = ("true", "false")

_MOST_COLUMNS: Final = 1_000
"""The most nodes in one step; PostgreSQL accepts at most 1,664 columns."""

_TEMPLATE: Final = "{{"
"""The beginning of a template in a name, which dbt fills in."""


def sql(
    ruleset: Ruleset,
    dialect: DialectName,
    table: str,
    today: date | None = None,
    lang: Lang = "en",
    columns: Mapping[str, str | None] | None = None,
) -> str:
    """The SELECT for a table with one column per question; without a day it counts from the day on which it runs.

    `table` may be qualified with dots. `columns`, made by `columns_of`, names the column of each question,
    None for one that the table does not answer. Raises TooBigError, and ValueError when there is no such name.
    """
    columns = columns_of(ruleset, ()) if columns is None else columns
    return "\n".join(_Select(ruleset, DIALECTS[dialect], today, lang, columns).lines(_qualified(table))) + "\n"


def _qualified(table: str) -> tuple[str, ...]:
    parts = (table,) if _TEMPLATE in table else tuple(table.split("."))
    if not all(part and part.isprintable() for part in parts):
        raise ValueError(f"`{visible(table)}` is not the name of a table, such as tickets or sales.tickets")
    return parts


def columns_of(ruleset: Ruleset, pairs: Iterable[str]) -> dict[str, str | None]:
    """The column of each question, from pairs KEY=NAME; None where a pair KEY= says that the table has none.

    Raises ValueError where a pair is none, or its key is that of no question or of another pair.
    """
    columns: dict[str, str | None] = {question.key: question.key for question in ruleset.questions}
    named: dict[str, str | None] = {}
    for pair in pairs:
        key, sign, name = pair.partition("=")
        if not sign or not name.isprintable():
            raise ValueError(f"`{visible(pair)}` is not of the form KEY=NAME, such as tier=plan")
        if key not in columns:
            raise ValueError(f"there is no question `{visible(key)}`; {mend(key, columns)}")
        if key in named:
            raise ValueError(f"`{key}` is read from two columns")
        named[key] = name or None
    return columns | named


class _Select:
    """The parts of one SELECT."""

    def __init__(
        self, ruleset: Ruleset, dialect: Dialect, today: date | None, lang: Lang, columns: Mapping[str, str | None]
    ) -> None:
        self.ruleset = ruleset
        self.dialect = dialect
        self.lang = lang
        self.literal = dialect.literal
        self.today = dialect.day(f"'{today}'") if today else dialect.current_date
        self.column_of = columns
        masks = masks_of(ruleset)
        self.tree = whole_tree(masks, Budget(PROOF))
        self.outcomes = {outcome: number for number, outcome in enumerate(self.ends(masks))}
        self.nodes = {node: number for number, node in enumerate(inner_nodes(self.tree), len(self.outcomes))}
        self.rules = {number: rule_of(ruleset, outcome) for outcome, number in self.outcomes.items()}

    def ends(self, masks: Masks) -> list[Tree]:
        """The outcomes, with those of one contact next to each other, so that their numbers are consecutive."""
        places = {id: place for place, id in enumerate((*self.ruleset.contacts, None))}
        ends = leaves(self.tree)
        return sorted((end for end in masks.ends if end in ends), key=lambda end: places[contact_of(self.ruleset, end)])

    def lines(self, table: tuple[str, ...]) -> Iterator[str]:
        yield from self.header()
        lateral = self.dialect.lateral
        if not lateral:
            yield from self.edges()
        yield from ("SELECT", "  ticket.*,", *_commas(self.results(), "  "))
        yield f"FROM {'.'.join(self.quoted(part) for part in table)} AS ticket"
        yield from self.steps() if lateral else self.walk()

    def header(self) -> Iterator[str]:
        yield f"-- {' '.join(visible(self.ruleset.title.to(self.lang).replace(chr(10), ' ')).split())}"
        yield f"-- For {self.dialect.name}, made by `hsroute show --format sql` from the rules: change them, not this."
        yield "-- The table has one column for each question: the name of a value, true or false, a date YYYY-MM-DD,"
        yield "-- a number, an e-mail address, unknown for what is not known, or NULL where there is no answer yet."

    def quoted(self, name: str) -> str:
        mark = self.dialect.quotes
        return name if _TEMPLATE in name else mark + name.replace(mark, mark * 2) + mark

    def among(self, column: str, names: Iterable[str]) -> str:
        """The condition that the column is one of these texts."""
        literals = [self.literal(name) for name in names]
        return f"{column} = {literals[0]}" if len(literals) == 1 else f"{column} IN ({', '.join(literals)})"

    # The result.

    def results(self) -> Iterator[str]:
        statuses: dict[int | None, str | None] = (
            {_INVALID: "invalid", None: "incomplete"} if self.ruleset.questions else {}
        )
        statuses |= {number: "routed" if rule and rule.contact else NOT_COVERED for number, rule in self.rules.items()}
        yield self.by_outcome("status", statuses)
        yield self.by_outcome("contact", self.of_contacts(lambda contact: contact.id))
        yield self.by_outcome("team", self.of_contacts(lambda contact: contact.team.to(self.lang)))
        yield self.by_outcome("email", self.of_contacts(lambda contact: contact.email), [*self.addresses()])
        yield self.by_outcome("url", self.of_contacts(lambda contact: contact.url))
        yield self.by_outcome("rule", {number: rule and rule.id for number, rule in self.rules.items()})

    def of_contacts(self, field: Callable[[Contact], str | None]) -> dict[int | None, str | None]:
        """A field of the contact that each outcome leads to."""
        contacts = self.ruleset.contacts
        led = {number: rule.contact for number, rule in self.rules.items() if rule and rule.contact}
        return {number: field(contacts[id]) for number, id in led.items()}

    def addresses(self) -> Iterator[tuple[str, str]]:
        """The conditions under which a contact's e-mail address was given as an answer, and that answer."""
        questions = self.ruleset.by_key
        sources = self.of_contacts(lambda contact: contact.address_from)
        for key in dict.fromkeys(filter(None, sources.values())):
            given = f"given.{self.quoted(key)}" if self.dialect.lateral else self.read(questions[key])
            led = self.led_by([number for number, source in sources.items() if source == key])
            yield f"{led} AND {given} LIKE '%@%'", given

    def led_by(self, numbers: Iterable[int | None]) -> str:
        """The condition that the outcome is one of these."""
        column = "outcome.number" if self.dialect.lateral else "outcome.value"
        if None in numbers:
            return f"{column} IS NULL"
        runs = _ranges(number for number in numbers if number is not None)
        parts = [
            f"{column} = {first}" if first == last else f"{column} BETWEEN {first} AND {last}" for first, last in runs
        ]
        return parts[0] if len(parts) == 1 else f"({' OR '.join(parts)})"

    def by_outcome(
        self, name: str, texts: Mapping[int | None, str | None], cases: Iterable[tuple[str, str]] = ()
    ) -> str:
        """The column with the text of the outcome, after other cases; NULL if the outcome has none."""
        numbers: dict[str, list[int | None]] = {}
        for number, text in texts.items():
            if text is not None:
                numbers.setdefault(text, []).append(number)
        cases = [*cases, *((self.led_by(some), self.literal(text)) for text, some in numbers.items())]
        if not cases:
            return f"CAST(NULL AS {self.dialect.text}) AS {name}"
        return f"CASE\n{''.join(_when(*case) for case in cases)}END AS {name}"

    # The answers.

    def read(self, question: Question) -> str:
        """The answer in the table as text."""
        column = self.column_of[question.key]
        if column is None:
            return f"CAST(NULL AS {self.dialect.text})"
        truth = "yes" in question.names or "no" in question.names
        dialect = self.dialect
        read = dialect.read_day if question.scale == "days" else dialect.read_truth if truth else dialect.read
        return read(f"ticket.{self.quoted(column)}")

    def away(self, given: str) -> str:
        """How many days from today the date is, if it is one."""
        days = self.dialect.days(given, self.today)
        return f"CASE WHEN {self.dialect.is_day(given)} AND {given} NOT LIKE '0000%'\n  THEN {days} END"

    def amount(self, question: Question, given: str) -> str:
        """The number, if it is one."""
        plain = f"plain.{self.quoted(question.key)}" if self.dialect.plain else given
        number = self.dialect.number(plain, *_digits(question))
        return f"CASE WHEN {self.dialect.is_number(given)}\n  THEN {number} END"

    def measured(self, question: Question, given: str) -> str:
        """What spans of the question cover."""
        return self.away(given) if question.scale == "days" else self.amount(question, given)

    def answer(self, question: Question, given: str, measured: str) -> str:
        """The answer as rules tell answers apart; WRONG if it is wrong, NULL if it is missing."""
        return f"CASE\n{''.join(f'  {reading}{chr(10)}' for reading in self.readings(question, given, measured))}END"

    def covering(self, question: Question, measured: str) -> Iterator[str]:
        """Which value covers the day or number; none does if it should be whole and is not."""
        unit = 1 if self.dialect.decimals or question.scale == "days" else 10 ** (_digits(question)[1] + 1)
        if question.scale == "numbers" and question.whole:
            yield f"WHEN {measured} % {unit} <> 0 THEN '{WRONG}'"
        for value in question.values:
            if value.span:
                yield f"WHEN {_span(measured, value.span, unit)} THEN {self.literal(value.name)}"

    def readings(self, question: Question, given: str, measured: str) -> Iterator[str]:
        yield f"WHEN {self.among(given, _MISSING)} THEN NULL"
        plain = [name for name in question.names if name not in _TYPED]
        if plain:
            yield f"WHEN {self.among(given, plain)} THEN {given}"
        for written, name in (("true", "yes"), ("false", "no")):
            if name in question.names:
                yield f"WHEN {given} = '{written}' THEN '{name}'"
        yield f"WHEN {given} = '{UNKNOWN}' THEN {self.literal(question.if_unsure or UNKNOWN)}"
        yield from self.covering(question, measured)
        if question.person:
            yield f"WHEN {self.dialect.is_email(given)} AND length({given}) <= 254 THEN 'yes'"
        yield f"WHEN {given} IS NOT NULL THEN '{WRONG}'"

    # The decision, step by step.

    def steps(self) -> Iterator[str]:
        """The parts of FROM, each of which uses columns of those before it."""
        questions = self.ruleset.questions
        if questions:
            given = [f"{self.read(question)} AS {self.quoted(question.key)}" for question in questions]
            yield from self.step("The answers as text.", given, "given", *self.dialect.wall)
        if any(question.spans for question in questions):
            if plain := [*self.plain()]:
                yield from self.step("The numbers without exponents.", plain, "plain")
            comment = "How many days from today the dates are; the numbers."
            yield from self.step(comment, self.measures(), "measured")
        if questions:
            comment = f"Each answer as the rules tell them apart; '{WRONG}': wrong, NULL: missing."
            yield from self.step(comment, self.answers(), "answer")
        yield from self.levels()

    def step(self, comment: str, columns: Iterable[str], name: str, begin: str = "", end: str = "") -> Iterator[str]:
        yield f"-- {comment}"
        yield from ("CROSS JOIN LATERAL (", f"  SELECT {begin}".rstrip(), *_commas(columns, "    "))
        yield from (*([f"  {end}"] if end else []), *self.dialect.fence, f") AS {name}")

    def plain(self) -> Iterator[str]:
        """The texts of numbers, where the database does not read exponents."""
        for question in self.ruleset.questions:
            if self.dialect.plain and question.scale == "numbers":
                name = self.quoted(question.key)
                is_number = self.dialect.is_number(f"given.{name}")
                yield f"CASE WHEN {is_number}\n  THEN {self.dialect.plain(f'given.{name}')} END AS {name}"

    def measures(self) -> Iterator[str]:
        for question in self.ruleset.questions:
            if question.spans:
                name = self.quoted(question.key)
                yield f"{self.measured(question, f'given.{name}')} AS {name}"

    def answers(self) -> Iterator[str]:
        for question in self.ruleset.questions:
            name = self.quoted(question.key)
            yield f"{self.answer(question, f'given.{name}', f'measured.{name}')} AS {name}"

    def levels(self) -> Iterator[str]:
        """The steps of the diagram, from the last question to the first: the outcome of each node, by number."""
        columns: dict[Tree, str] = {outcome: str(number) for outcome, number in self.outcomes.items()}
        for number, question in reversed([*enumerate(self.ruleset.questions)]):
            asking = [node for node in self.nodes if node.question == number]
            for start in range(0, len(asking), _MOST_COLUMNS):
                name = f"level_{number}" + (f"_{start // _MOST_COLUMNS}" if start else "")
                some = [*enumerate(asking[start : start + _MOST_COLUMNS], start)]
                comment = f"What the answers from {visible(question.key)} on come to, by outcome."
                cases = [f"{self.node(question, node, columns)} AS n{place}" for place, node in some]
                yield from self.step(comment, cases, name)
                columns |= {node: f"{name}.n{place}" for place, node in some}
        yield from self.step("The number of the outcome; NULL: an answer is needed.", [self.end(columns)], "outcome")

    def node(self, question: Question, node: Node, columns: Mapping[Tree, str]) -> str:
        """The outcome of the child that the answer leads to; NULL if it is missing and the children may not agree.

        The child of the most answers comes last and without their names, since databases take long to plan long lists.
        """
        answer = f"answer.{self.quoted(question.key)}"
        names: dict[Tree, list[str]] = {}
        for name, child in zip(question.answers, node.children, strict=True):
            names.setdefault(child, []).append(name)
        most = max(names, key=lambda child: len(names[child]))
        cases = [(self.among(answer, some), columns[child]) for child, some in names.items() if child is not most]
        first, *others = sorted((columns[child] for child in names), key=str.isdecimal, reverse=True)
        if not others[0].isdecimal():
            agree = " AND ".join(f"{first} = {other}" for other in others)
            cases.append((f"{answer} IS NULL AND {agree}", first))
        cases.append((f"{answer} IS NOT NULL", columns[most]))
        return f"CASE\n{''.join(_when(*case) for case in cases)}END"

    def end(self, columns: Mapping[Tree, str]) -> str:
        answers = [f"answer.{self.quoted(question.key)}" for question in self.ruleset.questions]
        if not answers:
            return f"{columns[self.tree]} AS number"
        wrong = f"'{WRONG}' IN ({', '.join(answers)})"
        return f"CASE WHEN {wrong} THEN {_INVALID} ELSE {columns[self.tree]} END AS number"

    # The decision, as a walk along edges.

    def edges(self) -> Iterator[str]:
        """A table of where each answer leads: to another node and its question, or to an outcome."""
        if self.nodes:
            yield "-- Where each answer leads: to a node, and what is asked there; the first numbers are outcomes."
            yield from ("WITH edge(node, answer, child, question) AS (VALUES", *_commas(self.ways(), "  "), ")")

    def ways(self) -> Iterator[str]:
        """The rows of the table of edges."""
        for node, number in self.nodes.items():
            for answer, child in zip(self.ruleset.questions[node.question].answers, node.children, strict=True):
                yield f"({number}, {self.literal(answer)}, {self.place(child)})"

    def place(self, tree: Tree) -> str:
        """The number of a node and its question, or that of an outcome and NULL."""
        return f"{self.nodes[tree]}, {tree.question}" if isinstance(tree, Node) else f"{self.outcomes[tree]}, NULL"

    def walk(self) -> Iterator[str]:
        """The parts of FROM; in SQLite only a function such as json_each can use columns of the parts before it."""
        if not self.ruleset.questions:
            yield f"CROSS JOIN json_each('[{self.outcomes[self.tree]}]') AS outcome"
            return
        yield f"-- Each answer as the rules tell them apart; '{WRONG}': wrong, NULL: missing."
        yield from ("CROSS JOIN json_each(json_array((", *self.answer_list(), "))) AS answers")
        yield "-- The number of the outcome; NULL: an answer is needed."
        yield from ("CROSS JOIN json_each(json_array((", *self.arrival(), "))) AS outcome")

    def answer_list(self) -> Iterator[str]:
        """The answers of the row as a list, in JSON."""
        questions = [*enumerate(self.ruleset.questions)]
        yield from ("  WITH given(question, given) AS (VALUES",)
        yield from (*_commas((f"({number}, {self.read(question)})" for number, question in questions), "    "), "  ),")
        yield from ("  measured(question, given, measured) AS (", "    SELECT question, given, CASE question")
        for number, question in questions:
            measured = self.measured(question, "given") if question.spans else "NULL"
            yield from _commas([f"WHEN {number} THEN {measured}"], "      ")
        yield from ("    END FROM given", "  )")
        yield "  SELECT json_group_array(CASE question"
        for number, question in questions:
            yield from _commas([f"WHEN {number} THEN {self.answer(question, 'given', 'measured')}"], "    ")
        yield "  END) FROM measured"

    def arrival(self) -> Iterator[str]:
        """The outcome, if only one is reached."""
        wrong = f"instr(answers.value, '\"{WRONG}\"') > 0"
        yield from _REACHED.format(self.place(self.tree)).splitlines() if self.nodes else ()
        one = _ONE.format(len(self.outcomes)) if self.nodes else self.outcomes[self.tree]
        yield f"  SELECT CASE WHEN {wrong} THEN {_INVALID} ELSE {one} END"


_REACHED: Final = """\
  WITH RECURSIVE reached(node, question) AS (
    SELECT {}
    UNION SELECT edge.child, edge.question
    FROM reached CROSS JOIN edge ON edge.node = reached.node
      AND edge.answer = json_extract(answers.value, '$[' || reached.question || ']')
    UNION SELECT edge.child, edge.question -- where the answer is missing, all that there are
    FROM reached CROSS JOIN edge ON edge.node = reached.node
    WHERE json_extract(answers.value, '$[' || reached.question || ']') IS NULL
  )"""

_ONE: Final = "(SELECT CASE WHEN count(*) = 1 THEN max(node) END FROM reached WHERE node < {})"


def _ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each run of numbers in a row."""
    for _, run in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        some = [number for _, number in run]
        yield some[0], some[-1]


def _when(condition: str, value: str) -> str:
    return f"  WHEN {condition} THEN {value}\n"


def _digits(question: Question) -> tuple[int, int]:
    """How many digits the ends of spans have, at most, before and behind the point."""
    parts = [in_digits(end).removeprefix("-").partition(".") for end in question.ends]
    return max((len(whole) for whole, _, _ in parts), default=1), max((len(rest) for _, _, rest in parts), default=0)


def _span(column: str, span: Interval[Number], unit: int) -> str:
    """The condition that a number lies in the span, counted in units."""
    first, last = (None if end is None else in_digits(end * unit) for end in (span.first, span.last))
    if first is not None and last is not None and not span.below:
        return f"{column} BETWEEN {_whole(first, unit)} AND {_whole(last, unit)}"
    ends = [] if first is None else [f"{column} >= {_whole(first, unit)}"]
    ends += [] if last is None else [f"{column} {'<' if span.below else '<='} {_whole(last, unit)}"]
    return " AND ".join(ends)


def _whole(number: str, unit: int) -> str:
    """A whole number of units, without the zeros after its point."""
    return number if unit == 1 else number.partition(".")[0]


def _commas(items: Iterable[str], indent: str) -> list[str]:
    """The items with commas between them, every line moved in."""
    return re.sub("^", indent, ",\n".join(items), flags=re.MULTILINE).split("\n")
