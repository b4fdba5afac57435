"""Answers in, the right contact out, by a rules file that people can read.

import hsroute
router = hsroute.load()
route = router.route({"category": "billing"})
route.contact.email
"""

from hsroute.engine.budget import TooBigError
from hsroute.library import check, diff
from hsroute.model import Contact, Interval, Origin, Question, Rule, Ruleset, Text, Value
from hsroute.routing.answers import Answer, Error
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
    "Error",
    "Incomplete",
    "Interval",
    "Invalid",
    "NextQuestion",
    "NotCovered",
    "Origin",
    "Problem",
    "Question",
    "Route",
    "RouteOf",
    "Routed",
    "RoutedContact",
    "Router",
    "Rule",
    "RulesError",
    "Ruleset",
    "Span",
    "Text",
    "TooBigError",
    "Value",
    "check",
    "diff",
    "load",
    "loads",
]
