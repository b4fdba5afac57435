"""The result for one set of answers, and its shape as JSON."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hsroute.model import Number
    from hsroute.routing.answers import Error

Status = Literal["routed", "not_covered", "incomplete", "invalid"]
Form = Literal["date", "email", "number", "unknown"]
"""What is an answer beside the names of values."""


class RoutedContact(NamedTuple):
    """A contact as a route names it: in one language, with the address that was given for it."""

    id: str
    team: str
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    how: str | None = None

    def as_json(self) -> dict[str, Any]:
        return self._asdict()


class Change(NamedTuple):
    """A later day on which the same answers lead elsewhere, because time has passed."""

    on: date
    status: Status
    rule: str | None
    contact: str | None

    def as_json(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), "status": self.status, "rule": self.rule, "contact": self.contact}


WRITTEN: Final[Mapping[Form, str]] = {
    "date": "YYYY-MM-DD",
    "email": "ADDRESS",
    "number": "NUMBER",
    "unknown": "unknown",
}
"""How an answer is written that is not the name of a value."""


class NextQuestion(NamedTuple):
    """The question to ask next. `values` are (name, label) pairs, `accepts` what else is an answer.

    `first` and `last` are the ends of the days or numbers that values cover; None where that is open, or nothing.
    """

    key: str
    ask: str
    help: str | None
    values: tuple[tuple[str, str], ...]
    accepts: tuple[Form, ...]
    first: date | Number | None = None
    last: date | Number | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "ask": self.ask,
            "help": self.help,
            "values": [{"name": name, "label": label} for name, label in self.values],
            "accepts": list(self.accepts),
            **({"from": _end(self.first), "to": _end(self.last)} if {"date", "number"} & {*self.accepts} else {}),
        }


class Route(NamedTuple):
    """Where a set of answers leads.

    `routed`: to `contact`. `not_covered`: to nobody; `alternatives` are what is left. `incomplete`: to the question
    `next`, after which the contacts in `possible` can still come out. `invalid`: nowhere, because of `errors`.
    """

    status: Status
    today: date
    contact: RoutedContact | None = None
    alternatives: tuple[RoutedContact, ...] = ()
    rule: str | None = None
    because: str | None = None
    notes: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    answers: Mapping[str, str] | None = None
    unused: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    next: NextQuestion | None = None
    possible: tuple[str, ...] = ()
    errors: tuple[Error, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The route as the JSON object that scripts rely on; an `id` or a `line` is put in by who knows them."""
        if self.status == "invalid":
            body: dict[str, Any] = {"errors": [_error(error) for error in self.errors]}
        elif self.next:
            body = self._question(self.next)
        else:
            body = self._outcome()
        return {"status": self.status, **body}

    def _question(self, next: NextQuestion) -> dict[str, Any]:
        return {
            "next": next.as_json(),
            "possible": list(self.possible),
            "answers": dict(self.answers or {}),
            "today": self.today.isoformat(),
        }

    def _outcome(self) -> dict[str, Any]:
        return {
            "contact": self.contact and self.contact.as_json(),
            "alternatives": [contact.as_json() for contact in self.alternatives],
            "rule": self.rule,
            "because": self.because,
            "notes": list(self.notes),
            "facts": list(self.facts),
            "answers": dict(self.answers or {}),
            "unused": list(self.unused),
            "today": self.today.isoformat(),
            "changes": [change.as_json() for change in self.changes],
        }


def _end(end: date | Number | None) -> str | float | None:
    """An end of what values cover; it has so few digits that a float is written with just these."""
    if end is None or isinstance(end, int):
        return end
    return end.isoformat() if isinstance(end, date) else float(end)


def _error(error: Error) -> dict[str, Any]:
    return {
        "key": error.key,
        "code": error.code,
        "message": error.message,
        "allowed": list(error.allowed),
        "suggestion": error.suggestion,
    }
