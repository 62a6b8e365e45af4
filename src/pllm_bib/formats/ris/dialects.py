"""Dialects of RIS: the choices in which the programs that read it differ.

The default is one file for Zotero, EndNote, Mendeley and JabRef, as far as one can serve all four;
a dialect suits its program better. docs/formats.md says what was tried.
"""

from __future__ import annotations

from pllm_bib.model.named_tuple import NamedTuple


class RisDialect(NamedTuple):
    """The tables of a dialect, in the place of those in `tags`."""

    preprint: str = "UNPB"
    """The type of a preprint: pandoc, JabRef, bibutils and citation-js know no UNPD."""
    proceedings: tuple[str, ...] = ("BT", "C3")
    """The tags of a conference paper's proceedings: JabRef reads BT, the others C3."""
    event: str = "T2"
    """The tag of its conference."""
    event_place: str = "C1"
    book: tuple[str, ...] = ("BT", "T2")
    """The tags of a chapter's book: JabRef and bibutils read BT, Zotero either."""
    editors: str = ""
    """The tag of editors in all types; empty for that of the type."""
    dates: tuple[tuple[str, str], ...] = (("DA", "day"), ("Y1", "month"))
    """The tags of a date beside its year, each with what the date must have for it."""
    months_in_words: bool = False
    """Whether these say month and day only, in words."""
    for_zotero: bool = True
    """Whether there are lines of M2 for Zotero's Extra; else identifiers are notes."""
    archive: bool = True
    """Whether AN and DB name a preprint's id and archive."""
    doi_start: str = ""
    """What stands before a DOI: JabRef before 5 reads no other."""
    organisation_end: str = ""
    """What stands behind the name of an organisation."""


DIALECTS = {
    "zotero": RisDialect(
        preprint="UNPD", proceedings=("C3",), book=("T2",), dates=(("DA", "month"),)
    ),
    # A corporate author ends with a comma; BT would be a second name of the conference.
    "endnote": RisDialect(
        proceedings=("C3",),
        book=("T2",),
        dates=(("DA", "month"),),
        months_in_words=True,
        for_zotero=False,
        organisation_end=",",
    ),
    # DA is when somebody looked at the work, AN its number in PubMed; C3 is not read.
    "mendeley": RisDialect(
        proceedings=("T2",),
        book=("T2",),
        event="",
        event_place="CY",
        dates=(("Y1", "month"),),
        for_zotero=False,
        archive=False,
    ),
    # A2 and A3 are authors, T2 is a journal and C3 an event.
    "jabref": RisDialect(
        proceedings=("BT",),
        event="C3",
        event_place="CY",
        book=("BT",),
        editors="ED",
        doi_start="doi:",
        dates=(("Y1", "month"),),
        for_zotero=False,
    ),
}
"""Name of a dialect -> its choices."""

DEFAULT = RisDialect()
