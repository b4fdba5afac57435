"""What two rules files say differently, place by place: the ways to contacts, what questions accept, every text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hsroute.model import Text
from hsroute.patterns import SCALES
from hsroute.rulesfile.format import CONTACT, QUESTION, texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hsroute.model import Contact, Question, Ruleset

Written = Any
"""What is written at a place, as JSON has it; None for nothing."""

_WORDS: Final = ("text", "texts", "values", "words", "strings")
"""The kinds of keys that are compared as words, or separately."""


class Field(NamedTuple):
    """What is written at a place in each file."""

    path: str
    old: Written
    new: Written


def contact_fields(old: Contact, new: Contact) -> Iterator[Field]:
    """The ways to reach a contact that differ."""
    return _differing("", _of_both([name for name in CONTACT.keys if name != "team"], old, new))


def question_fields(old: Question, new: Question) -> Iterator[Field]:
    """What the two questions accept as answers, where it differs."""
    path = f"questions.{old.key}"
    if old.names != new.names:
        yield Field(f"{path}.values", list(old.names), list(new.names))
    things = _of_both([name for name, key in QUESTION.keys.items() if key.kind not in _WORDS], old, new)
    olds, news = ({value.name: value.span for value in question.values} for question in (old, new))
    for name in (name for name in olds if name in news):
        for scale in SCALES:
            spans = olds[name] if old.scale == scale else None, news[name] if new.scale == scale else None
            things.append((f"values.{name}.{scale}", *spans))
    yield from _differing(f"{path}.", things)


def _of_both(names: Iterable[str], old: object, new: object) -> list[tuple[str, object, object]]:
    return [(name, getattr(old, name), getattr(new, name)) for name in names]


def _differing(path: str, things: Iterable[tuple[str, object, object]]) -> Iterator[Field]:
    for place, before, after in things:
        if before != after:
            yield Field(path + place, _as_json(before), _as_json(after))


def _as_json(thing: object) -> Written:
    if isinstance(thing, Text):
        return dict(thing.by_lang) or thing.string
    return thing if isinstance(thing, bool | None) else str(thing)


# Words.


def written(old: Ruleset, new: Ruleset) -> tuple[Field, ...]:
    """Every text that differs, and everything else in the files that is for people to read."""
    olds, news = _words(old, new.contacts), _words(new, old.contacts)
    return tuple(field for path in olds | news for field in _versions(".".join(path), olds.get(path), news.get(path)))


def _words(ruleset: Ruleset, others: Mapping[str, Contact]) -> dict[tuple[str, ...], Text]:
    """The text at each place; rules are known by their ids.

    The addresses of contacts that the other file has too are not among them, for they are told as ways to reach these.
    """
    found: dict[tuple[str, ...], Text] = {}
    for path, text in texts(ruleset):
        rules = path[0] == "rules"
        found[tuple(map(str, (path[0], ruleset.rules[int(path[1])].id, *path[2:]) if rules else path))] = text
        if path[0] == "contacts" and path[2] == "team" and path[1] not in others:
            contact = ruleset.contacts[str(path[1])]
            for name in (name for name in ("email", "phone", "url") if getattr(contact, name)):
                found["contacts", contact.id, name] = Text(getattr(contact, name))
    if ruleset.source.updated:
        found["source", "updated"] = Text(str(ruleset.source.updated))
    for question in ruleset.questions:
        for value in question.values:
            if value.words:
                found["questions", question.key, "values", value.name, "words"] = Text(", ".join(value.words))
    for rule in ruleset.rules:
        if rule.facts:
            found["rules", rule.id, "facts"] = Text(", ".join(rule.facts))
    return found


def _versions(path: str, old: Text | None, new: Text | None) -> Iterator[Field]:
    """The text in each language; just once if both files have one string for every language."""
    olds, news = (dict(text.by_lang) or {"": text.string} if text else {} for text in (old, new))
    for lang in olds | news:
        if olds.get(lang) != news.get(lang):
            yield Field(f"{path}.{lang}" if lang else path, olds.get(lang), news.get(lang))
