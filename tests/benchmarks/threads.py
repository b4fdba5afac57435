"""One router that many threads share, beside the same routes in one thread, and in as many with a router each.

On builds of Python with a global lock, threads take turns, so what is looked for is that sharing costs nothing: no
waiting for each other beyond that lock, and routes that are equal to those of a single thread.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from hsroute.routing.load import load
from tests.benchmarks.pairs import figure, in_turn, ratios
from tests.benchmarks.records import TODAY, strangers
from tests.benchmarks.report import Promise, table, versions

ROUNDS = 7
THREADS = 8
RECORDS = 4_000
"""For each thread."""

ONE, SHARED, OWN = "one thread", f"{THREADS} threads, one router", f"{THREADS} threads, a router each"


def section(options):
    """The table, and the promise on a shared router."""
    rounds = options.rounds or ROUNDS
    records = list(islice(strangers(10**9), THREADS * RECORDS))
    parts = [records[place::THREADS] for place in range(THREADS)]
    agree(parts)
    times = in_turn({ONE: lambda: alone(parts), SHARED: lambda: shared(parts), OWN: lambda: own(parts)}, rounds)
    yield f"µs of processor time a route, of {THREADS * RECORDS:,} on new routers"
    rows = [(name, figure(sorted(each)[len(each) // 2]), ratios(each, times[ONE])) for name, each in times.items()]
    yield from table(["", "µs", f"to {ONE}"], rows)
    yield versions(rounds=rounds)
    yield Promise("threads: sharing a router, to one thread", ratios(times[SHARED], times[ONE]).median, 1.25, unit=" ×")


def routes(router, records):
    return [router.route(record, TODAY) for record in records]


def agree(parts):
    """Raises SystemExit where a thread gets another route."""
    router, other = load(), load()
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda part: routes(router, part), parts))
    if found != [routes(other, part) for part in parts]:
        raise SystemExit("threads that share a router get other routes than one alone")


def alone(parts):
    router = load()
    return spent(lambda: [routes(router, part) for part in parts])


def shared(parts):
    router = load()
    return spent(lambda: in_threads([router] * THREADS, parts))


def own(parts):
    routers = [load() for _ in parts]
    return spent(lambda: in_threads(routers, parts))


def in_threads(routers, parts):
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(routes, routers, parts))


def spent(work):
    """Microseconds of processor time a route, of all threads together."""
    start = time.process_time()
    work()
    return (time.process_time() - start) / THREADS / RECORDS * 1e6
