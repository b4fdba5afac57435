"""What a command's end means to the shell: one exit code for each way to end, and no traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn, ParamSpec, cast

import typer

from hsroute.problems import RulesError

if TYPE_CHECKING:
    from collections.abc import Callable

    from hsroute.cli.options import Color
    from hsroute.route import Status

P = ParamSpec("P")

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


def complain(message: str) -> None:
    """Say on stderr what went wrong; control characters are made visible."""
    from hsroute.visible import visible

    typer.echo(f"hsroute: {visible(message)}", err=True)


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


def guarded(command: Callable[P, int]) -> Callable[P, NoReturn]:
    """The command with its return value as exit code, and every failure as the code that stands for it."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> NoReturn:
        color = cast("Color", options.get("color", "auto"))
        raise typer.Exit(_code(lambda: command(*args, **options), color))

    return run


def _code(command: Callable[[], int], color: Color) -> int:
    try:
        code = command()
        sys.stdout.flush()
    except OSError as error:
        return _failed(error)
    except RulesError as error:
        from hsroute.render.problems import print_problems

        print_problems(error.problems, error.text, color, stderr=True)
        return RULES
    except KeyboardInterrupt:
        return INTERRUPTED
    except (typer.Exit, typer.BadParameter):
        raise
    except Exception as error:  # noqa: BLE001 whatever it is, a user gets words and a code
        complain(f"a defect in hsroute: {type(error).__name__}: {error}")
        return DEFECT
    return code


def _open_streams() -> None:
    """A closed standard input is an empty one; without a standard output there is nobody to answer."""
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 open to the end of the run
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
