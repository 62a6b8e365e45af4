"""The generated list: its block in the README, and pages by chapter where GitHub shows no more.

A block stands between two comments. The first carries a digest of what the last build wrote, so
that an edit by hand is told apart from a list that has simply moved on.
"""

from __future__ import annotations

import hashlib
import textwrap
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import README, WHOLE, shown
from pllm_bib.files.text import text_of
from pllm_bib.formats.markdown import write as markdown
from pllm_bib.formats.markdown.escape import code, escape
from pllm_bib.formats.shared.label import in_reading_order
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.limits import SHOWN_BY_GITHUB
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.tasks.build import headings, links

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library, Section
    from pllm_bib.tasks.build.headings import PageHeading
    from pllm_bib.tasks.build.known import KnownTexts

BEGIN = "<!-- pllm-bib:list:begin -->"
END = "<!-- pllm-bib:list:end -->"
_BEGIN = regex(r"<!-- pllm-bib:list:begin(?: sha256=(?P<digest>[0-9a-f]*))? -->\n?")
_END = regex(r"<!-- pllm-bib:list:end -->")


@dataclass(frozen=True, slots=True)
class ReadmeBlock:
    """A generated block: the text around it, its content, and the digest of the last build."""

    before: str
    content: str
    after: str
    digest: str | None

    @property
    def line(self) -> int:
        """The line of the opening comment, from 1."""
        return self.before.count("\n") + 1

    @property
    def hand_edited(self) -> bool:
        """True if the content is not what a build wrote. A block never built may hold anything."""
        return self.digest is not None and self.digest != _digest(self.content)

    def first_edit(self, content: str) -> int:
        """Return the first line of the file that is not in the content that a build would make."""
        made = set(content.split("\n"))
        lines = self.content.split("\n")
        edited = (number for number, text in enumerate(lines) if text not in made)
        return self.line + 1 + next(edited, -1)

    def filled(self, content: str) -> str:
        """Return the whole file with other content in the block."""
        begin = f"<!-- pllm-bib:list:begin sha256={_digest(content)} -->\n"
        return self.before + begin + content + END + self.after

    @property
    def around(self) -> int:
        """How many bytes stand around the content."""
        return len((self.before + BEGIN + END + self.after).encode()) + _DIGEST


_DIGEST = 24
"""The bytes that a digest adds to the first comment."""


def find_block(text: str, path: Path) -> ReadmeBlock:
    """Find the block of a README. Raises `OperatorError` if its comments are not one pair."""
    begins, ends = list(_BEGIN.finditer(text)), list(_END.finditer(text))
    if len(begins) != 1 or len(ends) != 1 or ends[0].start() < begins[0].end():
        message = (
            f"{shown(path)}: the generated list needs exactly one pair of lines\n"
            f"    {BEGIN}\n    {END}\nin this order; write them where the list shall stand."
        )
        raise OperatorError(message)
    begin, end = begins[0], ends[0]
    return ReadmeBlock(
        before=text[: begin.start()],
        content=text[begin.end() : end.start()],
        after=text[end.end() :],
        digest=begin.group("digest"),
    )


def block_of(config: Config, path: Path, page: str | None = None) -> ReadmeBlock:
    """Return the block of a page of the list, as it is on the disk or, without one, as it begins.

    ``page`` is a beginning of the README. Raises `OperatorError` as `find_block` does.
    """
    if path.exists():
        return find_block(text_of(path), path)
    if path.name != README:
        page = f"# {escape(config.title)}\n\n{BEGIN}\n{END}\n"
    return find_block(page or f"# {config.title}\n\n{config.intro}\n\n{BEGIN}\n{END}\n", path)


def pages_there(config: Config) -> list[Path]:
    """Return the pages of a list that are on the disk, beside the README."""
    return [
        path
        for path in sorted(config.root.glob(f"{_PAGE.format('*')}"))
        if path.is_file() and not path.is_symlink() and _BEGIN.search(text_of(path))
    ]


_PAGE = "list-{}.md"
"""The name of a page. It stands beside the README, so links and pictures lead on where they did."""


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()[:16]


class GeneratedList(NamedTuple):
    """A list as it is generated: its headings, and the content of the block of each of its files.

    The README comes first.
    """

    headings: tuple[PageHeading, ...]
    contents: dict[Path, str]

    def places(self) -> dict[str, str]:
        """Return where the heading is that each section's works follow, by its id."""
        return {made.section.id: made.place for made in self.headings if made.section}

    def lines(self) -> set[str]:
        """Return all lines of the blocks."""
        return {line for content in self.contents.values() for line in content.split("\n")}


def generated(
    config: Config, library: Library, around: int, texts: KnownTexts | None = None
) -> GeneratedList:
    """Generate a list: downloads, contents, and the works under their headings.

    All is in the README if GitHub shows as much, with the bytes ``around`` it; else chapters are on
    pages of their own. ``texts`` are those of a build.
    """
    # The shape of a line, label first, is one that awesome-lint's rule for items never accepts, and
    # a work that stands in two sections has its links in both.
    start = ["<!--lint disable awesome-list-item double-link-->"]
    if library.entries:
        start.append(f"**Download all:** {links.downloads(config, WHOLE)} · {links.STYLES}")
    made = headings.headings(config)
    fronts = [
        _with_notes(config, library, entry, texts)
        for chapter in library.chapters
        if not chapter.title
        for section in chapter.sections
        for entry in _listed(library, section)
    ]
    outline = [(section.id, section.slug) for section in library.sections]
    below = [
        _text_under(config, library, heading, texts, outline, is_parent=deeper)
        for heading, deeper in zip(made, _parents(made), strict=True)
    ]
    known = {section.id for section in library.sections}
    rest = [line(library, one, texts) for one in library if not known.intersection(one.sections)]
    first = [headings.contents(made)] if made else []
    whole = _joined([*start, *first, *fronts, *below, *rest])
    if around + len(whole.encode()) <= SHOWN_BY_GITHUB or not made:
        return GeneratedList(tuple(made), {config.root / README: whole})
    made = headings.on_pages(made, _pages(made, [len(text.encode()) for text in below]))
    readme = _joined([*start, headings.contents(made), *fronts, *rest])
    pages: dict[str, list[str]] = {}
    for heading, text in zip(made, below, strict=True):
        pages.setdefault(heading.page, [f"[{escape(config.title)}]({README})"]).append(text)
    contents = {config.root / name: _joined(parts) for name, parts in pages.items()}
    return GeneratedList(tuple(made), {config.root / README: readme, **contents})


def _joined(blocks: Iterable[str]) -> str:
    return "".join(f"{block.removesuffix(_GAP)}{_GAP}" for block in blocks)


_GAP = "\n\n"


def _parents(made: Sequence[PageHeading]) -> list[bool]:
    """Say of each heading whether others stand below it."""
    return [
        at + 1 < len(made) and made[at + 1].level > heading.level for at, heading in enumerate(made)
    ]


def _pages(made: Sequence[PageHeading], sizes: Sequence[int]) -> list[str]:
    """Return the page of each heading: of its chapter, or of its section in a large chapter.

    ``sizes`` are those of the headings' texts. A page has the name of its first section.
    """
    runs: list[list[int]] = []
    for chapter in _runs(made, range(len(made)), 2):
        if sum(sizes[at] for at in chapter) <= SHOWN_BY_GITHUB - _AROUND:
            runs.append(chapter)
            continue
        head, *parts = _runs(made, chapter, 3)
        runs += [head + parts[0], *parts[1:]] if parts else [head]
    found = []
    for run in runs:
        slugs = [of.slug for at in run if (of := made[at].section)]
        found += [_PAGE.format(slugs[0] if slugs else made[run[0]].anchor)] * len(run)
    return found


_AROUND = 10_000
"""The bytes that are left on a page for what stands around its chapter."""


def _runs(made: Sequence[PageHeading], places: Iterable[int], level: int) -> list[list[int]]:
    """Return headings in runs, each from one of a level, or of a higher one, to the next."""
    runs: list[list[int]] = []
    for at in places:
        if made[at].level <= level or not runs:
            runs.append([])
        runs[-1].append(at)
    return runs


def _notes(config: Config, entry: Entry) -> str:
    keys = (entry.key, *entry.aliases)
    return next((config.notes[key] for key in keys if key in config.notes), "")


def _with_notes(config: Config, library: Library, entry: Entry, texts: KnownTexts | None) -> str:
    """Return the line of a work with what is said of it below, as items of its own."""
    notes = _notes(config, entry)
    return (
        line(library, entry, texts) + textwrap.indent(f"\n{notes}", "  ")
        if notes
        else line(library, entry, texts)
    )


def _listed(library: Library, section: Section) -> list[Entry]:
    return in_reading_order(_in_section(library, section))


def _in_section(library: Library, section: Section) -> list[Entry]:
    return [entry for entry in library if section.id in entry.sections]


def _text_under(
    config: Config,
    library: Library,
    heading: PageHeading,
    texts: KnownTexts | None,
    outline: list[tuple[str, str]],
    *,
    is_parent: bool,
) -> str:
    """Return what stands under a heading, its line first: known, or written now.

    ``outline`` has the ids and slugs of all sections: links to the BibTeX of works depend on them.
    """

    def make() -> str:
        return _joined(_under(config, library, heading, texts, is_parent=is_parent))

    section = heading.section
    if texts is None or section is None:
        return make()
    works = _in_section(library, section)
    notes = [_notes(config, entry) for entry in works] if config.notes else []
    downloads = links.downloads(config, section.slug)
    depends = (heading, is_parent, outline, downloads, notes)
    return texts.of_all(works, f"under {section.id}", depends, make)


def _under(
    config: Config,
    library: Library,
    heading: PageHeading,
    texts: KnownTexts | None,
    *,
    is_parent: bool,
) -> Iterator[str]:
    """Yield the blocks of a heading: its line, its text, and downloads and lines of its works."""
    yield heading.line
    if heading.text:
        yield heading.text
    listed = _listed(library, heading.section) if heading.section else []
    if heading.section and listed:
        yield links.downloads(config, heading.section.slug)
    elif not (is_parent or heading.text or heading.below):
        yield "No works yet."
    for entry in listed:
        yield _with_notes(config, library, entry, texts)
    if heading.below:
        yield heading.below


def line(library: Library, entry: Entry, texts: KnownTexts | None = None) -> str:
    """Return a work's line: as `markdown.line`, with a link to its BibTeX, and its key."""
    more = links.bibtex(library, entry)

    def make() -> str:
        return f"{markdown.line(entry, more)} {code(entry.key)}"

    return texts.of(entry, f"line {more}", make) if texts else make()
