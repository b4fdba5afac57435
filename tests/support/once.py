"""What takes long to make is made once for all processes that run the tests at the same time."""

from __future__ import annotations

import os
import time


def made_once(name, folders, make):
    """The folder of that name, which the first process that wants it makes; the others wait until it is done."""
    base = folders.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    done = folder / "done"
    try:
        folder.mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.1)
    else:
        try:
            make(folder)
        finally:
            done.touch()
    return folder
