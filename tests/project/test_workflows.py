"""The workflows run what the README says, on every Python that the project names, and may do no more than they must."""

from __future__ import annotations

import re
import shlex
import tomllib

import pytest
import yaml
from hypothesis import settings

from tests.fuzz.laws import TARGETS
from tests.support.documents import blocks, read
from tests.support.laws import FEW, MANY
from tests.support.program import ROOT

FOLDER = ROOT / ".github" / "workflows"
TEXTS = {path.stem: path.read_text("utf-8") for path in FOLDER.iterdir()}
WORKFLOWS = {name: yaml.load(text, getattr(yaml, "CBaseLoader", yaml.BaseLoader)) for name, text in TEXTS.items()}
JOBS = {f"{name}-{id}": job for name, workflow in WORKFLOWS.items() for id, job in workflow["jobs"].items()}
PROJECT = tomllib.loads(read("pyproject.toml"))["project"]
CLASSIFIER = re.compile(r"Programming Language :: Python :: (3\.\d+)")
PYTHONS = [found[1] for classifier in PROJECT["classifiers"] if (found := CLASSIFIER.fullmatch(classifier))]
INSTALL, TEST = (block.body.strip() for block in blocks(read("README.md")) if block.kind == "sh")


def runs(job):
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


def used(job):
    return [step for step in JOBS[job]["steps"] if "uses" in step]


def test_there_is_one_workflow_for_tests_one_for_the_night_and_one_for_releases():
    assert {*WORKFLOWS} == {"test", "nightly", "release"}


def test_every_fuzzer_runs_every_night():
    matrix = JOBS["nightly-fuzz"]["strategy"]["matrix"]
    assert {*matrix["target"]} == {*TARGETS}
    assert "schedule" in WORKFLOWS["nightly"]["on"]


def test_every_law_has_many_times_as_many_examples_every_night():
    *_, command = runs("nightly-laws")
    assert command == "python -m pytest --hypothesis-profile many"
    assert [settings.get_profile(name).max_examples for name in ("new", "many")] == [FEW, MANY]
    assert MANY >= 10 * FEW


def test_a_release_is_made_by_tools_pinned_with_their_hashes_and_has_a_bill_of_materials():
    pins = read(".github/release/requirements.txt")
    named = re.findall(r"^([\w.-]+)==\S+", pins, re.MULTILINE)
    wanted = [line for line in read(".github/release/requirements.in").splitlines() if not line.startswith("#")]
    assert {*wanted} <= {*named}
    for pin in re.split(r"^(?=[\w.-]+==)", pins, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in pin
    steps = "\n".join(runs("release-build"))
    assert "--require-hashes --requirement .github/release/requirements.txt" in steps
    assert "--no-isolation" in steps
    assert "cyclonedx-py environment" in steps
    assert [step["with"]["name"] for step in used("release-build") if "upload" in step["uses"]] == ["sbom", "dist"]


def test_every_dependency_has_an_upper_bound():
    assert [bound for bound in PROJECT["dependencies"] if "<" not in bound] == []


def test_the_tests_run_on_every_python_that_the_project_names_and_on_three_systems():
    matrix = JOBS["test-tests"]["strategy"]["matrix"]
    assert matrix["python"] == PYTHONS
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    assert {system.partition("-")[0] for system in matrix["system"]} == {"ubuntu", "macos", "windows"}


@pytest.mark.parametrize("job", [job for job in JOBS if job not in {"test-tests", "release-publish"}])
def test_other_jobs_take_the_newest_python_and_with_the_oldest_dependencies_the_oldest(job):
    (python,) = [step["with"]["python-version"] for step in used(job) if "setup-python" in step["uses"]]
    assert python.removesuffix("t") == (PYTHONS[0] if job == "test-oldest" else PYTHONS[-1])


def test_the_two_commands_of_the_readme_are_run_as_they_stand_there():
    first, second = runs("test-readme")
    (pattern,) = re.findall(r"bash -c \"\$\(grep -x '(.+)' README\.md\)\"$", first)
    assert [line for line in read("README.md").splitlines() if re.fullmatch(pattern, line)] == [INSTALL]
    assert second == ".ci/run"
    (pattern,) = re.findall(r"grep -x '(.+)' README\.md", read(".ci/run"))
    assert [line for line in read("README.md").splitlines() if re.fullmatch(pattern, line)] == [TEST]


def test_every_python_is_tested_with_the_commands_of_the_readme():
    """By the pip that everybody has; that of the README is quicker, and what it installs is the same."""
    *_, by_uv, tests = [shlex.split(step)[1:] for step in TEST.split(" && ")]
    by_pip, again = (shlex.split(run)[1:] for run in runs("test-tests"))
    assert by_pip[:-2] == ["-m", "pip", "install"]
    assert (by_pip[-2:], again) == (by_uv[-2:], tests)


def test_the_oldest_dependencies_are_those_that_the_project_allows():
    resolve, install, test = runs("test-oldest")[1:]
    assert "--resolution lowest-direct" in resolve
    assert resolve.endswith("--output-file oldest.txt pyproject.toml")
    assert "--constraint oldest.txt" in install
    assert test == runs("test-tests")[-1] == runs("test-wheel")[-1]


def test_only_a_tag_releases_and_only_what_was_built_and_tried():
    assert WORKFLOWS["release"]["on"] == {"push": {"tags": ["v*"]}}
    assert JOBS["release-publish"]["needs"] == "build"
    assert [step["uses"].partition("@")[0] for step in JOBS["release-publish"]["steps"]] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]
    assert JOBS["release-publish"]["environment"]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_do_no_more_than_it_must(name):
    allowed = {"contents": "read"}
    assert WORKFLOWS[name]["permissions"] in ({}, allowed)
    rights = {job: JOBS[job]["permissions"] for job in JOBS if job.startswith(name) and "permissions" in JOBS[job]}
    assert rights == ({"release-build": allowed, "release-publish": {"id-token": "write"}} if name == "release" else {})
    assert "group" in WORKFLOWS[name]["concurrency"]
    assert "secrets" not in TEXTS[name]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_ends_in_time_and_leaves_no_key_behind(job):
    assert 0 < int(JOBS[job]["timeout-minutes"]) <= 60
    kept = [step["with"]["persist-credentials"] for step in used(job) if "checkout" in step["uses"]]
    assert kept == ([] if job == "release-publish" else ["false"])


def test_actions_are_named_by_commit_and_version_and_each_by_one_only():
    uses = {use for text in TEXTS.values() for use in re.findall(r"uses: (.+)", text)}
    assert [use for use in uses if not re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use)] == []
    names = [use.partition("@")[0] for use in uses]
    assert len({*names}) == len(names) >= 4
    updates = yaml.safe_load(read(".github/dependabot.yml"))["updates"]
    assert [update["package-ecosystem"] for update in updates] == ["github-actions", "pip"]
    assert "/.github/release" in updates[1]["directories"]
