"""What holds for every input, whatever it is: each target takes bytes, and raises where a law is broken."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import Final, get_args

from hsroute.analysis.check import check
from hsroute.cli.session import Session
from hsroute.language.escape import visible
from hsroute.language.spoken_dates import Flaw, distance, read_spoken, spoken
from hsroute.model import LANGS
from hsroute.routing.load import load
from hsroute.routing.router import Router
from hsroute.rulesfile import yaml_parser as sources
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.problems import ERRORS_THAT_STOP, RulesError
from hsroute.rulesfile.yaml_nodes import MappingNode, ScalarNode, SourceText
from hsroute.rulesfile.yaml_parser import read
from hsroute.streams.json_stream import Input, Record, carried, put_in, read_input, records
from hsroute.streams.json_text import NotJsonError
from hsroute.streams.line_memory import Encoder
from tests.support.hostile import ACTING

TODAY: Final = date(2026, 11, 22)
_ROUTER: Final = load()
_SESSION: Final = Session(_ROUTER, TODAY, "en", "json", "never")
_SMALL: Final = 5000


# The loader.


def loader(data: bytes) -> None:
    """Reading raises nothing, does not depend on libyaml, and tells all in order; the rules can be used, or not."""
    source = read(data, "f.yaml")
    problems = list(source.problems)
    assert problems == sorted(problems, key=lambda problem: problem.span), "problems in order"
    assert (source.root, problems) != (None, []) or not data.decode("utf-8-sig").split("#")[0].strip(), "nothing read"
    _same_without_libyaml(source)
    for problem in problems:
        _well_placed(source, problem)
    with suppress(RulesError):
        ruleset = compile_rules(read(data, "f.yaml"))
        Router(ruleset).route({}, TODAY)
    for problem in check(source).problems:
        _well_placed(source, problem)
    json.dumps(str(check(read(data, "f.yaml"))))


def _same_without_libyaml(source: SourceText) -> None:
    if source.text and all(problem.code not in {"encoding", "too-large"} for problem in source.problems):
        slow = SourceText("f.yaml")
        slow.text = source.text
        if sources._only_characters_of_yaml(slow):
            sources._parse(slow, fast=False)
        slow.problems.sort(key=lambda problem: problem.span)
        assert (dump(slow.root), slow.problems) == (dump(source.root), source.problems), "libyaml and PyYAML agree"


def _well_placed(source: SourceText, problem) -> None:
    span = problem.span
    line = source.line(span.line)
    if source.text:
        assert 1 <= span.line <= source.text.count("\n") + source.text.count("\r") + 1, "a line of the text"
        assert 1 <= span.column <= len(line) + 1, "a column of the line"
    assert (span.line, span.column) <= (span.end_line, span.end_column), "a span that does not end before it begins"
    assert not ACTING.search(visible(str(problem))), "a message of one line, with nothing that acts on a screen"
    if problem.severity == "error":
        assert problem.code in ERRORS_THAT_STOP or problem.code in {"gap", "unreachable-rule", "overlap"}, (
            "a code of the table"
        )


def dump(node) -> object:
    """A node with all that is known of it."""
    if node is None:
        return None
    if isinstance(node, ScalarNode):
        return node.span, node.text, repr(node.value), node.refused
    if isinstance(node, MappingNode):
        return node.span, node.reported, [(dump(key), dump(value)) for key, value in node.entries.values()]
    return node.span, [dump(item) for item in node.items]


# Dates.


def dates(data: bytes) -> None:
    """What people type is days in order, four at most, or a flaw; more blanks and capitals change nothing."""
    text = data.decode("utf-8", "replace").replace("\ufffd", "\ud800")[:_SMALL]
    today = date.fromordinal(1 + sum(data[:8]) * 1789 % date.max.toordinal())
    covers = (_every_day, _ahead, _ago, _no_day)[len(data) % 4]
    days = read_spoken(text, today, covers)
    if isinstance(days, tuple):
        assert 1 <= len(days) <= 4, "one day or a few"
        assert list(days) == sorted(set(days)), "in order, each once"
        assert all(date.min <= day <= date.max for day in days), "days of the calendar"
    else:
        assert days in get_args(Flaw), "a flaw that has words"
    assert read_spoken(f"  {text} \t", today, covers) == days, "blanks around it"
    assert read_spoken(text.upper().lower(), today, covers) == read_spoken(text.lower(), today, covers) or (
        not text.isascii()
    ), "capitals"
    _told_again(days, today, covers)


def _told_again(days, today: date, covers) -> None:
    for day in days if isinstance(days, tuple) else ():
        for lang in LANGS:
            assert read_spoken(spoken(day, lang), today, covers) == (day,), "a day as it is told"
            assert read_spoken(distance((day - today).days, lang), today, covers) == (day,), "a distance as it is told"


def _every_day(days: int) -> bool:
    return True


def _ahead(days: int) -> bool:
    return days > 0


def _ago(days: int) -> bool:
    return days <= 0


def _no_day(days: int) -> bool:
    return False


# Streams.


def stream(data: bytes) -> None:
    """Every input has a shape or is refused in words; a line has one route, however it is come by, and it is JSON."""
    try:
        given = read_input(_chunks(data))
    except NotJsonError:
        return
    if given.shape == "stream":
        _same_however_come_by(list(given.blocks))
    else:
        for record in records(given):
            with suppress(NotJsonError):
                _one_line(_written(record)[1])


def _chunks(data: bytes):
    size = 1 + data[-1] % 50 if data else 1
    pieces = iter([data[start : start + size] for start in range(0, len(data), size)])
    return lambda _: next(pieces, b"")


def _written(record: Record):
    route = _SESSION._judged(record)[1].route()
    return route.status, put_in(route.as_json(), route.status, carried(record)) + b"\n"


def _same_however_come_by(blocks) -> None:
    expected = [_written(record) for record in records(Input("stream", blocks=iter(blocks)))]
    encoder = Encoder(_SESSION._judge, lambda record: _SESSION._judged(record)[1])
    for _ in range(2):
        encoded = [*encoder.encode(blocks)]
        statuses = [status for some, _ in encoded for status in some]
        written = b"".join(lines for _, lines in encoded).splitlines(keepends=True)
        assert [*zip(statuses, written, strict=True)] == expected, "remembered or not"
    for _, written in expected:
        _one_line(written)


def _one_line(text: bytes) -> None:
    assert text.endswith(b"\n"), "a line ends"
    assert text.count(b"\n") == 1, "one line"
    json.loads(text, parse_constant=lambda word: 1 / 0)
    assert not any(character < 32 for character in text[:-1]), "no control character"


TARGETS: Final = {"loader": loader, "dates": dates, "stream": stream}

assert set(LANGS) == {"en", "nb"}
