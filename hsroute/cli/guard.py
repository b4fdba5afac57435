"""What a command's end means to the shell: one exit code for each way to end, and no traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NoReturn

from hsroute.problems import RulesError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hsroute.cli.options import Color
    from hsroute.route import Status

DID_IT: Final = 0
NO: Final = 1
USAGE: Final = 2
RULES: Final = 3
INCOMPLETE: Final = 4
DEFECT: Final = 70
INPUT_OUTPUT: Final = 74
INTERRUPTED: Final = 130
READER_GONE: Final = 141
TERMINATED: Final = 143

BY_STATUS: Final[dict[Status, int]] = {"routed": DID_IT, "not_covered": NO, "invalid": USAGE, "incomplete": INCOMPLETE}


class WrongUsageError(Exception):
    """What was put on the command line cannot be meant; `where` names the option or the file."""

    def __init__(self, message: str, where: str) -> None:
        super().__init__(message)
        self.where = where


def complain(message: str) -> None:
    """Say on stderr what went wrong; control characters are made visible."""
    from hsroute.visible import visible

    if sys.stderr:
        sys.stderr.write(f"hsroute: {visible(message)}\n")
        sys.stderr.flush()


def run_program(program: Callable[[], None]) -> None:
    """Run the whole program, its help included: signals and failures to read or write end it with their codes."""
    signal.signal(signal.SIGTERM, _terminate)
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, _reader_gone)
    try:
        _open_streams()
        program()
    except OSError as error:
        raise SystemExit(_failed(error)) from None


def exit_code(command: Callable[[], int], color: Color, passing: tuple[type[Exception], ...]) -> int:
    """The code with which the command ends. Every failure is told, but for those that are let pass to the caller."""
    try:
        code = command()
        sys.stdout.flush()
    except passing:
        raise
    except OSError as error:
        return _failed(error)
    except RulesError as error:
        from hsroute.render.problems import print_problems

        print_problems(error.problems, error.text, color, stderr=True)
        return RULES
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 whatever it is, a user gets words and a code
        complain(f"a defect in hsroute: {type(error).__name__}: {error}")
        return DEFECT
    return code


def _open_streams() -> None:
    """A closed standard input is an empty one; without a standard output there is nobody to answer."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 without pathlib, and open to the end of the run
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF), "standard output")


def _failed(error: OSError) -> int:
    """Say what could not be read or written, if that is still possible."""
    _drop_output()
    if isinstance(error, BrokenPipeError):
        return READER_GONE
    with suppress(OSError):
        complain(f"{error.filename or 'reading or writing failed'}: {error.strerror or error}")
    return INPUT_OUTPUT


def _drop_output() -> None:
    """What is still to be written is dropped, so that the interpreter ends in silence."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _reader_gone(*_: object) -> NoReturn:
    _drop_output()
    raise SystemExit(READER_GONE)


def _terminate(*_: object) -> NoReturn:
    raise SystemExit(TERMINATED)
