"""jq: all rules as one chain of `if`, in a file; dates of one form compare as text in the same order."""

from __future__ import annotations

import json
import shutil
import subprocess

from tests.benchmarks.peers.branches import branches, days_of

NAME = "jq (the same decision)"


def missing():
    return None if shutil.which("jq") else "jq is missing: it comes with most systems, as the package jq"


def version():
    return subprocess.run(["jq", "--version"], capture_output=True, text=True, check=True).stdout.strip()


def program(ruleset, today):
    """The program: a record in, its id and its contact out."""
    tests = [(when(branch, today), json.dumps(branch.contact)) for branch in branches(ruleset)]
    chain = "\nelif ".join(f"{test} then {contact}" for test, contact in tests)
    return f"{{id, contact: (if {chain}\nelse null end)}}\n"


def when(branch, today):
    return " and ".join(test(condition, today) for condition in branch.conditions) or "true"


def test(condition, today):
    answer = f".{condition.key}"
    if condition.spans:
        days = [map(json.dumps, days_of(span, today)) for span in condition.spans]
        return either(f"{answer} >= {first} and {answer} <= {last}" for first, last in days)
    if condition.others:
        return " and ".join(f"{answer} != {json.dumps(name)}" for name in condition.others)
    return either(f"{answer} == {json.dumps(name)}" for name in condition.names)


def either(tests):
    return f"({' or '.join(tests)})"
