"""The program works the same from a zip, where only compiled modules are left, and frozen into one file."""

from __future__ import annotations

import compileall
import importlib.util
import re
import shutil
import subprocess
import sys
import zipapp
from pathlib import Path

import pytest

from tests.support.program import ROOT, environment, hsroute

pytestmark = pytest.mark.process

TICKET = '{"id": 1E5, "category": "billing"}'
PATH = re.compile(r"\S*(?=hubspot\.)")
PACKAGES = ("click", "markdown_it", "mdurl", "pygments", "rich", "shellingham", "typer", "typing_extensions", "yaml")
RUN = {"click", "rich", "shellingham", "typer", "yaml"}
"""Those of them that runs import."""


@pytest.fixture(scope="session")
def installed(tmp_path_factory):
    """The package as a wheel has it, with all that it needs, in a folder of its own."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(ROOT / "hsroute", folder / "hsroute", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "rules", folder / "hsroute" / "rules")
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        if spec is None:
            continue
        if spec.submodule_search_locations:
            ignore = shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
            shutil.copytree(next(iter(spec.submodule_search_locations)), folder / name, ignore=ignore)
            if name in RUN:  # else a zip compiles them in every run
                compileall.compile_dir(folder / name, quiet=1, legacy=True)
        else:
            shutil.copy(spec.origin, folder)
    return folder


def holds(command, folder, **env):
    """Every command that needs a file of the package does what it does here, and the second run what the first did."""
    env = environment(XDG_CACHE_HOME=str(folder / "cache"), **env)
    words = (
        ["ask"],
        ["ask"],
        ["explain", "-"],
        ["check"],
        ["test"],
        ["show", "--format", "schema"],
        ["show"],
        ["show", "--format", "html"],
    )
    for each in words:
        given = TICKET if each[0] in {"ask", "explain"} else ""
        run = [*command, *each]
        done = subprocess.run(run, input=given.encode(), capture_output=True, cwd=folder, env=env, check=False)
        here = hsroute(*each, given=given)
        assert (done.returncode, done.stderr.decode()) == (here.code, here.err), each
        ends = [PATH.sub("", out).splitlines()[-3:] for out in (done.stdout.decode(), here.out)]
        assert ends[0] == ends[1], each
    assert len(list((folder / "cache" / "hsroute").iterdir())) == 1


def test_it_works_from_a_zip(installed, tmp_path):
    zipapp.create_archive(installed, tmp_path / "hsroute.pyz", main="hsroute.cli:main")
    holds([sys.executable, "-I", str(tmp_path / "hsroute.pyz")], tmp_path)


def test_it_works_where_only_compiled_modules_are_left(installed, tmp_path):
    folder = tmp_path / "compiled"
    shutil.copytree(installed, folder)
    assert compileall.compile_dir(folder / "hsroute", quiet=1, legacy=True)
    for source in (folder / "hsroute").rglob("*.py"):
        source.unlink()
    holds([sys.executable, "-m", "hsroute"], tmp_path, PYTHONPATH=str(folder))


@pytest.mark.skipif(importlib.util.find_spec("PyInstaller") is None, reason="PyInstaller is not installed")
def test_it_works_frozen_into_one_file(installed, tmp_path):
    start = tmp_path / "start.py"
    start.write_text("from hsroute.cli import main\nmain()\n", "utf-8")
    data = f"{installed / 'hsroute' / 'rules'}:hsroute/rules"
    words = ["--onefile", "--name", "frozen", "--paths", str(installed), "--add-data", data, "--collect-submodules"]
    command = [sys.executable, "-m", "PyInstaller", *words, "hsroute", "--collect-data", "hsroute", str(start)]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (frozen,) = Path(tmp_path / "dist").iterdir()
    holds([str(frozen)], tmp_path)
