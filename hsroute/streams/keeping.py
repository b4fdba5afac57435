"""Lines of answers to lines of routes that keep what is no answer.

Records that are alike in their answers have the same route, whatever else they hold. So where an object of JSON has
nothing nested, it is enough to find its parts; only where its answers, or the names of what it keeps, were not met
before, it is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hsroute.streams.json_stream import Values, carried, carry
from hsroute.streams.memory import Encoder, encoded, put_together, written_of
from hsroute.streams.parts import parts, plain_parts
from hsroute.streams.records import record_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from hsroute.routing.route import Route, Status
    from hsroute.streams.json_stream import Block, Record
    from hsroute.streams.parts import Parts


class KeepingEncoder(Encoder):
    """Turns lines of answers into lines of routes with what was kept, and remembers the answers that it met."""

    def __init__(
        self, route: Callable[[Record], Route], today: Callable[[], date | None], questions: frozenset[str]
    ) -> None:
        """What a record has beside the keys of `questions` is kept; the others are those of an Encoder."""
        super().__init__(route, today)
        self._questions = questions

    def encode(self, blocks: Iterable[Block]) -> Iterator[tuple[Status, bytes]]:
        """The status and the route of each record, as it comes."""
        values = Values()
        for first, block in blocks:
            self._look_at_day()
            for number, line in enumerate(block.split(b"\n"), first):
                made = None if values.begun else self._plainly_made(line)
                written = made and self._known.get(made.answers)
                if made and written:
                    yield put_together(written, carry(made.id, number, made.kept))
                elif line and not line.isspace():
                    for record in values.take(number, line):
                        yield self._read(record, made)
        for record in values.end():
            yield self._read(record)

    def _plainly_made(self, line: bytes) -> Parts | None:
        """The parts of a line, if it takes no reading as JSON to find them."""
        try:
            return plain_parts(line.decode(), self._questions)
        except UnicodeDecodeError:
            return None

    def _read(self, record: Record, made: Parts | None = None) -> tuple[Status, bytes]:
        """The status and the route of a record that was read as JSON, whose parts may be found already."""
        if record.bad or record_error(record.value, "en"):
            return encoded(self._route(record), carried(record, self._questions))
        made = made or parts(record.text.decode(), self._questions)
        written = self._known.get(made.answers)
        if not written:
            route = self._route(record)
            if route.status == "invalid":
                return encoded(route, carried(record, self._questions))
            written = written_of(route)
            self._remember(made.answers, written)
        return put_together(written, carry(made.id, record.line, made.kept))
