"""The nearest name, also among thousands, and texts on one line, in time that grows with their length alone."""

from __future__ import annotations

import random
import re
from string import ascii_lowercase
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.language.escape import one_line, paragraph
from hsroute.language.phrases import nearest

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


def test_a_thousand_mistakes_among_five_thousand_names_take_seconds():
    begun = process_time()
    for number in range(250):
        nearest(f"valeu-nubmer-{number}", [f"value-number-{place}" for place in range(5000)])
    assert process_time() - begun < 15


@given(st.text(alphabet=" \n\r\tab", max_size=30))
def test_a_line_break_and_the_spaces_around_it_are_one_space(text):
    assert one_line(text) == re.sub(r" *\n *", " ", paragraph(text))


def test_a_million_spaces_take_no_time():
    begun = process_time()
    one_line(f"a{' ' * 1_000_000}b\nc")
    assert process_time() - begun < 2


@pytest.mark.parametrize(
    ("word", "near"), [("cms", "csm"), ("emial", "email"), ("tru", "true"), ("description", None), ("version", None)]
)
def test_a_word_of_its_own_is_near_no_name(word, near):
    assert nearest(word, ("csm", "email", "true", "questions", "contacts")) == near
