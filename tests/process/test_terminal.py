"""The conversation at a real terminal, as a person has it."""

from __future__ import annotations

import re
import sys

import pytest

from tests.support.program import environment, environment_with_cache

pexpect = pytest.importorskip("pexpect", reason="a pseudo-terminal needs pexpect, which is not for Windows")
terminals = pytest.importorskip("tests.support.terminal")
try:
    import readline
except ImportError:
    readline = None

PROMPT = re.compile(r"(^|[\r\n])(\x1b\[[?0-9;]*[hm])*> (\x1b\[0m)?$")


class Terminal:
    """A program in a pseudo-terminal; everything that came to the screen is in `screen`."""

    def __init__(self, *words, columns=80, **env):
        self.screen = ""
        self.edits = readline is not None and not env.get("NO_COLOR")
        environ = environment_with_cache(**{"TERM": "xterm-256color", **env})
        environ.pop("COLUMNS")
        options = {"env": environ, "encoding": "utf-8", "dimensions": (50, columns), "echo": False}
        self.child = terminals.hsroute(*words, **options)

    def type(self, *lines):
        for line in lines:
            self.prompt()
            self.child.sendline(line)
        return self

    def show(self, *lines):
        """The same, with the lines on the screen, which has no echo; readline ends a line itself."""
        for line in lines:
            self.type(line)
            self.screen += line if self.edits else f"{line}\n"
        return self

    def prompt(self):
        self.child.expect(PROMPT)
        self.screen += shown(self.child.before + self.child.after)

    def end(self):
        self.child.expect(pexpect.EOF)
        self.screen += shown(self.child.before)
        return terminals.code(self.child)


def shown(text):
    """What came to the screen, without what switches the marks around pasted text on and off."""
    return re.sub(r"\x1b\[\?2004[hl]\r?", "", text).replace("\r\n", "\n")


def test_a_person_answers_by_number_name_part_of_the_label_and_date():
    terminal = Terminal("ask", "--details").type("contr", "yes", "2", "1 January 2027")
    assert terminal.end() == 0
    assert "1 January 2027, in 40 days: Today or within the next 90 days" in terminal.screen
    assert "contracts@hubspot.com" in terminal.screen
    assert "hsroute ask --today 2026-11-22 -a category=contracts -a about_renewal=yes" in terminal.screen


def test_the_command_at_the_end_gives_the_same_route():
    terminal = Terminal("ask", "--details", NO_COLOR="1").type("3", "1", "2", "tomorrow")
    terminal.end()
    words = terminal.screen.strip().splitlines()[-1].split()
    again = Terminal(*words[1:], NO_COLOR="1")
    assert again.end() == 0
    assert again.screen.splitlines()[:2] == ["Contract management", "contracts@hubspot.com"]


def test_stdout_holds_the_route_alone(tmp_path):
    route = tmp_path / "route.txt"
    command = f"exec {sys.executable} -m hsroute ask > {route}"
    child = terminals.spawn("sh", "-c", command, env=environment(TERM="xterm"), encoding="utf-8")
    child.expect(PROMPT)
    child.sendline("billing")
    child.expect(pexpect.EOF)
    assert terminals.code(child) == 0
    assert "?2004" not in child.before  # lines are not edited, for that would be written to stdout
    assert route.read_text("utf-8").startswith("Billing\nbilling@hubspot.com\n")
    assert "What is it about?" not in route.read_text("utf-8")
    assert "\x1b" not in route.read_text("utf-8")


@pytest.mark.parametrize("leave", ["q", "ctrl-c", "ctrl-d"])
def test_leaving_ends_with_130_and_no_route(leave):
    terminal = Terminal("ask")
    terminal.prompt()
    {"q": lambda: terminal.child.sendline("q"), "ctrl-c": terminal.child.sendintr, "ctrl-d": terminal.child.sendeof}[
        leave
    ]()
    assert terminal.end() == 130
    assert "hsroute ask" not in terminal.screen
    assert "Traceback" not in terminal.screen


def test_going_back_keeps_what_was_answered_as_the_default():
    terminal = Terminal("ask").type("success", "enterprise", "b", "", "kari@example.com")
    assert terminal.end() == 0
    assert "Enter keeps: Enterprise" in terminal.screen
    assert "kari@example.com" in terminal.screen


def test_a_question_mark_explains_and_nonsense_gets_one_calm_line():
    terminal = Terminal("ask", NO_COLOR="1").type("?", "xyzzy", "billing")
    assert terminal.end() == 0
    assert "Choose what comes closest." in terminal.screen
    assert "  I don't recognise “xyzzy”. Type a number from the list.\n> " in terminal.screen


def test_an_ambiguous_date_is_taken_by_the_number_of_one_of_its_readings():
    ahead = ("-a", "category=contracts", "-a", "about_renewal=yes", "-a", "contract_manager=no")
    terminal = Terminal("ask", *ahead, NO_COLOR="1").type("01/02/2027", "6")
    assert terminal.end() == 0
    assert (
        "“01/02/2027” can mean:\n  5  2 January 2027, in 41 days\n  6  1 February 2027, in 71 days" in terminal.screen
    )
    assert "  1 February 2027, in 71 days: Today or within the next 90 days\n" in terminal.screen


def test_what_is_answered_ahead_is_not_asked_again():
    terminal = Terminal("ask", "-a", "category=support").type("starter")
    assert terminal.end() == 0
    assert "What is it about?" not in terminal.screen


def test_what_says_nothing_ahead_is_asked_unless_a_standing_answer_is_there(tmp_path):
    standing = tmp_path / "standing.yaml"
    standing.write_text("tier: starter\n", "utf-8")
    terminal = Terminal("ask", "-a", "category=support", "-a", "tier=null").type("0")
    assert terminal.end() == 0
    assert "I don't know" in terminal.screen
    terminal = Terminal("ask", "-a", "category=null", "-a", "tier=", HSROUTE_ANSWERS=str(standing)).type("support")
    assert terminal.end() == 0
    assert "Which HubSpot subscription do you have?" not in terminal.screen


def test_with_no_input_nothing_is_asked():
    terminal = Terminal("ask", "--no-input", "-a", "category=support")
    assert terminal.end() == 4
    assert "Which HubSpot subscription do you have?" in terminal.screen


def test_a_wrong_answer_ahead_is_refused_before_anything_is_asked():
    terminal = Terminal("ask", "-a", "category=suport")
    assert terminal.end() == 2
    assert "did you mean `support`?" in terminal.screen


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_no_color_and_a_dumb_terminal_get_no_escape_sequence_of_any_kind(env):
    terminal = Terminal("ask", **env).type("?", "b", "xyzzy", "contracts", "yes", "yes")
    assert terminal.end() == 0
    assert "\x1b" not in terminal.screen


def test_color_never_on_the_command_line_is_heeded_too():
    terminal = Terminal("ask", "--color", "never", FORCE_COLOR="1").type("billing")
    terminal.end()
    assert "\x1b" not in terminal.screen


def test_a_terminal_gets_colours_and_no_cursor_movement():
    terminal = Terminal("ask").type("billing")
    terminal.end()
    assert "\x1b[1" in terminal.screen
    assert re.sub(r"\x1b\[([0-9;]*m|\?2004[hl])|\x1b]8;;[^\x1b]*\x1b\\", "", terminal.screen).count("\x1b") == 0


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_lines_keep_within_the_screen_but_for_what_is_to_be_copied(columns):
    terminal = Terminal("ask", NO_COLOR="1", columns=columns).type("?", "contracts", "yes", "no", "in 20 days")
    assert terminal.end() == 0
    lines = [line.removeprefix("> ") for line in terminal.screen.splitlines()]
    long = [line.strip() for line in lines if len(line) > min(columns, 100)]
    assert [line for line in long if not line.startswith(("https://", "hsroute ask", "contracts@"))] == []
    assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "nn_NO.UTF-8"}, {"LC_ALL": "", "LANG": "no"}, {"HSROUTE_LANG": "nb"}], ids=str
)
def test_norwegian_is_spoken_where_the_locale_is_norwegian(env):
    terminal = Terminal("ask", **env).type("faktura")
    assert terminal.end() == 0
    assert "Hva gjelder det?" in terminal.screen
    assert "Faktureringsteamet" in terminal.screen
