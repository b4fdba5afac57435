"""Explanations as laws: what is said to be enough is, and is the least; what is said to change it does, and least."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product

from hypothesis import given, settings

import hsroute
from hsroute.decision import MISSING
from hsroute.explain import explain, with_why_not
from hsroute.forcing import fewest_changes, fewest_that_force
from hsroute.model import Contact, Question, Rule, Ruleset, Text, Unsure, Value
from hsroute.router import Router
from tests import reference
from tests.strategies import rulesets_with_answers

TODAY = date(2026, 11, 22)
SHIPPED = hsroute.load()


# The same, said once more without masks, diagrams or searches.


def outcomes(ruleset, answers):
    """Every (status, rule) that the answers may still get."""
    return {reference.outcome(ruleset, whole) for whole in reference.completions(ruleset, answers)}


def contact_of(ruleset, outcome):
    contacts = {rule.id: rule.contact for rule in ruleset.rules} | {None: None}
    if ruleset.unsure:
        contacts["unsure"] = ruleset.unsure.contact
    return contacts[outcome[1]]


def smallest_reason(ruleset, answers, outcome):
    """The first of the smallest sets of answers that get this outcome whatever the others are."""
    keys = [question.key for question in ruleset.questions if question.key in answers]
    for size in range(len(keys) + 1):
        for some in combinations(keys, size):
            if outcomes(ruleset, {key: answers[key] for key in some}) == {outcome}:
                return list(some)
    raise AssertionError


def fewest_changes_to_every_contact(ruleset, answers):
    """For each contact that can be reached the least number of changes."""
    least = {}
    choices = []
    for question in ruleset.questions:
        kept = answers.get(question.key, "open")
        choices.append([(0, kept), *((1, name) for name in question.names if name != kept)])
    for chosen in product(*choices):
        cost = sum(cost for cost, _ in chosen)
        names = zip((question.key for question in ruleset.questions), (name for _, name in chosen), strict=True)
        settled = outcomes(ruleset, {key: name for key, name in names if name != "open"})
        if len(settled) == 1:
            contact = contact_of(ruleset, settled.pop())
            least[contact] = min(cost, least.get(contact, cost))
    return least


def first_that_fails(ruleset, rule, answers):
    """The first question whose answer the rule does not allow, or of which it allows none."""
    for question in ruleset.questions:
        allowed = rule.when.get(question.key, question.names)
        if not allowed or answers.get(question.key) not in (*allowed, None):
            return question.key
    return None


# Laws on rules files made at random.


@given(rulesets_with_answers())
def test_the_reason_is_the_first_smallest_set_that_forces_the_route(case):
    ruleset, answers = case
    explanation = explain(Router(ruleset), answers)
    route = explanation.route
    assert explanation.unproved == ()
    if route.next is None:
        assert list(explanation.reason) == smallest_reason(ruleset, answers, (route.status, route.rule))
        assert explanation.reason == {key: answers[key] for key in explanation.reason}


@settings(max_examples=60)
@given(rulesets_with_answers())
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
            assert all(answers.get(key, "open") != name for key, name in other.change.items())


@given(rulesets_with_answers())
def test_other_contacts_come_in_the_order_of_the_file_and_not_covered_last(case):
    ruleset, answers = case
    order = [*ruleset.contacts, None]
    places = [order.index(other.contact) for other in explain(Router(ruleset), answers).instead]
    assert places == sorted(set(places))


@given(rulesets_with_answers())
def test_every_rule_before_the_one_that_wins_is_passed_over_with_the_first_condition_that_fails(case):
    ruleset, answers = case
    explanation = explain(Router(ruleset), answers)
    rules = {rule.id: rule for rule in ruleset.rules}
    if explanation.route.rule in rules:
        earlier = list(rules)[: list(rules).index(explanation.route.rule)]
        assert [passed.rule for passed in explanation.passed_over] == earlier
    for passed in explanation.passed_over:
        rule, condition = rules[passed.rule], passed.condition
        failing = first_that_fails(ruleset, rule, answers)
        assert condition.key == failing or (failing is None and answers[condition.key] is None)
        assert condition.wanted == rule.when[condition.key]
        assert condition.got == answers.get(condition.key)


@given(rulesets_with_answers())
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
            won = way.rule == explanation.route.rule
            assert bool(way.failed) + bool(way.beaten_by) <= 1 - won
            for condition in way.failed:
                assert answers.get(condition.key) not in ids[way.rule].when[condition.key]


# Rules that the random ones have too few questions for.


def wide(count, *rules):
    """Questions `q0`, `q1` … with values `yes` and `no`, and rules given as (condition, contact)."""
    names = (Value("yes", Text("yes")), Value("no", Text("no")))
    questions = tuple(Question(f"q{number}", Text("?"), names) for number in range(count))
    made = tuple(Rule(f"r{number}", when, contact, Text("so")) for number, (when, contact) in enumerate(rules))
    contacts = {id: Contact(id, Text(id)) for id in ("alpha", "beta")}
    return Ruleset(Text("wide"), contacts, questions, made)


def pairs_of(count):
    """One rule for each pair of neighbours, and a last one for all else: many sets of answers stop them all."""
    pairs = [({f"q{number}": ("yes",), f"q{number + 1}": ("yes",)}, "alpha") for number in range(count - 1)]
    return wide(count, *pairs, ({}, "beta"))


def test_the_reason_is_the_smallest_among_sixteen_answers():
    router = Router(pairs_of(16))
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
    """Three questions, of which the last will be unknown."""
    ruleset = wide(3, *rules)
    contacts = {**ruleset.contacts, "gamma": Contact("gamma", Text("gamma"))}
    return ruleset._replace(contacts=contacts, unsure=unsure)


def test_a_rule_that_wins_because_others_agree_needs_the_answers_that_make_them_agree():
    ruleset = three(({"q2": ("yes",)}, "alpha"), ({"q0": ("yes",)}, "alpha"), ({}, "beta"))
    explanation = explain(Router(ruleset), {"q0": "yes", "q2": None})
    assert explanation.route.rule == "r0"
    assert explanation.reason == {"q0": "yes", "q2": None}


def test_a_contact_that_only_unsure_leads_to_is_in_reach_while_something_is_unknown():
    near = (({"q0": ("no",), "q1": ("no",)}, "alpha"), ({"q0": ("no",)}, "beta"))
    far = (({"q1": ("no",)}, "alpha"), ({"q2": ("yes",)}, "alpha"), ({}, "beta"))
    router = Router(three(*near, *far, unsure=Unsure("gamma", Text("?"))))
    unknown = explain(router, {"q0": "no", "q1": "no", "q2": None}).instead
    assert [(other.contact, other.rule, other.change) for other in unknown] == [
        ("beta", "r1", {"q1": "yes"}),
        ("gamma", "unsure", {"q0": "yes", "q1": "yes"}),
    ]
    known = explain(router, {"q0": "no", "q1": "no", "q2": "no"}).instead
    assert [other.contact for other in known] == ["beta"]


def test_a_change_settles_the_rule_and_not_only_the_contact():
    first = {"q0": ("yes",), "q1": ("yes",), "q2": ("yes",)}
    router = Router(three((first, "alpha"), ({"q0": ("yes",)}, "alpha"), ({}, "beta")))
    explanation = explain(router, {"q0": "no", "q2": None})
    assert [(other.rule, other.change) for other in explanation.instead] == [("r0", {"q0": "yes", "q1": "yes"})]
    assert explanation.unproved == ()


def test_when_the_budget_is_used_up_what_is_said_still_holds_and_the_rest_is_said_to_be_unproved():
    ruleset = pairs_of(12)
    decider = Router(ruleset).decider
    state = (1,) * 12
    some, is_smallest = fewest_that_force(decider, state, budget=20)
    assert not is_smallest
    for left_out in some:
        rest = tuple(1 if question in some and question != left_out else MISSING for question in range(12))
        assert decider.decide(rest).next is not None
    assert decider.decide(tuple(1 if question in some else MISSING for question in range(12))).next is None
    assert fewest_changes(decider, state, {"alpha"}, budget=3) == ({}, False)


def test_an_explanation_says_what_it_could_not_prove():
    explanation = explain(Router(pairs_of(26)), {f"q{number}": "no" for number in range(26)})
    assert explanation.as_json({})["unproved"] == ["reason"]


def test_answers_that_are_invalid_or_not_enough_have_no_reason_and_nothing_instead():
    invalid = explain(SHIPPED, {"category": "nonsense"}, TODAY).as_json({})
    assert invalid == {"route": {}, "reason": {}, "passed_over": [], "instead": []}
    incomplete = explain(SHIPPED, {"category": "success"}, TODAY).as_json({})
    assert (incomplete["reason"], incomplete["instead"]) == ({}, [])
    assert incomplete["passed_over"][0] == {
        "rule": "support-free-tools",
        "key": "category",
        "wanted": ["support"],
        "got": "success",
    }


def test_standing_answers_count_and_are_beaten():
    explanation = explain(SHIPPED, {"category": "success"}, TODAY, standing={"tier": "free", "category": "sales"})
    assert explanation.reason == {"category": "success", "tier": "free"}
