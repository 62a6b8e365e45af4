"""Entries -> EndNote's tagged files (.enw, the Refer format).

Source: EndNote's list of tags and types. A type has the fields that its RIS type has, and what
reads these files (`enw`) takes every tag for one of RIS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer, landing_page
from pllm_bib.formats.ris.enw import TAGS
from pllm_bib.formats.ris.tags import (
    LINK_LABELS,
    NUMBERED,
    PAGED,
    VERSIONED,
    WITH_CONTAINER,
    WRITE_EDITORS,
    WRITE_SERIES,
    WRITE_STANDARD_NUMBER,
)
from pllm_bib.formats.ris.write import one_line
from pllm_bib.formats.shared import extra_fields, fields, latex, titles
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import ris_type, type_source
from pllm_bib.formats.shared.types_read import ENDNOTE_NAMES
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text

_TAG_OF = {ris: tag for tag, ris in reversed(TAGS.items())}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()


def _parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
    kind = ris_type(entry)
    name = "Preprint" if entry.type == "preprint" else ENDNOTE_NAMES.get(kind, "Generic")
    sources = titles.title_sources(entry)
    yield Part("%0", name, type_source(entry))
    yield Part("%F", entry.key, "key")
    for person in _people(entry.authors):
        yield Part("%A", person, "authors")
    for person in _people(entry.editors) if WRITE_EDITORS.get(kind, "A2") else ():
        yield Part("%E", person, "editors")
    yield Part("%T", _plain(titles.full_title(entry)), sources.title)
    if kind in {"CONF", *WITH_CONTAINER}:
        tag = "%J" if kind in {"JOUR", "JFULL"} else "%B"
        yield Part(tag, _plain(titles.full_container(entry)), sources.container)
    if WRITE_SERIES.get(kind, "T3"):
        yield Part("%S", _plain(titles.full_series(entry)), f"series {sources.main}")
    words, source = extra_fields.date_words(entry)
    yield Part("%D", words or _year(entry.date), source or "date")
    yield Part("%8", _day(entry.date), "date")
    yield from _numbers(entry, kind)
    yield Part("%I", _plain(titles.publisher(entry)), titles.publisher_source(entry))
    yield Part("%C", _plain(entry.place), "place")
    if WRITE_STANDARD_NUMBER.get(kind, "isbn"):
        yield Part("%@", entry.isbn, "isbn")
        yield Part("%@", entry.issn, "issn")
    yield Part("%R", entry.doi, "doi")
    yield from _addresses(entry)
    yield Part("%X", _plain(entry.abstract), "abstract")
    yield Part("%Z", _plain(entry.note), "note")
    for keyword in entry.keywords:
        yield Part("%K", keyword, "keywords")
    for section in entry.sections:
        yield Part("%K", context.headings.get(section, section), "sections")
    if kind != "COMP":  # there it is the programming language
        yield Part("%G", language_code(entry.language or ""), "language")
    yield from _more(dict(entry.extra))


parts = extra_fields.by_role(_parts, lambda _entry: fields.TRANSLATORS)
"""Returns the tags of an entry's record, in order."""


def _numbers(entry: Entry, kind: str) -> Iterator[Part]:
    """Yield edition, volume, number and pages, as far as a type has them."""
    yield Part("%7", "" if kind in VERSIONED else _plain(entry.edition), "edition")
    if kind in NUMBERED:
        yield Part("%V", entry.volume, "volume")
        yield Part("%N", entry.number, "number")
    if kind in PAGED:
        yield Part("%P", (entry.pages or "").replace("–", "-"), "pages")


def _addresses(entry: Entry) -> Iterator[Part]:
    """Yield the addresses and the id in an archive; what has no tag is a line of the notes."""
    page = landing_page(entry, "%U")
    if not (entry.doi and "doi" in page.source):
        yield page
    yield Part("%>", entry.link(LinkKind.PDF), "links.pdf")
    for link in entry.links:
        if label := LINK_LABELS.get(link.kind):
            yield Part("%Z", f"{label}: {link.url}", f"links.{link.kind}")
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        line = f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}{category}"
        yield Part("%Z", line, "eprint")


def _more(extra: dict[str, str]) -> Iterator[Part]:
    """Yield the fields beyond the model that EndNote has a tag for."""
    for name in extra:
        known = fields.FIELDS.get(name)
        tag = _TAG_OF.get(known.ris or "") if known else None
        if known is None or tag is None:
            continue
        if known.kind == "names":
            for person in extra_fields.names(extra, name):
                yield Part(tag, _name(person), f"extra.{name}")
        elif known.kind == "date":
            day = extra_fields.date(extra, name)
            said = str(day).replace("-", "/") if day and day.is_plain else ""
            yield Part(tag, said or extra_fields.plain(extra, name), f"extra.{name}")
        else:
            yield Part(tag, extra_fields.plain(extra, name), f"extra.{name}")


def _year(date: Date | None) -> str:
    if date is None:
        return ""
    return f"{date.year:04}" if date.has_plain_year else date.year_text


def _day(date: Date | None) -> str:
    """Return month and day, beside the year: ``June 9``."""
    if date is None or not date.month or not date.has_plain_year:
        return ""
    month = _MONTHS[date.month - 1]
    return f"{month} {date.day}" if date.day else month


def _people(people: Names) -> list[str]:
    """Return names; further ones are ``others``, as in RIS."""
    return [*map(_name, people), *(["others"] if people.others else [])]


def _name(name: Name) -> str:
    """Return a name, family name first; a comma at its end marks an organisation."""
    if name.organisation:
        return f"{name.family},"
    parts = [name.full_family, name.given, name.suffix]
    return ", ".join(parts if name.suffix else filter(None, parts))


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


def layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    """Return the text of a record: a line for each tag with a value."""
    lines = [(part.target, one_line(part.value)) for part in parts if part.value]
    return "".join(f"{tag} {value}\n" for tag, value in lines if value)


WRITER = Writer(parts=parts, layout=layout, separator="\n")
