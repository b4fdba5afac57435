"""The YAML parser's words, said for people who do not program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from hsroute.problems import Span


class Words(NamedTuple):
    """What to say about a text that is not YAML, and where."""

    span: Span
    message: str
    help: str | None


_LEFT_OPEN: Final = (
    ("quoted scalar", "unexpected end of stream", "the quote that opens here is never closed", "`\"` or `'`"),
    ("flow sequence", "expected ',' or ']'", "the list that opens here is not closed where it should be", "`]` or `,`"),
    (
        "flow mapping",
        "expected ',' or '}'",
        "the mapping that opens here is not closed where it should be",
        "`}` or `,`",
    ),
)
"""What the parser says of something left open, what that means, and what is missing; told where it opens."""

_ADVICE: Final = (
    ("mapping values are not allowed", "put quotes around a text with `: ` in it, or mend the indentation"),
    ("expected <block end>", "the entries of one list or mapping start in the same column"),
    ("cannot start any token", "put quotes around a text that begins with this character; indent with spaces"),
    ("unknown escape character", "between double quotes a backslash is written `\\\\`; single quotes take it as it is"),
    ("could not find expected ':'", "a key is followed by `: `; put quotes around a text of several lines"),
)
"""What helps against the parser's most frequent words."""


def explain(context: str, problem: str, opening: Span, place: Span) -> Words:
    """The words for a problem of the parser: its own, where there are no better ones."""
    for where, what, message, missing in _LEFT_OPEN:
        if where in context and what in problem:
            return Words(opening, message, f"{missing} is missing before line {place.line}, column {place.column}")
    advice = next((advice for words, advice in _ADVICE if words in problem), None)
    return Words(place, problem or "this is not YAML", advice)
