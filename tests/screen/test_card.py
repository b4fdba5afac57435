"""The card as people see it, at every width, in both languages, with and without colours."""

from __future__ import annotations

import json
import re

import pytest

from tests.support.program import DATA, hsroute

SCREENS = DATA / "card"

VISITS = """\
format: 1
title: {en: Visits, nb: Besøk}
contacts:
  desk:
    team: {en: The desk, nb: Skranken}
    email: desk@example.com
    how: {en: Come in or write., nb: Kom inn eller skriv.}
  guard: {team: {en: The guard, nb: Vakten}, how: {en: Ring the bell., nb: Ring på.}}
questions:
  day:
    ask: {en: Which day?, nb: Hvilken dag?}
    values: {near: {label: Near, days: 0..2}, far: {label: Far, days: 3..9}}
  host: {ask: {en: Do you know your host?, nb: Kjenner du verten?}, values: yes-no, person: true}
  gate: {ask: {en: Which gate?, nb: Hvilken port?}, values: {east: East, west: West}}
rules:
  - id: near
    when: {day: near}
    contact: desk
    alternatives: [guard]
    because: {en: "The desk is open on the days that are near.", nb: "Skranken er åpen de nærmeste dagene."}
    notes:
      - en: Bring something with your name on it; a card will do.
        nb: Ta med noe med navnet ditt på; et kort er nok.
      - {en: "The lift is out of order.", nb: "Heisen er ute av drift."}
  - {id: far, contact: guard, because: {en: "The guard is always there.", nb: "Vakten er der alltid."}}
"""


def options(**answers):
    return [word for key, given in answers.items() for word in ("-a", f"{key}={given}")]


RENEWAL = options(category="contracts", about_renewal="yes", contract_manager="unknown", renewal_date="2026-12-22")
UNKNOWN = options(
    category="contracts", about_renewal="yes", contract_manager="unknown", renewal_date="unknown", tier="starter"
)
FREE = options(category="success", tier="free")
PERSON = options(category="success", tier="professional", csm="ola.nordmann@example.com", trial="active")
SETTLED = [("renewal", RENEWAL, 0), ("unknown", UNKNOWN, 0), ("not-covered", FREE, 1), ("person", PERSON, 0)]

CATEGORY = options(id="7")
DATE = options(category="contracts", about_renewal="yes", contract_manager="no")
ADDRESS = options(category="success", tier="enterprise")
WRONG = options(category="contracs", renewal_date="2026-13-01", csm="ola@", colour="red")
UNSETTLED = [("which-value", CATEGORY, 4), ("which-date", DATE, 4), ("which-address", ADDRESS, 4), ("wrong", WRONG, 2)]


@pytest.fixture
def visits(tmp_path):
    """The folder of a rules file with everything that a card can show at once."""
    (tmp_path / "visits.yaml").write_text(VISITS, "utf-8")
    return tmp_path


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(("name", "answers", "code"), SETTLED)
def test_the_card_at_every_width_in_both_languages(golden, name, answers, code, lang, columns):
    words = (*answers, "--lang", lang, "--color", "never")
    ended = hsroute("ask", *words, env={"COLUMNS": str(columns), "FORCE_COLOR": "1"})
    assert (ended.code, ended.err) == (code, "")
    golden(SCREENS / f"{name}-{lang}-{columns}.txt", ended.out)


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(("name", "answers", "code"), SETTLED)
def test_the_card_with_its_details(golden, name, answers, code, lang, columns):
    words = (*answers, "--details", "--lang", lang, "--color", "never")
    ended = hsroute("ask", *words, env={"COLUMNS": str(columns)})
    assert (ended.code, ended.err) == (code, "")
    golden(SCREENS / f"{name}-details-{lang}-{columns}.txt", ended.out)


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("columns", [40, 80])
@pytest.mark.parametrize(("name", "answers", "code"), UNSETTLED)
def test_what_keeps_a_route_from_being_settled_is_said_on_stderr(golden, name, answers, code, lang, columns):
    words = (*answers, "--lang", lang, "--color", "never")
    ended = hsroute("ask", *words, env={"COLUMNS": str(columns), "FORCE_COLOR": "1"})
    assert (ended.code, ended.out) == (code, "")
    golden(SCREENS / f"{name}-{lang}-{columns}.txt", ended.err)


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize(("name", "answers", "code"), SETTLED + UNSETTLED)
def test_the_same_in_colours(golden, name, answers, code, lang):
    ended = hsroute("ask", *answers, "--lang", lang, "--color", "always", env={"NO_COLOR": "1"})
    assert ended.code == code
    golden(SCREENS / f"{name}-{lang}-colours.txt", ended.out + ended.err)


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("columns", [40, 80])
def test_a_card_with_everything_on_it(golden, visits, lang, columns):
    answers = options(day="2026-11-23", host="unknown", gate="east")
    ended = hsroute(
        "ask",
        "--details",
        "--rules",
        "visits.yaml",
        *answers,
        "--lang",
        lang,
        env={"COLUMNS": str(columns)},
        cwd=visits,
    )
    assert (ended.code, ended.err) == (0, "")
    golden(SCREENS / f"everything-{lang}-{columns}.txt", ended.out)


@pytest.mark.parametrize("command", ["ask", "explain"])
def test_a_blank_line_is_between_two_replies_and_nowhere_else(command):
    billing, free, wrong = {"category": "billing"}, {"category": "success", "tier": "free"}, {"category": "x"}
    records = [wrong, billing, {}, wrong, free, wrong]
    both = hsroute(command, "--format", "text", given=json.dumps(records))
    alone = [hsroute(command, "--format", "text", given=json.dumps(record)).out for record in (billing, free)]
    assert both.out == "\n".join(alone)


REACHED = """\
format: 1
title: Doors
source: {title: "A \\e[31mhandbook", url: "https://example.com/a%20b?x=1&y=(z)", updated: 2026-01-02}
contacts:
  porter:
    team: "The \\e]8;;https://evil.example\\e\\\\porter"
    email: "o'brien+door@example.com"
    phone: "+47 22 33 44 55"
    url: https://example.com/porter
    address_from: who
  guard: {team: The guard, email: guard@example.com, url: https://example.com/guard}
questions: {who: {ask: Do you know who?, values: yes-no, person: true}}
rules: [{id: all, contact: porter, alternatives: [guard], because: Ask the porter.}]
"""
LINKS = re.compile(r"\x1b]8;;([^\x1b]*)\x1b\\(.*?)\x1b]8;;\x1b\\")


@pytest.fixture
def doors(tmp_path):
    path = tmp_path / "doors.yaml"
    path.write_text(REACHED, "utf-8")
    return path


def linked(rules, given, *words):
    """What can be clicked on the card: where it leads, and what is seen."""
    shown = hsroute("ask", "--rules", rules, "-a", f"who={given}", "--color", "always", *words).out
    return [(target, re.sub(r"\x1b\[[0-9;]*m", "", seen)) for target, seen in LINKS.findall(shown)]


def test_addresses_and_the_source_can_be_clicked_and_nothing_else(doors):
    assert linked(doors, "no") == [
        ("mailto:o%27brien+door@example.com", "o'brien+door@example.com"),
        ("tel:+4722334455", "+47 22 33 44 55"),
        ("https://example.com/porter", "https://example.com/porter"),
        ("mailto:guard@example.com", "guard@example.com"),
        ("https://example.com/guard", "https://example.com/guard"),
        ("https://example.com/a%20b?x=1&y=(z)", r"A \x1b[31mhandbook"),
    ]


def test_an_address_that_was_given_leads_to_itself_whatever_it_looks_like(doors):
    address = "a?subject=x&b%20c@example.com"
    assert linked(doors, address)[0] == ("mailto:a%3Fsubject%3Dx%26b%2520c@example.com", address)
    assert linked(doors, "blåbær@example.com")[0] == ("mailto:bl%C3%A5b%C3%A6r@example.com", "blåbær@example.com")


def test_the_same_card_is_the_same_bytes_in_every_run(doors):
    words = ("ask", "--rules", doors, "-a", "who=no", "--color", "always")
    assert hsroute(*words).out == hsroute(*words).out


@pytest.mark.parametrize("words", [[], ["--color", "never"], ["--details"]])
def test_in_a_pipe_there_is_no_escape_and_the_address_of_a_source_stands_where_it_fits(doors, words):
    shown = hsroute("ask", "--rules", doors, "-a", "who=no", *words, env={"COLUMNS": "100"}).out
    assert "\x1b" not in shown
    assert r"Source      A \x1b[31mhandbook, 2 January 2026, https://example.com/a%20b?x=1&y=(z)" in shown
    narrow = hsroute("ask", "--rules", doors, "-a", "who=no", *words).out
    assert ("https://example.com/a%20b" in narrow) == ("--details" in words)
