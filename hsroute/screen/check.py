"""What `check` found in a file: its problems, and what is proved about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.text import Text

from hsroute.language.phrases import counted, number
from hsroute.screen.console import console, hang, line
from hsroute.screen.problems import print_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hsroute.analysis.check_report import Report, Summary
    from hsroute.screen.console import Color

_ENDINGS: Final = {
    "reach": ("reaches a contact", "reach a contact"),
    "uncovered": ("is not covered", "are not covered"),
    "gap": ("matches no rule", "match no rule"),
}
"""How combinations of answers end, for one of them and for several."""


def print_report(report: Report, text: str, color: Color) -> None:
    """The problems with their lines, then one line that sums up the file."""
    screen = console(color)
    print_problems(report.problems, text, color)
    if report.problems:
        screen.print()
    style = "bold red" if report.errors else "bold yellow" if report.warnings else "bold green"
    words = "; ".join(_known(report))
    found = Text.assemble(line(f"{report.path}: "), (_found(report), style), line(f"; {words}" if words else ""))
    screen.print(found, soft_wrap=True)
    for unproved in report.summary.unproved if report.summary else ():
        hang(screen, Text("not proved: ", "yellow"), line(unproved))


def _known(report: Report) -> Iterator[str]:
    if report.summary:
        yield from _proved(report.summary)
    if report.cases is not None:
        yield counted(report.cases, "case")


def _found(report: Report) -> str:
    counts = [(report.errors, "error"), (report.warnings, "warning")]
    return ", ".join(counted(count, what) for count, what in counts if count) or "no problems"


def _proved(summary: Summary) -> Iterator[str]:
    combinations = f"{counted(summary.combinations, 'combination')} of answers"
    ends = {"reach": summary.routed, "uncovered": summary.not_covered, "gap": summary.gaps}
    told = [_ending(count, end, summary.combinations) for end, count in ends.items() if count]
    yield f"{combinations}: {', '.join(told)}" if None not in ends.values() else combinations
    if summary.most_asked == 0:
        yield "no question is asked"
    elif summary.most_asked is not None and summary.average_asked is not None:
        most = counted(summary.most_asked, "question")
        yield f"at most {most} asked, {float(summary.average_asked):.2f} on average"


def _ending(count: int, end: str, combinations: int) -> str:
    """How many of the combinations end so."""
    one, several = _ENDINGS[end]
    if count == combinations:
        return f"each {one}"
    return f"{number(count)} {one if count == 1 else several}"
