"""A browser for the page: a Chromium, led by Playwright from the `browser` extra.

`python -m pip install -e '.[dev,browser]'`; the Chromium is that of the system (`apt install chromium` or the like), or
the one that `python -m playwright install chromium` fetches. What is missing is said in words.
"""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path

from tests.support.databases import MissingError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")


@contextlib.contextmanager
def browser():
    """The browser, without a window."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise MissingError("Playwright is not installed: python -m pip install -e '.[dev,browser]'") from None
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        path = own if Path(own).exists() else next(filter(None, map(shutil.which, NAMES)), None)
        if path is None:
            raise MissingError("there is no Chromium: python -m playwright install chromium, or that of the system")
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()
