"""What two rules files do differently, in words, and as Markdown for a pull request."""

from __future__ import annotations

from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.analysis.diff_fields import Field
from hsroute.analysis.diff_pair import NOT_ACCEPTED
from hsroute.export.markdown import escaped, row
from hsroute.language.phrases import counted, listed, number
from hsroute.model import NOT_COVERED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from hsroute.analysis.diff import Asking, ChangedRoute, Difference, Reached
    from hsroute.analysis.diff_fields import Written
    from hsroute.analysis.prove import QuestionCount
    from hsroute.model import Lang, Ruleset


LACKING: Final = {NOT_COVERED: "not covered", NOT_ACCEPTED: "answer not accepted"}
"""Why there is no contact."""


class Comparison(NamedTuple):
    """The difference of two rulesets on a day, put in words, with contacts named in one language."""

    difference: Difference
    old: Ruleset
    new: Ruleset
    today: date
    lang: Lang

    @property
    def routes(self) -> tuple[ChangedRoute, ...]:
        """The changed routes that are known."""
        return self.difference.routes or ()

    def teams(self, row: ChangedRoute) -> tuple[str, str]:
        """The team in the old file and in the new one."""
        return _named(self.old, row.before, self.lang), _named(self.new, row.after, self.lang)

    def groups(self) -> Iterator[tuple[Fraction, list[ChangedRoute]]]:
        """The routes of each pair of contacts, with their total share."""
        for _, some in groupby(self.routes, lambda row: (row.before, row.after)):
            rows = [*some]
            yield _share(rows), rows

    @property
    def conclusion(self) -> str:
        """What is said where nobody is led elsewhere, or where that is not proved."""
        if self.difference.routes is None:
            known = self.difference.asked.before or self.difference.asked.after
            what = "who is led elsewhere" if known else "who is led elsewhere, and how many questions are asked"
            return f"not proved: {what}; the rules are too intricate to compare over all answers"
        return "nobody is led elsewhere" if self.difference.contacts else "no route changes"

    def headlines(self) -> Iterator[str]:
        every = self.difference.combinations
        words = {True: "lead elsewhere", False: "lead to the same contact by another rule or with others"}
        for moved, what in words.items():
            share = _share(row for row in self.routes if (row.before != row.after) is moved)
            if share:
                count = number(int(share * every))
                yield f"{count} of {number(every)} combinations of answers ({percent(share)}) {what}"

    def alone(self) -> Iterator[tuple[str, str, str]]:
        """The questions of examples that only one file has: that file, the other file, and the keys."""
        keys = dict.fromkeys(key for row in self.routes for key in row.example)
        for name, ruleset, other in (("old", self.new, "new"), ("new", self.old, "old")):
            asked = {question.key for question in ruleset.questions}
            if only := [key for key in keys if key not in asked]:
                yield name, other, listed(only)

    def words(self) -> list[Field]:
        """The texts that differ, but for those that are shown as ways to reach a contact."""
        shown = {f"contacts.{contact.id}.{contact.field}" for contact in self.difference.contacts}
        return [text for text in self.difference.texts if not {text.path, text.path.rpartition(".")[0]} & shown]


def sections(comparison: Comparison) -> Iterator[tuple[str, list[tuple[Field, str]]]]:
    """The parts after the changed routes, each with its title, and a remark on each field."""
    contacts = comparison.difference.contacts
    reached = [
        (Field(f"contacts.{each.id}.{each.field}", *_apart(each.old, each.new)), _led(each)) for each in contacts
    ]
    asked = [(field, "") for field in _asked(comparison.difference.asked)]
    words = [(field, "") for field in comparison.words()]
    for title, fields in (("how contacts are reached", reached), ("what is asked", asked), ("words", words)):
        if fields:
            yield title, fields


def _apart(old: Written, new: Written) -> tuple[Written, Written]:
    """What differs of two texts; where both have a string for each language, those of the languages that differ."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return old, new
    langs = [lang for lang in (old | new) if old.get(lang) != new.get(lang)]
    before, after = ({lang: text[lang] for lang in langs if lang in text} for text in (old, new))
    return before or None, after or None


def _share(rows: Iterable[ChangedRoute]) -> Fraction:
    return sum((row.share for row in rows), Fraction(0))


def _named(ruleset: Ruleset, end: str, lang: Lang) -> str:
    return LACKING[end] if end in LACKING else ruleset.contacts[end].team.to(lang)


def percent(share: Fraction) -> str:
    """The share in percent; only nothing reads as 0 %, and only all as 100 %."""
    if 0 < share < Fraction(1, 10_000):
        return "<0.01 %"
    return f"{min(round(share * 10_000), 9_999) / 100:.2f} %" if share < 1 else "100 %"


def _led(contact: Reached) -> str:
    """How many are led to a contact that is reached in another way."""
    if contact.share is None:
        return "how many combinations lead there is not proved"
    return f"{percent(contact.share)} of combinations lead there" if contact.share else "an alternative at most"


def alternatives_of(row: ChangedRoute) -> tuple[str, str] | None:
    """The alternatives in each file, if they differ and the contact does not."""
    both = (row.alternatives_before, row.alternatives_after)
    return None if row.before != row.after or both[0] == both[1] else (listed(both[0]), listed(both[1]))


def rules_of(row: ChangedRoute) -> list[str]:
    """The rule of the old file and that of the new one; one, if they are the same."""
    return [rule or "(none)" for rule in dict.fromkeys((row.rule_before, row.rule_after))]


def _asked(asking: Asking) -> Iterator[Field]:
    """What is asked differently, as fields with an old and a new text."""
    if asking.added:
        yield Field("new questions", None, [*asking.added])
    if asking.removed:
        yield Field("questions left out", [*asking.removed], None)
    if asking.order:
        yield Field("order of questions", *map(list, asking.order))
    if asking.before != asking.after:
        yield Field("questions asked", _count(asking.before), _count(asking.after))
    yield from asking.changed


def _count(asked: QuestionCount | None) -> str:
    if asked is None:
        return "not proved"
    return f"at most {counted(asked.most, 'question')}, {float(asked.average):.2f} on average"


def on_one_line(thing: Written) -> str:
    """What is written at a place, on one line."""
    if isinstance(thing, dict):
        return " / ".join(f"{lang}: {text}" for lang, text in thing.items())
    if isinstance(thing, list):
        return ", ".join(thing)
    return {None: "nothing", True: "true", False: "false"}.get(thing) or thing


def as_markdown(comparison: Comparison) -> str:
    """A table of the changed routes, and one for each part that follows and has something."""
    return "\n".join([_routes_part(comparison), *(_table(title, fields) for title, fields in sections(comparison))])


def _routes_part(comparison: Comparison) -> str:
    if not comparison.routes:
        return f"{comparison.conclusion}\n"
    head = ["| from | to | share | rules | for example |", "| --- | --- | ---: | --- | --- |"]
    rows = [row(_cells(comparison, change)) for change in comparison.routes]
    alone = [line for name, _, keys in comparison.alone() for line in ("", f"Only the {name} file asks {keys}.")]
    return "\n".join(["; ".join(comparison.headlines()) + ":", "", *head, *rows, *alone, ""])


def _cells(comparison: Comparison, change: ChangedRoute) -> Iterator[str]:
    """What a changed route is in the table: ends, share, rules, and answers; these have nothing that ends code."""
    for id, team in zip((change.before, change.after), comparison.teams(change), strict=True):
        yield team if id in LACKING else f"{escaped(team)} (`{id}`)"
    yield percent(change.share)
    alternatives = alternatives_of(change)
    also = f"<br>alternatives: {' → '.join(alternatives)}" if alternatives else ""
    yield " → ".join(rules_of(change)) + also
    yield ", ".join(f"`{key}={answer}`" for key, answer in change.example.items()) or "whatever the answers"


def _table(title: str, fields: Sequence[tuple[Field, str]]) -> str:
    """The fields; their remarks are a column if there are any."""
    rows = [
        [path if " " in path else f"`{path}`", *(escaped(on_one_line(thing)) for thing in both), remark]
        for (path, *both), remark in fields
    ]
    width = 4 if any(remark for _, remark in fields) else 3
    lines = [row(cells[:width]) for cells in (["place", "old", "new", "who"], ["---"] * width, *rows)]
    return "\n".join([f"### {title.capitalize()}", "", *lines, ""])
