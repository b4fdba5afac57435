"""The conversation: what is asked, how lines are understood, going back and leaving."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hsroute.routing.interview import interview
from hsroute.routing.load import load
from hsroute.routing.router import Router
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
        self.errors = []
        self.help = []
        self.printed = []

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

    def refuse(self, error):
        self.errors.append(error)
        self.printed.append(f"! {error.message}")


def talked(*script, ahead=None, lang="en", router=ROUTER):
    """What came of the script, and the paper."""
    paper = Paper(*script)
    return interview(router, paper, ahead or {}, TODAY, lang), paper


def refused(*script, lang="en"):
    """The last error of a script that answers nothing after it."""
    answers, paper = talked(*script, lang=lang)
    assert answers is None
    return paper.errors[-1]


# A whole conversation.


def transcript(lang):
    return (DATA / f"{lang}.txt").read_text("utf-8").splitlines()


def test_a_conversation_reads_as_a_person_would_want_it():
    answers, paper = talked("contract", "n", "?", "1 March 2027")
    assert paper.printed == transcript("en")
    assert answers == {"topic": "contract", "helper": "no", "due": "2027-03-01"}


def test_a_conversation_can_be_had_in_norwegian():
    answers, paper = talked("1", "?", "nei", "om 30 dager", lang="nb")
    assert paper.printed == transcript("nb")
    assert answers == {"topic": "contract", "helper": "no", "due": "2026-12-22"}


# How a line is understood.


@pytest.mark.parametrize("line", ["3", " 3 ", "order", "ORDER", "an order", "An  Order", "rde"])
def test_a_value_is_chosen_by_number_by_name_by_label_and_by_a_part_that_only_its_label_has(line):
    assert talked(line)[0] == {"topic": "order"}


def test_a_name_or_a_whole_label_wins_over_a_part_of_several_labels():
    answers = {"topic": "contract", "helper": "no", "due": "never"}
    assert talked("contract", "2", "3")[0] == talked("the contract", "2", "3")[0] == answers


def test_a_part_of_several_labels_is_refused_with_the_numbers_it_can_mean():
    assert refused("contr").message == "`contr` can mean 1 or 2; type the number, or more of the text"
    assert refused("kontra", lang="nb").message == "`kontra` kan bety 1 eller 2; skriv nummeret, eller mer av teksten"


def test_only_the_beginning_of_a_long_line_is_quoted():
    assert refused("x" * 3000).message == f"`{'x' * 40}…` is none of the answers"


@pytest.mark.parametrize("line", ["quit", "exit", "Avslutt", "QUIT "])
def test_commands_may_be_spelled_out(line):
    left, paper = talked("the contract", "tilbake", "help", "back", line)
    assert left is None
    assert [prompt.key for prompt in paper.prompts] == ["topic", "helper", "topic", "topic", "topic"]
    assert len(paper.help) > 1


def test_the_word_of_a_command_that_fits_an_answer_is_that_answer():
    rules = RULES.replace("An order", "To exit without help")
    router = Router(compile_rules(read(rules.encode(), "rules.yaml")))
    for line in ("exit", "help"):
        assert talked(line, router=router)[1].echoes[0] == "To exit without help"


@pytest.mark.parametrize("line", ["0", "0.", "I don't know", "i don’t KNOW", "dont know", "know", "vet ikke"])
@pytest.mark.parametrize("lang", ["en", "nb"])
def test_i_do_not_know_is_always_an_answer(line, lang):
    answers, paper = talked("1", line, "3", lang=lang)
    assert answers == {"topic": "contract", "helper": "unknown", "due": "never"}
    assert paper.echoes[1] == {"en": "I don't know", "nb": "Jeg vet ikke"}[lang]


def test_a_part_of_a_label_wins_over_a_part_of_i_do_not_know():
    rules = RULES.replace("en: An order", "en: I know the order")
    router = Router(compile_rules(read(rules.encode(), "rules.yaml")))
    assert talked("know", router=router)[0] == {"topic": "order"}


def test_one_key_hit_by_mistake_is_not_i_do_not_know():
    assert refused("1", "w").message == "`w` is none of the answers"


def test_a_number_that_no_choice_has_is_not_a_part_of_a_label():
    assert refused("1", "2", "30").message == "`30` is none of the answers"


def test_nothing_is_asked_when_the_answers_ahead_are_invalid():
    answers, paper = talked(ahead={"topic": "weather"})
    assert (answers, paper.prompts) == ({"topic": "weather"}, [])


def test_an_address_answers_a_question_about_a_person():
    answers, paper = talked("1", "name@example.com")
    assert answers == {"topic": "contract", "helper": "name@example.com"}
    assert paper.echoes[1] == "name@example.com"


def test_the_example_of_a_date_is_one_that_an_answer_covers():
    _, paper = talked("sales", "?", "?", router=load())
    said = "You can also give a date, such as 2026-11-08, 8 November 2026 or 14 days ago."
    assert said in paper.help  # a trial has begun already


def test_a_malformed_address_is_refused():
    assert refused("1", "name@example").message == "`name@example` is not an e-mail address"


def test_a_day_that_no_answer_covers_is_refused_with_what_is_covered():
    assert refused("1", "2", "yesterday").message == (
        "no answer covers 21 November 2026, yesterday; "
        "these answers cover days: 1 “Within 30 days”, 2 “Later than that”"
    )
    assert refused("1", "2", "i går", lang="nb").message == (
        "ingen av svarene dekker 21. november 2026, i går; "
        "disse svarene dekker dager: 1 «Innen 30 dager», 2 «Senere enn det»"
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("03/04/2027", "“03/04/2027” can mean 4 March 2027 or 3 April 2027. Please type the one you mean."),
        ("next friday", "“next friday” can mean 27 November 2026 or 4 December 2026. Please type the one you mean."),
        ("30 February 2027", "“30 February 2027” is not in the calendar. For example: 22 December 2026."),
        ("in 99999999999 days", "“in 99999999999 days” is not in the calendar. For example: 22 December 2026."),
        ("in 3 dys", "I can't read “in 3 dys” as a date. For example: 22 December 2026."),
    ],
)
def test_what_is_no_clear_day_is_refused_with_what_would_be(line, message):
    error = refused("1", "2", line)
    assert (error.key, error.code, error.message) == ("due", "bad-date", message)


def test_what_a_date_leaves_open_is_settled_by_the_days_that_answers_cover():
    _, paper = talked("1", "2", "1 March")
    assert paper.echoes[2] == "1 March 2027, in 99 days: Later than that"
    assert talked("1", "2", "30 days")[0]["due"] == "2026-12-22"
    assert talked("1", "2", "fredag")[0]["due"] == "2026-11-27"


def test_a_date_is_no_answer_where_no_days_are_covered():
    assert refused("2027-03-01").message == "`2027-03-01` is none of the answers"


@pytest.mark.parametrize(
    ("line", "nearest"), [("oder", "order"), ("teh contract", "The contract"), ("4", None), ("xyzzy", None)]
)
def test_nonsense_is_refused_with_what_is_allowed_and_the_nearest_of_it(line, nearest):
    error = refused(line)
    assert error.message == f"`{line}` is none of the answers"
    assert (error.allowed, error.suggestion) == (("contract", "contact", "order"), nearest)


def test_a_refused_line_is_followed_by_the_same_question():
    answers, paper = talked("xyzzy", "", "?", "order")
    assert answers == {"topic": "order"}
    assert paper.prompts == paper.prompts[:1] * 4


def test_an_empty_line_where_nothing_is_kept_is_refused_gently():
    assert refused("  ").message == "an answer is needed; `0` is “I don't know”, `?` explains the question"


def test_the_help_of_a_question_comes_before_how_to_answer():
    assert talked("?")[1].help[0] == "Choose what comes nearest."
    assert talked("?", lang="nb")[1].help[0] == "Velg det som ligger nærmest."


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
