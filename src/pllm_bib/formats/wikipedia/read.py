"""Wiki text with citation templates -> entries and diagnostics.

Source: Help:Citation Style 1 and the pages of its templates on the English Wikipedia. Any text may
stand around the templates.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import dates, names, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.source import FieldPlaces, SourceText
from pllm_bib.formats.shared.types import TYPES, ReadAs, refined
from pllm_bib.formats.wikipedia.tables import BOOKKEEPING, KEPT, NAMES, TEMPLATE_TYPES
from pllm_bib.formats.wikipedia.template import (
    brackets,
    outermost,
    parameter,
    plain_wiki,
    wiki_text,
)
from pllm_bib.model.entry import Entry, LinkKind, Origin
from pllm_bib.model.name import Names
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from pllm_bib.formats.base import Result
    from pllm_bib.formats.shared.faults import Tell
    from pllm_bib.formats.wikipedia.template import Bracket
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Eprint
    from pllm_bib.model.name import Name

_CITE = regex(
    r"\s*+(?:cite[ _]\s*+([\w-]++(?>(?: ++[\w-]++)*))|(citation|vcite \w++))\s*+(?:<!--.*)?",
    re.IGNORECASE,
)
_PERSON = regex(
    r"(?P<role>author|editor|translator|contributor|interviewer|subject|host|inventor)?"
    r"(?P<one>\d*+)-?(?P<part>last|surname|first|given|name)?(?P<two>\d*+)"
)
_GIVEN = frozenset({"first", "given"})
_WHOLE = {"authors": "author", "people": "author", "editors": "editor"}
_EPRINTS = {"arxiv": "arXiv", "eprint": "arXiv", "biorxiv": "bioRxiv", "medrxiv": "medRxiv"}
_EPRINTS |= {"ssrn": "SSRN", "jstor": "JSTOR", "hdl": "hdl"}
_PREPRINTS = frozenset({"arxiv", "biorxiv", "medrxiv", "ssrn"})


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the citation templates of a text; parameters and result are those of `ris.read`.

    Parameters without a meaning here are kept as ``wikipedia-`` and their names.
    """
    source = SourceText(text, path)
    found, unclosed = brackets(source.text)
    cites = outermost([each for each in found if _kind(each, source.text)])
    if unclosed is not None:
        source.fault("syntax-error", "the template that starts here has no end", unclosed)
    elif not cites and source.text.strip():
        message = "there is no citation template, such as “{{cite book | title=…}}”"
        source.fault("syntax-error", message, 0)
    return source.result(_Template(each, source, section).entry() for each in cites)


def _kind(bracket: Bracket, text: str) -> str:
    """Return what a template cites: ``journal`` of ``{{cite journal}}``; empty for others."""
    if bracket.opening != "{{":
        return ""
    end = bracket.cuts[1] - 1 if len(bracket.cuts) > 1 else bracket.end - 2
    match = _CITE.fullmatch(text[bracket.cuts[0] : min(end, bracket.cuts[0] + 60)])
    return " ".join((match[1] or "citation").lower().split()) if match else ""


class _Template:
    """The reader of one template: each parameter gets its meaning, others go to ``extra``."""

    def __init__(self, bracket: Bracket, source: SourceText, section: str | None) -> None:
        self.source = source
        self.section = section
        self.start = bracket.start
        self.kind = _kind(bracket, source.text)
        self.extra = Extra()
        self.offsets: dict[str, int] = {}
        self.raw: dict[str, str] = {}
        self.left: dict[str, str] = {}
        _name, *parts = bracket.parts(source.text)
        for offset, part in parts:
            name, value = parameter(part)
            blanks = len(part) - len(part.lstrip())
            plain = plain_wiki(value, partial(self.told, offset)).strip()
            if name and plain:
                written = part.partition("=")[0].strip()
                self.offsets[written] = offset + blanks
                self.raw[written] = value.strip()
                self.left[name.replace("_", "-")] = plain

    def told(self, offset: int, name: str) -> None:
        """Tell that a template within a value is read as one of its parameters."""
        message = f"the template “{name}” is read as its text"
        self.source.fault("read-as", message, offset)

    def telling(self, *names: str) -> Tell:
        """Return what tells how the first parameter of some names is understood."""
        name = next((name for name in names if name in self.offsets), "")
        return self.source.telling(self.offsets.get(name, self.start), name)

    def take(self, *names: str) -> str:
        """Take the first parameter of some names as plain text; empty without any."""
        return normalized(str(self.text(*names) or ""))

    def text(self, *names: str) -> Text | None:
        """Take the first parameter of some names as text."""
        found = [self.left.pop(name) for name in names if name in self.left]
        return (wiki_text(found[0]) or None) if found else None

    # The entry.

    def entry(self) -> Entry:
        for name in BOOKKEEPING & self.left.keys():
            del self.left[name]
        people = self.people()
        date = self.date()
        title, container, entry_type = self.titles()
        eprint = self.eprint()
        doi = self.take("doi")
        bare = self.extra.doi(doi, self.telling("doi")) if doi else None
        url = self.take("url", "chapter-url", "article-url")
        repeats = values.repeats_identifier(url, bare, eprint)
        pages = self.take("pages", "page", "pp", "p", "at").replace("--", "–")
        number = self.take("issue", "number")
        return Entry(
            key="",
            type=values.with_eprint(ReadAs(entry_type), eprint, self.telling("type")).type,
            title=title or Text(),
            authors=people.pop("author", Names()),
            editors=people.pop("editor", Names()),
            date=date,
            container=container,
            publisher=self.text("publisher", "institution", "degree-institution"),
            place=self.text("location", "place", "publication-place"),
            series=self.text("series"),
            edition=with_number(self.text("edition"), self.telling("edition")),
            volume=self.take("volume") or None,
            number=number or None,
            pages=values.page_ranges(pages, self.telling("pages", "page")) or None,
            doi=bare,
            isbn=self.take("isbn") or None,
            issn=self.take("issn", "eissn") or None,
            eprint=eprint,
            links=values.links_of({LinkKind.PAPER: url} if url and not repeats else {}),
            language=self.take("language", "lang") or None,
            sections=(self.section,) if self.section else (),
            extra=self.beyond_the_model(people),
            origin=self.origin(),
        )

    def origin(self) -> Origin:
        """Return the places of the template and its parameters."""
        start = self.source.places.position(self.start)
        places = FieldPlaces(self.source.places, self.offsets)
        return Origin(start, start, places, self.raw, sentence_case=True)

    # People.

    def people(self) -> dict[str, Names]:
        """Take the names of every role, in the order of their numbers."""
        found: dict[str, dict[int, dict[str, str]]] = {}
        for name in list(self.left):
            match = _PERSON.fullmatch(name)
            if match is None or not (match["role"] or match["part"]):
                continue
            number = int(match["one"] or match["two"] or 1)
            part = "given" if match["part"] in _GIVEN else "family" if match["part"] else "whole"
            part = "whole" if match["part"] == "name" else part
            parts = found.setdefault(match["role"] or "author", {}).setdefault(number, {})
            parts[part] = self.take(name)
        people = {
            role: [_name(parts) for _number, parts in sorted(of_role.items())]
            for role, of_role in found.items()
        }
        for name, role in (*_WHOLE.items(), ("vauthors", "author"), ("veditors", "editor")):
            if value := self.take(name):
                people.setdefault(role, []).extend(_listed(value, vancouver=name[0] == "v"))
        result = {role: names.names_of(each, self.telling(role)) for role, each in people.items()}
        for role in ("author", "editor"):
            shown = self.take(f"display-{role}s")
            if shown and not shown.isdigit():
                result[role] = Names(result.get(role, Names()).names, others=True)
        return result

    # Dates and titles.

    def date(self) -> Date | None:
        """Take the date, or the year with the month."""
        value = self.take("date") or " ".join(filter(None, (self.take("month"), self.take("year"))))
        self.take("year")
        return self.dated(value, "year") if value else None

    def dated(self, value: str, name: str) -> Date | None:
        try:
            return dates.written_date(value)
        except ValueError as error:
            fault = partial(self.source.fault, place=self.start, field="date")
            return self.extra.said_date(value, str(error), fault, name)

    def titles(self) -> tuple[Text | None, Text | None, str]:
        """Take title and container; return them with the type, which they may tell."""
        entry_type = TEMPLATE_TYPES.get(self.kind, "misc")
        said = self.take("type", "degree")
        title, chapter = (
            self.text("title"),
            self.text("chapter", "contribution", "entry", "article"),
        )
        container = self.text(
            *("journal", "magazine", "newspaper", "periodical", "work", "website", "book-title"),
            *("encyclopedia", "encyclopaedia", "dictionary"),
        )
        if self.kind == "citation":
            entry_type = "article" if container else "book" if "publisher" in self.left else "misc"
        if chapter:
            title, container = chapter, title or container
            entry_type = "incollection" if entry_type in {"book", "misc"} else entry_type
        if self.kind == "conference" and container is None and chapter is None:
            container = self.text("conference")
        if self.kind in {"magazine", "news", "newspaper"}:
            self.extra.plain("entrysubtype", "magazine" if self.kind == "magazine" else "newspaper")
        genre = next((n for n, row in TYPES.items() if said and row.genre == said), None)
        if genre and TYPES[genre].zotero == TYPES[entry_type].zotero:
            return title, container, genre
        entry_type = refined(entry_type, said)[0]
        if said:
            self.extra.text("type", said)
        return title, container, entry_type

    # Identifiers.

    def eprint(self) -> Eprint | None:
        """Take the id in an archive; those beside it are kept by their names."""
        category = self.take("class")
        for name, archive in _EPRINTS.items():
            value = self.left.get(name, "")
            if value and (found := values.eprint(archive, normalized(value), self.telling(name))):
                del self.left[name]
                return type(found)(found.archive, found.id, category or None)
        archive, _, identifier = self.left.get("id", "").partition(" ")
        found = values.eprint_line(f"{archive}: {identifier}")
        if found:
            del self.left["id"]
        return found

    # What the model has no attribute for.

    def beyond_the_model(self, people: dict[str, Names]) -> tuple[tuple[str, str], ...]:
        for role, found in people.items():
            self.extra.names(NAMES.get(role, role), found)
        for name, field in (("access-date", "urldate"), ("orig-date", "origdate")):
            value = self.take(name, "accessdate" if field == "urldate" else "orig-year")
            if not value:
                continue
            try:
                self.extra.date(field, dates.written_date(value))
            except ValueError:
                self.extra.plain(field, value)
        if number := self.take("pmc"):
            self.extra.plain("pmcid", f"PMC{number.removeprefix('PMC')}")
        for name in list(self.left):
            field = KEPT.get(name, f"wikipedia-{name}")
            self.extra.text(field, self.text(name) or "")
        return self.extra.result()


def _name(parts: dict[str, str]) -> Name:
    """Read a name by its parts; a whole one without a comma is kept whole."""
    if "given" in parts:
        given, suffix = names.given_and_suffix(parts["given"])
        return names.person(parts.get("family", ""), given, suffix=suffix)
    whole = parts.get("family") or parts.get("whole", "")
    family, comma, given = whole.partition(",")
    return names.person(family, given) if comma else names.organisation(whole)


def _listed(value: str, *, vancouver: bool) -> list[Name]:
    """Read a list of names: ``Doe J, ((Owl Society)), et al.``, or names behind semicolons."""
    found = []
    for each in re.findall(r"\(\(.*?\)\)|[^,;]+", value) if vancouver else value.split(";"):
        bare = each.strip(" ()")
        family, _, initials = bare.rpartition(" ")
        if each.strip().startswith("((") or not vancouver:
            found.append(_name({"whole": bare}))
        elif initials.isupper() and family:
            found.append(names.person(family, initials))
        elif bare:
            found.append(names.organisation(bare))
    return found
