"""What other formats than BibTeX have in the wrong place, and what their readers tell of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.shared.name_lists import split_list
from pllm_bib.model.entry import Entry, Eprint

if TYPE_CHECKING:
    from pllm_bib.model.diagnostic import Diagnostic


def read(form: str, text: str) -> tuple[Entry, list[Diagnostic]]:
    reader = FORMATS[form].read
    assert reader
    (entry,), faults = reader(text, "a", None)
    return entry, list(faults)


def csl(**variables: str) -> str:
    return json.dumps([{"id": "a", "type": "document", "title": "T"} | variables])


def ris(*lines: str, kind: str = "GEN") -> str:
    return "\n".join([f"TY  - {kind}", "TI  - Owls", *lines, "ER  - ", ""])


VERSION = "10.48550/arXiv.2101.00001v2"


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csl-json", csl(DOI=VERSION)),
        ("csl-json", csl(DOI=f"https://doi.org/{VERSION}")),
        ("ris", ris(f"DO  - {VERSION}")),
        ("enw", f"%0 Generic\n%T Owls\n%R {VERSION}\n"),
        ("jsonl", json.dumps({"type": "misc", "title": "T", "doi": VERSION})),
        ("bibtex", f"@misc{{a, title = {{T}}, doi = {{{VERSION}}}}}"),
    ],
)
def test_no_doi_has_a_version(form: str, text: str) -> None:
    entry, faults = read(form, text)
    assert (entry.type, entry.eprint) == ("preprint", Eprint("arXiv", "2101.00001v2"))
    assert entry.doi == "10.48550/arXiv.2101.00001"
    assert faults
    assert {fault.name for fault in faults} == {"read-as"}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csl-json", csl(type="article-journal", DOI=VERSION, **{"container-title": "Owl Review"})),
        ("ris", ris(f"DO  - {VERSION}", "T2  - Owl Review", kind="JOUR")),
    ],
)
def test_an_article_that_has_appeared_stays_one(form: str, text: str) -> None:
    entry, _faults = read(form, text)
    assert (entry.type, entry.eprint) == ("article", Eprint("arXiv", "2101.00001v2"))


@pytest.mark.parametrize("note", ["Accessed on 2020-05-12", "[Online; accessed 12-May-2020]"])
@pytest.mark.parametrize("form", ["csl-json", "ris", "mods"])
def test_a_date_of_access_in_a_note(form: str, note: str) -> None:
    mods = f"<mods ID='a'><titleInfo><title>T</title></titleInfo><note>{note}</note></mods>"
    text = {"csl-json": csl(note=note), "ris": ris(f"N1  - {note}"), "mods": mods}[form]
    entry, faults = read(form, text)
    assert (entry.note, dict(entry.extra)) == (None, {"urldate": "2020-05-12"})
    (told,) = faults
    assert told.message == f"“{note}” is read as the date of access 2020-05-12"
    assert told.field == {"csl-json": "note", "ris": "N1", "mods": "note"}[form]


def test_a_date_of_access_behind_an_address() -> None:
    entry, _faults = read("ris", ris("N1  - Retrieved from https://a.org/b on May 5, 2020"))
    assert (entry.note, dict(entry.extra)) == (None, {"urldate": "2020-05-05"})
    assert [link.url for link in entry.links] == ["https://a.org/b"]


def test_people_of_one_line_joined_by_and_are_told() -> None:
    _entry, faults = read("ris", ris("AU  - Roe, M. and Doe, J."))
    assert [fault.name for fault in faults] == ["malformed-name-list"]


def test_the_rest_of_a_note_stays() -> None:
    entry, _faults = read("csl-json", csl(note="Last accessed 3 March 2021. A draft."))
    assert (str(entry.note), entry.extra) == ("A draft", (("urldate", "2021-03-03"),))


@pytest.mark.parametrize("note", ["https://example.org", "See https://example.org", "Owls, 2020"])
def test_other_notes_stay(note: str) -> None:
    entry, faults = read("csl-json", csl(note=note))
    assert (str(entry.note), entry.links, faults) == (note, (), [])


def test_another_date_of_access_stays_in_the_note() -> None:
    said = "Accessed on 2020-05-12"
    more = {"accessed": {"date-parts": [[2019, 1, 1]]}}
    entry, _faults = read("csl-json", csl(note=said, **more))  # type: ignore[arg-type]
    assert (str(entry.note), dict(entry.extra)) == (
        said,
        {"urldate": "2019-01-01"},
    )


PAGES = [
    ("pp. 1-9", "1–9"),
    ("pp 4--7", "4–7"),
    ("p. 4", "4"),
    ("Pages 12-15", "12–15"),
    ("S. 3-5", "3–5"),
    ("pp. xi-xv", "xi–xv"),
    ("S1-S9", "S1–S9"),
    ("p12", "p12"),
    ("Plate 3", "Plate 3"),
]


@pytest.mark.parametrize(("written", "pages"), PAGES)
def test_pages_have_no_word_before_them(written: str, pages: str) -> None:
    for form, text in {
        "csl-json": csl(page=written),
        "ris": ris(f"SP  - {written}"),
        "bibtex": f"@misc{{a, title = {{T}}, pages = {{{written}}}}}",
        "csv": f"type,title,pages\nmisc,T,{written}\n",
    }.items():
        entry, faults = read(form, text)
        assert (entry.pages or "").replace("--", "–").replace("-", "–") == pages, form
        assert bool(faults) >= (written[0] != pages[0]), form


def test_pages_of_a_list_stay_as_they_are_written() -> None:
    """What is checked and laid out is the file's own value."""
    text = "@misc{a, title = {T}, pages = {pp. 1--9}}"
    blocks = bib_reader.read(text, "a.bib", "1.1")
    assert blocks[0][0].pages == "1–9"


WORD = (
    "<b:Sources xmlns:b='x'><b:Source><b:Tag>a</b:Tag><b:SourceType>Book</b:SourceType>"
    "<b:Title>T</b:Title>{}</b:Source></b:Sources>"
)
MODS = "<mods ID='a'><titleInfo><title>T</title></titleInfo>{}</mods>"


@pytest.mark.parametrize(
    ("form", "text", "field", "told"),
    [
        (
            "mods",
            MODS.format("<originInfo><edition>2nd ed.</edition></originInfo>"),
            "edition",
            "“2”",
        ),
        (
            "mods",
            MODS.format("<originInfo><dateIssued>June 2024</dateIssued></originInfo>"),
            "dateIssued",
            "2024-06",
        ),
        (
            "mods",
            MODS.format("<identifier type='doi'>doi:10.5555/A</identifier>"),
            "identifier",
            "the DOI 10.5555/A",
        ),
        ("word-xml", WORD.format("<b:Edition>Second</b:Edition>"), "b:Edition", "“2”"),
        ("word-xml", WORD.format("<b:Pages>pp. 1-9</b:Pages>"), "b:Pages", "“1–9”"),
        ("word-xml", WORD.format("<b:DOI>doi:10.5555/A</b:DOI>"), "b:DOI", "the DOI 10.5555/A"),
        (
            "crossref",
            '{"DOI": "10.5555/a", "title": ["T"], "edition-number": "Second"}',
            "edition-number",
            "“2”",
        ),
        (
            "crossref",
            '{"DOI": "10.5555/a", "type": "book", "title": ["T"], "page": "1--9"}',
            "page",
            "“1–9”",
        ),
        (
            "openalex",
            '{"id": "x", "title": "T", "doi": "https://doi.org/10.5555/a"}',
            "doi",
            "the DOI 10.5555/a",
        ),
        (
            "datacite",
            '{"doi": "doi:10.5555/a", "titles": [{"title": "T"}]}',
            "doi",
            "the DOI 10.5555/a",
        ),
        ("bibjson", '{"title": "T", "edition": "Zweite"}', "edition", "“2”"),
        ("bibjson", '{"title": "T", "year": "June 2011"}', "year", "2011-06"),
        (
            "schema-org",
            '{"@type": "Book", "name": "T", "bookEdition": "2nd"}',
            "bookEdition",
            "“2”",
        ),
        ("csv", "type,title,edition\nbook,T,Second\n", "edition", "“2”"),
        (
            "jsonl",
            '{"type": "book", "title": "T", "doi": "doi:10.5555/a"}',
            "doi",
            "the DOI 10.5555/a",
        ),
        (
            "cff",
            "cff-version: 1.2.0\ntitle: T\nauthors: [{name: A}]\ndoi: doi:10.5555/a\n",
            "doi",
            "the DOI 10.5555/a",
        ),
        ("hayagriva", "a:\n  type: book\n  title: T\n  edition: second\n", "edition", "“2”"),
        ("wikipedia", "{{cite book|title=T|edition=2nd}}", "edition", "“2”"),
        ("nbib", "PMID- 1\nTI  - T\nPG  - pp. 1-9\n", "PG", "“1–9”"),
        ("wos", "PT J\nTI T\nDI doi:10.5555/a\nER\n", "DI", "the DOI 10.5555/a"),
    ],
)
def test_what_is_read_otherwise_is_told(form: str, text: str, field: str, told: str) -> None:
    entry, faults = read(form, text)
    (found,) = (fault for fault in faults if fault.name == "read-as")
    assert (found.key, found.field) == (entry.key, field)
    assert found.message.endswith(f"is read as {told}")


def test_a_record_without_a_key_has_its_infos_under_the_one_that_it_gets() -> None:
    records = ris("AU  - Doe, Jane", "PY  - 2020", "ET  - Second", kind="BOOK") * 2
    reader = FORMATS["ris"].read
    assert reader
    entries, faults = reader(records, "a.ris", None)
    assert [fault.key for fault in faults] == [entry.key for entry in entries]
    assert len({entry.key for entry in entries}) == 2


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year = {1999 (1887)}", {"origdate": "1887"}),
        ("year = 2000, originalyear = {1867}", {"origdate": "1867"}),
        ("year = 2000, origyear = {1867}", {"origdate": "1867"}),
        (r"note = {Retrieved from \url{https://a.org} on May 5, 2020}", {"urldate": "2020-05-05"}),
    ],
)
def test_what_fields_of_bib_files_say(fields: str, expected: dict[str, str]) -> None:
    entry, _faults = read("bibtex", f"@book{{a, title = {{T}}, {fields}}}")
    assert (dict(entry.extra), entry.note) == (expected, None)


def test_months_with_their_own_years_are_a_period() -> None:
    fields = "year = 2019, month = {December 2019--January 2020}"
    entry, _faults = read("bibtex", f"@book{{a, title = {{T}}, {fields}}}")
    assert str(entry.date) == "2019-12/2020-01"


def test_months_of_other_years_are_no_period() -> None:
    fields = "year = 2017, month = {December 2019--January 2020}"
    entry, faults = read("bibtex", f"@book{{a, title = {{T}}, {fields}}}")
    assert (str(entry.date), [fault.name for fault in faults]) == ("2017", ["bad-date"])


def test_an_ordinal_may_be_a_formula() -> None:
    entry, _faults = read("bibtex", "@book{a, title = {T}, edition = {$2^{nd}$}}")
    assert str(entry.edition) == "2"


def test_parts_of_a_name_are_not_several_names() -> None:
    assert split_list("family=Berg, given=Jo, prefix=van der, useprefix=true") is None
