"""The parts that JSON Schemas are made of."""

from __future__ import annotations

from typing import Any, Final, get_args

from hsroute.routing.route import Status

Schema = dict[str, Any]

TEXT: Final = {"type": "string"}
TEXTS: Final[Schema] = {"type": "array", "items": TEXT}
TEXT_OR_NULL: Final = {"type": ["string", "null"]}
STATUS: Final = {"enum": [*get_args(Status)]}


def ref(definition: str) -> Schema:
    return {"$ref": f"#/definitions/{definition}"}


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


def by_name(entry: str, *reserved: str, names: str = "name") -> Schema:
    """A mapping of names of the author's choice, but for reserved ones, to entries of one kind."""
    shape = {"allOf": [ref(names)], "not": {"enum": [*reserved]}} if reserved else ref(names)
    return {"type": "object", "propertyNames": shape, "additionalProperties": ref(entry)}


def mapping_to(entry: Schema) -> Schema:
    """A mapping of any names to entries of one kind."""
    return {"type": "object", "additionalProperties": entry}


def list_of(item: str, **more: Any) -> Schema:
    return {"type": "array", "items": ref(item), **more}


def or_null(definition: str) -> Schema:
    return {"anyOf": [ref(definition), {"type": "null"}]}


def described(description: str, shape: Schema, *examples: str) -> Schema:
    """A shape with words of its own, and what it may look like."""
    shown = f" For example `{examples[0]}`." if examples else ""
    shape = {"allOf": [shape]} if "$ref" in shape else shape
    plain = {"examples": [*examples]} if examples and examples[0][0] not in "[{" and ": " not in examples[0] else {}
    return {"description": description + shown, **shape, **plain}


def complete(description: str, properties: Schema) -> Schema:
    """A mapping in which every key is present."""
    return mapping(description, tuple(properties), properties)
