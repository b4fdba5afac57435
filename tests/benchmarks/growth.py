"""How the costs grow: with the number of rules, from 10 to 10,000, and with that of questions, from 4 to 16.

Rules files made by chance, see tests/benchmarks/rulebooks.py; records that answer all questions. `load` is from the
text to a router, `kept` the same from the user's cache; the `first` route is on its own, since what answers can lead
to is worked out then; `new` are routes of answers never seen before, `again` those of answers seen before.
zen-engine decides the same records, and must give the same contacts before it is timed. `check` and the memory, at its
most after one route, are those of processes of their own; times are of the processor.

Two tables are of one question with so many spans of days, or of numbers: `load`, the `route` of what the last
span covers, with every later day on which it changes, `check`, and `generate`, the cases for both sides of each border.

↑ marks what grew by more than a third faster than the rules or the questions did:
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from contextlib import redirect_stdout
from datetime import timedelta
from functools import partial
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import NamedTuple

from hsroute import __version__
from hsroute.analysis.check import check
from hsroute.analysis.generate import generate
from hsroute.export.markdown import escaped
from hsroute.export.mermaid import mermaid
from hsroute.language.phrases import nearest
from hsroute.routing.load import load, load_kept, loads
from hsroute.routing.router import Router
from hsroute.rulesfile.yaml_parser import read
from hsroute.screen.problems import print_report
from hsroute.streams.sheet import NotCsvError, read_sheet
from tests.benchmarks import peers
from tests.benchmarks.pairs import figure, run
from tests.benchmarks.records import TODAY
from tests.benchmarks.report import Promise, table, versions
from tests.benchmarks.rulebooks import answers, rulebook, spans
from tests.support.program import ROOT, environment

HEADER = "format: 1\ntitle: t\n"
ROUNDS = 3
RECORDS = 2_000
RULES, QUESTIONS = (10, 100, 1_000, 10_000), (4, 8, 12, 16)
USUAL_RULES, USUAL_QUESTIONS = 1_000, 8
LINEAR = 4 / 3
"""How many times as fast as the size a cost may grow without a mark."""
ZEN = peers.PEERS[0]

COLLECTOR = "Python's garbage collector looks through all there is again and again; without it the growth is linear"
WHY = {
    "load": COLLECTOR,
    "check": COLLECTOR,
    "first": "there are more nodes in the diagram, and each is made from sets of rules that have more bits",
}
"""What was found when the figures were looked into."""

HOLDS = "import sys, hsroute; hsroute.load(sys.argv[1]).route({})"


class Costs(NamedTuple):
    """What a rules file of one size costs."""

    load: float
    kept: float
    check: float
    memory: float
    first: float
    new: float
    again: float
    zen: float | None


class SpanCosts(NamedTuple):
    """What a question with so many spans costs, in milliseconds."""

    load: float
    route: float
    check: float
    generate: float


SPANS = (1_000, 10_000, 40_000)
SPAN_HEAD = ("load, ms", "route, ms", "check, ms", "generate, ms")

HEAD = ("load, ms", "kept, ms", "check, ms", "MiB", "first, ms", "new, µs", "again, µs", "zen-engine, µs")


def unknown_keys(size):
    """A file with so many keys that mean nothing."""
    return f"{HEADER}contacts: {{}}\nquestions: {{}}\nrules: []\n" + "".join(f"key{n}: x\n" for n in range(size))


def mistakes_on_one_line(size):
    return f"{HEADER}contacts: {{}}\nquestions: {{}}\nrules: [{', '.join(['{id: A-}'] * size)}]\n"


def alternatives(size):
    """A rule that names every contact but its own."""
    contacts = "".join(f"  c{number}: {{team: T, how: Call}}\n" for number in range(size))
    others = ", ".join(f"c{number}" for number in range(1, size))
    rule = f"- {{id: a, contact: c0, alternatives: [{others}], because: b}}"
    return f"{HEADER}contacts:\n{contacts}questions: {{}}\nrules:\n{rule}\n"


def rule_for_each(size):
    """A rule for each span of days, and one for the rest."""
    head, _, _ = spans("days", size).partition("rules:")
    rules = "".join(f"- {{id: r{n}, when: {{size: value-{n}}}, contact: one, because: b}}\n" for n in range(size))
    return f"{head}rules:\n{rules}- {{id: rest, contact: two, because: b}}\n"


def checked_text(text):
    """What `check` does with a file, but for writing to a screen."""
    source = read(text.encode(), "rules.yaml")
    report = check(source)
    with redirect_stdout(StringIO()):
        print_report(report, source.text, "never")


def mistaken(size):
    """A thousand mistaken names beside so many right ones."""
    names = [f"value-number-{number}" for number in range(size)]
    return [nearest(f"valeu-nubmer-{number}", names) for number in range(1000)]


def each_answer(size):
    """A file with a contact for each of so many answers to one question, and for each a rule."""
    contacts = "".join(f"  c{number}: {{team: T, how: Call}}\n" for number in range(size))
    values = ", ".join(f"v{number}: V{number}" for number in range(size))
    rules = "".join(f"- {{id: r{n}, when: {{q: v{n}}}, contact: c{n}, because: b}}\n" for n in range(size))
    questions = f"questions: {{q: {{ask: Q?, values: {{{values}}}}}}}"
    return f"{HEADER}contacts:\n{contacts}{questions}\nrules:\n{rules}- {{id: rest, contact: c0, because: b}}\n"


def each_question(size):
    """A file with a rule and a contact for each of so many questions."""
    questions = "".join(f"  q{number}: {{ask: Q?, values: yes-no}}\n" for number in range(size))
    rules = "".join(f"- {{id: r{n}, when: {{q{n}: yes}}, contact: c{n}, because: b}}\n" for n in range(size))
    contacts = "".join(f"  c{number}: {{team: T, how: Call}}\n" for number in range(size + 1))
    rules += f"- {{id: rest, contact: c{size}, because: b}}\n"
    return f"{HEADER}contacts:\n{contacts}questions:\n{questions}rules:\n{rules}"


def explained(text, answers):
    return partial(loads(text).explain, answers, TODAY)


def spaced(size):
    """A flowchart whose label is a run of spaces."""
    text = each_answer(2).replace("Q?", f"'a{' ' * size}b'")
    return partial(mermaid, loads(text).ruleset, "en")


def wide(size):
    """A sheet whose header has so many columns of one question."""
    read = BytesIO(f"{','.join(['tier'] * size)}\n".encode()).read
    try:
        read_sheet(read, lambda: None, ["tier"])
    except NotCsvError:
        return
    raise AssertionError("one question cannot have two columns")


def mistyped(size):
    """A thousand wrong answers to a question with so many values."""
    router = loads(each_answer(size))
    return lambda: [*router.route_many({"q": f"vv{number}"} for number in range(1000))]


INPUTS = {
    "check, unknown keys": lambda size: partial(checked_text, unknown_keys(size)),
    "check, mistakes on one line": lambda size: partial(checked_text, mistakes_on_one_line(size)),
    "check, alternatives of a rule": lambda size: partial(checked_text, alternatives(size)),
    "check, a rule for each of a fifth as many spans": lambda size: partial(checked_text, rule_for_each(size // 5)),
    "Markdown, a run of twenty times as many spaces": lambda size: lambda: escaped(f"a{' ' * 20 * size}b"),
    "Mermaid, a run of twenty times as many spaces": lambda size: spaced(20 * size),
    "explain, a tenth as many contacts": lambda size: explained(each_answer(size // 10), {"q": "v0"}),
    "explain, a twentieth as many questions and contacts": lambda size: explained(
        each_question(size // 20), {f"q{number}": "no" for number in range(size // 20)}
    ),
    "a sheet, eight times as many columns": lambda size: lambda: wide(8 * size),
    "1,000 mistaken names among a tenth as many": lambda size: lambda: mistaken(size // 10),
    "1,000 wrong answers, a tenth as many values": lambda size: mistyped(size // 10),
}
"""What once took more than a time in proportion to its size, by size."""
SIZES = (12_500, 25_000, 50_000)


def inputs():
    """A row for each kind of input, with the milliseconds of each size."""
    for name, made in INPUTS.items():
        yield name, *(figure(once(made(size), 1)) for size in SIZES)


def section(options):
    """Two tables, and the promise on the time of a route."""
    yield from filter(None, [ZEN.missing()])
    rounds = options.rounds or ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_CACHE_HOME"] = name
        by_rules = {size: costs(folder, rounds, rules=size) for size in RULES}
        by_questions = {size: costs(folder, rounds, questions=size) for size in QUESTIONS}
        by_spans = {kind: {size: span_costs(folder, rounds, kind, size) for size in SPANS} for kind in GIVEN}
    yield f"{USUAL_QUESTIONS} questions"
    yield from table(("rules", *HEAD), rows(by_rules))
    yield f"{USUAL_RULES:,} rules"
    yield from table(("questions", *HEAD), rows(by_questions))
    for kind, by_size in by_spans.items():
        yield f"one question with spans of {kind}"
        yield from table(("spans", *SPAN_HEAD), rows(by_size))
    yield from why(by_rules, by_questions, *by_spans.values())
    yield "hostile input, ms"
    yield from table(("input", *(f"{size:,}" for size in SIZES)), inputs())
    yield versions([] if ZEN.missing() else [ZEN.package], rounds)
    for kind in ("new", "again"):
        least, most = (getattr(by_rules[size], kind) for size in (RULES[0], RULES[-1]))
        yield Promise(f"growth: a route of {kind} answers, 10 to 10,000 rules", most / least, 3, unit=" ×")


def costs(folder, rounds, rules=USUAL_RULES, questions=USUAL_QUESTIONS):
    """The medians over the rounds, in the units of HEAD."""
    file = folder / f"{rules}-{questions}.yaml"
    file.write_text(rulebook(rules, questions), "utf-8")
    records = answers(rounds * RECORDS, questions)
    router = load(file)
    agree(router, records)
    decide = None if ZEN.missing() else ZEN.decider(router.ruleset, TODAY)
    parts = [records[start : start + RECORDS] for start in range(0, len(records), RECORDS)]
    router.route(answers(1, questions, seed=0)[0])
    new = [each(router.route, part) for part in parts]
    return Costs(
        once(lambda: load(file), rounds),
        once(lambda: load_kept(file, __version__), rounds),
        checked(file, rounds),
        run([sys.executable, "-c", HOLDS, file], env=environment(PYTHONPATH=str(ROOT))).peak,
        median(first(router.ruleset, records[0]) for _ in range(rounds)),
        median(new),
        median([each(router.route, part) for part in parts]),
        decide and median([each(decide, part) for part in parts]),
    )


GIVEN = {"days": lambda last: (TODAY + timedelta(last)).isoformat(), "numbers": str}
"""The kinds of spans, and how the last day or number that is covered is given."""


def span_costs(folder, rounds, kind, size):
    """The medians over the rounds."""
    file = folder / f"{kind}-{size}.yaml"
    file.write_text(spans(kind, size), "utf-8")
    answers = {"size": GIVEN[kind](3 * size - 1)}
    ruleset = load(file).ruleset
    return SpanCosts(
        once(lambda: load(file), rounds),
        once(lambda: Router(ruleset).route(answers, TODAY), rounds),
        checked(file, rounds),
        once(lambda: generate(Router(ruleset), TODAY), rounds),
    )


def agree(router, records):
    """Raises SystemExit where zen-engine gives another contact; the router that is measured has seen no record yet."""
    if not ZEN.missing():
        decide, right = ZEN.decider(router.ruleset, TODAY), Router(router.ruleset)
        for record in records:
            if decide(record) != right.route(record).contact.id:
                raise SystemExit(f"{ZEN.name} does not lead {record} where hsroute does")


def first(ruleset, record):
    """Milliseconds of the first route of a new router."""
    return each(Router(ruleset).route, [record]) / 1000


def each(decide, records):
    """Microseconds a record."""
    start = time.process_time()
    for record in records:
        decide(record)
    return (time.process_time() - start) / len(records) * 1e6


def once(load_one, rounds):
    """Milliseconds; after a first time that fills the cache, and without what the one before left behind."""
    load_one()
    times = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        load_one()
        times.append((time.process_time() - start) * 1000)
    return median(times)


def checked(file, rounds):
    command = [sys.executable, "-m", "hsroute", "check", file]
    env = environment(PYTHONPATH=str(ROOT))
    return median(run(command, env=env).busy for _ in range(rounds)) * 1000


def rows(by_size):
    """A row for each size, what grew faster than the size marked."""
    marked = faster(by_size)
    for size, costs in by_size.items():
        yield f"{size:,}", *(cell(cost, marked.get((size, name), "")) for name, cost in costs._asdict().items())


def cell(cost, mark):
    return "–" if cost is None else figure(cost) + mark


def faster(by_size):
    """The mark of each size and cost that grew faster than the size did."""
    return {
        (size, name): " ↑"
        for before, size in pairwise(by_size)
        for name, cost in by_size[size]._asdict().items()
        if cost and cost / getattr(by_size[before], name) > LINEAR * size / before
    }


def why(*tables):
    """What is known about each cost that is marked."""
    marked = {name for by_size in tables for _, name in faster(by_size)}
    fields = dict.fromkeys((*Costs._fields, *SpanCosts._fields))
    yield from (f"{name} ↑: {WHY.get(name, 'not looked into')}" for name in fields if name in marked)
