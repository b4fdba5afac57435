"""`hsroute check`: every mistake in rules files and cases files, and what can be proved about the rules."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from hsroute.cli import options
from hsroute.cli.completion import offer_warnings
from hsroute.cli.exits import DID_IT, INPUT_OUTPUT, NO, RULES, UNPROVED, WrongUsageError, complain
from hsroute.cli.inputs import STDIN
from hsroute.cli.options import chosen_files, rules_source
from hsroute.language.escape import printable

if TYPE_CHECKING:
    from hsroute.analysis.check_report import Report
    from hsroute.model import Ruleset
    from hsroute.rulesfile.yaml_nodes import SourceText
    from hsroute.screen import Color

_Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE]...", show_default=False, help="Rules files, cases files; - is standard input; else --rules."
    ),
]
_CheckFormat = Annotated[
    Literal["text", "concise", "json", "github"],
    typer.Option("--format", help="concise is one line for each problem, github makes annotations of them."),
]
_Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="CODE",
        autocompletion=offer_warnings,
        help="A kind of warning to leave out; may be repeated.",
    ),
]
_Strict = Annotated[bool, typer.Option("--strict", help="Exit with 1 on warnings as well as on errors.")]


def check(
    context: typer.Context,
    file: _Files = None,
    format: _CheckFormat = "text",
    strict: _Strict = False,
    ignore: _Ignore = None,
    rules: options.Rules = None,
    color: options.Colors = "auto",
) -> int:
    """Find every mistake in rules files, and prove what can be proved.

    For example:
      hsroute check my.yaml
      hsroute check --strict --format github my.yaml my.cases.yaml

    It proves that every combination of answers meets a rule, that every rule is reached, that every question can
    change the route, and how many questions are asked; where it cannot, it says so. A file NAME.cases.yaml holds cases
    for NAME.yaml beside it; hsroute test runs them.

    Problems are sorted by their places; text shows the first 50 of a file and counts the others.

    Exit code 1 when there is an error, or with --strict a warning; 3 when the rules of a cases file cannot be used; 5
    when all that is wrong is that something is not proved; 74 when they or a FILE cannot be read.

    json is {"problems": [{path, line, column, end_line, end_column, severity, code, message, help, example}],
    "summary": {files, errors, warnings, proved: [{path, rules, contacts, questions, combinations, routed, not_covered,
    gaps, most_asked, average_asked, regions: [{combinations, answers, example, rule}], more_regions, unproved}], cases:
    [{path, cases}]}}, lines and columns counted from 1, null where it is not proved. regions are the largest of those
    that no rule matches, with a rule for each.
    """
    from hsroute.rulesfile.files import uncollected

    chosen = chosen_files(context, file, rules)
    ignored = ignore or []
    _refuse_errors(ignored)
    done = uncollected(lambda: [checked for path in chosen if (checked := _checked(path, ignored))])
    _write(done, format, color)
    codes = {each.code for each in done}
    if len(done) < len(chosen) or INPUT_OUTPUT in codes:
        return INPUT_OUTPUT
    if any(each.report.errors or (strict and each.report.warnings) for each in done):
        return NO
    unproved = any(each.report.summary and each.report.summary.unproved for each in done)
    return max(codes) or (UNPROVED if unproved else DID_IT)


class _Checked(NamedTuple):
    """A file that was checked; `code` is not DID_IT if its rules could not be read or used."""

    source: SourceText
    report: Report
    code: int = DID_IT


def _refuse_errors(codes: list[str]) -> None:
    """Raises WrongUsageError if one of the codes is not that of a warning."""
    from hsroute.analysis.check import CHECKS
    from hsroute.language.phrases import mend
    from hsroute.rulesfile.problems import ERRORS_THAT_STOP

    warnings = offer_warnings()
    errors = {*ERRORS_THAT_STOP, *(each.code for each in CHECKS if each.severity == "error")}
    for code in codes:
        if code in errors:
            raise WrongUsageError(f"`{code}` is an error, and only warnings can be left out", "--ignore")
        if code not in warnings:
            raise WrongUsageError(f"there is no warning `{printable(code)}`; {mend(code, warnings)}", "--ignore")


def _checked(path: Path, ignored: list[str]) -> _Checked | None:
    """What was found in a file, but for the ignored warnings.

    None if it cannot be read, which is reported and does not stop the others.
    """
    from hsroute.analysis.cases import check_cases, holds_cases
    from hsroute.analysis.check import check
    from hsroute.rulesfile.files import contents
    from hsroute.rulesfile.yaml_parser import read

    try:
        source = read(contents(rules_source(path)), "<stdin>" if str(path) == STDIN else str(path))
    except OSError as error:
        instead = "; name the files in it" if path.is_dir() else ""
        complain(f"{path}: {error.strerror}{instead}")
        return None
    if not holds_cases(path):
        return _Checked(source, check(source).without(ignored))
    ruleset, code = _rules_of(path)
    return _Checked(source, check_cases(source, ruleset).without(ignored), code)


def _rules_of(cases: Path) -> tuple[Ruleset | None, int]:
    """The rules of a cases file, or None and the code, after saying what is not checked and why."""
    from hsroute.analysis.cases import rules_file
    from hsroute.rulesfile.files import ruleset_of
    from hsroute.rulesfile.problems import RulesError

    rules = rules_file(cases)
    try:
        return ruleset_of(rules), DID_IT
    except OSError as error:
        complain(f"{cases}: the names in it were not checked: {rules}: {error.strerror}")
        return None, INPUT_OUTPUT
    except RulesError:
        complain(f"{cases}: the names in it were not checked: {rules} has mistakes that stop it from being used")
        return None, RULES


def _write(done: list[_Checked], format: str, color: Color) -> None:
    if format == "text":
        from hsroute.screen.problems import print_report

        for each in done:
            print_report(each.report, each.source.text, color)
    elif format == "json":
        from hsroute.analysis.check_report import reports_as_json
        from hsroute.streams.json_text import dump_json

        sys.stdout.buffer.write(dump_json(reports_as_json([each.report for each in done])) + b"\n")
    else:
        from hsroute.export.reports import annotations

        write = annotations.concise if format == "concise" else annotations.github
        for each in done:
            sys.stdout.buffer.writelines(f"{write(problem)}\n".encode() for problem in each.report.problems)
