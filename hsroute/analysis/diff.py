"""What two rules files do differently: who is led elsewhere, how contacts are reached, what is asked, in which words.

Who is led elsewhere is exact, over all answers; see `diff_pair` for what counts as one answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any, Final

from hsroute.analysis.diff_fields import Field, Written, contact_fields, question_fields, written
from hsroute.analysis.diff_pair import NOT_ACCEPTED, SAME, Pair
from hsroute.analysis.prove import QuestionCount
from hsroute.engine.budget import PROOF, Budget, TooBigError
from hsroute.engine.counterfactuals import counterfactuals, irreducible
from hsroute.engine.diagram import whole_tree
from hsroute.engine.masks import MISSING
from hsroute.engine.paths import average_asked, counts, most_asked, shortest
from hsroute.model import NOT_COVERED, Text
from hsroute.routing.outcomes import contact_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hsroute.engine.counterfactuals import WinningRows
    from hsroute.engine.diagram import Tree
    from hsroute.engine.masks import Masks
    from hsroute.model import Ruleset

_SEARCHED: Final = 100
"""For how many pairs of rules a smallest example is searched; the others get one that cannot be reduced."""

_NO_TEXT: Final = Text("")


@dataclass(frozen=True, slots=True)
class ChangedRoute:
    """Combinations that end at one rule in the old file and elsewhere in the new one.

    `before` and `after` are ids of contacts, NOT_COVERED or NOT_ACCEPTED. A rule that is None means no rule. `example`
    has the fewest answers that lead to this, whatever the others are; if those take too long to find, it has answers
    of which none can be left out.
    """

    before: str
    after: str
    rule_before: str | None
    rule_after: str | None
    share: Fraction
    example: Mapping[str, str]
    alternatives_before: tuple[str, ...] = ()
    alternatives_after: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "from": _contact_or_none(self.before),
            "to": _contact_or_none(self.after),
            "from_rule": self.rule_before,
            "to_rule": self.rule_after,
            "share": float(self.share),
            "example": dict(self.example),
        }


def _contact_or_none(end: str) -> str | None:
    return None if end in (NOT_COVERED, NOT_ACCEPTED) else end


@dataclass(frozen=True, slots=True)
class Reached:
    """A contact of both files that is reached in another way; `share` is that of the new file's combinations.

    A share that is None is unproved.
    """

    id: str
    field: str
    old: Written
    new: Written
    share: Fraction | None

    def as_json(self) -> dict[str, Any]:
        share = None if self.share is None else float(self.share)
        return {"id": self.id, "field": self.field, "old": self.old, "new": self.new, "share": share}


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked differently."""

    added: tuple[str, ...]
    removed: tuple[str, ...]

    order: tuple[tuple[str, ...], tuple[str, ...]] | None
    """The questions that both files have, in the order of each file; None if that is the same."""

    changed: tuple[Field, ...]
    """What questions of both files accept as answers, where that differs."""

    before: QuestionCount | None
    after: QuestionCount | None
    """How many questions each file asks; None: unproved."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.order or self.changed or self.before != self.after)

    def as_json(self) -> dict[str, Any]:
        average = [asked and float(asked.average) for asked in (self.before, self.after)]
        most = [asked and asked.most for asked in (self.before, self.after)]
        return {
            "added": list(self.added),
            "removed": list(self.removed),
            "order": self.order and _old_and_new([*map(list, self.order)]),
            "changed": [field._asdict() for field in self.changed],
            "average": _old_and_new(average),
            "most": _old_and_new(most),
        }


def _old_and_new(both: Sequence[object]) -> dict[str, object]:
    return dict(zip(("old", "new"), both, strict=True))


@dataclass(frozen=True, slots=True)
class Difference:
    """What two rules files do differently."""

    routes: tuple[ChangedRoute, ...] | None
    """Pairs of ends, the largest share first, and pairs of rules in each; None: unproved."""

    contacts: tuple[Reached, ...]
    asked: Asking
    texts: tuple[Field, ...]
    combinations: int

    @property
    def changes_routes(self) -> bool | None:
        """Whether anybody is led elsewhere, or reaches a contact in another way; None: unproved."""
        return None if self.routes is None and not self.contacts else bool(self.routes or self.contacts)

    def as_json(self) -> dict[str, Any]:
        return {
            "changed": None if self.routes is None else [row.as_json() for row in self.routes],
            "contacts": [contact.as_json() for contact in self.contacts],
            "asked": self.asked.as_json(),
            "texts": [text._asdict() for text in self.texts],
            "combinations": self.combinations,
        }


def diff(old: Ruleset, new: Ruleset, today: date, steps: int = PROOF) -> Difference:
    """The difference of two rulesets; dates in examples count from `today`.

    Of examples of the same size, the first by the old file's questions and answers is chosen; what only the new file
    has comes last.
    """
    budget = Budget(steps)
    pair = Pair(old, new, today)
    same = _effect(old) == _effect(new)
    rows = () if same else _rows(pair, budget, (*old.contacts, *new.contacts))
    after, shares = _walk(new, pair.alone[1], Budget(budget.left // 2, budget))
    before = after if same else _walk(old, pair.alone[0], Budget(budget.left, budget))[0]
    return Difference(
        rows, _contacts(old, new, shares), _asked(old, new, before, after), written(old, new), pair.combinations
    )


def _effect(ruleset: Ruleset) -> object:
    """A ruleset without its wording; files that are equal in it need no walk, however big they are."""
    values = [[value._replace(label=_NO_TEXT, words=()) for value in question.values] for question in ruleset.questions]
    taken = [(question.key, question.if_unsure, question.person) for question in ruleset.questions]
    rules = [(rule.id, rule.when, rule.contact, rule.alternatives) for rule in ruleset.rules_and_unsure]
    return values, taken, rules, ruleset.unsure is None


# Who is led elsewhere.


def _rows(pair: Pair, budget: Budget, contacts: Sequence[str]) -> tuple[ChangedRoute, ...] | None:
    try:
        tree = whole_tree(pair.masks, Budget(budget.left // 2, budget), pair.leaf)
    except TooBigError:
        return None
    counted = counts(tree, pair.combinations)
    rows = []
    for winning, example in _examples(pair, tree, Budget(budget.left // 2, budget)).items():
        before, after = map(pair.end, winning)
        share = Fraction(counted[winning], pair.combinations)
        ends = (before.to, after.to, before.rule, after.rule, share, pair.named(example))
        rows.append(ChangedRoute(*ends, before.alternatives, after.alternatives))
    return _sorted(rows, (*contacts, NOT_COVERED, NOT_ACCEPTED))


def _examples(pair: Pair, tree: Tree, budget: Budget) -> dict[WinningRows, dict[int, int]]:
    """The fewest answers that force each leaf but SAME; others if those take too long to find."""
    ways = shortest(tree)
    wanted = [leaf for leaf in ways if leaf is not SAME]
    found, _ = counterfactuals(pair.masks, (MISSING,) * len(pair.masks.allowed), wanted[:_SEARCHED], budget)
    return {
        winning: dict(found[place]) if place in found else irreducible(pair.masks, ways[winning], winning)
        for place, winning in enumerate(wanted)
    }


def _sorted(rows: list[ChangedRoute], ends: Sequence[str]) -> tuple[ChangedRoute, ...]:
    """Pairs of ends by share and then the order of contacts; within a pair, by share."""
    places = {end: place for place, end in enumerate(ends)}
    shares: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for row in rows:
        shares[row.before, row.after] += row.share

    def order(row: ChangedRoute) -> tuple[Fraction, int, int, Fraction]:
        return -shares[row.before, row.after], places[row.before], places[row.after], -row.share

    return tuple(sorted(rows, key=order))


# How they are reached, and what is asked.


def _walk(
    ruleset: Ruleset, masks: Masks, budget: Budget
) -> tuple[QuestionCount | None, Mapping[str | None, Fraction] | None]:
    """How many questions are asked, and the share of combinations for each contact; None if that is too intricate."""
    try:
        tree = whole_tree(masks, budget)
    except TooBigError:
        return None, None
    combinations = prod(map(len, masks.allowed))
    shares: dict[str | None, Fraction] = dict.fromkeys((*ruleset.contacts, None), Fraction(0))
    for outcome, count in counts(tree, combinations).items():
        shares[contact_of(ruleset, outcome)] += Fraction(count, combinations)
    return QuestionCount(most_asked(tree), average_asked(tree, combinations)), shares


def _contacts(old: Ruleset, new: Ruleset, shares: Mapping[str | None, Fraction] | None) -> tuple[Reached, ...]:
    return tuple(
        Reached(id, field.path, field.old, field.new, None if shares is None else shares[id])
        for id, contact in old.contacts.items()
        if id in new.contacts
        for field in contact_fields(contact, new.contacts[id])
    )


def _asked(old: Ruleset, new: Ruleset, before: QuestionCount | None, after: QuestionCount | None) -> Asking:
    olds, news = old.by_key, new.by_key
    orders = tuple(key for key in olds if key in news), tuple(key for key in news if key in olds)
    return Asking(
        tuple(key for key in news if key not in olds),
        tuple(key for key in olds if key not in news),
        None if orders[0] == orders[1] else orders,
        tuple(field for key in orders[0] for field in question_fields(olds[key], news[key])),
        before,
        after,
    )
