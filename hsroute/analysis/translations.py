"""Which texts of a rules file lack a language that others have; one plain string is good for every language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hsroute.model import LANGS
from hsroute.rulesfile.yaml_nodes import Mapping

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hsroute.model import Lang, Ruleset
    from hsroute.rulesfile.yaml_nodes import Source

Path = tuple[str | int, ...]


def untranslated(source: Source, ruleset: Ruleset) -> Iterator[tuple[Path, Lang, Path]]:
    """Every text that lacks a language: where it is, the language, and the first text that has it."""
    written = {path: languages for path in _texts(ruleset) if (languages := _languages(source, path))}
    for lang in LANGS:
        having = [path for path, languages in written.items() if lang in languages]
        if having:
            first = min(having, key=lambda path: source.place(*path))
            yield from ((path, lang, first) for path, languages in written.items() if lang not in languages)


def _languages(source: Source, path: Path) -> list[Lang]:
    """The languages of the text at that path; none where there is none, or where it is one plain string."""
    node = source.node(*path)
    return [lang for lang in LANGS if lang in node.entries] if isinstance(node, Mapping) else []


def _texts(ruleset: Ruleset) -> Iterator[Path]:
    """Where texts may stand; there need not be one."""
    yield from (("title",), ("source", "title"), ("unsure", "because"))
    for contact in ruleset.contacts:
        yield from (("contacts", contact, name) for name in ("team", "how"))
    for question in ruleset.questions:
        yield from (("questions", question.key, name) for name in ("ask", "help"))
        for value in question.names:
            yield ("questions", question.key, "values", value)
            yield ("questions", question.key, "values", value, "label")
    for place, rule in enumerate(ruleset.rules):
        yield ("rules", place, "because")
        yield from (("rules", place, "notes", note) for note in range(len(rule.notes)))
    yield from (("unsure", "notes", note) for note in range(len(ruleset.unsure.notes) if ruleset.unsure else 0))
