"""The page that asks: it is valid, runs no text of the rules, and its script gives the routes that the router gives."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from urllib.parse import urlencode

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.budget import TooBigError
from hsroute.export.page.html import html
from hsroute.language.catalog import say
from hsroute.language.escape import paragraph
from hsroute.model import Contact, Interval, Question, Rule, Ruleset, Text, Value
from hsroute.patterns import is_email
from hsroute.routing.load import load
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.yaml_parser import read
from tests.benchmarks.rulebooks import by_topic, rulebook
from tests.export.test_table_and_tree import chain
from tests.support.page import SCRIPT, Script, as_route, data, engine, shown
from tests.support.program import DATA, TODAY
from tests.support.strategies import answers_of_all_kinds, rulesets_of_all_kinds

HERE = DATA / "show"
SHIPPED = load()
QUESTIONS = SHIPPED.ruleset.questions
DAY = date.fromisoformat(TODAY)
NAMES = ("constructor", "__proto__", "toString", "hasOwnProperty", "length", "lang")
"""What objects of JavaScript have of their own."""


def page_of(ruleset, lang="en", file="hubspot.yaml"):
    return html(ruleset, lang, DAY, "0.0", file)


def file_of(name):
    path = HERE / f"{name}.yaml"
    return compile_rules(read(path.read_bytes(), path.name))


PAGES = ("shipped", "norwegian", "hostile", "none", "one", "shared")


@cache
def the_page(name):
    if name in {"shipped", "norwegian"}:
        return page_of(SHIPPED.ruleset, "nb" if name == "norwegian" else "en")
    return page_of(file_of(name))


@pytest.fixture(scope="module")
def running():
    with engine() as started:
        yield started


@pytest.fixture(scope="module")
def shipped(running):
    return Script(running, SHIPPED.ruleset)


# The file.


@pytest.mark.parametrize("name", ["shipped", "norwegian", "hostile", "none", "one"])
def test_the_page_looks_like_this_around_its_script_and_style(golden, name):
    short = re.sub(r"(<(script|style)>).*?(</\2>)", r"\1…\3", the_page(name), flags=re.DOTALL)
    golden(HERE / f"{name}.html.out", re.sub(r"sha256-[^']+", "sha256-…", short).replace(">{", ">\n{"))


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_valid_html(name):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(the_page(name))
    assert parser.errors == []
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len({*ids})
    for element in tree.iter():
        assert element.get("aria-labelledby") in {None, *ids}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_runs_and_fetches_nothing_but_what_it_carries(name):
    page = the_page(name)
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page)
    allowed = dict(part.split(" ", 1) for part in policy.split("; "))
    for tag in ("script", "style"):
        (body,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert allowed.pop(f"{tag}-src") == f"'sha256-{digest}'"
    assert allowed == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert not re.findall(r'\b(src|srcset|action|style|on\w+)="|@import|url\(|innerHTML|insertAdjacent|\beval\b', page)


def tags(page):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    return [element.tag for element in tree.iter() if isinstance(element.tag, str)]


HOSTILE = "</script></style><script>alert(1)</script><!--<script>\u2028\u202e\x1b[31m\ud800&amp;'\" ${title} {key} \\"


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_texts_of_the_rules_are_only_texts(lang):
    def same(text):
        said = Text(text)
        questions = (
            Question("one", said, (Value("yes", said), Value("no", said)), said, person=True),
            Question("two", said, (Value("b", said),)),
        )
        contacts = {"desk": Contact("desk", said, "a'&b@example.org", None, "https://example.org/?a='&b", said, "one")}
        rules = (Rule("all", {"one": ("yes",), "two": ("b",)}, "desk", said, ("desk",), (said,), ("<b>",)),)
        return Ruleset(said, contacts, questions, rules)

    page = page_of(same(HOSTILE), lang, "<i>.yaml")
    assert tags(page) == tags(page_of(same("harmless"), lang, "x.yaml"))
    assert not {"\u2028", "\u202e", "\x1b", "\ud800"} & {*page, *json.dumps(data(page), ensure_ascii=False)}
    assert paragraph(HOSTILE) in data(page)["texts"]


def test_a_page_has_the_languages_of_its_file_and_begins_in_the_nearest():
    texts = {"pt-BR": "A quem", "de": "An wen", "en": "Whom"}
    ruleset = SHIPPED.ruleset._replace(title=Text.translated(texts))
    begun = {lang: data(page_of(ruleset, lang)) for lang in ("de", "de-AT", "pt-BR", "fr", "nb")}
    assert begun["de"]["langs"] == ["pt-BR", "de", "en", "nb"]
    assert [found["langs"][found["lang"]] for found in begun.values()] == ["de", "de", "pt-BR", "en", "nb"]
    assert data(the_page("one"))["langs"] == ["en", "nb"]


def test_the_overview_has_a_link_for_every_answer_to_its_questions():
    links = re.findall(r'<td><a href="#\?([^"]+)"', the_page("shipped"))
    category, tier = (next(each for each in QUESTIONS if each.key == key) for key in ("category", "tier"))
    assert links == [f"category={row}&amp;tier={column}" for row in category.names for column in tier.names]


def test_a_large_table_is_left_out():
    def sized(count):
        values = tuple(Value(f"v{number}", Text(f"Value {number}")) for number in range(count))
        questions = (Question("rows", Text("?"), values, if_unsure="v0"), Question("columns", Text("?"), values[:10]))
        return Ruleset(Text("Large"), {}, questions, (Rule("all", {"rows": ("v1",)}, None, Text("So.")),))

    assert page_of(sized(18)).count("<td>") == 18 * 11 + 1
    assert "<table>" not in page_of(sized(19))


def test_rules_that_are_too_intricate_are_refused():
    with pytest.raises(TooBigError):
        page_of(chain(4000))


@pytest.mark.process
def test_pages_are_as_small_as_promised():
    thousand, topics = (read(text(1000, 8).encode(), "large.yaml") for text in (rulebook, by_topic))
    assert len(the_page("shipped").encode()) <= 70 * 1024
    for rules in (thousand, topics):
        page = re.sub(r"<table>.*</table>", "", page_of(compile_rules(rules)), flags=re.DOTALL)
        assert len(page.encode()) <= 400 * 1024


def test_the_same_rules_on_the_same_day_give_the_same_bytes():
    assert page_of(load().ruleset) == the_page("shipped")


# The script, beside the router.


def routed(script, router, records, today=DAY, lang="en"):
    """Holds the script to the router; gives the routes."""
    expected = [as_route(router.route(record, today, lang)) for record in records]
    found = script.routes(records, today, lang)
    assert [*zip(records, found, strict=True)] == [*zip(records, expected, strict=True)]
    return expected


def every(questions):
    keys = [question.key for question in questions]
    return [dict(zip(keys, names, strict=True)) for names in product(*(question.answers for question in questions))]


@pytest.mark.process
@pytest.mark.parametrize("lang", ["en", "nb"])
def test_every_combination_of_the_shipped_rules_also_with_a_question_missing(shipped, lang):
    complete = every(QUESTIONS)
    assert len(complete) == 7200
    routed(shipped, SHIPPED, complete, lang=lang)
    for missing in QUESTIONS:
        routed(shipped, SHIPPED, every([question for question in QUESTIONS if question != missing]), lang=lang)


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_what_is_not_known_and_the_note_of_it(shipped, lang):
    unknown = dict.fromkeys((question.key for question in QUESTIONS), "unknown")
    records = [unknown | {question.key: name} for question in QUESTIONS for name in question.names]
    routes = routed(shipped, SHIPPED, [unknown, {}, *records], lang=lang)
    assert any(route[5] for route in routes if len(route) > 2)


TODAYS = (DAY, date(2028, 2, 29), date(1970, 1, 1), date(1969, 12, 31), date(1, 1, 5), date(9999, 9, 30))


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_dates_on_every_border_and_what_time_changes(shipped, today):
    borders = (-92, -91, -90, -16, -15, -14, -1, 0, 1, 14, 89, 90, 91, 92, 400)
    days = [str(date.fromordinal(n)) for far in borders if 0 < (n := today.toordinal() + far) <= date.max.toordinal()]
    renewal = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no"}
    records = [renewal | {"renewal_date": day, "tier": tier} for day in days for tier in ("free", "starter")]
    records += [renewal | {"renewal_date": day} for day in days]
    records += [{"category": "sales", "sales_rep": "no", "trial": day} for day in days]
    records += [renewal | {"renewal_date": day, "trial": days[3]} for day in days]
    routes = routed(shipped, SHIPPED, records, today)
    assert {"day-not-covered"} & {route[1] for route in routes}
    assert any(route[-1] for route in routes)


@pytest.mark.parametrize("given", ["2026-02-29", "2026-13-01", "0000-01-01", "2026-1-1", "1", "2026-01-01T00:00", "x"])
def test_no_days_of_the_calendar(shipped, given):
    routed(shipped, SHIPPED, [{"renewal_date": given}])


ADDRESSES = (
    *("ann@example.com", "å@bokmål.no", "a@b", "a b@example.com", "<a@example.com>", "a@@b.no", f"{'a' * 250}@b.no"),
    *("a'&?b=c@example.com", "\U0001f600@example.com", "a@example.com\n", "\ud800@example.com", "\u202e@example.com"),
)


@pytest.mark.parametrize("given", ADDRESSES)
def test_addresses_that_are_given_are_those_of_the_contacts(shipped, given):
    sales = {"category": "sales", "trial": "none", "sales_rep": given}
    csm = {"category": "success", "tier": "enterprise", "csm": given}
    first, *_ = routed(shipped, SHIPPED, [sales, csm, csm | {"sales_rep": "ann@example.com"}])
    assert first[2][1] == given if is_email(given) else first == ("invalid", "bad-email")


def numbered():
    """A question about whole numbers and one about any, and a rule for each value."""
    d = Decimal
    spans = {
        "seats": (Interval(None, -3), Interval(0, 9), Interval(10, 10), Interval(11, 10**30)),
        "price": (
            Interval(d("-1.5"), d("2.5"), below=True),
            Interval(d("2.5"), d("2.50000000000000000001")),
            Interval(7, None),
        ),
    }
    questions = tuple(
        Question(
            key, Text(key), tuple(Value(f"{key}{n}", Text(key), span) for n, span in enumerate(some)), scale="numbers"
        )
        for key, some in spans.items()
    )
    rules = tuple(
        Rule(f"r{value.name}", {question.key: (value.name,)}, None, Text(value.name))
        for question in reversed(questions)
        for value in question.values
    )
    return Ruleset(Text("numbers"), {}, questions, rules)


NUMBERS = (
    *(
        "-4",
        "-3",
        "-2",
        "-0",
        "0",
        "007",
        "9",
        "9.0",
        "9.5",
        "10",
        "1e1",
        "1E+1",
        "100e-1",
        "11",
        f"1{'0' * 30}",
        "1e30",
    ),
    *(
        "1e31",
        f"1{'0' * 29}1",
        "9e999",
        "1e-999",
        "-1.5",
        "-1.51",
        "2.4999999999999999999999",
        "2.5",
        "2.50",
        "6.99",
        "7",
    ),
    *("2.500000000001", "2.5000000000010000000000001", "-", "+5", ".5", "5.", "1,5", "0x10", "1e", "abc", "1e1000"),
    *("Infinity", "NaN", "1_000", " 1", "٣", "--1"),
)


def test_numbers_are_exact(running):
    ruleset = numbered()
    records = [{question.key: given} for question in ruleset.questions for given in NUMBERS]
    routes = routed(Script(running, ruleset), Router(ruleset), records)
    assert {route[1] for route in routes} >= {"bad-number", "number-not-covered", "rprice1"}


def test_names_that_objects_have_of_their_own_are_names_like_others(running):
    values = (*(Value(name, Text(name)) for name in NAMES),)
    questions = tuple(Question(name, Text(name), values) for name in NAMES[:3])
    contacts = {name: Contact(name, Text(name)) for name in NAMES}
    rules = [Rule(name, {questions[n % 3].key: (name,)}, name, Text(name)) for n, name in enumerate(NAMES)]
    ruleset = Ruleset(Text("names"), contacts, questions, tuple(rules), unsure=Rule("unsure", {}, None, Text("?")))
    records = [*every(questions), {}, {"__proto__": "x"}, {"constructor": "prototype"}]
    routed(Script(running, ruleset), Router(ruleset), records)


def said(record):
    """The record as the page has it: true and false are not to be chosen there."""
    return {
        key: {True: "yes", False: "no"}[given] if isinstance(given, bool) else given for key, given in record.items()
    }


@pytest.mark.process
@given(st.data())
def test_any_rules_and_answers(running, drawn):
    ruleset = drawn.draw(rulesets_of_all_kinds())
    records = [said(drawn.draw(answers_of_all_kinds(ruleset, DAY))) for _ in range(10)]
    router = Router(ruleset)
    script = Script(running, ruleset)
    for lang in script.data["langs"]:
        routed(script, router, records, DAY, lang)
        routed(script, router, records, DAY + timedelta(2), lang)


# What it shows; tests/process/test_browser.py looks at it in a browser.


def ends(answers, today, lang):
    """Every conversation from these answers on, with its route."""
    route = SHIPPED.route(answers, today, lang)
    if not route.next:
        yield answers, route
        return
    for name in (*(name for name, _ in route.next.values), "unknown"):
        yield from ends({**answers, route.next.key: name}, today, lang)


@pytest.mark.parametrize("lang", ["en", "nb"])
def test_every_conversation_ends_with_its_card(running, lang):
    some = [*ends({}, DAY, lang)]
    hashes = [f"#{lang}?{urlencode(answers)}" for answers, _ in some]
    for (answers, route), (title, text, links) in zip(some, shown(running, the_page("shipped"), hashes), strict=True):
        contacts = [contact for contact in (route.contact, *route.alternatives) if contact]
        head = route.contact.team if route.contact else say("nobody", lang)
        assert title == f"{head} – {SHIPPED.ruleset.title.to(lang)}"
        assert text.startswith(head)
        for part in (route.because, *route.notes, *(contact.team for contact in contacts)):
            assert part in text
        assert {f"mailto:{contact.email}" for contact in contacts if contact.email} <= {*links}
        given = " ".join(f"-a {key}={name}" for key, name in answers.items())
        assert text.endswith(f"hsroute ask --lang {lang} {given}")


def test_a_question_has_a_link_back_and_one_for_each_answer_given(running):
    given = "category=contracts&about_renewal=yes"
    asked, again = shown(running, the_page("shipped"), [f"#en?{given}", f"#en/category?{given}"])
    assert asked[1].startswith("Has HubSpot assigned you a contract manager?")
    changes = [f"#en/{key}?{given}" for key in ("category", "about_renewal")]
    assert asked[2] == [changes[1], "#en", *changes]
    assert again[1].startswith("What is it about?")
    assert again[2] == ["#en", changes[1]]


def test_the_script_shows_texts_as_texts_alone_and_stores_and_sends_nothing():
    ways = "innerHTML|outerHTML|document.write|insertAdjacentHTML|Storage|cookie|fetch|XMLHttp|eval\\(|Function"
    assert not re.findall(ways, SCRIPT)
