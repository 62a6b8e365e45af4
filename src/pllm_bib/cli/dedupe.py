"""``pllm-bib dedupe``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from pllm_bib.cli import completion, load, options, printed, report
from pllm_bib.errors import OperatorError
from pllm_bib.files import write
from pllm_bib.files.inputs import bib_files, require_entries
from pllm_bib.files.list import list_files
from pllm_bib.files.read import named_file
from pllm_bib.model.diagnostic import did_you_mean
from pllm_bib.same_work.evidence import SAFE, SHOWN
from pllm_bib.same_work.find import Found, Group, find
from pllm_bib.tasks.dedupe.records import Records, read_records
from pllm_bib.tasks.dedupe.rewrite import Merged, Merges, merge_groups, relate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pllm_bib.files.read import BibFile
    from pllm_bib.same_work.find import Clash
    from pllm_bib.same_work.record import WorkRecord

_ROUNDS = 5
"""Rounds of merging: a merged entry may match a third one. No real file needs as many."""


@click.command()
@options.paths_argument
@click.option("--fix", is_flag=True, help="Merge the groups that are sure.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option("--interactive", is_flag=True, help="Ask for each group whether to merge it.")
@click.option(
    "--pair",
    "pairs",
    nargs=2,
    multiple=True,
    metavar="KEY KEY",
    shell_complete=completion.keys,
    help="Take only these two entries, sure or not; the first key stays. Repeatable.",
)
@click.option(
    "--related",
    "related",
    nargs=2,
    multiple=True,
    metavar="KEY KEY",
    shell_complete=completion.keys,
    help="Keep both entries: the first names the other in “related”. Repeatable.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=SHOWN,
    show_default=True,
    help=f"Least certainty of a group, from 0 to 1. --fix merges only those of {SAFE} or more.",
)
@click.option(
    "--output-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Lines, or a JSON object.",
)
@report.operator_errors
def command(
    paths: tuple[Path, ...],
    pairs: tuple[tuple[str, str], ...],
    related: tuple[tuple[str, str], ...],
    threshold: float,
    output_format: str,
    *,
    fix: bool,
    diff: bool,
    interactive: bool,
) -> None:
    """Find duplicate works, and clashing keys, in the list or in .bib files and folders.

    Entries are duplicates by their identifiers, or by title, authors and year. Each group is
    shown with what matched and how sure it is. A merge keeps the better value of each field, both
    DOI and arXiv id, and the lost key in “ids”. Every discarded value is printed.

    \b
    Examples:
      pllm-bib dedupe
      pllm-bib dedupe refs.bib more.bib --diff      preview the merges; then: --fix
      pllm-bib dedupe --pair roe2024owls roe2023owls --fix
      pllm-bib dedupe --related roe2024owls roe2023owls   keep both versions
    """
    _refuse(interactive and (fix or diff or bool(pairs)), "--interactive", "--fix, --diff, --pair")
    _refuse((interactive or diff) and output_format == "json", "JSON", "--interactive and --diff")
    found = _read(_sources(paths))
    report.findings(found.faults)
    require_entries(
        [source.path for source in found.sources], len(found.records) + len(found.faults)
    )
    if related:
        _relate(found, related, diff=diff)
        click.get_current_context().exit(int(diff))
    if pairs:
        result = Found(tuple(_pairs(found, pairs)), ())
    else:
        result = find(found.records, threshold=threshold)
    run = _Run(found, result, threshold, forced=bool(pairs))
    if diff:
        run.diff()
    elif interactive:
        run.ask()
    elif fix:
        run.fix()
    if output_format == "json":
        printed.as_json(run.as_json())
    elif not diff:
        run.print()
    run.summary()
    if run.result.groups or run.result.clashes:
        click.get_current_context().exit(1)


def _refuse(wrong: bool, one: str, others: str) -> None:  # noqa: FBT001 -- the condition
    """Refuse options that do not go together. Raises `click.UsageError`."""
    if wrong:
        message = f"{one} cannot be combined with {others}"
        raise click.UsageError(message)


def _sources(paths: Sequence[Path]) -> list[BibFile]:
    if paths:
        return [named_file(path) for path in dict.fromkeys(bib_files(paths))]
    return [file for file in list_files(load.config()) if file.path.is_file()]


def _read(sources: Sequence[BibFile]) -> Records:
    with report.Bar(sum(source.path.stat().st_size for source in sources)) as bar:
        return read_records(sources, progress=bar.update)


# What to do.


@dataclass(slots=True)
class _Run:
    """A run of the command: the groups found, the merges done, and the groups that remain."""

    found: Records
    result: Found
    threshold: float
    forced: bool
    """The groups are pairs that the user has named."""
    done: list[tuple[Records, Merged]] = field(default_factory=list)

    def diff(self) -> None:
        """Show what the first round of `fix` would change."""
        merges = self._merges()
        for work in merges.works:
            _print_merged(self.found, work, err=True)
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
            self.result = find(self.found.records, threshold=self.threshold)
        self._say_what_is_left()

    def _say_what_is_left(self) -> None:
        """Name the files and entries of sure groups that cannot be written."""
        groups = [group.members for group in self.result.groups if group.safe]
        _say_skipped(self.found, [number for members in groups for number in members])

    def ask(self) -> None:
        """Ask what to do with each group, and do it."""
        wanted: list[tuple[int, ...]] = []
        told_apart: list[tuple[int, ...]] = []
        for number, group in enumerate(self.result.groups, start=1):
            _print_group(self.found, group, number)
            question = "[m]erge, [s]kip, mark as [r]elated, [q]uit"
            answer = printed.ask(question, ("m", "s", "r", "q"), default="s")
            if answer == "q":
                break
            if answer == "m" and _say_skipped(self.found, group.members):
                continue
            if answer == "m":
                wanted.append(group.members)
            elif answer == "r":
                told_apart.append(group.members)
        # Merges come first: they use positions, which change; relations use keys.
        keys = [[self.found.records[n].key for n in members] for members in told_apart]
        if wanted:
            self._merge(merge_groups(self.found, _united(wanted)))
        for first, *others in keys:
            for other in others:
                self.found = _related(self.found, first, other)
        if wanted or told_apart:
            self.result = find(self.found.records, threshold=self.threshold)

    def _merges(self) -> Merges:
        """Return the merges of all sure groups, or of the pairs that were named."""
        groups = [group.members for group in self.result.groups if group.safe or self.forced]
        if not self.forced:  # a pair that was named is refused instead
            groups = [members for members in groups if _can_be_merged(self.found, members)]
        return merge_groups(self.found, groups, ranked=self.forced)

    def _merge(self, merges: Merges) -> None:
        write.write_files(write.changed(merges.files))
        self.done += [(self.found, work) for work in merges.works]
        self.found = _read(self.found.sources)

    def print(self) -> None:
        """Print what was merged, and what is left to decide."""
        for before, work in self.done:
            _print_merged(before, work)
        for number, group in enumerate(self.result.groups, start=1):
            _print_group(self.found, group, number)
        for clash in self.result.clashes:
            _print_clash(self.found, clash)

    def summary(self) -> None:
        """Say how many works were merged, and how many groups and clashes remain."""
        groups, clashes = self.result.groups, self.result.clashes
        parts = []
        if self.done:
            parts.append(f"{report.plural(len(self.done), 'work')} merged")
        if groups:
            sure = sum(g.safe and _can_be_merged(self.found, g.members) for g in groups)
            parts.append(report.plural(len(groups), "group"))
            parts += [f"{sure} of them to merge with --fix"] if sure else []
        if clashes:
            parts.append(report.plural(len(clashes), "clash", "clashes"))
        works = report.plural(len(self.found.records), "entry", "entries")
        report.say(f"{works}: {', '.join(parts) or 'no duplicates'}")

    def as_json(self) -> dict[str, object]:
        """Return the groups, clashes and merges as JSON data."""
        return {
            "groups": [_group(self.found, group) for group in self.result.groups],
            "clashes": [
                {
                    "kind": clash.kind,
                    "value": clash.value,
                    "members": [_member(self.found, number) for number in clash.members],
                }
                for clash in self.result.clashes
            ],
            "merged": [_merged(before, work) for before, work in self.done],
        }


def _can_be_merged(found: Records, members: Sequence[int]) -> bool:
    return not (found.unwritable(members) or found.commented(members))


def _say_skipped(found: Records, members: Sequence[int]) -> bool:
    """Name what keeps entries from being merged; say whether anything does."""
    files, entries = sorted(found.unwritable(members)), found.commented(members)
    if files:
        report.say(f"skipped: {', '.join(files)} (save it as UTF-8 first)", least=-1)
    if entries:
        why = "comments stand between the fields: put them above the entry first"
        report.say(f"skipped: {', '.join(entries)} ({why})", least=-1)
    return bool(files or entries)


def _united(groups: Iterable[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Join groups that share a record."""
    united: list[set[int]] = []
    for group in groups:
        members = set(group)
        for other in [other for other in united if other & members]:
            members |= other
            united.remove(other)
        united.append(members)
    return [tuple(sorted(members)) for members in united]


def _pairs(found: Records, pairs: Iterable[tuple[str, str]]) -> Iterator[Group]:
    """Yield the groups that pairs of keys name; the key that stays comes first.

    Raises `OperatorError` where a pair is not two entries, or an entry is in two pairs.
    """
    taken: set[int] = set()
    for one, other in pairs:
        first = _numbers(found, one)
        second = [number for number in _numbers(found, other) if number not in first[:1]]
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


def _numbers(found: Records, key: str) -> list[int]:
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


def _relate(found: Records, related: Iterable[tuple[str, str]], *, diff: bool) -> None:
    for one, other in related:
        if diff:
            report.print_diff(relate(found, _numbers(found, one)[0], _numbers(found, other)[0]))
        else:
            found = _related(found, one, other)


def _related(found: Records, one: str, other: str) -> Records:
    """Write that one work names another as related; return the records read anew."""
    files = relate(found, _numbers(found, one)[0], _numbers(found, other)[0])
    write.write_files(files)
    report.say(f"“{one}” names “{other}” as related")
    return _read(found.sources)


# In words.


def _print_group(found: Records, group: Group, number: int) -> None:
    if group.pairs:
        what = "sure to be one work" if group.safe else "may be one work"
        printed.words(f"{number}. {what} ({group.sureness:.2f}):")
    else:
        printed.words(f"{number}. the pair that you named:")
    for member in group.members:
        printed.words(f"  {_described(found, found.records[member])}")
    several = len(group.pairs) > 1
    for pair in group.pairs:
        keys = (
            f"{found.records[pair.one].key}, {found.records[pair.other].key}: " if several else ""
        )
        printed.words(f"    {keys}{', '.join(pair.verdict.reasons)}")


def _described(found: Records, record: WorkRecord) -> str:
    year = f" ({record.year})" if record.year else ""
    return f"{found.position(record)}: {record.shown or 'no title'}{year} [{record.key}]"


def _print_clash(found: Records, clash: Clash) -> None:
    printed.words(f"different works have the {clash.kind} “{clash.value}”:")
    for member in clash.members:
        printed.words(f"  {_described(found, found.records[member])}")


def _print_merged(found: Records, work: Merged, *, err: bool = False) -> None:
    kept = found.records[work.kept]
    lost = ", ".join(f"“{found.records[number].key}”" for number in work.lost)
    printed.words(f"{found.position(kept)}: {lost} merged into it [{kept.key}]", err=err)
    for value in work.discarded:
        instead = f"; instead: {value.instead}" if value.instead else ""
        printed.words(
            f"  {value.position}: discarded: {value.field} = {value.value}{instead} [{value.key}]",
            err=err,
        )


# As JSON.


def _group(found: Records, group: Group) -> dict[str, object]:
    return {
        "sureness": group.sureness if group.pairs else None,
        "safe": group.safe,
        "members": [_member(found, number) for number in group.members],
        "pairs": [
            {
                "keys": [found.records[number].key for number in (pair.one, pair.other)],
                "sureness": pair.verdict.sureness,
                "reasons": list(pair.verdict.reasons),
                "blockers": {b.name: b.words for b in pair.verdict.blockers},
            }
            for pair in group.pairs
        ],
    }


def _merged(found: Records, work: Merged) -> dict[str, object]:
    return {
        "key": found.records[work.kept].key,
        "lost": [found.records[number].key for number in work.lost],
        "discarded": [
            {
                "key": value.key,
                "path": value.position.path,
                "line": value.position.line,
                "field": value.field,
                "value": value.value,
                "instead": value.instead,
            }
            for value in work.discarded
        ],
    }


def _member(found: Records, number: int) -> dict[str, Any]:
    record = found.records[number]
    place = found.position(record)
    return {
        "key": record.key,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "title": record.shown,
        "year": record.year,
    }
