"""Counts and writes the results of a run, and shows how far it is."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from stat import S_ISFIFO
from typing import TYPE_CHECKING

from hsroute.cli.exits import BY_STATUS, DID_IT, NO, complain
from hsroute.cli.stdio import drop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hsroute.model import Lang
    from hsroute.routing.route import Route, Status, Verdict
    from hsroute.streams.json_stream import Record, Shape


class Tally:
    """Counts the replies that pass through, for their common exit code."""

    def __init__(self) -> None:
        self.count: int = 0
        self.routed: int = 0
        self.last: Verdict | None = None
        """The verdict that was given last; of an only record it is the verdict on that."""

    def watch(self, replies: Iterator[tuple[Record, Route]]) -> Iterator[tuple[Record, Route]]:
        for record, route in replies:
            self.count += 1
            self.routed += route.status == "routed"
            yield record, route

    def pour(self, replies: Iterable[tuple[list[Status], bytes]]) -> None:
        """Write encoded replies."""
        sys.stdout.buffer.writelines(self.counted(replies))

    def counted(self, replies: Iterable[tuple[list[Status], bytes]]) -> Iterator[bytes]:
        """The encoded replies."""
        for statuses, encoded in replies:
            self.count += len(statuses)
            self.routed += statuses.count("routed")
            yield encoded

    def complain(self) -> None:
        """Say what is wrong with the record, if it is the only one."""
        for wrong in self.last.errors if self.last and self.count == 1 else ():
            complain(wrong.message)

    def code(self, shape: Shape) -> int:
        """The code of an only record's status; for an array or several, whether all were routed."""
        if self.last and self.count == 1 and shape != "array":
            return BY_STATUS[self.last.status]
        return DID_IT if self.routed == self.count else NO


@contextmanager
def watched(tally: Tally, lang: Lang) -> Iterator[Callable[[], object]]:
    """Yields what to call before waiting for input: it sends routes on and shows how far the run is."""
    if not _screen_is_free():
        yield sys.stdout.flush
        return
    from hsroute.screen.progress import Progress

    progress = Progress(lang, lambda: tally.count)

    def waiting() -> None:
        sys.stdout.flush()
        _unless_gone(progress.look)

    try:
        yield waiting
    finally:
        _unless_gone(progress.clear)


def _unless_gone(show: Callable[[], None]) -> None:
    """Show something, unless the terminal went away; no route is lost by that."""
    try:
        show()
    except OSError:
        drop(2)


def _screen_is_free() -> bool:
    """Whether stderr is a terminal that shows no routes; those in a pipe may end up on it."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb" or sys.stdout.isatty():
        return False
    return not S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
