"""A line of JSON to its route, mostly without reading the JSON.

Tickets repeat themselves. Two lines that differ only in the `id` at their beginning have the same route, so the route
of a line is remembered, and for the next line like it only the `id` and the number are filled in. Lines not met before
are read together, and the text of a route is that of others like it, in which answers, addresses and changes are
filled in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import TYPE_CHECKING, Any, Final

from hsroute.language.escape import in_json
from hsroute.routing.answers import ID
from hsroute.routing.route import Verdict
from hsroute.streams.json_stream import Values, carried
from hsroute.streams.json_text import dump_json, is_utf8, parse_objects
from hsroute.streams.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from hsroute.routing.answers import Error
    from hsroute.routing.route import Change, NextQuestion, Shared, Status
    from hsroute.streams.json_stream import Block, Record

_ROOM: Final = 36 * 1024 * 1024
"""How many bytes of lines are remembered; texts that many routes share come on top."""

_SHARED: Final = 4_096
"""How many texts of each kind that routes share are remembered."""

_LINES: Final = re.compile(rb'(?:(\{ *"id" *: *)("[^"\\\x00-\x1f]*"|0|-?[1-9][0-9]{0,17})(?= *[,}]))?(.*)\n').findall
"""Finds in each line an `id` that comes first (a text without escapes, a short integer), with what surrounds it."""

_GAP: Final[Any] = float("nan")
_GAPS: Final = re.compile(r'": NaN(?<=[\w-]": NaN)').split
"""Parts JSON at its gaps, each behind a key. A quotation mark within a text, or at its beginning, follows no letter."""

Encoded = tuple[list["Status"], bytes]
"""The statuses of some records, and the lines of their routes."""


RouteText = tuple["Status", bytes, bytes, bytes]
"""The status of a route, and its line in three parts: up to the status, what many routes share, and what is its own.

Its `id` and `line` go behind the first.
"""


class Encoder:
    """Turns lines of answers into lines of routes, and remembers them."""

    def __init__(
        self,
        judge: Callable[[Mapping[str, object]], Verdict],
        judge_record: Callable[[Record], Verdict],
        today: Callable[[], date | None] = lambda: None,
    ) -> None:
        """`judge` gives the verdict on answers, `judge_record` on any record, on the day that `today` returns."""
        self._judge, self._judge_record = judge, judge_record
        self._known: Memory[bytes | str, RouteText] = Memory(_ROOM, today)

    def encode(self, blocks: Iterable[Block]) -> Iterator[Encoded]:
        """The routes of the records in each block, as it comes."""
        values = Values()
        for first, block in blocks:
            self._known.look_at_day()
            yield self._encode(first, _LINES(block), values)
        for record in values.end():
            yield self._encoded(record)

    def _encode(self, first: int, lines: list[tuple[bytes, bytes, bytes]], values: Values) -> Encoded:
        known = self._known.get
        new = self._objects(lines)
        statuses: list[Status] = []
        texts: list[bytes] = []
        for number, (begin, id, rest) in enumerate(lines, first):
            written = None
            # What is known may follow an id; without one it has to begin an object.
            if not values.begun and ((id.isascii() or is_utf8(id)) if id else rest.startswith(b"{")):
                written = known(rest)
                if not written and (answers := new.get(rest)) and (id or ID not in answers):
                    written = self._keep(rest, self._judge(answers))
            if written:
                status, start, shared, own = written
                statuses.append(status)
                texts += (start, b', "id": ' if id else b"", id, b', "line": %d' % number, shared, own)
            elif (line := begin + id + rest) and not line.isspace():
                for record in values.take(number, line):
                    more, text = self._encoded(record)
                    statuses += more
                    texts.append(text)
        return statuses, b"".join(texts)

    def _objects(self, lines: list[tuple[bytes, bytes, bytes]]) -> dict[bytes, dict[str, Any]]:
        """The objects in lines not known, by what follows the `id`, which is 0 in all of them.

        Where they cannot be read together, each is read alone: a bad line keeps no other from being remembered.
        """
        known = self._known
        new = {
            rest: begin + b"0" + rest if id else rest
            for begin, id, rest in lines
            if rest not in known and (id or rest[:1] == b"{")
        }
        together = dict(zip(new, parse_objects([*new.values()]), strict=False))
        return together or {rest: found for rest, line in new.items() for found in parse_objects([line])}

    def _keep(self, key: bytes | str, verdict: Verdict) -> RouteText:
        """The text of the route of a verdict, which is remembered."""
        written = written_of(verdict)
        self._known.keep(key, written, len(key) + len(written[-1]))
        return written

    def _encoded(self, record: Record) -> Encoded:
        """The route of one record, whatever it is."""
        return put_together(written_of(self._judge_record(record)), carried(record))


def put_together(written: RouteText, carried: bytes) -> Encoded:
    """The line of a route that was written, with what it has of its record."""
    status, start, shared, own = written
    return [status], b"%b%b%b%b" % (start, carried, shared, own)


def written_of(verdict: Verdict) -> RouteText:
    """The text of the route of a verdict, exactly as `Route.as_json` would have it."""
    shared, today, answers, addresses, remarks, changes, next, errors = verdict
    form = _form.__wrapped__ if errors else _form
    start, same, rest, contacts = form(shared, today, tuple(addresses), remarks, next, errors)
    own = [*map(_quoted, [*map(addresses.__getitem__, contacts), *answers] if contacts else answers)]
    if next is None and not errors:
        own.append(f"[{', '.join(map(_change, changes))}]" if changes else "[]")
    return shared.said.status, start, same, in_json(rest % tuple(own)).encode()


@lru_cache(_SHARED)
def _form(
    shared: Shared,
    today: date,
    addressed: tuple[str, ...],
    remarks: tuple[str, ...],
    next: NextQuestion | None,
    errors: tuple[Error, ...],
) -> tuple[bytes, bytes, str, list[str]]:
    """The line of all routes that differ in nothing but answers, addresses and changes, each of which is a gap.

    It ends at the status, at the first gap or behind the next question, and at its end; and these are the contacts
    whose addresses are gaps. Saves encoding it for each new line.
    """
    gaps, short = (_GAP,) * len(shared.used), next and next._replace(values=())
    route = Verdict(shared, today, gaps, dict.fromkeys(addressed, _GAP), remarks, (), short, errors).route()
    body = route.as_json()
    body |= dict.fromkeys({"next", "changes"} & {*body}, _GAP)
    start = f'{{"status": "{route.status}"'
    begin, *others = _GAPS(dump_json(body).decode().removeprefix(start) + "\n")
    contacts = [contact.id for contact in (route.contact, *route.alternatives) if contact and contact.id in addressed]
    rest = '": %s'.join(["", *(other.replace("%", "%%") for other in others)])
    if next is None:
        return start.encode(), begin.encode(), rest, contacts
    return start.encode(), _question(next), rest.removeprefix('": %s'), contacts


@lru_cache(_SHARED)
def _question(asked: NextQuestion) -> bytes:
    """A question, which many routes share; saves encoding it for each, and keeping it more than once."""
    return b', "next": ' + dump_json(asked.as_json())


@lru_cache(_SHARED)
def _change(change: Change) -> str:
    """A change, which many routes share; saves encoding it for each."""
    return dump_json(change.as_json()).decode()
