"""A sheet with its routes: after each row come the columns of its route.

A sheet is written the way it was read: its delimiter, ends of lines and byte-order mark, and each row that needs no
mending as it was. Most lines have no quotation mark and are known but for their `id`; they are not taken apart.
"""

from __future__ import annotations

import csv
import json
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from hsroute.language.escape import paragraph
from hsroute.patterns import WRITTEN
from hsroute.routing.answers import ID
from hsroute.streams.json_text import is_utf8
from hsroute.streams.memory import Memory
from hsroute.streams.records import describe_error
from hsroute.streams.sheet import Layout, added_columns, answers_of, filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from hsroute.model import Lang
    from hsroute.routing.answers import Error
    from hsroute.routing.route import NextQuestion, Route, RoutedContact, Status, Verdict
    from hsroute.streams.line_memory import Encoded
    from hsroute.streams.sheet import Row, Sheet


_ROOM: Final = 24 * 1024 * 1024
"""How many characters are remembered."""

_SHARED: Final = 4_096
"""How many texts of each kind that routes share are remembered."""

_BETWEEN: Final = " | "
"""Separates several names or texts in one cell."""


class RowEncoder:
    """Turns rows of answers into rows with their routes, and remembers the answers it met.

    `judge` gives the verdict on answers, or on the error of a row, on the day that `today` returns.
    """

    def __init__(
        self,
        sheet: Sheet,
        judge: Callable[[Mapping[str, object], Error | None], Verdict],
        lang: Lang,
        today: Callable[[], date | None] = lambda: None,
    ) -> None:
        self._sheet, self._layout, self._lang = sheet, sheet.layout, lang
        self._width, self._delimiter = len(sheet.header), sheet.layout.delimiter
        needed = [column for column, name in sheet.answers if name != ID]
        columns = sorted({*needed, *sheet.unnamed})
        self._answers: Callable[[Any], object] = itemgetter(*columns) if columns else lambda _: ()
        self._id_first = sheet.answers[:1] == ((0, ID),) and self._width > 1
        self._whole = len(needed) + len(sheet.unnamed) + self._id_first == self._width and not sheet.again
        self._judge = judge
        self._known: Memory[object, tuple[Status, bytes]] = Memory(_ROOM, today)

    def encode(self) -> Iterator[Encoded]:
        """The status and the row, with its route, of each row, as it comes."""
        sheet = self._sheet
        yield from map(self._encoded, sheet.buffered())
        for block in sheet.source.blocks:
            self._known.look_at_day()
            if self._whole and b'"' not in block and _has_plain_lines(block):
                yield from self._known_lines(block)
            else:
                sheet.source.take(block)
                yield from map(self._encoded, sheet.buffered())

    def _known_lines(self, block: bytes) -> Iterator[Encoded]:
        """The rows of lines without quotation marks. Mostly, what follows the `id` of a line is known."""
        known, id_first, delimiter = self._known.get, self._id_first, self._delimiter.encode()
        most = csv.field_size_limit()
        for number, line in enumerate(block.replace(b"\r\n", b"\n").split(b"\n"), self._sheet.source.number):
            id, mark, rest = line.partition(delimiter) if id_first else (b"", delimiter, line)
            found = known(rest) if mark else None
            if found and (id.isascii() or is_utf8(id)) and len(id) <= most:
                yield [found[0]], b"%b%b%d%b" % (line, delimiter, number, found[1])
            elif line:
                text = line.decode(errors="surrogateescape")
                cells = text.split(self._delimiter)
                is_long = len(text) > most and max(map(len, cells)) > most
                yield self._worked_out(number, text, csv.Error("limit") if is_long else cells, rest)
        self._sheet.source.number += block.count(b"\n")

    def _encoded(self, row: Row) -> Encoded:
        line, text, cells = row
        try:
            if len(cells) == self._width:  # type: ignore[arg-type] # what has no length is seen to below
                status, route = self._known[self._answers(cells)]
                return [status], b"%b%b%d%b" % (text.encode(), self._delimiter.encode(), line, route)
        except (KeyError, TypeError, UnicodeEncodeError):
            pass
        return self._worked_out(*row)

    def _worked_out(self, line: int, text: str, cells: list[str] | csv.Error, rest: bytes | None = None) -> Encoded:
        """The same for a row not met before; it is remembered by `rest`, if given, else by its answers."""
        answers, wrong = answers_of(self._sheet, text, cells, self._lang)
        surplus = [] if isinstance(cells, csv.Error) else cells[self._width :]
        if isinstance(cells, csv.Error) or len(cells) != self._width:
            cells = filled(self._sheet, text, cells)
            text, rest = self._layout.text(cells), None
        route = self._judge(answers, wrong).route()
        added = _route_text(route, self._layout, self._lang)
        end = (self._layout.text(["", *surplus]) if surplus else "") + self._layout.newline
        routed = f"{added}{end}".encode(errors="surrogateescape")
        if wrong is None and not surplus:
            size = len(routed) + sum(map(len, cells))
            self._known.keep(self._answers(cells) if rest is None else rest, (route.status, routed), size)
        return [route.status], f"{text}{self._delimiter}{line}".encode(errors="surrogateescape") + routed


def header_of(sheet: Sheet) -> bytes:
    """The header of a sheet with the columns that routes add."""
    layout = sheet.layout
    return (layout.bom + layout.sep + layout.text(sheet.header + sheet.added) + layout.newline).encode()


def sheet_of_one(given: Mapping[str, object], route: Route, keys: Iterable[str], lang: Lang) -> bytes:
    """A sheet with one row, for answers that did not come from a sheet: the answers and the route."""
    layout = Layout()
    header = layout.text([*given, *added_columns(keys)])
    answers = [cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False) for cell in given.values()]
    return f"{header}\n{layout.text([*answers, ''])}{_route_text(route, layout, lang)}\n".encode()


def _has_plain_lines(block: bytes) -> bool:
    """Whether every carriage return in the block ends a line."""
    return b"\r" not in block or block.count(b"\r") == block.count(b"\r\n")


def _route_text(route: Route, layout: Layout, lang: Lang) -> str:
    """The cells of a route, to follow others. Characters that would act on a screen are escaped; `=` is left alone."""
    alternatives = tuple([contact.id for contact in route.alternatives])
    decided = _decided(layout, route.status, route.contact, route.because, route.notes, alternatives, route.rule)
    changes = route.changes[0].on.isoformat() if route.changes else ""
    errors = _BETWEEN.join(paragraph(describe_error(error, lang)) for error in route.errors) if route.errors else ""
    asked = _asked(layout, route.next, route.possible)
    return f"{decided}{layout.delimiter}{changes}{asked}{layout.text(['', errors]) if errors else layout.delimiter}"


@lru_cache(_SHARED)
def _decided(
    layout: Layout,
    status: Status,
    contact: RoutedContact | None,
    because: str | None,
    notes: tuple[str, ...],
    alternatives: tuple[str, ...],
    rule: str | None,
) -> str:
    """What routes by the same rule have in common; saves writing it for each new row."""
    contacts = [paragraph(cell or "") for cell in contact or (None,) * 6]
    reasons = [paragraph(because or ""), paragraph(_BETWEEN.join(notes)), _BETWEEN.join(alternatives), rule or ""]
    return layout.text(["", status, *contacts, *reasons])


@lru_cache(_SHARED)
def _asked(layout: Layout, asked: NextQuestion | None, possible: tuple[str, ...]) -> str:
    """What routes that lack the same answer have in common; saves writing it for each new row."""
    cells = ["", "", ""]
    if asked:
        values = [name for name, _ in asked.values] + [WRITTEN[form] for form in asked.accepts]
        cells = [asked.key, paragraph(asked.ask), _BETWEEN.join(values)]
    return layout.text(["", *cells, _BETWEEN.join(possible)])
