"""A file of JSON lines in, a file of JSON lines out, in a process of its own.

hsroute writes the whole route of each line, the others its `id` and its contact; `json` and `orjson` decide nothing,
they only read each line and write it again. Before anything is timed, everybody must give the same contact for every
line of a shorter file. Two files: `archive` is that of a company with 5,000 customers, whose tickets come again and
again with the same answers; in `unlike` nearly every line is different, see tests/benchmarks/records.py. Lines have
an id, a category, a tier, dates over two years, and for some the addresses of persons.

Seconds are from start to end, starting included. Polars and DuckDB work with all cores at once, which the seconds of
the processors show; the ratios are of those, so that other work on the machine disturbs them less.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from itertools import islice
from pathlib import Path
from statistics import median

from hsroute.routing.load import load
from tests.benchmarks import peers
from tests.benchmarks.pairs import figure, in_turn, ratios, run
from tests.benchmarks.peers import jq
from tests.benchmarks.records import TODAY, archive, unlike
from tests.benchmarks.report import Promise, table, versions
from tests.benchmarks.startup import script
from tests.support.program import ROOT, environment

ROUNDS = 3
CHECKED = 20_000
"""Lines for which the contacts are compared."""

OURS, JSON, ORJSON = "hsroute ask (the whole route)", "json alone", "orjson alone"
ZEN, POLARS, DUCKDB = "zen-engine in a loop", "Polars", "DuckDB"

PACKAGES = ("orjson", "zen-engine", "polars", "duckdb")

LOOP = """import sys
from {module} import dumps, loads
write = sys.stdout{out}.write
for line in sys.stdin{out}:
    write(dumps(loads(line)) + {end})
"""


def section(options):
    """For each mix a table and the promises."""
    yield from filter(None, (jq.missing(), *map(peers.missing, PACKAGES)))
    with tempfile.TemporaryDirectory() as name:
        folder, rounds = Path(name), options.rounds or ROUNDS
        for mix, records in {"archive": archive, "unlike": unlike}.items():
            lines = folder / f"{mix}.jsonl"
            different, size = write_lines(lines, records(options.lines))
            yield f"{mix}: {options.lines:,} lines of {size:.0f} bytes, {different:,} different but for the id"
            contestants = {name: command for name, command in commands(folder) if command}
            agree(contestants, head(lines, folder / "head.jsonl"), folder)
            runs = in_turn(timed(contestants, lines, folder), rounds, warm=True)
            yield from table(["", "seconds", "of processors", "to hsroute", "most MiB"], rows(runs))
            yield from promises(mix, runs)
    yield versions([package for package in PACKAGES if not peers.missing(package)], rounds)


# The files.


def write_lines(path, records):
    """Write the records with their ids; gives how many of them differ, and the bytes of a line."""
    different = set()
    with path.open("w", encoding="utf-8") as file:
        for number, record in enumerate(records):
            file.write(json.dumps({"id": f"ticket-{number}"} | record) + "\n")
            different.add(hash(tuple(record.items())))
    return len(different), path.stat().st_size / (number + 1)


def head(path, shorter):
    with path.open("rb") as file:
        shorter.write_bytes(b"".join(islice(file, CHECKED)))
    return shorter


# Who takes part.


def commands(folder):
    """The name and the command of each; no command of those who are missing. {0} is the file read, {1} that written."""
    ask, decide = folder / "ask.py", folder / "decide.jq"
    ask.write_text(script(), "utf-8")
    decide.write_text(jq.program(load().ruleset, TODAY), "utf-8")
    yield OURS, [sys.executable, ask, "ask"]
    yield JSON, [sys.executable, "-c", LOOP.format(module="json", out="", end=r"'\n'")]
    yield ORJSON, installed("orjson", [sys.executable, "-c", LOOP.format(module="orjson", out=".buffer", end=r"b'\n'")])
    yield jq.NAME, None if jq.missing() else ["jq", "-c", "-f", decide]
    yield ZEN, installed("zen-engine", installed("orjson", module("gorules")))
    yield POLARS, installed("polars", [*module("polars_frame"), "{0}", "{1}"])
    yield DUCKDB, installed("duckdb", [*module("duckdb_select"), "{0}", "{1}"])


def module(name):
    return [sys.executable, "-m", f"{peers.__name__}.{name}"]


def installed(package, command):
    return None if peers.missing(package) else command


def timed(contestants, lines, folder):
    return {
        name: lambda command=command: start(command, lines, folder / "out.jsonl")
        for name, command in contestants.items()
    }


def start(command, given, written):
    """Run the command from one file to the other."""
    env = environment(PYTHONPATH=str(ROOT), XDG_CACHE_HOME=str(written.parent))
    words = [str(word).format(given, written) if str(word) in {"{0}", "{1}"} else word for word in command]
    done = run(words, given, os.devnull if "{1}" in command else written, env)
    allowed = {0, 1} if command[-1] == "ask" else {0}  # 1: nobody is the contact of some line
    if done.code not in allowed:
        raise SystemExit(f"{command} ended with {done.code}")
    return done


def agree(contestants, lines, folder):
    """Raises SystemExit where somebody gives another contact than hsroute."""
    found = folder / "found.jsonl"
    start(contestants[OURS], lines, found)
    right = {route["id"]: route["contact"] and route["contact"]["id"] for route in read(found)}
    if len(right) != len(read(lines)):
        raise SystemExit("hsroute did not route every line")
    for name in contestants.keys() - {OURS, JSON, ORJSON}:
        start(contestants[name], lines, found)
        given = {decided["id"]: decided.get("contact") for decided in read(found)}
        if given != right:
            wrong = [id for id in right if given.get(id, "") != right[id]]
            raise SystemExit(f"{name} does not agree with hsroute on {len(wrong)} lines, the first is {wrong[:1]}")


def read(path):
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


# What came out.


def busy(runs):
    return [run.busy for run in runs]


def rows(runs):
    for name, each in runs.items():
        seconds = [run.seconds for run in each]
        peak = max(run.peak for run in each)
        compared = ratios(busy(each), busy(runs[OURS]))
        yield name, figure(median(seconds)), figure(median(busy(each))), compared, f"{peak:.0f}"


def promises(mix, runs):
    ours = busy(runs[OURS])
    if mix == "archive":
        yield Promise("stream: time, to json alone", ratios(ours, busy(runs[JSON])).median, 0.8, unit=" ×")
        for name in {jq.NAME, ZEN} & runs.keys():
            measured = ratios(busy(runs[name]), ours).median
            yield Promise(f"stream: times as fast as {name}", measured, 3, at_least=True, unit=" ×")
    if mix == "unlike" and jq.NAME in runs:
        measured = ratios(ours, busy(runs[jq.NAME])).median
        yield Promise(f"stream, all different: time, to {jq.NAME}", measured, 1, unit=" ×")
    yield Promise(f"stream, {mix}: memory", max(run.peak for run in runs[OURS]), 80, unit=" MiB")
