"""Rules files with more questions than those made at random."""

from __future__ import annotations

from hsroute.model import Contact, Question, Rule, Ruleset, Text, Value


def wide(count, *rules):
    """Questions `q0`, `q1` … with values `yes` and `no`, and rules `r0`, `r1` … given as (condition, contact)."""
    names = (Value("yes", Text("yes")), Value("no", Text("no")))
    questions = tuple(Question(f"q{number}", Text("?"), names) for number in range(count))
    made = tuple(Rule(f"r{number}", when, contact, Text("so")) for number, (when, contact) in enumerate(rules))
    contacts = {id: Contact(id, Text(id)) for id in ("alpha", "beta")}
    return Ruleset(Text("wide"), contacts, questions, made)


def neighbours(count):
    """One rule for each pair of neighbours, and a last one for all else: many sets of answers stop them all."""
    pairs = [({f"q{number}": ("yes",), f"q{number + 1}": ("yes",)}, "alpha") for number in range(count - 1)]
    return wide(count, *pairs, ({}, "beta"))


def far_apart(count, *rules):
    """One rule for each question of the first half with its like in the second: all of it has to be kept in mind."""
    pairs = [({f"q{number}": ("yes",), f"q{number + count}": ("yes",)}, "alpha") for number in range(count)]
    return wide(2 * count, *pairs, *rules)


def pigeons(count):
    """Whether the first question matters is whether so many pigeons fit in fewer holes: no search finds out in time."""
    holes = [f"v{hole}" for hole in range(count - 1)]
    pairs = [(f"p{other}", f"p{one}") for one in range(count) for other in range(one)]
    rules = [({one: (hole,), other: (hole,)}, "alpha") for one, other in pairs for hole in holes]
    ruleset = wide(1, *rules, ({"q0": ("yes",)}, "beta"), ({}, "alpha"))
    (first,) = ruleset.questions
    values = tuple(first.values[0]._replace(name=hole) for hole in holes)
    birds = tuple(first._replace(key=f"p{number}", values=values, if_unsure="v0") for number in range(count))
    return ruleset._replace(questions=(first, *birds))
