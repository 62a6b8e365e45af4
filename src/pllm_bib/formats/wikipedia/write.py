"""Entries -> citation templates of Wikipedia, in Citation Style 1: ``{{cite journal | …}}``.

Source: Help:Citation Style 1 and the pages of its templates on the English Wikipedia.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.base import Part, Writer, landing_page
from pllm_bib.formats.shared import extra_fields, latex, titles
from pllm_bib.formats.shared.fields import TRANSLATORS
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import csl_type, row, type_source
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Names

_TEMPLATES = {
    "article-journal": "cite journal",
    "article-magazine": "cite magazine",
    "article-newspaper": "cite news",
    "book": "cite book",
    "chapter": "cite book",
    "entry-encyclopedia": "cite encyclopedia",
    "manuscript": "cite document",
    "motion_picture": "cite AV media",
    "paper-conference": "cite conference",
    "pamphlet": "cite book",
    "report": "cite report",
    "review": "cite journal",
    "song": "cite AV media",
    "speech": "cite speech",
    "thesis": "cite thesis",
    "webpage": "cite web",
}
"""CSL type -> template; any other work is cited as a web page, or as a document without address."""
_ARCHIVES = {"arxiv": "cite arXiv", "biorxiv": "cite bioRxiv", "medrxiv": "cite medRxiv"}
_ARCHIVES |= {"ssrn": "cite SSRN"}
_CONTAINERS = {
    "cite book": "title",
    "cite conference": "book-title",
    "cite encyclopedia": "encyclopedia",
    "cite journal": "journal",
    "cite magazine": "magazine",
    "cite news": "newspaper",
}
_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_NO_DATE = frozenset({"n.d.", "nd"})
"""Words that a template takes for a date."""
_SEASONS = ("Spring", "Summer", "Autumn", "Winter")
_MARKS = {Style.EMPHASIS: ("''", "''"), Style.STRONG: ("'''", "'''")}
_MARKS |= {Style.SUPERSCRIPT: ("<sup>", "</sup>"), Style.SUBSCRIPT: ("<sub>", "</sub>")}
_MARKUP = regex(r"''+|[|\[\]{}<]")
_CONTROLS = regex(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SIGNS = {"|": "{{!}}", "[": "&#91;", "]": "&#93;", "{": "&#123;", "}": "&#125;", "<": "&lt;"}


def _parts(entry: Entry, _context: WriteContext) -> Iterator[Part]:
    extra = dict(entry.extra)
    template = _template(entry)
    is_chapter = row(entry.type).container == "booktitle" and template == "cite book"
    sources = titles.title_sources(entry)
    yield Part("", template, type_source(entry))
    yield from _people(entry.authors, "", "authors")
    yield from _people(entry.editors, "editor-", "editors")
    translators = extra_fields.names(extra, "translator")
    yield from _people(translators, "translator-", "extra.translator")
    words, source = extra_fields.date_words(entry)
    yield Part("date", words if words in _NO_DATE else _date(entry.date), source or "date")
    yield Part("chapter" if is_chapter else "title", _text(titles.full_title(entry)), sources.title)
    place_of_container = _CONTAINERS.get(template, "work")
    yield Part(place_of_container, _text(titles.full_container(entry)), sources.container)
    yield Part("series", _text(titles.full_series(entry)), f"series {sources.main}")
    yield Part("edition", _text(entry.edition), "edition")
    yield Part("volume", _quoted(entry.volume or ""), "volume")
    issued = template in {"cite journal", "cite magazine", "cite news"}
    yield Part("issue" if issued else "number", _quoted(entry.number or ""), "number")
    several = re.search("[,–]", entry.pages or "")
    yield Part("pages" if several else "page", _quoted(entry.pages or ""), "pages")
    yield Part("publisher", _text(titles.publisher(entry)), titles.publisher_source(entry))
    yield Part("location", _text(entry.place), "place")
    yield _kind(entry, extra, template)
    yield Part("doi", entry.doi, "doi")
    yield Part("isbn", entry.isbn, "isbn")
    yield Part("issn", entry.issn, "issn")
    yield from _eprint(entry, template)
    page = landing_page(entry, "url")
    if page.value and not (entry.doi and "doi" in page.source):
        yield page._replace(value=_address(page.value))
    visited = extra_fields.date(extra, "urldate")
    yield Part("access-date", _date(visited) if page.value else "", "extra.urldate")
    yield Part("language", language_code(entry.language or ""), "language")
    for name in ("pmid", "pmcid"):
        number = extra_fields.plain(extra, name)
        yield Part("pmc" if name == "pmcid" else name, number.removeprefix("PMC"), f"extra.{name}")


parts = extra_fields.by_role(_parts, lambda _entry: TRANSLATORS)
"""Returns the template of an entry and its parameters, in order."""


def _kind(entry: Entry, extra: dict[str, str], template: str) -> Part:
    """Return the kind of a thesis or report."""
    kind = extra_fields.plain(extra, "type") if "type" in extra else row(entry.type).genre
    wanted = template in {"cite thesis", "cite report"}
    source = "extra.type" if "type" in extra else "type"
    return Part("type", _quoted(kind or "") if wanted else "", source)


def _template(entry: Entry) -> str:
    archive = entry.eprint.archive.lower() if entry.eprint else ""
    if entry.type == "preprint" and archive in _ARCHIVES:
        return _ARCHIVES[archive]
    other = "cite web" if entry.landing_page else "cite document"
    return _TEMPLATES.get(csl_type(entry), other)


def _people(people: Names, prefix: str, source: str) -> Iterator[Part]:
    for number, name in enumerate(people, start=1):
        yield Part(f"{prefix}last{number}", _quoted(name.full_family), source)
        given = f"{name.given} {name.suffix}".strip()
        yield Part(f"{prefix}first{number}", _quoted(given), source)
    if people.others:
        yield Part(f"display-{prefix.rstrip('-') or 'author'}s", "etal", source)


def _date(date: Date | None) -> str:
    """Return a date as its readers have it: ``9 June 2024``, ``June–July 2024``, ``c. 1850``."""
    if date is None:
        return ""
    text = _point(date)
    if date.end:
        text = f"{text} – {_point(date.end)}"
    return f"c. {text}" if date.approximate else text


def _point(date: Date) -> str:
    if date.season:
        return f"{_SEASONS[date.season - 1]} {date.year_text}"
    month = f"{_MONTHS[date.month - 1]} " if date.month else ""
    day = f"{date.day} " if date.day else ""
    return f"{day}{month}{date.year_text}"


def _eprint(entry: Entry, template: str) -> Iterator[Part]:
    eprint = entry.eprint
    if eprint is None:
        return
    name = eprint.archive.lower()
    if name in _ARCHIVES:
        yield Part(name, eprint.id, "eprint")
        if eprint.category and name == "arxiv":
            yield Part("class", eprint.category if template == "cite arXiv" else "", "eprint")
    else:
        yield Part("id", _quoted(f"{eprint.archive} {eprint.id}".strip()), "eprint")


def _text(text: Text | None) -> str:
    """Return text with the markup of a wiki."""
    pieces = []
    for chunk in text.chunks if text else ():
        piece = _quoted(latex.plain(Text((chunk,))))
        if chunk.style & Style.MATH:
            piece = f"<math>{chunk.value}</math>"
        for style, (opening, closing) in _MARKS.items():
            if chunk.style & style:
                piece = f"{opening}{piece}{closing}"
        pieces.append(piece)
    return "".join(pieces)


def _quoted(value: str) -> str:
    """Return text of which no sign is a wiki's markup."""
    return _MARKUP.sub(lambda sign: _SIGNS.get(sign[0], f"<nowiki>{sign[0]}</nowiki>"), value)


def _address(url: str) -> str:
    return url.replace("|", "%7C").replace(" ", "%20")


def layout(_entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
    """Return a template on one line."""
    template, *others = parts
    told = [str(template.value)]
    told += [f"{name}={_one_line(str(value))}" for name, value, _source in others if value]
    return "{{" + " |".join(told) + "}}\n"


def _one_line(value: str) -> str:
    return _CONTROLS.sub(" ", value).strip()


WRITER = Writer(parts=parts, layout=layout)
