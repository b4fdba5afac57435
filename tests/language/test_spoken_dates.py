"""Dates as people type them, in both languages, and days as they are told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.language.spoken_dates import distance, read_spoken, spoken
from hsroute.model import LANGS

TODAY = date(2026, 11, 22)
FIRST_OF_MARCH = (date(2027, 3, 1),)

days = st.dates()
langs = st.sampled_from(LANGS)


@pytest.mark.parametrize(
    "text",
    [
        *("2027-03-01", "2027-3-1", "2027/03/01", "2027.03.01"),
        *("1 March 2027", "01 march 2027", "1 MAR 2027", "1 Mar. 2027", "1st March 2027", "the 1st of March, 2027"),
        *("March 1, 2027", "march 1 2027", "Mar 1st, 2027", "1-Mar-2027"),
        *("1. mars 2027", "1 mars 2027", "den 1. mars 2027", "1. mar. 2027", "1.mars 2027"),
        *("01.03.2027", "1.3.2027", "1. 3. 2027", "  1   March\t2027  "),
    ],
)
def test_a_day_is_understood_in_every_form_that_people_write(text):
    assert read_spoken(text, TODAY) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("text", "later"),
    [
        *[("today", 0), ("Today", 0), ("i dag", 0), ("I DAG", 0), ("idag", 0)],
        *[("tomorrow", 1), ("i morgen", 1), ("yesterday", -1), ("i går", -1), ("i ga\u030ar", -1)],
        *[("in 30 days", 30), ("om 30 dager", 30), ("30 days from now", 30), ("30 dager fra i dag", 30)],
        *[("30 days ago", -30), ("for 30 dager siden", -30), ("30 dager siden", -30)],
        *[("in 1 day", 1), ("om 1 dag", 1), ("a day ago", -1), ("for én dag siden", -1), ("in 0 days", 0)],
        *[("in 2 weeks", 14), ("om ei uke", 7), ("one week ago", -7), ("for 3 uker siden", -21)],
    ],
)
def test_a_day_is_understood_by_its_distance_from_today(text, later):
    assert read_spoken(text, TODAY) == (TODAY + timedelta(later),)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("in 2 months", date(2027, 1, 22)),
        ("om en måned", date(2026, 12, 22)),
        ("11 months ago", date(2025, 12, 22)),
        ("for 2 år siden", date(2024, 11, 22)),
        ("in 1 year", date(2027, 11, 22)),
    ],
)
def test_a_month_or_a_year_away_is_the_same_day_of_that_month(text, day):
    assert read_spoken(text, TODAY) == (day,)


def test_a_month_that_lacks_the_day_of_today_has_no_such_day():
    assert read_spoken("in 1 month", date(2027, 1, 31)) == "no-such-day"
    assert read_spoken("om et år", date(2028, 2, 29)) == "no-such-day"


def test_between_slashes_or_hyphens_day_and_month_can_stand_either_way_round():
    both = (date(2027, 3, 4), date(2027, 4, 3))
    assert read_spoken("03/04/2027", TODAY) == read_spoken("4-3-2027", TODAY) == both


def test_one_reading_is_left_when_the_other_is_no_day_or_the_same_day():
    assert read_spoken("31/12/2026", TODAY) == read_spoken("12/31/2026", TODAY) == (date(2026, 12, 31),)
    assert read_spoken("03/03/2027", TODAY) == (date(2027, 3, 3),)


@pytest.mark.parametrize(
    "text",
    ["1 March", "March 1st", "1. mars", "1.3.", "1/3", "1 March 27", "01.03.27", "27/03/01", "3/4/27", "1 May 20270"],
)
def test_a_date_without_a_year_of_four_digits_is_told_so(text):
    assert read_spoken(text, TODAY) == "no-year"


@pytest.mark.parametrize(
    "text",
    [
        *("30 February 2027", "29. februar 2027", "2027-02-29", "31.04.2027", "31/31/2027", "2027-13-01", "01.00.2027"),
        *("0000-01-01", "in 99999999999 days", "om 99999999999 år", "9999 years ago", f"in {'9' * 5000} days"),
    ],
)
def test_a_day_that_the_calendar_does_not_have_is_told_so(text):
    assert read_spoken(text, TODAY) == "no-such-day"


@pytest.mark.parametrize(
    "text",
    ["", "soon", "12", "March 2027", "1 Marsh 2027", "1 ma 2027", "30 days", "in -3 days", "20270301", "٠١.٠٣.٢٠٢٧"],
)
def test_anything_else_is_no_date(text):
    assert read_spoken(text, TODAY) == "not-a-date"


@given(days, langs)
def test_every_day_is_understood_as_it_is_told(day, lang):
    assert read_spoken(spoken(day, lang), TODAY) == (day,)
    assert read_spoken(spoken(day, lang).upper(), TODAY) == (day,)


@given(days, days, langs)
def test_every_distance_is_understood_as_it_is_told(day, today, lang):
    assert read_spoken(distance((day - today).days, lang), today) == (day,)


@given(days)
def test_the_form_of_machines_is_understood(day):
    assert read_spoken(day.isoformat(), TODAY) == (day,)


@given(days)
def test_slashes_have_every_reading_that_is_a_day_and_no_other(day):
    either = {day} | ({day.replace(month=day.day, day=day.month)} if day.day <= 12 else set())
    assert read_spoken(f"{day.day}/{day.month}/{day.year:04}", TODAY) == tuple(sorted(either))


@given(st.text(), days)
def test_whatever_is_typed_is_read_as_days_in_order_or_has_a_flaw(text, today):
    read = read_spoken(text, today)
    assert read in ("not-a-date", "no-year", "no-such-day") or list(read) == sorted(set(read))


def test_days_are_told_as_people_write_them():
    assert spoken(date(2027, 3, 1), "en") == "1 March 2027"
    assert spoken(date(2027, 3, 1), "nb") == "1. mars 2027"


def test_distances_are_told_as_people_say_them():
    told = {lang: [distance(days, lang) for days in (99, 2, 1, 0, -1, -5)] for lang in LANGS}
    assert told == {
        "en": ["in 99 days", "in 2 days", "tomorrow", "today", "yesterday", "5 days ago"],
        "nb": ["om 99 dager", "om 2 dager", "i morgen", "i dag", "i går", "for 5 dager siden"],
    }
