"""Contestants take turns, round after round, so that what else the machine does weighs on all of them alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import NamedTuple

CHILD = Path(__file__).with_name("child.py")


class Spread(NamedTuple):
    """What the rounds gave: the middle one, and how far apart they are."""

    median: float
    least: float
    most: float

    def __str__(self):
        between = f" ({figure(self.least)} to {figure(self.most)})" if self.least < self.most else ""
        return figure(self.median) + between


class Run(NamedTuple):
    """One run of a command."""

    code: int
    seconds: float
    """From start to end."""

    busy: float
    """Seconds that processors worked for it; more than the others where several did at once."""

    peak: float
    """The most memory it held, in MiB."""


def figure(number):
    """The number with three digits that say something."""
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def spread(numbers):
    return Spread(median(numbers), min(numbers), max(numbers))


def ratios(first, second):
    """How many times the second goes into the first, round by round."""
    return spread([one / other for one, other in zip(first, second, strict=True)])


def in_turn(contestants, rounds, *, warm=False):
    """What each contestant, a function without arguments, gave in each round; unless all are warm, after one more."""
    for contestant in () if warm else contestants.values():
        contestant()
    given = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, contestant in contestants.items():
            given[name].append(contestant())
    return given


def run(command, given=os.devnull, written=os.devnull, env=None):
    """Run a command once; it reads one file as its standard input and writes another."""
    job = {"command": list(map(str, command)), "given": str(given), "written": str(written)}
    words = [sys.executable, "-S", "-E", str(CHILD), json.dumps(job)]
    return Run(*json.loads(subprocess.run(words, stdout=subprocess.PIPE, env=env, check=True).stdout))
