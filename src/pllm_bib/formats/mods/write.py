"""Entries -> MODS, for libraries, Zotero and bibutils.

Source: the MODS user guidelines, version 3.7, and how Zotero and bibutils read MODS. The journal
or book is a host, which has what is its own: editors, publisher, numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer, landing_page, unsaid
from pllm_bib.formats.mods.tables import OWN_GENRE, ROLE_CODES, editor_code, is_hosted, marc_genre
from pllm_bib.formats.shared import extra_fields, extra_lines, latex, titles
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import row, type_source, zotero_type
from pllm_bib.formats.shared.xml_tree import element, escaped
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<modsCollection xmlns="http://www.loc.gov/mods/v3" version="3.7">\n'
)
TAIL = "</modsCollection>\n"


def parts(entry: Entry, context: WriteContext) -> Iterable[Part]:
    """Return the elements of an entry as XML, each by its place: ``host`` before that of a host."""
    found = list(_elements(entry))
    if entry.extra and context.options.keep_extra:
        left = unsaid(entry, found)
        for (name, _source), line in zip(left, extra_lines.lines(left), strict=True):
            found.append(Part("note", _plain_element("note", line), f"extra.{name}"))
    return found


def _elements(entry: Entry) -> Iterator[Part]:
    extra = dict(entry.extra)
    sources = titles.title_sources(entry)
    container = _plain(titles.full_container(entry)) if entry.type != "periodical" else ""
    has_host = is_hosted(entry.type) or bool(container)
    of_host = "host " if has_host else ""
    yield Part("titleInfo", _title(_plain(titles.full_title(entry))), sources.title)
    yield from _people(entry.authors, "aut", "", "authors")
    code = editor_code(extra, "editor")
    editors = "editors" if code == "edt" else "editors extra.editortype"
    yield from _people(entry.editors, code, of_host, editors)
    yield from _others(extra)
    zotero, marc = zotero_type(entry), marc_genre(zotero_type(entry))
    if zotero != "conferencePaper":  # bibutils takes that for proceedings; MARC's word tells Zotero
        yield Part("genre", element("genre", zotero, authority="local"))
    yield Part("genre", element("genre", entry.type, authority=OWN_GENRE), type_source(entry))
    yield Part(f"{of_host}genre", marc and element("genre", marc, authority="marcgt"))
    yield from _origin(entry, of_host)
    language = language_code(entry.language or "")
    term = element("languageTerm", escaped(language), type="code", authority="rfc3066")
    yield Part("language", language and element("language", term.rstrip()), "language")
    yield Part("abstract", _plain_element("abstract", _plain(entry.abstract)), "abstract")
    note = titles.joined(entry.note, ".", extra_fields.text(extra, "addendum"))
    yield Part("note", _plain_element("note", _plain(note)), "note extra.addendum")
    for keyword in entry.keywords:
        topic = element("topic", escaped(keyword)).rstrip()
        yield Part("subject", element("subject", topic), "keywords")
    if container:
        yield Part("host titleInfo", _title(container), sources.container)
    series = _plain(titles.full_series(entry))
    if series:
        related = element("relatedItem", "\n" + _title(series), type="series")
        yield Part(f"{of_host}relatedItem", related, f"series {sources.main}")
    yield from _identifiers(entry, of_host)
    yield from _links(entry)
    yield from _numbers(entry, of_host)


def _title(title: str) -> str:
    return title and element("titleInfo", element("title", escaped(title)).rstrip())


def _others(extra: dict[str, str]) -> Iterator[Part]:
    """Yield the people of fields beyond the model, editors of a kind under its role."""
    for field, code in ROLE_CODES.items():
        if field in extra:
            yield from _people(extra_fields.names(extra, field), code, "", f"extra.{field}")
    for field in ("editora", "editorb", "editorc"):
        if field in extra:
            source = f"extra.{field} extra.{field}type"
            code = editor_code(extra, field)
            yield from _people(extra_fields.names(extra, field), code, "", source)


def _people(people: Names, role: str, of_host: str, source: str) -> Iterator[Part]:
    term = element("roleTerm", role, type="code", authority="marcrelator").rstrip()
    with_role = element("role", term)
    for name in people:
        kind = "corporate" if name.organisation else "personal"
        made = element("name", "\n" + _name(name) + with_role, type=kind)
        yield Part(f"{of_host}name", made, source)
    if people.others:
        yield Part(f"{of_host}name", element("name", "\n<etal/>\n" + with_role), source)


def _name(name: Name) -> str:
    if name.organisation:
        return element("namePart", escaped(name.family))
    found = {"family": name.full_family, "given": name.given, "termsOfAddress": name.suffix}
    return "".join(element("namePart", escaped(v), type=k) for k, v in found.items() if v)


def _origin(entry: Entry, of_host: str) -> Iterator[Part]:
    date = entry.date
    if date:
        encoding = "w3cdtf" if date.is_plain and date.has_plain_year else "edtf"
        yield Part("originInfo", element("dateIssued", str(date), encoding=encoding), "date")
    words, source = extra_fields.date_words(entry)
    yield Part("originInfo", _plain_element("dateIssued", words), source)
    publisher = _plain(titles.publisher(entry))
    made = _plain_element("publisher", publisher)
    yield Part(f"{of_host}originInfo", made, titles.publisher_source(entry))
    place = _plain(entry.place)
    term = element("placeTerm", escaped(place), type="text").rstrip()
    yield Part(f"{of_host}originInfo", place and element("place", term), "place")
    edition = _plain_element("edition", _plain(entry.edition))
    yield Part(f"{of_host}originInfo", edition, "edition")


def _identifiers(entry: Entry, of_host: str) -> Iterator[Part]:
    yield Part("identifier", element("identifier", escaped(entry.key), type="citekey"), "key")
    for name, place in (("doi", ""), ("isbn", of_host), ("issn", of_host)):
        value = getattr(entry, name)
        made = value and element("identifier", escaped(value), type=name)
        yield Part(f"{place}identifier", made, name)
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        told = escaped(entry.eprint.id + category)
        archive = entry.eprint.archive
        made = element("identifier", told, type="eprint", displayLabel=archive or "eprint")
        yield Part("identifier", made, "eprint")


def _links(entry: Entry) -> Iterator[Part]:
    page = landing_page(entry, "location", doi_url=False)
    if page.value and "paper" in page.source and entry.link(LinkKind.PAPER):
        dated = {}
        day = extra_fields.date(dict(entry.extra), "urldate") if entry.extra else None
        if day:
            dated = {"dateLastAccessed": str(day)}
        url = element("url", escaped(page.value), usage="primary", **dated).rstrip()
        source = "links.paper" + (" extra.urldate" if day else "")
        yield Part("location", element("location", url), source)
    for link in entry.links:
        if link.kind is not LinkKind.PAPER:
            url = element("url", escaped(link.url), displayLabel=link.kind.value).rstrip()
            yield Part("location", element("location", url), f"links.{link.kind}")


def _numbers(entry: Entry, of_host: str) -> Iterator[Part]:
    place = f"{of_host}part"
    is_journal = row(entry.type).container == "journal" or entry.type == "periodical"
    for kind, source in (("volume", "volume"), ("issue" if is_journal else "number", "number")):
        value = getattr(entry, source)
        number = element("number", escaped(value or "")).rstrip()
        yield Part(place, value and element("detail", number, type=kind), source)
    pages = entry.pages or ""
    first, _dash, last = pages.partition("–")
    if last and "," not in pages and "–" not in last:
        found = element("start", escaped(first)) + element("end", escaped(last))
    else:
        found = element("list", escaped(pages))
    made = pages and element("extent", "\n" + found, unit="pages")
    yield Part(place, made, "pages")


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def _plain_element(name: str, value: str) -> str:
    return value and element(name, escaped(value))


# Layout.


def layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    """Return the text of a record: its own elements, then its host."""
    own = [part for part in parts if part.value and not part.target.startswith("host ")]
    host = [
        part._replace(target=part.target.removeprefix("host "))
        for part in parts
        if part.value and part.target.startswith("host ")
    ]
    text = _grouped(own)
    if host:
        text += element("relatedItem", "\n" + _grouped(host), type="host")
    return f"<mods>\n{text}</mods>\n"


def _grouped(parts: Sequence[Part]) -> str:
    """Return elements in their order, those of one ``originInfo`` or ``part`` together."""
    text = ""
    done = set()
    for target, value, _source in parts:
        if target not in {"originInfo", "part"}:
            text += value
        elif target not in done:
            done.add(target)
            inner = "".join(part.value for part in parts if part.target == target)
            text += element(target, "\n" + inner)
    return text


WRITER = Writer(parts=parts, layout=layout, head=HEAD, tail=TAIL, nothing=HEAD + TAIL)
