"""Differences as laws: on generated pairs of rules files, shares and examples are those of brute force."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, groupby, product
from math import prod
from string import ascii_lowercase, ascii_uppercase, digits
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hsroute.analysis.diff import Asking, Reached, diff
from hsroute.analysis.diff_fields import Field
from hsroute.analysis.diff_pair import NOT_ACCEPTED, Pair
from hsroute.analysis.prove import QuestionCount
from hsroute.engine.masks import bits
from hsroute.model import (
    NOT_COVERED,
    UNSURE,
    Contact,
    Frozen,
    Interval,
    Question,
    Rule,
    Ruleset,
    Text,
    Value,
    in_digits,
)
from hsroute.patterns import read_number
from hsroute.routing.load import load
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import YES_NO, compile_rules
from hsroute.rulesfile.files import shipped_rules
from hsroute.rulesfile.yaml_parser import read
from tests.analysis.test_cases import covers
from tests.benchmarks.rulebooks import rulebook
from tests.support import reference
from tests.support.growth import grows_evenly
from tests.support.laws import examples
from tests.support.strategies import rulesets_of_all_kinds, spanned_rulesets

TODAY = date(2026, 11, 22)
DAYS = range(-9, 10)
NUMBERS = [Decimal(twentieth) / 20 for twentieth in range(-120, 121)]
"""More days than the generated spans have borders."""


# The oracle: every answer there is, read by scanning, and routed by the reference.


REFUSED, NOT_ASKED = "-", ""
"""What an answer means to a file that does not take it, or has no such question."""


class End(NamedTuple):
    """Where complete answers lead in one file."""

    to: str
    alternatives: tuple[str, ...]
    rule: str | None
    words: tuple[object, ...] = ()

    def differs(self, other):
        """Whether a customer sees another route; of the words of one rule it is told beside where answers lead."""
        if (self.to, self.alternatives) != (other.to, other.alternatives):
            return True
        return self.rule != other.rule and self.words != other.words


@st.composite
def files(draw):
    """Rulesets with spans of days and with alternatives."""
    ruleset = draw(spanned_rulesets())
    others = st.sampled_from(((), (), ("beta",), ("gamma",)))
    words = st.sampled_from((Text("because"), Text("because"), Text("for another reason")))
    rules = tuple(rule._replace(alternatives=draw(others), because=draw(words)) for rule in ruleset.rules)
    return ruleset._replace(rules=rules, unsure=ruleset.unsure and ruleset.unsure._replace(alternatives=draw(others)))


def taken(ruleset, key, answer):
    """The name of the answer that a name, a day, a number or `unknown` means in this file."""
    question = next((question for question in ruleset.questions if question.key == key), None)
    if question is None:
        return NOT_ASKED
    if answer == "unknown":
        return question.if_unsure or "unknown"
    written = in_digits(answer) if isinstance(answer, Decimal) else answer
    if written in [value.name for value in question.values]:
        return written
    if isinstance(answer, str):
        return taken(ruleset, key, Decimal(answer)) if answer.isdecimal() else REFUSED
    is_number = isinstance(answer, Decimal)
    if is_number and answer % 1 and all(value.span.whole for value in question.values if value.span):
        return REFUSED
    spans = [(value.span, value.name) for value in question.values if is_number == (question.scale == "numbers")]
    return next((name for span, name in spans if span and covers(span, answer)), REFUSED)


def joint_answers(old, new, key):
    """The ways in which the two files take any name, any day, any number and "I don't know"."""
    questions = [question for ruleset in (old, new) for question in ruleset.questions if question.key == key]
    names = [value.name for question in questions for value in question.values]
    joint = {(taken(old, key, answer), taken(new, key, answer)) for answer in (*DAYS, *NUMBERS, *names, "unknown")}
    return [both for both in sorted(joint) if set(both) - {REFUSED, NOT_ASKED}]


def end(ruleset, answers):
    """Where complete answers, as this file takes them, lead."""
    own = {key: name for key, name in answers.items() if name != NOT_ASKED}
    if REFUSED in own.values():
        return End(NOT_ACCEPTED, (), None)
    rule = reference.winner(ruleset, own)
    if rule is None:
        return End(NOT_COVERED, (), None)
    return End(rule.contact or NOT_COVERED, rule.alternatives, rule.id, (rule.because, rule.notes, rule.facts))


def brute_force(old, new):
    """The questions, and where every combination leads in either file."""
    keys = tuple(dict.fromkeys(question.key for ruleset in (old, new) for question in ruleset.questions))
    pairs = {}
    for combination in product(*(joint_answers(old, new, key) for key in keys)):
        answers = dict(zip(keys, combination, strict=True))
        sides = [{key: both[side] for key, both in answers.items()} for side in (0, 1)]
        pairs[combination] = end(old, sides[0]), end(new, sides[1])
    return keys, pairs


def as_row(pair):
    """What a row tells of a pair of ends, but for its share and example."""
    before, after = pair
    return before.to, after.to, before.rule, after.rule


def told(row):
    return row.before, row.after, row.rule_before, row.rule_after


def agreed(pairs, fixed):
    """The pairs of ends of the combinations with these joint answers, by the place of their question."""
    return {
        pair
        for combination, pair in pairs.items()
        if all(combination[place] == answer for place, answer in fixed.items())
    }


def smaller_exists(pairs, pair, size):
    """Whether fewer answers force the pair."""
    places = range(len(next(iter(pairs))))
    return any({pair} in forced(pairs, chosen) for fewer in range(size) for chosen in combinations(places, fewer))


def forced(pairs, chosen):
    """The pairs of ends that the answers to these questions leave, for each of the answers."""
    left = {}
    for combination, pair in pairs.items():
        left.setdefault(tuple(combination[place] for place in chosen), set()).add(pair)
    return left.values()


def answer_of(text):
    """An answer of an example as the oracle has it: days as how far away they are, numbers as decimals."""
    if not text.strip("0123456789-") and text.count("-") == 2:
        return (date.fromisoformat(text) - TODAY).days
    return Decimal(text) if read_number(text) is not None else text


# Laws.


@given(files(), files())
def test_the_joint_answers_that_a_row_of_either_file_allows_are_those_that_allow_it(old, new):
    masks = Pair(old, new, TODAY).masks
    for answers, allowed in zip(masks.answers, masks.allowed, strict=True):
        for row in range(len(masks.outcomes) - 1):
            assert [*bits(answers[row])] == [answer for answer, rows in enumerate(allowed) if rows >> row & 1]
        assert [*bits(answers[-1])] == [*range(len(allowed))]
        assert len(answers) == len(masks.outcomes)


@pytest.mark.process
@examples(0.6)
@given(files(), files())
def test_contacts_rules_and_shares_are_those_of_trying_every_joint_answer(old, new):
    _, pairs = brute_force(old, new)
    found = diff(old, new, TODAY)
    assert found.combinations == len(pairs)
    changed = Counter(as_row(pair) for pair in pairs.values() if pair[0].differs(pair[1]))
    shares = Counter()
    for row in found.routes:
        shares[told(row)] += row.share
    assert shares == {row: Fraction(count, len(pairs)) for row, count in changed.items()}


@pytest.mark.process
@examples(0.6)
@given(files(), files())
def test_an_example_forces_its_pair_of_rules_and_no_fewer_answers_do(old, new):
    keys, pairs = brute_force(old, new)
    for row in diff(old, new, TODAY).routes:
        answers = {key: answer_of(answer) for key, answer in row.example.items()}
        fixed = {keys.index(key): (taken(old, key, given), taken(new, key, given)) for key, given in answers.items()}
        (pair,) = agreed(pairs, fixed)
        assert as_row(pair) == told(row)
        assert pair[0].differs(pair[1])
        assert not smaller_exists(pairs, pair, len(fixed))


@examples(0.6)
@given(files(), files())
def test_rows_of_one_pair_of_contacts_stand_together_the_largest_first(old, new):
    rows = diff(old, new, TODAY).routes
    groups = [(key, list(some)) for key, some in groupby(rows, lambda row: (row.before, row.after))]
    assert len({key for key, _ in groups}) == len(groups)
    sums = [sum(row.share for row in some) for _, some in groups]
    assert sums == sorted(sums, reverse=True)
    for _, some in groups:
        shares = [row.share for row in some]
        assert shares == sorted(shares, reverse=True)


@pytest.mark.process
@given(files(), files())
def test_the_way_back_has_the_same_rules_shares_and_sizes(old, new):
    there, back = diff(old, new, TODAY), diff(new, old, TODAY)
    assert there.combinations == back.combinations
    assert Counter((*told(row), row.share, len(row.example)) for row in there.routes) == Counter(
        (row.after, row.before, row.rule_after, row.rule_before, row.share, len(row.example)) for row in back.routes
    )


@pytest.mark.process
@given(files(), files(), st.integers(0, 200))
def test_whatever_the_budget_a_difference_is_right_or_too_big_and_no_answer_of_an_example_can_be_left_out(
    old, new, steps
):
    keys, pairs = brute_force(old, new)
    exact = diff(old, new, TODAY)
    weak = diff(old, new, TODAY, steps)
    assert (weak.texts, weak.asked.order, weak.combinations) == (exact.texts, exact.asked.order, exact.combinations)
    if weak.routes is None:
        return
    assert [(*told(row), row.share) for row in weak.routes] == [(*told(row), row.share) for row in exact.routes]
    for row in weak.routes:
        answers = {key: answer_of(answer) for key, answer in row.example.items()}
        fixed = {keys.index(key): (taken(old, key, given), taken(new, key, given)) for key, given in answers.items()}
        (pair,) = agreed(pairs, fixed)
        assert as_row(pair) == told(row)
        for place in fixed:
            assert agreed(pairs, {other: both for other, both in fixed.items() if other != place}) != {pair}


@pytest.mark.process
@given(files(), st.randoms(use_true_random=False))
def test_wording_ids_order_without_effect_and_rules_without_effect_change_nothing(ruleset, random):
    relabelled = [
        question._replace(ask=Text("other"), values=tuple(random.sample(question.values, len(question.values))))
        for question in ruleset.questions
    ]
    random.shuffle(relabelled)
    twice = [rule._replace(id=f"{rule.id}-{copy}") for rule in ruleset.rules for copy in "ab"]
    same = ruleset._replace(title=Text("other"), questions=tuple(relabelled), rules=tuple(twice))
    assert diff(ruleset, ruleset, TODAY).routes == diff(ruleset, same, TODAY).routes == ()
    assert diff(ruleset, same, TODAY).combinations == prod(map(len, map(reference.answers_of, ruleset.questions)))


@given(files())
def test_without_rules_everything_that_had_a_contact_loses_it(ruleset):
    rows = diff(ruleset, ruleset._replace(rules=(), unsure=None), TODAY).routes
    assert all((row.after, row.rule_after) == (NOT_COVERED, None) for row in rows)
    assert all(row.rule_before is not None for row in rows)


def seen(found):
    """What the difference says, but for the number of combinations."""
    said = found.as_json()
    asked = said.pop("asked")
    return bool(said.pop("combinations") and (any(said.values()) or found.asked or asked["changed"]))


@examples(0.4)
@given(rulesets_of_all_kinds(), st.data())
def test_where_any_route_reads_differently_something_is_said(old, data):
    rules = data.draw(st.permutations(old.rules))[data.draw(st.integers(0, 1)) :]
    contacts = data.draw(st.sampled_from((old.contacts, old.contacts | {"alpha": old.contacts["beta"]})))
    new = old._replace(rules=tuple(rules), contacts=contacts)
    answers = {question.key: data.draw(st.sampled_from((*question.names, "unknown"))) for question in old.questions}
    before, after = (Router(ruleset).route(answers, TODAY).as_json() for ruleset in (old, new))
    assert before == after or seen(diff(old, new, TODAY))


# Every text and address of the shipped file.


STRUCTURE = {"format", "hit_policy", "id", "when", "contact", "not_covered", "alternatives", "rows", "columns"}
STRUCTURE |= {"person", "if_unsure", "address_from", "days"}
"""Keys of what is no text or address; it is changed elsewhere in this file."""

SHIPPED_TEXT = shipped_rules().read_text("utf-8")
ASCII = f"{ascii_lowercase}a{ascii_uppercase}A{digits}0"


def scalars(node, path=()):
    """Each text and address, with its path; rules are known by their ids."""
    if isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield from scalars(child, (*path, key.value)) if key.value not in STRUCTURE else ()
    elif isinstance(node, yaml.SequenceNode):
        for number, child in enumerate(node.value):
            is_rule = path == ("rules",)
            name = next(value.value for key, value in child.value if key.value == "id") if is_rule else str(number)
            yield from scalars(child, (*path, name))
    elif node.value != "yes-no":
        yield path, node


def retyped(written):
    """The text with the next letter or digit as its last, so that texts that differ still do, and a date is one."""
    at = max(at for at, character in enumerate(written) if character in ASCII)
    return f"{written[:at]}{ASCII[ASCII.index(written[at]) + 1]}{written[at + 1 :]}"


def told_at(path):
    """The path at which a difference tells a text: labels have a key, and lists of words stand at one place."""
    if "words" in path or "facts" in path:
        return ".".join(path[:-1])
    is_label = path[0] == "questions" and path[2:3] == ("values",) and "label" not in path
    return ".".join((*path[:4], "label", *path[4:]) if is_label else path)


def as_told(text):
    """The texts of a file by the paths at which a difference tells them."""
    told = {}
    for path, node in scalars(yaml.compose(text, yaml.BaseLoader)):
        told.setdefault(told_at(path), []).append(node.value)
    return {path: ", ".join(texts) for path, texts in told.items()}


def by_path(found):
    """What a difference says of each place, old and new."""
    for contact in found.contacts:
        if not isinstance(contact.old, dict):
            yield f"contacts.{contact.id}.{contact.field}", (contact.old, contact.new)
    yield from ((field.path, (field.old, field.new)) for field in (*found.texts, *found.asked.changed))


def test_a_letter_changed_in_every_text_and_address_is_told_at_each_of_them():
    places = [*scalars(yaml.compose(SHIPPED_TEXT, yaml.BaseLoader))]
    text = SHIPPED_TEXT
    for _, node in reversed(places):
        begin, end = node.start_mark.index, node.end_mark.index
        text = text[:begin] + retyped(text[begin:end]) + text[end:]
    old, new = (compile_rules(read(data.encode(), "rules.yaml")) for data in (SHIPPED_TEXT, text))
    befores, afters = as_told(SHIPPED_TEXT), as_told(text)
    assert len(places) > 500
    assert dict(by_path(diff(old, new, TODAY))) == {path: (befores[path], afters[path]) for path in befores}


# The shipped rules, changed.


@pytest.fixture(scope="module")
def shipped():
    return load().ruleset


def with_question(ruleset, key, **changes):
    questions = (each._replace(**changes) if each.key == key else each for each in ruleset.questions)
    return ruleset._replace(questions=tuple(questions))


def as_rows(difference):
    return [(row.before, row.after, row.rule_after, row.share, row.example) for row in difference.routes]


def test_a_moved_border_shows_exactly_the_days_that_moved_and_a_date_among_them(shipped):
    question = next(question for question in shipped.questions if question.key == "renewal_date")
    spans = {"soon": Interval(0, 95), "later": Interval(96, None)}
    values = tuple(value._replace(span=spans.get(value.name, value.span)) for value in question.values)
    found = diff(shipped, with_question(shipped, "renewal_date", values=values), TODAY)
    near = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no", "renewal_date": "2027-02-21"}
    assert [(row.before, row.rule_before, row.share, row.example) for row in found.routes] == [
        ("success-team", "renewal-later-basic-or-starter", Fraction(2, 720), near | {"tier": "basic"}),
        ("success-team", "renewal-later-csm-not-known", Fraction(1, 720), near | {"tier": "professional", "csm": "no"}),
        ("csm", "renewal-later-csm-known", Fraction(1, 720), near | {"tier": "professional", "csm": "yes"}),
        (NOT_COVERED, "renewal-later-free-tools", Fraction(1, 720), near | {"tier": "free"}),
    ]
    assert {(row.after, row.rule_after) for row in found.routes} == {("contracts", "renewal-within-90-days")}
    assert date.fromisoformat(near["renewal_date"]) == TODAY + timedelta(91)
    assert found.combinations == 6 * 3 * 2 * 2 * 2 * 6 * 5 * 2


def test_days_that_a_closed_span_no_longer_covers_lost_their_contact(shipped):
    question = next(question for question in shipped.questions if question.key == "trial")
    values = tuple(
        value._replace(span=Interval(-30, -15)) if value.name == "expired" else value for value in question.values
    )
    rows = diff(shipped, with_question(shipped, "trial", values=values), TODAY).routes
    gone = (TODAY - timedelta(31)).isoformat()
    assert {row.before: row.share for row in rows}["billing"] == Fraction(1, 6 * 4)
    assert {row.before: row.example for row in rows}["billing"] == {"category": "billing", "trial": gone}
    assert all(row.after == NOT_ACCEPTED and row.example["trial"] == gone for row in rows)


def test_what_i_do_not_know_stands_for_is_compared(shipped):
    found = diff(shipped, with_question(shipped, "tier", if_unsure="free"), TODAY)
    later = {"category": "contracts", "about_renewal": "yes", "contract_manager": "no"}
    assert as_rows(found) == [
        ("success-team", NOT_COVERED, f"{matter}-free-tools", Fraction(1, share), {**answers, "tier": "unknown"})
        for matter, share, answers in (
            ("success", 36, {"category": "success"}),
            ("unsure", 36, {"category": "unsure"}),
            ("account-matter", 72, {"category": "contracts", "about_renewal": "no"}),
            ("renewal-later", 720, later | {"renewal_date": "later"}),
            ("renewal-past", 720, later | {"renewal_date": "past"}),
            ("renewal-unknown", 720, later | {"renewal_date": "unknown"}),
        )
    ] + [("support", "community", "support-free-tools", Fraction(1, 36), {"category": "support", "tier": "unknown"})]


def test_another_unsure_contact_is_a_change(shipped):
    known = tuple(rule for rule in shipped.rules if not rule.id.startswith("renewal-unknown"))
    old, new = (
        shipped._replace(rules=known, unsure=Rule(UNSURE, {}, contact, Text("because")))
        for contact in ("success-team", "support")
    )
    (row,) = diff(old, new, TODAY).routes
    assert (row.before, row.after, row.rule_before, row.rule_after) == ("success-team", "support", UNSURE, UNSURE)
    assert row.share == Fraction(1, 6 * 2 * 2 * 5)
    assert row.example == {
        "category": "contracts",
        "about_renewal": "yes",
        "contract_manager": "no",
        "renewal_date": "unknown",
    }


def test_other_alternatives_are_a_change(shipped):
    rules = tuple(rule._replace(alternatives=("sales",)) if rule.id == "billing" else rule for rule in shipped.rules)
    assert as_rows(diff(shipped, shipped._replace(rules=rules), TODAY)) == [
        ("billing", "billing", "billing", Fraction(1, 6), {"category": "billing"})
    ]
    (row,) = diff(shipped, shipped._replace(rules=rules), TODAY).routes
    assert (row.alternatives_before, row.alternatives_after) == ((), ("sales",))


def test_an_answer_that_the_old_file_refuses_had_no_contact(shipped):
    question = next(question for question in shipped.questions if question.key == "category")
    values = (*question.values, Value("partners", Text("Partner accounts")))
    rule = shipped.rules[0]._replace(id="partners", when={"category": ("partners",)}, contact="sales")
    new = with_question(shipped, "category", values=values)._replace(rules=(*shipped.rules, rule))
    found = diff(shipped, new, TODAY)
    assert found.as_json()["changed"] == [
        {
            "from": None,
            "to": "sales",
            "from_rule": None,
            "to_rule": "partners",
            "share": 1 / 7,
            "example": {"category": "partners"},
        }
    ]
    assert found.combinations == 7 * 3 * 2 * 2 * 2 * 5 * 5 * 2
    assert [row.before for row in found.routes] == [NOT_ACCEPTED]


def test_a_contact_that_only_one_file_has_is_named(shipped):
    rules = tuple(rule._replace(contact="invoices") if rule.id == "billing" else rule for rule in shipped.rules)
    contacts = {id: contact for id, contact in shipped.contacts.items() if id != "billing"}
    contacts["invoices"] = shipped.contacts["billing"]._replace(id="invoices")
    (row,) = diff(shipped, shipped._replace(contacts=contacts, rules=rules), TODAY).routes
    assert (row.before, row.after, row.share) == ("billing", "invoices", Fraction(1, 6))
    assert row.example == {"category": "billing"}


def test_how_a_contact_that_only_one_file_has_is_reached_is_told_among_the_words(shipped):
    billing = shipped.contacts["billing"]._replace(id="invoices", phone="112", url="https://example.com")
    new = shipped._replace(contacts=shipped.contacts | {"invoices": billing})
    told = {field.path: (field.old, field.new) for field in diff(shipped, new, TODAY).texts}
    assert told == {
        "contacts.invoices.team.en": (None, "Billing"),
        "contacts.invoices.team.nb": (None, billing.team.to("nb")),
        "contacts.invoices.email": (None, "billing@hubspot.com"),
        "contacts.invoices.phone": (None, "112"),
        "contacts.invoices.url": (None, "https://example.com"),
    }
    back = {field.path: (field.new, field.old) for field in diff(new, shipped, TODAY).texts}
    assert back == told


def test_what_is_too_big_is_said_to_be_and_all_that_needs_no_proof_is_told(shipped):
    other = shipped._replace(rules=shipped.rules[::-1], title=Text("other"))
    found = diff(shipped, other, TODAY, steps=20)
    assert (found.routes, found.changes_routes, found.as_json()["changed"]) == (None, None, None)
    assert found.texts == diff(shipped, other, TODAY).texts != ()
    assert diff(shipped, other, TODAY).routes == ()


def test_a_contact_that_is_reached_in_another_way_is_told_for_certain_though_nothing_is_proved(shipped):
    contact = shipped.contacts["billing"]._replace(email="b1lling@hubspot.com")
    other = shipped._replace(rules=shipped.rules[::-1], contacts=Frozen({**shipped.contacts, "billing": contact}))
    found = diff(shipped, other, TODAY, steps=20)
    assert (found.routes, found.changes_routes) == (None, True)
    assert [(each.id, each.field, each.share) for each in found.contacts] == [("billing", "email", None)]


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
    assert diff(old, new, TODAY, steps=50).routes is None
    (row,) = diff(old, new, TODAY, steps=200).routes
    assert (row.before, row.after, row.share) == ("two", "three", Fraction(8**12, 9**12))
    assert all("no" in {row.example.get(key) for key in when} for when in pairs)


def test_files_that_differ_in_wording_alone_are_never_too_big(shipped):
    assert diff(shipped, shipped._replace(title=Text("other")), TODAY, steps=0).routes == ()
    values = [Value(value.name, Text("other"), words=("other",)) for value in YES_NO]
    old = small(("paid",), {"paid": ("yes",)})
    assert diff(old, with_question(old, "paid", values=tuple(values)), TODAY, steps=0).routes == ()


@pytest.mark.process
def test_a_thousand_rules_that_each_lead_elsewhere_are_told_in_a_time_that_grows_as_they_do():
    found = {}

    def compare(count):
        old = compile_rules(read(rulebook(count, 8).encode(), "book.yaml"))
        rules = (rule._replace(contact="team-1" if rule.contact == "team-0" else "team-0") for rule in old.rules)
        found[count] = old, diff(old, old._replace(rules=tuple(rules)), TODAY).routes

    assert grows_evenly(compare, 125)
    old, rows = found[1_000]
    assert {row.rule_before for row in rows} == {rule.id for rule in old.rules}
    assert sum(row.share for row in rows) == 1


def test_a_question_with_thousands_of_values_that_all_have_new_names_is_told_in_a_time_that_grows_as_they_do():
    def with_values(count, word):
        values = tuple(Value(f"{word}{number}", Text("label")) for number in range(count))
        return Ruleset(
            Text("title"),
            {"one": Contact("one", Text("one"))},
            (Question("what", Text("ask"), values),),
            (Rule("first", {"what": (f"{word}0",)}, "one", Text("because")),),
        )

    def compare(count):
        return diff(with_values(count, "old"), with_values(count, "new"), TODAY)

    assert grows_evenly(compare, 500)
    found = compare(4_000)
    assert [(row.before, row.after, row.example) for row in found.routes] == [
        (NOT_COVERED, NOT_ACCEPTED, {"what": "old1"}),
        (NOT_ACCEPTED, NOT_COVERED, {"what": "new1"}),
        ("one", NOT_ACCEPTED, {"what": "old0"}),
        (NOT_ACCEPTED, "one", {"what": "new0"}),
    ]
    assert found.combinations == 8001


# Small files.


def small(keys, when, **contact):
    """A file of yes-no questions with one rule for these answers, and one for all others."""
    return Ruleset(
        Text("title"),
        {"desk": Contact("desk", Text("Desk"), **contact), "rest": Contact("rest", Text("Rest"))},
        tuple(Question(key, Text(f"{key}?"), YES_NO) for key in keys),
        (Rule("first", when, "desk", Text("because")), Rule("other", {}, "rest", Text("because"))),
    )


def of_spans(**spans):
    """A file that asks for a day or number; all answers that one of its values covers lead to one contact."""
    values = tuple(Value(name, Text(name), span) for name, span in spans.items())
    whole = all(isinstance(end, int | None) for span in spans.values() for end in span)
    question = Question("when", Text("ask"), values, scale="days" if whole else "numbers")
    rules = (Rule("first", {"when": tuple(spans)}, "desk", Text("because")),)
    return Ruleset(Text("title"), {"desk": DESK}, (question,), rules)


DESK = Contact("desk", Text("Desk"))


@pytest.mark.parametrize(
    ("today", "day"), [(TODAY, 5), (TODAY, -5), (date.min, 0), (date.min, 5), (date.max, 0), (date.max, -5)]
)
def test_a_span_of_one_day_is_compared_on_that_day(today, day):
    old, new = of_spans(old=Interval(day, day)), of_spans(new=Interval(day, day))
    assert diff(old, new, today).combinations == len({"old", "new", "the day", "unknown"})


def test_a_span_of_one_number_is_compared_at_that_number():
    old, new = (of_spans(**{name: Interval(Decimal("0.5"), Decimal("0.5"))}) for name in ("old", "new"))
    assert diff(old, new, TODAY).combinations == len({"old", "new", "the number", "unknown"})


def test_a_whole_number_is_compared_where_one_file_takes_no_other():
    whole = of_spans(some=Interval(Decimal(-3), None))
    fine = of_spans(some=Interval(Decimal("1.0"), None))
    assert [row.example for row in diff(whole, fine, TODAY).routes] == [{"when": "0"}]


@pytest.mark.parametrize(
    ("span", "nearest"),
    [
        (Interval(None, 5), "2026-11-28"),
        (Interval(-9, 5), "2026-11-28"),
        (Interval(-5, 9), "2026-11-16"),
        (Interval(-5, 5), "2026-11-16"),
    ],
)
def test_an_example_is_the_day_nearest_to_today_that_is_read_differently(span, nearest):
    (row,) = diff(of_spans(some=Interval(None, None)), of_spans(some=span), TODAY).routes
    assert row.example == {"when": nearest}


def test_of_the_words_of_rules_only_those_of_another_rule_are_a_change_of_the_route():
    old = small(("paid",), {"paid": ("yes",)})
    first, other = old.rules
    named, worded = first._replace(id="renamed"), first._replace(because=Text("for another reason"))
    others = (worded._replace(id="renamed"), 1), (named._replace(facts=("another fact",)), 1)
    for rule, changed in ((named, 0), (worded, 0), *others):
        assert len(diff(old, old._replace(rules=(rule, other)), TODAY).routes) == changed


def test_what_a_question_accepts_is_told_for_both_files():
    old, new = of_spans(soon=Interval(0, 5)), of_spans(soon=Interval(0, 9), late=Interval(10, None))
    asked = diff(old, new, TODAY).asked
    assert asked.order is None
    assert asked.changed == (
        Field("questions.when.values", ["soon"], ["soon", "late"]),
        Field("questions.when.values.soon.days", str(Interval(0, 5)), str(Interval(0, 9))),
    )


def test_the_name_of_a_team_is_among_the_words_and_no_way_to_reach_it():
    old = small(("paid",), {"paid": ("yes",)}, phone="112")
    new = old._replace(contacts=old.contacts | {"desk": old.contacts["desk"]._replace(team=Text("Front desk"))})
    found = diff(old, new, TODAY)
    assert found.contacts == ()
    assert found.texts == (Field("contacts.desk.team", "Desk", "Front desk"),)


def test_a_contact_that_no_rule_leads_to_is_reached_by_none():
    old, new = (small(("paid",), {"paid": ("yes",)}, phone=phone)._replace(rules=()) for phone in ("112", "113"))
    assert diff(old, new, TODAY).contacts == (Reached("desk", "phone", "112", "113", Fraction(0)),)


def test_the_share_of_a_contact_is_that_of_all_rules_that_lead_to_it():
    old, new = (small(("paid",), {"paid": ("yes",)}, phone=phone) for phone in ("112", "113"))
    both = [each._replace(rules=tuple(rule._replace(contact="desk") for rule in each.rules)) for each in (old, new)]
    assert [contact.share for contact in diff(*both, TODAY).contacts] == [1]


# As JSON.


OLD = small(("paid", "open", "gone"), {"paid": ("yes",)}, email="desk@example.com")
NEW = small(("open", "paid", "come"), {"paid": ("yes",), "open": ("yes",)}, email="d@example.com")
EMAIL = {"id": "desk", "field": "email", "old": "desk@example.com", "new": "d@example.com"}
ASKED = {"added": ["come"], "removed": ["gone"], "order": {"old": ["paid", "open"], "new": ["open", "paid"]}}


def test_everything_that_differs_is_told_as_json():
    told = diff(OLD, with_question(NEW, "open", ask=Text("open now?"), if_unsure="yes"), TODAY).as_json()
    assert told.pop("texts")[:2] == [
        {"path": "questions.open.ask", "old": "open?", "new": "open now?"},
        {"path": "questions.gone.ask", "old": "gone?", "new": None},
    ]
    assert told == {
        "changed": [
            {
                "from": "desk",
                "to": "rest",
                "from_rule": "first",
                "to_rule": "other",
                "share": 1 / 9,
                "example": {"paid": "yes", "open": "no"},
            }
        ],
        "contacts": [EMAIL | {"share": 1 / 6}],
        "asked": ASKED
        | {
            "changed": [{"path": "questions.open.if_unsure", "old": None, "new": "yes"}],
            "average": {"old": 1.0, "new": 1.5},
            "most": {"old": 1, "new": 2},
        },
        "combinations": 81,
    }


def test_what_is_unproved_is_null_in_json():
    told = diff(OLD, NEW, TODAY, steps=0).as_json()
    assert told["changed"] is None
    assert told["contacts"] == [EMAIL | {"share": None}]
    neither = {"old": None, "new": None}
    assert told["asked"] == ASKED | {"changed": [], "average": neither, "most": neither}


ALIKE = Asking((), (), None, (), None, None)


@pytest.mark.parametrize(
    "other",
    [
        {"added": ("paid",)},
        {"removed": ("paid",)},
        {"order": (("paid", "open"), ("open", "paid"))},
        {"changed": (Field("questions.paid.if_unsure", None, "yes"),)},
        {"after": QuestionCount(1, Fraction(1))},
    ],
)
def test_other_things_are_asked_if_any_part_of_it_differs(other):
    assert not ALIKE
    assert replace(ALIKE, **other)
