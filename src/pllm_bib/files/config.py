"""The configuration of a list: its folder, and the sections and venues of its TOML files."""

from __future__ import annotations

import json
import os
import re
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pllm_bib.errors import OperatorError
from pllm_bib.formats.bibtex.profiles import BUILT_PROFILES, PROFILE_NAMES
from pllm_bib.model.address import link_target
from pllm_bib.model.citation_key import DEFAULT_PATTERN, KeyPattern
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position, did_you_mean, no_such
from pllm_bib.model.library import Chapter, Section

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pllm_bib.model.library import Venue

ENTRIES = "entries"
OUTLINE = "sections.toml"
VENUES = "venues.toml"
SOURCES = "sources.toml"
ORIGINAL = "original.toml"
UPSTREAM = "upstream.txt"
NOTES = "notes.toml"
"""The lines of the list's source as they were read last."""
README = "README.md"
EXPORTS = "exports"
WHOLE = "all"
"""What the files with the whole list are called; no section's slug."""
RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))]
)
"""Names that mean devices on Windows, with any suffix; no section's slug."""
CITATIONS = "citations"
CORRECTIONS = Path("docs", "corrections.md")
SECTION_FILE, OWN_FILE = NEW_WORKS = ("section-file", "own-file")
"""Where new works go: into the file of their section, or each into a file in a folder beside it."""
DOWNLOADS = ("raw", "release", "page")
"""Where links to exports may lead: the file itself, that of a release, or GitHub's page of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """A list on disk: its folder, and the sections and venues around its entries."""

    root: Path
    title: str
    intro: str
    chapters: tuple[Chapter, ...]
    venues: tuple[Venue, ...]
    keys: KeyPattern = DEFAULT_PATTERN
    """What citation keys are made of."""
    contact: str = ""
    """An address of mail that services of records may write to; empty if none is given."""
    repository: str = ""
    """The web address of the list's repository, without a slash at its end; empty if unknown."""
    site: str = ""
    """The web address of the list's pages for readers; empty if unknown."""
    new_works: str = SECTION_FILE
    """Where new works go, one of `NEW_WORKS`."""
    downloads: str = DOWNLOADS[0]
    """Where the README's links to exports lead, one of `DOWNLOADS`."""
    profiles: tuple[str, ...] = BUILT_PROFILES
    """Profiles for which `build` writes the whole list once more."""
    numbered: bool = True
    """Headings of the README show their ids."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """What the README says of works below their lines, in Markdown, by key."""

    @property
    def entries(self) -> Path:
        """The folder of the .bib files."""
        return self.root / ENTRIES

    def bib_file(self, section: Section) -> Path:
        """Return the file that holds a section's entries."""
        return self.entries / f"{section.slug}.bib"

    def own_files(self, section: Section) -> list[Path]:
        """Return the files that hold an entry of a section each, in the folder of its slug."""
        folder = self.entries / section.slug
        return sorted(folder.glob("*.bib")) if folder.is_dir() else []

    def file_for(self, section: Section, key: str) -> Path:
        """Return the file that a new entry of a section goes into."""
        if self.new_works == SECTION_FILE:
            return self.bib_file(section)
        return self.entries / section.slug / f"{re.sub(r'[^A-Za-z0-9._-]', '-', key)}.bib"


_KNOWN = frozenset(
    "title intro keys contact repository site new_works downloads profiles numbered section "
    "chapter".split(),
)


def find_root(start: Path) -> Path:
    """Return the nearest folder, from ``start`` upwards, that holds a list."""
    for folder in (start, *start.parents):
        if (folder / ENTRIES / OUTLINE).is_file():
            return folder
    message = (
        f"no list here: neither {start} nor a folder above it has {ENTRIES}/{OUTLINE}. "
        "Go to the list's folder, name it with --root, name a file to read instead, or make a "
        "list with “pllm-bib init”."
    )
    raise OperatorError(message)


def read_config(root: Path) -> Config:
    """Read a list's outline and venues. Raises `OperatorError` where they are not as they should.

    ``sections.toml`` must be there; ``venues.toml`` may be missing.
    """
    outline_file = root / ENTRIES / OUTLINE
    if not outline_file.is_file():
        message = f"{shown(outline_file)} is missing: it names the sections of the list"
        raise OperatorError(message)
    venues_file = root / ENTRIES / VENUES
    venues = read_toml(venues_file) if venues_file.is_file() else {}
    config = _config(root, read_toml(outline_file), venues)
    notes_file = root / ENTRIES / NOTES
    return with_notes(config, read_toml(notes_file)) if notes_file.is_file() else config


def with_notes(config: Config, notes: Mapping[str, object]) -> Config:
    """Return a configuration with notes on works, by key. Raises `OperatorError` for others."""
    path = config.entries / NOTES
    return replace(config, notes={key: text_of_key(notes, key, path).strip("\n") for key in notes})


def made_config(root: Path, outline: str) -> Config:
    """Return the configuration of a list that is not on the disk yet, from its outline's text."""
    import tomllib

    return _config(root, tomllib.loads(outline), {})


def _config(root: Path, outline: dict[str, Any], venues: dict[str, Any]) -> Config:
    outline_file, venues_file = root / ENTRIES / OUTLINE, root / ENTRIES / VENUES
    allow_only(outline, _KNOWN, outline_file)
    chapters = []
    front = tuple(_sections(outline.get("section", []), outline_file))
    if front:
        chapters.append(Chapter("", "", front))
    tables = _tables(outline.get("chapter", []), "chapter", outline_file)
    chapters += [_chapter(table, outline_file) for table in tables]
    return Config(
        root=root,
        title=text_of_key(outline, "title", outline_file),
        intro=str(outline.get("intro", "")),
        chapters=tuple(chapters),
        venues=tuple(_venue(label, table, venues_file) for label, table in venues.items()),
        keys=key_pattern(outline, outline_file),
        contact=contact_of(outline, outline_file),
        **_publishing(outline, outline_file),
    )


def _publishing(outline: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return what an outline says of the way that a list is published."""
    found: dict[str, Any] = {}
    if "repository" in outline:
        found["repository"] = _web_address(outline, "repository", path).removesuffix(".git")
    if "site" in outline:
        found["site"] = _web_address(outline, "site", path)
    if "new_works" in outline:
        found["new_works"] = text_of_key(outline, "new_works", path)
        _known(found["new_works"], "place of new works", NEW_WORKS, path)
    if "downloads" in outline:
        found["downloads"] = text_of_key(outline, "downloads", path)
        _known(found["downloads"], "choice of downloads", DOWNLOADS, path)
    if "numbered" in outline:
        if not isinstance(outline["numbered"], bool):
            message = "“numbered” must be true or false"
            raise OperatorError(message, line_of(path, "numbered"))
        found["numbered"] = outline["numbered"]
    if "profiles" in outline:
        names = outline["profiles"]
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            message = '“profiles” must be an array of names, as in ["acl", "natbib"]'
            raise OperatorError(message, line_of(path, "profiles"))
        for name in names:
            _known(name, "profile", PROFILE_NAMES, path)
        found["profiles"] = tuple(dict.fromkeys(names))
    return found


def _web_address(outline: dict[str, Any], name: str, path: Path) -> str:
    address = text_of_key(outline, name, path)
    if not re.match(r"https?://", address) or link_target(address) is None:
        message = f"“{address}” is not a valid web address: it starts with https://"
        raise OperatorError(message, line_of(path, address))
    return address.rstrip("/")


def _known(name: str, what: str, names: Collection[str], path: Path) -> None:
    if name not in names:
        raise OperatorError(no_such(what, name, names), line_of(path, name))


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; a fault in it is an `OperatorError` with its line and column."""
    import tomllib

    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        if place:
            line, column = int(place[1]), int(place[2])
        else:  # at the end of the document
            line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
        message = re.sub(r"(?<!\s)\s*\(at .*\)$", "", str(error))
        raise OperatorError(message, Position(shown(path), line, column)) from error
    except UnicodeDecodeError as error:
        message = "the file is not UTF-8: save it in that encoding"
        raise OperatorError(message, byte_position(path, error)) from error
    except OSError as error:
        raise OperatorError(os_message("cannot read", path, error)) from error


def toml_text(text: str) -> str:
    """Return a text as TOML has it; JSON's texts are texts of TOML too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_block(text: str) -> str:
    """Return a text of several lines as TOML has it, letter for letter where that can be."""
    if "\n" not in text or "'''" in text or not text.replace("\n", "").isprintable():
        return toml_text(text)
    return f"'''\n{text}\n'''"


def byte_position(path: Path, error: UnicodeDecodeError) -> Position:
    """Return the place where a file stops being UTF-8; the column counts characters."""
    before = bytes(error.object[: error.start])
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", errors="replace")) + 1
    return Position(shown(path), before.count(b"\n") + 1, column)


def shown(path: Path) -> str:
    """Return a path as messages show it: relative to the current folder if it is inside."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def os_message(doing: str, path: Path, error: OSError) -> str:
    """Return a message on an operation that the operating system refused."""
    return f"{doing} {shown(path)}: {error.strerror or error}"


def allow_only(table: Mapping[str, object], known: Collection[str], path: Path) -> None:
    """Refuse a table with an unknown key. Raises `OperatorError`."""
    for name in table:
        if name not in known:
            hint = did_you_mean(name, known, f" Known are: {', '.join(sorted(known))}.")
            message = f"unknown key “{name}”.{hint}"
            raise OperatorError(message, line_of(path, name))


def line_of(path: Path, word: str) -> Position:
    """Return the first place that names a word in a TOML file; tomllib keeps no positions."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if word in line:
            return Position(shown(path), number, line.index(word) + 1)
    return Position(shown(path))


def _tables(value: object, name: str, path: Path) -> list[dict[str, Any]]:
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return value
    message = f"“{name}” must be tables: write [[{name}]]"
    raise OperatorError(message, line_of(path, name))


def text_of_key(table: Mapping[str, object], name: str, path: Path) -> str:
    """Return the text that a table has under a name. Raises `OperatorError` for anything else."""
    value = table.get(name)
    if isinstance(value, str) and value:
        return value
    message = f"“{name}” is missing" if value is None else f"“{name}” must be a text in quotes"
    about = next((str(item) for item in table.values() if isinstance(item, str)), name)
    raise OperatorError(message, line_of(path, about))


def key_pattern(table: Mapping[str, object], path: Path) -> KeyPattern:
    """Return the key pattern that a table names, or else the usual one. Raises `OperatorError`."""
    if "keys" not in table:
        return DEFAULT_PATTERN
    template = text_of_key(table, "keys", path)
    try:
        return KeyPattern(template)
    except ValueError as error:
        raise OperatorError(str(error), line_of(path, template)) from error


def contact_of(table: Mapping[str, object], path: Path) -> str:
    """Return the address of mail that a table names; empty if none. Raises `OperatorError`."""
    if "contact" not in table:
        return ""
    contact = text_of_key(table, "contact", path)
    if not re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", contact, re.ASCII):
        message = f'“{contact}” is no address of mail, as in contact = "me@example.org"'
        raise OperatorError(message, line_of(path, contact))
    return contact


_OF_SECTIONS = frozenset({"id", "slug", "title", "text", "below"})


def _chapter(table: dict[str, Any], path: Path) -> Chapter:
    """Return a chapter. One with a slug has a section of its own, for works right below it."""
    allow_only(table, {*_OF_SECTIONS, "section"}, path)
    title = text_of_key(table, "title", path)
    headings = tuple(_sections(table.get("section", []), path, may_be_bare=True))
    # A chapter of text alone needs no id: no command names it.
    is_named = bool(headings) or bool({"id", "slug"} & table.keys())
    name = text_of_key(table, "id", path) if is_named else ""
    sections = tuple(section for section in headings if section.slug)
    if "slug" in table:
        sections = (Section(name, _slug(table, path), title), *sections)
    return Chapter(name, title, sections, headings, *_texts(table))


def _sections(value: object, path: Path, *, may_be_bare: bool = False) -> Iterator[Section]:
    """Yield sections; where they may be bare, one without a slug is only a heading."""
    for table in _tables(value, "section", path):
        allow_only(table, _OF_SECTIONS, path)
        slug = "" if may_be_bare and "slug" not in table else _slug(table, path)
        name, title = text_of_key(table, "id", path), text_of_key(table, "title", path)
        yield Section(name, slug, title, *_texts(table))


def _texts(table: Mapping[str, object]) -> tuple[str, str]:
    """Return the Markdown before and behind the works of a heading."""
    return str(table.get("text", "")).strip("\n"), str(table.get("below", "")).strip("\n")


def _slug(table: Mapping[str, object], path: Path) -> str:
    slug = text_of_key(table, "slug", path)
    if slug in RESERVED:
        message = f"“{slug}” is no slug: Windows has no file of this name"
        raise OperatorError(message, line_of(path, slug))
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or slug == WHOLE:
        message = f"“{slug}” is not a valid slug: use a-z, digits and hyphens, and not “{WHOLE}”"
        raise OperatorError(message, line_of(path, slug))
    return slug


def _venue(label: str, table: object, path: Path) -> Venue:
    if not isinstance(table, dict):
        message = f"“{label}” must be a table: write [{label}]"
        raise OperatorError(message, line_of(path, label))
    from pllm_bib.formats.shared.venues import KEYS, venue_of_table

    allow_only(table, KEYS, path)
    try:
        return venue_of_table(label, table)
    except ValueError:
        message = (
            f'the editions of “{label}” must be lines like 2024 = "Proceedings of ..." or '
            '2021-2024 = "... {38th} Conference ..."'
        )
        raise OperatorError(message, line_of(path, label)) from None
