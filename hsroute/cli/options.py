"""The options that commands share, and how their texts are read."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal, TypeVar

import typer

from hsroute.cli.completion import offer_answers, offer_languages
from hsroute.cli.exits import RULES, WrongUsageError
from hsroute.cli.inputs import STDIN, local_date
from hsroute.cli.session import ReplyFormat
from hsroute.language.escape import printable
from hsroute.model import NOT_COVERED, Lang, Ruleset
from hsroute.patterns import read_date, read_tag
from hsroute.rulesfile.problems import RulesError
from hsroute.screen import Color

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")


def _parse_day(text: str) -> date:
    """The day of an option. Raises BadParameter."""
    day = read_date(text)
    if day is None:
        raise typer.BadParameter(f"`{printable(text)}` is not a calendar date written YYYY-MM-DD")
    return day


def today_option(help: str) -> Any:
    return typer.Option(
        "--today",
        metavar="YYYY-MM-DD",
        envvar="HSROUTE_TODAY",
        parser=_parse_day,
        autocompletion=lambda: [local_date().isoformat()],  # it shows the form
        help=help,
    )


def _parse_lang(text: str) -> Lang:
    """The language of an option; `no` and `nn` mean `nb`. Raises BadParameter."""
    lang = read_tag(text)
    if lang is None:
        raise typer.BadParameter(f"`{printable(text)}` is not a language tag such as `en`, `nb` or `pt-BR`")
    return lang


Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="FILE",
        envvar="HSROUTE_RULES",
        help="The rules file, - for standard input; else the HubSpot rules.",
    ),
]
Today = Annotated[date | None, today_option("The day to count from; else the local date.")]
Language = Annotated[
    Lang | None,
    typer.Option(
        "--lang",
        metavar="TAG",
        envvar="HSROUTE_LANG",
        parser=_parse_lang,
        autocompletion=offer_languages,
        help="The language of texts, such as en, nb or de; else that of the locale. `no` and `nn` mean `nb`.",
    ),
]
Colors = Annotated[
    Color, typer.Option("--color", help="When to colour; NO_COLOR, TERM=dumb and FORCE_COLOR decide for auto alone.")
]

RecordsFile = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        show_default=False,
        help="A file of records: JSON, or a sheet where it ends in .csv or .tsv; - is standard input.",
    ),
]
Answers = Annotated[
    list[str] | None,
    typer.Option(
        "--answer",
        "-a",
        metavar="KEY=VALUE",
        autocompletion=offer_answers,
        help="An answer given ahead; may be repeated.",
    ),
]
AnswersFile = Annotated[
    Path | None,
    typer.Option("--answers", metavar="FILE", help="A file of answers given ahead, JSON or YAML; - is standard input."),
]
Details = Annotated[
    bool,
    typer.Option("--details", help="Also print the answers, all changes, the facts, and the command to ask again."),
]
Keep = Annotated[
    bool, typer.Option("--keep", help="Carry keys and columns of records that are no question through, untouched.")
]
NoInput = Annotated[
    bool, typer.Option("--no-input", help="Ask nothing; list what would answer the question that is left.")
]
RouteFormat = Annotated[
    ReplyFormat,
    typer.Option(
        "--format",
        help="auto is json for records of JSON, csv for a sheet, else text; csv reads a sheet whatever FILE is called.",
    ),
]
ExplanationFormat = Annotated[
    Literal["auto", "text", "json"], typer.Option("--format", help="auto is json for records, else text.")
]


def as_typed(*given: tuple[str, object]) -> tuple[str, ...]:
    """The options that have a value, as the words of a command line."""
    return tuple(word for name, value in given if value is not None for word in (name, str(value)))


def contact_named(ruleset: Ruleset, given: str, hint: str) -> str | None:
    """The id of a contact, or None for *not covered*. Raises WrongUsageError with the nearest name."""
    from hsroute.language.phrases import mend

    if given in ruleset.contacts:
        return given
    if given == NOT_COVERED:
        return None
    help = mend(given, (*ruleset.contacts, NOT_COVERED))
    raise WrongUsageError(f"there is no contact `{printable(given)}`; {help}", hint)


# Files that a command needs, all of them or none.


def read_all(paths: Iterable[Path], read: Callable[[Path], T], color: Color) -> list[T]:
    """What is read from each file. Ends the program after printing the problems of all files that cannot be used."""
    done: list[T] = []
    unusable = False
    for path in paths:
        try:
            done.append(read(path))
        except RulesError as error:
            from hsroute.screen.problems import print_problems

            print_problems(error.problems, error.text, color, stderr=True)
            unusable = True
    if unusable:
        raise SystemExit(RULES)
    return done


def rules_source(path: Path) -> Path | BinaryIO:
    """The file or stream to read rules from; `-` is standard input."""
    return sys.stdin.buffer if str(path) == STDIN else path


def read_rules(path: Path | None) -> Ruleset:
    """The rules in a file or stream, else the shipped ones."""
    from hsroute.rulesfile.files import ruleset_of

    return ruleset_of(rules_source(path) if path else None)


def chosen_files(context: typer.Context, files: list[Path] | None, rules: Path | None) -> list[Path]:
    """The rules files to work on, each once: those named, else that of --rules, else the shipped one."""
    from hsroute.rulesfile.files import shipped_rules

    if files and is_typed(context, "rules"):
        raise WrongUsageError("name the rules as FILE or with --rules, not both", "FILE")
    return [*dict.fromkeys(files or [rules or shipped_rules()])]


def is_typed(context: typer.Context, name: str) -> bool:
    """Whether the option is on the command line; its default and its variable do not count."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
