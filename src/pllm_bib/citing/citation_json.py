"""Citations as editors have them: the citation objects of citeproc-js, read from JSON.

The objects are those that citeproc-js's manual describes under "Citation data object". A text has
a list of them, or one alone.
"""

from __future__ import annotations

import json
from typing import Any

from pllm_bib.citing.csl.cite import LOCATORS, Citation, Cite
from pllm_bib.errors import OperatorError
from pllm_bib.model.diagnostic import Position, no_such
from pllm_bib.model.named_tuple import NamedTuple

_MODES = ("", "composite", "author-only", "suppress-author")


class GivenCitation(NamedTuple):
    """A citation, and the id that its document knows it by: empty if it has none."""

    id: str
    citation: Citation


def read(text: str, name: str) -> list[GivenCitation]:
    """Read the citations of a document. ``name`` is the file's, for messages.

    Raises `OperatorError` for what is not JSON, with line and column, and for objects that are no
    citations, with their numbers.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg}"
        raise OperatorError(message, Position(name, error.lineno, error.colno)) from error
    except RecursionError as error:
        message = "not citations: it nests too deep"
        raise OperatorError(message, Position(name, 1)) from error
    if isinstance(data, dict):
        data = data.get("citations", [data])
    if not isinstance(data, list):
        message = "not citations: a list of objects with “citationItems” is"
        raise OperatorError(message, Position(name, 1))
    return [_citation(one, f"{name}: citation {number}") for number, one in enumerate(data, 1)]


def _citation(data: Any, place: str) -> GivenCitation:
    items = data.get("citationItems") if isinstance(data, dict) else None
    if not isinstance(items, list):
        message = f"{place} has no list “citationItems”"
        raise OperatorError(message)
    properties = data.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    mode = str(properties.get("mode") or "")
    if mode not in _MODES:
        raise OperatorError(f"{place}: " + no_such("mode", mode, _MODES[1:]))
    note = properties.get("noteIndex") or 0
    if not isinstance(note, int) or isinstance(note, bool) or note < 0:
        message = f"{place}: “noteIndex” is the number of a note, or 0 in the text"
        raise OperatorError(message)
    cites = tuple(
        _cite(item, f"{place}, item {number}", mode) for number, item in enumerate(items, 1)
    )
    if not cites:
        message = f"{place} cites nothing"
        raise OperatorError(message)
    return GivenCitation(
        str(data.get("citationID") or ""), Citation(cites, note, mode == "composite")
    )


def _cite(data: Any, place: str, mode: str) -> Cite:
    key = data.get("id") if isinstance(data, dict) else None
    if not isinstance(key, str | int) or isinstance(key, bool):
        message = f"{place} has no “id”"
        raise OperatorError(message)
    label = str(data.get("label") or "page").replace(" ", "-")
    if label not in LOCATORS:
        raise OperatorError(f"{place}: " + no_such("kind of locator", label, LOCATORS))
    return Cite(
        str(key),
        locator=_text(data, "locator").strip(),
        label=label,
        prefix=_text(data, "prefix"),
        suffix=_text(data, "suffix"),
        suppress_author=bool(data.get("suppress-author")) or mode == "suppress-author",
        author_only=bool(data.get("author-only")) or mode == "author-only",
    )


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return str(value) if isinstance(value, str | int | float) else ""
