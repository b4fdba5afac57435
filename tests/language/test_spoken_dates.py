"""Dates as people type them, in both languages, and days as they are told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.language.calendar_words import MONTHS
from hsroute.language.spoken_dates import dates_among, distance, is_about_time, read_spoken, spoken
from hsroute.model import LANGS
from tests.support.growth import grows_evenly

TODAY = date(2026, 11, 22)
"""A Sunday."""

FIRST_OF_MARCH = (date(2027, 3, 1),)
FLAWS = {"not-a-date", "no-such-day", "other-weekday"}


def every(days):
    return True


def ahead(days):
    return days > 0


def ago(days):
    return days <= 0


def none(days):
    return False


def read(text, covers=every, today=TODAY):
    return read_spoken(text, today, covers)


def away(text, covers=every, today=TODAY):
    """In how many days the days are that the text can mean."""
    return [(day - today).days for day in read(text, covers, today)]


days = st.dates()
langs = st.sampled_from(LANGS)
coverages = st.sampled_from((every, ahead, ago, none))


# Dates in full.


@pytest.mark.parametrize(
    "text",
    [
        *("2027-03-01", "2027-3-1", "2027/03/01", "2027.03.01"),
        *("1 March 2027", "01 march 2027", "1 MAR 2027", "1 Mar. 2027", "1st March 2027", "the 1st of March, 2027"),
        *("March 1, 2027", "march 1 2027", "Mar 1st, 2027", "1-Mar-2027", "on 1 March 2027"),
        *("on the 1st of March 2027", "1/3-2027", "1/3-27"),
        *("1. mars 2027", "1 mars 2027", "den 1. mars 2027", "1. mar. 2027", "1.mars 2027", "på 1. mars 2027"),
        *("01.03.2027", "1.3.2027", "1. 3. 2027", "1.3 2027", "  1   March\t2027  ", "1\N{NO-BREAK SPACE}mars 2027."),
        *("1 March 27", "1. mars 27", "1.3.27", "01.03.27", "1. 3. 27", "1 Mar '27"),
        *("1 March \N{RIGHT SINGLE QUOTATION MARK}27",),
        *("Monday 1 March 2027", "Mon, 1 Mar 2027", "mandag 1. mars 2027", "mandag den 1. mars 2027", "man. 1.3.2027"),
        *("on Monday the 1st of March 2027", "Monday, March 1, 2027"),
        *("1 March next year", "1. mars neste år"),
        *("March 2027", "mars 2027", "Mar 2027", "mar. 2027", "in March 2027", "i mars 2027", "March, 2027"),
        *("March '27", "march of 2027", "mars i 2027", "03/2027", "3.2027", "3-2027", "2027-03", "March next year"),
    ],
)
def test_a_day_is_understood_in_every_form_that_people_write(text):
    assert read(text) == read(text, ago) == read(text, none) == FIRST_OF_MARCH


def test_a_year_of_two_digits_is_the_nearest_that_ends_so():
    assert [read(f"15.3.{year:02}") for year in (27, 75, 76, 99, 0)] == [
        (date(year, 3, 15),) for year in (2027, 2075, 1976, 1999, 2000)
    ]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("03/04/2027", date(2027, 3, 4), date(2027, 4, 3)),
        ("4-3-2027", date(2027, 3, 4), date(2027, 4, 3)),
        ("3/4/27", date(2027, 3, 4), date(2027, 4, 3)),
        ("3/4", date(2027, 3, 4), date(2027, 4, 3)),
        ("27-03-15", date(2015, 3, 27), date(2027, 3, 15)),
        ("March 27", date(2027, 3, 1), date(2027, 3, 27)),
        ("mars 26", date(2026, 3, 1), date(2027, 3, 26)),
    ],
)
def test_what_can_be_written_for_two_days_means_both(text, first, second):
    assert read(text) == (first, second)


def test_one_reading_is_left_when_the_other_is_no_day_or_the_same_day():
    assert read("31/12/2026") == read("12/31/2026") == (date(2026, 12, 31),)
    assert read("03/03/2027") == (date(2027, 3, 3),)
    assert read("15/3/27") == read("15-3-27") == read("March 15") == read("15.3") == (date(2027, 3, 15),)


# Dates without a year.


@pytest.mark.parametrize("text", ["1 March", "March 1st", "1. mars", "1.3.", "1.3", "the 1st of March", "den 1. mars"])
def test_without_a_year_it_is_the_nearest_that_an_answer_covers(text):
    assert read(text) == read(text, ahead) == FIRST_OF_MARCH
    assert read(text, ago) == (date(2026, 3, 1),)
    assert read(text, lambda days: days > 400) == (date(2028, 3, 1),)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *[("31.12", date(2026, 12, 31)), ("31.12.", date(2026, 12, 31)), ("31/12", date(2026, 12, 31))],
        *[("31. des", date(2026, 12, 31)), ("Dec 31st", date(2026, 12, 31)), ("24 okt.", date(2026, 10, 24))],
        *[("22 November", TODAY), ("29 February", date(2028, 2, 29)), ("17. juni", date(2026, 6, 17))],
        *[("Friday 27 November", date(2026, 11, 27)), ("fredag 27.11.", date(2026, 11, 27))],
    ],
)
def test_that_can_be_this_year_or_another(text, day):
    assert read(text) == (day,)


def test_two_days_as_near_as_each_other_are_both_meant():
    assert read("1 September", today=date(2028, 3, 2)) == (date(2027, 9, 1), date(2028, 9, 1))


def test_without_an_answer_that_covers_it_the_nearest_is_meant():
    assert read("1 March", none) == FIRST_OF_MARCH


# Distances.


@pytest.mark.parametrize(
    ("text", "later"),
    [
        *[("today", 0), ("Today", 0), ("i dag", 0), ("I DAG", 0), ("idag", 0), ("today.", 0)],
        *[("tomorrow", 1), ("i morgen", 1), ("yesterday", -1), ("i går", -1), ("i ga\u030ar", -1), ("i gar", -1)],
        *[("overmorgen", 2), ("i overmorgen", 2), ("day after tomorrow", 2), ("the day after tomorrow", 2)],
        *[("forgårs", -2), ("i forgårs", -2), ("the day before yesterday", -2)],
        *[("in 30 days", 30), ("om 30 dager", 30), ("30 days from now", 30), ("30 dager fra i dag", 30)],
        *[("in 30 days from now", 30), ("om 30 dager fra nå", 30), ("in 30days", 30), ("in 30 days' time", 30)],
        *[("30 days ago", -30), ("for 30 dager siden", -30), ("30 dager siden", -30), ("thirty days ago", -30)],
        *[("in 1 day", 1), ("om 1 dag", 1), ("a day ago", -1), ("for én dag siden", -1), ("in 0 days", 0)],
        *[("in 2 weeks", 14), ("om ei uke", 7), ("one week ago", -7), ("for 3 uker siden", -21)],
        *[("in two weeks", 14), ("om to uker", 14), ("om tre uker", 21), ("in twelve weeks", 84), ("om tolv uker", 84)],
        *[("in a couple of weeks", 14), ("om et par uker", 14), ("a couple of days ago", -2)],
        *[("for et par dager siden", -2), ("et par dager siden", -2)],
        *[("in a week's time", 7), ("in two weeks' time", 14), ("in a fortnight", 14), ("om fjorten dager", 14)],
        *[("om sju dager", 7), ("om syv dager", 7), ("in ninety days", 90), ("om nitti dager", 90), ("in 8 w.", 56)],
        *[("in 2 w", 14), ("in 2wks", 14), ("om 2 u", 14), ("om 14 d", 14), ("om 14 dgr.", 14), ("2 u. siden", -14)],
    ],
)
def test_a_day_is_understood_by_its_distance_from_today(text, later):
    assert away(text) == away(text, ahead) == away(text, ago) == [later]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *[("in 2 months", date(2027, 1, 22)), ("om en måned", date(2026, 12, 22)), ("om 3 mnd", date(2027, 2, 22))],
        *[("om 3 mnd.", date(2027, 2, 22)), ("in 3 mths", date(2027, 2, 22)), ("3 mnd. siden", date(2026, 8, 22))],
        *[("om tre maneder", date(2027, 2, 22)), ("om åtte måneder", date(2027, 7, 22))],
        *[("11 months ago", date(2025, 12, 22)), ("for 2 år siden", date(2024, 11, 22))],
        *[("in 1 year", date(2027, 11, 22))],
        *[("om to år", date(2028, 11, 22)), ("in two yrs", date(2028, 11, 22))],
        *[("for et år siden", date(2025, 11, 22))],
    ],
)
def test_a_month_or_a_year_away_is_the_same_day_of_that_month(text, day):
    assert read(text) == (day,)


def test_in_a_month_that_is_too_short_it_is_the_last_day():
    assert read("in 1 month", today=date(2027, 1, 31)) == (date(2027, 2, 28),)
    assert read("om 3 mnd", today=date(2027, 11, 30)) == (date(2028, 2, 29),)
    assert read("om et år", today=date(2028, 2, 29)) == (date(2029, 2, 28),)


@pytest.mark.parametrize("text", ["30 days", "30 dager", "30d", "thirty days", "tretti dager", "30 DAYS."])
def test_a_length_of_time_goes_where_answers_cover_a_day_or_both_ways(text):
    assert away(text) == [-30, 30]
    assert away(text, ahead) == away(text, none) == [30]
    assert away(text, ago) == [-30]


def test_so_do_weeks_months_and_years():
    assert away("2 uker", ahead) == away("two weeks", ahead) == away("2 w", ahead) == away("et par uker", ahead) == [14]
    assert read("3 mnd", ahead) == read("3 months", ahead) == read("tre måneder", ahead) == (date(2027, 2, 22),)
    assert read("1 år", ago) == read("a year", ago) == (date(2025, 11, 22),)
    assert away("0 days") == [0]


# Weekdays, and the next week, month or year.


@pytest.mark.parametrize(
    ("text", "distances"),
    [
        *[("friday", [-2, 5]), ("Fredag", [-2, 5]), ("on friday", [-2, 5]), ("på fredag", [-2, 5])],
        *[("on Fri.", [-2, 5])],
        *[("this friday", [5]), ("denne fredagen", [5]), ("coming friday", [5]), ("førstkommende fredag", [5])],
        *[("nå på fredag", [5]), ("kommende fredag", [5]), ("this coming fri", [5])],
        *[("next friday", [5, 12]), ("neste fredag", [5, 12]), ("neste lørdag", [6, 13]), ("next wed", [3, 10])],
        *[("last friday", [-9, -2]), ("forrige fredag", [-9, -2]), ("sist fredag", [-2]), ("past friday", [-2])],
        *[("sunday", [0, 7]), ("this sunday", [0]), ("next sunday", [7]), ("coming sunday", [7])],
        *[("last sunday", [-7]), ("sist søndag", [-7])],
        *[("søndag", [0, 7]), ("sondag", [0, 7]), ("monday", [-6, 1]), ("lordag", [-1, 6]), ("på tors", [-3, 4])],
    ],
)
def test_a_weekday_is_every_day_that_it_can_mean(text, distances):
    assert away(text) == distances


def test_a_weekday_goes_where_answers_cover_it():
    assert away("friday", ahead) == away("på fredag", ahead) == away("fredag", none) == [5]
    assert away("friday", ago) == away("på fredag", ago) == [-2]
    assert away("next friday", lambda days: 0 <= days <= 9) == [5]


@pytest.mark.parametrize(
    ("text", "distances"),
    [
        *[("next week", [1, 7]), ("neste uke", [1, 7]), ("til uka", [1, 7]), ("last week", [-13, -7])],
        *[("next month", [9, 30]), ("neste måned", [9, 30]), ("neste mnd", [9, 30]), ("NESTE MÅNED", [9, 30])],
        *[("last month", [-52, -31]), ("forrige måned", [-52, -31]), ("siste måned", [-52, -31])],
        *[("next year", [40, 365]), ("neste år", [40, 365]), ("til neste år", [40, 365])],
        *[("last year", [-690, -365]), ("i fjor", [-690, -365]), ("forrige uke", [-13, -7])],
    ],
)
def test_the_next_one_is_its_first_day_or_the_same_day_of_it(text, distances):
    assert away(text) == distances


def test_on_the_first_day_of_a_month_both_are_one():
    assert read("next month", today=date(2026, 12, 1)) == (date(2027, 1, 1),)
    assert read("next month", today=date(2027, 1, 31)) == (date(2027, 2, 1), date(2027, 2, 28))


# Flaws.


@pytest.mark.parametrize(
    "text",
    [
        *("30 February 2027", "29. februar 2027", "2027-02-29", "31.04.2027", "31/31/2027", "2027-13-01", "01.00.2027"),
        *("31 February", "31. februar", "31.4", "0.1.", "32 January", "13/13", "March 45", "00/2027", "29.2.27"),
        *("0000-01-01", "1 March 0000", "0/0/00", "March 0000"),
        *("in 99999999999 days", "om 99999999999 år", "9999 years ago", f"in {'9' * 90} days", f"{'9' * 90} uker"),
        *("Friday 31 November 2026", "tirsdag 30. februar"),
    ],
)
def test_a_day_that_the_calendar_does_not_have_is_told_so(text):
    assert read(text) == "no-such-day"


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "soon", "12", "2027", "marches", "ma", "1 Marsh 2027", "1 ma 2027", "in -3 days", "20270301"),
        *("٠١.٠٣.٢٠٢٧", "1 May 20270", "1 May 202", "1 May 2", "3-4", "1-3 days", "2.5 weeks", "30", "d", "uke"),
        *("mon", "man", "sun", "fri", "next", "neste", "this month", "next day", "last days", "next weeks", "in days"),
        *("in some days", "om noen uker", "a few days ago", "on", "the", "friday next", "on today"),
        *("1.3.2027.1", "3/13-2027x", "yesterday ago", "1 March this", "1 March in year", f"in {'9' * 5000} days"),
    ],
)
def test_anything_else_is_no_date(text):
    assert read(text) == "not-a-date"


@pytest.mark.parametrize("text", ["Friday 28 November 2026", "tirsdag 1. mars 2027", "on mon 2 March"])
def test_a_date_with_another_weekday_than_its_own_is_told_so(text):
    assert read(text) == "other-weekday"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("it renews on 1 March 2027", "2027-03-01"),
        ("1. mars 2027, tror jeg", "2027-03-01"),
        ("2027-03-01 12:00", "2027-03-01"),
        ("the date (1 March 2027)", None),
        ("maybe 3/4/2027", "2027-03-04 2027-04-03"),
        ("1 March 2027", None),
        ("in march I think", None),
        ("before 1 March 2027", None),
        ("ikke 1. mars 2027", None),
        ("1 March or 2 March", None),
        ("1 March maybe 2 April", None),
        ("about 1.5 months", None),
        ("it is 31 February 2027", None),
        ("it is Friday, 1 March 2027", None),
        ("it is Monday, 1 March 2027", "2027-03-01"),
        ("1 March 2027 " + "and so on" * 20, None),
    ],
)
def test_the_only_date_among_other_words_is_found_unless_they_say_more_about_it(text, named):
    assert " ".join(map(str, dates_among(text, TODAY, every))) == (named or "")


@pytest.mark.parametrize(
    "text", ["end of March", "om noen uker", "2027", "i 2027", "by friday", "two years", "19991231"]
)
def test_what_names_a_time_is_known_from_what_does_not(text):
    assert is_about_time(text)
    assert not any(map(is_about_time, ("", "12", "ma", "the contract", "soon", "friends", "dogs")))


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize(
    "text", ["30 days", "friday", "next friday", "last friday", "next year", "last week", "i overmorgen", "1 March"]
)
def test_at_the_ends_of_the_calendar_the_days_that_exist_are_meant(text, today):
    assert read(text, today=today) == "no-such-day" or all(
        day.year in {1, 2, 9998, 9999} for day in read(text, today=today)
    )


@pytest.mark.parametrize("piece", ["1", "a ", "1.", "-", " ", "in ", "1 a", "on the ", "é", "next ", "1/", "\u0345"])
def test_long_lines_take_no_longer_than_it_takes_to_see_that(piece):
    def look(length):
        read((piece * length)[:length])
        read((piece * length)[:length] + " days")

    assert grows_evenly(look, 12)
    assert grows_evenly(look, 12_500)


# Laws.


@given(days, langs, coverages)
def test_every_day_is_understood_as_it_is_told(day, lang, covers):
    assert read(spoken(day, lang), covers) == (day,)


@given(days, days, langs, coverages)
def test_every_distance_is_understood_as_it_is_told(day, today, lang, covers):
    assert read(distance((day - today).days, lang), covers, today) == (day,)


@given(days)
def test_the_form_of_machines_is_understood(day):
    assert read(day.isoformat()) == (day,)


@given(days)
def test_slashes_have_every_reading_that_is_a_day_and_no_other(day):
    either = {day} | ({day.replace(month=day.day, day=day.month)} if day.day <= 12 else set())
    assert read(f"{day.day}/{day.month}/{day.year:04}") == tuple(sorted(either))


@st.composite
def phrases(draw):
    """What people say, right or wrong, and what the day that is meant must be, as far as the words say it."""
    lang, day, month = draw(langs), draw(st.integers(0, 32)), draw(st.integers(1, 12))
    year = draw(st.none() | st.integers(0, 9999))
    name = MONTHS[lang][month - 1]
    name = draw(st.sampled_from((name, name[:3], f"{name[:3]}.")))
    form = draw(
        st.sampled_from(("{day} {name}", "{day}. {name}", "the {day} of {name}", "{name} {day}", "den {day}. {name}"))
    )
    text = form.format(day=day, name=name)
    if form == "{name} {day}" and year is None and day in {26, 27}:
        return text, None, month, None
    return (text if year is None else f"{text} {year:04}"), day, month, year


@given(phrases(), days, coverages)
def test_no_phrase_reads_as_a_day_that_it_does_not_name(phrase, today, covers):
    text, day, month, year = phrase
    found = read(text, covers, today)
    if found == "no-such-day":
        assert day == 0 or day > 28 or year == 0
    for meant in found if isinstance(found, tuple) else ():
        assert meant.month == month
        assert year in {None, meant.year}
        assert day in {None, meant.day} or (meant.day == 1 and abs(meant.year - today.year) <= 1)


RELATIVE = (
    *("in", "om", "on", "på", "the", "next", "neste", "last", "forrige", "ago", "siden", "for", "from now", "1", "two"),
    *("tre", "a couple of", "et par", "day", "dager", "weeks", "uke", "måned", "år", "friday", "fredag", "tors"),
    *("tomorrow", "i dag", "i", "fjor"),
)
WORDS = (*RELATIVE, "2", "31", "2027", "27", "March", "mars", "Dec.", ".", "/", "-", ",", "3.", "3/4", "den", "month")
lines = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


@given(lines | phrases().map(lambda phrase: phrase[0]), days, coverages)
def test_letter_case_blanks_and_dots_at_the_end_do_not_matter(text, today, covers):
    found = read(text, covers, today)
    for same in (
        text.upper(),
        text.title(),
        f"  {text}\t",
        text.replace(" ", " \N{NO-BREAK SPACE}"),
        f"{text}.",
        f"{text} .",
    ):
        assert read(same, covers, today) == found


@given(st.lists(st.sampled_from(RELATIVE), max_size=4).map(" ".join), days)
def test_of_the_days_that_are_meant_those_that_answers_cover_are_left(text, today):
    meant = read(text, every, today)
    for covers in (ahead, ago):
        found = read(text, covers, today)
        assert found == meant if meant in FLAWS else set(found) <= set(meant)
        if found not in FLAWS:
            covered = tuple(day for day in meant if covers((day - today).days))
            assert found == covered or (not covered and len(found) == 1)


@given(st.text() | lines, days, coverages)
def test_whatever_is_typed_is_read_as_days_in_order_or_has_a_flaw(text, today, covers):
    found = read(text, covers, today)
    assert found in FLAWS or list(found) == sorted(set(found))


# What is told.


def test_days_are_told_as_people_write_them():
    assert spoken(date(2027, 3, 1), "en") == "1 March 2027"
    assert spoken(date(2027, 3, 1), "nb") == "1. mars 2027"


def test_distances_are_told_as_people_say_them():
    told = {lang: [distance(days, lang) for days in (99, 2, 1, 0, -1, -5)] for lang in LANGS}
    assert told == {
        "en": ["in 99 days", "in 2 days", "tomorrow", "today", "yesterday", "5 days ago"],
        "nb": ["om 99 dager", "om 2 dager", "i morgen", "i dag", "i går", "for 5 dager siden"],
    }


@given(st.integers(1, 12), st.dates(date(2, 1, 1), date(9998, 12, 31)), langs)
def test_a_month_is_its_first_day_next_time_and_last_time(month, today, lang):
    last, coming = read(f"in {MONTHS[lang][month - 1]}", today=today)
    assert last < today <= coming
    assert (last.month, last.day, coming) == (month, 1, last.replace(year=last.year + 1))
    assert read(f"i {MONTHS[lang][month - 1][:3]}.", lambda days: days < 0, today) == (last,)


@given(st.sampled_from(("about", "around", "roughly", "ca.", "omtrent", "cirka")), st.integers(2, 400))
def test_what_is_about_right_is_read_as_what_it_is(word, count):
    assert read(f"in {word} {count} days") == read(f"{word} in {count} days") == read(f"in {count} days")


@given(lines, days, coverages)
def test_a_date_among_words_is_one_that_they_name(text, today, covers):
    for day in dates_among(text, today, covers):
        assert str(day.day) in text or day.day == 1
        assert str(day.month) in text or any(names[day.month - 1][:3] in text for names in MONTHS.values())
