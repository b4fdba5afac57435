"""Strict JSON: text to values, and values to text. No key may appear twice, and no number is rounded."""

from __future__ import annotations

import json
import re
import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from hsroute.language.escape import in_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


_DEEPEST: Final = 400

TOO_DEEP: Final = "it is nested too deeply"

_MORE: Final = "more follows the value, while each record has a line of its own,"

_encode: Final = json.JSONEncoder(ensure_ascii=False).encode

_LONGEST: Final = sys.int_info.str_digits_check_threshold
"""The most digits of an integer that Python always converts."""

_BLANK: Final = " \t\r\n"

BLANKS: Final = re.compile(f"[{_BLANK}]*")

_KEY_ENDS: Final = ('":', " :", "\t:", "\r:", "\n:")
"""How a key of an object can end, with its colon."""

BOM: Final = b"\xef\xbb\xbf"

_OTHER_FORMS: Final = {
    b"\xff\xfe": "it is UTF-16, not UTF-8",
    b"\xfe\xff": "it is UTF-16, not UTF-8",
    b"\x1f\x8b": "it is compressed by gzip",
    b"PK\x03\x04": "it is a ZIP archive, as workbooks of spreadsheets are",
}
"""What a file is that begins so."""


class NotJsonError(ValueError):
    """A text is not JSON; the message says why."""


class _Twice(dict[str, Any]):
    """An object with a duplicate key."""

    key: str


class Numeral(str):
    """A decimal number of JSON as it is written, since no binary float has it exactly."""

    __slots__ = ()


NESTED: Final = frozenset((dict, list, _Twice))
"""The types of values that may contain an object with a duplicate key."""


def parse_json(text: bytes) -> Any:
    """The value of a JSON text in UTF-8, strictly as the standard has it. Raises NotJsonError."""
    try:
        return _decoded(text.decode())
    except (ValueError, RecursionError) as error:
        if form := other_form(text):
            raise NotJsonError(form) from None
        raise not_json(error, several_lines=b"\n" in text) from None


def parse_objects(lines: Sequence[bytes]) -> list[dict[str, Any]]:
    """The objects that these lines are; none at all unless each plainly is one, with nothing nested and each key once.

    Reading them as one array takes half the time. Where every line begins with the only bracket that it opens, nothing
    goes on in the next one but a text, and a line break is in no text.
    """
    try:
        text = b",\n".join(lines).decode()
        if "[" in text or not text.count("{") == f"\n{text}".count("\n{") == len(lines):
            return []
        values, end = _scan(f"[{text}]", 0)
    except (ValueError, StopIteration):
        return []
    plain = end == len(text) + 2 and len(values) == len(lines) and text.count(":") == sum(map(len, values))
    return values if plain else []


def other_form(begun: bytes) -> str | None:
    """What a file is that is no text in UTF-8, as its first bytes tell; None if they do not."""
    return next((form for begin, form in _OTHER_FORMS.items() if begun.startswith(begin)), None)


def is_utf8(text: bytes) -> bool:
    """Whether the bytes are text in UTF-8."""
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decoded(text: str) -> Any:
    try:
        value, end = _scan(text, 0)
        is_plain = not text[end:].strip(_BLANK) and _has_each_key_once(text, value)
        return value if is_plain else _decoder().decode(text)
    except StopIteration:  # no value begins there
        return _decoder().decode(text)
    except ValueError as error:
        if not _has_too_many_digits(error):
            raise
    return _decoder(parse_int=_digits).decode(text)


def _has_each_key_once(text: str, value: object) -> bool:
    """Whether it shows in the colons: no more of them than keys, or of those that end a key. False leaves it open."""
    if not isinstance(value, dict):
        return False
    return text.count(":") == len(value) or sum(map(text.count, _KEY_ENDS)) == len(value)


def value_at(text: str, place: int) -> tuple[Any, int]:
    """The JSON value that begins at that place, and where it ends. Raises ValueError and RecursionError."""
    try:
        return _decoder().raw_decode(text, place)
    except ValueError as error:
        if not _has_too_many_digits(error):
            raise
    return _decoder(parse_int=_digits).raw_decode(text, place)


def _has_too_many_digits(error: ValueError) -> bool:
    """Whether the error is that of an integer with more digits than Python converts."""
    return type(error) is ValueError and "digits" in str(error)


def not_json(error: Exception, *, several_lines: bool = False) -> NotJsonError:
    """Why a text is not JSON, from what the decoder raised."""
    if isinstance(error, UnicodeDecodeError):
        return NotJsonError(f"byte {error.object[error.start]:#04x} is not UTF-8")
    if isinstance(error, RecursionError):
        return NotJsonError(TOO_DEEP)
    if isinstance(error, json.JSONDecodeError):
        line = f"line {error.lineno}, " if several_lines else ""
        said = error.msg.replace("Expecting", "expected").removesuffix(" at")
        what = _MORE if error.msg == "Extra data" else said[0].lower() + said[1:]
        return NotJsonError(f"{what} at {line}column {error.colno}")
    return NotJsonError(str(error))


def dump_json(value: object) -> bytes:
    """One line of JSON in UTF-8, without a line break; what would act on a screen or a log is escaped."""
    return in_json(_encode(value)).encode()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) == len(pairs):
        return plain
    twice = _Twice(pairs)
    seen: set[str] = set()
    twice.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return twice


@cache
def _decoder(parse_int: Callable[[str], object] | None = None) -> json.JSONDecoder:
    """A strict decoder; objects with duplicate keys become `_Twice`, for `faults` to find."""
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_constant=_no_constant, parse_float=Numeral, parse_int=parse_int
    )


def faults(value: dict[str, Any]) -> Iterator[str | None]:
    """The duplicate keys at any depth; None where values are nested deeper than any answer can be."""
    ahead: list[tuple[dict[str, Any] | list[Any], int]] = [(value, 1)]
    while ahead:
        inner, depth = ahead.pop()
        if depth > _DEEPEST:
            yield None
            continue
        if isinstance(inner, _Twice):
            yield inner.key
        inside = inner.values() if isinstance(inner, dict) else inner
        ahead.extend((each, depth + 1) for each in inside if isinstance(each, (dict, list)))


def _no_constant(word: str) -> None:
    raise ValueError(f"it has no `{word}`; what is not answered is `null`")


_scan: Final = json.JSONDecoder(parse_constant=_no_constant, parse_float=Numeral).scan_once  # type: ignore[attr-defined]
"""Finds the value that begins at a place, and its end; quickly, since it does not look for duplicate keys."""


def _digits(text: str) -> int | str:
    """An integer, or its text if it is too long to convert."""
    return int(text) if len(text) <= _LONGEST else text
