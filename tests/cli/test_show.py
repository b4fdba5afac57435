"""`hsroute show`: every picture as it stands on the screen, and every way in which it can be asked for wrongly."""

from __future__ import annotations

import json
import re

import pytest

from hsroute import __version__
from tests.support.program import DATA, ROOT, hsroute

HERE = DATA / "show"
DRAWN = ("table", "tree", "markdown", "mermaid")
FORMS = (*DRAWN, "html")
SHIPPED = ROOT / "rules" / "hubspot.yaml"


def show(*words, **run):
    ended = hsroute("show", *words, cwd=HERE, **run)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


# What is on the screen.


def test_each_condition_of_a_rule_has_a_line_of_its_own_in_markdown():
    text = (
        "format: 1\ntitle: t\ncontacts: {desk: {team: Desk}}\n"
        "questions: {member: {ask: m?, values: yes-no}, late: {ask: l?, values: yes-no}}\n"
        "rules:\n- {id: some, when: [{member: yes, late: no}, {late: yes}], contact: desk, because: So.}\n"
    )
    out = show("--rules", "-", "--format", "markdown", "--lang", "nb", given=text)
    assert "   - Når:\n     - m? «Ja»\n     - l? «Nei»\n   - Eller når:\n     - l? «Ja»\n   - Kontakt: Desk\n" in out


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("picture", ["table", "tree", "success-team"])
def test_the_shipped_rules_look_like_this(golden, picture, width, lang):
    words = ("--format", picture) if picture in {"table", "tree"} else (picture,)
    out = show(*words, "--lang", lang, env={"COLUMNS": str(width)})
    assert all(len(line) <= min(width, 100) for line in out.splitlines() if " " in line.strip(" ()"))
    assert all(line == line.rstrip() for line in out.splitlines())
    golden(HERE / f"hubspot.{picture}.{width}.{lang}.out", out)


@pytest.mark.parametrize("picture", ["table", "tree", "csm"])
def test_the_shipped_rules_in_colour(golden, picture):
    words = ("--format", picture) if picture in {"table", "tree"} else (picture,)
    golden(HERE / f"hubspot.{picture}.color.out", show(*words, "--color", "always", env={"TERM": "xterm-256color"}))


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize("format", ["markdown", "mermaid"])
def test_the_shipped_rules_as_a_page_and_as_a_flowchart(golden, format, lang):
    golden(HERE / f"hubspot.{format}.{lang}.out", show("--format", format, "--lang", lang))


@pytest.mark.parametrize(
    "words", ["--format table", "--format tree", "--format markdown", "--format mermaid", "first-desk"]
)
def test_texts_that_mean_something_elsewhere_are_only_texts(golden, words):
    out = show("--rules", "hostile.yaml", *words.split())
    assert not {"\x1b", "\x07", "\u202e"} & {*out}
    golden(HERE / f"hostile.{words.split()[-1]}.out", out)


@pytest.mark.parametrize("file", ["none", "one"])
@pytest.mark.parametrize("format", DRAWN)
def test_files_with_fewer_than_two_questions(golden, file, format):
    golden(HERE / f"{file}.{format}.out", show("--rules", f"{file}.yaml", "--format", format))


@pytest.mark.parametrize("format", ["table", "tree"])
def test_big_parts_that_are_shared_are_referred_to(golden, format):
    golden(HERE / f"shared.{format}.out", show("--rules", "shared.yaml", "--format", format))


def test_not_covered_is_shown_like_a_contact(golden):
    golden(HERE / "hostile.not_covered.out", show("--rules", "hostile.yaml", "not_covered"))


def test_the_table_is_the_default_and_the_same_run_gives_the_same_bytes():
    assert show() == show("--format", "table") == show("--rules", SHIPPED, "--color", "never")


def test_every_contact_stands_below_the_table_with_an_address_that_is_not_cut():
    out = show("--rules", "hostile.yaml", env={"COLUMNS": "40"}).splitlines()
    address = "https://example.org/very/long/address/that/no/narrow/screen/has/room/for/but/must/be/left/whole"
    assert [line.strip() for line in out].count(address) == 1


def legend(words, **options):
    """The keys and names below the heading of the questions, each with what stands beside it."""
    _, _, below = show(*words, **options).partition("\nQuestions\n")
    lines = below.partition("\n\n")[0].splitlines()
    return dict(re.match(r"( *\S+) *(.*)", line).groups() for line in lines if not line.startswith("    "))


def test_the_legend_has_what_the_picture_shows_and_nothing_else():
    assert legend(("-a", "category=billing", "--format", "tree")) == {}
    about = legend(("-a", "category=success"))
    assert about == {
        "tier": "Which HubSpot subscription do you have? (Several: the highest)",
        "  free": "Free tools only, or no subscription at all",
        "  basic": "Basic (legacy)",
        "csm": "Do you know how to reach your Customer Success Manager (CSM)?",
    }
    assert {*legend(("-a", "category=success", "--format", "tree"))} == {"tier", "  free", "  basic"}
    assert {*legend(("contract-manager",))} == {"category", "  contracts", "about_renewal", "contract_manager"}


def test_unknown_stands_in_the_legend_once_if_it_is_shown():
    assert legend(("contracts",)).get("unknown") is None
    assert legend(("success-team",))["unknown"] == "I don't know"


# Other forms.


def test_yaml_is_the_file_itself():
    assert show("--format", "yaml") == SHIPPED.read_text("utf-8")
    assert show("--format", "yaml", "--rules", "hostile.yaml") == (HERE / "hostile.yaml").read_text("utf-8")


def test_schema_is_json():
    assert "$schema" in json.loads(show("--format", "schema"))


@pytest.mark.parametrize(("words", "source"), [((), "hubspot.yaml"), (("--rules", "one.yaml"), "one.yaml")])
def test_html_is_a_page_that_says_what_it_was_made_of_and_when(words, source):
    page = show("--format", "html", "--today", "2027-03-01", *words)
    assert page.startswith("<!DOCTYPE html>\n")
    assert f"({source}" in page
    assert f"Made on 1 March 2027 with hsroute {__version__}." in page
    assert page == show("--format", "html", *words, env={"HSROUTE_TODAY": "2027-03-01", "TZ": "Asia/Tokyo"})


def test_the_command_on_the_page_has_the_options_that_the_page_was_made_with():
    page = show("--format", "html", "--rules", HERE / "hostile.yaml", "-a", "size=big", "-a", "shape=round")
    assert '"options":["--rules","hostile.yaml","-a","size=big","-a","shape=round"]' in page
    assert str(HERE) not in page


# What goes wrong.


def test_an_unknown_contact_gets_the_nearest_one_and_all_there_are():
    ended = hsroute("show", "contract-manger\x1b[31m")
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean `contract-manager`?" in ended.err
    assert "`not_covered`" in ended.err
    assert "\x1b" not in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("csm", "--format", "tree"), "the ways to one contact have no other format"),
        (("--format", "pdf"), "pdf"),
        (("--lang", "german"), "`german` is not a language tag"),
    ],
)
def test_wrong_usage_gets_words_and_exit_code_2(words, said):
    ended = hsroute("show", *words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize("words", [*(f"--format {format}" for format in FORMS), "csm"])
def test_a_rules_file_that_cannot_be_used_is_exit_code_3(tmp_path, words):
    (tmp_path / "broken.yaml").write_text("format: 2\n", "utf-8")
    ended = hsroute("show", "--rules", tmp_path / "broken.yaml", *words.split())
    assert (ended.code, ended.out) == (3, "")
    assert "error[missing-key]" in ended.err


@pytest.fixture
def intricate(tmp_path):
    """A file with so many questions that no diagram goes that deep."""
    keys = [f"question-{number}" for number in range(2000)]
    rules = {
        "format": 1,
        "title": "Intricate",
        "contacts": {"front-desk": {"team": "Front desk"}},
        "questions": {key: {"ask": f"{key}?", "values": "yes-no"} for key in keys},
        "rules": [
            {"id": "all", "when": dict.fromkeys(keys, "yes"), "contact": "front-desk", "because": "All of them."}
        ],
    }
    path = tmp_path / "intricate.yaml"
    path.write_text(json.dumps(rules), "utf-8")
    return path


@pytest.mark.parametrize("format", ["tree", "mermaid", "html", "sql"])
def test_rules_that_are_too_intricate_are_not_drawn_in_part(intricate, format):
    ended = hsroute("show", "--rules", intricate, "--format", format)
    assert (ended.code, ended.out) == (5, "")
    assert ended.err == (
        f"hsroute: the rules are too intricate for --format {format}; --format table shows what can be proved\n"
    )


@pytest.mark.parametrize("words", [(), ("front-desk",)])
def test_what_could_not_be_proved_is_said(intricate, words):
    ended = hsroute("show", "--rules", intricate, *words)
    assert (ended.code, ended.err) == (5, "")
    assert "The rules are too intricate" in ended.out.replace("\n", " ")


# Narrowed by answers, and too big for a table.


@pytest.mark.parametrize("picture", ["table", "tree", "markdown", "mermaid", "sql", "csm"])
def test_answers_narrow_every_picture_to_what_they_leave(golden, picture):
    words = ("--format", picture) if picture != "csm" else ("csm",)
    out = show(*words, "-a", "category=contracts", "-a", "renewal_date=2027-05-01", "--today", "2026-11-22")
    golden(HERE / f"narrowed.{picture}.out", out)


def test_answers_to_narrow_by_may_come_from_a_file_beaten_by_those_of_the_command_line(tmp_path):
    (tmp_path / "given.yaml").write_text("category: contracts\ntier: free\n", "utf-8")
    out = show("--format", "tree", "--answers", tmp_path / "given.yaml", "-a", "category=success")
    assert out == show("--format", "tree", "-a", "category=success", "-a", "tier=free")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("-a tier=gold", "`tier` has no value `gold`"),
        ("-a teir=free", "teir"),
        ("--format yaml -a tier=free", "--format yaml has no use for answers"),
        ("--format schema -a tier=free", "--format schema has no use for answers"),
    ],
)
def test_what_cannot_narrow_is_refused(words, message):
    ended = hsroute("show", *words.split())
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err


def big(questions=3, values=30):
    """Rules that tell every two values of the first two questions apart, and the third where the first two agree."""
    names = ", ".join(f"v{number}: Value {number}" for number in range(values))
    asked = "".join(f"  q{number}: {{ask: Which {number}?, values: {{{names}}}}}\n" for number in range(questions))
    contacts = "".join(f"  team-{number}: {{team: Team {number}, how: Call.}}\n" for number in range(values))
    rules = "".join(
        f"- {{id: r{one}-{two}, when: {{q0: v{one}, q1: v{two}, q2: v{three}}}, "
        f"contact: team-{(one + two + three) % values}, because: b}}\n"
        for one in range(values)
        for two in range(one % 3, values, 3)
        for three in [two % 7]
    )
    return f"format: 1\ntitle: Big\ncontacts:\n{contacts}questions:\n{asked}rules:\n{rules}"


def test_a_table_too_big_to_read_gives_way_to_a_tree_of_two_questions_unless_it_is_asked_for(tmp_path, golden):
    (tmp_path / "big.yaml").write_text(big(values=15), "utf-8")
    ended = hsroute("show", "--rules", tmp_path / "big.yaml")
    told = "here is the tree of its first two questions; see --format table, -a KEY=VALUE"
    assert (ended.code, ended.err) == (0, f"hsroute: a table of 256 cells: {told}\n")
    golden(HERE / "big.out", ended.out)
    table = hsroute("show", "--rules", tmp_path / "big.yaml", "--format", "table")
    assert (table.err, table.out == ended.out) == ("", False)
    assert hsroute("show", "--rules", tmp_path / "big.yaml", "-a", "q0=v1").err == ""
    assert "256 ruter" in hsroute("show", "--rules", tmp_path / "big.yaml", "--lang", "nb").err


@pytest.mark.parametrize("format", ["table", "markdown"])
def test_a_cell_of_many_contacts_counts_them_and_many_questions_are_cut(tmp_path, format):
    keys = [f"k{number}" for number in range(9)]
    asked = "".join(f"  {key}: {{ask: Which?, values: yes-no, if_unsure: no}}\n" for key in ("one", "two", *keys))
    contacts = "".join(f"  team-{key}: {{team: T, how: Call.}}\n" for key in keys)
    rules = "".join(f"- {{id: r-{key}, when: {{{key}: yes}}, contact: team-{key}, because: b}}\n" for key in keys)
    text = f"format: 1\ntitle: t\ncontacts:\n{contacts}questions:\n{asked}rules:\n"
    text += "- {id: both, when: {one: yes, two: yes}, contact: team-k0, because: b}\n" + rules
    (tmp_path / "many.yaml").write_text(text, "utf-8")
    out = show("--rules", tmp_path / "many.yaml", "--format", format, env={"COLUMNS": "100"})
    plain = " ".join(out.replace("`", "").replace("<br>", " ").split())
    assert ("9 contacts, not_covered" if format == "table" else "9 contacts Not covered") in plain
    assert "k0, k1, k2, k3, … (+5)" in plain or "… (+5)" in plain
