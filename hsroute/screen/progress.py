"""How far a long run is: one line on stderr that overwrites itself and is gone when the run ends.

It consists of letters, spaces and carriage returns, so it needs neither escape sequences nor rich.
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
"""Seconds until the line is first shown; most runs are over by then."""

_EVERY: Final = 0.5
"""Seconds from one update of the line to the next."""

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
        """Update the line if it is due."""
        now = monotonic()
        if now >= self._due and _in_foreground():
            self._due = now + _EVERY
            columns = os.get_terminal_size(sys.stderr.fileno()).columns or 80
            self._write(fitting(self._parts(now - self._start), columns - len(_INTERRUPTED) - 1))

    def clear(self) -> None:
        """Erase the line."""
        if self._width and _in_foreground():
            sys.stderr.write("\r" + " " * (self._width + len(_INTERRUPTED)) + "\r")
            sys.stderr.flush()

    def _write(self, text: str) -> None:
        """Overwrite the line. Its greatest width is noted first, since an interruption may come at any step."""
        self._width = max(self._width, len(text))
        sys.stderr.write("\r" + text.ljust(self._width))
        sys.stderr.flush()

    def _parts(self, seconds: float) -> Iterator[str]:
        """What to say after so many seconds, the most important first."""
        yield self._say("records", self._count())
        read = _position() - self._begin if self._size else 0
        if self._size and read:
            left = max(0, round(seconds * (self._size - self._begin - read) / read))
            yield say("time-left", self._lang, time=f"{left // 3600}:{left // 60 % 60:02}:{left % 60:02}")
        yield self._say("per-second", round(self._count() / seconds))

    def _say(self, name: str, count: int) -> str:
        return say(name, self._lang, count=f"{count:,}".replace(",", say("thousands-sign", self._lang)))


def fitting(parts: Iterator[str], columns: int) -> str:
    """As many of the parts as fit."""
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
    """How many bytes of the input have been read; the file knows, so that the reader need not count."""
    return os.lseek(sys.stdin.fileno(), 0, os.SEEK_CUR)


def _in_foreground() -> bool:
    """Whether the program may write to the terminal; a run in the background leaves the prompt alone."""
    try:
        return os.tcgetpgrp(sys.stderr.fileno()) == os.getpgrp()
    except (AttributeError, OSError):
        return True
