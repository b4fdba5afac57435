"""Whole processes timed in pairs, so that what else the machine does weighs on both alike."""

from __future__ import annotations

import subprocess
import time
from statistics import median
from typing import NamedTuple


class Pairs(NamedTuple):
    """Seconds of two commands, run in turn: A B A B."""

    a: tuple[float, ...]
    b: tuple[float, ...]

    @property
    def ratios(self):
        return sorted(first / second for first, second in zip(self.a, self.b, strict=True))

    def __str__(self):
        ratios = self.ratios
        spread = f"{ratios[0]:.2f} to {ratios[-1]:.2f}"
        return f"{median(self.a) * 1000:.0f} ms to {median(self.b) * 1000:.0f} ms: {median(ratios):.2f} ({spread})"


def seconds(command, given=b"", env=None):
    """How long the command takes from start to end."""
    start = time.perf_counter()
    subprocess.run(command, input=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env, check=False)
    return time.perf_counter() - start


def paired(first, second, *, runs=25, given=b"", env=None):
    """Both commands, run in turn after a warm-up of each."""
    seconds(first, given, env)
    seconds(second, given, env)
    times = [(seconds(first, given, env), seconds(second, given, env)) for _ in range(runs)]
    return Pairs(*map(tuple, zip(*times, strict=True)))
