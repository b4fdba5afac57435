"""`hsroute check`: the words for every mistake, in every form, on every screen.

`data/check/CODE.yaml`, and `CODE--VARIANT.yaml`, are smallest files with one mistake that is proved, `CODE.ok.yaml` is
the clean neighbour, and what the screen shows is in `.out`. The other files have several mistakes each.
"""

from __future__ import annotations

import json
import re
import shutil
from contextlib import redirect_stdout
from fractions import Fraction
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hsroute.analysis.check import CHECKS, check
from hsroute.analysis.check_report import Report, Summary
from hsroute.language.escape import visible
from hsroute.rulesfile.problems import ERRORS_THAT_STOP, Problem, Span
from hsroute.rulesfile.yaml_parser import read
from hsroute.screen.problems import print_problems, print_report
from tests.support.program import DATA, ROOT, hsroute

HERE = DATA / "check"
PROVED = {each.code: each.severity for each in CHECKS}
SEVERAL = ("several.yaml", "hostile.yaml", "wide.yaml", "long.yaml")
CLEAN = sorted(HERE.glob("*.ok.yaml"))
BAD = sorted({*HERE.glob("*.yaml")} - {*CLEAN} - {HERE / name for name in SEVERAL})


def checked(*words, **run):
    return hsroute("check", *words, **{"cwd": HERE, **run})


def code_of(path):
    return path.name.split(".")[0].split("--")[0]


@pytest.fixture
def screen(monkeypatch, capsys):
    """What the screen shows of a report, in this process."""

    def shown(report, text="", width=80, color="never"):
        monkeypatch.setenv("COLUMNS", str(width))
        print_report(report, text, color)
        return capsys.readouterr().out

    return shown


# One mistake.


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_mistake_that_is_proved_gets_these_words(path, screen, golden):
    source = read(path.read_bytes(), path.name)
    report = check(source)
    assert [problem.code for problem in report.problems] == [code_of(path)]
    golden(path.with_suffix(".out"), screen(report, source.text))


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_its_neighbour_is_clean(path):
    assert check(read(path.read_bytes(), path.name)).problems == ()


def test_every_code_has_a_bad_file_a_clean_neighbour_and_its_words():
    assert {code_of(path) for path in BAD} == {code_of(path) for path in CLEAN} == {*PROVED}
    told = {code_of(path) for folder in (HERE, DATA / "problems") for path in folder.glob("*.out")}
    assert told >= {*ERRORS_THAT_STOP, *PROVED}


def test_no_words_are_left_of_a_file_that_is_gone():
    files = {path.name.split(".")[0] for path in (*BAD, *map(HERE.joinpath, SEVERAL))}
    assert {path.name.split(".")[0] for path in HERE.iterdir()} == {*files, "clean", "regions", "unproved"}


# Several mistakes.


@pytest.mark.parametrize("name", SEVERAL)
def test_a_file_with_several_mistakes_gets_these_words(name, golden):
    ended = checked(name)
    assert (ended.code, ended.err) == (1, "")
    golden((HERE / name).with_suffix(".out"), ended.out)


@pytest.mark.parametrize("format", ["concise", "json", "github"])
@pytest.mark.parametrize("name", ["several.yaml", "hostile.yaml"])
def test_programs_get_these_words(name, format, golden):
    ended = checked("--format", format, name)
    assert (ended.code, ended.err) == (1, "")
    golden((HERE / name).with_suffix(f".{format}"), ended.out)


@pytest.mark.parametrize("width", [40, 200])
@pytest.mark.parametrize("name", ["several.yaml", "long.yaml"])
def test_the_line_with_the_mistake_fits_the_screen(name, width, golden):
    out = checked(name, env={"COLUMNS": str(width)}).out
    golden((HERE / name).with_suffix(f".{width}.out"), out)
    shown = re.findall(r"^ *\d* \| .*", out, re.MULTILINE)
    assert shown
    assert max(map(len, shown)) <= min(width, 100)


def test_mistakes_in_colour(golden):
    golden(HERE / "several.color.out", checked("several.yaml", "--color", "always").out)


def test_every_mistake_is_told_once_in_every_form():
    problems = checked("--format", "json", "many.yaml", cwd=DATA / "problems").json["problems"]
    places = [(problem["line"], problem["column"]) for problem in problems]
    assert len({*places}) == len(places) > 30
    assert places == sorted(places)
    for words in ((), ("--format", "concise"), ("--format", "github")):
        out = checked(*words, "many.yaml", cwd=DATA / "problems").out
        told = re.findall(
            r"^many\.yaml:(\d+):(\d+): |^::error file=many\.yaml,line=(\d+),col=(\d+),", out, re.MULTILINE
        )
        assert [tuple(int(number) for number in place if number) for place in told] == places


def test_the_caret_is_under_the_culprit_whatever_stands_before_it():
    told = checked("wide.yaml").out.split("wide.yaml:")[1:-1]
    assert len(told) == 5
    for problem in told:
        head, written, carets, *_ = problem.splitlines()
        culprit = re.search("has no (?:key|language) `(.+)`", head)[1]
        assert cell_len(written[: written.index(culprit)]) == carets.index("^")
        assert carets.count("^") == len(culprit)


def shown_of(written, span, width):
    """The line as the screen shows it, and the carets."""
    shown = StringIO()
    with redirect_stdout(shown), pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", str(width))
        print_problems([Problem("a.yaml", span, "gap", "message", "help")], written)
    return shown.getvalue().splitlines()[1:3]


LINES = st.lists(st.text("a 連\t\x1b", min_size=10, max_size=40), min_size=1, max_size=5).map("".join)


@given(LINES.filter(str.strip), st.integers(0, 199), st.integers(1, 200), st.integers(20, 120))
def test_whatever_the_line_and_the_screen_the_culprit_is_in_sight_with_carets_under_it(written, start, length, width):
    start = start % len(written)
    culprit = written[start : start + length]
    shown, carets = shown_of(written, Span(1, start + 1, 1, start + 1 + len(culprit)), width)
    width = min(width, 100)
    assert max(cell_len(shown), len(carets)) <= width
    begins = carets.index("^")
    behind = next(shown[place:] for place in range(len(shown)) if cell_len(shown[:place]) == begins)
    whole = visible(culprit.replace("\t", " ")).rstrip()
    assert whole.startswith(behind[: len(whole)].partition("…")[0].rstrip())
    assert carets.count("^") == max(1, min(cell_len(visible(culprit.replace("\t", " "))), width - begins))


def test_no_control_character_of_a_file_or_of_its_name_reaches_the_screen(tmp_path):
    name = "[red]\x1b[31m\u202e:smile:%0A.yaml"
    shutil.copy(HERE / "hostile.yaml", tmp_path / name)
    for format in ("text", "concise", "github"):
        out = checked("--format", format, name, cwd=tmp_path).out
        assert not {"\x1b", "\x07", "\u202e"} & {*out}
        assert r"[red]\x1b[31m\u202e" in out
    assert all(line.startswith("::error file=") for line in out.splitlines())
    assert "file=[red]\\x1b[31m\\u202e%3Asmile%3A%250A.yaml,line=" in out


# What is proved.


def test_a_clean_file_gets_one_line_that_says_what_was_proved(golden):
    ended = checked("rules/hubspot.yaml", cwd=ROOT)
    assert (ended.code, ended.err, ended.out.count("\n")) == (0, "", 1)
    golden(HERE / "clean.out", ended.out)


@pytest.mark.parametrize("format", ["concise", "github"])
def test_a_clean_file_gets_no_line_of_its_problems(format):
    assert checked("--format", format, "gap.ok.yaml") == (0, "", "")


def test_what_is_not_proved_is_said(screen, golden):
    unproved = ("whether a combination reaches `seconds`", "how many combinations are not covered")
    summary = Summary(200, 12, 40, 4**40, None, 0, None, None, unproved)
    report = Report("big.yaml", (), summary)
    golden(HERE / "unproved.out", screen(report))
    (proved,) = report.as_json()["summary"]["proved"]
    assert [proved[name] for name in ("routed", "not_covered", "gaps", "most_asked", "average_asked")] == [
        None, None, 0, None, None,
    ]  # fmt: skip
    assert proved["unproved"] == [*unproved]


@pytest.mark.parametrize(
    ("routed", "not_covered", "gaps", "words"),
    [
        (4, 0, 0, "4 combinations of answers: each reaches a contact"),
        (0, 4, 0, "4 combinations of answers: each is not covered"),
        (0, 0, 4, "4 combinations of answers: each matches no rule"),
        (1, 1, 2, "4 combinations of answers: 1 reaches a contact, 1 is not covered, 2 match no rule"),
        (1, 0, 0, "1 combination of answers: each reaches a contact"),
    ],
)
def test_how_combinations_end_is_told_in_the_singular_and_the_plural(routed, not_covered, gaps, words, screen):
    summary = Summary(3, 2, 1, routed + not_covered + gaps, not_covered, gaps, 1, Fraction(1), ())
    line = f"a.yaml: no problems; {words}; at most 1 question asked, 1.00 on average\n"
    assert screen(Report("a.yaml", (), summary)) == line


# Files and exit codes.


def test_several_files_are_checked_in_one_run():
    ended = checked("gap.yaml", "gap.ok.yaml", "days-gap.yaml")
    assert (ended.code, ended.err) == (1, "")
    assert ended.out == "".join(checked(name).out for name in ("gap.yaml", "gap.ok.yaml", "days-gap.yaml"))
    summary = checked("--format", "json", "gap.yaml", "gap.ok.yaml", "days-gap.yaml").json["summary"]
    assert (summary["files"], summary["errors"], summary["warnings"]) == (3, 1, 1)
    assert [proved["path"] for proved in summary["proved"]] == ["gap.yaml", "gap.ok.yaml", "days-gap.yaml"]


def test_a_dash_is_standard_input():
    ended = checked("-", given=(HERE / "gap.yaml").read_bytes())
    assert ended.code == 1
    assert ended.out == checked("gap.yaml").out.replace("gap.yaml:", "<stdin>:").replace(" --rules gap.yaml", "")


def test_without_a_file_the_rules_in_use_are_checked():
    assert checked("--rules", "gap.yaml") == checked(env={"HSROUTE_RULES": "gap.yaml"}) == checked("gap.yaml")
    assert checked().out.split("; ", 1)[1] == (HERE / "clean.out").read_text("utf-8").split("; ", 1)[1]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("gap.ok.yaml", 0),
        ("days-gap.yaml", 0),
        ("--strict days-gap.yaml", 1),
        ("--strict gap.ok.yaml", 0),
        ("gap.yaml", 1),
        ("gap.ok.yaml gap.yaml", 1),
        ("hostile.yaml", 1),
        ("no-such.yaml", 74),
        ("gap.yaml no-such.yaml", 74),
        (".", 74),
        ("--format xml gap.yaml", 2),
    ],
)
def test_the_exit_code_says_how_the_files_stand(words, code):
    assert checked(*words.split()).code == code


def test_a_file_that_cannot_be_read_is_named():
    assert checked("no-such.yaml") == (74, "", "hsroute: no-such.yaml: No such file or directory\n")


def test_a_folder_is_no_file_and_that_is_said(tmp_path):
    (tmp_path / "rules").mkdir()
    assert hsroute("check", "rules", cwd=tmp_path).err == "hsroute: rules: Is a directory; name the files in it\n"


def test_a_file_that_is_named_twice_is_checked_once():
    assert checked("several.yaml", "several.yaml") == checked("several.yaml")


def test_json_is_one_line_of_what_the_help_names():
    out = checked("--format", "json", "several.yaml").out
    assert out.count("\n") == 1
    problems = json.loads(out)["problems"]
    fields = ["path", "line", "column", "end_line", "end_column", "severity", "code", "message", "help", "example"]
    assert all([*problem] == fields for problem in problems)
    assert [problem["example"] for problem in problems if problem["code"] == "gap"] == [
        {"matter": "fine", "due": "soon"}
    ]
    assert all(problem["example"] is None for problem in problems if problem["code"] != "gap")


def test_what_stops_the_rules_is_told_in_colour_by_the_commands_that_use_them():
    for command in ("ask", "explain", "show"):
        ended = hsroute(command, "--rules", HERE / "hostile.yaml", "--color", "always", given="{}")
        assert (ended.code, ended.out) == (3, "")
        assert "\x1b[1;31merror[bad-email]\x1b[0m" in ended.err
        assert "\x1b" not in hsroute(command, "--rules", HERE / "hostile.yaml", given="{}").err


def test_rules_named_twice_over_are_refused():
    ended = hsroute("check", "rules/hubspot.yaml", "--rules", "rules/hubspot.yaml")
    assert (ended.code, ended.out) == (2, "")
    assert "name the rules as FILE or with --rules, not both" in ended.err


def test_a_file_that_cannot_be_read_keeps_no_other_from_its_check():
    ended = hsroute("check", "missing.yaml", "rules/hubspot.yaml", "--format", "json")
    assert ended.code == 74
    assert ended.err == "hsroute: missing.yaml: No such file or directory\n"
    assert [proved["path"] for proved in ended.json["summary"]["proved"]] == ["rules/hubspot.yaml"]


# What is shown of many mistakes, and what is left out.


def test_of_many_mistakes_the_first_fifty_are_shown_and_the_others_counted():
    text = "format: 1\ntitle: t\nquestions: {}\nrules: []\ncontacts:\n" + "".join(
        f"  c{number}: {{team: T, emial: x}}\n" for number in range(75)
    )
    ended = checked("-", given=text)
    assert ended.out.count("error[unknown-key]") == 50
    assert ended.out.endswith("\n... and 25 more errors\n\n<stdin>: 75 errors\n")
    for format in ("concise", "github"):
        assert checked("-", "--format", format, given=text).out.count("\n") == 75
    assert len(checked("-", "--format", "json", given=text).json["problems"]) == 75
    told = hsroute("ask", "--rules", "-", "-a", "a=b", given=text)
    assert told.err.endswith("... and 25 more errors\n")


def test_the_first_fifty_are_those_of_the_first_places_and_of_the_others_errors_are_told_apart():
    contacts = "".join(f"  desk-{number}: {{team: Desk}}\n" for number in range(60))
    text = f"format: 1\ntitle: t\ncontacts:\n{contacts}questions: {{}}\nrules: []\n"
    ended = checked("-", given=text)
    shown = [line.partition("[")[2].partition("]")[0] for line in ended.out.splitlines() if line.startswith("<stdin>:")]
    assert (len(shown[:-1]), shown[-2]) == (50, "unused-contact")
    assert "\n... and 1 more error and 10 more warnings\n" in ended.out


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("", ["no-address", "same-label"]),
        ("--ignore no-address", ["same-label"]),
        ("--ignore same-label --ignore no-address", []),
        ("--ignore useless-condition", ["no-address", "same-label"]),
    ],
)
def test_kinds_of_warnings_can_be_left_out(words, left):
    text = (HERE / "no-address.yaml").read_text("utf-8").replace("In eight days or more", "Within a week")
    ended = checked("-", "--strict", "--format", "json", *words.split(), given=text)
    assert [problem["code"] for problem in ended.json["problems"]] == left
    assert (ended.code, ended.json["summary"]["warnings"]) == (bool(left), len(left))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("gap", "`gap` is an error, and only warnings can be left out"),
        ("yaml-syntax", "`yaml-syntax` is an error, and only warnings can be left out"),
        ("no-adress", "there is no warning `no-adress`; did you mean `no-address`? allowed: `unused-contact`, "),
    ],
)
def test_what_is_no_kind_of_warning_cannot_be_left_out(code, words):
    ended = checked("gap.ok.yaml", "--ignore", code)
    assert (ended.code, ended.out) == (2, "")
    assert words in ended.err


def test_the_regions_of_a_gap_are_told_to_programs_with_the_rules_that_mend_it():
    (proved,) = checked("gap.yaml", "--format", "json").json["summary"]["proved"]
    assert (proved["gaps"], proved["more_regions"]) == (4, 0)
    assert proved["regions"] == [
        {
            "combinations": 4,
            "answers": {"urgent": ["no", "unknown"], "due": ["later", "unknown"]},
            "example": {"urgent": "no", "due": "later"},
            "rule": "- {id: gap-1, when: {urgent: [no, unknown], due: [later, unknown]}, not_covered: true, "
            "because: No rule was for this.}",
        }
    ]


def test_of_many_regions_the_ten_largest_are_told_and_the_others_counted(screen, golden):
    values = ", ".join(f"v{number}: Value {number}" for number in range(24))
    rules = "".join(
        f"- {{id: r{number}, when: {{one: v{number}, two: v{number}}}, not_covered: true, because: b}}\n"
        for number in range(0, 24, 2)
    )
    text = f"format: 1\ntitle: t\ncontacts: {{}}\nquestions:\n  one: {{ask: a, values: {{{values}}}}}\n"
    text += f"  two: {{ask: a, values: {{{values}}}}}\nrules:\n{rules}"
    report = check(read(text.encode(), "<stdin>"))
    golden(HERE / "regions.out", screen(report, text))
    (proved,) = report.as_json()["summary"]["proved"]
    assert (len(proved["regions"]), proved["more_regions"], proved["gaps"]) == (10, 3, 25 * 25 - 12)
