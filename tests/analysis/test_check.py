"""What `check` proves, as laws: nothing is missed and nothing is false, by trying every combination."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from itertools import combinations, product
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hsroute.analysis.prove
from hsroute.analysis.check import CHECKS, _summary, check
from hsroute.analysis.prove import prove
from hsroute.engine.budget import TooBigError
from hsroute.language.phrases import number
from hsroute.model import Contact, Question, Rule, Ruleset, Text, Value
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.files import shipped_rules
from hsroute.rulesfile.yaml_parser import read
from tests.support import reference
from tests.support.laws import examples
from tests.support.strategies import rulesets, rulesets_of_all_kinds, to_yaml, with_conditions
from tests.support.wide import pigeons, wide

if TYPE_CHECKING:
    from hsroute.analysis.check_report import Report


@st.composite
def faulty_rulesets(draw):
    """Rulesets with alternatives, and with conditions that allow no answer."""
    ruleset = draw(rulesets())
    rules = []
    for rule in ruleset.rules:
        faulty = with_conditions(
            rule, lambda when: {key: () if draw(st.integers(0, 3)) == 3 else names for key, names in when.items()}
        )
        others = [id for id in ("beta", "gamma") if id != rule.contact]
        alternatives = tuple(draw(st.lists(st.sampled_from(others), max_size=1)))
        rules.append(faulty._replace(alternatives=alternatives))
    return Ruleset(ruleset.title, ruleset.contacts, ruleset.questions, tuple(rules), unsure=ruleset.unsure)


def random_rules(count, questions, values, seed=1):
    """Rules at random, many of them shadowed by several others."""
    draw = random.Random(seed)
    text = Text("text")
    asked = tuple(
        Question(f"q{index}", text, tuple(Value(f"v{value}", text) for value in range(values)))
        for index in range(questions)
    )
    rules = []
    for index in range(count):
        some = draw.sample(asked, draw.randint(2, min(questions, 6)))
        when = {
            question.key: tuple(sorted(draw.sample(question.answers, draw.randint(1, values)))) for question in some
        }
        rules.append(Rule(f"r{index}", when, None, text))
    return Ruleset(text, {"alpha": Contact("alpha", text)}, asked, tuple(rules))


def checked(ruleset):
    return check(read(to_yaml(ruleset).encode(), "rules.yaml"))


def found(report, code):
    return [problem for problem in report.problems if problem.code == code]


def every(ruleset):
    return list(reference.completions(ruleset, {}))


def winners(ruleset, wholes):
    return [reference.winner(ruleset, whole) for whole in wholes]


def first_of(ruleset, ids):
    """The ruleset with these rules alone, and nothing that comes out where none matches."""
    return ruleset._replace(rules=tuple(rule for rule in ruleset.rules if rule.id in ids), unsure=None)


def matched_by(ruleset, rule):
    return [whole for whole in every(ruleset) if reference.matches(rule, whole)]


def reached(ruleset):
    return {rule.id for rule in winners(ruleset, every(ruleset)) if rule}


# Gaps.


@given(faulty_rulesets())
def test_a_gap_is_reported_exactly_when_there_is_one_and_counted(ruleset):
    unmatched = winners(ruleset, every(ruleset)).count(None)
    report = checked(ruleset)
    assert len(found(report, "gap")) == min(unmatched, 1)
    assert report.summary.gaps == unmatched
    for problem in found(report, "gap"):
        assert problem.message.startswith(f"{unmatched} of ")
        assert problem.severity == "error"


@given(faulty_rulesets())
def test_no_rule_matches_the_example_of_a_gap_however_it_is_completed_nor_any_smaller_example(ruleset):
    for problem in found(checked(ruleset), "gap"):
        assert set(winners(ruleset, reference.completions(ruleset, problem.example))) == {None}
        for chosen in combinations(ruleset.questions, len(problem.example) - 1) if problem.example else ():
            for names in product(*map(reference.answers_of, chosen)):
                answers = {question.key: name for question, name in zip(chosen, names, strict=True)}
                assert any(winners(ruleset, reference.completions(ruleset, answers)))


@given(faulty_rulesets())
def test_the_regions_of_a_gap_are_apart_the_largest_first_and_with_what_is_left_they_are_the_whole_of_it(ruleset):
    unmatched = [whole for whole in every(ruleset) if reference.winner(ruleset, whole) is None]
    gap = prove(ruleset).gap
    regions = gap.regions if gap else ()
    inside = [[whole for whole in unmatched if is_in(whole, region)] for region in regions]
    assert [region.combinations for region in regions] == [*map(len, inside)]
    assert [*map(len, inside)] == sorted(map(len, inside), reverse=True)
    told = [tuple(whole.items()) for some in inside for whole in some]
    assert len({*told}) == len(told)
    assert (len(told) == len(unmatched)) == (not gap or gap.more == 0)
    for region in regions:
        assert len(list(reference.completions(ruleset, {}))) >= region.combinations > 0
        assert set(winners(ruleset, reference.completions(ruleset, region.example))) == {None}


def is_in(whole, region):
    return all(whole[key] in names for key, names in region.answers.items())


@pytest.mark.process
@given(faulty_rulesets())
def test_the_rules_that_are_proposed_for_a_gap_mend_it_and_none_matches_everything(ruleset):
    report = checked(ruleset)
    if not report.summary.gaps or report.summary.more_regions:
        return
    tree = json.loads(to_yaml(ruleset))
    rules = [rule for _, rule in report.summary.regions]
    text = json.dumps(tree | {"rules": []})[:-1].replace('"rules": []', '"rules": [')
    head, _, tail = text.partition('"rules": [')
    written = [json.dumps(rule) for rule in tree["rules"]] + [rule.removeprefix("- ") for rule in rules]
    source = read(f'{head}"rules": [{", ".join(written)}]{tail}}}'.encode(), "rules.yaml")
    assert check(source).summary.gaps == 0
    added = compile_rules(source).rules[len(ruleset.rules) :]
    assert [rule.when for rule in added] == [region.answers for region, _ in report.summary.regions]
    assert all("when: {" in rule for rule in rules) or not ruleset.questions


# Rules.


@given(faulty_rulesets())
def test_exactly_the_rules_that_no_combination_reaches_are_reported(ruleset):
    problems = found(checked(ruleset), "unreachable-rule")
    named = [problem.message.split("`")[1] for problem in problems]
    assert named == [rule.id for rule in ruleset.rules if rule.id not in reached(ruleset)]


def check_blame(ruleset, facts):
    """Who is to blame wins somewhere before, covers all together, and cannot be left out."""
    alive = reached(ruleset)
    for shadow in facts.unreachable:
        rule = ruleset.rules[shadow.rule]
        if shadow.impossible:
            assert rule.conditions[0][shadow.impossible] == ()
            assert all(() in when.values() for when in rule.conditions)
            continue
        if shadow.blamed is None:
            continue
        blamed = {ruleset.rules[earlier].id for earlier in shadow.blamed}
        matched = matched_by(ruleset, rule)
        assert max(shadow.blamed) < shadow.rule
        assert blamed <= alive or facts.undecided
        assert None not in winners(first_of(ruleset, blamed), matched)
        for id in blamed:
            assert None in winners(first_of(ruleset, blamed - {id}), matched)


@given(faulty_rulesets())
def test_the_rules_to_blame_cover_together_and_none_can_be_left_out(ruleset):
    facts = prove(ruleset)
    assert all(shadow.blamed is not None for shadow in facts.unreachable)
    check_blame(ruleset, facts)


@pytest.mark.parametrize("seed", range(5))
def test_many_rules_to_blame_cover_together_and_none_can_be_left_out(seed):
    ruleset = random_rules(50, questions=4, values=3, seed=seed)
    facts = prove(ruleset)
    assert any(len(shadow.blamed) > 1 for shadow in facts.unreachable)
    check_blame(ruleset, facts)


# Questions, conditions, contacts.


@pytest.mark.process
@given(faulty_rulesets())
def test_exactly_the_questions_that_can_never_change_the_route_are_reported(ruleset):
    named = [problem.message.split("`")[1] for problem in found(checked(ruleset), "unused-question")]
    asked = [question.key for question in ruleset.questions]
    assert named == [key for key in asked if not reference.can_change(ruleset, {}, key)]


@given(faulty_rulesets())
def test_a_condition_that_allows_everything_is_reported_unless_its_rule_or_question_is(ruleset):
    report = checked(ruleset)
    unused = {problem.message.split("`")[1] for problem in found(report, "unused-question")}
    sizes = {question.key: len(reference.answers_of(question)) for question in ruleset.questions}
    useless = [
        key
        for number, rule in enumerate(ruleset.rules)
        for place, when in enumerate(rule.conditions)
        for key, names in when.items()
        if len(names) == sizes[key] and rule.id in reached(ruleset) and key not in unused
        if (number, place) not in superfluous(ruleset)
    ]
    problems = [problem for problem in found(report, "useless-condition") if "every answer" in problem.message]
    assert [problem.message.split("`")[1] for problem in problems] == useless


def superfluous(ruleset):
    """The entries of lists that are reported, by the numbers of their rules."""
    return [(entry.rule, entry.entry) for entry in prove(ruleset).superfluous]


def entries_matched(rule, whole):
    return {place for place, when in enumerate(rule.conditions) if reference.matches(rule._replace(when=when), whole)}


@examples(2)
@given(faulty_rulesets())
def test_entries_of_a_list_are_reported_until_each_that_is_left_matches_something_of_its_own(ruleset):
    facts, left_out = prove(ruleset), superfluous(ruleset)
    assert facts.perhaps_superfluous == frozenset()
    wins = {rule.id: [] for rule in ruleset.rules}
    for whole in every(ruleset):
        rule = reference.winner(ruleset, whole)
        if rule and rule.id in wins:
            wins[rule.id].append(entries_matched(rule, whole))
    for owner, rule in enumerate(ruleset.rules):
        kept = {place for place in range(len(rule.conditions)) if (owner, place) not in left_out}
        matched = [places & kept for places in wins[rule.id]]
        assert all(matched), "nothing is lost without the entries"
        if wins[rule.id] and isinstance(rule.when, tuple):
            assert all({place} in matched for place in kept), "each that is left is needed"
        else:
            assert len(kept) == len(rule.conditions), "a rule that is never reached has no other problem"


def test_each_entry_of_a_list_takes_a_step_for_each_question():
    ruleset = wide(40, (({"q0": ("yes",)},) * 20, "alpha"), ({}, "beta"))
    facts = prove(ruleset, 1_500)
    assert facts.perhaps_superfluous == {0}
    assert "whether each entry of the list of conditions is needed in `r0`" in _summary(ruleset, facts).unproved
    assert not prove(ruleset, 20_000).perhaps_superfluous


@given(faulty_rulesets())
def test_what_is_to_blame_matches_all_that_the_entry_does_and_none_of_it_can_be_left_out(ruleset):
    for entry in prove(ruleset).superfluous:
        rule = ruleset.rules[entry.rule]
        if entry.impossible:
            assert rule.conditions[entry.entry][entry.impossible] == ()
            continue
        wholes = matched_by(ruleset, rule._replace(when=rule.conditions[entry.entry]))
        blamed = [ruleset.rules[owner]._replace(when=ruleset.rules[owner].conditions[n]) for owner, n in entry.blamed]
        takers = [{place for place, other in enumerate(blamed) if reference.matches(other, whole)} for whole in wholes]
        assert all(takers)
        assert all({place} in takers for place in range(len(blamed)))


@given(faulty_rulesets())
def test_exactly_the_contacts_that_nothing_names_are_reported(ruleset):
    named = {id for rule in ruleset.rules for id in (rule.contact, *rule.alternatives)}
    named |= {ruleset.unsure.contact} if ruleset.unsure else set()
    unused = [problem.message.split("`")[1] for problem in found(checked(ruleset), "unused-contact")]
    assert unused == [id for id in ruleset.contacts if id not in named]


# Addresses and what is not known.


@pytest.mark.process
@given(rulesets_of_all_kinds())
def test_exactly_the_rules_are_reported_that_answers_reach_without_the_question_for_the_address(ruleset):
    router = Router(ruleset)
    sources = {id: contact.address_from for id, contact in ruleset.contacts.items()}
    unasked = set()
    for whole in every(ruleset):
        answers = {}
        while (route := router.route(answers)).next:
            answers[route.next.key] = whole[route.next.key]
        source = route.contact and sources[route.contact.id]
        if source and source not in answers:
            unasked.add(route.rule)
    rules = {number: rule.id for number, rule in enumerate(ruleset.rules)}
    assert {rules.get(outcome, "unsure") for outcome in prove(ruleset).unasked} == unasked


@given(faulty_rulesets())
def test_an_outcome_for_what_is_not_known_that_never_comes_out_is_reported(ruleset):
    came = any(rule and rule.id == "unsure" for rule in winners(ruleset, every(ruleset)))
    unused = ruleset.unsure is not None and not came
    assert prove(ruleset).unused_unsure == unused == without_a_diagram(ruleset).unused_unsure


# The summary.


@given(faulty_rulesets())
def test_the_summary_counts_what_every_combination_leads_to(ruleset):
    summary = checked(ruleset).summary
    results = winners(ruleset, every(ruleset))
    assert summary.combinations == len(results)
    assert summary.not_covered == sum(rule is not None and rule.contact is None for rule in results)
    assert summary.routed == sum(rule is not None and rule.contact is not None for rule in results)
    assert summary.unproved == ()


@pytest.mark.process
@given(faulty_rulesets())
def test_the_most_and_the_average_number_of_questions_are_those_of_driving_every_combination(ruleset):
    router = Router(ruleset)

    def asked(whole):
        answers = {}
        while (route := router.route(answers)).next:
            answers[route.next.key] = whole[route.next.key]
        return len(answers)

    numbers = [asked(whole) for whole in every(ruleset)]
    summary = checked(ruleset).summary
    assert (summary.most_asked, summary.average_asked) == (max(numbers), Fraction(sum(numbers), len(numbers)))


# Within a budget.


def too_big(*_):
    raise TooBigError


def nothing_found(*_):
    return {}, False


def without_a_diagram(ruleset, **others):
    """What is proved where the diagram is too big, and the searches are not, or not all."""
    with pytest.MonkeyPatch.context() as patch:
        for name, instead in {"whole_tree": too_big, **others}.items():
            patch.setattr(hsroute.analysis.prove, name, instead)
        return prove(ruleset)


def check_search(ruleset, **others):
    """Without a diagram the same is found, but for the number of combinations in the gap."""
    exact, searched = prove(ruleset), without_a_diagram(ruleset, **others)
    assert searched.unreachable == exact.unreachable
    assert searched.superfluous == exact.superfluous
    assert (searched.unused, searched.unsettled) == (exact.unused, exact.unsettled)
    assert (searched.gap is None) == (exact.gap is None)
    assert searched.gap_decided
    check_gap(ruleset, searched)


def check_gap(ruleset, facts):
    """What is said of a gap is true, and none of the answers of its example can be left out."""
    if facts.gap:
        example = facts.gap.example
        unmatched = winners(ruleset, every(ruleset)).count(None)
        assert facts.gap.combinations == unmatched if facts.gap.exact else 0 < facts.gap.combinations <= unmatched
        assert set(winners(ruleset, reference.completions(ruleset, example))) == {None}
        for key in example:
            less = {other: name for other, name in example.items() if other != key}
            assert any(winners(ruleset, reference.completions(ruleset, less)))


@given(faulty_rulesets())
def test_without_a_diagram_the_same_rules_questions_and_gaps_are_found(ruleset):
    check_search(ruleset)


@given(faulty_rulesets())
def test_the_same_is_found_where_the_fewest_answers_of_a_gap_take_too_long_to_find(ruleset):
    check_search(ruleset, counterfactuals=nothing_found)


@pytest.mark.parametrize("count", [6, 12, 50])
@pytest.mark.parametrize("seed", range(3))
def test_without_a_diagram_the_same_is_found_of_many_rules(count, seed):
    ruleset = random_rules(count, questions=4, values=3, seed=seed)
    check_search(ruleset)
    check_search(ruleset, counterfactuals=nothing_found)


def check_claims(ruleset, exact, weak):
    """Nothing false is claimed, and what is not claimed is named."""
    rules = {shadow.rule for shadow in exact.unreachable}
    claimed = {shadow.rule for shadow in weak.unreachable}
    assert claimed <= rules <= claimed | weak.undecided
    entries, some = ({(entry.rule, entry.entry) for entry in facts.superfluous} for facts in (exact, weak))
    assert {entry for entry in some if entry[0] not in rules} <= entries
    assert {rule for rule, _ in entries - some} <= weak.perhaps_superfluous
    assert {*weak.unused} <= {*exact.unused} <= {*weak.unused, *weak.unsettled}
    assert not weak.gap_decided or (weak.gap is None) == (exact.gap is None)
    assert weak.gap is None or weak.gap_decided
    assert weak.asked in {None, exact.asked}
    assert weak.not_covered in {None, exact.not_covered}
    check_gap(ruleset, weak)
    check_blame(ruleset, weak)


@given(faulty_rulesets(), st.integers(0, 150))
def test_whatever_the_budget_nothing_false_is_claimed_and_what_is_not_claimed_is_named(ruleset, steps):
    check_claims(ruleset, prove(ruleset), prove(ruleset, steps))


@pytest.mark.parametrize("seed", range(3))
def test_the_same_of_many_rules(seed):
    ruleset = random_rules(30, questions=4, values=3, seed=seed)
    exact = prove(ruleset)
    for steps in (0, 1, 2, 4, 10, 30, 100, 300, 1_000, 3_000):
        check_claims(ruleset, exact, prove(ruleset, steps))


@pytest.mark.process
def test_what_is_too_big_to_prove_is_said_to_be_unproved():
    ruleset = random_rules(150, questions=14, values=4)
    summary = _summary(ruleset, prove(ruleset, steps=20_000))
    assert (summary.most_asked, summary.average_asked, summary.not_covered) == (None, None, None)
    assert summary.unproved[-2:] == ("how many combinations are not covered", "how many questions are asked")
    assert summary.routed is None


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1"), (5760, "5,760"), (2**100_000, "about 10^30103")], ids=["one", "some", "many"]
)
def test_numbers_that_nobody_reads_to_the_end_are_told_by_their_size(count, words):
    assert number(count) == words


# As a person reads it.


def test_the_shipped_rules_are_clean():
    report = check(read(shipped_rules().read_bytes(), "hubspot.yaml"))
    assert report.problems == ()
    assert report.summary.unproved == ()
    assert (report.summary.gaps, report.summary.regions, report.summary.more_regions) == (0, (), 0)


def test_every_check_has_a_code_of_its_own_with_a_sentence():
    assert len({each.code for each in CHECKS}) == len({each.sentence for each in CHECKS}) == len(CHECKS)
    assert [each.severity for each in CHECKS] == sorted(each.severity for each in CHECKS)


def test_no_proof_runs_on_a_file_that_cannot_be_used():
    report = check(read(b"format: 2\n", "rules.yaml"))
    assert {problem.code for problem in report.problems} == {"wrong-type", "missing-key"}
    assert report.summary is None
    assert (report.errors, report.warnings) == (len(report.problems), 0)


FILE = """\
format: 1
title: {en: Lunch, nb: Lunsj}
contacts:
  kitchen: {team: The kitchen, email: kitchen@example.com}
  garden: {team: {en: The garden}, address_from: gardener}
  cellar: {team: The cellar}
questions:
  hungry: {ask: Are you hungry?, values: yes-no, if_unsure: no}
  gardener: {ask: Who gardens?, values: yes-no, person: true, if_unsure: no}
  day:
    ask: Which day?
    values:
      later: {label: Later, days: 100..}
      soon: {label: Soon, days: 0..90}
      past: {label: {nb: Før}, days: ..-1}
    if_unsure: past
rules:
  - id: soup
    when: {hungry: yes, day: soon}
    contact: kitchen
    because: Soup.
  - id: bread
    when: {hungry: yes, day: {not: soon}}
    contact: kitchen
    because: Bread.
  - id: cake
    when: {hungry: yes, gardener: yes}
    contact: garden
    because: Cake.
  - id: nothing
    when: {hungry: no, day: {not: [soon, later, past]}}
    contact: kitchen
    because: Nothing.
  - id: tea
    when: {hungry: no, day: [soon, later, past]}
    contact: kitchen
    because: Tea.
    notes:
      - Hot.
      - {en: Or cold.}
  - id: seconds
    when: {hungry: no, day: later}
    contact: kitchen
    because: More.
"""

PROBLEMS = """\
5:12: warning[missing-translation]: this text has no `nb`, a language that other texts of the file have
  help: add `nb: `, as the text in line 2 has it
6:3: warning[unused-contact]: no rule names contact `cellar`
  help: name it as `contact` or among the `alternatives` of a rule, or remove it
9:3: warning[unused-question]: question `gardener` can never change the route, so it is never asked
  help: the rules with a condition on it are never reached: `cake`; make a rule depend on it, or remove it; \
an answer given unasked would still be the address of `garden`
13:35: warning[days-gap]: no value of `day` covers the days `91..99`
  help: `soon` is `0..90` and `later` is `100..`; let `soon` be `0..99`
15:14: warning[missing-translation]: this text has no `en`, a language that other texts of the file have
  help: add `en: `, as the text in line 2 has it
26:9: error[unreachable-rule]: rule `cake` is never reached: `soup` and `bread` before it together match all that it \
matches
  help: they are in lines 18 and 22; move this rule up, or remove it
31:24: error[unreachable-rule]: rule `nothing` can never match: its condition on `day` allows no answer
  help: `not` names every value of the question; leave one out, or remove the rule
35:24: warning[useless-condition]: the condition on `day` allows every answer to the question
  help: remove it, or leave out one of `later`, `soon`, `past`
40:9: warning[missing-translation]: this text has no `nb`, a language that other texts of the file have
  help: add `nb: `, as the text in line 2 has it
41:9: error[unreachable-rule]: rule `seconds` is never reached: `tea` before it matches all that it matches
  help: `tea` is in line 34; move this rule up, or remove it
"""


def as_read(report: Report):
    return "".join(f"{problem}\n  help: {problem.help}\n" for problem in report.problems).replace("rules.yaml:", "")


def test_a_file_with_every_mistake_but_a_gap():
    report = check(read(FILE.encode(), "rules.yaml"))
    assert as_read(report) == PROBLEMS
    assert (report.errors, report.warnings) == (3, 7)


def test_a_gap_stands_at_the_rules_with_the_fewest_answers_that_no_rule_matches():
    text = FILE[: FILE.index("  - id: nothing")]
    (gap,) = found(check(read(text.encode(), "rules.yaml")), "gap")
    assert str(gap) == "rules.yaml:17:1: error[gap]: 6 of 12 combinations of answers match no rule"
    assert gap.help == (
        "for example `hungry: no`; add a rule for each region of answers; "
        "`hsroute show not_covered --rules rules.yaml` shows them too"
    )
    assert gap.details == (
        "6 combinations, for example `hungry: no`:",
        "  - {id: gap-1, when: {hungry: no}, not_covered: true, because: No rule was for this.}",
    )
    assert gap.example == {"hungry": "no"}


def one_question(rules, contacts="{desk: {team: The desk, how: Ask.}}", values="{red: Red, blue: Blue}"):
    head = f"""\
        format: 1
        title: Colours
        contacts: {contacts}
        questions: {{colour: {{ask: Which?, values: {values}}}}}
        rules:
    """
    return check(read((dedent(head) + rules).encode(), "rules.yaml"))


def test_without_any_rule_everything_is_a_gap():
    report = one_question("  []\n")
    assert as_read(report).splitlines()[-2:] == [
        "5:1: error[gap]: 3 of 3 combinations of answers match no rule",
        (
            "  help: no rule matches anything; add a rule for each region of answers; "
            "`hsroute show not_covered --rules rules.yaml` shows them too"
        ),
    ]


def test_without_any_question_a_rule_without_conditions_mends_the_gap():
    text = "format: 1\ntitle: Colours\ncontacts: {}\nquestions: {}\nrules: []\n"
    (gap,) = check(read(text.encode(), "<stdin>")).problems
    assert gap.message == "1 of 1 combination of answers matches no rule"
    assert gap.help.startswith("no rule matches anything; add a rule ")
    assert gap.help.endswith("; `hsroute show not_covered` shows them too")
    assert gap.details == ("1 combination:", "  - {id: gap-1, not_covered: true, because: No rule was for this.}")


def test_a_question_that_only_useless_conditions_mention_is_reported_once():
    report = one_question("  - {id: all, when: {colour: [red, blue, unknown]}, contact: desk, because: All.}\n")
    assert as_read(report) == (
        "4:13: warning[unused-question]: question `colour` can never change the route, so it is never asked\n"
        "  help: the condition on it allows every answer in `all`; make a rule depend on it, or remove it\n"
    )


def test_one_combination_is_counted_in_the_singular():
    report = one_question(
        "  - {id: red, when: {colour: {not: blue}}, contact: desk, because: Red.}\n",
        values="{red: Red, blue: Blue}, if_unsure: red",
    )
    assert [problem.message for problem in report.problems] == ["1 of 2 combinations of answers matches no rule"]


def test_unknown_is_an_answer_that_rules_can_leave_out():
    report = one_question("  - {id: all, when: {colour: {not: unknown}}, contact: desk, because: All.}\n")
    assert as_read(report) == (
        "5:1: error[gap]: 1 of 3 combinations of answers matches no rule\n"
        "  help: for example `colour: unknown`; add a rule for each region of answers; "
        "`hsroute show not_covered --rules rules.yaml` shows them too\n"
    )


def test_texts_of_one_string_are_good_for_every_language_also_of_a_value_named_like_one():
    report = one_question(
        "  - {id: some, when: {colour: red}, contact: desk, because: {en: Some.}}\n"
        "  - {id: rest, contact: desk, because: Rest.}\n",
        contacts="{desk: {team: {en: The desk}}, en: {team: English}, nb: {team: Norwegian}}",
    )
    assert found(report, "missing-translation") == []


def test_the_labels_behind_yes_no_are_not_missing_a_translation_nor_do_they_make_others_miss_one():
    report = one_question(
        "  - {id: rest, contact: desk, because: {de: Alle.}}\n",
        contacts="{desk: {team: {de: Der Tisch}}}",
        values="yes-no",
    )
    assert found(report, "missing-translation") == []


def test_a_label_alone_and_an_entry_of_words_may_be_cut_off_by_a_comment_too():
    values = "      none: No day #1\n      never: Never\n      some:\n        words:\n          - a day #2\n"
    text = FILE.replace("      later:", f"{values}        label: Some\n      later:")
    report = check(read(text.encode(), "rules.yaml"))
    assert [problem.span.line for problem in found(report, "cut-text")] == [13, 17]


def test_every_language_that_the_file_uses_anywhere_is_wanted_everywhere():
    report = one_question(
        "  - {id: some, when: {colour: red}, contact: desk, because: {en: Some., de: Einige.}}\n"
        "  - {id: rest, contact: desk, because: {de: Alle.}}\n",
        contacts="{desk: {team: {de: Der Tisch, pt-BR: A mesa}}}",
    )
    told = {problem.span.line: (problem.message, problem.help) for problem in found(report, "missing-translation")}
    which = "that other texts of the file have"
    assert told == {
        3: (f"this text has no `en`, a language {which}", "add `en: `, as the text in line 6 has it"),
        6: (f"this text has no `pt-BR`, a language {which}", "add `pt-BR: `, as the text in line 3 has it"),
        7: (f"this text has no `pt-BR` and no `en`, languages {which}", "add `pt-BR: ` and `en: `"),
    }


def test_a_language_that_only_one_text_has_in_place_of_another_is_wanted_nowhere():
    report = one_question(
        "  - {id: some, when: {colour: red}, contact: desk, because: {en: Some., dk: Einige.}}\n"
        "  - {id: rest, contact: desk, because: {en: Rest., de: Alle.}}\n",
        contacts="{desk: {team: {en: The desk, de: Der Tisch}}}",
    )
    (problem,) = found(report, "missing-translation")
    assert (problem.span.line, problem.help) == (6, "did you mean `de`? no other text has `dk`")


@given(rulesets())
@examples(2)
def test_the_rules_that_overlap_are_those_that_match_a_combination_that_a_rule_before_them_matches(ruleset):
    facts = prove(ruleset._replace(hit_policy="unique"))
    dead = {shadow.rule for shadow in facts.unreachable}
    numbered = [*enumerate(ruleset.rules)]
    matching = [[number for number, rule in numbered if reference.matches(rule, whole)] for whole in every(ruleset)]
    pairs = {(rule, other) for rules in matching for rule in rules for other in rules if other < rule}
    live = {pair for pair in pairs if not dead & {*pair}}
    assert [(overlap.rule, overlap.other) for overlap in facts.overlaps] == [
        (rule, min(other for one, other in live if one == rule)) for rule in sorted({rule for rule, _ in live})
    ]
    for overlap in facts.overlaps:
        for whole in reference.completions(ruleset, overlap.example):
            assert all(reference.matches(ruleset.rules[number], whole) for number in (overlap.rule, overlap.other))
    assert prove(ruleset._replace(hit_policy="first")).overlaps == ()


def test_overlaps_that_take_too_long_to_find_are_unproved():
    facts = prove(pigeons(9)._replace(hit_policy="unique"), 100)
    assert facts.overlaps is None
    assert "whether two rules match the same answers" in _summary(pigeons(9), facts).unproved
