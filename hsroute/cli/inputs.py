"""What a command reads: the day to count from, the language, records, and answers given ahead."""

from __future__ import annotations

import os
import re
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import date
from stat import S_ISREG
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.cli.exits import WrongUsageError, complain, wrong_usage
from hsroute.language.phrases import nearest, shortened
from hsroute.patterns import read_tag
from hsroute.routing.answers import ID, Answer, Error, answered

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from io import BufferedReader
    from pathlib import Path

    from hsroute.model import Lang, Question
    from hsroute.routing.router import Router
    from hsroute.streams.json_stream import Read

STDIN = "-"
"""The name of a file that means standard input."""

_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")


def locale_lang(environment: Mapping[str, str] = os.environ) -> Lang:
    """The language of the locale, else English."""
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return read_tag(locale) or "en"


def local_date() -> date:
    """Today, where the user is."""
    return date.today()  # noqa: DTZ011 the local date is what is meant


class Inputs(NamedTuple):
    """What the command line names: answers given ahead as pairs and as a file, and a file of records."""

    pairs: list[str] | None
    answers: Path | None
    records: Path | None
    stdin_taken: bool
    """Whether standard input is read as something other than records."""

    @property
    def ahead_alone(self) -> bool:
        """Whether answers are given ahead and no records are named."""
        return self.records is None and not (self.pairs is None and self.answers is None)


def inputs(pairs: list[str] | None, answers: Path | None, records: Path | None, rules: Path | None) -> Inputs:
    """The inputs of a command. Raises WrongUsageError if two of them are standard input."""
    standing = os.environ.get("HSROUTE_ANSWERS")
    named = {"FILE": records, "--answers": answers, "--rules": rules, "HSROUTE_ANSWERS": standing}
    readers = [name for name, file in named.items() if file is not None and str(file) == STDIN]
    if len(readers) > 1:
        raise WrongUsageError(f"standard input can be read as one thing only, not for {readers[1]} too", readers[0])
    return Inputs(pairs, answers, records, bool(readers) and readers != ["FILE"])


def kept_router(rules: Path | None) -> Router:
    """The router of a rules file, whose compiled rules are kept for the next run."""
    from hsroute import __version__
    from hsroute.routing.load import load_kept

    return load_kept(rules, __version__)


def at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def input_waits() -> bool:
    """Whether standard input holds anything; found out without reading it or waiting for it."""
    with suppress(OSError, ValueError, AttributeError, ImportError):
        descriptor = sys.stdin.fileno()
        found = os.fstat(descriptor)
        if S_ISREG(found.st_mode):
            return os.lseek(descriptor, 0, os.SEEK_CUR) < found.st_size
        from fcntl import ioctl
        from termios import FIONREAD

        return any(ioctl(descriptor, FIONREAD, bytes(8)))
    return False


class Day:
    """The day to count from: the chosen one, else the local date, which moves on while records come."""

    def __init__(self, chosen: date | None, clock: Callable[[], date] = local_date) -> None:
        self.today: date = chosen or clock()
        self._clock = None if chosen else clock

    def on(self, read: Read) -> Read:
        """The same `read`, followed by a look at the clock: it may have waited past midnight."""
        clock = self._clock
        if clock is None:
            return read

        def look(most: int) -> bytes:
            chunk = read(most)
            self.today = clock()
            return chunk

        return look


# Records.


def source_name(file: Path | None) -> str:
    """What messages call the file."""
    return "standard input" if file is None or str(file) == STDIN else str(file)


def opened(file: Path | None) -> AbstractContextManager[BufferedReader]:
    """The bytes of a file, else of standard input. Raises OSError."""
    if file is None or str(file) == STDIN:
        return nullcontext(sys.stdin.buffer)  # type: ignore[arg-type] # it always is one
    return open(file, "rb")


def hint_at_answers(name: str, questions: Iterable[Question], command: str) -> None:
    """Say so if what is named as a file, and is none, may be meant as an answer."""
    keys = [question.key for question in questions if name in question.names]
    if keys:
        complain(f"answers are given as `-a KEY=VALUE`, here `-a {keys[0]}={name}`")
    elif not re.search(r"[./\\]", name):
        complain(f"what is named here is a file of records; `hsroute {command}` alone asks what you need")


def hint_at_form(begun: bytes, keys: Collection[str], name: str) -> None:
    """Say so if what is read as JSON begins as a sheet, or has ends of lines that JSON is not parted by."""
    if begun[:1] not in {b"{", b"["}:
        from hsroute.streams.json_text import BOM

        header = begun.removeprefix(BOM).splitlines()[:2]
        cells = [cell.strip(b' "') for line in header for cell in re.split(rb"[,;\t]", line)]
        if any(cell.decode(errors="replace") in keys for cell in cells):
            complain(f"{name} looks like a sheet; `--format csv` reads it")
    elif b"}\r{" in begun and b"\n" not in begun:
        complain(f"{name} has carriage returns between records, not line feeds; `tr '\\r' '\\n'` mends that")


_NEAR: Final = 0.75
"""How similar a kept key is to that of a question if it is reported as a likely typing mistake."""

_SHOWN: Final = 200
"""How many characters of a key are shown."""

_MET: Final = 1_000
"""How many kept keys are compared with those of questions."""


class Keeper:
    """Tells answers from what is kept of a record; reports, once, a key that is nearly that of a question."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys: frozenset[str] = frozenset(keys)
        self._sorted = keys
        self._met: set[str] = set()

    def answers(self, given: Mapping[str, object]) -> dict[str, object]:
        """The answers of a record, and its `id`."""
        own = {}
        for key, answer in given.items():
            if key in self.keys or key == ID:
                own[key] = answer
            elif key not in self._met:
                self.meet(key)
        return own

    def meet(self, key: str) -> None:
        """Report a key that is kept, if it is nearly that of a question."""
        if key in self._met or len(self._met) >= _MET:
            return
        self._met.add(key)
        near = nearest(key, self._sorted, _NEAR)
        if near:
            complain(f"`{shortened(key, _SHOWN)}` is no question and is kept; did you mean `{near}`?")


# Answers that are given ahead: on the command line, in files, and for all runs in the environment.


def standing_answers(router: Router, today: date, lang: Lang) -> Mapping[str, object]:
    """The answers in the file that HSROUTE_ANSWERS names; a wrong one is told once, not for every record."""
    name = os.environ.get("HSROUTE_ANSWERS")
    if not name:
        return {}
    from pathlib import Path

    given = _answers_in(Path(name), "HSROUTE_ANSWERS")
    read_ahead(router, given, today, lang, "HSROUTE_ANSWERS", f"{name}: ")
    return given


def read_ahead(
    router: Router, given: Mapping[str, object], today: date, lang: Lang, hint: str = "--answer", file: str = ""
) -> dict[str, Answer]:
    """What answers for many records mean. Raises WrongUsageError for the first error; `hint` and `file` say where."""
    from hsroute.streams.records import describe_error

    read = router.read(given, today, lang)
    for wrong in read.values():
        if isinstance(wrong, Error):
            raise WrongUsageError(f"{file}{describe_error(wrong, lang)}", hint)
    return {key: answer for key, answer in read.items() if isinstance(answer, Answer)}


def ahead(given: Inputs) -> dict[str, object]:
    """The answers of pairs and of a file; a pair that says nothing leaves what the file says."""
    from hsroute.streams.records import parse_pairs

    others = _answers_in(given.answers)
    with wrong_usage("--answer"):
        own = parse_pairs(given.pairs or ())
    said = answered(own)
    return others | {key: answer for key, answer in own.items() if key in said or key not in others}


def _answers_in(file: Path | None, hint: str = "--answers") -> dict[str, object]:
    """The answers of a file, JSON or YAML; `-` is standard input."""
    if file is None:
        return {}
    from hsroute.rulesfile.files import contents
    from hsroute.streams.records import parse_answers

    with opened(file) as source, wrong_usage(hint):
        return parse_answers(contents(source), source_name(file))
