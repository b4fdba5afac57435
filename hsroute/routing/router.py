"""Answers to a route: the front door of the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, ForwardRef, NamedTuple

from hsroute.engine.budget import TooBigError
from hsroute.engine.decision import Decider
from hsroute.engine.masks import MISSING, State
from hsroute.language.catalog import both, say
from hsroute.language.phrases import assumed
from hsroute.model import LANGS, NOT_COVERED, UNKNOWN, Contact, Frozen, Lang, Number, Question, Rule, Ruleset
from hsroute.patterns import read_tag
from hsroute.routing.answers import ID, SHORT, Answer, AnswerReader, Error, answered, unknown_question
from hsroute.routing.outcomes import address_sources, contact_of, masks_of, rule_of, winners
from hsroute.routing.route import Incomplete, NextQuestion, Route, RoutedContact, RouteOf, invalid
from hsroute.routing.timeline import Meeting, Timeline

if TYPE_CHECKING:
    from hsroute.engine.decision import Decision
    from hsroute.engine.masks import Entry, Outcome
    from hsroute.routing.explain import Explanation
    from hsroute.routing.route import Form, Status
else:  # imported by get_type_hints alone
    Explanation = ForwardRef("__import__('hsroute.routing.explain', fromlist='_').Explanation")

_REMEMBERED: Final = 16_384


class Taken:
    """Answers that were read, by the numbers of their questions."""

    __slots__ = ("addresses", "answers", "days", "state")

    def __init__(self, questions: int) -> None:
        self.state: list[Entry] = [MISSING] * questions
        self.answers: dict[int, Answer] = {}
        self.days: dict[int, date] = {}
        self.addresses: dict[int, str] = {}

    def put(self, number: int, answer: Answer) -> None:
        value, _, day, address = answer
        self.state[number] = value
        self.answers[number] = answer
        if day:
            self.days[number] = day
        elif address:
            self.addresses[number] = address


class Router:
    """Routes answers by the rules of one file; any number of threads may share it."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset: Final = ruleset
        self.decider: Decider = Decider(masks_of(ruleset))
        self._numbers = ruleset.numbers
        self._keys = tuple(self._numbers)
        self.readers: tuple[AnswerReader, ...] = tuple(map(AnswerReader, ruleset.questions))
        self._led = [contact_of(ruleset, outcome) for outcome in self.decider.masks.outcomes]
        self._winners = winners(ruleset, self.decider.masks)
        self._sources = address_sources(ruleset)
        # Saves reading a name, date or address again on the same day.
        self._known = lru_cache(_REMEMBERED)(self._find)
        # Saves walking the diagram for states met before; dates within one span are the same state.
        self._decided = lru_cache(_REMEMBERED)(self._decide)
        # Each saves putting together again what many routes have in common.
        self._said = lru_cache(_REMEMBERED)(self._say)
        self._asked = lru_cache(_REMEMBERED)(self._ask)
        self._possible = lru_cache(_REMEMBERED)(self._find_possible)
        self._timeline = Timeline(ruleset.questions, self.readers, self.meeting)

    def __reduce__(self) -> tuple[type[Router], tuple[Ruleset]]:
        """A pickled copy has the rules and remembers nothing."""
        return type(self), (self.ruleset,)

    def __eq__(self, other: object) -> bool:
        """Whether the rules are equal, so that every route is."""
        return isinstance(other, Router) and self.ruleset == other.ruleset

    def __hash__(self) -> int:
        return hash(self.ruleset)

    def __repr__(self) -> str:
        return f"<Router: {self.ruleset.title.to('en')}>"

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions, in the order in which they are asked."""
        return self.ruleset.questions

    @property
    def contacts(self) -> Mapping[str, Contact]:
        """The contacts by their ids, in the file's order."""
        return self.ruleset.contacts

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
        ValueError for a `lang` that is no language tag such as "en", "nb" or "pt-BR".
        """
        if lang not in LANGS:
            lang = _tag(lang)
        today = today or date.today()  # noqa: DTZ011 the local date is what is meant
        if type(today) is not date:
            today = _whole_day(today)
        taken = Taken(len(self._keys))
        errors = self._take(answers, today, lang, taken)
        own = [*taken.answers]
        if standing:
            rest = {key: given for key, given in standing.items() if self._numbers.get(key) not in own}
            errors += self._take(rest, today, lang, taken)
        if errors:
            return invalid(today, *errors)
        return self._route(taken, own, today, lang)

    def route_many(
        self,
        records: Iterable[Mapping[str, object]],
        today: date | None = None,
        lang: Lang = "en",
        standing: Mapping[str, object] | None = None,
    ) -> Iterator[Route]:
        """The route of each record in turn, as `route` gives it; no record is read before its route is wanted.

        Without a day each record is counted from the local date at its time. Raises what `route` raises.
        """
        for record in records:
            yield self.route(record, today, lang, standing)

    def explain(
        self,
        answers: Mapping[str, object],
        today: date | None = None,
        lang: Lang = "en",
        standing: Mapping[str, object] | None = None,
    ) -> Explanation:
        """Why these answers lead where they lead, why not elsewhere, and what would change it.

        The arguments are those of `route`, and so is what it raises.
        """
        from hsroute.routing.explain import explain_route

        route = self.route(answers, today, lang, standing)
        return explain_route(self, route, {**answered(standing or {}), **answered(answers)})

    def read(self, answers: Mapping[str, object], today: date, lang: Lang = "en") -> dict[str, Answer | Error]:
        """Each answer as its question reads it, or its error; what is not answered yet is left out."""
        read = {str(key): self._read_one(key, given, today, lang) for key, given in answers.items() if key != ID}
        return {key: answer for key, answer in read.items() if answer is not None}

    def _take(self, answers: Mapping[str, object], today: date, lang: Lang, taken: Taken) -> list[Error]:
        """Add the answers to `taken`, and return the errors of the others."""
        errors = []
        try:
            pairs = answers.items()
        except AttributeError:
            kind = type(answers).__name__
            raise TypeError(f"answers are a mapping from keys of questions, not `{kind}`") from None
        for key, given in pairs:
            known = None
            if type(given) is str and len(given) <= SHORT and key in self._numbers:
                known = self._known(key, given, today)
            if known is not None:
                taken.put(*known)
            elif key != ID:  # a date or truth value; an error; not answered yet
                read = self._read_one(key, given, today, lang)
                if isinstance(read, Error):
                    errors.append(read)
                elif read is not None:
                    taken.put(self._numbers[key], read)
        return errors

    def _find(self, key: str, given: str, today: date) -> tuple[int, Answer] | None:
        """The number of the question, and the answer; None if it is no answer."""
        number = self._numbers.get(key)
        answer = None if number is None else self.readers[number].find(given, today)
        return (number, answer) if number is not None and isinstance(answer, Answer) else None

    def _read_one(self, key: str, given: object, today: date, lang: Lang) -> Answer | Error | None:
        number = self._numbers.get(key)
        if number is None:
            return unknown_question(key, self._numbers, lang)
        return self.readers[number].read(given, today, lang)

    def _route(self, taken: Taken, own: list[int], today: date, lang: Lang) -> Route:
        state = tuple(taken.state)
        decision = self._decided(state)
        if decision.outcome is None:
            return self._incomplete(state, decision, taken, today, lang)
        said = self._said(decision.outcome, lang)
        contact, alternatives, used = said.contact, said.alternatives, decision.used
        if taken.addresses and (sources := taken.addresses.keys() & said.sources):
            contact = contact and self._addressed(contact, taken)
            alternatives = tuple([self._addressed(alternative, taken) for alternative in alternatives])
            used = tuple(sorted(sources.union(used)))
        keys = self._keys
        answers = Frozen({keys[number]: taken.answers[number].given for number in used})
        plain = decision.proved and UNKNOWN not in answers.values()
        return RouteOf(  # type: ignore[return-value] # a contact goes with `routed`
            said.status,
            today,
            contact,
            alternatives,
            said.rule,
            said.because,
            said.notes if plain else (*said.notes, *self._remarks(decision, taken, used, lang)),
            said.facts,
            answers,
            ()
            if len(used) == len(taken.answers)
            else tuple([keys[number] for number in sorted(own) if number not in used]),
            self._timeline.changes(state, sorted(taken.days.items())) if taken.days else (),
        )

    def _decide(self, state: State) -> Decision:
        return self.decider.decide(state)

    def _incomplete(self, state: State, decision: Decision, taken: Taken, today: date, lang: Lang) -> Route:
        assert decision.next is not None
        answers = Frozen({self._keys[number]: taken.answers[number].given for number in decision.used})
        asked = self._asked(decision.next, today, lang)
        possible = self._possible(state)
        route: Incomplete = RouteOf(
            "incomplete", today, None, (), None, None, (), (), answers, next=asked, possible=possible
        )
        return route

    def _find_possible(self, state: State) -> tuple[str, ...]:
        """The contacts that are still possible, in the file's order, then not covered; if unproved, all that may be."""
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

    def meeting(self, state: State) -> Meeting:
        """What the answers of a state lead to."""
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
        return RoutedContact(id, contact.team.to(lang), contact.email, contact.phone, contact.url, how)

    def _addressed(self, contact: RoutedContact, taken: Taken) -> RoutedContact:
        """The contact with the e-mail address that was given as an answer, if one was."""
        address = taken.addresses.get(self._sources.get(contact.id, -1))
        if not address:
            return contact
        id, team, _, phone, url, how = contact
        return RoutedContact(id, team, address, phone, url, how)

    def _remarks(self, decision: Decision, taken: Taken, used: Iterable[int], lang: Lang) -> Iterator[str]:
        """Notes beside those of the rule: what "I don't know" was taken for, and what is not proved."""
        for number in used:
            question = self.ruleset.questions[number]
            if question.if_unsure and taken.answers[number].given == UNKNOWN:
                yield assumed(question, lang)
        if not decision.proved:
            yield say("unproved", lang)

    def _ask(self, number: int, today: date, lang: Lang) -> NextQuestion:
        question = self.ruleset.questions[number]
        accepts: dict[Form, bool] = {
            "date": question.covers_days,
            "email": question.person,
            "number": question.covers_numbers,
            "unknown": True,
        }
        return NextQuestion(
            question.key,
            question.ask.to(lang),
            question.help.to(lang) if question.help else None,
            tuple((value.name, value.label.to(lang)) for value in question.values),
            tuple([form for form, accepted in accepts.items() if accepted]),
            *_ends(question, today),
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
    """The questions whose answers may be the e-mail address of one of these contacts."""


def _whole_day(today: date) -> date:
    """The day of a datetime. Raises TypeError where it is none."""
    if not isinstance(today, date):
        raise TypeError(f"the day is a `date`, not `{type(today).__name__}`")
    return date(today.year, today.month, today.day)


def _tag(lang: str) -> Lang:
    """The language tag in its usual form. Raises ValueError if it is none."""
    tag = read_tag(lang) if isinstance(lang, str) else None
    if tag is None:
        raise ValueError(f"`{lang}` is not a language tag such as `en`, `nb` or `pt-BR`")
    return tag


def _ends(question: Question, today: date) -> tuple[date | Number | None, date | Number | None]:
    """The first and the last day or number that the values of the question cover."""
    spans = sorted(question.spans, key=lambda span: span.begin)
    if not spans:
        return None, None
    first, last = spans[0].first, spans[-1].last
    return (_day(today, first), _day(today, last)) if question.covers_days else (first, last)


def _day(today: date, away: Number | None) -> date | None:
    """The day that many days from today; None if the calendar has no such day."""
    try:
        return None if away is None else today + timedelta(int(away))
    except OverflowError:
        return None
