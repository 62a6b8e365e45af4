"""Records that services give of works, each with its public address and its day."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from pllm_bib.errors import PllmBibError
from pllm_bib.formats import FORMATS
from pllm_bib.model.named_tuple import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pllm_bib.lookup.wanted import Wanted
    from pllm_bib.model.entry import Entry


class ServiceError(PllmBibError):
    """A request that got no answer that can be used; the message says why."""


class NotFoundError(ServiceError):
    """A record that a service does not have."""


class Answer(NamedTuple):
    """An answer of a service: the address that it came from in the end, and its text."""

    address: str
    media_type: str
    """In lower case, without parameters; empty where the service names none."""
    text: str
    date: str = ""
    """The day that the service gave it on, as in 2026-11-30."""


class Notice(NamedTuple):
    """A thing that a service says of a work beyond its record."""

    kind: str
    """retracted; newer: there is a newer version; or version: the number of the latest one."""
    by: str
    """The identifier of the retraction or newer version, or that number; empty if none is given."""


class FoundRecord(NamedTuple):
    """A record of a work, and the address that a reader can check it at."""

    entry: Entry
    address: str
    kind: str
    """As in sources.toml: official, from whoever published the work; authors; or third-party."""
    date: str = ""
    """The day of the answer, as in 2026-11-30; empty for a record of a file."""
    notices: tuple[Notice, ...] = ()


class Searched(NamedTuple):
    """The records that were found, and the messages of services that failed."""

    found: list[FoundRecord]
    failed: list[str]
    absent: bool = False
    """Whoever would have the record of an identifier was asked, and has none."""


class RecordSource(Protocol):
    """A thing that knows works: the services of the web, or an index of their dumps."""

    def record(self, asked: Wanted) -> list[FoundRecord]:
        """Return the records of an identifier; none where others may have it.

        Raises `NotFoundError` where there is no such work, `ServiceError` where none can be had.
        """

    def search(self, title: str) -> Searched:
        """Return works with a title like one, those with a publication first."""


def read(answer: Answer, format_name: str) -> tuple[Entry, ...]:
    """Read the records of an answer in a format of `FORMATS`.

    Raises `ServiceError` if there are none in it, as where a page of words came instead.
    """
    if entries := read_text(answer.text, format_name, answer.address):
        return entries
    raise no_record(answer)


def read_text(text: str, format_name: str, address: str = "") -> tuple[Entry, ...]:
    """Read the records of a text in a format of `FORMATS`; it may have none."""
    reader = FORMATS[format_name].read
    entries: Sequence[Entry] = ()
    if reader is not None and text:
        entries, _faults = reader(text, address, None)
    return tuple(entries)


def read_json(answer: Answer) -> Any:
    """Read the JSON of an answer. Raises `ServiceError` for anything else."""
    try:
        return json.loads(answer.text)
    except (ValueError, RecursionError) as error:
        raise no_record(answer) from error


def no_record(answer: Answer) -> ServiceError:
    """Return the error of an answer that has no record in it."""
    media_type = answer.media_type or "no type"
    return ServiceError(f"{answer.address}: answers with no record ({media_type})")
