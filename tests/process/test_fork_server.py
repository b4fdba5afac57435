"""A run that is a fork gives to the byte what a process of its own gives, and is one only where that is so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import fork_server, hostile
from tests.support.program import DATA, FORKS, ROOT, environment, environment_with_cache, fork, hsroute, process

pytestmark = pytest.mark.skipif(not fork_server.AVAILABLE, reason="this system does not fork")

BILLING = '{"category": "billing"}\n'
BROKEN = DATA / "hostile" / "yaml" / "alias-bomb.yaml"
HELP = ("", "ask", "explain", "check", "test", "diff", "show", "schema")
RUNS = {
    **{f"{command} --help".strip(): "" for command in HELP},
    "ask": BILLING,
    "ask --format text": BILLING * 3,
    "ask --format csv": "id,category\n7,billing\n8,bil\n",
    "ask --lang nb": '{"category": "bil", "id": "\u00e6\ud83d\ude42"}',
    "ask -a category=billing": "",
    "ask -a category=billing --color always": "",
    "ask --no-input": "",
    "explain": BILLING,
    "explain -a category=success -a tier=free --format text": "",
    "show --format sql": "",
    "show --format yaml": "",
    "schema": "",
    "test": "",
    "check": "",
    "check --strict --format json": "",
    f"check {BROKEN}": "",
    f"check --format github {BROKEN}": "",
    f"ask --rules {BROKEN}": BILLING,
    f"diff {ROOT / 'rules' / 'hubspot.yaml'} -": "format: 1\n",
    "check nowhere.yaml": "",
    "--version": "",
    "": "",
    "bogus": "",
    "ask --bogus": "",
    "ask --format": "",
    "ask -a category": "",
    "show nobody": "",
}
"""The words of a run, with what goes to its standard input."""


@pytest.mark.parametrize("words", RUNS)
def test_a_fork_gives_what_a_process_gives(words, tmp_path):
    given = RUNS[words].encode(errors="surrogatepass")
    run = (words.split(), given, environment_with_cache(), tmp_path)
    assert fork(*run) == process(*run)


def test_runs_one_after_the_other_in_a_fork_give_what_runs_by_themselves_give():
    commands, given = [words.split() for words in RUNS], [text.encode(errors="surrogatepass") for text in RUNS.values()]
    ends = [hostile.run(*words, given=data) for words, data in zip(commands, given, strict=True)]
    assert hostile.run_all(commands, given=given) == ends


@pytest.mark.parametrize(
    "env",
    [
        {"COLUMNS": "40", "FORCE_COLOR": "1"},
        {"HSROUTE_LANG": "nb"},
        {"HSROUTE_TODAY": "", "TZ": "Pacific/Kiritimati"},
        {"HSROUTE_TODAY": "", "TZ": "Etc/GMT+12"},
        {"HSROUTE_RULES": "nowhere.yaml"},
    ],
    ids=str,
)
def test_a_fork_has_the_environment_that_it_is_given(env, tmp_path):
    given = ["ask", "-a", "category=contracts", "-a", "about_renewal=yes", "--no-input"]
    environ = environment_with_cache(**env)
    assert FORKS.gives(environ)
    assert fork(given, b"", environ, tmp_path) == process(given, b"", environ, tmp_path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk as Linux has it")
@pytest.mark.parametrize("full", [(1,), (2,), (1, 2)], ids=["out", "err", "both"])
@pytest.mark.parametrize("words", ["ask -a category=bil", f"check {BROKEN.parent / 'empty.yaml'}"])
def test_a_fork_that_cannot_write_ends_as_a_process_does(words, full):
    with Path("/dev/full").open("wb") as disk, Path(os.devnull).open("r+b") as nothing:
        streams = [disk if number in full else nothing for number in range(3)]
        command = [sys.executable, "-m", "hsroute", *words.split()]
        place = {"env": environment_with_cache(), "cwd": ROOT}
        done = subprocess.run(command, stdin=streams[0], stdout=streams[1], stderr=streams[2], **place, check=False)
        run = FORKS.run(words.split(), [stream.fileno() for stream in streams], environment_with_cache(), ROOT)
        assert run.code() == done.returncode


@pytest.mark.parametrize("typed", [["?", "xyzzy", "billing"], ["contracts", "\x03"]], ids=["to the end", "interrupted"])
def test_a_fork_shows_at_a_terminal_what_a_process_shows(typed):
    terminals = pytest.importorskip("tests.support.terminal", reason="there are no pseudo-terminals")
    env = environment(TERM="xterm")

    def talk(child):
        shown = ""
        for line in typed:
            child.expect("> (\x1b\\[0m)?$")
            shown += child.before
            child.send(line if line == "\x03" else f"{line}\r")
        child.expect(terminals.pexpect.EOF)
        return terminals.code(child), shown + child.before

    options = {"env": env, "encoding": "utf-8", "dimensions": (50, 80), "echo": False}
    command = (sys.executable, "-m", "hsroute", "ask")
    assert talk(terminals.hsroute("ask", **options)) == talk(terminals.spawn(*command, cwd=str(ROOT), **options))


def test_a_fork_takes_and_gives_more_than_a_pipe_holds(tmp_path):
    run = (["ask"], BILLING.encode() * 20_000, environment(), tmp_path)
    ended = fork(*run)
    assert len(ended[1]) > 1 << 20
    assert ended == process(*run)


def test_a_fork_leaves_nothing_to_the_next(tmp_path):
    first = hsroute("ask", given=BILLING)
    hsroute("ask", "--rules", BROKEN, given=BILLING, env={"HSROUTE_LANG": "nb", "TZ": "Asia/Tokyo"}, cwd=tmp_path)
    assert hsroute("ask", given=BILLING) == first


def test_a_fork_that_is_killed_has_the_code_of_its_signal():
    with Path("/dev/null").open("r+b") as nothing:
        reading, writing = os.pipe()
        run = FORKS.run(["ask"], (reading, nothing.fileno(), nothing.fileno()), environment(), ROOT)
        os.kill(run.pid, signal.SIGKILL)
        assert run.code() == -signal.SIGKILL
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize("name", ["PYTHONUTF8", "PYTHONUNBUFFERED", "PYTHONIOENCODING", "LC_ALL", "LC_CTYPE", "LANG"])
def test_what_the_interpreter_reads_when_it_starts_takes_a_process(name):
    assert FORKS.gives(environment())
    assert not FORKS.gives(environment(**{name: "1"}))
