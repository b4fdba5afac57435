"""Where the answers of a command come from: a pipe, options and files, or a conversation."""

from __future__ import annotations

import os
import sys
from itertools import starmap
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from hsroute.cli.exits import INTERRUPTED, USAGE, WrongUsageError, complain
from hsroute.cli.results import Tally, watched
from hsroute.routing.answers import answered
from hsroute.routing.route import Route
from hsroute.streams.records import NotJsonError, dump_json, not_json_error, record_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path
    from typing import Protocol, TextIO

    from hsroute.model import Lang
    from hsroute.routing.answers import Error
    from hsroute.routing.router import Router
    from hsroute.screen.console import Color
    from hsroute.streams.json_stream import Block, Record, Shape

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
        given = ahead(pairs, file)
        if ask and at_terminal() and str(file) != "-" and self.route(given).status == "incomplete":
            return self.converse(answered(given))
        return self.settle(given)

    def route(self, given: Mapping[str, object]) -> Route:
        """Where these answers and the standing ones lead."""
        return self.router.route(given, self.today, self.lang, self.standing)

    def settle(self, given: Mapping[str, object]) -> int:
        """Reply to one set of answers."""
        from hsroute.streams.json_stream import Record

        tally = Tally()
        if self.format == "csv":
            return self._settle_in_sheet(given, tally)
        routed = iter([(Record(given), self.route(given))])
        self._write("object", tally.watch(routed), as_json=self.format == "json")
        return tally.code("object")

    def converse(self, ahead: Mapping[str, object]) -> int:
        """Ask what is missing, and reply."""
        from hsroute.routing.interview import interview
        from hsroute.screen.conversation import ScreenTalk

        talk = ScreenTalk(self.color, self.lang)
        given = interview(self.router, talk, {**self.standing, **ahead}, self.today, self.lang)
        if given is None:
            return INTERRUPTED
        talk.end()
        return self.settle({key: given[key] for key in given if key in ahead or key not in self.standing})

    def pipe(self) -> int:
        """Reply to every record of standard input, in the shape of the input."""
        tally = Tally()
        try:
            with watched(tally, self.lang) as waiting:
                shape = self._pipe(waiting, tally)
        except NotJsonError as error:
            complain(f"standard input is not a record of answers: {error}")
            return USAGE
        if shape != "array" and not tally.count:
            complain("standard input is not a record of answers: the input is empty")
            return USAGE
        if shape != "array" and self.format != "text":
            tally.complain()
        return tally.code(shape)

    def _pipe(self, waiting: Callable[[], object], tally: Tally) -> Shape:
        from hsroute.streams.json_stream import read_input, records

        given = read_input(sys.stdin.buffer.read1, waiting)  # type: ignore[union-attr]
        if given.shape == "stream" and self.route_alone and self.format != "text":
            self._encode(given.blocks, tally)
        else:
            routed = ((record, self._route_record(record)) for record in records(given))
            self._write(given.shape, tally.watch(routed), as_json=self.format != "text")
        return given.shape

    def _encode(self, blocks: Iterator[Block], tally: Tally) -> None:
        """What `_write` does, for a stream of routes alone: lines that are known are not parsed."""
        from hsroute.streams.memory import Encoder

        encoder = Encoder(lambda record: tally.note(self._route_record(record)))
        tally.pour(encoder.encode(blocks))

    def sheet(self) -> int:
        """Reply to every row of the CSV on standard input, in CSV."""
        from hsroute.streams.sheet import NotCsvError, RowEncoder, header_of, read_sheet

        tally = Tally()
        keys = [question.key for question in self.router.ruleset.questions]
        try:
            with watched(tally, self.lang) as waiting:
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

    def _settle_in_sheet(self, given: Mapping[str, object], tally: Tally) -> int:
        from hsroute.streams.sheet import sheet_of_one

        keys = [question.key for question in self.router.ruleset.questions]
        route = tally.note(self.route(given))
        tally.pour([(route.status, sheet_of_one(given, route, keys, self.lang))])
        return tally.code("object")

    def _answered(self, given: Mapping[str, object], wrong: Error | None) -> Route:
        """Where answers lead, if nothing is wrong with their record."""
        return Route("invalid", self.today, errors=(wrong,)) if wrong else self.route(given)

    def _route_record(self, record: Record) -> Route:
        error = not_json_error(record.bad, self.lang) if record.bad else record_error(record.value, self.lang)
        return self._answered(record.value, error)

    def _write(self, shape: Shape, routed: Iterator[tuple[Record, Route]], *, as_json: bool) -> None:
        from hsroute.streams.json_stream import route_json, write_json

        replies = ((record, self.reply(record.given, route)) for record, route in routed)
        if as_json:
            values = (reply.as_json(route_json(reply.route, record)) for record, reply in replies)
            write_json(shape, values, sys.stdout.buffer.write)
        else:
            self._print(replies)

    def _print(self, replies: Iterator[tuple[Record, Reply]]) -> None:
        """Each reply as text, all but the first after what their records are called; the unsettled go to stderr."""
        begun: set[TextIO] = set()
        for record, reply in replies:
            screen = sys.stderr if reply.route.errors or reply.route.next else sys.stdout
            between = "\n" if screen in begun else ""
            screen.write(between + (self._heading(record) if begun else ""))
            begun.add(screen)
            reply.print(self)

    def _heading(self, record: Record) -> str:
        """What the record is called: by its `id`, else by its line."""
        from hsroute.language.catalog import say
        from hsroute.language.escape import visible
        from hsroute.routing.answers import ID

        if ID in record.given:
            return f"{ID} {visible(dump_json(record.given[ID]).decode())}:\n"
        return f"{say('line', self.lang)} {record.line}:\n" if record.line else ""


# The session of `ask`.


class RouteReply(NamedTuple):
    """The route alone."""

    route: Route
    given: Mapping[str, object]
    standing: Mapping[str, object]
    again: tuple[str, ...]
    details: bool

    def as_json(self, route: dict[str, Any]) -> dict[str, Any]:
        return route

    def print(self, session: Session) -> None:
        from hsroute.screen.card import Card, print_route

        used = {key: answer for key, answer in self.standing.items() if key in (self.route.answers or {})}
        given = {**used, **answered(self.given)}
        card = Card(self.route, given, self.again, session.router.ruleset, session.lang, self.details)
        print_route(card, session.color)


def route_session(
    rules: Path | None,
    today: date,
    lang: Lang,
    format: Format,
    color: Color,
    again: tuple[str, ...] = (),
    *,
    details: bool = False,
) -> Session:
    """A run of `ask`; `again` are the options with which its answers lead to the same route."""
    from hsroute import __version__
    from hsroute.routing.load import load_kept

    router = load_kept(rules, __version__)
    standing = standing_answers(router, today, lang)

    def reply(given: Mapping[str, object], route: Route) -> RouteReply:
        return RouteReply(route, given, standing, again, details)

    return Session(router, today, lang, format, color, standing, reply, route_alone=True)


# Answers that are given ahead: on the command line, in files, and once for all in the environment.


def at_terminal() -> bool:
    """Whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty()


def standing_answers(router: Router, today: date, lang: Lang) -> Mapping[str, object]:
    """The answers in the file that HSROUTE_ANSWERS names; a wrong one is told once, not for every record."""
    name = os.environ.get("HSROUTE_ANSWERS")
    if not name:
        return {}
    from pathlib import Path

    from hsroute.routing.answers import Error
    from hsroute.streams.records import describe_error

    given = answers_in(Path(name), "HSROUTE_ANSWERS")
    for wrong in router.read(given, today, lang).values():
        if isinstance(wrong, Error):
            raise WrongUsageError(f"{name}: {describe_error(wrong, lang)}", "HSROUTE_ANSWERS")
    return given


def ahead(pairs: list[str] | None, file: Path | None) -> dict[str, object]:
    """The answers of pairs and of a file; a pair that says nothing leaves what the file says."""
    given, own = answers_in(file), paired(pairs)
    said = answered(own)
    return given | {key: answer for key, answer in own.items() if key in said or key not in given}


def paired(pairs: list[str] | None) -> dict[str, object]:
    from hsroute.streams.records import parse_pairs

    try:
        return parse_pairs(pairs or [])
    except ValueError as error:
        raise WrongUsageError(str(error), "--answer") from None


def answers_in(file: Path | None, hint: str = "--answers") -> dict[str, object]:
    """The answers of a file, JSON or YAML; `-` is standard input."""
    if file is None:
        return {}
    from hsroute.rulesfile.files import contents
    from hsroute.streams.records import parse_answers

    name, source = ("standard input", sys.stdin.buffer) if str(file) == "-" else (str(file), file)
    try:
        return parse_answers(contents(source), name)
    except ValueError as error:
        raise WrongUsageError(str(error), hint) from None
