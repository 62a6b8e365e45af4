"""Entries -> YAML of site generators: front matter for Hugo, data for Jekyll, items for Quarto.

Jekyll and Quarto have pages too, with the same values as front matter.

Sources: Hugo Blox's publications (docs.hugoblox.com), Jekyll's data files and collections
(jekyllrb.com, Data Files, Collections), academicpages' publications, Quarto's listings and the
front matter of its documents (quarto.org, Document Listings, HTML options).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Part, Writer, landing_page
from pllm_bib.formats.shared import latex, titles
from pllm_bib.formats.shared.items.yaml_text import yaml_text
from pllm_bib.formats.shared.label import label
from pllm_bib.formats.shared.types import csl_type, type_source
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Names
    from pllm_bib.model.text import Text

_QUARTO = {
    "authors": "author",
    "editors": "editor",
    "abstract": "description",
    "keywords": "categories",
    "container": "publication",
}
"""Attribute -> the name that Quarto's listings know; others are fields of one's own."""
_HUGO_LINKS = {
    LinkKind.PDF: "url_pdf",
    LinkKind.CODE: "url_code",
    LinkKind.DATA: "url_dataset",
    LinkKind.VIDEO: "url_video",
    LinkKind.WEBSITE: "url_project",
}


def _data(entry: Entry, names: Mapping[str, str], address: str) -> Iterator[Part]:
    """Yield the values of an entry by the names of the attributes, or others for some of them."""
    for attribute in ATTRIBUTES.values():
        value = getattr(entry, attribute.name)
        name = names.get(attribute.name, attribute.column)
        if attribute.kind == "links":
            yield landing_page(entry, address)
            for link in value:
                if link.kind is not LinkKind.PAPER:
                    yield Part(link.kind.value, link.url, f"links.{link.kind}")
        elif attribute.kind == "extra":
            yield Part(name, dict(value), " ".join(f"extra.{field}" for field, _value in value))
        elif attribute.kind == "names":
            yield Part(name, _people(value), attribute.name)
        elif attribute.kind == "eprint":
            yield Part(name, _eprint(entry), "eprint")
        elif attribute.kind in {"words", "sections"}:
            yield Part(name, list(value), attribute.name)
        elif attribute.kind == "text":
            yield Part(name, _plain(value), attribute.name)
        else:
            yield Part(name, str(value) if value else "", attribute.name)
    yield Part("year", entry.date.year if entry.date else None, "date")
    yield Part("label", label(entry))


def _eprint(entry: Entry) -> str:
    if not entry.eprint:
        return ""
    category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
    return f"{entry.eprint.archive}:{entry.eprint.id}".lstrip(":") + category


def jekyll_parts(entry: Entry, _context: WriteContext) -> Iterator[Part]:
    """Yield an entry's values for templates of Jekyll, by the names of the columns of CSV."""
    return _data(entry, {}, "url")


def quarto_parts(entry: Entry, _context: WriteContext) -> Iterator[Part]:
    """Yield the fields of an item of a listing; ``path`` is where its title leads."""
    return _data(entry, _QUARTO, "path")


def jekyll_page_parts(entry: Entry, _context: WriteContext) -> Iterator[Part]:
    """Yield the front matter of a page in a collection of publications, as academicpages has it.

    Jekyll takes whole days only. The date as far as it is known is ``issued``.
    """
    yield Part("collection", "publications")
    yield Part("permalink", f"/publication/{page_name(entry.key)}")
    yield from _data(entry, {"date": "issued", "container": "venue", "venue": "venue_short"}, "url")
    yield Part("date", _day(entry.date))
    yield Part("excerpt", _plain(entry.note), "note")
    yield Part("paperurl", entry.link(LinkKind.PDF) or entry.landing_page)


def quarto_page_parts(entry: Entry, _context: WriteContext) -> Iterator[Part]:
    """Yield the front matter of a document that a listing shows; periods have their first day."""
    yield from _data(entry, _QUARTO, "url")
    if entry.date and not entry.date.is_plain:
        yield Part("issued", str(entry.date), "date")
        yield Part("date", _day(entry.date))
    yield Part("abstract", _plain(entry.abstract))


def page_name(key: str) -> str:
    """Return a key as the name of a page: letters, digits and ``._-`` alone."""
    return _NO_NAME.sub("-", key).strip("-.") or "work"


_NO_NAME = regex(r"[^\w.-]+")


def hugo_parts(entry: Entry, _context: WriteContext) -> Iterator[Part]:
    """Yield the front matter of a publication; types are CSL's, as Hugo Blox has them."""
    sources = titles.title_sources(entry)
    yield Part("title", _plain(titles.full_title(entry)), sources.title)
    yield Part("authors", _people(entry.authors), "authors")
    yield Part("editors", _people(entry.editors), "editors")
    yield Part("date", _day(entry.date), "date")
    yield Part("publication_types", [csl_type(entry)], type_source(entry))
    container = _plain(titles.full_container(entry))
    yield Part("publication", f"*{container}*" if container else "", sources.container)
    yield Part("publication_short", entry.venue, "venue")
    yield Part("publisher", _plain(titles.publisher(entry)), titles.publisher_source(entry))
    yield Part("abstract", _plain(entry.abstract), "abstract")
    yield Part("tags", list(entry.keywords), "keywords")
    yield Part("doi", entry.doi, "doi")
    ids = {"doi": entry.doi, "isbn": entry.isbn, "issn": entry.issn}
    if entry.eprint:
        ids[entry.eprint.archive.lower() or "eprint"] = entry.eprint.id
    known = {name: value for name, value in ids.items() if value}
    yield Part("hugoblox", {"ids": known} if known else None, "doi isbn issn eprint")
    page = landing_page(entry, "links")
    links = [{"name": "URL", "url": page.value}] if page.value else None
    yield page._replace(value=links)
    for link in entry.links:
        if link.kind in _HUGO_LINKS:
            yield Part(_HUGO_LINKS[link.kind], link.url, f"links.{link.kind}")
    yield Part("summary", _plain(entry.note), "note")
    yield Part("slug", page_name(entry.key), "key")


def _day(date: Date | None) -> str:
    """Return a whole day, which Hugo sorts by: the first of a month or year."""
    if not date or not date.has_plain_year:
        return ""
    return f"{date.year:04}-{date.month or 1:02}-{date.day or 1:02}"


def _people(people: Names) -> list[str]:
    return [*map(str, people), *(["et al."] if people.others else [])]


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def _values(parts: Sequence[Part]) -> dict[str, Any]:
    return {name: value for name, value, _source in parts if value}


def list_layout(_entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    """Return an item as it stands in the list of the file."""
    return yaml_text([_values(parts)], ascii_only=bool(context.options.ascii))


def page_layout(_entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    """Return a page of front matter alone."""
    return f"---\n{yaml_text(_values(parts), ascii_only=bool(context.options.ascii))}---\n"


HUGO = Writer(parts=hugo_parts, layout=page_layout, separator="\n", seven_bit=True)
JEKYLL = Writer(parts=jekyll_parts, layout=list_layout, nothing="[]\n", seven_bit=True)
JEKYLL_PAGE = Writer(parts=jekyll_page_parts, layout=page_layout, separator="\n", seven_bit=True)
QUARTO = Writer(parts=quarto_parts, layout=list_layout, nothing="[]\n", seven_bit=True)
QUARTO_PAGE = Writer(parts=quarto_page_parts, layout=page_layout, separator="\n", seven_bit=True)
