"""The pictures as values: the table, the tree and the ways to a contact say what the reference interpreter says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hsroute.engine.budget import TooBigError
from hsroute.export.markdown import markdown
from hsroute.export.mermaid import mermaid
from hsroute.export.table import grid
from hsroute.export.tree import MOST_WAYS, drawn, ways
from hsroute.language.escape import visible
from hsroute.language.phrases import label, short
from hsroute.model import Contact, Question, Rule, Ruleset, Text, Value
from hsroute.routing.load import load
from tests.support import reference
from tests.support.program import DATA
from tests.support.strategies import rulesets

HERE = DATA / "show"


def contact_of(ruleset, values):
    rule = reference.winner(ruleset, values)
    return rule and rule.contact


def pairs(size):
    """Rules whose diagram doubles with every pair of questions: the first halves are all asked before the others."""
    keys = [f"{half}{number}" for half in ("left", "right") for number in range(size)]
    values = tuple(Value(name, Text(name)) for name in ("yes", "no"))
    rules = []
    for number in range(size):
        when = {f"left{number}": ("yes",), f"right{number}": ("yes",)}
        rules.append(Rule(f"pair{number}", when, f"c{number % 2}", Text("because")))
    contacts = {id: Contact(id, Text(id)) for id in ("c0", "c1")}
    return Ruleset(Text("pairs"), contacts, tuple(Question(key, Text(key), values) for key in keys), tuple(rules))


def chain(size):
    """One rule that asks so many questions that no diagram goes that deep."""
    ruleset = pairs(size // 2)
    when = {question.key: ("yes",) for question in ruleset.questions}
    return ruleset._replace(rules=(Rule("chain", when, "c0", Text("because")),))


# The table.


def cells(table):
    """Each cell with the answers of its row and column, one name of each."""
    for rows, line in zip(table.rows, table.cells, strict=True):
        for columns, cell in zip(table.columns, line, strict=True):
            for row in rows or (None,):
                for column in columns or (None,):
                    named = zip(table.asked, (row, column), strict=True)
                    yield {key: name for key, name in named if key}, cell


@given(rulesets())
def test_a_cell_has_exactly_the_contacts_that_brute_force_finds(ruleset):
    for answers, cell in cells(grid(ruleset)):
        found = {contact_of(ruleset, values) for values in reference.completions(ruleset, answers)}
        assert cell.contacts == tuple(id for id in (*ruleset.contacts, None) if id in found)
        assert cell.proved


@given(rulesets())
def test_a_cell_names_exactly_the_questions_that_can_change_its_contact(ruleset):
    for answers, cell in cells(grid(ruleset)):
        matter = tuple(
            question.key
            for question in ruleset.questions
            if question.key not in answers
            and any(
                len({contact_of(ruleset, values | {question.key: name}) for name in reference.answers_of(question)}) > 1
                for values in reference.completions(ruleset, answers)
            )
        )
        assert cell.by == matter


@given(rulesets())
def test_every_pair_of_answers_has_one_cell_and_neighbours_differ(ruleset):
    table = grid(ruleset)
    asked = ruleset.questions[:2]
    assert table.asked == (*(question.key for question in asked), "", "")[:2]
    for groups, question in zip((table.rows, table.columns), asked, strict=False):
        assert sum(groups, ()) == tuple(reference.answers_of(question))
    columns = list(zip(*table.cells, strict=True))
    for lines in (table.cells, columns):
        assert all(one != other for one, other in pairwise(lines))


@pytest.mark.parametrize(
    ("rows", "columns", "asked"),
    [
        (None, None, ("left0", "left1")),
        ("right1", "left1", ("right1", "left1")),
        ("right1", None, ("right1", "left0")),
        (None, "left0", ("left1", "left0")),
        ("left0", "left0", ("left0", "left1")),
    ],
)
def test_the_file_names_the_axes_and_the_first_other_questions_fill_in(rows, columns, asked):
    assert grid(pairs(2)._replace(rows=rows, columns=columns)).asked == asked


def test_without_questions_the_table_is_one_cell():
    ruleset = pairs(1)._replace(questions=(), rules=())
    table = grid(ruleset)
    assert (table.asked, table.rows, table.columns) == (("", ""), ((),), ((),))
    assert table.cells == (((((None,), (), True)),),)


@given(rulesets(), st.integers(0, 60))
def test_a_cell_that_is_too_intricate_says_so_and_leaves_no_contact_and_no_question_out(ruleset, steps):
    known = {tuple(answers.items()): cell for answers, cell in cells(grid(ruleset))}
    for answers, cell in cells(grid(ruleset, steps)):
        exact = known[tuple(answers.items())]
        assert cell == exact or not cell.proved
        assert {*exact.contacts} <= {*cell.contacts}
        assert {*exact.by} <= {*cell.by}


def test_of_a_table_that_is_too_intricate_every_cell_that_was_not_told_before_is_unproved():
    hasty = grid(pairs(12), steps=1000)
    assert {cell.proved for _, cell in cells(hasty)} == {False}


# The tree.


def walk(lines, answers):
    """The questions that the tree asks for these answers, and the rule that it ends with."""
    lines = {line.path: line for line in lines}
    path, asked = (), []
    while (line := lines[path]).rule or line.question:
        if line.under is not None:
            path = line.under
        elif line.rule:
            return asked, line.rule
        else:
            key = line.question.key
            asked.append(key)
            path = next(ahead for ahead in lines if ahead[:-1] == path and ahead and answers[key] in ahead[-1][1])
    return asked, None


@given(rulesets())
def test_the_tree_asks_and_ends_as_the_reference_does(ruleset):
    lines = tuple(drawn(ruleset))
    for values in reference.completions(ruleset, {}):
        asked, rule = walk(lines, values)
        assert rule == reference.winner(ruleset, values)
        for number, key in enumerate(asked):
            assert reference.next_question(ruleset, {key: values[key] for key in asked[:number]}) == key
        assert reference.next_question(ruleset, {key: values[key] for key in asked}) is None


@given(rulesets())
def test_branches_of_one_question_lead_to_different_places(ruleset):
    lines = tuple(drawn(ruleset))
    for line in lines:
        below = [branch for branch in lines if branch.path and branch.path[:-1] == line.path]
        assert len(below) != 1
        ends = [branch.rule for branch in below if branch.question is None]
        assert len(ends) == len({rule and rule.id for rule in ends})


def test_a_big_part_of_the_tree_that_is_shared_is_drawn_once_and_referred_to():
    ruleset = pairs(6)
    lines = tuple(drawn(ruleset))
    places = {line.path for line in lines if line.under is None and line.question}
    assert all(line.under in places for line in lines if line.under is not None)
    assert any(line.under for line in lines)
    assert len(lines) < 500
    values = {question.key: "no" for question in ruleset.questions}
    assert walk(lines, values | {"left3": "yes", "right3": "yes"})[1].id == "pair3"
    assert walk(lines, values)[1] is None


def test_rules_that_are_too_intricate_are_not_drawn():
    for picture in (drawn, lambda ruleset: mermaid(ruleset, "en")):
        with pytest.raises(TooBigError):
            picture(chain(2000))


# The ways to one contact.


@given(rulesets())
def test_the_ways_to_a_contact_are_all_answers_that_lead_there_each_once_under_its_rule(ruleset):
    for contact in (*ruleset.contacts, None):
        led = {}
        for way in ways(ruleset, contact):
            for path in way.paths:
                fixed = [dict.fromkeys(names, key) for key, names in path]
                assert all(fixed)
                for values in reference.completions(ruleset, {}):
                    if all(values[key] in names for key, names in path):
                        assert tuple(values.items()) not in led
                        led[tuple(values.items())] = way.rule
        winners = {tuple(v.items()): reference.winner(ruleset, v) for v in reference.completions(ruleset, {})}
        assert led == {
            values: rule and rule.id for values, rule in winners.items() if (rule and rule.contact) == contact
        }


@given(rulesets())
def test_the_ways_come_in_the_order_of_the_rules_then_the_gap_if_there_is_one_then_unsure(ruleset):
    wins = {rule for _, rule in reference.outcomes(ruleset, {})}
    takes_unknown = any("unknown" in reference.answers_of(question) for question in ruleset.questions)
    for contact in (*ruleset.contacts, None):
        expected = [rule.id for rule in ruleset.rules if rule.contact == contact]
        expected += [None] if contact is None and None in wins else []
        expected += ["unsure"] if ruleset.unsure and ruleset.unsure.contact == contact and takes_unknown else []
        found = ways(ruleset, contact)
        assert [way.rule for way in found] == expected
        assert all(bool(way.paths) == (way.rule in wins) for way in found)


def test_ways_beyond_the_most_are_counted():
    (gap,) = ways(pairs(10), None)
    assert (len(gap.paths), gap.more) == (MOST_WAYS, 2**10 - MOST_WAYS)


def test_rules_that_are_too_intricate_keep_their_reasons_and_say_that_the_ways_are_missing():
    found = ways(chain(2000), "c0")
    assert [(way.rule, way.because, way.paths) for way in found] == [("chain", Text("because"), None)]
    (gap,) = ways(chain(2000), None)
    assert (gap.rule, gap.paths) == (None, None)


# Mermaid.


def read_mermaid(text):
    """Labels and arrows, read as plainly as this program writes them."""
    labels = dict(re.findall(r'^    (n\d+)[\[({]+"(.*)"[\])}]+$', text, re.MULTILINE))
    arrows = re.findall(r'^    (n\d+) -->\|"(.*)"\| (n\d+)$', text, re.MULTILINE)
    assert len(labels) + len(arrows) == len(text.splitlines()) - 4
    return labels, arrows


@given(rulesets())
def test_the_flowchart_leads_to_the_reference_rule_and_has_every_node_once(ruleset):
    labels, arrows = read_mermaid(mermaid(ruleset, "en"))
    leaves = [node for node in labels if node not in {start for start, _, _ in arrows}]
    assert len({labels[leaf] for leaf in leaves}) == len(leaves)
    assert {"n0", *(end for _, _, end in arrows)} == {*labels}
    for values in reference.completions(ruleset, {}):
        node = "n0"
        while node not in leaves:
            question = ruleset.by_key[labels[node].partition("<br>")[0]]
            told = label(question, values[question.key], "en")
            (node,) = (end for start, told_there, end in arrows if start == node and told in told_there.split("<br>"))
        rule = reference.winner(ruleset, values)
        who = ruleset.contacts[rule.contact].team.to("en") if rule and rule.contact else "Not covered"
        assert labels[node] == f"{who}<br>{rule.id if rule else 'no rule'}"


CACHE = Path.home() / ".cache" / "hsroute-mermaid"
INSTALL = "HSROUTE_INSTALL_MERMAID"


@pytest.fixture(scope="module")
def parser():
    """Mermaid's own parser: texts in, for each its labels and arrows out."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("Mermaid's own parser needs node and npm, which are not here")
    if not (CACHE / "node_modules" / "mermaid").exists() or not (CACHE / "node_modules" / "jsdom").exists():
        if not os.environ.get(INSTALL):
            pytest.skip(f"Mermaid's own parser is not in {CACHE}; with {INSTALL}=1 it is fetched from npm")
        CACHE.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", CACHE, "--no-audit", "--no-fund", "mermaid@11", "jsdom@29"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        if done.returncode:
            pytest.skip(f"npm could not fetch Mermaid's own parser: {done.stderr.strip()[-300:]}")

    def parse(*texts):
        command = ["node", HERE / "parse.mjs", CACHE]
        done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return parse


def as_drawn(text):
    """A label as Mermaid draws it."""
    return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), text)


def words(text):
    return visible(re.sub(r" *\n *", " ", text))


def expected_labels(ruleset, lang):
    """Every label that the flowchart can have, as a person is to read it."""
    asked = {f"{question.key}<br>{words(question.ask.to(lang))}" for question in ruleset.questions}
    no_one = "Ikke dekket" if lang == "nb" else "Not covered"
    teams = {id: words(contact.team.to(lang)) for id, contact in ruleset.contacts.items()} | {None: no_one}
    led = {f"{teams[rule.contact]}<br>{rule.id}" for rule in (*ruleset.rules, *filter(None, [ruleset.unsure]))}
    return asked | led | {"Not covered<br>no rule", "Ikke dekket<br>ingen regel"}


@pytest.mark.process
def test_mermaid_reads_every_text_as_it_is_meant(parser):
    files = [None, HERE / "one.yaml", HERE / "none.yaml", HERE / "hostile.yaml"]
    cases = [(load(file).ruleset, lang) for file in files for lang in ("en", "nb")]
    texts = [mermaid(ruleset, lang) for ruleset, lang in cases]
    for (ruleset, lang), text, read in zip(cases, texts, parser(*texts), strict=True):
        labels, arrows = read_mermaid(text)
        assert {*read["labels"]} == {*labels}
        assert {*read["labels"].values()} <= expected_labels(ruleset, lang)
        assert read["arrows"] == [[start, as_drawn(told), end] for start, told, end in arrows]


NASTY = [
    'end "quoted" `code` #35; #quot; &amp; <br> <b>bold</b>',
    "1. one",
    "2) two",
    "- list",
    "* list",
    "style x:#1; classDef y:#2;",
    "%%{init: {}}%% %% comment",
    "subgraph s\nend\n---",
    "a|b|c [d] (e) {f} -->|g| h @{ shape: x }",
    "\\u202e \x1b[31m \u202e",
    "**bold** __also__ ~~not~~ $$x$$",
    "日本語 ✓ é 😀",
    "click n0 call x() ::: y; z",
    "`markdown **string**`",
]


@pytest.mark.process
def test_mermaid_reads_no_text_as_anything_else(parser):
    values = (Value("yes", Text("Yes")), Value("no", Text("No")))
    questions = tuple(Question(f"q{number}", Text(text), values) for number, text in enumerate(NASTY))
    contacts = {f"c{number}": Contact(f"c{number}", Text(text)) for number, text in enumerate(NASTY)}
    rules = tuple(Rule(f"r{n}", {f"q{n}": ("yes",)}, f"c{n}", Text("because")) for n in range(len(NASTY)))
    ruleset = Ruleset(Text(" ".join(NASTY)), contacts, questions, rules)
    (read,) = parser(mermaid(ruleset, "en"))
    assert {*read["labels"].values()} == expected_labels(ruleset, "en") - {"Ikke dekket<br>ingen regel"}


# Markdown.


@given(rulesets())
def test_the_page_has_every_contact_question_and_rule_once_and_the_cells_of_the_table(ruleset):
    page = markdown(ruleset, grid(ruleset), "en")
    before, _, _ = page.partition("## Questions")
    assert re.findall(r"^- .+ \(`(\w+)`\)", before, re.MULTILINE) == [*ruleset.contacts, "not_covered"]
    assert re.findall(r"^### .+ \(`(\w+)`\)$", page, re.MULTILINE) == [question.key for question in ruleset.questions]
    assert re.findall(r"^\d+\. `(\w+)`$", page, re.MULTILINE) == [rule.id for rule in ruleset.rules]
    rows = [line[2:-2].split(" | ") for line in page.splitlines() if line.startswith("| ")]
    table = grid(ruleset)
    assert {len(row) for row in rows} == {len(table.columns) + 1}
    assert len(rows) == len(table.rows) + 2
    for row, line in zip(rows[2:], table.cells, strict=True):
        for text, cell in zip(row[1:], line, strict=True):
            teams = [ruleset.contacts[id].team.to("en") if id else "Not covered" for id in cell.contacts]
            asked = ", ".join(short(ruleset.by_key[key], "en") for key in cell.by)
            assert text.split("<br>") == [*teams, *([f"depends on {asked}"] if asked else [])]


LINKED = [
    "ask @everyone, @octo-cat or a@example.com",
    "https://example.com, www.example.com and mailto:a@example.com",
    "WWW.EXAMPLE.COM or ftp://example.com",
]


@pytest.mark.parametrize(
    "text", [*NASTY, "# x", "> x", "+ x", "= x", "x | y", "[x](https://example.org)", "<!-- x", "&lt;", *LINKED]
)
def test_markdown_reads_no_text_as_anything_else(text):
    values = (Value("yes", Text(text)), Value("no", Text("No")))
    contacts = {"c0": Contact("c0", Text(text), how=Text("How"))}
    rules = (Rule("r0", {"q0": ("yes",)}, "c0", Text(text), notes=(Text(text),), facts=(text,)),)
    ruleset = Ruleset(Text(text), contacts, (Question("q0", Text(text), values, Text(text)),), rules)
    page = markdown(ruleset, grid(ruleset), "en")
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(page)
    inner = [child for token in tokens for child in token.children or () if child.content not in {"<br>", "<!-- -->"}]
    assert {child.type for child in inner} <= {
        "text",
        "text_special",
        "code_inline",
        "softbreak",
    }
    inline = [token.children for token in tokens if token.type == "inline"]
    said = ["".join(child.content for child in children if child.type != "html_inline") for children in inline]
    assert words(text) == said[0]
    assert not re.search(r"@\w|(?<!\\)://|www\.", page, re.IGNORECASE)  # of which GitHub makes names and links
    for whole in ("{} (c0): How", "{} (q0)", "{}", "{} (yes)", "Why: {}", "Note: {}", "Facts: {}", "Contact: {}"):
        assert whole.format(words(text)) in said


def test_markdown_dials_the_phone_number_of_a_contact():
    contacts = {"desk": Contact("desk", Text("Desk"), "desk@example.com", "+47 (0)22 33", "https://example.com")}
    ruleset = Ruleset(Text("Phones"), contacts, (), ())
    page = markdown(ruleset, grid(ruleset), "en")
    assert (
        "Desk (`desk`): [desk@example.com](<mailto:desk@example.com>) · [\\+47 (0)22 33](tel:+472233) · <https://example.com>"
        in page
    )
