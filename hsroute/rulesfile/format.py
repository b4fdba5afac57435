"""The rules format, declared once: each part of a rules file with its keys, their kinds, and what they mean.

The compiler, the JSON Schema, the check of translations and the cache are made from this declaration, and the reference
for authors is held to it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from hsroute.model import Contact, Question, Rule, Ruleset, Source, Text, Value
from hsroute.patterns import SCALES, ScaleName

FORMAT: Final = 1
"""The version of the format that this program reads."""

_Form = Literal["format", "text", "string", "name", "truth", "true", "email", "phone", "url", "link", "date", ScaleName]
_List = Literal["texts", "strings", "contact-ids", "values", "when"]
_Reference = Literal["contact-id", "question-key", "value-name"]
_Part = Literal["hit-policy", "source", "table", "contacts", "questions", "rules", "unsure"]
Kind = Literal[_Form, _List, _Reference, _Part]
"""What a key holds: a form of text, a list, a reference, or another part of the file."""


class Key(NamedTuple):
    """One key of a part: what it holds, and what it means to an author."""

    kind: Kind
    meaning: str
    examples: tuple[str, ...] = ()
    required: bool = False


class Part(NamedTuple):
    """One part of the file; `model` is the class with an attribute for each key that is kept; all spans share one."""

    meaning: str
    keys: Mapping[str, Key]
    model: type[Any]

    @property
    def required(self) -> tuple[str, ...]:
        """The keys that must be there."""
        return tuple(name for name, key in self.keys.items() if key.required)


_OUTCOME: Final = {
    "contact": Key("contact-id", "The id of the contact that the answers lead to.", ("billing",)),
    "not_covered": Key("true", "In place of `contact`, if the answers lead to nobody: `not_covered: true`."),
    "alternatives": Key("contact-ids", "The ids of other contacts to name.", ("[success-team]",)),
    "because": Key("text", "Why, in a sentence.", ("Billing takes changes to invoices.",), required=True),
    "notes": Key("texts", "What else to know, a sentence each.", ("[Bring your card.]",)),
}

SOURCE: Final = Part(
    "Where the knowledge in this file comes from.",
    {
        "title": Key("text", "What the source is called.", ("The handbook",)),
        "url": Key("link", "Where it is found, or where for each language.", ("https://example.com/handbook",)),
        "updated": Key("date", "The day on which it was last brought up to date.", ("2025-03-05",)),
    },
    Source,
)

TABLE: Final = Part(
    "The axes of the table that `hsroute show` draws. Left out, they are the first two questions.",
    {
        "rows": Key("question-key", "The key of the question that has the rows.", ("category",)),
        "columns": Key("question-key", "The key of the question that has the columns.", ("tier",)),
    },
    Ruleset,
)

CONTACT: Final = Part(
    "A team or person, and how to reach it.",
    {
        "team": Key("text", "Who it is, as people say it.", ("Billing",), required=True),
        "email": Key("email", "The e-mail address.", ("billing@example.com",)),
        "phone": Key("phone", "The telephone number, as people write it.", ("+47 22 33 44 55",)),
        "url": Key("url", "The web page by which the contact is reached.", ("https://example.com/help",)),
        "how": Key("text", "How to reach the contact, in a sentence.", ("Use the Help button in your account.",)),
        "address_from": Key(
            "question-key",
            "The key of a question about a person. An e-mail address given as its answer is the contact's address.",
            ("contract_manager",),
        ),
    },
    Contact,
)

QUESTION: Final = Part(
    "Something a person may be asked.",
    {
        "ask": Key("text", "The question as it is put.", ("When does your subscription renew?",), required=True),
        "short": Key(
            "text",
            "What the question asks for, as it reads after “You didn't know …”. Without it, such a sentence quotes"
            " the question.",
            ("which subscription you have", "the renewal date"),
        ),
        "help": Key("text", "What to know to answer it; shown on demand.", ("It is on your latest invoice.",)),
        "values": Key(
            "values",
            "The possible answers: `yes-no`, or names with their labels.",
            ("{few: A few, many: Many}",),
            required=True,
        ),
        "person": Key(
            "truth", "`person: true` if it is about one. An e-mail address is then an answer too, and means yes."
        ),
        "if_unsure": Key(
            "value-name",
            "The value that “I don't know” stands for. Without it, it is an answer of its own, `unknown`.",
            ("no",),
        ),
    },
    Question,
)

VALUE: Final = Part(
    "A label, the days or numbers that the value covers, and what people say when they mean it.",
    {
        "label": Key("text", "The value as people read it.", ("Within 90 days",)),
        **{name: Key(name, scale.meaning, scale.examples) for name, scale in SCALES.items()},
        "words": Key(
            "strings",
            "What people say when they mean the value, in any language. Where a line typed at the prompt is no answer,"
            " the one or two values that most of these stand for are offered.",
            ("[invoice, credit note, faktura]",),
        ),
    },
    Value,
)

RULE: Final = Part(
    "Which answers lead to which contact. Without `when` it matches all of them.",
    {
        "id": Key("name", "The name of the rule; each has its own.", ("renewal-within-90-days",), required=True),
        "when": Key(
            "when",
            "The answers that the rule is for, by question; all must fit. A list of such mappings means any of them.",
            ("{tier: [basic, starter]}",),
        ),
        **_OUTCOME,
        "facts": Key("strings", "What the rule rests on, by names of your own.", ("[F8, F10]",)),
    },
    Rule,
)

UNSURE_PART: Final = Part(
    "The outcome where no rule matches and an answer is `unknown`. Without it, such answers are a gap.",
    _OUTCOME,
    Rule,
)

FILE: Final = Part(
    "Who to contact: the contacts, the questions, and the rules that lead from answers to contacts.",
    {
        "format": Key("format", f"The version of the format that this file has: `format: {FORMAT}`.", required=True),
        "title": Key("text", "What the file is about, in a few words.", ("Who helps with an order",), required=True),
        "hit_policy": Key(
            "hit-policy",
            "`unique` if no two rules may match the same answers, which `hsroute check` proves; else `first`: the first"
            " rule that matches wins.",
            ("unique",),
        ),
        "source": Key("source", SOURCE.meaning, ("{title: The handbook, updated: 2025-03-05}",)),
        "table": Key("table", TABLE.meaning, ("{rows: topic, columns: size}",)),
        "contacts": Key(
            "contacts",
            "The teams and persons that may be contacted, by an id of your choice.",
            ("billing: {team: Billing, email: billing@example.com}",),
            required=True,
        ),
        "questions": Key(
            "questions",
            "What may be asked, in this order, by a key of your choice.",
            ("urgent: {ask: Is it urgent?, values: yes-no}",),
            required=True,
        ),
        "rules": Key(
            "rules",
            "Which answers lead to which contact. They are tried from the top; the first that matches wins.",
            ("- {id: all, contact: desk, because: The desk takes everything.}",),
            required=True,
        ),
        "unsure": Key("unsure", UNSURE_PART.meaning, ("{contact: desk, because: The desk finds out.}",)),
    },
    Ruleset,
)

PARTS: Final[Mapping[str, Part]] = {
    "source": SOURCE,
    "table": TABLE,
    "contact": CONTACT,
    "question": QUESTION,
    "value": VALUE,
    "rule": RULE,
    "unsure": UNSURE_PART,
}

Location = tuple[str | int, ...]
"""The place of something in a rules file, as keys of mappings and places in lists."""


def texts(ruleset: Ruleset) -> Iterator[tuple[Location, Text]]:
    """Every text of the rules for people, in the order of the file's parts, with its place."""
    yield ("title",), ruleset.title
    yield from _texts(("source",), SOURCE, ruleset.source)
    for id, contact in ruleset.contacts.items():
        yield from _texts(("contacts", id), CONTACT, contact)
    for question in ruleset.questions:
        yield from _texts(("questions", question.key), QUESTION, question)
        for value in question.values:
            yield ("questions", question.key, "values", value.name, "label"), value.label
    for number, rule in enumerate(ruleset.rules):
        yield from _texts(("rules", number), RULE, rule)
    if ruleset.unsure:
        yield from _texts(("unsure",), UNSURE_PART, ruleset.unsure)


def _texts(path: Location, part: Part, thing: object) -> Iterator[tuple[Location, Text]]:
    for name, key in part.keys.items():
        if key.kind in {"text", "link"} and getattr(thing, name):
            yield (*path, name), getattr(thing, name)
        elif key.kind == "texts":
            yield from (((*path, name, number), text) for number, text in enumerate(getattr(thing, name)))
