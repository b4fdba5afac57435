"""`hsroute diff`: what two rules files do differently."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hsroute.cli import options
from hsroute.cli.exits import DID_IT, NO, UNPROVED, WrongUsageError
from hsroute.cli.inputs import kept_router, local_date, locale_lang
from hsroute.cli.options import read_all

if TYPE_CHECKING:
    from hsroute.export.reports.comparison import Comparison
    from hsroute.screen import Color

_Old = Annotated[Path, typer.Argument(metavar="OLD", help="A rules file; - is standard input.")]
_New = Annotated[Path, typer.Argument(metavar="NEW", help="Another; one of the two may be standard input.")]
_DiffFormat = Annotated[
    Literal["text", "json", "markdown"],
    typer.Option("--format", help="json for programs, markdown for a pull request."),
]


def diff(
    old: _Old,
    new: _New,
    format: _DiffFormat = "text",
    today: options.Today = None,
    lang: options.Language = None,
    color: options.Colors = "auto",
) -> int:
    """Tell what two rules files do differently.

    For example:
      hsroute diff old.yaml my.yaml
      git show HEAD:./my.yaml | hsroute diff - my.yaml

    Every combination of answers is compared. It tells who is led elsewhere, with the share of the combinations and the
    fewest answers that show it; how contacts are reached; what is asked; and every text that differs.

    A question that only one file has changes nothing in the other. A value or date that only one file has is not
    accepted by the other, which is told apart from not covered.

    Exit code 0 when no route changes, though the questions or words may; 1 when somebody is led elsewhere or a contact
    is reached in another way; 3 when one of the files cannot be used; 5 when the rules are too intricate to tell, and
    then all that needs no proof is printed.

    json is {"changed": [{from, to, from_rule, to_rule, share, example}], "contacts": [{id, field, old, new, share}],
    "asked": {added, removed, order, changed: [{path, old, new}], average: {old, new}, most: {old, new}}, "texts":
    [{path, old, new}], "combinations"}: from and to are ids of contacts, null for not covered and for an answer that is
    not accepted, share is from 0 to 1, and null is what is not there or not proved.
    """
    from hsroute.analysis.diff import diff as difference_of
    from hsroute.export.reports.comparison import Comparison
    from hsroute.rulesfile.files import uncollected

    if str(old) == str(new) == "-":
        raise WrongUsageError("only one of the two files can be standard input", "OLD NEW")
    day = today or local_date()

    def compare() -> Comparison:
        before, after = (router.ruleset for router in read_all((old, new), kept_router, color))
        return Comparison(difference_of(before, after, day), before, after, day, lang or locale_lang())

    comparison = uncollected(compare)
    _write(comparison, format, color)
    return {True: NO, False: DID_IT, None: UNPROVED}[comparison.difference.changes_routes]


def _write(comparison: Comparison, format: str, color: Color) -> None:
    if format == "json":
        from hsroute.streams.json_text import dump_json

        sys.set_int_max_str_digits(0)  # thousands of questions have combinations of more digits than Python prints
        sys.stdout.buffer.write(dump_json(comparison.difference.as_json()) + b"\n")
    elif format == "markdown":
        from hsroute.export.reports.comparison import as_markdown

        sys.stdout.buffer.write(as_markdown(comparison).encode())
    else:
        from hsroute.screen.diff import print_comparison

        print_comparison(comparison, color)
