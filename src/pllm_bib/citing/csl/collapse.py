"""Cites drawn together by their authors, years and numbers (CSL 1.0.2, "Cite Collapsing")."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.text.tokens import PAIRS, Tokens, is_mark, plain
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pllm_bib.citing.csl.cite import Cite
    from pllm_bib.citing.csl.state import State
    from pllm_bib.citing.csl.style import CslStyle


class RenderedCite(NamedTuple):
    """The tokens of a cited work, the state in which they were rendered, and what was asked for."""

    state: State
    tokens: Tokens
    cite: Cite


class Collapse:
    """The way in which a style draws the cites of a citation together.

    ``without_names`` renders a cite again, its names left out.
    """

    def __init__(self, style: CslStyle, without_names: Callable[[RenderedCite], Tokens]) -> None:
        self.style = style
        self.without_names = without_names

    def collapsed(self, cites: list[RenderedCite]) -> Tokens:
        """Return the tokens of cites, drawn together as the style's ``collapse`` says."""
        area = self.style.citation
        collapse = area.option("collapse")
        if collapse == "citation-number":
            return self._collapsed_numbers(cites)
        if not collapse and area.option("cite-group-delimiter", "\0") == "\0":
            return _strung([(cite, cite.tokens) for cite in cites], [area.delimiter] * len(cites))
        result: Tokens = []
        after = area.option("after-collapse-delimiter", area.delimiter)
        ended = False
        before: RenderedCite | None = None
        for _, group in itertools.groupby(cites, _people):
            together = list(group)
            if before is not None:
                delimiter = after if ended else area.delimiter
                result.extend(_between(before.cite, together[0].cite, delimiter))
            result.extend(self._group(together, collapse))
            before = together[-1]
            # The specification has it behind a collapsed group alone, citeproc-js nearly always.
            ended = (
                len(together) > 1 or bool(together[-1].cite.locator) or collapse != "year-suffix"
            )
        return result

    def _group(self, cites: list[RenderedCite], collapse: str) -> Tokens:
        """Return the tokens of cites of the same people, named once where cites collapse."""
        delimiters = [self._within(cite) for cite in cites]
        if not collapse or len(cites) == 1:
            return _strung([(cite, cite.tokens) for cite in cites], delimiters)
        bare = [self.without_names(cite) for cite in cites]
        if collapse == "year":
            shown = [cites[0].tokens, *bare[1:]]
            return _strung(list(zip(cites, shown, strict=True)), delimiters)
        pieces: list[tuple[RenderedCite, Tokens]] = []
        for year, group in itertools.groupby(range(len(cites)), lambda at: _year(bare[at])):
            places = list(group)
            first = bare[places[0]] if pieces else cites[0].tokens
            if year is None:
                pieces.append((cites[places[0]], first))
                pieces.extend((cites[at], bare[at]) for at in places[1:])
            else:
                suffixes = [_suffix(bare[at]) for at in places]
                pieces.append((cites[places[0]], [*first, *self._suffixes(suffixes)]))
        return _strung(pieces, delimiters)

    def _within(self, cite: RenderedCite) -> str:
        """Return the delimiter between a cite and the next one of the same people.

        Where the style has none, it is a comma in the text, as in citeproc-js.
        """
        area = self.style.citation
        after = area.option("after-collapse-delimiter", "\0")
        if after != "\0":
            return after if cite.cite.locator else area.delimiter
        in_text = self.style.root.get("class") == "in-text" and area.option("collapse")
        return area.option("cite-group-delimiter", ", " if in_text else area.delimiter)

    def _suffixes(self, suffixes: list[Tokens]) -> Tokens:
        """Return the suffixes behind the first one of a year; three in a row may make a range."""
        area = self.style.citation
        ranged = area.option("collapse") == "year-suffix-ranged"
        delimiter = area.option(
            "year-suffix-delimiter", area.option("cite-group-delimiter", area.delimiter)
        )
        dash = self.style.locale.term("citation-range-delimiter") or "–"
        letters = [plain(suffix) for suffix in suffixes]
        result: Tokens = []
        at = 0
        while at < len(letters):
            end = at
            while ranged and end + 1 < len(letters) and _follows(letters[end], letters[end + 1]):
                end += 1
            if at:
                result.extend([delimiter, *suffixes[at]])
            if end > at + 1:
                result.extend([dash, *suffixes[end]])
                at = end
            at += 1
        return result

    def _collapsed_numbers(self, cites: list[RenderedCite]) -> Tokens:
        """Return the tokens of cites; three or more numbers in a row become a range."""
        area = self.style.citation
        dash = self.style.locale.term("citation-range-delimiter") or "–"
        after = area.option("after-collapse-delimiter", area.delimiter)
        result: Tokens = []
        index = 0
        collapsed = False
        while index < len(cites):
            end = index
            while (
                end + 1 < len(cites)
                and cites[end + 1].state.number == cites[end].state.number + 1
                and _is_number(cites[end])
                and _is_number(cites[end + 1])
            ):
                end += 1
            if index:
                delimiter = after if collapsed else area.delimiter
                result.extend(_between(cites[index - 1].cite, cites[index].cite, delimiter))
            collapsed = end - index >= 2  # noqa: PLR2004
            if collapsed:
                result.extend([*cites[index].tokens, dash, *cites[end].tokens])
                index = end + 1
            else:
                result.extend(cites[index].tokens)
                index += 1
        return result


def _strung(pieces: Sequence[tuple[RenderedCite, Tokens]], delimiters: Sequence[str]) -> Tokens:
    """Return the tokens of cites, each but the last followed by its delimiter.

    What is empty takes none.
    """
    result: Tokens = []
    before: tuple[RenderedCite, str] | None = None
    for (cite, tokens), delimiter in zip(pieces, delimiters, strict=False):
        if not tokens:
            continue
        if before is not None:
            result.extend(_between(before[0].cite, cite.cite, before[1]))
        result.extend(tokens)
        before = cite, delimiter
    return result


def _between(before: Cite, cite: Cite, delimiter: str) -> Tokens:
    """Return the delimiter between two cites: none where words around them have a mark there.

    Behind a suffix that ends in one, the blank of the delimiter stays.
    """
    if before.suffix:
        if before.suffix[-1] in _STOPS:
            _mark, blank, rest = delimiter.partition(" ")
            delimiter = blank + rest
    elif cite.prefix.lstrip()[:1] in {*_STOPS}:
        return []
    return [delimiter] if delimiter else []


_STOPS = ";.,"


def _people(cite: RenderedCite) -> str:
    """Return the names by which cites are drawn together.

    A cite without names stays alone unless it has a year suffix. One of names only does, too.
    """
    names = cite.state.names
    if names is None and cite.state.disambiguation.year_suffix:
        names = ""
    return f"\0{id(cite.state)}" if names is None or cite.cite.author_only else names


def _suffix(tokens: Tokens) -> Tokens:
    """Return the year suffix of a cite, with its formatting."""
    opening = tokens.index(PAIRS["year-suffix"][0])
    return tokens[opening : tokens.index(PAIRS["year-suffix"][1]) + 1]


def _year(tokens: Tokens) -> str | None:
    """Return the text before the year suffix of a cite without names.

    Returns None where no year suffix ends the cite.
    """
    opening, closing = PAIRS["year-suffix"]
    if closing not in tokens or plain(tokens[tokens.index(closing) :]):
        return None
    return plain(tokens[: tokens.index(opening)])


def _follows(letter: str, other: str) -> bool:
    return len(letter) == len(other) == 1 and ord(other) == ord(letter) + 1


def _is_number(cite: RenderedCite) -> bool:
    """Say whether a cite has only its number and affixes."""
    tokens = cite.tokens
    texts = sum(isinstance(token, str) for token in tokens)
    numbered = any(is_mark(token, "number") for token in tokens)
    short = plain(tokens).isdigit() or (numbered and texts <= len("[1]"))
    return short and cite.cite.is_plain
