"""Rules files made at random, small enough for brute force."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise

from hypothesis import strategies as st

from hsroute.model import UNSURE, Contact, Interval, Question, Rule, Ruleset, Text, Value

CONTACTS = ("alpha", "beta", "gamma")
WORDS = ("late", "too late", "invoice", "faktura", "invoices", "log in", "å", "si opp")
PEOPLE = ("ann@example.com", "bob@example.com")


words = st.lists(st.sampled_from(WORDS), max_size=2, unique=True)


def _text(word):
    return Text(word)


def bilingual(en, nb):
    """A text in two languages."""
    return Text.translated({"en": en, "nb": nb})


@st.composite
def questions(draw):
    """Up to four questions, some of which say what "I don't know" stands for."""
    return tuple(draw(question(f"q{number}")) for number in range(draw(st.integers(1, 4))))


@st.composite
def question(draw, key):
    count = draw(st.integers(1, 3))
    values = tuple(Value(f"v{number}", _text(f"value {number}"), words=(*draw(words),)) for number in range(count))
    taken_for = draw(st.sampled_from((None, values[-1].name)))
    return Question(key, _text(f"question {key}?"), values, if_unsure=taken_for)


@st.composite
def conditions(draw, asked):
    """A condition; now and then it allows no answer to a question, so that the rule can never match."""
    when = {}
    for question in asked:
        if draw(st.booleans()):
            least = 0 if draw(st.integers(0, 9)) == 5 else 1
            names = draw(st.lists(st.sampled_from(question.answers), min_size=least, unique=True))
            when[question.key] = tuple(name for name in question.answers if name in names)
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
    unsure = draw(st.sampled_from((None, *(Rule(UNSURE, {}, id, _text("not known")) for id in ("alpha", None)))))
    contacts = {id: Contact(id, _text(id)) for id in CONTACTS}
    return Ruleset(_text("generated"), contacts, asked, rules, unsure=unsure)


@st.composite
def dated(draw, question):
    """The question with spans of days for some of its values, maybe with days between them that none covers."""
    borders = sorted(draw(st.sets(st.integers(-4, 4), min_size=len(question.values) + 1, max_size=5)))
    ends = list(pairwise(borders))[: len(question.values)]
    spans = [Interval(first, last - 1 - draw(st.integers(0, last - first - 1))) for first, last in ends]
    if draw(st.booleans()):
        spans[0] = spans[0]._replace(first=None)
    if draw(st.booleans()):
        spans[-1] = Interval(None if len(spans) == 1 and spans[0].first is None else spans[-1].first, None)
    if spans[0] == Interval(None, None):
        spans[0] = Interval(0, None)
    spans = [span if draw(st.integers(0, 4)) else None for span in spans]
    pairs = zip(question.values, draw(st.permutations(spans)), strict=True)
    return question._replace(values=tuple(value._replace(days=days) for value, days in pairs))


@st.composite
def dated_rulesets(draw):
    """A ruleset with spans of days."""
    ruleset = draw(rulesets())
    questions = tuple(draw(dated(question)) if draw(st.integers(0, 2)) else question for question in ruleset.questions)
    return ruleset._replace(questions=questions)


@st.composite
def rulesets_of_all_kinds(draw):
    """A dated ruleset with a question about a person too, who may be the address of a contact, and every text."""
    ruleset = draw(dated_rulesets())
    answers = (Value("yes", bilingual("Yes", "Ja")), Value("no", bilingual("No", "Nei")))
    person = Question("person", bilingual("who?", "hvem?"), answers, bilingual("a person", "en person"), person=True)
    contacts = {
        id: Contact(
            id, bilingual(id, f"nb {id}"), f"{id}@example.com", "+47 22", f"https://example.com/{id}", how, source
        )
        for id, (how, source) in zip(
            CONTACTS,
            draw(
                st.permutations(
                    ((bilingual("write", "skriv"), "person"), (None, "person"), (bilingual("call", "ring"), None))
                )
            ),
            strict=True,
        )
    }
    rules = tuple(
        rule._replace(
            when={**rule.when, **draw(conditions([person]))},
            because=bilingual(f"because {rule.id}", f"fordi {rule.id}"),
            alternatives=tuple(draw(st.sets(st.sampled_from(CONTACTS), max_size=2)) - {rule.contact}),
            notes=(bilingual(f"note {rule.id}", f"merknad {rule.id}"),) * draw(st.integers(0, 1)),
            facts=(f"F{rule.id}",) * draw(st.integers(0, 1)),
        )
        for rule in ruleset.rules
    )
    unsure = ruleset.unsure and ruleset.unsure._replace(
        notes=(bilingual("not sure", "ikke sikker"),),
        alternatives=tuple(draw(st.sets(st.sampled_from(CONTACTS), max_size=2)) - {ruleset.unsure.contact}),
    )
    asked = tuple(draw(st.permutations((*ruleset.questions, person))))
    return ruleset._replace(questions=asked, rules=rules, contacts=contacts, unsure=unsure)


@st.composite
def answers_of_all_kinds(draw, ruleset, today):
    """A record: most questions are answered, by name, day, address or unknown, sound or not; null is no answer."""
    days = st.integers(-5, 8).map(lambda days: (today + timedelta(days)).isoformat())
    people = st.sampled_from(PEOPLE)
    answers = {}
    for question in ruleset.questions:
        if draw(st.integers(0, 4)):
            more = [days] * 3 * question.covers_days + [people, people, st.booleans()] * question.person
            answers[question.key] = draw(st.one_of(st.sampled_from((*question.names, "unknown", None)), *more))
    return answers


@st.composite
def rulesets_with_answers(draw):
    """A ruleset and answers to some of its questions, in any order."""
    ruleset = draw(rulesets())
    some = draw(st.lists(st.sampled_from(ruleset.questions), unique_by=lambda question: question.key))
    return ruleset, {question.key: draw(st.sampled_from(question.answers)) for question in some}


@st.composite
def rulesets_with_every_answer(draw):
    """A ruleset and answers to all of its questions, many of them unknown."""
    ruleset = draw(rulesets())
    several = ((question.key, (*question.answers, question.answers[-1])) for question in ruleset.questions)
    return ruleset, {key: draw(st.sampled_from(names)) for key, names in several}


def to_yaml(ruleset):
    """The rules file of a generated ruleset, as JSON, which is YAML too; every text is one string."""
    return json.dumps(
        {
            "format": 1,
            "title": ruleset.title.string,
            "contacts": {id: {"team": contact.team.string} for id, contact in ruleset.contacts.items()},
            "questions": {
                question.key: {
                    "ask": question.ask.string,
                    "values": {value.name: value.label.string for value in question.values},
                }
                | ({"if_unsure": question.if_unsure} if question.if_unsure else {})
                for question in ruleset.questions
            },
            "rules": [_rule_to_yaml(ruleset, rule) for rule in ruleset.rules],
        }
        | ({"unsure": {"because": "not known"} | _outcome(ruleset.unsure)} if ruleset.unsure else {})
    )


def _rule_to_yaml(ruleset, rule):
    when = {
        key: list(allowed) or {"not": list(names[key])}
        for names in [{question.key: question.names for question in ruleset.questions}]
        for key, allowed in rule.when.items()
    }
    written = {"id": rule.id, "because": rule.because.string, "alternatives": rule.alternatives} | _outcome(rule)
    return written | ({"when": when} if when else {})


def _outcome(rule):
    return {"contact": rule.contact} if rule.contact else {"not_covered": True}
