"""What each command costs on a file of 10,000 rules and 8 questions: whole processes, the rules in the cache where the
command keeps them there.

`new` is the same file with three contacts changed. The rows of `ask` are one process for one record each, so that what
a router works out first is in them.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median

from hsroute.model import UNKNOWN
from tests.benchmarks.pairs import in_turn, ratios, run
from tests.benchmarks.report import Promise, table, versions
from tests.benchmarks.rulebooks import by_topic
from tests.support.program import ROOT, environment

ROUNDS = 3
RULES, QUESTIONS = 10_000, 8
CHANGED = ("rule-100", "rule-5000", "rule-9900")


def section(options):
    """The table, and the promises on generated cases and on unknown and missing answers."""
    rounds = options.rounds or ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = in_turn(dict(processes(folder)), rounds)
    busy = {name: [each.busy for each in some] for name, some in runs.items()}
    rows = [
        (
            name,
            f"{median(times) * 1000:.0f}",
            ratios(times, busy["check"]),
            f"{max(each.peak for each in runs[name]):.0f}",
        )
        for name, times in busy.items()
    ]
    yield f"{RULES:,} rules, {QUESTIONS} questions"
    yield from table(["", "ms of processor time", "to check", "most MiB"], rows)
    yield versions(rounds=rounds)
    yield Promise("test --generate, to check", ratios(busy["test --generate"], busy["check"]).median, 10, unit=" ×")
    for kind in ("ask, one unknown", "ask, one missing", "ask, no answer"):
        yield Promise(f"{kind}, to a complete answer", ratios(busy[kind], busy["ask"]).median, 2, unit=" ×")


def processes(folder):
    """The name of each command, and what runs it once."""
    old, new = folder / "old.yaml", folder / "new.yaml"
    text = by_topic(RULES, QUESTIONS)
    old.write_text(text, "utf-8")
    new.write_text(changed(text), "utf-8")
    record = {"topic": "topic-7"} | {f"question_{number}": "value-1" for number in range(1, QUESTIONS)}
    env = environment(PYTHONPATH=str(ROOT), XDG_CACHE_HOME=str(folder))
    given = {
        "ask": record,
        "ask, one unknown": record | {"topic": UNKNOWN},
        "ask, one missing": {key: name for key, name in record.items() if key != "topic"},
        "ask, no answer": {},
        "explain": record,
    }
    for name, answers in given.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(answers), "utf-8")
        yield name, runner([name.partition(",")[0], "--rules", old], env, path)
    for words in (
        ["check", old],
        ["test", "--generate", old],
        ["diff", old, new],
        ["show", "--rules", old],
        ["show", "--format", "tree", "--rules", old],
        ["show", "--format", "markdown", "--rules", old],
        ["show", "--format", "mermaid", "--rules", old],
        ["show", "--format", "sql", "--rules", old],
    ):
        yield " ".join(word for word in words if isinstance(word, str)).removesuffix(" --rules"), runner(words, env)


def runner(words, env, given=os.devnull):
    return lambda: run([sys.executable, "-m", "hsroute", *words], given, env=env)


def changed(text):
    """The file with another contact in three of its rules."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.removeprefix("  - id: ") in CHANGED:
            lines[number + 2] = "    contact: team-1" if "team-1" not in lines[number + 2] else "    contact: team-2"
    return "\n".join(lines)
