"""Entries -> schema.org's JSON-LD: a list of works, each with its context.

Source: schema.org 28, CreativeWork and its kinds. What a work is in (its issue, volume, journal or
book, and the series) is `isPartOf`, one in the other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Part, landing_page
from pllm_bib.formats.services.writing import in_journal, people, texts, writer
from pllm_bib.formats.shared import extra_fields, titles

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name

TYPE_OF = {
    "Article": "article",
    "AudioObject": "audio",
    "Blog": "online",
    "BlogPosting": "online",
    "Book": "book",
    "Chapter": "incollection",
    "Clip": "video",
    "Collection": "collection",
    "CreativeWork": "misc",
    "DataCatalog": "dataset",
    "Dataset": "dataset",
    "Legislation": "legislation",
    "Manuscript": "unpublished",
    "MediaObject": "misc",
    "Movie": "movie",
    "MusicRecording": "music",
    "NewsArticle": "article",
    "Painting": "artwork",
    "Periodical": "periodical",
    "Photograph": "image",
    "PresentationDigitalDocument": "unpublished",
    "Report": "techreport",
    "Review": "review",
    "ScholarlyArticle": "article",
    "SoftwareApplication": "software",
    "SoftwareSourceCode": "software",
    "TechArticle": "article",
    "Thesis": "thesis",
    "VideoObject": "video",
    "VisualArtwork": "artwork",
    "WebPage": "online",
    "WebSite": "online",
}
"""Kind of a work -> entry type."""
_KIND_OF = {name: kind for kind, name in reversed(TYPE_OF.items())} | {
    **dict.fromkeys(("article", "inproceedings", "preprint", "suppperiodical"), "ScholarlyArticle"),
    **dict.fromkeys(("inbook", "inreference", "suppbook", "suppcollection"), "Chapter"),
    **dict.fromkeys(("mvbook", "bookinbook", "booklet", "manual", "proceedings"), "Book"),
    **dict.fromkeys(("collection", "mvcollection", "mvproceedings"), "Book"),
    **dict.fromkeys(("reference", "mvreference", "commentary"), "Book"),
    **dict.fromkeys(("phdthesis", "mastersthesis"), "Thesis"),
    "report": "Report",
    "online": "WebPage",
    "software": "SoftwareSourceCode",
    "artwork": "VisualArtwork",
    "video": "VideoObject",
}
"""Entry type -> kind of a work; any other is a CreativeWork. `additionalType` tells them apart."""
ROLES = ("translator", "director", "illustrator", "composer", "contributor")
"""Fields of people beside authors and editors, which have the same name here."""
KEPT = {"version": "version", "license": "license", "pagetotal": "numberOfPages", "type": "genre"}
"""Field beyond the model -> member."""
KEY = "citation-key"
"""What the key of an entry is among the identifiers."""
_OTHERS = {"@type": "Organization", "name": "et al."}


def _members(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    kind = _KIND_OF.get(entry.type, "CreativeWork")
    yield Part("@context", "https://schema.org")
    yield Part("@type", kind, "type")
    yield Part("additionalType", entry.type if TYPE_OF[kind] != entry.type else "", "type")
    yield from texts(entry, title="name")
    yield Part("author", people(entry.authors, _person, _OTHERS), "authors")
    yield Part("editor", people(entry.editors, _person, _OTHERS), "editors")
    for name in ROLES:
        found = people(extra_fields.names(extra, name), _person, _OTHERS)
        yield Part(name, found, f"extra.{name}")
    yield Part("datePublished", _day(entry), "date")
    yield from _whole(entry)
    yield from texts(
        entry,
        publisher="publisher@Organization/name",
        place="publisher@Organization/address",
        edition="bookEdition",
        language="inLanguage",
        abstract="abstract",
    )
    yield Part("pagination", (entry.pages or "").replace("–", "-"), "pages")
    yield from _identifiers(entry)
    yield landing_page(entry, "url", doi_url=False)
    yield Part("keywords", list(entry.keywords), "keywords")
    for name, target in KEPT.items():
        yield Part(target, extra_fields.plain(extra, name), f"extra.{name}")


def _day(entry: Entry) -> str:
    """Return the date as ISO 8601 has a day, a month or a year; of a period, its start."""
    if not entry.date:
        return ""
    doubts: dict[str, Any] = {"season": None, "uncertain": False, "approximate": False}
    return str(replace(entry.date, **doubts, end=None, open=None))


def _whole(entry: Entry) -> Iterator[Part]:
    """Yield what the work is a part of, from the issue to the series, and its numbers."""
    at = "isPartOf"
    if in_journal(entry) and entry.type != "periodical":
        for name, kind in (("number", "Issue"), ("volume", "Volume")):
            if getattr(entry, name):
                yield from texts(entry, **{name: f"{at}@Publication{kind}/{kind.lower()}Number"})
                at += f"@Publication{kind}/isPartOf"
        yield from texts(entry, container=f"{at}@Periodical/name", issn=f"{at}@Periodical/issn")
        at += "@Periodical/isPartOf"
    else:
        yield from texts(entry, volume="volumeNumber", number="issueNumber", issn="issn")
        if entry.type != "periodical" and titles.full_container(entry):
            yield from texts(entry, container=f"{at}@Book/name")
            at += "@Book/isPartOf"
    yield from texts(entry, series=f"{at}@BookSeries/name", isbn="isbn")


def _identifiers(entry: Entry) -> Iterator[Part]:
    yield Part("identifier[]", _property(KEY, entry.key), "key")
    if entry.doi:
        yield Part("identifier[]", _property("doi", entry.doi), "doi")
    if entry.eprint:
        archive = entry.eprint.archive or "eprint"
        yield Part("identifier[]", _property(archive, entry.eprint.id), "eprint")


def _property(scheme: str, value: str) -> dict[str, str]:
    return {"@type": "PropertyValue", "propertyID": scheme, "value": value}


def _person(name: Name) -> dict[str, Any]:
    if name.organisation:
        return {"@type": "Organization", "name": name.family}
    parts = {
        "@type": "Person",
        "name": str(name),
        "givenName": name.given,
        "familyName": name.full_family,
        "honorificSuffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}


WRITER = writer(_members, "comment@Comment/text", ROLES)
