"""People's own words, which are no answer, and the values that they point to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize

from hsroute.language.negations import NO, YES, is_denied, negations
from hsroute.language.spoken_dates import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_LONGEST: Final = 600
"""How many characters of a text are examined, so that none takes long."""

_LONGEST_PART: Final = 40
_MOST_ALIKE: Final = 20
"""How many characters of a word and words of an entry are taken apart, and how many entries that begin with the same
word are compared, so that no file takes long."""

_BEGINS: Final = 4
_CONTAINS: Final = 5
"""From how many letters on an entry also fits a word that begins with it, or one that contains it."""

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
_FILLERS: Final = GLUE.union(_VAGUE.split())
"""Words that occur in any sentence, as they are compared; they point nowhere unless an entry has them."""


_EntryNumbers = tuple[int, int]
"""The numbers of a value and of one of its entries."""


class Pointer(NamedTuple):
    """A value by its number, and the words of the line that point to it, as they were typed."""

    value: int
    words: tuple[str, ...]


def pointed(line: str, entries: Sequence[Iterable[str]], labels: Sequence[str], said: str = "") -> tuple[Pointer, ...]:
    """The one or two values that most of the words stand for; else nothing.

    Each value has its entries, and a label whose words count where no entry fits, unless they were said before. What is
    denied points nowhere. Where the answers mean yes and no, a denial leaves nothing but a plain no, beside what else
    was said.
    """
    line = line[:_LONGEST]
    words, typed = _words(line), _WORD.findall(normalize("NFC", line))
    spans = _by_entries(words, entries)
    own = {place for several in spans.values() for span in several for place in span}
    denials = negations(words) - own
    heard = _Heard(words, typed if len(typed) == len(words) else words, spans, own, denials, labels, {*_words(said)})
    answers = _yes_and_no(labels)
    return heard.yes_or_no(answers) if answers else heard.topics()


class _Heard(NamedTuple):
    """A line: its words, which of them entries fit, and which negate without belonging to an entry."""

    words: list[str]
    """The words as they are compared."""
    typed: list[str]
    spans: dict[int, list[range]]
    own: set[int]
    denials: set[int]
    labels: Sequence[str]
    said: set[str]

    def topics(self) -> tuple[Pointer, ...]:
        """What is pointed to by the words that are not denied."""
        places = range(len(self.words))
        denied = {place for place in places if is_denied(self.words, place, self.denials, _FILLERS)}
        denied |= {place for spans in self.spans.values() for span in spans if span[0] in denied for place in span}
        left = {value: [span for span in spans if span[0] not in denied] for value, spans in self.spans.items()}
        return _ahead(self.as_typed(left) or self.by_labels(denied, self.said))

    def yes_or_no(self, answers: Mapping[int, frozenset[str]]) -> tuple[Pointer, ...]:
        """What is pointed to where some answers mean yes and some no; what denies in other words points nowhere."""
        plainly = all(self.words[place] in NO for place in self.denials)
        if not plainly and (len(self.labels) > len({*answers.values()}) or self.words[0] not in NO):
            return ()
        points = (self.as_typed(self.spans) or self.by_labels(set(), {*self.said, *YES, *NO})) if plainly else {}
        if self.denials or not points:
            points |= self.by_yes_and_no(answers)
        return _ahead(points, all_of_them=bool(self.denials))

    def as_typed(self, points: Mapping[int, Iterable[range]]) -> dict[int, list[str]]:
        """The words as they were typed."""
        return {
            value: [" ".join(self.typed[place] for place in span) for span in sorted(spans, key=min)]
            for value, spans in points.items()
            if spans
        }

    def by_labels(self, denied: set[int], said: set[str]) -> dict[int, list[str]]:
        """For each value the typed words that its label contains; negating ones only if there are no others."""
        places = [place for place, word in enumerate(self.words) if word not in _FILLERS and word not in said]
        free = [place for place in places if place not in denied]
        telling = [place for place in free if place not in self.denials or self.denials.issuperset(places)]
        points: dict[int, list[str]] = {}
        for value, label in enumerate(self.labels):
            own = [word for word in _words(label) if word not in _FILLERS]
            found = [self.typed[place] for place in telling if any(_stands(self.words[place], word) for word in own)]
            if found:
                points[value] = found
        return points

    def by_yes_and_no(self, answers: Mapping[int, frozenset[str]]) -> dict[int, list[str]]:
        """For each value the typed words that mean yes or no, as its label does."""
        free = [place for place in range(len(self.words)) if place not in self.own]
        found = {value: [self.typed[at] for at in free if self.words[at] in said] for value, said in answers.items()}
        return {value: typed for value, typed in found.items() if typed}


def _yes_and_no(labels: Iterable[str]) -> dict[int, frozenset[str]]:
    """For each value whose label begins with yes or no what people say for that, if there are both."""
    first = {value: words[0] for value, label in enumerate(labels) if (words := _words(label))}
    answers = {value: said for value, word in first.items() for said in (YES, NO) if word in said}
    return answers if len({*answers.values()}) > 1 else {}


def _ahead(points: Mapping[int, Sequence[str]], *, all_of_them: bool = False) -> tuple[Pointer, ...]:
    """The values with the most words, or all that have any; nothing if there are too many."""
    most = 1 if all_of_them else max(map(len, points.values()), default=0)
    ahead = [Pointer(value, tuple(dict.fromkeys(found))) for value, found in points.items() if len(found) >= most]
    return tuple(sorted(ahead)) if len(ahead) <= _MOST else ()


def repeated(entries: Sequence[Sequence[str]]) -> Iterator[tuple[_EntryNumbers, _EntryNumbers]]:
    """The entries that another value has too, and those that add nothing to a shorter one of their own value.

    Each with the place of the other. A longer one that has an entry of another value in it is there to outrank that.
    """
    compared = [
        ((value, place), tuple(_words(entry))) for value, own in enumerate(entries) for place, entry in enumerate(own)
    ]
    first: dict[tuple[str, ...], _EntryNumbers] = {}
    within = _Within(compared)
    for place, words in compared:
        if words and first.setdefault(words, place) != place:
            yield place, first[words]
        elif (shorter := within.of(words)) and all(value == place[0] for value, _ in shorter.values()):
            yield place, next(iter(shorter.values()))


def _words(text: str) -> list[str]:
    return _WORD.findall(plain(text))


def _fits(entry: str, word: str) -> bool:
    """Whether the word of an entry fits a word that was typed: equals it, begins it, or is contained in it."""
    return (
        entry == word
        or (len(entry) >= _BEGINS and word.startswith(entry))
        or (len(entry) >= _CONTAINS and entry in word)
    )


def _by_entries(words: list[str], entries: Sequence[Iterable[str]]) -> dict[int, list[range]]:
    """For each value the words that its entries fit; longer entries come first and keep their words to themselves."""
    text = f" {' '.join(words)} "
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
    return points


def _length(entry: tuple[str, ...]) -> tuple[int, int]:
    return len(entry), sum(map(len, entry))


def _may_fit(entry: str, text: str) -> bool:
    """Whether the entry can fit some word of the text, in which spaces surround each; quicker than trying each."""
    end = " " if len(entry) < _BEGINS else ""
    return (entry if len(entry) >= _CONTAINS else f" {entry}{end}") in text


def _places(entry: tuple[str, ...], words: list[str], taken: set[int]) -> list[range]:
    """Where the entry fits words that are not taken."""
    fitting = [{word for word in {*words} if _fits(part, word)} for part in entry]
    starts = [start for start, word in enumerate(words) if word in fitting[0]]
    spans = [range(start, start + len(entry)) for start in starts if start + len(entry) <= len(words)]
    return [
        span
        for span in spans
        if taken.isdisjoint(span) and all(words[place] in fits for place, fits in zip(span, fitting, strict=True))
    ]


def _stands(word: str, own: str) -> bool:
    """Whether a typed word means a word of a label, be it only its beginning."""
    return not word.isdecimal() and (_fits(own, word) or (len(word) >= _BEGINS and own.startswith(word)))


class _Within:
    """Finds the entries that fit wherever a longer one does."""

    def __init__(self, entries: Iterable[tuple[_EntryNumbers, tuple[str, ...]]]) -> None:
        self.by_first: dict[str, list[tuple[_EntryNumbers, tuple[str, ...]]]] = {}
        for place, words in entries:
            if words and len(alike := self.by_first.setdefault(words[0], [])) < _MOST_ALIKE:
                alike.append((place, words))

    def of(self, longer: tuple[str, ...]) -> dict[tuple[str, ...], _EntryNumbers]:
        """The entries, each with the first place that has it."""
        found: dict[tuple[str, ...], _EntryNumbers] = {}
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
