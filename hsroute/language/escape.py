"""Text from files and answers, made safe for a screen: what would act on it is shown instead."""

from __future__ import annotations

import re
from typing import Final

_ACTING: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    r"""The text on one line: control, direction and invisible characters stand as escapes like \x1b or \u202e."""
    return paragraph(text).replace("\n", "\\n")


def paragraph(text: str) -> str:
    """The text made visible, with its line breaks as they are; those around it are left out."""
    return _ACTING.sub(_escape, text.replace("\r\n", "\n").strip("\n"))


def _escape(found: re.Match[str]) -> str:
    point = ord(found.group())
    if point > 0xFFFF:
        return f"\\U{point:08x}"
    return f"\\x{point:02x}" if point < 256 else f"\\u{point:04x}"
