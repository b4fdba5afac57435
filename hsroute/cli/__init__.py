"""The program: load, call, render, exit. The only room that knows typer."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """The program `hsroute`. Interrupting it while it starts shows no traceback."""
    try:
        from hsroute.cli.exits import run_program

        run_program(_run)
    except KeyboardInterrupt:
        raise SystemExit(130) from None  # as `exits` has it, which may not be imported yet


def _run() -> None:
    """Run the program without typer where that will do: typer is most of the start-up."""
    from hsroute.cli.fast_ask import plain_ask

    code = plain_ask(sys.argv[1:])
    if code is None:
        from hsroute.cli.app import app
        from hsroute.cli.completion import mend_bash_words

        mend_bash_words(os.environ)
        app(prog_name="hsroute")
    raise SystemExit(code)
