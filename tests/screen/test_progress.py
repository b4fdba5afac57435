"""How far a long run is: a line on a real terminal, and nothing anywhere else."""

from __future__ import annotations

import re
import sys

import pytest

from hsroute.screen.progress import fitting
from tests.support.program import environment

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which is not for Windows")
terminals = pytest.importorskip("tests.support.terminal")
pytestmark = pytest.mark.process

ROUTE = f"{sys.executable} -m hsroute ask"
SLOW = """
import sys, time
for number in range(20):
    sys.stdout.write('{"category": "billing"}\\n' * int(sys.argv[1]))
    sys.stdout.flush()
    time.sleep(0.1)
"""


def spawn(command, columns=80, **env):
    environ = environment(**{"TERM": "xterm-256color", **env})
    environ.pop("COLUMNS")
    options = {"env": environ, "encoding": "utf-8", "dimensions": (24, columns), "timeout": 30, "echo": False}
    return terminals.spawn("bash", "-c", command, **options)


def screen(child):
    """All that came to the screen until the end of the run, and how it ended."""
    child.expect(pexpect.EOF)
    return child.before, terminals.code(child)


@pytest.fixture
def slow(tmp_path):
    """A command that writes records for two seconds: 20 times as many as the number that follows it."""
    script = tmp_path / "slow.py"
    script.write_text(SLOW, "utf-8")
    return f"{sys.executable} {script}"


@pytest.fixture
def long(tmp_path):
    """A sheet that takes seconds, however fast the machine is: no two of its rows have the same answers."""
    rows = (f"{number}@example.com\n" for number in range(200_000))
    file = tmp_path / "long.csv"
    file.write_text("csm\n" + "".join(rows), "utf-8")
    return file


def test_a_long_run_tells_how_many_and_how_fast_and_leaves_nothing(slow, tmp_path):
    shown, code = screen(spawn(f"{slow} 1000 | {ROUTE} > {tmp_path / 'routes'}"))
    lines = shown.split("\r")
    assert code == 0
    assert re.fullmatch(r"\d{1,2},\d{3} records · \d{1,2},\d{3} a second", lines[1])
    assert "\x1b" not in shown
    assert "\n" not in shown
    assert lines[-2:] == [" " * (max(map(len, lines[:-2])) + 2), ""]
    assert len((tmp_path / "routes").read_text("utf-8").splitlines()) == 20_000


@pytest.mark.parametrize("columns", [40, 80])
def test_the_time_left_is_told_where_the_input_is_a_file_and_an_interruption_leaves_nothing(long, tmp_path, columns):
    child = spawn(f"exec {ROUTE} --format csv < {long} > {tmp_path / 'routes'}", columns)
    child.expect(r"\r([\d,]+ records · 0:0\d:\d\d left)( · [\d,]+ a second)?")
    assert (child.match[2] is None) == (columns == 40)
    child.sendintr()
    shown, code = screen(child)
    assert code == 130
    assert re.search(r"\r {30,}\r$", shown)
    assert "Traceback" not in shown


def test_norwegian_is_spoken_where_it_is_asked_for(slow, tmp_path):
    shown, _ = screen(spawn(f"{slow} 1000 | {ROUTE} --lang nb > {tmp_path / 'routes'}"))
    assert re.search(r"\r\d{1,2} \d{3} poster · \d{1,2} \d{3} i sekundet", shown)


def test_nothing_is_shown_away_from_a_terminal_or_where_routes_may_come_to_it_nor_at_a_dumb_one(slow, tmp_path):
    """All at once, since they take their time."""
    run, talk = f"{slow} 50 | {ROUTE}", tmp_path / "talk"
    away, piped = spawn(f"{run} 2> {talk} > {tmp_path / 'away'}"), spawn(f"{run} | cat > {tmp_path / 'piped'}")
    mixed, dumb = spawn(f"{run} > /dev/tty"), spawn(f"{run} > {tmp_path / 'dumb'}", TERM="dumb")
    assert screen(away) == screen(piped) == screen(dumb) == ("", 0)
    assert talk.read_text("utf-8") == ""
    shown, code = screen(mixed)
    assert (code, shown.count("billing@")) == (0, 1000)
    assert " records" not in shown


def test_a_short_run_is_shown_nothing_and_imports_no_screen_for_it(tmp_path):
    script, given = tmp_path / "run.py", tmp_path / "given.jsonl"
    script.write_text(
        "import sys, hsroute.cli as cli\ntry: cli.main()\nexcept SystemExit: print(*sys.modules)\n", "utf-8"
    )
    given.write_text('{"category": "billing"}\n', "utf-8")
    assert screen(spawn(f"{sys.executable} {script} ask < {given} > {tmp_path / 'routes'}")) == ("", 0)
    loaded = set((tmp_path / "routes").read_text("utf-8").splitlines()[-1].split())
    assert "hsroute.screen.progress" in loaded
    assert not {"rich", "hsroute.screen.console"} & loaded


@pytest.mark.parametrize(
    ("columns", "text"), [(30, "one · two · three"), (12, "one · two"), (8, "one"), (3, "one"), (2, "on")]
)
def test_as_much_is_told_as_there_is_room_for(columns, text):
    assert fitting(iter(["one", "two", "three"]), columns) == text
