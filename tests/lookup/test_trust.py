"""Which records are taken for which works: pairs that are one work, and pairs that only look so.

The pairs are made of the works of ``families.toml``, each in every variant of `SAME` and `OTHER`.
docs/lookup.md tells the figures.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import made_config
from pllm_bib.files.read import Loaded
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared import names
from pllm_bib.lookup.found import FoundRecord, Notice
from pllm_bib.model.date import Date
from pllm_bib.model.entry import Entry, Eprint
from pllm_bib.model.library import Library
from pllm_bib.model.name import Names
from pllm_bib.model.text import Text
from pllm_bib.tasks import complete as completing
from pllm_bib.tasks.published import published_version

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FAMILIES = tomllib.loads(Path(__file__).with_name("families.toml").read_text("utf-8"))["work"]


def people(listed: Sequence[str]) -> Names:
    return names.names_of(map(names.natural_name, listed))


def preprint(work: dict[str, Any]) -> Entry:
    """The entry of a list: what arXiv says of a work."""
    return Entry(
        key="mine",
        type="preprint",
        title=Text.of(work["title"]),
        authors=people(work["authors"]),
        date=Date(work["year"]),
        eprint=Eprint("arXiv", work["arxiv"], "cs.CL"),
    )


def publication(work: dict[str, Any]) -> Entry:
    """The record of the work's publication, as a publisher has it."""
    return Entry(
        key="",
        type="article" if work.get("journal") else "inproceedings",
        title=Text.of(work["title"]),
        authors=people(work["authors"]),
        date=Date(work["year"]),
        container=Text.of(work["venue"]),
        pages="101–117",
        doi=work["doi"],
    )


def record(entry: Entry, *notices: Notice, kind: str = "official") -> FoundRecord:
    place = f"https://doi.org/{entry.doi}" if entry.doi else "https://dblp.org/rec/x"
    return FoundRecord(entry, place, kind, "2026-11-30", notices)


Variant = "Callable[[Entry, dict[str, Any]], Entry | list[FoundRecord]]"


def titled(change: Callable[[str, dict[str, Any]], str]) -> Callable[..., Entry]:
    """A variant of the title."""
    return lambda entry, work: replace(entry, title=Text.of(change(work["title"], work)))


def _plain(text: str) -> str:
    return text.encode("ascii", "ignore").decode()


def _slip(text: str) -> str:
    """A title with two letters of its longest word in the other order, as typists have it."""
    word = max(text.split(), key=len)
    middle = len(word) // 2
    return text.replace(
        word, word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    )


def initials(entry: Entry, _work: dict[str, Any]) -> Entry:
    short = [
        replace(one, given=" ".join(f"{w[0]}." for w in one.given.split())) for one in entry.authors
    ]
    return replace(entry, authors=Names(tuple(short)))


def without_accents(entry: Entry, _work: dict[str, Any]) -> Entry:
    from unicodedata import normalize

    def bare(text: str) -> str:
        return _plain(normalize("NFKD", text.replace("Ø", "O").replace("ø", "o")))

    changed = [
        replace(one, given=bare(one.given), family=bare(one.family)) for one in entry.authors
    ]
    return replace(entry, authors=Names(tuple(changed)))


def by(*listed: str) -> Callable[..., Entry]:
    return lambda entry, _work: replace(entry, authors=people(listed))


def years_later(number: int) -> Callable[..., Entry]:
    return lambda entry, work: replace(entry, date=Date(work["year"] + number))


def two(entry: Entry, work: dict[str, Any], **other: Any) -> list[FoundRecord]:
    return [record(entry), record(replace(publication(work), **other))]


SAME: dict[str, Callable[[Entry, dict[str, Any]], Entry | list[FoundRecord]]] = {
    "as it is": lambda entry, _work: entry,
    "with initials": initials,
    "without accents": without_accents,
    "in small letters, with a full stop": titled(lambda title, _w: f"{title.capitalize()}."),
    "with dashes for colons": titled(
        lambda title, _w: title.replace(": ", " – ").replace("? ", " – ")
    ),
    "with thin hyphens": titled(lambda title, _w: title.replace("-", "\N{NON-BREAKING HYPHEN}")),
    "a year later": years_later(1),
    "two years later": years_later(2),
    "without pages": lambda entry, _work: replace(entry, pages=None),
    "from a catalogue without DOI": lambda entry, _work: replace(entry, doi=None, key="conf/x/Y"),
    "with the arXiv id, without DOI": lambda entry, work: replace(
        entry, doi=None, eprint=Eprint("arXiv", work["arxiv"])
    ),
    "with a slip in the title": titled(lambda title, _w: _slip(title)),
    "from two catalogues": lambda entry, work: two(entry, work, doi=None, key="conf/x/Y"),
    "with given and family name in the other order": lambda entry, _work: replace(
        entry,
        authors=Names(tuple(replace(n, given=n.family, family=n.given) for n in entry.authors)),
    ),
    "under a title in other words, with the arXiv id": lambda entry, work: replace(
        entry, title=Text.of(work["retitled"]), eprint=Eprint("arXiv", work["arxiv"])
    ),
    "with an author more": lambda entry, work: replace(
        entry, authors=people([*work["authors"], "Quentin Zarate"])
    ),
}
"""Variants of the record of a publication; those of `MISSED` are the work, and too unlike."""

OTHER: dict[str, Callable[[Entry, dict[str, Any]], Entry | list[FoundRecord]]] = {
    "the title by others": by("Xenia Quill", "Ulf Borg"),
    "the title by namesakes": lambda entry, _work: replace(
        entry, authors=Names(tuple(replace(one, given="Zz") for one in entry.authors))
    ),
    "the title by others and one of the authors": lambda entry, work: replace(
        entry, authors=people([work["authors"][0], "Ulf Borg"])
    ),
    "another work of the team": lambda entry, work: replace(
        entry, title=Text.of(work["near"]), doi="10.99999/near"
    ),
    "part two": titled(lambda title, _w: f"{title}, Part II"),
    "part 2 as a subtitle": titled(lambda title, _w: f"{title}: Part 2"),
    "the second of a series": titled(lambda title, _w: f"{title} 2"),
    "an erratum": titled(lambda title, _w: f"Erratum to: {title}"),
    "a correction": titled(lambda title, _w: f"Correction: {title}"),
    "a corrigendum behind the title": titled(lambda title, _w: f"{title} (Corrigendum)"),
    "the notice of a retraction": titled(lambda title, _w: f"Retraction: {title}"),
    "an expression of concern": titled(lambda title, _w: f"Expression of Concern: {title}"),
    "the supplement": titled(lambda title, _w: f"Supplementary Material for: {title}"),
    "the supplement behind the title": titled(lambda title, _w: f"{title}: Supplementary Material"),
    "a comment": titled(lambda title, _w: f"Comment on “{title}”"),
    "a reply": titled(lambda title, _w: f"{title}: A Reply"),
    "a review": titled(lambda title, _w: f"Review of “{title}”"),
    "a translation": lambda entry, work: replace(entry, title=Text.of(work["foreign"])),
    "a tutorial": titled(lambda title, _w: f"{title} (Tutorial)"),
    "a poster": titled(lambda title, _w: f"{title} (Poster)"),
    "an extended abstract": titled(lambda title, _w: f"{title} (Extended Abstract)"),
    "a thesis": lambda entry, _work: replace(entry, type="phdthesis"),
    "its data": lambda entry, _work: replace(entry, type="dataset"),
    "its code": lambda entry, _work: replace(entry, type="software"),
    "a work of eight years later": years_later(8),
    "what was retracted": lambda entry, _work: [record(entry, Notice("retracted", "10.99999/r"))],
    "with another arXiv id": lambda entry, _work: replace(
        entry, eprint=Eprint("arXiv", "2501.00001")
    ),
    "the preprint again": lambda entry, work: replace(
        entry, container=Text.of("CoRR"), type="article", doi=None, volume=f"abs/{work['arxiv']}"
    ),
    "a submission": lambda entry, _work: replace(entry, type="misc", container=None),
    "another work of the team, which arXiv names": lambda entry, work: [
        record(replace(preprint(work), doi="10.99999/near")),
        record(replace(entry, title=Text.of(work["near"]), doi="10.99999/near")),
    ],
    "a second edition": lambda entry, _work: replace(entry, edition=Text.of("2nd")),
    "a translation under the same title": lambda entry, _work: replace(
        entry, extra=(("translator", "Quill, Xenia"),)
    ),
    "part 2, as a field says": lambda entry, _work: replace(entry, extra=(("part", "2"),)),
    "workshop and conference": lambda entry, work: two(
        replace(entry, container=Text.of(f"Workshop on Owls at {work['venue']}"), doi="10.99999/w"),
        work,
    ),
    "conference and journal": lambda entry, work: two(
        replace(entry, container=Text.of("Journal of Night Studies"), type="article", doi=None),
        work,
    ),
    "two years of a conference": lambda entry, work: two(
        replace(entry, date=Date(work["year"] + 1), doi=None), work
    ),
    "two DOIs": lambda entry, work: two(replace(entry, doi="10.99999/again"), work),
}
"""Records that look like the work's publication, and are not; or several, of which none is sure."""

MISSED = ("under a title in other words, with the arXiv id", "with an author more")


class Pair(NamedTuple):
    """A work of a list, and records that were found for it."""

    name: str
    work: dict[str, Any]
    records: list[FoundRecord]
    same: bool


def pairs() -> list[Pair]:
    made = []
    for work in FAMILIES:
        for variants, same in ((SAME, True), (OTHER, False)):
            for name, variant in variants.items():
                found = variant(publication(work), work)
                records = found if isinstance(found, list) else [record(found)]
                made.append(Pair(name, work, records, same))
    return made


PAIRS = pairs()


def promotes(pair: Pair) -> bool:
    try:
        published_version(preprint(pair.work), pair.records)
    except OperatorError:
        return False
    return True


def test_there_are_enough_pairs() -> None:
    assert len(PAIRS) >= 300
    assert min(Counter(pair.same for pair in PAIRS).values()) >= 100


def test_no_preprint_becomes_what_it_is_not() -> None:
    wrong = [(pair.name, pair.work["title"]) for pair in PAIRS if not pair.same and promotes(pair)]
    assert wrong == []


def test_preprints_become_what_they_are() -> None:
    same = [pair for pair in PAIRS if pair.same]
    missed = Counter(pair.name for pair in same if not promotes(pair))
    assert {name for name, number in missed.items() if number == len(FAMILIES)} == set(MISSED)
    recall = sum(map(promotes, same)) / len(same)
    assert f"{recall:.1%}" == "87.0%", "docs/lookup.md tells it"


def completed(text: str, pair: Pair) -> set[str]:
    """Return the fields that the entry of a text takes from the records of a pair."""
    path = Path("/nowhere/entries/owls.bib")
    entries, _faults = bib_reader.read(text, str(path))
    loaded = Loaded(library=Library(entries), faults=(), texts={path: text})
    config = made_config(Path("/nowhere"), 'title = "A"\nintro = "B"\n')
    done = completing.plan(config, loaded, {"mine"}, [], pair.records)
    return {one.field for one in done.filled}


BARE = (
    "@{kind}{{mine,\n  title = {{{title}}},\n  {where} = {{{venue}}},\n  year = {{{year}}},\n}}\n"
)
"""An entry that a line of a list made: without authors."""
NOT_FROM_A_TITLE = {
    *("the title by others", "the title by namesakes"),
    *("the title by others and one of the authors", "the preprint again", "a submission"),
}
"""Without authors and identifiers, nothing tells these from the work."""


def test_no_field_comes_from_another_work() -> None:
    wrong = []
    for pair in PAIRS:
        work = pair.work
        where = "journal" if work.get("journal") else "booktitle"
        kind = "article" if work.get("journal") else "inproceedings"
        bare = BARE.format(kind=kind, where=where, **work)
        full = bare.replace("mine,\n", f"mine,\n  author = {{{' and '.join(work['authors'])}}},\n")
        taken = completed(full, pair) - {"eprint", "archiveprefix", "primaryclass"}
        if pair.same or len(pair.records) > 1 or pair.name == "with another arXiv id":
            continue  # to an entry without one, it is no other one
        if taken:
            wrong.append((pair.name, work["title"], taken))
        if pair.name not in NOT_FROM_A_TITLE:
            wrong += [(pair.name, work["title"], t) for t in [completed(bare, pair)] if t]
    assert wrong == []


@pytest.mark.parametrize("name", list(SAME))
def test_authors_are_found_for_works_without_any(name: str) -> None:
    pair = next(one for one in PAIRS if one.name == name)
    bare = BARE.format(kind="inproceedings", where="booktitle", **pair.work)
    taken = completed(bare, pair)
    later = {"a year later", "two years later", "with a slip in the title", MISSED[0]}
    assert ("author" in taken) is (name not in later)
