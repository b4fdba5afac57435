"""What an object of JSON is made of, as it was written: its `id`, its answers, and what is kept."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import Final, NamedTuple

from hsroute.routing.answers import ID
from hsroute.streams.json_text import value_at

_TEXT: Final = r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+"'
_NUMBER: Final = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[Ee][-+]?[0-9]++)?"
_KEY: Final = rf"[ \t]*+[{{,][ \t]*+({_TEXT})[ \t]*+:[ \t]*+"
_VALUE: Final = rf"({_TEXT}|{_NUMBER}|true|false|null)"

_PLAIN_MEMBERS: Final = re.compile(f"({_KEY}{_VALUE})").findall
_MEMBER: Final = re.compile(f"({_KEY}(?:{_VALUE})?)").match
"""A member of an object on one line with what parts it from the one before, its key, and its value unless nested."""

_LINE_BREAK: Final = re.compile(r"[ \t]*[\r\n][ \t\r\n]*")
"""A line break in JSON with the blanks around it; it is in no string."""

_REMEMBERED: Final = 1_024
_SHORT: Final = 8_192
"""How many lists of keys are remembered, and the length of text up to which they are."""

Member = tuple[str, str, str]
"""A member of an object as it was written, with the brace or comma before it; its key; its value."""


class Parts(NamedTuple):
    """The parts of an object."""

    id: bytes
    answers: str
    """The answers, and the names of all else: where these are alike, so are the routes."""
    kept: bytes


class _Places(NamedTuple):
    """Which members of an object are its parts."""

    names: str
    id: int | None
    answers: tuple[int, ...]
    kept: tuple[int, ...]


def parts(text: str, questions: frozenset[str]) -> Parts:
    """The parts of the object in a text of JSON; what is beside the keys of questions is kept."""
    return _sorted(members(text), questions, short=len(text) <= _SHORT)


def plain_parts(text: str, questions: frozenset[str]) -> Parts | None:
    """The same of a text that is an object in which nothing is nested; None of any other, and of most that are no JSON.

    An object may have a key twice.
    """
    found = _PLAIN_MEMBERS(text)
    end = sum([len(written) for written, _, _ in found])
    if not found or text.count("{") > 1 or text[:1] != "{" or text[end:].strip(" \t\r") != "}":
        return None
    return _sorted(found, questions, short=len(text) <= _SHORT)


def _sorted(found: list[Member], questions: frozenset[str], *, short: bool) -> Parts:
    if not found:
        return Parts(b"", "", b"")
    written, keys, values = zip(*found, strict=True)
    names, id, answers, kept = (_places if short else _places.__wrapped__)(keys, questions)
    return Parts(
        b"" if id is None else values[id].encode(),
        names + ",".join([values[place] for place in answers]),
        "".join([written[place] for place in kept]).lstrip(" \t{,").encode(),
    )


@lru_cache(_REMEMBERED)
def _places(keys: tuple[str, ...], questions: frozenset[str]) -> _Places:
    """Saves looking at each key again, since most records have the same as some before."""
    names = [json.loads(key) for key in keys]
    answers = tuple([place for place, name in enumerate(names) if name in questions])
    kept = tuple([place for place, name in enumerate(names) if name not in questions and name != ID])
    return _Places(",".join(keys), names.index(ID) if ID in names else None, answers, kept)


def members(text: str) -> list[Member]:
    """The members of the object in a text of JSON, on one line."""
    text = _LINE_BREAK.sub(" ", text)
    found = []
    end = 0
    while member := _MEMBER(text, end):
        begin, end = end, member.end()
        value = member[3]
        if not value:
            _, end = value_at(text, end)
            value = text[member.end() : end]
        found.append((text[begin:end], member[2], value))
    return found
