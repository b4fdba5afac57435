"""The rules as values: what may be asked, who may be contacted, and which answers lead to whom."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

Lang = str
"""A language tag, such as `nb` or `pt-BR`."""

LANGS: Final[tuple[Lang, ...]] = ("en", "nb")
"""The languages that the program itself speaks; it speaks the first beside all others."""

NOT_COVERED: Final = "not_covered"
"""What stands for no contact where contacts are called by their ids."""

UNKNOWN: Final = "unknown"
"""The answer "I don't know", which every question takes; no value has this name."""

UNSURE: Final = "unsure"
"""The id of the rule that a file has for answers that no rule matches and one of which is unknown."""


class Text(NamedTuple):
    """A text for people; `string` is for every language that has none of its own in `by_lang`."""

    string: str
    by_lang: tuple[tuple[Lang, str], ...] = ()

    @classmethod
    def translated(cls, by_lang: Mapping[Lang, str]) -> Text:
        """A text in these languages; for all others it is the English one, else the first."""
        return cls(by_lang.get("en") or next(iter(by_lang.values()), ""), tuple(by_lang.items()))

    def to(self, lang: Lang) -> str:
        """The text in that language, else in what is left of its tag when the end is cut: `pt` for `pt-BR`."""
        strings = dict(self.by_lang)
        while lang and lang not in strings:
            lang = lang.rpartition("-")[0]
        return strings.get(lang, self.string)


class Days(NamedTuple):
    """A span of days counted from today, both ends included; an end that is None is open."""

    first: int | None
    last: int | None

    def covers(self, days: int) -> bool:
        """Whether that day belongs to the span."""
        return (self.first is None or self.first <= days) and (self.last is None or days <= self.last)

    def meets(self, other: Days) -> bool:
        """Whether the two spans share a day."""
        return not (self.ends_before(other) or other.ends_before(self))

    def ends_before(self, other: Days) -> bool:
        """Whether every day of this span is before every day of the other."""
        return self.last is not None and other.first is not None and self.last < other.first

    def __str__(self) -> str:
        return f"{'' if self.first is None else self.first}..{'' if self.last is None else self.last}"


class Value(NamedTuple):
    """One possible answer to a question."""

    name: str
    label: Text
    days: Days | None = None
    words: tuple[str, ...] = ()
    """What people say when they mean it, in any language; only the conversation looks at them."""

    def begins(self) -> float:
        """The number of days from today at which its span begins."""
        return -inf if self.days is None or self.days.first is None else self.days.first


class Question(NamedTuple):
    """Something a person may be asked. `if_unsure` names the value that "I don't know" stands for."""

    key: str
    ask: Text
    values: tuple[Value, ...]
    help: Text | None = None
    person: bool = False
    if_unsure: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the values, in the file's order."""
        return tuple(value.name for value in self.values)

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that rules tell apart: the values and, unless it stands for one of them, `unknown`."""
        return self.names if self.if_unsure else (*self.names, UNKNOWN)

    @property
    def covers_days(self) -> bool:
        """Whether a date is an answer."""
        return any(value.days for value in self.values)


class Contact(NamedTuple):
    """A team or person and how to reach it. `address_from` is the question whose answer may be its address."""

    id: str
    team: Text
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    how: Text | None = None
    address_from: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """What can be written to, dialled or opened."""
        return tuple(address for address in (self.email, self.phone, self.url) if address)


class Rule(NamedTuple):
    """Which answers lead to which contact; `contact` None means: not covered.

    `when` names for each question of the condition the answers that it allows.
    """

    id: str
    when: Mapping[str, tuple[str, ...]]
    contact: str | None
    because: Text
    alternatives: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    facts: tuple[str, ...] = ()


class Origin(NamedTuple):
    """Where the knowledge comes from, and the day it was last brought up to date."""

    title: Text | None = None
    url: Text | None = None
    updated: date | None = None


class Ruleset(NamedTuple):
    """A whole rules file. The first rule that matches wins; the order of the questions is the order of asking."""

    title: Text
    contacts: Mapping[str, Contact]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    origin: Origin = Origin()
    rows: str | None = None
    columns: str | None = None
    unsure: Rule | None = None
    """What comes out where no rule matches and an answer is unknown; its id is UNSURE, and it has no condition."""
