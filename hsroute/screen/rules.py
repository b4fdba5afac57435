"""The rules as pictures on a screen: the table of two questions, the tree of all, and the ways to one contact."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from hsroute.export.table import MOST_CONTACTS, few
from hsroute.language.catalog import say
from hsroute.language.phrases import label
from hsroute.model import NOT_COVERED, UNKNOWN
from hsroute.screen.console import beside, block, console, hang, line, put

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

    from hsroute.export.table import Cell, Grid, Names
    from hsroute.export.tree import Branch, Trail, Ways
    from hsroute.model import Contact, Lang, Question, Rule, Ruleset
    from hsroute.screen import Color

_BETWEEN: Final = 3
"""The space between two columns of the table, in columns of the screen."""

_WIDEST: Final = 1 << 20
"""More columns than any table has."""

_FURTHER: Final = 4
"""How much further the continuation of a line of the tree is indented."""


# The table.


def print_grid(table: Grid, ruleset: Ruleset, lang: Lang, color: Color) -> None:
    """The table, if the screen is wide enough, else row by row; then every contact."""
    screen = console(color)
    hang(screen, Text(), line(ruleset.title.to(lang), "bold"))
    screen.print()
    legend = _Legend(ruleset, lang)
    if drawn := _side_by_side(screen, table, legend):
        for segments in screen.render_lines(drawn, pad=False):
            part = Text.assemble(*((segment.text, segment.style or "") for segment in segments))
            part.rstrip()
            screen.print(part, soft_wrap=True)
    else:
        hang(screen, Text(), Text(say("wide-table", lang), "dim"))
        screen.print()
        _print_row_by_row(screen, table, legend)
    if not table.proved:
        screen.print()
        hang(screen, Text(), Text(say("perhaps", lang), "yellow"))
    for key, names in zip(table.asked, (table.rows, table.columns), strict=True):
        legend.add(key, *(name for several in names for name in several))
    legend.print(screen)
    screen.print()
    _print_contacts(screen, ruleset, lang, uncovered=any(None in cell.contacts for row in table.cells for cell in row))


def _outcome(id: str | None) -> Text:
    return line(id, "bold") if id else Text(NOT_COVERED, "bold yellow")


def _cell(cell: Cell, legend: _Legend, before: str = "\n") -> Text:
    """The contacts, or their number, and on a line of its own the questions that decide which."""
    text = _contacts(cell.contacts, legend.lang)
    if not cell.proved:
        text.append(" ?", "yellow")
    by = few(cell.by)
    for key in by:
        legend.add(key)
    if by:
        text = Text.assemble(text, before, line(say("depends-on", legend.lang, questions=", ".join(by)), "dim"))
    return text


def _contacts(ids: Sequence[str | None], lang: Lang) -> Text:
    """The contacts by their ids; of many, how many they are."""
    known = [id for id in ids if id]
    if len(known) <= MOST_CONTACTS:
        return Text(", ").join([_outcome(id) for id in ids])
    count = Text(say("several-contacts", lang, count=len(known)), "bold")
    return count if None not in ids else Text.assemble(count, ", ", _outcome(None))


def _side_by_side(screen: Console, table: Grid, legend: _Legend) -> Table | None:
    """The table, if the screen is wide enough for every word of it; blank lines separate rows of several lines."""
    key, across = (line(key, "dim") for key in table.asked)
    first, *others = (line(", ".join(names)) for names in table.columns)
    above = "\n" if across else ""
    head = [Text.assemble(above, key), Text.assemble(across, above, first), *(Text(above) + name for name in others)]
    rows = [
        [line(", ".join(names)), *(_cell(cell, legend) for cell in cells)]
        for names, cells in zip(table.rows, table.cells, strict=True)
    ]
    drawn = Table.grid(padding=(0, _BETWEEN, 0, 0), collapse_padding=False)
    for texts in [head, *rows] if any(head) else rows:
        drawn.add_row(*texts if any(table.rows) else texts[1:])
    size = Measurement.get(screen, screen.options.update(max_width=_WIDEST), drawn)
    apart = size.maximum > screen.width or any("\n" in text.plain for texts in rows for text in texts)
    drawn.padding = (int(apart), _BETWEEN, 0, 0)
    return drawn if size.minimum <= screen.width else None


def _print_row_by_row(screen: Console, table: Grid, legend: _Legend) -> None:
    for names, cells in zip(table.rows, table.cells, strict=True):
        _print_values(screen, "", table.asked[0], names)
        across = zip(table.columns, cells, strict=True)
        for cell, alike in groupby(across, key=lambda pair: pair[1]):
            together = tuple(name for columns, _ in alike for name in columns)
            _print_values(screen, "  ", table.asked[1], together)
            hang(screen, Text("    "), _cell(cell, legend))


def _print_values(screen: Console, indent: str, key: str, names: Names) -> None:
    """A question and its values, if there is a question."""
    if key:
        hang(screen, Text.assemble(indent, (f"{key}: ", "dim")), line(", ".join(names)))


# The words of the questions, and the contacts.


class _Legend:
    """What the keys of questions and the names of values mean that a picture shows."""

    def __init__(self, ruleset: Ruleset, lang: Lang) -> None:
        self.ruleset = ruleset
        self.lang = lang
        self.shown: dict[str, set[str]] = {}
        self.worded: set[str] = set()
        """The questions that the picture itself spells out."""

    def add(self, key: str, *names: str) -> None:
        self.shown.setdefault(key, set()).update(names)

    def print(self, screen: Console) -> None:
        """The words, question by question, below a blank line."""
        rows = [row for question in self.ruleset.questions if question.key in self.shown for row in self.rows(question)]
        if any(UNKNOWN in names for names in self.shown.values()):
            rows.append((line(UNKNOWN), line(say("not-known", self.lang))))
        if not rows:
            return
        screen.print()
        hang(screen, Text(), Text(say("questions", self.lang), "dim"))
        width = max(name.cell_len for name, _ in rows) + 2
        for name, body in rows:
            if body:
                beside(screen, name, width, [body], indent=len(_INDENT) * (1 + name.plain.startswith(_INDENT)))
            else:
                put(screen, name)

    def rows(self, question: Question) -> list[tuple[Text, Text]]:
        """The question, and those of its values that are not called as they are named."""
        labels = {name: label(question, name, self.lang) for name in question.names if name in self.shown[question.key]}
        told = {name: text for name, text in labels.items() if not _says_itself(name, text, self.lang)}
        if question.key in self.worded and not told:
            return []
        ask = "" if question.key in self.worded else question.ask.to(self.lang)
        return [(line(question.key, "cyan"), line(ask)), *((line(_INDENT + name), line(told[name])) for name in told)]


_INDENT: Final = "  "


def _says_itself(name: str, label: str, lang: Lang) -> bool:
    """Whether the name of a value is clear without its label; a plain yes and no are, in every language."""
    return name.casefold() == label.casefold() or (name in {"yes", "no"} and label == say(name, lang))


def _print_contacts(screen: Console, ruleset: Ruleset, lang: Lang, *, uncovered: bool) -> None:
    """Every contact of the file with all its addresses, and what *not covered* means if that can happen."""
    hang(screen, Text(), Text(say("contacts", lang), "dim"))
    rows = [(_outcome(id), [*_reached(contact, lang)]) for id, contact in ruleset.contacts.items()]
    if uncovered:
        rows.append((_outcome(None), [line(say("no-contact", lang))]))
    width = max(id.cell_len for id, _ in rows) + 2
    for id, bodies in rows:
        beside(screen, id, width, bodies)


def _reached(contact: Contact, lang: Lang) -> Iterator[Text]:
    """The team and its addresses; without any, how to reach it in words."""
    yield line(contact.team.to(lang))
    yield from (line(address, "cyan") for address in contact.addresses)
    if contact.how and not contact.addresses:
        yield block(contact.how.to(lang))


# The tree.


def print_tree(tree: Iterable[Branch], ruleset: Ruleset, lang: Lang, color: Color) -> None:
    """One line for each branch, indented below the one it belongs to; each question is spelled out once."""
    screen = console(color)
    hang(screen, Text(), line(ruleset.title.to(lang), "bold"))
    screen.print()
    legend = _Legend(ruleset, lang)
    for branch in tree:
        if branch.path:
            legend.add(branch.path[-1][0], *branch.path[-1][1])
        values = Text(", ".join(branch.path[-1][1])) + Text(" → ") if branch.path else Text()
        _print_branch(screen, 2 * len(branch.path), Text.assemble(values, _target(branch, legend)))
    legend.print(screen)


def _target(branch: Branch, legend: _Legend) -> Text:
    """Where a branch leads: to a contact by a rule, or to a question."""
    if branch.cell:
        return _cell(branch.cell, legend, before=" ")
    if branch.question is None:
        return _winner(branch.rule, legend.lang)
    key = branch.question.key
    text = line(key, "cyan")
    if branch.under is not None:
        under = _path(branch.under, legend).plain
        return Text.assemble(text, " ", line(say("as-under", legend.lang, path=under), "dim"))
    if key not in legend.worded:
        legend.worded.add(key)
        return Text.assemble(text, ": ", line(branch.question.ask.to(legend.lang)))
    return text


def _winner(rule: Rule | None, lang: Lang) -> Text:
    reason = say("no-rule", lang) if rule is None else rule.id
    return Text.assemble(_outcome(rule.contact if rule else None), " ", line(f"({reason})", "dim"))


def _print_branch(screen: Console, indent: int, body: Text) -> None:
    """The line; what does not fit is indented further than a branch below. No name is broken."""
    width = max([screen.width - indent - _FURTHER, *map(cell_len, body.plain.split())])
    for number, part in enumerate(body.wrap(screen, width)):
        part.rstrip()
        screen.print(Text.assemble(" " * (indent + (_FURTHER if number else 0)), part), soft_wrap=True)


def _path(path: Trail, legend: _Legend) -> Text:
    """Answers as people read them; no answers at all means whatever they are."""
    if not path:
        return Text(say("whatever", legend.lang))
    for key, names in path:
        legend.add(key, *names)
    return Text(" · ").join([Text.assemble((f"{key}: ", "dim"), line(", ".join(names))) for key, names in path])


# The ways to one contact.


def print_ways(ways: Iterable[Ways], contact: Contact | None, ruleset: Ruleset, lang: Lang, color: Color) -> None:
    """Who it is, and rule by rule the answers that lead there."""
    screen = console(color)
    if contact:
        name, *addresses = _reached(contact, lang)
        name.stylize("bold")
    else:
        name, addresses = Text(say("not-covered", lang), "bold yellow"), [line(say("no-contact", lang))]
    for text in (name, *addresses):
        hang(screen, Text(), text)
    legend = _Legend(ruleset, lang)
    for way in ways:
        screen.print()
        _print_way(screen, way, legend)
    legend.print(screen)


def _print_way(screen: Console, way: Ways, legend: _Legend) -> None:
    lang = legend.lang
    hang(screen, Text(), line(way.rule or say("no-rule", lang), "cyan"))
    hang(screen, Text("  "), block(way.because.to(lang)))
    for path in way.paths or ():
        hang(screen, Text("  - "), _path(path, legend))
    if way.paths is None:
        hang(screen, Text("  - "), Text(say("too-intricate", lang), "dim"))
    elif not way.paths:
        hang(screen, Text("  - "), Text(say("never", lang), "dim"))
    elif way.more:
        hang(screen, Text("  - "), Text(say("more-ways", lang, count=way.more), "dim"))
