"""CSV in, CSV out: a header of question keys, a row for each record, and behind every row the columns of its route.

A sheet is written the way it was read: its delimiter, ends of lines and byte-order mark, and each row that needs no
mending as it stood. Most lines have no quotation mark and are known but for their `id`; they are not taken apart.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, deque
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hsroute.language.catalog import say
from hsroute.language.escape import paragraph
from hsroute.language.phrases import listed, mend
from hsroute.routing.answers import ID, Error
from hsroute.routing.route import WRITTEN
from hsroute.streams.json_stream import MOST
from hsroute.streams.records import describe_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from hsroute.model import Lang
    from hsroute.routing.route import NextQuestion, Route, RoutedContact, Status
    from hsroute.streams.json_stream import Block, Read

Row = tuple[int, str, "list[str] | csv.Error"]
"""The number of the line on which a row begins, counted from 1; the row as it stood; its cells, or why it has none."""

_BOM: Final = "\ufeff"
_BYTE: Final = re.compile("[\udc80-\udcff]")
"""A byte that was not UTF-8, as `surrogateescape` reads it."""

_SEP: Final = re.compile(r"sep=([^\w\s\"]|\t)[ \t]*", re.IGNORECASE)
"""The first line with which spreadsheets tell each other the delimiter."""

_MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?Z?")
"""A date as spreadsheets and databases write one beside times."""

_TRUTH_BEGINS: Final = frozenset("tTfF")
_CHUNK: Final = 1 << 16
_DELIMITERS: Final = ",;\t"
_ROOM: Final = 24 * 1024 * 1024
"""How much is remembered, in characters."""

_ENTRY: Final = 400
"""What it takes to remember a row beside its text, about."""

_SHARED: Final = 4_096
"""How many texts that routes share are remembered, of each kind."""


COLUMNS: Final = (
    *("status", "contact", "team", "email", "phone", "url", "how", "because", "notes", "alternatives", "rule"),
    *("changes_on", "next", "ask", "values", "possible", "errors"),
)

_BETWEEN: Final = " | "
"""Stands between several names or texts in one cell."""


class NotCsvError(ValueError):
    """An input without a header by which its rows can be read; the message says why."""


class Form(NamedTuple):
    """How a sheet is written; `sep` is its first line, where that names the delimiter."""

    delimiter: str = ","
    newline: str = "\n"
    bom: str = ""
    sep: str = ""

    def text(self, cells: Iterable[str]) -> str:
        """A row of these cells, without its end of line. The writer is told of one with both marks, to quote either."""
        text: str = csv.writer(_Texts(), delimiter=self.delimiter, lineterminator="\r\n").writerow(cells)
        return text.removesuffix("\r\n")


class Sheet(NamedTuple):
    """A sheet as it comes: its columns, those that a route adds, and its rows."""

    form: Form
    header: tuple[str, ...]
    answers: tuple[tuple[int, str], ...]
    """The columns of answers, and that of `id`, by number and name."""
    added: tuple[str, ...]
    source: Rows
    again: bool = False
    """Whether it was routed before: behind the header's cells stand those of a route, which are made anew."""
    unnamed: tuple[int, ...] = ()
    """The columns without a name, which have to be empty."""

    @property
    def rows(self) -> Iterator[Row]:
        """The rows, each taken apart."""
        return (
            map(self._own, self.source.all(self.form.delimiter)) if self.again else self.source.all(self.form.delimiter)
        )

    def buffered(self) -> Iterator[Row]:
        """The rows that begin in lines that are read already."""
        rows = self.source.buffered(self.form.delimiter)
        return map(self._own, rows) if self.again else rows

    def _own(self, row: Row) -> Row:
        """The row with the cells before and after those of the columns that were added."""
        number, _, cells = row
        if isinstance(cells, csv.Error):
            return row
        width = len(self.header)
        kept = cells[:width] + cells[width + len(self.added) :]
        return number, self.form.text(kept), kept


def read_sheet(
    read: Read,
    waiting: Callable[[], object],
    keys: Sequence[str],
    delimiter: str | None = None,
    meet: Callable[[str], object] | None = None,
) -> Sheet:
    """A sheet whose columns are questions with these keys, and `id`; `waiting` is called before input is waited for.

    Others are refused, unless `meet` is given, which is told the name of each that is kept. Without a delimiter the
    first line `sep=` names it, else the first comma, semicolon or tab of the header is it. Columns that a route added
    before are left out. Raises NotCsvError where there is no header, or a column is neither.
    """
    source = Rows(_blocks(read, waiting))
    bom, first = _first(source)
    sep = _SEP.fullmatch(first.rstrip("\r\n"))
    if sep:
        source.drop_line()
        delimiter = sep[1]
    named = _first(source)[1] if sep else first
    form = Form(
        delimiter or next((mark for mark in named if mark in _DELIMITERS), ","),
        "\r\n" if first.endswith("\r\n") else "\n",
        bom,
        first if sep else "",
    )
    row = next(source.buffered(form.delimiter))
    header, added = _header(row), added_columns(keys)
    again = header[-len(added) :] == added
    header = header[: -len(added)] if again else header
    names = [name.strip() for name in header]
    _check(names, keys, row[0], meet)
    asked = {ID, *keys}
    answers = tuple((column, name) for column, name in enumerate(names) if name in asked)
    unnamed = () if meet else tuple(column for column, name in enumerate(names) if not name)
    return Sheet(form, header, answers, added, source, again, unnamed)


class RowEncoder:
    """Turns rows of answers into rows with their routes, and remembers the answers that it met.

    `route` gives the route of answers, or of an error that keeps a row from having any, on the day that `today` gives;
    with each new day, all is worked out anew.
    """

    def __init__(
        self,
        sheet: Sheet,
        route: Callable[[Mapping[str, object], Error | None], Route],
        lang: Lang,
        today: Callable[[], date | None] = lambda: None,
    ) -> None:
        self._sheet, self._form, self._lang = sheet, sheet.form, lang
        self._today, self._day = today, today()
        self._width, self._delimiter = len(sheet.header), sheet.form.delimiter
        needed = [column for column, name in sheet.answers if name != ID]
        self._answers = _chosen(sorted({*needed, *sheet.unnamed}))
        self._id_first = sheet.answers[:1] == ((0, ID),) and self._width > 1
        self._whole = len(needed) + len(sheet.unnamed) + self._id_first == self._width and not sheet.again
        self._route = route
        self._known: dict[object, tuple[Status, bytes]] = {}
        self._room = _ROOM

    def encode(self) -> Iterator[tuple[Status, bytes]]:
        """The status and the row, with its route, of each row, as it comes."""
        sheet = self._sheet
        yield from map(self._encoded, sheet.buffered())
        for block in sheet.source.blocks:
            if self._day != self._today():
                self._forget()
            if self._whole and b'"' not in block[1] and _has_plain_lines(block[1]):
                yield from self._known_lines(block)
            else:
                sheet.source.take(block)
                yield from map(self._encoded, sheet.buffered())

    def _known_lines(self, block: Block) -> Iterator[tuple[Status, bytes]]:
        """The rows of lines without a quotation mark. What is behind the `id` of a line mostly is known."""
        known, id_first, delimiter = self._known.get, self._id_first, self._delimiter.encode()
        most = csv.field_size_limit()
        for number, line in enumerate(block[1].replace(b"\r\n", b"\n").split(b"\n"), self._sheet.source.number):
            id, mark, rest = line.partition(delimiter) if id_first else (b"", delimiter, line)
            found = known(rest) if mark else None
            if found and (id.isascii() or _is_utf8(id)) and len(id) <= most:
                yield found[0], b"%b%b%d%b" % (line, delimiter, number, found[1])
            elif line:
                text = line.decode(errors="surrogateescape")
                cells = text.split(self._delimiter)
                is_long = len(text) > most and max(map(len, cells)) > most
                yield self._worked_out(number, text, csv.Error("limit") if is_long else cells, rest)
        self._sheet.source.number += block[1].count(b"\n")

    def _encoded(self, row: Row) -> tuple[Status, bytes]:
        line, text, cells = row
        try:
            if len(cells) == self._width:  # type: ignore[arg-type] # what has no length is seen to below
                status, route = self._known[self._answers(cells)]
                return status, b"%b%b%d%b" % (text.encode(), self._delimiter.encode(), line, route)
        except (KeyError, TypeError, UnicodeEncodeError):
            pass
        return self._worked_out(*row)

    def _worked_out(
        self, line: int, text: str, cells: list[str] | csv.Error, rest: bytes | None = None
    ) -> tuple[Status, bytes]:
        """The same of a row that was not met before; it is remembered by `rest`, where given, else by its answers."""
        answers, wrong = answers_of(self._sheet, text, cells, self._lang)
        surplus = [] if isinstance(cells, csv.Error) else cells[self._width :]
        if isinstance(cells, csv.Error) or len(cells) != self._width:
            cells = _filled(self._sheet, text, cells)
            text, rest = self._form.text(cells), None
        route = self._route(answers, wrong)
        added = route_text(route, self._form, self._lang)
        end = (self._form.text(["", *surplus]) if surplus else "") + self._form.newline
        routed = f"{added}{end}".encode(errors="surrogateescape")
        if wrong is None and not surplus:
            self._remember(self._answers(cells) if rest is None else rest, cells, route.status, routed)
        return route.status, f"{text}{self._delimiter}{line}".encode(errors="surrogateescape") + routed

    def _remember(self, key: object, cells: list[str], status: Status, routed: bytes) -> None:
        cost = _ENTRY + len(routed) + sum(map(len, cells))
        if cost > self._room:
            self._forget()
        if cost <= self._room:
            self._room -= cost
            self._known[key] = status, routed

    def _forget(self) -> None:
        self._known.clear()
        self._room, self._day = _ROOM, self._today()


def answers_of(
    sheet: Sheet, text: str, cells: list[str] | csv.Error, lang: Lang
) -> tuple[dict[str, str], Error | None]:
    """The answers of a row, and what keeps it from being a record, if anything does."""
    filled = _filled(sheet, text, cells)
    answers = {
        key: _meant(filled[column]) if key != ID else filled[column] for column, key in sheet.answers if filled[column]
    }
    return answers, _wrong(text, cells, sheet, lang)


def cells_of(sheet: Sheet, text: str, cells: list[str] | csv.Error) -> dict[str, str]:
    """The cells of a row by the names of their columns."""
    return dict(zip(sheet.header, _filled(sheet, text, cells), strict=True))


def _meant(cell: str) -> str:
    """What a spreadsheet means by a cell: it writes TRUE for true, and a date with its midnight."""
    cell = cell.strip()
    if cell[:1] in _TRUTH_BEGINS and cell.lower() in {"true", "false"}:
        return cell.lower()
    midnight = _MIDNIGHT.fullmatch(cell) if len(cell) > 10 and cell[4] == "-" else None
    return midnight[1] if midnight else cell


def _filled(sheet: Sheet, text: str, cells: list[str] | csv.Error) -> list[str]:
    """As many cells as the sheet has columns; a row that cannot be read is one cell."""
    width = len(sheet.header)
    cells = [text] if isinstance(cells, csv.Error) else cells
    return cells if len(cells) == width else (cells + [""] * (width - len(cells)))[:width]


def header_of(sheet: Sheet) -> bytes:
    """The header of a sheet with the columns that routes add."""
    form = sheet.form
    return (form.bom + form.sep + form.text(sheet.header + sheet.added) + form.newline).encode()


def sheet_of_one(given: Mapping[str, object], route: Route, keys: Iterable[str], lang: Lang) -> bytes:
    """The sheet of one record that was not read from one: the answers given, and the route."""
    form = Form()
    header = form.text([*given, *added_columns(keys)])
    return f"{header}\n{form.text([*map(_as_text, given.values()), ''])}{route_text(route, form, lang)}\n".encode()


def _wrong(text: str, cells: list[str] | csv.Error, sheet: Sheet, lang: Lang) -> Error | None:
    """What keeps a row from being a record of answers, if anything does. Empty cells beyond the header do not."""
    if isinstance(cells, csv.Error):
        return _unreadable(text, cells, lang)
    width = len(sheet.header)
    if len(cells) > width and (surplus := [cell for cell in cells[width:] if cell.strip()]):
        return _row_error("surplus-cells", lang, columns=width, cells=listed(surplus))
    if sheet.unnamed and (unnamed := [cell for cell in _unnamed(sheet, cells) if cell.strip()]):
        return _row_error("unnamed-cells", lang, cells=listed(unnamed))
    return None if text.isascii() else _unreadable(text, None, lang)


def _unnamed(sheet: Sheet, cells: list[str]) -> list[str]:
    """The cells in columns without a name."""
    return [cells[column] for column in sheet.unnamed if column < len(cells)]


def _unreadable(text: str, error: csv.Error | None, lang: Lang) -> Error | None:
    """What keeps a row from being text in cells, if anything does."""
    byte = _BYTE.search(text)
    if byte:
        return _row_error("not-utf-8", lang, byte=f"{ord(byte[0]) - 0xDC00:#04x}")
    if error is None:
        return None
    return _row_error("cell-too-long" if "limit" in str(error) else "open-quote", lang, most=csv.field_size_limit())


def _row_error(name: str, lang: Lang, **values: object) -> Error:
    return Error(None, "not-an-object", say(name, lang, **values))


def _chosen(columns: list[int]) -> Callable[[Any], object]:
    """Picks the cells of these columns out of a row."""
    return itemgetter(*columns) if columns else lambda _: ()


def _as_text(given: object) -> str:
    """An answer as a sheet has it."""
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)


def _first(source: Rows) -> tuple[str, str]:
    """The byte-order mark, if there is one, and the first line that is not blank; it comes next."""
    bom = ""
    while line := source.line():
        if source.number == 1 and line.startswith(_BOM):
            bom = _BOM
            source.lines[0] = line = line.removeprefix(_BOM)
        if line.strip(" \r\n"):
            return bom, line
        source.drop_line()
    raise NotCsvError("the input is empty")


def _header(row: Row) -> tuple[str, ...]:
    line, text, cells = row
    error = _unreadable(text, cells if isinstance(cells, csv.Error) else None, "en")
    if error:
        raise NotCsvError(f"line {line}: {error.message}")
    return tuple(cells)  # type: ignore[arg-type] # an error is told above


def _check(names: list[str], keys: Sequence[str], line: int, meet: Callable[[str], object] | None) -> None:
    """Raises NotCsvError where a column has another name than that of a question or `id`, unless it is kept."""
    allowed = (ID, *keys)
    columns = Counter(names)
    unknown = [name for name in columns if name and name not in allowed]
    if not names:
        raise NotCsvError(f"line {line}: no column is for answers; allowed: {listed(allowed)}")
    if not any(names):
        raise NotCsvError(f"line {line}: column 1 has no name; allowed: {listed(allowed)}")
    if unknown and meet is None:
        raise NotCsvError(f"line {line}: there is no question {listed(unknown)}; {mend(unknown[0], allowed)}")
    for name in allowed:
        if columns[name] > 1:
            raise NotCsvError(f"line {line}: column `{name}` stands twice")
    for name in unknown if meet else ():
        meet(name)  # type: ignore[misc] # it is given


class Rows:
    """The rows of a sheet as they come: `lines` are read and wait for their turn, the first of them has `number`."""

    def __init__(self, blocks: Iterator[Block]) -> None:
        self.blocks = blocks
        self.lines: deque[str] = deque()
        self.number: int = 1

    def take(self, block: Block) -> None:
        """Take the lines of a block, which comes after all that were read."""
        text = block[1].decode(errors="surrogateescape")
        self.lines.extend(io.StringIO(text, newline=""))

    def line(self) -> str:
        """The next line; empty at the end of the input."""
        while not self.lines:
            block = next(self.blocks, None)
            if block is None:
                return ""
            self.take(block)
        return self.lines[0]

    def drop_line(self) -> None:
        self.lines.popleft()
        self.number += 1

    def all(self, delimiter: str) -> Iterator[Row]:
        """All rows that are left."""
        while self.line():
            yield from self.buffered(delimiter)

    def buffered(self, delimiter: str) -> Iterator[Row]:
        """The rows that begin in lines that are read already.

        A row that is not closed ends with its first line, so that it takes none of the others with it.
        """
        while self.lines:
            taken: list[str] = []
            try:
                for cells in csv.reader(self._noted(taken), delimiter=delimiter, strict=True):
                    first, text = self.number, "".join(taken).rstrip("\r\n")
                    self.number += len(taken)
                    taken.clear()
                    if cells:
                        yield first, text, cells
            except csv.Error as error:
                first, self.number = self.number, self.number + 1
                self.lines.extendleft(reversed(taken[1:]))
                yield first, taken[0].rstrip("\r\n"), error

    def _noted(self, taken: list[str]) -> Iterator[str]:
        """The lines until none is read and no row is open."""
        while self.lines or (taken and self.line()):
            taken.append(self.lines.popleft())
            yield taken[-1]


def _has_plain_lines(block: bytes) -> bool:
    """Whether its lines end as in the form of most sheets."""
    return b"\r" not in block or block.count(b"\r") == block.count(b"\r\n")


def _blocks(read: Read, waiting: Callable[[], object]) -> Iterator[Block]:
    """Whole lines as they come; the end of the input ends a line. Raises NotCsvError for one too long."""
    begun: list[bytes] = []
    size = 0
    while True:
        waiting()
        chunk = read(_CHUNK)
        end = len(chunk) if not chunk else 1 + max(chunk.rfind(b"\n"), chunk.rfind(b"\r", 0, -1))
        if end:
            yield 0, b"".join((*begun, chunk[:end]))
            begun, size = [], 0
        elif not chunk:
            if size:
                yield 0, b"".join(begun)
            return
        begun.append(chunk[end:])
        size += len(chunk) - end
        if size > MOST:
            raise NotCsvError(f"a line has more than {MOST:,} bytes")


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


class _Texts:
    """A file for a csv.writer that gives what is written back to the caller."""

    def write(self, text: str) -> str:
        return text


# A route as cells: each holds one thing, or names.


def added_columns(keys: Iterable[str]) -> tuple[str, ...]:
    """The columns that are added to a sheet; `route_` stands before the name where a question has it as its key."""
    taken = set(keys)
    return tuple(_free(name, taken) for name in ("line", *COLUMNS))


def route_text(route: Route, form: Form, lang: Lang) -> str:
    """The cells of a route behind others. What would act on a screen is shown; what begins with `=` stays as it is."""
    alternatives = tuple([contact.id for contact in route.alternatives])
    decided = _decided(form, route.status, route.contact, route.because, route.notes, alternatives, route.rule)
    changes = route.changes[0].on.isoformat() if route.changes else ""
    errors = _BETWEEN.join(paragraph(describe_error(error, lang)) for error in route.errors) if route.errors else ""
    asked = _asked(form, route.next, route.possible)
    return f"{decided}{form.delimiter}{changes}{asked}{form.text(['', errors]) if errors else form.delimiter}"


@lru_cache(_SHARED)
def _decided(
    form: Form,
    status: Status,
    contact: RoutedContact | None,
    because: str | None,
    notes: tuple[str, ...],
    alternatives: tuple[str, ...],
    rule: str | None,
) -> str:
    """What routes by the same rule have in common; saves writing it for each row that is new."""
    contacts = [paragraph(cell or "") for cell in contact or (None,) * 6]
    reasons = [paragraph(because or ""), paragraph(_BETWEEN.join(notes)), _BETWEEN.join(alternatives), rule or ""]
    return form.text(["", status, *contacts, *reasons])


@lru_cache(_SHARED)
def _asked(form: Form, asked: NextQuestion | None, possible: tuple[str, ...]) -> str:
    """What routes that lack the same answer have in common; saves the same."""
    return form.text(["", *_question_cells(asked), _BETWEEN.join(possible)])


def _free(name: str, taken: set[str]) -> str:
    return _free(f"route_{name}", taken) if name in taken else name


def _question_cells(asked: NextQuestion | None) -> list[str]:
    if asked is None:
        return ["", "", ""]
    names = [name for name, _ in asked.values]
    return [asked.key, paragraph(asked.ask), _BETWEEN.join(names + [WRITTEN[form] for form in asked.accepts])]
