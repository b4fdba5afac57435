"""Between names and numbers: the masks of a ruleset, and what an outcome of the engine means in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hsroute.engine.masks import UNSURE, build, mask
from hsroute.model import UNKNOWN, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hsroute.engine.masks import Masks, Outcome
    from hsroute.model import Rule, Ruleset


def masks_of(ruleset: Ruleset) -> Masks:
    """The masks of a ruleset: questions, answers and rules are numbered in the file's order, `unknown` last."""
    numbers = [{name: number for number, name in enumerate(question.answers)} for question in ruleset.questions]
    places = ruleset.numbers
    number_of = {key: numbers[place].__getitem__ for key, place in places.items()}
    owned = [(owner, condition) for owner, rule in enumerate(ruleset.rules) for condition in rule.conditions]
    conditions = [
        {places[key]: tuple(map(number_of[key], names)) for key, names in condition.items()} for _, condition in owned
    ]
    unknown = {place: answers[UNKNOWN] for place, answers in enumerate(numbers) if UNKNOWN in answers}
    return build([*map(len, numbers)], conditions, unknown if ruleset.unsure else {}, [owner for owner, _ in owned])


def rule_of(ruleset: Ruleset, outcome: Outcome) -> Rule | None:
    """The rule of an outcome, which may be `unsure`; None for a gap."""
    if isinstance(outcome, int):
        return ruleset.rules[outcome]
    return ruleset.unsure if outcome is UNSURE else None


def contact_of(ruleset: Ruleset, outcome: Outcome) -> str | None:
    """The contact of an outcome; None if it is not covered."""
    rule = rule_of(ruleset, outcome)
    return rule and rule.contact


def winners(ruleset: Ruleset, masks: Masks) -> dict[str | None, int]:
    """The rows that lead to each contact, in the file's order, and to None, which is not covered."""
    rows: dict[str | None, list[int]] = {id: [] for id in (*ruleset.contacts, None)}
    for row, outcome in enumerate(masks.outcomes):
        rows[contact_of(ruleset, outcome)].append(row)
    return {contact: mask(some) for contact, some in rows.items()}


def named(ruleset: Ruleset, answers: Iterable[tuple[int, int]]) -> Frozen[str, str]:
    """Answers by key and name, from pairs of the numbers of a question and an answer."""
    pairs = ((ruleset.questions[place], answer) for place, answer in answers)
    return Frozen({question.key: question.answer(number) for question, number in pairs})


def address_sources(ruleset: Ruleset) -> dict[str, int]:
    """The number of the question for each contact whose e-mail address may be given as an answer."""
    numbers, contacts = ruleset.numbers, ruleset.contacts.values()
    return {contact.id: numbers[contact.address_from] for contact in contacts if contact.address_from}
