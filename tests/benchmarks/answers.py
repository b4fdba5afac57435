"""What it costs that answers are unknown or missing, on rules files of several sizes: microseconds a route.

The files are made by tests/benchmarks/rulebooks.py: `rulebook`, where two questions have many values, and `by_topic`,
where each topic has rules of its own; `--rules FILE` adds others, and may be repeated. Records answer all questions by
chance, or all but one that is unknown, or missing, or half of them; `none` is the record without an answer. The same
kinds as single processes are in the section `commands`. Last, milliseconds for a line in a person's own words, of which
the conversation finds out what it may mean.
"""

from __future__ import annotations

import random
import time
from pathlib import Path
from statistics import median

from hsroute.language.own_words import pointed
from hsroute.model import UNKNOWN
from hsroute.routing.load import load
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.yaml_parser import read
from tests.benchmarks.pairs import figure, in_turn, ratios
from tests.benchmarks.report import Promise, table, versions
from tests.benchmarks.rulebooks import by_topic, rulebook

ROUNDS = 5
RECORDS = 1_000
MADE = {
    "rulebook, 200 rules": lambda: rulebook(200),
    "rulebook, 10,000 rules": lambda: rulebook(10_000),
    "topics, 100 rules, 15 questions": lambda: by_topic(100, 15),
    "topics, 1,000 rules, 15 questions": lambda: by_topic(1_000, 15),
    "topics, 10,000 rules, 8 questions": lambda: by_topic(10_000, 8),
}
LINES = ("my invoice is wrong", "our invoice and the contract " * 100, "ø" * 100_000)
KINDS = ("complete", "one unknown", "one missing", "half missing", "none")


def section(options):
    """The table, and the promises on unknown and missing answers."""
    rounds = options.rounds or ROUNDS
    found = {}
    for name, text in files(options.rules):
        router = Router(compile_rules(read(text.encode(), name)))
        batches = {kind: [*records(router, kind, rounds + 1)] for kind in KINDS}
        found[name] = in_turn({kind: over(router, iter(batch)) for kind, batch in batches.items()}, rounds)
    yield "µs a route; how many times a complete answer (least to most)"
    yield from table(["", *KINDS], rows(found))
    yield versions(rounds=rounds)
    for kind in ("one unknown", "one missing"):
        worst = max(ratios(times[kind], times["complete"]).median for times in found.values())
        yield Promise(f"answers: {kind}, to a complete one", worst, 2, unit=" ×")
    yield Promise("answers: a line of people's own words", max(map(own_words, LINES)), 1, unit=" ms")


def own_words(line):
    """Milliseconds that it takes to find which answers the words of a line point to."""
    values = load().questions[0].values
    entries, labels = [value.words for value in values], [value.label.to("en") for value in values]
    start = time.process_time()
    for _ in range(RECORDS):
        pointed(line, entries, labels)
    return (time.process_time() - start) / RECORDS * 1e3


def files(paths):
    """The name and the text of each rules file."""
    yield from ((name, make()) for name, make in MADE.items())
    yield from ((Path(path).name, Path(path).read_text("utf-8")) for path in paths or ())


def records(router, kind, batches):
    """Batches of records of that kind, by chance; the same each time."""
    chance = random.Random(kind)
    questions = router.ruleset.questions
    for _ in range(batches):
        yield [record(chance, questions, kind) for _ in range(RECORDS)]


def record(chance, questions, kind):
    """One record; which question is unknown or missing is left to chance as well."""
    answers = {question.key: chance.choice(question.names) for question in questions}
    one = chance.choice([*answers])
    match kind:
        case "one unknown":
            return answers | {one: UNKNOWN}
        case "one missing":
            return {key: name for key, name in answers.items() if key != one}
        case "half missing":
            return {key: answers[key] for key in chance.sample([*answers], len(answers) // 2)}
        case "none":
            return {}
    return answers


def over(router, batches):
    def once():
        batch = next(batches)
        start = time.process_time()
        for answers in batch:
            router.route(answers)
        return (time.process_time() - start) / len(batch) * 1e6

    return once


def rows(found):
    """A row for each file: the median of each kind, and how many times a complete answer it is."""
    for name, times in found.items():
        yield name, *(cell(kind, times) for kind in KINDS)


def cell(kind, times):
    middle = figure(median(times[kind]))
    return middle if kind == "complete" else f"{middle}; {ratios(times[kind], times['complete'])}"
