"""The sites that the tests of this folder look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.site.made import HOSTILE, site_files

from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.formats import FORMATS
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def own_library(repository: Path) -> Library:
    """The works of the project's own list."""
    return load_list(read_config(repository)).library


@pytest.fixture(scope="session")
def own_site(repository: Path, own_library: Library) -> dict[str, str]:
    """The site of the project's own list."""
    return site_files(own_library, read_config(repository), title="", styles=())


@pytest.fixture(scope="session")
def hostile_site() -> dict[str, str]:
    """The site of works that try to break out of where they stand."""
    reader = FORMATS["bibtex"].read
    assert reader
    return site_files(Library(reader(HOSTILE, "hostile.bib", None)[0]))
