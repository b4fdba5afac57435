"""Answers, texts and addresses made to do harm: none gets further than the text that it is."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from html.parser import HTMLParser
from itertools import chain, islice, product, repeat
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hsroute.analysis.case_runs import CasesReport, Result, Unmet
from hsroute.analysis.cases import Case
from hsroute.export.markdown import markdown
from hsroute.export.mermaid import mermaid
from hsroute.export.reports.junit import junit
from hsroute.export.table import grid
from hsroute.language.escape import visible
from hsroute.patterns import is_email, is_url
from hsroute.routing.answers import shortened
from hsroute.routing.load import load
from hsroute.streams import json_stream as stream
from hsroute.streams.json_stream import NotJsonError, read_input, records
from hsroute.streams.records import command
from tests.fuzz.__main__ import seeds
from tests.fuzz.laws import TARGETS
from tests.support.hostile import ACTING, is_decent, run, run_all

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are forks of this process")

BILLING = '{"category": "billing"}'
PROFESSIONAL = {"category": "success", "tier": "professional", "csm": True}


# What fuzzing starts from, and what it found.


@pytest.mark.parametrize("target", TARGETS)
def test_the_laws_of_fuzzing_hold_for_all_that_it_starts_from(target):
    corpus = [*seeds(target)]
    assert len(corpus) > 40
    for data in corpus:
        TARGETS[target](data)
    TARGETS[target](b"\n".join(corpus))


@pytest.mark.parametrize(
    "line",
    [
        '{"category": "billing", "id": NaN}',
        '{"category": "billing", "id": [-Infinity]}',
        '{"category": "success", "tier": "professional", "csm": 1.0}',
        '{"category": "success", "tier": "professional", "csm": 1}',
        f'{{"category": "billing", "id": {"[" * 500}{"]" * 500}}}',
        ', "category": "billing"}',
        "}",
        '{"category": "billing", "category": "billing"}',
    ],
)
def test_a_line_that_is_wrong_is_wrong_also_after_one_like_it_that_was_right(line):
    right = [{"id": 1, **answers} for answers in ({"category": "billing"}, {}, PROFESSIONAL)]
    before = [*right, {"category": "billing"}, PROFESSIONAL]
    ended = run("ask", given="\n".join([*map(json.dumps, before), line]).encode())
    statuses = [json.loads(route)["status"] for route in ended.out.splitlines()]
    assert statuses == ["routed", "incomplete", "routed", "routed", "routed", "invalid"]


# JSON.

NO_JSON = {
    "brackets": b"[" * 1_000_000,
    "braces": b'{"a":' * 100_000,
    "an infinity": b'{"id": Infinity}',
    "not a number": b'{"id": NaN}',
    "5,000 digits": b"9" * 5000,
    "UTF-16": BILLING.encode("utf-16"),
    "UTF-16 without a mark": BILLING.encode("utf-16-be"),
    "a raw surrogate": b'{"id": "\xed\xa0\x80"}',
    "a NUL": b'{"id": "\0"}',
    "NULs": b"\0" * 1_000_000,
    "an escape character": b'{"id": "\x1b[31m"}',
    "a mark in the middle": b'{"id": \xef\xbb\xbf1}',
    "two marks": b"\xef\xbb\xbf\xef\xbb\xbf{}",
    "a million empty lines": b"\n" * 1_000_000,
    "bad lines": b"\x1b[31m\n" * 1000,
}


@pytest.mark.parametrize("words", ["ask", "explain", "ask --format text", "explain --format text --lang nb"])
@pytest.mark.parametrize("name", NO_JSON)
def test_what_is_no_json_is_an_invalid_record_in_a_line(name, words):
    ended = run(*words.split(), given=NO_JSON[name], seconds=20, megabytes=400)
    assert ended.code == (1 if name in {"brackets", "bad lines"} else 2), ended.text[:500]
    assert is_decent(ended)
    if "text" in words:
        assert ended.out == b""
        assert len(ended.err) < 300 * (1000 if name == "bad lines" else 1)
    elif name == "a million empty lines":
        assert (ended.out, ended.err.count(b"\n")) == (b"", 1)
    else:
        routes = json.loads(b"[" + b",".join(ended.out.splitlines()) + b"]" if name != "brackets" else ended.out)
        assert {route.get("route", route)["status"] for route in routes} == {"invalid"}
        assert len(ended.out) < 600 * len(routes)


NASTY = {
    "escape": "\x1b[31mred\x1b[0m",
    "hyperlink": "\x1b]8;;https://example.com\x1b\\x\x1b]8;;\x07",
    "csi": "\x9b31m",
    "nul": "\0",
    "bell": "\x07",
    "backspace": "ab\x08\x08cd",
    "return": "ab\rcd",
    "line": "ab\ncd\n::error::x",
    "separators": "a\x85b\u2028c\u2029d",
    "embedding": "\u202a\u202b\u202c\u202d\u202e",
    "isolates": "\u2066\u2067\u2068\u2069",
    "invisible": "\u200b\u2060\ufeff\xad\u180e\u061c",
    "tags": "\U000e0041\U000e007f",
    "surrogate": "\ud800",
    "markup": "[bold]x[/bold][link=https://example.com]y[/link]",
    "emoji": ":smile: :warning:",
    "format": "{key} {given!r} {0.__class__} %s %(key)s $HOME",
    "xml": "]]><x>&lt;\ufffe\uffff",
    "combining": "z" + "\u0301" * 50,
}
DEEP = ["[" * depth + "]" * depth for depth in (1, 399, 400, 401, 900)]


@pytest.mark.parametrize("words", ["ask", "explain", "ask --format text", "explain --format text"])
@pytest.mark.parametrize("name", NASTY)
def test_no_key_value_or_id_acts_on_the_screen(name, words):
    text = NASTY[name]
    records = [
        {text: "x"},
        {"category": text},
        {"category": "success", "tier": "professional", "csm": f"{text}@example.com"},
        {"category": "contracts", "renewal_date": f"2{text}"},
        {"category": "billing", "id": text},
        [text],
    ]
    ends = run_all([words.split()] * len(records), given=[json.dumps(record).encode() for record in records])
    for record, ended in zip(records, ends, strict=True):
        assert ended.code in {0, 1, 2, 4}, ended.text
        shown = ended
        if ended.out.startswith((b"{", b"[")):
            routes = json.loads(ended.out)
            assert not any(character < 32 for character in ended.out.replace(b"\n", b""))
            assert (
                record != records[4] or text in json.dumps(routes, ensure_ascii=False) or json.dumps(text) in ended.text
            )
            shown = ended._replace(out=b"")
        assert is_decent(shown)
        if name in {"markup", "emoji", "format"} and record in records[:2]:
            assert "".join(text.split()) in "".join(ended.text.split())


@pytest.mark.parametrize(
    "id", [*DEEP, "1.5", "1e5", "-0", "9" * 4300, '"\\u0000\\u001b\\ud800"', '{"__class__": [{}]}', "true"]
)
def test_an_id_of_any_type_is_carried_through_or_refused(id):
    for given_ in (f'{{"category": "billing", "id": {id}}}', f'{BILLING}\n{{"category": "billing", "id": {id}}}'):
        ended = run("ask", given=given_.encode())
        route = json.loads(ended.out.splitlines()[-1])
        assert route["status"] == ("invalid" if id in DEEP[-3:] and len(id) > 798 else "routed")
        assert json.dumps(route["id"]) == json.dumps(json.loads(id))


@pytest.mark.parametrize(
    "where", ["{0}", "[{0}]", '{{"id": {0}}}', '{{"id": [[{0}]]}}', '{{"category": {{"b": {0}}}}}']
)
def test_a_key_given_twice_is_refused_at_every_depth(where):
    ended = run("ask", given=where.format('{"a": 1, "b": {}, "a": 1}').encode())
    route = json.loads(ended.out)
    (error,) = (route[0] if isinstance(route, list) else route)["errors"]
    assert (error["key"], error["code"]) == ("a", "duplicate-key")


@pytest.mark.parametrize(
    "key", ["__class__", "__init__", "_ruleset", "constructor", "__proto__", "keys", "", " ", "ID"]
)
def test_names_of_the_language_are_no_questions(key):
    ended = run("ask", given=json.dumps({key: "yes"}).encode())
    assert json.loads(ended.out)["errors"][0]["code"] == "unknown-question"


@pytest.mark.parametrize("words", ["ask", "explain", "ask --format text"])
def test_one_long_line_is_one_record(words):
    """Within bounds that hold for 50 MB in 30 seconds, even if the square of the size counts."""
    record = json.dumps({"category": "billing", "id": "x" * 10_000_000}).encode()
    ended = run(*words.split(), given=record, seconds=1, megabytes=200)
    assert ended.code == 0, ended.text[:500]


@pytest.mark.parametrize("record", [{"x" * 5_000_000: 1}, {"category": "x" * 5_000_000}], ids=["key", "value"])
def test_what_is_long_is_named_in_short(record):
    ended = run("ask", "--format", "text", given=json.dumps(record).encode(), seconds=10)
    assert ended.code == 2
    assert len(ended.err) < 1000
    assert shortened("x" * 5_000_000, 200).encode() in ended.err.replace(b"\n", b"")


@pytest.mark.parametrize("piece", [b"[", b"y\n", b'{"a":\n'])
def test_input_that_never_ends_gives_bad_records_and_is_not_held(piece, monkeypatch):
    monkeypatch.setattr(stream, "MOST", 1 << 18)
    size = len(piece)
    given_ = read_input(lambda most: piece * (most // size))
    first = [*islice(records(given_), 3)]
    assert first
    assert all(record.bad for record in first)


@pytest.mark.parametrize("before", [b"", f"{BILLING}\n".encode()])
def test_a_line_that_never_ends_is_not_read_to_the_end(before, monkeypatch):
    monkeypatch.setattr(stream, "MOST", 10 << 20)
    pieces = chain([before], repeat(b"\0" * 1000)) if before else repeat(b"\0" * 1000)
    given_ = read_input(lambda most: next(pieces))
    with pytest.raises(NotJsonError, match="a line has more than"):
        [*records(given_)]


# Texts of rules files.


def quoted(text):
    """The text as YAML has it, every character as an escape."""
    escaped = "".join(f"\\U{ord(character):08x}" for character in text)
    return f'"{escaped}"'


def rules(text):
    """A rules file with that text wherever a text can stand."""
    texts = [quoted(text), quoted(f"{text} again")]
    return f"""\
format: 1
title: {texts[0]}
source: {{title: {texts[0]}, url: "https://example.com/?a=b&c=d", updated: 2026-01-01}}
contacts:
  desk: {{team: {texts[0]}, how: {texts[0]}, email: "a+b!#$%&'*/=?^`{{|}}~-@example.com"}}
  other: {{team: {texts[1]}, url: "https://example.com/(a);b=,'*~$!"}}
questions:
  due: {{ask: {texts[0]}, help: {texts[0]}, values: {{soon: {{label: {texts[0]}, days: 0..9}}, later: {texts[1]}}}}}
rules:
  - {{id: first, when: {{due: soon}}, contact: desk, because: {texts[0]}, notes: [{texts[0]}], alternatives: [other]}}
  - {{id: rest, contact: other, because: {texts[1]}, facts: [{texts[0]}]}}
unsure: {{contact: desk, because: {texts[0]}, notes: [{texts[0]}]}}
"""


OTHER = rules("x").replace(", alternatives: [other]", "").replace("contact: desk", "contact: other", 1)

CASES = """\
- {{name: {0}, answers: {{due: soon}}, expect: {{contact: other}}}}
- {{name: {0}, answers: {{due: {0}}}, expect: {{rule: rest}}}}
"""

PRINTING = (
    *(
        "ask -a due=soon",
        "ask -a due=unknown",
        "ask -a due=null",
        "ask -a due=2026-11-23",
        "ask --no-input -a due=2020-01-01",
        "ask --no-input",
    ),
    *("explain -a due=soon", "explain -a due=later --why-not desk", "explain --no-input -a due=x"),
    *(
        "show",
        "show desk",
        "show --format tree",
        "show --format markdown",
        "show --format mermaid",
        "show --format sql",
    ),
    *("check", "check --format concise", "check --format github", "test", "test --format junit", "test --generate"),
    *("diff other.yaml rules.yaml", "diff other.yaml rules.yaml --format markdown"),
)
OWN = re.compile(rb"\x1b(\[[0-9;]*m|]8;;(mailto:[!-~]+|https://example\.com(/\?a=b&c=d|/\(a\);b=,'\*~\$!)?)?\x1b\\)")
"""The escapes of the program itself: colours, and links to the addresses in the rules and to the page in a text."""

TYPED = {name: text for name, text in NASTY.items() if name != "surrogate"}


@pytest.mark.parametrize("name", TYPED)
def test_no_text_of_a_rules_file_acts_on_the_screen(tmp_path, name):
    (tmp_path / "rules.yaml").write_text(rules(TYPED[name]), "utf-8")
    (tmp_path / "other.yaml").write_text(OTHER, "utf-8")
    (tmp_path / "rules.cases.yaml").write_text(CASES.format(quoted(TYPED[name])), "utf-8")
    runs = [*product(PRINTING, ["never"]), *product(PRINTING[:7], ["always"])]
    wide = {"HSROUTE_RULES": "rules.yaml", "COLUMNS": "100"}
    ends = run_all([[*words.split(), "--color", color] for words, color in runs], env=wide, cwd=tmp_path)
    for (words, color), ended in zip(runs, ends, strict=True):
        assert ended.code in {0, 1, 2, 4}, (words, ended.text)
        plain = ended._replace(out=OWN.sub(b"", ended.out), err=OWN.sub(b"", ended.err))
        assert is_decent(plain if color == "always" else ended), (words, ended.text)
        if name in {"markup", "emoji"} and words in {"ask -a due=soon", "show desk", "test"}:
            assert TYPED[name] in ended.text


# Shells.


@pytest.mark.parametrize("name", NASTY)
def test_the_command_on_the_card_is_read_back_by_a_shell_as_it_was(name):
    text = NASTY[name].replace("\0", "").replace("\ud800", "")
    answers = {"csm": f"{text}$(id)`id`;|&'\"\\ *~!#@example.com", "due": "unknown", "ok": True}
    words = [
        "ask",
        "--rules",
        f"{text} $(touch x) '.yaml",
        "-a",
        f"csm={answers['csm']}",
        "-a",
        "due=unknown",
        "-a",
        "ok=true",
    ]
    line = command(answers, "--rules", words[2])
    assert shlex.split(line) == ["hsroute", *words]
    script = 'hsroute() { printf "%s\\0" "$@"; }\n' + line
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True)
    assert done.stdout.decode().split("\0")[:-1] == words
    assert not Path("x").exists()


HARMLESS_LOOKING = "a'b`id`$HOME{x}|y&z!#%*/=?^~-+_@example.com"


def test_the_command_on_the_card_gives_the_same_card_when_a_shell_runs_it(tmp_path):
    words = ["-a", "category=success", "-a", "tier=professional", "-a", f"csm={HARMLESS_LOOKING}"]
    ended = run("ask", "--details", *words)
    assert ended.code == 0
    line = ended.out.decode().splitlines()[-1]
    script = 'hsroute() { printf "%s\\0" "$@"; }\n' + line
    done = subprocess.run(["sh", "-c", script], capture_output=True, check=True, cwd=tmp_path, env={"HOME": "/nowhere"})
    assert done.stdout.decode().split("\0")[:-1] == ["ask", "--today", "2026-11-22", *words]
    assert run(*done.stdout.decode().split("\0")[:-1], "--details") == ended


# Addresses.


@pytest.mark.parametrize(
    "text",
    [
        *(
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            " https://example.com",
            "data:text/html,x",
            "file:///etc/passwd",
        ),
        *(
            "vbscript:x",
            "ftp://example.com",
            "https:javascript:x",
            "//example.com",
            "https://a\nb",
            "https://a\r\nX: y",
        ),
        *("https://a\tb", "https://a\x00b", "https://a b", 'https://a"onclick="x', "https://a<script>", "https://a>b"),
        *(
            "https://a\u202eb",
            "https://a\u200bb",
            "https://a\\b",
            "https://a`b`",
            "https://a|b",
            "https://a\x9bb",
            "HTTPS://a",
        ),
        *("mailto:a@example.com", "https://a\u2028b", "https://a\ufeffb", "https://\ud800"),
    ],
)
def test_is_no_address_of_the_web(text):
    assert not is_url(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a@example.com\nBcc: b@example.com",
            "a@example.com\r\nSubject: x",
            "a@example.com?subject=x&bcc=b@example.com",
        ),
        *("a@example.com,b@example.com", "a@example.com;b@example.com", "a@example.com%0ABcc:b@example.com"),
        *(
            "a@example.com%0A",
            "a\n@example.com",
            "a@exam\nple.com",
            "a\x00@example.com",
            "<a@example.com>",
            "a@b@example.com",
        ),
        *(
            "mailto:a@example.com",
            "a@example.com\u202e",
            "a\u200b@example.com",
            "a@example.com\x85",
            "a@example.com\u2028",
        ),
        *("a@[127.0.0.1]", '"a b"@example.com', "a@example.com ", "a@example.com\t", "a@example.com\x0b", "a@-\n.com"),
    ],
)
def test_is_no_address_of_mail(text):
    assert not is_email(text)
    ended = run("ask", given=json.dumps({"category": "success", "tier": "professional", "csm": text}).encode())
    assert json.loads(ended.out)["errors"][0]["code"] == "bad-email"


@given(
    st.text(st.sampled_from("a@.%,;:?&=<>\n\r\t \x00\u202e\u200b'\"`+-_|"), max_size=20).map(
        lambda text: f"{text}@example.com"
    )
)
def test_an_address_of_mail_is_one_on_one_line(text):
    if is_email(text):
        assert text.count("@") == 1
        assert not re.search(r"[\s,;:<>()\[\]\"\x00-\x20\x7f-\x9f]", text)
        assert not ACTING.search(text)


def links(page):
    """The addresses of all links that a reader of Markdown makes, with those that it recognises in running text."""
    html = MarkdownIt("commonmark").enable("table").render(page)
    found = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.extend(value for name, value in attrs if name in {"href", "src"})

    Links().feed(html)
    return found


@pytest.mark.parametrize("name", TYPED)
def test_every_link_of_a_page_is_an_address_of_the_file(tmp_path, name):
    (tmp_path / "rules.yaml").write_text(rules(TYPED[name] + " [x](javascript:y) <javascript:z> ![](data:x)"), "utf-8")
    ruleset = load(tmp_path / "rules.yaml").ruleset
    found = links(markdown(ruleset, grid(ruleset), "en"))
    first, mail, last = found
    assert all(link.startswith("https://example.com/") for link in (first, last))
    assert mail.startswith("mailto:a+b")
    assert not re.search("[?&#]", mail)
    chart = mermaid(ruleset, "en")
    assert not re.search(r"^\s*(click|%%\{|style|linkStyle|classDef)\b", chart, re.MULTILINE)
    assert "href" not in chart


# Other readers.


@given(st.text(), st.text(), st.text(), st.text())
def test_junit_is_well_formed_whatever_the_texts(path, name, why, expected):
    case = Case(name, {}, {"contact": expected}, line=3)
    result = Result(case, (Unmet("contact", expected, why or None),), why)
    read = ET.fromstring(junit({path: CasesReport((result,), ("one",), ("two",))}))
    told = read.find("testsuite/testcase")
    assert told.get("name") == re.sub("[\ufffe\uffff]", lambda found: f"\\u{ord(found.group()):04x}", visible(name))
    assert read.find("testsuite/testcase/failure").get("type") == "unmet"


def test_no_annotation_holds_a_second_command(tmp_path):
    path = tmp_path / "::add-mask::x,title=y%0A::error::z.yaml"
    path.write_text('format: 1\n"k\\n::stop-commands::t": "{x}"\ntitle: [\n', "utf-8")
    (tmp_path / "b.yaml").write_text('format: 1\n"k\\n::stop-commands::t\\r::error::y": 1\n', "utf-8")
    ended = run("check", "--format", "github", path, tmp_path / "b.yaml")
    lines = ended.out.decode().splitlines()
    assert ended.code == 1
    assert all(
        re.fullmatch(r"::error file=[^:,]*,line=\d+,col=\d+,endLine=\d+,endColumn=\d+,title=[a-z-]+::.*", line)
        for line in lines
    )


@pytest.mark.parametrize(
    "words", ["ask -a category", "ask -a {0}=x", "ask --today {0}", "ask --lang {0}", "explain --why-not {0}"]
)
@pytest.mark.parametrize("name", ["escape", "hyperlink", "csi", "embedding", "line", "return"])
def test_nothing_on_the_command_line_acts_on_the_screen(words, name):
    text = NASTY[name]
    ended = run(*(word.replace("{0}", text) for word in words.split(" ")), "--no-input")
    assert ended.code == 2
    assert is_decent(ended), ended.err


@pytest.mark.parametrize(
    "words", ["ask --rules {0}", "check {0}", "ask --answers {0}", "diff {0} {0}", "show --format {0}", "{0}"]
)
@pytest.mark.parametrize("name", ["escape", "csi", "embedding"])
def test_no_name_of_a_file_or_an_option_acts_on_the_screen(words, name):
    ended = run(*(word.replace("{0}", NASTY[name]) for word in words.split(" ")))
    assert ended.code in {2, 74}
    assert is_decent(ended), ended.err
