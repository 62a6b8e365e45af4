"""The formats: pure functions between text and the model, and the one table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pllm_bib.formats.bibtex import datamodel as biblatex_model
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex import write as bibtex
from pllm_bib.formats.csl_json import write as csl_json
from pllm_bib.formats.csl_json import yaml as csl_yaml
from pllm_bib.formats.markdown import write as markdown
from pllm_bib.formats.ris import write as ris
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.formats.table import write as tabular
from pllm_bib.formats.zotero_rdf import write as zotero_rdf
from pllm_bib.model.field import TEXTS
from pllm_bib.model.text import Style

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pllm_bib.formats.base import Options, Writer
    from pllm_bib.formats.shared.types import TypeRow
    from pllm_bib.model.diagnostic import Diagnostic
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library

    Result = tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]
    Reader = Callable[[str, str, str | None], Result]


class Format(NamedTuple):
    """A row of the table of formats."""

    name: str
    title: str
    """As readers know it."""
    suffix: str
    description: str
    writer: Writer | None
    """None for formats that are only read."""
    read: Reader | None
    specification: str
    loses: frozenset[str] = frozenset()
    """What does not survive: attributes of `Entry`, parts of them (``authors.others``), styles of
    all texts (``text.protected``) or of one (``note.protected``), kinds of links (``links.code``),
    types (``type.manual``) and attributes of one type (``article.publisher``)."""
    keeps: frozenset[str] = frozenset()
    """What of that survives with `Options.keep_extra`."""
    built: bool = False
    """Whether `build` writes it to the folder of exports."""
    folder: str | None = None
    """Its folder there, where that is not called by its name."""
    by_section: bool = True
    """Whether there is a file for each section as well."""

    def write(self, library: Library, options: Options | None = None) -> str:
        """Return the text of a library in this format. Raises ``ValueError`` if it is only read."""
        return self.required_writer.write(library, options)

    @property
    def required_writer(self) -> Writer:
        """The writer. Raises ``ValueError`` if the format is only read."""
        if self.writer is None:
            message = f"{self.title} is only read"
            raise ValueError(message)
        return self.writer

    def lost(self, options: Options) -> frozenset[str]:
        """Return what does not survive with some options."""
        return self.loses - self.keeps if options.keep_extra else self.loses


def _texts(*styles: Style, only: Iterable[str] = ("text",)) -> frozenset[str]:
    """Return the losses of styles, in all texts or only in these attributes."""
    return frozenset(f"{name}.{str(style.name).lower()}" for style in styles for name in only)


def _types(*names: str) -> frozenset[str]:
    return frozenset(f"type.{name}" for name in names)


def _alike(written: Callable[[TypeRow], object]) -> frozenset[str]:
    """Return the types that are written like a type above them in the table."""
    first: dict[object, str] = {}
    return _types(
        *(name for name, row in TYPES.items() if first.setdefault(written(row), name) != name)
    )


# Most commands read .bib files only, so the other readers are imported where they are needed.


def _read_csl_json(text: str, path: str, section: str | None = None) -> Result:
    from pllm_bib.formats.csl_json.read import read_json

    return read_json(text, path, section)


def _read_csl_yaml(text: str, path: str, section: str | None = None) -> Result:
    from pllm_bib.formats.csl_json.read import read_yaml

    return read_yaml(text, path, section)


def _read_ris(text: str, path: str, section: str | None = None) -> Result:
    from pllm_bib.formats.ris.read import read

    return read(text, path, section)


def _read_enw(text: str, path: str, section: str | None = None) -> Result:
    from pllm_bib.formats.ris.enw import read

    return read(text, path, section)


def _read_nbib(text: str, path: str, section: str | None = None) -> Result:
    from pllm_bib.formats.ris.nbib import read

    return read(text, path, section)


_OWN = frozenset({"venue", "openreview", "sections"})
_OWN_LINKS = frozenset({"links.pdf", "links.code", "links.data", "links.website", "links.video"})
_OWN_KEYS = frozenset({"aliases", "related", "extra"})
_VAGUE_DATES = frozenset({"date.season", "date.uncertain", "date.approximate"})
_PERIODS = frozenset({"date.end", "date.open"})
_PARTICLES = frozenset({"authors.particle", "editors.particle"})
"""A particle is written as a part of the family name."""
_OTHERS = frozenset({"authors.others", "editors.others"})
_EXTRA = frozenset({"extra"})
"""Fields that neither the model nor the format knows."""
_ORGANISATIONS = frozenset({"authors.organisation", "editors.organisation"})
"""An organisation is written as a person with one name is."""

_RUNNING = frozenset(Style) - {Style.CODE, Style.MATH, Style.URL, Style.RAW}
"""Markup of running text."""

_CSL_LOSES = (
    _OWN  # the venue of a conference paper is its event; an article has no place for one
    | _OWN_LINKS
    | _OWN_KEYS
    | _OTHERS
    | {"date.uncertain"}
    | _texts(Style.CODE, Style.MATH, Style.URL, Style.RAW)
    | _texts(*_RUNNING, only=["note"])
    | _alike(lambda row: (row.csl, row.genre))
)

FORMATS: dict[str, Format] = {
    row.name: row
    for row in (
        Format(
            name="canonical",
            title="canonical BibTeX",
            suffix=".bib",
            description="the dialect of the list's own .bib files; loses nothing",
            writer=bibtex.writer(bibtex.Variant.CANONICAL),
            read=bib_reader.read,
            specification="docs/data-format.md",
        ),
        Format(
            name="bibtex",
            title="BibTeX",
            built=True,
            suffix=".bib",
            description="BibTeX for every style, 7-bit",
            writer=bibtex.writer(bibtex.Variant.CLASSIC),
            read=bib_reader.read,
            specification="btxdoc (BibTeX 0.99d)",
            keeps=_OWN | _OWN_LINKS | _OWN_KEYS,
            loses=_OWN
            | _OWN_LINKS
            | _OWN_KEYS
            | _VAGUE_DATES
            | _PERIODS
            | _types(*(name for name, row in TYPES.items() if row.bibtex != name))
            - _types("preprint"),
        ),
        Format(
            name="biblatex",
            title="BibLaTeX",
            built=True,
            suffix=".bib",
            description="BibLaTeX for biber, UTF-8",
            writer=bibtex.writer(bibtex.Variant.BIBLATEX),
            read=bib_reader.read_biblatex,
            specification="the BibLaTeX manual, section 2",
            # There, "venue" is the place of an event.
            keeps=(_OWN - {"venue"}) | _OWN_LINKS | _EXTRA | biblatex_model.without_field(),
            loses=_OWN | _OWN_LINKS | _EXTRA | biblatex_model.without_field(),
        ),
        Format(
            name="csl-json",
            title="CSL-JSON",
            built=True,
            suffix=".json",
            description="CSL-JSON for citation processors, pandoc and Zotero",
            writer=csl_json.WRITER,
            read=_read_csl_json,
            specification="CSL 1.0.2, csl-data.json",
            keeps=_EXTRA,
            loses=_CSL_LOSES,
        ),
        Format(
            name="csl-yaml",
            title="CSL-YAML",
            suffix=".yaml",
            description="CSL-YAML for pandoc and Quarto",
            writer=csl_yaml.WRITER,
            read=_read_csl_yaml,
            specification="CSL 1.0.2, in the YAML of pandoc",
            keeps=_EXTRA,
            loses=_CSL_LOSES,
        ),
        Format(
            name="ris",
            title="RIS",
            built=True,
            suffix=".ris",
            description="RIS for Zotero, EndNote and Mendeley",
            writer=ris.WRITER,
            read=_read_ris,
            specification="Reference Manager RIS, as Zotero reads it",
            keeps=_EXTRA,
            # A section is a keyword, and a name without a comma that of an organisation.
            loses=frozenset({"openreview", "eprint.category", "sections"})
            | _OWN_KEYS
            | _OTHERS
            | _VAGUE_DATES
            | _PERIODS
            | _texts(*Style)
            | _alike(lambda row: row.ris),
        ),
        Format(
            name="enw",
            title="EndNote",
            suffix=".enw",
            description="EndNote's tagged files (Refer), as the ACL Anthology has them",
            writer=None,
            read=_read_enw,
            specification="EndNote's list of tags",
        ),
        Format(
            name="nbib",
            title="MEDLINE",
            suffix=".nbib",
            description="MEDLINE's tagged files, as PubMed has them",
            writer=None,
            read=_read_nbib,
            specification="MEDLINE/PubMed data element descriptions",
        ),
        Format(
            name="zotero-rdf",
            title="Zotero RDF",
            built=True,
            folder="zotero",
            by_section=False,  # its collections are the sections
            suffix=".rdf",
            description="Zotero RDF: collections by section, named links, notes, citation keys",
            writer=zotero_rdf.WRITER,
            read=None,
            specification="Zotero's RDF translators and schema",
            keeps=_EXTRA,
            # Only titles and notes have markup, each their own.
            loses=_PARTICLES
            | _OTHERS
            | _ORGANISATIONS
            | _EXTRA
            | _texts(Style.MATH, Style.URL, Style.RAW)
            | _texts(Style.CODE, only=TEXTS - {"note"})
            | _texts(Style.PROTECTED, Style.SMALL_CAPS, only=TEXTS - {"title"})
            | _texts(
                *_RUNNING - {Style.PROTECTED, Style.SMALL_CAPS}, only=TEXTS - {"title", "note"}
            ),
        ),
        Format(
            name="markdown",
            title="Markdown",
            suffix=".md",
            description="the list as Markdown, a line a work",
            writer=markdown.WRITER,
            read=None,
            specification="CommonMark 0.31 and GitHub's dialect",
            # The container and identifiers show only where there is no label and no address.
            loses=frozenset(
                "key authors editors date.month date.day container publisher place series edition "
                "volume number pages doi isbn issn eprint openreview links.pdf language keywords "
                "note abstract".split()
            )
            | _OWN_KEYS
            | _VAGUE_DATES
            | _PERIODS
            | _texts(Style.PROTECTED, Style.SMALL_CAPS, Style.MATH, Style.URL, Style.RAW)
            | _types(*TYPES.keys() - {"preprint", "dataset", "software", "online", "misc"}),
        ),
        Format(
            name="csv",
            title="CSV",
            suffix=".csv",
            description="a row a work, for spreadsheets and data frames",
            writer=tabular.CSV,
            read=None,
            specification="RFC 4180",
            loses=_PARTICLES | _ORGANISATIONS | _texts(*Style),
        ),
        Format(
            name="jsonl",
            title="JSON lines",
            suffix=".jsonl",
            description="an object a work and line, for scripts",
            writer=tabular.JSON_LINES,
            read=None,
            specification="JSON (RFC 8259), an object a line",
            loses=_PARTICLES | _ORGANISATIONS | _texts(*Style),
        ),
    )
}
"""Every format by name. docs/architecture.md says what to add for another one."""

WRITTEN: dict[str, Format] = {name: row for name, row in FORMATS.items() if row.writer}
"""Those that are written."""
