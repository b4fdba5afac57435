"""Finds a rules file and makes a router of it."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Final, TypeVar

from hsroute.routing.router import Router
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


def load(path: str | PathLike[str] | None = None) -> Router:
    """The router of a rules file, or of the shipped HubSpot rules.

    Raises RulesError with every mistake of a file that cannot be used, and OSError when it cannot be read.
    """
    file = _shipped() if path is None else os.fspath(path)
    return Router(_compiled(file, contents(file)))


def load_kept(path: str | PathLike[str] | None, version: str) -> Router:
    """The same, for a program that runs often: the compiled rules are kept in the user's cache.

    They are those of this version and of these modules, which in a checkout change without their version.
    """
    from hsroute.rulesfile.cache import entry_for, recall, remember

    file = _shipped() if path is None else os.fspath(path)
    data, version = contents(file), f"{version} {_changed()}"
    entry = entry_for(file)
    ruleset = recall(entry, version, data) if entry else None
    if ruleset is None:
        ruleset = _compiled(file, data)
        if entry:
            remember(entry, version, data, ruleset)
    return Router(ruleset)


def _changed() -> int:
    """When the newest of the modules that make rules was written, in nanoseconds."""
    folders = [_PACKAGE, *(folder.path for folder in os.scandir(_PACKAGE) if folder.is_dir())]
    modules = [module for folder in folders for module in os.scandir(folder) if module.name.endswith(".py")]
    return max(module.stat().st_mtime_ns for module in modules)


def _shipped() -> str:
    inside = os.path.join(_PACKAGE, _SHIPPED)
    return inside if os.path.exists(inside) else os.path.join(os.path.dirname(_PACKAGE), _SHIPPED)


def contents(file: str | PathLike[str] | BinaryIO) -> bytes:
    """What is in a file; of one that is larger than a rules file may be, or has no end, one byte more than that."""
    if isinstance(file, (str, os.PathLike)):
        with open(file, "rb") as opened:
            return contents(opened)
    return file.read(MAX_BYTES + 1)


def _compiled(file: str, data: bytes) -> Ruleset:
    from hsroute.rulesfile.compiler import compile_rules
    from hsroute.rulesfile.yaml_parser import read

    return uncollected(lambda: compile_rules(read(data, file)))


def uncollected(make: Callable[[], T]) -> T:
    """What is made, without a look for garbage meanwhile: next to all that a file is read into is in use.

    With ten thousand rules the looks take longer than everything else.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        return make()
    finally:
        if collects:
            gc.enable()
