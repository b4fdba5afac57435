"""`hsroute check`: every mistake in rules files, and what can be proved about them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from hsroute.cli import options
from hsroute.cli.files import chosen_files
from hsroute.cli.guard import DID_IT, INPUT_OUTPUT, NO, complain

if TYPE_CHECKING:
    from hsroute.checks import Report
    from hsroute.source import Source

Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE]...", show_default=False, help="Rules files; - is standard input; else --rules."),
]
CheckFormat = Annotated[
    Literal["text", "concise", "json", "github"],
    typer.Option("--format", help="concise is one line for each problem, github makes annotations of them."),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings as well as on errors.")]

STDIN: Final = "<stdin>"


def check(
    context: typer.Context,
    file: Files = None,
    format: CheckFormat = "text",
    strict: Strict = False,
    rules: options.Rules = None,
    color: options.Colors = "auto",
) -> int:
    """Find every mistake in rules files, and prove what can be proved.

    Proved are: that every combination of answers meets a rule, that every rule is reached, that every question can
    change the route, and how many questions are asked. What could not be proved is said.

    json is {"problems": [{path, line, column, end_line, end_column, severity, code, message, help, example}],
    "summary": {files, errors, warnings, proved: [{path, rules, contacts, questions, combinations, routed, not_covered,
    gaps, most_asked, average_asked, unproved}]}}, lines and columns counted from 1, null where it is not proved.
    """
    from hsroute.checks import check as checked

    chosen = chosen_files(context, file, rules)
    sources = [source for path in chosen if (source := _source(path))]
    reports = [checked(source) for source in sources]
    _write(reports, sources, format, color)
    if len(sources) < len(chosen):
        return INPUT_OUTPUT
    failed = any(report.errors or (strict and report.warnings) for report in reports)
    return NO if failed else DID_IT


def _source(path: Path) -> Source | None:
    """The text of a file; None of one that cannot be read, which is said at once and keeps no other from its check."""
    from hsroute.source import read

    try:
        return read(sys.stdin.buffer.read(), STDIN) if str(path) == "-" else read(path.read_bytes(), str(path))
    except OSError as error:
        complain(f"{path}: {error.strerror}")
        return None


def _write(reports: list[Report], sources: list[Source], format: str, color: options.Color) -> None:
    from hsroute import annotations

    if format == "text":
        from hsroute.render.report import print_report

        for report, source in zip(reports, sources, strict=True):
            print_report(report, source.text, color)
    elif format == "json":
        from hsroute.records import dump_json

        sys.stdout.buffer.write(dump_json(annotations.as_json(reports)) + b"\n")
    else:
        write = annotations.concise if format == "concise" else annotations.github
        for report in reports:
            sys.stdout.buffer.writelines(f"{write(problem)}\n".encode() for problem in report.problems)
