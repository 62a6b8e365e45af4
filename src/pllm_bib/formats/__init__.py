"""The formats: pure functions between text and the model, and the one table of them."""

from __future__ import annotations

from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.row import (
    EXTRA,
    ORGANISATIONS,
    OTHERS,
    OWN,
    OWN_KEYS,
    OWN_LINKS,
    PARTICLES,
    PERIODS,
    VAGUE_DATES,
    Format,
    Pages,
    alike,
    imported,
    of_texts,
    of_types,
    reader,
    writer,
)
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.model.field import TEXTS
from pllm_bib.model.text import Style

_RUNNING = frozenset(Style) - {Style.CODE, Style.MATH, Style.URL, Style.RAW}
"""Markup of running text."""
_FACES = Style.EMPHASIS | Style.STRONG | Style.SUPERSCRIPT | Style.SUBSCRIPT


def _lost_by_csl() -> frozenset[str]:
    return (
        OWN  # the venue of a conference paper is its event; an article has no place for one
        | OWN_LINKS
        | OWN_KEYS
        | {"date.uncertain"}
        | of_texts(Style.CODE, Style.MATH, Style.URL, Style.RAW)
        | of_texts(*_RUNNING, only=["note"])
        | of_texts(Style.PROTECTED, only=["publisher", "place"])
        | alike(lambda row: (row.csl, row.genre))
    )


FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format(
            name="canonical",
            title="canonical BibTeX",
            suffix=".bib",
            description="the dialect of the list's own .bib files; loses nothing",
            writer=writer("bibtex.write:CANONICAL"),
            read=bib_reader.read,
            specification="docs/data-format.md",
        ),
        Format(
            name="bibtex",
            title="BibTeX",
            built=True,
            suffix=".bib",
            description="BibTeX for every style, 7-bit",
            writer=writer("bibtex.write:CLASSIC"),
            read=bib_reader.read,
            specification="btxdoc (BibTeX 0.99d)",
            keeping=lambda: OWN | OWN_LINKS | OWN_KEYS,
            losing=lambda: (
                OWN
                | OWN_LINKS
                | OWN_KEYS
                | of_types(*(name for name, row in TYPES.items() if row.bibtex != name))
                - of_types("preprint")
            ),
        ),
        Format(
            name="biblatex",
            title="BibLaTeX",
            built=True,
            suffix=".bib",
            description="BibLaTeX for biber, UTF-8",
            writer=writer("bibtex.write:BIBLATEX"),
            read=bib_reader.read_biblatex,
            specification="the BibLaTeX manual, section 2",
            # There, "venue" is the place of an event.
            keeping=lambda: (
                (OWN - {"venue"}) | OWN_LINKS | EXTRA | imported("bibtex.datamodel:without_field")()
            ),
            losing=lambda: OWN | OWN_LINKS | EXTRA | imported("bibtex.datamodel:without_field")(),
        ),
        Format(
            name="csl-json",
            title="CSL-JSON",
            built=True,
            suffix=".json",
            description="CSL-JSON for citation processors, pandoc and Zotero",
            writer=writer("csl_json.write:WRITER"),
            read=reader("csl_json.read:read_json"),
            specification="CSL 1.0.2, csl-data.json",
            keeping=lambda: EXTRA,
            losing=_lost_by_csl,
        ),
        Format(
            name="csl-yaml",
            title="CSL-YAML",
            suffix=".yaml",
            description="CSL-YAML for pandoc and Quarto",
            writer=writer("csl_json.yaml:WRITER"),
            read=reader("csl_json.read:read_yaml"),
            specification="CSL 1.0.2, in the YAML of pandoc",
            keeping=lambda: EXTRA,
            losing=_lost_by_csl,
        ),
        Format(
            name="hayagriva",
            title="hayagriva",
            suffix=".yaml",
            description="hayagriva's YAML, for bibliographies in Typst",
            writer=writer("hayagriva.write:WRITER"),
            read=reader("hayagriva.read:read"),
            specification="hayagriva, docs/file-format.md",
            keeping=lambda: EXTRA,
            # Of a period it has the start; of markup, the words that keep their case.
            losing=lambda: (
                OWN
                | OWN_LINKS
                | OWN_KEYS
                | PERIODS
                | {"date.uncertain", "eprint.category", "keywords"}
                | of_texts(*frozenset(Style) - {Style.PROTECTED})
                | of_texts(Style.PROTECTED, only=["edition"])
                | of_types(*TYPES.keys() - imported("hayagriva.tables:TYPE_OF_KIND").values())
            ),
        ),
        Format(
            name="ris",
            title="RIS",
            built=True,
            suffix=".ris",
            description="RIS for Zotero, EndNote, Mendeley and JabRef",
            writer=writer("ris.write:WRITER"),
            read=reader("ris.read:read"),
            specification="Reference Manager RIS, as Zotero reads it",
            keeping=lambda: EXTRA,
            # A section is a keyword, and a name without a comma that of an organisation.
            losing=lambda: (
                frozenset({"openreview", "eprint.category", "sections"})
                | OWN_KEYS
                | of_texts(*Style)
                | alike(lambda row: row.ris) - of_types("unpublished")
            ),  # a line of M2 tells
        ),
        Format(
            name="enw",
            title="EndNote",
            suffix=".enw",
            description="EndNote's tagged files (Refer), as the ACL Anthology has them",
            writer=writer("ris.enw_write:WRITER"),
            read=reader("ris.enw:read"),
            specification="EndNote's list of tags",
            losing=lambda: (
                frozenset({"openreview", "sections", "venue"})
                | OWN_KEYS
                | VAGUE_DATES
                | PERIODS
                | of_texts(*Style)
                | alike(imported("shared.types_read:endnote_name"))
            ),
        ),
        Format(
            name="nbib",
            title="MEDLINE",
            suffix=".nbib",
            description="MEDLINE's tagged files, as PubMed has them",
            writer=writer("ris.nbib_write:WRITER"),
            read=reader("ris.nbib:read"),
            specification="MEDLINE/PubMed data element descriptions",
            keeping=lambda: EXTRA,
            losing=lambda: (
                frozenset({"openreview", "sections", "venue", "date.open", "eprint.category"})
                | OWN_LINKS
                | OWN_KEYS
                | (VAGUE_DATES - {"date.season"})
                | of_texts(*Style)
            ),
        ),
        Format(
            name="wos",
            title="Web of Science",
            suffix=".ciw",
            description="Web of Science's tagged files, as ISI had them",
            writer=None,
            read=reader("ris.wos:read"),
            specification="the field tags of Web of Science",
        ),
        Format(
            name="mods",
            title="MODS",
            suffix=".xml",
            description="MODS, the XML of libraries, for Zotero and bibutils",
            writer=writer("mods.write:WRITER"),
            read=reader("mods.read:read"),
            specification="MODS 3.7, the user guidelines",
            keeping=lambda: EXTRA,
            losing=lambda: OWN | OWN_KEYS | of_texts(*Style),
        ),
        Format(
            name="word-xml",
            title="Word XML",
            suffix=".xml",
            description="Word's sources, as its dialogue takes them",
            writer=writer("word_xml.write:WRITER"),
            read=reader("word_xml.read:read"),
            specification="ECMA-376, part 1, section 22.6",
            keeping=lambda: EXTRA,
            losing=lambda: (
                OWN
                | OWN_LINKS
                | OWN_KEYS
                | OTHERS
                | VAGUE_DATES
                | PERIODS
                | {"series", "keywords", "abstract", "language"}
                | of_texts(*Style)
                | of_types(*TYPES.keys() - imported("word_xml.tables:TYPE_OF").values())
                - of_types("preprint")
            ),  # a line of the comments tells
        ),
        Format(
            name="pubmed-xml",
            title="PubMed XML",
            suffix=".xml",
            description="PubMed's XML, articles and books",
            writer=None,
            read=reader("pubmed.read:read"),
            specification="the PubMed DTD and its data elements",
        ),
        Format(
            name="endnote-xml",
            title="EndNote XML",
            suffix=".xml",
            description="EndNote's XML, for EndNote, Zotero and pandoc",
            writer=writer("endnote_xml.write:WRITER"),
            read=reader("endnote_xml.read:read"),
            specification="EndNote's exports, as Zotero reads them",
            keeping=lambda: EXTRA,
            # Of markup, a title's faces are written.
            losing=lambda: (
                (
                    frozenset({"openreview", "eprint.category", "sections"})
                    | OWN_KEYS
                    | of_texts(*frozenset(Style) - frozenset(_FACES))
                    | of_texts(*_FACES, only=TEXTS - {"title"})
                    | alike(lambda row: row.ris)
                    | of_types(
                        *(
                            name
                            for name, row in TYPES.items()
                            if row.ris in imported("endnote_xml.tables:ALIKE")
                        )
                    )
                )
                - of_types("preprint", "unpublished")
            ),  # lines of notes tell
        ),
        Format(
            name="cff",
            title="CITATION.cff",
            suffix=".cff",
            description="CITATION.cff: software to cite, and the works that it refers to",
            writer=writer("cff.write:WRITER"),
            read=reader("cff.read:read"),
            specification="Citation File Format 1.2.0",
            keeping=lambda: EXTRA,
            losing=lambda: (
                OWN
                | OWN_KEYS
                | VAGUE_DATES
                | PERIODS
                | {"series"}
                | of_texts(*Style)
                | of_types(*TYPES.keys() - imported("cff.tables:TYPE_OF").values())
            ),
        ),
        Format(
            name="crossref",
            title="Crossref JSON",
            suffix=".json",
            description="Crossref's answers, with or without their wrapper",
            writer=None,
            read=reader("services.crossref:read"),
            specification="the REST API of Crossref",
        ),
        Format(
            name="datacite",
            title="DataCite JSON",
            suffix=".json",
            description="DataCite's answers and metadata",
            writer=writer("services.datacite_write:WRITER"),
            read=reader("services.datacite:read"),
            specification="DataCite's metadata schema 4.6",
            keeping=lambda: EXTRA,
            losing=lambda: (
                OWN
                | OWN_LINKS
                | OWN_KEYS
                | VAGUE_DATES
                | {"place", "edition", "eprint.category"}
                | of_texts(*Style)
            ),
        ),
        Format(
            name="openalex",
            title="OpenAlex JSON",
            suffix=".json",
            description="OpenAlex's works and results of a search",
            writer=None,
            read=reader("services.openalex:read"),
            specification="OpenAlex's documentation of a work",
        ),
        Format(
            name="bibjson",
            title="BibJSON",
            suffix=".json",
            description="BibJSON, as DOAJ and older tools have it",
            writer=writer("services.bibjson_write:WRITER"),
            read=reader("services.bibjson:read"),
            specification="BibJSON 0.82",
            keeping=lambda: EXTRA,
            losing=lambda: OWN | OWN_KEYS | {"eprint.category"} | of_texts(*Style),
        ),
        Format(
            name="schema-org",
            title="schema.org",
            suffix=".json",
            description="schema.org's JSON-LD, as web pages have it",
            writer=writer("services.schema_org_write:WRITER"),
            read=reader("services.schema_org:read"),
            specification="schema.org, CreativeWork",
            keeping=lambda: EXTRA,
            losing=lambda: (
                OWN
                | OWN_LINKS
                | OWN_KEYS
                | VAGUE_DATES
                | PERIODS
                | {"eprint.category"}
                | of_texts(*Style)
            ),
        ),
        Format(
            name="zotero-rdf",
            title="Zotero RDF",
            built=True,
            folder="zotero",
            suffix=".rdf",
            description="Zotero RDF: collections by section, named links, notes, citation keys",
            writer=writer("zotero_rdf.write:WRITER"),
            read=reader("zotero_rdf.read:read"),
            specification="Zotero's RDF translators and schema",
            keeping=lambda: EXTRA,
            # Only titles and notes have markup, each their own.
            losing=lambda: (
                EXTRA
                | of_texts(Style.MATH, Style.URL, Style.RAW)
                | of_texts(Style.CODE, only=TEXTS - {"note"})
                | of_texts(Style.PROTECTED, Style.SMALL_CAPS, only=TEXTS - {"title"})
                | of_texts(
                    *_RUNNING - {Style.PROTECTED, Style.SMALL_CAPS}, only=TEXTS - {"title", "note"}
                )
            ),
        ),
        Format(
            name="markdown",
            title="Markdown",
            suffix=".md",
            description="the list as Markdown, a line a work",
            writer=writer("markdown.write:WRITER"),
            read=None,
            specification="CommonMark 0.31 and GitHub's dialect",
            # The container and identifiers show only where there is no label and no address.
            losing=lambda: (
                frozenset(
                    "key authors editors date.month date.day container publisher place series "
                    "edition volume number pages doi isbn issn eprint openreview links.pdf "
                    "language keywords note abstract".split()
                )
                | OWN_KEYS
                | VAGUE_DATES
                | PERIODS
                | of_texts(Style.PROTECTED, Style.SMALL_CAPS, Style.MATH, Style.URL, Style.RAW)
                | of_types(*TYPES.keys() - {"preprint", "dataset", "software", "online", "misc"})
            ),
        ),
        Format(
            name="hugo",
            title="Hugo",
            suffix=".md",
            description="front matter of a publication's page in Hugo Blox, one a work",
            writer=writer("pages.write:HUGO"),
            pages=Pages("{}/index.md", writer("pages.write:HUGO"), bib="{}/cite.bib"),
            read=None,
            specification="Hugo Blox's publications",
            losing=lambda: (
                PARTICLES
                | ORGANISATIONS
                | VAGUE_DATES
                | PERIODS
                | OWN_KEYS
                | frozenset(
                    "place series edition volume number pages eprint.category openreview language "
                    "sections".split()
                )
                | of_texts(*Style)
                | (alike(lambda row: row.csl) - of_types("periodical"))
            ),
        ),
        Format(
            name="jekyll",
            title="Jekyll",
            suffix=".yml",
            description="a data file of Jekyll, for templates that list works",
            writer=writer("pages.write:JEKYLL"),
            pages=Pages("{}.md", writer("pages.write:JEKYLL_PAGE")),
            read=None,
            specification="Jekyll's data files",
            losing=lambda: PARTICLES | ORGANISATIONS | of_texts(*Style),
        ),
        Format(
            name="quarto",
            title="Quarto",
            suffix=".yml",
            description="the items of a listing in Quarto",
            writer=writer("pages.write:QUARTO"),
            pages=Pages("{}/index.qmd", writer("pages.write:QUARTO_PAGE")),
            read=None,
            specification="Quarto's listings",
            losing=lambda: PARTICLES | ORGANISATIONS | of_texts(*Style),
        ),
        Format(
            name="wikipedia",
            title="Wikipedia",
            suffix=".wiki",
            description="citation templates of Wikipedia",
            writer=writer("wikipedia.write:WRITER"),
            read=reader("wikipedia.read:read"),
            specification="Help:Citation Style 1",
            losing=lambda: (
                OWN
                | OWN_LINKS
                | OWN_KEYS
                | frozenset(
                    "key date.uncertain date.open eprint.category keywords note abstract".split()
                )
                | of_texts(Style.PROTECTED, Style.SMALL_CAPS, Style.CODE, Style.URL, Style.RAW)
                | of_types(*TYPES.keys() - imported("wikipedia.tables:KEPT_TYPES"))
            ),
        ),
        Format(
            name="csv",
            title="CSV",
            suffix=".csv",
            description="a row a work, for spreadsheets and data frames",
            writer=writer("table.write:CSV"),
            read=reader("table.read:read_csv"),
            specification="RFC 4180",
            losing=lambda: ORGANISATIONS | of_texts(*Style),
        ),
        Format(
            name="jsonl",
            title="JSON lines",
            suffix=".jsonl",
            description="an object a work and line, for scripts",
            writer=writer("table.write:JSON_LINES"),
            read=reader("table.read:read_lines"),
            specification="JSON (RFC 8259), an object a line",
            losing=lambda: ORGANISATIONS | of_texts(*Style),
        ),
    )
}
"""Every format by name. docs/architecture.md says what to add for another one."""

WRITTEN: dict[str, Format] = {name: row for name, row in FORMATS.items() if row.writer}
"""Those that are written."""
