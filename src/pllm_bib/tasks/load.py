"""Files -> the entries in them, with all that is wrong: what other programs work with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import os_message, shown
from pllm_bib.files.kinds import BIB
from pllm_bib.files.read import load_inputs
from pllm_bib.model.dataclass import dataclass
from pllm_bib.tasks.check.run import allowed_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.files.inputs import Input
    from pllm_bib.model.diagnostic import Acknowledgement, Diagnostic
    from pllm_bib.model.library import Library


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The entries of files, and what is wrong with the files.

    After a finding of the severity “error”, entries are missing or letters are a guess.
    """

    library: Library
    findings: tuple[Diagnostic, ...] = ()
    allowed: tuple[Acknowledgement, ...] = ()
    """Findings of `check` that a file as a whole says are right as they are."""


def bibliography_of(files: Sequence[Input]) -> Bibliography:
    """Read files of any format as one bibliography. Raises `OperatorError`."""
    try:
        found = load_inputs(files)
    except OSError as error:
        raise unreadable(error) from error
    texts = {shown(path): text for path, text in found.texts.items()}
    texts |= {
        one.name: found.others[one.name] for one in files if one.format in BIB and not one.path
    }
    return Bibliography(found.library, found.faults, allowed_in(found.library, texts.items()))


def unreadable(error: OSError) -> OperatorError:
    """Return the error for a file that cannot be read."""
    path = Path(os.fsdecode(error.filename)) if error.filename else Path()
    return OperatorError(os_message("cannot read", path, error))
