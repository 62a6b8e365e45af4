"""From the text of an example to what a rule sees, and the real list to try rules on."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pllm_bib import rules
from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.shared.faults import reading_fault
from pllm_bib.model.citation_key import DEFAULT_PATTERN, KeyPattern
from pllm_bib.model.diagnostic import Diagnostic, Position
from pllm_bib.model.library import Chapter, Library, Section, Venue
from pllm_bib.rules.base import OnlineFacts, Readme, RuleContext
from pllm_bib.tasks.check.run import alike, exports_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.model.entry import Entry

ENTRIES = Path(__file__).parents[2] / "entries"
OUTLINE, VENUES, README = "entries/sections.toml", "entries/venues.toml", "README.md"

READERS = {
    row.suffix: row.read
    for row in reversed(FORMATS.values())  # the first of those that share a suffix
    if row.read and row.suffix != ".bib"
}
"""Suffix of a file that is no .bib file -> how it is read."""


def files_of(example: str) -> dict[str, str]:
    """The files of an example; one without headings is one .bib file.

    The suffix of a file's name tells the format that it is read in.
    """
    parts = re.split(r"^--- (\S+(?: \(\d+ bytes\))?)\n", example, flags=re.MULTILINE)
    if len(parts) == 1:
        return {"entries/one.bib": example}
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def context_of(files: dict[str, str]) -> RuleContext:
    """What a rule sees of files.

    A .bib file belongs to the section whose slug is its name, if the example has an outline. In a
    file, U+FFFD stands for a byte that is not UTF-8. What is called ``revision:path``, as git
    calls it, was published. What is called ``path (600000 bytes)`` is as large as that.
    """
    sizes = {match[1]: int(match[2]) for name in files if (match := _SIZED.fullmatch(name))}
    said = {name: text for name, text in files.items() if name.partition(":")[0] in SAID}
    files = {name.partition(" ")[0]: text for name, text in files.items() if name not in said}
    published = {name.partition(":")[2]: text for name, text in files.items() if ":" in name}
    files = {name: text for name, text in files.items() if ":" not in name}
    chapters = _chapters(files)
    by_file = {f"entries/{s.slug}.bib": s.id for chapter in chapters for s in chapter.sections}
    entries: list[Entry] = []
    faults: list[Diagnostic] = []
    bib_files = [path for path in files if path.endswith(".bib") and path not in sizes]
    for path in bib_files:
        if "\N{REPLACEMENT CHARACTER}" in files[path]:
            faults.append(reading_fault("bad-encoding", "not UTF-8", Position(path)))
            continue
        read, found = bib_reader.read(files[path], path, by_file.get(path))
        entries.extend(read)
        faults.extend(found)
    for path, text in files.items():
        if reader := READERS.get(Path(path).suffix):
            read, found = reader(text, path, None)
            entries.extend(read)
            faults.extend(found)
    library = Library(tuple(entries), chapters, _venues(files))
    readme = _readme(files[README], entries) if README in files else None
    return RuleContext(
        library=library,
        faults=tuple(faults),
        readme=replace(readme, size=sizes.get(README, 0)) if readme else None,
        outline_path=OUTLINE,
        missing_files=tuple(path for path in by_file if path not in files),
        stray_files=tuple(path for path in bib_files if by_file and path not in by_file),
        keys=KeyPattern(
            tomllib.loads(files.get(OUTLINE, "")).get("keys", DEFAULT_PATTERN.template)
        ),
        base=context_of(published).library if published else None,
        alike=alike(library),
        online=tuple(_facts(library, said)) if said else None,
        exports=exports_of(library, sizes.items()),
        section_files=tuple((by_file[path], path) for path in bib_files if path in by_file),
    )


SAID = ("record", "absent", "retracted", "newer")
"""What services say of an entry: the start of a name in an example."""


def _facts(library: Library, said: dict[str, str]) -> Iterator[OnlineFacts]:
    """What services say of entries: each text names a key first, and is a record of it or not."""
    for entry in library:
        facts = OnlineFacts(entry)
        for name, text in said.items():
            kind, _, value = name.partition(":")
            if kind == "record":
                ((record,), _found) = bib_reader.read(text, name)
                if record.key == entry.key:
                    facts = facts._replace(records=(*facts.records, (record, value)))
            elif text.split()[0] == entry.key:
                fields = facts._asdict()
                told = (value, text.split()[1]) if kind == "absent" else value
                facts = OnlineFacts(**{**fields, kind: (*fields[kind], told)})
        yield facts


_SIZED = re.compile(r"(\S+) \((\d+) bytes\)")


def _chapters(files: dict[str, str]) -> tuple[Chapter, ...]:
    outline: dict[str, Any] = tomllib.loads(files.get(OUTLINE, ""))
    front = tuple(Section(**section) for section in outline.get("section", []))
    return ((Chapter("", "", front),) if front else ()) + tuple(
        Chapter(chapter["id"], chapter["title"], tuple(_sections(chapter)))
        for chapter in outline.get("chapter", [])
    )


def _sections(chapter: dict[str, Any]) -> Iterator[Section]:
    """The section right below a chapter's heading, if it has one, and those with a heading."""
    if "slug" in chapter:
        yield Section(chapter["id"], chapter["slug"], chapter["title"])
    for section in chapter.get("section", []):
        yield Section(**section)


def _venues(files: dict[str, str]) -> tuple[Venue, ...]:
    return tuple(
        Venue(
            label=label,
            kind=table["kind"],
            name=table.get("name"),
            editions=tuple((int(year), name) for year, name in table.get("editions", {}).items()),
            publisher=table.get("publisher"),
            hosts=tuple(table.get("hosts", ())),
            spellings=tuple(table.get("spellings", ())),
        )
        for label, table in tomllib.loads(files.get(VENUES, "")).items()
    )


def _readme(text: str, entries: list[Entry]) -> Readme:
    """The README of an example, by a convention simpler than the real one.

    The block is what the entries say if it is a line a work with its title. It was edited by hand
    if the opening comment's digest is not that of the lines.
    """
    match = re.search(r"<!-- pllm-bib:list:begin sha256=(\w+) -->\n(.*?)<!--", text, re.DOTALL)
    assert match is not None
    digest, block = match.groups()
    return Readme(
        path=README,
        line=text[: match.start()].count("\n") + 1,
        up_to_date=[line.split("** ")[1] for line in block.splitlines()]
        == [f"{entry.title}." for entry in entries],
        hand_edited=digest != hashlib.sha256(block.encode()).hexdigest()[:16],
    )


@pytest.fixture
def check() -> Callable[[str], tuple[Diagnostic, ...]]:
    """Run every rule over an example.

    Each rule that has a fix must document what the fix leaves alone.
    """
    with_fix = {rule.name for rule in rules.RULES if rule.documentation.leaves_alone}

    def run(example: str) -> tuple[Diagnostic, ...]:
        found = rules.run(context_of(files_of(example)), rules.RULES)
        assert {d.name for d in found if d.fix} <= with_fix
        return found

    return run


@pytest.fixture
def mend() -> Callable[[str, tuple[Diagnostic, ...]], str]:
    """Apply the fixes of findings to the .bib files of an example."""

    def run(example: str, found: tuple[Diagnostic, ...]) -> str:
        edits = [edit for diagnostic in found for edit in diagnostic.fix]
        return "".join(
            f"--- {path}\n{bib_source.apply(text, edits) if path.endswith('.bib') else text}"
            for path, text in files_of(example).items()
        )

    return run


@pytest.fixture
def found() -> Callable[..., list[tuple[str, str | None]]]:
    """Code and field of everything found in a preprint that differs from a clean one.

    Fields are given by name; None drops one. A key that starts with ``@`` gives the type too:
    ``@article{some2024key``.
    """
    clean = {
        "author": "Li, Xinyu and Zhou, Ruiyang",
        "title": "Personalized Language Modeling",
        "year": "2024",
        "eprint": "2402.05133",
        "archiveprefix": "arXiv",
    }

    def run(
        head: str = "@misc{li2024personalized", **fields: str | None
    ) -> list[tuple[str, str | None]]:
        lines = [f"  {name} = {{{value}}},\n" for name, value in (clean | fields).items() if value]
        context = context_of({"entries/one.bib": f"{head},\n{''.join(lines)}}}\n"})
        return [(d.code, d.field) for d in rules.run(context, rules.RULES)]

    return run


@pytest.fixture
def entry_of() -> Callable[[str], Entry]:
    """Read the one entry of a .bib text."""

    def read(text: str) -> Entry:
        (entry,), _ = bib_reader.read(text, "one.bib")
        return entry

    return read


@pytest.fixture(scope="session")
def the_list() -> RuleContext:
    """The real list."""
    paths = [ENTRIES.parent / OUTLINE, ENTRIES.parent / VENUES, *sorted(ENTRIES.glob("*.bib"))]
    files = {f"entries/{path.name}": path.read_text(encoding="utf-8") for path in paths}
    return context_of(files)
