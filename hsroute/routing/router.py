"""Answers to a route: the front door of the library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, ForwardRef

from hsroute.engine.decision import Decider
from hsroute.engine.masks import MISSING, State
from hsroute.language.catalog import say
from hsroute.language.phrases import assumed
from hsroute.model import LANGS, NOT_COVERED, UNKNOWN, Contact, Frozen, Lang, Number, Question, Ruleset
from hsroute.patterns import WRITTEN, Scale, read_tag
from hsroute.routing.answers import ID, Answer, AnswerReader, Error, Readings, answered, unknown_question
from hsroute.routing.outcomes import address_sources, contact_of, masks_of, rule_of, winners
from hsroute.routing.route import Change, NextQuestion, Route, RoutedContact, Said, Shared, Verdict, wrong
from hsroute.routing.timeline import Meeting, Timeline

if TYPE_CHECKING:
    from hsroute.engine.masks import Missing, Outcome
    from hsroute.routing.explain import Explanation
else:  # imported by get_type_hints alone
    Explanation = ForwardRef("__import__('hsroute.routing.explain', fromlist='_').Explanation")

_REMEMBERED: Final = 16_384

_DAYS: Final = 8
"""On how many days answers are remembered."""

_INCOMPLETE: Final = Said("incomplete")
_NO_ADDRESSES: Final[Mapping[str, str]] = Frozen()

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
        # Saves reading names, dates and addresses again on the same day.
        self._known = lru_cache(_DAYS)(self._on)
        # Saves walking the diagram for states met before; dates within one span are the same state.
        self._shared = lru_cache(_REMEMBERED)(self._share)
        # Each saves putting together again what many routes have in common.
        self._said = lru_cache(_REMEMBERED)(self._say)
        self._asked = lru_cache(_REMEMBERED)(self._ask)
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
        return self.judge(answers, today, lang, standing).route()

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

    def judge(
        self,
        answers: Mapping[str, object],
        today: date | None = None,
        lang: Lang = "en",
        standing: Mapping[str, object] | None = None,
    ) -> Verdict:
        """What `route` puts into words; the arguments are the same, and so is what it raises."""
        if lang not in LANGS:
            lang = _tag(lang)
        today = today or date.today()  # noqa: DTZ011 the local date is what is meant
        if type(today) is not date:
            today = _whole_day(today)
        taken: Taken = {}
        errors = self._take(answers, today, lang, taken)
        own = None
        if standing:
            own = frozenset(taken)
            rest = {key: given for key, given in standing.items() if self._numbers.get(key) not in own}
            errors += self._take(rest, today, lang, taken)
        return wrong(today, *errors) if errors else self._judge(taken, own, today, lang)

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
        known = self._known(today).get
        for key, given in pairs:
            if question := known(key):
                number, readings = question
                found = readings[given] if type(given) is str else self.readers[number].find(given, today)
                if type(found) is Answer:
                    taken[number] = found
                elif isinstance(found, str):
                    errors.append(self.readers[number].error(found, given, today, lang))
            elif key != ID:
                errors.append(unknown_question(key, self._numbers, lang))
        return errors

    def _on(self, today: date) -> dict[str, tuple[int, Readings]]:
        """The number of each question, and what texts answer to it on that day, by its key."""
        return {reader.key: (number, Readings(reader, today)) for number, reader in enumerate(self.readers)}

    def _read_one(self, key: str, given: object, today: date, lang: Lang) -> Answer | Error | None:
        number = self._numbers.get(key)
        if number is None:
            return unknown_question(key, self._numbers, lang)
        return self.readers[number].read(given, today, lang)

    def _judge(self, taken: Taken, own: frozenset[int] | None, today: date, lang: Lang) -> Verdict:
        """The verdict on these answers; `own` are those that count as unused if they were not needed, None is all."""
        entries = self._nothing.copy()
        for number, answer in taken.items():
            entries[number] = answer[0]
        state = tuple(entries)
        shared = self._shared(state, lang, own)
        if shared.next is not None:
            given = [taken[number][1] for number in shared.used]
            return Verdict(shared, today, given, next=self._asked(shared.next, today, lang))
        addresses, sources = _NO_ADDRESSES, shared.said.sources
        if sources and (addresses := _addresses(sources, taken)):
            more = frozenset([sources[id] for id in addresses]).difference(shared.used)
            shared = self._shared(state, lang, own, more) if more else shared
        given = []
        for number in shared.used:
            given.append(taken[number][1])
        remarks = () if shared.proved and UNKNOWN not in given else tuple(self._remarks(shared, taken, lang))
        changes = self._changes(shared, state, taken) if shared.dated and not shared.lasts else ()
        return Verdict(shared, today, given, addresses, remarks, changes)

    def _changes(self, shared: Shared, state: State, taken: Taken) -> tuple[Change, ...]:
        """The days on which time alone changes the route."""
        dates = [(number, day) for number in shared.dated if (day := taken[number][2])]
        changes = self._timeline.changes(state, dates) if dates else ()
        if dates and not changes and len(shared.dated) == 1:
            shared.lasts = self._timeline.lasts(state, *shared.dated)
        return changes

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
        rule = rule_of(self.ruleset, outcome)
        if rule is None:
            return Said("not_covered", because=say("gap", lang))
        return Said(
            "routed" if rule.contact else "not_covered",
            self._contact(rule.contact, lang) if rule.contact else None,
            tuple([self._contact(id, lang) for id in rule.alternatives]),
            rule.id,
            rule.because.to(lang),
            tuple([note.to(lang) for note in rule.notes]),
            rule.facts,
            {id: self._sources[id] for id in rule.contacts if id in self._sources},
        )

    def _contact(self, id: str, lang: Lang) -> RoutedContact:
        contact = self.ruleset.contacts[id]
        how = contact.how.to(lang) if contact.how else None
        return RoutedContact(id, contact.team.to(lang), contact.email, contact.phone, contact.url, how)

    def _share(
        self, state: State, lang: Lang, own: frozenset[int] | None, more: frozenset[int] = frozenset()
    ) -> Shared:
        """What the routes with this state share; the answers to `more` questions count as used too."""
        outcome, next, used, proved = self.decider.decide(state)
        needed = more.union(used)
        answered = {number: key for number, key in enumerate(self._keys) if state[number] is not MISSING}
        return Shared(
            _INCOMPLETE if outcome is None else self._said(outcome, lang),
            {number: key for number, key in answered.items() if number in needed},
            tuple([answered[number] for number in answered if number not in needed and (own is None or number in own)]),
            tuple([number for number in self._dated if number in answered]),
            next,
            self._find_possible(state) if outcome is None else (),
            proved=proved,
        )

    def _remarks(self, shared: Shared, taken: Taken, lang: Lang) -> Iterator[str]:
        """Notes beside those of the rule: what "I don't know" was taken for, and what is not proved."""
        for number in shared.used:
            question = self.ruleset.questions[number]
            if question.if_unsure and taken[number].given == UNKNOWN:
                yield assumed(question, lang)
        if not shared.proved:
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


def _addresses(sources: Mapping[str, int], taken: Taken) -> dict[str, str]:
    """The e-mail addresses that were given as answers, by the contacts that they are of."""
    return {id: address for id, number in sources.items() if number in taken and (address := taken[number].address)}


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
