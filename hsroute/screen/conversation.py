"""The conversation on a screen: line by line on stderr, so that stdout holds the route alone."""

from __future__ import annotations

import re
import sys
import textwrap
from typing import TYPE_CHECKING, Final

from rich.text import Text

from hsroute.language.catalog import say
from hsroute.language.phrases import listed
from hsroute.screen.console import block, console, hang, line

if TYPE_CHECKING:
    from hsroute.model import Lang
    from hsroute.routing.answers import Error
    from hsroute.routing.interview import Prompt
    from hsroute.screen.console import Color


_KEYS: Final = re.compile(r"\x1b(\[[0-9;?]*[@-~]|O.)")
"""What arrows and other keys without a letter send, and what a terminal puts around a text that is pasted."""


class ScreenTalk:
    """Puts questions to the person at the terminal."""

    def __init__(self, color: Color, lang: Lang) -> None:
        self.color = color
        self.console = console(color, stderr=True)
        self.lang = lang
        self.last: Prompt | None = None
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")

    def read(self, prompt: Prompt) -> str:
        """The line typed; the question is put in full only when it is not the one that was just put."""
        if prompt != self.last:
            self.put(prompt)
            self.last = prompt
        self.console.print(Text("> ", "bold cyan"), end="", soft_wrap=True)
        self.console.file.flush()
        typed = ""
        try:
            typed = sys.stdin.readline()
        finally:
            if not typed.endswith("\n"):
                self.console.print()
        if not typed:
            raise EOFError
        return _KEYS.sub("", typed)

    def put(self, prompt: Prompt) -> None:
        """The whole question, as wide as the screen is by now."""
        self.console = console(self.color, stderr=True)
        self.console.print()
        hang(self.console, Text(f"{prompt.number}. ", "dim"), line(prompt.ask, "bold"))
        for choice in prompt.choices:
            label = line(choice.label, "" if choice.number else "dim")
            hang(self.console, Text(f"{choice.number:>3}  ", "cyan"), label)
        if prompt.default is not None:
            self.tell(line(say("kept", self.lang, answer=prompt.default), "green"))
        for part in _lines(prompt.hint, self.console.width):
            hang(self.console, Text(), line(part, "dim"))

    def echo(self, text: str) -> None:
        self.tell(line(text, "green"))

    def explain(self, sentences: tuple[str, ...]) -> None:
        for sentence in sentences:
            self.tell(block(sentence))

    def refuse(self, error: Error) -> None:
        self.tell(line(error.message, "red"))
        if error.suggestion:
            self.tell(line(say("suggestion", self.lang, name=error.suggestion)))
        if error.allowed:
            self.tell(line(say("allowed", self.lang, names=listed(error.allowed))))

    def end(self) -> None:
        """Set the conversation apart from what follows."""
        self.console.print()

    def tell(self, text: Text) -> None:
        hang(self.console, Text("  "), text)


def _lines(hint: str, width: int) -> list[str]:
    """The hint in lines that end between what can be typed, not within."""
    whole = hint.replace(" ", "\xa0").replace("\xa0·\xa0", "\xa0· ")
    lines = textwrap.wrap(whole, width, break_long_words=False, break_on_hyphens=False)
    return [part.replace("\xa0", " ") for part in lines]
