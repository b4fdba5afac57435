"""Words of a person's own: which entries fit them, which values they point to, and which entries are for nothing."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hsroute.language.own_words import Pointer, pointed, repeated
from hsroute.routing.load import load
from tests.support.growth import grows_evenly

LABELS = ("Invoices, payments or details", "The contract, or a renewal", "Something else")
NONE = ((), (), ())


def values(line, *entries, labels=("", "", "")):
    return [value for value, _ in pointed(line, entries or NONE, labels)]


@pytest.mark.parametrize(
    ("entry", "line", "fits"),
    [
        ("invoice", "my invoice is wrong", True),
        ("Invoice", "MY INVOICE!", True),
        ("invoice", "invoices", True),
        ("card", "cards", True),
        ("card", "postcard", False),
        ("vat", "vat", True),
        ("vat", "vats", False),
        ("vat", "reactivating", False),
        ("faktura", "purrefakturaen", True),
        ("invoice", "invoic", False),
        ("kjøp", "kjop", True),
        ("kjop", "Kjøpe", True),
        ("måned", "ma\u030anedlig", True),
        ("si opp", "jeg vil si opp avtalen", True),
        ("si opp", "jeg vil si det opp", False),
        ("credit note", "the credit notes", True),
        ("doesn't work", "it doesn’t work", True),
        ("log-in", "log in", True),
        ("...", "...", False),
    ],
)
def test_an_entry_fits_words_that_equal_it_begin_with_it_or_contain_it(entry, line, fits):
    assert values(line, [entry], [], []) == [0] * fits


def test_longer_entries_win_and_leave_their_words_to_no_other():
    assert values("credit card", ["card"], ["credit card"], []) == [1]
    assert values("a purchase order", ["purchase"], ["purchase order"], []) == [1]
    assert values("the reactivating", ["active"], ["reactivat"], []) == [1]
    assert values("credit card, and another card", ["card"], ["credit card"], []) == [0, 1]


def test_each_entry_is_one_point_and_the_value_ahead_is_pointed_to():
    assert values("invoice invoice contract", ["invoice"], ["contract"], []) == [0, 1]
    assert values("invoice card contract", ["invoice", "card"], ["contract"], []) == [0]


def test_two_that_are_level_are_both_pointed_to_and_three_are_none():
    assert values("one two", ["one"], ["two"], ["three"]) == [0, 1]
    assert values("one two three", ["one"], ["two"], ["three"]) == []
    assert values("one two three", ["one", "three"], ["two"], ["three"]) == [0]


def test_the_words_are_told_as_they_were_typed():
    assert pointed("The Créditkort and my INVOICES", [["creditkort", "invoice"], [], []], LABELS) == (
        Pointer(0, ("Créditkort", "INVOICES")),
    )
    assert pointed("Si  opp!", [["si opp"], [], []], LABELS)[0].words == ("Si opp",)


@pytest.mark.parametrize(
    ("line", "pointed_to"),
    [
        ("the payment", [0]),
        ("paym", [0]),
        ("pay", []),
        ("renewals", [1]),
        ("renew the contract", [1]),
        ("detail of a contract", [0, 1]),
        ("or the", []),
        ("something", []),
        ("90", []),
    ],
)
def test_words_of_labels_count_where_no_entry_fits_but_not_those_of_every_sentence(line, pointed_to):
    assert values(line, labels=LABELS) == pointed_to


def test_labels_are_not_looked_at_where_an_entry_fits():
    assert values("contract", ["contract"], [], [], labels=LABELS) == [0]
    assert values("one two three contract", ["one"], ["two"], ["three"], labels=LABELS) == []


def test_words_that_were_said_before_do_not_count():
    assert pointed("hubspot", NONE, ("Use HubSpot", "", ""), "Who to ask at HubSpot") == ()


@given(st.text(), st.lists(st.lists(st.text(max_size=8), max_size=3), min_size=1, max_size=4))
def test_whatever_is_typed_at_most_two_values_are_pointed_to_by_words_of_the_line(line, entries):
    found = pointed(line, entries, ["label"] * len(entries))
    assert len(found) <= 2
    assert all(words for _, words in found)


@given(st.lists(st.sampled_from(("one", "two", "three", "fourth")), min_size=1, unique=True))
def test_the_order_and_the_case_of_words_do_not_matter(words):
    entries = [["one", "two"], ["three"], ["four"]]
    straight, turned = " ".join(words), " ".join(reversed(words)).upper()
    assert values(straight, *entries) == values(turned, *entries)


@pytest.mark.parametrize("piece", ["xyzzy ", "our invoice and the contract ", "ø"])
def test_long_lines_take_little_longer_than_short_ones(piece):
    question = load().ruleset.questions[0]
    entries, labels = [value.words for value in question.values], [value.label.to("en") for value in question.values]
    assert grows_evenly(lambda length: pointed((piece * length)[:length], entries, labels), 12_500)


# Entries that are for nothing.


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([["invoice"], ["faktura"]], []),
        ([["invoice"], ["Invoice"]], [((1, 0), (0, 0))]),
        ([["invoice", "invoices"], []], [((0, 1), (0, 0))]),
        ([["credit card", "card"], []], [((0, 0), (0, 1))]),
        ([["vat", "vats"], []], []),
        ([["card", "postcard"], []], []),
        ([["voice", "invoice"], []], [((0, 1), (0, 0))]),
        ([["order", "order form"], ["form"]], []),
        ([["order", "order form"], ["order"]], [((0, 1), (0, 0)), ((1, 0), (0, 0))]),
        ([["...", "!"], ["..."]], []),
    ],
)
def test_an_entry_of_two_values_and_one_that_repeats_a_shorter_one_are_found(entries, found):
    assert list(repeated(entries)) == found


ENTRIES = ("late", "too late", "lately", "invoice", "invoices", "log in", "in", "å", "si opp")


@given(st.lists(st.lists(st.sampled_from(ENTRIES), unique=True), min_size=1, max_size=3))
def test_a_value_is_pointed_to_without_an_entry_that_only_repeats_another(entries):
    found = list(repeated(entries))
    assume(all(value == other for (value, _), (other, _) in found))
    for (value, place), _ in found:
        less = [[*own] for own in entries]
        del less[value][place]
        assert values(entries[value][place], *less, labels=[""] * len(entries)) == [value]


def test_many_entries_take_a_time_that_grows_as_they_do():
    def look(count):
        list(repeated([[f"a {number}" for number in range(count)], ["x" * 5 * count], ["a " * (count // 2)]]))

    assert grows_evenly(look, 1_000)


@pytest.mark.parametrize(
    ("line", "pointed_to"),
    [
        ("the invoice", [0]),
        ("not the invoice", []),
        ("it isn't about our invoice", []),
        ("without any invoice", []),
        ("ikke faktura", []),
        ("not the invoice but the contract", [1]),
        ("not the invoice, the old contract", [1]),
        ("I cannot pay the invoice", [0]),
        ("can't invoice", [0]),
        ("kan ikke faktura", [0]),
        ("I don't have an invoice", []),
        ("the invoice is not right", [0]),
        ("no contract", [2]),
        ("not a contract", []),
    ],
)
def test_what_is_denied_points_nowhere_and_other_words_and_entries_with_a_denial_in_them_still_do(line, pointed_to):
    assert values(line, ["invoice", "faktura"], ["contract"], ["no contract"]) == pointed_to


@pytest.mark.parametrize(
    ("line", "pointed_to"),
    [
        ("over", [1]),
        ("not over", []),
        ("it isn't over", []),
        ("no, it's over", [0, 1]),
        ("nope", [0]),
        ("no, it has not ended", []),
        ("yep", [1, 2]),
        ("yeah, over", [1]),
        ("started", [2]),
        ("no idea", [0]),
        ("aldri", []),
    ],
)
def test_where_answers_mean_yes_and_no_a_denial_leaves_only_a_plain_no(line, pointed_to):
    labels = ("No, or never", "Yes, and it is over", "Ja, it has started")
    assert values(line, [], ["over"], [], labels=labels) == pointed_to


@pytest.mark.parametrize(
    ("line", "pointed_to"),
    [("no, not yet", [1]), ("not yet", []), ("I can't say no", []), ("none", [1]), ("yes, no problem", [0, 1])],
)
def test_a_line_that_begins_with_no_is_a_plain_no_where_it_is_asked_yes_or_no(line, pointed_to):
    assert values(line, [], [], labels=("Yes", "No")) == pointed_to


@given(
    st.lists(st.sampled_from(("no", "not", "don't", "over", "invoice", "yes", "have", "a", "but", "ikke")), max_size=6)
)
def test_a_line_with_a_denial_never_points_to_the_other_answer_alone(words):
    found = pointed(" ".join(words), [["over"], []], ("Yes", "No"))
    if {"no", "not", "don't", "ikke"} & {*words}:
        assert [pointer.value for pointer in found] != [0]
