"""RIS, read by rispy, as tags with their values.

Two things are normalised: the dash between pages, for which RIS has two tags, and formulas (see
`runs.without_scripts`). The tags mean what Zotero's translator takes them for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.fields import FIELDS, TRANSLATORS
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.types import ris_type
from pllm_bib.model.entry import LinkKind
from pllm_bib.verifying import beyond, runs
from pllm_bib.verifying.check import Difference, Places, ReadExport, Record
from pllm_bib.verifying.dates import words, words_of

if TYPE_CHECKING:
    from pllm_bib.model.date import Date
    from pllm_bib.model.name import Name
    from pllm_bib.verifying.check import Check

_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TAGS = [first + second for first in _CAPITALS for second in _CAPITALS + "0123456789"]

_PAGED = frozenset("CONF JOUR CHAP GEN RPRT PAT ENCYC JFULL MGZN NEWS CASE LEGAL STAT".split())
"""Types whose SP and EP are pages; in others, programs read them as the number of pages."""
_NUMBERED = _PAGED | frozenset("BOOK EDBOOK THES PAMP UNPB STAND SOUND MUSIC MPCT VIDEO".split())
"""Types that have a volume and a number."""
_SERIALS = ("JOUR", "JFULL", "MGZN", "NEWS", "GEN", "UNPB")
_PERIODICALS = ("JOUR", "JFULL", "MGZN", "NEWS", "CHAP", "ENCYC", "ELEC", "GEN")
_REPORTS = ("RPRT", "STAND")
_NO_PLACE = ""
_PLACES: dict[str, dict[str, str]] = {
    "editors": {
        "": "A2",
        "BOOK": "A3",
        "EDBOOK": "A3",
        **dict.fromkeys(_REPORTS, "ED"),
        "PAT": _NO_PLACE,
    },
    "container": {"CONF": "BT"} | dict.fromkeys(_PERIODICALS, "T2"),
    "venue": {"CONF": "T2", "JOUR": "J2"},
    "series": {"": "T3"}
    | dict.fromkeys(_REPORTS, "T2")
    | dict.fromkeys(("DATA", "COMP", "ELEC"), _NO_PLACE),
    "place": {"": "CY", "CONF": "C1"},
    "volume": dict.fromkeys(_NUMBERED, "VL"),
    "number": dict.fromkeys(_NUMBERED, "IS")
    | dict.fromkeys((*_REPORTS, "PAT"), "SN")
    | {"BOOK": "M1", "EDBOOK": "M1", "CHAP": "SV"},
    "isbn": {"": "SN"} | dict.fromkeys((*_SERIALS, *_REPORTS, "PAT"), "M2:ISBN"),
    "issn": {"": "M2:ISSN"} | dict.fromkeys(_SERIALS, "SN"),
    "language": {"": "LA", "COMP": _NO_PLACE},
}
"""Attribute -> type of reference -> tag. The empty name has the tag of all other types.

Without an empty name, other types have no place for the attribute.
"""
_LABELS = {
    LinkKind.CODE: "Code",
    LinkKind.DATA: "Data",
    LinkKind.WEBSITE: "Website",
    LinkKind.VIDEO: "Video",
}
_ZOTERO_TYPES = {"UNPB": "manuscript", "GEN": "document"}
"""Types that Zotero would take for others -> Zotero's name of the right type."""


def read(text: str) -> ReadExport:
    """Read RIS with rispy, told to keep each tag and every value."""
    import rispy

    places = Places(text, r"ID {2}- (.*)", r"([A-Z][A-Z0-9]) {2}-")
    reading = ReadExport("rispy", line=lambda key, name: places.line(key, name.partition(":")[0]))
    for number, line in enumerate(text.splitlines(), start=1):
        if line and not re.match(r"[A-Z][A-Z0-9] {2}- ", line):
            reading.faults.append(Difference("the line has no tag", number))
    starts, ends = (len(re.findall(f"^{tag} {{2}}-", text, re.MULTILINE)) for tag in ("TY", "ER"))
    if starts != ends:
        reading.faults.append(Difference(f"{starts} records start, and {ends} end"))
    records = rispy.loads(
        text,
        mapping={tag: tag for tag in _TAGS},
        list_tags=[tag for tag in _TAGS if tag != "TY"],
        delimiter_tags_mapping={},  # an address may contain a semicolon
    )
    for record in records:
        said: dict[str, list[str]] = {"TY": [record.pop("TY")]}
        for tag, values in record.items():
            for value in values:
                # Lines of Zotero's Extra field have labels.
                label, _, rest = value.partition(": ")
                name = f"{tag}:{label}" if tag == "M2" and rest else tag
                said.setdefault(name, []).append(rest if name != tag else value)
        keys = said.pop("ID", [""])
        reading.records.append(Record(keys[0], said))
        if len(keys) > 1:
            reading.faults.append(Difference("it has several keys", None, keys[0], "key"))
    return reading


def compare(check: Check) -> None:
    """Compare a record of RIS."""
    entry = check.entry = beyond.with_roles(check.entry, TRANSLATORS)
    kind = ris_type(entry)
    check.values("type", [kind], "TY")
    meant = "preprint" if entry.type == "preprint" else _ZOTERO_TYPES.get(kind)
    check.values("type", [meant], "M2:Type")
    check.values("key", [entry.key], "M2:Citation Key")
    check.people("authors", _name, "AU")
    check.people("editors", _name, *_places("editors", kind))
    titles = beyond.titles(entry)
    beyond.compare_joined(check, "title", titles.title, "TI")
    container = _places("container", kind)
    if kind in {"CONF", "CHAP"}:
        _repeated(check, container[0], "C3" if kind == "CONF" else "BT")
    beyond.compare_joined(check, "container", titles.container, *container)
    series = [*titles.main, *beyond.parts(entry, "series")]
    beyond.compare_joined(check, "series", series, *_places("series", kind))
    _event(check, kind)
    beyond.compare_extra(check, _extra_place, single=False, date=_day)
    check.text("edition", "ET")
    check.text("abstract", "AB")
    for attribute in ("volume", "number", "isbn", "issn"):
        check.values(attribute, [getattr(entry, attribute)], *_places(attribute, kind))
    language = entry.language and language_code(entry.language)
    check.values("language", [language], *_places("language", kind))
    _date(check)
    if kind in _PAGED:
        pages = "–".join(check.take("SP", "EP"))
        if pages != (entry.pages or ""):
            check.differ("pages", entry.pages or "", pages, ("SP", "EP"))
    _identifiers(check)
    _links(check)
    headings = check.library.headings
    sections = [headings.get(section, section) for section in entry.sections]
    check.values("keywords", [*entry.keywords, *sections], "KW")


def _repeated(check: Check, tag: str, other: str) -> None:
    """Compare two tags that say the same to different programs; the second one is taken."""
    first, second = check.take(tag), check.take(other)
    if first != second:
        check.differ("container", "; ".join(first), "; ".join(second), (tag, other))
    check.put(tag, first)


def _extra_place(name: str) -> str | None:
    own = name.removeprefix("ris-").upper() if name.startswith("ris-") else None
    if own in {"TY", "ID", "ER"}:  # a record has each once
        return None
    return FIELDS[name].ris if name in FIELDS else own


def _places(attribute: str, kind: str) -> list[str]:
    """Return the tag of an attribute in a type of reference, as a list; empty without a tag."""
    places = _PLACES[attribute]
    return list(filter(None, [places.get(kind, places.get("", _NO_PLACE))]))


def _name(name: Name) -> str:
    """Return a name as a tag has it: RIS marks neither particles nor organisations."""
    family = name.full_family
    if name.suffix:
        return f"{family}, {name.given}, {name.suffix}"
    return f"{family}, {name.given}" if name.given else family


def _event(check: Check, kind: str) -> None:
    """Compare the place, and the venue or else the event's own name."""
    entry = check.entry
    venue = beyond.event(entry) if kind == "CONF" else entry.venue or ""
    named = beyond.parts(entry, "eventtitle") if kind == "CONF" else []
    if named:
        venue = named[0]
    elif venue == " ".join(beyond.titles(entry).container):
        venue = ""  # it equals the journal's whole name, so it is not an abbreviation
    tags = _places("venue", kind)
    if not check.pick(tags[0] if tags else "", lambda got: got == [venue]):
        check.values("venue", [venue], *tags)
    place = beyond.parts(entry, "place") or (
        beyond.parts(entry, "eventplace") if kind == "CONF" else []
    )
    beyond.compare_joined(check, "place", place, *_places("place", kind))


def _date(check: Check) -> None:
    date = check.entry.date
    if date is None:
        check.values("date", [beyond.date_words(check.entry)], "PY")
        return
    if not date.has_plain_year:  # PY has four digits
        check.values("date", [words(date)], "PY", read=words_of)
        return
    check.values("date", [f"{date.year:04}"], "PY")
    if not date.is_plain:
        check.values("date", [words(date)], "Y1", read=words_of)
        return
    check.values("date", [_day(date) if date.month else ""], "Y1")
    check.values("date", [_day(date) if date.day else ""], "DA")


def _day(date: Date) -> str:
    month, day = (f"{part:02}" if part else "" for part in (date.month, date.day))
    return f"{date.year:04}/{month}/{day}/"


def _identifiers(check: Check) -> None:
    entry = check.entry
    eprint = entry.eprint
    archived = eprint if entry.type == "preprint" else None
    check.values("doi", [entry.doi or (archived and archived.doi)], "DO")
    check.values("eprint", [archived and archived.id], "AN")
    check.values("eprint", [archived and archived.id], "M2:Archive ID")
    check.values("eprint", [archived and archived.archive], "DB")
    if eprint:
        check.values("eprint", [eprint.id], f"M2:{eprint.archive or 'eprint'}")
    publisher = beyond.publisher(entry)
    if archived and not publisher:
        check.values("eprint", [archived.archive], "PB")
    else:
        beyond.compare_joined(check, "publisher", publisher, "PB")


def _links(check: Check) -> None:
    entry = check.entry
    check.values("links.paper", [entry.page_beside_doi], "UR")
    check.values("links.pdf", [entry.link(LinkKind.PDF)], "L1")
    others = [link for link in entry.links if link.kind in _LABELS]
    check.values("links", [link.url for link in others], "L4")
    labelled = [f"{_LABELS[link.kind]}: {link.url}" for link in others]
    if entry.note and runs.is_unreadable(entry.note):
        check.claim("N1")
    note = runs.plain(runs.of_text(entry.note, source=False))
    check.values("note", [*labelled, note], "N1", fold=runs.folding(entry.note))
