"""What is remembered of records met before, so that most need not be routed, or even read, again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

K = TypeVar("K")
V = TypeVar("V")

_ENTRY: Final = 400
"""About how many bytes an entry takes beside its text and what only its route says."""


class Memory(dict[K, V]):
    """Replies by what they answer; emptied when it has no room left, and on a new day, since dates count from it."""

    def __init__(self, room: int, today: Callable[[], date | None]) -> None:
        super().__init__()
        self._most = self._room = room
        self._today, self._day = today, today()

    def keep(self, key: K, value: V, size: int) -> None:
        """Remember the value, which takes so many bytes with its key, if there is room for it at all."""
        cost = _ENTRY + size
        if cost > self._room:
            self._empty()
        if cost <= self._room:
            self._room -= cost
            self[key] = value

    def look_at_day(self) -> None:
        """Forget everything if the day is another one."""
        if self._day != self._today():
            self._empty()

    def _empty(self) -> None:
        self.clear()
        self._room, self._day = self._most, self._today()
