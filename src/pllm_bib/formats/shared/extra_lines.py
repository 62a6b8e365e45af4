"""Lines of Zotero's field Extra, which hold what has no field of its own: ``PMID: 17``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pllm_bib.formats.shared import latex
from pllm_bib.formats.shared.extra_fields import field_name
from pllm_bib.formats.shared.fields import FIELDS, OWN_CSL, csl_kind, is_link, is_verbatim
from pllm_bib.model.regex import regex

if TYPE_CHECKING:
    from collections.abc import Iterable


def lines(left: Iterable[tuple[str, str]]) -> list[str]:
    """Return fields as lines of Zotero's Extra.

    A field with a CSL variable goes by that name, which Zotero knows. Others have ``tex.``
    before their name, as in the Better BibTeX extension.
    """
    return [
        f"{_LABELS.get(name, f'tex.{name}')}: {line_value(name, source)}" for name, source in left
    ]


def label(words: str) -> str:
    """Return the name before a colon as Zotero compares it, without case, blanks, underscores."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", words.strip())
    return re.sub(r"[\s_]", "-", parted).lower()


_LABELS = {name: row.csl for name, row in FIELDS.items() if row.csl and row.kind != "names"} | {
    name: name for name in OWN_CSL if csl_kind(name) != "names"
}
FIELD_OF_LABEL = {label(variable): name for name, variable in reversed(_LABELS.items())}
"""CSL variable, as `label` returns it -> the field. Names of people have no such lines."""


def line_value(name: str, source: str) -> str:
    """Return a field of `Entry.extra` as a line of plain text, or its source if it has none.

    Addresses lose the escapes that only LaTeX needs; names of files, and dates, in which a tilde
    means about, stay letter for letter.
    """
    if is_link(name):
        return latex.verbatim(source)
    if is_verbatim(name) or (name in FIELDS and FIELDS[name].kind == "date"):
        return " ".join(source.split())
    return " ".join((latex.decode_plain(source) or source).split())


_FIELD_LINE = regex(r"tex\.([a-z][a-z0-9_:.+/-]*?): (\S.*)|([A-Za-z][A-Za-z _-]*):\s*(\S.*)")


def field_line(line: str) -> tuple[str, str] | None:
    """Return the field and value of a line of Zotero's Extra: ``tex.urldate: 2024``.

    So our own writers and Better BibTeX keep any field. Without ``tex.`` it is one only if it
    goes by the name of a CSL variable, as to Zotero (``Original Date: 1920``, ``PMID: 17``); other
    lines of this form are somebody's words.
    """
    match = _FIELD_LINE.fullmatch(line.strip())
    if match is None:
        return None
    if name := match[1]:
        return (name, match[2]) if field_name(name, "") == name else None
    known = FIELD_OF_LABEL.get(label(match[3]))
    return (known, match[4]) if known else None


_KEY_LINE = regex(
    r"^citation[ _-]?key:[^\S\n]*(\S+)[^\S\n]*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE
)


def without_key_line(note: str) -> tuple[str, str]:
    """Return a note without Zotero's line ``Citation Key: …``, and the key, maybe empty."""
    match = _KEY_LINE.search(note)
    if match is None:
        return note, ""
    return (note[: match.start()] + note[match.end() :]).rstrip("\n"), match[1]
