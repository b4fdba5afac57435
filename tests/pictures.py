"""The pictures of the README, made from real runs: `python -m tests.pictures` makes them anew."""

from __future__ import annotations

import io
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.support.program import ROOT, hsroute

PICTURES = ROOT / ".github" / "pictures"
RICH = version("rich")
COLOURS = {"TERM": "xterm-256color", "FORCE_COLOR": "1"}

BLACK, RED, GREEN, YELLOW = (72, 79, 88), (255, 123, 114), (86, 211, 100), (227, 179, 65)
BLUE, MAGENTA, CYAN, WHITE = (121, 192, 255), (210, 168, 255), (118, 227, 234), (230, 237, 243)
THEME = TerminalTheme((22, 27, 34), WHITE, [BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, WHITE])

WINDOW = f"""\
<svg viewBox="0 0 {{width}} {{height}}" xmlns="http://www.w3.org/2000/svg">
<!-- python -m tests.pictures, with rich {RICH} -->
<style>
.{{unique_id}}-matrix {{{{ font-family: ui-monospace, Menlo, Consolas, monospace; font-size: {{char_height}}px; }}}}
.{{unique_id}}-title {{{{ font-family: sans-serif; font-size: 18px; font-weight: bold; }}}}
{{styles}}
</style>
<defs>
{{lines}}
</defs>
{{chrome}}
<g class="{{unique_id}}-matrix" transform="translate({{terminal_x}}, {{terminal_y}})">
{{backgrounds}}
{{matrix}}
</g>
</svg>
"""
"""What is around the screen; rich's own fetches its font from another host."""

CONVERSATION = ("our contract renews soon", "3", "y", "n", "in 30 days")
SUCCESS = ("-a", "category=success", "-a", "tier=professional", "-a", "csm=unknown")
SLIPS = {
    "address_from: csm": "adress_from: csm",
    "days: 0..90": "days: 0..91",
    "tier: [basic, starter]": "tier: [basic, startr]",
}
"""What someone might get wrong in a copy of the rules, by what stands there."""


def conversation(columns):
    from tests.process.test_terminal import Terminal

    terminal = Terminal("ask", columns=columns).show(*CONVERSATION)
    terminal.end()
    return terminal.screen


def printed(*words):
    def screen(columns):
        return hsroute(*words, env={**COLOURS, "COLUMNS": str(columns)}).out

    return screen


def mistakes(columns):
    rules = (ROOT / "rules" / "hubspot.yaml").read_text("utf-8")
    for right, wrong in SLIPS.items():
        assert right in rules
        rules = rules.replace(right, wrong, 1)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "my.yaml").write_text(rules, "utf-8")
        return hsroute("check", "my.yaml", env={**COLOURS, "COLUMNS": str(columns)}, cwd=folder).out


SCREENS = {
    "conversation": ("hsroute ask", 80, conversation),
    "card": (f"hsroute ask {' '.join(SUCCESS)}", 80, printed("ask", *SUCCESS)),
    "table": ("hsroute show", 100, printed("show")),
    "tree": ("hsroute show --format tree", 100, printed("show", "--format", "tree")),
    "mistakes": ("hsroute check my.yaml", 100, mistakes),
}
"""By the name of the picture: the title, the width in columns, and what gives the screen."""


def picture(name):
    """The picture of that name, as SVG."""
    title, columns, screen = SCREENS[name]
    console = Console(record=True, width=columns, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for line in Text.from_ansi(screen(columns).strip("\n")).split("\n"):
        for part in line.divide(range(columns, len(line), columns)):
            console.print(part, soft_wrap=True, highlight=False)
    return console.export_svg(title=title, theme=THEME, code_format=WINDOW, unique_id=name)


def page():
    """The page that asks, in a browser, as PNG. Raises MissingError."""
    from tests.support.browser import browser

    with browser() as running, tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "page.html")
        path.write_text(hsroute("show", "--format", "html", "--lang", "en").out, "utf-8", newline="")
        tab = running.new_page(viewport={"width": 800, "height": 640}, color_scheme="light")
        tab.goto(path.as_uri())
        return tab.screenshot(clip={"x": 0, "y": 0, "width": 800, "height": 640})


def main():
    from tests.support.databases import MissingError

    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in SCREENS:
        (PICTURES / f"{name}.svg").write_text(picture(name), "utf-8", newline="\n")
    try:
        (PICTURES / "page.png").write_bytes(page())
    except MissingError as missing:
        print(f"page.png is as it was: {missing}", file=sys.stderr)  # noqa: T201 this is what a person is told


if __name__ == "__main__":
    sys.exit(main())
