"""The written forms of names, addresses, dates and spans of days, as regular expressions for whole texts."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

NAME: Final = r"[a-z][A-Za-z0-9_-]+"
URL: Final = r"https?://[^\s<>\"\\^`{|}\x00-\x20\x7f]+"
DAYS: Final = r"-?[0-9]{1,7}\.\.(-?[0-9]{1,7})?|\.\.-?[0-9]{1,7}"
DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
EMAIL: Final = (
    r'[^\x00-\x20"(),.:;<>@\[\\\]]+(\.[^\x00-\x20"(),.:;<>@\[\\\]]+)*'
    r"@([^\x00-,./:-@\[-^`{-~]+\.)+[^\x00-,./:-@\[-^`{-~]{2,}"
)
VISIBLE: Final = r"[^\x7f-\xbf\u1680\u2000-\u206f\u3000\ud800-\uf8ff\ufe00-\uffff\U000e0000-\U0010ffff]*"
"""No signs, spaces or invisible characters beyond ASCII: near enough to letters of every script, and the same in every
engine, while the letters that `\\w` means depend on its version of Unicode."""


def is_name(text: str) -> bool:
    """Whether the text can be an id, a key or the name of a value."""
    return re.fullmatch(NAME, text) is not None


def nearest_name(text: str) -> str | None:
    """The name that the text would make in lower case, with `-` for what no name has; None when that is none."""
    near = re.sub(r"[^a-z0-9_-]+", "-", text[:60].lower()).strip("-")
    return near if is_name(near) else None


def is_url(text: str) -> bool:
    """Whether the text is an address of the web: http or https, without spaces or control characters."""
    return re.fullmatch(URL, text) is not None and text.isprintable()


def is_email(text: str) -> bool:
    """Whether the text is one e-mail address of at most 254 characters, and nothing else."""
    return len(text) <= 254 and bool(re.fullmatch(EMAIL, text) and re.fullmatch(VISIBLE, text))


def read_date(text: str) -> date | None:
    """The day written YYYY-MM-DD; None when the text has another form or there is no such day."""
    try:
        return date.fromisoformat(text) if re.fullmatch(DATE, text) else None
    except ValueError:
        return None


def read_days(text: str) -> tuple[int | None, int | None] | None:
    """The ends of a span written `0..90`, `91..` or `..-1`; None when it is not, or ends before it begins."""
    if not re.fullmatch(DAYS, text):
        return None
    first, last = (int(end) if end else None for end in text.split(".."))
    return None if first is not None and last is not None and first > last else (first, last)
