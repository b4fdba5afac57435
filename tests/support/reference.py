"""The oracle: the contract's rules of routing, word by word, without masks or diagrams."""

from __future__ import annotations

from itertools import product


def winner(ruleset, values):
    """The first rule that matches complete answers, given as {question key: value name}."""
    for rule in ruleset.rules:
        if all(values[key] in allowed for key, allowed in rule.when.items()):
            return rule
    return None


def completions(ruleset, answers):
    """Every way to give the questions without an answer one."""
    open_questions = [question for question in ruleset.questions if question.key not in answers]
    for names in product(*(question.names for question in open_questions)):
        yield answers | {question.key: name for question, name in zip(open_questions, names, strict=True)}


def outcome(ruleset, answers):
    """(status, rule) of answers in which every question has a value name, or None for unknown."""
    known = {key: name for key, name in answers.items() if name is not None}
    winners = [winner(ruleset, values) for values in completions(ruleset, known)]
    contacts = {rule and rule.contact for rule in winners}
    if len(contacts) == 1:
        first = next((rule for rule in ruleset.rules if rule in winners), None)
        return ("routed" if contacts != {None} else "not_covered"), first and first.id
    return ("routed", "unsure") if ruleset.unsure else ("not_covered", None)


def can_change(ruleset, answers, key):
    """Whether two values of an open question, the other open answers equal, give different routes."""
    question = next(question for question in ruleset.questions if question.key == key)
    others = [other for other in ruleset.questions if other.key not in answers and other.key != key]
    for names in product(*(other.names for other in others)):
        rest = answers | {other.key: name for other, name in zip(others, names, strict=True)}
        if len({outcome(ruleset, rest | {key: name}) for name in question.names}) > 1:
            return True
    return False


def next_question(ruleset, answers):
    """The first open question that can change the route; None when the route is settled."""
    open_keys = (question.key for question in ruleset.questions if question.key not in answers)
    return next((key for key in open_keys if can_change(ruleset, answers, key)), None)
