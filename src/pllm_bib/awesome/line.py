"""The reader of a line of somebody's list: title, venue, year, authors and links of a work.

A line is read from its edges: first links labelled “paper” or “code”, badges, and venues and dates
in brackets, bold or italics. The rest is the title, and maybe names behind it. Unclear parts are
left out.
"""

from __future__ import annotations

import re

from pllm_bib.awesome.addresses import badge, read_address
from pllm_bib.awesome.around import WordsAround
from pllm_bib.awesome.found import FoundLink, Line
from pllm_bib.awesome.inline import ANCHOR, BREAK, SOFT_BREAK, Anchor, Inline
from pllm_bib.awesome.label import (
    ANY_LINK_WORD,
    SHORTCODE,
    is_abbreviated,
    is_conference,
    is_known,
    link_kind,
    read_label,
    without_emoji,
)
from pllm_bib.awesome.names import one_with_initials, read_credits, read_name_list
from pllm_bib.awesome.remains import CLOSING, GAP, OPENING, SEPARATORS, Remains
from pllm_bib.awesome.title import flat, title_text, without_label
from pllm_bib.awesome.title_span import TitleFinder
from pllm_bib.model.address import host_and_path
from pllm_bib.model.date import Date
from pllm_bib.model.entry import LinkKind
from pllm_bib.model.identifiers import DOI_IN_TEXT, isbn
from pllm_bib.model.places import likely_kind
from pllm_bib.model.regex import regex


def read_line(inline: Inline) -> Line:
    """Read a line."""
    return _LineReader(inline).read()


_HEAD = regex(
    rf"(?P<head>[^\n\v\0,|;]{{4,40}}?)"
    rf"(?P<mark>[,|;:]|\s[-–—]\s|\.\s|\s?(?=[{BREAK}{SOFT_BREAK}{ANCHOR}\[(“\"]))"
    rf"|(?P<date>\d{{4}}(?:[./-]\d\d){{1,2}})\b"
)
"""The start of a line before its title, and the mark that ends it."""
_KNOWN_HEAD = regex(
    r"[A-Z][A-Za-z&]*(?:\s?['’]|-)(?:20)?\d\d\b(?:\s(?:workshops?|findings|oral)\b)?"
    rf"(?=\s+(?:[A-Z]|{ANCHOR}))",
    re.IGNORECASE,
)
"""A venue with its year at the start of a line, with no mark between it and the title."""
_GLUED_HEAD = regex(
    r"(?P<said>[A-Z][A-Za-z&]*(?:\s?['’]|-)?(?:20)?\d\d|20\d\d-[A-Z][A-Za-z&]*)-"
    r"(?!(?i:oral|poster|spotlight|findings|workshops?|highlight)\b)(?=[A-Z])"
)
"""A venue with its year at the start of a line, joined to the title: ``ICML2022-Owls``."""
_YEAR_FIRST = regex(
    r"\[?(?P<said>(?:19|20)\d\d\s?-\s?[A-Z][\w&@/ -]{1,28}?)\]?(?=\s+[-–—]\s|\s*:\s|\s?\|\s)",
    re.IGNORECASE,
)
"""A venue behind its year and a hyphen, with a mark behind both: ``2022-ICML - Owls``."""
_STAMP = regex(r"\s*((?:19|20)\d\d)(0[1-9]|1[0-2])(?:[0-2]\d|3[01])\b")
_DAY = regex(r"(?:0?[1-9]|1[0-2])[./](?:0?[1-9]|[12]\d|3[01])\s+[-–—:]\s+(?=\S)")
"""A month and a day at the start of a line: ``11.22 - Owls``."""
_DOCUMENT_TYPE = regex(r"(?<=\S)\s?\[(?:J|C|D|M|A|P|R|N|Z|EB/OL|OL|J/OL|C/OL)\](?:\s?//)?(?!\()")
"""The type of a work in Chinese citations: ``Owls[J]``, ``Owls[C]//Proceedings of ...``."""
_IN_BRACKETS = regex(r"\[\S+(?: \S+){0,2}\]")
_PAPERS = frozenset({None, LinkKind.PAPER, LinkKind.PDF})
_ISBN = regex(r"\bISBN(?:-1[03])?:?\s*([\dXx-]{10,17})\b")
_DEEPEST = 10
"""Levels of brackets in brackets that are read."""
_OF_BADGE = regex(
    r"^(?:conference|journal|venue|publication|publish(?:ed)?(?:\s+(?:in|at))?)\W+(?=\w)",
    re.IGNORECASE,
)
"""Words on a badge before the venue that it names."""
_RECORDS = frozenset({"bib", "bibtex"})
"""Labels of links to a record of the work, which often lie beside the list."""
_OF_VENUES = regex(
    r"\b(?:proc(?:eedings|\.)|journal|j\.|trans(?:actions|\.)|conference|conf\.|workshops?|symposium"
    r"|letters|review|magazine|annals|bulletin|advances|lecture|notes|society|frontiers)",
    re.IGNORECASE,
)
"""Words that names of venues have, and titles seldom."""
_LONGEST_CREDIT = 200
"""Characters of names behind a date, at most."""
_LONGEST_TAG = 4
"""Words of a tag before a title, at most."""


class _LineReader:
    """The reader of one line, which marks what it has understood as gone."""

    def __init__(self, inline: Inline) -> None:
        self.line = Line()
        self.remains = Remains(inline)
        self.text = self.remains.text
        self.gone = self.remains.gone

    def read(self) -> Line:
        self._words_of_identifiers()
        for at, anchor in self.remains.anchors.items():
            self._anchor(at, anchor)
        self._groups(0, len(self.text))
        self._runs()
        self._stamp()
        self._leading_date()
        start, end = self._title()
        for at in self.remains.titles:
            if not start <= at < end:  # no part of the title
                self._said_by(self.remains.anchors[at].inner.plain)
        around = WordsAround(self.line, self.remains)
        around.read(0, start)
        around.read(end, len(self.text))
        for at, url in self.remains.titles.items():
            label = self.remains.anchors[at].inner.plain
            # A word of the title may be linked to anything.
            titled = start <= at < end and 2 * len(label) >= len(str(self.line.title))
            self.line.links.append(FoundLink(None, url, label, titled=titled))
        self.line.links.sort(key=lambda link: not link.titled)
        return self.line

    def _words_of_identifiers(self) -> None:
        """Read a DOI and an ISBN in the text; drop shortcodes of emoji."""
        if match := DOI_IN_TEXT.search(self.text):
            self.line.doi = match[1]
            self.remains.drop(*match.span())
        if match := _ISBN.search(self.text):
            self.line.isbn = isbn(match[1])
            self.remains.drop(*match.span())
        for match in (*SHORTCODE.finditer(self.text), *_DOCUMENT_TYPE.finditer(self.text)):
            self.remains.drop(*match.span())

    # Links.

    def _anchor(self, at: int, anchor: Anchor) -> None:
        """Record a link; drop it from the text unless it can be the title."""
        self.gone[at] = 1
        label = anchor.inner.plain.strip()
        if told := DOI_IN_TEXT.search(label):
            self.line.doi = self.line.doi or told[1]
        url, problem = read_address(anchor.url)
        if anchor.image:
            self._badge(anchor, None)
            return
        if problem and label.casefold() not in _RECORDS:
            self.line.problems.append(problem)
        images = [inner for inner in anchor.inner.anchors if inner.image]
        if images and not anchor.inner.text.replace(ANCHOR, "").strip():
            for image in images:
                self._badge(image, url)
            return
        self._link(at, url, label)

    def _link(self, at: int, url: str | None, label: str) -> None:
        """Record a link with words."""
        kind, is_label = link_kind(label)
        if url and _IN_BRACKETS.fullmatch(label) and likely_kind(url) not in _PAPERS:
            is_label = True  # [[Python reference]](...) says what the link leads to
        if self._may_be_label(at, at + 1, label) and self._said_by(label):
            is_label, kind = True, kind or LinkKind.PAPER
        if not is_label:
            self.gone[at] = 0
            if url:
                self.remains.titles[at] = url
        elif url:
            self.line.links.append(FoundLink(kind, url, label))

    def _badge(self, image: Anchor, target: str | None) -> None:
        """Read a badge: its words, and its link or the repository whose stars it counts."""
        words, repository = badge(image.url)
        words = _OF_BADGE.sub("", words)
        alt = image.inner.plain.strip()
        kind = None
        for said in (words, alt):
            label = read_label(said, marked=True)
            if label:
                self.line.found(label)
            found, is_label = link_kind(said)
            # “arXiv 2401.12345” on a badge, “Paper”, “GitHub stars”
            kind = kind or (found if is_label else LinkKind.PAPER if label else None)
        if target and (kind or likely_kind(target)):
            self.line.links.append(FoundLink(kind, target, alt or words))
        elif target and host_and_path(target)[0] != host_and_path(image.url)[0]:
            self.line.links.append(FoundLink(None, target, alt or words, badge=True))
        elif repository and not target:
            self.line.links.append(FoundLink(LinkKind.CODE, repository, alt))

    def _said_by(self, words: str) -> bool:
        """Read a venue, a date and names that stand by themselves; return False without any."""
        words = without_emoji(words).strip("[]() ")
        if credit := read_credits(words):
            self.line.authors = self.line.authors or credit[0]
            self.line.found(credit[1])
            return True
        label = read_label(words, marked=True)
        if label:
            self.line.found(label)
        return label is not None

    def _may_be_label(self, start: int, end: int, words: str) -> bool:
        """Say whether a link or a stretch in bold may be a venue with its year, and no title.

        A title may end in a word with digits, or name a year: ``Owls Seen at OWL12``.
        """
        label = read_label(without_emoji(words).strip("[]() "), marked=True)
        if label is None or not label.venue or is_abbreviated(label.venue):
            return True
        if len(label.venue.split()) > _LONGEST_TAG and not _OF_VENUES.search(label.venue):
            return False
        others = self.remains.left(0, start) + GAP + self.remains.left(end, len(self.text))
        linked = any(
            not start <= at < end and len(anchor.inner.plain.split()) > 2  # noqa: PLR2004
            for at, anchor in self.remains.anchors.items()
            if not anchor.image
        )
        return linked or len(re.findall(r"[^\W\d_]{2,}", others)) > 1

    # Brackets and styles.

    def _groups(self, start: int, end: int, level: int = 0) -> None:
        """Read what stands in brackets, the outermost first."""
        if level > _DEEPEST:
            return
        depth, opened = 0, start
        at = start
        while at < end:
            char = self.text[at]
            if char in OPENING:
                if depth == 0:
                    opened = at
                depth += 1
            elif char in CLOSING and depth:
                depth -= 1
                if depth == 0 and not self._group(opened, at + 1):
                    self._groups(opened + 1, at, level + 1)
            at += 1
        if depth:  # a bracket that is never closed
            self._groups(opened + 1, end, level + 1)

    def _group(self, start: int, end: int) -> bool:
        """Read a bracket; return False where its kind is unknown, or it belongs to the title."""
        inside = self.remains.left(start + 1, end - 1)
        words = inside.replace(GAP, " ").strip(SEPARATORS)
        linked = GAP in inside
        open_links = [at for at in self.remains.titles if start < at < end]
        if open_links and not words.replace(ANCHOR, "").strip(SEPARATORS + "[]()"):
            self.gone[start] = self.gone[end - 1] = 1  # [[Title](address)]
            return False
        if not words and (linked or self._at_edge(start, end)):
            return self.remains.drop(start, end)
        if ANCHOR in words:
            return False
        if re.fullmatch(r"\d{1,3}", words) and not linked:
            if start and self.text[start - 1].isalnum():  # SE(3)
                return False
            return self._at_edge(start, end) and self.remains.drop(start, end)
        if all(
            ANY_LINK_WORD.fullmatch(word.strip()) or not word.strip(SEPARATORS)
            for word in re.split(r"[,/|;\[\]()]|\band\b|\+", words)
        ):
            return (linked or self._at_edge(start, end)) and self.remains.drop(start, end)
        return self._words_in_bracket(start, end, words, linked=linked)

    def _words_in_bracket(self, start: int, end: int, words: str, *, linked: bool) -> bool:
        """Read names, a venue or a tag in a bracket."""
        if re.match(r"\s*et al\b", self.text[end : end + 8]):
            return False  # the affiliation of an author
        if credit := read_credits(without_emoji(words)):
            self.line.authors = self.line.authors or credit[0]
            self.line.found(credit[1])
            return self.remains.drop(start, end)
        label = read_label(without_emoji(words), marked=True)
        if label is None and (self._is_tag(start, end, words) or words.startswith("@")):
            return self.remains.drop(start, end)
        if label is None:
            names = read_name_list(words, marked=False) if linked else None
            return bool(names) and self.remains.drop(start, end)
        if label.venue or label.arxiv or linked or self._at_edge(start, end) or self._credited(end):
            self.line.found(label)
            return self.remains.drop(start, end)
        return False

    def _is_tag(self, start: int, end: int, words: str) -> bool:
        """Say whether a bracket is a tag or short name before the title: ``[Owl] Owls``."""
        if self.text[start] != "[" or len(words.split()) > _LONGEST_TAG or words == "Re":
            return False
        if re.search(r"\w", without_emoji(self.remains.left(0, start))):
            return False
        after = self.remains.left(end, len(self.text)).lstrip(SEPARATORS)
        titled = re.match(rf"{ANCHOR}|[^{GAP}{ANCHOR}{BREAK}]*", after)
        if titled is None:
            return False
        return titled[0] == ANCHOR or len(re.findall(r"\w\w+", titled[0])) > 1

    def _credited(self, end: int) -> bool:
        """Say whether names follow a bracket behind a comma: ``Owls (2024), Jane Doe et al.``."""
        if self.text[end : end + 1] != ",":
            return False
        behind = self.remains.left(end, min(end + _LONGEST_CREDIT, len(self.text)))
        names = re.split(f"[{GAP}{ANCHOR}]", behind)[0].rstrip(" [(")
        return bool(
            read_name_list(names, marked=False) or read_credits(names) or one_with_initials(names)
        )

    def _at_edge(self, start: int, end: int) -> bool:
        """Say whether a bracket starts or ends the line, or a part of it."""
        before = self.remains.left(0, start).strip(SEPARATORS + GAP + "[]()`")
        if not without_emoji(before).strip():
            return True
        last = len(self.text[:start].rstrip()) - 1
        if last >= 0 and self.remains.is_marked(last) and not self.remains.is_marked(start):
            return True  # right behind a title in bold type, or a link
        after = re.match(r"[ .,;:|*_`\u00a0]*", self.text[end:])
        at = end + (after.end() if after else 0)
        if at >= len(self.text) or self.gone[at]:
            return True
        return self.text[at] in BREAK + SOFT_BREAK + OPENING + CLOSING + "–—-" + ANCHOR

    def _runs(self) -> None:
        """Read what has a style of its own: bold venues, dates in code style."""
        for start, end in self.remains.styled():
            words = self.remains.left(start, end).replace(GAP, " ")
            if ANCHOR in words or not words.strip():
                continue
            if (credit := read_credits(without_emoji(words))) and credit[1].date:
                self.line.authors = self.line.authors or credit[0]
                self.line.found(credit[1])
                self.remains.drop(start, end)
                continue
            label = read_label(without_emoji(words), marked=True)
            if label and self._may_be_label(start, end, words):
                self.line.found(label)
                self.remains.drop(start, end)
            elif label:
                continue
            elif not self.text[:start].rstrip()[-1:].isalnum() and (
                ANY_LINK_WORD.fullmatch(words.strip(SEPARATORS))
                or not without_emoji(words).strip(SEPARATORS)
            ):
                self.remains.drop(start, end)

    def _stamp(self) -> None:
        """Read and drop a date in eight digits at the start of the line: ``20240131``."""
        match = _STAMP.match(self.text)
        if match and not any(self.gone[: match.end()]):
            self.remains.drop(0, match.end())
            self.line.stamp = Date(int(match[1]), int(match[2]))

    def _leading_date(self) -> None:
        """Read a date, or a venue with a year, at the start of the line."""
        start = next(
            (at for at in range(len(self.text)) if self.remains.is_word(at)), len(self.text)
        )
        if (day := _DAY.match(self.text, start)) and not any(self.gone[start : day.end()]):
            self.remains.drop(start, day.end())
            return
        known = _KNOWN_HEAD.match(self.text, start) or _GLUED_HEAD.match(self.text, start)
        if (first := _YEAR_FIRST.match(self.text, start)) and not any(
            self.gone[start : first.end()]
        ):
            label = read_label(first["said"], marked=True)
            if label and label.date and (label.arxiv or is_abbreviated(label.venue or "x")):
                self.line.found(label)
                self.remains.drop(start, first.end())
                return
        said = known.groupdict().get("said", known[0]) if known else ""
        said = said.replace("-", " " if said[:1].isdigit() else "'")
        if known and (label := read_label(said, marked=True)) and is_known(label.venue):
            self.line.found(label)
            self.remains.drop(start, known.end())
            return
        match = _HEAD.match(self.text, start)
        if match is None:
            return
        head = match["head"] or match["date"] or match["known"]
        if ANCHOR in head or any(self.gone[start : match.end()]):
            return
        label = read_label(head, marked=False)
        if label is None or label.date is None:
            return
        # A title may start with a year too: “1984: ...”, “SemEval 2024 Task 7: ...”.
        if (match["mark"] or "") == ":" and not label.date.month and not is_conference(label):
            return
        if not label.venue or is_abbreviated(label.venue):
            self.line.found(label)
            self.remains.drop(start, start + len(head))

    # The title and what stands around it.

    def _title(self) -> tuple[int, int]:
        """Read the title; return its start and end."""
        finder = TitleFinder(self.remains)
        start, end = finder.find()
        self.line.authors = self.line.authors or finder.authors
        self.line.prefixed = finder.prefixed
        self.line.prose = finder.prose
        self.line.running_on = finder.running_on
        words = flat(self.remains.slice(start, end))
        if any(start <= at < end for at in self.remains.titles):
            words, label = without_label(words)
            self.line.found(label)
        self.line.title = title_text(words)
        self.line.marked = self.text[start:end].strip() == ANCHOR or self.remains.is_all_marked(
            start, end
        )
        return start, end
