"""What a line of somebody's list says of a work: title, venue, year, authors, links.

A line is taken apart from its edges: links that are called “paper” or “code”, badges, venues and
dates in brackets or in a type of their own. What is left is a title, and behind it maybe names.
What cannot be told is left out.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.awesome.addresses import Problem, badge, read_address, with_links
from pllm_bib.awesome.inline import ANCHOR, BREAK, SOFT_BREAK, Anchor, Inline
from pllm_bib.awesome.label import (
    ANY_LINK_WORD,
    SHORTCODE,
    Label,
    is_abbreviated,
    link_kind,
    read_label,
    read_name_list,
    without_emoji,
)
from pllm_bib.awesome.title import flat, style_runs, title_text
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import isbn, likely_kind
from pllm_bib.model.name import Names
from pllm_bib.model.text import Style, Text

if TYPE_CHECKING:
    from collections.abc import Iterator


class FoundLink(NamedTuple):
    """A link of a line: its kind by its label, if that tells one."""

    kind: LinkKind | None
    url: str
    label: str
    titled: bool = False
    """Whether the title itself is the link."""


@dataclass(slots=True)
class Line:
    """What a line says."""

    title: Text = field(default_factory=Text)
    label: Label = field(default_factory=Label)
    authors: Names = field(default_factory=Names)
    links: list[FoundLink] = field(default_factory=list)
    doi: str | None = None
    isbn: str | None = None
    problems: list[Problem] = field(default_factory=list)
    prefixed: bool = False
    """Whether words of no known meaning stand before the title."""
    prose: bool = False
    """Whether links stand in the middle of sentences."""

    def add(self, other: Line) -> None:
        """Take in what another line says of the same work, where this one says nothing."""
        self.label = self.label.merged(other.label)
        self.authors = self.authors or other.authors
        self.doi = self.doi or other.doi
        self.isbn = self.isbn or other.isbn
        self.links += other.links
        self.problems += other.problems


def read_line(inline: Inline) -> Line:
    """Take a line apart."""
    return _Reader(inline).read()


# Lines.

_OPENING = "([【（"
_CLOSING = ")]】）"
_MARKUP = Style.STRONG | Style.EMPHASIS | Style.CODE | Style.SUBSCRIPT
_SEPARATORS = " \t\n\v,;:/|·•&+.–—-*_~\u00a0"
_HEAD = re.compile(
    rf"(?P<head>[^\n\v\0,|;]{{4,40}}?)"
    rf"(?P<mark>[,|;:]|\s[-–—]\s|\.\s|\s?(?=[{BREAK}{SOFT_BREAK}{ANCHOR}\[(“\"]))"
    rf"|(?P<date>\d{{4}}(?:[./-]\d\d){{1,2}})\b"
)
"""What a line may start with before its title, and what parts it from that."""
_DOI = re.compile(r"\b(?:doi:?\s*)?(10\.\d{4,9}/[^\s,;)\]]+[^\s,;)\].])", re.IGNORECASE)
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s*([\dXx-]{10,17})\b")
_GAP = "\0"
_PARTING = re.compile(r"[.,;:\v–—-]\s*$")
_DEEPEST = 10
"""Brackets in brackets that are looked into."""
_AND_OTHERS = re.compile(r"\bet\s+al\b")
_OF_BADGE = re.compile(
    r"^(?:conference|journal|venue|publication|publish(?:ed)?(?:\s+(?:in|at))?)\W+(?=\w)",
    re.IGNORECASE,
)
"""What stands on a badge before the venue that it names."""
_LONGEST_TAG = 4
"""Words of a tag before a title."""
_ENUMERATION = re.compile(r"[^,]+, and [^,]+")
"""Behind a comma, the end of a title, not two names: ``Keen Ears, Silent Flight, and Beaks``."""
_LONGEST_TAIL = 3_000
"""Characters behind a title from which they are no names, nor a venue."""


class _Reader:
    """Takes one line apart; ``gone`` marks the characters whose meaning is known."""

    def __init__(self, inline: Inline) -> None:
        self.line = Line()
        inline = with_links(inline)
        self.text = inline.text
        self.styles = inline.styles
        self.runs = style_runs(inline.styles)
        self.anchors = dict(
            zip((m.start() for m in re.finditer(ANCHOR, self.text)), inline.anchors, strict=True)
        )
        self.gone = bytearray(len(self.text))
        self.titles: dict[int, str] = {}
        """Links that may be the title's, by place, with their address."""

    def read(self) -> Line:
        self._words_of_identifiers()
        for at, anchor in self.anchors.items():
            self._anchor(at, anchor)
        self._groups(0, len(self.text))
        self._runs()
        self._leading_date()
        start, end = self._title_span()
        if start < end:
            start, end = self._title(start, end)
        self._rest(0, start)
        self._rest(end, len(self.text))
        for at, url in self.titles.items():
            label = self.anchors[at].inner.plain
            # A word of the title may be linked to anything.
            titled = start <= at < end and 2 * len(label) >= len(str(self.line.title))
            self.line.links.append(FoundLink(None, url, label, titled=titled))
        self.line.links.sort(key=lambda link: not link.titled)
        return self.line

    def _words_of_identifiers(self) -> None:
        """Take in a DOI and an ISBN that stand in the text, and shortcodes of pictures."""
        if match := _DOI.search(self.text):
            self.line.doi = match[1].lower()
            self._drop(*match.span())
        if match := _ISBN.search(self.text):
            self.line.isbn = isbn(match[1])
            self._drop(*match.span())
        for match in SHORTCODE.finditer(self.text):
            self._drop(*match.span())

    # Links.

    def _anchor(self, at: int, anchor: Anchor) -> None:
        """Record a link; unless it can be the title, it is gone from the text."""
        self.gone[at] = 1
        label = anchor.inner.plain.strip()
        url, problem = read_address(anchor.url)
        images = [inner for inner in anchor.inner.anchors if inner.image]
        if anchor.image:
            self._badge(anchor, None)
            return
        if problem:
            self.line.problems.append(problem)
        if images and not anchor.inner.text.replace(ANCHOR, "").strip():
            for image in images:
                self._badge(image, url)
            return
        found = read_label(label.strip("[]() "), marked=True)
        kind, is_label = link_kind(label)
        if found:
            self._found(found)
            is_label, kind = True, kind or LinkKind.PAPER
        if not is_label:
            self.gone[at] = 0
            if url:
                self.titles[at] = url
        elif url:
            self.line.links.append(FoundLink(kind, url, label))

    def _badge(self, image: Anchor, target: str | None) -> None:
        """A badge says what stands on it, and leads to its link or the repository it counts."""
        words, repository = badge(image.url)
        words = _OF_BADGE.sub("", words)
        alt = image.inner.plain.strip()
        kind = None
        for said in (words, alt):
            label = read_label(said, marked=True)
            if label:
                self._found(label)
            found, is_label = link_kind(said)
            # “arXiv 2401.12345” on a badge, “Paper”, “GitHub stars”
            kind = kind or (found if is_label else LinkKind.PAPER if label else None)
        if target and (kind or likely_kind(target)):
            self.line.links.append(FoundLink(kind, target, alt or words))
        elif repository and not target:
            self.line.links.append(FoundLink(LinkKind.CODE, repository, alt))

    def _found(self, label: Label) -> None:
        self.line.label = self.line.label.merged(label)

    # Brackets and type.

    def _groups(self, start: int, end: int, level: int = 0) -> None:
        """Take in what stands in brackets, the outermost first."""
        if level > _DEEPEST:
            return
        depth, opened = 0, start
        at = start
        while at < end:
            char = self.text[at]
            if char in _OPENING:
                if depth == 0:
                    opened = at
                depth += 1
            elif char in _CLOSING and depth:
                depth -= 1
                if depth == 0 and not self._group(opened, at + 1):
                    self._groups(opened + 1, at, level + 1)
            at += 1
        if depth:  # one that is never closed
            self._groups(opened + 1, end, level + 1)

    def _group(self, start: int, end: int) -> bool:
        """Take in a bracket; False where it is none of the kinds known, or a part of the title."""
        inside = self._left(start + 1, end - 1)
        words = inside.replace(_GAP, " ").strip(_SEPARATORS)
        linked = _GAP in inside
        open_links = [at for at in self.titles if start < at < end]
        if open_links and not words.replace(ANCHOR, "").strip(_SEPARATORS + "[]()"):
            self.gone[start] = self.gone[end - 1] = 1  # [[Title](address)]
            return False
        if not words and (linked or self._at_edge(start, end)):
            return self._drop(start, end)
        if ANCHOR in words:
            return False
        if re.fullmatch(r"\d{1,3}", words) and not linked:
            return self._at_edge(start, end) and self._drop(start, end)
        if all(
            ANY_LINK_WORD.fullmatch(word.strip()) or not word.strip(_SEPARATORS)
            for word in re.split(r"[,/|;\[\]()]|\band\b|\+", words)
        ):
            return (linked or self._at_edge(start, end)) and self._drop(start, end)
        if re.match(r"\s*et al\b", self.text[end : end + 8]):
            return False  # the affiliation of an author
        label = read_label(without_emoji(words), marked=True)
        if label is None and (self._is_tag(start, end, words) or words.startswith("@")):
            return self._drop(start, end)
        if label is None:
            names = read_name_list(words, marked=False) if linked else None
            return bool(names) and self._drop(start, end)
        if label.venue or label.arxiv or linked or self._at_edge(start, end):
            self._found(label)
            return self._drop(start, end)
        return False

    def _is_tag(self, start: int, end: int, words: str) -> bool:
        """Whether a bracket is a tag or short name that the title comes after: ``[Owl] Owls``."""
        if self.text[start] != "[" or len(words.split()) > _LONGEST_TAG or words == "Re":
            return False
        if re.search(r"\w", without_emoji(self._left(0, start))):
            return False
        after = self._left(end, len(self.text)).lstrip(_SEPARATORS)
        titled = re.match(rf"{ANCHOR}|[^{_GAP}{ANCHOR}{BREAK}]*", after)
        if titled is None:
            return False
        return titled[0] == ANCHOR or len(re.findall(r"\w\w+", titled[0])) > 1

    def _drop(self, start: int, end: int) -> bool:
        self.gone[start:end] = b"\1" * (end - start)
        return True

    def _at_edge(self, start: int, end: int) -> bool:
        """Whether nothing stands before a bracket, or nothing that goes on with it behind it."""
        before = self._left(0, start).strip(_SEPARATORS + _GAP + "[]()`")
        if not without_emoji(before).strip():
            return True
        after = re.match(r"[ .,;:|*_`\u00a0]*", self.text[end:])
        at = end + (after.end() if after else 0)
        if at >= len(self.text) or self.gone[at]:
            return True
        return self.text[at] in BREAK + SOFT_BREAK + _OPENING + _CLOSING + "–—-" + ANCHOR

    def _runs(self) -> None:
        """Take in what has a type of its own: bold venues, dates in typewriter type."""
        for start, end in self._styled():
            words = self._left(start, end).replace(_GAP, " ")
            if ANCHOR in words or not words.strip():
                continue
            label = read_label(without_emoji(words), marked=True)
            if label:
                self._found(label)
                self._drop(start, end)
            elif not self.text[:start].rstrip()[-1:].isalnum() and (
                ANY_LINK_WORD.fullmatch(words.strip(_SEPARATORS))
                or not without_emoji(words).strip(_SEPARATORS)
            ):
                self._drop(start, end)

    def _leading_date(self) -> None:
        """Take in a date, or a venue with a year, that the line starts with."""
        start = next((at for at in range(len(self.text)) if self._is_word(at)), len(self.text))
        match = _HEAD.match(self.text, start)
        if match is None:
            return
        head = match["head"] or match["date"]
        if ANCHOR in head or any(self.gone[start : match.end()]):
            return
        label = read_label(head, marked=False)
        if label is None or label.date is None:
            return
        # Titles start with years too: “1984: ...”, “SemEval 2024 Task 7: ...”.
        if (match["mark"] or "") == ":" and not label.date.month:
            return
        if not label.venue or is_abbreviated(label.venue):
            self._found(label)
            self._drop(start, start + len(head))

    def _is_word(self, at: int) -> bool:
        return not self.gone[at] and self.text[at].isalnum()

    def _styled(self, mask: Style = _MARKUP) -> Iterator[tuple[int, int]]:
        """Stretches of text in one type that is not that of running text."""
        opened, style = 0, Style.NONE
        for start, _end, whole in self.runs:
            masked = whole & mask if whole else whole
            if masked is style:
                continue
            if style:
                yield opened, start
            opened, style = start, masked
        if style:
            yield opened, len(self.text)

    def _left(self, start: int, end: int) -> str:
        """What is left of a stretch; a gap stands for what is gone."""
        if not any(self.gone[start:end]):
            return self.text[start:end]
        kept = "".join(
            _GAP if gone else char
            for char, gone in zip(self.text[start:end], self.gone[start:end], strict=True)
        )
        return re.sub(f"{_GAP}+", _GAP, kept)

    # Titles.

    def _title_span(self) -> tuple[int, int]:
        """Where the title stands, with what may stand behind it in the same stretch."""
        plain = self._first_plain()
        marked = self._first_marked()
        if marked is None:
            return plain
        start, end, kind = marked
        prefix = self._left(plain[0], start) if plain[0] < min(plain[1], start) else ""
        words = without_emoji(prefix.replace(_GAP, " ")).strip(_SEPARATORS + '[]()“"').split()
        joined = " ".join(words)
        telling = bool(
            joined and (read_label(joined, marked=False) or read_name_list(joined, marked=False))
        )
        if len(words) > 2 and not telling:  # noqa: PLR2004
            return plain
        inside = kind == "link" and re.search(r"\w $", prefix) and not telling
        if inside and len(self._words(start, end)) <= 2:  # noqa: PLR2004
            return plain  # a word of the title is a link
        if kind == "strong" and self._goes_on(start, end):
            return (min(start, plain[0])), plain[1]
        if kind == "link" and self._goes_on(start, end) and self._is_nickname(start, end):
            return start, self._stop(end)
        self.line.prefixed = bool(words) and not telling
        return start, end

    def _first_plain(self) -> tuple[int, int]:
        """The first stretch of text that is left, up to a gap, a line's break or names."""
        start = 0
        while start < len(self.text) and (
            self.gone[start]
            or (
                not (self.text[start].isalnum() or self.text[start] in "$'\"“‘¿¡«")
                and self.text[start] not in _OPENING
                and self.text[start] != ANCHOR
            )
        ):
            start += 1
        return start, self._stop(start)

    def _stop(self, start: int) -> int:
        """Where a stretch of text ends: at a gap, a line's break, or names in italics behind it."""
        gap = self.gone.find(1, start)
        end = gap if gap >= 0 else len(self.text)
        line_break = self.text.find(BREAK, start, end)
        end = line_break if line_break >= 0 else end
        for at, _end, style in self.runs:
            if start < at < end and style and style & Style.EMPHASIS:
                before = self.text[max(start, at - 3) : at]
                if not self.styles[at - 1] & Style.EMPHASIS and _PARTING.search(before):
                    return at
        return max(start, end)

    def _first_marked(self) -> tuple[int, int, str] | None:
        """The first stretch in bold, italics or quotes, or link, that can be a title."""
        found = sorted(self._marked())
        if not found:
            return None
        names = read_name_list(self._left(*found[0][:2]), marked=False)
        if names and len(found) > 1:  # the authors come first
            self.line.authors = names
            self._drop(*found.pop(0)[:2])
        first = found[0]
        for other in found[1:]:
            if other[2] == "link" and first[2] != "link" and other[0] >= first[1]:
                few = len(self._words(*first[:2])) < 3  # noqa: PLR2004
                if few and len(self._words(*other[:2])) >= 3:  # noqa: PLR2004
                    return other
        if first[2] == "em":
            # Italics are a title only where they come first: else they are names or a venue.
            plain = self._first_plain()
            return first if plain[0] >= first[0] else None
        return first

    def _marked(self) -> Iterator[tuple[int, int, str]]:
        """Every stretch in bold, italics or quotes, and every link that can be a title."""
        found: list[tuple[int, int]] = []
        for mask, kind in ((Style.STRONG, "strong"), (Style.EMPHASIS, "em")):
            for start, end in self._styled(mask):
                left = self._left(start, end).strip(_SEPARATORS + _GAP)
                if not re.search(r"\w|" + ANCHOR, left):
                    continue
                inner = self._trimmed(start, end)
                if any(first <= inner[0] and inner[1] <= last for first, last in found):
                    continue  # italics inside of bold type
                found.append(inner)
                yield (*inner, "link" if left == ANCHOR else kind)
        for at in self.titles:
            if not any(start <= at < end for start, end in found):
                yield at, at + 1, "link"
        quoted = re.search(r"[“\"«]([^“”\"«»]{8,})[”\"»]", self.text)
        if quoted and not any(self.gone[quoted.start(1) : quoted.end(1)]):
            yield quoted.start(1), quoted.end(1), "strong"

    def _words(self, start: int, end: int) -> list[str]:
        return Inline(
            self.text[start:end],
            self.styles[start:end],
            [anchor for at, anchor in self.anchors.items() if start <= at < end],
        ).plain.split()

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        while start < end and (self.gone[start] or self.text[start] in _SEPARATORS):
            start += 1
        stop = start
        while stop < end and not self.gone[stop]:
            stop += 1
        return start, stop

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether running text goes on with a marked stretch, so that both are the title."""
        if end >= len(self.text) or self.gone[end]:
            return False
        few = len(self._words(start, end)) <= 3  # noqa: PLR2004
        if few and re.match(r"\s?:\s\S", self.text[end : end + 4]):
            return True
        if self.text[end - 1] == ":" and few and re.match(r"\s?[\w]", self.text[end : end + 3]):
            return True
        return (
            few
            and re.match(r" ?[a-z]\w*", self.text[end : end + 12]) is not None
            and not (re.match(r" ?(?:by|in|from)\b", self.text[end : end + 6]))
        )

    def _is_nickname(self, start: int, end: int) -> bool:
        """Whether a linked word is the short name of a paper, which its title starts with."""
        urls = [url for at, url in self.titles.items() if start <= at < end]
        return any(likely_kind(url) in {LinkKind.PAPER, LinkKind.PDF} for url in urls)

    def _title(self, start: int, end: int) -> tuple[int, int]:
        """Read the title in a stretch; returns where it is, without what else is there."""
        end = self._without_tail(start, end)
        while (rest := self.text[start:end].rstrip(_SEPARATORS + "[]()")).endswith(ANCHOR):
            if len(rest) == 1:
                break  # the title is the link
            end = start + len(rest) - 1  # links behind the title are none of it
        if framing := re.search(r"(?<=[.?!,;])\s+[Ii]n:?\s*$", self.text[start:end]):
            end = start + framing.start()  # of a venue that is gone
        while start < end and (
            self.text[start] in " \t\v\n,;:|·•–—-~*_" or self.text[start : start + 2] == ". "
        ):
            start += 1
        if number := re.match(r"\(?\d{1,3}[.)]\s+(?=\S)", self.text[start:end]):
            start += number.end()
        self.line.title = self._as_text(start, end)
        after = self._left(end, len(self.text))
        self.line.prose = bool(
            re.match(rf"[^\w({_GAP}\[]*{_GAP}\s+[a-z]{{2,}}\s", after)
            and end < len(self.text)
            and not self._is_marked(start)
        )
        return start, end

    def _is_marked(self, at: int) -> bool:
        return bool(self.styles[at] & _MARKUP) or self.text[at] == ANCHOR

    def _without_tail(self, start: int, end: int) -> int:
        """Where a title ends that names, a venue or a date may stand behind."""
        text = self.text[start:end]
        for match in re.finditer(
            r"(?:(?<=\w{2})[.]|[?!])(?:\s+|$)|\s[–—|-]+\s|\v|[,;]\s+|\s(?=\()", text
        ):
            tail = text[match.end() :]
            if match.group()[0] == "," and _ENUMERATION.fullmatch(tail.strip(_SEPARATORS)):
                continue
            if match.start() and len(tail) < _LONGEST_TAIL and self._is_known(tail):
                return start + match.start() + (1 if match.group()[0] in "?!" else 0)
        return end

    def _is_known(self, tail: str) -> bool:
        """Whether a text is a venue with a year, a date, names, or names and a venue."""
        tail = tail.strip()
        if not tail:
            return False
        bracketed = tail.startswith("(") and tail.endswith(")")
        found = read_label(tail, marked=False)
        if found and found.date and (bracketed or found.date.month):
            return True
        if found and (found.date or found.arxiv):
            return bool(found.venue or found.arxiv)
        if "," in tail and (names := read_name_list(tail, marked=False)):
            return len(names) >= 2 or names.others  # noqa: PLR2004
        parts = re.split(r"[.;]\s+|\s[–—|-]+\s|\v", tail, maxsplit=1)
        if len(parts) == 2 and parts[1].strip():  # noqa: PLR2004
            return bool(read_name_list(parts[0], marked=False)) and self._is_known(parts[1])
        return self._split_names(tail) is not None

    @staticmethod
    def _split_names(text: str) -> tuple[Names, Label] | None:
        """Names with a venue or a year behind them: ``Jane Doe, John Roe, NeurIPS 2023``."""
        for match in reversed(list(re.finditer(r"[,.]\s+|\s+(?=\()", text))):
            label = read_label(text[match.end() :], marked=False)
            if label is None or not (label.date or label.arxiv):
                continue
            names = read_name_list(text[: match.start()], marked=False)
            if names:
                return names, label
        return None

    def _as_text(self, start: int, end: int) -> Text:
        piece = Inline(
            self.text[start:end],
            self.styles[start:end],
            [anchor for at, anchor in self.anchors.items() if start <= at < end],
        )
        return title_text(flat(piece))

    # What stands around the title.

    def _rest(self, start: int, end: int) -> None:
        """Look for names, a venue and a date in what is left of a stretch."""
        self._name_in_italics(start, end)
        at = start
        for piece in re.split(f"[{_GAP}{BREAK}]", self._left_with_places(start, end)):
            if piece.strip(_SEPARATORS):
                self._piece(piece, marked=self._is_italic(at, at + len(piece)))
            at += len(piece) + 1

    def _name_in_italics(self, start: int, end: int) -> None:
        """Take in a single name in italics, where venue and date stand behind it in upright type.

        Whatever else stands in italics there (the name of a company, say) is no venue.
        """
        for first, last in self._styled(Style.EMPHASIS):
            if not start <= first < last <= end or any(self.gone[first:last]):
                continue
            behind = self._left(last, end).split(_GAP)[0].split(BREAK)[0].strip(_SEPARATORS)
            label = read_label(behind, marked=False)
            words = self.text[first:last].strip(_SEPARATORS)
            if label is None or not (label.venue or label.arxiv) or "," in words:
                continue
            if not self.line.authors and read_label(words, marked=True) is None:
                self.line.authors = read_name_list(words, marked=True) or self.line.authors
                self._drop(first, last)
            return

    def _left_with_places(self, start: int, end: int) -> str:
        return "".join(
            _GAP if gone else char
            for char, gone in zip(self.text[start:end], self.gone[start:end], strict=True)
        )

    def _is_italic(self, start: int, end: int) -> bool:
        inside = [
            style
            for char, style in zip(self.text[start:end], self.styles[start:end], strict=True)
            if char.isalnum()
        ]
        return bool(inside) and all(style & _MARKUP for style in inside)

    def _piece(self, piece: str, *, marked: bool) -> None:
        piece = without_emoji(piece.replace(ANCHOR, " ")).strip(_SEPARATORS + '“”"')
        if not piece:
            return
        if _AND_OTHERS.search(piece):  # affiliations: “Jane Doe (Aviary) et al.”
            piece = re.sub(r"\s*\([^()]*\)(?=\s*(?:[,;]|et\b|and\b))", "", piece)
        said = re.match(r"(?:by|authors?)\s*:?\s+(?=\S)", piece, re.IGNORECASE)
        if said and not self.line.authors:
            names = read_name_list(piece[said.end() :], marked=True)
            if names:
                self.line.authors = names
                return
        split = self._split_names(piece)
        if split:
            self.line.authors = self.line.authors or split[0]
            self._found(split[1])
            return
        names = read_name_list(piece, marked=False)
        if names:
            self.line.authors = self.line.authors or names
            return
        label = read_label(piece, marked=marked)
        if label:
            self._found(label)
            return
        parts = re.split(r"(?<=\w{2})[.;]\s+|\s[–—|-]+\s|\v|:\s|(?<= al\.),?\s*", piece)
        if len(parts) > 1:
            for before, part in itertools.pairwise(["", *parts]):
                self._piece(part, marked=bool(_AND_OTHERS.search(before)))
