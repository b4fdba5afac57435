"""Every mistake in a cases file, without running a case.

To those that stop the file come names that its rules do not have, and names of cases that stand twice. A run leaves
these be, so that a rule or value that was renamed fails the cases it concerns and no others.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from hsroute.analysis.cases import CasesReader
from hsroute.analysis.check import Report
from hsroute.patterns import is_name
from hsroute.routing.answers import Error, read_answer
from hsroute.rulesfile.yaml_nodes import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hsroute.analysis.cases import Case
    from hsroute.model import Question, Ruleset
    from hsroute.rulesfile.problems import Span
    from hsroute.rulesfile.yaml_nodes import Source, Typed

_OF_WRONG_FORM: Final = {
    "bad-date": ("wrong-type", "an example: `2027-03-01`"),
    "bad-email": ("bad-email", "an address looks like `name@example.com`"),
}
"""Codes of answers that are no names; the codes of the problems that they are, and what helps."""


def check_cases(source: Source, ruleset: Ruleset | None) -> Report:
    """The mistakes of a cases file, given its rules; without them no name is held against it."""
    reader = _Checker(source, ruleset)
    cases = reader.cases()
    reader.same_name(cases)
    if ruleset:
        reader.unknown_rule(cases, [*(rule.id for rule in ruleset.rules), "unsure"])
        reader.unknown_answers(cases, {question.key: question for question in ruleset.questions})
    problems = sorted(source.problems, key=lambda problem: problem.span)
    return Report(source.path, tuple(problems), cases=None if problems else len(cases))


class _Checker(CasesReader):
    """Reads a cases file, and looks through the cases for what reading alone does not see."""

    def same_name(self, cases: Sequence[Case]) -> None:
        """Two cases have the same name."""
        first: dict[str, Span] = {}
        for number, case in enumerate(cases):
            span = self.source.value(number, "name")
            if case.name and first.setdefault(case.name, span) != span:
                help = f"the first one is in line {first[case.name].line}; tell apart what the two are about"
                self.complain(span, "duplicate-key", "a second case has this name", help)

    def unknown_rule(self, cases: Sequence[Case], ids: Sequence[str]) -> None:
        """A case expects a rule that there is not."""
        for number, case in enumerate(cases):
            id = case.expect.get("rule")
            if isinstance(id, str) and is_name(id) and id not in ids:
                span = self.source.value(number, "expect", "rule")
                self.complain(span, "unknown-value", f"there is no rule `{id}`", self.mend(id, ids))

    def unknown_answers(self, cases: Sequence[Case], questions: dict[str, Question]) -> None:
        """An answer is to no question, or is none to its question on any day, and the case is not about that."""
        for number, case in enumerate(cases):
            for key, given in case.answers.items() if case.expect.get("status") != "invalid" else ():
                if key in questions:
                    self.no_answer(self.source.value(number, "answers", key), questions[key], given)
                elif key != "id":
                    span = self.source.place(number, "answers", key)
                    message = f"there is no question {quoted(key)}"
                    self.complain(span, "unknown-question", message, self.mend(key, questions))

    def no_answer(self, span: Span, question: Question, given: Typed) -> None:
        read = read_answer(question, given, date.min)
        if isinstance(read, Error) and read.code != "day-not-covered":
            code, help = _OF_WRONG_FORM.get(read.code) or (read.code, self.mend(str(given), question.names))
            self.complain(span, code, read.message, help)
