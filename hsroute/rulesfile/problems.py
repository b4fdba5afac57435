"""What can be wrong with a rules file, where it is wrong, and how that reads."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple, Self

from hsroute.patterns import SCALES

Severity = Literal["error", "warning"]

MAX_BYTES: Final = 4 * 1024 * 1024
"""The size of the largest file that is read."""

ERRORS_THAT_STOP: Final[Mapping[str, str]] = {
    "yaml-syntax": "the text is not YAML",
    "yaml-feature": "the text uses a feature of YAML that rules files do without",
    "encoding": "the file is not UTF-8",
    "too-large": "the file is larger than 4 MiB, nested deeper than 32 levels, or a `not` leaves too many values",
    "duplicate-key": "a mapping has the same key twice, or a list the same name",
    "missing-key": "a required key is missing",
    "unknown-key": "a key that has no meaning in its place",
    "wrong-type": "a value of another kind than expected",
    "duplicate-rule": "two rules have the same id",
    "unknown-question": "a name that is not the key of a question",
    "unknown-value": "a name that is not a value of its question",
    "unknown-contact": "a name that is not the id of a contact",
    "bad-name": "an id, key or value name that does not have the form of a name",
    **{
        code: meaning
        for scale in SCALES.values()
        for code, meaning in (
            (f"bad-{scale.name}", f"a span of {scale.name} that is not written {scale.ways}"),
            (f"{scale.name}-overlap", f"two values of a question claim the same {scale.one}"),
        )
    },
    "bad-email": "a text that is not an e-mail address",
    "bad-phone": "a text that is not a telephone number",
    "bad-url": "a text that is not an http or https address",
}
"""Every code of a mistake that makes a file unusable, and its meaning; all others are in `analysis.check`."""


class Span(NamedTuple):
    """A stretch of a text: lines and columns are counted from 1, in characters; the end is excluded."""

    line: int
    column: int
    end_line: int
    end_column: int


class Problem(NamedTuple):
    """One mistake in one file, at the wrong token; `help` says in one line how to mend it, or where to look."""

    path: str
    span: Span
    code: str
    message: str
    help: str
    severity: Severity = "error"
    example: Mapping[str, str] | None = None
    details: tuple[str, ...] = ()
    """Further lines for people, below the help."""

    def as_json(self) -> dict[str, Any]:
        """The problem as the JSON object that `check` prints."""
        said = {name: getattr(self, name) for name in ("severity", "code", "message", "help", "example")}
        return {"path": self.path, **self.span._asdict(), **said}

    def __str__(self) -> str:
        """The line from which editors and terminals can jump to the place."""
        where = f"{self.path}:{self.span.line}:{self.span.column}"
        return f"{where}: {self.severity}[{self.code}]: {self.message}"


class RulesError(Exception):
    """A rules file cannot be used; `problems` has every mistake in its `text`, sorted by position."""

    def __init__(self, problems: Iterable[Problem], text: str = "") -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda problem: problem.span))
        self.text = text
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Problem, ...], str]]:
        return type(self), (self.problems, self.text)
