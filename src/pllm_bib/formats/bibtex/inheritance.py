"""Data that an entry of a .bib file inherits: ``crossref``, ``xdata``, references to fields.

Pure functions over the raw fields of entries, by the rules that biber has for BibLaTeX's own types
(the BibLaTeX manual, appendix B, and section 3.13.6 for ``xdata``). They hold for the files of
classic BibTeX too, as in pandoc's reader of BibLaTeX: BibTeX itself copies every missing field by
its own name, so that the title of the proceedings never becomes the ``booktitle`` of a paper. Where
the parent gives its ``booktitle`` itself, as BibTeX's users do, and no title, both rules agree.

A field of the entry's own always goes first, over ``xdata`` as well.
"""

from __future__ import annotations

import functools
import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.formats.bibtex.datamodel import ALIASES, DATE_PARTS
from pllm_bib.formats.shared.names import split_at_and
from pllm_bib.model import limits
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Raw = tuple[str, Mapping[str, str]]
    """An entry as it stands in its file: type and fields, both in lower case."""
    Lookup = Callable[[str], Raw | None]
    """The entry of a key; keys are told apart by case, as biber does."""


class ReferenceFault(NamedTuple):
    """A fault of a reference: the rule that it breaks, the field, and a message."""

    rule: str
    field: str
    message: str


TOO_MUCH = ReferenceFault(
    "limit-exceeded",
    "crossref",
    "this entry would inherit more than a bibliography holds: what is beyond that is left out",
)


class InheritanceRow(NamedTuple):
    """How fields of some types of parents are called in some types of children."""

    parents: frozenset[str]
    children: frozenset[str]
    fields: dict[str, tuple[str, ...]]
    """Field of the parent -> fields of the child; none if it is not inherited."""


def _row(parents: str, children: str, fields: dict[str, tuple[str, ...]]) -> InheritanceRow:
    return InheritanceRow(frozenset(parents.split()), frozenset(children.split()), fields)


_NOT_OF_THE_CHILD: dict[str, tuple[str, ...]] = {
    "shorttitle": (),
    "sorttitle": (),
    "indextitle": (),
    "indexsorttitle": (),
}
_TO_MAINTITLE = _NOT_OF_THE_CHILD | {
    "title": ("maintitle",),
    "subtitle": ("mainsubtitle",),
    "titleaddon": ("maintitleaddon",),
}
_TO_BOOKTITLE = _NOT_OF_THE_CHILD | {
    "title": ("booktitle",),
    "subtitle": ("booksubtitle",),
    "titleaddon": ("booktitleaddon",),
}
_TO_JOURNALTITLE = _NOT_OF_THE_CHILD | {
    "title": ("journaltitle",),
    "subtitle": ("journalsubtitle",),
    "titleaddon": ("journaltitleaddon",),
}

INHERITANCE = (
    _row("mvbook book", "inbook bookinbook suppbook", {"author": ("author", "bookauthor")}),
    _row("mvbook", "book inbook bookinbook suppbook", _TO_MAINTITLE),
    _row(
        "mvcollection mvreference",
        "collection reference incollection inreference suppcollection",
        _TO_MAINTITLE,
    ),
    _row("mvproceedings", "proceedings inproceedings", _TO_MAINTITLE),
    _row("book", "inbook bookinbook suppbook", _TO_BOOKTITLE),
    _row("collection reference", "incollection inreference suppcollection", _TO_BOOKTITLE),
    _row("proceedings", "inproceedings", _TO_BOOKTITLE),
    _row("periodical", "article suppperiodical", _TO_JOURNALTITLE),
)
"""Types and fields of BibLaTeX's default rules; any other field keeps its name."""

NEVER_INHERITED = frozenset(
    "ids crossref xref entryset entrysubtype execute label options presort related relatedoptions "
    "relatedstring relatedtype shorthand shorthandintro sortkey xdata "
    # Those of a list's own files that belong to one work only.
    "also openreview pdf code data website video".split()
)

_DATE = DATE_PARTS | {"date"}
"""A date is inherited as a whole: a year of one's own is no year for the parent's month."""

_LONG = 1000
"""Characters of a value that count as one field more."""
_GRANULAR = regex(r"xdata\s*=\s*(?P<key>\S+?)-(?P<field>[^\s-]+?)(?:-(?P<index>\d+))?")


@dataclass(slots=True)
class Memo:
    """The parents of a file's entries, with all that these inherit themselves, by key."""

    length: int = 10_000_000
    """Characters of the file; entries that stand in none are treated as those of a long one."""
    parents: dict[str, dict[str, str]] = field(default_factory=dict)
    spent: int = 0
    """Fields that were inherited so far."""

    def allows(self, fields: int) -> bool:
        """Count fields that are to be inherited; say whether they are within the limit."""
        self.spent += fields
        return self.spent <= limits.inherited(self.length)


def may_inherit(text: str) -> bool:
    """Say whether any entry of a file's text may refer to another for data."""
    folded = folded_bytes(text)
    return b"crossref" in folded or b"xdata" in folded


def folded_bytes(text: str) -> bytes:
    """Return a text with its letters of ASCII in lower case, as bytes: the fastest way to look."""
    return text.encode("utf-8", "surrogatepass").lower()


def inherits(fields: Mapping[str, str]) -> bool:
    """Say whether any field of an entry refers to another entry for data."""
    if "crossref" in fields or "xdata" in fields:
        return True
    return any("xdata" in value for value in fields.values())


def references(fields: Mapping[str, str]) -> Iterator[str]:
    """Return the keys of the entries that an entry itself refers to for data."""
    if key := fields.get("crossref", "").strip():
        yield key
    yield from _keys(fields.get("xdata", ""))
    for name, value in fields.items():
        if "xdata" in value and name not in {"xdata", "crossref"}:
            matches = map(_GRANULAR.fullmatch, split_at_and(value))
            yield from (match["key"] for match in matches if match)


def with_new_keys(value: str, keys: Mapping[str, str]) -> str:
    """Return a value with new keys in its references to single fields of other entries.

    ``keys`` is old key -> new key. A value without such references stays letter for letter.
    """
    parts = split_at_and(value)
    matches = [_GRANULAR.fullmatch(part) for part in parts]
    if not any(match and match["key"] in keys for match in matches):
        return value
    return " and ".join(
        part[: match.start("key")] + keys.get(match["key"], match["key"]) + part[match.end("key") :]
        if match
        else part
        for part, match in zip(parts, matches, strict=True)
    )


def resolve(
    type_name: str,
    fields: Mapping[str, str],
    lookup: Lookup,
    *,
    key: str | None = None,
    memo: Memo | None = None,
) -> tuple[dict[str, str], tuple[ReferenceFault, ...]]:
    """Return the fields of an entry with those it inherits, its own first; and the faults.

    ``crossref``, ``xdata`` and references to single fields (``xdata=key-field-2``) are followed
    through any number of entries and then left out. A reference to no entry
    (``dangling-crossref``) or in a circle (``recursive-crossref``) stays. ``key`` is the entry's
    own, if it has one. A ``memo``, empty at first, keeps the resolved fields of parents for later
    calls with the same ``lookup``.
    """
    memo = memo or Memo()
    problems: list[ReferenceFault] = []
    own = _with_xdata(fields, lookup, problems, memo)
    parents = _parents(own, lookup, key, memo, problems)
    if not parents:
        return own, tuple(problems)
    parent_key, parent_type, inherited = parents.pop()
    memo.parents.setdefault(parent_key, inherited)
    while parents:
        child_key, child_type, child = parents.pop()
        inherited = _with_parent(child_type, child, parent_type, inherited, memo)
        memo.parents.setdefault(child_key, inherited)
        parent_type = child_type
    if not any(problem[:2] == ("recursive-crossref", "crossref") for problem in problems):
        del own["crossref"]
    result = _with_parent(type_name.lower(), own, parent_type, inherited, memo)
    if not memo.allows(0):
        problems.append(TOO_MUCH)
    return result, tuple(problems)


def _parents(
    own: dict[str, str],
    lookup: Lookup,
    key: str | None,
    memo: Memo,
    problems: list[ReferenceFault],
) -> list[tuple[str, str, dict[str, str]]]:
    """Follow ``crossref`` from an entry; return key, type and fields of each parent, nearest first.

    The last one's fields hold all that it inherits: it has no parent, or `memo` knows it.
    """
    parents: list[tuple[str, str, dict[str, str]]] = []
    seen = {key}
    inherited = own
    while parent_key := inherited.get("crossref", "").strip():
        found = lookup(parent_key)
        if found is None:
            if not parents:
                message = f"there is no entry “{parent_key}” to inherit from"
                problems.append(ReferenceFault("dangling-crossref", "crossref", message))
            break
        if parent_key in seen:
            if key is None or parent_key == key:  # else it is for the parents to report
                message = f"the cross-references of “{parent_key}” lead back to it"
                problems.append(ReferenceFault("recursive-crossref", "crossref", message))
            break
        seen.add(parent_key)
        known = memo.parents.get(parent_key)
        inherited = _with_xdata(found[1], lookup, [], memo) if known is None else known
        parents.append((parent_key, found[0].lower(), inherited))
        if known is not None:
            break
    return parents


@functools.cache
def renamed(parent: str, child: str) -> dict[str, tuple[str, ...]]:
    """Return the fields of a parent that a child has by other names, or not, by types."""
    parent, child = ("inproceedings" if name == "conference" else name for name in (parent, child))
    names: dict[str, tuple[str, ...]] = dict.fromkeys(NEVER_INHERITED, ())
    for rule in INHERITANCE:
        if parent in rule.parents and child in rule.children:
            names |= rule.fields
    return names


def _taken(fields: Mapping[str, str]) -> set[str]:
    """Return an entry's fields by BibLaTeX's names, with a whole date for any year."""
    own = {ALIASES.get(name, name) for name in fields}
    return own | _DATE if own & {"date", "year"} else own


def _with_parent(
    child_type: str, child: dict[str, str], parent_type: str, parent: dict[str, str], memo: Memo
) -> dict[str, str]:
    fields = dict(child)
    if not memo.allows(len(parent)):
        return fields
    own = _taken(child)
    names = renamed(parent_type, child_type)
    # What the rules rename goes first: a title over the parent's own booktitle.
    for name in sorted(parent, key=lambda name: name not in names):
        for target in names.get(name, (name,)):
            if ALIASES.get(target, target) not in own:
                fields.setdefault(target, parent[name])
    return fields


def _with_xdata(
    fields: Mapping[str, str], lookup: Lookup, problems: list[ReferenceFault], memo: Memo
) -> dict[str, str]:
    """Return the fields of an entry with those of its @xdata entries, nested ones too."""
    result = {name: value for name, value in fields.items() if value.strip()}
    if "xdata" in result:
        _merge_xdata(result, lookup, problems, memo)
    for name, value in result.items():
        if "xdata" in value and name not in {"xdata", "crossref"}:
            result[name] = _granular(name, value, lookup, problems, memo)
    return result


def _merge_xdata(
    result: dict[str, str], lookup: Lookup, problems: list[ReferenceFault], memo: Memo
) -> None:
    kept: list[str] = []
    merged: set[str] = set()
    path: dict[str, None] = {}
    # A None on the pile says that all below the last key of the path is done.
    pile: list[str | None] = list(reversed(_keys(result.pop("xdata"))))
    while pile:
        key = pile.pop()
        if key is None:
            path.popitem()
            continue
        if key in path:
            message = f"the @xdata entry “{key}” refers back to itself"
            problems.append(ReferenceFault("recursive-crossref", "xdata", message))
            continue
        if key in merged:
            continue
        found = lookup(key)
        if found is None or found[0].lower() != "xdata":
            message = f"there is no @xdata entry “{key}” to inherit from"
            problems.append(ReferenceFault("dangling-crossref", "xdata", message))
            kept.append(key)
            continue
        merged.add(key)
        if not memo.allows(len(found[1])):
            problems.append(TOO_MUCH._replace(field="xdata"))
            break
        own = _taken(result) | {"ids", "xdata"}
        result |= {
            name: value
            for name, value in found[1].items()
            if value.strip() and ALIASES.get(name, name) not in own
        }
        nested = _keys(found[1].get("xdata", ""))
        if nested:
            path[key] = None
            pile.append(None)
            pile.extend(reversed(nested))
    if kept:
        result["xdata"] = ", ".join(kept)


def _keys(value: str) -> list[str]:
    return [key for key in re.split(r"[\s,]+", value) if key]


def _granular(
    name: str, value: str, lookup: Lookup, problems: list[ReferenceFault], memo: Memo
) -> str:
    """Return a value with the values of the single fields that it refers to."""
    if not _has_reference(value):
        return value
    parts = list(_resolved(name, split_at_and(value), lookup, problems, memo))
    return " and ".join(parts)


def _has_reference(value: str) -> bool:
    return any(_GRANULAR.fullmatch(part) for part in split_at_and(value))


def _resolved(
    name: str, parts: list[str], lookup: Lookup, problems: list[ReferenceFault], memo: Memo
) -> Iterator[str]:
    lists: dict[str, list[str]] = {}
    for part in parts:
        match = _GRANULAR.fullmatch(part)
        if match is None:
            yield part
            continue
        found = lookup(match["key"])
        value = found[1].get(match["field"].lower(), "") if found else ""
        if not memo.allows(1 + len(value) // _LONG):
            problems.append(TOO_MUCH._replace(field=name))
            yield part
            continue
        if match["index"]:
            items = lists[value] if value in lists else split_at_and(value)
            lists[value] = items
            number = int(match["index"])
            value = items[number - 1] if 1 <= number <= len(items) else ""
        if not value.strip() or _has_reference(value):
            message = f"“{part}” names no field of an @xdata entry"
            problems.append(ReferenceFault("dangling-crossref", name, message))
            value = part
        yield value
