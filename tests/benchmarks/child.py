"""Runs one command, and says as JSON how it ended, how many seconds it took, how many of them a processor
worked for it, and how many MiB it held at its most.

A program of its own, and a small one: the peak that Linux gives for a process counts what its parent held when it was
started.
"""

import json
import os
import subprocess
import sys
import time

MEBIBYTE = (1 << 20) if sys.platform == "darwin" else (1 << 10)
"""In the unit of the peak, which is a kibibyte except on macOS."""


def main(command, given, written):
    with open(given, "rb") as ahead, open(written, "wb") as behind:  # noqa: PTH123 pathlib takes time to start
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=ahead, stdout=behind, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    busy = usage.ru_utime + usage.ru_stime
    print(json.dumps([process.returncode, seconds, busy, usage.ru_maxrss / MEBIBYTE]))


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
