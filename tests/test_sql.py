"""`hsroute show --format sql`: what DuckDB finds is what `ask` finds, row by row."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import product

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hsroute as library
from hsroute.answers import from_text
from hsroute.diagram import TooBigError
from hsroute.model import Contact, Days, Question, Rule, Ruleset, Text, Value
from hsroute.router import Router
from hsroute.sql import sql
from tests.program import DATA, hsroute
from tests.strategies import rulesets

HERE = DATA / "sql"
TODAY = date(2026, 11, 22)
DIALECTS = ("duckdb", "postgres", "spark")
SHIPPED = library.load().ruleset


def by_sql(ruleset, rows, table="tickets", today=TODAY):
    """(status, contact, rule) of each row, a row being the texts of all questions or None."""
    keys = ", ".join(f'"{question.key}" VARCHAR' for question in ruleset.questions)
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))
    with duckdb.connect() as database:
        database.execute('CREATE SCHEMA "odd schema"')
        database.execute(f"CREATE TABLE {quoted} (number INTEGER{', ' + keys if keys else ''})")
        lines = [f"({number}{''.join(', ' + literal(text) for text in row)})" for number, row in enumerate(rows)]
        database.execute(f"INSERT INTO {quoted} VALUES {', '.join(lines)}")
        found = database.execute(sql(ruleset, "duckdb", table, today)).fetchall()
    assert [(row[0], row[1:-3]) for row in sorted(found)] == list(enumerate(rows))
    return [row[-3:] for row in sorted(found)]


def literal(text):
    return "NULL" if text is None else "'" + text.replace("'", "''") + "'"


def by_ask(ruleset, rows, today=TODAY):
    router = Router(ruleset)
    return [summary(router.route(answers(ruleset, row), today)) for row in rows]


def answers(ruleset, row):
    keys = (question.key for question in ruleset.questions)
    return {key: from_text(text) for key, text in zip(keys, row, strict=True) if text is not None}


def summary(route):
    return route.status, route.contact and route.contact.id, route.rule


def in_days(count):
    return (TODAY + timedelta(count)).isoformat()


# The law: the SELECT and `ask` agree.


def states(question):
    """One text for every state that an answer can be in."""
    texts = [None, "null", "nonsense", *question.names]
    if "yes" in question.names:
        texts += ["true", "false"]
    if question.person:
        texts += ["jo@example.org", "jo@example"]
    if question.covers_days:
        texts += [in_days(days) for days in (-400, -91, -90, -15, -14, -1, 0, 1, 90, 91, 400)]
    return texts


def test_a_sample_of_all_states_of_the_shipped_rules():
    chance = random.Random(7)
    wide = [tuple(chance.choice(states(question)) for question in SHIPPED.questions) for _ in range(3000)]
    good = [[text for text in states(question) if text != "nonsense"] for question in SHIPPED.questions]
    rows = wide + [tuple(map(chance.choice, good)) for _ in range(12000)]
    expected = by_ask(SHIPPED, rows)
    assert {status for status, _, _ in expected} == {"routed", "not_covered", "incomplete", "invalid"}
    assert {rule for _, _, rule in expected} == {None, "unsure", *(rule.id for rule in SHIPPED.rules)}
    assert by_sql(SHIPPED, rows) == expected


def test_a_sample_of_names_and_of_what_is_missing_or_not_known_in_the_shipped_rules():
    rows = list(product(*((None, "null", *question.names) for question in SHIPPED.questions)))
    rows = random.Random(8).sample(rows, 8000)
    assert by_sql(SHIPPED, rows) == by_ask(SHIPPED, rows)


@settings(max_examples=60, deadline=None)
@given(rulesets(), st.data())
def test_generated_rules_with_gaps_and_dead_rules_agree_in_every_state(ruleset, data):
    known = [data.draw(st.sampled_from((None, *question.names))) for question in ruleset.questions]
    questions = tuple(
        question._replace(if_unsure=name) for question, name in zip(ruleset.questions, known, strict=True)
    )
    ruleset = ruleset._replace(questions=questions)
    rows = list(product(*((None, "null", *question.names) for question in questions)))
    rows = random.Random(9).sample(rows, min(len(rows), 150))
    assert by_sql(ruleset, rows) == by_ask(ruleset, rows)


def one_question(*values, **more):
    question = Question("the key", Text("?"), values, **more)
    rules = tuple(Rule(f"is-{value.name}", {question.key: (value.name,)}, "desk", Text("")) for value in values)
    return Ruleset(Text("One"), {"desk": Contact("desk", Text("Desk"))}, (question,), rules)


WRITTEN_DAYS = (
    *("2026-11-22", "2026-02-29", "2028-02-29", "1900-02-29", "2000-02-29", "2026-13-01", "2026-00-10", "0000-01-01"),
    *("0001-01-01", "9999-12-31", "2026-1-1", "20261122", "2026-11-22 ", " 2026-11-22", "2026-11-22\n", "+2026-11-22"),
    *("2026-11-22T00:00:00", "12026-11-22", "٢٠٢٦-١١-٢٢", "22.11.2026", "today", "", "epoch", "infinity", "2026-W47-7"),
)


@pytest.mark.parametrize("days", [(Days(None, -1), Days(0, None)), (Days(-3, 0), Days(5, 5))])
def test_days_are_read_as_strictly_and_counted_alike(days):
    before, after = days
    ruleset = one_question(Value("past", Text(""), before), Value("ahead", Text(""), after), Value("never", Text("")))
    rows = [(text,) for text in (*WRITTEN_DAYS, *(in_days(count) for count in range(-6, 8)))]
    assert by_sql(ruleset, rows) == by_ask(ruleset, rows)


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
    *("e\u0301@b.cd", "²@b.cd", f"{'x' * 247}@b.cde", f"{'x' * 248}@b.cde", f"{'ø' * 248}@b.cd", "a@b.cd;c@d.ef"),
)


def test_addresses_are_read_as_strictly():
    ruleset = one_question(Value("yes", Text("")), Value("no", Text("")), person=True)
    rows = [(text,) for text in (*ADDRESSES, "yes", "no", "true", "false", "True", "YES", "null", "NULL", "")]
    assert by_sql(ruleset, rows) == by_ask(ruleset, rows)


def test_values_called_true_and_null_are_read_as_the_json_values():
    ruleset = one_question(Value("true", Text("")), Value("null", Text("")), Value("other", Text("")))
    rows = [("true",), ("false",), ("null",), ("other",), (None,)]
    assert by_sql(ruleset, rows) == by_ask(ruleset, rows)


def test_more_rules_than_a_function_has_arguments():
    ruleset = one_question(*(Value(f"v{number}", Text("")) for number in range(400)))
    rows = [(None,), ("v0",), ("v90",), ("v399",), ("null",), ("v400",)]
    assert by_sql(ruleset, rows) == by_ask(ruleset, rows)


@pytest.mark.parametrize("when", [None, {}])
def test_a_file_without_questions_routes_every_row_alike(when):
    rules = () if when is None else (Rule("all", when, "desk", Text("")),)
    ruleset = Ruleset(Text("None"), {"desk": Contact("desk", Text("Desk"))}, (), rules)
    assert by_sql(ruleset, [(), ()]) == by_ask(ruleset, [(), ()])


def test_without_a_day_it_counts_from_the_current_date():
    text = sql(SHIPPED, "duckdb", "tickets")
    assert text.replace("current_date", "DATE '2026-11-22'") == sql(SHIPPED, "duckdb", "tickets", TODAY)
    with duckdb.connect() as database:
        known = {"category": "'sales'", "trial": "CAST(current_date - 14 AS VARCHAR)", "sales_rep": "'no'"}
        columns = ", ".join(f"{known.get(question.key, 'NULL')} AS {question.key}" for question in SHIPPED.questions)
        database.execute(f"CREATE TABLE tickets AS SELECT {columns}")
        assert database.execute(text).fetchone()[-3:] == ("routed", "sales", "trial-extension")


@pytest.mark.parametrize("table", ["order", 'odd "name', "odd schema.t;--", "Ærlig", "drop table x"])
def test_any_name_of_a_table_is_only_a_name(table):
    row = ("billing", *[None] * 7)
    assert by_sql(SHIPPED, [row], table) == [("routed", "billing", "billing")]


def test_columns_that_a_database_reads_as_dates_and_truth_values_are_texts_all_the_same():
    values = (
        "'contracts' AS category, NULL AS trial, NULL AS sales_rep, TRUE AS about_renewal, FALSE AS contract_manager"
    )
    more = "DATE '2026-12-22' AS renewal_date, 'starter' AS tier, NULL AS csm"
    with duckdb.connect() as database:
        database.execute(f"CREATE TABLE tickets AS SELECT {values}, {more}")
        found = database.execute(sql(SHIPPED, "duckdb", "tickets", TODAY)).fetchone()
    assert found[-3:] == ("routed", "contracts", "renewal-within-90-days")


# The text.


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_shipped_rules_look_like_this(golden, dialect):
    ended = hsroute("show", "--format", "sql", "--dialect", dialect, "--table", "crm.tickets")
    assert (ended.code, ended.err) == (0, "")
    golden(HERE / f"hubspot.{dialect}.sql", ended.out)


def test_duckdb_and_tickets_are_the_default_and_the_same_run_gives_the_same_bytes():
    words = ("--dialect", "duckdb", "--table", "tickets", "--today", "2026-11-22")
    assert hsroute("show", "--format", "sql", "--color", "never") == hsroute("show", "--format", "sql", *words)


def test_quotes_and_backslashes_stay_inside_their_literals_and_names():
    ruleset = one_question(Value("it's \\", Text("")))._replace(title=Text("one\n; two \\"))
    quoted = {"duckdb": r"'it''s \'", "postgres": r"'it''s \'", "spark": r"'it\'s \\'"}
    for dialect, text in quoted.items():
        select = sql(ruleset, dialect, '`"').splitlines()
        assert select[0] == "-- one ; two \\"
        assert f"WHEN given.{name(dialect)} = {text} THEN given.{name(dialect)}" in "\n".join(select)
        assert ('FROM "`""" AS ticket' if dialect != "spark" else 'FROM ```"` AS ticket') in select


def name(dialect):
    return "`the key`" if dialect == "spark" else '"the key"'


# What goes wrong.


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dialect", "spark"), "only --format sql has a use for it"),
        (("--format", "tree", "--table", "tickets"), "only --format sql has a use for it"),
        (("csm", "--today", "2026-11-22"), "only --format sql has a use for it"),
        (("csm", "--format", "sql"), "the ways to one contact have no other format"),
        (("--format", "sql", "--dialect", "oracle"), "'oracle' is not one of"),
        (("--format", "sql", "--table", "crm."), "`crm.` is not the name of a table"),
        (("--format", "sql", "--table", ""), "`` is not the name of a table"),
        (("--format", "sql", "--table", "a\nb"), "`a\\nb` is not the name of a table"),
        (("--format", "sql", "--today", "soon"), "`soon` is n"),
    ],
)
def test_wrong_usage_gets_words_and_exit_code_2(words, said):
    ended = hsroute("show", *words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_rules_that_are_too_intricate_are_refused():
    asked = tuple(
        Question(f"q{number}", Text("?"), (Value("yes", Text("")), Value("no", Text("")))) for number in range(30)
    )
    pairs = tuple(Rule(f"r{n}", {f"q{n}": ("yes",), f"q{n + 15}": ("yes",)}, "desk", Text("")) for n in range(15))
    contacts = {"desk": Contact("desk", Text("Desk"))}
    with pytest.raises(TooBigError):
        sql(Ruleset(Text("Intricate"), contacts, asked, pairs), "duckdb", "tickets")
