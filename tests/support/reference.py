"""The oracle: the contract's rules of routing, word by word, without masks or diagrams.

Complete answers are {question key: answer name}; `unknown` is an answer of every question that says no value for it.
"""

from __future__ import annotations

from itertools import product

UNKNOWN = "unknown"


def answers_of(question):
    """The names of the answers that a rule can tell apart."""
    names = [value.name for value in question.values]
    return names if question.if_unsure else [*names, UNKNOWN]


def matches(rule, answers):
    """Whether complete answers meet the condition of the rule, or one of a list of them."""
    either = rule.when if isinstance(rule.when, tuple) else [rule.when]
    return any(all(answers[key] in allowed for key, allowed in when.items()) for when in either)


def winner(ruleset, answers):
    """The first rule that matches complete answers; else the `unsure` outcome, if one is unknown; else None."""
    for rule in ruleset.rules:
        if matches(rule, answers):
            return rule
    return ruleset.unsure if UNKNOWN in answers.values() else None


def completions(ruleset, answers):
    """Every way to give the questions without an answer one."""
    open_questions = [question for question in ruleset.questions if question.key not in answers]
    for names in product(*map(answers_of, open_questions)):
        yield answers | {question.key: name for question, name in zip(open_questions, names, strict=True)}


def outcome(ruleset, answers):
    """(status, rule) of complete answers."""
    rule = winner(ruleset, answers)
    return ("routed" if rule and rule.contact else "not_covered"), rule and rule.id


def outcomes(ruleset, answers):
    """Every outcome that the answers can still have."""
    return {outcome(ruleset, complete) for complete in completions(ruleset, answers)}


def can_change(ruleset, answers, key):
    """Whether two answers to an open question, the other open answers equal, give different routes."""
    question = next(question for question in ruleset.questions if question.key == key)
    for rest in completions(ruleset, answers | {key: None}):
        if len({outcome(ruleset, rest | {key: name}) for name in answers_of(question)}) > 1:
            return True
    return False


def next_question(ruleset, answers):
    """The first open question that can change the route; None when the route is settled."""
    open_keys = (question.key for question in ruleset.questions if question.key not in answers)
    return next((key for key in open_keys if can_change(ruleset, answers, key)), None)


def decided(ruleset, answers):
    """The answered questions that could change the route when only those before them were answered."""
    asked = [question.key for question in ruleset.questions if question.key in answers]
    before = [{key: answers[key] for key in asked[:place]} for place in range(len(asked))]
    return [key for key, known in zip(asked, before, strict=True) if can_change(ruleset, known, key)]
