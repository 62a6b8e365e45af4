"""Types of the formats, as they are read: ``types_read.tsv`` has a line a type of a format.

Sources: those of ``types.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.shared.tables import read_table
from pllm_bib.formats.shared.types import TYPES, ReadAs

if TYPE_CHECKING:
    from pllm_bib.formats.shared.types import TypeRow

_READ: dict[str, dict[str, ReadAs]] = {}
for _format, _name, _type, _field, _value, _unless in read_table("types_read.tsv"):
    _READ.setdefault(_format, {})[_name] = ReadAs(_type, _field, _value or "", _unless)

CSL_TYPES = _READ["csl"]
"""CSL type -> what it is read as. A ``genre`` of `TYPES` tells theses, and software, apart."""
RIS_TYPES = _READ["ris"]
"""RIS type -> what it is read as. Those of a preprint (UNPB) and a thesis depend on more."""
ZOTERO_TYPES = {
    row.zotero: ReadAs(name)
    for genre in (True, False)  # one without a genre goes before the others
    for name, row in reversed(TYPES.items())
    if bool(row.genre) is genre
} | _READ["zotero"]
"""Zotero's item type -> what it is read as."""
CROSSREF_TYPES = {name: read.type for name, read in _READ["crossref"].items()}
"""Crossref's name of a type in the CSL-JSON that it hands out -> CSL type."""
ENDNOTE_TYPES = {name: read.type for name, read in _READ["endnote"].items()}
"""EndNote's name of a type (``%0``) -> RIS type."""
MEDLINE_TYPES = {name: read.type for name, read in _READ["medline"].items()}
"""MEDLINE's publication type (``PT``) -> type. It names many; what else they say is kept."""
MEDLINE_NAMES = {name: medline for medline, name in reversed(MEDLINE_TYPES.items())}
"""Type -> MEDLINE's publication type."""
ENDNOTE_NAMES = {ris: name for name, ris in reversed(ENDNOTE_TYPES.items())} | {
    "BOOK": "Book",
    "CONF": "Conference Proceedings",
    "ELEC": "Web Page",
    "JFULL": "Journal Article",
    "VIDEO": "Film or Broadcast",
}
"""RIS type -> EndNote's name of a type."""


def endnote_name(vocabulary: TypeRow) -> str:
    """Return EndNote's name of a type in its tagged files."""
    is_preprint = vocabulary is TYPES["preprint"]
    return "Preprint" if is_preprint else ENDNOTE_NAMES.get(vocabulary.ris, "Generic")
