"""The conversation: what is asked, how lines are understood, going back and leaving."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hsroute.routing.interview import interview
from hsroute.routing.load import load
from hsroute.routing.router import Router
from hsroute.routing.understanding import Asked
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.yaml_parser import read
from hsroute.streams.records import command

TODAY = date(2026, 11, 22)

DATA = Path(__file__).parent.parent / "data" / "interview"
RULES = (DATA / "rules.yaml").read_text("utf-8")
ROUTER = Router(compile_rules(read(RULES.encode(), "rules.yaml")))


class Paper:
    """A person who types the lines of a script, and the paper on which the conversation is printed."""

    def __init__(self, *script):
        self.lines = iter(script)
        self.prompts = []
        self.echoes = []
        self.refusals = []
        self.help = []
        self.printed = []
        self.pasted = []

    def begin(self, title):
        self.printed.append(title)

    def waiting(self):
        return self.pasted.pop(0) if self.pasted else []

    def read(self, prompt):
        self.prompts.append(prompt)
        self.printed.append(f"{prompt.number}. {prompt.ask}  [{prompt.hint}]")
        self.printed.extend(f"   {choice.number} {choice.label}" for choice in prompt.choices)
        self.printed.extend([f"   kept: {prompt.default}"] if prompt.default else [])
        typed = next(self.lines, None)
        if typed is None:
            raise EOFError
        self.printed.append(f"> {typed}")
        return typed

    def echo(self, text):
        self.echoes.append(text)
        self.printed.append(f"= {text}")

    def explain(self, sentences):
        self.help.extend(sentences)
        self.printed.extend(f"? {sentence}" for sentence in sentences)

    def refuse(self, refusal):
        self.refusals.append(refusal)
        for offer in refusal.offers:
            self.printed.append(f"! {offer.sentence}")
            self.printed.extend(f"!  {choice.number} {choice.label}" for choice in offer.choices)
        self.printed.append(f"! {refusal.sentence}")


def talked(*script, ahead=None, lang="en", router=ROUTER, pasted=()):
    """What came of the script, and the paper; `pasted` are the lines that come together with the first ones."""
    paper = Paper(*script)
    paper.pasted = [*pasted]
    return interview(router, paper, ahead or {}, TODAY, lang), paper


def refused(*script, **talk):
    """The last refusal of a script that answers nothing after it."""
    answers, paper = talked(*script, **talk)
    assert answers is None
    return paper.refusals[-1]


def said(*script, **talk):
    """What is said to the last line of such a script."""
    refusal = refused(*script, **talk)
    assert refusal.offers == ()
    return refusal.sentence


def offered(*script, **talk):
    """The sentences of the offers that it gets, and the numbers and labels of their choices."""
    return [
        (offer.sentence, [(choice.number, choice.label) for choice in offer.choices])
        for offer in refused(*script, **talk).offers
    ]


# A whole conversation.


def test_a_day_counts_from_the_day_of_the_conversation():
    answers, _ = talked("contract", "n", ahead={"due": "2026-11-25"})
    assert answers == {"topic": "contract", "helper": "no", "due": "2026-11-25"}


def test_no_day_is_an_example_where_none_nearby_is_covered():
    far = Router(compile_rules(read(RULES.replace("0..30", "400..500").replace("31..", "501..").encode(), "far.yaml")))
    assert not any("date" in sentence for sentence in talked("contract", "n", "?", router=far)[1].help)
    assert any("date" in sentence for sentence in talked("contract", "n", "?")[1].help)


def test_a_conversation_reads_as_a_person_would_want_it(golden):
    answers, paper = talked("terms of contract", "contract", "n", "?", "1 March 2027")
    golden(DATA / "en.txt", "\n".join([*paper.printed, ""]))
    assert answers == {"topic": "contract", "helper": "no", "due": "2027-03-01"}


def test_a_conversation_can_be_had_in_norwegian(golden):
    answers, paper = talked("1", "?", "nei", "om 30 dager", lang="nb")
    golden(DATA / "nb.txt", "\n".join([*paper.printed, ""]))
    assert answers == {"topic": "contract", "helper": "no", "due": "2026-12-22"}


# How a line is understood. What is typed at the shipped questions is in tests/shipped/test_typed.py.


@pytest.mark.parametrize("line", ["3", " 3 ", "3.", "3)", "order", "ORDER", "an order", "An  Order", "ord", "an ord"])
def test_a_value_is_chosen_by_number_by_name_by_label_and_by_the_beginning_of_either(line):
    answers, paper = talked(line)
    assert answers == {"topic": "order"}
    assert paper.echoes == ["An order"]


def test_a_name_or_a_whole_label_wins_over_the_beginning_of_several():
    answers = {"topic": "contract", "helper": "no", "due": "never"}
    assert talked("contract", "2", "3")[0] == talked("the contract", "2", "3")[0] == answers


@pytest.mark.parametrize("line", ["rde", "o", "a", "an", "the", "other"])
def test_a_part_within_a_label_a_letter_or_a_word_that_every_sentence_has_is_not_accepted(line):
    assert said(line) == f"I don't recognise “{line}”. Type a number from the list."


def test_the_beginning_of_two_is_offered_and_taken_by_number_only():
    both = [(1, "The contract"), (2, "A contract with another contact")]
    assert offered("cont") == [("“cont” can mean:", both)]
    assert refused("cont").sentence == "Type the number of the one you mean."
    assert offered("con", lang="nb")[0][0] == "«con» kan bety:"
    answers, paper = talked("cont", "", "1", "2", "3")
    assert answers["topic"] == "contract"
    assert paper.refusals[1].sentence == "Type a number from the list, or ? for help."


def test_a_word_that_stands_in_one_label_or_in_two_is_offered():
    assert offered("it is about another thing") == [("“another” points to:", [(2, "A contract with another contact")])]
    assert refused("it is about another thing").sentence == "Type 2 if that's right."
    assert offered("kontrakter", lang="nb") == [
        ("«kontrakter» tyder på:", [(2, "En kontrakt med en annen kontakt")]),
    ]
    assert offered("contracts")[0][1] == [(1, "The contract"), (2, "A contract with another contact")]


def test_words_of_values_win_over_those_of_labels():
    words = RULES.replace("order: {en: An order, nb: En bestilling}", "order: {label: An order, words: [contracts]}")
    router = Router(compile_rules(read(words.encode(), "rules.yaml")))
    assert offered("our Contracts!", router=router) == [("“Contracts” points to:", [(3, "An order")])]


def test_only_the_beginning_of_a_long_line_is_quoted():
    assert said("x" * 3000) == f"I don't recognise “{'x' * 40}…”. Type a number from the list."


@pytest.mark.parametrize("line", ["quit", "exit", "Avslutt", "QUIT "])
def test_commands_may_be_spelled_out(line):
    left, paper = talked("the contract", "tilbake", "help", "hjelp", "back", line)
    assert left is None
    assert [prompt.key for prompt in paper.prompts] == ["topic", "helper", *["topic"] * 4]
    assert len(paper.help) > 1


def test_a_command_wins_over_the_beginning_of_an_answer_and_a_whole_answer_over_a_command():
    for label, understood in ("To exit", []), ("Exit here", []), ("Exit", ["Exit"]):
        rules = RULES.replace("An order", label)
        assert talked("exit", router=Router(compile_rules(read(rules.encode(), "rules.yaml"))))[1].echoes == understood


@pytest.mark.parametrize("lang", ["en", "nb"])
@pytest.mark.parametrize(
    ("line", "answer"),
    [*((word, "yes") for word in ("y", "YES", "ja", "j")), *((word, "no") for word in ["n", "no", "nei"])],
)
def test_yes_and_no_are_understood_in_every_language(line, answer, lang):
    assert talked("1", line, "1", lang=lang)[0]["helper"] == answer


@pytest.mark.parametrize("line", ["0", "0.", "unknown", "I don't know", "i don’t KNOW", "dont know", "vet ikke"])
@pytest.mark.parametrize("lang", ["en", "nb"])
def test_i_do_not_know_is_always_an_answer(line, lang):
    answers, paper = talked("1", line, "3", lang=lang)
    assert answers == {"topic": "contract", "helper": "unknown", "due": "never"}
    assert paper.echoes[1] == {"en": "I don't know", "nb": "Jeg vet ikke"}[lang]


def test_the_beginning_of_a_label_wins_over_i_do_not_know():
    rules = RULES.replace("en: An order", "en: No idea yet")
    router = Router(compile_rules(read(rules.encode(), "rules.yaml")))
    assert talked("no idea", router=router)[0] == {"topic": "order"}


def test_a_number_that_no_choice_has_is_not_the_beginning_of_a_label():
    rules = RULES.replace("en: An order", "en: 30 orders")
    router = Router(compile_rules(read(rules.encode(), "rules.yaml")))
    assert said("30", router=router) == "I don't recognise “30”. Type a number from the list."


def test_nothing_is_asked_when_the_answers_ahead_are_invalid():
    answers, paper = talked(ahead={"topic": "weather"})
    assert (answers, paper.prompts, paper.printed) == ({"topic": "weather"}, [], [])


def test_an_address_answers_a_question_about_a_person():
    answers, paper = talked("1", "name@example.com")
    assert answers == {"topic": "contract", "helper": "name@example.com"}
    assert paper.echoes[1] == "name@example.com"


def test_the_example_of_a_date_is_one_that_an_answer_covers():
    _, paper = talked("sales", "?", "?", router=load())
    assert (
        "You can also type a date, such as 8 November 2026 or 14 days ago." in paper.help
    )  # a trial has begun already


def test_a_malformed_address_is_refused():
    assert said("1", "name@example") == (
        "“name@example” is not an e-mail address. Type it again, or a number from the list."
    )


def test_a_day_that_no_answer_covers_is_refused_with_what_is_covered():
    covered = [(1, "Within 30 days"), (2, "Later than that")]
    assert offered("1", "2", "yesterday") == [
        ("No answer fits 21 November 2026, yesterday. These are about dates:", covered)
    ]
    assert offered("1", "2", "i går", lang="nb")[0][0] == (
        "Ingen av svarene passer med 21. november 2026, i går. Disse gjelder datoer:"
    )


@pytest.mark.parametrize(
    ("span", "sentence", "choices"),
    [
        ("120..", "“03/04/2027” can mean:", [(2, "3 April 2027, in 132 days")]),
        ("..-1", "No answer fits 4 March 2027, in 102 days. These are about dates:", [(1, "Some day")]),
    ],
)
def test_of_two_days_that_a_date_can_mean_only_those_are_offered_that_an_answer_covers(span, sentence, choices):
    text = (
        "format: 1\ntitle: t\ncontacts: {desk: {team: Desk, how: Come.}}\n"
        f"questions: {{due: {{ask: When?, values: {{some: {{label: Some day, days: {span}}}}}}}}}\n"
        "rules: [{id: some, when: {due: some}, contact: desk, because: b}]\n"
    )
    router = Router(compile_rules(read(text.encode(), "rules.yaml")))
    assert offered("03/04/2027", router=router) == [(sentence, choices)]
    assert talked("03/04/2027", str(choices[0][0]), router=router)[0]["due"] in {"some", "2027-04-03"}


def test_a_date_that_can_mean_two_days_gets_both_in_full_to_choose_from_by_number():
    days = [(4, "4 March 2027, in 102 days"), (5, "3 April 2027, in 132 days")]
    assert offered("1", "2", "03/04/2027") == [("“03/04/2027” can mean:", days)]
    assert talked("1", "2", "03/04/2027", "", "?", "5")[0]["due"] == "2027-04-03"
    assert talked("1", "2", "03/04/2027", "next friday", "4")[0]["due"] == "2026-11-27"
    assert talked("1", "2", "03/04/2027", "2")[0]["due"] == "later"
    assert said("1", "2", "03/04/2027", "6") == "I don't recognise “6”. Type a number from the list."
    assert said("1", "2", "03/04/2027", "b", "no", "4") == "I don't recognise “4”. Type a number from the list."


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("30 February 2027", "“30 February 2027” is not in the calendar. For example: 22 December 2026."),
        ("in 99999999999 days", "“in 99999999999 days” is not in the calendar. For example: 22 December 2026."),
        ("in 3 dys", "I can't read “in 3 dys” as a date. For example: 22 December 2026."),
    ],
)
def test_what_is_no_day_is_refused_with_what_would_be(line, message):
    assert said("1", "2", line) == message


def test_what_a_date_leaves_open_is_settled_by_the_days_that_answers_cover():
    _, paper = talked("1", "2", "1 March")
    assert paper.echoes[2] == "1 March 2027, in 99 days: Later than that"
    assert talked("1", "2", "30 days")[0]["due"] == "2026-12-22"
    assert talked("1", "2", "fredag")[0]["due"] == "2026-11-27"


def test_a_date_is_no_answer_where_no_days_are_covered():
    assert said("2027-03-01") == "I don't recognise “2027-03-01”. Type a number from the list."


def test_a_refused_line_is_followed_by_the_same_question():
    answers, paper = talked("xyzzy", "", "?", "order")
    assert answers == {"topic": "order"}
    assert paper.prompts == paper.prompts[:1] * 4


def test_lines_that_come_together_with_one_that_is_no_answer_get_one_answer():
    paste = ["", "the terms of another contract", "Thank you"]
    assert offered("Hello,", pasted=[paste]) == [
        ("“another” and “contract” point to:", [(2, "A contract with another contact")])
    ]
    assert said("Hello,", pasted=[["", ""]]) == "I don't recognise “Hello,”. Type a number from the list."


def test_answers_typed_ahead_of_a_slip_are_told_to_be_left_unread():
    left = "I don't recognise “ordre”. Type a number from the list. The lines after it were not read."
    assert said("ordre", pasted=[["y", "", "n", ""]]) == left
    assert said("x", lang="nb", pasted=[["4"]]).endswith("listen. Linjene etter den ble ikke lest.")
    assert [number for number, _ in offered("cont", pasted=[["1", "2"]])[0][1]] == [1, 2]


def test_lines_that_come_together_with_an_answer_are_answers():
    answers, paper = talked("order", pasted=[["never read"]])
    assert answers == {"topic": "order"}
    assert paper.pasted == [["never read"]]


def test_an_empty_line_where_nothing_is_kept_is_refused_gently():
    assert said("  ") == "Type a number from the list, or ? for help."
    assert said("  ", lang="nb") == "Skriv et nummer fra listen, eller ? for hjelp."


def test_the_help_of_a_question_comes_before_how_to_answer():
    assert talked("?")[1].help[0] == "Choose what comes nearest."
    assert talked("?", lang="nb")[1].help[0] == "Velg det som ligger nærmest."


def test_what_can_be_typed_is_said_in_full_until_the_first_answer():
    _, paper = talked("xyzzy", "1", "2", "b", "b")
    full = "Type a number or a word from the list (?\xa0help,\xa0b\xa0back,\xa0q\xa0quit)"
    short = ["Number, word or e-mail address (?,\xa0b,\xa0q)", "Number, word or date (?,\xa0b,\xa0q)"]
    assert [prompt.hint for prompt in paper.prompts] == [full, full, *short, short[0], "Number or word (?,\xa0b,\xa0q)"]
    assert talked(ahead={"topic": "contract", "helper": False})[1].prompts[0].hint == (
        "Type a number or a word from the list, or a date (?\xa0help,\xa0b\xa0back,\xa0q\xa0quit)"
    )


# Days, at the ends of what is taken.


def some_day(span):
    """A question that one span of days answers."""
    text = (
        "format: 1\ntitle: t\ncontacts: {desk: {team: Desk, how: Come.}}\n"
        f"questions: {{due: {{ask: When?, values: {{some: {{label: Some day, days: {span}}}}}}}}}\n"
        "rules: [{id: some, when: {due: some}, contact: desk, because: b}]\n"
    )
    return Router(compile_rules(read(text.encode(), "rules.yaml")))


def test_a_day_more_than_a_hundred_years_away_is_taken_for_a_slip():
    assert talked("23 November 2126", router=some_day("0.."))[0] == {"due": "2126-11-23"}
    assert offered("24 November 2126", router=some_day("0..")) == [
        ("“24 November 2126” is more than a hundred years away:", [(2, "24 November 2126")])
    ]


@pytest.mark.parametrize(
    ("today", "span", "distance"),
    [
        (TODAY, "0..0", "today"),
        (date.min, "0..0", "today"),
        (date.max, "0..0", "today"),
        (date.min, "30..30", "in 30 days"),
        (date(1, 1, 14), "-14..-14", None),
        (date.max, "30..30", None),
    ],
)
def test_the_example_of_a_day_is_in_the_calendar(today, span, distance):
    (question,) = some_day(span).ruleset.questions
    assert Asked(question, today, "en", "").example().get("distance") == distance


def test_where_no_day_nearby_is_an_answer_the_form_of_a_date_is_shown():
    assert said("in 3 dys", router=some_day("100..")) == "I can't read “in 3 dys” as a date. For example: 2027-03-01."


def test_the_number_of_a_choice_is_not_told_to_be_a_day():
    assert talked("1", "2", "2")[1].help == []


# Numbers.

SEATS = """\
format: 1
title: Seats
contacts: {desk: {team: The desk}, shop: {team: The shop}}
questions:
  seats:
    ask: {en: How many seats?, nb: Hvor mange plasser?}
    values:
      few: {label: {en: Fewer than 10, nb: Færre enn 10}, numbers: 1..9}
      many: {label: {en: 10 or more, nb: 10 eller flere}, numbers: 10..}
rules: [{id: few, when: {seats: few}, contact: desk, because: It is.}, {id: many, contact: shop, because: It is.}]
"""


def counting(text=SEATS):
    return Router(compile_rules(read(text.encode(), "seats.yaml")))


@pytest.mark.parametrize(
    ("line", "given", "echo"),
    [
        ("1", "few", "Fewer than 10"),
        ("2", "many", "Number 2 in the list: 10 or more"),
        ("3", "3", "3: Fewer than 10"),
        ("12", "12", "12: 10 or more"),
        ("12.0", "12.0", "12.0: 10 or more"),
        ("1 200", "1200", "1200: 10 or more"),
        ("1,200,000", "1200000", "1200000: 10 or more"),
        ("few", "few", "Fewer than 10"),
    ],
)
def test_a_number_is_an_answer_where_numbers_are_covered(line, given, echo):
    answers, paper = talked(line, router=counting())
    assert answers == {"seats": given}
    assert paper.echoes == [echo]


def test_a_figure_that_is_the_number_of_another_choice_is_told_to_be_that():
    assert talked("2", router=counting())[1].help == ["The figure 2 would be number 1: Fewer than 10"]
    other = counting(SEATS.replace("1..9", "0..0").replace("10..", "1.."))
    assert talked("1", router=other)[1].help == ["The figure 1 would be number 2: 10 or more"]
    assert talked("many", router=other)[1].help == []
    paper = talked("2", lang="nb", router=counting())[1]
    assert paper.echoes == ["Nummer 2 i listen: 10 eller flere"]
    assert paper.help == ["Tallet 2 ville vært nummer 1: Færre enn 10"]
    assert talked("1", router=counting())[1].help == talked("1,000", "3", router=counting())[1].help == []


def test_a_number_that_can_be_of_thousands_or_not_is_offered_as_both():
    both = [(3, "1.000: Fewer than 10"), (4, "1000: 10 or more")]
    assert offered("1,000", router=counting()) == [("“1,000” can mean:", both)]
    assert talked("1.000", "4", router=counting())[0] == {"seats": "1000"}
    assert talked("1,200", router=counting())[0] == {"seats": "1200"}  # which only thousands make whole


def test_a_number_that_no_answer_covers_or_that_is_not_whole_is_refused_with_what_would_do():
    covered = [(1, "Fewer than 10"), (2, "10 or more")]
    assert offered("-5", router=counting()) == [("No answer fits -5. These are about figures:", covered)]
    assert offered("-5", lang="nb", router=counting())[0][0] == "Ingen av svarene passer med -5. Disse gjelder tall:"
    assert said("2,5", router=counting()) == (
        "“2,5” is not a whole number. Type a whole number, or a number from the list."
    )
    assert talked("2,5", router=counting(SEATS.replace("1..9", "1..<9.5")))[0] == {"seats": "2.5"}


def test_that_a_number_will_do_is_said_with_one_that_does():
    _, paper = talked("?", router=counting())
    assert paper.prompts[0].hint == (
        "Type a number or a word from the list, or another figure (?\xa0help,\xa0b\xa0back,\xa0q\xa0quit)"
    )
    assert paper.help[1] == "You can also type another figure, such as 9, unless it is the number of a choice."


@pytest.mark.parametrize(("few", "many", "figure"), [("0..2", "9..", "9"), ("1..1", "2..2", "1")])
def test_the_figure_that_is_shown_is_the_number_of_no_choice_if_there_is_one(few, many, figure):
    _, paper = talked("?", router=counting(SEATS.replace("1..9", few).replace("10..}", f"{many}}}")))
    assert f"another figure, such as {figure}, unless" in paper.help[1]


def test_no_day_is_offered_where_numbers_are_covered():
    assert offered("by 1 March 2027 at last", router=counting()) == []


# A long list.

PLACES = """\
format: 1
title: Places
contacts: {desk: {team: The desk}, other: {team: The other desk}}
questions: {place: {ask: Which place?, values: {%s}}}
rules: [{id: one, when: {place: p1}, contact: desk, because: It is.}, {id: rest, contact: other, because: It is.}]
"""


def naming(values):
    return Router(compile_rules(read((PLACES % values).encode(), "places.yaml")))


def places(count):
    return naming(", ".join(f"p{number}: Place number {number}" for number in range(count)))


LONG = places(60)


def test_a_part_lists_the_choices_of_a_long_list_that_have_it():
    assert offered("ber 5", router=LONG)[0][0] == "“ber 5” is in:"
    assert [number for number, _ in offered("ber 5", router=LONG)[0][1]] == [6, *range(51, 61)]
    assert talked("ber 5", "58", router=LONG)[0] == {"place": "p57"}
    (offer,) = refused("place", router=LONG).offers
    assert (len(offer.choices), offer.more) == (15, 45)


def test_of_a_list_that_is_shown_whole_no_part_is_listed():
    assert offered("ber 1", router=places(15)) == []
    assert offered("ber 1", router=places(16))[0][0] == "“ber 1” is in:"


def test_three_that_begin_so_are_not_offered_for_their_beginning():
    assert [len(choices) for _, choices in offered("pla", router=naming("p1: Place, p2: Plain"))] == [2]
    assert offered("pla", router=naming("p1: Place, p2: Plain, p3: Plant")) == []


def test_names_that_differ_in_capitals_are_told_apart():
    router = naming("p1: Place, us: United States, US: Universal Studios")
    assert [talked(name, router=router)[0] for name in ("us", "US")] == [{"place": "us"}, {"place": "US"}]


def test_a_number_that_is_not_on_the_screen_is_echoed_with_what_it_chooses():
    assert talked("15", router=LONG)[1].echoes == ["Place number 14"]
    assert talked("16", router=LONG)[1].echoes == ["Number 16 in the list: Place number 15"]
    assert talked("60", lang="nb", router=LONG)[1].echoes == ["Nummer 60 i listen: Place number 59"]


def test_the_beginning_of_one_of_them_is_that_one():
    assert talked("place number 57", router=LONG)[0] == {"place": "p57"}
    assert offered("ber 57", router=LONG)[0][1] == [(58, "Place number 57")]


# Going back and leaving.


def test_going_back_keeps_every_answer_as_the_default_of_its_question():
    answers, paper = talked("1", "2", "b", "b", "", "", "in 5 days")
    assert answers == {"topic": "contract", "helper": "no", "due": "2026-11-27"}
    assert [(prompt.number, prompt.default) for prompt in paper.prompts] == [
        *[(1, None), (2, None), (3, None)],
        *[(2, "No"), (1, "The contract"), (2, "No"), (3, None)],
    ]


def test_what_is_kept_is_shown_as_it_was_given():
    answers, paper = talked("2", "name@example.com", "1 March 2027", "b", "b", "", "", "no")
    assert answers == {"topic": "contact", "helper": "name@example.com", "due": "2027-03-01", "first": "no"}
    assert [prompt.default for prompt in paper.prompts[4:6]] == [
        "1 March 2027, in 99 days: Later than that",
        "name@example.com",
    ]
    assert talked("1", "0", "b")[1].prompts[-1].default == "I don't know"


def test_an_answer_to_a_question_that_is_no_longer_asked_is_dropped():
    answers, _ = talked("1", "2", "b", "b", "order")
    assert answers == {"topic": "order"}


def test_a_kept_answer_can_be_changed_and_later_ones_are_still_kept():
    answers, paper = talked("2", "yes", "later", "b", "b", "b", "1", "no", "")
    assert answers == {"topic": "contract", "helper": "no", "due": "later"}
    assert [prompt.default for prompt in paper.prompts[-2:]] == ["Yes", "Later than that"]


def test_nothing_is_before_the_first_question_also_when_answers_came_ahead():
    paper = talked("b", ahead={"topic": "contract"})[1]
    assert paper.help == ["There is no question before this one."]
    assert [prompt.key for prompt in paper.prompts] == ["helper", "helper"]
    assert talked("b", lang="nb")[1].help == ["Det er ikke noe spørsmål før dette."]


@pytest.mark.parametrize("script", [("q",), ("Q",), ("1", "q"), (), ("1", "b")])
def test_q_and_the_end_of_the_input_leave(script):
    assert talked(*script)[0] is None


def test_what_is_answered_ahead_is_not_asked_again():
    answers, paper = talked("never", ahead={"topic": "contract", "helper": False, "id": 7})
    assert answers == {"topic": "contract", "helper": False, "id": 7, "due": "never"}
    assert [prompt.key for prompt in paper.prompts] == ["due"]


def test_nothing_is_asked_when_the_answers_ahead_settle_the_route():
    answers, paper = talked(ahead={"topic": "order"})
    assert (answers, paper.prompts) == ({"topic": "order"}, [])


# The command that says the same.


def test_the_command_gives_every_answer_as_a_shell_takes_it():
    answers = {"id": 7, "topic": "contract", "helper": "unknown", "due": "2027-03-01", "extra": True}
    assert command(answers) == "hsroute ask -a topic=contract -a helper=unknown -a due=2027-03-01 -a extra=true"
    assert command({"helper": "it's&me@example.com"}, "--rules", "my rules.yaml") == (
        "hsroute ask --rules 'my rules.yaml' -a 'helper=it'\"'\"'s&me@example.com'"
    )


# Numbers.


def asking_for(*spans):
    """A router that asks for a number."""
    values = ", ".join(f"v{place}: {{label: Size {place}, numbers: {span}}}" for place, span in enumerate(spans))
    head = "{format: 1, title: t, contacts: {desk: {team: Desk}}, questions: {size: {ask: How big?, values: "
    rules = "".join(
        f"{{id: v{place}, when: {{size: v{place}}}, contact: desk, because: b}}, " for place, _ in enumerate(spans)
    )
    text = f"{head}{{{values}}}}}}}, rules: [{rules}]}}"
    return Router(compile_rules(read(text.encode(), "rules.yaml")))


WHOLE, DECIMAL = asking_for("0..9", "10.."), asking_for("0..<2.5", "2.5..<20")


@pytest.mark.parametrize(
    ("line", "given", "echo"),
    [
        ("1", "v0", "Size 0"),
        ("2", "v1", "Number 2 in the list: Size 1"),
        ("3", "3", "3: Size 0"),
        ("12", "12", "12: Size 1"),
        ("12.0", "12.0", "12.0: Size 1"),
        ("v1", "v1", "Size 1"),
    ],
)
def test_digits_are_the_number_of_a_choice_and_else_the_number(line, given, echo):
    answers, paper = talked(line, router=WHOLE)
    assert (answers, paper.echoes) == ({"size": given}, [echo])


def test_a_number_has_a_point_or_a_comma_and_is_said_as_the_language_has_it():
    for line, lang, echo in (("2.4", "en", "2.4: Size 0"), ("2,4", "en", "2.4: Size 0"), ("2,4", "nb", "2,4: Size 0")):
        answers, paper = talked(line, router=DECIMAL, lang=lang)
        assert (answers, paper.echoes) == ({"size": "2.4"}, [echo])


def test_a_number_that_is_no_answer_is_refused_for_what_it_is():
    assert "2.5" in said("2.5", router=WHOLE)
    assert offered("25", router=DECIMAL)[0][1] == [(1, "Size 0"), (2, "Size 1")]
