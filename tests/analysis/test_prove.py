"""What is proved, as facts, on small rules files by hand; `test_check` holds proofs to the oracle."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

import hsroute.analysis.prove
from hsroute.analysis.check import (
    CHECKS,
    Subject,
    _summary,
    check,
    uncovered,
    unused_contacts,
    useless,
    without_address,
)
from hsroute.analysis.prove import Overlap, QuestionCount, Superfluous, Unreachable, prove
from hsroute.engine.budget import TooBigError
from hsroute.language.phrases import number
from hsroute.model import UNSURE, Contact, Interval, Question, Rule, Ruleset, Text, Value
from hsroute.patterns import NUMBERS
from hsroute.rulesfile.yaml_parser import read
from tests.support.growth import seconds
from tests.support.strategies import to_yaml
from tests.support.wide import far_apart, pigeons

TEXT = Text("text")
COLOURS = ("red", "green", "blue")

CHECK = {each.code: each for each in CHECKS}


def asking(*sizes, if_unsure="v0"):
    """Questions `q0`, `q1` … with so many values `v0`, `v1` … each, and what "I don't know" stands for."""
    return tuple(
        Question(f"q{number}", TEXT, tuple(Value(f"v{value}", TEXT) for value in range(size)), if_unsure=if_unsure)
        for number, size in enumerate(sizes)
    )


def ruled(questions, *rules, contacts=("alpha", "beta"), unsure=None):
    """Rules `r0`, `r1` … given as (condition, contact)."""
    made = tuple(Rule(f"r{number}", when, contact, TEXT) for number, (when, contact) in enumerate(rules))
    return Ruleset(TEXT, {id: Contact(id, TEXT) for id in contacts}, questions, made, unsure=unsure)


@pytest.fixture
def no_diagram(monkeypatch):
    """Every diagram is too big."""

    def too_big(*_):
        raise TooBigError

    monkeypatch.setattr(hsroute.analysis.prove, "whole_tree", too_big)


# Rules that are not reached.


def test_a_rule_that_allows_no_answer_is_impossible_whoever_stands_before_it():
    facts = prove(ruled(asking(2), ({}, "alpha"), ({"q0": ()}, "beta")))
    assert facts.unreachable == (Unreachable(1, (), "q0"),)


def test_only_rules_that_are_reached_are_to_blame():
    facts = prove(ruled(asking(2), ({"q0": ("v0",)}, "alpha"), ({"q0": ("v0",)}, "beta"), ({"q0": ("v0",)}, "beta")))
    assert facts.unreachable == (Unreachable(1, (0,)), Unreachable(2, (0,)))


SHADOWED = ({"q0": ("v0",)}, "alpha"), ({"q0": ("v1",)}, "alpha"), ({}, "beta")


def test_within_no_steps_it_is_open_whether_a_rule_is_reached():
    facts = prove(ruled(asking(2), *SHADOWED), steps=0)
    assert (facts.unreachable, facts.undecided) == ((), {0, 1, 2})


def test_with_a_diagram_alone_it_is_open_who_is_to_blame(monkeypatch):
    def too_big(*_):
        raise TooBigError

    monkeypatch.setattr(hsroute.analysis.prove, "blamed", too_big)
    facts = prove(ruled(asking(2), *SHADOWED))
    assert (facts.unreachable, facts.undecided) == ((Unreachable(2),), frozenset())


def test_a_rule_for_unknown_answers_is_reached_only_where_unknown_is_an_answer_of_its_own():
    unknown = ({"q0": ("v0", "v1")}, "alpha"), ({"q0": ("unknown",)}, "beta")
    assert prove(ruled(asking(2, if_unsure=None), *unknown)).unreachable == ()
    facts = prove(ruled(asking(2, if_unsure=None), ({"q0": ("v0", "v1", "unknown")}, "alpha"), unknown[1]))
    assert facts.unreachable == (Unreachable(1, (0,)),)


# Gaps.


HOLED = ruled(asking(2, 3), ({"q0": ("v0",), "q1": ("v0",)}, "alpha"), ({"q1": ("v1",)}, "beta"))


def gap_of(facts):
    """How many combinations no rule matches, whether that is all, and the example."""
    return facts.gap.combinations, facts.gap.exact, facts.gap.example


def test_a_gap_is_counted_by_the_diagram():
    assert gap_of(prove(HOLED)) == (3, True, {"q1": "v2"})


@pytest.mark.usefixtures("no_diagram")
def test_without_a_diagram_the_example_of_a_gap_is_counted():
    assert gap_of(prove(HOLED)) == (2, False, {"q1": "v2"})
    assert prove(HOLED).gap.more == 0


def test_within_no_steps_it_is_open_whether_there_is_a_gap():
    facts = prove(HOLED, steps=0)
    assert (facts.gap, facts.gap_decided) == (None, False)


def test_unknown_answers_are_in_the_gap_unless_the_file_says_what_comes_out_of_them():
    rules = ruled(asking(2, 2, if_unsure=None), ({"q0": ("v0",)}, "alpha"))
    assert gap_of(prove(rules)) == (6, True, {"q0": "v1"})
    unsure = rules._replace(unsure=Rule(UNSURE, {}, None, TEXT))
    assert gap_of(prove(unsure)) == (2, True, {"q0": "v1", "q1": "v0"})
    assert prove(unsure).not_covered == 4


def test_no_rule_that_matches_everything_leaves_a_gap():
    facts = prove(ruled(asking(2, 3), ({}, "alpha")))
    assert (facts.gap, facts.gap_decided) == (None, True)


def test_without_questions_the_first_rule_shadows_all_others():
    facts = prove(ruled((), ({}, "alpha"), ({}, "beta"), ({}, None)))
    assert facts.unreachable == (Unreachable(1, (0,)), Unreachable(2, (0,)))


@pytest.mark.process
def test_rules_that_cannot_be_proved_about_are_given_up_and_more_of_them_take_little_longer():
    def give_up(size):
        assert prove(pigeons(size)).undecided

    assert seconds(give_up, 24) < 10 * seconds(give_up, 12)


def test_a_file_without_questions_has_one_combination():
    nothing, everything = prove(ruled(())), prove(ruled((), ({}, "alpha")))
    assert (nothing.combinations, gap_of(nothing)) == (1, (1, True, {}))
    assert (everything.combinations, everything.gap, everything.asked) == (1, None, QuestionCount(0, Fraction(0)))


# Numbers.


def test_combinations_that_are_not_covered_are_counted_by_the_diagram_alone():
    rules = ruled(asking(2, 3), ({"q0": ("v0",)}, None), ({"q1": ("v0",)}, "alpha"))
    assert prove(rules).not_covered == 3
    assert prove(rules, steps=0).not_covered is None


def test_where_every_rule_has_a_contact_nothing_is_not_covered_gap_or_no_gap():
    assert prove(HOLED).not_covered == 0
    assert prove(HOLED, steps=0).not_covered == 0


def test_how_many_questions_are_asked_is_told_by_the_diagram_alone():
    rules = ruled(asking(2, 2), ({"q0": ("v0",)}, "alpha"), ({"q1": ("v0",)}, "beta"))
    assert prove(rules).asked == QuestionCount(2, Fraction(3, 2))
    assert prove(rules, steps=0).asked is None


# Questions.


def test_a_question_that_only_an_undecided_rule_restricts_is_unsettled():
    questions = asking(2, 2)
    covered = ({"q0": ("v0",)}, "alpha"), ({"q0": ("v1",)}, "alpha"), ({"q1": ("v0",)}, "beta")
    exact, weak = prove(ruled(questions, *covered)), prove(ruled(questions, *covered), steps=0)
    assert (exact.unused, exact.unsettled) == (questions[1:], ())
    assert (weak.unused, weak.unsettled) == ((), questions)


def test_a_question_that_no_rule_is_about_is_used_where_its_unknown_answer_leads_out_of_a_gap():
    questions = asking(2, 2, if_unsure=None)
    rules = ruled(questions, ({"q0": ("v0",)}, "alpha"))
    assert prove(rules).unused == questions[1:]
    unsure = rules._replace(unsure=Rule(UNSURE, {}, "beta", TEXT))
    assert prove(unsure).unused == ()
    no_gap = unsure._replace(rules=(*unsure.rules, Rule("rest", {"q0": ("v1",)}, "beta", TEXT)))
    assert prove(no_gap).unused == questions[1:]
    assert (prove(no_gap, steps=0).unused, prove(no_gap, steps=0).unsettled) == ((), questions)


# What is said twice, or by nobody.


def test_where_no_rule_matches_anything_each_answer_to_the_first_question_is_a_region():
    assert [region.answers for region in prove(ruled(asking(2, 2))).gap.regions] == [{"q0": ("v0",)}, {"q0": ("v1",)}]
    assert [region.answers for region in prove(ruled(())).gap.regions] == [{}]


@pytest.mark.parametrize("unsure", [None, Rule(UNSURE, {}, "alpha", TEXT)], ids=["gap", "unsure"])
def test_where_the_fewest_answers_that_no_rule_matches_take_too_long_to_find_others_are_told(unsure):
    """One answer of each of eighteen pairs stops a rule; all must be known where the file has an outcome for others."""
    example = prove(far_apart(18)._replace(unsure=unsure), steps=4_000).gap.example
    for place in range(18):
        assert {example.get(f"q{place}", "yes"), example.get(f"q{place + 18}", "yes")} != {"yes"}
    assert len(example) == (36 if unsure else 18)
    assert not unsure or "unknown" not in example.values()


def reaching_an_owner(*rules):
    """Rules of which some lead to a contact whose address is the answer to the second question."""
    made = ruled(asking(2, 2), *rules)
    return made._replace(contacts={**made.contacts, "owner": Contact("owner", TEXT, address_from="q1")})


ASKED_AND_NOT = reaching_an_owner(({"q0": ("v0",)}, "owner"), ({"q1": ("v0",)}, "owner"), ({}, "alpha"))


def test_an_address_is_not_asked_where_the_rule_has_no_condition_on_it_or_several_that_allow_every_answer():
    assert (prove(ASKED_AND_NOT).unasked, prove(ASKED_AND_NOT).perhaps_unasked) == ((0,), ())
    either = ({"q1": ("v0",)}, {"q1": ("v1",)})
    assert prove(reaching_an_owner((either, "owner"))).unasked == (0,)
    always = ({"q0": ("v0",), "q1": ("v0",)}, {"q0": ("v1",), "q1": ("v0",)})
    assert prove(reaching_an_owner((always, "owner"), ({}, "alpha"))).unasked == ()


@pytest.mark.parametrize("fixture", [None, "no_diagram"])
def test_an_unsure_outcome_is_unused_where_no_answer_is_unknown_or_every_one_that_is_has_a_rule(fixture, request):
    if fixture:
        request.getfixturevalue(fixture)
    unsure, some = Rule(UNSURE, {}, "alpha", TEXT), ({"q0": ("v0",)}, "alpha")
    asked = asking(2, if_unsure=None)
    assert prove(ruled(asked, some)).unused_unsure is False
    assert prove(ruled(asking(2), some, unsure=unsure)).unused_unsure is True
    assert prove(ruled(asked, some, unsure=unsure)).unused_unsure is False
    assert prove(ruled(asked, some, ({"q0": ("unknown",)}, "beta"), ({}, "beta"), unsure=unsure)).unused_unsure is True


@pytest.mark.usefixtures("no_diagram")
def test_without_a_diagram_it_is_open_whether_an_address_is_asked_by_rules_without_a_condition_on_it():
    assert (prove(ASKED_AND_NOT).unasked, prove(ASKED_AND_NOT).perhaps_unasked) == ((), (0,))


def test_regions_beyond_the_tenth_are_counted():
    gap = prove(ruled(asking(12))).gap
    assert (len(gap.regions), gap.more) == (10, 2)


def test_conditions_that_rules_before_match_are_superfluous_unless_no_two_rules_may_match_the_same():
    either = ({"q0": ("v0",)}, {"q1": ("v0",)}, {"q0": ("v1",), "q1": ("v1",)})
    rules = ruled(asking(3, 3), ({"q0": ("v0",)}, "alpha"), ({"q1": ("v0",)}, "beta"), (either, "alpha"))
    assert prove(rules).superfluous == (Superfluous(2, 0, ((0, 0),)), Superfluous(2, 1, ((1, 0),)))
    assert prove(rules._replace(hit_policy="unique")).superfluous == ()


def test_superfluous_conditions_are_told_in_their_order():
    facts = prove(ruled(asking(2), (({"q0": ("v0",)},) * 3, "alpha"), ({}, "beta")))
    assert [each.entry for each in facts.superfluous] == [1, 2]


def test_any_way_to_reach_a_contact_is_enough_and_one_that_no_rule_names_needs_none():
    ways = {
        "email": "a@example.com",
        "phone": "+47 22",
        "url": "https://example.com",
        "how": TEXT,
        "address_from": "q0",
    }
    contacts = {name: Contact(name, TEXT, **{name: way}) for name, way in ways.items()}
    contacts |= {id: Contact(id, TEXT) for id in ("none", "unused")}
    rules = ruled(asking(2), *(({}, id) for id in (*ways, "none")))._replace(contacts=contacts)
    assert without_address(rules) == ("none",)


def test_two_rules_that_must_not_overlap_are_shown_to_by_answers_to_what_they_ask():
    rules = ruled(asking(2, 2, 2), ({"q1": ("v1",)}, "alpha"), ({"q2": ("v0", "v1")}, "beta"), ({}, "beta"))
    (first, *_) = prove(rules._replace(hit_policy="unique")).overlaps
    assert first == Overlap(1, 0, {"q1": "v1"})
    rules = ruled(asking(2, 2, 2), ({"q2": ("v1",)}, "alpha"), ({"q1": ("v1",)}, "beta"))
    (first,) = prove(rules._replace(hit_policy="unique")).overlaps
    assert first == Overlap(1, 0, {"q1": "v1", "q2": "v1"})


def test_a_condition_on_every_answer_is_useless():
    questions = asking(2, 2)
    every = {"q1": ("v0", "v1")}
    rules = ruled(questions, ({"q0": ("v0",), **every}, "alpha"), ({"q0": ("v1",)}, "alpha"), (every, "beta"))
    assert list(useless(rules)) == [(0, 0, questions[1]), (2, 0, questions[1])]
    either = ruled(questions, (({"q0": ("v0",)}, {"q0": ("v1",), **every}), "alpha"))
    assert list(useless(either)) == [(0, 1, questions[1])]
    assert list(useless(rules._replace(questions=asking(2, 2, if_unsure=None)))) == []


def test_a_contact_is_used_by_a_rule_as_an_alternative_or_by_unsure():
    rules = ruled(asking(2), ({}, "alpha"), contacts=("delta", "gamma", "beta", "alpha", "unsure"))
    assert unused_contacts(rules) == ("delta", "gamma", "beta", "unsure")
    other = rules.rules[0]._replace(alternatives=("beta",))
    more = rules._replace(rules=(other,), unsure=Rule(UNSURE, {}, "unsure", TEXT))
    assert unused_contacts(more) == ("delta", "gamma")


DAYS = [Interval(0, 90), Interval(91, None), Interval(None, -1)]


@pytest.mark.parametrize("scale", ["days", "numbers"])
@pytest.mark.parametrize(
    ("spans", "gaps"),
    [
        (DAYS, []),
        ([Interval(0, 90), Interval(92, None)], [("v0", "v1")]),
        ([Interval(92, None), None, Interval(0, 90)], [("v2", "v0")]),
        ([Interval(None, -9), Interval(0, 0), Interval(5, 6)], [("v0", "v1"), ("v1", "v2")]),
        ([Interval(5, 9), Interval(None, 1)], [("v1", "v0")]),
        ([Interval(3, 4)], []),
        ([None, None], []),
    ],
)
def test_what_lies_between_two_spans_and_no_value_covers_is_a_gap(scale, spans, gaps):
    assert uncovered_in(scale, spans) == gaps


@pytest.mark.parametrize(
    ("spans", "gaps"),
    [
        (["0..<2.5", "2.5.."], []),
        (["0..<2.5", "2.6.."], [("v0", "v1")]),
        (["0..2.5", "2.6.."], [("v0", "v1")]),
        (["0..2", "3..<4"], [("v0", "v1")]),
        (["0..<3", "3..4", "5.."], [("v1", "v2")]),
        (["..<0.1", "0.1..0.1", "0.10001.."], [("v1", "v2")]),
    ],
)
def test_between_numbers_that_are_not_whole_there_are_always_more(spans, gaps):
    assert uncovered_in("numbers", [Interval(*NUMBERS.ends(span)) for span in spans]) == gaps


def uncovered_in(scale, spans):
    values = tuple(Value(f"v{number}", TEXT, span) for number, span in enumerate(spans))
    return [(before.name, after.name) for before, after in uncovered(Question("when", TEXT, values, scale=scale))]


# How it reads where it is weak.


def subject(ruleset, **limits):
    return Subject(read(to_yaml(ruleset).encode(), "rules.yaml"), ruleset, prove(ruleset, **limits))


@pytest.mark.usefixtures("no_diagram")
def test_a_gap_that_is_not_counted_has_at_least_so_many_combinations():
    rules = ruled(asking(2, 2, 2), ({"q0": ("v0",)}, "alpha"), ({"q1": ("v0",)}, "beta"))
    (weak,) = CHECK["gap"].find(subject(rules))
    assert weak.message == "at least 2 of 8 combinations of answers match no rule"
    assert weak.help == "for example `q0: v1, q1: v1`; add a rule for these answers, and check again"


def test_one_of_one_combination_is_told_in_the_singular():
    (one,) = CHECK["gap"].find(subject(ruled(asking(1))))
    assert one.message == "1 of 1 combination of answers matches no rule"


COVERED = ruled(asking(3), *(({"q0": (f"v{value}",)}, "alpha") for value in range(3)), ({}, "beta"))


def test_a_rule_whose_blame_is_not_found_out_says_that_rules_before_it_match_it_together():
    exact = subject(COVERED)
    (found,) = CHECK["unreachable-rule"].find(replace(exact, facts=replace(exact.facts, unreachable=(Unreachable(3),))))
    assert found.message == "rule `r3` is never reached: rules before it together match all that it matches"
    assert found.help == "move this rule up, or remove it"


def test_three_rules_to_blame_are_named_with_the_lines_of_their_ids():
    text = "\n".join(
        (
            "format: 1",
            "title: Three",
            "contacts: {desk: {team: The desk, how: Ask.}}",
            "questions: {colour: {ask: Which?, values: {red: Red, green: Green, blue: Blue}, if_unsure: red}}",
            "rules:",
            *(f"- {{contact: desk, because: So, when: {{colour: {name}}},\n   id: {name}}}" for name in COLOURS),
            "- {id: rest, contact: desk, because: So}\n",
        )
    )
    (found,) = check(read(text.encode(), "rules.yaml")).problems
    assert str(found) == (
        "rules.yaml:12:8: error[unreachable-rule]: rule `rest` is never reached: "
        "`red`, `green` and `blue` before it together match all that it matches"
    )
    assert found.help == "they are in lines 7, 9 and 11; move this rule up, or remove it"


def test_all_that_is_not_proved_is_named(no_diagram):
    shadowed = ruled(asking(3, 2), *(({"q0": (f"v{value}",)}, None) for value in range(3)), ({"q1": ("v0",)}, "beta"))
    nothing = _summary(shadowed, prove(shadowed, steps=0))
    assert nothing.unproved == (
        "whether a combination reaches `r0`, `r1`, `r2`, `r3`",
        "whether every combination matches a rule",
        "how many combinations are not covered",
        "whether `q0`, `q1` can change the route",
        "how many questions are asked",
    )
    assert (nothing.gaps, nothing.not_covered, nothing.routed, nothing.most_asked) == (None, None, None, None)
    holed = _summary(HOLED, prove(HOLED))
    assert holed.unproved == ("how many combinations match no rule", "how many questions are asked")
    assert holed.gaps is None


def test_who_is_to_blame_is_named_among_what_is_not_proved():
    facts = replace(prove(COVERED), unreachable=(Unreachable(3),))
    assert _summary(COVERED, facts).unproved == ("which rules shadow `r3`",)


def test_an_outcome_for_what_is_not_known_is_named_among_what_is_not_proved():
    facts = replace(prove(COVERED), unused_unsure=None)
    assert _summary(COVERED, facts).unproved == ("whether `unsure` is ever the outcome",)


def test_numbers_of_sixteen_digits_are_told_by_their_size():
    assert number(10**15 - 1) == "999,999,999,999,999"
    assert number(10**15) == "about 10^15"
