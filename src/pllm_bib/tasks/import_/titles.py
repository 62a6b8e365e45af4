"""A title of somebody's line in the letters of the entry that it is for."""

from __future__ import annotations

import re
from dataclasses import replace

from pllm_bib.model.text import VERBATIM, Chunk, Style, Text


def protected_as(title: Text, old: Text) -> Text:
    """Return a title with those words protected that are protected in an older version of it."""
    words = {c.value for c in old.chunks if c.style & Style.PROTECTED and c.value.strip()}
    if not words:
        return title
    longest = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<![^\W_]){re.escape(w)}(?![^\W_a-z])" for w in longest))
    chunks: list[Chunk] = []
    for chunk in title.chunks:
        if chunk.style & VERBATIM:
            chunks.append(chunk)
            continue
        at = 0
        for match in pattern.finditer(chunk.value):
            chunks.append(replace(chunk, value=chunk.value[at : match.start()]))
            chunks.append(Chunk(match.group(), chunk.style | Style.PROTECTED))
            at = match.end()
        chunks.append(replace(chunk, value=chunk.value[at:]))
    return Text.of(*chunks)
