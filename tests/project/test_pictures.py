"""The pictures of the README show what the program does now, and ask nothing of other hosts."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

pytest.importorskip("pexpect", reason="a conversation is drawn at a pseudo-terminal, which needs pexpect")

from tests.pictures import CONVERSATION, PICTURES, RICH, ROOT, SCREENS, picture

ANEW = "the picture is stale; `python -m tests.pictures` makes all of them anew"


def words(svg):
    return [text.text for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.process
@pytest.mark.parametrize("name", SCREENS)
def test_a_picture_is_what_the_program_shows(name):
    kept, now = (PICTURES / f"{name}.svg").read_text("utf-8"), picture(name)
    assert words(kept) == words(now), ANEW
    drawn_with = re.search(r"with rich (\S+) -->", kept)[1]
    if drawn_with != RICH:
        pytest.skip(f"the words are right; how they are drawn is compared with rich {drawn_with} only")
    assert kept == now, ANEW


def test_the_picture_of_the_conversation_has_what_the_person_typed():
    kept = [text.replace("\xa0", " ") for text in words((PICTURES / "conversation.svg").read_text("utf-8"))]
    assert [typed for prompt, typed in pairwise(kept) if prompt == "> "] == list(CONVERSATION)


def test_every_picture_is_made_here_shown_in_the_readme_and_described():
    files = {path.name for path in PICTURES.iterdir()}
    assert files == {"page.png", *(f"{name}.svg" for name in SCREENS)}
    shown = re.findall(r"!\[(.{20,})\]\(\.github/pictures/(.+?)\)", (ROOT / "README.md").read_text("utf-8"))
    assert sorted(file for _, file in shown) == sorted(files)


@pytest.mark.parametrize("name", SCREENS)
def test_a_picture_is_small_refers_to_no_host_and_names_no_path_of_the_machine(name):
    svg = (PICTURES / f"{name}.svg").read_text("utf-8")
    assert len(svg.encode()) < 60_000
    drawing = re.sub(r">[^<]*<", "><", svg.replace('xmlns="http://www.w3.org/2000/svg"', ""))
    assert "://" not in drawing
    assert "href" not in svg
    assert str(ROOT) not in svg
