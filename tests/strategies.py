"""Rules files made at random, small enough for brute force."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from hsroute.model import Contact, Question, Rule, Ruleset, Text, Unsure, Value

CONTACTS = ("alpha", "beta", "gamma")


def _text(word):
    return Text(word, word)


@st.composite
def questions(draw):
    count = draw(st.integers(1, 4))
    return tuple(
        Question(
            f"q{number}",
            _text(f"question {number}?"),
            tuple(Value(f"v{value}", _text(f"value {value}")) for value in range(draw(st.integers(1, 3)))),
        )
        for number in range(count)
    )


@st.composite
def conditions(draw, asked):
    when = {}
    for question in asked:
        if draw(st.booleans()):
            names = draw(st.lists(st.sampled_from(question.names), min_size=1, unique=True))
            when[question.key] = tuple(name for name in question.names if name in names)
    return when


@st.composite
def rulesets(draw):
    """A ruleset of up to four questions and seven rules, with gaps, dead rules and useless conditions."""
    asked = draw(questions())
    contact = st.sampled_from((*CONTACTS, None))
    rules = tuple(
        Rule(f"r{number}", draw(conditions(asked)), draw(contact), _text("because"))
        for number in range(draw(st.integers(0, 7)))
    )
    unsure = draw(st.sampled_from((None, Unsure("alpha", _text("not known")))))
    contacts = {id: Contact(id, _text(id)) for id in CONTACTS}
    return Ruleset(_text("generated"), contacts, asked, rules, unsure=unsure)


@st.composite
def rulesets_with_answers(draw):
    """A ruleset and answers to some of its questions, in any order, some of them unknown."""
    ruleset = draw(rulesets())
    some = draw(st.lists(st.sampled_from(ruleset.questions), unique_by=lambda question: question.key))
    answers = {question.key: draw(st.sampled_from((*question.names, None))) for question in some}
    return ruleset, answers


@st.composite
def rulesets_with_every_answer(draw):
    """A ruleset and answers to all of its questions, many of them unknown."""
    ruleset = draw(rulesets())
    several = ((question.key, (*question.names, None, None)) for question in ruleset.questions)
    return ruleset, {key: draw(st.sampled_from(names)) for key, names in several}


def to_yaml(ruleset):
    """The rules file of a generated ruleset, as JSON, which is YAML too; every text is one string."""
    return json.dumps(
        {
            "format": 1,
            "title": ruleset.title.en,
            "contacts": {id: {"team": contact.team.en} for id, contact in ruleset.contacts.items()},
            "questions": {
                question.key: {
                    "ask": question.ask.en,
                    "values": {value.name: value.label.en for value in question.values},
                }
                for question in ruleset.questions
            },
            "rules": [_rule_to_yaml(ruleset, rule) for rule in ruleset.rules],
        }
        | ({"unsure": {"contact": ruleset.unsure.contact, "because": "not known"}} if ruleset.unsure else {})
    )


def _rule_to_yaml(ruleset, rule):
    names = {question.key: question.names for question in ruleset.questions}
    outcome = {"contact": rule.contact} if rule.contact else {"not_covered": True}
    when = {key: list(allowed) or {"not": names[key]} for key, allowed in rule.when.items()}
    written = {"id": rule.id, "because": rule.because.en, "alternatives": rule.alternatives} | outcome
    return written | ({"when": when} if when else {})
