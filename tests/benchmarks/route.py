"""One decision in one process, hsroute beside engines for rules that Python programs use.

All decide the shipped rules, made from the same Ruleset. hsroute gives the whole Route: answers checked, dates read,
texts in a language, what is unused, and when it will change; the others give the id of a contact and trust what they
are given. Complete answers without "I don't know" are the common ground; before anything is timed, everybody must give
the same contact for every record. "Different" are records none of which was seen before, new ones in each round.
"""

from __future__ import annotations

import time
from itertools import chain, islice
from statistics import median

from hsroute.routing.load import load
from tests.benchmarks.pairs import figure, in_turn, ratios
from tests.benchmarks.peers import PEERS
from tests.benchmarks.records import TODAY, strangers
from tests.benchmarks.report import Promise, table, versions

ROUNDS = 7
DIFFERENT = 2_000
AGAIN = 1_000
OURS = "hsroute (the whole Route)"

ONE = {
    "name": {"category": "billing", "tier": "starter"},
    "address": {"category": "success", "tier": "enterprise", "csm": "jo@example.org"},
    "date": {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": "2027-01-15"},
}
"""One record of each kind, decided again and again."""


def section(options):
    """The table, and the promise on zen-engine."""
    rounds = options.rounds or ROUNDS
    yield from filter(None, (peer.missing() for peer in PEERS))
    peers = [peer for peer in PEERS if not peer.missing()]
    deciders = {OURS: ours()} | {peer.name: peer.decider(load().ruleset, TODAY) for peer in peers}
    batches = {"different": different(rounds + 1)} | {kind: again(record, rounds + 1) for kind, record in ONE.items()}
    for name, decide in deciders.items():
        agree(name, decide, [*chain(*batches["different"]), *ONE.values()])
    times = {kind: timed(deciders, batch) for kind, batch in batches.items()}
    yield "µs of processor time a decision; how many times that of hsroute (least to most)"
    yield from table(["", *batches], rows(times))
    yield versions([peer.package for peer in peers], rounds)
    yield from (f"{peer.package}: dates are {peer.dates}" for peer in peers)
    yield from promises(times)


def ours():
    router = load()
    router.route({})

    def decide(record):
        contact = router.route(record, TODAY).contact
        return contact and contact.id

    return decide


def different(batches):
    """Batches of records of which no two are the same."""
    seen = set()
    fresh = (
        record
        for record in strangers(10 * batches * DIFFERENT)
        if (key := tuple(record.items())) not in seen and not seen.add(key)
    )
    return [list(islice(fresh, DIFFERENT)) for _ in range(batches)]


def again(record, batches):
    return [[record] * AGAIN] * batches


def agree(name, decide, records):
    """Raises SystemExit where a contact differs from that of hsroute."""
    right = ours()
    for record in records:
        given, wanted = decide(record), right(record)
        if given != wanted:
            raise SystemExit(f"{name} leads {record} to {given}, hsroute to {wanted}")


def timed(deciders, batches):
    """Microseconds a decision, of each decider in each round; the first batch is the warm-up."""
    return in_turn({name: over(decide, iter(batches)) for name, decide in deciders.items()}, len(batches) - 1)


def over(decide, batches):
    def once():
        records = next(batches)
        start = time.process_time()
        for record in records:
            decide(record)
        return (time.process_time() - start) / len(records) * 1e6

    return once


def rows(times):
    """A row for each decider: the median of each kind, and how many times that of hsroute it is."""
    for name in next(iter(times.values())):
        yield name, *(cell(name, by_name) for by_name in times.values())


def cell(name, times):
    middle = figure(median(times[name]))
    return middle if name == OURS else f"{middle}; {ratios(times[name], times[OURS])}"


def promises(times):
    zen = PEERS[0].name
    for kind, by_name in times.items():
        if zen in by_name:
            yield Promise(f"route, {kind}: to zen-engine", ratios(by_name[OURS], by_name[zen]).median, 0.5, unit=" ×")
