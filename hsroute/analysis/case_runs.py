"""Running cases: what came of each, and which rules they reach.

Names of cases need not differ: a case is told from another by its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from hsroute.language.phrases import joined, nearest
from hsroute.model import UNSURE
from hsroute.routing.understanding import Asked, Given, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from hsroute.analysis.cases import Case, Expected
    from hsroute.model import Lang, Ruleset
    from hsroute.routing.route import Route
    from hsroute.routing.router import Router
    from hsroute.routing.understanding import Meaning
    from hsroute.rulesfile.yaml_nodes import Typed


def field_text(value: Expected) -> str:
    """What a field is expected to be, or is, as people read it."""
    return value if isinstance(value, str) else ", ".join(value or ()) or "none"


class Unmet(NamedTuple):
    """One expectation that was not met."""

    field: str
    expected: Expected
    got: Expected


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case; `why` says how."""

    case: Case
    unmet: tuple[Unmet, ...]
    why: str
    rule: str | None = None
    """The rule of its route."""

    @property
    def passed(self) -> bool:
        return not self.unmet

    def as_json(self) -> dict[str, Any]:
        unmet = [each._asdict() for each in self.unmet]
        return {"name": self.case.name, "line": self.case.line, "passed": self.passed, "unmet": unmet, "why": self.why}


@dataclass(frozen=True, slots=True)
class CasesReport:
    """What came of all cases.

    A case reaches the rule that its route has, whether it passed or failed. The `unsure` outcome is no rule: it
    counts neither as reached nor as unreached.
    """

    results: tuple[Result, ...]
    reached: tuple[str, ...]
    unreached: tuple[str, ...]

    @property
    def failed(self) -> tuple[Result, ...]:
        return tuple(result for result in self.results if not result.passed)

    @property
    def coverage(self) -> float:
        """The share of the rules that are reached, in percent; 100 where there are no rules."""
        count = len(self.reached) + len(self.unreached)
        return 100 * len(self.reached) / count if count else 100.0

    def as_json(self) -> dict[str, Any]:
        summary = {
            "cases": len(self.results),
            "passed": len(self.results) - len(self.failed),
            "failed": len(self.failed),
            "coverage": self.coverage,
            "unreached": list(self.unreached),
        }
        return {"cases": [result.as_json() for result in self.results], "summary": summary}


def run(router: Router, cases: Sequence[Case], default_today: date, lang: Lang = "en") -> CasesReport:
    """What came of the cases; those without a day of their own run on `default_today`."""
    results = tuple([_run(router, case, case.today or default_today, lang) for case in cases])
    routed = {result.rule for result in results}
    rules = [rule.id for rule in router.ruleset.rules]
    return CasesReport(
        results, tuple(id for id in rules if id in routed), tuple(id for id in rules if id not in routed)
    )


def _run(router: Router, case: Case, today: date, lang: Lang) -> Result:
    if case.text is not None:
        return _typed(router, case, case.text, today, lang)
    route = router.route(case.answers, today, lang)
    got = _got(route)
    if "asks" in case.expect:
        got["asks"] = asked(router, case.answers, today)
    unmet = [Unmet(name, expected, got[name]) for name, expected in case.expect.items() if got[name] != expected]
    if route.status == "invalid" and "status" not in case.expect:
        unmet.insert(0, Unmet("answers", "valid", "invalid"))
    return Result(case, tuple(unmet), "; ".join(_why(route, case, router.ruleset)), route.rule)


def _typed(router: Router, case: Case, text: str, today: date, lang: Lang) -> Result:
    """What comes of a case about a text: what the prompt of each question says to it."""
    title = router.ruleset.title.to(lang)
    unmet: list[Unmet] = []
    why: list[str] = []
    for question in router.ruleset.questions:
        if question.key in case.offers:
            expected = {*case.offers[question.key]}
            meaning = Asked(question, today, lang, title).understand(text)
            got = meaning.names if isinstance(meaning, Refusal) else ()
            if expected != {*got}:
                unmet.append(Unmet(f"offers.{question.key}", case.offers[question.key], got))
                why.extend(_said(meaning))
    return Result(case, tuple(unmet), "; ".join(why))


def _said(meaning: Meaning) -> Iterable[str]:
    """What the prompt says, or does, in words."""
    if isinstance(meaning, Given):
        yield f"the prompt takes it for the answer `{meaning.answer}`"
    elif isinstance(meaning, str):
        yield f"the prompt takes it for the command `{meaning}`"
    elif not meaning.offers:
        yield meaning.sentence
    for offer in meaning.offers if isinstance(meaning, Refusal) else ():
        yield f"{offer.sentence} {joined(choice.label for choice in offer.choices)}"


def _got(route: Route) -> dict[str, Expected]:
    return {
        "status": route.status,
        "contact": route.contact.id if route.contact else None,
        "rule": route.rule,
        "email": route.contact.email if route.contact else None,
        "alternatives": tuple([contact.id for contact in route.alternatives]),
        "changes_on": route.changes[0].on.isoformat() if route.changes else None,
    }


def asked(router: Router, answers: Mapping[str, Typed], today: date) -> tuple[str, ...]:
    """The questions that a person with these answers is asked, up to the first that is not answered."""
    said: dict[str, Typed] = {}
    keys: list[str] = []
    while question := router.route(said, today).next:
        keys.append(question.key)
        if question.key not in router.read({question.key: answers.get(question.key)}, today):
            break
        said[question.key] = answers[question.key]
    return tuple(keys)


def _why(route: Route, case: Case, ruleset: Ruleset) -> Iterable[str]:
    for error in route.errors:
        yield error.message + _perhaps(error.suggestion)
    if route.next:
        yield f"`{route.next.key}` is not answered: {route.next.ask}"
    if route.because:
        yield f"rule `{route.rule}`: {route.because}" if route.rule else route.because
    rules = [rule.id for rule in ruleset.rules] + [UNSURE]
    expected = case.expect.get("rule")
    if isinstance(expected, str) and expected not in rules:
        yield f"there is no rule `{expected}`" + _perhaps(nearest(expected, rules))


def _perhaps(name: str | None) -> str:
    return f", did you mean `{name}`?" if name else ""
