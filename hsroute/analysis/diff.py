"""Which answers two rules files lead to different contacts: exact, over all answers.

Answers are told apart by how the two files read them. An answer to a question is the name of a value, a date, or
"I don't know"; it stands for one *joint value*: the value that it is in the old file and the value that it is in the
new one. Both files reading it alike is one joint value, whatever the name; a border that moved from day 90 to day 95
gives one more, the days that were `later` and are now `soon`. "I don't know" is a joint value of its own only
where the files take it for different values, or for none with different `unsure` contacts. (An address is not: it
means `yes`.) A combination is a joint value for every question of either file; all weigh the same.

* A question that a file does not have is not asked there: its answer changes nothing.
* A value or date that a file does not have is not accepted there, as `hsroute ask` refuses it: with such an answer
  there is no contact, whatever the others are.

What is compared is the contact; *not covered*, a gap and an answer that is not accepted are all no contact. Which of
them it is, the rows tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any, Final

from hsroute.engine.decision import MISSING, UNKNOWN
from hsroute.engine.diagram import BUDGET, GAP, Node, TooBigError, reduced
from hsroute.engine.masks import build_table, lowest
from hsroute.engine.paths import counts, smallest, way
from hsroute.model import NOT_COVERED
from hsroute.routing.answers import Answer, read_answer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from hsroute.engine.diagram import Tree
    from hsroute.engine.paths import Fixed
    from hsroute.model import Question, Ruleset

REFUSED: Final = -3
"""What an answer is in a file that does not take it; beside UNKNOWN, and MISSING where the question is not asked."""

SAME: Final = -1
"""The leaf where both files lead to the same contact, or to none; any other is the number of a pair of ends."""

NOT_ACCEPTED: Final = "not accepted"
"""The end of a combination with an answer that the file refuses. No contact has such an id, nor NOT_COVERED."""

NO_CONTACT: Final = (NOT_COVERED, NOT_ACCEPTED)

End = str
"""What a combination comes to in one file: the id of a contact, or one of NO_CONTACT."""

Contacts = tuple[str | None, str | None]
Joint = dict[tuple[int, int], str | None]
"""The joint values of a question: the value in the old file and in the new one, with an answer that is both."""

Alive = frozenset[int]
"""The rules that can still win in one file: a mask for each way to take what is not known; none where it is refused."""


@dataclass(frozen=True, slots=True)
class Row:
    """Combinations that went to the contact `before` and go to `after`; None is no contact.

    `example` is the fewest answers that have these two contacts whatever the other answers are; where these take too
    long to find, it is some. `lacking` tells what no contact comes of, if one of the two is None.
    """

    before: str | None
    after: str | None
    share: Fraction
    example: Mapping[str, str | None]
    lacking: tuple[End, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"from": self.before, "to": self.after, "share": float(self.share), "example": dict(self.example)}


@dataclass(frozen=True, slots=True)
class Difference:
    """What two rules files do differently; the largest share comes first."""

    rows: tuple[Row, ...]
    combinations: int

    def as_json(self) -> dict[str, Any]:
        return {"changed": [row.as_json() for row in self.rows], "combinations": self.combinations}


def diff(old: Ruleset, new: Ruleset, today: date, budget: int = BUDGET) -> Difference:
    """The difference of two rulesets; dates in examples count from `today`.

    The examples are the first of their size by the old file's questions and values, those of the new file alone
    coming last. Raises TooBigError, with the reason, where that cannot be told.
    """
    keys, joints = _joint_questions(old, new, today)
    combinations = prod(map(len, joints))
    if _effect(old) == _effect(new):
        return Difference((), combinations)
    walk = _Walk(_Side(old, keys), _Side(new, keys), joints, budget)
    tree = walk.root()
    numbers = counts(tree, combinations)
    rows = []
    for (before, after), leaves in _by_contacts(walk.pairs).items():
        share = Fraction(sum(numbers[leaf] for leaf in leaves), combinations)
        answers = _fewest(tree, tuple(leaves), budget).items()
        example = {keys[number]: tuple(joints[number].values())[value] for number, value in answers}
        lacking = {end for ends in leaves.values() for end in ends}
        rows.append(Row(before, after, share, example, tuple(end for end in NO_CONTACT if end in lacking)))
    places = {id: place for place, id in enumerate((*old.contacts, *new.contacts, None))}
    rows.sort(key=lambda row: (-row.share, places[row.before], places[row.after]))
    return Difference(tuple(rows), combinations)


def _by_contacts(pairs: Mapping[tuple[End, End], int]) -> dict[Contacts, dict[int, tuple[End, End]]]:
    """The leaves of each pair of contacts, with their ends."""
    found: dict[Contacts, dict[int, tuple[End, End]]] = {}
    for (before, after), leaf in pairs.items():
        contacts = None if before in NO_CONTACT else before, None if after in NO_CONTACT else after
        found.setdefault(contacts, {})[leaf] = before, after
    return found


def _fewest(tree: Tree, leaves: Sequence[int], budget: int) -> Fixed:
    """The fewest answers that force one of the leaves; where they take too long to find, some."""
    try:
        return smallest(tree, leaves, budget) or {}
    except TooBigError:
        return way(tree, leaves) or {}


def _effect(ruleset: Ruleset) -> object:
    """What is left of a ruleset without its wording; files alike in it need no walk, however big they are."""
    values = [[(value.name, value.days) for value in question.values] for question in ruleset.questions]
    taken = [(question.key, question.if_unsure) for question in ruleset.questions]
    return values, taken, [(rule.when, rule.contact) for rule in ruleset.rules], _unsure_contact(ruleset)


# The joint values.


def _joint_questions(old: Ruleset, new: Ruleset, today: date) -> tuple[tuple[str, ...], tuple[Joint, ...]]:
    olds = {question.key: question for question in old.questions}
    news = {question.key: question for question in new.questions}
    keys = tuple(olds | news)
    unsure = _unsure_contact(old) != _unsure_contact(new)
    return keys, tuple(_joint(olds.get(key), news.get(key), today, unsure=unsure) for key in keys)


def _joint(old: Question | None, new: Question | None, today: date, *, unsure: bool) -> Joint:
    """The joint values of a question; `unsure` says whether the files part where an answer stays unknown."""
    questions = [question for question in (old, new) if question]
    names = [name for question in questions for name in question.names]
    joint: Joint = {}
    for answer in (*names, *_dates(questions, today)):
        taken = _taken(old, answer, today), _taken(new, answer, today)
        if max(taken) >= 0:
            joint.setdefault(taken, answer)
    unknown = _taken(old, None, today), _taken(new, None, today)
    if MISSING not in unknown and (unsure or unknown != (UNKNOWN, UNKNOWN)):
        joint.setdefault(unknown, None)
    return joint


def _taken(question: Question | None, answer: str | None, today: date) -> int:
    if question is None:
        return MISSING
    read = read_answer(question, answer, today)
    return read.value if isinstance(read, Answer) else REFUSED


def _dates(questions: Sequence[Question], today: date) -> Iterator[str]:
    """The days on either side of every border of days, those nearest to today first."""
    spans = [value.days for question in questions for value in question.values if value.days]
    ends = {end for days in spans for end in (days.first, days.last) if end is not None}
    for day in sorted({end + step for end in ends for step in (-1, 0, 1)}, key=lambda day: (abs(day), day)):
        if 1 <= today.toordinal() + day <= today.max.toordinal():
            yield (today + timedelta(day)).isoformat()


# The walk.


class _Side:
    """One of the two files, its questions known by their place among those of both."""

    def __init__(self, ruleset: Ruleset, keys: Sequence[str]) -> None:
        self.ruleset = ruleset
        self.table = build_table(ruleset)
        own = {question.key: number for number, question in enumerate(ruleset.questions)}
        self.numbers = [own.get(key) for key in keys]
        self.open = [0]
        for number in reversed(self.numbers):
            self.open.append(self.open[-1] | (0 if number is None else self.table.mentions[number]))
        self.open.reverse()

    def after(self, alive: Alive, level: int, taken: int) -> Alive:
        """What the answer to the question of that level leaves."""
        number = self.numbers[level]
        if number is None:
            masks: tuple[int, ...] = (self.table.every,)
        elif taken == REFUSED:
            return frozenset()
        else:
            masks = self.table.masks[number] if taken == UNKNOWN else (self.table.masks[number][taken],)
        return frozenset([self.rivals(level + 1, rules & mask) for rules in alive for mask in masks])

    def rivals(self, level: int, alive: int) -> int:
        """The rules that can still win: none after the first that no question from that level on can stop."""
        certain = alive & ~self.open[level]
        return alive & ((certain & -certain) * 2 - 1) if certain else alive

    def end(self, alive: Alive) -> End:
        """What comes out when every question has its answer."""
        if not alive:
            return NOT_ACCEPTED
        winners = {lowest(rules) for rules in alive}
        contacts = {None if winner == GAP else self.ruleset.rules[winner].contact for winner in winners}
        return (contacts.pop() if len(contacts) == 1 else _unsure_contact(self.ruleset)) or NOT_COVERED


def _unsure_contact(ruleset: Ruleset) -> str | None:
    return ruleset.unsure.contact if ruleset.unsure else None


class _Walk:
    """Both files as one diagram, whose leaves are SAME and the places of `pairs`."""

    def __init__(self, old: _Side, new: _Side, joints: Sequence[Joint], budget: int) -> None:
        self.old, self.new = old, new
        self.joints = joints
        self.budget = self.left = budget
        self.pairs: dict[tuple[End, End], int] = {}
        self.trees: dict[tuple[int, Alive, Alive], Tree] = {}
        self.nodes: dict[tuple[int, tuple[Tree, ...]], Node] = {}

    def root(self) -> Tree:
        """The whole diagram. Raises TooBigError when the budget is used up."""
        try:
            return self.tree(0, frozenset((self.old.table.every,)), frozenset((self.new.table.every,)))
        except RecursionError:
            raise TooBigError(f"{len(self.joints):,} questions are too many") from None

    def tree(self, level: int, old: Alive, new: Alive) -> Tree:
        if level == len(self.joints):
            return self.leaf(self.old.end(old), self.new.end(new))
        tree = self.trees.get((level, old, new))
        if tree is None:
            tree = self.trees[level, old, new] = self.branch(level, old, new)
        return tree

    def leaf(self, before: End, after: End) -> int:
        same = before == after or {before, after} == {*NO_CONTACT}
        return SAME if same else self.pairs.setdefault((before, after), len(self.pairs))

    def branch(self, level: int, old: Alive, new: Alive) -> Tree:
        self.left -= len(old) + len(new)
        if self.left < 0:
            raise TooBigError(f"it takes more than {self.budget:,} steps")
        children = []
        for before, after in self.joints[level]:
            children.append(self.tree(level + 1, self.old.after(old, level, before), self.new.after(new, level, after)))
        return reduced(self.nodes, level, tuple(children))
