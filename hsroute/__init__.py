"""Answers in, the right contact out, by a rules file that people can read.

import hsroute
router = hsroute.load()
route = router.route({"category": "billing"})
route.contact.email
"""

from hsroute.load import load
from hsroute.model import Contact, Question, Rule, Ruleset, Value
from hsroute.problems import Problem, RulesError
from hsroute.route import Change, NextQuestion, Route, RoutedContact
from hsroute.router import Router

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
