"""What a YAML file is made of: scalars, mappings and lists that know their place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from hsroute.problems import Span

Typed = str | int | bool | None

_WORDS: Final[dict[str, Typed]] = {"": None, "null": None, "true": True, "false": False}
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,599})\Z")  # Python may refuse to turn longer ones into text again
_SHOWN: Final = 60


class Scalar(NamedTuple):
    """A single text, integer, boolean or null. `text` is how it reads, `value` what it means."""

    value: Typed
    text: str
    span: Span
    refused: bool = False
    """Whether it was refused, or stands where something was; there is no more to say about it."""


class Mapping(NamedTuple):
    """Keys and values, in the order of the text; every key once."""

    span: Span
    entries: dict[str, tuple[Scalar, Node]]
    reported: set[str]
    """Keys of which more was written than `entries` has: they stand twice. Empty text for keys that were refused."""

    def whole(self, key: str) -> bool:
        """Whether everything written under that key could be read."""
        node = self.entries[key][1] if key in self.entries and key not in self.reported else None
        return node is not None and not (isinstance(node, Mapping) and "" in node.reported)

    def names(self, key: str) -> tuple[str, ...] | None:
        """The keys of the mapping under that key; None where it cannot be told which there are."""
        node = self.entries[key][1] if self.whole(key) else None
        return tuple(node.entries) if isinstance(node, Mapping) else None


class Sequence(NamedTuple):
    """A list."""

    span: Span
    items: list[Node]


Node = Scalar | Mapping | Sequence


def typed(text: str) -> Typed:
    """What a text without quotes means in YAML 1.2, of which rules files have `true`, `false`, `null` and integers."""
    return int(text) if _INTEGER.match(text) else _WORDS.get(text, text)


def plain(node: Node | None) -> object:
    """What a node holds, as JSON would: dicts, lists, texts, integers, booleans and None."""
    if isinstance(node, Mapping):
        return {key: plain(value) for key, (_, value) in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node and node.value


def kind(node: Node) -> str:
    """What a node is, in the words of a person."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "nothing"
    names = {bool: "the truth value", int: "the number", str: "the text"}
    return f"{names[type(node.value)]} {quoted(node.text)}"


def quoted(text: str) -> str:
    """The text in backticks, cut when it is long."""
    return f"`{text}`" if len(text) <= _SHOWN else f"`{text[:_SHOWN]}…`"
