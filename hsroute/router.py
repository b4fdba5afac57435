"""Answers to routes: the front door of the library."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.answers import Answer, Error, read_answer, unknown_question
from hsroute.changes import Changes
from hsroute.decision import MISSING, UNKNOWN, UNSURE, Decider
from hsroute.model import LANGS, Rule
from hsroute.route import NextQuestion, Route, RoutedContact
from hsroute.texts import both, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hsroute.changes import Summary
    from hsroute.decision import Decision, State
    from hsroute.model import Lang, Question, Ruleset
    from hsroute.route import Status

Special = dict[int, Answer]
"""Answers that are more than the name of a value, by the number of their question."""

_Place = tuple[int, int, Answer | None]
"""The number of a question and that of its value, and the answer itself where the value does not tell all of it."""

ID: Final = "id"
"""The key of a record that is no answer and is carried through."""

_PLAIN: Final = frozenset((str, bool, type(None)))
_REMEMBERED: Final = 20_000


class Router:
    """Routes answers by the rules of one file."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.decider = Decider(ruleset)
        self._keys = tuple(question.key for question in ruleset.questions)
        self._numbers = {key: number for number, key in enumerate(self._keys)}
        self._plain = self._plain_answers()
        self._known = date.min, self._plain
        """The answers that were read before, and the day on which they mean what they do."""
        self._missing = [MISSING] * len(ruleset.questions)
        self._addresses = {
            contact.id: self._numbers[contact.address_from]
            for contact in ruleset.contacts.values()
            if contact.address_from
        }
        self._settled: dict[Lang, dict[State, _Settled]] = {lang: {} for lang in LANGS}
        self._changes = Changes(ruleset.questions, self._summary)

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
        if type(today) is not date:
            today = date(today.year, today.month, today.day)
        given = {**standing, **answers} if standing else answers
        state, special = self._accept(given, today)
        if state is None:
            wrong = [error for error in self.read(given, today, lang).values() if isinstance(error, Error)]
            return Route("invalid", today, errors=tuple(wrong))
        route = self._route(state, special, today, lang)
        return route._replace(unused=tuple(key for key in route.unused if key in answers)) if standing else route

    def read(self, answers: Mapping[str, object], today: date, lang: Lang = "en") -> dict[str, Answer | Error]:
        """Each answer as its question takes it, or why it does not."""
        return {
            str(key): read_answer(self.ruleset.questions[self._numbers[key]], given, today, lang)
            if key in self._numbers
            else unknown_question(key, self._numbers, lang)
            for key, given in answers.items()
            if key != ID
        }

    def _accept(self, given: Mapping[str, object], today: date) -> tuple[State | None, Special]:
        """The state that the answers make, and those of them of which it does not tell all; None when one is wrong."""
        day, known = self._known
        if day != today or len(known) > _REMEMBERED:
            known = self._plain.copy()
            self._known = today, known
        state = self._missing.copy()
        special: Special = {}
        for pair in given.items():
            place = known.get(pair) if type(pair[1]) in _PLAIN else None
            if place is None:
                if pair[0] == ID:
                    continue
                place = self._place(*pair, today)
                if place is None:
                    return None, special
                if type(pair[1]) is str:
                    known[pair] = place
            number, state[number], answer = place
            if answer:
                special[number] = answer
        return tuple(state), special

    def _place(self, key: str, given: object, today: date) -> _Place | None:
        """Where in the state an answer belongs; None when it is wrong."""
        number = self._numbers.get(key)
        if number is None:
            return None
        answer = read_answer(self.ruleset.questions[number], given, today)
        if isinstance(answer, Error):
            return None
        told = answer.given == self._name(number, answer.value)
        return number, answer.value, None if told else answer

    def _plain_answers(self) -> dict[tuple[str, object], _Place]:
        """The answers that mean the same on every day: names of values, true and false, null."""
        pairs = [
            (question.key, given)
            for question in self.ruleset.questions
            for given in (*question.names, True, False, None)
        ]
        return {pair: place for pair in pairs if (place := self._place(*pair, date.min))}

    def _route(self, state: State, special: Special, today: date, lang: Lang) -> Route:
        settled = self._settled[lang].get(state) or self._settle(state, lang)
        given, days = settled.given.copy(), []
        for number, answer in special.items():
            if (key := self._keys[number]) in given:
                given[key] = answer.given
            if answer.date:
                days.append((number, answer.date))
        if settled.asked is not None:
            return Route("incomplete", today, answers=given, next=settled.asked, possible=settled.possible)
        contact, alternatives, notes = settled.contact, settled.alternatives, settled.notes
        if special and settled.addressed:
            contact = contact and self._addressed(contact, special)
            alternatives = tuple([self._addressed(alternative, special) for alternative in alternatives])
        if special and None in given.values():
            notes += tuple(self._taken(given, special, lang))
        return Route(
            settled.status,
            today,
            contact,
            alternatives,
            settled.rule,
            settled.because,
            notes,
            settled.facts,
            given,
            settled.unused,
            self._changes.ahead(state, days) if days else (),
        )

    def _settle(self, state: State, lang: Lang) -> _Settled:
        """What a state leads to, in that language, as far as it does not depend on days and addresses."""
        if len(self._settled[lang]) >= _REMEMBERED:
            self._settled[lang].clear()
        decision, rule = self._decide(state)
        given = [number for number, value in enumerate(state) if value != MISSING]
        used = given if decision.next is not None else decision.used
        settled = self._settled[lang][state] = _Settled(
            _status(decision, rule),
            self._contact(rule.contact, lang) if rule.contact else None,
            tuple([self._contact(id, lang) for id in rule.alternatives]),
            rule.id or None,
            rule.because.to(lang),
            tuple([note.to(lang) for note in rule.notes]) + (() if decision.proved else (say("unproved", lang),)),
            rule.facts,
            {self._keys[number]: self._name(number, state[number]) for number in used},
            not self._addresses.keys().isdisjoint((rule.contact, *rule.alternatives)),
            tuple([self._keys[number] for number in given if number not in used]),
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

    def _name(self, number: int, value: int) -> str | None:
        return None if value == UNKNOWN else self.ruleset.questions[number].values[value].name

    def _addressed(self, contact: RoutedContact, special: Special) -> RoutedContact:
        """The contact with the address that was given for it, if one was."""
        source = special.get(self._addresses.get(contact.id, -1))
        if source is None or source.address is None:
            return contact
        return RoutedContact(contact.id, contact.team, source.address, contact.url, contact.how)

    def _taken(self, given: Mapping[str, str | None], special: Special, lang: Lang) -> Iterator[str]:
        """Says of each answer that is not known and decided all the same what it was taken for."""
        for number in sorted(special):
            key, answer = self._keys[number], special[number]
            if answer.given is None and key in given:
                label = self.ruleset.questions[number].values[answer.value].label.to(lang)
                yield say("taken-for", lang, key=key, label=label)

    def _summary(self, state: State) -> Summary:
        settled = self._settled["en"].get(state) or self._settle(state, "en")
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
    given: dict[str, str | None]
    addressed: bool
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
