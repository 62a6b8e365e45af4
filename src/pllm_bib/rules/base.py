"""The rows of the table of rules, the context that a rule looks at, and its findings."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import TYPE_CHECKING, Literal

from pllm_bib.formats.shared.faults import FAULTS
from pllm_bib.model.citation_key import DEFAULT_PATTERN, KeyPattern
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.diagnostic import Diagnostic, Edit, Position, Severity, nearest
from pllm_bib.model.named_tuple import NamedTuple
from pllm_bib.model.regex import regex
from pllm_bib.rules.keeps import FieldChange, Keeps

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pllm_bib.model.diagnostic import Acknowledgement
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library
    from pllm_bib.same_work.evidence import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Readme:
    """A page of the list, above all its README, as it is and as it should be."""

    path: str
    line: int
    """Where the generated block starts, from 1."""
    up_to_date: bool
    hand_edited: bool
    """The block is not what the last build wrote."""
    size: int = 0
    """The size of the file in bytes."""
    edits: tuple[tuple[int, str], ...] = ()
    """The lines that were edited by hand, and what is to be done with each."""


class Alike(NamedTuple):
    """Two entries that are most likely one work, with the reasons."""

    first: Entry
    second: Entry
    """The one that comes later in the library."""
    sureness: float
    """From 0 to 1, as in docs/duplicates.md."""
    reasons: tuple[str, ...]
    against: str
    """The reason to take them for two publications; empty if there is no reason."""

    @classmethod
    def of(cls, first: Entry, second: Entry, verdict: Verdict) -> Alike:
        """Return the pair that a verdict is on."""
        return cls(first, second, verdict.sureness, verdict.reasons, verdict.against)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exports:
    """The losses and the sizes of a list's exports."""

    lost: tuple[tuple[Entry, str], ...] = ()
    """Entries, each with a field of its source that no export has."""
    unprinted: tuple[Entry, ...] = ()
    """Entries with an identifier that BibTeX styles print nowhere."""
    sizes: tuple[tuple[str, int], ...] = ()
    """Files and their sizes in bytes."""


class OnlineFacts(NamedTuple):
    """The things that public services say of an entry's work."""

    entry: Entry
    records: tuple[tuple[Entry, str], ...] = ()
    """The records of its publication, each with its address, the most trusted one first."""
    absent: tuple[tuple[str, str], ...] = ()
    """Its identifiers that nobody has, each with its field."""
    retracted: tuple[str, ...] = ()
    """Clauses that say where it was retracted, to be read behind “the work was retracted”."""
    newer: tuple[str, ...] = ()
    """Its newer versions in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """The rules that have been run, for the rules about acknowledgements, which come last."""

    rules: frozenset[str]
    """Their names and codes."""
    known: frozenset[str]
    """Names and codes of all rules."""
    found: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleContext:
    """Everything that a rule may look at; nothing in it is ever changed."""

    library: Library
    faults: tuple[Diagnostic, ...] = ()
    """The faults that the readers reported."""
    readme: Readme | None = None
    pages: tuple[Readme, ...] = ()
    """The pages of the list beside its README."""
    outline_path: str = ""
    """The file of sections, for findings about them."""
    missing_files: tuple[str, ...] = ()
    """Files of sections that do not exist."""
    stray_files: tuple[str, ...] = ()
    """.bib files that belong to no section."""
    keys: KeyPattern = DEFAULT_PATTERN
    """The pattern that keys follow."""
    base: Library | None = None
    """The library as it was published; None if there is nothing to compare with."""
    alike: tuple[Alike, ...] | None = None
    """Entries that are most likely one work; None if nobody has searched for them."""
    exports: Exports | None = None
    """None if the entries do not belong to a list."""
    online: tuple[OnlineFacts, ...] | None = None
    """The things that services say of works; None if they were not asked."""
    section_files: tuple[tuple[str, str], ...] = ()
    """Section id and the path of its file, for the files that are there."""
    allowed: tuple[Acknowledgement, ...] = ()
    """The acknowledgements that hold for a file as a whole."""
    ran: Ran | None = None
    """The findings of the other rules; None while those run."""

    @property
    def readmes(self) -> tuple[Readme, ...]:
        """The README, if it is known, and the pages beside it."""
        return (self.readme, *self.pages) if self.readme else ()


class Finding(NamedTuple):
    """A fault that a rule found in an entry, in a field of it, or at a bare position."""

    message: str
    entry: Entry | None = None
    field: str | None = None
    fix: tuple[Edit, ...] = ()
    related: tuple[Position, ...] = ()
    position: Position | None = None
    key: str | None = None
    """The key, where the entry itself could not be read."""


class Rule(NamedTuple):
    """A row of the table of rules. The function's docstring is the rule's documentation."""

    code: str
    name: str
    check: Callable[[RuleContext], Iterator[Finding]]
    severity: Severity = "warning"
    needs: str = ""
    """The attribute of the context without which the rule cannot run."""
    keeps: Keeps | None = None
    """The promise of its fixes; None if it has none."""
    compares: Literal["", "alike", "all"] = ""
    """The entries that it holds against each other.

    None, those that share a name or an identifier or are alike, or all: it would find the same in a
    library without the others.
    """

    def applies(self, context: RuleContext) -> bool:
        """Say whether the context has what the rule needs."""
        return not self.needs or getattr(context, self.needs) is not None

    @property
    def documentation(self) -> Documentation:
        """The docstring, taken apart."""
        return _documentation(inspect.getdoc(self.check) or "")

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The reason for the rule, and what its fix may change in print, if it has one."""
        promise = (f"What the fix changes in print: {self.keeps.words}",) if self.keeps else ()
        return self.documentation.reason, *promise

    def diagnostics(self, context: RuleContext) -> Iterator[Diagnostic]:
        """Yield the rule's findings; one without a place is put at the start of the outline."""
        for finding in self.check(context):
            yield self.diagnostic(finding, context.outline_path)

    def diagnostic(self, finding: Finding, outline_path: str = "") -> Diagnostic:
        """Return a finding with the rule's code, name and severity."""
        entry = finding.entry
        place = finding.position or (entry.position(finding.field) if entry else None)
        fix = finding.fix if entry is None or _is_own(entry, finding.fix) else ()
        return Diagnostic(
            code=self.code,
            name=self.name,
            message=finding.message,
            position=place or Position(outline_path),
            severity=self.severity,
            key=entry.key if entry else finding.key,
            field=finding.field,
            related=finding.related,
            fix=fix,
            unsafe=bool(fix) and not self._is_safe(entry, fix),
        )

    def _is_safe(self, entry: Entry | None, fix: tuple[Edit, ...]) -> bool:
        """Say whether a fix keeps the promise of the rule."""
        origin = entry.origin if entry else None
        if origin is None or self.keeps is None:
            return False
        if any(edit.field in origin.composed for edit in fix):
            return False
        return self.keeps.holds(FieldChange.of(origin.raw, fix))


def _is_own(entry: Entry, fix: tuple[Edit, ...]) -> bool:
    """Say whether a fix can be made: to values that an entry has itself, with values for braces."""
    origin = entry.origin
    return origin is not None and all(
        edit.field not in origin.inherited
        and (edit.field in origin.raw if edit.value is None else _is_whole(edit.value))
        for edit in fix
    )


def _is_whole(value: str) -> bool:
    """Say whether a value can stand in braces: to LaTeX, none of its backslashes escapes one."""
    return not _ODD_BACKSLASHES.search(value)


_ODD_BACKSLASHES = regex(r"(?<!\\)(?:\\\\)*\\$")


def of_readers(
    check: Callable[[RuleContext], Iterator[Finding]], keeps: Keeps | None = None
) -> Rule:
    """Return the row of a rule for a fault that only readers can see; both have one name."""
    name = check.__name__.replace("_", "-")
    code, severity = FAULTS[name]
    return Rule(code, name, check, severity, keeps=keeps)


def reported(context: RuleContext, name: str) -> Iterator[Finding]:
    """Yield the faults of a name that the readers reported, each at the place that they gave."""
    for fault in context.faults:
        if fault.name == name:
            yield Finding(
                fault.message,
                field=fault.field or None,
                fix=fault.fix,
                related=fault.related,
                position=fault.position,
                key=fault.key,
            )


class Documentation(NamedTuple):
    """A rule's docstring: a summary, the reason for the rule, and examples.

    An example is the text of one .bib file or, where lines ``--- path`` divide it, several files;
    ``--- revision:path`` is a file as it was published. ``--- record:address`` is a record of the
    entry with its key, ``--- absent:identifier`` and the like what services say of an entry.
    """

    summary: str
    reason: str
    bad: str
    good: str
    leaves_alone: str = ""
    """A text that looks like the fault and that the rule's fix must not change."""

    @property
    def examples(self) -> tuple[tuple[str, str], ...]:
        """The examples with their headings."""
        examples = ("Bad", self.bad), ("Good", self.good), ("Leaves alone", self.leaves_alone)
        return tuple((heading, text.rstrip()) for heading, text in examples if text)


def _documentation(docstring: str) -> Documentation:
    prose, *examples = re.split(r"\n(?:Bad|Good|Leaves alone):\n", docstring)
    summary, _, reason = prose.strip().partition("\n\n")
    words = (" ".join(text.split()) for text in (summary, reason))
    return Documentation(*words, *map(textwrap.dedent, examples))


# Questions that several rules ask of an entry.


def source(entry: Entry, field: str) -> str:
    """Return the LaTeX source of a field, without white space around it; empty if unknown."""
    return entry.origin.raw.get(field, "").strip() if entry.origin else ""


def is_half_read(entry: Entry) -> bool:
    """Say whether a syntax error in a value has cost the entry that field, and maybe others."""
    origin = entry.origin
    return origin is not None and any(name not in origin.raw for name in origin.fields)


def key_position(entry: Entry) -> Position | None:
    """Return the position of the entry's key."""
    return entry.origin.key if entry.origin else None


def places(*positions: Position | None) -> tuple[Position, ...]:
    """Return the positions that are known."""
    return tuple(position for position in positions if position is not None)


def hint(word: str, known: Iterable[str]) -> str:
    """Return ``; did you mean “x”?`` with the nearest known word; empty if none is near."""
    found = nearest(word, known)
    return f"; did you mean “{found[0]}”?" if found else ""
