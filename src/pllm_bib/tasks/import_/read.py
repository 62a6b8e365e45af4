"""Files that are imported, read: lists of other people, bibliographies in any format."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pllm_bib.awesome import read as awesome_list
from pllm_bib.awesome.blocks import parts
from pllm_bib.awesome.findings import import_finding
from pllm_bib.awesome.outline import ListedWork
from pllm_bib.errors import OperatorError
from pllm_bib.files.kinds import BIB, MARKDOWN
from pllm_bib.files.pool import worked
from pllm_bib.files.read import entries as entries_of
from pllm_bib.files.text import TextFile
from pllm_bib.formats import FORMATS
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Diagnostic, Position

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pllm_bib.awesome.outline import AwesomeList, ReadPart
    from pllm_bib.files.inputs import Input
    from pllm_bib.model.entry import Entry


@dataclass(slots=True)
class ImportedFile:
    """A file that is imported, as it was read."""

    works: list[ListedWork]
    findings: list[Diagnostic]
    document: AwesomeList | None = None
    """The list that it is, if it is one: no other format has headings."""
    text: str = ""
    """The text of the list."""


def read_source(source: Input, progress: Callable[[int], None] | None = None) -> ImportedFile:
    """Read a file that is to be imported. Raises OSError and `OperatorError`.

    ``progress`` is told about how many bytes of a list have been read.
    """
    if source.format == MARKDOWN:
        with source.open() as stream:
            file = TextFile(stream, source.name)
            text = file.text()
        found = read_text(text, source.name, progress)
        found.findings[:0] = file.faults
        return found
    form = FORMATS.get(source.format)
    if form is None or form.read is None:
        message = f"{source.name}: nothing here reads the format “{source.format}”"
        raise OperatorError(message)
    findings: list[Diagnostic] = []
    entries = entries_of([source], findings)
    works = [_work(entry, source) for entry in entries]
    if not works:
        message = f"no entry can be read from this file as {form.title}"
        findings.append(import_finding("no-list", message, Position(source.name)))
    return ImportedFile(works, findings)


def _work(entry: Entry, source: Input) -> ListedWork:
    raw = entry.origin.raw if entry.origin and source.format in BIB else None
    return ListedWork(entry, (), entry.position() or Position(source.name), latex=raw)


def read_text(text: str, name: str, progress: Callable[[int], None] | None = None) -> ImportedFile:
    """Read the text of a list, a long one in as many processes as there are cores."""
    make = partial(partial, awesome_list.read_part, path=name)
    read = worked(make, parts(text), jobs=0, size=len(text))
    document = awesome_list.assembled(_told(read, progress) if progress else read, name)
    return ImportedFile(document.works, document.findings, document, text)


def _told(read: Iterable[ReadPart], progress: Callable[[int], None]) -> Iterator[ReadPart]:
    done = 0
    for part in read:
        yield part
        done += part.size
        progress(done)
