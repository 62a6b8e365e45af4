"""Entries -> BibTeX and BibLaTeX: one writer, three variants.

CANONICAL is the dialect of a list's own files and loses nothing; CLASSIC is what BibTeX 0.99d and
its styles of any age read (7-bit); BIBLATEX is what biber's data model knows (UTF-8).
Sources: btxdoc and "BibTeXing" for the first two, the BibLaTeX manual (section 2) for the last.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING
from urllib.parse import quote

from pllm_bib.formats.base import Part, Writer
from pllm_bib.formats.bibtex.aliases import LISTS, as_list
from pllm_bib.formats.bibtex.change_case import with_capitals_kept, with_case_kept
from pllm_bib.formats.bibtex.datamodel import ALIASES, DATE_PARTS, publisher_field, takes
from pllm_bib.formats.bibtex.profiles import IdentifierPlan, plan, plan_without_repeats
from pllm_bib.formats.shared import latex, titles
from pllm_bib.formats.shared.dates import MONTHS, SEASONS, state_of
from pllm_bib.formats.shared.editions import edition_word
from pllm_bib.formats.shared.field_order import FIELD_ORDER
from pllm_bib.formats.shared.fields import is_verbatim
from pllm_bib.formats.shared.languages import babel_name, language_code
from pllm_bib.formats.shared.names import write_names
from pllm_bib.formats.shared.types import KINDS, WHAT_IT_IS, row
from pllm_bib.model.date import Open
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pllm_bib.formats.base import WriteContext
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry


def seven_bit_url(url: str) -> str:
    """Return the same address in 7 bits (RFC 3987, section 3.1)."""
    return re.sub(r"[^\x00-\x7f]+", lambda letters: quote(letters.group()), url)


CLASSIC_FIELDS = frozenset(
    # btxdoc, section 3.2.
    "address annote author booktitle chapter crossref edition editor howpublished institution "
    "journal key month note number organization pages publisher school series title type volume "
    "year "
    # What styles of today read besides: natbib's own, REVTeX's, ACM's, IEEEtran, apacite, urlbst.
    "abstract archiveprefix articleno assignee collaboration day doi eid eprint eprintclass "
    "eprinttype isbn issn keywords language lastchecked nationality numpages primaryclass "
    "translator url urldate".split()
)
"""The fields that classic BibTeX is written with; any other only with `Options.keep_extra`."""


_PLACES = {name: index for index, name in enumerate(FIELD_ORDER)}


class Variant(Enum):
    """The variants of BibTeX that are written."""

    CANONICAL = "canonical"
    CLASSIC = "bibtex"
    BIBLATEX = "biblatex"


class StringMacro(str):
    """A value that is written without braces: the name of a string."""

    __slots__ = ()


class BibField(NamedTuple):
    """A field as it is written: ``value`` is LaTeX source, ``bare`` a value without braces."""

    name: str
    value: str
    bare: bool = False


def writer(variant: Variant) -> Writer:
    """Return the writer of a variant; CLASSIC is 7-bit unless the options say otherwise."""

    def parts(entry: Entry, context: WriteContext) -> Iterator[Part]:
        return _Fields(entry, variant, context).parts()

    def layout(entry: Entry, parts: Sequence[Part], _context: WriteContext) -> str:
        fields = [BibField(p.target, p.value, isinstance(p.value, StringMacro)) for p in parts]
        return format_entry(_type(entry, variant), entry.key, in_order(fields))

    return Writer(
        parts=parts,
        layout=layout,
        separator="\n",
        seven_bit=True,
        by_key=variant is Variant.CLASSIC,
        is_key=is_key,
    )


def is_key(text: str) -> bool:
    """Say whether btparse, which biber reads with, takes a key: at others it gives up."""
    return not re.search(r"[\s\"#%'(),={}~\\]", text)


def format_entry(type_name: str, key: str, fields: Iterable[BibField]) -> str:
    """Lay an entry out: the one layout of every .bib file that is written."""
    lines = [f"@{type_name}{{{key},"]
    for name, value, bare in fields:
        lines.append(f"  {name} = {value}," if bare else f"  {name} = {{{value}}},")
    return "\n".join((*lines, "}", ""))


def date_fields(date: Date) -> Iterator[tuple[str, str]]:
    """Yield a date in BibTeX's fields: ``year`` and ``month`` as styles print them, and ``day``."""
    end = date.end or date
    year, last_year = (
        "c.~" * each.approximate + _year(each, date) + "?" * each.uncertain for each in (date, end)
    )
    starts_as_it_ends = year == last_year
    if date.open is Open.START:
        year = f"--{year}"
    elif date.open is Open.END or year != last_year:
        year = f"{year}--{last_year if date.end else ''}"
    yield "year", year
    month, last_month = _month(date), _month(end)
    two_months = month and last_month and not (starts_as_it_ends and month == last_month)
    if two_months and date.day and end.day:
        yield "month", StringMacro(f'"{date.day}~" # {month} # "--{end.day}~" # {last_month}')
        return
    if month:
        yield "month", StringMacro(f'{month} # "--" # {last_month}' if two_months else month)
    if date.day:
        yield "day", str(date.day) if end.day in {date.day, None} else f"{date.day}--{end.day}"


_SHORTEST_YEAR = 1000


def _year(date: Date, whole: Date) -> str:
    """Return a year in words; in four digits where “47?” would be a day, and “199?” a decade."""
    is_plain = not (whole.approximate or whole.uncertain or whole.end or whole.open)
    short = 0 < date.year < _SHORTEST_YEAR and not is_plain
    return f"{date.year:04}" if short else date.year_text


def _month(date: Date) -> str:
    """Return a month as a macro, a season by its name; empty if there is neither."""
    if date.month:
        return MONTHS[date.month - 1]
    return f"{{{SEASONS[date.season - 1]}}}" if date.season else ""


def in_order(fields: Iterable[BibField]) -> list[BibField]:
    """Return fields in the order of `FIELD_ORDER`."""
    return sorted(fields, key=lambda field: _PLACES.get(field.name, len(_PLACES)))


def _type(entry: Entry, variant: Variant) -> str:
    vocabulary = row(entry.type)
    if variant is Variant.BIBLATEX:
        return vocabulary.biblatex
    if variant is Variant.CLASSIC:
        return vocabulary.bibtex
    return vocabulary.canonical if vocabulary is not row("") else entry.type


class _Fields:
    """The fields of one entry. Inside, a field is (name, LaTeX source, where it comes from)."""

    def __init__(self, entry: Entry, variant: Variant, context: WriteContext) -> None:
        self.entry = entry
        self.variant = variant
        self.keys = context.keys
        seven_bit = context.options.ascii
        self.ascii = variant is Variant.CLASSIC if seven_bit is None else seven_bit
        self.modern = variant is Variant.BIBLATEX
        self.keep = variant is Variant.CANONICAL or context.options.keep_extra
        """Whether fields are written that the variant does not know."""
        self.vocabulary = row(entry.type)
        self.joined: frozenset[str] = frozenset()
        """Fields that classic BibTeX has as a part of the title, the container or the series."""
        self.moved: set[str] = set()
        """Fields beyond the model that are said under another name."""
        if variant is Variant.CLASSIC and entry.extra:
            self.joined = titles.TITLE_PARTS
        self.plan: IdentifierPlan | None = None
        if variant is Variant.CLASSIC:
            self.plan = plan(entry, context.options.profile, ascii_only=self.ascii)
        elif self.modern:
            self.plan = plan_without_repeats(entry, context.options.profile)

    def parts(self) -> Iterator[Part]:
        extra = {name: value for name, value in self.entry.extra if self._knows(name)}
        written: set[str] = set()
        said: set[str] = set()
        for name, found, source in (*self._modelled(), *self._stand_ins()):
            is_link = source.startswith("links.")
            value = seven_bit_url(found) if self.ascii and is_link else found
            known = name in DATE_PARTS or takes(self.vocabulary.biblatex, name)
            if self.modern and not self.keep and not known:
                continue  # biber would warn of it
            # What the source itself says under this name goes before a stand-in of ours.
            if value and name not in extra and name not in written:
                written.add(name)
                if self.joined:
                    said.update(source.split())
                yield Part(name, value, source)
        for name, value in extra.items():
            if name in self.moved or (name in self.joined and f"extra.{name}" in said):
                continue
            as_it_is = not self.ascii or is_verbatim(name)
            source = value if as_it_is else latex.to_ascii(value)
            yield Part(self._name(name), source, f"extra.{name}")

    def _name(self, field: str) -> str:
        return "venue" if self.modern and field == "eventplace" else field

    def _knows(self, field: str) -> bool:
        """Say whether a field beyond the model is to be written."""
        if self.keep:
            return True
        if self.modern:
            known = ALIASES.get(field, self._name(field))
            return field in DATE_PARTS or takes(self.vocabulary.biblatex, known)
        return field in CLASSIC_FIELDS

    def _modelled(self) -> Iterator[tuple[str, str, str]]:
        entry, modern = self.entry, self.modern
        yield "author", write_names(entry.authors, ascii_only=self.ascii), "authors"
        yield "editor", write_names(entry.editors, ascii_only=self.ascii), "editors"
        yield from self._texts()
        yield from self._date()
        language, spoken = "language", entry.language
        if modern and spoken and all(name != "langid" for name, _value in entry.extra):
            language, spoken = "langid", babel_name(spoken)
        for name, value, source in (
            ("volume", entry.volume, "volume"),
            ("number", entry.number, "number"),
            ("isbn", entry.isbn, "isbn"),
            ("issn", entry.issn, "issn"),
            ("pages", entry.pages, "pages"),
            (language, spoken, "language"),
        ):
            if value:
                yield name, latex.encode_plain(value, ascii_only=self.ascii), source
        keywords = (latex.encode_plain(word, ascii_only=self.ascii) for word in entry.keywords)
        said = (f"{{{word}}}" if re.search("[,;]", word) else word for word in keywords)
        yield "keywords", ", ".join(said), "keywords"
        if self.plan is None or self.plan.doi:
            says = self.plan.says if self.plan and not entry.eprint else "doi"
            yield "doi", entry.doi or "", says
        yield from self._eprint()
        yield from self._links()
        if self.keep:
            if not modern:  # there, it would be the place of an event
                venue = latex.encode_plain(entry.venue or "", ascii_only=self.ascii)
                yield "venue", venue, "venue"
            yield "openreview", entry.openreview or "", "openreview"
            yield "also", ", ".join(entry.sections[1:]), "sections"
            yield "related", ", ".join(entry.related), "related"
        if self.keep or modern:
            yield "ids", ", ".join(entry.aliases), "aliases"
        if modern and not self.keep:
            # A key that is not in the same file would make biber complain.
            related = [key for key in entry.related if key in self.keys]
            yield "related", ", ".join(related), "related"

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        entry = self.entry
        container = self.vocabulary.container or "journal"
        if self.vocabulary.csl == "book":
            container = "booktitle"  # its own title, for the chapters that inherit it
        publisher = self.vocabulary.publisher
        place = "address"
        if self.modern:
            container = {"journal": "journaltitle"}.get(container, container)
            publisher = publisher_field(self.vocabulary.biblatex)
            place = "location"
        title, container_title, series = entry.title, entry.container, entry.series
        edition = entry.edition
        if edition and not self.modern:  # which counts itself
            edition = Text.of(edition_word(str(edition))) if str(edition).isdigit() else edition
        sources = titles.TitleSources("title", "container", "series")
        if self.joined:
            sources = titles.title_sources(entry)
            sources = sources._replace(title="title extra.subtitle extra.titleaddon")
            title = titles.own_title(entry, dict(entry.extra))
            container_title = titles.full_container(entry) if entry.container else None
            series = titles.full_series(entry)
        if entry.origin and entry.origin.sentence_case:
            title = self._with_capitals_kept(title)
        for name, text, source in (
            ("title", title, sources.title),
            (container, container_title, sources.container),
            (publisher, entry.publisher, "publisher"),
            (place, entry.place, "place"),
            ("series", series, f"series {sources.main}"),
            ("edition", edition, "edition"),
            ("abstract", entry.abstract, "abstract"),
        ):
            if text:
                value = self._encode(text)
                yield name, as_list(value) if self.modern and name in LISTS else value, source
        said = self.plan.note if self.plan else ""
        note = ". ".join(filter(None, [said, self._encode(entry.note)]))
        yield "note", note, f"note {self.plan.says}" if said and self.plan else "note"

    def _with_capitals_kept(self, title: Text) -> Text:
        """Return a title of another format so that no style lowers what is meant, as in pandoc.

        Styles of BibLaTeX lower English titles only; BibTeX's know no language.
        """
        language = language_code(self.entry.language or "en").lower()
        if language.startswith("en") or self.variant is Variant.CANONICAL:
            return with_capitals_kept(title)
        return title if self.modern else with_case_kept(title)

    def _encode(self, text: Text | None) -> str:
        return latex.encode(text, ascii_only=self.ascii) if text else ""

    def _date(self) -> Iterator[tuple[str, str, str]]:
        date = self.entry.date
        if date is None:
            yield from self._date_in_words()
            return
        if self.modern or (
            self.variant is Variant.CANONICAL and not (date.is_plain and date.has_plain_year)
        ):
            yield "date", str(date), "date"
            return
        for name, value in date_fields(date):
            yield name, value, "date"

    def _date_in_words(self) -> Iterator[tuple[str, str, str]]:
        """Yield words that stand for a date where the variant has them."""
        extra = dict(self.entry.extra)
        name = "year" if "year" in extra else "date"
        if name not in extra or self.variant is Variant.CANONICAL:
            return
        words, source = latex.decode_plain(extra[name]), f"extra.{name}"
        state = state_of(words) if self.modern and "pubstate" not in extra else ""
        if state:
            self.moved.add(name)
            yield "pubstate", state, source
        elif name == "date":  # where it must be one
            self.moved.add(name)
            yield "year", extra[name], source

    def _eprint(self) -> Iterator[tuple[str, str, str]]:
        eprint = self.entry.eprint
        if eprint is None or (self.plan and not self.plan.eprint):
            return
        yield "eprint", eprint.id, self.plan.says if self.plan else "eprint"
        if self.modern:
            archive = "arxiv" if eprint.is_arxiv else eprint.archive
            yield "eprinttype", archive, "eprint"
            yield "eprintclass", eprint.category or "", "eprint"
            return
        yield "archiveprefix", eprint.archive, "eprint"
        yield "primaryclass", eprint.category or "", "eprint"
        if self.variant is Variant.CLASSIC:
            yield "eprinttype", eprint.archive, "eprint"  # the only name of it that Zotero reads

    def _links(self) -> Iterator[tuple[str, str, str]]:
        if self.plan:
            yield "url", self.plan.url, "links.paper"
            if not self.keep:
                return
        for link in self.entry.links:
            name = link.kind.field
            if not (self.plan and name == "url"):
                yield name, link.url, f"links.{link.kind}"

    def _stand_ins(self) -> Iterator[tuple[str, str, str]]:
        """Yield fields that stand in for those that a variant has no name for."""
        entry = self.entry
        if self.modern and self.vocabulary.subtype:
            yield "type", self.vocabulary.subtype, "type"
        if self.plan:
            yield "howpublished", self.plan.howpublished, self.plan.says
        if self.variant is not Variant.CLASSIC:
            return
        if entry.type in WHAT_IT_IS:
            parts = [WHAT_IT_IS[entry.type], self._encode(entry.publisher)]
            yield "howpublished", ", ".join(filter(None, parts)), "type"
        elif entry.type in KINDS:
            yield "type", KINDS[entry.type], "type"


CANONICAL, CLASSIC, BIBLATEX = (writer(variant) for variant in Variant)
"""The writers of the variants."""
