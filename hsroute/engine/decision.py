"""What a state leads to: an outcome, or the next question; and which answers decided.

It rests on one law: a row alive wins for some answers to the open questions exactly when answers that it allows stop
all rows before it. So the first one always does, and a state is settled exactly when its first row alive has no
condition on a missing answer; a question can change the outcome exactly when a row with a condition on it wins for some
answers; and what is still possible are the ends of the rows that do. Where a rule has several rows, that is alternative
conditions, another search compares the outcomes of the answers to the question.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from itertools import accumulate
from operator import and_, or_
from re import finditer
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.engine.budget import ROUTE, Budget, TooBigError
from hsroute.engine.masks import MISSING, bits, lowest, mask, runs_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hsroute.engine.masks import Masks, Outcome, Runs, State

_ROOM: Final = 24_000_000
"""About how many bytes of the diagram are remembered."""

_IN_VAIN: Final = 8
"""How many rows may be left in doubt for each that is found to win, before looking on costs more than it saves."""

_JUNCTION: Final = 400
"""About how many bytes a junction takes beside its rules and children."""


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


class Junction:
    """A question that can change the outcome once those before it are answered, and where its answers lead."""

    __slots__ = ("alive", "children", "proved", "question")

    def __init__(self, question: int, answers: int, alive: int, *, proved: bool) -> None:
        self.question: int = question
        self.children: list[Junction | Outcome | None] = [None] * answers
        self.alive: int = alive
        self.proved: bool = proved


class Decider:
    """Decides states of one table of masks, junction by junction in a diagram that is made as it is walked.

    Junctions that were made save later states from looking at the masks again; they are forgotten when they take too
    much room. Threads may share a decider: a junction is complete before it is put in place.
    """

    def __init__(self, masks: Masks, steps: int = ROUTE, room: int = _ROOM) -> None:
        self.masks = masks
        self._steps = steps
        self._most = room
        self._stoppable = masks.restricting(masks.questions)
        self._room = room
        # Saves looking again which rows stand together; for each question once.
        self._runs = lru_cache(None)(lambda question: runs_of(masks.answers[question]))
        self._known: dict[tuple[int, int], Junction | Outcome] = {}
        self._root = self._made(0, masks.rivals(masks.every, self._stoppable[0]))

    def decide(self, state: State) -> Decision:
        """Where the state leads. An answer decided if it could change the outcome when those before it were known."""
        used = []
        proved = True
        here: Junction | Outcome = self._root
        while isinstance(here, Junction):
            question = here.question
            answer = state[question]
            if answer is MISSING:
                return self._with_missing(state)
            used.append(question)
            proved = proved and here.proved
            child = here.children[answer]
            here = self._grown(here, answer) if child is None else child
        return Decision(here, None, tuple(used), proved)

    def alive(self, state: State) -> int:
        """The rows that the answers of the state leave."""
        return self.masks.alive((question, answer) for question, answer in enumerate(state) if answer is not MISSING)

    def reached(self, state: State, ends: Sequence[int], rows: Sequence[int]) -> set[int]:
        """The ends to which some answers to the missing questions lead; if unproved, all to which they may.

        `ends` has the number of the end of each row, and last that of no row; `rows` the rows of each end.
        """
        missing = [question for question, answer in enumerate(state) if answer is MISSING]
        search = Winners(self.masks, missing, self.alive(state), Budget(self._steps))
        found: set[int] = set()
        looks = 0
        for row in search.glimpsed(self._runs):
            found.add(ends[row])
            looks += 1
            if looks > 3 * len(found):
                looks = 0
                if not search.rivals & ~_union(rows, found):
                    return found
        sought = search.doubtful and search.doubtful & ~_union(rows, found)
        try:
            while sought:
                row = lowest(sought)
                done = 1 << row
                if search.wins(row):
                    found.add(ends[row])
                    done = rows[ends[row]]
                sought ^= sought & done
        except TooBigError:
            return found | {end for end, some in enumerate(rows) if some & sought}
        return found

    # The diagram, as far as it is walked.

    def _forget(self) -> None:
        """Forget all junctions but the root."""
        self._room = self._most
        self._known = {}
        if isinstance(root := self._root, Junction):
            self._root = Junction(root.question, len(root.children), root.alive, proved=root.proved)

    def _grown(self, junction: Junction, answer: int) -> Junction | Outcome:
        child = self._junction(junction.question + 1, junction.alive & self.masks.allowed[junction.question][answer])
        junction.children[answer] = child
        return child

    def _junction(self, level: int, alive: int) -> Junction | Outcome:
        """The first question from that level on that can change the outcome, else the outcome."""
        alive = self.masks.rivals(alive, self._stoppable[level])
        if not alive & self._stoppable[level]:
            return self.masks.outcome(alive)
        known = self._known.get((level, alive))
        if known is None:
            known = self._made(level, alive)
            self._room -= _JUNCTION + alive.bit_length() // 8 + 8 * _width(known)
            if self._room < 0:
                self._forget()
            self._known[level, alive] = known
        return known

    def _made(self, level: int, alive: int) -> Junction | Outcome:
        open_questions = self.masks.questions[level:]
        for question in open_questions:
            matters, proved = self._matters(question, open_questions, alive)
            if matters:
                return Junction(question, len(self.masks.allowed[question]), alive, proved=proved)
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
        search = Winners(self.masks, open_questions, alive, Budget(self._steps))
        try:
            return any(map(search.wins, bits(search.rivals & sought))), True
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


def _width(made: Junction | Outcome) -> int:
    return len(made.children) if isinstance(made, Junction) else 0


def _digits(mask: int) -> str:
    """A digit for each row: 1 where the mask has it, else 0."""
    return f"{mask:b}"[::-1]


def _union(rows: Sequence[int], ends: Iterable[int]) -> int:
    return reduce(or_, [rows[end] for end in ends], 0)


class Winners:
    """Tells which rows win for some answers to the open questions."""

    def __init__(self, masks: Masks, open_questions: Sequence[int], alive: int, budget: Budget) -> None:
        self._masks = masks
        self._open = [question for question in open_questions if alive & masks.restricted[question]]
        stoppable = reduce(or_, [masks.restricted[question] for question in self._open], 0)
        alive = masks.rivals(alive, stoppable)
        self.rivals: int = alive if alive & ~stoppable else alive | masks.none
        self.doubtful: int = 0
        self._budget = budget

    def glimpsed(self, runs: Callable[[int], Runs]) -> Iterator[int]:
        """The rows that win, as far as a look at one question shows it; the others that may win are then `doubtful`.

        A row wins where it allows an answer that no row before it does: so of a run only the first can be seen to win.
        It never wins where it allows none but answers that are settled, by rows before it without other conditions: so
        nothing of a run wins after the first such row. With one open question there is no doubt.
        """
        question, others = self._widest()
        together, answers, first = runs(question), self._masks.answers[question], lowest(self.rivals)
        settling = together.firsts(self.rivals & ~others)
        looked, settles = [_digits(rows >> first) for rows in (together.firsts(self.rivals) | settling, settling)]
        new = unsettled = answers[-1]
        lost, hope, row = [], _IN_VAIN, first
        for found in finditer("1", looked):
            row = first + found.start()
            some = answers[row] & unsettled
            if not some:
                lost.append(row)
                continue
            if fresh := some & new:
                yield row
                new ^= fresh
                hope += _IN_VAIN
            else:
                hope -= 1
            if settles.startswith("1", row - first):
                unsettled ^= some
            if not new or not hope:
                break
        if others:
            left = self.rivals & ~together.after(settling) & ~mask(lost)
            self.doubtful = left if unsettled else left & ((1 << row) - 1)

    def _widest(self) -> tuple[int, int]:
        """The question that tells the most rows apart, and the rows that have conditions on others."""
        masks = self._masks
        question = max(self._open, key=lambda each: len(masks.different[each]), default=0)
        others = reduce(or_, [masks.restricted[other] for other in self._open if other != question], 0)
        return question, others

    def wins(self, row: int) -> bool:
        """Whether that row, which is alive, wins for some answers. Raises TooBigError when the budget is used up."""
        masks = self._masks
        self._budget.spend()
        before, several = self.rivals & ((1 << row) - 1), []
        for question in self._open:
            if before & masks.restricted[question]:
                answers = masks.answers[question][row]
                if answers & (answers - 1):
                    several.append((question, answers))
                else:
                    before &= masks.allowed[question][answers.bit_length() - 1]
        return not before or self._can_stop(before, [self._choices(*pair) for pair in several])

    def _choices(self, question: int, answers: int) -> Sequence[int]:
        """The masks of these answers to the question, each once."""
        masks = self._masks
        if answers == masks.answers[question][-1]:
            return masks.different[question]
        return tuple(dict.fromkeys([masks.allowed[question][answer] for answer in bits(answers)]))

    def _can_stop(self, rows: int, choices: Sequence[Sequence[int]]) -> bool:
        """Whether one mask of each choice can leave none of the rows."""
        spared = [*accumulate([reduce(and_, masks) for masks in reversed(choices)], and_, initial=-1)][::-1]
        ahead, seen = [(0, rows)], set()
        while ahead:
            level, rows = ahead.pop()
            if not rows:
                return True
            if not rows & spared[level] and (level, rows) not in seen:
                seen.add((level, rows))
                self._budget.spend(len(choices[level]))
                ahead.extend([(level + 1, rows & mask) for mask in choices[level]])
        return False
