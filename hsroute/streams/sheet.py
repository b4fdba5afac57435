"""A sheet as it comes: a header of question keys, a row for each record, and the answers in its cells.

It is CSV as spreadsheets write it: any of their delimiters, ends of lines and byte-order marks.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.language.catalog import say
from hsroute.language.phrases import listed, mend
from hsroute.routing.answers import ID, Error
from hsroute.streams.json_stream import CHUNK, MOST
from hsroute.streams.json_text import other_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hsroute.model import Lang
    from hsroute.streams.json_stream import Read


Row = tuple[int, str, "list[str] | csv.Error"]
"""The number of the line on which a row begins, counted from 1; its text; and its cells, or why it has none."""

_BOM: Final = "\ufeff"

_BYTE: Final = re.compile("[\udc80-\udcff]")
"""A byte that was not UTF-8, as `surrogateescape` reads it."""

_SEP: Final = re.compile(r"sep=([^\w\s\"]|\t)[ \t\r\n]*", re.IGNORECASE)
"""The first line with which spreadsheets tell each other the delimiter."""

_MIDNIGHT: Final = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?Z?")
"""A date with its midnight, as spreadsheets and databases write it."""

COLUMNS: Final = (
    *("line", "status", "contact", "team", "email", "phone", "url", "how", "because", "notes", "alternatives", "rule"),
    *("changes_on", "next", "ask", "values", "possible", "errors"),
)


class NotCsvError(ValueError):
    """The rows cannot be read by the header; the message says why."""


class Layout(NamedTuple):
    """How a sheet is written; `sep` is its first line, if that names the delimiter."""

    delimiter: str = ","
    newline: str = "\n"
    bom: str = ""
    sep: str = ""

    def text(self, cells: Iterable[str]) -> str:
        """A row of these cells. The writer ends it with both signs of a line break, so that it quotes either."""
        text: str = csv.writer(_Texts(), delimiter=self.delimiter).writerow(cells)
        return text.removesuffix("\r\n")


class Sheet(NamedTuple):
    """A sheet as it comes: its columns, those that a route adds, and its rows."""

    layout: Layout
    header: tuple[str, ...]
    answers: tuple[tuple[int, str], ...]
    """The columns of answers, and that of `id`, by number and name."""
    added: tuple[str, ...]
    source: Rows
    again: bool = False
    """Whether it was routed before: after the header's cells come those of a route, which are made anew."""
    unnamed: tuple[int, ...] = ()
    """The columns without a name, which must be empty."""

    @property
    def rows(self) -> Iterator[Row]:
        """The rows, each split into cells."""
        while self.source.line():
            yield from self.buffered()

    def buffered(self) -> Iterator[Row]:
        """The rows that begin in lines already read."""
        rows = self.source.buffered(self.layout.delimiter)
        return map(self._own, rows) if self.again else rows

    def _own(self, row: Row) -> Row:
        """The row with the cells before and after those of the columns that were added."""
        number, _, cells = row
        if isinstance(cells, csv.Error):
            return row
        width = len(self.header)
        kept = cells[:width] + cells[width + len(self.added) :]
        return number, self.layout.text(kept), kept


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
    layout = _layout(source, delimiter)
    row = next(source.buffered(layout.delimiter))
    header = _header(row)
    before, last = header[: -len(COLUMNS)], header[-len(COLUMNS) :]
    again = last == added_columns((*keys, *before))
    header, added = (before, last) if again else (header, added_columns((*keys, *header)))
    names = [name.strip() for name in header]
    _check(names, keys, row[0], meet)
    asked = {ID, *keys}
    answers = tuple((column, name) for column, name in enumerate(names) if name in asked)
    unnamed = () if meet else tuple(column for column, name in enumerate(names) if not name)
    return Sheet(layout, header, answers, added, source, again, unnamed)


def _layout(source: Rows, delimiter: str | None) -> Layout:
    """How the sheet is written, by its first lines; the header comes next."""
    bom, first = _first(source)
    sep = _SEP.fullmatch(first)
    if sep:
        source.drop_line()
        _first(source)
        delimiter = sep[1]
    delimiter = delimiter or next((mark for mark in first if mark in ",;\t"), ",")
    return Layout(delimiter, "\r\n" if first.endswith("\r\n") else "\n", bom, first if sep else "")


def answers_of(
    sheet: Sheet, text: str, cells: list[str] | csv.Error, lang: Lang
) -> tuple[dict[str, str], Error | None]:
    """The answers of a row, and why it is not a record, if it is none."""
    row = filled(sheet, text, cells)
    answers = {key: _meant(row[column]) if key != ID else row[column] for column, key in sheet.answers if row[column]}
    return answers, _wrong(sheet, text, cells, row, lang)


def in_utf8(cell: str) -> str:
    """The cell with a replacement character for each byte that was not UTF-8: JSON can hold no byte."""
    return _BYTE.sub("\ufffd", cell)


def keys_of(sheet: Sheet) -> list[str]:
    """The names of the columns as keys of JSON. Raises NotCsvError where one would be lost to another."""
    answers = dict(sheet.answers)
    keys = [answers.get(column, name) for column, name in enumerate(sheet.header)]
    for key, columns in Counter(keys).items():
        if key and columns > 1:
            raise NotCsvError(f"column `{key}` appears twice, and JSON can keep one of them only; CSV keeps both")
    return keys


def _meant(cell: str) -> str:
    """The answer that a spreadsheet means by a cell: it writes TRUE for true, and dates with their midnight."""
    cell = cell.strip()
    if cell.lower() in {"true", "false"}:
        return cell.lower()
    midnight = _MIDNIGHT.fullmatch(cell) if "00:00" in cell else None
    return midnight[1] if midnight else cell


def filled(sheet: Sheet, text: str, cells: list[str] | csv.Error) -> list[str]:
    """As many cells as the header has; a row that cannot be read is one cell."""
    width = len(sheet.header)
    cells = [text] if isinstance(cells, csv.Error) else cells
    return cells if len(cells) == width else (cells + [""] * (width - len(cells)))[:width]


def _wrong(sheet: Sheet, text: str, cells: list[str] | csv.Error, row: list[str], lang: Lang) -> Error | None:
    """Why a row, filled up to `row`, is no record of answers; None if it is. Empty cells beyond a header do no harm."""
    if isinstance(cells, csv.Error):
        return _unreadable(text, cells, lang)
    if len(cells) > len(row) and (surplus := [cell for cell in cells[len(row) :] if cell.strip()]):
        return _row_error("surplus-cells", lang, columns=len(row), cells=listed(surplus))
    if sheet.unnamed and (unnamed := [row[column] for column in sheet.unnamed if row[column].strip()]):
        return _row_error("unnamed-cells", lang, cells=listed(unnamed))
    return None if text.isascii() else _unreadable(text, None, lang)


def _unreadable(text: str, error: csv.Error | None, lang: Lang) -> Error | None:
    """Why a row cannot be read as text in cells; None if it can."""
    byte = _BYTE.search(text)
    if byte:
        return _row_error("not-utf-8", lang, byte=f"{ord(byte[0]) - 0xDC00:#04x}")
    if error is None:
        return None
    return _row_error("cell-too-long" if "limit" in str(error) else "open-quote", lang, most=csv.field_size_limit())


def _row_error(name: str, lang: Lang, **values: object) -> Error:
    return Error(None, "not-an-object", say(name, lang, **values))


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
    if text.lstrip().startswith(("{", "[{")):
        raise NotCsvError(f"line {line} is JSON, and no header of a sheet")
    if form := other_form(text.encode("utf-8", "surrogateescape")):
        raise NotCsvError(f"{form}; save the sheet as CSV in UTF-8")
    error = _unreadable(text, cells if isinstance(cells, csv.Error) else None, "en")
    if error:
        raise NotCsvError(f"line {line}: {error.message}")
    return tuple(cells)  # type: ignore[arg-type] # an error is told above


def _check(names: list[str], keys: Sequence[str], line: int, meet: Callable[[str], object] | None) -> None:
    """Raises NotCsvError if a column is named neither after a question nor `id`, unless it is to be kept."""
    allowed = (ID, *keys)
    columns = Counter(names)
    unknown = [name for name in columns if name and name not in allowed]
    if not names:
        raise NotCsvError(f"line {line}: no column is for answers; allowed: {listed(allowed)}")
    if not any(names):
        raise NotCsvError(f"line {line}: column 1 has no name; allowed: {listed(allowed)}")
    if unknown and meet is None:
        help = f"{mend(unknown[0], allowed)}; `--keep` carries other columns through"
        raise NotCsvError(f"line {line}: there is no question {listed(unknown)}; {help}")
    for name in allowed:
        if columns[name] > 1:
            raise NotCsvError(f"line {line}: column `{name}` appears twice")
    for name in unknown:
        meet(name)  # type: ignore[misc] # it is given


class Rows:
    """The rows of a sheet as they come. `lines` have been read and wait; the first of them has the number `number`."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.blocks = blocks
        self.lines: deque[str] = deque()
        self.number: int = 1

    def take(self, block: bytes) -> None:
        """Take the lines of a block, which comes after all that were read."""
        self.lines.extend(io.StringIO(block.decode(errors="surrogateescape"), newline=""))

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


def _blocks(read: Read, waiting: Callable[[], object]) -> Iterator[bytes]:
    """Whole lines as they come; the end of the input ends a line. Raises NotCsvError for one too long."""
    begun = bytearray()
    while True:
        waiting()
        chunk = read(CHUNK)
        end = 1 + max(chunk.rfind(b"\n"), chunk.rfind(b"\r", 0, -1))
        if end:
            yield b"".join((begun, chunk[:end]))
            begun.clear()
        elif not chunk:
            yield bytes(begun)
            return
        begun += chunk[end:]
        if len(begun) > MOST:
            raise NotCsvError(f"a line has more than {MOST:,} bytes")


class _Texts:
    """A file for a csv.writer that gives what is written back to the caller."""

    def write(self, text: str) -> str:
        return text


# A route as cells: each holds one thing, or names.


def added_columns(names: Iterable[str]) -> tuple[str, ...]:
    """The columns that are added to a sheet; prefixed with `route_` where a question or column has the name."""
    taken = {name.strip().casefold() for name in names}
    return tuple(_free(name, taken) for name in COLUMNS)


def _free(name: str, taken: set[str]) -> str:
    return _free(f"route_{name}", taken) if name in taken else name
