"""Which words of a line are denied, as in "it is not over" or "ikke gratis". Words are given as they are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

YES: Final = frozenset({"yes", "yep", "yeah", "yup", "ja", "jepp", "jada"})
NO: Final = frozenset({"no", "nope", "none", "nobody", "nei", "ingen"})
"""What people say for yes and no, also within a longer line."""

_DENYING_ACTS: Final = frozenset({"cannot", "cant", "dont", "doesnt", "didnt", "couldnt", "wont", "wouldnt"})
_NEGATING: Final = frozenset(
    {
        *NO,
        *_DENYING_ACTS,
        *("not", "never", "without", "neither", "nor", "isnt", "arent", "wasnt", "werent", "aint", "hasnt", "havent"),
        *("ikke", "ikkje", "aldri", "uten", "intet", "ingenting", "verken"),
    }
)
_REST: Final = "t"
"""What is left of "not" in `isn't`, once that is split into words."""

_ACTING: Final = frozenset(
    {
        *("can", "could", "do", "does", "did", "will", "would", "shall", "should", "may", "might", "must"),
        *("don", "doesn", "didn", "couldn", "won", "wouldn", "shouldn"),
        *("kan", "kunne", "far", "fikk", "klarer", "klarte", "vil", "ville", "skal", "skulle", "ma", "matte", "tor"),
    }
)
"""After such a word, a negating one denies what is done, not what it is done with: "I can't pay"."""

_OWNING: Final = frozenset({"have", "has", "had", "ha"})
"""If such a word follows, it denies that all the same: "I don't have a contract"."""

_TURNING: Final = frozenset({"but", "men"})
"""Words where a denial ends: "not billing but the contract"."""


def negations(words: Sequence[str]) -> set[int]:
    """The places of the negating words."""
    return {
        place
        for place, word in enumerate(words)
        if word in _NEGATING or (word == _REST and place and words[place - 1].endswith("n"))
    }


def is_denied(words: Sequence[str], place: int, negations: Collection[int], light: Collection[str]) -> bool:
    """Whether a negating word is about what begins at that place, with only light words between."""
    for before in range(place - 1, -1, -1):
        if before in negations:
            denies_an_act = words[before] in _DENYING_ACTS or (before > 0 and words[before - 1] in _ACTING)
            return not denies_an_act or not _OWNING.isdisjoint(words[before + 1 : place])
        if words[before] in _TURNING or words[before] not in light:
            return False
    return False
