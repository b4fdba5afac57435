"""What the library offers beside a router: reports about rules files, as values."""

from __future__ import annotations

import os
from datetime import date
from os import PathLike
from typing import TYPE_CHECKING, ForwardRef

from hsroute.routing.router import Router
from hsroute.rulesfile.files import contents, ruleset_of, shipped_rules

if TYPE_CHECKING:
    from hsroute.analysis.check_report import Report
    from hsroute.analysis.diff import Difference
    from hsroute.model import Ruleset
else:  # not before they are used
    Report = ForwardRef("__import__('hsroute.analysis.check_report', fromlist='_').Report")
    Difference = ForwardRef("__import__('hsroute.analysis.diff', fromlist='_').Difference")


def check(path: str | PathLike[str] | None = None) -> Report:
    """Every problem of a rules file or cases file, else of the shipped rules, and what is proved about the rules.

    Mistakes raise nothing: they are the `problems` of the report, and lines and columns are counted from 1. Raises
    OSError when a file cannot be read, and RulesError when the rules of a cases file cannot be used.
    """
    from pathlib import Path

    from hsroute.analysis.cases import check_cases, holds_cases, rules_file
    from hsroute.analysis.check import check
    from hsroute.rulesfile.yaml_parser import read

    file = shipped_rules() if path is None else Path(path)
    source = read(contents(file), str(file))
    return check_cases(source, ruleset_of(rules_file(file))) if holds_cases(file) else check(source)


def diff(old: str | PathLike[str] | Router, new: str | PathLike[str] | Router, today: date | None = None) -> Difference:
    """What two rules files, or routers, do differently; shares are from 0 to 1, exactly.

    Dates in examples are counted from `today`, else the local date. `routes` is None when the rules are too intricate
    to tell who is led elsewhere. Raises RulesError when a file cannot be used, and OSError when it cannot be read.
    """
    from hsroute.analysis.diff import diff

    return diff(_rules(old), _rules(new), today or date.today())  # noqa: DTZ011 the local date is what is meant


def _rules(of: str | PathLike[str] | Router) -> Ruleset:
    return of.ruleset if isinstance(of, Router) else ruleset_of(os.fspath(of))
