"""Entries in words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.table.write import row
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.field import ATTRIBUTES

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


_WITH_CONTAINER = ("series", "edition", "volume", "number", "pages")
_ELSEWHERE = frozenset({"title", "container", "venue", "note", "abstract"})
_IN_A_LINE = dict.fromkeys(
    (
        *_WITH_CONTAINER,
        *(
            name
            for name, row in ATTRIBUTES.items()
            if row.kind in {"text", "plain", "date", "eprint"} and name not in _ELSEWHERE
        ),
    )
)
"""Attributes that are shown as they are, in order."""


def short_authors(entry: Entry) -> str:
    """Return family names as in a citation: one, two, or the first and “et al.”."""
    names = [name.full_family for name in entry.authors]
    if not names:
        return ""
    if len(names) == 1 and not entry.authors.others:
        return names[0]
    if len(names) == 2 and not entry.authors.others:  # noqa: PLR2004
        return " & ".join(names)
    return f"{names[0]} et al."


def details(entry: Entry, library: Library) -> list[tuple[str, str]]:
    """Return all that is known of an entry as labelled lines, in reading order."""
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
    lines += [(ATTRIBUTES[name].word, data.get(ATTRIBUTES[name].column, "")) for name in _IN_A_LINE]
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
