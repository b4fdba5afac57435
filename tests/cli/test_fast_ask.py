"""The front door for scripts gives to the byte what typer's way gives, or leaves the call to it."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.cli.fast_ask import _options, plain_ask
from tests.support.program import ROOT, TODAY, ask, environment, hsroute

BILLING = '{"id": 7, "category": "billing"}'

PLAIN = (
    [],
    ["--today", "2027-01-02"],
    ["--lang", "nb", "--today", "2027-01-02", "--today", "2027-01-03"],
    ["--rules", "nowhere.yaml"],
    ["--lang", "no"],
    ["--lang", "pt_BR.UTF-8"],
)
FILES = (["billing.json"], ["./billing.json", "--lang", "nb"], ["--lang", "nb", "billing.csv"], ["-"], ["nowhere.json"])
WRONG = (["--lang", "x"], ["--today", "2027-02-30"], ["--lang"], ["--nothing", "1"], ["here", "there"])


@pytest.mark.parametrize("words", PLAIN, ids=" ".join)
def test_a_plain_call_gives_what_the_same_call_through_typer_gives(words):
    """`--format auto` is what holds without it, but is not an option of the front door."""
    front = hsroute("ask", *words, given=BILLING)
    assert _options(["ask", *words], {}) is not None
    assert _options(["ask", *words, "--format", "auto"], {}) is None
    assert front == hsroute("ask", *words, "--format", "auto", given=BILLING)


@pytest.mark.parametrize("words", FILES, ids=" ".join)
def test_a_file_of_records_gives_what_it_gives_through_typer(words, tmp_path):
    (tmp_path / "billing.json").write_text(BILLING, "utf-8")
    (tmp_path / "billing.csv").write_text("category\nbilling\n", "utf-8")
    front = hsroute("ask", *words, given=BILLING, cwd=tmp_path)
    assert _options(["ask", *words], {}) is not None
    assert front == hsroute("ask", *words, "--format", "auto", given=BILLING, cwd=tmp_path)
    assert front.out or front == (74, "", "hsroute: nowhere.json: No such file or directory\n")


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_wrong_call_is_told_by_typer(words):
    ended = hsroute("ask", *words, given=BILLING)
    assert ended.code == 2
    assert "Error: " in ended.err
    assert ended.out == ""


@pytest.mark.parametrize(
    "variable", [{"HSROUTE_LANG": "x"}, {"HSROUTE_TODAY": "today"}, {"HSROUTE_ANSWERS": __file__}], ids=str
)
def test_a_wrong_variable_is_told_by_typer(variable):
    ended = ask({"category": "billing"}, env=variable)
    assert (ended.code, ended.out) == (2, "")
    assert "Error: Invalid value for" in ended.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_standing_answers_that_can_be_read_only_once_are_left_to_typer(tmp_path):
    os.mkfifo(tmp_path / "answers")
    assert plain_ask(["ask"], {"HSROUTE_ANSWERS": str(tmp_path / "answers")}) is None
    assert plain_ask(["ask"], {"HSROUTE_ANSWERS": "-"}) is None


def test_a_rules_file_has_the_same_name_in_both_ways(tmp_path):
    (tmp_path / "bad.yaml").write_text("format: 2\n", "utf-8")
    ways = [
        hsroute("ask", "--rules", "./bad.yaml", *more, given=BILLING, cwd=tmp_path) for more in ([], ["--no-input"])
    ]
    assert ways[0] == ways[1]
    assert ways[0].err.startswith("bad.yaml:1:1: error")


def test_variables_stand_in_for_options_and_empty_ones_for_nothing():
    environment = {"HSROUTE_RULES": "a.yaml", "HSROUTE_TODAY": "", "HSROUTE_LANG": "nb"}
    given = _options(["ask", "--keep", "--lang", "en"], environment)
    assert given == {"--rules": "a.yaml", "--today": "", "--lang": "en", "FILE": "", "--keep": "--keep"}
    assert hsroute("ask", given=BILLING, env={"HSROUTE_TODAY": ""}).code == 0


@pytest.mark.process
def test_a_plain_call_imports_only_what_it_runs(tmp_path):
    """The second time, when the rules are compiled; all the rest takes longer to import than the call takes."""
    program = "import sys\nfrom hsroute.cli import main\ntry:\n main()\nfinally:\n print(*sys.modules, file=sys.stderr)"
    for _ in range(2):
        ended = subprocess.run(
            [sys.executable, "-c", program, "ask"],
            input=BILLING.encode(),
            capture_output=True,
            env=environment(XDG_CACHE_HOME=str(tmp_path), PYTHONPATH=str(ROOT)),
            check=True,
        )
    imported = set(ended.stderr.decode().split())
    assert "hsroute.routing.router" in imported
    assert imported.isdisjoint(
        {"typer", "rich", "yaml", "pathlib", "inspect", "hsroute.rulesfile.yaml_parser", "hsroute.screen"}
    )


words = st.lists(st.sampled_from(["ask", "--today", "--lang", "--rules", "nb", TODAY, "-h", "--", "-", "", "explain"]))


@given(words)
def test_what_is_understood_is_ask_with_options_that_have_a_value_and_one_file(words):
    given = _options(words, {})
    if given is not None:
        files = [word for before, word in pairwise(words) if not before.startswith("--") and word[:2] != "--"]
        options = {name: value for name, value in pairwise(words) if name.startswith("--")}
        assert words[0] == "ask"
        assert given == {"--rules": "", "--today": "", "--lang": "", "--keep": "", "FILE": "".join(files), **options}
        assert len(files) <= 1
        assert all(value and value[0] != "-" for value in options.values())
