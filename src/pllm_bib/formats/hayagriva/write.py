"""Entries -> hayagriva's YAML, the bibliography files of Typst.

Source: hayagriva 0.9, docs/file-format.md. Journals, books and series are parents. Typst refuses
a whole file for one value of the wrong kind, so dates, languages, totals and addresses are
written only where it takes them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.base import Part, Writer, landing_page, unsaid
from pllm_bib.formats.hayagriva.strings import write_string
from pllm_bib.formats.hayagriva.tables import ROLES, kind_of_type
from pllm_bib.formats.shared import extra_fields, extra_lines, latex, names, titles
from pllm_bib.formats.shared.items.yaml_text import yaml_text
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import csl_type, row, type_source
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.formats.hayagriva.tables import TypstKind
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text

_TOTAL = regex(r"\d{1,9}", re.ASCII)
_ADDRESS = regex(r"https?://[\w.-]+(?:[:/?#]\S*)?", re.ASCII)
_LANGUAGE = regex(r"[A-Za-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
_KEPT_AT = {"library": "call-number", "archive": "archive", "archive-place": "archive-location"}
_LEAST_YEAR, _FOUR_DIGITS, _MOST_YEAR = -9999, 1000, 9999


def _parts(entry: Entry, context: WriteContext) -> Iterable[Part]:
    """Return the fields of an entry, in order, each by the path of names that leads to it.

    ``parent`` is the journal or book, ``series`` what that belongs to, ``event`` the conference,
    ``original`` the first publication.
    """
    found = list(_fields(entry))
    if entry.extra and context.options.keep_extra:
        for (name, _source), line in zip(
            left := unsaid(entry, found), extra_lines.lines(left), strict=True
        ):
            found.append(Part(f"tex.{name}", line.partition(": ")[2], f"extra.{name}"))
    return found


parts = extra_fields.by_role(_parts, lambda _entry: ROLES)


def _fields(entry: Entry) -> Iterator[Part]:
    extra = dict(entry.extra)
    kind = kind_of_type(entry.type, csl_type(entry))
    above = "parent/" if kind.parent else ""
    sources = titles.title_sources(entry)
    yield Part("type", kind.type, type_source(entry))
    short = write_string(extra_fields.text(extra, "shorttitle"))
    yield Part("title/value", write_string(titles.full_title(entry)), sources.title)
    yield Part("title/short", short, "extra.shorttitle")
    yield Part("genre", _genre(entry, kind), "extra.type" if "type" in extra else "")
    yield Part("author", _people(entry.authors), "authors")
    yield Part("editor", _people(entry.editors), "editors")
    yield Part(
        "affiliated", _affiliated(extra), " ".join(f"extra.{n}" for n in ROLES if n in extra)
    )
    yield Part("date", _date(entry.date), "date")
    yield Part("edition", _plain(entry.edition), "edition")
    yield from _parents(entry, kind, extra)
    yield from _numbers(entry, kind)
    yield Part("page-range", (entry.pages or "").replace("–", "-"), "pages")
    yield from _totals(extra)
    yield from _publisher(entry, extra, above)
    yield from _identifiers(entry, extra)
    yield from _address(entry, extra)
    language = language_code(entry.language or "")
    yield Part("language", language if _LANGUAGE.fullmatch(language) else "", "language")
    for name, target in _KEPT_AT.items():
        yield Part(target, write_string(extra_fields.text(extra, name)), f"extra.{name}")
    note = titles.joined(entry.note, ".", extra_fields.text(extra, "addendum"))
    yield Part("note", write_string(note), "note extra.addendum")
    yield Part("abstract", write_string(entry.abstract), "abstract")


def _publisher(entry: Entry, extra: dict[str, str], above: str) -> Iterator[Part]:
    """Yield the publisher with its place, of the work or of its parent, and the organisation."""
    publisher, source = titles.publisher(entry), titles.publisher_source(entry)
    if "organization" in extra:
        publisher, source = entry.publisher, "publisher"
        yield Part(
            "organization",
            write_string(extra_fields.text(extra, "organization")),
            "extra.organization",
        )
    yield Part(f"{above}publisher/name", write_string(publisher), source)
    yield Part(f"{above}publisher/location", write_string(entry.place), "place")


def _genre(entry: Entry, kind: TypstKind) -> str:
    """Return the type in words: the entry's own, else those that tell its type from others."""
    said = extra_fields.text(dict(entry.extra), "type") if entry.extra else None
    return write_string(said) or kind.genre


def _numbers(entry: Entry, kind: TypstKind) -> Iterator[Part]:
    """Yield volume and number: of the journal or book, in the series, or of the work."""
    above = "parent/" if kind.parent else ""
    yield Part(f"{above}volume", entry.volume, "volume")
    if kind.parent in {"periodical", "newspaper"} or kind.type == "periodical":
        yield Part(f"{above}issue", entry.number, "number")
    elif titles.full_series(entry) and _is_book(kind):
        yield Part("series/volume", entry.number, "number")
    elif _is_book(kind):
        yield Part(f"{above}issue", entry.number, "number")
    else:
        yield Part("serial-number/serial", entry.number, "number")


def _is_book(kind: TypstKind) -> bool:
    return bool(kind.parent) or kind.type in {"book", "anthology", "proceedings", "reference"}


def _totals(extra: dict[str, str]) -> Iterator[Part]:
    for name, target in (("pagetotal", "page-total"), ("volumes", "volume-total")):
        value = extra_fields.plain(extra, name)
        yield Part(target, value if _TOTAL.fullmatch(value) else "", f"extra.{name}")
    yield Part("chapter", extra_fields.plain(extra, "chapter"), "extra.chapter")


def _identifiers(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    eprint = entry.eprint
    own = entry.doi or not eprint or entry.type != "preprint"
    yield Part(
        "serial-number/doi", entry.doi if own else eprint and eprint.doi, "doi" if own else "eprint"
    )
    yield Part("serial-number/isbn", entry.isbn, "isbn")
    yield Part("serial-number/issn", entry.issn, "issn")
    if eprint:
        yield Part(f"serial-number/{eprint.archive.lower() or 'eprint'}", eprint.id, "eprint")
    for name in ("pmid", "pmcid", "version"):
        yield Part(f"serial-number/{name}", extra_fields.plain(extra, name), f"extra.{name}")
    if "eid" in extra and (not entry.number or row(entry.type).container == "journal"):
        yield Part("serial-number/serial", extra_fields.plain(extra, "eid"), "extra.eid")


def _address(entry: Entry, extra: dict[str, str]) -> Iterator[Part]:
    """Yield the address, if Typst can take it: a DOI has a place of its own."""
    page = landing_page(entry, "url/value")
    if page.value and page.source.startswith("links.paper ") and "doi" in page.source:
        return
    if page.value and _ADDRESS.fullmatch(page.value):
        yield page
        if visited := extra_fields.date(extra, "urldate"):
            yield Part("url/date", _date(visited), "extra.urldate")


def _parents(entry: Entry, kind: TypstKind, extra: dict[str, str]) -> Iterator[Part]:
    sources = titles.title_sources(entry)
    if kind.parent:
        yield Part("parent/type", kind.parent)
        container = titles.full_container(entry)
        yield Part("parent/title/value", write_string(container), sources.container)
        short = write_string(extra_fields.text(extra, "shortjournal")) if container else ""
        yield Part("parent/title/short", short, "extra.shortjournal")
        yield Part(
            "parent/author", _people(extra_fields.names(extra, "bookauthor")), "extra.bookauthor"
        )
    elif entry.type != "periodical" and entry.container:
        yield Part("parent/type", "misc")
        yield Part(
            "parent/title/value", write_string(titles.full_container(entry)), sources.container
        )
    series = write_string(titles.full_series(entry))
    if series:
        yield Part("series/type", kind.parent or kind.type)
        yield Part("series/title/value", series, f"series {sources.main}")
    if {"eventtitle", "eventplace", "eventdate"} & extra.keys():
        yield Part("event/type", "conference")
        for name, target in (("eventtitle", "title/value"), ("eventplace", "location")):
            value = write_string(extra_fields.text(extra, name))
            yield Part(f"event/{target}", value, f"extra.{name}")
        yield Part("event/date", _date(extra_fields.date(extra, "eventdate")), "extra.eventdate")
    if {"origtitle", "origdate", "origpublisher", "origlocation"} & extra.keys():
        yield Part("original/type", "original")
        for name, target in (
            ("origtitle", "title/value"),
            ("origpublisher", "publisher/name"),
            ("origlocation", "publisher/location"),
        ):
            value = write_string(extra_fields.text(extra, name))
            yield Part(f"original/{target}", value, f"extra.{name}")
        yield Part("original/date", _date(extra_fields.date(extra, "origdate")), "extra.origdate")


# Values.


def _date(date: Date | None) -> Any:
    """Return a date; of a period, its start. Seasons and long years have names of parts."""
    if date is None:
        return None
    if date.season is None and _LEAST_YEAR <= date.year <= _MOST_YEAR:
        year = f"{date.year:04}" if date.year >= 0 else f"-{-date.year:04}"
        if date.month is None and date.year >= _FOUR_DIGITS and not date.approximate:
            return date.year
        told = [year, *(f"{part:02}" for part in (date.month, date.day) if part)]
        return ("~" if date.approximate else "") + "-".join(told)
    found = {"year": date.year, "season": date.season, "approximate": date.approximate}
    return {name: value for name, value in found.items() if value or name == "year"}


def _people(people: Names) -> list[Any]:
    """Return names as text where that is read as they are; further ones are ``others``."""
    return [*map(_person, people), *(["others"] if people.others else [])]


def _person(name: Name) -> Any:
    if name.organisation and "," not in name.family:
        # Typst takes words before a small one for particles: "Institute of Invention".
        words = name.family.split()
        is_split = len(words) > 1 and any(word[0].islower() for word in words)
        return {"name": name.family} if is_split else name.family
    said = ", ".join(filter(None, (name.full_family, name.suffix, name.given)))
    is_plain = name.given and said.count(",") == 1 + bool(name.suffix)
    if is_plain and names.person(name.full_family, name.given, suffix=name.suffix) == name:
        return said
    found = {
        "name": name.family,
        "given-name": name.given,
        "prefix": name.particle,
        "suffix": name.suffix,
    }
    return {part: value for part, value in found.items() if value}


def _affiliated(extra: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"role": role, "names": _people(extra_fields.names(extra, name))}
        for name, role in ROLES.items()
        if name in extra
    ]


def _plain(text: Text | None) -> str:
    return latex.plain(text) if text else ""


# Layout.


def layout(entry: Entry, parts: Sequence[Part], context: WriteContext) -> str:
    """Return an entry as it stands in the mapping of the file."""
    tree: dict[str, Any] = {}
    for target, value, _source in parts:
        if value:
            *path, name = target.split("/") if not target.startswith("tex.") else [target]
            place = tree
            for step in path:
                place = place.setdefault(step, {})
            place.setdefault(name, value)
    _with_parents(tree)
    return yaml_text({entry.key: _short(tree)}, ascii_only=bool(context.options.ascii))


def _with_parents(tree: dict[str, Any]) -> None:
    """Put the series into the journal or book, and make one list of several parents."""
    series, parent = tree.pop("series", None), tree.pop("parent", None)
    if series and parent:
        parent["parent"] = series
    parents = [parent or series, tree.pop("event", None), tree.pop("original", None)]
    found = [each for each in parents if each]
    if found:
        tree["parent"] = found if len(found) > 1 else found[0]


def _short(value: Any) -> Any:
    """Return a tree with mappings of nothing but their main value as this value."""
    if isinstance(value, list):
        return [_short(part) for part in value]
    if not isinstance(value, dict):
        return value
    short = {name: _short(part) for name, part in value.items()}
    for name, main in (("title", "value"), ("url", "value"), ("publisher", "name")):
        if isinstance(short.get(name), dict) and list(short[name]) == [main]:
            short[name] = short[name][main]
    return short


WRITER = Writer(parts=parts, layout=layout, nothing="{}\n", seven_bit=True)
