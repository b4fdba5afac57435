"""Problems in the forms that programs read: one line each, annotations of GitHub, JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hsroute.language.escape import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hsroute.analysis.check import Report, Summary
    from hsroute.rulesfile.problems import Problem

_ESCAPES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_ESCAPES_OF_PROPERTIES: Final = _ESCAPES | str.maketrans({":": "%3A", ",": "%2C"})


def concise(problem: Problem) -> str:
    """The line that editors can jump to."""
    return visible(str(problem))


def github(problem: Problem) -> str:
    """The command that makes GitHub Actions show the problem at its line."""
    span = problem.span
    properties = {
        "file": problem.path,
        "line": span.line,
        "col": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
        "title": problem.code,
    }
    given = ",".join(
        f"{name}={visible(str(value)).translate(_ESCAPES_OF_PROPERTIES)}" for name, value in properties.items()
    )
    words = (problem.message, f"help: {problem.help}")
    return f"::{problem.severity} {given}::" + "\n".join(map(visible, words)).translate(_ESCAPES)


def as_json(reports: Iterable[Report]) -> dict[str, Any]:
    """The reports of several files as one object."""
    reports = tuple(reports)
    return {
        "problems": [_problem(problem) for report in reports for problem in report.problems],
        "summary": {
            "files": len(reports),
            "errors": sum(report.errors for report in reports),
            "warnings": sum(report.warnings for report in reports),
            "proved": [{"path": report.path, **_summary(report.summary)} for report in reports if report.summary],
            "cases": [{"path": report.path, "cases": report.cases} for report in reports if report.cases is not None],
        },
    }


def _problem(problem: Problem) -> dict[str, Any]:
    span = problem.span
    return {
        "path": problem.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "help": problem.help,
        "example": problem.example,
    }


def _summary(summary: Summary) -> dict[str, Any]:
    average = summary.average_asked
    return {
        "rules": summary.rules,
        "contacts": summary.contacts,
        "questions": summary.questions,
        "combinations": summary.combinations,
        "routed": summary.routed,
        "not_covered": summary.not_covered,
        "gaps": summary.gaps,
        "most_asked": summary.most_asked,
        "average_asked": None if average is None else float(average),
        "regions": [
            {"combinations": region.combinations, "answers": region.answers, "example": region.example, "rule": rule}
            for region, rule in summary.regions
        ],
        "more_regions": summary.more_regions,
        "unproved": list(summary.unproved),
    }
