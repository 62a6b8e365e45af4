"""Text of a .bib file -> entries and diagnostics: the meaning of every field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from pllm_bib.formats.bibtex import inheritance
from pllm_bib.formats.bibtex.blocks import Block, SourceField, split, value_parts
from pllm_bib.formats.bibtex.datamodel import publisher_field
from pllm_bib.formats.bibtex.profiles import read_said
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.dates import MONTHS, month_and_day
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.formats.shared.languages import babel_name, language_code
from pllm_bib.formats.shared.names import read_names
from pllm_bib.formats.shared.source import FieldPlaces, SourceMap
from pllm_bib.formats.shared.types import READ_AS, TYPES, refined, row
from pllm_bib.formats.shared.values import bare_doi
from pllm_bib.model.date import Date, read_date
from pllm_bib.model.diagnostic import Acknowledgement, Diagnostic, Edit
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind, Origin
from pllm_bib.model.name import Names
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pllm_bib.formats.shared.types import TypeRow


_BLOCK_HEAD = re.compile(r"@\s*(?P<type>\w+)\s*[{(]\s*(?P<key>[^\s,{}]*)")
_ALLOW = re.compile(
    r"%\s*pllm-bib:\s*allow\s+(?P<rules>[\w, -]+?)(?:\s+in\s+(?P<fields>[\w, -]+?))?\s*:"
    r"[ \t]*(?P<reason>\S.*)"
)


_Value = TypeVar("_Value")
Dialect = Literal["canonical", "biblatex"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a part of a file is read with, so that it is read as it would be in the whole."""

    first_line: int = 1
    """The line of the file that the part starts on."""
    stop: int | None = None
    """Where the part ends; what follows up to the next block's brace is there to be looked at."""
    strings: Mapping[str, str] = field(default_factory=dict)
    """The @string definitions before it: lower-case name -> value."""
    plain: bool = True
    """As in `bib_blocks.split`."""
    parents: Mapping[str, inheritance.Raw] = field(default_factory=dict)
    """Entries of the other parts that some inherit from, by key."""


def read(
    text: str,
    path: str,
    section: str | None = None,
    surroundings: Surroundings | None = None,
    *,
    dialect: Dialect = "canonical",
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """Read a .bib file's text, or a part of it that ``surroundings`` belong to.

    ``path`` is what positions name; ``section`` is the id of the section that the file belongs
    to, if any. Entries come in the order of the file, all those that can be read: what is wrong
    is in the diagnostics, and a value that has no meaning is kept in the entry's ``extra``.

    Entries have the fields that they inherit (see `inheritance`), from entries before or after
    them. @xdata entries are no works and are not among the entries; a @set is, with the keys of
    its members in ``extra``.

    ``dialect`` says whose fields are meant where the names are the same: ``venue`` is the short
    label of the venue in a list's own files and the place of the event in BibLaTeX's, which
    ``extra`` has as ``eventplace``.
    """
    around = surroundings or Surroundings()
    reader = _Reader(SourceMap(text, path, around.first_line), section, around, dialect)
    return reader.read()


def read_biblatex(
    text: str,
    path: str,
    section: str | None = None,
    surroundings: Surroundings | None = None,
) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    """Read a .bib file's text with all its fields as BibLaTeX means them; see `read`."""
    return read(text, path, section, surroundings, dialect="biblatex")


def skim(text: str, surroundings: Surroundings) -> Iterator[tuple[int, str, str | inheritance.Raw]]:
    """What the rest of a file may need of a text: where, by which name, and what it is.

    A @string definition is its value, by its lower-case name; an entry its type and raw fields.
    """
    reader = _Reader(SourceMap(text, ""), None, surroundings)
    reader.strings |= surroundings.strings
    for block in split(text, stop=surroundings.stop, comments=True):
        if block.kind == "string":
            value = reader.define(block)
            if value is not None:
                yield block.offset, block.key.lower(), value
        elif block.kind == "entry" and (source := reader.source_of(block)):
            yield block.offset, source.key, (source.type, source.origin.raw)


class _Source(NamedTuple):
    """An entry as it stands in the file, before its fields have a meaning."""

    type: str
    key: str
    origin: Origin


@dataclass(slots=True)
class _Reader:
    source: SourceMap
    section: str | None
    around: Surroundings
    dialect: Dialect = "canonical"
    strings: dict[str, str] = field(default_factory=lambda: dict(zip(MONTHS, MONTHS, strict=True)))
    entries: list[Entry] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: list[_Source] | None = None
    """Entries that wait for those from which they may inherit; None if none does."""

    def read(self) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
        self.strings |= self.around.strings
        allowed: tuple[Acknowledgement, ...] = ()
        if inheritance.may_inherit(self.source.text):
            self.sources = []
        blocks = split(
            self.source.text,
            stop=self.around.stop,
            plain=self.around.plain,
            comments=self.dialect == "biblatex",
        )
        for block in blocks:
            if block.kind == "broken":
                self._syntax_error(block.problem, block.problem_offset, block.key or None)
            elif block.kind == "string":
                self.define(block)
            elif block.kind == "entry":
                self._entry(block, allowed)
            elif block.kind == "text":
                allowed = tuple(_acknowledgements(self.source, block.offset, block.raw))
                continue
            allowed = ()
        if self.sources is not None:
            self._build_with_parents(self.sources)
        return tuple(self.entries), tuple(self.diagnostics)

    def define(self, block: Block) -> str | None:
        """Take up a @string definition; returns its value, None if it has none."""
        value = self._value(block.fields[0], None)
        if value is not None:
            self.strings[block.key.lower()] = value
        return value

    def _build_with_parents(self, sources: list[_Source]) -> None:
        known: dict[str, tuple[str, Mapping[str, str]]] = {}
        for type_name, key, origin in sources:
            known.setdefault(key, (type_name, origin.raw))
        for type_name, _key, origin in sources:
            for alias in listed(origin.raw.get("ids", "")):
                known.setdefault(alias, (type_name, origin.raw))
        memo: inheritance.Memo = {}

        def lookup(key: str) -> tuple[str, Mapping[str, str]] | None:
            return self.around.parents.get(key) or known.get(key)

        for source in sources:
            type_name, key, origin = source
            if not inheritance.inherits(origin.raw):
                self._build(source, origin.raw)
                continue
            fields, problems = inheritance.resolve(
                type_name, origin.raw, lookup, key=key, memo=memo
            )
            reference = origin.fields.get("crossref") or origin.fields.get("xdata")
            inherited = {name: reference for name in fields.keys() - origin.raw if reference}
            # What is empty is reported, whatever it inherits.
            empty = {name: value for name, value in origin.raw.items() if not value.strip()}
            self._build(
                source._replace(origin=replace(origin, inherited=inherited)), fields | empty
            )
            for rule, name, message in problems:
                position = origin.fields.get(name) or reference or origin.position
                self.diagnostics.append(reading_fault(rule, message, position, key=key, field=name))
        self.diagnostics.sort(key=lambda diagnostic: diagnostic.position)

    def _build(self, source: _Source, fields: Mapping[str, str]) -> None:
        builder = _EntryBuilder(source.key, source.origin, fields, self.section)
        if self.dialect == "biblatex" and "venue" in fields:
            place = builder.left.pop("venue")
            builder.left.setdefault("eventplace", place)
        if source.type == "xdata":
            builder.build("misc")  # for its faults only
        else:
            self.entries.append(builder.build(source.type))
        self.diagnostics.extend(builder.diagnostics)

    def _syntax_error(self, message: str, offset: int, key: str | None) -> None:
        position = self.source.position(offset)
        self.diagnostics.append(reading_fault("syntax-error", message, position, key=key))

    def _value(self, source_field: SourceField, key: str | None) -> str | None:
        """The value without delimiters, macros replaced and operands joined."""
        if source_field.whole:
            return source_field.source[1:-1]
        parts, problem, at = value_parts(source_field.source)
        if problem:
            self._syntax_error(
                f"in the value of “{source_field.name}”: {problem}",
                source_field.value_offset + at,
                key,
            )
            return None
        pieces = []
        for part in parts:
            if part.kind != "macro":
                pieces.append(part.text)
                continue
            value = self.strings.get(part.text.lower())
            if value is None:
                self.diagnostics.append(
                    reading_fault(
                        "undefined-string",
                        f"the string “{part.text}” is not defined: define it with @string "
                        "above its first use, or put the value in braces",
                        self.source.position(source_field.value_offset + part.offset),
                        key=key,
                        field=source_field.name,
                    )
                )
                value = part.text
            pieces.append(value)
        return "".join(pieces)

    def _entry(self, block: Block, allowed: tuple[Acknowledgement, ...]) -> None:
        source = self.source_of(block, allowed)
        if source and self.sources is None:
            self._build(source, source.origin.raw)
        elif source and self.sources is not None:
            self.sources.append(source)

    def source_of(self, block: Block, allowed: tuple[Acknowledgement, ...] = ()) -> _Source | None:
        """The entry of a block, its fields not yet understood."""
        head = _BLOCK_HEAD.match(block.raw)
        start = self.source.position(block.offset)
        if not block.key or head is None:
            self._syntax_error("the entry has no key", block.offset, None)
            return None
        key_position = self.source.position(block.offset + head.start("key"))
        offsets: dict[str, int] = {}
        raw: dict[str, str] = {}
        for source_field in block.fields:
            if source_field.name in offsets:
                self.diagnostics.append(
                    reading_fault(
                        "duplicate-field",
                        f"“{source_field.name}” is given a second time; BibTeX reads the first",
                        self.source.position(source_field.offset),
                        key=block.key,
                        field=source_field.name,
                    )
                )
                continue
            offsets[source_field.name] = source_field.offset
            value = self._value(source_field, block.key)
            if value is not None:
                raw[source_field.name] = value
        origin = Origin(start, key_position, FieldPlaces(self.source, offsets), raw, allowed)
        return _Source(block.type.lower(), block.key, origin)


def acknowledgements(text: str, path: str) -> tuple[Acknowledgement, ...]:
    """Everything that a file acknowledges, be it above an entry or not."""
    return tuple(_acknowledgements(SourceMap(text, path), 0, text))


def _acknowledgements(source: SourceMap, start: int, text: str) -> Iterator[Acknowledgement]:
    """What is acknowledged in a piece of a file, which starts at an offset."""
    for match in _ALLOW.finditer(text):
        place = source.position(start + match.start())
        for rule in _WORDS.findall(match["rules"]):
            for name in _WORDS.findall(match["fields"] or "") or (None,):
                field_name = name.lower() if name else None
                yield Acknowledgement(rule, match["reason"].strip(), place, field_name)


_WORDS = re.compile(r"[\w-]+")


class _EntryBuilder:
    """Gives every field of one entry its meaning; what has none ends in ``extra``."""

    def __init__(
        self, key: str, origin: Origin, fields: Mapping[str, str], section: str | None
    ) -> None:
        self.key = key
        self.origin = origin
        self.fields = fields
        self.section = section
        self.left = dict(fields)
        self.diagnostics: list[Diagnostic] = []

    def build(self, type_name: str) -> Entry:
        for name in [name for name, value in self.left.items() if not value.strip()]:
            del self.left[name]
            self._fault(
                "empty-field",
                f"“{name}” is empty: drop the field, or fill it",
                name,
                fix=(Edit(key=self.key, field=name, value=None),),
            )
        if "note" in self.left or "howpublished" in self.left:
            self._take_said()
        entry_type = self._type(type_name)
        vocabulary = row(entry_type)
        # Most fields are absent from most entries: only those that are there are looked at.
        values: dict[str, Any] = {}
        for name in tuple(self.left):
            # Outside a list there are no sections to be in also.
            if name in _PLAIN_FIELDS and (name != "also" or self.section):
                attribute, read = _PLAIN_FIELDS[name]
                values[attribute] = read(self, name)
        sections = (self.section,) if self.section else ()
        return Entry(
            key=self.key,
            type=entry_type,
            title=values.pop("title", None) or Text(),
            authors=self._names("author"),
            editors=self._names("editor"),
            container=self.text(*_container_fields(vocabulary.container)),
            publisher=self.text(*_publisher_fields(vocabulary)),
            place=self.text("address", "location"),
            date=self._date(),
            eprint=self._eprint() if "eprint" in self.left else None,
            links=self._links(),
            language=self._language(),
            sections=sections + values.pop("sections", ()),
            **values,
            extra=tuple(self.left.items()),
            origin=self.origin,
        )

    def _fault(self, rule: str, message: str, name: str | None, fix: tuple[Edit, ...] = ()) -> None:
        if name in self.origin.inherited:
            return  # it is reported where it stands
        position = self.origin.fields.get(name or "", self.origin.position)
        self.diagnostics.append(
            reading_fault(rule, message, position, key=self.key, field=name, fix=fix)
        )

    def _type(self, name: str) -> str:
        if name in {"misc", "online", "preprint"} and "eprint" in self.left:
            return "preprint"
        name = READ_AS.get(name, name)
        if "type" in self.left:
            name, says_it_all = refined(name, self.left["type"])
            if says_it_all:
                del self.left["type"]
        if name not in TYPES:
            self._fault(
                "unknown-entry-type",
                f"no format knows the type @{name}; it is written as @misc",
                None,
            )
        return name

    def _take(self, *names: str) -> tuple[str, str] | None:
        for name in names:
            if name in self.left:
                return name, self.left.pop(name)
        return None

    def text(self, *names: str) -> Text | None:
        """The first of some fields that is there, as text."""
        taken = self._take(*names)
        if taken is None:
            return None
        name, source = taken
        text, problems = latex.decode(source)
        for message in dict.fromkeys(problem.message for problem in problems):
            self._fault("unknown-command", message, name)
        return text or None

    def plain(self, *names: str) -> str | None:
        """The first of some fields that is there, without its markup."""
        text = self.text(*names)
        return latex.plain(text) if text else None

    def verbatim(self, *names: str) -> str | None:
        """The first of some fields that is there, as an address or identifier."""
        taken = self._take(*names)
        return verbatim(taken[1]) if taken else None

    def keys(self, name: str) -> tuple[str, ...]:
        """Keys, or ids of sections."""
        return listed(self.left.pop(name))

    def keywords(self, name: str) -> tuple[str, ...]:
        """Words and phrases between commas or semicolons."""
        words = re.split(r"[,;]", latex.decode_plain(self.left.pop(name)))
        return tuple(word.strip() for word in words if word.strip())

    def _names(self, name: str) -> Names:
        taken = self._take(name)
        if taken is None:
            return Names()
        names, problems = read_names(taken[1])
        for problem in problems:
            self._fault("malformed-name-list", problem, name)
        return names

    def _language(self) -> str | None:
        if "langid" not in self.left and "language" not in self.left:
            return None
        language = self.plain("language")
        name = None if language else self.plain("langid")
        if name is None:
            return language
        code = language_code(name)
        # A name that would not come back as it was stays as it is.
        return code if babel_name(code) == name else name

    def _take_said(self) -> None:
        """Give an identifier that a note says the field that it belongs in."""
        for name in ("howpublished", "note"):
            said = read_said(self.left.get(name, ""))
            if said is None:
                continue
            place = "doi" if said.archive == "doi" else "eprint"
            if place not in self.left:
                self.left[place] = said.id
                if place == "eprint":
                    self.left.setdefault("archiveprefix", said.archive)
                    if said.category:
                        self.left.setdefault("primaryclass", said.category)
            elif not said.exported or verbatim(self.left[place]) != said.id:
                continue  # a note of the source's own
            if said.rest:
                self.left[name] = said.rest
            else:
                del self.left[name]

    def pages(self, name: str) -> str | None:
        """Pages, or ranges of them, with a dash where the first and the last are parted."""
        value = self.plain(name)
        if value is None:
            return None
        ranges = [part.strip() for part in value.split(",")]
        return ", ".join(re.sub(r"^(\d+)\s*[-–]\s*(\d+)$", "\\1–\\2", part) for part in ranges)

    def _date(self) -> Date | None:
        date = self._parsed("date", read_date, verbatim)  # to LaTeX, a tilde is a blank
        year = self._parsed("year", _year, _year_text)
        if date is None:
            return self._with_month(Date(year)) if year is not None else None
        if year is not None and year != date.year:
            message = f"“date” says {date.year}, “year” says {year}"
            self._fault("date-and-year-disagree", message, "year")
            self._take("month")
            return date
        if date.month is None:
            return self._with_month(date) if date.is_plain else date
        month = self._with_month(Date(date.year)).month
        if month not in {None, date.month}:
            message = f"“date” says month {date.month}, “month” says {month}"
            self._fault("date-and-year-disagree", message, "month")
        self._take("month")
        return date

    def _with_month(self, date: Date) -> Date:
        """A year with what the fields ``month`` and ``day`` add to it."""
        if "month" not in self.left:
            return date
        month, day_of_month = self._parsed("month", month_and_day) or (None, None)
        day = self._parsed("day", _day) if month else None
        try:
            return replace(date, month=month, day=day or day_of_month)
        except ValueError as error:
            name = "day" if day else "month"
            self._fault("bad-date", str(error), name)
            self.left[name] = self.fields[name]
            return replace(date, month=month)

    def _parsed(
        self,
        name: str,
        parse: Callable[[str], _Value],
        decode: Callable[[str], str] = latex.decode_plain,
    ) -> _Value | None:
        """The field's value as ``parse`` reads it; one that it refuses stays in ``extra``."""
        taken = self._take(name)
        if taken is None:
            return None
        try:
            return parse(decode(taken[1]))
        except ValueError as error:
            self._fault("bad-date", str(error), name)
            self.left[name] = taken[1]
            return None

    def doi(self, name: str) -> str | None:
        """A bare DOI; a value that is none stays where it is."""
        doi = bare_doi(verbatim(self.left[name]))
        if doi is not None:
            del self.left[name]
        return doi

    def _eprint(self) -> Eprint | None:
        identifier = self.verbatim("eprint")
        if identifier is None:
            return None
        archive = self.verbatim("archiveprefix", "eprinttype") or ""
        self._drop_twin("archiveprefix", "eprinttype", archive)
        category = self.verbatim("primaryclass", "eprintclass")
        self._drop_twin("primaryclass", "eprintclass", category or "")
        if archive.casefold() == "arxiv":
            archive = "arXiv"
        return Eprint(archive, identifier, category)

    def _drop_twin(self, name: str, twin: str, value: str) -> None:
        """Drop BibLaTeX's name of a field where it repeats BibTeX's."""
        for other in (name, twin):
            if self.left.get(other, "").casefold() == value.casefold() and value:
                del self.left[other]

    def _links(self) -> tuple[Link, ...]:
        if self.left.keys().isdisjoint(LINK_FIELDS):
            return ()
        urls = ((kind, self.verbatim(name)) for name, kind in LINK_FIELDS.items())
        return tuple(Link(kind, url) for kind, url in urls if url)


_YEAR = re.compile(r"(?P<year>-?\d{1,4})(?P<before>\s*B\.?\s?C\.?(?:\s?E\.?)?)?", re.IGNORECASE)


_PLAIN_FIELDS: dict[str, tuple[str, Callable[[_EntryBuilder, str], Any]]] = {
    **{name: (name, _EntryBuilder.text) for name in "title series edition note abstract".split()},
    **{name: (name, _EntryBuilder.plain) for name in "volume number isbn issn venue".split()},
    "pages": ("pages", _EntryBuilder.pages),
    "doi": ("doi", _EntryBuilder.doi),
    "openreview": ("openreview", _EntryBuilder.verbatim),
    "also": ("sections", _EntryBuilder.keys),
    "ids": ("aliases", _EntryBuilder.keys),
    "related": ("related", _EntryBuilder.keys),
    "keywords": ("keywords", _EntryBuilder.keywords),
}
"""Field whose meaning depends on no other -> the attribute that it becomes, and how."""


_FOR_SORTING = re.compile(r"\{?\\noopsort\s*\{[^{}]*\}\}?\s*")
r"""What "BibTeXing" (section 4) has before a year to sort by: ``{\noopsort{1973b}}1973``."""


def _year_text(source: str) -> str:
    return latex.decode_plain(_FOR_SORTING.sub("", source))


def _year(value: str) -> int:
    """A year as the calendar counts it, or ``45 BC``; below 0 it is astronomical, as in dates."""
    match = _YEAR.fullmatch(value)
    if match is None or (match["before"] and match["year"] in {"0", "-0"}):
        message = f"“{value}” is no year: write its digits only"
        raise ValueError(message)
    return 1 - abs(int(match["year"])) if match["before"] else int(match["year"])


def _day(value: str) -> int:
    if not re.fullmatch(r"\d{1,2}", value):
        message = f"“{value}” is no day: write its number only"
        raise ValueError(message)
    return int(value)


def listed(source: str) -> tuple[str, ...]:
    """The keys, or ids, of a field that holds a list of them."""
    return tuple(item for item in re.split(r"[,\s]+", verbatim(source)) if item)


LINK_FIELDS = {kind.field: kind for kind in LinkKind}
"""Field -> kind of the link that it holds."""


def _container_fields(preferred: str | None) -> tuple[str, ...]:
    every = ("journal", "journaltitle", "booktitle")
    if preferred == "booktitle":
        return ("booktitle", "journal", "journaltitle")
    return every


def _publisher_fields(vocabulary: TypeRow) -> tuple[str, ...]:
    preferred, modern = vocabulary.publisher, publisher_field(vocabulary.biblatex)
    if preferred == "publisher":
        return tuple(dict.fromkeys((preferred, modern)))
    return tuple(dict.fromkeys((preferred, modern, "school", "publisher")))


def verbatim(source: str) -> str:
    r"""The value of a field that holds an address or identifier, not text.

    Escapes that only LaTeX needs (``\_``, ``\%``) and a ``\url{}`` around the whole are undone.
    """
    value = source.strip()
    if _BARE_ADDRESS.fullmatch(value):  # nearly all
        return value
    if value.startswith("\\url{") and value.endswith("}"):
        value = value[5:-1]
    value = re.sub(r"\\([_%&#$~{}])", r"\1", value)
    value = value.replace(r"{\textasciitilde}", "~").replace(r"\textasciitilde{}", "~")
    return re.sub(r"\s+", " ", value.replace("{", "").replace("}", ""))


_BARE_ADDRESS = re.compile(r"[^\\{}\s]*+")
