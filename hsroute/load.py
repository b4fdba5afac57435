"""Finds a rules file and makes a router of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hsroute.router import Router

if TYPE_CHECKING:
    from os import PathLike

    from hsroute.model import Ruleset

_PACKAGE = Path(__file__).parent


def shipped_rules() -> Path:
    """The HubSpot rules: inside the package in a wheel, beside it in a checkout."""
    inside = _PACKAGE / "rules" / "hubspot.yaml"
    return inside if inside.exists() else _PACKAGE.parent / "rules" / "hubspot.yaml"


def load(path: str | PathLike[str] | None = None) -> Router:
    """The router of a rules file, or of the shipped HubSpot rules.

    Raises RulesError with every mistake of a file that cannot be used, and OSError when it cannot be read.
    """
    file = Path(path) if path is not None else shipped_rules()
    return Router(_compiled(file, file.read_bytes()))


def load_kept(path: Path | None, version: str) -> Router:
    """The same, for a program that runs often: the compiled rules are kept in the user's cache."""
    from hsroute.cache import entry_for, recall, remember

    file = path or shipped_rules()
    data = file.read_bytes()
    entry = entry_for(file)
    ruleset = recall(entry, version, data) if entry else None
    if ruleset is None:
        ruleset = _compiled(file, data)
        if entry:
            remember(entry, version, data, ruleset)
    return Router(ruleset)


def _compiled(file: Path, data: bytes) -> Ruleset:
    from hsroute.compiler import compile_rules
    from hsroute.source import read

    return compile_rules(read(data, str(file)))
