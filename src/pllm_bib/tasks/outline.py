"""The headings of somebody's list -> the chapters and sections of a new one."""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.awesome.outline import heading_name, is_contents_heading
from pllm_bib.files.config import OWN_FILE, RESERVED, WHOLE, toml_block, toml_text
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.folding import slug as letters
from pllm_bib.model.library import Chapter, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.awesome.outline import AwesomeList, ListedHeading
    from pllm_bib.awesome.page import PageText

FRONT = Section("0", "front", "Overview")
"""The section of works that no heading stands above; it has no heading in the list either."""


@dataclass(slots=True)
class NewOutline:
    """The outline of a new list."""

    title: str
    numbered: bool
    chapters: list[Chapter]
    by_path: dict[tuple[str, ...], Section]
    """The section of each heading that works stand right under."""
    empty: list[str]
    """Headings that became no section."""


@dataclass(slots=True)
class _Node:
    """A heading of the new list, with those below it."""

    path: tuple[str, ...]
    title: str
    holds: bool = False
    """It lists works, or is meant to."""
    children: list[_Node] = field(default_factory=list)


def new_outline(document: AwesomeList, text: PageText, list_title: str) -> NewOutline:
    """Make chapters and sections from headings; each stays as deep as it is.

    A heading right under the title is a chapter. One without works is a heading with text.
    """
    top = depth_of_title(document)
    outline = NewOutline(list_title, _is_numbered(document, top), [], {}, [])
    slugs = {WHOLE, *RESERVED}
    fronts = [work.headings for work in document.works if len(work.headings) <= top]
    if fronts:
        outline.by_path |= dict.fromkeys(fronts, FRONT)
        outline.chapters.append(Chapter("", "", (FRONT,)))
        slugs.add(FRONT.slug)
    roots = list(_tree(document, text, top, outline.empty))
    for number, node in _numbered(roots, "", taken=FRONT.id if fronts else ""):
        headings = tuple(_sections(node, number, text, slugs, outline.by_path))
        sections = tuple(section for section in headings if section.slug)
        if node.holds:
            own = Section(number, _slug("", node.title, slugs), node.title)
            outline.by_path[node.path] = own
            sections = (own, *sections)
        above, below = _texts(node, text)
        outline.chapters.append(Chapter(number, node.title, sections, headings, above, below))
    return outline


def depth_of_title(document: AwesomeList) -> int:
    """Return the number of headings that all of the list stands under: its title, usually."""
    used = [heading for heading in document.headings if heading.has_works]
    if not document.headings or not document.title:
        return 0
    first = document.headings[0].path[:1]
    is_title = document.title in {first[0], heading_name(first[0])[1]}
    works = all(work.headings[:1] == first for work in document.works)
    return 1 if is_title and works and all(h.path[:1] == first for h in used) else 0


def _tree(document: AwesomeList, text: PageText, top: int, empty: list[str]) -> Iterator[_Node]:
    """Yield the chapters of a list, with all headings below them that works or text stand under."""
    used = {heading.path for heading in document.headings if heading.has_works}
    kept = {path[:at] for path in used for at in range(top + 1, len(path) + 1)}
    nodes: dict[tuple[str, ...], _Node] = {}
    roots: list[_Node] = []
    for heading in document.headings:
        path = heading.path
        if len(path) <= top or path in nodes or is_contents_heading(path[-1]):
            continue
        is_meant = path not in kept and _is_empty_section(heading, used)
        if not (path in kept or is_meant or path in text.above or path in text.below):
            empty.append(" / ".join(path[top:]))
            if path not in text.headings:
                continue
        elif not (path in kept or is_meant or path in text.headings):
            continue
        title = heading_name(heading.shown or path[-1])[1]
        nodes[path] = node = _Node(path, title, holds=path in used or is_meant)
        above = [nodes[path[:at]] for at in range(len(path) - 1, top, -1) if path[:at] in nodes]
        (above[0].children if above else roots).append(node)
    yield from roots


def _sections(
    node: _Node,
    number: str,
    text: PageText,
    slugs: set[str],
    by_path: dict[tuple[str, ...], Section],
) -> Iterator[Section]:
    """Yield the headings below one, in order, with their ids, slugs and texts."""
    for name, child in _numbered(node.children, f"{number}."):
        slug = _slug(node.title, child.title, slugs) if child.holds else ""
        section = Section(name, slug, child.title, *_texts(child, text))
        if child.holds:
            by_path[child.path] = section
        yield section
        yield from _sections(child, name, text, slugs, by_path)


def _numbered(
    nodes: Sequence[_Node], above: str, *, taken: str = ""
) -> Iterator[tuple[str, _Node]]:
    """Yield headings that stand side by side, with their own numbers if all of these fit."""
    own = [heading_name(node.path[-1])[0] for node in nodes]
    fit = all(re.fullmatch(re.escape(above) + r"\d+", number) for number in own)
    if not fit or len(set(own)) < len(own) or taken in own:
        own = [f"{above}{at}" for at in range(1, len(nodes) + 1)]
    yield from zip(own, nodes, strict=True)


def _texts(node: _Node, text: PageText) -> tuple[str, str]:
    return text.above.get(node.path, ""), text.below.get(node.path, "")


def _is_numbered(document: AwesomeList, top: int) -> bool:
    """Say whether the headings of a list show numbers; a list without headings of its own does."""
    used = [h for h in document.headings if h.has_works and len(h.path) > top]
    return not document.works or 2 * sum(heading.numbered for heading in used) >= len(used)


def _is_empty_section(heading: ListedHeading, used: set[tuple[str, ...]]) -> bool:
    """Say whether a heading without works is meant for works: numbered as its neighbours."""
    if not heading.numbered or any(path[: len(heading.path)] == heading.path for path in used):
        return False
    return any(
        len(path) == len(heading.path)
        and path[:-1] == heading.path[:-1]
        and heading_name(path[-1])[0]
        for path in used
    )


def _slug(parent: str, title: str, taken: set[str]) -> str:
    """Make a slug from the words of a heading, with those of the one above if it needs them."""

    def made(words: str) -> str:
        parts = filter(None, map(letters, words.replace("/", " ").replace("-", " ").split()))
        return "-".join(parts)[:60].strip("-")

    candidates = [made(title), f"{made(parent)}-{made(title)}".strip("-")]
    found = next((slug for slug in candidates if slug and slug not in taken), None)
    number = 2
    while found is None or found in taken:
        found = f"{made(title) or 'section'}-{number}"
        number += 1
    taken.add(found)
    return found


def outline_text(document: AwesomeList, outline: NewOutline) -> str:
    """Return the text of sections.toml."""
    lines = [f"title = {toml_text(outline.title)}", f"intro = {toml_text(document.intro)}"]
    lines.append(f"new_works = {toml_text(OWN_FILE)}")
    if not outline.numbered:
        lines.append("numbered = false")
    for chapter in outline.chapters:
        if not chapter.title:
            for section in chapter.sections:
                lines += ["", "[[section]]", *_fields(section)]
            continue
        slug = chapter.own.slug if chapter.own else ""
        own = Section(chapter.id, slug, chapter.title, chapter.text, chapter.below)
        lines += ["", "[[chapter]]", *_fields(own)]
        for section in chapter.headings:
            lines += ["", "[[chapter.section]]", *_fields(section)]
    return "\n".join(lines) + "\n"


def _fields(section: Section) -> Iterator[str]:
    yield f"id = {toml_text(section.id)}"
    if section.slug:
        yield f"slug = {toml_text(section.slug)}"
    yield f"title = {toml_text(section.title)}"
    if section.text:
        yield f"text = {toml_block(section.text)}"
    if section.below:
        yield f"below = {toml_block(section.below)}"
