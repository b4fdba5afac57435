"""`hsroute new`: a first rules file, and its cases."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hsroute.cli import options
from hsroute.cli.exits import DID_IT, INPUT_OUTPUT, WrongUsageError, complain
from hsroute.language.escape import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

_NewFile = Annotated[Path, typer.Argument(metavar="FILE", help="The rules file to write, such as my.yaml.")]


def new(file: _NewFile, color: options.Colors = "auto") -> int:
    """Write a first rules file, and its cases, to go on from.

    For example:
      hsroute new my.yaml

    It has some fifty lines and uses each part of the format once: a date, a number, a person, an answer that is not
    known, words that people type, a text in two languages. NAME.cases.yaml beside it holds its cases. Both pass
    `hsroute check --strict` and `hsroute test`. Nothing is ever overwritten.

    Exit code 0 when both files are written; 74 when one of them exists or cannot be written, and then neither is.
    """
    from hsroute.analysis.cases import cases_file, holds_cases

    if holds_cases(file):
        raise WrongUsageError("name the rules file; its cases are written beside it", "FILE")
    if file.suffix not in {".yaml", ".yml"}:
        near = file.parent / f"{file.stem.strip('.-') or 'my'}.yaml"
        message = f"`{visible(str(file))}` does not end in .yaml; did you mean `{visible(str(near))}`?"
        raise WrongUsageError(message, "FILE")
    cases = cases_file(file)
    try:
        _write_all({file: _template("rules.yaml"), cases: _template("cases.yaml")})
    except FileExistsError as error:
        complain(f"`{error.filename}` exists, and nothing is overwritten; choose another name")
        return INPUT_OUTPUT
    _tell(visible(str(file)), visible(str(cases)))
    return DID_IT


def _template(name: str) -> bytes:
    from importlib.resources import files

    return (files("hsroute") / "templates" / name).read_bytes()


def _tell(file: str, cases: str) -> None:
    import shlex

    sys.stdout.write(f"Written: {file} and {cases}. What to type next:\n\n")
    sys.stdout.writelines(f"    hsroute {words} {shlex.quote(file)}\n" for words in ("ask --rules", "check", "test"))


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
