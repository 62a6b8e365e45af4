"""Exports, read by other people's libraries and compared with the entries they were made from.

Nothing here uses the readers or writers of this project; an import contract sees to it. The names
of types and fields come from the same tables (`formats.shared`), which have their own tests.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.verifying import bib, citations, csl, rdf, rdf_reading, ris
from pllm_bib.verifying.check import Difference, differences

__all__ = ["READERS", "citations", "verify"]

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pllm_bib.model.library import Library
    from pllm_bib.verifying.check import ReadExport


class _ExportReader(NamedTuple):
    read: Callable[[str], ReadExport]
    compare: Callable[..., None]
    """Compares a record with its entry; those of .bib files know ``repeats``, too."""
    compare_outline: Callable[[Library, ReadExport], Iterator[Difference]] | None = None


READERS = {
    "bibtex": _ExportReader(bib.read_bibtex, bib.compare_bibtex),
    "biblatex": _ExportReader(bib.read_biblatex, bib.compare_biblatex),
    "csl-json": _ExportReader(csl.read, csl.compare),
    "ris": _ExportReader(ris.read, ris.compare),
    "zotero-rdf": _ExportReader(rdf_reading.read, rdf.compare, rdf.compare_outline),
}
"""Every format that is built (a row of `FORMATS`) by name."""


def verify(
    name: str, text: str, library: Library, loses: frozenset[str], *, repeats: bool = False
) -> Iterator[Difference]:
    """Yield the differences between an export's text and the library that it was made from.

    ``name`` is one of `READERS`; ``loses`` is the known losses of the format; ``repeats`` says
    that a .bib file may say an identifier in several fields. A text that the reader cannot read is
    a difference, whatever the reader raises.
    """
    row = READERS[name]
    if repeats:
        row = row._replace(compare=partial(row.compare, repeats=True))
    try:
        reading = row.read(text)
    except Exception as error:  # noqa: BLE001 -- readers of others stumble in ways of their own
        yield Difference(f"it cannot be read: {type(error).__name__}: {error}")
        return
    yield from differences(library, reading, row.compare, loses)
    if row.compare_outline and reading.records:
        yield from row.compare_outline(library, reading)
