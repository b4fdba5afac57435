"""What the documents say, as values: their fenced blocks, pieces of code, tables and commands."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from typing import NamedTuple

from markdown_it import MarkdownIt

from tests.support.program import ROOT

DOCUMENTS = ("README.md", "rules/README.md", "CONTRIBUTING.md", "CHANGELOG.md")
MARKDOWN = MarkdownIt("commonmark").enable("table")


class Block(NamedTuple):
    """A piece of code on lines of its own; what is only indented is of the kind ``."""

    kind: str
    body: str


def read(name):
    return (ROOT / name).read_text("utf-8")


def section(text, heading):
    """What stands under the heading, up to the next one."""
    _, found, rest = text.partition(f"\n## {heading}\n")
    assert found, f"there is no heading `{heading}`"
    return rest.partition("\n## ")[0]


def headings(text):
    return re.findall(r"^#+ (.+)$", text, re.MULTILINE)


def blocks(text):
    code = (token for token in MARKDOWN.parse(text) if token.type in {"fence", "code_block"})
    return [Block(token.info.partition(" ")[0], token.content) for token in code]


def spans(text):
    """Every piece of code within a line."""
    return [part.content for part in _parts(text) if part.type == "code_inline"]


def links(text):
    """What is linked to or shown, by its address."""
    return [str(part.attrs.get("href") or part.attrs.get("src")) for part in _parts(text) if part.attrs]


def _parts(text):
    return [part for token in MARKDOWN.parse(text) for part in token.children or ()]


def rows(text):
    """The rows of all tables in the text, headings left out, each a list of the texts of its cells."""
    found = []
    for before, token in pairwise(MARKDOWN.parse(text)):
        if token.type == "tr_open":
            found.append([])
        elif before.type == "td_open":
            found[-1].append(token.content)
    return [row for row in found if row]


def commands(text):
    """The words of every command of hsroute that stands in code."""
    lines = [line for block in blocks(text) for line in block.body.splitlines()]
    for line in [*spans(text), *lines]:
        for words in re.findall(r"(?:^|[\s/])hsroute ([^|<>;&]+)", line.partition(" #")[0]):
            yield [word for word in shlex.split(words) if word != "..."]
