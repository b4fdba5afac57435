"""Compiled rules kept between runs: never stale, never somebody else's, never in the way."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given

from hsroute.routing.load import load, load_kept
from hsroute.rulesfile.cache import entry_for, recall, remember
from hsroute.rulesfile.files import shipped_rules
from tests.support.program import ask
from tests.support.strategies import rulesets


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "hsroute"


@pytest.fixture
def rules(tmp_path):
    return shutil.copy(shipped_rules(), tmp_path / "rules.yaml")


def test_what_is_recalled_is_what_was_remembered(home):
    shipped = load().ruleset
    entry = entry_for(shipped_rules())
    remember(entry, "1", b"the text", shipped)
    assert recall(entry, "1", b"the text") == shipped
    assert list(home.iterdir()) == [Path(entry)]


@given(rulesets())
def test_every_ruleset_comes_back_equal(tmp_path_factory, ruleset):
    entry = tmp_path_factory.mktemp("cache") / "entry.json"
    remember(entry, "1", b"", ruleset)
    assert recall(entry, "1", b"") == ruleset


def test_a_second_run_does_not_read_yaml_again(home, rules):
    first = load_kept(rules, "1").ruleset
    assert len(list(home.iterdir())) == 1
    assert load_kept(rules, "1").ruleset == first == load(rules).ruleset


def test_a_changed_file_is_compiled_again_even_with_the_same_size_and_time(home, rules):
    load_kept(rules, "1")
    before = rules.stat()
    rules.write_text(rules.read_text("utf-8").replace("billing@hubspot.com", "rilling@hubspot.com"), "utf-8")
    os.utime(rules, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert load_kept(rules, "1").ruleset.contacts["billing"].email == "rilling@hubspot.com"
    assert len(list(home.iterdir())) == 1


def test_another_version_compiles_for_itself(home):
    entry = entry_for(shipped_rules())
    remember(entry, "1", b"", load().ruleset)
    assert recall(entry, "2", b"") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"\xff", b'{"version": "1", "text": "", "ruleset": [1]}', b"null"]
)
def test_a_damaged_entry_is_as_good_as_none(tmp_path, damage):
    entry = tmp_path / "entry.json"
    entry.write_bytes(damage)
    assert recall(entry, "1", b"") is None


def test_no_damage_to_an_entry_is_ever_believed(tmp_path):
    entry, shipped = tmp_path / "entry.json", load().ruleset
    remember(entry, "1", b"", shipped)
    whole = entry.read_bytes()
    for place in range(0, len(whole), 97):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
            entry.write_bytes(damaged)
            assert recall(entry, "1", b"") is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders have no owner here")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_may_write_to_is_neither_read_nor_written(tmp_path, mode):
    entry, shipped = tmp_path / "folder" / "entry.json", load().ruleset
    remember(entry, "1", b"", shipped)
    entry.parent.chmod(mode)
    assert recall(entry, "1", b"") is None
    entry.unlink()
    remember(entry, "1", b"", shipped)
    assert list(entry.parent.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owner here")
def test_an_entry_of_another_user_is_not_trusted(tmp_path, monkeypatch):
    entry = tmp_path / "entry.json"
    remember(entry, "1", b"", load().ruleset)
    assert recall(entry, "1", b"") is not None
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert recall(entry, "1", b"") is None


def test_where_nothing_can_be_kept_everything_works_without(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", "utf-8")
    for env in ({"XDG_CACHE_HOME": str(blocked)}, {}, {"HOME": "/proc/nowhere"}):
        assert ask({"category": "billing"}, env=env).code == 0


def test_two_rules_files_with_entries_of_the_same_name_do_not_mix(home, rules):
    load_kept(rules, "1")
    (entry,) = home.iterdir()
    kept = json.loads(entry.read_text("utf-8")[8:])
    assert recall(entry, "1", b"other rules") is None
    assert kept["text"] == rules.read_text("utf-8")
