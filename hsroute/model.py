"""The rules as values: what may be asked, who may be contacted, and which answers lead to whom."""

from collections.abc import Container, Mapping
from datetime import date
from math import inf
from typing import TYPE_CHECKING, Any, Final, ForwardRef, Literal, NamedTuple, NoReturn, Self, TypeVar, Union

from hsroute.patterns import ScaleName, in_digits

if TYPE_CHECKING:
    from decimal import Decimal
else:
    Decimal = ForwardRef("__import__('decimal').Decimal")  # imported by get_type_hints alone: it takes a while

Number = Union[int, Decimal]  # noqa: UP007 a reference to a type has no `|`

Condition = Mapping[str, tuple[str, ...]]
"""The answers that it allows, for each question that it mentions."""

Lang = str
"""A language tag, such as `nb` or `pt-BR`."""

LANGS: Final[tuple[Lang, ...]] = ("en", "nb")
"""The languages that the program itself speaks; it uses the first for all others too."""

NOT_COVERED: Final = "not_covered"
"""Stands in for an id where there is no contact."""

UNKNOWN: Final = "unknown"
"""The answer "I don't know", which every question takes; no value has this name."""

UNSURE: Final = "unsure"
"""The id of a file's outcome for answers that no rule matches and of which one is unknown."""


HitPolicy = Literal["first", "unique"]

K = TypeVar("K")
V = TypeVar("V")


class Frozen(dict[K, V]):
    """A mapping that cannot be changed and can therefore be hashed."""

    __slots__ = ()

    def __hash__(self) -> int:  # type: ignore[override] # a dict has none
        return hash(frozenset(self.items()))

    def __reduce__(self) -> "tuple[type[Frozen[K, V]], tuple[dict[K, V]]]":
        return type(self), (dict(self),)

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("what a rules file or a route says cannot be changed; `dict` makes a copy that can")

    if not TYPE_CHECKING:  # a type checker sees a Mapping, which has none of these
        __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse


def nearest_lang(lang: Lang, langs: Container[Lang]) -> Lang:
    """The language, else the one of these that a shorter tag names, as `pt` for `pt-BR`; empty if there is none."""
    while lang and lang not in langs:
        lang = lang.rpartition("-")[0]
    return lang


class Text(NamedTuple):
    """A text for people; `string` is for every language that is not in `by_lang`."""

    string: str
    by_lang: tuple[tuple[Lang, str], ...] = ()

    @classmethod
    def translated(cls, by_lang: Mapping[Lang, str]) -> Self:
        """A text in these languages; all others get the English one, else the first."""
        return cls(by_lang.get("en") or next(iter(by_lang.values()), ""), tuple(by_lang.items()))

    def to(self, lang: Lang) -> str:
        """The text in that language, or in the nearest that there is."""
        strings = dict(self.by_lang)
        return strings.get(nearest_lang(lang, strings), self.string)


class Interval(NamedTuple):
    """A span of days counted from today, or of numbers; an end that is None is open."""

    first: Number | None
    last: Number | None
    below: bool = False
    """Whether the last end is excluded, as in `0..<2.5`."""

    def covers(self, number: Number) -> bool:
        """Whether the span includes that day or number."""
        return (self.first is None or self.first <= number) and self.reaches(number)

    def reaches(self, number: Number) -> bool:
        """Whether the span does not end before that day or number."""
        return self.last is None or number < self.last or (number == self.last and not self.below)

    def meets(self, other: Self) -> bool:
        """Whether the two spans share a day or number."""
        return not (self.ends_before(other) or other.ends_before(self))

    def ends_before(self, other: Self) -> bool:
        """Whether this span ends before the other begins."""
        return other.first is not None and not self.reaches(other.first)

    def touches(self, later: Self, *, whole: bool) -> bool:
        """Whether nothing lies between this span and a later one; with `whole`, only whole numbers count."""
        return self.last is None or later.first is None or self.last + whole >= later.first

    @property
    def begin(self) -> Number | float:
        """The day or number at which the span begins, for sorting."""
        return -inf if self.first is None else self.first

    @property
    def whole(self) -> bool:
        """Whether its ends are whole numbers and included."""
        return not self.below and all(end is None or isinstance(end, int) for end in (self.first, self.last))

    def __str__(self) -> str:
        first, last = ("" if end is None else in_digits(end) for end in (self.first, self.last))
        return f"{first}..{'<' if self.below else ''}{last}"


class Value(NamedTuple):
    """One possible answer to a question; it may cover a span of the question's scale."""

    name: str
    label: Text
    span: Interval | None = None
    words: tuple[str, ...] = ()
    """What people say when they mean it, in any language; only the conversation uses them."""


class Question(NamedTuple):
    """Something a person may be asked. `if_unsure` names the value that "I don't know" stands for."""

    key: str
    ask: Text
    values: tuple[Value, ...]
    help: Text | None = None
    person: bool = False
    if_unsure: str | None = None
    short: Text | None = None
    """What it asks for, as it reads after "You didn't know"."""

    scale: ScaleName | None = None
    """What the spans of its values lie on; None if they have none."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the values, in the file's order."""
        return tuple(value.name for value in self.values)

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that rules tell apart: the values and, unless it stands for one of them, `unknown`."""
        return self.names if self.if_unsure else (*self.names, UNKNOWN)

    def answer(self, number: int) -> str:
        """The one of `answers` that has the number."""
        return self.values[number].name if number < len(self.values) else self.answers[number]

    @property
    def spans(self) -> list[Interval]:
        """The spans of days or numbers that its values cover, in the file's order."""
        return [value.span for value in self.values if value.span]

    @property
    def ends(self) -> list[Number]:
        """The ends of its spans, but for those that are open."""
        return [end for span in self.spans for end in (span.first, span.last) if end is not None]

    @property
    def whole(self) -> bool:
        """Whether only whole numbers are answers: days always are, numbers if every end is whole and included."""
        return all(span.whole for span in self.spans)

    @property
    def margin(self) -> Number:
        """The distance from a border to what is tried just beyond it: 1, or less than any two borders are apart."""
        if self.whole:
            return 1
        from decimal import Decimal  # only where numbers are not whole

        exponents = (int(end.as_tuple().exponent) for end in self.ends if isinstance(end, Decimal))
        return Decimal(1).scaleb(min([0, *exponents]) - 1)


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
        """Its e-mail address, telephone number and web address, as far as it has them."""
        return tuple(address for address in (self.email, self.phone, self.url) if address)


class Rule(NamedTuple):
    """Which answers lead to which contact; `contact` None means: not covered.

    `when` is one condition, or several, any of which is enough.
    """

    id: str
    when: Condition | tuple[Condition, ...]
    contact: str | None
    because: Text
    alternatives: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Its conditions, any of which is enough; nearly always there is one."""
        return self.when if isinstance(self.when, tuple) else (self.when,)

    @property
    def contacts(self) -> tuple[str, ...]:
        """The ids of its contact, if it has one, and of its alternatives."""
        return (self.contact, *self.alternatives) if self.contact else self.alternatives


class Source(NamedTuple):
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
    source: Source = Source()
    rows: str | None = None
    columns: str | None = None
    unsure: Rule | None = None
    """The outcome where no rule matches and an answer is unknown; its id is UNSURE, and it has no condition."""

    hit_policy: HitPolicy = "first"
    """How many rules may match the same answers; `check` proves `unique`, and routing is the same either way."""

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each question by its key."""
        return {question.key: number for number, question in enumerate(self.questions)}

    @property
    def by_key(self) -> dict[str, Question]:
        """The questions by their keys."""
        return {question.key: question for question in self.questions}

    @property
    def rules_and_unsure(self) -> tuple[Rule, ...]:
        """The rules, and behind them the outcome `unsure`, if there is one."""
        return (*self.rules, self.unsure) if self.unsure else self.rules
