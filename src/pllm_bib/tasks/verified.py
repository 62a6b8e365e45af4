"""The files of a build, verified as `pllm-bib verify` does, but each text of a work only once.

A work has the same text in the files of its sections and in that of the whole list, and keeps it
until it is edited. So the texts that are not known to be verified are put into files of their own,
which the independent readers read. What cannot be taken apart so is verified whole.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pllm_bib import verifying as independent
from pllm_bib.citing import references as citing
from pllm_bib.files.cache import store
from pllm_bib.files.cache.tool import cache_file
from pllm_bib.files.config import CITATIONS, EXPORTS, shown
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex.profiles import DEFAULT_PROFILE
from pllm_bib.model.library import Library
from pllm_bib.model.regex import regex
from pllm_bib.tasks import verify
from pllm_bib.tasks.build import outputs, pages
from pllm_bib.tasks.build.known import Places
from pllm_bib.verifying.check import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.build.known import KnownBuild, KnownTexts
    from pllm_bib.tasks.build.outputs import BuildPlan, Export

_TOGETHER = 500
"""Works that are read together: readers of others need much memory for more."""
_Verdicts = dict[str, list[list[Any]]]
"""What was found of texts, by their marks: nothing, or differences."""


def verify_made(config: Config, library: Library, plan: BuildPlan) -> verify.VerifyReport:
    """Compare the files of a build with the entries, as `verify.verify` does of all exports."""
    place = cache_file(config.root, "verified")
    rows = store.read_rows(place)
    found: dict[Path, list[Difference]] = {}
    of_pages: dict[Path, list[Difference]] = {}
    groups: dict[str, list[Export]] = {}
    for made in outputs.exports(config, library):
        groups.setdefault(made.name, []).append(made)
    for name, group in groups.items():
        records = _Records(group[0], plan.texts, rows.get(name) or {})
        for made in group:
            found[made.path] = records.differences(made.part, plan.files[made.path])
        if name == f"{pages.FOLDER} {DEFAULT_PROFILE}":
            for path, part in pages.sections(config, library):
                of_pages[path] = records.page_differences(part, plan.files[path])
        _put(rows, name, records.known, records.used)
    found |= of_pages
    found.update(_bibliography_differences(config.root, library, plan, rows))
    store.write_rows(place, rows)
    findings = [
        verify.ExportFinding(path=shown(path), **difference._asdict())
        for path, differences in found.items()
        for difference in differences
    ]
    return verify.VerifyReport(findings=tuple(findings), works=len(library), files=len(found))


def known_findings(report: verify.VerifyReport, root: Path) -> list[list[Any]]:
    """Return findings as the cache keeps them: their paths are those from the list's folder."""
    starts = len(shown(root / EXPORTS)) - len(EXPORTS)
    return [
        [finding.path[starts:], *(getattr(finding, name) for name in Difference._fields)]
        for finding in report.findings
    ]


def known_report(config: Config, last: KnownBuild) -> verify.VerifyReport:
    """Return what the cache knows of the files of the last build."""
    findings = [
        verify.ExportFinding(path=shown(config.root / path), **Difference(*said)._asdict())
        for path, *said in last.findings
    ]
    return verify.VerifyReport(findings=tuple(findings), works=last.works, files=last.verified)


def _put(rows: store.Rows, name: str, known: _Verdicts, used: set[str]) -> None:
    """Keep what is known of texts that are there."""
    there = {mark: known[mark] for mark in used if mark in known}
    if there != rows.get(name):
        rows.put(name, there)


def _mark(*said: str) -> str:
    data = "\0".join(said).encode(errors="surrogatepass")
    return hashlib.blake2b(data, digest_size=9).hexdigest()


class _Records:
    """The texts of works in a format, with what is known of them."""

    def __init__(self, whole: Export, texts: KnownTexts, known: _Verdicts) -> None:
        self.row = whole.row
        self.texts = texts
        self.options = whole.options
        self.known = known
        self.used: set[str] = set()
        self.repeats = whole.options.profile != DEFAULT_PROFILE
        self.places = Places(whole.name)
        self.writer = texts.writer(whole.row.required_writer, whole.name)
        self.library = whole.part
        self.context = WriteContext.of(whole.part, whole.options)
        self.marks = {entry.key: self.mark(entry, self.context) for entry in whole.part}
        self.used.update(self.marks.values())
        self._verify_new()
        self.faulty = {key for key, mark in self.marks.items() if known.get(mark) != []}

    def mark(self, entry: Entry, context: WriteContext) -> str:
        """Return a mark of all that the text of a work depends on, and of the work."""
        return _mark(self.texts.digests[entry.key], self.places.of(entry, context))

    def _verify_new(self) -> None:
        """Read the texts that are not known, with those of related works."""
        new = [entry for entry in self.library if self.marks[entry.key] not in self.known]
        for at in range(0, len(new), _TOGETHER):
            some = new[at : at + _TOGETHER]
            wanted = {key for entry in some for key in (entry.key, *entry.related)}
            entries = tuple(entry for entry in self.library if entry.key in wanted)
            part = replace(self.library, entries=entries)
            text = self.writer.write(part, self.options)
            marks = {entry.key: self.marks[entry.key] for entry in some}
            self._learn(part, text, marks)

    def _learn(self, part: Library, text: str, marks: Mapping[str, str]) -> list[Difference]:
        """Verify a file, and remember what is found of some works by their marks.

        Nothing is remembered if something is found of no one work.
        """
        found = self._verified(text, part)
        if all(one.key for one in found):
            context = WriteContext.of(part, self.options)
            starts = {
                entry.key: self._start(entry, context, text)
                for entry in part
                if any(one.key == entry.key for one in found)
            }
            for mark in marks.values():
                self.known[mark] = []
            for one in found:
                if one.key and one.key in marks:
                    line = one.line and one.line - starts[one.key]
                    self.known[marks[one.key]].append([*one._replace(line=line)])
        return found

    def _verified(self, text: str, part: Library) -> list[Difference]:
        row = self.row
        return list(independent.verify(row.name, text, part, row.loses, repeats=self.repeats))

    def _start(self, entry: Entry, context: WriteContext, text: str) -> int:
        """Return the line of a file where the text of a work starts."""
        return 1 + text.count("\n", 0, max(0, text.find(self.writer.record(entry, context))))

    def differences(self, part: Library, text: str) -> list[Difference]:
        """Return the differences of a file that has a part of the list."""
        context = WriteContext.of(part, self.options)
        marks = {
            entry.key: self.mark(entry, context) if entry.related else self.marks[entry.key]
            for entry in part
            if entry.related or entry.key in self.faulty
        }
        self.used.update(marks.values())
        if any(mark not in self.known for mark in marks.values()):
            return self._learn(part, text, marks)
        return [
            Difference(*difference)._replace(
                line=None
                if difference[1] is None
                else difference[1] + self._start(entry, context, text)
            )
            for entry in part
            if entry.key in marks
            for difference in self.known[marks[entry.key]]
        ]

    def page_differences(self, part: Library, text: str) -> list[Difference]:
        """Return the differences of the page that has the BibTeX of a section."""
        context = WriteContext.of(part)
        shown_there = pages.examples(text)
        if shown_there != "\n".join(self.writer.record(entry, context) for entry in part):
            return self._verified(shown_there, part)
        return self.differences(part, shown_there)


_HTML = regex(r'^<div class="csl-entry" id="ref-([^"]*)">.*</div>$', re.MULTILINE)


def _references(library: Library, markdown: str, html: str) -> list[tuple[Entry, str, str]] | None:
    """Return the works of a bibliography with their references, Markdown and HTML.

    None if it cannot be told which reference is that of a work.
    """
    entries = {citing.anchor(entry.key): entry for entry in library}
    found = list(_HTML.finditer(html))
    paragraphs = markdown.removesuffix("\n").split("\n\n")[1:]
    anchors = {match[1] for match in found}
    if not len(library) == len(found) == len(paragraphs) == len(entries.keys() & anchors):
        return None
    return [
        (entries[match[1]], paragraph, match[0])
        for match, paragraph in zip(found, paragraphs, strict=True)
    ]


class _Bibliography:
    """The references of works in a style and a markup, with what is known of them."""

    def __init__(
        self, text: str, suffix: str, references: Mapping[str, str], digests: Mapping[str, str]
    ) -> None:
        self.text = text
        self.suffix = suffix
        self.references = references
        """The reference of each work, by key."""
        self.marks = {key: _mark(digests[key], said) for key, said in references.items()}

    def differences(self, library: Library, known: _Verdicts) -> list[Difference]:
        """Return the differences of a bibliography; put those of each reference into ``known``."""
        new = [entry for entry in library if self.marks[entry.key] not in known]
        part = Library(tuple(new))
        all_new = len(new) == len(library)
        if new and (all_new or any(self._compared(part, self._page(part)))):
            found = list(self._compared(library, self.text))
            if not all(one.key for one in found):
                return found
            for one in found:
                has_line = one.line is not None
                known.setdefault(self.marks[one.key or ""], []).append(
                    [*one._replace(line=has_line)]
                )
        for entry in new:
            known.setdefault(self.marks[entry.key], [])
        return [
            Difference(*said)._replace(line=self._line(entry) if said[1] else None)
            for entry in library
            for said in known[self.marks[entry.key]]
        ]

    def _compared(self, library: Library, text: str) -> Iterator[Difference]:
        return independent.citations.differences(library, text, self.suffix)

    def _page(self, part: Library) -> str:
        """Return a bibliography of some works."""
        said = [self.references[entry.key] for entry in part]
        if self.suffix == ".html":
            return citing.html_page("", "en-US", "\n".join(said))
        return "# Some\n" + "".join(f"\n{text}\n" for text in said)

    def _line(self, entry: Entry) -> int:
        return 1 + self.text.count("\n", 0, self.text.find(self.references[entry.key]))


def _bibliography_differences(
    root: Path, library: Library, plan: BuildPlan, rows: store.Rows
) -> Iterator[tuple[Path, list[Difference]]]:
    """Yield the path of each bibliography, and its differences."""
    folder = root / EXPORTS / CITATIONS
    for style in citing.STYLES:
        paths = [folder / f"{style}{suffix}" for suffix in (".md", ".html")]
        texts = [plan.files[path] for path in paths]
        references = _references(library, *texts)
        for at, (path, text) in enumerate(zip(paths, texts, strict=True)):
            if references is None:
                yield path, list(independent.citations.differences(library, text, path.suffix))
                continue
            said = {entry.key: both[at] for entry, *both in references}
            known: _Verdicts = rows.get(path.name) or {}
            of = _Bibliography(text, path.suffix, said, plan.texts.digests)
            yield path, of.differences(library, known)
            _put(rows, path.name, known, set(of.marks.values()))
