"""The table of masks, as laws: a bit of a mask is a rule, and the lowest bit left is the rule that wins."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.masks import bits, build_table, lowest, up_to_first
from hsroute.model import Question, Rule, Ruleset, Text, Value
from tests.support import reference
from tests.support.strategies import rulesets
from tests.support.wide import wide


@given(rulesets())
def test_a_bit_of_a_mask_says_whether_the_rule_allows_the_value(ruleset):
    table = build_table(ruleset)
    for number, rule in enumerate(ruleset.rules):
        for question, masks in zip(ruleset.questions, table.masks, strict=True):
            allowed = rule.when.get(question.key, question.names)
            assert [mask >> number & 1 for mask in masks] == [name in allowed for name in question.names]


@given(rulesets())
def test_a_bit_of_the_mentions_says_whether_the_rule_has_a_condition_on_the_question(ruleset):
    table = build_table(ruleset)
    for number, rule in enumerate(ruleset.rules):
        mentioned = [mentions >> number & 1 for mentions in table.mentions]
        assert mentioned == [question.key in rule.when for question in ruleset.questions]


@given(rulesets())
def test_no_mask_has_a_bit_that_is_no_rule(ruleset):
    table = build_table(ruleset)
    assert table.every == sum(1 << number for number in range(len(ruleset.rules)))
    assert all(mask | table.every == table.every for masks in (*table.masks, table.mentions) for mask in masks)


@given(rulesets())
def test_the_lowest_bit_that_complete_answers_leave_is_the_rule_that_wins(ruleset):
    table = build_table(ruleset)
    for values in product(*(range(len(question.values)) for question in ruleset.questions)):
        names = {question.key: question.names[value] for question, value in zip(ruleset.questions, values, strict=True)}
        winner = lowest(table.alive(enumerate(values)))
        assert (ruleset.rules[winner] if winner >= 0 else None) == reference.winner(ruleset, names)


@given(rulesets(), st.data())
def test_possible_are_the_rules_that_some_combination_matches(ruleset, data):
    impossible = data.draw(st.sets(st.integers(0, 6)))
    rules = tuple(
        rule._replace(when={**rule.when, ruleset.questions[0].key: ()}) if number in impossible else rule
        for number, rule in enumerate(ruleset.rules)
    )
    table = build_table(ruleset._replace(rules=rules))
    assert list(bits(table.possible())) == [number for number in range(len(rules)) if number not in impossible]


def test_without_questions_every_rule_matches():
    assert build_table(wide(0, ({}, "alpha"), ({}, "beta"))).possible() == 0b11


@given(st.sets(st.integers(0, 100)))
def test_the_bits_of_a_mask_are_its_rules_in_order(rules):
    mask = sum(1 << rule for rule in rules)
    assert list(bits(mask)) == sorted(rules)
    assert lowest(mask) == min(rules, default=-1)


@given(st.sets(st.integers(0, 100)), st.integers(0, 2**101))
def test_up_to_the_first_rule_of_a_mask_are_that_and_those_before_it_or_all_if_there_is_none(rules, mask):
    kept = [rule for rule in bits(mask) if not rules or rule <= min(rules)]
    assert list(bits(mask & up_to_first(sum(1 << rule for rule in rules)))) == kept


@pytest.mark.parametrize("count", [1, 7, 8, 9, 16, 17, 100])
def test_any_number_of_rules_fits_in_a_mask(count):
    """Every other rule allows only the first value, the others both."""
    names = (Value("yes", Text("yes")), Value("no", Text("no")))
    rules = tuple(
        Rule(f"r{number}", {"asked": ("yes",)} if number % 2 else {}, None, Text("so")) for number in range(count)
    )
    table = build_table(Ruleset(Text("many"), {}, (Question("asked", Text("?"), names),), rules))
    yes, no = table.masks[0]
    assert list(bits(yes)) == list(range(count))
    assert list(bits(no)) == list(range(0, count, 2))
    assert list(bits(table.mentions[0])) == list(range(1, count, 2))
