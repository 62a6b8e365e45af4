"""The table of entry types against the lists of those who made the formats."""

from __future__ import annotations

import functools
import json
from dataclasses import replace

import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.write import Variant, writer
from pllm_bib.formats.shared.field_order import FIELD_ORDER
from pllm_bib.formats.shared.types import (
    READ_AS,
    TYPES,
    csl_type,
    ris_type,
    row,
    type_source,
    zotero_type,
)
from pllm_bib.model.entry import Entry, Eprint
from pllm_bib.model.text import Text
from pllm_bib.model.types import REQUIRED
from pllm_bib.verifying.csl_schema import item_types

every_type = pytest.mark.parametrize("name", TYPES)

BTXDOC = set(
    "article book booklet conference inbook incollection inproceedings manual mastersthesis misc "
    "phdthesis proceedings techreport unpublished".split()
)
"""Section 3.1 of “BibTeXing”."""
BIBLATEX = set(
    "artwork audio bibnote commentary image jurisdiction legislation legal letter movie music "
    "performance review standard video "
    "article book mvbook inbook bookinbook suppbook booklet collection mvcollection incollection "
    "suppcollection dataset manual misc online patent periodical suppperiodical proceedings "
    "mvproceedings inproceedings reference mvreference inreference report set software thesis "
    "unpublished xdata conference electronic mastersthesis phdthesis techreport www".split()
)
"""Sections 2.1.1 to 2.1.3 of the manual."""
BIBLATEX_SUBTYPES = set("mathesis phdthesis candthesis techreport resreport software".split())
"""Localisation keys for ``type``: section 4.9.2.13 of the manual."""
RIS = set(
    "ABST ADVS AGGR ANCIENT ART BILL BLOG BOOK CASE CHAP CHART CLSWK COMP CONF CPAPER CTLG DATA "
    "DBASE DICT EBOOK ECHAP EDBOOK EJOUR ELEC ENCYC EQUA FIGURE GEN GOVDOC GRANT HEAR ICOMM INPR "
    "JFULL JOUR LEGAL MANSCPT MAP MGZN MPCT MULTI MUSIC NEWS PAMP PAT PCOMM RPRT SER SLIDE SOUND "
    "STAND STAT THES UNBILL UNPB UNPD VIDEO".split()
)
"""The specification of 2001 and the additions of 2011; Zotero takes UNPD for a manuscript."""


ZOTERO = set(
    "artwork audioRecording bill blogPost book bookSection case computerProgram conferencePaper "
    "dataset dictionaryEntry document email encyclopediaArticle film forumPost hearing "
    "instantMessage interview journalArticle letter magazineArticle manuscript map "
    "newspaperArticle patent podcast preprint presentation radioBroadcast report standard statute "
    "thesis tvBroadcast videoRecording webpage".split()
)
"""Item types of Zotero's schema, version 41."""


def test_rows_are_the_types_of_the_model() -> None:
    assert TYPES.keys() == REQUIRED.keys()


@every_type
def test_required_fields_are_attributes(name: str) -> None:
    attributes = {alternative for field in REQUIRED[name] for alternative in field.split("|")}
    assert attributes or name == "set"
    assert all(hasattr(Entry(key="a", type=name), attribute) for attribute in attributes)


@every_type
def test_type_is_known_to_its_formats(name: str) -> None:
    assert TYPES[name].bibtex in BTXDOC
    assert TYPES[name].biblatex in BIBLATEX
    assert TYPES[name].csl in item_types()
    assert TYPES[name].ris in RIS
    assert TYPES[name].zotero in ZOTERO
    assert TYPES[name].subtype in {None, *BIBLATEX_SUBTYPES}


UNLIKE_PANDOC = {
    "preprint": "article",  # pandoc sees a web page where no eprint is
    "software": "document",  # Zotero refuses the file for “software”
    "performance": "performance",  # a type of CSL 1.0.2, as the next one is
    "standard": "standard",
    "misc": "document",  # pandoc leaves out the type
    "bibnote": "document",
    "set": "document",
}


@functools.cache
def types_of_pandoc() -> dict[str, str]:
    source = "".join(f"@{row.biblatex}{{{name}, title = {{T}}}}\n" for name, row in TYPES.items())
    pypandoc = pytest.importorskip("pypandoc")  # a tool of developers
    items = json.loads(pypandoc.convert_text(source, "csljson", format="biblatex"))
    return {item["id"]: item["type"] for item in items}


@every_type
def test_csl_type_is_pandocs(name: str) -> None:
    assert TYPES[name].csl == UNLIKE_PANDOC.get(name, types_of_pandoc()[name])
    assert (name in UNLIKE_PANDOC) == (TYPES[name].csl != types_of_pandoc()[name])


@every_type
def test_canonical_type_is_one_of_bibtex_or_biblatex(name: str) -> None:
    assert TYPES[name].canonical in BTXDOC | BIBLATEX


@every_type
def test_fields_of_container_and_publisher_have_a_place(name: str) -> None:
    assert TYPES[name].container in {None, "journal", "booktitle"}
    assert TYPES[name].publisher in {"publisher", "school", "institution"}
    assert {TYPES[name].container or "title", TYPES[name].publisher} <= set(FIELD_ORDER)


def test_no_csl_type_makes_zotero_refuse_the_file() -> None:
    assert "software" not in {row.csl for row in TYPES.values()}


@pytest.mark.parametrize("variant", [Variant.CANONICAL, Variant.BIBLATEX])
@every_type
def test_row_is_readable_back(name: str, variant: Variant) -> None:
    entry = Entry(
        key="doe2024owls",
        type=name,
        title=Text.of("Owls"),
        container=Text.of("A Book") if TYPES[name].container else None,
        publisher=Text.of("Aviary"),
        eprint=Eprint("arXiv", "2403.00001") if name == "preprint" else None,
    )
    text = writer(variant).record(entry, WriteContext())
    if variant is Variant.BIBLATEX and f"{name}.publisher" in FORMATS["biblatex"].loses:
        entry = replace(entry, publisher=None)
    expected = TYPES[name].canonical if variant is Variant.CANONICAL else TYPES[name].biblatex
    assert text.startswith(f"@{expected}{{doe2024owls,\n")
    assert bib_reader.read(text, "") == ((entry,), ())


@pytest.mark.parametrize("name", READ_AS)
def test_what_is_read_as_another_is_not_a_type_itself(name: str) -> None:
    assert READ_AS[name] in TYPES
    assert name not in TYPES
    assert name == name.lower()


@pytest.mark.parametrize("name", sorted((BTXDOC | BIBLATEX) - {"xdata"}))
def test_types_of_bibtex_and_biblatex_are_read(name: str) -> None:
    assert name in TYPES or name in READ_AS


def test_unknown_type_is_written_as_misc() -> None:
    assert row("owl") is TYPES["misc"]
    entry = Entry(key="a", type="owl")
    assert writer(Variant.CLASSIC).record(entry, WriteContext()).startswith("@misc{a,")
    assert writer(Variant.BIBLATEX).record(entry, WriteContext()).startswith("@misc{a,")
    assert writer(Variant.CANONICAL).record(entry, WriteContext()).startswith("@owl{a,")


MAGAZINE = ("article-magazine", "MGZN", "magazineArticle")
NEWSPAPER = ("article-newspaper", "NEWS", "newspaperArticle")


def with_extra(type_name: str, **extra: str) -> Entry:
    return Entry(key="a", type=type_name, extra=tuple(extra.items()))


@pytest.mark.parametrize(
    ("type_name", "extra", "expected"),
    [
        ("article", {"entrysubtype": "magazine"}, MAGAZINE),
        ("article", {"entrysubtype": "newspaper"}, NEWSPAPER),
        ("periodical", {"entrysubtype": "magazine"}, MAGAZINE),
        ("suppperiodical", {"entrysubtype": "Newspaper"}, NEWSPAPER),
        ("article", {"entrysubtype": "owl"}, ("article-journal", "JOUR", "journalArticle")),
        ("article", {"note": "magazine"}, ("article-journal", "JOUR", "journalArticle")),
        ("book", {"entrysubtype": "magazine"}, ("book", "BOOK", "book")),
        ("unpublished", {"eventtitle": "Owl Day"}, ("speech", "SLIDE", "presentation")),
        ("unpublished", {}, ("manuscript", "UNPB", "manuscript")),
        ("unpublished", {"type": "Talk"}, ("speech", "SLIDE", "presentation")),
        ("online", {"type": "talk"}, ("speech", "SLIDE", "presentation")),
        ("misc", {"type": "Presentation"}, ("speech", "SLIDE", "presentation")),
        ("online", {"type": "tv"}, ("broadcast", "ELEC", "webpage")),
        ("misc", {"type": "Radio broadcast"}, ("broadcast", "GEN", "document")),
        ("video", {"type": "TV broadcast"}, ("broadcast", "VIDEO", "videoRecording")),
        ("online", {"type": "blog"}, ("webpage", "ELEC", "webpage")),
        ("thesis", {"type": "talk"}, ("thesis", "THES", "thesis")),
    ],
)
def test_subtypes(type_name: str, extra: dict[str, str], expected: tuple[str, ...]) -> None:
    entry = with_extra(type_name, **extra)
    csl, ris, zotero = csl_type(entry), ris_type(entry), zotero_type(entry)
    assert (csl, ris, zotero) == expected
    said = type_source(entry) == "type extra.entrysubtype"
    assert said == (expected in {MAGAZINE, NEWSPAPER})
    assert csl in item_types()
    assert ris in RIS
    assert zotero in ZOTERO


def test_a_broadcast_is_told_by_its_subtype() -> None:
    assert csl_type(with_extra("video", entrysubtype="TVbroadcast")) == "broadcast"
    assert type_source(with_extra("video", entrysubtype="TVbroadcast")) == "type extra.entrysubtype"
    assert csl_type(with_extra("video", entrysubtype="film")) == "motion_picture"
