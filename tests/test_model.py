"""Spans of days and numbers as laws: on a fine grid of numbers they say of each other what their members say."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.model import Frozen, Interval, Question, Text, Value
from hsroute.patterns import NUMBERS, in_digits, is_whole, read_number

GRID = [Decimal(tenth) / 10 for tenth in range(-60, 61)]
ENDS = ("", "-4", "-1", "-0.5", "0", "0.5", "1.0", "2", "2.5", "4")


@st.composite
def spans(draw):
    """Spans as they are written, of which one end may be open."""
    text = "{}..{}{}".format(*(draw(st.sampled_from(each)) for each in (ENDS, ("", "<"), ENDS)))
    ends = NUMBERS.ends(text)
    return Interval(*ends) if ends else Interval(*NUMBERS.ends("1..<2.5"))


def members(span):
    return [number for number in GRID if span.covers(number)]


@given(spans())
def test_a_span_covers_what_lies_between_its_ends(span):
    first, last = (span.first, span.last)
    above = [number for number in GRID if first is None or number >= first]
    wanted = [number for number in above if last is None or number < last or (number == last and not span.below)]
    assert members(span) == wanted
    assert wanted


@given(spans())
def test_a_span_reads_as_it_is_written(span):
    assert Interval(*NUMBERS.ends(str(span))) == span


@given(spans(), spans())
def test_spans_meet_where_they_share_a_number_and_else_one_ends_before_the_other(one, other):
    shared = set(members(one)) & set(members(other))
    assert one.meets(other) == other.meets(one) == bool(shared)
    assert one.ends_before(other) == (max(members(one)) < min(members(other)))


@given(spans(), spans())
def test_a_span_touches_a_later_one_where_no_number_lies_between_them(one, later):
    if one.ends_before(later):
        between = [number for number in GRID if max(members(one)) < number < min(members(later))]
        assert one.touches(later, whole=False) == (between == [])


@given(*[st.integers(-3, 3)] * 2)
def test_a_span_of_whole_numbers_touches_the_one_that_begins_with_the_next(last, first):
    one, later = Interval(None, last), Interval(first, None)
    assert one.touches(later, whole=True) == ([*range(last + 1, first)] == [])
    assert Interval(None, None).touches(later, whole=True)
    assert one.touches(Interval(None, first), whole=True)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "one"), ("zh-Hant-TW", "hant"), ("zh-Hans", "zh"), ("zh", "zh"), ("de", "one"), ("pt-BR", "one")],
)
def test_a_text_is_in_the_nearest_language_that_it_has_else_in_english(lang, said):
    assert Text.translated({"zh": "zh", "zh-Hant": "hant", "en": "one"}).to(lang) == said


def test_a_text_without_english_is_in_its_first_language_and_one_in_no_language_is_empty():
    assert Text.translated({"nb": "en", "de": "eins"}).to("fr") == "en"
    assert Text.translated({}) == Text("")


@pytest.mark.parametrize(("number", "digits"), [(5, "5"), (Decimal("1E+3"), "1000"), (Decimal("2.50"), "2.50")])
def test_a_number_is_written_in_plain_digits(number, digits):
    assert in_digits(number) == digits


def test_an_answer_has_the_name_of_its_value_or_unknown():
    values = (Value("yes", Text("Yes")), Value("no", Text("No")))
    question = Question("sure", Text("?"), values)
    assert [question.answer(number) for number in range(3)] == ["yes", "no", "unknown"]


def test_a_frozen_mapping_is_a_value_that_nothing_changes():
    frozen = Frozen({"b": 1, "a": (2,)})
    assert {frozen, Frozen({"a": (2,), "b": 1})} == {frozen}
    assert len({Frozen({"a": 1}), Frozen({"a": 2}), Frozen()}) == 3
    assert hash(Frozen({"a": 1})) != hash(Frozen({"a": 2}))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(frozen, protocol))
        assert (type(again), again, [*again]) == (Frozen, frozen, ["b", "a"])
    for change in (lambda: frozen.update(c=3), lambda: frozen.pop("a"), frozen.clear, lambda: frozen.setdefault("c")):
        with pytest.raises(TypeError, match=r"^what a rules file or a route says cannot be changed; `dict` makes a c"):
            change()
    assert dict(frozen) == {"b": 1, "a": (2,)}


@given(st.lists(spans(), min_size=1, max_size=3))
def test_a_step_leads_to_the_other_side_of_a_border_and_never_past_the_next_one(some):
    values = tuple(Value(f"v{place}", Text(""), span) for place, span in enumerate(some))
    question = Question("size", Text("?"), values, scale="numbers")
    borders = sorted({end for span in some for end in (span.first, span.last) if end is not None})
    assert question.whole == all(span.whole for span in some)
    assert question.margin == 1 if question.whole else 0 < question.margin < 1
    assert all(one + question.margin <= other for one, other in pairwise(borders))


@given(st.from_regex(r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?", fullmatch=True).filter(str.isascii))
def test_a_number_is_read_exactly(text):
    number = read_number(text)
    if number is None:
        digits, power, _ = text.lower().lstrip("-").partition("e")
        assert power
        assert max(map(len, digits.split("."))) > 20
    else:
        assert Fraction(number) == Fraction(text)
        assert is_whole(number) == (Fraction(text).denominator == 1)
