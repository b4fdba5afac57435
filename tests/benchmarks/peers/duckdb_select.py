"""DuckDB: the SELECT of `hsroute show --format sql` over the lines, copied into the file written."""

from __future__ import annotations

import sys

import duckdb

from hsroute.export.sql.select import sql
from hsroute.routing.load import load
from tests.benchmarks.records import TODAY


def main(given, written):
    ruleset = load().ruleset
    columns = ", ".join(f"{key}: 'VARCHAR'" for key in ("id", *(question.key for question in ruleset.questions)))
    with duckdb.connect() as database:
        database.execute(f"CREATE VIEW tickets AS FROM read_ndjson('{given}', columns = {{{columns}}})")
        decided = sql(ruleset, "duckdb", "tickets", TODAY)
        database.execute(f"COPY (SELECT id, contact FROM ({decided})) TO '{written}' (FORMAT json)")


if __name__ == "__main__":
    main(*sys.argv[1:])
