"""The JSON Schema of CSL-JSON, and a validator for as much of JSON Schema as it needs.

The lists of types and variables are CSL's own; the citeproc-py package contains them (CSL 1.0.2).
The form of values, and the names that csl-data.json adds to the variables, are written out here.
The jsonschema package takes longer to import than all exports take to validate here, and needs
four more packages, one of them compiled. The tests compare this validator with it.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {
                "type": "array",
                "minItems": 1,
                "maxItems": 3,
                "items": {"type": ["string", "integer"]},
            },
        },
        "season": {"type": ["string", "number"]},
        "circa": {"type": ["string", "number", "boolean"]},
        "literal": {"type": "string"},
        "raw": {"type": "string"},
    },
    "additionalProperties": False,
}
_NAME_PARTS = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
_NAMES = {
    "type": "array",
    "items": {
        "type": "object",
        "minProperties": 1,
        "properties": {part: {"type": "string", "minLength": 1} for part in _NAME_PARTS},
        "additionalProperties": False,
    },
}
_TEXT = {"type": "string", "minLength": 1}
_NUMBER = {"type": ["string", "number"]}
_OF_THE_SCHEMA_ALONE = {
    "id": _NUMBER,
    "citation-key": _TEXT,
    "categories": {"type": "array", "items": _TEXT},
    "language": _TEXT,
    "journalAbbreviation": _TEXT,
    "shortTitle": _TEXT,
    "volume-title-short": _TEXT,
    "custom": {"type": "object"},
}
"""Names that csl-data.json has besides the variables of styles."""


def _definition(file: str, name: str) -> list[str]:
    """Return the strings of a definition ``name = "a" | "b"`` in one of CSL's schema files."""
    package = importlib.util.find_spec("citeproc")
    folders = (package and package.submodule_search_locations) or ["citeproc"]
    path = Path(folders[0], "data/schema/schemas/styles", file)
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"#.*", "", text)
    match = re.search(rf"^ *{re.escape(name)} =((?:\s*\|?\s*\"[^\"]+\")+)", text, re.MULTILINE)
    if match is None:
        message = f"{path} does not define “{name}”"
        raise LookupError(message)
    return re.findall(r"\"([^\"]+)\"", match.group(1))


def item_types() -> list[str]:
    """Return the types of items that CSL knows."""
    return _definition("csl-types.rnc", "item-types")


def variables(kind: str) -> list[str]:
    """Return the variables of a kind: strings, titles, numbers, dates or names."""
    return _definition("csl-variables.rnc", f"variables.{kind}")


@functools.cache
def schema() -> dict[str, Any]:
    """Return a draft 7 schema of a list of items."""
    properties: dict[str, Any] = {"type": {"enum": item_types()}}
    properties |= dict.fromkeys(variables("strings") + variables("titles"), _TEXT)
    properties |= dict.fromkeys(variables("numbers"), _NUMBER)
    properties |= dict.fromkeys(variables("dates"), _DATE)
    properties |= dict.fromkeys(variables("names"), _NAMES)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "array",
        "items": {
            "type": "object",
            "properties": properties | _OF_THE_SCHEMA_ALONE,
            "required": ["type", "id"],
            "additionalProperties": False,
        },
    }


_TYPES: dict[str, tuple[type, ...]] = {
    "array": (list,),
    "object": (dict,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
}


def faults(value: Any, rules: dict[str, Any], place: str = "") -> Iterator[str]:
    """Yield the faults of a value by a schema, each with its place as a JSON pointer.

    Only the keywords that `schema` uses are known, with their meaning in draft 7.
    """
    where = place or "/"
    if "enum" in rules and value not in rules["enum"]:
        yield f"{where}: “{value}” is none of the values that it may have"
    if "type" in rules and not _is_of(value, rules["type"]):
        yield f"{where}: this is no {_spelled(rules['type'])}"
    elif isinstance(value, str) and len(value) < rules.get("minLength", 0):
        yield f"{where}: it is empty"
    elif isinstance(value, list):
        if not rules.get("minItems", 0) <= len(value) <= rules.get("maxItems", len(value)):
            yield f"{where}: it has {len(value)} items"
        for number, item in enumerate(value):
            yield from faults(item, rules.get("items", {}), f"{place}/{number}")
    elif isinstance(value, dict):
        yield from _faults_of_object(value, rules, place)


def _faults_of_object(value: dict[str, Any], rules: dict[str, Any], place: str) -> Iterator[str]:
    where = place or "/"
    if len(value) < rules.get("minProperties", 0):
        yield f"{where}: it is empty"
    for name in rules.get("required", ()):
        if name not in value:
            yield f"{where}: “{name}” is missing"
    known = rules.get("properties", {})
    for name, member in value.items():
        if name in known:
            yield from faults(member, known[name], f"{place}/{name}")
        elif rules.get("additionalProperties") is False:
            yield f"{where}: there is no “{name}” in CSL-JSON"


def _is_of(value: Any, types: str | list[str]) -> bool:
    names = [types] if isinstance(types, str) else types
    if isinstance(value, bool):  # in Python, bool is a kind of int
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _spelled(types: str | list[str]) -> str:
    return types if isinstance(types, str) else " or ".join(types)
