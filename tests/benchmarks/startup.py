"""What one call costs, in a process of its own: a record in, its route out; or the first question at a terminal.

Beside it an interpreter that does nothing, a typer program that does nothing, and jq, which makes the same decision.
Everything is started from a file in the same way. The compiled rules are kept in the user's cache after the warm-up;
"without a cache" they are compiled from YAML in each call.
"""

from __future__ import annotations

import os
import sys
import tempfile
import tomllib
from pathlib import Path
from statistics import median

from hsroute.routing.load import load
from tests.benchmarks.imports import where
from tests.benchmarks.pairs import in_turn, ratios, run
from tests.benchmarks.peers import jq
from tests.benchmarks.records import TODAY
from tests.benchmarks.report import Promise, table, versions
from tests.benchmarks.terminal import asked
from tests.support.program import ROOT, environment

ROUNDS = 25
RECORD = b'{"category": "billing"}'
NOTHING = "import typer\napp = typer.Typer()\n@app.command()\ndef main(): pass\napp()\n"
TYPER, OURS = "an empty typer program", "hsroute ask, rules kept in the cache"
FIRST = "hsroute ask at a terminal, up to the first question"


def section(options):
    """The table, and the promises on the empty typer program."""
    rounds = options.rounds or ROUNDS
    if jq.missing():
        yield jq.missing()
    with tempfile.TemporaryDirectory() as folder:
        runs = in_turn(dict(contestants(Path(folder))), rounds)
        imports = [*where(calls(Path(folder)), RECORD, rounds)]
    busy = {name: [run.busy for run in each] for name, each in runs.items()}
    compared = [name for name in (TYPER, jq.NAME) if name in runs]
    rows = [
        (
            name,
            milliseconds([run.seconds for run in runs[name]]),
            milliseconds(times),
            *(ratios(times, busy[other]) for other in compared),
        )
        for name, times in busy.items()
    ]
    yield from table(["a process", "ms", "of a processor", *(f"to {name}" for name in compared)], rows)
    yield from imports
    yield versions(["typer"], rounds) + ("" if jq.missing() else f", {jq.version()}")
    yield Promise("startup: to an empty typer program", ratios(busy[OURS], busy[TYPER]).median, 1.3, unit=" ×")
    yield Promise("first question: to an empty typer program", ratios(busy[FIRST], busy[TYPER]).median, 2, unit=" ×")


def milliseconds(seconds):
    return f"{median(seconds) * 1000:.1f}"


def contestants(folder):
    """Each a function that runs one process."""
    record, nothing, ask, decide = (folder / name for name in ("record.json", "nothing.py", "ask.py", "decide.jq"))
    record.write_bytes(RECORD)
    nothing.write_text(NOTHING, "utf-8")
    ask.write_text(script(), "utf-8")
    env = environment(PYTHONPATH=str(ROOT))
    yield "Python without site (-S -E -c pass)", timed([sys.executable, "-S", "-E", "-c", "pass"], record, env)
    yield "Python (-c pass)", timed([sys.executable, "-c", "pass"], record, env)
    yield TYPER, timed([sys.executable, nothing], record, env)
    for name, (words, variables) in calls(folder):
        yield name, timed([sys.executable, *words], record, variables)
    yield FIRST, asked([sys.executable, ask, "ask"], env | {"XDG_CACHE_HOME": str(folder), "TERM": "xterm"})
    if not jq.missing():
        decide.write_text(jq.program(load().ruleset, TODAY), "utf-8")
        yield jq.NAME, timed(["jq", "-c", "-f", decide], record, env)


def calls(folder):
    """Our own calls by name: what Python runs, and its environment."""
    env = environment(PYTHONPATH=str(ROOT))
    words = [folder / "ask.py", "ask"]
    yield OURS, (words, env | {"XDG_CACHE_HOME": str(folder)})
    yield "hsroute ask, without a cache", (words, env)
    yield (
        "hsroute ask --format json, through typer",
        ([*words, "--format", "json"], env | {"XDG_CACHE_HOME": str(folder)}),
    )


def script():
    """What an installer writes for the command, whatever it is in pyproject.toml."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    module, _, function = scripts["hsroute"].partition(":")
    return f"import sys\nfrom {module} import {function}\nif __name__ == '__main__':\n    sys.exit({function}())\n"


def timed(command, record, env):
    def once():
        done = run(command, record, os.devnull, env)
        if done.code:
            raise SystemExit(f"{' '.join(map(str, command))} ended with {done.code}")
        return done

    return once
