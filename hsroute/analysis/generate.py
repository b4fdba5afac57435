"""A first set of cases for a rules file: every rule, and both sides of every border of days."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from hsroute.analysis.cases import Case
from hsroute.engine.diagram import GAP, Diagram, Node, TooBigError, leaves
from hsroute.patterns import DATE, NAME
from hsroute.routing.answers import value_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from hsroute.analysis.cases import Expected
    from hsroute.engine.diagram import Tree
    from hsroute.model import Question, Value
    from hsroute.routing.router import Router
    from hsroute.rulesfile.yaml_nodes import Typed

Step = tuple[int, int]
"""The number of a question, and of its value."""

Path = tuple[Step, ...]
Target = tuple[int, Step | None]
"""The outcome to reach, and the value with a span of days to pass on the way, if one is asked for."""

_BUDGET: Final = 20_000
_plain = re.compile(f"(?!(?:true|false|null)$)(?:{NAME}|{DATE})").fullmatch


def generate(router: Router, today: date) -> tuple[Case, ...]:
    """Few cases, all on that day, that pass, and that together reach

    every rule that can be reached; each with a date on the first and the last day of every span that it depends on;
    the days next to those spans that no value covers (an invalid answer); the `unsure` outcome, where it can be.
    Raises TooBigError where the rules are too intricate.
    """
    try:
        return tuple(_Generator(router, today).cases())
    except RecursionError:
        raise TooBigError from None


class _Generator:
    """Remembers which days each outcome was already reached with."""

    def __init__(self, router: Router, today: date) -> None:
        self.router = router
        self.questions = router.ruleset.questions
        self.today = today
        self.reached: set[tuple[int, int, int]] = set()

    def cases(self) -> Iterator[Case]:
        ways = _ways(self.tree(range(len(self.questions))), self.questions)
        for number in range(len(self.router.ruleset.rules)):
            borders = list(self.at_borders(ways, number))
            yield from borders
            if not borders and (number, None) in ways:
                yield self.case(number, ways[number, None])
        yield from self.at_borders(ways, GAP)
        yield from self.outside({via[0] for _, via in ways if via})
        yield from self.unsure()

    def tree(self, order: Sequence[int]) -> Tree:
        table = self.router.decider.table
        return Diagram(table, order, budget=_BUDGET).root(table.every)

    def at_borders(self, ways: dict[Target, Path], outcome: int) -> Iterator[Case]:
        for question, value in sorted(via for leaf, via in ways if leaf == outcome and via):
            for day in self.ends(self.questions[question].values[value]):
                if (outcome, question, day) not in self.reached:
                    yield self.case(outcome, ways[outcome, (question, value)], {question: day})

    def case(self, outcome: int, path: Path, days: dict[int, int] | None = None) -> Case:
        """The case that answers in that way, with these days; others are chosen among those not yet had."""
        rules = self.router.ruleset.rules
        answers: dict[str, Typed] = {}
        words = [rules[outcome].id if outcome != GAP else "no rule"]
        for number, value in path:
            question = self.questions[number]
            ends = self.ends(question.values[value])
            fresh = [day for day in ends if (outcome, number, day) not in self.reached] + ends
            day = (days or {}).get(number, fresh[0] if fresh else None)
            answers[question.key] = question.names[value] if day is None else self.date(day)
            if day is not None:
                self.reached.add((outcome, number, day))
                words.append(f"{question.key} {_distance(day)}")
        return self.expecting(", ".join(words), answers)

    def outside(self, asked: set[int]) -> Iterator[Case]:
        """Dates next to a span of these questions that no value covers."""
        for question in (self.questions[number] for number in sorted(asked)):
            for day in sorted({day for value in question.values for day in _beyond(value)}):
                if self.exists(day) and value_on(question, day) is None:
                    yield self.expecting(f"invalid, {question.key} {_distance(day)}", {question.key: self.date(day)})

    def unsure(self) -> Iterator[Case]:
        """The fewest answers that leave several contacts to the questions that may stay open, those unknown."""
        if self.router.ruleset.unsure is None:
            return
        open_ones = [number for number, question in enumerate(self.questions) if question.if_unsure is None]
        others = [number for number in range(len(self.questions)) if number not in open_ones]
        path = self.undecided(self.tree(others + open_ones), set(open_ones), {})
        if path is not None:
            answers: dict[str, Typed] = {self.questions[number].key: None for number in open_ones}
            answers |= {self.questions[number].key: self.questions[number].names[value] for number, value in path}
            yield self.expecting("unsure", dict(self.router.route(answers, self.today).answers or {}))

    def undecided(self, tree: Tree, open_ones: set[int], known: dict[Tree, Path | None]) -> Path | None:
        """The shortest way to where only open questions are left, with several contacts."""
        if not isinstance(tree, Node):
            return None
        if tree.question in open_ones:
            return () if len({self.contact(leaf) for leaf in leaves(tree)}) > 1 else None
        if tree not in known:
            below = [(value, self.undecided(child, open_ones, known)) for value, child in enumerate(tree.children)]
            paths = [((tree.question, value), *path) for value, path in below if path is not None]
            known[tree] = min(paths, key=len, default=None)
        return known[tree]

    def contact(self, leaf: int) -> str | None:
        return None if leaf == GAP else self.router.ruleset.rules[leaf].contact

    def expecting(self, name: str, answers: dict[str, Typed]) -> Case:
        route = self.router.route(answers, self.today)
        contact = route.contact.id if route.contact else None
        return Case(name, answers, {"status": route.status, "contact": contact, "rule": route.rule}, self.today)

    def ends(self, value: Value) -> list[int]:
        """The first and the last day of the value's span, as far as there are such days."""
        ends = {value.days.first, value.days.last} if value.days else set()
        return sorted(day for day in ends if day is not None and self.exists(day))

    def exists(self, day: int) -> bool:
        return 1 <= self.today.toordinal() + day <= self.today.max.toordinal()

    def date(self, day: int) -> str:
        return (self.today + timedelta(day)).isoformat()


def _ways(tree: Tree, questions: Sequence[Question]) -> dict[Target, Path]:
    """The shortest way to every target that can be reached; of several, the first in the file's order."""
    known: dict[Tree, dict[Target, Path]] = {}

    def ways(tree: Tree) -> dict[Target, Path]:
        if not isinstance(tree, Node):
            return {(tree, None): ()}
        if tree not in known:
            known[tree] = {}
            for value, child in enumerate(tree.children):
                step = (tree.question, value)
                dated = questions[tree.question].values[value].days is not None
                for (leaf, via), path in ways(child).items():
                    _keep_shorter(known[tree], (leaf, via), (step, *path))
                    if dated and via is None:
                        _keep_shorter(known[tree], (leaf, step), (step, *path))
        return known[tree]

    return ways(tree)


def _keep_shorter(ways: dict[Target, Path], target: Target, path: Path) -> None:
    if target not in ways or len(path) < len(ways[target]):
        ways[target] = path


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
