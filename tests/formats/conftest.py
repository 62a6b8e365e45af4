"""What the tests of formats share: stored outputs, and one list of works of every type."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.library import Chapter, Library, Section

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parent / "data"
OWLS = Section("1.1", "owls", "Owls")
CROWS = Section("1.2", "crows", "Crows & Ravens")
OUTLINE = (Chapter("1", "Birds", (OWLS, CROWS)),)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a stored file of `data`, or store it: ``golden(name, text)``."""
    rewrite = bool(request.config.getoption("--rewrite-goldens", default=False))

    def compare(name: str, text: str) -> None:
        path = DATA / name
        if rewrite:
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.exists(), f"{name} is not stored yet: --rewrite-goldens stores it"
        assert text == path.read_bytes().decode("utf-8")

    return compare


@pytest.fixture(scope="session")
def every_type_text() -> str:
    """The .bib text of a rich entry of every type."""
    return (DATA / "every-type.bib").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def every_type(every_type_text: str) -> Library:
    """A rich entry of every type, all in the section of owls."""
    entries, faults = bib_reader.read(every_type_text, "every-type.bib", OWLS.id)
    assert [fault for fault in faults if fault.severity != "info"] == []
    return Library(entries, OUTLINE)
