"""What the readers of formats other than BibTeX share.

These formats leave more open than BibTeX: a date is words, a particle is a part of the family
name, a key may be missing or hold anything. What their values mean to the model is worked out
here, once; and what the model has no attribute for becomes a field of ``Entry.extra``, as
`formats.fields` has it.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pllm_bib.formats.bibtex.blocks import SourceMap
from pllm_bib.formats.bibtex.read import bare_doi, month_and_day
from pllm_bib.formats.bibtex.write import FIELD_ORDER
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.extra_lines import FIELD_OF_LABEL, label
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.formats.shared.fields import FIELDS
from pllm_bib.formats.shared.latex.tables import WORDS
from pllm_bib.formats.shared.names import write_names
from pllm_bib.model.citation_key import conventional_key, free_key
from pllm_bib.model.date import Date, read_date
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind, doi_url
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Text, normalized

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from pllm_bib.formats.shared.types import Reading
    from pllm_bib.model.diagnostic import Diagnostic, Position

# Files.

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]+")
"""What no text holds: control characters but for line ends and tabs, halves of characters."""
_MOST_FAULTS = 10_000
_LINE_SEPARATORS = re.compile("[\r\u2028\u2029]")


def without_controls(value: str) -> str:
    """A value with a blank for each control character."""
    return _CONTROLS.sub(_blanks, value) if _CONTROLS.search(value) else value


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match.group())


@dataclass(slots=True)
class Source:
    """The text of a file that is being read, and what is found to be wrong with it.

    A control character is reported and stands as a blank in ``text``.
    """

    text: str
    path: str
    places: SourceMap = field(init=False)
    faults: list[Diagnostic] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.text = _LINE_SEPARATORS.sub(" ", self.text.removeprefix("\ufeff"))
        self.places = SourceMap(self.text, self.path)
        for match in _CONTROLS.finditer(self.text):
            message = f"U+{ord(match.group()[0]):04X} is no character of a text: a blank is read"
            self.fault("control-character", message, match.start())
        self.text = without_controls(self.text)

    def fault(
        self,
        name: str,
        message: str,
        place: int | Position,
        *,
        key: str | None = None,
        field: str | None = None,
    ) -> None:
        """Report one of `FAULTS` at a place, or at an offset of the text.

        Only the first `_MOST_FAULTS` of a name are listed; nobody would look at more.
        """
        self.counts[name] += 1
        if self.counts[name] > _MOST_FAULTS:
            return
        if self.counts[name] == _MOST_FAULTS:
            message += f" (there may be more of these: {_MOST_FAULTS} are listed)"
        if isinstance(place, int):
            place = self.places.position(min(place, len(self.text)))
        self.faults.append(reading_fault(name, message, place, key=key, field=field))

    def result(self, entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
        """What a reader returns: the entries, all with keys, and what is wrong by its place."""
        keyed = tuple(_with_keys(tuple(entries), self))
        return keyed, tuple(sorted(self.faults, key=lambda fault: fault.position))


# Keys.

_UNUSABLE = re.compile(r"[\s,{}()\"#%'=\\~]+")
"""What parts keys in BibTeX, ends them in LaTeX, or stops biber."""


def usable_key(key: str) -> str:
    """A key without the characters that no BibTeX key can hold."""
    return _UNUSABLE.sub("", key)


def _with_keys(entries: tuple[Entry, ...], source: Source) -> Iterator[Entry]:
    """Entries with the keys that they have, as far as BibTeX can hold them, and new ones.

    No new key is one that the file has already in any case, nor is one that had to be changed.
    """
    given = (entry.key for entry in entries if entry.key == usable_key(entry.key))
    taken = {key.casefold() for key in given}
    made: Counter[str] = Counter()
    for entry in entries:
        wanted = usable_key(entry.key)
        if wanted and wanted == entry.key:
            yield entry
            continue
        key = _free(wanted, taken, made) if wanted else _new_key(entry, taken, made)
        taken.add(key.casefold())
        if entry.key and entry.origin:
            message = f"BibTeX cannot hold the key “{entry.key}”: the entry is called “{key}”"
            source.fault("unusable-key", message, entry.origin.key, key=key)
        yield replace(entry, key=key)


_LETTERS = 26


def _new_key(entry: Entry, taken: Container[str], made: Counter[str]) -> str:
    """A key by the rule; by number, where many works would get the same."""
    title = Text.of(str(entry.title)[:200])
    telling = replace(entry, title=title)
    start = conventional_key(telling)
    if not start:
        return _free("entry", taken, made)
    made[start] += 1
    if made[start] > _LETTERS:
        return _free(start, taken, made)
    return free_key(telling, taken)


def _free(start: str, taken: Container[str], made: Counter[str]) -> str:
    """A key that is not taken: the start, else with the next number behind it."""
    key = start
    while key.casefold() in taken:
        made[start] += 1
        key = f"{start}-{made[start]}"
    return key


# Names.

_OTHERS = frozenset({"others", "et al", "et al.", "and others"})


@functools.lru_cache(maxsize=50_000)
def person(family: str, given: str = "", particle: str = "", suffix: str = "") -> Name:
    """A person. Lower-case words that a family name starts with are its particle.

    That is where CSL and RIS have them. One without family name has the given one for it.
    """
    family, given, particle = normalized(family), normalized(given), normalized(particle)
    if not family:
        family, given = given, ""
    if not particle:
        words = family.split(" ")
        at = 0
        while at < len(words) - 1 and _is_lower(words[at]):
            at += 1
        particle, family = " ".join(words[:at]), " ".join(words[at:])
    return Name(family=family, given=given, particle=particle, suffix=normalized(suffix))


def _is_lower(word: str) -> bool:
    return next((char for char in word if char.isalpha()), "A").islower()


def natural_name(name: str) -> Name:
    """A person whose given names come first: ``Jan van der Berg``."""
    words = normalized(name).split(" ")
    lower = next((i for i, word in enumerate(words[:-1]) if i and _is_lower(word)), len(words) - 1)
    return person(" ".join(words[lower:]), " ".join(words[:lower]))


def organisation(name: str) -> Name:
    """An organisation, or whoever else has a name of one part."""
    return Name(family=normalized(name), organisation=True)


def names_of(names: Iterable[Name]) -> Names:
    """A list of names. A last one that says “others” or “et al.” is no name."""
    found = tuple(name for name in names if name.family)
    if found and not found[-1].given and found[-1].family.casefold() in _OTHERS:
        return Names(found[:-1], others=True)
    return Names(found)


# Dates.

_WORD = re.compile(r"\d+|[^\W\d_]+|[-–—/]|[?~]")
_NUMBERS = re.compile(
    r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?|([12]\d{3})([01]\d)([0-3]\d)", re.ASCII
)
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}
_ABOUT = frozenset({"c", "ca", "circa", "about"})
_ERA = re.compile(r"\bB\.\s?C\.(?:\s?E\.)?", re.IGNORECASE)
_BEFORE_CHRIST = frozenset({"bc", "bce"})
_NO_WORDS = frozenset({"ad", "ce", "of", "the", "th", "st", "nd", "rd"})
_LONGEST_DATE = 60
_YEAR_DIGITS = 4


def season(word: str) -> int | None:
    """The number of a season, from 1 for spring, by its English name."""
    return _SEASONS.get(word.strip().casefold())


def written_date(text: str) -> Date:
    """Read a date as people write it: ``9 June 2024``, ``2021 Nov-Dec``, ``Spring 2020``, EDTF.

    Months are English, a day stands beside its month, a dash or slash is between the ends of a
    period. Raises ``ValueError`` for anything else.
    """
    if len(text) > _LONGEST_DATE:
        raise _no_date(text[:_LONGEST_DATE] + "…")
    try:
        return read_date(text.strip(" .,[]()"))
    except ValueError:
        pass
    if match := _NUMBERS.fullmatch(text.strip()):
        parts = match.groups()[3 if match[4] else 0 :][:3]
        year, month, day = (int(part) if part else None for part in parts)
        return Date(year or 0, month, day)
    words = _words(text)
    dashes = [at for at, word in enumerate(words) if word in "-–—/"]
    if len(dashes) > 1:
        raise _no_date(text)
    if not dashes:
        return _point(_parts(words, text), text)
    start, end = _parts(words[: dashes[0]], text), _parts(words[dashes[0] + 1 :], text)
    # What is said once holds for both ends: “15–17 June 2020”, “2021 Nov-Dec”.
    if "month" not in end and "season" not in end and "day" in end:
        end |= {name: start[name] for name in ("month",) if name in start}
    if "month" not in start and "season" not in start and "day" in start:
        start |= {name: end[name] for name in ("month",) if name in end}
    for one, other in ((start, end), (end, start)):
        if "year" in other:
            one.setdefault("year", other["year"])
    return replace(_point(start, text), end=_point(end, text))


def _words(text: str) -> list[str]:
    words = [word.casefold() for word in _WORD.findall(_ERA.sub("BC", text))]
    if any(word.isdigit() and len(word) > _YEAR_DIGITS for word in words):
        raise _no_date(text)
    return words


def _parts(words: list[str], text: str) -> dict[str, int]:
    """Year, month, season and day, by name, of some words; and whether they are a guess."""
    found: dict[str, int] = {}
    for word in words:
        if word in _ABOUT or word == "~":
            name, value = "approximate", 1
        elif word == "?":
            name, value = "uncertain", 1
        elif word in _BEFORE_CHRIST and found.get("year", 0) > 0:
            found["year"] = 1 - found["year"]
            continue
        elif word in _NO_WORDS:
            continue
        elif word.isdigit() and word.isascii():
            name, value = ("day" if len(word) < 3 else "year"), int(word)  # noqa: PLR2004
            if name == "day" and "bc" in words:
                name = "year"
        elif number := _SEASONS.get(word):
            name, value = "season", number
        else:
            name, value = "month", _month(word)
        if name in found or not (value or name == "year"):
            raise _no_date(text)
        found[name] = value
    return found


def _month(word: str) -> int:
    """The number of a month, by its English name or the first letters of it; 0 for none."""
    try:
        return month_and_day(word)[0] or 0
    except ValueError:
        return 0


def _point(parts: dict[str, int], text: str) -> Date:
    if "year" not in parts:
        raise _no_date(text)
    return Date(
        parts["year"],
        parts.get("month"),
        parts.get("day"),
        season=parts.get("season"),
        uncertain="uncertain" in parts,
        approximate="approximate" in parts,
    )


def _no_date(text: str) -> ValueError:
    return ValueError(f"“{text}” is no date: write YYYY, YYYY-MM or YYYY-MM-DD")


# Numbers and identifiers.

_RANGE = re.compile(
    r"^(?P<letters>[A-Za-z]{0,3})(?P<first>\d+[a-z]?)\s*[-–—]+\s*(?P<last>(?P=letters)\d+[a-z]?)$"
    r"|^(?P<roman>[ivxlc]+)\s*[-–—]+\s*(?P<last_roman>[ivxlc]+)$"
)


def page_ranges(value: str) -> str:
    """Pages with an en dash between the first and last: ``1–9``, ``S1–S9``, ``xi–xv``.

    A hyphen within a page's own number stays: ``A-1``.
    """
    ranges = []
    for part in normalized(value).split(","):
        pages = part.strip()
        if match := _RANGE.match(pages):
            first = match["roman"] or match["letters"] + match["first"]
            pages = f"{first}–{match['last_roman'] or match['last']}"
        ranges.append(pages)
    return ", ".join(filter(None, ranges))


_LONGEST_LABEL = 30


def venue_label(text: str, date: Date | None) -> str | None:
    """The label of a venue that is written with the year behind it: ``ACL 2024``."""
    if date is None:
        return None
    for year in (date.year_text, str(date.year)):
        label = text.removesuffix(f" {year}").rstrip(" ")
        if label and label != text and len(label) <= _LONGEST_LABEL:
            return label
    return None


_ARCHIVES = {
    name.casefold(): name
    for name in (
        "arXiv bioRxiv ChemRxiv EarthArXiv engrXiv googlebooks HAL hdl JSTOR medRxiv OSF PsyArXiv "
        "PubMed RePEc SocArXiv SSRN TechRxiv Zenodo"
    ).split()
} | {"eprint": ""}
"""Archives whose name before an identifier tells that it is one."""
_EPRINT = re.compile(
    r"(?P<archive>[A-Za-z]+): ?(?P<id>(?=\S*\d)[^\s{}\\]+?)(?: \[(?P<category>[\w.-]+)\])?"
)


def eprint_line(line: str) -> Eprint | None:
    """The identifier that a line of notes is: ``arXiv: 2403.00001 [cs.CL]``."""
    match = _EPRINT.fullmatch(line.strip())
    if match is None or match["archive"].casefold() not in _ARCHIVES:
        return None
    return Eprint(_ARCHIVES[match["archive"].casefold()], match["id"], match["category"])


def eprint(archive: str, identifier: str) -> Eprint | None:
    """An identifier in an archive, which may stand before it as well: ``arXiv:2403.00001``.

    None if that is not what the two can be.
    """
    if re.search(r"[{}\\]", archive) or not re.fullmatch(r"[^\s{}\\]+", identifier):
        return None
    archive = _ARCHIVES.get(archive.casefold(), archive)
    head, colon, rest = identifier.partition(":")
    if colon and (head.casefold() == archive.casefold() or not archive):
        return Eprint(_ARCHIVES.get(head.casefold(), head), rest.strip())
    return Eprint(archive, identifier)


def with_eprint(how: Reading, eprint: Eprint | None) -> Reading:
    """What a type is read as: a work in an archive that has not appeared is a preprint."""
    return how._replace(type="preprint") if eprint and how.type in {"misc", "online"} else how


_FIELD_LINE = re.compile(r"tex\.([a-z][a-z0-9_:.+/-]*?): (\S.*)|([A-Za-z][A-Za-z _-]*):\s*(\S.*)")


def field_line(line: str) -> tuple[str, str] | None:
    """The field and value of a line of Zotero's Extra that is one: ``tex.urldate: 2024``.

    So our own writers and Better BibTeX keep any field. Without ``tex.`` it is one only if it
    goes by the name of a CSL variable, as to Zotero (``Original Date: 1920``, ``PMID: 17``); other
    lines of this form are somebody's words.
    """
    match = _FIELD_LINE.fullmatch(line.strip())
    if match is None:
        return None
    if name := match[1]:
        return (name, match[2]) if field_name(name, "") == name else None
    known = FIELD_OF_LABEL.get(label(match[3]))
    return (known, match[4]) if known else None


_KEY_LINE = re.compile(
    r"^citation[ _-]?key:[^\S\n]*(\S+)[^\S\n]*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE
)


def without_key_line(note: str) -> tuple[str, str]:
    """A note without Zotero's line ``Citation Key: …``, and the key; empty for none."""
    match = _KEY_LINE.search(note)
    if match is None:
        return note, ""
    return (note[: match.start()] + note[match.end() :]).rstrip("\n"), match[1]


def address(url: str) -> str:
    """An address without signs that no address can hold and no BibTeX field either."""
    return _UNSAFE.sub(lambda match: f"%{ord(match.group()):02X}", url)


_UNSAFE = re.compile(r"[ {}\\]")


def repeats_identifier(url: str, doi: str | None, eprint: Eprint | None) -> bool:
    """Whether an address says no more than the identifiers beside it."""
    bare = re.sub(r"^http://(?:dx\.)?", "https://", url.strip()).casefold()
    known = [doi_url(doi) if doi else "", (eprint.url if eprint else None) or ""]
    return bare in {address.casefold() for address in known if address}


def keywords(values: Iterable[str]) -> tuple[str, ...]:
    """Words and phrases; commas, semicolons and line ends part them."""
    words = [normalized(word) for value in values for word in re.split(r"[,;\n]", value)]
    return tuple(word for word in words if word)


def links_of(found: dict[LinkKind, str]) -> tuple[Link, ...]:
    """Addresses as an entry has them, in the order of `LinkKind`."""
    return tuple(Link(kind, address(found[kind])) for kind in LinkKind if kind in found)


# Fields beyond the model.


def key_of_words(words: str) -> str:
    """BibLaTeX's key for words in English: ``phdthesis`` for PhD thesis; else the words."""
    return _KEYS_OF_WORDS.get(words, words)


_KEYS_OF_WORDS = {words: key for key, words in WORDS.items()}
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_:.+/-]*")
_MODELLED = frozenset(FIELD_ORDER) | {"author", "also", "date", "eprinttype", "eprintclass"}


@dataclass(slots=True)
class Extra:
    """Fields that the model does not know, by their BibLaTeX names, with their LaTeX source."""

    fields: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, source: str) -> None:
        """Keep LaTeX source; under a name that has some already, behind it."""
        if not source:
            return
        if name in self.fields and self.fields[name] != source:
            source = f"{self.fields[name]}; {source}"
        self.fields[name] = source

    def text(self, name: str, value: Text | str) -> None:
        """Keep text."""
        if value:
            self.put(name, latex.encode(value if isinstance(value, Text) else Text.of(value)))

    def plain(self, name: str, value: str) -> None:
        """Keep a number or an identifier, or what could not be read."""
        if value:
            self.put(name, latex.encode_plain(normalized(value)))

    def names(self, name: str, value: Names) -> None:
        """Keep names."""
        if value:
            self.put(name, write_names(value))

    def date(self, name: str, value: Date) -> None:
        """Keep a date."""
        self.put(name, str(value))

    def doi(self, value: str) -> str | None:
        """The DOI of a value; one that is none is kept, as the .bib reader keeps it."""
        doi = bare_doi(normalized(value))
        if doi is None or re.search(r"[{}\\]", doi):
            self.plain("doi", value)
            return None
        return doi

    def line(self, name: str, value: str) -> None:
        """Keep a field that was a line of plain text."""
        is_date = name in FIELDS and FIELDS[name].kind == "date"
        self.put(name, value if is_date else latex.encode_plain(normalized(value)))

    def words(self, name: str, value: Text) -> None:
        """Keep text; of a type or state of publication that BibLaTeX has a key for, the key."""
        key = key_of_words(str(value)) if name in {"type", "pubstate"} else str(value)
        self.text(name, value if key == str(value) else key)

    def said_by_type(self, how: Reading) -> None:
        """Keep what the name of a type says; where its field is taken, in another one."""
        name, value = how.field, how.value
        if how.unless in self.fields:
            return
        if name and name in self.fields:
            name, value = "entrysubtype", value.lower()
        if name and name not in self.fields:
            self.text(name, value)

    def result(self) -> tuple[tuple[str, str], ...]:
        """The fields as an entry has them."""
        return tuple(self.fields.items())


def field_name(name: str, prefix: str) -> str:
    """A name for a field of the file's own, which BibTeX can read and which means nothing else."""
    name = name.lower()
    if _FIELD_NAME.fullmatch(name) and (name not in _MODELLED or name in FIELDS):
        return name
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{prefix}-{slug or 'field'}"
