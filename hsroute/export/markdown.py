"""The rules as a page of a wiki, in Markdown as GitHub reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from hsroute.export.table import MOST_CONTACTS, few
from hsroute.language.catalog import say
from hsroute.language.escape import one_line, visible
from hsroute.language.phrases import before_answer, joined, label, short, without_remark
from hsroute.model import NOT_COVERED
from hsroute.patterns import dialled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hsroute.export.table import Cell, Grid
    from hsroute.model import Contact, Lang, Question, Rule, Ruleset, Text, Value
    from hsroute.patterns import ScaleName

_READ_BY_MARKDOWN: Final = re.compile(r"[\\`*_\[\]<>&#|~$]|^[-+=]|^\d+(?=[.)])|:(?=//|:)|(?<=[Ww]{3})\.|@(?=\w)")
_APART: Final = "@<!-- -->"
"""An @ in which GitHub finds no name and no e-mail address, which it looks for after all other markup."""


def markdown(ruleset: Ruleset, table: Grid, lang: Lang) -> str:
    """The title, the source, the table, and then all contacts, questions and rules in the file's order."""
    page = _WikiPage(ruleset, table, lang)
    return "\n".join(page.lines()) + "\n"


class _WikiPage:
    """The parts of the page in one language."""

    def __init__(self, ruleset: Ruleset, table: Grid, lang: Lang) -> None:
        self.ruleset = ruleset
        self.questions = ruleset.by_key
        self.grid = table
        self.lang = lang

    def say(self, name: str, /, **values: object) -> str:
        return say(name, self.lang, **values)

    def text(self, text: Text) -> str:
        return escaped(text.to(self.lang))

    def lines(self) -> Iterator[str]:
        yield f"# {self.text(self.ruleset.title)}"
        yield from self.source()
        yield from self.heading("overview")
        yield from self.table(self.grid)
        yield from self.heading("contacts")
        for contact in self.ruleset.contacts.values():
            yield self.contact(contact)
        yield f"- {self.say('not-covered')} ({_code(NOT_COVERED)}): {self.say('no-contact')}"
        yield from ("", f"## {self.say('questions')}")
        for question in self.ruleset.questions:
            yield from self.question(question)
        yield from self.heading("rules")
        yield from self.rules()

    def heading(self, name: str) -> Iterator[str]:
        yield from ("", f"## {self.say(name)}", "")

    def source(self) -> Iterator[str]:
        source = self.ruleset.source
        title = self.text(source.title) if source.title else ""
        url = source.url.to(self.lang) if source.url else ""
        link = f"[{title or escaped(url)}]({_page(url)})" if url else title
        updated = self.say("updated", day=source.updated) if source.updated else ""
        if link or updated:
            yield from ("", f"{self.say('source')}: {', '.join(part for part in (link, updated) if part)}")

    def table(self, table: Grid) -> Iterator[str]:
        """The labels of both questions around the teams; the question of the columns is above."""
        rows, columns = (self.questions.get(key) for key in table.asked)
        if columns:
            yield from (self.say("columns", ask=self.text(columns.ask)), "")
        heads = [_lines(self.labels(columns, names)) if columns else self.say("contact") for names in table.columns]
        yield row([self.text(rows.ask) if rows else "", *heads])
        yield row(["---"] * (len(heads) + 1))
        for names, cells in zip(table.rows, table.cells, strict=True):
            yield row([_lines(self.labels(rows, names)) if rows else "", *map(self.cell, cells)])
        if not table.proved:
            yield from ("", self.say("perhaps"))

    def labels(self, question: Question, names: Iterable[str]) -> list[str]:
        return [escaped(label(question, name, self.lang)) for name in names]

    def cell(self, cell: Cell) -> str:
        """The teams, and which questions decide between them."""
        keys = few(cell.by)
        asked = [escaped(short(self.questions[key], self.lang)) if key in self.questions else key for key in keys]
        by = [self.say("depends-on", questions=", ".join(asked))] if asked else []
        return _lines([*self.teams(cell.contacts), *by]) + ("" if cell.proved else " ?")

    def teams(self, ids: Sequence[str | None]) -> list[str]:
        """The teams of contacts; of many, how many they are."""
        known = [id for id in ids if id]
        if len(known) <= MOST_CONTACTS:
            return [self.team(id) for id in ids]
        count = self.say("several-contacts", count=len(known))
        return [count, self.team(None)] if None in ids else [count]

    def team(self, id: str | None) -> str:
        return self.text(self.ruleset.contacts[id].team) if id else self.say("not-covered")

    def contact(self, contact: Contact) -> str:
        reached = [_mail(contact.email)] if contact.email else []
        reached += [f"[{escaped(contact.phone)}]({dialled(contact.phone)})"] if contact.phone else []
        reached += [_page(contact.url)] if contact.url else []
        reached += [self.text(contact.how)] if contact.how else []
        return f"- {self.text(contact.team)} ({_code(contact.id)}): {' · '.join(reached)}".removesuffix(": ")

    def question(self, question: Question) -> Iterator[str]:
        yield from ("", f"### {self.text(question.ask)} ({_code(question.key)})", "")
        if question.help:
            yield from (self.text(question.help), "")
        for value in question.values:
            yield self.value(value, question.scale)
        if question.if_unsure:
            (assumed,) = self.labels(question, [question.if_unsure])
            yield from ("", self.say("if-not-known", value=self.say("quoted", text=assumed)))

    def value(self, value: Value, scale: ScaleName | None) -> str:
        covered = f"; {self.say(f'show-{scale}', span=_code(str(value.span)))}" if value.span else ""
        return f"- {self.text(value.label)} ({_code(value.name)}{covered})"

    def rules(self) -> Iterator[str]:
        yield from (self.say(f"{self.ruleset.hit_policy}-wins"), "")
        for number, rule in enumerate(self.ruleset.rules, start=1):
            yield f"{number}. {_code(rule.id)}"
            yield from (f"{' ' * len(f'{number}. ')}{part}" for part in self.rule(rule))
        if self.ruleset.unsure:
            yield from self.unsure(self.ruleset.unsure)

    def rule(self, rule: Rule) -> Iterator[str]:
        words = ("when", *["or-when"] * (len(rule.conditions) - 1))
        for word, condition in zip(words, rule.conditions, strict=True) if all(rule.conditions) else ():
            yield f"- {self.say(word)}:"
            yield from (f"  - {self.allowed(key, names)}" for key, names in condition.items())
        if not all(rule.conditions):
            yield f"- {self.say('always')}"
        yield from self.outcome(rule)

    def allowed(self, key: str, names: Iterable[str]) -> str:
        """A question, and the answers that a rule is for."""
        question = self.questions[key]
        quoted = [self.say("quoted", text=text) for text in self.labels(question, names)]
        if not quoted:
            return self.say("impossible", ask=escaped(without_remark(question, self.lang)))
        return f"{escaped(before_answer(question, self.lang))}{joined(quoted, self.lang, by='either')}"

    def unsure(self, unsure: Rule) -> Iterator[str]:
        yield from ("", f"{self.say('unsure-outcome')}:", "")
        yield from self.outcome(unsure)

    def outcome(self, rule: Rule) -> Iterator[str]:
        yield f"- {self.say('contact')}: {self.team(rule.contact)}"
        if rule.alternatives:
            yield f"- {self.say('or')}: {', '.join(map(self.team, rule.alternatives))}"
        yield f"- {self.say('why')}: {self.text(rule.because)}"
        yield from (f"- {self.say('notes')}: {self.text(note)}" for note in rule.notes)
        if rule.facts:
            yield f"- {self.say('facts')}: {', '.join(map(escaped, rule.facts))}"


def _mail(address: str) -> str:
    """A link that writes to the address; in the text of a link nothing is found."""
    return f"[{escaped(address).replace(_APART, '@')}](<mailto:{quote(address, safe='@+')}>)"


def _page(url: str) -> str:
    """The address of a page; GitHub's log takes `##[` for a command, so the second mark of a fragment is a code."""
    return f"<{url.replace('##[', '#%23[')}>"


def row(cells: Iterable[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


def _code(name: str) -> str:
    """A name as code; it has no character that means anything in Markdown."""
    return f"`{name}`"


def _lines(parts: Iterable[str]) -> str:
    """Texts of a cell, each on a line of its own."""
    return "<br>".join(parts)


def escaped(text: str) -> str:
    """The text on one line, in which Markdown finds no markup."""
    line = visible(one_line(text))
    return _READ_BY_MARKDOWN.sub(lambda found: _escape(found.group()), line)


def _escape(mark: str) -> str:
    if mark == "@":
        return _APART
    return f"{mark}\\" if mark[0].isdigit() else f"\\{mark}"
