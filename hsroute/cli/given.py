"""Answers that are given ahead: on the command line, in files, and once for all in the environment."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from hsroute.cli.exits import WrongUsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from hsroute.model import Lang
    from hsroute.routing.router import Router


def at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def standing_answers(router: Router, today: date, lang: Lang) -> Mapping[str, object]:
    """The answers in the file that HSROUTE_ANSWERS names; a wrong one is told once, not for every record."""
    name = os.environ.get("HSROUTE_ANSWERS")
    if not name:
        return {}
    from pathlib import Path

    from hsroute.routing.answers import Error
    from hsroute.streams.records import describe_error

    given = answers_in(Path(name), "HSROUTE_ANSWERS")
    for wrong in router.read(given, today, lang).values():
        if isinstance(wrong, Error):
            raise WrongUsageError(f"{name}: {describe_error(wrong, lang)}", "HSROUTE_ANSWERS")
    return given


def paired(pairs: list[str] | None) -> dict[str, object]:
    from hsroute.streams.records import parse_pairs

    try:
        return parse_pairs(pairs or [])
    except ValueError as error:
        raise WrongUsageError(str(error), "--answer") from None


def answers_in(file: Path | None, hint: str = "--answers") -> dict[str, object]:
    """The answers of a file, JSON or YAML; `-` is standard input."""
    if file is None:
        return {}
    from hsroute.routing.load import contents
    from hsroute.streams.records import parse_answers

    name, source = ("standard input", sys.stdin.buffer) if str(file) == "-" else (str(file), file)
    try:
        return parse_answers(contents(source), name)
    except ValueError as error:
        raise WrongUsageError(str(error), hint) from None
