"""The script of the page in a JavaScript engine: V8, from the wheel of mini-racer, without a browser."""

from __future__ import annotations

import contextlib
import json
import re
from datetime import date
from importlib.resources import files

from py_mini_racer import mini_racer

from hsroute.export.page.html import html
from tests.support.program import TODAY

SCRIPT = "".join((files("hsroute.export.page") / name).read_text("utf-8") for name in ("router.js", "page.js"))
DATA = re.compile(r'<script type="application/json" id="rules">(.*?)</script>', re.DOTALL)

PORT = """
(given) => {
  const { data, records, today, lang } = JSON.parse(given);
  const { numbers, read, route } = router(data);
  const day = readDay(today);
  return JSON.stringify(records.map((record) => {
    const answers = data.questions.map(() => undefined);
    for (const [key, given] of record) {
      const answer = read(numbers.get(key), given, day);
      if (typeof answer === "string") return { status: "invalid", code: answer };
      answers[numbers.get(key)] = answer;
    }
    const found = route(answers, data.langs.indexOf(lang));
    return { ...found, changes: found.changes?.map((change) => ({ ...change, on: isoOf(change.on) })) };
  }));
}
"""

STUB = """
globalThis.URLSearchParams = class {
  constructor(text = "") {
    const pairs = text.split("&").filter(Boolean).map((pair) => pair.split("=").map(decodeURIComponent));
    this.pairs = new Map(pairs);
  }
  set(key, value) { this.pairs.set(key, value); }
  [Symbol.iterator]() { return this.pairs[Symbol.iterator](); }
  toString() { return [...this.pairs].map((pair) => pair.map(encodeURIComponent).join("=")).join("&"); }
};
globalThis.Element = class {
  constructor(tag) { Object.assign(this, { tag, attributes: {}, children: [], style: {} }); }
  setAttribute(name, value) { this.attributes[name] = value; }
  addEventListener() {}
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
  querySelector() { return { focus() {} }; }
  get text() { return this.children.map((child) => typeof child === "string" ? child : child.text).join(""); }
  links() {
    const own = this.attributes.href ? [this.attributes.href] : [];
    return [...own, ...this.children.flatMap((child) => typeof child === "string" ? [] : child.links())];
  }
};
(given) => {
  const { data, hashes } = JSON.parse(given);
  const places = { main: new Element("main"), languages: new Element("nav") };
  const document = {
    documentElement: {},
    createElement: (tag) => new Element(tag),
    getElementById: (id) => places[id],
    querySelectorAll: () => [],
  };
  let moved;
  const window = { location: { hash: "" }, addEventListener: (name, listener) => { moved = listener; } };
  page(data, document, window);
  return JSON.stringify(hashes.map((hash) => {
    window.location.hash = hash;
    moved();
    return [document.title, places.main.text, places.main.links()];
  }));
}
"""
"""As much of a browser as the page needs to show what an address asks for."""


@contextlib.contextmanager
def engine():
    """The engine with the script in it."""
    with mini_racer() as running:
        running.eval(SCRIPT)
        yield running


def data(page):
    return json.loads(DATA.search(page)[1])


class Script:
    """The script with the rules of one file."""

    def __init__(self, running, ruleset):
        self.data = data(html(ruleset, "en", date.fromisoformat(TODAY), "0.0", "x.yaml"))
        self.port = running.eval(PORT)

    def routes(self, records, today, lang="en"):
        """What the page makes of records, in the words that `as_route` has for what the router does."""
        pairs = [[pair for pair in record.items() if pair[1] is not None] for record in records]
        given = {"data": self.data, "records": pairs, "today": str(today), "lang": lang}
        return [self.named(found) for found in json.loads(self.port(json.dumps(given)))]

    def named(self, found):
        keys = [question["key"] for question in self.data["questions"]]
        if found["status"] == "incomplete":
            return ("incomplete", keys[found["next"]])
        if found["status"] == "invalid":
            return ("invalid", found["code"])
        ids = [contact["id"] for contact in self.data["contacts"]]
        changes = [
            (
                change["on"],
                change["status"],
                change["rule"],
                None if change["contact"] is None else ids[change["contact"]],
            )
            for change in found["changes"]
        ]
        return (
            found["status"],
            found["rule"],
            found["contact"] and _reached(found["contact"]),
            [_reached(contact) for contact in found["alternatives"]],
            found["because"],
            found["notes"],
            found["facts"],
            [keys[number] for number in found["used"]],
            changes,
        )


def _reached(contact):
    return [contact[field] for field in ("id", "email", "phone", "url")]


def as_route(route):
    """A route of the router, as far as the page shows it."""
    if route.next:
        return ("incomplete", route.next.key)
    if route.errors:
        return ("invalid", route.errors[0].code)
    return (
        route.status,
        route.rule,
        route.contact and _reached(route.contact.as_json()),
        [_reached(contact.as_json()) for contact in route.alternatives],
        route.because,
        [*route.notes],
        [*route.facts],
        [*route.answers],
        [(str(change.on), change.status, change.rule, change.contact) for change in route.changes],
    )


def shown(running, page, hashes):
    """The title, the text and the links that the page shows at each of the addresses."""
    return json.loads(running.eval(STUB)(json.dumps({"data": data(page), "hashes": hashes})))
