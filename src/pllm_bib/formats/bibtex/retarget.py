"""An entry of a .bib file, made fit for another dialect: only what the dialect needs is changed.

All else travels as its source text: macros, ``#``, braces, unknown commands, the order of fields,
comments. Nothing is dropped unless an option or the dialect says so, and that is told.
docs/converting.md says what each dialect needs.
"""

from __future__ import annotations

import re
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex.change_case import in_seven_bits
from pllm_bib.formats.bibtex.datamodel import ALIASES, BY_TYPE
from pllm_bib.formats.bibtex.entry import LINK_FIELDS, publisher_fields
from pllm_bib.formats.bibtex.in_place import FieldSheet, braced, joined
from pllm_bib.formats.bibtex.profiles import PROFILES, TYPST, IdentifierPlan, plan, read_said
from pllm_bib.formats.bibtex.values import value_parts, with_texts
from pllm_bib.formats.bibtex.write import Variant, seven_bit_url
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.dates import MONTHS
from pllm_bib.formats.shared.editions import edition_number, edition_word
from pllm_bib.formats.shared.types import KINDS, READ_AS, TYPES, WHAT_IT_IS, refined, row
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.date import Date
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pllm_bib.formats.bibtex.inheritance import Raw
    from pllm_bib.formats.bibtex.read import Dialect, ReadBlock

Place = tuple[int, int]
"""The number of a file among those that are read together, and an offset in it."""

_CLASSIC_TYPES = {each.bibtex for each in TYPES.values()} | {"conference"}
_BIBLATEX_TYPES = {each.biblatex for each in TYPES.values()} | BY_TYPE.keys()
_OLD = {"journaltitle": "journal", "location": "address"}
_EPRINT_NAMES = {"archiveprefix": "eprinttype", "primaryclass": "eprintclass"}
_NAMES = {
    Variant.CLASSIC: _OLD | {"annotation": "annote"},
    Variant.CANONICAL: _OLD,
    Variant.BIBLATEX: {
        old: new for old, new in ALIASES.items() if old not in {"key", "pdf"} | _EPRINT_NAMES.keys()
    },
}
"""Dialect -> field -> its name there."""
_EPRINT_FIELDS = ("eprint", *_EPRINT_NAMES, *_EPRINT_NAMES.values())
_VERBATIM = frozenset("doi file ids crossref xref xdata related also openreview".split())
_VERBATIM |= frozenset(_EPRINT_FIELDS)
"""Fields of identifiers and keys, in which a letter is no text."""
_NUMBERED = regex(r"\d|\bed(?:n|ition)?\b", re.IGNORECASE)
"""An edition with more than the word that styles print before “edition”."""
_SENTENCE_CASE = frozenset({"title", "type", "chapter", "edition"})
"""Fields that BibTeX's styles print in sentence case; of an edition, the first letter too."""
_DATE_DETAILS = ("season", "end", "open", "uncertain", "approximate")
REWRITTEN = "rewritten"
"""The detail of a field that says the same in another form."""
AS_THEY_ARE = "minimal"
"""The profile that moves no identifier."""
_MOVING = {Variant.CLASSIC: PROFILES.keys() - {AS_THEY_ARE}, Variant.BIBLATEX: {TYPST}}
"""Dialect -> the profiles that move some."""


class Told(NamedTuple):
    """A change of a field, and what becomes of it."""

    field: str
    """As the source calls it."""
    source: str
    """As in `Part.source`, or a part of it."""
    detail: str = ""
    """The lost part of a field beyond the model, or why a field goes."""
    dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A dialect, the options of its writer, and what an entry may need of others."""

    variant: Variant
    options: Options = Options(profile=AS_THEY_ARE)
    dialect: Dialect = "biblatex"
    """The dialect that the source is read in."""
    parents: Mapping[str, Raw] = field(default_factory=dict)
    """Entries that others refer to, by key."""
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where the entries stand that others name in ``crossref``, by key."""
    parents_last: bool = False
    """Whether these are written behind all others."""
    strings: Mapping[str, str] | None = None
    """The @string definitions that hold in the end, where entries leave their places."""

    @property
    def ascii(self) -> bool:
        """Say whether letters beyond 7 bits become commands."""
        wanted = self.options.ascii
        return self.variant is Variant.CLASSIC if wanted is None else wanted

    def seven_bit(self, name: str, value: str) -> str:
        """Return a field's value in 7 bits; words that need other fonts only if that was asked."""
        if self.options.ascii is None and latex.needs_fonts(value):
            return value
        return _seven_bit(name, value)

    def gives(self, parent: str, child: str, place: Place) -> bool:
        """Say whether BibTeX finds the parent of an entry: it must come behind it."""
        if parent not in self.places or self.parents[parent][0].lower() == "xdata":
            return False
        return child not in self.places if self.parents_last else self.places[parent] > place


class Retargeted(NamedTuple):
    """An entry in another dialect."""

    text: str
    told: tuple[Told, ...]
    type: str
    sheet: FieldSheet
    """Its fields, for those who want to know where each went."""


def retargeted(
    found: ReadBlock, target: Target, place: Place = (0, 0), key: str | None = None
) -> Retargeted:
    """Return an entry as another dialect has it, under another key if one is given.

    ``place`` is where it stands. Under another key, it has no former ones.
    """
    entry = _Retargeting(found, target, place)
    entry.change()
    if key:
        entry.sheet.drop("ids")
    text = entry.sheet.text(entry.new_type, key)
    return Retargeted(text, tuple(entry.told), entry.new_type or entry.type_name, entry.sheet)


class _Retargeting:
    """The steps from an entry to what the target needs of it."""

    def __init__(self, found: ReadBlock, target: Target, place: Place) -> None:
        self.found, self.target, self.place = found, target, place
        self.entry = found.entry
        self.own = found.origin.raw if found.origin else {}
        self.type_name = found.block.type.lower()
        self.new_type: str | None = None
        self.told: list[Told] = []
        self.sheet = FieldSheet(found.block)

    def change(self) -> None:
        """Do all steps, in an order in which each finds what it needs."""
        sheet, target = self.sheet, self.target
        for name in [name for name in sheet.index if name not in self.own]:
            sheet.drop(name)  # it has no value that could be read
        if target.strings is not None:
            self._strings(target.strings)
        if target.variant is Variant.CLASSIC:
            self._to_classic()
        else:
            self._type()
            self._names()
            is_biblatex = target.variant is Variant.BIBLATEX
            (self._whole_date if is_biblatex else self._parts_of_date)()
        if target.options.profile in _MOVING.get(target.variant, ()) and self.entry:
            self._identifiers(plan(self.entry, target.options.profile, ascii_only=target.ascii))
        if not target.options.url:
            for name in [name for name in LINK_FIELDS if name in sheet]:
                self._leave_out(name, f"links.{LINK_FIELDS[name]}")
        if target.ascii and (sheet.added or not self.found.block.raw.isascii()):
            self._letters()
        if target.variant is Variant.CLASSIC:
            self._tell_rest()

    def _tell_rest(self) -> None:
        """Tell of fields that only have another name or form: styles may print them now."""
        names = [
            self.found.block.fields[number].name
            for number, edit in self.sheet.edits.items()
            if edit.gone or edit.name or edit.value is not None
        ]
        if self.sheet.added.keys() & self.found.fields.keys():
            names.append("crossref" if "crossref" in self.own else "xdata")
        if self.new_type:
            names.append("entry type")
        said = {told.field for told in self.told}
        self.told += (
            Told(name, f"extra.{name}", REWRITTEN)
            for name in dict.fromkeys(names)
            if name not in said and (name in self.own or name == "entry type")
        )

    def _to_classic(self) -> None:
        if self.found.fields is not self.own:
            self._inherited()
        self._type()
        self._names()
        self._parts_of_date()
        self._joined_titles()
        self._edition()
        self._kind()

    def _leave_out(self, name: str, source: str) -> None:
        self.sheet.drop(name)
        self.told.append(Told(name, source, "unwanted", dropped=True))

    def _strings(self, strings: Mapping[str, str]) -> None:
        """Write out values of macros that would have another one where the entry goes."""
        for name, number in self.sheet.index.items():
            place = self.found.block.fields[number]
            parts = () if place.whole else value_parts(place.source)[0]
            texts = [
                strings.get(part.text.lower(), part.text) if part.kind == "macro" else part.text
                for part in parts
            ]
            if parts and "".join(texts) != self.own[name]:
                self.sheet.put(name, braced(name, self.own[name]))

    def _inherited(self) -> None:
        """Write down what the entry inherits and BibTeX would not give it."""
        own, fields, sheet = self.own, self.found.fields, self.sheet
        parent_key = own.get("crossref", "").strip()
        given: Mapping[str, str] = {}
        if parent_key and "crossref" not in fields:
            if self.target.gives(parent_key, self.found.block.key, self.place):
                given = self.target.parents[parent_key][1]
            else:
                sheet.drop("crossref")
                self.told.append(Told("crossref", "extra.crossref", "parent"))
        if "xdata" in own and "xdata" not in fields:
            sheet.drop("xdata")
        for name, value in fields.items():
            if name in own:
                if value != own[name]:
                    sheet.put(name, braced(name, value))
            # To BibTeX, the parent's own booktitle goes first.
            elif given.get(name) != value and not (name == "booktitle" and name in given):
                sheet.added[name] = braced(name, value)

    def _type(self) -> None:
        name, variant, entry = self.type_name, self.target.variant, self.entry
        if entry is None:
            return
        if variant is Variant.CANONICAL:
            self.new_type = READ_AS.get(name)
        elif variant is Variant.BIBLATEX and name not in _BIBLATEX_TYPES:
            self._biblatex_type(READ_AS.get(name, name), entry.type)
        elif variant is Variant.CLASSIC and name not in _CLASSIC_TYPES and entry.type in TYPES:
            self.new_type = row(entry.type).bibtex
            subtype = self.own.get("type", "")
            if subtype and refined(READ_AS.get(name, name), subtype)[1]:
                self.sheet.drop("type")  # that of the entry says it
            # Where it has an eprint, it still is a preprint.
            if entry.type != self.new_type and not (entry.type == "preprint" and entry.eprint):
                self.told.append(Told("entry type", "type"))

    def _biblatex_type(self, name: str, meant: str) -> None:
        """Give the entry BibLaTeX's name of a type, where it then means the same."""
        if name not in TYPES:
            return
        modern, subtype = row(name).biblatex, row(name).subtype
        if subtype is None:
            self.new_type = modern
            if meant == "preprint" and "eprint" not in self.sheet:
                self.told.append(Told("entry type", "type"))
        elif self.found.block.key in self.target.parents:
            return  # others would inherit the field that says the rest
        elif "type" not in self.sheet:
            self.new_type = modern
            self.sheet.added["type"] = f"{{{subtype}}}"
        elif refined(modern, self.own["type"])[0] == meant:
            self.new_type = modern

    def _names(self) -> None:
        variant, sheet = self.target.variant, self.sheet
        for name, new in _NAMES[variant].items():
            sheet.rename(name, new)
        if "eprint" in sheet:
            self._eprint_names()
        if variant is not Variant.BIBLATEX:
            if self.entry and row(self.entry.type).publisher == "school":
                sheet.rename("institution", "school")
            if variant is Variant.CANONICAL and self.target.dialect == "biblatex":
                sheet.rename("venue", "eventplace")
        elif self.target.dialect == "canonical":
            if "venue" in sheet:  # to BibLaTeX, it is the place of an event
                sheet.drop("venue")
                self.told.append(Told("venue", "venue", dropped=True))
            sheet.rename("eventplace", "venue")

    def _eprint_names(self) -> None:
        """Name the archive as the dialect does. In BibTeX, Zotero knows BibLaTeX's name only."""
        sheet = self.sheet
        for old, new in _EPRINT_NAMES.items():
            if self.target.variant is Variant.BIBLATEX:
                sheet.rename(old, new)
            elif self.target.variant is Variant.CANONICAL:
                sheet.rename(new, old)
            elif new in sheet and old not in sheet:
                sheet.follow(new, [(old, sheet.value(new))])

    def _parts_of_date(self) -> None:
        """Say a ``date`` in the fields of BibTeX. What these cannot say stays beside them."""
        entry, sheet, fields = self.entry, self.sheet, self.found.fields
        if "date" not in sheet or entry is None or entry.date is None:
            return
        date, source = entry.date, fields["date"].strip()
        year = fields.get("year", "").strip()
        if any(name == "date" for name, _value in entry.extra) or year not in {"", date.year_text}:
            return
        lost = [name for name in _DATE_DETAILS if getattr(date, name)]
        lost += ["time"] * bool(re.search(r"\dT\d", source))
        says_all = not lost and date.has_plain_year
        if not says_all and self.target.variant is Variant.CANONICAL:
            return
        is_year = source == date.year_text
        new = [("year", sheet.value("date") if is_year else f"{{{date.year_text}}}")]
        if date.month:
            new.append(("month", MONTHS[date.month - 1]))
        if date.day:
            new.append(("day", f"{{{date.day}}}"))
        new = [(name, value) for name, value in new if name not in sheet]
        if says_all:
            sheet.replace("date", new)
        else:
            sheet.follow("date", new)
        self.told += (Told("date", f"date.{name}") for name in lost)

    def _whole_date(self) -> None:
        """Say year, month and day in ``date``, if they are plain and nothing inherits them."""
        sheet, own = self.sheet, self.own
        if self.entry is None or "year" not in sheet or "date" in sheet:
            return
        inherits = any(own.get(name, "").strip() for name in ("crossref", "xdata"))
        if inherits or self.found.block.key in self.target.parents:
            return  # a date is inherited as a whole, parts of it are not
        date = self._plain_date()
        if date and date.month is None:
            sheet.rename("year", "date")
        elif date:
            sheet.replace("year", [("date", f"{{{date}}}")])
            sheet.drop("month")
            if date.day:  # biber overlooks the field of this name
                sheet.drop("day")
                self.told.append(Told("day", "extra.day", REWRITTEN))

    def _plain_date(self) -> Date | None:
        """Return the date of fields that biber takes as they are, None for any other."""
        numbers: list[int | None] = []
        for name in ("year", "month", "day"):
            if name not in self.sheet:
                numbers.append(None)
                continue
            parts, problem, _at = value_parts(self.sheet.value(name))
            value = self.own[name].strip()
            if problem or len(parts) > 1:
                return None
            if name == "month" and parts[0].kind == "macro" and value in MONTHS:
                numbers.append(MONTHS.index(value) + 1)
            elif re.fullmatch(r"\d{4}" if name == "year" else r"[1-9]\d?", value, re.ASCII):
                numbers.append(int(value))
            else:
                return None
        year, month, day = numbers
        try:
            return Date(year, month, day) if year else None
        except ValueError:
            return None

    def _edition(self) -> None:
        """Say the number of an edition in the word that styles print."""
        said = self.own.get("edition", "").strip()
        word = edition_word(edition_number(said) if _NUMBERED.search(said) else "")
        if word and "edition" in self.sheet:
            self.sheet.put("edition", f"{{{word}}}")

    def _joined_titles(self) -> None:
        """Join the parts of titles that BibTeX has no fields for."""
        sheet = self.sheet
        is_chapter = self.entry is not None and row(self.entry.type).container == "booktitle"
        container = ("booktitle", "book") if is_chapter else ("journal", "journal")
        for whole, prefix in (("title", ""), container, ("maintitle", "main")):
            for name, sign in ((f"{prefix}subtitle", ":"), (f"{prefix}titleaddon", ".")):
                if whole in sheet and self.found.fields.get(name, "").strip():
                    self._join(whole, sign, name)
        if not self.found.fields.get("maintitle", "").strip():
            return
        if "series" in sheet:
            sheet.put("series", joined(sheet.value("maintitle"), ".", sheet.value("series")))
            sheet.drop("maintitle")
        else:
            sheet.rename("maintitle", "series")
        self.told.append(Told("maintitle", "extra.maintitle", "joined"))

    def _join(self, whole: str, sign: str, name: str) -> None:
        sheet = self.sheet
        sheet.put(whole, joined(sheet.value(whole), sign, sheet.value(name)))
        sheet.drop(name)
        self.told.append(Told(name, f"extra.{name}", "joined"))

    def _kind(self) -> None:
        """Say the kind of a work that BibTeX has no type for, in words."""
        entry, sheet = self.entry, self.sheet
        if entry is None or self.new_type is None or self.found.block.key in self.target.parents:
            return  # others would inherit these words
        if entry.type in KINDS and "type" not in sheet:
            sheet.added["type"] = f"{{{KINDS[entry.type]}}}"
        elif entry.type in WHAT_IT_IS and "howpublished" not in sheet:
            words = f"{{{WHAT_IT_IS[entry.type]}}}"
            names = publisher_fields(row(entry.type))
            publisher = next((name for name in names if name in sheet), None)
            sheet.added["howpublished"] = (
                joined(words, ",", sheet.value(publisher)) if publisher else words
            )

    def _identifiers(self, chosen: IdentifierPlan) -> None:
        """Move the identifiers where a profile has them."""
        sheet, own = self.sheet, self.own
        if "url" in sheet and not chosen.url:
            self._leave_out("url", "links.paper")
        elif chosen.url and "url" not in sheet:
            sheet.added["url"] = f"{{{chosen.url}}}"
        if any(read_said(own.get(name, "")) for name in ("howpublished", "note")):
            return  # it says it already
        has_eprint = "eprint" in sheet
        for name in _EPRINT_FIELDS if not chosen.eprint else ():
            sheet.drop(name)
        if "doi" in sheet and not chosen.doi and has_eprint:
            self._leave_out("doi", "doi")
        elif not chosen.doi:
            sheet.drop("doi")
        for name, words in (("howpublished", chosen.howpublished), ("note", chosen.note)):
            said = f"{{{words}}}"
            if words:
                sheet.put(name, joined(said, ".", sheet.value(name)) if name in sheet else said)

    def _letters(self) -> None:
        """Write letters beyond 7 bits as commands."""
        sheet, seven_bit = self.sheet, self.target.seven_bit
        for number in range(len(sheet.block.fields)):
            name, value = sheet.name_of(number), sheet.value_of(number)
            new = seven_bit(name, value) if name else value
            if new != value:
                sheet.edit(number).value = new
            if edit := sheet.edits.get(number):
                edit.after[:] = [(name, seven_bit(name, value)) for name, value in edit.after]
        sheet.added = {name: seven_bit(name, value) for name, value in sheet.added.items()}


def _seven_bit(name: str, value: str) -> str:
    if value.isascii() or name in _VERBATIM:
        return value
    if name in LINK_FIELDS:
        return seven_bit_url(value)
    if name not in _SENTENCE_CASE:
        return with_texts(value, latex.to_ascii)
    return with_texts(value, partial(in_seven_bits, keep_first=name != "edition"))
