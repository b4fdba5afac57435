"""Two questions as a table: who comes out where a value of the one meets a value of the other.

A contact that is None stands for *not covered*, also where no rule matches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hsroute.engine.diagram import BUDGET, GAP, Diagram, Node, TooBigError, leaves, nodes
from hsroute.engine.masks import bits, build_table, lowest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hsroute.engine.diagram import Tree
    from hsroute.engine.masks import Table
    from hsroute.model import Ruleset

Names = tuple[str, ...]


class Cell(NamedTuple):
    """What can come out where a row and a column meet."""

    contacts: tuple[str | None, ...]
    """In the file's order; None is the last."""

    by: Names = ()
    """The other questions that can change the contact there."""

    proved: bool = True
    """False where the rules are too intricate: some of the contacts and questions may be needless."""


class Grid(NamedTuple):
    """Cells by the values of two questions; neighbours that are alike in all their cells are one row or column.

    Where there is no question for the rows or columns, there is one without a name.
    """

    asked: tuple[str, str]
    rows: tuple[Names, ...]
    columns: tuple[Names, ...]
    cells: tuple[tuple[Cell, ...], ...]


def grid(ruleset: Ruleset, budget: int = BUDGET) -> Grid:
    """The table of the questions that the file names for it, else of its first two."""
    table = build_table(ruleset)
    axes = _axes(ruleset)
    values = [_values(ruleset, axis) for axis in axes]
    down, across = [_masks(table, axis) for axis in axes]
    rest = [number for number in range(len(ruleset.questions)) if number not in axes]
    diagram = diagram_of_contacts(ruleset, table, rest, budget // (len(down) * len(across)))
    cells = tuple(tuple(_cell(ruleset, table, diagram, rest, row & column) for column in across) for row in down)
    rows, cells = _joined(values[0], cells)
    columns, turned = _joined(values[1], tuple(zip(*cells, strict=True)))
    asked = ["" if axis is None else ruleset.questions[axis].key for axis in axes]
    return Grid((asked[0], asked[1]), rows, columns, tuple(zip(*turned, strict=True)))


def _axes(ruleset: Ruleset) -> tuple[int | None, int | None]:
    """The questions of rows and columns; None where there are not so many questions."""
    numbers = {question.key: number for number, question in enumerate(ruleset.questions)}
    wanted = [numbers[key] if key else None for key in (ruleset.rows, ruleset.columns)]
    rows, columns = wanted if wanted[0] != wanted[1] else (wanted[0], None)
    free = (number for number in numbers.values() if number not in wanted)
    rows = next(free, None) if rows is None else rows
    return rows, next(free, None) if columns is None else columns


def _values(ruleset: Ruleset, axis: int | None) -> tuple[Names, ...]:
    return ((),) if axis is None else tuple((name,) for name in ruleset.questions[axis].names)


def _masks(table: Table, axis: int | None) -> tuple[int, ...]:
    return (table.every,) if axis is None else table.masks[axis]


def diagram_of_contacts(ruleset: Ruleset, table: Table, order: Sequence[int], budget: int) -> Diagram:
    """The diagram whose leaves are places in the file's list of contacts, and GAP for *not covered*."""
    places = {id: place for place, id in enumerate(ruleset.contacts)}

    def contact(alive: int) -> int:
        id = ruleset.rules[lowest(alive)].contact if alive else None
        return GAP if id is None else places[id]

    return Diagram(table, order, leaf=contact, budget=budget)


def _cell(ruleset: Ruleset, table: Table, diagram: Diagram, rest: Sequence[int], alive: int) -> Cell:
    ids = tuple(ruleset.contacts)
    try:
        tree = diagram.root(alive)
    except TooBigError:
        named = {ruleset.rules[rule].contact for rule in bits(alive)} | {None}
        by = (ruleset.questions[number].key for number in rest if alive & table.mentions[number])
        return Cell(tuple(id for id in (*ids, None) if id in named), tuple(by), proved=False)
    contacts = tuple(ids[place] for place in sorted(leaves(tree) - {GAP})) + ((None,) if GAP in leaves(tree) else ())
    return Cell(contacts, asked_in(ruleset, tree))


def asked_in(ruleset: Ruleset, tree: Tree) -> Names:
    """The keys of the questions in the diagram."""
    numbers = {node.question for node in nodes(tree) if isinstance(node, Node)}
    return tuple(ruleset.questions[number].key for number in sorted(numbers))


def _joined(
    values: tuple[Names, ...], lines: tuple[tuple[Cell, ...], ...]
) -> tuple[tuple[Names, ...], tuple[tuple[Cell, ...], ...]]:
    """Neighbours that are alike become one, which has the names of all."""
    joined: list[tuple[Names, tuple[Cell, ...]]] = []
    for names, line in zip(values, lines, strict=True):
        if joined and joined[-1][1] == line:
            joined[-1] = (joined[-1][0] + names, line)
        else:
            joined.append((names, line))
    return tuple(names for names, _ in joined), tuple(line for _, line in joined)
