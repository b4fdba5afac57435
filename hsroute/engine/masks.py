"""One table of masks: for each value of each question, the set of rules that it allows, as the bits of an int."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hsroute.model import Question, Ruleset


class Table(NamedTuple):
    """Questions and values are known by their place in the file; bit n of a mask is rule n."""

    masks: tuple[tuple[int, ...], ...]
    """`masks[question][value]`: the rules that the value allows."""

    mentions: tuple[int, ...]
    """`mentions[question]`: the rules with a condition on the question."""

    every: int
    """All rules."""

    def alive(self, values: Iterable[tuple[int, int]]) -> int:
        """The rules that these (question, value) pairs leave."""
        alive = self.every
        for question, value in values:
            alive &= self.masks[question][value]
        return alive

    def possible(self) -> int:
        """The rules that match at all; each of the others has a condition that allows no value."""
        return reduce(and_, [reduce(or_, masks) for masks in self.masks], self.every)


def lowest(mask: int) -> int:
    """The first rule of a mask, the one that wins; -1 of an empty mask."""
    return (mask & -mask).bit_length() - 1


def up_to_first(mask: int) -> int:
    """The first rule of a mask and all before it; every rule there can be, when the mask is empty."""
    return (mask & -mask) * 2 - 1


def bits(mask: int) -> Iterator[int]:
    """The rules of a mask, in the file's order."""
    while mask:
        yield lowest(mask)
        mask &= mask - 1


def build_table(ruleset: Ruleset) -> Table:
    """The masks of a ruleset."""
    every = (1 << len(ruleset.rules)) - 1
    columns = [_masks(ruleset, question, every) for question in ruleset.questions]
    return Table(tuple(masks for masks, _ in columns), tuple(mentions for _, mentions in columns), every)


def _masks(ruleset: Ruleset, question: Question, every: int) -> tuple[tuple[int, ...], int]:
    allowing: dict[str, list[int]] = {name: [] for name in question.names}
    mentioning = []
    for number, rule in enumerate(ruleset.rules):
        if question.key in rule.when:
            mentioning.append(number)
            for name in rule.when[question.key]:
                allowing[name].append(number)
    mentions = _mask(mentioning)
    return tuple(_mask(rules) | (every & ~mentions) for rules in allowing.values()), mentions


def _mask(rules: list[int]) -> int:
    if not rules:
        return 0
    octets = bytearray(rules[-1] // 8 + 1)
    for rule in rules:
        octets[rule // 8] |= 1 << rule % 8
    return int.from_bytes(octets, "little")
