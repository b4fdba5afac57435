"""Words of a person's own, which are no answer, and the values that they point to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from hsroute.language.spoken_dates import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST: Final = 1000
"""How much of a text is looked at, in characters, so that none takes long."""

_BEGINS: Final = 4
_CONTAINS: Final = 5
"""How many letters an entry has at least that also fits a word that begins with it, or contains it."""

_MOST: Final = 2
"""How many values at most are pointed to; more are as good as none."""

_WORD: Final = re.compile(r"[^\W_]+")

_FILLERS: Final = """
    a about all also an and any anything are as at be been but by can could did do does else everything for from get
    had has have he her here his how i if in into is it its just may me might more most my not of off on only or
    other our out over she should so some someone something such than that the their them then there these they this
    those to too under up us was we were what when where which who why will with within would you your
    alle andre annen annet at av bare ble da de deg den denne der dere det dette din disse ditt du ei eller en enn
    er et etter for fra ha hadde han har her hos hun hva hvem hvilke hvilken hvilket hvis hvor hvordan hvorfor i
    ikke jeg kan kunne lopet ma man med meg men mer min mine mitt mot na nar noe noen noko og om opp oss over pa sa
    seg sin skal skulle som til under ut vaere var vare vart ved vi vil ville
"""
FILLERS: Final = frozenset(_FILLERS.split())
"""Words that are in every sentence, as they are compared; they point nowhere unless an entry has them."""


class Pointer(NamedTuple):
    """A value by its number, and the words of the line that point to it, as they were typed."""

    value: int
    words: tuple[str, ...]


class _Word(NamedTuple):
    """A word of the line, as it is compared and as it was typed."""

    plain: str
    typed: str


def pointed(line: str, entries: Sequence[Iterable[str]], labels: Sequence[str], said: str = "") -> tuple[Pointer, ...]:
    """The value that most of the words stand for, or the two; else nothing.

    Each value has its entries and its label, whose words count where no entry fits, but for those that were said
    before.
    """
    words = [word for typed in _WORD.findall(line[:_LONGEST]) for word in _split(typed)]
    points = _by_entries(words, entries) or _by_labels(words, labels, {*_words(said)})
    most = max(map(len, points.values()), default=0)
    ahead = [Pointer(value, tuple(dict.fromkeys(found))) for value, found in points.items() if len(found) == most]
    return tuple(sorted(ahead)) if len(ahead) <= _MOST else ()


def same(entry: str) -> tuple[str, ...]:
    """The words of an entry as they are compared."""
    return tuple(_words(entry))


def always_fits(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Whether an entry fits wherever the longer one does."""
    starts = range(len(longer) - len(shorter) + 1)
    return any(all(map(_fits, shorter, longer[start:])) for start in starts)


def is_filler(words: str) -> bool:
    """Whether nothing in the words says anything by itself."""
    return all(word in FILLERS for word in _words(words))


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


def _split(typed: str) -> list[_Word]:
    return [_Word(word, typed) for word in _words(typed)]


def _fits(entry: str, word: str) -> bool:
    """Whether the word of an entry stands for that word: both are one, or it begins or contains the other."""
    return (
        entry == word
        or (len(entry) >= _BEGINS and word.startswith(entry))
        or (len(entry) >= _CONTAINS and entry in word)
    )


def _by_entries(words: list[_Word], entries: Sequence[Iterable[str]]) -> dict[int, list[str]]:
    """For each value what was typed for its entries; the longest entries first, which leave their words to no other."""
    text = f" {' '.join(word.plain for word in words)} "
    found = [
        (entry, value)
        for value, several in enumerate(entries)
        for entry in map(same, several)
        if entry and _may_fit(entry[0], text)
    ]
    taken: set[int] = set()
    points: dict[int, list[str]] = {}
    for length in sorted({_length(entry) for entry, _ in found}, reverse=True):
        places = [(value, _places(entry, words, taken)) for entry, value in found if _length(entry) == length]
        for value, spans in places:
            taken.update(place for span in spans for place in span)
            if spans:
                points.setdefault(value, []).append(" ".join(words[place].typed for place in spans[0]))
    return points


def _length(entry: tuple[str, ...]) -> tuple[int, int]:
    return len(entry), sum(map(len, entry))


def _may_fit(entry: str, text: str) -> bool:
    """Whether the entry can fit a word of the text, which has a space around each; seen without a look at each."""
    end = " " if len(entry) < _BEGINS else ""
    return (entry if len(entry) >= _CONTAINS else f" {entry}{end}") in text


def _places(entry: tuple[str, ...], words: list[_Word], taken: set[int]) -> list[range]:
    """Where the entry fits words that are not taken."""
    spans = (range(start, start + len(entry)) for start in range(len(words) - len(entry) + 1))
    return [
        span
        for span in spans
        if taken.isdisjoint(span)
        and all(_fits(part, words[place].plain) for part, place in zip(entry, span, strict=True))
    ]


def _by_labels(words: list[_Word], labels: Sequence[str], said: set[str]) -> dict[int, list[str]]:
    """For each value what was typed that stands in its label."""
    telling = {word.plain: word.typed for word in words if word.plain not in said and not is_filler(word.plain)}
    points: dict[int, list[str]] = {}
    for value, label in enumerate(labels):
        own = [word for word in _words(label) if word not in FILLERS]
        found = [typed for word, typed in telling.items() if any(_stands(word, other) for other in own)]
        if found:
            points[value] = found
    return points


def _stands(word: str, own: str) -> bool:
    """Whether a word stands in a label, of which that is a word: also where it is only begun."""
    return not word.isdecimal() and (_fits(own, word) or (len(word) >= _BEGINS and own.startswith(word)))
