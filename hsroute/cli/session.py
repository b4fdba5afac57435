"""A run of a command that takes answers: from records, options and files, or a conversation."""

from __future__ import annotations

import gc
import sys
from itertools import starmap
from typing import TYPE_CHECKING, Any, Final, Literal

from hsroute.cli import inputs
from hsroute.cli.exits import INTERRUPTED, USAGE, complain
from hsroute.cli.results import Tally, watched
from hsroute.routing.answers import answered
from hsroute.routing.route import Route, Verdict, wrong
from hsroute.streams.json_text import NotJsonError, dump_json
from hsroute.streams.records import not_json_error, record_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from datetime import date
    from io import BufferedReader
    from pathlib import Path
    from typing import TextIO

    from hsroute.model import Lang
    from hsroute.routing.answers import Error
    from hsroute.routing.router import Router
    from hsroute.screen import Color
    from hsroute.streams.json_stream import Input, Read, Record, Shape
    from hsroute.streams.sheet import Sheet

ReplyFormat = Literal["auto", "text", "json", "csv"]

_ALLOCATIONS: Final = 100_000
"""How many more objects there must be before garbage is looked for; a few megabytes.

Records leave hardly any, and what is remembered of them takes long to look at.
"""


class Session:
    """One run of `ask`, or of a command that takes answers as it does and replies in its own way.

    `again` are the options with which the answers lead to the same route.
    """

    command: str = "ask"
    route_alone: bool = True
    """Whether the reply as JSON or CSV is the route and nothing else."""

    def __init__(
        self,
        router: Router,
        today: date | None,
        lang: Lang,
        format: ReplyFormat,
        color: Color,
        again: tuple[str, ...] = (),
        *,
        details: bool = False,
        keep: bool = False,
    ) -> None:
        self.router = router
        self.day: inputs.Day = inputs.Day(today)
        self.lang = lang
        self.format = format
        self.color = color
        self.again = again
        self.details = details
        self.standing: Mapping[str, object] = inputs.standing_answers(router, self.day.today, lang)
        """The answers that hold for every record."""
        self.keeper: inputs.Keeper | None = inputs.Keeper(self._keys()) if keep else None
        """What tells answers from what is kept of a record, where anything is."""
        self.tally: Tally = Tally()

    def as_json(self, given: Mapping[str, object], route: Route) -> dict[str, Any]:  # noqa: ARG002 `explain` needs both
        """The reply as JSON."""
        return route.as_json()

    def print(self, given: Mapping[str, object], route: Route) -> None:
        """The reply as text: settled on stdout, else on stderr."""
        from hsroute.screen.card import Card, print_route

        used = {key: answer for key, answer in self.standing.items() if key in (route.answers or {})}
        card = Card(route, {**used, **answered(given)}, self.again, self.router.ruleset, self.lang, self.details)
        print_route(card, self.color)

    def run(self, given: inputs.Inputs, *, ask: bool) -> int:
        """Take the answers from where they are, reply to them, and return the exit code."""
        if given.records is not None or not (given.ahead_alone or given.stdin_taken or inputs.at_terminal()):
            self._take_ahead(inputs.ahead(given))
            return self.records(given.records)
        answers = inputs.ahead(given)
        if not given.stdin_taken and not inputs.at_terminal() and inputs.input_waits():
            complain(f"answers were given, so standard input was not read; `hsroute {self.command} -` reads it")
        if ask and inputs.at_terminal() and not given.stdin_taken and self.route(answers).status == "incomplete":
            return self.converse(answered(answers))
        return self.settle(answers)

    def route(self, given: Mapping[str, object]) -> Route:
        """The route of these answers and the standing ones."""
        return self._judge(given).route()

    def _judge(self, given: Mapping[str, object], error: Error | None = None) -> Verdict:
        """The verdict on these answers and the standing ones, or on what is wrong with their record."""
        today = self.day.today
        verdict = wrong(today, error) if error else self.router.judge(given, today, self.lang, self.standing)
        self.tally.last = verdict
        return verdict

    def settle(self, given: Mapping[str, object]) -> int:
        """Reply to one set of answers."""
        from hsroute.streams.json_stream import Record

        route = self.route(given)
        if self.format == "csv":
            from hsroute.streams.routed_sheet import sheet_of_one

            self.tally.pour([([route.status], sheet_of_one(given, route, self._keys(), self.lang))])
        else:
            self._write("object", iter([(Record(given), route)]), as_json=self.format == "json")
        return self.tally.code("object")

    def converse(self, ahead: Mapping[str, object]) -> int:
        """Ask what is missing, and reply."""
        from hsroute.routing.interview import interview
        from hsroute.screen.conversation import ScreenTalk

        talk = ScreenTalk(self.color, self.lang)
        given = interview(self.router, talk, {**self.standing, **ahead}, self.day.today, self.lang)
        if given is None:
            return INTERRUPTED
        talk.end()
        return self.settle({key: given[key] for key in given if key in ahead or key not in self.standing})

    # Records.

    def records(self, file: Path | None) -> int:
        """Reply to every record of the file, else of standard input, in the shape of the input."""
        gc.set_threshold(_ALLOCATIONS, 100)
        name = inputs.source_name(file)
        ending = name[-4:].lower()
        with self._opened(file, name) as source:
            read = self.day.on(source.read1)
            if self.format == "csv" or ending in {".csv", ".tsv"}:
                return self.sheet(read, name, "\t" if ending == ".tsv" else None)
            if self.route_alone:  # only then can --format be csv
                inputs.hint_at_form(source.peek(), self._keys(), name)
            return self.pipe(read, name)

    def _opened(self, file: Path | None, name: str) -> AbstractContextManager[BufferedReader]:
        try:
            return inputs.opened(file)
        except FileNotFoundError:
            inputs.hint_at_answers(name, self.router.questions, self.command)
            raise

    def _take_ahead(self, given: Mapping[str, object]) -> None:
        """Have answers given ahead fill in what a record leaves unanswered."""
        if given:
            inputs.read_ahead(self.router, given, self.day.today, self.lang)
            self.standing = {**self.standing, **answered(given)}

    def pipe(self, read: Read, name: str) -> int:
        """Reply to every record of JSON, in the shape of the input."""
        tally = self.tally
        try:
            with watched(tally, self.lang) as waiting:
                shape = self._pipe(read, waiting)
        except NotJsonError as error:
            complain(f"{name} is not a record of answers: {error}")
            return USAGE
        if shape != "array" and not tally.count:
            complain(f"{name} is not a record of answers: the input is empty")
            return USAGE
        if shape != "array" and self.format != "text":
            tally.complain()
        return tally.code(shape)

    def _pipe(self, read: Read, waiting: Callable[[], object]) -> Shape:
        from hsroute.streams.json_stream import read_input, records

        given = read_input(read, waiting)
        if self.route_alone and self.format != "text":
            self._encode(given)
        else:
            routed = ((record, verdict.route()) for record, verdict in map(self._judged, records(given)))
            self._write(given.shape, routed, as_json=self.format != "text")
        return given.shape

    def _encode(self, given: Input) -> None:
        """What `_write` does, for routes alone: records that are known are not routed, and most not even parsed."""
        judges = self._judge, lambda record: self._judged(record)[1], self._today
        if given.shape == "stream" and not self.keeper:
            from hsroute.streams.line_memory import Encoder

            self.tally.pour(Encoder(*judges).encode(given.blocks))
            return
        from hsroute.streams.json_stream import write_json
        from hsroute.streams.object_memory import PartsEncoder

        encoder = PartsEncoder(*judges, frozenset(self._keys()), keep=self.keeper is not None)
        if given.shape == "stream":
            self.tally.pour(encoder.encode(given.blocks))
        else:
            lines = self.tally.counted(encoder.encode_records(given.records))
            write_json(given.shape, (line.removesuffix(b"\n") for line in lines), sys.stdout.buffer.write)

    def sheet(self, read: Read, name: str, delimiter: str | None) -> int:
        """Reply to every row of CSV, in CSV unless another form is wanted."""
        from hsroute.streams.sheet import NotCsvError, read_sheet

        tally = self.tally
        try:
            with watched(tally, self.lang) as waiting:
                sheet = read_sheet(read, waiting, self._keys(), delimiter, self.keeper.meet if self.keeper else None)
                if self.route_alone and self.format in {"auto", "csv"}:
                    self._add_columns(sheet)
                else:
                    self._write("stream", self._routed_rows(sheet), as_json=self.format != "text")
        except NotCsvError as error:
            complain(f"{name} is not a sheet of answers: {error}")
            return USAGE
        tally.complain()
        return tally.code("stream")

    def _add_columns(self, sheet: Sheet) -> None:
        from hsroute.streams.routed_sheet import RowEncoder, header_of

        sys.stdout.buffer.write(header_of(sheet))
        self.tally.pour(RowEncoder(sheet, self._judge, self.lang, self._today).encode())

    def _routed_rows(self, sheet: Sheet) -> Iterator[tuple[Record, Route]]:
        from hsroute.streams.json_stream import Record
        from hsroute.streams.sheet import answers_of, filled, in_utf8, keys_of

        keys = keys_of(sheet) if self.keeper and self.format != "text" else None
        for line, text, cells in sheet.rows:
            given, error = answers_of(sheet, text, cells, self.lang)
            if error:
                given = {key: in_utf8(cell) for key, cell in given.items()}
            row = map(in_utf8, filled(sheet, text, cells)) if keys else ()
            written = dump_json(dict(zip(keys, row, strict=True))) if keys else b""
            yield Record(given, line, text=written), self._judge(given, error).route()

    def _keys(self) -> list[str]:
        return [question.key for question in self.router.ruleset.questions]

    def _today(self) -> date:
        return self.day.today

    def _judged(self, record: Record) -> tuple[Record, Verdict]:
        """The record, without what is kept, and the verdict on it."""
        error = not_json_error(record.bad, self.lang) if record.bad else record_error(record.value, self.lang)
        if self.keeper and record.given:
            record = record._replace(value=self.keeper.answers(record.given))
        return record, self._judge(record.given, error)

    def _write(self, shape: Shape, replies: Iterator[tuple[Record, Route]], *, as_json: bool) -> None:
        routed = self.tally.watch(replies)
        if as_json:
            from hsroute.streams.json_stream import write_json

            write_json(shape, starmap(self._in_json, routed), sys.stdout.buffer.write)
        else:
            self._print(routed)

    def _in_json(self, record: Record, route: Route) -> bytes:
        from hsroute.streams.json_stream import carried, put_in

        own = carried(record, self.keeper.keys if self.keeper else None)
        return put_in(self.as_json(record.given, route), route.status, own)

    def _print(self, routed: Iterator[tuple[Record, Route]]) -> None:
        """Print each reply as text, after the first with a heading for its record; unsettled ones go to stderr."""
        begun: set[TextIO] = set()
        for record, route in routed:
            screen = sys.stdout if route.settled else sys.stderr
            between = "\n" if screen in begun else ""
            screen.write(between + (self._heading(record) if begun else ""))
            begun.add(screen)
            self.print(record.given, route)

    def _heading(self, record: Record) -> str:
        """The heading of a record: its `id`, else its line."""
        from hsroute.language.catalog import say
        from hsroute.language.escape import printable
        from hsroute.routing.answers import ID
        from hsroute.streams.json_stream import carried

        if ID in record.given:
            own = carried(record._replace(line=None)).decode()
            return f"{ID} {printable(own.partition(': ')[2])}:\n"
        return f"{say('line', self.lang)} {record.line}:\n" if record.line else ""
