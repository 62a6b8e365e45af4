"""The fields of a .bib file: their names, and the right field for a value."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.model.identifiers import (
    DOI,
    address_doi,
    arxiv_address,
    arxiv_id,
    as_preprint,
    comparable_address,
    equal_dois,
)
from pllm_bib.model.places import likely_kind
from pllm_bib.model.regex import regex
from pllm_bib.rules.base import source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry, Link


KNOWN_FIELDS = frozenset(
    # BibTeX (btxdoc, section 3.2) and what its common styles added
    "address annote author booktitle chapter crossref edition editor howpublished institution "
    "journal key month note number organization pages publisher school series title type volume "
    "year abstract archiveprefix articleno day doi eid eprint isbn issn keywords language location "
    "lccn numpages primaryclass url "
    # BibLaTeX (manual, section 2.2)
    "addendum afterword annotation annotator authortype bookauthor bookpagination booksubtitle "
    "booktitleaddon commentator date editora editorb editorc editortype editoratype editorbtype "
    "editorctype entryset entrysubtype eprintclass eprinttype eventdate eventplace eventtitle "
    "eventtitleaddon execute file foreword gender holder hyphenation ids indexsorttitle "
    "indextitle introduction isan ismn isrn issue issuesubtitle issuetitle issuetitleaddon iswc "
    "journalsubtitle journaltitle journaltitleaddon label langid langidopts library lista listb "
    "listc listd liste listf mainsubtitle maintitle maintitleaddon namea nameatype nameb "
    "namebtype namec namectype nameaddon options origdate origlanguage origlocation origpublisher "
    "origtitle pagetotal pagination part pdf presort pubstate related relatedoptions "
    "relatedstring relatedtype reprinttitle shortauthor shorteditor shorthand shorthandintro "
    "shortjournal shortseries shorttitle sortkey sortlabel sortname sortshorthand sorttitle "
    "sortyear subtitle titleaddon translator urldate usera userb userc userd usere userf venue "
    "verba verbb verbc version volumes xdata xref".split()
).union(*(row.fields for row in ATTRIBUTES.values()))
"""Fields that BibTeX, BibLaTeX or this program knows."""


def address_in(value: str) -> str | None:
    r"""Return the address that is all of a source value, bare or in ``\url{}``; else None."""
    match = _ADDRESS.fullmatch(value.strip())
    return match.group(1) if match else None


_ADDRESS = regex(r"(?:\\url\s*\{)?\s*(https?://[^\s{}]+)\s*\}?", re.IGNORECASE)


def bib_field(attribute: str, entry_type: str) -> str:
    """Return the name that a .bib file has for an attribute of an entry."""
    if attribute == "container":
        return "journal" if entry_type in {"article", "suppperiodical", "review"} else "booktitle"
    if attribute == "publisher":
        return {
            "phdthesis": "school",
            "mastersthesis": "school",
            "thesis": "school",
            "techreport": "institution",
            "report": "institution",
        }.get(entry_type, "publisher")
    if attribute in {"date", "landing_page"}:
        return "year" if attribute == "date" else "url"
    return ATTRIBUTES[attribute].fields[0] if attribute in ATTRIBUTES else attribute


def container_field(entry: Entry) -> str | None:
    """Return the name of the field that an entry's container was read from."""
    left = dict(entry.extra)
    names = ("journal", "journaltitle", "booktitle")
    return next((name for name in names if source(entry, name) and name not in left), None)


def preprint_server(entry: Entry) -> str:
    """Return the journal or conference of an entry if it is a preprint server, not a venue."""
    named = str(entry.container or "") if entry.type in {"article", "inproceedings"} else ""
    if entry.type == "preprint" and entry.container is None and (field := container_field(entry)):
        named = latex.decode_plain(source(entry, field))
    return named if _is_server(named) else ""


@functools.lru_cache(maxsize=1_000)
def _is_server(named: str) -> bool:
    is_server = re.search(r"\b(?i:arxiv|e-?prints?|pre-?prints?)\b|\bCoRR\b", named)
    return bool(is_server or as_preprint(named))


def own_links(entry: Entry) -> Iterator[Link]:
    """Yield the links of an entry that stand in fields of their own, and not in a note."""
    moved = entry.origin.moved if entry.origin else {}
    return (link for link in entry.links if link.kind.field not in moved)


def written(entry: Entry, field: str) -> str:
    """Return the source of a field as it is written, or as another entry or format gives it."""
    return source(entry, field) or dict(entry.extra).get(field, "")


def field_for(url: str, entry: Entry) -> tuple[str, str | None]:
    """Return the right field for an address, and the address's value there if it is clear."""
    if doi := address_doi(url):
        return "doi", doi if DOI.fullmatch(doi) else None
    if address := arxiv_address(url):
        # An id without its archive would be another finding, and nobody asked for two fields.
        return "eprint", address.id.id if source(entry, "archiveprefix") else None
    kind = likely_kind(url)
    if kind is LinkKind.CODE and entry.type in {"software", "dataset"}:
        kind = LinkKind.PAPER
    if kind is None:
        return ("website", None) if source(entry, "url") else ("url", url)
    return kind.field, url


def move(entry: Entry, field: str, target: str, value: str) -> tuple[Edit, ...]:
    """Return edits that drop a field and put a value into another one.

    There are none if the entry has that other field, or might have it: its source is not known.
    """
    if entry.origin is None or target in entry.origin.fields:
        return ()
    return (
        Edit(key=entry.key, field=field, value=None),
        Edit(key=entry.key, field=target, value=value),
    )


MATERIAL = (LinkKind.CODE, LinkKind.DATA, LinkKind.WEBSITE, LinkKind.VIDEO)
"""Kinds of links to the material of a work, not to its text."""


def repeats(entry: Entry) -> Iterator[tuple[Link, str]]:
    """Yield links that lead to the same place as another field, with that field."""
    links = tuple(own_links(entry))
    if not links or (len(links) == 1 and links[0].kind not in MATERIAL):  # nearly always
        return
    seen: dict[str, str] = {}
    for link in links:
        field = link.kind.field
        first = seen.setdefault(comparable_address(link.url), field)
        if first != field:
            yield link, first
        elif link.kind in MATERIAL:
            arxiv = arxiv_address(link.url)
            own = arxiv_id(entry.eprint.id) if entry.eprint else None
            if arxiv and own and arxiv.id.bare == own.bare:
                yield link, "eprint"
            elif equal_dois(address_doi(link.url), entry.doi):
                yield link, "doi"
