"""`hsroute test`: every way in which a case can fail, in every format, and every way in which files can be wrong.

`data/test/NAME.cases.yaml` are cases for `rules.yaml`; the words that they get are in `NAME.out`, and in the other
formats in `NAME.json` and `NAME.xml`.
"""

from __future__ import annotations

import shutil
from xml.etree import ElementTree as ET

import pytest

from hsroute.rulesfile.files import shipped_rules
from tests.support.program import DATA, TODAY, hsroute

HERE = DATA / "test"
CODES = {"passing": 0, "empty": 0, "failing": 1, "hostile": 1}
"""The exit code of every cases file that can be used."""

SHIPPED = shipped_rules()


@pytest.fixture
def suite(tmp_path):
    """Sets files up under their names, each beside rules of its own, and runs the program on them."""

    def run(name, *words, **env):
        for cases in HERE.glob("*.cases.yaml"):
            shutil.copy(cases, tmp_path)
            shutil.copy(HERE / "rules.yaml", tmp_path / cases.name.replace(".cases", ""))
        return hsroute("test", *name.split(), *words, cwd=tmp_path, env=env)

    return run


# What is printed.


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize(("format", "ending"), [("text", "out"), ("json", "json"), ("junit", "xml")])
def test_cases_get_these_words(suite, golden, name, format, ending):
    ended = suite(f"{name}.yaml", "--format", format)
    assert (ended.code, ended.err) == (CODES[name], "")
    golden(HERE / f"{name}.{ending}", ended.out)


@pytest.mark.parametrize("width", [40, 200])
def test_failures_fit_the_screen(suite, golden, width):
    ended = suite("failing.yaml", COLUMNS=str(width))
    golden(HERE / f"failing.{width}.out", ended.out)
    assert all(len(line) <= min(width, 100) for line in ended.out.splitlines() if line.startswith(" "))


def test_failures_in_colour(suite, golden):
    golden(HERE / "failing.color.out", suite("failing.yaml", "--color", "always").out)


def test_every_cases_file_here_is_run():
    assert {path.name.removesuffix(".cases.yaml") for path in HERE.glob("*.cases.yaml")} == {*CODES, "broken"}


def test_no_control_character_of_a_file_reaches_the_screen_or_the_xml(suite):
    for format in ("text", "junit"):
        out = suite("hostile.yaml", "--format", format).out
        assert not {"\x1b", "\x07", "\u202e"} & {*out}
    case = ET.fromstring(out).find("testsuite/testcase")
    assert case.get("name").endswith(r"\u202eright to left <b>&amp;</b> ]]> \uffff 😀")


def test_why_a_case_fails_is_told_in_the_language_asked_for(suite):
    assert "Utlån svarer for lån" in suite("failing.yaml", "--lang", "nb").out
    assert "Utlån svarer for lån" not in suite("failing.yaml").out


# Which files.


def test_a_cases_file_stands_for_its_rules_and_nothing_is_run_twice(suite):
    alone = suite("passing.yaml")
    assert suite("passing.cases.yaml") == suite("passing.yaml passing.cases.yaml") == alone


def test_several_files_are_told_apart_by_their_paths_and_one_failure_is_enough(suite):
    ended = suite("passing.yaml failing.yaml empty.yaml", "--format", "json")
    assert ended.code == 1
    files = ended.json["files"]
    assert [file["path"] for file in files] == ["passing.cases.yaml", "failing.cases.yaml", "empty.cases.yaml"]
    assert [file["summary"]["failed"] for file in files] == [0, 11, 0]
    suites = ET.fromstring(suite("passing.yaml failing.yaml", "--format", "junit").out)
    assert {name: suites.get(name) for name in ("tests", "failures")} == {"tests": "18", "failures": "11"}
    assert [each.get("name") for each in suites] == ["passing.cases.yaml", "failing.cases.yaml"]


def test_without_a_file_the_rules_option_then_the_environment_then_the_shipped_rules_are_meant(suite):
    path = "passing.cases.yaml: 6 cases"
    assert suite("", "--rules", "passing.yaml").out.startswith(path)
    assert suite("", HSROUTE_RULES="passing.yaml").out.startswith(path)
    assert suite("").out.startswith(f"{SHIPPED.with_name('hubspot.cases.yaml')}: ")
    assert suite("passing.yaml", HSROUTE_RULES="failing.yaml").out.startswith(path)


def test_the_shipped_cases_pass_and_reach_every_rule():
    ended = hsroute("test", "--cover", "100")
    assert (ended.code, ended.err) == (0, "")


def test_a_case_without_a_day_is_run_on_the_day_asked_for(suite):
    assert suite("passing.yaml", "--today", "2026-11-21").code == 1


@pytest.mark.parametrize("nothing", ["null", '""', '"null"', ""])
def test_what_a_case_leaves_empty_is_not_answered_and_the_last_question_asked(suite, tmp_path, nothing):
    suite("")
    shutil.copy(HERE / "rules.yaml", tmp_path / "some.yaml")
    case = (
        f"- {{name: one, answers: {{matter: loan, due: {nothing}}}, expect: {{asks: [matter, due], contact: null}}}}\n"
    )
    (tmp_path / "some.cases.yaml").write_text(case, "utf-8")
    ended = suite("some.yaml")
    assert (ended.code, ended.out.partition(";")[0]) == (0, "some.cases.yaml: 1 case, 0 failed")


# Files that are wrong.


def test_a_cases_file_that_is_not_there_is_named_with_the_way_to_make_one(suite, tmp_path):
    shutil.copy(HERE / "rules.yaml", tmp_path / "my rules.yaml")
    ended = suite("", "my rules.yaml")
    assert (ended.code, ended.out) == (74, "")
    assert ended.err == (
        "hsroute: my rules.cases.yaml: there is no such file; to begin with cases made from the rules: "
        "hsroute test --generate 'my rules.yaml' > 'my rules.cases.yaml'\n"
    )


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("none.yaml", "none.yaml: No such file"),
        ("none.cases.yaml", "none.yaml: No such file"),
        (".cases", ".cases: No such file"),
        (".", ".: Is a directory"),
    ],
)
def test_rules_that_cannot_be_read_are_named(suite, file, words):
    ended = suite(file)
    assert (ended.code, ended.out) == (74, "")
    assert ended.err.startswith(f"hsroute: {words}")


def test_mistakes_of_all_files_are_told_with_their_lines_and_no_case_is_run(suite, tmp_path, golden):
    (tmp_path / "worse.yaml").write_text("format: 1\ntitle: [\n", "utf-8")
    ended = suite("broken.yaml passing.yaml worse.yaml")
    assert (ended.code, ended.out) == (3, "")
    golden(HERE / "broken.out", ended.err)
    assert suite("broken.yaml", "--color", "always").err.count("\x1b[1;31m") == 6


# Coverage.


@pytest.mark.parametrize(("cover", "code"), [("0", 0), ("83", 0), ("84", 1), ("100", 1)])
def test_too_low_a_coverage_fails_and_says_the_figure(suite, tmp_path, cover, code):
    suite("")
    cases = (tmp_path / "passing.cases.yaml").read_text("utf-8").replace("- {name: Something else", "# ")
    (tmp_path / "some.cases.yaml").write_text(cases, "utf-8")
    shutil.copy(HERE / "rules.yaml", tmp_path / "some.yaml")
    ended = suite("some.yaml", "--cover", cover)
    assert ended.out.splitlines() == [
        "some.cases.yaml: 5 cases, 0 failed; 5 of 6 rules reached (83 %)",
        "  1 rule that no case reaches: `other`",
    ]
    said = f"hsroute: some.cases.yaml: the cases reach 83 % of the rules, --cover asks for {cover} %\n"
    assert (ended.code, ended.err) == (code, said if code else "")


def test_the_coverage_of_every_file_counts_in_every_format(suite):
    for format in ("text", "json", "junit"):
        ended = suite("passing.yaml empty.yaml", "--cover", "50", "--format", format)
        assert ended.code == 1
        assert ended.err == "hsroute: empty.cases.yaml: the cases reach 0 % of the rules, --cover asks for 50 %\n"


# Generating.


def test_generated_cases_are_printed_pass_and_reach_every_rule(suite, tmp_path, golden):
    made = suite("passing.yaml", "--generate")
    assert (made.code, made.err) == (0, "")
    golden(HERE / "generated.yaml", made.out)
    shutil.copy(HERE / "rules.yaml", tmp_path / "made.yaml")
    (tmp_path / "made.cases.yaml").write_text(made.out, "utf-8")
    assert suite("made.yaml", "--cover", "100", "--today", "2001-01-01").code == 0


def test_cases_are_generated_without_a_cases_file(tmp_path):
    rules = shutil.copy(HERE / "rules.yaml", tmp_path)
    assert f"today: {TODAY}" in hsroute("test", rules, "--generate").out


def test_rules_too_intricate_to_make_cases_from_are_said_to_be(tmp_path):
    keys = [f"q{number}" for number in range(1000)]
    (tmp_path / "big.yaml").write_text(
        "format: 1\ntitle: t\ncontacts: {one: {team: One}, two: {team: Two}}\nquestions:\n"
        + "".join(f"  {key}: {{ask: What?, values: yes-no}}\n" for key in keys)
        + "rules:\n"
        + "".join(f"- {{id: {key}, when: {{{key}: yes}}, contact: one, because: b}}\n" for key in keys),
        "utf-8",
    )
    ended = hsroute("test", "big.yaml", "--generate", cwd=tmp_path)
    assert (ended.code, ended.out) == (5, "")
    assert ended.err == (
        "hsroute: big.yaml: no cases were made: the rules are too intricate to find answers for every one of them; "
        "cases written by hand run all the same\n"
    )


# Wrong usage.


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ("-", "`-` has no cases file beside it; name a file"),
        ("--rules -", "`-` has no cases file beside it; name a file"),
        ("passing.yaml --rules failing.yaml", "name the rules as FILE or with --rules, not both"),
        ("--generate --cover 50", "no case is run, so --cover means nothing here"),
        ("--generate --format text", "no case is run, so --format means nothing here"),
        ("--generate passing.yaml failing.yaml", "cases are made from one rules file at a time"),
        ("--cover 101", "101 is not in the range 0<=x<=100"),
        ("--cover -1", "-1 is not in the range 0<=x<=100"),
        ("--cover half", "'half' is not a valid"),
        ("--format xml", "'xml' is not one of"),
        ("--today 2026-02-30", "`2026-02-30` is not a calendar date"),
    ],
)
def test_options_that_contradict_each_other_or_mean_nothing_are_refused(suite, words, complaint):
    ended = suite(words)
    assert (ended.code, ended.out) == (2, "")
    assert complaint in ended.err
