"""Entries in words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.table.write import row
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


def short_authors(entry: Entry) -> str:
    """Family names as in a citation: one, two, or the first and “et al.”."""
    names = [name.full_family for name in entry.authors]
    if not names:
        return ""
    if len(names) == 1 and not entry.authors.others:
        return names[0]
    if len(names) == 2 and not entry.authors.others:  # noqa: PLR2004
        return " & ".join(names)
    return f"{names[0]} et al."


def details(entry: Entry, library: Library) -> list[tuple[str, str]]:
    """All that is known of an entry as labelled lines, in the order one reads it."""
    data = row(entry)
    headings = {section.id: section.heading for section in library.sections}
    authors = "; ".join(data.get("authors", ()))
    if entry.authors.others:
        authors += "; and others"
    lines = [
        ("Title", data.get("title", "")),
        ("Authors", authors),
        ("Label", data.get("label", "")),
        ("Type", entry.type),
        ("In", data.get("container", "")),
        ("Editors", "; ".join(data.get("editors", ()))),
    ]
    lines += [
        (name, data.get(name.lower(), ""))
        for name in (
            "Series",
            "Edition",
            "Volume",
            "Number",
            "Pages",
            "Date",
            "Publisher",
            "Place",
            "DOI",
            "ISBN",
            "ISSN",
            "Eprint",
            "Openreview",
            "Language",
        )
    ]
    lines += [(kind.capitalize(), data.get(kind, "")) for kind in LinkKind]
    lines += [
        ("Sections", "; ".join(headings.get(section, section) for section in entry.sections)),
        ("Keywords", ", ".join(entry.keywords)),
        ("Related", ", ".join(entry.related)),
        ("Former keys", ", ".join(entry.aliases)),
        ("Note", data.get("note", "")),
        ("Abstract", data.get("abstract", "")),
        *entry.extra,
    ]
    return [(name, value) for name, value in lines if value]
