"""Records that each leave other questions open take memory that is bounded, and time in proportion to their number."""

from __future__ import annotations

import os
import random
import sys

import pytest

from tests.benchmarks.pairs import run
from tests.support.program import environment
from tests.support.sparse import sparse_lines, sparse_rules

pytestmark = [pytest.mark.process, pytest.mark.skipif(os.name == "nt", reason="needs wait4")]

FEW, MANY = 2_000, 8_000


def spent(folder, number):
    """The seconds of the processor, and the most MiB, that so many lines take."""
    lines_file = folder / f"{number}.json"
    lines_file.write_text("".join(sparse_lines(number, random.Random(number))), "utf-8")
    env = environment(XDG_CACHE_HOME=str(folder), HSROUTE_RULES=str(folder / "rules.yaml"))
    ended = run([sys.executable, "-m", "hsroute", "ask", lines_file], env=env)
    assert ended.code == 1
    return ended.busy, ended.peak


@pytest.mark.parametrize("number", [2, 3_000])
def test_sparse_records_take_bounded_memory_and_linear_time(tmp_path, number):
    (tmp_path / "rules.yaml").write_text("".join(sparse_rules(number, random.Random(number))), "utf-8")
    (few, _), (many, most) = spent(tmp_path, FEW), spent(tmp_path, MANY)
    assert many < 2 * few * MANY / FEW
    assert most < 80
