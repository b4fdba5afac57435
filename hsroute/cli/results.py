"""Counts and writes what a long run gives, and shows a person how far it is."""

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
    from hsroute.routing.route import Route, Status
    from hsroute.streams.json_stream import Record, Shape


class Tally:
    """Counts the replies that pass by, for the exit code of them all.

    Routes that are worked out are noted, by `watch` or by whoever encodes what `pour` writes.
    """

    def __init__(self) -> None:
        self.count: int = 0
        self.routed: int = 0
        self.last: Route | None = None

    def watch(self, replies: Iterator[tuple[Record, Route]]) -> Iterator[tuple[Record, Route]]:
        for record, route in replies:
            self.count += 1
            self.routed += route.status == "routed"
            yield record, self.note(route)

    def pour(self, replies: Iterable[tuple[Status, bytes]]) -> None:
        """Write replies that are encoded already."""
        write = sys.stdout.buffer.write
        for status, encoded in replies:
            self.count += 1
            self.routed += status == "routed"
            write(encoded)

    def complain(self) -> None:
        """Say what is wrong with the only record."""
        for wrong in self.last.errors if self.last and self.count == 1 else ():
            complain(wrong.message)

    def note(self, route: Route) -> Route:
        """Keep the route as the last that was worked out; the only one is always worked out."""
        self.last = route
        return route

    def code(self, shape: Shape) -> int:
        """The only record's own code; of an array or of several, whether all were routed."""
        if self.last and self.count == 1 and shape != "array":
            return BY_STATUS[self.last.status]
        return DID_IT if self.routed == self.count else NO


@contextmanager
def watched(tally: Tally, lang: Lang) -> Iterator[Callable[[], object]]:
    """Gives what is done before input is waited for: routes are sent on, and a person is shown how far they are."""
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
    """A terminal that went away takes no route with it."""
    try:
        show()
    except OSError:
        drop(2)


def _screen_is_free() -> bool:
    """Whether stderr is a terminal that no route can come to: what goes into a pipe may come out there."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb" or sys.stdout.isatty():
        return False
    return not S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)
