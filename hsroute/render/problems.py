"""Mistakes in files, with the line they are in and a caret under the culprit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.text import Text

from hsroute.render.console import console, line
from hsroute.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from hsroute.problems import Problem, Span
    from hsroute.render.console import Color

_STYLES: Final = {"error": "bold red", "warning": "bold yellow"}
_BEFORE: Final = 40
"""How much of a long line is shown before the culprit, in characters."""


def print_problems(problems: Iterable[Problem], text: str, color: Color = "auto", *, stderr: bool = False) -> None:
    """Each problem with its place in the text, and help."""
    screen = console(color, stderr=stderr)
    lines = re.split(r"\r\n|\r|\n", text)
    for problem in problems:
        _print_problem(screen, problem, lines[problem.span.line - 1] if problem.span.line <= len(lines) else "")


def _print_problem(screen: Console, problem: Problem, written: str) -> None:
    place = f"{visible(problem.path)}:{problem.span.line}:{problem.span.column}: "
    kind = Text(f"{problem.severity}[{problem.code}]", _STYLES[problem.severity])
    screen.print(Text.assemble((place, "bold"), kind, ": ", line(problem.message)), soft_wrap=True)
    if written.strip():
        _print_line(screen, written, problem.span, _STYLES[problem.severity])
    if problem.help:
        screen.print(Text.assemble(("  help: ", "bold cyan"), line(problem.help)), soft_wrap=True)


def _print_line(screen: Console, written: str, span: Span, style: str) -> None:
    """The line, or what fits of it around the culprit, and carets under the culprit as far as it is on the line."""
    number = f"{span.line:>4} | "
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(written)
    first = max(0, start - _BEFORE) if cell_len(number + written) > screen.width else 0
    before, culprit = _shown(written[first:start]), _shown(written[start:end])
    head = ("… " if first else "") + before
    shown = Text(head + _shown(written[start:]))
    shown.truncate(max(cell_len(head) + 1, screen.width - len(number)), overflow="ellipsis")
    carets = min(max(1, cell_len(culprit)), max(1, shown.cell_len - cell_len(head)))
    screen.print(Text.assemble((number, "dim"), shown), soft_wrap=True)
    screen.print(Text.assemble((" " * 5 + "| ", "dim"), " " * cell_len(head), ("^" * carets, style)), soft_wrap=True)


def _shown(part: str) -> str:
    return visible(part.replace("\t", " "))
