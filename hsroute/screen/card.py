"""The card that `ask` ends with: who, how, why, what else, and when that changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rich.text import Text

from hsroute.language.catalog import say
from hsroute.language.phrases import listed
from hsroute.language.spoken_dates import distance, spoken
from hsroute.model import UNKNOWN
from hsroute.patterns import read_date
from hsroute.routing.route import WRITTEN
from hsroute.screen.console import block, console, hang, line
from hsroute.streams.records import command

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from rich.console import Console

    from hsroute.model import Lang, Origin, Ruleset
    from hsroute.routing.route import Change, Form, NextQuestion, Route, RoutedContact
    from hsroute.screen.console import Color

_NARROW: Final = 60
"""Below this width a label stands above its text instead of beside it."""

_LABEL: Final = 12
"""The width of the labels, in columns."""


def print_route(card: Card, color: Color) -> None:
    """A settled route on stdout; what keeps a route from being settled on stderr."""
    if card.route.errors:
        _print_errors(card, console(color, stderr=True))
    elif card.route.next:
        _print_question(card, card.route.next, console(color, stderr=True))
    else:
        _print_outcome(card, console(color))


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed of one route; `again` are the options that it was asked with."""

    route: Route
    given: Mapping[str, object]
    again: tuple[str, ...]
    ruleset: Ruleset
    lang: Lang

    def say(self, name: str, /, **values: object) -> str:
        return say(name, self.lang, **values)

    def day(self, day: date) -> str:
        return f"{spoken(day, self.lang)}, {distance((day - self.route.today).days, self.lang)}"


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
    options = {f"  -a {asked.key}={given}": label for given, label in _choices(card, asked)}
    width = max(map(len, options)) + 2
    for option, label in options.items():
        head = Text(option.ljust(width), "cyan")
        if screen.width < _NARROW:
            screen.print(Text(option, "cyan"), soft_wrap=True)
            head = Text(" " * 6)
        hang(screen, head, line(label))


def _choices(card: Card, asked: NextQuestion) -> Iterator[tuple[str, str]]:
    """What can be given as the answer, and what it means."""
    yield from asked.values
    yield from ((WRITTEN[accepted], _called(card, accepted)) for accepted in asked.accepts)


def _called(card: Card, form: Form) -> str:
    return card.say("not-known" if form == UNKNOWN else f"hint-{form}")


def _print_outcome(card: Card, screen: Console) -> None:
    print_contact(card, screen)
    screen.print()
    for name, bodies in _rows(card):
        print_row(screen, card.say(name), bodies)
    screen.print()
    hang(screen, Text(), Text(card.say("again"), "dim"))
    screen.print(line(command(card.given, *card.again)), soft_wrap=True)


def print_contact(card: Card, screen: Console) -> None:
    """Who is the contact, and how to reach it."""
    if card.route.contact:
        hang(screen, Text(), line(card.route.contact.team, "bold"))
        _print_reach(card.route.contact, screen)
    else:
        hang(screen, Text(), Text(card.say("not-covered"), "bold yellow"))


def _print_reach(contact: RoutedContact, screen: Console) -> None:
    """Each address alone on its line, so that it can be taken from there."""
    for address in (contact.email, contact.url):
        if address:
            screen.print(line(address, "bold cyan"), soft_wrap=True)
    if contact.how:
        hang(screen, Text(), block(contact.how))


def print_row(screen: Console, name: str, bodies: list[Text]) -> None:
    """A part of the card: its name on the left, its lines beside it."""
    label, indent = Text(name, "dim"), Text("  ")
    if screen.width < _NARROW:
        screen.print(label, soft_wrap=True)
    else:
        label.pad_right(_LABEL - label.cell_len)
        indent = Text(" " * _LABEL)
    for number, body in enumerate(bodies):
        hang(screen, indent if number or screen.width < _NARROW else label, body)


def _rows(card: Card) -> Iterator[tuple[str, list[Text]]]:
    """The name and the lines of each part of the card that has something to say."""
    route, origin = card.route, card.ruleset.origin
    rows = {
        "why": [block(route.because or "")],
        "notes": [block(note) for note in route.notes],
        "or": [*describe_alternatives(route)],
        "changes": [describe_change(card, change) for change in route.changes],
        "answers": [describe_answer(card, key, given) for key, given in (route.answers or {}).items()],
        "unused": [line(", ".join(route.unused))] if route.unused else [],
        "source": [*_origin(card, origin)],
    }
    return ((name, bodies) for name, bodies in rows.items() if bodies)


def describe_alternatives(route: Route) -> Iterator[Text]:
    """Who else there is, and how to reach them."""
    for contact in route.alternatives:
        yield line(contact.team)
        addresses = [address for address in (contact.email, contact.url) if address]
        yield from (line(address, "cyan") for address in addresses)
        if contact.how and not addresses:
            yield block(contact.how)


def describe_change(card: Card, change: Change) -> Text:
    """When the same answers lead elsewhere, and where to."""
    if change.contact:
        then = card.ruleset.contacts[change.contact].team.to(card.lang)
        same = card.route.contact is not None and change.contact == card.route.contact.id
        then = card.say("same-contact", team=then) if same else then
    else:
        then = card.say({"not_covered": "not-covered", "incomplete": "more-needed"}.get(change.status, "day-invalid"))
    return line(f"{card.day(change.on)}: {then}")


def describe_answer(card: Card, key: str, given: str) -> Text:
    if given == UNKNOWN:
        return line(f"{key}: {card.say('not-known')}")
    day = read_date(given)
    return line(f"{key}: {card.day(day) if day else given}")


def _origin(card: Card, origin: Origin) -> Iterator[Text]:
    if origin.title:
        yield line(origin.title.to(card.lang))
    if origin.url:
        yield line(origin.url)
    if origin.updated:
        yield line(card.say("updated", day=card.day(origin.updated)))
    if card.route.facts:
        yield line(", ".join(card.route.facts))
