"""How many examples a law is tried with."""

from __future__ import annotations

from hypothesis import settings

FEW = 50
"""Examples in a usual run."""

MANY = 1_000
"""Examples of every night: `pytest --hypothesis-profile many`."""


def examples(share):
    """So many times as many examples as laws have in this run: more for a cheap law, fewer for a dear one."""
    return settings(max_examples=int(settings.default.max_examples * share))
