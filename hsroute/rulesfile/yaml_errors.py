"""The YAML parser's messages, reworded for people who do not program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.rulesfile.problems import Span
from hsroute.rulesfile.yaml_nodes import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from hsroute.rulesfile.yaml_nodes import ScalarNode


class Words(NamedTuple):
    """What to say about a text that is not YAML, and at which place."""

    span: Span
    message: str
    help: str


_LEFT_OPEN: Final = (
    (r"quoted scalar: found (unexpected|unknown escape character '\\x00')", "quote", "the closing `{}`"),
    (r"flow sequence: expected ',' or '\]'", "list", "`,` or `]`"),
    (r"flow mapping: expected ',' or '\}'", "mapping", "`,` or `}}`"),
)
"""What the parser says about something left open, what that is, and what is missing."""

_SMART: Final = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\xab\xbb"
_STRAIGHT: Final = 'put the text between straight quotes: `"`'
_WHY_NOT_QUOTED: Final = (
    (
        r"(?:^|[:\[{,-]\s*)'(?:[^']|'')*'$",
        "an apostrophe ends a text between `'`",
        "write it twice, `''`, or put the text between `\"`",
    ),
    (
        r'(?:^|[:\[{,-]\s*)"(?:[^"\\]|\\.)*"$',
        'a quote ends a text between `"`',
        r'write it `\"` where it belongs to the text; else a closing `"` is missing before it',
    ),
    (rf"(?:^|[:\[{{,-])\s*([{_SMART}])", r"`\1` opens no text: it is a character like any other", _STRAIGHT),
)
"""The text before the place where the parser gave up, if its quotes are not what they seem, and what to say."""

_CUT_SHORT: Final = r"flow (sequence|mapping): expected ','|expected <block end>"
_HIDDEN: Final = r"""(?:[^#'"]|(?<=\w)'|"[^"]*"|(?<!\w)'[^']*')*\s(#\w.*)"""
"""A line with a comment that begins like a word, as the rest of a text does, and before it no quote left open."""

_OPENS: Final = re.compile(r"""(?:^|[:,-]\s|[\[{])\s*(["'])|(?:^|\s)#""")
"""Where a quote opens, or a comment."""

_BEHIND: Final = re.compile(r"\s+(#\w.*)")
_MARKED: Final = "'\"|>"
"""How a text begins whose end is marked."""

COMMENT_HELP: Final = "put quotes around the whole text; a comment has a space behind its `#`"

_NO_SPAN: Final = r"\b(?:days|numbers): *(>)"

_AT_END: Final = re.compile(r"end of stream|<stream end>|\\x00")
_QUOTES: Final = "put quotes around the text"
_FITS: Final = "the entries of a list or mapping begin in one column; nothing follows a closing quote or bracket"

_NOT_HERE: Final = "mapping values are not|expected (<block end>|',' or '[\\]}]')|expected '<document start>'"

_NO_COLON: Final = "simple key: could not find"
_NO_SPACE: Final = r"^ *(?:- +)*([\w-]+:)\S"
_WHY_NO_SPACE: Final = (r"after `\1` a space is missing", "a text with a colon in it has quotes")
_WHY_NO_COLON: Final = (
    (r"^(?:<{7}|={7}|>{7})", "a merge left this line here", "keep one of the two versions, without the lines of marks"),
    (r"^ *\{", "`- ` is missing before this", "every entry of a list begins with `- `"),
    (r"^ *//", "`//` begins no comment", "a comment begins with `#`"),
    ("\u00a0", "this line has a no-break space where a space is meant", "write an ordinary space"),
    (_NO_SPACE, *_WHY_NO_SPACE),
)
"""What a line in which the parser finds no `: ` can look like, what to say about it, and what helps."""

_IN_PLAIN_WORDS: Final = (
    (r"found character '\\t'", "a tab is not allowed here", "use spaces"),
    (r"found character '`'", "a text cannot begin with a backtick", _QUOTES),
    (r"found character '(.)' that cannot start", r"a text cannot begin with `\1`", _QUOTES),
    (r"scanning an alias: expected", "a text cannot begin with `*`", _QUOTES),
    (r"scanning an anchor: expected", "a text cannot begin with `&`", _QUOTES),
    (r"ing a tag: |undefined tag", "a text cannot begin with `!`", _QUOTES),
    (r"scanning a directive: ", "a line cannot begin with `%`", _QUOTES),
    (r"scanning a block scalar: expected", "after `|` or `>` the text begins on the next line", _QUOTES),
    (r"unknown escape character '(.)'", r"`\\\1` is no escape", r"a backslash is written `\\`, or goes between '…'"),
    (r"sequence of (\d) hexadecimal", r"this escape has \1 digits, 0 to 9 and a to f", r"a backslash is written `\\`"),
    (r"mapping values are not", "`: ` is not allowed here", "check the indentation; a text with `: ` in it has quotes"),
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


def reworded(context: str, problem: str, opening: Span, place: Span, line: Callable[[int], str]) -> Words:
    """The words for a problem of the parser; its own if there are no better ones.

    `opening` is where the construct that `context` names begins, `place` is where the parser gave up; `line` gives the
    text of a line by its number.
    """
    said = f"{context}: {problem}"
    for pattern, message, help in _WHY_NO_COLON if re.search(_NO_COLON, said) else ():
        if found := re.search(pattern, line(opening.line)):
            return Words(opening, found.expand(message), help)
    if "mapping values are not" in said and (found := re.search(_NO_SPACE, line(place.line - 1))):
        before = place.line - 1
        key = Span(before, found.start(1) + 1, before, found.end(1) + 1)
        return Words(key, *map(found.expand, _WHY_NO_SPACE))
    if cut := _closed_too_late(said, opening, place, line) or _cut_off(said, opening, place, line):
        return cut
    for pattern, message, help in _WHY_NOT_QUOTED if re.search(_NOT_HERE, said) else ():
        if found := re.search(pattern, line(place.line)[: place.column - 1]):
            quote = place._replace(column=found.end(), end_column=found.end() + 1)
            return Words(quote, found.expand(message), help)
    for pattern, what, missing in _LEFT_OPEN:
        if re.search(pattern, said):
            lacking = missing.format(line(opening.line)[opening.column - 1 : opening.column])
            words = _left_open(what, lacking, opening, place, at_end=_AT_END.search(problem) is not None)
            smart = re.search(f"[{_SMART}]", line(opening.line)[opening.column :]) if what == "quote" else None
            return words._replace(help=f"`{smart.group()}` does not close it; {_STRAIGHT}") if smart else words
    if found := re.search(_NO_SPAN, line(place.line)):
        begin = found.start(1) + 1
        span = Span(place.line, begin, place.line, begin + 1)
        return Words(span, "no span begins with `>`", "written `10..` for 10 and more; `11..` for more than 10")
    for pattern, message, help in _IN_PLAIN_WORDS:
        if found := re.search(pattern, said):
            return Words(opening if _TOLD_WHERE_IT_OPENS.search(context) else place, found.expand(message), help)
    return Words(place, problem or "this is not YAML", _QUOTES)


def _closed_too_late(said: str, opening: Span, place: Span, line: Callable[[int], str]) -> Words | None:
    """The words for a quote that is closed right before the place, lines below, by one that was to open a text."""
    closing, opened = line(place.line)[: place.column - 1], None
    if not re.search(_CUT_SHORT, said) or closing[-1:] not in {"'", '"'}:
        return None
    for number in range(opening.line, place.line):
        opened = _left_open_in(line(number), number, opened)
    if not opened or closing.find(opened[0]) != len(closing) - 1:
        return None
    mark, quote = opened
    help = f"add the closing `{mark}`; the next one is in line {place.line}, column {len(closing)}"
    return Words(quote, "the quote that opens here is not closed", help)


def _left_open_in(text: str, number: int, opened: tuple[str, Span] | None) -> tuple[str, Span] | None:
    """The quote that is open at the end of a line, given the one that is at its beginning; and its place."""
    at = 0
    while True:
        if opened:
            at = text.find(opened[0], at) + 1
            if not at:
                return opened
            opened = None
        found = _OPENS.search(text, at)
        if not found or not found[1]:
            return None
        at = found.end()
        opened = found[1], Span(number, at, number, at + 1)


def _cut_off(said: str, opening: Span, place: Span, line: Callable[[int], str]) -> Words | None:
    """The words for a comment that looks like the rest of a text: between the brackets, or in the line before."""
    between = range(opening.line, place.line + 1) if "flow" in said else range(max(place.line - 1, 1), place.line)
    for number in between if re.search(_CUT_SHORT, said) else ():
        if found := re.match(_HIDDEN, line(number)):
            return _comment(number, found)
    return None


def cut_off_behind(node: ScalarNode, line: Callable[[int], str]) -> Words | None:
    """The words for a comment right behind a text without quotes that looks like the rest of it."""
    found = _BEHIND.match(line(node.span.end_line), node.span.end_column - 1)
    if not found or line(node.span.line)[node.span.column - 1 : node.span.column] in _MARKED:
        return None
    return _comment(node.span.end_line, found)


def _comment(number: int, found: re.Match[str]) -> Words:
    place = Span(number, found.start(1) + 1, number, found.end(1) + 1)
    return Words(place, f"{quoted(found.group(1))} is a comment, and the text ends before it", COMMENT_HELP)


def _left_open(what: str, missing: str, opening: Span, place: Span, *, at_end: bool) -> Words:
    """The words, at the opening; or where something is missing, if that is on the same line and not the end."""
    if opening.line == place.line and not at_end:
        return Words(place, f"{missing} is missing before this", f"the {what} opens in column {opening.column}")
    help = f"{missing} is missing before line {place.line}, column {place.column}"
    return Words(opening, f"the {what} that opens here is not closed", help)
