"""The text that `hsroute show --format sql` prints, and what it refuses; test_sql runs it."""

from __future__ import annotations

import re

import pytest

import hsroute as library
from hsroute.engine.budget import TooBigError
from hsroute.export.sql import select
from hsroute.export.sql.select import columns_of, sql
from hsroute.model import Text, Value
from tests.export.test_sql import SHIPPED, TODAY, one_question
from tests.support.databases import ENGINES
from tests.support.program import DATA, hsroute
from tests.support.wide import far_apart, neighbours

HERE = DATA / "sql"


@pytest.mark.parametrize("dialect", ENGINES)
def test_without_a_day_the_same_text_counts_from_the_current_date(dialect):
    text = sql(SHIPPED, dialect, "tickets")
    for current, day in (("current_date", "DATE '2026-11-22'"), ("date('now', 'localtime')", "'2026-11-22'")):
        text = text.replace(current, day)
    assert text == sql(SHIPPED, dialect, "tickets", TODAY)


@pytest.mark.parametrize("dialect", ENGINES)
def test_the_shipped_rules_look_like_this(golden, dialect):
    ended = hsroute("show", "--format", "sql", "--dialect", dialect, "--table", "crm.tickets")
    assert (ended.code, ended.err) == (0, "")
    golden(HERE / f"hubspot.{dialect}.sql", ended.out)


@pytest.mark.parametrize("dialect", ENGINES)
def test_answers_of_all_kinds_are_read_like_this(golden, dialect):
    golden(HERE / f"kinds.{dialect}.sql", sql(library.load(HERE / "kinds.yaml").ruleset, dialect, "tickets"))


@pytest.mark.parametrize("dialect", ENGINES)
def test_the_select_is_what_the_command_prints(dialect):
    select = sql(SHIPPED, dialect, "crm.tickets", TODAY)
    assert select == (HERE / f"hubspot.{dialect}.sql").read_text(encoding="utf-8")


def test_duckdb_and_tickets_are_the_default_and_the_same_run_gives_the_same_bytes():
    words = ("--dialect", "duckdb", "--table", "tickets", "--today", "2026-11-22")
    assert hsroute("show", "--format", "sql", "--color", "never") == hsroute("show", "--format", "sql", *words)


def test_quotes_and_backslashes_stay_inside_their_literals_and_names():
    ruleset = one_question(Value("it's \\", Text("")))._replace(title=Text("one\n; two \\"))
    quoted = dict.fromkeys(("duckdb", "postgres"), r"'it''s \'") | {"spark": r"'it\'s \\'"}
    for dialect, text in quoted.items():
        select = sql(ruleset, dialect, '`"').splitlines()
        assert select[0] == "-- one ; two \\"
        assert f"WHEN given.{name(dialect)} = {text} THEN given.{name(dialect)}" in "\n".join(select)
        assert ('FROM "`""" AS ticket' if dialect != "spark" else 'FROM ```"` AS ticket') in select


def name(dialect):
    return "`the key`" if dialect == "spark" else '"the key"'


@pytest.mark.parametrize("dialect", ENGINES)
def test_another_program_that_reads_the_dialect_reads_the_select(dialect):
    import sqlglot

    for ruleset in (SHIPPED, one_question(Value("it's \\", Text(""))), one_question()._replace(questions=())):
        (parsed,) = sqlglot.parse(
            sql(ruleset, dialect, "crm.tickets"), read=dialect, error_level=sqlglot.ErrorLevel.RAISE
        )
        assert parsed.named_selects[-6:] == ["status", "contact", "team", "email", "url", "rule"]


@pytest.mark.parametrize("dialect", ENGINES)
def test_a_name_for_dbt_is_left_as_it_is(dialect):
    words = ("--dialect", dialect, "--table", "{{ ref('my.tickets') }}", "--column", "tier={{ tier }}")
    ended = hsroute("show", "--format", "sql", *words)
    assert ended.code == 0
    assert "FROM {{ ref('my.tickets') }} AS ticket\n" in ended.out
    assert "ticket.{{ tier }}" in ended.out


@pytest.mark.parametrize("dialect", ENGINES)
def test_a_name_with_a_template_is_neither_cut_at_its_dots_nor_quoted(dialect):
    columns = columns_of(SHIPPED, ["tier={{ tier }}"])
    text = sql(SHIPPED, dialect, "{{ ref('my.tickets') }}", columns=columns)
    assert "FROM {{ ref('my.tickets') }} AS ticket\n" in text
    assert "ticket.{{ tier }}" in text


@pytest.mark.parametrize("dialect", ENGINES)
def test_where_nothing_is_asked_or_nothing_matters_no_answer_is_looked_up(dialect):
    ruleset = one_question()
    silent = sql(ruleset._replace(questions=(), rules=()), dialect, "tickets")
    assert "invalid" not in silent
    assert "incomplete" not in silent
    decided = sql(ruleset._replace(rules=()), dialect, "tickets")
    assert "reached" not in decided
    assert "level_" not in decided


def test_the_nodes_of_a_question_that_are_too_many_for_one_step_are_in_several(monkeypatch):
    ruleset = library.load(HERE / "kinds.yaml").ruleset
    whole = sql(ruleset, "duckdb", "tickets")
    monkeypatch.setattr("hsroute.export.sql.select._MOST_COLUMNS", 2)
    parted = sql(ruleset, "duckdb", "tickets")
    levels = re.findall(r"^\) AS (level_\w+)$", parted, re.MULTILINE)
    assert len(levels) == len({*levels}) > len(re.findall(r"^\) AS level_", whole, re.MULTILINE))
    assert "level_4_1" in levels
    assert {*re.findall(r"(level_\w+)\.n", parted)} <= {*levels}


def test_questions_have_the_columns_named_for_them_else_those_of_their_keys():
    ruleset = one_question()
    assert columns_of(ruleset, []) == {"the key": "the key"}
    assert columns_of(ruleset, ["the key=a=b"]) == {"the key": "a=b"}
    assert columns_of(ruleset, ["the key="]) == {"the key": None}
    assert 'ticket."a=b"' in sql(ruleset, "duckdb", "tickets", columns={"the key": "a=b"})
    assert 'ticket."' not in sql(ruleset, "duckdb", "tickets", columns={"the key": None})


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (["tier"], "`tier` is not of the form KEY=NAME, such as tier=plan"),
        (["tier=a\nb"], "`tier=a\\nb` is not of the form KEY=NAME, such as tier=plan"),
        (["tire=plan"], "there is no question `tire`; did you mean `tier`?"),
        (["tier=a", "tier="], "`tier` is read from two columns"),
    ],
)
def test_a_pair_that_names_no_column_is_an_error(pairs, said):
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        columns_of(SHIPPED, pairs)


@pytest.mark.parametrize("table", ["crm.", "", ".tickets", "a\nb"])
def test_what_is_not_the_name_of_a_table_is_an_error(table):
    shown = re.escape(table.replace("\n", "\\n"))
    with pytest.raises(ValueError, match=rf"^`{shown}` is not the name of a table, such as tickets or sales.tickets$"):
        sql(SHIPPED, "duckdb", table)


def test_the_columns_are_named_on_the_command_line():
    ended = hsroute("show", "--format", "sql", "--column", "tier=plan", "--column", "csm=")
    assert 'CAST(ticket."plan" AS VARCHAR) END AS "tier"' in ended.out
    assert 'CAST(NULL AS VARCHAR) AS "csm"' in ended.out


# What goes wrong.


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--dialect", "spark"), "only --format sql has a use for it"),
        (("--format", "tree", "--table", "tickets"), "only --format sql has a use for it"),
        (("csm", "--today", "2026-11-22"), "only --format sql, html and --answer have a use for it"),
        (("csm", "--format", "sql"), "the ways to one contact have no other format"),
        (("--format", "sql", "--dialect", "oracle"), "'oracle' is not one of"),
        (("--format", "sql", "--table", "crm."), "`crm.` is not the name of a table"),
        (("--format", "sql", "--table", ""), "`` is not the name of a table"),
        (("--format", "sql", "--table", "a\nb"), "`a\\nb` is not the name of a table"),
        (("--column", "tier=plan"), "only --format sql has a use for it"),
        (("--format", "sql", "--column", "tire=plan"), "there is no question `tire`; did you mean `tier`?"),
        (("--format", "sql", "--column", "tier=a", "--column", "tier="), "`tier` is read from two columns"),
        (("--format", "sql", "--column", "tier"), "`tier` is not of the form KEY=NAME"),
        (("--format", "sql", "--column", "tier=a\nb"), "`tier=a\\nb` is not of the form KEY=NAME"),
        (("--format", "sql", "--today", "soon"), "`soon` is n"),
    ],
)
def test_wrong_usage_gets_words_and_exit_code_2(words, said):
    ended = hsroute("show", *words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_rules_that_are_too_intricate_are_refused(monkeypatch):
    monkeypatch.setattr(select, "PROOF", 10_000)  # the whole budget takes seconds
    with pytest.raises(TooBigError):
        sql(far_apart(18), "duckdb", "tickets")


@pytest.mark.parametrize("dialect", ENGINES)
def test_the_text_is_as_long_as_the_diagram_and_not_as_there_are_combinations(dialect):
    """A question more is a step of two nodes more, and three times as many combinations."""
    lengths = [len(sql(neighbours(count), dialect, "tickets")) for count in (10, 20, 40)]
    assert lengths[2] - lengths[1] < 2.5 * (lengths[1] - lengths[0])
