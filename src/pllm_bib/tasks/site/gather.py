"""All that a site shows, gathered from a list or from files of any format."""

from __future__ import annotations

import html
from dataclasses import field
from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.citing import references as citation
from pllm_bib.citing import remembered
from pllm_bib.citing import styles as csl_styles
from pllm_bib.files import records
from pllm_bib.files.cache import store
from pllm_bib.files.cache.tool import cache_file
from pllm_bib.files.config import WHOLE
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import Options, WriteContext
from pllm_bib.formats.bibtex.profiles import DEFAULT_PROFILE, PROFILE_NAMES, TYPST
from pllm_bib.formats.pages.write import page_name
from pllm_bib.formats.shared.label import in_reading_order
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.library import Library
from pllm_bib.model.regex import regex
from pllm_bib.site.shape import CopyFormat, Formatted, Site, SiteDownload, SiteSource, SiteWork
from pllm_bib.tasks.build.links import asset
from pllm_bib.tasks.convert.pages import own_name
from pllm_bib.tasks.select import HAS, has, in_sections, venue_of
from pllm_bib.tasks.site.markdown import rendered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.model.entry import Entry
    from pllm_bib.site.words import Words
    from pllm_bib.tasks.build.known import KnownTexts

_MANY = 2_000
"""Works from which on only the first of the styles is used, unless some are named."""
_SHORT = ("apa",)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWishes:
    """The wishes of a user for a site."""

    words: Words
    title: str = ""
    address: str = ""
    styles: tuple[str, ...] = ()
    indexed: bool = False
    """Whether the search is to have an index that Pagefind makes."""
    added: Mapping[str, str] = field(default_factory=dict)
    """The moment that each work came into the list, by its key."""


def site_of(
    library: Library, config: Config | None, wishes: SiteWishes, root: Path, texts: KnownTexts
) -> Site:
    """Gather the site of a library of unlike keys; ``config`` is that of its list, if it is one.

    ``root`` is the folder that the cache knows it by, and ``texts`` what it knows of the library.
    Raises `StyleError`.
    """
    entries = _ordered(library)
    names = _names(entries)
    formats = _formats(config)
    written = {form.name: _texts(form.name, library, texts) for form in formats}
    styles = wishes.styles or (_SHORT if len(entries) > _MANY else citation.STYLES)
    titles, references = _references(
        entries, styles, texts.digests, root, listed=config is not None
    )
    sources = _sources(config) if config else {}
    works = tuple(
        SiteWork(
            entry=entry,
            digest=texts.digests[entry.key],
            name=names[entry.key],
            texts={name: found[entry.key] for name, found in written.items()},
            venue=venue_of(entry),
            has=tuple(name for name in HAS if has(entry, name)),
            references=tuple(found[entry.key] for found in references if entry.key in found),
            sources=sources.get(entry.key, ()),
            added=wishes.added.get(entry.key, ""),
        )
        for entry in entries
    )
    headings = [] if config is None else _headings(config)
    return Site(
        title=wishes.title or (config.title if config else ""),
        library=library,
        works=works,
        words=wishes.words,
        write=partial(_written, library, texts),
        known=texts.of,
        downloads=tuple(_downloads()),
        intro=rendered(config.intro) if config else "",
        texts={name: rendered(text) for name, text in headings if text},
        formats=formats,
        styles=titles,
        indexed=wishes.indexed,
        address=wishes.address,
        repository=config.repository if config else "",
        former=_former(entries, names),
    )


def _ordered(library: Library) -> list[Entry]:
    """Return entries section by section, in reading order, each once; then those of no section."""
    found: dict[str, Entry] = {}
    for section in library.sections:
        listed = in_reading_order(entry for entry in library if section.id in entry.sections)
        found.update((entry.key, entry) for entry in listed if entry.key not in found)
    rest = in_reading_order(entry for entry in library if entry.key not in found)
    return [*found.values(), *rest]


def _names(entries: Iterable[Entry]) -> dict[str, str]:
    taken: set[str] = set()
    in_order = sorted(entries, key=lambda entry: entry.key)
    return {entry.key: own_name(page_name(entry.key), taken) for entry in in_order}


def _former(entries: Iterable[Entry], names: Mapping[str, str]) -> dict[str, str]:
    """Return the names of the pages of former keys, each with that of the work's page."""
    taken = {name.casefold() for name in names.values()}
    found = {}
    for entry in entries:
        for alias in entry.aliases:
            name = page_name(alias)
            if name.casefold() not in taken:
                taken.add(name.casefold())
                found[name] = names[entry.key]
    return found


def _formats(config: Config | None) -> tuple[CopyFormat, ...]:
    """Return the formats that works are copied in; BibTeX has one for each profile."""
    profiles = [name for name in (config.profiles if config else PROFILE_NAMES) if name != TYPST]
    found = [_format("bibtex", "bibtex", FORMATS["bibtex"].title)]
    found += [
        _format(f"bibtex {name}", "bibtex", f"{FORMATS['bibtex'].title} ({name})")
        for name in profiles
        if name != DEFAULT_PROFILE
    ]
    names = ("biblatex", "ris", "csl-json", "markdown")
    return (*found, *(_format(name, name, FORMATS[name].title) for name in names))


def _format(name: str, row: str, title: str) -> CopyFormat:
    writer = FORMATS[row].required_writer
    tail = "" if row == "markdown" else writer.tail
    return CopyFormat(name, title, FORMATS[row].suffix, writer.head, writer.separator, tail)


def _texts(name: str, library: Library, texts: KnownTexts) -> dict[str, str]:
    row, _, profile = name.partition(" ")
    options = _options(row, profile or DEFAULT_PROFILE)
    writer = texts.writer(FORMATS[row].required_writer, _made_as(row, options))
    context = WriteContext.of(library, options)
    return {entry.key: writer.record(entry, context) for entry in library}


def _downloads() -> Iterable[SiteDownload]:
    for row in FORMATS.values():
        if row.built:
            prefix = asset(row, "").removesuffix(row.suffix)
            yield SiteDownload(row.name, row.title, prefix, row.suffix)


def _written(library: Library, texts: KnownTexts, name: str, of: str) -> str:
    """Return the text of a download."""
    row = FORMATS[name]
    ids = {section.id for section in library.sections if section.slug == of}
    part = library if of == WHOLE else in_sections(library, ids)
    options = _options(name, DEFAULT_PROFILE)
    return texts.writer(row.required_writer, _made_as(name, options)).write(part, options)


def _options(name: str, profile: str) -> Options:
    """Return how a format is written on pages: RIS is what “Import into Zotero” opens."""
    return Options(profile=profile, dialect="zotero" if name == "ris" else "")


def _made_as(name: str, options: Options) -> str:
    """Return the name under which texts are known that are made so."""
    return f"{name} {options.profile} {options.dialect}".rstrip()


_BUILT = ("markdown", "html")
"""The markups of a list's build, whose references are remembered."""


def _references(
    entries: Sequence[Entry],
    styles: Sequence[str],
    digests: Mapping[str, str],
    root: Path,
    *,
    listed: bool,
) -> tuple[dict[str, str], list[dict[str, Formatted]]]:
    """Return the titles of styles, and the references of each style by key."""
    titles: dict[str, str] = {}
    found: list[dict[str, Formatted]] = []
    if csl_styles.folder() is None:
        return titles, found
    known = {entry.key: (entry, digests[entry.key]) for entry in entries}
    markups = _BUILT if listed else ("html",)
    for style in styles:
        if path := csl_styles.installed(style):
            name = style if listed else f"{style}-html"
            memory = store.read_rows(place := cache_file(root, name, path.read_bytes()))
            made = remembered.references(known, style, markups, memory)[-1]
            store.write_rows(place, memory)
        else:
            made = citation.references(Library(tuple(entries)), style, "html")
        titles[style] = made.title
        found.append({r.key: _formatted(style, r.text) for r in made.references if r.text})
    return titles, found


_LEFT = regex(r'\A<div class="csl-left-margin">[^<]*</div>')
_TAG = regex(r"<[^<>]+>")


def _formatted(style: str, text: str) -> Formatted:
    """Return a reference without its number, which means nothing where it stands alone."""
    text = _LEFT.sub("", text)
    return Formatted(style, text, html.unescape(_TAG.sub("", text)).strip())


def _sources(config: Config) -> dict[str, tuple[SiteSource, ...]]:
    rows = records.read_sources(config).by_key
    return {
        key: tuple(SiteSource(row.address, row.kind, row.fields) for row in found)
        for key, found in rows.items()
    }


def _headings(config: Config) -> Iterable[tuple[str, str]]:
    for chapter in config.chapters:
        if chapter.id and not chapter.own:
            yield chapter.id, chapter.text
        for section in (*chapter.sections, *chapter.headings):
            yield section.id, section.text
