"""The rules as one page that asks: a file of its own, which needs no network and sends nothing.

The page carries the reduced decision diagram and the texts; `page.js` walks the one and shows the other. The overview
and the contacts are there without scripts, too.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from datetime import date
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from hsroute.engine.budget import PROOF, Budget
from hsroute.engine.diagram import inner_nodes, leaves, whole_tree
from hsroute.export.table import grid
from hsroute.language.catalog import TEXTS, both, say
from hsroute.language.escape import paragraph
from hsroute.language.spoken_dates import spoken
from hsroute.model import LANGS, UNKNOWN, Rule, in_digits
from hsroute.patterns import EMAIL, NUMBER, VISIBLE, dialled
from hsroute.routing.outcomes import masks_of, rule_of
from hsroute.rulesfile.format import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from hsroute.engine.diagram import Tree
    from hsroute.export.table import Cell, Grid
    from hsroute.model import Contact, Interval, Lang, Number, Question, Ruleset, Text, Value

_MOST_CELLS: Final = 200
"""How many cells the overview has at most."""

_WORDS: Final = (
    *("taken-for", "not-known", "again", "why", "notes", "or", "later", "source", "nobody", "from-day"),
    *("today", "tomorrow", "yesterday", "days-ahead", "days-ago"),
    *(name for name in TEXTS if name.startswith(("then-", "page-"))),
)
"""The texts of the program that the script shows."""

_ACTING: Final = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
"""What could end a script, or is nothing that a file can hold."""


def html(ruleset: Ruleset, lang: Lang, today: date, version: str, file: str, again: Iterable[str] = ()) -> str:
    """The page, in that language at first. `file` names the rules; `again` are the options of a command with them.

    Raises TooBigError.
    """
    return _Page(ruleset, lang).page(today, version, file, again)


class _Page:
    """The parts of the page. Each text is known by its number, so that the script can show it in another language."""

    def __init__(self, ruleset: Ruleset, lang: Lang) -> None:
        self.ruleset = ruleset
        self.langs = _languages(ruleset)
        self.lang = _start(lang, self.langs)
        self.texts: dict[tuple[str, ...], int] = {}
        self.contacts = {id: number for number, id in enumerate(ruleset.contacts)}
        self.questions = {question.key: number for number, question in enumerate(ruleset.questions)}

    def page(self, today: date, version: str, file: str, again: Iterable[str]) -> str:
        style, script = _part("page.css"), _part("page.js")
        made = self.each(lambda lang: self.made(today, version, file, lang))
        parts = {
            "lang": self.lang,
            "title": _escaped(self.ruleset.title.to(self.lang)),
            "title_text": self.shown("span", self.text(self.ruleset.title)),
            "language": escape(say("page-language", self.lang)),
            "noscript": escape(say("page-noscript", self.lang)),
            "below": "\n".join([*self.overview(), *self.reached()]),
            "made": self.shown("span", made),
            "style": style,
            "style_hash": _hash(style),
            "script": script,
            "script_hash": _hash(script),
            "data": _json(self.data(again)),
        }
        return Template(_part("page.html")).substitute(parts)

    def made(self, today: date, version: str, file: str, lang: Lang) -> str:
        updated = self.ruleset.source.updated
        dated = f", {say('updated', lang, day=spoken(updated, lang))}" if updated else ""
        source = f"{self.ruleset.title.to(lang)} ({file}{dated})"
        return say("page-made", lang, source=source, day=spoken(today, lang), version=version)

    # Texts.

    def text(self, text: Text) -> int:
        return self.each(text.to)

    def each(self, to: Callable[[Lang], str]) -> int:
        """The number of a text, from what it is in a language."""
        return self.texts.setdefault(tuple(map(to, self.langs)), len(self.texts))

    def some(self, text: Text | None) -> int | None:
        return None if text is None else self.text(text)

    def shown(self, tag: str, number: int, **attributes: str) -> str:
        """An element with that text."""
        text = [*self.texts][number][self.langs.index(self.lang)]
        given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        return f'<{tag}{given} data-text="{number}">{_escaped(text)}</{tag}>'

    # What the script is given.

    def data(self, again: Iterable[str]) -> dict[str, Any]:
        source = self.ruleset.source
        data = {
            "lang": self.langs.index(self.lang),
            "langs": self.langs,
            "title": self.text(self.ruleset.title),
            "options": [*again],
            "source": {
                "title": self.some(source.title),
                "url": self.some(source.url),
                "updated": source.updated and str(source.updated),
            },
            "email": EMAIL,
            "letters": _for_scripts(VISIBLE),
            "amounts": NUMBER,
            "words": {name: self.text(both(name)) for name in _WORDS},
            "months": [self.month(month) for month in range(1, 13)],
            "questions": [self.question(question) for question in self.ruleset.questions],
            "contacts": [self.contact(contact) for contact in self.ruleset.contacts.values()],
            **self.diagram(),
        }
        return {**data, "texts": [each[0] if len({*each}) == 1 else each for each in self.texts]}

    def month(self, month: int) -> int:
        """How a day of the month is spoken of."""
        day = date(1111, month, 22)
        return self.each(lambda lang: spoken(day, lang).replace("22", "{day}").replace("1111", "{year}"))

    def question(self, question: Question) -> dict[str, Any]:
        return {
            "key": question.key,
            "ask": self.text(question.ask),
            "help": self.some(question.help),
            "values": [self.value(value) for value in question.values],
            "days": question.covers_days,
            "numbers": question.covers_numbers,
            "whole": question.whole,
            "person": question.person,
            "unknown": question.answers.index(question.if_unsure or UNKNOWN),
            "taken": question.if_unsure is not None,
        }

    def value(self, value: Value) -> dict[str, Any]:
        spans = {"days": value.days} if value.days else {"numbers": _written(value.numbers)} if value.numbers else {}
        return {"name": value.name, "label": self.text(value.label), **spans}

    def contact(self, contact: Contact) -> dict[str, Any]:
        return {
            "id": contact.id,
            "team": self.text(contact.team),
            "email": contact.email,
            "phone": contact.phone,
            "dial": contact.phone and dialled(contact.phone),
            "url": contact.url,
            "how": self.some(contact.how),
            "from": self.questions[contact.address_from] if contact.address_from else None,
        }

    def diagram(self) -> dict[str, Any]:
        """Nodes: a question and the numbers of its children, inverted where a rule is meant. Raises TooBigError."""
        masks = masks_of(self.ruleset)
        tree = whole_tree(masks, Budget(PROOF))
        ends = leaves(tree)
        outcomes = [outcome for outcome in masks.ends if outcome in ends]
        inner = inner_nodes(tree)
        numbers: dict[Tree, int] = {outcome: ~number for number, outcome in enumerate(outcomes)}
        numbers |= {node: number for number, node in enumerate(inner)}
        return {
            "rules": [self.rule(rule_of(self.ruleset, outcome)) for outcome in outcomes],
            "nodes": [[node.question, *(numbers[child] for child in node.children)] for node in inner],
            "root": numbers[tree],
        }

    def rule(self, rule: Rule | None) -> dict[str, Any]:
        rule = rule or Rule("", {}, None, both("gap"))
        return {
            "id": rule.id or None,
            "contact": self.contacts[rule.contact] if rule.contact else None,
            "because": self.text(rule.because),
            "alternatives": [self.contacts[id] for id in rule.alternatives],
            "notes": [self.text(note) for note in rule.notes],
            "facts": rule.facts,
        }

    # What is there without scripts.

    def part(self, heading: str, body: Iterable[str]) -> Iterator[str]:
        yield f'<section class="below" aria-labelledby="{heading}">'
        yield self.shown("h2", self.text(both(heading)), id=heading)
        yield from body
        yield "</section>"

    def overview(self) -> Iterator[str]:
        """The table of `show`, a row and a column for each answer; none where it is large or unproved."""
        table = grid(self.ruleset)
        cells = _each_alone(table)
        proved = all(cell.proved for line in cells.values() for cell in line.values())
        if self.ruleset.questions and sum(map(len, cells.values())) <= _MOST_CELLS and proved:
            yield from self.part("overview", self.table(table.asked, cells))

    def table(self, asked: tuple[str, str], cells: _Cells) -> Iterator[str]:
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
        question = self.ruleset.questions[self.questions[key]]
        labels = {value.name: self.text(value.label) for value in question.values}
        return labels if question.if_unsure else labels | {UNKNOWN: self.text(both("not-known"))}

    def cell(self, cell: Cell, answers: dict[str, str]) -> str:
        """Who comes out, as a link that asks what is left to ask."""
        link = "#?" + urlencode({key: name for key, name in answers.items() if key})
        teams = [self.ruleset.contacts[id].team if id else both("nobody") for id in cell.contacts]
        out = self.each(lambda lang: " / ".join(team.to(lang) for team in teams))
        return f"<td>{self.shown('a', out, href=link)}</td>"

    def reached(self) -> Iterator[str]:
        contacts = self.ruleset.contacts.values()
        yield from self.part("contacts", ["<ul>", *map(self.ways, contacts), "</ul>"])

    def ways(self, contact: Contact) -> str:
        """Who a contact is and how to reach it."""
        links = [_link(href, text) for href, text in _links(contact)]
        how = [self.shown("span", self.text(contact.how))] if contact.how else []
        return f"<li>{'<br>'.join([self.shown('strong', self.text(contact.team)), *links, *how])}</li>"


def _links(contact: Contact) -> Iterator[tuple[str, str]]:
    if contact.email:
        yield f"mailto:{quote(contact.email, safe='@')}", contact.email
    if contact.phone:
        yield dialled(contact.phone), contact.phone
    if contact.url:
        yield contact.url, contact.url


def _link(href: str, text: str) -> str:
    return f'<a href="{escape(href)}" rel="noreferrer">{_escaped(text)}</a>'


_Cells = dict[str, dict[str, "Cell"]]
"""Cells by the answers of their row and column; the name of none is empty."""


def _each_alone(table: Grid) -> _Cells:
    """The table with a row and a column for each answer, however many are alike."""
    return {
        row: {column: cell for columns, cell in zip(table.columns, line, strict=True) for column in columns or ("",)}
        for rows, line in zip(table.rows, table.cells, strict=True)
        for row in rows or ("",)
    }


def _languages(ruleset: Ruleset) -> tuple[Lang, ...]:
    """Those of the file, in the order of their first texts; where it has one text for all, those of the program."""
    return tuple(dict.fromkeys(tag for _, text in texts(ruleset) for tag, _ in text.by_lang)) or LANGS


def _start(lang: Lang, langs: tuple[Lang, ...]) -> Lang:
    """Which of the languages comes nearest to the one that is wanted."""
    while lang and lang not in langs:
        lang = lang.rpartition("-")[0]
    return lang or ("en" if "en" in langs else langs[0])


def _written(span: Interval[Number]) -> tuple[str | None, str | None, bool]:
    """A span of numbers as texts, which are exact in every language."""
    first, last = (None if end is None else in_digits(end) for end in (span.first, span.last))
    return first, last, span.below


def _escaped(text: str) -> str:
    return escape(paragraph(text))


def _for_scripts(form: str) -> str:
    r"""A regular expression with characters written \u{e0000} instead of \U000e0000."""
    return re.sub(r"\\U0*(\w{5,6})", r"\\u{\1}", form)


def _json(data: dict[str, Any]) -> str:
    """The data for an element of the page, which ends where HTML says so."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _ACTING.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def _part(name: str) -> str:
    return (files("hsroute.export.page") / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
