"""`python -m tests.benchmarks.startup`: what a piped call costs beside an empty typer program."""

from __future__ import annotations

import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.pairs import paired
from tests.program import environment

EMPTY = "import typer\napp = typer.Typer()\n@app.command()\ndef main(): pass\napp()\n"
GIVEN = b'{"category": "billing"}'
CALL = "from hsroute.cli import main\nmain()\n"


def main():
    """Both are started from a file in the same way; the compiled rules are kept after the warm-up, or never."""
    with tempfile.TemporaryDirectory() as folder:
        empty, call = Path(folder, "empty.py"), Path(folder, "call.py")
        empty.write_text(EMPTY, "utf-8")
        call.write_text(CALL, "utf-8")
        env = environment(PYTHONPATH=str(Path(__file__).parent.parent.parent))
        print(f"Python {platform.python_version()}, typer {version('typer')}; medians, median ratio (least to most)")
        for words, kept in (("compiled rules kept", {"XDG_CACHE_HOME": folder}), ("rules compiled each time", {})):
            commands = [sys.executable, call, "ask"], [sys.executable, empty]
            print(f"{words}: {paired(*commands, given=GIVEN, env={**env, **kept})}")


if __name__ == "__main__":
    main()
