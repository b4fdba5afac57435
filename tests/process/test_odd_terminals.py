"""Terminals as they come: narrow, dumb, in the wrong encoding, pasted into, resized and gone."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from tests.support.program import ROOT, environment, environment_with_cache

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which is not for Windows")
fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")
terminals = pytest.importorskip("tests.support.terminal")

PROMPT = re.compile(rb"(^|[\r\n])(\x1b\[[?0-9;]*[hm])*> (\x1b\[0m)?$")
LINES = ("contracts", "y", "n", "in 30 days")
"""A conversation from its first question to its route."""


class Terminal:
    """A program at a terminal of that size; what comes to the screen is kept as bytes."""

    def __init__(self, *words, columns=80, rows=50, without=(), **env):
        environ = environment_with_cache(**{"TERM": "xterm-256color", "NO_COLOR": "1", **env})
        environ = {name: value for name, value in environ.items() if name not in {"COLUMNS", *without}}
        size = {"dimensions": (rows, columns), "echo": False}
        self.child = terminals.hsroute(*words, env=environ, **size)
        self.bytes = b""

    def prompt(self):
        self.child.expect(PROMPT)
        self.bytes += self.child.before + self.child.after

    def type(self, *keys):
        """Wait for the prompt before each of these, and send it as it is."""
        for sent in keys:
            self.prompt()
            self.child.send(sent)
        return self

    def answer(self, *lines):
        return self.type(*(f"{line}\r" for line in lines))

    def end(self):
        self.child.expect(pexpect.EOF)
        self.bytes += self.child.before
        return terminals.code(self.child)

    @property
    def screen(self):
        return self.bytes.decode("utf-8").replace("\r\n", "\n")


def routed(terminal):
    return terminal.end() == 0 and b"contracts@hubspot.com" in terminal.bytes


# What the screen can show.


@pytest.mark.parametrize("columns", [0, 1, 2, 10, 20, 1000])
def test_a_screen_of_any_width_will_do(columns):
    terminal = Terminal("ask", columns=columns, rows=0 if not columns else 50).answer("?", "b", "xyzzy", *LINES)
    assert routed(terminal)
    lines = [line.removeprefix("> ") for line in terminal.screen.splitlines()]
    assert [line for line in lines if line != line.rstrip()] == []
    assert "Why" in {line[:3] for line in lines}


@pytest.mark.parametrize("env", [{"TERM": "dumb"}, {"TERM": "no-such-terminal"}, {"TERM": ""}, {}], ids=str)
def test_a_terminal_of_any_kind_will_do(env):
    terminal = Terminal("ask", without=() if env else ("TERM",), **env).answer(*LINES)
    assert routed(terminal)
    assert b"\x1b" not in terminal.bytes


@pytest.mark.parametrize(
    "env",
    [
        {"PYTHONIOENCODING": "ascii:strict"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=str,
)
def test_what_ascii_cannot_show_is_replaced(env):
    terminal = Terminal("ask", "--lang", "nb", **env).answer("?", "æøå", "contracts", "ja", "nei", "om 30 dager")
    assert routed(terminal)
    assert terminal.screen.isascii()
    assert 'Jeg kjenner ikke igjen "' in terminal.screen
    assert "Hjelp til \\xe5 bruke verkt\\xf8yene" in terminal.screen


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252:strict", "cp437"])
def test_an_encoding_shows_what_it_has(encoding):
    terminal = Terminal("ask", "--lang", "nb", PYTHONIOENCODING=encoding).answer("bla bla", "faktura")
    assert terminal.end() == 0
    assert "«bla bla»".encode(encoding.partition(":")[0]) in terminal.bytes
    assert "Hjelp til å bruke".encode(encoding.partition(":")[0]) in terminal.bytes


def test_a_screen_reader_gets_lines_of_text_and_nothing_else():
    terminal = Terminal("ask", NO_COLOR="").answer(*LINES)
    assert routed(terminal)
    plain = re.sub(r"\x1b(\[([0-9;]*m|\?2004[hl]\r?)|]8;;[^\x1b]*\x1b\\)", "", terminal.screen)
    assert {char for char in plain if not char.isascii()} <= {"·", "–", "…", "“", "”"}
    assert [char for char in plain if not char.isprintable() and char != "\n"] == []
    choices = [line[:5] for line in plain.splitlines() if re.match(r" +\d  ", line)]
    assert choices[:7] == [f"  {number}  " for number in (1, 2, 3, 4, 5, 6, 0)]
    assert plain.count("Type a number or a word from the list (? help, b back, q quit)") == 1
    assert plain.count(" (?, b, q)\n") == len(LINES) - 1


def test_the_next_question_is_as_wide_as_the_screen_has_become():
    terminal = Terminal("ask", columns=100)
    terminal.prompt()
    assert max(map(len, terminal.screen.splitlines())) > 70
    before = len(terminal.screen)
    terminal.child.setwinsize(50, 30)
    terminal.child.send("contracts\r")
    terminal.answer(*LINES[1:])
    assert routed(terminal)
    questions = terminal.screen[before:].partition("Contract management")[0].splitlines()[3:]
    assert max(map(len, questions)) <= 32


@pytest.mark.parametrize(
    ("words", "env", "colours"),
    [
        ("ask", {"NO_COLOR": "1"}, False),
        ("ask", {"NO_COLOR": ""}, True),
        ("ask", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("ask", {"NO_COLOR": "", "FORCE_COLOR": "1", "TERM": "dumb"}, False),
        ("ask --color never", {"NO_COLOR": "", "FORCE_COLOR": "1"}, False),
        ("ask --color always", {"NO_COLOR": "1"}, True),
        ("ask --color always", {"NO_COLOR": "1", "TERM": "dumb"}, True),
    ],
)
def test_the_command_line_beats_the_variables_and_no_color_the_others(words, env, colours):
    terminal = Terminal(*words.split(), **env).answer("billing")
    assert terminal.end() == 0
    assert (b"\x1b[" in terminal.bytes) == colours


# What is typed.


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_all_answers_may_be_pasted_at_once(end):
    terminal = Terminal("ask")
    terminal.prompt()
    terminal.child.send(end.join([*LINES, ""]))
    assert routed(terminal)


@pytest.mark.parametrize(
    "keys",
    [
        "\x1b[200~billing\x1b[201~\r",
        "bill\x1b[Ding\r",
        "\x1b[A\x1b[Bbilling\x1bOC\x1b[3~\r",
        "bilk\x7fling\r",
        "nonsense\x15billing\r",
        "  BILLING  \r",
        "\tbilling\r",
        "billing\n",
        "bill\x04ing\r",
    ],
    ids=repr,
)
def test_keys_that_are_no_text_do_not_spoil_an_answer(keys):
    terminal = Terminal("ask").type(keys)
    assert terminal.end() == 0
    assert b"billing@hubspot.com" in terminal.bytes


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("\r", "Type a number from the list, or ? for help."),
        ("   \r", "Type a number from the list, or ? for help."),
        ("\x1b[A\r", "Type a number from the list, or ? for help."),
        ("\x1b[3\r", "Type a number from the list, or ? for help."),
        ("\x1b\r", "Type a number from the list, or ? for help."),
        (b"\xff\xfe\r", "I don't recognise “\ufffd\ufffd”."),
        ("x" * 3000 + "\r", f"I don't recognise “{'x' * 40}…”."),
        ("\x01\r", "I don't recognise “\\x01”."),
        ("[red]no[/red] :smile:\r", "I don't recognise “[red]no[/red] :smile:”."),
        ("\u202egnillib\r", "I don't recognise “\\u202egnillib”."),
        ("or\r", "I don't recognise “or”."),
    ],
    ids=lambda part: repr(part)[:20],
)
def test_what_is_no_answer_is_refused_in_one_line_and_asked_again(keys, said):
    terminal = Terminal("ask").type(keys).answer("billing")
    assert terminal.end() == 0
    assert said in terminal.screen
    assert terminal.screen.count("What is it about?") == 1


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_a_text_of_several_lines_gets_one_answer(end):
    terminal = Terminal("ask")
    terminal.prompt()
    terminal.child.send(end.join(["Hello,", "", "there is something about our contract.", "Regards,", ""]))
    assert terminal.answer("billing").end() == 0
    assert terminal.screen.count("points to:") == 1
    assert "“contract” points to:\n  3  The contract, such as an upcoming renewal\n" in terminal.screen


def test_after_a_pasted_text_the_end_of_the_input_leaves():
    terminal = Terminal("ask")
    terminal.prompt()
    terminal.child.send("Hello,\rthere\r\x04")
    assert terminal.end() == 130


@pytest.mark.parametrize("leave", ["\x03", "\x04", "q\r", "quit\r", "EXIT\r", "half\x03"], ids=repr)
@pytest.mark.parametrize("answered", [0, len(LINES) - 1])
def test_the_first_question_and_the_last_can_be_left(answered, leave):
    terminal = Terminal("ask").answer(*LINES[:answered]).type(leave)
    assert terminal.end() == 130
    assert terminal.screen.rstrip("\n").endswith("> ")
    assert "@hubspot.com" not in terminal.screen


def test_a_conversation_that_is_stopped_goes_on_where_it_was():
    terminal = Terminal("ask").answer(LINES[0])
    terminal.prompt()
    terminal.child.kill(signal.SIGSTOP)
    time.sleep(0.1)
    terminal.child.kill(signal.SIGCONT)
    terminal.child.send("y\r")
    assert routed(terminal.answer(*LINES[2:]))


# Terminals that are only a part of it, and those that go away.


def at_terminal(*words, first=lambda: None, **streams):
    """The program with a terminal of its own, and the end of it where a person sits; `first` is done before it runs."""
    person, terminal = os.openpty()

    def begin():
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
        first()

    options = {"env": environment(TERM="xterm"), "cwd": ROOT, "start_new_session": True, "preexec_fn": begin}
    taken = {name: streams.get(name, terminal) for name in ("stdin", "stdout", "stderr")}
    running = subprocess.Popen([sys.executable, "-m", "hsroute", *words], **taken, **options)
    os.close(terminal)
    return running, person


def read_to_prompt(person):
    seen = b""
    while not PROMPT.search(seen.replace(b"\r", b"")):
        seen += os.read(person, 4096)


def test_the_route_alone_goes_to_the_pipe_and_the_talk_where_standard_error_goes():
    running, person = at_terminal("ask", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.write(person, "".join(f"{line}\n" for line in LINES).encode())
    route, talk = (part.decode() for part in running.communicate(timeout=20))
    os.close(person)
    assert running.returncode == 0
    assert route.startswith("Contract management\ncontracts@hubspot.com\n")
    assert [line for line in talk.splitlines() if re.match(r"\d\. ", line)] == [
        "1. What is it about?",
        "2. Is it about renewing your subscription?",
        "3. Has HubSpot assigned you a contract manager?",
        "4. When does your subscription renew?",
    ]
    assert "\x1b" not in route + talk


def test_records_from_a_pipe_give_json_on_a_terminal_too():
    running, person = at_terminal("ask", stdin=subprocess.PIPE)
    running.stdin.write(b'{"category": "billing"}\n')
    running.stdin.close()
    assert running.wait(20) == 0
    assert os.read(person, 4096).startswith(b'{"status": "routed", "line": 1, ')
    os.close(person)


def test_a_terminal_that_goes_away_ends_the_conversation():
    running, person = at_terminal("ask")
    read_to_prompt(person)
    os.close(person)
    assert running.wait(20) == 129


def test_where_that_is_to_be_ignored_there_is_nothing_more_to_read():
    running, person = at_terminal(
        "ask", first=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN), stdout=subprocess.PIPE
    )
    read_to_prompt(person)
    os.close(person)
    out, _ = running.communicate(timeout=20)
    assert (running.returncode, out) == (74, b"")
