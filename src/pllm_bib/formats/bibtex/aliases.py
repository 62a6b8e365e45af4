"""Other names of fields, as the programs that write them mean them, and localisation keys.

Sources: BibLaTeX's data model and source map (``biblatex.def``, section 4.9.2 of the manual for the
keys), biblatex-software, Calibre, Mendeley, Better BibTeX, IEEEtran,
JabRef, and the journals of AASTeX that ADS exports.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import access, latex
from pllm_bib.formats.shared.languages import language_code
from pllm_bib.formats.shared.said import Step
from pllm_bib.formats.shared.tables import read_table
from pllm_bib.formats.shared.types import READ_AS, row
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LOOKED_AT = frozenset(
    "hyphenation keyword tags mendeley-tags issue repository institution school language "
    "location city nationality lastchecked lastaccessed accessed "
    "journal-full rights copyright conference originalyear originaldate origyear".split()
)
"""The fields that are read here."""
_KEYWORDS = ("keyword", "tags", "mendeley-tags")
_ISSUED_BY_ORGANIZATION = frozenset("dataset data software code softwareversion".split())
_RENAMED = {"rights": "license", "copyright": "license", "conference": "eventtitle"}
_RENAMED |= dict.fromkeys(("originalyear", "originaldate", "origyear"), "origdate")
_PUBLISHERS = frozenset({"publisher", "organization"})
_COUNTRIES = {
    "countryde": "Germany",
    "countryep": "European Union",
    "countryeu": "European Union",
    "countryfr": "France",
    "countryuk": "United Kingdom",
    "countryus": "United States of America",
}
_ACCESSED = regex(r"^\W*(?:last\s)?(?:accessed|visited|retrieved)\b[\s:]*(?:on\s)?", re.IGNORECASE)
_COUNTRY = regex(rf"\b(?:{'|'.join(_COUNTRIES)})\b")
_LANGUAGE = regex(r"\blang([a-z]{4,})\b")


def settle(fields: dict[str, str], type_name: str) -> list[Step]:
    """Give values the fields that they belong in; return each step that was taken."""
    steps = [_moved(fields, "hyphenation", "langid")] if "hyphenation" in fields else []
    steps += _publisher_and_place(fields, type_name)
    for name in ("lastchecked", "lastaccessed", "accessed"):
        if name in fields and "urldate" not in fields:
            steps += access_in_words(fields, name)
    steps += [_moved(fields, name, new) for name, new in _RENAMED.items() if name in fields]
    if "journal-full" in fields:
        steps.append(_full_journal(fields))
    if fields.get("repository", "").lstrip("{ ").startswith(("http", "\\url")):
        steps.append(_moved(fields, "repository", "code"))
    steps += [_moved(fields, name, "keywords", ", ") for name in _KEYWORDS if name in fields]
    if "issue" in fields and fields["issue"] == fields.get("number"):
        del fields["issue"]
        steps.append(Step("issue", "the number", frozenset()))
    if "country" in fields.get("location", ""):
        steps.append(_spelled(fields, "location", _COUNTRY, lambda found: _COUNTRIES[found[0]]))
    if "lang" in fields.get("language", ""):
        steps.append(_spelled(fields, "language", _LANGUAGE, _language))
    return [step for step in steps if step]


def _publisher_and_place(fields: dict[str, str], type_name: str) -> list[Step | None]:
    """Give a publisher and a place the fields that they have in entries of a type."""
    steps: list[Step | None] = []
    if type_name in _ISSUED_BY_ORGANIZATION:
        names = (name for name in ("institution", "school") if name in fields)
        steps += [_moved(fields, name, "organization") for name in names]
    elif row(READ_AS.get(type_name, type_name)).publisher == "publisher":
        names = (name for name in ("institution", "school") if name in fields)
        if _PUBLISHERS.isdisjoint(fields):
            steps += [_moved(fields, name, "publisher") for name in names]
    for name in ("city", "nationality"):
        if name in fields and {"address", "location"}.isdisjoint(fields):
            steps.append(_moved(fields, name, "address"))
    return steps


def access_in_words(fields: dict[str, str], name: str) -> list[Step]:
    """Read a date of access in words, ``Accessed: 3 May 2020``; return the step if it is one."""
    words = _ACCESSED.sub("", latex.decode_plain(fields[name]))
    found = access.take_access(f"accessed {words}")
    if found.date is None or found.rest.strip(" ."):
        return []
    del fields[name]
    fields["urldate"] = str(found.date)
    return [Step(name, f"the date of access {found.date}", frozenset({"urldate"}))]


def journal_of_macro(fields: dict[str, str]) -> list[Step]:
    r"""Read a journal that is a macro of AASTeX, ``\apj``; return the step if it is one."""
    macro = fields["journal"].strip("{} ")
    name = _journals().get(macro) if macro[:1] == "\\" else None
    if name is None:
        return []
    fields["journal"] = name
    return [Step("journal", f"“{name}”", frozenset())]


@cache
def _journals() -> dict[str, str]:
    return {f"\\{macro}": latex.encode_plain(name) for macro, name in read_table("journals.tsv")}


def _full_journal(fields: dict[str, str]) -> Step:
    """Take JabRef's full name of a journal for its name; the other one is the short form."""
    name = fields.pop("journal-full")
    short = fields.pop("journal-iso", "") or fields.get("journal", "")
    if short and short != name:
        fields.setdefault("shortjournal", short)
    fields["journal"] = name
    return Step("journal-full", "the journal", frozenset({"journal"}))


def _language(found: re.Match[str]) -> str:
    """Return the language that a key stands for, or what stands there if it is no key."""
    return found[1] if language_code(found[1]) != found[1] else found[0]


def _moved(fields: dict[str, str], old: str, new: str, joined_by: str = "") -> Step | None:
    """Move a value to another field, or join it to the one that stands there."""
    there = fields.get(new)
    if there is not None and not joined_by:
        return None
    value = fields.pop(old)
    fields[new] = value if there is None else f"{there}{joined_by}{value}"
    return Step(old, f"“{new}”", frozenset({new}))


def _spelled(
    fields: dict[str, str], name: str, keys: re.Pattern[str], word: Callable[[re.Match[str]], str]
) -> Step | None:
    """Write out the localisation keys in a list."""
    spelled = keys.sub(word, fields[name])
    if spelled == fields[name]:
        return None
    fields[name] = spelled
    return Step(name, f"“{spelled}”", frozenset({name}))


# Lists of BibLaTeX (the manual, sections 2.2.1 and 2.3.3), which other formats have as a text.

LISTS = frozenset({"publisher", "institution", "school", "organization", "location"})
"""Fields of BibLaTeX that are lists, as the model's publisher and place are written there."""
_NOT_OF_BIBTEX = frozenset(
    "location date journaltitle langid hyphenation subtitle eventtitle eventdate urldate maintitle "
    "eprinttype eprintclass pubstate shorttitle origlocation".split()
)
"""Fields that tell a file of BibLaTeX; to BibTeX, “and” is a word of a publisher's name."""


def parted(source: str, fields: Mapping[str, str]) -> str:
    """Return a list of an entry with semicolons between its items, if the entry is BibLaTeX's."""
    if "and" not in source or _NOT_OF_BIBTEX.isdisjoint(fields):
        return source
    return "; ".join(map(_bare, latex.split_at_and(source)))


def _bare(item: str) -> str:
    """Return an item without the braces that only keep its “and”."""
    whole = latex.closing_brace(item, 0) == len(item) - 1
    return item[1:-1] if whole and _needs_braces(item[1:-1]) else item


def _needs_braces(item: str) -> bool:
    for _level in range(3):
        if latex.closing_brace(item, 0) == len(item) - 1:
            item = item[1:-1]
    return len(latex.split_at_and(item)) > 1


def as_list(source: str) -> str:
    """Return a text as a list of BibLaTeX, which `parted` reads back as that text."""
    if "; " not in source and "and" not in source:
        return source
    shape, at, items = latex.outline(source), 0, []
    for sign in re.finditer("; ", shape):
        items.append(source[at : sign.start()])
        at = sign.end()
    items.append(source[at:])
    if not all(items):
        items = [source]
    return " and ".join(f"{{{item}}}" if _needs_braces(item) else item for item in items)
