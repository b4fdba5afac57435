"""JSON in, JSON out, in the same shape: an array, or a stream of objects, each in a line or over several.

A line that is no JSON is a bad record in its place. Only what begins with a bracket can be the beginning of a value
that goes on in the next line; it ends where its brackets close, or where a line comes that can be no part of it.
"""

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final, Literal, NamedTuple

from hsroute.routing.answers import ID
from hsroute.streams.json_text import BLANKS, BOM, NotJsonError, dump_json, not_json, parse_json, value_at

Shape = Literal["object", "array", "stream"]
Block = tuple[int, bytes]
"""Lines with their ends, and the number of the first of them, counted from 1."""

Read = Callable[[int], bytes]
"""Gives the bytes that there are, at most the number asked for; none at the end."""

CHUNK: Final = 1 << 16
"""How many bytes are read at once, at the most."""

MOST: Final = 256 << 20
"""The size of the largest single value, in bytes; streams and arrays of records have no bound."""

_NEAR: Final = 16
"""How many characters from its end a text can be cut within a word or an escape."""

_OBJECTS_OR_NONE: Final = re.compile(rb"\s*\[\s*[{\]]")
_TOKENS: Final = rb'(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"|true|false|null|[][{}:,0-9.eE+\s-])*+'
"""A line of words and signs of JSON, none of which goes on in the next line."""

_INNER: Final = (b" ", b"\t", b'"', b"}", b"]")
"""What begins lines within a value, and no record."""


class Record(NamedTuple):
    """One value of the input; `line` is counted from 1, `bad` says why it is no JSON, `text` is how it was written."""

    value: Any
    line: int | None = None
    bad: str | None = None
    text: bytes = b""

    @property
    def given(self) -> dict[str, Any]:
        """The answers; none where the value is no object."""
        return self.value if isinstance(self.value, dict) else {}


class Input(NamedTuple):
    """The input: blocks of lines if it is a stream, else records."""

    shape: Shape
    records: Iterator[Record] = iter(())
    blocks: Iterator[Block] = iter(())


def read_input(read: Read, waiting: Callable[[], object] = lambda: None) -> Input:
    """The shape of the input and what it holds, as it comes; `waiting` is called before input is waited for."""
    chunks = _chunks(read, waiting)
    raw = begun = b""
    for chunk in chunks:
        raw += chunk
        begun = raw.removeprefix(BOM)
        if BOM.startswith(raw):
            continue
        line, end, _ = begun.lstrip().partition(b"\n")
        if _OBJECTS_OR_NONE.match(begun) or end or line[:1] not in {b"", b"["} or len(begun) >= CHUNK:
            break
    everything = chain((begun,), chunks)
    if _begins_array(begun):
        return Input("array", _elements(everything))
    return Input("stream", blocks=_blocks(everything))


def _begins_array(begun: bytes) -> bool:
    """Whether an array of records begins, and not a line such as `[INFO] started`."""
    line = begun.lstrip().partition(b"\n")[0]
    if _OBJECTS_OR_NONE.match(begun):
        return True
    return line.startswith(b"[") and (bool(_follow(bytearray(), _without_texts(line))) or not parse_line(1, line).bad)


def parse_line(number: int, line: bytes) -> Record:
    """The record in a line of a stream."""
    try:
        return Record(parse_json(line), number, None, line)
    except NotJsonError as error:
        return Record(None, number, str(error))


def records(given: Input) -> Iterator[Record]:
    """The records of an input."""
    yield from given.records
    values = Values()
    for first, block in given.blocks:
        for number, line in enumerate(block.split(b"\n"), first):
            if line and not line.isspace():
                yield from values.take(number, line)
    yield from values.end()


class Values:
    """Puts lines together into values: most take one line, others go on over several."""

    def __init__(self) -> None:
        self.begun: list[tuple[int, bytes]] = []
        """The lines of a value that goes on, with their numbers."""
        self._open = bytearray()
        self._last = b""
        self._size = 0

    def take(self, number: int, line: bytes) -> Sequence[Record]:
        """The records that are complete with this line; nearly always the line itself is one."""
        if not self.begun:
            return self._begin(number, line)
        if self._may_hold(line):
            return self._go_on(number, line)
        return (*self.end(), *self._begin(number, line))

    def end(self) -> Sequence[Record]:
        """The value that was begun, as far as it came."""
        if not self.begun:
            return ()
        begun, self.begun, self._size = self.begun, [], 0
        self._open.clear()
        record = _put_together(begun)
        return [*map(_put_together, _parted(begun))] if record.bad else (record,)

    def _begin(self, number: int, line: bytes) -> Sequence[Record]:
        record = parse_line(number, line)
        return self._go_on(number, line) if record.bad and _may_go_on(line) else (record,)

    def _may_hold(self, line: bytes) -> bool:
        """Whether this line can be a part of the value that was begun; what is indented belongs to it, even if wrong.

        An object can be a part where a value is expected. But behind a line that ends in a colon, and may have been cut
        off there, an object that is whole is the next record.
        """
        if not line.startswith(b"{"):
            return line[:1] in _INNER or bool(re.fullmatch(_TOKENS, line))
        if self._open.startswith(b"[") or not re.fullmatch(_TOKENS, line):
            return False
        if self._last == b":":
            return len(self.begun) > 1 or bool(parse_line(0, line).bad)
        return self._last == b"[" or (self._last == b"," and self._open.endswith(b"["))

    def _go_on(self, number: int, line: bytes) -> Sequence[Record]:
        self.begun.append((number, line))
        self._size += len(line)
        plain = _without_texts(line)
        self._last = plain.rstrip()[-1:] or self._last
        _follow(self._open, plain)
        return self.end() if not self._open or self._size > MOST else ()


def _may_go_on(line: bytes) -> bool:
    """Whether the line can be the beginning of a value: it begins and leaves open an object or an array."""
    is_begun = line.lstrip()[:1] in {b"{", b"["} and re.fullmatch(_TOKENS, line)
    return bool(is_begun) and bool(_follow(bytearray(), _without_texts(line)))


def _without_texts(line: bytes) -> bytes:
    """The line with a single mark for each text."""
    return re.sub(rb'"(?:[^"\\]|\\.)*"', b'"', line)


def _follow(open: bytearray, plain: bytes) -> bytearray:
    """The brackets that are open behind the line, the innermost last, where these were open before it."""
    for bracket in re.findall(rb"[][{}]", plain):
        if bracket in b"{[":
            open += bracket
        elif open:
            open.pop()
    return open


def _put_together(lines: list[tuple[int, bytes]]) -> Record:
    """The value of these lines; only one that is bad, or in a single line, has a number."""
    record = parse_line(lines[0][0], b"\n".join(line for _, line in lines))
    return record if record.bad or len(lines) == 1 else record._replace(line=None)


def _parted(lines: list[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    """The lines of what is no value after all, parted where a record may begin, so that none is lost with another."""
    part: list[tuple[int, bytes]] = []
    for number, line in lines:
        if part and line.startswith(b"{"):
            yield part
            part = []
        part.append((number, line))
    yield part


def _chunks(read: Read, waiting: Callable[[], object]) -> Iterator[bytes]:
    """What is read, as soon as it is there; nothing at the end."""
    while True:
        waiting()
        chunk = read(CHUNK)
        yield chunk
        if not chunk:
            return


def _blocks(chunks: Iterable[bytes]) -> Iterator[Block]:
    """All lines, as soon as they are there; the end of the input ends a line. Raises NotJsonError for one too long."""
    number, size = 1, 0
    begun: list[bytes] = []
    for chunk in chunks:
        whole, end, rest = chunk.rpartition(b"\n")
        if end:
            block = b"".join((*begun, whole, end))
            yield number, block
            number += block.count(b"\n")
            begun, size = [], 0
        begun.append(rest)
        size += len(rest)
        if size > MOST:
            raise NotJsonError(f"a line has more than {MOST:,} bytes")
    if size:
        yield number, b"".join((*begun, b"\n"))


def _elements(chunks: Iterable[bytes]) -> Iterator[Record]:
    """The elements of an array, as they come; where it stops being JSON, a bad record is the last."""
    text = _Text(chunks)
    try:
        text.skip("[")
        if not text.at("]"):
            yield text.record()
            while text.take(","):
                yield text.record()
        text.skip("]")
        text.end()
    except NotJsonError as error:
        yield Record(None, bad=str(error))


class _Text:
    """A text of JSON that is read from its beginning to its end, as it comes."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._decode = getincrementaldecoder("utf-8")().decode
        self._chunks = iter(chunks)
        self._text = ""
        self._place = 0
        self._read = 0

    def at(self, mark: str) -> bool:
        """Whether that comes next."""
        while True:
            self._place = BLANKS.match(self._text, self._place).end()  # type: ignore[union-attr] # it matches anywhere
            if self._place < len(self._text) or not self._more():
                return self._text.startswith(mark, self._place)

    def take(self, mark: str) -> bool:
        """Go past the mark if it comes next, and tell whether it did."""
        if found := self.at(mark):
            self._place += len(mark)
        return found

    def skip(self, mark: str) -> None:
        """Go past the mark. Raises NotJsonError when something else comes next."""
        if not self.take(mark):
            raise NotJsonError(f"expected '{mark}' at character {self._read + self._place + 1}")

    def record(self) -> Record:
        """The value that comes next. Raises NotJsonError."""
        self.at("")
        wanted = 0
        while True:
            try:
                value, end = value_at(self._text, self._place)
            except (ValueError, RecursionError) as error:
                if not self._may_go_on(error) or not self._more(wanted):
                    raise not_json(error) from None
                wanted = len(self._text)
            else:
                if end < len(self._text) or not self._more():
                    begun, self._place = self._place, end
                    return Record(value, text=self._text[begun:end].encode())

    def _may_go_on(self, error: Exception) -> bool:
        """Whether the text may only be too short: what is wrong is near its end, or a quotation mark is open."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated") or len(self._text) - error.pos < _NEAR

    def end(self) -> None:
        """Raises NotJsonError when anything comes next."""
        self.at("")
        if self._place < len(self._text):
            raise NotJsonError(f"more follows the array at character {self._read + self._place + 1}")

    def _more(self, wanted: int = 0) -> bool:
        """Read at least so much more; False at the end. Raises NotJsonError where a value takes more than it may."""
        if len(self._text) - self._place > MOST:
            raise NotJsonError(f"a value has more than {MOST:,} characters")
        parts = [self._text[self._place :]]
        while (chunk := next(self._chunks, None)) is not None:
            try:
                parts.append(self._decode(chunk))
            except UnicodeDecodeError as error:
                raise not_json(error) from None
            wanted -= len(parts[-1])
            if wanted <= 0 and parts[-1]:
                break
        self._read += self._place
        self._place = 0
        self._text = "".join(parts)
        return len(parts) > 1


def carried(record: Record, keys: frozenset[str] | None = None) -> bytes:
    """What a route has of its record, as members of its JSON: `id`, `line`, and what is kept beside these keys."""
    id = kept = b""
    if isinstance(record.value, dict) and (ID in record.value or keys is not None):
        from hsroute.streams.json_parts import parts  # only for what has an `id`, or is kept

        id, _, kept = parts((record.text or dump_json(record.value)).decode(), keys or frozenset())
    return carry(id, record.line, None if keys is None else kept)


def carry(id: bytes, line: int | None, kept: bytes | None = None) -> bytes:
    """The same from its parts, each of which may be missing: `id` is empty then, the others are None."""
    own = b', "id": ' + id if id else b""
    own += b"" if line is None else b', "line": %d' % line
    return own if kept is None else b'%b, "kept": {%b}' % (own, kept)


def put_in(reply: dict[str, Any], status: str, carried: bytes) -> bytes:
    """A reply as JSON, with what its route has of the record behind the status."""
    before, mark, after = dump_json(reply).partition(b'"status": "%b"' % status.encode())
    return before + mark + carried + after


def write_json(shape: Shape, values: Iterable[bytes], write: Callable[[bytes], object]) -> None:
    """The values in the shape of the input, as they come: an array with one value a line, else each on its own line."""
    if shape != "array":
        for value in values:
            write(value + b"\n")
        return
    separator = b"[\n"
    for value in values:
        write(separator + value)
        separator = b",\n"
    write(b"[]\n" if separator == b"[\n" else b"\n]\n")
