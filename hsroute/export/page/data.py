"""What the script of the page is given: the texts, the questions, the contacts, and the reduced decision diagram."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from hsroute.engine.budget import PROOF, Budget
from hsroute.engine.diagram import inner_nodes, leaves, whole_tree
from hsroute.language.catalog import TEXTS, both
from hsroute.language.escape import paragraph, visible
from hsroute.language.phrases import assumed
from hsroute.language.spoken_dates import spoken
from hsroute.model import UNKNOWN
from hsroute.patterns import EMAIL, NUMBER, SCALES, VISIBLE, dialled, in_digits
from hsroute.routing.outcomes import masks_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hsroute.engine.diagram import Tree
    from hsroute.model import Contact, Interval, Lang, Question, Rule, Ruleset, Text, Value
    from hsroute.patterns import ScaleName

_WORDS: Final = (
    *("not-known", "again", "why", "notes", "or", "later", "source", "nobody", "from-day"),
    *("today", "tomorrow", "yesterday", "days-ahead", "days-ago"),
    *(name for name in TEXTS if name.startswith(("then-", "page-"))),
)
"""The texts of the program that the script shows."""


class Texts:
    """The texts of a page by their numbers, each in all of its languages, with what would act on a screen visible."""

    def __init__(self, langs: tuple[Lang, ...]) -> None:
        self.langs = langs
        self.numbers: dict[tuple[str, ...], int] = {}

    def number(self, text: Text) -> int:
        return self.each(text.to)

    def each(self, to: Callable[[Lang], str]) -> int:
        """The number of a text, from what it is in a language."""
        return self.numbers.setdefault(tuple(paragraph(to(lang)) for lang in self.langs), len(self.numbers))

    def some(self, text: Text | None) -> int | None:
        return None if text is None else self.number(text)

    def said(self, number: int, lang: Lang) -> str:
        return [*self.numbers][number][self.langs.index(lang)]


def data(ruleset: Ruleset, texts: Texts, lang: Lang, again: Iterable[str]) -> dict[str, Any]:
    """The data of the page, to be begun in that language. Raises TooBigError."""
    source, known = ruleset.source, _Data(ruleset, texts)
    whole = {
        "lang": texts.langs.index(lang),
        "langs": texts.langs,
        "title": texts.number(ruleset.title),
        "options": [*map(visible, again)],
        "source": {
            "title": texts.some(source.title),
            "url": texts.some(source.url),
            "updated": source.updated and str(source.updated),
        },
        "email": EMAIL,
        "letters": re.sub(r"\\U0*(\w{5,6})", r"\\u{\1}", VISIBLE),  # a script writes \u{e0000} for \U000e0000
        "amounts": NUMBER,
        "words": {name: texts.number(both(name)) for name in _WORDS},
        "months": [known.month(month) for month in range(1, 13)],
        "questions": [known.question(question) for question in ruleset.questions],
        "contacts": [known.contact(contact) for contact in ruleset.contacts.values()],
        **known.diagram(),
    }
    return {**whole, "texts": [each[0] if len({*each}) == 1 else each for each in texts.numbers]}


class _Data:
    """The parts of a ruleset, as the script has them: texts, questions and contacts are known by their numbers."""

    def __init__(self, ruleset: Ruleset, texts: Texts) -> None:
        self.ruleset = ruleset
        self.texts = texts
        self.contacts = {id: number for number, id in enumerate(ruleset.contacts)}
        self.questions = ruleset.numbers

    def month(self, month: int) -> int:
        """How a day of the month is spoken of."""
        day = date(1111, month, 22)
        return self.texts.each(lambda lang: spoken(day, lang).replace("22", "{day}").replace("1111", "{year}"))

    def question(self, question: Question) -> dict[str, Any]:
        return {
            "key": question.key,
            "ask": self.texts.number(question.ask),
            "help": self.texts.some(question.help),
            "values": [self.value(value, question.scale) for value in question.values],
            **{scale: question.scale == scale for scale in SCALES},
            "whole": question.whole,
            "person": question.person,
            "unknown": question.answers.index(question.if_unsure or UNKNOWN),
            "assumed": self.texts.each(lambda lang: assumed(question, lang)) if question.if_unsure else None,
        }

    def value(self, value: Value, scale: ScaleName | None) -> dict[str, Any]:
        span = value.span if scale == "days" else value.span and _written(value.span)
        return {"name": value.name, "label": self.texts.number(value.label), **({str(scale): span} if span else {})}

    def contact(self, contact: Contact) -> dict[str, Any]:
        return {
            "id": contact.id,
            "team": self.texts.number(contact.team),
            "email": contact.email,
            "phone": contact.phone,
            "dial": contact.phone and dialled(contact.phone),
            "url": contact.url,
            "how": self.texts.some(contact.how),
            "from": self.questions[contact.address_from] if contact.address_from else None,
        }

    def diagram(self) -> dict[str, Any]:
        """Nodes: a question and the numbers of its children, inverted where a rule is meant. Raises TooBigError."""
        masks = masks_of(self.ruleset)
        tree = whole_tree(masks, Budget(PROOF))
        ends = leaves(tree)
        outcomes = [outcome for outcome in masks.ends if outcome in ends]
        inner = inner_nodes(tree)
        numbers: dict[Tree, int] = {outcome: ~number for number, outcome in enumerate(outcomes)}
        numbers |= {node: number for number, node in enumerate(inner)}
        return {
            "rules": [self.rule(rule_of(self.ruleset, outcome)) for outcome in outcomes],
            "nodes": [[node.question, *(numbers[child] for child in node.children)] for node in inner],
            "root": numbers[tree],
        }

    def rule(self, rule: Rule | None) -> dict[str, Any]:
        if rule is None:
            gap = {"id": None, "contact": None, "because": self.texts.number(both("gap"))}
            return gap | {"alternatives": [], "notes": [], "facts": []}
        return {
            "id": rule.id,
            "contact": self.contacts[rule.contact] if rule.contact else None,
            "because": self.texts.number(rule.because),
            "alternatives": [self.contacts[id] for id in rule.alternatives],
            "notes": [self.texts.number(note) for note in rule.notes],
            "facts": rule.facts,
        }


def _written(span: Interval) -> tuple[str | None, str | None, bool]:
    """A span of numbers as texts, which are exact in every language."""
    first, last = (None if end is None else in_digits(end) for end in (span.first, span.last))
    return first, last, span.below
