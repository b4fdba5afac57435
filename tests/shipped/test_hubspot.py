"""The shipped rules give what HubSpot's article calls for, said here a second time and in another way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

import hsroute
from hsroute.routing.load import shipped_rules

ROUTER = hsroute.load()
QUESTIONS = ROUTER.ruleset.questions
NOT_COVERED = None


def expected_contact(answers):
    """Who is called for: the knowledge in prose, turned into one branch for each sentence."""
    match answers["category"]:
        case "support":
            return "community" if answers["tier"] == "free" else "support"
        case "billing":
            return "billing"
        case "sales":
            return "sales-rep" if answers["sales_rep"] == "yes" else "sales"
        case "contracts" if answers["about_renewal"] == "yes":
            if answers["contract_manager"] == "yes":
                return "contract-manager"
            if answers["renewal_date"] in {"soon", "recent"}:
                return "contracts"
    return expected_success(answers)


def expected_success(answers):
    """Customer Success: a team for Starter and Basic, a manager for Professional and Enterprise, none for free."""
    if answers["tier"] == "free":
        return NOT_COVERED
    manager = answers["tier"] in {"professional", "enterprise"} and answers["csm"] == "yes"
    return "csm" if manager else "success-team"


def combinations():
    names = product(*(question.names for question in QUESTIONS))
    return [dict(zip((question.key for question in QUESTIONS), values, strict=True)) for values in names]


def test_there_are_5760_combinations_of_named_answers():
    assert len(combinations()) == 5760


def test_every_combination_of_named_answers_reaches_the_contact_that_the_facts_call_for():
    wrong = []
    for answers in combinations():
        route = ROUTER.route(answers)
        if (route.contact and route.contact.id) != expected_contact(answers):
            wrong.append((answers, route.rule))
    assert wrong == []


def test_what_is_not_covered_names_the_community_and_sales_as_the_places_left():
    routes = [ROUTER.route(answers) for answers in combinations()]
    left = {tuple(contact.id for contact in route.alternatives) for route in routes if route.status == "not_covered"}
    assert left == {("community", "sales")}


@pytest.mark.parametrize("today", [date(2026, 11, 22), date(2028, 2, 29), date(2027, 12, 31), date(2027, 3, 28)])
@pytest.mark.parametrize(
    ("question", "days", "value"),
    [
        ("renewal_date", 91, "later"),
        ("renewal_date", 90, "soon"),
        ("renewal_date", 0, "soon"),
        ("renewal_date", -1, "recent"),
        ("renewal_date", -90, "recent"),
        ("renewal_date", -91, "past"),
        ("trial", 0, "active"),
        ("trial", -14, "active"),
        ("trial", -15, "expired"),
    ],
)
def test_a_date_means_the_value_whose_span_of_days_covers_it(today, question, days, value):
    day = today + timedelta(days)
    rest = {"category": "sales" if question == "trial" else "contracts", "sales_rep": "no", "about_renewal": "yes"}
    rest |= {"contract_manager": "no", "tier": "free", "csm": "no"}
    by_date = ROUTER.route(rest | {question: day.isoformat()}, today)
    by_name = ROUTER.route(rest | {question: value}, today)
    assert by_date.rule == by_name.rule
    assert by_date.answers[question] == day.isoformat()


def test_a_trial_cannot_start_in_the_future():
    route = ROUTER.route({"category": "sales", "trial": "2026-11-23"}, date(2026, 11, 22))
    assert [error.code for error in route.errors] == ["day-not-covered"]


def drive(answers):
    """Every way to answer what is asked, one question after the other."""
    route = ROUTER.route(answers)
    if route.next is None:
        yield tuple(answers), route
    else:
        for name, _ in route.next.values:
            yield from drive(answers | {route.next.key: name})


def test_nobody_is_asked_more_than_six_questions_and_always_in_the_order_of_the_file():
    order = [question.key for question in QUESTIONS]
    ways = [asked for asked, _ in drive({})]
    assert max(map(len, ways)) == 6
    assert all(sorted(asked, key=order.index) == list(asked) for asked in ways)


def test_what_is_asked_decides_and_nothing_else_is_unused():
    for asked, route in drive({}):
        assert tuple(route.answers) == asked
        assert route.unused == ()


@pytest.mark.parametrize(
    ("question", "contact"), [("sales_rep", "sales-rep"), ("contract_manager", "contract-manager"), ("csm", "csm")]
)
def test_an_address_given_for_a_person_means_yes_and_is_the_address_of_the_contact(question, contact):
    category = {"sales_rep": "sales", "contract_manager": "contracts", "csm": "success"}[question]
    answers = {"category": category, "trial": "none", "about_renewal": "yes", "tier": "enterprise"}
    route = ROUTER.route(answers | {question: "ola.nordmann@example.com"})
    assert (route.contact.id, route.contact.email) == (contact, "ola.nordmann@example.com")


@pytest.mark.parametrize(
    ("question", "taken"),
    [
        ("category", "unsure"),
        ("trial", "none"),
        ("sales_rep", "no"),
        ("about_renewal", "no"),
        ("contract_manager", "no"),
        ("tier", "starter"),
        ("csm", "no"),
        ("renewal_date", None),
    ],
)
def test_i_do_not_know_stands_for_the_value_that_was_decided(question, taken):
    found = next(candidate for candidate in QUESTIONS if candidate.key == question)
    assert found.if_unsure == taken


def test_an_unknown_renewal_date_leads_to_customer_success_and_names_the_others():
    route = ROUTER.route(
        {
            "category": "contracts",
            "about_renewal": True,
            "contract_manager": False,
            "renewal_date": None,
            "tier": "starter",
        }
    )
    assert (route.status, route.rule, route.contact.id) == ("routed", "unsure", "success-team")
    assert [contact.id for contact in route.alternatives] == ["contracts"]


def test_every_text_is_there_in_both_languages_and_every_rule_cites_facts_that_the_file_lists():
    listed = shipped_rules().read_text("utf-8")
    for rule in ROUTER.ruleset.rules:
        assert rule.facts
        assert all(f"#   {fact} " in listed for fact in rule.facts), rule.id
        for text in (rule.because, *rule.notes):
            assert text.en
            assert text.nb
