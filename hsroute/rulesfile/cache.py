"""Compiled rules kept between runs, so that a script that calls hsroute often need not read YAML each time.

An entry holds the very bytes that it was compiled from and the version that compiled them. It is used only if both are
the same, its checksum is right, and nobody but the user could have put it there: its path is walked folder by folder,
without links, and each folder and the entry itself are checked after they are opened. So it can be neither stale nor
damaged nor somebody else's; whatever goes wrong with it means compiling again.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager, suppress
from datetime import date
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from hsroute.model import Frozen, Interval, Ruleset, Text
from hsroute.patterns import SCALES, read_number
from hsroute.rulesfile.format import CONTACT, QUESTION, RULE, SOURCE, VALUE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from os import PathLike

    from hsroute.model import Condition
    from hsroute.rulesfile.format import Part

_LARGEST: Final = 4 << 20
"""The largest rules file whose compiled rules are kept, in bytes."""

_LARGEST_ENTRY: Final = 8 * _LARGEST
"""The largest entry, in bytes."""

_OTHERS: Final = 0o022
"""The permissions by which others may write to a file or folder."""

_STICKY: Final = 0o1000
"""The permission bit of a folder in which nobody can move or remove what belongs to others."""

_BY_FOLDER: Final = {os.open, os.mkdir, os.unlink, os.rename} <= os.supports_dir_fd
"""Whether the system can resolve names relative to an open folder."""

_FOLDER: Final = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_PATH", os.O_RDONLY)
_ENTRY: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_ASIDE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

_SUM: Final = 8
"""The length in bytes of the checksum at the beginning of an entry."""


def entry_for(rules: str | PathLike[str], environment: Mapping[str, str] = os.environ) -> str | None:
    """The path of a rules file's entry, one of 256 by the file's own path; None if the user has no home folder."""
    home, cache = environment.get("XDG_CACHE_HOME", ""), "hsroute"
    if not os.path.isabs(home):
        home, cache = environment.get("HOME", ""), os.path.join(".cache", "hsroute")
    name = f"{crc32(os.fsencode(os.path.abspath(rules))) & 0xFF:02x}.json"
    return os.path.join(os.path.realpath(home), cache, name) if os.path.isabs(home) else None


def recall(entry: str | PathLike[str], version: str, data: bytes) -> Ruleset | None:
    """The rules of an entry that was made by this version, from these bytes, by this user."""
    with suppress(Exception):  # whatever is wrong with an entry, the rules themselves are there
        text = _contents(os.fspath(entry))
        if text[:_SUM] != _sum(text[_SUM:]):
            return None
        kept = json.loads(text[_SUM:])
        if kept["version"] == version and kept["text"].encode() == data:
            return _ruleset(*kept["ruleset"])
    return None


def remember(entry: str | PathLike[str], version: str, data: bytes, ruleset: Ruleset) -> None:
    """Keep the rules: in a new file that is then moved into place, so that nobody reads half an entry."""
    with suppress(OSError):
        if len(data) <= _LARGEST:
            kept = {"version": version, "text": data.decode(), "ruleset": ruleset}
            text = json.dumps(kept, ensure_ascii=False, default=str).encode()
            if len(text) <= _LARGEST_ENTRY:
                _put_in_place(os.fspath(entry), _sum(text) + text)


def _contents(entry: str) -> bytes:
    """The bytes of an entry. Raises OSError if somebody else could have put it there."""
    with _way_to(entry, make=False) as (place, path), open(os.open(path, _ENTRY, dir_fd=place), "rb") as file:
        found = os.fstat(file.fileno())
        if not S_ISREG(found.st_mode) or not _is_own(found) or found.st_size > _LARGEST_ENTRY:
            raise PermissionError
        return file.read()


def _put_in_place(entry: str, data: bytes) -> None:
    with _way_to(entry, make=True) as (place, path):
        aside = f"{path}.{os.getpid()}"
        try:
            with open(os.open(aside, _ASIDE, 0o600, dir_fd=place), "wb") as file:
                file.write(data)
            os.replace(aside, path, src_dir_fd=place, dst_dir_fd=place)
        finally:
            with suppress(OSError):
                os.unlink(aside, dir_fd=place)


@contextmanager
def _way_to(entry: str, *, make: bool) -> Iterator[tuple[int | None, str]]:
    """The open folder, if the system has such, and the path of the entry from there.

    Raises OSError if others could put something into its path.
    """
    folder, name = os.path.split(entry)
    if not _BY_FOLDER:
        if make:
            os.makedirs(folder, exist_ok=True)
        yield None, entry
        return
    place = os.open("/", _FOLDER)
    try:
        for inside in folder.split("/")[1:]:
            inner = _inner(place, inside, make=make)
            os.close(place)
            place = inner
            _check_way(place)
        if not _is_own(os.fstat(place)):
            raise PermissionError
        yield place, name
    finally:
        os.close(place)


def _inner(place: int, name: str, *, make: bool) -> int:
    """A folder in a folder; if it is missing and `make` is true, it is made for the user alone."""
    try:
        return os.open(name, _FOLDER, dir_fd=place)
    except FileNotFoundError:
        if not make:
            raise
    with suppress(FileExistsError):
        os.mkdir(name, 0o700, dir_fd=place)
    return os.open(name, _FOLDER, dir_fd=place)


def _check_way(place: int) -> None:
    """Raises OSError unless a folder of the path is the user's or root's and others cannot change its contents."""
    found = os.fstat(place)
    if found.st_uid not in {0, os.geteuid()} or (found.st_mode & _OTHERS and not found.st_mode & _STICKY):
        raise PermissionError


def _is_own(found: os.stat_result) -> bool:
    """Whether it is the user's own and nobody else can write to it."""
    return not _BY_FOLDER or (found.st_uid == os.geteuid() and not found.st_mode & _OTHERS)


def _sum(text: bytes) -> bytes:
    return b"%08x" % crc32(text)


# In JSON the named tuples of the model are lists; here they are made again, following the declaration of the format.


def _made(part: Part) -> Callable[[list[Any]], Any]:
    """Makes a value of the model of a part from the list of its attributes, of which some are no keys of the part."""
    kinds = {name: key.kind for name, key in part.keys.items()}
    fields: Sequence[str] = part.model._fields
    makers = [(place, _MAKERS[kind]) for place, name in enumerate(fields) if (kind := kinds.get(name, name)) in _MAKERS]

    def make(fields: list[Any]) -> Any:
        for place, maker in makers:
            if fields[place] is not None:
                fields[place] = maker(fields[place])
        return part.model._make(fields)

    return make


# Each maker raises TypeError or ValueError for what the compiler cannot have written.


def _condition(when: dict[str, list[str]]) -> Condition:
    return Frozen({key: _strings(names) for key, names in when.items()})


def _text(fields: list[Any]) -> Text:
    string, by_lang = fields
    return Text(_string(string), tuple([(_string(lang), _string(text)) for lang, text in by_lang]))


def _string(given: Any) -> str:
    if type(given) is not str:
        raise TypeError
    return given


def _strings(given: list[Any]) -> tuple[str, ...]:
    "".join(given)
    return tuple(given)


def _truth(given: Any) -> bool:
    if type(given) is not bool:
        raise TypeError
    return given


def _span(ends: list[Any]) -> Interval:
    """A span; decimals are kept as texts."""
    first, last = (end if end is None or type(end) is int else read_number(end) for end in ends[:2])
    return Interval(first, last, *ends[2:])


_MAKERS: Final[dict[str, Callable[[Any], Any]]] = {
    "text": _text,
    "link": _text,
    "texts": lambda texts: tuple(map(_text, texts)),
    **dict.fromkeys(("string", "name", "email", "phone", "url", "contact-id", "question-key", "value-name"), _string),
    **dict.fromkeys(("strings", "contact-ids"), _strings),
    "truth": _truth,
    "span": _span,
    "scale": lambda name: SCALES[name].name,
    "date": date.fromisoformat,
    "when": lambda when: _condition(when) if isinstance(when, dict) else tuple(map(_condition, when)),
}
_value: Final = _made(VALUE)
_MAKERS["values"] = lambda values: tuple(map(_value, values))


def _ruleset(title: Any, contacts: Any, questions: Any, rules: Any, source: Any, *others: Any) -> Ruleset:
    rule, contact = _made(RULE), _made(CONTACT)
    rows, columns, unsure, hit_policy = others
    made = Ruleset(
        _text(title),
        Frozen({id: contact(fields) for id, fields in contacts.items()}),
        tuple(map(_made(QUESTION), questions)),
        tuple(map(rule, rules)),
        _made(SOURCE)(source),
        rows,
        columns,
        unsure and rule(unsure),
        hit_policy,
    )
    for each in made.rules_and_unsure:
        for id in each.contacts:
            made.contacts[id]
    return made
