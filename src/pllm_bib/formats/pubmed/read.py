"""PubMed's XML -> entries and diagnostics.

Source: the National Library of Medicine's PubMed DTD and its descriptions of the elements. Each
stands for one of MEDLINE's, under which `ris.nbib` knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pllm_bib.formats.ris import nbib
from pllm_bib.formats.ris.tagged import TaggedField
from pllm_bib.formats.shared.source import SourceText
from pllm_bib.formats.shared.xml_tree import Element, read_tree, styled
from pllm_bib.model.text import Chunk, Text, normalized

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.formats.base import Result

_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation")
_DOCUMENTS = (("MedlineCitation", "Article"), ("BookDocument",), ("Article",))
_PATHS = {
    "ArticleTitle": "TI",
    "VernacularTitle": "TT",
    "Journal/ISSN": "IS",
    "Journal/JournalIssue/Volume": "VI",
    "Journal/JournalIssue/Issue": "IP",
    "Journal/Title": "JT",
    "Journal/ISOAbbreviation": "TA",
    "Pagination/MedlinePgn": "PG",
    "Abstract/CopyrightInformation": "CI",
    "Language": "LA",
    "PublicationTypeList/PublicationType": "PT",
    "PublicationType": "PT",
    "KeywordList/Keyword": "OT",
    "Book/BookTitle": "BTI",
    "Book/CollectionTitle": "CTI",
    "Book/VolumeTitle": "VTI",
    "Book/Volume": "VI",
    "Book/Edition": "EN",
    "Book/Isbn": "ISBN",
    "Book/Publisher/PublisherName": "PB",
    "Book/Publisher/PublisherLocation": "PL",
}
"""Path in an article or book -> MEDLINE's element."""
_STYLES = {"i": "italic", "b": "bold", "sup": "superscript", "sub": "subscript"}


def read(text: str, path: str, section: str | None = None) -> Result:
    """Read the text of PubMed's XML; parameters and result are those of `ris.read`.

    Addresses of people, grants, chemicals, lists of references and the history of the record are
    left out.
    """
    source = SourceText(text, path)
    records = list(read_tree(source).named(*_RECORDS))
    if not records and not source.faults and text.strip():
        source.fault("syntax-error", "there is no element “PubmedArticle”", 0)
    return source.result(nbib.record(list(_fields(each)), source, section) for each in records)


def _fields(record: Element) -> Iterator[TaggedField]:
    """Yield the fields of a record, as a file of MEDLINE has them."""
    yield TaggedField("", "", record.offset, record.tag)
    citation = record.first("MedlineCitation") or record
    found = (record.first(*path) for path in _DOCUMENTS)
    document = next((each for each in found if each), record)
    for place in (document, citation):
        yield from _of(place, "PMID", "PMID")
    for path, tag in _PATHS.items():
        for each in document.all(*path.split("/")):
            yield _field(tag, each)
    if document is not citation:
        for each in citation.all("KeywordList", "Keyword"):
            yield _field("OT", each)
    for each in citation.all("MeshHeadingList", "MeshHeading", "DescriptorName"):
        yield _field("MH", each)
    yield from _kind(document)
    yield from _date(document)
    yield from _abstract(document)
    yield from _people(document)
    yield from _identifiers(record, document)


def _of(place: Element, name: str, tag: str) -> Iterator[TaggedField]:
    for each in place.all(name):
        yield _field(tag, each)


def _field(tag: str, element: Element, value: str | None = None) -> TaggedField:
    text = normalized(element.text) if value is None else value
    marked = styled(element, _STYLES) if value is None and any(element) else None
    if tag in {"TI", "TT", "BTI"}:
        text, marked = _without_stop(text), marked and _unstopped(marked)
    return TaggedField(tag, text, element.offset, element.tag, styled=marked)


def _without_stop(title: str) -> str:
    """Return a title without the full stop that PubMed puts behind each."""
    return title if title.endswith("..") else title.removesuffix(".")


def _unstopped(title: Text) -> Text:
    *chunks, last = title.chunks
    return Text.of(*chunks, Chunk(_without_stop(last.value), last.style))


def _kind(document: Element) -> Iterator[TaggedField]:
    """Yield the type of a book or its chapter, which no element names."""
    if document.name == "BookDocument":
        kind = "Book Chapter" if document.text_of("ArticleTitle") else "Book"
        yield _field("PT", document, kind)


def _date(document: Element) -> Iterator[TaggedField]:
    for path in (("Journal", "JournalIssue", "PubDate"), ("Book", "PubDate"), ("ArticleDate",)):
        place = document.first(*path)
        if place is None:
            continue
        in_words = place.text_of("MedlineDate")
        parts = (place.text_of(name) for name in ("Year", "Season", "Month", "Day"))
        told = in_words or " ".join(filter(None, parts))
        yield _field("DP", place, _numbers_in_words(told))
        return


def _numbers_in_words(date: str) -> str:
    """Return ``2019 06 09`` with hyphens."""
    words = date.split()
    return "-".join(words) if len(words) > 1 and all(map(str.isdecimal, words)) else date


def _abstract(document: Element) -> Iterator[TaggedField]:
    """Yield the parts of the abstract as one, each behind its label."""
    chunks: list[str | Chunk] = []
    found = document.all("Abstract", "AbstractText")
    for each in found:
        label = each.get("Label")
        chunks += [" ", f"{label}: " if label else "", *styled(each, _STYLES).chunks]
    if found:
        whole = Text.of(*chunks)
        yield TaggedField("AB", str(whole), found[0].offset, found[0].tag, styled=whole)


def _people(document: Element) -> Iterator[TaggedField]:
    for path in (("AuthorList",), ("Book", "AuthorList")):
        for people in document.all(*path):
            tag = "FED" if people.get("Type").lower() == "editors" else "FAU"
            for each in people.all("Author"):
                name = each.first("CollectiveName")
                if name:
                    yield _field("CN", name)
                else:
                    yield _field(tag, each, _name(each))


def _name(person: Element) -> str:
    """Return a name as MEDLINE has it: ``King, Martin L Jr``."""
    given = person.text_of("ForeName") or person.text_of("FirstName") or person.text_of("Initials")
    rest = " ".join(filter(None, (given, person.text_of("Suffix"))))
    return normalized(", ".join(filter(None, (person.text_of("LastName"), rest))))


def _identifiers(record: Element, document: Element) -> Iterator[TaggedField]:
    for each in document.all("ELocationID"):
        yield _field("LID", each, f"{normalized(each.text)} [{each.get('EIdType')}]")
    for path in ("PubmedData", "PubmedBookData"):
        for each in record.all(path, "ArticleIdList", "ArticleId"):
            if each.get("IdType") == "pmc":
                yield _field("PMC", each)
            elif each.get("IdType") == "doi":
                yield _field("AID", each, f"{normalized(each.text)} [doi]")
