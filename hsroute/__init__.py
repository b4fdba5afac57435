"""Answers in, the right contact out, by a rules file that people can read.

import hsroute
router = hsroute.load()
route = router.route({"category": "billing"})
route.contact.email
"""

TYPE_CHECKING = False  # as in `typing`, which takes longer to import than a piped `ask` can wait

__version__ = "0.1.0"

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

__all__ = [name for names in _MODULES.values() for name in names.split()]

if TYPE_CHECKING:  # `as` makes a name public for type checkers, which do not work `__all__` out
    from hsroute.analysis.check_report import Report as Report
    from hsroute.analysis.diff import Difference as Difference
    from hsroute.engine.budget import TooBigError as TooBigError
    from hsroute.library import check as check
    from hsroute.library import diff as diff
    from hsroute.model import Contact as Contact
    from hsroute.model import Interval as Interval
    from hsroute.model import Question as Question
    from hsroute.model import Rule as Rule
    from hsroute.model import Ruleset as Ruleset
    from hsroute.model import Source as Source
    from hsroute.model import Text as Text
    from hsroute.model import Value as Value
    from hsroute.routing.answers import Answer as Answer
    from hsroute.routing.answers import Error as Error
    from hsroute.routing.explain import Explanation as Explanation
    from hsroute.routing.load import load as load
    from hsroute.routing.load import loads as loads
    from hsroute.routing.route import Change as Change
    from hsroute.routing.route import Incomplete as Incomplete
    from hsroute.routing.route import Invalid as Invalid
    from hsroute.routing.route import NextQuestion as NextQuestion
    from hsroute.routing.route import NotCovered as NotCovered
    from hsroute.routing.route import Route as Route
    from hsroute.routing.route import Routed as Routed
    from hsroute.routing.route import RoutedContact as RoutedContact
    from hsroute.routing.route import RouteOf as RouteOf
    from hsroute.routing.router import Router as Router
    from hsroute.rulesfile.problems import Problem as Problem
    from hsroute.rulesfile.problems import RulesError as RulesError
    from hsroute.rulesfile.problems import Span as Span


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
