"""The program: load, call, render, exit. The only room that knows typer.

Nothing is imported before `main` runs: an interrupt until then would show a traceback.
"""


def main() -> None:
    """The program `hsroute`. Interrupting it while it starts ends it in silence."""
    import _signal  # type: ignore[import-not-found] # the part of `signal` that Python has imported already

    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)  # until `exits` heeds signals

    from hsroute.cli.exits import run_program

    run_program(_run)


def _run() -> None:
    """Run the program without typer where that will do: typer is most of the start-up."""
    import sys

    from hsroute.cli.fast_ask import plain_ask

    code = plain_ask(sys.argv[1:])
    if code is None:
        from hsroute.cli.app import program
        from hsroute.cli.completion import serve_shells

        serve_shells()
        program(sys.argv[1:])(prog_name="hsroute")
    raise SystemExit(code)
