"""Documents that cite: what each kind of source cites, reads on, and takes for its bibliography.

A reader gets a text and its name, and yields mentions; what a document defines for its later parts
is kept in a `TexState`. No reader opens a file: `tasks.paper` follows the inputs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.papers.mention import Mention
    from pllm_bib.papers.tex import TexState

KINDS = {
    ".tex": "tex",
    ".ltx": "tex",
    ".latex": "tex",
    ".rnw": "tex",
    ".aux": "latex_aux",
    ".bcf": "bcf",
    ".md": "markdown",
    ".markdown": "markdown",
    ".qmd": "markdown",
    ".rmd": "markdown",
    ".ipynb": "notebook",
    ".typ": "typst",
    ".org": "org",
}
"""Suffix of a document -> the module that reads it."""


def kind_of(name: str) -> str | None:
    """Return the kind of a document by its name; None for what is no document."""
    dot = name.rfind(".")
    return KINDS.get(name[dot:].lower()) if dot >= 0 else None


def reader(kind: str) -> Callable[[str, str, TexState], Iterator[Mention]]:
    """Return the reader of a kind of documents, imported when it is asked for."""
    import importlib

    read: Callable[[str, str, TexState], Iterator[Mention]]
    read = importlib.import_module(f"pllm_bib.papers.{kind}").read
    return read
