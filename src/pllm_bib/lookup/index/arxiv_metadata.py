"""A line of arXiv's metadata, as the data set on Kaggle has it -> entry and marks.

Source: the description of the data set “arXiv Dataset” of Cornell University.
"""

from __future__ import annotations

import email.utils
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared import latex, names
from pllm_bib.lookup.index.json_lines import json_object
from pllm_bib.lookup.index.marks import Marks, name, title_marks
from pllm_bib.lookup.preprint import notices, preprint, with_math
from pllm_bib.model.date import Date
from pllm_bib.model.identifiers import bare_arxiv_id, bare_doi

if TYPE_CHECKING:
    from pllm_bib.lookup.found import Notice
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name

MARKS = ("authors_parsed", "versions")
"""Members that no other dump's lines have."""


def marks(line: str) -> Marks:
    """Return the marks of a line. Raises ``ValueError`` for one that is no record."""
    record = json_object(line)
    found = [name("arxiv", _number(record))]
    if doi := bare_doi(_text(record, "doi")):
        found.append(name("doi", doi.lower()))
    return Marks(tuple(found), *title_marks(with_math(_text(record, "title"))))


def read(line: str) -> Entry:
    """Read a line. Raises ``ValueError`` for one that is no record."""
    record = json_object(line)
    return preprint(
        _number(record),
        _text(record, "title"),
        _people(record),
        date=_first_version(record),
        category=next(iter(_text(record, "categories").split()), None),
        doi=_text(record, "doi"),
        journal=_text(record, "journal-ref"),
        abstract=_text(record, "abstract"),
        comment=_text(record, "comments"),
    )


def told(line: str) -> tuple[Notice, ...]:
    """Return what a line says of the paper beyond its record."""
    record = json_object(line)
    versions = record.get("versions")
    latest = versions[-1] if isinstance(versions, list) and versions else None
    version = latest.get("version") if isinstance(latest, dict) else None
    said = f"{_text(record, 'comments')} {_text(record, 'abstract')}"
    return notices(said, version if isinstance(version, str) else "")


def _number(record: dict[str, Any]) -> str:
    found = bare_arxiv_id(_text(record, "id"))
    if found is None:
        message = f"“{_text(record, 'id')}” is no arXiv id"
        raise ValueError(message)
    return found.bare


def _text(record: dict[str, Any], member: str) -> str:
    value = record.get(member)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _people(record: dict[str, Any]) -> list[Name]:
    """Return the authors, whose names arXiv has parted: family name, given names, suffix."""
    rows = record.get("authors_parsed")
    found = []
    for row in rows if isinstance(rows, list) else []:
        named = row[:3] if isinstance(row, list) else ()
        parts = [latex.decode_plain(part) for part in named if isinstance(part, str)]
        family, given, suffix = (*parts, "", "", "")[:3]
        if family or given:
            found.append(names.person(family, given, suffix=suffix))
    return found


def _first_version(record: dict[str, Any]) -> Date | None:
    """Return the day of the first version, as arXiv's API has it."""
    versions = record.get("versions")
    first = versions[0] if isinstance(versions, list) and versions else None
    created = first.get("created") if isinstance(first, dict) else None
    day = email.utils.parsedate(created) if isinstance(created, str) else None
    try:
        return Date(*day[:3]) if day else None
    except ValueError:
        return None
