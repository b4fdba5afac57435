"""The card that `ask` ends with: who, how, why, who else, and when that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rich.text import Text

from hsroute.language.catalog import say
from hsroute.language.phrases import before_answer, listed, without_remark
from hsroute.language.spoken_dates import distance, spoken
from hsroute.model import UNKNOWN
from hsroute.patterns import WRITTEN, browsed, links, read_date
from hsroute.screen.console import beside, block, clickable, console, hang, line, put
from hsroute.streams.records import command

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from rich.console import Console

    from hsroute.model import Lang, Question, Ruleset
    from hsroute.patterns import Form
    from hsroute.routing.route import Change, NextQuestion, Route, RoutedContact
    from hsroute.screen import Color

_LABEL: Final = 12
"""The width of the labels, in columns."""


def print_route(card: Card, color: Color) -> None:
    """Print a settled route on stdout; errors or the missing question on stderr."""
    if card.route.errors:
        _print_errors(card, console(color, stderr=True))
    elif card.route.next:
        _print_question(card, card.route.next, console(color, stderr=True))
    else:
        print_outcome(card, console(color))


class Card(NamedTuple):
    """A route to be printed; `again` are the options that it was asked with."""

    route: Route
    given: Mapping[str, object]
    again: tuple[str, ...]
    ruleset: Ruleset
    lang: Lang
    details: bool = False

    def say(self, name: str, /, **values: object) -> str:
        return say(name, self.lang, **values)

    def day(self, day: date) -> str:
        return f"{spoken(day, self.lang)}, {distance((day - self.route.today).days, self.lang)}"

    def question(self, key: str) -> Question:
        return self.ruleset.by_key[key]

    def team(self, contact: str | None) -> str:
        return self.ruleset.contacts[contact].team.to(self.lang) if contact else self.say("nobody")


def _print_errors(card: Card, screen: Console) -> None:
    for error in card.route.errors:
        hang(screen, Text(), Text.assemble((f"{error.code}: ", "bold red"), line(error.message)))
        if error.suggestion:
            hang(screen, Text("  "), line(card.say("suggestion", name=error.suggestion)))
        if error.allowed:
            hang(screen, Text("  "), line(card.say("allowed", names=listed(error.allowed))))


def _print_question(card: Card, asked: NextQuestion, screen: Console) -> None:
    """What is asked, and the options that answer it."""
    hang(screen, Text(), Text.assemble((card.say("more-needed"), "bold"), " ", line(asked.ask)))
    called: dict[Form, str] = {"unknown": "not-known", "number": "figure"}
    others = [(WRITTEN[form], card.say(called.get(form, f"hint-{form}"))) for form in asked.accepts]
    options = {f"  -a {asked.key}={given}": label for given, label in (*asked.values, *others)}
    width = max(map(len, options)) + 2
    for option, label in options.items():
        beside(screen, Text(option, "cyan"), width, [line(label)], indent=6)


def print_outcome(card: Card, screen: Console) -> None:
    print_contact(card, screen)
    screen.print()
    print_rows(card, screen, _rows(card, screen))
    if card.details:
        screen.print()
        hang(screen, Text(), Text(card.say("again"), "dim"))
        put(screen, line(command(card.given, *card.again)))


def print_contact(card: Card, screen: Console) -> None:
    """Who the contact is and how to reach it: each address alone on its line, so that it can be copied."""
    contact = card.route.contact
    if not contact:
        hang(screen, Text(), Text(card.say("nobody"), "bold yellow"))
        return
    hang(screen, Text(), line(contact.team, "bold"))
    for address in _addresses(contact, "bold cyan"):
        put(screen, address)
    if contact.how:
        hang(screen, Text(), block(contact.how))


def _addresses(contact: RoutedContact, style: str) -> Iterator[Text]:
    """The ways to reach the contact, all of which were checked when they were read."""
    for address, target in links(contact.email, contact.phone, contact.url):
        yield clickable(address, target, style)


def print_rows(card: Card, screen: Console, rows: Mapping[str, list[Text]]) -> None:
    """The parts of the card that have any lines: the name of each on the left, its lines beside it."""
    for name, bodies in rows.items():
        beside(screen, Text(card.say(name), "dim"), _LABEL, bodies)


def _rows(card: Card, screen: Console) -> dict[str, list[Text]]:
    """The name and the lines of each part of the card."""
    rows = {**why(card, screen), "later": [*later(card, whole=card.details)]}
    if card.details:
        rows |= {
            "answers": [describe_answer(card, key, given) for key, given in (card.route.answers or {}).items()],
            "unused": [line(without_remark(card.question(key), card.lang)) for key in card.route.unused],
            "facts": [line(", ".join(card.route.facts))] if card.route.facts else [],
        }
    return {**rows, "source": [*_source(card, screen)]}


def why(card: Card, screen: Console) -> dict[str, list[Text]]:
    """Why this is the contact, what else matters, and other contacts."""
    return {
        "why": [block(card.route.because or "")],
        "notes": [block(note) for note in card.route.notes],
        "or": [text for contact in card.route.alternatives for text in _alternative(contact, screen.width - _LABEL)],
    }


def _alternative(contact: RoutedContact, width: int) -> Iterator[Text]:
    """Another contact and how to reach it, on one line if it fits."""
    ways = [*_addresses(contact, "cyan")] or ([block(contact.how)] if contact.how else [])
    team = line(f"{contact.team}:" if ways else contact.team)
    whole = Text(" ").join([team, *ways])
    yield from [whole] if whole.cell_len <= width else [team, *ways]


def later(card: Card, *, whole: bool) -> Iterator[Text]:
    """From when on who the contact is, where it changes by itself; `whole` includes changes of the reason alone."""
    last = (card.route.status, card.route.contact and card.route.contact.id)
    for change in card.route.changes:
        same, last = (change.status, change.contact) == last, (change.status, change.contact)
        if whole or not same:
            yield line(card.say("from-day", day=spoken(change.on, card.lang), then=_then(card, change, same=same)))


def _then(card: Card, change: Change, *, same: bool) -> str:
    """What the same answers lead to then."""
    if not change.contact:
        return card.say(f"then-{change.status}")
    team = card.team(change.contact)
    return card.say("same-contact", team=team) if same else team


def describe_answer(card: Card, key: str, given: str) -> Text:
    """The question as it was asked, and the answer."""
    return Text.assemble(line(before_answer(card.question(key), card.lang), "dim"), line(in_words(card, key, given)))


def in_words(card: Card, key: str, given: str) -> str:
    """An answer as people read it: the label of a value, or a day and how far away it is."""
    if given == UNKNOWN:
        return card.say("not-known")
    labels = {value.name: value.label.to(card.lang) for value in card.question(key).values}
    day = read_date(given)
    return card.day(day) if day else labels.get(given, given)


def _source(card: Card, screen: Console) -> Iterator[Text]:
    """Where the knowledge comes from, and its date; the address is behind the title, and shown if it fits."""
    source = card.ruleset.source
    url = source.url.to(card.lang) if source.url else ""
    title = source.title.to(card.lang) if source.title else url
    if not title:
        return
    parts = [clickable(title, browsed(url)) if url else line(title)]
    parts += [line(spoken(source.updated, card.lang))] if source.updated else []
    shown = [clickable(url, browsed(url))] if url and title != url else []
    whole = Text(", ").join([*parts, *shown])
    fits = not screen.color_system and whole.cell_len <= screen.width - _LABEL
    yield whole if fits else Text(", ").join(parts)
    if card.details and not fits:
        yield from shown
