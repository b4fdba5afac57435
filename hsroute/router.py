"""Answers to routes: the front door of the library."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from hsroute.answers import Answer, Error, read_answer, unknown_question, value_on
from hsroute.decision import MISSING, UNKNOWN, UNSURE, Decider
from hsroute.model import Rule
from hsroute.route import Change, NextQuestion, Route, RoutedContact
from hsroute.texts import both, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hsroute.decision import Decision
    from hsroute.model import Lang, Question, Ruleset
    from hsroute.route import Status

Answers = dict[int, Answer]
"""Answers by the number of their question."""

ID: Final = "id"
"""The key of a record that is no answer and is carried through."""


class Router:
    """Routes answers by the rules of one file."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.decider = Decider(ruleset)
        self._numbers = {question.key: number for number, question in enumerate(ruleset.questions)}
        self._borders = tuple(_borders(question) for question in ruleset.questions)

    def route(
        self,
        answers: Mapping[str, object],
        today: date | None = None,
        lang: Lang = "en",
        standing: Mapping[str, object] | None = None,
    ) -> Route:
        """Where these answers lead on that day (else the local date); the texts in that language.

        An answer is the name of a value; True or False for yes and no; None for "I don't know"; a date written
        YYYY-MM-DD where the question covers days, counted from today, both ends of a span included; an e-mail
        address where the question is about a person. A key that is not there is not answered yet; `id` is no
        answer. `standing` answers hold where the others are silent, and never count as unused. Wrong answers raise
        nothing: they give a route of status `invalid` with all errors in it.
        """
        today = today or date.today()  # noqa: DTZ011 the local date is what is meant
        read = self.read({**standing, **answers} if standing else answers, today, lang)
        accepted = {self._numbers[key]: answer for key, answer in read.items() if isinstance(answer, Answer)}
        if len(accepted) < len(read):
            errors = tuple(error for error in read.values() if isinstance(error, Error))
            return Route("invalid", today, errors=errors)
        route = self._route(dict(sorted(accepted.items())), today, lang)
        return route._replace(unused=tuple(key for key in route.unused if key in answers)) if standing else route

    def read(self, answers: Mapping[str, object], today: date, lang: Lang = "en") -> dict[str, Answer | Error]:
        """Each answer as its question takes it, or why it does not."""
        read: dict[str, Answer | Error] = {}
        for key, given in answers.items():
            if key in self._numbers:
                read[key] = read_answer(self.ruleset.questions[self._numbers[key]], given, today, lang)
            elif key != ID:
                read[str(key)] = unknown_question(key, self._numbers, lang)
        return read

    def _route(self, answers: Answers, today: date, lang: Lang) -> Route:
        decision = self._decide(answers)
        if decision.next is not None:
            asked = self._next_question(self.ruleset.questions[decision.next], lang)
            return Route(
                "incomplete", today, answers=self._given(answers, answers), next=asked, possible=decision.possible
            )
        rule = self._rule(decision)
        return Route(
            status="not_covered" if rule.contact is None else "routed",
            today=today,
            contact=None if rule.contact is None else self._contact(rule.contact, answers, lang),
            alternatives=tuple([self._contact(id, answers, lang) for id in rule.alternatives]),
            rule=rule.id or None,
            because=rule.because.to(lang),
            notes=tuple(self._notes(rule, decision, answers, lang)),
            facts=rule.facts,
            answers=self._given(answers, decision.used),
            unused=tuple([self.ruleset.questions[number].key for number in answers if number not in decision.used]),
            changes=tuple(self._changes(decision, answers, today)),
        )

    def _decide(self, answers: Answers) -> Decision:
        state = [MISSING] * len(self.ruleset.questions)
        for number, answer in answers.items():
            state[number] = answer.value
        return self.decider.decide(tuple(state))

    def _rule(self, decision: Decision) -> Rule:
        """The rule that wins; what comes out without one is given the form of a rule."""
        if decision.outcome >= 0:
            return self.ruleset.rules[decision.outcome]
        if decision.outcome == UNSURE and self.ruleset.unsure:
            unsure = self.ruleset.unsure
            others = tuple(id for id in decision.possible if id != unsure.contact)
            return Rule("unsure", {}, unsure.contact, unsure.because, others, unsure.notes)
        return Rule("", {}, None, both("undecided" if decision.possible else "gap"), decision.possible)

    def _given(self, answers: Answers, numbers: Iterable[int]) -> dict[str, str | None]:
        return {self.ruleset.questions[number].key: answers[number].given for number in numbers}

    def _contact(self, id: str, answers: Answers, lang: Lang) -> RoutedContact:
        contact = self.ruleset.contacts[id]
        source = answers.get(self._numbers[contact.address_from]) if contact.address_from else None
        email = source.address if source and source.address else contact.email
        return RoutedContact(
            id, contact.team.to(lang), email, contact.url, contact.how.to(lang) if contact.how else None
        )

    def _notes(self, rule: Rule, decision: Decision, answers: Answers, lang: Lang) -> Iterator[str]:
        for note in rule.notes:
            yield note.to(lang)
        for number in decision.used:
            if answers[number].given is None and answers[number].value != UNKNOWN:
                question = self.ruleset.questions[number]
                label = question.values[answers[number].value].label.to(lang)
                yield say("taken-for", lang, key=question.key, label=label)
        if not decision.proved:
            yield say("unproved", lang)

    def _next_question(self, question: Question, lang: Lang) -> NextQuestion:
        accepts: list[Literal["date", "email"]] = ["date"] if question.covers_days else []
        return NextQuestion(
            question.key,
            question.ask.to(lang),
            question.help.to(lang) if question.help else None,
            tuple((value.name, value.label.to(lang)) for value in question.values),
            tuple(accepts + (["email"] if question.person else [])),
        )

    # What time changes.

    def _changes(self, now: Decision, answers: Answers, today: date) -> Iterator[Change]:
        last = self._summary(now)
        for day in self._days_of_change(answers, today):
            later = self._on(answers, day)
            summary = ("invalid", None, None) if later is None else self._summary(self._decide(later))
            if summary != last:
                yield Change(day, *summary)
            last = summary

    def _days_of_change(self, answers: Answers, today: date) -> list[date]:
        """Every later day on which a date among the answers enters or leaves a span of days, in order."""
        days: set[int] = set()
        for number, answer in answers.items():
            if answer.date:
                ahead = (answer.date - today).days
                days.update(ahead - border for border in self._borders[number] if border < ahead)
        return [today + timedelta(later) for later in sorted(days) if later <= (date.max - today).days]

    def _on(self, answers: Answers, day: date) -> Answers | None:
        """The answers as they are on that day; None when no span covers one of the dates then."""
        later = dict(answers)
        for number, answer in answers.items():
            if answer.date:
                value = value_on(self.ruleset.questions[number], answer.date, day)
                if value is None:
                    return None
                later[number] = answer._replace(value=value)
        return later

    def _summary(self, decision: Decision) -> tuple[Status, str | None, str | None]:
        if decision.next is not None:
            return "incomplete", None, None
        rule = self._rule(decision)
        return "not_covered" if rule.contact is None else "routed", rule.id or None, rule.contact


def _borders(question: Question) -> frozenset[int]:
    """The numbers of days at which, as they fall, a date enters the next span or leaves the last."""
    borders: set[int] = set()
    for days in (value.days for value in question.values if value.days):
        if days.last is not None:
            borders.add(days.last)
        if days.first is not None:
            borders.add(days.first - 1)
    return frozenset(borders)
