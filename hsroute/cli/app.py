"""The commands and their options, as typer reads them."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Final, NoReturn

import typer

from hsroute.cli.commands.ask import ask
from hsroute.cli.commands.check import check
from hsroute.cli.commands.diff import diff
from hsroute.cli.commands.explain import explain
from hsroute.cli.commands.new import new
from hsroute.cli.commands.show import show
from hsroute.cli.commands.test import test
from hsroute.cli.exits import WrongUsageError, exit_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def _guarded(command: Callable[..., int]) -> Callable[..., NoReturn]:
    """The command, with its return value as the exit code, and every failure turned into its code."""

    @wraps(command)
    def run(**options: Any) -> NoReturn:
        try:
            code = exit_code(lambda: command(**options), options["color"])
        except WrongUsageError as error:
            raise typer.BadParameter(str(error), param_hint=error.where) from None
        raise typer.Exit(code)

    return run


_COMMANDS: Final = (ask, explain, check, test, diff, show, new)

_EXIT_CODES: Final = """\b
Exit codes, the same in every command:
    0  did it
    1  the answer is no: not covered, problems found, a case failed,
       the files differ, some record of several was not routed
    2  wrong usage, or invalid answers
    3  the rules file cannot be used
    4  more answers are needed
    5  it could not be proved within the budget
   70  a defect in hsroute
   74  reading or writing failed (a missing file too)
  129  the terminal went away
  130  interrupted, or left with q
  141  the reader of the output went away
  143  terminated
"""

_BEGIN: Final = """\
To find out who to contact, type

    hsroute ask

and answer a few questions. Or give the answers at once:

    hsroute ask -a category=billing

Everything else: hsroute --help"""
"""What to print if no command is typed."""


def program(words: Sequence[str] = ()) -> typer.Typer:
    """The program for a command line: with the command that it begins with alone, for typer takes long to make one."""
    app = typer.Typer(
        name="hsroute",
        help="Answer a few questions about a HubSpot account and get the right team and how to reach it.",
        epilog=_EXIT_CODES,
        # Plain help: it has no escape sequences to suppress, and rich is not imported for it.
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(_root)
    typed = [command for command in _COMMANDS if words[:1] == [command.__name__]]
    for command in typed or _COMMANDS:
        # The docstring, with the lines of its examples left alone.
        help = inspect.cleandoc(command.__doc__ or "").replace("For example:\n", "\b\nFor example:\n")
        app.command(help=help)(_guarded(command))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from hsroute import __version__

        typer.echo(f"hsroute {__version__}")
        raise typer.Exit


def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(_BEGIN)
