"""Between the names that the oracle speaks of and the numbers that the engine has for them."""

from __future__ import annotations

from hsroute.engine.masks import GAP, MISSING, UNSURE


def state_of(ruleset, answers):
    """The state of answers, given as {question key: answer name}."""
    return tuple(
        question.answers.index(answers[question.key]) if question.key in answers else MISSING
        for question in ruleset.questions
    )


def outcome_of(ruleset, rule):
    """What the engine calls the winner that the oracle found."""
    if rule is None:
        return GAP
    return UNSURE if rule == ruleset.unsure else ruleset.rules.index(rule)


def keys(ruleset, numbers):
    return [ruleset.questions[number].key for number in numbers]


def names(ruleset, answers):
    """Answers by name, from the numbers of questions and answers."""
    return {ruleset.questions[number].key: ruleset.questions[number].answers[answer] for number, answer in answers}
