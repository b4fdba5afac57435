"""Answers to routes: the front door of the library."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from hsroute.engine.decision import MISSING, UNKNOWN, UNSURE, Decider
from hsroute.language.catalog import both, say
from hsroute.model import LANGS, Rule
from hsroute.routing.answers import ID, Error, read_answer, unknown_question
from hsroute.routing.intake import BY_ADDRESS, BY_DAY, BY_NAME, BY_NULL, Intake, form_of
from hsroute.routing.route import NextQuestion, Route, RoutedContact
from hsroute.routing.timeline import Changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hsroute.engine.decision import Decision, State
    from hsroute.model import Lang, Question, Ruleset
    from hsroute.routing.answers import Answer
    from hsroute.routing.intake import Marks, Special
    from hsroute.routing.route import Change, Status
    from hsroute.routing.timeline import Summary

_REMEMBERED: Final = 20_000


class Router:
    """Routes answers by the rules of one file."""

    def __init__(self, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.decider = Decider(ruleset)
        self._keys = tuple(question.key for question in ruleset.questions)
        self._numbers = {key: number for number, key in enumerate(self._keys)}
        self._intake = Intake(ruleset.questions)
        self._addresses = {
            contact.id: self._numbers[contact.address_from]
            for contact in ruleset.contacts.values()
            if contact.address_from
        }
        self._alike: dict[Lang, dict[Marks, _Alike]] = {lang: {} for lang in LANGS}
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
        marks, special = self._intake.take(given, today)
        if marks is None:
            wrong = [error for error in self.read(given, today, lang).values() if isinstance(error, Error)]
            return Route("invalid", today, errors=tuple(wrong))
        route = self._route(marks, special, today, lang)
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

    def _route(self, marks: Marks, special: Special, today: date, lang: Lang) -> Route:
        alike = self._alike[lang].get(marks) or self._work_out(marks, lang)
        answers = alike.answers.copy()
        for key, number in alike.as_given:
            answers[key] = special[number].given
        if alike.next is not None:
            return Route("incomplete", today, answers=answers, next=alike.next, possible=alike.possible)
        contact, alternatives = alike.contact, alike.alternatives
        if alike.addressed:
            contact = contact and self._addressed(contact, special)
            alternatives = tuple([self._addressed(alternative, special) for alternative in alternatives])
        return Route(
            alike.status,
            today,
            contact,
            alternatives,
            alike.rule,
            alike.because,
            alike.notes,
            alike.facts,
            answers,
            alike.unused,
            self._ahead(alike, special) if alike.moving else (),
        )

    def _ahead(self, alike: _Alike, special: Special) -> tuple[Change, ...]:
        days = [(number, day) for number in alike.moving if (day := special[number].date)]
        return self._changes.ahead(alike.state, days)

    def _work_out(self, marks: Marks, lang: Lang) -> _Alike:
        """What the routes of answers that are alike have in common, in that language."""
        if len(self._alike[lang]) >= _REMEMBERED:
            self._alike[lang].clear()
        answered = [form_of(question, mark) for question, mark in zip(self.ruleset.questions, marks, strict=True)]
        forms, state = [form for form, _ in answered], tuple([value for _, value in answered])
        decision, rule = self._decide(state)
        given = [number for number, value in enumerate(state) if value != MISSING]
        used = given if decision.next is not None else decision.used
        notes = [note.to(lang) for note in rule.notes] + ([] if decision.proved else [say("unproved", lang)])
        alike = self._alike[lang][marks] = _Alike(
            status=_status(decision, rule),
            contact=self._contact(rule.contact, lang) if rule.contact else None,
            alternatives=tuple([self._contact(id, lang) for id in rule.alternatives]),
            rule=rule.id or None,
            because=rule.because.to(lang),
            notes=(*notes, *self._taken(used, forms, state, lang)),
            facts=rule.facts,
            answers={self._keys[number]: self._name(number, state[number]) for number in used},
            unused=tuple([self._keys[number] for number in given if number not in used]),
            next=None if decision.next is None else _asked(self.ruleset.questions[decision.next], lang),
            possible=decision.possible,
            state=state,
            as_given=tuple([(self._keys[number], number) for number in used if forms[number] != BY_NAME]),
            addressed=self._is_addressed(rule, forms),
            moving=self._moving(state, forms) if decision.next is None else (),
        )
        return alike

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

    def _taken(self, used: Iterable[int], forms: Sequence[int], state: State, lang: Lang) -> Iterator[str]:
        """A note for each null that was taken for the value that its question names for that."""
        for number in used:
            if forms[number] == BY_NULL:
                question = self.ruleset.questions[number]
                yield say("taken-for", lang, key=question.key, label=question.values[state[number]].label.to(lang))

    def _is_addressed(self, rule: Rule, forms: Sequence[int]) -> bool:
        """Whether an address was given for one of the contacts."""
        sources = [self._addresses[id] for id in (rule.contact, *rule.alternatives) if id in self._addresses]
        return any(forms[number] == BY_ADDRESS for number in sources)

    def _moving(self, state: State, forms: Sequence[int]) -> tuple[int, ...]:
        """The questions answered with a day; none where it is clear that time changes nothing."""
        dated = tuple([number for number, form in enumerate(forms) if form == BY_DAY])
        return () if len(dated) == 1 and not self._changes.course(state, ((dated[0], 0),)) else dated

    def _summary(self, state: State) -> Summary:
        alike = self._alike["en"].get(state) or self._work_out(state, "en")
        return alike.status, alike.rule, alike.contact and alike.contact.id


class _Alike(NamedTuple):
    """What the routes of answers with the same marks have in common, in one language."""

    status: Status
    contact: RoutedContact | None
    alternatives: tuple[RoutedContact, ...]
    rule: str | None
    because: str
    notes: tuple[str, ...]
    facts: tuple[str, ...]
    answers: dict[str, str | None]
    unused: tuple[str, ...]
    next: NextQuestion | None
    possible: tuple[str, ...]
    state: State
    as_given: tuple[tuple[str, int], ...]
    """The keys and numbers of those questions whose answers are put in as they were given: days, addresses, null."""

    addressed: bool
    """Whether one of the contacts has an address that was given for it."""

    moving: tuple[int, ...]
    """The questions answered with a day that may lead elsewhere in time."""


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
