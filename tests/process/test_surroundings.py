"""Files that change, places where nothing can be kept, and environments of all kinds: the route stays the same."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hsroute.rulesfile.files import shipped_rules
from tests.support.program import ROOT, ask, environment, hsroute, started

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="surroundings as POSIX has them")

BILLING = '{"category": "billing"}\n'

# Files that change.


@pytest.mark.parametrize("words", ["ask", "explain"])
def test_one_run_keeps_to_the_rules_it_began_with(words, tmp_path):
    rules = Path(shutil.copy(shipped_rules(), tmp_path / "rules.yaml"))
    with started(words, "--rules", rules) as running:
        routes = []
        for change in (lambda: rules.write_text("format: 1\n", "utf-8"), rules.unlink, rules.mkdir, rules.rmdir):
            running.stdin.write(BILLING.encode())
            running.stdin.flush()
            routes.append(json.loads(running.stdout.readline()))
            change()
        out, said = running.communicate(BILLING.encode(), 20)
    routes.append(json.loads(out))
    assert [route.get("route", route)["rule"] for route in routes] == ["billing"] * 5
    assert (running.returncode, said) == (0, b"")


def test_between_two_runs_the_rules_may_change_into_anything(tmp_path):
    rules, env = tmp_path / "rules.yaml", {"XDG_CACHE_HOME": str(tmp_path / "cache")}

    def code():
        return ask(BILLING, "--rules", rules, env=env).code

    assert code() == 74
    shutil.copy(shipped_rules(), rules)
    assert (code(), code()) == (0, 0)
    rules.write_text("format: 1\n", "utf-8")
    assert code() == 3
    rules.unlink()
    rules.mkdir()
    assert code() == 74
    rules.rmdir()
    assert code() == 74


# The cache.


@pytest.fixture
def cache(tmp_path):
    """The folder of compiled rules after a first run, and the environment of the next."""
    env = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    assert ask(BILLING, env=env).code == 0
    return tmp_path / "cache" / "hsroute", env


def _as_folder(entry):
    entry.unlink()
    (entry / "inside").mkdir(parents=True)


def _as_link(entry):
    target = entry.rename(entry.parent.parent / "elsewhere")
    target.write_bytes(b"{}")
    entry.symlink_to(target)


SPOILED = {
    "empty": lambda entry: entry.write_bytes(b""),
    "half": lambda entry: entry.write_bytes(entry.read_bytes()[:9999]),
    "altered": lambda entry: entry.write_bytes(entry.read_bytes().replace(b"billing@", b"rilling@")),
    "of another version": lambda entry: entry.write_bytes(
        entry.read_bytes().replace(b'"version": "', b'"version": "9')
    ),
    "a folder": _as_folder,
    "a link": _as_link,
    "a link to itself": lambda entry: (entry.unlink(), entry.symlink_to(entry)),
    "a device": lambda entry: (entry.unlink(), entry.symlink_to("/dev/null")),
    "unreadable": lambda entry: entry.chmod(0),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_spoiled_entry_of_the_cache_changes_nothing(spoil, cache):
    folder, env = cache
    (entry,) = folder.iterdir()
    spoil(entry)
    assert ask(BILLING, env=env) == ask(BILLING)
    assert ask(BILLING, env=env) == ask(BILLING)
    assert [file.name for file in folder.iterdir()] == [entry.name]


def test_a_full_disk_leaves_no_half_an_entry(tmp_path):
    def small():
        resource.setrlimit(resource.RLIMIT_FSIZE, (9999, 9999))

    with started("ask", preexec_fn=small, env=environment(XDG_CACHE_HOME=str(tmp_path))) as running:
        out, said = running.communicate(BILLING.encode(), 20)
    assert (running.returncode, out.decode(), said) == (0, ask(BILLING).out, b"")
    assert list((tmp_path / "hsroute").iterdir()) == []


def test_processes_that_fill_the_cache_at_once_do_not_disturb_each_other(tmp_path):
    env = environment(XDG_CACHE_HOME=str(tmp_path))
    running = [started("ask", env=env) for _ in range(6)]
    for each in running:
        assert each.communicate(BILLING.encode(), 30) == (ask(BILLING).out.encode(), b"")
    assert len(list((tmp_path / "hsroute").iterdir())) == 1


# The environment.


@pytest.mark.parametrize(
    "env",
    [
        {"XDG_CACHE_HOME": "", "HOME": "/nonexistent"},
        {"XDG_CACHE_HOME": "", "HOME": ""},
        {"XDG_CACHE_HOME": "", "HOME": "/dev/null"},
        {"XDG_CACHE_HOME": "/proc"},
        {"LC_ALL": "C"},
        {"LC_ALL": "", "LANG": ""},
        {"LC_ALL": "xx_YY.nothing"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii:strict"},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "utf-16"},
        {"PYTHONUNBUFFERED": "1"},
        {"PYTHONOPTIMIZE": "2"},
        {"TMPDIR": "/nonexistent"},
        {"COLUMNS": "0", "LINES": "0"},
    ],
    ids=str,
)
def test_the_environment_does_not_change_a_route(env):
    answers = {"category": "support", "tier": "free"}
    assert ask(answers, "--lang", "nb", env=env) == ask(answers, "--lang", "nb")


def test_an_empty_environment_will_do():
    command = ["env", "-i", sys.executable, "-m", "hsroute", "ask", "--today", "2026-11-22"]
    ended = subprocess.run(command, input=BILLING.encode(), capture_output=True, cwd=ROOT, check=True, timeout=60)
    assert ended.stdout.decode() == ask(BILLING).out


@pytest.mark.parametrize("words", ["show", "check", "ask -a category=billing", "explain -a category=billing"])
@pytest.mark.parametrize("columns", ["0", "1", "-5", "99999", "wide"])
def test_a_screen_of_any_width_shows_something(words, columns):
    ended = hsroute(*words.split(), env={"COLUMNS": columns})
    assert (ended.code, ended.err) == (0, "")
    assert "ubSpot" in "".join(ended.out.split()) or "hubspot" in ended.out


def test_the_folder_it_is_run_in_may_be_gone(tmp_path):
    command = f"mkdir gone && cd gone && rmdir ../gone && exec {sys.executable} -P -m hsroute ask"
    ended = subprocess.run(
        ["sh", "-c", command], input=BILLING.encode(), capture_output=True, env=environment(), cwd=tmp_path, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_five_open_files_are_enough():
    def few():
        resource.setrlimit(resource.RLIMIT_NOFILE, (5, 5))

    with started("ask", preexec_fn=few) as running:
        out, said = running.communicate(BILLING.encode(), 20)
    assert (running.returncode, said) == (0, b"")
    assert out.decode() == ask(BILLING).out
