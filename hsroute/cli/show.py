"""`hsroute show`: the rules as a picture or in another form."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hsroute.cli import options
from hsroute.cli.guard import DID_IT, NO, complain

if TYPE_CHECKING:
    from hsroute.model import Lang, Ruleset

Format = Literal["table", "tree", "markdown", "mermaid", "schema", "yaml"]

_FORMAT_HELP = (
    "table: two questions, rows and columns (the default); tree: the questions as they are asked; "
    "markdown: a page for a wiki; mermaid: a flowchart; schema: the JSON Schemas; yaml: the rules file itself."
)


def show(
    contact: Annotated[
        str | None, typer.Argument(metavar="CONTACT", help="The id of a contact, or not_covered.", show_default=False)
    ] = None,
    format: Annotated[Format | None, typer.Option("--format", help=_FORMAT_HELP)] = None,
    rules: options.Rules = None,
    lang: options.Language = None,
    color: options.Colors = "auto",
) -> int:
    """Show the rules as a picture, or every way that leads to one CONTACT.

    --format yaml prints the rules file, to start one of your own from.
    """
    from hsroute.diagram import TooBigError

    if contact is not None and format is not None:
        raise typer.BadParameter("the ways to one contact have no other format", param_hint="--format")
    if format == "yaml":
        from hsroute.load import shipped_rules

        return _write((rules or shipped_rules()).read_bytes())
    if format == "schema":
        from hsroute.schema import schema

        return _write_json(schema())
    try:
        _show(_ruleset(rules), contact, format, options.language(lang), color)
    except TooBigError:
        complain(f"the rules are too intricate for --format {format}; --format table shows what can be proved")
        return NO
    return DID_IT


def _ruleset(rules: options.Rules) -> Ruleset:
    from hsroute.load import load

    return load(rules).ruleset


def _show(ruleset: Ruleset, contact: str | None, format: Format | None, lang: Lang, color: options.Color) -> None:
    """Print one picture on stdout. Raises TooBigError."""
    from hsroute.render import picture as screen

    if contact is not None:
        from hsroute.picture import ways

        chosen = _contact(ruleset, contact)
        screen.print_ways(ways(ruleset, chosen), ruleset.contacts[chosen] if chosen else None, lang, color)
    elif format == "tree":
        from hsroute.picture import drawn

        screen.print_tree(drawn(ruleset), ruleset, lang, color)
    elif format == "markdown":
        from hsroute.markdown import markdown

        _write(markdown(ruleset, lang).encode())
    elif format == "mermaid":
        from hsroute.mermaid import mermaid

        _write(mermaid(ruleset, lang).encode())
    else:
        from hsroute.grid import grid

        screen.print_grid(grid(ruleset), ruleset, lang, color)


def _contact(ruleset: Ruleset, given: str) -> str | None:
    """The contact of that id; None is *not covered*. Raises BadParameter."""
    from hsroute.picture import NOT_COVERED
    from hsroute.problems import mend
    from hsroute.visible import visible

    if given in ruleset.contacts:
        return given
    if given == NOT_COVERED:
        return None
    help = mend(given, (*ruleset.contacts, NOT_COVERED))
    raise typer.BadParameter(f"there is no contact `{visible(given)}`; {help}", param_hint="CONTACT")


def _write_json(value: Any) -> int:
    import json

    return _write(json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n")


def _write(data: bytes) -> int:
    sys.stdout.buffer.write(data)
    return DID_IT
