"""The metadata of a document, in YAML: its bibliographies, and the works that it holds itself.

Only fields of the outermost level are read, line by line, so that each name has its place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.model.regex import regex
from pllm_bib.papers.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.shared.source import SourceMap

_FIELD = regex(
    r"^(?P<name>[\w-]+)[ \t]*:(?P<value>[^\n]*(?:\n(?![\w-]+[ \t]*:)[^\n]*)*)", re.MULTILINE
)
_FILE = regex(
    r"""(?:^[ \t]*-[ \t]+|[\[,][ \t\n]*|\A[ \t]*)"""
    r"""(?:"(?P<double>[^"\n]+)"|'(?P<single>[^'\n]+)'|(?P<bare>[^\s"'\[\],#-][^,\[\]\n#]*))""",
    re.MULTILINE,
)
_OWN = regex(r"""^[ \t]*(?:-[ \t]+)?"?id"?[ \t]*:[ \t]*["']?(?P<id>[^\s"'#]+)""", re.MULTILINE)
_WITH_CITATIONS = frozenset({"nocite", "abstract"})
"""Fields with text in which citations count."""


def metadata(
    source: SourceMap, start: int, end: int
) -> tuple[list[Mention], list[tuple[int, int]]]:
    """Return what a stretch of YAML mentions, and the spans of its text with citations."""
    mentions: list[Mention] = []
    spans: list[tuple[int, int]] = []
    for field in _FIELD.finditer(source.text, start, end):
        if field["name"] == "bibliography":
            mentions.extend(_files(source, field))
        elif field["name"] == "references":
            mentions += (
                Mention("label", own["id"], source.position(own.start("id")))
                for own in _OWN.finditer(source.text, *field.span("value"))
            )
        elif field["name"] in _WITH_CITATIONS:
            spans.append(field.span("value"))
    return mentions, spans


def _files(source: SourceMap, field: re.Match[str]) -> Iterator[Mention]:
    """Yield the files of a field: one, a list in brackets, or a list of lines."""
    for found in _FILE.finditer(field["value"]):
        name = found[found.lastgroup or 0].strip()
        at = field.start("value") + found.start(found.lastgroup or 0)
        yield Mention("bibliography", name, source.position(at))
