"""Jupyter notebooks: what their cells of Markdown cite, and the metadata that Quarto reads there.

A notebook is JSON (nbformat 4); a cell's text is a string, or a list of its lines. Cells of code
cite nothing. A raw cell may hold the document's YAML, as Quarto has it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.items.item import Shape
from pllm_bib.formats.shared.items.json_items import from_json
from pllm_bib.formats.shared.source import SourceMap, SourceText
from pllm_bib.model.regex import regex
from pllm_bib.papers import markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.papers.mention import Mention
    from pllm_bib.papers.tex import TexState

_CELLS = Shape(lists=frozenset({"cells"}), marks=frozenset({"cell_type"}))
_STRING = regex(r'"(?P<text>(?:[^"\\]|\\.)*+)"')
_CHARACTER = regex(r"\\u[0-9A-Fa-f]{4}|\\.|[^\\]")


def read(text: str, path: str, state: TexState) -> Iterator[Mention]:
    """Yield what a notebook mentions, each at its place in the file."""
    characters: list[str] = []
    offsets: list[int] = []
    for start, raw in _texts(text, path):
        for string in _STRING.finditer(raw):
            for found in _CHARACTER.finditer(raw, *string.span("text")):
                characters.append(_decoded(found.group()))
                offsets.append(start + found.start())
        characters += "\n\n"
        offsets += [start + len(raw)] * 2
    body = "".join(characters)
    source, inner = SourceMap(text, path), SourceMap(body, path)
    for mention in markdown.read(body, path, state):
        at = offsets[inner.offset(mention.position)]
        yield mention._replace(position=source.position(at))


def _texts(text: str, path: str) -> Iterator[tuple[int, str]]:
    """Yield the text of each cell that is no code: its offset in the file, and its JSON."""
    for item in from_json(SourceText(text, path), _CELLS):
        members = {member.name: member for member in item.members}
        kind, source = members.get("cell_type"), members.get("source")
        if kind and source and kind.value in ("markdown", "raw"):
            at = text.find(source.raw, source.offset + len('"source"'))
            if at >= 0:  # else it holds signs that no JSON may have
                yield at, source.raw


def _decoded(token: str) -> str:
    """Return a character of a JSON string; half a character beyond the basic plane is a sign."""
    if token[0] != "\\":
        return token
    try:
        char = str(json.loads(f'"{token}"'))
    except ValueError:
        return token[-1]
    return "\ufffd" if "\ud800" <= char <= "\udfff" else char
