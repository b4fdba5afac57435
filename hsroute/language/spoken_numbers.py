"""What people type as a number."""

from __future__ import annotations

import re
from typing import Final

_GROUPED: Final = re.compile(r"(?<=[0-9])[ '](?=[0-9]{3}(?![0-9]))")
_THOUSANDS: Final = re.compile(r"-?[1-9][0-9]{0,2}([.,])[0-9]{3}(\1[0-9]{3})*\Z")
_AMOUNT: Final = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,9})?\Z")
"""Numbers as people write them: with spaces, commas or points between thousands, and a comma or point behind them."""


def read_figures(words: str) -> tuple[str, ...]:
    """The numbers that a text can be, as machines write them: `1,200` and `1.200` can be of thousands or not."""
    digits = _GROUPED.sub("", words)
    fraction = (digits.replace(",", "."),) if _AMOUNT.match(digits) else ()
    thousands = (re.sub("[.,]", "", digits),) if _THOUSANDS.match(digits) else ()
    return (*fraction, *thousands)
