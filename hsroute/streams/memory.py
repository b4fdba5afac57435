"""A line of JSON to the route of it, mostly without reading the JSON.

Tickets repeat themselves. Two lines that are alike in all but the `id` at their beginning have the same route, so what
a line led to is remembered, and the next one like it is put together anew, with its own `id` and number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from hsroute.routing.answers import ID
from hsroute.streams.json_stream import parse_line, route_json
from hsroute.streams.records import dump_json
from hsroute.streams.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hsroute.routing.route import Route, Status
    from hsroute.streams.json_stream import Block, Record
    from hsroute.streams.writer import Written

_ROOM: Final = 36 * 1024 * 1024
"""How much is remembered, in bytes; texts that many routes share come on top."""

_ENTRY: Final = 400
"""About how many bytes it takes to remember a line, beside its text and what only its route says."""

_LINES: Final = re.compile(rb'(?:(\{ *"id" *: *)("[^"\\\x00-\x1f]*"|0|-?[1-9][0-9]{0,17})(?= *[,}]))?(.*)\n').findall
"""All lines: an `id` that stands first as JSON writes it, a text without an escape or an integer that is not long; what
is before it, and what comes after."""


class Encoder:
    """Turns lines of answers into lines of routes, and remembers what it met."""

    def __init__(self, route: Callable[[Record], Route]) -> None:
        self._route = route
        self._writer = Writer()
        self._known: dict[bytes, Written] = {}
        self._room = _ROOM

    def encode(self, blocks: Iterable[Block]) -> Iterator[tuple[Status, bytes]]:
        """The status and the route of each line that is not blank."""
        known = self._known.get
        for first, block in blocks:
            for number, (begin, id, rest) in enumerate(_LINES(block), first):
                written = known(rest)  # which may follow an id; without one it has to begin an object
                if written and ((id.isascii() or _is_utf8(id)) if id else rest.startswith(b"{")):
                    yield _put_together(written, id, number)
                elif (line := begin + id + rest) and not line.isspace():
                    yield self._work_out(number, line, id, rest)

    def _work_out(self, number: int, line: bytes, id: bytes, rest: bytes) -> tuple[Status, bytes]:
        record = parse_line(number, line)
        route = self._route(record)
        if route.status == "invalid" or (ID in record.given and not id):
            return route.status, dump_json(route_json(route, record)) + b"\n"
        written = self._writer.write(route)
        if id or rest.startswith(b"{"):
            self._remember(rest, written)
        return _put_together(written, id, number)

    def _remember(self, key: bytes, known: Written) -> None:
        cost = _ENTRY + len(key) + len(known.contact) + len(known.own)
        if cost > self._room:
            self._known.clear()
            self._room = _ROOM
        if cost <= self._room:
            self._room -= cost
            self._known[key] = known


def _put_together(written: Written, id: bytes, number: int) -> tuple[Status, bytes]:
    status, head, contact, shared, own = written
    named = b', "id": ' + id if id else b""
    return status, b"".join((head, named, b', "line": %d' % number, contact, shared, own))


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True
