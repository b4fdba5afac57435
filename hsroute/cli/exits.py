"""How a command ends: one exit code for each way to end, and no traceback."""

from __future__ import annotations

import errno
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NoReturn

from hsroute.cli.stdio import cut_to_lines, drop, end, finish_output, never_lose_an_end, open_streams
from hsroute.rulesfile.problems import RulesError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hsroute.routing.route import Status
    from hsroute.screen import Color

DID_IT: Final = 0
NO: Final = 1
USAGE: Final = 2
RULES: Final = 3
INCOMPLETE: Final = 4
UNPROVED: Final = 5
DEFECT: Final = 70
INPUT_OUTPUT: Final = 74
INTERRUPTED: Final = 130
READER_GONE: Final = 141

BY_STATUS: Final[dict[Status, int]] = {"routed": DID_IT, "not_covered": NO, "invalid": USAGE, "incomplete": INCOMPLETE}

_NO_ROOM: Final = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
"""The errors of a write for which there is no room."""


class WrongUsageError(Exception):
    """The command line makes no sense; `where` names the option or the file."""

    def __init__(self, message: str, where: str) -> None:
        super().__init__(message)
        self.where = where


@contextmanager
def wrong_usage(where: str) -> Iterator[None]:
    """A ValueError within says what is wrong with what was given there."""
    try:
        yield
    except ValueError as error:
        raise WrongUsageError(str(error), where) from None


def complain(message: str) -> None:
    """Say on stderr what went wrong, with control characters made visible."""
    from hsroute.language.escape import printable

    sys.stderr.write(f"hsroute: {printable(message)}\n")
    sys.stderr.flush()


def run_program(program: Callable[[], None]) -> None:
    """Run the whole program, help included: signals and failures to read or write end it with their codes."""
    _heed_signals()
    try:
        open_streams()
        try:
            program()
        finally:
            finish_output()
    except OSError as error:
        raise SystemExit(_failed(error)) from None


def exit_code(command: Callable[[], int], color: Color) -> int:
    """The exit code of the command. Every failure is reported, except for wrong usage, which is raised."""
    try:
        code = command()
        sys.stdout.flush()
    except WrongUsageError:
        raise
    except OSError as error:
        return _failed(error)
    except RulesError as error:
        from hsroute.screen.problems import print_problems

        print_problems(error.problems, error.text, color, stderr=True)
        return RULES
    except Exception as error:  # noqa: BLE001 users get words and a code, whatever it is
        complain(f"a defect in hsroute: {type(error).__name__}: {error}")
        return DEFECT
    return code


_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


def _heed_signals() -> None:
    """Signals end the program with 128 and their number; those it was told to ignore, as by nohup, stay ignored."""
    for number in _ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, _reader_gone)
    never_lose_an_end()


def _failed(error: OSError) -> int:
    """Say what could not be read or written, if that is still possible, and return the code."""
    _flush_or_drop(cut=error.errno in _NO_ROOM)
    if isinstance(error, BrokenPipeError):
        drop(2)
        return READER_GONE
    try:
        complain(f"{error.filename or 'reading or writing failed'}: {error.strerror or error}")
    except OSError:
        drop(2)
    return INPUT_OUTPUT


def _reader_gone(number: int, _: object) -> NoReturn:
    """End quietly: the reader of one of the two outputs is gone."""
    signal.signal(number, signal.SIG_IGN)
    _flush_or_drop()
    drop(2)
    raise SystemExit(READER_GONE)


def _flush_or_drop(*, cut: bool = False) -> None:
    """Write what standard output still holds, or drop it if it cannot be written.

    With `cut`, a file that is left in the middle of a line is cut back to the end of the line before.
    """
    try:
        sys.stdout.flush()
        dropped = False
    except (OSError, RuntimeError, AttributeError, ValueError):  # it fails, this interrupts a write to it, it is closed
        dropped = True
    if cut:
        cut_to_lines()
    if dropped:
        drop(1)


def _end(number: int, _: object) -> None:
    """Finish what is being written, then end; a second signal ends the program at once."""
    for other in _ENDING:
        if signal.getsignal(other) is _end:
            signal.signal(other, signal.SIG_DFL)
    end(128 + number)
