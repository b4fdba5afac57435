"""The one budget: how much work a question to the masks or the diagram may take before it is left unproved."""

from __future__ import annotations

from typing import Final

PROOF: Final = 1_000_000
"""The steps that one file's proofs may take: enough for all of ten thousand ordinary rules, a few seconds of work."""

EXPLANATION: Final = 100_000
"""The steps that each of the two searches of an explanation may take: a second, about."""

ROUTE: Final = 20_000
"""The steps that one route may take to tell which answers matter: some hundredths of a second."""


class TooBigError(Exception):
    """The budget is used up before the answer is found."""


class Budget:
    """Steps that are left; a step is one look at what an answer leaves of the rules. `of` is the budget that pays."""

    __slots__ = ("left", "of")

    def __init__(self, steps: int, of: Budget | None = None) -> None:
        self.left: int = steps
        self.of: Budget | None = of

    def spend(self, steps: int = 1) -> None:
        """Take steps. Raises TooBigError when there are not so many."""
        self.left -= steps
        if self.left < 0:
            raise TooBigError
        if self.of:
            self.of.spend(steps)
