"""CSL-JSON, read by the standard library's parser, checked by the schema and with the entries.

Two things are normalised: the dash between pages, for which CSL has a hyphen, and formulas (see
`runs.without_scripts`). A particle is part of the family name there.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared.fields import CSL_ROLES, FIELDS, OWN_CSL
from pllm_bib.formats.shared.languages import is_code, language_code
from pllm_bib.formats.shared.latex.tables import WORDS
from pllm_bib.formats.shared.types import csl_type, row
from pllm_bib.model.date import Open
from pllm_bib.model.folding import composed_letters
from pllm_bib.verifying import beyond, csl_schema, runs
from pllm_bib.verifying.check import Difference, Places, ReadExport, Record

if TYPE_CHECKING:
    from pllm_bib.model.date import Date
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name
    from pllm_bib.verifying.check import Check
    from pllm_bib.verifying.latex_reading import Runs


def read(text: str) -> ReadExport:
    """Read CSL-JSON and check it by the schema."""
    places = Places(text, r'\s*"id": "(.*)"', r'    "([\w-]+)":')
    reading = ReadExport("the JSON", line=places.line)

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _value in pairs]
        for name in {name for name in names if names.count(name) > 1}:
            reading.faults.append(Difference(f"an object has “{name}” twice"))
        return dict(pairs)

    try:
        items = json.loads(text, object_pairs_hook=members)
    except json.JSONDecodeError as error:
        reading.faults.append(Difference(f"no JSON: {error.msg}", error.lineno))
        return reading
    reading.faults.extend(
        Difference(f"not as the schema of CSL-JSON wants it: {fault}")
        for fault in csl_schema.faults(items, csl_schema.schema())
    )
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            said = {
                name: value if name in {"author", "editor"} and isinstance(value, list) else [value]
                for name, value in item.items()
            }
            reading.records.append(Record(item["id"], said))
    return reading


def compare(check: Check) -> None:
    """Compare an item of CSL-JSON."""
    entry = check.entry = beyond.with_roles(check.entry, CSL_ROLES)
    kind = csl_type(entry)
    archived = entry.eprint if entry.type == "preprint" else None
    check.values("key", [entry.key], "id")
    check.values("key", [entry.key], "citation-key")
    check.values("type", [kind], "type")
    _extra(check, row(entry.type).csl)
    check.values("type", [row(entry.type).genre], "genre")
    for attribute, name in (("authors", "author"), ("editors", "editor")):
        check.people(attribute, _name, name, read=_name_of)
    _titles(check)
    _texts(check)
    words = beyond.date_words(entry)
    date = entry.date and _canonical(_date(entry.date))
    check.values(
        "date", [_canonical({"literal": words}) if words else date], "issued", read=_canonical
    )
    for attribute, name, value in (
        ("volume", "volume", entry.volume),
        ("pages", "page", entry.pages and entry.pages.replace("–", "-")),
        ("doi", "DOI", entry.doi),
        ("isbn", "ISBN", entry.isbn),
        ("issn", "ISSN", entry.issn),
        ("links.paper", "URL", entry.page_beside_doi),
        ("language", "language", _language(entry)),
        ("keywords", "keyword", ", ".join(entry.keywords)),
    ):
        check.values(attribute, [value], name)
    if archived:
        number = f"{archived.archive}:{archived.id}".lstrip(":")
        check.values("eprint", [number], "number")
    else:
        check.values("number", [entry.number], _number(entry))
    if kind == "paper-conference":
        # Other types have no place for the venue, so the format counts it as lost.
        check.values("venue", [beyond.event(entry)], "event-title", lost=False)
    _note(check)


def _titles(check: Check) -> None:
    """Compare the titles; a work of several volumes gives its title to each volume."""
    entry = check.entry
    titles = beyond.titles(entry)
    title, container, volume = titles.title, titles.container, ("", list[str]())
    # A book has no container: the title there is only for its chapters.
    named = beyond.parts(entry, "container")
    in_itself = named in (title, beyond.parts(entry, "title")) and row(entry.type).csl == "book"
    if titles.main and row(entry.type).container == "booktitle":
        container, volume = titles.main, ("container", container)
    elif titles.main:
        title, volume = titles.main, ("title", title)
    for attribute, joined, name in (
        ("title", title, "title"),
        ("" if in_itself else "container", container, "container-title"),
        (*volume, "volume-title"),
    ):
        if attribute:
            beyond.compare_joined(check, attribute, joined, name, read=runs.of_csl)
    if {"subtitle", "titleaddon"} & dict(entry.extra).keys() and not titles.main:
        check.text("title", "title-short", read=runs.of_csl)


def _texts(check: Check) -> None:
    """Compare the texts that are no titles; a preprint's archive may be its publisher."""
    entry = check.entry
    series = WORDS.get(str(entry.series))
    counted = row(entry.type).csl == "article-journal" and str(entry.series).isdigit()
    for attribute, joined, name in (
        ("series", [series] if series else [], "collection-title"),
        ("edition", [], "edition"),
        ("place", [], "publisher-place"),
        ("abstract", [], "abstract"),
    ):
        read = _counted if counted and attribute == "series" else runs.of_csl
        beyond.compare_joined(check, attribute, joined, name, read=read)
    if entry.type == "patent" and "jurisdiction" not in dict(entry.extra):
        check.text("place", "jurisdiction", read=runs.of_csl)
    publisher = beyond.publisher(entry)
    if entry.type == "preprint" and entry.eprint and not publisher:
        check.values("eprint", [entry.eprint.archive], "publisher")
    else:
        beyond.compare_joined(check, "publisher", publisher, "publisher", read=runs.of_csl)


def _counted(value: str) -> Runs:
    """Read the number of a journal's series: ``3rd series``."""
    return runs.of_csl(re.sub(r"^(\d+)(?:st|nd|rd|th) series$", r"\1", value))


def _language(entry: Entry) -> str:
    """Return the code of the language; ``langid`` has it where ``language`` is no code."""
    code, known = (language_code(name) for name in (entry.language or "", _langid(entry)))
    return known if code and not is_code(code) and is_code(known) else code


def _langid(entry: Entry) -> str:
    return dict(entry.extra).get("langid", "").strip()


def _number(entry: Entry) -> str:
    """Return the variable of a number, which counts books of a series, issues, or works."""
    kind = row(entry.type).csl
    in_series = {"entry-encyclopedia", "paper-conference"} if entry.series else set()
    if kind in {"book", "chapter"} | in_series:
        return "collection-number"
    return "issue" if kind in {"article-journal", "paper-conference"} else "number"


def _extra(check: Check, kind: str) -> None:
    has_book = row(check.entry.type).container == "booktitle"

    def place(name: str) -> str | None:
        if name == "shorttitle" and "maintitle" in dict(check.entry.extra) and not has_book:
            return "volume-title-short"
        if name == "eid":
            return "number" if kind == "article-journal" else None
        if name in OWN_CSL:
            return name
        return FIELDS[name].csl if name in FIELDS else None

    beyond.compare_extra(check, place, single=True, date=_date)
    entry = check.entry
    if kind == "article-journal" and "issue" in dict(entry.extra):
        issue = [*filter(None, [entry.number]), *beyond.parts(entry, "issue")]
        check.values("number", [", ".join(issue)], "issue")
        check.claim("issue")


def _name(name: Name) -> str:
    if name.organisation:
        return f"{{{name.family}}}"
    if name.dropping and name.given and name.particle:
        return _shown(name.family, f"{name.given} {name.particle}", name.suffix)
    return _shown(name.full_family, name.given, name.suffix)


def _name_of(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if value == {"literal": "others"}:
        return "others"
    if "literal" in value:
        return f"{{{value['literal']}}}"
    others = {"family", "given", "suffix"}
    rest = "".join(f" {name}={part}" for name, part in value.items() if name not in others)
    return _shown(*(str(value.get(name, "")) for name in ("family", "given", "suffix"))) + rest


def _shown(family: str, given: str, suffix: str) -> str:
    return "|".join(filter(None, (family, suffix and f"({suffix})", given)))


def _date(date: Date) -> dict[str, Any]:
    variable: dict[str, Any] = {"date-parts": [_parts(date)]}
    if date.end or date.open:
        # The season of a period has the number of a month, as in EDTF; an open end is year 0.
        start, end = _parts(date, seasons=True), [0]
        if date.open is Open.START:
            start, end = end, start
        elif date.end:
            end = _parts(date.end, seasons=True)
        variable = {"date-parts": [start, end]}
    elif date.season:
        variable["season"] = date.season
    if any(end.approximate or end.uncertain for end in (date, date.end) if end):
        variable["circa"] = True
    return variable


def _parts(date: Date, *, seasons: bool = False) -> list[int]:
    known = [date.year if date.year > 0 else date.year - 1]  # there was no year 0
    if date.season and seasons:
        return [*known, 20 + date.season]
    return known + [part for part in (date.month, date.day) if part]


def _canonical(value: Any) -> str:
    """Return a value as JSON with its members in a fixed order."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _note(check: Check) -> None:
    """Compare the note and the archive's id, which is a line of Zotero's Extra field."""
    entry = check.entry
    lines = [" ".join(beyond.parts(entry, "note", "addendum"))]
    if entry.eprint:
        category = f" [{entry.eprint.category}]" if entry.eprint.category else ""
        lines.append(f"{entry.eprint.archive or 'eprint'}: {entry.eprint.id}{category}")
    said = "\n".join(filter(None, lines))
    if entry.note and runs.is_unreadable(entry.note):
        check.claim("note")
    # An addendum follows as a sentence, with punctuation between.
    fold = composed_letters if "addendum" in dict(entry.extra) else runs.folding(entry.note)
    check.values("note", [said], "note", fold=fold)
