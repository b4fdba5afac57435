"""What is said to somebody who asks for help, or does not know what to type; the examples are run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache

import pytest

from hsroute.cli.app import program
from tests.support.program import ROOT, environment_with_cache, hsroute
from tests.support.replay import workplace

typer = pytest.importorskip("typer")
COMMANDS = [*typer.main.get_command(program()).commands]


@cache
def help_of(name):
    return hsroute(name, "--help").out


def examples(name):
    """The lines under "For example:"."""
    (lines,) = re.findall(r"^  For example:\n((?:    .+\n)+)", help_of(name), re.MULTILINE)
    return [line.strip() for line in lines.splitlines()]


@pytest.fixture
def shop(tmp_path):
    """A folder with the files that the examples name, under version control."""
    folder = workplace(tmp_path)
    rules = (ROOT / "rules" / "hubspot.yaml").read_text("utf-8")
    (folder / "my.yaml").write_text(rules, "utf-8")
    (folder / "old.yaml").write_text(rules, "utf-8")
    shutil.copy(ROOT / "rules" / "hubspot.cases.yaml", folder / "my.cases.yaml")
    (folder / "tickets.csv").write_text("id,category\n7,billing\n", "utf-8")
    (folder / "tickets.jsonl").write_text('{"category": "billing"}\n{"category": "support"}\n', "utf-8")
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


def test_who_types_no_command_is_told_first_what_to_type():
    ended = hsroute()
    assert (ended.code, ended.err) == (0, "")
    first, _, typed, *_ = ended.out.splitlines()
    assert first == "To find out who to contact, type"
    assert typed.strip() == "hsroute ask"
    assert len(ended.out.splitlines()) < 15
    assert "129" not in ended.out


def test_the_exit_codes_are_at_the_end_of_the_help():
    help = hsroute("--help").out
    assert help.index("Commands:") < help.index("Exit codes")
    assert help.rstrip().endswith("143  terminated")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_begins_with_examples_behind_what_it_does(name):
    usage, _, rest = help_of(name).split("\n\n", 2)
    assert usage.startswith(f"Usage: hsroute {name}")
    assert rest.startswith("  For example:\n")
    assert 1 <= len(examples(name)) <= 4
    assert all(f"hsroute {name}" in line for line in examples(name))


def test_ask_shows_a_conversation_one_record_a_stream_a_sheet_and_what_a_bot_does():
    conversation, record, stream, sheet = examples("ask")
    assert conversation == "hsroute ask"
    assert record.endswith("| hsroute ask")
    assert re.match(r"hsroute ask \S+\.jsonl .*> \S+", stream)
    assert re.match(r"hsroute ask \S+\.csv > \S+", sheet)
    assert "while the status of a route is incomplete" in re.sub(r"\s+", " ", help_of("ask"))


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="they are for the shells of Unix")
@pytest.mark.parametrize("name", COMMANDS)
def test_the_examples_run(shop, name):
    env = environment_with_cache(PATH=f"{shop / 'bin'}{os.pathsep}{os.environ['PATH']}", PYTHONPATH=str(ROOT))
    if name == "new":  # which overwrites nothing
        (shop / "my.yaml").unlink()
        (shop / "my.cases.yaml").unlink()
    for line in examples(name):
        if line != "hsroute ask":  # at a terminal, as in tests/process
            done = subprocess.run(line, shell=True, cwd=shop, env=env, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, ""), line
