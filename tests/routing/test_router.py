"""Routing as laws: on generated rules files the router agrees with the reference interpreter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.decision import Decider
from hsroute.language.catalog import say
from hsroute.language.phrases import assumed
from hsroute.model import UNKNOWN, Contact, Interval, Question, Rule, Ruleset, Text, Value
from hsroute.patterns import NUMBERS
from hsroute.routing.load import load
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.yaml_parser import read
from tests.support import reference
from tests.support.strategies import (
    PEOPLE,
    answers_of_all_kinds,
    draw_conditions,
    rulesets_of_all_kinds,
    rulesets_with_answers,
)
from tests.support.wide import wide

TODAY = date(2026, 11, 22)


@given(rulesets_with_answers())
def test_asks_the_first_question_that_can_change_the_route_or_none(case):
    ruleset, answers = case
    route = Router(ruleset).route(answers)
    assert (route.next.key if route.next else None) == reference.next_question(ruleset, answers)


@given(rulesets_with_answers())
def test_a_settled_route_is_that_of_every_completion(case):
    ruleset, answers = case
    route = Router(ruleset).route(answers)
    if route.next is None:
        outcomes = {reference.outcome(ruleset, whole) for whole in reference.completions(ruleset, answers)}
        assert outcomes == {(route.status, route.rule)}


@given(rulesets_with_answers(), st.data())
def test_driving_by_incomplete_alone_reaches_the_reference_route_in_order(case, data):
    ruleset, answers = case
    router = Router(ruleset)
    asked = []
    while (route := router.route(answers)).next:
        question = next(question for question in ruleset.questions if question.key == route.next.key)
        answers = answers | {question.key: data.draw(st.sampled_from((*question.names, UNKNOWN)))}
        asked.append(ruleset.questions.index(question))
    assert len(asked) == len(set(asked))
    whole = {question.key: meant(question, answers.get(question.key, UNKNOWN)) for question in ruleset.questions}
    assert (route.status, route.rule) == reference.outcome(ruleset, whole)


def meant(question, name):
    """The answer that rules tell apart."""
    return question.if_unsure if name == UNKNOWN and question.if_unsure else name


@given(rulesets_with_answers())
def test_answers_and_unused_part_the_answers_and_what_is_unused_cannot_change_the_route(case):
    ruleset, answers = case
    route = Router(ruleset).route(answers)
    if route.next is None:
        assert {*route.answers} | {*route.unused} == {*answers}
        assert not {*route.answers} & {*route.unused}
        used = Router(ruleset).route(route.answers)
        assert (used.status, used.rule, used.unused) == (route.status, route.rule, ())


@given(rulesets_with_answers())
def test_possible_are_the_contacts_that_can_still_come_out_and_not_covered_behind_them_if_that_can(case):
    ruleset, answers = case
    route = Router(ruleset).route(answers)
    if route.next:
        winners = [reference.winner(ruleset, whole) for whole in reference.completions(ruleset, answers)]
        contacts = {rule and rule.contact for rule in winners}
        assert route.possible == tuple(id or "not_covered" for id in (*ruleset.contacts, None) if id in contacts)


@pytest.mark.process
@given(rulesets_with_answers())
def test_without_a_budget_the_masks_still_route_right_and_a_note_says_what_is_not_proved(case):
    ruleset, answers = case
    exact, router = Router(ruleset), Router(ruleset)
    router.decider = Decider(router.decider.masks, steps=0)
    keys = [question.key for question in ruleset.questions]
    whole = {question.key: answers.get(question.key, question.answers[-1]) for question in ruleset.questions}
    for given_answers in (answers, whole):
        route, masked = exact.route(given_answers), router.route(given_answers)
        if masked.next and not route.next:  # asked in vain
            assert router.decider.masks.siblings
            continue
        assert (masked.status, masked.rule) == (route.status, route.rule)
        assert {*masked.answers} >= {*route.answers}
        assert {*masked.possible} >= {*route.possible}
        assert say("unproved", "en") not in route.notes
        if route.next:
            assert keys.index(masked.next.key) <= keys.index(route.next.key)
        elif say("unproved", "en") not in masked.notes:
            assert masked == route


@pytest.mark.process
@given(rulesets_of_all_kinds(), st.data())
def test_what_was_routed_before_changes_nothing(ruleset, data):
    router = Router(ruleset)
    for _ in range(6):
        today = data.draw(st.sampled_from((TODAY, TODAY + timedelta(3))))
        answers, lang = data.draw(answers_of_all_kinds(ruleset, TODAY)), data.draw(st.sampled_from(("en", "nb")))
        assert router.route(answers, today, lang) == Router(ruleset).route(answers, today, lang)


@pytest.mark.process
@given(rulesets_of_all_kinds(), st.data())
def test_however_a_value_is_given_it_leads_where_its_name_leads(ruleset, data):
    answers = data.draw(answers_of_all_kinds(ruleset, TODAY))
    router = Router(ruleset)
    route = router.route(answers, TODAY)
    if route.status == "invalid":
        return
    read = router.read(answers, TODAY)
    questions = {question.key: question for question in ruleset.questions}
    names = {key: questions[key].answers[answer.value] for key, answer in read.items()}
    named = router.route(names, TODAY)
    alike = ("status", "rule", "because", "facts", "next", "possible")
    assert [getattr(route, part) for part in alike] == [getattr(named, part) for part in alike]
    sources = {ruleset.contacts[contact.id].address_from for contact in contacts(named)}
    shown = {key for key in sources if key in read and read[key].address}
    assert route.answers == {key: read[key].given for key in questions if key in shown or key in named.answers}
    assert route.unused == tuple(key for key in named.unused if key not in shown)
    taken = [key for key in named.answers if read[key].given == UNKNOWN != names[key]]
    said = tuple(assumed(questions[key], "en") for key in taken)
    assert route.notes == (() if route.next else (*named.notes, *said))
    for contact, plain in zip(contacts(route), contacts(named), strict=True):
        source = ruleset.contacts[plain.id].address_from
        address = read[source].address if source in read else None
        assert contact == plain._replace(email=address or plain.email)


def contacts(route):
    return [*filter(None, [route.contact]), *route.alternatives]


@pytest.mark.process
@given(rulesets_of_all_kinds(), st.sampled_from(("en", "nb")), st.data())
def test_a_route_says_what_the_rules_file_says_in_the_language_asked_for(ruleset, lang, data):
    answers = data.draw(answers_of_all_kinds(ruleset, TODAY))
    route = Router(ruleset).route({"id": 7, **answers}, TODAY, lang)
    if route.next:
        question = next(question for question in ruleset.questions if question.key == route.next.key)
        accepts = ("date",) * (question.scale == "days") + ("email",) * question.person
        accepts += ("number",) * (question.scale == "numbers") + ("unknown",)
        values = tuple((value.name, value.label.to(lang)) for value in question.values)
        help = question.help and question.help.to(lang)
        assert route.next[:5] == (question.key, question.ask.to(lang), help, values, accepts)
    for contact in contacts(route):
        written = ruleset.contacts[contact.id]
        email = answers.get(written.address_from) if contact.email in PEOPLE else written.email
        how = written.how and written.how.to(lang)
        assert contact == (contact.id, written.team.to(lang), email, written.phone, written.url, how)
    for rule in filter(None, (*ruleset.rules, ruleset.unsure)):
        if rule.id == route.rule:
            assert (route.because, route.facts) == (rule.because.to(lang), rule.facts)
            assert route.notes[: len(rule.notes)] == tuple(note.to(lang) for note in rule.notes)
            assert tuple(contact.id for contact in route.alternatives) == rule.alternatives
            assert (route.contact and route.contact.id) == rule.contact
    if route.rule is None and not route.next and not route.errors:
        assert (route.status, route.because, route.alternatives) == ("not_covered", say("gap", lang), ())


NOTHING_SAID = (None, "", "null", nan)


@pytest.mark.process
@given(rulesets_of_all_kinds(), st.data())
def test_whatever_says_nothing_is_as_if_its_key_were_not_there(ruleset, data):
    answers = data.draw(answers_of_all_kinds(ruleset, TODAY))
    said = {key: answer for key, answer in answers.items() if answer is not None}
    silent = {
        question.key: data.draw(st.sampled_from(NOTHING_SAID))
        for question in ruleset.questions
        if question.key not in said and data.draw(st.booleans())
    }
    router = Router(ruleset)
    assert router.route(silent | said, TODAY) == router.route(said, TODAY) == router.route(said | silent, TODAY)


@pytest.mark.process
@given(rulesets_of_all_kinds(), st.data())
def test_the_answers_that_decided_give_the_same_route_and_none_of_them_is_unused(ruleset, data):
    answers = data.draw(answers_of_all_kinds(ruleset, TODAY))
    router = Router(ruleset)
    route = router.route(answers, TODAY)
    if route.status in {"routed", "not_covered"}:
        again = router.route(route.answers, TODAY)
        assert again._replace(changes=()) == route._replace(unused=(), changes=())
        given_answers = {key for key, answer in answers.items() if answer is not None}
        assert {*route.answers} | {*route.unused} == given_answers
        assert not {*route.answers} & {*route.unused}


@pytest.mark.process
@given(rulesets_of_all_kinds(), st.data())
def test_a_rule_that_no_answers_match_changes_no_route(ruleset, data):
    question = data.draw(st.sampled_from(ruleset.questions))
    when = draw_conditions(data.draw, ruleset.questions) | {question.key: ()}
    impossible = Rule("never", when, data.draw(st.sampled_from((*ruleset.contacts, None))), Text("never"))
    place = data.draw(st.integers(0, len(ruleset.rules)))
    more = ruleset._replace(rules=(*ruleset.rules[:place], impossible, *ruleset.rules[place:]))
    answers = data.draw(answers_of_all_kinds(ruleset, TODAY))
    assert Router(more).route(answers, TODAY) == Router(ruleset).route(answers, TODAY)


TEXT = Text("text")
ONE = Question("one", TEXT, (Value("yes", Text("Yes")), Value("no", Text("No"))))
YES = Rule("answered-yes", {"one": ("yes",)}, "alpha", Text("it is yes"))
LEFT = Rule("unsure", {}, None, Text("it is not known"), ("beta", "alpha"), (Text("ask again"),))


def of_one_question(*rules, unsure=None, question=ONE):
    return Router(Ruleset(TEXT, {id: Contact(id, TEXT) for id in ("alpha", "beta")}, (question,), rules, unsure=unsure))


def test_a_gap_and_what_is_not_answered_yet_are_told_apart():
    router = of_one_question(YES)
    for answer in ("no", "unknown"):
        gap = router.route({"one": answer})
        assert (gap.status, gap.rule, gap.because, gap.alternatives) == ("not_covered", None, say("gap", "en"), ())
        assert gap.answers == {"one": answer}
    for nothing in NOTHING_SAID:
        asked = router.route({"one": nothing})
        assert (asked.status, asked.next.key, asked.answers) == ("incomplete", "one", {})
        assert asked.possible == ("alpha", "not_covered")


def test_the_unsure_outcome_comes_out_where_no_rule_matches_and_an_answer_is_unknown():
    router = of_one_question(YES, unsure=LEFT)
    route = router.route({"one": "unknown"})
    assert (route.status, route.rule, route.contact) == ("not_covered", "unsure", None)
    assert (route.because, route.notes) == ("it is not known", ("ask again",))
    assert [contact.id for contact in route.alternatives] == ["beta", "alpha"]
    assert (route.answers, route.unused) == ({"one": "unknown"}, ())
    assert router.route({"one": "no"}).rule is None
    assert router.route({}).possible == ("alpha", "not_covered")
    contacted = of_one_question(YES, unsure=LEFT._replace(contact="beta", alternatives=())).route({"one": "unknown"})
    assert (contacted.status, contacted.rule, contacted.contact.id) == ("routed", "unsure", "beta")


def test_a_rule_that_names_unknown_or_does_not_mention_the_question_comes_before_the_unsure_outcome():
    for rule in (Rule("named", {"one": ("unknown",)}, "beta", TEXT), Rule("all", {}, "beta", TEXT)):
        assert of_one_question(YES, rule, unsure=LEFT).route({"one": "unknown"}).rule == rule.id


def test_unknown_that_stands_for_a_value_has_the_route_of_that_value_and_never_the_unsure_outcome():
    for taken, rule in (("yes", "answered-yes"), ("no", None)):
        router = of_one_question(YES, unsure=LEFT, question=ONE._replace(if_unsure=taken))
        route = router.route({"one": "unknown"})
        assert (route.rule, route.answers) == (rule, {"one": "unknown"})
        assert route.notes == (f"You didn't know the answer to “{ONE.ask.string}”, so we assumed {taken}.",)


def test_every_wrong_answer_is_told_in_the_language_asked_for():
    errors = load().route({"tyer": "free", "tier": "fre", "category": ["sales"], "csm": "no"}, lang="nb").errors
    assert [(error.key, error.code, error.suggestion) for error in errors] == [
        ("tyer", "unknown-question", "tier"),
        ("tier", "unknown-value", "free"),
        ("category", "wrong-type", None),
    ]
    assert errors[1].message == "`tier` har ingen verdi `fre`"


def test_an_address_is_that_of_its_contact_and_of_no_other():
    answers = {"id": 7, "category": "sales", "trial": "none", "sales_rep": "jo@example.org", "tier": "free"}
    route = load().route(answers, TODAY)
    assert (route.contact.id, route.contact.email) == ("sales-rep", "jo@example.org")
    assert route.contact[3:] == (None, None, "Contact your sales representative directly.")
    route = load().route(answers | {"trial": "2026-11-15"}, TODAY)
    assert [(contact.id, contact.email) for contact in (route.contact, *route.alternatives)] == [
        ("sales-rep", "jo@example.org"),
        ("sales", None),
    ]


def test_unknown_is_taken_for_what_the_question_names_for_it_and_a_note_says_so():
    answers = {"category": "contracts", "about_renewal": "unknown", "tier": "starter"}
    route = load().route(answers, TODAY)
    assert route.answers == answers
    assert route.notes[-1] == "You didn't know whether it is about the renewal, so we assumed no."
    assert load().route(answers, TODAY, "nb").notes[-1] == (
        "Du visste ikke om det gjelder fornyelsen, så vi gikk ut fra at svaret er nei."
    )
    unused = load().route({"category": "billing", "tier": "unknown"}, TODAY)
    assert (unused.unused, unused.notes) == (("tier",), ())


def test_unknown_is_an_answer_of_its_own_where_the_question_names_no_value_for_it():
    answers = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": "unknown"}
    route = load().route(answers | {"tier": "starter"}, TODAY)
    assert (route.rule, route.contact.id) == ("renewal-unknown-basic-or-starter", "success-team")
    assert [contact.id for contact in route.alternatives] == ["contracts"]
    assert (route.answers["renewal_date"], route.changes) == ("unknown", ())
    assert not [note for note in route.notes if "assumed" in note]


def test_an_address_that_the_card_shows_was_needed_and_the_same_answer_without_one_was_not():
    yes_no = (Value("yes", Text("Yes")), Value("no", Text("No")))
    helper, other = (Question(key, TEXT, yes_no, person=True) for key in ("helper", "other"))
    contacts = {"desk": Contact("desk", TEXT), "person": Contact("person", TEXT, address_from="helper")}
    rules = (Rule("all", {}, "desk", TEXT, ("person",)),)
    router = Router(Ruleset(TEXT, contacts, (other, helper), rules))
    route = router.route({"helper": "jo@example.org", "other": "ola@example.org"})
    assert (route.alternatives[0].email, route.answers) == ("jo@example.org", {"helper": "jo@example.org"})
    assert route.unused == ("other",)
    route = router.route({"helper": "yes", "other": "ola@example.org"})
    assert (route.alternatives[0].email, route.answers, route.unused) == (None, {}, ("other", "helper"))
    standing = router.route({"other": "no"}, standing={"helper": "jo@example.org"})
    assert (standing.answers, standing.unused) == ({"helper": "jo@example.org"}, ("other",))


def test_what_is_asked_next_comes_with_its_help_and_all_that_was_answered():
    route = load().route({"category": "success", "tier": "enterprise"}, TODAY, "nb")
    assert (route.next.key, route.next.accepts, route.next.values) == (
        "csm",
        ("email", "unknown"),
        (("yes", "Ja"), ("no", "Nei")),
    )
    assert route.next.help
    assert route.answers == {"category": "success", "tier": "enterprise"}


def test_a_date_stands_for_the_value_whose_span_covers_it():
    answers = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "tier": "starter"}
    by_day = {
        "2026-11-22": "soon",
        "2027-02-20": "soon",
        "2027-02-21": "later",
        "2026-11-21": "recent",
        "2026-08-23": "past",
    }
    for day, name in by_day.items():
        dated, named = (load().route(answers | {"renewal_date": given}, TODAY) for given in (day, name))
        assert (dated.rule, dated.answers["renewal_date"]) == (named.rule, day)


def test_standing_answers_hold_where_the_others_are_silent_and_are_never_unused():
    standing = {"tier": "starter", "csm": "no", "trial": "none"}
    route = load().route({"category": "support", "sales_rep": "no"}, TODAY, standing=standing)
    assert (route.rule, route.answers["tier"], route.unused) == ("support-starter", "starter", ("sales_rep",))
    assert load().route({"category": "support", "tier": "free"}, TODAY, standing=standing).rule == "support-free-tools"
    for nothing in NOTHING_SAID:
        route = load().route({"category": "support", "tier": nothing}, TODAY, standing=standing)
        assert (route.rule, route.answers["tier"]) == ("support-starter", "starter")
        assert load().route({"category": "support"}, TODAY, standing={"tier": nothing}).next.key == "tier"


def test_answers_and_standing_ones_that_are_wrong_are_told_together():
    route = load().route({"tier": "fre"}, TODAY, standing={"csm": "perhaps"})
    assert [(error.key, error.suggestion) for error in route.errors] == [("tier", "free"), ("csm", None)]
    assert [error.key for error in load().route({"tier": "fre"}, TODAY, standing={"csm": "no"}).errors] == ["tier"]


def test_answers_that_are_no_mapping_are_an_error():
    with pytest.raises(TypeError, match=r"^answers are a mapping from keys of questions, not `list`$"):
        load().route([("tier", "free")], TODAY)


@pytest.mark.process
@given(rulesets_of_all_kinds(), st.data())
def test_changes_are_the_days_on_which_the_same_answers_begin_to_lead_elsewhere(ruleset, data):
    answers = data.draw(answers_of_all_kinds(ruleset, TODAY))
    router = Router(ruleset)
    route = router.route(answers, TODAY)
    if route.status in {"routed", "not_covered"}:
        found = [(day, *outcome(router.route(answers, day))) for day in (TODAY + timedelta(n) for n in range(20))]
        assert [*route.changes] == [after for before, after in pairwise(found) if before[1:] != after[1:]]


def outcome(route):
    return route.status, route.rule, route.contact and route.contact.id


def test_a_date_may_be_given_as_one_and_a_moment_counts_as_its_day():
    answers = {"category": "contracts", "about_renewal": True, "contract_manager": False}
    route = load().route(answers | {"renewal_date": date(2027, 1, 15)}, datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    assert (route.rule, route.today) == ("renewal-within-90-days", date(2026, 11, 22))
    assert route.answers["renewal_date"] == "2027-01-15"


def test_a_date_that_never_leads_elsewhere_hides_no_other_date_that_does():
    answers = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": "2026-12-30"}
    changes = load().route(answers, TODAY).changes
    assert changes == (
        (date(2026, 12, 31), "routed", "renewal-just-passed", "contracts"),
        (date(2027, 3, 31), "incomplete", None, None),
    )
    assert load().route({"trial": "2026-11-15"} | answers, TODAY).changes == changes


def test_a_change_may_come_on_the_last_day_of_the_calendar_and_none_after_it():
    answers = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": "9999-12-30"}
    assert [change.on for change in load().route(answers, date(9999, 12, 1)).changes] == [date.max]


def test_a_date_after_which_the_calendar_ends_hides_no_change_of_another():
    answers = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no"}
    router, day = load(), date(9999, 12, 1)
    last, before = (router.route(answers | {"renewal_date": f"9999-12-{of}"}, day).changes for of in (31, 30))
    assert (len(last), len(before)) == (0, 1)


def test_the_same_moment_in_another_time_zone_is_the_day_that_it_is_there():
    router = load()
    for zone, day in ((UTC, "2026-12-30"), (timezone(timedelta(hours=2)), "2026-12-31")):
        moment = datetime(2026, 12, 30, 23, tzinfo=UTC).astimezone(zone)
        answers = {"category": "contracts", "about_renewal": True, "contract_manager": False, "renewal_date": moment}
        assert router.route(answers, TODAY).answers["renewal_date"] == day


def test_the_first_day_of_the_calendar_is_a_day_like_any_other():
    answers = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": "0001-01-15"}
    router = load()
    assert router.route(answers, date.min).rule == "renewal-within-90-days"
    assert router.route(answers, TODAY) == load().route(answers, TODAY)


def test_a_language_that_has_no_tag_is_an_error():
    for lang in ("english", 7):
        with pytest.raises(ValueError, match=rf"^`{lang}` is not a language tag such as `en`, `nb` or `pt-BR`$"):
            load().route({}, lang=lang)


def test_a_day_that_is_none_is_an_error():
    with pytest.raises(TypeError, match=r"^the day is a `date`, not `str`$"):
        load().route({}, "2026-11-22")


GERMAN = """
format: 1
title: {en: Whom to ask, de: Wen du fragst}
contacts:
  desk: {team: {en: The desk, de: Der Tisch, pt: A mesa, pt-BR: A mesa do Brasil}, email: desk@example.com}
questions:
  urgent: {ask: {de: Eilt es?}, values: yes-no}
rules:
  - {id: all, contact: desk, because: {en: The desk takes it., de: Der Tisch nimmt es.}}
"""


def german():
    return Router(compile_rules(read(GERMAN.encode(), "german.yaml")))


@pytest.mark.parametrize(
    ("lang", "team"),
    [
        ("de", "Der Tisch"),
        ("de-AT", "Der Tisch"),
        ("DE_at.UTF-8", "Der Tisch"),
        ("pt-BR", "A mesa do Brasil"),
        ("pt-PT", "A mesa"),
        ("nb", "The desk"),
        ("fr", "The desk"),
    ],
)
def test_texts_are_in_the_language_asked_for_else_in_its_base_else_in_english(lang, team):
    assert german().route({}, TODAY, lang).contact.team == team


def test_a_text_without_english_is_in_the_first_language_for_all_others():
    assert german().ruleset.questions[0].ask.to("nb") == "Eilt es?"


@pytest.mark.parametrize("lang", ["no", "nn", "nb-NO", "nn_NO.UTF-8"])
def test_every_norwegian_tag_means_bokmal(lang):
    assert load().route({"category": "billing"}, TODAY, lang) == load().route({"category": "billing"}, TODAY, "nb")
    assert "oppgitt" in load().route({"renewal_date": "2027-02-30"}, TODAY, lang).errors[0].message
    assert "given" in load().route({"renewal_date": "2027-02-30"}, TODAY, "de").errors[0].message


# Numbers.


def numbered(*spans, **more):
    values = tuple(
        Value(f"v{place}", Text(f"Value {place}"), Interval(*NUMBERS.ends(span))) for place, span in enumerate(spans)
    )
    question = Question("size", Text("How big?"), values, scale="numbers", **more)
    rules = tuple(Rule(value.name, {"size": (value.name,)}, "desk", Text("So it is.")) for value in values)
    return Router(Ruleset(Text("t"), {"desk": Contact("desk", Text("Desk"))}, (question,), rules))


def numbered_by_name():
    """A question that takes names alone."""
    ruleset = numbered("1..9", "10..").ruleset
    question = ruleset.questions[0]
    values = tuple(value._replace(span=None) for value in question.values)
    return Router(ruleset._replace(questions=(question._replace(values=values, scale=None),)))


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        *((given, "v0") for given in (1, "1", "1.0", "1e0", 1.0, Decimal(9), "9", "0.9e1", "09", "900e-2")),
        *((given, "v1") for given in (10, "1e2", 1e22, "1E+300")),
        *((given, None) for given in (0, "0", -5, "9.5", 9.5, "1.5e0", "1e1000", "1.", "+1", "-", float("inf"))),
    ],
)
def test_whole_numbers_are_answers_however_they_are_written(given, rule):
    route = numbered("1..9", "10..").route({"size": given}, TODAY)
    assert (route.status, route.rule) == ("routed" if rule else "invalid", rule)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        *((given, "v0") for given in ("0", 0.1, "2.4999999999999999999999999999", Decimal("2.49"), -0.0)),
        *((given, "v1") for given in ("2.5", 2.5, "2.50", "25e-1", 3, "1e300")),
    ],
)
def test_decimals_lie_in_the_span_that_covers_them_exactly(given, rule):
    assert numbered("0..<2.5", "2.5..").route({"size": given}, TODAY).rule == rule


def test_a_number_of_thousands_of_digits_is_a_number():
    router = numbered("..-1", "0..9", "10..")
    for number, rule in ((10**6000, "v2"), ("9" * 6000, "v2"), (-(10**6000), "v0"), (Decimal(10**6000), "v2")):
        assert router.route({"size": number}, TODAY).rule == rule


def test_a_tenth_is_a_tenth():
    router = numbered("..<0.3", "0.3..0.3", "0.4..")
    assert [router.route({"size": given}, TODAY).rule for given in (0.3, "0.30")] == ["v1", "v1"]
    (error,) = router.route({"size": 0.1 + 0.2}, TODAY).errors
    assert (error.code, "0.30000000000000004" in error.message) == ("number-not-covered", True)


def test_a_number_is_in_the_answers_as_it_was_given():
    router = numbered("0..<2.5", "2.5..")
    for number, text in ((2, "2"), ("02.0", "02.0"), (2.25, "2.25"), ("1e2", "1e2")):
        assert router.route({"size": number}, TODAY).answers == {"size": text}


def test_a_name_of_digits_wins_over_the_number():
    router = numbered("1..9", "10..")
    (question,), (few, many) = router.ruleset.questions, router.ruleset.rules
    question = question._replace(values=(question.values[0], question.values[1]._replace(name="5")))
    rules = (few, many._replace(when={"size": ("5",)}))
    router = Router(router.ruleset._replace(questions=(question,), rules=rules))
    assert [router.route({"size": given}, TODAY).rule for given in (5, "5", "5.0", 4)] == ["v1", "v1", "v0", "v0"]


@pytest.mark.parametrize(
    ("spans", "ends"),
    [
        (["1..9", "10.."], {"from": 1, "to": None}),
        (["10..19", "0..4", "5..9"], {"from": 0, "to": 19}),
        (["2.5..", "0..<2.5"], {"from": 0, "to": None}),
        (["..-1", "0..0.75"], {"from": None, "to": 0.75}),
    ],
)
def test_the_next_question_tells_the_first_and_the_last_number(spans, ends):
    next = numbered(*spans).route({}, TODAY).next.as_json()
    assert (next["accepts"], {key: next[key] for key in ("from", "to")}) == (["number", "unknown"], ends)


def test_the_next_question_tells_the_first_and_the_last_day_that_the_calendar_has():
    values = (Value("near", Text("Near"), Interval(-3, 7)), Value("far", Text("Far"), Interval(8, 9_999_999)))
    rule = Rule("near", {"when": ("near",)}, None, Text("So it is."))
    question = Question("when", Text("When?"), values, scale="days")
    router = Router(Ruleset(Text("t"), {}, (question,), (rule,)))
    next = router.route({}, TODAY).next.as_json()
    assert (next["from"], next["to"]) == ((TODAY - timedelta(3)).isoformat(), None)
    near = Router(router.ruleset._replace(questions=(question._replace(values=(*values[:1], ONE.values[0])),)))
    next = near.route({}, TODAY).next.as_json()
    assert (next["from"], next["to"]) == ((TODAY - timedelta(3)).isoformat(), (TODAY + timedelta(7)).isoformat())
    assert not {"from", "to"} & numbered_by_name().route({}, TODAY).next.as_json().keys()


def test_a_gap_that_a_date_leaves_for_where_no_span_covers_it_is_a_change():
    """Neither has a rule or a contact; the status alone changes."""
    values = (Value("near", Text("Near"), Interval(0, 9)), Value("far", Text("Far"), Interval(10, None)))
    rule = Rule("far", {"when": ("far",)}, None, Text("So it is."))
    router = Router(Ruleset(Text("t"), {}, (Question("when", Text("When?"), values, scale="days"),), (rule,)))
    (change,) = router.route({"when": (TODAY + timedelta(6)).isoformat()}, TODAY).changes
    assert change == (TODAY + timedelta(7), "invalid", None, None)


def test_a_change_may_lead_to_what_is_not_covered():
    values = (Value("near", Text("Near"), Interval(0, 9)), Value("past", Text("Past"), Interval(None, -1)))
    rules = (Rule("near", {"when": ("near",)}, "desk", TEXT), Rule("gone", {}, None, TEXT))
    contacts = {"desk": Contact("desk", TEXT)}
    router = Router(Ruleset(TEXT, contacts, (Question("when", Text("When?"), values, scale="days"),), rules))
    (change,) = router.route({"when": TODAY.isoformat()}, TODAY).changes
    assert change == (TODAY + timedelta(1), "not_covered", "gone", None)


def test_a_contact_comes_with_all_its_ways_and_an_address_given_takes_the_place_of_its_own_alone():
    full = Contact("owner", TEXT, "desk@example.com", "+47 22", "https://example.com/owner", Text("Write."), "owner")
    owner = Question("owner", TEXT, ONE.values, person=True)
    rule = Rule("all", {}, "owner", TEXT)
    router = Router(Ruleset(TEXT, {"owner": full}, (owner,), (rule,)))
    ways = ("owner", "text", "desk@example.com", "+47 22", "https://example.com/owner", "Write.")
    assert router.route({"owner": "yes"}).contact == ways
    assert router.route({"owner": "jo@example.org"}).contact == (*ways[:2], "jo@example.org", *ways[3:])


def test_within_no_budget_contacts_that_are_ruled_out_are_not_possible_and_a_note_says_what_is_unproved():
    router = Router(wide(2, ({"q1": ("yes",)}, "alpha"), ({"q0": ("yes",)}, "beta")))
    router.decider = Decider(router.decider.masks, steps=0)
    assert router.route({"q1": "no"}).possible == ("beta", "not_covered")
    for lang in ("en", "nb"):
        assert router.route({"q0": "yes", "q1": "no"}, TODAY, lang).notes == (say("unproved", lang),)


def test_routers_are_equal_where_their_rules_are():
    router, other = of_one_question(YES), of_one_question(YES._replace(contact="beta"))
    assert router == of_one_question(YES)
    assert hash(load()) == hash(load()) != hash(german())
    assert router not in (other, router.ruleset, None)


def test_errors_of_answers_that_are_only_read_are_in_the_language_asked_for():
    read = load().read({"id": 7, "tier": "fre", "csm": None}, TODAY, "nb")
    assert {key: error.message for key, error in read.items()} == {"tier": "`tier` har ingen verdi `fre`"}


def test_what_is_remembered_has_a_bound_and_changes_no_route(monkeypatch):
    for room in ("router", "timeline", "answers"):
        monkeypatch.setattr(f"hsroute.routing.{room}._REMEMBERED", 2)
    exact, router = load(), Router(load().ruleset)
    days = [(TODAY + timedelta(number)).isoformat() for number in range(-200, 200, 50)]
    renewal = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no"}
    for answers in (*({"category": name} for name in exact.ruleset.questions[0].names), {}):
        assert router.route(answers, TODAY) == exact.route(answers, TODAY)
    for day in days:
        answers = {**renewal, "renewal_date": day, "tier": "free"}
        assert router.route(answers, TODAY) == exact.route(answers, TODAY)
    for memory in (*vars(router).values(), router._timeline._course):
        if hasattr(memory, "cache_info"):
            assert memory.cache_info().currsize <= 2
    assert all(len(texts) <= 2 for texts in remembered(router))


def remembered(router):
    """What is remembered of the answers to each question."""
    return [texts for _, texts in router._known(TODAY).values()]


def test_long_texts_are_not_remembered():
    """Nor ids and keys that no question has: what is remembered has a bound."""
    router = load()
    long = "x" * 100_000
    for text in (f"{long}@example.com", long, f"2{long}"):
        for key in ("category", "csm", "renewal_date", "id", long):
            router.route({key: text}, TODAY)
    router.route({"id": "ticket-7", "subject": "x"}, TODAY)
    assert not any(remembered(router))
