"""The findings of a document: their names, their codes, and what each of them means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.model.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.model.diagnostic import Position, Severity

PAPER_FINDINGS: dict[str, tuple[str, Severity, str]] = {
    "missing-entry": ("P001", "error", "A key is cited that no entry has."),
    "other-case": ("P002", "warning", "A key is cited in other capitals than its entry has."),
    "former-key": ("P003", "warning", "A work is cited under a former key."),
    "cited-twice": ("P004", "warning", "One work is cited under two keys."),
    "never-cited": ("P005", "info", "An entry is never cited."),
    "missing-input": ("P006", "error", "A file that the document reads on in is not there."),
    "missing-bibliography": (
        "P007",
        "error",
        "A bibliography that the document names is not there.",
    ),
    "unclear-input": ("P008", "info", "Only the typesetter can tell which file is read."),
}
"""Every finding of a document: name -> code, severity and explanation."""


def paper_finding(
    name: str,
    message: str,
    position: Position,
    *,
    key: str | None = None,
    severity: Severity | None = None,
    related: Sequence[Position] = (),
) -> Diagnostic:
    """Return the diagnostic of a finding; ``name`` must be one of `PAPER_FINDINGS`."""
    code, usual, _explanation = PAPER_FINDINGS[name]
    return Diagnostic(
        code=code,
        name=name,
        message=message,
        position=position,
        severity=severity or usual,
        key=key,
        related=tuple(related),
    )
