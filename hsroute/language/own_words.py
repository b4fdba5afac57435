"""People's own words, which are no answer, and the values that they point to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize

from hsroute.language.spoken_dates import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LONGEST: Final = 600
"""How many characters of a text are examined, so that none takes long."""

_LONGEST_PART: Final = 40
_MOST_ALIKE: Final = 20
"""How many characters of a word and words of an entry are taken apart, and how many entries that begin with the same
word are compared, so that no file takes long."""

_BEGINS: Final = 4
_CONTAINS: Final = 5
"""The fewest letters of an entry that also fits a word that begins with it, or contains it."""

_MOST: Final = 2
"""The most values that can be pointed to; more are as good as none."""

_WORD: Final = re.compile(r"[^\W_]+")

_GLUE: Final = """
    a an and are as at be been but by can could did do does for from get had has have he her here his how i if in into
    is it its may me might must my of on or our she should so such than that the their them then there they to too us
    was we were what when where which who why will with would you your
    at av ble da de deg den der dere det din ditt du eller en enn er et etter fra ha hadde han har her hos hun hva hvem
    hvilke hvilken hvilket hvis hvor hvordan hvorfor jeg kan kunne ma man med meg men min mine mitt mot na nar og om
    opp oss pa sa seg sin skal skulle som til vaere var vare vart ved vi vil ville
"""
GLUE: Final = frozenset(_GLUE.split())
"""Words that hold a sentence together and are no answer by themselves, as they are compared."""

_VAGUE: Final = """
    about all also any anything else everything just last more most next not off only other out over question
    questions some someone something these this those under up within
    alle andre annen annet bare begge denne dette disse ei forrige ikke lopet mer neste noe noen noko siste sporsmal
    under ut
"""
FILLERS: Final = GLUE.union(_VAGUE.split())
"""Words that occur in any sentence, as they are compared; they point nowhere unless an entry has them."""


Place = tuple[int, int]
"""A value by its number, and the number of one of its entries."""


class Pointer(NamedTuple):
    """A value by its number, and the words of the line that point to it, as they were typed."""

    value: int
    words: tuple[str, ...]


class _Word(NamedTuple):
    """A word of the line, as it is compared and as it was typed."""

    plain: str
    typed: str


def pointed(line: str, entries: Sequence[Iterable[str]], labels: Sequence[str], said: str = "") -> tuple[Pointer, ...]:
    """The one or two values that most of the words stand for; else nothing.

    Each value has its entries and its label, whose words count where no entry fits, but for those that were said
    before.
    """
    words = _split(line[:_LONGEST])
    points = _by_entries(words, entries) or _by_labels(words, labels, {*_words(said)})
    most = max(map(len, points.values()), default=0)
    ahead = [Pointer(value, tuple(dict.fromkeys(found))) for value, found in points.items() if len(found) == most]
    return tuple(sorted(ahead)) if len(ahead) <= _MOST else ()


def repeated(entries: Sequence[Sequence[str]]) -> Iterator[tuple[Place, Place]]:
    """The entries that another value has too, and those that add nothing to a shorter one of their own value.

    Each with the place of the other. A longer one that has an entry of another value in it is there to outrank that.
    """
    compared = [
        ((value, place), tuple(_words(entry))) for value, own in enumerate(entries) for place, entry in enumerate(own)
    ]
    first: dict[tuple[str, ...], Place] = {}
    within = _Within(compared)
    for place, words in compared:
        if words and first.setdefault(words, place) != place:
            yield place, first[words]
        elif (shorter := within.of(words)) and all(value == place[0] for value, _ in shorter.values()):
            yield place, next(iter(shorter.values()))


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


def _split(line: str) -> list[_Word]:
    compared, typed = _words(line), _WORD.findall(normalize("NFC", line))
    return list(map(_Word, compared, typed if len(typed) == len(compared) else compared))


def _fits(entry: str, word: str) -> bool:
    """Whether the word of an entry fits a word that was typed: equals it, begins it, or is contained in it."""
    return (
        entry == word
        or (len(entry) >= _BEGINS and word.startswith(entry))
        or (len(entry) >= _CONTAINS and entry in word)
    )


def _by_entries(words: list[_Word], entries: Sequence[Iterable[str]]) -> dict[int, list[str]]:
    """For each value what was typed for its entries; longer entries come first and keep their words to themselves."""
    text = f" {' '.join(word.plain for word in words)} "
    found = [
        (entry, value)
        for value, several in enumerate(entries)
        for compared in plain("\0".join(several)).split("\0")
        if (entry := tuple(_WORD.findall(compared))) and _may_fit(entry[0], text)
    ]
    taken: set[int] = set()
    points: dict[int, list[range]] = {}
    for length in sorted({_length(entry) for entry, _ in found}, reverse=True):
        places = [(value, _places(entry, words, taken)) for entry, value in found if _length(entry) == length]
        for value, spans in places:
            taken.update(place for span in spans for place in span)
            if spans:
                points.setdefault(value, []).append(spans[0])
    return {
        value: [" ".join(words[place].typed for place in span) for span in sorted(spans, key=min)]
        for value, spans in points.items()
    }


def _length(entry: tuple[str, ...]) -> tuple[int, int]:
    return len(entry), sum(map(len, entry))


def _may_fit(entry: str, text: str) -> bool:
    """Whether the entry can fit some word of the text, in which spaces surround each; quicker than trying each."""
    end = " " if len(entry) < _BEGINS else ""
    return (entry if len(entry) >= _CONTAINS else f" {entry}{end}") in text


def _places(entry: tuple[str, ...], words: list[_Word], taken: set[int]) -> list[range]:
    """Where the entry fits words that are not taken."""
    fitting = [{word for word in {word.plain for word in words} if _fits(part, word)} for part in entry]
    starts = [start for start, word in enumerate(words) if word.plain in fitting[0]]
    spans = [range(start, start + len(entry)) for start in starts if start + len(entry) <= len(words)]
    return [
        span
        for span in spans
        if taken.isdisjoint(span) and all(words[place].plain in fits for place, fits in zip(span, fitting, strict=True))
    ]


def _by_labels(words: list[_Word], labels: Sequence[str], said: set[str]) -> dict[int, list[str]]:
    """For each value the typed words that its label contains."""
    telling = {word.plain: word.typed for word in words if word.plain not in said and word.plain not in FILLERS}
    points: dict[int, list[str]] = {}
    for value, label in enumerate(labels):
        own = [word for word in _words(label) if word not in FILLERS]
        found = [typed for word, typed in telling.items() if any(_stands(word, other) for other in own)]
        if found:
            points[value] = found
    return points


def _stands(word: str, own: str) -> bool:
    """Whether a typed word means a word of a label, be it only its beginning."""
    return not word.isdecimal() and (_fits(own, word) or (len(word) >= _BEGINS and own.startswith(word)))


class _Within:
    """Finds the entries that fit wherever a longer one does."""

    def __init__(self, entries: Iterable[tuple[Place, tuple[str, ...]]]) -> None:
        self.by_first: dict[str, list[tuple[Place, tuple[str, ...]]]] = {}
        for place, words in entries:
            if words and len(alike := self.by_first.setdefault(words[0], [])) < _MOST_ALIKE:
                alike.append((place, words))

    def of(self, longer: tuple[str, ...]) -> dict[tuple[str, ...], Place]:
        """The entries, each with the first place that has it."""
        found: dict[tuple[str, ...], Place] = {}
        longer = longer[:_LONGEST_PART]
        for part in dict.fromkeys(part for word in longer for part in _parts(word)):
            for place, words in self.by_first.get(part, ()):
                if words != longer and _always_fits(words, longer):
                    found.setdefault(words, place)
        return found


def _parts(word: str) -> Iterator[str]:
    """Every word of an entry that would fit this word."""
    yield word
    short = word[:_LONGEST_PART]
    yield from (short[:end] for end in range(_BEGINS, len(short) + 1))
    for start in range(1, len(short) - _CONTAINS + 1):
        yield from (short[start:end] for end in range(start + _CONTAINS, len(short) + 1))


def _always_fits(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    starts = range(len(longer) - len(shorter) + 1)
    return any(all(map(_fits, shorter, longer[start:])) for start in starts)
