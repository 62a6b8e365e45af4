"""Texts that commands without arguments print: our own tables, then pylatexenc's."""

from __future__ import annotations

import functools

from pllm_bib.formats.shared.latex.tables import (
    BIBLATEX_SYMBOLS,
    FUNCTIONS,
    LETTERS,
    MORE_SYMBOLS,
    SYMBOLS,
)


@functools.cache
def symbol(name: str) -> str | None:
    r"""Return what a command prints: α for ``alpha``; None if it has no such reading.

    Of pylatexenc's texts, only signs and letters are taken: others stand for what it cannot know,
    such as ``\today`` and ``\cite``.
    """
    for table in (MORE_SYMBOLS, LETTERS, SYMBOLS, BIBLATEX_SYMBOLS):
        if name in table:
            return table[name]
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    text = getattr(spec, "simplify_repl", None)
    return text if isinstance(text, str) and len(text.strip()) == 1 else None
