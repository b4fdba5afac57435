"""The conversation: one question at a time until the route is settled. How it looks is up to `Talk`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from hsroute.language.catalog import say
from hsroute.language.phrases import joined
from hsroute.model import UNKNOWN
from hsroute.routing.answers import Answer
from hsroute.routing.understanding import LISTED, Asked, Given, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from hsroute.model import Lang
    from hsroute.routing.route import NextQuestion
    from hsroute.routing.router import Router
    from hsroute.routing.understanding import Choice, Meaning


class Prompt(NamedTuple):
    """A question put to a person. The same prompt once more means that the last line did not answer it."""

    number: int
    """The number of the question in the conversation, counted from 1 without what was answered ahead."""

    key: str
    ask: str
    choices: tuple[Choice, ...]
    default: str | None
    """The answer given before, which an empty line keeps."""

    hint: str
    """What can be typed, in one line."""


class Talk(Protocol):
    """A way to talk with a person."""

    def begin(self, title: str) -> None:
        """Say what the conversation is about."""

    def read(self, prompt: Prompt) -> str:
        """Put the question and return the line that is typed. Raises EOFError if no line will come."""

    def waiting(self) -> list[str]:
        """The lines that came together with the last one, as when several are pasted; they are not read again."""

    def echo(self, text: str) -> None:
        """Say how the answer was understood."""

    def explain(self, sentences: tuple[str, ...]) -> None:
        """Say what helps."""

    def refuse(self, refusal: Refusal) -> None:
        """Say why the line is no answer, or what it may have meant."""


def interview(
    router: Router, talk: Talk, ahead: Mapping[str, object], today: date, lang: Lang = "en"
) -> dict[str, object] | None:
    """The answers given ahead and those of a person, once they settle the route; None if the person leaves.

    Asks only what the router needs next: never what was answered ahead, and nothing at all if that is invalid.
    """
    conversation = _Conversation(router, talk, ahead, today, lang)
    if conversation.next():
        talk.begin(conversation.title)
    while asked := conversation.next():
        try:
            meaning = conversation.read(asked)
        except EOFError:
            return None
        if meaning == "q":
            return None
        conversation.take(asked, meaning)
    return conversation.answers()


class _Conversation:
    """The questions that led here, and every answer given so far: after going back it is the default."""

    def __init__(self, router: Router, talk: Talk, ahead: Mapping[str, object], today: date, lang: Lang) -> None:
        self.router = router
        self.talk = talk
        self.ahead = ahead
        self.today = today
        self.lang = lang
        self.title = router.ruleset.title.to(lang)
        self.path: list[str] = []
        self.kept: dict[str, Answer] = {}
        self.answered = False
        self.offered: tuple[Choice, ...] = ()

    def answers(self) -> dict[str, object]:
        return {**self.ahead, **{key: self.kept[key].given for key in self.path}}

    def next(self) -> NextQuestion | None:
        return self.router.route(self.answers(), self.today, self.lang).next

    def read(self, next: NextQuestion) -> Meaning:
        """What the typed line means; an empty one means the answer given before.

        The lines that came together with one that is no answer are read as one text with it. If that means nothing
        either, they are left unread, and that is said: they would answer questions that they were not meant for.
        """
        typed = self.talk.read(self.prompt(next))
        if not typed.strip():
            kept = self.kept.get(next.key)
            return Given(kept.given) if kept else Refusal((), say("empty-answer", self.lang))
        asked = self.asked(next)
        meaning = asked.understand(typed)
        if not isinstance(meaning, Refusal) or not (more := [line for line in self.talk.waiting() if line.strip()]):
            return meaning
        together = asked.understand("\n".join([typed, *more]))
        if isinstance(together, Refusal) and not together.offers:
            return meaning._replace(sentence=f"{meaning.sentence} {say('not-read', self.lang)}")
        return together

    def asked(self, next: NextQuestion) -> Asked:
        return Asked(self.router.ruleset.by_key[next.key], self.today, self.lang, self.title, self.offered)

    def prompt(self, next: NextQuestion) -> Prompt:
        asked = self.asked(next)
        default = self.shown(asked, self.kept[next.key]) if next.key in self.kept else None
        choices = (*asked.values, asked.not_known)
        hint = _hint(next, self.lang, shortly=self.answered)
        return Prompt(len(self.path) + 1, next.key, next.ask, choices, default, hint)

    def take(self, next: NextQuestion, meaning: Meaning) -> None:
        """Do what the line says: answer, go back or explain; or tell why it is no answer."""
        if isinstance(meaning, Given):
            self.answer(next, meaning)
        elif isinstance(meaning, Refusal):
            self.offered = self.asked(next).beyond(meaning) or self.offered
            self.talk.refuse(meaning)
        elif meaning == "b":
            self.back()
        else:
            self.talk.explain(tuple(_explanation(next, self.lang, self.asked(next).example())))

    def answer(self, next: NextQuestion, given: Given) -> None:
        answer = self.router.read({next.key: given.answer}, self.today)[next.key]
        assert isinstance(answer, Answer)
        self.kept[next.key] = answer
        self.path.append(next.key)
        self.echo(self.asked(next), answer, given.number)
        self.answered, self.offered = True, ()

    def echo(self, asked: Asked, answer: Answer, number: int | None) -> None:
        """Say how the answer was understood, and whose number it was where that is not plain to see."""
        shown = self.shown(asked, answer)
        listed = number if number and number <= len(asked.values) else 0
        other = asked.as_figure(listed) if listed else None
        if other or listed > LISTED:
            shown = say("picked", self.lang, number=listed, label=shown)
        self.talk.echo(shown)
        if other:
            self.talk.explain((say("as-figure", self.lang, figure=listed, number=other.number, label=other.label),))

    def back(self) -> None:
        if self.path:
            self.path.pop()
            self.offered = ()
        else:
            self.talk.explain((say("nothing-before", self.lang),))

    def shown(self, asked: Asked, answer: Answer) -> str:
        """The answer in words: as given, and what it means where that differs."""
        if answer.given == UNKNOWN:
            return asked.not_known.label
        if answer.address:
            return answer.address
        name, label = asked.question.values[answer.value].name, asked.values[answer.value].label
        if answer.date:
            return f"{asked.day(answer.date)}: {label}"
        return label if answer.given == name else asked.amount(answer.given)


def _hint(asked: NextQuestion, lang: Lang, *, shortly: bool) -> str:
    """What can be typed, in one line: in full until the first answer is given."""
    more = [form for form in asked.accepts if form != UNKNOWN]
    if not shortly:
        return say("type", lang, more="".join(say(f"type-{form}", lang) for form in more))
    forms = [say(f"hint-{form}", lang) for form in ("choice", "word", *more)]
    return say("shortly", lang, forms=joined(forms, lang, by="either").capitalize())


def _explanation(asked: NextQuestion, lang: Lang, example: Mapping[str, str]) -> Iterator[str]:
    """The help of the question, and how to answer it, a sentence or more each."""
    if asked.help:
        yield asked.help
    for name in ("choice", *(form for form in asked.accepts if form != UNKNOWN), "commands"):
        if example or name != "date":
            yield say(f"how-{name}", lang, **example)
