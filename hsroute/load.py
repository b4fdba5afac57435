"""Finds a rules file and makes a router of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hsroute.compiler import compile_rules
from hsroute.router import Router
from hsroute.source import read

if TYPE_CHECKING:
    from os import PathLike

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
    return Router(compile_rules(read(file.read_bytes(), str(file))))
