"""Entries -> a folder of pages for a site generator.

What people wrote on a page stays: its text, and the fields of its front matter that no entry fills.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.files.config import RESERVED
from pllm_bib.files.write import read_bytes
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import Options, WriteContext
from pllm_bib.formats.pages.write import page_name
from pllm_bib.model.library import Library
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pllm_bib.formats.row import Format, Pages
    from pllm_bib.model.entry import Entry


def pages(entries: Iterable[Entry], row: Format, folder: Path, options: Options) -> dict[Path, str]:
    """Return the files of a folder with a page an entry, by path, each with its new text.

    Keys that a file's name can't tell apart get a number. Raises ``ValueError`` for a format that
    has no pages.
    """
    form = row.pages
    if form is None:
        message = f"{row.title} has no pages"
        raise ValueError(message)
    found: dict[Path, str] = {}
    taken: set[str] = set()
    for entry in entries:
        name = own_name(page_name(entry.key), taken)
        path = folder / form.path.format(name)
        old = (read_bytes(path) or b"").decode("utf-8", errors="replace")
        found[path] = _page(entry, form, options, old)
        if form.bib:
            text = FORMATS["bibtex"].write(Library((entry,)), Options(profile="minimal"))
            found[folder / form.bib.format(name)] = text
    return found


def own_name(name: str, taken: set[str]) -> str:
    """Return the name of a page that no other has; letter case does not matter. It is taken then.

    Names that mean devices on Windows get a hyphen.
    """
    number, own = 1, name + "-" * (name.partition(".")[0].casefold() in RESERVED)
    while own.casefold() in taken:
        number += 1
        own = f"{name}-{number}"
    taken.add(own.casefold())
    return own


_FRONT_MATTER = regex(r"---\r?\n(.*?\n)??---[ \t]*(?:\r?\n|$)", re.DOTALL)
_FIELD = regex(r"^(?=[^\s#:-][^:\n]*:(?:\s|$))", re.MULTILINE)


def _page(entry: Entry, form: Pages, options: Options, old: str) -> str:
    """Return the page of an entry, with what people added to its old page."""
    writer = form.writer()
    context = WriteContext(options=options)
    parts = writer.parts_of(entry, context)
    new = writer.layout(entry, parts, context)
    front = _FRONT_MATTER.match(old)
    if front is None:
        return new
    known = {part.target for part in parts}
    fields = _FIELD.split(front[1] or "")
    own = "".join(text for text in fields if text.partition(":")[0] not in known)
    return new.removesuffix("---\n") + own + "---\n" + old[front.end() :]
