"""Text of Word's XML of sources -> entries and diagnostics.

Source: ECMA-376, part 1, section 22.6, and what Word and bibutils write.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import dates, extra_lines, names, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.types import ReadAs
from pllm_bib.formats.shared.xml_tree import Element, origin_of, read_tree
from pllm_bib.formats.word_xml.tables import CONTAINERS, ROLES, entry_type
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.identifiers import bare_doi
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from pllm_bib.formats.base import Result
    from pllm_bib.formats.shared.faults import Tell
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Eprint
    from pllm_bib.model.name import Name, Names

_DROPPED = ("Guid", "LCID", "RefOrder", "Author")
_ISSN = regex(r"(?:ISSN:? ?)?(\d{4}-?\d{3}[\dXx](?:, \d{4}-?\d{3}[\dXx])*)")
_CONTAINERS = (*CONTAINERS.values(), "PublicationTitle", "AlbumTitle")
_KEPT = {"ShortTitle": "shorttitle", "NumberVolumes": "volumes", "Version": "version"}


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of Word's sources; parameters and result are those of `ris.read`.

    Elements without a meaning here are kept as ``word-`` and their names.
    """
    source = SourceText(text, path)
    top = read_tree(source)
    records = list(top.named("Source"))
    if not records and not source.faults and text.strip() and not list(top.named("Sources")):
        source.fault("syntax-error", "there is no element “Source”", 0)
    return source.result(_WordSource(each, source, section).entry() for each in records)


class _WordSource:
    """The reader of one source: elements are taken by name, others go to ``extra``."""

    def __init__(self, record: Element, source: SourceText, section: str | None) -> None:
        self.record = record
        self.source = source
        self.section = section
        self.extra = Extra()
        self.left: dict[str, Element] = {}
        for each in record:
            if each.text:
                self.left.setdefault(each.name, each)

    def telling(self, *names_of: str) -> Tell | None:
        """Return what tells how the element that `plain` would take is understood."""
        place = next((self.left[name] for name in names_of if name in self.left), None)
        return self.source.telling(place.offset, place.tag) if place else None

    def plain(self, *names_of: str) -> str:
        """Take the elements of some names; return the text of the first that has any."""
        found = [self.left.pop(name) for name in names_of if name in self.left]
        return normalized(found[0].text) if found else ""

    def text(self, *names_of: str) -> Text | None:
        """Take an element as text."""
        return Text.of(self.plain(*names_of)) or None

    def entry(self) -> Entry:
        key = self.plain("Tag")
        note, eprint, issn = self.comments()
        type_told, doi_told = self.telling("SourceType"), self.telling("DOI", "StandardNumber")
        edition_told, pages_told = self.telling("Edition"), self.telling("Pages")
        how = values.with_eprint(self.type_of(), eprint, type_told)
        isbn = self.plain("StandardNumber")
        found = bare_doi(isbn) and self.plain("DOI") == ""
        doi, isbn = (isbn, "") if found else (self.plain("DOI"), isbn)
        match = _ISSN.fullmatch(isbn)
        url = self.plain("URL", "Url")
        bare = self.extra.doi(doi, doi_told) if doi else None
        if url and values.repeats_identifier(url, bare, eprint):
            url = ""
        return Entry(
            key=key,
            type=how.type,
            title=self.text("Title") or Text(),
            authors=self.people("Author", "Inventor", "Artist", "Performer", "Composer"),
            editors=self.people("Editor", "BookAuthor"),
            date=self.date("", "year"),
            container=self.text(*_CONTAINERS),
            publisher=self.text("Publisher", "Institution", "ProductionCompany", "Court"),
            place=self.text("City", "StateProvince", "CountryRegion"),
            edition=with_number(self.text("Edition"), edition_told),
            volume=self.plain("Volume") or None,
            number=self.plain("Issue", "PatentNumber", "CaseNumber") or None,
            pages=values.page_ranges(self.plain("Pages"), pages_told) or None,
            doi=bare,
            isbn=(isbn if not match else "") or None,
            issn=(match[1] if match else issn) or None,
            eprint=eprint,
            links=values.links_of({LinkKind.PAPER: url} if url else {}),
            note=Text.of(note) or None,
            sections=(self.section,) if self.section else (),
            extra=self.beyond_the_model(),
            origin=origin_of(self.record, self.source),
        )

    def type_of(self) -> ReadAs:
        """Take the type of the source, and the kind of a thesis."""
        place = self.left.get("SourceType")
        name, thesis = self.plain("SourceType"), self.plain("ThesisType")
        found = entry_type(name or "Misc", thesis)
        if found is None and place is not None:
            message = f"Word has no type “{name}”; it is read as a miscellaneous work"
            self.source.fault("unknown-entry-type", message, place.offset, field=place.tag)
            self.extra.plain("type", name)
        elif name == "ArticleInAPeriodical":
            self.extra.plain("entrysubtype", "magazine")
        return ReadAs(found or "misc")

    def comments(self) -> tuple[str, Eprint | None, str]:
        """Take the comments: a note, an identifier in an archive, an ISSN; fields of our writer."""
        tell, place = self.telling("Comments"), self.left.pop("Comments", None)
        notes, eprint, issn = [], None, ""
        for line in place.text.split("\n") if place else ():
            if found := (values.eprint_line(line, tell) if eprint is None else None):
                eprint = found
            elif line.startswith("ISSN: "):
                issn = line.removeprefix("ISSN: ")
            elif field := extra_lines.field_line(line):
                self.extra.line(*field)
            else:
                notes.append(line)
        return normalized(" ".join(notes)), eprint, issn

    def people(self, *roles: str) -> Names:
        """Return the people of the first role that has any."""
        for role in roles:
            found = self.record.all("Author", role)
            people = [person for each in found for person in each.all("NameList", "Person")]
            companies = [company for each in found for company in each.all("Corporate")]
            if people or companies:
                place = found[0]
                return names.names_of(
                    (*map(_person, people), *(names.organisation(each.text) for each in companies)),
                    self.source.telling(place.offset, place.tag),
                )
        return names.names_of(())

    def date(self, end: str, field: str) -> Date | None:
        """Take year, month and day; keep words that are no date."""
        place = self.left.get(f"Year{end}")
        told = [self.plain(f"{name}{end}") for name in ("Day", "Month", "Year")]
        if place is None:
            return None
        numbers = [part for part in reversed(told) if part]
        is_iso = len(numbers) > 1 and all(map(str.isdecimal, numbers))
        try:
            return dates.written_date("-".join(numbers) if is_iso else " ".join(reversed(numbers)))
        except ValueError as error:
            fault = partial(self.source.fault, place=place.offset, field=place.tag)
            words = " ".join(filter(None, told))
            return self.extra.said_date(words, str(error), fault, field)

    def beyond_the_model(self) -> tuple[tuple[str, str], ...]:
        for role, name in ROLES.items():
            self.extra.names(role, self.people(name))
        accessed = self.date("Accessed", "urldate")
        if accessed:
            self.extra.date("urldate", accessed)
        for name, field in _KEPT.items():
            self.extra.text(field, self.plain(name))
        for name in _DROPPED:
            self.left.pop(name, None)
        for name, each in self.left.items():
            self.extra.plain(f"word-{name.lower()}", normalized(each.text))
        return self.extra.result()


def _person(person: Element) -> Name:
    family, _, suffix = person.text_of("Last").partition(", ")
    given = " ".join(filter(None, (person.text_of("First"), person.text_of("Middle"))))
    if not given and not suffix:
        return names.organisation(family)
    return names.person(family, given, suffix=suffix)
