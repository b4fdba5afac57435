"""YAML text to nodes that know their place: types as in YAML 1.2; what rules files do without is refused."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any, Final

import yaml

from hsroute.rulesfile.problems import MAX_BYTES, Span
from hsroute.rulesfile.yaml_errors import reworded
from hsroute.rulesfile.yaml_nodes import (
    LINE_BREAK,
    MappingNode,
    Node,
    ScalarNode,
    SequenceNode,
    SourceText,
    kind,
    quoted,
    typed,
)

MAX_DEPTH: Final = 32

_NOT_OF_YAML: Final = yaml.reader.Reader.NON_PRINTABLE
_NO_LONGER_OF_YAML: Final = "\x85\u2028\u2029\ufeff"
_READ_DIFFERENTLY: Final = re.compile(r"\t|^%|[|>][-+0-9]*#", re.MULTILINE)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_TEXTUAL_QUESTION_MARK: Final = re.compile(r"(?<=[^\s,\[\]{}])\?|\?(?=[^\s,\[\]{}])|(?<=[^\s,\[\]{}:?-]) +\?")
_WHY_NO_VALUE: Final = {
    r"^\d,\d": "a decimal number is written with a point, such as `2.5`",
    r"^(?:.?\W)?([\w-]+) *==? *([\w-]+)$": r"did you mean `\1: \2`?",
    "": "a list is written `[one, two]`; a text with a comma in it has quotes",
}
"""What a key without a value can look like, with the two characters before it, and what helps."""

_PROPERTY: Final = re.compile(r"&[\w-]+|!\S*")


def read(data: bytes, path: str) -> SourceText:
    """The nodes of a YAML file, with every problem of the YAML itself. Raises nothing."""
    source = SourceText(path)
    if len(data) > MAX_BYTES:
        message = f"the file has more than {MAX_BYTES:,} bytes"
        source.complain(Span(1, 1, 1, 1), "too-large", message, "check that it is the file that was meant")
    elif _decode(data, source) and _only_characters_of_yaml(source):
        _parse(source)
        source.problems.sort(key=lambda problem: problem.span)
    return source


def _decode(data: bytes, source: SourceText) -> bool:
    try:
        source.text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        source.text = data.decode("utf-8", "replace").removeprefix("\ufeff")
        before = LINE_BREAK.split(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        line, column = len(before), len(before[-1]) + 1
        place, message = Span(line, column, line, column + 1), f"byte {data[error.start]:#04x} is not UTF-8"
        source.complain(place, "encoding", message, "save the file as UTF-8")
    return not source.problems


def _only_characters_of_yaml(source: SourceText) -> bool:
    """Report characters that YAML 1.2 does not allow, and line breaks that only 1.1 knows; one per line."""
    if _NOT_OF_YAML.search(source.text) or any(break_ in source.text for break_ in _NO_LONGER_OF_YAML):
        refused = re.compile(f"{_NOT_OF_YAML.pattern}|[{_NO_LONGER_OF_YAML}]")
        for number, line in enumerate(LINE_BREAK.split(source.text), start=1):
            if found := refused.search(line):
                code, column = ord(found.group()), found.start() + 1
                escape = f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}"
                message = f"character U+{code:04X} is not allowed in a YAML file as it is"
                help = f'between double quotes it can be written as the escape "{escape}"'
                source.complain(Span(number, column, number, column + 1), "yaml-syntax", message, help)
    return not source.problems


def _parse(source: SourceText, *, fast: bool = yaml.__with_libyaml__) -> None:
    """Read the nodes with libyaml where it surely agrees with PyYAML's own parser, else with the latter.

    Only the latter finds and words mistakes, so that a file means the same on every machine.
    """
    stand_in = _stand_in(source.text)
    text = _TEXTUAL_QUESTION_MARK.sub(lambda found: found.group()[:-1] + stand_in, source.text)
    if fast and not _READ_DIFFERENTLY.search(text):
        with suppress(_UnsureError, yaml.YAMLError):
            return _Builder(source, stand_in, sure=False).run(yaml.CLoader(text))
    parser = yaml.Loader(text)
    try:
        _Builder(source, stand_in, sure=True).run(parser)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        opening = error.context_mark or mark
        problem = (error.problem or "").replace(stand_in, "?")
        words = reworded(error.context or "", problem, _point(opening), _point(mark), source.line)
        source.complain(words.span, "yaml-syntax", words.message, words.help)
    except (ValueError, OverflowError) as error:
        _refuse_number(source, _point(parser.get_mark()), str(error))


def _refuse_number(source: SourceText, place: Span, why: str) -> None:
    """Report the number of a character; or, if it has too many digits for Python, that of a YAML version."""
    message, help = "no character has this number", "the greatest is `\\U0010ffff`; a backslash is written `\\\\`"
    if "digits" in why:
        message, help = "no version of YAML has this number", "the line `%YAML` can be left out"
    source.complain(place, "yaml-syntax", message, help)


def _stand_in(text: str) -> str:
    """A character that the text does not contain, to replace question marks inside a text between brackets.

    In YAML 1.2 they are plain text, but both parsers would end the text there.
    """
    lower = text.lower()  # with its escapes, which are written as numbers
    free = (chr(code) for code in range(0xA000, 0xA400) if chr(code) not in text and f"{code:x}" not in lower)
    return next(free, "?")


class _Builder:
    """Builds nodes from the parser's events, with a stack instead of recursion, so that depth has a limit."""

    def __init__(self, source: SourceText, stand_in: str, *, sure: bool) -> None:
        self.source = source
        self.stand_in = stand_in
        self.sure = sure
        self.open: list[MappingNode | SequenceNode] = []
        self.keys: list[Node | None] = []
        self.between_brackets: list[bool] = []
        self.root: Node | None = None

    def run(self, parser: Any) -> None:
        """Take every event. Raises what the parser raises, and `_UnsureError` where libyaml is known to differ."""
        with suppress(_StopError):
            while parser.check_event():
                event = parser.get_event()
                if take := self.TAKE.get(type(event)):
                    take(self, event)
            self.source.root = self.root

    def scalar(self, event: Any) -> None:
        if not self.sure and event.implicit[0] and self.differs(event.value):
            raise _UnsureError
        self.refuse_properties(event)
        event.value = event.value.replace(self.stand_in, "?")
        plain = event.tag is None and event.implicit[0]
        value = typed(event.value) if plain else event.value
        scalar = ScalarNode(value, event.value, _stretch(event), refused=event.tag is not None)
        if _SURROGATE.search(event.value):
            help = "write the character itself, or its number with `\\U` and eight digits"
            self.complain(scalar.span, "yaml-syntax", "half of a surrogate pair is not a character", help)
            raise _StopError
        self.add(scalar)

    def differs(self, text: str) -> bool:
        """Whether the two parsers differ: in the place of an empty text, or in a `?` between brackets."""
        if text == "":
            return not (self.keys and self.keys[-1] is not None)
        return "?" in text and any(self.between_brackets)

    def alias(self, event: Any) -> None:
        self.refuse(event, f"alias `*{event.anchor}`", "write the text out where it is needed")
        self.add(ScalarNode(None, "", _stretch(event), refused=True))

    def document(self, event: Any) -> None:
        if self.root is not None:
            self.refuse(event, "a second document", "one rules file is one document; remove the `---`")
            raise _StopError

    def enter(self, event: Any) -> None:
        self.refuse_properties(event)
        if len(self.open) == MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            help = "six are enough; check the brackets and the indentation"
            self.complain(_point(event.start_mark), "too-large", message, help)
            raise _StopError
        mapping, span = isinstance(event, yaml.MappingStartEvent), _point(event.start_mark)
        self.open.append(MappingNode(span, {}, set()) if mapping else SequenceNode(span, []))
        self.keys.append(None)
        self.between_brackets.append(event.flow_style)

    def leave(self, _: Any) -> None:
        self.keys.pop()
        self.between_brackets.pop()
        self.add(self.open.pop())

    TAKE: Final = {
        yaml.ScalarEvent: scalar,
        yaml.AliasEvent: alias,
        yaml.DocumentStartEvent: document,
        yaml.MappingStartEvent: enter,
        yaml.SequenceStartEvent: enter,
        yaml.MappingEndEvent: leave,
        yaml.SequenceEndEvent: leave,
    }

    def add(self, node: Node) -> None:
        if not self.open:
            self.root = node
        elif isinstance(parent := self.open[-1], SequenceNode):
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = node
        else:
            self.keys[-1] = None
            self.add_entry(parent, key, node)

    def add_entry(self, mapping: MappingNode, key: Node, value: Node) -> None:
        if not isinstance(key, ScalarNode):
            help = "a key is a name; put quotes around a text that begins with a bracket or a brace"
            self.complain(key.span, "wrong-type", f"a key must be text, not {kind(key)}", help)
            mapping.reported.add("")
        elif key.text in mapping.entries:
            if not self.begins_below(mapping, key, value):
                self.repeat(mapping, key, value)
        elif key.refused or (key.text == "<<" and isinstance(value, ScalarNode) and value.refused):
            mapping.reported.add("")
        elif isinstance(value, ScalarNode) and value.empty:
            self.add_empty(mapping, key)
        else:
            mapping.entries[key.text] = (key, value)

    def add_empty(self, mapping: MappingNode, key: ScalarNode) -> None:
        """A key with nothing behind it; without a colon it is what a comma cuts off from the value before it."""
        behind = self.source.line(key.span.end_line)[key.span.end_column - 1 :]
        if not self.between_brackets[-1] or behind.lstrip()[:1] not in {",", "}"}:
            mapping.entries[key.text] = (key, ScalarNode(None, "", key.span))
            return
        before, value = next(reversed(mapping.entries.values()), (key, None))
        if not (isinstance(value, ScalarNode) and value.refused):
            column = key.span.column
            written = self.source.line(key.span.line)[max(column - 3, 0) : column - 1] + key.text
            found = next(found for form in _WHY_NO_VALUE if (found := re.search(form, written)))
            help = found.expand(_WHY_NO_VALUE[found.re.pattern])
            self.complain(key.span, "wrong-type", f"{quoted(key.text)} is a key without a value", help)
        mapping.reported.add("")
        if value:
            mapping.entries[before.text] = (before, ScalarNode(None, "", before.span, refused=True))

    def begins_below(self, mapping: MappingNode, key: ScalarNode, value: Node) -> bool:
        """Take a duplicate key below one with nothing behind it as the first of what belongs to that one."""
        last, nothing = next(reversed(mapping.entries.values()))
        around, outer = (self.open[-2], self.keys[-2]) if len(self.open) > 1 else (None, None)
        empty = isinstance(nothing, ScalarNode) and nothing.empty and last.text != key.text
        if not empty or self.between_brackets[-1] or not isinstance(around, MappingNode):
            return False
        if not isinstance(outer, ScalarNode) or outer.text in around.entries:
            return False
        message = f"nothing belongs to {quoted(last.text)}: the next line begins in the same column"
        help = f"begin {quoted(last.text)} further left, or what belongs to it further right"
        self.complain(last.span, "wrong-type", message, help)
        del mapping.entries[last.text]
        self.add_entry(around, outer, mapping)
        self.keys[-2] = last._replace(refused=True)
        self.open[-1] = below = MappingNode(key.span, {}, set())
        self.add_entry(below, key, value)
        return True

    def repeat(self, mapping: MappingNode, key: ScalarNode, value: Node) -> None:
        """Take a duplicate key; if it is the first key of an entry in a list, it begins the next entry."""
        first = mapping.entries[key.text][0].span
        help = f"first given in line {first.line}, column {first.column}"
        begins = key.text == next(iter(mapping.entries)) and not self.between_brackets[-1]
        parent = self.open[-2] if begins and len(self.open) > 1 else None
        if isinstance(parent, SequenceNode):
            help += "; another entry of the list begins with `- `"
            parent.items.append(mapping)
            self.open[-1] = another = MappingNode(key.span, {}, set())
            self.add_entry(another, key, value)
        else:
            mapping.reported.add(key.text)
        self.complain(key.span, "duplicate-key", f"duplicate key {quoted(key.text)}", help)

    def refuse_properties(self, event: Any) -> None:
        """Refuse anchors and tags; only the first of a node is named."""
        if event.anchor is None and event.tag is None:
            return
        written = _PROPERTY.match(self.source.text, event.start_mark.index)
        name = written.group() if written else ""
        if name.startswith("!"):
            self.refuse(event, f"tag {quoted(name)}", "leave it out; a text that begins with `!` has quotes")
        else:
            self.refuse(event, f"anchor {quoted(name)}", "write the text out where it is needed")

    def refuse(self, event: Any, what: str, help: str) -> None:
        self.complain(_point(event.start_mark), "yaml-feature", f"{what} is not allowed in a rules file", help)

    def complain(self, span: Span, code: str, message: str, help: str) -> None:
        if not self.sure:
            raise _UnsureError
        self.source.complain(span, code, message, help)


class _StopError(Exception):
    """The problem found makes the rest of the text meaningless."""


class _UnsureError(Exception):
    """libyaml may read this text differently."""


def _stretch(event: Any) -> Span:
    """The place of a scalar; of an empty one, the character where it would begin."""
    start, end = event.start_mark, event.end_mark
    if (end.line, end.column) <= (start.line, start.column):
        return _point(start)
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _point(mark: Any) -> Span:
    """The character at a mark of the parser."""
    return Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
