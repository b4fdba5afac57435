"""Where the milliseconds of a call go: to the interpreter, to modules as they are imported, and to the call itself."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from statistics import median

from tests.benchmarks.report import table

LINE = re.compile(r"import time: +(\d+) \| +\d+ \| +(\S+)$", re.MULTILINE)
DEAREST = 6


def where(calls, record, rounds):
    """The table; `calls` are scripts with their words and environments, by name, all given the same record."""
    nothing = {name for name, _ in imported(["-c", "pass"], record, None)}
    yield from table(
        ["ms importing", "standard library", "others", "hsroute", "dearest"],
        [row(name, [imported(*call[:1], record, call[1]) for _ in range(rounds)], nothing) for name, call in calls],
    )


def imported(words, record, env):
    """The modules, each with the microseconds that it took without those that it imports itself."""
    command = [sys.executable, "-X", "importtime", *map(str, words)]
    done = subprocess.run(command, input=record, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env, check=True)
    return [(name, int(spent)) for spent, name in LINE.findall(done.stderr.decode())]


def row(name, rounds, nothing):
    spent = defaultdict(list)
    for each in rounds:
        for module, microseconds in each:
            if module not in nothing:
                spent[module].append(microseconds)
    middle = {module: median(times) / 1000 for module, times in spent.items()}
    families = {owner: sum(ms for module, ms in middle.items() if owner_of(module) == owner) for owner in OWNERS}
    dearest = sorted(middle, key=middle.get, reverse=True)[:DEAREST]
    said = ", ".join(f"{module} {middle[module]:.1f}" for module in dearest)
    return (name, *(f"{families[owner]:.1f}" for owner in OWNERS), said)


OWNERS = ("standard library", "others", "hsroute")


def owner_of(module):
    package = module.partition(".")[0]
    if package == "hsroute":
        return package
    return OWNERS[0] if package in sys.stdlib_module_names or package == "__main__" else OWNERS[1]
