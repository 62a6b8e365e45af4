"""What is wrong, where, and what would mend it."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file; lines and columns count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change to a .bib source: set a field, drop it (``value`` None) or rename the key.

    ``value`` is the field's LaTeX source without its delimiters; ``field`` None means the key.
    """

    key: str
    field: str | None
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. ``code`` and ``name`` are those of a rule; ``fix`` mends it when applied."""

    code: str
    name: str
    message: str
    position: Position
    severity: Severity = "warning"
    key: str | None = None
    field: str | None = None
    related: tuple[Position, ...] = ()
    fix: tuple[Edit, ...] = ()

    def __str__(self) -> str:
        entry = f" [{self.key}]" if self.key else ""
        return f"{self.position}: {self.code} {self.name}: {self.message}{entry}"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A finding that a file says is right: the rule by name or code, and why.

    With a ``field``, it holds for findings about that field only.
    """

    rule: str
    reason: str
    position: Position
    field: str | None = None

    def covers(self, finding: Diagnostic) -> bool:
        """Whether a finding in its entry, or its file, is what it speaks of."""
        return self.rule in {finding.code, finding.name} and self.field in {None, finding.field}


READING_FAULTS = {
    "syntax-error": "S001",
    "duplicate-field": "S002",
    "undefined-string": "S003",
    "bad-encoding": "S004",
    "unknown-command": "S005",
    "unknown-entry-type": "S006",
    "dangling-crossref": "S007",
    "recursive-crossref": "S008",
    "unknown-tag": "S009",
    "unknown-variable": "S010",
    "wrong-value": "S011",
    "missing-end-of-record": "S012",
    "control-character": "S013",
    "empty-field": "F003",
    "bad-date": "F005",
    "date-and-year-disagree": "F006",
    "malformed-name-list": "N002",
    "unusable-key": "K005",
}
"""Rules whose breaches only a reader can see, since the model has no place for them."""

FATAL_FAULTS = frozenset({"syntax-error", "bad-encoding"})
"""Faults after which a part of the file is missing from what was read."""


def reading_fault(
    name: str,
    message: str,
    position: Position,
    *,
    key: str | None = None,
    field: str | None = None,
    fix: tuple[Edit, ...] = (),
) -> Diagnostic:
    """Make the diagnostic of a reader; ``name`` must be one of `READING_FAULTS`."""
    return Diagnostic(
        code=READING_FAULTS[name],
        name=name,
        message=message,
        position=position,
        severity="error" if name in FATAL_FAULTS else "warning",
        key=key,
        field=field,
        fix=fix,
    )


IMPORT_FINDINGS = {
    "no-list": ("I001", "A file that was to be imported holds no works."),
    "line-without-title": ("I002", "A line has links to a work, but no title can be told from it."),
    "broken-link": ("I003", "A link leads nowhere on the web, or had to be mended to be read."),
    "ragged-row": ("I004", "A row of a table has more cells than its head, or fewer."),
    "unmatched-heading": ("I005", "A heading of the input is that of no section of the list."),
    "lines-disagree": ("I006", "Two lines on one work say different things of it."),
    "repeated-line": ("I007", "A work is listed a second time in the same section."),
    "missing-authors": (
        "I008",
        "No source that was given says who the authors of a new work are.",
    ),
    "misplaced-link": ("I009", "A link repeats another one, or is none of what it is called."),
    "identifiers-disagree": (
        "I010",
        "The title is that of one work, an identifier that of another.",
    ),
    "venue-without-name": (
        "I011",
        "venues.toml does not say what a venue is called in full.",
    ),
    "line-removed": (
        "I012",
        "A work's line is gone from the README; the work stays in the list.",
    ),
    "edit-not-adopted": ("I013", "An edit of the README cannot be taken over into the entries."),
    "preprint-without-id": (
        "I014",
        "A line names arXiv, but no address or id tells which work.",
    ),
}
"""What there is to say of files that are imported: name -> code and explanation."""


def import_finding(
    name: str,
    message: str,
    position: Position,
    *,
    key: str | None = None,
    related: tuple[Position, ...] = (),
) -> Diagnostic:
    """Make the diagnostic of an import; ``name`` must be one of `IMPORT_FINDINGS`."""
    code, _explanation = IMPORT_FINDINGS[name]
    return Diagnostic(
        code=code, name=name, message=message, position=position, key=key, related=related
    )


def nearest(word: str, known: Iterable[str], *, most: int = 1) -> list[str]:
    """The known words that a mistyped one most likely stands for, the nearest first."""
    spellings = {spelling.casefold(): spelling for spelling in known}
    found = difflib.get_close_matches(word.casefold(), spellings, n=most)
    return [spellings[folded] for folded in found]


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A sentence, after a blank, that names the words nearest to a mistyped one.

    Where none is near, it is ``otherwise``.
    """
    found = nearest(word, known, most=3)
    return f" Did you mean {' or '.join(found)}?" if found else otherwise
