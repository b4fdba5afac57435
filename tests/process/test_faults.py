"""Standard streams that fail: whatever was read is routed or reported, and the exit code tells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.bounds import Bounds
from tests.support.fork_server import AVAILABLE
from tests.support.program import FORKS, ROOT, ask, environment, environment_with_cache, started, until_it_waits

fcntl = pytest.importorskip("fcntl")
FULL = "/dev/full"
pytestmark = pytest.mark.skipif(not (Path(FULL).exists() and AVAILABLE), reason="faults as Linux has them")

BILLING = '{"category": "billing"}\n'
MANY = "".join(f'{{"id": {number}, "category": "billing"}}\n' for number in range(20_000)).encode()
SOME = b"".join(MANY.splitlines(keepends=True)[:2_000])
QUIET = {
    "a record": "ask < {record}",
    "a record as text": "ask --format text < {record}",
    "a stream": "ask < {many}",
    "answers": "ask -a category=billing",
    "explain": "explain < {record}",
    "check": "check",
    "show": "show",
    "sql": "show --format sql",
    "test": "test",
    "diff": "diff rules/hubspot.yaml rules/hubspot.yaml",
    "version": "--version",
    "help": "ask --help",
}
"""Runs that have nothing to say on standard error."""

GROWING = {
    "a stream": "ask < {many}",
    "an array": "ask < {array}",
    "several lines": "ask < {layout}",
    "kept": "ask --keep < {kept}",
    "a sheet": "ask {sheet}",
    "check as JSON": "check --format json",
    "cases": "test --generate",
    "show": "show",
    "sql": "show --format sql",
    "diff": "diff rules/hubspot.yaml rules/hubspot.yaml",
}
"""Runs whose output a file may have no room for."""

LOUD = {
    "bogus": 2,
    "ask -a category=bil": 2,
    "ask --no-input -a category=sales": 4,
    "ask --rules {broken}": 3,
    "ask --rules {missing}": 74,
    "explain -a category=bil": 2,
    "test {broken}": 3,
    "check {missing}": 74,
    "diff {broken} {broken}": 3,
}
"""Runs that say something on standard error and nothing else, with their exit codes."""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "record").write_text(BILLING, "utf-8")
    (folder / "many").write_bytes(MANY)
    (folder / "array").write_bytes(b"[" + SOME.strip().replace(b"\n", b",\n") + b"]\n")
    (folder / "layout").write_bytes(SOME.replace(b", ", b",\n  "))
    (folder / "kept").write_bytes(SOME.replace(b", ", b', "note": "x", '))
    (folder / "sheet.csv").write_bytes(b"id,category\n" + b"".join(b"%d,billing\n" % id for id in range(2_000)))
    (folder / "broken").write_text("format: 1\n", "utf-8")
    names = ("record", "many", "array", "layout", "kept", "broken", "missing")
    return {name: str(folder / name) for name in names} | {"sheet": str(folder / "sheet.csv")}


def shell(words, files, redirections=""):
    command = f"exec {sys.executable} -m hsroute {words.format(**files)} {redirections}"
    return subprocess.run(
        ["sh", "-c", command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment_with_cache(),
        cwd=ROOT,
        check=False,
        timeout=60,
    )


def fork(words, files, out=None, err=None, routes=None, bounds=()):
    """The same as a fork, which has any streams but closed ones; None: what is written there is read.

    Standard output may be an open file, too: `routes`.
    """
    words, _, given = words.format(**files).partition(" < ")
    with tempfile.TemporaryFile() as outputs, ExitStack() as opened:
        reading, errors = map(opened.enter_context, map(os.fdopen, os.pipe(), ("rb", "wb")))
        stdin = opened.enter_context(Path(given or os.devnull).open("rb"))
        stdout, stderr = (
            opened.enter_context(Path(path).open("wb")) if path else file
            for path, file in ((out, outputs), (err, errors))
        )
        streams = [stream.fileno() for stream in (stdin, routes or stdout, stderr)]
        code = FORKS.run(words.split(), streams, environment_with_cache(), ROOT, bounds).code()
        outputs.seek(0)
        errors.close()
        return subprocess.CompletedProcess(words, code, outputs.read(), reading.read())


# The standard streams.


@pytest.mark.parametrize("words", QUIET.values(), ids=QUIET)
def test_where_output_is_closed_it_is_said(words, files):
    closed = shell(words, files, ">&-")
    assert (closed.returncode, closed.stderr) == (74, b"hsroute: standard output: Bad file descriptor\n")


@pytest.mark.parametrize("words", (QUIET | GROWING).values(), ids=QUIET | GROWING)
def test_where_there_is_no_room_for_output_it_is_said(words, files):
    full = fork(words, files, out=FULL)
    assert (full.returncode, full.stderr) == (74, b"hsroute: reading or writing failed: No space left on device\n")


@pytest.mark.parametrize("words", QUIET.values(), ids=QUIET)
def test_whoever_has_nothing_to_say_needs_no_standard_error(words, files):
    usual = fork(words, files)
    assert (usual.returncode, usual.stderr) == (0, b"")
    for without in (shell(words, files, "2>&-"), fork(words, files, err=FULL)):
        assert (without.returncode, without.stdout) == (0, usual.stdout)


@pytest.mark.parametrize(("words", "code"), LOUD.items(), ids=LOUD)
def test_what_cannot_be_said_is_never_said_on_standard_output(words, code, files):
    usual = fork(words, files)
    assert (usual.returncode, usual.stdout) == (code, b"")
    assert usual.stderr
    closed = shell(words, files, "2>&-")
    assert (closed.returncode, closed.stdout) == (code, b"")
    full = fork(words, files, err=FULL)
    assert (full.returncode, full.stdout) == (74, b"")


@pytest.mark.parametrize("words", QUIET.values(), ids=QUIET)
def test_without_any_stream_the_code_alone_tells(words, files):
    closed = shell(words, files, ">&- 2>&- <&-")
    assert (closed.returncode, closed.stdout, closed.stderr) == (74, b"", b"")
    assert fork(words, files, out=FULL, err=FULL).returncode == 74


@pytest.mark.parametrize("words", ["ask", "ask --format text", "explain", "ask --format json"])
def test_the_reader_of_a_long_output_may_go_away(words, files):
    command = f"{sys.executable} -m hsroute {words} < {files['many']} | head -n 1; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (141, b"")
    assert ended.stdout.count(b"\n") == 1


def test_the_reader_of_the_complaints_may_go_away(files):
    command = f"{sys.executable} -m hsroute ask -a category=bil 2>&1 | exec <&-; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), check=False, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (141, b"", b"")


def test_when_only_the_reader_of_the_complaints_goes_away_what_was_routed_is_written():
    wrong = '{"category": "bil"}'
    reading, writing = os.pipe()
    os.close(reading)
    with started("ask", stderr=writing) as running:
        out, _ = running.communicate(wrong.encode(), timeout=20)
    os.close(writing)
    assert (running.returncode, out.decode()) == (141, ask(wrong).out)


def test_when_the_complaint_cannot_be_written_what_was_routed_is(tmp_path):
    wrong = '{\n"category": "bil"}'
    (tmp_path / "record").write_text(wrong, "utf-8")
    ended = shell("ask < {record}", {"record": str(tmp_path / "record")}, "2>/dev/full")
    assert (ended.returncode, ended.stdout.decode()) == (74, ask(wrong).out)


@pytest.mark.parametrize("words", GROWING.values(), ids=GROWING)
def test_a_file_that_cannot_grow_has_the_first_lines_whole_and_it_is_said(words, files, tmp_path):
    whole = fork(words, files).stdout
    most = min(len(whole) // 2, 100_000)
    assert out_of_room(words, files, tmp_path / "routes", "wb", most) == lines_of(whole[:most])


def out_of_room(words, files, path, mode, most, after=0):
    """What a file holds that may have so many bytes, when the run has told that there are no more."""
    with path.open(mode) as routes:
        routes.seek(after)
        ended = fork(words, files, routes=routes, bounds=Bounds(60, 1024, bytes_of_a_file=most))
    assert (ended.returncode, ended.stderr) == (74, b"hsroute: reading or writing failed: File too large\n")
    return path.read_bytes()


def lines_of(output):
    return output[: output.rfind(b"\n") + 1]


def test_a_file_is_cut_back_to_where_the_output_began_at_the_most(files, tmp_path):
    (tmp_path / "routes").write_bytes(b"\nbegun")
    assert out_of_room("check --format json", files, tmp_path / "routes", "r+b", 99, after=6) == b"\nbegun"


def test_a_file_to_which_others_may_write_is_not_cut(files, tmp_path):
    assert len(out_of_room("ask < {many}", files, tmp_path / "log", "ab", 99_999)) == 99_999
    (tmp_path / "longer").write_bytes(b"x" * 99_999)
    assert len(out_of_room("ask < {many}", files, tmp_path / "longer", "r+b", 50_000)) == 99_999


# Input that comes as it likes.


def test_input_that_comes_byte_by_byte_is_read_whole():
    with started("ask") as running:
        for byte in (BILLING * 3).encode():
            running.stdin.write(bytes([byte]))
            running.stdin.flush()
        out, said = running.communicate(timeout=20)
    assert [json.loads(line)["line"] for line in out.splitlines()] == [1, 2, 3]
    assert (running.returncode, said) == (0, b"")


@pytest.mark.parametrize("words", ["ask", "explain", "ask --format text"])
def test_input_that_does_not_wait_is_waited_for(words):
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    with started(*words.split(), stdin=reading) as running:
        os.close(reading)
        for _ in range(3):
            until_it_waits(running)
            os.write(writing, BILLING.encode())
        os.close(writing)
        out, said = running.communicate(timeout=20)
    assert out.count(b"billing@hubspot.com") == 3
    assert (running.returncode, said) == (0, b"")


def test_output_that_does_not_wait_is_waited_for():
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with started("ask", stdout=writing, stdin=subprocess.PIPE) as running:
        os.close(writing)
        running.stdin.write(MANY[:50_000])
        running.stdin.close()
        until_it_waits(running)  # the pipe is full by then
        with os.fdopen(reading, "rb") as routes:
            lines = routes.read().splitlines()
        assert running.wait(20) == 1
    assert [json.loads(line)["line"] for line in lines] == list(range(1, MANY[:50_000].count(b"\n") + 2))


def test_unbuffered_python_loses_nothing_to_a_pipe_that_is_full():
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    long = [json.dumps({"id": str(number) * 9000, "category": "billing"}) for number in range(9)]
    with started("ask", stdout=writing, env=environment(PYTHONUNBUFFERED="1")) as running:
        os.close(writing)
        running.stdin.write("\n".join(long).encode())
        running.stdin.close()
        with os.fdopen(reading, "rb") as routes:
            lines = routes.read().splitlines()
        assert running.wait(20) == 0
    assert [json.loads(line)["id"][0] for line in lines] == list("012345678")


def test_a_line_that_breaks_off_is_reported_and_all_before_it_is_routed():
    ended = ask(BILLING * 2 + '{"category": "bil')
    assert [route["status"] for route in ended.lines] == ["routed", "routed", "invalid"]
    assert ended.lines[2]["errors"][0]["code"] == "not-json"
    assert ended.code == 1
