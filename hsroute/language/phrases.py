"""Lists, counts and cut texts as they read in a sentence, and the nearest match for a name that is not allowed."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_LISTED: Final = 10
"""How many names a list has before the others are counted."""


def number(count: int) -> str:
    """The number as it reads; one that nobody would read to its end by its size alone."""
    return f"{count:,}" if count < 10**15 else f"about 10^{round(log10(count))}"


def counted(count: int, word: str) -> str:
    """A number of things: "1 case", "1,234 cases"."""
    return f"{number(count)} {word}{'' if count == 1 else 's'}"


def joined(words: Iterable[str]) -> str:
    """The words as a sentence lists them: "a, b and c"."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def listed(names: Iterable[str]) -> str:
    """The names in backticks, the first ten of them."""
    quoted = [f"`{name}`" for name in names]
    more = [f"{len(quoted) - _LISTED} more"] if len(quoted) > _LISTED else []
    return ", ".join(quoted[:_LISTED] + more) or "none"


def shortened(text: str, most: int) -> str:
    """The text, cut when it has more characters than that."""
    return text if len(text) <= most else f"{text[:most]}…"


def nearest(word: str, allowed: Iterable[str], near: float = 0.6) -> str | None:
    """The allowed name that `word` was most likely meant to be, if any is near; 1 is the same."""
    from difflib import get_close_matches  # not needed unless something is wrong

    names = {name.casefold(): name for name in allowed}
    close = get_close_matches(word.casefold()[:100], names, n=1, cutoff=near)
    return names[close[0]] if close else None


def mend(word: str, allowed: Iterable[str]) -> str:
    """The help for a name that is not among the allowed ones: the nearest, and what there is."""
    allowed = tuple(allowed)
    if not allowed:
        return "there are none yet; add it first"
    close = nearest(word, allowed)
    return f"did you mean `{close}`? allowed: {listed(allowed)}" if close else f"allowed: {listed(allowed)}"
