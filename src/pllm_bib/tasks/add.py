"""Works added to a list by identifier or title, from the records that services have of them."""

from __future__ import annotations

from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.awesome.outline import ListedWork
from pllm_bib.files.records import recorded
from pllm_bib.lookup.wanted import Wanted, wanted
from pllm_bib.lookup.work_links import with_links
from pllm_bib.model.address import is_at
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.entry import Entry
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.text import Text
from pllm_bib.same_work.index import Works
from pllm_bib.tasks.complete import canonical_fields
from pllm_bib.tasks.guess import Guesser
from pllm_bib.tasks.import_ import plan as importing
from pllm_bib.tasks.import_.complete import with_venue
from pllm_bib.tasks.import_.read import ImportedFile
from pllm_bib.tasks.import_.result import ImportPlan
from pllm_bib.tasks.lookup import ask, by_trust, field_source, have_one_title, is_published

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pllm_bib.files.config import Config
    from pllm_bib.files.read import Loaded
    from pllm_bib.lookup.found import FoundRecord, RecordSource
    from pllm_bib.model.library import Section
    from pllm_bib.tasks.guess import SectionGuess


class SeveralFound(NamedTuple):
    """A title that records of several works have, or that none has quite: one is to be chosen."""

    title: str
    records: tuple[FoundRecord, ...]


@dataclass(slots=True)
class Sought:
    """The records of works that somebody asked for, each on its own."""

    found: list[FoundRecord] = field(default_factory=list)
    several: list[SeveralFound] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    """What was asked for in vain, in words."""
    stopped: bool = False
    """The user stopped it before all were asked for."""


def seek(
    asked: Sequence[str],
    sources: Sequence[RecordSource],
    *,
    titles: bool = False,
    progress: Callable[[int], None] = lambda _done: None,
) -> Sought:
    """Ask for the records of identifiers, and of titles if ``titles`` says so, each on its own.

    A title is found if records of one work alone have it; else what was found is to be chosen
    from. ``progress`` is told how many were asked for. An interruption ends the questions.
    """
    sought = Sought()
    try:
        for number, text in enumerate(asked, start=1):
            if what := wanted(text):
                answer = ask(what, sources)
                sought.found += [one for one in answer.found if one.entry.title]
                sought.failed += answer.failed
                sought.failed += [
                    f"{one.address}: the record has no title"
                    for one in answer.found
                    if not one.entry.title
                ]
            elif titles:
                _seek_title(text, sources, sought)
            else:
                sought.failed.append(
                    f"“{text}” is neither an identifier nor the address of a page: a title is "
                    "looked for with --search"
                )
            progress(number)
    except KeyboardInterrupt:
        sought.stopped = True
    sought.found = list({one.address: one for one in sought.found}.values())
    return sought


def _seek_title(title: str, sources: Sequence[RecordSource], sought: Sought) -> None:
    answer = ask(title, sources)
    works = works_among(answer.found)
    meant = Entry(key="", type="misc", title=Text.of(title))
    titled = [one for one in works if have_one_title(meant, one.entry)]
    if len(titled) == 1:
        sought.found.append(titled[0])
    elif works:
        sought.several.append(SeveralFound(title, tuple(titled or works)))
    else:
        sought.failed += [f"no work is found for “{title}”", *answer.failed]


def works_among(records: Iterable[FoundRecord]) -> list[FoundRecord]:
    """Return one record of each work: a publication before a preprint, an official one first."""
    index = Works(of_lines=False, strict=True)
    works: list[FoundRecord] = []
    for one in sorted(by_trust(records), key=lambda each: not is_published(each.entry)):
        match = index.find(one.entry)
        if match is None or match.doubt:
            works.append(one)
        index.add(one.entry)
    return works


@dataclass(slots=True)
class Addition:
    """Works to add, as an import; what could not be added, and guesses, in words."""

    plan: ImportPlan
    failed: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)

    def tell(
        self, one: FoundRecord, guess: SectionGuess | None, chosen: Section | None, *, asked: bool
    ) -> None:
        """Note the section that was guessed for a record, or that none was found."""
        title = f"“{one.entry.title}”"
        if chosen is None:
            message = f"no section can be guessed for {title}: name one with --section"
            self.failed.append(f"{one.address}: {message}")
        elif guess and not asked:
            told = f"{title} goes to section {chosen.id}, {chosen.title}"
            self.guessed.append(f"{told} (a guess: {guess.reason})")


def plan(
    config: Config,
    loaded: Loaded,
    found: Iterable[FoundRecord],
    *,
    section: Section | None = None,
    choose: Callable[[Entry, SectionGuess | None], Section | None] | None = None,
) -> Addition:
    """Work out what records add to a list. A work that the list has is recognised.

    Without ``section``, a new work goes where the works most like it are. ``choose`` is asked, with
    that guess. The address of its record is noted in ``sources.toml`` for all fields of an entry.
    """
    done = Addition(ImportPlan())
    asks = choose is not None
    if section is None:
        choose = choose or (lambda _entry, guess: guess.section if guess else None)
    guesser = Guesser(loaded.library)
    known = Works(loaded.library)
    places: dict[Position, Section] = {}
    records: dict[str, FoundRecord] = {}
    for one in found:
        match = known.find(one.entry)
        place: Section | None = section or next(iter(loaded.library.sections))
        if section is None and choose and (match is None or match.doubt):
            guess = guesser.guess(with_venue(one.entry, config.venues))
            place = choose(one.entry, guess)
            done.tell(one, guess, place, asked=asks)
        if place is None:
            continue
        places[Position(one.address)] = place
        records[one.address] = one
    works = [
        ListedWork(replace(one.entry, sections=()), (), Position(address))
        for address, one in records.items()
    ]
    if works:
        done.plan = importing.plan(config, loaded, ImportedFile(works, []), places=places)
    rows = {
        each.entry.key: [field_source(records[each.position.path], canonical_fields(each.entry))]
        for each in done.plan.added
    }
    if rows:
        done.plan.write |= recorded(config, rows)
    return done


_WITH_LINKS = ("aclanthology.org",)
"""Hosts whose pages have links to code and data that their records lack."""


def with_links_of_pages(
    found: Iterable[FoundRecord], sources: Sequence[RecordSource]
) -> list[FoundRecord]:
    """Return records with the links to code and data that the works' pages have."""
    result = []
    for one in found:
        if is_at(one.address, *_WITH_LINKS):
            more = ask(Wanted("links", one.address), sources).found
            links = with_links(
                one.entry.links, (link for page in more for link in page.entry.links)
            )
            result.append(one._replace(entry=replace(one.entry, links=links)))
        else:
            result.append(one)
    return result
