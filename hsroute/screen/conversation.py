"""The conversation on a screen: line by line on stderr, so that stdout holds the route alone."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from rich.text import Text

from hsroute.language.catalog import say
from hsroute.language.spoken_dates import plain
from hsroute.routing.understanding import LISTED
from hsroute.screen.console import block, console, hang, line, wants_escapes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from hsroute.model import Lang
    from hsroute.routing.interview import Prompt
    from hsroute.routing.understanding import Choice, Refusal
    from hsroute.screen import Color

_KEYS: Final = r"\x1b(\[[0-?]*[ -/]*[@-~]?|O[ -~]?|\][^\x07\x1b]*(\x07|\x1b\\)?|[ -~])?"
"""What arrow keys and the like send, even if cut short, and the marks around pasted text."""

_TOGETHER: Final = 0.03
"""The most seconds between lines that are pasted together; nobody types a line so fast."""

_MOST: Final = 1 << 16
"""The most bytes that are read of pasted text."""


class ScreenTalk:
    """Puts questions to the person at the terminal."""

    def __init__(self, color: Color, lang: Lang) -> None:
        self.color = color
        self.console: Console = console(color, stderr=True)
        self.lang = lang
        self.last: Prompt | None = None
        self.ended: bool = False
        self.editor: Any = _editor(color)
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(errors="replace")

    def begin(self, title: str) -> None:
        hang(self.console, Text(), line(title, "bold"))

    def read(self, prompt: Prompt) -> str:
        """The line typed; a question that was just put is not put again."""
        if prompt != self.last:
            self.put(prompt)
            self.last = prompt
        if self.ended:
            raise EOFError
        return re.sub(_KEYS, "", self.edited(prompt) if self.editor else self.typed())

    def typed(self) -> str:
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
        return typed

    def edited(self, prompt: Prompt) -> str:
        """The same, with arrows, a history, and Tab, which completes what the prompt offers."""
        self.console.file.flush()
        self.editor.set_completer(partial(_completion, prompt.choices))
        try:
            return input("\x01\x1b[1;36m\x02> \x01\x1b[0m\x02")
        except BaseException:
            self.console.print()
            raise

    def waiting(self) -> list[str]:
        """The lines that came together with the last one; the terminal has them already, or in a moment."""
        import select

        text = b""
        with suppress(OSError, ValueError):  # not every system can look
            given = sys.stdin.fileno()
            while len(text) < _MOST and select.select([given], [], [], _TOGETHER)[0]:
                some = os.read(given, _MOST)
                text += some
                if not some:
                    self.ended = True
                    break
        return re.sub(_KEYS, "", text.decode(sys.stdin.encoding, "replace")).split("\n") if text else []

    def put(self, prompt: Prompt) -> None:
        """Put the whole question, as wide as the screen is now."""
        self.console = console(self.color, stderr=True)
        self.console.print()
        hang(self.console, Text(f"{prompt.number}. ", "dim"), line(prompt.ask, "bold"))
        *values, not_known = prompt.choices
        self.number(values[:LISTED])
        if len(values) > LISTED:
            self.tell(line(say("more-choices", self.lang, count=len(values) - LISTED), "dim"))
        self.number([not_known])
        if prompt.default is not None:
            self.tell(line(say("kept", self.lang, answer=prompt.default), "green"))
        hang(self.console, Text(), line(prompt.hint, "dim"))

    def number(self, choices: Iterable[Choice]) -> None:
        for choice in choices:
            label = line(choice.label, "" if choice.number else "dim")
            hang(self.console, Text(f"{choice.number:>3}  ", "cyan"), label)

    def echo(self, text: str) -> None:
        self.tell(line(text, "green"))

    def explain(self, sentences: tuple[str, ...]) -> None:
        for sentence in sentences:
            self.tell(block(sentence))

    def refuse(self, refusal: Refusal) -> None:
        for offer in refusal.offers:
            self.tell(line(offer.sentence))
            self.number(offer.choices)
            if offer.more:
                self.tell(line(say("more-choices", self.lang, count=offer.more), "dim"))
        self.tell(line(refusal.sentence))

    def end(self) -> None:
        """Leave a blank line between the conversation and what follows."""
        self.console.print()

    def tell(self, text: Text) -> None:
        hang(self.console, Text("  "), text)


# Editing of lines, where it can be had.


def _editor(color: Color) -> Any:
    """The module `readline`, made ready; None if it is missing, or if lines are not typed and shown on a screen.

    It writes to stdout, and its history begins empty.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty() and wants_escapes(color, sys.stderr, os.environ)):
        return None
    try:
        import readline
    except ImportError:
        return None
    readline.set_completer_delims("")
    for setting in _SETTINGS["libedit" in (readline.__doc__ or "")]:
        readline.parse_and_bind(setting)
    return readline


_SETTINGS: Final = (
    ("tab: complete", "set completion-ignore-case on", "set enable-bracketed-paste on", '"\\e[": skip-csi-sequence'),
    ("bind ^I rl_complete",),
)
"""What to tell readline, and its stand-in libedit; keys that mean nothing, such as F5, leave nothing in the line."""


def _completion(choices: Iterable[Choice], begun: str, place: int) -> str | None:
    """One label after another that begins as the line does, else one name."""
    words = plain(begun)
    labels = [choice.label for choice in choices if plain(choice.label).startswith(words)]
    names = [choice.name for choice in choices if plain(choice.name).startswith(words)]
    return dict(enumerate(labels or names)).get(place)
