"""Every card of the shipped rules fits a screen, and says what matters in the words of people."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest
from rich.console import Console

import hsroute
from hsroute.model import UNKNOWN
from hsroute.screen import card as cards
from tests.support.program import DATA, TODAY

ROUTER = hsroute.load()
QUESTIONS = ROUTER.ruleset.questions
DAY = date.fromisoformat(TODAY)
PERSON = "kari.nordmann@example.com"
MOST_LINES = 16
"""How many lines a card may have, so that it stays on a screen of 24 with what was typed before it."""


def given(value, question):
    """The answer that makes the longest card: an address for yes, a day for a value that covers days."""
    if value is None:
        return UNKNOWN
    if value.span:
        days = value.span.first if value.span.last is None else value.span.last
        return (DAY + timedelta(days)).isoformat()
    return PERSON if question.person and value.name == "yes" else value.name


def combinations():
    """All combinations of answers, `unknown` where it is an answer of its own."""
    choices = [[given(value, question) for value in question.values] for question in QUESTIONS]
    for question, choice in zip(QUESTIONS, choices, strict=True):
        choice.extend([UNKNOWN] * (UNKNOWN in question.answers))
    return [dict(zip((question.key for question in QUESTIONS), names, strict=True)) for names in product(*choices)]


def conversations(answers):
    """All that a person can answer to what is asked, "I don't know" to any of it."""
    asked = ROUTER.route(answers, DAY).next
    if not asked:
        return [answers]
    (question,) = [question for question in QUESTIONS if question.key == asked.key]
    replies = [given(value, question) for value in (*question.values, None)]
    return [ended for reply in replies for ended in conversations({**answers, question.key: reply})]


@cache
def routes(lang):
    """Every route that there is in the language, each with one set of answers that leads to it."""
    found = {}
    for each in combinations() + conversations({}):
        route = ROUTER.route(each, DAY, lang)
        found.setdefault(route._replace(answers=None, unused=()), (route, each))
    return [*found.values()]


@cache
def printed(lang, *, details=False):
    return [(each, shown(route, each, lang, details=details)) for route, each in routes(lang)]


def shown(route, each, lang, *, details):
    screen = Console(file=io.StringIO(), width=80, color_system=None, highlight=False, markup=False, emoji=False)
    card = cards.Card(route, each, (), ROUTER.ruleset, lang, details)
    cards.print_outcome(card, screen)
    return screen.file.getvalue()


def test_all_combinations_are_walked_and_every_rule_is_met():
    assert len(combinations()) == 7200
    assert {route.rule for route, _ in routes("en")} == {rule.id for rule in ROUTER.ruleset.rules}


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_every_card_has_at_most_so_many_lines_and_none_is_wider_than_the_screen(lang):
    for _, card in printed(lang):
        lines = card.splitlines()
        assert len(lines) <= MOST_LINES, card
        assert max(map(len, lines)) <= 80, card


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_every_card_begins_with_the_team_then_how_to_reach_it_each_alone_on_its_line(lang):
    for each, card in printed(lang):
        contact = ROUTER.route(each, DAY, lang).contact
        if contact:
            ways = [way for way in (contact.email, contact.url) if way]
            assert card.splitlines()[: 1 + len(ways)] == [contact.team, *ways]
            assert ways or contact.how in card


@pytest.mark.parametrize("details", [False, True])
@pytest.mark.parametrize("lang", ["en", "nb"])
def test_no_card_shows_a_key_or_the_name_of_a_value_but_in_the_command(lang, details):
    keys = "|".join(question.key for question in QUESTIONS)
    names = "|".join(name for question in QUESTIONS for name in question.names)
    for _, card in printed(lang, details=details):
        told = card.rpartition("\n\n")[0] if details else card
        assert not re.search(rf"[a-z]_[a-z]|(^|\s)({keys})[:=]|[:=?] ?({names})$", told, re.MULTILINE), card


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_the_longest_card_is_as_it_is_kept(golden, lang):
    _, card = max(printed(lang), key=lambda found: found[1].count("\n"))
    golden(DATA / "card" / f"longest-{lang}.txt", card)


@pytest.mark.process
@pytest.mark.parametrize("lang", ["en", "nb"])
def test_team_and_address_of_the_longest_card_are_still_on_a_screen_of_24_lines(lang):
    terminal = pytest.importorskip("tests.process.test_terminal", reason="a pseudo-terminal needs pexpect")
    each, card = max(printed(lang), key=lambda found: found[1].count("\n"))
    team, address = card.splitlines()[:2]
    asked = [question for question in QUESTIONS if question.key in ROUTER.route(each, DAY, lang).answers]
    typed = [each[question.key] for question in asked]
    seen = terminal.Terminal("ask", "--lang", lang, NO_COLOR="1").type(*("0" if a == UNKNOWN else a for a in typed))
    seen.end()
    assert {team, address} <= set(seen.screen.splitlines()[-23:])  # and a line for the prompt of the shell
