"""Two rules files as one: answers told apart by how both files read them, and one table of masks for both.

An answer to a question is the name of a value, `unknown`, a date or a number. It belongs to one *joint answer*: what it
is in the old file together with what it is in the new one. A border that moved from day 90 to day 95 makes one more
joint answer: the days that were `later` and are now `soon`. (An e-mail address makes none: it means `yes`.) A
combination is a joint answer for every question of either file; all count the same.

* A question that a file does not have is not asked there: its answer changes nothing.
* A value, date or number that a file does not have is not accepted there, as `hsroute ask` refuses it: with such an
  answer there is no contact, whatever the others are.

Both files are parts of one table of masks, so that one diagram has a leaf for each pair of outcomes.
"""

from __future__ import annotations

from enum import Enum
from functools import reduce
from math import ceil, floor, prod
from operator import and_, or_
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.engine.masks import GAP, Masks, bits, lowest
from hsroute.model import NOT_COVERED, UNKNOWN, Frozen
from hsroute.patterns import SCALES, in_digits
from hsroute.routing.answers import Answer, AnswerReader
from hsroute.routing.outcomes import masks_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from hsroute.engine.counterfactuals import WinningRows
    from hsroute.model import Question, Rule, Ruleset, Text


class Refused(Enum):
    """What an answer is in a file that does not accept it."""

    REFUSED = "refused"


class Same(Enum):
    """The leaf where both files lead to the same end."""

    SAME = "same"


REFUSED: Final = Refused.REFUSED
SAME: Final = Same.SAME

NOT_ACCEPTED: Final = "not accepted"
"""The end of a combination with an answer that the file refuses. No contact has such an id, nor NOT_COVERED."""

InFile = int | Literal[Refused.REFUSED] | None
"""The number of an answer in one file; None where the file does not have the question."""

Joint = dict[tuple[InFile, InFile], str]
"""The joint answers of a question: the answer in the old file and in the new one, with a text that means both."""


class End(NamedTuple):
    """What a customer gets where a row of the masks wins in one of the files."""

    to: str
    """The id of a contact, NOT_COVERED or NOT_ACCEPTED."""

    alternatives: tuple[str, ...] = ()
    rule: str | None = None
    words: tuple[Text, ...] = ()
    facts: tuple[str, ...] = ()

    def is_like(self, other: End) -> bool:
        """Whether both are the same to a customer; new words of the same rule are reported as words, not here."""
        same = (self.to, self.alternatives) == (other.to, other.alternatives)
        return same and (self.rule == other.rule or (self.words, self.facts) == (other.words, other.facts))


# The joint answers.


def _joint(old: Question | None, new: Question | None, today: date) -> Joint:
    """The joint answers of a question."""
    questions = [question for question in (old, new) if question]
    names = dict.fromkeys(name for question in questions for name in question.names)
    readers = [question and AnswerReader(question) for question in (old, new)]
    joint: Joint = {}
    for answer in (*names, *_placed(questions, today), UNKNOWN):
        before, after = (_taken(reader, answer, today) for reader in readers)
        if isinstance(before, int) or isinstance(after, int):
            joint.setdefault((before, after), answer)
    return joint


def _taken(reader: AnswerReader | None, answer: str, today: date) -> InFile:
    if reader is None:
        return None
    found = reader.find(answer, today)
    return found.value if isinstance(found, Answer) else REFUSED


def _placed(questions: Sequence[Question], today: date) -> Iterator[str]:
    """The days and numbers, whole ones too, on either side of every border, nearest to today or to zero first."""
    for scale in SCALES.values():
        some = [question for question in questions if question.scale == scale.name]
        ends = {end for question in some for end in question.ends}
        margin = min((question.margin for question in some), default=1)
        near = {end + away for end in ends for away in (-margin, 0, margin)}
        near |= {edge + away for end in ends for edge in (floor(end), ceil(end)) for away in (-1, 0, 1)}
        answers = (scale.at(place, today) for place in sorted(near, key=lambda place: (abs(place), place)))
        yield from (in_digits(answer) for answer in answers if answer is not None)


# Both files as one table of masks.


class Pair:
    """Two files, each a part of the masks. After its rules each has a row that every accepted answer allows."""

    def __init__(self, old: Ruleset, new: Ruleset, today: date) -> None:
        before, after = old.by_key, new.by_key
        self.keys: tuple[str, ...] = tuple(before | after)
        self.joints: list[Joint] = [_joint(before.get(key), after.get(key), today) for key in self.keys]
        self.combinations: int = prod(map(len, self.joints))
        self.alone: tuple[Masks, Masks] = (masks_of(old), masks_of(new))
        olds, news = self.alone
        width = len(olds.outcomes)
        columns = self._columns(old, olds, 0), self._columns(new, news, 1)
        allowed = tuple(
            tuple([one | other << width for one, other in zip(*both, strict=True)])
            for both in zip(*columns, strict=True)
        )
        answers = zip(self._answers(old, olds, 0), self._answers(new, news, 1), self.joints, strict=True)
        every = (olds.every | olds.none) | (news.every | news.none) << width
        self.masks: Masks = Masks(
            allowed,
            tuple([(*some, *others, (1 << len(joint)) - 1) for some, others, joint in answers]),
            allowed,
            tuple(every & ~reduce(and_, masks) for masks in allowed),
            every,
            (*olds.outcomes, *news.outcomes, GAP),
            (every & ((1 << width) - 1), every >> width << width),
            olds.siblings | news.siblings << width,
        )
        olds_ends = [_end(rule_of(old, outcome)) for outcome in olds.outcomes]
        self._ends = (*olds_ends, *(_end(rule_of(new, outcome)) for outcome in news.outcomes), End(NOT_ACCEPTED))

    def leaf(self, alive: int) -> WinningRows | Same:
        """The winners in both files as bits, where they are not the same to a customer."""
        rows = [lowest(alive & part) for part in self.masks.parts]
        before, after = [self._ends[row] for row in rows]
        if before.is_like(after):
            return SAME
        won = zip(rows, self.masks.parts, strict=True)
        return tuple([self.masks.alike(row) & part if row >= 0 else self.masks.none for row, part in won])

    def end(self, winner: int) -> End:
        """The end where one of these rows wins, all of which belong to one rule."""
        return self._ends[lowest(winner)]

    def named(self, example: Mapping[int, int]) -> Frozen[str, str]:
        """The example by the keys of the questions, with answers that can be given to `ask`."""
        answers = {question: [*self.joints[question].values()] for question in example}
        return Frozen({self.keys[question]: answers[question][answer] for question, answer in example.items()})

    def _columns(self, ruleset: Ruleset, masks: Masks, place: int) -> list[list[int]]:
        """The rows of one file that each joint answer to each question allows; none if the file refuses it."""
        numbers, columns = ruleset.numbers, []
        for key, joint in zip(self.keys, self.joints, strict=True):
            allowed = masks.allowed[numbers[key]] if key in numbers else ()
            rows: dict[InFile, int] = dict(enumerate(mask | masks.none for mask in allowed))
            rows |= {None: masks.none * 2 - 1, REFUSED: 0}
            columns.append([rows[taken[place]] for taken in joint])
        return columns

    def _answers(self, ruleset: Ruleset, masks: Masks, place: int) -> Iterator[list[int]]:
        """The same the other way round: for each question the joint answers that each row allows, as bits."""
        for key, joint in zip(self.keys, self.joints, strict=True):
            own = masks.answers[ruleset.numbers[key]] if key in ruleset.numbers else [0] * len(masks.outcomes)
            joints: dict[InFile, int] = {}
            for number, pair in enumerate(joint):
                joints[pair[place]] = joints.get(pair[place], 0) | 1 << number
            always = joints.get(None, 0)
            joint_answers = {
                some: reduce(or_, [joints.get(answer, 0) for answer in bits(some)], always) for some in {*own}
            }
            yield [joint_answers[some] for some in own]


def _end(rule: Rule | None) -> End:
    """A gap is not covered, and has no words of its own."""
    if rule is None:
        return End(NOT_COVERED)
    return End(rule.contact or NOT_COVERED, rule.alternatives, rule.id, (rule.because, *rule.notes), rule.facts)
