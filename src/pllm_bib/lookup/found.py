"""Records that services give of works, each with its public address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.formats import FORMATS
from pllm_bib.lookup.client import ServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.lookup.client import Answer
    from pllm_bib.model.entry import Entry


class FoundRecord(NamedTuple):
    """A record of a work, and the address that a reader can check it at."""

    entry: Entry
    address: str
    kind: str
    """As in sources.toml: official, from whoever published the work; authors; or third-party."""


def read(answer: Answer, format_name: str) -> tuple[Entry, ...]:
    """Read the records of an answer in a format of `FORMATS`.

    Raises `ServiceError` if there are none in it, as where a page of words came instead.
    """
    reader = FORMATS[format_name].read
    entries: Sequence[Entry] = ()
    if reader is not None:
        entries, _faults = reader(answer.text, answer.address, None)
    if not entries:
        message = f"{answer.address}: answers with no record ({answer.media_type or 'no type'})"
        raise ServiceError(message)
    return tuple(entries)
