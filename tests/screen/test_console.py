"""Where lines break, and where they do not."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.text import Text

from hsroute.screen.console import block, hang
from tests.support.growth import grows_evenly


def printed(text, width, head=""):
    screen = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    hang(screen, Text(head), Text(text))
    return screen.file.getvalue().splitlines()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("This is about 90 days", ["This is about", "90 days"]),
        ("It ends on 5 March 2027, or so", ["It ends on", "5 March 2027,", "or so"]),
        ("Den 5. mars 2027", ["Den", "5. mars 2027"]),
        ("It is number 12. Then more", ["It is number", "12. Then more"]),
        ("a number (?\xa0help,\xa0q)", ["a number", "(? help, q)"]),
        ("a (?\xa0help,\xa0b\xa0back)", ["a (? help, b", "back)"]),
        ("call +47 22 33 44", ["call +47 22 33", "44"]),
    ],
)
def test_a_date_a_number_with_its_word_and_what_is_held_together_stay_on_a_line_if_they_fit(text, lines):
    assert printed(text, 14) == lines


@pytest.mark.parametrize(
    ("text", "clicked"),
    [
        (
            "Search there, or ask in the forum: https://forum.example.com/a?b=1#c.",
            ["https://forum.example.com/a?b=1#c"],
        ),
        (
            "(see https://example.com/å) and “http://example.org/”",
            ["https://example.com/%C3%A5", "http://example.org/"],
        ),
        ("[link=https://example.com]y[/link]", ["https://example.com"]),
        ("javascript://example.com, example.com, https://", []),
        ("https://example.com/\u202e", []),
    ],
)
def test_pages_that_a_text_names_can_be_clicked_on_a_screen_with_escapes_only(text, clicked):
    screens = [Console(file=io.StringIO(), width=200, color_system=color) for color in ("standard", None)]
    for screen in screens:
        hang(screen, Text(), block(text))
    colored, plain = (screen.file.getvalue() for screen in screens)
    assert re.findall(r"\x1b]8;;([^\x1b]+)", colored) == clicked
    assert "\x1b" not in plain


@given(st.lists(st.sampled_from(("a", "90", "days", "5.", "mars", "2027", "x\xa0y", "\xa0", "word")), max_size=9))
def test_however_lines_break_every_word_is_there_once_and_none_is_too_long(words):
    text = " ".join(words)
    lines = printed(text, 12, head="- ")
    assert " ".join(lines).replace("- ", "", 1).split() == text.split()
    assert all(len(line) <= 12 for line in lines)


def test_a_long_word_is_looked_at_once_for_what_holds_it_together():
    assert grows_evenly(lambda size: printed(f"{'!' * size} 1 day", 80), 12_500)
