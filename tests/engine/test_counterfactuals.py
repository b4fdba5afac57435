"""What forces an outcome and what would change it, as laws: it does, it is the least, and at any budget it is true."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import assume, given
from hypothesis import strategies as st

from hsroute.engine.budget import EXPLANATION, Budget
from hsroute.engine.counterfactuals import counterfactuals, irreducible, sufficient_reason
from hsroute.engine.masks import MISSING, build
from hsroute.routing.outcomes import masks_of, winners
from tests.support import reference
from tests.support.growth import TIMES, grows_evenly
from tests.support.laws import examples
from tests.support.states import keys, names, outcome_of, state_of
from tests.support.strategies import rulesets, rulesets_with_answers, rulesets_with_every_answer
from tests.support.wide import neighbours, wide

cases = rulesets_with_answers() | rulesets_with_every_answer()


def settled(ruleset, answers):
    """The rule that comes out, in a list; an empty list while there is a question to ask."""
    rules = {rule and rule.id: rule for rule in map(reference.winner, *zip(*every(ruleset, answers), strict=True))}
    return [*rules.values()] if len(rules) == 1 else []


def every(ruleset, answers):
    return [(ruleset, whole) for whole in reference.completions(ruleset, answers)]


def kind_of(ruleset, masks, rule):
    return (masks.rows_of({outcome_of(ruleset, rule)}),)


def first_smallest(ruleset, answers, rule):
    """The first of the smallest sets of the answers that force the rule, by trying all."""
    asked = [question.key for question in ruleset.questions if question.key in answers]
    sets = (some for size in range(len(asked) + 1) for some in combinations(asked, size))
    return next(list(some) for some in sets if settled(ruleset, {key: answers[key] for key in some}) == [rule])


# The fewest answers that are enough.


@given(cases)
def test_the_reason_is_the_first_of_the_smallest_sets_that_force_the_outcome(case):
    ruleset, answers = case
    masks = masks_of(ruleset)
    for rule in settled(ruleset, answers):
        state, kind = state_of(ruleset, answers), kind_of(ruleset, masks, rule)
        some, is_smallest = sufficient_reason(masks, state, kind, Budget(EXPLANATION))
        assert keys(ruleset, some) == first_smallest(ruleset, answers, rule)
        assert is_smallest


@given(cases, st.sampled_from((0, 1, 2, 4)))
def test_whatever_the_budget_the_answers_force_the_outcome_and_none_can_be_left_out(case, steps):
    ruleset, answers = case
    masks = masks_of(ruleset)
    for rule in settled(ruleset, answers):
        state, kind = state_of(ruleset, answers), kind_of(ruleset, masks, rule)
        some, is_smallest = sufficient_reason(masks, state, kind, Budget(steps))
        some = keys(ruleset, some)
        assert not is_smallest or some == first_smallest(ruleset, answers, rule)
        assert settled(ruleset, {key: answers[key] for key in some}) == [rule]
        for left_out in some:
            assert settled(ruleset, {key: answers[key] for key in some if key != left_out}) == []


@given(rulesets_with_every_answer())
def test_answers_without_the_needless_ones_are_enough_and_none_can_be_left_out(case):
    ruleset, answers = case
    masks = masks_of(ruleset)
    (rule,) = settled(ruleset, answers)
    some = irreducible(masks, dict(enumerate(state_of(ruleset, answers))), kind_of(ruleset, masks, rule))
    assert list(some) == sorted(some)
    kept = names(ruleset, some.items())
    assert settled(ruleset, kept) == [rule]
    for left_out in kept:
        assert settled(ruleset, {key: name for key, name in kept.items() if key != left_out}) == []


def test_of_two_answers_that_each_would_do_the_one_asked_first_is_kept():
    masks = masks_of(wide(2, ({"q0": ("yes",), "q1": ("yes",)}, "alpha")))
    assert irreducible(masks, {1: 1, 0: 1}, (masks.none,)) == {0: 1}


def test_where_nothing_is_asked_no_answer_is_needed():
    assert sufficient_reason(masks_of(wide(0, ({}, "alpha"))), (), (1,), Budget(EXPLANATION)) == ((), True)


def test_a_question_asked_before_whether_answered_or_not_is_no_part_of_a_reason_without_it():
    masks = masks_of(wide(2, ({"q1": ("yes",)}, "alpha"), ({"q0": ("yes",)}, "beta"), ({}, "beta")))
    for first in (MISSING, 0, 1):
        assert sufficient_reason(masks, (first, 0), (1,), Budget(EXPLANATION)) == ((1,), True)


def test_an_answer_of_which_nobody_can_tell_in_time_whether_it_is_needed_is_kept():
    """Of ten pigeons in nine holes two always share one, which is one rule; but no search finds that out in time."""
    holes, pairs = range(9), list(combinations(range(10), 2))
    shared = [{one: [hole], other: [hole]} for one, other in pairs for hole in holes]
    masks = build([9] * 10, [*shared, {}], {}, [0] * len(shared) + [1])
    assert irreducible(masks, dict.fromkeys(range(10), 0), (masks.rows_of({0}),)) == {0: 0, 1: 0}


def test_a_reason_that_takes_too_long_to_find_is_one_all_the_same():
    masks = masks_of(neighbours(40))
    some, is_smallest = sufficient_reason(masks, (1,) * 40, (1 << 39,), Budget(20))
    assert not is_smallest
    assert some == tuple(range(0, 40, 2)) or irreducible(masks, dict.fromkeys(some, 1), (1 << 39,)).keys() == {*some}


# The fewest changes.


def least(ruleset, answers):
    """For each contact that can be reached, and for not covered, the least number of changes, by trying all."""
    costs = {}
    kept = [answers.get(question.key) for question in ruleset.questions]
    choices = [
        [old, *(name for name in each.answers if name != old)]
        for old, each in zip(kept, ruleset.questions, strict=True)
    ]
    for chosen in product(*choices):
        pairs = zip(ruleset.questions, chosen, strict=True)
        for rule in settled(ruleset, {question.key: name for question, name in pairs if name is not None}):
            cost = sum(name != old for name, old in zip(chosen, kept, strict=True))
            contact = rule and rule.contact
            costs[contact] = min(cost, costs.get(contact, cost))
    return costs


@examples(0.6)
@given(cases)
def test_of_changes_of_one_size_that_with_the_fewest_avoided_answers_is_taken(case):
    ruleset, answers = case
    masks, kinds = masks_of(ruleset), winners(ruleset, masks_of(ruleset))
    last = {place: len(question.answers) - 1 for place, question in enumerate(ruleset.questions)}
    state, wanted = state_of(ruleset, answers), [(rows,) for rows in kinds.values()]
    found, _ = counterfactuals(masks, state, wanted, Budget(EXPLANATION), last)
    plain, _ = counterfactuals(masks, state, wanted, Budget(EXPLANATION))

    def avoided(picked):
        return sum(last[question] == answer for question, answer in picked)

    assert found.keys() == plain.keys()
    for place, picked in found.items():
        assert len(picked) == len(plain[place])
        assert avoided(picked) <= avoided(plain[place])
    without = {place: picked for place, picked in plain.items() if not avoided(picked)}
    assert without == {place: found[place] for place in without}


def test_an_avoided_answer_is_taken_rather_than_one_more_change():
    rules = ({"q0": ("no",), "q1": ("no",)}, "beta"), ({"q0": ("unknown",)}, "beta"), ({}, "alpha")
    masks = masks_of(wide(2, *rules))
    assert counterfactuals(masks, (0, 0), [(0b011,)], Budget(EXPLANATION), {0: 2, 1: 2}) == ({0: ((0, 2),)}, True)


def test_another_change_is_taken_rather_than_an_avoided_answer():
    masks = masks_of(wide(2, ({"q0": ("unknown",)}, "beta"), ({"q1": ("no",)}, "beta"), ({}, "alpha")))
    assert counterfactuals(masks, (0, 0), [(0b011,)], Budget(EXPLANATION), {0: 2}) == ({0: ((1, 1),)}, True)
    assert counterfactuals(masks, (0, 0), [(0b011,)], Budget(EXPLANATION)) == ({0: ((0, 2),)}, True)


def found_changes(ruleset, answers, steps=EXPLANATION):
    """The changes to each contact, and whether the search came to its end."""
    masks = masks_of(ruleset)
    kinds = winners(ruleset, masks)
    found, is_complete = counterfactuals(
        masks, state_of(ruleset, answers), [(rows,) for rows in kinds.values()], Budget(steps)
    )
    return {contact: found[place] for place, contact in enumerate(kinds) if place in found}, is_complete


@examples(0.6)
@given(cases)
def test_the_changes_are_the_fewest_that_settle_the_outcome_on_each_contact_in_reach(case):
    ruleset, answers = case
    found, is_complete = found_changes(ruleset, answers)
    assert {contact: len(picked) for contact, picked in found.items()} == least(ruleset, answers)
    assert is_complete
    for contact, picked in found.items():
        change = names(ruleset, picked)
        assert all(answers.get(key) != name for key, name in change.items())
        (rule,) = settled(ruleset, answers | change)
        assert (rule and rule.contact) == contact


@examples(0.6)
@given(cases, st.sampled_from((0, 1, 2, 4)))
def test_whatever_the_budget_the_changes_found_are_the_fewest_and_a_search_that_ends_leaves_out_none(case, steps):
    ruleset, answers = case
    weak, is_complete = found_changes(ruleset, answers, steps)
    exact, _ = found_changes(ruleset, answers)
    assert weak.items() <= exact.items()
    assert not is_complete or weak == exact


@given(rulesets())
def test_from_nothing_answered_the_changes_are_the_smallest_example_of_an_outcome(ruleset):
    masks = masks_of(ruleset)
    kinds = [(masks.rows_of({outcome}),) for outcome in masks.ends]
    found, _ = counterfactuals(masks, (MISSING,) * len(masks.allowed), kinds, Budget(EXPLANATION))
    wins = {outcome_of(ruleset, rule): rule for rule in map(reference.winner, *zip(*every(ruleset, {}), strict=True))}
    assert {masks.ends[place] for place in found} == {*wins}
    for place, picked in found.items():
        rule = wins[masks.ends[place]]
        assert settled(ruleset, names(ruleset, picked)) == [rule]
        for size in range(len(picked)):
            for chosen in combinations(ruleset.questions, size):
                for some in product(*(question.answers for question in chosen)):
                    fewer = {question.key: name for question, name in zip(chosen, some, strict=True)}
                    assert settled(ruleset, fewer) != [rule]


@given(rulesets(), st.data())
def test_of_several_examples_of_one_size_the_first_by_questions_then_answers_is_taken(ruleset, data):
    masks = masks_of(ruleset)
    outcome = data.draw(st.sampled_from(masks.ends))
    kind = (masks.rows_of({outcome}),)
    found, _ = counterfactuals(masks, (MISSING,) * len(masks.allowed), [kind], Budget(EXPLANATION))
    assume(found)
    picked = found[0]
    for chosen in combinations(masks.questions, len(picked)):
        for some in product(*(range(len(masks.allowed[question])) for question in chosen)):
            other = tuple(zip(chosen, some, strict=True))
            if other < picked:
                rules = settled(ruleset, names(ruleset, other))
                assert [outcome_of(ruleset, rule) for rule in rules] != [outcome]


def test_when_the_budget_is_used_up_at_once_nothing_is_found():
    assert found_changes(neighbours(12), {f"q{number}": "no" for number in range(12)}, steps=3)[1] is False


def test_many_outcomes_that_are_one_change_away_are_found_in_a_time_that_grows_as_they_do():
    masks = {
        size: build([2] * size, [*({question: {0}} for question in range(size)), {}], {}) for size in (250, 250 * TIMES)
    }

    def find(size):
        kinds = [(1 << row,) for row in range(size)]
        found, _ = counterfactuals(masks[size], (1,) * size, kinds, Budget(EXPLANATION))
        assert found == {question: ((question, 0),) for question in range(size)}

    assert grows_evenly(find, 250)
