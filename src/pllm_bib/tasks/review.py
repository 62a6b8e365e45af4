"""A contribution in one page of Markdown: what it changes, what is wrong, what is missing.

The page is meant for a comment on a pull request, and what it says comes from people whom nobody
knows: nothing of that names a person or an issue, ends a table or makes a link.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import shown
from pllm_bib.files.inputs import require_entries
from pllm_bib.formats.markdown.escape import code, inert
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Position
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.same_work.history import Kind
from pllm_bib.tasks import diff, verify
from pllm_bib.tasks.build import outputs as build
from pllm_bib.tasks.check import run as check
from pllm_bib.tasks.check.report import in_repository, repository

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.rules.base import Rule
    from pllm_bib.same_work.history import Change
    from pllm_bib.tasks.check.run import CheckReport

    Wanted = Callable[[Library], frozenset[str] | None]
    """The keys of the entries of a library that a review is about; None for all."""

MARK = "<!-- pllm-bib review -->"
"""The first line, by which a comment is found again."""
LIMIT = 65_536
"""Bytes that a page may have: GitHub takes as many characters in a comment."""
_LONGEST = 400
"""Characters of one title or message; what is longer is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The findings and changes of a contribution.

    ``changes`` is None where nothing is compared, and ``outdated`` holds the generated files that
    a build would change, with findings of `verify` in ``unfaithful`` if there are none.
    """

    findings: tuple[Diagnostic, ...]
    changes: tuple[Change, ...] | None = None
    base: str = ""
    broken: bool = False
    """Whether the entries cannot be read in full, so that nothing can be compared or built."""
    outdated: tuple[str, ...] = ()
    unfaithful: tuple[str, ...] = ()
    unbuilt: str = ""
    """Why nothing can be built, if so."""

    @property
    def clean(self) -> bool:
        """Nothing needs mending."""
        wrong = self.findings or self.outdated or self.unfaithful or self.unbuilt or self.broken
        return not wrong


def _all(_library: Library) -> None:
    return None


def review_list(
    config: Config,
    chosen: Sequence[Rule],
    base: str | None,
    wanted: Wanted = _all,
    *,
    built: bool,
) -> Review:
    """Review a list; compared with the git revision ``base``, and with its build if ``built``.

    Raises `OperatorError` where the list or the revision cannot be read.
    """
    report = check.check_list(config, chosen, base)
    loaded = report.loaded
    if loaded.incomplete or loaded.missing_files or loaded.keys_clash:
        return Review(findings=report.wrong, broken=True)
    outdated: tuple[str, ...] = ()
    unfaithful: tuple[str, ...] = ()
    unbuilt = str(loaded.guessed[0]) if built and loaded.guessed else ""
    try:
        plan = build.plan(config, loaded.library) if built and not unbuilt else None
    except OperatorError as error:
        unbuilt = str(error)
    else:
        if plan:
            top = repository()
            outdated = tuple(_path(path, top) for path in (*plan.write, *plan.remove))
        elif plan is not None:
            found = verify.verify(config, loaded.library).findings
            unfaithful = tuple(str(finding) for finding in found)
    return Review(
        findings=_on_wanted(report, wanted),
        changes=_changed(report, wanted),
        base=base or "",
        outdated=outdated,
        unfaithful=unfaithful,
        unbuilt=unbuilt,
    )


def review_files(
    inputs: Sequence[Input],
    chosen: Sequence[Rule],
    config: Config | None,
    base: str | None,
    wanted: Wanted = _all,
) -> Review:
    """Review files by themselves, and what changed of them since a git revision.

    Raises `OperatorError` where they or the revision cannot be read.
    """
    report = check.check_files(inputs, chosen, config, base)
    require_entries(inputs, len(report.loaded.library) + len(report.loaded.faults))
    if report.loaded.incomplete:
        return Review(findings=report.wrong, broken=True)
    return Review(
        findings=_on_wanted(report, wanted), changes=_changed(report, wanted), base=base or ""
    )


def _on_wanted(report: CheckReport, wanted: Wanted) -> tuple[Diagnostic, ...]:
    keys = wanted(report.loaded.library)
    return report.wrong if keys is None else report.on_entries(keys).wrong


def _changed(report: CheckReport, wanted: Wanted) -> tuple[Change, ...] | None:
    """Return the changes since the base; of entries that are wanted now, or were then."""
    if report.base is None:
        return None
    changes = diff.changes(report.base, report.loaded.library)
    then, now = wanted(report.base), wanted(report.loaded.library)
    if then is None or now is None:
        return changes
    return tuple(
        change
        for change in changes
        if change.entry.key in (then if change.kind is Kind.REMOVED else now)
    )


def _path(path: Path, top: Path) -> str:
    return in_repository(Position(shown(path)), top).path


class _Part(NamedTuple):
    """A heading with what introduces it, rows, and what follows them."""

    head: str
    rows: Sequence[str]
    tail: str = ""

    def text(self, room: int = sys.maxsize) -> str:
        """Return the part in a number of bytes; rows that it has no room for are counted."""
        room -= len(f"{self.head}\n{_left_out(len(self.rows))}{self.tail}".encode())
        kept = 0
        while kept < len(self.rows) and room >= (size := len(f"{self.rows[kept]}\n".encode())):
            room -= size
            kept += 1
        left = _left_out(len(self.rows) - kept) if kept < len(self.rows) else ""
        return "\n".join((self.head, *self.rows[:kept])) + f"\n{left}{self.tail}"


def _left_out(number: int) -> str:
    return f"\n… and {number} more, which “pllm-bib review” prints.\n"


def as_markdown(review: Review, limit: int = sys.maxsize) -> str:
    """Return the page in at most ``limit`` bytes; it says how much of each part is left out."""
    parts = [*_findings(review), *_changes(review), *_generated(review)]
    head = f"{MARK}\n## Bibliography review\n\n{_verdict(review)}\n"
    room = limit - len(head.encode()) - len(parts)
    # Short parts leave their room to the long ones; a part that is cut says so in a line.
    sizes = [len((part.text() + _left_out(len(part.rows))).encode()) for part in parts]
    rooms: dict[int, int] = {}
    for index in sorted(range(len(parts)), key=sizes.__getitem__):
        rooms[index] = min(sizes[index], room // (len(parts) - len(rooms)))
        room -= rooms[index]
    return "\n".join((head, *(part.text(rooms[i]) for i, part in enumerate(parts))))


def refused(message: str) -> str:
    """Return the page for input that could not be read at all."""
    return f"{MARK}\n## Bibliography review\n\n**This cannot be checked:** {_cut(message)}\n"


def _verdict(review: Review) -> str:
    """Return the verdict in two lines."""
    number, files = len(review.findings), len(review.outdated)
    wrong = [
        f"{number} finding{'s' * (number > 1)}" if number else "",
        f"{files} generated file{'s are' if files > 1 else ' is'} out of date" if files else "",
        "exports say something else than the entries" if review.unfaithful else "",
    ]
    found = ", ".join(part for part in wrong if part)
    verdict = f"**To mend: {found}.**" if found else ""
    if review.broken:
        verdict += " The entries cannot be read in full, so nothing could be compared or built."
    if review.unbuilt:
        verdict += f" Nothing can be built: {_cut(review.unbuilt)}"
    verdict = verdict.strip() or "**Nothing is wrong.**"
    if review.changes is None:
        return verdict
    numbers = Counter(change.kind for change in review.changes)
    told = ", ".join(f"{numbers[kind]} {kind}" for kind in Kind if numbers[kind])
    base = review.base[:12] if re.fullmatch("[0-9a-f]{40,}", review.base) else review.base
    return f"{verdict}\n\nCompared with {code(base)}: {told or 'no work changed'}."


_OF_CHANGES = frozenset({"S001", "R002", "K006", "C002"})
"""Findings that somebody has just made: of a text or a key that was right before."""


def _findings(review: Review) -> list[_Part]:
    """Return a table of findings, those of what changed before the others."""
    if not review.findings:
        return []
    changed = {change.entry.key for change in review.changes or ()}
    top = repository()
    rows = [
        f"| {code(_place(finding, top))} | {finding.code} {finding.name} | {_cut(finding.message)} "
        f"| {'`--fix`' if finding.fix else 'by hand'} |"
        for finding in sorted(
            review.findings,
            key=lambda one: one.code not in _OF_CHANGES and one.key not in changed,
        )
    ]
    head = (
        f"### Findings ({len(rows)})\n\n| where | rule | what | mend |\n| --- | --- | --- | --- |"
    )
    mend = "`pllm-bib rule CODE` explains a rule."
    if any(finding.fix for finding in review.findings):
        mend = f"`pllm-bib check --fix` mends what says `--fix`; {mend}"
    return [_Part(head, rows, f"\n{mend}\n")]


def _place(finding: Diagnostic, top: Path) -> str:
    position = in_repository(finding.position, top)
    return f"{position.path}:{position.line}"


def _changes(review: Review) -> list[_Part]:
    """Return a list of works for each kind of change."""
    return [
        _Part(f"### {kind.capitalize()} ({len(group)})\n", [_change(change) for change in group])
        for kind, group in diff.groups(review.changes or ())
    ]


def _change(change: Change) -> str:
    missing = _missing(change.entry) if change.kind is Kind.ADDED else []
    note = f" — not given: {', '.join(missing)}" if missing else ""
    return f"- {code(change.entry.key)}: {diff.said(change, '→', _cut)}{note}"


def _missing(entry: Entry) -> list[str]:
    """Return the names of what readers look for in any work and this entry does not say."""
    given = {
        "authors": entry.authors or entry.editors,
        "date": entry.date,
        "venue": entry.venue or entry.container or entry.publisher or entry.eprint,
        "DOI or arXiv id": entry.doi or entry.eprint,
        "address": entry.landing_page,
    }
    return [name for name, value in given.items() if not value]


def _generated(review: Review) -> list[_Part]:
    parts = []
    if review.outdated:
        head = (
            f"### Out of date ({len(review.outdated)})\n\n"
            "Run `pllm-bib build` and commit what it changes.\n\n"
            "<details><summary>Files</summary>\n"
        )
        rows = [f"- {code(path)}" for path in review.outdated]
        parts.append(_Part(head, rows, "\n</details>\n"))
    if review.unfaithful:
        head = f"### Exports that say something else ({len(review.unfaithful)})\n"
        parts.append(_Part(head, [f"- {_cut(finding)}" for finding in review.unfaithful]))
    return parts


def _cut(value: str) -> str:
    """Return text for a page, cut if it is longer than anybody reads."""
    return inert(value if len(value) <= _LONGEST else f"{value[: _LONGEST - 1]}…")
