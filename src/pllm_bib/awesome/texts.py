"""Kinds of texts in a list: words of a heading, contents, running text, a bare label."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.awesome.inline import ANCHOR
from pllm_bib.awesome.label import Label, link_kind, without_emoji
from pllm_bib.awesome.names import read_name_list
from pllm_bib.awesome.outline import without_number
from pllm_bib.awesome.title import flat
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.awesome.found import Line
    from pllm_bib.awesome.html import ListItem
    from pllm_bib.awesome.inline import Inline
    from pllm_bib.model.name import Names

_LONGEST_TITLE = 40
"""Words of the title of a work in a paragraph."""
_SENTENCES = regex(r"[a-z]{2}[.!] [A-Z]\w+ \w+ \w+ \w+")
"""A title of two sentences, which running text may be."""


def words_of(inline: Inline) -> str:
    """Return the words of a heading, without emoji and pictures."""
    return " ".join(without_emoji(flat(inline).text).split()).strip(" *_`")


def shown_words(inline: Inline) -> str:
    """Return the words of a heading with emoji, without pictures and number."""
    return without_number(" ".join(flat(inline).text.split()))


def first_names(inline: Inline) -> Names | None:
    """Return the names at the start of a text, up to a link, a bracket or another style."""
    plain = inline.styles[0]
    end = next(
        (
            at
            for at, char in enumerate(inline.text)
            if char in ANCHOR + "[" or inline.styles[at] != plain
        ),
        len(inline.text),
    )
    return read_name_list(inline.text[:end], marked=True)


def is_bold(inline: Inline) -> bool:
    """Say whether all letters and digits of a text are in bold type."""
    return any(map(str.isalnum, inline.text)) and all(
        style & Style.STRONG
        for char, style in zip(inline.text, inline.styles, strict=True)
        if char.isalnum()
    )


def all_texts(item: ListItem) -> list[Inline]:
    """Return the texts of an item and of all in it."""
    found = [item.inline]
    for child in item.children:
        found += all_texts(child)
    return found


def is_contents(texts: Sequence[Inline]) -> bool:
    """Say whether texts hold only links to headings of the same page."""
    anchors = [anchor for text in texts for anchor in text.anchors if not anchor.image]
    return (
        bool(anchors)
        and all(_OWN_HEADING.match(anchor.url) for anchor in anchors)
        and not any(re.search(r"\w{3}", text.text) for text in texts if text.anchors)
    )


_OWN_HEADING = regex(
    r"#|https?://github\.com/[^/#?]+/[^/#?]+(?:/(?:blob|tree)/[^/#?]+)?(?:/readme(?:\.\w+)?)?/?#",
    re.IGNORECASE,
)
"""Addresses of headings of a README, relative or in full."""


def is_prose(line: Line) -> bool:
    """Say whether a paragraph is running text: its title goes on, or much is said between links."""
    words = str(line.title).split()
    return (
        line.prose
        or line.running_on
        or len(words) > _LONGEST_TITLE
        or (not line.marked and _SENTENCES.search(str(line.title)) is not None)
        or link_kind(str(line.title))[1]
    )


def is_bare(title: str) -> bool:
    """Say whether a title is only an address, or the label of a link with what it says."""
    return _BARE.match(title) is not None


_BARE = regex(
    r"https?://\S+$|(?:intro|arxiv|paper|pdf|github|code|project|homepage|slides)"
    r"(?:\s?\([^()]*\))?(?:\s?:|$)",
    re.IGNORECASE,
)


def is_citation(line: Line) -> bool:
    """Say whether a line without links has names, a title and where it appeared."""
    told = bool(line.authors) and tells(line.label._replace(date=None))
    return told and not line.links and len(str(line.title).split()) > 2  # noqa: PLR2004


def tells(label: Label) -> bool:
    """Say whether a label is more than a year, which any sentence may hold."""
    return bool(label.venue or label.arxiv or (label.date and label.date.month))
