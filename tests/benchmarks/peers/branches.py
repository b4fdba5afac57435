"""The rules of a Ruleset, taken apart for those who have no questions, spans of days or addresses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple


class Condition(NamedTuple):
    """What an answer must be: one of these names or, where there are spans, a day in one of them.

    Where `others` is not empty an address will do as well: whatever is none of those names.
    """

    key: str
    names: tuple = ()
    spans: tuple = ()
    others: tuple = ()


class Branch(NamedTuple):
    """One rule: where all its conditions are true it leads to its contact, unless a rule before it does."""

    contact: str | None
    conditions: tuple


def branches(ruleset):
    """The rules in the file's order."""
    questions = {question.key: question for question in ruleset.questions}
    return tuple(
        Branch(rule.contact, tuple(_condition(questions[key], names) for key, names in rule.when.items()))
        for rule in ruleset.rules
    )


def _condition(question, names):
    dated = question.scale == "days"
    spans = tuple(value.span for value in question.values if dated and value.name in names and value.span)
    if question.person and "yes" in names:
        return Condition(question.key, names, others=tuple(name for name in question.names if name not in names))
    if spans and len(spans) < len(names):
        raise ValueError(f"the condition on `{question.key}` names both days and other values")
    return Condition(question.key, spans=spans) if spans else Condition(question.key, names)


def days_of(span, today):
    """The first and the last day of a span as texts; texts that are no dates lie outside every span."""
    first = date.min if span.first is None else today + timedelta(span.first)
    last = date.max if span.last is None else today + timedelta(span.last)
    return first.isoformat(), last.isoformat()


def dated_keys(ruleset):
    """The questions that a date may answer."""
    return tuple(question.key for question in ruleset.questions if question.scale == "days")


def counter(ruleset, today):
    """A function that adds to a record, for each date in it, the days from today to it, as `KEY_days`."""
    keys = [(key, days_key(key)) for key in dated_keys(ruleset)]
    from_text, start = date.fromisoformat, today.toordinal()

    def count(record):
        found = {}
        for key, days in keys:
            given = record.get(key)
            if given and given[0].isdigit():
                found[days] = from_text(given).toordinal() - start
        return {**record, **found} if found else record

    return count


def days_key(key):
    return f"{key}_days"
