"""A route as cells of text, for people whose records live in spreadsheets: each cell holds one thing, or names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hsroute.language.catalog import say
from hsroute.routing.route import WRITTEN
from hsroute.rulesfile.problems import listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hsroute.model import Lang
    from hsroute.routing.answers import Error
    from hsroute.routing.route import NextQuestion, Route, RoutedContact

COLUMNS: Final = (
    *("status", "contact", "team", "email", "url", "how", "because", "notes", "alternatives", "rule", "changes_on"),
    *("next", "ask", "values", "possible", "errors"),
)

_BETWEEN: Final = " | "
"""Stands between several names or texts in one cell."""


def added_columns(keys: Iterable[str]) -> tuple[str, ...]:
    """The columns that are added to a sheet; `route_` stands before the name where a question has it as its key."""
    taken = set(keys)
    return tuple(_free(name, taken) for name in ("line", *COLUMNS))


def route_cells(route: Route, lang: Lang) -> list[str]:
    """The route in COLUMNS. Nothing is altered: a text that begins with `=` or `+` is what the rules say."""
    return [
        route.status,
        *_contact_cells(route.contact),
        route.because or "",
        _BETWEEN.join(route.notes),
        _BETWEEN.join(contact.id for contact in route.alternatives),
        route.rule or "",
        route.changes[0].on.isoformat() if route.changes else "",
        *_question_cells(route.next),
        _BETWEEN.join(route.possible),
        _BETWEEN.join(describe_error(error, lang) for error in route.errors),
    ]


def _free(name: str, taken: set[str]) -> str:
    return _free(f"route_{name}", taken) if name in taken else name


def _contact_cells(contact: RoutedContact | None) -> list[str]:
    return [cell or "" for cell in contact or (None,) * 5]


def _question_cells(asked: NextQuestion | None) -> list[str]:
    if asked is None:
        return ["", "", ""]
    names = [name for name, _ in asked.values]
    return [asked.key, asked.ask, _BETWEEN.join(names + [WRITTEN[form] for form in asked.accepts])]


def describe_error(error: Error, lang: Lang) -> str:
    """What is wrong, and the nearest right name, or else all that are allowed."""
    if error.suggestion:
        return f"{error.message}; {say('suggestion', lang, name=error.suggestion)}"
    return f"{error.message}; {say('allowed', lang, names=listed(error.allowed))}" if error.allowed else error.message
