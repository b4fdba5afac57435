"""Pipes to and from a process, all served as they are ready, so that none of them holds up another."""

from __future__ import annotations

import os
import selectors
import time

_MOST = 1 << 16
"""How many bytes are written or read at once."""


def exchange(given, writing, reading, seconds):
    """Write all of `given` to the one pipe and read the others to the end; all are closed. Raises TimeoutError."""
    rest, outputs, end = memoryview(given), {pipe: bytearray() for pipe in reading}, time.monotonic() + seconds
    os.set_blocking(writing, False)
    with selectors.DefaultSelector() as pipes:
        pipes.register(writing, selectors.EVENT_WRITE)
        for pipe in reading:
            pipes.register(pipe, selectors.EVENT_READ)
        try:
            while pipes.get_map():
                for pipe in _ready(pipes, end):
                    if pipe == writing:
                        rest = rest[_written(pipe, rest[:_MOST]) :]
                        is_over = not rest
                    else:
                        read = os.read(pipe, _MOST)
                        outputs[pipe] += read
                        is_over = not read
                    if is_over:
                        pipes.unregister(pipe)
                        os.close(pipe)
        finally:
            for pipe in [*pipes.get_map()]:
                os.close(pipe)
    return [bytes(output) for output in outputs.values()]


def _ready(pipes, end):
    ready = pipes.select(max(0, end - time.monotonic()))
    if not ready:
        raise TimeoutError
    return [key.fd for key, _ in ready]


def _written(pipe, part):
    """How much is done with; whoever does not read it wants no more."""
    try:
        return os.write(pipe, part)
    except BrokenPipeError:
        return len(part) or 1
