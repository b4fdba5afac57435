"""`hsroute new`: a first rules file, and its cases."""

from __future__ import annotations

import shlex
import sys
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hsroute.analysis.cases import cases_file, holds_cases
from hsroute.cli import options
from hsroute.cli.exits import DID_IT, INPUT_OUTPUT, complain
from hsroute.language.escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="The rules file to write, such as my.yaml.")]


def new(file: NewFile, color: options.Colors = "auto") -> int:
    """Write a first rules file, and its cases, to go on from.

    For example:
      hsroute new my.yaml

    It has some forty lines and uses each part of the format once: a date, a number, a person, an answer that is not
    known, words that people type. NAME.cases.yaml beside it holds its cases. Both pass `hsroute check --strict` and
    `hsroute test`. Nothing is ever overwritten.

    Exit code 0 when both files are written; 74 when one of them exists or cannot be written, and then neither is.
    """
    if holds_cases(file):
        raise typer.BadParameter("name the rules file; its cases are written beside it", param_hint="FILE")
    if file.suffix not in {".yaml", ".yml"}:
        raise typer.BadParameter(f"`{visible(str(file))}` does not end in .yaml", param_hint="FILE")
    templates = files("hsroute") / "templates"
    wanted = {
        file: (templates / "rules.yaml").read_bytes(),
        cases_file(file): (templates / "cases.yaml").read_bytes(),
    }
    try:
        _write_all(wanted)
    except FileExistsError as error:
        complain(f"`{error.filename}` exists, and nothing is overwritten; choose another name")
        return INPUT_OUTPUT
    name = shlex.quote(visible(str(file)))
    told = f"Written: {visible(str(file))} and {visible(str(cases_file(file)))}. What to type next:\n\n"
    sys.stdout.write(told + "".join(f"    hsroute {words} {name}\n" for words in ("ask --rules", "check", "test")))
    return DID_IT


def _write_all(wanted: Mapping[Path, bytes]) -> None:
    """Write every file, or none. Raises OSError."""
    written = []
    try:
        for path, data in wanted.items():
            with path.open("xb") as opened:
                written.append(path)
                opened.write(data)
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink()
        raise
