"""What checking the shipped rules costs, beside yamllint on the same file: whole processes of one interpreter."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

from hsroute.rulesfile.files import shipped_rules
from tests.benchmarks import peers
from tests.benchmarks.pairs import in_turn, ratios, run
from tests.benchmarks.report import Promise, table, versions
from tests.support.program import ROOT, environment

ROUNDS = 15
YAMLLINT = "import sys; from yamllint.cli import run; sys.exit(run())"


def section(options):
    """The table, and the promise on yamllint."""
    if peers.missing("yamllint"):
        yield peers.missing("yamllint")
        return
    env, rounds = environment(PYTHONPATH=str(ROOT)), options.rounds or ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(shutil.copy(shipped_rules(), folder))
        commands = {
            "hsroute check": [sys.executable, "-m", "hsroute", "check", rules],
            "yamllint": [sys.executable, "-c", YAMLLINT, rules],
        }
        processes = {name: lambda command=command: run(command, env=env) for name, command in commands.items()}
        runs = in_turn(processes, rounds)
    busy = {name: [run.busy for run in each] for name, each in runs.items()}
    peaks = {name: max(run.peak for run in each) for name, each in runs.items()}
    rows = [
        (name, f"{median(times) * 1000:.0f}", ratios(times, busy["yamllint"]), f"{peaks[name]:.0f}")
        for name, times in busy.items()
    ]
    yield from table([rules.name, "ms of processor time", "to yamllint", "most MiB"], rows)
    yield versions(["yamllint"], rounds)
    yield Promise("check: to yamllint", ratios(busy["hsroute check"], busy["yamllint"]).median, 1.5, unit=" ×")
