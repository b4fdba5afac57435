"""A router of a rules file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hsroute.routing.router import Router
from hsroute.rulesfile.files import kept, ruleset_of

if TYPE_CHECKING:
    from os import PathLike


def load(path: str | PathLike[str] | None = None) -> Router:
    """The router of a rules file, or of the shipped HubSpot rules.

    Raises RulesError with every mistake of a file that cannot be used, and OSError when it cannot be read.
    """
    return Router(ruleset_of(path))


def load_kept(path: str | PathLike[str] | None, version: str) -> Router:
    """The same, with the compiled rules kept in the user's cache for the next run."""
    return kept(path, version, Router)
