"""CSL-JSON and CSL-YAML -> entries and diagnostics: the meaning of every variable.

Sources: CSL 1.0.2 (the specification's appendices, csl-data.json), the rich text and the names of
citeproc's processors, the YAML of pandoc; and the habits of our own writer (`write.py`),
which come back as what they were.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.formats.csl_json.item import BY_CSL, STRUCTURED, VARIABLES, ItemValues
from pllm_bib.formats.shared import extra_fields, extra_lines, keys, values
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.fields import FIELDS, csl_kind
from pllm_bib.formats.shared.items.json_items import from_json
from pllm_bib.formats.shared.items.yaml_items import from_yaml
from pllm_bib.formats.shared.rich_text import read_rich_text
from pllm_bib.formats.shared.source import FieldPlaces, SourceText
from pllm_bib.formats.shared.types import TYPES, ReadAs, refined
from pllm_bib.formats.shared.types_read import CROSSREF_TYPES, CSL_TYPES
from pllm_bib.model.entry import Entry, LinkKind, Origin
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.formats.shared.items.item import Member, ReadItem
    from pllm_bib.model.date import Date
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Eprint, Link

    Result = tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]


def read_json(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of a CSL-JSON file: a list of items, one item, or ``{"items": [...]}``.

    ``path`` is what positions name; ``section`` is the id of a section that every entry is put
    in. An item that is broken is left out, the others are read; what is wrong is in the
    diagnostics, and what the model has no attribute for is in the entries' ``extra``.
    """
    source = SourceText(text, path)
    return _read(from_json(source), source, section)


def read_yaml(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of a CSL-YAML file: a list of items, or one under ``references``.

    Values are read as they are written: ``no`` and ``010`` are text. Parameters and result are
    those of `read_json`.
    """
    source = SourceText(text, path)
    return _read(from_yaml(source), source, section)


def _read(items: Iterable[ReadItem], source: SourceText, section: str | None) -> Result:
    return source.result(_CslReader(item, source, section).entry() for item in items)


# Items.

_ARTICLES = frozenset({"article-journal", "article-magazine", "article-newspaper"})
_CHAPTERS = frozenset({"chapter", "entry", "entry-dictionary", "entry-encyclopedia"})
_NUMBER_OF = {
    **dict.fromkeys((*_ARTICLES, "periodical"), ("issue", "number")),
    "paper-conference": ("issue", "collection-number", "number"),
    **dict.fromkeys((*_CHAPTERS, "book", "classic"), ("collection-number", "number")),
}
"""Where the number may be that of an issue, or of a book in its series."""
_TYPE_OF_GENRE = {(row.csl, row.genre): name for name, row in TYPES.items() if row.genre}


class _CslReader(ItemValues):
    """The reader of one item: each variable gets its meaning, others go to ``extra``."""

    def entry(self) -> Entry:
        key, aliases, key_offset = self.keys()
        self.key = keys.usable_key(key) or None
        self.odd_variables()
        type_name = self.type_name()
        eprint, note = self.note()
        date = self.date("issued", "year")
        how = self.how_to_read(type_name, eprint)
        title, container = self.titles(type_name)
        if how.type == "preprint":
            eprint = self.number_in_archive(eprint)
        doi = self.doi()
        if found := self.archived(how, container, doi):
            how, container, eprint = ReadAs("preprint"), None, eprint or found
        entry = Entry(
            key=key,
            type=how.type,
            title=title,
            authors=self.names("author"),
            editors=self.names("editor"),
            date=date,
            container=container,
            venue=self.venue(type_name, date),
            publisher=self.publisher(how.type, eprint),
            place=self.place(how.type),
            series=self.text("collection-title"),
            edition=with_number(self.text("edition"), self.telling("edition")),
            volume=self.plain("volume"),
            number=self.number(type_name),
            pages=values.page_ranges(self.plain("page") or "", self.telling("page")) or None,
            doi=doi,
            isbn=self.plain("ISBN"),
            issn=self.plain("ISSN"),
            eprint=eprint,
            links=self.links(doi, eprint),
            language=self.plain("language"),
            keywords=values.keywords([self.string("keyword") or ""]),
            note=note,
            abstract=self.text("abstract"),
            sections=self.sections,
            aliases=aliases,
        )
        extra = self.beyond_the_model(how)
        return replace(entry, extra=extra, origin=self.origin(key_offset))

    def how_to_read(self, type_name: str, eprint: Eprint | None) -> ReadAs:
        """Return how to read the item by its type; what has an id in an archive is a preprint."""
        own = self.type_of(type_name)
        how = values.with_eprint(own, eprint)
        if how != own and (tell := self.telling("type")):
            tell(type_name, "a preprint, since it has an id in an archive")
        return how

    def doi(self) -> str | None:
        value = self.plain("DOI")
        return self.extra.doi(value, self.telling("DOI")) if value else None

    def links(self, doi: str | None, eprint: Eprint | None) -> tuple[Link, ...]:
        """Take the address, unless the DOI or the archive's id says the same."""
        url = self.plain("URL")
        is_own = url and not values.repeats_identifier(url, doi, eprint)
        return values.links_of({LinkKind.PAPER: url} if url and is_own else {})

    def origin(self, key_offset: int) -> Origin:
        """Return the places of the item, its key and its variables, with their source."""
        position = self.source.places.position
        offsets = {name: member.offset for name, member in self.members.items()}
        return Origin(
            position(self.offset),
            position(key_offset),
            FieldPlaces(self.source.places, offsets),
            {name: _raw(member) for name, member in self.members.items()},
            variables=tuple(self.variables.items()),
            sentence_case=True,
        )

    def archived(self, how: ReadAs, container: Text | None, doi: str | None) -> Eprint | None:
        """Return the id of an article in a journal that is an archive of preprints, and tell it."""
        volume = self.left.get("volume")
        member = self.members.get("container-title")
        found = values.archived(how, container, doi, str(volume.value) if volume else None)
        if found is None or member is None:
            return None
        eprint, in_volume = found
        if in_volume:
            del self.left["volume"]
        message = f"“{container}” is read as a preprint in {eprint.archive}: {eprint.id}"
        self.fault("read-as", message, member)
        return eprint

    def publisher(self, entry_type: str, eprint: Eprint | None) -> Text | None:
        """Take the publisher; for a preprint, its archive is not one."""
        publisher = self.text("publisher")
        if entry_type == "preprint" and eprint and str(publisher or "") == eprint.archive:
            return None
        return publisher

    def place(self, entry_type: str) -> Text | None:
        """Take the place; that of a patent is where it holds."""
        place = self.text("publisher-place")
        if entry_type == "patent" and "jurisdiction" in self.left:
            scope = self.left["jurisdiction"].value
            if not place or scope == self.members["publisher-place"].value:
                return self.text("jurisdiction")
        return place

    def keys(self) -> tuple[str, tuple[str, ...], int]:
        """Take the keys: the key, the id if it is another one, and the key's offset."""
        note = self.left.get("note")
        if "citation-key" not in self.left and note and isinstance(note.value, str):
            # Zotero has it there where it has no field for it.
            rest, told = extra_lines.without_key_line(note.value)
            if told:
                self.left["note"] = note._replace(value=rest)
                self.left["citation-key"] = note._replace(value=told)
        key, identifier = self.left.get("citation-key"), self.left.get("id")
        member = key or identifier
        found = [self.plain("citation-key") or "", self.plain("id") or ""]
        first = found[0] or found[1]
        is_other = found[1] and found[1] != first and found[1] == keys.usable_key(found[1])
        aliases = (found[1],) if is_other and not found[1].isdigit() else ()
        return first, aliases, member.offset if member else self.offset

    def odd_variables(self) -> None:
        """Report variables that are given twice or unknown."""
        for member in self.repeated:
            message = f"“{member.name}” is given a second time; the last one is read"
            self.fault("duplicate-field", message, member)
        for member in self.members.values():
            if member.value is None and member.raw.strip() in {"NaN", "Infinity", "-Infinity"}:
                message = f"{member.raw.strip()} is no value that JSON knows: it is left out"
                self.fault("wrong-value", message, member)
        for name, member in self.left.items():
            if name not in VARIABLES:
                message = f"CSL has no variable “{name}”; its value is kept"
                self.fault("unknown-variable", message, member)

    def type_name(self) -> str:
        member = self.left.get("type")
        name = self.plain("type") or ""
        if name in CROSSREF_TYPES:
            self.fault(
                "read-as", f"“{name}” is read as {CROSSREF_TYPES[name]}", self.members["type"]
            )
            name = CROSSREF_TYPES[name]
        if member and name not in CSL_TYPES:
            message = f"CSL has no type “{name}”; it is read as a miscellaneous work"
            self.fault("unknown-entry-type", message, member)
            self.extra.plain("csl-type", name)
        return name

    def type_of(self, name: str) -> ReadAs:
        """Return how to read a type's name; a genre distinguishes types that CSL unites."""
        genre = self.left.get("genre")
        said = normalized(genre.value) if genre and isinstance(genre.value, str) else ""
        if (name, said) in _TYPE_OF_GENRE:
            del self.left["genre"]
            return ReadAs(_TYPE_OF_GENRE[name, said])
        how = CSL_TYPES.get(name, ReadAs("misc"))
        meant = refined(how.type, said)[0]
        if meant != how.type and (tell := self.telling("genre")):
            tell(said, f"the type {meant}")
        return how._replace(type=meant)

    def note(self) -> tuple[Eprint | None, Text | None]:
        """Take the note; return the archive's id in one of its lines, and the rest."""
        eprint: Eprint | None = None
        lines = []
        for line in (self.string("note") or "").split("\n"):
            found = values.eprint_line(line, self.telling("note"))
            if found and eprint is None:
                eprint = found
            elif (field := extra_lines.field_line(line)) and not self.has(field[0]):
                self.extra.line(*field)
            else:
                lines.append(line)
        return eprint, read_rich_text("\n".join(lines)) or None

    def has(self, field: str) -> bool:
        """Say whether a variable or an earlier line has given a field its value."""
        row = FIELDS.get(field)
        return (row.csl if row and row.csl else field) in self.left or field in self.extra.fields

    def number_in_archive(self, eprint: Eprint | None) -> Eprint | None:
        """Return the id of a preprint, from the note or from a number ``arXiv:2403.00001``."""
        member = self.left.get("number")
        number = str(member.value) if member and isinstance(member.value, int | str) else ""
        if eprint:
            if number in {eprint.id, f"{eprint.archive}:{eprint.id}"}:
                del self.left["number"]
            return eprint
        match = re.fullmatch(r"([A-Za-z][\w.-]*):\s?((?:arXiv:)?[^\s:]+)", number)
        found = values.eprint(match[1], match[2]) if match else None
        if found:
            del self.left["number"]
        return found

    def titles(self, type_name: str) -> tuple[Text, Text | None]:
        """Take title and container. A volume may have a title beside that of the whole work."""
        title, container = self.text("title"), self.text("container-title")
        volume = self.text("volume-title")
        if volume and type_name in _CHAPTERS:
            container, volume = volume, container
        elif volume:
            title, volume = volume, title
            if "title-short" not in self.left and "volume-title-short" in self.left:
                self.left["title-short"] = self.left.pop("volume-title-short")
        self.extra.text("maintitle", volume or "")
        return title or Text(), container

    def venue(self, type_name: str, date: Date | None) -> str | None:
        """Take the label of a conference without the year that our own writer adds."""
        member = self.left.get("event-title")
        if member is None or type_name != "paper-conference" or not isinstance(member.value, str):
            return None
        venue = values.venue_label(normalized(member.value), date)
        if venue:
            del self.left["event-title"]
        return venue

    def number(self, type_name: str) -> str | None:
        """Take the number: of the issue, in the series or of the work, as the type has it.

        Of an article, ``number`` is its own beside that of the issue.
        """
        if type_name in _ARTICLES:
            self.extra.plain("eid", self.plain("number") or "")
        found = None
        places = _NUMBER_OF.get(type_name, ("number",))
        for name in places:
            if not found and (found := self.plain(name)) and len(places) > 1:
                self.variables[name] = found
        if "issue" in self.left:
            self.extra.plain("issue", self.plain("issue") or "")
        return found

    # What the model has no attribute for.

    def beyond_the_model(self, how: ReadAs) -> tuple[tuple[str, str], ...]:
        for name in tuple(self.left):
            field = BY_CSL.get(name) or extra_fields.field_name(name, "csl")
            kind = FIELDS[field].kind if field in FIELDS else csl_kind(name)
            if kind == "names":
                self.extra.names(field, self.names(name))
            elif kind == "date":
                if date := self.date(name, field):
                    self.extra.date(field, date)
            elif kind == "plain" and name != "status":
                self.extra.plain(field, self.plain(name) or "")
            else:
                self.any_value(field, name)
        self.extra.said(self.beside_date)
        self.extra.said_by_type(how)
        return self.extra.result()

    def any_value(self, field: str, name: str) -> None:
        """Keep a value of any kind: text with markup, a list of such texts, else as it stands."""
        member = self.left.pop(name)
        value = member.value
        if isinstance(value, str) or name in VARIABLES - STRUCTURED:
            self.extra.words(field, read_rich_text(self.string(name, member) or ""))
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            self.extra.text(field, self.clean(", ".join(value), member))
        else:
            self.extra.plain(field, self.clean(member.raw, member))


def _raw(member: Member) -> str:
    return member.value if isinstance(member.value, str) else member.raw
