"""`python -m tests.benchmarks [SECTION…]`: what hsroute costs, beside others that do the same or less.

Nothing is installed by it: `python -m pip install -e '.[dev,bench]'` does that, and what is missing is said and left
out. Absolute times are those of one machine on one day. The ratios are what to look at: contestants take turns, a ratio
is of the same round, and in brackets are the least and the most over the rounds. All ratios are of processor time, so
that other work on the machine disturbs them little; everything that a promise names uses one core.
"""

from __future__ import annotations

import argparse
from importlib import import_module

from tests.benchmarks.report import Promise, table

SECTIONS = ("startup", "route", "answers", "threads", "stream", "forms", "growth", "check", "commands", "rows", "page")
BY_NAME = ("soak",)
"""Sections that run only when they are named: they take long."""


def main():
    options = arguments()
    promises = []
    for name in options.sections or SECTIONS:
        print(f"## {name}\n", flush=True)
        for said in import_module(f"{__package__}.{name}").section(options):
            if isinstance(said, Promise):
                promises.append(said)
            else:
                print(said, flush=True)
        print()
    if promises:
        print("## promises")
        print("\n".join(table(("promise", "bound", "measured", ""), [promise.row() for promise in promises])))


def arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.partition("\n\n")[2])
    parser.add_argument(
        "sections",
        nargs="*",
        metavar="SECTION",
        help=f"any of {', '.join(SECTIONS)}, which are run by default, or {', '.join(BY_NAME)}",
    )
    parser.add_argument("--rounds", type=int, help="how often everything is measured; each section has its own default")
    parser.add_argument("--lines", type=int, default=1_000_000, help="lines of the stream (default: %(default)s)")
    parser.add_argument("--rules", action="append", metavar="FILE", help="a rules file to route answers by as well")
    options = parser.parse_args()
    if unknown := set(options.sections) - {*SECTIONS, *BY_NAME}:
        parser.error(f"no section `{unknown.pop()}`; there are {', '.join((*SECTIONS, *BY_NAME))}")
    return options


if __name__ == "__main__":
    main()
