"""A line of JSON to its route, mostly without reading the JSON.

Tickets repeat themselves. Two lines that differ only in the `id` at their beginning have the same route, so the route
of a line is remembered, and for the next line like it only the `id` and the number are filled in. Where routes are
worked out, what many of them have in common is written once.
"""

from __future__ import annotations

import re
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.language.escape import in_json
from hsroute.routing.answers import ID
from hsroute.streams.json_stream import Values, carried, carry, put_in
from hsroute.streams.json_text import dump_json, is_utf8
from hsroute.streams.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from hsroute.routing.route import Change, NextQuestion, Route, RoutedContact, Status
    from hsroute.streams.json_stream import Block, Record

_ROOM: Final = 36 * 1024 * 1024
"""How many bytes of lines are remembered; texts that many routes share come on top."""

_SHARED: Final = 4_096
"""How many texts of each kind that routes share are remembered."""

_LINES: Final = re.compile(rb'(?:(\{ *"id" *: *)("[^"\\\x00-\x1f]*"|0|-?[1-9][0-9]{0,17})(?= *[,}]))?(.*)\n').findall
"""Finds in each line an `id` that comes first (a text without escapes, a short integer), with what surrounds it."""


class Encoder:
    """Turns lines of answers into lines of routes, and remembers them."""

    def __init__(self, route: Callable[[Record], Route], today: Callable[[], date | None] = lambda: None) -> None:
        """`route` routes a record on the day that `today` returns."""
        self._route = route
        self._known: Memory[bytes | str, RouteText] = Memory(_ROOM, today)

    def encode(self, blocks: Iterable[Block]) -> Iterator[tuple[Status, bytes]]:
        """The status and the route of each record, as it comes."""
        known = self._known.get
        values = Values()
        for first, block in blocks:
            self._known.look_at_day()
            for number, (begin, id, rest) in enumerate(_LINES(block), first):
                written = known(rest)  # it may follow an id; without one it has to begin an object
                if written and ((id.isascii() or is_utf8(id)) if id else rest.startswith(b"{")) and not values.begun:
                    yield put_together(written, carry(id, number))
                elif (line := begin + id + rest) and not line.isspace():
                    for record in values.take(number, line):
                        yield self._work_out(record, id, rest)
        for record in values.end():
            yield self._work_out(record, b"", b"")

    def _work_out(self, record: Record, id: bytes, rest: bytes) -> tuple[Status, bytes]:
        """The status and the route of a record not met before; `rest` is its line without the `id`."""
        route = self._route(record)
        if route.status == "invalid" or record.line is None or (not id and ID in record.given):
            return encoded(route, carried(record))
        written = written_of(route)
        if id or rest.startswith(b"{"):
            self._known.keep(rest, written, len(rest) + len(written.own))
        return put_together(written, carry(id, record.line))


class RouteText(NamedTuple):
    """The text of a route, a whole line; its `id` and `line` go after the status."""

    status: Status
    shared: bytes
    own: bytes


def encoded(route: Route, carried: bytes) -> tuple[Status, bytes]:
    """The status and the line of any route, with what it has of its record."""
    return route.status, put_in(route.as_json(), route.status, carried) + b"\n"


def put_together(written: RouteText, carried: bytes) -> tuple[Status, bytes]:
    """The same of a route that was written."""
    status, shared, own = written
    return status, b'{"status": "%b"%b%b%b' % (status.encode(), carried, shared, own)


def written_of(route: Route) -> RouteText:
    """The text of a route that is not invalid, exactly as `Route.as_json` would have it."""
    given = in_json(", ".join([f'"{key}": {_quoted(answer)}' for key, answer in route.answers.items()]))
    today = route.today.isoformat()
    if route.next:
        own = f'"answers": {{{given}}}, "today": "{today}"}}\n'
        return RouteText(route.status, _question(route.next, route.possible), own.encode())
    unused = ", ".join([f'"{key}"' for key in route.unused])
    changes = ", ".join([_change(change) for change in route.changes])
    own = f'"answers": {{{given}}}, "unused": [{unused}], "today": "{today}", "changes": [{changes}]}}\n'
    shared = _reasons(route.contact, route.alternatives, route.rule, route.because, route.notes, route.facts)
    return RouteText(route.status, shared, own.encode())


@lru_cache(_SHARED)
def _reasons(
    contact: RoutedContact | None,
    alternatives: tuple[RoutedContact, ...],
    rule: str | None,
    because: str | None,
    notes: tuple[str, ...],
    facts: tuple[str, ...],
) -> bytes:
    """What routes by the same rule have in common; saves encoding it for each new line."""
    return _members(
        contact=contact and contact.as_json(),
        alternatives=[alternative.as_json() for alternative in alternatives],
        rule=rule,
        because=because,
        notes=notes,
        facts=facts,
    )


@lru_cache(_SHARED)
def _question(asked: NextQuestion, possible: tuple[str, ...]) -> bytes:
    """What routes that lack the same answer have in common; saves encoding it for each new line."""
    return _members(next=asked.as_json(), possible=possible)


@lru_cache(_SHARED)
def _change(change: Change) -> str:
    """A change, which many routes share; saves encoding it for each."""
    return dump_json(change.as_json()).decode()


def _members(**members: object) -> bytes:
    """The members of an object, without its braces, to be put between others."""
    return b", %b, " % dump_json(members)[1:-1]
