"""The rules, run over a list or over files."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from pllm_bib import rules
from pllm_bib.errors import OperatorError
from pllm_bib.files import revision
from pllm_bib.files.config import EXPORTS, OUTLINE, README, shown
from pllm_bib.files.list import load_list
from pllm_bib.files.read import load_inputs
from pllm_bib.files.text import as_on_disk, text_of
from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import profiles as bibtex_profiles
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import source as bib_source
from pllm_bib.formats.losses import losses, source_field
from pllm_bib.model.citation_key import DEFAULT_PATTERN
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.model.library import Library
from pllm_bib.model.progress import Progress, stage, untold
from pllm_bib.rules.a_acknowledgements import lookup
from pllm_bib.rules.base import Alike, Exports, Readme, RuleContext
from pllm_bib.rules.fields import KNOWN_FIELDS
from pllm_bib.rules.k_keys import DUPLICATE_KEY
from pllm_bib.same_work.record import record_of
from pllm_bib.tasks.build import readme
from pllm_bib.tasks.check import parts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pllm_bib.files.config import Config
    from pllm_bib.files.inputs import Input
    from pllm_bib.files.read import Loaded
    from pllm_bib.model.citation_key import KeyPattern
    from pllm_bib.model.diagnostic import Acknowledgement, Diagnostic, Edit
    from pllm_bib.model.entry import Entry
    from pllm_bib.rules.base import OnlineFacts, Rule


Ask = Callable[["Library"], "tuple[OnlineFacts, ...]"]
"""A function from entries to what services say of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """The outcome of a check. ``acknowledged`` are findings that a file allows, with its reason."""

    loaded: Loaded
    findings: tuple[Diagnostic, ...]
    acknowledged: tuple[tuple[Diagnostic, str], ...]
    base: Library | None = None
    """The library that it was compared with."""
    parted: int | None = None
    """How many entries there are, if the files were checked in parts; `loaded` has few then."""

    @property
    def works(self) -> int:
        """How many entries there are."""
        return len(self.loaded.library) if self.parted is None else self.parted

    @property
    def wrong(self) -> tuple[Diagnostic, ...]:
        """The findings of something that is wrong; infos are not among them."""
        return faults_of(self.findings)

    def on_entries(self, keys: Collection[str]) -> CheckReport:
        """Return the report without what is said of entries with other keys."""
        return replace(
            self,
            findings=tuple(f for f in self.findings if f.key is None or f.key in keys),
            acknowledged=tuple(
                pair for pair in self.acknowledged if pair[0].key is None or pair[0].key in keys
            ),
        )

    def fixable(self, *, unsafe: bool = False) -> tuple[Diagnostic, ...]:
        """Return findings that mend themselves, in .bib files that may be written.

        They do so safely, or not so.
        """
        writable = {shown(path) for path in self.loaded.texts} - self._guessed
        return tuple(
            f for f in self.findings if f.fix and f.unsafe == unsafe and f.position.path in writable
        )

    @property
    def left_alone(self) -> tuple[str, ...]:
        """Files with such findings that are not UTF-8: to mend them would change the encoding."""
        paths = {finding.position.path for finding in self.findings if finding.fix}
        return tuple(sorted(paths & self._guessed))

    @property
    def _guessed(self) -> frozenset[str]:
        return frozenset(fault.position.path for fault in self.loaded.guessed)

    def fixes(self, *, unsafe: bool = False) -> dict[Path, str]:
        """Return the files that the fixes change, with their new text; the unsafe ones if asked.

        An entry that cannot be edited where it stands is left as it is.
        """
        paths = {shown(path): path for path in self.loaded.texts}
        edits: dict[Path, list[Edit]] = {}
        for finding in (*self.fixable(), *(self.fixable(unsafe=True) if unsafe else ())):
            if finding.position.path in paths:
                edits.setdefault(paths[finding.position.path], []).extend(finding.fix)
        result = {}
        for path, edits_of_file in edits.items():
            old = self.loaded.texts[path]
            new = edited(old, edits_of_file, comments=path in self.loaded.with_comments)
            if new != old:
                result[path] = new
        return result


def edited(text: str, edits: Sequence[Edit], *, comments: bool) -> str:
    """Return the text of a .bib file with edits; an entry that cannot be edited stays as it is."""
    apply = functools.partial(bib_source.apply, comments=comments)
    try:
        return apply(text, edits)
    except bib_source.LayoutError:
        entries = bib_source.entries_by_key(text, comments=comments)
    able: list[Edit] = []
    for key in {edit.key: None for edit in edits}:
        mine = [edit for edit in edits if edit.key == key]
        try:
            apply(entries[key][1] if key in entries else "", mine)
        except bib_source.LayoutError:
            continue
        able += mine
    return apply(text, able)


_MOST_PASSES = 25


def mended(
    checked: CheckReport,
    check: Callable[[Mapping[Path, str]], CheckReport],
    *,
    unsafe: bool = False,
    written: Callable[[Mapping[Path, str]], dict[Path, str]] = as_on_disk,
) -> tuple[CheckReport, dict[Path, str]]:
    """Fix until nothing is left to fix; return the last check, and the new texts of files.

    ``check`` checks again, with texts in place of what some files hold. One fix may make another
    one possible, so a file is fixed again until its text is one that it had before. ``written``
    gives the new texts the line ends that they had.
    """
    texts: dict[Path, str] = {}
    seen: set[tuple[Path, str]] = set()
    for _ in range(_MOST_PASSES):
        seen |= checked.loaded.texts.items()
        new = {
            path: text
            for path, text in checked.fixes(unsafe=unsafe).items()
            if (path, text) not in seen
        }
        if not new:
            break
        texts |= new
        checked = check(texts)
    return checked, written(texts)


def check_list(
    config: Config,
    chosen: Sequence[Rule],
    base: str | None = None,
    instead: Mapping[Path, str] | None = None,
    ask: Ask | None = None,
) -> CheckReport:
    """Check a whole list: its entries, its outline and its README.

    ``base`` is the git revision that it was published at, for rules that compare with it;
    ``instead`` has texts to be read in place of what some files hold. ``ask`` gives what services
    say of entries. Raises `OperatorError` where
    something cannot be read.
    """
    loaded = load_list(config, instead)
    readmes = _readmes(config, loaded)
    context = RuleContext(
        library=loaded.library,
        faults=loaded.faults,
        readme=readmes[0] if readmes else None,
        pages=readmes[1:],
        outline_path=shown(config.entries / OUTLINE),
        missing_files=tuple(shown(path) for path in loaded.missing_files),
        stray_files=tuple(shown(path) for path in loaded.stray_files),
        keys=config.keys,
        base=revision.list_at(config.root, base) if base is not None else None,
        alike=alike(loaded.library) if _is_needed("alike", chosen) else None,
        online=ask(loaded.library) if ask and _is_needed("online", chosen) else None,
        exports=exports_of(loaded.library, _sizes(config))
        if _is_needed("exports", chosen) and not loaded.fatal
        else None,
        section_files=tuple(
            (section.id, shown(path))
            for section in loaded.library.sections
            if (path := config.bib_file(section)) in loaded.texts
        ),
        allowed=of_files(loaded),
    )
    return _report(loaded, context, chosen)


def check_files(
    inputs: Sequence[Input],
    chosen: Sequence[Rule],
    config: Config | None,
    base: str | None = None,
    instead: Mapping[Path, str] | None = None,
    *,
    keys: KeyPattern = DEFAULT_PATTERN,
    ask: Ask | None = None,
    findings_only: bool = False,
    progress: Progress = untold,
) -> CheckReport:
    """Check files by themselves, and with their state at a git revision as ``base``.

    Venues and keys are as in the list around them, if any; else the pattern is ``keys``.
    ``instead`` and ``ask`` are as in `check_list`, and so is what it raises. With
    ``findings_only``, large files are checked in parts, and the report need not have their entries.
    """
    venues = config.venues if config else ()
    beside = RuleContext(library=Library((), venues=venues), keys=config.keys if config else keys)
    if findings_only and not (base or instead or ask):
        parted = _in_parts(inputs, chosen, beside, progress)
        if parted:
            return parted
    loaded = load_inputs(inputs, venues, instead, stage(progress, 0, _READ))
    context = replace(
        beside,
        library=loaded.library,
        faults=loaded.faults,
        base=revision.files_at(inputs, base) if base is not None else None,
        alike=alike(loaded.library) if _is_needed("alike", chosen) else None,
        online=ask(loaded.library) if ask and _is_needed("online", chosen) else None,
        allowed=of_files(loaded),
    )
    return _report(loaded, context, chosen, stage(progress, _PAIRED, 1))


def _in_parts(
    inputs: Sequence[Input], chosen: Sequence[Rule], context: RuleContext, progress: Progress
) -> CheckReport | None:
    """Check large files part by part, if they can be; else return None."""
    if not parts.can_be_parted(inputs, chosen, context):
        return None
    done = parts.check_parts(inputs, chosen, context, progress)
    if done is None:
        return None
    context = replace(done.context, allowed=of_files(done.loaded))
    findings, acknowledged = _apart(rules.settled(done.found, context, chosen), context)
    return CheckReport(
        loaded=done.loaded, findings=findings, acknowledged=acknowledged, parted=done.works
    )


_READ, _PAIRED = 0.2, 0.35
"""The shares of a check that are done when all is read, and when pairs of entries are found."""


_OF_LISTS = ("K002", "X002")
"""Rules that hold for a list's own entries, and for others only if selected."""


def choose(select: Sequence[str], ignore: Sequence[str], *, of_list: bool) -> tuple[Rule, ...]:
    """Return the rules that words choose; several may stand in one, with commas between them.

    Nothing selected means all, without those for lists unless a list is checked. Raises
    `OperatorError` for a word that names no rule.
    """
    if not (select or of_list):
        ignore = (*ignore, *_OF_LISTS)
    try:
        return rules.select(*map(_split, (select, ignore)))
    except ValueError as error:
        raise OperatorError(str(error)) from error


def _split(values: Sequence[str]) -> list[str]:
    return [code for value in values for code in value.replace(",", " ").split()]


def check_entries(
    library: Library,
    faults: tuple[Diagnostic, ...],
    chosen: Sequence[Rule],
    allowed: tuple[Acknowledgement, ...] = (),
) -> tuple[Diagnostic, ...]:
    """Check entries without their files; return the findings that nothing acknowledges.

    ``faults`` are those of reading, ``allowed`` the acknowledgements for whole files.
    """
    context = RuleContext(
        library=library,
        faults=faults,
        alike=alike(library) if _is_needed("alike", chosen) else None,
        allowed=allowed,
    )
    return _run(context, chosen)[0]


def clashing_keys(loaded: Loaded) -> tuple[Diagnostic, ...]:
    """Find keys that more than one entry has: no export could hold them both."""
    return rules.run(RuleContext(library=loaded.library), (DUPLICATE_KEY,))


def alike(library: Library) -> tuple[Alike, ...]:
    """Find pairs of entries that are most likely one work, in the order of the later entry."""
    from pllm_bib.same_work.find import likely_pairs

    entries = library.entries
    found = likely_pairs([record_of(entry) for entry in entries])
    return tuple(Alike.of(entries[one], entries[other], verdict) for one, other, verdict in found)


def _is_needed(name: str, chosen: Sequence[Rule]) -> bool:
    """Say whether a rule needs a thing that takes long to find out."""
    return any(rule.needs == name for rule in chosen)


def exports_of(library: Library, sizes: Iterable[tuple[str, int]]) -> Exports:
    """Find out what exports make of a library's entries; ``sizes`` are those of their files."""
    return Exports(
        lost=tuple((entry, field) for entry, field in _lost(library)),
        unprinted=tuple(
            entry
            for entry in library
            if (
                # An arXiv id that is none, and an id without an archive, are findings already.
                entry.eprint.archive and not entry.eprint.is_arxiv if entry.eprint else entry.doi
            )
            and not bibtex_profiles.plan(entry, bibtex_profiles.DEFAULT_PROFILE).printed
        ),
        sizes=tuple(sizes),
    )


_REPORTED = frozenset({"doi", "date", "year", "month", "day"})
"""Fields whose value has no meaning where they are beyond the model, which other rules report."""


def _lost(library: Library) -> Iterator[tuple[Entry, str]]:
    """Yield entries, each with a field that all built formats drop."""
    context = WriteContext.of(library)
    built = [row for row in FORMATS.values() if row.built]
    for entry in library:
        dropped = [
            {
                loss.field
                for loss in losses(
                    entry,
                    row.required_writer.parts_of(entry, context),
                    row.lost(context.options),
                )
                if loss.dropped
            }
            for row in built
        ]
        for name in sorted(set.intersection(*dropped)):
            field = source_field(entry, name)
            if field in KNOWN_FIELDS - _REPORTED:
                yield entry, field


def _sizes(config: Config) -> Iterator[tuple[str, int]]:
    for path in sorted((config.root / EXPORTS).rglob("*")):
        if path.is_file():
            yield shown(path), path.stat().st_size


def allowed_in(library: Library, texts: Iterable[tuple[str, str]]) -> tuple[Acknowledgement, ...]:
    """Return acknowledgements in files, by name and text, that do not stand above an entry."""
    above = {said.position for entry in library if entry.origin for said in entry.origin.allowed}
    return tuple(
        said
        for name, text in texts
        if "pllm-bib" in text
        for said in bib_reader.acknowledgements(text, name)
        if said.position not in above
    )


def of_files(loaded: Loaded) -> tuple[Acknowledgement, ...]:
    """Return the files' acknowledgements that do not stand above an entry."""
    return allowed_in(loaded.library, ((shown(p), text) for p, text in loaded.texts.items()))


def _report(
    loaded: Loaded, context: RuleContext, chosen: Sequence[Rule], progress: Progress = untold
) -> CheckReport:
    findings, acknowledged = _run(context, chosen, progress)
    return CheckReport(
        loaded=loaded, findings=findings, acknowledged=acknowledged, base=context.base
    )


def _run(
    context: RuleContext, chosen: Sequence[Rule], progress: Progress = untold
) -> tuple[tuple[Diagnostic, ...], tuple[tuple[Diagnostic, str], ...]]:
    """Run rules; return their findings, and those that a file allows with its reason."""
    return _apart(rules.run(context, chosen, progress), context)


def _apart(
    found: Iterable[Diagnostic], context: RuleContext
) -> tuple[tuple[Diagnostic, ...], tuple[tuple[Diagnostic, str], ...]]:
    """Return findings, and apart from them those that a file allows with its reason."""
    findings, acknowledged = [], []
    acknowledgement = lookup(context)
    for finding in found:
        if said := acknowledgement(finding):
            acknowledged.append((finding, said.reason))
        else:
            findings.append(finding)
    return tuple(findings), tuple(acknowledged)


def _readmes(config: Config, loaded: Loaded) -> tuple[Readme, ...]:
    """Return the README of a list, if it can be read, and the pages beside it."""
    path = config.root / README
    if loaded.fatal or not path.is_file():
        return ()
    try:
        around = readme.find_block(text_of(path), path).around
        made = readme.generated(config, loaded.library, around)
        there = [path, *readme.pages_there(config)]
        blocks = {page: readme.find_block(text_of(page), page) for page in there}
    except OperatorError:
        return ()
    # Whether a page is missing is told at the README, which links to it.
    lacks = any(page not in blocks for page in made.contents)
    edits = _edits(config, loaded) if any(one.hand_edited for one in blocks.values()) else {}
    return tuple(
        Readme(
            path=shown(page),
            line=block.line,
            up_to_date=block.content == made.contents.get(page) and not (page == path and lacks),
            hand_edited=block.hand_edited,
            size=page.stat().st_size,
            edits=edits.get(shown(page), ()),
        )
        for page, block in blocks.items()
    )


def _edits(config: Config, loaded: Loaded) -> dict[str, tuple[tuple[int, str], ...]]:
    # Importing is imported for such a README only.
    from pllm_bib.tasks.import_.told import edits_in_words

    return edits_in_words(config, loaded)
