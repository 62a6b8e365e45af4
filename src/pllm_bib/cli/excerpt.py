"""Findings for a terminal: each with the line that it is about, and a mark under the place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.cli import printed
from pllm_bib.errors import PllmBibError
from pllm_bib.files.config import shown
from pllm_bib.files.text import read_text
from pllm_bib.model.regex import regex
from pllm_bib.model.unseen import visible_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pllm_bib.cli.printed import Piece
    from pllm_bib.model.diagnostic import Diagnostic, Position
    from pllm_bib.tasks.check.run import CheckReport

_COLORS = {"error": "red", "warning": "yellow", "info": "cyan"}
_TOKEN = regex(r"@?[\w\-:.+/]+|\S")
"""A piece of a line that a mark stands under."""
_BEFORE = 20
"""Columns that stay before the place in a line that is too long; a third of them, if fewer."""
_LEAST = 12
"""Columns that a line has at least, however narrow the terminal is."""


def print_findings(report: CheckReport) -> None:
    """Print findings with excerpts, as `as_text` has them otherwise."""
    sources = _Sources(report)
    width = shutil.get_terminal_size().columns
    for finding in report.findings:
        for line in _heading(finding, width):
            printed.pieces(line)
        for line in _excerpt(finding, sources.line(finding.position), width):
            printed.pieces(line)


def _heading(finding: Diagnostic, width: int) -> Iterator[Sequence[Piece]]:
    """Yield the line of a finding with its colours, in lines that fit; its words are of ``str``."""
    place, code = visible_line(str(finding.position)), f"{finding.code} {finding.name}"
    first, *others = printed.fitted(str(finding), width)
    start = f"{place}: {code}"
    if first.startswith(start):
        rest = first.removeprefix(start)
        yield (place, "bold"), (": ", ""), (code, _COLORS[finding.severity]), (rest, "")
    else:
        yield ((first, "bold"),)
    for line in others:
        yield ((line, ""),)


def _excerpt(finding: Diagnostic, line: str | None, width: int) -> Iterator[Sequence[Piece]]:
    """Yield the line of a file with a mark below, and what would mend it."""
    if line is None:
        return
    number = str(finding.position.line)
    gutter = " " * len(number)
    at = min(finding.position.column - 1, len(line))
    token = _TOKEN.match(line, at)
    end = token.end() if token else at + 1
    room = max(width - len(number) - len(" | ") - 1, _LEAST)
    start = max(0, at - min(_BEFORE, room // 3)) if end > room else 0
    before, marked, after = (
        visible_line(text.replace("\t", " ")) for text in (line[start:at], line[at:end], line[end:])
    )
    if start:
        before = f"…{before}"
    shown_line = before + marked + after
    if _cells(shown_line) > room:
        shown_line = _cut(shown_line, room - 1) + "…"
    indent = " " * _cells(before)
    mark = "^" * max(1, min(_cells(marked), room - _cells(before)))
    yield (f"{number} | ", "blue"), (shown_line, "")
    yield (f"{gutter} | ", "blue"), (indent, ""), (mark, _COLORS[finding.severity])
    if finding.fix:
        how = "--fix --unsafe" if finding.unsafe else "--fix"
        yield (f"{gutter} = ", "blue"), (f"mended by {how}", "green")


def _cells(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    from rich.cells import cell_len

    return cell_len(text)


def _cut(text: str, room: int) -> str:
    from rich.cells import set_cell_size

    cut: str = set_cell_size(text, room)
    return cut.rstrip()


class _Sources:
    """The lines of the files that findings are in."""

    def __init__(self, report: CheckReport) -> None:
        loaded = report.loaded
        self.texts = dict(loaded.others)
        self.texts |= {shown(path): text for path, text in loaded.texts.items()}
        self.lines: dict[str, list[str]] = {}

    def line(self, position: Position) -> str | None:
        """Return the line of a place; None if it is blank or not there."""
        name = position.path
        if name not in self.lines:
            self.lines[name] = self._text(name).split("\n")
        lines = self.lines[name]
        line = lines[position.line - 1] if position.line <= len(lines) else ""
        return line if line.strip() else None

    def _text(self, name: str) -> str:
        """Return the text of a file; empty if it cannot be read any more."""
        if name in self.texts:
            return self.texts[name]
        try:
            return read_text(Path(name)).text
        except (OSError, PllmBibError):
            return ""
