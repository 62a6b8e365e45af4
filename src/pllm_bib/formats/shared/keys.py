"""Keys that BibTeX can hold, for entries of formats that ask less of a key."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.model.citation_key import conventional_key, free_key
from pllm_bib.model.regex import regex
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from pllm_bib.model.entry import Entry

_UNUSABLE = regex(r"[\s,{}()\"#%'=\\~]+")
"""What parts keys in BibTeX, ends them in LaTeX, or stops biber."""


def usable_key(key: str) -> str:
    """Return a key without the characters that no BibTeX key can hold."""
    return _UNUSABLE.sub("", key)


def with_keys(entries: tuple[Entry, ...], fault: Callable[..., None]) -> Iterator[Entry]:
    """Return entries with their own keys where BibTeX can hold them, else with new keys.

    No new key is one that the file has already in any case, nor is one that had to be changed.
    """
    given = (entry.key for entry in entries if entry.key == usable_key(entry.key))
    taken = {key.casefold() for key in given}
    made: Counter[str] = Counter()
    for entry in entries:
        wanted = usable_key(entry.key)
        if wanted and wanted == entry.key:
            yield entry
            continue
        key = _free(wanted, taken, made) if wanted else new_key(entry, taken, made)
        taken.add(key.casefold())
        if entry.key and entry.origin:
            message = f"BibTeX cannot hold the key “{entry.key}”: the entry is called “{key}”"
            fault("unusable-key", message, entry.origin.key, key=key)
        yield replace(entry, key=key)


_LETTERS = 26


def new_key(entry: Entry, taken: Container[str], made: Counter[str]) -> str:
    """Return a key by the rule; numbered where many works would get the same."""
    title = Text.of(str(entry.title)[:200])
    telling = replace(entry, title=title)
    start = conventional_key(telling)
    if not start:
        return _free("entry", taken, made)
    made[start] += 1
    if made[start] > _LETTERS:
        return _free(start, taken, made)
    return free_key(telling, taken)


def _free(start: str, taken: Container[str], made: Counter[str]) -> str:
    """Return a key that is not taken: the start, else the start and the next number."""
    key = start
    while key.casefold() in taken:
        made[start] += 1
        key = f"{start}-{made[start]}"
    return key
