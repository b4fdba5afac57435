"""Problems in the forms that programs read: each is one line, and what was meant can be read back from it."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from urllib.parse import unquote

from hypothesis import given
from hypothesis import strategies as st

from hsroute.analysis.check_report import Report, Summary, reports_as_json
from hsroute.export.reports.annotations import concise, github
from hsroute.language.escape import visible
from hsroute.rulesfile.problems import Problem, Span

TEXTS = st.text("ab %:,=\r\n\x1b\u202eå`", min_size=1)
SPANS = st.builds(Span, *[st.integers(1, 99)] * 4)
SEVERITIES = st.sampled_from(("error", "warning"))
DETAILS = st.lists(TEXTS, max_size=2).map(tuple)
PROBLEMS = st.builds(Problem, TEXTS, SPANS, st.just("gap"), TEXTS, TEXTS, SEVERITIES, st.none(), DETAILS)

CLEAN = Summary(3, 2, 1, 4, 1, 0, 2, Fraction(3, 2), ())


@given(PROBLEMS)
def test_an_annotation_of_github_is_one_line_from_which_everything_can_be_read_back(problem):
    line = github(problem)
    assert line.isprintable()
    severity, given_properties, words = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()
    properties = dict(pair.split("=", 1) for pair in given_properties.split(","))
    place = [int(properties.pop(name)) for name in ("line", "col", "endLine", "endColumn")]
    assert (severity, Span(*place)) == (problem.severity, problem.span)
    assert {name: unquote(value) for name, value in properties.items()} == {
        "file": visible(problem.path),
        "title": problem.code,
    }
    told = [problem.message, f"help: {problem.help}", *problem.details]
    assert unquote(words) == "\n".join(map(visible, told))


@given(PROBLEMS)
def test_the_concise_form_is_one_line_that_names_the_place_first(problem):
    line = concise(problem)
    assert line.isprintable()
    assert f":{problem.span.line}:{problem.span.column}: {problem.severity}[gap]: " in line


def test_json_has_the_problems_of_all_files_and_what_is_proved_of_those_that_can_be_used():
    gap = Problem("a.yaml", Span(1, 2, 1, 4), "gap", "message", "help", "error", {"due": "soon"})
    likely = Problem("b.yaml", Span(3, 1, 3, 2), "days-gap", "message", "help", "warning")
    report = reports_as_json(
        [Report("a.yaml", (gap,), CLEAN), Report("b.yaml", (likely,)), Report("c.cases.yaml", (), cases=2)]
    )
    assert json.loads(json.dumps(report)) == {
        "problems": [
            {
                "path": "a.yaml",
                "line": 1,
                "column": 2,
                "end_line": 1,
                "end_column": 4,
                "severity": "error",
                "code": "gap",
                "message": "message",
                "help": "help",
                "example": {"due": "soon"},
            },
            {
                "path": "b.yaml",
                "line": 3,
                "column": 1,
                "end_line": 3,
                "end_column": 2,
                "severity": "warning",
                "code": "days-gap",
                "message": "message",
                "help": "help",
                "example": None,
            },
        ],
        "summary": {
            "files": 3,
            "errors": 1,
            "warnings": 1,
            "proved": [
                {
                    "path": "a.yaml",
                    "rules": 3,
                    "contacts": 2,
                    "questions": 1,
                    "combinations": 4,
                    "routed": 3,
                    "not_covered": 1,
                    "gaps": 0,
                    "most_asked": 2,
                    "average_asked": 1.5,
                    "regions": [],
                    "more_regions": 0,
                    "unproved": [],
                }
            ],
            "cases": [{"path": "c.cases.yaml", "cases": 2}],
        },
    }
