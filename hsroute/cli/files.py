"""Files that a command needs, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import typer

from hsroute.cli.exits import RULES
from hsroute.rulesfile.problems import RulesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from hsroute.cli.options import Color

T = TypeVar("T")


def read_all(paths: Iterable[Path], read: Callable[[Path], T], color: Color) -> list[T]:
    """What is read from each file. The problems of those that cannot be used are printed, and raise Exit at the end."""
    done: list[T] = []
    unusable = False
    for path in paths:
        try:
            done.append(read(path))
        except RulesError as error:
            from hsroute.screen.problems import print_problems

            print_problems(error.problems, error.text, color, stderr=True)
            unusable = True
    if unusable:
        raise typer.Exit(RULES)
    return done


def chosen_files(context: typer.Context, files: list[Path] | None, rules: Path | None) -> list[Path]:
    """The rules files that are meant: those named, else that of --rules, else the shipped one."""
    from hsroute.routing.load import shipped_rules

    if files and typed(context, "rules"):
        raise typer.BadParameter("name the rules as FILE or with --rules, not both", param_hint="FILE")
    return files or [rules or shipped_rules()]


def typed(context: typer.Context, name: str) -> bool:
    """Whether the option stands on the command line; its default and its variable in the environment do not count."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
