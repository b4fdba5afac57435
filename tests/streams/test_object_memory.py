"""However a line with keys that are kept is come by, remembered or worked out, its route is the same to the byte."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.cli.inputs import Keeper
from hsroute.routing.load import load
from hsroute.routing.route import wrong
from hsroute.streams.json_parts import plain_parts
from hsroute.streams.json_stream import carried, parse_line, put_in
from hsroute.streams.json_text import parse_json
from hsroute.streams.object_memory import PartsEncoder
from hsroute.streams.records import not_json_error, record_error
from tests.support.program import TODAY

DAY = date.fromisoformat(TODAY)
SHIPPED = load()
KEEPER = Keeper([question.key for question in SHIPPED.questions])


def judged(record):
    error = not_json_error(record.bad, "en") if record.bad else record_error(record.value, "en")
    return wrong(DAY, error) if error else SHIPPED.judge(KEEPER.answers(record.value), DAY)


def plainly(number, line):
    """The route of a line when nothing is remembered."""
    return told(parse_line(number, line), judged, KEEPER.keys)


def told(record, judge, kept):
    """The route of a record when nothing is remembered."""
    found = judge(record).route()
    return found.status, put_in(found.as_json(), found.status, carried(record, kept)) + b"\n"


def strictly(record):
    """The route of a record in which nothing but answers may be."""
    error = not_json_error(record.bad, "en") if record.bad else record_error(record.value, "en")
    return wrong(DAY, error) if error else SHIPPED.judge(record.value, DAY)


def encoder(judge=judged):
    return PartsEncoder(None, judge, lambda: DAY, KEEPER.keys, keep=True)


def encode(known, number, line):
    """The status and the route of a line that is a record."""
    [([status], text)] = known.encode([(number, line + b"\n")])
    return status, text


KEYS = st.sampled_from(["category", "tier", "renewal_date", "id", "subject", "Category", "tags", "", "å", 'a "quote"'])
ANSWERS = st.sampled_from(["billing", "support", "starter", "2027-01-15", "unknown", None, True])
OTHERS = st.one_of(
    *(st.text(max_size=5), st.integers(), st.floats(allow_nan=False, allow_infinity=False)),
    *(st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2)),
)


@st.composite
def lines(draw):
    """A record in one line, in one of many spellings, sound or with a key that appears twice, or damaged."""
    members = draw(st.lists(st.tuples(KEYS, ANSWERS | OTHERS), max_size=5))
    between, colon = draw(st.sampled_from([(", ", ": "), (",", ":"), (" , ", " : "), (",\t", ":\t")]))
    ascii = draw(st.booleans())
    spelled = [
        json.dumps(key, ensure_ascii=ascii) + colon + json.dumps(value, ensure_ascii=ascii) for key, value in members
    ]
    text = "{" + between.join(spelled) + draw(st.sampled_from(["}", " }", "}\r", "}}", ""]))
    if draw(st.booleans()):
        text = text.replace("tier", "t\\u0069er")
    return text.encode(
        draw(st.sampled_from(["utf-8", "latin-1"])), errors="surrogatepass" if text.isascii() else "replace"
    )


@pytest.mark.process
@given(st.lists(lines(), max_size=6))
def test_a_line_has_the_same_route_the_first_time_and_every_other(given):
    known = encoder()
    for number, line in enumerate(given * 2, 1):
        assert encode(known, number, line) == plainly(number, line)


@pytest.mark.process
@given(st.lists(lines(), max_size=6), st.booleans())
def test_a_record_of_an_array_has_the_same_route_the_first_time_and_every_other(given, keep):
    judge, kept = (judged, KEEPER.keys) if keep else (strictly, None)
    given = [parse_line(0, line)._replace(line=None) for line in given * 2]
    known = PartsEncoder(None, judge, lambda: DAY, KEEPER.keys, keep=keep)
    assert [(status, text) for [status], text in known.encode_records(given)] == [
        told(record, judge, kept) for record in given
    ]


def test_records_of_an_array_that_are_alike_in_their_answers_are_worked_out_once():
    worked_out = []
    known = PartsEncoder(
        None, lambda record: worked_out.append(record) or strictly(record), lambda: DAY, KEEPER.keys, keep=False
    )
    [*known.encode_records([parse_line(0, b'{"id": %d, "category": "billing"}' % id) for id in range(3)])]
    assert len(worked_out) == 1


@pytest.mark.parametrize("kept", ['"subject": "%s"', '"tags": ["%s"]', '"custom": {"name": "%s"}'])
def test_lines_that_are_alike_in_their_answers_are_worked_out_once(kept):
    worked_out = []
    known = encoder(lambda record: worked_out.append(record) or judged(record))
    for number, text in enumerate(("a", "å", r"\u00e5", ""), 1):
        line = f'{{"id": {number}, {kept % text}, "category": "billing"}}'.encode()
        assert encode(known, number, line) == plainly(number, line)
    assert len(worked_out) == 1


def test_every_name_of_what_is_kept_is_told_also_beside_answers_that_are_known():
    met = []
    known = encoder(lambda record: met.extend(record.value) or judged(record))
    for line in (
        b'{"category": "billing"}',
        b'{"category": "billing", "teir": 1}',
        b'{"teir": 2, "category": "billing"}',
    ):
        encode(known, 1, line)
    assert met.count("teir") == 2


MEMBERS = (
    *(
        r'"a":"\q"',
        r'"a":"\u12"',
        '"a":01',
        '"a":1.',
        '"a":+1',
        '"a":.5',
        '"a":"\t"',
        '"a":tru',
        '"a":NaN',
        '"a":',
        '"a"',
    ),
    *('"a"', "1:1", '"a":1,', '"a":1 "b":2', '"a":-', '"a":1e', '"a":"b', '"a":\xa01', '"a":1\x1c'),
    *("", '"a":[]', '"a":{}'),
    *(r'"\"":"\\"', '"a":-0.10E+5', '"a":null, "b":true', '"":false', r'"\u00e5":"\ud800"'),
)


@pytest.mark.parametrize("members", MEMBERS)
def test_what_is_taken_for_an_object_is_one(members):
    text = f"{{{members}}}"
    try:
        plain = isinstance(parse_json(text.encode()), dict) and text != "{}" and "[" not in text and "{}" not in text
    except ValueError:
        plain = False
    assert bool(plain_parts(text, KEEPER.keys)) == plain
