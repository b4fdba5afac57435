"""Reports of cases: every failure at the line of its case, then how many there are and which rules they reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from hsroute.analysis.case_runs import field_text
from hsroute.language.escape import printable
from hsroute.language.phrases import counted
from hsroute.screen.console import block, console, hang, line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

    from hsroute.analysis.case_runs import CasesReport, Result
    from hsroute.screen import Color


def print_reports(reports: Mapping[str, CasesReport], color: Color = "auto") -> None:
    """The failures and the summary of each file, by the path of the file."""
    screen = console(color)
    for path, report in reports.items():
        for result in report.failed:
            _print_failure(screen, path, result)
        _print_summary(screen, path, report)


def _print_failure(screen: Console, path: str, result: Result) -> None:
    place = (f"{printable(path)}:{result.case.line}: ", "bold")
    screen.print(Text.assemble(place, line(result.case.name, "bold red")), soft_wrap=True)
    for head, body in _rows(result, max(len(unmet.field) for unmet in result.unmet)):
        hang(screen, Text(f"  {head}", "dim"), body)
    screen.print()


def _rows(result: Result, width: int) -> Iterator[tuple[str, Text]]:
    """The heads of rows and what they say; names of fields are padded to that width."""
    for unmet in result.unmet:
        yield f"{unmet.field:<{width}}  expected ", line(field_text(unmet.expected), "green")
        yield f"{'':<{width}}  got      ", line(field_text(unmet.got), "red")
    if result.why:
        yield f"{'why':<{width}}  ", block(result.why)


def _print_summary(screen: Console, path: str, report: CasesReport) -> None:
    count, failed = len(report.results), len(report.failed)
    reached, rules = len(report.reached), len(report.reached) + len(report.unreached)
    told = f"{counted(count, 'case')}, {failed} failed; {reached} of {counted(rules, 'rule')} reached"
    summary = (f"{told} ({int(report.coverage)} %)", "bold red" if failed else "bold green")
    screen.print(Text.assemble((f"{printable(path)}: ", "bold"), summary), soft_wrap=True)
    if report.unreached:
        names = ", ".join(f"`{id}`" for id in report.unreached)
        hang(screen, Text("  "), line(f"{counted(rules - reached, 'rule')} that no case reaches: {names}"))
