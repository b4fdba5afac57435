"""What can be proved about the rules of one file, as facts; how they read, and where, is `checks`.

The diagram proves all of it. Where it is too big, searches on the masks prove what they can, and what is left
unproved is named. Two laws carry the rest:

* A rule that a combination reaches wins there, and only there the route depends on its conditions. So a question can
  change the route exactly when a rule that is reached has a condition on it that does not allow every value.
* What a rule that is never reached matches goes to rules before it that are reached. So only those are to blame.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import inf, prod
from typing import TYPE_CHECKING

from hsroute.engine.diagram import BUDGET, GAP, TooBigError, leaves, whole_tree
from hsroute.engine.masks import build_table
from hsroute.engine.paths import average_asked, counts, most_asked, smallest, way
from hsroute.engine.shadowing import STEPS, Steps, blamed, left_over, whole, without_needless
from hsroute.model import Days

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from hsroute.engine.diagram import Tree
    from hsroute.engine.masks import Table
    from hsroute.engine.paths import Fixed
    from hsroute.model import Question, Ruleset, Value


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A rule that no combination reaches, by its number."""

    rule: int

    blamed: tuple[int, ...] | None = None
    """Rules before it that together match all that it matches, none of which can be left out; None: not found out."""

    impossible: str | None = None
    """The question of which its condition allows no value; then no rule is to blame."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Answers that no rule matches."""

    combinations: int

    exact: bool
    """False where there may be more combinations than that."""

    example: dict[str, str]
    """Answers none of whose completions any rule matches."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How many questions are asked, over all combinations of answers, when none is answered ahead."""

    most: int
    average: Fraction


@dataclass(frozen=True, slots=True)
class Facts:
    """What is proved about a ruleset."""

    combinations: int
    """One value for every question makes a combination."""

    unreachable: tuple[Unreachable, ...]
    undecided: frozenset[int]
    """Rules of which it is not proved whether a combination reaches them."""

    gap: Gap | None
    gap_decided: bool
    """False where it is not proved whether there is a gap."""

    not_covered: int | None
    """How many combinations end in rules that are not covered; None: unproved."""

    asked: Asked | None
    """None: unproved."""

    unused: tuple[Question, ...]
    """Questions that can never change the route."""

    unsettled: tuple[Question, ...]
    """Questions of which it is not proved whether they can."""


def prove(ruleset: Ruleset, budget: int = BUDGET, steps: int = STEPS) -> Facts:
    """All that can be proved about the ruleset within the budget of the diagram and the steps of the searches."""
    table = build_table(ruleset)
    tree = _tree(table, budget)
    combinations = prod(len(question.values) for question in ruleset.questions)
    unreachable, undecided = _unreachable(ruleset, table, tree, Steps(steps))
    gap, decided = _gap(ruleset, table, tree, combinations, Steps(steps, most=steps // 10))
    return Facts(
        combinations,
        unreachable,
        undecided,
        gap,
        decided,
        _not_covered(ruleset, tree, combinations),
        None if tree is None else Asked(most_asked(tree), average_asked(tree, combinations)),
        *_unused(ruleset, frozenset(shadow.rule for shadow in unreachable), undecided),
    )


def _tree(table: Table, budget: int) -> Tree | None:
    """The diagram of all questions; None when it is too big."""
    try:
        return whole_tree(table, budget)
    except TooBigError:
        return None


def _unreachable(
    ruleset: Ruleset, table: Table, tree: Tree | None, steps: Steps
) -> tuple[tuple[Unreachable, ...], frozenset[int]]:
    """The rules that no combination reaches, and those of which that is not proved."""
    reached = set() if tree is None else leaves(tree)
    unreachable: list[Unreachable] = []
    undecided: set[int] = set()
    before = 0
    for number in range(len(ruleset.rules)):
        shadow = None if number in reached else _shadow(ruleset, table, number, before, steps)
        if shadow and (shadow.blamed is not None or tree is not None):
            unreachable.append(shadow)
            continue
        before |= 1 << number
        if shadow:
            undecided.add(number)
    return tuple(unreachable), frozenset(undecided)


def _shadow(ruleset: Ruleset, table: Table, number: int, before: int, steps: Steps) -> Unreachable | None:
    """Why no combination reaches the rule, given the rules before it that some reach; None when one does."""
    for key, names in ruleset.rules[number].when.items():
        if not names:
            return Unreachable(number, (), key)
    try:
        rules = blamed(table, number, before, steps)
    except TooBigError:
        return Unreachable(number)
    return None if rules is None else Unreachable(number, rules)


def _gap(ruleset: Ruleset, table: Table, tree: Tree | None, combinations: int, steps: Steps) -> tuple[Gap | None, bool]:
    """The gap, if there is one, and whether that is proved."""
    try:
        answers = left_over(table, whole(table), table.every, steps) if tree is None else _smallest(tree)
    except TooBigError:
        return None, False
    if answers is None:
        return None, True
    answers = without_needless(table, answers)
    left = prod(len(masks) for question, masks in enumerate(table.masks) if question not in answers)
    count = left if tree is None else counts(tree, combinations)[GAP]
    return Gap(count, tree is not None, _named(ruleset, answers)), True


def _smallest(tree: Tree) -> Fixed | None:
    """The fewest answers that no rule matches; where they take too long to find, some."""
    try:
        return smallest(tree, {GAP})
    except TooBigError:
        return way(tree, {GAP})


def _named(ruleset: Ruleset, answers: Fixed) -> dict[str, str]:
    return {
        ruleset.questions[question].key: ruleset.questions[question].names[value] for question, value in answers.items()
    }


def _not_covered(ruleset: Ruleset, tree: Tree | None, combinations: int) -> int | None:
    if all(rule.contact is not None for rule in ruleset.rules):
        return 0
    if tree is None:
        return None
    ends = counts(tree, combinations).items()
    return sum(count for rule, count in ends if rule != GAP and ruleset.rules[rule].contact is None)


def _unused(
    ruleset: Ruleset, unreachable: frozenset[int], undecided: frozenset[int]
) -> tuple[tuple[Question, ...], tuple[Question, ...]]:
    """The questions that no rule restricts which is or may be reached, and those that only the latter restrict."""
    reached = frozenset(range(len(ruleset.rules))) - unreachable
    unused = unrestricted(ruleset, reached)
    keys = {question.key for question in unused}
    maybe = unrestricted(ruleset, reached - undecided)
    return unused, tuple(question for question in maybe if question.key not in keys)


def unrestricted(ruleset: Ruleset, rules: frozenset[int]) -> tuple[Question, ...]:
    """The questions that none of these rules restricts: each matches whatever the answer to the question is."""
    sizes = {question.key: len(question.values) for question in ruleset.questions}
    conditions = (condition for rule in rules for condition in ruleset.rules[rule].when.items())
    restricted = {key for key, names in conditions if len(names) < sizes[key]}
    return tuple(question for question in ruleset.questions if question.key not in restricted)


def useless(ruleset: Ruleset) -> Iterator[tuple[int, Question]]:
    """The conditions that allow every value of their question, by rule and question."""
    questions = {question.key: question for question in ruleset.questions}
    for number, rule in enumerate(ruleset.rules):
        for key, names in rule.when.items():
            if len(names) == len(questions[key].values):
                yield number, questions[key]


def unused_contacts(ruleset: Ruleset) -> tuple[str, ...]:
    """The contacts that neither a rule nor `unsure` names, in the file's order."""
    named = {ruleset.unsure.contact} if ruleset.unsure else set()
    for rule in ruleset.rules:
        named.update(rule.alternatives, [rule.contact] if rule.contact else [])
    return tuple(id for id in ruleset.contacts if id not in named)


def days_gaps(question: Question) -> Iterator[tuple[Days, Value, Value]]:
    """The days between two spans that no value covers, with the values before and after them."""
    dated = [(value.days, value) for value in question.values if value.days]
    dated.sort(key=lambda pair: -inf if pair[0].first is None else pair[0].first)
    for (days, value), (later, next_value) in pairwise(dated):
        if days.last is not None and later.first is not None and days.last + 1 < later.first:
            yield Days(days.last + 1, later.first - 1), value, next_value
