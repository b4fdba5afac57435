"""Bounds of a run on hostile input: its time and memory, its rights, and which parser of YAML it has."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_NOBODY = 65534


class Bounds(NamedTuple):
    seconds: int
    """How much time of the processor the run may take."""

    megabytes: int
    """How much memory it may take, beyond that of the process that it is a fork of."""

    libyaml: bool = True
    as_nobody: bool = False
    bytes_of_a_file: int | None = None
    """How large a file may become."""


def bind(seconds, megabytes, libyaml, as_nobody, bytes_of_a_file):
    """Bind this process."""
    import resource

    from hsroute.rulesfile import yaml_parser

    yaml_parser._parse.__kwdefaults__["fast"] &= libyaml
    if as_nobody and os.geteuid() == 0:
        os.setuid(_NOBODY)
    if bytes_of_a_file is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_of_a_file, bytes_of_a_file))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with suppress(OSError):
        now = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        most = now + megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
