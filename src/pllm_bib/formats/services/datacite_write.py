"""Entries -> DataCite's JSON: a list of records, as its REST API takes their attributes.

Source: DataCite's metadata schema 4.6. The journal or book is a related item that the work is
published in, the series one that it is a part of. The key, the ISBN and the id in an archive are
alternate identifiers.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Part, landing_page
from pllm_bib.formats.services.writing import in_journal, plain, texts, writer
from pllm_bib.formats.shared import extra_fields, titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names

TYPE_OF = {
    "Audiovisual": "video",
    "Book": "book",
    "BookChapter": "incollection",
    "Collection": "dataset",
    "ComputationalNotebook": "software",
    "ConferencePaper": "inproceedings",
    "ConferenceProceeding": "proceedings",
    "DataPaper": "article",
    "Dataset": "dataset",
    "Dissertation": "thesis",
    "Image": "image",
    "InteractiveResource": "online",
    "Journal": "periodical",
    "JournalArticle": "article",
    "OutputManagementPlan": "report",
    "PeerReview": "review",
    "Preprint": "preprint",
    "Report": "techreport",
    "Software": "software",
    "Sound": "audio",
    "Standard": "standard",
    "Workflow": "software",
}
"""General type of a resource -> entry type."""
GENERAL_OF = {name: general for general, name in reversed(TYPE_OF.items())} | {
    **dict.fromkeys(("mvbook", "bookinbook", "booklet", "manual", "commentary"), "Book"),
    **dict.fromkeys(("collection", "mvcollection", "reference", "mvreference"), "Book"),
    **dict.fromkeys(("inbook", "inreference", "suppbook", "suppcollection"), "BookChapter"),
    **dict.fromkeys(("phdthesis", "mastersthesis"), "Dissertation"),
    **dict.fromkeys(("unpublished", "letter", "jurisdiction", "legislation", "legal"), "Text"),
    "suppperiodical": "JournalArticle",
    "mvproceedings": "ConferenceProceeding",
    "dataset": "Dataset",
    "software": "Software",
    "article": "JournalArticle",
    "report": "Report",
    "movie": "Audiovisual",
    "music": "Sound",
    "artwork": "Image",
    "performance": "Event",
}
"""Entry type -> general type of a resource; any other is ``Other``. `resourceType` tells more."""
ROLES = {"translator": "Translator", "contributor": "Other"}
"""Field of people beside authors and editors -> type of a contributor."""
KEY = "citation-key"
"""What the key of an entry is among the alternate identifiers."""


def _members(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    eprint = entry.eprint if entry.type == "preprint" and not entry.doi else None
    yield Part("schemaVersion", "http://datacite.org/schema/kernel-4")
    yield Part("doi", eprint.doi if eprint else entry.doi, "eprint" if eprint else "doi")
    yield from _types(entry, extra)
    yield Part("creators", _people(entry.authors), "authors")
    title, source = plain(titles.full_title(entry)), titles.title_sources(entry).title
    yield Part("titles", [{"title": title}] if title else None, source)
    yield from texts(entry, publisher="publisher/name")
    yield from _dates(entry)
    yield Part("subjects", [{"subject": word} for word in entry.keywords], "keywords")
    for person in _people(entry.editors):
        yield Part("contributors[]", person | {"contributorType": "Editor"}, "editors")
    for name, role in ROLES.items():
        for person in _people(extra_fields.names(extra, name)):
            yield Part("contributors[]", person | {"contributorType": role}, f"extra.{name}")
    yield from texts(entry, language="language")
    yield Part("version", extra_fields.plain(extra, "version"), "extra.version")
    rights = extra_fields.plain(extra, "license")
    name = "rightsUri" if rights.startswith(("http://", "https://")) else "rights"
    yield Part("rightsList", [{name: rights}] if rights else None, "extra.license")
    yield from _related(entry)
    yield from _alternates(entry)
    yield landing_page(entry, "url", doi_url=False)
    if abstract := plain(entry.abstract):
        yield Part("descriptions[]", _description(abstract, "Abstract"), "abstract")


def _types(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    """Yield the general type, and words for the type or else our own name where it tells more."""
    general = GENERAL_OF.get(entry.type, "Other")
    yield Part("types/resourceTypeGeneral", general, "type")
    if TYPE_OF.get(general) != entry.type:
        yield Part("types/resourceType", entry.type, "type")
    else:
        yield Part("types/resourceType", extra_fields.plain(extra, "type"), "extra.type")


def _dates(entry: Entry) -> Iterator[Part]:
    date = entry.date
    if not date:
        return
    if date.has_plain_year:
        yield Part("publicationYear", f"{date.year:04}", "date")
    issued = str(replace(_sure(date), end=date.end and _sure(date.end))).replace("..", "")
    if issued != f"{date.year:04}" or not date.has_plain_year:
        yield Part("dates", [{"date": issued, "dateType": "Issued"}], "date")


def _sure(date: Date) -> Date:
    """Return a date without doubts and seasons, which DataCite has no form for."""
    return replace(date, season=None, uncertain=False, approximate=False)


def _related(entry: Entry) -> Iterator[Part]:
    """Yield the journal or book with the place in it, and the series or whole work."""
    sources = titles.title_sources(entry)
    container = None if entry.type == "periodical" else plain(titles.full_container(entry))
    first, dash, last = (entry.pages or "").partition("–")
    if "," in last:
        first, dash, last = entry.pages or "", "", ""
    numbers = [("volume", entry.volume, "volume")]
    if container:
        numbers += [("issue", entry.number, "number"), ("firstPage", first, "pages")]
        numbers.append(("lastPage", last if dash else "", "pages"))
        kind, issn = ("Journal", entry.issn) if in_journal(entry) else ("Book", None)
        found = _item("IsPublishedIn", kind, container, numbers)
        if issn:
            found["relatedItemIdentifier"] = {
                "relatedItemIdentifier": issn,
                "relatedItemIdentifierType": "ISSN",
            }
        source = f"{sources.container} issn" if issn else sources.container
        yield Part("relatedItems[]", found, _used(source, numbers))
        numbers = []
    series = plain(titles.full_series(entry))
    if series or (entry.volume and not container):
        title = series or plain(titles.full_title(entry))
        source = f"series {sources.main}".strip() if series else ""
        part = _item("IsPartOf", "Collection", title, numbers)
        yield Part("relatedItems[]", part, _used(source, numbers))


def _item(
    relation: str, kind: str, title: str, numbers: Iterable[tuple[str, str | None, str]]
) -> dict[str, Any]:
    found: dict[str, Any] = {"relationType": relation, "relatedItemType": kind}
    found["titles"] = [{"title": title}]
    return found | {name: value for name, value, _source in numbers if value}


def _used(source: str, numbers: Iterable[tuple[str, str | None, str]]) -> str:
    own = (source for _name, value, source in numbers if value)
    return " ".join(dict.fromkeys(filter(None, (source, *own))))


def _alternates(entry: Entry) -> Iterator[Part]:
    is_in = entry.type != "periodical" and titles.full_container(entry)
    eprint = entry.eprint
    for scheme, value, source in (
        (KEY, entry.key, "key"),
        ("ISBN", entry.isbn, "isbn"),
        ("ISSN", None if is_in and in_journal(entry) else entry.issn, "issn"),
        ("number", None if is_in else entry.number, "number"),
        ((eprint.archive if eprint else "") or "eprint", eprint.id if eprint else None, "eprint"),
    ):
        if value:
            found = {"alternateIdentifier": value, "alternateIdentifierType": scheme}
            yield Part("alternateIdentifiers[]", found, source)


def _people(people: Names) -> list[dict[str, str]]:
    others = [{"name": "et al.", "nameType": "Organizational"}] if people.others else []
    return [*map(_person, people), *others]


def _person(name: Name) -> dict[str, str]:
    if name.organisation:
        return {"name": name.family, "nameType": "Organizational"}
    given = ", ".join(filter(None, (name.given, name.suffix)))
    whole = ", ".join(filter(None, (name.full_family, given)))
    parts = {"nameType": "Personal", "givenName": given, "familyName": name.full_family}
    return {"name": whole} | {part: value for part, value in parts.items() if value}


def _description(text: str, kind: str = "Other") -> dict[str, str]:
    return {"description": text, "descriptionType": kind}


WRITER = writer(_members, "descriptions[]", ROLES, _description)
