"""What is wrong, where, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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


READING_FAULTS = {
    "syntax-error": "S001",
    "duplicate-field": "S002",
    "undefined-string": "S003",
    "bad-encoding": "S004",
    "unknown-command": "S005",
    "unknown-entry-type": "S006",
    "dangling-crossref": "S007",
    "recursive-crossref": "S008",
    "empty-field": "F003",
    "bad-date": "F005",
    "date-and-year-disagree": "F006",
    "malformed-name-list": "N002",
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
