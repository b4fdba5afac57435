"""The session in the README is typed again. The rest of what it says is held to the program by test_documents."""

from __future__ import annotations

import re

import pytest

from tests.support.documents import blocks, read
from tests.support.program import TODAY


@pytest.mark.process
def test_the_conversation_is_what_a_person_sees():
    terminal = pytest.importorskip("tests.process.test_terminal", reason="a pseudo-terminal needs pexpect")
    (session,) = [block.body for block in blocks(read("README.md")) if block.kind == "text"]
    typed = re.findall(r"^> (.+)$", session, re.MULTILINE)
    seen = terminal.Terminal("ask", NO_COLOR="1").type(*typed)
    assert seen.end() == 0
    expected = re.sub(r"^> .+\n", "> ", session.partition("\n")[2], flags=re.MULTILINE)
    assert seen.screen.replace(f" --today {TODAY}", "") == expected
