"""Entries -> Word's XML of sources, for its dialogue “Manage Sources”.

Source: ECMA-376, part 1, section 22.6, and what Word writes. Its texts are plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer, landing_page, unsaid
from pllm_bib.formats.shared import extra_fields, extra_lines, latex, titles
from pllm_bib.formats.shared.types import csl_type, row, type_source
from pllm_bib.formats.shared.xml_tree import element, escaped
from pllm_bib.formats.word_xml.tables import CONTAINERS, ROLES, THESES, word_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<b:Sources SelectedStyle="" '
    'xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography">\n'
)
TAIL = "</b:Sources>\n"
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def _parts(entry: Entry, context: WriteContext) -> Iterable[Part]:
    found = list(_elements(entry, context))
    if entry.extra and context.options.keep_extra:
        left = unsaid(entry, found)
        for (name, _source), line in zip(left, extra_lines.lines(left), strict=True):
            found.append(Part("Comments", line, f"extra.{name}"))
    return found


parts = extra_fields.by_role(_parts, lambda _entry: ROLES.keys())
"""Returns the elements of an entry's source, in order."""


def _elements(entry: Entry, context: WriteContext) -> Iterator[Part]:
    extra = dict(entry.extra)
    kind, sources = word_type(entry.type, csl_type(entry)), titles.title_sources(entry)
    yield Part("Tag", entry.key, "key")
    yield Part("SourceType", kind, type_source(entry))
    yield Part("Title", _plain(titles.full_title(entry)), sources.title)
    yield Part("author", _names(entry.authors), "authors")
    yield Part("editor", _names(entry.editors), "editors")
    for role in ROLES:
        yield Part(role, _names(extra_fields.names(extra, role)), f"extra.{role}")
    yield from _date(entry.date, "", "date")
    yield Part("Year", *extra_fields.date_words(entry))
    if entry.type != "periodical":
        container = _plain(titles.full_container(entry))
        yield Part(CONTAINERS.get(kind, "PublicationTitle"), container, sources.container)
    has_school = row(entry.type).publisher in {"school", "institution"}
    publisher = _plain(titles.publisher(entry))
    name = "Institution" if has_school else "Publisher"
    yield Part(name, publisher, titles.publisher_source(entry))
    yield Part("City", _plain(entry.place), "place")
    yield Part("ThesisType", THESES.get(entry.type, ""), "type")
    yield Part("Edition", _plain(entry.edition), "edition")
    yield Part("Volume", entry.volume, "volume")
    yield Part("PatentNumber" if kind == "Patent" else "Issue", entry.number, "number")
    yield Part("Pages", (entry.pages or "").replace("–", "-"), "pages")
    yield Part("StandardNumber", entry.isbn or entry.issn, "isbn" if entry.isbn else "issn")
    if entry.isbn and entry.issn:
        yield Part("Comments", f"ISSN: {entry.issn}", "issn")
    yield Part("DOI", entry.doi, "doi")
    yield landing_page(entry, "URL", doi_url=context.options.doi_url)
    yield from _date(extra_fields.date(extra, "urldate"), "Accessed", "extra.urldate")
    yield Part("ShortTitle", extra_fields.plain(extra, "shorttitle"), "extra.shorttitle")
    yield Part("NumberVolumes", extra_fields.plain(extra, "volumes"), "extra.volumes")
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        line = f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}{category}"
        yield Part("Comments", line, "eprint")
    note = titles.joined(entry.note, ".", extra_fields.text(extra, "addendum"))
    yield Part("Comments", _plain(note), "note extra.addendum")


def _date(date: Date | None, end: str, source: str) -> Iterator[Part]:
    if date:
        yield Part(f"Year{end}", date.year_text, source)
        yield Part(f"Month{end}", _MONTHS[date.month - 1] if date.month else "", source)
        yield Part(f"Day{end}", str(date.day or ""), source)


def _names(people: Names) -> str:
    """Return the names as XML; Word has either people or one organisation."""
    if not people.names:
        return ""
    if len(people.names) == 1 and people.names[0].organisation:
        return element("b:Corporate", escaped(people.names[0].family))
    made = "".join(map(_person, people))
    return element("b:NameList", "\n" + made)


def _person(name: Name) -> str:
    last = f"{name.full_family}, {name.suffix}" if name.suffix else name.full_family
    given, _, middle = name.given.partition(" ")
    found = {"Last": last, "First": given, "Middle": middle}
    made = "".join(element(f"b:{k}", escaped(v)).rstrip() for k, v in found.items() if v)
    return element("b:Person", made)


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


# Layout.

_PEOPLE = {"author": "b:Author", "editor": "b:Editor"} | {k: f"b:{v}" for k, v in ROLES.items()}


def layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    """Return the text of a source."""
    text = people = ""
    comments = [part.value for part in parts if part.target == "Comments" and part.value]
    for target, value, _source in parts:
        if not value or target == "Comments":
            continue
        if target in _PEOPLE:
            people += element(_PEOPLE[target], "\n" + value)
        else:
            text += element(f"b:{target}", escaped(value))
    if people:
        text += element("b:Author", "\n" + people)
    if comments:
        text += element("b:Comments", escaped("\n".join(comments)))
    return f"<b:Source>\n{text}</b:Source>\n"


WRITER = Writer(parts=parts, layout=layout, head=HEAD, tail=TAIL, nothing=HEAD + TAIL)
