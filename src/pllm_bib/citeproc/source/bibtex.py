"""References from a .bib file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.citeproc.source.json import CiteProcJSON
from pllm_bib.files.read import load_files
from pllm_bib.formats.csl_json import write as csl_json

if TYPE_CHECKING:
    import os


class BibTeX(CiteProcJSON):
    """The entries of a .bib file by their keys.

    ``findings`` is what was wrong in the file. Its encoding is found out, ``encoding`` is ignored.
    Raises `OperatorError` where it cannot be read.
    """

    def __init__(self, filename: str | os.PathLike[str], encoding: str = "utf-8") -> None:
        del encoding
        loaded = load_files([Path(filename)])
        self.findings = loaded.faults
        super().__init__(csl_json.item(entry) for entry in loaded.library.unique())
