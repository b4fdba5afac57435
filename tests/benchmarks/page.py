"""The page of `show --format html`: its size, what making it takes, and opening it and answering in a browser.

`load` is from the beginning of reading the file to the end of what the script does first; `step` from the click on
Continue to the next question or card laid out, the slowest of a conversation in which nothing is known. The page of
1,000 rules is measured without its overview, whose size is that of two questions and not of the rules.
"""

from __future__ import annotations

import re
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

from hsroute.export.page.html import html
from hsroute.routing.load import load
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.yaml_parser import read
from tests.benchmarks.report import Promise, table, versions
from tests.benchmarks.rulebooks import rulebook
from tests.support.browser import browser
from tests.support.databases import MissingError

ROUNDS = 5
TODAY = date(2026, 11, 22)
LARGE = "1,000 rules, 8 questions"
OVERVIEW = re.compile("<table>.*</table>", re.DOTALL)
LOADED = "(([loaded]) => loaded.loadEventStart - loaded.fetchStart)(performance.getEntriesByType('navigation'))"
ANSWERED = """() => {
  let slowest = 0;
  for (let form = document.querySelector("form"); form; form = document.querySelector("form")) {
    form.querySelector("input[value=unknown]").click();
    const begun = performance.now();
    form.querySelector("button").click();
    document.body.offsetHeight;
    slowest = Math.max(slowest, performance.now() - begun);
  }
  return slowest;
}"""


def section(options):
    """A table, and the promises on it."""
    rounds = options.rounds or ROUNDS
    rules = {"shipped": load().ruleset, LARGE: compile_rules(read(rulebook(1000).encode(), "x"))}
    pages = {name: made(ruleset) for name, ruleset in rules.items()}
    pages[LARGE] = OVERVIEW.sub("", pages[LARGE])
    making = {name: median(seconds(ruleset) for _ in range(rounds)) for name, ruleset in rules.items()}
    try:
        clicked = in_browser(pages, rounds)
    except MissingError as missing:
        yield str(missing)
        clicked = {}
    sizes = {name: len(page.encode()) / 1024 for name, page in pages.items()}
    rows = [
        (name, f"{sizes[name]:.0f}", f"{making[name] * 1000:.0f}", *(f"{ms:.0f}" for ms in clicked.get(name, ())))
        for name in pages
    ]
    yield from table(("page", "KiB", "made in, ms", *(("load, ms", "step, ms") if clicked else ())), rows)
    yield versions(["playwright"] if clicked else [], rounds)
    for (name, size), most in zip(sizes.items(), (70, 400), strict=True):
        yield Promise(f"page: {name}, the file", size, most, unit=" KiB")
    if clicked:
        opened, step = clicked[LARGE]
        yield Promise("page: 1,000 rules, load", opened, 100, unit=" ms")
        yield Promise("page: 1,000 rules, a step", step, 50, unit=" ms")


def made(ruleset):
    return html(ruleset, "en", TODAY, "0", "x.yaml")


def seconds(ruleset):
    start = time.process_time()
    made(ruleset)
    return time.process_time() - start


def in_browser(pages, rounds):
    """Milliseconds of loading and of the slowest step, the medians."""
    with browser() as running, tempfile.TemporaryDirectory() as folder:
        return {name: opened(running, Path(folder, "page.html"), page, rounds) for name, page in pages.items()}


def opened(running, path, page, rounds):
    path.write_text(page, "utf-8", newline="")
    times = []
    tab = running.new_page()
    for _ in range(rounds):
        tab.goto("about:blank")
        tab.goto(path.as_uri())
        times.append((tab.evaluate(LOADED), tab.evaluate(ANSWERED)))
    tab.close()
    return tuple(map(median, zip(*times, strict=True)))
