"""Profiles: the fields of classic BibTeX that say a work's identifier, printed exactly once.

The styles of 1988 print neither ``eprint`` nor ``doi`` nor ``url``; later ones print some of these,
and all print ``note`` and, in ``@misc``, ``howpublished``. So no one choice of fields is right for
every style. A profile is such a choice; ``tests/consumers`` tries each on real styles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.said import put
from pllm_bib.formats.shared.types import WHAT_IT_IS, row
from pllm_bib.model.entry import LinkKind, doi_url
from pllm_bib.model.identifiers import ARXIV_SHAPE, DOI, equal_dois
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry


class Profile(NamedTuple):
    """The field that says the identifier: the id in an archive, or else the DOI.

    Where the field cannot say it, ``howpublished`` or ``note`` does.
    """

    misc: str
    """In ``@misc``, which is what preprints go out as; empty if nothing is added."""
    other: str
    """In all other types."""
    alone: bool = False
    """Whether no other field says it too, since there are styles that print both."""


PROFILES: dict[str, Profile] = {
    # Every style prints these two.
    "portable": Profile(misc="howpublished", other="note", alone=True),
    # acl_natbib prints eprint in @misc only; elsewhere, the title becomes a link.
    "acl": Profile(misc="eprint", other="note"),
    # plainnat, abbrvnat and unsrtnat print url, and doi in the types of `PRINTS_DOI`.
    "natbib": Profile(misc="url", other="doi"),
    # ACM-Reference-Format and REVTeX's styles print eprint and doi by themselves.
    "minimal": Profile(misc="", other=""),
}
"""Name of a profile -> what carries the identifier."""

DEFAULT_PROFILE = "portable"
TYPST = "typst"
"""The profile of BibLaTeX for Typst, which reads .bib files itself."""

PROFILE_NAMES = (*PROFILES, TYPST)
"""Every profile, of BibTeX and of BibLaTeX."""
BUILT_PROFILES = tuple(name for name in PROFILES if name != DEFAULT_PROFILE)
"""The profiles that lists have files for, unless they name others."""

PRINTS_DOI = frozenset("article book booklet inbook incollection inproceedings proceedings".split())
"""The types in which natbib's own styles print the DOI."""


class IdentifierPlan(NamedTuple):
    """The fields that say an entry's identifiers, and their values."""

    howpublished: str = ""
    note: str = ""
    """LaTeX source that stands in the note before the entry's own."""
    url: str = ""
    eprint: bool = True
    """Whether the fields of the eprint are written."""
    doi: bool = True
    """Whether the DOI is written."""
    printed: bool = True
    """Whether styles print the identifier, if there is one."""
    says: str = ""
    """What the identifier stands for, as in `Part.source`: an address that repeats it is
    said by it."""


def plan(entry: Entry, profile: str, *, ascii_only: bool = True) -> IdentifierPlan:
    """Choose the fields that say an entry's identifiers, for one of `PROFILES` or for `TYPST`."""
    if profile == TYPST:
        return plan_without_repeats(entry, profile)
    choice, type_name = PROFILES[profile], row(entry.type).bibtex
    carrier = choice.misc if type_name == "misc" else choice.other
    own_url = entry.link(LinkKind.PAPER) or ""
    doi = "" if doi_repeats_eprint(entry) else entry.doi or ""
    prints_doi = bool(doi) and type_name in PRINTS_DOI
    if carrier == "url":
        of_archive = entry.eprint.url if entry.eprint else None
        url = own_url or of_archive or (doi_url(doi) if doi else "")
    elif carrier == "doi":
        url = "" if prints_doi and url_repeats_doi(entry, own_url) else own_url
    else:
        url = "" if url_repeats_identifier(entry, own_url) else own_url

    identifier = entry.eprint.id if entry.eprint else doi
    note = latex.plain(entry.note) if entry.note else ""
    howpublished = dict(entry.extra).get("howpublished", "")
    said = (
        carrier == ""
        or (carrier == "eprint" and entry.eprint is not None)
        or (carrier == "doi" and prints_doi)
        or (carrier in {"url", "doi"} and identifier.casefold() in url.casefold())
        or identifier.casefold() in f"{note} {howpublished}".casefold()
    )
    stand_in = "" if said else _stand_in(entry, doi, ascii_only=ascii_only)
    if not stand_in:
        return IdentifierPlan(url=url, doi=bool(doi), printed=said, says=_says(entry, url))
    free = type_name == "misc" and entry.type not in WHAT_IT_IS and not howpublished
    return IdentifierPlan(
        howpublished=stand_in if free else "",
        note="" if free else stand_in,
        url=url,
        eprint=not choice.alone,
        doi=bool(doi) and not (choice.alone and entry.eprint is None),
        says=_says(entry, url),
    )


def plan_without_repeats(entry: Entry, profile: str = "") -> IdentifierPlan:
    """Return the fields for styles that print eprint, DOI and url: none repeats another.

    Typst prints no eprint, so that the address in the archive says it for the profile `TYPST`.
    """
    url = entry.link(LinkKind.PAPER) or ""
    if profile == TYPST:
        of_archive = entry.eprint.url if entry.eprint else None
        said = bool(entry.doi) and not doi_repeats_eprint(entry)
        url = "" if url_repeats_doi(entry, url) else url or (not said and of_archive) or ""
    elif url_repeats_identifier(entry, url):
        url = ""
    return IdentifierPlan(url=url, doi=not doi_repeats_eprint(entry), says=_says(entry, url))


def _says(entry: Entry, url: str) -> str:
    """Return what the identifier stands for: itself, and the address if left out for it."""
    says = ["eprint" if entry.eprint else "doi"]
    if entry.eprint and doi_repeats_eprint(entry):
        says.append("doi")
    if not url:
        says.append("links.paper")
    return " ".join(says)


def url_repeats_identifier(entry: Entry, url: str) -> bool:
    """Say whether an address adds nothing to the entry's DOI or eprint."""
    of_archive = entry.eprint.url if entry.eprint else None
    return url_repeats_doi(entry, url) or (
        of_archive is not None and url.casefold() == of_archive.casefold()
    )


def url_repeats_doi(entry: Entry, url: str) -> bool:
    """Say whether an address is the resolver's for the entry's DOI."""
    return entry.doi is not None and url.casefold() == doi_url(entry.doi).casefold()


def doi_repeats_eprint(entry: Entry) -> bool:
    """Say whether the DOI is the one that arXiv makes of its own id."""
    return entry.eprint is not None and equal_dois(entry.eprint.doi, entry.doi)


# The identifier in words, and read again.

_SAID = regex(
    r"""
    (?: \{ (?P<braced> [A-Za-z][\w.-]* ) \} | (?P<bare> arXiv | doi ) ) : \s*
    (?P<id> \S+? )
    (?: \s \[ (?P<category> [^\s\[\]]+ ) \] )?
    (?: \.\s+ (?P<rest> \S.* ) )? \.? \s*
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)


class Said(NamedTuple):
    """An identifier that a note says."""

    archive: str
    """``doi`` or an archive's name."""
    id: str
    category: str = ""
    rest: str = ""
    """LaTeX source of the rest of the note."""
    exported: bool = True
    """Whether it stands there in the form of the exports, with braces round the archive."""


def read_said(source: str) -> Said | None:
    """Read an identifier at the start of a note: ``arXiv:2410.04070 [cs.CL]``, ``doi:10.1234/x``.

    An archive other than arXiv is known by the braces that the exports put around its name.
    """
    match = _SAID.fullmatch(source)
    if match is None:
        return None
    archive, identifier = match["braced"] or match["bare"], latex.decode_plain(match["id"])
    if archive.casefold() == "doi":
        archive = "doi"
        known = bool(DOI.fullmatch(identifier)) and not match["category"]
    else:
        known = bool(match["braced"] or ARXIV_SHAPE.fullmatch(identifier))
    if not known:
        return None
    rest, exported = match["rest"] or "", match["braced"] is not None
    return Said(archive, identifier, match["category"] or "", rest, exported)


def take_said(fields: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Give an identifier at the start of a note its own fields.

    Yield the field and the identifier, unless it stands there in the form of our exports.
    """
    for name in ("howpublished", "note"):
        said = read_said(fields.get(name, ""))
        if said is None:
            continue
        place = "doi" if said.archive == "doi" else "eprint"
        if place not in fields:
            fields[place] = said.id
            if place == "eprint":
                fields.setdefault("archiveprefix", said.archive)
                if said.category:
                    fields.setdefault("primaryclass", said.category)
        elif not said.exported or latex.verbatim(fields[place]) != said.id:
            continue  # a note of the source's own
        if not said.exported:
            yield name, f"{said.archive} {said.id}"
        put(fields, name, said.rest)


def _stand_in(entry: Entry, doi: str, *, ascii_only: bool) -> str:
    """Return the identifier as LaTeX source, in the form in which arXiv cites itself.

    The braces keep styles that capitalise notes from printing “ArXiv”. Nothing is said that
    `read_said` could not make out again.
    """
    eprint = entry.eprint
    said = Said(eprint.archive, eprint.id, eprint.category or "") if eprint else Said("doi", doi)
    source = f"{{{said.archive}}}:{latex.encode_plain(said.id, ascii_only=ascii_only)}"
    if said.category:
        source = f"{source} [{said.category}]"
    return source if read_said(source) == said else ""
