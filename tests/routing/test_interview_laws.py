"""The conversation as laws: whatever is typed, it asks what matters and ends where the answers lead."""

from __future__ import annotations

import shlex
from datetime import date
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.model import UNKNOWN, Interval
from hsroute.routing.interview import interview
from hsroute.routing.router import Router
from hsroute.streams.records import command, parse_pairs
from tests.support import reference
from tests.support.strategies import rulesets, with_conditions

TODAY = date(2026, 11, 22)
DAYS = (Interval(None, -1), Interval(0, 9), Interval(20, None))
LINES = (
    *("b", "?", "", "0", "1", "2", "3", "v0", "v1", "yes", "value", "value 1", "alu", "I don't know", "xyzzy"),
    *("unknown", "null"),
    *("name@example.com", "@", "today", "in 5 days", "om 15 dager", "1. mars 2027", "03/04/2027", "30/2/2027", "1 may"),
)


@st.composite
def scripts(draw, *more):
    anything = st.text(max_size=5).filter(lambda line: line.strip() not in {"q", "Q"})
    return draw(st.lists(st.sampled_from((*LINES, *more)) | anything))


@st.composite
def routers(draw):
    """The router of a generated ruleset, some of its questions about a person, days, or with an `if_unsure`."""
    ruleset = draw(rulesets())
    first = {question.key: question.names[0] for question in ruleset.questions if draw(st.booleans())}
    first = {question.key: first.get(question.key) for question in ruleset.questions}
    questions = {question.key: _dressed(draw, question, first[question.key]) for question in ruleset.questions}
    rules = [
        with_conditions(rule, lambda when: {key: _among(questions[key], first[key], when[key]) for key in when})
        for rule in ruleset.rules
    ]
    return Router(ruleset._replace(questions=tuple(questions.values()), rules=tuple(rules)))


def _among(question, first, names):
    """What a condition allows now that the question has other names, and `unknown` is an answer of its own or not."""
    return tuple(name for name in _named(first, names) if name in question.answers)


def _named(first, names):
    """The names of a question about a person, whose first value is `yes`; of another they are as they were."""
    other = {first: "yes", "yes": first} if first else {}
    return tuple(other.get(name, name) for name in names)


def _dressed(draw, question, first):
    """The question, about a person if its first value is named."""
    names = _named(first, question.names)
    scale, spans = ("days", DAYS) if draw(st.booleans()) else (None, (None, None, None))
    values = tuple(
        value._replace(name=name, span=span) for value, name, span in zip(question.values, names, spans, strict=False)
    )
    if_unsure = draw(st.sampled_from((None, *names)))
    return question._replace(values=values, person=first is not None, if_unsure=if_unsure, scale=scale)


class Person:
    """Types the lines of a script, and then the same line for as long as questions come; None types no more."""

    def __init__(self, *script, then="1"):
        self.lines = chain(script, repeat(then))
        self.prompts = []

    def read(self, prompt):
        self.prompts.append(prompt)
        typed = next(self.lines)
        if typed is None:
            raise EOFError
        return typed

    def begin(self, title):
        assert title

    def waiting(self):
        return []

    def echo(self, text):
        assert text

    def explain(self, sentences):
        assert all(sentences)

    def refuse(self, refusal):
        assert refusal.sentence
        assert all(offer.sentence and offer.choices for offer in refusal.offers)


def _path(router, answers, ahead):
    """The questions that the router would ask of a person with these answers, in order."""
    asked, known = [], dict(ahead)
    while following := router.route(known, TODAY).next:
        asked.append(following.key)
        known[following.key] = answers[following.key]
    return asked


def _ahead(data, router):
    """Answers to some questions of the router."""
    some = data.draw(st.lists(st.sampled_from(router.ruleset.questions), unique_by=lambda question: question.key))
    return {question.key: data.draw(st.sampled_from((*question.names, UNKNOWN, None))) for question in some}


@pytest.mark.process
@given(routers(), scripts(), st.data())
def test_every_conversation_ends_with_the_answers_ahead_and_those_to_the_questions_on_their_way(router, script, data):
    ahead = _ahead(data, router)
    talk = Person(*script)
    answers = interview(router, talk, ahead, TODAY)
    asked = _path(router, answers, ahead)
    assert list(answers) == [*dict.fromkeys([*ahead, *asked])]
    answered = {key: given for key, given in ahead.items() if given is not None}
    assert {key: answers[key] for key in answered} == answered
    assert not answered.keys() & {*asked}
    assert router.route(answers, TODAY).status in {"routed", "not_covered"}
    last = {prompt.number: prompt.key for prompt in talk.prompts}
    assert [last[number] for number in range(1, len(asked) + 1)] == asked


@given(routers(), scripts())
def test_every_question_asked_is_the_first_that_can_change_the_route(router, script):
    talk = Person(*script)
    answers = interview(router, talk, {}, TODAY)
    known = {}
    for key, given_answer in answers.items():
        assert reference.next_question(router.ruleset, known) == key
        read = router.read({key: given_answer}, TODAY)[key]
        question = next(question for question in router.ruleset.questions if question.key == key)
        known[key] = question.answers[read.value]
    assert reference.next_question(router.ruleset, known) is None


@given(routers(), scripts("q"))
def test_a_person_leaves_or_reaches_a_settled_route_whatever_is_typed(router, script):
    answers = interview(router, Person(*script, then=None), {}, TODAY)
    assert answers is None or router.route(answers, TODAY).next is None


@pytest.mark.process
@given(routers(), scripts(), st.integers(0, 4))
def test_going_back_and_keeping_every_answer_changes_nothing(router, script, steps):
    answers = interview(router, Person(*script), {}, TODAY)
    reached = max(len(answers) - 1, 0)
    back = min(steps, reached)
    names = {question.key: question.names for question in router.ruleset.questions}
    lines = [_typed(names[key], answers[key]) for key in list(answers)]
    detour = [*lines[:reached], *["b"] * back, *[""] * back, *lines[reached:]]
    assert interview(router, Person(*detour, then=None), {}, TODAY) == answers


def _typed(names, answer):
    """The number of a choice, since a name may be that of another; or the answer."""
    return "0" if answer == UNKNOWN else str(names.index(answer) + 1) if answer in names else answer


@given(routers(), scripts())
def test_the_command_gives_the_route_of_the_conversation(router, script):
    answers = interview(router, Person(*script), {}, TODAY)
    words = shlex.split(command(answers))
    assert (words[:2], words[2::2]) == (["hsroute", "ask"], ["-a"] * len(answers))
    again = parse_pairs(words[3::2])
    assert router.route(again, TODAY) == router.route(answers, TODAY)
