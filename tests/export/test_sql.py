"""`hsroute show --format sql`: what a database finds is what `ask` finds, row by row.

The laws are held by every engine that is installed. DuckDB comes with the `dev` extra; for the others install
`python -m pip install -e '.[dev,engines]'`, a PostgreSQL server (a private one is started, as another user where you
are root) and Java 17 or newer. What is missing is skipped, and `pytest -rs tests/export/test_sql.py` says what.
"""

from __future__ import annotations

import os
import random
from contextlib import ExitStack
from datetime import date, timedelta
from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hsroute as library
from hsroute.export.sql.select import columns_of, sql
from hsroute.model import Contact, Interval, Question, Rule, Ruleset, Text, Value
from hsroute.patterns import NUMBERS
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.yaml_parser import read
from tests.benchmarks.rulebooks import rulebook
from tests.support.databases import ENGINES, MissingError
from tests.support.laws import examples
from tests.support.strategies import rulesets, rulesets_of_all_kinds

TODAY = date(2026, 11, 22)
SHIPPED = library.load().ruleset
EXAMPLES = {"postgres": 60, "spark": 12}
"""How many generated rules an engine that is a process is always tried with; Spark takes half a second for each."""

_STARTED = ("postgres", "spark")
"""Engines that are processes of their own."""


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=pytest.mark.process if name in _STARTED else ()) for name in ENGINES],
)
def engine(request):
    """Each engine that is installed, started once; with HSROUTE_EVERY_ENGINE set, none may be missing."""
    with ExitStack() as started:
        try:
            running = started.enter_context(ENGINES[request.param]())
        except MissingError as missing:
            absent = pytest.fail if os.environ.get("HSROUTE_EVERY_ENGINE") else pytest.skip
            absent(str(missing))
        yield running


def tried_with(engine):
    count = EXAMPLES.get(engine.dialect)
    return settings(max_examples=count) if count else examples(0.6)


def by_sql(engine, ruleset, rows, table="tickets", today=TODAY):
    """(status, contact, team, email, url, rule) of each row, a row being the texts of all questions or None."""
    quoted = ".".join(map(engine.quoted, table.split(".")))
    engine.fill(quoted, tuple(engine.quoted(question.key) for question in ruleset.questions), rows)
    found = sorted(engine.rows(sql(ruleset, engine.dialect, table, today)))
    assert [(row[0], row[1:-6]) for row in found] == list(enumerate(rows))
    return [row[-6:] for row in found]


def by_ask(ruleset, rows, today=TODAY):
    router = Router(ruleset)
    return [summary(router.route(answers(ruleset, row), today)) for row in rows]


def answers(ruleset, row):
    return dict(zip([question.key for question in ruleset.questions], row, strict=True))


def summary(route):
    contact = route.contact
    reached = (contact.id, contact.team, contact.email, contact.url) if contact else (None,) * 4
    return route.status, *reached, route.rule


def in_days(count):
    return (TODAY + timedelta(count)).isoformat()


# The law: the SELECT and `ask` agree.


@pytest.mark.parametrize(
    "spans",
    [
        ["..-1", "0..0", "1..9", "10.."],
        ["-3..-1", "2..4"],
        ["..<0.1", "0.1..<2.5", "2.5..2.5", "3.."],
        ["-0.1..0.1", "2.5..<10"],
        ["..-0.10", "999999999999999.."],
        ["0..0.000000001", "123456.123456789.."],
    ],
)
def test_numbers_lie_in_the_same_spans_however_long_they_are(spans, engine):
    values = tuple(Value(f"v{number}", Text(""), Interval(*NUMBERS.ends(span))) for number, span in enumerate(spans))
    question = Question("size", Text(""), values, scale="numbers")
    rules = tuple(Rule(f"r{value.name}", {"size": (value.name,)}, "desk", Text("")) for value in values)
    ruleset = Ruleset(Text(""), {"desk": Contact("desk", Text(""))}, (question,), rules)
    rows = [(text,) for text in states(question)]
    expected = by_ask(ruleset, rows)
    assert {row[-1] for row in expected} == {None, *(rule.id for rule in rules)}
    found = by_sql(engine, ruleset, rows)
    assert [(row, one) for row, one in zip(rows, found, strict=True)] == [*zip(rows, expected, strict=True)]


NOT_ANSWERED = (None, "", "null")


def states(question):
    """One text for every state that an answer can be in."""
    texts = [*NOT_ANSWERED, "unknown", "nonsense", *question.names]
    if "yes" in question.names:
        texts += ["true", "false"]
    if question.person:
        texts += ["jo@example.org", "jo@example"]
    if question.scale == "days":
        texts += [in_days(days) for days in (-400, -91, -90, -15, -14, -1, 0, 1, 90, 91, 400)]
    if question.scale == "numbers":
        texts += NUMERALS
    return texts


NUMERALS = [
    *("249.49", "-249.49", "123456789012345678901234567890.49", "123456789012345678901234567890.0", "249.0e-999"),
    *(
        "24999999999999999999e-19",
        "2.4999999999999999999E0",
        "-0.49E-38",
        "-0.0e-400",
        "-1e-999",
        "1e-999",
        "00002E-100",
    ),
    *("0.99999999999999999999e20", "1.00000000000000000001e+5", "12345678901234567890.5E-20", "1e+007", "2E-100"),
    *("123456789012345678901e1", "0.123456789012345678901e1"),
    *(
        "0",
        "-0",
        "0.0",
        "1",
        "-1",
        "-1.0",
        "01",
        "1e0",
        "1E+0",
        "10e-1",
        "2.5e-1",
        "9.99",
        "-3",
        "4",
        "1e2",
        "-1e300",
        "1e300",
    ),
    *("0.1", "0.10", "0.09999999999999999999999999999999999999999", "0.10000000000000000000000000000000000000001"),
    *("2.5", "2.50", "2.4" + "9" * 50, "2.5" + "0" * 50, "2.5" + "0" * 50 + "1", "-0.1", "-0.1" + "0" * 60 + "1"),
    *("9" * 60, "-" + "9" * 60, "0" * 60 + "1", "1" + "0" * 15, "999999999999999", "1" * 500, "0." + "3" * 500),
    *(
        "1.",
        ".5",
        "+1",
        "1,5",
        "1e",
        "1e1000",
        "--1",
        "1.2.3",
        "0x1",
        "NaN",
        "inf",
        "1 000",
        " 1",
        "1e2.5",
        "-",
        "e5",
        "٣",
    ),
]
"""Numbers near the borders of the generated rules and far from them, and what is none."""


@cache
def a_sample():
    """Rows, and what `ask` says of them; for all engines."""
    chance = random.Random(7)
    wide = [tuple(chance.choice(states(question)) for question in SHIPPED.questions) for _ in range(3000)]
    good = [[text for text in states(question) if text != "nonsense"] for question in SHIPPED.questions]
    rows = wide + [tuple(map(chance.choice, good)) for _ in range(8000)]
    for rule in SHIPPED.rules * 50:
        wanted = [list(rule.when.get(question.key, good[place])) for place, question in enumerate(SHIPPED.questions)]
        rows.append(tuple(map(chance.choice, wanted)))
    return rows, by_ask(SHIPPED, rows)


@pytest.mark.process
def test_a_sample_of_all_states_of_the_shipped_rules(engine):
    rows, expected = a_sample()
    assert {row[0] for row in expected} == {"routed", "not_covered", "incomplete", "invalid"}
    assert {row[-1] for row in expected} == {None, *(rule.id for rule in SHIPPED.rules)}
    assert by_sql(engine, SHIPPED, rows) == expected


@cache
def every_combination():
    """The same for all of them."""
    rows = list(product(*((*question.names, "unknown") for question in SHIPPED.questions)))
    return rows, by_ask(SHIPPED, rows)


@pytest.mark.process
def test_every_combination_of_answers_of_the_shipped_rules(engine):
    rows, expected = every_combination()
    if engine.dialect == "spark":
        some = random.Random(8).sample(range(len(rows)), 4000)
        rows, expected = [rows[number] for number in some], [expected[number] for number in some]
    assert by_sql(engine, SHIPPED, rows) == expected


@pytest.mark.process
def test_generated_rules_with_gaps_and_dead_rules_agree_in_every_state(engine):
    @tried_with(engine)
    @given(rulesets())
    def law(ruleset):
        rows = list(product(*((*NOT_ANSWERED, "unknown", *question.names) for question in ruleset.questions)))
        rows = random.Random(9).sample(rows, min(len(rows), 300))
        assert by_sql(engine, ruleset, rows) == by_ask(ruleset, rows)

    law()


@pytest.mark.process
def test_generated_rules_with_days_and_people_agree_in_every_state(engine):
    @tried_with(engine)
    @given(rulesets_of_all_kinds(), st.integers(0, 1 << 32))
    def law(ruleset, seed):
        chance = random.Random(seed)  # one of hypothesis draws each choice by itself, which takes longer than the rest
        texts = [states(question) + [in_days(days) for days in range(-6, 7)] for question in ruleset.questions]
        rows = [tuple(map(chance.choice, texts)) for _ in range(100)]
        good = [[text for text in some if text not in {"nonsense", "jo@example"}] for some in texts]
        rows += [tuple(map(chance.choice, good)) for _ in range(100)]
        assert by_sql(engine, ruleset, rows) == by_ask(ruleset, rows)

    law()


@cache
def a_rulebook():
    """Two thirds of the rows have the answers that a rule wants, so that every rule is met."""
    ruleset = compile_rules(read(rulebook(200, 8).encode(), "book.yaml"))
    chance = random.Random(10)
    wanted = [rule.when for rule in ruleset.rules] * 6 + [{}] * 400
    rows = []
    for when in wanted:
        row = [chance.choice(when.get(question.key, question.answers)) for question in ruleset.questions]
        rows.append(tuple(chance.choice(NOT_ANSWERED) if chance.random() < 0.02 else name for name in row))
    return ruleset, rows, by_ask(ruleset, rows)


@pytest.mark.process
def test_a_rulebook_of_two_hundred_rules_and_questions_of_many_values(engine):
    ruleset, rows, expected = a_rulebook()
    assert {row[-1] for row in expected} == {None, *(rule.id for rule in ruleset.rules)}
    assert by_sql(engine, ruleset, rows) == expected


def one_question(*values, **more):
    question = Question("the key", Text("?"), values, **more)
    rules = tuple(Rule(f"is-{value.name}", {question.key: (value.name,)}, "desk", Text("")) for value in values)
    return Ruleset(Text("One"), {"desk": Contact("desk", Text("Desk"))}, (question,), rules)


WRITTEN_DAYS = (
    *("2026-11-22", "2026-02-29", "2028-02-29", "1900-02-29", "2000-02-29", "2100-02-29", "2026-02-30", "2026-04-31"),
    *("2026-13-01", "2026-00-10", "2026-10-00", "2026-12-31", "2026-12-32", "2026-99-99", "9999-99-99", "9999-12-31"),
    *("0000-00-00", "0000-01-01", "0000-12-31", "0001-01-01", "0001-00-01", "0004-02-29", "1582-10-10", "1752-09-05"),
    *(
        "2026-1-1",
        "20261122",
        "2026-11-22 ",
        " 2026-11-22",
        "2026-11-22\n",
        "+2026-11-22",
        "-2026-11-22",
        "2026-11-22\r",
    ),
    *("2026-11-22T00:00:00", "12026-11-22", "10000-01-01", "٢٠٢٦-١١-٢٢", "22.11.2026", "2026-W47-7", "2026-11-22 BC"),
    *(
        "today",
        "now",
        "epoch",
        "infinity",
        "-infinity",
        "",
        "null",
        "unknown",
        "true",
        "0",
        "2026",
        "2026-11",
        "2026/11/22",
    ),
)


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date.min, date.max], ids=str)
@pytest.mark.parametrize("days", [(Interval(None, -1), Interval(0, None)), (Interval(-3, 0), Interval(5, 5))])
def test_days_are_read_as_strictly_and_counted_alike(engine, days, today):
    before, after = days
    values = Value("past", Text(""), before), Value("ahead", Text(""), after), Value("never", Text(""))
    ruleset = one_question(*values, scale="days")
    near = (today.toordinal() + count for count in range(-6, 8))
    near = [date.fromordinal(day).isoformat() for day in near if date.min.toordinal() <= day <= date.max.toordinal()]
    rows = [(text,) for text in (*WRITTEN_DAYS, *near)]
    assert by_sql(engine, ruleset, rows, today=today) == by_ask(ruleset, rows, today)


def test_every_day_that_can_be_written_of_some_years_is_read_alike(engine):
    values = (Value(f"v{end + 400}", Text(""), Interval(end, end)) for end in (-1, 0, 1))
    values = (Value("before", Text(""), Interval(None, -2)), *values, Value("after", Text(""), Interval(2, None)))
    years = ("0000", "0001", "1900", "2000", "2026", "2028", "9999")
    rows = [(f"{year}-{month:02}-{day:02}",) for year in years for month in range(14) for day in range(33)]
    ruleset = one_question(*values, scale="days")
    assert by_sql(engine, ruleset, rows, today=date(2028, 2, 29)) == by_ask(ruleset, rows, date(2028, 2, 29))


ADDRESSES = (
    *(
        "jo@example.org",
        "Jo.O'Neil+x@sub.example.org",
        "bjørn@blåbær.no",
        "用户@例子.公司",
        "a@b.c",
        "a@b.cd",
        "a@b",
        "@b.cd",
    ),
    *(
        "a.@b.cd",
        ".a@b.cd",
        "a..b@c.de",
        "a@b..cd",
        "a b@c.de",
        "a@b.cd\n",
        "a@b.cd ",
        "<a@b.cd>",
        "a@b@c.de",
        "a@-.--",
    ),
    *(
        "राम@उदाहरण.भारत",
        "𠮷@b.cd",
        "e\u0301@b.cd",
        "²@b.cd",
        "“a@b.cd”",
        "a\u00a0@b.cd",
        "a@b.c\u200bd",
        "a\u202e@b.cd",
    ),
    *("a\U000e0061@b.cd", "a\x1b@b.cd", "a\\@b.cd", "a@b\u3000.cd", "a@b.cd\r", "a@b.cd\u2028", "a@b.cd\x85", "'@b.cd"),
    *(f"{'x' * 247}@b.cde", f"{'x' * 248}@b.cde", f"{'ø' * 248}@b.cd", "a@b.cd;c@d.ef"),
)


def test_addresses_are_read_as_strictly(engine):
    ruleset = one_question(Value("yes", Text("")), Value("no", Text("")), person=True)
    rows = [
        (text,) for text in (*ADDRESSES, "yes", "no", "true", "false", "True", "YES", "null", "NULL", "unknown", "")
    ]
    assert by_sql(engine, ruleset, rows) == by_ask(ruleset, rows)


def test_more_rules_than_a_function_has_arguments(engine):
    ruleset = one_question(*(Value(f"v{number}", Text("")) for number in range(400)))
    rows = [(None,), ("v0",), ("v90",), ("v399",), ("null",), ("unknown",), ("v400",)]
    assert by_sql(engine, ruleset, rows) == by_ask(ruleset, rows)


@pytest.mark.parametrize("when", [None, {}])
def test_a_file_without_questions_routes_every_row_alike(engine, when):
    rules = () if when is None else (Rule("all", when, "desk", Text("")),)
    ruleset = Ruleset(Text("None"), {"desk": Contact("desk", Text("Desk"))}, (), rules)
    assert by_sql(engine, ruleset, [(), ()]) == by_ask(ruleset, [(), ()])


AGO = dict.fromkeys(ENGINES, "current_date - 14") | {"sqlite": "date('now', 'localtime', '-14 days')"}


def test_the_current_date_is_that_of_the_database(engine):
    known = {"category": "'sales'", "trial": AGO[engine.dialect], "sales_rep": "'no'"}
    engine.define("fresh", f"SELECT {columns(known)}")
    (found,) = engine.rows(sql(SHIPPED, engine.dialect, "fresh"))
    assert (found[-6], found[-1]) == ("routed", "trial-extension")


def columns(known):
    """What a SELECT gives for the shipped questions, NULL for those not known."""
    return ", ".join(f"{known.get(question.key, 'NULL')} AS {question.key}" for question in SHIPPED.questions)


@pytest.mark.parametrize("table", ["order", 'odd "name', "t;--", "Ærlig", "drop table x", "it's \\"])
def test_any_name_of_a_table_is_only_a_name(engine, table):
    row = ("billing", *[None] * 7)
    for name in (table, f"{engine.schema}.{table}"):
        assert by_sql(engine, SHIPPED, [row], name) == by_ask(SHIPPED, [row])


ODD = (
    "it's \\",
    'two "quotes"',
    "`ticks`",
    "select",
    "ærlig 日本",
    "\\u0041\\n",
    "100%",
    "{0}",
    "a -- b",
    "/*",
)


def test_any_names_of_columns_and_values_are_only_names(engine):
    for name, other in pairwise(ODD):
        question = Question(name, Text("?"), (Value(name, Text("")), Value(other, Text(""))), if_unsure=other)
        rule = Rule("first", {name: (name,)}, "desk", Text(""))
        ruleset = one_question()._replace(questions=(question,), rules=(rule,))
        rows = [(text,) for text in (*ODD, *NOT_ANSWERED, "unknown", "other")]
        assert by_sql(engine, ruleset, rows) == by_ask(ruleset, rows)


TYPED = {
    "duckdb": ("DATE '2026-12-22'", "TIMESTAMP '2026-12-22 23:59:00'", "TIMESTAMP_NS '2026-12-22 00:00:00.5'"),
    "postgres": ("DATE '2026-12-22'", "TIMESTAMP '2026-12-22 23:59:00'", "TIMESTAMPTZ '2026-12-22 10:00:00'"),
    "spark": ("DATE '2026-12-22'", "TIMESTAMP '2026-12-22 23:59:00'", "TIMESTAMP_NTZ '2026-12-22 10:00:00'"),
    "sqlite": ("'2026-12-22'", "date('2026-12-22')"),
}
"""A day as columns of several types have it."""

MISREADING = {"postgres": ("German", "SQL, DMY", "SQL, MDY", "Postgres, DMY", "ISO")}
"""Settings by which a day is written otherwise."""


def test_columns_of_types_for_days_and_truth_values_are_read_whatever_the_settings_are(engine):
    known = {"category": "'contracts'", "about_renewal": "TRUE", "contract_manager": "FALSE", "tier": "'starter'"}
    for typed in TYPED[engine.dialect]:
        engine.define("typed", f"SELECT {columns(known | {'renewal_date': typed})}")
        for style in MISREADING.get(engine.dialect, ("",)):
            if style:
                engine.define("styled", f"SELECT set_config('datestyle', '{style}', false)")
                engine.rows("SELECT * FROM styled")
            select = sql(SHIPPED, engine.dialect, "typed", TODAY)
            (found,) = engine.rows(f"SELECT status, rule FROM (\n{select}) AS routes")
            assert found == ("routed", "renewal-within-90-days")


BILLED = "'billing'"
NAN = {
    "duckdb": ("'NaN'::DOUBLE", "'NaN'::FLOAT"),
    "postgres": ("'NaN'::float8", "'NaN'::float4", "'NaN'::numeric"),
    "spark": ("double('NaN')", "float('NaN')"),
    "sqlite": ("1e999 - 1e999",),
}


def test_what_is_no_number_in_a_column_of_numbers_is_not_answered_whatever_is_asked(engine):
    for nan in NAN[engine.dialect]:
        for key in ("tier", "about_renewal", "renewal_date"):
            engine.define("gaps", f"SELECT {columns({'category': BILLED, key: nan})}")
            (found,) = engine.rows(
                f"SELECT status, rule FROM (\n{sql(SHIPPED, engine.dialect, 'gaps', TODAY)}) AS routes"
            )
            assert found == ("routed", "billing")


def test_a_domain_of_postgres_is_read_as_the_type_on_which_it_is_built(engine):
    if engine.dialect != "postgres":
        pytest.skip("only PostgreSQL has domains")
    known = {"category": "'contracts'", "about_renewal": "'yes'", "contract_manager": "'no'"}
    known["renewal_date"] = "'2026-12-22'::renewal"
    for type in ("date", "timestamp"):
        engine.define("none", f"SELECT 1; DROP DOMAIN IF EXISTS renewal CASCADE; CREATE DOMAIN renewal AS {type}")
        engine.define("domains", f"SELECT {columns(known)}")
        engine.define("styled", "SELECT set_config('datestyle', 'German', false)")
        engine.rows("SELECT * FROM styled")
        select = sql(SHIPPED, engine.dialect, "domains", TODAY)
        (found,) = engine.rows(f"SELECT status, rule FROM (\n{select}) AS routes")
        assert found == ("routed", "renewal-within-90-days")


def test_a_text_with_a_time_is_no_day_though_a_timestamp_is(engine):
    known = {"category": "'contracts'", "about_renewal": "'yes'", "renewal_date": "'2026-12-22 00:00:00'"}
    engine.define("texts", f"SELECT {columns(known)}")
    (found,) = engine.rows(sql(SHIPPED, engine.dialect, "texts", TODAY))
    assert found[-6] == "invalid"


# What is added.


def test_an_address_that_was_given_is_the_contact_s(engine):
    answers = {"category": "success", "tier": "enterprise", "csm": "jo.o'neil@example.org"}
    row = tuple(answers.get(question.key) for question in SHIPPED.questions)
    (found,) = by_sql(engine, SHIPPED, [row])
    assert found == by_ask(SHIPPED, [row])[0]
    assert found[3] == "jo.o'neil@example.org"


ODD_TEXTS = (
    "two\nlines",
    "a\ttab",
    "it's \\ \\n",
    "Kundest\u00f8tte \u65e5\u672c",
    "\u202eback\u202c",
    "\x1b[31mred",
    "{{ x }}",
    "--",
    "\U000e0041",
)


def test_teams_and_addresses_come_out_as_they_are_written(engine):
    values = tuple(Value(f"v{number}", Text("")) for number, _ in enumerate(ODD_TEXTS))
    contacts = {
        f"c{number}": Contact(f"c{number}", Text(text), None, f"https://example.org/{number}?a='b'")
        for number, text in enumerate(ODD_TEXTS)
    }
    rules = tuple(
        Rule(f"r{number}", {"the key": (f"v{number}",)}, f"c{number}", Text("")) for number, _ in enumerate(ODD_TEXTS)
    )
    ruleset = one_question(*values)._replace(contacts=contacts, rules=rules)
    rows = [(value.name,) for value in values]
    assert by_sql(engine, ruleset, rows) == by_ask(ruleset, rows)


def test_teams_are_in_the_language_that_is_asked_for(engine):
    row = ("support", *[None] * 5, "starter", None)
    keys = tuple(engine.quoted(question.key) for question in SHIPPED.questions)
    engine.fill("tickets", keys, [row])
    route = Router(SHIPPED).route(answers(SHIPPED, row), TODAY, "nb")
    (found,) = engine.rows(sql(SHIPPED, engine.dialect, "tickets", TODAY, "nb"))
    assert found[-6:] == summary(route)


# Columns of other names.


def test_questions_are_read_from_the_columns_named_and_from_none(engine):
    engine.define("sheet", "SELECT 'sales' AS \"Topic Of It\", 'x' AS trial, 'no' AS rep".replace('"', engine.quotes))
    pairs = [
        "category=Topic Of It",
        "sales_rep=rep",
        *(f"{question.key}=" for question in SHIPPED.questions[3:]),
        "trial=",
    ]
    (found,) = engine.rows(sql(SHIPPED, engine.dialect, "sheet", TODAY, "en", columns_of(SHIPPED, pairs)))
    assert found[:-6] == ("sales", "x", "no")
    assert found[-6:] == summary(Router(SHIPPED).route({"category": "sales", "sales_rep": "no"}, TODAY))


def test_a_column_of_sqlite_that_ignores_case_does_not_make_answers_the_same():
    folded = ", ".join(f"{question.key} TEXT COLLATE NOCASE" for question in SHIPPED.questions)
    with ENGINES["sqlite"]() as engine:
        engine.rows(f"CREATE TABLE folded ({folded})")
        engine.rows("INSERT INTO folded (category) VALUES ('BILLING')")
        (found,) = engine.rows(sql(SHIPPED, engine.dialect, "folded", TODAY))
        assert found[-6] == "invalid"
