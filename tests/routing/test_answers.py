"""What machines answer: each form that a question takes, and what each error says about the others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.engine.decision import UNKNOWN
from hsroute.model import Days, Question, Text, Value
from hsroute.routing.answers import Answer, Error, from_text, read_answer, unknown_question

TODAY = date(2026, 11, 22)


def values(**days):
    return tuple(Value(name, Text(name), span) for name, span in days.items())


PERSON = Question("manager", Text("?"), values(no=None, yes=None), person=True, if_unsure="no")
COLOUR = Question("colour", Text("?"), values(red=None, blue=None))
RENEWAL = Question("renewal", Text("?"), values(none=None, soon=Days(0, 90), past=Days(None, -1)))


# What is accepted.


@pytest.mark.parametrize(
    ("question", "given", "answer"),
    [
        (COLOUR, "blue", Answer(1, "blue")),
        (COLOUR, None, Answer(UNKNOWN, None)),
        (PERSON, None, Answer(0, None)),
        (PERSON, True, Answer(1, "yes")),
        (PERSON, False, Answer(0, "no")),
        (PERSON, "jo@example.org", Answer(1, "jo@example.org", address="jo@example.org")),
        (RENEWAL, "none", Answer(0, "none")),
        (RENEWAL, "2026-11-22", Answer(1, "2026-11-22", date=TODAY)),
        (RENEWAL, "2026-11-21", Answer(2, "2026-11-21", date=date(2026, 11, 21))),
        (RENEWAL, date(2026, 11, 23), Answer(1, "2026-11-23", date=date(2026, 11, 23))),
        (RENEWAL, datetime(2026, 11, 23, 23, 59, tzinfo=UTC), Answer(1, "2026-11-23", date=date(2026, 11, 23))),
    ],
)
def test_an_answer_is_the_number_of_its_value_and_what_was_given(question, given, answer):
    assert read_answer(question, given, TODAY) == answer


@given(st.integers(-400, 400))
def test_a_date_means_the_value_whose_span_covers_it_counted_from_today(days):
    day = TODAY + timedelta(days)
    answer = read_answer(RENEWAL, day.isoformat(), TODAY)
    if days > 90:
        assert isinstance(answer, Error)
    else:
        assert answer == Answer(2 if days < 0 else 1, day.isoformat(), day)


def test_true_false_and_null_written_as_texts_mean_the_json_values_and_other_texts_themselves():
    assert [from_text(text) for text in ("true", "false", "null")] == [True, False, None]
    assert [from_text(text) for text in ("yes", "True", "")] == ["yes", "True", ""]


# What is not.

COLOURS = ("red", "blue")
SPANS = ("none", "soon", "past")


@pytest.mark.parametrize(
    ("question", "given", "error"),
    [
        (COLOUR, "bleu", Error("colour", "unknown-value", "`colour` has no value `bleu`", COLOURS, "blue")),
        (COLOUR, "?", Error("colour", "unknown-value", "`colour` has no value `?`", COLOURS)),
        (COLOUR, "jo@example.org", Error("colour", "unknown-value", "`colour` has no value `jo@example.org`", COLOURS)),
        (COLOUR, "2026-11-22", Error("colour", "unknown-value", "`colour` has no value `2026-11-22`", COLOURS)),
        (RENEWAL, "tomorrow", Error("renewal", "unknown-value", "`renewal` has no value `tomorrow`", SPANS)),
        (RENEWAL, "", Error("renewal", "unknown-value", "`renewal` has no value ``", SPANS)),
    ],
)
def test_another_text_is_no_value(question, given, error):
    assert read_answer(question, given, TODAY) == error


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (2.5, "2.5"),
        ({"red": 1}, "{…}"),
        (["red"], "[…]"),
        (("red",), "[…]"),
        (10**50, "1" + 39 * "0"),
    ],
)
def test_what_is_no_text_has_the_wrong_type_and_is_shown_in_short(given, shown):
    message = f"`colour` is answered by the name of a value, not by {shown}"
    assert read_answer(COLOUR, given, TODAY) == Error("colour", "wrong-type", message, COLOURS)


@pytest.mark.parametrize(
    ("question", "given", "code", "message"),
    [
        (PERSON, "jo@", "bad-email", "`jo@`, given as `manager`, is not an e-mail address"),
        (
            RENEWAL,
            "2027-02-29",
            "bad-date",
            "`2027-02-29`, given as `renewal`, is not a day of the calendar written YYYY-MM-DD",
        ),
        (
            RENEWAL,
            "1.3.2027",
            "bad-date",
            "`1.3.2027`, given as `renewal`, is not a day of the calendar written YYYY-MM-DD",
        ),
        (
            RENEWAL,
            "2027-02-21",
            "day-not-covered",
            "`2027-02-21` is in 91 days, which no value of `renewal` covers (days from today: 0..90, ..-1)",
        ),
    ],
)
def test_an_address_or_a_date_that_is_none_or_not_covered_says_so(question, given, code, message):
    assert read_answer(question, given, TODAY) == Error(question.key, code, message, question.names)


@pytest.mark.parametrize(
    ("question", "given", "message"),
    [
        (COLOUR, "bleu", "`colour` har ingen verdi `bleu`"),
        (COLOUR, True, "`colour` besvares med navnet på en verdi, ikke med true"),
        (COLOUR, 7, "`colour` besvares med navnet på en verdi, ikke med 7"),
        (PERSON, "jo@", "`jo@`, oppgitt som `manager`, er ikke en e-postadresse"),
        (RENEWAL, "2027-02-29", "`2027-02-29`, oppgitt som `renewal`, er ikke en kalenderdag skrevet ÅÅÅÅ-MM-DD"),
        (
            RENEWAL,
            "2027-02-21",
            "`2027-02-21` er om 91 dager, og det dekker ingen verdi av `renewal` (dager fra i dag: 0..90, ..-1)",
        ),
    ],
)
def test_errors_speak_norwegian_too(question, given, message):
    assert read_answer(question, given, TODAY, "nb").message == message


def test_a_message_repeats_two_hundred_characters_of_what_was_given_and_no_more():
    long, longer = 200 * "x", 201 * "x"
    assert read_answer(COLOUR, long, TODAY).message == f"`colour` has no value `{long}`"
    assert read_answer(COLOUR, longer, TODAY).message == f"`colour` has no value `{long}…`"
    assert unknown_question(longer, (), "en").message == f"there is no question `{long}…`"


def test_a_key_that_no_question_has_is_an_error_with_all_keys_and_the_nearest():
    keys = {"colour": 0, "renewal": 1}
    assert unknown_question("color", keys, "en") == Error(
        "color", "unknown-question", "there is no question `color`", ("colour", "renewal"), "colour"
    )
    assert unknown_question(7, keys, "nb") == Error(
        "7", "unknown-question", "det finnes ikke noe spørsmål `7`", ("colour", "renewal")
    )
