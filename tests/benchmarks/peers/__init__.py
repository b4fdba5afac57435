"""The others: each decides the rules of a Ruleset, in a form made from it, as its own documents recommend.

A module of this package has `decider(ruleset, today)`. It gives a function that takes one record of complete answers
and gives the id of a contact, or None where nobody is. All of them trust their input: that an answer is one of the
named values, a date of the calendar or an address is checked by hsroute alone.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple


class Peer(NamedTuple):
    """Somebody else's way to decide."""

    name: str
    package: str
    module: str
    dates: str
    """How dates get into its rules."""

    def missing(self):
        """What has to be done before it can take part, in words; None when nothing has."""
        return missing(self.package)

    def decider(self, ruleset, today):
        return import_module(f"{__name__}.{self.module}").decider(ruleset, today)


def missing(package):
    """What to do where a package is not installed, in words; None where it is."""
    try:
        version(package)
    except PackageNotFoundError:
        return f"{package} is missing: python -m pip install {package}"
    return None


DAYS = "days from today, counted before the call"
TEXTS = "compared as text with the first and the last day of a span"

PEERS = (
    Peer("zen-engine (decision table)", "zen-engine", "gorules", DAYS),
    Peer("CEL (one compiled expression)", "common-expression-language", "cel_expression", TEXTS),
    Peer("rule-engine (chain)", "rule-engine", "rule_chain", DAYS),
    Peer("business-rules", "business-rules", "venmo_rules", DAYS),
    Peer("json-logic", "json-logic-qubit", "json_logic_chain", TEXTS),
)
