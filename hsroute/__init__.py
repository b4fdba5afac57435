"""Answers in, the right contact out, by a rules file that people can read.

import hsroute
router = hsroute.load()
route = router.route({"category": "billing"})
route.contact.email
"""

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than a piped `ask` can wait

if TYPE_CHECKING:
    from hsroute.analysis.check_report import Report
    from hsroute.analysis.diff import Difference
    from hsroute.engine.budget import TooBigError
    from hsroute.library import check, diff
    from hsroute.model import Contact, Interval, Question, Rule, Ruleset, Source, Text, Value
    from hsroute.routing.answers import Answer, Error
    from hsroute.routing.explain import Explanation
    from hsroute.routing.load import load, loads
    from hsroute.routing.route import (
        Change,
        Incomplete,
        Invalid,
        NextQuestion,
        NotCovered,
        Route,
        Routed,
        RoutedContact,
        RouteOf,
    )
    from hsroute.routing.router import Router
    from hsroute.rulesfile.problems import Problem, RulesError, Span

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Change",
    "Contact",
    "Difference",
    "Error",
    "Explanation",
    "Incomplete",
    "Interval",
    "Invalid",
    "NextQuestion",
    "NotCovered",
    "Problem",
    "Question",
    "Report",
    "Route",
    "RouteOf",
    "Routed",
    "RoutedContact",
    "Router",
    "Rule",
    "RulesError",
    "Ruleset",
    "Source",
    "Span",
    "Text",
    "TooBigError",
    "Value",
    "check",
    "diff",
    "load",
    "loads",
]

_MODULES = {
    "analysis.diff": "Difference",
    "analysis.check_report": "Report",
    "engine.budget": "TooBigError",
    "library": "check diff",
    "model": "Contact Interval Question Rule Ruleset Source Text Value",
    "routing.answers": "Answer Error",
    "routing.explain": "Explanation",
    "routing.load": "load loads",
    "routing.route": "Change Incomplete Invalid NextQuestion NotCovered Route Routed RoutedContact RouteOf",
    "routing.router": "Router",
    "rulesfile.problems": "Problem RulesError Span",
}
"""The public names of each module; none is imported before it is used."""


def __getattr__(name: str) -> object:
    from importlib import import_module

    for module, names in _MODULES.items():
        if name in names.split():
            value: object = getattr(import_module(f"hsroute.{module}"), name)
            globals()[name] = value
            return value
    raise AttributeError(f"module `hsroute` has no attribute `{name}`")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
