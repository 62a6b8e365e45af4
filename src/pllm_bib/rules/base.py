"""What a rule sees, what it says, and how its documentation is kept."""

from __future__ import annotations

import inspect
import re
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.model.citation_key import DEFAULT_PATTERN, KeyPattern
from pllm_bib.model.diagnostic import Diagnostic, Edit, Position, Severity, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pllm_bib.model.diagnostic import Acknowledgement
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Readme:
    """The list's README as it is and as it should be."""

    path: str
    line: int
    """Where the generated block starts, from 1."""
    up_to_date: bool
    hand_edited: bool
    """Whether the block is not what the last build wrote."""
    size: int = 0
    """How many bytes the file has."""


class Alike(NamedTuple):
    """Two entries that are most likely one work, and what says so."""

    first: Entry
    second: Entry
    """The one that comes later in the library."""
    sureness: float
    """From 0 to 1, as in docs/duplicates.md."""
    reasons: tuple[str, ...]
    against: str
    """What says that they are two publications, of one work or not; empty if nothing does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exports:
    """What the exports of a list make of its entries."""

    lost: tuple[tuple[Entry, str], ...] = ()
    """Entries, each with the field of its source that is in none of the exports."""
    unprinted: tuple[Entry, ...] = ()
    """Entries with an identifier that BibTeX styles print nowhere."""
    sizes: tuple[tuple[str, int], ...] = ()
    """Files and how many bytes they have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """The rules that have been run, for the rules about acknowledgements, which come last."""

    rules: frozenset[str]
    """Their names and codes."""
    known: frozenset[str]
    """Names and codes of all the rules that there are."""
    found: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Everything that a rule may look at; nothing in it is ever changed."""

    library: Library
    faults: tuple[Diagnostic, ...] = ()
    """What the readers found."""
    readme: Readme | None = None
    outline_path: str = ""
    """The file that sections come from, for findings about them."""
    missing_files: tuple[str, ...] = ()
    """Files of sections that are not there."""
    stray_files: tuple[str, ...] = ()
    """.bib files that no section has."""
    keys: KeyPattern = DEFAULT_PATTERN
    """What keys are made of."""
    base: Library | None = None
    """The library as it was published, to compare with; None where nobody asked for that."""
    alike: tuple[Alike, ...] | None = None
    """Entries that are most likely one work; None where nobody has searched for them."""
    exports: Exports | None = None
    """None where the entries are those of no list."""
    section_files: tuple[tuple[str, str], ...] = ()
    """Section id and the path of its file, for the files that are there."""
    allowed: tuple[Acknowledgement, ...] = ()
    """What files acknowledge elsewhere than above an entry: for themselves as a whole."""
    ran: Ran | None = None
    """What other rules found; None while those are at work."""


class Finding(NamedTuple):
    """What one rule says of one place: an entry (and a field of it), or a bare position."""

    message: str
    entry: Entry | None = None
    field: str | None = None
    fix: tuple[Edit, ...] = ()
    related: tuple[Position, ...] = ()
    position: Position | None = None
    key: str | None = None
    """The key of an entry that could not be read, so that there is none to give."""


class Rule(NamedTuple):
    """A row of the table of rules. The function's docstring is the rule's documentation."""

    code: str
    name: str
    check: Callable[[Context], Iterator[Finding]]
    severity: Severity = "warning"
    needs: str = ""
    """What of the context it cannot do without."""

    def applies(self, context: Context) -> bool:
        """Whether the context has what the rule needs."""
        return not self.needs or getattr(context, self.needs) is not None

    @property
    def documentation(self) -> Documentation:
        """The docstring, taken apart."""
        return _documentation(inspect.getdoc(self.check) or "")

    def diagnostics(self, context: Context) -> Iterator[Diagnostic]:
        """Run the rule; a finding without a place is put at the start of the list's outline."""
        for finding in self.check(context):
            entry = finding.entry
            place = finding.position or (entry.position(finding.field) if entry else None)
            yield Diagnostic(
                code=self.code,
                name=self.name,
                message=finding.message,
                position=place or Position(context.outline_path),
                severity=self.severity,
                key=entry.key if entry else finding.key,
                field=finding.field,
                related=finding.related,
                fix=finding.fix,
            )


class Documentation(NamedTuple):
    """A rule's docstring: a summary, why it matters, a failing and a passing example.

    An example is the text of one .bib file or, where lines ``--- path`` divide it, several files;
    ``--- revision:path`` is a file as it was published.
    """

    summary: str
    reason: str
    bad: str
    good: str


def _documentation(docstring: str) -> Documentation:
    prose, _, examples = docstring.partition("\nBad:\n")
    bad, _, good = examples.partition("\nGood:\n")
    summary, _, reason = prose.strip().partition("\n\n")
    reason = re.sub(r"\s*\n\s*", " ", reason.strip())
    return Documentation(
        " ".join(summary.split()), reason, textwrap.dedent(bad), textwrap.dedent(good)
    )


# What several rules ask of an entry.


def source(entry: Entry, field: str) -> str:
    """The LaTeX source of a field, without white space around it; empty if there is none."""
    return entry.origin.raw.get(field, "").strip() if entry.origin else ""


def is_half_read(entry: Entry) -> bool:
    """Whether a syntax error in a value has cost the entry that field, and maybe others."""
    origin = entry.origin
    return origin is not None and bool(origin.fields.keys() - origin.raw.keys())


def key_position(entry: Entry) -> Position | None:
    """Where the entry's key stands."""
    return entry.origin.key if entry.origin else None


def places(*positions: Position | None) -> tuple[Position, ...]:
    """Those positions that are known."""
    return tuple(position for position in positions if position is not None)


def hint(word: str, known: Iterable[str]) -> str:
    """``; did you mean “x”?`` with the known word that is nearest, or nothing."""
    found = nearest(word, known)
    return f"; did you mean “{found[0]}”?" if found else ""
