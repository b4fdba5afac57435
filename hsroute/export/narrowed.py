"""The rules that some answers leave, as rules of their own: without the questions answered, and what they rule out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hsroute.language.phrases import before_answer, label
from hsroute.model import LANGS, UNKNOWN, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hsroute.model import Contact, Lang, Rule, Ruleset
    from hsroute.routing.answers import Answer


def narrowed(ruleset: Ruleset, answers: Mapping[str, Answer]) -> Ruleset:
    """The ruleset once these questions are answered; its title says how."""
    if not answers:
        return ruleset
    asked = [question for question in ruleset.questions if question.key in answers]
    names = {question.key: question.answer(answers[question.key].value) for question in asked}
    rules = _up_to_the_certain(_left(ruleset, names))
    unsure = None if rules and not rules[-1].when else ruleset.unsure
    if unsure and UNKNOWN in names.values():
        rules, unsure = (*rules, unsure), None
    rows, columns = _axes(ruleset, {key for rule in rules for condition in rule.conditions for key in condition})
    left = ruleset._replace(
        title=_title(ruleset, names),
        questions=tuple(question for question in ruleset.questions if question.key not in names),
        rules=rules,
        rows=rows,
        columns=columns,
        unsure=unsure,
    )
    return left._replace(contacts=_named(left, answers))


def _left(ruleset: Ruleset, names: Mapping[str, str]) -> Iterator[Rule]:
    """The rules that allow the answers, with what they say of other questions."""
    for rule in ruleset.rules:
        conditions = [
            {key: allowed for key, allowed in condition.items() if key not in names}
            for condition in rule.conditions
            if all(name in condition.get(key, (name,)) for key, name in names.items())
        ]
        if conditions:
            yield rule._replace(
                when=tuple(conditions) if len(conditions) > 1 and all(conditions) else min(conditions, key=len)
            )


def _up_to_the_certain(rules: Iterator[Rule]) -> tuple[Rule, ...]:
    """The rules up to the first that matches whatever the other answers are."""
    kept = []
    for rule in rules:
        kept.append(rule)
        if not rule.when:
            break
    return tuple(kept)


def _axes(ruleset: Ruleset, mentioned: set[str]) -> list[str | None]:
    """The axes of the table: those of the file as far as rules depend on them, else the first that rules depend on."""
    axes = [axis if axis in mentioned else None for axis in (ruleset.rows, ruleset.columns)]
    free = (question.key for question in ruleset.questions if question.key in mentioned and question.key not in axes)
    return [axis or next(free, None) for axis in axes]


def _title(ruleset: Ruleset, names: Mapping[str, str]) -> Text:
    """The title with the answers, in words."""
    questions = ruleset.by_key

    def given(lang: Lang) -> str:
        asked = [(questions[key], name) for key, name in names.items()]
        return "; ".join(before_answer(about, lang) + label(about, name, lang) for about, name in asked)

    title = ruleset.title
    strings = tuple((lang, f"{text} ({given(lang)})") for lang, text in title.by_lang)
    return Text(f"{title.string} ({given(LANGS[0])})", strings)


def _named(ruleset: Ruleset, answers: Mapping[str, Answer]) -> dict[str, Contact]:
    """The contacts that the rules name, with the e-mail addresses that were given as answers."""
    used = {id for rule in ruleset.rules_and_unsure for id in rule.contacts}
    return {id: _reached(contact, answers) for id, contact in ruleset.contacts.items() if id in used}


def _reached(contact: Contact, answers: Mapping[str, Answer]) -> Contact:
    answer = answers.get(contact.address_from or "")
    return contact._replace(email=answer.address or contact.email, address_from=None) if answer else contact
