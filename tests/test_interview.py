"""The conversation: what is asked, how lines are understood, and that it always ends where the answers lead."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.answers import from_text
from hsroute.compiler import compile_rules
from hsroute.interview import command, interview
from hsroute.model import Days
from hsroute.router import Router
from hsroute.source import read
from tests import reference
from tests.strategies import rulesets

TODAY = date(2026, 11, 22)

RULES = """
format: 1
title: Who to ask
contacts:
  desk: {team: The desk}
  shop: {team: The shop}
  person: {team: That person, address_from: helper}
questions:
  topic:
    ask: {en: "What is it about?", nb: "Hva gjelder det?"}
    help: {en: Choose what comes nearest., nb: Velg det som ligger nærmest.}
    values:
      contract: {en: The contract, nb: Kontrakten}
      contact: {en: A contract with another contact, nb: En kontrakt med en annen kontakt}
      order: {en: An order, nb: En bestilling}
  helper:
    ask: {en: "Is someone helping you?", nb: "Er det noen som hjelper deg?"}
    values: yes-no
    person: true
    if_unsure: no
  due:
    ask: {en: "When does it end?", nb: "Når går den ut?"}
    values:
      soon: {label: {en: Within 30 days, nb: Innen 30 dager}, days: 0..30}
      later: {label: {en: Later than that, nb: Senere enn det}, days: 31..}
      never: {en: It does not end, nb: Den går ikke ut}
  first: {ask: {en: "Is it the first one?", nb: "Er det den første?"}, values: yes-no}
rules:
  - {id: helped, when: {topic: contract, helper: yes}, contact: person, because: Somebody helps.}
  - {id: urgent, when: {topic: contract, due: soon}, contact: desk, because: It ends soon.}
  - {id: settled, when: {topic: contact, helper: yes, due: later, first: no}, contact: desk, because: It is known.}
  - {id: other, when: {topic: [contract, contact]}, contact: shop, because: There is time.}
  - {id: ordered, contact: shop, because: The shop takes orders.}
"""

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

TRANSCRIPT = """\
1. What is it about?  [number, name or part of the text · ? help · b back · q quit]
   1 The contract
   2 A contract with another contact
   3 An order
   0 I don't know
> contract
= The contract
2. Is someone helping you?  [number, name or part of the text · e-mail address · ? help · b back · q quit]
   1 Yes
   2 No
   0 I don't know
> n
= No
3. When does it end?  [number, name or part of the text · date · ? help · b back · q quit]
   1 Within 30 days
   2 Later than that
   3 It does not end
   0 I don't know
> ?
? There is no more to say about this question.
? Answer with the number of a choice, with its name, or with a part of its text that no other choice has.
? You can also give a date: 2027-03-01, 1 March 2027, in 30 days, tomorrow.
? b goes back to the question before, q quits, and Enter alone keeps an answer that you gave before.
3. When does it end?  [number, name or part of the text · date · ? help · b back · q quit]
   1 Within 30 days
   2 Later than that
   3 It does not end
   0 I don't know
> 1 March 2027
= 1 March 2027, in 99 days: Later than that"""

TRANSCRIPT_NB = """\
1. Hva gjelder det?  [nummer, navn eller del av teksten · ? hjelp · b tilbake · q avslutt]
   1 Kontrakten
   2 En kontrakt med en annen kontakt
   3 En bestilling
   0 Jeg vet ikke
> 1
= Kontrakten
2. Er det noen som hjelper deg?  [nummer, navn eller del av teksten · e-postadresse · ? hjelp · b tilbake · q avslutt]
   1 Ja
   2 Nei
   0 Jeg vet ikke
> ?
? Det er ikke mer å si om dette spørsmålet.
? Svar med nummeret på et valg, med navnet på det, eller med en del av teksten som ingen andre valg har.
? Du kan også oppgi e-postadressen til personen; det betyr ja.
? b går tilbake til forrige spørsmål, q avslutter, og bare Enter beholder et svar du har gitt før.
2. Er det noen som hjelper deg?  [nummer, navn eller del av teksten · e-postadresse · ? hjelp · b tilbake · q avslutt]
   1 Ja
   2 Nei
   0 Jeg vet ikke
> nei
= Nei
3. Når går den ut?  [nummer, navn eller del av teksten · dato · ? hjelp · b tilbake · q avslutt]
   1 Innen 30 dager
   2 Senere enn det
   3 Den går ikke ut
   0 Jeg vet ikke
> om 30 dager
= 22. desember 2026, om 30 dager: Innen 30 dager"""


def test_a_conversation_reads_as_a_person_would_want_it():
    answers, paper = talked("contract", "n", "?", "1 March 2027")
    assert "\n".join(paper.printed) == TRANSCRIPT
    assert answers == {"topic": "contract", "helper": "no", "due": "2027-03-01"}


def test_a_conversation_can_be_had_in_norwegian():
    answers, paper = talked("1", "?", "nei", "om 30 dager", lang="nb")
    assert "\n".join(paper.printed) == TRANSCRIPT_NB
    assert answers == {"topic": "contract", "helper": "no", "due": "2026-12-22"}


# How a line is understood.


@pytest.mark.parametrize("line", ["3", " 3 ", "order", "ORDER", "an order", "An  Order", "rde"])
def test_a_value_is_chosen_by_number_by_name_by_label_and_by_a_part_that_only_its_label_has(line):
    assert talked(line)[0] == {"topic": "order"}


def test_a_name_or_a_whole_label_wins_over_a_part_of_several_labels():
    answers = {"topic": "contract", "helper": "no", "due": "never"}
    assert talked("contract", "2", "3")[0] == talked("the contract", "2", "3")[0] == answers


def test_a_part_of_several_labels_is_refused_with_those_labels():
    error = refused("contr")
    assert error.message == (
        "`contr` is part of several answers: 1 “The contract”, 2 “A contract with another contact”"
    )
    assert refused("kontra", lang="nb").message == (
        "`kontra` er del av flere svar: 1 «Kontrakten», 2 «En kontrakt med en annen kontakt»"
    )


@pytest.mark.parametrize("line", ["0", "I don't know", "i don’t KNOW", "know", "Jeg vet ikke", "vet ikke"])
@pytest.mark.parametrize("lang", ["en", "nb"])
def test_i_do_not_know_is_always_an_answer(line, lang):
    answers, paper = talked("1", line, "3", lang=lang)
    assert answers == {"topic": "contract", "helper": None, "due": "never"}
    assert paper.echoes[1] == {"en": "I don't know", "nb": "Jeg vet ikke"}[lang]


def test_a_part_of_a_label_wins_over_a_part_of_i_do_not_know():
    rules = RULES.replace("en: An order", "en: I know the order")
    router = Router(compile_rules(read(rules.encode(), "rules.yaml")))
    assert talked("know", router=router)[0] == {"topic": "order"}


def test_one_key_hit_by_mistake_is_not_i_do_not_know():
    assert refused("1", "w").message == "`w` is none of the answers"


def test_an_address_answers_a_question_about_a_person():
    answers, paper = talked("1", "name@example.com")
    assert answers == {"topic": "contract", "helper": "name@example.com"}
    assert paper.echoes[1] == "name@example.com"


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
        ("03/04/2027", "`03/04/2027` can mean two days; write `2027-03-04` or `2027-04-03`"),
        ("30 February 2027", "`30 February 2027` is no day of the calendar"),
        ("in 99999999999 days", "`in 99999999999 days` is no day of the calendar"),
        ("1 March", "`1 March` has no year of four digits; write the date like `2027-03-01` or `1 March 2027`"),
        ("in 3 dys", "`in 3 dys` is not a date; write it like `2027-03-01`, `1 March 2027` or `in 30 days`"),
    ],
)
def test_what_is_no_clear_day_is_refused_with_what_would_be(line, message):
    error = refused("1", "2", line)
    assert (error.key, error.code, error.message) == ("due", "bad-date", message)


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


def test_an_answer_is_kept_over_a_detour_on_which_its_question_does_not_come_up():
    answers, paper = talked("1", "2", "b", "b", "3")
    assert answers == {"topic": "order"}
    answers, paper = talked("2", "1", "later", "b", "b", "2", "b", "b", "1", "", "3")
    assert answers == {"topic": "contract", "helper": "no", "due": "never"}
    assert paper.prompts[-1].default == "Later than that"


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
    answers = {"id": 7, "topic": "contract", "helper": None, "due": "2027-03-01", "extra": True}
    assert command(answers) == "hsroute ask -a topic=contract -a helper=null -a due=2027-03-01 -a extra=true"
    assert command({"helper": "it's&me@example.com"}, "--rules", "my rules.yaml") == (
        "hsroute ask --rules 'my rules.yaml' -a 'helper=it'\"'\"'s&me@example.com'"
    )


# Laws.

DAYS = (Days(None, -1), Days(0, 9), Days(20, None))
LINES = (
    *(
        "b",
        "?",
        "",
        "0",
        "1",
        "2",
        "3",
        "v0",
        "v1",
        "yes",
        "value",
        "value 1",
        "alu",
        "I don't know",
        "xyzzy",
        "é\x1b[A",
    ),
    *("name@example.com", "@", "today", "in 5 days", "om 15 dager", "1. mars 2027", "03/04/2027", "30/2/2027", "1 may"),
)


@st.composite
def scripts(draw, *more):
    return draw(st.lists(st.sampled_from((*LINES, *more)) | st.text(max_size=5).filter(lambda line: line != "q")))


@st.composite
def routers(draw):
    """The router of a generated ruleset, some of its questions about a person, days, or with an `if_unsure`."""
    ruleset = draw(rulesets())
    renamed = {question.key for question in ruleset.questions if draw(st.booleans())}
    questions = [_dressed(draw, question, person=question.key in renamed) for question in ruleset.questions]
    rules = [
        replace(rule, when={key: _named(key in renamed, rule.when[key]) for key in rule.when}) for rule in ruleset.rules
    ]
    return Router(replace(ruleset, questions=tuple(questions), rules=tuple(rules)))


def _named(person, names):
    return tuple("yes" if person and name == "v0" else name for name in names)


def _dressed(draw, question, *, person):
    names = _named(person, question.names)
    spans = DAYS if draw(st.booleans()) else (None, None, None)
    values = [
        replace(value, name=name, days=span) for value, name, span in zip(question.values, names, spans, strict=False)
    ]
    return replace(question, values=tuple(values), person=person, if_unsure=draw(st.sampled_from((None, *names))))


class Patient(Paper):
    """Types the script, and then the first choice for as long as questions come."""

    def read(self, prompt):
        self.prompts.append(prompt)
        return next(self.lines, "1")


def _path(router, answers, ahead):
    """The questions that the router would ask of a person with these answers, in order."""
    asked, known = [], dict(ahead)
    while following := router.route(known, TODAY).next:
        asked.append(following.key)
        known[following.key] = answers[following.key]
    return asked


def _ahead(data, router):
    """Answers to some questions of the router."""
    some = data.draw(st.lists(st.sampled_from(router.ruleset.questions), unique_by=lambda question: question.key))
    return {question.key: data.draw(st.sampled_from((*question.names, None))) for question in some}


@given(routers(), scripts(), st.data())
def test_every_conversation_ends_with_the_answers_ahead_and_those_to_the_questions_on_their_way(router, script, data):
    ahead = _ahead(data, router)
    paper = Patient(*script)
    answers = interview(router, paper, ahead, TODAY)
    asked = _path(router, answers, ahead)
    assert list(answers) == [*ahead, *asked]
    assert {key: answers[key] for key in ahead} == ahead
    assert router.route(answers, TODAY).status in {"routed", "not_covered"}
    last = {prompt.number: prompt.key for prompt in paper.prompts}
    assert [last[number] for number in range(1, len(asked) + 1)] == asked


@given(routers(), scripts())
def test_every_question_asked_is_the_first_that_can_change_the_route(router, script):
    paper = Patient(*script)
    answers = interview(router, paper, {}, TODAY)
    known = {}
    for key, given_answer in answers.items():
        assert reference.next_question(router.ruleset, known) == key
        read = router.read({key: given_answer}, TODAY)[key]
        question = next(question for question in router.ruleset.questions if question.key == key)
        known[key] = question.names[read.value] if read.value >= 0 else None
    assert reference.next_question(router.ruleset, known) is None


@given(routers(), scripts("q"))
def test_a_person_leaves_or_reaches_a_settled_route_whatever_is_typed(router, script):
    answers = interview(router, Paper(*script), {}, TODAY)
    assert answers is None or router.route(answers, TODAY).next is None


@given(routers(), scripts(), st.integers(0, 4))
def test_going_back_and_keeping_every_answer_changes_nothing(router, script, steps):
    answers = interview(router, Patient(*script), {}, TODAY)
    reached = max(len(answers) - 1, 0)
    back = min(steps, reached)
    lines = [_typed(answers[key]) for key in list(answers)]
    detour = [*lines[:reached], *["b"] * back, *[""] * back, *lines[reached:]]
    assert interview(router, Paper(*detour), {}, TODAY) == answers


def _typed(answer):
    return "0" if answer is None else answer


@given(routers(), scripts())
def test_the_command_gives_the_route_of_the_conversation(router, script):
    answers = interview(router, Patient(*script), {}, TODAY)
    words = shlex.split(command(answers))
    assert (words[:2], words[2::2]) == (["hsroute", "ask"], ["-a"] * len(answers))
    pairs = (word.split("=", 1) for word in words[3::2])
    again = {key: from_text(text) for key, text in pairs}
    assert router.route(again, TODAY) == router.route(answers, TODAY)
