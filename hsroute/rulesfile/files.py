"""Rules files on disk: where the shipped one is, what a file contains, and the rules it holds."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TypeVar
from zlib import crc32

from hsroute.rulesfile.problems import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike
    from pathlib import Path
    from typing import BinaryIO

    from hsroute.model import Ruleset

T = TypeVar("T")

_PACKAGE: Final = os.path.dirname(os.path.dirname(__file__))
_SHIPPED: Final = os.path.join("rules", "hubspot.yaml")


def shipped_rules() -> Path:
    """The HubSpot rules: inside the package in a wheel, beside it in a checkout."""
    from pathlib import Path

    return Path(_shipped())


def ruleset_of(file: str | PathLike[str] | BinaryIO | None, name: str | None = None) -> Ruleset:
    """The rules in a file, else the shipped ones; `name` is what problems call it.

    Raises RulesError with every mistake of a file that cannot be used, and OSError when it cannot be read.
    """
    file = _shipped() if file is None else file
    called = name or (os.fspath(file) if isinstance(file, (str, os.PathLike)) else "standard input")
    return _compiled(contents(file), called)


def kept(path: str | PathLike[str] | None, version: str, make: Callable[[Ruleset], T]) -> T:
    """What `make` makes of a file's rules, for a program that runs often: compiled rules stay in the user's cache.

    They count only for this version and these very modules, since a checkout changes without its version. If `make`
    fails on them, the cache was tampered with, and they are compiled again.
    """
    from hsroute.rulesfile.cache import entry_for, recall, remember

    file = _shipped() if path is None else os.fspath(path)
    if file == "-":
        return make(ruleset_of(sys.stdin.buffer))
    data, version = contents(file), f"{version} {compiled_by()}"
    unpacked = path is None and getattr(sys, "frozen", False)  # to another place each time
    entry = entry_for(sys.executable if unpacked else file)
    ruleset = recall(entry, version, data) if entry else None
    if ruleset is not None:
        with suppress(Exception):
            return make(ruleset)
    ruleset = _compiled(data, file)
    if entry:
        remember(entry, version, data, ruleset)
    return make(ruleset)


def contents(file: str | PathLike[str] | BinaryIO) -> bytes:
    """The bytes of a file; of one larger than a rules file may be, or endless, one byte more than the limit."""
    if not isinstance(file, (str, os.PathLike)):
        return file.read(MAX_BYTES + 1)
    try:
        with open(file, "rb") as opened:
            return contents(opened)
    except (FileNotFoundError, NotADirectoryError):
        resource = _resource(os.fspath(file))
        if resource is None:
            raise
        return resource


def _resource(path: str) -> bytes | None:
    """A file of a package that is not in a folder, as in a zip."""
    if os.path.isdir(_PACKAGE) or not path.startswith(_PACKAGE):
        return None
    from importlib.resources import files

    resource = files("hsroute").joinpath(*path.removeprefix(_PACKAGE).split(os.sep)[1:])
    return resource.read_bytes() if resource.is_file() else None


def uncollected(make: Callable[[], T]) -> T:
    """Run `make` with garbage collection paused: nearly everything that it makes stays in use.

    With ten thousand rules the collector takes longer than all the rest.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return make()
    finally:
        if collects:
            gc.enable()


def _compiled(data: bytes, name: str) -> Ruleset:
    from hsroute.rulesfile.compiler import compile_rules
    from hsroute.rulesfile.yaml_parser import read

    return uncollected(lambda: compile_rules(read(data, name)))


def _shipped() -> str:
    inside, beside = (os.path.join(folder, _SHIPPED) for folder in (_PACKAGE, os.path.dirname(_PACKAGE)))
    return beside if os.path.exists(beside) and not os.path.exists(inside) else inside


_COMPILING: Final = (
    *("../model", "../patterns", "cache", "compiler", "fields", "files", "format", "problems"),
    *("yaml_errors", "yaml_nodes", "yaml_parser"),
)
"""The modules that determine what is compiled."""


def compiled_by() -> str:
    """A digest of the modules that compile, as they are loaded: sources or bytecode, from a folder or a zip.

    For a program frozen into one file, it is that file's size and time.
    """
    folder, ending = os.path.dirname(__file__), os.path.splitext(__file__)[1]
    digest = 0
    try:
        for name in _COMPILING:
            data = __loader__.get_data(os.path.normpath(os.path.join(folder, name + ending)))  # type: ignore[name-defined]
            digest = crc32(data, digest ^ len(data))
    except OSError:
        found = os.stat(sys.executable)
        return f"{found.st_size:x} {found.st_mtime_ns:x}"
    return f"{digest:08x}"
