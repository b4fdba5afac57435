"""A first set of cases for a rules file: every rule, both sides of every border of days, and what is not known."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from hsroute.analysis.cases import Case
from hsroute.engine.budget import PROOF, Budget
from hsroute.engine.diagram import Node, inner_nodes, whole_tree
from hsroute.engine.masks import bits
from hsroute.model import UNKNOWN
from hsroute.patterns import DATE, NAME
from hsroute.routing.outcomes import named, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from hsroute.analysis.cases import Expected
    from hsroute.engine.diagram import Tree
    from hsroute.engine.masks import Masks
    from hsroute.model import Value
    from hsroute.routing.router import Router
    from hsroute.rulesfile.yaml_nodes import Typed

Path = dict[int, int]
"""The number of the answer to each question that is asked."""

_plain: Final = re.compile(f"(?!(?:true|false|null)$)(?:{NAME}|{DATE})").fullmatch


def generate(router: Router, today: date, steps: int = PROOF) -> tuple[Case, ...]:
    """Few cases, all on that day, that pass, and that together reach

    every outcome that can be reached, the gap and `unsure` among them; each with a date on the first and the last day
    of every span that it depends on, and with `unknown` where it depends on that; and the days next to those spans that
    no value covers (an invalid answer). Raises TooBigError where the rules are too intricate.
    """
    return tuple(_Generator(router, today, Budget(steps)).cases())


class _Ways:
    """The ways down the diagram, each a run of answers as a person is asked for them."""

    def __init__(self, masks: Masks, budget: Budget) -> None:
        self.root = whole_tree(masks, budget)
        self.nodes = inner_nodes(self.root)
        self.rows: dict[Tree, int] = {outcome: 1 << row for row, outcome in enumerate(masks.outcomes)}
        for node in reversed(self.nodes):
            self.rows[node] = reduce(or_, [self.rows[child] for child in node.children])
        self.ahead: dict[Tree, Path] = {self.root: {}}
        for node in self.nodes:
            for answer, child in enumerate(node.children):
                self.ahead.setdefault(child, {**self.ahead[node], node.question: answer})

    def down(self, tree: Tree, row: int) -> Path:
        """The first way from there to the row."""
        path = {}
        while isinstance(tree, Node):
            pairs = enumerate(tree.children)
            path[tree.question], tree = next((answer, child) for answer, child in pairs if self.rows[child] >> row & 1)
        return path

    def through(self, wanted: Callable[[int, int], object]) -> dict[int, list[tuple[int, int, Path]]]:
        """For each row the wanted pairs of question and answer that are on a way to it, with the first such way."""
        found: dict[int, list[tuple[int, int, Path]]] = {}
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
    """Remembers which answers each outcome was already reached with."""

    def __init__(self, router: Router, today: date, budget: Budget) -> None:
        self.router = router
        self.questions = router.ruleset.questions
        self.masks = router.decider.masks
        self.today = today
        self.ways = _Ways(self.masks, budget)
        self.reached: set[tuple[int, int, int | str]] = set()
        self.asked: set[int] = set()

    def cases(self) -> Iterator[Case]:
        through = self.ways.through(self.forms)
        for row in bits(self.ways.rows[self.ways.root]):
            rule = rule_of(self.router.ruleset, self.masks.outcomes[row])
            name = rule.id if rule else "no rule"
            yield self.case(row, name, self.ways.down(self.ways.root, row))
            for question, answer, path in through.get(row, ()):
                for given in self.forms(question, answer):
                    if (row, question, given) not in self.reached:
                        yield self.case(row, name, path, {question: given})
        yield from self.outside()

    def case(self, row: int, name: str, path: Path, wanted: dict[int, int | str] | None = None) -> Case:
        """The case that answers in that way, with the forms wanted; others are chosen among those not yet had."""
        answers: dict[str, Typed] = {**named(self.router.ruleset, path.items())}
        words = [name]
        self.asked.update(path)
        for question, answer in path.items():
            forms = self.forms(question, answer)
            fresh = [form for form in forms if (row, question, form) not in self.reached] + forms
            form = (wanted or {}).get(question, fresh[0] if fresh else "")
            self.reached.add((row, question, form))
            key = self.questions[question].key
            if isinstance(form, int):
                answers[key] = self.date(form)
                words.append(f"{key} {_distance(form)}")
            elif form == UNKNOWN:
                words.append(f"{key} {UNKNOWN}")
        return self.expecting(", ".join(words), answers)

    def forms(self, question: int, answer: int) -> list[int | str]:
        """The first and the last day of the answer's span, as far as there are such days; or `unknown`."""
        asked = self.questions[question]
        if answer == len(asked.values):
            return [UNKNOWN]
        days = asked.values[answer].days
        return sorted(day for day in {days.first, days.last} if day is not None and self.exists(day)) if days else []

    def outside(self) -> Iterator[Case]:
        """Dates next to a span of the questions asked that no value covers."""
        for number in sorted(self.asked):
            question, reader = self.questions[number], self.router.readers[number]
            for day in sorted({day for value in question.values for day in _beyond(value)}):
                if self.exists(day) and reader.value_on(day) is None:
                    yield self.expecting(f"invalid, {question.key} {_distance(day)}", {question.key: self.date(day)})

    def expecting(self, name: str, answers: dict[str, Typed]) -> Case:
        route = self.router.route(answers, self.today)
        contact = route.contact
        expect: dict[str, Expected] = {"status": route.status, "contact": contact and contact.id, "rule": route.rule}
        return Case(name, answers, expect | ({"email": contact.email} if contact and contact.email else {}), self.today)

    def exists(self, day: int) -> bool:
        return 1 <= self.today.toordinal() + day <= self.today.max.toordinal()

    def date(self, day: int) -> str:
        return (self.today + timedelta(day)).isoformat()


def _beyond(value: Value) -> Iterator[int]:
    if value.days and value.days.first is not None:
        yield value.days.first - 1
    if value.days and value.days.last is not None:
        yield value.days.last + 1


def _distance(day: int) -> str:
    if day == 0:
        return "today"
    days = f"{abs(day)} {'day' if abs(day) == 1 else 'days'}"
    return f"in {days}" if day > 0 else f"{days} ago"


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
