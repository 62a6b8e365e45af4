"""Entries -> CITATION.cff: a piece of software to cite, and the works that it refers to.

Source: CFF 1.2.0, schema and schema guide. The first piece of software or data set is what the
file is about, with all that is known of it under ``preferred-citation``; the others are its
``references``. CFF demands a title and authors of everything, and forms of dates and identifiers.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Part, Writer, landing_page, unsaid
from pllm_bib.formats.cff.tables import KEY_WORDS, STATUS, THESES, cff_type
from pllm_bib.formats.shared import dates, extra_fields, extra_lines, latex, titles
from pllm_bib.formats.shared.fields import TRANSLATORS
from pllm_bib.formats.shared.items.yaml_text import yaml_text
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import csl_type, row, type_source
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text

ANONYMOUS = "anonymous"
"""The author of a work that has none."""
_MESSAGE = "If you use this software, please cite it as below."
_HEAD = {"cff-version": "1.2.0", "message": _MESSAGE}
NO_TITLE = "Untitled"
BARE = {**_HEAD, "title": "References", "authors": [{"name": ANONYMOUS}]}
"""The head of a file that is about no piece of software."""
_OF_ROOT = (
    "title authors version doi date-released url repository-code abstract keywords identifiers"
).split()
"""Members of a reference that the file has of its own software."""
_FORMS = {
    "doi": regex(r"[A-Za-z0-9:/_;\-.()\[\]\\]+"),  # the signs that a DOI may have here
    "isbn": regex(r"[0-9\- ]{10,17}X?", re.ASCII),
    "issn": regex(r"\d{4}-\d{3}[\dxX]", re.ASCII),
    "language": regex(r"[a-z]{2,3}"),
    "url": regex(r"(?:https?|s?ftp)://\S+"),
    "pmcid": regex(r"PMC[0-9]{7}", re.ASCII),
}
_DAY_FIELDS = {"urldate": "date-accessed"}
_TEXT_FIELDS = {
    "version": "version",
    "volumes": "number-volumes",
    "pagetotal": "pages",
    "shortjournal": "abbreviation",
    "issuetitle": "issue-title",
}
"""Field beyond the model -> member."""


def _parts(entry: Entry, context: WriteContext) -> Iterable[Part]:
    found = list(_members(entry))
    if entry.extra and context.options.keep_extra and (left := unsaid(entry, found)):
        notes = next(part for part in found if part.target == "notes")
        text = "\n".join(filter(None, [notes.value, *extra_lines.lines(left)]))
        sources = (f"extra.{name}" for name, _value in left)
        found.append(Part("notes", text, " ".join((notes.source, *sources))))
    return found


parts = extra_fields.by_role(_parts, lambda _entry: TRANSLATORS)
"""Returns the members of an entry's reference, in order."""


def _members(entry: Entry) -> Iterator[Part]:
    extra = dict(entry.extra)
    sources = titles.title_sources(entry)
    yield Part("type", cff_type(entry.type, csl_type(entry)), type_source(entry))
    title = _plain(titles.full_title(entry))
    yield Part("title", title or NO_TITLE, sources.title)
    yield Part("authors", _people(entry.authors) or [{"name": ANONYMOUS}], "authors")
    yield Part("editors", _people(entry.editors), "editors")
    translators = _people(extra_fields.names(extra, "translator"))
    yield Part("translators", translators, "extra.translator")
    yield from _dates(entry)
    yield from _container(entry, extra)
    yield from _publisher(entry, extra)
    yield Part("edition", _plain(entry.edition), "edition")
    yield Part("volume", entry.volume, "volume")
    issued = row(entry.type).container == "journal" or entry.type == "periodical"
    yield Part("issue" if issued else "number", entry.number, "number")
    first, _dash, last = (entry.pages or "").partition("–")
    is_range = last and not re.search("[,–]", first + last)
    yield Part("start", first if is_range else entry.pages, "pages")
    yield Part("end", last if is_range else "", "pages")
    yield from _identifiers(entry, extra)
    language = language_code(entry.language or "")
    is_code = _FORMS["language"].fullmatch(language)
    yield Part("languages", [language] if is_code else None, "language")
    yield Part("keywords", list(dict.fromkeys(entry.keywords)), "keywords")
    note = titles.joined(entry.note, ".", extra_fields.text(extra, "addendum"))
    yield Part("notes", _plain(note), "note extra.addendum")
    yield Part("abstract", _plain(entry.abstract), "abstract")
    for name, target in _TEXT_FIELDS.items():
        yield Part(target, extra_fields.plain(extra, name), f"extra.{name}")
    for name, target in _DAY_FIELDS.items():
        day = extra_fields.date(extra, name)
        yield Part(target, str(day) if day and day.day and day.is_plain else "", f"extra.{name}")


def _dates(entry: Entry) -> Iterator[Part]:
    date = entry.date
    if not date:
        return
    if date.day and date.has_plain_year:
        name = "date-released" if entry.type == "software" else "date-published"
        yield Part(name, f"{date.year:04}-{date.month:02}-{date.day:02}", "date")
    yield Part("year", date.year or "0", "date")
    yield Part("month", date.month, "date")


def _container(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    container, sources = _plain(titles.full_container(entry)), titles.title_sources(entry)
    if entry.type != "periodical":
        is_journal = row(entry.type).container == "journal"
        yield Part("journal" if is_journal else "collection-title", container, sources.container)
        if cff_type(entry.type) == "generic" and row(entry.type).container:
            yield Part("collection-type", "collection")
    event = extra_fields.plain(extra, "eventtitle")
    if event:
        place = extra_fields.plain(extra, "eventplace")
        found = {"name": event, "location": place}
        used = "extra.eventtitle" + (" extra.eventplace" if place else "")
        yield Part("conference", {k: v for k, v in found.items() if v}, used)


def _publisher(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    publisher = _plain(titles.publisher(entry))
    has_school = row(entry.type).publisher in {"school", "institution"}
    name = "institution" if has_school else "publisher"
    yield Part(name, {"name": publisher} if publisher else None, titles.publisher_source(entry))
    place = _plain(entry.place)
    yield Part("location", {"name": place} if place else None, "place")
    if "type" in extra:
        genre = extra_fields.plain(extra, "type")
        thesis = cff_type(entry.type) == "thesis"
        yield Part("thesis-type" if thesis else "medium", genre, "extra.type")
    else:
        yield Part("thesis-type", THESES.get(entry.type, ""), "type")
    if entry.type == "preprint":
        yield Part("status", "preprint", "type")
    else:
        known = {state: status for status, state in STATUS.items()}
        words, source = extra_fields.date_words(entry)
        state = extra.get("pubstate") or dates.state_of(words)
        yield Part(
            "status", known.get(state, ""), "extra.pubstate" if "pubstate" in extra else source
        )


def _identifiers(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    others = [_identifier(entry.key, KEY_WORDS)]
    sources = ["key"]
    for name, value in (("doi", entry.doi), ("isbn", entry.isbn), ("issn", entry.issn)):
        if value and not _FORMS[name].fullmatch(value):
            others.append(_identifier(f"{name}:{value}", name.upper()))
            sources.append(name)
        else:
            yield Part(name, value, name)
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        value = f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}{category}"
        others.append(_identifier(value, "eprint"))
        sources.append("eprint")
    pmcid = extra_fields.plain(extra, "pmcid")
    yield Part("pmcid", pmcid if _FORMS["pmcid"].fullmatch(pmcid) else "", "extra.pmcid")
    page = landing_page(entry, "url")
    named = (entry.doi and "doi" in page.source) or page.value == entry.link(LinkKind.PDF)
    if not named and page.value and _FORMS["url"].fullmatch(page.value):
        yield page
    yield Part("repository-code", entry.link(LinkKind.CODE), "links.code")
    for link in entry.links:
        if link.kind not in {LinkKind.PAPER, LinkKind.CODE} and _FORMS["url"].fullmatch(link.url):
            others.append(_identifier(link.url, link.kind.value, kind="url"))
            sources.append(f"links.{link.kind}")
    yield Part("identifiers", others, " ".join(sources))


def _identifier(value: str, words: str, kind: str = "other") -> dict[str, str]:
    return {"type": kind, "value": value, "description": words}


def _people(people: Names) -> list[dict[str, str]]:
    found = [_person(name) for name in people]
    if people.others:
        found.append({"name": "et al."})
    return [each for at, each in enumerate(found) if each not in found[:at]]


def _person(name: Name) -> dict[str, str]:
    if name.organisation:
        return {"name": name.family}
    parts = {
        "family-names": name.family,
        "given-names": name.given,
        "name-particle": name.particle,
        "name-suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


# Layout.


def layout(_entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    """Return a reference as it stands in the list."""
    return yaml_text([_values(parts)], ascii_only=bool(context.options.ascii))


def _values(parts: Iterable[Part]) -> dict[str, Any]:
    return {name: value for name, value, _source in parts if value}


def assembled(records: Sequence[str], context: WriteContext) -> str:
    """Return a file about the first piece of software, or data set, with the others behind it."""
    starts = ("- type: software\n", "- type: data\n")
    mains = [record for start in starts for record in records if record.startswith(start)]
    main = next(iter(mains), None)
    others = list(records)
    head = BARE
    if main is not None:
        others.remove(main)
        head = _about(main)
    text = yaml_text(head, ascii_only=bool(context.options.ascii))
    return text + "references:\n" + "".join(others) if others else text


def _about(record: str) -> dict[str, Any]:
    """Return the head of a file about a work, which has all of it as the citation to prefer."""
    import yaml

    (reference,) = yaml.safe_load(record)
    kind = "dataset" if reference["type"] == "data" else "software"
    named = {name: deepcopy(reference[name]) for name in _OF_ROOT if name in reference}
    return _HEAD | {"type": kind} | named | {"preferred-citation": reference}


WRITER = Writer(parts=parts, layout=layout, assembled=assembled, seven_bit=True)
