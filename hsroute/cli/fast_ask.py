"""The front door for scripts: `hsroute ask` in a pipe, without typer.

Reading the command line with typer takes longer than all the rest of such a call. So the few options that scripts use
are read here, in their plain form; any other form, and every mistake, is left to typer.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from hsroute.cli.exits import WrongUsageError, exit_code
from hsroute.cli.inputs import STDIN, at_terminal, kept_router, locale_lang
from hsroute.patterns import read_date, read_tag

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_OPTIONS: Final = {"--rules": "HSROUTE_RULES", "--today": "HSROUTE_TODAY", "--lang": "HSROUTE_LANG"}
"""The options, each with its variable in the environment."""

_FILE: Final = "FILE"
"""The name of the file of records among the options."""

_KEEP: Final = "--keep"
"""The only option without a value."""


def plain_ask(words: list[str], environment: Mapping[str, str] = os.environ) -> int | None:
    """The exit code of a plain `ask` with records; None, with nothing done, if it takes typer to understand it."""
    given = _options(words, environment)
    answers = environment.get("HSROUTE_ANSWERS")
    if given is None or given["--rules"] == STDIN or (answers and not os.path.isfile(answers)):
        return None  # unlike a file, it could not be read again by typer to say what is wrong
    file, day, language = given[_FILE], given["--today"], given["--lang"]
    today = read_date(day) if day else None
    lang = read_tag(language) if language else locale_lang(environment)
    if (not file and at_terminal()) or (day and today is None) or lang is None:
        return None

    def run() -> int:
        from hsroute.cli.session import Session

        session = Session(kept_router(_path(given["--rules"])), today, lang, "auto", "auto", keep=bool(given[_KEEP]))
        return session.records(None if file == STDIN else _path(file))

    try:
        return exit_code(run, "auto")
    except WrongUsageError:
        return None


def _options(words: list[str], environment: Mapping[str, str]) -> dict[str, str] | None:
    """The file of records and the options, empty if not given; None unless `words` is `ask` and plain pairs."""
    if words[:1] != ["ask"]:
        return None
    given = {option: environment.get(variable, "") for option, variable in _OPTIONS.items()} | {_FILE: "", _KEEP: ""}
    rest = iter(words[1:])
    for word in rest:
        if word == _KEEP:
            given[_KEEP] = word
            continue
        name, value = (word, next(rest, "")) if word in _OPTIONS else (_FILE, word)
        stdin = name == _FILE and value == STDIN
        if not value or (value[0] == "-" and not stdin) or (name == _FILE and given[_FILE]):
            return None
        given[name] = value
    return given


def _path(text: str) -> Path | None:
    """The file as typer would have it; pathlib takes a while to import, so only if a file is named."""
    if not text:
        return None
    from pathlib import Path

    return Path(text)
