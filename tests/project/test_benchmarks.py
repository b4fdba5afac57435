"""The benchmarks, without the times: their data is always the same, and all who are compared decide alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import islice

import pytest

import hsroute
from tests.benchmarks import peers, stream
from tests.benchmarks.pairs import in_turn, ratios, run
from tests.benchmarks.peers import PEERS, jq
from tests.benchmarks.records import TODAY, archive, strangers, unlike
from tests.benchmarks.report import Promise, table
from tests.benchmarks.route import ONE, agree, different
from tests.benchmarks.rulebooks import answers, rulebook
from tests.support.program import ROOT, environment

ROUTER = hsroute.load()
MIXES = {"archive": archive, "strangers": strangers, "unlike": unlike}
ALL_DATA = """
from tests.benchmarks.records import archive, strangers, unlike
from tests.benchmarks.rulebooks import answers, rulebook
print(*archive(99), *strangers(99), *unlike(99), rulebook(99), answers(99))
"""
MEASURES = pytest.mark.skipif(not hasattr(os, "wait4"), reason="the system does not say what a process used")
IN_FILES = (stream.ZEN, jq.NAME, stream.POLARS, stream.DUCKDB)


def unless_missing(words):
    if words:
        pytest.skip(words)


# The data.


@pytest.mark.process
def test_the_data_is_the_same_in_every_process():
    printed = {
        subprocess.check_output([sys.executable, "-c", ALL_DATA], cwd=ROOT, env=environment(PYTHONHASHSEED=seed))
        for seed in ("1", "2")
    }
    assert len(printed) == 1


@pytest.mark.parametrize("mix", MIXES)
def test_a_seed_decides_what_the_records_are(mix):
    assert list(MIXES[mix](50)) == list(MIXES[mix](50)) != list(MIXES[mix](50, seed=77))


@pytest.mark.parametrize("mix", MIXES)
def test_every_record_is_complete_and_right(mix):
    statuses = {ROUTER.route(record, TODAY).status for record in MIXES[mix](2_000)}
    assert statuses == {"routed", "not_covered"}


def test_the_records_meet_every_rule():
    met = {ROUTER.route(record, TODAY).rule for record in strangers(5_000)}
    assert met == {rule.id for rule in ROUTER.ruleset.rules}


def test_an_archive_repeats_itself_and_what_is_called_different_does_not():
    def combinations(records):
        return len({tuple(record.items()) for record in records})

    assert combinations(archive(2_000, customers=20)) < 500
    assert combinations(unlike(2_000)) == 2_000
    assert combinations(record for batch in islice(different(2), 2) for record in batch) == 4_000


@pytest.mark.parametrize(("rules", "questions"), [(10, 8), (300, 4), (300, 16)])
def test_a_rulebook_has_the_size_that_it_is_asked_for(tmp_path, rules, questions):
    file = tmp_path / "rules.yaml"
    file.write_text(rulebook(rules, questions), "utf-8")
    router = hsroute.load(file)
    assert (len(router.ruleset.rules), len(router.ruleset.questions)) == (rules, questions)
    assert {len(rule.when) for rule in router.ruleset.rules} == {0, 2, 3, 4}
    assert {router.route(record).status for record in answers(50, questions)} == {"routed"}


# Those who are compared.


@pytest.mark.parametrize("peer", PEERS, ids=[peer.module for peer in PEERS])
def test_every_peer_gives_the_contacts_of_hsroute(peer):
    unless_missing(peer.missing())
    agree(peer.name, peer.decider(ROUTER.ruleset, TODAY), [*strangers(600), *ONE.values()])


def test_a_peer_that_differs_is_no_row_of_the_table():
    with pytest.raises(SystemExit, match=r"nobody leads .* to billing, hsroute to support"):
        agree("nobody", lambda record: "billing", [{"category": "billing"}, {"category": "support", "tier": "starter"}])


@pytest.mark.process
@MEASURES
@pytest.mark.parametrize("name", IN_FILES)
def test_whoever_reads_files_gives_the_contacts_of_hsroute(tmp_path, name):
    lines = tmp_path / "lines.jsonl"
    stream.write_lines(lines, strangers(300))
    commands = dict(stream.commands(tmp_path))
    unless_missing(None if commands[name] else f"{name} is missing")
    stream.agree({each: commands[each] for each in (stream.OURS, name)}, lines, tmp_path)


@pytest.mark.process
@MEASURES
def test_a_file_with_other_contacts_is_no_row_of_the_table(tmp_path):
    lines = tmp_path / "lines.jsonl"
    stream.write_lines(lines, strangers(5))
    commands = dict(stream.commands(tmp_path))
    with pytest.raises(SystemExit, match=r"nobody does not agree with hsroute on [1-5] lines"):
        stream.agree({stream.OURS: commands[stream.OURS], "nobody": commands[stream.JSON]}, lines, tmp_path)


def test_what_is_missing_is_said_with_the_command_that_mends_it():
    assert peers.missing("pytest") is None
    assert peers.missing("not-a-package") == "not-a-package is missing: python -m pip install not-a-package"


# How it is measured and told.


def test_contestants_take_turns_after_a_warm_up():
    turns = []
    given = in_turn({name: lambda name=name: turns.append(name) or len(turns) for name in "ab"}, rounds=2)
    assert turns == ["a", "b"] * 3
    assert given == {"a": [3, 5], "b": [4, 6]}


def test_a_ratio_is_of_the_same_round():
    assert str(ratios([2.0, 9.0, 40.0], [1.0, 3.0, 10.0])) == "3 (2 to 4)"


@pytest.mark.process
@MEASURES
def test_a_run_tells_the_exit_code_and_the_memory_of_the_command_alone():
    ballast = bytearray(200_000_000)
    small, large = (run([sys.executable, "-c", f"bytearray({size}); exit(3)"]) for size in (1, 90_000_000))
    assert small.code == large.code == 3
    assert small.peak < len(ballast) / 2**20
    assert 70 < large.peak - small.peak < 110


@pytest.mark.process
@MEASURES
def test_a_run_reads_and_writes_files(tmp_path):
    given, written = tmp_path / "given", tmp_path / "written"
    given.write_text(json.dumps({"category": "billing"}), "utf-8")
    run([sys.executable, "-c", "import sys; print(sys.stdin.read().upper())"], given, written)
    assert written.read_text("utf-8") == '{"CATEGORY": "BILLING"}\n'


def test_tables_are_markdown_with_the_columns_lined_up():
    assert list(table(("who", "ms"), [("hsroute", 3), ("jq", 12)])) == [
        "",
        "| who     | ms |",
        "| ------- | -: |",
        "| hsroute |  3 |",
        "| jq      | 12 |",
        "",
    ]


@pytest.mark.parametrize(
    ("at_least", "measured", "word"),
    [(False, 3, "kept"), (False, 3.1, "**not kept**"), (True, 3, "kept"), (True, 2.9, "**not kept**")],
)
def test_a_promise_is_kept_up_to_its_limit(at_least, measured, word):
    bound = "at least 3 ×" if at_least else "at most 3 ×"
    assert Promise("speed", measured, 3, at_least, " ×").row() == ("speed", bound, f"{measured} ×", word)
