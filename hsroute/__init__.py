"""Answers in, the right contact out, by a rules file that people can read.

import hsroute
router = hsroute.load()
route = router.route({"category": "billing"})
route.contact.email
"""

from hsroute.model import Contact, Question, Rule, Ruleset, Value
from hsroute.routing.load import load
from hsroute.routing.route import Change, NextQuestion, Route, RoutedContact
from hsroute.routing.router import Router
from hsroute.rulesfile.problems import Problem, RulesError

__version__ = "0.1.0"

__all__ = [
    "Change",
    "Contact",
    "NextQuestion",
    "Problem",
    "Question",
    "Route",
    "RoutedContact",
    "Router",
    "Rule",
    "RulesError",
    "Ruleset",
    "Value",
    "load",
]
