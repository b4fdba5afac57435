"""`hsroute show`: the rules as a picture or in another form."""

from __future__ import annotations

import sys
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from hsroute.cli import options
from hsroute.cli.completion import offer_columns, offer_contacts
from hsroute.cli.exits import DID_IT, UNPROVED, WrongUsageError, complain, wrong_usage
from hsroute.cli.inputs import Inputs, ahead, inputs, local_date, locale_lang, read_ahead, source_name
from hsroute.cli.options import is_typed, read_rules
from hsroute.export.sql.dialects import DialectName
from hsroute.language.catalog import say
from hsroute.language.phrases import number

if TYPE_CHECKING:
    from pathlib import Path

    from hsroute.export.table import Grid
    from hsroute.model import Lang, Ruleset
    from hsroute.screen import Color

_ShowFormat = Literal["table", "tree", "markdown", "mermaid", "html", "sql", "schema", "yaml"]

_FORMAT_HELP = (
    "table: two questions, rows and columns (the default); tree: the questions as they are asked; "
    "markdown: a page for a wiki; mermaid: a flowchart; html: a page that asks, in one file; "
    "sql: a SELECT that routes a table; schema: the JSON Schemas; yaml: the rules file itself."
)

_Today = Annotated[
    date | None,
    options.today_option(
        "The day from which --format sql counts, else current_date; the day that --format html says it was made."
    ),
]
_Contact = Annotated[
    str | None,
    typer.Argument(
        metavar="CONTACT",
        autocompletion=offer_contacts,
        help="The id of a contact, or not_covered.",
        show_default=False,
    ),
]
_Dialect = Annotated[DialectName | None, typer.Option("--dialect", help="The database for --format sql; else duckdb.")]
_Table = Annotated[
    str | None, typer.Option("--table", metavar="NAME", help="The table for --format sql; else tickets.")
]
_Column = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="KEY=NAME",
        autocompletion=offer_columns,
        help="The column of a question for --format sql, if its name is not the key; KEY= says that there is none.",
    ),
]


def show(
    context: typer.Context,
    contact: _Contact = None,
    format: Annotated[_ShowFormat | None, typer.Option("--format", help=_FORMAT_HELP)] = None,
    dialect: _Dialect = None,
    table: _Table = None,
    column: _Column = None,
    answer: options.Answers = None,
    answers: options.AnswersFile = None,
    rules: options.Rules = None,
    today: _Today = None,
    lang: options.Language = None,
    color: options.Colors = "auto",
) -> int:
    """Show the rules as a picture, or every way that leads to CONTACT.

    For example:
      hsroute show --format tree
      hsroute show csm
      hsroute show -a category=contracts
      hsroute show --format yaml > own.yaml

    --answer narrows a picture to the rules and branches that these answers leave. Where the table would have more than
    200 cells, the tree of its first two questions takes its place, unless --format table asks for it.

    --format yaml prints the rules file, to start one of your own from. --format sql prints one SELECT that adds
    status, contact, team, email, url and rule, as ask gives them, to a table with one column for each question.

    Exit code 5 when the rules are too intricate to prove all that is shown, or to show it.
    """
    given = inputs(answer, answers, None, rules)
    _refuse_useless(context, contact, format, ahead_alone=given.ahead_alone)
    if format == "yaml":
        return _write_yaml(rules)
    if format == "schema":
        import json

        from hsroute.export.schemas.rules_file import schema

        return _write(json.dumps(schema(), ensure_ascii=False, indent=2).encode() + b"\n")

    from hsroute.engine.budget import TooBigError

    day, language = today or local_date(), lang or locale_lang()
    ruleset = _narrowed(read_rules(rules), given, day, language)
    try:
        if format == "sql":
            return _write_sql(ruleset, dialect or "duckdb", table, column or [], today, language)
        if format == "html":
            return _write_html(ruleset, rules, given, day, language)
        proved = _show(ruleset, contact, format, language, color)
    except TooBigError:
        complain(f"the rules are too intricate for --format {format}; --format table shows what can be proved")
        return UNPROVED
    return DID_IT if proved else UNPROVED


def _refuse_useless(
    context: typer.Context, contact: str | None, format: _ShowFormat | None, *, ahead_alone: bool
) -> None:
    """Raises WrongUsageError for what the format has no use for; a day in the environment is meant for all commands."""
    if contact is not None and format is not None:
        raise WrongUsageError("the ways to one contact have no other format", "--format")
    for name in ("dialect", "table", "column") if format != "sql" else ():
        if is_typed(context, name):
            raise WrongUsageError("only --format sql has a use for it", f"--{name}")
    if is_typed(context, "today") and format not in {"sql", "html"} and not ahead_alone:
        raise WrongUsageError("only --format sql, html and --answer have a use for it", "--today")
    if format in {"yaml", "schema"} and ahead_alone:
        raise WrongUsageError(f"--format {format} has no use for answers", "--answer")


def _write_yaml(rules: Path | None) -> int:
    """Write the rules file, if it can be used: a broken one is nothing to start from."""
    from hsroute.rulesfile.files import contents, ruleset_of, shipped_rules

    path = rules or shipped_rules()
    data = contents(options.rules_source(path))
    ruleset_of(BytesIO(data), source_name(path))
    return _write(data)


def _write_sql(
    ruleset: Ruleset, dialect: DialectName, table: str | None, column: list[str], today: date | None, lang: Lang
) -> int:
    from hsroute.export.sql.select import columns_of, sql

    with wrong_usage("--column"):
        columns = columns_of(ruleset, column)
    with wrong_usage("--table"):
        select = sql(ruleset, dialect, "tickets" if table is None else table, today, lang, columns)
    return _write(select.encode())


def _write_html(ruleset: Ruleset, rules: Path | None, given: Inputs, today: date, lang: Lang) -> int:
    """Write the page, which names the file but not its folder on this machine."""
    from pathlib import Path

    from hsroute import __version__
    from hsroute.export.page.html import html
    from hsroute.rulesfile.files import shipped_rules

    pairs = [("-a", pair) for pair in given.pairs or ()]
    again = options.as_typed(("--rules", rules and rules.name), ("--answers", given.answers), *pairs)
    file = Path(source_name(rules or shipped_rules())).name
    return _write(html(ruleset, lang, today, __version__, file, again).encode())


def _narrowed(ruleset: Ruleset, given: Inputs, today: date, lang: Lang) -> Ruleset:
    """The rules that the answers leave. Raises WrongUsageError for a wrong answer."""
    if not given.ahead_alone:
        return ruleset
    from hsroute.export.narrowed import narrowed
    from hsroute.routing.router import Router

    return narrowed(ruleset, read_ahead(Router(ruleset), ahead(given), today, lang))


def _show(ruleset: Ruleset, contact: str | None, format: _ShowFormat | None, lang: Lang, color: Color) -> bool:
    """Print one picture on stdout; returns whether all of it is proved. Raises TooBigError."""
    if contact is not None:
        from hsroute.export.tree import ways
        from hsroute.screen.rules import print_ways

        id = options.contact_named(ruleset, contact, "CONTACT")
        led = ways(ruleset, id)
        print_ways(led, ruleset.contacts[id] if id else None, ruleset, lang, color)
        return all(way.paths is not None for way in led)
    if format == "tree":
        from hsroute.export.tree import drawn
        from hsroute.screen.rules import print_tree

        print_tree(drawn(ruleset), ruleset, lang, color)
    elif format == "mermaid":
        from hsroute.export.mermaid import mermaid

        _write(mermaid(ruleset, lang).encode())
    else:
        return _show_table(ruleset, lang, color, format)
    return True


def _show_table(ruleset: Ruleset, lang: Lang, color: Color, format: _ShowFormat | None) -> bool:
    """The table, alone or on a page; a tree replaces one that is too big to read, unless a table is asked for."""
    from hsroute.export.table import grid

    table = grid(ruleset)
    if format == "markdown":
        from hsroute.export.markdown import markdown

        _write(markdown(ruleset, table, lang).encode())
    elif format == "table" or not _show_outline(ruleset, table, lang, color):
        from hsroute.screen.rules import print_grid

        print_grid(table, ruleset, lang, color)
    return table.proved


def _show_outline(ruleset: Ruleset, table: Grid, lang: Lang, color: Color) -> bool:
    """Print the tree of two questions in place of a table with too many cells; returns whether it did."""
    from hsroute.engine.budget import TooBigError
    from hsroute.export.table import MOST_CELLS
    from hsroute.export.tree import drawn
    from hsroute.screen.rules import print_tree

    cells = len(table.rows) * len(table.columns)
    if cells <= MOST_CELLS:
        return False
    try:
        outline = [*drawn(ruleset, deep=2)]
    except TooBigError:
        return False
    complain(say("big-table", lang, cells=number(cells)))
    print_tree(outline, ruleset, lang, color)
    return True


def _write(data: bytes) -> int:
    sys.stdout.buffer.write(data)
    return DID_IT
