"""A line of JSON to the route of it, at the pace of the parser.

Tickets repeat themselves: what led somewhere before is not worked out again, its line is only put together anew,
with the `id` and the number of the record in it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hsroute.records import dump_json
from hsroute.router import ID
from hsroute.stream import Record, parse_line, route_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from hsroute.route import Route, Status

_ROOM: Final = 24 * 1024 * 1024
"""How much text is remembered, in characters."""

_NO_ID: Final = object()
_STATUS: Final = '{"status": '
_PLAIN: Final = frozenset((str, bool, type(None)))


class _Integer:
    """An integer as it is written. Equal only to itself, so that no answers with a number in them are remembered."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class _Known(NamedTuple):
    """A route as text, to be completed by `id` and `line`; `quotes` is how many the answers that lead to it have."""

    status: Status
    head: str
    tail: str
    quotes: int


class Encoder:
    """Turns lines of answers into lines of routes, and remembers the answers that it met."""

    def __init__(self, route: Callable[[Record], Route]) -> None:
        self._route = route
        self._known: dict[tuple[tuple[str, Any], ...], _Known] = {}
        self._room = _ROOM
        self._decode = json.JSONDecoder(parse_int=_Integer).raw_decode
        self._encode = json.JSONEncoder(ensure_ascii=False).encode

    def encode(self, number: int, line: bytes) -> tuple[Status, bytes]:
        """The status and the route of a line, which is the one of that number, counted from 1.

        A line that has no more quotes than its keys and texts need has no key twice.
        """
        try:
            text = line.decode()
            answers, end = self._decode(text)
            id = answers.pop(ID, _NO_ID)
            status, head, tail, quotes = self._known[tuple(answers.items())]
            if id is not _NO_ID:
                head += f', "id": {self._id(id)}'
                quotes += 4 if isinstance(id, str) else 2
            if end == len(text) and text.count('"') == quotes:
                return status, f'{head}, "line": {number}{tail}\n'.encode()
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
            pass  # whatever is unusual about the line is seen to below
        return self._work_out(parse_line(number, line))

    def _id(self, id: object) -> str:
        if not isinstance(id, _Integer):
            return self._encode(id)
        if len(id.text) > 18 or id.text == "-0":
            raise ValueError
        return id.text

    def _work_out(self, record: Record) -> tuple[Status, bytes]:
        route = self._route(record)
        if isinstance(record.value, dict) and route.status != "invalid":
            answers = {key: given for key, given in record.value.items() if key != ID}
            if all(type(given) in _PLAIN for given in answers.values()):
                self._remember(answers, route)
        return route.status, dump_json(route_json(route, record)) + b"\n"

    def _remember(self, answers: dict[str, Any], route: Route) -> None:
        body = self._encode(route.as_json()).removeprefix(_STATUS)
        self._room -= len(body)
        if self._room < 0:
            self._known.clear()
            self._room = _ROOM
        status = self._encode(route.status)
        quotes = 2 * len(answers) + 2 * sum(isinstance(given, str) for given in answers.values())
        known = _Known(route.status, _STATUS + status, body.removeprefix(status), quotes)
        self._known[tuple(answers.items())] = known
