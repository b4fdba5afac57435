"""Completion as the shells ask for it: by the environment, with the words as bash and zsh split them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from tests.support.program import ROOT, environment, hsroute

KEYS = ["category", "trial", "sales_rep", "about_renewal", "contract_manager", "renewal_date", "tier", "csm"]
CATEGORIES = ["support", "success", "contracts", "billing", "sales", "unsure", "unknown"]
CONTACTS = ["support", "community", "success-team", "csm", "contract-manager", "contracts", "billing", "sales"]
OTHER = """\
format: 1
title: {en: Doors, de: Türen}
contacts: {porter: {team: The porter}, guard: {team: 'The \\ "guard" $(id)'}}
questions: {door: {ask: {en: "Which door?", de: "Welche Tür?"}, values: {front: Front, back: 'Back\\'}}}
rules: [{id: all, contact: porter, because: He knows.}]
"""


def in_bash(*words, **env):
    """What bash is offered for the last of the words; `=` is a word of its own."""
    protocol = {"_HSROUTE_COMPLETE": "complete_bash", "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    ended = hsroute(env=protocol | env)
    assert (ended.code, ended.err) == (0, "")
    return ended.out.split()


def in_zsh(line, **env):
    ended = hsroute(env={"_HSROUTE_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": line} | env)
    assert (ended.code, ended.err) == (0, "")
    return ended.out


@pytest.fixture
def doors(tmp_path):
    path = tmp_path / "doors.yaml"
    path.write_text(OTHER, "utf-8")
    return str(path)


def test_commands_and_options_are_completed():
    assert in_bash("hsroute", "") == ["ask", "explain", "check", "test", "diff", "show", "new"]
    assert in_bash("hsroute", "ask", "--de") == ["--details"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["ask", "-a", ""], [f"{key}=" for key in KEYS]),
        (["explain", "--answer", "c"], ["category=", "contract_manager=", "csm="]),
        (["ask", "-a", "ca"], [f"category={name}" for name in CATEGORIES]),
        (["ask", "-a", "category", "="], CATEGORIES),
        (["ask", "-a", "category", "=", ""], CATEGORIES),
        (["ask", "-a", "category", "=", "s"], ["support", "success", "sales"]),
        (["ask", "-a", "category=s"], ["category=support", "category=success", "category=sales"]),
        (["ask", "--answer", "=", "category", "=", "b"], ["billing"]),
        (["ask", "-a", "category", "=", "billing", "-a", "c"], ["contract_manager=", "csm="]),
        (["ask", "-a", "colour", "=", ""], []),
        (["ask", "--lang", ""], ["en", "nb"]),
        (["ask", "--lang", "=", "n"], ["nb"]),
        (["ask", "--format", ""], ["auto", "text", "json", "csv"]),
        (["ask", "--color", "a"], ["auto", "always"]),
        (["show", "--format", "m"], ["markdown", "mermaid"]),
        (["show", "--dialect", "d"], ["duckdb"]),
        (["show", "--format", "sql", "--column", "t"], ["trial=", "tier="]),
        (["check", "--ignore", "unused-c"], ["unused-contact"]),
        (["show", "co"], ["community", "contract-manager", "contracts"]),
        (["explain", "--why-not", ""], [*CONTACTS, "sales-rep", "not_covered"]),
    ],
)
def test_bash_is_offered_what_can_stand_there(words, offered):
    assert in_bash("hsroute", *words) == offered


@pytest.mark.parametrize(
    "words", [["ask", "--rules", "ru"], ["ask", "--answers", ""], ["check", ""], ["diff", "a", ""]]
)
def test_where_a_file_is_meant_the_shell_offers_its_files(words):
    assert in_bash("hsroute", *words) == []
    assert in_zsh(" ".join(["hsroute", *words])) == "_files\n"


def test_the_rules_on_the_line_or_in_the_environment_are_those_whose_names_are_offered(doors):
    assert in_bash("hsroute", "ask", "--rules", doors, "-a", "") == ["door=front", "door=back", "door=unknown"]
    assert in_bash("hsroute", "show", "", HSROUTE_RULES=doors) == ["porter", "guard", "not_covered"]
    assert in_bash("hsroute", "ask", "--rules", doors, "--lang", "") == ["en", "nb", "de"]


@pytest.mark.parametrize("text", ["format: [", None])
def test_rules_that_cannot_be_used_offer_nothing_and_say_nothing(tmp_path, text):
    path = tmp_path / "rules.yaml"
    if text:
        path.write_text(text, "utf-8")
    assert in_bash("hsroute", "ask", "--rules", str(path), "-a", "") == []
    assert in_bash("hsroute", "ask", "--rules", str(path), "--lang", "") == ["en", "nb"]


def test_zsh_is_told_what_each_means_in_the_language_asked_for():
    assert in_zsh("hsroute ask -a category=bil") == (
        """_arguments '*: :(("category=billing":"Invoices, payments or billing details"))'\n"""
    )
    assert '"tier=":"Hvilket HubSpot-abonnement har du?' in in_zsh("hsroute ask --lang nb -a ")


def test_zsh_which_evaluates_what_it_gets_is_given_no_backslash_from_the_rules(doors):
    said = in_zsh("hsroute show ", HSROUTE_RULES=doors) + in_zsh("hsroute ask -a ", HSROUTE_RULES=doors)
    assert "guard" in said
    assert "$(id)" not in said.replace("\\$(id)", "")
    assert '\\"' not in said


@pytest.mark.parametrize("text", ["[/x] :smile: [b]all[/b]", "all\n  of it", "all of it " * 30])
def test_each_meaning_is_one_line_without_markup_whatever_its_text_is(tmp_path, text):
    rules = tmp_path / "rules.yaml"
    rules.write_text(OTHER.replace("Front", json.dumps(text)), "utf-8")
    shell = {"_HSROUTE_COMPLETE": "complete_fish", "_TYPER_COMPLETE_FISH_ACTION": "get-args", "COLUMNS": "40"}
    ended = hsroute(env={**shell, "_TYPER_COMPLETE_ARGS": f"hsroute ask --rules {rules} -a door="})
    assert [line.split("\t")[0] for line in ended.out.splitlines()] == ["door=front", "door=back", "door=unknown"]
    assert "all" in ended.out


@pytest.mark.process
@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("words", "cword", "offered"),
    [
        ("hsroute ask -a category = bil", 5, "billing"),
        ("hsroute ask -a ren", 3, "renewal_date=soon\nrenewal_date=later"),
        ("hsroute show contract-", 2, "contract-manager"),
    ],
)
def test_bash_itself_runs_the_script_that_the_program_gives_it(tmp_path, words, cword, offered):
    program = tmp_path / "hsroute"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hsroute "$@"\n', "utf-8")
    program.chmod(0o755)
    script = hsroute(env={"_HSROUTE_COMPLETE": "source_bash"}).out
    assert "complete -o default -F" in script
    typed = (
        f'{script}\nCOMP_WORDS=({words}) COMP_CWORD={cword}\n_hsroute_completion {program}\necho "${{COMPREPLY[*]}}"\n'
    )
    env = environment(PYTHONPATH=str(ROOT))
    done = subprocess.run(["bash", "-c", typed], capture_output=True, text=True, env=env, check=True)
    assert done.stdout.replace(" ", "\n").startswith(offered)
