"""A program at a pseudo-terminal, without the pauses that pexpect makes for programs that are not waited for."""

from __future__ import annotations

import pexpect


def spawn(command, *words, **options):
    """The program, to be typed to when its prompt is there."""
    child = pexpect.spawn(command, [*words], **{"timeout": 20, **options})
    child.delaybeforesend = None
    child.ptyproc.delayafterclose = 0
    return child


def code(child):
    """The exit code of a program whose terminal is at its end."""
    child.wait()
    child.close()
    return child.exitstatus
