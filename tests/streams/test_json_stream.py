"""JSON in, JSON out: shapes, errors in their place, exit codes."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hsroute.streams.json_text import NotJsonError, parse_json
from tests.support.program import TODAY, ask, environment, hsroute

BILLING = '{"category": "billing"}'
FREE = '{"category": "success", "tier": "free"}'

posix_shell = pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")
full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")


def test_the_route_of_the_contract():
    answers = {"id": "ticket-7", "category": "contracts", "about_renewal": True, "contract_manager": False}
    route = ask(answers | {"renewal_date": "2027-01-15"}).json
    keys = "status id line contact alternatives rule because notes facts answers unused today changes"
    assert list(route) == keys.split()
    assert route["status"] == "routed"
    assert route["id"] == "ticket-7"
    assert list(route["contact"]) == ["id", "team", "email", "phone", "url", "how"]
    assert (route["contact"]["email"], route["contact"]["url"]) == ("contracts@hubspot.com", None)
    assert (route["rule"], route["facts"], route["today"]) == ("renewal-within-90-days", ["F8", "F10"], TODAY)
    answers = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": "2027-01-15"}
    assert route["answers"] == answers
    assert route["changes"] == [
        {"on": "2027-01-16", "status": "routed", "rule": "renewal-just-passed", "contact": "contracts"},
        {"on": "2027-04-16", "status": "incomplete", "rule": None, "contact": None},
    ]


@pytest.mark.parametrize("nothing", [None, "", "null"])
def test_null_in_every_form_is_not_answered_yet(nothing):
    ended = ask({"category": "support", "tier": nothing})
    assert (ended.code, ended.json["status"], ended.json["next"]["key"]) == (4, "incomplete", "tier")
    assert ended.json["answers"] == {"category": "support"}
    assert ask({"category": "billing", "tier": nothing}).json["unused"] == []


def test_unknown_is_an_answer_and_given_back_as_one():
    answers = {"category": "contracts", "about_renewal": "yes", "contract_manager": "unknown"}
    answers |= {"renewal_date": "unknown", "tier": "basic"}
    route = ask(answers).json
    assert (route["status"], route["rule"]) == ("routed", "renewal-unknown-basic-or-starter")
    assert route["answers"] == answers
    assert [contact["id"] for contact in route["alternatives"]] == ["contracts"]
    assert "You didn't know whether you have a contract manager, so we assumed no." in route["notes"]


def test_the_unsure_outcome_is_a_rule_of_that_name_with_alternatives_and_notes_covered_or_not(tmp_path):
    rules = tmp_path / "rules.yaml"
    for outcome, status in (("contact: oven", "routed"), ("not_covered: true", "not_covered")):
        rules.write_text(
            "format: 1\ntitle: Bakery\ncontacts: {oven: {team: The oven}, shop: {team: The shop}}\n"
            "questions: {bread: {ask: Is it about bread?, values: yes-no}}\n"
            "rules: [{id: sold, when: {bread: yes}, contact: shop, because: It is sold there.}]\n"
            f"unsure: {{{outcome}, because: It is not known., alternatives: [shop], notes: [Look.]}}\n",
            "utf-8",
        )
        unsure, gap, asked = ask('{"bread": "unknown"}\n{"bread": "no"}\n{"bread": null}', "--rules", rules).lines
        assert (unsure["status"], unsure["rule"], unsure["because"]) == (status, "unsure", "It is not known.")
        assert ([contact["id"] for contact in unsure["alternatives"]], unsure["notes"]) == (["shop"], ["Look."])
        assert (gap["status"], gap["rule"]) == ("not_covered", None)
        assert asked["possible"] == (["oven", "shop"] if status == "routed" else ["shop"]) + ["not_covered"]


def test_incomplete_names_the_next_question_and_what_is_still_possible():
    ended = ask({"category": "contracts", "about_renewal": True})
    route = ended.json
    assert ended.code == 4
    assert route["status"] == "incomplete"
    assert route["next"]["key"] == "contract_manager"
    assert route["next"]["values"] == [{"name": "yes", "label": "Yes"}, {"name": "no", "label": "No"}]
    assert route["next"]["accepts"] == ["email", "unknown"]
    assert route["possible"] == ["success-team", "csm", "contract-manager", "contracts", "not_covered"]


@pytest.mark.parametrize(
    ("given", "code"),
    [(BILLING, 0), (FREE, 1), ('{"category": "bil"}', 2), ("{}", 4), ('{\n"category":\n"billing"}', 0), ("{\n}", 4)],
)
def test_one_object_has_its_own_exit_code_on_one_line_or_several(given, code):
    assert ask(given).code == code


@pytest.mark.parametrize(
    ("given", "statuses", "code"),
    [
        (f"[{BILLING}]", ["routed"], 0),
        (f"[{BILLING},\n{FREE}]", ["routed", "not_covered"], 1),
        ('[{"category":"billing"}, 5, null]', ["routed", "invalid", "invalid"], 1),
        ("[]", [], 0),
        ("[{}]", ["incomplete"], 1),
    ],
)
def test_an_array_gives_an_array_and_succeeds_when_every_record_is_routed(given, statuses, code):
    ended = ask(given)
    assert [route["status"] for route in ended.json] == statuses
    assert all("line" not in route for route in ended.json)
    assert ended.code == code


def test_a_stream_gives_a_line_for_a_line_and_a_bad_line_is_an_error_in_its_place():
    ended = ask(f"{BILLING}\n\nnonsense\n[1]\n{FREE}\n" + '{"category": 1}\n{"tier": "free", "tier": "basic"}')
    assert [(route["line"], route["status"]) for route in ended.lines] == [
        *((1, "routed"), (3, "invalid"), (4, "invalid"), (5, "not_covered"), (6, "invalid"), (7, "invalid")),
    ]
    codes = [route["errors"][0]["code"] for route in ended.lines if route["status"] == "invalid"]
    assert codes == ["not-json", "not-an-object", "wrong-type", "duplicate-key"]
    assert (ended.code, ended.err) == (1, "")


def test_a_stream_may_begin_with_a_bad_line():
    ended = ask(f"nonsense\n{BILLING}\n")
    assert [(route["line"], route["status"]) for route in ended.lines] == [(1, "invalid"), (2, "routed")]
    assert ended.code == 1


@pytest.mark.parametrize("given", ["", "\n \n", "\ufeff", " "])
def test_input_without_a_record_exits_2_in_words(given):
    ended = ask(given)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "hsroute: standard input is not a record of answers: the input is empty\n"


@pytest.mark.parametrize(
    "given",
    [
        *("nonsense", "{", '{"category":\n', "5", '"billing"', "null", "NaN", "{]", '{"tier": NaN}'),
        *(('{"a":' * 100_000), b"\xff\xfe{\x00}\x00", b'{"id": "\xff"}', "[INFO] a banner"),
    ],
    ids=lambda given: given[:20],
)
def test_an_only_record_that_is_none_is_an_invalid_one_and_exits_2_in_words(given):
    ended = ask(given)
    (route,) = ended.lines
    (error,) = route["errors"]
    assert (ended.code, route["status"], route["line"]) == (2, "invalid", 1)
    assert error["code"] in {"not-json", "not-an-object"}
    assert ended.err == f"hsroute: {error['message']}\n"


def test_several_lines_that_are_no_json_are_each_an_invalid_record():
    ended = ask("BANNER\n[12:00] more\n")
    assert [(route["line"], route["status"]) for route in ended.lines] == [(1, "invalid"), (2, "invalid")]
    assert (ended.code, ended.err) == (1, "")


def test_objects_over_several_lines_are_a_stream():
    first = '{\n  "id": 1,\n  "category": "billing"\n}\n'
    second = '{\n  "id": 2,\n  "category": "support",\n  "tier": "basic"\n}\n'
    ended = ask(first + second + BILLING)
    assert [(route.get("id"), route.get("line"), route["status"]) for route in ended.lines] == [
        (1, None, "routed"),
        (2, None, "routed"),
        (None, 10, "routed"),
    ]
    assert ended.code == 0


def test_an_object_that_does_not_end_takes_no_other_with_it():
    ended = ask(f'{{\n  "id": 1,\n  "category":\n{BILLING}\n{BILLING}\n')
    assert [(route["line"], route["status"]) for route in ended.lines] == [(1, "invalid"), (4, "routed"), (5, "routed")]


BY_INNER_LINES = {
    "in a list": '{\n"id": [\n{\n"a": 1\n},\n{\n"a": 2\n}\n],\n"category": "billing"\n}\n',
    "behind a key": '{\n"id":\n{\n"a":\n{"b": 2}\n}\n,\n"category":\n"billing"\n}\n',
    "whole in a list": '{"id": [\n{"a": 1},\n{"b": 2}\n],\n"category": "billing"}\n',
    "the only one in a list": '{"id": [\n{"a": 1}\n],\n"category": "billing"}\n',
}


@pytest.mark.parametrize("given", BY_INNER_LINES.values(), ids=BY_INNER_LINES)
def test_lines_within_an_object_may_begin_with_a_brace(given):
    ended = ask(given * 2 + BILLING)
    lines = given.count("\n") * 2 + 1
    assert [(route["status"], route.get("line")) for route in ended.lines] == [
        ("routed", None),
        ("routed", None),
        ("routed", lines),
    ]
    assert ended.lines[0]["id"] == json.loads(given)["id"]


CUT = [
    '{"category": "bil',
    '{"category":',
    "{broken",
    '{"category": "billing"',
    '{"category": [',
    "{",
    "[",
    "[1,",
    '{"a": [{',
]


@pytest.mark.parametrize("cut", CUT)
@pytest.mark.parametrize("noise", ["", "2026-11-22 12:00 INFO started\n", "[INFO] started\n", "BANNER\n"])
def test_a_line_that_was_cut_off_takes_no_other_with_it(cut, noise):
    ended = ask(f"{BILLING}\n{cut}\n{noise}{BILLING}\n{BILLING}\n")
    between = [(3, "invalid")] if noise else []
    after = len(between) + 3
    assert [(route["line"], route["status"]) for route in ended.lines] == [
        (1, "routed"),
        (2, "invalid"),
        *between,
        (after, "routed"),
        (after + 1, "routed"),
    ]


def test_a_mistake_within_an_object_over_several_lines_is_one_record():
    ended = ask('{\n  "category": billing,\n  "tier": "free"\n}\n')
    assert ended.code == 2
    assert [error["code"] for error in ended.json["errors"]] == ["not-json"]
    assert "line 2, column 15" in ended.json["errors"][0]["message"]


@pytest.mark.parametrize("given", [f"[{BILLING}, {{", f"[{BILLING}, nonsense]", f"[{BILLING}] more", "[" * 100_000])
def test_an_array_that_is_no_json_ends_with_an_invalid_record(given):
    ended = ask(given)
    *routed, last = ended.json
    assert all(route["status"] == "routed" for route in routed)
    assert (last["status"], last["errors"][0]["code"]) == ("invalid", "not-json")
    assert ended.code == 1


def test_an_invalid_record_lists_every_error_with_what_is_allowed_and_the_nearest():
    answers = {"categry": "billing", "tier": "entreprise", "trial": "2026-13-01", "csm": "ola@", "sales_rep": 7}
    ended = ask(answers | {"renewal_date": "03/04/2027", "about_renewal": {}})
    errors = {error["key"]: error for error in ended.json["errors"]}
    assert ended.code == 2
    codes = "unknown-question unknown-value bad-date bad-email wrong-type bad-date wrong-type"
    assert [error["code"] for error in errors.values()] == codes.split()
    assert errors["categry"]["suggestion"] == "category"
    assert errors["tier"]["suggestion"] == "enterprise"
    assert errors["tier"]["allowed"] == ["free", "basic", "starter", "professional", "enterprise", "unknown"]
    assert list(errors["tier"]) == ["key", "code", "message", "allowed", "suggestion"]
    assert ended.err.count("\n") == len(errors)


@pytest.mark.parametrize(
    "id", [None, 0, "ø", [1, {"a": None}], {"b": [True]}, 12345678901234567890, "\ud800", "a\u2028b", ""]
)
def test_an_id_is_carried_through_whatever_it_is(id):
    assert ask({"id": id, "category": "billing"}).json["id"] == id


def test_a_byte_order_mark_and_carriage_returns_are_skipped():
    ended = ask(b"\xef\xbb\xbf" + f"{BILLING}\r\n{FREE}\r\n".encode())
    assert [route["status"] for route in ended.lines] == ["routed", "not_covered"]


@pytest.mark.process
def test_a_route_is_utf_8_whatever_the_locale():
    ended = ask(
        '{"category": "support", "tier": "free"}', "--lang", "nb", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    )
    assert "Med gratisverktøyene får du hjelp" in ended.out


def test_standing_answers_hold_where_the_record_is_silent_and_are_never_unused(tmp_path):
    standing = tmp_path / "standing.yaml"
    standing.write_text("tier: free\ncsm: kari@example.com\n", "utf-8")
    env = {"HSROUTE_ANSWERS": str(standing)}
    records = ({}, {"tier": None}, {"tier": ""}, {"tier": "enterprise"}, {"tier": "unknown"}, {"category": "billing"})
    ended = ask("\n".join(json.dumps({"category": "success"} | record) for record in records), env=env)
    assert [route["status"] for route in ended.lines] == [*["not_covered"] * 3, *["routed"] * 3]
    assert ended.lines[3]["contact"]["email"] == "kari@example.com"
    assert ended.lines[4]["rule"] == "success-basic-or-starter"
    assert [route["unused"] for route in ended.lines] == [[]] * 6


@pytest.mark.process
def test_a_live_pipe_sees_each_route_before_the_next_record_is_written():
    command = [sys.executable, "-m", "hsroute", "ask"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as running:
        for number, record in enumerate([BILLING, FREE, BILLING], 1):
            running.stdin.write(record.encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["line"] == number
        running.stdin.close()
        assert running.wait(10) == 1


@pytest.mark.process
def test_a_live_pipe_sees_each_route_at_once_behind_lines_that_are_no_json():
    command = [sys.executable, "-m", "hsroute", "ask"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as running:
        for bad in (
            "BANNER",
            '{"category": "bil',
            "{broken",
            '{"category":',
            '{"category": "billing",',
            "[INFO] started",
        ):
            running.stdin.write(f"{bad}\n{BILLING}\n".encode())
            running.stdin.flush()
            routes = [json.loads(running.stdout.readline()) for _ in range(2)]
            assert [route["status"] for route in routes] == ["invalid", "routed"], bad
        running.stdin.close()
        assert running.wait(10) == 1


@pytest.mark.process
@posix_shell
def test_the_reader_of_the_output_may_go_away():
    command = f"{sys.executable} -m hsroute ask | head -n 1; exit ${{PIPESTATUS[0]}}"
    given = (BILLING + "\n").encode() * 20_000
    done = subprocess.run(
        ["bash", "-c", command], input=given, capture_output=True, env=environment(), check=False, timeout=60
    )
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.process
@posix_shell
@pytest.mark.parametrize("words", ["show", "check", "ask -a category=billing", "test", "-h", "ask -h", "--version"])
def test_the_reader_may_go_away_from_every_command(words):
    command = f"{sys.executable} -m hsroute {words} | exec <&-; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), check=False, timeout=60)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.process
@full_disk
@pytest.mark.parametrize("words", ["-h", "ask --help", "--version", "show", "ask -a category=billing"])
def test_nothing_at_all_can_be_written_to_a_full_disk(words):
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "hsroute", *words.split()]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment(), check=False)
    assert done.returncode == 74
    assert done.stderr.count(b"\n") == 1


def test_deep_nesting_is_one_bad_record_and_the_rest_are_routed():
    deep = '{"x": ' + "[" * 900 + "]" * 900 + "}"
    carried = '{"id": ' + "[" * 300 + "]" * 300 + ', "category": "billing"}'
    ended = ask(f"{BILLING}\n{deep}\n{carried}\n{BILLING}\n")
    assert [route["status"] for route in ended.lines] == ["routed", "invalid", "routed", "routed"]
    assert ended.lines[1]["errors"][0]["code"] == "not-json"


@pytest.mark.process
@full_disk
def test_a_full_disk_is_a_failure_in_words():
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "hsroute", "ask"]
        done = subprocess.run(
            command, input=BILLING.encode(), stdout=full, stderr=subprocess.PIPE, env=environment(), check=False
        )
    assert done.returncode == 74
    assert done.stderr.count(b"\n") == 1
    assert b"No space left" in done.stderr


@pytest.mark.process
@posix_shell
@pytest.mark.parametrize(
    ("redirection", "code", "said"),
    [
        ("<&-", 2, "hsroute: standard input is not a record of answers: the input is empty\n"),
        (">&-", 74, "hsroute: standard output: Bad file descriptor\n"),
    ],
)
def test_a_standard_stream_may_be_closed(redirection, code, said):
    command = f"exec {sys.executable} -m hsroute ask {redirection}"
    done = subprocess.run(["sh", "-c", command], input=b"{}", capture_output=True, env=environment(), check=False)
    assert (done.returncode, done.stderr.decode()) == (code, said)


@pytest.mark.process
def test_the_pipe_imports_neither_rich_nor_what_a_person_needs():
    code = "import sys, hsroute.cli as cli\ntry: cli.main()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, "ask"], input=BILLING.encode(), capture_output=True, env=environment(), check=True
    )
    loaded = set(done.stderr.decode().split())
    assert "hsroute.streams.json_stream" in loaded
    assert (
        not {
            "rich",
            "hsroute.screen",
            "hsroute.routing.interview",
            "hsroute.language.spoken_dates",
            "hsroute.analysis.check",
        }
        & loaded
    )


def test_text_can_be_asked_of_the_pipe():
    ended = ask(BILLING, "--format", "text")
    assert ended.out.startswith("Billing\nbilling@hubspot.com\n")


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_termination_ends_with_143():
    command = [sys.executable, "-m", "hsroute", "ask"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as running:
        running.stdin.write(BILLING.encode() + b"\n")
        running.stdin.flush()
        running.stdout.readline()
        running.terminate()
        assert running.wait(10) == 143


@pytest.mark.process
def test_the_same_input_gives_the_same_bytes():
    given = f"{BILLING}\n{FREE}\n"
    assert ask(given).out == ask(given).out
    assert hsroute("ask", given=given, env={"PYTHONHASHSEED": "1"}).out == ask(given, env={"PYTHONHASHSEED": "2"}).out


def test_records_that_are_no_objects_are_refused_in_text_too():
    ended = ask('[5, {"category": "billing"}]', "--format", "text")
    assert ended.code == 1
    assert ended.out.startswith("Billing\n")
    assert "a record of answers is a JSON object, not 5" in ended.err


def test_one_wrong_record_is_told_once_in_text():
    ended = ask({"category": "bil"}, "--format", "text")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.count("`category` has no value `bil`") == 1


def test_as_text_each_record_but_the_first_is_named_by_its_id_else_by_its_line():
    billing, asked, wrong = ({"category": name} for name in ("billing", "sales", "nothing"))
    records = [billing, billing | {"id": "a\x1b"}, asked | {"id": 7}, wrong, billing]
    ended = ask("\n".join(map(json.dumps, records)), "--format", "text")
    assert re.findall(r"^(?:id|line) .*$", ended.out, re.MULTILINE) == ['id "a\\u001b":', "line 5:"]
    assert re.findall(r"^(?:id|line) .*$", ended.err, re.MULTILINE) == ["id 7:", "line 4:"]
    assert ended.out.startswith("Billing\n")


FILES = {
    "gzip": (gzip.compress(b'{"category": "billing"}\n'), "it is compressed by gzip"),
    "UTF-16": ('{"category": "billing"}'.encode("utf-16"), "it is UTF-16, not UTF-8"),
    "workbook": (b"PK\x03\x04\x14\x00\x06\x00", "it is a ZIP archive, as workbooks of spreadsheets are"),
    "NaN": (b'{"category": NaN}', "it has no `NaN`; what is not answered is `null`"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_people_take_for_json_is_called_by_its_name(name):
    given, said = FILES[name]
    ended = ask(given)
    assert (ended.code, ended.json["errors"][0]["message"]) == (2, f"this is not JSON: {said}")
    assert ended.err == f"hsroute: this is not JSON: {said}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"BANNER", "expected value at column 1"),
        (b'{"a" 1}', "expected ':' delimiter at column 6"),
        (b'{"a": "b', "unterminated string starting at column 7"),
    ],
)
def test_what_is_no_json_is_told_in_lower_case(text, said):
    with pytest.raises(NotJsonError, match=f"^{said}$"):
        parse_json(text)
