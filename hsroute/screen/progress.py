"""How far a long run is: one line on stderr that is written over itself, and gone when the run is over.

It is made of letters, spaces and carriage returns alone, so that it needs no escape sequence, and rich no import.
"""

from __future__ import annotations

import os
import stat
import sys
from time import monotonic
from typing import TYPE_CHECKING, Final

from hsroute.language.catalog import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hsroute.model import Lang

_AFTER: Final = 1.0
"""Seconds until the line is shown first; most runs are over by then."""

_EVERY: Final = 0.5
"""Seconds from one look of the line to the next."""

_INTERRUPTED: Final = "^C"
"""What the terminal itself adds to the line when the run is interrupted."""


class Progress:
    """The line; `count` gives the number of records that are done."""

    def __init__(self, lang: Lang, count: Callable[[], int]) -> None:
        self._lang = lang
        self._count = count
        self._size = _size()
        self._begin = _position() if self._size else 0
        self._start = monotonic()
        self._due = self._start + _AFTER
        self._width = 0

    def look(self) -> None:
        """Write the line anew where it is time to."""
        now = monotonic()
        if now >= self._due and _in_foreground():
            self._due = now + _EVERY
            columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
            self._write(fitting(self._parts(now - self._start), columns - len(_INTERRUPTED) - 1))

    def clear(self) -> None:
        """Leave nothing of the line."""
        if self._width and _in_foreground():
            sys.stderr.write("\r" + " " * (self._width + len(_INTERRUPTED)) + "\r")
            sys.stderr.flush()

    def _write(self, text: str) -> None:
        """Write over the line. How wide it is at most is noted first: an interruption may come after any step."""
        self._width = max(self._width, len(text))
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()

    def _parts(self, seconds: float) -> Iterator[str]:
        """What there is to say after so many seconds, the most important first."""
        yield self._say("records", self._count())
        read = _position() - self._begin if self._size else 0
        if self._size and read:
            left = max(0, round(seconds * (self._size - self._begin - read) / read))
            yield say("time-left", self._lang, time=f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}")
        yield self._say("per-second", round(self._count() / seconds))

    def _say(self, name: str, count: int) -> str:
        return say(name, self._lang, count=f"{count:,}".replace(",", " " if self._lang == "nb" else ","))


def fitting(parts: Iterator[str], columns: int) -> str:
    """As many of the parts as there is room for."""
    text = next(parts)[:columns]
    for part in parts:
        if len(text) + len(part) + 3 > columns:
            break
        text += f" · {part}"
    return text


def _size() -> int | None:
    """How many bytes the input has, where it is a file."""
    found = os.fstat(sys.stdin.fileno())
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def _position() -> int:
    """How many bytes of the input are read; a file knows it, and the loop that reads need not count."""
    return os.lseek(sys.stdin.fileno(), 0, os.SEEK_CUR)


def _in_foreground() -> bool:
    """Whether the terminal is this program's to write on; a run in the background leaves the prompt alone."""
    try:
        return os.tcgetpgrp(sys.stderr.fileno()) == os.getpgrp()
    except (AttributeError, OSError):
        return True
