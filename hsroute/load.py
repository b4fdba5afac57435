"""Finds a rules file and makes a router of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from hsroute.router import Router

if TYPE_CHECKING:
    from os import PathLike
    from pathlib import Path

    from hsroute.model import Ruleset

_PACKAGE: Final = os.path.dirname(__file__)
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
    return Router(_compiled(file, _read(file)))


def load_kept(path: str | PathLike[str] | None, version: str) -> Router:
    """The same, for a program that runs often: the compiled rules are kept in the user's cache."""
    from hsroute.cache import entry_for, recall, remember

    file = _shipped() if path is None else os.fspath(path)
    data = _read(file)
    entry = entry_for(file)
    ruleset = recall(entry, version, data) if entry else None
    if ruleset is None:
        ruleset = _compiled(file, data)
        if entry:
            remember(entry, version, data, ruleset)
    return Router(ruleset)


def _shipped() -> str:
    inside = os.path.join(_PACKAGE, _SHIPPED)
    return inside if os.path.exists(inside) else os.path.join(os.path.dirname(_PACKAGE), _SHIPPED)


def _read(file: str) -> bytes:
    with open(file, "rb") as rules:
        return rules.read()


def _compiled(file: str, data: bytes) -> Ruleset:
    from hsroute.compiler import compile_rules
    from hsroute.source import read

    return compile_rules(read(data, file))
