"""Control files of biber (.bcf), which biblatex writes: ``bcf:citekey``, ``bcf:datasource``.

The program that writes it writes an element a line. So a pattern reads it, and no XML parser has to
be guarded against entities.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.regex import regex
from pllm_bib.papers.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

_ELEMENT = regex(
    r"<bcf:(?:citekey|(?P<source>datasource))\b(?P<attributes>[^<>]*)>\s*(?P<name>[^<>\s][^<>]*)"
    r"|<!--(?:[^-]|-(?!->))*"
)
_SET = regex(r"""\bmembers\s*=\s*["']([^"'<>]*)["']""")
"""The members of a set that the document defines, which no file has."""


def read(text: str, path: str, _state: object) -> Iterator[Mention]:
    """Yield what a .bcf file mentions."""
    source = SourceMap(text, path)
    for element in _ELEMENT.finditer(text):
        if element["name"] is None:
            continue
        name, place = html.unescape(element["name"].strip()), source.position(element.start("name"))
        if element["source"]:
            yield Mention("bibliography", name, place)
        elif members := _SET.search(element["attributes"]):
            yield Mention("label", name, place)
            for member in html.unescape(members[1]).split(","):
                yield Mention("citation", member.strip(), place)
        else:
            yield Mention("everything" if name == "*" else "citation", name, place)
