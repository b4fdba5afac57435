"""What machines answer: each form that a question takes, and what each error says about the others."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.model import Interval, Question, Text, Value
from hsroute.routing.answers import Answer, AnswerReader, Error, answered, unknown_question

TODAY = date(2026, 11, 22)


def values(**spans):
    return tuple(Value(name, Text(name), span) for name, span in spans.items())


PERSON = Question("manager", Text("?"), values(no=None, yes=None), person=True, if_unsure="no")
COLOUR = Question("colour", Text("?"), values(red=None, blue=None))
RENEWAL = Question("renewal", Text("?"), values(none=None, soon=Interval(0, 90), past=Interval(None, -1)), scale="days")

SEATS = Question("seats", Text("?"), values(few=Interval(0, Decimal("2.5"), below=True)), scale="numbers")
PEOPLE = Question("people", Text("?"), values(some=Interval(1, 5_000)), scale="numbers")
SIZES = Question("size", Text("?"), values(**{"1": None, "18-24": None, "NO": None}))
TIER = Question("tier", Text("?"), values(professional=None, preferred=None, premium=None))
HELPER = Question(
    "helper",
    Text("?"),
    (
        Value("yes", Text.translated({"en": "Yes", "nb": "Ja"})),
        Value("perhaps", Text.translated({"en": "Maybe a bit", "nb": "Kanskje litt"})),
    ),
)
BEFORE = Question("before", Text("?"), values(ever=Interval(None, -1)), scale="days")


# What is accepted.


@pytest.mark.parametrize(
    ("question", "given", "answer"),
    [
        (COLOUR, "blue", Answer(1, "blue")),
        (COLOUR, "unknown", Answer(2, "unknown")),
        (RENEWAL, "unknown", Answer(3, "unknown")),
        (PERSON, True, Answer(1, "yes")),
        (PERSON, False, Answer(0, "no")),
        (PERSON, "true", Answer(1, "yes")),
        (PERSON, "false", Answer(0, "no")),
        (PERSON, "jo@example.org", Answer(1, "jo@example.org", address="jo@example.org")),
        (RENEWAL, "none", Answer(0, "none")),
        (RENEWAL, "2026-11-22", Answer(1, "2026-11-22", date=TODAY)),
        (RENEWAL, "2026-11-21", Answer(2, "2026-11-21", date=date(2026, 11, 21))),
        (RENEWAL, date(2026, 11, 23), Answer(1, "2026-11-23", date=date(2026, 11, 23))),
        (RENEWAL, datetime(2026, 11, 23, 23, 59, tzinfo=UTC), Answer(1, "2026-11-23", date=date(2026, 11, 23))),
        (SEATS, 2, Answer(0, "2")),
        (SEATS, 2.25, Answer(0, "2.25")),
        (PEOPLE, "7", Answer(0, "7")),
    ],
)
def test_an_answer_is_the_number_of_its_value_and_what_was_given(question, given, answer):
    assert AnswerReader(question).read(given, TODAY) == answer


@given(st.integers(-400, 400))
def test_a_date_means_the_value_whose_span_covers_it_counted_from_today(days):
    day = TODAY + timedelta(days)
    answer = AnswerReader(RENEWAL).read(day.isoformat(), TODAY)
    if days > 90:
        assert isinstance(answer, Error)
    else:
        assert answer == Answer(2 if days < 0 else 1, day.isoformat(), day)


def test_unknown_is_the_value_that_the_question_names_for_it_and_keeps_its_name():
    assert AnswerReader(PERSON).read("unknown", TODAY) == Answer(0, "unknown")
    assert AnswerReader(PERSON._replace(if_unsure="yes")).read("unknown", TODAY) == Answer(1, "unknown")


@pytest.mark.parametrize("question", [COLOUR, PERSON, RENEWAL], ids=lambda question: question.key)
@pytest.mark.parametrize("given", [None, "", "null", nan, -nan], ids=repr)
def test_null_an_empty_text_and_not_a_number_are_not_answered_yet(question, given):
    assert AnswerReader(question).read(given, TODAY) is None


def test_answers_that_say_nothing_are_left_out_before_they_are_laid_over_others():
    answers = {"a": None, "b": "", "c": "null", "d": nan, "e": "unknown", "f": False, "g": 0, "h": " ", "id": []}
    assert [*answered(answers)] == ["e", "f", "g", "h", "id"]


class Odd:
    """As pandas.NA and arrays are: whether two are equal is no truth value."""

    def __init__(self, compared):
        self.compared = self if compared is None else compared

    __hash__ = None

    def __ne__(self, other):
        return self.compared

    def __bool__(self):
        raise TypeError


def test_what_equals_nothing_but_itself_is_not_answered_yet_and_an_array_is_no_answer():
    assert AnswerReader(COLOUR).read(Odd(None), TODAY) is None
    assert AnswerReader(COLOUR).read(Odd(Odd(None)), TODAY).code == "wrong-type"


class Name(str):
    """A text of a kind of its own."""

    __slots__ = ()


def of_type(name, **methods):
    return type(name, (), methods)()


@pytest.mark.parametrize(
    ("question", "given", "answer"),
    [
        (PERSON, of_type("bool", __bool__=lambda _: True), Answer(1, "yes")),
        (PERSON, of_type("bool_", __bool__=lambda _: False), Answer(0, "no")),
        (RENEWAL, of_type("datetime64", __str__=lambda _: "2026-11-22T10:30"), Answer(1, "2026-11-22", date=TODAY)),
        (COLOUR, Name("blue"), Answer(1, "blue")),
    ],
    ids=["bool", "bool_", "datetime64", "str"],
)
def test_what_numpy_has_for_truth_values_and_days_is_read_as_python_s_own(question, given, answer):
    assert AnswerReader(question).read(given, TODAY) == answer


# What is not.

COLOURS = ("red", "blue", "unknown")
SPANS = ("none", "soon", "past", "unknown")


@pytest.mark.parametrize(
    ("question", "given", "error"),
    [
        (COLOUR, "bleu", Error("colour", "unknown-value", "`colour` has no value `bleu`", COLOURS, "blue")),
        (COLOUR, "?", Error("colour", "unknown-value", "`colour` has no value `?`", COLOURS)),
        (COLOUR, "jo@example.org", Error("colour", "unknown-value", "`colour` has no value `jo@example.org`", COLOURS)),
        (COLOUR, "2026-11-22", Error("colour", "unknown-value", "`colour` has no value `2026-11-22`", COLOURS)),
        (RENEWAL, "tomorow", Error("renewal", "unknown-value", "`renewal` has no value `tomorow`", SPANS)),
        (RENEWAL, " ", Error("renewal", "unknown-value", "`renewal` has no value ` `", SPANS)),
        (COLOUR, "Null", Error("colour", "unknown-value", "`colour` has no value `Null`", COLOURS)),
        (COLOUR, "Unknown", Error("colour", "unknown-value", "`colour` has no value `Unknown`", COLOURS, "unknown")),
        (COLOUR, "unknwon", Error("colour", "unknown-value", "`colour` has no value `unknwon`", COLOURS, "unknown")),
    ],
)
def test_another_text_is_no_value(question, given, error):
    assert AnswerReader(question).read(given, TODAY) == error


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (True, "true"),
        (False, "false"),
        ("true", "true"),
        ("false", "false"),
        (7, "7"),
        (2.5, "2.5"),
        (inf, "inf"),
        ({"red": 1}, "{…}"),
        (["red"], "[…]"),
        (("red",), "[…]"),
        (10**50, "1" + 39 * "0"),
        pytest.param(10**5000, "1" + 39 * "0", id="thousands of digits"),
    ],
)
def test_what_is_no_name_has_the_wrong_type_and_is_shown_in_short(given, shown):
    message = f"`colour` is answered by the name of a value, not by {shown}"
    assert AnswerReader(COLOUR).read(given, TODAY) == Error("colour", "wrong-type", message, COLOURS)


@pytest.mark.parametrize(
    ("question", "given", "code", "message"),
    [
        (RENEWAL, True, "wrong-type", "`renewal` is answered by the name of a value or a date, not by true"),
        (SEATS, True, "wrong-type", "`seats` is answered by the name of a value or a number, not by true"),
        (PERSON, "jo@", "bad-email", "`jo@`, given as `manager`, is not an e-mail address"),
        (
            RENEWAL,
            "2027-02-29",
            "bad-date",
            "`2027-02-29`, given as `renewal`, is not a calendar date written YYYY-MM-DD",
        ),
        (
            RENEWAL,
            "1.3.2027",
            "bad-date",
            "`1.3.2027`, given as `renewal`, is not a calendar date written YYYY-MM-DD",
        ),
        (
            RENEWAL,
            "2027-02-21",
            "day-not-covered",
            "`2027-02-21` is in 91 days, which no value of `renewal` covers (days from today: 0..90, ..-1)",
        ),
        (
            RENEWAL,
            datetime(2027, 2, 21, 9),  # noqa: DTZ001 it has no zone
            "day-not-covered",
            "`2027-02-21 09:00:00` is in 91 days, which no value of `renewal` covers (days from today: 0..90, ..-1)",
        ),
        (PEOPLE, "1.5", "bad-number", "`1.5`, given as `people`, is not a whole number written like 12"),
        (SEATS, "1.5.", "bad-number", "`1.5.`, given as `seats`, is not a number written like 12 or 2.5"),
    ],
)
def test_an_address_or_a_date_that_is_none_or_not_covered_says_so(question, given, code, message):
    assert AnswerReader(question).read(given, TODAY) == Error(question.key, code, message, (*question.names, "unknown"))


@pytest.mark.parametrize(
    ("question", "given", "suggestion"),
    [
        (RENEWAL, "in 30 days", "2026-12-22"),
        (RENEWAL, "om to uker", "2026-12-06"),
        (RENEWAL, "31.12.2026", "2026-12-31"),
        (RENEWAL, "2026-12-31T10:00:00", "2026-12-31"),
        (RENEWAL, "2026-12-31 10:00", "2026-12-31"),
        (BEFORE, "30 days", "2026-10-23"),
        (BEFORE, "1 December", "2025-12-01"),
        (RENEWAL, "in 3 years", None),
        (RENEWAL, "03/12/2026", None),
        (RENEWAL, "2026-02-30", None),
        (RENEWAL, "son", "soon"),
        (SEATS, "1,5", "1.5"),
        (SEATS, "3,5", None),
        (PEOPLE, "1 200", "1200"),
        (PEOPLE, "1,200", "1200"),
        (PEOPLE, " 1 200", "1200"),
        (PEOPLE, "1,5", None),
        (SIZES, 1824, None),
        (COLOUR, "in 30 days", None),
        (HELPER, "Ja", "yes"),
        (HELPER, "maybe a bit", "perhaps"),
        (HELPER, "Kanskje  LITT", "perhaps"),
        (TIER, "pro", "professional"),
        (TIER, "PROF", "professional"),
        (TIER, "pr", None),
        (TIER, "prefer", "preferred"),
        (TIER, "pre", None),
    ],
)
def test_the_day_number_or_value_is_suggested_that_a_person_means_if_it_is_one_and_covered(question, given, suggestion):
    error = AnswerReader(question).read(given, TODAY)
    assert isinstance(error, Error)
    assert error.suggestion == suggestion
    if suggestion:
        assert isinstance(AnswerReader(question).read(suggestion, TODAY), Answer)


@pytest.mark.parametrize(
    ("question", "given", "message"),
    [
        (COLOUR, "bleu", "`colour` har ingen verdi `bleu`"),
        (COLOUR, True, "`colour` besvares med navnet på en verdi, ikke med true"),
        (COLOUR, 7, "`colour` besvares med navnet på en verdi, ikke med 7"),
        (PERSON, "jo@", "`jo@`, oppgitt som `manager`, er ikke en e-postadresse"),
        (RENEWAL, "2027-02-29", "`2027-02-29`, oppgitt som `renewal`, er ikke en kalenderdato skrevet ÅÅÅÅ-MM-DD"),
        (
            RENEWAL,
            "2027-02-21",
            "`2027-02-21` er om 91 dager, og det dekker ingen verdi av `renewal` (dager fra i dag: 0..90, ..-1)",
        ),
    ],
)
def test_errors_speak_norwegian_too(question, given, message):
    assert AnswerReader(question).read(given, TODAY, "nb").message == message


def test_a_message_repeats_two_hundred_characters_of_what_was_given_and_no_more():
    long, longer = 200 * "x", 201 * "x"
    assert AnswerReader(COLOUR).read(long, TODAY).message == f"`colour` has no value `{long}`"
    assert AnswerReader(COLOUR).read(longer, TODAY).message == f"`colour` has no value `{long}…`"
    assert unknown_question(longer, (), "en").message == f"there is no question `{long}…`"


def test_a_key_that_no_question_has_is_an_error_with_all_keys_and_the_nearest():
    keys = {"colour": 0, "renewal": 1}
    assert unknown_question("color", keys, "en") == Error(
        "color", "unknown-question", "there is no question `color`", ("colour", "renewal"), "colour"
    )
    assert unknown_question(7, keys, "nb") == Error(
        "7", "unknown-question", "det finnes ikke noe spørsmål `7`", ("colour", "renewal")
    )


@pytest.mark.parametrize("given", [1, "1"])
def test_a_number_and_its_digits_are_the_value_of_that_name(given):
    assert AnswerReader(SIZES).find(given, TODAY) == Answer(0, "1")


@pytest.mark.parametrize("given", [True, 1.0, 2, "true", "no"])
def test_what_equals_the_name_of_a_value_is_not_it(given):
    assert AnswerReader(SIZES).find(given, TODAY) in {"wrong-type", "unknown-value"}
