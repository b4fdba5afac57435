"""YAML to nodes: 1.2 typing, what is refused and where, and the same with libyaml as without."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hsroute.rulesfile import yaml_parser as sources
from hsroute.rulesfile.files import shipped_rules
from hsroute.rulesfile.yaml_nodes import MappingNode, ScalarNode, SourceText, as_json
from hsroute.rulesfile.yaml_parser import MAX_BYTES, MAX_DEPTH, read
from tests.support.laws import examples
from tests.support.yaml_strategies import mutated_yaml, token_soup


def value_of(text):
    """What a text means as the value of a key."""
    source = read(f"key: {text}\n".encode(), "f.yaml")
    assert not source.problems
    return as_json(source.root)["key"]


def told(text):
    """(line, column, code) of every problem of a text or of bytes."""
    data = text if isinstance(text, bytes) else text.encode()
    return [(problem.span.line, problem.span.column, problem.code) for problem in read(data, "f.yaml").problems]


# Typing.


@pytest.mark.parametrize(
    "text",
    [
        *("no", "yes", "on", "off", "y", "n", "No", "YES", "True", "TRUE", "False", "Null", "NULL", "~"),
        *("22:22", "1:30:00", "2026-03-01", "2026-03-01T12:00:00Z", "12:00"),
        *("+47 22 22 22 22", "+4722222222", "+1", "007", "0755", "0o7", "0x1F", "0b1", "1_000", "1,000"),
        *(
            "1.5",
            "1.",
            ".5",
            "1e3",
            ".inf",
            "-.inf",
            ".nan",
            "..-91",
            "91..",
            "-90..-1",
            "0..90",
            "--1",
            "- 1"[1:] + "a",
        ),
        *("=", "<<", "a: b"[:1], "is it?", "a?b", "null and void", "https://example.com/?a=b&c=d"),
    ],
)
def test_stays_text(text):
    assert value_of(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("true", True), ("false", False), ("null", None), ("", None), ("# a comment", None)),
        *(("0", 0), ("7", 7), ("-7", -7), ("-0", 0), ("5551234", 5551234), ("9" * 30, int("9" * 30))),
        *(
            ('"true"', "true"),
            ("'7'", "7"),
            ('"null"', "null"),
            ('""', ""),
            ("''", ""),
            ("|\n  7", "7\n"),
            (">-\n  7", "7"),
        ),
    ],
)
def test_is_typed_as_yaml_1_2_does(text, value):
    found = value_of(text)
    assert (found, type(found)) == (value, type(value))


def test_a_number_too_long_for_python_stays_text():
    assert value_of("9" * 5000) == "9" * 5000


def test_keys_are_text_whatever_they_look_like():
    assert as_json(read(b"{1: a, true: b, null: c, 2026-03-01: d, no: e}", "f.yaml").root) == {
        "1": "a",
        "true": "b",
        "null": "c",
        "2026-03-01": "d",
        "no": "e",
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{ask: Is it urgent?, values: yes-no}", {"ask": "Is it urgent?", "values": "yes-no"}),
        (
            "{ask: Er det sant ?, url: https://example.com/?a=b}",
            {"ask": "Er det sant ?", "url": "https://example.com/?a=b"},
        ),
        ("[a?b, c??, ?d, e ? f]", ["a?b", "c??", "?d", "e ? f"]),
        ("{? a : b}", {"a": "b"}),
        ("{a: \"what?\", b: 'why?'}", {"a": "what?", "b": "why?"}),
        ("a: |\n  what?\nb: c? # d?\n", {"a": "what?\n", "b": "c?"}),
        ('a: "\\uA000?"', {"a": "\ua000?"}),
        ("a: \ua000?", {"a": "\ua000?"}),
    ],
)
def test_a_question_mark_is_text_wherever_yaml_1_2_takes_it_for_text(text, value):
    source = read(text.encode(), "f.yaml")
    assert (as_json(source.root), source.problems) == (value, [])


def test_control_characters_written_as_escapes_are_text_like_any_other():
    assert value_of(r'"\x00\x1b\x7f\x85\u2028\uFEFF\uFFFE"') == "\x00\x1b\x7f\x85\u2028\ufeff\ufffe"


# Places.


def test_a_value_that_is_not_there_stands_where_its_key_does():
    root = read(b"a: b\nkey:\n", "f.yaml").root
    assert root.entries["key"][1].span == root.entries["key"][0].span


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_places_do_not_depend_on_the_byte_order_mark_or_the_kind_of_line_break(mark, line_break):
    source = read((mark + line_break.join(["# ø", "a: b", "é: {c: d}"])).encode(), "f.yaml")
    assert source.root.entries["é"][1].entries["c"][1].span == (3, 8, 3, 9)
    assert source.line(3) == "é: {c: d}"
    assert source.line(4) == ""


def test_place_is_that_of_the_key_or_of_the_item_as_far_as_the_path_goes():
    source = read(b"a:\n  - b\n  - c: d\n", "f.yaml")
    assert source.place("a") == (1, 1, 1, 2)
    assert source.place("a", 1) == (3, 5, 3, 6)
    assert source.place("a", 1, "c") == (3, 5, 3, 6)
    assert source.place("a", 1, "x") == source.place("a", 1)


# Refusals.


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("a: &b c", [(1, 4, "yaml-feature")]),
        ("a: *b", [(1, 4, "yaml-feature")]),
        ("a: &b c\nd: *b", [(1, 4, "yaml-feature"), (2, 4, "yaml-feature")]),
        ("*a : b", [(1, 1, "yaml-feature")]),
        ("a: {<<: *b, c: d}", [(1, 9, "yaml-feature")]),
        ("a: !!str b", [(1, 4, "yaml-feature")]),
        ("a: !b c", [(1, 4, "yaml-feature")]),
        ("a: ! b", [(1, 4, "yaml-feature")]),
        ("!!map {a: b}", [(1, 1, "yaml-feature")]),
        ("a: !!python/object/apply:os.system [ls]", [(1, 4, "yaml-feature")]),
        ("a: b\n---\nc: d", [(2, 1, "yaml-feature")]),
        ("a: b\n...\n---\nc: d", [(3, 1, "yaml-feature")]),
        ("a: b\na: c\n'a': d", [(2, 1, "duplicate-key"), (3, 1, "duplicate-key")]),
        ("1: b\n'1': c", [(2, 1, "duplicate-key")]),
        ("{a: {b: c, b: d}}", [(1, 12, "duplicate-key")]),
        ("? [a]\n: b", [(1, 3, "wrong-type")]),
        ("{{a: b}: c}", [(1, 2, "wrong-type")]),
        ("a: b: c", [(1, 5, "yaml-syntax")]),
        ("a: [b", [(1, 4, "yaml-syntax")]),
        ("a: 'b", [(1, 4, "yaml-syntax")]),
        ("\ta: b", [(1, 1, "yaml-syntax")]),
        (r'a: "\ud83d"', [(1, 4, "yaml-syntax")]),
        (r'a: "\ud83d\ude00"', [(1, 4, "yaml-syntax")]),
        (r'a: "\U00110000"', [(1, 7, "yaml-syntax")]),
        (r'a: "\UFFFFFFFF"', [(1, 7, "yaml-syntax")]),
        ("a: \x1b", [(1, 4, "yaml-syntax")]),
        ("a: b\x00c\nd: \x07", [(1, 5, "yaml-syntax"), (2, 4, "yaml-syntax")]),
        ("a: b\x85c", [(1, 5, "yaml-syntax")]),
        ("a: b\u2028c", [(1, 5, "yaml-syntax")]),
        ("a: b\u2029c", [(1, 5, "yaml-syntax")]),
        ("\ufeff\ufeffa: b", [(1, 1, "yaml-syntax")]),
        ("a: b\ufeff", [(1, 5, "yaml-syntax")]),
        (b"a: b\r\nc: \xc3\xb8\xf8", [(2, 5, "encoding")]),
        (b"\xef\xbb\xbfa: \xff", [(1, 4, "encoding")]),
        ("a: b".encode("utf-16"), [(1, 1, "encoding")]),
        (b"a: \xed\xa0\x80", [(1, 4, "encoding")]),
        (b" " * (MAX_BYTES + 1), [(1, 1, "too-large")]),
    ],
)
def test_is_refused_there(text, places):
    assert told(text) == places


@pytest.mark.parametrize("text", ["", "\ufeff", "# only a comment\n", "\n\n", "   "])
def test_a_file_without_content_has_no_root_and_no_problem(text):
    source = read(text.encode(), "f.yaml")
    assert (source.root, source.problems) == (None, [])


@pytest.mark.parametrize("text", ["---", "---\n...\n", "--- # comment\n", "%YAML 1.2\n---\n"])
def test_an_empty_document_is_nothing(text):
    source = read(text.encode(), "f.yaml")
    assert isinstance(source.root, ScalarNode)
    assert (source.root.value, source.problems) == (None, [])


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ("{a: ", "}"), ("- ", "")])
def test_nesting_ends_at_the_deepest_level_allowed(opening, closing):
    deepest = opening * MAX_DEPTH + "a" + closing * MAX_DEPTH
    assert told(deepest) == []
    assert told(opening + deepest + closing) == [(1, len(opening) * MAX_DEPTH + 1, "too-large")]
    assert told(opening * 100_000) == told(opening + deepest + closing)


def test_an_alias_bomb_is_refused_alias_by_alias_and_never_unfolded():
    bomb = "a: &a [x]\n" + "".join(
        f"{later}: &{later} [{f'*{name},' * 9}]\n" for name, later in zip("abcdef", "bcdefg", strict=True)
    )
    assert {code for _, _, code in told(bomb)} == {"yaml-feature"}
    assert len(told(bomb)) == 7 + 6 * 9


# With libyaml and without.


def as_read(text, *, fast):
    """All that is known of a text: its nodes with their places, and its problems."""
    source = SourceText("f.yaml")
    source.text = text
    if sources._only_characters_of_yaml(source):
        sources._parse(source, fast=fast)
    return _dump(source.root), source.problems


def _dump(node):
    if node is None:
        return None
    if isinstance(node, ScalarNode):
        return node.span, node.text, repr(node.value), node.refused
    if isinstance(node, MappingNode):
        return node.span, node.reported, [(_dump(key), _dump(value)) for key, value in node.entries.values()]
    return node.span, [_dump(item) for item in node.items]


with_libyaml = pytest.mark.skipif(not yaml.__with_libyaml__, reason="PyYAML was built without libyaml")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("all:\n  one:\n    ask: x\n    two:\n    ask: y\n    ask: z\n", [(4, 5), (6, 5)]),
        ("one:\n  ask: x\ntwo:\none:\n  ask: y\n", [(4, 1)]),
        ("a:\n  one: {ask: x}\n  two:\n  one: {ask: y}\na: z\n", [(3, 3), (5, 1)]),
    ],
)
def test_a_duplicate_key_below_one_with_nothing_behind_it_belongs_to_that_one(text, places):
    assert [problem.span[:2] for problem in read(text.encode(), "rules.yaml").problems] == places


@pytest.mark.process
@with_libyaml
@examples(3)
@given(mutated_yaml() | token_soup())
def test_a_text_means_the_same_with_libyaml_and_without(text):
    assert as_read(text, fast=True) == as_read(text, fast=False)


@with_libyaml
@pytest.mark.parametrize("data", [b"a: {b: [c?, d]}\n", b"- 'a'\n- \"b\\n\"\n- |\n  c\n", shipped_rules().read_bytes()])
def test_libyaml_is_used_where_it_is_sure(data, monkeypatch):
    monkeypatch.delattr(yaml, "Loader")
    assert read(data, "f.yaml").problems == []


@pytest.mark.process
@examples(3)
@given(st.binary() | (mutated_yaml() | token_soup()).map(str.encode))
def test_reading_raises_nothing_whatever_the_bytes(data):
    source = read(data, "f.yaml")
    assert source.problems == sorted(source.problems, key=lambda problem: problem.span)


def test_a_mistake_in_the_first_line_is_told_there_whatever_the_last_one_is_like():
    for text in ("a:b: c: d", "x: y: z\na:b"):
        (problem,) = read(text.encode(), "rules.yaml").problems
        assert problem.span.line == 1
