"""JSON in, JSON out, in the same shape: one object, an array, or a stream of objects, one in each line."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from hsroute.records import BOM, NotJsonError, dump_json, parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hsroute.route import Route

Shape = Literal["object", "array", "stream"]
Line = tuple[int, bytes]

_CHUNK: Final = 1 << 16


Read = Callable[[int], bytes]
"""Gives the bytes that there are, at most the number asked for; none at the end."""


class Record(NamedTuple):
    """One value of the input; `line` is counted from 1, `bad` says why a line is no JSON."""

    value: Any
    line: int | None = None
    bad: str | None = None


def read_records(read: Read, waiting: Callable[[], None] = lambda: None) -> tuple[Shape, Iterator[Record]]:
    """The shape of the input and its records, as they come; `waiting` is called before input is waited for.

    Raises NotJsonError where a single value is no JSON at all, or the input is empty.
    """
    lines = _lines(read, waiting)
    first = next((line for line in lines if line[1].strip()), None)
    if first is None:
        raise NotJsonError("the input is empty")
    try:
        value = parse_json(first[1])
    except NotJsonError as error:
        return _whole(first, lines, error)
    if isinstance(value, dict):
        return "stream", _stream(chain([first], lines))
    second = next((line for line in lines if line[1].strip()), None)
    if second is not None:
        return "stream", _stream(chain([first, second], lines))
    if isinstance(value, list):
        return "array", map(Record, value)
    return "object", iter([Record(value)])


def _whole(first: Line, lines: Iterator[Line], error: NotJsonError) -> tuple[Shape, Iterator[Record]]:
    """The input as one value over several lines; where it is none, as a stream that begins with a bad line."""
    every = [first, *lines]
    try:
        value = parse_json(b"\n" * (first[0] - 1) + b"\n".join(text for _, text in every).rstrip())
    except NotJsonError as whole:
        several = sum(1 for _, text in every if text.strip()) > 1
        if several and not all(record.bad for record in _stream(every)):
            return "stream", _stream(every)
        raise whole from error
    if isinstance(value, list):
        return "array", map(Record, value)
    return "object", iter([Record(value)])


def _stream(lines: Iterable[Line]) -> Iterator[Record]:
    for number, text in lines:
        if text.strip():
            try:
                yield Record(parse_json(text), number)
            except NotJsonError as error:
                yield Record(None, number, str(error))


def _lines(read: Read, waiting: Callable[[], None]) -> Iterator[Line]:
    """Every line with its number, as soon as it is there; a byte-order mark is skipped."""
    number, begun = 0, [b""]
    while True:
        waiting()
        chunk = read(_CHUNK)
        head, *complete = chunk.split(b"\n")
        begun.append(head)
        for next_head in complete:
            number += 1
            yield number, b"".join(begun).removeprefix(BOM if number == 1 else b"")
            begun = [next_head]
        if not chunk:
            break
    yield number + 1, b"".join(begun).removeprefix(BOM if number == 0 else b"")


def route_json(route: Route, record: Record) -> dict[str, Any]:
    """The route of a record as JSON has it, with the record's `id` and `line`."""
    body = route.as_json()
    head = {"status": body.pop("status")}
    if isinstance(record.value, dict) and "id" in record.value:
        head["id"] = record.value["id"]
    if record.line is not None:
        head["line"] = record.line
    return head | body


def write_json(shape: Shape, values: Iterable[dict[str, Any]], write: Callable[[bytes], object]) -> None:
    """The values in the shape of the input: an array with one value a line, anything else each on its own line."""
    if shape != "array":
        for value in values:
            write(dump_json(value) + b"\n")
        return
    separator = b"[\n"
    for value in values:
        write(separator + dump_json(value))
        separator = b",\n"
    write(b"[]\n" if separator == b"[\n" else b"\n]\n")
