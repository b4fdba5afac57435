"""The JSON Schemas of answers, and of what commands print: routes, and the reports of explain, check, test and diff."""

from __future__ import annotations

from typing import Final, get_args

from hsroute.export.schemas.parts import (
    STATUS,
    TEXT,
    TEXT_OR_NULL,
    TEXTS,
    Schema,
    complete,
    described,
    list_of,
    mapping,
    mapping_to,
    or_null,
    ref,
)
from hsroute.patterns import Form
from hsroute.routing.answers import Code

_END: Final = ["string", "number", "null"]
_BOTH_ENDS: Final = {"from": ["to"], "to": ["from"]}
_COUNT: Final = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL: Final = {"type": ["integer", "null"], "minimum": 0}
_NUMBER_OR_NULL: Final = {"type": ["number", "null"]}
_SHARE: Final = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_ANYTHING: Final[Schema] = {}


_ANSWERS: Final[Schema] = {
    "description": "What is answered, by question; null is not answered yet. `id` is carried through.",
    "type": "object",
    "properties": {"id": _ANYTHING},
    "additionalProperties": {"type": ["string", "boolean", "number", "null"]},
}
_CARRIED: Final[Schema] = {
    "id": {"description": "The `id` of the record, whatever it is."},
    "kept": {"description": "With --keep, what the record has beside answers and `id`.", "type": "object"},
    "line": {"description": "The line of the record, counted from 1.", "type": "integer", "minimum": 1},
}
_TODAY: Final = described("The day from which dates were counted.", ref("date"))
_SETTLED: Final[Schema] = {
    "alternatives": described("Other contacts, or what is left when nobody is responsible.", list_of("routed-contact")),
    "rule": described("The id of the rule that decided; `unsure`; null where no rule did.", TEXT_OR_NULL),
    "because": described("Why, in a sentence.", TEXT),
    "notes": described("What else to know, a sentence each.", TEXTS),
    "facts": described("What the rule rests on.", TEXTS),
    "answers": described("The answers that decided, as they were given.", ref("given")),
    "unused": described("The questions whose answers were not needed.", TEXTS),
    "today": _TODAY,
    "changes": described("Every later day on which time alone changes the route, in order.", list_of("change")),
}
_INCOMPLETE: Final[Schema] = {
    "next": ref("next-question"),
    "possible": described("The ids of the contacts that can still come out, then `not_covered` if that can.", TEXTS),
    "answers": described("The answers so far, as they were given.", ref("given")),
    "today": _TODAY,
}
_INVALID: Final = {"errors": described("Why, all of it.", list_of("error"))}
_ERROR: Final[Schema] = {
    "key": described("The question; null where the whole record is meant.", TEXT_OR_NULL),
    "code": {"enum": [*get_args(Code)]},
    "message": TEXT,
    "allowed": described("What would be right.", TEXTS),
    "suggestion": described("The nearest of what is allowed, or the date or number that was meant.", TEXT_OR_NULL),
}


def reports() -> Schema:
    """The definitions of all of them."""
    return {"answers": _ANSWERS} | _routes() | _explanation() | _check() | _test() | _diff()


# Routes.


def _routes() -> Schema:
    """The definitions of a route."""
    kinds = {
        "routed": _record("The answers lead to a contact.", "routed", {"contact": ref("routed-contact"), **_SETTLED}),
        "not-covered": _record("The answers lead to nobody.", "not_covered", {"contact": {"type": "null"}, **_SETTLED}),
        "incomplete": _record("Another answer is needed.", "incomplete", _INCOMPLETE),
        "invalid": _record("Some answers cannot be used.", "invalid", _INVALID),
    }
    return {
        "route": {"description": "Where a set of answers leads.", "oneOf": [ref(kind) for kind in kinds]},
        **kinds,
        "routed-contact": complete(
            "Who to contact; what there is not is null.",
            {"id": ref("name"), "team": TEXT, **dict.fromkeys(("email", "phone", "url", "how"), TEXT_OR_NULL)},
        ),
        "change": complete(
            "A day from which the same answers lead elsewhere.",
            {"on": ref("date"), "status": STATUS, "rule": TEXT_OR_NULL, "contact": TEXT_OR_NULL},
        ),
        "next-question": _next_question(),
        "error": complete("Why an answer cannot be used.", _ERROR),
        "given": described("Answers as they were given, by question.", mapping_to(TEXT)),
    }


def _record(description: str, status: str, properties: Schema) -> Schema:
    """A route of that status, with what it may carry from the record that it answers."""
    properties = {"status": {"const": status}, **properties}
    return mapping(description, tuple(properties), properties | _CARRIED)


def _next_question() -> Schema:
    value = complete("A value, and how people read it.", {"name": ref("value-name"), "label": TEXT})
    properties = {
        "key": ref("name"),
        "ask": TEXT,
        "help": TEXT_OR_NULL,
        "values": described("The possible answers.", {"type": "array", "items": value}),
        "accepts": described(
            "What else is an answer: a `date` written YYYY-MM-DD, an `email` address, a `number`, `unknown`.",
            {"type": "array", "items": {"enum": [*get_args(Form)]}},
        ),
    }
    open_end = "null where it is open, or no such day is in the calendar."
    ends = {
        "from": described(f"The first day or number that a value covers; {open_end}", {"type": _END}),
        "to": described(f"The last one, or the end that the last span leaves out; {open_end}", {"type": _END}),
    }
    return mapping("The question to ask next.", tuple(properties), properties | ends, dependencies=_BOTH_ENDS)


# The reports.


def _explanation() -> Schema:
    condition = {"key": ref("name"), "wanted": TEXTS, "got": TEXT_OR_NULL}
    properties: Schema = {
        "route": ref("route"),
        "reason": described("The fewest of the answers that force the rule whatever the others are.", ref("given")),
        "passed_over": _list(
            "Each rule before the one that won, with the first condition that failed.", {"rule": TEXT, **condition}
        ),
        "instead": _list(
            "For every other contact the fewest answers to change, and what to.",
            {"contact": TEXT_OR_NULL, "status": STATUS, "rule": TEXT_OR_NULL, "change": ref("given")},
        ),
    }
    ways = {"rule": TEXT, "failed": _list("What keeps it out.", condition), "beaten_by": TEXT_OR_NULL}
    optional: Schema = {
        "why_not": complete(
            "What keeps a contact out.", {"contact": TEXT_OR_NULL, "rules": _list("Every rule that leads there.", ways)}
        ),
        "unproved": {"type": "array", "items": {"enum": ["reason", "instead"]}},
    }
    description = "Why answers lead where they lead, and what would change it."
    return {"explanation": mapping(description, tuple(properties), properties | optional)}


def _list(description: str, properties: Schema) -> Schema:
    return {"description": description, "type": "array", "items": complete("One of them.", properties)}


def _check() -> Schema:
    place = {name: {"type": "integer", "minimum": 1} for name in ("line", "column", "end_line", "end_column")}
    said = {"code": TEXT, "message": TEXT, "help": TEXT, "example": or_null("given")}
    problem = {"path": TEXT, **place, "severity": {"enum": ["error", "warning"]}, **said}
    summary = {
        **dict.fromkeys(("files", "errors", "warnings"), _COUNT),
        "proved": _list("What is proved of each rules file; null is not proved.", _proved()),
        "cases": _list("How many cases each cases file has.", {"path": TEXT, "cases": _COUNT}),
    }
    properties = {
        "problems": _list("Every problem, lines and columns counted from 1.", problem),
        "summary": complete("What was looked at, and what is proved.", summary),
    }
    return {"check-report": complete("What check finds.", properties)}


def _proved() -> Schema:
    regions = {"combinations": _COUNT, "answers": mapping_to(TEXTS), "example": ref("given"), "rule": TEXT}
    return {
        "path": TEXT,
        **dict.fromkeys(("rules", "contacts", "questions", "combinations"), _COUNT),
        **dict.fromkeys(("routed", "not_covered", "gaps", "most_asked"), _COUNT_OR_NULL),
        "average_asked": _NUMBER_OR_NULL,
        "regions": _list("The largest regions that no rule matches, each with a rule that would.", regions),
        "more_regions": _COUNT,
        "unproved": TEXTS,
    }


def _test() -> Schema:
    unmet = {"field": TEXT, "expected": _ANYTHING, "got": _ANYTHING}
    case = {
        "name": TEXT,
        "line": {"type": "integer", "minimum": 1},
        "passed": {"type": "boolean"},
        "unmet": _list("What was expected, and what came.", unmet),
        "why": TEXT,
    }
    summary = {
        **dict.fromkeys(("cases", "passed", "failed"), _COUNT),
        "coverage": {"description": "In percent of the rules.", "type": "number", "minimum": 0, "maximum": 100},
        "unreached": TEXTS,
    }
    file = {"path": TEXT, "cases": _list("The cases, in order.", case), "summary": complete("All in all.", summary)}
    return {"test-report": complete("What test finds.", {"files": _list("Each cases file.", file)})}


def _diff() -> Schema:
    ends = dict.fromkeys(("from", "to", "from_rule", "to_rule"), TEXT_OR_NULL)
    written = {"path": TEXT, "old": _ANYTHING, "new": _ANYTHING}
    both: Schema = {"old": _NUMBER_OR_NULL, "new": _NUMBER_OR_NULL}
    asked = {
        **dict.fromkeys(("added", "removed"), TEXTS),
        "order": {"anyOf": [complete("Both orders.", {"old": TEXTS, "new": TEXTS}), {"type": "null"}]},
        "changed": _list("What questions take as answers.", written),
        "average": complete("The questions asked on average; null is not proved.", both),
        "most": complete("The most questions asked; null is not proved.", both),
    }
    reached = {"id": TEXT, "field": TEXT, "old": _ANYTHING, "new": _ANYTHING, "share": _SHARE}
    changed = _list("Who is led elsewhere; null is not proved.", {**ends, "share": _SHARE, "example": ref("given")})
    properties = {
        "changed": changed | {"type": ["array", "null"]},
        "contacts": _list("How contacts are reached.", reached),
        "asked": complete("What is asked.", asked),
        "texts": _list("In which words.", written),
        "combinations": _COUNT,
    }
    return {"difference": complete("What two rules files do differently.", properties)}
