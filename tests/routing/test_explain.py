"""Explanations as laws: what is said to be enough is, and is the least; what is said to change it does, and least."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product, takewhile

import pytest
from hypothesis import given

import hsroute
from hsroute.model import UNSURE, Contact, Rule, Text
from hsroute.routing.explain import FailedCondition, PassedOver, Way, explain_route, with_why_not
from hsroute.routing.router import Router
from tests.support import reference
from tests.support.laws import examples
from tests.support.strategies import rulesets_with_answers, rulesets_with_every_answer
from tests.support.wide import far_apart, neighbours, wide

TODAY = date(2026, 11, 22)
SHIPPED = hsroute.load()

cases = rulesets_with_answers() | rulesets_with_every_answer()


# The same, said once more without masks, diagrams or searches.


def explain(router, answers, today=None):
    return explain_route(router, router.route(answers, today), answers)


def winners(ruleset, answers):
    """Every rule that may still win by its id; None where none does."""
    rules = (reference.winner(ruleset, whole) for whole in reference.completions(ruleset, answers))
    return {rule and rule.id: rule for rule in rules}


def smallest_reason(ruleset, answers, rule):
    """The first of the smallest sets of answers that make this rule win whatever the others are."""
    keys = [question.key for question in ruleset.questions if question.key in answers]
    for size in range(len(keys) + 1):
        for some in combinations(keys, size):
            if winners(ruleset, {key: answers[key] for key in some}).keys() == {rule}:
                return list(some)
    raise AssertionError


def fewest_changes_to_every_contact(ruleset, answers):
    """For each contact that can be reached the least number of changes."""
    least = {}
    choices = []
    for question in ruleset.questions:
        kept = answers.get(question.key)
        choices.append([(0, kept), *((1, name) for name in reference.answers_of(question) if name != kept)])
    keys = [question.key for question in ruleset.questions]
    for chosen in product(*choices):
        cost = sum(cost for cost, _ in chosen)
        changed = {key: name for key, (_, name) in zip(keys, chosen, strict=True) if name is not None}
        settled = [*winners(ruleset, changed).values()]
        if len(settled) == 1:
            contact = settled[0] and settled[0].contact
            least[contact] = min(cost, least.get(contact, cost))
    return least


def that_fail(ruleset, rule, answers):
    """The questions whose answers the rule does not allow, or of which it allows none; with what it allows.

    Of a list of conditions, the first of those of which the fewest fail.
    """
    found = []
    for when in rule.conditions:
        keys = [question.key for question in ruleset.questions if question.key in when]
        found.append({key: when[key] for key in keys if not when[key] or answers.get(key) not in (*when[key], None)})
    return min(found, key=len)


# Laws on rules files made at random.


@given(cases)
def test_the_reason_is_the_first_smallest_set_that_forces_the_route(case):
    ruleset, answers = case
    explanation = explain(Router(ruleset), answers)
    route = explanation.route
    assert explanation.unproved == ()
    if route.next is None:
        assert list(explanation.reason) == smallest_reason(ruleset, answers, route.rule)
        assert explanation.reason == {key: answers[key] for key in explanation.reason}


@examples(0.6)
@given(cases)
def test_every_other_contact_in_reach_is_named_with_the_fewest_changes_that_lead_to_it(case):
    ruleset, answers = case
    router = Router(ruleset)
    explanation = explain(router, answers)
    if explanation.route.next is None:
        own = explanation.route.contact and explanation.route.contact.id
        least = fewest_changes_to_every_contact(ruleset, answers)
        assert least.pop(own) == 0
        assert {other.contact: len(other.change) for other in explanation.instead} == least
        for other in explanation.instead:
            changed = router.route({**answers, **other.change})
            assert changed.next is None
            assert (changed.contact and changed.contact.id) == other.contact
            assert (changed.status, changed.rule) == (other.status, other.rule)
            assert all(answers.get(key) != name for key, name in other.change.items())


@given(cases)
def test_other_contacts_come_in_the_order_of_the_file_and_not_covered_last(case):
    ruleset, answers = case
    order = [*ruleset.contacts, None]
    places = [order.index(other.contact) for other in explain(Router(ruleset), answers).instead]
    assert places == sorted(set(places))


@given(cases)
def test_every_rule_before_the_one_that_wins_is_passed_over_with_the_first_condition_that_fails(case):
    ruleset, answers = case
    explanation = explain(Router(ruleset), answers)
    expected = []
    for rule in takewhile(lambda rule: rule.id != explanation.route.rule, ruleset.rules):
        failing = that_fail(ruleset, rule, answers)
        if explanation.route.next is None:
            assert failing
        if failing:
            key, wanted = next(iter(failing.items()))
            expected.append((rule.id, FailedCondition(key, wanted, answers.get(key))))
    assert [(passed.rule, passed.condition) for passed in explanation.passed_over] == expected


@given(cases)
def test_a_rule_is_ruled_out_beaten_or_may_still_win(case):
    ruleset, answers = case
    router = Router(ruleset)
    explanation = explain(router, answers)
    ids = {rule.id: rule for rule in ruleset.rules}
    for contact in (*ruleset.contacts, None):
        why_not = with_why_not(explanation, router, answers, contact).why_not
        expected = [rule.id for rule in ruleset.rules if rule.contact == contact]
        unsure = ["unsure"] if ruleset.unsure and ruleset.unsure.contact == contact else []
        assert [way.rule for way in why_not.ways] == expected + unsure
        for way in why_not.ways:
            won = explanation.route.rule
            rule = ids.get(way.rule)
            failing = that_fail(ruleset, rule, answers) if rule else {}
            assert [condition.key for condition in way.failed] == ([] if way.rule == won else [*failing])
            assert way.beaten_by == (won if way.rule != won and not failing else None)
            for condition in way.failed:
                assert (condition.wanted, condition.got) == (failing[condition.key], answers.get(condition.key))


# Rules that the random ones have too few questions for.


def test_the_reason_is_the_smallest_among_sixteen_answers():
    router = Router(neighbours(16))
    explanation = explain(router, {f"q{number}": "no" for number in range(16)})
    assert explanation.unproved == ()
    assert list(explanation.reason) == [f"q{number}" for number in range(0, 16, 2)]


def test_changes_that_have_to_go_together_are_found_together():
    router = Router(wide(16, ({f"q{number}": ("yes",) for number in range(9)}, "alpha"), ({}, "beta")))
    explanation = explain(router, {f"q{number}": "no" for number in range(16)})
    assert [(other.contact, other.change) for other in explanation.instead] == [
        ("alpha", {f"q{number}": "yes" for number in range(9)})
    ]
    assert explanation.reason == {"q0": "no"}


def three(*rules, unsure=None):
    """Three questions, and three contacts."""
    ruleset = wide(3, *rules)
    contacts = {**ruleset.contacts, "gamma": Contact("gamma", Text("gamma"))}
    return ruleset._replace(contacts=contacts, unsure=unsure)


def test_unknown_is_an_answer_that_can_be_a_reason_and_a_change():
    rules = ({"q0": ("yes",)}, "alpha"), ({"q0": ("unknown",), "q1": ("no", "unknown")}, "beta"), ({}, "gamma")
    explanation = explain(Router(three(*rules)), {"q0": "unknown", "q1": "unknown"})
    assert explanation.reason == {"q0": "unknown", "q1": "unknown"}
    assert explanation.passed_over == (PassedOver("r0", FailedCondition("q0", ("yes",), "unknown")),)
    assert [(other.contact, other.change) for other in explanation.instead] == [
        ("alpha", {"q0": "yes"}),
        ("gamma", {"q0": "no"}),
    ]
    other = explain(Router(three(*rules)), {"q0": "no", "q1": "no"})
    assert [(other.contact, other.change) for other in other.instead] == [
        ("alpha", {"q0": "yes"}),
        ("beta", {"q0": "unknown"}),
    ]


def test_a_contact_that_only_unsure_leads_to_is_in_reach_where_no_rule_matches_by_one_unknown_answer():
    rules = ({"q0": ("yes",)}, "alpha"), ({"q0": ("no",), "q1": ("no",)}, "beta")
    router = Router(three(*rules, unsure=Rule(UNSURE, {}, "gamma", Text("?"))))
    unsure = explain(router, {"q0": "unknown"})
    assert (unsure.route.rule, unsure.reason) == (UNSURE, {"q0": "unknown"})
    assert [(other.contact, other.change) for other in unsure.instead] == [
        ("alpha", {"q0": "yes"}),
        ("beta", {"q0": "no", "q1": "no"}),
        (None, {"q0": "no", "q1": "yes", "q2": "yes"}),
    ]
    known = explain(router, {"q0": "no", "q1": "no"}).instead
    assert [(other.contact, other.rule, other.change) for other in known] == [
        ("alpha", "r0", {"q0": "yes"}),
        ("gamma", UNSURE, {"q0": "unknown"}),
        (None, None, {"q1": "yes", "q2": "yes"}),
    ]
    gap = explain(router, {"q0": "no", "q1": "yes", "q2": "no"})
    assert gap.reason == {"q0": "no", "q1": "yes", "q2": "no"}
    ways = with_why_not(gap, router, {"q0": "no", "q1": "yes", "q2": "no"}, "gamma").why_not.ways
    assert ways == (Way(UNSURE, (), None),)


def test_an_explanation_says_that_fewer_answers_may_be_enough():
    """One answer of each of eighteen pairs is needed, whichever of the two it is."""
    explanation = explain(Router(far_apart(18, ({}, "beta"))), {f"q{number}": "no" for number in range(36)})
    assert explanation.as_json()["unproved"] == ["reason"]
    assert list(explanation.reason) == [f"q{number}" for number in range(18)]


@pytest.mark.process
def test_an_explanation_says_that_a_contact_left_out_may_be_within_reach():
    """Beta takes an answer changed in each of eighteen pairs."""
    explanation = explain(Router(far_apart(18, ({}, "beta"))), {f"q{number}": "yes" for number in range(36)})
    assert explanation.instead == ()
    assert explanation.unproved == ("instead",)


def test_an_explanation_counts_from_the_day_of_its_route():
    answers = {"category": "contracts", "about_renewal": False, "renewal_date": "2030-01-05", "tier": "starter"}
    others = {other.contact: other.change for other in explain(SHIPPED, answers, date(2030, 1, 1)).instead}
    assert others["contracts"] == {"about_renewal": "yes", "contract_manager": "no"}


def test_answers_that_are_invalid_or_not_enough_have_no_reason_and_nothing_instead():
    explanation = explain(SHIPPED, {"category": "nonsense"}, TODAY)
    route = explanation.route.as_json()
    assert route["status"] == "invalid"
    assert explanation.as_json() == {"route": route, "reason": {}, "passed_over": [], "instead": []}
    incomplete = explain(SHIPPED, {"category": "success"}, TODAY).as_json()
    assert (incomplete["reason"], incomplete["instead"]) == ({}, [])
    assert incomplete["passed_over"][0] == {
        "rule": "support-free-tools",
        "key": "category",
        "wanted": ["support"],
        "got": "success",
    }


def test_why_not_of_invalid_answers_has_no_ways():
    explanation = with_why_not(explain(SHIPPED, {"category": "nonsense"}, TODAY), SHIPPED, {}, "sales")
    assert explanation.as_json()["why_not"] == {"contact": "sales", "rules": []}


def test_what_an_answer_was_taken_for_is_a_value_or_unknown():
    answers = {"category": "contracts", "about_renewal": True, "contract_manager": "unknown", "renewal_date": "unknown"}
    assert explain(SHIPPED, answers, TODAY).taken == {
        "category": "contracts",
        "about_renewal": "yes",
        "contract_manager": "no",
        "renewal_date": "unknown",
    }


def test_an_explanation_as_json_is_all_that_there_is_to_say():
    last = ({"q1": ("yes",), "q0": ("yes",)}, "beta"), ({"q2": ("yes",)}, "gamma"), ({}, None)
    router = Router(three(({"q0": ("no",)}, "alpha"), *last))
    answers = {"q0": True, "q1": True}
    explanation = with_why_not(explain(router, answers), router, answers, "gamma")
    assert explanation.as_json() == {
        "route": explanation.route.as_json(),
        "reason": {"q0": "yes", "q1": "yes"},
        "passed_over": [{"rule": "r0", "key": "q0", "wanted": ["no"], "got": "yes"}],
        "instead": [
            {"contact": "alpha", "status": "routed", "rule": "r0", "change": {"q0": "no"}},
            {"contact": "gamma", "status": "routed", "rule": "r2", "change": {"q1": "no", "q2": "yes"}},
            {"contact": None, "status": "not_covered", "rule": "r3", "change": {"q1": "no", "q2": "no"}},
        ],
        "why_not": {"contact": "gamma", "rules": [{"rule": "r2", "failed": [], "beaten_by": "r1"}]},
    }
    why_not = with_why_not(explanation, router, answers, "alpha").as_json()["why_not"]
    failed = [{"key": "q0", "wanted": ["no"], "got": "yes"}]
    assert why_not == {"contact": "alpha", "rules": [{"rule": "r0", "failed": failed, "beaten_by": None}]}


def test_standing_answers_count_and_are_beaten():
    given, standing = {"category": "success"}, {"tier": "free", "category": "sales"}
    explanation = explain_route(SHIPPED, SHIPPED.route(given, TODAY, standing=standing), {**standing, **given})
    assert explanation.reason == {"category": "success", "tier": "free"}
