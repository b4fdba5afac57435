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
from hsroute.export.tree import branches
from hsroute.language.escape import visible
from hsroute.language.phrases import mend
from hsroute.model import NOT_COVERED, UNKNOWN
from hsroute.patterns import in_digits
from hsroute.routing.answers import NOT_ANSWERED
from hsroute.routing.outcomes import contact_of, masks_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from hsroute.engine.diagram import Tree
    from hsroute.engine.masks import Masks
    from hsroute.export.sql.dialects import Dialect, DialectName
    from hsroute.model import Contact, Interval, Lang, Question, Ruleset

WRONG: Final = "!"
"""Marks a wrong answer; no value can have this name."""

_INVALID: Final = -1
"""The number of the outcome if an answer is wrong."""

_ANSWERS: Final = f"Each answer as the rules tell them apart; '{WRONG}': wrong, NULL: missing."

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
        sources = self.of_contacts(lambda contact: contact.address_from)
        for key in dict.fromkeys(filter(None, sources.values())):
            question = self.ruleset.by_key[key]
            given = self.column("given", question) if self.dialect.lateral else self.read(question)
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

    def column(self, step: str, question: Question) -> str:
        """The column with what a step tells of the question; in SQLite each question has a row of its own."""
        return f"{step}.{self.quoted(question.key)}" if self.dialect.lateral else step

    def measured(self, question: Question) -> str:
        """What spans of the question cover: how many days from today a date is, or the number, if it is one."""
        given = self.column("given", question)
        if question.scale == "days":
            days = self.dialect.days(given, self.today)
            return f"CASE WHEN {self.dialect.is_day(given)} AND {given} NOT LIKE '0000%'\n  THEN {days} END"
        plain = given if self.dialect.reads_exponents else self.column("plain", question)
        number = self.dialect.number(plain, *_digits(question))
        return f"CASE WHEN {self.dialect.is_number(given)}\n  THEN {number} END"

    def plain(self, question: Question) -> str:
        """The text of a number, where the database does not read exponents."""
        given = self.column("given", question)
        return f"CASE WHEN {self.dialect.is_number(given)}\n  THEN {self.dialect.plain(given)} END"

    def answer(self, question: Question) -> str:
        """The answer as rules tell answers apart; WRONG if it is wrong, NULL if it is missing."""
        return f"CASE\n{''.join(f'  {reading}{chr(10)}' for reading in self.readings(question))}END"

    def readings(self, question: Question) -> Iterator[str]:
        given = self.column("given", question)
        yield f"WHEN {self.among(given, NOT_ANSWERED)} THEN NULL"
        plain = [name for name in question.names if name not in _TYPED]
        if plain:
            yield f"WHEN {self.among(given, plain)} THEN {given}"
        for written, name in (("true", "yes"), ("false", "no")):
            if name in question.names:
                yield f"WHEN {given} = '{written}' THEN '{name}'"
        yield f"WHEN {given} = '{UNKNOWN}' THEN {self.literal(question.if_unsure or UNKNOWN)}"
        yield from self.covering(question)
        if question.person:
            yield f"WHEN {self.dialect.is_email(given)} AND length({given}) <= 254 THEN 'yes'"
        yield f"WHEN {given} IS NOT NULL THEN '{WRONG}'"

    def covering(self, question: Question) -> Iterator[str]:
        """Which value covers the day or number; none does if it should be whole and is not."""
        measured = self.column("measured", question)
        unit = 1 if self.dialect.decimals or question.scale != "numbers" else 10 ** (_digits(question)[1] + 1)
        if question.scale == "numbers" and question.whole:
            yield f"WHEN {measured} % {unit} <> 0 THEN '{WRONG}'"
        for value in question.values:
            if value.span:
                yield f"WHEN {_span(measured, value.span, unit)} THEN {self.literal(value.name)}"

    # The decision, step by step.

    def steps(self) -> Iterator[str]:
        """The parts of FROM, each of which uses columns of those before it."""
        questions = self.ruleset.questions
        spanned = [question for question in questions if question.spans]
        numbers = [question for question in questions if question.scale == "numbers"]
        for name, about, some, write in (
            ("given", "The answers as text.", questions, self.read),
            ("plain", "The numbers without exponents.", [] if self.dialect.reads_exponents else numbers, self.plain),
            ("measured", "How many days from today the dates are; the numbers.", spanned, self.measured),
            ("answer", _ANSWERS, questions, self.answer),
        ):
            if some:
                columns = [f"{write(question)} AS {self.quoted(question.key)}" for question in some]
                yield from self.step(about, columns, name, *self.dialect.wall if name == "given" else ())
        yield from self.levels()

    def step(self, comment: str, columns: Iterable[str], name: str, begin: str = "", end: str = "") -> Iterator[str]:
        yield f"-- {comment}"
        yield from ("CROSS JOIN LATERAL (", f"  SELECT {begin}".rstrip(), *_commas(columns, "    "))
        yield from (*([f"  {end}"] if end else []), *self.dialect.fence, f") AS {name}")

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
        answer = self.column("answer", question)
        names = branches(node, question)
        most = max(names, key=lambda child: len(names[child]))
        cases = [(self.among(answer, some), columns[child]) for child, some in names.items() if child is not most]
        first, *others = sorted((columns[child] for child in names), key=str.isdecimal, reverse=True)
        if not others[0].isdecimal():
            agree = " AND ".join(f"{first} = {other}" for other in others)
            cases.append((f"{answer} IS NULL AND {agree}", first))
        cases.append((f"{answer} IS NOT NULL", columns[most]))
        return f"CASE\n{''.join(_when(*case) for case in cases)}END"

    def end(self, columns: Mapping[Tree, str]) -> str:
        answers = [self.column("answer", question) for question in self.ruleset.questions]
        if not answers:
            return f"{columns[self.tree]} AS number"
        wrong = f"'{WRONG}' IN ({', '.join(answers)})"
        return f"CASE WHEN {wrong} THEN {_INVALID} ELSE {columns[self.tree]} END AS number"

    # The decision, as a walk along edges.

    def edges(self) -> Iterator[str]:
        """A table of where each answer leads: to another node and its question, or to an outcome."""
        if self.nodes:
            ways = (
                f"({number}, {self.literal(answer)}, {self.place(child)})"
                for node, number in self.nodes.items()
                for answer, child in zip(self.ruleset.questions[node.question].answers, node.children, strict=True)
            )
            yield "-- Where each answer leads: to a node, and what is asked there; the first numbers are outcomes."
            yield from ("WITH edge(node, answer, child, question) AS (VALUES", *_commas(ways, "  "), ")")

    def place(self, tree: Tree) -> str:
        """The number of a node and its question, or that of an outcome and NULL."""
        return f"{self.nodes[tree]}, {tree.question}" if isinstance(tree, Node) else f"{self.outcomes[tree]}, NULL"

    def walk(self) -> Iterator[str]:
        """The parts of FROM; in SQLite only a function such as json_each can use columns of the parts before it."""
        if not self.ruleset.questions:
            yield f"CROSS JOIN json_each('[{self.outcomes[self.tree]}]') AS outcome"
            return
        yield f"-- {_ANSWERS}"
        yield from ("CROSS JOIN json_each(json_array((", *self.answer_list(), "))) AS answers")
        yield "-- The number of the outcome; NULL: an answer is needed."
        yield from ("CROSS JOIN json_each(json_array((", *self.arrival(), "))) AS outcome")

    def answer_list(self) -> Iterator[str]:
        """The answers of the row as a list, in JSON."""
        questions = self.ruleset.questions
        given = [f"({number}, {self.read(question)})" for number, question in enumerate(questions)]
        measured = [self.measured(question) if question.spans else "NULL" for question in questions]
        answers = map(self.answer, questions)
        yield from ("  WITH given(question, given) AS (VALUES", *_commas(given, "    "), "  ),")
        yield from ("  measured(question, given, measured) AS (", "    SELECT question, given, CASE question")
        yield from (*_by_number(measured, "      "), "    END FROM given", "  )")
        yield from ("  SELECT json_group_array(CASE question", *_by_number(answers, "    "), "  END) FROM measured")

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


def _by_number(values: Iterable[str], indent: str) -> Iterator[str]:
    for number, value in enumerate(values):
        yield from _commas([f"WHEN {number} THEN {value}"], indent)


def _digits(question: Question) -> tuple[int, int]:
    """How many digits the ends of spans have, at most, before and behind the point."""
    parts = [in_digits(end).removeprefix("-").partition(".") for end in question.ends]
    return max((len(whole) for whole, _, _ in parts), default=1), max((len(rest) for _, _, rest in parts), default=0)


def _span(column: str, span: Interval, unit: int) -> str:
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
