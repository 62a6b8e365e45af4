"""Lines of Zotero's field Extra, which hold what has no field of its own: ``PMID: 17``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.fields import FIELDS, OWN_CSL, csl_kind

if TYPE_CHECKING:
    from collections.abc import Iterable


def lines(left: Iterable[tuple[str, str]]) -> list[str]:
    """Return fields as lines of Zotero's Extra.

    A field with a CSL variable goes by that name, which Zotero knows. Others have ``tex.``
    before their name, as in the Better BibTeX extension.
    """
    return [f"{_LABELS.get(name, f'tex.{name}')}: {line_value(source)}" for name, source in left]


def label(words: str) -> str:
    """Return the name before a colon as Zotero compares it, without case, blanks, underscores."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", words.strip())
    return re.sub(r"[\s_]", "-", parted).lower()


_LABELS = {name: row.csl for name, row in FIELDS.items() if row.csl and row.kind != "names"} | {
    name: name for name in OWN_CSL if csl_kind(name) != "names"
}
FIELD_OF_LABEL = {label(variable): name for name, variable in reversed(_LABELS.items())}
"""CSL variable, as `label` returns it -> the field. Names of people have no such lines."""


def line_value(source: str) -> str:
    """Return a field of `Entry.extra` as a line of plain text, or its source if it has none."""
    return " ".join((latex.decode_plain(source) or source).split())
