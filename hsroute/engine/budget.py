"""The one budget: how much work a question to the masks or the diagram may take before it stays unproved."""

from __future__ import annotations

from typing import Final

PROOF: Final = 1_000_000
"""The steps for all proofs of one file: enough for ten thousand ordinary rules, a few seconds of work."""

EXPLANATION: Final = 100_000
"""The steps for each of the two searches of an explanation: about a second of work."""

ROUTE: Final = 20_000
"""The steps for finding out which answers matter to one route: a few hundredths of a second."""


class TooBigError(Exception):
    """The budget was used up before the answer was found."""


class Budget:
    """The steps that are left; a step is a look at a row, or at what an answer leaves. `of` is charged as well."""

    __slots__ = ("left", "of")

    def __init__(self, steps: int, of: Budget | None = None) -> None:
        self.left: int = steps
        self.of: Budget | None = of

    def spend(self, steps: int = 1) -> None:
        """Take steps. Raises TooBigError if too few are left."""
        self.left -= steps
        if self.left < 0:
            raise TooBigError
        if self.of:
            self.of.spend(steps)
