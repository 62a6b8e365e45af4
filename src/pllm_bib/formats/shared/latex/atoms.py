r"""The atoms of LaTeX source: stretches that are one thing to TeX, and are never split.

A control sequence is one atom with the blanks that TeX skips behind it, an accent with its letter:
``\v Capek``, ``Mu\~ noz``, ``Garc\'\i a`` ("The TeXbook", chapters 7 and 8). So are groups, with
braces as BibTeX counts them, and mathematics.
"""

from __future__ import annotations

import functools
import re

from pllm_bib.formats.shared.latex.braces import closing_brace
from pllm_bib.formats.shared.latex.tables import ACCENTS, OTHER_ACCENTS
from pllm_bib.model.regex import regex

INSIDE = "\x00"
"""Stands for a character inside of an atom."""
GAP = "\x01"
r"""Stands for a blank that TeX skips (``\o and``), or prints within a word (``Smith\ Jones``)."""

_BLANK_SIGNS = " \t\r\n\f\v"
_BLANKS = f"[{_BLANK_SIGNS}]"
_WORD = rf"\\[A-Za-z]++\*?{_BLANKS}*+"
_ACCENT = r"\\(?:[{}]|(?:{})(?![A-Za-z]))".format(
    re.escape("".join(name for name in ACCENTS if not name.isalpha())),
    "|".join(name for name in (*ACCENTS, *OTHER_ACCENTS) if name.isalpha()),
)
_ATOM = regex(
    rf"""
      (?P<group>   \{{ )
    | (?P<gap>     \\ (?: {_BLANKS} | \^\^[IJM] ) )
    | (?P<accent>  (?>(?: {_ACCENT} {_BLANKS}*+ )+) (?: {_WORD} | \\[^{{}}] | [^{{}}\\$] )? )
    | (?P<number>  \\(?:accent|char) {_BLANKS}*+ (?: "[0-9A-F]+ | '?[0-9]+ | `\\?[^{{}}] )
                   {_BLANKS}? [^{{}}\\$]? )
    | (?P<silent>  \\(?:relax|protect)(?![A-Za-z]) )
    | (?P<word>    {_WORD} (?: \[ [^][{{}}$\\]* \] (?=\{{) )? )
    | (?P<math>    \$\$? (?>(?: [^\\$] | \\. )*) \$\$? | \\\( (?>(?: [^\\] | \\[^()] )*) \\\) )
    | (?P<symbol>  \\[^{{}}] )
    """,
    re.VERBOSE | re.DOTALL,
)
_ODD_BACKSLASHES = regex(r"(?<!\\)(?:\\\\)*\\\Z")


def outline(source: str) -> str:
    r"""Return LaTeX source with each character inside of an atom masked, all else in its place.

    So whatever is found in it stands outside of groups, mathematics and control sequences. Masked
    are characters by `INSIDE`, blanks behind control words and in ``\ `` by `GAP`. A blank behind
    ``\relax`` stays one, since ``d'\relax X`` is the way to part a particle from its name.
    """
    if "\\" not in source and "{" not in source and "$" not in source:
        return source
    pieces: list[str] = []
    at = 0
    while atom := _ATOM.search(source, at):
        pieces.append(source[at : atom.start()])
        at = group_end(source, atom.start()) if atom.lastgroup == "group" else atom.end()
        length = at - atom.start()
        found = atom.group()
        gap = len(found) - len(found.rstrip(_BLANK_SIGNS))
        pieces += (INSIDE * (length - gap), GAP * gap)
    pieces.append(source[at:])
    return "".join(pieces)


def group_end(source: str, start: int) -> int:
    """Return where the group at a place ends, which is at the end of the source if not before."""
    end = closing_brace(source, start)
    return len(source) if end is None else end + 1


def split(source: str, separators: str) -> list[str]:
    """Split LaTeX source at each of some characters outside of atoms."""
    pattern = _any_of(separators)
    outlined = outline(source)
    if outlined is source:
        return pattern.split(source)
    return _pieces(source, outlined, pattern)


@functools.cache
def _any_of(characters: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(characters)}]")


def _pieces(source: str, outlined: str, pattern: re.Pattern[str]) -> list[str]:
    pieces: list[str] = []
    start = 0
    for separator in pattern.finditer(outlined):
        pieces.append(source[start : separator.start()])
        start = separator.end()
    pieces.append(source[start:])
    return pieces


_AND = regex(rf"[Aa][Nn][Dd](?!\S)(?<![^\s{GAP}][Aa][Nn][Dd])")


def split_at_and(source: str) -> list[str]:
    r"""Split a list at each word ``and`` outside of atoms; the parts have no blanks at their ends.

    A blank that TeX skips is one to BibTeX: ``J\o and Doe`` are two parts.
    """
    outlined = outline(source)
    if outlined is source:
        return [piece.strip() for piece in _AND.split(source)]
    return [stripped(piece) for piece in _pieces(source, outlined, _AND)]


def stripped(source: str) -> str:
    """Return source without blanks at its ends, but with that of a control space."""
    bare = source.strip()
    return bare + " " if bare.endswith("\\") and _ODD_BACKSLASHES.search(bare) else bare
