"""Lists, counts, numbers and what answers are called, as they read in a sentence; and the nearest match for a name."""

from __future__ import annotations

from functools import lru_cache
from math import log10
from typing import TYPE_CHECKING, Final

from hsroute.language.catalog import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hsroute.model import Lang, Question, Value

_COMPARED: Final = 50
"""How many names are compared letter by letter with a misspelt one."""

_LOOKED_AT: Final = 2_000
"""How many occurrences of letter pairs are examined to find them."""

_LISTED: Final = 10
"""How many names a list shows; the others are counted."""


def number(count: int) -> str:
    """The number with commas between thousands; an enormous one as a power of ten."""
    return f"{count:,}" if count < 10**15 else f"about 10^{round(log10(count))}"


def figure(digits: str, lang: Lang) -> str:
    """A number written as machines do, with the decimal sign of the language."""
    return digits.replace(".", say("decimal-sign", lang))


def counted(count: int, word: str) -> str:
    """A number of things: "1 case", "1,234 cases"."""
    return f"{number(count)} {word}{'' if count == 1 else 's'}"


def joined(words: Iterable[str], lang: Lang = "en", by: str = "all-of") -> str:
    """The words as a sentence lists them: "a, b and c"; by `either`, "a, b or c"."""
    *others, last = words
    return say(by, lang, others=", ".join(others), last=last) if others else last


def listed(names: Iterable[str]) -> str:
    """The names in backticks, at most eleven of them; of more, ten, and how many others there are."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > _LISTED + 1:
        quoted[_LISTED:] = [f"{len(quoted) - _LISTED} more"]
    return ", ".join(quoted) or "none"


def shortened(text: str, most: int) -> str:
    """The text, cut off after `most` characters."""
    return text if len(text) <= most else f"{text[:most]}…"


def without_remark(question: Question, lang: Lang) -> str:
    """The question without what stands in brackets at its end, unless that is all of it."""
    ask = question.ask.to(lang)
    head, _, inside = ask.rstrip().rpartition("(")
    ends = inside.endswith(")") and inside.count(")") == 1
    return head.rstrip() if ends and head.strip() else ask


def before_answer(question: Question, lang: Lang) -> str:
    """The same with what is between it and an answer: a colon, unless it ends in a mark of its own, and a space."""
    ask = without_remark(question, lang)
    return f"{ask} " if ask.endswith(("?", ":", ")", ".")) else f"{ask}: "


def label(question: Question, answer: str, lang: Lang) -> str:
    """What the answer of that name is called."""
    labels = (value.label for value in question.values if value.name == answer)
    return next((text.to(lang) for text in labels), say("not-known", lang))


def short(question: Question, lang: Lang) -> str:
    """What the question asks for, or else the question itself, quoted."""
    if question.short:
        return question.short.to(lang)
    return say("quoted", lang, text=without_remark(question, lang))


def assumed(question: Question, lang: Lang) -> str:
    """Says which value "I don't know" was taken for."""
    value = next(value for value in question.values if value.name == question.if_unsure)
    asked = short(question, lang)
    not_known = asked if question.short else say("the-answer", lang, quoted=asked)
    return say("assumed", lang, short=not_known, label=_assumed_label(value, lang))


def _assumed_label(value: Value, lang: Lang) -> str:
    """A plain yes or no as part of the sentence, one word as it is, else a quotation."""
    label = value.label.to(lang)
    if value.name in {"yes", "no"} and label == say(value.name, lang):
        return say(f"assumed-{value.name}", lang)
    return say("quoted", lang, text=label) if " " in label else label


def nearest(word: str, allowed: Iterable[str], near: float = 0.65) -> str | None:
    """The allowed name that `word` was most likely meant to be, if any is near enough; 1 means equal.

    Among a great many names, only those that share its rarest pairs of letters are compared.
    """
    from difflib import get_close_matches  # not needed unless something is wrong

    names = {name.casefold(): name for name in allowed}
    word = word.casefold()[:100]
    likely = names if len(names) <= _COMPARED else _sharing(word, tuple(names))
    close = get_close_matches(word, likely, n=1, cutoff=near)
    return names[close[0]] if close else None


def _sharing(word: str, names: tuple[str, ...]) -> list[str]:
    """The names that share most of the word's rarest pairs of letters."""
    from collections import Counter

    by_pair = _by_pair(names)
    shared: Counter[int] = Counter()
    for places in sorted(filter(None, map(by_pair.get, _pairs(word))), key=len):
        if sum(shared.values()) + len(places) > _LOOKED_AT and shared:
            break
        shared.update(places[:_LOOKED_AT])
    return [names[place] for place, _ in shared.most_common(_COMPARED)]


@lru_cache(maxsize=8)
def _by_pair(names: tuple[str, ...]) -> dict[str, list[int]]:
    """The names that contain each pair of letters; saves reading thousands of names for each mistake."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        for pair in _pairs(name):
            found.setdefault(pair, []).append(place)
    return found


def _pairs(word: str) -> dict[str, None]:
    return dict.fromkeys(word[place : place + 2] for place in range(len(word) - 1))


def mend(word: str, allowed: Iterable[str]) -> str:
    """The help for a name that is not allowed: the nearest allowed one, and all of them."""
    allowed = tuple(allowed)
    if not allowed:
        return "there are none yet; add it first"
    close = nearest(word, allowed)
    return f"did you mean `{close}`? allowed: {listed(allowed)}" if close else f"allowed: {listed(allowed)}"
