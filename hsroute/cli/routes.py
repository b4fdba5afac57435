"""What `hsroute ask` says about a set of answers: the route alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hsroute.cli.given import standing_answers
from hsroute.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from hsroute.cli.options import Color
    from hsroute.cli.session import Format
    from hsroute.model import Lang
    from hsroute.routing.route import Route


class RouteReply(NamedTuple):
    """The route alone."""

    route: Route
    given: Mapping[str, object]
    standing: Mapping[str, object]
    again: tuple[str, ...]

    def as_json(self, route: dict[str, Any]) -> dict[str, Any]:
        return route

    def print(self, session: Session) -> None:
        from hsroute.screen.card import Card, print_route

        used = {key: answer for key, answer in self.standing.items() if key in (self.route.answers or {})}
        card = Card(self.route, {**used, **self.given}, self.again, session.router.ruleset, session.lang)
        print_route(card, session.color)


def route_session(
    rules: Path | None, today: date, lang: Lang, format: Format, color: Color, again: tuple[str, ...]
) -> Session:
    """A run of `ask`; `again` are the options with which its answers lead to the same route."""
    from hsroute import __version__
    from hsroute.routing.load import load_kept

    router = load_kept(rules, __version__)
    standing = standing_answers(router, today, lang)

    def reply(given: Mapping[str, object], route: Route) -> RouteReply:
        return RouteReply(route, given, standing, again)

    return Session(router, today, lang, format, color, standing, reply, route_alone=True)
