"""The findings of an import: their names, their codes, and what each of them means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from pllm_bib.model.diagnostic import Position

IMPORT_FINDINGS = {
    "no-list": ("I001", "A file to import holds no works."),
    "line-without-title": ("I002", "A line has links to a work, but no title can be found in it."),
    "broken-link": ("I003", "A link is not a valid web address, or was repaired to be one."),
    "ragged-row": ("I004", "A row of a table has more or fewer cells than the head of the table."),
    "unmatched-heading": ("I005", "A heading of the input matches no section of the list."),
    "lines-disagree": ("I006", "Two lines on one work disagree."),
    "repeated-line": ("I007", "A work is listed twice in one section."),
    "missing-authors": ("I008", "No given source names the authors of a new work."),
    "misplaced-link": ("I009", "A link repeats another one, or does not fit its label."),
    "identifiers-disagree": (
        "I010",
        "The title belongs to one work and an identifier to another.",
    ),
    "venue-without-name": ("I011", "venues.toml has no full name for a venue."),
    "line-removed": (
        "I012",
        "A work's line is gone from the README; the work stays in the list.",
    ),
    "edit-not-adopted": ("I013", "An edit of the README cannot be copied into the entries."),
    "preprint-without-id": (
        "I014",
        "A line names arXiv, but no address or id says which work it means.",
    ),
    "unsure-match": ("I015", "A work is most likely one that the list has, but not surely."),
    "changed-twice": ("I016", "The source and the list have changed one value in two ways."),
    "authors-disagree": ("I017", "A record has the title of a work, but other authors."),
    "passed-over": ("I018", "A line with a link to a paper is not read as a work."),
    "sources-disagree": ("I019", "Two records of a work disagree about it."),
}
"""Every finding of an import: name -> code and explanation."""


def import_finding(
    name: str,
    message: str,
    position: Position,
    *,
    key: str | None = None,
    related: tuple[Position, ...] = (),
) -> Diagnostic:
    """Return the diagnostic of a finding; ``name`` must be one of `IMPORT_FINDINGS`."""
    code, _explanation = IMPORT_FINDINGS[name]
    return Diagnostic(
        code=code, name=name, message=message, position=position, key=key, related=related
    )
