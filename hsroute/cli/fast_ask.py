"""The front door for scripts: `hsroute ask` in a pipe, without typer.

Reading the command line with typer takes longer than all the rest of such a call. So the few options that a script
gives are read here, in their plain form; whatever is put in any other way, or is wrong, is left to typer to say.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from hsroute.cli.defaults import local_date, locale_lang
from hsroute.cli.exits import WrongUsageError, exit_code
from hsroute.cli.session import at_terminal
from hsroute.patterns import read_date, read_tag

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from hsroute.model import Lang

_OPTIONS: Final = {"--rules": "HSROUTE_RULES", "--today": "HSROUTE_TODAY", "--lang": "HSROUTE_LANG"}
"""The options, each with the variable that stands in for it."""


def plain_ask(words: list[str], environment: Mapping[str, str] = os.environ) -> int | None:
    """The exit code of a plain `ask` in a pipe. None, and nothing is done, where it takes typer to understand it."""
    given = _options(words, environment)
    answers = environment.get("HSROUTE_ANSWERS")
    if given is None or at_terminal() or (answers and not os.path.isfile(answers)):
        return None  # what is no file cannot be read once more by typer to say what is wrong with it
    rules, day, language = given["--rules"], given["--today"], given["--lang"]
    today = read_date(day) if day else local_date()
    lang = read_tag(language) if language else locale_lang(environment)
    if today is None or lang is None:
        return None
    return _pipe(rules, today, lang)


def _options(words: list[str], environment: Mapping[str, str]) -> dict[str, str] | None:
    """The value of each option, empty where there is none; None unless `words` is ask and plain pairs."""
    command, names, values = words[:1], words[1::2], words[2::2]
    plain = len(names) == len(values) and all(value and not value.startswith("-") for value in values)
    if command != ["ask"] or not plain or not _OPTIONS.keys() >= set(names):
        return None
    standing = {option: environment.get(variable, "") for option, variable in _OPTIONS.items()}
    return standing | dict(zip(names, values, strict=True))


def _pipe(rules: str, today: date, lang: Lang) -> int | None:
    from hsroute.cli.session import route_session

    def run() -> int:
        return route_session(_path(rules) if rules else None, today, lang, "auto", "auto").pipe()

    try:
        return exit_code(run, "auto", (WrongUsageError,))
    except WrongUsageError:
        return None


def _path(text: str) -> Path:
    """The file as typer names it; importing this takes a while, so only where a file is named."""
    from pathlib import Path

    return Path(text)
