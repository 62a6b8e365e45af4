"""Cites that read alike, made longer until they differ (CSL 1.0.2, "Disambiguation")."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.citing.csl.cite import Place
from pllm_bib.citing.csl.register import FULL
from pllm_bib.citing.csl.state import NONE, Disambiguation, State
from pllm_bib.citing.csl.text.tokens import plain
from pllm_bib.citing.csl.xml import NAMESPACE

if TYPE_CHECKING:
    from pllm_bib.citing.csl.item import CslItem
    from pllm_bib.citing.csl.register import NameRegister
    from pllm_bib.citing.csl.style import CslStyle

_SHORTEST = Place("subsequent", near=True)
"""Where a cite, and its lists of names, may be at their shortest."""
SUFFIXES = "abcdefghijklmnopqrstuvwxyz"


class Disambiguator:
    """The search for the additions that each cite of a set of works needs.

    ``numbers`` are the works' places in the bibliography. Year suffixes follow them.
    """

    def __init__(
        self,
        style: CslStyle,
        items: dict[str, CslItem],
        numbers: dict[str, int],
        people: NameRegister,
    ) -> None:
        self.style = style
        self.items = items
        self.numbers = numbers
        self.people = people
        self.settings: dict[str, Disambiguation] = dict.fromkeys(items, NONE)

    def run(self) -> dict[str, Disambiguation]:
        """Work out the settings of every work, by id."""
        style = self.style
        if style.citation.element is None:
            return self.settings
        if self.people.active:
            for key in self.items:  # all names must be known before the first one is shown
                self._cite(key, NONE)
        add_names = style.option("disambiguate-add-names") == "true"
        add_suffix = style.option("disambiguate-add-year-suffix") == "true"
        by_cite = (
            style.option("disambiguate-add-givenname") == "true"
            and style.option("givenname-disambiguation-rule", "by-cite") == "by-cite"
        )
        has_condition = any(
            element.get("disambiguate") == "true"
            for element in style.root.iter(f"{NAMESPACE}if", f"{NAMESPACE}else-if")
        )
        if not (add_names or add_suffix or by_cite or has_condition):
            return self.settings
        groups: dict[str, list[str]] = {}
        for key in self.items:
            groups.setdefault(self._cite(key, self.settings[key])[0], []).append(key)
        for group in groups.values():
            if len(group) > 1:
                self._tell_apart(
                    group,
                    names=add_names,
                    givens=by_cite,
                    suffix=add_suffix,
                    condition=has_condition,
                )
        return self.settings

    def _cite(
        self, key: str, settings: Disambiguation, *, noted: bool = True
    ) -> tuple[str, list[tuple[int, int]]]:
        """Return a cite's text, and for each of its lists how many names it has and shows.

        ``noted`` says whether its names are noted in the register.
        """
        state = State(
            self.items[key],
            "citation",
            number=self.numbers[key],
            place=_SHORTEST,
            disambiguation=settings,
            people=self.people if noted else None,
        )
        text = plain(self.style.citation.render(state))
        return text, state.lists

    def _tell_apart(
        self, group: list[str], *, names: bool, givens: bool, suffix: bool, condition: bool
    ) -> None:
        left = self._by_names(group, givens=givens, add=names) if names or givens else [group]
        for clash in left:
            if len(clash) < 2:  # noqa: PLR2004
                continue
            if suffix:
                ranked = sorted(clash, key=self.numbers.__getitem__)
                for index, key in enumerate(ranked):
                    self.settings[key] = replace(self.settings[key], year_suffix=year_suffix(index))
            elif condition:
                changed = {key: replace(self.settings[key], condition=True) for key in clash}
                texts = {key: self._cite(key, value)[0] for key, value in changed.items()}
                if len(set(texts.values())) > 1 or any(
                    texts[key] != self._cite(key, self.settings[key])[0] for key in clash
                ):
                    self.settings.update(changed)

    def _by_names(self, group: list[str], *, givens: bool, add: bool) -> list[list[str]]:
        """Show more names, and more of them, until cites differ; return those that never do."""
        limits = {key: self._cite(key, self.settings[key])[1] for key in group}
        pending = [group]
        unresolved: list[list[str]] = []
        while pending:
            clash = pending.pop()
            found = self._step(clash, limits, givens=givens, add=add)
            if found is None:
                unresolved.append(clash)
                continue
            for part, settings in found:
                self.settings.update({key: settings[key] for key in part})
                if len(part) > 1:
                    pending.append(part)
        return unresolved

    def _alike_in_full(self, clash: list[str], limits: dict[str, list[tuple[int, int]]]) -> bool:
        """Say whether cites read alike even with all names in full; the register stays as it is."""
        texts = set()
        for key in clash:
            totals = tuple(total for total, _shown in limits[key])
            longest = Disambiguation(totals, tuple((FULL,) * total for total in totals))
            texts.add(self._cite(key, longest, noted=False)[0])
        return len(texts) == 1

    def _step(
        self,
        clash: list[str],
        limits: dict[str, list[tuple[int, int]]],
        *,
        givens: bool,
        add: bool,
    ) -> list[tuple[list[str], dict[str, Disambiguation]]] | None:
        """Return the least longer settings under which a group differs, in parts that read alike.

        Returns None where the cites stay alike at full length.
        """
        if self._alike_in_full(clash, limits):
            return None  # without a try of every number of names in between
        current = {key: self.settings[key] for key in clash}
        lists = max((len(limits[key]) for key in clash), default=0)
        working = dict(current)
        for place in range(lists):
            most = max(limits[key][place][0] if place < len(limits[key]) else 0 for key in clash)
            start = min(limits[key][place][1] if place < len(limits[key]) else 1 for key in clash)
            for count in range(start, most + 1):
                if count > start and not add:
                    break
                for level in (0, 1, 2) if givens else (0,):
                    working = {
                        key: _longer(working[key], limits[key], place, count, level)
                        for key in clash
                    }
                    parts: dict[str, list[str]] = {}
                    for key in clash:
                        parts.setdefault(self._cite(key, working[key])[0], []).append(key)
                    if len(parts) > 1:
                        # What did not help on the way is not kept.
                        settings = {
                            key: _longer(current[key], limits[key], place, count, level)
                            for key in clash
                        }
                        return [(part, settings) for part in parts.values()]
        return None


def year_suffix(index: int) -> str:
    """Return the suffix of a place, from 0 on: a to z, then aa, ab, ..."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, len(SUFFIXES))
        letters = SUFFIXES[rest] + letters
    return letters


def _longer(
    disambiguation: Disambiguation,
    limits: list[tuple[int, int]],
    place: int,
    count: int,
    level: int,
) -> Disambiguation:
    """Return settings under which one list of names shows more.

    ``limits`` holds the number of names, and of names shown, of each list. ``place`` is the list,
    ``count`` the number of names to show, ``level`` that of the last one's given name.
    """
    if place >= len(limits):
        return disambiguation
    total, _shown = limits[place]
    names = list(disambiguation.names) + [
        shown for _t, shown in limits[len(disambiguation.names) :]
    ]
    names[place] = min(max(names[place], count), total)
    givens = [list(row) for row in disambiguation.givens]
    while len(givens) <= place:
        givens.append([])
    row = givens[place]
    while len(row) < total:
        row.append(0)
    if level:
        position = min(count, total) - 1
        row[position] = max(row[position], level)
    return replace(disambiguation, names=tuple(names), givens=tuple(tuple(row) for row in givens))
