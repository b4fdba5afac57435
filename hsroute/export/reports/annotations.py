"""Problems in the forms that programs read: a line each, and annotations for GitHub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hsroute.language.escape import printable, visible

if TYPE_CHECKING:
    from hsroute.rulesfile.problems import Problem

_ESCAPES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_ESCAPES_OF_PROPERTIES: Final = _ESCAPES | str.maketrans({":": "%3A", ",": "%2C"})


def concise(problem: Problem) -> str:
    """The line from which editors can jump to the place."""
    return printable(str(problem))


def github(problem: Problem) -> str:
    """The command that makes GitHub Actions show the problem at its line."""
    place = dict(zip(("line", "col", "endLine", "endColumn"), problem.span, strict=True))
    properties = {"file": problem.path, **place, "title": problem.code}
    shown = {name: visible(str(value)).translate(_ESCAPES_OF_PROPERTIES) for name, value in properties.items()}
    given = ",".join(f"{name}={value}" for name, value in shown.items())
    words = (problem.message, f"help: {problem.help}", *problem.details)
    return f"::{problem.severity} {given}::" + "\n".join(map(visible, words)).translate(_ESCAPES)
