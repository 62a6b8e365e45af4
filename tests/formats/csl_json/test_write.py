"""CSL-JSON items: variables by type, and rich text; the stored outputs show the rest."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pllm_bib.formats.bibtex.read import read_biblatex
from pllm_bib.formats.csl_json.read import read_json
from pllm_bib.formats.csl_json.write import item
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.model.date import Date, Open
from pllm_bib.model.entry import Entry, Eprint
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Style, Text

ARTICLE = Entry(key="doe2024owls", type="article", title=Text.of("Owls"))
PREPRINT = replace(ARTICLE, type="preprint", eprint=Eprint("arXiv", "2403.00001", "cs.CL"))
EMPHASIS, STRONG, PROTECTED = Style.EMPHASIS, Style.STRONG, Style.PROTECTED


def test_variables_without_a_value_are_left_out() -> None:
    assert item(ARTICLE) == {
        "id": "doe2024owls",
        "citation-key": "doe2024owls",
        "type": "article-journal",
        "title": "Owls",
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Name(family="Doe", given="Jane"), {"family": "Doe", "given": "Jane"}),
        (
            Name(family="Berg", particle="van der", given="Jan", suffix="Jr."),
            {"family": "van der Berg", "given": "Jan", "suffix": "Jr."},
        ),
        (
            Name(family="Orsay", particle="d'", given="Guy"),
            {"family": "d'Orsay", "given": "Guy"},
        ),
        (
            Name(family="Nasir", particle="al-", given="Samir"),
            {"family": "al-Nasir", "given": "Samir"},
        ),
        (
            Name(family="Ricci", particle="de'", given="Carlo"),
            {"family": "de' Ricci", "given": "Carlo"},
        ),
        (
            Name(family="Hoff", particle="van 't", given="Jan"),
            {"family": "van 't Hoff", "given": "Jan"},
        ),
        (Name(family="Aristotle"), {"family": "Aristotle"}),
        (Name(family="Owl Club", organisation=True), {"literal": "Owl Club"}),
    ],
)
def test_name(name: Name, expected: dict[str, str]) -> None:
    entry = replace(ARTICLE, authors=Names((name,)), editors=Names((name, name)))
    assert item(entry)["author"] == [expected]
    assert item(entry)["editor"] == [expected, expected]


VAN_DER_BERG = {"family": "van der Berg", "given": "Jan"}
BERG = {"family": "Berg", "given": "Jan van der"}


@pytest.mark.parametrize(
    ("author", "options", "expected"),
    [
        ("van der Berg, Jan", "", VAN_DER_BERG),
        ("van der Berg, Jan", "useprefix=true", VAN_DER_BERG),
        ("van der Berg, Jan", "useprefix", VAN_DER_BERG),
        ("van der Berg, Jan", "skipbib, UsePrefix = false", BERG),
        ("family=Berg, given=Jan, prefix=van der, useprefix=false", "", BERG),
        ("family=Berg, given=Jan, prefix=van der, useprefix=false", "useprefix=true", BERG),
        ("family=Berg, given=Jan, prefix=van der, useprefix=true", "useprefix=false", VAN_DER_BERG),
        ("useprefix=false and family=Berg, given=Jan, prefix=van der", "", BERG),
        ("van der Berg", "useprefix=false", {"family": "van der Berg"}),
    ],
)
def test_a_dropping_particle_stands_behind_the_given_names(
    author: str, options: str, expected: dict[str, str]
) -> None:
    entry = entry_of("book", f"author = {{{author}}}, options = {{{options}}}")
    assert item(entry)["author"] == [expected]
    assert entry.authors.names[0].particle == "van der"


def entry_of(entry_type: str, fields: str) -> Entry:
    (entry,), _faults = read_biblatex(f"@{entry_type}{{a, title = {{T}}, {fields}}}", "a.bib")
    return entry


@pytest.mark.parametrize(
    ("fields", "variables"),
    [
        ("language = {langlatin and langgerman}, langid = {ngerman}", {"language": "de"}),
        ("language = {langlatin and langgerman}", {"language": "latin and german"}),
        ("language = {german}, langid = {english}", {"language": "de"}),
        ("langid = {american}", {"language": "en-US"}),
        ("series = {3}", {"collection-title": "3rd series"}),
        ("series = {newseries}", {"collection-title": "new series"}),
        ("series = {3 B}", {"collection-title": "3 B"}),
    ],
)
def test_variables_of_an_article(fields: str, variables: dict[str, str]) -> None:
    made = item(entry_of("article", fields))
    assert {name: made[name] for name in variables} == variables


def test_a_series_of_books_has_no_ordinal() -> None:
    assert item(entry_of("book", "series = {3}"))["collection-title"] == "3"


def test_a_short_title_is_of_the_volume() -> None:
    fields = "maintitle = {Whole}, shorttitle = {Short}"
    volume, chapter = item(entry_of("book", fields)), item(entry_of("inbook", fields))
    assert (volume["volume-title-short"], chapter["title-short"]) == ("Short", "Short")
    assert "title-short" not in volume
    ((read,), _faults) = read_json(json.dumps([volume]), "a.json")
    assert dict(read.extra) == {"maintitle": "Whole", "shorttitle": "Short"}


def test_a_patent_holds_in_its_place() -> None:
    made = item(entry_of("patent", "location = {countryde and countryfr}"))
    assert made["jurisdiction"] == made["publisher-place"] == "Germany; France"
    for variables in (made, {key: made[key] for key in ("id", "type", "jurisdiction")}):
        ((read,), _faults) = read_json(json.dumps([variables]), "a.json")
        assert (str(read.place), dict(read.extra)) == ("Germany; France", {})
    other = made | {"jurisdiction": "EU"}
    ((read,), _faults) = read_json(json.dumps([other]), "a.json")
    assert (str(read.place), dict(read.extra)) == ("Germany; France", {"jurisdiction": "EU"})


def test_a_book_has_no_container_of_its_own_title() -> None:
    fields = "subtitle = {S}, booktitle = {T}, booksubtitle = {S}"
    assert "container-title" not in item(entry_of("collection", fields))


@pytest.mark.parametrize(
    ("date", "parts"),
    [
        (Date(2024), [2024]),
        (Date(2024, 6), [2024, 6]),
        (Date(2024, 6, 9), [2024, 6, 9]),
    ],
)
def test_date(date: Date, parts: list[int]) -> None:
    assert item(replace(ARTICLE, date=date))["issued"] == {"date-parts": [parts]}


@pytest.mark.parametrize(
    ("date", "variable"),
    [
        (Date(2024, 6, end=Date(2025)), {"date-parts": [[2024, 6], [2025]]}),
        (Date(2024, open=Open.END), {"date-parts": [[2024], [0]]}),
        (Date(2024, open=Open.START), {"date-parts": [[0], [2024]]}),
        (Date(2024, season=3), {"date-parts": [[2024]], "season": 3}),
        (
            Date(2024, season=4, end=Date(2025, season=1)),
            {"date-parts": [[2024, 24], [2025, 21]]},
        ),
        (Date(1723, approximate=True), {"date-parts": [[1723]], "circa": True}),
        (Date(1723, uncertain=True), {"date-parts": [[1723]], "circa": True}),
        (
            Date(1723, end=Date(1724, approximate=True)),
            {"date-parts": [[1723], [1724]], "circa": True},
        ),
        (Date(-44, 3, 15), {"date-parts": [[-45, 3, 15]]}),
        (Date(0), {"date-parts": [[-1]]}),
    ],
)
def test_date_that_is_not_plain(date: Date, variable: dict[str, object]) -> None:
    assert item(replace(ARTICLE, date=date))["issued"] == variable


@pytest.mark.parametrize("field", ["year", "date"])
def test_words_for_a_date(field: str) -> None:
    entry = replace(ARTICLE, date=None, extra=((field, "in press"),))
    assert item(entry)["issued"] == {"literal": "in press"}
    entry = replace(entry, extra=((field, r"f{\"u}r morgen"), ("month", "jun")))
    assert item(entry)["issued"] == {"literal": "jun für morgen"}
    assert "issued" not in item(replace(entry, extra=(("month", "jun"),)))


@pytest.mark.parametrize(
    ("entry_type", "variable"),
    [
        ("article", "issue"),
        ("inproceedings", "issue"),
        ("techreport", "number"),
        ("patent", "number"),
        ("book", "collection-number"),
    ],
)
def test_number(entry_type: str, variable: str) -> None:
    made = item(replace(ARTICLE, type=entry_type, number="4"))
    assert {name: made.get(name) for name in ("issue", "number", "collection-number")} == {
        "issue": None,
        "number": None,
        "collection-number": None,
        variable: "4",
    }


def test_preprint_names_its_archive() -> None:
    made = item(PREPRINT)
    assert made["type"] == "article"
    assert made["publisher"] == "arXiv"
    assert made["number"] == "arXiv:2403.00001"
    assert made["URL"] == "https://arxiv.org/abs/2403.00001"
    assert made["note"] == "arXiv: 2403.00001 [cs.CL]"


def test_eprint_of_a_published_work_is_a_note() -> None:
    entry = replace(ARTICLE, eprint=Eprint("HAL", "hal-01"), note=Text.of("Best ", "paper"))
    made = item(entry)
    assert made["note"] == "Best paper\nHAL: hal-01"
    assert "publisher" not in made
    assert "number" not in made


def test_venue_of_a_conference_is_its_event() -> None:
    conference = replace(ARTICLE, type="inproceedings", venue="CIB")
    assert item(replace(conference, date=Date(2024, 6)))["event-title"] == "CIB 2024"
    assert item(conference)["event-title"] == "CIB"
    assert "event-title" not in item(replace(ARTICLE, venue="JIB"))


def test_pages_have_a_hyphen() -> None:
    assert item(replace(ARTICLE, pages="1–9, 12–14"))["page"] == "1-9, 12-14"


@pytest.mark.parametrize(
    ("entry_type", "booktitle", "expected"),
    [("book", "Owls", None), ("book", "Birds", "Birds"), ("inbook", "Owls", "Owls")],
)
def test_a_book_is_not_in_itself(entry_type: str, booktitle: str, expected: str | None) -> None:
    """Its title stands as booktitle, too, in files of BibTeX that have its chapters."""
    entry = replace(ARTICLE, type=entry_type, container=Text.of(booktitle))
    assert item(entry).get("container-title") == expected


ZOTERO_LOADS = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "classic collection dataset document entry entry-dictionary entry-encyclopedia event "
    "figure graphic hearing interview legal_case legislation manuscript map motion_picture "
    "musical_score pamphlet paper-conference patent performance periodical "
    "personal_communication post post-weblog regulation report review review-book song speech "
    "standard thesis treaty webpage".split()
)
"""Types of CSL 1.0.2 that Zotero loads; for an item of another it refuses the whole file."""


@pytest.mark.parametrize("entry_type", [*TYPES, "podcast"])
def test_zotero_refuses_no_item(entry_type: str) -> None:
    assert item(replace(ARTICLE, type=entry_type))["type"] in ZOTERO_LOADS


@pytest.mark.parametrize(
    ("extra", "variable"),
    [
        ({"editortype": "director"}, "director"),
        ({"editortype": "Compiler"}, "compiler"),
        ({"editortype": "collaborator"}, "contributor"),
        ({"editortype": "scriptwriter"}, "script-writer"),
        ({"editortype": "redactor"}, "editor"),
        ({"editortype": "translator", "translator": "Roe, Max"}, "editor"),
        ({"editortype": "collaborator", "collaborator": "Roe, Max"}, "editor"),
    ],
)
def test_editors_by_their_type(extra: dict[str, str], variable: str) -> None:
    names = Names((Name(family="Doe", given="Jane"),), others=True)
    found = item(replace(ARTICLE, editors=names, extra=tuple(extra.items())))
    assert found[variable] == [{"family": "Doe", "given": "Jane"}, {"literal": "others"}]
    assert "editor" not in found or variable == "editor"


def test_collaborators_are_contributors() -> None:
    found = item(replace(ARTICLE, extra=(("collaborator", "Ritzer, George and {Owl Club}"),)))
    assert found["contributor"] == [
        {"family": "Ritzer", "given": "George"},
        {"literal": "Owl Club"},
    ]


@pytest.mark.parametrize(
    "variables",
    [
        {"issued": {"literal": "ca. 335 BCE"}},
        {"issued": {"literal": "Spring 2020"}, "accessed": {"literal": "3 May 2021"}},
        {"issued": {"literal": "1850", "circa": True}},
        {"issued": {"literal": "in press"}, "original-date": {"literal": "around 1850"}},
        {"issued": {"date-parts": [[2020, 5]]}, "submitted": {"literal": "May 2019"}},
        {"number": "5"},
        {"collection-number": "7", "number": "5"},
        {"type": "paper-conference", "number": "5"},
        {"type": "paper-conference", "issue": "2", "number": "5"},
        {"type": "paper-conference", "collection-number": "5"},
        {"container-title-short": "J. Owls", "journalAbbreviation": "Owls"},
        {"title-short": "Owls", "shortTitle": "On owls"},
        {"event-title": "Owls", "event": "Day of owls"},
    ],
)
def test_what_a_file_says_comes_back_in_its_words(variables: dict[str, object]) -> None:
    said = {"type": "book", "title": "On owls", **variables}
    (entry,), _faults = read_json(json.dumps([said]), "x.json")
    found = item(entry)
    assert {name: found.get(name) for name in said} == said


def test_words_for_another_date_do_not_come_back() -> None:
    (entry,), _faults = read_json('[{"issued": {"literal": "Spring 2020"}}]', "x.json")
    assert item(replace(entry, date=Date(2021)))["issued"] == {"date-parts": [[2021]]}


def test_words_beside_a_date_in_numbers_are_told() -> None:
    source = '[{"issued": {"date-parts": [[2020]], "literal": "Holy Week 2020"}}]'
    _entries, faults = read_json(source, "x.json")
    assert "“Holy Week 2020” stands beside a date in numbers" in faults[-1].message
