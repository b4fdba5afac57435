"""Nodes to rules: what a clean file means, and that nothing but problems comes of any other."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hsroute.model import Contact, Interval, Question, Rule, Ruleset, Source, Text, Value
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.problems import ERRORS_THAT_STOP, RulesError
from hsroute.rulesfile.yaml_parser import read
from tests.support.laws import examples
from tests.support.strategies import rulesets_of_all_kinds, to_yaml
from tests.support.yaml_strategies import START, mutated_yaml, token_soup

WHOLE = """\
format: 1
title: {en: Who to call, nb: Hvem du ringer}
source: {title: The handbook, url: {en: https://example.com/en, nb: https://example.com/nb}, updated: 2025-03-05}
table: {rows: due, columns: owner}
contacts:
  desk: {team: The desk, email: desk@example.com, phone: (+47) 22 33.44-55, how: {nb: Skriv.}}
  owner: {team: The owner, phone: 5551234, url: https://example.com/owners, address_from: owner}
questions:
  owner: {ask: Is there an owner?, short: Owner, help: Look it up., values: yes-no, person: true, if_unsure: no}
  due:
    ask: {en: When is it due?}
    values:
      soon: {label: {en: Soon, nb: Snart}, days: 0..7}
      later: {days: 8..}
      past: {days: ..-1, words: [too late, "for sent"]}
      never: It has no date
      open: {en: It is open}
rules:
  - id: owner
    when: {owner: yes, due: {not: [never, soon]}}
    contact: owner
    alternatives: [desk]
    because: The owner knows.
    notes: [Call first., {en: Then write., nb: Skriv så.}]
    facts: [F1, F2]
  - {id: late, when: {due: [never, past]}, not_covered: true, because: It is too late.}
  - {id: not-now, when: {due: {not: soon}}, contact: desk, because: It can wait.}
  - {id: rest, contact: desk, because: The desk takes the rest.}
  - {id: open, when: {due: [unknown, open]}, contact: desk, because: It may be soon.}
  - {id: known, when: {due: {not: unknown}}, contact: desk, because: It is known.}
  - {id: far, when: {due: {not: [unknown, soon]}}, contact: desk, because: It is far away.}
  - {id: unknown, when: {due: unknown}, contact: owner, because: It is not known.}
unsure: {contact: desk, because: It is not known., notes: [Ask again.], alternatives: [owner]}
"""


BOOK = Text.translated({"en": "https://example.com/en", "nb": "https://example.com/nb"})


def same(text):
    return Text(text)


def ruleset_of(text):
    return compile_rules(read(text.encode(), "f.yaml"))


def test_a_file_means_what_it_says():
    assert ruleset_of(WHOLE) == Ruleset(
        title=Text.translated({"en": "Who to call", "nb": "Hvem du ringer"}),
        source=Source(same("The handbook"), BOOK, date(2025, 3, 5)),
        rows="due",
        columns="owner",
        contacts={
            "desk": Contact(
                "desk", same("The desk"), "desk@example.com", "(+47) 22 33.44-55", how=Text.translated({"nb": "Skriv."})
            ),
            "owner": Contact(
                "owner", same("The owner"), phone="5551234", url="https://example.com/owners", address_from="owner"
            ),
        },
        questions=(
            Question(
                "owner",
                same("Is there an owner?"),
                (
                    Value("yes", Text.translated({"en": "Yes", "nb": "Ja"})),
                    Value("no", Text.translated({"en": "No", "nb": "Nei"})),
                ),
                help=same("Look it up."),
                person=True,
                if_unsure="no",
                short=same("Owner"),
            ),
            Question(
                "due",
                Text.translated({"en": "When is it due?"}),
                (
                    Value("soon", Text.translated({"en": "Soon", "nb": "Snart"}), Interval(0, 7)),
                    Value("later", Text("later"), Interval(8, None)),
                    Value("past", Text("past"), Interval(None, -1), words=("too late", "for sent")),
                    Value("never", same("It has no date")),
                    Value("open", Text.translated({"en": "It is open"})),
                ),
                scale="days",
            ),
        ),
        rules=(
            Rule(
                "owner",
                {"owner": ("yes",), "due": ("later", "past", "open")},
                "owner",
                same("The owner knows."),
                ("desk",),
                (same("Call first."), Text.translated({"en": "Then write.", "nb": "Skriv så."})),
                ("F1", "F2"),
            ),
            Rule("late", {"due": ("past", "never")}, None, same("It is too late.")),
            Rule("not-now", {"due": ("later", "past", "never", "open")}, "desk", same("It can wait.")),
            Rule("rest", {}, "desk", same("The desk takes the rest.")),
            Rule("open", {"due": ("open", "unknown")}, "desk", same("It may be soon.")),
            Rule("known", {"due": ("soon", "later", "past", "never", "open")}, "desk", same("It is known.")),
            Rule("far", {"due": ("later", "past", "never", "open")}, "desk", same("It is far away.")),
            Rule("unknown", {"due": ("unknown",)}, "owner", same("It is not known.")),
        ),
        unsure=Rule("unsure", {}, "desk", same("It is not known."), ("owner",), (same("Ask again."),)),
    )


def test_where_a_question_says_what_unknown_stands_for_not_leaves_its_values_alone():
    rule = "  - {id: unowned, when: {owner: {not: yes}}, contact: desk, because: Nobody owns it.}"
    assert ruleset_of(WHOLE.replace("\nunsure:", f"\n{rule}\nunsure:")).rules[-1].when == {"owner": ("no",)}


def test_the_unsure_outcome_may_cover_nothing_and_name_what_is_left():
    text = WHOLE.replace("unsure: {contact: desk,", "unsure: {not_covered: true,")
    assert ruleset_of(text).unsure == Rule(
        "unsure", {}, None, same("It is not known."), ("owner",), (same("Ask again."),)
    )


def test_the_order_of_the_keys_has_no_meaning():
    parts = WHOLE.split("\n")
    starts = [number for number, line in enumerate(parts) if line[:1].isalpha()] + [len(parts)]
    sections = ["\n".join(parts[start:end]) for start, end in pairwise(starts)]
    assert ruleset_of("\n".join(reversed(sections))) == ruleset_of(WHOLE)


def test_the_hit_policy_is_first_unless_the_file_says_unique():
    policies = [
        ruleset_of(f"{start}{WHOLE}").hit_policy for start in ("", "hit_policy: first\n", "hit_policy: unique\n")
    ]
    assert policies == ["first", "first", "unique"]


def test_json_is_yaml():
    text = '{"format": 1, "title": "t?", "contacts": {}, "questions": {}, "rules": []}'
    assert ruleset_of(text) == Ruleset(same("t?"), {}, (), ())


def test_a_name_may_be_one_that_yaml_types_if_it_stands_in_quotes():
    text = START.replace("urgent", '"null"')
    assert ruleset_of(text).questions[0].key == "null"


def test_days_may_touch_but_not_share_a_day():
    spans = ["..-8", "-7..-7", "-6..0", "1..1", "2.."]
    values = ", ".join(f"v{number}: {{days: {span}}}" for number, span in enumerate(reversed(spans)))
    ruleset = ruleset_of(
        f"{{format: 1, title: t, contacts: {{}}, questions: {{day: {{ask: a, values: {{{values}}}}}}}, rules: []}}"
    )
    assert [str(value.span) for value in ruleset.questions[0].values] == spans[::-1]


@given(
    st.lists(st.tuples(st.integers(-9, 9) | st.none(), st.integers(-9, 9) | st.none()), min_size=1, max_size=6),
    st.sampled_from(("days", "numbers")),
)
def test_spans_overlap_exactly_where_two_of_them_share_a_day_or_number(ends, kind):
    spans = [Interval(*sorted(pair) if None not in pair else pair) for pair in ends if pair != (None, None)]
    values = ", ".join(f"v{number}: {{{kind}: {span}}}" for number, span in enumerate(spans)) or "v0: a"
    text = f"{{format: 1, title: t, contacts: {{}}, questions: {{day: {{ask: a, values: {{{values}}}}}}}, rules: []}}"
    kept, clashing = [], 0
    for span in spans:
        if any(span.covers(day) and other.covers(day) for other in kept for day in range(-20, 21)):
            clashing += 1
        else:
            kept.append(span)
    if clashing:
        with pytest.raises(RulesError) as caught:
            ruleset_of(text)
        assert [problem.code for problem in caught.value.problems] == [f"{kind}-overlap"] * clashing
    else:
        assert [value.span for value in ruleset_of(text).questions[0].values if value.span] == spans


def test_an_error_has_the_text_it_is_about():
    with pytest.raises(RulesError) as caught:
        ruleset_of("format: 2\n")
    assert caught.value.text == "format: 2\n"
    assert str(caught.value).startswith("f.yaml:1:1: error[missing-key]: ")


def test_what_not_leaves_in_all_is_bounded_and_told_once(monkeypatch):
    """Thirty thousand rules that each leave all but one of fifty thousand values are a file of 4 MiB."""
    first = "  - {id: first, when: {due: {not: soon}}, contact: desk, because: It is first.}\n"
    text = WHOLE.replace("rules:\n", f"rules:\n{first}")
    assert ruleset_of(text)
    monkeypatch.setattr("hsroute.rulesfile.compiler._MOST_LEFT", 2)
    with pytest.raises(RulesError) as caught:
        ruleset_of(text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.span.line) == ("too-large", text[: text.index(first)].count("\n") + 1)
    assert problem.message == "with this one all `not` together leave more than 2 values"
    assert problem.help == "name the values that are meant"


def test_a_question_given_twice_of_which_no_values_can_be_read_has_no_other_mistakes():
    twice = "  due: {ask: When?, values: [soon]}\n"
    with pytest.raises(RulesError) as caught:
        ruleset_of(START.replace("questions:\n", f"questions:\n{twice}{twice}", 1))
    assert {problem.code for problem in caught.value.problems} == {"duplicate-key", "wrong-type"}


def test_the_start_that_is_mutated_is_a_clean_file():
    assert ruleset_of(START)


@pytest.mark.process
@examples(4)
@given(st.binary() | (mutated_yaml() | mutated_yaml(WHOLE) | token_soup()).map(str.encode))
def test_whatever_the_bytes_there_are_rules_or_problems_of_known_codes_in_order_each_once(data):
    source = read(data, "f.yaml")
    try:
        compile_rules(source)
        told = ()
    except RulesError as error:
        told = error.problems
    assert len(told) == len(source.problems)
    assert {problem.code for problem in told} <= {*ERRORS_THAT_STOP}
    assert [*told] == sorted(told, key=lambda problem: problem.span)
    assert len({(problem.span, problem.code, problem.message) for problem in told}) == len(told)


def test_a_list_of_conditions_means_any_of_them_and_one_in_a_list_is_that_one_alone():
    rule = "  - {id: either, when: [{owner: yes}, {due: {not: soon}}], contact: desk, because: Either.}"
    rules = ruleset_of(WHOLE.replace("\nunsure:", f"\n{rule}\nunsure:")).rules
    assert rules[-1].when == ({"owner": ("yes",)}, {"due": ("later", "past", "never", "open")})
    assert rules[-1].conditions == rules[-1].when
    assert rules[0].conditions == (rules[0].when,)


@given(rulesets_of_all_kinds())
def test_rules_that_are_written_down_are_read_as_they_were(ruleset):
    assert compile_rules(read(to_yaml(ruleset).encode(), "rules.yaml")) == ruleset
