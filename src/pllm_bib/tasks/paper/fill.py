"""A Markdown document with its citations and its bibliography filled in, as pandoc does it.

Followed is pandoc's manual, "Citations". In a style that writes notes, a citation becomes a
footnote behind the sign that follows it, and is a part of the sentence within a footnote.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.citing import references
from pllm_bib.citing.csl.cite import Citation
from pllm_bib.citing.syntax import scan
from pllm_bib.formats.shared.source import SourceMap
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.library import Library
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.papers import markdown
from pllm_bib.tasks.paper.findings import paper_finding
from pllm_bib.tasks.paper.footnotes import brackets, definitions, footnotes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from pllm_bib.citing.references import Manner
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.paper.footnotes import Footnote
    from pllm_bib.tasks.paper.run import Examined

_START = regex(r"(?<!\w)-?@|(?<![!^])\[(?!\^)")
_BREAK = regex(r"\n[ \t]*(?=\n)")
_MARKS = regex(r"[\s>]*+(?:[-*+]|\(?\w{1,3}[.)]|#++|\||:)?[\s>]*+")
"""The start of a line that belongs to its block: nothing may be drawn to it."""
_SIGNS = regex(r"[.,;:!?]*")
_SIGNS_AND_BRACKETS = regex(r"[.,;:!?)]*")
_QUOTES = "\"”’'"
_SENTENCE_ENDS = (".", "!", "?", "?**")


@dataclass(slots=True)
class Placed:
    """A citation in a document: its span in the text, and the footnote that it stands in."""

    start: int
    end: int
    citation: Citation
    around: Footnote | None
    missing: list[str] = field(default_factory=list)


class Filled(NamedTuple):
    """A document without its bibliography, what its citations lack, and the keys that it cites."""

    text: str
    notes: tuple[str, ...]
    """The footnotes that were added."""
    findings: tuple[Diagnostic, ...]
    references: references.References


class Filling:
    """The citations of a Markdown document, in the order in which it is read."""

    def __init__(self, text: str, path: str, words: Mapping[str, str]) -> None:
        self.text = text
        self.source = SourceMap(text, path)
        self.shown = markdown.shown(text)
        self.is_own = markdown.own_names(self.shown.body, path)
        self.words = words
        defined = definitions(text, self.shown.body)
        self.notes = footnotes(self.shown.body, defined)
        self.placed = sorted(self._placed(), key=self._order)

    def _placed(self) -> Iterator[Placed]:
        body = self.shown.body
        breaks = [match.start() for match in _BREAK.finditer(body)]
        by_start = sorted(self.notes, key=lambda note: note.start)
        starts = [note.start for note in by_start]
        ends = brackets(body)
        at = 0
        while start := _START.search(body, at):
            at = start.end()
            if start[0] == "[" and body.find("@", at, ends.get(at - 1, at)) < 0:
                continue
            number = bisect.bisect_left(breaks, at)
            last = breaks[number] if number < len(breaks) else len(body)
            span = slice(start.start(), min(last, start.start() + _LONGEST))
            found = scan(body[span], 0, self.words)
            if found is None or all(self.is_own(cite.key) for cite in found[0].cites):
                continue
            found = scan(self.text[span], 0, self.words) or found
            at = start.start() + found[1]
            note = bisect.bisect_right(starts, start.start()) - 1
            is_inside = note >= 0 and start.start() < by_start[note].end
            around = by_start[note] if is_inside else None
            yield Placed(start.start(), at, found[0], around)

    def _order(self, placed: Placed) -> tuple[int, int]:
        return (placed.around.call if placed.around else placed.start, placed.start)

    def resolve(self, find: Callable[[str], Entry | None]) -> list[Entry]:
        """Give citations the keys of entries; return these, in the order of their citations."""
        found: dict[str, Entry] = {}
        for placed in self.placed:
            cites = []
            for cite in placed.citation.cites:
                if (entry := find(cite.key)) is None:
                    placed.missing.append(cite.key)
                    continue
                found.setdefault(entry.key, entry)
                cites.append(replace(cite, key=entry.key))
            composite = placed.citation.composite and bool(cites)
            placed.citation = replace(placed.citation, cites=tuple(cites), composite=composite)
        return list(found.values())

    def number(self, *, in_notes: bool) -> None:
        """Number the footnotes of the citations, which with ``in_notes`` become ones themselves."""
        calls = {note.call for note in self.notes}
        if in_notes:
            calls |= {placed.start for placed in self.placed if placed.around is None}
        numbers = {call: number for number, call in enumerate(sorted(calls), start=1)}
        for placed in self.placed:
            call = placed.around.call if placed.around else placed.start
            placed.citation = replace(placed.citation, note=numbers.get(call, 0))

    def findings(self) -> tuple[Diagnostic, ...]:
        """Return a finding for each key that no entry has."""
        return tuple(
            paper_finding(
                "missing-entry", f"no entry has the key “{key}”", self.source.position(placed.start)
            )
            for placed in self.placed
            for key in placed.missing
        )


class Wording(NamedTuple):
    """The style of citations and references, its language, and the markup of the references."""

    style: str
    language: str | None
    markup: str


def filled(text: str, name: str, examined: Examined, wording: Wording) -> Filled:
    """Fill in the citations of a document; its references are those of all works that it cites.

    The works of its ``nocite`` are among them. Raises `StyleError`.
    """
    style, language, markup = wording
    filling = Filling(text, name, references.locator_words(style, language))
    cited = {entry.key: entry for entry in filling.resolve(examined.find)}
    beside = map(examined.find, (*examined.paper.cited_keys(), *examined.wanted()))
    library = Library(tuple((cited | {entry.key: entry for entry in beside if entry}).values()))
    manner = references.manner(style, language)
    filling.number(in_notes=manner.in_notes)
    clusters = [placed.citation for placed in filling.placed]
    made = references.cited(library, clusters, style, ("markdown", markup), language)
    texts = [texts[0] for texts in made.citations]
    tails = list(texts)
    if manner.in_notes and any(cluster.composite for cluster in clusters):
        bare = list(map(_without_author, clusters))
        again = references.cited(library, bare, style, ("markdown",), language)
        tails = [texts[0] for texts in again.citations]
        texts = _with_authors(library, clusters, texts, tails, wording)
    writer = _Writer(filling, manner)
    for placed, whole, tail in zip(filling.placed, texts, tails, strict=True):
        writer.put(placed, whole, tail)
    return Filled(writer.text(), tuple(writer.notes), filling.findings(), made.references[1])


def _with_authors(
    library: Library,
    clusters: Sequence[Citation],
    texts: Sequence[str],
    tails: Sequence[str],
    wording: Wording,
) -> list[str]:
    """Return the texts of citations, with the author where the style names none, as in “ibid.”."""
    found = list(texts)
    for number, cluster in enumerate(clusters):
        if cluster.composite and texts[number] == tails[number]:
            only = Citation((replace(cluster.cites[0], author_only=True),))
            made = references.cited(library, [only], wording.style, ("markdown",), wording.language)
            found[number] = f"{made.citations[0][0]} {tails[number]}"
    return found


def _without_author(citation: Citation) -> Citation:
    if not citation.composite:
        return citation
    first, *rest = citation.cites
    cites = (replace(first, suppress_author=True), *rest)
    return replace(citation, cites=cites, composite=False)


class _Writer:
    """The text of a document while citations are put into it."""

    def __init__(self, filling: Filling, manner: Manner) -> None:
        self.source = filling.text
        self.manner = manner
        self.changes: list[tuple[int, int, str]] = []
        self.notes: list[str] = []
        self.prefix = "ref"
        while f"[^{self.prefix}" in self.source:
            self.prefix += "-"

    def put(self, placed: Placed, text: str, tail: str) -> None:
        """Put the text of a citation into its place; ``tail`` is it without its author."""
        missing = "; ".join(f"**{key}?**" for key in placed.missing)
        if missing and not self.manner.in_notes:
            text = f"{text} ({missing})".strip()
        elif missing:
            text, tail = (f"{_bare(part)}; {missing}" if part else missing for part in (text, tail))
        author = text.removesuffix(tail).rstrip() if placed.citation.composite else ""
        if not self.manner.in_notes:
            start = self._drawn(placed.start) if text.startswith("<sup>") else placed.start
            self.changes.append((start, placed.end, text))
        elif placed.around:
            self._in_note(placed, placed.around, author, tail)
        else:
            self._as_note(placed, author, tail)

    def _in_note(self, placed: Placed, note: Footnote, author: str, tail: str) -> None:
        """Put a citation into a footnote that the document has."""
        rest = self.source[placed.end : note.end].strip()
        alone = not self.source[note.start : placed.start].strip() and rest in {"", "."}
        if author:
            text = f"{author}, {_bare(tail)}" if tail else author
        else:
            text = tail if alone else f"({_bare(tail)})"
        if alone:
            text = _bare(text) if rest else self._ended(text)
        self.changes.append((placed.start, placed.end, text))

    def _as_note(self, placed: Placed, author: str, tail: str) -> None:
        """Make a footnote of a citation, behind the signs that follow it."""
        start = placed.start if author else self._drawn(placed.start)
        signs = (_SIGNS if author else _SIGNS_AND_BRACKETS).match(self.source, placed.end)
        end = signs.end() if signs else placed.end
        following = self.source[placed.end : end]
        if author.endswith(".") and following.startswith("."):  # “Doe et al.” ends the sentence
            following = following[1:]
        before = author + following
        quote = self.source[start - 1 : start]
        is_quoted = self.manner.punctuation_in_quote and not author and quote in set(_QUOTES)
        if is_quoted and before[:1] in {".", ","}:
            start -= 1
            before = before[:1] + quote + before[1:]
        label = f"{self.prefix}{len(self.notes) + 1}"
        self.notes.append(f"[^{label}]: {self._ended(_capitalized(tail))}")
        self.changes.append((start, end, f"{before}[^{label}]"))

    def _drawn(self, at: int) -> int:
        """Return where the blanks before a citation start, which it is drawn over to a word."""
        line = self.source.rfind("\n", max(0, at - _MOST_BLANKS), at) + 1
        if _MARKS.fullmatch(self.source, line, at) and (line < at or not line):
            return at
        head = self.source[max(0, at - _MOST_BLANKS) : at]
        kept = head.rstrip(" \t")
        if kept.endswith("\n") and not kept[:-1].endswith("\n"):
            kept = kept[:-1].rstrip(" \t")
        return at - len(head) + len(kept) if kept and not kept.endswith("\n") else at

    def _ended(self, text: str) -> str:
        """Return the text of a note with a full stop, in the quotation marks of some languages."""
        if text.rstrip(_QUOTES).endswith(_SENTENCE_ENDS):
            return text
        if self.manner.punctuation_in_quote and text[-1:] in _QUOTES:
            return f"{text[:-1]}.{text[-1:]}"
        return f"{text}."

    def text(self) -> str:
        """Return the document with all citations in their places."""
        pieces: list[str] = []
        at = 0
        for start, end, text in sorted(self.changes):
            pieces += self.source[at : max(start, at)], text
            at = end
        return "".join((*pieces, self.source[at:]))


_MOST_BLANKS = 80
_LONGEST = 2000
"""Characters of a citation."""


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:]


def _bare(text: str) -> str:
    """Return a citation without the full stop of a note, which goes before quotation marks."""
    if text.endswith("."):
        return text[:-1]
    return re.sub(r"\.([\"”’])\Z", r"\1", text)
