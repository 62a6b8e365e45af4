"""Bibliographies to find keys in: those of a document, and those that may fill its gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.entry import Entry


class Shelf:
    """The entries of some files that were read as one, found by their keys.

    Of entries with one key, the first one counts, as to BibTeX and biber.
    """

    def __init__(self, loaded: Loaded, inputs: Sequence[Input] = ()) -> None:
        self.loaded = loaded
        self.inputs = tuple(inputs)
        """Empty for the entries of a list."""
        self.exact: dict[str, Entry] = {}
        self.folded: dict[str, Entry] = {}
        self.former: dict[str, Entry] = {}
        for entry in loaded.library:
            self.exact.setdefault(entry.key, entry)
            self.folded.setdefault(entry.key.casefold(), entry)
            for alias in entry.aliases:
                self.former.setdefault(alias, entry)

    def find(self, key: str) -> Entry | None:
        """Return the entry of a key, or of a former key, or of the key in other capitals."""
        return self.exact.get(key) or self.former.get(key) or self.folded.get(key.casefold())
