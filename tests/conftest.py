"""What holds for every test: golden files, which `pytest --reset` writes anew; examples, signals and processes."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support import fork_server
from tests.support.laws import FEW, MANY

# No bound on the time of an example: a machine may be busy. Build servers try the same examples every time, so that a
# failure there is one of the change; everywhere else every run tries new ones. Every night there are `many`.
settings.register_profile("new", deadline=None, max_examples=FEW, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("many", settings.get_profile("new"), max_examples=MANY)
settings.register_profile("same", settings.get_profile("new"), derandomize=True)
settings.load_profile("same" if os.environ.get("CI") else "new")


def pytest_addoption(parser):
    parser.addoption("--reset", action="store_true", help="write the golden files anew instead of comparing with them")


STARTING = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"}
"""What the interpreter calls it when a process is started."""

may_start = True
"""Whether what runs may start a process."""


GARBAGE = 10_000
"""How many objects more than there were may be left before garbage is looked for among them."""


def pytest_configure():
    _hand_down_no_ignored_signal()
    if fork_server.AVAILABLE:
        sys.addaudithook(_refuse_unmarked)


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Look for garbage rarely, and not among the thousands of tests, which are all kept to the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(GARBAGE, 20, 20)
        gc.enable()


def _hand_down_no_ignored_signal():
    """What is to be ignored here, as by nohup, a child is not to ignore: it inherits that, but not a function."""
    for name in ("SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGPIPE", "SIGXFSZ"):
        number = getattr(signal, name, None)
        if number and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


def _refuse_unmarked(event, arguments):
    """Keep `-m "not process"` as quick as it says."""
    if event in STARTING and not may_start and fork_server.__name__ not in (arguments[1:2] or [()])[0]:
        raise AssertionError("a test that starts a process is to be marked `process`")


def pytest_collection_modifyitems(items):
    folder = Path(__file__).parent / "process"
    for item in items:
        if item.path.parent == folder:
            item.add_marker("process")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    global may_start  # noqa: PLW0603 a hook of the interpreter cannot be handed it
    may_start = item.get_closest_marker("process") is not None
    try:
        return (yield)
    finally:
        may_start = True


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Golden files are written by one process, all else is run by as many as there are processors."""
    return 0 if config.getoption("--reset") else os.cpu_count()


@pytest.fixture
def golden(request):
    """Hold a text to the golden file of that path, the whole of it."""

    def compare(path, text):
        if request.config.getoption("--reset"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"{path.name} is missing; `pytest --reset` writes it"
        assert text == path.read_text(encoding="utf-8")

    return compare
