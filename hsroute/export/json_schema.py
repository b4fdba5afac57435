"""The JSON Schema of a rules file, with those of its cases file and of a route among the definitions.

It is written for the authors of rules files: editors show its descriptions beside what is being typed. What one part
of a file says about another is beyond a schema, so `hsroute check` finds more.
"""

from __future__ import annotations

from hsroute.export.schema_routes import cases, routes
from hsroute.export.shapes import Schema, list_of, mapping, named, ref, set_of, use, words
from hsroute.model import NOT_COVERED
from hsroute.rulesfile.compiler import FORMAT


def schema() -> Schema:
    """The JSON Schema, draft 7, as JSON has it."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A rules file of hsroute",
        **mapping(
            "Who to contact: the contacts, the questions, and the rules that lead from answers to contacts.",
            ("format", "title", "contacts", "questions", "rules"),
            _top(),
        ),
        "definitions": _parts() | cases() | routes(),
    }


def _top() -> Schema:
    return {
        "format": {"description": f"The version of the form that this file has: `format: {FORMAT}`.", "const": FORMAT},
        "title": use("text", "What the file is about, in a few words.", "Who to contact at HubSpot"),
        "source": ref("source"),
        "table": ref("table"),
        "contacts": named(
            "The teams and persons that may be contacted, by an id of your choice. For example"
            " `billing: {team: Billing, email: billing@example.com}`.",
            "contact",
            **{"not": {"const": NOT_COVERED}},
        ),
        "questions": named(
            "What may be asked, in this order, by a key of your choice. For example"
            " `urgent: {ask: Is it urgent?, values: yes-no}`.",
            "question",
            **{"not": {"const": "id"}},
        ),
        "rules": list_of(
            "Which answers lead to which contact. They are tried from the top; the first that matches wins.", "rule"
        ),
        "unsure": ref("unsure"),
    }


def _parts() -> Schema:
    return {
        **words(),
        "source": _source(),
        "table": _table(),
        "contact": _contact(),
        "question": _question(),
        "values": _values(),
        "value": _value(),
        "rule": _rule(),
        "when": named(
            "The answers that the rule is for, by question; all must fit. For example `{tier: [basic, starter]}`.",
            "condition",
        ),
        "condition": _condition(),
        "some-values": _some_values(),
        "unsure": _unsure(),
    }


def _source() -> Schema:
    properties = {
        "title": use("text", "What the source is called.", "The handbook"),
        "url": use("url", "Where it is found.", "https://example.com/handbook"),
        "updated": use("date", "The day on which it was last brought up to date.", "2025-03-05"),
    }
    return mapping("Where the knowledge in this file comes from.", (), properties)


def _table() -> Schema:
    properties = {
        "rows": use("name", "The key of the question that has the rows.", "category"),
        "columns": use("name", "The key of the question that has the columns.", "tier"),
    }
    return mapping(
        "The axes of the table that `hsroute show` draws. Left out, they are the first two questions.", (), properties
    )


def _contact() -> Schema:
    properties = {
        "team": use("text", "Who it is, as people say it.", "Billing"),
        "email": use("email", "The e-mail address.", "billing@example.com"),
        "url": use("url", "The web page by which the contact is reached.", "https://example.com/help"),
        "how": use("text", "How to reach the contact, in a sentence.", "Use the Help button in your account."),
        "address_from": use(
            "name",
            "The key of a question about a person. An e-mail address given as its answer is the contact's address.",
            "contract_manager",
        ),
    }
    return mapping("A team or person, and how to reach it.", ("team",), properties)


def _question() -> Schema:
    properties = {
        "ask": use("text", "The question as it is put.", "When does your subscription renew?"),
        "help": use("text", "What to know to answer it; shown on demand.", "It is on your latest invoice."),
        "values": ref("values"),
        "person": {
            "description": "`person: true` if it is about one. An e-mail address is then an answer too, and means yes.",
            "type": "boolean",
        },
        "if_unsure": use(
            "name",
            "The value that “I don't know” stands for. Without it every value stays possible.",
            "no",
        ),
    }
    about_person = {"properties": {"person": {"const": True}}, "required": ["person"]}
    with_yes = {"properties": {"values": {"anyOf": [{"const": "yes-no"}, {"type": "object", "required": ["yes"]}]}}}
    return mapping("Something a person may be asked.", ("ask", "values"), properties) | {
        "if": about_person,
        "then": with_yes,
    }


def _values() -> Schema:
    return {
        "description": "The possible answers: `yes-no`, or names with their labels. For example"
        " `{soon: {label: Within 90 days, days: 0..90}, never: It does not renew}`.",
        "anyOf": [{"const": "yes-no"}, named("Values by name.", "value") | {"minProperties": 1}],
    }


def _value() -> Schema:
    properties = {
        "label": use("text", "The value as people read it.", "Within 90 days"),
        "days": use(
            "days",
            "The days that the value covers, counted from today, both ends included; one end may be left open."
            " A date is then an answer too.",
            *("0..90", "91..", "..-1", "5..5"),
        ),
    }
    return {
        "description": "A label alone, or a label and days: `{label: Within 90 days, days: 0..90}`.",
        "anyOf": [ref("text"), mapping("A label, and the days that the value covers.", (), properties)],
    }


def _rule() -> Schema:
    properties = {
        "id": use("name", "The name of the rule; each has its own.", "renewal-within-90-days")
        | {"not": {"const": "unsure"}},
        "when": ref("when"),
        "contact": use("name", "The id of the contact that the answers lead to.", "billing"),
        "not_covered": {
            "description": "In place of `contact`, if the answers lead to nobody: `not_covered: true`.",
            "const": True,
        },
        "alternatives": set_of("The ids of other contacts to name. For example `[success-team]`.", "name"),
        "because": use("text", "Why, in a sentence.", "Billing takes changes to invoices."),
        "notes": list_of("What else to know, a sentence each.", "text"),
        "facts": set_of("What the rule rests on, by names of your own. For example `[F8, F10]`.", "string"),
    }
    return mapping(
        "Which answers lead to which contact. Without `when` it matches all of them.",
        ("id", "because"),
        properties,
        oneOf=[{"required": ["contact"]}, {"required": ["not_covered"]}],
    )


def _condition() -> Schema:
    excluded = mapping("Any value but these.", ("not",), {"not": ref("some-values")})
    return {
        "description": "A value, a list of values, or all but some: `soon`, `[soon, later]`, `{not: never}`.",
        "anyOf": [ref("some-values"), excluded],
    }


def _some_values() -> Schema:
    return {"anyOf": [ref("name"), set_of("One of these values.", "name") | {"minItems": 1}]}


def _unsure() -> Schema:
    properties = {
        "contact": use("name", "The id of the contact.", "success-team"),
        "because": use("text", "Why, in a sentence.", "This team finds out who can help."),
        "notes": list_of("What else to know, a sentence each.", "text"),
    }
    description = "Who to contact when “I don't know” leaves several contacts possible."
    return mapping(description, ("contact", "because"), properties)
