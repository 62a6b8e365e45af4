"""An entry as it is compared with others: small, so that those of any library fit in memory."""

from __future__ import annotations

import itertools
import sys
from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import Position
from pllm_bib.model.folding import comparable_name, comparable_words, title_words
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.same_work.details import Detail, details_of
from pllm_bib.same_work.identity import Identifier, identifiers, is_preprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.name import Name, Names
    from pllm_bib.model.text import Text


class Author(NamedTuple):
    """A name as it is compared: the family name as one word, and the given names."""

    family: str
    given: tuple[str, ...]


class WorkRecord(NamedTuple):
    """An entry as it is compared; its texts are in the form of `comparable_words`."""

    key: str
    aliases: tuple[str, ...]
    related: tuple[str, ...]
    title: str
    """The words of the title, with a blank between two."""
    shown: str
    """The title as people read it."""
    main: int
    """The length of the main title in it; 0 where there is no subtitle."""
    authors: tuple[Author, ...]
    listed: str
    """The words of a single name that may hold a list of names; else empty."""
    year: int | None
    identifiers: tuple[Identifier, ...]
    preprint: bool
    """The entry is that of a preprint, with no sign of having been published."""
    type: str
    container: str
    volume: str
    pages: str
    """The first page."""
    links: tuple[str, ...]
    """The addresses of all links."""
    details: tuple[Detail, ...]
    """Its edition, version, translator and the like."""
    file: int
    """The number of the file among those that were read."""
    line: int
    """The line in which the entry starts, from 1."""
    column: int
    commented: bool
    """Comments stand between the fields of the entry."""


class Signs(NamedTuple):
    """The part of a record that says which others are worth a comparison: quickly made."""

    title: str
    main: int
    identifiers: tuple[Identifier, ...]


def signs_of(entry: Entry) -> Signs:
    """Return the signs of an entry, in the form that its record has."""
    subtitle = next((value for name, value in entry.extra if name == "subtitle"), "")
    return Signs(*title_of(entry.title, subtitle), identifiers(entry))


def title_of(title: Text, subtitle: str = "") -> tuple[str, int]:
    """Return a title as records have it, and the length of the main title in it."""
    main, rest = title_words(title)
    if subtitle:
        rest += comparable_words(subtitle)
    start = " ".join(main)
    return " ".join((start, *rest)).strip(), len(start) if rest else 0


def record_of(
    entry: Entry, file: int = 0, *, shown: str | None = None, signs: Signs | None = None
) -> WorkRecord:
    """Return the record of an entry that stands in the file of a number.

    ``shown`` is the title as people read it, if that is not its bare text; ``signs`` are those of
    the entry, if they have been made.
    """
    title, main, known = signs or signs_of(entry)
    place = entry.position() or Position("")
    container = str(entry.container or "").casefold()
    authors, listed = people_of(entry.authors or entry.editors)
    return WorkRecord(
        key=entry.key,
        aliases=entry.aliases,
        related=entry.related,
        title=title,
        shown=str(entry.title) if shown is None else shown,
        main=main,
        authors=authors,
        listed=listed if entry.authors.names else _listed(entry.editors.names),
        year=entry.date.year if entry.date else None,
        identifiers=known,
        preprint=is_preprint(entry, known),
        type=sys.intern(entry.type),
        container=sys.intern(container),
        volume=entry.volume or "",
        pages=first_page(entry.pages),
        links=tuple(link.url for link in entry.links),
        details=details_of(entry),
        file=file,
        line=place.line,
        column=place.column,
        commented=entry.origin is not None and entry.origin.commented,
    )


def people_of(names: Names) -> tuple[tuple[Author, ...], str]:
    """Return people as records have them, and the words of a single name that may be several."""
    authors = [Author(sys.intern(family), given) for family, given in map(comparable_name, names)]
    return tuple(authors), _listed(names.names)


def _listed(names: Sequence[Name]) -> str:
    """Return the words of a lone name that looks like several: ``Jane Doe, John Roe``."""
    if len(names) != 1:
        return ""
    (name,) = names
    parts = [f"{name.particle} {name.family}".split(), name.suffix.split(), name.given.split()]
    family, suffix, given = map(len, parts)
    if not (
        (suffix > 1 or (suffix and given > 1) or (family > 1 and given > 1))
        or _JOINED.search(f"{name.family} {name.given}")
    ):
        return ""
    words = comparable_words(" ".join(itertools.chain.from_iterable(parts)))
    return " ".join(words) if len(words) > 3 else ""  # noqa: PLR2004 -- two words a name


_JOINED = regex(r"[,;&]")


_PAGE = regex(r"\w+(?::\w+)?")


def first_page(pages: str | None) -> str:
    """Return the first page of some as records have it; empty if there is none."""
    match = _PAGE.match(pages) if pages else None
    return match.group() if match else ""
