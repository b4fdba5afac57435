"""Cases: answers with the route they must get, or texts with what is offered for them; reading and checking them.

A cases file lies beside its rules file. If a case expects a question, contact or status that the rules do not have, the
whole file cannot be used. Everything else is left for the run to find, so that renaming a rule or value fails only the
cases that it concerns; `check_cases` finds it without a run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar, get_args

from hsroute.analysis.check_report import Report
from hsroute.language.phrases import listed
from hsroute.model import UNSURE
from hsroute.patterns import is_name
from hsroute.routing.answers import AnswerReader, Error
from hsroute.routing.route import Status
from hsroute.rulesfile.fields import Reader
from hsroute.rulesfile.problems import Problem, RulesError
from hsroute.rulesfile.yaml_errors import cut_off_behind
from hsroute.rulesfile.yaml_nodes import MappingNode, ScalarNode, as_json, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from hsroute.model import Question, Ruleset
    from hsroute.rulesfile.fields import Entries
    from hsroute.rulesfile.problems import Span
    from hsroute.rulesfile.yaml_nodes import Node, SourceText, Typed


T = TypeVar("T")

_KEYS: Final = ("name", "answers", "text", "expect", "today")

_REQUIRED: Final = ("name", "expect")

_NONE: Final = {"none", "no", "nobody", "nothing", "never", "n/a", "-", "ingen", "aldri"}
"""How people write that there is none; here it is `null`."""

Expected = str | tuple[str, ...] | None
"""What a field of a route is expected to be; days are written YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Case:
    """Answers, and what is expected of their route: `expect` has only what was written; None there means none.

    Or a text, and for each question the values that are offered to a person who types it there.
    """

    name: str
    answers: Mapping[str, Typed]
    expect: Mapping[str, Expected]
    today: date | None = None
    line: int = field(default=0, compare=False)
    text: str | None = None
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def cases_file(path: Path) -> Path:
    """`NAME.cases.yaml` of a rules file `NAME.yaml`; a cases file is its own."""
    return path if holds_cases(path) else path.with_name(f"{path.stem}.cases{path.suffix}")


def rules_file(path: Path) -> Path:
    """`NAME.yaml` of a cases file `NAME.cases.yaml`; a rules file is its own."""
    return path.with_name(path.stem.removesuffix(".cases") + path.suffix) if holds_cases(path) else path


def holds_cases(path: Path) -> bool:
    """Whether the name of the file is that of a cases file."""
    return path.stem.endswith(".cases") and path.stem != ".cases"


# Reading.


def compile_cases(source: SourceText, ruleset: Ruleset) -> tuple[Case, ...]:
    """The cases of a source. Raises RulesError with every problem of the source, sorted by position."""
    cases = CasesReader(source, ruleset).cases()
    if source.problems:
        raise RulesError(source.problems, source.text)
    return cases


class CasesReader(Reader):
    """The readers of the parts of a cases file; without its rules, any name is accepted."""

    def __init__(self, source: SourceText, ruleset: Ruleset | None) -> None:
        super().__init__(source, ruleset and tuple(ruleset.contacts), ruleset and tuple(ruleset.numbers))

    def cases(self) -> tuple[Case, ...]:
        """Every case of the source; none if its YAML could not be read."""
        message, node = "a cases file is a list of cases", self.source.root
        if node is None and self.source.problems:
            return ()
        if node is None:
            self.wrong(node, message, "`[]` stands for no cases")
            return ()
        return tuple([self.case(item) for item in self.items(node, message)])

    def case(self, node: Node) -> Case:
        entries = self.entries(node, "a case", node.span, _KEYS, _REQUIRED)
        self.answers_or_text(node, entries)
        about = [key for key in ("answers", "text") if key in entries]
        return Case(
            self.each(entries, "name", self.string) or "",
            self.each(entries, "answers", self.answers) or {},
            (self.each(entries, "expect", self.expect) if about == ["answers"] else None) or {},
            self.each(entries, "today", self.date),
            node.span.line,
            self.each(entries, "text", self.string),
            (self.each(entries, "expect", self.expect_offers) if about == ["text"] else None) or {},
        )

    def answers_or_text(self, node: Node, entries: Entries) -> None:
        """Report a case that has both or neither; a key with no meaning was reported, and may have been one of them."""
        written = self.either(entries, "a case", "answers", "text", "make it two cases, or remove one")
        if not written and isinstance(node, MappingNode) and not ({*node.entries, *node.reported} - {*_KEYS}):
            help = "add `answers: `, or `text: ` for what a person types at the prompt"
            self.complain(node.span, "missing-key", "a case has neither `answers` nor `text`", help)

    def answers(self, node: Node) -> dict[str, Typed]:
        if isinstance(node, MappingNode):
            return {key: self.answer(value) for key, (_, value) in node.entries.items()}
        self.wrong(node, "`answers` is a mapping of question keys to answers", "`{}` stands for no answers")
        return {}

    def answer(self, node: Node) -> Typed:
        if isinstance(node, ScalarNode):
            return node.value
        help = "a case has one answer to each question"
        self.wrong(node, "an answer is a value's name, `unknown`, `true`, `false`, a date or an address", help)
        return None

    def expect(self, node: Node) -> dict[str, Expected]:
        entries = self.entries(node, "`expect`", node.span, self.READ)
        if isinstance(node, MappingNode) and not node.entries and not node.reported:
            self.complain(node.span, "missing-key", "`expect` names nothing", f"its keys: {listed(self.READ)}")
        return {name: read(self, entries[name][1]) for name, read in self.READ.items() if name in entries}

    def expect_offers(self, node: Node) -> dict[str, tuple[str, ...]]:
        """What is expected of a text: the values that are offered, by question."""
        other = isinstance(node, MappingNode) and bool(node.entries)
        entries = self.entries(node, "`expect` of a text", node.span, ("offers",), () if other else ("offers",))
        return self.each(entries, "offers", self.offers) or {}

    def offers(self, node: Node) -> dict[str, tuple[str, ...]]:
        help = "written `{question: [value, value]}`, with an empty list where nothing is offered"
        if not isinstance(node, MappingNode):
            self.wrong(node, "`offers` is a mapping of question keys to lists of values", help)
            return {}
        if not node.entries and not node.reported:
            self.complain(node.span, "missing-key", "`offers` names no question", help)
        what, entries = "what is offered is a list of values", node.entries.values()
        return {self.question_key(key): self.names(values, what, self.written, "value") for key, values in entries}

    def written(self, node: Node) -> str:
        """A value's name; a number that stands for one is the name."""
        return node.text if isinstance(node, ScalarNode) and node.text else self.string(node)

    def changes_on(self, node: Node) -> str | None:
        day = self.or_null(node, self.date)
        return day.isoformat() if day else None

    def or_null(self, node: Node, read: Callable[[Node], T]) -> T | None:
        """What `read` reads, or null, which is also what a refused word for none was meant to be."""
        problems = self.source.problems
        before = len(problems)
        found = None if as_json(node) is None else read(node)
        if len(problems) > before and isinstance(node, ScalarNode) and node.text.lower() in _NONE:
            problems[-1] = problems[-1]._replace(help="did you mean `null`? it stands for none")
        return found

    READ: Final[dict[str, Callable[[CasesReader, Node], Expected]]] = {
        "status": lambda self, node: self.reference(node, get_args(Status), "unknown-value", "status"),
        "contact": lambda self, node: self.or_null(node, self.contact_id),
        "rule": lambda self, node: self.or_null(node, self.name),
        "email": lambda self, node: self.or_null(node, self.email),
        "alternatives": lambda self, node: self.names(
            node, "`alternatives` is a list of contacts", self.contact_id, "contact"
        ),
        "asks": lambda self, node: self.names(node, "`asks` is a list of question keys", self.question_key, "question"),
        "changes_on": changes_on,
    }


_OF_WRONG_FORM: Final = {
    "bad-date": ("wrong-type", "an example: `2027-03-01`"),
    "bad-email": ("bad-email", "an address looks like `name@example.com`"),
}
"""For codes of errors of answers other than names, the code of the problem and the help."""


def check_cases(source: SourceText, ruleset: Ruleset | None) -> Report:
    """The mistakes in a cases file, given its rules; without them, any name is accepted."""
    reader = _CasesChecker(source, ruleset)
    cases = reader.cases()
    reader.same_name(cases)
    if ruleset:
        reader.unknown_rule(cases, [*(rule.id for rule in ruleset.rules), UNSURE])
        reader.unknown_answers(cases, ruleset.by_key)
        reader.unknown_offers(cases, ruleset.by_key)
    errors = bool(source.problems)
    reader.cut_texts(cases)
    problems = sorted(source.problems, key=lambda problem: problem.span)
    return Report(source.path, tuple(problems), cases=None if errors else len(cases))


class _CasesChecker(CasesReader):
    """Reads a cases file, and checks what reading alone does not."""

    def same_name(self, cases: Sequence[Case]) -> None:
        """Two cases have the same name."""
        first: dict[str, Span] = {}
        for number, case in enumerate(cases):
            span = self.source.value(number, "name")
            if case.name and first.setdefault(case.name, span) != span:
                help = f"the first one is in line {first[case.name].line}; tell apart what the two are about"
                self.complain(span, "duplicate-key", "a second case has this name", help)

    def cut_texts(self, cases: Sequence[Case]) -> None:
        """A comment seems to cut off the name or text of a case."""
        nodes = [self.source.node(number, key) for number, _ in enumerate(cases) for key in ("name", "text")]
        for node in nodes:
            if isinstance(node, ScalarNode) and (cut := cut_off_behind(node, self.source.line)):
                self.source.problems.append(Problem(self.source.path, cut.span, "cut-text", *cut[1:], "warning"))

    def unknown_rule(self, cases: Sequence[Case], ids: Sequence[str]) -> None:
        """A case expects a rule that does not exist."""
        for number, case in enumerate(cases):
            id = case.expect.get("rule")
            if isinstance(id, str) and is_name(id) and id not in ids:
                span = self.source.value(number, "expect", "rule")
                help = self.mend("null" if id.lower() in _NONE else id, [*ids, "null"])
                self.complain(span, "unknown-value", f"there is no rule `{id}`", help)

    def unknown_answers(self, cases: Sequence[Case], questions: dict[str, Question]) -> None:
        """A case that does not expect `invalid` has an answer to no question, or one that is wrong on every day."""
        for number, case in enumerate(cases):
            for key, given in case.answers.items() if case.expect.get("status") != "invalid" else ():
                if key in questions:
                    self.no_answer(self.source.value(number, "answers", key), questions[key], given)
                elif key != "id":
                    span = self.source.place(number, "answers", key)
                    message = f"there is no question {quoted(key)}"
                    self.complain(span, "unknown-question", message, self.mend(key, questions))

    def unknown_offers(self, cases: Sequence[Case], questions: dict[str, Question]) -> None:
        """A case expects the offer of a value that does not exist."""
        for number, case in enumerate(cases):
            for key, offered in case.offers.items():
                names = questions[key].names if key in questions else offered
                for place, name in enumerate(offered):
                    if name and name not in names:
                        span = self.source.value(number, "expect", "offers", key, place)
                        message = f"question {quoted(key)} has no value {quoted(name)}"
                        self.complain(span, "unknown-value", message, self.mend(name, names))

    def no_answer(self, span: Span, question: Question, given: Typed) -> None:
        read = AnswerReader(question).read(given, date.min)
        if isinstance(read, Error) and read.code != "day-not-covered":
            code, help = _OF_WRONG_FORM.get(read.code) or (read.code, self.mend(str(given), read.allowed))
            self.complain(span, code, read.message, help)
