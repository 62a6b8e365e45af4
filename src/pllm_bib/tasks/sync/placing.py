"""The headings that a work stood and stands under in a source, and what their change means here."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.awesome.outline import heading_name
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.folding import letters
from pllm_bib.tasks.sync.remembered import heading_path, heading_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Section
    from pllm_bib.tasks.sync.headings import SourceHeadings


@dataclass(slots=True)
class Placing:
    """The sections that a work gets and loses, in words too."""

    move: Section | None = None
    """The section that the entry moves to."""
    also: str | None = None
    """The new value of “also”; empty where none is left. None: it does not change."""
    taken: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    conflict: str = ""
    renamed: tuple[str, str, str] | None = None
    """The old and the new name of a heading, and the section of the entry."""


class Placer:
    """The judge of headings that have changed, for all works of a source."""

    def __init__(self, sorter: SourceHeadings, then: Collection[Sequence[str]]) -> None:
        """Judge headings by their sections; ``then`` are those of all lines as remembered."""
        self.sorter = sorter
        before = {text for texts in then for text in texts}
        title = _title(before)
        self.then = {text: _key(text, title) for text in before}
        title = _title(sorter.texts)
        self.now = {text: _key(text, title) for text in sorter.texts}

    def placed(
        self, entry: Entry, then: Sequence[str], now: Mapping[str, Section | None]
    ) -> Placing:
        """Work out what the headings of a work change; both are as `heading_text` writes them."""
        done = Placing()
        before = {self.then[text] for text in then}
        here = {self.now[text] for text in now}
        gone = [text for text in then if self.then[text] not in here]
        fresh = [text for text in now if self.now[text] not in before]
        if not gone and not fresh:
            return done
        ids = {section.id for section in now.values() if section}
        new = {s.id: s for t in fresh if (s := now[t]) and s.id not in entry.sections}
        was = [section for text in gone if (section := self.sorter.of_text(text))]
        lost = {section.id for section in was} - ids
        if gone and fresh and self._is_renamed(gone, fresh):
            done.renamed = (*_differing(gone[-1], fresh[-1]), entry.sections[0])
        elif new and was and entry.sections[0] not in lost:
            done.conflict = (
                f"the line has moved to section {next(iter(new))} in the source; the entry was "
                f"moved to {entry.sections[0]} here, where it stays"
            )
        elif (new and (was or not gone)) or lost & set(entry.sections):
            kept = [name for name in entry.sections if name not in lost]
            _take(done, entry, [*kept, *new], {**new, **self._known(now)})
        else:
            stays = ", ".join(entry.sections)
            done.told.append(_stands(gone, fresh) + f": it stays in {stays}")
        if not done.renamed:
            done.told += [_unplaced(text) for text in fresh if now[text] is None]
        return done

    def _is_renamed(self, gone: Sequence[str], fresh: Sequence[str]) -> bool:
        """Say whether headings that the source has no longer have become ones that it had not."""
        left, before = set(self.now.values()), set(self.then.values())
        return not any(self.then[text] in left for text in gone) and not any(
            self.now[text] in before for text in fresh
        )

    @staticmethod
    def _known(now: Mapping[str, Section | None]) -> dict[str, Section]:
        return {section.id: section for section in now.values() if section}


def _take(
    done: Placing, entry: Entry, names: Sequence[str], sections: Mapping[str, Section]
) -> None:
    """Give an entry the sections that it has now; without any it stays where it is."""
    if not names or (names[0] != entry.sections[0] and names[0] not in sections):
        done.told.append(f"the source lists it no longer in {entry.sections[0]}, where it stays")
        return
    if names[0] != entry.sections[0]:
        done.move = sections[names[0]]
        done.taken.append(f"section “{entry.sections[0]}” -> “{names[0]}”")
    before, after = entry.sections[1:], tuple(names[1:])
    if before != after:
        old, done.also = ", ".join(before), ", ".join(after)
        arrow = f"“{old}” -> “{done.also}”" if old and done.also else f"“{done.also or old}”"
        done.taken.append(f"also {arrow}" if done.also else f"also {arrow} dropped")


def _title(texts: Iterable[str]) -> str:
    """Return the heading that all stand below: the title of the page, which may change."""
    paths = [heading_path(text) for text in texts]
    first = {path[0] for path in paths}
    return first.pop() if len(first) == 1 and any(len(path) > 1 for path in paths) else ""


def _key(text: str, title: str) -> tuple[str, ...]:
    """Return headings in a form that is equal for equal words, without numbers and the title."""
    path = heading_path(text)
    path = path[1:] if path[0] == title else path
    return tuple(letters(heading_name(heading)[1]) or heading for heading in path)


def _differing(old: str, new: str) -> tuple[str, str]:
    """Return the innermost headings that differ, of two texts."""
    pairs = zip(reversed(heading_path(old)), reversed(heading_path(new)), strict=False)
    differing = [(one, other) for one, other in pairs if letters(one) != letters(other)]
    return differing[0] if differing else (heading_words(old), heading_words(new))


def _unplaced(text: str) -> str:
    words = heading_words(text)
    name = words.replace('"', "'")
    return f'the heading “{words}” is of no section here: name one with --map "{name}=ID"'


def _stands(gone: Sequence[str], fresh: Sequence[str]) -> str:
    """Say in words which headings a line has lost and gained."""

    def quoted(texts: Sequence[str]) -> str:
        return ", ".join(f"“{heading_words(text)}”" for text in texts)

    if not gone:
        return f"its line stands under {quoted(fresh)} too now"
    if not fresh:
        return f"its line stands no longer under {quoted(gone)}"
    if len(gone) == len(fresh) == 1:
        old, new = _differing(gone[0], fresh[0])
        return f"its line stands under “{new}” now, no longer under “{old}”"
    return f"its line stands under {quoted(fresh)} now, no longer under {quoted(gone)}"
