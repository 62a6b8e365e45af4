"""The exports on disk, read with independent readers and held to the entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib import verifying as independent
from pllm_bib.errors import OperatorError
from pllm_bib.files.config import CITATIONS, EXPORTS, byte_position, os_message, shown
from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex.profiles import DEFAULT_PROFILE
from pllm_bib.model.dataclass import dataclass
from pllm_bib.tasks.build import citations, pages
from pllm_bib.tasks.build import outputs as build
from pllm_bib.verifying.check import Difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.model.library import Library

    Compare = Callable[[str], Iterable[Difference]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFinding:
    """A difference between an export and the entries, or the failure to read it.

    ``line`` counts from 1; it, ``key`` and ``field`` are None where a finding is about no one of
    them. ``entry`` and ``export`` are the two texts that differ, if it is texts that do.
    """

    path: str
    line: int | None
    key: str | None
    field: str | None
    message: str
    entry: str | None
    export: str | None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        about = f"{self.field}: " if self.field else ""
        return f"{place}: {about}{self.message}" + (f" [{self.key}]" if self.key else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """The outcome of a verification, with the numbers of works and files."""

    findings: tuple[ExportFinding, ...]
    works: int
    files: int


def verify(config: Config, library: Library, paths: Sequence[Path] = ()) -> VerifyReport:
    """Read the exports of a list, all or those named, and compare them with its entries.

    A file that is missing or cannot be read is a finding. Raises `OperatorError` for a path that
    is none of the list's exports.
    """
    files = _files(config, library)
    wanted = list(dict.fromkeys(path.resolve() for path in paths))
    for path in wanted:
        if path not in files:
            message = f"{shown(path)} is no export of the list in {shown(config.root)}"
            raise OperatorError(message)
    chosen = wanted or list(files)
    findings = [
        ExportFinding(path=shown(path), **difference._asdict())
        for path in chosen
        for difference in _differences(path, files[path])
    ]
    return VerifyReport(findings=tuple(findings), works=len(library), files=len(chosen))


def summary(report: VerifyReport) -> str:
    """Return a report in a line."""
    works = _counted(report.works, "work")
    files = _counted(report.files, "file")
    if report.findings:
        return f"{works} in {files}: {_counted(len(report.findings), 'finding')}"
    return f"{works} in {files}: all as the entries say"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _files(config: Config, library: Library) -> dict[Path, Compare]:
    """Return every export's path, with the function that compares its text."""

    def export(made: build.Export) -> Compare:
        row, repeats = made.row, made.options.profile != DEFAULT_PROFILE
        return lambda text: independent.verify(
            row.name, text, made.part, row.loses, repeats=repeats
        )

    def page(part: Library) -> Compare:
        row = FORMATS["bibtex"]
        return lambda text: independent.verify(row.name, pages.examples(text), part, row.loses)

    def bibliography(suffix: str) -> Compare:
        return lambda text: independent.citations.differences(library, text, suffix)

    files = {made.path.resolve(): export(made) for made in build.exports(config, library)}
    for path, part in pages.sections(config, library):
        files[path.resolve()] = page(part)
    for name in citations.files():
        path = config.root / EXPORTS / CITATIONS / name
        files[path.resolve()] = bibliography(path.suffix)
    return files


def _differences(path: Path, compare: Compare) -> Iterator[Difference]:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        yield Difference(os_message("cannot read", path, error))
        return
    except UnicodeDecodeError as error:
        line = byte_position(path, error).line
        yield Difference("it is not UTF-8 from here on", line)
        return
    if text.startswith("\ufeff"):
        yield Difference("it starts with a byte-order mark, which some programs take for text", 1)
        text = text[1:]
    yield from compare(text)
