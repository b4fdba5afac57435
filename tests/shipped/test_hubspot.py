"""The shipped rules give what HubSpot's article calls for, said here a second time and in another way."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

import hsroute
from hsroute.language.phrases import assumed
from hsroute.rulesfile.files import shipped_rules
from tests.support.program import DATA

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
                return "contracts"  # at any other time, and where the time is not known, it is Customer Success
    return expected_success(answers)


def expected_success(answers):
    """Customer Success: a team for Starter and Basic, a manager for Professional and Enterprise, none for free."""
    if answers["tier"] == "free":
        return NOT_COVERED
    manager = answers["tier"] in {"professional", "enterprise"} and answers["csm"] == "yes"
    return "csm" if manager else "success-team"


def combinations():
    names = product(*(question.answers for question in QUESTIONS))
    return [dict(zip((question.key for question in QUESTIONS), values, strict=True)) for values in names]


def test_there_are_7200_combinations_of_answers_for_only_the_renewal_date_has_an_unknown_of_its_own():
    assert len(combinations()) == 7200
    assert [question.key for question in QUESTIONS if "unknown" in question.answers] == ["renewal_date"]


def test_every_combination_of_answers_reaches_the_contact_that_the_facts_call_for():
    wrong = []
    for answers in combinations():
        route = ROUTER.route(answers)
        if (route.contact and route.contact.id) != expected_contact(answers):
            wrong.append((answers, route.rule))
    assert wrong == []


def test_every_combination_matches_a_rule_so_that_no_unsure_outcome_is_needed():
    assert ROUTER.ruleset.unsure is None
    assert all(ROUTER.route(answers).rule for answers in combinations())


def test_what_is_not_covered_names_the_community_and_sales_as_the_places_left():
    routes = [ROUTER.route(answers) for answers in combinations()]
    left = {
        (route.rule == "renewal-unknown-free-tools", tuple(contact.id for contact in route.alternatives))
        for route in routes
        if route.status == "not_covered"
    }
    assert left == {(False, ("community", "sales")), (True, ("contracts", "community"))}


@pytest.mark.parametrize("question", [question for question in QUESTIONS if question.if_unsure], ids=lambda q: q.key)
def test_i_do_not_know_leads_where_the_value_leads_that_it_stands_for(question):
    for answers in combinations():
        if answers[question.key] == question.if_unsure:
            known, unknown = ROUTER.route(answers), ROUTER.route(answers | {question.key: "unknown"})
            for part in ("status", "contact", "alternatives", "rule", "because", "facts", "unused"):
                assert getattr(unknown, part) == getattr(known, part)
            used = question.key in known.answers
            assert unknown.answers.get(question.key) == ("unknown" if used else None)
            assert len(unknown.notes) == len(known.notes) + used


def test_who_is_unsure_is_always_told_the_address_of_the_team():
    rules = [rule for rule in ROUTER.ruleset.rules if "F15" in rule.facts and rule.contact]
    assert rules
    assert all("success-team" in (rule.contact, *rule.alternatives) for rule in rules)


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
        for name in (*(name for name, _ in route.next.values), "unknown"):
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


@pytest.mark.parametrize(
    ("tier", "csm", "rule", "contact", "alternatives"),
    [
        ("free", "no", "renewal-unknown-free-tools", NOT_COVERED, ["contracts", "community"]),
        ("basic", "no", "renewal-unknown-basic-or-starter", "success-team", ["contracts"]),
        ("starter", "yes", "renewal-unknown-basic-or-starter", "success-team", ["contracts"]),
        ("unknown", "yes", "renewal-unknown-basic-or-starter", "success-team", ["contracts"]),
        ("professional", "yes", "renewal-unknown-csm-known", "csm", ["contracts"]),
        ("professional", "no", "renewal-unknown-csm-not-known", "success-team", ["contracts", "support"]),
        ("enterprise", "kari@example.com", "renewal-unknown-csm-known", "csm", ["contracts"]),
        ("enterprise", "unknown", "renewal-unknown-csm-not-known", "success-team", ["contracts", "support"]),
    ],
)
def test_an_unknown_renewal_date_leads_to_customer_success_by_tier_and_names_contract_management(
    tier, csm, rule, contact, alternatives
):
    answers = {"category": "contracts", "about_renewal": True, "contract_manager": False, "renewal_date": "unknown"}
    route = ROUTER.route(answers | {"tier": tier, "csm": csm})
    assert (route.rule, route.contact and route.contact.id) == (rule, contact)
    assert [contact.id for contact in route.alternatives] == alternatives
    assert any("doesn't say this; we concluded it." in note for note in route.notes)
    assert any("90 days" in text or "tell which team" in text for text in (route.because, *route.notes))
    if "@" in csm:
        assert route.contact.email == csm


def test_a_renewal_date_that_is_not_given_is_asked_for():
    answers = {"category": "contracts", "about_renewal": True, "contract_manager": False, "renewal_date": None}
    assert ROUTER.route(answers | {"tier": "starter"}).next.key == "renewal_date"


def test_every_text_is_there_in_both_languages_and_every_rule_cites_facts_that_the_file_lists():
    listed = shipped_rules().read_text("utf-8")
    for rule in ROUTER.ruleset.rules:
        assert rule.facts
        assert all(f"#   {fact} " in listed for fact in rule.facts), rule.id
        for text in (rule.because, *rule.notes):
            assert text.to("en")
            assert [lang for lang, _ in text.by_lang] == ["en", "nb"]


OUR_READINGS = {
    "support-free-tools",
    "success-free-tools",
    "success-basic-or-starter",
    "renewal-contract-manager",
    "renewal-just-passed",
    "renewal-later-free-tools",
    "renewal-later-basic-or-starter",
    "renewal-past-free-tools",
    "renewal-past-basic-or-starter",
    "renewal-past-csm-known",
    "renewal-past-csm-not-known",
    "renewal-unknown-free-tools",
    "renewal-unknown-basic-or-starter",
    "renewal-unknown-csm-known",
    "renewal-unknown-csm-not-known",
    "account-matter-free-tools",
    "account-matter-basic-or-starter",
    "unsure-free-tools",
    "unsure-basic-or-starter",
    "unsure-csm-known",
}


def test_a_contact_that_rests_on_our_reading_has_a_note_that_says_so():
    said = {"en": set(), "nb": set()}
    for rule in ROUTER.ruleset.rules:
        said["en"] |= {rule.id for note in rule.notes if note.to("en").find("; we concluded it.") > 0}
        said["nb"] |= {rule.id for note in rule.notes if note.to("nb").find("; det er vår tolkning.") > 0}
    assert said == {"en": OUR_READINGS, "nb": OUR_READINGS}


def test_reasons_and_notes_are_short_and_few():
    for rule in ROUTER.ruleset.rules:
        texts = [text for both in (rule.because, *rule.notes) for text in (both.to("en"), both.to("nb"))]
        assert max(map(len, texts)) <= 150, rule.id
        assert len(rule.notes) <= 2, rule.id


def test_what_is_assumed_of_each_question_reads_as_a_sentence_in_both_languages(golden):
    notes = [
        assumed(question, lang) for question in ROUTER.ruleset.questions if question.if_unsure for lang in ("en", "nb")
    ]
    golden(DATA / "card" / "assumed.txt", "\n".join(notes) + "\n")
