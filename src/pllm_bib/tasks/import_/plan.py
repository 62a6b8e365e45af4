"""Works of other people's files -> entries of the list: recognised, completed, put in sections.

Nothing is guessed: what a line does not say is looked for in files that the user names, and left
out where these do not say it either. What is added stands behind the entry with the key before its
own, so that branches seldom add in one place; the rest of the file stays as it is.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib import rules
from pllm_bib.awesome.findings import import_finding
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import NOTES, VENUES, toml_block, toml_text
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.shared.names import split_at_and
from pllm_bib.model.citation_key import free_key
from pllm_bib.model.diagnostic import Edit
from pllm_bib.model.library import Library
from pllm_bib.model.regex import regex
from pllm_bib.rules.acronyms import exposed_words
from pllm_bib.rules.base import RuleContext
from pllm_bib.tasks.import_.complete import (
    complete,
    find_venue,
    with_venue,
    without_preprint_page,
    year_of,
)
from pllm_bib.tasks.import_.newcomers import Newcomers
from pllm_bib.tasks.import_.result import Added, ImportPlan, Newcomer
from pllm_bib.tasks.import_.sections import Sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.diagnostic import Diagnostic, Position
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Section, Venue
    from pllm_bib.tasks.import_.read import ImportedFile


def plan(
    config: Config,
    loaded: Loaded,
    source: ImportedFile,
    *,
    section: Section | None = None,
    places: Mapping[Position, Section] | None = None,
    against: Sequence[Input] = (),
) -> ImportPlan:
    """Work out which works of a file are new to a list, and the files with their entries.

    With ``section``, new works go there; else where ``places`` says, or the headings they stand
    under decide, in other formats than lists their keywords. Raises `OperatorError` where there
    are neither.
    """
    result = ImportPlan(read=len(source.works), findings=source.findings)
    title = source.document.title if source.document else ""
    sorter = Sections(config.chapters, section, title, places)
    if section is None and not places and source.works and source.document is None:
        source.works = list(sorter.by_keywords(source.works))
        if not any(sorter.memo.values()):
            message = "no keyword in this file names a section: name one with --section"
            raise OperatorError(message)
    lines = source.document is not None
    new = Newcomers(loaded.library.entries, result, sorter, of_lines=lines)
    new.take_all(source.works)
    sorter.report(result.findings)
    result.left = sorter.left
    newcomers = new.entries()
    del new  # which remembers by what works are recognised: as much as they are themselves
    finish(config, loaded, newcomers, result, against)
    return result


def finish(
    config: Config,
    loaded: Loaded,
    newcomers: Sequence[Newcomer],
    result: ImportPlan,
    against: Sequence[Input],
) -> None:
    """Complete new entries, give them keys and add them to their files' texts in the plan."""
    complete(newcomers, against, result.findings)
    taken = {key.casefold() for e in loaded.library for key in (e.key, *e.aliases)}
    by_section = {section.id: section for c in config.chapters for section in c.sections}
    texts: dict[Path, dict[str, str]] = {}
    unknown: dict[str, Position] = {}
    numbers = itertools.count(1)
    for newcomer in newcomers:
        entry = with_venue(newcomer.entry, config.venues)
        if not newcomer.latex:  # a .bib file's own fields stay
            entry = without_preprint_page(entry)
        key = newcomer.key
        if not key or key.casefold() in taken:
            key = free_key(entry, taken, config.keys)
        if not newcomer.key and not key[:1].isalpha():  # nothing of it is in Latin script
            names = (f"work{year_of(entry) or ''}-{number}" for number in numbers)
            key = next(name for name in names if name not in taken)
        newcomer.entry = entry = replace(entry, key=key)
        taken.add(entry.key.casefold())
        result.added.append(Added(entry, newcomer.position))
        result.findings += _missing(entry, newcomer, config.venues, unknown)
        path = config.file_for(by_section[entry.sections[0]], entry.key)
        texts.setdefault(path, {})[entry.key] = canonical(entry, newcomer.latex)
    if notes := [(new.entry.key, new.notes) for new in newcomers if new.notes]:
        path = config.entries / NOTES
        old = path.read_text("utf-8") if path.is_file() else ""
        result.write[path] = old + "".join(f"{toml_text(k)} = {toml_block(v)}\n" for k, v in notes)
    for path, entries in texts.items():
        old = result.write.get(path, loaded.texts.get(path, ""))
        result.write[path] = bib_source.inserted(old, entries)
    result.findings.sort(key=lambda finding: finding.position)


def canonical(entry: Entry, latex: Mapping[str, str]) -> str:
    """Return the entry as the list's files have it, with braces round the capitals of its title.

    ``latex`` has the source of its fields, if it comes from a .bib file.
    """
    text = FORMATS["canonical"].required_writer.record(entry, WriteContext())
    if latex:
        text = _in_its_own_letters(text, latex)
    if not exposed_words(entry.title):
        return text
    rule = rules.rule("unprotected-acronym")
    assert rule is not None  # noqa: S101 -- the table has it
    read, _faults = bib_reader.read(text, "")
    fixes = rules.run(RuleContext(library=Library(read)), (rule,))
    return bib_source.apply(
        text, [edit for finding in fixes if not finding.unsafe for edit in finding.fix]
    )


def _in_its_own_letters(text: str, latex: Mapping[str, str]) -> str:
    """Return an entry with the source's own LaTeX for each field that says the same with it."""
    ((entry,), _faults) = bib_reader.read(text, "")
    written = entry.origin.raw if entry.origin else {}
    for name in sorted(written.keys() & latex.keys()):
        value = " ".join(latex[name].split())
        if value == written[name] or _SORTS.search(value):
            continue
        if name in _LISTS and not _family_first(value):
            continue
        new = bib_source.apply(text, [Edit(key=entry.key, field=name, value=value)])
        if bib_reader.read(new, "")[0] == (entry,):
            text = new
    return text


_SORTS = regex(r"\\(?:noopsort|sortnoop)", re.IGNORECASE)
"""A command that the preamble of the source defines."""
_LISTS = frozenset({"author", "editor"})


def _family_first(names: str) -> bool:
    """Say whether all names stand in the order of the list's own files: ``Doe, Jane``."""
    return all("," in n or n.startswith("{") or n == "others" for n in split_at_and(names))


def _missing(
    entry: Entry, newcomer: Newcomer, venues: Sequence[Venue], unknown: dict[str, Position]
) -> Iterable[Diagnostic]:
    """Yield findings on the fields that a new entry lacks."""
    if not entry.authors and not entry.editors:
        message = "no source says who the authors are: add them to the entry"
        yield import_finding("missing-authors", message, newcomer.position, key=entry.key)
    if newcomer.arxiv and not entry.eprint and not entry.venue:
        message = (
            "the line names arXiv, but no address or id in it tells which work: add its eprint"
        )
        yield import_finding("preprint-without-id", message, newcomer.position, key=entry.key)
    if entry.venue and entry.container is None and entry.venue not in unknown:
        unknown[entry.venue] = newcomer.position
        venue = find_venue(entry.venue, venues)
        if venue is None:
            message = f"{VENUES} has no venue “{entry.venue}”: add it, with its full name"
        else:
            year = f" of {entry.date.year}" if entry.date else ""
            message = f"{VENUES} does not say what “{entry.venue}”{year} is called: add its name"
        yield import_finding("venue-without-name", message, newcomer.position, key=entry.key)
