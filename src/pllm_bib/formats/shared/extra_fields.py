"""The values of `Entry.extra`, which stand there as LaTeX source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.latex.tables import WORDS
from pllm_bib.formats.shared.names import read_names
from pllm_bib.model.date import Date, read_date
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pllm_bib.model.name import Names


def text(extra: Mapping[str, str], name: str) -> Text | None:
    """Return a field of `Entry.extra` as text, with words for BibLaTeX's keys; None if absent."""
    source = extra.get(name)
    if source is None:
        return None
    if name in {"type", "pubstate"} and source in WORDS:
        return Text.of(WORDS[source])
    return latex.decode(source)[0] or None


def plain(extra: Mapping[str, str], name: str) -> str:
    """Return a field of `Entry.extra` as plain text; empty if absent."""
    found = text(extra, name)
    return latex.plain(found) if found else ""


def names(extra: Mapping[str, str], name: str) -> Names:
    """Return a field of `Entry.extra` as a list of names."""
    return read_names(extra.get(name, ""))[0]


def date(extra: Mapping[str, str], name: str) -> Date | None:
    """Return a field of `Entry.extra` as a date; None if absent, or no date."""
    try:
        return read_date(extra[name].strip()) if name in extra else None
    except ValueError:
        return None
