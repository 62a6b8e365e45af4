"""Works in a citation, with locators and what is said around them, and where each one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.citing.csl.initials import has_romanesque
from pllm_bib.citing.csl.text.richtext import parse_field
from pllm_bib.citing.csl.text.tokens import plain
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.citing.csl.text.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Cite:
    """A work in a citation: its key, and what this one citation says of it.

    ``label`` is the kind of the locator, one of `LOCATORS`. ``prefix`` and ``suffix`` may have the
    ``<i>``, ``<b>``, ``<sup>`` and ``<sub>`` of CSL-JSON. With ``suppress_author``, the names are
    left out: the sentence has them already. With ``author_only``, nothing else is shown.
    """

    key: str
    locator: str = ""
    label: str = "page"
    prefix: str = ""
    suffix: str = ""
    suppress_author: bool = False
    author_only: bool = False

    @property
    def is_plain(self) -> bool:
        """True if the key says all."""
        return self == Cite(self.key, label=self.label)


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation of a document: one or more works, cited in one place.

    ``note`` is the number of the footnote around it, 0 in the text. A ``composite`` citation
    names the authors of its first work in the sentence, and the rest of it follows:
    “Doe (2024)”.
    """

    cites: tuple[Cite, ...]
    note: int = 0
    composite: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a cite among the others of a document (CSL 1.0.2, "Locators", "position").

    ``position`` is first, subsequent, ibid or ibid-with-locator. ``near`` says whether the work was
    cited a few notes before. ``first_note`` is the number of the note that cited it first, 0 where
    that is this note, or the text.
    """

    position: str = "first"
    near: bool = False
    first_note: int = 0


FIRST = Place()


def places(citations: Sequence[Citation], near_distance: int) -> list[list[Place]]:
    """Return the place of each cite of each citation, in the order given.

    The order of cites is that in which the style shows them. Citations of the text and of notes
    do not count for each other. Note numbers that start again start a new chapter.
    ``near_distance`` is the number of notes within which a work was cited near.
    """
    found: list[list[Place]] = [[] for _ in citations]
    for in_notes in (False, True):
        series = [at for at, citation in enumerate(citations) if bool(citation.note) == in_notes]
        _Series(near_distance).run([citations[at] for at in series], [found[at] for at in series])
    return found


def first_notes(citations: Sequence[Citation]) -> dict[str, int]:
    """Return the note that cites a work first, by its key. Works of the text have none."""
    found: dict[str, int] = {}
    for citation in citations:
        for cite in citation.cites:
            found.setdefault(cite.key, citation.note)
    return {key: note for key, note in found.items() if note}


class _Series:
    """The citations of a text, or of its notes, walked through in order."""

    def __init__(self, near_distance: int) -> None:
        self.near_distance = near_distance
        self.first: dict[str, int] = {}
        """Work -> the note that cited it first."""
        self.last: dict[str, int] = {}
        """Work -> the note that cited it last."""
        self.in_note: dict[int, int] = {}
        """Note -> how many works it cites so far."""

    def run(self, citations: Sequence[Citation], found: Sequence[list[Place]]) -> None:
        """Append the place of each cite to the lists of ``found``."""
        before: Citation | None = None
        for citation, placed in zip(citations, found, strict=True):
            note = citation.note
            if before is not None and before.note > note:
                self.first, self.last, self.in_note = {}, {}, {}
            self.in_note[note] = self.in_note.get(note, 0) + len(citation.cites)
            for at, cite in enumerate(citation.cites):
                placed.append(self._place(citation, at, before))
                self.first.setdefault(cite.key, note)
                self.last[cite.key] = note
            before = citation if citation.cites else before

    def _place(self, citation: Citation, at: int, before: Citation | None) -> Place:
        cite, note = citation.cites[at], citation.note
        if cite.key not in self.first:
            return FIRST
        position = "subsequent"
        previous = self._previous(citation, at, before)
        if previous is not None:
            position = _ibid(previous, cite)
        if cite.author_only:
            position = "first"
        first = self.first[cite.key]
        near = not note or note - self.last[cite.key] <= self.near_distance
        return Place(position, near, first if first != note else 0)

    def _previous(self, citation: Citation, at: int, before: Citation | None) -> Cite | None:
        """Return the cite right before one, if it is of the same work."""
        cite = citation.cites[at]
        if at:
            previous = citation.cites[at - 1]
        elif before is None:
            return None
        elif before.note == citation.note:
            previous = before.cites[-1]
        else:  # “ibid.” can mean but one work of the note before
            alone = self.in_note.get(before.note) == 1
            if not alone or before.note < citation.note - 1:
                return None
            previous = before.cites[0]
        return previous if previous.key == cite.key else None


def _ibid(previous: Cite, cite: Cite) -> str:
    """Return the position of a cite behind one of the same work."""
    old = (previous.locator, previous.label) if previous.locator else None
    new = (cite.locator, cite.label) if cite.locator else None
    if old == new:
        return "ibid"
    return "ibid-with-locator" if new else "subsequent"


LOCATORS = tuple(
    "page act appendix article-locator book canon chapter column elocation equation figure folio "
    "issue line note opus paragraph part rule scene section sub-verbo supplement table timestamp "
    "title-locator verse version volume".split()
)
"""The kinds of locators that CSL 1.0.2 knows, the usual one first."""


def surrounded(tokens: Tokens, cite: Cite) -> Tokens:
    """Return a cite with what goes before and behind it."""
    return [*_before(cite.prefix), *tokens, *_behind(cite.suffix)]


def goes_on(cite: Cite, *, first: bool) -> bool:
    """Say whether a cite goes on with a sentence: not behind one that its prefix ends."""
    prefix = cite.prefix.strip()
    if not prefix:
        return not first
    return " " not in prefix or _last_sign(prefix) not in _ENDS


_ENDS = {*".:;!?"}


def _last_sign(prefix: str) -> str:
    """Return the last sign of what is said before a cite, quotation marks and fonts apart."""
    return _TAGS.sub("", prefix).rstrip("\"'”’»\u202f\u00a0 ")[-1:]


_TAGS = regex(r"<[^<>]+>")


def _before(prefix: str) -> Tokens:
    """Return what is said before a cite, apart from it by a blank: not behind a bracket or dash."""
    if not prefix.strip():
        return []
    last = _last_sign(prefix)
    apart = has_romanesque(last) or last in _ENDS or last in {*"&,)]"} or prefix[-1].isspace()
    return [*parse_field(prefix.strip()), *([" "] if apart else [])]


def _behind(suffix: str) -> Tokens:
    """Return what is said behind a cite; a blank is between words, none before a comma."""
    tokens = parse_field(suffix.strip())
    first = plain(tokens)[:1]
    return [" ", *tokens] if first.isalnum() or first in {"(", "[", "“", "‘"} else tokens
