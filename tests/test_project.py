"""The project itself: imports point one way, lints are clean, and the wheel works where the sources are not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.program import ROOT, environment, hsroute

MODULES = sorted((ROOT / "hsroute").rglob("*.py"))


def run(*command, **options):
    options = {"capture_output": True, "text": True, "cwd": ROOT, **options}
    done = subprocess.run([str(word) for word in command], check=False, **options)
    return done.returncode, done.stdout + done.stderr


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
    assert not {"typer", "rich", "hsroute.cli", "hsroute.render"} & set(loaded.split())


def test_files_and_functions_stay_small_enough_to_read():
    assert [path.name for path in MODULES if len(path.read_text("utf-8").splitlines()) > 300] == []


def test_the_example_of_the_library():
    import hsroute as library

    router = library.load()
    route = router.route({"category": "billing"})
    assert route.contact.email == "billing@hubspot.com"


def commands_of_the_readme():
    text = (ROOT / "README.md").read_text("utf-8")
    return [command for command in re.findall(r"```sh\n(.+?)\n```", text) if command.startswith("python3 -m venv")]


def test_the_readme_has_two_commands_and_ci_runs_the_second():
    install, test = commands_of_the_readme()
    assert install.endswith("hsroute ask")
    assert test.endswith("-m pytest")
    assert re.search(r"grep .*README\.md", (ROOT / ".ci" / "run").read_text("utf-8"))


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """The wheel, built and installed into an environment of its own; gives its scripts folder."""
    folder = tmp_path_factory.mktemp("wheel")
    code, said = run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT)
    assert code == 0, said
    venv.create(folder / "env", with_pip=True)
    scripts = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    code, said = run(scripts / "python", "-m", "pip", "install", "-q", *folder.glob("*.whl"))
    assert code == 0, said
    return scripts


def test_the_wheel_works_where_the_sources_are_not(elsewhere, tmp_path):
    options = {"cwd": tmp_path, "env": environment(), "input": '{"category": "billing"}'}
    code, out = run(elsewhere / "hsroute", "ask", **options)
    assert code == 0
    assert out == hsroute("ask", given='{"category": "billing"}').out
    code, out = run(elsewhere / "hsroute", "show", "--format", "yaml", cwd=tmp_path, env=environment())
    assert (code, out) == (0, (ROOT / "rules" / "hubspot.yaml").read_text("utf-8"))
    code, out = run(elsewhere / "python", "-c", "import hsroute; print(hsroute.__file__)", cwd=tmp_path)
    assert ROOT not in Path(out.strip()).parents


def test_the_wheel_carries_its_types_and_its_licence(elsewhere):
    installed = next((elsewhere.parent).rglob("site-packages"))
    assert (installed / "hsroute" / "py.typed").exists()
    assert next(installed.glob("hsroute-*.dist-info/licenses/LICENSE")).exists()
