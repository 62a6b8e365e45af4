"""A run of ``dedupe``: merges that are sure, that are asked for, or that a pair of keys names."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.cli import report
from pllm_bib.cli.dedupe_ask import ask_about
from pllm_bib.cli.dedupe_words import (
    group_as_json,
    member_as_json,
    merged_as_json,
    print_clash,
    print_group,
    print_merged,
)
from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import did_you_mean
from pllm_bib.same_work.find import Clash, Found, Group
from pllm_bib.tasks.dedupe.records import Records, read_records
from pllm_bib.tasks.dedupe.rewrite import Merged, Merges, merge_groups, relate
from pllm_bib.tasks.dedupe.undo import UndoRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.inputs import Input

_ROUNDS = 5
"""Rounds of merging: a merged entry may match a third one. No real file needs as many."""


def read_with_bar(sources: Sequence[Input]) -> Records:
    """Read files, with a progress bar. Raises `OperatorError`."""
    with report.Bar(sum(source.size for source in sources)) as bar:
        return read_records(sources, progress=bar.update)


@dataclass(slots=True)
class DedupeRun:
    """A run of the command: the groups found, the merges done, and the groups that remain."""

    found: Records
    home: Path | None
    """The folder of the list; None outside of one."""
    threshold: float
    into: int | None = None
    """The number of the only file that is written."""
    wanted: frozenset[str] | None = None
    """The keys of the entries that it is about: groups without any are left out. None for all."""
    forced: bool = False
    """The groups are pairs that the user has named."""
    result: Found = field(default_factory=lambda: Found((), ()))
    done: list[tuple[Records, Merged]] = field(default_factory=list)
    undo: UndoRecord | None = None
    planned: Merges | None = None
    """The merges of all sure groups, where looking for groups has worked these out."""

    def look(self) -> None:
        """Find the groups, without those that are settled or that nothing is asked about."""
        found = self.found.search(self.threshold)
        groups = tuple(group for group in found.groups if self._is_wanted(group))
        clashes = tuple(clash for clash in found.clashes if self._is_wanted(clash))
        if self.into is not None:
            groups = tuple(group for group in groups if self._has_own(group))
            safe = [g.members for g in groups if g.safe and self._can_be_merged(g.members)]
            self.planned = merge_groups(self.found, safe, into=self.into)
            open_ = {tuple(sorted((work.kept, *work.lost))) for work in self.planned.works}
            groups = tuple(g for g in groups if g.members not in safe or g.members in open_)
        self.result = Found(groups, clashes)

    def take(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Take pairs of keys for the groups. Raises `OperatorError` for what is no pair."""
        self.forced = True
        self.planned = None
        self.result = Found(tuple(_pairs(self.found, pairs)), ())
        for group in self.result.groups:
            first = self.found.records[group.members[0]]
            if self.into not in {None, first.file}:
                message = (
                    f"“{first.key}” is in {self.found.position(first).path}, which is only read: "
                    "name the key that stays first"
                )
                raise OperatorError(message)

    def _is_wanted(self, found: Group | Clash) -> bool:
        keys = {self.found.records[number].key for number in found.members}
        return self.wanted is None or not keys.isdisjoint(self.wanted)

    def _has_own(self, group: Group) -> bool:
        return any(self.found.records[n].file == self.into for n in group.members)

    def diff(self) -> None:
        """Show what the first round of `fix` would change."""
        merges = self._merges()
        for work in merges.works:
            print_merged(self.found, work, err=True)
        report.print_diff(write.changed(merges.files))
        self._say_what_is_left()

    def fix(self) -> None:
        """Merge sure groups until none is left."""
        for _round in range(_ROUNDS):
            merges = self._merges()
            if not merges.works:
                break
            self._merge(merges)
            self.result = Found((), ())
            if self.forced:
                break
            self.look()
        self._say_what_is_left()

    def _say_what_is_left(self) -> None:
        """Name the files and entries of sure groups that cannot be written."""
        groups = [group.members for group in self.result.groups if group.safe]
        self._say_skipped([number for members in groups for number in members])

    def ask(self) -> None:
        """Ask what to do with each group, and do it; nothing is written where answers end."""
        wanted: dict[tuple[int, ...], Mapping[str, int]] = {}
        told_apart: list[tuple[int, ...]] = []
        for number, group in enumerate(self.result.groups, start=1):
            print_group(self.found, group, number)
            mergeable = self._can_be_merged(group.members)
            answer, choices = ask_about(self.found, group, self.into, mergeable=mergeable)
            if answer is None:
                report.say("the answers end here: nothing was written", least=-1)
                return
            if answer == "q":
                agreed = report.plural(len(wanted) + len(told_apart), "answer")
                report.say(f"quit: what was agreed before is done ({agreed})", least=-1)
                break
            if answer == "m" and self._say_skipped(group.members):
                continue
            if answer == "m":
                wanted[group.members] = choices
            elif answer == "r":
                told_apart.append(group.members)
        self._do(wanted, told_apart)

    def _do(
        self,
        wanted: Mapping[tuple[int, ...], Mapping[str, int]],
        told_apart: Sequence[tuple[int, ...]],
    ) -> None:
        """Merge groups, and relate those of others."""
        # Merges come first: they use positions, which change; relations use keys.
        keys = [[self.found.records[n].key for n in members] for members in told_apart]
        if wanted:
            groups = _united(wanted)
            merged = merge_groups(self.found, groups, into=self.into, choices=groups)
            self._merge(merged)
        for first, *others in keys:
            for other in others:
                self.relate(first, other)
        if wanted or told_apart:
            self.look()

    def _merges(self) -> Merges:
        """Return the merges of all sure groups, or of the pairs that were named."""
        if self.planned is not None:
            return self.planned
        groups = [group.members for group in self.result.groups if group.safe or self.forced]
        if not self.forced:  # a pair that was named is refused instead
            groups = [members for members in groups if self._can_be_merged(members)]
        return merge_groups(self.found, groups, ranked=self.forced, into=self.into)

    def _merge(self, merges: Merges) -> None:
        self._write(merges.files)
        self.done += [(self.found, work) for work in merges.works]
        self.planned = None
        self.found = read_with_bar(self.found.sources)

    def _write(self, files: Mapping[Path, str]) -> None:
        """Write files so that it can be taken back."""
        changed = write.changed(files)
        if not changed:
            return
        if self.undo is None:
            first = next(iter(changed)).resolve()
            self.undo = UndoRecord(self.home or first.parent)
        if not self.undo.write(changed):
            report.say("a file is outside of the folder: --undo cannot take this back", least=-1)

    def relate(self, one: str, other: str) -> None:
        """Write that one work names another as related, and read the records anew."""
        files = relate(self.found, numbers_of(self.found, one)[0], numbers_of(self.found, other)[0])
        self._write(files)
        report.say(f"“{one}” names “{other}” as related")
        self.found = read_with_bar(self.found.sources)

    def print(self) -> None:
        """Print what was merged, and what is left to decide."""
        for before, work in self.done:
            print_merged(before, work)
        for number, group in enumerate(self.result.groups, start=1):
            print_group(self.found, group, number)
        for clash in self.result.clashes:
            print_clash(self.found, clash)

    def summary(self) -> None:
        """Say how many works were merged, and how many groups and clashes remain."""
        groups, clashes = self.result.groups, self.result.clashes
        parts = []
        if self.done:
            parts.append(f"{report.plural(len(self.done), 'work')} merged")
        if groups:
            sure = sum(g.safe and self._can_be_merged(g.members) for g in groups)
            parts.append(report.plural(len(groups), "group"))
            parts += [f"{sure} of them to merge with --fix"] if sure else []
        if clashes:
            parts.append(report.plural(len(clashes), "clash", "clashes"))
        works = report.plural(len(self.found.records), "entry", "entries")
        report.say(f"{works}: {', '.join(parts) or 'no duplicates'}")

    def as_json(self) -> dict[str, object]:
        """Return the groups, clashes and merges as JSON data."""
        return {
            "groups": [group_as_json(self.found, group) for group in self.result.groups],
            "clashes": [
                {
                    "kind": clash.kind,
                    "value": clash.value,
                    "members": [member_as_json(self.found, number) for number in clash.members],
                }
                for clash in self.result.clashes
            ],
            "merged": [merged_as_json(before, work) for before, work in self.done],
        }

    def _written(self, members: Sequence[int]) -> list[int]:
        """Return those records of a group that a merge would write."""
        if self.into is None:
            return list(members)
        return [n for n in members if self.found.records[n].file == self.into]

    def _can_be_merged(self, members: Sequence[int]) -> bool:
        written = self._written(members)
        return not (self.found.unwritable(members) or self.found.commented(written))

    def _say_skipped(self, members: Sequence[int]) -> bool:
        """Name what keeps entries from being merged; say whether anything does."""
        files = sorted(self.found.unwritable(members))
        entries = self.found.commented(self._written(members))
        if files:
            report.say(f"skipped: {', '.join(files)} (save it as UTF-8 first)", least=-1)
        if entries:
            why = "comments stand between the fields: put them above the entry first"
            report.say(f"skipped: {', '.join(entries)} ({why})", least=-1)
        return bool(files or entries)


def _united(
    groups: Mapping[tuple[int, ...], Mapping[str, int]],
) -> dict[tuple[int, ...], dict[str, int]]:
    """Join groups that share a record, and the choices that were made for each."""
    united: list[tuple[set[int], dict[str, int]]] = []
    for group, choices in groups.items():
        members, all_choices = set(group), dict(choices)
        for other in [other for other in united if other[0] & members]:
            members |= other[0]
            all_choices = other[1] | all_choices
            united.remove(other)
        united.append((members, all_choices))
    return {tuple(sorted(members)): choices for members, choices in united}


def _pairs(found: Records, pairs: Iterable[tuple[str, str]]) -> Iterator[Group]:
    """Yield the groups that pairs of keys name; the key that stays comes first.

    Raises `OperatorError` where a pair is not two entries, or an entry is in two pairs.
    """
    taken: set[int] = set()
    for one, other in pairs:
        first = numbers_of(found, one)
        second = [number for number in numbers_of(found, other) if number not in first[:1]]
        if one == other:
            first = first[:1]
        members = (*first, *second)
        if len(first) != 1 or len(second) != 1:
            message = f"“{one}” and “{other}” are not two entries"
            if len(members) > 2:  # noqa: PLR2004 -- a pair
                message = f"more than two entries have the keys “{one}” and “{other}”"
            raise OperatorError(message)
        if taken & set(members):
            message = f"an entry is in two pairs: merge “{one}” and “{other}” in a separate run"
            raise OperatorError(message)
        taken |= set(members)
        yield Group(members, (), safe=False)


def numbers_of(found: Records, key: str) -> list[int]:
    """Return the numbers of the records with a key, else with that former key.

    Raises `OperatorError` where no record has it.
    """
    numbers = [n for n, record in enumerate(found.records) if record.key == key]
    numbers = numbers or [n for n, record in enumerate(found.records) if key in record.aliases]
    if not numbers:
        hint = did_you_mean(key, (record.key for record in found.records))
        message = f"no entry has the key “{key}”.{hint}"
        raise OperatorError(message)
    return numbers
