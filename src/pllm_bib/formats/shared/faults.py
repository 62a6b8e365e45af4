"""The faults that readers report: their names, and the codes that they are shown with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import Diagnostic
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from pllm_bib.model.diagnostic import Edit, Position, Severity

    Tell = Callable[[str, str], None]
    """Tells that a value is read as something else: the value, and words for what it means."""


class FaultKind(NamedTuple):
    """The code of a fault, and how bad it is.

    After an error, a part of the file is missing from what was read. An info is no fault.
    """

    code: str
    severity: Severity = "warning"


FAULTS = {
    "syntax-error": FaultKind("S001", "error"),
    "duplicate-field": FaultKind("S002"),
    "undefined-string": FaultKind("S003"),
    "bad-encoding": FaultKind("S004", "error"),
    "unknown-command": FaultKind("S005"),
    "unknown-entry-type": FaultKind("S006"),
    "dangling-crossref": FaultKind("S007"),
    "recursive-crossref": FaultKind("S008"),
    "unknown-tag": FaultKind("S009"),
    "unknown-variable": FaultKind("S010"),
    "wrong-value": FaultKind("S011"),
    "missing-end-of-record": FaultKind("S012"),
    "control-character": FaultKind("S013"),
    "limit-exceeded": FaultKind("S014", "error"),
    "read-as": FaultKind("S015", "info"),
    "empty-field": FaultKind("F003"),
    "bad-date": FaultKind("F005"),
    "date-and-year-disagree": FaultKind("F006"),
    "malformed-name-list": FaultKind("N002"),
    "unusable-key": FaultKind("K005"),
}
"""Every fault by its name. Only a reader can see them, since the model has no place for them."""


def reading_fault(
    name: str,
    message: str,
    position: Position,
    *,
    key: str | None = None,
    field: str | None = None,
    fix: tuple[Edit, ...] = (),
) -> Diagnostic:
    """Return the diagnostic of a fault; ``name`` must be one of `FAULTS`."""
    kind = FAULTS[name]
    return Diagnostic(
        code=kind.code,
        name=name,
        message=message,
        position=position,
        severity=kind.severity,
        key=key,
        field=field,
        fix=fix,
    )
