"""The JSON Schemas of a cases file and of a route."""

from __future__ import annotations

from typing import Any, Final, get_args

from hsroute.export.shapes import Schema, list_of, mapping, or_null, ref, set_of, use
from hsroute.routing.answers import Code
from hsroute.routing.route import Status

_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}
_STATUS: Final = {"enum": [*get_args(Status)]}


def cases() -> Schema:
    """The definitions of a cases file."""
    answers = {"type": "object", "additionalProperties": {"type": ["string", "boolean", "integer", "null"]}}
    properties = {
        "name": use("string", "What the case is about.", "Starter goes to Support"),
        "answers": answers
        | {"description": "What is answered, null for “I don't know”. For example `{tier: starter}`."},
        "today": use(
            "date", "The day on which it is answered. Needed where a date is among the answers.", "2026-11-22"
        ),
        "expect": ref("expect"),
    }
    return {
        "cases": list_of("Answers with the routes that they must get; `hsroute test` runs them.", "case"),
        "case": mapping("Answers, and the route that they must get.", ("name", "answers", "expect"), properties),
        "expect": _expect(),
    }


def _expect() -> Schema:
    properties = {
        "status": {"description": "What the route is. For example `routed`.", **_STATUS},
        "contact": or_null("The id of the contact; null for none.", "name"),
        "rule": or_null("The id of the rule; null for none.", "name"),
        "email": or_null("The contact's address; null for none.", "email"),
        "asks": set_of(
            "Exactly the questions that a person is asked, in order. For example `[category, tier]`.", "name"
        ),
        "changes_on": or_null("The first day on which the same answers lead elsewhere; null for never.", "date"),
    }
    return mapping("Any of what the route must have.", (), properties, minProperties=1)


def routes() -> Schema:
    """The definitions of a route."""
    kinds = {
        "routed": _settled("The answers lead to a contact.", "routed", ref("routed-contact")),
        "not-covered": _settled("The answers lead to nobody.", "not_covered", {"type": "null"}),
        "incomplete": _incomplete(),
        "invalid": _invalid(),
    }
    return {
        "route": {"description": "Where a set of answers leads.", "oneOf": [ref(kind) for kind in kinds]},
        **kinds,
        "routed-contact": _whole(
            "Who to contact; what there is not is null.",
            {"id": ref("name"), "team": _TEXT, "email": _TEXT_OR_NULL, "url": _TEXT_OR_NULL, "how": _TEXT_OR_NULL},
        ),
        "change": _whole(
            "A day from which the same answers lead elsewhere.",
            {"on": ref("date"), "status": _STATUS, "rule": _TEXT_OR_NULL, "contact": _TEXT_OR_NULL},
        ),
        "next-question": _next_question(),
        "error": _error(),
        "given": {
            "description": "Answers as they were given, by question; null stands for “I don't know”.",
            "type": "object",
            "additionalProperties": _TEXT_OR_NULL,
        },
    }


def _whole(description: str, properties: Schema) -> Schema:
    """A mapping in which every key is present."""
    return mapping(description, tuple(properties), properties)


def _record(description: str, status: str, properties: Schema) -> Schema:
    """A route of that status, with what it may carry from the record that it answers."""
    properties = {"status": {"const": status}, **properties}
    carried: Schema = {
        "id": {"description": "The `id` of the record, whatever it is."},
        "line": {"description": "The line of the record, counted from 1.", "type": "integer", "minimum": 1},
    }
    return mapping(description, tuple(properties), properties | carried)


def _settled(description: str, status: str, contact: Schema) -> Schema:
    properties: dict[str, Any] = {
        "contact": contact,
        "alternatives": list_of("Other contacts, or what is left when nobody is responsible.", "routed-contact"),
        "rule": {"description": "The id of the rule that decided; `unsure`; null where no rule did.", **_TEXT_OR_NULL},
        "because": {"description": "Why, in a sentence.", **_TEXT},
        "notes": {"description": "What else to know, a sentence each.", **_TEXTS},
        "facts": {"description": "What the rule rests on.", **_TEXTS},
        "answers": use("given", "The answers that decided, as they were given."),
        "unused": {"description": "The questions whose answers were not needed.", **_TEXTS},
        "today": use("date", "The day from which dates were counted."),
        "changes": list_of("Every later day on which time alone changes the route, in order.", "change"),
    }
    return _record(description, status, properties)


def _incomplete() -> Schema:
    properties = {
        "next": ref("next-question"),
        "possible": {"description": "The ids of the contacts that can still come out.", **_TEXTS},
        "answers": use("given", "The answers so far, as they were given."),
        "today": use("date", "The day from which dates were counted."),
    }
    return _record("Another answer is needed.", "incomplete", properties)


def _next_question() -> Schema:
    value = _whole("A value, and how people read it.", {"name": ref("name"), "label": _TEXT})
    properties = {
        "key": ref("name"),
        "ask": _TEXT,
        "help": _TEXT_OR_NULL,
        "values": {"description": "The possible answers.", "type": "array", "items": value},
        "accepts": {
            "description": "What else is an answer: a `date` written YYYY-MM-DD, an `email` address.",
            "type": "array",
            "items": {"enum": ["date", "email"]},
        },
    }
    return _whole("The question to ask next.", properties)


def _invalid() -> Schema:
    return _record("Some answers cannot be used.", "invalid", {"errors": list_of("Why, all of it.", "error")})


def _error() -> Schema:
    properties = {
        "key": {"description": "The question; null where the whole record is meant.", **_TEXT_OR_NULL},
        "code": {"enum": [*get_args(Code)]},
        "message": _TEXT,
        "allowed": {"description": "What would be right.", **_TEXTS},
        "suggestion": {"description": "The nearest of what is allowed.", **_TEXT_OR_NULL},
    }
    return _whole("Why an answer cannot be used.", properties)
