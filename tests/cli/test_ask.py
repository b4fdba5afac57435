"""`hsroute ask` away from the pipe: options, files of answers, and what is said when something is wrong."""

from __future__ import annotations

import json

import pytest

from tests.support.program import hsroute

CONTRACTS = ("-a", "category=contracts", "-a", "about_renewal=yes", "-a", "contract_manager=no")


def test_answers_given_as_options_settle_the_route():
    ended = hsroute("ask", *CONTRACTS, "-a", "renewal_date=2027-01-15")
    assert ended.code == 0
    assert ended.out.splitlines()[:2] == ["Contract management", "contracts@hubspot.com"]
    assert "From 16 April 2027: ask again; it will take one more answer" in ended.out
    assert ended.err == ""


def test_the_texts_true_and_false_mean_the_json_values_and_unknown_is_an_answer():
    words = ("-a", "category=contracts", "-a", "about_renewal=true", "-a", "contract_manager=unknown")
    route = hsroute("ask", *words, "-a", "renewal_date=soon", "--format", "json").json
    assert route["answers"] == {
        "category": "contracts",
        "about_renewal": "yes",
        "contract_manager": "unknown",
        "renewal_date": "soon",
    }
    assert "You didn't know whether you have a contract manager, so we assumed no." in route["notes"]


@pytest.mark.parametrize("nothing", ["tier=", "tier=null"])
def test_an_option_that_says_nothing_is_as_if_it_were_not_given(tmp_path, nothing):
    file = tmp_path / "answers.yaml"
    file.write_text("tier: starter\n", "utf-8")
    words = ("ask", "-a", "category=support", "-a", nothing, "--format", "json")
    assert hsroute(*words).code == 4
    from_file = hsroute(*words, "--answers", file)
    assert (from_file.code, from_file.json["answers"]["tier"]) == (0, "starter")
    standing = hsroute(*words, env={"HSROUTE_ANSWERS": str(file)})
    assert (standing.code, standing.json["answers"]["tier"], standing.json["unused"]) == (0, "starter", [])
    card = hsroute(*words[:-2], "--details", env={"HSROUTE_ANSWERS": str(file)}).out
    assert card.endswith("-a tier=starter -a category=support\n")


@pytest.mark.parametrize(
    "text", ["tier: null", "tier:", 'tier: ""', "tier: 'null'", '{"tier": null}', "", "# tier: free\n"]
)
def test_a_file_that_says_nothing_of_a_question_is_as_if_its_key_were_not_there(tmp_path, text):
    file, standing = tmp_path / "answers.yaml", tmp_path / "standing.yaml"
    file.write_text(text, "utf-8")
    standing.write_text("tier: free", "utf-8")
    words = ("ask", "-a", "category=support", "--answers", file, "--format", "json")
    assert hsroute(*words).code == 4
    assert hsroute(*words, env={"HSROUTE_ANSWERS": str(standing)}).json["rule"] == "support-free-tools"
    assert hsroute(*words[:3], "--format", "json", env={"HSROUTE_ANSWERS": str(file)}).code == 4


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("answers.json", '{"category": "success", "tier": "starter", "id": 7}'),
        ("answers.yaml", "category: success\ntier: starter\nid: 7\n"),
    ],
)
def test_a_file_of_answers_is_json_or_yaml(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    route = hsroute("ask", "--answers", file, "--format", "json").json
    assert (route["rule"], route["id"]) == ("success-basic-or-starter", 7)


def test_options_beat_files_and_files_beat_standing_answers(tmp_path):
    standing, file = tmp_path / "standing.yaml", tmp_path / "answers.yaml"
    standing.write_text("tier: free\ncsm: no\n", "utf-8")
    file.write_text("category: success\ntier: starter\n", "utf-8")
    env = {"HSROUTE_ANSWERS": str(standing)}
    words = ("ask", "--answers", file, "--format", "json")
    assert hsroute(*words, env=env).json["rule"] == "success-basic-or-starter"
    route = hsroute(*words, "-a", "tier=enterprise", env=env).json
    assert (route["rule"], route["unused"]) == ("success-csm-not-known", [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tyer: free", "there is no question `tyer`; did you mean `tier`?"),
        ("tier: fre", "`tier` has no value `fre`; did you mean `free`?"),
        ("csm: jo@", "`jo@`, given as `csm`, is not an e-mail address; allowed: `yes`, `no`, `unknown`"),
    ],
)
def test_a_wrong_standing_answer_is_told_once_with_its_file(tmp_path, text, said):
    standing = tmp_path / "standing.yaml"
    standing.write_text(text, "utf-8")
    env = {"HSROUTE_ANSWERS": str(standing), "COLUMNS": "1000"}
    for words in ("ask", "ask -a category=billing", "ask --format csv", "explain"):
        ended = hsroute(*words.split(), given='{"category": "billing"}\n' * 2, env=env)
        assert (ended.code, ended.out) == (2, "")
        assert f"Invalid value for HSROUTE_ANSWERS: {standing}: {said}\n" in ended.err


def test_answers_can_come_from_standard_input_as_yaml():
    ended = hsroute("ask", "--answers", "-", given="category: billing\n")
    assert ended.out.startswith("Billing\n")


def test_what_is_missing_is_said_on_stderr_with_the_answers_that_would_do():
    ended = hsroute("ask", "-a", "category=support")
    assert (ended.code, ended.out) == (4, "")
    assert "Which HubSpot subscription do you have?" in ended.err
    assert "-a tier=starter" in ended.err


def test_not_covered_is_an_answer_of_its_own():
    ended = hsroute("ask", "-a", "category=success", "-a", "tier=free")
    assert ended.code == 1
    assert ended.out.startswith("No contact for this\n")
    assert "https://knowledge.hubspot.com" in ended.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-a", "category"), "`category` is not of the form KEY=VALUE"),
        (("-a", "tier=free", "-a", "tier=free"), "`tier` is answered twice"),
        (("--today", "1 March"), "`1 March` is not a calendar date written YYYY-MM-DD"),
        (("--lang", "english"), "`english` is not a language tag such as `en`, `nb` or `pt-BR`"),
        (("--format", "xml"), "'xml' is not one of 'auto', 'text', 'json'"),
        (("--colour", "never"), "No such option: --colour"),
    ],
)
def test_wrong_usage_exits_2_and_says_what_is_meant(words, said):
    ended = hsroute("ask", *words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b\n", "a record of answers is a JSON object"),
        ("tier: free\ntier: basic\n", "duplicate key `tier`"),
        ('{"tier": "free", "tier": "basic"}', "key `tier` is given twice"),
        ("tier: [", "error[yaml-syntax]"),
    ],
)
def test_a_bad_file_of_answers_exits_2_and_names_the_file(tmp_path, text, said):
    file = tmp_path / "answers.txt"
    file.write_text(text, "utf-8")
    ended = hsroute("ask", "--answers", file)
    assert (ended.code, ended.out) == (2, "")
    assert "answers.txt" in ended.err
    assert said in ended.err


@pytest.mark.parametrize("words", [("--rules", "missing.yaml"), ("--answers", "missing.yaml")])
def test_a_file_that_cannot_be_read_exits_74(words):
    ended = hsroute("ask", "-a", "category=billing", *words)
    assert (ended.code, ended.out) == (74, "")
    assert ended.err == "hsroute: missing.yaml: No such file or directory\n"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("billing", "answers are given as `-a KEY=VALUE`, here `-a category=billing`"),
        ("my invoice is wrong", "what is named here is a file of records; `hsroute ask` alone asks what you need"),
    ],
)
def test_what_is_an_answer_or_a_sentence_is_told_from_a_file(name, hint):
    assert hsroute("ask", name) == (74, "", f"hsroute: {hint}\nhsroute: {name}: No such file or directory\n")


def test_a_missing_file_of_records_is_only_called_so():
    assert hsroute("ask", "tickets.csv").err == "hsroute: tickets.csv: No such file or directory\n"


def test_a_broken_rules_file_exits_3_and_shows_every_mistake_with_its_place(tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text(hsroute("show", "--format", "yaml").out.replace("tier: free}", "teir: free}", 1), "utf-8")
    ended = hsroute("ask", "-a", "category=billing", "--rules", rules)
    assert (ended.code, ended.out) == (3, "")
    assert "error[unknown-question]: there is no question `teir`" in ended.err
    assert "^^^^" in ended.err
    assert "did you mean `tier`?" in ended.err


def test_rules_of_another_company_work_the_same(tmp_path):
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "format: 1\ntitle: Bakery\ncontacts: {oven: {team: The oven, email: oven@example.com}}\n"
        "questions: {bread: {ask: Is it about bread?, values: yes-no}}\n"
        "rules:\n- {id: bread-rule, when: {bread: yes}, contact: oven, because: Bread is baked there.}\n",
        "utf-8",
    )
    assert hsroute("ask", "-a", "bread=yes", env={"HSROUTE_RULES": str(rules)}).out.startswith("The oven\n")
    gap = hsroute("ask", "-a", "bread=no", "--rules", rules, "--format", "json")
    assert (gap.code, gap.json["status"], gap.json["rule"]) == (1, "not_covered", None)


def test_text_that_acts_on_a_screen_is_shown_instead(tmp_path):
    rules = tmp_path / "rules.yaml"
    team = r'"[bold]Team[/bold] :smile: \e[31mred \u202eback \x07 \e]8;;https://example.com\e\\"'
    rules.write_text(
        f"format: 1\ntitle: T\ncontacts: {{team: {{team: {team}}}}}\nquestions: {{}}\n"
        "rules: [{id: all-of-it, contact: team, because: So it is.}]\n",
        "utf-8",
    )
    ended = hsroute("ask", "-a", "x=y", "--rules", rules, "--color", "always")
    assert ended.code == 2
    shown = hsroute("ask", "--answers", "-", "--rules", rules, given="{}").out
    team = r"[bold]Team[/bold] :smile: \x1b[31mred \u202eback \x07", r"\x1b]8;;https://example.com\x1b" + "\\"
    assert tuple(shown.splitlines()[:2]) == team


def test_help_can_be_asked_for_shortly_and_the_version_names_the_program():
    assert "Usage: hsroute [OPTIONS] COMMAND" in hsroute("--help").out
    assert hsroute("-h").out == hsroute("--help").out
    assert hsroute("--version").out.startswith("hsroute ")


def test_help_has_no_escape_sequences_even_when_colours_are_forced():
    assert "\x1b" not in hsroute("ask", "-h", env={"FORCE_COLOR": "1"}).out


def test_the_shipped_rules_can_be_printed_to_start_ones_own_from(tmp_path):
    own = tmp_path / "own.yaml"
    own.write_text(hsroute("show", "--format", "yaml").out, "utf-8")
    words = ("-a", "category=billing", "--format", "json")
    assert hsroute("ask", "--rules", own, *words).out == hsroute("ask", *words).out


def test_colours_are_written_where_they_are_forced_and_nowhere_else():
    words = ("ask", "-a", "category=billing")
    assert "\x1b[" in hsroute(*words, "--color", "always").out
    assert "\x1b[" in hsroute(*words, env={"FORCE_COLOR": "1"}).out
    assert "\x1b" not in hsroute(*words).out
    assert "\x1b" not in hsroute(*words, "--color", "never", env={"FORCE_COLOR": "1"}).out
    assert "\x1b" not in hsroute(*words, env={"FORCE_COLOR": "1", "NO_COLOR": "1"}).out


def test_a_route_on_one_line_of_json_is_the_same_as_through_the_pipe():
    by_option = hsroute("ask", "-a", "category=billing", "--format", "json").json
    by_pipe = hsroute("ask", given=json.dumps({"category": "billing"})).json
    assert by_pipe == {**by_option, "line": 1}


def test_the_command_for_next_time_holds_the_standing_answers_that_decided(tmp_path):
    standing = tmp_path / "standing.yaml"
    standing.write_text("tier: starter\ntrial: none\n", "utf-8")
    ended = hsroute("ask", "--details", "-a", "category=success", env={"HSROUTE_ANSWERS": str(standing)})
    again = ended.out.splitlines()[-1].split()[1:]
    assert "tier=starter" in again
    assert "trial=none" not in again
    assert hsroute(*again).out.splitlines()[0] == "Customer Success team"


def test_a_bad_file_of_standing_answers_is_named_by_its_variable(tmp_path):
    standing = tmp_path / "standing.yaml"
    standing.write_text("tier: [", "utf-8")
    ended = hsroute("ask", "-a", "category=billing", env={"HSROUTE_ANSWERS": str(standing)})
    assert ended.code == 2
    assert "Invalid value for HSROUTE_ANSWERS" in ended.err
