"""What `check` found: problems, each with its line and carets under the culprit, and what is proved about a file."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from hsroute.language.escape import logged, printable
from hsroute.language.phrases import counted, joined, number
from hsroute.screen.console import console, hang, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console

    from hsroute.analysis.check_report import Report, Summary
    from hsroute.rulesfile.problems import Problem, Span
    from hsroute.screen import Color

_STYLES: Final = {"error": "bold red", "warning": "bold yellow"}
_MOST: Final = 50
"""How many problems of a file are shown; the others are counted."""

_NARROWEST: Final = 10
"""The least of a line that is shown on any screen, in columns."""


def print_problems(problems: Sequence[Problem], text: str, color: Color = "auto", *, stderr: bool = False) -> None:
    """The first problems with their places in the text, and help; how many more there are."""
    screen = console(color, stderr=stderr)
    lines = re.split(r"\r\n|\r|\n", text)
    for problem in problems[:_MOST]:
        _print_problem(screen, problem, lines[problem.span.line - 1] if problem.span.line <= len(lines) else "")
    if more := Counter(problem.severity for problem in problems[_MOST:]):
        kinds = joined(counted(count, f"more {severity}") for severity, count in sorted(more.items()))
        screen.print(Text(f"... and {kinds}"), soft_wrap=True)


def _print_problem(screen: Console, problem: Problem, written: str) -> None:
    place = f"{printable(problem.path)}:{problem.span.line}:{problem.span.column}: "
    kind = Text(f"{problem.severity}[{problem.code}]", _STYLES[problem.severity])
    screen.print(Text.assemble((place, "bold"), kind, ": ", line(problem.message)), soft_wrap=True)
    if written.strip():
        _print_line(screen, written, problem.span, _STYLES[problem.severity])
    screen.print(Text.assemble(("  help: ", "bold cyan"), line(problem.help)), soft_wrap=True)
    for detail in problem.details:
        screen.print(Text("    ") + line(detail), soft_wrap=True)


def _print_line(screen: Console, written: str, span: Span, style: str) -> None:
    """The line, or as much of it around the culprit as fits, and carets under what is shown of the culprit."""
    gutter = f"{span.line:>4} | "
    room = max(screen.width - len(gutter), _NARROWEST)
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(written)
    first = _first_shown(written, start, end, room)
    head = ("… " if first else "") + _shown(written[first:start])
    shown = Text(logged(head + _shown(written[start : start + room + 1])))
    shown.truncate(room, overflow="ellipsis")
    culprit = _shown(written[start : min(end, start + room)])
    carets = max(1, min(cell_len(culprit), room - cell_len(head)))
    below = f"{'|':>{len(gutter) - 1}} "
    screen.print(Text.assemble((gutter, "dim"), shown), soft_wrap=True)
    screen.print(Text.assemble((below, "dim"), " " * cell_len(head), ("^" * carets, style)), soft_wrap=True)


def _first_shown(written: str, start: int, end: int, room: int) -> int:
    """The first character shown: that of the line if the culprit is visible then, else one shortly before it."""
    if cell_len(_shown(written[: room + 1])) <= room or (end < room and cell_len(_shown(written[:end])) < room):
        return 0
    before = max(room // 4, min(room // 2, room - 3 - (end - start)))
    first = max(0, start - before)
    while cell_len(_shown(written[first:start])) > before:
        first += 1
    return first and first + len(written[first:start]) - len(written[first:start].lstrip())


def _shown(part: str) -> str:
    return printable(part.replace("\t", " "))


# The report of a file.


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
    counts = [(report.errors, "error"), (report.warnings, "warning")]
    found = ", ".join(counted(count, what) for count, what in counts if count) or "no problems"
    known = "".join(f"; {words}" for words in _known(report))
    screen.print(Text.assemble(line(f"{report.path}: "), (found, style), line(known)), soft_wrap=True)
    for unproved in report.summary.unproved if report.summary else ():
        hang(screen, Text("not proved: ", "yellow"), line(unproved))


def _known(report: Report) -> Iterator[str]:
    if report.summary:
        yield from _proved(report.summary)
    if report.cases is not None:
        yield counted(report.cases, "case")


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
