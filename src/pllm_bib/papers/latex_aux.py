r"""Files of LaTeX for BibTeX (.aux): ``\citation``, ``\bibdata``, ``\@input``."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.regex import regex
from pllm_bib.papers.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = regex(
    r"\\(?:citation|abx@aux@cite(?:\{\d+\})?|(?P<data>bibdata)|(?P<input>@input))"
    r"\{(?P<names>[^{}\n]*)\}"
)
_NAME = regex(r"[^,\s][^,]*")
_OF_BIBLATEX = "biblatex-control"
"""A key that biblatex cites so that BibTeX reads its options; the file of it ends in ``-blx``."""


def read(text: str, path: str, _state: object) -> Iterator[Mention]:
    """Yield what an .aux file mentions. For biber, the bibliography is named in a .bcf file."""
    source = SourceMap(text, path)
    for line in _LINE.finditer(text):
        for found in _NAME.finditer(text, *line.span("names")):
            name, place = found[0], source.position(found.start())
            if line["data"]:
                if not name.endswith("-blx"):
                    yield Mention("bibliography", name, place)
            elif line["input"]:
                yield Mention("input", name, place)
            elif name != _OF_BIBLATEX:
                yield Mention("everything" if name == "*" else "citation", name, place)
    if r"\abx@aux@" in text:
        control = PurePath(path).with_suffix(".bcf").name
        yield Mention("perhaps", control, Position(path))
