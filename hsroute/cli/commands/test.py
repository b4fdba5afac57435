"""`hsroute test`: the cases of rules files, run."""
# ruff: noqa: PT028  the command is called test, and is none of pytest's

from __future__ import annotations

import sys
from errno import ENOENT
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hsroute.cli import options
from hsroute.cli.exits import DID_IT, NO, UNPROVED, WrongUsageError, complain
from hsroute.cli.inputs import local_date, locale_lang
from hsroute.cli.options import chosen_files, is_typed, read_all

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from hsroute.analysis.case_runs import CasesReport
    from hsroute.analysis.cases import Case
    from hsroute.routing.router import Router
    from hsroute.screen import Color

_Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE]...", show_default=False, help="Rules files or their cases files; else --rules."),
]
_TestFormat = Annotated[
    Literal["text", "json", "junit"], typer.Option("--format", help="json for programs, junit for build servers.")
]
_Cover = Annotated[
    int | None,
    typer.Option(
        "--cover", min=0, max=100, metavar="N", help="Fail where the cases reach fewer than N percent of the rules."
    ),
]
_Generate = Annotated[
    bool,
    typer.Option(
        "--generate",
        help="Print cases instead: a few that reach every rule on both sides of every border of days or numbers, as "
        "they are now.",
    ),
]


def test(
    context: typer.Context,
    file: _Files = None,
    format: _TestFormat = "text",
    cover: _Cover = None,
    generate: _Generate = False,
    rules: options.Rules = None,
    today: options.Today = None,
    lang: options.Language = None,
    color: options.Colors = "auto",
) -> int:
    """Run the cases of rules files: answers, and what they must give.

    For example:
      hsroute test my.yaml
      hsroute test --generate my.yaml > more.cases.yaml

    The cases for NAME.yaml are in NAME.cases.yaml beside it; either file names both. A case without a day of its
    own runs on --today.

    Exit code 1 when a case fails or --cover is not met; 3 when a file cannot be used, and then no case is run; 5 when
    the rules are too intricate for --generate; 74 when there is no cases file.

    json is {"files": [{"path", "cases": [{name, line, passed, unmet: [{field, expected, got}], why}],
    "summary": {cases, passed, failed, coverage, unreached}}]}, coverage in percent of the rules; junit is JUnit XML,
    a suite for each file.
    """
    paths = _rules_files(context, file, rules)
    day = today or local_date()
    if generate:
        _refuse_with_generate(context, paths)
        return _generate(paths[0], day, color)

    from hsroute.analysis.case_runs import run

    language = lang or locale_lang()
    tried = read_all(paths, _read, color)
    reports = {path: run(router, cases, day, language) for path, router, cases in tried}
    _write(reports, format, color)
    passed = not any(report.failed for report in reports.values())
    return DID_IT if _covered(reports, cover or 0) and passed else NO


def _rules_files(context: typer.Context, files: list[Path] | None, rules: Path | None) -> list[Path]:
    """The rules files to test, each once: a pattern such as `*.yaml` names cases files as well."""
    from hsroute.analysis.cases import rules_file

    chosen = chosen_files(context, files, rules)
    if Path("-") in chosen:
        raise WrongUsageError("`-` has no cases file beside it; name a file", "FILE")
    return list(dict.fromkeys(map(rules_file, chosen)))


def _read(rules: Path) -> tuple[str, Router, tuple[Case, ...]]:
    """The path of the cases of a rules file, the router to try them on, and the cases."""
    from shlex import quote

    from hsroute.analysis.cases import cases_file, compile_cases
    from hsroute.routing.load import load
    from hsroute.rulesfile.files import contents
    from hsroute.rulesfile.yaml_parser import read

    router = load(rules)
    path = cases_file(rules)
    try:
        source = read(contents(path), str(path))
    except FileNotFoundError:
        made = f"hsroute test --generate {quote(str(rules))} > {quote(str(path))}"
        advice = f"there is no such file; to begin with cases made from the rules: {made}"
        raise FileNotFoundError(ENOENT, advice, str(path)) from None
    return str(path), router, compile_cases(source, router.ruleset)


def _refuse_with_generate(context: typer.Context, paths: list[Path]) -> None:
    for name in ("format", "cover"):
        if is_typed(context, name):
            raise WrongUsageError(f"no case is run, so --{name} means nothing here", "--generate")
    if len(paths) > 1:
        raise WrongUsageError("cases are made from one rules file at a time", "--generate")


def _generate(rules: Path, day: date, color: Color) -> int:
    from hsroute.analysis.generate import cases_as_yaml, generate
    from hsroute.engine.budget import TooBigError
    from hsroute.routing.load import load

    (router,) = read_all([rules], load, color)
    try:
        text = cases_as_yaml(generate(router, day))
    except TooBigError:
        complain(
            f"{rules}: no cases were made: the rules are too intricate to find answers for every one of them; cases "
            "written by hand run all the same"
        )
        return UNPROVED
    sys.stdout.buffer.write(text.encode())
    return DID_IT


def _covered(reports: Mapping[str, CasesReport], cover: int) -> bool:
    """Whether the cases of every file reach that percentage of its rules; says which do not."""
    low = {path: report.coverage for path, report in reports.items() if report.coverage < cover}
    for path, coverage in low.items():
        complain(f"{path}: the cases reach {int(coverage)} % of the rules, --cover asks for {cover} %")
    return not low


def _write(reports: Mapping[str, CasesReport], format: str, color: Color) -> None:
    if format == "text":
        from hsroute.screen.cases import print_reports

        print_reports(reports, color)
    elif format == "json":
        from hsroute.streams.json_text import dump_json

        files = [{"path": path, **report.as_json()} for path, report in reports.items()]
        sys.stdout.buffer.write(dump_json({"files": files}) + b"\n")
    else:
        from hsroute.export.reports.junit import junit

        sys.stdout.buffer.write(junit(reports).encode())
