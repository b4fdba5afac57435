"""What authors of rules files get wrong: each mistake is reported once, at its place, with what mends it."""

from __future__ import annotations

import pytest

from hsroute.analysis.check import check
from hsroute.rulesfile.yaml_nodes import as_json
from hsroute.rulesfile.yaml_parser import read
from hsroute.screen.problems import print_problems
from tests.support.program import DATA

HERE = DATA / "mistakes"
RULES = (HERE / "rules.yaml").read_text("utf-8")
MISTAKES = as_json(read((HERE / "mistakes.yaml").read_bytes(), "mistakes.yaml").root)


def made(mistake):
    """The rules with the mistake in them."""
    assert RULES.count(mistake["old"]) == 1
    return RULES.replace(mistake["old"], mistake["new"])


def problems_of(text):
    return check(read(text.encode(), "rules.yaml")).problems


def test_the_rules_are_right_without_a_mistake():
    assert problems_of(RULES) == ()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["about"])
def test_each_is_reported_once_where_it_is_made_with_a_remedy(mistake):
    text = made(mistake)
    (problem,) = problems_of(text)
    same = next((n for n, pair in enumerate(zip(text, RULES, strict=False)) if pair[0] != pair[1]), len(RULES))
    changed = text.count("\n", 0, same) + 1
    assert abs(problem.span.line - changed) <= 1 or problem.code == "gap"
    assert problem.help


def test_they_read_like_this(capsys, golden, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    told = ""
    for mistake in MISTAKES:
        print_problems(problems_of(made(mistake)), made(mistake), "never")
        told += f"# {mistake['about']}\n{capsys.readouterr().out}"
    golden(HERE / "mistakes.out", told)
