"""The YAML parser's words, said for people who do not program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from hsroute.rulesfile.problems import Span


class Words(NamedTuple):
    """What to say about a text that is not YAML, and where."""

    span: Span
    message: str
    help: str


_LEFT_OPEN: Final = (
    (r"quoted scalar: found (unexpected|unknown escape character '\\x00')", "quote", "`\"` or `'`"),
    (r"flow sequence: expected ',' or '\]'", "list", "`,` or `]`"),
    (r"flow mapping: expected ',' or '\}'", "mapping", "`,` or `}`"),
)
"""What the parser says of something left open, what that is, and what is missing."""

_AT_END: Final = re.compile(r"end of stream|<stream end>|\\x00")
_QUOTES: Final = "put quotes around the text"
_FITS: Final = "the entries of a list or mapping begin in one column; nothing follows a closing quote or bracket"

_NO_COLON: Final = "simple key: could not find"
_WHY_NO_COLON: Final = (
    (r"^(?:<{7}|={7}|>{7})", "a merge left this line here", "keep one of the two versions, without the lines of marks"),
    (r"^ *//", "`//` begins no comment", "a comment begins with `#`"),
    ("\u00a0", "this line has a no-break space where a space is meant", "write an ordinary space"),
    (r"^ *(?:- +)*([\w-]+:)\S", r"after `\1` a space is missing", "a text with a colon in it has quotes"),
)
"""What a line looks like in which the parser finds no `: `, what to say of it, and what helps."""

_IN_PLAIN_WORDS: Final = (
    (r"found character '\\t'", "a tab cannot stand here", "use spaces"),
    (r"found character '`'", "a text cannot begin with a backtick", _QUOTES),
    (r"found character '(.)' that cannot start", r"a text cannot begin with `\1`", _QUOTES),
    (r"scanning an alias: expected", "a text cannot begin with `*`", _QUOTES),
    (r"scanning an anchor: expected", "a text cannot begin with `&`", _QUOTES),
    (r"ing a tag: |undefined tag", "a text cannot begin with `!`", _QUOTES),
    (r"scanning a directive: ", "a line cannot begin with `%`", _QUOTES),
    (r"scanning a block scalar: expected", "after `|` or `>` the text begins on the next line", _QUOTES),
    (r"unknown escape character '(.)'", r"`\\\1` is no escape", r"a backslash is written `\\`, or stands between '…'"),
    (r"sequence of (\d) hexadecimal", r"this escape has \1 digits, 0 to 9 and a to f", r"a backslash is written `\\`"),
    (r"mapping values are not", "`: ` cannot stand here", "check the indentation; a text with `: ` in it has quotes"),
    (r"sequence entries are not", "a list cannot begin here", "begin it on the next line, or write it `[one, two]`"),
    (_NO_COLON, "this line has no `: `", "a key has `: ` after it; a text of several lines is indented, or has quotes"),
    (r"expected <block end>|expected '<document start>'", "this does not fit here", _FITS),
    (
        r"expected the node content",
        "something is missing before this",
        "write a value there, or remove the sign before it",
    ),
)
"""What the parser says most often, what to say instead, and what helps."""

_TOLD_WHERE_IT_OPENS: Final = re.compile("simple key|an alias|an anchor|a tag|a directive|a block scalar")


def explain(context: str, problem: str, opening: Span, place: Span, line: Callable[[int], str]) -> Words:
    """The words for a problem of the parser: its own, where there are no better ones.

    `opening` is where the construct begins that `context` names, `place` is where the parser gave up; `line` gives the
    line of a number.
    """
    said = f"{context}: {problem}"
    for pattern, message, help in _WHY_NO_COLON if re.search(_NO_COLON, said) else ():
        if found := re.search(pattern, line(opening.line)):
            return Words(opening, found.expand(message), help)
    for pattern, what, missing in _LEFT_OPEN:
        if re.search(pattern, said):
            return _left_open(what, missing, opening, place, at_end=_AT_END.search(problem) is not None)
    for pattern, message, help in _IN_PLAIN_WORDS:
        if found := re.search(pattern, said):
            return Words(opening if _TOLD_WHERE_IT_OPENS.search(context) else place, found.expand(message), help)
    return Words(place, problem or "this is not YAML", _QUOTES)


def _left_open(what: str, missing: str, opening: Span, place: Span, *, at_end: bool) -> Words:
    """Told where it opens, or where something is missing if that is on the same line and not the end of the file."""
    if opening.line == place.line and not at_end:
        return Words(place, f"{missing} is missing before this", f"the {what} opens in column {opening.column}")
    help = f"{missing} is missing before line {place.line}, column {place.column}"
    return Words(opening, f"the {what} that opens here is not closed", help)
