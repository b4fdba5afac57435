"""Texts at random that are nearly YAML, and nearly rules files."""

from __future__ import annotations

from hypothesis import strategies as st

START = """\
format: 1
title: {en: "Who to call", nb: 'Hvem: å ringe', pt-BR: Quem}
hit_policy: first
source: {url: {en: https://example.com/en, de: https://example.com/de}, updated: 2025-03-05}
# a comment
contacts:
  desk: {team: The desk, email: desk@example.com, phone: +47 (0)22 33 44 55}
  night-desk:
    team: >-
      The night
      desk
    how: |
      Call.
questions:
  urgent: {ask: Is it urgent?, values: yes-no, if_unsure: yes}
  due:
    ask: "When is it d\\u00fce?"
    values:
      soon: {label: 'It''s soon', days: 0..7}
      later: {label: Later, days: 8..}
  country: {ask: Where?, values: {NO: Norway, DE: Germany #1
    }, if_unsure: NO}
  age: {ask: How old?, values: {18-24: {label: Young, numbers: 18..24}, 1: {numbers: 0..<1.5}}}
rules:
  - id: some
    when: [{country: DE, age: 18-24}, {country: DE, age: {not: 1}, due: soon}]
    contact: desk
    because: They are.
  - id: all
    when: {due: [soon, later], urgent: {not: no}}
    contact: desk
    because: It is.
  - {id: open, when: {due: unknown}, contact: night-desk, because: It may be soon}
  - {id: rest, not_covered: true, because: It is not}
unsure: {not_covered: true, because: "It isn't known", alternatives: [desk]}
"""

TOKENS = (
    *" \n-:,[]{}#&*!|>'\"%@`?\\ab1.\t",
    *("  ", ": ", "- ", "? ", " ?", "a?", "? a", "??", "[?", "{?a}", "?,", "\n  ", "\n- ", "\n    ", "\n\n"),
    *("---", "...", "\n---\n", "\n...\n", "%YAML 1.1\n", "%YAML 1.2\n---\n", "%TAG ! a\n", "<<: ", "<<"),
    *("''", '""', "|-\n  ", ">+\n", "|2\n", "\\u", "\\x4", "\\/", "\\N", "\\ ", '"\\\n  a"', "\\U00110000", "\\ud800"),
    *("&a ", "*a ", "*a", "!!str ", "!a!b ", "!<a> ", "! ", "!", "é", "😀", "\ua000", "\\ua000"),
    *("\r\n", "\r", "\x85", "\u2028", "\ufeff", "\x07", "\xa0"),
    *(
        "key: v",
        "a:b",
        "{a:1}",
        "[a:b]",
        "::",
        "#c",
        " #c",
        "- - a",
        "{a",
        "b}",
        "true",
        "null",
        "-7",
        "9" * 20,
        "x" * 1030,
    ),
    *("format", "contacts", "questions:", "rules:\n", "when: ", "not: ", "yes", "soon", "desk", "0..7", "en: "),
    *("numbers: 1..9", "numbers: ", "1..<9", "..<0.5", "0.5..", "<", "2.50"),
    *("unknown", "unsure", "if_unsure: ", "not_covered: true"),
    *("NO", "18-24", "{not: [NO, DE]}", "[{", "}, {", " #1", "1-9", "10+", "hit_policy: unique", "+0", "(0", "pt-BR: "),
)


@st.composite
def mutated_yaml(draw, start=START):
    """A clean rules file with a few tokens put in, stretches cut out and stretches repeated."""
    text = start
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(("put in", "put in", "cut out", "repeat"))):
            case "put in":
                text = text[:place] + draw(st.sampled_from(TOKENS)) + text[place:]
            case "cut out":
                text = text[:place] + text[place + draw(st.integers(1, 5)) :]
            case "repeat":
                other = draw(st.integers(0, len(text)))
                text = text[:place] + text[other : other + draw(st.integers(1, 20))] + text[place:]
    return text


def token_soup():
    """A few tokens in a row."""
    return st.lists(st.sampled_from(TOKENS), max_size=14).map("".join)
