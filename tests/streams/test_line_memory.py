"""However a line of a stream is come by, remembered or worked out, its route is the same to the byte."""

from __future__ import annotations

import json
from datetime import date
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.model import Text
from hsroute.routing.load import load
from hsroute.routing.route import wrong
from hsroute.routing.router import Router
from hsroute.streams.json_stream import Input, carried, parse_line, put_in, records
from hsroute.streams.json_text import dump_json
from hsroute.streams.line_memory import Encoder, written_of
from hsroute.streams.records import not_json_error, record_error
from tests.support.program import TODAY
from tests.support.strategies import answers_of_all_kinds, rulesets_of_all_kinds

DAY = date.fromisoformat(TODAY)
SHIPPED = load()


def judged(router, record):
    error = not_json_error(record.bad, "en") if record.bad else record_error(record.value, "en")
    return wrong(DAY, error) if error else router.judge(record.value, DAY)


def plainly(router, number, line):
    """The route of a line as a stream gives it when nothing is remembered."""
    return told(router, parse_line(number, line))


def told(router, record):
    """The route of a record, written without what is remembered."""
    route = judged(router, record).route()
    return route.status, put_in(route.as_json(), route.status, carried(record)) + b"\n"


def encoder(router):
    return Encoder(lambda answers: router.judge(answers, DAY), lambda record: judged(router, record))


def encode(known, number, line):
    """The status and the route of a line that is a record."""
    [status], [text] = told_by(known, [(number, line + b"\n")])
    return status, text


def told_by(known, blocks):
    """The statuses and the routes of all lines in some blocks."""
    statuses, texts = zip(*known.encode(blocks), strict=True)
    return [*chain(*statuses)], b"".join(texts).splitlines(keepends=True)


ids = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
)


@st.composite
def lines(draw, answers):
    """A record in one line, in one of many spellings, sound or with a key that stands twice."""
    members = [*answers.items(), *draw(st.lists(st.tuples(st.just("id"), ids), max_size=2))]
    members = draw(st.permutations(members))
    between, colon = draw(st.sampled_from([(", ", ": "), (",", ":"), (" , ", " : "), (",\t", ":")]))
    escaped = draw(st.booleans())
    spelled = [json.dumps(key) + colon + json.dumps(value, ensure_ascii=escaped) for key, value in members]
    end = draw(st.sampled_from(["}", " }", "}\r", "} ", "}}", ""]))
    return ("{" + between.join(spelled) + end).encode(errors="surrogatepass")


@pytest.mark.process
@given(st.data())
def test_a_line_has_the_same_route_the_first_time_and_every_other(data):
    ruleset = data.draw(rulesets_of_all_kinds())
    answers = data.draw(answers_of_all_kinds(ruleset, DAY))
    router = Router(ruleset)
    known = encoder(router)
    for number, line in enumerate(data.draw(st.lists(lines(answers), max_size=6)) * 2, 1):
        assert encode(known, number, line) == plainly(router, number, line)


@pytest.mark.process
@given(st.data(), st.sampled_from(["en", "nb", "fr"]))
def test_the_text_of_a_verdict_is_that_of_its_route(data, lang):
    """However many share it, with answers that hold for all of them, and in any language."""
    ruleset = data.draw(rulesets_of_all_kinds())
    router = Router(ruleset)
    for _ in range(3):
        answers = data.draw(answers_of_all_kinds(ruleset, DAY))
        standing = data.draw(st.none() | answers_of_all_kinds(ruleset, DAY))
        verdict = router.judge(answers, DAY, lang, standing)
        assert whole(written_of(verdict)) == dump_json(router.route(answers, DAY, lang, standing).as_json()) + b"\n"


def whole(written):
    _, *parts = written
    return b"".join(parts)


@pytest.mark.parametrize("text", ["100 %", "%s", "NaN", ': NaN, "x": "NaN"', 'a \\" b', "##[x", "å\x9b", "\0"])
def test_the_text_of_a_route_has_whatever_its_rules_and_answers_say(text):
    rule = SHIPPED.ruleset.rules[0]._replace(because=Text(text), notes=(Text(text),), facts=(text,))
    contacts = {id: contact._replace(how=Text(text)) for id, contact in SHIPPED.contacts.items()}
    router = Router(SHIPPED.ruleset._replace(rules=(rule, *SHIPPED.ruleset.rules[1:]), contacts=contacts))
    for answers in ({"category": "billing"}, {"category": "success", "tier": "enterprise", "csm": "a%s#å@example.org"}):
        assert whole(written_of(router.judge(answers, DAY))) == dump_json(router.route(answers, DAY).as_json()) + b"\n"


@pytest.mark.process
@given(st.data())
def test_lines_in_blocks_keep_their_order_and_numbers_and_blank_ones_have_no_route(data):
    ruleset = data.draw(rulesets_of_all_kinds())
    answers = data.draw(answers_of_all_kinds(ruleset, DAY))
    router = Router(ruleset)
    given = data.draw(st.lists(st.one_of(lines(answers), st.sampled_from([b"", b" ", b"\r", b"\t "])), min_size=1))
    border = data.draw(st.integers(0, len(given)))
    pieces = (1, given[:border]), (border + 1, given[border:])
    blocks = [(first, b"".join(line + b"\n" for line in piece)) for first, piece in pieces]
    slowly = [told(router, record) for record in records(Input("stream", blocks=iter(blocks)))]
    assert [*zip(*told_by(encoder(router), blocks), strict=True)] == slowly


SPELLINGS = (
    b'{"id": 1, "category": "billing"}',
    b'{"id": 2, "category": "billing"}',
    b'{"id": -0, "category": "billing"}',
    b'{"id": 007, "category": "billing"}',
    b'{"id": 1.0, "category": "billing"}',
    b'{"id": 1e2, "category": "billing"}',
    b'{"id": 12345678901234567890123, "category": "billing"}',
    b'{"id": "\\u00e5", "category": "billing"}',
    '{"id": "å", "category": "billing"}'.encode(),
    b'{"id": "\xe5", "category": "billing"}',
    b'{"id": "a\tb", "category": "billing"}',
    b'{"id": "a\x7fb", "category": "billing"}',
    b'{"id": "a", "category": "billing", "id": "b"}',
    b'{"id": "a", "category": "sales", "category": "billing"}',
    b'{"id":"a","category":"billing"}',
    b'{"category": "billing", "id": "last"}',
    b'{"category": "billing"}',
    b'{"category": "billing"} x',
    b'{"id": "a"}',
    b', "category": "billing"}',
    b"{}",
    b"[]",
    b'{"id": "a", "category": "nothing"}',
    b'{"id": "a", "category": null}',
    b'{"id": "a", "category": "null"}',
    b'{"id": "a", "category": ""}',
    b'{"id": "a", "category": "unknown"}',
    b'{"category": "contracts", "about_renewal": true, "contract_manager": false, "renewal_date": "2026-12-30"}',
)


@pytest.mark.parametrize("line", SPELLINGS)
def test_a_line_is_not_taken_for_another_one_that_looks_like_it(line):
    known = encoder(SHIPPED)
    for number, before in enumerate(SPELLINGS, 1):
        encode(known, number, before)
    assert encode(known, 99, line) == plainly(SHIPPED, 99, line)


@pytest.mark.parametrize("begin", ['{"id": 7, ', '{"id": "å", ', "{"])
def test_lines_that_are_alike_but_for_their_id_are_worked_out_once(begin):
    worked_out = []
    known = Encoder(lambda answers: worked_out.append(answers) or SHIPPED.judge(answers, DAY), None)
    for number in (1, 2, 3):
        encode(known, number, f'{begin.replace("7", str(number))}"category": "billing"}}'.encode())
    assert len(worked_out) == 1


@pytest.mark.parametrize(
    "other", [b'{"tags": ["x"]}', b'{"id": "[9]", "category": "billing"}', b"\xff", b'{"a":', b"{}"]
)
def test_no_line_keeps_others_of_its_block_from_being_remembered(other):
    worked_out = []
    known = Encoder(
        lambda answers: worked_out.append(answers) or SHIPPED.judge(answers, DAY),
        lambda record: judged(SHIPPED, record),
    )
    lines = [b'{"id": %d, "category": "billing"}' % number for number in range(3)]
    told_by(known, [(number, b"\n".join([*lines, other, b""])) for number in (1, 5)])
    assert len(worked_out) == 1


def test_what_is_remembered_is_bounded(monkeypatch):
    monkeypatch.setattr("hsroute.streams.line_memory._ROOM", 20_000)
    known = encoder(SHIPPED)
    for number in range(1, 200):
        line = b'{"category": "success", "tier": "enterprise", "csm": "csm-%d@example.org"}' % number
        assert encode(known, number, line) == plainly(SHIPPED, number, line)
    assert 0 < len(known._known) < 40


def test_several_unused_answers_are_in_a_list():
    line = b'{"category": "billing", "tier": "free", "csm": "no", "trial": "none"}'
    assert encode(encoder(SHIPPED), 1, line) == plainly(SHIPPED, 1, line)
    assert b'"unused": ["trial", "tier", "csm"]' in encode(encoder(SHIPPED), 1, line)[1]
