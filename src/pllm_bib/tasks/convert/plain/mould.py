"""The mould of a form: the text that its entries become, with places for their values."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.tasks.convert.request import LostField

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator, Sequence

    from pllm_bib.files.text import FilePart
    from pllm_bib.formats.losses import Loss


class PieceCheck(NamedTuple):
    """The way of a piece from the file to the text."""

    group: int
    plain: Callable[[str], str | None]
    """As `ValueKind.plain`."""
    is_text: bool
    """As in `ValueKind`."""
    braces: tuple[str, str] | None
    """What the format has for braces."""


@dataclass(frozen=True, slots=True)
class Mould:
    """The text that entries of a form become, with places for their values."""

    entry: re.Pattern[str]
    """Matches an entry of the form, with all blanks behind it, up to the next block."""
    checks: tuple[PieceCheck, ...]
    """Those of the pieces that may be written otherwise than they stand, or be no plain ones."""
    text: str
    """A format for the operator ``%``."""
    values: Callable[[Sequence[str]], tuple[str, ...]]
    """Takes its values from the groups of the entry."""
    lost: tuple[tuple[Loss, str, int], ...]
    """Losses with the field's name, and the group of what their place is; -1 if they have none."""

    def cast(self, match: re.Match[str]) -> str | None:
        """Return the text of an entry; None if one of its values is not plain."""
        groups = list(match.groups())
        texts = []
        for group, plain, is_text, braces in self.checks:
            value = plain(groups[group])
            if value is None:
                return None
            if braces:
                bare = value.replace("{", "").replace("}", "")
                groups[group] = value.replace("{", braces[0]).replace("}", braces[1])
                value = bare
            else:
                groups[group] = value
            if is_text:
                texts.append(value)
        return self.text % self.values(groups) if len(texts) == len({*texts}) else None


class CastEntry(NamedTuple):
    """An entry that is written: its key with its line and column, its text, and its losses."""

    key: tuple[str, int, int]
    text: str
    lost: tuple[LostField, ...]


@dataclass(slots=True)
class Cast:
    """The plain entries of a part of a file, cast in the moulds of their forms."""

    name: str
    part: FilePart
    rows: list[CastEntry] = field(default_factory=list)
    at: int = 0
    line: int = 0
    """The line of the file that ``at`` is in."""

    def __post_init__(self) -> None:
        self.line = self.part.first_line

    def take(self, mould: Mould, match: re.Match[str]) -> bool:
        """Cast an entry; say whether it is plain in all of its values."""
        text = mould.cast(match)
        if text is None:
            return False
        start = match.start()
        self.line += self.part.text.count("\n", self.at, start)
        self.at = start
        key = match[1]
        lost = () if not mould.lost else tuple(self._lost(mould, match, key))
        self.rows.append(CastEntry((key, self.line, match.start(1) - start + 1), text, lost))
        return True

    def _lost(self, mould: Mould, match: re.Match[str], key: str) -> Iterator[LostField]:
        text, start = self.part.text, match.start()
        for loss, name, group in mould.lost:
            place = Position("")
            if group >= 0:
                at = match.start(group)
                line = self.line + text.count("\n", start, at)
                place = Position(self.name, line, at - text.rfind("\n", 0, at))
            yield LostField(place, key, name, loss)
