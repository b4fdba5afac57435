"""What a YAML file is made of: scalars, mappings and sequences that know their place, and its problems."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from hsroute.language.phrases import shortened
from hsroute.rulesfile.problems import Problem, Span

Typed = str | int | bool | None

_WORDS: Final[dict[str, Typed]] = {"": None, "null": None, "true": True, "false": False}
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,599})\Z")  # Python may refuse to turn longer ones into text again
_SHOWN: Final = 60
LINE_BREAK: Final = re.compile(r"\r\n|\r|\n")


class ScalarNode(NamedTuple):
    """A text, integer, boolean or null: `text` is how it is written, `value` what it means."""

    value: Typed
    text: str
    span: Span
    refused: bool = False
    """Whether it was refused, or replaces something that was; nothing more is reported about it."""

    @property
    def empty(self) -> bool:
        """Whether nothing is written in its place."""
        return self.value is None and not self.text and not self.refused


class MappingNode(NamedTuple):
    """Keys and values, in the order of the text; each key once."""

    span: Span
    entries: dict[str, tuple[ScalarNode, Node]]
    reported: set[str]
    """Keys that were written twice, so that `entries` lacks something; the empty text for keys that were refused."""

    def whole(self, key: str) -> bool:
        """Whether everything under that key could be read."""
        node = self.entries[key][1] if key in self.entries and key not in self.reported else None
        return node is not None and not (isinstance(node, MappingNode) and "" in node.reported)

    def names(self, key: str) -> tuple[str, ...] | None:
        """The keys of the mapping under that key; None where they cannot be known."""
        node = self.entries[key][1] if self.whole(key) else None
        return tuple(node.entries) if isinstance(node, MappingNode) else None


class SequenceNode(NamedTuple):
    """A list."""

    span: Span
    items: list[Node]


Node = ScalarNode | MappingNode | SequenceNode


class SourceText:
    """A file as it was read: its text, its nodes, and what is wrong with it as YAML."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.text = ""
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._lines: list[str] = []

    def complain(self, span: Span, code: str, message: str, help: str) -> None:
        self.problems.append(Problem(self.path, span, code, message, help))

    def line(self, number: int) -> str:
        """The line with that number, counted from 1; empty if the text has none."""
        self._lines = self._lines or LINE_BREAK.split(self.text)
        return self._lines[number - 1] if 1 <= number <= len(self._lines) else ""

    def place(self, *path: str | int) -> Span:
        """The place of the entry at that path: of its key in a mapping, of itself in a list."""
        return self._entry(path)[0]

    def node(self, *path: str | int) -> Node | None:
        """The node at that path; None if there is none."""
        return self._entry(path)[1]

    def value(self, *path: str | int) -> Span:
        """The place of the value at that path, rather than that of its key."""
        node = self.node(*path)
        return node.span if node else self.place(*path)

    def _entry(self, path: tuple[str | int, ...]) -> tuple[Span, Node | None]:
        node, span = self.root, Span(1, 1, 1, 1)
        for name in path:
            if isinstance(node, MappingNode) and isinstance(name, str) and name in node.entries:
                key, node = node.entries[name]
                span = key.span
            elif isinstance(node, SequenceNode) and isinstance(name, int) and name < len(node.items):
                node = node.items[name]
                span = node.span
            else:
                return span, None
        return span, node


def typed(text: str) -> Typed:
    """What an unquoted text means in YAML 1.2, as far as rules files go: `true`, `false`, `null` and integers."""
    return int(text) if _INTEGER.match(text) else _WORDS.get(text, text)


def as_json(node: Node | None) -> object:
    """What a node holds, as JSON would: dicts, lists, texts, integers, booleans and None."""
    if isinstance(node, MappingNode):
        return {key: as_json(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [as_json(item) for item in node.items]
    return node and node.value


def kind(node: Node) -> str:
    """What a node is, in the words of a person."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if isinstance(node, SequenceNode):
        return "a list"
    if node.value is None:
        return "nothing"
    names = {bool: "the truth value", int: "the number", str: "the text"}
    return f"{names[type(node.value)]} {quoted(node.text)}"


def quoted(text: str) -> str:
    """The text in backticks, cut when it is long."""
    return f"`{shortened(text, _SHOWN)}`"
