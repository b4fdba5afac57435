"""The page of `explain`: who, why, why not another, what would change it, and when it will change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from hsroute.language.phrases import joined, without_remark
from hsroute.model import UNSURE
from hsroute.screen.card import describe_answer, in_words, later, print_contact, print_route, print_rows, why
from hsroute.screen.console import console, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hsroute.routing.explain import Explanation, FailedCondition, Way
    from hsroute.screen import Color
    from hsroute.screen.card import Card

_MOST_NAMES: Final = 12
"""The most rules that are named for one reason why they were passed over; more are counted."""

_MOST_REASONS: Final = 24
"""The most of these reasons that are shown."""


def print_explanation(card: Card, explanation: Explanation, place: str | None, color: Color) -> None:
    """Print an explained route on stdout; errors or the missing question on stderr, in the words of `ask`.

    `place` is that of the rule, as `path:line`.
    """
    if not card.route.settled:
        print_route(card, color)
        return
    screen = console(color)
    print_contact(card, screen)
    screen.print()
    rule = filter(None, (card.route.rule, place, ", ".join(card.route.facts)))
    rows = {
        **why(card, screen),
        "decided-by": [*_reason(card, explanation)],
        "rule": [*map(line, rule)],
        "passed-over": [] if explanation.why_not else [*_passed_over(card, explanation)],
        "why-not": [*_why_not(card, explanation)],
        "instead": [*_instead(card, explanation)],
        "later": [*later(card, whole=True)],
    }
    print_rows(card, screen, rows)


def _reason(card: Card, explanation: Explanation) -> Iterator[Text]:
    for key, given in explanation.reason.items():
        taken = explanation.taken[key]
        meant = "" if taken == given else f" ({in_words(card, key, taken)})"
        yield Text.assemble(describe_answer(card, key, given), meant)
    if not explanation.reason:
        yield line(card.say("decided-by-nothing"))
    if "reason" in explanation.unproved:
        yield line(card.say("reason-unproved"), "yellow")


def _passed_over(card: Card, explanation: Explanation) -> Iterator[Text]:
    """A line for each answer that rules out rules, with these rules."""
    rules: dict[str, list[str]] = {}
    for passed in explanation.passed_over:
        rules.setdefault(_obstacle(card, passed.condition), []).append(passed.rule)
    for obstacle, names in list(rules.items())[:_MOST_REASONS]:
        yield Text.assemble(line(f"{obstacle}: "), line(_named(card, names), "dim"))
    more = sum(map(len, list(rules.values())[_MOST_REASONS:]))
    if more:
        yield line(card.say("more-rules", count=more))


def _named(card: Card, names: list[str]) -> str:
    more = [card.say("more-names", count=len(names) - _MOST_NAMES)] if len(names) > _MOST_NAMES else []
    return ", ".join(names[:_MOST_NAMES] + more)


def _obstacle(card: Card, condition: FailedCondition) -> str:
    """The answer that rules out a rule, or the question to which no answer will do."""
    ask = without_remark(card.question(condition.key), card.lang)
    return card.say("rules-out" if condition.wanted else "impossible", ask=ask)


def _why_not(card: Card, explanation: Explanation) -> Iterator[Text]:
    if not explanation.why_not:
        return
    asked = explanation.why_not.contact
    yield line(card.team(asked))
    if asked == (card.route.contact and card.route.contact.id):
        yield line(card.say("that-is-it"))
        return
    for way in explanation.why_not.ways:
        yield Text.assemble(line(f"{way.rule}: "), line(_hindered(card, way)))
    if not explanation.why_not.ways:
        yield line(card.say("no-way"))
    elif not any(other.contact == asked for other in explanation.instead) and "instead" not in explanation.unproved:
        yield line(card.say("no-answers"))


def _hindered(card: Card, way: Way) -> str:
    """Why the rule does not win."""
    if way.failed:
        return "; ".join(_needed(card, condition) for condition in way.failed)
    if way.rule == UNSURE:
        return card.say("only-when-unsure")
    return card.say("beaten-by", rule=way.beaten_by)


def _needed(card: Card, condition: FailedCondition) -> str:
    """Which answers would let the rule match."""
    if not condition.wanted:
        return _obstacle(card, condition)
    wanted = [card.say("quoted", text=in_words(card, condition.key, name)) for name in condition.wanted]
    either = joined(wanted, card.lang, by="either")
    return card.say("needs", ask=without_remark(card.question(condition.key), card.lang), wanted=either)


def _instead(card: Card, explanation: Explanation) -> Iterator[Text]:
    asked = explanation.why_not
    others = [other for other in explanation.instead if not asked or other.contact == asked.contact]
    for other in others:
        yield line(f"{card.team(other.contact)}:")
        yield from (Text.assemble("  ", describe_answer(card, key, name)) for key, name in other.change.items())
    if "instead" in explanation.unproved:
        yield line(card.say("instead-unproved"), "yellow")
