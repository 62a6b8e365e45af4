"""Text of MODS -> entries and diagnostics.

Source: the MODS user guidelines, version 3.7; genres are those of MARC, bibutils and Zotero.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.formats.mods.tables import OWN_GENRE, ROLE_CODES, ROLE_WORDS, type_of_genres
from pllm_bib.formats.shared import dates, extra_lines, names, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types import ReadAs
from pllm_bib.formats.shared.xml_tree import Element, origin_of, read_tree
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.base import Result
    from pllm_bib.formats.shared.faults import Tell
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Eprint
    from pllm_bib.model.name import Name, Names

_KNOWN = frozenset(
    "titleInfo name genre originInfo language abstract note subject relatedItem identifier "
    "location part typeOfResource recordInfo".split()
)
_EDITION = ("originInfo", "edition")
_DATES = ("dateIssued", "copyrightDate", "dateCreated", "dateOther")
_KINDS = {kind.value: kind for kind in LinkKind}
_CATEGORY = regex(r"(\S+) \[([\w.-]+)\]")


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of MODS; parameters and result are those of `ris.read`.

    Elements without a meaning here are kept as ``mods-`` and their names.
    """
    source = SourceText(text, path)
    records = list(read_tree(source).named("mods"))
    if not records and not source.faults and text.strip():
        source.fault("syntax-error", "there is no element “mods”", 0)
    return source.result(_ModsRecord(each, source, section).entry() for each in records)


class _ModsRecord:
    """The reader of one record and of the hosts that it is a part of."""

    def __init__(self, record: Element, source: SourceText, section: str | None) -> None:
        self.record = record
        self.source = source
        self.section = section
        self.extra = Extra()
        related = record.all("relatedItem")
        hosts = [each for each in related if each.get("type") == "host"]
        self.host = next(iter(hosts), None)
        self.levels = [record, *hosts]
        self.series = [each for level in self.levels for each in level.all("relatedItem")]
        own = set(map(id, hosts))
        self.series = [each for each in self.series if id(each) not in own]

    def every(self, *path: str) -> Iterator[Element]:
        """Yield the elements of a path in the record, then in its host."""
        for level in self.levels:
            yield from level.all(*path)

    def text(self, *path: str) -> Text | None:
        """Return the text of the first element of a path."""
        return next((Text.of(each.text) for each in self.every(*path) if each.text), None)

    def telling(self, *path: str) -> Tell:
        """Return what tells how the first element of a path is understood."""
        place = next((each for each in self.every(*path) if each.text), self.record)
        return self.source.telling(place.offset, place.tag)

    def entry(self) -> Entry:
        entry_type = self.type_of()
        publisher = self.text("originInfo", "publisher") or self.granter()
        doi = self.identifier("doi")
        eprint = self.eprint()
        isbn, issn = self.identifier("isbn"), self.identifier("issn")
        language = next((each.text for each in self.every("language", "languageTerm")), "")
        notes, abstract = self.notes(), self.text("abstract")
        for field, code in ROLE_CODES.items():
            self.extra.names(field, self.people(code))
        key = self.identifier("citekey") or self.record.get("ID")
        return Entry(
            key=key,
            type=values.with_eprint(entry_type, eprint, self.telling("genre")).type,
            title=_title(self.record) or Text(),
            authors=self.people("aut"),
            editors=self.people("edt"),
            date=self.date(),
            container=_title(self.host) if self.host else None,
            publisher=publisher,
            place=self.text("originInfo", "place", "placeTerm"),
            series=next(filter(None, map(_title, self.series)), None),
            edition=with_number(self.text(*_EDITION), self.telling(*_EDITION)),
            volume=self.number("volume") or None,
            number=self.number("issue", "number") or None,
            pages=self.pages() or None,
            doi=self.extra.doi(doi, self.telling("identifier")) if doi else None,
            isbn=isbn or None,
            issn=issn or None,
            eprint=eprint,
            links=values.links_of(self.links()),
            language=language or None,
            keywords=values.keywords(each.text for each in self.every("subject", "topic")),
            note=Text.of("; ".join(notes)) or None,
            abstract=abstract,
            sections=(self.section,) if self.section else (),
            extra=self.beyond_the_model(),
            origin=origin_of(self.record, self.source),
        )

    def type_of(self) -> ReadAs:
        """Return the type by our own genre, else by those of others."""
        genres = self.record.all("genre")
        own = next((g.text for g in genres if g.get("authority") == OWN_GENRE), "")
        told = [normalized(genre.text) for genre in genres]
        host = [normalized(g.text) for g in self.host.all("genre")] if self.host else []
        return ReadAs(type_of_genres(own, told, host, has_host=self.host is not None))

    def people(self, role: str) -> Names:
        """Return the names with a role; without any, a name is an author."""
        found, others = [], False
        for each in self.every("name"):
            terms = [normalized(term.text).lower() for term in each.all("role", "roleTerm")]
            roles = [ROLE_WORDS.get(term, term) for term in terms] or ["aut"]
            if role not in roles:
                continue
            if each.first("etal"):
                others = True
            else:
                found.append(_name(each))
        people = names.names_of(found, self.telling("name"))
        return people if people.others or not others else type(people)(people.names, others=True)

    def granter(self) -> Text | None:
        """Return the school of a thesis, as bibutils has it."""
        found = self.people("dgg").names or self.people("pbl").names
        return Text.of(str(found[0])) if found else None

    def date(self) -> Date | None:
        """Return the date of issue, else another date; keep words that are no date."""
        for name in _DATES:
            for each in (*self.every("originInfo", name), *self.every("part", "date")):
                if not each.text:
                    continue
                words = normalized(each.text)
                try:
                    date = dates.written_date(words)
                except ValueError as error:
                    fault = partial(self.source.fault, place=each.offset, field=each.tag)
                    return self.extra.said_date(words, str(error), fault)
                dates.tell_words(words, date, self.source.telling(each.offset, each.tag))
                return date
        return None

    def identifier(self, kind: str) -> str:
        """Return the identifiers of a kind, several of them with commas between."""
        found = [
            normalized(each.text)
            for each in self.every("identifier")
            if each.get("type").lower() == kind and each.text
        ]
        return ", ".join(dict.fromkeys(found if kind in {"isbn", "issn"} else found[:1]))

    def eprint(self) -> Eprint | None:
        for each in self.every("identifier"):
            kind = each.get("type").lower()
            if kind in {"eprint", "arxiv"}:
                archive = each.get("displayLabel") or ("arXiv" if kind == "arxiv" else "")
                match = _CATEGORY.fullmatch(each.text)
                tell = self.source.telling(each.offset, each.tag)
                found = values.eprint(archive, match[1] if match else each.text, tell)
                if found and match:
                    return type(found)(found.archive, found.id, match[2])
                return found
        return None

    def links(self) -> dict[LinkKind, str]:
        found: dict[LinkKind, str] = {}
        for each in self.record.all("location", "url"):
            kind = _KINDS.get(each.get("displayLabel"), LinkKind.PAPER)
            found.setdefault(kind, normalized(each.text))
            if visited := each.get("dateLastAccessed"):
                self.extra.plain("urldate", visited)
        return {kind: url for kind, url in found.items() if url}

    def number(self, *kinds: str) -> str:
        """Return the number of a detail, or its caption alone."""
        for each in self.every("part", "detail"):
            if each.get("type") in kinds and each.text:
                return normalized(each.text_of("number") or each.text)
        return ""

    def pages(self) -> str:
        for each in self.every("part", "extent"):
            first, last = each.text_of("start"), each.text_of("end")
            if first or last:
                return "–".join(filter(None, (first, last if last != first else "")))
            tell = self.source.telling(each.offset, each.tag)
            return values.page_ranges(each.text_of("list") or each.text, tell)
        return ""

    def notes(self) -> list[str]:
        """Return the notes; lines of our own writer become fields."""
        found = []
        for each in self.record.all("note"):
            line = normalized(each.text)
            field = extra_lines.field_line(line)
            if field:
                self.extra.line(*field)
            elif line:
                found.append(line)
        return found

    def beyond_the_model(self) -> tuple[tuple[str, str], ...]:
        for each in self.record:
            if each.name not in _KNOWN:
                self.extra.plain(f"mods-{each.name.lower()}", normalized(each.text))
        return self.extra.result()


def _title(level: Element) -> Text | None:
    """Return the title of a level: with article, subtitle and part, and no abbreviation."""
    found = [each for each in level.all("titleInfo") if not each.get("type")]
    info = next(iter(found), None) or level.first("titleInfo")
    if info is None:
        return None
    title = " ".join(filter(None, (info.text_of("nonSort"), info.text_of("title"))))
    whole = ": ".join(filter(None, (title.removesuffix(":"), info.text_of("subTitle"))))
    part = [info.text_of("partNumber"), info.text_of("partName")]
    return Text.of(". ".join(filter(None, (whole or info.text, *part)))) or None


def _name(element: Element) -> Name:
    """Read a name by its parts, or whole: with a comma, the family name is first."""
    found: dict[str, list[str]] = {}
    for each in element.all("namePart"):
        found.setdefault(each.get("type"), []).append(normalized(each.text))
    told = {kind: " ".join(filter(None, parts)) for kind, parts in found.items()}
    suffix = told.get("termsOfAddress", "")
    if told.get("family"):
        return names.person(told["family"], told.get("given", ""), suffix=suffix)
    whole = told.get("") or told.get("given", "")
    if element.get("type") != "personal":
        return names.organisation(whole)
    family, comma, given = whole.partition(",")
    return names.person(family, given, suffix=suffix) if comma else names.natural_name(whole)
