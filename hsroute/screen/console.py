"""The consoles that everything is printed to, and how data reaches them safely."""

from __future__ import annotations

import codecs
import os
import re
import sys
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text

from hsroute.language.escape import logged, paragraph, printable
from hsroute.patterns import browsed, is_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    from rich.console import ConsoleOptions

    from hsroute.screen import Color

_WIDEST: Final = 100
"""The longest line: longer ones are hard to read, however wide the screen is."""

_USUAL: Final = 80
"""The width of a screen that claims to have none, as COLUMNS=0 does."""

_NARROW: Final = 60
"""Below this width labels are above their texts instead of beside them."""


def console(color: Color = "auto", *, stderr: bool = False) -> Console:
    """A console that treats data as data, and writes no escape sequence of any kind where none is wanted."""
    stream = sys.stderr if stderr else sys.stdout
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors=_PLAINLY)
    wanted = wants_escapes(color, stream, os.environ)
    made = _console(stream, "auto" if wanted else None)
    if wanted and made.color_system is None:
        made = _console(stream, "standard")
    # With a height too, rich does not ask the system for its size with every line.
    made.size = (min(made.width or _USUAL, _WIDEST), made.height)
    return made


_PLAINLY: Final = "hsroute.plainly"
_MARKS: Final = str.maketrans(
    {"·": "-", "–": "-", "…": "...", "“": '"', "”": '"', "«": '"', "»": '"', "’": "'", "\xa0": " "}  # noqa: RUF001 that is why
)


def _plainly(error: UnicodeError) -> tuple[str | bytes, int]:
    r"""Replace what the screen cannot show: a mark by the nearest one of ASCII, a letter by an escape like \xe5.

    With another letter in its place, an address would be another address.
    """
    assert isinstance(error, UnicodeEncodeError)
    missing = error.object[error.start : error.end].translate(_MARKS)
    return missing.encode("ascii", "backslashreplace").decode(), error.end


codecs.register_error(_PLAINLY, _plainly)


def _console(stream: TextIO, colors: Literal["auto", "standard"] | None) -> Console:
    return Console(
        file=stream,
        force_terminal=colors is not None,
        color_system=colors,
        no_color=False,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def wants_escapes(color: Color, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether to colour: as asked for, else by NO_COLOR, TERM=dumb, FORCE_COLOR and the stream, in this order."""
    if color != "auto":
        return color == "always"
    if environment.get("NO_COLOR") or environment.get("TERM") == "dumb":
        return False
    return bool(environment.get("FORCE_COLOR")) or stream.isatty()


def line(text: str, style: str = "") -> Text:
    """Data on one line, made visible and never read as markup."""
    return Text(printable(text), style)


def block(text: str) -> Text:
    """The same for data of several lines; the pages that it names can be clicked."""
    shown = Text(logged(paragraph(text)))
    for found in re.finditer(r"https?://[^\s\[\]]+", shown.plain):
        url = found.group().rstrip(_AFTER_URL)
        if is_url(url):
            shown.stylize(Style(link=browsed(url)), found.start(), found.start() + len(url))
    return shown


_AFTER_URL: Final = ".,:;!?'”»)]"
"""What stands behind an address in a sentence rather than in the address."""


def hang(screen: Console, head: Text, body: Text) -> None:
    """Print the body after the head, with further lines below its first; an address is never broken.

    A date, a number with the next word, and what no-break spaces hold together stay on a line, if they fit on one.
    """
    indent = len(body.plain) - len(body.plain.lstrip(" "))
    head, body = Text.assemble(head, " " * indent), body[indent:]
    width = max(screen.width - head.cell_len, 10)
    for part in _wrapped(screen, body, width):
        put(screen, Text.assemble(head, part))
        head = Text(" " * head.cell_len)


def _wrapped(screen: Console, body: Text, width: int) -> Iterator[Text]:
    if " " not in body.plain:
        yield body
        return
    body.plain = _BY_A_NUMBER.sub("\xa0", body.plain)
    body.plain = _HELD_TOGETHER.sub(lambda found: _held(found.group(), width), body.plain)
    for part in body.wrap(screen, width):
        part.rstrip()
        part.plain = part.plain.replace(_JOINT, " ")
        yield part


def _held(words: str, width: int) -> str:
    return words.replace("\xa0", _JOINT if cell_len(words) <= width else " ")


_BY_A_NUMBER: Final = re.compile(r"(?<=\d) (?=[^\W\d_])|(?<=\d\.) (?=[a-zæøå])|(?<=[^\W\d_]) (?=[0-9]{4}\b)")
"""The spaces of "90 days", "5 March 2027" and "5. mars 2027"."""

_HELD_TOGETHER: Final = re.compile(r"(?<![^ \n])[^ \n]*\xa0[^ \n]*")
_JOINT: Final = "\ufdd0"
"""Stands in for a no-break space, at which rich would break a line; no text has this character."""


def beside(screen: Console, label: Text, width: int, bodies: Sequence[Text], indent: int = 2) -> None:
    """Print the bodies, if there are any, beside a label of that width; on a narrow screen below it."""
    if screen.width < _NARROW or width > screen.width // 2:
        if bodies:
            put(screen, label)
        label, width = Text(), indent
    label.pad_right(width - label.cell_len)
    for body in bodies:
        hang(screen, label, body)
        label = Text(" " * label.cell_len)


def clickable(text: str, target: str, style: str = "") -> Text:
    """A text with a link, which terminals with escapes follow (OSC 8); what it leads to was checked before."""
    return Text(printable(text), Style.parse(style) + Style(link=target))


def put(screen: Console, text: Text) -> None:
    """Print the text on one line, however long it is; its links too, where escapes are wanted."""
    screen.print(_Linked(Text.assemble(text)), soft_wrap=True)


class _Linked(NamedTuple):
    """A text with plain links: rich would give each link a random number, and so print other bytes in every run."""

    text: Text

    def __rich_console__(self, screen: Console, options: ConsoleOptions) -> Iterator[Segment]:
        for segment in self.text.render(screen, end="\n"):
            if segment.style and segment.style.link and screen.color_system:
                yield Segment(f"\x1b]8;;{segment.style.link}\x1b\\")
                yield Segment(segment.text, segment.style.update_link(None))
                yield Segment("\x1b]8;;\x1b\\")
            else:
                yield segment
