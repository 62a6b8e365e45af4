"""Other names of fields, and values that are BibLaTeX's keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.base import WriteContext
from pllm_bib.formats.bibtex.read import read, read_biblatex
from pllm_bib.formats.bibtex.write import Variant, writer
from pllm_bib.formats.csl_json.write import item
from pllm_bib.formats.shared.latex import plain
from pllm_bib.model.entry import Entry, LinkKind
from pllm_bib.model.library import Library
from pllm_bib.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable


def entry_of(text: str, type_name: str = "article") -> tuple[Entry, list[str]]:
    """Return the entry with these fields, and its fields that were read as something else."""
    (entry,), faults = read(f"@{type_name}{{a, title = {{T}}, {text}}}", "a.bib")
    return entry, [fault.field or "" for fault in faults if fault.name == "read-as"]


@pytest.mark.parametrize(
    ("fields", "keywords", "told"),
    [
        ("keyword = {one, two}", ("one", "two"), ["keyword"]),
        ("tags = {one; two}", ("one", "two"), ["tags"]),
        ("keywords = {one}, keyword = {two}, mendeley-tags = {three}", None, None),
        ("keywords = {one}, keywords = {two}", ("one", "two"), []),
        ("keywords = {1{,}2-diol, {a; b}, c\\&d}", ("1,2-diol", "a; b", "c&d"), []),
        ('keywords = {na{\\"i}ve, {LLM}}', ("naïve", "LLM"), []),
        ("keywords = {{one; two, three}}", ("one", "two", "three"), []),
        ("keywords = {{one} and {two; three}}", ("one and two; three",), []),
    ],
)
def test_keywords(fields: str, keywords: tuple[str, ...] | None, told: list[str] | None) -> None:
    entry, found = entry_of(fields)
    assert entry.keywords == (keywords or ("one", "two", "three"))
    assert found == (["keyword", "mendeley-tags"] if told is None else told)


def test_a_keyword_with_a_comma_stays_one() -> None:
    entry = entry_of("keywords = {1{,}2-diol, two}")[0]
    for variant in Variant:
        text = writer(variant).record(entry, WriteContext())
        assert "keywords = {{1,2-diol}, two}" in text
        assert read(text, "a.bib")[0][0].keywords == entry.keywords


def test_fields_go_by_their_names_of_today() -> None:
    entry, told = entry_of("hyphenation = {german}, collaborator = {Roe, Max}")
    assert item(entry)["language"] == "de"
    assert item(entry)["contributor"] == [{"family": "Roe", "given": "Max"}]
    assert told == ["hyphenation"]
    entry, told = entry_of("hyphenation = {german}, langid = {french}")
    assert (entry.language, dict(entry.extra), told) == ("fr", {"hyphenation": "german"}, [])


def test_journaltitle_goes_before_journal() -> None:
    entry = entry_of("journal = {J}, journaltitle = {The Journal}")[0]
    assert str(entry.container) == "The Journal"


def test_an_issue_that_repeats_the_number_is_said_once() -> None:
    assert item(entry_of("number = {4}, issue = {4}")[0])["issue"] == "4"
    assert item(entry_of("number = {4}, issue = {5}")[0])["issue"] == "4, 5"


@pytest.mark.parametrize("type_name", ["dataset", "software"])
def test_an_institution_issues_data_and_software(type_name: str) -> None:
    assert item(entry_of("institution = {Univ}", type_name)[0])["publisher"] == "Univ"


@pytest.mark.parametrize("type_name", ["softwareversion", "softwaremodule", "codefragment"])
def test_parts_of_software(type_name: str) -> None:
    entry, told = entry_of(
        "repository = {https://example.org/git}, version = {1.2}, swhid = {swh:1:dir:0}", type_name
    )
    assert (entry.type, entry.link(LinkKind.CODE)) == ("software", "https://example.org/git")
    assert dict(entry.extra) == {"version": "1.2", "swhid": "swh:1:dir:0"}
    assert told == ["repository"]
    assert entry_of("repository = {GitHub}", type_name)[1] == []


@pytest.mark.parametrize("type_name", ["book", "collection", "proceedings"])
def test_a_booktitle_of_a_book_is_no_journal(type_name: str) -> None:
    entry = entry_of("booktitle = {Owls}", type_name)[0]
    for variant in (Variant.CANONICAL, Variant.CLASSIC):
        assert "booktitle = {Owls}" in writer(variant).record(entry, WriteContext())


def test_a_patent() -> None:
    entry, told = entry_of(
        "holder = {{Owl Inc.}}, type = {patentus}, location = {countryfr and countryuk}", "patent"
    )
    found = item(entry)
    assert (found["genre"], found["publisher-place"]) == (
        "U.S. patent",
        "France and United Kingdom",
    )
    assert told == ["location"]
    assert "PB  - Owl Inc.\n" in FORMATS["ris"].write(Library((entry,)))


def test_keys_of_languages() -> None:
    assert entry_of("language = {langenglish}")[0].language == "english"
    assert entry_of("language = {slang}")[1] == []


@pytest.mark.parametrize("type_name", ["techreport", "report"])
def test_a_report_has_a_genre(type_name: str) -> None:
    kind = ", type = {techreport}" * (type_name == "report")
    assert item(entry_of(f"number = {{1}}{kind}", type_name)[0])["genre"] == "technical report"


@pytest.mark.parametrize(
    ("fields", "type_name", "expected", "told"),
    [
        ("institution = {I}", "book", {"publisher": "I"}, ["institution"]),
        ("school = {I}", "misc", {"publisher": "I"}, ["school"]),
        ("institution = {I}, publisher = {P}", "book", {"publisher": "P"}, []),
        (
            "institution = {I}, howpublished = {h}",
            "unpublished",
            {"publisher": "I"},
            ["institution"],
        ),
        ("institution = {I}", "techreport", {"publisher": "I"}, []),
        ("city = {Ames}", "article", {"place": "Ames"}, ["city"]),
        ("city = {Ames}, address = {Bath}", "article", {"place": "Bath"}, []),
        ("nationality = {Swiss}", "patent", {"place": "Swiss"}, ["nationality"]),
    ],
)
def test_publisher_and_place_by_other_names(
    fields: str, type_name: str, expected: dict[str, str], told: list[str]
) -> None:
    entry, found = entry_of(fields, type_name)
    assert {name: str(getattr(entry, name)) for name in expected} == expected
    assert found == told


def test_a_whole_book_has_the_title_that_its_parts_have() -> None:
    (entry,), faults = read("@proceedings{a, booktitle={B}, booksubtitle={S}, maintitle={M}}", "")
    assert (str(entry.title), entry.container) == ("B", None)
    assert dict(entry.extra) == {"maintitle": "M", "subtitle": "S"}
    assert [fault.field for fault in faults] == ["booktitle", "booksubtitle"]
    entry, told = entry_of("booktitle = {T}", "book")
    assert (entry.container, told) == (None, [])
    entry, told = entry_of("booktitle = {Other}", "book")
    assert (str(entry.container), told) == ("Other", [])


@pytest.mark.parametrize(
    ("type_name", "fields", "expected", "extra"),
    [
        ("newspaper_article", "", "article", {"entrysubtype": "newspaper"}),
        ("magazine_article", "", "article", {"entrysubtype": "magazine"}),
        ("talk", "", "unpublished", {"type": "Speech"}),
        ("talk", "type = {Poster}", "unpublished", {"type": "Poster"}),
        ("generic", "", "misc", {}),
        ("generic", "journal = {J}", "article", {}),
        ("Web_Page", "", "online", {}),
    ],
)
def test_types_of_programs(
    type_name: str, fields: str, expected: str, extra: dict[str, str]
) -> None:
    entry = entry_of(fields, type_name)[0]
    assert (entry.type, dict(entry.extra)) == (expected, extra)


def test_files_in_two_fields_are_one_list() -> None:
    (entry,), _faults = read("@misc{a, title={T}, file={a.pdf}, file={:b.pdf:PDF}}", "a.bib")
    assert dict(entry.extra) == {"file": "a.pdf;:b.pdf:PDF"}


# Source -> the text in other formats, and the list that is written again.
LISTS = {
    "A and B": ("A; B", "A and B"),
    "A and\n B": ("A; B", "A and B"),
    "A {and} B": ("A and B", "A {and} B"),
    "{A and B}": ("A and B", "{A and B}"),
    "{A and B} and {C}": ("A and B; C", "{A and B} and {C}"),
    "{A; B} and C": ("A; B; C", "{A; B} and C"),
    "A;B": ("A;B", "A;B"),
    "Rand and Sands": ("Rand; Sands", "Rand and Sands"),
    "A \\& B": ("A & B", "A \\& B"),
}


@pytest.mark.parametrize("source", LISTS)
def test_lists(source: str) -> None:
    text, written = LISTS[source]
    fields = f"date = {{2001}}, publisher = {{{source}}}, location = {{{source}}}"
    (entry,), faults = read_biblatex(f"@book{{a, title = {{T}}, {fields}}}", "a.bib")
    assert faults == ()
    assert (plain(entry.publisher or Text()), plain(entry.place or Text())) == (text, text)
    lines = writer(Variant.BIBLATEX).record(entry, WriteContext()).splitlines()
    assert f"  publisher = {{{written}}}," in lines
    assert f"  location = {{{written}}}," in lines


@pytest.mark.parametrize("reads", [read, read_biblatex])
def test_in_bibtex_and_is_a_word(reads: Callable[..., tuple[tuple[Entry, ...], object]]) -> None:
    fields = "year = {2001}, publisher = {Rand and Sands}, address = {Brighton and Hove}"
    (entry,), _faults = reads(f"@book{{a, title = {{T}}, {fields}}}", "a.bib")
    assert (str(entry.publisher), str(entry.place)) == ("Rand and Sands", "Brighton and Hove")
    written = writer(Variant.BIBLATEX).record(entry, WriteContext())
    assert "publisher = {{Rand and Sands}}" in written


def test_lists_of_the_original() -> None:
    entry = entry_of("origlocation = {Leipzig and Wien}, origpublisher = {A and {B and C}}", "book")
    made = item(entry[0])
    assert made["original-publisher-place"] == "Leipzig; Wien"
    assert FORMATS["biblatex"].write(Library((entry[0],))).count("Leipzig and Wien") == 1


@pytest.mark.parametrize(
    ("journal", "expected"),
    [
        (r"\apj", "The Astrophysical Journal"),
        (r"{\mnras}", "Monthly Notices of the Royal Astronomical Society"),
        (r"\rmxaa", "Revista Mexicana de Astronomía y Astrofísica"),
    ],
)
def test_macros_of_journals(journal: str, expected: str) -> None:
    entry, told = entry_of(f"journal = {{{journal}}}")
    assert (str(entry.container), told) == (expected, ["journal"])


def test_a_macro_of_the_file_goes_before_that_of_a_journal() -> None:
    text = r"@preamble{{\def\aj{A Journal}}} @article{a, title={T}, journal=\n{\aj}}"
    (entry,), faults = read(text.replace(r"\n", " "), "a.bib")
    assert (str(entry.container), faults) == ("A Journal", ())
    assert str(entry_of(r"journal = {\emph{Owls}}")[0].container) == "Owls"


def test_full_name_of_a_journal() -> None:
    entry, told = entry_of("journal = {J. Owls}, journal-full = {Journal of Owls}")
    assert (str(entry.container), dict(entry.extra)) == (
        "Journal of Owls",
        {"shortjournal": "J. Owls"},
    )
    assert told == ["journal-full"]
    entry, told = entry_of("journal = {Owls}, journal-full = {Owls}, journal-iso = {Owls}")
    assert (str(entry.container), dict(entry.extra)) == ("Owls", {})


@pytest.mark.parametrize(
    ("type_name", "words", "kept"),
    [
        ("article", "Journal Article", False),
        ("inbook", "Book Section", False),
        ("phdthesis", "Thesis", False),
        ("book", "Book Section", True),
        ("misc", "Podcast", True),
        ("article", "Review", True),
    ],
)
def test_the_type_that_endnote_repeats(type_name: str, words: str, *, kept: bool) -> None:
    assert ("type" in dict(entry_of(f"type = {{{words}}}", type_name)[0].extra)) == kept


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"Owls &amp; crows", "Owls & crows"),
        (r"Owls {\&}amp; crows \&lt; 3", "Owls & crows < 3"),
        (r"&quot;Owls&#8221; M&uuml;ller &#x201c;", '"Owls” Müller “'),
    ],
)
def test_signs_of_html(source: str, expected: str) -> None:
    entry, told = entry_of(f"publisher = {{{source}}}", "book")
    assert (str(entry.publisher), told) == (expected, ["publisher"])


@pytest.mark.parametrize("source", [r"AT\&T; Owls", r"\&nosuch; x", r"\&#0; x", r"\&amp x"])
def test_what_is_no_sign_of_html_stays(source: str) -> None:
    entry, told = entry_of(f"publisher = {{{source}}}", "book")
    assert (str(entry.publisher), told) == (source.replace("\\", ""), [])
    entry, told = entry_of("adsurl = {https://x.org/?a&amp;b;}", "book")
    assert (dict(entry.extra)["adsurl"], told) == ("https://x.org/?a&amp;b;", [])


def test_rights_are_a_license() -> None:
    entry, told = entry_of("rights = {CC BY}, copyright = {Me}")
    assert dict(entry.extra) == {"license": "CC BY", "copyright": "Me"}
    assert (item(entry)["license"], told) == ("CC BY", ["rights"])
    entry, told = entry_of("conference = {Owls 2020}", "inproceedings")
    assert (item(entry)["event-title"], told) == ("Owls 2020", ["conference"])
