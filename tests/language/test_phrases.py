"""The nearest name, also among thousands, and texts on one line, in time that grows with their length alone."""

from __future__ import annotations

import random
import re
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.language.escape import one_line, paragraph
from hsroute.language.phrases import assumed, before_answer, nearest, without_remark
from hsroute.model import Question, Text, Value
from tests.support.growth import grows_evenly, seconds

NAMES = ["".join(random.Random(number).choices(ascii_lowercase, k=9)) for number in range(5000)]


@pytest.mark.parametrize("count", [100, 5000])
def test_a_letter_left_out_or_mistyped_is_found_among_few_and_among_thousands_of_names(count):
    for name in NAMES[: count : count // 50]:
        assert nearest(name[:4] + name[5:], NAMES[:count]) == name
        assert nearest(f"{name[:4]}-{name[5:]}", NAMES[:count]) == name
    assert nearest("1234567890", NAMES[:count]) is None


def test_names_that_are_all_alike_are_told_apart_by_what_is_rare_in_them():
    names = [f"value-number-{number}" for number in range(5000)]
    assert all(nearest(f"value-nmber-{number}", names) == f"value-number-{number}" for number in range(0, 5000, 250))


def test_mistakes_among_thousands_of_names_take_little_longer_than_among_fifty():
    def mistakes(names):
        for number in range(100):
            nearest(f"valeu-nubmer-{number}", [f"value-number-{place}" for place in range(names)])

    assert seconds(mistakes, 5_000) < 10 * seconds(mistakes, 50)


@given(st.text(alphabet=" \n\r\tab", max_size=30))
def test_a_line_break_and_the_spaces_around_it_are_one_space(text):
    assert one_line(text) == re.sub(r" *\n *", " ", paragraph(text))


def test_spaces_take_a_time_that_grows_as_they_do():
    assert grows_evenly(lambda size: one_line(f"a{' ' * size}b\nc"), 125_000)


@pytest.mark.parametrize(
    ("word", "near"), [("cms", "csm"), ("emial", "email"), ("tru", "true"), ("description", None), ("version", None)]
)
def test_a_word_of_its_own_is_near_no_name(word, near):
    assert nearest(word, ("csm", "email", "true", "questions", "contacts")) == near


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("How big? (Several: the biggest)", "How big?"),
        ("How big (in m) is it?", "How big (in m) is it?"),
        ("Size (in m) (roughly) ", "Size (in m)"),
        ("(Optional)", "(Optional)"),
        (" (Optional)", " (Optional)"),
        ("Size (in m (or cm))", "Size (in m (or cm))"),
        ("Size :)", "Size :)"),
        ("Size (", "Size ("),
        ("How big?", "How big?"),
        ("", ""),
    ],
)
def test_what_stands_in_brackets_at_the_end_of_a_question_can_be_left_out(text, bare):
    assert without_remark(Question("size", Text(text), ()), "en") == bare


@pytest.mark.parametrize(
    ("text", "before"),
    [("How big? (Roughly)", "How big? "), ("Size (in m)", "Size: "), ("Size:", "Size: "), ("Size :)", "Size :) ")],
)
def test_a_question_that_ends_in_no_mark_gets_a_colon_before_its_answer(text, before):
    assert before_answer(Question("size", Text(text), ()), "en") == before


YES = Value("yes", Text.translated({"en": "Yes", "nb": "Ja"}))
BOTH = Text.translated({"en": "your size", "nb": "størrelsen"})


@pytest.mark.parametrize(
    ("value", "short", "en", "nb"),
    [
        (YES, BOTH, "your size, so we assumed yes.", "størrelsen, så vi gikk ut fra at svaret er ja."),
        (Value("yes", Text("Jepp")), BOTH, "your size, so we assumed Jepp.", "størrelsen, så vi gikk ut fra Jepp."),
        (
            Value("big", Text("Very big")),
            BOTH,
            "your size, so we assumed “Very big”.",
            "størrelsen, så vi gikk ut fra «Very big».",
        ),
        (
            Value("big", Text("Big")),
            None,
            "the answer to “Size?”, so we assumed Big.",
            "svaret på «Size?», så vi gikk ut fra Big.",
        ),
    ],
)
def test_the_note_on_an_assumed_answer_says_what_was_not_known_and_what_was_assumed(value, short, en, nb):
    question = Question("size", Text("Size? (About)"), (value,), if_unsure=value.name, short=short)
    assert [assumed(question, lang) for lang in ("en", "nb")] == [f"You didn't know {en}", f"Du visste ikke {nb}"]
