"""JSON in, JSON out, in the same shape: one object, an array, or a stream of objects, one in each line."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, starmap
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from hsroute.streams.records import BOM, NotJsonError, dump_json, parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hsroute.routing.route import Route

Shape = Literal["object", "array", "stream"]
Block = tuple[int, bytes]
"""Lines with their ends, and the number of the first of them, counted from 1."""

_CHUNK: Final = 1 << 16

MOST: Final = 256 << 20
"""The size of the largest single value, in bytes; a stream of objects, each in a line, has no bound."""


Read = Callable[[int], bytes]
"""Gives the bytes that there are, at most the number asked for; none at the end."""


class Record(NamedTuple):
    """One value of the input; `line` is counted from 1, `bad` says why a line is no JSON."""

    value: Any
    line: int | None = None
    bad: str | None = None

    @property
    def given(self) -> dict[str, Any]:
        """The answers; none where the value is no object."""
        return self.value if isinstance(self.value, dict) else {}


class Input(NamedTuple):
    """What was put in: blocks of lines where it is a stream, else records."""

    shape: Shape
    records: Iterator[Record] = iter(())
    blocks: Iterator[Block] = iter(())


def read_input(read: Read, waiting: Callable[[], object] = lambda: None) -> Input:
    """The shape of the input and what it holds, as it comes; `waiting` is called before input is waited for.

    Raises NotJsonError where a single value is no JSON at all, or the input is empty.
    """
    blocks = _blocks(read, waiting)
    seen: list[Block] = []
    lines = _lines(_noted(blocks, seen))
    first = next(lines, None)
    if first is None:
        raise NotJsonError("the input is empty")
    try:
        value = parse_json(first[1])
    except NotJsonError as error:
        return _whole([*_within_bounds(chain(seen, blocks))], error)
    if isinstance(value, dict) or next(lines, None):
        return Input("stream", blocks=chain(seen, blocks))
    return _single(value)


def _noted(blocks: Iterable[Block], seen: list[Block]) -> Iterator[Block]:
    for block in blocks:
        seen.append(block)
        yield block


def _within_bounds(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of a value of several lines. Raises NotJsonError where they are more than any value has."""
    size = 0
    for block in blocks:
        size += len(block[1])
        _hold_to_bounds(size)
        yield block


def _hold_to_bounds(size: int) -> None:
    if size > MOST:
        raise NotJsonError(f"a value has more than {MOST:,} bytes; of many records each has a line of its own")


def _whole(blocks: list[Block], error: NotJsonError) -> Input:
    """The input as one value over several lines; where it is none, as a stream that begins with a bad line."""
    try:
        return _single(parse_json(b"".join([lines for _, lines in blocks]).rstrip(b" \t\r\n")))
    except NotJsonError as reason:
        if all(parse_line(*line).bad for line in _lines(blocks)):
            raise reason from error
        return Input("stream", blocks=iter(blocks))


def _single(value: object) -> Input:
    return Input("array", map(Record, value)) if isinstance(value, list) else Input("object", iter([Record(value)]))


def parse_line(number: int, line: bytes) -> Record:
    """The record in a line of a stream."""
    try:
        return Record(parse_json(line), number)
    except NotJsonError as error:
        return Record(None, number, str(error))


def records(given: Input) -> Iterator[Record]:
    """The records of an input."""
    return given.records if given.shape != "stream" else starmap(parse_line, _lines(given.blocks))


def _lines(blocks: Iterable[Block]) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with its number."""
    for first, block in blocks:
        for number, line in enumerate(block.split(b"\n"), first):
            if line and not line.isspace():
                yield number, line


def _blocks(read: Read, waiting: Callable[[], object]) -> Iterator[Block]:
    """All lines, as soon as they are there; a byte-order mark is skipped."""
    number, begun, size = 1, [b""], 0
    while True:
        waiting()
        chunk = read(_CHUNK)
        whole, end, rest = (chunk or b"\n").rpartition(b"\n")  # the end of the input ends a line
        if end:
            block = b"".join((*begun, whole, end))
            yield number, block.removeprefix(b"" if number > 1 else BOM)
            number += block.count(b"\n")
            begun, size = [], 0
        if not chunk:
            return
        begun.append(rest)
        size += len(rest)
        _hold_to_bounds(size)


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
