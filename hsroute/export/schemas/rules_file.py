"""The JSON Schema of a rules file; among the definitions those of cases, answers, routes and reports.

It is written for the authors of rules files: editors show its descriptions beside what is being typed. What one part
of a file says about another is beyond a schema, so `hsroute check` finds more.
"""

from __future__ import annotations

from typing import Any, Final, get_args

from hsroute.export.schemas.parts import STATUS, Schema, by_name, described, list_of, mapping, mapping_to, or_null, ref
from hsroute.export.schemas.reports import reports
from hsroute.model import LANGS, NOT_COVERED, UNKNOWN, UNSURE, HitPolicy
from hsroute.patterns import DATE, NAME, NO_VALUES, PHONE, SCALES, TAG, URL, VALUE_NAME
from hsroute.rulesfile.format import FILE, FORMAT, PARTS, RULE, VALUE, Key, Part

# Python and ECMA-262 agree on these; what they let through beyond `hsroute.patterns` is not ASCII.
_ATOM: Final = r"""[^\s"(),.:;<>@[\\\]\x00-\x1f\x7f]+"""
_LABEL: Final = r"""[^\s!-,./:-@\x5b-\x5e`{-\x7f\x00-\x1f]"""
_EMAIL: Final = rf"{_ATOM}(\.{_ATOM})*@({_LABEL}+\.)+{_LABEL}{{2,}}"
_URL: Final = URL.replace(r"\"", '"')


def schema() -> Schema:
    """The JSON Schema, draft 7, as JSON has it."""
    definitions = _words() | {name: _part(part) for name, part in PARTS.items()} | _answers()
    definitions["question"] |= _ABOUT_PERSON
    definitions["rule"] |= _ONE_OUTCOME
    definitions["unsure"] |= _ONE_OUTCOME
    label = {"allOf": [ref("text"), {"not": {"anyOf": [*map(ref, SCALES)]}}]}
    definitions["value"] = {
        "description": "A label alone, or a label with days or words: `{label: Within 90 days, days: 0..90}`.",
        "anyOf": [label, _part(VALUE)],
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A rules file of hsroute",
        **_part(FILE),
        "definitions": definitions | _cases() | reports(),
    }


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
    "contacts": by_name("contact", NOT_COVERED),
    "questions": by_name("question", "id"),
    "rules": list_of("rule"),
}
"""The shapes of the format's kinds that are not definitions of the same name."""

_CHOSEN: Final = {"name", "contact-id", "contact-ids", "question-key", "value-name"}
"""The kinds whose names are an author's own: an editor that proposes those of examples would be wrong."""

_RESERVED: Final = {"id": UNSURE, "if_unsure": UNKNOWN}
"""The name that a key may not have as its value."""

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
    schema = described(key.meaning, shape, *key.examples) | reserved
    if key.kind in _CHOSEN:
        schema.pop("examples", None)
    return schema


def _text(description: str, pattern: str, **more: Any) -> Schema:
    return {"description": description, **_pattern(description, pattern), **more}


def _pattern(words: str, pattern: str) -> Schema:
    """Texts of that form; editors that know the last keyword explain in words what is wrong with others."""
    return {"type": "string", "pattern": pattern, "patternErrorMessage": words}


def _words() -> Schema:
    """The definitions of the texts that have a form."""
    no_values = ["".join(f"[{letter}{letter.upper()}]" for letter in word) for word in NO_VALUES]
    answer_names = [ref("value-name"), {"const": UNKNOWN}, {"type": "integer", "minimum": 0}]
    phone = "A telephone number of 3 to 15 digits, as people write it. For example `+47 22 33 44 55`."
    return {
        "name": _text(
            "A lower-case letter, then letters, digits, `-` or `_`. For example `renewal_date`.", f"^{NAME}$"
        ),
        "value-name": _text(
            "Letters, digits, `-` or `_`, the first a letter or digit. For example `soon`, `NO`, `18-24`.",
            f"^(?!({'|'.join(no_values)})$){VALUE_NAME}$",
        ),
        "answer-name": described("The name of a value, or `unknown`.", {"anyOf": answer_names}),
        "string": _text("A text with at least one visible character.", r"\S"),
        "text": {
            "description": "One text for every language, or one for each: `{en: Billing, nb: Fakturering}`.",
            "anyOf": [ref("string"), _by_language("string")],
        },
        "link": {
            "description": "A web address for every language, or one for each.",
            "anyOf": [ref("url"), _by_language("url")],
        },
        **{
            name: _text(f"A span of {name}. For example `{scale.examples[0]}`.", f"^({scale.span})$")
            for name, scale in SCALES.items()
        },
        "date": _text("A day, written YYYY-MM-DD.", f"^{DATE}$", format="date"),
        "email": _text("An e-mail address. For example `billing@example.com`.", rf"^{_EMAIL}$", maxLength=254),
        "phone": {"description": phone, "anyOf": [_pattern(phone, f"^{PHONE}$"), {"type": "integer", "minimum": 100}]},
        "url": _text("A web address. For example `https://example.com/help`.", f"^{_URL}$"),
    }


def _by_language(definition: str) -> Schema:
    """A mapping of language tags, of which Norwegian has one, to texts of one form."""
    languages: Schema = {lang: described(f"In the language `{lang}`.", ref(definition)) for lang in LANGS}
    others = {f"^(?!n[on](-|$)){TAG}$": described("In the language of this tag.", ref(definition))}
    return mapping("By language.", (), languages, patternProperties=others, minProperties=1)


def _answers() -> Schema:
    """The definitions of values, and of the conditions that name them."""
    mapped = {"description": "Values by name.", **by_name("value", names="value-name"), "minProperties": 1}
    excluded = mapping(
        "Any named value but these; but for `unknown`, any named value.", ("not",), {"not": ref("some-values")}
    )
    conditions = {"anyOf": [ref("conditions"), list_of("conditions", minItems=1)]}
    return {
        "values": {
            "description": "The possible answers: `yes-no`, or names with their labels. For example"
            " `{soon: {label: Within 90 days, days: 0..90}, never: It does not renew}`.",
            "anyOf": [{"const": "yes-no"}, mapped],
        },
        "when": described(RULE.keys["when"].meaning, conditions),
        "conditions": described(
            "Answers by question, all of which must fit.", by_name("condition"), "{tier: [basic, starter]}"
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
    answers = mapping_to({"type": ["string", "boolean", "number", "null"]})
    today = "The day on which it is answered. Needed where a date is among the answers."
    properties = {
        "name": described("What the case is about.", ref("string"), "Starter goes to Support"),
        "answers": described("What is answered, `unknown` for “I don't know”.", answers, "{tier: starter}"),
        "today": described(today, ref("date"), "2026-11-22"),
        "expect": ref("expect"),
    }
    words = "What a person types at the prompt that is no answer."
    text, offers = described(words, ref("string"), "my invoice is wrong"), ref("expect-offers")
    about_text = {"name": properties["name"], "today": properties["today"], "expect": offers, "text": text}
    cases = "Answers with the routes that they must get, and texts with what is offered; `hsroute test` runs them."
    required = ("name", "answers", "expect"), ("name", "text", "expect")
    return {
        "cases": described(cases, list_of("case")),
        "case": described(
            "Answers with their route, or a text with what is offered for it.",
            {"anyOf": [ref("case-of-answers"), ref("case-of-text")]},
        ),
        "case-of-answers": mapping("Answers, and the route that they must get.", required[0], properties),
        "case-of-text": mapping("A text, and the values that are offered for it.", required[1], about_text),
        "expect": _expect(),
        "expect-offers": mapping("What is offered.", ("offers",), {"offers": _offers()}),
    }


def _offers() -> Schema:
    return {
        "description": "The values that are offered, by question; an empty list for none."
        " For example `{category: [billing]}`.",
        "type": "object",
        "propertyNames": ref("name"),
        "additionalProperties": list_of("answer-name", uniqueItems=True),
        "minProperties": 1,
    }


def _expect() -> Schema:
    names = list_of("name", uniqueItems=True)
    properties = {
        "status": {"description": "What the route is. For example `routed`.", **STATUS},
        "contact": described("The id of the contact; null for none. For example `billing`.", or_null("name")),
        "rule": described("The id of the rule; null for none. For example `billing`.", or_null("name")),
        "email": described(
            "The contact's address; null for none. For example `billing@example.com`.", or_null("email")
        ),
        "alternatives": described("Exactly the ids of the other contacts, in order.", names, "[success-team]"),
        "asks": described("Exactly the questions that a person is asked, in order.", names, "[category, tier]"),
        "changes_on": described(
            "The first day on which the same answers lead elsewhere; null for never. For example `2027-01-16`.",
            or_null("date"),
        ),
    }
    return mapping("Any of what the route must have.", (), properties, minProperties=1)
