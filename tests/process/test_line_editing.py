"""Lines typed at a terminal can be edited where readline can be had, and are plain lines everywhere else."""

from __future__ import annotations

import re
import signal
import sys
import termios

import pytest

from tests.support.program import environment_with_cache

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which is not for Windows")
readline = pytest.importorskip("readline", reason="there are no lines to edit without it")
terminals = pytest.importorskip("tests.support.terminal")

PROMPT = re.compile(r"> (\x1b\[0m)?$")
UP, LEFT, HOME, TAB = "\x1b[A", "\x1b[D", "\x1b[H", "\t"


class Typist:
    """Types keys at a terminal that shows them."""

    def __init__(self, *words, program=(), **env):
        environ = environment_with_cache(**{"TERM": "xterm", **env})
        environ.pop("COLUMNS")
        options = {"env": environ, "encoding": "utf-8", "dimensions": (50, 100), "echo": True}
        if program:
            self.child = terminals.spawn(sys.executable, *program, *words, **options)
        else:
            self.child = terminals.hsroute(*words, **options)
        self.screen = ""

    def type(self, *keys):
        for sent in keys:
            self.child.expect(PROMPT)
            self.screen += self.child.before + self.child.after
            self.child.send(sent)
        return self

    def end(self):
        self.child.expect(pexpect.EOF)
        self.screen += self.child.before
        return terminals.code(self.child)

    @property
    def plain(self):
        """What is on the screen, but for colours and how lines are drawn."""
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b]8;;[^\x1b]*\x1b\\|\r", "", self.screen)


@pytest.mark.parametrize(
    "keys",
    [
        f"illing{HOME}b\r",
        f"bilingg{LEFT * 4}l\x1b[F\x7f\r",
        "nonsense\x15billing\r",
        "support\x17billing\r",
        f"invo{TAB}\r",
        f"bill{TAB}\r",
        f"Inv{TAB}\r",
        "\x1b[15~billing\x1b[24~\r",
    ],
    ids=repr,
)
def test_a_line_can_be_edited_and_completed(keys):
    typist = Typist("ask").type(keys)
    assert typist.end() == 0
    assert "  Invoices, payments or billing details\n" in typist.plain


def test_tab_completes_what_the_question_offers_in_the_language_of_the_talk():
    typist = Typist("ask", "--lang", "nb").type(f"fakt{TAB}\r")
    assert typist.end() == 0
    assert typist.plain.count("Fakturaer, betaling eller faktureringsopplysninger") == 3  # listed, completed, echoed


def test_the_history_is_that_of_the_conversation():
    assert Typist("ask").type("xyzzy\r", f"{UP}{UP}{UP}\x15billing\r").end() == 0
    typist = Typist("ask").type(f"{UP}{UP}\r", "contracts\r", "y\r", f"{UP}\r")
    assert typist.end() == 0
    assert "Type a number from the list, or ? for help." in typist.plain
    assert typist.plain.count("> y\n") == 2


def test_a_text_of_several_lines_that_is_pasted_gets_one_answer():
    paste = "billing\ncontracts\nour invoice is wrong"
    typist = Typist("ask").type(f"\x1b[200~{paste}\x1b[201~\r", "billing\r")
    assert typist.end() == 0
    assert typist.plain.count("point") == 1


def test_answers_may_be_typed_ahead():
    typist = Typist("ask").type("contracts\ry\rn\rin 30 days\r")
    assert typist.end() == 0
    assert "contracts@hubspot.com" in typist.plain


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_the_terminal_is_left_as_it_was(number, code):
    typist = Typist("ask")
    before = termios.tcgetattr(typist.child.child_fd)
    typist.type("bill")
    typist.child.expect("bill")
    typist.child.kill(number)
    typist.child.expect(pexpect.EOF)
    after = termios.tcgetattr(typist.child.child_fd)
    assert (terminals.code(typist.child), after[3]) == (code, before[3])


@pytest.mark.parametrize("leave", ["\x03", "\x04", "q\r"], ids=repr)
def test_it_can_be_left(leave):
    typist = Typist("ask").type(leave)
    assert typist.end() == 130
    assert "Traceback" not in typist.plain


HIDDEN = "import sys; sys.modules['readline'] = None; from hsroute.cli import main; main()"


def test_without_readline_lines_are_typed_all_the_same():
    typist = Typist("ask", program=("-c", HIDDEN)).type("contr\r", "y\r", f"n{LEFT}\r", "in 30 days\r")
    assert typist.end() == 0
    assert "contracts@hubspot.com" in typist.plain
    assert "?2004" not in typist.screen


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_where_no_escape_sequence_is_wanted_nothing_is_edited(env):
    typist = Typist("ask", **env).type("bill\r")
    assert typist.end() == 0
    assert "\x1b" not in typist.screen


def test_it_is_imported_in_a_conversation_only():
    program = "import sys; from hsroute.cli import main\ntry: main()\nfinally: assert 'readline' not in sys.modules"
    assert Typist("ask", "-a", "category=billing", program=("-c", program)).end() == 0
