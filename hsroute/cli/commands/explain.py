"""`hsroute explain`: why answers lead where they lead, and what would change it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hsroute.cli import options
from hsroute.cli.completion import offer_contacts
from hsroute.cli.inputs import inputs, kept_router, locale_lang
from hsroute.cli.session import Session
from hsroute.model import NOT_COVERED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hsroute.routing.explain import Explanation
    from hsroute.routing.route import Route
    from hsroute.rulesfile.yaml_nodes import SourceText

_KeptOut = Annotated[
    str | None,
    typer.Option(
        "--why-not",
        metavar="CONTACT",
        autocompletion=offer_contacts,
        help="Tell what keeps this contact out; not_covered is for no contact.",
    ),
]


def explain(
    file: options.RecordsFile = None,
    answer: options.Answers = None,
    answers: options.AnswersFile = None,
    keep: options.Keep = False,
    no_input: options.NoInput = False,
    why_not: _KeptOut = None,
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
    answers_given = inputs(answer, answers, file, rules)
    router = kept_router(rules)
    if why_not is not None:
        why_not = options.contact_named(router.ruleset, why_not, "--why-not") or NOT_COVERED
    session = _Explaining(router, today, lang or locale_lang(), format, color, keep=keep)
    session.why_not, session.file = why_not, rules
    return session.run(answers_given, ask=not no_input)


class _Explaining(Session):
    """A run of `explain`."""

    command = "explain"
    route_alone = False
    why_not: str | None = None
    """The contact that is asked for, `not_covered` for none."""
    file: Path | None = None
    """The rules file, if it is not the shipped one."""

    def as_json(self, given: Mapping[str, object], route: Route) -> dict[str, Any]:
        return self._explained(given, route).as_json()

    def print(self, given: Mapping[str, object], route: Route) -> None:
        from hsroute.screen.card import Card
        from hsroute.screen.explanation import print_explanation

        card = Card(route, given, (), self.router.ruleset, self.lang)
        place = self._place(route.rule) if route.rule else None
        print_explanation(card, self._explained(given, route), place, self.color)

    def _explained(self, given: Mapping[str, object], route: Route) -> Explanation:
        from hsroute.routing.answers import answered
        from hsroute.routing.explain import explain_route, with_why_not

        every = {**self.standing, **answered(given)}
        explanation = explain_route(self.router, route, every)
        if self.why_not is None:
            return explanation
        return with_why_not(explanation, self.router, every, None if self.why_not == NOT_COVERED else self.why_not)

    def _place(self, rule: str) -> str | None:
        """The place of the rule, as `path:line`; None where the rules came through a pipe and cannot be read again."""
        from hsroute.rulesfile.files import shipped_rules

        file = self.file or shipped_rules()
        if not file.is_file():
            return None
        numbers = {found.id: number for number, found in enumerate(self.router.ruleset.rules)}
        path: tuple[str | int, ...] = ("rules", numbers[rule]) if rule in numbers else ("unsure",)
        return f"{file}:{_source(file).place(*path).line}"


@cache
def _source(file: Path) -> SourceText:
    from hsroute.rulesfile.files import contents
    from hsroute.rulesfile.yaml_parser import read

    return read(contents(file), str(file))
