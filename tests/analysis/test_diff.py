"""Differences as laws: on generated pairs of rules files, shares and examples are those of brute force."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hsroute.analysis.diff import NO_CONTACT, NOT_ACCEPTED, diff
from hsroute.engine.diagram import TooBigError
from hsroute.model import Contact, Days, Question, Rule, Ruleset, Text, Unsure, Value
from hsroute.routing.load import load
from hsroute.rulesfile.compiler import YES_NO
from tests.analysis.test_cases import covers, dated_rulesets
from tests.support import reference

TODAY = date(2026, 11, 22)
DAYS = range(-9, 10)
"""More days than the generated spans have borders."""


# The oracle: every answer there is, read by scanning, and routed by the reference.


def taken(ruleset, key, answer):
    """What the answer means: a value name; None for unknown; "-" when it is refused; "" when it is not asked."""
    question = next((question for question in ruleset.questions if question.key == key), None)
    if question is None:
        return ""
    if answer is None:
        return question.if_unsure
    if isinstance(answer, str):
        return answer if answer in question.names else "-"
    return next((value.name for value in question.values if value.days and covers(value.days, answer)), "-")


def joint_values(old, new, key):
    """The ways in which the two files take any name, any day and, where they part, "I don't know"."""
    names = [name for ruleset in (old, new) for question in ruleset.questions if question.key == key
             for name in question.names]  # fmt: skip
    values = {(taken(old, key, answer), taken(new, key, answer)): answer for answer in (*reversed(DAYS), *names)}
    values = {both: answer for both, answer in values.items() if set(both) - {"-", ""}}
    unknown = taken(old, key, None), taken(new, key, None)
    if "" not in unknown and (unknown != (None, None) or unsure_contact(old) != unsure_contact(new)):
        values.setdefault(unknown, None)
    return tuple(values)


def unsure_contact(ruleset):
    return ruleset.unsure.contact if ruleset.unsure else None


def contact(ruleset, answers):
    """Where complete answers, as this file takes them, lead."""
    own = {key: name for key, name in answers.items() if name != ""}
    if "-" in own.values():
        return None
    rule = reference.outcome(ruleset, own)[1]
    contacts = {each.id: each.contact for each in ruleset.rules} | {None: None, "unsure": unsure_contact(ruleset)}
    return contacts[rule]


def end(ruleset, answers):
    """The same, told apart where there is no contact."""
    return contact(ruleset, answers) or ("not accepted" if "-" in answers.values() else "not_covered")


def brute_force(old, new, come_to=contact):
    """The pair of contacts of every combination."""
    keys = tuple(dict.fromkeys(question.key for ruleset in (old, new) for question in ruleset.questions))
    pairs = {}
    for combination in product(*(joint_values(old, new, key) for key in keys)):
        answers = dict(zip(keys, combination, strict=True))
        sides = [{key: both[side] for key, both in answers.items()} for side in (0, 1)]
        pairs[combination] = come_to(old, sides[0]), come_to(new, sides[1])
    return keys, pairs


def agreed(pairs, fixed):
    """The pairs of contacts of the combinations with these joint values, by the place of their question."""
    return {
        pair
        for combination, pair in pairs.items()
        if all(combination[place] == value for place, value in fixed.items())
    }


def smaller_exists(pairs, pair, size):
    """Whether fewer answers force the pair."""
    wanted = [combination for combination, found in pairs.items() if found == pair]
    places = range(len(wanted[0]))
    return any(
        agreed(pairs, {place: combination[place] for place in chosen}) == {pair}
        for combination in wanted
        for chosen in combinations(places, size - 1)
    )


def answer_of(text):
    """An answer of an example as the oracle has it: days as numbers."""
    return (date.fromisoformat(text) - TODAY).days if text and text[0].isdigit() else text


# Laws.


@pytest.mark.process
@settings(max_examples=60, deadline=None)
@given(dated_rulesets(), dated_rulesets())
def test_shares_and_examples_are_those_of_brute_force(old, new):
    keys, pairs = brute_force(old, new)
    found = diff(old, new, TODAY)
    assert found.combinations == len(pairs)
    changed = Counter(pair for pair in pairs.values() if pair[0] != pair[1])
    assert {(row.before, row.after): row.share for row in found.rows} == {
        pair: Fraction(count, len(pairs)) for pair, count in changed.items()
    }
    for row in found.rows:
        answers = {key: answer_of(answer) for key, answer in row.example.items()}
        fixed = {keys.index(key): (taken(old, key, given), taken(new, key, given)) for key, given in answers.items()}
        assert agreed(pairs, fixed) == {(row.before, row.after)}
        assert not row.example or not smaller_exists(pairs, (row.before, row.after), len(row.example))


@settings(max_examples=60, deadline=None)
@given(dated_rulesets(), dated_rulesets())
def test_a_row_tells_what_no_contact_comes_of(old, new):
    ends = [pair for pair in brute_force(old, new, end)[1].values() if pair[0] != pair[1]]
    for row in diff(old, new, TODAY).rows:
        known = [(side, id) for side, id in enumerate((row.before, row.after)) if id]
        others = {pair[1 - side] for pair in ends for side, id in known if pair[side] == id} & {*NO_CONTACT}
        assert {*row.lacking} == (others if len(known) == 1 else set())


@pytest.mark.process
@settings(deadline=None)
@given(dated_rulesets(), dated_rulesets())
def test_the_way_back_has_the_same_shares_and_sizes(old, new):
    there, back = diff(old, new, TODAY), diff(new, old, TODAY)
    assert there.combinations == back.combinations
    assert {(row.before, row.after, row.share, len(row.example)) for row in there.rows} == {
        (row.after, row.before, row.share, len(row.example)) for row in back.rows
    }


@given(dated_rulesets(), st.randoms(use_true_random=False))
def test_wording_ids_order_without_effect_and_rules_without_effect_change_nothing(ruleset, random):
    relabelled = [
        question._replace(ask=Text("other"), values=tuple(random.sample(question.values, len(question.values))))
        for question in ruleset.questions
    ]
    random.shuffle(relabelled)
    twice = [rule._replace(id=f"{rule.id}-{copy}") for rule in ruleset.rules for copy in "ab"]
    same = ruleset._replace(title=Text("other"), questions=tuple(relabelled), rules=tuple(twice))
    assert diff(ruleset, ruleset, TODAY).rows == diff(ruleset, same, TODAY).rows == ()
    count = 1
    for question in ruleset.questions:
        count *= len(question.values)
    assert diff(ruleset, same, TODAY).combinations == count


@given(dated_rulesets())
def test_without_rules_everything_that_had_a_contact_loses_it(ruleset):
    rows = diff(ruleset, ruleset._replace(rules=(), unsure=None), TODAY).rows
    assert all(row.after is None for row in rows)
    assert all(row.before is not None for row in rows)


# The shipped rules, changed.


@pytest.fixture(scope="module")
def shipped():
    return load().ruleset


def with_question(ruleset, key, **changes):
    questions = (each._replace(**changes) if each.key == key else each for each in ruleset.questions)
    return ruleset._replace(questions=tuple(questions))


def as_rows(difference):
    return [(row.before, row.after, row.share, row.example) for row in difference.rows]


def test_a_moved_border_shows_exactly_the_days_that_moved_and_a_date_among_them(shipped):
    question = next(question for question in shipped.questions if question.key == "renewal_date")
    spans = {"soon": Days(0, 95), "later": Days(96, None)}
    values = tuple(value._replace(days=spans.get(value.name, value.days)) for value in question.values)
    found = diff(shipped, with_question(shipped, "renewal_date", values=values), TODAY)
    near = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": "2027-02-21"}
    assert as_rows(found) == [
        ("success-team", "contracts", Fraction(6, 1200), near | {"tier": "basic"}),
        ("csm", "contracts", Fraction(2, 1200), near | {"tier": "professional", "csm": "yes"}),
        (None, "contracts", Fraction(2, 1200), near | {"tier": "free"}),
    ]
    assert date.fromisoformat(near["renewal_date"]) == TODAY + timedelta(91)
    assert found.combinations == 6 * 3 * 2 * 2 * 2 * 5 * 5 * 2


def test_days_that_a_closed_span_no_longer_covers_lost_their_contact(shipped):
    question = next(question for question in shipped.questions if question.key == "trial")
    values = tuple(
        value._replace(days=Days(-30, -15)) if value.name == "expired" else value for value in question.values
    )
    rows = diff(shipped, with_question(shipped, "trial", values=values), TODAY).rows
    gone = (TODAY - timedelta(31)).isoformat()
    assert {row.before: row.share for row in rows}["billing"] == Fraction(1, 6 * 4)
    assert {row.before: row.example for row in rows}["billing"] == {"category": "billing", "trial": gone}
    assert all(row.after is None and row.example["trial"] == gone for row in rows)


def test_what_i_do_not_know_stands_for_is_compared(shipped):
    found = diff(shipped, with_question(shipped, "tier", if_unsure="free"), TODAY)
    assert [(row.before, row.after, row.example) for row in found.rows] == [
        ("success-team", None, {"category": "success", "tier": None}),
        ("support", "community", {"category": "support", "tier": None}),
    ]


def test_another_unsure_contact_is_a_change(shipped):
    other = shipped._replace(unsure=Unsure("support", Text("because")))
    (row,) = diff(shipped, other, TODAY).rows
    assert (row.before, row.after) == ("success-team", "support")
    assert row.example == {
        "category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": None,
    }  # fmt: skip


def test_an_answer_that_the_old_file_refuses_had_no_contact(shipped):
    question = next(question for question in shipped.questions if question.key == "category")
    values = (*question.values, Value("partners", Text("Partner accounts")))
    rule = shipped.rules[0]._replace(id="partners", when={"category": ("partners",)}, contact="sales")
    new = with_question(shipped, "category", values=values)._replace(rules=(*shipped.rules, rule))
    assert diff(shipped, new, TODAY).as_json() == {
        "changed": [{"from": None, "to": "sales", "share": 1 / 7, "example": {"category": "partners"}}],
        "combinations": 7 * 3 * 2 * 2 * 2 * 4 * 5 * 2,
    }
    assert [row.lacking for row in diff(shipped, new, TODAY).rows] == [(NOT_ACCEPTED,)]


def test_a_contact_that_only_one_file_has_is_named(shipped):
    rules = tuple(rule._replace(contact="invoices") if rule.id == "billing" else rule for rule in shipped.rules)
    contacts = {id: contact for id, contact in shipped.contacts.items() if id != "billing"}
    contacts["invoices"] = shipped.contacts["billing"]._replace(id="invoices")
    (row,) = diff(shipped, shipped._replace(contacts=contacts, rules=rules), TODAY).rows
    assert (row.before, row.after, row.share) == ("billing", "invoices", Fraction(1, 6))
    assert row.example == {"category": "billing"}


def test_what_is_too_big_is_said_to_be(shipped):
    other = shipped._replace(rules=shipped.rules[::-1])
    with pytest.raises(TooBigError):
        diff(shipped, other, TODAY, budget=20)
    assert diff(shipped, other, TODAY).rows == ()


def test_where_the_fewest_answers_take_too_long_to_find_an_example_is_still_one():
    keys = [f"q{number}" for number in range(24)]
    pairs = [{first: ("yes",), second: ("yes",)} for first, second in zip(keys[::2], keys[1::2], strict=True)]
    rules = [Rule(f"r{number}", when, "one", Text("because")) for number, when in enumerate(pairs)]
    old, new = (
        Ruleset(
            Text("title"),
            {id: Contact(id, Text(id)) for id in ("one", "two", "three")},
            tuple(Question(key, Text("ask"), YES_NO) for key in keys),
            (*rules, Rule("rest", {}, rest, Text("because"))),
        )
        for rest in ("two", "three")
    )
    with pytest.raises(TooBigError):
        diff(old, new, TODAY, budget=50)
    (row,) = diff(old, new, TODAY, budget=500).rows
    assert (row.before, row.after, row.share) == ("two", "three", Fraction(3**12, 4**12))
    assert all("no" in {row.example.get(key) for key in when} for when in pairs)


def test_files_that_differ_in_wording_alone_are_never_too_big(shipped):
    assert diff(shipped, shipped._replace(title=Text("other")), TODAY, budget=0).rows == ()
