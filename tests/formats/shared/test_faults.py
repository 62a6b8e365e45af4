"""The faults that only a reader can see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats.shared.faults import FAULTS, reading_fault
from pllm_bib.model.diagnostic import Diagnostic, Edit, Position

if TYPE_CHECKING:
    from pllm_bib.model.diagnostic import Severity

PLACE = Position("owls.bib", 12, 3)


@pytest.mark.parametrize(
    ("name", "code", "severity"),
    [
        ("syntax-error", "S001", "error"),
        ("duplicate-field", "S002", "warning"),
        ("undefined-string", "S003", "warning"),
        ("bad-encoding", "S004", "error"),
        ("unknown-command", "S005", "warning"),
        ("unknown-entry-type", "S006", "warning"),
        ("dangling-crossref", "S007", "warning"),
        ("recursive-crossref", "S008", "warning"),
        ("unknown-tag", "S009", "warning"),
        ("unknown-variable", "S010", "warning"),
        ("wrong-value", "S011", "warning"),
        ("missing-end-of-record", "S012", "warning"),
        ("control-character", "S013", "warning"),
        ("read-as", "S015", "info"),
        ("empty-field", "F003", "warning"),
        ("bad-date", "F005", "warning"),
        ("date-and-year-disagree", "F006", "warning"),
        ("malformed-name-list", "N002", "warning"),
        ("unusable-key", "K005", "warning"),
    ],
)
def test_reading_fault(name: str, code: str, severity: Severity) -> None:
    edit = Edit(key="a", field="month", value=None)
    fault = reading_fault(name, "what is wrong", PLACE, key="a", field="month", fix=(edit,))
    assert fault == Diagnostic(
        code=code,
        name=name,
        message="what is wrong",
        position=PLACE,
        severity=severity,
        key="a",
        field="month",
        fix=(edit,),
    )


def test_faults_of_readers_are_told_apart() -> None:
    assert len({kind.code for kind in FAULTS.values()}) == len(FAULTS)
    with pytest.raises(KeyError):
        reading_fault("no-such-fault", "", PLACE)
