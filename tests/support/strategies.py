"""Rules files made at random, small enough for brute force."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import combinations, pairwise, permutations

from hypothesis import strategies as st

from hsroute.model import UNSURE, Contact, Interval, Question, Rule, Ruleset, Source, Text, Value
from hsroute.patterns import SCALES
from hsroute.rulesfile.format import CONTACT, FILE, QUESTION, RULE, SOURCE, UNSURE_PART, VALUE

NUMBERS = (-3, -2, -1, 0, 1, 2, 7, 1.0, 0.5, -0.25, 1e20, "1", "0.1", "-0.10", "0.39999999999999999999", "1e0", "1.")
"""Numbers as machines give them, and one that is none."""

CONTACTS = ("alpha", "beta", "gamma")
WORDS = ("late", "too late", "invoice", "faktura", "invoices", "log in", "å", "si opp")
PEOPLE = ("ann@example.com", "bob@example.com")


def subsets(names, most):
    """Some of the names, in their order; one choice, which hypothesis makes much faster than one for each name."""
    return _one_of(tuple(some for size in range(most + 1) for some in combinations(names, size)))


@lru_cache
def _one_of(choices):
    return st.sampled_from(choices)


words = subsets(WORDS, 2)
_ALTERNATIVES = _one_of(tuple(some for size in range(3) for some in permutations(CONTACTS, size)))


def _text(word):
    return Text(word)


def bilingual(en, nb):
    """A text in two languages."""
    return Text.translated({"en": en, "nb": nb})


_LANGS = st.sampled_from((("en", "nb"), ("de", "pt-BR"), ("nb", "en", "de"), ("pt",)))
"""The languages of a file's texts."""

_ORDERS = _one_of(tuple(permutations(CONTACTS)))

_FEW_QUESTIONS = st.integers(1, 4)
_FEW_VALUES = st.integers(1, 3)
_FEW_RULES = st.integers(0, 7)
_CONTACT = st.sampled_from((*CONTACTS, None))
_OFTEN = st.booleans()
_CONDITIONS = st.sampled_from((0, 0, 0, 0, 0, 1, 2, 3))
_MOSTLY = st.sampled_from((True, True, True, False))
_NAMES = st.sampled_from(
    (
        (("v0", "v1", "v2"),),
        (("v0", "v1", "v2"), ("NO", "yes", "DE"), ("1", "18-24", "OVER_24")),
        (("2", "0", "7"), ("a", "A", "Z"), ("v0", "v1", "v2")),
    )
)
"""The names of values, for one question after another: as short as they can be, or as free as they may be."""

_POLICIES = st.sampled_from(("first", "first", "unique"))
_UNSURE = st.sampled_from((None, *(Rule(UNSURE, {}, id, _text("not known")) for id in ("alpha", None))))

# Strategies are made once and drawn from by plain functions: to make one takes hypothesis longer than to draw from it.


@st.composite
def questions(draw):
    """Up to four questions, some of which say what "I don't know" stands for."""
    names = draw(_NAMES)
    return tuple(_question(draw, f"q{n}", names[n % len(names)]) for n in range(draw(_FEW_QUESTIONS)))


def _question(draw, key, names):
    some = enumerate(names[: draw(_FEW_VALUES)])
    values = tuple(Value(name, _text(f"value {number}"), words=draw(words)) for number, name in some)
    short = bilingual(f"what {key} is", f"hva {key} er") if draw(_OFTEN) else None
    taken = values[-1].name if draw(_OFTEN) else None
    return Question(key, _text(f"question {key}? (any)"), values, if_unsure=taken, short=short)


@lru_cache
def _allowed(answers):
    """What a rule says of a question with these answers; as often as not nothing, and rarely that none is allowed."""
    some = [allowed for size in range(1, len(answers) + 1) for allowed in combinations(answers, size)] * 2
    return st.sampled_from((*[None] * (len(some) + 1), *some, ()))


def draw_conditions(draw, asked):
    """A condition; now and then it allows no answer to a question, so that the rule can never match."""
    drawn = {question.key: draw(_allowed(question.answers)) for question in asked}
    return {key: allowed for key, allowed in drawn.items() if allowed is not None}


def _draw_when(draw, asked):
    """A condition, or now and then a list of some, of which any will do."""
    count = draw(_CONDITIONS)
    return tuple(draw_conditions(draw, asked) for _ in range(count)) if count else draw_conditions(draw, asked)


def with_conditions(rule, change):
    """The rule with each of its conditions changed."""
    when = tuple(map(change, rule.when)) if isinstance(rule.when, tuple) else change(rule.when)
    return rule._replace(when=when)


_QUESTIONS = questions()


@st.composite
def rulesets(draw):
    """A ruleset of up to four questions and seven rules, with gaps, dead rules and useless conditions."""
    asked = draw(_QUESTIONS)
    rules = tuple(
        Rule(f"r{number}", _draw_when(draw, asked), draw(_CONTACT), _text("because"))
        for number in range(draw(_FEW_RULES))
    )
    contacts = {id: Contact(id, _text(id)) for id in CONTACTS}
    policy = draw(_POLICIES)
    return Ruleset(_text("generated"), contacts, asked, rules, unsure=draw(_UNSURE), hit_policy=policy)


def _spanned(draw, question):
    """The question with spans for some of its values, maybe with days or numbers between them that none covers."""
    borders = sorted(draw(st.sets(st.integers(-4, 4), min_size=len(question.values) + 1, max_size=5)))
    ends = list(pairwise(borders))[: len(question.values)]
    scale, span = draw(_one_of((("days", _days), ("numbers", _days), ("numbers", _decimals))))
    if any(name.isdecimal() for name in question.names):
        scale, span = "days", _days  # no number may name a value if another one covers it
    spans = [span(draw, first, last) for first, last in ends]
    if draw(_OFTEN):
        spans[0] = spans[0]._replace(first=None)
    if draw(_OFTEN):
        spans[-1] = Interval(None if len(spans) == 1 and spans[0].first is None else spans[-1].first, None)
    if spans[0] == Interval(None, None):
        spans[0] = Interval(0, None)
    spans = [span if draw(_MOSTLY) else None for span in spans]
    pairs = zip(question.values, draw(st.permutations(spans)), strict=True)
    values = tuple(value._replace(span=span) for value, span in pairs)
    return question._replace(values=values, scale=scale if any(spans) else None)


def _days(draw, first, last):
    return Interval(first, last - 1 - draw(st.integers(0, last - first - 1)))


def _decimals(draw, first, last):
    """A span of halves up to the next one, or to a tenth before it."""
    first, last = Decimal(first) / 2, Decimal(last) / 2
    return Interval(
        *SCALES["numbers"].ends(f"{first}..<{last}" if draw(_MOSTLY) else f"{first}..{last - Decimal('0.1')}")
    )


_RULESETS = rulesets()


@st.composite
def spanned_rulesets(draw):
    """A ruleset with spans of days, of whole numbers and of others."""
    ruleset = draw(_RULESETS)
    questions = tuple(_spanned(draw, question) if draw(_MOSTLY) else question for question in ruleset.questions)
    return ruleset._replace(questions=questions)


_SPANNED = spanned_rulesets()


@st.composite
def rulesets_of_all_kinds(draw):
    """A ruleset with spans, a question about a person too, who may be the address of a contact, and every text."""
    ruleset = draw(_SPANNED)
    langs = draw(_LANGS)

    def text(words):
        return Text.translated({lang: f"{lang} {words}" for lang in langs})

    answers = (Value("yes", text("yes")), Value("no", text("no")))
    person = Question("person", text("who?"), answers, text("a person"), person=True)
    ways = {
        "alpha": ("alpha@example.com", "+47 22 33", "https://example.com/a", text("write"), "person"),
        "beta": (None, "(0)800 1", None, None, "person"),
        "gamma": ("gamma@example.com", None, "https://example.com/g", text("call"), None),
    }
    pairs = zip(CONTACTS, draw(_ORDERS), strict=True)
    contacts = {id: Contact(id, text(id), *ways[other]) for id, other in pairs}
    source = Source(text("source"), Text.translated({lang: f"https://example.com/{lang}" for lang in langs}))
    rules = tuple(
        with_conditions(rule, lambda when: {**when, **draw_conditions(draw, [person])})._replace(
            because=text(f"because {rule.id}"),
            alternatives=tuple(id for id in draw(_ALTERNATIVES) if id != rule.contact),
            notes=(text(f"note {rule.id}"),) * draw(_OFTEN),
            facts=(f"F{rule.id}",) * draw(_OFTEN),
        )
        for rule in ruleset.rules
    )
    unsure = ruleset.unsure and ruleset.unsure._replace(
        notes=(text("not sure"),),
        alternatives=tuple(id for id in draw(_ALTERNATIVES) if id != ruleset.unsure.contact),
    )
    asked = tuple(draw(st.permutations((*ruleset.questions, person))))
    return ruleset._replace(questions=asked, rules=rules, contacts=contacts, unsure=unsure, source=source)


@st.composite
def answers_of_all_kinds(draw, ruleset, today):
    """A record: most questions are answered, in any of the ways that there are, sound or not; null is no answer."""
    days = tuple((today + timedelta(days)).isoformat() for days in range(-5, 9))
    answers = {}
    for question in ruleset.questions:
        if draw(_MOSTLY):
            names = (*question.names, "unknown", None)
            more = (
                days * (question.scale == "days")
                + NUMBERS * (question.scale == "numbers")
                + (*PEOPLE, True, False) * question.person
            )
            answers[question.key] = draw(_one_of(more if more and draw(_MOSTLY) else names))
    return answers


@st.composite
def rulesets_with_answers(draw):
    """A ruleset and answers to some of its questions, in any order."""
    ruleset = draw(_RULESETS)
    some = [ruleset.questions[place] for place in draw(_some_of(len(ruleset.questions)))]
    return ruleset, {question.key: draw(_one_of(question.answers)) for question in some}


@lru_cache
def _some_of(count):
    """Some of so many places, in any order."""
    return st.sampled_from([some for size in range(count + 1) for some in permutations(range(count), size)])


@st.composite
def rulesets_with_every_answer(draw):
    """A ruleset and answers to all of its questions, many of them unknown."""
    ruleset = draw(_RULESETS)
    several = ((question.key, (*question.answers, question.answers[-1])) for question in ruleset.questions)
    return ruleset, {key: draw(_one_of(names)) for key, names in several}


def to_yaml(ruleset):
    """The rules file of a generated ruleset, as JSON, which is YAML too."""
    whole = {
        "format": 1,
        **_keys(FILE, ruleset, "title", "hit_policy"),
        "source": _keys(SOURCE, ruleset.source),
        "contacts": {id: _keys(CONTACT, contact) for id, contact in ruleset.contacts.items()},
        "questions": {
            question.key: _keys(QUESTION, question)
            | {"values": {value.name: _value_to_yaml(question, value) for value in question.values}}
            for question in ruleset.questions
        },
        "rules": [_rule_to_yaml(ruleset, rule) for rule in ruleset.rules],
    }
    return json.dumps(whole | ({"unsure": _outcome(UNSURE_PART, ruleset.unsure)} if ruleset.unsure else {}))


def _value_to_yaml(question, value):
    return _keys(VALUE, value) | ({question.scale: str(value.span)} if value.span else {})


def _keys(part, thing, *only):
    """What a part of the file says, but for what has parts of its own."""
    names = [name for name, key in part.keys.items() if key.kind not in {"values", "when", "contact-id"}]
    written = {name: _as_json(getattr(thing, name, None)) for name in only or names}
    return {name: said for name, said in written.items() if said not in (None, [], False)}


def _as_json(thing):
    if isinstance(thing, Text):
        return dict(thing.by_lang) or thing.string
    if isinstance(thing, date):
        return str(thing)
    return [*map(_as_json, thing)] if isinstance(thing, tuple) else thing


def _rule_to_yaml(ruleset, rule):
    names = {question.key: question.names for question in ruleset.questions}
    when = with_conditions(
        rule, lambda when: {key: list(allowed) or {"not": list(names[key])} for key, allowed in when.items()}
    ).when
    return _outcome(RULE, rule) | ({"when": when} if when else {})


def _outcome(part, rule):
    return _keys(part, rule) | ({"contact": rule.contact} if rule.contact else {"not_covered": True})
