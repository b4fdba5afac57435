"""The conversation as people see it: what they type, and what the screen says to it."""

from __future__ import annotations

import importlib

import pytest

from tests.support.program import DATA

SCREENS = DATA / "conversation"
KEYS = ("\x1b[B", "\x1b[3", "\x1b[Akon\x1b[Dtrakt\x1b[3~")

CONVERSATIONS = {
    "whole": {
        "en": ("b", "?", "xyzzy", "contr", "y", "b", "", "n", "b", "0", "03/04/2027", "soonish", "2", "4", "n"),
        "nb": ("b", "?", "xyzzy", "kontr", "j", "b", "", "n", "b", "0", "03/04/2027", "snart", "2", "4", "n"),
    },
    "parts": {
        "en": ("hub", "vat", "s", "no", "help", "contracts", "s", "e", "o", "yes", "n", "90 days", "q"),
        "nb": ("hub", "mva", "s", "nei", "hjelp", "contracts", "i", "a", "e", "ja", "n", "90 dager", "q"),
    },
    "own-words": {
        "en": (
            *("my invoice is wrong", "upgrade", "refund", "login", "price", "my card was charged on the invoice", ""),
            *("Hello,\n\nour invoice for March is wrong, and the\ncredit card was charged twice.\n\nKind regards", "q"),
        ),
        "nb": (
            *("jeg vil si opp", "oppgradere", "refusjon", "innlogging", "pris", "fakturaen er feil", ""),
            *("Hei,\n\nfakturaen for mars er feil, og\nkortet er belastet to ganger.\n\nVennlig hilsen", "q"),
        ),
    },
    "dates": {
        "en": (
            *("?", "30 February", "in 3 dys", "1 May 1990", "03/04/2027", "5", "b", "2 March", "b", "15.3.27", "b"),
            *(
                "31.12",
                "b",
                "in two weeks",
                "b",
                "next friday",
                "5",
                "b",
                "march 2027",
                "b",
                "30 days",
                "5",
                "b",
                "tomorrow",
                "q",
            ),
        ),
        "nb": (
            *(
                "?",
                "30. februar",
                "om 3 dgaer",
                "1. mai 1990",
                "03/04/2027",
                "5",
                "b",
                "1. mars",
                "b",
                "15.3.27",
                "b",
                "31.12",
                "b",
            ),
            *(
                "om tre uker",
                "b",
                "neste fredag",
                "6",
                "b",
                "i overmorgen",
                "b",
                "om 3 mnd",
                "b",
                "neste måned",
                "5",
                "q",
            ),
        ),
    },
    "denials": {
        "en": (
            "it's not billing",
            "not billing but buying",
            "5",
            "it is not over",
            "no, still running",
            "1",
            "nope",
            "q",
        ),
        "nb": ("ikke faktura", "ikke faktura, men kjøp", "5", "den er ikke over", "nei, den pågår", "1", "ingen", "q"),
    },
    "far-dates": {
        "en": (
            *(
                "contract",
                "y",
                "I have no contract manager",
                "2",
                "1 March 1027",
                "9999",
                "in 200 years",
                "end of March",
            ),
            *("Tuesday, 1 March 2027", "I don't know when", "it renews on 1 March 2027, I think", "5", "q"),
        ),
        "nb": (
            *(
                "kontrakt",
                "j",
                "har ingen kontraktsansvarlig",
                "2",
                "1. mars 1027",
                "9999",
                "om 200 år",
                "slutten av mars",
            ),
            *("tirsdag 1. mars 2027", "vet ikke når", "den fornyes 1. mars 2027, tror jeg", "5", "q"),
        ),
    },
    "renewal": {
        "en": ("contract", "y", "n", "2027-06-01", "pro", "n"),
        "nb": ("kontrakten", "j", "n", "2027-06-01", "pro", "n"),
    },
    "date-not-known": {
        "en": ("contract", "y", "0", "0", "enterprise", "Kari <kari.nordmann@example.com>", "3"),
        "nb": ("kontrakten", "j", "0", "0", "enterprise", "Kari <kari.nordmann@example.com>", "3"),
    },
    "free-tools": {
        "en": ("contract", "y", "n", "0", "free"),
        "nb": ("kontrakten", "j", "n", "0", "bare gratis"),
    },
    "long": {
        "en": ("land", "stad", "kristian", "ham", "er", "18"),
        "nb": ("land", "stad", "kristian", "ham", "er", "tonsb"),
    },
    "figures": {
        "en": ("?", "2", "b", "3", "b", "1,200", "b", "0.5", "-1", "1", "n"),
        "nb": ("?", "2", "b", "3", "b", "1.200", "b", "0,5", "-1", "1", "n"),
    },
    "keys": {"en": (*KEYS, "con\x1b[Dtract", "b", "q"), "nb": (*KEYS, "tilbake", "avslutt")},
    "languages": {
        "en": ("kontrakt", "3", "ja", "nei", "vet ikke", "hjelp", "tilbake", "avslutt"),
        "nb": ("contract", "3", "yes", "no", "unknown", "help", "back", "quit"),
    },
}
RULES = {name: ("--rules", SCREENS / f"{name}.yaml") for name in ("dates", "figures", "long")}


def played(name, lang, columns, **env):
    """The screen after that conversation, with what was typed where it was typed."""
    terminal = importlib.import_module("tests.process.test_terminal").Terminal(
        "ask", "--lang", lang, *map(str, RULES.get(name, ())), columns=columns, **env
    )
    terminal.show(*CONVERSATIONS[name][lang])
    assert terminal.end() in {0, 1, 130}
    return terminal.screen


@pytest.mark.process
@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize("name", CONVERSATIONS)
def test_the_conversation_at_a_terminal(golden, name, lang, columns):
    golden(SCREENS / f"{name}-{lang}-{columns}.txt", played(name, lang, columns, NO_COLOR="1").replace("\x1b", "^["))


@pytest.mark.process
@pytest.mark.parametrize("lang", ["en", "nb"])
def test_the_conversation_in_colours(golden, lang):
    golden(SCREENS / f"colours-{lang}.txt", played("whole", lang, 80))
