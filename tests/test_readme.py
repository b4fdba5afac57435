"""The README cannot go stale: its session is typed again, its commands are run, its tables hold every name."""

from __future__ import annotations

import re

import pytest

from hsroute.cli import guard
from tests.program import ROOT, TODAY, hsroute

README = (ROOT / "README.md").read_text("utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_conversation_is_what_a_person_sees():
    terminal = pytest.importorskip("tests.test_terminal", reason="a pseudo-terminal needs pexpect")
    (session,) = (block for block in blocks("text") if block.startswith("$ hsroute ask"))
    typed = re.findall(r"^> (.+)$", session, re.MULTILINE)
    seen = terminal.Terminal("ask", NO_COLOR="1").type(*typed)
    assert seen.end() == 0
    expected = re.sub(r"^> .+\n", "> ", session.partition("\n")[2], flags=re.MULTILINE)
    assert seen.screen.replace(f" --today {TODAY}", "") == expected


@pytest.mark.parametrize("block", [block for block in blocks("console") if "| hsroute" in block])
def test_a_command_of_the_readme_prints_what_it_says(block):
    command, _, output = block.partition("\n")
    given = re.fullmatch(r"\$ echo '(.+)' \| hsroute (.+)", command)
    ended = hsroute(*given[2].split(), given=given[1])
    assert ended.out == output


def test_every_exit_code_is_in_the_readme_and_in_the_help():
    codes = {value for name, value in vars(guard).items() if name.isupper() and isinstance(value, int)}
    assert codes == {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    told = hsroute("-h").out.partition("codes:")[2]
    assert codes == {int(code) for code in re.findall(r"(\d+)\s+[a-z]", told)}


def test_every_command_is_in_the_readme():
    commands = re.findall(
        r"^  ([a-z]+) ", hsroute("-h").out.partition("Commands:")[2].partition("Exit")[0], re.MULTILINE
    )
    assert {"ask", "show"} <= set(commands)
    assert [command for command in commands if f"hsroute {command}" not in README] == []


def test_every_option_that_commands_share_is_in_the_readme():
    options = set(re.findall(r"(--[a-z-]+)", hsroute("ask", "-h").out)) - {"--help"}
    assert [option for option in sorted(options) if f"`{option}" not in README] == []
    variables = set(re.findall(r"HSROUTE_[A-Z]+", hsroute("ask", "-h").out))
    assert [variable for variable in sorted(variables) if variable not in README] == []
