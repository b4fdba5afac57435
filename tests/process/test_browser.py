"""The page in a browser: clicked, typed, shared, printed, heard and without scripts. See tests/support/browser.py."""

from __future__ import annotations

import json
import os
import re
from datetime import date, timedelta
from itertools import islice

import pytest

from hsroute.export.page.html import html
from hsroute.routing.load import load
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.yaml_parser import read
from tests.benchmarks.rulebooks import rulebook
from tests.support.browser import browser
from tests.support.databases import MissingError
from tests.support.program import DATA

ROUTER = load()
TODAY = date.today()  # noqa: DTZ011 the day of the browser
HOSTILE = DATA / "show" / "hostile.yaml"


@pytest.fixture(scope="module")
def chromium():
    """The browser; with HSROUTE_EVERY_ENGINE set, it may not be missing."""
    try:
        with browser() as running:
            yield running
    except MissingError as missing:
        absent = pytest.fail if os.environ.get("HSROUTE_EVERY_ENGINE") else pytest.skip
        absent(str(missing))


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Writes a page and gives its address, which is that of a file."""
    folder = tmp_path_factory.mktemp("pages")

    def written(name, text):
        path = folder / f"{name}.html"
        path.write_text(text, "utf-8", newline="")
        return path.as_uri()

    return written


@pytest.fixture(scope="module")
def shipped(pages):
    return pages("shipped", html(ROUTER.ruleset, "en", TODAY, "0.0", "x.yaml"))


@pytest.fixture
def opened(chromium):
    """Opens pages; none of them may fetch or log anything."""
    heard, contexts = [], []

    def opens(address, **how):
        context = chromium.new_context(**how)
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(10_000)
        tab.on("request", lambda request: heard.append(request.url) if not request.is_navigation_request() else None)
        tab.on("console", lambda message: heard.append(message.text))
        tab.on("pageerror", lambda error: heard.append(str(error)))
        tab.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
        tab.goto(address)
        return tab

    yield opens
    for context in contexts:
        context.close()
    assert heard == []


def page_of(rules):
    """The page of a rules file, given as its text."""
    return html(compile_rules(read(rules.encode(), "x.yaml")), "en", TODAY, "0.0", "x.yaml")


def headed(tab, text):
    """Waits for that heading."""
    from playwright.sync_api import expect

    expect(tab.locator("h1")).to_have_text(text)


def choose(tab, value):
    tab.locator(f"main input[value='{value}']").check()
    tab.get_by_role("button").click()


def talk(tab, *values):
    for value in values:
        choose(tab, value)


def conversations(answers):
    """All that can be answered from there on, with the routes."""
    route = ROUTER.route(answers, TODAY)
    if route.next:
        for name in (*(name for name, _ in route.next.values), "unknown"):
            yield from conversations({**answers, route.next.key: name})
    else:
        yield answers, route


CLICKED = """
(values) => {
  location.hash = "#en";
  return new Promise((done) => setTimeout(done)).then(() => {
    for (const value of values) {
      document.querySelector(`main input[value="${value}"]`).click();
      document.querySelector("form button").click();
    }
    const reached = [...document.querySelectorAll(".reach a")].map((link) => link.getAttribute("href"));
    const text = (place) => document.querySelector(place).innerText;
    return { title: text("h1"), card: text("article"), reached, command: text("pre") };
  });
}
"""
"""Begins again, answers, and tells what is on the card: a call for each click would take minutes."""


def reached(contact):
    """The links of a contact, and the one in words."""
    if contact and contact.email:
        yield f"mailto:{contact.email}"
    if contact and contact.url:
        yield contact.url
    if contact and contact.id == "community":
        yield "https://community.hubspot.com"


def test_every_conversation_ends_with_the_card_of_its_route(opened, shipped):
    tab = opened(shipped)
    for answers, route in conversations({}):
        found = tab.evaluate(CLICKED, [*answers.values()])
        assert found["title"] == (route.contact.team if route.contact else "No contact for this")
        for text in (route.because, *route.notes, *(other.team for other in route.alternatives)):
            assert text in found["card"]
        assert found["reached"] == [*reached(route.contact)]
        assert all(f"-a {key}={given}" in found["command"] for key, given in route.answers.items())


def fill(tab, day):
    for part, text in zip(("Day", "Month", "Year"), (day.day, day.month, day.year), strict=True):
        tab.get_by_label(part, exact=True).fill(str(text))


def test_a_date_moves_with_time_and_is_said_in_full(opened, shipped):
    tab = opened(shipped)
    talk(tab, "contracts", "yes", "no")
    day = TODAY + timedelta(30)
    fill(tab, day)
    tab.get_by_role("button").click()
    headed(tab, "Contract management")
    assert f"renewal_date={day}" in tab.url
    assert f"{day.day} {day:%B %Y}, in 30 days: Today or within the next 90 days" in tab.locator("main").inner_text()
    (later,) = [text for text in tab.locator("dd").all_inner_texts() if text.startswith("From ")]
    assert later.endswith("ask again; it will take one more answer")


WRONG_DATES = (("30", "2", "2027"), ("", "", ""), ("x", "1", "2027"), ("1", "1", "27"), ("1", "1", "year"))


@pytest.mark.parametrize("parts", WRONG_DATES)
def test_a_wrong_date_is_named_at_its_field_and_in_a_summary(opened, shipped, parts):
    said = "Type a date in numbers"
    tab = opened(shipped)
    talk(tab, "contracts", "yes", "no")
    tab.locator("input[value='?date']").check()
    for part, text in zip(("Day", "Month", "Year"), parts, strict=True):
        tab.get_by_label(part, exact=True).fill(text)
    tab.get_by_role("button").click()
    summary = tab.get_by_role("alert")
    assert said in summary.inner_text()
    assert said in tab.locator("fieldset #problem").inner_text()
    assert tab.evaluate("document.activeElement.className") == "summary"
    assert tab.title().startswith("Error: ")
    assert [tab.get_by_label(part, exact=True).input_value() for part in ("Day", "Month", "Year")] == [*parts]
    summary.get_by_role("link").click()
    assert tab.evaluate("document.activeElement.id").endswith("field-day")
    choose(tab, "unknown")
    headed(tab, re.compile("^(?!When does your subscription renew)"))


def test_no_answer_is_an_error_too(opened, shipped):
    tab = opened(shipped)
    tab.get_by_role("button").click()
    assert "Choose an answer." in tab.get_by_role("alert").inner_text()


def test_an_address_is_on_the_card_and_never_in_the_address(opened, shipped):
    tab = opened(shipped)
    talk(tab, "sales", "none")
    tab.get_by_label("E-mail address", exact=True).fill("ann@example.com")
    tab.get_by_role("button").click()
    assert tab.locator(".reach a").get_attribute("href") == "mailto:ann@example.com"
    assert "sales_rep=yes" in tab.url
    assert not re.search("ann|@|%40", tab.url)
    tab.go_back()
    tab.go_forward()
    assert tab.get_by_text("ann@example.com").count()
    tab.reload()
    assert not tab.get_by_text("ann@example.com").count()
    headed(tab, "Your sales representative")


@pytest.mark.parametrize("given", ["", "ann", "ann@", "a b@example.com"])
def test_no_address(opened, shipped, given):
    tab = opened(shipped)
    talk(tab, "sales", "none")
    tab.locator("input[value='?email']").check()
    tab.get_by_label("E-mail address", exact=True).fill(given)
    tab.get_by_role("button").click()
    assert "Type an e-mail address" in tab.get_by_role("alert").inner_text()


def test_a_number_is_typed_as_the_language_writes_it(opened, pages):
    values = {"little": ("Little", "0..<2.5"), "much": ("Much", "2.5..")}
    rules = {
        "format": 1,
        "title": "Whom to ask",
        "contacts": {name: {"team": label} for name, (label, _) in values.items()},
        "questions": {
            "constructor": {
                "ask": {"en": "How much?", "nb": "Hvor mye?"},
                "values": {name: {"label": label, "numbers": span} for name, (label, span) in values.items()},
            }
        },
        "rules": [{"id": name, "when": {"constructor": name}, "contact": name, "because": "So."} for name in values],
        "unsure": {"not_covered": True, "because": "So."},
    }
    address = pages("numbers", page_of(json.dumps(rules)))
    tab = opened(f"{address}#nb")
    for typed in ("", "many", "1 000", "1,2,3"):
        tab.locator("input[value='?number']").check()
        tab.get_by_label("Tall", exact=True).fill(typed)
        tab.get_by_role("button").click()
        assert "Skriv et tall" in tab.get_by_role("alert").inner_text()
    tab.get_by_label("Tall", exact=True).fill("-1")
    tab.get_by_role("button").click()
    assert "Ingen av svarene passer med det tallet" in tab.get_by_role("alert").inner_text()
    tab.get_by_label("Tall", exact=True).fill("2,49")
    tab.get_by_role("button").click()
    headed(tab, "Little")
    assert tab.url.endswith("#nb?constructor=2.49")
    assert "2.49: Little" in tab.locator("main").inner_text()
    tab.get_by_role("link", name="Endre").click()
    assert tab.get_by_label("Tall", exact=True).input_value() == "2.49"


def test_names_that_mean_something_to_a_script_are_names(opened, pages):
    names = ("constructor", "date", "email", "number", "valueOf", "hasOwnProperty")
    rules = {
        "format": 1,
        "title": "Whom to ask",
        "contacts": {name.lower(): {"team": f"Team {name}"} for name in names},
        "questions": {"prototype": {"ask": "Which?", "values": {name: name for name in names}}},
        "rules": [
            {"id": name.lower(), "when": {"prototype": name}, "contact": name.lower(), "because": "So."}
            for name in names
        ],
        "unsure": {"not_covered": True, "because": "So."},
    }
    tab = opened(pages("names", page_of(json.dumps(rules))))
    for name in names:
        tab.goto(tab.url.partition("#")[0] + "#en")
        choose(tab, name)
        headed(tab, f"Team {name}")


def test_back_change_reload_and_a_link_that_was_sent(opened, shipped):
    tab = opened(shipped)
    talk(tab, "success", "enterprise", "no")
    card, address = tab.locator("main").inner_text(), tab.url
    assert opened(address).locator("main").inner_text() == card
    tab.reload()
    assert tab.locator("main").inner_text() == card
    tab.go_back()
    headed(tab, re.compile("^Do you know"))
    tab.go_forward()
    tab.get_by_role("link", name="Back", exact=True).click()
    assert tab.locator("input[value=no]").is_checked()
    tab.get_by_role("link", name="Change What is it about?").click()
    assert tab.locator("input[value=success]").is_checked()
    assert tab.evaluate("document.activeElement.tagName") == "H1"
    choose(tab, "billing")
    headed(tab, "Billing")
    tab.get_by_role("link", name="Start again").click()
    headed(tab, "What is it about?")
    assert not tab.locator("input:checked").count()


WRONG = (
    *("#", "#xx", "#en/nothing?x=y", "#en?category=x", "#en?__proto__=x&constructor=y", "#%%%?%", "#/__proto__"),
    "#en?sales_rep=ann@example.com",
)


@pytest.mark.parametrize("wrong", WRONG)
def test_a_link_that_is_wrong_begins_at_the_first_question(opened, shipped, wrong):
    headed(opened(shipped + wrong), "What is it about?")


def test_a_cell_of_the_overview_begins_there(opened, shipped):
    tab = opened(shipped)
    tab.locator("a[href='#en?category=contracts&tier=free']").click()
    headed(tab, "Is it about renewing your subscription?")


def test_a_cell_of_the_overview_keeps_the_language(opened, shipped):
    tab = opened(f"{shipped}#nb")
    tab.locator("a[href='#nb?category=contracts&tier=free']").click()
    tab.reload()
    headed(tab, "Gjelder det fornyelsen av abonnementet ditt?")


def test_the_other_language_keeps_the_answers(opened, shipped):
    tab = opened(shipped)
    talk(tab, "success")
    tab.get_by_role("link", name="norsk").click()
    assert tab.locator("html").get_attribute("lang") == "nb"
    assert tab.get_by_text("Hva gjelder det?").count()
    assert tab.get_by_role("heading", name="Kontakter").count()
    choose(tab, "free")
    headed(tab, "Ingen kontakt for dette")


def test_the_keyboard_alone(opened, shipped):
    tab = opened(shipped)
    for key in ("Tab", "Tab", "Tab", "Space", "ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        tab.keyboard.press(key)
    headed(tab, "Billing")
    assert tab.evaluate("document.activeElement.tagName") == "H1"


def press_on(tab, selector, key="Enter"):
    """Press Tab until that has the focus, then the key."""
    for _ in range(40):
        tab.keyboard.press("Tab")
        if tab.evaluate("selector => document.activeElement.matches(selector)", selector):
            return tab.keyboard.press(key)
    raise AssertionError(f"the keyboard does not come to {selector}")


def test_an_error_a_date_and_the_ways_back_with_the_keyboard_alone(opened, shipped):
    tab = opened(f"{shipped}#en?category=contracts&about_renewal=yes&contract_manager=no")
    press_on(tab, "form button")
    assert tab.get_by_role("alert").is_visible()
    press_on(tab, ".summary a")
    assert tab.evaluate("document.activeElement.type") == "radio"
    press_on(tab, "input[id$=field-day]", "1")
    press_on(tab, "input[id$=field-month]", "2")
    press_on(tab, "input[id$=field-year]", "2")
    tab.keyboard.type("045")
    tab.keyboard.press("Enter")
    headed(tab, "Which HubSpot subscription do you have? (Several: the highest)")
    press_on(tab, ".ways a")
    headed(tab, "When does your subscription renew?")
    press_on(tab, "dd a")
    headed(tab, "What is it about?")


def test_enter_in_the_filter_answers_nothing(opened, pages):
    tab = opened(pages("thousand", page_of(rulebook(1000, 8))))
    press_on(tab, "input[type=search]", "9")
    tab.keyboard.press("Enter")
    assert tab.get_by_role("alert").count() == 0
    assert "?" not in tab.evaluate("window.location.hash")


def test_many_values_can_be_filtered(opened, pages):
    tab = opened(pages("thousand", page_of(rulebook(1000, 8))))
    choices = tab.locator(".choice")
    assert choices.count() == 401
    tab.get_by_label("Filter the answers").fill("399")
    assert choices.locator("visible=true").count() == 2  # "I don't know" stays
    assert tab.get_by_role("status").inner_text() == "1 of 400 answers shown"


VIEWS = {
    "first": (),
    "date": ("contracts", "yes", "no"),
    "address": ("sales", "none"),
    "card": ("contracts", "yes", "no", "soon"),
    "nobody": ("success", "free"),
    "many": ("success", "enterprise", "unknown"),
}


LOOKS = [(390, "light", "en"), (390, "dark", "en"), (1280, "light", "en"), (1280, "dark", "en"), (390, "light", "nb")]


@pytest.mark.parametrize(("width", "colours", "lang"), LOOKS)
def test_nobody_is_kept_out(opened, shipped, lang, width, colours):
    from axe_playwright_python.sync_playwright import Axe

    tab = opened(shipped, viewport={"width": width, "height": 800}, color_scheme=colours)
    for values in VIEWS.values():
        tab.goto(f"{shipped}#{lang}")
        talk(tab, *values)
        if tab.locator("form").count():
            tab.locator("form button").click()
        found = Axe().run(tab).response["violations"]
        assert [(each["id"], node["html"]) for each in found for node in each["nodes"]] == []


@pytest.mark.parametrize("colours", ["none", "active"])
def test_nothing_is_cut_on_a_narrow_screen(opened, shipped, colours):
    tab = opened(shipped, viewport={"width": 320, "height": 800}, forced_colors=colours)
    for values in VIEWS.values():
        tab.goto(f"{shipped}#en")
        talk(tab, *values)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_card_is_printed_on_one_page(opened, shipped):
    tab = opened(shipped)
    for answers, _ in islice(conversations({}), 0, None, 20):
        tab.goto("about:blank")
        tab.goto(shipped)
        talk(tab, *answers.values())
        assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4"))) == 1


def test_without_scripts_the_overview_and_the_contacts_are_there(opened, shipped):
    tab = opened(shipped, java_script_enabled=False)
    headed(tab, ROUTER.ruleset.title.to("en"))
    assert tab.locator("table td").count() == 31
    assert tab.get_by_role("link", name="contracts@hubspot.com").is_visible()


@pytest.mark.parametrize("policy", [True, False])
def test_texts_of_the_rules_run_nothing_also_without_the_policy(opened, pages, policy):
    attack = "<img src=x onerror=alert(1)><svg onload=alert(2)></script><script>alert(3)</script>"
    rules = HOSTILE.read_text("utf-8").replace("Colour?", attack).replace("Square", attack).replace("Green.", attack)
    page = page_of(rules)
    if not policy:
        page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    tab = opened(pages(f"hostile-{policy}", page))
    talk(tab, "big", "round", "red")
    headed(tab, re.compile(re.escape("<script>alert(1)</script>")))
    assert tab.get_by_text(attack).first.is_visible()
    assert not tab.locator("img, svg").count()
