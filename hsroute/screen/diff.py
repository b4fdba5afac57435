"""What two rules files do differently, as text on a screen."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from rich.text import Text

from hsroute.export.reports.comparison import LACKING, alternatives_of, on_one_line, percent, rules_of, sections
from hsroute.screen.console import console, hang, line

if TYPE_CHECKING:
    from rich.console import Console

    from hsroute.analysis.diff import ChangedRoute
    from hsroute.analysis.diff_fields import Field
    from hsroute.export.reports.comparison import Comparison
    from hsroute.screen import Color


_SHARE: Final = "{:>7}   "


def print_comparison(comparison: Comparison, color: Color = "auto") -> None:
    """Each changed route with its share and the fewest answers that show it; then everything else that differs."""
    screen = console(color)
    if comparison.routes:
        _print_routes(screen, comparison)
    else:
        style = {True: "bold", False: "bold green", None: "bold yellow"}
        hang(screen, Text(), Text(comparison.conclusion, style[comparison.difference.changes_routes]))
    for title, fields in sections(comparison):
        screen.print()
        screen.print(Text(title, "bold"))
        for field, remark in fields:
            _print_field(screen, field, remark)


def _print_routes(screen: Console, comparison: Comparison) -> None:
    for headline in comparison.headlines():
        hang(screen, Text(), Text(headline, "bold"))
    for share, rows in comparison.groups():
        screen.print()
        hang(screen, Text(_SHARE.format(percent(share)), "bold"), _move(comparison, rows[0]))
        for row in rows:
            _print_row(screen, row, "" if len(rows) == 1 else percent(row.share))
    screen.print()
    hang(screen, Text(), Text("to see a change, give its answers to each file:", "dim"))
    screen.print(Text(f"  hsroute ask --today {comparison.today.isoformat()} --rules FILE ..."), soft_wrap=True)
    for name, other, keys in comparison.alone():
        hang(screen, Text("  "), Text(f"only the {name} file asks {keys}: leave that out for the {other} one", "dim"))


def _print_row(screen: Console, row: ChangedRoute, share: str) -> None:
    """The old rule, the new rule, and an example."""
    head = Text(f"{_SHARE.format('')}{share:>7}  " if share else _SHARE.format(""))
    indent = Text(" " * len(head))
    hang(screen, head, line(f"rule {' -> '.join(rules_of(row))}", "dim"))
    if alternatives := alternatives_of(row):
        before, after = alternatives
        hang(screen, indent, Text.assemble("alternatives: ", line(before, "red"), " -> ", line(after, "green")))
    screen.print(indent + line(_options(row), "cyan"), soft_wrap=True)


def _move(comparison: Comparison, row: ChangedRoute) -> Text:
    before, after = comparison.teams(row)
    if row.before == row.after:
        return _contact(row.before, after, "bold")
    return Text.assemble(_contact(row.before, before, "red"), " -> ", _contact(row.after, after, "green"))


def _contact(id: str, team: str, style: str) -> Text:
    return line(team if id in LACKING else f"{team} ({id})", style)


def _options(row: ChangedRoute) -> str:
    words = [word for key, answer in row.example.items() for word in ("-a", f"{key}={answer}")]
    return shlex.join(words) or "whatever the answers"


def _print_field(screen: Console, field: Field, remark: str) -> None:
    """The place, and what is written there in each file."""
    screen.print(Text("  ") + line(field.path), soft_wrap=True)
    if remark:
        hang(screen, Text("    "), Text(remark, "dim"))
    for sign, thing, style in (("-", field.old, "red"), ("+", field.new, "green")):
        if thing is not None:
            hang(screen, Text(f"    {sign} ", style), line(on_one_line(thing), style))
