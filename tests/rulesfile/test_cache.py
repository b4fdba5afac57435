"""Compiled rules kept between runs: never stale, never somebody else's, never in the way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from functools import cache as memo
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given

from hsroute.analysis.diff import diff
from hsroute.routing.load import load, load_kept
from hsroute.rulesfile import cache, files
from hsroute.rulesfile.cache import entry_for, recall, remember
from hsroute.rulesfile.files import compiled_by, shipped_rules
from tests.support.program import ask
from tests.support.strategies import rulesets_of_all_kinds


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "hsroute"


@pytest.fixture
def rules(tmp_path):
    return shutil.copy(shipped_rules(), tmp_path / "rules.yaml")


@pytest.fixture(scope="module")
def shipped():
    return load().ruleset


def test_what_is_recalled_is_what_was_remembered(home, shipped):
    entry = entry_for(shipped_rules())
    remember(entry, "1", b"the text", shipped)
    assert recall(entry, "1", b"the text") == shipped
    assert list(home.iterdir()) == [Path(entry)]


@given(rulesets_of_all_kinds())
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


def test_another_version_compiles_for_itself(home, shipped):
    entry = entry_for(shipped_rules())
    remember(entry, "1", b"", shipped)
    assert recall(entry, "2", b"") is None


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"\xff", b'{"version": "1", "text": "", "ruleset": [1]}', b"null"]
)
def test_a_damaged_entry_is_as_good_as_none(tmp_path, damage):
    entry = tmp_path / "entry.json"
    entry.write_bytes(damage)
    assert recall(entry, "1", b"") is None


@pytest.mark.process
def test_no_damage_to_an_entry_is_ever_believed(tmp_path, shipped):
    entry = tmp_path / "entry.json"
    remember(entry, "1", b"", shipped)
    whole = entry.read_bytes()
    for place in range(0, len(whole), 97):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]):
            entry.write_bytes(damaged)
            assert recall(entry, "1", b"") is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders have no owner here")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_may_write_to_is_neither_read_nor_written(tmp_path, mode, shipped):
    entry = tmp_path / "folder" / "entry.json"
    remember(entry, "1", b"", shipped)
    entry.parent.chmod(mode)
    assert recall(entry, "1", b"") is None
    entry.unlink()
    remember(entry, "1", b"", shipped)
    assert list(entry.parent.iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owner here")
def test_an_entry_of_another_user_is_not_trusted(tmp_path, monkeypatch, shipped):
    entry = tmp_path / "entry.json"
    remember(entry, "1", b"", shipped)
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


# What others, or accidents, put in the way.

POSIX = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="folders have no owner here")


@pytest.fixture
def entry(home):
    home.mkdir(parents=True)
    return Path(entry_for(shipped_rules()))


@POSIX
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_way_on_which_others_may_put_folders_is_not_gone(home, entry, mode, shipped):
    remember(entry, "1", b"", shipped)
    home.parent.chmod(mode)
    assert recall(entry, "1", b"") is None
    home.parent.chmod(mode | 0o1000)
    assert recall(entry, "1", b"") is not None


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give folders away")
@pytest.mark.parametrize("given_away", ["cache", "cache/hsroute", "entry"])
def test_what_belongs_to_somebody_else_is_not_read(tmp_path, entry, given_away, shipped):
    remember(entry, "1", b"", shipped)
    os.chown(entry if given_away == "entry" else tmp_path / given_away, 12345, -1)
    assert recall(entry, "1", b"") is None


@POSIX
@pytest.mark.parametrize("link", ["cache/hsroute", "entry"])
def test_a_planted_link_is_not_followed(tmp_path, entry, link, shipped):
    remember(entry, "1", b"", shipped)
    planted = entry if link == "entry" else tmp_path / link
    elsewhere = planted.rename(tmp_path / "elsewhere")
    planted.symlink_to(elsewhere)
    assert recall(entry, "1", b"") is None


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give folders away")
def test_a_way_of_roots_folders_leads_to_the_users_own(home, entry, monkeypatch, shipped):
    remember(entry, "1", b"", shipped)
    for path in (home, entry):
        os.chown(path, 12345, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert recall(entry, "1", b"") is not None


@POSIX
def test_a_folder_that_is_exchanged_after_it_was_checked_is_neither_read_nor_written(home, entry, monkeypatch, shipped):
    checked, open_ = home.with_name("checked"), os.open

    def exchange(path, *others, **place):
        opened = open_(path, *others, **place)
        if path == home.name:
            home.rename(checked)
            home.mkdir()
            entry.write_bytes(b"planted")
        return opened

    monkeypatch.setattr(os, "open", exchange)
    remember(entry, "1", b"", shipped)
    assert entry.read_bytes() == b"planted"
    shutil.rmtree(home)
    checked.rename(home)
    assert recall(entry, "1", b"") == shipped


@POSIX
def test_where_folders_cannot_be_opened_the_entry_is_kept_and_found_by_its_path(tmp_path, monkeypatch, shipped):
    monkeypatch.setattr(cache, "_BY_FOLDER", False)
    entry = tmp_path / "a" / "b" / "entry.json"
    remember(entry, "1", b"", shipped)
    assert [*entry.parent.iterdir()] == [entry]
    assert recall(entry, "1", b"") == shipped


def test_an_entry_that_is_only_looked_for_leaves_no_folder_and_one_that_cannot_be_put_in_place_no_file(home, shipped):
    entry = Path(entry_for(shipped_rules()))
    assert recall(entry, "1", b"") is None
    assert not home.exists()
    entry.mkdir(parents=True)
    remember(entry, "1", b"", shipped)
    assert [*home.iterdir()] == [entry]


@POSIX
def test_an_entry_that_others_may_write_to_is_not_read(entry, shipped):
    remember(entry, "1", b"", shipped)
    assert entry.stat().st_mode & 0o777 == 0o600
    entry.chmod(0o620)
    assert recall(entry, "1", b"") is None


@POSIX
def test_a_pipe_a_folder_or_a_giant_in_place_of_an_entry_means_reading_the_yaml(home, entry, shipped):
    os.mkfifo(entry)
    assert load_kept(None, "1").ruleset == shipped
    entry.unlink(missing_ok=True)
    entry.mkdir()
    assert load_kept(None, "1").ruleset == shipped
    entry.rmdir()
    with entry.open("wb") as file:
        file.truncate(1 << 30)
    assert recall(entry, "1", b"") is None


@POSIX
def test_folders_are_made_for_the_user_alone_whatever_the_mask(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a" / "b"))
    before = os.umask(0)
    try:
        load_kept(None, "1")
    finally:
        os.umask(before)
    for folder in ("a", "a/b", "a/b/hsroute"):
        assert (tmp_path / folder).stat().st_mode & 0o777 == 0o700
    assert len(list((tmp_path / "a/b/hsroute").iterdir())) == 1


def test_a_home_that_is_no_whole_path_is_none():
    assert entry_for("x", {"XDG_CACHE_HOME": "cache"}) is None
    assert entry_for("x", {"HOME": "home"}) is None
    assert entry_for("x", {"XDG_CACHE_HOME": "", "HOME": ""}) is None
    whole = Path.home().resolve()
    entry = Path(entry_for("x", {"XDG_CACHE_HOME": "cache", "HOME": str(whole)}))
    assert entry.parent == whole / ".cache" / "hsroute"


def test_a_user_has_256_entries_at_most(tmp_path):
    names = {entry_for(f"/rules/{number}.yaml", {"HOME": str(tmp_path)}) for number in range(600)}
    assert 200 < len(names) <= 256


def crafted():
    """Entries with the right sum that no compiler wrote."""
    good = json.loads(json.dumps(load().ruleset, default=str))
    names = ("title", "contacts", "questions", "rules", "source")
    yield from ([], None, 7, "rules", [good], [*good, 1], [[[]]] * len(good))
    for place, name in enumerate(names):
        for bad in (None, 7, "x", [], {}, [[]], {"x": 1}, [7], [None]):
            if not (bad == {} and name == "contacts"):
                yield [*good[:place], bad, *good[place + 1 :]]
    for kind in (1, 2, 3):
        part = next(iter(good[kind].values())) if kind == 1 else good[kind][0]
        for place in range(len(part)):
            for bad in (7, {"x": 7}, ["x", 7]):
                copy = json.loads(json.dumps(good))
                (next(iter(copy[kind].values())) if kind == 1 else copy[kind][0])[place] = bad
                yield copy
    yield json.loads("[" * 900 + "]" * 900)


@pytest.mark.process
def test_a_crafted_entry_means_reading_the_yaml(home, entry, monkeypatch):
    """Whatever is in it, every route and difference is one of rules that somebody could have written."""
    shipped = load().ruleset
    monkeypatch.setattr(files, "_compiled", memo(files._compiled))  # it takes longer than all the rest
    version, text = f"1 {compiled_by()}", shipped_rules().read_text("utf-8")
    for ruleset in crafted():
        written = json.dumps({"version": version, "text": text, "ruleset": ruleset}).encode()
        entry.write_bytes(b"%08x" % crc32(written) + written)
        entry.chmod(0o600)
        router = load_kept(None, "1")
        for answers in ({}, {"category": "billing"}, {"category": "support", "tier": "free"}):
            assert router.route(answers).as_json()["status"] in {"routed", "not_covered", "incomplete"}
        assert router.ruleset == shipped or diff(router.ruleset, shipped, date(2026, 11, 22)).combinations


# What compiles.


def test_every_module_that_compiles_counts():
    package = Path(files.__file__).parent
    counted = {(package / f"{name}.py").resolve() for name in files._COMPILING}
    rooms = {*package.glob("*.py")} - {package / "__init__.py"}
    assert counted == {path.resolve() for path in (*rooms, package / "../model.py", package / "../patterns.py")}


@pytest.mark.process
def test_a_module_that_changes_compiles_for_itself_whatever_its_time(tmp_path):
    program = "from hsroute.rulesfile.files import compiled_by; print(compiled_by())"
    shutil.copytree(Path(files.__file__).parent.parent, tmp_path / "hsroute", ignore=shutil.ignore_patterns("*.pyc"))

    def digest():
        run = [sys.executable, "-c", program]
        return subprocess.run(run, capture_output=True, cwd=tmp_path, check=True).stdout

    before, module = digest(), tmp_path / "hsroute" / "rulesfile" / "compiler.py"
    times = module.stat()
    module.write_text(module.read_text("utf-8").replace("a", "b", 1), "utf-8")
    os.utime(module, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert digest() != before
