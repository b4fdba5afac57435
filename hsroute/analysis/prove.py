"""What can be proved about the rules of one file, as facts; `check` puts them in words, at their places.

The diagram proves everything. Where it is too big, searches on the masks prove what they can, and what stays unproved
is named. Two laws carry the searches:

* A rule that a combination reaches wins there, and only there does the route depend on its conditions. So a question
  can change the route exactly when a reached rule has a condition on it that does not allow every answer; or when there
  is a gap, where `unsure` is the outcome if the answer is unknown. That holds for rules with one condition.
* What an unreached rule matches goes to rules before it that are reached. So only those are to blame.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from math import prod
from typing import TYPE_CHECKING, Final

from hsroute.analysis.check_report import Region
from hsroute.engine.budget import PROOF, Budget, TooBigError
from hsroute.engine.counterfactuals import counterfactuals, irreducible
from hsroute.engine.decision import turns
from hsroute.engine.diagram import inner_nodes, leaves, whole_tree
from hsroute.engine.masks import GAP, MISSING, UNSURE, bits, lowest
from hsroute.engine.paths import average_asked, counts, largest_regions, most_asked, number_of_regions
from hsroute.engine.shadowing import blamed, covering, left_over, matched, overlapping, whole
from hsroute.model import Frozen
from hsroute.routing.outcomes import address_sources, contact_of, masks_of, named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from hsroute.engine.diagram import Tree
    from hsroute.engine.masks import Assignment, Masks, Outcome
    from hsroute.engine.paths import AnswerSets
    from hsroute.model import Question, Rule, Ruleset


_REGIONS: Final = 10
"""How many regions of a gap are listed; the others are counted."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A rule that no combination reaches, by its number."""

    rule: int

    blamed: tuple[int, ...] | None = None
    """Rules before it that together match all that it matches, none superfluous; None if they were not found."""

    impossible: str | None = None
    """The question to which its condition allows no answer; then no rule is to blame."""


@dataclass(frozen=True, slots=True)
class Superfluous:
    """An entry of a list of conditions without which the same combinations reach its rule; both by their numbers."""

    rule: int
    entry: int

    blamed: tuple[tuple[int, int], ...] = ()
    """Rules before it and entries beside it, each with the number of its rule, that match all that it matches."""

    impossible: str | None = None
    """The question to which it allows no answer; then nothing is to blame."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Answers that no rule matches."""

    combinations: int

    exact: bool
    """False where there may be more combinations than that."""

    example: dict[str, str]
    """Answers that no rule matches, whatever the others are."""

    regions: tuple[Region, ...]
    """The largest of its regions; no two share a combination."""

    more: int
    """How many further regions there are; 0 where the gap is not exact."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """A rule that shares combinations with one before it, both by their numbers, and answers that both match."""

    rule: int
    other: int
    example: dict[str, str]


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """How many questions are asked, over all combinations of answers, if none is answered ahead."""

    most: int
    average: Fraction


@dataclass(frozen=True, slots=True)
class Facts:
    """What is proved about a ruleset."""

    combinations: int
    """One answer for every question, `unknown` among them where it stands for no value, makes a combination."""

    unreachable: tuple[Unreachable, ...]
    undecided: frozenset[int]
    """Rules that may or may not be reached: it is not proved."""

    superfluous: tuple[Superfluous, ...]
    perhaps_superfluous: frozenset[int]
    """Rules with a list of conditions of which it is not proved whether each entry is needed."""

    gap: Gap | None
    gap_decided: bool
    """False where it is not proved whether there is a gap."""

    not_covered: int | None
    """How many combinations end in rules that are not covered; None: unproved."""

    asked: QuestionCount | None
    """None: unproved."""

    unused: tuple[Question, ...]
    """Questions that can never change the route."""

    unsettled: tuple[Question, ...]
    """Questions of which it is not proved whether they can."""

    overlaps: tuple[Overlap, ...] | None
    """With hit policy `unique`: each reached rule that overlaps one before it; None: unproved."""

    unasked: tuple[Outcome, ...]
    """Rules, or `unsure`, that can be reached without asking for the address of their contact."""

    perhaps_unasked: tuple[Outcome, ...]
    """Rules for which that is not proved."""

    unused_unsure: bool | None
    """Whether `unsure` is never the outcome; None: unproved."""


def prove(ruleset: Ruleset, steps: int = PROOF) -> Facts:
    """All that can be proved about the ruleset within this many steps, half of which are for the diagram."""
    masks = masks_of(ruleset)
    budget = Budget(steps)
    try:
        tree: Tree | None = whole_tree(masks, Budget(steps // 2, budget))
    except TooBigError:
        tree = None
    combinations = prod(map(len, masks.allowed))
    unreachable, undecided = _unreachable(ruleset, masks, tree, Budget(budget.left // 2, budget))
    dead = {shadow.rule for shadow in unreachable}
    gap, decided = _gap(ruleset, masks, tree, combinations, budget)
    overlaps = _overlaps(ruleset, masks, dead, Budget(steps)) if ruleset.hit_policy == "unique" else ()
    if tree is None:
        rows = _rows(masks, dead, undecided, gap, decided=decided)
        may_matter = [_may_matter(masks, question, *rows, budget) for question in masks.questions]
    else:
        asked = {node.question for node in inner_nodes(tree)}
        may_matter = [question in asked for question in masks.questions]
    return Facts(
        combinations,
        unreachable,
        undecided,
        *_superfluous(ruleset, masks, dead, Budget(budget.left // 2, budget)),
        gap,
        decided,
        _not_covered(ruleset, tree, combinations),
        None if tree is None else QuestionCount(most_asked(tree), average_asked(tree, combinations)),
        tuple(question for question, matters in zip(ruleset.questions, may_matter, strict=True) if matters is False),
        tuple(question for question, matters in zip(ruleset.questions, may_matter, strict=True) if matters is None),
        overlaps,
        *_unasked(ruleset, masks, tree),
        _unused_unsure(ruleset, masks, tree, budget),
    )


def _unreachable(
    ruleset: Ruleset, masks: Masks, tree: Tree | None, budget: Budget
) -> tuple[tuple[Unreachable, ...], frozenset[int]]:
    """The rules that no combination reaches, and those for which that is not proved."""
    reached = set() if tree is None else leaves(tree)
    unreachable: list[Unreachable] = []
    undecided: set[int] = set()
    before = 0
    for number in range(len(ruleset.rules)):
        shadow = None if number in reached else _shadow(ruleset, masks, number, before, budget)
        if shadow and (shadow.blamed is not None or tree is not None):
            unreachable.append(shadow)
            continue
        before |= masks.rows_of((number,))
        if shadow:
            undecided.add(number)
    return tuple(unreachable), frozenset(undecided)


def _shadow(ruleset: Ruleset, masks: Masks, number: int, before: int, budget: Budget) -> Unreachable | None:
    """Why no combination reaches the rule, given the reached rows before it; None if one does."""
    nothing = [next((key for key, names in some.items() if not names), "") for some in ruleset.rules[number].conditions]
    if all(nothing):
        return Unreachable(number, (), nothing[0])
    try:
        rules = blamed(masks, number, before, budget)
    except TooBigError:
        return Unreachable(number)
    return None if rules is None else Unreachable(number, rules)


def _superfluous(
    ruleset: Ruleset, masks: Masks, dead: Collection[int], budget: Budget
) -> tuple[tuple[Superfluous, ...], frozenset[int]]:
    """The entries of lists of conditions that can be left out all at once, and rules for which that is not proved."""
    entries = [(number, entry) for number, rule in enumerate(ruleset.rules) for entry, _ in enumerate(rule.conditions)]
    found: list[Superfluous] = []
    undecided: set[int] = set()
    before = 0
    for number, rule in enumerate(ruleset.rules):
        if number in dead:
            continue
        own = masks.rows_of((number,))
        if len(rule.conditions) > 1:
            try:
                found += _left_out(masks, rule, entries, own, before, budget)
            except TooBigError:
                undecided.add(number)
        before |= own if ruleset.hit_policy == "first" else 0  # else they overlap, which is reported itself
    return tuple(found), frozenset(undecided)


def _left_out(
    masks: Masks, rule: Rule, entries: Sequence[tuple[int, int]], own: int, before: int, budget: Budget
) -> list[Superfluous]:
    """The superfluous entries of one rule, in order; of two that match the same, the later.

    `entries` has the rule of each row and which of its conditions it is, `own` the rows of this rule.
    """
    kept = masks.every & (before | own)
    found = []
    for row in reversed([*bits(own)]):
        number, entry = entries[row]
        rest = kept & ~(1 << row)
        budget.spend(len(masks.allowed))
        if nothing := next((key for key, names in rule.conditions[entry].items() if not names), None):
            found.append(Superfluous(number, entry, impossible=nothing))
        elif (cover := covering(masks, row, rest & overlapping(masks, row, budget), budget)) is not None:
            kept = rest
            found.append(Superfluous(number, entry, tuple([entries[other] for other in cover])))
    return found[::-1]


def _gap(
    ruleset: Ruleset, masks: Masks, tree: Tree | None, combinations: int, budget: Budget
) -> tuple[Gap | None, bool]:
    """The gap, if there is one, and whether that is proved."""
    if tree is not None and GAP not in leaves(tree):
        return None, True
    try:
        answers = _in_gap(masks, budget)
    except TooBigError:
        return None, False
    if answers is None:
        return None, True
    example = named(ruleset, answers.items())
    if tree is None:
        region = _region(ruleset, [(question, (answer,)) for question, answer in answers.items()], masks)
        return Gap(region.combinations, exact=False, example=example, regions=(region,), more=0), True
    largest = [*islice(largest_regions(tree, GAP), _REGIONS)]
    regions = [_region(ruleset, part, masks) for sets in largest for part in _parts(sets, masks)]
    regions.sort(key=lambda region: -region.combinations)
    more = number_of_regions(tree, GAP) - len(largest) + len(regions[_REGIONS:])
    return Gap(counts(tree, combinations)[GAP], True, example, tuple(regions[:_REGIONS]), more), True


def _parts(sets: AnswerSets, masks: Masks) -> list[AnswerSets]:
    """The region; if it is all combinations, one for each answer to the first question: no rule should match all."""
    return [sets] if sets or not masks.allowed else [((0, (answer,)),) for answer in range(len(masks.allowed[0]))]


def _region(ruleset: Ruleset, sets: Sequence[tuple[int, tuple[int, ...]]], masks: Masks) -> Region:
    asked = [(ruleset.questions[number], some) for number, some in sets]
    answers = {question.key: tuple([question.answers[answer] for answer in some]) for question, some in asked}
    sizes = dict(enumerate(map(len, masks.allowed))) | {number: len(some) for number, some in sets}
    return Region(Frozen(answers), prod(sizes.values()))


def _in_gap(masks: Masks, budget: Budget) -> Assignment | None:
    """The fewest answers that no rule matches; others if those cannot be found; None if there are none."""
    row = masks.outcomes.index(GAP)
    nothing = (MISSING,) * len(masks.allowed)
    found, is_complete = counterfactuals(masks, nothing, [(1 << row,)], Budget(budget.left // 2, budget))
    if found or is_complete:
        return dict(found[0]) if found else None
    scope = whole(masks) if 1 << row == masks.none else matched(masks, row)
    answers = left_over(masks, scope, masks.every & ((1 << row) - 1), budget)
    if answers is None:
        return None
    example = {question: answers.get(question, some[0]) for question, some in enumerate(scope)}
    return irreducible(masks, example, (1 << row,))


def _overlaps(ruleset: Ruleset, masks: Masks, dead: set[int], budget: Budget) -> tuple[Overlap, ...] | None:
    """The rules that overlap earlier ones; those that are never reached have a problem of their own."""
    before, found = 0, []
    try:
        for rule in sorted({*range(len(ruleset.rules))} - dead):
            rows = masks.rows_of((rule,)) & masks.every
            both = [(row, overlapping(masks, row, budget) & before) for row in bits(rows)]
            if pairs := [(lowest(some), row) for row, some in both if some]:
                other, row = min(pairs)
                example = named(ruleset, _shared(masks, row, other))
                found.append(Overlap(rule, masks.rule(other), example))
            before |= rows
    except TooBigError:
        return None
    return tuple(found)


def _shared(masks: Masks, one: int, other: int) -> Iterator[tuple[int, int]]:
    """An answer that both rows allow, for each question that either has a condition on."""
    both = 1 << one | 1 << other
    for question, restricted in enumerate(masks.restricted):
        if restricted & both:
            yield question, next(answer for answer, mask in enumerate(masks.allowed[question]) if not both & ~mask)


def _not_covered(ruleset: Ruleset, tree: Tree | None, combinations: int) -> int | None:
    """How many combinations end in a rule that is not covered; None if unproved."""
    if all(rule.contact is not None for rule in ruleset.rules_and_unsure):
        return 0
    if tree is None:
        return None
    ends = counts(tree, combinations).items()
    return sum(count for outcome, count in ends if outcome is not GAP and contact_of(ruleset, outcome) is None)


def _rows(
    masks: Masks, dead: Collection[int], undecided: frozenset[int], gap: Gap | None, *, decided: bool
) -> tuple[int, int]:
    """The rows that some combination reaches, and those for which that is not proved; the gap counts as a row."""
    behind = 1 << masks.outcomes.index(GAP)
    reached = masks.every & (behind - 1) & ~masks.rows_of(dead)
    maybe = masks.rows_of(undecided) | (reached & masks.siblings)
    if gap:
        reached |= behind
    elif not decided:
        maybe |= behind
    return reached & ~maybe, maybe


def _may_matter(masks: Masks, question: int, reached: int, maybe: int, budget: Budget) -> bool | None:
    """Whether the question restricts a row that some combination reaches; None if unproved.

    For a rule with several rows, a search must tell whether another row matches where one is ruled out.
    """
    restricted = masks.restricted[question]
    if restricted & reached or not restricted & maybe:
        return bool(restricted & reached)
    try:
        others = [other for other in masks.questions if other != question]
        return turns(masks, question, others, masks.every, budget) if restricted & masks.siblings else None
    except TooBigError:
        return None


def _unasked(ruleset: Ruleset, masks: Masks, tree: Tree | None) -> tuple[tuple[Outcome, ...], tuple[Outcome, ...]]:
    """The rules reached without asking for the address of their contact, and those for which that is not proved.

    A rule whose one condition is on the question is never reached without it; several may allow every answer together.
    """
    sources = address_sources(ruleset)
    asking: dict[int, dict[Outcome, None]] = {}
    rows = Counter(masks.outcomes)
    for row, outcome in enumerate(masks.outcomes):
        source = sources.get(contact_of(ruleset, outcome) or "")
        if source is not None and (rows[outcome] > 1 or not masks.restricted[source] >> row & 1):
            asking.setdefault(source, {})[outcome] = None
    if tree is None:
        return (), tuple(outcome for outcomes in asking.values() for outcome in outcomes)
    reached = {question: leaves(tree, question) for question in asking}
    return tuple(outcome for question, some in asking.items() for outcome in some if outcome in reached[question]), ()


def _unused_unsure(ruleset: Ruleset, masks: Masks, tree: Tree | None, budget: Budget) -> bool | None:
    """Whether the file has an `unsure` that is never the outcome; None: unproved."""
    if ruleset.unsure is None:
        return False
    if UNSURE not in masks.outcomes:
        return True
    if tree is not None:
        return UNSURE not in leaves(tree)
    try:
        return left_over(masks, whole(masks), masks.every, budget) is None
    except TooBigError:
        return None
