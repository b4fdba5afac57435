"""What was found in rules files and cases files, and what was proved, as values and as JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from hsroute.rulesfile.problems import Problem


@dataclass(frozen=True, slots=True)
class Region:
    """Some of the combinations that no rule matches: all that have these answers."""

    answers: Mapping[str, tuple[str, ...]]
    """The answers to some questions; all other questions may have any answer."""

    combinations: int

    @property
    def example(self) -> dict[str, str]:
        """Answers that no rule matches, whatever the others are."""
        return {key: names[0] for key, names in self.answers.items()}

    def as_json(self) -> dict[str, Any]:
        return {"combinations": self.combinations, "answers": dict(self.answers), "example": self.example}


_COUNTS: Final = ("rules", "contacts", "questions", "combinations", "routed", "not_covered", "gaps", "most_asked")
"""What a summary counts, in the order of its JSON."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was proved about a file; None where nothing was, and `unproved` says in words what was not."""

    rules: int
    contacts: int
    questions: int

    combinations: int
    """One answer for every question, `unknown` among them where it stands for no value, makes a combination."""

    not_covered: int | None
    """How many combinations end in a rule that is not covered."""

    gaps: int | None
    """How many combinations no rule matches."""

    most_asked: int | None
    average_asked: Fraction | None
    """The number of questions asked, over all combinations, all of them counting the same."""

    unproved: tuple[str, ...]

    regions: tuple[tuple[Region, str], ...] = ()
    """The largest regions of answers that no rule matches, each with a rule that would, as it is written."""

    more_regions: int = 0
    """How many regions there are beside these."""

    @property
    def routed(self) -> int | None:
        """How many combinations reach a contact."""
        if self.not_covered is None or self.gaps is None:
            return None
        return self.combinations - self.not_covered - self.gaps

    def as_json(self) -> dict[str, Any]:
        average = self.average_asked
        return {
            **{name: getattr(self, name) for name in _COUNTS},
            "average_asked": None if average is None else float(average),
            "regions": [{**region.as_json(), "rule": rule} for region, rule in self.regions],
            "more_regions": self.more_regions,
            "unproved": list(self.unproved),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """Every problem of one file, sorted by position; a file that cannot be used has no summary."""

    path: str
    problems: tuple[Problem, ...]
    summary: Summary | None = None
    cases: int | None = None
    """How many cases a cases file without problems has."""

    @property
    def errors(self) -> int:
        return sum(problem.severity == "error" for problem in self.problems)

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors

    def without(self, codes: Collection[str]) -> Report:
        """The report without these kinds of warnings."""
        return replace(self, problems=tuple(problem for problem in self.problems if problem.code not in codes))

    def as_json(self) -> dict[str, Any]:
        """The report as the JSON object that `check` prints."""
        return reports_as_json([self])


def reports_as_json(reports: Sequence[Report]) -> dict[str, Any]:
    """The reports of several files as one object."""
    return {
        "problems": [problem.as_json() for report in reports for problem in report.problems],
        "summary": {
            "files": len(reports),
            "errors": sum(report.errors for report in reports),
            "warnings": sum(report.warnings for report in reports),
            "proved": [{"path": report.path, **report.summary.as_json()} for report in reports if report.summary],
            "cases": [{"path": report.path, "cases": report.cases} for report in reports if report.cases is not None],
        },
    }
