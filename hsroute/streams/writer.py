"""Routes as text in JSON, put together from parts: what many routes have in common is written only once."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from hsroute.streams.records import dump_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from hsroute.routing.route import Change, Route, RoutedContact, Status

_SHARED: Final = ("alternatives", "rule", "because", "notes", "facts", "next", "possible")
_shared_of: Final = attrgetter(*_SHARED)
_REMEMBERED: Final = 5_000


class Written(NamedTuple):
    """The text of a route, a line with its end; between `head` and `contact` come its `id` and `line`."""

    status: Status
    head: bytes
    contact: bytes
    shared: bytes
    own: bytes


class _Texts(dict[Any, bytes]):
    """The text of each value, written when it is first asked for; all are forgotten when they are too many."""

    def __init__(self, write: Callable[[Any], bytes]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, value: Any) -> bytes:
        if len(self) >= _REMEMBERED:
            self.clear()
        text = self[value] = self._write(value)
        return text


class Writer:
    """Writes routes that are not invalid exactly as `Route.as_json` has them."""

    def __init__(self) -> None:
        self._heads = _Texts(lambda status: b"{" + _members(status=status))
        self._contacts = _Texts(_contact)
        self._shared: dict[object, bytes] = {}
        self._answers = _Texts(lambda answer: _members(**dict([answer])))
        self._unused = _Texts(lambda unused: _members(unused=unused))
        self._changes = _Texts(_change)

    def write(self, route: Route) -> Written:
        """The route as text."""
        contact = b"" if route.next else self._contacts[route.contact]
        return Written(route.status, self._heads[route.status], contact, self._shared_text(route), self._own(route))

    def _shared_text(self, route: Route) -> bytes:
        alike = _shared_of(route)
        text = self._shared.get(alike)
        if text is None:
            if len(self._shared) >= _REMEMBERED:
                self._shared.clear()
            body = route.as_json()
            members = _members(**{name: body[name] for name in _SHARED if name in body})
            text = self._shared[alike] = b", %b, " % members
        return text

    def _own(self, route: Route) -> bytes:
        answers = b", ".join([self._answers[answer] for answer in (route.answers or {}).items()])
        today = route.today.isoformat().encode()
        if route.next:
            return b'"answers": {%b}, "today": "%b"}\n' % (answers, today)
        changes = b", ".join([self._changes[change] for change in route.changes])
        unused = self._unused[route.unused]
        return b'"answers": {%b}, %b, "today": "%b", "changes": [%b]}\n' % (answers, unused, today, changes)


def _members(**members: object) -> bytes:
    """The members of an object, without the braces."""
    return dump_json(members)[1:-1]


def _contact(contact: RoutedContact | None) -> bytes:
    return b", " + _members(contact=contact and contact.as_json())


def _change(change: Change) -> bytes:
    return dump_json(change.as_json())
