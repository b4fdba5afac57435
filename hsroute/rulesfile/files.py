"""Rules files on disk: where the shipped one is, what is in one, and the rules that it holds."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Final, TypeVar

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


def kept_ruleset_of(path: str | PathLike[str] | None, version: str) -> Ruleset:
    """The same, for a program that runs often: the compiled rules are kept in the user's cache.

    They are those of this version and of these modules, which in a checkout change without their version.
    """
    from hsroute.rulesfile.cache import entry_for, recall, remember

    file = _shipped() if path is None else os.fspath(path)
    if file == "-":
        return ruleset_of(sys.stdin.buffer)
    data, version = contents(file), f"{version} {_changed()}"
    entry = entry_for(file)
    ruleset = recall(entry, version, data) if entry else None
    if ruleset is None:
        ruleset = _compiled(data, file)
        if entry:
            remember(entry, version, data, ruleset)
    return ruleset


def contents(file: str | PathLike[str] | BinaryIO) -> bytes:
    """What is in a file; of one that is larger than a rules file may be, or has no end, one byte more than that."""
    if isinstance(file, (str, os.PathLike)):
        with open(file, "rb") as opened:
            return contents(opened)
    return file.read(MAX_BYTES + 1)


def uncollected(make: Callable[[], T]) -> T:
    """Run `make` with garbage collection paused: next to all that a file is read into is in use.

    With ten thousand rules the collector takes longer than everything else.
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
    inside = os.path.join(_PACKAGE, _SHIPPED)
    return inside if os.path.exists(inside) else os.path.join(os.path.dirname(_PACKAGE), _SHIPPED)


def _changed() -> int:
    """When the newest of the modules that compile was written, in nanoseconds."""
    folders = [_PACKAGE, os.path.dirname(__file__)]
    modules = [module for folder in folders for module in os.scandir(folder) if module.name.endswith(".py")]
    return max(module.stat().st_mtime_ns for module in modules)
