"""Records as they may be used: what comes from services is strangers' text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.lookup.found import ServiceError
from pllm_bib.model.address import problem_of
from pllm_bib.model.entry import Link
from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.model.name import Names
from pllm_bib.model.text import Text
from pllm_bib.model.unseen import TURNING

if TYPE_CHECKING:
    from pllm_bib.lookup.found import FoundRecord

LONGEST = 2_000
"""Characters of a value: no title and no name of a venue has so many."""
_LONGEST = {"abstract": 100_000, "note": 10_000, "extra": 20_000, "links": 4_000}
MOST_NAMES = 20_000
"""People of one list: large collaborations have some thousands."""


def checked(found: FoundRecord) -> FoundRecord:
    """Return a record without controls, marks that turn the direction, and broken links.

    LaTeX and HTML in it are text by then: readers have made them so, and writers escape them.
    Raises `ServiceError` for a record with a value that is longer than any real one.
    """
    entry = found.entry
    changes: dict[str, Any] = {}
    for name, row in ATTRIBUTES.items():
        value = getattr(entry, name)
        if value and name != "key":  # a list gives its own
            changes[name] = _cleaned(value)
            _measure(changes[name], name, row.word, found.address)
    return found._replace(entry=replace(entry, **changes))


def _cleaned(value: Any) -> Any:
    """Return a value of an attribute of an entry without what no page may hold."""
    if isinstance(value, str):
        return " ".join(TURNING.sub(" ", value).split()) if TURNING.search(value) else value
    if isinstance(value, Text):
        chunks = (replace(chunk, value=TURNING.sub("", chunk.value)) for chunk in value.chunks)
        return Text.of(*chunks) if TURNING.search(str(value)) else value
    if isinstance(value, Names):
        return replace(value, names=tuple(map(_cleaned_parts, value.names)))
    if isinstance(value, tuple):
        links = [one for one in value if not isinstance(one, Link) or not problem_of(one.url)]
        return tuple(map(_cleaned, links))
    return value


def _cleaned_parts(name: Any) -> Any:
    """Return a name with each of its parts cleaned."""
    parts = {part: getattr(name, part) for part in ("given", "particle", "family", "suffix")}
    return replace(name, **{part: _cleaned(text) for part, text in parts.items()})


def _measure(value: Any, name: str, word: str, address: str) -> None:
    """Raise `ServiceError` for a value that is too long."""
    longest = _LONGEST.get(name, LONGEST)
    parts: list[Any] = [value] if isinstance(value, (str, Text)) else []
    if isinstance(value, (Names, tuple)):
        parts = list(value)
        if len(parts) > MOST_NAMES:
            message = f"{address}: the record is not used: {word}: {len(parts):,} of them"
            raise ServiceError(message)
    for part in parts:
        if len(text := str(part)) > longest:
            message = f"{address}: the record is not used: {word}: {len(text):,} characters"
            raise ServiceError(message)


def without_unusable(records: list[FoundRecord], failed: list[str]) -> list[FoundRecord]:
    """Return records, each checked; add to ``failed`` why some are left out."""
    usable = []
    for one in records:
        try:
            usable.append(checked(one))
        except ServiceError as error:
            failed.append(str(error))
    return usable
