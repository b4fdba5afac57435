"""JSON values, answers files and KEY=VALUE pairs to records of answers, and what keeps one from being a record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from hsroute.language.catalog import say
from hsroute.language.phrases import listed, shortened
from hsroute.routing.answers import ID, Error
from hsroute.streams.json_text import BOM, NESTED, TOO_DEEP, NotJsonError, Numeral, faults, parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from hsroute.model import Lang


_SHOWN: Final = 200


def record_error(record: object, lang: Lang) -> Error | None:
    """Why a JSON value is not a record of answers; None if it is one."""
    if type(record) is dict and NESTED.isdisjoint(map(type, record.values())):  # as nearly all of them
        return None
    if not isinstance(record, dict):
        kind = "[…]" if isinstance(record, list) else record if isinstance(record, Numeral) else json.dumps(record)
        return Error(None, "not-an-object", say("not-an-object", lang, given=kind[:40]))
    for key in faults(record):
        if key is None:
            return not_json_error(TOO_DEEP, lang)
        return Error(key, "duplicate-key", say("duplicate-key", lang, given=shortened(key, _SHOWN)))
    return None


def not_json_error(why: object, lang: Lang) -> Error:
    """The error of a line that is not JSON."""
    return Error(None, "not-json", say("not-json", lang, why=why))


def describe_error(error: Error, lang: Lang) -> str:
    """What is wrong, and the nearest allowed name, else all allowed names."""
    if error.suggestion:
        return f"{error.message}; {say('suggestion', lang, name=error.suggestion)}"
    return f"{error.message}; {say('allowed', lang, names=listed(error.allowed))}" if error.allowed else error.message


def parse_pairs(pairs: Iterable[str]) -> dict[str, object]:
    """The answers of KEY=VALUE pairs. Raises ValueError."""
    answers: dict[str, object] = {}
    for pair in pairs:
        key, equals, text = pair.partition("=")
        if not equals:
            raise ValueError(f"`{pair}` is not of the form KEY=VALUE")
        if key in answers:
            raise ValueError(f"`{key}` is answered twice")
        answers[key] = text
    return answers


def command(answers: Mapping[str, object], *options: str) -> str:
    """The command that gives the route of these answers without asking, quoted for the shell."""
    import shlex  # only for what a person sees

    texts = {key: answer if isinstance(answer, str) else json.dumps(answer) for key, answer in answers.items()}
    given = [word for key, text in texts.items() if key != ID for word in ("-a", f"{key}={text}")]
    return shlex.join(["hsroute", "ask", *options, *given])


def parse_answers(data: bytes, name: str) -> dict[str, object]:
    """The answers in a file: JSON, or YAML as in rules files. Raises ValueError."""
    try:
        value = parse_json(data.removeprefix(BOM))
    except NotJsonError:
        value = _parse_yaml(data, name)
    error = record_error(value, "en")
    if error:
        raise ValueError(f"{name}: {error.message}")
    answers: dict[str, object] = value
    return answers


def _parse_yaml(data: bytes, name: str) -> object:
    from hsroute.rulesfile.yaml_nodes import as_json
    from hsroute.rulesfile.yaml_parser import read

    source = read(data, name)
    if source.problems:
        raise ValueError(str(source.problems[0]))
    value = as_json(source.root)
    return {} if value is None else value  # a file that is empty, or all comments
