"""A command at a terminal, up to the moment at which it waits for an answer."""

from __future__ import annotations

import os
import pty
import signal
import time

from tests.benchmarks.child import MEBIBYTE
from tests.benchmarks.pairs import Run

PROMPT = b"> "


def asked(command, env):
    """What starts the command at a terminal of its own, waits for its prompt, and ends it there."""
    words = [*map(str, command)]

    def once():
        start = time.perf_counter()
        process, terminal = pty.fork()
        if not process:
            os.execve(words[0], words, env)
        shown = b""
        while PROMPT not in shown:
            shown += os.read(terminal, 1 << 16)
        seconds = time.perf_counter() - start
        os.kill(process, signal.SIGKILL)
        _, _, usage = os.wait4(process, 0)
        os.close(terminal)
        return Run(0, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / MEBIBYTE)

    return once
