"""Runs the program on hostile input, within bounds of time and memory."""

from __future__ import annotations

import re
import tempfile
from contextlib import ExitStack
from typing import NamedTuple

from tests.support.bounds import Bounds
from tests.support.program import FORKS, ROOT, environment_with_cache, process

SECONDS = 60
"""How much time of the processor a run may take."""

MEGABYTES = 1024
"""How much memory a run may take, beyond that of this process."""

ACTING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""What acts on a screen, or is not to be seen there."""


class Ended(NamedTuple):
    """How a run ended."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self):
        """All that a person sees."""
        return self.out.decode() + self.err.decode()


def run(*words, given=b"", env=None, cwd=ROOT, libyaml=True, seconds=SECONDS, megabytes=MEGABYTES, as_nobody=False):
    """One run of the program; `given` goes to standard input, as bytes or as an open file."""
    with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        if isinstance(given, bytes):
            typed.write(given)
            typed.seek(0)
        files = [typed if isinstance(given, bytes) else given, out, err]
        streams = [file.fileno() for file in files]
        bounds = Bounds(seconds, megabytes, libyaml, as_nobody)
        ended = FORKS.run(words, streams, environment_with_cache(**(env or {})), cwd, bounds)
        return Ended(ended.code(), _whole(out), _whole(err))


def run_all(commands, *, given=None, env=None, cwd=ROOT, seconds=SECONDS):
    """Several runs, each with its bytes `given`: in one fork where that can be, which takes a third of the time."""
    given, environ = given or [b""] * len(commands), environment_with_cache(**(env or {}))
    if not FORKS.gives(environ):
        return [Ended(*process(words, data, environ, cwd)) for words, data in zip(commands, given, strict=True)]
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(3 * len(commands) + 1)]
        for typed, data in zip(files[:-1:3], given, strict=True):
            typed.write(data)
            typed.seek(0)
        streams, bounds = [file.fileno() for file in files], Bounds(seconds, MEGABYTES)
        FORKS.run_all(commands, streams, environ, cwd, bounds).code()
        *written, codes = map(_whole, files)
        ends = zip(codes, written[1::3], written[2::3], strict=True)
        return [Ended(*end) for end in ends]


def is_decent(ended):
    """Whether the program ended in words, and none of them acts on a screen."""
    defect = any(word in ended.text for word in ("Traceback", "a defect in hsroute"))
    return not defect and not ACTING.search(ended.text.replace("\r\n", "\n"))


def _whole(file):
    file.seek(0)
    return file.read()
