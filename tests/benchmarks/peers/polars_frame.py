"""Polars: all rules as one chain of `when`, over a lazy scan of the lines, streamed into the file written."""

from __future__ import annotations

import sys
from functools import reduce
from operator import and_, or_

import polars as pl

from hsroute.routing.load import load
from tests.benchmarks.peers.branches import branches, days_of
from tests.benchmarks.records import TODAY


def main(given, written):
    ruleset = load().ruleset
    schema = dict.fromkeys(("id", *(question.key for question in ruleset.questions)), pl.String)
    lines = pl.scan_ndjson(given, schema=schema)
    lines.select("id", contact=contact(ruleset, TODAY)).sink_ndjson(written)


def contact(ruleset, today):
    chain = pl
    for branch in branches(ruleset):
        tests = [test(condition, today) for condition in branch.conditions] or [pl.lit(value=True)]
        chain = chain.when(reduce(and_, tests)).then(pl.lit(branch.contact, pl.String))
    return chain.otherwise(pl.lit(None, pl.String))


def test(condition, today):
    answer = pl.col(condition.key)
    if condition.spans:
        return reduce(or_, [answer.is_between(*map(pl.lit, days_of(span, today))) for span in condition.spans])
    if condition.others:
        return reduce(and_, [answer != name for name in condition.others])
    return answer == condition.names[0] if len(condition.names) == 1 else answer.is_in(condition.names)


if __name__ == "__main__":
    main(*sys.argv[1:])
