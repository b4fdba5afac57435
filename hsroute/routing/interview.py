"""The conversation: one question at a time until the route is settled. What it looks like is not decided here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from hsroute.language.catalog import say
from hsroute.language.phrases import nearest
from hsroute.language.spoken_dates import distance, plain, read_spoken, spoken
from hsroute.model import LANGS, UNKNOWN
from hsroute.routing.answers import Answer, AnswerReader, Error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hsroute.language.spoken_dates import Covers, Flaw
    from hsroute.model import Lang, Question
    from hsroute.routing.route import NextQuestion
    from hsroute.routing.router import Router

NOT_KNOWN: Final = "0"
"""What is typed for "I don't know"; the values count from 1."""

_SPELLED: Final = {
    **dict.fromkeys(("q", "quit", "exit", "avslutt"), "q"),
    **dict.fromkeys(("b", "back", "tilbake"), "b"),
    **dict.fromkeys(("?", "help", "hjelp"), "?"),
}
"""The commands, as the hint has them and as people spell them out."""

_NUMBERED: Final = re.compile(r"^([0-9]+)[.)]$")
"""A number as lists have it: `1.` or `1)`."""

_QUOTED: Final = 40
"""How much of a line is quoted when it is no answer, in characters."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to choose from."""

    number: int
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question put to a person. The same prompt again means that the last line did not answer it."""

    number: int
    """Which question of the conversation it is, counted from 1; what was answered ahead does not count."""

    key: str
    ask: str
    choices: tuple[Choice, ...]
    default: str | None
    """The answer given before, which an empty line keeps."""

    hint: str
    """What can be typed, in one line."""


class Talk(Protocol):
    """A way to talk with a person."""

    def read(self, prompt: Prompt) -> str:
        """Put the question and give the line that is typed. Raises EOFError when no line will come."""

    def echo(self, text: str) -> None:
        """Say how the answer was understood."""

    def explain(self, sentences: tuple[str, ...]) -> None:
        """Say what helps."""

    def refuse(self, error: Error) -> None:
        """Say why the line is no answer; `allowed` and `suggestion` are not part of the message."""


def interview(
    router: Router, talk: Talk, ahead: Mapping[str, object], today: date, lang: Lang = "en"
) -> dict[str, object] | None:
    """The answers given ahead and those of a person, once they settle the route; None when the person leaves.

    Asks what the router would know next and nothing else: never what was answered ahead, and nothing at all when
    that is invalid.
    """
    conversation = _Conversation(router, talk, ahead, today, lang)
    while asked := conversation.next():
        try:
            typed = _command(asked, talk.read(conversation.prompt(asked)).strip())
        except EOFError:
            return None
        if typed == "q":
            return None
        conversation.take(asked, typed)
    return conversation.answers()


class _Conversation:
    """Which questions led here, and every answer ever given to them: going back keeps it as the default."""

    def __init__(self, router: Router, talk: Talk, ahead: Mapping[str, object], today: date, lang: Lang) -> None:
        self.router = router
        self.talk = talk
        self.ahead = ahead
        self.today = today
        self.lang = lang
        self.path: list[str] = []
        self.kept: dict[str, Answer] = {}

    def answers(self) -> dict[str, object]:
        return {**self.ahead, **{key: self.kept[key].given for key in self.path}}

    def next(self) -> NextQuestion | None:
        return self.router.route(self.answers(), self.today, self.lang).next

    def prompt(self, asked: NextQuestion) -> Prompt:
        choices = (*_values(asked), Choice(0, say("not-known", self.lang), UNKNOWN))
        default = self.shown(asked, self.kept[asked.key]) if asked.key in self.kept else None
        return Prompt(len(self.path) + 1, asked.key, asked.ask, choices, default, _hint(asked, self.lang))

    def take(self, asked: NextQuestion, typed: str) -> None:
        """Do what the line says: go back, explain, or answer."""
        match typed:
            case "b":
                self.back()
            case "?":
                self.talk.explain(tuple(_explanation(asked, self.lang, self.example(asked))))
            case _:
                self.answer(asked, self.read(asked, typed))

    def back(self) -> None:
        if self.path:
            self.path.pop()
        else:
            self.talk.explain((say("nothing-before", self.lang),))

    def answer(self, asked: NextQuestion, answer: Answer | Error) -> None:
        if isinstance(answer, Error):
            self.talk.refuse(answer)
        else:
            self.kept[asked.key] = answer
            self.path.append(asked.key)
            self.talk.echo(self.shown(asked, answer))

    def read(self, asked: NextQuestion, typed: str) -> Answer | Error:
        """What the line answers; an empty one what was answered before."""
        if not typed:
            return self.kept.get(asked.key) or Error(asked.key, "unknown-value", say("empty-answer", self.lang))
        given = understand(asked, typed, self.today, self.lang, self.covers(asked))
        if isinstance(given, Error):
            return given
        answer = self.router.read({asked.key: given}, self.today, self.lang)[asked.key]
        if isinstance(answer, Error):
            return answer._replace(message=self.refusal(asked, answer, given), allowed=())
        return answer

    def refusal(self, asked: NextQuestion, error: Error, given: str) -> str:
        """Why an answer is refused, for a person, who does not see the keys of questions."""
        if error.code == "day-not-covered":
            return self.outside(asked, date.fromisoformat(given))
        return say("no-such-address", self.lang, given=_quoted(given))

    def question(self, asked: NextQuestion) -> Question:
        return next(question for question in self.router.ruleset.questions if question.key == asked.key)

    def covers(self, asked: NextQuestion) -> Covers:
        """Which days answers cover."""
        reader = AnswerReader(self.question(asked))
        return lambda days: reader.value_on(days) is not None

    def example(self, asked: NextQuestion) -> dict[str, str]:
        """A day that an answer covers, in the forms in which it can be given; nothing where no usual one is."""
        return _example(self.today, self.covers(asked), self.lang)

    def outside(self, asked: NextQuestion, day: date) -> str:
        """Says of a day that no answer covers it, and which answers cover days."""
        covering = (number for number, value in enumerate(self.question(asked).values) if value.days)
        choices = _listed([_values(asked)[number] for number in covering], self.lang)
        return say("day-outside", self.lang, day=self.day(day), choices=choices)

    def day(self, day: date) -> str:
        return f"{spoken(day, self.lang)}, {distance((day - self.today).days, self.lang)}"

    def shown(self, asked: NextQuestion, answer: Answer) -> str:
        """The answer in words: what was given, and what it means where that is not the same."""
        if answer.given == UNKNOWN:
            return say("not-known", self.lang)
        if answer.address:
            return answer.address
        label = asked.values[answer.value][1]
        return f"{self.day(answer.date)}: {label}" if answer.date else label


def _command(asked: NextQuestion, typed: str) -> str:
    """The command that a line is, else the line: a command's word that fits an answer is that answer."""
    words = plain(typed)
    is_answer = len(words) > 1 and (_exactly(asked, words) or _partly(asked, words))
    return typed if is_answer else _SPELLED.get(words, typed)


def _example(today: date, covers: Covers, lang: Lang) -> dict[str, str]:
    within = [days for days in (30, -14, 0) if 0 < today.toordinal() + days <= date.max.toordinal()]
    days = next(filter(covers, within), None)
    if days is None:
        return {}
    day = today + timedelta(days)
    return {"iso": day.isoformat(), "spoken": spoken(day, lang), "distance": distance(days, lang)}


def understand(asked: NextQuestion, typed: str, today: date, lang: Lang, covers: Covers) -> str | Error:
    """What a line means, in the form in which machines answer; or why it is no answer.

    The first of these that it is: the number of a choice, the name of a value, a whole label, an e-mail address, a
    date, part of a label, "I don't know".
    """
    words = _NUMBERED.sub(r"\1", plain(typed))
    if words == NOT_KNOWN:
        return UNKNOWN
    if exact := _exactly(asked, words):
        return _only(asked, exact, typed, lang)
    if "email" in asked.accepts and "@" in typed:
        return typed
    days = read_spoken(typed, today, covers) if "date" in asked.accepts else "not-a-date"
    if isinstance(days, tuple):
        return _one_day(asked, days, typed, lang)
    if parts := _partly(asked, words):
        return _only(asked, parts, typed, lang)
    return UNKNOWN if _is_not_known(words) else _nonsense(asked, typed, days, _example(today, covers, lang), lang)


def _values(asked: NextQuestion) -> tuple[Choice, ...]:
    return tuple(Choice(number, label, name) for number, (name, label) in enumerate(asked.values, 1))


def _exactly(asked: NextQuestion, words: str) -> list[Choice]:
    """The values of that number, else of that name, else of that whole label."""
    values = _values(asked)
    return (
        [choice for choice in values if words == str(choice.number)]
        or [choice for choice in values if words == choice.name]
        or [choice for choice in values if words == plain(choice.label)]
    )


def _partly(asked: NextQuestion, words: str) -> list[Choice]:
    """The values with that in their labels; a number that no choice has is a slip, also when a label has it."""
    return [choice for choice in _values(asked) if words in plain(choice.label) and not words.isdecimal()]


def _only(asked: NextQuestion, found: list[Choice], typed: str, lang: Lang) -> str | Error:
    if len(found) == 1:
        return found[0].name
    *others, last = [str(choice.number) for choice in found]
    numbers = say("either", lang, others=", ".join(others), last=last)
    message = say("several-answers", lang, given=_quoted(typed), numbers=numbers)
    return Error(asked.key, "unknown-value", message)


def _listed(choices: list[Choice], lang: Lang) -> str:
    return ", ".join(say("choice", lang, number=choice.number, label=choice.label) for choice in choices)


def _one_day(asked: NextQuestion, days: tuple[date, ...], typed: str, lang: Lang) -> str | Error:
    if len(days) == 1:
        return days[0].isoformat()
    *others, last = [spoken(day, lang) for day in days]
    either = say("either", lang, others=", ".join(others), last=last)
    return Error(asked.key, "bad-date", say("several-days", lang, given=_quoted(typed), days=either))


def _is_not_known(words: str) -> bool:
    """Whether it is part of "I don't know", in either language; one key hit by mistake is not."""
    spelled = (plain(say("not-known", lang)) for lang in LANGS)
    return len(words) > 2 and any(words in text or words in text.replace("'", "") for text in spelled)


def _nonsense(asked: NextQuestion, typed: str, flaw: Flaw, example: Mapping[str, str], lang: Lang) -> Error:
    has_digits = any(map(str.isdecimal, typed)) and not typed.isdecimal()
    if "date" in asked.accepts and (flaw != "not-a-date" or has_digits):
        some = example.get("spoken", "2027-03-01")
        return Error(asked.key, "bad-date", say(flaw, lang, given=_quoted(typed), example=some))
    names = tuple(name for name, _ in asked.values)
    labels = tuple(label for _, label in asked.values)
    message = say("no-such-answer", lang, given=_quoted(typed))
    return Error(asked.key, "unknown-value", message, names, nearest(typed, labels + names))


def _quoted(typed: str) -> str:
    return typed if len(typed) <= _QUOTED else f"{typed[:_QUOTED]}…"


def _hint(asked: NextQuestion, lang: Lang) -> str:
    """What can be typed, in one line."""
    return " · ".join(say(name, lang) for name in ("hint-choice", *_more("hint", asked), "hint-commands"))


def _explanation(asked: NextQuestion, lang: Lang, example: Mapping[str, str]) -> Iterator[str]:
    """The help of the question, and how to answer it, a sentence or more each."""
    yield asked.help or say("no-help", lang)
    for name in ("how-choice", *_more("how", asked), "how-commands"):
        if example or name != "how-date":
            yield say(name, lang, **example)


def _more(kind: str, asked: NextQuestion) -> tuple[str, ...]:
    """The names of the texts about what the question accepts beside its values."""
    return tuple(f"{kind}-{accepted}" for accepted in asked.accepts if accepted != UNKNOWN)
