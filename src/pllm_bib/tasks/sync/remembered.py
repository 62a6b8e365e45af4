"""The lines of a source as they were when it was read last: a file beside the entries.

Each work is one line of the file, an entry of BibTeX, in the order of the keys. So a change of one
line upstream is a change of one line here, and git merges two sides line by line.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import shown
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.import_.newcomers import Newcomers
    from pllm_bib.tasks.import_.result import Newcomer

_HEAD = """\
% The lines of the source as “pllm-bib sync” read them last, one work a line, under the keys of the
% list. They tell what has changed there since then. Commit this file; do not edit it.
"""
_HEADINGS = "headings"
_BETWEEN = " | "
_DEEPER = " > "


class RememberedLine(NamedTuple):
    """A work as a source has it: what its lines say, under the list's key, and its headings."""

    entry: Entry
    headings: tuple[str, ...]


def heading_text(path: Iterable[str]) -> str:
    """Return headings above a line as they are remembered: as one text, the outermost first."""
    words = _DEEPER.join(" ".join(heading.split()) for heading in path)
    return words.translate(_PLAIN)


def heading_path(text: str) -> tuple[str, ...]:
    """Return the headings that a text of `heading_text` has, the outermost first."""
    return tuple(text.split(_DEEPER))


def heading_words(text: str) -> str:
    """Return the innermost heading of those that a text of `heading_text` has."""
    return heading_path(text)[-1]


def headings_text(paths: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return the headings above some lines, each once; lines without any have none."""
    return tuple(dict.fromkeys(filter(None, map(heading_text, paths))))


_PLAIN = str.maketrans({"{": "(", "}": ")", "\\": "/", "|": "/"})
"""Characters that a field of a .bib file, or the file of lines, has a meaning for."""


def read(path: Path) -> dict[str, RememberedLine]:
    """Read the lines that are remembered, by key; none where there is no file yet.

    Raises `OperatorError` where the file cannot be read in full.
    """
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        message = f"{shown(path)} is not UTF-8: save it in that encoding"
        raise OperatorError(message) from error
    entries, faults = bib_reader.read(text, shown(path))
    grave = [fault for fault in faults if fault.severity == "error"]
    if grave:
        message = f"{grave[0].message}: mend the line, or take it out"
        raise OperatorError(message, grave[0].position)
    return {entry.key: _line(entry) for entry in entries}


def _line(entry: Entry) -> RememberedLine:
    headings = dict(entry.extra).get(_HEADINGS, "")
    extra = tuple(pair for pair in entry.extra if pair[0] != _HEADINGS)
    return RememberedLine(
        replace(entry, extra=extra), tuple(filter(None, headings.split(_BETWEEN)))
    )


def lines_of(new: Newcomers) -> list[tuple[Newcomer, RememberedLine]]:
    """Return the lines of new works, to be remembered once the works have their keys."""
    headings: dict[str, list[tuple[str, ...]]] = {}
    for key, path in new.listed:
        headings.setdefault(key, []).append(path)
    return [
        (found, RememberedLine(replace(found.entry, key=""), headings_text(headings.get(key, ()))))
        for key, found in new.found.items()
    ]


def text_of(lines: Mapping[str, RememberedLine]) -> str:
    """Return the text of the file of remembered lines."""
    rows = [_row(key, lines[key]) for key in sorted(lines, key=lambda key: (key.casefold(), key))]
    return _HEAD + "".join(f"{row}\n" for row in rows)


def _row(key: str, line: RememberedLine) -> str:
    own = line.entry.key
    aliases = (own,) if own not in {"", key} else line.entry.aliases
    entry = replace(line.entry, key=key, sections=(), aliases=aliases, related=(), abstract=None)
    record = FORMATS["canonical"].required_writer.record(entry, WriteContext())
    if line.headings:
        headings = f"  {_HEADINGS} = {{{_BETWEEN.join(line.headings)}}},"
        first, _, rest = record.partition("\n")
        record = f"{first}\n{headings}\n{rest}"
    lines = re.sub(r",\s*\}$", "}", record.strip()).split("\n")
    return " ".join(line.strip() for line in lines)
