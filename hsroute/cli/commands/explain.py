"""`hsroute explain`: why answers lead where they lead, and what would change it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from hsroute.cli import options
from hsroute.cli.completion import offer_contacts
from hsroute.cli.inputs import Day, inputs, keeper_of, locale_lang, standing_answers
from hsroute.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hsroute.model import Ruleset
    from hsroute.routing.explain import Explanation
    from hsroute.routing.route import Route
    from hsroute.routing.router import Router
    from hsroute.rulesfile.yaml_nodes import SourceText

WhyNot = Annotated[
    str | None,
    typer.Option(
        "--why-not",
        metavar="CONTACT",
        autocompletion=offer_contacts,
        help="Tell what keeps this contact out; not_covered is for no contact.",
    ),
]


class Explained(NamedTuple):
    """An explanation, and the options it was asked for with."""

    explanation: Explanation
    given: Mapping[str, object]
    file: Path
    again: tuple[str, ...]

    @property
    def route(self) -> Route:
        return self.explanation.route

    def as_json(self, route: dict[str, Any]) -> dict[str, Any]:
        return self.explanation.as_json(route)

    def print(self, session: Session) -> None:
        from hsroute.screen.card import Card
        from hsroute.screen.explanation import Page, print_explanation

        ruleset = session.router.ruleset
        card = Card(self.route, self.given, self.again, ruleset, session.lang)
        again = self.file.is_file()  # what came through a pipe cannot be read a second time
        place = _place(self.file, self.route.rule, ruleset) if self.route.rule and again else None
        print_explanation(Page(card, self.explanation, place), session.color)


def explain(
    file: options.RecordsFile = None,
    answer: options.Answers = None,
    answers: options.AnswersFile = None,
    keep: options.Keep = False,
    no_input: options.NoInput = False,
    why_not: WhyNot = None,
    format: options.ExplanationFormat = "auto",
    rules: options.Rules = None,
    today: options.Today = None,
    lang: options.Language = None,
    color: options.Colors = "auto",
) -> int:
    """Tell why answers lead to a contact, and what would change it.

    For example:
      hsroute explain -a category=support -a tier=starter
      hsroute explain -a category=support -a tier=starter --why-not csm

    Answers come in as for ask: from a conversation, as records in a pipe or from FILE, or by --answer and --answers;
    HSROUTE_ANSWERS names a file of standing answers. The page tells the fewest answers that decide, the rule and its
    place in the file, the rules before it and what kept them out, the fewest answers to change for every other contact,
    and the days on which time alone will change the route.

    json is {"route", "reason", "passed_over": [{rule, key, wanted, got}], "instead": [{contact, status, rule,
    change}]}, with "why_not": {contact, rules: [{rule, failed, beaten_by}]} where it is asked for, and "unproved"
    where the rules are too intricate to be sure of the fewest answers ("reason") or of every contact ("instead").
    """
    from hsroute import __version__
    from hsroute.routing.load import load_kept
    from hsroute.rulesfile.files import shipped_rules

    answers_given = inputs(answer, answers, file, rules)
    again = options.as_typed(("--rules", rules), ("--today", today), ("--lang", lang))
    router = load_kept(rules, __version__)
    contact = options.contact_named(router.ruleset, why_not, "--why-not") if why_not is not None else None
    day, language = Day(today), lang or locale_lang()

    def reply(session: Session, given: Mapping[str, object], route: Route) -> Explained:
        explanation = _explanation(router, route, session.standing, given, contact, asked=why_not is not None)
        return Explained(explanation, given, rules or shipped_rules(), again)

    standing = standing_answers(router, day.today, language)
    session = Session(
        "explain", router, day, language, format, color, standing, reply, keeper=keeper_of(router) if keep else None
    )
    return session.run(answers_given, ask=not no_input)


def _explanation(
    router: Router,
    route: Route,
    standing: Mapping[str, object],
    given: Mapping[str, object],
    contact: str | None,
    *,
    asked: bool,
) -> Explanation:
    from hsroute.routing.answers import answered
    from hsroute.routing.explain import explain_route, with_why_not

    every = {**standing, **answered(given)}
    explanation = explain_route(router, route, every)
    return with_why_not(explanation, router, every, contact) if asked else explanation


def _place(file: Path, rule: str, ruleset: Ruleset) -> str:
    """The place of the rule, as `path:line`."""
    numbers = {found.id: number for number, found in enumerate(ruleset.rules)}
    path: tuple[str | int, ...] = ("rules", numbers[rule]) if rule in numbers else ("unsure",)
    return f"{file}:{_source(file).place(*path).line}"


@cache
def _source(file: Path) -> SourceText:
    from hsroute.rulesfile.files import contents
    from hsroute.rulesfile.yaml_parser import read

    return read(contents(file), str(file))
