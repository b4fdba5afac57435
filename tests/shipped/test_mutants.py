"""No slip in the shipped rules goes unseen: the loader refuses it, a case fails, or it is proved to change no route.

A mutant is the rules file with one small change that somebody could make by mistake. Only what decides routes is
changed, not the wording, nor what a case seldom or never expects: alternatives, web addresses and facts.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise, product
from operator import eq

import pytest
import yaml

from hsroute.analysis.case_runs import run
from hsroute.analysis.cases import cases_file, compile_cases
from hsroute.analysis.diff import diff
from hsroute.model import Contact, Text
from hsroute.patterns import DAYS
from hsroute.routing.router import Router
from hsroute.rulesfile.compiler import compile_rules
from hsroute.rulesfile.files import shipped_rules
from hsroute.rulesfile.problems import RulesError, Span
from hsroute.rulesfile.yaml_nodes import MappingNode, ScalarNode, SequenceNode, SourceText
from hsroute.rulesfile.yaml_parser import read
from tests.support.program import TODAY

FILE = shipped_rules()
DAY = date.fromisoformat(TODAY)
PLACE = Span(1, 1, 1, 1)
UNREAD = {"source", "notes", "facts", "help", "how", "words"}


def lean(part):
    """The file without its wording, which is what takes time to read."""
    if isinstance(part, list):
        return [lean(item) for item in part]
    if not isinstance(part, dict):
        return {"true": True, "1": 1}.get(part, part)
    if part.keys() & {"en", "nb"}:
        return "text"
    return {key: lean(value) for key, value in part.items() if key not in UNREAD}


SHIPPED = lean(yaml.load(FILE.read_bytes(), getattr(yaml, "CBaseLoader", yaml.BaseLoader)))
VALUES = {
    key: ["yes", "no"] if question["values"] == "yes-no" else list(question["values"])
    for key, question in SHIPPED["questions"].items()
}
ANSWERS = {key: VALUES[key] + ["unknown"] * ("if_unsure" not in SHIPPED["questions"][key]) for key in VALUES}


def loaded(rules):
    """The ruleset of a file that holds this; to write it and to read that again would take most of the time."""
    source = SourceText("mutant.yaml")
    source.root = node(rules)
    return compile_rules(source)


def node(part):
    """The node of a part, which is made once for what all mutants share."""
    return NODES.get(id(part)) or made(part)


def made(part):
    if isinstance(part, dict):
        return MappingNode(
            PLACE, {key: (ScalarNode(key, key, PLACE), node(value)) for key, value in part.items()}, set()
        )
    if isinstance(part, list):
        return SequenceNode(PLACE, [*map(node, part)])
    return ScalarNode(part, part if isinstance(part, str) else json.dumps(part), PLACE)


def parts(part):
    """The part, and all mappings and lists in it."""
    if isinstance(part, (dict, list)):
        yield part
        for item in part.values() if isinstance(part, dict) else part:
            yield from parts(item)


NODES = {}
NODES.update({id(part): made(part) for part in reversed([*parts(SHIPPED)])})
GONE = object()


def changed(part, value, *path):
    """The same with that value at a path, or nothing there; all that is not on the way is shared."""
    copy, (first, *rest) = part.copy(), path
    if rest:
        copy[first] = changed(part[first], value, *rest)
    elif value is GONE:
        del copy[first]
    else:
        copy[first] = value
    return copy


RULESET = loaded(SHIPPED)
CASES = [case for case in compile_cases(read(cases_file(FILE).read_bytes(), "cases.yaml"), RULESET) if not case.text]


# The slips, each a function that yields mutants.


def rules_dropped():
    for number in range(len(SHIPPED["rules"])):
        yield changed(SHIPPED, GONE, "rules", number)


def neighbours_swapped():
    for number, (one, next) in enumerate(pairwise(SHIPPED["rules"])):
        yield changed(changed(SHIPPED, next, "rules", number), one, "rules", number + 1)


def conditions_dropped():
    for number, rule in enumerate(SHIPPED["rules"]):
        for key in rule.get("when", ()):
            yield changed(SHIPPED, GONE, "rules", number, "when", key)


def conditions_changed():
    """Each answer to the question taken into the condition, or out of it; and each in place of a single one."""
    for number, rule in enumerate(SHIPPED["rules"]):
        for key, written in rule.get("when", {}).items():
            for allowed in other_conditions(ANSWERS[key], named(VALUES[key], written)):
                yield changed(SHIPPED, allowed, "rules", number, "when", key)


def named(values, written):
    if isinstance(written, dict):
        return [value for value in values if value not in named(values, written["not"])]
    return written if isinstance(written, list) else [written]


def other_conditions(answers, allowed):
    for answer in answers:
        yield [name for name in answers if (name in allowed) is not (name == answer)]
        if len(allowed) == 1 and answer not in allowed:
            yield [answer]


def outcomes_changed():
    """Each rule's contact replaced by the next one, and by none; no contact replaced by each."""
    contacts = list(SHIPPED["contacts"])
    for number, rule in enumerate(SHIPPED["rules"]):
        if "contact" in rule:
            following = contacts[(contacts.index(rule["contact"]) + 1) % len(contacts)]
            others = [{"contact": following}, {"not_covered": True}]
        else:
            others = [{"contact": contact} for contact in contacts]
        for other in others:
            kept = {key: value for key, value in rule.items() if key not in {"contact", "not_covered"}}
            yield changed(SHIPPED, kept | other, "rules", number)


def borders_moved():
    """Each end of each span of days moved by one day, alone and together with the span that begins or ends there."""
    for key, question in SHIPPED["questions"].items():
        spans = {name: DAYS.ends(value["days"])[:2] for name, value in values_with_days(question)}
        ends = [(name, side, end) for name, span in spans.items() for side, end in enumerate(span) if end is not None]
        for name, side, end in ends:
            across = [(other, 1 - side) for other, its, at in ends if its != side and at == end + (1 if side else -1)]
            for step in (-1, 1):
                for moved in ([(name, side)], [(name, side), *across]):
                    yield with_moved_ends(key, spans, moved, step)


def values_with_days(question):
    values = question["values"].items() if isinstance(question["values"], dict) else ()
    return [(name, value) for name, value in values if isinstance(value, dict) and "days" in value]


def with_moved_ends(key, spans, moved, step):
    mutant = SHIPPED
    for name in {name for name, _ in moved}:
        ends = [end if (name, side) not in moved else end + step for side, end in enumerate(spans[name])]
        days = "..".join("" if end is None else str(end) for end in ends)
        mutant = changed(mutant, days, "questions", key, "values", name, "days")
    return mutant


def addresses_changed():
    """Each e-mail address misspelt, broken and dropped, and each address that is an answer dropped."""
    for id, contact in SHIPPED["contacts"].items():
        if "email" in contact:
            yield with_entry("contacts", id, "email", "x" + contact["email"])
            yield with_entry("contacts", id, "email", contact["email"].replace("@", " at "))
        for name in ("email", "address_from"):
            if name in contact:
                yield with_entry("contacts", id, name, None)


def dont_knows_changed():
    """`if_unsure` dropped, and each other value in its place; and where there is none, each value."""
    for key, question in SHIPPED["questions"].items():
        for other in {*VALUES[key], None} - {question.get("if_unsure")}:
            yield with_entry("questions", key, "if_unsure", other)


def persons_dropped():
    for key, question in SHIPPED["questions"].items():
        if "person" in question:
            yield with_entry("questions", key, "person", None)


def unsure_added():
    """An outcome for what is not known, with each contact, and with none; every combination matches a rule before."""
    for outcome in ({"not_covered": True}, *({"contact": contact} for contact in SHIPPED["contacts"])):
        yield {**SHIPPED, "unsure": {"because": "text", **outcome}}


def names_dropped():
    """A contact, a question or a value that is not there any more."""
    for section in ("contacts", "questions"):
        for name in SHIPPED[section]:
            yield changed(SHIPPED, GONE, section, name)
    for key, question in SHIPPED["questions"].items():
        for name in question["values"] if isinstance(question["values"], dict) else ():
            yield changed(SHIPPED, GONE, "questions", key, "values", name)


def with_entry(section, name, key, value):
    """Written anew, it comes after the other keys."""
    kept = {each: entry for each, entry in SHIPPED[section][name].items() if each != key}
    return changed(SHIPPED, kept if value is None else kept | {key: value}, section, name)


SLIPS = (
    rules_dropped,
    neighbours_swapped,
    conditions_dropped,
    conditions_changed,
    outcomes_changed,
    borders_moved,
    addresses_changed,
    dont_knows_changed,
    persons_dropped,
    unsure_added,
    names_dropped,
)


# What becomes of a mutant.


def fate(rules):
    try:
        ruleset = loaded(rules)
    except RulesError:
        return "refused"
    if is_killed(Router(ruleset)):
        return "killed"
    return "equivalent" if same_routes(ruleset) else "survived"


def is_killed(router):
    """Whether a case fails; the one that does is the first to be tried the next time."""
    for number, case in enumerate(CASES):
        if run(router, (case,), DAY).failed:
            CASES.insert(0, CASES.pop(number))
            return True
    return False


def same_routes(other):
    """Whether every answer leads to the same contact as in the file, by the same rule."""
    if (
        beside_conditions(RULESET) == beside_conditions(other)
        and not diff(by_rule(RULESET), by_rule(other), DAY).routes
    ):
        return True
    return RULESET.contacts == other.contacts and not diff(RULESET, other, DAY).routes and same_rules(other)


def beside_conditions(ruleset):
    """What decides a route once it is known which rule wins where; all of it that a slip may change."""
    taken = [(question.person, question.if_unsure) for question in ruleset.questions]
    return ruleset.contacts, ruleset.unsure, taken, {rule.id: rule.contact for rule in ruleset.rules}


def by_rule(ruleset):
    """The same rules, each with a contact of its own, so that contacts tell which rule it was."""
    contacts = {rule.id: Contact(rule.id, Text("")) for rule in ruleset.rules}
    rules = tuple([rule._replace(contact=rule.id) for rule in ruleset.rules])
    return ruleset._replace(contacts=contacts | ruleset.contacts, rules=rules)


def same_rules(other):
    """Whether all answers, "I don't know" among them, have the same rule as in the file, one by one."""
    if [(question.key, question.values) for question in RULESET.questions] != [
        (question.key, question.values) for question in other.questions
    ]:
        return False
    answers = tuple(map(told_apart, RULESET.questions, other.questions))
    return all(map(eq, ends_of_the_file(answers), ends(other, answers)))


@cache
def ends_of_the_file(answers):
    return [*ends(RULESET, answers)]


def ends(ruleset, answers):
    """How each combination of the answers to all questions ends, and by which rule."""
    router, keys = Router(ruleset), [question.key for question in ruleset.questions]
    for values in product(*answers):
        route = router.route(dict(zip(keys, values, strict=True)), DAY)
        yield route.status, route.rule


def told_apart(one, other):
    """The answers that may have rules of their own; where both take "I don't know" for one value, it is that value."""
    return one.answers if one.if_unsure == other.if_unsure else (*one.names, "unknown")


def first_difference(rules):
    """What a survivor does differently, in a form in which a new case can be written."""
    rows = diff(RULESET, loaded(rules), DAY).routes or diff(by_rule(RULESET), by_rule(loaded(rules)), DAY).routes
    return [(row.before, row.after, row.example) for row in rows[:1]]


def test_the_file_without_its_wording_passes_the_cases_and_routes_as_the_file_does():
    assert fate(SHIPPED) == "equivalent"
    assert compile_rules(read(json.dumps(SHIPPED).encode(), "mutant.yaml")) == RULESET
    shipped = compile_rules(read(FILE.read_bytes(), "rules.yaml"))
    assert diff(RULESET, shipped, DAY).routes == diff(by_rule(RULESET), by_rule(shipped), DAY).routes == ()


PARTS = {conditions_changed: 6, conditions_dropped: 2}
"""How many tests the mutants of a slip that has very many are shared among."""


def shares():
    """Each slip, and its mutants from one on, at a distance: so that no test holds up the others."""
    for slip in SLIPS:
        count = PARTS.get(slip, 1)
        yield from (pytest.param(slip, slice(part, None, count), id=f"{slip.__name__}-{part}") for part in range(count))


@pytest.mark.process
@pytest.mark.parametrize(("slip", "share"), [*shares()])
def test_every_slip_is_refused_or_fails_a_case_or_is_proved_to_change_nothing(slip, share, record_property):
    mutants = [*slip()][share]
    fates = [fate(mutant) for mutant in mutants]
    record_property("mutants", dict(Counter(fates)))
    survivors = [first_difference(mutant) for mutant, end in zip(mutants, fates, strict=True) if end == "survived"]
    assert mutants
    assert survivors == []


def test_a_slip_that_no_case_sees_would_be_told():
    """The measure itself: without the cases, a swapped contact survives."""
    mutant = next(outcomes_changed())
    assert not same_routes(loaded(mutant))
    assert first_difference(mutant)
