"""What a section says: Markdown tables, notes, and the promises it looked at."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.pairs import figure


class Promise(NamedTuple):
    """A bound on a measured number, which must be at most the limit, or at least it."""

    what: str
    measured: float
    limit: float
    at_least: bool = False
    unit: str = ""

    @property
    def kept(self):
        return self.measured >= self.limit if self.at_least else self.measured <= self.limit

    def row(self):
        bound = f"{'at least' if self.at_least else 'at most'} {self.limit:g}{self.unit}"
        return self.what, bound, f"{figure(self.measured)}{self.unit}", "kept" if self.kept else "**not kept**"


def table(head, rows):
    """The lines of a Markdown table, its columns lined up; all but the first are numbers."""
    cells = [tuple(map(str, row)) for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    yield ""
    for number, row in enumerate(cells):
        first, *others = zip(row, widths, strict=True)
        yield "| " + " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + " |"
        if number == 0:
            dashes = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
            yield "| " + " | ".join(dashes) + " |"
    yield ""


def versions(packages=(), rounds=None):
    """The machine, what ran on it, and how often."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    ran = [machine(), python, *(f"{package} {version(package)}" for package in packages)]
    return ", ".join(ran + ([f"{rounds} rounds"] if rounds else []))


def machine():
    """The model of the processor and how many of them there are."""
    return f"{_model()} with {os.cpu_count()} cores, {platform.system()}"


def _model():
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
