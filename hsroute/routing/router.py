"""Answers to a route: the front door of the library."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.engine.budget import TooBigError
from hsroute.engine.decision import Decider
from hsroute.engine.masks import MISSING
from hsroute.language.catalog import both, say
from hsroute.model import LANGS, NOT_COVERED, UNKNOWN, Rule
from hsroute.routing.answers import ID, Answer, AnswerReader, Error, unknown_question
from hsroute.routing.outcomes import contact_of, masks_of, rule_of, winners
from hsroute.routing.route import NextQuestion, Route, RoutedContact
from hsroute.routing.timeline import Meeting, Timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from hsroute.engine.decision import Decision
    from hsroute.engine.masks import Entry, Outcome, State
    from hsroute.model import Lang, Question, Ruleset
    from hsroute.routing.route import Form, Status

_REMEMBERED: Final = 16_384

Taken = dict[int, Answer]
"""Answers by the number of their question."""


class Router:
    """Routes answers by the rules of one file; any number of threads may share it."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.decider = Decider(masks_of(ruleset))
        self._numbers = {question.key: number for number, question in enumerate(ruleset.questions)}
        self._keys = tuple(self._numbers)
        self.readers = tuple(map(AnswerReader, ruleset.questions))
        self._missing = [MISSING] * len(self._keys)
        self._led = [contact_of(ruleset, outcome) for outcome in self.decider.masks.outcomes]
        self._winners = winners(ruleset, self.decider.masks)
        self._sources = _address_sources(ruleset, self._numbers)
        self._named = dict(_named(ruleset.questions))
        # Each saves texts that many routes have in common from being put together again.
        self._said = lru_cache(_REMEMBERED)(self._say)
        self._asked = lru_cache(_REMEMBERED)(self._ask)
        self._possible = lru_cache(_REMEMBERED)(self._find_possible)
        self._timeline = Timeline(ruleset.questions, self.readers, self._meeting)

    def __reduce__(self) -> tuple[type[Router], tuple[Ruleset]]:
        """A copy remembers nothing."""
        return type(self), (self.ruleset,)

    def route(
        self,
        answers: Mapping[str, object],
        today: date | None = None,
        lang: Lang = "en",
        standing: Mapping[str, object] | None = None,
    ) -> Route:
        """Where these answers lead on that day (else the local date); the texts in that language.

        An answer is the name of a value; True or False for yes and no; "unknown" for "I don't know"; a date, or one
        written YYYY-MM-DD, where the question covers days, counted from today, both ends of a span included; an e-mail
        address where the question is about a person. None, the empty text, the text "null" and a key that is not there
        are not answered yet; `id` is no answer. `standing` answers hold where the others are silent, and never count as
        unused. Wrong answers raise nothing: they give a route of status `invalid` with all errors in it. Raises
        ValueError for a language that is neither "en" nor "nb".
        """
        if lang not in LANGS:
            raise ValueError(f"`{lang}` is not a language that hsroute speaks: {', '.join(LANGS)}")
        today = today or date.today()  # noqa: DTZ011 the local date is what is meant
        if type(today) is not date:
            today = date(today.year, today.month, today.day)
        state: list[Entry] = [*self._missing]
        taken: Taken = {}
        errors = self._take(answers, today, lang, state, taken)
        own = {*taken}
        if standing:
            rest = {key: given for key, given in standing.items() if self._numbers.get(key) not in own}
            errors += self._take(rest, today, lang, state, taken)
        if errors:
            return Route("invalid", today, errors=tuple(errors))
        return self._route(tuple(state), taken, own, today, lang)

    def read(self, answers: Mapping[str, object], today: date, lang: Lang = "en") -> dict[str, Answer | Error]:
        """Each answer as its question takes it, or why it does not; what is not answered yet is left out."""
        read = {str(key): self._read_one(key, given, today, lang) for key, given in answers.items() if key != ID}
        return {key: answer for key, answer in read.items() if answer is not None}

    def _take(
        self, answers: Mapping[str, object], today: date, lang: Lang, state: list[Entry], taken: Taken
    ) -> list[Error]:
        """Put the answers into the state and among those taken; what is wrong with the others is given back."""
        errors = []
        named = self._named
        for pair in answers.items():
            try:
                number, answer = named[pair]  # type: ignore[index] # what is no text is not there
            except (KeyError, TypeError):  # a date, an address, a truth value; a list or an object
                key, given = pair
                if key == ID:
                    continue
                read = self._read_one(key, given, today, lang)
                if read is None:
                    continue
                if isinstance(read, Error):
                    errors.append(read)
                    continue
                number, answer = self._numbers[key], read
            state[number] = answer.value
            taken[number] = answer
        return errors

    def _read_one(self, key: str, given: object, today: date, lang: Lang) -> Answer | Error | None:
        number = self._numbers.get(key)
        if number is None:
            return unknown_question(key, self._numbers, lang)
        return self.readers[number].read(given, today, lang)

    def _route(self, state: State, taken: Taken, own: set[int], today: date, lang: Lang) -> Route:
        decision = self.decider.decide(state)
        if decision.outcome is None:
            return self._incomplete(state, decision, taken, today, lang)
        said = self._said(decision.outcome, lang)
        contact, alternatives, used = said.contact, said.alternatives, decision.used
        sources = [number for number in said.sources if number in taken and taken[number].address]
        if sources:
            contact = contact and self._addressed(contact, taken)
            alternatives = tuple([self._addressed(alternative, taken) for alternative in alternatives])
            used = tuple(sorted({*used, *sources}))
        keys = self._keys
        dates = [(number, answer.date) for number, answer in sorted(taken.items()) if answer.date]
        return Route(
            said.status,
            today,
            contact,
            alternatives,
            said.rule,
            said.because,
            (*said.notes, *self._remarks(decision, taken, used, lang)),
            said.facts,
            {keys[number]: taken[number].given for number in used},
            tuple([keys[number] for number in sorted(own.difference(used))]),
            self._timeline.changes(state, dates) if dates else (),
        )

    def _incomplete(self, state: State, decision: Decision, taken: Taken, today: date, lang: Lang) -> Route:
        assert decision.next is not None
        answers = {self._keys[number]: taken[number].given for number in decision.used}
        asked = self._asked(decision.next, lang)
        return Route("incomplete", today, answers=answers, next=asked, possible=self._possible(state))

    def _find_possible(self, state: State) -> tuple[str, ...]:
        """The contacts that can still come out, in the file's order, then not covered; where unproved, all that may."""
        alive, none = self.decider.alive(state), self.decider.masks.none
        search = self.decider.winners(state, none * 2 - 1)
        possible: set[str | None] = set()
        try:
            for winner in search.found(alive):
                contact = self._led[winner.bit_length() - 1]
                possible.add(contact)
                search.sought &= ~self._winners[contact]
        except TooBigError:
            possible = {contact for contact, rows in self._winners.items() if rows & (alive | none)}
        return tuple([contact or NOT_COVERED for contact in self._winners if contact in possible])

    def _meeting(self, state: State) -> Meeting:
        outcome = self.decider.decide(state).outcome
        if outcome is None:
            return Meeting("incomplete", None, None)
        rule = rule_of(self.ruleset, outcome)
        contact = rule and rule.contact
        return Meeting("routed" if contact else "not_covered", rule and rule.id, contact)

    def _say(self, outcome: Outcome, lang: Lang) -> Said:
        rule = rule_of(self.ruleset, outcome) or Rule("", {}, None, both("gap"))
        contacts = [id for id in (rule.contact, *rule.alternatives) if id]
        return Said(
            "routed" if rule.contact else "not_covered",
            self._contact(rule.contact, lang) if rule.contact else None,
            tuple([self._contact(id, lang) for id in rule.alternatives]),
            rule.id or None,
            rule.because.to(lang),
            tuple([note.to(lang) for note in rule.notes]),
            rule.facts,
            tuple([self._sources[id] for id in contacts if id in self._sources]),
        )

    def _contact(self, id: str, lang: Lang) -> RoutedContact:
        contact = self.ruleset.contacts[id]
        how = contact.how.to(lang) if contact.how else None
        return RoutedContact(id, contact.team.to(lang), contact.email, contact.url, how)

    def _addressed(self, contact: RoutedContact, taken: Taken) -> RoutedContact:
        """The contact with the address that was given for it, if one was."""
        source = taken.get(self._sources.get(contact.id, -1))
        return contact._replace(email=source.address) if source and source.address else contact

    def _remarks(self, decision: Decision, taken: Taken, used: Iterable[int], lang: Lang) -> Iterator[str]:
        """What is to be said beside the notes of the rule: what "I don't know" stood for, and what is not proved."""
        for number in used:
            question = self.ruleset.questions[number]
            if question.if_unsure and taken[number].given == UNKNOWN:
                label = question.values[taken[number].value].label.to(lang)
                yield say("taken-for", lang, key=question.key, label=label)
        if not decision.proved:
            yield say("unproved", lang)

    def _ask(self, number: int, lang: Lang) -> NextQuestion:
        question = self.ruleset.questions[number]
        accepts: dict[Form, bool] = {"date": question.covers_days, "email": question.person, "unknown": True}
        return NextQuestion(
            question.key,
            question.ask.to(lang),
            question.help.to(lang) if question.help else None,
            tuple((value.name, value.label.to(lang)) for value in question.values),
            tuple([form for form, accepted in accepts.items() if accepted]),
        )


class Said(NamedTuple):
    """What the routes with one outcome have in common, in one language."""

    status: Status
    contact: RoutedContact | None
    alternatives: tuple[RoutedContact, ...]
    rule: str | None
    because: str
    notes: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[int, ...]
    """The questions whose answer may be the address of one of the contacts."""


def _address_sources(ruleset: Ruleset, numbers: Mapping[str, int]) -> dict[str, int]:
    """For each contact whose address may be given as an answer, the number of the question."""
    contacts = ruleset.contacts.values()
    return {contact.id: numbers[contact.address_from] for contact in contacts if contact.address_from}


def _named(questions: Iterable[Question]) -> Iterator[tuple[tuple[str, str], tuple[int, Answer]]]:
    """The answers that are names, by key and name, with the numbers of their questions."""
    for number, question in enumerate(questions):
        for value, name in enumerate(question.names):
            yield (question.key, name), (number, Answer(value, name))
        unknown = question.answers.index(question.if_unsure or UNKNOWN)
        yield (question.key, UNKNOWN), (number, Answer(unknown, UNKNOWN))
