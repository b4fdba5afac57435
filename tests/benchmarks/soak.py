"""A long run of mixed lines in constant memory, none of which is lost; and signals, after which the output is whole.

Most lines are those of an archive; some are new, some are bad, some are long. There are five times as many as in the
other sections. The route of each must be in its place, with its number, and with its `id` where the line has one. Then
the run is repeated, and stopped by a signal at a time left to chance: what it wrote must be the beginning of what the
whole run wrote, in whole lines. `--rounds` says how often. A code below zero is that of a signal before the program
begins, and so is 1.
"""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import zip_longest
from pathlib import Path

from tests.benchmarks.pairs import run
from tests.benchmarks.records import archive, unlike
from tests.benchmarks.report import Promise, table, versions
from tests.support.program import ROOT, environment

RUNS = 300
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LATEST = 2.0
"""Seconds after which the last signal comes."""

WEIGHTS = {"known": 80, "new": 15, "bad": 4, "long": 1}
"""Of a hundred lines."""

BAD = ("no JSON", "7", '{"category": "bil', '{"tier": 1, "tier": 2}', '{"tier": "\udcff"}', '{"tier": "x"}', "[]")
NUMBER = re.compile(rb'^\{"status": "[a-z_]+"(?:, "id": ([0-9]+))?, "line": ([0-9]+), .*\}\n$')


def section(options):
    """Two tables, and the promises on what they count."""
    count, runs = options.lines * 5, options.rounds or RUNS
    hand_down_no_ignored_signal()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        whole, written = folder / "whole", folder / "written"
        kinds = write_lines(whole, count)
        most = run(command(), whole, written, environment(PYTHONPATH=str(ROOT)))
        lost = losses(whole, written)
        yield from table(["lines", *kinds], [[f"{count:,}", *(f"{number:,}" for number in kinds.values())]])
        yield f"{most.busy:.1f} seconds of a processor, {most.peak:.0f} MiB"
        ends = Counter(stopped(whole, written, folder / "part", random.Random(number)) for number in range(runs))
    yield from table(["how runs ended", "runs"], sorted(ends.items()))
    yield versions()
    yield Promise("soak: memory", most.peak, 80, unit=" MiB")
    yield Promise("soak: lines without a route in its place", lost, 0)
    yield Promise("soak: outputs that are no beginning in whole lines", sum(end.startswith("not") for end in ends), 0)


def write_lines(path, count):
    """Write so many lines; gives how many there are of each kind."""
    chance = random.Random(7)
    known, new = archive(count), unlike(count)
    kinds = chance.choices([*WEIGHTS], [*WEIGHTS.values()], k=count)
    with path.open("w", encoding="utf-8", errors="surrogateescape") as file:
        for number, kind in enumerate(kinds, 1):
            file.write(line(kind, number, chance, next(new if kind == "new" else known)) + "\n")
    return Counter(kinds)


def line(kind, number, chance, record):
    if kind == "bad":
        return chance.choice(BAD)
    if kind == "long":
        record = record | {"csm": f"{'x' * chance.randrange(20_000)}@example.org"}
    return json.dumps({"id": number} | record)


def command():
    return [sys.executable, "-m", "hsroute", "ask"]


def losses(given, written):
    """How many lines have no route of their own where it belongs."""
    with given.open("rb") as lines, written.open("rb") as routes:
        return sum(
            not is_route_of(number, line, route)
            for number, (line, route) in enumerate(zip_longest(lines, routes, fillvalue=b""), 1)
        )


def is_route_of(number, line, route):
    found = NUMBER.match(route)
    id = b"%d" % number if line.startswith(b'{"id"') else None
    return bool(found) and found[2] == b"%d" % number and found[1] == id


def stopped(given, written, part, chance):
    """How a run ended that a signal stopped; it begins with `not` where its output is not as it has to be."""
    with given.open("rb") as lines, part.open("wb") as routes:
        env = environment(PYTHONPATH=str(ROOT))
        process = subprocess.Popen(command(), stdin=lines, stdout=routes, stderr=subprocess.DEVNULL, env=env)
        time.sleep(chance.uniform(0, LATEST))
        process.send_signal(chance.choice(SIGNALS))
        code = process.wait()
    return str(code) if begins(written, part) else f"not whole, {code}"


def hand_down_no_ignored_signal():
    """Let the program heed those that are ignored here, as they are in the background of a shell."""
    for number in SIGNALS:
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


def begins(written, part):
    """Whether one file is the beginning of the other, and ends with a line."""
    chunk = b"\n"
    with written.open("rb") as whole, part.open("rb") as beginning:
        for chunk in iter(lambda: beginning.read(1 << 20), b""):
            if whole.read(len(chunk)) != chunk:
                return False
    return chunk.endswith(b"\n")
