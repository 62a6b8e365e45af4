"""LaTeX source <-> `Text`: the door to this package."""

from __future__ import annotations

from pllm_bib.formats.shared.latex.atoms import outline, split, split_at_and, stripped
from pllm_bib.formats.shared.latex.braces import closing_brace
from pllm_bib.formats.shared.latex.decoder import LatexProblem, decode, decode_plain, has_markup
from pllm_bib.formats.shared.latex.encoder import encode, encode_plain, needs_fonts, to_ascii
from pllm_bib.formats.shared.latex.macros import Macro, definitions, expand
from pllm_bib.formats.shared.latex.plain_text import plain, readable
from pllm_bib.formats.shared.latex.verbatim import verbatim

__all__ = [
    "LatexProblem",
    "Macro",
    "closing_brace",
    "decode",
    "decode_plain",
    "definitions",
    "encode",
    "encode_plain",
    "expand",
    "has_markup",
    "needs_fonts",
    "outline",
    "plain",
    "readable",
    "split",
    "split_at_and",
    "stripped",
    "to_ascii",
    "verbatim",
]
