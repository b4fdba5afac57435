"""The diagram as a Mermaid flowchart."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from hsroute.engine.budget import PROOF, Budget
from hsroute.engine.diagram import Node, nodes, whole_tree
from hsroute.export.tree import branches
from hsroute.language.catalog import say
from hsroute.language.escape import in_json, one_line, visible
from hsroute.language.phrases import label
from hsroute.routing.outcomes import masks_of, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hsroute.engine.diagram import Tree
    from hsroute.model import Lang, Ruleset

_READ_BY_MERMAID: Final = re.compile(r'["#$%&*+:;<=>\[\\\]^`{|}~]|(?<=\d)[.)]|^-')
"""What Mermaid, or the Markdown that it reads labels as, could take for markup."""


def mermaid(ruleset: Ruleset, lang: Lang) -> str:
    """The questions as they are asked, each node of the diagram once; a leaf is a rule. Raises TooBigError."""
    tree = whole_tree(masks_of(ruleset), Budget(PROOF))
    numbers: dict[Tree, int] = {node: number for number, node in enumerate(nodes(tree))}
    title = in_json(json.dumps(visible(one_line(ruleset.title.to(lang))), ensure_ascii=False))
    lines = [f"---\ntitle: {title}\n---\nflowchart TD"]
    for node, number in numbers.items():
        lines.append(f"    n{number}{_shape(ruleset, node, lang)}")
        lines.extend(_arrows(ruleset, node, numbers, lang))
    return "\n".join(lines) + "\n"


def _shape(ruleset: Ruleset, tree: Tree, lang: Lang) -> str:
    """The node with its label: a question, or a contact with the rule that leads to it."""
    if isinstance(tree, Node):
        question = ruleset.questions[tree.question]
        return f'{{"{_label(question.key)}<br>{_label(question.ask.to(lang))}"}}'
    rule = rule_of(ruleset, tree)
    reason = say("no-rule", lang) if rule is None else rule.id
    if rule is None or rule.contact is None:
        return f'["{_label(say("not-covered", lang))}<br>{_label(reason)}"]'
    return f'(["{_label(ruleset.contacts[rule.contact].team.to(lang))}<br>{_label(reason)}"])'


def _arrows(ruleset: Ruleset, tree: Tree, numbers: dict[Tree, int], lang: Lang) -> Iterator[str]:
    """An arrow to each place that answers lead to, with what these are called."""
    if isinstance(tree, Node):
        question = ruleset.questions[tree.question]
        for child, names in branches(tree, question).items():
            labels = "<br>".join([_label(label(question, name, lang)) for name in names])
            yield f'    n{numbers[tree]} -->|"{labels}"| n{numbers[child]}'


def _label(text: str) -> str:
    """The text of a label: characters that Mermaid could take for markup are written by their numbers."""
    return _READ_BY_MERMAID.sub(lambda found: f"#{ord(found.group())};", visible(one_line(text)))
