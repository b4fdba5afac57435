"""`hsroute check` on cases files: every mistake at its place, and what is said when the rules cannot be had."""

from __future__ import annotations

import json
import shutil

import pytest

from hsroute.analysis.cases import check_cases, compile_cases
from hsroute.routing.load import load
from hsroute.rulesfile.problems import RulesError
from hsroute.rulesfile.yaml_parser import read
from tests.support.program import DATA, ROOT, hsroute

HERE = DATA / "cases"
CLEAN = "- {name: one, answers: {matter: loan}, expect: {status: incomplete}}\n"


@pytest.fixture(scope="module")
def ruleset():
    return load(HERE / "mistakes.yaml").ruleset


@pytest.fixture
def beside(tmp_path):
    """Checks a cases file that stands beside some rules, or beside none."""

    def checked(rules, *words, cases=CLEAN):
        if rules is not None:
            (tmp_path / "my.yaml").write_text(rules, "utf-8")
        (tmp_path / "my.cases.yaml").write_text(cases, "utf-8")
        return hsroute("check", *words, "my.cases.yaml", cwd=tmp_path)

    return checked


def problems(text, ruleset):
    return check_cases(read(text.encode(), "my.cases.yaml"), ruleset).problems


def told(text, ruleset):
    return [(problem.code, problem.span.column) for problem in problems(text, ruleset)]


def test_every_mistake_gets_these_words(golden):
    ended = hsroute("check", "mistakes.cases.yaml", cwd=HERE)
    assert (ended.code, ended.err) == (1, "")
    golden(HERE / "mistakes.out", ended.out)


@pytest.mark.parametrize("format", ["concise", "json", "github"])
def test_every_mistake_is_told_in_every_form(format):
    out = hsroute("check", "--format", format, "mistakes.cases.yaml", cwd=HERE).out
    count = len(json.loads(out)["problems"]) if format == "json" else out.count("\n")
    assert count == (HERE / "mistakes.out").read_text("utf-8").count("  help: ") == 18


def test_a_comment_that_seems_to_cut_off_a_text_is_warned_of_and_the_cases_are_good(beside):
    rest = "  answers: {}  # none\n  expect: {status: incomplete}\n"
    cases = f'- name: order #12\n{rest}- name: "text #2" #3\n{rest}'
    ended = beside((HERE / "mistakes.yaml").read_text("utf-8"), cases=cases)
    assert (ended.code, ended.err) == (0, "")
    assert "my.cases.yaml:1:15: warning[cut-text]: `#12` is a comment, and the text ends before it\n" in ended.out
    assert ended.out.endswith("\nmy.cases.yaml: 1 warning; 2 cases\n")


def test_a_clean_cases_file_gets_one_line_with_the_number_of_its_cases(beside):
    rules = (HERE / "mistakes.yaml").read_text("utf-8")
    assert beside(rules) == (0, "my.cases.yaml: no problems; 1 case\n", "")
    assert beside(rules, cases="[]").out == "my.cases.yaml: no problems; 0 cases\n"
    assert beside(rules, "--format", "json").json["summary"]["cases"] == [{"path": "my.cases.yaml", "cases": 1}]


def test_the_shipped_files_are_checked_together():
    ended = hsroute("check", *sorted((ROOT / "rules").glob("*.yaml")))
    assert (ended.code, ended.err) == (0, "")
    assert [line.partition(": ")[2].partition(";")[0] for line in ended.out.splitlines()] == ["no problems"] * 2


def test_without_rules_beside_it_the_form_is_checked_and_it_is_said_that_no_name_was(beside):
    said = "hsroute: my.cases.yaml: the names in it were not checked: my.yaml: No such file or directory\n"
    assert beside(None) == (74, "my.cases.yaml: no problems; 1 case\n", said)
    ended = beside(None, cases=CLEAN.replace("status", "stauts"))
    assert (ended.code, ended.err) == (74, said)
    assert "did you mean `status`?" in ended.out


def test_with_rules_that_cannot_be_used_the_form_is_checked_and_it_is_said_that_no_name_was(beside):
    said = "hsroute: my.cases.yaml: the names in it were not checked: "
    said += "my.yaml has mistakes that stop it from being used\n"
    assert beside("format: 2\n") == (3, "my.cases.yaml: no problems; 1 case\n", said)
    ended = beside("format: 2\n", "my.yaml")
    assert (ended.code, ended.err) == (1, said)
    assert ended.out.startswith("my.yaml:1:1: error[missing-key]")


def test_whatever_stops_a_cases_file_is_found_without_a_run_too(ruleset):
    for text in ("- [a", "", "name: one", "- {name: one, answers: [loan], expect: {status: rooted}}", "- 5"):
        with pytest.raises(RulesError) as caught:
            compile_cases(read(text.encode(), "my.cases.yaml"), ruleset)
        assert problems(text, ruleset) == caught.value.problems


@pytest.mark.parametrize(
    ("case", "found"),
    [
        ("answers: {matter: loan}, expect: {rule: unsure}", []),
        ("answers: {matter: loan}, expect: {rule: null}", []),
        ("answers: {matter: loan}, expect: {rule: lone}", [("unknown-value", "lone")]),
        ("answers: {id: 5, due: 1999-01-01}, expect: {rule: loan}", []),
        ("answers: {guide_known: kim@example.com}, expect: {rule: loan}", []),
        ("answers: {guide_known: kim@}, expect: {rule: loan}", [("bad-email", "kim@")]),
        ("answers: {due: 2027-02-30}, expect: {rule: loan}", [("wrong-type", "2027-02-30")]),
        ("answers: {due: true}, expect: {rule: loan}", [("wrong-type", "true")]),
        ("answers: {due: sooon}, expect: {rule: loan}", [("unknown-value", "sooon")]),
        ("answers: {deu: soon}, expect: {rule: loan}", [("unknown-question", "deu")]),
        ("answers: {deu: soon, due: sooon}, expect: {status: invalid}", []),
        ("answers: {due: null, matter: null}, expect: {rule: loan}", []),
        ("answers: {due: unknown, guide_known: unknown}, expect: {rule: loan}", []),
        ("answers: {due: unknwon}, expect: {rule: loan}", [("unknown-value", "unknwon")]),
        ("answers: {}, expect: {alternatives: [loans, guide]}", []),
        ("answers: {}, expect: {alternatives: [lones]}", [("unknown-contact", "lones")]),
        ("answers: {}, expect: {alternatives: [loans, loans]}", [("duplicate-key", "loans")]),
        ("answers: {}, expect: {asks: [due, due]}", [("duplicate-key", "due")]),
    ],
)
def test_a_name_that_the_rules_lack_is_a_mistake_unless_the_case_is_about_it(ruleset, case, found):
    text = f"- {{name: one, {case}}}"
    assert told(text, ruleset) == [(code, text.rindex(culprit) + 1) for code, culprit in found]
    assert [code for code, _ in told(text, None)] == [code for code, _ in found if code == "duplicate-key"]


def test_each_case_that_has_a_name_again_is_reported_with_the_line_of_the_first(ruleset):
    found = problems(CLEAN * 3, ruleset)
    assert [(problem.code, problem.span.line) for problem in found] == [("duplicate-key", 2), ("duplicate-key", 3)]
    assert all("line 1;" in problem.help for problem in found)
    nameless = CLEAN.replace("one", '""')
    assert [problem.code for problem in problems(nameless * 2, ruleset)] == ["wrong-type"] * 2


def test_a_run_leaves_names_to_the_case_that_they_concern(tmp_path):
    shutil.copy(HERE / "mistakes.yaml", tmp_path / "my.yaml")
    case = "- {name: one, answers: {matter: event, guide_known: no}, expect: {rule: evnt}}\n"
    (tmp_path / "my.cases.yaml").write_text(case + case, "utf-8")
    ended = hsroute("test", "my.yaml", cwd=tmp_path)
    assert (ended.code, ended.err) == (1, "")
    assert "did you mean `event`?" in ended.out


def test_an_offer_of_a_value_that_there_is_not_is_found(ruleset):
    text = "- {name: x, text: y, expect: {offers: {matter: [lone, event]}}}\n"
    (problem,) = problems(text, ruleset)
    assert (problem.code, problem.span.column) == ("unknown-value", 49)
    assert problem.message == "question `matter` has no value `lone`"
    assert "did you mean `loan`?" in problem.help
