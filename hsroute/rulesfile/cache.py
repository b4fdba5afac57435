"""Compiled rules kept between runs, so that a script that calls hsroute often need not read YAML each time.

An entry holds the very bytes that it was compiled from and the version that compiled them. It is used only when both
are the same, its sum is right, and nobody but the user can put it where it is, so it can neither be stale nor damaged
nor come from somebody else; everything that goes wrong with it means compiling again.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from hsroute.model import Interval, Ruleset, Text
from hsroute.patterns import read_number
from hsroute.rulesfile.format import CONTACT, QUESTION, RULE, SOURCE, VALUE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from os import PathLike

    from hsroute.model import Number
    from hsroute.rulesfile.format import Part

_LARGEST: Final = 4 << 20
"""The size in bytes up to which compiled rules are kept."""

_SUM: Final = 8
"""The length in bytes of the sum that an entry begins with."""


def entry_for(rules: str | PathLike[str], environment: Mapping[str, str] = os.environ) -> str | None:
    """The place of the entry of a rules file, one of 256 by its path. None where there is no home for it."""
    home = environment.get("XDG_CACHE_HOME") or (environment.get("HOME") and f"{environment['HOME']}/.cache")
    name = f"{crc32(os.fsencode(os.path.abspath(rules))) & 0xFF:02x}.json"
    return os.path.join(home, "hsroute", name) if home else None


def recall(entry: str | PathLike[str], version: str, data: bytes) -> Ruleset | None:
    """The rules of an entry that was made by this version, from these bytes, by this user."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        if not _is_private(os.path.dirname(entry)):
            return None
        with open(entry, "rb") as file:
            sum, text = file.read(_SUM), file.read()
        if sum != _sum(text):
            return None
        kept = json.loads(text)
        if kept["version"] == version and kept["text"].encode() == data:
            return _ruleset(*kept["ruleset"])
    return None


def remember(entry: str | PathLike[str], version: str, data: bytes, ruleset: Ruleset) -> None:
    """Keep the rules; written to a new file and put in place at once, so that nobody reads half an entry."""
    aside = f"{os.fspath(entry)}.{os.getpid()}"
    with suppress(OSError, ValueError):
        if len(data) <= _LARGEST:
            kept = {"version": version, "text": data.decode(), "ruleset": ruleset}
            text = json.dumps(kept, ensure_ascii=False, default=str).encode()
            os.makedirs(os.path.dirname(entry), mode=0o700, exist_ok=True)
            if not _is_private(os.path.dirname(entry)):
                return
            try:
                with open(aside, "xb") as file:
                    file.write(_sum(text) + text)
                os.replace(aside, entry)
            finally:
                with suppress(OSError):
                    os.unlink(aside)


def _is_private(folder: str) -> bool:
    """Whether nobody but the user can put anything there."""
    if not hasattr(os, "geteuid"):
        return True
    found = os.stat(folder)
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _sum(text: bytes) -> bytes:
    return b"%08x" % crc32(text)


# JSON has the named tuples of the model as lists; here they are made again, by the declaration of the format.


def _made(part: Part) -> Callable[[list[Any]], Any]:
    """Makes a value of the model of a part from the list of its attributes."""
    kinds = {name: key.kind for name, key in part.keys.items()}
    fields: Sequence[str] = part.model._fields
    makers = [(place, _MAKERS[kinds[name]]) for place, name in enumerate(fields) if kinds.get(name) in _MAKERS]

    def make(fields: list[Any]) -> Any:
        for place, maker in makers:
            if fields[place] is not None:
                fields[place] = maker(fields[place])
        return part.model._make(fields)

    return make


def _text(fields: list[Any]) -> Text:
    string, by_lang = fields
    return Text(string, tuple(map(tuple, by_lang)))


def _numbers(ends: list[Any]) -> Interval[Number]:
    """A span of numbers; decimals are kept as texts."""
    first, last = (read_number(end) if isinstance(end, str) else end for end in ends[:2])
    return Interval(first, last, *ends[2:])


_MAKERS: Final[dict[str, Callable[[Any], Any]]] = {
    "text": _text,
    "link": _text,
    "texts": lambda texts: tuple(map(_text, texts)),
    "strings": tuple,
    "contact-ids": tuple,
    "days": Interval._make,
    "numbers": _numbers,
    "date": date.fromisoformat,
    "when": lambda when: {key: tuple(names) for key, names in when.items()},
}
_value: Final = _made(VALUE)
_MAKERS["values"] = lambda values: tuple(map(_value, values))


def _ruleset(title: Any, contacts: Any, questions: Any, rules: Any, origin: Any, *others: Any) -> Ruleset:
    rule, contact = _made(RULE), _made(CONTACT)
    rows, columns, unsure, hit_policy = others
    return Ruleset(
        _text(title),
        {id: contact(fields) for id, fields in contacts.items()},
        tuple(map(_made(QUESTION), questions)),
        tuple(map(rule, rules)),
        _made(SOURCE)(origin),
        rows,
        columns,
        unsure and rule(unsure),
        hit_policy,
    )
