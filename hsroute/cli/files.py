"""Files that a command needs, all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import typer

from hsroute.cli.guard import RULES
from hsroute.problems import RulesError

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
            from hsroute.render.problems import print_problems

            print_problems(error.problems, error.text, color, stderr=True)
            unusable = True
    if unusable:
        raise typer.Exit(RULES)
    return done
