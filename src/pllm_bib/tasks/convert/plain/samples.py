"""Samples of a form, written the usual way, and the mould that they have in common."""

from __future__ import annotations

import re
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from pllm_bib.files.read import Piece, read_piece
from pllm_bib.files.text import FilePart
from pllm_bib.formats.bibtex.plain.form import entry_pattern
from pllm_bib.formats.bibtex.plain.sample import MOST_FIELDS, PATH, sample_of
from pllm_bib.formats.bibtex.plain.values import FAMILY_FIRST, PEOPLE
from pllm_bib.formats.shared.names import read_names
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.tasks.convert.plain.mould import Cast, CastEntry, Mould, PieceCheck
from pllm_bib.tasks.convert.request import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.formats.bibtex.plain.form import Form
    from pllm_bib.tasks.convert.entries import EntryWork

_AND = regex(r"\band\b", re.IGNORECASE)
_FAMILIES_FIRST = regex(rf"{FAMILY_FIRST}(?: and {FAMILY_FIRST})*")
"""People as BibTeX reads them at once: one comma in each name, a capital before it."""
_GIVEN = r"[A-Z](?:[a-z]++(?:-[A-Z]?[a-z]++)?|\.)"
_LAST = r"(?!(?:Jr|Sr|Jun|Sen|Esq)\b)([A-Z][a-z]++(?:-[A-Z][a-z]++)?)"
_GIVEN_FIRST = regex(rf"({_GIVEN}(?: {_GIVEN}){{0,3}}) {_LAST}")
"""A name without a comma, each word of it with a capital."""


_MOST_NAMES = 100_000
"""Names that are remembered."""


class _People:
    """The writer of lists of people, as a format writes one that consists of plain names."""

    def __init__(self, middle: str, separator: str, *, family_first: bool, particles: bool) -> None:
        self.middle = middle
        """The text between the two parts of a name."""
        self.separator = separator
        self.family_first = family_first
        self.particles = particles
        """Whether a particle is simply a part of the family name."""
        self.known: dict[str, str | None] = {}
        """Names as they stand in files, and as they are written; None for one that is not plain."""

    def __call__(self, value: str) -> str | None:
        """Return a list of people as it is written; None if one of them has no plain name."""
        if "\n" in value or "  " in value or value[-1] == " ":
            value = " ".join(value.split())
        if "--" in value or "''" in value:
            return None
        if self.family_first and _FAMILIES_FIRST.fullmatch(value):
            apart = value.replace(" and ", "\0").replace(", ", self.middle)
            return apart.replace("\0", self.separator)
        known, written = self.known, []
        for source in value.split(" and "):
            if source not in known:
                if len(known) > _MOST_NAMES:
                    known.clear()
                known[source] = self._name(source)
            name = known[source]
            if name is None:
                return None
            written.append(name)
        return self.separator.join(written)

    def _name(self, source: str) -> str | None:
        if match := _GIVEN_FIRST.fullmatch(source):
            given, family = match.groups()
        else:
            names, problems = read_names(source)
            if problems or names.others or len(names) != 1 or _AND.search(source):
                return None
            (name,) = names
            if name.organisation or name.suffix or not name.given or name.dropping is not None:
                return None
            if name.particle and not self.particles:
                return None
            given, family = name.given, name.full_family
        return self.middle.join((family, given) if self.family_first else (given, family))


_people = cache(_People)


class _Sample(NamedTuple):
    """A sample of a form, and what the usual way makes of it."""

    match: re.Match[str]
    people: tuple[tuple[tuple[str, str], ...], ...]
    """Of each field of people, the family names and given names."""
    row: CastEntry


class Samples:
    """Samples of a form, written by the usual way, and the mould that they have in common."""

    def __init__(self, work: EntryWork, dialect: str, form: Form) -> None:
        self.work = work
        self.dialect = dialect
        self.form = form
        self.fields = form[1]
        self.entry = entry_pattern(form)

    def mould(self) -> Mould | None:
        """Return the mould; None if samples and mould do not agree."""
        if len(self.fields) > MOST_FIELDS:
            return None
        people = ["abc", "a", "ab"]
        for particles in (True, False):
            samples = [self._written(*of) for of in enumerate(people + ["A"] * particles)]
            whole = [sample for sample in samples if sample]
            mould = self._of(whole[0], particles=particles) if len(whole) == len(samples) else None
            if mould and all(_agree(mould, sample) for sample in whole):
                return mould
        return None

    def _written(self, number: int, people: str) -> _Sample | None:
        """Return the sample of a number; each field of people has one for each letter.

        That of a capital has a particle.
        """
        source, names = sample_of(self.form, number, people)
        match = self.entry.match(source)
        piece = Piece(0, PATH, self.dialect, FilePart(source, len(source)))
        entries, faults = read_piece(piece, self.work.connected)
        if match is None or faults or len(entries) != 1:
            return None
        written = Result()
        self.work.write(entries[0], written)
        row = CastEntry(written.keys[0], written.texts[0], tuple(written.lost))
        return _Sample(match, names, row)

    def _of(self, sample: _Sample, *, particles: bool) -> Mould | None:
        """Return the mould that a sample shows."""
        text, match = sample.row.text, sample.match
        pieces, checks = {match[1]: 0}, []
        places = {Position(""): -1} | {_place(match, group): group for group in (0, 1)}
        names = iter(sample.people)
        group = 1
        for one in self.fields:
            places[_place(match, group + 1)] = group + 1
            group += 1
            if one.kind is None:
                continue
            for index in range(group, group + re.compile(one.kind.pattern).groups):
                piece = match[index + 1]
                plain, braces = one.kind.plain, None
                if one.kind is PEOPLE:
                    text, plain = _with_people(text, next(names), particles=particles, mark=piece)
                elif "{" in piece:
                    text, braces = _with_braces(text, piece)
                pieces[piece] = index
                if plain:
                    checks.append(PieceCheck(index, plain, one.kind.is_text, braces))
                group += 1
        if not all(one.position in places for one in sample.row.lost):
            return None
        lost = tuple((one.loss, one.field, places[one.position]) for one in sample.row.lost)
        around = re.split(f"({'|'.join(map(re.escape, pieces))})", text)
        written = [pieces[piece] for piece in around[1::2]]
        if len(written) < 2:  # noqa: PLR2004 -- one is not got as a tuple
            return None
        form = "%s".join(piece.replace("%", "%%") for piece in around[::2])
        return Mould(self.entry, tuple(checks), form, itemgetter(*written), lost)


def _agree(mould: Mould, sample: _Sample) -> bool:
    """Say whether a sample cast in a mould is what the usual way makes of it."""
    source = sample.match.string
    cast = Cast(PATH, FilePart(source, len(source)))
    return cast.take(mould, sample.match) and cast.rows == [sample.row]


def _place(match: re.Match[str], group: int) -> Position:
    """Return where a group of an entry stands that starts a text."""
    before = match.string[: match.start(group)]
    return Position(PATH, before.count("\n") + 1, len(before) - before.rfind("\n"))


def _with_people(
    text: str, names: Sequence[tuple[str, str]], *, particles: bool, mark: str
) -> tuple[str, _People]:
    """Return a text with a mark for a list of people, and what writes such lists.

    The text stays as it is if the list is not in it as expected: its names are only looked at.
    """
    found = [_name_in(text, *name) for name in names]
    if any(text.count(part) != 1 for name in names for part in name):
        return text, _people("", "", family_first=True, particles=particles)
    start, end = found[0]
    family, given = names[0]
    family_first = text.startswith(family, start)
    middle = text[start:end].removeprefix(family).removesuffix(given)
    if not family_first:
        middle = text[start:end].removeprefix(given).removesuffix(family)
    separator = text[end : found[1][0]]
    writer = _people(middle, separator, family_first=family_first, particles=particles)
    stop = found[-1][1]
    return text[:start] + mark + text[stop:], writer


def _name_in(text: str, family: str, given: str) -> tuple[int, int]:
    """Return where the two parts of a name start and end, whichever is first."""
    first, second = text.find(family), text.find(given)
    return min(first, second), max(first + len(family), second + len(given))


def _with_braces(text: str, piece: str) -> tuple[str, tuple[str, str]]:
    """Return a text as if it had a piece as it stands, and what it has for the piece's braces."""
    before, word, behind = re.split("[{}]", piece)
    found = re.search(f"{before}(.*?){word}(.*?){behind}", text, re.DOTALL)
    if found is None:
        return text, ("", "")
    return text[: found.start()] + piece + text[found.end() :], (found[1], found[2])
