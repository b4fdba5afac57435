"""Runs of the program in forks of one process that has imported it, which spares every run the start of Python.

`ForkServer` is the end in the process of the tests; `python -m tests.support.fork_server` is the other. Two messages go
over the socket between them for every run: the request with the three standard streams, and how the run ended.
"""

from __future__ import annotations

import atexit
import gc
import inspect
import io
import json
import os
import pkgutil
import re
import select
import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import cache
from importlib import import_module

AVAILABLE = hasattr(os, "fork") and hasattr(socket, "send_fds")

READ_AT_START = re.compile("PYTHON|LC_|LANG")
"""How the variables begin that the interpreter reads when it starts: a fork cannot have others than its parent."""

IMPORTED_LATE = (
    *("encodings.ascii", "json.decoder", "json.encoder", "typer.completion", "typer.main", "typer.rich_utils"),
    *("typer._click.decorators", "typer._click._textwrap"),
    *("importlib.readers", "importlib.resources.readers", "termios"),
    *(f"rich.{name}" for name in ("box", "cells", "columns", "markup", "measure", "padding", "panel", "table", "tree")),
)
"""What the program imports beside its own modules while it runs."""

MOST_STREAMS = 253
"""How many descriptors a message may have, to Linux."""

MOST_RUNS = 100
"""How many runs are made in one fork: the memory that a run writes to is copied once for all of them."""

IN_TURN, NO_MORE = 250, 251
"""The codes of a fork that ends between two runs: after the last that it makes, and because no more are wanted."""

AT_START = sys.stdin, sys.stdout, sys.stderr
"""The streams that the interpreter opened."""

WARM = 8
"""How often the rules and the commands are read ahead: from then on the interpreter runs that code faster."""


class ForkServer:
    """Starts at the first run, and ends with the process that it serves; a run beside another takes a server more."""

    def __init__(self, environ, folder):
        self._environ, self._folder, self._last = environ, folder, None

    def gives(self, environ):
        """Whether a run with that environment is to the byte what a process of its own gives."""
        return AVAILABLE and _read_at_start(environ) == _read_at_start(self._environ)

    def run(self, words, streams, environ, folder, bounds=()):
        """A run that has begun, with these three descriptors as its standard streams."""
        return self.run_all([words], streams, environ, folder, bounds)

    def run_all(self, runs, streams, environ, folder, bounds=()):
        """Runs one after the other in one fork, with three descriptors for each, and one to which all codes go.

        The bounds are those of all together, and the code is that of the last.
        """
        if not self._last or self._last.is_under_way:
            self._start()
        request = [[[*map(os.fspath, words)] for words in runs], environ, os.fspath(folder), bounds]
        message = json.dumps(request).encode()
        socket.send_fds(self._connection, [len(message).to_bytes(4, "big")], streams)
        self._connection.sendall(message)
        self._last = Run(int(self._reports.readline()), self._reports)
        return self._last

    def _start(self):
        self._connection, other = socket.socketpair()
        self._reports = self._connection.makefile("rb", buffering=0)  # so that select sees all that is to be read
        command = [sys.executable, "-m", __name__, str(other.fileno())]
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        options = {"env": self._environ, "cwd": self._folder, "pass_fds": [other.fileno()], "start_new_session": True}
        process = subprocess.Popen(command, **streams, **options)
        other.close()
        atexit.register(_end, self._reports, self._connection, process)


def _end(reports, connection, process):
    reports.close()
    connection.close()
    process.wait()


class Run:
    """One run, under way until its code is asked for; a signal that ended it is negative, as subprocess has it."""

    def __init__(self, pid, reports):
        self.pid, self._reports, self.is_under_way = pid, reports, True

    def has_ended(self):
        """Whether its code can be had without waiting."""
        return not self.is_under_way or bool(select.select([self._reports], [], [], 0)[0])

    def code(self):
        code = int(self._reports.readline())
        self.is_under_way = False
        return code


def _read_at_start(environ):
    return {name: value for name, value in environ.items() if READ_AT_START.match(name)}


# The other end.


def serve(connection):
    """Have runs made in a fork, and in the next where that has made its share, or a run ended it."""
    while True:
        child = os.fork()
        if child == 0:
            make_runs(connection)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code == NO_MORE:
            os._exit(0)
        if code != IN_TURN:  # a run ended it
            connection.sendall(f"{code}\n".encode())


def make_runs(connection):
    """Each run is made here, but for one at a terminal or with bounds, which has a fork of its own."""
    for _ in range(MOST_RUNS):
        streams, *_, bounds = request = received(connection)
        if bounds or os.isatty(streams[0]):
            code = code_of_fork(connection, request)
        else:
            connection.sendall(f"{os.getpid()}\n".encode())
            code = be_the_program(*request)
        connection.sendall(f"{code}\n".encode())
    os._exit(IN_TURN)


def code_of_fork(connection, request):
    """The exit code of a fork that is the program."""
    child = os.fork()
    if child == 0:
        connection.close()
        os._exit(be_the_program(*request))
    streams, *_ = request
    for stream in streams:
        os.close(stream)
    connection.sendall(f"{child}\n".encode())
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def received(connection):
    """The next request, with the descriptors that it brings."""
    size, streams, *_ = socket.recv_fds(connection, 4, MOST_STREAMS)
    if not size:
        os._exit(NO_MORE)
    message = b""
    while len(message) < int.from_bytes(size, "big"):
        message += connection.recv(1 << 16)
    return streams, *json.loads(message)


def be_the_program(streams, runs, environ, folder, bounds):
    """What `python -m hsroute` does, once for each run; the exit code is that of the last."""
    from tests.support.bounds import bind

    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(folder)
    sys.path[0] = folder
    if bounds:
        bind(*bounds)
    of_runs, codes = streams[: 3 * len(runs)], streams[3 * len(runs) :]
    for number, words in enumerate(runs):
        code = end_of_run(words, of_runs[3 * number : 3 * number + 3])
        for stream in codes:
            os.write(stream, bytes([code]))
    for stream in codes:
        os.close(stream)
    return code


def end_of_run(words, streams):
    """The exit code of a run, from the first line of the program to the end of the interpreter."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    if os.isatty(0):
        take_terminal()
    sys.stdin = sys.__stdin__ = standard_stream(0)
    sys.stdout = sys.__stdout__ = standard_stream(1)
    sys.stderr = sys.__stderr__ = standard_stream(2)
    sys.argv = [import_module("hsroute").__file__.replace("__init__", "__main__"), *words]
    code = end_of_interpreter(end_of_program())
    let_go_of_streams()
    return code


def let_go_of_streams():
    """Whoever reads what a run wrote finds its end, and nothing that it did not come to write gets to the next."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    os.close(nothing)
    for stream in {sys.stdin, sys.stdout, sys.stderr, sys.__stdin__, sys.__stdout__, sys.__stderr__} - {None}:
        with suppress(ValueError):  # the program took it apart
            stream.close()


def take_terminal():
    """Make the terminal at standard input that of this process: its keys are signals, and its end is one."""
    import fcntl
    import termios

    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def standard_stream(number):
    """A stream as the interpreter opens it, with the encoding that it found for the one of this process."""
    like = AT_START[number]
    buffered = open(number, "wb" if number else "rb", closefd=False)  # noqa: SIM115 it is open to the end
    buffered.raw.name = like.name
    by_line = number == 2 or os.isatty(number)
    stream = io.TextIOWrapper(buffered, like.encoding, like.errors, newline="\n", line_buffering=by_line)
    stream.mode = "w" if number else "r"
    return stream


def end_of_program():
    """The exit code, as the interpreter finds it."""
    try:
        import_module("hsroute.cli").main()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
    except BaseException:  # noqa: BLE001 whatever it is, this process ends here
        sys.excepthook(*sys.exc_info())
    else:
        return 0
    return 1


def end_of_interpreter(code):
    """What is written late is written still; where that fails the interpreter has a code of its own."""
    atexit._run_exitfuncs()
    for stream in (sys.stderr, sys.stdout):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError:
            code = 120 if stream is sys.stdout else code
    return code & 0xFF


def read_ahead():
    """The nodes of the shipped files are there when a run reads one of them, which is half of a short run."""
    from hsroute.rulesfile import files, yaml_parser

    read, paths = yaml_parser.read, files.shipped_rules().parent.glob("*.yaml")
    nodes = {text: read(*text) for text in ((path.read_bytes(), str(path)) for path in paths)}
    yaml_parser.read = lambda *text: nodes.get(text) or read(*text)


def import_all():
    """Whatever a run can need; what the commands take is found out once, which is most of what typer does in a run."""
    import typer.main

    import hsroute

    params = cache(typer.main.get_params_from_function)
    typer.main.get_params_from_function = lambda function: params(inspect.unwrap(function))
    read_ahead()

    for module in pkgutil.walk_packages(hsroute.__path__, "hsroute."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    for name in IMPORTED_LATE:
        import_module(name)
    import_module("tests.support.bounds")
    import_module("rich.cells").cell_len("\u4e00")  # which imports how wide characters are
    for _ in range(WARM):
        hsroute.load()
        typer.main.get_command(import_module("hsroute.cli.app").program())
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    import_all()
    serve(socket.socket(fileno=int(sys.argv[1])))
