"""Fields beyond the model (`Entry.extra`), in formats that have no field of their name.

Such formats join the parts of a title (``Title: Subtitle. Addition``). The signs between them are
a question of style, so these texts are compared by their letters and digits.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from pllm_bib.formats.shared.fields import FIELDS, role_of
from pllm_bib.formats.shared.latex.tables import WORDS
from pllm_bib.formats.shared.types import row
from pllm_bib.model.date import Date, read_date
from pllm_bib.model.folding import composed_letters
from pllm_bib.model.limits import normalize
from pllm_bib.model.name import Names
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.verifying import latex_reading, runs
from pllm_bib.verifying.dates import year

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.text import Text
    from pllm_bib.verifying.check import Check
    from pllm_bib.verifying.latex_reading import Runs


class Titles(NamedTuple):
    """Title, container and main title of an entry, each with its parts in plain text."""

    title: list[str]
    container: list[str]
    main: list[str]


def titles(entry: Entry) -> Titles:
    """Return the titles of an entry; an issue of a periodical may have a title of its own."""
    has_book = row(entry.type).container == "booktitle"
    title = parts(entry, "title", "subtitle", "titleaddon")
    prefix = "book" if has_book else "journal"
    container = parts(entry, "container", f"{prefix}subtitle", f"{prefix}titleaddon")
    main = parts(entry, "maintitle", "mainsubtitle", "maintitleaddon")
    if entry.type == "periodical":
        container = parts(entry, "container") or title
        issue = parts(entry, "issuetitle", "issuesubtitle", "issuetitleaddon")
        title = issue if "issuetitle" in dict(entry.extra) else title
    return Titles(title, container, main if "maintitle" in dict(entry.extra) else [])


def publisher(entry: Entry) -> list[str]:
    """Return who issued a work: organisation and publisher, or else ``howpublished``."""
    found = parts(entry, "organization", "publisher")
    howpublished = dict(entry.extra).get("howpublished", "url")
    if found or entry.type == "preprint" or "url" in howpublished:
        return found
    return parts(entry, "howpublished")


def event(entry: Entry) -> str:
    """Return the venue and the year, ``ACL 2024``; an empty text without a venue."""
    if not entry.venue or not entry.date:
        return entry.venue or ""
    return f"{entry.venue} {year(entry.date)}"


def date_words(entry: Entry) -> str:
    """Return the words that stand for a date, in ``year`` or else in ``date``."""
    extra = dict(entry.extra)
    name = "year" if "year" in extra else "date"
    if entry.date or name not in extra:
        return ""
    return " ".join(plain(each, extra[each]) for each in ("month", name) if each in extra)


def with_roles(entry: Entry, held: Collection[str]) -> Entry:
    """Return an entry with editors of a kind in the field of their role, if it is one of some."""
    extra, editors = dict(entry.extra), entry.editors
    for name in ("editor", "editora", "editorb", "editorc"):
        role = role_of(extra, name)
        if role not in held or not (editors if name == "editor" else extra.get(name)):
            continue
        del extra[f"{name}type"]
        if name == "editor":
            people = (f"{one.full_family} {one.given} {one.suffix}" for one in editors)
            extra[role], editors = " and ".join(people), Names()
        else:
            extra[role] = extra.pop(name)
    return replace(entry, editors=editors, extra=tuple(extra.items()))


def parts(entry: Entry, *names: str) -> list[str]:
    """Return those attributes and fields beyond the model that an entry has, as plain text."""
    extra = dict(entry.extra)
    found = []
    for name in names:
        if name in extra:
            found.append(plain(name, extra[name]))
        elif text := getattr(entry, name, None):
            found.append(runs.plain(runs.of_text(text, source=False)))
    return [part for part in found if part]


def plain(name: str, source: str) -> str:
    """Return a field beyond the model as plain text, with words for BibLaTeX's keys."""
    if name in {"type", "pubstate"} and source in WORDS:
        return WORDS[source]
    try:
        return " ".join(latex_reading.plain(source).split())
    except ValueError:  # pylatexenc cannot read it
        return source


def compare_joined(
    check: Check,
    attribute: str,
    joined: list[str],
    *names: str,
    read: Callable[[str], Runs] | None = None,
    source: bool = False,
    fold: Callable[[str], str] = str,
    lost: bool | None = None,
) -> None:
    """Compare a text that other fields may be joined to; `Check.text` compares it without them.

    ``lost`` is as in `Check.values`.
    """
    if joined in ([], parts(check.entry, attribute)):
        check.text(attribute, *names, read=read, source=source, fold=fold)
        return

    if any(map(runs.is_unreadable, filter(None, _texts(check.entry)))):
        for name in names:
            check.claim(name)
        return

    def text(value: str) -> str:
        found = read(value) if read else ((value, frozenset[str]()),)
        printed = ((latex_reading.math(v) if "math" in held else v, held) for v, held in found)
        return runs.plain(tuple(printed))

    check.values(attribute, [" ".join(joined)], *names, read=text, fold=composed_letters, lost=lost)


def _texts(entry: Entry) -> tuple[Text | None, ...]:
    """Return the texts of an entry that others are joined to."""
    return entry.title, entry.container, entry.series, entry.publisher, entry.note


def compare_extra(
    check: Check,
    places: Callable[[str], str | None],
    *,
    single: bool,
    date: Callable[[Date], Any],
) -> None:
    """Compare fields beyond the model that have a place in the format.

    ``places`` returns the place of a field. With ``single``, a place has one value, and no other
    field shares it. ``date`` returns a date as the format writes it. Other fields are compared by
    their words and numbers in any order, since each format writes names and markup differently.
    """
    for name, source in check.entry.extra:
        place = places(name)
        text = plain(name, source)
        expected = words(text)
        if place is None or not expected:
            continue
        known = _date(source) if name in DATES else None
        matches = partial(_is, date(known)) if known else partial(says, expected)
        if check.pick(place, matches):
            if single:
                check.claim(place)
        elif place not in check.names_left():
            check.differ(f"extra.{name}", text, "", (place,))


DATES = frozenset(name for name, row in FIELDS.items() if row.kind == "date")
"""Fields that hold dates."""


def _date(source: str) -> Date | None:
    """Return the date that a field holds; None if its value is no date."""
    try:
        return read_date(source.strip())
    except ValueError:
        return None


def _is(expected: Any, values: list[Any]) -> bool:
    """Say whether there is one value, and it is the expected one."""
    return values == [expected]


def says(expected: list[str], values: list[Any]) -> bool:
    """Say whether values have exactly the expected words (see `words`)."""
    return words(values) == expected


def words(value: Any) -> list[str]:
    """Return the words and numbers of a text or a JSON structure, sorted."""
    return sorted(_words(value))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [member for member in value.values() if not isinstance(member, bool)]
    if isinstance(value, list):
        for member in value:
            yield from _words(member)
        return
    text = re.sub(r"</?(?:i|b|sup|sub|span)\b[^<>]*>", "", str(value))
    for word in re.findall(r"\w+", normalize("NFKC", text)):
        if word not in {"and", "others"}:
            yield word.lstrip("0") if word.isdigit() else word
