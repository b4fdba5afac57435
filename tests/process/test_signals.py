"""Signals: what was routed is written, whole and in order, and the exit code tells which one it was."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import cache, partial

import pytest

from tests.support.program import ROOT, environment, started, until_it_waits

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals")

BILLING = b'{"category": "billing"}\n'
ENDING = {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129}


# More than any of these runs comes to write, so that a signal always meets it at work.


@cache
def short():
    return "".join(f'{{"id": {number}, "category": "billing"}}\n' for number in range(300_000)).encode()


@cache
def long():
    records = ({"id": f"{number} {'x' * 30_000}", "category": "billing"} for number in range(999))
    return "".join(f"{json.dumps(record)}\n" for record in records).encode()


def sheet():
    return b"id,category\n" + b"".join(b"%d,billing\n" % id for id in range(300_000))


@pytest.fixture
def given(tmp_path):
    """A file of that text, open to be read."""

    def open_file(text):
        (tmp_path / "given").write_bytes(text)
        return (tmp_path / "given").open("rb")

    return open_file


def numbers(out):
    """The numbers of the lines, all of which must be whole."""
    assert out.endswith(b"\n")
    routes = [json.loads(line) for line in out.splitlines()]
    assert all(route["rule"] == "billing" for route in routes)
    return [int(str(route["id"]).partition(" ")[0]) for route in routes]


@pytest.mark.parametrize("words", ["ask", "explain", "ask --format text"])
@pytest.mark.parametrize(("name", "code"), ENDING.items())
def test_waiting_for_input_is_ended_and_what_is_settled_is_out(words, name, code):
    with started(*words.split()) as running:
        running.stdin.write(BILLING)
        running.stdin.flush()
        assert b"illing" in running.stdout.readline()
        running.send_signal(getattr(signal, name))
        assert running.wait(20) == code
        assert running.stderr.read() == b""


@pytest.mark.parametrize("text", [short, long])
@pytest.mark.parametrize(("name", "code"), ENDING.items())
def test_in_the_middle_of_a_stream_the_output_ends_with_a_whole_line(name, code, text, given):
    with given(text()) as records, started("ask", stdin=records) as running:
        first = running.stdout.readline()
        until_it_waits(running)  # so that the signal comes while a line is written
        running.send_signal(getattr(signal, name))
        until_it_waits(running)
        out, said = running.communicate(timeout=20)
    routed = numbers(first + out)
    assert routed == list(range(len(routed)))
    assert 0 < len(routed) < 100_000
    assert (running.returncode, said) == (code, b"")


@pytest.mark.parametrize("text", [short, long])
def test_a_running_stream_ends_with_a_whole_line_wherever_it_is(text, given, tmp_path):
    for moment in range(1, 6):
        with given(text()) as records, (tmp_path / "routes").open("wb") as routes:
            running = started("ask", stdin=records, stdout=routes)
            while not (tmp_path / "routes").stat().st_size:
                time.sleep(0.005)
            time.sleep(0.003 * moment)
            running.terminate()
            _, said = running.communicate(timeout=20)
        routed = numbers((tmp_path / "routes").read_bytes())
        assert routed == list(range(len(routed)))
        assert (running.returncode, said) == (143, b"")


FORMS = {
    "kept": ("ask --keep", lambda: short().replace(b", ", b', "note": "x", ')),
    "several lines": ("ask", lambda: short().replace(b", ", b",\n  ")),
    "sheet": ("ask --format csv", sheet),
}


@pytest.mark.parametrize("form", FORMS)
def test_records_of_every_form_end_with_a_whole_one(form, given):
    words, text = FORMS[form]
    with given(text()) as records, started(*words.split(), stdin=records) as running:
        first = running.stdout.readline()
        until_it_waits(running)
        running.terminate()
        until_it_waits(running)
        out, said = running.communicate(timeout=20)
    lines = (first + out).decode().splitlines(keepends=True)
    ids = [line.partition(",")[0] for line in lines[1:]] if form == "sheet" else map(str, numbers(first + out))
    assert all(line.endswith("\n") for line in lines)
    assert [*ids] == [str(id) for id in range(len(lines) - (form == "sheet"))]
    assert (running.returncode, said) == (143, b"")


@pytest.mark.parametrize("first", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("text", [short, long])
def test_whoever_does_not_read_cannot_hold_the_program_up_twice(text, first, given):
    with given(text()) as records, started("ask", stdin=records) as running:
        running.stdout.readline()
        until_it_waits(running)
        running.send_signal(getattr(signal, first))
        until_it_waits(running)
        running.terminate()
        assert running.wait(20) == -signal.SIGTERM
        assert running.stderr.read() == b""


@pytest.mark.parametrize("text", [short, long])
def test_a_reader_that_goes_away_after_the_signal_ends_it_in_silence(text, given):
    with given(text()) as records, started("ask", stdin=records) as running:
        running.stdout.readline()
        until_it_waits(running)
        running.send_signal(signal.SIGINT)
        until_it_waits(running)
        running.stdout.close()
        assert running.wait(20) == 141
        assert running.stderr.read() == b""


@pytest.mark.parametrize(("words", "name"), [("check", "SIGINT"), ("test", "SIGTERM"), ("show", "SIGHUP")])
def test_every_command_can_be_ended(words, name):
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    while True:  # a full pipe holds the command until it is ended
        try:
            os.write(writing, b"x" * 4096)
        except BlockingIOError:
            break
    with started(words, stdout=writing) as running:
        until_it_waits(running)
        running.send_signal(getattr(signal, name))
        os.close(writing)
        with os.fdopen(reading, "rb") as read:
            read.read()
        assert running.wait(20) == ENDING[name]
        assert running.stderr.read() == b""


def test_what_is_to_be_ignored_is_ignored():
    def deaf():
        for name in ENDING:
            signal.signal(getattr(signal, name), signal.SIG_IGN)

    with started("ask", preexec_fn=deaf) as running:
        for name in ENDING:
            running.stdin.write(BILLING)
            running.stdin.flush()
            running.stdout.readline()
            running.send_signal(getattr(signal, name))
        out, said = running.communicate(BILLING, 20)
    assert (running.returncode, out.count(b"\n"), said) == (0, 1, b"")


def test_a_stream_that_is_stopped_goes_on_where_it_was(given):
    text = short()[: len(short()) // 6]
    with given(text) as records, started("ask", stdin=records) as running:
        first = running.stdout.readline()
        for _ in range(3):
            running.send_signal(signal.SIGTSTP)
            time.sleep(0.1)
            running.send_signal(signal.SIGCONT)
        out, said = running.communicate(timeout=30)
    count = text.count(b"\n") + (not text.endswith(b"\n"))
    assert len((first + out).splitlines()) == count
    assert said == b""


def test_no_moment_of_the_start_has_a_traceback_of_hsroute():
    for moment in range(2, 14):
        with started("show") as running:
            time.sleep(0.02 * moment)
            running.terminate()
            _, said = running.communicate(timeout=20)
        assert running.returncode in {143, 0, -signal.SIGTERM}
        assert said == b""


ENDED = """
import os, signal
from hsroute.cli import main, stdio

class Output(stdio.Output):
    def __init__(self, *given):
        os.kill(os.getpid(), signal.SIGTERM)
        super().__init__(*given)

stdio.Output = Output
main()
"""


def test_a_signal_that_comes_while_standard_output_is_made_ready_ends_it_with_its_code():
    command = [sys.executable, "-c", ENDED, "--version"]
    ended = subprocess.run(command, capture_output=True, env=environment(), cwd=ROOT, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (143, b"", b"")


INTERRUPTED = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ['WHERE']:
            os.kill(os.getpid(), signal.SIGINT)

from hsroute.cli import main
sys.meta_path.insert(0, Interrupt())
main()
"""
SILENT = {130, -signal.SIGINT}
"""A shell tells both as 130."""


def interrupted(where, *words, **more):
    """How the program ended after an interrupt at the import of that module."""
    command = [sys.executable, "-c", INTERRUPTED, *words]
    env = environment(WHERE=where)
    return subprocess.run(command, input=BILLING, capture_output=True, env=env, check=False, timeout=20, **more)


@pytest.mark.parametrize(
    "module",
    ["hsroute.cli.exits", "hsroute.model", "hsroute.routing.router", "hsroute.cli.app", "hsroute.streams.line_memory"],
)
def test_an_interrupt_while_the_program_starts_ends_it_without_a_traceback(module):
    done = interrupted(module, "--help" if module == "hsroute.cli.app" else "ask")
    assert done.returncode in SILENT
    assert done.stderr == b""


def test_whoever_ignores_interrupts_does_so_while_the_program_starts_too():
    done = interrupted("hsroute.cli.exits", "ask", preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_IGN))
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr) == (0, 1, b"")


def test_nothing_is_imported_before_the_program_can_be_interrupted_in_silence():
    look = f"import sys; sys.path[:0] = [{str(ROOT)!r}]; before = {{*sys.modules}}; import hsroute.cli"
    command = [sys.executable, "-I", "-S", "-c", f"{look}; print(*sorted({{*sys.modules}} - before))"]
    assert subprocess.check_output(command) == b"hsroute hsroute.cli\n"


DROPPED = """
import os, signal, sys, weakref

class Callback:
    def find_spec(self, name, path=None, target=None):
        if name == 'hsroute.routing.router':
            kept.append(weakref.ref(Callback(), lambda _: os.kill(os.getpid(), signal.SIGTERM)))

kept = []
from hsroute.cli import main
sys.meta_path.insert(0, Callback())
main()
"""


def test_a_signal_in_a_callback_whose_exceptions_python_drops_ends_the_program_all_the_same():
    """The import system of Python has such callbacks."""
    command = [sys.executable, "-c", DROPPED, "ask"]
    done = subprocess.run(command, input=BILLING, capture_output=True, env=environment(), check=False, timeout=20)
    assert (done.returncode, done.stdout, done.stderr) == (143, b"", b"")


FIRST = {b"hsroute/__init__.py", b"hsroute/__main__.py", b"hsroute/cli/__init__.py"}
"""The files that are read before anything can be done about signals."""


def test_no_interrupt_while_the_program_starts_shows_a_traceback_of_it():
    """One of Python itself, which starts before, nobody can prevent."""
    for moment in range(0, 64, 4):
        with started("ask") as running:
            time.sleep(moment / 1000)
            running.send_signal(signal.SIGINT)
            _, said = running.communicate(timeout=20)
        assert {*re.findall(rb"hsroute/[a-z_/]+\.py", said)} <= FIRST
        assert not said or b"KeyboardInterrupt" in said or b"Fatal Python error" in said
