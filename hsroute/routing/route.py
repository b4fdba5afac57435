"""The result for one set of answers, and its shape as JSON."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, NamedTuple, TypeVar

from hsroute.model import Frozen, Number
from hsroute.patterns import SCALES, Form
from hsroute.routing.answers import Error

Status = Literal["routed", "not_covered", "incomplete", "invalid"]


class RoutedContact(NamedTuple):
    """A contact in a route: in one language, and with the e-mail address that was given as an answer."""

    id: str
    team: str
    email: str | None = None
    phone: str | None = None
    url: str | None = None
    how: str | None = None

    def as_json(self) -> dict[str, Any]:
        return self._asdict()


class Change(NamedTuple):
    """A later day on which the same answers lead elsewhere, because time has passed."""

    on: date
    status: Status
    rule: str | None
    contact: str | None

    def as_json(self) -> dict[str, Any]:
        return {"on": self.on.isoformat(), "status": self.status, "rule": self.rule, "contact": self.contact}


_PLACED: Final = frozenset([scale.form for scale in SCALES.values()])
"""The kinds of answers that lie on a scale."""


class NextQuestion(NamedTuple):
    """The question to ask next. `values` are (name, label) pairs, `accepts` the other kinds of answers.

    `first` and `last` are the first and last day or number that a value covers; None if open, or if none is covered.
    """

    key: str
    ask: str
    help: str | None
    values: tuple[tuple[str, str], ...]
    accepts: tuple[Form, ...]
    first: date | Number | None = None
    last: date | Number | None = None

    def __hash__(self) -> int:
        """Quick, however many values there are."""
        return hash((self.key, self.ask, self.first, self.last))

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "ask": self.ask,
            "help": self.help,
            "values": [{"name": name, "label": label} for name, label in self.values],
            "accepts": list(self.accepts),
            **({"from": _end(self.first), "to": _end(self.last)} if _PLACED & {*self.accepts} else {}),
        }


S_co = TypeVar("S_co", bound=str, covariant=True)
C_co = TypeVar("C_co", covariant=True)
R_co = TypeVar("R_co", covariant=True)
B_co = TypeVar("B_co", covariant=True)
N_co = TypeVar("N_co", covariant=True)

_NONE: Final[Any] = None


class RouteOf(NamedTuple, Generic[S_co, C_co, R_co, B_co, N_co]):
    """Where a set of answers leads.

    `routed`: to `contact`. `not_covered`: to nobody; `alternatives` are what is left. `incomplete`: to the question
    `next`, after which the contacts in `possible` can still come out. `invalid`: nowhere, because of `errors`.

    `answers` are those that decided, or so far, as they were given, in a mapping that cannot be changed. `today` is the
    day from which dates were counted. Two routes are equal when all of this is.
    """

    status: S_co
    today: date
    contact: C_co
    alternatives: tuple[RoutedContact, ...]
    rule: R_co
    because: B_co
    notes: tuple[str, ...]
    facts: tuple[str, ...]
    answers: Mapping[str, str]
    unused: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    next: N_co = _NONE
    possible: tuple[str, ...] = ()
    errors: tuple[Error, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether the answers lead somewhere: to a contact, or to nobody."""
        return self.status in ("routed", "not_covered")

    def as_json(self) -> dict[str, Any]:
        """The route as the JSON object that scripts rely on; whoever knows an `id` or `line` adds it."""
        if self.status == "invalid":
            body: dict[str, Any] = {"errors": [_error(error) for error in self.errors]}
        elif isinstance(self.next, NextQuestion):
            body = self._question(self.next)
        else:
            body = self._outcome()
        return {"status": self.status, **body}

    @classmethod
    def __get_pydantic_core_schema__(cls, *_: object) -> Any:
        """How pydantic, and so an endpoint of FastAPI, makes JSON of a route: by `as_json`."""
        from pydantic_core import core_schema as schema

        in_json = schema.plain_serializer_function_ser_schema(cls.as_json, return_schema=schema.dict_schema())
        return schema.is_instance_schema(RouteOf, serialization=in_json)

    def _question(self, next: NextQuestion) -> dict[str, Any]:
        return {
            "next": next.as_json(),
            "possible": list(self.possible),
            "answers": dict(self.answers),
            "today": self.today.isoformat(),
        }

    def _outcome(self) -> dict[str, Any]:
        return {
            "contact": self.contact.as_json() if isinstance(self.contact, RoutedContact) else None,
            "alternatives": [contact.as_json() for contact in self.alternatives],
            "rule": self.rule,
            "because": self.because,
            "notes": list(self.notes),
            "facts": list(self.facts),
            "answers": dict(self.answers),
            "unused": list(self.unused),
            "today": self.today.isoformat(),
            "changes": [change.as_json() for change in self.changes],
        }


if TYPE_CHECKING:  # so that `status` narrows the type
    Routed = RouteOf[Literal["routed"], RoutedContact, str, str, None]
    NotCovered = RouteOf[Literal["not_covered"], None, str | None, str, None]
    Incomplete = RouteOf[Literal["incomplete"], None, None, None, NextQuestion]
    Invalid = RouteOf[Literal["invalid"], None, None, None, None]
    Route = Routed | NotCovered | Incomplete | Invalid
else:
    Route = Routed = NotCovered = Incomplete = Invalid = RouteOf


class Said(NamedTuple):
    """What the routes with one outcome have in common, in one language."""

    status: Status
    contact: RoutedContact | None = None
    alternatives: tuple[RoutedContact, ...] = ()
    rule: str | None = None
    because: str | None = None
    notes: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    sources: Mapping[str, int] = Frozen()
    """The question whose answer is the e-mail address of a contact, for each of these contacts that has one."""


class Shared:
    """What the routes with one state have in common, in one language. It is equal to nothing but itself."""

    __slots__ = ("dated", "lasts", "next", "possible", "proved", "said", "unused", "used")

    def __init__(
        self,
        said: Said,
        used: Mapping[int, str] = Frozen(),
        unused: tuple[str, ...] = (),
        dated: tuple[int, ...] = (),
        next: int | None = None,
        possible: tuple[str, ...] = (),
        *,
        proved: bool = True,
    ) -> None:
        self.said: Said = said
        self.used: Mapping[int, str] = used
        """The questions whose answers decided, with their keys."""
        self.unused: tuple[str, ...] = unused
        """The keys of the other questions that are answered."""
        self.dated: tuple[int, ...] = dated
        """The questions that are answered and of which the answer may be a date."""
        self.lasts: bool = False
        """Whether there is one such question, and time is known to change nothing; the first date finds it out."""
        self.next: int | None = next
        """The number of the next question."""
        self.possible: tuple[str, ...] = possible
        self.proved: bool = proved


class Verdict(NamedTuple):
    """What the rules say to one set of answers; its route is the same in words.

    What many verdicts have in common is kept apart from what is their own.
    """

    shared: Shared
    today: date
    answers: Sequence[str] = ()
    """The answers to the questions used, as given."""
    addresses: Mapping[str, str] = Frozen()
    """The e-mail addresses among the answers, by the contacts that they are of."""
    remarks: tuple[str, ...] = ()
    """The notes beside those of the rule."""
    changes: tuple[Change, ...] = ()
    next: NextQuestion | None = None
    errors: tuple[Error, ...] = ()

    @property
    def status(self) -> Status:
        return self.shared.said.status

    def route(self) -> Route:
        """The route of these answers."""
        shared, today, answers, addresses, remarks, changes, next, errors = self
        status, contact, alternatives, rule, because, notes, facts, _ = shared.said
        if addresses:
            contact = contact and _addressed(contact, addresses)
            alternatives = tuple([_addressed(alternative, addresses) for alternative in alternatives])
        return RouteOf(  # type: ignore[return-value] # a contact goes with `routed`, a question with `incomplete`
            status,
            today,
            contact,
            alternatives,
            rule,
            because,
            notes + remarks,
            facts,
            Frozen(zip(shared.used.values(), answers)),  # noqa: B905 one for each; to be strict takes as long again
            shared.unused,
            changes,
            next,
            shared.possible,
            errors,
        )


_WRONG: Final = Shared(Said("invalid"))


def wrong(today: date, *errors: Error) -> Verdict:
    """The verdict on answers, or on a record, that cannot be used."""
    return Verdict(_WRONG, today, errors=errors)


def _addressed(contact: RoutedContact, addresses: Mapping[str, str]) -> RoutedContact:
    """The contact with the e-mail address that was given as an answer, if one was."""
    id, team, _, phone, url, how = contact
    return RoutedContact(id, team, addresses[id], phone, url, how) if id in addresses else contact


def _end(end: date | Number | None) -> str | float | None:
    """An end of what values cover; it has so few digits that a float shows them exactly."""
    if end is None or isinstance(end, int):
        return end
    return float(end) if hasattr(end, "__float__") else str(end)


def _error(error: Error) -> dict[str, Any]:
    return {**error._asdict(), "allowed": list(error.allowed)}
