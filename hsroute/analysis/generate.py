"""A first set of cases for a rules file: every rule, both sides of every border of days and numbers, and `unknown`."""

from __future__ import annotations

import json
import re
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.analysis.cases import Case
from hsroute.engine.budget import PROOF, Budget
from hsroute.engine.diagram import Node, inner_nodes, whole_tree
from hsroute.engine.masks import MISSING, bits
from hsroute.language.spoken_dates import distance
from hsroute.model import UNKNOWN
from hsroute.patterns import DATE, DAYS, NAME, in_digits
from hsroute.routing.outcomes import named, rule_of
from hsroute.rulesfile.yaml_nodes import typed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from hsroute.analysis.cases import Expected
    from hsroute.engine.diagram import Tree
    from hsroute.engine.masks import Assignment, Masks
    from hsroute.model import Interval, Number
    from hsroute.routing.router import Router
    from hsroute.rulesfile.yaml_nodes import Typed

_plain: Final = re.compile(f"(?!(?:true|false|null)$)(?:{NAME}|{DATE}|-?[0-9]+\\.[0-9]+)").fullmatch


def generate(router: Router, today: date, steps: int = PROOF) -> tuple[Case, ...]:
    """A few cases that pass on that day.

    Together they reach every outcome that can be reached, the gap and `unsure` included; each with the first and last
    day or number of every span that it depends on, and with `unknown` where it depends on that. Days and numbers next
    to those spans that no value covers are invalid answers. Raises TooBigError if the rules are too intricate.
    """
    return tuple(_Generator(router, today, Budget(steps)).cases())


class _Form(NamedTuple):
    """A way to give an answer, and what the name of a case calls it."""

    given: str
    said: str


_UNKNOWN: Final = _Form(UNKNOWN, UNKNOWN)


class _Paths:
    """The paths down the diagram, each with the answers in the order in which they are asked."""

    def __init__(self, masks: Masks, budget: Budget) -> None:
        self.root = whole_tree(masks, budget)
        self.nodes = inner_nodes(self.root)
        self.rows: dict[Tree, int] = {outcome: 1 << row for row, outcome in enumerate(masks.outcomes)}
        for node in reversed(self.nodes):
            self.rows[node] = reduce(or_, [self.rows[child] for child in node.children])
        self.firsts: dict[Tree, dict[int, int]] = {}
        self.ahead: dict[Tree, Assignment] = {self.root: {}}
        for node in self.nodes:
            for answer, child in enumerate(node.children):
                self.ahead.setdefault(child, {**self.ahead[node], node.question: answer})

    def down(self, tree: Tree, row: int) -> Assignment:
        """The first path from there to the row."""
        path = {}
        while isinstance(tree, Node):
            path[tree.question] = self.first_answers(tree)[row]
            tree = tree.children[path[tree.question]]
        return path

    def first_answers(self, node: Node) -> dict[int, int]:
        """For each row below the node the first answer on a path to it."""
        if node not in self.firsts:
            firsts = self.firsts[node] = {}
            had = 0
            for answer, child in enumerate(node.children):
                firsts.update(dict.fromkeys(bits(self.rows[child] & ~had), answer))
                had |= self.rows[child]
        return self.firsts[node]

    def through(self, wanted: Callable[[int, int], object]) -> dict[int, list[tuple[int, int, Assignment]]]:
        """For each row the wanted pairs of a question and an answer on paths to it, each with the first such path."""
        found: dict[int, list[tuple[int, int, Assignment]]] = {}
        had: dict[tuple[int, int], int] = {}
        for node in self.nodes:
            question = node.question
            for answer, child in enumerate(node.children):
                if wanted(question, answer):
                    for row in bits(self.rows[child] & ~had.get((question, answer), 0)):
                        path = {**self.ahead[node], question: answer, **self.down(child, row)}
                        found.setdefault(row, []).append((question, answer, path))
                    had[question, answer] = had.get((question, answer), 0) | self.rows[child]
        return found


class _Generator:
    """Makes cases, and remembers with which answers each outcome has been reached."""

    def __init__(self, router: Router, today: date, budget: Budget) -> None:
        self.router = router
        self.questions = router.ruleset.questions
        self.margins = [question.margin for question in self.questions]
        self.masks = router.decider.masks
        self.today = today
        self.paths = _Paths(self.masks, budget)
        self.reached: set[tuple[int, int, _Form | None]] = set()
        self.asked: set[int] = set()

    def cases(self) -> Iterator[Case]:
        through = self.paths.through(self.forms)
        for row in bits(self.paths.rows[self.paths.root]):
            rule = rule_of(self.router.ruleset, self.masks.outcomes[row])
            name = rule.id if rule else "no rule"
            yield self.case(row, name, self.paths.down(self.paths.root, row))
            for question, answer, path in through.get(row, ()):
                for given in self.forms(question, answer):
                    if (row, question, given) not in self.reached:
                        yield self.case(row, name, path, {question: given})
        yield from self.outside()

    def case(self, row: int, name: str, path: Assignment, wanted: dict[int, _Form] | None = None) -> Case:
        """The case that takes this path, with the wanted forms of answers, else with forms not used yet."""
        answers: dict[str, Typed] = {**named(self.router.ruleset, path.items())}
        words = [name]
        self.asked.update(path)
        for question, answer in path.items():
            forms = self.forms(question, answer)
            fresh = [*(form for form in forms if (row, question, form) not in self.reached), *forms]
            form = (wanted or {}).get(question, fresh[0] if fresh else None)
            self.reached.add((row, question, form))
            if form:
                key = self.questions[question].key
                answers[key] = typed(form.given)
                words.append(f"{key} {form.said}")
        return Case(", ".join(words), answers, self.expected(path), self.today)

    def expected(self, path: Assignment) -> dict[str, Expected]:
        """What these answers lead to."""
        met = self.router.meeting(tuple([path.get(number, MISSING) for number in self.masks.questions]))
        contact = self.router.ruleset.contacts[met.contact] if met.contact else None
        expect: dict[str, Expected] = {"status": met.status, "contact": met.contact, "rule": met.rule}
        return expect | ({"email": contact.email} if contact and contact.email else {})

    def forms(self, question: int, answer: int) -> tuple[_Form, ...]:
        """The first and last day or number of the answer's span, if it has them; or `unknown`."""
        values = self.questions[question].values
        if answer == len(values):
            return (_UNKNOWN,)
        span = values[answer].span
        if span is None:
            return ()
        return tuple(self.written(question, sorted({*_within(span, self.margins[question])})))

    def outside(self) -> Iterator[Case]:
        """Cases of days and numbers next to a span that no value covers, for the questions asked."""
        invalid: dict[str, Expected] = {"status": "invalid", "contact": None, "rule": None}
        for number in sorted(self.asked):
            key, reader, spans = self.questions[number].key, self.router.readers[number], self.questions[number].spans
            beyond = {near for span in spans for near in _beyond(span, self.margins[number])}
            for form in self.written(number, [near for near in sorted(beyond) if reader.value_of(near) is None]):
                yield Case(f"invalid, {key} {form.said}", {key: typed(form.given)}, invalid, self.today)

    def written(self, question: int, numbers: Iterable[Number]) -> Iterator[_Form]:
        """The days of the calendar that far away, or the numbers, as answers."""
        scale = self.router.readers[question].scale
        for number, answer in [(number, scale.at(number, self.today)) for number in numbers if scale]:
            if answer is not None:
                given = in_digits(answer)
                yield _Form(given, distance(int(number), "en") if scale is DAYS else given)


def _within(span: Interval, margin: Number) -> Iterator[Number]:
    """The first and last of a span, where it has ends."""
    if span.first is not None:
        yield span.first
    if span.last is not None:
        yield span.last - margin if span.below else span.last


def _beyond(span: Interval, margin: Number) -> Iterator[Number]:
    """What is just before a span, and just after it."""
    if span.first is not None:
        yield span.first - margin
    if span.last is not None:
        yield span.last if span.below else span.last + margin


# As text.


def cases_as_yaml(cases: Sequence[Case]) -> str:
    """The text of a cases file; read back, it gives the same cases."""
    return "".join(map(_case_as_yaml, cases)) or "[]\n"


def _case_as_yaml(case: Case) -> str:
    today = f"  today: {case.today.isoformat()}\n" if case.today else ""
    return (
        f"- name: {_written(case.name)}\n{today}"
        f"  answers: {_entries(case.answers.items())}\n"
        f"  expect: {_entries(case.expect.items())}\n"
    )


def _entries(entries: Iterable[tuple[str, Typed | Expected]]) -> str:
    return "{" + ", ".join(f"{_written(key)}: {_written(value)}" for key, value in entries) + "}"


def _written(value: Typed | Expected) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_written, value)) + "]"
    return value if isinstance(value, str) and _plain(value) else json.dumps(value)
