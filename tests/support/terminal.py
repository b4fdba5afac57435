"""A program at a pseudo-terminal, without the pauses that pexpect makes for programs that are not waited for."""

from __future__ import annotations

import fcntl
import os
import struct
import sys
import termios

import pexpect
import ptyprocess

from tests.support.program import FORKS, ROOT


def spawn(command, *words, **options):
    """The program, to be typed to when its prompt is there."""
    return without_pauses(pexpect.spawn(command, [*words], **{"timeout": 20, **options}))


def hsroute(*words, env, **options):
    """Ours, in that environment: as a fork, where that gives the same."""
    kind = _ForkSpawn if FORKS.gives(env) else pexpect.spawn
    command = ["-m", "hsroute", *map(str, words)]
    return without_pauses(kind(sys.executable, command, timeout=20, env=env, cwd=str(ROOT), **options))


def without_pauses(child):
    child.delaybeforesend = None
    child.ptyproc.delayafterclose = 0
    return child


def code(child):
    """The exit code of a program whose terminal is at its end."""
    child.wait()
    child.close()
    return child.exitstatus


class _ForkSpawn(pexpect.spawn):
    """A program that is a fork; pexpect makes the terminal and the process here."""

    def _spawnpty(self, args, *, env, cwd, echo, dimensions, **_):
        ours, its = os.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", *dimensions, 0, 0))
        if not echo:
            modes = termios.tcgetattr(its)
            modes[3] &= ~termios.ECHO
            termios.tcsetattr(its, termios.TCSANOW, modes)
        run = FORKS.run(map(os.fsdecode, args[3:]), (its, its, its), env, cwd)
        os.close(its)
        return _Fork(run, ours)


class _Fork(ptyprocess.PtyProcess):
    """The same for a process that is the child of another, which tells how it ended."""

    def __init__(self, run, terminal):
        super().__init__(run.pid, terminal)
        self._run = run

    def isalive(self):
        if not self.terminated and self._run.has_ended():
            self.wait()
        return not self.terminated

    def wait(self):
        if not self.terminated:
            code = self._run.code()
            self.exitstatus, self.signalstatus = (None, -code) if code < 0 else (code, None)
            self.terminated = True
        return self.exitstatus
