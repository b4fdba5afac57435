"""What a line that a person typed as an answer means.

The first of these that it is: the number of a choice, the name of a value, a whole label, a command, yes or no, an
e-mail address, a day, the beginning of exactly one name or label, "I don't know". Anything else is refused, with what
it may have meant to choose from.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from hsroute.language.catalog import say
from hsroute.language.own_words import GLUE, pointed
from hsroute.language.phrases import figure, joined, shortened
from hsroute.language.spoken_dates import Flaw, dates_among, distance, is_about_time, plain, read_spoken, spoken
from hsroute.model import LANGS, UNKNOWN, Lang, Number, Question
from hsroute.patterns import DAYS, in_digits, is_email, is_whole
from hsroute.routing.answers import Answer, AnswerReader

LISTED: Final = 15
"""The most choices that a list shows; the others are found by a part of their text."""

_FAR: Final = 36525
"""The most days from today of a date that is taken as it is typed: a hundred years."""

_QUOTED: Final = 40
"""How many characters are quoted of a line that is no answer."""

_BEGUN: Final = 3
"""How many characters of a name or label identify it, unless they are its whole first word."""

_NUMBERED: Final = (
    r"^(?:[(#]|n(?:o[.]|r[.]?) ?|(?:number|option|choice|nummer|valg|alternativ) )?([0-9]+)[.)]?(?: please| takk)?$"
)
"""A number as lists have it, or as people say it: `1.`, `(1)`, `no. 1`, `option 1`, `1 please`."""

_BETWEEN: Final = r"[\s<>()\[\]\"',;:]+"
"""What is around an address in other text, as in `Kari <kari@example.com>`."""

Command = Literal["?", "b", "q"]
"""What is wanted in place of an answer."""

_COMMANDS: Final[dict[str, Command]] = {
    **dict.fromkeys(("q", "quit", "exit", "avslutt"), "q"),
    **dict.fromkeys(("b", "back", "tilbake"), "b"),
    **dict.fromkeys(("?", "help", "hjelp"), "?"),
}
"""The commands, as the prompt has them and as people spell them out."""

_YES: Final = ("y", "yes", "ja", "j")
_NO: Final = ("n", "no", "nei")

_NOT_KNOWN: Final = {
    *("unknown", "dont know", "i dont know", "do not know", "i do not know", "dunno", "idk", "no idea", "not sure"),
    *("im not sure", "i am not sure", "cant say", "ukjent", "vet ikke", "jeg vet ikke", "veit ikke", "jeg veit ikke"),
    *("aner ikke", "jeg aner ikke", "ikke sikker", "jeg er ikke sikker", "ingen anelse", "usikker", "husker ikke"),
    *("no clue", "i have no idea", "dont know yet", "i dont know yet", "i dont remember", "dont remember"),
    *("cant remember", "vet ikke helt", "jeg husker ikke", "vet ikke enna", "ingen peiling", "jeg vet ikke helt"),
    *("veit ikkje", "eg veit ikkje"),
    *(plain(say("not-known", lang)).replace("'", "") for lang in LANGS),
}
"""What people say for "I don't know", without apostrophes."""

_BEGINS_UNKNOWN: Final = tuple(f"{said} " for said in _NOT_KNOWN if said not in {"unknown", "ukjent"})
"""How a line begins that says more about what is not known."""


class Choice(NamedTuple):
    """An answer to choose from."""

    number: int
    label: str
    name: str
    """The answer as machines give it."""


class Given(NamedTuple):
    """An answer, in the form in which machines give it."""

    answer: str
    number: int | None = None
    """The number of its choice, where that is what was typed."""


class Offer(NamedTuple):
    """What a line may have meant: a sentence, and the choices below it."""

    sentence: str
    choices: tuple[Choice, ...]
    more: int = 0
    """How many choices there are besides."""


class Refusal(NamedTuple):
    """Why a line is no answer, or what it may have meant, and what to type."""

    offers: tuple[Offer, ...]
    sentence: str

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the values that are offered, and days, in the order of their numbers."""
        return tuple(choice.name for choice in sorted(choice for offer in self.offers for choice in offer.choices))


Meaning = Given | Command | Refusal


class Asked(NamedTuple):
    """A question, as it is put on that day in that language; `title` is what was said before it."""

    question: Question
    today: date
    lang: Lang
    title: str
    offered: tuple[Choice, ...] = ()
    """The days, numbers or addresses that were offered last, to be chosen by the numbers behind those of the values."""

    @property
    def reader(self) -> AnswerReader:
        """What reads the answers of machines."""
        return AnswerReader(self.question)

    @property
    def values(self) -> tuple[Choice, ...]:
        values = enumerate(self.question.values, 1)
        return tuple(Choice(number, value.label.to(self.lang), value.name) for number, value in values)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Everything that has a number."""
        return (*self.values, *self.offered, self.not_known)

    @property
    def not_known(self) -> Choice:
        return Choice(0, say("not-known", self.lang), UNKNOWN)

    def further(self, answers: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
        """Choices behind the values, of answers and what they are called."""
        first = len(self.question.values) + 1
        return tuple(Choice(number, label, answer) for number, (answer, label) in enumerate(answers, first))

    def day(self, day: date) -> str:
        """The day, and how far away it is, unless that is more than anybody can picture."""
        said = spoken(day, self.lang)
        return said if self.far(day) else f"{said}, {distance((day - self.today).days, self.lang)}"

    def further_days(self, days: Iterable[date]) -> tuple[Choice, ...]:
        return self.further((day.isoformat(), self.day(day)) for day in days)

    def far(self, day: date) -> bool:
        """Whether the day is so far away that it is more likely a slip."""
        return abs((day - self.today).days) > _FAR

    def covers(self, covered: Number) -> bool:
        """Whether a value covers that number, or the day so many days from today."""
        return self.reader.value_of(covered) is not None

    def amount(self, written: str) -> str:
        """A number with the value that covers it."""
        answer = self.reader.find(written, self.today)
        said = figure(written, self.lang)
        return f"{said}: {self.values[answer.value].label}" if isinstance(answer, Answer) else said

    def example(self) -> dict[str, str]:
        """Examples of what can be typed beside the choices; none where none is at hand."""
        scale = self.reader.scale
        if scale and scale is not DAYS:
            return {scale.form: figure(in_digits(scale.at(self.figure(), self.today)), self.lang)}
        within = [days for days in (30, -14, 0) if 0 < self.today.toordinal() + days <= date.max.toordinal()]
        days = next(filter(self.covers, within), None)
        if days is None:
            return {}
        return {"day": spoken(self.today + timedelta(days), self.lang), "distance": distance(days, self.lang)}

    def as_figure(self, number: int) -> Choice | None:
        """The value that covers the number of another value, which may have been typed as a figure."""
        value = self.reader.value_of(number) if self.question.scale == "numbers" else None
        return None if value is None or value + 1 == number else self.values[value]

    def figure(self) -> Number:
        """A number that a value covers and that is not the number of a choice, if one is at hand."""
        ends = self.question.ends
        return next((end for end in ends if end > len(self.question.values) and self.covers(end)), ends[0])

    def beyond(self, refusal: Refusal) -> tuple[Choice, ...]:
        """The choices of a refusal that are not values."""
        choices = (choice for offer in refusal.offers for choice in offer.choices)
        return tuple(choice for choice in choices if choice.number > len(self.question.values))

    def understand(self, typed: str) -> Meaning:
        """What the line means."""
        return _Line(self, typed, re.sub(_NUMBERED, r"\1", _compared(typed))).meaning()


class _Line(NamedTuple):
    """A line, also in the form in which it is compared. Each way to read it gives None when it is not that."""

    asked: Asked
    typed: str
    plain: str

    def meaning(self) -> Meaning:
        readers = (
            *(self.number, self.name, self.label, self.command, self.yes_or_no),
            *(self.address, self.day, self.amount, self.beginning, self.not_known),
            *(self.no_such_day, self.parts, self.own_words, self.perhaps_not_known, self.day_among_words, self.no_date),
        )
        found = (meaning for reader in readers if (meaning := reader()))
        return next(found, None) or self.refusal("not-recognised")

    def number(self) -> Meaning | None:
        chosen = (choice for choice in self.asked.choices if self.plain == str(choice.number))
        return next((Given(choice.name, choice.number) for choice in chosen), None)

    def name(self) -> Meaning | None:
        exact = (choice for choice in self.asked.values if self.typed.strip() == choice.name)
        return self.only(exact) or self.only(choice for choice in self.asked.values if self.plain == plain(choice.name))

    def label(self) -> Meaning | None:
        return self.only(choice for choice in self.asked.values if self.plain == _compared(choice.label))

    def command(self) -> Meaning | None:
        return _COMMANDS.get(self.plain)

    def yes_or_no(self) -> Meaning | None:
        """Yes or no, in every language: the value of that name, else of a label that begins so."""
        said = next((words for words in (_YES, _NO) if self.plain in words), ())
        named = (choice for choice in self.asked.values if choice.name in said)
        return self.only(named) or self.only(
            choice for choice in self.asked.values if _first_word(choice.label) in said
        )

    def address(self) -> Meaning | None:
        if not self.asked.question.person or "@" not in self.typed:
            return None
        if is_email(self.typed.strip()):
            return Given(self.typed.strip())
        found = dict.fromkeys(part for text in re.split(_BETWEEN, self.typed) if is_email(part := text.rstrip(".!?")))
        choices = self.asked.further((address, address) for address in found)
        return self.offered(Offer(self.say("can-mean"), choices)) if choices else self.refusal("no-such-address")

    def day(self) -> Meaning | None:
        """The day, or the days that it can be; a day that no value covers is refused."""
        days = self.days()
        if not isinstance(days, tuple):
            return None
        covered = [day for day in days if self.asked.covers((day - self.asked.today).days)]
        if not covered:
            return self.outside(self.asked.day(days[0]), "dates-are")
        sure = not self.asked.far(covered[0]) and len(covered) == len(days)
        return self.only(self.asked.further_days(covered)) if sure else self.perhaps(covered)

    def perhaps(self, days: Sequence[date]) -> Refusal | None:
        """Offers days that are not taken to be meant."""
        name = "far-away" if any(map(self.asked.far, days)) else "can-mean"
        return self.offered(Offer(self.say(name), self.asked.further_days(days))) if days else None

    def days(self) -> tuple[date, ...] | Flaw | None:
        """The days that the line can mean, or why it means none; None where days are no answer."""
        if self.asked.question.scale != "days":
            return None
        return read_spoken(self.typed, self.asked.today, self.asked.covers)

    def amount(self) -> Meaning | None:
        """The number, or the numbers that it can be; one that no value covers is refused."""
        asked, scale = self.asked, self.asked.reader.scale
        written = scale.meant(self.plain) if scale else ()
        if scale is None or not written:
            return None
        places = {text: found[0] for text in written if (found := scale.place(text, asked.today))}
        whole = [text for text in places if is_whole(places[text]) or not asked.question.whole]
        covered = [text for text in whole if asked.covers(places[text])]
        if not covered:
            return self.outside(written[0], f"{scale.form}s-are") if whole else self.refusal("not-whole")
        return self.only(asked.further((text, asked.amount(text)) for text in covered))

    def beginning(self) -> Meaning | None:
        """The value whose name or label begins so."""
        if not self.plain or self.plain in GLUE:
            return None
        found = [choice for choice in self.asked.values if self.begins(choice.name) or self.begins(choice.label)]
        return self.only(found) if len(found) <= 2 else None

    def begins(self, text: str) -> bool:
        """Whether a text begins so; never if the line ends in a figure, which may be the first of a longer number."""
        enough = len(self.plain) >= _BEGUN or self.plain == _first_word(text)
        return enough and not self.plain[-1].isdecimal() and plain(text).startswith(self.plain)

    def not_known(self) -> Meaning | None:
        return Given(UNKNOWN) if self.plain.replace("'", "") in _NOT_KNOWN else None

    def only(self, found: Iterable[Choice]) -> Meaning | None:
        """The choice that was found; an offer where there are several."""
        choices = tuple(found)
        if len(choices) == 1:
            return Given(choices[0].name)
        return self.offered(Offer(self.say("can-mean"), choices)) if choices else None

    # No answer.

    def no_such_day(self) -> Refusal | None:
        return self.flawed("no-such-day", "other-weekday")

    def parts(self) -> Refusal | None:
        """The choices of a long list that have the line in their labels."""
        found = [choice for choice in self.asked.values if self.plain in plain(choice.label)]
        if not self.plain or len(self.asked.values) <= LISTED or not found:
            return None
        return self.offered(Offer(self.say("stands-in"), tuple(found[:LISTED]), len(found[LISTED:])))

    def own_words(self) -> Refusal | None:
        """The values that words of the line point to."""
        values, asked = self.asked.values, self.asked
        entries = [value.words for value in asked.question.values]
        said = f"{asked.title} {asked.question.ask.to(asked.lang)}"
        pointers = pointed(self.typed, entries, [choice.label for choice in values], said)
        by_words: dict[tuple[str, ...], list[Choice]] = {}
        for pointer in pointers:
            by_words.setdefault(pointer.words, []).append(values[pointer.value])
        offers = [Offer(_point_to(words, asked.lang), tuple(choices)) for words, choices in by_words.items()]
        return self.offered(*offers) if offers else None

    def perhaps_not_known(self) -> Refusal | None:
        """Offers "I don't know" where the line begins so."""
        begins = f"{self.plain} ".replace("'", "").startswith(_BEGINS_UNKNOWN)
        return self.offered(Offer(self.say("can-mean"), (self.asked.not_known,))) if begins else None

    def day_among_words(self) -> Refusal | None:
        """Offers the day that a sentence names."""
        dated, asked = self.asked.question.scale == "days", self.asked
        return self.perhaps(dates_among(self.typed, asked.today, asked.covers)) if dated else None

    def no_date(self) -> Refusal | None:
        """The refusal of a line with digits and more, or about time, as no date, where a date would be an answer."""
        has_digits = any(map(str.isdecimal, self.typed)) and not self.plain.isdecimal()
        return self.flawed("not-a-date") if has_digits or is_about_time(self.typed) else None

    def flawed(self, *flaws: Flaw) -> Refusal | None:
        """The refusal of a date for one of these flaws, if it has it."""
        flaw = self.days()
        if not isinstance(flaw, str) or flaw not in flaws:
            return None
        return Refusal((), self.say(flaw, example=self.asked.example().get("day", "2027-03-01")))

    def outside(self, given: str, name: str) -> Refusal:
        """The refusal of a day or number that no value covers, with the values that cover others."""
        pairs = zip(self.asked.values, self.asked.question.values, strict=True)
        covering = tuple(choice for choice, value in pairs if value.span)
        return self.offered(Offer(say(name, self.asked.lang, given=given), covering))

    def offered(self, *offers: Offer) -> Refusal:
        """A refusal that says how to take up what is offered."""
        choices = [choice for offer in offers for choice in offer.choices]
        name = "choose-it" if len(choices) == 1 else "choose-one"
        return Refusal(offers, say(name, self.asked.lang, number=choices[0].number))

    def refusal(self, name: str) -> Refusal:
        return Refusal((), self.say(name))

    def say(self, name: str, **values: str) -> str:
        """A text that quotes the line."""
        return say(name, self.asked.lang, given=shortened(" ".join(self.typed.split()), _QUOTED), **values)


def _compared(text: str) -> str:
    """The text as it is compared, without the stop that may end it."""
    return plain(text).rstrip(" .!")


def _first_word(text: str) -> str:
    return re.split(r"[\s,.:;]", plain(text), maxsplit=1)[0]


def _point_to(words: tuple[str, ...], lang: Lang) -> str:
    quoted = [say("quoted", lang, text=shortened(word, _QUOTED)) for word in words]
    return say("point-to" if len(quoted) > 1 else "points-to", lang, words=joined(quoted, lang))
