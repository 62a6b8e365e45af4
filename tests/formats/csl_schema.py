"""A JSON Schema of CSL-JSON, made from CSL's own lists of types and variables.

The lists are those that the citeproc-py package brings along (CSL 1.0.2); what a value looks like,
and the names that csl-data.json adds to the variables, is written out here.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

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
    "custom": {"type": "object"},
}
"""Names that csl-data.json has beside the variables of styles."""


def _definition(file: str, name: str) -> list[str]:
    """The strings of a definition ``name = "a" | "b"`` of one of CSL's schema files."""
    package = importlib.util.find_spec("citeproc")
    assert package is not None
    assert package.submodule_search_locations is not None
    folder = Path(package.submodule_search_locations[0]) / "data/schema/schemas/styles"
    text = (folder / file).read_text(encoding="utf-8")
    text = re.sub(r"#.*", "", text)
    match = re.search(rf"^ *{re.escape(name)} =((?:\s*\|?\s*\"[^\"]+\")+)", text, re.MULTILINE)
    assert match is not None, name
    return re.findall(r"\"([^\"]+)\"", match.group(1))


def item_types() -> list[str]:
    """Every type of item that CSL knows."""
    return _definition("csl-types.rnc", "item-types")


def schema() -> dict[str, Any]:
    """A draft 7 schema of a list of items."""

    def variables(kind: str) -> list[str]:
        return _definition("csl-variables.rnc", f"variables.{kind}")

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
