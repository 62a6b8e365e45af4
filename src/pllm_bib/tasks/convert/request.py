"""A wanted conversion, and what comes of each piece of it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.formats.base import Options
from pllm_bib.formats.losses import change
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from pllm_bib.formats.losses import Loss
    from pllm_bib.model.diagnostic import Diagnostic, Position
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.select import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A wanted conversion: to a format of `FORMATS`, with options, of some entries, in an order.

    ``keys`` names the only entries wanted, ``sort`` is one of `select.SORTINGS`; ``jobs`` is how
    many processes may work, and ``plain`` is as in `blocks.split`.
    """

    to: str
    options: Options = field(default_factory=Options)
    keys: frozenset[str] = frozenset()
    sort: str | None = None
    backwards: bool = False
    """Whether the order is turned round."""
    jobs: int = 0
    plain: bool = True
    pages: bool = False
    """Whether the entries are wanted themselves, to make a page of each."""

    @property
    def moves(self) -> bool:
        """Say whether entries of .bib files leave their places in a .bib file that they become."""
        return bool(self.sort or self.keys)


class LostField(NamedTuple):
    """A field that was dropped or changed, and where it stood."""

    position: Position
    key: str
    field: str
    """As the source calls it."""
    loss: Loss

    def __str__(self) -> str:
        where = f"{self.position}: " if self.position.path else ""
        what = "there is no place for it" if self.loss.dropped else change(self.loss)
        return f"{where}“{self.field}” of “{self.key}”: {what}"


@dataclass(slots=True)
class Result:
    """The outcome of a piece: texts of its entries, and what there is to say of them."""

    name: str = ""
    """Of the file that they come from."""
    number: int = 0
    """That of the file among those that are read together."""
    written: int = 0
    """How many entries were written."""
    texts: list[str] = field(default_factory=list)
    """Their texts; one text for all, unless they are to be sorted or told apart."""
    order: list[Order] = field(default_factory=list)
    """What the texts are sorted by, if they are."""
    faults: list[Diagnostic] = field(default_factory=list)
    lost: list[LostField] = field(default_factory=list)
    keys: list[tuple[str, int, int]] = field(default_factory=list)
    """Every key that was read, with its line and column."""
    records: list[tuple[int | None, bool]] = field(default_factory=list)
    """Of each text, which of the keys it is under, if any, and whether that is a former one."""
    verbatim: bool = False
    """Whether the texts are those of a file with all between them, so that nothing parts them."""
    heads: list[str] = field(default_factory=list)
    """Texts that come before those of all entries, if the entries leave their places."""
    comment: str = ""
    """The text that the piece ends with, right above what the next one starts with."""
    starts_with_entry: bool = False
    """Whether there is nothing before the first text in the piece."""
    entries: list[Entry] = field(default_factory=list)
    """Those that were written, if pages are made of them."""


def sort_by_order(pairs: list[tuple[Order, str]], *, backwards: bool) -> None:
    """Sort texts, each with its order, in place; what comes first in all orders, parents last."""
    pairs.sort(key=lambda pair: pair[0][1:], reverse=backwards)
    pairs.sort(key=lambda pair: bool(pair[0][0]))
