"""`hsroute explain`: the pages as people read them, the JSON, and the ways in that it shares with `ask`."""

from __future__ import annotations

import json

import pytest

from tests.support.program import DATA, ask, hsroute

PAGES = DATA / "explain"
RULES = ("--rules", "rules/hubspot.yaml")


def options(**answers):
    return [word for key, name in answers.items() for word in ("-a", f"{key}={name}")]


RENEWAL = options(category="contracts", about_renewal="yes", contract_manager="no", renewal_date="2027-01-15")
UNKNOWN = options(
    category="contracts", about_renewal="yes", contract_manager="unknown", renewal_date="unknown", tier="starter"
)
FREE = options(category="success", tier="free")
PERSON = options(category="success", tier="professional", csm="ola.nordmann@example.com")

SMALL = """\
format: 1
title: Small
contacts: {one: {team: One}, two: {team: "Two\\e[31m"}, three: {team: Three}, four: {team: Four}}
questions:
  colour: {ask: Colour?, values: {red: Red, blue: Blue, green: Green}}
  size: {ask: Size?, values: {big: Big, small: Small}}
rules:
  - {id: red, when: {colour: red}, contact: one, because: Red is one}
  - {id: big, when: {colour: [red, blue], size: big}, contact: two, because: Big is two}
  - {id: none, when: {colour: {not: [red, blue, green]}}, contact: three, because: Never}
"""


@pytest.fixture
def small(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text(SMALL, "utf-8")
    return file


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("columns", [40, 80, 200])
@pytest.mark.parametrize(("name", "answers"), [("renewal", RENEWAL), ("unknown", UNKNOWN)])
def test_the_page_at_every_width_in_both_languages(golden, name, answers, lang, columns):
    ended = hsroute("explain", *RULES, *answers, "--lang", lang, env={"COLUMNS": str(columns)})
    assert (ended.code, ended.err) == (0, "")
    golden(PAGES / f"{name}-{lang}-{columns}.txt", ended.out)


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("not-covered", FREE, 1),
        ("person", PERSON, 0),
        ("why-not", (*RENEWAL, "--why-not", "csm"), 0),
        ("why-not-known", (*UNKNOWN, "--why-not", "contracts"), 0),
        ("why-not-team", (*RENEWAL, "--why-not", "success-team"), 0),
        ("why-not-covered", (*RENEWAL, "--why-not", "not_covered"), 0),
        ("why-not-itself", (*RENEWAL, "--why-not", "contracts"), 0),
        ("coloured", (*RENEWAL, "--color", "always"), 0),
    ],
)
def test_the_page(golden, name, words, code):
    ended = hsroute("explain", *RULES, *words)
    assert (ended.code, ended.err) == (code, "")
    golden(PAGES / f"{name}.txt", ended.out)


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        ("small-gap", options(colour="green", size="small"), 1),
        ("small-unknown-gap", options(colour="unknown", size="big"), 1),
        ("small-beaten", (*options(colour="red", size="big"), "--why-not", "two"), 0),
        ("small-out-of-reach", (*options(colour="red"), "--why-not", "three"), 0),
        ("small-no-rule", (*options(colour="red"), "--why-not", "four"), 0),
    ],
)
def test_the_page_of_rules_with_a_gap_a_dead_rule_and_a_contact_without_one(golden, small, name, words, code):
    ended = hsroute("explain", "--rules", small, *words)
    assert (ended.code, ended.err) == (code, "")
    golden(PAGES / f"{name}.txt", ended.out.replace(str(small), "small.yaml"))


@pytest.mark.parametrize(("outcome", "code"), [("contact: four", 0), ("not_covered: true", 1)])
def test_the_page_of_the_unsure_outcome(golden, tmp_path, outcome, code):
    file = tmp_path / "small.yaml"
    unsure = f"unsure: {{{outcome}, because: Not known, alternatives: [one, three], notes: [Look at it]}}\n"
    file.write_text(SMALL + unsure, "utf-8")
    ended = hsroute("explain", "--rules", file, *options(colour="unknown", size="big"))
    assert (ended.code, ended.err) == (code, "")
    golden(PAGES / f"small-unsure-{outcome.partition(':')[0]}.txt", ended.out.replace(str(file), "small.yaml"))


def test_long_lists_are_counted_and_not_cut_in_silence(golden, tmp_path):
    names = "{" + ", ".join(f"v{number:02}: V" for number in range(60)) + "}"
    many = "".join(
        f"  - {{id: r{number:02}, when: {{q1: v{number:02}}}, contact: one, because: B}}\n" for number in range(40)
    )
    same = "".join(f"  - {{id: s{number:02}, when: {{q1: v00}}, contact: one, because: B}}\n" for number in range(20))
    head = "format: 1\ntitle: T\ncontacts: {one: {team: One}}\n"
    head += f"questions: {{q1: {{ask: Q, values: {names}}}}}\nrules:\n"
    file = tmp_path / "long.yaml"
    file.write_text(head + same + many, "utf-8")
    ended = hsroute("explain", "--rules", file, "-a", "q1=v59")
    golden(PAGES / "long.txt", ended.out)
    assert len(hsroute("explain", "--rules", file, "-a", "q1=v59", "--format", "json").json["passed_over"]) == 60


def test_the_explanation_of_the_contract():
    given = {"id": 7, "category": "contracts", "about_renewal": True, "contract_manager": False, "renewal_date": "soon"}
    ended = hsroute("explain", given=json.dumps(given))
    assert ended.code == 0
    assert list(ended.json) == ["route", "reason", "passed_over", "instead"]
    assert ended.json["route"] == ask(given).json
    assert ended.json["reason"] == {
        "category": "contracts",
        "about_renewal": "yes",
        "contract_manager": "no",
        "renewal_date": "soon",
    }
    assert ended.json["passed_over"][-1] == {
        "rule": "renewal-contract-manager",
        "key": "contract_manager",
        "wanted": ["yes"],
        "got": "no",
    }
    assert ended.json["instead"][0] == {
        "contact": "support",
        "status": "routed",
        "rule": "support-basic",
        "change": {"category": "support", "tier": "basic"},
    }
    assert ended.json["instead"][-1] == {
        "contact": None,
        "status": "not_covered",
        "rule": "success-free-tools",
        "change": {"category": "success", "tier": "free"},
    }


def test_why_not_is_one_more_key():
    ended = hsroute("explain", *FREE, "--why-not", "csm", "--format", "json")
    assert list(ended.json) == ["route", "reason", "passed_over", "instead", "why_not"]
    assert ended.json["why_not"]["contact"] == "csm"
    assert ended.json["why_not"]["rules"][0] == {
        "rule": "success-csm-known",
        "failed": [{"key": "tier", "wanted": ["professional", "enterprise"], "got": "free"}],
        "beaten_by": None,
    }


def test_why_not_a_contact_that_there_is_not_names_the_nearest():
    ended = hsroute("explain", *FREE, "--why-not", "suport")
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean `support`?" in ended.err


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"category": "billing"}, 0),
        ({"category": "success", "tier": "free"}, 1),
        ({"category": "biling"}, 2),
        ({"category": "success"}, 4),
    ],
)
def test_codes_and_routes_are_those_of_ask(given, code):
    asked, explained = ask(given), hsroute("explain", given=json.dumps(given))
    assert explained.code == asked.code == code
    assert explained.err == asked.err
    assert explained.json["route"] == asked.json


@pytest.mark.parametrize("answers", [options(category="success"), options(category="biling"), options(kategory="x")])
def test_what_is_not_settled_is_told_in_the_words_of_ask(answers):
    assert hsroute("explain", *answers) == hsroute("ask", *answers)


def test_streams_and_arrays_keep_their_shape_and_bad_records_their_place():
    records = '{"category": "billing"}\nnonsense\n{"category": "success"}\n'
    ended = hsroute("explain", "--why-not", "support", given=records)
    assert [line["route"]["status"] for line in ended.lines] == ["routed", "invalid", "incomplete"]
    assert [line["route"]["line"] for line in ended.lines] == [1, 2, 3]
    assert ended.lines[1]["why_not"] == {"contact": "support", "rules": []}
    assert ended.code == 1
    ended = hsroute("explain", given='[{"category": "billing"}, 5]')
    assert [item["route"]["status"] for item in ended.json] == ["routed", "invalid"]
    assert [(item["reason"], item["instead"]) for item in ended.json][1] == ({}, [])


def test_standing_answers_hold_where_the_others_are_silent(tmp_path):
    file = tmp_path / "standing.yaml"
    file.write_text("tier: free\n", "utf-8")
    for silent in ("", ', "tier": null', ', "tier": ""', ', "tier": "null"'):
        ended = hsroute("explain", given=f'{{"category": "success"{silent}}}', env={"HSROUTE_ANSWERS": str(file)})
        assert ended.json["reason"] == {"category": "success", "tier": "free"}


@pytest.mark.process
def test_a_conversation_ends_in_the_page():
    pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which is not for Windows")
    from tests.support import terminal
    from tests.support.program import environment

    words = ["explain", "-a", "category=success", "--color", "never"]
    child = terminal.hsroute(*words, env=environment(), encoding="utf-8", dimensions=(50, 80))
    child.expect(r"> $")
    child.sendline("free")
    child.expect(pexpect.EOF)
    assert terminal.code(child) == 1
    page = child.before.replace("\r\n", "\n")
    assert "No contact for this\n" in page
    assert "Decided by  What is it about? Reaching your goals" in page
