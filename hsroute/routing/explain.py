"""Why answers lead where they lead, why not elsewhere, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from itertools import accumulate
from operator import and_
from typing import TYPE_CHECKING, Any, NamedTuple

from hsroute.engine.budget import EXPLANATION, Budget
from hsroute.engine.counterfactuals import counterfactuals, sufficient_reason
from hsroute.engine.masks import MISSING, lowest
from hsroute.model import UNSURE, Frozen
from hsroute.routing.answers import Answer
from hsroute.routing.outcomes import named, rule_of, winners
from hsroute.routing.route import Route, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hsroute.engine.counterfactuals import Picked
    from hsroute.engine.masks import Masks, State
    from hsroute.model import Rule, Ruleset
    from hsroute.routing.router import Router


class FailedCondition(NamedTuple):
    """A condition that rules out a rule: the answer is none of those wanted.

    `got` is the answer as given; None if there is no answer.
    """

    key: str
    wanted: tuple[str, ...]
    got: str | None

    def as_json(self) -> dict[str, Any]:
        return {**self._asdict(), "wanted": list(self.wanted)}


class PassedOver(NamedTuple):
    """A rule before the one that won, and the first condition that ruled it out."""

    rule: str
    condition: FailedCondition

    def as_json(self) -> dict[str, Any]:
        return {"rule": self.rule, **self.condition.as_json()}


class Instead(NamedTuple):
    """Another contact, and the fewest answers to change or add to reach it; None means not covered."""

    contact: str | None
    status: Status
    rule: str | None
    change: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        return {**self._asdict(), "change": dict(self.change)}


class Way(NamedTuple):
    """A rule that leads to a contact, and every condition that rules it out.

    If none does, either `beaten_by` names the rule that wins, or this rule can still win, or it is the one that won.
    """

    rule: str
    failed: tuple[FailedCondition, ...]
    beaten_by: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {**self._asdict(), "failed": [condition.as_json() for condition in self.failed]}


class WhyNot(NamedTuple):
    """Every way to a contact, in the file's order, the `unsure` outcome last; None means not covered."""

    contact: str | None
    ways: tuple[Way, ...]

    def as_json(self) -> dict[str, Any]:
        return {"contact": self.contact, "rules": [way.as_json() for way in self.ways]}


class Explanation(NamedTuple):
    """Why a route is what it is. If it is not settled, only which rules are ruled out already.

    * `reason`: a smallest set of the answers, as given, that forces this rule whatever the others are.
    * `passed_over`: each rule before the one that won with the first condition that failed; all where none won.
    * `instead`: every other contact that can be reached, in the file's order, *not covered* last.
    * `taken`: for each answer the one that it was taken for.
    """

    route: Route
    reason: Mapping[str, str]
    passed_over: tuple[PassedOver, ...]
    instead: tuple[Instead, ...]
    taken: Mapping[str, str]
    unproved: tuple[str, ...] = ()
    """"reason" where fewer answers may be enough; "instead" where contacts left out may be within reach."""

    why_not: WhyNot | None = None

    def as_json(self) -> dict[str, Any]:
        """The explanation as the JSON object that `explain` prints."""
        body: dict[str, Any] = {
            "route": self.route.as_json(),
            "reason": dict(self.reason),
            "passed_over": [passed.as_json() for passed in self.passed_over],
            "instead": [other.as_json() for other in self.instead],
        }
        why_not = {"why_not": self.why_not.as_json()} if self.why_not else {}
        return body | why_not | ({"unproved": list(self.unproved)} if self.unproved else {})


def explain_route(router: Router, route: Route, answers: Mapping[str, object]) -> Explanation:
    if route.status == "invalid":
        return Explanation(route, Frozen(), (), (), Frozen())
    explainer = _Explainer(router, route, answers)
    passed_over = tuple(explainer.passed_over())
    explanation = Explanation(route, Frozen(), passed_over, (), explainer.taken())
    if not route.settled:
        return explanation
    reason, is_smallest = explainer.reason()
    instead, is_complete = explainer.instead()
    unproved = [name for name, proved in (("reason", is_smallest), ("instead", is_complete)) if not proved]
    return explanation._replace(reason=reason, instead=instead, unproved=tuple(unproved))


def with_why_not(
    explanation: Explanation, router: Router, answers: Mapping[str, object], contact: str | None
) -> Explanation:
    """The explanation with every way to that contact; None means not covered."""
    if explanation.route.status == "invalid":
        return explanation._replace(why_not=WhyNot(contact, ()))
    explainer = _Explainer(router, explanation.route, answers)
    return explanation._replace(why_not=WhyNot(contact, tuple(explainer.ways(contact))))


class _Explainer:
    """Explains a route that is not invalid, by its answers as their questions read them."""

    def __init__(self, router: Router, route: Route, answers: Mapping[str, object]) -> None:
        self.router, self.route = router, route
        self.ruleset: Ruleset = router.ruleset
        self.questions, self.numbers = self.ruleset.by_key, self.ruleset.numbers
        read = router.read(answers, route.today)
        self.answers = {key: answer for key, answer in read.items() if isinstance(answer, Answer)}

    def state(self) -> State:
        keys = (question.key for question in self.ruleset.questions)
        return tuple(self.answers[key].value if key in self.answers else MISSING for key in keys)

    def taken(self) -> Frozen[str, str]:
        return Frozen({key: self.questions[key].answer(answer.value) for key, answer in self.answers.items()})

    # Why.

    def reason(self) -> tuple[Frozen[str, str], bool]:
        masks, state = self.router.decider.masks, self.state()
        winning = masks.alike(lowest(self.router.decider.alive(state) or masks.none))
        numbers, is_smallest = sufficient_reason(masks, state, (winning,), Budget(EXPLANATION))
        keys = [self.ruleset.questions[number].key for number in numbers]
        return Frozen({key: self.answers[key].given for key in keys}), is_smallest

    def passed_over(self) -> Iterator[PassedOver]:
        for rule in self.ruleset.rules:
            if rule.id == self.route.rule:
                return
            if failed := self.failed(rule):
                yield PassedOver(rule.id, failed[0])

    def failed(self, rule: Rule) -> tuple[FailedCondition, ...]:
        """The conditions of a rule that the answers do not meet, in the order of the questions.

        Of alternative conditions, those of the mapping that fails in the fewest; of several such, the first.
        """
        return min((self.failed_of(when) for when in rule.conditions), key=len)

    def failed_of(self, when: Mapping[str, tuple[str, ...]]) -> tuple[FailedCondition, ...]:
        keys = sorted(when, key=self.numbers.__getitem__)
        return tuple(self.condition(key, when[key]) for key in keys if self.fails(key, when[key]))

    def fails(self, key: str, allowed: tuple[str, ...]) -> bool:
        answer = self.answers.get(key)
        return not allowed if answer is None else self.questions[key].answer(answer.value) not in allowed

    def condition(self, key: str, allowed: tuple[str, ...]) -> FailedCondition:
        wanted = tuple(name for name in self.questions[key].answers if name in allowed)
        answer = self.answers.get(key)
        return FailedCondition(key, wanted, answer.given if answer else None)

    # What else.

    def instead(self) -> tuple[tuple[Instead, ...], bool]:
        own = self.route.contact.id if self.route.contact else None
        others = [id for id in (*self.ruleset.contacts, None) if id != own]
        masks = self.router.decider.masks
        rows = winners(self.ruleset, masks)
        wanted = [(rows[contact],) for contact in others]
        asked, state = enumerate(self.ruleset.questions), self.state()
        unknown = {number: len(question.names) for number, question in asked if not question.if_unsure}
        found, is_complete = counterfactuals(masks, state, wanted, Budget(EXPLANATION), unknown)
        changed = _Changed(masks, state)
        return tuple([self.applied(found[place], changed) for place in sorted(found)]), is_complete

    def applied(self, picked: Picked, changed: _Changed) -> Instead:
        """Where the answers lead with these changes."""
        masks = self.router.decider.masks
        rule = rule_of(self.ruleset, masks.outcome(changed.alive(picked) or masks.none))
        contact = rule and rule.contact
        return Instead(contact, "routed" if contact else "not_covered", rule and rule.id, named(self.ruleset, picked))

    # Why not.

    def ways(self, contact: str | None) -> Iterator[Way]:
        for rule in self.ruleset.rules:
            if rule.contact == contact:
                yield self.way(rule.id, self.failed(rule))
        unsure = self.ruleset.unsure
        if unsure and unsure.contact == contact:
            yield self.way(UNSURE, ())

    def way(self, rule: str, failed: tuple[FailedCondition, ...]) -> Way:
        won = self.route.rule
        return Way(rule, failed, won if rule != won and not failed else None)


class _Changed:
    """What some changes leave of the rows; only the questions from the first one changed to the last are looked at."""

    def __init__(self, masks: Masks, state: State) -> None:
        pairs = zip(masks.allowed, state, strict=True)
        self.allowed = masks.allowed
        self.kept = [masks.every if answer is MISSING else allowed[answer] for allowed, answer in pairs]
        self.before = [*accumulate(self.kept, and_, initial=masks.every)]
        self.behind = [*accumulate(reversed(self.kept), and_, initial=masks.every)][::-1]

    def alive(self, picked: Picked) -> int:
        """The rows that the answers leave with at least one change; changes are in the order of the questions."""
        changes, first, last = dict(picked), picked[0][0], picked[-1][0]
        between = (
            self.allowed[question][changes[question]] if question in changes else self.kept[question]
            for question in range(first, last + 1)
        )
        return reduce(and_, between, self.before[first] & self.behind[last + 1])
