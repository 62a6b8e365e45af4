"""Pages, venues, identifiers, addresses and keywords, as formats other than BibTeX have them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.model.entry import Eprint, Link, LinkKind, doi_url
from pllm_bib.model.identifiers import (
    PREPRINT_JOURNAL,
    arxiv_id,
    as_preprint,
    preprint_id_of_doi,
)
from pllm_bib.model.regex import regex
from pllm_bib.model.text import normalized

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.formats.shared.faults import Tell
    from pllm_bib.formats.shared.types import ReadAs
    from pllm_bib.model.date import Date
    from pllm_bib.model.text import Text

_RANGE = regex(
    r"^(?P<letters>[A-Za-z]{0,3})(?P<first>\d+[a-z]?)\s*[-–—]+\s*(?P<last>(?P=letters)\d+[a-z]?)$"
    r"|^(?P<roman>[ivxlc]+)\s*[-–—]+\s*(?P<last_roman>[ivxlc]+)$"
)


_PAGE_WORD = regex(
    r"(?:pp\.?|(?:p|pgs?|pages?|seiten?)(?:\.|(?=\s))|S\.)\s*(?=\d|[ivxlc]+\b)", re.IGNORECASE
)


def without_page_word(pages: str) -> str:
    """Return a page or a range without a word that styles print themselves: ``pp. 1–9``."""
    return pages[match.end() :] if (match := _PAGE_WORD.match(pages)) else pages


def page_ranges(value: str, tell: Tell | None = None) -> str:
    """Return pages with an en dash in each range: ``1–9``, ``S1–S9``, ``xi–xv``.

    A hyphen within a page's own number stays: ``A-1``. A range with more than a hyphen is told.
    """
    ranges = []
    for part in normalized(value).split(","):
        pages = part.strip()
        if pages[:1].isalpha():
            pages = without_page_word(pages)
        if match := _RANGE.match(pages):
            first = match["roman"] or match["letters"] + match["first"]
            pages = f"{first}–{match['last_roman'] or match['last']}"
        ranges.append(pages)
    found = ", ".join(filter(None, ranges))
    if tell and found != value and found.replace("–", "-") != value.replace("–", "-"):
        tell(value, f"“{found}”")
    return found


_LONGEST_LABEL = 30


def venue_label(text: str, date: Date | None) -> str | None:
    """Return the label of a venue without the year after it: ``ACL`` for ``ACL 2024``."""
    if date is None:
        return None
    for year in (date.year_text, str(date.year)):
        label = text.removesuffix(f" {year}").rstrip(" ")
        if label and label != text and len(label) <= _LONGEST_LABEL:
            return label
    return None


_ARCHIVES = {
    name.casefold(): name
    for name in (
        "arXiv bioRxiv ChemRxiv EarthArXiv engrXiv googlebooks HAL hdl JSTOR medRxiv OSF PsyArXiv "
        "PubMed RePEc SocArXiv SSRN TechRxiv Zenodo"
    ).split()
} | {"eprint": ""}
"""Archives whose name before an identifier tells that it is one."""
_EPRINT = regex(
    r"(?P<archive>[A-Za-z]+): ?(?P<id>(?=\S*\d)[^\s{}\\]+?)(?: \[(?P<category>[\w.-]+)\])?"
)


def eprint_line(line: str, tell: Tell | None = None) -> Eprint | None:
    """Return the identifier in a line of a note: ``arXiv: 2403.00001 [cs.CL]``.

    A line in another form than this one is told.
    """
    match = _EPRINT.fullmatch(line.strip())
    if match is None or match["archive"].casefold() not in _ARCHIVES:
        return None
    archive, identifier = _ARCHIVES[match["archive"].casefold()], match["id"]
    found = Eprint(archive, _bare(archive, identifier), match["category"])
    if tell and archive:
        category = f" [{found.category}]" if found.category else ""
        if line.strip() != f"{archive}: {found.id}{category}":
            tell(line.strip(), f"an id in {archive}: {found.id}{category}")
    return found


def eprint(archive: str, identifier: str, tell: Tell | None = None) -> Eprint | None:
    """Return an identifier in an archive; its name may be before it: ``arXiv:2403.00001``.

    Return None if they cannot be an archive and an id. An id that is taken out of more is told.
    """
    if re.search(r"[{}\\]", archive) or not re.fullmatch(r"[^\s{}\\]+", identifier):
        return None
    archive = _ARCHIVES.get(archive.casefold(), archive)
    head, colon, rest = identifier.partition(":")
    if colon and (head.casefold() == archive.casefold() or not archive):
        archive, identifier = _ARCHIVES.get(head.casefold(), head), rest.strip()
    found = Eprint(archive, _bare(archive, identifier))
    if tell and found.id != identifier:
        tell(identifier, f"an id in {archive}: {found.id}")
    return found


def _bare(archive: str, identifier: str) -> str:
    """Return an id of arXiv without prefix or address, with its version; any other as it is."""
    found = arxiv_id(identifier) if archive == "arXiv" else None
    return found.id + found.version if found else identifier


def archived(
    how: ReadAs, container: Text | None, doi: str | None, volume: str | None
) -> tuple[Eprint, bool] | None:
    """Read an article in a journal that is an archive of preprints: ``arXiv preprint arXiv:…``.

    Return the id in the archive, and True if the volume said it: ``CoRR``, ``abs/1706.03762``.
    """
    if how.type != "article" or not container or not PREPRINT_JOURNAL.search(str(container)):
        return None
    found = as_preprint(str(container))
    if found is None:
        return None
    identifier = found.id or (preprint_id_of_doi(found.archive, doi) if doi else "")
    told = arxiv_id(volume or "") if found.archive == "arXiv" else None
    if not identifier and told:
        return Eprint(found.archive, told.id + told.version), True
    known = Eprint(found.archive, identifier, found.category or None) if identifier else None
    return (known, False) if known else None


def with_eprint(how: ReadAs, eprint: Eprint | None, tell: Tell | None = None) -> ReadAs:
    """Return the type to read: a work in an archive that has not appeared is a preprint."""
    if not eprint or how.type not in {"misc", "online"}:
        return how
    if tell:
        tell(how.type, "a preprint, since it has an id in an archive")
    return how._replace(type="preprint")


def address(url: str) -> str:
    """Return an address without signs that addresses and BibTeX fields cannot hold."""
    return _UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", url)


_UNSAFE = regex(r"[ {}\\]")


def repeats_identifier(url: str, doi: str | None, eprint: Eprint | None) -> bool:
    """Say whether an address says no more than the identifiers beside it."""
    bare = re.sub(r"^http://(?:dx\.)?", "https://", url.strip()).casefold()
    known = [doi_url(doi) if doi else "", (eprint.url if eprint else None) or ""]
    return bare in {address.casefold() for address in known if address}


def keywords(values: Iterable[str]) -> tuple[str, ...]:
    """Return words and phrases; commas, semicolons and line ends separate them."""
    words = [normalized(word) for value in values for word in re.split(r"[,;\n]", value)]
    return tuple(word for word in words if word)


def links_of(found: dict[LinkKind, str]) -> tuple[Link, ...]:
    """Return addresses as an entry has them, in the order of `LinkKind`."""
    return tuple(Link(kind, address(found[kind])) for kind in LinkKind if kind in found)
