"""Findings: what is wrong, where, and what would mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pllm_bib.model import limits
from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.unseen import visible_line

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "warning", "info"]
"""An info is no fault: it says how something was understood."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file; lines and columns count from 1."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change to a .bib source: set a field, drop it (``value`` None) or rename the key.

    ``value`` is the field's LaTeX source without its delimiters; ``field`` None means the key.
    """

    key: str
    field: str | None
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. ``code`` and ``name`` are those of a rule; ``fix`` mends it when applied.

    A fix is ``unsafe`` if it may change more than its rule promises; it is made when asked for.
    """

    code: str
    name: str
    message: str
    position: Position
    severity: Severity = "warning"
    key: str | None = None
    field: str | None = None
    related: tuple[Position, ...] = ()
    fix: tuple[Edit, ...] = ()
    unsafe: bool = False

    def __post_init__(self) -> None:
        """Cut what is too long to be read; see `limits`."""
        object.__setattr__(self, "message", limits.brief(self.message))
        object.__setattr__(self, "related", self.related[: limits.RELATED])

    @property
    def is_fault(self) -> bool:
        """Say whether something is wrong; an info only tells how it was understood."""
        return self.severity != "info"

    def __str__(self) -> str:
        entry = f" [{limits.shortened(self.key, limits.QUOTED)}]" if self.key else ""
        return visible_line(f"{self.position}: {self.code} {self.name}: {self.message}{entry}")


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A statement in a file that findings of a rule, by name or code, are right as they are.

    With a ``field``, it holds for findings about that field only.
    """

    rule: str
    reason: str
    position: Position
    field: str | None = None

    def covers(self, finding: Diagnostic) -> bool:
        """Say whether it holds for a finding in its entry or file."""
        return self.rule in {finding.code, finding.name} and self.field in {None, finding.field}


def faults_of(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the findings of something that is wrong: all but infos."""
    return tuple(one for one in found if one.is_fault)


def nearest(word: str, known: Iterable[str], *, most: int = 1) -> list[str]:
    """Return the known words that a mistyped one most likely stands for, the nearest first."""
    spellings = {spelling.casefold(): spelling for spelling in known}
    import difflib

    found = difflib.get_close_matches(word.casefold(), spellings, n=most)
    return [spellings[folded] for folded in found]


def no_such(what: str, name: str, known: Iterable[str], use: str = "") -> str:
    """Return a message that a name is unknown, with the nearest names, or else with all.

    ``use`` says after the name what for there is none.
    """
    names = list(known)
    hint = did_you_mean(name, names, f" There are: {', '.join(names)}.")
    return f"there is no {what} “{name}”{use}.{hint}"


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return a sentence, after a blank, that names the words nearest to a mistyped one.

    Return ``otherwise`` if no word is near.
    """
    found = nearest(word, known, most=3)
    return f" Did you mean {' or '.join(found)}?" if found else otherwise
