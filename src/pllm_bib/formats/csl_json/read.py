"""CSL-JSON and CSL-YAML -> entries and diagnostics: the meaning of every variable.

Sources: CSL 1.0.2 (the specification's appendices, csl-data.json), the rich text and the names of
citeproc's processors, the YAML of pandoc; and the habits of our own writer (`write.py`),
which come back as what they were.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.csl_json.dates import literal_of, read_date_variable, words_of_date
from pllm_bib.formats.csl_json.names import NAME_PARTS, name_in_text, read_name
from pllm_bib.formats.shared import extra_fields, extra_lines, keys, names, source, values
from pllm_bib.formats.shared.dates import SaidDate, said_date, tell_words
from pllm_bib.formats.shared.editions import with_number
from pllm_bib.formats.shared.extra_fields import Extra
from pllm_bib.formats.shared.fields import FIELDS, OWN_CSL, csl_kind
from pllm_bib.formats.shared.items.item import kind_of
from pllm_bib.formats.shared.items.json_items import from_json
from pllm_bib.formats.shared.items.yaml_items import from_yaml
from pllm_bib.formats.shared.rich_text import read_rich_text
from pllm_bib.formats.shared.source import FieldPlaces, SourceText
from pllm_bib.formats.shared.types import CROSSREF_TYPES, CSL_TYPES, TYPES, ReadAs, refined
from pllm_bib.model.entry import Entry, LinkKind, Origin
from pllm_bib.model.name import Names
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.formats.shared.faults import Tell
    from pllm_bib.formats.shared.items.item import Member, ReadItem
    from pllm_bib.model.date import Date
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Eprint

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

_BY_CSL = {row.csl: name for name, row in reversed(FIELDS.items()) if row.csl}
"""Variable -> field; the first one of the table, if there are several."""
_MODELLED = frozenset(
    "id citation-key type title author editor issued container-title collection-title edition "
    "volume issue number page publisher publisher-place DOI ISBN ISSN URL language keyword note "
    "abstract".split()
)
_ALIASES = {
    "event": "event-title",
    "journalAbbreviation": "container-title-short",
    "shortTitle": "title-short",
}
"""Other names of variables, of earlier versions."""
_STRUCTURED = frozenset({"categories", "custom"})
"""Variables of CSL-JSON that are no text."""
VARIABLES = _MODELLED | _BY_CSL.keys() | OWN_CSL | _ALIASES.keys() | _STRUCTURED
"""Every variable that is known."""

_NUMBERS = frozenset(
    "id chapter-number citation-number collection-number edition first-reference-note-number issue "
    "locator number number-of-pages number-of-volumes page page-first part-number printing-number "
    "section supplement-number version volume".split()
)
"""Variables that may be numbers as well as text."""
_ARTICLES = frozenset({"article-journal", "article-magazine", "article-newspaper"})
_CHAPTERS = frozenset({"chapter", "entry", "entry-dictionary", "entry-encyclopedia"})
_NUMBER_OF = {
    **dict.fromkeys((*_ARTICLES, "periodical"), ("issue", "number")),
    "paper-conference": ("issue", "collection-number", "number"),
    **dict.fromkeys((*_CHAPTERS, "book", "classic"), ("collection-number", "number")),
}
"""Where the number may be that of an issue, or of a book in its series."""
_TYPE_OF_GENRE = {(row.csl, row.genre): name for name, row in TYPES.items() if row.genre}


class _CslReader:
    """The reader of one item: each variable gets its meaning, others go to ``extra``."""

    def __init__(self, item: ReadItem, source: SourceText, section: str | None) -> None:
        self.source = source
        self.offset = item.offset
        self.sections = (section,) if section else ()
        self.extra = Extra()
        self.beside_date = SaidDate()
        self.variables: dict[str, str] = {}
        self.members: dict[str, Member] = {}
        self.key: str | None = None
        self.repeated: list[Member] = []
        for member in item.members:
            if member.name in self.members:
                self.repeated.append(member)
            self.members[member.name] = member
        filled = {n: m for n, m in self.members.items() if m.value not in (None, "", [], {})}
        self.left = {_variable(name, filled): member for name, member in filled.items()}

    def fault(self, rule: str, message: str, member: Member) -> None:
        """Report a fault of a variable."""
        self.source.fault(rule, message, member.offset, key=self.key, field=member.name)

    def telling(self, name: str) -> Tell | None:
        """Return what tells how the value of a variable is understood; None if it has none."""
        member = self.members.get(name)
        if member is None:
            return None
        return lambda value, now: self.fault("read-as", f"“{value}” is read as {now}", member)

    # Taking values.

    def string(self, name: str, member: Member | None = None) -> str | None:
        """Take a variable as text; report a value of another kind."""
        member = member or self.left.pop(name, None)
        if member is None:
            return None
        value = member.value
        if isinstance(value, str):
            return self.clean(value, member)
        if not (isinstance(value, int | float) and name in _NUMBERS) or isinstance(value, bool):
            self.fault("wrong-value", f"{kind_of(value)} is no text for “{member.name}”", member)
        if isinstance(value, list) and all(isinstance(part, str | int) for part in value):
            separator = ", " if name in {"ISBN", "ISSN", "keyword"} else "; "
            return self.clean(separator.join(map(str, value)), member)
        if isinstance(value, list | dict):
            self.extra.plain(extra_fields.field_name(member.name, "csl"), member.raw)
            return None
        return str(int(value)) if isinstance(value, float) and value.is_integer() else member.raw

    def clean(self, value: str, member: Member) -> str:
        """Return a string without control characters; report those it has."""
        clean = source.without_controls(value)
        if clean is not value:
            message = f"“{member.name}” holds a character that is none of a text"
            self.fault("control-character", message, member)
        return clean

    def text(self, name: str) -> Text | None:
        """Take a variable that may hold markup."""
        value = self.string(name)
        return (read_rich_text(value) or None) if value else None

    def plain(self, name: str) -> str | None:
        """Take a variable that holds no markup."""
        return normalized(self.string(name) or "") or None

    def names(self, name: str) -> Names:
        member = self.left.pop(name, None)
        if member is None:
            return Names()
        value = member.value
        if not isinstance(value, list):
            self.fault("wrong-value", f"{kind_of(value)} is no list of names", member)
            value = [value]
        unknown: dict[str, None] = {}
        found = []
        for each in value:
            if isinstance(each, dict):
                parts = {k: self.part(v, member) for k, v in each.items() if v or v == 0}
                unknown |= dict.fromkeys(parts.keys() - NAME_PARTS)
                found.append(read_name(parts))
                continue
            self.fault("wrong-value", f"{kind_of(each)} is no name", member)
            if isinstance(each, str):
                found.append(name_in_text(self.clean(each, member)))
        for part in sorted(unknown):
            message = f"“{part}” is no part of a name that CSL knows: it is left out"
            self.fault("unknown-variable", message, member)
        return names.names_of(found, self.telling(member.name))

    def part(self, value: Any, member: Member) -> str:
        """Return a part of a name as text."""
        if isinstance(value, str):
            return self.clean(value, member)
        if isinstance(value, list | dict):
            return ""
        return str(value)

    def date(self, name: str, field: str) -> Date | None:
        """Take a date; one that cannot be read is kept in a field."""
        member = self.left.pop(name, None)
        if member is None:
            return None
        if literal := literal_of(member.value):
            self.variables[name] = self.clean(literal, member)
        elif isinstance(member.value, dict) and (words := member.value.get("literal")):
            message = f"“{words}” stands beside a date in numbers: it is left out"
            self.fault("unknown-variable", message, member)
        try:
            date = read_date_variable(member.value)
        except ValueError as error:
            words = self.clean(_date_text(member), member)
            if field != "year":
                self.fault("bad-date", str(error), member)
                self.extra.plain(field, words)
                return None
            return self.said_date(words, member, str(error))
        words = words_of_date(member.value)
        if words and date and (tell := self.telling(member.name)):
            tell_words(words, date, tell)
        return date

    def said_date(self, words: str, member: Member, problem: str) -> Date | None:
        """Return the date that words say; words that stand for one are kept."""
        try:
            said = said_date(words)
        except ValueError:
            said = SaidDate()
            if not literal_of(member.value):
                self.fault("bad-date", problem, member)
        else:
            self.fault("read-as", f"“{words}” is read as {said}", member)
        if said.date:
            self.beside_date = said
        else:
            self.extra.plain("year", words)
        return said.date

    # The entry.

    def entry(self) -> Entry:
        key, aliases, key_offset = self.keys()
        self.key = keys.usable_key(key) or None
        self.odd_variables()
        type_name = self.type_name()
        eprint, note = self.note()
        date = self.date("issued", "year")
        own = self.type_of(type_name)
        how = values.with_eprint(own, eprint)
        if how != own and (tell := self.telling("type")):
            tell(type_name, "a preprint, since it has an id in an archive")
        title, container = self.titles(type_name)
        if how.type == "preprint":
            eprint = self.number_in_archive(eprint)
        value = self.plain("DOI")
        doi = self.extra.doi(value, self.telling("DOI")) if value else None
        if found := self.archived(how, container, doi):
            how, container, eprint = ReadAs("preprint"), None, eprint or found
        publisher = self.publisher(how.type, eprint)
        url = self.plain("URL")
        is_own = url and not values.repeats_identifier(url, doi, eprint)
        entry = Entry(
            key=key,
            type=how.type,
            title=title,
            authors=self.names("author"),
            editors=self.names("editor"),
            date=date,
            container=container,
            venue=self.venue(type_name, date),
            publisher=publisher,
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
            links=values.links_of({LinkKind.PAPER: url} if url and is_own else {}),
            language=self.plain("language"),
            keywords=values.keywords([self.string("keyword") or ""]),
            note=note,
            abstract=self.text("abstract"),
            sections=self.sections,
            aliases=aliases,
        )
        extra = self.beyond_the_model(how)
        return replace(entry, extra=extra, origin=self.origin(key_offset))

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
            field = _BY_CSL.get(name) or extra_fields.field_name(name, "csl")
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
        if isinstance(value, str) or name in VARIABLES - _STRUCTURED:
            self.extra.words(field, read_rich_text(self.string(name, member) or ""))
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            self.extra.text(field, self.clean(", ".join(value), member))
        else:
            self.extra.plain(field, self.clean(member.raw, member))


def _date_text(member: Member) -> str:
    """Return the text of a date that cannot be read, as near to people's words as possible."""
    value = member.value
    if isinstance(value, dict):
        parts = value.get("date-parts")
        value = value.get("literal") or value.get("raw")
        if not value and isinstance(parts, list):
            ends = [part if isinstance(part, list) else [part] for part in parts]
            if all(isinstance(part, int | str) for end in ends for part in end):
                return "/".join("-".join(map(str, end)) for end in ends)
    return value if isinstance(value, str) else member.raw


def _variable(name: str, members: dict[str, Member]) -> str:
    """Return the name that a variable is read by: the one of today, if that has no other value."""
    today = _ALIASES.get(name, name)
    return today if members.get(today, members[name]).value == members[name].value else name


def _raw(member: Member) -> str:
    return member.value if isinstance(member.value, str) else member.raw
