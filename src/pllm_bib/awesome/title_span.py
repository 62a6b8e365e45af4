"""The place of the title in a line."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pllm_bib.awesome.cited import read_citation
from pllm_bib.awesome.inline import ANCHOR, BREAK
from pllm_bib.awesome.label import (
    is_abbreviated,
    is_acronym,
    is_known,
    read_label,
    without_emoji,
)
from pllm_bib.awesome.names import (
    have_initials,
    names_before_title,
    read_credits,
    read_name_list,
    split_names,
)
from pllm_bib.awesome.remains import GAP, OPENING, SEPARATORS, Remains
from pllm_bib.awesome.title import flat
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.name import Names
from pllm_bib.model.places import likely_kind
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Iterator

_PARTING = regex(r"[.,;:\v–—-]\s*$")
_ENUMERATION = regex(r"[^,]+, and [^,]+")
"""The end of a title behind a comma, not two names: ``Keen Ears, Silent Flight, and Beaks``."""
_LONGEST_TAIL = 3_000
"""Characters behind a title; a longer text is neither names nor a venue."""
_CUT_BRACKET = regex(r"\s\([^()]{1,40}$")
"""A bracket that a title opens at its end, and does not close."""
_QUOTED = regex(r"\s*+(?:[:,–—-]\s*+)?[“\"]([^“”\"]{8,}+)[”\"]")
_FULL_STOP = regex(r"(?<=\w\w)\.\s+(?=\w+\s+\w)")
_FEW_STOPS = 10
"""Full stops behind which a title is looked for: initials have them too."""
_RUNNING_ON = regex(
    r"\b(?:for|of|in|on|with|to|and|or|the|an?|via|from|using|as|at|towards?|under)\s$",
    re.IGNORECASE,
)
"""Words behind which a title goes on: ``Detectors for *Barn Owls*``."""
_FEW = 3
"""Words of a marked stretch that may be only the start of a title."""


class TitleFinder:
    """The search for the title in what is left of a line."""

    def __init__(self, remains: Remains) -> None:
        self.remains = remains
        self.text = remains.text
        self.gone = remains.gone
        self.authors = Names()
        """The names in bold or italics before the title."""
        self.prefixed = False
        """Words of no known meaning stand before the title."""
        self.prose = False
        """The title is a link in the middle of sentences."""
        self.running_on = False
        """The title starts in bold type, and running text goes on in the same sentence."""

    def find(self) -> tuple[int, int]:
        """Return the start and end of the title; they are equal for a line without one."""
        start, end = self._span()
        return self._trimmed_title(start, end) if start < end else (start, end)

    def _span(self) -> tuple[int, int]:
        """Find the stretch that starts with the title; names or a venue may end it."""
        plain = self._first_plain()
        marked = self._first_marked()
        if marked is None:
            return plain
        start, end, kind = marked
        prefix = self.remains.left(plain[0], start) if plain[0] < min(plain[1], start) else ""
        words = without_emoji(prefix.replace(GAP, " ")).strip(SEPARATORS + '[]()“"').split()
        joined = " ".join(words)
        telling = bool(
            joined
            and (
                read_label(joined, marked=False)
                or read_name_list(joined, marked=False, cited=True)
                or split_names(joined)
                or (_AND_OTHERS.search(joined) and read_credits(joined))
            )
        )
        if len(words) > 2 and not telling:  # noqa: PLR2004
            return plain
        inside = kind == "link" and re.search(r"\w $", prefix) and not telling
        if inside and len(self.remains.words(start, end)) <= 2:  # noqa: PLR2004
            return plain  # a word of the title is a link
        if kind == "strong" and (quoted := self._quoted_behind(end)):
            return quoted
        if kind == "strong" and self._goes_on(start, end):
            self.running_on = (
                self.text[end - 1 : end] != ":" and ":" not in self.text[end : end + 2]
            )
            return (min(start, plain[0])), plain[1]
        if kind == "link" and self._goes_on(start, end) and self._is_nickname(start, end):
            return start, self._stop(end)
        self.prefixed = bool(words) and not telling
        return start, end

    def _first_plain(self) -> tuple[int, int]:
        """Find the first stretch that is left, up to a gap, a line break or names.

        Names with a full stop behind them, before a title, are its authors.
        """
        start, end = self._first_left()
        for stop in itertools.islice(_FULL_STOP.finditer(self.text, start, end), _FEW_STOPS):
            names = read_name_list(self.text[start : stop.start()], marked=False, cited=True)
            if names:
                self.authors = names
                self.remains.drop(start, stop.end())
                return stop.end(), end
        if cited := names_before_title(self.text[start:end]):
            self.authors, length = cited
            self.remains.drop(start, start + length)
            return start + length, end
        return start, end

    def _first_left(self) -> tuple[int, int]:
        """Find the first stretch that is left."""
        start = 0
        while start < len(self.text) and (
            self.gone[start]
            or (
                not (self.text[start].isalnum() or self.text[start] in "$'\"“‘¿¡«")
                and self.text[start] not in OPENING
                and self.text[start] != ANCHOR
            )
        ):
            start += 1
        return start, self._stop(start)

    def _stop(self, start: int) -> int:
        """Return the end of a stretch: a gap, a line break, or names in italics behind it."""
        gap = self.gone.find(1, start)
        end = gap if gap >= 0 else len(self.text)
        line_break = self.text.find(BREAK, start, end)
        end = line_break if line_break >= 0 else end
        for at, _end, style in self.remains.runs:
            if start < at < end and style and style & Style.EMPHASIS:
                before = self.text[max(start, at - 3) : at]
                upright = not self.remains.styles[at - 1] & Style.EMPHASIS
                if upright and (_PARTING.search(before) or self._are_names(at, _end)):
                    return at
        return max(start, end)

    def _are_names(self, start: int, end: int) -> bool:
        """Say whether a stretch in italics behind a title holds names, with a mark behind them."""
        if _RUNNING_ON.search(self.text, max(0, start - 12), start):
            return False
        after = self.remains.left(end, len(self.text)).lstrip()[:1]
        if after and after not in ".,;([|" + GAP + BREAK and not after.isdigit():
            return False
        return read_name_list(self.text[start:end], marked=True) is not None

    def _first_marked(self) -> tuple[int, int, str] | None:
        """Find the first stretch in bold, italics or quotes, or link, that can be a title."""
        found = sorted(self._marked())
        if not found:
            return None
        names = read_name_list(self.remains.left(*found[0][:2]), marked=False, cited=True)
        if names and any(map(self._may_be_title, found[1:])):  # the authors come first
            self.authors = names
            self.remains.drop(*found.pop(0)[:2])
        first = found[0]
        for other in found[1:]:
            if other[2] == "link" and first[2] != "link" and other[0] >= first[1]:
                few = len(self.remains.words(*first[:2])) < _FEW
                if few and len(self.remains.words(*other[:2])) >= _FEW:
                    return other
        if first[2] == "em":
            # Italics are a title only at the start; elsewhere they are names or a venue.
            plain = self._first_plain()
            return first if plain[0] >= first[0] else None
        return first

    def _may_be_title(self, found: tuple[int, int, str]) -> bool:
        """Say whether a marked stretch behind names may be the title: no names, and no venue."""
        words = flat(self.remains.slice(*found[:2])).text
        if read_name_list(words, marked=False) or len(words.split()) < 2:  # noqa: PLR2004
            return False
        label = read_label(words, marked=True)
        return label is None or not is_abbreviated(label.venue or "")

    def _marked(self) -> Iterator[tuple[int, int, str]]:
        """Yield every stretch in bold, italics or quotes, and every link that can be a title."""
        found: list[tuple[int, int]] = []
        for mask, kind in ((Style.STRONG, "strong"), (Style.EMPHASIS, "em")):
            for start, end in self.remains.styled(mask):
                left = self.remains.left(start, end).strip(SEPARATORS + GAP)
                if not re.search(r"\w|" + ANCHOR, left):
                    continue
                inner = self._trimmed(start, end)
                if any(first <= inner[0] and inner[1] <= last for first, last in found):
                    continue  # italics inside of bold type
                found.append(inner)
                yield (*inner, "link" if left == ANCHOR else kind)
        for at in self.remains.titles:
            if not any(start <= at < end for start, end in found):
                yield at, at + 1, "link"
        quoted = re.search(r"[“\"«]([^“”\"«»]{8,})[”\"»]", self.text)
        if quoted and not any(self.gone[quoted.start(1) : quoted.end(1)]):
            yield quoted.start(1), quoted.end(1), "strong"

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while start < end and (self.gone[start] or self.text[start] in SEPARATORS):
            start += 1
        stop = start
        while stop < end and not self.gone[stop]:
            stop += 1
        return start, stop

    def _quoted_behind(self, end: int) -> tuple[int, int] | None:
        """Return the title in quotes behind a short name: ``**OwlBERT**: "Owls at Night"``."""
        match = _QUOTED.match(self.text, end)
        return match.span(1) if match and not any(self.gone[end : match.end()]) else None

    def _goes_on(self, start: int, end: int) -> bool:
        """Say whether running text continues a marked stretch, so that both are the title."""
        if end >= len(self.text) or self.gone[end]:
            return False
        if len(self.remains.words(start, end)) > _FEW:
            return False
        if re.match(r"\s?:\s\S", self.text[end : end + 4]):
            return True
        if self.text[end - 1] == ":" and re.match(r"\s?[\w]", self.text[end : end + 3]):
            return True
        return (
            re.match(r" ?[a-z]\w*", self.text[end : end + 12]) is not None
            and re.match(r" ?(?:by|in|from)\b", self.text[end : end + 6]) is None
        )

    def _is_nickname(self, start: int, end: int) -> bool:
        """Say whether a linked word is a paper's short name, with which its title starts."""
        urls = [url for at, url in self.remains.titles.items() if start <= at < end]
        return any(likely_kind(url) in {LinkKind.PAPER, LinkKind.PDF} for url in urls)

    def _trimmed_title(self, start: int, end: int) -> tuple[int, int]:
        """Cut off what is no part of the title, and note whether it stands in prose."""
        end = self._without_tail(start, end)
        while (rest := self.text[start:end].rstrip(SEPARATORS + "[]()")).endswith(ANCHOR):
            if len(rest) == 1:
                break  # the title is the link
            end = start + len(rest) - 1  # a link behind the title
        cut = _CUT_BRACKET.search(self.text, start, end)
        if cut and end < len(self.text) and (self.gone[end] or self.text[end] == ANCHOR):
            end = cut.start()  # “Owls (Lancet”, and what goes on in the bracket is gone
        if framing := re.search(r"(?<=[.?!,;])\s+[Ii]n:?\s*$", self.text[start:end]):
            end = start + framing.start()  # the “in” of a venue that is gone
        while start < end and (
            self.text[start] in " \t\v\n,;:|·•–—-~*_" or self.text[start : start + 2] == ". "
        ):
            start += 1
        if number := re.match(r"\(?\d{1,3}[.)]\s+(?=\S)", self.text[start:end]):
            start += number.end()
        after = self.remains.left(end, len(self.text))
        self.prose = bool(
            re.match(rf"[^\w({GAP}\[]*{GAP}\s+[a-z]{{2,}}\s", after)
            and end < len(self.text)
            and not self.remains.is_marked(start)
        )
        return start, end

    def _without_tail(self, start: int, end: int) -> int:
        """Return the end of a title that names, a venue or a date may follow."""
        text = self.text[start:end]
        for match in re.finditer(
            r"(?:(?<=\w{2})[.]|[?!])(?:\s+|$)|\s[–—|-]+\s|\v|[,;]\s+|\s(?=\()", text
        ):
            tail = text[match.end() :]
            if match.group()[0] == "," and _ENUMERATION.fullmatch(tail.strip(SEPARATORS)):
                continue
            if not match.start() or len(tail) >= _LONGEST_TAIL:
                continue
            if _is_known(tail) or ("|" in match.group() and _goes_on_in_cells(text, tail)):
                return start + match.start() + (1 if match.group()[0] in "?!" else 0)
        return end


def _is_known(tail: str) -> bool:
    """Say whether a text is a venue with a year, a date, names, or names and a venue."""
    tail = tail.strip()
    if not tail:
        return False
    bracketed = tail.startswith("(") and tail.endswith(")")
    found = read_citation(tail) or read_label(tail, marked=False)
    if found and found.date and (bracketed or found.date.month):
        return True
    if found and (found.date or found.arxiv):
        return bool(found.venue or found.arxiv)
    if _AND_OTHERS.search(tail) and _are_authors(tail):
        return True
    if names := read_name_list(tail, marked=False):
        told = "," in tail or have_initials(names)
        return told and (len(names) >= 2 or names.others)  # noqa: PLR2004
    parts = re.split(r"[.;]\s+|\s[–—|-]+\s|\v", tail, maxsplit=1)
    if len(parts) == 2 and parts[1].strip():  # noqa: PLR2004
        return _are_authors(parts[0], cited=True) and (
            _is_known(parts[1]) or ("|" in tail and _is_short_venue(parts[1]))
        )
    return split_names(tail) is not None


def _are_authors(text: str, *, cited: bool = False) -> bool:
    """Say whether a text holds names, or one family name and “et al.”."""
    credit = read_credits(text) if _AND_OTHERS.search(text) else None
    return bool(read_name_list(text, marked=False, cited=cited) or credit)


_AND_OTHERS = regex(r"\bet\s+al\b")


def _is_short_venue(text: str) -> bool:
    """Say whether a text is the abbreviation of a venue, behind names and a bar."""
    found = read_label(text, marked=True)
    if found and found.arxiv:
        return True
    return is_acronym(text.strip(SEPARATORS)) or bool(
        found and found.venue and is_abbreviated(found.venue)
    )


def _goes_on_in_cells(text: str, tail: str) -> bool:
    """Say whether a bar parts the title from names or a venue, as in a table."""
    if len(re.findall(r"\s\|(?=\s|$)", text)) > 1:
        return True
    found = read_label(tail, marked=True)
    return bool(found and is_known(found.venue) and is_abbreviated(found.venue or ""))
