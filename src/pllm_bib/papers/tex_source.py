r"""The part of a LaTeX source that LaTeX typesets: comments and verbatim text made blank.

Verbatim is what LaTeX's kernel and the packages verbatim, fancyvrb, listings, minted and comment
take letter for letter, in environments that a document defines by them too.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import TYPE_CHECKING

from pllm_bib.model.dataclass import dataclass
from pllm_bib.model.regex import regex
from pllm_bib.papers.blanks import blanked

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERBATIM = frozenset(
    "verbatim verbatim* Verbatim Verbatim* BVerbatim LVerbatim SaveVerbatim VerbatimOut lstlisting "
    "minted comment filecontents filecontents* tcblisting rawhtml luacode luacode*".split()
)
_PRIMITIVES = frozenset(
    "if ifx ifnum ifdim ifodd ifvmode ifhmode ifmmode ifinner ifcat ifvoid ifhbox ifvbox ifeof "
    "iftrue iffalse ifcase ifdefined ifcsname iffontchar ifpdf".split()
)
"""TeX's own conditions, each of which ends in a ``\\fi``."""
_STEP = regex(
    r"\\begin\s*\{(?P<environment>[^{}\n]*)\}"
    r"|(?P<stop>\\end\s*\{document\}|\\endinput(?![A-Za-z@]))"
    r"|\\(?:verb|lstinline|mintinline(?:\[[^\]\n]*\])?\{[^{}\n]*\})(?![A-Za-z@])(?P<inline>)"
    r"|\\(?:url|nolinkurl|path|href)\s*(?P<address>\{[^{}\n]*\})"
    r"|\\(?P<how>lstnewenvironment|newminted|DefineVerbatimEnvironment|excludecomment)"
    r"(?:\[(?P<renamed>[^\]\n]*)\])?\{(?P<defined>[^{}\n]*)\}"
    r"|(?P<false>\\iffalse(?![A-Za-z@]))"
    r"|\\newif\s*\\(?P<condition>if[A-Za-z@]+)"
    r"|\\(?:[A-Za-z@]+|.)"
    r"|(?P<comment>%[^\n]*)",
    re.DOTALL,
)
_BRANCH = regex(
    r"\\(?P<word>if[A-Za-z@]*|fi|else)(?![A-Za-z@])|\\(?:[A-Za-z@]+|.)|%[^\n]*", re.DOTALL
)
_DELIMITED = regex(r"\*?(?:\[[^\]\n]*\])?(?:\{[^{}\n]*\}|(?P<sign>[^\sA-Za-z*])[^\n]*?(?P=sign))")


@dataclass(slots=True)
class Unread:
    """The names by which a document's parts so far say what is not to be typeset."""

    environments: set[str] = field(default_factory=lambda: set(_VERBATIM))
    conditions: set[str] = field(default_factory=lambda: set(_PRIMITIVES))


def typeset(text: str, unread: Unread) -> str:
    """Return a LaTeX source with blanks for all that is not typeset; add to ``unread``."""
    return blanked(text, _spans(text, unread))


def _spans(text: str, unread: Unread) -> Iterator[tuple[int, int]]:
    endless: set[str] = set()
    at = 0
    while step := _STEP.search(text, at):
        at = step.end()
        if step["how"]:
            plain = f"{step['defined']}code" if step["how"] == "newminted" else step["defined"]
            unread.environments.add(step["renamed"] or plain)
        elif step["condition"]:
            unread.conditions.add(step["condition"])
        elif span := _unread_span(text, step, unread, endless):
            yield span
            at = max(at, span[1])


def _unread_span(
    text: str, step: re.Match[str], unread: Unread, endless: set[str]
) -> tuple[int, int] | None:
    """Return the span that is not typeset at a step through a text, if there is one.

    Environments without an end go to ``endless``: it is made by a macro, or TeX would stop there.
    """
    kind, at = step.lastgroup, step.end()
    if kind == "environment" and step[kind] in unread.environments - endless:
        end = text.find(f"\\end{{{step[kind]}}}", at)
        if end >= 0:
            return at, end
        endless.add(step[kind])
    elif kind == "stop":
        return step.start(), len(text)
    elif kind == "inline" and (verbatim := _DELIMITED.match(text, at)):
        return verbatim.span()
    elif kind in {"address", "comment"}:
        return step.span(kind)
    elif kind == "false":
        return at, _end_of_branch(text, at, unread.conditions)
    return None


def _end_of_branch(text: str, at: int, conditions: set[str]) -> int:
    r"""Return where a branch of a condition ends: at its ``\else`` or ``\fi``."""
    depth = 0
    for match in _BRANCH.finditer(text, at):
        word = match["word"]
        if word in conditions:
            depth += 1
        elif word == "fi" and depth:
            depth -= 1
        elif (word == "fi" or word == "else") and not depth:  # noqa: PLR1714
            return match.start()
    return len(text)
