"""The JSON Schema says of a file what the loader says, as far as a schema can.

Beyond a schema is what one part of a file says about another, what the YAML is like, and which end of a span is last.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from hsroute.analysis.cases import compile_cases
from hsroute.export.schemas.rules_file import schema
from hsroute.patterns import DAYS, is_email, is_name, is_url
from hsroute.routing.load import load, loads
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.files import shipped_rules
from hsroute.rulesfile.problems import RulesError
from hsroute.rulesfile.yaml_nodes import as_json
from hsroute.rulesfile.yaml_parser import read
from tests.support.laws import examples
from tests.support.program import hsroute
from tests.support.schemas import PRINTED, conform, part
from tests.support.strategies import rulesets_with_answers

SHIPPED = load()

DATA = Path(__file__).parent.parent / "data"
VALID = sorted(DATA.glob("schema/valid-*.yaml"))
MISTAKEN = sorted({*DATA.glob("problems/*.yaml")} - {*DATA.glob("problems/*.ok.yaml")})
EVERYTHING = (DATA / "schema" / "valid-everything.yaml").read_bytes()
WHOLE = as_json(read(EVERYTHING, "valid-everything.yaml").root)
EDITS = as_json(read((DATA / "schema" / "invalid.yaml").read_bytes(), "invalid.yaml").root)

BEYOND = {
    *("unknown-question", "unknown-value", "unknown-contact", "duplicate-rule", "days-overlap", "numbers-overlap"),
    *("yaml-syntax", "yaml-feature", "encoding", "too-large", "duplicate-key"),
}
"""The codes of the mistakes that no schema can see."""

BEYOND_AT = {
    "bad-days--backwards": {"bad-days"},
    "bad-name--number-of-another-value": {"bad-name"},
    "bad-numbers--backwards": {"bad-numbers"},
    "bad-numbers--empty": {"bad-numbers"},
    "unknown-key--days-and-numbers": {"unknown-key"},
}
"""The codes of mistakes of one kind of which a schema sees only others."""

RULES = Draft7Validator(schema(), format_checker=Draft7Validator.FORMAT_CHECKER)


CASES, ROUTE = part("cases"), part("route")


def codes_of(data):
    """The codes of the loader's problems."""
    try:
        compile_rules(read(data, "f.yaml"))
    except RulesError as error:
        return {problem.code for problem in error.problems}
    return set()


def as_data(value):
    """JSON is YAML."""
    return json.dumps(value).encode()


def edited(whole, edit):
    """The whole with something put at a place, or cut there."""
    whole = deepcopy(whole)
    *way, last = edit["at"]
    place = whole
    for step in way:
        place = place[step]
    if "cut" in edit:
        del place[last]
    else:
        place[last] = edit["put"]
    return whole


def test_the_schema_is_a_schema():
    Draft7Validator.check_schema(schema())


def test_the_file_beside_the_shipped_rules_is_the_schema():
    written = shipped_rules().with_name("schema.json").read_text(encoding="utf-8")
    assert written == json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


CASE_PARTS = ("case-of-answers", "case-of-text", "expect", "expect-offers")
WRITTEN_BY_AUTHORS = ("source", "table", "contact", "question", "rule", "unsure", *CASE_PARTS)


def test_every_key_that_an_author_writes_says_what_it_means():
    definitions = schema()["definitions"]
    for written in (schema(), *(definitions[name] for name in WRITTEN_BY_AUTHORS)):
        for entry in (written, *written["properties"].values()):
            assert (entry if "description" in entry else definitions[entry["$ref"].rpartition("/")[2]])["description"]


NAMES_OF_AUTHORS = {"contact", "alternatives", "when", "id", "address_from", "if_unsure", "rows", "columns"}


def test_nothing_is_proposed_where_the_names_are_an_author_s_own():
    definitions = schema()["definitions"]
    for properties in (definitions[name]["properties"] for name in ("contact", "question", "rule", "unsure", "table")):
        for name in NAMES_OF_AUTHORS & {*properties}:
            assert "examples" not in properties[name]
    for name in ("when", "conditions", "condition", "some-values", "answer-name", "name", "value-name"):
        assert '"examples"' not in json.dumps(definitions[name])


def test_every_form_says_in_words_what_it_is():
    definitions = schema()["definitions"]
    patterns = [part for part in definitions.values() if "pattern" in part]
    assert len(patterns) >= 8
    assert all(part["patternErrorMessage"] == part["description"] for part in patterns)


def test_the_shipped_files_are_valid():
    for name, validator in (("hubspot.yaml", RULES), ("hubspot.cases.yaml", CASES)):
        source = read(shipped_rules().with_name(name).read_bytes(), name)
        assert source.problems == []
        assert [error.message for error in validator.iter_errors(as_json(source.root))] == []


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_schema_and_loader_find_nothing_in(path):
    data = path.read_bytes()
    assert codes_of(data) == set()
    assert [error.message for error in RULES.iter_errors(as_json(read(data, path.name).root))] == []


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["name"])
def test_schema_and_loader_both_refuse_a_file_in_which(edit):
    value = edited(WHOLE, edit)
    assert codes_of(as_data(value))
    assert not RULES.is_valid(value)


@pytest.mark.parametrize("path", MISTAKEN, ids=lambda path: path.stem)
def test_the_schema_lets_nothing_through_but_what_is_beyond_a_schema(path):
    source = read(path.read_bytes(), path.name)
    if source.root is not None and not source.problems and RULES.is_valid(as_json(source.root)):
        assert codes_of(path.read_bytes()) <= BEYOND | BEYOND_AT.get(path.stem, set())


def places(value, way=()):
    """The way to everything in a JSON value."""
    yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in inner:
        yield from places(entry, (*way, key))


STRANGE = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        7,
        "",
        " ",
        "a",
        "ab",
        "yes",
        "yes-no",
        "Ab",
        "0..3",
        "..",
        "a@b.no",
        "https://a.no",
        "2025-03-05",
    ]
) | st.sampled_from(
    [[], ["ab"], [7], [[]], {}, {"not": "ab"}, {"en": "a"}, {"ab": "a"}, {"label": "a", "days": "-99..-98"}]
)


@pytest.mark.process
@examples(3)
@given(st.lists(st.tuples(st.sampled_from([*places(WHOLE)][1:]), STRANGE | st.just("cut")), min_size=1, max_size=2))
def test_schema_and_loader_agree_on_a_file_with_strange_values_in_strange_places(edits):
    value = WHOLE
    for way, put in edits:
        try:
            value = edited(value, {"at": way, "cut": True} if put == "cut" else {"at": way, "put": put})
        except (KeyError, IndexError, TypeError):
            return
    codes = codes_of(as_data(value))
    if RULES.is_valid(value):
        assert codes <= BEYOND
    else:
        assert codes


PATTERNS = {
    name: re.compile(schema()["definitions"][name]["pattern"]).search
    for name in ("name", "email", "url", "days", "date")
}
WRITTEN = st.text(st.characters(max_codepoint=0x7E, exclude_characters="\n"), max_size=12)


@pytest.mark.process
@given(WRITTEN | st.from_regex(r"[a.@_-]{1,6}@[a.-]{1,4}\.[a-]{1,3}", fullmatch=True))
def test_the_patterns_of_names_and_addresses_are_those_of_the_loader(text):
    assert bool(PATTERNS["name"](text)) is is_name(text)
    assert bool(PATTERNS["email"](text)) is is_email(text)
    assert bool(PATTERNS["url"](text)) is is_url(text)


@given(st.from_regex(r"-?[0-9]{0,8}\.{1,3}-?[0-9]{0,8}", fullmatch=True))
def test_the_pattern_of_days_lets_through_what_the_loader_reads_or_what_ends_before_it_begins(text):
    ends = text.split("..")
    backwards = len(ends) == 2 and all(ends) and int(ends[0]) > int(ends[1]) if PATTERNS["days"](text) else False
    assert bool(PATTERNS["days"](text)) is (DAYS.ends(text) is not None or backwards)


def test_the_patterns_mean_the_same_to_ecma_262():
    """No escape and no class that Python knows alone, and none that the `u` flag refuses."""
    for name in PATTERNS:
        pattern = schema()["definitions"][name]["pattern"]
        assert set(re.findall(r"\\(.)", pattern)) <= set("sx.\\]")
        assert "(?" not in pattern


# Cases.

TYPED = {"name": "one", "text": "my invoice", "expect": {"offers": {"category": ["billing"]}}}
CASE = {"name": "one", "answers": {"category": "billing"}, "expect": {"status": "routed"}}


@pytest.mark.parametrize(
    ("case", "valid"),
    [
        (CASE, True),
        (CASE | {"answers": {"tier": None, "csm": True, "trial": 7}, "today": "2026-11-22"}, True),
        (CASE | {"answers": {"tier": "unknown"}, "expect": {"alternatives": ["sales", "csm"]}}, True),
        (CASE | {"expect": {"alternatives": []}}, True),
        (CASE | {"expect": {"alternatives": "csm"}}, False),
        (CASE | {"expect": {"alternatives": ["csm", "csm"]}}, False),
        (CASE | {"expect": {"contact": None, "rule": None, "email": None, "changes_on": None, "asks": []}}, True),
        (CASE | {"expect": {"contact": "billing", "rule": "unsure", "email": "a@b.no", "asks": ["tier"]}}, True),
        (CASE | {"expect": {}}, False),
        (CASE | {"expect": {"status": "covered"}}, False),
        (CASE | {"expect": {"email": "billing"}}, False),
        (CASE | {"expect": {"changes_on": "soon"}}, False),
        (CASE | {"expect": {"rule": "The Rule"}}, False),
        (CASE | {"today": "22.11.2026"}, False),
        (CASE | {"answers": {"tier": ["basic"]}}, False),
        (CASE | {"name": " "}, False),
        ({"name": "one", "answers": {}}, False),
        (TYPED, True),
        (TYPED | {"today": "2026-11-22"}, True),
        (TYPED | {"answers": {}}, False),
        (TYPED | {"text": " "}, False),
        (TYPED | {"expect": {"offers": {"category": ["billing", "sales"], "tier": []}}}, True),
        (TYPED | {"expect": {"offers": {"category": ["billing", "billing"]}}}, False),
        (TYPED | {"expect": {"offers": {"category": "billing"}}}, False),
        (TYPED | {"expect": {"offers": {"category": [1]}}}, True),
        (TYPED | {"expect": {"offers": {}}}, False),
        (TYPED | {"expect": {"offers": {"tier": []}, "status": "routed"}}, False),
        (CASE | {"expect": {"offers": {"tier": []}}}, False),
        ({"name": "one", "text": "a line"}, False),
        ([], False),
    ],
)
def test_schema_and_loader_agree_on_a_case(case, valid):
    try:
        compile_cases(read(as_data([case]), "f.yaml"), SHIPPED.ruleset)
        loaded = True
    except RulesError:
        loaded = False
    assert (CASES.is_valid([case]), loaded) == (valid, valid)


# Routes.

DAY = date(2026, 11, 22)
ANSWERS = {
    "routed": {"category": "billing", "tier": "free"},
    "routed, and later elsewhere": {
        "category": "contracts",
        "about_renewal": True,
        "contract_manager": False,
        "renewal_date": "2027-01-15",
    },
    "routed, unknown": {
        "category": "contracts",
        "about_renewal": True,
        "contract_manager": "unknown",
        "renewal_date": "unknown",
        "tier": "basic",
    },
    "routed to an address": {"category": "sales", "trial": "none", "sales_rep": "kari.nordmann@example.com"},
    "not covered": {"category": "success", "tier": "free"},
    "incomplete": {"category": "sales"},
    "incomplete, a date": {"category": "contracts", "about_renewal": "yes", "contract_manager": "unknown"},
    "incomplete, nothing answered": {"category": None, "tier": ""},
    "incomplete, from the start": {},
    "invalid": {"colour": "red", "category": 7, "trial": "2030-01-01", "renewal_date": "soonish", "sales_rep": "a@b"},
}


@pytest.mark.parametrize("answers", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("lang", ["en", "nb"])
def test_a_route_of_the_shipped_rules_is_valid(answers, lang):
    route = SHIPPED.route(answers, DAY, lang).as_json()
    assert [error.message for error in ROUTE.iter_errors(route)] == []
    assert ROUTE.is_valid(route | {"id": {"any": ["thing"]}, "line": 1})


def test_the_routes_tried_are_of_every_status():
    assert {SHIPPED.route(answers, DAY).status for answers in ANSWERS.values()} == set(
        schema()["definitions"]["expect"]["properties"]["status"]["enum"]
    )


@given(rulesets_with_answers())
def test_any_route_is_valid(case):
    ruleset, answers = case
    assert ROUTE.is_valid(Router(ruleset).route(answers, DAY).as_json())


def test_a_question_to_ask_next_may_have_values_of_any_name():
    text = "format: 1\ntitle: t\ncontacts: {a: {team: A}, b: {team: B}}\n"
    text += "questions: {age: {ask: How old?, values: {18-24: Young, OVER_24: Old, 1: One}}}\n"
    text += "rules: [{id: r, when: {age: 18-24}, contact: a, because: x}, {id: s, contact: b, because: x}]\n"
    route = loads(text).route({}, DAY).as_json()
    assert [value["name"] for value in route["next"]["values"]] == ["18-24", "OVER_24", "1"]
    assert [error.message for error in ROUTE.iter_errors(route)] == []


def test_a_route_with_null_among_its_answers_is_not_valid():
    route = SHIPPED.route({"category": "billing"}, DAY).as_json()
    assert not ROUTE.is_valid(route | {"answers": {"category": None}})


@pytest.mark.parametrize("answers", ANSWERS.values(), ids=ANSWERS)
def test_a_route_with_a_key_too_many_or_one_that_lacks_is_not_valid(answers):
    route = SHIPPED.route(answers, DAY).as_json()
    assert not ROUTE.is_valid(route | {"colour": "red"})
    assert not ROUTE.is_valid(route | {"line": 0})
    for key in route:
        assert not ROUTE.is_valid({other: value for other, value in route.items() if other != key})


# What commands print. Every run of a test is held to its schema by tests/support/schemas.py.

RUNS = {
    "ask": ("ask", "-a", "category=billing", "--format", "json"),
    "explain": ("explain", "-a", "category=support", "-a", "tier=free", "--why-not", "csm", "--format", "json"),
    "check": ("check", "--format", "json", "rules/hubspot.yaml", "rules/hubspot.cases.yaml"),
    "test": ("test", "--format", "json"),
    "diff": ("diff", "--format", "json", "rules/hubspot.yaml", "tests/data/schema/valid-everything.yaml"),
}


@pytest.mark.parametrize("command", PRINTED)
def test_what_commands_print_is_held_to_a_schema_that_refuses_other_keys(command):
    printed = hsroute(*RUNS[command]).json
    with pytest.raises(AssertionError):
        conform([command], json.dumps(printed | {"colour": "red"}))
    for key in {*printed} - {"why_not"}:
        with pytest.raises(AssertionError):
            conform([command], json.dumps({name: value for name, value in printed.items() if name != key}))


def test_answers_that_can_be_routed_are_of_their_schema():
    for answers in ({"category": "billing", "tier": None}, {"id": ["any"], "sales_rep": True, "seats": 2.5}, {}):
        assert part("answers").is_valid(answers)
    assert not part("answers").is_valid({"category": ["billing"]})
