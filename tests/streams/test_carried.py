"""What a route carries of its record: the `id` exactly as it was written, and with --keep what is no answer."""

from __future__ import annotations

import csv
import io
import json
import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.cli.inputs import Keeper
from hsroute.streams.json_parts import members
from hsroute.streams.json_stream import Record, carried, parse_line
from tests.support.hostile import ACTING, run_all
from tests.support.program import hsroute
from tests.support.schemas import conform

AS_WRITTEN = (
    *("1E5", "-0", "1.0", "-0.0", "1e-7", "1e999", "0.123456789012345678901234567890", "9" * 5000, "-" + "1" * 5000),
    *(r'"\u00e5\/\ud800"', '"å\u2028"', '""', "true", "null", '{"a": [1E5, {}]}', "[ 1.0,2 ]"),
)


@pytest.mark.parametrize("id", AS_WRITTEN, ids=lambda text: text[:20])
def test_an_id_is_carried_exactly_as_it_was_written(id):
    first = f'{{"id": {id}, "category": "billing"}}'
    last = f'{{"category": "billing", "id":{id} }}'
    mistaken = f'{{"id": {id}, "category": "bil"}}'
    texts = (first, last, mistaken, f"{first}\n{last}\n{first}", f"[{first},\n{last}]")
    runs = [*product((["ask"], ["ask", "--keep"], ["explain"]), texts)]
    ends = run_all([words for words, _ in runs], given=[text.encode() for _, text in runs])
    for (words, text), ended in zip(runs, ends, strict=True):
        assert ended.out.decode().count(f'", "id": {id}, ') == text.count("id")
        conform(words, ended.out.decode())


def test_an_id_over_several_lines_is_carried_on_one():
    (line,) = hsroute("ask", given='{"category": "billing",\n"id": [1.0,\r\n   2]\n}').out.splitlines()
    assert line.startswith('{"status": "routed", "id": [1.0, 2], "contact": ')


def test_a_text_names_its_records_by_their_ids_as_they_were_written():
    given = '{"id": 1, "category": "billing"}\n{"id": 1E5, "category": "billing"}'
    assert "\nid 1E5:\nBilling\n" in hsroute("ask", "--format", "text", given=given).out


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 5000, "1e999", "-1E999"])
def test_a_number_that_is_too_long_for_an_answer_is_an_error_of_its_question(number):
    route = hsroute("ask", given=f'{{"category": {number}, "id": {number}}}').out
    assert '"code": "unknown-value"' in route
    assert route.startswith(f'{{"status": "invalid", "id": {number}, "line": 1, ')


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
blanks = st.text(" \t\r\n", max_size=3)


@given(st.dictionaries(st.text(), values, max_size=5), st.lists(blanks, min_size=4, max_size=4), st.booleans())
def test_the_members_of_an_object_are_found_as_they_were_written(record, gaps, ascii):
    texts = {key: json.dumps(value, ensure_ascii=ascii) for key, value in record.items()}
    before, behind, between, around = gaps
    inside = f",{between}".join(
        f"{json.dumps(key, ensure_ascii=ascii)}{before}:{behind}{text}{between}" for key, text in texts.items()
    )
    text = f"{around}{{{between}{inside}}}{around}"
    assert {json.loads(key): value for _, key, value in members(text)} == texts
    written = [member.lstrip(" \t{,") for member, _, _ in members(text)]
    assert [json.loads(f"{{{member}}}") for member in written] == [{key: record[key]} for key in record]


# What is kept.

TICKET = '{"id": 7, "subject": "Faktura\\u00e5", "category": "billing", "custom": {"n": 1.00}, "tags": [], "vip": null}'
KEPT = '"kept": {"subject": "Faktura\\u00e5", "custom": {"n": 1.00}, "tags": [], "vip": null}, '


def test_what_is_no_question_is_kept_as_it_was_written():
    assert hsroute("ask", given=TICKET).json["status"] == "invalid"
    ended = hsroute("ask", "--keep", given=TICKET)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith('{"status": "routed", "id": 7, "line": 1, ' + KEPT)
    plain = hsroute("ask", given='{"id": 7, "category": "billing"}').out
    assert ended.out.replace(KEPT, "") == plain
    explained = hsroute("explain", "--keep", given=f"[{TICKET}]").out
    assert explained.startswith('[\n{"route": {"status": "routed", "id": 7, ' + KEPT)


def test_every_record_has_what_is_kept_also_where_it_is_nothing_or_the_record_is_wrong():
    given = '{"category": "billing"}\n{"category": "bil", "x": 1}\nno json\n[]\n{"y": 2, "x": 1}'
    routes = hsroute("ask", "--keep", given=given).lines
    assert [route.get("kept") for route in routes] == [{}, {"x": 1}, {}, {}, {"y": 2, "x": 1}]
    assert [route["status"] for route in routes] == ["routed", "invalid", "invalid", "invalid", "incomplete"]


def test_a_kept_key_that_nearly_is_that_of_a_question_is_told_once():
    given = '{"Category": "billing", "teir": "free", "subject": "x"}\n' * 3
    ended = hsroute("ask", "--keep", given=given)
    assert ended.err.splitlines() == [
        "hsroute: `Category` is no question and is kept; did you mean `category`?",
        "hsroute: `teir` is no question and is kept; did you mean `tier`?",
    ]
    sheet = hsroute("ask", "--keep", "--format", "csv", given="Category,subject\nbilling,x\n")
    assert sheet.err.splitlines() == ended.err.splitlines()[:1]


@pytest.mark.parametrize("key", ["subject", "owner", "created", "ticket", "title", "status", "x" * 1_000_000])
def test_a_kept_key_that_is_far_from_every_question_is_not_told(key):
    assert hsroute("ask", "--keep", given=json.dumps({key: 1, "category": "billing"})).err == ""


def test_only_so_many_kept_keys_are_looked_at(capsys):
    keeper = Keeper(["category"])
    for number in range(3_000):
        keeper.answers({f"{number} category": 1})
    assert capsys.readouterr().err.count("\n") == 1_000


def test_kept_columns_come_back_in_their_places():
    given = "subject,category,id,owner\nA ticket,billing,7,Kari\n"
    assert hsroute("ask", "--format", "csv", given=given).code == 2
    ended = hsroute("ask", "--format", "csv", "--keep", given=given)
    (row,) = csv.DictReader(io.StringIO(ended.out))
    assert [row[name] for name in ("subject", "id", "owner", "contact")] == ["A ticket", "7", "Kari", "billing"]
    assert ended.out.startswith("subject,category,id,owner,line,")
    route = hsroute("ask", "-", "--format", "csv", "--keep", given=ended.out.replace("billing", "support"))
    assert "A ticket,support,7,Kari,2,incomplete," in route.out


def test_no_two_columns_have_one_name_whatever_is_kept():
    given = "line,Status,category, email \n7,open,billing,kari@example.com\n"
    ended = hsroute("ask", "--format", "csv", "--keep", given=given)
    header, row = csv.reader(io.StringIO(ended.out))
    assert header[4:9] == ["route_line", "route_status", "contact", "team", "route_email"]
    assert row[4:9] == ["2", "routed", "billing", "Billing", "billing@hubspot.com"]
    assert hsroute("ask", "-", "--format", "csv", "--keep", given=ended.out).out == ended.out


def test_kept_cells_of_a_sheet_are_kept_in_json_too(tmp_path):
    (tmp_path / "tickets.csv").write_text("subject,category\nA ticket,billing\n", "utf-8")
    route = hsroute("ask", tmp_path / "tickets.csv", "--keep", "--format", "json").json
    assert (route["kept"], route["contact"]["id"]) == ({"subject": "A ticket"}, "billing")


@pytest.mark.parametrize("words", ["ask --keep --format json", "explain --keep"])
def test_of_a_sheet_an_answer_is_not_kept_and_no_column_is_lost_in_json(words, tmp_path):
    (tmp_path / "tickets.csv").write_text("id, category ,note\n7,billing,x\n", "utf-8")
    routed = hsroute(*words.split(), tmp_path / "tickets.csv").json
    assert routed.get("route", routed)["kept"] == {"note": "x"}
    (tmp_path / "tickets.csv").write_text("category,note,note\nbilling,x,y\n", "utf-8")
    refused = hsroute(*words.split(), tmp_path / "tickets.csv")
    assert (refused.code, refused.out) == (2, "")
    assert "column `note` appears twice, and JSON can keep one of them only; CSV keeps both\n" in refused.err


def test_what_is_not_utf_8_in_a_sheet_is_a_replacement_character_in_json(tmp_path):
    (tmp_path / "tickets.csv").write_bytes(b"id,category,note\n7\xf8,billing,\xff.\n")
    route = hsroute("ask", tmp_path / "tickets.csv", "--keep", "--format", "json").json
    assert (route["status"], route["id"], route["kept"]) == ("invalid", "7\ufffd", {"note": "\ufffd."})


def test_the_front_door_keeps_too():
    words = ("ask", "--keep", "--lang", "nb")
    assert hsroute(*words, given=TICKET) == hsroute(*words, "--format", "auto", given=TICKET)


def test_what_was_not_read_from_json_is_carried_as_json():
    assert carried(Record({"id": "a", "x": 1.5}), frozenset({"x"})) == b', "id": "a", "kept": {}'
    assert carried(parse_line(3, b"7"), frozenset({"x"})) == b', "line": 3, "kept": {}'


# What acts on a screen.

HOSTILE = "\x1b[31m\x9b31m\u202e\u2066\u2028\ufeff\U000e0041\x7f"


def test_what_acts_on_a_screen_stands_in_json_as_escapes_that_mean_the_same():
    records = [{"csm": HOSTILE}, {HOSTILE: 1}, {"category": "billing", "id": "\u202e"}, {"category": "å"}]
    given = "\n".join(json.dumps(record) for record in records)
    for words in ("ask", "explain"):
        ended = hsroute(*words.split(), given=given)
        assert not ACTING.search(ended.out.replace("\n", ""))
        assert ended.lines[1].get("route", ended.lines[1])["errors"][0]["key"] == HOSTILE
    assert "å" in ended.out


def test_what_acts_on_a_screen_comes_back_in_the_cells_that_were_given_and_is_shown_in_those_of_a_route(tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        'format: 1\ntitle: T\ncontacts: {one: {team: "\\e[31m"}}\nquestions: {q: {ask: Q?, values: yes-no}}\n'
        'rules: [{id: all-of-it, when: {q: yes}, contact: one, because: "\\u202e\\x9b"}]\n',
        "utf-8",
    )
    given = f'id,q\n"{HOSTILE}",yes\n1,"{HOSTILE}"\n'
    ended = hsroute("ask", "--format", "csv", "--rules", rules, given=given)
    first, second = list(csv.reader(io.StringIO(ended.out, newline="")))[1:]
    assert (first[0], second[1]) == (HOSTILE, HOSTILE)
    assert not ACTING.search("".join(first[1:] + second[2:]))
    assert r"\x1b[31m" in first
    assert r"\u202e\x9b" in first


GITHUB = {"GITHUB_ACTIONS": "true"}
COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)
"""As GitHub finds the commands in a log."""

LOGGED = """\
format: 1
title: '::error::title ##[error]'
source: {title: '::error::source', url: 'https://example.org/##[error]'}
contacts:
  one: {team: '::error::team', how: '##[error] how', url: 'https://example.org/##[error]'}
  two: {team: '::error::two', how: '##[error] how'}
questions:
  q: {ask: '::error::ask', help: '::error::help ##[error]', values: {a: '::error::a', b: ':::##[error]b'}}
rules:
- {id: all-of-it, when: {q: a}, contact: one, because: '::warning::because', notes: ["##[error]\n::error::note"]}
- {id: rest, contact: two, because: '##[error]rest'}
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(LOGGED, "utf-8")
    (tmp_path / "rules.cases.yaml").write_text(
        "- {name: '::error::case', answers: {q: a}, expect: {contact: two}}\n"
        "- {name: '##[error]case', text: '::error::a ##[error]', expect: {offers: {q: [b]}}}\n",
        "utf-8",
    )
    (tmp_path / "new.yaml").write_text(LOGGED.replace("'::error::", "'::error::new"), "utf-8")
    (tmp_path / "broken.yaml").write_text(LOGGED.replace("rules:", "'##[error]' : 1\n'::error::': 2\nrules:"), "utf-8")
    return path


TOLD = (
    "ask -a q=a",
    "ask -a q=a --details",
    "ask -a q=",
    "ask -a q=::error::",
    "ask -a q=##[error]",
    "ask -a ##[error]=::error::",
    "ask --today ##[error]",
    "ask --lang ##[error]",
    "explain -a q=a",
    "explain -a q=a --why-not ##[error]",
    "show",
    "show --format tree",
    "show --format markdown",
    "show --format mermaid",
    "check --ignore ##[error]",
    "check broken.yaml",
    "check broken.yaml --format concise",
    "test",
    "diff rules.yaml new.yaml",
    "diff rules.yaml new.yaml --format markdown",
)


@pytest.mark.parametrize("words", TOLD)
def test_github_finds_no_command_in_what_people_read(words, rules):
    told = hsroute(*words.split(), env=GITHUB | {"HSROUTE_RULES": str(rules)}, cwd=rules.parent)
    assert not COMMAND.search(told.out)
    assert not COMMAND.search(told.err)
    assert "error" in told.out + told.err


def test_where_github_does_not_read_along_texts_are_as_they_are(rules):
    assert "::error::team" in hsroute("ask", "-a", "q=a", "--rules", rules).out


@pytest.mark.parametrize("words", ["ask", "explain", "check --format json broken.yaml", "test --format json"])
def test_json_is_no_command_either_and_means_the_same(words, rules):
    records = ['{"q": "a"}', '{"q": "##[error]"}', '{"##[error]": "a"}', '{"q": "###[x"}']
    told = hsroute(*words.split(), given="\n".join(records), env={"HSROUTE_RULES": str(rules)}, cwd=rules.parent)
    assert not COMMAND.search(told.out)
    assert "##[error]" in str(told.lines)
