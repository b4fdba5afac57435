"""The project itself: imports point one way, lints are clean, and the wheel works where the sources are not."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.once import made_once
from tests.support.program import ROOT, environment, hsroute

MODULES = sorted((ROOT / "hsroute").rglob("*.py"))

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not MODULES, reason="the sources are not here, on purpose: the wheel is what is tested"),
]


def run(*command, **options):
    options = {"capture_output": True, "text": True, "cwd": ROOT, **options}
    done = subprocess.run([str(word) for word in command], check=False, **options)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="oxlint is installed on Linux alone")
def test_the_script_of_the_page_is_clean():
    code, said = run(Path(sys.executable).parent / "oxlint", "--deny-warnings", ROOT / "hsroute" / "export" / "page")
    assert code == 0, said


@pytest.mark.parametrize(
    "command",
    [
        "-m ruff check",
        "-m ruff format --check",
        "-m mypy",
        "-c from importlinter.cli import lint_imports; exit(lint_imports())",
    ],
)
def test_lints_are_clean_and_imports_point_one_way(command):
    flag, _, what = command.partition(" ")
    code, said = run(sys.executable, flag, *(what.split() if flag == "-m" else [what]))
    assert code == 0, said


def test_importing_the_library_imports_neither_the_command_line_nor_the_screen():
    code = "import sys, hsroute; hsroute.load(); print(*sys.modules)"
    _, loaded = run(sys.executable, "-c", code)
    assert not {"typer", "rich", "hsroute.cli", "hsroute.screen"} & set(loaded.split())


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The wheel, built and installed into an environment of its own; gives its scripts folder."""
    scripts = made_once("wheel", tmp_path_factory, build) / "env" / ("Scripts" if os.name == "nt" else "bin")
    assert scripts.exists(), "the process that built the wheel says why there is none"
    return scripts


def build(folder):
    run_well("build", "--installer", "uv", "--outdir", folder, ROOT)
    run_well("uv", "venv", "--no-project", "--python", sys.executable, folder / "env")
    run_well("uv", "pip", "install", "--python", folder / "env", *folder.glob("*.whl"))


def run_well(*module):
    code, said = run(sys.executable, "-m", *module)
    assert code == 0, said


def test_the_wheel_works_where_the_sources_are_not(elsewhere, tmp_path):
    options = {"cwd": tmp_path, "env": environment(), "input": '{"category": "billing"}'}
    code, out = run(elsewhere / "hsroute", "ask", **options)
    assert code == 0
    assert out == hsroute("ask", given='{"category": "billing"}').out
    code, out = run(elsewhere / "hsroute", "show", "--format", "yaml", cwd=tmp_path, env=environment())
    assert (code, out) == (0, (ROOT / "rules" / "hubspot.yaml").read_text("utf-8"))
    code, out = run(elsewhere / "python", "-c", "import hsroute; print(hsroute.__file__)", cwd=tmp_path)
    assert ROOT not in Path(out.strip()).parents


def test_the_wheel_carries_the_package_the_rules_its_types_its_licence_and_nothing_else(elsewhere):
    (wheel,) = elsewhere.parent.parent.glob("*.whl")
    carried = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    rules = {f"hsroute/rules/{path.name}" for path in (ROOT / "rules").iterdir()}
    page = {f"hsroute/export/page/{name}" for name in ("page.html", "page.css", "page.js", "router.js")}
    templates = {f"hsroute/templates/{name}.yaml" for name in ("rules", "cases")}
    modules = {path.relative_to(ROOT).as_posix() for path in MODULES}
    assert carried == modules | rules | page | templates | {"hsroute/py.typed"}
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in ZipFile(wheel).namelist())


def test_the_sdist_carries_all_that_the_tests_need(elsewhere):
    (sdist,) = elsewhere.parent.parent.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        carried = {name.partition("/")[2] for name in archive.getnames()}
    kept = (path for folder in ("hsroute", "rules", "tests", ".github", ".ci") for path in (ROOT / folder).rglob("*"))
    files = {path.relative_to(ROOT).as_posix() for path in kept if path.is_file() and path.suffix != ".pyc"}
    alone = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "pyproject.toml", ".pre-commit-hooks.yaml"}
    assert carried >= files | alone | {"PKG-INFO"}
