"""Entries as plain data for tables, JSON and the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats import latex
from pllm_bib.formats.markdown import label

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.model.text import Text


def summary(entry: Entry) -> dict[str, Any]:
    """An entry as JSON-ready data: plain text, absent values left out.

    ``authors`` and ``editors`` are full names in natural order, ``sections`` ids, ``links`` an
    object from kind to address with the landing page as ``paper``.
    """
    links = {link.kind.value: link.url for link in entry.links}
    if entry.landing_page:
        links = {"paper": entry.landing_page} | links
    data: dict[str, Any] = {
        "key": entry.key,
        "type": entry.type,
        "label": label(entry),
        "title": latex.plain(entry.title),
        "authors": [str(name) for name in entry.authors],
        "authors_incomplete": entry.authors.others,
        "editors": [str(name) for name in entry.editors],
        "date": str(entry.date) if entry.date else None,
        "container": _plain(entry.container),
        "venue": entry.venue,
        "publisher": _plain(entry.publisher),
        "place": _plain(entry.place),
        "series": _plain(entry.series),
        "edition": _plain(entry.edition),
        "volume": entry.volume,
        "number": entry.number,
        "pages": entry.pages,
        "doi": entry.doi,
        "isbn": entry.isbn,
        "issn": entry.issn,
        "eprint": _eprint(entry),
        "openreview": entry.openreview,
        "links": links,
        "language": entry.language,
        "keywords": list(entry.keywords),
        "sections": list(entry.sections),
        "former_keys": list(entry.aliases),
        "related": list(entry.related),
        "note": _plain(entry.note),
        "abstract": _plain(entry.abstract),
        "other_fields": dict(entry.extra),
    }
    return {name: value for name, value in data.items() if value}


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
    data = summary(entry)
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
    lines += [(kind.capitalize(), url) for kind, url in data.get("links", {}).items()]
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


def _plain(text: Text | None) -> str | None:
    return latex.plain(text) if text else None


def _eprint(entry: Entry) -> str | None:
    if entry.eprint is None:
        return None
    category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
    return f"{entry.eprint.archive}:{entry.eprint.id}".lstrip(":") + category
