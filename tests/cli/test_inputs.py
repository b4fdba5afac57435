"""Where records and answers come from: files, standard input, options; and the day that goes on while records come."""

from __future__ import annotations

import json
import os
from datetime import date

import pytest

from hsroute.cli.inputs import Day
from hsroute.routing.load import load
from hsroute.streams.json_stream import read_input, records
from hsroute.streams.line_memory import Encoder
from hsroute.streams.routed_sheet import RowEncoder
from hsroute.streams.sheet import read_sheet
from tests.support.program import ROOT, hsroute, started

SUPPORT = '{"category": "support"}\n'
TWO = f'{SUPPORT}{{"category": "support", "tier": "free"}}\n'
UNREAD = "hsroute: answers were given, so standard input was not read; `hsroute {} -` reads it\n"


def shipped():
    return (ROOT / "rules" / "hubspot.yaml").read_bytes()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "two.json").write_text(TWO, "utf-8")
    (tmp_path / "sheet.CSV").write_text("id;category\n7;billing\n", "utf-8")
    (tmp_path / "sheet.tsv").write_text("id\tcategory\n7, or 8\tbilling\n", "utf-8")
    (tmp_path / "answers.yaml").write_text("tier: starter\nid: 9\n", "utf-8")
    return tmp_path


# Files of records.


def test_records_of_a_file_are_routed_as_those_of_standard_input(folder):
    by_file = hsroute("ask", "two.json", cwd=folder)
    assert by_file == hsroute("ask", given=TWO) == hsroute("ask", "-", given=TWO)
    assert [route["status"] for route in by_file.lines] == ["incomplete", "routed"]


@pytest.mark.parametrize("name", ["sheet.CSV", "sheet.tsv"])
def test_a_sheet_is_told_by_its_name(folder, name):
    ended = hsroute("ask", name, cwd=folder)
    assert ended.code == 0
    delimiter = "\t" if name.endswith("v") else ";"
    header, row = (line.split(delimiter) for line in ended.out.splitlines())
    assert dict(zip(header, row, strict=True))["contact"] == "billing"


SHEET = "hsroute: standard input looks like a sheet; `--format csv` reads it"
OLD_ENDS = r"hsroute: standard input has carriage returns between records, not line feeds; `tr '\r' '\n'` mends that"


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("id,category\n1,billing\n", SHEET),
        ("id;category\r1;billing\r", SHEET),
        ('sep=\t\r\n"id"\t"category"\r\n', SHEET),
        ("\ufeffcategory\nbilling\n", SHEET),
        ('{"category": "billing"}\r{"category": "sales"}\r', OLD_ENDS),
    ],
)
def test_of_what_is_no_json_but_another_form_the_way_to_read_it_is_told_once(given, hint):
    ended = hsroute("ask", given=given)
    assert (ended.err.splitlines()[0], ended.err.count(hint)) == (hint, 1)
    assert ended.lines[0]["errors"][0]["code"] == "not-json"


@pytest.mark.parametrize("given", ["BANNER\n" + TWO, "id\n" + TWO, TWO.replace("\n", "\r\n"), TWO.replace(" ", "\r")])
def test_other_bad_lines_and_blanks_have_no_hint_of_another_form(given):
    assert hsroute("ask", given=given).err == ""


def test_a_sheet_can_be_answered_in_json_and_in_text(folder):
    route = hsroute("ask", "sheet.CSV", "--format", "json", cwd=folder).json
    assert (route["id"], route["line"], route["contact"]["id"]) == ("7", 2, "billing")
    assert hsroute("ask", "sheet.CSV", "--format", "text", cwd=folder).out.startswith("Billing\n")
    assert hsroute("explain", "sheet.CSV", cwd=folder).json["route"] == route


def test_what_is_wrong_with_a_file_is_said_with_its_name(folder):
    (folder / "empty.json").write_text("\n", "utf-8")
    (folder / "bad.csv").write_text("teir\n", "utf-8")
    assert hsroute("ask", "empty.json", cwd=folder).err == (
        "hsroute: empty.json is not a record of answers: the input is empty\n"
    )
    ended = hsroute("ask", "bad.csv", cwd=folder)
    assert ended.code == 2
    assert ended.err.startswith("hsroute: bad.csv is not a sheet of answers: line 1: there is no question `teir`")
    assert hsroute("ask", "missing.csv", cwd=folder).code == hsroute("ask", "-", ".", cwd=folder).code + 72 == 74


# Answers given ahead beside records.


@pytest.mark.parametrize("ahead", [("-a", "tier=starter"), ("--answers", "answers.yaml")])
def test_answers_given_ahead_stand_in_for_what_a_record_leaves_unanswered(folder, ahead):
    for words, given in (("two.json",), ""), (("-",), TWO):
        ended = hsroute("ask", *words, *ahead, given=given, cwd=folder)
        assert [(route["status"], route["answers"]["tier"]) for route in ended.lines] == [
            ("routed", "starter"),
            ("routed", "free"),
        ]
        assert not any("id" in route for route in ended.lines)


def test_answers_given_ahead_never_count_as_unused_beside_records(folder):
    words = ("-a", "tier=free", "-a", "csm=", "--format", "json")
    record = '{"category": "billing"}'
    assert hsroute("ask", "-", *words, given=record).json["unused"] == []
    assert hsroute("explain", "-", *words, given=record).json["route"]["unused"] == []
    assert hsroute("ask", "-a", "category=billing", *words).json["unused"] == ["tier"]


def test_an_option_beats_a_file_and_a_file_beats_the_standing_answers(folder):
    (folder / "standing.yaml").write_text("tier: enterprise\ncategory: billing\n", "utf-8")
    env = {"HSROUTE_ANSWERS": str(folder / "standing.yaml")}
    words = ("ask", "-", "--answers", "answers.yaml")
    given = '{"category": "support"}'
    assert hsroute(*words, given=given, env=env, cwd=folder).json["answers"]["tier"] == "starter"
    assert hsroute(*words, "-a", "tier=basic", given=given, env=env, cwd=folder).json["answers"]["tier"] == "basic"
    assert hsroute(*words, given="{}", env=env, cwd=folder).json["rule"] == "billing"


def test_a_wrong_answer_for_all_records_is_told_once(folder):
    ended = hsroute("ask", "-", "-a", "tyer=free", given=TWO, env={"COLUMNS": "200"})
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("Invalid value for --answer: there is no question `tyer`; did you mean `tier`?\n")


# Standard input that is not read.


@pytest.mark.process
@pytest.mark.parametrize("command", ["ask", "explain"])
def test_it_is_said_where_input_waits_that_is_not_read(command, tmp_path):
    words = (command, "-a", "category=billing")
    assert hsroute(*words, given=TWO).err == UNREAD.format(command)
    assert hsroute(*words).err == ""
    waiting, empty = tmp_path / "waiting", tmp_path / "empty"
    waiting.write_text(TWO, "utf-8")
    empty.touch()
    for file, said in (waiting, UNREAD.format(command)), (empty, ""), (os.devnull, ""):
        with open(file, "rb") as stdin:  # noqa: PTH123 the null device has no Path everywhere
            run = started(*words, stdin=stdin)
            assert run.communicate()[1].decode() == said


@pytest.mark.process
def test_a_silent_open_pipe_does_not_keep_a_script_waiting():
    run = started("ask", "-a", "category=billing")
    assert run.wait(20) == 0
    assert run.stdout.read().startswith(b"Billing")
    assert run.stderr.read() == b""
    for pipe in (run.stdin, run.stdout, run.stderr):
        pipe.close()


# Rules from standard input.


def test_rules_can_come_from_standard_input(folder):
    words = ("ask", "--rules", "-")
    assert hsroute(*words, "two.json", given=shipped(), cwd=folder) == hsroute("ask", "two.json", cwd=folder)
    assert hsroute(*words, "-a", "category=billing", given=shipped()).out.startswith("Billing\n")
    assert hsroute(*words, given=shipped()).code == 4
    assert hsroute("explain", *words[1:], "-a", "category=billing", given=shipped()).code == 0
    assert hsroute("show", *words[1:], given=shipped()).out == hsroute("show").out
    assert hsroute(*words, given="format: 2\n").err.startswith("standard input:1:1: error[")


@pytest.mark.parametrize(
    "words",
    [("-", "--rules", "-"), ("-", "--answers", "-"), ("--rules", "-", "--answers", "-")],
    ids=" ".join,
)
def test_standard_input_is_one_thing_only(words):
    ended = hsroute("ask", *words, given=SUPPORT, env={"COLUMNS": "200"})
    assert (ended.code, ended.out) == (2, "")
    assert "standard input can be read as one thing only, not for --" in ended.err


# Midnight.

BEFORE, AFTER = date(2026, 11, 22), date(2026, 11, 23)


class Night:
    """Lines that come one by one; before the third it has become the next day."""

    def __init__(self, lines):
        self.lines = iter([*lines, b""])
        self.read = 0

    def today(self):
        return AFTER if self.read > 2 else BEFORE

    def read1(self, _):
        self.read += 1
        return next(self.lines)


@pytest.mark.parametrize("chosen", [None, BEFORE])
def test_a_stream_that_runs_past_midnight_goes_on_with_the_new_date(chosen):
    night, router = Night([b'{"category": "billing"}\n'] * 4), load()
    day = Day(chosen, night.today)
    encoder = Encoder(lambda answers: router.judge(answers, day.today), None, lambda: day.today)
    routes = [json.loads(text) for _, text in encoder.encode(read_input(day.on(night.read1)).blocks)]
    last = "2026-11-22" if chosen else "2026-11-23"
    assert [route["today"] for route in routes] == ["2026-11-22", "2026-11-22", last, last]


def test_a_sheet_that_runs_past_midnight_goes_on_with_the_new_date():
    """The first line is the header; the date has passed on the second day."""
    night, router = Night([b"contract_manager,renewal_date,category,about_renewal\n"] + [RENEWS_TODAY] * 3), load()
    day = Day(None, night.today)
    sheet = read_sheet(day.on(night.read1), lambda: None, [question.key for question in router.ruleset.questions])
    encoder = RowEncoder(sheet, lambda given, _: router.judge(given, day.today), "en", lambda: day.today)
    added = [row.decode().removeprefix(RENEWS_TODAY.decode().strip()) for _, row in encoder.encode()]
    assert ["renewal-just-passed" in cells for cells in added] == [False, True, True]


RENEWS_TODAY = b"no,2026-11-22,contracts,yes\n"


def test_an_array_that_runs_past_midnight_goes_on_with_the_new_date():
    night, router = Night([b'[{"category": "billing"},\n', b" ", b'{"category": "billing"}\n', b"]"]), load()
    day = Day(None, night.today)
    given = read_input(day.on(night.read1))
    routes = [router.route(record.value, day.today) for record in records(given)]
    assert [route.today for route in routes] == [BEFORE, AFTER]


def test_the_program_looks_at_the_local_date_unless_it_is_chosen():
    assert isinstance(Day(None).today, date)
    assert Day(None).on(id) is not id
    assert Day(BEFORE).on(id) is id
