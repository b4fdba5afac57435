"""A plugin of pytest for mutants: fewer examples, always the same, and no search for a smaller one that fails."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.support import program
from tests.support.fork_server import ForkServer

MOST_SECONDS = 3
"""How much time of the processor a test may take; a mutant that never ends is killed by that."""

MUTANT = "MUTANT_UNDER_TEST"
"""The variable that names the mutant; the code of mutmut obeys it in every process that has it."""


def pytest_configure():
    """Let programs that tests start run the mutant, too, wherever they are started."""
    os.environ["PYTHONPATH"] = str(Path.cwd())
    program._KEPT = (*dict.fromkeys((*program._KEPT, MUTANT, "PYTHONPATH")),)
    program.FORKS = ForkServer(program.environment(), program.ROOT)


def pytest_collection():
    phases = (Phase.explicit, Phase.generate)
    settings.register_profile("quick", settings.get_profile("same"), max_examples=12, phases=phases)
    settings.load_profile("quick")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call():
    is_mutant = "__mutmut_" in os.environ.get(MUTANT, "")
    signal.signal(signal.SIGPROF, _too_long)
    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS if is_mutant else 0)
    try:
        return (yield)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _too_long(*_):
    pytest.exit("this takes too long", returncode=1)
