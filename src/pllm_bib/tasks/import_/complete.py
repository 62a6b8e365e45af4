"""New entries completed: venues by venues.toml, all else from files that the user names."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.findings import import_finding
from pllm_bib.formats.shared.venues import usual_venue
from pllm_bib.model.diagnostic import Diagnostic, Position
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.field import ATTRIBUTES
from pllm_bib.model.folding import title_key
from pllm_bib.model.identifiers import arxiv_address, arxiv_id
from pllm_bib.model.name import Names
from pllm_bib.model.text import Style, Text
from pllm_bib.same_work.publications import differing_identifier
from pllm_bib.same_work.record import record_of
from pllm_bib.tasks.lookup import from_files, look_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.files.inputs import Input
    from pllm_bib.model.library import Venue
    from pllm_bib.tasks.import_.result import Newcomer


def year_of(entry: Entry) -> str | None:
    """Return the year of an entry as it is written."""
    return entry.date.year_text if entry.date else None


def completed(entry: Entry, other: Entry) -> Entry:
    """Return an entry completed from another one on the same work; links are added by kind."""
    kinds = {link.kind for link in entry.links}
    links = (*entry.links, *(link for link in other.links if link.kind not in kinds))
    date = entry.date or other.date
    if date and other.date and date.year == other.date.year and not date.month:
        date = other.date
    venue, container, kind = entry.venue, entry.container, entry.type
    if not venue and not container and (not entry.date or year_of(entry) == year_of(other)):
        venue, container = other.venue, other.container
        if kind in {"misc", "preprint"} and (other.venue or other.container):
            kind = other.type
    return replace(
        entry,
        type=kind,
        authors=entry.authors or other.authors,
        editors=entry.editors or other.editors,
        date=date,
        venue=venue,
        container=container,
        doi=entry.doi or other.doi,
        isbn=entry.isbn or other.isbn,
        eprint=entry.eprint or other.eprint,
        openreview=entry.openreview or other.openreview,
        links=tuple(sorted(links, key=lambda link: list(LinkKind).index(link.kind))),
    )


def with_venue(entry: Entry, venues: Sequence[Venue]) -> Entry:
    """Return an entry with its venue as venues.toml spells it, and its container from there.

    A list's own venues go first; the usual ones of the field know the rest. An entry that has a
    container keeps it, and gets the label of the venue that is called so.
    """
    year = entry.date.year if entry.date else None
    if entry.container:
        if entry.venue:
            return entry
        venue = called(str(entry.container), venues)
        return replace(entry, venue=venue.label) if venue else entry
    venue = find_venue(entry.venue, venues)
    kind = entry.type
    if kind in {"misc", "preprint"}:
        kind = "preprint" if entry.eprint else "misc"
    if venue is None:
        return replace(entry, type=kind)
    if kind in {"misc", "preprint"}:
        kind = _TYPES.get(venue.kind, kind)
    container = venue.container(year) if venue.kind in _TYPES else None
    return replace(
        entry,
        type=kind,
        venue=venue.label,
        container=Text.of(container) if container else None,
        series=entry.series or (Text.of(venue.series) if venue.series else None),
        publisher=entry.publisher or (Text.of(venue.publisher) if venue.publisher else None),
    )


def without_preprint_page(entry: Entry) -> Entry:
    """Return a published entry without a link that only leads to the arXiv page of its eprint.

    The page of a work is that of its publication. Until that is known, its eprint gives the link.
    """
    url = entry.link(LinkKind.PAPER)
    address = arxiv_address(url) if url else None
    own = arxiv_id(entry.eprint.id) if entry.eprint and entry.eprint.is_arxiv else None
    published = entry.names_publication or entry.container is not None
    if not (published and address and own and address.id.bare == own.bare):
        return entry
    return replace(entry, links=tuple(k for k in entry.links if k.kind is not LinkKind.PAPER))


_TYPES = {"conference": "inproceedings", "workshop": "inproceedings", "journal": "article"}
_EMPTY_WORDS = frozenset("of the in at proceedings conference on and".split())


def find_venue(label: str | None, venues: Sequence[Venue]) -> Venue | None:
    """Return the venue that a label or a spelling means, in any letter case and word order.

    A venue of the list has the names of the usual one for years that it has none for.
    """
    if not label:
        return None
    usual = usual_venue(label)
    own = next((venue for venue in venues if label == venue.label), None)
    own = own or _spelled(label, venues)
    if own is None and usual:
        own = next((venue for venue in venues if venue.label == usual.label), None)
    if own is None:
        return usual
    if own.name or usual is None or usual.label != own.label:
        return own
    return replace(own, name=usual.name, editions=(*usual.editions, *own.editions))


def called(name: str, venues: Sequence[Venue]) -> Venue | None:
    """Return the one venue whose journal or proceedings have a name; the list's own go first."""
    own = [v for v in venues if name in {v.name, *dict(v.editions).values(), *v.spellings}]
    if own:
        return own[0] if len(own) == 1 else None
    usual = usual_venue(name)
    if usual is None:
        return None
    return next((venue for venue in venues if venue.label == usual.label), usual)


def _spelled(label: str, venues: Sequence[Venue]) -> Venue | None:
    wanted = _folded_words(label)
    for venue in venues:
        names = (venue.label, venue.name or "", *dict(venue.editions).values(), *venue.spellings)
        if any(_folded_words(name) == wanted for name in names if name):
            return venue
    return None


def _folded_words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", name.casefold())) - _EMPTY_WORDS


def complete(
    newcomers: Sequence[Newcomer], against: Sequence[Input], findings: list[Diagnostic]
) -> None:
    """Fill gaps of new entries from entries of files that are the same work, in their order.

    Of entries that only an identifier makes the same work, nothing is taken. Of several that
    identifiers tell apart, only authors are that all of them have.
    """
    if not against or not newcomers:
        return
    faults: list[Diagnostic] = []
    works = [newcomer.entry for newcomer in newcomers]
    records = look_up(works, from_files(against, faults))
    for newcomer in newcomers:
        key = newcomer.entry.key
        if sure := records.sure.get(key):
            _fill(newcomer, [found.entry for found in sure], findings)
            continue
        doubted = records.doubted.get(key, ()) if not newcomer.entry.authors else ()
        for (other, *_rest), match in doubted:
            message = (
                f"“{other.key}” ({_place(other)}), “{other.title}”, is like this work, "
                f"“{newcomer.entry.title}”, but {match.doubt}: nothing is taken from it"
            )
            findings.append(import_finding(match.finding, message, newcomer.position))
    findings += faults


def _place(entry: Entry) -> Position:
    return entry.position() or Position("")


def _fill(newcomer: Newcomer, others: Sequence[Entry], findings: list[Diagnostic]) -> None:
    """Complete a new entry from the candidates for its work."""
    records = [record_of(other) for other in others]
    mine = set(record_of(newcomer.entry).identifiers)
    if all(mine.isdisjoint(record.identifiers) for record in records):
        for (one, first), (other, second) in itertools.combinations(
            zip(others, records, strict=True), 2
        ):
            if differ := differing_identifier(first, second):
                message = (
                    f"it may be “{one.key}” ({_place(one)}) or “{other.key}” ({_place(other)}): "
                    f"one has the {differ.kind} {differ.one}, one {differ.other}; nothing is taken "
                    "but authors that all of them have"
                )
                findings.append(import_finding("identifiers-disagree", message, newcomer.position))
                if all(entry.authors == others[0].authors for entry in others):
                    found = newcomer.entry.authors or others[0].authors
                    newcomer.entry = replace(newcomer.entry, authors=found)
                return
    for other in others:
        newcomer.entry = filled(newcomer.entry, other)
        if newcomer.entry.authors:
            return


def filled(entry: Entry, other: Entry) -> Entry:
    """Return an entry with what a full record of the same work says and it does not.

    Another version of the work (its preprint, another year) says who wrote it, no more.
    """
    if other.container and record_of(other).preprint:  # DBLP has preprints in a journal, CoRR
        other = replace(other, type="preprint", container=None, volume=None, number=None)
    title = entry.title
    if title_key(title) == title_key(other.title) and not (title.styles() & ~Style.PROTECTED):
        title = other.title
    authors = other.authors if not entry.authors or entry.authors.others else entry.authors
    entry = replace(entry, title=title, authors=authors or Names())
    published = bool(other.container) and other.type not in {"preprint", "misc"}
    wanted = bool(entry.venue) or not entry.eprint
    if published != wanted or (entry.date and other.date and year_of(entry) != year_of(other)):
        if not published and not entry.eprint:
            entry = replace(entry, eprint=other.eprint)
        return entry
    result = completed(entry, replace(other, links=()))
    kept = {
        name: getattr(entry, name) or getattr(other, name)
        for name, row in ATTRIBUTES.items()
        if (row.published or name == "language") and name not in {"date", "venue"}
    }
    kind = other.type if entry.type in {"misc", "preprint"} else entry.type
    return replace(result, type=kind, **kept)
