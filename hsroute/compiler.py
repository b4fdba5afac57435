"""Nodes to rules: every mistake that stops a rules file from being used, found in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hsroute.forms import read_days
from hsroute.model import Contact, Days, Origin, Question, Rule, Ruleset, Text, Unsure, Value
from hsroute.problems import RulesError
from hsroute.reader import Entries, Reader
from hsroute.source import Mapping, Node, Scalar, Sequence, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hsroute.problems import Span

FORMAT: Final = 1
YES_NO: Final = (Value("yes", Text("Yes", "Ja")), Value("no", Text("No", "Nei")))
_DAYS_HELP: Final = "days are counted from today: `0..90`, `91..`, `..-1`; a single day is `5..5`"
_NOTHING: Final = Text("")
"""Stands for what was reported as wrong; no ruleset that holds it is ever handed out."""


def compile_rules(source: Source) -> Ruleset:
    """The rules of a source. Raises RulesError with every problem of the source, sorted by position."""
    ruleset = None if source.root is None and source.problems else _Compiler(source).ruleset()
    if ruleset is None or source.problems:
        raise RulesError(sorted(source.problems, key=lambda problem: problem.span))
    return ruleset


class _Compiler(Reader):
    """The readers of the parts of a rules file, and the names that they may refer to.

    A set of names is None where it cannot be told which there are; nothing is held against it then.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.contacts = self.keys_of("contacts")
        self.questions = self.keys_of("questions")
        self.values: dict[str, tuple[str, ...]] = {}
        self.persons: set[str] = set()
        self.rule_ids: dict[str, Span] = {}

    def keys_of(self, key: str) -> tuple[str, ...] | None:
        """The keys of a mapping at the top, before it is read."""
        root = self.source.root
        node = root.entries[key][1] if isinstance(root, Mapping) and key in root.entries else None
        return tuple(node.entries) if isinstance(node, Mapping) else None

    def ruleset(self) -> Ruleset:
        root, place = self.source.root, self.source.place()
        optional = ("source", "table", "unsure")
        top = self.entries(root, "a rules file", place, ("format", "title", "contacts", "questions", "rules"), optional)
        self.each(top, "format", self.format)
        questions = self.each(top, "questions", self.all_questions) or ()
        contacts = self.each(top, "contacts", self.all_contacts) or ()
        axes = self.each(top, "table", self.table) or (None, None)
        return Ruleset(
            title=self.each(top, "title", self.text) or _NOTHING,
            contacts={contact.id: contact for contact in contacts},
            questions=tuple(questions),
            rules=tuple(self.each(top, "rules", self.rules) or ()),
            origin=self.each(top, "source", self.origin) or Origin(),
            rows=axes[0],
            columns=axes[1],
            unsure=self.each(top, "unsure", self.unsure),
        )

    def format(self, node: Node) -> None:
        if not isinstance(node, Scalar) or node.value is not FORMAT:
            self.wrong(node, f"`format` is {FORMAT}", f"this version of hsroute reads format {FORMAT}")

    def origin(self, node: Node) -> Origin:
        entries = self.entries(node, "`source`", node.span, (), ("title", "url", "updated"))
        return Origin(
            self.each(entries, "title", self.text),
            self.each(entries, "url", self.url),
            self.each(entries, "updated", self.date),
        )

    def table(self, node: Node) -> tuple[str | None, str | None]:
        entries = self.entries(node, "`table`", node.span, (), ("rows", "columns"))
        return self.each(entries, "rows", self.question_key), self.each(entries, "columns", self.question_key)

    def all_contacts(self, node: Node) -> list[Contact]:
        return [self.contact(id, contact) for id, contact in self.named(node, "`contacts`")]

    def all_questions(self, node: Node) -> list[Question]:
        return [self.question(key, question) for key, question in self.named(node, "`questions`")]

    def contact(self, id: Scalar, node: Node) -> Contact:
        optional = ("email", "url", "how", "address_from")
        entries = self.entries(node, f"contact `{id.text}`", id.span, ("team",), optional)
        return Contact(
            id.text,
            self.each(entries, "team", self.text) or _NOTHING,
            self.each(entries, "email", self.email),
            self.each(entries, "url", self.url),
            self.each(entries, "how", self.text),
            self.each(entries, "address_from", self.person),
        )

    def person(self, node: Node) -> str:
        key = self.question_key(node)
        if key in self.values and key not in self.persons:
            message = f"question `{key}` is not about a person, so no address is given as its answer"
            self.complain(node.span, "unknown-question", message, f"add `person: true` to question `{key}`")
        return key

    def question(self, key: Scalar, node: Node) -> Question:
        if key.text == "id":
            self.complain(key.span, "bad-name", "`id` is no question key", "`id` names a record and is carried through")
        optional = ("help", "person", "if_unsure")
        entries = self.entries(node, f"question `{key.text}`", key.span, ("ask", "values"), optional)
        values = tuple(self.each(entries, "values", self.question_values) or ())
        if values:
            self.values[key.text] = tuple(value.name for value in values)
        return Question(
            key.text,
            self.each(entries, "ask", self.text) or _NOTHING,
            values,
            self.each(entries, "help", self.text),
            self.about_person(key.text, entries),
            self.each(entries, "if_unsure", lambda value: self.value_name(key.text, value)),
        )

    def about_person(self, key: str, entries: Entries) -> bool:
        if not self.each(entries, "person", self.truth):
            return False
        self.persons.add(key)
        if "yes" not in self.values.get(key, ("yes",)):
            message = "an address means `yes`, which is no value of this question"
            self.complain(entries["person"][0].span, "unknown-value", message, "`values: yes-no` has it")
        return True

    def question_values(self, node: Node) -> Iterable[Value]:
        if isinstance(node, Scalar) and node.text == "yes-no":
            return YES_NO
        if not isinstance(node, Mapping):
            self.wrong(node, "`values` is `yes-no` or a mapping of names to labels")
            return ()
        if not node.entries:
            self.complain(node.span, "missing-key", "a question has one value or more")
        values = [self.value(name, value) for name, value in self.named(node, "`values`")]
        self.no_day_twice(node, values)
        return values

    def value(self, name: Scalar, node: Node) -> Value:
        if not isinstance(node, Mapping) or node.entries.keys() & {"en", "nb"}:
            return Value(name.text, self.text(node))
        entries = self.entries(node, f"value `{name.text}`", name.span, (), ("label", "days"))
        label = self.each(entries, "label", self.text) or Text(name.text)
        return Value(name.text, label, self.each(entries, "days", self.days))

    def days(self, node: Node) -> Days | None:
        written = node.text if isinstance(node, Scalar) else ""
        if not written or (isinstance(node, Scalar) and node.refused):
            self.wrong(node, "a span of days is meant to stand here", _DAYS_HELP)
            return None
        span = read_days(written)
        if span is None:
            self.complain(node.span, "bad-days", f"`{written}` is not a span of days", _DAYS_HELP)
        return span and Days(*span)

    def no_day_twice(self, node: Mapping, values: list[Value]) -> None:
        for index, value in enumerate(values):
            for earlier in values[:index]:
                if value.days and earlier.days and value.days.meets(earlier.days):
                    self.days_overlap(node, value, earlier)
                    break

    def days_overlap(self, node: Mapping, value: Value, earlier: Value) -> None:
        line = node.entries[earlier.name][0].span.line
        message = f"`{value.days}` shares a day with `{earlier.days}` of value `{earlier.name}`"
        written = node.entries[value.name][1]
        assert isinstance(written, Mapping)
        self.complain(written.entries["days"][1].span, "days-overlap", message, f"`{earlier.name}` is in line {line}")

    def rules(self, node: Node) -> list[Rule]:
        return [self.rule(item) for item in self.items(node, "`rules` is a list of rules")]

    def rule(self, node: Node) -> Rule:
        optional = ("when", "contact", "not_covered", "alternatives", "notes", "facts")
        entries = self.entries(node, "a rule", node.span, ("id", "because"), optional)
        self.one_outcome(node, entries)
        return Rule(
            self.each(entries, "id", self.rule_id) or "",
            self.each(entries, "when", self.condition) or {},
            self.each(entries, "contact", self.contact_id),
            self.each(entries, "because", self.text) or _NOTHING,
            tuple(self.each(entries, "alternatives", self.contact_ids) or ()),
            tuple(self.each(entries, "notes", self.texts) or ()),
            tuple(self.each(entries, "facts", self.strings) or ()),
        )

    def rule_id(self, node: Node) -> str:
        id = self.name(node)
        if id == "unsure":
            self.complain(node.span, "bad-name", "`unsure` is no rule id", "it names the outcome of the same name")
        elif id in self.rule_ids:
            help = f"the first one is in line {self.rule_ids[id].line}"
            self.complain(node.span, "duplicate-rule", f"a second rule has the id `{id}`", help)
        elif id:
            self.rule_ids[id] = node.span
        return id

    def one_outcome(self, node: Node, entries: Entries) -> None:
        both = [entries[key][0].span for key in ("contact", "not_covered") if key in entries]
        if len(both) == 2:
            message = "a rule has either `contact` or `not_covered`, not both"
            self.complain(max(both), "unknown-key", message, "remove one of the two")
        elif not both and isinstance(node, Mapping):
            help = "add `contact: ` and the id of a contact, or `not_covered: true`"
            self.complain(node.span, "missing-key", "this rule has neither `contact` nor `not_covered`", help)
        if "not_covered" in entries:
            outcome = entries["not_covered"][1]
            if not isinstance(outcome, Scalar) or outcome.value is not True:
                self.wrong(outcome, "`not_covered` is `true` or is left out")

    def condition(self, node: Node) -> dict[str, tuple[str, ...]]:
        if not isinstance(node, Mapping):
            self.wrong(node, "`when` is a mapping of question keys to values")
            return {}
        return {self.question_key(key): self.allowed(key.text, values) for key, values in node.entries.values()}

    def allowed(self, question: str, node: Node) -> tuple[str, ...]:
        if not isinstance(node, Mapping):
            return self.in_order(question, self.names_of(question, node), wanted=True)
        entries = self.entries(node, "a condition", node.span, ("not",), ())
        excluded = self.each(entries, "not", lambda values: self.names_of(question, values))
        return self.in_order(question, excluded or (), wanted=False)

    def names_of(self, question: str, node: Node) -> list[str]:
        if isinstance(node, Sequence):
            if not node.items:
                self.wrong(node, "a list of values has one or more")
            return [self.value_name(question, item) for item in node.items]
        return [self.value_name(question, node)]

    def value_name(self, question: str, node: Node) -> str:
        return self.reference(node, self.values.get(question), "unknown-value", f"value of question `{question}`")

    def question_key(self, node: Node) -> str:
        return self.reference(node, self.questions, "unknown-question", "question")

    def contact_id(self, node: Node) -> str:
        return self.reference(node, self.contacts, "unknown-contact", "contact")

    def contact_ids(self, node: Node) -> list[str]:
        return [self.contact_id(item) for item in self.items(node, "`alternatives` is a list of contacts")]

    def in_order(self, question: str, names: Iterable[str], *, wanted: bool) -> tuple[str, ...]:
        named = set(names)
        return tuple(name for name in self.values.get(question, ()) if (name in named) is wanted)

    def unsure(self, node: Node) -> Unsure:
        entries = self.entries(node, "`unsure`", node.span, ("contact", "because"), ("notes",))
        return Unsure(
            self.each(entries, "contact", self.contact_id) or "",
            self.each(entries, "because", self.text) or _NOTHING,
            tuple(self.each(entries, "notes", self.texts) or ()),
        )
