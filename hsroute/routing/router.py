"""Answers to a route: the front door of the library."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, ForwardRef, NamedTuple

from hsroute.engine.decision import Decider
from hsroute.engine.masks import MISSING, State
from hsroute.language.catalog import both, say
from hsroute.language.phrases import assumed
from hsroute.model import LANGS, NOT_COVERED, UNKNOWN, Contact, Frozen, Lang, Number, Question, Rule, Ruleset
from hsroute.patterns import WRITTEN, Scale, read_tag
from hsroute.routing.answers import ID, SHORT, Answer, AnswerReader, Error, answered, unknown_question
from hsroute.routing.outcomes import address_sources, contact_of, masks_of, rule_of, winners
from hsroute.routing.route import Incomplete, NextQuestion, Route, RoutedContact, RouteOf, invalid
from hsroute.routing.timeline import Meeting, Timeline

if TYPE_CHECKING:
    from hsroute.engine.masks import Missing, Outcome
    from hsroute.routing.explain import Explanation
    from hsroute.routing.route import Change, Status
else:  # imported by get_type_hints alone
    Explanation = ForwardRef("__import__('hsroute.routing.explain', fromlist='_').Explanation")

_REMEMBERED: Final = 16_384

Taken = dict[int, Answer]
"""Answers that were read, by the numbers of their questions."""


class Router:
    """Routes answers by the rules of one file; any number of threads may share it."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset: Final = ruleset
        self.decider: Decider = Decider(masks_of(ruleset))
        self._numbers = ruleset.numbers
        self._keys = tuple(self._numbers)
        self.readers: tuple[AnswerReader, ...] = tuple(map(AnswerReader, ruleset.questions))
        rows = winners(ruleset, self.decider.masks)
        self._ends, self._rows = tuple(rows), tuple(rows.values())
        places = {contact: place for place, contact in enumerate(self._ends)}
        self._led = [places[contact_of(ruleset, outcome)] for outcome in self.decider.masks.outcomes]
        self._sources = address_sources(ruleset)
        self._dated = [number for number, question in enumerate(ruleset.questions) if question.scale == "days"]
        self._nothing: list[int | Missing] = [MISSING] * len(self._keys)
        # Saves reading a name, date or address again on the same day.
        self._known = lru_cache(_REMEMBERED)(self._find)
        # Saves walking the diagram for states met before; dates within one span are the same state.
        self._shared = lru_cache(_REMEMBERED)(self._share)
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
        taken: Taken = {}
        errors = self._take(answers, today, lang, taken)
        own = None
        if standing:
            own = {*taken}
            rest = {key: given for key, given in standing.items() if self._numbers.get(key) not in own}
            errors += self._take(rest, today, lang, taken)
        return invalid(today, *errors) if errors else self._route(taken, own, today, lang)

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
                number, taken[number] = known
            elif key != ID:  # a date or truth value; an error; not answered yet
                read = self._read_one(key, given, today, lang)
                if isinstance(read, Error):
                    errors.append(read)
                elif read is not None:
                    taken[self._numbers[key]] = read
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

    def _route(self, taken: Taken, own: set[int] | None, today: date, lang: Lang) -> Route:
        """The route of these answers; `own` are those that count as unused if they were not needed, None is all."""
        entries = self._nothing.copy()
        for number, answer in taken.items():
            entries[number] = answer[0]
        state = tuple(entries)
        shared = self._shared(state, lang)
        said = shared.said
        if said is None:
            return self._incomplete(state, shared, taken, today, lang)
        used, unused = shared.used, shared.unused
        contact, alternatives = said.contact, said.alternatives
        if said.sources and (addresses := _addresses(said.sources, taken)):
            contact = contact and _addressed(contact, addresses)
            if alternatives:
                alternatives = tuple([_addressed(alternative, addresses) for alternative in alternatives])
            if more := [number for id in addresses if (number := said.sources[id]) not in used]:
                used, unused = self._parted({*used, *more}, state)
        answers = Frozen({key: taken[number][1] for number, key in used.items()})
        plain = shared.proved and UNKNOWN not in answers.values()
        return RouteOf(  # type: ignore[return-value] # a contact goes with `routed`
            said.status,
            today,
            contact,
            alternatives,
            said.rule,
            said.because,
            said.notes if plain else (*said.notes, *self._remarks(used, taken, lang, proved=shared.proved)),
            said.facts,
            answers,
            unused if own is None else tuple([key for key in unused if self._numbers[key] in own]),
            self._changes(shared.dated, state, taken) if shared.dated else (),
        )

    def _changes(self, dated: Iterable[int], state: State, taken: Taken) -> tuple[Change, ...]:
        dates = [(number, day) for number in dated if (day := taken[number].date)]
        return self._timeline.changes(state, dates) if dates else ()

    def _incomplete(self, state: State, shared: Shared, taken: Taken, today: date, lang: Lang) -> Route:
        assert shared.next is not None
        answers = Frozen({key: taken[number].given for number, key in shared.used.items()})
        asked = self._asked(shared.next, today, lang)
        possible = self._possible(state)
        route: Incomplete = RouteOf(
            "incomplete", today, None, (), None, None, (), (), answers, next=asked, possible=possible
        )
        return route

    def _find_possible(self, state: State) -> tuple[str, ...]:
        """The contacts that are still possible, in the file's order, then not covered; if unproved, all that may be."""
        possible = self.decider.reached(state, self._led, self._rows)
        return tuple([self._ends[place] or NOT_COVERED for place in sorted(possible)])

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
            {id: self._sources[id] for id in contacts if id in self._sources},
        )

    def _contact(self, id: str, lang: Lang) -> RoutedContact:
        contact = self.ruleset.contacts[id]
        how = contact.how.to(lang) if contact.how else None
        return RoutedContact(id, contact.team.to(lang), contact.email, contact.phone, contact.url, how)

    def _share(self, state: State, lang: Lang) -> Shared:
        outcome, next, used, proved = self.decider.decide(state)
        said = None if outcome is None else self._said(outcome, lang)
        dated = tuple([number for number in self._dated if state[number] is not MISSING])
        return Shared(said, next, *self._parted(used, state), dated, proved)

    def _parted(self, used: Collection[int], state: State) -> tuple[dict[int, str], tuple[str, ...]]:
        """The questions used, with their keys, and the keys of the others that are answered."""
        answered = {number: key for number, key in enumerate(self._keys) if state[number] is not MISSING}
        return (
            {number: key for number, key in answered.items() if number in used},
            tuple([key for number, key in answered.items() if number not in used]),
        )

    def _remarks(self, used: Iterable[int], taken: Taken, lang: Lang, *, proved: bool) -> Iterator[str]:
        """Notes beside those of the rule: what "I don't know" was taken for, and what is not proved."""
        for number in used:
            question = self.ruleset.questions[number]
            if question.if_unsure and taken[number].given == UNKNOWN:
                yield assumed(question, lang)
        if not proved:
            yield say("unproved", lang)

    def _ask(self, number: int, today: date, lang: Lang) -> NextQuestion:
        question = self.ruleset.questions[number]
        scale = self.readers[number].scale
        forms = {scale and scale.form, question.person and "email", UNKNOWN}
        return NextQuestion(
            question.key,
            question.ask.to(lang),
            question.help.to(lang) if question.help else None,
            tuple((value.name, value.label.to(lang)) for value in question.values),
            tuple([form for form in WRITTEN if form in forms]),
            *(_ends(question, scale, today) if scale else ()),
        )


class Shared(NamedTuple):
    """What the routes with one state have in common, in one language."""

    said: Said | None
    """None while there is a next question."""

    next: int | None
    """The number of the next question."""

    used: Mapping[int, str]
    """The questions whose answers decided, with their keys."""

    unused: tuple[str, ...]
    """The keys of the other questions that are answered."""

    dated: tuple[int, ...]
    """The questions that are answered and of which the answer may be a date."""

    proved: bool


class Said(NamedTuple):
    """What the routes with one outcome have in common, in one language."""

    status: Status
    contact: RoutedContact | None
    alternatives: tuple[RoutedContact, ...]
    rule: str | None
    because: str
    notes: tuple[str, ...]
    facts: tuple[str, ...]
    sources: Mapping[str, int]
    """The question whose answer may be its e-mail address, for those of these contacts that have one."""


def _addresses(sources: Mapping[str, int], taken: Taken) -> dict[str, str]:
    """The e-mail addresses that were given as answers, by the contacts that they are of."""
    return {id: address for id, number in sources.items() if number in taken and (address := taken[number].address)}


def _addressed(contact: RoutedContact, addresses: Mapping[str, str]) -> RoutedContact:
    """The contact with the e-mail address that was given as an answer, if one was."""
    id, team, _, phone, url, how = contact
    return RoutedContact(id, team, addresses[id], phone, url, how) if id in addresses else contact


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


def _ends(question: Question, scale: Scale, today: date) -> tuple[date | Number | None, date | Number | None]:
    """The first and the last day or number that the values of the question cover."""
    spans = sorted(question.spans, key=lambda span: span.begin)
    return scale.at(spans[0].first, today), scale.at(spans[-1].last, today)
