"""Runs the program as a shell does, with an environment that holds nothing by accident.

A run is a fork of a process that has imported the program, where that gives the same; else a process of its own.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.support.fork_server import ForkServer
from tests.support.pipes import exchange
from tests.support.schemas import conform

ROOT = Path(__file__).parent.parent.parent
DATA = Path(__file__).parent.parent / "data"
TODAY = "2026-11-22"
SECONDS = 60
"""How long a run may take."""

AT_ONCE = 4096
"""How many bytes every pipe holds."""

_CACHE = tempfile.TemporaryDirectory(prefix="hsroute-")
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


def environment_with_cache(**more):
    """That of a user, who has a cache: all runs of these tests share it, for reading YAML is half of a short run."""
    return environment(**{"XDG_CACHE_HOME": _CACHE.name, **more})


FORKS = ForkServer(environment(), ROOT)


def hsroute(*words, given="", env=None, cwd=None):
    """One run; `given` goes to standard input, as text or bytes."""
    given = given if isinstance(given, bytes) else given.encode()
    environ = environment_with_cache(**(env or {}))
    run = fork if FORKS.gives(environ) else process
    code, *outputs = run([*map(str, words)], given, environ, cwd or ROOT)
    ended = Ended(code, *(written.decode().replace(os.linesep, "\n") for written in outputs))
    conform([*map(str, words)], ended.out)
    return ended


def process(words, given, environ, cwd):
    """A run in a process of its own: its code and, as bytes, what it wrote."""
    command = [sys.executable, "-m", "hsroute", *words]
    done = subprocess.run(command, input=given, capture_output=True, env=environ, cwd=cwd, timeout=SECONDS, check=False)
    return done.returncode, done.stdout, done.stderr


def fork(words, given, environ, cwd):
    """The same as a fork."""
    (stdin, writing), (out, stdout), (err, stderr) = [os.pipe() for _ in range(3)]
    at_once = os.write(writing, given[:AT_ONCE])  # a fork may look for it sooner than a process ever does
    try:
        run = FORKS.run(words, (stdin, stdout, stderr), environ, cwd)
    finally:
        for end in (stdin, stdout, stderr):
            os.close(end)
    try:
        outputs = exchange(given[at_once:], writing, (out, err), SECONDS)
    except TimeoutError:
        os.kill(run.pid, signal.SIGKILL)
        raise
    finally:
        code = run.code()
    return code, *outputs


def started(*words, **options):
    """A run that is still under way, with a pipe at each standard stream unless the options of Popen say otherwise."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    usual = {**pipes, "env": environment(), "cwd": ROOT, "bufsize": 0}
    return subprocess.Popen([sys.executable, "-m", "hsroute", *map(str, words)], **{**usual, **options})


def until_it_waits(running):
    """Sleep until the run does: mostly for a reader, its pipe being full. Systems that do not tell get long enough."""
    told, waits = Path(f"/proc/{running.pid}/stat"), 0
    if not told.exists():
        time.sleep(1.5)
    while told.exists() and waits < 3:
        time.sleep(0.01)
        waits = waits + 1 if re.search(r"\) [SZ]", told.read_text("utf-8")) else 0


def ask(record, *words, **run):
    """One record through the pipe."""
    return hsroute("ask", *words, given=record if isinstance(record, (str, bytes)) else json.dumps(record), **run)
