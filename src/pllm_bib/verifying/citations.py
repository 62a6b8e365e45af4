"""Formatted bibliographies as text: one reference for each work, with its title, name and year.

Only letters and digits are compared, in lower case, since styles change case, quotation marks and
punctuation.
"""

from __future__ import annotations

import functools
import html
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from pllm_bib.model.folding import letters
from pllm_bib.model.limits import normalize
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.verifying import runs
from pllm_bib.verifying.check import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library

_TAG = regex(r"</?[a-z][^<>]*>")


class _Reference(NamedTuple):
    letters: str
    line: int | None
    has_dashes: bool
    """True if dashes replace the names, which are the same as in the work before."""


def differences(library: Library, text: str, suffix: str) -> Iterator[Difference]:
    """Yield the faults of a bibliography: HTML if its file's suffix is ``.html``, else Markdown."""
    found = [
        _Reference(
            letters(normalize("NFKC", reference)),
            line,
            reference.strip().startswith(("--", "–", "—")),
        )
        for reference, line in (_in_html(text) if suffix == ".html" else _in_markdown(text))
    ]
    if len(found) != len(library):
        yield Difference(f"there are {len(found)} references for {len(library)} works")
    index = _index(found)
    for entry in library:
        title = _letters(runs.plain(runs.of_text(entry.title, source=False)))
        own = [reference for reference in _near(title, found, index) if title in reference.letters]
        if not own:
            yield Difference("no reference has its title", None, entry.key, "title", title)
            continue
        for field, wanted in _expected(entry):
            says = (_letters(wanted) in reference.letters for reference in own)
            dashed = field == "authors" and any(reference.has_dashes for reference in own)
            if not any(says) and not dashed:
                message = f"its reference lacks “{wanted}”"
                yield Difference(message, own[0].line, entry.key, field, wanted)


_GRAM = 8
"""How many letters the index has together: one of each row of so many in a reference."""


def _index(found: list[_Reference]) -> dict[str, list[int]]:
    """Return the places of references by rows of letters in them."""
    index: dict[str, list[int]] = {}
    for place, reference in enumerate(found):
        said = reference.letters
        for at in range(0, len(said) - _GRAM + 1, _GRAM):
            index.setdefault(said[at : at + _GRAM], []).append(place)
    return index


def _near(title: str, found: list[_Reference], index: dict[str, list[int]]) -> Iterator[_Reference]:
    """Yield the references that may hold a title, in order: all of them for a short one.

    Wherever a longer one stands, a row that starts with one of its first letters is in the index.
    """
    if len(title) < 2 * _GRAM - 1:
        yield from found
        return
    rows = (index.get(title[at : at + _GRAM], ()) for at in range(_GRAM))
    for place in sorted({place for row in rows for place in row}):
        yield found[place]


def _expected(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.authors.names:
        yield "authors", entry.authors.names[0].family
    if entry.date:
        yield "date", str(abs(entry.date.year))


def _in_html(text: str) -> Iterator[tuple[str, int | None]]:
    try:
        root = lxml_html.document_fromstring(text)
    except etree.ParserError:  # the text is empty
        return
    for element in root.find_class("csl-entry"):
        yield str(element.text_content()), element.sourceline


def _in_markdown(text: str) -> Iterator[tuple[str, int | None]]:
    """Yield the paragraphs without the page's title, each with its line."""
    number = 1
    for paragraph in text.split("\n\n"):
        if paragraph.strip() and not paragraph.startswith("# "):
            yield html.unescape(_TAG.sub("", paragraph)), number
        number += paragraph.count("\n") + 2


@functools.lru_cache(maxsize=100_000)
def _letters(value: str) -> str:
    """Return the letters of what an entry says, which every bibliography of a list is asked for."""
    return letters(normalize("NFKC", value))
