"""YAML text to nodes that know their place: 1.2 typing, and refusal of what rules files do without."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from hsroute.problems import Problem, Span
from hsroute.syntax import explain

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 32

Typed = str | int | bool | None

_WORDS: Final[dict[str, Typed]] = {"": None, "null": None, "true": True, "false": False}
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_RAW_CONTROL: Final = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_READ_DIFFERENTLY: Final = re.compile(r"\t|^%|[|>][-+0-9]*#", re.MULTILINE)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, eq=False)
class Scalar:
    """A single text, integer, boolean or null. `text` is how it reads, `value` what it means."""

    value: Typed
    text: str
    event: Any

    @property
    def span(self) -> Span:
        return _span(self.event)

    @property
    def refused(self) -> bool:
        """Whether it only stands where something else was refused; there is no more to say about it."""
        return isinstance(self.event, yaml.AliasEvent)


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """Keys and values, in the order of the text; every key once."""

    entries: dict[str, tuple[Scalar, Node]]
    event: Any

    @property
    def span(self) -> Span:
        return _first_character(self.event)


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """A list."""

    items: list[Node]
    event: Any

    @property
    def span(self) -> Span:
        return _first_character(self.event)


Node = Scalar | Mapping | Sequence


@dataclass(slots=True)
class Source:
    """A file as it was read: its text, its nodes, and what is wrong with it as YAML."""

    path: str
    text: str = ""
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)

    def complain(self, span: Span, code: str, message: str, help: str | None = None) -> None:
        self.problems.append(Problem(self.path, span, code, message, help))

    def line(self, number: int) -> str:
        """The line of that number, counted from 1; empty when the text is shorter."""
        lines = _LINE_BREAK.split(self.text)
        return lines[number - 1] if number <= len(lines) else ""

    def place(self, *path: str | int) -> Span:
        """Where the entry at that path stands: its key in a mapping, itself in a list."""
        node, span = self.root, Span(1, 1, 1, 1)
        for step in path:
            if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
                key, node = node.entries[step]
                span = key.span
            elif isinstance(node, Sequence) and isinstance(step, int):
                node = node.items[step]
                span = node.span
        return span


def read(data: bytes, path: str) -> Source:
    """The nodes of a YAML file, with every problem that YAML alone can have. Raises nothing."""
    source = Source(path)
    if len(data) > MAX_BYTES:
        source.complain(Span(1, 1, 1, 1), "too-large", f"the file has {len(data):,} bytes, the most is {MAX_BYTES:,}")
    elif _decode(data, source) and _only_characters_of_yaml(source):
        _parse(source)
        source.problems.sort(key=lambda problem: problem.span)
    return source


def _decode(data: bytes, source: Source) -> bool:
    try:
        source.text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = _LINE_BREAK.split(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        line, column = len(before), len(before[-1]) + 1
        message = f"byte {data[error.start]:#04x} is not UTF-8"
        source.complain(Span(line, column, line, column + 1), "encoding", message, "save the file as UTF-8")
    return not source.problems


def _only_characters_of_yaml(source: Source) -> bool:
    """Characters that YAML 1.2 does not allow, and the line breaks of 1.1 that 1.2 no longer knows."""
    for found in _RAW_CONTROL.finditer(source.text):
        before = _LINE_BREAK.split(source.text[: found.start()])
        line, column = len(before), len(before[-1]) + 1
        point = ord(found.group())
        escape = f"\\x{point:02x}" if point < 256 else f"\\u{point:04x}"
        message = f"character U+{point:04X} cannot stand in a YAML file as it is"
        help = f'between double quotes it can be written as the escape "{escape}"'
        source.complain(Span(line, column, line, column + 1), "yaml-syntax", message, help)
        break
    return not source.problems


def _parse(source: Source, *, fast: bool = yaml.__with_libyaml__) -> None:
    """Read the nodes with libyaml where it is sure to agree with PyYAML's own parser, else with that one.

    Only the latter finds and words mistakes, so that a file means the same on every machine.
    """
    if fast and not _READ_DIFFERENTLY.search(source.text):
        with suppress(_UnsureError, yaml.YAMLError):
            return _Builder(source, sure=False).run(yaml.CLoader(source.text))
    parser = yaml.Loader(source.text)
    try:
        _Builder(source, sure=True).run(parser)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        opening = error.context_mark or mark
        words = explain(error.context or "", error.problem or "", _point(opening), _point(mark))
        source.complain(words.span, "yaml-syntax", words.message, words.help)
    except ValueError:
        source.complain(_point(parser.get_mark()), "yaml-syntax", "this escape is not a character")


class _Builder:
    """Puts the parser's events together to nodes; a stack instead of recursion, so that depth is a number."""

    def __init__(self, source: Source, *, sure: bool) -> None:
        self.source = source
        self.sure = sure
        self.open: list[Mapping | Sequence] = []
        self.keys: list[Node | None] = []
        self.root: Node | None = None

    def run(self, parser: Any) -> None:
        """Take every event; raises what the parser raises, and `_UnsureError` where libyaml is known to be alone."""
        try:
            while parser.check_event():
                event = parser.get_event()
                if take := self.TAKE.get(type(event)):
                    take(self, event)
            self.source.root = self.root
        except _StopError:
            return

    def scalar(self, event: Any) -> None:
        if not self.sure and event.implicit[0] and self.differs(event.value):
            raise _UnsureError
        if self.sure and _SURROGATE.search(event.value):
            self.complain(_span(event), "yaml-syntax", "half of a surrogate pair is not a character")
            raise _StopError
        self.refuse_properties(event)
        self.add(_scalar(event))

    def differs(self, text: str) -> bool:
        """The two parsers place an empty text and read a `?` between brackets differently."""
        if text == "":
            return not (self.keys and self.keys[-1] is not None)
        return "?" in text and any(node.event.flow_style for node in self.open)

    def alias(self, event: Any) -> None:
        self.refuse(event, f"alias `*{event.anchor}`", "write the text out where it is needed")
        self.add(Scalar(None, "", event))

    def document(self, event: Any) -> None:
        if self.root is not None:
            self.refuse(event, "a second document", "one rules file is one document; remove the `---`")
            raise _StopError

    def enter(self, event: Any) -> None:
        self.refuse_properties(event)
        if len(self.open) == MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            self.complain(_first_character(event), "too-large", message)
            raise _StopError
        mapping = isinstance(event, yaml.MappingStartEvent)
        self.open.append(Mapping({}, event) if mapping else Sequence([], event))
        self.keys.append(None)

    def leave(self, _: Any) -> None:
        self.keys.pop()
        self.add(self.open.pop())

    TAKE: Final = {
        yaml.ScalarEvent: scalar,
        yaml.AliasEvent: alias,
        yaml.DocumentStartEvent: document,
        yaml.MappingStartEvent: enter,
        yaml.SequenceStartEvent: enter,
        yaml.MappingEndEvent: leave,
        yaml.SequenceEndEvent: leave,
    }

    def add(self, node: Node) -> None:
        if not self.open:
            self.root = node
        elif isinstance(parent := self.open[-1], Sequence):
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = node
        else:
            self.keys[-1] = None
            self.add_entry(parent.entries, key, node)

    def add_entry(self, entries: dict[str, tuple[Scalar, Node]], key: Node, value: Node) -> None:
        if not isinstance(key, Scalar):
            self.complain(key.span, "wrong-type", f"a key must be text, not {kind(key)}")
        elif key.text in entries:
            first = entries[key.text][0].span
            help = f"first given in line {first.line}, column {first.column}"
            self.complain(key.span, "duplicate-key", f"key `{key.text}` stands here a second time", help)
        else:
            empty = isinstance(value, Scalar) and value.text == "" and value.value is None
            entries[key.text] = (key, Scalar(None, "", key.event) if empty else value)

    def refuse_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self.refuse(event, f"anchor `&{event.anchor}`", "write the text out where it is needed")
        if event.tag is not None:
            self.refuse(event, f"tag `{event.tag}`", "a text may stand in quotes; nothing else has a tag")

    def refuse(self, event: Any, what: str, help: str) -> None:
        self.complain(_first_character(event), "yaml-feature", f"{what} is not allowed in a rules file", help)

    def complain(self, span: Span, code: str, message: str, help: str | None = None) -> None:
        if not self.sure:
            raise _UnsureError
        self.source.complain(span, code, message, help)


class _StopError(Exception):
    """The problem found makes the rest of the text meaningless."""


class _UnsureError(Exception):
    """libyaml may read this text differently."""


def kind(node: Node) -> str:
    """What a node is, in the words of a person."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "nothing"
    names = {bool: f"the truth value `{node.text}`", int: f"the number `{node.text}`", str: "text"}
    return names[type(node.value)]


def _scalar(event: Any) -> Scalar:
    text: str = event.value
    if event.tag is not None or not event.implicit[0]:
        return Scalar(text, text, event)
    if _INTEGER.match(text):
        return Scalar(int(text), text, event)
    return Scalar(_WORDS.get(text, text), text, event)


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    if (end.line, end.column) <= (start.line, start.column):
        return _first_character(event)
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _first_character(event: Any) -> Span:
    return _point(event.start_mark)


def _point(mark: Any) -> Span:
    return Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
