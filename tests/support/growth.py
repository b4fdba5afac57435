"""How work grows with its size: two runs side by side, whose ratio is the same on any machine, however busy."""

from __future__ import annotations

from time import process_time

TIMES = 8
"""How many times as large the larger run is."""

_LEAST = 0.002
"""Seconds of a processor below which all is alike."""


def grows_evenly(work, size):
    """Whether `work(TIMES * size)` takes about as many times as long as `work(size)`, not the square of that.

    The least of three counts, since others at work slow down a run by itself, too.
    """
    small = min(seconds(work, size) for _ in range(3))
    return any(seconds(work, TIMES * size) < 3 * TIMES * small for _ in range(3))


def seconds(work, size):
    """Seconds of a processor that the work takes."""
    begun = process_time()
    work(size)
    return max(_LEAST, process_time() - begun)
