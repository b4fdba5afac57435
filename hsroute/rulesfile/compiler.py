"""Nodes to rules: every mistake that stops a rules file from being used, found in one go."""

from __future__ import annotations

import re
from bisect import bisect
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple, get_args

from hsroute.language.catalog import both
from hsroute.language.phrases import listed
from hsroute.model import (
    NOT_COVERED,
    UNKNOWN,
    UNSURE,
    Contact,
    Frozen,
    HitPolicy,
    Interval,
    Question,
    Rule,
    Ruleset,
    Source,
    Text,
    Value,
)
from hsroute.patterns import (
    DATE,
    SCALES,
    is_name,
    is_value_name,
    nearest_name,
    nearest_value_name,
    read_number,
)
from hsroute.rulesfile.fields import (
    FEW,
    VALUE_NAME_HELP,
    Entries,
    Meant,
    Reader,
    has_any,
    in_list,
    in_prose,
    is_translated,
)
from hsroute.rulesfile.format import CONTACT, FILE, FORMAT, QUESTION, RULE, SOURCE, TABLE, UNSURE_PART, VALUE
from hsroute.rulesfile.problems import RulesError
from hsroute.rulesfile.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode, as_json, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from hsroute.model import Condition
    from hsroute.patterns import ScaleName
    from hsroute.rulesfile.format import Part
    from hsroute.rulesfile.problems import Span
    from hsroute.rulesfile.yaml_nodes import SourceText

YES_NO: Final = (Value("yes", both("yes")), Value("no", both("no")))
_WHEN_HELP: Final = "it is written `when: {question: value, question: [value, value], question: {not: value}}`"
_VALUES_HELP: Final = "a mapping is written `{name: label, name: label}`; `yes-no` stands for the values yes and no"
_MEANS_ELSE: Final = {
    DATE: "a date is the answer to a question whose values cover `days`",
    "true": "as an answer it means `yes`; choose another name",
    "false": "as an answer it means `no`; choose another name",
    "null": "as an answer it means that there is none yet; choose another name",
    UNKNOWN: "every question takes this answer; a rule may name it, and `if_unsure` says what it stands for",
}
"""Why no value may have these names."""

_MOST_LEFT: Final = 2_000_000
_BEGIN: Final = attrgetter("span.begin")
_NOTHING: Final = Text("")
"""Stands in for a text that was reported; no ruleset with it is ever returned."""


def compile_rules(source: SourceText) -> Ruleset:
    """The rules of a source. Raises RulesError with every problem of the source, sorted by position."""
    ruleset = None if source.root is None and source.problems else _Compiler(source).ruleset()
    if ruleset is None or source.problems:
        raise RulesError(source.problems, source.text)
    return ruleset


class _Written(NamedTuple):
    """A span where it is written: the name of its value, its key, and its text."""

    name: ScalarNode
    key: ScalarNode
    node: Node
    scale: ScaleName
    span: Interval


class _Compiler(Reader):
    """The readers of the parts of a rules file, and the names that they may refer to."""

    def __init__(self, source: SourceText) -> None:
        top = source.root if isinstance(source.root, MappingNode) else MappingNode(source.place(), {}, set())
        super().__init__(source, _names(top, "contacts", CONTACT), _names(top, "questions", QUESTION))
        self.spans: dict[str, tuple[tuple[Value, ...], ScaleName | None]] = {}
        self.answers: dict[str, dict[str, int]] = {}
        self.no_persons: set[str] = set()
        self.rule_ids: dict[str, Span] = {}
        self.room = _MOST_LEFT

    def ruleset(self) -> Ruleset:
        root = self.source.root
        place = root.span if isinstance(root, MappingNode) else self.source.place()
        top = self.part(root, "a rules file", place, FILE)
        self.each(top, "format", self.format)
        questions = self.each(top, "questions", self.all_questions) or ()
        contacts = self.each(top, "contacts", self.all_contacts) or ()
        axes = self.each(top, "table", self.table) or (None, None)
        return Ruleset(
            title=self.each(top, "title", self.text) or _NOTHING,
            contacts=Frozen({contact.id: contact for contact in contacts}),
            questions=tuple(questions),
            rules=self.each(top, "rules", self.rules) or (),
            source=self.each(top, "source", self.knowledge) or Source(),
            rows=axes[0],
            columns=axes[1],
            unsure=self.each(top, "unsure", self.unsure),
            hit_policy=self.each(top, "hit_policy", self.hit_policy) or "first",
        )

    def part(self, node: Node | None, what: str, place: Span, part: Part) -> Entries:
        """The entries of one part of the file."""
        return self.entries(node, what, place, tuple(part.keys), part.required)

    def format(self, node: Node) -> None:
        if not isinstance(node, ScalarNode) or node.value is not FORMAT:
            self.wrong(node, f"`format` is the number {FORMAT}", f"this version of hsroute reads format {FORMAT}")

    def hit_policy(self, node: Node) -> HitPolicy:
        policy = next((policy for policy in get_args(HitPolicy) if as_json(node) == policy), None)
        if policy is None:
            help = "`unique`: no two rules may match the same answers; `first`, as without it: the first of them wins"
            self.wrong(node, "`hit_policy` is `first` or `unique`", help)
        return policy or "first"

    def knowledge(self, node: Node) -> Source:
        entries = self.part(node, "`source`", node.span, SOURCE)
        return Source(
            self.each(entries, "title", self.text),
            self.each(entries, "url", lambda node: self.text(node, self.url)),
            self.each(entries, "updated", self.date),
        )

    def table(self, node: Node) -> tuple[str | None, str | None]:
        entries = self.part(node, "`table`", node.span, TABLE)
        keys = self.each_once([key for _, key in entries.values()], self.question_key, "question")
        axes = dict(zip(entries, keys, strict=True))
        return axes.get("rows"), axes.get("columns")

    def all_contacts(self, node: Node) -> list[Contact]:
        if isinstance(node, MappingNode) and NOT_COVERED in node.entries:
            help = "it stands for no contact wherever contacts are named; choose another id"
            self.complain(node.entries[NOT_COVERED][0].span, "bad-name", f"`{NOT_COVERED}` is no contact id", help)
        return [self.contact(id, contact) for id, contact in self.named(node, "`contacts`")]

    def all_questions(self, node: Node) -> list[Question]:
        questions = [self.question(key, question) for key, question in self.named(node, "`questions`")]
        for twice in node.reported if isinstance(node, MappingNode) else ():
            self.answers.pop(twice, None)
            self.no_persons.discard(twice)
        return questions

    def contact(self, id: ScalarNode, node: Node) -> Contact:
        entries = self.part(node, f"contact {quoted(id.text)}", id.span, CONTACT)
        return Contact(
            id.text,
            self.each(entries, "team", self.text) or _NOTHING,
            self.each(entries, "email", self.email),
            self.each(entries, "phone", self.phone),
            self.each(entries, "url", self.url),
            self.each(entries, "how", self.text),
            self.each(entries, "address_from", self.person),
        )

    def person(self, node: Node) -> str:
        key = self.question_key(node)
        if key in self.no_persons:
            message = f"question `{key}` is not about a person, so no address is given as its answer"
            self.complain(node.span, "unknown-question", message, f"add `person: true` to question `{key}`")
        return key

    def question(self, key: ScalarNode, node: Node) -> Question:
        if key.text == "id":
            self.complain(key.span, "bad-name", "`id` is no question key", "it names a record; choose another key")
        entries = self.part(node, f"question {quoted(key.text)}", key.span, QUESTION)
        values, scale = self.each(entries, "values", self.question_values) or ((), None)
        if values and isinstance(node, MappingNode) and node.whole("values"):
            self.spans[key.text] = values, scale
            names = _with_meant([value.name for value in values], is_value_name, nearest_value_name)
            answers = names if "if_unsure" in entries else names | {UNKNOWN: None}
            self.answers[key.text] = {name: number for number, name in enumerate(answers)}
        return Question(
            key.text,
            self.each(entries, "ask", self.text) or _NOTHING,
            values,
            self.each(entries, "help", self.text),
            self.about_person(key.text, node, entries),
            self.each(entries, "if_unsure", lambda value: self.taken_for(key.text, value)),
            self.each(entries, "short", self.text),
            scale,
        )

    def taken_for(self, question: str, node: Node) -> str:
        """The value that `unknown` stands for."""
        if isinstance(node, ScalarNode) and node.text == UNKNOWN:
            help = f"name the value that it stands for, or remove the key: then `{UNKNOWN}` is an answer of its own"
            self.complain(node.span, "unknown-value", f"`if_unsure` names a value, and `{UNKNOWN}` is none", help)
            return UNKNOWN
        return self.value_name(question, node)

    def about_person(self, key: str, node: Node, entries: Entries) -> bool:
        person = self.each(entries, "person", self.truth)
        unread = not isinstance(node, MappingNode) or bool(node.reported or node.entries.keys() - entries.keys())
        if (as_json(entries["person"][1]) if "person" in entries else unread) is False:
            self.no_persons.add(key)
        if person and "yes" not in self.answers.get(key, ("yes",)):
            message = "an address means `yes`, which is no value of this question"
            self.complain(entries["person"][0].span, "unknown-value", message, "`values: yes-no` has it")
        return bool(person)

    def question_values(self, node: Node) -> tuple[tuple[Value, ...], ScaleName | None]:
        """The values, and what their spans lie on."""
        if isinstance(node, ScalarNode) and node.text == "yes-no":
            return YES_NO, None
        if not isinstance(node, MappingNode):
            self.wrong(node, "`values` is `yes-no` or a mapping of names to labels", _VALUES_HELP)
            return (), None
        if not node.entries and not node.reported:
            self.complain(node.span, "missing-key", "a question has one value or more", _VALUES_HELP)
        spans = self.all_spans(node)
        covered = {one.name.text: one.span for one in spans}
        named = self.named(node, "`values`", self.new_value_name)
        values = tuple([self.value(name, value, covered.get(name.text)) for name, value in named])
        return values, spans[0].scale if spans else None

    def new_value_name(self, node: ScalarNode) -> str:
        if not is_value_name(node.text):
            form = DATE if re.fullmatch(DATE, node.text) else node.text.lower()
            self.bad_name(node, nearest_value_name(node.text), _MEANS_ELSE.get(form, VALUE_NAME_HELP))
        return node.text

    def value(self, name: ScalarNode, node: Node, span: Interval | None) -> Value:
        if not isinstance(node, MappingNode) or is_translated(node, VALUE.keys):
            self.no_span(node)
            return Value(name.text, self.text(node))
        entries = self.part(node, f"value {quoted(name.text)}", name.span, VALUE)
        label = self.each(entries, "label", self.text) or Text(name.text)
        return Value(name.text, label, span, self.each(entries, "words", self.words) or ())

    def no_span(self, node: Node) -> None:
        """Report a span where a label is expected."""
        text = node.text if isinstance(node, ScalarNode) else ""
        scales = [name for name, scale in SCALES.items() if scale.ends(text)]
        if scales:
            other = "".join(f", or with `{name}`" for name in scales[1:])
            help = f"written `{{label: …, {scales[0]}: {text}}}`{other}; as a label `{{label: {text}}}`"
            self.complain(node.span, "wrong-type", f"expected a label, not the span `{text}`", help)

    def words(self, node: Node) -> tuple[str, ...]:
        return self.names(node, "`words` is a list of texts", self.string, "entry")

    def all_spans(self, node: MappingNode) -> list[_Written]:
        """The spans of the values, all on the scale of the first; what is wrong with them or others is reported."""
        entries = [(name, value.entries) for name, value in node.entries.values() if isinstance(value, MappingNode)]
        found = ((name, *keys[of], of) for name, keys in entries for of in SCALES if of in keys)
        written = [_Written(*one, span) for one in found if (span := self.span(one[2], one[3]))]
        spans = [one for one in written if self.is_alike(written[0], one)]
        self.nothing_twice(spans)
        if spans and spans[0].scale == "numbers":
            self.no_number_of_another(node, spans)
        return spans

    def is_alike(self, first: _Written, other: _Written) -> bool:
        """Whether a span lies on the same scale as the first of the question; if not, that is reported."""
        if other.scale != first.scale:
            meant = f"{quoted(first.name.text)} covers {first.scale}"
            message = f"the values of a question cover {' or '.join(SCALES)}, not both: {meant}"
            help = f"`{first.scale}` is in line {first.node.span.line}"
            self.complain(other.key.span, "unknown-key", message, help)
        return other.scale == first.scale

    def nothing_twice(self, spans: list[_Written]) -> None:
        """Report each value that claims a day or number of an earlier one; the others are kept in order."""
        kept: list[_Written] = []
        for one in spans:
            place = bisect(kept, one.span.begin, key=_BEGIN)
            earlier = next((near for near in kept[max(place - 1, 0) : place + 1] if near.span.meets(one.span)), None)
            if earlier:
                name, what = quoted(earlier.name.text), SCALES[one.scale].one
                message = f"`{one.span}` shares a {what} with `{earlier.span}` of value {name}"
                help = f"{name} is in line {earlier.name.span.line}"
                self.complain(one.node.span, f"{one.scale}-overlap", message, help)
            else:
                kept.insert(place, one)

    def no_number_of_another(self, node: MappingNode, spans: list[_Written]) -> None:
        """Report each name that is a number which another value covers: as an answer it would mean two values."""
        spans = sorted(spans, key=_BEGIN)
        for name, (key, _) in node.entries.items():
            number = read_number(name)
            one = spans[0 if number is None else bisect(spans, number, key=_BEGIN) - 1]
            if number is not None and one.span.covers(number) and one.name.text != name:
                message = f"{quoted(name)} is a number that value {quoted(one.name.text)} covers"
                help = f"as an answer it would mean both; choose another name, such as `n{name}`"
                self.complain(key.span, "bad-name", message, help)

    def rules(self, node: Node) -> tuple[Rule, ...]:
        return tuple([self.rule(item) for item in self.items(node, "`rules` is a list of rules")])

    def rule(self, node: Node) -> Rule:
        entries = self.part(node, _rule_name(node), node.span, RULE)
        self.one_outcome(_rule_name(node), node, entries)
        id, when = self.each(entries, "id", self.rule_id) or "", self.each(entries, "when", self.when) or Frozen()
        return self.outcome(id, when, entries)

    def rule_id(self, node: Node) -> str:
        id = self.name(node)
        if id == UNSURE:
            help = "it names the outcome of the same name; choose another id"
            self.complain(node.span, "bad-name", "`unsure` is no rule id", help)
        elif id in self.rule_ids:
            help = f"choose another id; the first one is in line {self.rule_ids[id].line}"
            self.complain(node.span, "duplicate-rule", f"a second rule has the id {quoted(id)}", help)
        elif id:
            self.rule_ids[id] = node.span
        return id

    def one_outcome(self, what: str, node: Node, entries: Entries) -> None:
        written = self.either(entries, what, "contact", "not_covered", "remove one of the two")
        if written == 1 and "not_covered" in entries:
            outcome = entries["not_covered"][1]
            if not isinstance(outcome, ScalarNode) or outcome.value is not True:
                help = "write `not_covered: true`, or `contact: ` and the id of a contact"
                self.wrong(outcome, "`not_covered` is `true` or is left out", help)
        elif not written and isinstance(node, MappingNode) and "" not in node.reported:
            help = "add `contact: ` and the id of a contact, or `not_covered: true`"
            message = f"{what} has neither `contact` nor `not_covered`"
            self.complain(node.span, "missing-key", message, help)

    def when(self, node: Node) -> Condition | tuple[Condition, ...]:
        """A condition, or a list of conditions, any of which is enough."""
        if not isinstance(node, SequenceNode):
            return self.condition(node)
        if not node.items:
            self.complain(node.span, "wrong-type", "a list of conditions has one or more", _WHEN_HELP)
        return tuple([self.condition(item) for item in node.items])

    def condition(self, node: Node) -> Condition:
        if not isinstance(node, MappingNode):
            self.wrong(node, "`when` is a mapping of question keys to values, or a list of such", _WHEN_HELP)
            return Frozen()
        entries = [(key.text, values) for key, values in node.entries.values() if self.is_question(key)]
        return Frozen({question: self.allowed(question, values) for question, values in entries})

    def is_question(self, key: ScalarNode) -> bool:
        """Whether it can be the key of a question; if not, that is reported, and its values are not read."""
        return self.question_key(key) in (self.questions or (key.text,))

    def allowed(self, question: str, node: Node) -> tuple[str, ...]:
        if not isinstance(node, MappingNode):
            numbers = self.answers.get(question, {})
            return tuple(sorted(numbers.keys() & self.answers_in(question, node), key=numbers.__getitem__))
        entries = self.entries(node, "a condition", node.span, ("not",), () if node.entries else ("not",))
        excluded = self.each(entries, "not", lambda values: self.answers_in(question, values))
        return self.left(question, node, {UNKNOWN, *(excluded or ())})

    def left(self, question: str, node: Node, excluded: set[str]) -> tuple[str, ...]:
        """The answers that a `not` leaves; even a short file can have too many of them for any memory."""
        if self.room < 0:
            return ()
        left = tuple([name for name in self.answers.get(question, ()) if name not in excluded])
        self.room -= len(left)
        if self.room < 0:
            message = f"with this one all `not` together leave more than {_MOST_LEFT:,} values"
            self.complain(node.span, "too-large", message, "name the values that are meant")
        return left

    def answers_in(self, question: str, node: Node) -> list[str]:
        """The answers that a condition names."""
        if not isinstance(node, SequenceNode):
            return [self.value_name(question, node, in_prose)]
        if not node.items:
            help = f"name one or more of {listed(self.answers.get(question, ()))}, or remove the condition"
            self.complain(node.span, "wrong-type", "expected a list of values, not an empty one", help)
        return self.each_once(node.items, lambda item: self.value_name(question, item, in_list), "value")

    def value_name(self, question: str, node: Node, meant: Meant | None = None) -> str:
        """The name of an answer to the question."""
        answers = self.answers.get(question)
        if isinstance(node, ScalarNode) and node.text == UNKNOWN and answers and UNKNOWN not in answers:
            message = f"question {quoted(question)} has no answer `{UNKNOWN}` of its own"
            self.complain(node.span, "unknown-value", message, "its `if_unsure` names the value that it stands for")
            return UNKNOWN
        lack = f"question {quoted(question)} has no value"
        values, scale = self.spans.get(question, ((), None)) if len(self.source.problems) < FEW else ((), None)
        return self.reference(
            node,
            answers,
            "unknown-value",
            "value",
            lack,
            lambda text, names: (
                (meant and meant(text, names))
                or _read_as(values, text)
                or (scale and _covering(values, scale, text))
                or _not_known(text, names)
            ),
        )

    def one_contact(self, node: Node) -> str:
        """The contact of a rule, which has no other; more of them are alternatives."""
        if not isinstance(node, SequenceNode):
            return self.contact_id(node)
        self.wrong(node, "expected the name of a contact", "a rule has one contact; others go to `alternatives`")
        return ""

    def others(self, node: Node, entries: Entries) -> tuple[str, ...]:
        """The contacts of `alternatives`, none of which may be the contact of the rule."""
        own = [entries["contact"][1]] if "contact" in entries else []
        return self.names(node, "`alternatives` is a list of contacts", self.contact_id, "contact", own)

    def facts(self, node: Node) -> tuple[str, ...]:
        return self.names(node, "`facts` is a list of texts", self.string, "fact")

    def unsure(self, node: Node) -> Rule:
        entries = self.part(node, "`unsure`", self.source.place("unsure"), UNSURE_PART)
        self.one_outcome("`unsure`", node, entries)
        return self.outcome(UNSURE, Frozen(), entries)

    def outcome(self, id: str, when: Condition | tuple[Condition, ...], entries: Entries) -> Rule:
        return Rule(
            id,
            when,
            self.each(entries, "contact", self.one_contact),
            self.each(entries, "because", self.text) or _NOTHING,
            self.each(entries, "alternatives", lambda node: self.others(node, entries)) or (),
            self.each(entries, "notes", self.texts) or (),
            self.each(entries, "facts", self.facts) or (),
        )


def _not_known(text: str, names: Collection[str]) -> str | None:
    """The answer of somebody who does not know, in the words of YAML or of people."""
    words = {"null", "none", "?", "i don't know", "don't know", "not known", "vet ikke"}
    return UNKNOWN if UNKNOWN in names and text.lower() in words else None


def _read_as(values: Iterable[Value], text: str) -> str | None:
    """The only value that has the text as its label, in any language."""
    labels = [(value.name, {value.label.string, *dict(value.label.by_lang).values()}) for value in values]
    near = [name for name, written in labels if text.casefold() in map(str.casefold, written)]
    return near[0] if len(near) == 1 else None


def _covering(values: Iterable[Value], scale: ScaleName, text: str) -> str | None:
    """The only value that covers the number, or any of the span."""
    ends = SCALES[scale].ends(text if ".." in text else f"{text}..{text}")
    near = [value.name for value in values if ends and value.span and value.span.meets(Interval(*ends))]
    return near[0] if len(near) == 1 else None


def _with_meant(
    names: Collection[str], good: Callable[[str], bool], meant: Callable[[str], str | None]
) -> dict[str, None]:
    """The names, and what bad ones were meant to be, so that a reference to either is not reported again."""
    return dict.fromkeys([*names, *[near for name in names if not good(name) and (near := meant(name))]])


def _names(top: MappingNode, key: str, part: Part) -> Collection[str] | None:
    """The names under that key, also those that are indented too far, and what bad ones were meant to be."""
    names = top.names(key)
    return names and _with_meant((*names, *_too_far_in(top.entries[key][1], part)), is_name, nearest_name)


def _too_far_in(named: Node, part: Part) -> Iterator[str]:
    """The names that stand within the part with another name."""
    for _, thing in named.entries.values() if isinstance(named, MappingNode) else ():
        within = thing.entries.values() if isinstance(thing, MappingNode) else ()
        yield from (name.text for name, value in within if name.text not in part.keys and has_any(value, part.keys))


def _rule_name(node: Node) -> str:
    """What a problem calls a rule: by its id, if it has one."""
    id = node.entries["id"][1] if isinstance(node, MappingNode) and "id" in node.entries else None
    return f"rule {quoted(id.text)}" if isinstance(id, ScalarNode) and id.text else "a rule"
