"""Which answers two rules files lead elsewhere: exact, over all answers.

Answers are told apart by how the two files read them. An answer to a question is the name of a value, `unknown` or a
date; it stands for one *joint answer*: what it is in the old file, and what it is in the new one. Both files reading it
alike is one joint answer, whatever the name; a border that moved from day 90 to day 95 gives one more, the days that
were `later` and are now `soon`. (An address is not: it means `yes`.) A combination is a joint answer for every question
of either file; all weigh the same.

* A question that a file does not have is not asked there: its answer changes nothing.
* A value or date that a file does not have is not accepted there, as `hsroute ask` refuses it: with such an answer
  there is no contact, whatever the others are.

Both files are parts of one table of masks, so that one diagram has a leaf for each pair of outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from fractions import Fraction
from functools import reduce
from math import prod
from operator import and_
from typing import TYPE_CHECKING, Any, Final, Literal

from hsroute.engine.budget import PROOF, Budget
from hsroute.engine.counterfactuals import changes, first, irreducible
from hsroute.engine.diagram import whole_tree
from hsroute.engine.masks import GAP, MISSING, Masks
from hsroute.engine.paths import counts, shortest
from hsroute.model import NOT_COVERED, UNKNOWN
from hsroute.routing.answers import Answer, AnswerReader
from hsroute.routing.outcomes import masks_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from hsroute.engine.counterfactuals import Kind
    from hsroute.engine.diagram import Tree
    from hsroute.model import Question, Rule, Ruleset


class Refused(Enum):
    """What an answer is, and what comes of it, in a file that does not take it."""

    REFUSED = "refused"


class Same(Enum):
    """The leaf where both files lead to the same."""

    SAME = "same"


REFUSED: Final = Refused.REFUSED
SAME: Final = Same.SAME

NOT_ACCEPTED: Final = "not accepted"
"""The end of a combination with an answer that the file refuses. No contact has such an id, nor NOT_COVERED."""

NO_CONTACT: Final = (NOT_COVERED, NOT_ACCEPTED)

_SEARCHED: Final = 100
"""For how many pairs of rules the smallest example is searched for; the others get one that cannot be made smaller."""

Taken = int | Literal[Refused.REFUSED] | None
"""The number of an answer in one file; None where the file does not have the question."""

Joint = dict[tuple[Taken, Taken], str]
"""The joint answers of a question: the answer in the old file and in the new one, with the text that is both."""


@dataclass(frozen=True, slots=True)
class Row:
    """Combinations that one rule led to a contact in the old file, and another one to another contact in the new one.

    A contact that is None is no contact; `lacking` tells why. A rule that is None is no rule. `example` is the fewest
    answers that come to this whatever the other answers are; where these take too long to find, none can be left out.
    """

    before: str | None
    after: str | None
    rule_before: str | None
    rule_after: str | None
    share: Fraction
    example: Mapping[str, str]
    lacking: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "from": self.before,
            "to": self.after,
            "from_rule": self.rule_before,
            "to_rule": self.rule_after,
            "share": float(self.share),
            "example": dict(self.example),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What two rules files do differently: pairs of contacts, the largest share first, and pairs of rules in each."""

    rows: tuple[Row, ...]
    combinations: int

    def as_json(self) -> dict[str, Any]:
        return {"changed": [row.as_json() for row in self.rows], "combinations": self.combinations}


def diff(old: Ruleset, new: Ruleset, today: date, steps: int = PROOF) -> Difference:
    """The difference of two rulesets; dates in examples count from `today`.

    The examples are the first of their size by the old file's questions and answers, those of the new file alone
    coming last. Raises TooBigError where that cannot be told.
    """
    keys, joints = _joint_questions(old, new, today)
    combinations = prod(map(len, joints))
    if _effect(old) == _effect(new):
        return Difference((), combinations)
    pair = _Pair(old, new, keys, joints)
    budget = Budget(steps)
    tree = whole_tree(pair.masks, Budget(steps // 2, budget), pair.leaf)
    rows = []
    counted = counts(tree, combinations)
    for leaf, example in _examples(pair, tree, budget).items():
        share = Fraction(counted[leaf], combinations)
        rows.append(
            pair.row(
                leaf,
                share,
                {keys[question]: [*joints[question].values()][answer] for question, answer in example.items()},
            )
        )
    return Difference(_sorted(rows, (*old.contacts, *new.contacts, None)), combinations)


def _examples(pair: _Pair, tree: Tree, budget: Budget) -> dict[Kind, dict[int, int]]:
    """The fewest answers that force each leaf but SAME; of those that take too long to find, some."""
    ways = shortest(tree)
    kinds = [leaf for leaf in ways if leaf is not SAME]
    found, _ = changes(pair.masks, (MISSING,) * len(pair.masks.allowed), kinds[:_SEARCHED], budget)
    return {
        kind: dict(found[place]) if place in found else irreducible(pair.masks, ways[kind], kind)
        for place, kind in enumerate(kinds)
    }


def _sorted(rows: list[Row], contacts: Sequence[str | None]) -> tuple[Row, ...]:
    """Pairs of contacts by their share, and by the order of contacts; rows of a pair likewise."""
    places = {id: place for place, id in enumerate(contacts)}
    shares: dict[tuple[str | None, str | None], Fraction] = {}
    for row in rows:
        shares[row.before, row.after] = shares.get((row.before, row.after), Fraction(0)) + row.share
    return tuple(
        sorted(
            rows,
            key=lambda row: (-shares[row.before, row.after], places[row.before], places[row.after], -row.share),
        )
    )


def _effect(ruleset: Ruleset) -> object:
    """What is left of a ruleset without its wording; files alike in it need no walk, however big they are."""
    values = [[(value.name, value.days) for value in question.values] for question in ruleset.questions]
    taken = [(question.key, question.if_unsure, question.person) for question in ruleset.questions]
    rules = [(rule.id, rule.when, *_reached(rule)) for rule in (*ruleset.rules, *filter(None, [ruleset.unsure]))]
    return values, taken, rules


def _reached(rule: Rule | None) -> tuple[str | None, tuple[str, ...]]:
    """What of a rule makes a difference: the contact, and the alternatives."""
    return (rule.contact, rule.alternatives) if rule else (None, ())


# The joint answers.


def _joint_questions(old: Ruleset, new: Ruleset, today: date) -> tuple[tuple[str, ...], tuple[Joint, ...]]:
    olds = {question.key: question for question in old.questions}
    news = {question.key: question for question in new.questions}
    keys = tuple(olds | news)
    return keys, tuple(_joint(olds.get(key), news.get(key), today) for key in keys)


def _joint(old: Question | None, new: Question | None, today: date) -> Joint:
    """The joint answers of a question."""
    questions = [question for question in (old, new) if question]
    names = dict.fromkeys(name for question in questions for name in question.names)
    readers = [question and AnswerReader(question) for question in (old, new)]
    joint: Joint = {}
    for answer in (*names, *_dates(questions, today), UNKNOWN):
        before, after = (_taken(reader, answer, today) for reader in readers)
        if isinstance(before, int) or isinstance(after, int):
            joint.setdefault((before, after), answer)
    return joint


def _taken(reader: AnswerReader | None, answer: str, today: date) -> Taken:
    if reader is None:
        return None
    found = reader.find(answer, today)
    return found.value if isinstance(found, Answer) else REFUSED


def _dates(questions: Sequence[Question], today: date) -> Iterator[str]:
    """The days on either side of every border of days, those nearest to today first."""
    spans = [value.days for question in questions for value in question.values if value.days]
    ends = {end for days in spans for end in (days.first, days.last) if end is not None}
    for day in sorted({end + step for end in ends for step in (-1, 0, 1)}, key=lambda day: (abs(day), day)):
        if 1 <= today.toordinal() + day <= today.max.toordinal():
            yield (today + timedelta(day)).isoformat()


# Both files as one table of masks.


class _Pair:
    """Two files, each a part of the masks. Behind its rules each has a row that any accepted answer allows."""

    def __init__(self, old: Ruleset, new: Ruleset, keys: Sequence[str], joints: Sequence[Joint]) -> None:
        self.rulesets = old, new
        olds, news = masks_of(old), masks_of(new)
        width = len(olds.outcomes)
        before, after = _columns(old, olds, keys, joints, 0), _columns(new, news, keys, joints, 1)
        allowed = tuple(
            tuple([one | other << width for one, other in zip(*columns, strict=True)])
            for columns in zip(before, after, strict=True)
        )
        every = (olds.every | olds.none) | (news.every | news.none) << width
        self.masks = Masks(
            allowed,
            allowed,
            tuple(every & ~reduce(and_, masks) for masks in allowed),
            every,
            (*olds.outcomes, *news.outcomes, GAP),
            (every & ((1 << width) - 1), every >> width << width),
        )

    def leaf(self, alive: int) -> Kind | Same:
        """The winners in both files as bits, where they do not lead to the same."""
        winners = tuple([first(alive & part) or self.masks.none for part in self.masks.parts])
        before, after = (_reached(self.rule(place, winner)) for place, winner in enumerate(winners))
        return SAME if before == after else winners

    def rule(self, place: int, winner: int) -> Rule | None:
        return rule_of(self.rulesets[place], self.masks.outcome(winner))

    def row(self, kind: Kind, share: Fraction, example: Mapping[str, str]) -> Row:
        rules = [self.rule(place, winner) for place, winner in enumerate(kind)]
        (before, _), (after, _) = map(_reached, rules)
        ids = [rule and rule.id for rule in rules]
        lacking = {
            NOT_ACCEPTED if winner == self.masks.none else NOT_COVERED
            for winner, rule in zip(kind, rules, strict=True)
            if not (rule and rule.contact)
        }
        return Row(before, after, ids[0], ids[1], share, example, tuple(end for end in NO_CONTACT if end in lacking))


def _columns(
    ruleset: Ruleset, masks: Masks, keys: Sequence[str], joints: Sequence[Joint], place: int
) -> list[list[int]]:
    """For each joint answer to each question the rows that it allows in one file; none where it is refused."""
    numbers = {question.key: number for number, question in enumerate(ruleset.questions)}
    every = masks.none * 2 - 1
    return [
        [
            every if answer is None else 0 if answer is REFUSED else masks.allowed[numbers[key]][answer] | masks.none
            for answer in (taken[place] for taken in joint)
        ]
        for key, joint in zip(keys, joints, strict=True)
    ]
