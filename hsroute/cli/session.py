"""Where the answers of a command come from: a pipe, options and files, or a conversation."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from itertools import starmap
from stat import S_ISFIFO
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from hsroute.cli.guard import BY_STATUS, DID_IT, INTERRUPTED, NO, USAGE, WrongUsageError, complain
from hsroute.records import NotJsonError, not_json_error, record_error
from hsroute.route import Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path
    from typing import Protocol

    from hsroute.answers import Error
    from hsroute.cli.options import Color
    from hsroute.model import Lang
    from hsroute.route import Status
    from hsroute.router import Router
    from hsroute.stream import Line, Record, Shape

    class Reply(Protocol):
        """What a command says about one set of answers."""

        @property
        def route(self) -> Route: ...

        def as_json(self, route: dict[str, Any]) -> dict[str, Any]:
            """The reply as JSON, made of the route as JSON."""

        def print(self, session: Session) -> None:
            """The reply as text on stdout."""


Format = Literal["auto", "text", "json", "csv"]


class Session(NamedTuple):
    """One run of a command: its rules, day, language and form, and the answers that stand for every record."""

    router: Router
    today: date
    lang: Lang
    format: Format
    color: Color
    standing: Mapping[str, object]
    reply: Callable[[Mapping[str, object], Route], Reply]
    route_alone: bool = False
    """Whether the reply as JSON is the route and nothing else."""

    def run(self, pairs: list[str] | None, file: Path | None, *, ask: bool) -> int:
        """Take the answers from where they are, reply to them, and give the exit code."""
        if pairs is None and file is None and not at_terminal():
            return self.sheet() if self.format == "csv" else self.pipe()
        ahead = _answers_in(file) | _pairs(pairs)
        if ask and at_terminal() and str(file) != "-" and self.route(ahead).status == "incomplete":
            return self.converse(ahead)
        return self.settle(ahead)

    def route(self, given: Mapping[str, object]) -> Route:
        """Where these answers and the standing ones lead."""
        return self.router.route(given, self.today, self.lang, self.standing)

    def settle(self, given: Mapping[str, object]) -> int:
        """Reply to one set of answers."""
        from hsroute.stream import Record

        tally = _Tally()
        if self.format == "csv":
            return self._settle_in_sheet(given, tally)
        routed = iter([(Record(given), self.route(given))])
        self._write("object", tally.watch(routed), as_json=self.format == "json")
        return tally.code("object")

    def converse(self, ahead: Mapping[str, object]) -> int:
        """Ask what is missing, and reply."""
        from hsroute.interview import interview
        from hsroute.render.talk import ScreenTalk

        talk = ScreenTalk(self.color, self.lang)
        given = interview(self.router, talk, {**self.standing, **ahead}, self.today, self.lang)
        if given is None:
            return INTERRUPTED
        talk.end()
        return self.settle({key: given[key] for key in given if key in ahead or key not in self.standing})

    def pipe(self) -> int:
        """Reply to every record of standard input, in the shape of the input."""
        tally = _Tally()
        try:
            with _watched(tally, self.lang) as waiting:
                shape = self._pipe(waiting, tally)
        except NotJsonError as error:
            complain(f"standard input is not a record of answers: {error}")
            return USAGE
        if shape != "array" and self.format != "text":
            tally.complain()
        return tally.code(shape)

    def _pipe(self, waiting: Callable[[], object], tally: _Tally) -> Shape:
        from hsroute.stream import read_input, records

        given = read_input(sys.stdin.buffer.read1, waiting)  # type: ignore[union-attr]
        if given.shape == "stream" and self.route_alone and self.format != "text":
            self._encode(given.lines, tally)
        else:
            routed = ((record, self._route_record(record, given.shape)) for record in records(given))
            self._write(given.shape, tally.watch(routed), as_json=self.format != "text")
        return given.shape

    def _encode(self, lines: Iterator[Line], tally: _Tally) -> None:
        """The same as the general way below, for a stream of routes alone, at the pace of the parser."""
        from hsroute.encoder import Encoder

        encode = Encoder(lambda record: tally.note(self._route_record(record, "stream"))).encode
        tally.pour(starmap(encode, lines))

    def sheet(self) -> int:
        """Reply to every row of the CSV on standard input, in CSV."""
        from hsroute.sheet import NotCsvError, RowEncoder, header_of, read_sheet

        tally = _Tally()
        keys = [question.key for question in self.router.ruleset.questions]
        try:
            with _watched(tally, self.lang) as waiting:
                sheet = read_sheet(sys.stdin.buffer.read1, waiting, keys)  # type: ignore[union-attr]
                encode = RowEncoder(
                    sheet, lambda given, wrong: tally.note(self._answered(given, wrong)), self.lang
                ).encode
                sys.stdout.buffer.write(header_of(sheet))
                tally.pour(starmap(encode, sheet.rows))
        except NotCsvError as error:
            complain(f"standard input is not a sheet of answers: {error}")
            return USAGE
        tally.complain()
        return tally.code("stream")

    def _settle_in_sheet(self, given: Mapping[str, object], tally: _Tally) -> int:
        from hsroute.sheet import sheet_of_one

        keys = [question.key for question in self.router.ruleset.questions]
        route = tally.note(self.route(given))
        tally.pour([(route.status, sheet_of_one(given, route, keys, self.lang))])
        return tally.code("object")

    def _answered(self, given: Mapping[str, object], wrong: Error | None) -> Route:
        """Where answers lead, if nothing is wrong with their record."""
        return Route("invalid", self.today, errors=(wrong,)) if wrong else self.route(given)

    def _route_record(self, record: Record, shape: Shape) -> Route:
        error = not_json_error(record.bad, self.lang) if record.bad else record_error(record.value, self.lang)
        if error and error.code == "not-an-object" and shape == "object":
            raise NotJsonError(error.message)
        return self._answered(record.value, error)

    def _write(self, shape: Shape, routed: Iterator[tuple[Record, Route]], *, as_json: bool) -> None:
        from hsroute.stream import route_json, write_json

        replies = ((record, self.reply(record.given, route)) for record, route in routed)
        if as_json:
            values = (reply.as_json(route_json(reply.route, record)) for record, reply in replies)
            write_json(shape, values, sys.stdout.buffer.write)
        else:
            self._print(reply for _, reply in replies)

    def _print(self, replies: Iterator[Reply]) -> None:
        """Each reply as text, with a blank line between any two on stdout; what is not settled goes to stderr."""
        settled = False
        for reply in replies:
            unsettled = reply.route.errors or reply.route.next
            if settled and not unsettled:
                sys.stdout.write("\n")
            reply.print(self)
            settled = settled or not unsettled


class _Tally:
    """Counts the replies that pass by, for the exit code of them all."""

    def __init__(self) -> None:
        self.count = 0
        self.routed = 0
        self.last: Route | None = None

    def watch(self, replies: Iterator[tuple[Record, Route]]) -> Iterator[tuple[Record, Route]]:
        for record, route in replies:
            self.count += 1
            self.routed += route.status == "routed"
            yield record, self.note(route)

    def pour(self, replies: Iterable[tuple[Status, bytes]]) -> None:
        """Write replies that are encoded already."""
        write = sys.stdout.buffer.write
        for status, encoded in replies:
            self.count += 1
            self.routed += status == "routed"
            write(encoded)

    def complain(self) -> None:
        """Say what is wrong with the only record."""
        for wrong in self.last.errors if self.last and self.count == 1 else ():
            complain(wrong.message)

    def note(self, route: Route) -> Route:
        """Keep the route as the last that was worked out; the only one is always worked out."""
        self.last = route
        return route

    def code(self, shape: Shape) -> int:
        """The only record's own code; of an array or of several, whether all were routed."""
        if self.last and self.count == 1 and shape != "array":
            return BY_STATUS[self.last.status]
        return DID_IT if self.routed == self.count else NO


@contextmanager
def _watched(tally: _Tally, lang: Lang) -> Iterator[Callable[[], object]]:
    """Gives what is done before input is waited for: routes are sent on, and a person is shown how far they are."""
    if not _screen_is_free():
        yield sys.stdout.flush
        return
    from hsroute.render.progress import Progress

    progress = Progress(lang, lambda: tally.count)

    def waiting() -> None:
        sys.stdout.flush()
        progress.look()

    try:
        yield waiting
    finally:
        progress.clear()


def _screen_is_free() -> bool:
    """Whether stderr is a terminal that no route can come to: what goes into a pipe may come out there."""
    if sys.stderr is None or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb" or sys.stdout.isatty():
        return False
    return not S_ISFIFO(os.fstat(sys.stdout.fileno()).st_mode)


def at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def standing_answers() -> Mapping[str, object]:
    """The answers in the file that HSROUTE_ANSWERS names."""
    name = os.environ.get("HSROUTE_ANSWERS")
    if not name:
        return {}
    from pathlib import Path

    return _answers_in(Path(name), "HSROUTE_ANSWERS")


def _pairs(pairs: list[str] | None) -> dict[str, object]:
    from hsroute.records import parse_pairs

    try:
        return parse_pairs(pairs or [])
    except ValueError as error:
        raise WrongUsageError(str(error), "--answer") from None


def _answers_in(file: Path | None, hint: str = "--answers") -> dict[str, object]:
    """The answers of a file, JSON or YAML; `-` is standard input."""
    if file is None:
        return {}
    from hsroute.load import contents
    from hsroute.records import parse_answers

    name, source = ("standard input", sys.stdin.buffer) if str(file) == "-" else (str(file), file)
    try:
        return parse_answers(contents(source), name)
    except ValueError as error:
        raise WrongUsageError(str(error), hint) from None
