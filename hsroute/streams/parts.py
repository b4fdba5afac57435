"""What an object of JSON is made of, as it was written: its `id`, its answers, and what is kept."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from hsroute.routing.answers import ID
from hsroute.streams.json_text import value_at

_STRING: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_MEMBER: Final = re.compile(rf"(({_STRING})[ \t]*+:[ \t]*+({_STRING}|[-+.\w]*+))")
"""A member of an object that is JSON on one line, its key and its value, which is empty where it is nested."""

_TEXT: Final = r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+"'
_NUMBER: Final = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[Ee][-+]?[0-9]++)?"
_PLAIN: Final = rf" *+{_TEXT} *+: *+(?:{_TEXT}|{_NUMBER}|true|false|null) *+"

is_plain: Final = re.compile(rf" *+\{{{_PLAIN}(?:,{_PLAIN})*+\}}[ \t\r]*+").fullmatch
"""Whether a text is an object of JSON in which nothing is nested; it may have a key twice."""

_LINE_BREAK: Final = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
"""A line break in JSON with the blanks around it; it is in no string."""

_REMEMBERED: Final = 1_024
_SHORT: Final = 8_192
"""How many lists of keys are remembered, and the length of text up to which they are."""


class Parts(NamedTuple):
    """The parts of an object."""

    id: bytes
    answers: str
    """The answers, and the names of all else: where these are alike, so are the routes."""
    kept: bytes


class _Places(NamedTuple):
    """Which members of an object are its parts."""

    id: int | None
    answers: tuple[int, ...]
    kept: tuple[int, ...]


def parts(text: str, questions: frozenset[str]) -> Parts:
    """The parts of an object; what is beside the keys of questions is kept."""
    found = members(text)
    if not found:
        return Parts(b"", "", b"")
    written, keys, values = zip(*found, strict=True)
    find = _places if len(text) <= _SHORT else _places.__wrapped__
    id, answers, kept = find(keys, questions)
    return Parts(
        b"" if id is None else values[id].encode(),
        ",".join([*keys, *[values[place] for place in answers]]),
        ", ".join([written[place] for place in kept]).encode(),
    )


@lru_cache(_REMEMBERED)
def _places(keys: tuple[str, ...], questions: frozenset[str]) -> _Places:
    """Saves looking at each key again, since most records have the same as some before."""
    names = [json.loads(key) for key in keys]
    answers = tuple([place for place, name in enumerate(names) if name in questions])
    kept = tuple([place for place, name in enumerate(names) if name not in questions and name != ID])
    return _Places(names.index(ID) if ID in names else None, answers, kept)


def members(text: str) -> list[tuple[str, str, str]]:
    """The members of the object in a text, each followed by its key and its value, as written but on one line."""
    if "\n" in text or "\r" in text:
        text = _LINE_BREAK.sub(" ", text)
    found: list[Any] = []
    place = text.index("{") + 1
    if text.count("{") + text.count("[") == 1:  # so nothing is nested
        return _MEMBER.findall(text, place)
    while member := _MEMBER.search(text, place):
        written, key, value = member.groups()
        place = member.end()
        if not value:
            place = value_at(text, member.end())[1]
            value = text[member.end() : place]
            written += value
        found.append((written, key, value))
    return found
