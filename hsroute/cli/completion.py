"""What Tab offers in a shell beyond what typer knows: answers, contacts and languages of the rules in force.

Nothing is offered if the rules cannot be used, since a shell has no place for a message.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import typer

from hsroute.cli.inputs import locale_lang
from hsroute.model import LANGS, NOT_COVERED, UNKNOWN, Question, Ruleset

if TYPE_CHECKING:
    from collections.abc import Iterable

Offers = list[tuple[str, str]]
"""What can be typed, each with its meaning, which some shells show."""

_LEFT: Final = "_HSROUTE_LEFT_STANDING"
"""The variable with the beginning of the last word that offers do not replace: `category=`."""


def offer_answers(ctx: typer.Context, incomplete: str) -> Offers:
    """The keys of questions that are not answered yet; the answers if only one key fits, or after its `=`."""
    from hsroute.language.catalog import say

    left, lang = os.environ.get(_LEFT, ""), _lang(ctx)
    key, equals, _ = f"{left}{incomplete}".partition("=")
    done = {pair.partition("=")[0] for pair in ctx.params.get("answer") or ()}
    open = [question for question in _questions(ctx) if question.key not in done]
    fitting = [each for each in open if (each.key == key if equals else each.key.startswith(key))]
    if len(fitting) != 1:
        return _keys(fitting, lang)
    labels = {**{value.name: value.label.to(lang) for value in fitting[0].values}, UNKNOWN: say("not-known", lang)}
    return [(f"{fitting[0].key}={name}".removeprefix(left), _meaning(label)) for name, label in labels.items()]


def offer_columns(ctx: typer.Context, incomplete: str) -> Offers:
    """The keys of all questions; the names of columns are not known here."""
    return _keys(_questions(ctx), _lang(ctx))


def _keys(questions: Iterable[Question], lang: str) -> Offers:
    return [(f"{question.key}=", _meaning(question.ask.to(lang))) for question in questions]


_UNSAFE: Final = str.maketrans({"\\": None, "[": "(", "]": ")"})
"""Signs that typer leaves alone, but that mean something to zsh, which evaluates what it gets, or to rich."""


def _meaning(text: str) -> str:
    """The text on one line, and safe for a shell."""
    from hsroute.language.escape import visible

    return visible(" ".join(text.split())).translate(_UNSAFE)


def offer_warnings() -> list[str]:
    from hsroute.analysis.check import CHECKS

    return [check.code for check in CHECKS if check.severity == "warning"]


def offer_contacts(ctx: typer.Context, incomplete: str) -> Offers:
    from hsroute.language.catalog import say

    ruleset, lang = _rules(ctx), _lang(ctx)
    if ruleset is None:
        return []
    teams = [(contact.id, _meaning(contact.team.to(lang))) for contact in ruleset.contacts.values()]
    return [*teams, (NOT_COVERED, say("nobody", lang))]


def offer_languages(ctx: typer.Context, incomplete: str) -> list[str]:
    """The languages of the program, and those in which the questions are put."""
    ruleset = _rules(ctx)
    texts = [] if ruleset is None else [ruleset.title, *[question.ask for question in ruleset.questions]]
    return [*dict.fromkeys([*LANGS, *[tag for text in texts for tag, _ in text.by_lang]])]


def _questions(ctx: typer.Context) -> Iterable[Question]:
    ruleset = _rules(ctx)
    return ruleset.questions if ruleset else ()


def _rules(ctx: typer.Context) -> Ruleset | None:
    """The rules that --rules or HSROUTE_RULES names, else the shipped ones."""
    from hsroute.rulesfile.files import ruleset_of
    from hsroute.rulesfile.problems import RulesError

    path = ctx.params.get("rules")
    try:
        return None if str(path) == "-" else ruleset_of(path)
    except (OSError, RulesError):
        return None


def _lang(ctx: typer.Context) -> str:
    return ctx.params.get("lang") or locale_lang()


_WIDE: Final = "9999"
"""A screen so wide that no meaning is broken into lines, of which fish would offer each."""


def serve_shells() -> None:
    """Make ready for a shell that asks what to offer."""
    if "_HSROUTE_COMPLETE" in os.environ:
        os.environ.update(COLUMNS=_WIDE)
    if os.environ.get("_HSROUTE_COMPLETE") == "complete_bash":
        _mend_bash_words()


# For bash `=` is a word of its own: KEY=VALUE comes as three words, and an offer replaces only the last.


def _mend_bash_words() -> None:
    """Join the words that bash split, and note how much of the last one an offer will not replace."""
    text, last = os.environ.get("COMP_WORDS", ""), int(os.environ.get("COMP_CWORD", "0"))
    words = text.split("\n" if "\n" in text else " ")[: last + 1]
    joined = _joined(words)
    if len(joined) < len(words):
        *before, typed = joined
        option, equals, rest = typed.partition("=") if typed.startswith("-") else ("", "", typed)
        key, behind, value = rest.rpartition("=")
        joined = [*before, *([option] if equals else []), value]
        os.environ[_LEFT] = f"{key}{behind}"
    os.environ["COMP_WORDS"], os.environ["COMP_CWORD"] = "\n".join(joined), str(len(joined) - 1)


def _joined(words: list[str]) -> list[str]:
    """The words, with those on either side of a `=` joined."""
    joined: list[str] = []
    for word in words:
        if joined and (word == "=" or joined[-1].endswith("=")):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
