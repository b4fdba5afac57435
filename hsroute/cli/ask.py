"""`hsroute ask`: answers in, route out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from hsroute.cli import options
from hsroute.cli.session import Session, standing_answers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hsroute.route import Route


class RouteReply(NamedTuple):
    """The route alone."""

    route: Route
    given: Mapping[str, object]
    standing: Mapping[str, object]
    again: tuple[str, ...]

    def as_json(self, route: dict[str, Any]) -> dict[str, Any]:
        return route

    def print(self, session: Session) -> None:
        from hsroute.render.card import Card, print_route

        used = {key: answer for key, answer in self.standing.items() if key in (self.route.answers or {})}
        card = Card(self.route, {**used, **self.given}, self.again, session.router.ruleset, session.lang)
        print_route(card, session.color)


def ask(
    answer: options.Answers = None,
    answers: options.AnswersFile = None,
    no_input: options.NoInput = False,
    format: options.RouteFormat = "auto",
    rules: options.Rules = None,
    today: options.Today = None,
    lang: options.Language = None,
    color: options.Colors = "auto",
) -> int:
    """Answer questions, and get the team and how to reach it.

    At a terminal one question is asked at a time, and only while the answer can still change the route: answer by
    number, by name, by a part of the label, or by a date or an e-mail address where that is meant; ? explains,
    b goes back, q leaves. In a pipe answers are read as JSON, one object, an array, or one object in each line,
    and routes are written in the same shape.

    HSROUTE_ANSWERS names a file of standing answers, which all others beat.
    """
    from hsroute import __version__
    from hsroute.load import load_kept

    standing = standing_answers()
    again = options.as_typed(("--rules", rules), ("--today", today), ("--lang", lang))
    session = Session(
        load_kept(rules, __version__),
        today or options.local_date(),
        options.language(lang),
        format,
        color,
        standing,
        lambda given, route: RouteReply(route, given, standing, again),
        route_alone=True,
    )
    return session.run(answer, answers, ask=not no_input)
