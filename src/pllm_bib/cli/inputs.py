"""Files that commands take works from, with their formats."""

from __future__ import annotations

import io
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.formats import FORMATS
from pllm_bib.model.diagnostic import did_you_mean
from pllm_bib.tasks.convert import Input, file_input, start_of, start_of_file
from pllm_bib.tasks.import_.plan import MARKDOWN, guess_format

if TYPE_CHECKING:
    from collections.abc import Iterable

READABLE = [*(row.name for row in FORMATS.values() if row.read), MARKDOWN]


def source(name: str, form: str | None = None) -> Input:
    """A file to take works from, or standard input (``-``), in a format that is named or guessed.

    Raises `OperatorError` where it cannot be read, or nothing reads the format.
    """
    if form is not None and form not in READABLE:
        hint = did_you_mean(form, READABLE, f" There are: {', '.join(READABLE)}.")
        message = f"there is no format “{form}” that can be read.{hint}"
        raise OperatorError(message)
    if name == "-":
        data = sys.stdin.buffer.read()
        return Input(
            name="standard input",
            format=form or guess_format("", start_of(io.BytesIO(data))),
            open=partial(io.BytesIO, data),
            size=len(data),
        )
    path = Path(name)
    head = start_of_file(path)
    return file_input(path, form or guess_format(path.name, head))


def records(names: Iterable[str]) -> list[Input]:
    """Files with full records of works. Raises `OperatorError` for lists, which have none."""
    found = [source(name) for name in names]
    for one in found:
        if one.format == MARKDOWN:
            message = f"{one.name} is no bibliography: give BibTeX, RIS or CSL-JSON"
            raise OperatorError(message)
    return found
