"""The program's own words, in every language it speaks; {names} are filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hsroute.model import Text

if TYPE_CHECKING:
    from hsroute.model import Lang

TEXTS: Final[dict[str, tuple[str, str]]] = {
    # Errors of answers.
    "unknown-question": ("there is no question `{given}`", "det finnes ikke noe spørsmål `{given}`"),
    "unknown-value": ("`{key}` has no value `{given}`", "`{key}` har ingen verdi `{given}`"),
    "wrong-type": (
        "`{key}` is answered by the name of a value, not by {given}",
        "`{key}` besvares med navnet på en verdi, ikke med {given}",
    ),
    "bad-date": (
        "`{given}` is not a date of the form YYYY-MM-DD",
        "`{given}` er ikke en dato på formen ÅÅÅÅ-MM-DD",
    ),
    "day-not-covered": (
        "`{given}` is {days} days from today, which no value of `{key}` covers: {spans}",
        "`{given}` er {days} dager fra i dag, og det dekker ingen verdi av `{key}`: {spans}",
    ),
    "bad-email": ("`{given}` is not an e-mail address", "`{given}` er ikke en e-postadresse"),
    "not-json": ("this is not JSON: {why}", "dette er ikke JSON: {why}"),
    "not-an-object": (
        "a record of answers is a JSON object, not {given}",
        "en post med svar er et JSON-objekt, ikke {given}",
    ),
    "duplicate-key": ("key `{given}` is given twice", "nøkkelen `{given}` er oppgitt to ganger"),
    # Routes.
    "taken-for": (
        "`{key}` is not known; it was taken for “{label}”.",
        "`{key}` er ikke kjent; det ble regnet som «{label}».",
    ),
    "gap": (
        "No rule covers these answers.",
        "Ingen regel dekker disse svarene.",
    ),
    "undecided": (
        "What is not known leaves several contacts possible.",
        "Det som ikke er kjent, gjør at flere kontakter er mulige.",
    ),
    "unproved": (
        "The rules are too intricate to prove that every question asked was needed.",
        "Reglene er for innfløkte til å bevise at alle spørsmålene var nødvendige.",
    ),
}


def say(name: str, lang: Lang, **values: object) -> str:
    """The text of that name, with the values filled in."""
    return TEXTS[name][lang == "nb"].format(**values)


def both(name: str) -> Text:
    """The text of that name in both languages; it has nothing to fill in."""
    return Text(*TEXTS[name])
