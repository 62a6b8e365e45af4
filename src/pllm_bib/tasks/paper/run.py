"""Documents and their bibliographies: all that is known of them, and the files made of it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib.errors import OperatorError
from pllm_bib.files import inputs
from pllm_bib.files.kinds import BIB, own_format
from pllm_bib.files.list import load_list
from pllm_bib.files.read import Connections, load_inputs
from pllm_bib.formats import FORMATS
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.library import Library
from pllm_bib.tasks.convert.entries import EntryWork
from pllm_bib.tasks.convert.request import Result
from pllm_bib.tasks.paper.judge import Judged, judge
from pllm_bib.tasks.paper.shelf import Shelf
from pllm_bib.tasks.paper.update import Updates, preprints_among, updates
from pllm_bib.tasks.paper.used import Order, used_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.lookup.found import FoundRecord
    from pllm_bib.model.entry import Entry
    from pllm_bib.tasks.convert.request import Request
    from pllm_bib.tasks.paper.gather import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """Documents that were held against their bibliographies, and the updates of these."""

    paper: Paper
    shelf: Shelf
    judged: Judged
    updates: Updates

    def find(self, key: str) -> Entry | None:
        """Return the entry of a key, or of a former key; else one that was found elsewhere."""
        elsewhere = self.judged.elsewhere.get(key)
        return self.shelf.find(key) or (elsewhere[0] if elsewhere else None)

    def wanted(self) -> list[str]:
        r"""Return the keys of the entries that are cited, all of them after ``\nocite{*}``."""
        cited = dict.fromkeys(entry.key for entry in self.judged.cited.values())
        if self.paper.everything:
            cited |= dict.fromkeys(self.shelf.exact)
        return list(cited)

    def used(self, order: Order) -> str:
        """Return the text of a .bib file with the entries that are cited, updated ones as such.

        Raises `OperatorError` where a bibliography is no .bib file, or is not UTF-8.
        """
        loaded = self.shelf.loaded
        for one in self.shelf.inputs:
            if one.format not in BIB:
                message = f"{one.name} is no .bib file: its entries cannot be copied as they stand"
                raise OperatorError(message)
        for fault in loaded.guessed:
            message = "the file is not UTF-8: save it as UTF-8 first"
            raise OperatorError(message, fault.position)
        texts = {**loaded.texts, **self.updates.texts}
        shelf = Shelf(replace(loaded, texts=texts), self.shelf.inputs)
        return used_text(shelf, self.judged, self.wanted(), order, self._dialect)

    @property
    def _dialect(self) -> str:
        return "biblatex" if self.paper.resolves_aliases else "bibtex"

    def converted(
        self, order: Order, request: Request, report: Callable[[Result], None]
    ) -> tuple[int, str]:
        """Return the number of entries that are cited, and their text in another format.

        Updated ones are written as such. ``report`` is told what is lost. Raises `OperatorError`
        as `used` does, after updates.
        """
        entries = self._entries(order)
        result = Result()
        work = EntryWork(request, Connections())
        for entry in entries:
            work.write(entry, result)
        report(result)
        text = FORMATS[request.to].write(Library(tuple(entries)), request.options)
        return len(entries), text

    def _entries(self, order: Order) -> list[Entry]:
        """Return the entries that are cited, those found elsewhere under the cited keys."""
        found: dict[str, Entry] = {}
        for key in self.paper.cited_keys():
            if entry := self.judged.cited.get(key):
                found.setdefault(entry.key, entry)
            elif key in self.judged.elsewhere:
                found[key] = replace(self.judged.elsewhere[key][0], key=key)
        if self.paper.everything:
            found = self.shelf.exact | found if order == "source" else found | self.shelf.exact
        if self.updates.texts and (read := FORMATS[self._dialect].read):
            entries = read(self.used(order), "", None)[0]
            found |= {entry.key: entry for entry in entries if entry.key in found}
        if order == "citation":
            return list(found.values())
        ranks = {key: at for at, key in enumerate(self.shelf.exact)}
        return sorted(found.values(), key=lambda one: ranks.get(one.key, len(ranks)))


def bibliographies(
    paper: Paper, given: Sequence[str], form: str | None, preferred: Sequence[Path] = ()
) -> list[Input]:
    """Return the bibliographies of documents: those given, or named there, or else preferred.

    Raises `OperatorError` where there are none, though keys are cited.
    """
    if given:
        return inputs.bibliographies(given, form)
    if found := [*paper.bibliographies] or preferred:
        return list(map(_named_bibliography, found))
    missing = next((f for f in paper.findings if f.name == "missing-bibliography"), None)
    if missing:
        raise OperatorError(missing.message, missing.position)
    if paper.cited_keys() or paper.everything:
        names = ", ".join(map(str, paper.paths))
        message = f"no bibliography is named in {names}: give its file, too"
        raise OperatorError(message)
    return []


def _named_bibliography(path: Path) -> Input:
    """Return a bibliography that a document names; a .bib file may have no entry yet."""
    if path.suffix == ".bib":
        return inputs.file_input(path, own_format(path) or "biblatex")
    return inputs.bibliography(inputs.importable(str(path)))


def examine(
    paper: Paper,
    files: Sequence[Input],
    against: Sequence[Input],
    around: Config | None,
    *,
    update: bool,
    ask: Callable[[Sequence[Entry]], list[FoundRecord]] = lambda _works: [],
) -> Examined:
    """Hold documents against bibliographies; ``against`` and the list ``around`` have more works.

    Those are read only if something is missing, or is to be updated. ``ask`` gives more records of
    the preprints that are to be updated. Raises `OperatorError` and
    OSError where a file cannot be read.
    """
    shelf = Shelf(load_inputs(files), files)
    others = []
    if update or any(shelf.find(key) is None for key in paper.cited_keys()):
        for _is_bib, some in itertools.groupby(against, lambda one: one.format in BIB):
            group = tuple(some)
            others.append(Shelf(load_inputs(group), group))
        if around:
            others.append(Shelf(load_list(around)))
    judged = judge(paper, shelf, others)
    made = Updates((), {}, ())
    if update:
        cited = [*(shelf.exact if paper.everything else judged.cited).values()]
        known = [entry for one in (shelf, *others) for entry in one.loaded.library]
        made = updates(cited, shelf.loaded, known, ask(preprints_among(cited)))
    return Examined(paper=paper, shelf=shelf, judged=judged, updates=made)
