"""What JSON Schemas are made of, and the forms of texts in the dialect of regular expressions that editors know."""

from __future__ import annotations

from typing import Any, Final

from hsroute.model import LANGS
from hsroute.patterns import DATE, DAYS, NAME, URL

Schema = dict[str, Any]

# Python and ECMA-262 agree on these; what they let through beyond `hsroute.forms` is not ASCII.
_ATOM: Final = r"""[^\s"(),.:;<>@[\\\]\x00-\x1f\x7f]+"""
_LABEL: Final = r"""[^\s!-,./:-@\x5b-\x5e`{-\x7f\x00-\x1f]"""
_EMAIL: Final = rf"{_ATOM}(\.{_ATOM})*@({_LABEL}+\.)+{_LABEL}{{2,}}"
_URL: Final = URL.replace(r"\"", '"')


def mapping(description: str, required: tuple[str, ...], properties: Schema, **more: Any) -> Schema:
    """A mapping with these keys and no others."""
    return {
        "description": description,
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def named(description: str, entry: str, **names: Any) -> Schema:
    """A mapping of names of the author's choice to entries of one kind."""
    return {
        "description": description,
        "type": "object",
        "propertyNames": {"allOf": [ref("name")], **names} if names else ref("name"),
        "additionalProperties": ref(entry),
    }


def list_of(description: str, item: str) -> Schema:
    return {"description": description, "type": "array", "items": ref(item)}


def set_of(description: str, item: str) -> Schema:
    """A list in which nothing stands twice."""
    return list_of(description, item) | {"uniqueItems": True}


def use(definition: str, description: str, *examples: Any) -> Schema:
    """A use of a definition, with words and examples of its own."""
    shown = f" For example `{examples[0]}`." if examples else ""
    return {"description": description + shown, "allOf": [ref(definition)]} | (
        {"examples": [*examples]} if shown else {}
    )


def ref(definition: str) -> Schema:
    return {"$ref": f"#/definitions/{definition}"}


def or_null(description: str, definition: str) -> Schema:
    return {"description": description, "anyOf": [ref(definition), {"type": "null"}]}


def text(description: str, pattern: str, **more: Any) -> Schema:
    return {"description": description, "type": "string", "pattern": pattern, **more}


def words() -> Schema:
    """The definitions of the texts that have a form."""
    string = text("A text with at least one visible character.", r"\S")
    languages: Schema = {lang: use("string", f"The text in `{lang}`.") for lang in LANGS}
    return {
        "name": text("A lower-case letter, then letters, digits, `-` or `_`. For example `renewal_date`.", f"^{NAME}$"),
        "string": string,
        "text": {
            "description": "One text for every language, or one for each: `{en: Billing, nb: Fakturering}`.",
            "anyOf": [ref("string"), mapping("The text by language.", (), languages, minProperties=1)],
        },
        "days": text("A span of days. For example `0..90`.", f"^({DAYS})$"),
        "date": text("A day, written YYYY-MM-DD.", f"^{DATE}$", format="date"),
        "email": text("An e-mail address. For example `billing@example.com`.", rf"^{_EMAIL}$", maxLength=254),
        "url": text("A web address. For example `https://example.com/help`.", f"^{_URL}$"),
    }
