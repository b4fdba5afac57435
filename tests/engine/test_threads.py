"""One router, which has met nothing yet, and many threads: each gets what it would get alone."""

from __future__ import annotations

import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from hsroute import __version__
from hsroute.engine.decision import Decider
from hsroute.routing.explain import explain_route
from hsroute.routing.load import load, load_kept
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.yaml_parser import read
from tests.benchmarks import rulebooks
from tests.support.program import ROOT, environment

TODAY = date(2026, 11, 22)
THREADS = 64
SHIPPED = load().ruleset
BOOK = compile_rules(read(rulebooks.rulebook(200, 8).encode(), "book.yaml"))


@pytest.fixture(autouse=True)
def _often_interrupted():
    """Threads take turns after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def records(ruleset, count, seed):
    """Answers to most of the questions, by chance; many of them are those that a rule wants."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        when = chance.choice(ruleset.rules).when
        answers = {
            question.key: chance.choice(when.get(question.key, question.answers)) for question in ruleset.questions
        }
        made.append({key: name for key, name in answers.items() if chance.random() < 0.9})
    return made


def at_once(work, count=THREADS):
    """What so many threads get that begin together."""
    gate = Barrier(count)

    def one(number):
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


@pytest.mark.parametrize("ruleset", [SHIPPED, BOOK], ids=["shipped", "rulebook"])
def test_the_same_records_in_any_order_get_the_same_routes(ruleset):
    given = records(ruleset, 300, seed=1)

    def work(router, order):
        routes = {place: router.route(given[place], TODAY) for place in order}
        return [routes[place] for place in range(len(given))]

    shared = Router(ruleset)
    orders = [random.Random(number).sample(range(len(given)), len(given)) for number in range(THREADS)]
    found = at_once(lambda number: work(shared, orders[number]))
    assert found == [work(Router(ruleset), range(len(given)))] * THREADS


def test_the_same_answers_get_the_same_explanation():
    answers = {"category": "contracts", "about_renewal": True, "renewal_date": "2027-01-15", "tier": "enterprise"}
    shared = Router(SHIPPED)
    router = Router(SHIPPED)
    alone = explain_route(router, router.route(answers, TODAY), answers)
    found = at_once(lambda _: explain_route(shared, shared.route(answers, TODAY), answers))
    assert found == [alone] * THREADS


def test_threads_that_make_each_other_forget_still_decide_alike():
    masks = Router(BOOK).decider.masks
    given = records(BOOK, 30, seed=2)
    states = [
        tuple(question.answers.index(each.get(question.key, "unknown")) for question in BOOK.questions)
        for each in given
    ]
    alone = [Decider(masks).decide(state) for state in states]
    shared = Decider(masks, room=2_000)
    for decisions in at_once(lambda _: [shared.decide(state) for state in states]):
        assert decisions == alone


@pytest.mark.process
def test_a_rules_file_is_loaded_and_kept_by_all_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "rules.yaml"
    path.write_text(rulebooks.rulebook(10, 4), "utf-8")
    cold = at_once(lambda _: load_kept(path, __version__).route({}))
    warm = at_once(lambda _: load_kept(path, __version__).route({}))
    assert cold == warm == [load(path).route({})] * THREADS
    assert len([*(tmp_path / "cache" / "hsroute").iterdir()]) == 1


FIRST_USE = f"""
import datetime
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import hsroute

sys.setswitchinterval(1e-6)
gate = Barrier({THREADS})

def one(number):
    gate.wait()
    router = shared if number % 8 else hsroute.load()
    return str(router.route({{"category": "contracts", "about_renewal": "unknown"}}, today={TODAY!r}).as_json())

shared = hsroute.load()
with ThreadPoolExecutor({THREADS}) as threads:
    print(len({{*threads.map(one, range({THREADS}))}}))
"""


@pytest.mark.process
def test_the_first_use_of_the_library_may_be_by_all_at_once():
    """Of a process of its own: nothing is imported yet, and nothing remembered."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_USE], capture_output=True, env=environment(), cwd=ROOT, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"1\n", b"")
