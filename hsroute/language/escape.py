"""Text from files and answers, made safe for a screen: what would act on it is shown instead."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_ACTING: Final = (
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)

_COMMAND: Final = r":(?=:)|#(?=#\[)"
"""What begins a command in a log that GitHub reads: `::` on a line, since long texts are broken, or `##[` anywhere."""


def visible(text: str) -> str:
    r"""The text on one line: control, direction and invisible characters become escapes like \x1b or \u202e."""
    return paragraph(text).replace("\n", "\\n")


def paragraph(text: str) -> str:
    """The text made visible, with its inner line breaks; those around it are left out."""
    return _shown(_escape, text.replace("\r\n", "\n").strip("\n"))


def printable(text: str) -> str:
    """The text on one line, as it may be printed: made visible, and no command where GitHub reads the log."""
    return logged(visible(text))


def logged(text: str) -> str:
    r"""The text as it may be logged: where GitHub reads the log, `::` becomes `\x3a:`, which is no command."""
    return re.sub(_COMMAND, _escape, text) if os.environ.get("GITHUB_ACTIONS") else text


def in_json(text: str) -> str:
    r"""A text of JSON in which what would act on a screen is escaped, like \u009b; so is `##[`, for GitHub's log."""
    if "#" in text:  # which is found much faster
        text = text.replace("##[", r"#\u0023[")
    return text if text.isascii() and "\x7f" not in text else _shown(_json_escape, text)


def _shown(escape: Callable[[re.Match[str]], str], text: str) -> str:
    """The text with what would act on a screen escaped; nothing that acts is printable, which is found much faster."""
    return text if text.isprintable() else re.sub(_ACTING, escape, text)


def _json_escape(found: re.Match[str]) -> str:
    units = found.group().encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))


def one_line(text: str) -> str:
    """The text made visible, with one space for each line break and the spaces around it."""
    first, *others = paragraph(text).split("\n")
    if not others:
        return first
    *between, last = others
    return " ".join([first.rstrip(" "), *(part.strip(" ") for part in between), last.lstrip(" ")])


def _escape(found: re.Match[str]) -> str:
    point = ord(found.group())
    if point > 0xFFFF:
        return f"\\U{point:08x}"
    return f"\\x{point:02x}" if point < 256 else f"\\u{point:04x}"
