"""`hsroute show`: the rules as a picture or in another form."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from hsroute.cli import options
from hsroute.cli.guard import DID_IT


def show(
    format: Annotated[Literal["yaml"], typer.Option("--format", help="yaml is the rules file itself.")] = "yaml",
    rules: options.Rules = None,
) -> int:
    """Show the rules: `--format yaml` prints the file, to start one of your own from."""
    from hsroute.load import shipped_rules

    sys.stdout.buffer.write((rules or shipped_rules()).read_bytes())
    return DID_IT
