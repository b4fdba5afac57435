"""Records that each leave other questions open, and rules on these questions."""

from __future__ import annotations

import json

QUESTIONS = [f"q{number}" for number in range(24)]


def sparse_rules(number, chance):
    """The text of a rules file with so many rules, in pieces."""
    asked = "".join(f"  {key}: {{ask: {key}?, values: {{a: A, b: B, c: C}}}}\n" for key in QUESTIONS)
    yield f"format: 1\ntitle: T\ncontacts: {{one: {{team: One}}, two: {{team: Two}}}}\nquestions:\n{asked}rules:\n"
    for rule in range(number):
        when = ", ".join(f"{key}: {chance.choice('abc')}" for key in chance.sample(QUESTIONS, 4))
        yield f"  - {{id: r{rule}, when: {{{when}}}, contact: {chance.choice(['one', 'two'])}, because: B}}\n"


def sparse_lines(number, chance):
    """So many records, a line each."""
    for id in range(number):
        yield json.dumps({"id": id} | {key: chance.choice("abc") for key in QUESTIONS if chance.random() < 0.6}) + "\n"
