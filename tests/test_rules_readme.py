"""rules/README.md cannot go stale: its edits are made and its commands run, in a copy of the rules.

A `console` block is what the terminal shows; a `diff FILE` block is an edit of that file. `pytest --reset` writes what
the commands say into the document.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from tests.program import ROOT, environment, hsroute

README = ROOT / "rules" / "README.md"
BLOCK = re.compile(r"^```(?P<kind>console|diff)(?: (?P<file>\S+))?\n(?P<body>.*?)^```\n", re.MULTILINE | re.DOTALL)
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}


@pytest.fixture
def folder(tmp_path):
    """A folder with the rules, where `hsroute` is this one."""
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    program = tmp_path / "bin" / "hsroute"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hsroute "$@"\n')
    program.chmod(0o755)
    return tmp_path


def said(command, folder):
    """What the terminal shows of a command."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment(PATH=path, PYTHONPATH=str(ROOT)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode()


def edit(file, block):
    lines = block.splitlines(keepends=True)
    before, after = ("".join(line[1:] for line in lines if line[0] in signs) for signs in (" -", " +"))
    text = file.read_text("utf-8")
    assert text.count(before) == 1, f"{file.name} does not have this once:\n{before}"
    file.write_text(text.replace(before, after), "utf-8")


def replayed(readme, folder):
    """The document with what its commands really say."""

    def replay(found):
        if found["kind"] == "diff":
            edit(folder / found["file"], found["body"])
            return found.group()
        commands = re.findall(r"^\$ (.*)$", found["body"], re.MULTILINE)
        return "```console\n" + "".join(f"$ {command}\n{said(command, folder)}" for command in commands) + "```\n"

    return BLOCK.sub(replay, readme)


@pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")
def test_the_steps_say_what_they_are_said_to_say(folder, golden):
    readme = replayed(README.read_text("utf-8"), folder)
    golden(README, readme)
    assert len(BLOCK.findall(readme)) >= 10
    for step in ("error[unknown-contact]", "no problems", "1 failed", "0 failed", "lead elsewhere"):
        assert step in readme


def yaml_blocks():
    return re.findall(r"^```yaml\n(.*?)^```\n", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")
def test_the_commands_of_the_workflow_run(folder):
    (workflow,) = [yaml.safe_load(block) for block in yaml_blocks() if "runs-on" in block]
    commands = [step["run"] for step in workflow["jobs"]["rules"]["steps"] if "run" in step]
    assert [command.split()[1] for command in commands[1:]] == ["check", "test"]
    assert said(commands[1], folder) == ""
    assert said(commands[2], folder).endswith("34 of 34 rules reached (100 %)\n")


def test_the_hooks_that_are_named_are_there():
    (config,) = [yaml.safe_load(block) for block in yaml_blocks() if "repos:" in block]
    assert [hook["id"] for hook in config["repos"][0]["hooks"]] == [*HOOKS]
    assert all(hook["language"] == "python" and hook["entry"].startswith("hsroute ") for hook in HOOKS.values())


@pytest.mark.parametrize(
    ("file", "hooks"),
    [
        ("rules/hubspot.yaml", {"hsroute-check", "hsroute-test"}),
        ("rules/hubspot.cases.yaml", {"hsroute-test"}),
        ("team/rules/library.yml", {"hsroute-check", "hsroute-test"}),
        ("rules/schema.json", set()),
        (".github/workflows/rules.yaml", set()),
        ("config.yaml", set()),
    ],
)
def test_a_hook_looks_at_the_files_that_it_is_for(file, hooks):
    meant = {
        id
        for id, hook in HOOKS.items()
        if re.search(hook["files"], file) and not re.search(hook.get("exclude", "^$"), file)
    }
    assert meant == hooks


@pytest.mark.parametrize(("id", "code"), [("hsroute-check", 1), ("hsroute-test", 3)])
def test_a_hook_takes_several_files_and_fails_when_one_of_them_does(id, code, folder):
    for name in ("hubspot.yaml", "hubspot.cases.yaml"):
        text = (folder / "rules" / name).read_text("utf-8")
        (folder / "rules" / name.replace("hubspot", "other")).write_text(text, "utf-8")
    words = HOOKS[id]["entry"].split()[1:]
    files = ["rules/hubspot.yaml", "rules/other.yaml"]
    assert hsroute(*words, *files, cwd=folder).code == 0
    spoilt = folder / "rules" / "other.yaml"
    spoilt.write_text(spoilt.read_text("utf-8").replace("  - id: billing\n", "  - id: bills\n    when: {tier: fre}\n"))
    assert hsroute(*words, *files, cwd=folder).code == code
