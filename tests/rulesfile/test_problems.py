"""Every mistake that stops a file has a smallest bad file, a clean neighbour, and the words that it gets.

`data/problems/CODE.yaml`, and `CODE--VARIANT.yaml`, are the bad files, each with nothing but mistakes of that code;
`CODE.ok.yaml` is the neighbour; the words are in `.out`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hsroute.analysis.check import CHECKS
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.problems import ERRORS_THAT_STOP, RulesError
from hsroute.rulesfile.yaml_parser import MAX_BYTES, read
from hsroute.screen.problems import print_problems

DATA = Path(__file__).parent.parent / "data" / "problems"
CLEAN = sorted(DATA.glob("*.ok.yaml"))
BAD = sorted({*DATA.glob("*.yaml")} - {*CLEAN})
MANY = DATA / "many.yaml"
TOLD = [
    path
    for name in ("problems", "check", "cases", "test", "diff")
    for path in DATA.with_name(name).glob("*.out")
    if "color" not in path.name
]
"""What screens show of mistakes, among other things."""

START = (DATA / "wrong-type.ok.yaml").read_bytes()
MADE = {
    "encoding": START + "# på norsk\n".encode("latin-1"),
    "encoding--utf-16": START.decode().encode("utf-16"),
    "encoding--after-a-mark": b"\xef\xbb\xbf# \xc3\xb8\r\ntitle: \xc3\xb8\xf8",
    "too-large--bytes": START.ljust(MAX_BYTES + 1),
}
"""Bad files that are no text, or too much of it."""


def problems_of(data, name):
    try:
        compile_rules(read(data, name))
    except RulesError as error:
        return error.problems
    return ()


@pytest.fixture
def words(capsys, monkeypatch):
    """What `check` prints of the problems in some bytes, on a screen of 80 columns without colours."""
    monkeypatch.setenv("COLUMNS", "80")

    def printed(data, path):
        print_problems(problems_of(data, path), read(data, path).text, "never")
        return capsys.readouterr().out

    return printed


def code_of(path):
    return path.stem.split("--")[0]


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_gets_these_words(path, golden, words):
    golden(path.with_suffix(".out"), words(path.read_bytes(), path.name))


@pytest.mark.parametrize("name", MADE)
def test_a_bad_file_that_is_made_here_gets_these_words(name, golden, words):
    assert {problem.code for problem in problems_of(MADE[name], name)} == {name.partition("--")[0]}
    golden(DATA / f"{name}.out", words(MADE[name], f"{name}.yaml"))


@pytest.mark.parametrize("path", [path for path in BAD if path != MANY], ids=lambda path: path.stem)
def test_a_mistake_brings_no_problem_of_another_code_with_it(path):
    assert {problem.code for problem in problems_of(path.read_bytes(), path.name)} == {code_of(path)}


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_the_neighbour_is_clean(path):
    assert problems_of(path.read_bytes(), path.name) == ()


def test_every_stopping_code_has_a_bad_file_and_a_neighbour_and_nothing_else_has():
    codes = {code_of(path) for path in BAD if path != MANY}
    assert codes == {*ERRORS_THAT_STOP} - {"encoding"}
    assert {path.name.removesuffix(".ok.yaml") for path in CLEAN} == codes
    assert {code_of(Path(name)) for name in MADE} == {"encoding", "too-large"}


def test_every_code_is_told_somewhere_and_no_mistake_without_help():
    codes = set()
    for path in TOLD:
        told = path.read_text("utf-8")
        mistakes = re.findall(r"^\S.*:\d+:\d+: (?:error|warning)\[(\S+)\]: ", told, re.MULTILINE)
        assert len(mistakes) == len(re.findall(r"^  help: \S", told, re.MULTILINE)), path
        codes.update(mistakes)
    assert codes == {*ERRORS_THAT_STOP, *(each.code for each in CHECKS)}


def test_no_words_are_left_of_a_bad_file_that_is_gone():
    assert {path.stem for path in DATA.glob("*.out")} == {path.stem for path in BAD} | {*MADE}


def test_many_mistakes_are_told_once_each_in_the_order_of_their_places():
    problems = problems_of(MANY.read_bytes(), MANY.name)
    assert len({problem.span for problem in problems}) == len(problems)
    assert [*problems] == sorted(problems, key=lambda problem: problem.span)
    assert {problem.code for problem in problems} >= {*ERRORS_THAT_STOP} - {
        "yaml-syntax",
        "yaml-feature",
        "encoding",
        "too-large",
    }
