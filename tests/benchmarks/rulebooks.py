"""Rules files of any size, made by chance from a seed: the same size and seed, the same file.

As a company's file that grew: the first two questions are about a product and a country and have many values, and
every rule names one product and up to three countries, and has up to two more conditions on the others. No rule is
about a product and a country that a rule before it settled without more conditions, so that hardly any is unreachable
however many there are. The last rule is for all that is left.
"""

from __future__ import annotations

import random

VALUES = (400, 50, 12, 8, 6, 5, 4, 2, 2, 3, 4, 2, 5, 3, 2, 6)
"""How many values each question has."""

CONTACTS = 20


def rulebook(rules, questions=8, seed=1):
    """The text of a file with so many rules, the last one included, and so many questions, from 3 to 16."""
    chance = random.Random(seed)
    return "\n".join((*_head(), *_questions(questions), "rules:", *_rules(chance, rules, questions), ""))


def by_topic(rules, questions, seed=1):
    """The text of a file in which each topic has about twenty rules of its own, and the last of them takes the rest.

    The rules of a topic have conditions on up to four questions, of four values each.
    """
    chance = random.Random(seed)
    topics = max(5, rules // 20)
    lines = ["format: 1", "title: Whom to ask", "contacts:"]
    lines += [
        f"  team-{number}: {{team: Team {number}, email: team-{number}@example.org}}" for number in range(rules // 25)
    ]
    lines += ["questions:", "  topic:", "    ask: What is it about?", "    values:"]
    lines += [f"      topic-{number}: Topic {number}" for number in range(topics)]
    values = ", ".join(f"value-{value}: Value {value}" for value in range(4))
    for number in range(1, questions):
        lines += [f"  question_{number}:", f"    ask: What of {number}?", f"    values: {{{values}}}"]
    return "\n".join((*lines, "rules:", *_topics(chance, topics, rules, questions), ""))


def spans(kind, count):
    """The text of a file whose question has so many spans of three days or numbers each, by turns for two contacts."""
    values = [f"      value-{place}: {{{kind}: {3 * place}..{3 * place + 2}}}" for place in range(count)]
    even = ", ".join(f"value-{place}" for place in range(0, count, 2))
    return f"""\
format: 1
title: Whom to ask
contacts: {{one: {{team: Team one}}, two: {{team: Team two}}}}
questions:
  size:
    ask: How much?
    values:
{chr(10).join(values)}
rules:
  - {{id: even, when: {{size: [{even}]}}, contact: one, because: So it was agreed}}
  - {{id: odd, contact: two, because: So it was agreed for the others}}
"""


def _topics(chance, topics, rules, questions):
    for topic in range(topics):
        own = chance.sample(range(1, questions), min(4, questions - 1))
        for place in range(rules // topics):
            number = topic * (rules // topics) + place
            last = place == rules // topics - 1
            some = [] if last else chance.sample(own, chance.randint(1, min(3, len(own))))
            more = [f"question_{question}: value-{chance.randrange(4)}" for question in sorted(some)]
            yield f"  - id: rule-{number}"
            yield f"    when: {{{', '.join([f'topic: topic-{topic}', *more])}}}"
            yield f"    contact: team-{chance.randrange(rules // 25)}"
            yield f"    because: So it was agreed under number {number}"


def answers(count, questions=8, seed=2):
    """So many records that answer all questions, by chance."""
    chance = random.Random(seed)
    keys = [(f"question_{number}", values) for number, values in enumerate(VALUES[:questions])]
    return [{key: f"value-{chance.randrange(values)}" for key, values in keys} for _ in range(count)]


def _head():
    yield "format: 1"
    yield "title: Whom to ask"
    yield "contacts:"
    for number in range(CONTACTS):
        yield f"  team-{number}: {{team: Team {number}, email: team-{number}@example.org, how: Write to the team}}"


def _questions(count):
    yield "questions:"
    for number, values in enumerate(VALUES[:count]):
        yield f"  question_{number}:"
        yield f"    ask: What is the answer to question {number}?"
        yield "    values:"
        yield from (f"      value-{value}: Value {value} of question {number}" for value in range(values))


def _rules(chance, count, questions):
    settled = {}
    for number in range(count - 1):
        yield f"  - id: rule-{number}"
        yield f"    when: {{{', '.join(_conditions(chance, questions, settled))}}}"
        yield f"    contact: team-{chance.randrange(CONTACTS)}"
        yield f"    because: So it was agreed under number {number}"
    yield "  - id: everybody-else"
    yield "    contact: team-0"
    yield "    because: Nothing else was agreed"


def _conditions(chance, questions, settled):
    """The conditions of one rule; `settled` has the countries of each product for which no more rules are to come."""
    product, countries = _market(chance, settled)
    more = sorted(chance.sample(range(2, questions), chance.randint(0, 2)))
    if not more:
        settled.setdefault(product, set()).update(countries)
    yield _condition(0, [product])
    yield _condition(1, countries)
    for number in more:
        yield _condition(number, chance.sample(range(VALUES[number]), chance.randint(1, min(3, VALUES[number] - 1))))


def _market(chance, settled):
    while True:
        product, countries = chance.randrange(VALUES[0]), chance.sample(range(VALUES[1]), chance.randint(1, 3))
        if not settled.get(product, set()) & set(countries):
            return product, countries


def _condition(number, values):
    listed = ", ".join(f"value-{value}" for value in sorted(values))
    return f"question_{number}: {listed if len(values) == 1 else f'[{listed}]'}"
