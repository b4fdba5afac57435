"""rules/README.md shows a change from its mistake to its review, and a workflow and hooks that work as it says."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from textwrap import indent

import pytest
import yaml

from hsroute.routing.answers import Answer, AnswerReader
from hsroute.rulesfile import yaml_parser
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.files import shipped_rules
from hsroute.rulesfile.format import FILE, PARTS
from tests.support.documents import blocks, read
from tests.support.program import ROOT, hsroute
from tests.support.replay import BLOCK, said, workplace

README = read("rules/README.md")
YAML = [block.body for block in blocks(README) if block.kind == "yaml"]
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}


@pytest.fixture
def folder(tmp_path):
    return workplace(tmp_path)


def test_the_steps_go_from_a_mistake_to_a_change_that_can_be_looked_at():
    assert len(BLOCK.findall(README)) >= 10
    for step in ("error[unknown-contact]", "no problems", "1 failed", "0 failed", "lead elsewhere"):
        assert step in README


# Every key of the format, made from its declaration.

KINDS = {
    "format": "the number 1",
    "text": "a text",
    "texts": "a list of texts",
    "string": "a string",
    "strings": "a list of strings",
    "name": "a name",
    "truth": "`true` or `false`",
    "true": "`true`",
    "email": "an e-mail address",
    "phone": "a phone number",
    "url": "a web address",
    "link": "a web address, or one for each language",
    "date": "a day, YYYY-MM-DD",
    "days": "a span of days",
    "numbers": "a span of numbers",
    "contact-id": "the id of a contact",
    "contact-ids": "a list of ids of contacts",
    "question-key": "the key of a question",
    "value-name": "the name of a value",
    "hit-policy": "`first` or `unique`",
    "when": "a condition, or a list of conditions",
    "values": "`yes-no`, or values by name",
    "source": "a mapping, see below",
    "table": "a mapping, see below",
    "contacts": "contacts by id",
    "questions": "questions by key",
    "rules": "a list of rules",
    "unsure": "a mapping, see below",
}
DEFAULTS = {
    ("value", "label"): "the name of the value",
    ("question", "person"): "`false`",
    ("question", "if_unsure"): "`unknown`",
    ("rule", "when"): "every answer",
    ("file", "hit_policy"): "`first`",
    ("file", "table"): "the first two questions",
    ("file", "unsure"): "such answers are a gap",
    ("question", "short"): "the question, quoted",
    ("rule", "contact"): "`not_covered` is needed",
    ("rule", "not_covered"): "`contact` is needed",
    ("unsure", "contact"): "`not_covered` is needed",
    ("unsure", "not_covered"): "`contact` is needed",
    ("table", "rows"): "the first question",
    ("table", "columns"): "the second question",
}
CASES = {
    "name": "it is needed",
    "today": "the day on which it is run",
    "answers": "`text` is needed",
    "text": "`answers` is needed",
}
KINDS_OF_CASES = {
    "name": "a text",
    "answers": "answers by the keys of questions",
    "today": "a day, YYYY-MM-DD",
    "text": "a text",
    "status": "`routed`, `not_covered`, `incomplete` or `invalid`",
    "contact": "the id of a contact, or `null`",
    "rule": "the id of a rule, or `null`",
    "email": "an e-mail address, or `null`",
    "alternatives": "a list of ids of contacts",
    "asks": "a list of keys of questions",
    "changes_on": "a day, YYYY-MM-DD, or `null`",
    "offers": "lists of values by the keys of questions",
}
TITLES = {
    "file": "The file",
    "source": "`source`",
    "table": "`table`",
    "contact": "A contact",
    "question": "A question",
    "value": "A value",
    "rule": "A rule",
    "unsure": "`unsure`",
}


def reference():
    yield "Ids and keys are a lower-case letter, then letters, digits, `-` or `_`; names of values may also begin with"
    yield "a capital or a digit, but are neither `true`, `false`, `null`, `unknown` nor a date, nor a number that"
    yield "another value of the question covers. A rule and `unsure` need either `contact` or `not_covered`."
    for name, title in TITLES.items():
        part = {"file": FILE, **PARTS}[name]
        yield from ("", f"### {title}", "", part.meaning, "", "| key | what is written | if left out | meaning |")
        yield "|---|---|---|---|"
        for key, declared in part.keys.items():
            default = "it is needed" if declared.required else DEFAULTS.get((name, key), "none")
            assert declared.examples or f"`{key}: " in declared.meaning, key
            examples = " ".join(f"`{text}`" for text in declared.examples)
            meaning = declared.meaning + (f" For example {examples}" if examples else "")
            yield f"| `{key}` | {KINDS[declared.kind]} | {default} | {meaning} |"
    yield from cases()


def cases():
    """The keys of a cases file, as its schema has them."""
    parts = json.loads((ROOT / "rules" / "schema.json").read_text("utf-8"))["definitions"]
    case = parts["case-of-answers"]["properties"] | parts["case-of-text"]["properties"]
    expect = parts["expect"]["properties"] | parts["expect-offers"]["properties"]
    del case["expect"]
    told = "A cases file is a list of these. A case has either `answers` or `text`, and what is expected of them."
    yield from (
        "",
        "### A case",
        "",
        told,
        "",
        "| key | what is written | if left out | meaning |",
        "|---|---|---|---|",
    )
    for key, schema in case.items():
        yield f"| `{key}` | {KINDS_OF_CASES[key]} | {CASES[key]} | {schema['description']} |"
    expected = "| `expect` | a mapping, see below | it is needed | What the answers must get: any of the keys below. |"
    yield from (expected, "", "### `expect`", "")
    yield from (
        "`offers` goes with `text`, all others with `answers`. What is not named may be anything.",
        "",
        "| key | what is written | meaning |",
        "|---|---|---|",
    )
    for key, schema in expect.items():
        assert "For example `" in schema["description"], key
        yield f"| `{key}` | {KINDS_OF_CASES[key]} | {schema['description']} |"


def test_every_key_is_told_as_the_format_declares_it(golden):
    head, _, tail = README.partition("## Every key\n")
    _, _, rest = tail.partition("\n## A change in five steps\n")
    told = "\n".join(reference())
    golden(ROOT / "rules" / "README.md", f"{head}## Every key\n\n{told}\n\n## A change in five steps\n{rest}")


def example(words):
    """The first example that has these words."""
    return next(text for text in YAML if words in text)


def test_the_questions_about_numbers_mean_what_is_said_of_them():
    head = "format: 1\ntitle: Numbers\ncontacts: {}\nrules: []\nquestions:\n"
    source = yaml_parser.read((head + indent(example("numbers: "), "  ")).encode(), "README.md")
    seats, weight = (AnswerReader(question) for question in compile_rules(source).questions)
    assert [seats.find(given, date.min) for given in ("9", "9.5")] == [Answer(0, "9"), "bad-number"]
    assert [weight.find(given, date.min).value for given in ("2.49999999999999999999", "2.5")] == [0, 1]


def test_the_rule_that_is_shown_is_one_of_the_file_without_its_words():
    (shown,) = yaml.load(example("- id: "), yaml.BaseLoader)
    (kept,) = [
        kept for kept in yaml.load(shipped_rules().read_bytes(), yaml.BaseLoader)["rules"] if kept["id"] == shown["id"]
    ]
    kept.pop("notes", None)
    assert shown == {**kept, "because": {"en": "…", "nb": "…"}}


@pytest.mark.process
@pytest.mark.skipif(os.name == "nt", reason="the commands are those of a POSIX shell")
def test_the_commands_of_the_workflow_run(folder):
    workflow = yaml.safe_load(example("runs-on"))
    commands = [step["run"] for step in workflow["jobs"]["rules"]["steps"] if "run" in step]
    assert [command.split()[1] for command in commands[1:]] == ["check", "test"]
    assert said(commands[1], folder) == ""
    assert said(commands[2], folder).endswith("38 of 38 rules reached (100 %)\n")


def test_the_hooks_that_are_named_are_there():
    config = yaml.safe_load(example("repos:"))
    assert [hook["id"] for hook in config["repos"][0]["hooks"]] == [*HOOKS]
    assert all(hook["language"] == "python" and hook["entry"].startswith("hsroute ") for hook in HOOKS.values())


@pytest.mark.parametrize(
    ("file", "hooks"),
    [
        ("rules/hubspot.yaml", {"hsroute-check", "hsroute-test"}),
        ("rules/hubspot.cases.yaml", {"hsroute-check", "hsroute-test"}),
        ("team/rules/library.yml", {"hsroute-check", "hsroute-test"}),
        ("rules/schema.json", set()),
        (".github/workflows/rules.yaml", set()),
        ("config.yaml", set()),
    ],
)
def test_a_hook_looks_at_the_files_that_it_is_for(file, hooks):
    meant = {id for id, hook in HOOKS.items() if re.search(hook["files"], file)}
    assert meant == hooks


@pytest.mark.parametrize(("id", "code"), [("hsroute-check", 1), ("hsroute-test", 3)])
def test_a_hook_takes_several_files_and_fails_when_one_of_them_does(id, code, folder):
    for name in ("hubspot.yaml", "hubspot.cases.yaml"):
        text = (folder / "rules" / name).read_text("utf-8")
        (folder / "rules" / name.replace("hubspot", "other")).write_text(text, "utf-8")
    words = HOOKS[id]["entry"].split()[1:]
    files = ["rules/hubspot.yaml", "rules/other.yaml"]
    assert hsroute(*words, *files, cwd=folder).code == 0
    spoilt = folder / "rules" / "other.yaml"
    spoilt.write_text(
        spoilt.read_text("utf-8").replace("  - id: billing\n", "  - id: bills\n    when: {tier: fre}\n"), "utf-8"
    )
    assert hsroute(*words, *files, cwd=folder).code == code
