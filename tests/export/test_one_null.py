"""A table that a database exports as JSON and as CSV, and reads itself by SQL, is routed alike: null is one thing."""

from __future__ import annotations

import csv
import io
import json
import random

import pytest

from hsroute.routing.load import load
from tests.support.program import hsroute

duckdb = pytest.importorskip("duckdb")

QUESTIONS = load().ruleset.questions
NOTHING = (None, "", "null")
ROWS = 3_000


def cell(question, chance):
    """Something that a text column of real exports holds."""
    others = ["unknown", "yes", "true", "2027-01-15", "kari@example.com", "no one"]
    return chance.choice([*NOTHING, *question.names, *question.names, chance.choice(others)])


def filled(connection, file):
    """A table of tickets: text columns, but for one of dates and one of truth values. It is read from the file."""
    kinds = {"renewal_date": "DATE", "about_renewal": "BOOLEAN"}
    columns = {"id": "BIGINT"} | {each.key: kinds.get(each.key, "VARCHAR") for each in QUESTIONS}
    chance = random.Random(14)
    typed = {"renewal_date": (None, "2026-12-01", "2027-06-01", "2026-10-01"), "about_renewal": (None, True, False)}
    rows = (
        [id, *(chance.choice(typed[each.key]) if each.key in typed else cell(each, chance) for each in QUESTIONS)]
        for id in range(ROWS)
    )
    file.write_text("".join(f"{json.dumps(dict(zip(columns, row, strict=True)))}\n" for row in rows), "utf-8")
    read = f"read_json('{file}', format = 'newline_delimited', columns = {columns})"
    connection.execute(f"CREATE TABLE tickets AS SELECT * FROM {read}")


def by_id(routes):
    return {int(id): (status, contact or None, rule or None) for id, status, contact, rule in routes}


@pytest.mark.process
def test_json_csv_and_sql_of_one_table_are_routed_alike(tmp_path):
    connection = duckdb.connect()
    filled(connection, tmp_path / "rows.json")
    connection.execute(f"COPY tickets TO '{tmp_path}/tickets.json'")
    connection.execute(f"COPY tickets TO '{tmp_path}/tickets.csv' (HEADER)")
    select = hsroute("show", "--format", "sql", "--dialect", "duckdb", "--table", "tickets").out
    by_sql = connection.sql(f"SELECT id, status, contact, rule FROM ({select.rstrip().rstrip(';')})").fetchall()
    lines = hsroute("ask", tmp_path / "tickets.json").lines
    by_json = [(each["id"], each["status"], (each.get("contact") or {}).get("id"), each.get("rule")) for each in lines]
    sheet = csv.DictReader(io.StringIO(hsroute("ask", tmp_path / "tickets.csv").out))
    by_csv = [(each["id"], each["status"], each["contact"], each["rule"]) for each in sheet]
    assert len(by_sql) == len(by_json) == len(by_csv) == ROWS
    assert by_id(by_json) == by_id(by_csv) == by_id(by_sql)
    assert len({status for _, status, *_ in by_sql}) == 4
