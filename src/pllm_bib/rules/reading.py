"""Rules whose breaches the readers report: syntax, and values that have no meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.rules.base import Context, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator


def _reported(name: str, context: Context) -> Iterator[Finding]:
    for fault in context.faults:
        if fault.name == name:
            entry = context.library.find(fault.key) if fault.key else None
            yield Finding(
                fault.message, entry, fault.field, fault.fix, fault.related, fault.position
            )
