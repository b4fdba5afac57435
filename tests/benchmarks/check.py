"""`python -m tests.benchmarks.check`: what checking the shipped rules costs beside yamllint on the same file."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from pathlib import Path

from hsroute.load import shipped_rules
from tests.benchmarks.pairs import paired
from tests.program import environment

YAMLLINT = "import sys; from yamllint.cli import run; sys.exit(run())"
HSROUTE = "from hsroute.cli import main; main()"
MOST = 1.5
"""The ratio of the medians that is still good."""


def main():
    """Whole processes of the same interpreter; says what is missing where yamllint is not installed."""
    try:
        from yamllint import APP_VERSION
    except ImportError:
        return "yamllint is missing: python -m pip install yamllint"
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(shutil.copy(shipped_rules(), folder))
        env = environment(PYTHONPATH=str(Path(__file__).parent.parent.parent))
        first = [sys.executable, "-c", HSROUTE, "check", rules]
        second = [sys.executable, "-c", YAMLLINT, rules]
        pairs = paired(first, second, env=env)
    print(f"Python {platform.python_version()}, yamllint {APP_VERSION}; medians, median ratio (least to most)")
    print(f"hsroute check to yamllint, {rules.name}: {pairs}; good is at most {MOST}")
    return None


if __name__ == "__main__":
    sys.exit(main())
