"""The three standard streams, in whatever state the program receives them."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from stat import S_ISREG
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from types import FrameType

_BUFFER: Final = 1 << 18
"""The size of the buffer of standard output, in bytes."""

_OUTPUT: Final = "/proc/self/fd/1"
"""Where Linux has the file that standard output is, to be opened for reading."""


class Output(io.BufferedWriter):
    """Standard output; `began` is the place in its file at which the output begins, 0 if it has no places."""

    began: int = 0


def open_streams() -> None:
    """Make a closed standard input empty, let a closed standard error swallow everything, and all of them block.

    Raises OSError if standard output is closed, since there is nobody to answer.
    """
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 without pathlib, open to the end
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 likewise
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # not every stream is one of the system
            os.set_blocking(stream.fileno(), True)
    _buffer_output()


def _buffer_output() -> None:
    """Give standard output a large buffer, since routes are long.

    It has one even if PYTHONUNBUFFERED is set: without it, a line could be written in part, unnoticed.
    """
    before = sys.stdout
    if isinstance(before, io.TextIOWrapper):
        buffer: Any = before.buffer
        is_raw = isinstance(buffer, io.RawIOBase)
        output = Output(buffer if is_raw else buffer.raw, _BUFFER)
        sys.stdout = io.TextIOWrapper(output, before.encoding, before.errors, line_buffering=before.line_buffering)
        before.detach()  # only now, so that a signal always finds one that is whole
        if not is_raw:
            buffer.detach()
        with suppress(OSError):
            output.began = output.tell()


def finish_output() -> None:
    """Write what is not written yet. Raises OSError."""
    sys.stdout.flush()
    sys.setprofile(None)  # the call after the last write, see `end`


def cut_to_lines() -> None:
    """Cut the file that standard output is, if it is one, back to the end of the last line written.

    It is left alone where that may take what is not ours: where it is written to at its end only, as by `>>`, or is
    longer than what this program wrote, others may write to it too.
    """
    with suppress(OSError, ImportError):
        from fcntl import F_GETFL, fcntl

        written, file = os.lseek(1, 0, os.SEEK_CUR), os.fstat(1)
        if S_ISREG(file.st_mode) and file.st_size == written and not fcntl(1, F_GETFL) & os.O_APPEND:
            whole = _end_of_lines(getattr(sys.stdout.buffer, "began", written), written)
            os.ftruncate(1, whole)
            os.lseek(1, whole, os.SEEK_SET)


def _end_of_lines(began: int, written: int) -> int:
    """The place after the last line end between these two; the first of them if there is none. Raises OSError."""
    descriptor = os.open(_OUTPUT, os.O_RDONLY | os.O_CLOEXEC)
    try:
        while written > began:
            start = max(began, written - _BUFFER)
            found = os.pread(descriptor, written - start, start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            written = start
        return began
    finally:
        os.close(descriptor)


def drop(descriptor: int) -> None:
    """Drop what is not written yet to descriptor 1 or 2, so that the interpreter ends in silence."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)


def end(code: int) -> None:
    """End the program with this exit code, after finishing what is being written."""
    try:
        sys.stdout.buffer.write(b"")
    except (AttributeError, ValueError):  # it is not open yet, and nothing is written
        raise SystemExit(code) from None
    except RuntimeError:  # this interrupts a write: the next call that the program makes comes after it
        _end_at_next_call(code)
    else:
        raise SystemExit(code)


def _end_at_next_call(code: object) -> None:
    def leave(_: FrameType, event: str, __: object) -> None:
        if event in {"call", "c_call"}:
            sys.setprofile(None)
            raise SystemExit(code)

    sys.setprofile(leave)


def never_lose_an_end() -> None:
    """Let the program end also where Python would drop the exception that ends it, as in callbacks of its imports."""

    def look(dropped: UnraisableHookArgs) -> None:
        if isinstance(dropped.exc_value, SystemExit):
            _end_at_next_call(dropped.exc_value.code)
        else:
            sys.__unraisablehook__(dropped)

    sys.unraisablehook = look
