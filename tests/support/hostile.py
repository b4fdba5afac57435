"""Runs the program on hostile input: in a fork of this process, which is quick, within bounds of time and memory."""

from __future__ import annotations

import os
import pkgutil
import re
import sys
import tempfile
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import hsroute
from hsroute.rulesfile import yaml_parser as sources
from tests.support.program import ROOT, environment

SECONDS = 60
"""How much time of the processor a run may take."""

MEGABYTES = 1024
"""How much memory a run may take, beyond that of this process."""

ACTING = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
"""What acts on a screen, or is not to be seen there."""


_NOBODY = 65534


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
        child = os.fork()
        if child == 0:
            sources._parse.__kwdefaults__["fast"] &= libyaml
            _be_the_program(
                [*map(os.fspath, words)],
                files,
                environment(**(env or {})),
                cwd,
                lambda: _bound(seconds, megabytes, as_nobody),
            )
        _, status = os.waitpid(child, 0)
        return Ended(os.waitstatus_to_exitcode(status), _whole(out), _whole(err))


def is_decent(ended):
    """Whether the program ended in words, and none of them acts on a screen."""
    defect = any(word in ended.text for word in ("Traceback", "a defect in hsroute"))
    return not defect and not ACTING.search(ended.text.replace("\r\n", "\n"))


def _whole(file):
    file.seek(0)
    return file.read()


def _be_the_program(words, files, environ, cwd, bound):
    """Never returns."""
    code = 99
    try:
        for number, file in enumerate(files):
            os.dup2(file.fileno(), number)
        sys.stdin, sys.stdout, sys.stderr = (
            os.fdopen(number, mode, encoding="utf-8", errors=errors, closefd=False)
            for number, mode, errors in ((0, "r", "strict"), (1, "w", "strict"), (2, "w", "backslashreplace"))
        )
        os.environ.clear()
        os.environ.update(environ)
        os.chdir(cwd)
        bound()
        sys.argv = ["hsroute", *words]
        import_module("hsroute.cli").main()
        code = 0
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001 whatever it is, this process ends here
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(Exception):
                stream.flush()
        os._exit(code)


def _bound(seconds, megabytes, as_nobody):
    import resource

    if as_nobody and os.geteuid() == 0:
        os.setuid(_NOBODY)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with suppress(OSError):
        now = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        most = now + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _import_all():
    """What every run needs is imported once, here; also what a run as nobody may not read."""
    import encodings.ascii

    assert encodings.ascii
    for module in pkgutil.walk_packages(hsroute.__path__, "hsroute."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


if hasattr(os, "fork"):
    _import_all()
