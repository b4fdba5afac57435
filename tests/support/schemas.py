"""Holds what commands print as JSON to the schemas that `hsroute show --format schema` prints."""

from __future__ import annotations

import json
from functools import cache
from itertools import islice

PRINTED = {
    "ask": "route",
    "explain": "explanation",
    "check": "check-report",
    "test": "test-report",
    "diff": "difference",
}
"""The definition for each command."""

LOOKED_AT = 20
"""How many values of an array or a stream are held to it."""


@cache
def part(definition):
    """The validator of one definition."""
    from jsonschema import Draft7Validator

    from hsroute.export.schemas.rules_file import schema

    whole = {"$ref": f"#/definitions/{definition}", "definitions": schema()["definitions"]}
    return Draft7Validator(whole, format_checker=Draft7Validator.FORMAT_CHECKER)


def conform(words, out):
    """Raises AssertionError where a run printed JSON that is not of the schema of its command."""
    command = next(iter(words), None)
    if command in PRINTED and out.startswith(("{", "[")):
        for value in islice(values(out), LOOKED_AT):
            wrong = [error.message for error in part(PRINTED[command]).iter_errors(value)]
            assert not wrong, (value, wrong)


def values(out):
    """The values of one JSON text, or of one in each line; what is no JSON is left to the tests that expect it."""
    try:
        whole = json.loads(out)
    except ValueError:
        for line in out.splitlines():
            try:
                yield json.loads(line)
            except ValueError:
                return
    else:
        yield from whole if isinstance(whole, list) else [whole]
