"""The same records in other forms: an array, a sheet, lines that are kept whole; and records that leave questions open.

All are the tickets of an archive, see tests/benchmarks/records.py, each form in a process of its own. With `--keep`
every line has three keys more, which are no questions; beside it are the same lines without them. Two forms are twice
as long as the others, so that memory that grows is seen. Sparse records each leave other questions of 24 open, on a
file of 3,000 rules; four times as many of them may take four times as long, and no more memory.
"""

from __future__ import annotations

import csv
import json
import random
import sys
import tempfile
from pathlib import Path
from statistics import median

from hsroute.routing.load import load
from tests.benchmarks.pairs import figure, in_turn, ratios, run
from tests.benchmarks.records import archive
from tests.benchmarks.report import Promise, table, versions
from tests.support.program import ROOT, environment
from tests.support.sparse import sparse_lines, sparse_rules

ROUNDS = 3
LINES, ARRAY, SHEET, KEPT = "lines", "an array", "a sheet", "lines with --keep"
TWICE = {form: f"{form}, twice as long" for form in (ARRAY, SHEET, KEPT)}
FEW, MANY = 4_000, 16_000
RULES = 3_000


def section(options):
    """Two tables, and the promises on them."""
    rounds, count = options.rounds or ROUNDS, options.lines // 5
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runs = in_turn(dict(forms(folder, count)), rounds, warm=True)
        sparse = in_turn(dict(sparse_runs(folder)), rounds, warm=True)
    yield f"{count:,} records"
    yield from table(["", "of processors", "to lines", "most MiB"], rows(runs))
    yield f"sparse records, {RULES:,} rules"
    yield from table(["records", "of processors", "to the first", "most MiB"], rows(sparse))
    yield versions(rounds=rounds)
    for form, most in {ARRAY: 3, SHEET: 1, KEPT: 2}.items():
        yield Promise(f"forms: {form}, to lines", to_first(runs, form).median, most, unit=" ×")
    for form in TWICE.values():
        yield Promise(f"forms: {form}, memory", peak(runs[form]), 80, unit=" MiB")
    yield Promise(
        f"sparse: {MANY // FEW} times as many", to_first(sparse, str(MANY)).median, 1.25 * MANY / FEW, unit=" ×"
    )
    yield Promise("sparse: memory", peak(sparse[str(MANY)]), 80, unit=" MiB")


def forms(folder, count):
    """The name of each form, and what routes the records once."""
    for size in (count, 2 * count):
        writers = {LINES: write_lines, ARRAY: write_array, SHEET: write_sheet, KEPT: write_kept}
        for form, write in writers.items():
            name = form if size == count else TWICE.get(form)
            if name:
                path = folder / f"{name}.{'csv' if form == SHEET else 'json'}"
                with path.open("w", encoding="utf-8", newline="") as file:
                    write(file, enumerate(archive(size)))
                yield name, asked(folder, [path, *(["--keep"] if form == KEPT else [])])


def asked(folder, words, **variables):
    env = environment(PYTHONPATH=str(ROOT), XDG_CACHE_HOME=str(folder), **variables)
    return lambda: run([sys.executable, "-m", "hsroute", "ask", *words], env=env)


def write_lines(file, records):
    file.writelines(json.dumps({"id": number} | record) + "\n" for number, record in records)


def write_array(file, records):
    for number, record in records:
        file.write(f"{',' if number else '['}\n{json.dumps({'id': number} | record)}")
    file.write("\n]\n")


def write_sheet(file, records):
    keys = [question.key for question in load().questions]
    sheet = csv.DictWriter(file, ["id", *keys], lineterminator="\n")
    sheet.writeheader()
    sheet.writerows({"id": number} | record for number, record in records)


def write_kept(file, records):
    for number, record in records:
        more = {"subject": f"A question, the {number}th", "priority": number % 5, "created": "2026-11-20T10:00:00Z"}
        file.write(json.dumps({"id": number} | record | more) + "\n")


def sparse_runs(folder):
    rules = folder / "sparse.yaml"
    rules.write_text("".join(sparse_rules(RULES, random.Random(1))), "utf-8")
    for count in (FEW, MANY):
        path = folder / f"sparse-{count}.json"
        path.write_text("".join(sparse_lines(count, random.Random(count))), "utf-8")
        yield str(count), asked(folder, [path], HSROUTE_RULES=str(rules))


def busy(runs):
    return [run.busy for run in runs]


def peak(runs):
    return max(run.peak for run in runs)


def to_first(runs, name):
    return ratios(busy(runs[name]), busy(next(iter(runs.values()))))


def rows(runs):
    for name, each in runs.items():
        yield name, figure(median(busy(each))), to_first(runs, name), f"{peak(each):.0f}"
