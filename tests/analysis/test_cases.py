"""Cases: every mistake of a cases file is found, a run tells what differs, and generated cases keep their promises."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given

from hsroute.analysis.case_runs import Unmet, asked, run
from hsroute.analysis.cases import Case, cases_file, compile_cases, rules_file
from hsroute.analysis.generate import cases_as_yaml, generate
from hsroute.engine.budget import TooBigError
from hsroute.model import UNSURE, Rule, Text
from hsroute.routing.load import load
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.problems import RulesError
from hsroute.rulesfile.yaml_nodes import typed
from hsroute.rulesfile.yaml_parser import read
from tests.support import reference
from tests.support.strategies import spanned_rulesets
from tests.support.wide import pigeons

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def router():
    return load()


def cases_of(text, router):
    return compile_cases(read(text.encode(), "my.cases.yaml"), router.ruleset)


def only_result(text, router):
    (result,) = run(router, cases_of(text, router), TODAY).results
    return result


# Reading.


def test_a_case_is_read_with_its_types_its_day_and_its_line(router):
    text = """\
# A comment.
- name: far away
  today: 2026-01-01
  answers: {category: contracts, about_renewal: true, contract_manager: null, renewal_date: 2026-04-02, tier: "null"}
  expect: {status: routed, contact: null, rule: billing, email: a@example.com, asks: [category], changes_on: 2026-02-01}
"""
    (case,) = cases_of(text, router)
    assert case == Case(
        "far away",
        {
            "category": "contracts",
            "about_renewal": True,
            "contract_manager": None,
            "renewal_date": "2026-04-02",
            "tier": "null",
        },
        {
            "status": "routed",
            "contact": None,
            "rule": "billing",
            "email": "a@example.com",
            "asks": ("category",),
            "changes_on": "2026-02-01",
        },
        date(2026, 1, 1),
    )
    assert case.line == 2


ANSWER = "a value's name, `unknown`, `true`, `false`, a date or an address"


def test_every_mistake_of_a_cases_file_is_found_in_one_go_at_its_token(router):
    text = """\
- answers: {category: [billing]}
  expect: {}
- name: wrong names
  answers: {}
  today: tomorrow
  expect: {status: rooted, contact: biling, asks: [category, teir], changes_on: 5, email: nobody}
- name: no list
  answers: billing
  wanted: {contact: billing}
- just a text
"""
    with pytest.raises(RulesError) as error:
        cases_of(text, router)
    assert [(p.span.line, p.span.column, p.code, p.message) for p in error.value.problems] == [
        (1, 3, "missing-key", "a case has no `name`"),
        (1, 23, "wrong-type", f"an answer is {ANSWER}, not a list"),
        (2, 11, "missing-key", "`expect` names nothing"),
        (5, 10, "wrong-type", "`tomorrow` is not a calendar date written YYYY-MM-DD"),
        (6, 20, "unknown-value", "there is no status `rooted`"),
        (6, 37, "unknown-contact", "there is no contact `biling`"),
        (6, 62, "unknown-question", "there is no question `teir`"),
        (6, 81, "wrong-type", "expected a date, not the number `5`"),
        (6, 91, "bad-email", "`nobody` is not an e-mail address"),
        (8, 12, "wrong-type", "`answers` is a mapping of question keys to answers, not the text `billing`"),
        (9, 3, "unknown-key", "a case has no key `wanted`"),
        (10, 3, "wrong-type", "a case is a mapping of keys to values, not the text `just a text`"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "wrong-type", "a cases file is a list of cases"),
        ("name: one", "wrong-type", "a cases file is a list of cases, not a mapping"),
        ("- [a", "yaml-syntax", ""),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(router, text, code, message):
    with pytest.raises(RulesError) as error:
        cases_of(text, router)
    (problem,) = error.value.problems
    assert problem.code == code
    assert problem.message.startswith(message)


def test_a_misspelt_expectation_is_reported_once(router):
    with pytest.raises(RulesError) as error:
        cases_of("- {name: one, answers: {}, expect: {contct: billing, colour: red}}", router)
    assert [(p.code, p.span.column) for p in error.value.problems] == [("unknown-key", 37), ("unknown-key", 54)]


def test_a_file_may_have_no_cases_and_names_may_be_equal(router):
    assert cases_of("[]", router) == ()
    same = "- {name: one, answers: {}, expect: {status: incomplete}}\n"
    assert [case.line for case in cases_of(same * 2, router)] == [1, 2]


@pytest.mark.parametrize(("rules", "cases"), [("a/b.yaml", "a/b.cases.yaml"), ("b.v2.yml", "b.v2.cases.yml")])
def test_either_file_names_the_other(rules, cases):
    assert cases_file(Path(rules)) == cases_file(Path(cases)) == Path(cases)
    assert rules_file(Path(rules)) == rules_file(Path(cases)) == Path(rules)


# Running.


def test_a_failure_says_what_was_expected_what_came_and_why(router):
    text = "- {name: x, answers: {category: billing}, expect: {contact: sales, rule: biling, status: routed}}"
    result = only_result(text, router)
    assert result.unmet == (Unmet("contact", "sales", "billing"), Unmet("rule", "biling", "billing"))
    assert result.why == (
        "rule `billing`: Billing handles changes to invoices, payments and billing details.; "
        "there is no rule `biling`, did you mean `billing`?"
    )


def test_wrong_answers_fail_their_case_unless_it_is_about_them(router):
    wrong = "- {name: x, answers: {category: biling, teir: free}, expect: {%s}}"
    assert only_result(wrong % "status: invalid", router).passed
    result = only_result(wrong % "contact: null", router)
    assert result.unmet == (Unmet("answers", "valid", "invalid"),)
    assert result.why == (
        "`category` has no value `biling`, did you mean `billing`?; there is no question `teir`, did you mean `tier`?"
    )
    assert only_result(wrong % "status: routed", router).unmet == (Unmet("status", "routed", "invalid"),)


@pytest.mark.parametrize("trial", ["", ", trial: null"])
def test_what_is_not_answered_is_named(router, trial):
    answers = "{category: sales" + trial + "}"
    result = only_result(f"- {{name: x, answers: {answers}, expect: {{status: routed}}}}", router)
    assert result.unmet == (Unmet("status", "routed", "incomplete"),)
    assert result.why == "`trial` is not answered: Is it about a trial?"


def test_the_first_change_and_the_address_given_are_compared(router):
    answers = "{category: contracts, about_renewal: yes, contract_manager: no, renewal_date: 2027-01-15}"
    day = "- {name: x, answers: %s, expect: {changes_on: %s}}"
    assert only_result(day % (answers, "2027-01-16"), router).passed
    assert only_result(day % (answers, "null"), router).unmet == (Unmet("changes_on", None, "2027-01-16"),)
    assert only_result(day % ("{category: billing}", "null"), router).passed
    address = "{name: x, answers: {category: sales, trial: none, sales_rep: kim@example.com}, expect: {email: %s}}"
    assert only_result("- " + address % "kim@example.com", router).passed
    assert only_result("- " + address % "null", router).unmet == (Unmet("email", None, "kim@example.com"),)


def test_the_alternatives_are_compared_in_their_order(router):
    case = "- {name: x, answers: {category: success, tier: %s, csm: no}, expect: {alternatives: %s}}"
    assert only_result(case % ("enterprise", "[support]"), router).passed
    assert only_result(case % ("free", "[community, sales]"), router).passed
    unmet = Unmet("alternatives", ("sales", "community"), ("community", "sales"))
    assert only_result(case % ("free", "[sales, community]"), router).unmet == (unmet,)
    assert only_result(case % ("starter", "[]"), router).passed


def test_a_case_may_have_a_day_of_its_own(router):
    answers = "{category: contracts, about_renewal: yes, contract_manager: no, renewal_date: 2027-01-15}"
    text = "- {name: x, today: %s, answers: %s, expect: {rule: renewal-just-passed}}"
    assert only_result(text % ("2027-01-16", answers), router).passed
    assert not only_result(text % ("2027-01-15", answers), router).passed


def test_the_questions_asked_end_with_the_first_that_is_not_answered(router):
    assert asked(router, {"tier": "free", "category": "support"}, TODAY) == ("category", "tier")
    assert asked(router, {"category": "sales", "sales_rep": True}, TODAY) == ("category", "trial")
    assert asked(router, {"category": "sales", "trial": None, "sales_rep": True}, TODAY) == ("category", "trial")
    assert asked(router, {"category": "support", "tier": "unknown"}, TODAY) == ("category", "tier")
    assert asked(router, {"category": "nothing"}, TODAY) == ("category",)
    text = "- {name: x, answers: {category: billing, tier: free}, expect: {asks: [category, tier]}}"
    assert only_result(text, router).unmet == (Unmet("asks", ("category", "tier"), ("category",)),)


def without_rules_for_unknown_dates(ruleset):
    """The shipped rules, in which `unsure` says what comes out of an unknown renewal date."""
    rules = tuple(rule for rule in ruleset.rules if not rule.id.startswith("renewal-unknown"))
    return ruleset._replace(rules=rules, unsure=Rule(UNSURE, {}, "success-team", Text("Ask.")))


def test_the_summary_names_the_rules_that_no_case_reaches_and_unsure_is_no_rule(router):
    text = """\
- {name: a, answers: {category: billing}, expect: {contact: sales}}
- name: b
  answers: {category: contracts, about_renewal: yes, contract_manager: no, renewal_date: unknown}
  expect: {rule: unsure}
"""
    router = Router(without_rules_for_unknown_dates(router.ruleset))
    outcome = run(router, cases_of(text, router), TODAY)
    rules = [rule.id for rule in router.ruleset.rules]
    assert outcome.reached == ("billing",)
    assert outcome.unreached == tuple(id for id in rules if id != "billing")
    assert outcome.coverage == 100 / len(rules)
    assert outcome.as_json() == {
        "cases": [
            {
                "name": "a",
                "line": 1,
                "passed": False,
                "unmet": [{"field": "contact", "expected": "sales", "got": "billing"}],
                "why": "rule `billing`: Billing handles changes to invoices, payments and billing details.",
            },
            {"name": "b", "line": 2, "passed": True, "unmet": [], "why": outcome.results[1].why},
        ],
        "summary": {
            "cases": 2,
            "passed": 1,
            "failed": 1,
            "coverage": 100 / len(rules),
            "unreached": list(outcome.unreached),
        },
    }


def test_without_rules_everything_is_covered(router):
    assert run(Router(router.ruleset._replace(rules=())), (), TODAY).coverage == 100


# Generating.


@given(spanned_rulesets())
def test_generated_cases_load_and_pass_and_are_the_same_every_time(ruleset):
    router = Router(ruleset)
    cases = generate(router, TODAY)
    assert cases == generate(Router(ruleset), TODAY)
    assert cases_of(cases_as_yaml(cases), router) == cases
    assert not run(router, cases, date(2000, 1, 1)).failed


@given(spanned_rulesets())
def test_generated_cases_reach_everything_that_can_come_out_the_gap_and_unsure_among_it(ruleset):
    cases = generate(Router(ruleset), TODAY)
    reached = {(case.expect["status"], case.expect["rule"]) for case in cases} - {("invalid", None)}
    assert reached == reference.outcomes(ruleset, {})
    rules = [rule for _, rule in reached]
    covered = run(Router(ruleset), cases, TODAY).reached
    assert covered == tuple(rule.id for rule in ruleset.rules if rule.id in rules)


@given(spanned_rulesets())
def test_generated_cases_have_both_ends_of_every_span_and_unknown_for_each_outcome_that_depends_on_them(ruleset):
    router = Router(ruleset)
    cases = generate(router, TODAY)
    had = {(*outcome(case), key, given) for case in cases for key, given in case.answers.items()}
    for whole in reference.completions(ruleset, {}):
        answers = walked(router, whole)
        route = router.route(answers, TODAY)
        for question in ruleset.questions:
            if question.key in answers:
                wanted = written(question, whole[question.key])
                assert {(route.status, route.rule, question.key, given) for given in wanted} <= had
                invalid = [given for *end, key, given in had if (end, key) == (["invalid", None], question.key)]
                assert all(any(map(is_next, invalid)) for is_next in next_to(question))


def outcome(case):
    return case.expect["status"], case.expect["rule"]


def written(question, name):
    """The first and the last day or number that an answer covers; or `unknown`."""
    if name == "unknown":
        return {"unknown"}
    value = next(value for value in question.values if value.name == name)
    span = value.span
    ends = [end for end in ((span.first, None if span.below else span.last) if span else ()) if end is not None]
    return {iso(end) if question.scale == "days" else typed(str(end)) for end in ends}


def walked(router, whole):
    """Those of the answers that a person is asked for."""
    answers = {}
    while question := router.route(answers, TODAY).next:
        answers[question.key] = whole[question.key]
    return answers


def iso(day):
    return (TODAY + timedelta(day)).isoformat()


def next_to(question):
    """For each day or number next to a span that no span covers what tells whether it is the one."""
    spans = [value.span for value in question.values if value.span]
    dated, whole = question.scale == "days", all(span.whole for span in spans)
    near = Decimal("0.05") if not whole else 1
    ends = {span.first - near for span in spans if span.first is not None}
    ends |= {span.last + near * (not span.below) for span in spans if span.last is not None}
    for end in ends:
        if not any(covers(span, end) for span in spans):
            yield (
                (lambda given, end=end: given == iso(end))
                if dated
                else (lambda given, end=end: abs(Decimal(given) - end) <= Decimal("0.05"))
            )


def covers(days, day):
    begun = days.first is None or days.first <= day
    return begun and (days.last is None or day < days.last or (day == days.last and not days.below))


def test_generated_cases_for_answers_of_all_kinds_look_like_this(golden):
    golden(DATA / "test" / "kinds.yaml", cases_as_yaml(generate(load(DATA / "sql" / "kinds.yaml"), TODAY)))


def test_days_that_are_in_no_calendar_are_answered_by_name():
    text = """\
format: 1
title: t
contacts: {one: {team: One}, two: {team: Two}}
questions: {when: {ask: "When?", values: {near: {days: ..9000000}, far: {days: 9000001..}}, if_unsure: near}}
rules:
- {id: first, when: {when: near}, contact: one, because: b}
- {id: second, contact: two, because: b}
"""
    router = Router(compile_rules(read(text.encode(), "far.yaml")))
    cases = generate(router, TODAY)
    assert (
        cases_as_yaml(cases)
        == """\
- name: first
  today: 2026-11-22
  answers: {when: near}
  expect: {status: routed, contact: one, rule: first}
- name: second
  today: 2026-11-22
  answers: {when: far}
  expect: {status: routed, contact: two, rule: second}
"""
    )
    assert not run(router, cases_of(cases_as_yaml(cases), router), TODAY).failed


def generated(span, today=TODAY):
    """The cases of a file whose first rule is for one span of days or numbers."""
    text = (
        "format: 1\ntitle: t\ncontacts: {one: {team: One, how: Come.}}\n"
        f"questions: {{when: {{ask: When?, values: {{some: {{label: Some, {span}}}}}}}}}\n"
        "rules: [{id: first, when: {when: some}, contact: one, because: b}]\n"
    )
    return generate(Router(compile_rules(read(text.encode(), "spans.yaml"))), today)


@pytest.mark.parametrize(("today", "days"), [(date.min, "0..5"), (date.max, "-5..0")])
def test_the_first_and_last_day_of_the_calendar_are_answers(today, days):
    given = {str(case.answers["when"]) for case in generated(f"days: {days}", today) if case.name.startswith("first")}
    assert given == {(today + timedelta(int(day))).isoformat() for day in days.split("..")}


def test_what_a_span_excludes_as_its_end_is_an_invalid_answer():
    names = [case.name for case in generated("numbers: 0..<2.5")]
    assert [name for name in names if name.startswith("invalid")] == ["invalid, when -0.01", "invalid, when 2.5"]


def test_a_case_is_written_with_what_it_has_and_no_more():
    case = Case("some", {"trial": True}, {"status": "routed", "alternatives": ("one", "two")})
    assert cases_as_yaml([case]) == (
        "- name: some\n  answers: {trial: true}\n  expect: {status: routed, alternatives: [one, two]}\n"
    )


def test_the_shipped_rules_take_one_case_for_each_rule_and_few_more(router):
    cases = generate(router, TODAY)
    assert run(router, cases, TODAY).coverage == 100
    assert len(cases) <= len(router.ruleset.rules) + 6
    assert [case.name for case in cases if case.name.startswith("renewal-within")] == [
        "renewal-within-90-days, renewal_date today",
        "renewal-within-90-days, renewal_date in 90 days",
    ]
    assert [case.name for case in cases][-1] == "invalid, trial tomorrow"
    assert sum("renewal_date unknown" in case.name for case in cases) == 4


@pytest.mark.process
def test_rules_too_intricate_to_walk_are_said_to_be():
    with pytest.raises(TooBigError):
        generate(Router(pigeons(11)), TODAY)


def test_within_no_budget_nothing_is_generated(router):
    with pytest.raises(TooBigError):
        generate(router, TODAY, steps=10)


def test_no_cases_are_written_as_an_empty_list():
    assert cases_as_yaml(()) == "[]\n"


# What is typed at the prompt.

TYPED = "- {name: x, text: my invoice is wrong, expect: {offers: {category: [billing], tier: []}}}"


def test_a_case_can_say_what_is_offered_for_a_text(router):
    (case,) = cases_of(TYPED, router)
    assert (case.text, case.offers) == ("my invoice is wrong", {"category": ("billing",), "tier": ()})
    result = only_result(TYPED, router)
    assert (result.passed, result.rule) == (True, None)


def test_offers_may_be_named_in_any_order(router):
    for order in ("billing, sales", "sales, billing"):
        assert only_result(
            f"- {{name: x, text: trial invoice, expect: {{offers: {{category: [{order}]}}}}}}", router
        ).passed


@pytest.mark.parametrize(
    ("text", "got", "why"),
    [
        ("cancel", ("unsure",), "“cancel” points to: Something else, or not sure which team"),
        ("xyzzy", (), "I don't recognise “xyzzy”. Type a number from the list."),
        ("billing", (), "the prompt takes it for the answer `billing`"),
        ("help", (), "the prompt takes it for the command `?`"),
    ],
)
def test_a_failure_says_what_the_prompt_says(router, text, got, why):
    result = only_result(TYPED.replace("my invoice is wrong", text).replace("[billing]", "[sales]"), router)
    assert result.unmet == (Unmet("offers.category", ("sales",), got),)
    assert result.why == why
    assert result.case.line == 1


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("- {name: x, expect: {status: routed}}", "missing-key", "a case has neither `answers` nor `text`"),
        (
            "- {name: x, answers: {}, text: y, expect: {offers: {tier: []}}}",
            "unknown-key",
            "a case has either `answers` or `text`, not both",
        ),
        ("- {name: x, text: y, expect: {}}", "missing-key", "`expect` of a text has no `offers`"),
        (
            "- {name: x, text: y, expect: {offers: {tier: []}, status: routed}}",
            "unknown-key",
            "`expect` of a text has no key `status`",
        ),
        (
            "- {name: x, text: y, expect: {offers: [billing]}}",
            "wrong-type",
            "`offers` is a mapping of question keys to lists of values, not a list",
        ),
        ("- {name: x, text: y, expect: {offers: {}}}", "missing-key", "`offers` names no question"),
        ("- {name: x, text: y, expect: {offers: {teir: []}}}", "unknown-question", "there is no question `teir`"),
        (
            "- {name: x, text: y, expect: {offers: {tier: free}}}",
            "wrong-type",
            "what is offered is a list of values, not the text `free`",
        ),
        ("- {name: x, answers: {}, expect: {offers: {tier: []}}}", "unknown-key", "`expect` has no key `offers`"),
    ],
)
def test_a_case_about_a_text_expects_offers_and_nothing_else(router, text, code, message):
    with pytest.raises(RulesError) as error:
        cases_of(text, router)
    assert [(problem.code, problem.message) for problem in error.value.problems] == [(code, message)]
