"""CSV in, CSV out: a header of question keys, a row for each record, and behind every row the columns of its route.

A sheet is written the way it was read: its delimiter, ends of lines and byte-order mark, and each row that needs no
mending as it stood.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from io import BufferedIOBase, TextIOWrapper
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hsroute.language.catalog import say
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
    from hsroute.streams.json_stream import Read

Row = tuple[int, str, "list[str] | csv.Error"]
"""The number of the line on which a row begins, counted from 1; the row as it stood; its cells, or why it has none."""

_BOM: Final = "\ufeff"
_BYTE: Final = re.compile("[\udc80-\udcff]")
"""A byte that was not UTF-8, as `surrogateescape` reads it."""

_CHUNK: Final = 1 << 16
_DELIMITERS: Final = ",;\t"
_ROOM: Final = 24 * 1024 * 1024
"""How much is remembered, in characters."""

_ENTRY: Final = 400
"""What it takes to remember a row beside its text, about."""


COLUMNS: Final = (
    *("status", "contact", "team", "email", "phone", "url", "how", "because", "notes", "alternatives", "rule"),
    *("changes_on", "next", "ask", "values", "possible", "errors"),
)

_BETWEEN: Final = " | "
"""Stands between several names or texts in one cell."""


class NotCsvError(ValueError):
    """An input without a header by which its rows can be read; the message says why."""


class Form(NamedTuple):
    """How a sheet is written."""

    delimiter: str = ","
    newline: str = "\n"
    bom: str = ""

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
    rows: Iterator[Row]


def read_sheet(
    read: Read,
    waiting: Callable[[], object],
    keys: Sequence[str],
    delimiter: str | None = None,
    meet: Callable[[str], object] | None = None,
) -> Sheet:
    """A sheet whose columns are questions with these keys, and `id`; `waiting` is called before input is waited for.

    Others are refused, unless `meet` is given, which is told the name of each that is kept.
    Without a delimiter the first comma, semicolon or tab of its header stands between its cells. Columns that a route
    added before are left out. Raises NotCsvError where there is no header, or a column is neither.
    """
    lines = iter(TextIOWrapper(_Chunks(read, waiting), encoding="utf-8", errors="surrogateescape", newline=""))
    number, first = _first(lines)
    form = Form(
        delimiter or next((mark for mark in first if mark in _DELIMITERS), ","),
        "\r\n" if first.endswith("\r\n") else "\n",
        _BOM if first.startswith(_BOM) else "",
    )
    rows = _rows(lines, form.delimiter, number, [first.removeprefix(_BOM)])
    header, added = _header(next(rows)), added_columns(keys)
    width = len(header)
    if header[-len(added) :] == added:
        header = header[: -len(added)]
        rows = _without_added(rows, form, len(header), width)
    _check(header, keys, number, meet)
    answers = tuple((column, name) for column, name in enumerate(header) if name in {ID, *keys})
    return Sheet(form, header, answers, added, rows)


class RowEncoder:
    """Turns rows of answers into rows with their routes, and remembers the answers that it met.

    `route` gives the route of answers, or of an error that keeps a row from having any.
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
        self._answers = _chosen([column for column, name in sheet.answers if name != ID])
        self._route = route
        self._known: dict[object, tuple[Status, str]] = {}
        self._room = _ROOM

    def encode(self, line: int, text: str, cells: list[str] | csv.Error) -> tuple[Status, bytes]:
        """The status and the row, with its route, of a row that begins on that line, counted from 1."""
        try:
            if len(cells) == self._width and self._day == self._today():  # type: ignore[arg-type] # it is seen to below
                status, route = self._known[self._answers(cells)]
                return status, f"{text}{self._delimiter}{line}{route}".encode()
        except (KeyError, TypeError, UnicodeEncodeError):
            pass
        return self._work_out(line, text, cells)

    def _work_out(self, line: int, text: str, cells: list[str] | csv.Error) -> tuple[Status, bytes]:
        answers, wrong = answers_of(self._sheet, text, cells, self._lang)
        if isinstance(cells, csv.Error) or len(cells) != self._width:
            cells = _filled(self._sheet, text, cells)
            text = self._form.text(cells)
        route = self._route(answers, wrong)
        added = self._form.text(["", *route_cells(route, self._lang)]) + self._form.newline
        if wrong is None:
            self._remember(cells, route.status, added)
        return route.status, f"{text}{self._delimiter}{line}{added}".encode(errors="surrogateescape")

    def _remember(self, cells: list[str], status: Status, added: str) -> None:
        cost = _ENTRY + len(added) + sum(map(len, cells))
        if cost > self._room or self._day != self._today():
            self._known.clear()
            self._room, self._day = _ROOM, self._today()
        if cost <= self._room:
            self._room -= cost
            self._known[self._answers(cells)] = status, added


def answers_of(
    sheet: Sheet, text: str, cells: list[str] | csv.Error, lang: Lang
) -> tuple[dict[str, str], Error | None]:
    """The answers of a row, and what keeps it from being a record, if anything does."""
    filled = _filled(sheet, text, cells)
    answers = {key: filled[column] for column, key in sheet.answers if filled[column]}
    return answers, _wrong(text, cells, sheet.header, lang)


def cells_of(sheet: Sheet, text: str, cells: list[str] | csv.Error) -> dict[str, str]:
    """The cells of a row by the names of their columns."""
    return dict(zip(sheet.header, _filled(sheet, text, cells), strict=True))


def _filled(sheet: Sheet, text: str, cells: list[str] | csv.Error) -> list[str]:
    """As many cells as the sheet has columns; a row that cannot be read is one cell."""
    width = len(sheet.header)
    cells = [text] if isinstance(cells, csv.Error) else cells
    return (cells + [""] * (width - len(cells)))[:width]


def header_of(sheet: Sheet) -> bytes:
    """The header of a sheet with the columns that routes add."""
    return (sheet.form.bom + sheet.form.text(sheet.header + sheet.added) + sheet.form.newline).encode()


def sheet_of_one(given: Mapping[str, object], route: Route, keys: Iterable[str], lang: Lang) -> bytes:
    """The sheet of one record that was not read from one: the answers given, and the route."""
    form = Form()
    header = form.text([*given, *added_columns(keys)])
    return f"{header}\n{form.text([*map(_as_text, given.values()), '', *route_cells(route, lang)])}\n".encode()


def _wrong(text: str, cells: list[str] | csv.Error, header: tuple[str, ...], lang: Lang) -> Error | None:
    """What keeps a row from being a record of answers, if anything does. Empty cells beyond the header do not."""
    if isinstance(cells, csv.Error):
        return _unreadable(text, cells, lang)
    surplus = [cell for cell in cells[len(header) :] if cell]
    if surplus:
        return _row_error("surplus-cells", lang, columns=len(header), cells=listed(surplus))
    return _unreadable(text, None, lang)


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


def _first(lines: Iterator[str]) -> tuple[int, str]:
    """The first line that is not blank, and its number."""
    for number, line in enumerate(lines, 1):
        if line.strip(_BOM + " \r\n"):
            return number, line
    raise NotCsvError("the input is empty")


def _header(row: Row) -> tuple[str, ...]:
    line, text, cells = row
    error = _unreadable(text, cells if isinstance(cells, csv.Error) else None, "en")
    if error:
        raise NotCsvError(f"line {line}: {error.message}")
    return tuple(cells)  # type: ignore[arg-type] # an error is told above


def _check(header: tuple[str, ...], keys: Sequence[str], line: int, meet: Callable[[str], object] | None) -> None:
    """Raises NotCsvError where a column has another name than that of a question or `id`, unless it is kept."""
    allowed = (ID, *keys)
    names = Counter(header)
    unknown = [name for name in names if name not in allowed]
    if not header:
        raise NotCsvError(f"line {line}: no column is for answers; allowed: {listed(allowed)}")
    if "" in names:
        raise NotCsvError(f"line {line}: column {header.index('') + 1} has no name; allowed: {listed(allowed)}")
    if unknown and meet is None:
        raise NotCsvError(f"line {line}: there is no question {listed(unknown)}; {mend(unknown[0], allowed)}")
    for name in allowed:
        if names[name] > 1:
            raise NotCsvError(f"line {line}: column `{name}` stands twice")
    for name in unknown if meet else ():
        meet(name)  # type: ignore[misc] # it is given


def _rows(lines: Iterator[str], delimiter: str, number: int, again: list[str]) -> Iterator[Row]:
    """The rows of the lines, of which the first has that number; those in `again` come first, the last of them ahead.

    A row that is not closed ends with its first line, so that it takes none of the others with it.
    """
    while True:
        taken: list[str] = []
        try:
            for cells in csv.reader(_noted(lines, again, taken), delimiter=delimiter, strict=True):
                if cells:
                    yield number, "".join(taken).rstrip("\r\n"), cells
                number += len(taken)
                taken.clear()
        except csv.Error as error:
            yield number, taken[0].rstrip("\r\n"), error
            number += 1
            again.extend(reversed(taken[1:]))
        else:
            return


def _noted(lines: Iterator[str], again: list[str], taken: list[str]) -> Iterator[str]:
    while again:
        taken.append(again.pop())
        yield taken[-1]
    for line in lines:
        taken.append(line)
        yield line


def _without_added(rows: Iterator[Row], form: Form, given: int, width: int) -> Iterator[Row]:
    """The rows with the cells of the columns before and after those that were added."""
    for number, text, cells in rows:
        if isinstance(cells, csv.Error):
            yield number, text, cells
        else:
            kept = cells[:given] + cells[width:]
            yield number, form.text(kept), kept


class _Texts:
    """A file for a csv.writer that gives what is written back to the caller."""

    def write(self, text: str) -> str:
        return text


class _Chunks(BufferedIOBase):
    """A file that gives what there is as it comes, however much of it is asked for."""

    name = "standard input"

    def __init__(self, read: Read, waiting: Callable[[], object]) -> None:
        self._read = read
        self._waiting = waiting
        self._begun = 0

    def readable(self) -> bool:
        return True

    def read1(self, _: int = -1) -> bytes:
        self._waiting()
        chunk = self._read(_CHUNK)
        end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        self._begun = len(chunk) - end - 1 if end >= 0 else self._begun + len(chunk)
        if self._begun > MOST:
            raise NotCsvError(f"a line has more than {MOST:,} bytes")
        return chunk


# A route as cells: each holds one thing, or names.


def added_columns(keys: Iterable[str]) -> tuple[str, ...]:
    """The columns that are added to a sheet; `route_` stands before the name where a question has it as its key."""
    taken = set(keys)
    return tuple(_free(name, taken) for name in ("line", *COLUMNS))


def route_cells(route: Route, lang: Lang) -> list[str]:
    """The route in COLUMNS. Nothing is altered: a text that begins with `=` or `+` is what the rules say."""
    return [
        route.status,
        *_contact_cells(route.contact),
        route.because or "",
        _BETWEEN.join(route.notes),
        _BETWEEN.join(contact.id for contact in route.alternatives),
        route.rule or "",
        route.changes[0].on.isoformat() if route.changes else "",
        *_question_cells(route.next),
        _BETWEEN.join(route.possible),
        _BETWEEN.join(describe_error(error, lang) for error in route.errors),
    ]


def _free(name: str, taken: set[str]) -> str:
    return _free(f"route_{name}", taken) if name in taken else name


def _contact_cells(contact: RoutedContact | None) -> list[str]:
    return [cell or "" for cell in contact or (None,) * 6]


def _question_cells(asked: NextQuestion | None) -> list[str]:
    if asked is None:
        return ["", "", ""]
    names = [name for name, _ in asked.values]
    return [asked.key, asked.ask, _BETWEEN.join(names + [WRITTEN[form] for form in asked.accepts])]
