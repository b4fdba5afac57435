"""Two questions as a table: the contact where a value of the one meets a value of the other.

A contact that is None means *not covered*, which includes that no rule matches.
"""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.engine.budget import PROOF, Budget, TooBigError
from hsroute.engine.diagram import Diagram, inner_nodes, leaves
from hsroute.routing.outcomes import contact_of, masks_of, winners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hsroute.engine.masks import Masks
    from hsroute.model import Ruleset

Names = tuple[str, ...]

MOST_CELLS: Final = 200
"""The most cells of a table that can be read; a bigger one is drawn only on request."""

MOST_CONTACTS: Final = 5
"""The most contacts that a picture names at one place; more are only counted."""

_MOST_NAMES: Final = 4
"""The most questions, or values, that a picture names at one place where it need not name all."""


class Cell(NamedTuple):
    """The possible contacts where a row and a column meet."""

    contacts: tuple[str | None, ...]
    """In the file's order; None is the last."""

    by: Names = ()
    """The other questions that can change the contact there."""

    proved: bool = True
    """False where the rules are too intricate: some of the contacts and questions may be needless."""


class Grid(NamedTuple):
    """Cells by the values of two questions; neighbours with equal cells are one row or column.

    Without a question for the rows or columns there is a single one without a name.
    """

    asked: tuple[str, str]
    rows: tuple[Names, ...]
    columns: tuple[Names, ...]
    cells: tuple[tuple[Cell, ...], ...]

    @property
    def proved(self) -> bool:
        """Whether all cells are."""
        return all(cell.proved for cells in self.cells for cell in cells)


def grid(ruleset: Ruleset, steps: int = PROOF) -> Grid:
    """The table of the two questions that the file names for it, else of its first two."""
    masks = masks_of(ruleset)
    axes = _axes(ruleset)
    values = [((),) if axis is None else tuple((name,) for name in ruleset.questions[axis].answers) for axis in axes]
    down, across = [(masks.every,) if axis is None else masks.allowed[axis] for axis in axes]
    rest = [number for number in masks.questions if number not in axes]
    cells = _Cells(ruleset, masks, rest, Budget(steps))
    lines = tuple(tuple(cells.cell(masks.every & row & column) for column in across) for row in down)
    rows, lines = _joined(values[0], lines)
    columns, turned = _joined(values[1], tuple(zip(*lines, strict=True)))
    asked = ["" if axis is None else ruleset.questions[axis].key for axis in axes]
    return Grid((asked[0], asked[1]), rows, columns, tuple(zip(*turned, strict=True)))


def _axes(ruleset: Ruleset) -> tuple[int | None, int | None]:
    """The questions of the rows and columns; None if there are too few questions."""
    numbers = ruleset.numbers
    wanted = [numbers[key] if key else None for key in (ruleset.rows, ruleset.columns)]
    rows, columns = wanted if wanted[0] != wanted[1] else (wanted[0], None)
    free = (number for number in numbers.values() if number not in wanted)
    rows = next(free, None) if rows is None else rows
    return rows, next(free, None) if columns is None else columns


class _Cells:
    """Makes cells from rows of the masks; they share a diagram of the other questions, whose leaves are contacts."""

    def __init__(self, ruleset: Ruleset, masks: Masks, rest: Sequence[int], budget: Budget) -> None:
        self.ruleset = ruleset
        self.masks = masks
        self.rest = rest
        self.order = (*ruleset.contacts, None)
        self.diagram = Diagram(masks, rest, budget, lambda alive: contact_of(ruleset, masks.outcome(alive)))

    def cell(self, alive: int) -> Cell:
        try:
            tree = self.diagram.root(alive)
        except TooBigError:
            return self.unproved(alive)
        contacts, asked = leaves(tree), dict.fromkeys(node.question for node in inner_nodes(tree))
        by = (self.ruleset.questions[number].key for number in asked)
        return Cell(tuple(id for id in self.order if id in contacts), tuple(by))

    def unproved(self, alive: int) -> Cell:
        """The contacts that may be possible, as far as one look at the rules tells."""
        maybe = alive | self.masks.none
        named = [id for id, rows in winners(self.ruleset, self.masks).items() if rows & maybe]
        by = (self.ruleset.questions[number].key for number in self.rest if alive & self.masks.restricted[number])
        return Cell(tuple(named), tuple(by), proved=False)


def few(names: Names) -> Names:
    """The names, or the first of too many and how many more there are."""
    more = len(names) - _MOST_NAMES
    return names if more <= 1 else (*names[:_MOST_NAMES], f"… (+{more})")


def _joined(
    values: tuple[Names, ...], lines: tuple[tuple[Cell, ...], ...]
) -> tuple[tuple[Names, ...], tuple[tuple[Cell, ...], ...]]:
    """Equal neighbours become one, with the names of all."""
    joined = [
        (tuple(name for names, _ in some for name in names), line)
        for line, some in groupby(zip(values, lines, strict=True), key=itemgetter(1))
    ]
    return tuple(names for names, _ in joined), tuple(line for _, line in joined)
