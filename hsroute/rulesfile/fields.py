"""Reads one thing from one node, or reports why it cannot; rules files and cases files share these readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final, TypeVar

from hsroute.language.phrases import listed, mend, nearest
from hsroute.model import Interval, Text
from hsroute.patterns import SCALES, is_email, is_name, is_phone, is_url, near_spans, nearest_name, read_date, read_tag
from hsroute.rulesfile.format import FORMAT
from hsroute.rulesfile.yaml_errors import COMMENT_HELP
from hsroute.rulesfile.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode, kind, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from hsroute.patterns import ScaleName
    from hsroute.rulesfile.problems import Span
    from hsroute.rulesfile.yaml_nodes import SourceText

T = TypeVar("T")
Entries = dict[str, tuple[ScalarNode, Node]]
Meant = Callable[[str, Collection[str]], str | None]
"""Guesses which of the names is meant by a text that is none of them."""

_MEANT: Final = {"true": "yes", "false": "no"}
"""What YAML 1.1 read `yes` and `no` as, and the names that they are here."""

_TRUTHS: Final = {**dict.fromkeys(("yes", "true", "ja"), "true"), **dict.fromkeys(("no", "false", "nei"), "false")}
"""What people write in place of truth values."""

_LIST_HELP: Final = "a list is written `[one, two]`, or as lines that begin with `- `"
_NAME_HELP: Final = "a name is a lower-case letter (a to z), then letters, digits, `-` or `_`"
VALUE_NAME_HELP: Final = "the name of a value begins with a letter (a to z, A to Z) or digit; then also `-` and `_`"
_TAG_HELP: Final = "a text is one string, or one for each language by its tag, such as `en`, `nb`, `de`, `pt-BR`"

_LANGUAGES: Final = {
    **dict.fromkeys(("eng", "english", "engelsk"), "en"),
    **dict.fromkeys(("nor", "nob", "norwegian", "norsk", "bokmål", "bokmal"), "nb"),
    **dict.fromkeys(("ger", "deu", "german", "deutsch"), "de"),
}
"""What people write in place of language tags."""

_WHY_NO_PHONE: Final = (
    (r"(?:\D*\d){16}", "it has at most 15 digits, and a contact has one number; another one goes to `how`"),
    (r"[^0-9 ()+./-]", "only digits, spaces and `+ ( ) - . /`; what else there is to say goes to `how`"),
    (r"\+[^0-9]*0", "behind `+` comes the code of a country, which does not begin with 0"),
    (r".\(?\+", "a `+` is the first sign of a number"),
    (r"^[^(]*\)|\([^)]*(\(|$)|\)[^(]*\)", "each `(` has its `)`"),
    ("", "it has 3 to 15 digits, and between them spaces, `-`, `.`, `/` or `( )`, as in `+47 22 33 44 55`"),
)
"""What the text is like that is no telephone number, and what helps."""

_OTHER_WORDS: Final = {
    **dict.fromkeys(("if", "condition", "conditions"), "when"),
    **dict.fromkeys(("reason", "why"), "because"),
    **dict.fromkeys(("tel", "telephone", "mobile"), "phone"),
    **dict.fromkeys(("link", "website", "web"), "url"),
    **dict.fromkeys(("question", "text"), "ask"),
    **dict.fromkeys(("answers", "options", "choices"), "values"),
    **dict.fromkeys(("synonyms", "keywords"), "words"),
    **dict.fromkeys(("else", "default", "otherwise", "fallback"), "unsure"),
    **dict.fromkeys(("to", "team", "then", "route", "target"), "contact"),
    **dict.fromkeys(("given", "input", "inputs"), "answers"),
    "hint": "help",
    "name": "team",
    "range": "numbers",
}
"""Other words for keys than the format has."""

_NO_NAMES: Final = {
    **dict.fromkeys(
        [("unknown-value", word) for word in ("any", "all", "*")],
        "leave the question out of `when`: any answer to it will do then",
    ),
    ("unknown-question", "not"): "`not` belongs to a question: `when: {question: {not: value}}`",
}
"""What helps where these words stand in the place of a name."""

_LONGEST_PROSE: Final = 200
"""How many characters of a text are examined to find out what was meant, so that none takes long."""

FEW: Final = 100
"""With fewer problems than that, each is told what was probably meant; finding that takes time."""

_WRITE_IT: Final = "write it out, or remove the key"
_MAPPING_HELP: Final = "a mapping is written `{one: …, two: …}`, or as lines `one: …`"
_EXAMPLES: Final = {
    "an e-mail address": "`name@example.com`",
    "a telephone number": "`+47 22 33 44 55`",
    "a web address": "`https://example.com`",
    "a date": "`2027-03-01`",
}
"""Examples of texts that have a certain form."""


class Reader:
    """Each method takes a node and returns what it holds.

    Mistakes are reported to the source, and something harmless of the right type is returned: nothing read from a
    source with problems is ever used. Any name will do where `contacts` or `questions` are not known, and so None.
    """

    def __init__(self, source: SourceText, contacts: Collection[str] | None, questions: Collection[str] | None) -> None:
        self.source: SourceText = source
        self.contacts: Collection[str] | None = contacts
        self.questions: Collection[str] | None = questions
        self.complain: Callable[[Span, str, str, str], None] = source.complain

    def wrong(self, node: Node | None, message: str, help: str) -> None:
        """Report a value of the wrong type, unless it was refused already."""
        if node is None:
            self.complain(self.source.place(), "wrong-type", message, f"the file is empty; {help}")
        elif not (isinstance(node, ScalarNode) and node.refused):
            self.complain(node.span, "wrong-type", f"{message}, not {kind(node)}", help)

    def mend(self, word: str, allowed: Collection[str]) -> str:
        """The help for a name that is not allowed; without the nearest one where finding that would take long."""
        few = len(self.source.problems) < FEW and len(allowed) <= 1000
        return mend(word, allowed) if few else f"allowed: {listed(allowed)}"

    # Collections.

    def entries(
        self, node: Node | None, what: str, place: Span, allowed: Collection[str], required: Iterable[str] = ()
    ) -> Entries:
        """The entries of a mapping with these keys; other keys are reported, and so are required ones that are missing.

        A misspelt key counts as present, with a value that was refused; if a single key is unknown and a single one is
        missing, the one is taken for the other.
        """
        if not isinstance(node, MappingNode):
            self.wrong(node, f"{what} is a mapping of keys to values", f"its keys: {listed(allowed)}")
            return {}
        entries = {key: entry for key, entry in node.entries.items() if key in allowed}
        missing = [name for name in required if name not in entries]
        unknown = [entry for entry in node.entries.values() if entry[0].text not in allowed]
        for key, value in unknown:
            near = _OTHER_WORDS.get(key.text.lower(), "")
            if near not in allowed:
                near = nearest(key.text, allowed) or (missing[0] if len(missing) == len(unknown) == 1 else "")
            too_far_in = f"it has such keys itself, so it stands too far in: {what} ends before it"
            help = too_far_in if has_any(value, allowed) else self.mend(near or key.text, allowed)
            self.complain(key.span, "unknown-key", f"{what} has no key {quoted(key.text)}", help)
            entries.setdefault(near, (key, ScalarNode(None, "", key.span, refused=True)))
        for name in required:
            if name not in entries and "" not in node.reported:
                help = f"add `{name}: {FORMAT if name == 'format' else ''}`"
                self.complain(place, "missing-key", f"{what} has no `{name}`", help)
        return entries

    def either(self, entries: Entries, what: str, one: str, other: str, advice: str) -> int:
        """How many of the two keys there are; both are one too many, which is reported."""
        keys = sorted((entries[key][0] for key in (one, other) if key in entries), key=lambda key: key.span)
        if len(keys) == 2:
            help = f"{advice}; `{keys[0].text}` is in line {keys[0].span.line}"
            self.complain(keys[1].span, "unknown-key", f"{what} has either `{one}` or `{other}`, not both", help)
        return len(keys)

    def each(self, entries: Entries, key: str, read: Callable[[Node], T]) -> T | None:
        """The value of an entry, read with `read`; None if it is missing."""
        return read(entries[key][1]) if key in entries else None

    def items(self, node: Node, message: str) -> list[Node]:
        """The items of a list."""
        if isinstance(node, SequenceNode):
            return node.items
        self.wrong(node, message, _LIST_HELP)
        return []

    def named(
        self, node: Node, what: str, read: Callable[[ScalarNode], str] | None = None
    ) -> Iterator[tuple[ScalarNode, Node]]:
        """The entries of a mapping whose keys are names of the author's choice, each read with `read`."""
        read = read or self.name
        if not isinstance(node, MappingNode):
            return self.wrong(node, f"{what} is a mapping of names to what they stand for", _MAPPING_HELP)
        for key, value in node.entries.values():
            read(key)
            yield key, value

    def each_once(
        self, nodes: Iterable[Node], read: Callable[[Node], str], what: str, already: Iterable[Node] = ()
    ) -> list[str]:
        """What each node holds, read with `read`; duplicates, also of what `already` has, are reported."""
        first: dict[str, Node] = {node.text: node for node in already if isinstance(node, ScalarNode)}
        names: list[str] = []
        for node in nodes:
            refused = len(self.source.problems)
            name = read(node)
            if name and len(self.source.problems) == refused and first.setdefault(name, node) is not node:
                line, column, *_ = first[name].span
                help = f"first given in line {line}, column {column}; one of the two is enough"
                self.complain(node.span, "duplicate-key", f"duplicate {what} {quoted(name)}", help)
            names.append(name)
        return names

    def names(
        self, node: Node, message: str, read: Callable[[Node], str], what: str, already: Iterable[Node] = ()
    ) -> tuple[str, ...]:
        """The same of a list."""
        return tuple(self.each_once(self.items(node, message), read, what, already))

    # Scalars.

    def string(self, node: Node, what: str = "text") -> str:
        """A text that is not blank."""
        if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
            self.wrong(node, f"expected {what}", self.written_as(node, what))
            return ""
        if not node.value.strip():
            message = f"expected {what}, not a blank"
            self.complain(node.span, "wrong-type", message, _WRITE_IT)
        return node.value

    def written_as(self, node: Node, what: str) -> str:
        """The help for something that is no text where one is expected."""
        if what in _EXAMPLES:
            return f"an example: {_EXAMPLES[what]}"
        if not isinstance(node, ScalarNode):
            return "put quotes around a text that begins with a bracket or a brace"
        hidden = node.empty and re.match(r":?\s*#\w", self.source.line(node.span.end_line)[node.span.end_column - 1 :])
        return COMMENT_HELP if hidden else f'as a text it is written "{node.text}"' if node.text else _WRITE_IT

    def text(self, node: Node, read: Callable[[Node], str] | None = None) -> Text:
        """One string for every language, or a string per language, each read with `read`."""
        read = read or self.string
        if not isinstance(node, MappingNode):
            return Text(read(node))
        if not node.entries and not node.reported:
            self.complain(node.span, "missing-key", "a text has a string for one language or more", "add `en: `")
        return Text.translated({key.text: read(string) for key, string in node.entries.values() if self.is_tag(key)})

    def is_tag(self, key: ScalarNode) -> bool:
        """Whether it is a language tag in its usual form; `no` and `nn` are refused, since they mean `nb`."""
        tag = _LANGUAGES.get(key.text.lower()) or read_tag(key.text)
        if tag != key.text:
            help = f"did you mean `{tag}`?" if tag else _TAG_HELP
            self.complain(key.span, "unknown-key", f"a text has no language {quoted(key.text)}", help)
        return tag == key.text

    def texts(self, node: Node) -> tuple[Text, ...]:
        return tuple([self.text(item) for item in self.items(node, "expected a list of texts")])

    def truth(self, node: Node) -> bool:
        if isinstance(node, ScalarNode) and isinstance(node.value, bool):
            return node.value
        near = _TRUTHS.get(node.text.lower()) if isinstance(node, ScalarNode) else None
        help = f"did you mean `{near}`? it has no quotes" if near else "written without quotes"
        self.wrong(node, "expected `true` or `false`", help)
        return False

    def name(self, node: Node) -> str:
        """An id or a key."""
        if not isinstance(node, ScalarNode) or node.refused or (node.value is None and not node.text):
            self.wrong(node, "expected a name", _NAME_HELP)
            return ""
        if not isinstance(node.value, str) or not is_name(node.value):
            self.bad_name(node, nearest_name(node.text), _NAME_HELP)
        return node.text

    def bad_name(self, node: ScalarNode, near: str | None, help: str) -> None:
        near = _MEANT.get(node.text, near)
        help = f"did you mean `{near}`? {help}" if near and near != node.text else help
        self.complain(node.span, "bad-name", f"{quoted(node.text)} is not a name", help)

    def reference(
        self,
        node: Node,
        names: Collection[str] | None,
        code: str,
        what: str,
        lack: str | None = None,
        meant: Meant | None = None,
    ) -> str:
        """One of the names; any name at all where `names` is None because they are not known.

        `lack` says what is missing, `meant` guesses what may have been meant.
        """
        if not isinstance(node, ScalarNode) or not node.text or node.refused:
            help = f"allowed: {listed(names)}" if names else _NAME_HELP
            self.wrong(node, f"expected the name of a {what}", help)
            return ""
        if names is not None and node.text not in names:
            near = meant and meant(node.text, names)
            help = f"did you mean `{near}`?" if near else self.mend(_MEANT.get(node.text, node.text), names)
            help = _NO_NAMES.get((code, node.text.lower()), help)
            self.complain(node.span, code, f"{lack or f'there is no {what}'} {quoted(node.text)}", help)
        return node.text

    def contact_id(self, node: Node) -> str:
        return self.reference(node, self.contacts, "unknown-contact", "contact")

    def question_key(self, node: Node) -> str:
        return self.reference(node, self.questions, "unknown-question", "question")

    def email(self, node: Node) -> str:
        text = self.string(node, "an e-mail address")
        if text.strip() and not is_email(text):
            help = "an address looks like `name@example.com`"
            self.complain(node.span, "bad-email", f"{quoted(text)} is not an e-mail address", help)
        return text

    def phone(self, node: Node) -> str:
        if not isinstance(node, ScalarNode) or node.refused or not node.text.strip():
            return self.string(node, "a telephone number")
        if not is_phone(node.text):
            begun = node.text[:_LONGEST_PROSE]
            help = next(help for form, help in _WHY_NO_PHONE if re.search(form, begun))
            self.complain(node.span, "bad-phone", f"{quoted(node.text)} is not a telephone number", help)
        return node.text

    def url(self, node: Node) -> str:
        text = self.string(node, "a web address")
        if text.strip() and not is_url(text):
            help = "a web address begins with `https://` or `http://` and has no spaces"
            self.complain(node.span, "bad-url", f"{quoted(text)} is not a web address", help)
        return text

    def date(self, node: Node) -> date | None:
        text = self.string(node, "a date")
        day = read_date(text)
        if text.strip() and day is None:
            message = f"{quoted(text)} is not a calendar date written YYYY-MM-DD"
            self.complain(node.span, "wrong-type", message, f"an example: {_EXAMPLES['a date']}")
        return day

    def span(self, node: Node, of: ScaleName) -> Interval | None:
        """A span of days or numbers."""
        read, help = SCALES[of].ends, SCALES[of].help
        if not isinstance(node, ScalarNode) or not node.text or node.refused:
            self.wrong(node, f"expected a span of {of}", help)
            return None
        ends = read(node.text)
        if ends is None:
            first, dots, last = node.text.partition("..")
            turned = f"{last.removeprefix('<')}..{first}"
            if dots and read(turned):
                wrong, help = "ends before it begins", f"did you mean `{turned}`?"
            else:
                wrong, near = f"is not a span of {of}", next(filter(read, near_spans(node.text)), None)
                help = help if near is None else f"did you mean `{near}`? {help}"
            self.complain(node.span, f"bad-{of}", f"{quoted(node.text)} {wrong}", help)
        return Interval(*ends) if ends else None


def has_any(node: Node, keys: Collection[str]) -> bool:
    """Whether it is a mapping that has one of the keys."""
    return isinstance(node, MappingNode) and any(key in keys for key in node.entries)


def is_translated(node: MappingNode, keys: Collection[str]) -> bool:
    """Whether a mapping that could have these keys is rather a text with a string per language."""
    return any(
        key in _LANGUAGES or (read_tag(key) and (len(key) == 2 or not nearest(key, keys))) for key in node.entries
    ) and not any(key in keys for key in node.entries)


def in_prose(text: str, names: Collection[str]) -> str | None:
    """The condition that prose such as `not one`, `!one` or `one or two` was meant as; None for other texts."""
    first, *others = words = re.split(r"[\s,;/|]+", re.sub("^!=?", "not ", text[:_LONGEST_PROSE]))
    negated = first in {"not", "ikke"}
    meant = [word for word in (others if negated else words) if word not in {"or", "and", "eller", "og"}]
    if not all(word in names for word in meant) or len(meant) < 2 - negated:
        return None
    values = meant[0] if len(meant) == 1 else f"[{', '.join(meant)}]"
    return f"{{not: {values}}}" if negated else values


def in_list(text: str, names: Collection[str]) -> str | None:
    """The entries that a text such as `one; two` in a list was meant as."""
    meant = in_prose(text, names)
    return meant[1:-1] if meant and meant.startswith("[") else None
