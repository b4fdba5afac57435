"""Answers to routes: the front door of the library."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.answers import Answer, Error, read_answer, unknown_question, value_on
from hsroute.decision import MISSING, UNKNOWN, UNSURE, Decider
from hsroute.model import LANGS, Rule
from hsroute.route import Change, NextQuestion, Route, RoutedContact
from hsroute.texts import both, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hsroute.decision import Decision, State
    from hsroute.model import Lang, Question, Ruleset
    from hsroute.route import Status

Answers = dict[int, Answer]
"""Answers by the number of their question."""

ID: Final = "id"
"""The key of a record that is no answer and is carried through."""

_PLAIN: Final = frozenset((str, bool, type(None)))
_REMEMBERED: Final = 20_000


class Router:
    """Routes answers by the rules of one file."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.decider = Decider(ruleset)
        self._numbers = {question.key: number for number, question in enumerate(ruleset.questions)}
        self._borders = tuple(_borders(question) for question in ruleset.questions)
        self._plain = _plain_answers(ruleset)
        self._missing = [MISSING] * len(ruleset.questions)
        self._addresses = {
            contact.id: self._numbers[contact.address_from]
            for contact in ruleset.contacts.values()
            if contact.address_from
        }
        self._settled: dict[tuple[State, Lang], _Settled] = {}

    def route(
        self,
        answers: Mapping[str, object],
        today: date | None = None,
        lang: Lang = "en",
        standing: Mapping[str, object] | None = None,
    ) -> Route:
        """Where these answers lead on that day (else the local date); the texts in that language.

        An answer is the name of a value; True or False for yes and no; None for "I don't know"; a date, or one
        written YYYY-MM-DD, where the question covers days, counted from today, both ends of a span included; an
        e-mail address where the question is about a person. A key that is not there is not answered yet; `id` is no
        answer. `standing` answers hold where the others are silent, and never count as unused. Wrong answers raise
        nothing: they give a route of status `invalid` with all errors in it. Raises ValueError for a language that is
        neither "en" nor "nb".
        """
        if lang not in LANGS:
            raise ValueError(f"`{lang}` is not a language that hsroute speaks: {', '.join(LANGS)}")
        today = today or date.today()  # noqa: DTZ011 the local date is what is meant
        today = date(today.year, today.month, today.day)
        read = self.read({**standing, **answers} if standing else answers, today, lang)
        accepted: Answers = {}
        for key, answer in read.items():
            if isinstance(answer, Error):
                return Route(
                    "invalid", today, errors=tuple(error for error in read.values() if isinstance(error, Error))
                )
            accepted[self._numbers[key]] = answer
        route = self._route(accepted, today, lang)
        return route._replace(unused=tuple(key for key in route.unused if key in answers)) if standing else route

    def read(self, answers: Mapping[str, object], today: date, lang: Lang = "en") -> dict[str, Answer | Error]:
        """Each answer as its question takes it, or why it does not."""
        read: dict[str, Answer | Error] = {}
        for key, given in answers.items():
            plain = self._plain.get((key, given)) if type(given) in _PLAIN else None
            if plain is not None:
                read[key] = plain
            elif key in self._numbers:
                read[key] = read_answer(self.ruleset.questions[self._numbers[key]], given, today, lang)
            elif key != ID:
                read[str(key)] = unknown_question(key, self._numbers, lang)
        return read

    def _route(self, answers: Answers, today: date, lang: Lang) -> Route:
        state = self._state(answers)
        settled = self._settled.get((state, lang)) or self._settle(state, lang)
        given = {key: answers[number].given for key, number in settled.used}
        if settled.asked is not None:
            return Route("incomplete", today, answers=given, next=settled.asked, possible=settled.possible)
        dated = [number for number, answer in answers.items() if answer.date]
        return Route(
            settled.status,
            today,
            settled.contact and self._addressed(settled.contact, answers),
            tuple([self._addressed(contact, answers) for contact in settled.alternatives]),
            settled.rule,
            settled.because,
            settled.notes + self._taken(settled, answers, lang) if None in given.values() else settled.notes,
            settled.facts,
            given,
            settled.unused,
            tuple(self._changes(state, answers, dated, today)) if dated else (),
        )

    def _state(self, answers: Answers) -> State:
        state = self._missing.copy()
        for number, answer in answers.items():
            state[number] = answer.value
        return tuple(state)

    def _settle(self, state: State, lang: Lang) -> _Settled:
        """What a state leads to, in that language, as far as it does not depend on days and addresses."""
        if len(self._settled) >= _REMEMBERED:
            self._settled.clear()
        decision, rule = self._decide(state)
        given = [number for number, value in enumerate(state) if value != MISSING]
        used = given if decision.next is not None else decision.used
        settled = self._settled[state, lang] = _Settled(
            _status(decision, rule),
            self._contact(rule.contact, lang) if rule.contact else None,
            tuple([self._contact(id, lang) for id in rule.alternatives]),
            rule.id or None,
            rule.because.to(lang),
            tuple([note.to(lang) for note in rule.notes]) + (() if decision.proved else (say("unproved", lang),)),
            rule.facts,
            tuple([(self.ruleset.questions[number].key, number) for number in used]),
            tuple([self.ruleset.questions[number].key for number in given if number not in used]),
            None if decision.next is None else _asked(self.ruleset.questions[decision.next], lang),
            decision.possible,
        )
        return settled

    def _decide(self, state: State) -> tuple[Decision, Rule]:
        """The decision on a state, and the rule that wins; what comes out without one is given the form of a rule."""
        decision = self.decider.decide(state)
        if decision.outcome >= 0:
            return decision, self.ruleset.rules[decision.outcome]
        if decision.outcome == UNSURE and self.ruleset.unsure:
            unsure = self.ruleset.unsure
            others = tuple(id for id in decision.possible if id != unsure.contact)
            return decision, Rule("unsure", {}, unsure.contact, unsure.because, others, unsure.notes)
        because = both("undecided" if decision.possible else "gap")
        return decision, Rule("", {}, None, because, decision.possible)

    def _contact(self, id: str, lang: Lang) -> RoutedContact:
        contact = self.ruleset.contacts[id]
        how = contact.how.to(lang) if contact.how else None
        return RoutedContact(id, contact.team.to(lang), contact.email, contact.url, how)

    def _addressed(self, contact: RoutedContact, answers: Answers) -> RoutedContact:
        """The contact with the address that was given for it, if one was."""
        source = answers.get(self._addresses.get(contact.id, -1))
        return contact._replace(email=source.address) if source and source.address else contact

    def _taken(self, settled: _Settled, answers: Answers, lang: Lang) -> tuple[str, ...]:
        """Says of each answer that is not known and decided all the same what it was taken for."""
        return tuple(
            say("taken-for", lang, key=key, label=self.ruleset.questions[number].values[value].label.to(lang))
            for key, number in settled.used
            if (value := answers[number].value) != UNKNOWN and answers[number].given is None
        )

    def _changes(self, state: State, answers: Answers, dated: list[int], today: date) -> Iterator[Change]:
        last = self._summary(state)
        for day in self._days_of_change(answers, dated, today):
            later = self._state_on(state, answers, dated, day)
            summary = ("invalid", None, None) if later is None else self._summary(later)
            if summary != last:
                yield Change(day, *summary)
            last = summary

    def _days_of_change(self, answers: Answers, dated: list[int], today: date) -> list[date]:
        """Every later day on which a date among the answers enters or leaves a span of days, in order."""
        days: set[int] = set()
        for number in dated:
            ahead = (_day(answers[number]) - today).days
            days.update([ahead - border for border in self._borders[number] if border < ahead])
        last = (date.max - today).days
        return [today + timedelta(later) for later in sorted(days) if later <= last]

    def _state_on(self, state: State, answers: Answers, dated: list[int], day: date) -> State | None:
        """The state as it is on that day; None when no span covers one of the dates then."""
        later = list(state)
        for number in dated:
            value = value_on(self.ruleset.questions[number], _day(answers[number]), day)
            if value is None:
                return None
            later[number] = value
        return tuple(later)

    def _summary(self, state: State) -> tuple[Status, str | None, str | None]:
        settled = self._settled.get((state, "en")) or self._settle(state, "en")
        return settled.status, settled.rule, settled.contact and settled.contact.id


class _Settled(NamedTuple):
    """Where a state leads, in one language: all of a route that depends neither on days nor on addresses."""

    status: Status
    contact: RoutedContact | None
    alternatives: tuple[RoutedContact, ...]
    rule: str | None
    because: str
    notes: tuple[str, ...]
    facts: tuple[str, ...]
    used: tuple[tuple[str, int], ...]
    unused: tuple[str, ...]
    asked: NextQuestion | None
    possible: tuple[str, ...]


def _status(decision: Decision, rule: Rule) -> Status:
    if decision.next is not None:
        return "incomplete"
    return "routed" if rule.contact else "not_covered"


def _asked(question: Question, lang: Lang) -> NextQuestion:
    accepts: list[Literal["date", "email"]] = ["date"] if question.covers_days else []
    return NextQuestion(
        question.key,
        question.ask.to(lang),
        question.help.to(lang) if question.help else None,
        tuple((value.name, value.label.to(lang)) for value in question.values),
        tuple(accepts + (["email"] if question.person else [])),
    )


def _day(answer: Answer) -> date:
    assert answer.date is not None
    return answer.date


def _plain_answers(ruleset: Ruleset) -> dict[tuple[str, object], Answer]:
    """The answers that mean the same on every day: names of values, true and false, null."""
    today = date.min
    plain = {
        (question.key, given): read_answer(question, given, today)
        for question in ruleset.questions
        for given in (*question.names, True, False, None)
    }
    return {place: answer for place, answer in plain.items() if isinstance(answer, Answer)}


def _borders(question: Question) -> frozenset[int]:
    """The numbers of days at which, as they fall, a date enters the next span or leaves the last."""
    borders: set[int] = set()
    for days in (value.days for value in question.values if value.days):
        if days.last is not None:
            borders.add(days.last)
        if days.first is not None:
            borders.add(days.first - 1)
    return frozenset(borders)
