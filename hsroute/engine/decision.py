"""What a state leads to: an outcome, or the next question; and which answers decided.

It rests on one law: the first rule alive wins for some answers to the open questions. So a state is settled exactly
when its first rule alive has no condition on a missing answer. And a question can change the outcome exactly when some
rule with a condition on it wins for some answers to the open questions, which a search finds out. Where a rule has
several alternative conditions, another search compares the outcomes of the answers to the question.
"""

from __future__ import annotations

from functools import reduce
from itertools import chain
from operator import and_
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from hsroute.engine.budget import ROUTE, Budget, TooBigError
from hsroute.engine.masks import MISSING, lowest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hsroute.engine.masks import Masks, Outcome, State

End = TypeVar("End")

_ROOM: Final = 24_000_000
"""About how many bytes of the diagram are remembered."""

_STEP: Final = 400
"""About how many bytes a step takes beside its rules and children."""


class Decision(NamedTuple):
    """Where a state leads."""

    outcome: Outcome | None
    """The outcome; None while there is a next question."""

    next: int | None
    """The first missing question that can change the outcome."""

    used: tuple[int, ...]
    """The questions whose answers decided, in the file's order; while there is a next one, all that are answered."""

    proved: bool = True
    """False where the budget was too small: the outcome is right, but a question may be asked or named in vain."""


class Step:
    """A question that can change the outcome once those before it are answered, and where its answers lead."""

    __slots__ = ("alive", "children", "proved", "question")

    def __init__(self, question: int, answers: int, alive: int, *, proved: bool) -> None:
        self.question: int = question
        self.children: list[Step | Outcome | None] = [None] * answers
        self.alive: int = alive
        self.proved: bool = proved


class Decider:
    """Decides states of one table of masks, step by step in a diagram that is made as it is walked.

    Steps that were made save later states from looking at the masks again; they are forgotten when they take too much
    room. Threads may share a decider: a step is complete before it is put in place.
    """

    def __init__(self, masks: Masks, steps: int = ROUTE, room: int = _ROOM) -> None:
        self.masks = masks
        self._steps = steps
        self._most = room
        self._stoppable = masks.restricting(masks.questions)
        self._room = room
        self._known: dict[tuple[int, int], Step | Outcome] = {}
        self._root = self._made(0, masks.rivals(masks.every, self._stoppable[0]))

    def decide(self, state: State) -> Decision:
        """Where the state leads. An answer decided if it could change the outcome when those before it were known."""
        used = []
        proved = True
        step: Step | Outcome = self._root
        while isinstance(step, Step):
            question = step.question
            answer = state[question]
            if answer is MISSING:
                return self._with_missing(state)
            used.append(question)
            proved = proved and step.proved
            child = step.children[answer]
            step = self._grown(step, answer) if child is None else child
        return Decision(step, None, tuple(used), proved)

    def alive(self, state: State) -> int:
        """The rows that the answers of the state leave."""
        return self.masks.alive((question, answer) for question, answer in enumerate(state) if answer is not MISSING)

    def reached(self, state: State, ends: Sequence[End], rows: Mapping[End, int]) -> set[End]:
        """The ends to which some answers to the missing questions lead; if unproved, all to which they may.

        `ends` has the end of each row, `rows` the rows of each end. Cheap looks find most of what is reached; the
        search is left with the rest, nearly always nothing.
        """
        missing = [question for question, answer in enumerate(state) if answer is MISSING]
        stoppable = self.masks.restricting(missing)[0]
        alive = self.masks.rivals(self.alive(state), stoppable)
        sought = alive if alive & ~stoppable else alive | self.masks.none
        search = Winners(self.masks, missing, sought, Budget(self._steps))
        found: set[End] = set()
        try:
            for winner in chain(search.glimpsed(alive), search.found(alive)):
                end = ends[lowest(winner)]
                found.add(end)
                search.sought &= ~rows[end]
        except TooBigError:
            return found | {end for end, some in rows.items() if some & search.sought}
        return found

    # The diagram, as far as it is walked.

    def _forget(self) -> None:
        """Forget all steps but the root."""
        self._room = self._most
        self._known = {}
        if isinstance(root := self._root, Step):
            self._root = Step(root.question, len(root.children), root.alive, proved=root.proved)

    def _grown(self, step: Step, answer: int) -> Step | Outcome:
        child = self._step(step.question + 1, step.alive & self.masks.allowed[step.question][answer])
        step.children[answer] = child
        return child

    def _step(self, level: int, alive: int) -> Step | Outcome:
        """The first question from that level on that can change the outcome, else the outcome."""
        alive = self.masks.rivals(alive, self._stoppable[level])
        known = self._known.get((level, alive))
        if known is None:
            known = self._made(level, alive)
            self._room -= _STEP + alive.bit_length() // 8 + 8 * _width(known)
            if self._room < 0:
                self._forget()
            self._known[level, alive] = known
        return known

    def _made(self, level: int, alive: int) -> Step | Outcome:
        open_questions = self.masks.questions[level:]
        for question in open_questions:
            matters, proved = self._matters(question, open_questions, alive)
            if matters:
                return Step(question, len(self.masks.allowed[question]), alive, proved=proved)
        return self.masks.outcome(alive)

    # A question that matters is missing on the way.

    def _with_missing(self, state: State) -> Decision:
        missing = [question for question, answer in enumerate(state) if answer is MISSING]
        answered = tuple([question for question, answer in enumerate(state) if answer is not MISSING])
        alive = self.alive(state)
        first = alive & -alive
        if any(first & self.masks.restricted[question] for question in missing):
            for question in missing:
                matters, proved = self._matters(question, missing, alive)
                if matters:
                    return Decision(None, question, answered, proved)
        used, proved = self._used(state, answered, missing, first & ~self.masks.siblings)
        return Decision(self.masks.outcome(alive), None, used, proved)

    def _used(
        self, state: State, answered: Sequence[int], missing: Sequence[int], winner: int
    ) -> tuple[tuple[int, ...], bool]:
        alive, used, all_proved = self.masks.every, [], True
        for place, question in enumerate(answered):
            matters = proved = bool(winner & self.masks.restricted[question])
            if not matters:
                matters, proved = self._matters(question, sorted((*answered[place:], *missing)), alive)
            if matters:
                used.append(question)
                all_proved = all_proved and proved
            alive &= self.masks.allowed[question][state[question]]  # type: ignore[index] # it is answered
        return tuple(used), all_proved

    def _matters(self, question: int, open_questions: Sequence[int], alive: int) -> tuple[bool, bool]:
        """Whether the question can change the outcome, and whether that is proved."""
        sought = alive & self.masks.restricted[question]
        if sought and alive & self.masks.siblings:
            return self._turns(question, open_questions, alive)
        if not sought or alive & -alive & sought:
            return bool(sought), True
        try:
            return any(Winners(self.masks, open_questions, sought, Budget(self._steps)).found(alive)), True
        except TooBigError:
            return True, False

    def _turns(self, question: int, open_questions: Sequence[int], alive: int) -> tuple[bool, bool]:
        """The same where rules have several rows: whether its answers alone lead to several outcomes."""
        others = [other for other in open_questions if other != question]
        try:
            return turns(self.masks, question, others, alive, Budget(self._steps)), True
        except TooBigError:
            return True, False


def turns(masks: Masks, question: int, others: Sequence[int], alive: int, budget: Budget) -> bool:
    """Whether, for some answers to the other questions, two answers to this one have different outcomes.

    Raises TooBigError when the budget is used up.
    """
    order = [*(other for other in others if alive & masks.restricted[other]), question]
    stoppable = masks.restricting(order)
    ahead, seen = [(0, alive)], set()
    while ahead:
        level, alive = ahead.pop()
        alive = masks.rivals(alive, stoppable[level])
        if (level, alive) in seen or not alive & masks.restricted[question]:
            continue
        seen.add((level, alive))
        left = [alive & mask for mask in masks.different[order[level]]]
        budget.spend(len(left))
        if order[level] != question:
            ahead.extend([(level + 1, some) for some in reversed(left)])
        elif len({masks.outcome(some) for some in left}) > 1:
            return True
    return False


def _width(step: Step | Outcome) -> int:
    return len(step.children) if isinstance(step, Step) else 0


class Winners:
    """Which of the rows sought win for some answers to the open questions: a search that visits no state twice.

    `sought` is a mask, with the bit `masks.none` for no row; whoever takes a row found may remove others from it.
    """

    def __init__(self, masks: Masks, open_questions: Sequence[int], sought: int, budget: Budget) -> None:
        self.sought: int = sought
        self._masks = masks
        self._open = open_questions
        self._budget = budget

    def glimpsed(self, alive: int) -> Iterator[int]:
        """Some of those that `found` finds: for all answers to each question in turn, beside one to each other.

        It looks on while that finds any. With one question it finds all. Raises TooBigError.
        """
        masks = sorted([self._masks.different[question] for question in self._order(alive)], key=len)
        in_vain = 0
        for turn in range(max(map(len, masks), default=0)):
            for place, some in enumerate(masks):
                if not self.sought or in_vain == len(masks):
                    return
                others = [other[turn % len(other)] for other in masks[:place] + masks[place + 1 :]]
                self._budget.spend(len(others) + len(some))
                before = self.sought
                yield from self._last(reduce(and_, others, alive), some)
                in_vain = 0 if self.sought != before else in_vain + 1
                self.sought = self.sought if others else 0

    def found(self, alive: int) -> Iterator[int]:
        """Each row sought that wins for some answers, as a bit. Raises TooBigError when the budget is used up."""
        restricted, none = self._masks.restricted, self._masks.none
        self.sought &= alive | none
        if not self.sought:
            return
        order = self._order(alive)
        stoppable = self._masks.restricting(order)
        ahead, seen = [(0, alive)], set()
        while ahead and self.sought:
            level, alive = ahead.pop()
            alive = self._masks.rivals(alive, stoppable[level])
            winner = alive & -alive or none
            if winner & self.sought:
                yield winner
                self.sought &= ~winner
            while level < len(order) and not alive & restricted[order[level]]:
                level += 1
            hopeful = alive if alive & ~stoppable[level] else alive | none
            if level < len(order) and hopeful & self.sought and (level, alive) not in seen:
                seen.add((level, alive))
                masks = self._masks.different[order[level]]
                self._budget.spend(len(masks))
                if level + 1 < len(order):
                    ahead.extend([(level + 1, alive & mask) for mask in reversed(masks)])
                else:
                    yield from self._last(alive, masks)

    def _order(self, alive: int) -> list[int]:
        """The open questions that matter to some row alive."""
        return [question for question in self._open if alive & self._masks.restricted[question]]

    def _last(self, alive: int, masks: Sequence[int]) -> Iterator[int]:
        """The rows sought that win for some answer to the last question."""
        for mask in masks:
            left = alive & mask
            winner = left & -left or self._masks.none
            if winner & self.sought:
                yield winner
                self.sought &= ~winner
