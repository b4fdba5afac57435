"""The program: load, call, render, exit. The only room that knows typer."""

from __future__ import annotations

import sys

from hsroute.cli.exits import run_program


def main() -> None:
    """The program `hsroute`. What a script calls a thousand times needs no typer, which is most of the start-up."""
    run_program(_run)


def _run() -> None:
    from hsroute.cli.fast_ask import plain_ask

    code = plain_ask(sys.argv[1:])
    if code is None:
        from hsroute.cli.app import app

        app(prog_name="hsroute")
    raise SystemExit(code)
