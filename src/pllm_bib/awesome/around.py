"""The words around the title of a line: names, a venue, a date, and notes."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pllm_bib.awesome.cited import label_in_prose, read_citation
from pllm_bib.awesome.inline import ANCHOR, BREAK
from pllm_bib.awesome.label import (
    SHORTCODE,
    Label,
    is_acronym,
    read_label,
    without_emoji,
)
from pllm_bib.awesome.names import one_with_initials, read_credits, read_name_list, split_names
from pllm_bib.awesome.remains import GAP, SEPARATORS
from pllm_bib.awesome.title import flat
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pllm_bib.awesome.found import Line
    from pllm_bib.awesome.remains import Remains

_AND_OTHERS = regex(r"\bet\s+al\b")
_FRAMED = regex(
    r"in\s+(?:the\s+)?proc(?:eedings|\.)\s+of\s+(?:the\s+)?([^,]+?)(?:,\s*(?:pages?|pp?\.?)\s[\d–-]+)?",
    re.IGNORECASE,
)
"""A venue, and pages, as citations have them."""
_STRETCH = regex(f"[^{GAP}{BREAK}]+")
_EMPTY = ("[]", "[ ]", "()", "( )", "(,)", "( , )")
"""Brackets around links that are gone."""
_LONGEST_CELL = 5
"""Words of a venue between bars."""
FEW_WORDS = 3
"""Words of a detail; with more, it is a note."""


class WordsAround:
    """The reader of what is left of a line before and behind its title."""

    def __init__(self, line: Line, remains: Remains) -> None:
        self.line = line
        self.remains = remains
        self.text = remains.text
        self.gone = remains.gone
        self.before = False
        """The stretch stands before the title."""

    def read(self, start: int, end: int) -> None:
        """Look for names, a venue and a date in what is left of a stretch."""
        self.before = not start
        self._name_in_italics(start, end)
        self._linked_names(start, end)
        at, known = start, len(self.line.unread)
        for piece in re.split(f"[{GAP}{BREAK}]", self.remains.left_with_places(start, end)):
            if piece.count("|") > 1:
                self._cells(piece.split("|"))
            elif piece.strip(SEPARATORS):
                self._piece(piece, marked=self.remains.is_all_marked(at, at + len(piece)))
            at += len(piece) + 1
        if any(len(words.split()) > FEW_WORDS for words in self.line.unread[known:]):
            self.line.unread[known:] = [
                self._said(start, end)
            ]  # the parts that are read belong to it

    def _linked_names(self, start: int, end: int) -> None:
        """Read names that lead to the pages of their people: ``[Jane Doe](...), [Al Roe]``."""
        left = self.remains.left_with_places(start, end)
        for match in _STRETCH.finditer(left):
            first, last = start + match.start(), start + match.end()
            if match.group().count(ANCHOR) < 2 or self.line.authors:  # noqa: PLR2004
                continue
            names = read_name_list(flat(self.remains.slice(first, last)).text, marked=False)
            if names:
                self.line.authors = names
                self.remains.drop(first, last)

    def _cells(self, cells: Iterable[str]) -> None:
        """Read names and a venue that stand between bars, as in a table."""
        for cell in cells:
            words = without_emoji(cell.replace(ANCHOR, " ")).strip(SEPARATORS)
            if not words:
                continue
            names = None if self.line.authors else read_name_list(words, marked=True)
            label = _label_of(words, marked=True)
            short = words[0].isupper() and len(words.split()) <= _LONGEST_CELL
            if names:
                self.line.authors = names
            elif label:
                self.line.found(label)
            elif short and not self.line.label.venue:
                self.line.found(Label(venue=words))
            else:
                self._piece(words, marked=False)

    def _said(self, start: int, end: int) -> str:
        """Return the words of a stretch as they stand, without labels of links."""
        said = "".join(
            self.remains.anchors[at].inner.plain
            if char == ANCHOR and not self.gone[at]
            else " "
            if char == ANCHOR
            else char
            for at, char in enumerate(self.text[start:end], start=start)
        )
        said = " ".join(SHORTCODE.sub(" ", said.replace(BREAK, " ")).split())
        for empty in _EMPTY:
            said = said.replace(empty, "")
        return " ".join(said.split()).strip(SEPARATORS)

    def _name_in_italics(self, start: int, end: int) -> None:
        """Read a single name in italics, if an upright venue or date follows it.

        Other words in italics there, such as the name of a company, are no venue.
        """
        for first, last in self.remains.styled(Style.EMPHASIS):
            if not start <= first < last <= end or any(self.gone[first:last]):
                continue
            behind = self.remains.left(last, end).split(GAP)[0].split(BREAK)[0].strip(SEPARATORS)
            label = read_label(behind, marked=False)
            words = self.text[first:last].strip(SEPARATORS)
            alone = self.text[first - 1 : first] == BREAK and (
                last == len(self.text) or self.text[last] == BREAK or self.gone[last]
            )
            if label is None and not alone:
                continue
            if "," in words:
                self._names_in_italics(first, last, touched=label is not None)
                continue
            if not self.line.authors and read_label(words, marked=True) is None:
                self.line.authors = read_name_list(words, marked=True) or self.line.authors
                if self.line.authors or (label and (label.venue or label.arxiv)):
                    self.remains.drop(first, last)
            return

    def _names_in_italics(self, first: int, last: int, *, touched: bool) -> None:
        """Read names in italics that a venue follows with no mark between: ``*Al Roe* ACL``."""
        names = read_name_list(self.text[first:last], marked=False) if touched else None
        if names and not self.line.authors:
            self.line.authors = names
            self.remains.drop(first, last)

    def _piece(self, piece: str, *, marked: bool) -> None:
        piece = without_emoji(piece.replace(ANCHOR, " ")).strip(SEPARATORS + '“”"')
        if not piece:
            return
        if _AND_OTHERS.search(piece):  # affiliations: “Jane Doe (Aviary) et al.”
            piece = re.sub(r"(?:(?<!\s)\s++)?\([^()]*\)(?=\s*(?:[,;]|et\b|and\b))", "", piece)
        said = re.match(r"(?:by|authors?)\s*+(?::\s++|(?<=\s))(?=\S)", piece, re.IGNORECASE)
        own = read_name_list(piece[said.end() :], marked=True) if said else None
        if own and not self.line.authors:
            self.line.authors = own
            return
        split = split_names(piece) or read_credits(piece)
        if split:
            self.line.authors = self.line.authors or split[0]
            self.line.found(split[1])
            return
        names = read_name_list(piece, marked=False, cited=self.before) or one_with_initials(piece)
        if names:
            self.line.authors = self.line.authors or names
            return
        if label := _label_of(piece, marked=marked):
            self.line.found(label)
            return
        if not self.line.label.venue and (label := label_in_prose(piece)):
            self.line.found(label)
            self.line.unread.append(piece)
            return
        parts = re.split(r"(?<=\w{2})[.;]\s+|\s[–—|-]+\s|\v|:\s|(?<= al\.),?\s*", piece)
        if len(parts) == 1:
            self.line.unread.append(piece)
            return
        for before, part in itertools.pairwise(["", *parts]):
            self._piece(part, marked=bool(_AND_OTHERS.search(before)))


def _label_of(piece: str, *, marked: bool) -> Label | None:
    """Read a label, or a venue as citations have it: ``In Proceedings of ACL, pages 1–9``."""
    if cited := read_citation(piece):
        return cited
    framed = _FRAMED.fullmatch(piece)
    if framed:
        return read_label(framed[1], marked=True)
    return read_label(piece, marked=marked or is_acronym(piece))
