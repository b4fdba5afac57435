"""The documents cannot go stale: what the program has is in them, what they name exists, what they show is run."""

from __future__ import annotations

import ast
import os
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import pytest
import typer

import hsroute as library
from hsroute.analysis.check import CHECKS
from hsroute.cli import exits
from hsroute.cli.app import program
from hsroute.routing.answers import Code
from hsroute.rulesfile.problems import ERRORS_THAT_STOP
from tests.support.documents import DOCUMENTS, blocks, commands, headings, links, read, rows, section, spans
from tests.support.program import DATA, ROOT, hsroute
from tests.support.replay import BLOCK, replayed, workplace

README, RULES = read("README.md"), read("rules/README.md")
PROGRAM = typer.main.get_command(program())
COMMANDS = PROGRAM.commands
HELPS = ("", *COMMANDS)
OPTIONS = {
    name: {
        max(option.opts, key=len): option
        for option in command.params
        if option.param_type_name == "option" and option.name != "help"
    }
    for name, command in COMMANDS.items()
}


@cache
def help_of(name):
    return hsroute(*name.split(), "-h").out


def code(text):
    return re.findall(r"`([^`]+)`", text)


# Commands, options and formats.


def test_every_command_and_its_formats_are_in_the_readme_and_no_others():
    told = {code(command)[0]: code(formats) for command, _, formats in rows(section(README, "Commands"))}
    assert told == {
        f"hsroute {name}": [*options["--format"].type.choices] if "--format" in options else []
        for name, options in OPTIONS.items()
    }


def test_every_option_of_every_command_is_in_the_readme_as_the_help_has_it_and_no_others():
    told = {
        (command, option)
        for cell, commands_of, *_ in rows(section(README, "Options and variables"))
        for option in [code(cell)[-1]]
        for command in (COMMANDS if commands_of.startswith("all") else code(commands_of))
        if not (commands_of.startswith("all but") and command in code(commands_of))
    }
    assert told == {(name, written(option)) for name, options in OPTIONS.items() for option in options.values()}


def written(option):
    """The option with what comes behind it, as a person types it."""
    name = max(option.opts, key=len)
    if name == "--format":
        return "--format …"
    values = "|".join(getattr(option.type, "choices", ()))
    return name if option.is_flag else f"{name} {option.metavar or values}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_argument_and_option_says_in_the_help_what_it_is_for(name):
    for param in COMMANDS[name].params:
        assert not param.hidden
        assert re.fullmatch(r"\S.*\S\.", param.help), param.name


@pytest.mark.parametrize("name", HELPS)
def test_the_help_is_as_it_is_kept(name, golden):
    if not typer.__version__.startswith("0.28."):
        pytest.skip(f"typer {typer.__version__} sets brackets of its own; 0.28 is compared")
    golden(DATA / "help" / f"{name or 'hsroute'}.txt", help_of(name))


def test_no_help_is_kept_of_a_command_that_is_gone():
    assert {path.stem for path in (DATA / "help").iterdir()} == {name or "hsroute" for name in HELPS}


@pytest.mark.parametrize("name", HELPS)
def test_the_help_fits_a_screen_of_eighty_columns_and_cuts_no_sentence_short(name):
    assert max(map(len, help_of(name).splitlines())) <= 80
    assert re.search(r"\w\.\.\.(?!\w)", help_of(name).replace("[ARGS]...", "").replace("[FILE]...", "")) is None


@pytest.mark.parametrize("name", [*DOCUMENTS, *COMMANDS])
def test_a_command_that_is_named_is_one_that_the_program_takes(name):
    text = (
        read(name) if name in DOCUMENTS else re.sub(r"^  (?=\S.*\| hsroute)", "    ", help_of(name), flags=re.MULTILINE)
    )
    for words in commands(text):
        assert_taken(words)


def assert_taken(words):
    """Whether the program would take them; a command alone is only its name, and COMMAND is any."""
    first, *rest = words
    if first.startswith("-"):
        assert first in help_of("")
    elif first != "COMMAND":
        command = COMMANDS[first]
        if rest:
            command.make_context(first, rest)


def test_the_readme_and_the_changelog_name_every_command():
    for document in ("README.md", "CHANGELOG.md"):
        assert {words[0] for words in commands(read(document))} >= {*COMMANDS}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_option_that_is_named_alone_is_there(name):
    ours = {word for options in OPTIONS.values() for option in options.values() for word in option.opts}
    named = {span.split()[0] for span in spans(read(name)) if re.match("--?[a-z]", span)}
    assert named <= ours | {"--reset"}


# Codes and variables.

SIGNALS = {"SIGHUP": 1, "SIGINT": 2, "SIGPIPE": 13, "SIGTERM": 15}
"""The numbers of signals on POSIX; Windows lacks some."""


def test_every_exit_code_is_in_the_readme_and_in_the_help_and_no_others():
    named = {value for name, value in vars(exits).items() if name.isupper() and type(value) is int}
    signals = {128 + SIGNALS[name] for name in re.findall('"(SIG[A-Z]+)"', Path(exits.__file__).read_text("utf-8"))}
    codes = sorted(named | signals)
    assert [int(code) for code, _ in rows(section(README, "Exit codes"))] == codes
    assert [int(code) for code in re.findall(r"^ +(\d+) ", help_of(""), re.MULTILINE)] == codes


def test_every_error_of_an_answer_is_in_the_readme_and_no_others():
    table = "| `code`" + section(README, "From a script").partition("| `code`")[2].partition("\n\n")[0]
    assert [code(error)[0] for error, _ in rows(table)] == [*get_args(Code)]


def table_of_problems():
    kinds = {
        "error": ERRORS_THAT_STOP,
        "error, the file can be used": {each.code: each.sentence for each in CHECKS if each.severity == "error"},
        "warning": {each.code: each.sentence for each in CHECKS if each.severity == "warning"},
    }
    lines = [f"| `{code}` | {kind} | {means} |\n" for kind, codes in kinds.items() for code, means in codes.items()]
    return "| code | kind | means |\n|---|---|---|\n" + "".join(lines)


def test_every_problem_of_a_rules_file_is_in_the_rules_readme_with_its_definition(golden):
    before, found, rest = RULES.partition("| code |")
    after = re.sub(r"\A.*\n(\|.*\n)+", "", rest)
    assert found
    golden(ROOT / "rules" / "README.md", before + table_of_problems() + after)


def names_of_variables(tree):
    """The names by which the code reads its environment: written in place, or in a table of the module."""
    tables = [node.value for node in tree.body if isinstance(node, (ast.Assign, ast.AnnAssign))]
    tables = [table for table in tables if isinstance(table, (ast.Tuple, ast.Dict))]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[name, *_]) if environment(owner):
                yield from texts(name) or [text for table in tables for text in texts(table)]
            case ast.Subscript(value=owner, slice=name) if environment(owner):
                yield from texts(name) or [text for table in tables for text in texts(table)]
            case ast.keyword(arg="envvar", value=name):
                yield from texts(name)
            case ast.Attribute(attr="getenv"):
                pytest.fail("the environment is read by os.environ, which this test knows")


def environment(owner):
    return getattr(owner, "attr", getattr(owner, "id", "")) in {"environ", "environment"}


def texts(node):
    """The texts in a piece of code that are in capitals, as names of variables are."""
    constants = (part.value for part in ast.walk(node) if isinstance(part, ast.Constant))
    return [text for text in constants if isinstance(text, str) and re.fullmatch("[A-Z][A-Z_]+", text)]


def test_every_variable_that_the_code_reads_is_in_the_readme_and_no_others():
    modules = [ast.parse(path.read_text("utf-8")) for path in Path(library.__file__).parent.rglob("*.py")]
    told = section(README, "Options and variables")
    cells = [cell for _, _, *others in rows(told) for cell in others]
    spelled = code(" ".join(cells)) + code(re.sub(r"^\|.*", "", told, flags=re.MULTILINE))
    named = {found[1] for span in spelled if (found := re.fullmatch(r"\$?([A-Z][A-Z_]+)(?:[=/].*)?", span))}
    from_bash = {"COMP_WORDS", "COMP_CWORD"}  # its way to hand a line over to be completed, which nobody sets
    assert named == {name for tree in modules for name in names_of_variables(tree)} - from_bash
    for document in DOCUMENTS:
        assert {*re.findall(r"HSROUTE_[A-Z]+", read(document))} <= named


# Examples, and what is pointed to.

RUN = {"console", "diff", "python", "text"}
"""The kinds of blocks that are run: `text` is a conversation at a terminal, which test_readme types."""

NOT_RUN = {
    "bash": "is a bot that asks, which test_readme runs",
    "py": "is a bot that asks, an endpoint or a column of a table, which test_readme runs",
    "sh": "makes an environment and fetches packages: test_project holds the workflow to running these very lines",
    "yaml": "is a part of a file: test_rules_readme holds each to what it names",
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_block_is_of_a_kind_that_is_run_or_that_cannot_be(name):
    text = read(name)
    kinds = [block.kind for block in blocks(text)]
    assert {*kinds} <= RUN | NOT_RUN.keys()
    assert len(BLOCK.findall(text)) == sum(kind in {"console", "diff", "python"} for kind in kinds)
    assert all(block.body.startswith("$ hsroute ask\n") for block in blocks(text) if block.kind == "text")


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")
@pytest.mark.parametrize("name", [name for name in DOCUMENTS if BLOCK.search(read(name))])
def test_what_a_document_shows_is_what_comes(name, tmp_path, golden):
    golden(ROOT / name, replayed(read(name), workplace(tmp_path)))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_a_document_links_to_is_there(name):
    for link in links(read(name)):
        path, _, heading = link.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert "://" in link or file.exists(), link
        assert not heading or heading in map(anchor, headings(file.read_text("utf-8"))), link


def anchor(heading):
    """The name that GitHub gives to a heading."""
    return re.sub(r"[^\w\s-]", "", heading.lower()).replace(" ", "-")


def test_every_file_and_module_that_contributors_are_sent_to_is_there():
    text = read("CONTRIBUTING.md")
    paths = [span for span in spans(text) if re.fullmatch(r"[\w./-]*[./][\w./-]*", span) and "CODE" not in span]
    assert "hsroute/engine/masks.py" in paths
    beside = Path(library.__file__).parent.parent  # the program may be installed elsewhere
    assert [path for path in paths if not (ROOT / path).exists() and not (beside / path).exists()] == []
    modules = re.findall(r"python -m ([\w.]+)", text)
    assert [module for module in modules if find_spec(module) is None] == []
