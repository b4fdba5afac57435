"""Runs the program as a shell does: a process of its own, with an environment that holds nothing by accident."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
DATA = Path(__file__).parent.parent / "data"
TODAY = "2026-11-22"

_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV")
_UTF8 = {"PYTHONUTF8": "1"} if os.name == "nt" else {"LC_ALL": "C.UTF-8"}


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**more):
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "HSROUTE_TODAY": TODAY, "COLUMNS": "80", **_UTF8, **more}


def hsroute(*words, given="", env=None, cwd=None):
    """One run; `given` goes to standard input, as text or bytes."""
    given = given if isinstance(given, bytes) else given.encode()
    done = subprocess.run(
        [sys.executable, "-m", "hsroute", *map(str, words)],
        input=given,
        capture_output=True,
        env=environment(**(env or {})),
        cwd=cwd or ROOT,
        timeout=60,
        check=False,
    )
    out, err = (written.decode().replace(os.linesep, "\n") for written in (done.stdout, done.stderr))
    return Ended(done.returncode, out, err)


def started(*words, **options):
    """A run that is still under way, with a pipe at each standard stream unless the options of Popen say otherwise."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    usual = {**pipes, "env": environment(), "cwd": ROOT, "bufsize": 0}
    return subprocess.Popen([sys.executable, "-m", "hsroute", *map(str, words)], **{**usual, **options})


def ask(record, *words, **run):
    """One record through the pipe."""
    return hsroute("ask", *words, given=record if isinstance(record, (str, bytes)) else json.dumps(record), **run)
