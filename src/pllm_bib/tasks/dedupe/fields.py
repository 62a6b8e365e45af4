"""Two entries of one work -> one: the better value of each field, and the values given up.

The fields are taken as they stand in the source, so that nothing is written in another way than
somebody wrote it. The rules are those of docs/duplicates.md.
"""

from __future__ import annotations

import re
from dataclasses import field, replace
from typing import TYPE_CHECKING

from pllm_bib.formats.bibtex.entry import listed
from pllm_bib.formats.bibtex.write import BibField
from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.names import read_name, read_names, split_at_and
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.field import PUBLISHED_FIELDS
from pllm_bib.model.folding import comparable_name, comparable_words
from pllm_bib.model.identifiers import bare_doi, is_arxiv_doi
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.same_work.identity import ARXIV, OPENREVIEW, identifiers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pllm_bib.model.diagnostic import Position
    from pllm_bib.model.entry import Entry


TYPE = "entry type"
"""The name of the type among the fields."""


class Discarded(NamedTuple):
    """A value that the merged entry does not have, its place, and the value instead."""

    key: str
    position: Position
    field: str
    value: str
    instead: str | None


@dataclass(frozen=True, slots=True)
class Version:
    """An entry of a work: its meaning, and its fields as they stand in the source."""

    entry: Entry
    type: str
    fields: Mapping[str, BibField]
    origin: Mapping[str, tuple[str, Position]]
    """The key of the entry that each field is from, and the place where it stands."""
    preprint: bool
    section: str | None = None
    """The section of the list whose file holds it."""

    def text(self, name: str) -> str:
        """Return the source of a field's value, or the type; a field that is missing is empty."""
        if name == TYPE:
            return self.type
        return self.fields[name].value if name in self.fields else ""

    @property
    def standing(self) -> int:
        """2 for a publication, 0 for a preprint, 1 where nothing says which."""
        if self.preprint:
            return 0
        return 2 if self.entry.container or self.entry.publisher or self.entry.isbn else 1


def merged(kept: Version, lost: Version) -> tuple[Version, tuple[Discarded, ...]]:
    """Merge two versions under the key of the first; return also every value that is given up."""
    choice = _FieldChoice(kept, lost)
    choice.run()
    result = replace(
        kept,
        type=choice.better.type,
        fields=choice.fields,
        origin={name: choice.origin(name) for name in (TYPE, *choice.fields)},
        preprint=kept.preprint and lost.preprint,
    )
    return result, tuple(choice.discarded)


def with_choices(merged_version: Version, chosen: Mapping[str, Version]) -> Version:
    """Return a merged version with the values that others have in some fields."""
    fields = dict(merged_version.fields)
    origin = dict(merged_version.origin)
    kind = merged_version.type
    for name, version in chosen.items():
        if name == TYPE:
            kind = version.type
        elif name in version.fields:
            fields[name] = version.fields[name]
        origin[name] = version.origin[name]
    return replace(merged_version, type=kind, fields=fields, origin=origin)


def given_up(versions: Sequence[Version], result: Version) -> tuple[Discarded, ...]:
    """Return the values of versions that a merged one does not have, whatever made it."""
    found = []
    for version in versions:
        for name in (TYPE, *version.fields):
            value, instead = version.text(name), result.text(name)
            if value == instead or name in _OWN:
                continue
            if name != TYPE and instead:
                mine, theirs = _says(version.fields[name]), _says(result.fields[name])
                if mine == theirs or (name in {*_NOTES, *_WORDS} and mine in theirs):
                    continue
            key, place = version.origin[name]
            found.append(Discarded(key, place, name, value, instead or None))
    return tuple(found)


_ORDER = (
    "journal journaltitle journalsubtitle shortjournal booktitle booksubtitle maintitle series "
    "volume number issue pages eid articleno numpages chapter edition isbn issn publisher school "
    "institution organization address location howpublished eventtitle eventdate eventplace venue "
    "crossref year month day date version type"
).split()
_PUBLICATION = tuple(dict.fromkeys((*_ORDER, *PUBLISHED_FIELDS)))
"""Fields that tell where and when a work appeared: one publication's, never a mixture of two."""
_DATES = ("year", "month", "day", "date")
_TITLE = ("title", "subtitle", "titleaddon", "shorttitle")
_EPRINT = ("eprint", "archiveprefix", "eprinttype", "primaryclass", "eprintclass")
_NOTES = ("note", "annote", "annotation", "comment", "addendum")
_WORDS = ("keywords", "keyword")
_OWN = ("ids", "also", "related")


@dataclass(slots=True)
class _FieldChoice:
    kept: Version
    lost: Version
    better: Version = field(init=False)
    """The version that gives the merged entry its publication."""
    worse: Version = field(init=False)
    fields: dict[str, BibField] = field(default_factory=dict)
    discarded: list[Discarded] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.better, self.worse = self.kept, self.lost
        if self.lost.standing > self.kept.standing:
            self.better, self.worse = self.lost, self.kept

    def run(self) -> None:
        self._publication()
        self._title()
        for name in ("author", "editor"):
            self._names(name)
        self._identifiers()
        for name in _NOTES:
            self._united(name, "; ")
        for name in _WORDS:
            self._united_words(name)
        self._lists()
        for name in (*self.better.fields, *self.worse.fields):
            if name not in _HANDLED:
                self._choose(name, self.better, self.worse)

    def _choose(self, name: str, first: Version, second: Version) -> None:
        """Take the value that the first version has, else that of the second."""
        if name not in first.fields:
            first, second = second, first
        chosen = first.fields.get(name)
        if chosen is None or name in self.fields:
            return
        self.fields[name] = chosen
        self._give_up(second, name)

    def _give_up(self, version: Version, name: str) -> None:
        """Note a value that is not in the merged entry, unless it says the same."""
        value = version.fields.get(name)
        if value is None:
            return
        instead = self.fields.get(name)
        if instead is not None and _says(value) == _says(instead):
            return
        key, place = version.origin[name]
        self.discarded.append(
            Discarded(key, place, name, value.value, instead.value if instead else None)
        )

    def origin(self, name: str) -> tuple[str, Position]:
        """Return the owner of a merged field, and its place; the kept entry owns mixed fields."""
        if name == TYPE:
            return self.better.origin[name]
        for version in (self.kept, self.lost):
            if version.fields.get(name) is self.fields[name]:
                return version.origin[name]
        return self.kept.origin.get(name, self.kept.origin[TYPE])

    def _publication(self) -> None:
        better, worse = self.better, self.worse
        names = [n for n in _PUBLICATION if n in better.fields or n in worse.fields]
        fill = better.standing == worse.standing and _one_publication(better, worse)
        dated = any(name in better.fields for name in _DATES)
        for name in names:
            if name in better.fields:
                self.fields[name] = better.fields[name]
            elif fill or (name in _DATES and not dated):
                if name in _DATES and "date" in self.fields:
                    continue
                self.fields[name] = worse.fields[name]
        for name in names:
            self._give_up(worse, name)
        if better.type != worse.type:
            key, place = worse.origin[TYPE]
            self.discarded.append(Discarded(key, place, TYPE, worse.type, better.type))

    def _title(self) -> None:
        first, second = self.better, self.worse
        same = first.standing == second.standing or str(first.entry.title) == str(
            second.entry.title
        )
        if same and _title_rank(second) > _title_rank(first):
            first, second = second, first
        for name in _TITLE:
            if name == "title" or name in first.fields:
                self._choose(name, first, second)
            else:
                self._give_up(second, name)

    def _names(self, name: str) -> None:
        """Take the longer list, and each name from the version that gives more of it."""
        first, second = self.better, self.worse
        if name not in first.fields or name not in second.fields:
            self._choose(name, first, second)
            return
        if _names_rank(second.fields[name].value) > _names_rank(first.fields[name].value):
            first, second = second, first
        fuller = _filled(first.fields[name].value, second.fields[name].value)
        self.fields[name] = first.fields[name]._replace(value=fuller)
        for version in (first, second):
            self._give_up(version, name)

    def _identifiers(self) -> None:
        """Take the DOI of the publication and the eprint of the preprint."""
        dois = [
            (bare_doi(latex.verbatim(version.fields["doi"].value)), version)
            for version in (self.better, self.worse)
            if "doi" in version.fields
        ]
        own = [(doi, version) for doi, version in dois if doi and not is_arxiv_doi(doi)]
        for doi, version in own or dois:
            source = version.fields["doi"]
            if doi and doi != source.value:
                source = source._replace(value=_escaped(doi))
            self.fields["doi"] = source
            break
        eprint = next((v for v in (self.better, self.worse) if "eprint" in v.fields), None)
        if eprint is not None:
            for name in _EPRINT:
                if name in eprint.fields:
                    self.fields[name] = eprint.fields[name]
            other = self.worse if eprint is self.better else self.better
            self._fill_class(other)
        self._add_told_ids()
        for version in (self.better, self.worse):
            for name in ("doi", *_EPRINT):
                self._give_up(version, name)

    def _fill_class(self, other: Version) -> None:
        """Take the archive and class of an eprint that both versions have."""
        if "eprint" in other.fields and _says(other.fields["eprint"]) == _says(
            self.fields["eprint"]
        ):
            for name, twin in (("archiveprefix", "eprinttype"), ("primaryclass", "eprintclass")):
                if name not in self.fields and twin not in self.fields:
                    for spelling in (name, twin):
                        if spelling in other.fields:
                            self.fields[spelling] = other.fields[spelling]

    def _add_told_ids(self) -> None:
        """Keep ids that a field told which is given up: a DOI, a journal, an address."""
        for kind, name, more in (
            (ARXIV, "eprint", {"archiveprefix": "arXiv"}),
            (OPENREVIEW, "openreview", {}),
        ):
            ids = {
                known.value
                for version in (self.kept, self.lost)
                for known in identifiers(version.entry)
                if known.kind == kind
            }
            if len(ids) != 1 or any(name in v.fields for v in (self.kept, self.lost)):
                continue
            if not self._still_told(ids):
                for field_name, value in {name: ids.pop(), **more}.items():
                    self.fields[field_name] = BibField(field_name, value)

    def _still_told(self, ids: set[str]) -> bool:
        """Say whether the better version, whose addresses and journal stay, tells the ids."""
        return not ids.isdisjoint(known.value for known in identifiers(self.better.entry))

    def _united(self, name: str, separator: str) -> None:
        one, other = self.kept.fields.get(name), self.lost.fields.get(name)
        if one is None or other is None:
            if chosen := one or other:
                self.fields[name] = chosen
            return
        if _says(other) in _says(one):
            self.fields[name] = one
        elif _says(one) in _says(other):
            self.fields[name] = other
        else:
            value = one.value.rstrip(" .;") + separator + other.value
            self.fields[name] = BibField(name, value)

    def _united_words(self, name: str) -> None:
        values = [v.fields[name].value for v in (self.kept, self.lost) if name in v.fields]
        if not values:
            return
        words: dict[str, str] = {}
        for value in values:
            for word in re.split(r"(?:(?<!\s)\s++)?[,;]\s*", value.strip()):
                if word:
                    words.setdefault(word.casefold(), word)
        self.fields[name] = BibField(name, ", ".join(words.values()))

    def _lists(self) -> None:
        """Unite former keys, sections and related works, and add those that the merge makes."""
        kept, lost = self.kept.entry, self.lost.entry
        own = {kept.key, lost.key}
        ids = [*kept.aliases, lost.key, *lost.aliases]
        sections = [s for v in (self.kept, self.lost) for s in self._sections(v)]
        related = [*kept.related, *lost.related]
        self._list("ids", [key for key in ids if key != kept.key])
        self._list("also", [section for section in sections if section != self.kept.section])
        self._list("related", [key for key in related if key not in own])

    def _sections(self, version: Version) -> tuple[str, ...]:
        own = (version.section,) if version.section else ()
        also = version.fields.get("also")
        return own + (listed(also.value) if also else ())

    def _list(self, name: str, items: Iterable[str]) -> None:
        found = list(dict.fromkeys(items))
        if found:
            self.fields[name] = BibField(name, ", ".join(found))


_HANDLED = frozenset(
    {*_PUBLICATION, *_TITLE, *_EPRINT, *_NOTES, *_WORDS, *_OWN, "author", "editor", "doi"}
)


def _says(value: BibField) -> str:
    """Return a value in comparable form; addresses and ids keep their signs."""
    if value.name in {"author", "editor"}:
        names, _problems = read_names(value.value)
        return "|".join(f"{name.full_family}, {name.given}" for name in names) + (
            "|others" if names.others else ""
        )
    if value.name == "doi":
        return (bare_doi(latex.verbatim(value.value)) or value.value).lower()
    if value.name == "title":
        return latex.decode_plain(value.value)
    return " ".join(latex.decode_plain(value.value).replace("–", "-").split()).casefold()


def _escaped(doi: str) -> str:
    """Return a DOI as the source of a field, without braces, which would break it."""
    return re.sub(r"[{}]", "", doi)


def _one_publication(one: Version, other: Version) -> bool:
    """Say whether nothing in two versions speaks against one publication."""
    years = {v.entry.date.year for v in (one, other) if v.entry.date}
    kinds = {v.type for v in (one, other)} - {"misc", "online", "unpublished"}
    volumes = {v.entry.volume for v in (one, other) if v.entry.volume}
    return len(years) < 2 and len(kinds) < 2 and len(volumes) < 2  # noqa: PLR2004


def _title_rank(version: Version) -> tuple[int, int, int, int]:
    """Return how much a title tells: its subtitle, its accents, its letter case."""
    title = version.entry.title
    text = str(title)
    return (
        len(comparable_words(text)),
        sum(not char.isascii() for char in text),
        not (text.isupper() or text.islower()),
        sum(bool(chunk.style) for chunk in title.chunks),
    )


# Names.


def _names_rank(source: str) -> tuple[bool, int, int, int]:
    """Return how much a list of names tells: all, how many, given names in full, full stops.

    “J. A.” tells more than “JA”, which may be a name.
    """
    names, _problems = read_names(source)
    full = sum(_is_full(name.given) for name in names)
    stops = sum(name.given.count(".") for name in names)
    return bool(names) and not names.others, len(names), full, stops


_RUN_TOGETHER = regex(r"[^\W\d_a-z]{1,3}")
"""Initials without full stops and blanks: ``JA``."""


def _is_full(given: str) -> bool:
    if given.isupper() and _RUN_TOGETHER.fullmatch(given):
        return False
    return any(len(word) > 1 for word in comparable_words(given.replace(".", " ")))


def _filled(source: str, other: str) -> str:
    """Return a list of names with full names from another list in place of initials."""
    fuller: dict[tuple[str, str], str] = {}
    for part in split_at_and(other):
        name, _problem = read_name(part)
        if name and _is_full(name.given):
            family, given = comparable_name(name)
            fuller[family, given[0][0]] = part
    parts = []
    for part in split_at_and(source):
        name, _problem = read_name(part)
        if name and name.given and not _is_full(name.given):
            family, given = comparable_name(name)
            found = fuller.get((family, given[0][0])) if given else None
            parts.append(found if found and _initials_agree(found, given) else part)
        else:
            parts.append(part)
    return " and ".join(parts)


def _initials_agree(full: str, initials: tuple[str, ...]) -> bool:
    """Say whether a full name has at least the initials that stand for it."""
    name, _problem = read_name(full)
    if name is None:
        return False
    first = [word[0] for word in comparable_name(name)[1]]
    letters = (
        [letter for word in initials for letter in word]
        if _run_together(initials)
        else [word[0] for word in initials]
    )
    return len(letters) <= len(first) and first[: len(letters)] == letters


def _run_together(initials: tuple[str, ...]) -> bool:
    return len(initials) == 1 and len(initials[0]) > 1
