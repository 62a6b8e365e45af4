"""Entries of formats other than BibTeX, with addresses and identifiers in their own places.

`said` moves them, as it does for .bib files: a date of access out of a note, the version of an
arXiv DOI, which no DOI has, into the id.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared import extra_fields, latex, values
from pllm_bib.formats.shared.types import ReadAs
from pllm_bib.model.entry import Eprint, Link, LinkKind
from pllm_bib.model.regex import regex
from pllm_bib.model.text import normalized

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.entry import Entry

_OF_NOTES = frozenset("howpublished addendum annote annotation arxivid hal_id".split())
"""Fields beyond the model that may hold what belongs elsewhere."""
_KINDS = {kind.field: kind for kind in LinkKind}
_ADDRESS = regex(r"(?:https?|ftp)://\S+")
_EPRINT = ("eprint", "archiveprefix", "primaryclass")


def settled(entry: Entry, tell: Callable[[Entry, str, str], None]) -> Entry:
    """Return an entry with its addresses and identifiers in their own places.

    ``tell`` gets the entry, what was read, and words for its meaning, of each step.
    """
    doi = entry.doi or ""
    is_plain = entry.note is None and "48550" not in doi
    if is_plain and not any(name in _OF_NOTES for name, _value in entry.extra):
        return entry
    from pllm_bib.formats.shared import said

    fields = _fields(entry)
    before = dict(fields)
    type_name, steps = said.settle(fields, entry.type)
    if not steps:
        return entry
    if entry.container and type_name == "preprint":
        type_name = entry.type  # it has appeared
    for step in steps:
        tell(entry, normalized(latex.decode_plain(before.get(step.field, ""))), step.now)
    changes = _changes(entry, fields, before)
    how = values.with_eprint(ReadAs(type_name), changes.get("eprint"))
    return replace(entry, type=how.type, **changes)


def _changes(entry: Entry, fields: dict[str, str], before: dict[str, str]) -> dict[str, Any]:
    """Return the attributes of an entry that fields say otherwise than before."""
    changes: dict[str, Any] = {}
    if fields.get("doi") != before.get("doi"):
        changes["doi"] = latex.verbatim(fields["doi"])
    if "note" in before and fields.get("note") != before["note"]:
        changes["note"] = latex.decode(fields.get("note", ""))[0] or None
    if "date" in fields and not entry.date:
        changes["date"] = extra_fields.date(fields, "date")
    if fields.get("eprint") != before.get("eprint"):
        identifier, archive, category = (fields.get(name, "") for name in _EPRINT)
        changes["eprint"] = Eprint(archive, latex.verbatim(identifier), category or None)
    links = {link.kind: link for link in entry.links}
    for name, kind in _KINDS.items():
        if name in fields and name not in before:
            links[kind] = Link(kind, latex.verbatim(fields[name]))
    known = {"doi", "note", "date", *_EPRINT, *_KINDS}
    extra = tuple((name, value) for name, value in fields.items() if name not in known)
    ordered = tuple(links[kind] for kind in LinkKind if kind in links)
    return changes | {"links": ordered, "extra": extra}


def _fields(entry: Entry) -> dict[str, str]:
    """Return what may have to be moved, and where it may go, as fields of a .bib file.

    These formats have a place for addresses: a note says the work's own only with a date of access.
    """
    from pllm_bib.formats.shared import access

    fields = dict(entry.extra)
    fields |= {link.kind.field: latex.encode_plain(link.url) for link in entry.links}
    if entry.doi:
        fields["doi"] = latex.encode_plain(entry.doi)
    note = _ADDRESS.sub(access.ADDRESS, normalized(str(entry.note or "")))
    if entry.note and access.take_access(note).date:
        fields["note"] = latex.encode(entry.note)
    if entry.date:
        fields["date"] = str(entry.date)
    if entry.eprint:
        parts = (entry.eprint.id, entry.eprint.archive, entry.eprint.category)
        fields |= {name: part for name, part in zip(_EPRINT, parts, strict=True) if part}
    return fields
