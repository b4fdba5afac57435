"""What a shell offers behind Tab beside what typer knows itself: answers, contacts, languages of the rules in force.

Nothing is offered where the rules cannot be used: a shell has no place for a message.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import typer

from hsroute.model import LANGS, NOT_COVERED, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from hsroute.model import Question, Ruleset

Offers = list[tuple[str, str]]
"""What can stand there, each with what it means; shells that can, show that too."""

_LEFT: Final = "_HSROUTE_LEFT_STANDING"
"""The variable that holds the beginning of the last word that is not replaced by what is offered: `category=`."""


def offer_answers(ctx: typer.Context, incomplete: str) -> Offers:
    """The keys of questions that are not answered yet; where only one fits, and behind its `=`, its answers."""
    ruleset = _rules(ctx)
    if ruleset is None:
        return []
    left = os.environ.get(_LEFT, "")
    key, equals, _ = f"{left}{incomplete}".partition("=")
    done = {pair.partition("=")[0] for pair in ctx.params.get("answer") or ()}
    open = [question for question in ruleset.questions if question.key not in done]
    fitting = [each for each in open if (each.key == key if equals else each.key.startswith(key))]
    lang = _lang(ctx)
    if len(fitting) == 1:
        return [(pair.removeprefix(left), label) for pair, label in _pairs(fitting[0], lang)]
    return [(f"{question.key}=", _meaning(question.ask.to(lang))) for question in fitting]


def _pairs(question: Question, lang: str) -> Offers:
    """KEY=VALUE for every answer that has a name."""
    from hsroute.language.catalog import say

    labels = {**{value.name: value.label.to(lang) for value in question.values}, UNKNOWN: say("not-known", lang)}
    return [(f"{question.key}={name}", _meaning(label)) for name, label in labels.items()]


def _meaning(text: str) -> str:
    r"""The text as zsh can be given it, which evaluates what it gets: typer quotes all but a \."""
    from hsroute.language.escape import visible

    return visible(text).replace("\\", "")


def offer_columns(ctx: typer.Context, incomplete: str) -> Offers:
    """The keys of all questions; what a column is called nobody here knows."""
    ruleset, lang = _rules(ctx), _lang(ctx)
    questions = ruleset.questions if ruleset else ()
    return [(f"{question.key}=", _meaning(question.ask.to(lang))) for question in questions]


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
    """Those of the program, and those in which the questions are put."""
    ruleset = _rules(ctx)
    texts = [] if ruleset is None else [ruleset.title, *[question.ask for question in ruleset.questions]]
    return [*dict.fromkeys([*LANGS, *[tag for text in texts for tag, _ in text.by_lang]])]


def offer_today() -> list[str]:
    """The form, and the day most often meant."""
    from hsroute.cli.defaults import local_date

    return [local_date().isoformat()]


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
    from hsroute.cli.defaults import locale_lang

    return ctx.params.get("lang") or locale_lang()


# Bash takes `=` for a word of its own: KEY=VALUE comes as three of them, and only the last is replaced by an offer.


def mend_bash_words(environment: MutableMapping[str, str]) -> None:
    """Put the words of a command line together again, and keep in mind what bash will leave standing of the last."""
    if environment.get("_HSROUTE_COMPLETE") != "complete_bash":
        return
    text, last = environment.get("COMP_WORDS", ""), int(environment.get("COMP_CWORD", "0"))
    words = text.split("\n" if "\n" in text else " ")[: last + 1]
    joined = _joined(words)
    if len(joined) < len(words):
        *before, typed = joined
        option, equals, rest = typed.partition("=") if typed.startswith("-") else ("", "", typed)
        key, behind, value = rest.rpartition("=")
        joined = [*before, *([option] if equals else []), value]
        environment[_LEFT] = f"{key}{behind}"
    environment["COMP_WORDS"], environment["COMP_CWORD"] = "\n".join(joined), str(len(joined) - 1)


def _joined(words: list[str]) -> list[str]:
    """The words, with those on either side of a `=` as one."""
    joined: list[str] = []
    for word in words:
        if joined and (word == "=" or joined[-1].endswith("=")):
            joined[-1] += word
        else:
            joined.append(word)
    return joined
