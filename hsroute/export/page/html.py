"""The rules as one page that asks: a single file, which needs no network and sends nothing.

The page carries the reduced decision diagram and the texts: `router.js` walks the one, `page.js` shows the other. The
overview and the contacts can be read without scripts.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from hsroute.export.page.data import Texts, data
from hsroute.export.table import MOST_CELLS, grid
from hsroute.language.catalog import both, say
from hsroute.language.spoken_dates import spoken
from hsroute.model import LANGS, UNKNOWN, nearest_lang
from hsroute.patterns import links
from hsroute.rulesfile.format import texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from hsroute.export.table import Cell, Grid
    from hsroute.model import Contact, Lang, Ruleset

_ENDING: Final = re.compile("[<>&]")
"""What could end a script."""


def html(ruleset: Ruleset, lang: Lang, today: date, version: str, file: str, again: Iterable[str] = ()) -> str:
    """The page, in that language at first. `file` names the rules; `again` are the options of a command with them.

    Raises TooBigError.
    """
    return _Page(ruleset, lang).page(today, version, file, again)


class _Page:
    """The parts of the page. Each text has a number, so that the script can show it in another language."""

    def __init__(self, ruleset: Ruleset, lang: Lang) -> None:
        self.ruleset = ruleset
        tags = dict.fromkeys(tag for _, text in texts(ruleset) for tag, _ in text.by_lang)
        self.texts = Texts(tuple(tags) or LANGS)  # in the order of the file's texts
        self.lang = nearest_lang(lang, self.texts.langs) or nearest_lang("en", self.texts.langs) or self.texts.langs[0]

    def page(self, today: date, version: str, file: str, again: Iterable[str]) -> str:
        style, script = _part("page.css"), _part("router.js") + _part("page.js")
        title = self.texts.number(self.ruleset.title)
        made = self.texts.each(lambda lang: self.made(today, version, file, lang))
        parts = {
            "lang": self.lang,
            "title": escape(self.texts.said(title, self.lang)),
            "title_text": self.shown("span", title),
            "language": escape(say("page-language", self.lang)),
            "noscript": escape(say("page-noscript", self.lang)),
            "below": "\n".join([*self.overview(), *self.reached()]),
            "made": self.shown("span", made),
            "style": style,
            "style_hash": _hash(style),
            "script": script,
            "script_hash": _hash(script),
            "data": _json(data(self.ruleset, self.texts, self.lang, again)),
        }
        return Template(_part("page.html")).substitute(parts)

    def made(self, today: date, version: str, file: str, lang: Lang) -> str:
        updated = self.ruleset.source.updated
        dated = f", {say('updated', lang, day=spoken(updated, lang))}" if updated else ""
        source = f"{say('quoted', lang, text=self.ruleset.title.to(lang))} ({file}{dated})"
        return say("page-made", lang, source=source, day=spoken(today, lang), version=version)

    def shown(self, tag: str, number: int, **attributes: str) -> str:
        """An element with the text of that number."""
        given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        return f'<{tag}{given} data-text="{number}">{escape(self.texts.said(number, self.lang))}</{tag}>'

    def part(self, heading: str, body: Iterable[str]) -> Iterator[str]:
        yield f'<section class="below" aria-labelledby="{heading}">'
        yield self.shown("h2", self.texts.number(both(heading)), id=heading)
        yield from body
        yield "</section>"

    def overview(self) -> Iterator[str]:
        """The table of `show`, a row and a column for each answer; none where it is large or unproved."""
        table = grid(self.ruleset)
        cells = _each_alone(table)
        if self.ruleset.questions and sum(map(len, cells.values())) <= MOST_CELLS and table.proved:
            yield from self.part("overview", self.table(table.asked, cells))

    def table(self, asked: tuple[str, str], cells: _ByAnswers) -> Iterator[str]:
        rows, columns = (self.answers(key) for key in asked)
        yield '<div class="scroll" role="group" tabindex="0" aria-labelledby="overview"><table>'
        heads = "".join(self.shown("th", number, scope="col") for number in columns.values())
        yield f"<tr><td></td>{heads}</tr>" if heads else ""
        for row, line in cells.items():
            across = [self.cell(cell, {asked[0]: row, asked[1]: column}) for column, cell in line.items()]
            yield f"<tr>{self.shown('th', rows[row], scope='row')}{''.join(across)}</tr>"
        yield "</table></div>"

    def answers(self, key: str) -> dict[str, int]:
        """The answers to a question, with the numbers of their labels."""
        if not key:
            return {}
        question = self.ruleset.by_key[key]
        labels = {value.name: self.texts.number(value.label) for value in question.values}
        return labels if question.if_unsure else labels | {UNKNOWN: self.texts.number(both("not-known"))}

    def cell(self, cell: Cell, answers: dict[str, str]) -> str:
        """The possible contacts, as a link that goes on with the questions that are left."""
        link = "#?" + urlencode({key: name for key, name in answers.items() if key})
        teams = [self.ruleset.contacts[id].team if id else both("nobody") for id in cell.contacts]
        out = self.texts.each(lambda lang: " / ".join(team.to(lang) for team in teams))
        return f"<td>{self.shown('a', out, href=link)}</td>"

    def reached(self) -> Iterator[str]:
        contacts = self.ruleset.contacts.values()
        yield from self.part("contacts", ["<ul>", *map(self.ways, contacts), "</ul>"])

    def ways(self, contact: Contact) -> str:
        """Who a contact is and how to reach it."""
        addresses = [
            f'<a href="{escape(href)}" rel="noreferrer">{escape(text)}</a>'
            for text, href in links(contact.email, contact.phone, contact.url)
        ]
        how = [self.shown("span", self.texts.number(contact.how))] if contact.how else []
        return f"<li>{'<br>'.join([self.shown('strong', self.texts.number(contact.team)), *addresses, *how])}</li>"


_ByAnswers = dict[str, dict[str, "Cell"]]
"""Cells by the answers of their row and column; the name of none is empty."""


def _each_alone(table: Grid) -> _ByAnswers:
    """The table with a row and a column for each answer, even if they are equal."""
    return {
        row: {column: cell for columns, cell in zip(table.columns, line, strict=True) for column in columns or ("",)}
        for rows, line in zip(table.rows, table.cells, strict=True)
        for row in rows or ("",)
    }


def _json(data: dict[str, Any]) -> str:
    """The data as JSON that is safe inside a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _ENDING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _part(name: str) -> str:
    return (files("hsroute.export.page") / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
