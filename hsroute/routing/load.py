"""A router of a rules file."""

from __future__ import annotations

from io import BytesIO
from os import PathLike

from hsroute.routing.router import Router
from hsroute.rulesfile.files import kept, ruleset_of


def load(path: str | PathLike[str] | None = None) -> Router:
    """The router of a rules file, or of the shipped HubSpot rules.

    Raises RulesError with every mistake of a file that cannot be used, and OSError when it cannot be read.
    """
    return Router(ruleset_of(path))


def loads(text: str | bytes, name: str = "text") -> Router:
    """The router of the text of a rules file; bytes are UTF-8, and `name` is what problems call it.

    Raises RulesError with every mistake of a text that cannot be used.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return Router(ruleset_of(BytesIO(data), name))


def load_kept(path: str | PathLike[str] | None, version: str) -> Router:
    """The router of a rules file whose compiled rules are kept in the user's cache for the next run."""
    return kept(path, version, Router)
