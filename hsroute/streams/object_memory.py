"""Records to routes where the bytes of a line do not tell one record from another: in arrays, and with kept keys.

Records that are alike in their answers have the same route, whatever else they hold. So where an object of JSON has
nothing nested, it is enough to find its parts; only a line whose answers, or the names of what it keeps, were not met
before, is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hsroute.streams.json_parts import parts, plain_parts
from hsroute.streams.json_stream import Values, carried, carry
from hsroute.streams.line_memory import Encoder, put_together, written_of
from hsroute.streams.records import record_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from hsroute.routing.route import Verdict
    from hsroute.streams.json_parts import Parts
    from hsroute.streams.json_stream import Block, Record
    from hsroute.streams.line_memory import Encoded, RouteText


class PartsEncoder(Encoder):
    """Turns records of answers into lines of routes, and remembers the answers."""

    def __init__(
        self,
        judge: Callable[[Mapping[str, object]], Verdict],
        judge_record: Callable[[Record], Verdict],
        today: Callable[[], date | None],
        keys: frozenset[str],
        *,
        keep: bool,
    ) -> None:
        """`keys` are those of the questions; `keep` says whether a route has what its record has beside them."""
        super().__init__(judge, judge_record, today)
        self._keys = keys
        self._beside = keys if keep else None

    def encode_records(self, records: Iterable[Record]) -> Iterator[Encoded]:
        """The route of each record, as it comes."""
        for record in records:
            self._known.look_at_day()
            yield self._read(record, self._plainly_made(record.text))

    def encode(self, blocks: Iterable[Block]) -> Iterator[Encoded]:
        """The same of lines."""
        values = Values()
        for first, block in blocks:
            self._known.look_at_day()
            for number, line in enumerate(block.split(b"\n"), first):
                made = None if values.begun else self._plainly_made(line)
                written = made and self._known.get(made.answers)
                if made and written:
                    yield self._put_together(written, made, number)
                elif line and not line.isspace():
                    for record in values.take(number, line):
                        yield self._read(record, made)
        for record in values.end():
            yield self._read(record)

    def _plainly_made(self, line: bytes) -> Parts | None:
        """The parts of a line, if it takes no reading as JSON to find them."""
        try:
            return plain_parts(line.decode(), self._keys)
        except UnicodeDecodeError:
            return None

    def _read(self, record: Record, made: Parts | None = None) -> Encoded:
        """The route of a record that was read as JSON, whose parts may be found already."""
        if record.bad or record_error(record.value, "en"):
            return put_together(written_of(self._judge_record(record)), carried(record, self._beside))
        made = made or parts(record.text.decode(), self._keys)
        written = self._known.get(made.answers) or self._keep(made.answers, self._judge_record(record))
        return self._put_together(written, made, record.line)

    def _put_together(self, written: RouteText, made: Parts, line: int | None) -> Encoded:
        return put_together(written, carry(made.id, line, None if self._beside is None else made.kept))
