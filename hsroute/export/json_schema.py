"""The JSON Schema of a rules file, with those of its cases file and of a route among the definitions.

It is written for the authors of rules files: editors show its descriptions beside what is being typed. What one part
of a file says about another is beyond a schema, so `hsroute check` finds more.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from hsroute.model import LANGS, NOT_COVERED, UNKNOWN, UNSURE, HitPolicy
from hsroute.patterns import DATE, DAYS, NAME, NO_VALUES, NUMBERS, PHONE, TAG, URL, VALUE_NAME
from hsroute.routing.answers import Code
from hsroute.routing.route import Form, Status
from hsroute.rulesfile.format import FILE, FORMAT, PARTS, VALUE, Key, Part

Schema = dict[str, Any]

# Python and ECMA-262 agree on these; what they let through beyond `hsroute.patterns` is not ASCII.
_ATOM: Final = r"""[^\s"(),.:;<>@[\\\]\x00-\x1f\x7f]+"""
_LABEL: Final = r"""[^\s!-,./:-@\x5b-\x5e`{-\x7f\x00-\x1f]"""
_EMAIL: Final = rf"{_ATOM}(\.{_ATOM})*@({_LABEL}+\.)+{_LABEL}{{2,}}"
_URL: Final = URL.replace(r"\"", '"')

_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}
_END: Final = ["string", "number", "null"]
_BOTH_ENDS: Final = {"from": ["to"], "to": ["from"]}
_STATUS: Final = {"enum": [*get_args(Status)]}


def schema() -> Schema:
    """The JSON Schema, draft 7, as JSON has it."""
    definitions = _words() | {name: _part(part) for name, part in PARTS.items()} | _values() | _conditions()
    definitions["question"] |= _ABOUT_PERSON
    definitions["rule"] |= _ONE_OUTCOME
    definitions["unsure"] |= _ONE_OUTCOME
    definitions["value"] = {
        "description": "A label alone, or a label with days or words: `{label: Within 90 days, days: 0..90}`.",
        "anyOf": [ref("text"), _part(VALUE)],
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A rules file of hsroute",
        **_part(FILE),
        "definitions": definitions | _cases() | _routes(),
    }


# What schemas are made of.


def ref(definition: str) -> Schema:
    return {"$ref": f"#/definitions/{definition}"}


def mapping(description: str, required: tuple[str, ...], properties: Schema, **more: Any) -> Schema:
    """A mapping with these keys and no others."""
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def named(entry: str, *reserved: str, names: str = "name") -> Schema:
    """A mapping of names of the author's choice, but for reserved ones, to entries of one kind."""
    shape = {"allOf": [ref(names)], "not": {"enum": [*reserved]}} if reserved else ref(names)
    return {"type": "object", "propertyNames": shape, "additionalProperties": ref(entry)}


def list_of(item: str, **more: Any) -> Schema:
    return {"type": "array", "items": ref(item), **more}


def or_null(definition: str) -> Schema:
    return {"anyOf": [ref(definition), {"type": "null"}]}


def described(description: str, shape: Schema, *examples: str) -> Schema:
    """A shape with words of its own, and what it may look like."""
    shown = f" For example `{examples[0]}`." if examples else ""
    shape = {"allOf": [shape]} if "$ref" in shape else shape
    plain = {"examples": [*examples]} if examples and examples[0][0] not in "[{" and ": " not in examples[0] else {}
    return {"description": description + shown, **shape, **plain}


# Rules files.


_KINDS: Final[dict[str, Schema]] = {
    "format": {"const": FORMAT},
    "hit-policy": {"enum": [*get_args(HitPolicy)]},
    "truth": {"type": "boolean"},
    "true": {"const": True},
    "texts": list_of("text"),
    "strings": list_of("string", uniqueItems=True),
    "contact-ids": list_of("name", uniqueItems=True),
    "contact-id": ref("name"),
    "question-key": ref("name"),
    "value-name": ref("answer-name"),
    "contacts": named("contact", NOT_COVERED),
    "questions": named("question", "id"),
    "rules": list_of("rule"),
}
"""The shapes of the kinds of the format that are no definitions of the same name."""

_RESERVED: Final = {"id": UNSURE, "if_unsure": UNKNOWN}
"""The name that may not stand behind a key."""

_ONE_OUTCOME: Final[Schema] = {"oneOf": [{"required": ["contact"]}, {"required": ["not_covered"]}]}

_ABOUT_PERSON: Final[Schema] = {
    "if": {"properties": {"person": {"const": True}}, "required": ["person"]},
    "then": {"properties": {"values": {"anyOf": [{"const": "yes-no"}, {"type": "object", "required": ["yes"]}]}}},
}
"""A question about a person has the value yes."""


def _part(part: Part) -> Schema:
    """The mapping of one part of the format."""
    return mapping(part.meaning, part.required, {name: _key(name, key) for name, key in part.keys.items()})


def _key(name: str, key: Key) -> Schema:
    if key.kind in {"source", "table", "unsure", "values", "when"}:
        return ref(key.kind)
    shape = _KINDS.get(key.kind) or ref(key.kind)
    reserved = {"not": {"const": _RESERVED[name]}} if name in _RESERVED else {}
    return described(key.meaning, shape, *key.examples) | reserved


def _text(description: str, pattern: str, **more: Any) -> Schema:
    return {"description": description, "type": "string", "pattern": pattern, **more}


def _words() -> Schema:
    """The definitions of the texts that have a form."""
    return {
        "name": _text(
            "A lower-case letter, then letters, digits, `-` or `_`. For example `renewal_date`.", f"^{NAME}$"
        ),
        "value-name": _text(
            "Letters, digits, `-` or `_`, the first a letter or digit. For example `soon`, `NO`, `18-24`.",
            f"^(?!({'|'.join(map(_any_case, NO_VALUES))})$){VALUE_NAME}$",
        ),
        "answer-name": {
            "description": "The name of a value, or `unknown`.",
            "anyOf": [ref("value-name"), {"const": UNKNOWN}, {"type": "integer", "minimum": 0}],
        },
        "string": _text("A text with at least one visible character.", r"\S"),
        "text": {
            "description": "One text for every language, or one for each: `{en: Billing, nb: Fakturering}`.",
            "anyOf": [ref("string"), _by_language("string")],
        },
        "link": {
            "description": "A web address for every language, or one for each.",
            "anyOf": [ref("url"), _by_language("url")],
        },
        "days": _text("A span of days. For example `0..90`.", f"^({DAYS})$"),
        "numbers": _text("A span of numbers. For example `1..9`.", f"^({NUMBERS})$"),
        "date": _text("A day, written YYYY-MM-DD.", f"^{DATE}$", format="date"),
        "email": _text("An e-mail address. For example `billing@example.com`.", rf"^{_EMAIL}$", maxLength=254),
        "phone": {
            "description": "A telephone number of 3 to 15 digits, as people write it. For example `+47 22 33 44 55`.",
            "anyOf": [{"type": "string", "pattern": f"^{PHONE}$"}, {"type": "integer", "minimum": 100}],
        },
        "url": _text("A web address. For example `https://example.com/help`.", f"^{_URL}$"),
    }


def _any_case(word: str) -> str:
    """The pattern of the word, in small letters and capitals."""
    return "".join(f"[{letter}{letter.upper()}]" for letter in word)


def _by_language(definition: str) -> Schema:
    """A mapping of language tags, of which Norwegian has one, to texts of one form."""
    languages: Schema = {lang: described(f"In the language `{lang}`.", ref(definition)) for lang in LANGS}
    others = {f"^(?!n[on](-|$)){TAG}$": described("In the language of this tag.", ref(definition))}
    return mapping("By language.", (), languages, patternProperties=others, minProperties=1)


def _values() -> Schema:
    by_name = {"description": "Values by name.", **named("value", names="value-name"), "minProperties": 1}
    return {
        "values": {
            "description": "The possible answers: `yes-no`, or names with their labels. For example"
            " `{soon: {label: Within 90 days, days: 0..90}, never: It does not renew}`.",
            "anyOf": [{"const": "yes-no"}, by_name],
        },
    }


def _conditions() -> Schema:
    excluded = mapping(
        "Any named value but these; but for `unknown`, any named value.", ("not",), {"not": ref("some-values")}
    )
    return {
        "when": described(
            "The answers that the rule is for, by question; all must fit.",
            named("condition"),
            "{tier: [basic, starter]}",
        ),
        "condition": {
            "description": "A value, a list of values, or all but some: `soon`, `[soon, unknown]`, `{not: never}`.",
            "anyOf": [ref("some-values"), excluded],
        },
        "some-values": {
            "description": "One of these answers.",
            "anyOf": [ref("answer-name"), list_of("answer-name", uniqueItems=True, minItems=1)],
        },
    }


# Cases files.


def _cases() -> Schema:
    """The definitions of a cases file."""
    answers = {"type": "object", "additionalProperties": {"type": ["string", "boolean", "number", "null"]}}
    today = "The day on which it is answered. Needed where a date is among the answers."
    properties = {
        "name": described("What the case is about.", ref("string"), "Starter goes to Support"),
        "answers": described("What is answered, `unknown` for “I don't know”.", answers, "{tier: starter}"),
        "today": described(today, ref("date"), "2026-11-22"),
        "expect": ref("expect"),
    }
    words = "What a person types at the prompt that is no answer."
    about_text = properties | {
        "text": described(words, ref("string"), "my invoice is wrong"),
        "expect": ref("expect-offers"),
    }
    del about_text["answers"]
    description = (
        "Answers with the routes that they must get, and texts with what is offered; `hsroute test` runs them."
    )
    required = ("name", "answers", "expect"), ("name", "text", "expect")
    return {
        "cases": described(description, list_of("case")),
        "case": {
            "description": "Answers with their route, or a text with what is offered for it.",
            "anyOf": [ref("case-of-answers"), ref("case-of-text")],
        },
        "case-of-answers": mapping("Answers, and the route that they must get.", required[0], properties),
        "case-of-text": mapping("A text, and the values that are offered for it.", required[1], about_text),
        "expect": _expect(),
        "expect-offers": mapping("What is offered.", ("offers",), {"offers": _offers()}),
    }


def _offers() -> Schema:
    return {
        "description": "The values that are offered, by question; an empty list for none.",
        "type": "object",
        "propertyNames": ref("name"),
        "additionalProperties": list_of("answer-name", uniqueItems=True),
        "minProperties": 1,
    }


def _expect() -> Schema:
    names = list_of("name", uniqueItems=True)
    properties = {
        "status": {"description": "What the route is. For example `routed`.", **_STATUS},
        "contact": described("The id of the contact; null for none.", or_null("name")),
        "rule": described("The id of the rule; null for none.", or_null("name")),
        "email": described("The contact's address; null for none.", or_null("email")),
        "alternatives": described("Exactly the ids of the other contacts, in order.", names, "[success-team]"),
        "asks": described("Exactly the questions that a person is asked, in order.", names, "[category, tier]"),
        "changes_on": described(
            "The first day on which the same answers lead elsewhere; null for never.", or_null("date")
        ),
    }
    return mapping("Any of what the route must have.", (), properties, minProperties=1)


# Routes.


def _routes() -> Schema:
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
            {"id": ref("name"), "team": _TEXT, **dict.fromkeys(("email", "phone", "url", "how"), _TEXT_OR_NULL)},
        ),
        "change": _whole(
            "A day from which the same answers lead elsewhere.",
            {"on": ref("date"), "status": _STATUS, "rule": _TEXT_OR_NULL, "contact": _TEXT_OR_NULL},
        ),
        "next-question": _next_question(),
        "error": _error(),
        "given": {
            "description": "Answers as they were given, by question.",
            "type": "object",
            "additionalProperties": _TEXT,
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
        "kept": {"description": "With --keep, what the record has beside answers and `id`.", "type": "object"},
        "line": {"description": "The line of the record, counted from 1.", "type": "integer", "minimum": 1},
    }
    return mapping(description, tuple(properties), properties | carried)


def _settled(description: str, status: str, contact: Schema) -> Schema:
    properties: dict[str, Any] = {
        "contact": contact,
        "alternatives": described(
            "Other contacts, or what is left when nobody is responsible.", list_of("routed-contact")
        ),
        "rule": {"description": "The id of the rule that decided; `unsure`; null where no rule did.", **_TEXT_OR_NULL},
        "because": {"description": "Why, in a sentence.", **_TEXT},
        "notes": {"description": "What else to know, a sentence each.", **_TEXTS},
        "facts": {"description": "What the rule rests on.", **_TEXTS},
        "answers": described("The answers that decided, as they were given.", ref("given")),
        "unused": {"description": "The questions whose answers were not needed.", **_TEXTS},
        "today": described("The day from which dates were counted.", ref("date")),
        "changes": described("Every later day on which time alone changes the route, in order.", list_of("change")),
    }
    return _record(description, status, properties)


def _incomplete() -> Schema:
    properties = {
        "next": ref("next-question"),
        "possible": {
            "description": "The ids of the contacts that can still come out, then `not_covered` if that can.",
            **_TEXTS,
        },
        "answers": described("The answers so far, as they were given.", ref("given")),
        "today": described("The day from which dates were counted.", ref("date")),
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
            "description": "What else is an answer: a `date` written YYYY-MM-DD, an `email` address, a `number`,"
            " `unknown`.",
            "type": "array",
            "items": {"enum": [*get_args(Form)]},
        },
    }
    open_end = "null where it is open, or no such day is in the calendar."
    ends = {
        "from": described(f"The first day or number that a value covers; {open_end}", {"type": _END}),
        "to": described(f"The last one, or the end that the last span leaves out; {open_end}", {"type": _END}),
    }
    return mapping("The question to ask next.", tuple(properties), properties | ends, dependencies=_BOTH_ENDS)


def _invalid() -> Schema:
    return _record(
        "Some answers cannot be used.", "invalid", {"errors": described("Why, all of it.", list_of("error"))}
    )


def _error() -> Schema:
    properties = {
        "key": {"description": "The question; null where the whole record is meant.", **_TEXT_OR_NULL},
        "code": {"enum": [*get_args(Code)]},
        "message": _TEXT,
        "allowed": {"description": "What would be right.", **_TEXTS},
        "suggestion": {"description": "The nearest of what is allowed.", **_TEXT_OR_NULL},
    }
    return _whole("Why an answer cannot be used.", properties)
