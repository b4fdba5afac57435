"""Documents replayed: their edits are made, their commands run and their statements evaluated, in a copy of the rules.

A `console` block is what the terminal shows; a `diff FILE` block is an edit of that file; in a `python` block an
expression has its value as the comment behind it.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys

from tests.support.program import ROOT, environment_with_cache

BLOCK = re.compile(
    r"^```(?P<kind>console|diff|python)(?: (?P<file>\S+))?\n(?P<body>.*?)^```\n", re.MULTILINE | re.DOTALL
)


def workplace(folder):
    """The folder with the rules, a stand-in for the program that its commands find, and nothing else."""
    shutil.copytree(ROOT / "rules", folder / "rules")
    program = folder / "bin" / "hsroute"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hsroute "$@"\n', "utf-8")
    program.chmod(0o755)
    return folder


def said(command, folder):
    """What the terminal shows of a command."""
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=environment_with_cache(PATH=path, PYTHONPATH=str(ROOT)),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout.decode()


def replayed(text, folder):
    """The document with what its commands and its values really are."""

    def replay(block):
        if block["kind"] == "diff":
            edit(folder / block["file"], block["body"])
            return block.group()
        body = evaluated(block["body"]) if block["kind"] == "python" else typed(block["body"], folder)
        return f"```{block['kind']}\n{body}```\n"

    return BLOCK.sub(replay, text)


def edit(file, block):
    lines = block.splitlines(keepends=True)
    before, after = ("".join(line[1:] for line in lines if line[0] in signs) for signs in (" -", " +"))
    text = file.read_text("utf-8")
    assert text.count(before) == 1, f"{file.name} does not have this once:\n{before}"
    file.write_text(text.replace(before, after), "utf-8")


def typed(body, folder):
    commands = re.findall(r"^\$ (.*)$", body, re.MULTILINE)
    assert body.startswith("$ "), f"this says something before any command:\n{body}"
    return "".join(f"$ {command}\n{said(command, folder)}" for command in commands)


def evaluated(code):
    names, lines = {}, code.splitlines(keepends=True)
    for statement in ast.parse(code).body:
        source = ast.get_source_segment(code, statement)
        if isinstance(statement, ast.Expr):
            expression, comment, _ = lines[statement.end_lineno - 1].partition("  # ")
            assert comment, f"what is the value of this?\n{source}"
            lines[statement.end_lineno - 1] = f"{expression}{comment}{eval(source, names)!r}\n"
        else:
            exec(source, names)
    return "".join(lines)
