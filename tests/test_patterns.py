"""The written forms of names, addresses, dates and spans of days."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.language.catalog import TEXTS
from hsroute.patterns import (
    DAYS,
    NUMBERS,
    SCALES,
    WRITTEN,
    browsed,
    dialled,
    in_digits,
    is_email,
    is_name,
    is_phone,
    is_tag,
    is_url,
    is_value_name,
    links,
    near_spans,
    nearest_name,
    nearest_value_name,
    read_date,
    read_tag,
)


@pytest.mark.parametrize("text", ["a", "ab", "aB", "a1", "a-", "a_b-c9", "yes", "x" * 500])
def test_is_a_name(text):
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "1a", "-a", "_a", "Ab", "a b", "a.b", "æb", "aø", "ab\n", "a\u0661", " ab"])
def test_is_no_name(text):
    assert not is_name(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(("Night desk", "night-desk"), ("  On-Call!  ", "on-call"), ("a.b", "a-b"), ("ab", "ab")),
        *(("24", None), ("X", "x"), ("", None), ("Østre Æsj", "ostre-aesj"), ("é", "e"), ("日", None)),
    ],
)
def test_the_name_that_a_text_would_make(text, name):
    assert nearest_name(text) == name


@pytest.mark.parametrize("text", ["NO", "1", "18-24", "x", "0_", "2027-1-1", "20270301", "2027-03-01-a", "Unknowns"])
def test_is_the_name_of_a_value(text):
    assert is_value_name(text)


@pytest.mark.parametrize(
    "text", ["", "-1", "_a", "1.5", "18 24", "å", "1\n", "unknown", "true", "FALSE", "Null", "2027-03-01", "2027-02-30"]
)
def test_is_no_name_of_a_value(text):
    assert not is_value_name(text)


@given(st.text())
def test_a_nearest_name_is_a_name(text):
    near = nearest_value_name(text)
    assert near is None or is_value_name(near)
    near = nearest_name(text)
    assert near is None or is_name(near)


@pytest.mark.parametrize(
    "text",
    [
        "a@b.no",
        "kari.nordmann@example.com",
        "a+b@c.example.org",
        "o'hara@example.ie",
        "bø@blåbær.no",
        "1@2.33",
        "राम@उदाहरण.भारत",
    ],
)
def test_is_an_e_mail_address(text):
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "a",
            "@",
            "a@b",
            "@b.no",
            "a@",
            "a@b.n",
            "a@.no",
            "a@b..no",
            ".a@b.no",
            "a.@b.no",
            "a..b@c.no",
            "a@b.no.",
        ),
        *(
            "a b@c.no",
            "a@b c.no",
            "a@b.no ",
            " a@b.no",
            "a@b.no\n",
            "a@b.no, c@d.no",
            "<a@b.no>",
            "A <a@b.no>",
            "a@@b.no",
        ),
        *("a\u00a0@b.no", "a@b.n\u200bo", "a\u202e@b.no", "a@b\u3000.no", "a\ud800@b.no", "a@b.no\U000e0061"),
        *("a@b.no\x1b[1m", "a(b)@c.no", 'a"b@c.no', "a\\b@c.no", "mailto:a@b.no", "x" * 250 + "@b.no"),
    ],
)
def test_is_no_e_mail_address(text):
    assert not is_email(text)


@pytest.mark.parametrize("text", ["https://example.com", "http://a/b?c=d&e#f", "https://example.com/(a);b=ø"])
def test_is_a_web_address(text):
    assert is_url(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "example.com",
            "//example.com",
            "ftp://example.com",
            "https://",
            "https:// a",
            "https://a b",
            "HTTPS://a",
        ),
        *("javascript:alert(1)", "https://a\n", "https://a\x1b]8;;", 'https://a"b', "https://a<b>", "https://a\u202eb"),
    ],
)
def test_is_no_web_address(text):
    assert not is_url(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-01", date(2027, 3, 1)),
        ("2028-02-29", date(2028, 2, 29)),
        ("0001-01-01", date.min),
        ("9999-12-31", date.max),
    ],
)
def test_is_a_day(text, day):
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "2027-3-1",
            "20270301",
            "2027-W09-1",
            "2027-02-29",
            "2027-13-01",
            "0000-01-01",
            "01.03.2027",
            "2027/03/01",
        ),
        *("2027-03-01T00:00:00", " 2027-03-01", "2027-03-01\n", "٢٠٢٧-٠٣-٠١", "10000-01-01"),
    ],
)
def test_is_no_day(text):
    assert read_date(text) is None


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        *(("0..90", (0, 90)), ("5..5", (5, 5)), ("-90..-1", (-90, -1)), ("-14..0", (-14, 0))),
        *(
            ("91..", (91, None)),
            ("-3..", (-3, None)),
            ("..-91", (None, -91)),
            ("..0", (None, 0)),
            ("007..9999999", (7, 9_999_999)),
        ),
    ],
)
def test_is_a_span_of_days(text, ends):
    assert DAYS.ends(text) == (*ends, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "..",
        "5",
        "0-90",
        "0...90",
        "0 .. 90",
        "90..0",
        "-1..-90",
        "+1..2",
        "1..2..3",
        "1.5..2",
        "0..90\n",
        "0..٩",
        "12345678..",
    ],
)
def test_is_no_span_of_days(text):
    assert DAYS.ends(text) is None


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        *(("en", "en"), ("EN_us.UTF-8", "en-US"), ("pt-br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("sma", "sma")),
        *(
            ("es-419", "es-419"),
            ("ca_ES@valencia", "ca-ES"),
            ("de-CH-1996", "de-CH-1996"),
            ("ca-Valencia", "ca-valencia"),
        ),
        *(("no", "nb"), ("nn_NO.UTF-8", "nb"), ("NB", "nb")),
        *(
            (word, None)
            for word in ("", "C", "C.UTF-8", "POSIX", "x", "english", "e1", "en-", "en-u", "en-US-US", "ñø")
        ),
    ],
)
def test_the_tag_of_a_language(text, tag):
    assert read_tag(text) == tag


@pytest.mark.parametrize(
    ("text", "days", "numbers"),
    [
        *(("1-9", "1..9", "1..9"), ("0…90", "0..90", "0..90"), ("0 to 90", "0..90", "0..90")),
        *(("0...9", "0..9", "0..9"), ("-9--1", "-9..-1", "-9..-1"), ("1 – 9", "1..9", "1..9")),
        *(("10+", "10..", "10.."), (">=10", "10..", "10.."), ("≥ 10", "10..", "10.."), ("10 or more", "10..", "10..")),
        *(("<10", "..9", "..<10"), ("<=10", "..10", "..10"), ("10 or less", "..10", "..10")),
        *((">10", "11..", "11.."), ("5", "5..5", "5..5")),
        *(("0,5-2", None, "0.5..2"), ("0,5..<2", None, "0.5..<2"), ("<0.5", None, "..<0.5"), (">0.5", None, None)),
        *(("from 10", "10..", "10.."), ("ab 10", "10..", "10.."), ("from 0 to 9", "0..9", "0..9")),
        *(("up to 10", "..10", "..10"), ("bis 10", "..10", "..10"), ("0..9d", "0..9", "0..9")),
        *(("0.5..2 kg", None, "0.5..2"), ("5 %", "5..5", "5..5"), ("2 weeks", None, None), ("10k", None, None)),
        *(("0..90 days", "0..90", "0..90"), ("9-1", None, None), ("", None, None), ("x", None, None)),
    ],
)
def test_what_a_text_would_be_as_a_span(text, days, numbers):
    for read, expected in ((DAYS.ends, days), (NUMBERS.ends, numbers)):
        assert next(filter(read, near_spans(text)), None) == expected


@given(st.text("0123456789.,-+<>= tod…≥", max_size=30))
def test_a_span_is_what_it_would_be(text):
    for read in (DAYS.ends, NUMBERS.ends):
        assert not read(text) or next(filter(read, near_spans(text))) == text


@pytest.mark.parametrize("scale", SCALES.values(), ids=SCALES)
def test_what_a_scale_says_of_itself_is_true_and_there_is_every_text_that_it_is_named_in(scale):
    assert all(map(scale.ends, (*scale.examples, *re.findall("`([^`]+)`", scale.ways + scale.help))))
    today = date(2026, 11, 22)
    assert [scale.place(in_digits(scale.at(place, today)), today)[0] for place in (0, 7)] == [0, 7]
    assert scale.at(None, today) is scale.place("x", today) is None
    assert scale.form in WRITTEN
    said = {f"{part}-{scale.form}" for part in ("type", "hint", "how", "page")} | {f"{scale.form}s-are"}
    said |= {f"wrong-type-{scale.name}", f"show-{scale.name}", scale.bad, scale.beyond}
    assert said | {f"page-{scale.bad}", f"page-{scale.beyond}"} <= TEXTS.keys()


@given(st.one_of(st.text(), st.from_regex(r"\A[A-Za-z]{1,4}([-_][A-Za-z0-9]{1,6}){0,3}\Z")))
def test_a_tag_that_was_read_is_one_and_reads_the_same(text):
    tag = read_tag(text)
    assert tag is None or (is_tag(tag) and read_tag(tag) == tag)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        *(("112", "tel:112"), ("+47 22 33 44 55", "tel:+4722334455"), ("(+47) 22.33-44/55", "tel:+4722334455")),
        *(("+1 (800) 555-0199", "tel:+18005550199"), ("+(47) 22 33", "tel:+472233"), ("(020) 794", "tel:020794")),
        *(("+47 (0)22 33", "tel:+472233"), ("(0)22 33", "tel:02233"), ("123456789012345", "tel:123456789012345")),
    ],
)
def test_a_phone_number_and_the_link_that_dials_it(text, link):
    assert is_phone(text)
    assert dialled(text) == link


@pytest.mark.parametrize(
    "text",
    [
        *("", "12", "1234567890123456", "+", "call 112", "1+12345", "112\n", "٣٣٣", "-112", "tel:112", "22 33-", "()"),
        *("+0", "+047 22 33", "+(0)47 22", "(+0) 22 33", "+ 47 22 33", "++47 22", "+47 22 x5", "+47(22(33)44)"),
        *("(22 33 44", "22) 33", "22 (33", "((22)) 33", "22 () 33", ")22 33("),
    ],
)
def test_is_no_phone_number(text):
    assert not is_phone(text)


def test_each_address_of_a_contact_has_its_link_and_one_that_there_is_not_has_none():
    url = "https://example.com/å side?a=b&c=%20#d"
    assert [*links("jo+hei#@example.com", "+47 (0)22 33", url)] == [
        ("jo+hei#@example.com", "mailto:jo+hei%23@example.com"),
        ("+47 (0)22 33", "tel:+472233"),
        (url, "https://example.com/%C3%A5%20side?a=b&c=%20#d"),
    ]
    assert [*links(None, None, None)] == []


def test_a_link_that_opens_a_page_keeps_every_sign_that_has_a_meaning_in_one():
    url = "https://example.com:8080/~a/[b]@c!$&'()*+,;=?d#e%41"
    assert browsed(url) == url


@pytest.mark.parametrize(
    ("text", "near"),
    [("18 to 24", "18-to-24"), (" Å pen! ", "A-pen"), ("XL size?", "XL-size"), ("null ", None), ("?", None)],
)
def test_the_nearest_name_of_a_value_keeps_its_capitals_and_digits(text, near):
    assert nearest_value_name(text) == near


@pytest.mark.parametrize(("text", "tag"), [("de-1Abc", "de-1abc"), ("SL_Nedis", "sl-nedis"), ("sl-ROZAJ", "sl-rozaj")])
def test_a_variant_of_a_language_is_written_in_small_letters(text, tag):
    assert read_tag(text) == tag


def test_an_address_has_at_most_254_characters_and_none_that_is_invisible():
    place = "@" + "x" * 63 + ".example.com"
    assert is_email("a" * (254 - len(place)) + place)
    assert not is_email("a" * (255 - len(place)) + place)
    assert not is_email("a\x7f@example.com")


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("1.0..9", (1, 9, False)),
        ("0..<2.5", (0, Decimal("2.5"), True)),
        ("..<-1", (None, -1, True)),
        ("0.50..", (Decimal("0.50"), None, False)),
    ],
)
def test_ends_that_are_whole_are_integers_and_an_end_may_be_left_out(text, ends):
    found = NUMBERS.ends(text)
    assert (found, [*map(type, found)]) == (ends, [*map(type, ends)])
