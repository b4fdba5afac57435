"""The rules that some answers leave: with the other answers they lead where the whole file leads with all of them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from hsroute.export.narrowed import narrowed
from hsroute.model import UNKNOWN, Contact, Question, Rule, Ruleset, Text, Value
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import YES_NO
from tests.support import reference
from tests.support.strategies import rulesets_with_answers

DAY = date(2026, 11, 22)
TEXT = Text("text", (("en", "text"), ("nb", "tekst")))


def left(ruleset, answers):
    return narrowed(ruleset, Router(ruleset).read(answers, DAY))


@given(rulesets_with_answers())
def test_with_the_other_answers_the_same_rule_wins(pair):
    ruleset, answers = pair
    rest = left(ruleset, answers)
    assert [question.key for question in rest.questions] == [
        question.key for question in ruleset.questions if question.key not in answers
    ]
    for others in reference.completions(rest, {}):
        known = {key: name if name in names(ruleset, key) else if_unsure(ruleset, key) for key, name in answers.items()}
        whole, part = reference.winner(ruleset, known | others), reference.winner(rest, others)
        assert (whole and whole.id) == (part and part.id)


def names(ruleset, key):
    return reference.answers_of(next(question for question in ruleset.questions if question.key == key))


def if_unsure(ruleset, key):
    return next(question.if_unsure for question in ruleset.questions if question.key == key)


@given(rulesets_with_answers())
def test_only_contacts_that_rules_name_are_left_and_no_rule_behind_one_for_everything(pair):
    rest = left(*pair)
    rules = (*rest.rules, *filter(None, [rest.unsure]))
    if pair[1]:
        assert {*rest.contacts} == {id for rule in rules for id in (rule.contact, *rule.alternatives) if id}
        assert all(rule.when for rule in rest.rules[:-1])


@pytest.fixture
def ruleset():
    asked = (
        Question("guide", TEXT, YES_NO, person=True),
        Question("size", TEXT, (Value("small", TEXT), Value("big", TEXT))),
        Question("late", TEXT, YES_NO),
    )
    rules = (
        Rule("guide", {"guide": ("yes",), "late": ("no",)}, "guide", TEXT),
        Rule("big", {"size": ("big",), "guide": ("no", UNKNOWN)}, "desk", TEXT),
    )
    contacts = {
        "desk": Contact("desk", TEXT, "desk@example.com"),
        "guide": Contact("guide", TEXT, address_from="guide"),
        "night": Contact("night", TEXT),
    }
    return Ruleset(TEXT, contacts, asked, rules, rows="size", columns="guide", unsure=Rule("unsure", {}, "night", TEXT))


def test_an_address_that_is_given_is_that_of_the_contact(ruleset):
    rest = left(ruleset, {"guide": "kim@example.com"})
    assert rest.contacts["guide"].email == "kim@example.com"
    assert rest.contacts["guide"].address_from is None
    assert left(ruleset, {"size": "big"}).contacts["guide"].address_from == "guide"


def test_the_title_says_which_answers_and_the_axes_are_questions_that_rules_still_depend_on(ruleset):
    rest = left(ruleset, {"guide": "yes"})
    assert rest.title.to("nb") == "tekst (tekst: Ja)"
    assert (rest.rows, rest.columns) == ("late", None)
    assert (left(ruleset, {"late": "no"}).rows, left(ruleset, {"late": "no"}).columns) == ("size", "guide")


def test_what_is_not_known_comes_out_as_the_last_rule_where_no_other_matches(ruleset):
    rest = left(ruleset, {"size": "unknown"})
    assert [rule.id for rule in rest.rules] == ["guide", "unsure"]
    assert rest.unsure is None
    assert left(ruleset, {"size": "small"}).unsure == ruleset.unsure


def test_without_answers_nothing_is_narrowed(ruleset):
    assert left(ruleset, {}) is ruleset
