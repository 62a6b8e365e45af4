"""What comes back of an entry that was written as CSL or RIS and read again.

`loses` of a format names attributes and details; what it cannot name, since it holds for some
types or some values only, is said here: the entry that a format's text tells of, in the words of
the model.
"""

from __future__ import annotations

import functools
import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.hayagriva.tables import ROLES
from pllm_bib.formats.mods.tables import ROLE_CODES
from pllm_bib.formats.services import bibjson_write, datacite_write, schema_org_write
from pllm_bib.formats.shared import extra_fields, extra_lines, titles
from pllm_bib.formats.shared.fields import FIELDS, OWN_CSL, ZOTERO_OF_CSL, is_verbatim
from pllm_bib.formats.shared.keys import with_keys
from pllm_bib.formats.shared.latex import encode, encode_plain, plain, readable
from pllm_bib.formats.shared.names import natural_name
from pllm_bib.formats.shared.types import TYPES, csl_type, ris_type, row, zotero_type
from pllm_bib.formats.zotero_rdf.items import ITEM_FIELDS
from pllm_bib.model.entry import Entry, Link, LinkKind, doi_url
from pllm_bib.model.field import TEXTS
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import VERBATIM, Chunk, Style, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pllm_bib.model.date import Date

NOTHING = Entry(key="", type="")


def changed(entry: Entry, changes: dict[str, Any]) -> Entry:
    return replace(entry, **changes)


def without_details(losses: frozenset[str], entry: Entry) -> Entry:
    """An entry without what is lost of its attributes: styles, further names, the category."""
    kept: dict[str, Any] = {
        name: _map(entry, name, functools.partial(_unstyled, losses, name)) for name in TEXTS
    }
    kept["title"] = kept["title"] or Text()
    for name in ("authors", "editors"):
        if f"{name}.others" in losses:
            kept[name] = replace(getattr(entry, name), others=False)
    if entry.eprint and "eprint.category" in losses:
        kept["eprint"] = replace(entry.eprint, category=None)
    return changed(entry, kept)


def _unstyled(losses: frozenset[str], name: str, text: Text) -> Text:
    """Text without the styles that are lost; what a formula has of others stays."""
    lost = Style.NONE
    for style in Style:
        detail = str(style.name).lower()
        if {f"text.{detail}", f"{name}.{detail}"} & losses:
            lost |= style
    if all(style in lost for style in Style):
        return Text.of(plain(text))
    if lost & Style.MATH and not lost & (Style.SUBSCRIPT | Style.SUPERSCRIPT):
        text = Text.of(*readable(text))
    chunks = []
    for chunk in text.chunks:
        value = plain(Text((chunk,))) if chunk.style & VERBATIM & lost else chunk.value
        math = Style.PROTECTED if chunk.style & lost & Style.MATH else Style.NONE
        chunks.append(Chunk(value, (chunk.style | math) & ~lost))
    return Text.of(*chunks)


def with_extra(
    left: Entry, entry: Entry, losses: frozenset[str], said: Iterable[str]
) -> dict[str, str]:
    """The fields beyond the model: those that the format has a place for, else as lines.

    Some become a part of a title or of the publisher.
    """
    found = {name: source for name, source in entry.extra if name in said}
    joined = {*titles.TITLE_PARTS, *titles.publisher_source(entry).replace("extra.", "").split()}
    if "extra" not in losses:
        for name, source in left.extra:
            line = extra_lines.line_value(name, source)
            if name not in found and name not in joined:
                found[name] = (
                    line if _kind(name) == "date" or is_verbatim(name) else encode_plain(line)
                )
    return found


def _kind(name: str) -> str:
    return FIELDS[name].kind if name in FIELDS else "text"


def _in_order(extra: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, source) for name, source in extra.items() if source))


# CSL.

_OF_CSL = OWN_CSL | {name for name, row in FIELDS.items() if row.csl} | {"eid"}


def of_csl(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """The address is that of the landing page; a note has no markup, nor a preprint a number."""
    kept: dict[str, Any] = {}
    kept |= {"authors": _by_case(left.authors), "editors": _by_case(left.editors)}
    whole = titles.joined(left.note, ".", extra_fields.text(dict(entry.extra), "addendum"))
    kept["note"] = (_unstyled(losses, "note", whole) or None) if whole else None
    kept["date"] = _guess(left.date, entry.date) if left.date and entry.date else None
    if left.type == "preprint" and left.eprint:
        kept["number"] = None
    page = entry.landing_page
    repeats = page in {doi_url(entry.doi or "-"), entry.eprint.url if entry.eprint else None}
    others = [link for link in left.links if link.kind != LinkKind.PAPER]
    own = [Link(LinkKind.PAPER, page)] if page and not repeats else []
    kept["links"] = (*own, *others)
    extra = with_extra(left, entry, losses, _OF_CSL)
    extra.pop("addendum", None)
    if row(entry.type).csl != "article-journal":
        extra.pop("eid", None)
    if row(entry.type).csl == "paper-conference" and entry.venue and "eventtitle" not in extra:
        if entry.date:
            kept["venue"] = entry.venue
        else:  # without a year behind it, it may be any name
            extra["eventtitle"] = encode_plain(entry.venue)
    if csl_type(entry) in {"article-magazine", "article-newspaper"}:
        extra["entrysubtype"] = dict(entry.extra)["entrysubtype"].lower()
    joint = titles.csl_titles(entry)
    found = {"title": joint.title, "container": joint.container, "maintitle": joint.volume}
    if joint.volume and titles.is_chapter(entry):
        found |= {"container": joint.volume, "maintitle": joint.container}
    elif joint.volume:
        found |= {"title": joint.volume, "maintitle": joint.title}
    unstyled = {name: _unstyled(losses, name, text) for name, text in found.items() if text}
    kept |= {"title": unstyled.get("title", Text()), "container": unstyled.get("container") or None}
    extra["maintitle"] = encode(unstyled.get("maintitle", Text()))
    if {"subtitle", "titleaddon"} & {name for name, _ in entry.extra} and not joint.volume:
        extra.setdefault("shorttitle", encode(left.title))
    publisher = titles.publisher(entry)
    kept["publisher"] = _unstyled(losses, "publisher", publisher or Text()) or None
    return changed(left, kept | {"extra": _in_order(extra)})


def _guess(left: Date, date: Date) -> Date:
    """CSL has one word for a guess, of the whole date."""
    doubtful = any(each.approximate or each.uncertain for each in (date, date.end or date))
    end = left.end and replace(left.end, uncertain=False, approximate=False)
    return replace(left, approximate=doubtful, end=end)


# RIS.

_EVERY = frozenset({*(row(name).ris for name in TYPES), "SLIDE", "MGZN", "NEWS"})
_BARE = frozenset({"DATA", "COMP", "ELEC"})
_PAGED = frozenset("CONF JOUR CHAP GEN RPRT PAT ENCYC JFULL MGZN NEWS CASE LEGAL STAT".split())
_IN_RIS = {
    "editors": _EVERY - {"PAT"},
    "container": frozenset("CONF JOUR JFULL MGZN NEWS CHAP ENCYC ELEC GEN".split()),
    "series": _EVERY - _BARE,
    "volume": _PAGED | frozenset("BOOK EDBOOK THES PAMP UNPB STAND SOUND MUSIC MPCT VIDEO".split()),
    "pages": _PAGED,
    "edition": _EVERY - {"COMP", "DATA"},
    "language": _EVERY - {"COMP"},
}
"""What not every type has a tag for, and the types that have."""
_IN_RIS["number"] = _IN_RIS["volume"]
_OF_RIS = frozenset(name for name, row in FIELDS.items() if row.ris)


def of_ris(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """RIS has plain text; what it has a tag for differs by type."""
    kind = ris_type(entry)
    extra = with_extra(left, entry, losses, _OF_RIS)
    whole = {
        "title": titles.full_title(entry),
        "container": titles.full_container(entry),
        "series": titles.full_series(entry),
        "publisher": titles.publisher(entry),
    }
    unstyled = {name: _unstyled(losses, name, text) for name, text in whole.items() if text}
    left = changed(left, dict.fromkeys(whole) | unstyled)
    kept: dict[str, Any] = {name: _map(left, name, _in_line) for name in TEXTS}
    kept["title"] = kept["title"] or Text()
    if kind == "JFULL" and kept["container"] == kept["title"]:
        kept["container"] = None
    kept |= {"authors": _by_comma(left.authors), "editors": _by_comma(left.editors)}
    kept["keywords"] = (*left.keywords, *entry.sections)
    if kind not in _IN_RIS["edition"] and kept["edition"]:
        extra["version"] = encode(kept["edition"])
    kept |= {name: getattr(NOTHING, name) for name, kinds in _IN_RIS.items() if kind not in kinds}
    if kind == "CONF" and not kept["place"] and "eventplace" in dict(entry.extra):
        kept["place"] = Text.of(extra_fields.plain(dict(entry.extra), "eventplace"))
        extra.pop("eventplace", None)
    if kind in {"MGZN", "NEWS"}:
        extra["entrysubtype"] = dict(entry.extra)["entrysubtype"].lower()
    event = dict(entry.extra).get("eventtitle", "")
    if event and kind == "CONF":
        extra["eventtitle"] = event
    found = changed(left, kept | {"venue": None})
    if not event:
        found = _with_venue(found, entry.venue or "", kind, extra)
    return replace(found, extra=_in_order(extra))


def of_endnote_xml(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """As in RIS, but for the title, whose formulas have faces too."""
    title = titles.full_title(entry)
    return replace(of_ris(left, entry, losses), title=_unstyled(losses, "title", title))


def _with_venue(entry: Entry, venue: str, kind: str, extra: dict[str, str]) -> Entry:
    """The label of a conference has its year behind it; without one it may be any name."""
    container = str(entry.container or "")
    if not venue or kind not in {"CONF", "JOUR"} or (venue == container and not entry.date):
        return entry
    if kind == "CONF" and not container and not entry.date:
        return replace(entry, container=Text.of(venue))
    if entry.date if kind == "CONF" else not re.search(r"[\s.]", venue):
        return entry if kind == "JOUR" and venue == container else replace(entry, venue=venue)
    if venue != container:
        extra["eventtitle" if kind == "CONF" else "shortjournal"] = encode_plain(venue)
    return entry


def _in_line(text: Text) -> Text:
    """Text without blanks of any kind at its ends."""
    return text if text.styles() else Text.of(str(text).strip())


def of_enw(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """As in RIS, but for the label of a venue; an organisation has a comma of its own."""
    found = of_ris(replace(left, venue=None), replace(entry, venue=None), losses)
    names = {name: _by_case(getattr(left, name)) for name in ("authors", "editors")}
    if not found.editors:
        names["editors"] = found.editors
    return changed(found, names | {"venue": left.venue})


# Wikipedia.


def of_wikipedia(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """A new key, joined titles, and the address where it says more than an identifier."""
    said = {"urldate"} if entry.landing_page else set()
    extra = with_extra(left, entry, losses, said | {"pmid", "pmcid"})
    if "pmcid" in extra:
        extra["pmcid"] = f"PMC{extra['pmcid'].removeprefix('PMC')}"
    if row(entry.type).zotero in {"thesis", "report"} and "type" in dict(entry.extra):
        extra["type"] = dict(entry.extra)["type"]
    if csl_type(entry) in {"article-magazine", "article-newspaper"}:
        extra["entrysubtype"] = dict(entry.extra)["entrysubtype"].lower()
    whole = {
        "title": titles.full_title(entry),
        "container": titles.full_container(entry),
        "series": titles.full_series(entry),
        "publisher": titles.publisher(entry),
    }
    found = {name: _unstyled(losses, name, text) or None for name, text in whole.items() if text}
    page = entry.page_beside_doi
    repeats = page == (entry.eprint.url if entry.eprint else None)
    others = [link for link in left.links if link.kind != LinkKind.PAPER]
    own = [Link(LinkKind.PAPER, page)] if page and not repeats else []
    kept: dict[str, Any] = {"links": (*own, *others), "extra": _in_order(extra)}
    kept |= {"authors": _by_comma(left.authors), "editors": _by_comma(left.editors)}
    back = changed(left, dict.fromkeys(whole) | {"title": Text()} | found | kept)
    if entry.type == "preprint" and entry.eprint and entry.eprint.is_arxiv:
        back = replace(back, eprint=entry.eprint)
    if "key" not in losses:
        return back
    (keyed,) = with_keys((replace(back, key=""),), lambda *_arguments, **_more: None)
    return keyed


# MEDLINE.


def of_nbib(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """Plain text, with joined titles and notes; an editor is never an organisation."""
    said = {"pmid", "pmcid", "shortjournal", "origtitle", "volume-title", "license"}
    extra = with_extra(left, entry, losses, said if entry.pages else said | {"eid"})
    extra.pop("addendum", None)
    if "license" in extra:  # plain text
        extra["license"] = encode_plain(extra_lines.line_value("license", extra["license"]))
    whole = {
        "title": titles.full_title(entry),
        "container": titles.full_container(entry),
        "series": titles.full_series(entry),
        "publisher": titles.publisher(entry),
        "note": titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum")),
    }
    found = {name: _unstyled(losses, name, text) or None for name, text in whole.items() if text}
    page = entry.page_beside_doi
    repeats = page == (entry.eprint.url if entry.eprint else None)
    others = [link for link in left.links if link.kind != LinkKind.PAPER]
    own = [Link(LinkKind.PAPER, page)] if page and not repeats else []
    kept: dict[str, Any] = {"links": (*own, *others), "extra": _in_order(extra)}
    kept |= {"authors": _by_case(left.authors), "editors": _by_comma(left.editors)}
    kept["keywords"] = (*left.keywords, *entry.sections)
    return changed(left, dict.fromkeys(whole) | {"title": Text()} | found | kept)


# Hayagriva.

_OF_HAYAGRIVA = frozenset(
    "shorttitle type volumes pagetotal chapter organization pmid pmcid version eid urldate library "
    "archive archive-place addendum shortjournal bookauthor eventtitle eventplace eventdate "
    "origtitle origdate origpublisher origlocation".split()
) | frozenset(ROLES)


def of_hayagriva(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """Joined titles and notes; the address only where it says more than an identifier."""
    extra = with_extra(left, entry, losses, _OF_HAYAGRIVA)
    note = titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum"))
    whole = {
        "title": titles.full_title(entry),
        "container": titles.full_container(entry) if entry.type != "periodical" else None,
        "series": titles.full_series(entry),
        "note": note,
    }
    if "organization" not in extra:
        whole["publisher"] = titles.publisher(entry)
    found = {name: _unstyled(losses, name, text) or None for name, text in whole.items() if text}
    extra.pop("addendum", None)
    own = [link for link in entry.links if link.kind == LinkKind.PAPER]
    pdf = [Link(LinkKind.PAPER, link.url) for link in entry.links if link.kind == LinkKind.PDF]
    has_identifier = entry.doi or (entry.eprint and entry.eprint.url)
    others = [link for link in left.links if link.kind != LinkKind.PAPER]
    kept: dict[str, Any] = {
        "links": (*(own or ([] if has_identifier else pdf)), *others),
        "extra": _in_order(extra),
    }
    kept |= {"authors": _by_case(left.authors), "editors": _by_case(left.editors)}
    return changed(left, dict.fromkeys(whole) | {"title": Text()} | found | kept)


# CITATION.cff.

_OF_CFF = frozenset(
    "translator version volumes pagetotal shortjournal issuetitle urldate eventtitle "
    "eventplace type pubstate pmcid".split()
)


def of_cff(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """Plain text, with joined titles; a language has no country."""
    extra = with_extra(left, entry, losses, _OF_CFF)
    note = titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum"))
    whole = {
        "title": titles.full_title(entry),
        "container": titles.full_container(entry) if entry.type != "periodical" else None,
        "publisher": titles.publisher(entry),
        "note": note,
    }
    found = {name: _unstyled(losses, name, text) or None for name, text in whole.items() if text}
    extra.pop("addendum", None)
    kept: dict[str, Any] = {"extra": _in_order(extra)}
    kept |= {"authors": _by_case(left.authors), "editors": _by_case(left.editors)}
    if "-" in (entry.language or ""):
        kept["language"] = None
    return changed(left, dict.fromkeys(whole) | {"title": Text()} | found | kept)


# MODS.


def of_mods(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """Plain text, with joined titles and notes."""
    extra = with_extra(left, entry, losses, {*ROLE_CODES, "addendum"})
    if any(link.kind == LinkKind.PAPER for link in entry.links) and "urldate" in dict(entry.extra):
        extra["urldate"] = dict(entry.extra)["urldate"]
    extra.pop("addendum", None)
    whole = {
        "title": titles.full_title(entry),
        "container": titles.full_container(entry) if entry.type != "periodical" else None,
        "series": titles.full_series(entry),
        "publisher": titles.publisher(entry),
        "note": titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum")),
    }
    found = {name: _unstyled(losses, name, text) or None for name, text in whole.items() if text}
    kept: dict[str, Any] = {"extra": _in_order(extra)}
    kept |= {"authors": _by_case(left.authors), "editors": _by_case(left.editors)}
    return changed(left, dict.fromkeys(whole) | {"title": Text()} | found | kept)


# BibJSON, DataCite and schema.org.


def of_service(
    left: Entry, entry: Entry, losses: frozenset[str], said: Iterable[str] = ()
) -> Entry:
    """Plain text, with joined titles and notes."""
    extra = with_extra(left, entry, losses, said)
    extra.pop("addendum", None)
    for name in {"license", "type"} & extra.keys():
        extra[name] = encode_plain(extra_lines.line_value(name, extra[name]))
    whole = {
        "title": titles.full_title(entry),
        "container": titles.full_container(entry) if entry.type != "periodical" else None,
        "series": titles.full_series(entry),
        "publisher": titles.publisher(entry),
        "note": titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum")),
    }
    found = {name: _unstyled(losses, name, text) or None for name, text in whole.items() if text}
    kept: dict[str, Any] = {"extra": _in_order(extra)}
    kept |= {"authors": _by_case(left.authors), "editors": _by_case(left.editors)}
    return changed(left, dict.fromkeys(whole) | {"title": Text()} | found | kept)


def of_bibjson(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    return of_service(left, entry, losses, {*bibjson_write.ROLES, *bibjson_write.KEPT})


def of_datacite(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """Pages are those of a journal or book."""
    said = {*datacite_write.ROLES, "version", "license"}
    general = datacite_write.GENERAL_OF.get(entry.type)
    if datacite_write.TYPE_OF.get(general or "") == entry.type:
        said.add("type")
    found = _with_page(of_service(left, entry, losses, said), entry)
    return found if found.container else replace(found, pages=None)


def of_schema_org(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    said = {*schema_org_write.ROLES, *schema_org_write.KEPT}
    return _with_page(of_service(left, entry, losses, said), entry)


def _with_page(left: Entry, entry: Entry) -> Entry:
    """One address, where it says more than an identifier."""
    page = entry.page_beside_doi
    repeats = page == (entry.eprint.url if entry.eprint else None)
    others = [link for link in left.links if link.kind != LinkKind.PAPER]
    own = [Link(LinkKind.PAPER, page)] if page and not repeats else []
    return replace(left, links=(*own, *others))


# Zotero RDF.


def of_zotero_rdf(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """Joined titles and notes; what a type has no field for is a line of Extra."""
    kind = zotero_type(entry)
    known = ITEM_FIELDS[kind]
    said = {name for name, _source in entry.extra if _place_in_zotero(name) in known}
    said |= {name for name, _source in entry.extra if "/" in _place_in_zotero(name)}
    extra = with_extra(left, entry, losses, said | {"annotation", "annote"})
    extra.pop("addendum", None)
    if "license" in extra:  # plain text
        extra["license"] = encode_plain(extra_lines.line_value("license", extra["license"]))
    whole = {
        "title": titles.full_title(entry),
        "container": titles.full_container(entry),
        "series": titles.full_series(entry),
        "publisher": titles.publisher(entry),
        "note": titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum")),
    }
    found = {name: _unstyled(losses, name, text) or None for name, text in whole.items() if text}
    page = entry.page_beside_doi
    repeats = page == (entry.eprint.url if entry.eprint else None)
    others = [link for link in left.links if link.kind != LinkKind.PAPER]
    own = [Link(LinkKind.PAPER, page)] if page and not repeats else []
    kept: dict[str, Any] = {"links": (*own, *others)}
    if "edition" not in known and left.edition:
        extra["version"] = encode(left.edition)
        kept["edition"] = None
    if kind in {"magazineArticle", "newspaperArticle"}:
        extra["entrysubtype"] = dict(entry.extra)["entrysubtype"].lower()
    kept |= {"extra": _in_order(extra)}
    kept |= {"authors": _by_comma(left.authors), "editors": _by_comma(left.editors)}
    return changed(left, dict.fromkeys(whole) | {"title": Text()} | found | kept)


def _place_in_zotero(name: str) -> str:
    return (FIELDS[name].zotero if name in FIELDS else ZOTERO_OF_CSL.get(name)) or "-"


# Word's sources.


def of_word_xml(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """Plain text, with joined titles and notes, and one address."""
    said = {"translator", "addendum", "shorttitle", "volumes", "urldate"}
    extra = with_extra(left, entry, losses, said)
    extra.pop("addendum", None)
    whole = {
        "title": titles.full_title(entry),
        "container": titles.full_container(entry) if entry.type != "periodical" else None,
        "publisher": titles.publisher(entry),
        "note": titles.joined(entry.note, ".", extra_fields.text(dict(entry.extra), "addendum")),
    }
    found = {name: _unstyled(losses, name, text) or None for name, text in whole.items() if text}
    page = entry.page_beside_doi
    repeats = page == (entry.eprint.url if entry.eprint else None)
    kept: dict[str, Any] = {"extra": _in_order(extra)}
    others = [link for link in left.links if link.kind != LinkKind.PAPER]
    own = [Link(LinkKind.PAPER, page)] if page and not repeats else []
    kept["links"] = (*own, *others)
    kept |= {"authors": _by_comma(left.authors), "editors": _by_comma(left.editors)}
    return changed(left, dict.fromkeys(whole) | {"title": Text()} | found | kept)


# CSV and JSON lines.


def of_table(left: Entry, entry: Entry, losses: frozenset[str]) -> Entry:
    """Names in natural order, and the landing page where it says more than an identifier."""
    page = entry.landing_page
    repeats = page in {doi_url(entry.doi or "-"), entry.eprint.url if entry.eprint else None}
    own = [Link(LinkKind.PAPER, page)] if page and not repeats else []
    others = [link for link in left.links if link.kind != LinkKind.PAPER]
    kept: dict[str, Any] = {"links": (*own, *others), "extra": tuple(sorted(entry.extra))}
    for name in ("authors", "editors"):
        found: Names = getattr(left, name)
        is_known = f"{name}.organisation" not in losses
        people = (each if each.organisation and is_known else _natural(each) for each in found)
        kept[name] = Names(tuple(people), found.others)
    return changed(left, kept)


def _natural(name: Name) -> Name:
    bare = replace(name, suffix="", organisation=False)
    return replace(natural_name(str(bare)), suffix=name.suffix)


# Names.


def _by_case(names: Names) -> Names:
    """Names whose particle is known by its lower case alone."""
    return Names(tuple(map(_split, names)), names.others)


def _by_comma(names: Names) -> Names:
    """Names of which those without a comma are organisations'."""
    return Names(
        tuple(
            Name(family=name.full_family, organisation=True)
            if not name.given and not name.suffix
            else _split(name)
            for name in names
        ),
        names.others,
    )


def _split(name: Name) -> Name:
    if name.organisation:
        return name
    *words, last = name.full_family.split(" ")
    lower = list(itertools.takewhile(lambda word: re.match(r"[\W\d_]*[^\W\d_]", word), words))
    particle = list(
        itertools.takewhile(lambda word: next(c for c in word if c.isalpha()).islower(), lower)
    )
    family = " ".join([*words[len(particle) :], last])
    return replace(name, particle=" ".join(particle), family=family)


def _map(entry: Entry, name: str, change: Callable[[Text], Text]) -> Text | None:
    text = getattr(entry, name)
    return (change(text) or None) if text else None


BY_FORMAT = {
    "bibjson": of_bibjson,
    "cff": of_cff,
    "csl-json": of_csl,
    "csl-yaml": of_csl,
    "csv": of_table,
    "endnote-xml": of_endnote_xml,
    "enw": of_enw,
    "hayagriva": of_hayagriva,
    "jsonl": of_table,
    "mods": of_mods,
    "nbib": of_nbib,
    "word-xml": of_word_xml,
    "datacite": of_datacite,
    "schema-org": of_schema_org,
    "ris": of_ris,
    "wikipedia": of_wikipedia,
    "zotero-rdf": of_zotero_rdf,
}
