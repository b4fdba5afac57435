"""`hsroute diff`: what two rules files do differently, in every format, and every way in which files can be wrong."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from hsroute.analysis.diff import diff as difference_of
from hsroute.export.markdown import escaped
from hsroute.export.reports.comparison import Comparison, as_markdown, percent
from hsroute.rulesfile.files import ruleset_of
from hsroute.screen.diff import print_comparison
from hsroute.streams.json_text import dump_json
from tests.support.program import DATA, ROOT, TODAY, hsroute
from tests.support.schemas import part

HERE = DATA / "diff"
SHIPPED = ROOT / "rules" / "hubspot.yaml"


def diff(*words, **run):
    return hsroute("diff", *words, cwd=HERE, **run)


# What is printed.


def test_a_second_run_finds_the_rules_of_both_files_kept_and_says_the_same(tmp_path):
    env = {"XDG_CACHE_HOME": str(tmp_path)}
    first = diff("old.yaml", "new.yaml", env=env)
    assert [*tmp_path.glob("hsroute/*.json")]
    assert diff("old.yaml", "new.yaml", env=env) == first


@pytest.mark.parametrize(("format", "ending"), [("text", "out"), ("json", "json"), ("markdown", "md")])
def test_changes_get_these_words(golden, format, ending):
    ended = diff("old.yaml", "new.yaml", "--format", format)
    assert (ended.code, ended.err) == (1, "")
    golden(HERE / f"changes.{ending}", ended.out)


@pytest.mark.parametrize(("format", "ending"), [("text", "out"), ("json", "json"), ("markdown", "md")])
def test_what_only_one_file_asks_or_accepts_is_told_so(golden, format, ending):
    golden(HERE / f"other.{ending}", diff("new.yaml", "other.yaml", "--format", format).out)


def test_the_way_back_names_the_other_file():
    assert "  only the old file asks `staff`: leave that out for the new one\n" in diff("other.yaml", "new.yaml").out
    out = diff("other.yaml", "new.yaml", "--format", "markdown").out
    assert "|\n\nOnly the old file asks `staff`.\n\n### What is asked\n" in out


@pytest.mark.parametrize("width", [40, 200])
def test_changes_fit_the_screen_and_answers_stay_on_one_line(golden, width):
    out = diff("old.yaml", "new.yaml", env={"COLUMNS": str(width)}).out
    golden(HERE / f"changes.{width}.out", out)
    assert all(len(line) <= min(width, 100) for line in out.splitlines() if " -" not in line)
    assert "-a matter=loan -a due=2026-12-07\n" in out


def test_changes_in_colour(golden):
    golden(HERE / "changes.color.out", diff("old.yaml", "new.yaml", "--color", "always").out)


@pytest.mark.parametrize(("format", "ending"), [("text", "out"), ("json", "json"), ("markdown", "md")])
def test_wording_and_order_without_effect_change_no_route_and_are_told(golden, format, ending):
    ended = diff("old.yaml", "same.yaml", "--format", format)
    assert (ended.code, ended.err) == (0, "")
    golden(HERE / f"same.{ending}", ended.out)


@pytest.mark.parametrize(("format", "out"), [("text", "no route changes\n"), ("markdown", "no route changes\n")])
def test_of_a_file_and_itself_there_is_nothing_to_tell(format, out):
    assert diff("old.yaml", "old.yaml", "--format", format) == (0, out, "")


@pytest.mark.parametrize(("format", "ending"), [("text", "out"), ("json", "json"), ("markdown", "md")])
def test_everything_that_a_customer_sees_is_told_where_nobody_is_led_elsewhere(golden, format, ending):
    ended = diff("old.yaml", "seen.yaml", "--format", format)
    assert (ended.code, ended.err) == (1, "")
    golden(HERE / f"seen.{ending}", ended.out)


@pytest.mark.parametrize(("format", "ending"), [("text", "out"), ("json", "json"), ("markdown", "md")])
def test_another_reason_and_other_alternatives_are_told_for_each_pair_of_rules(golden, format, ending):
    ended = diff("old.yaml", "reasons.yaml", "--format", format)
    assert (ended.code, ended.err) == (1, "")
    golden(HERE / f"reasons.{ending}", ended.out)


def test_of_how_a_contact_is_reached_only_the_languages_that_differ_are_told(tmp_path):
    text = (
        "format: 1\ntitle: t\nquestions: {}\ncontacts:\n"
        "  desk: {team: Desk, how: {en: Come in., de: Komm herein.}}\n"
        "rules: [{id: all, contact: desk, because: All.}]\n"
    )
    (tmp_path / "old.yaml").write_text(text, "utf-8")
    ended = hsroute("diff", "old.yaml", "-", cwd=tmp_path, given=text.replace("Komm", "Kommt"))
    assert ended.code == 1
    assert "- de: Komm herein.\n    + de: Kommt herein.\n" in ended.out
    assert "Come in." not in ended.out


def test_teams_are_named_in_the_language_asked_for():
    assert "Arrangementer (events)" in diff("old.yaml", "new.yaml", "--lang", "nb").out
    assert "| Arrangementer (`events`)" in diff("old.yaml", "new.yaml", "--lang", "nb", "--format", "markdown").out


def test_dates_in_examples_count_from_the_day_asked_for():
    ended = diff("old.yaml", "new.yaml", "--today", "2027-01-01", "--format", "json")
    assert ended.json["changed"][2]["example"] == {"matter": "loan", "due": "2027-01-16"}


@pytest.mark.process
def test_an_example_put_to_both_files_shows_the_change():
    rows = diff("old.yaml", "new.yaml", "--format", "json").json["changed"]
    assert len(rows) == 3
    for row in rows:
        given = [word for key, answer in row["example"].items() for word in ("-a", f"{key}={answer}")]
        for side, file in (("from", "old.yaml"), ("to", "new.yaml")):
            route = hsroute("ask", "--rules", HERE / file, "--format", "json", *given).json
            assert (route.get("contact") or {"id": None})["id"] == row[side]
    assert TODAY in diff("old.yaml", "new.yaml").out


def test_rules_that_no_longer_depend_on_anything_differ_whatever_the_answers(tmp_path, golden):
    for name in ("one", "two"):
        text = "format: 1\ntitle: t\ncontacts: {one: {team: One}, two: {team: Two}}\n"
        text += "questions: {what: {ask: What?, values: yes-no}}\n"
        (tmp_path / f"{name}.yaml").write_text(text + f"rules: [{{id: all, contact: {name}, because: b}}]\n", "utf-8")
    ended = hsroute("diff", tmp_path / "one.yaml", tmp_path / "two.yaml")
    golden(HERE / "everything.out", ended.out)
    ended = hsroute("diff", tmp_path / "one.yaml", tmp_path / "two.yaml", "--format", "markdown")
    golden(HERE / "everything.md", ended.out)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (Fraction(1), "100 %"),
        (Fraction(99_999, 100_000), "99.99 %"),
        (Fraction(1, 3), "33.33 %"),
        (Fraction(1, 600), "0.17 %"),
        (Fraction(1, 10_000), "0.01 %"),
        (Fraction(1, 10_001), "<0.01 %"),
        (Fraction(1, 10**400), "<0.01 %"),
    ],
)
def test_a_share_never_reads_as_all_or_nothing_when_it_is_neither(share, words):
    assert percent(share) == words


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("a | b", r"a \| b"),
        ("a\nb\r\n c", "a b c"),
        ("<img src=x> &lt;", r"\<img src=x\> \&lt;"),
        ("[x](y) `z` *w* ~v~ $u$", r"\[x\](y) \`z\` \*w\* \~v\~ \$u\$"),
        ("a\\|b", r"a\\\|b"),
        ("\x1b[31m", r"\\x1b\[31m"),
    ],
)
def test_a_cell_reads_as_its_text_and_is_no_markup(text, cell):
    assert escaped(text) == cell


# Which files.


@pytest.mark.parametrize("words", [("-", "new.yaml"), ("old.yaml", "-")])
def test_one_of_the_two_may_be_standard_input(words):
    given = (HERE / ("old.yaml" if words[0] == "-" else "new.yaml")).read_bytes()
    assert diff(*words, given=given) == diff("old.yaml", "new.yaml")


def test_standard_input_cannot_be_both():
    ended = diff("-", "-")
    assert (ended.code, ended.out) == (2, "")
    assert "only one of the two files can be standard input" in ended.err


def test_two_files_are_needed():
    assert diff("old.yaml").code == 2


@pytest.mark.parametrize("words", [("none.yaml", "new.yaml"), ("old.yaml", "none.yaml")])
def test_a_file_that_is_not_there_is_named(words):
    assert diff(*words) == (74, "", "hsroute: none.yaml: No such file or directory\n")


def test_mistakes_of_both_files_are_told_with_their_lines(golden):
    ended = diff("-", "broken.yaml", "--format", "json", given="format: 1\ntitle: [\n")
    assert (ended.code, ended.out) == (3, "")
    golden(HERE / "broken.out", ended.err)


def test_what_can_be_told_is_told_where_it_is_not_proved_who_is_led_elsewhere(golden, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    day = date.fromisoformat(TODAY)
    old, new = (ruleset_of(HERE / name) for name in ("old.yaml", "seen.yaml"))
    comparison = Comparison(difference_of(old, new, day, steps=0), old, new, day, "en")
    print_comparison(comparison, "never")
    golden(HERE / "unproved.out", capsys.readouterr().out)
    assert not [*part("difference").iter_errors(comparison.difference.as_json())]
    golden(HERE / "unproved.json", dump_json(comparison.difference.as_json()).decode() + "\n")
    golden(HERE / "unproved.md", as_markdown(comparison))


@pytest.mark.process
def test_rules_too_intricate_to_compare_are_said_to_be_unless_nothing_but_wording_differs(tmp_path):
    keys = [f"q{number}" for number in range(1000)]
    text = (
        "format: 1\ntitle: t\ncontacts: {one: {team: One}, two: {team: Two}}\nquestions:\n"
        + "".join(f"  {key}: {{ask: What?, values: yes-no}}\n" for key in keys)
        + "rules:\n"
        + "".join(f"- {{id: {key}, when: {{{key}: yes}}, contact: one, because: b}}\n" for key in keys)
    )
    (tmp_path / "old.yaml").write_text(text, "utf-8")
    (tmp_path / "worded.yaml").write_text(text.replace("What?", "Which?"), "utf-8")
    (tmp_path / "new.yaml").write_text(text.replace("q999: yes}, contact: one", "q999: yes}, contact: two"), "utf-8")
    ended = hsroute("diff", "old.yaml", "new.yaml", cwd=tmp_path)
    assert (ended.code, ended.err) == (5, "")
    assert ended.out == (
        "not proved: who is led elsewhere, and how many questions are asked; the rules\n"
        "are too intricate to compare over all answers\n"
    )
    ended = hsroute("diff", "old.yaml", "worded.yaml", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("no route changes\n\nwords\n  questions.q0.ask\n    - What?\n    + Which?\n")
