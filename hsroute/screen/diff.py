"""What two rules files do differently: as text, and as Markdown for a pull request."""

from __future__ import annotations

import shlex
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.text import Text

from hsroute.analysis.diff import NOT_ACCEPTED
from hsroute.export.markdown import escaped
from hsroute.language.phrases import listed, number
from hsroute.model import NOT_COVERED
from hsroute.screen.console import console, hang, line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from hsroute.analysis.diff import Difference, Row
    from hsroute.model import Lang, Ruleset
    from hsroute.screen.console import Color

NO_CHANGES: Final = "no route changes"

_SHARE: Final = "{:>7}   "
_LACKING: Final = {NOT_COVERED: "not covered", NOT_ACCEPTED: "answer not accepted"}
"""Why there is no contact."""


class Changes(NamedTuple):
    """What is printed: the difference of two rulesets, on a day, contacts named in a language."""

    difference: Difference
    old: Ruleset
    new: Ruleset
    today: date
    lang: Lang

    def before(self, row: Row) -> tuple[str | None, str]:
        """The id and the team of the contact in the old file."""
        return _named(self.old, row.before, row, self.lang)

    def after(self, row: Row) -> tuple[str | None, str]:
        """The same in the new one."""
        return _named(self.new, row.after, row, self.lang)

    @property
    def headline(self) -> str:
        share = sum((row.share for row in self.difference.rows), Fraction(0))
        every = self.difference.combinations
        count = number(int(share * every))
        return f"{count} of {number(every)} combinations of answers ({percent(share)}) lead elsewhere"

    def alone(self) -> Iterator[tuple[str, str, str]]:
        """What only one file asks of what is in the examples: that file, the other one, and the keys in words."""
        keys = dict.fromkeys(key for row in self.difference.rows for key in row.example)
        for name, ruleset, other in (("old", self.new, "new"), ("new", self.old, "old")):
            asked = {question.key for question in ruleset.questions}
            if only := [key for key in keys if key not in asked]:
                yield name, other, listed(only)


def _named(ruleset: Ruleset, id: str | None, row: Row, lang: Lang) -> tuple[str | None, str]:
    return id, ruleset.contacts[id].team.to(lang) if id else " or ".join(_LACKING[end] for end in row.lacking)


def percent(share: Fraction) -> str:
    """The share in percent; what is more than nothing or less than all never reads as if it were not."""
    if 0 < share < Fraction(1, 10_000):
        return "<0.01 %"
    return f"{min(round(share * 10_000), 9_999) / 100:.2f} %" if share < 1 else "100 %"


# As text.


def print_changes(changes: Changes, color: Color = "auto") -> None:
    """Each change with its share, and the fewest answers that show it, as options of `hsroute ask`."""
    screen = console(color)
    if not changes.difference.rows:
        screen.print(Text(NO_CHANGES, "bold green"))
        return
    hang(screen, Text(), Text(changes.headline, "bold"))
    for row in changes.difference.rows:
        screen.print()
        hang(screen, Text(_SHARE.format(percent(row.share)), "bold"), _move(changes, row))
        screen.print(Text(_SHARE.format("")) + line(_options(row), "cyan"), soft_wrap=True)
    screen.print()
    hang(screen, Text(), Text("to see a change, give its answers to each file:", "dim"))
    screen.print(Text(f"  hsroute ask --today {changes.today.isoformat()} --rules FILE ..."), soft_wrap=True)
    for name, other, keys in changes.alone():
        hang(screen, Text("  "), Text(f"only the {name} file asks {keys}: leave that out for the {other} one", "dim"))


def _move(changes: Changes, row: Row) -> Text:
    return Text.assemble(_contact(*changes.before(row), "red"), " -> ", _contact(*changes.after(row), "green"))


def _contact(id: str | None, team: str, style: str) -> Text:
    return line(f"{team} ({id})" if id else team, style)


def _options(row: Row) -> str:
    words = [word for key, answer in row.example.items() for word in ("-a", f"{key}={answer}")]
    return shlex.join(words) or "whatever the answers"


# As Markdown.


def markdown(changes: Changes) -> str:
    """A table of the changes."""
    if not changes.difference.rows:
        return f"{NO_CHANGES}\n"
    head = ["| from | to | share | for example |", "| --- | --- | ---: | --- |"]
    rows = [_line(changes, row) for row in changes.difference.rows]
    alone = [line for name, _, keys in changes.alone() for line in ("", f"Only the {name} file asks {keys}.")]
    return "\n".join([f"{changes.headline}:", "", *head, *rows, *alone, ""])


def _line(changes: Changes, row: Row) -> str:
    cells = [_cell(*changes.before(row)), _cell(*changes.after(row)), percent(row.share), _answers(row)]
    return f"| {' | '.join(cells)} |"


def _cell(id: str | None, team: str) -> str:
    return f"{escaped(team)} (`{id}`)" if id else team


def _answers(row: Row) -> str:
    """The answers as code: names and dates hold nothing that would end it."""
    return ", ".join(f"`{key}={answer}`" for key, answer in row.example.items()) or "whatever the answers"
