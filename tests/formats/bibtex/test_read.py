"""From the text of a .bib file to entries: every field's meaning, every fault's place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.blocks import split
from pllm_bib.formats.shared.types import READ_AS, TYPES
from pllm_bib.model.date import Date, Open
from pllm_bib.model.diagnostic import Diagnostic, Edit, Position
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.name import Name, Names
from pllm_bib.model.text import Chunk, Style, Text

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def read(text: str) -> tuple[tuple[Entry, ...], tuple[Diagnostic, ...]]:
    return bib_reader.read(text, "owls.bib", "1.1")


def read_one(text: str) -> Entry:
    (entry,), faults = read(text)
    assert faults == ()
    return entry


def read_fields(fields: str, type_name: str = "misc") -> Entry:
    return read_one(f"@{type_name}{{doe2024owls,\n{fields}\n}}\n")


def faults_of(fields: str) -> tuple[Entry, list[tuple[str, str | None, int, int]]]:
    """The entry of some fields, and the faults as rule, field, line and column."""
    (entry,), faults = read(f"@misc{{doe2024owls,\n{fields}\n}}\n")
    assert all(fault.key == "doe2024owls" for fault in faults)
    return entry, [
        (fault.name, fault.field, fault.position.line, fault.position.column) for fault in faults
    ]


# A whole entry.


def test_every_field_has_its_meaning() -> None:
    entry = read_one(
        r"""% Owls.
@inproceedings{doe2024owls,
  author = {Doe, Jane and van der Berg, Jan and {Owl Society} and others},
  editor = {Roe, Jr., Richard},
  title = {Owls of {BERT} at \emph{Night}},
  booktitle = {Proceedings of the Bird Conference},
  series = {Birds},
  edition = {Revised},
  volume = {3},
  number = {4--5},
  pages = {1--9, 12},
  year = {2024},
  month = jun,
  day = {9},
  publisher = {Aviary \& Co},
  address = {Li{\`e}ge, Belgium},
  isbn = {978-0-00-000000-2},
  issn = {1234-5679},
  doi = {10.1234/Owls_1},
  eprint = {2403.00001},
  archiveprefix = {arXiv},
  primaryclass = {cs.CL},
  url = {https://example.org/owls_1?a=b&c=d},
  pdf = {https://example.org/owls.pdf},
  code = {https://example.org/code},
  data = {https://example.org/data},
  website = {https://example.org/site},
  video = {https://example.org/video},
  venue = {BirdConf},
  openreview = {aB-c_1},
  also = {1.2, 2.1},
  ids = {doe2023owls,roe2023owls},
  related = {roe2024nests},
  language = {en},
  keywords = {owls, night; flight},
  note = {Best paper},
  abstract = {On $x^2$ owls.},
  custom = {A {B} \"o},
}
"""
    )
    assert entry == Entry(
        key="doe2024owls",
        type="inproceedings",
        authors=Names(
            (
                Name(family="Doe", given="Jane"),
                Name(family="Berg", given="Jan", particle="van der"),
                Name(family="Owl Society", organisation=True),
            ),
            others=True,
        ),
        editors=Names((Name(family="Roe", given="Richard", suffix="Jr."),)),
        title=Text.of(
            "Owls of ", Chunk("BERT", Style.PROTECTED), " at ", Chunk("Night", Style.EMPHASIS)
        ),
        container=Text.of("Proceedings of the Bird Conference"),
        series=Text.of("Birds"),
        edition=Text.of("Revised"),
        volume="3",
        number="4–5",
        pages="1–9, 12",
        date=Date(2024, 6, 9),
        publisher=Text.of("Aviary & Co"),
        place=Text.of("Liège, Belgium"),
        isbn="978-0-00-000000-2",
        issn="1234-5679",
        doi="10.1234/Owls_1",
        eprint=Eprint("arXiv", "2403.00001", "cs.CL"),
        links=(
            Link(LinkKind.PAPER, "https://example.org/owls_1?a=b&c=d"),
            Link(LinkKind.PDF, "https://example.org/owls.pdf"),
            Link(LinkKind.CODE, "https://example.org/code"),
            Link(LinkKind.DATA, "https://example.org/data"),
            Link(LinkKind.WEBSITE, "https://example.org/site"),
            Link(LinkKind.VIDEO, "https://example.org/video"),
        ),
        venue="BirdConf",
        openreview="aB-c_1",
        sections=("1.1", "1.2", "2.1"),
        aliases=("doe2023owls", "roe2023owls"),
        related=("roe2024nests",),
        language="en",
        keywords=("owls", "night", "flight"),
        note=Text.of("Best paper"),
        abstract=Text.of("On ", Chunk("x^2", Style.MATH), " owls."),
        extra=(("custom", r"A {B} \"o"),),
    )


def test_section_of_the_file_comes_first() -> None:
    text = "@misc{a, title = {T}, also = {2.1}}"
    assert bib_reader.read(text, "owls.bib", "1.3")[0][0].sections == ("1.3", "2.1")
    # Outside a list there are none: the field stays as it is.
    (outside,), _faults = bib_reader.read(text, "owls.bib", None)
    assert (outside.sections, outside.extra) == ((), (("also", "2.1"),))


def test_positions_of_an_entry() -> None:
    entry = read_one(
        '% Owls.\n\n  @misc { doe2024owls ,\n\ttitle={T}, Year = 2024,\n  doi = "x"\n}\n'
    )
    origin = entry.origin
    assert origin is not None
    assert origin.position == Position("owls.bib", 3, 3)
    assert origin.key == Position("owls.bib", 3, 11)
    assert origin.fields == {
        "title": Position("owls.bib", 4, 2),
        "year": Position("owls.bib", 4, 13),
        "doi": Position("owls.bib", 5, 3),
    }
    assert origin.raw == {"title": "T", "year": "2024", "doi": "x"}


# Types.


@pytest.mark.parametrize("name", [name for name in TYPES if name != "preprint"])
def test_type_of_the_model(name: str) -> None:
    assert read_fields("title = {T},", name).type == name
    assert read_fields("title = {T},", name.upper()).type == name


@pytest.mark.parametrize("name", READ_AS)
def test_type_that_is_read_as_another(name: str) -> None:
    assert read_fields("title = {T},", name).type == READ_AS[name]


@pytest.mark.parametrize(
    ("type_name", "fields", "expected", "extra"),
    [
        ("misc", "eprint = {2403.00001}, archiveprefix = {arXiv},", "preprint", ()),
        ("online", "eprint = {2403.00001}, eprinttype = {arxiv},", "preprint", ()),
        ("misc", "eprint = {hal-01},", "preprint", ()),
        ("misc", "eprint = {},", "misc", ()),
        ("misc", "archiveprefix = {arXiv},", "misc", (("archiveprefix", "arXiv"),)),
        ("article", "eprint = {2403.00001},", "article", ()),
        ("thesis", "type = {phdthesis},", "phdthesis", ()),
        ("thesis", "type = {mathesis},", "mastersthesis", ()),
        (
            "thesis",
            "type = {Master's thesis},",
            "mastersthesis",
            (("type", "Master's thesis"),),
        ),
        ("thesis", "type = {Habilitation},", "thesis", (("type", "Habilitation"),)),
        ("thesis", "type = {candthesis},", "thesis", (("type", "candthesis"),)),
        ("thesis", "type = {Ph.D. dissertation},", "phdthesis", (("type", "Ph.D. dissertation"),)),
        ("thesis", "type = {Doctoral thesis},", "phdthesis", (("type", "Doctoral thesis"),)),
        ("thesis", "institution = {U},", "thesis", ()),
        ("phdthesis", "type = {mathesis},", "mastersthesis", (("type", "mathesis"),)),
        ("report", "type = {resreport},", "report", (("type", "resreport"),)),
        ("report", "institution = {U},", "report", ()),
        ("phdthesis", "type = {PhD Thesis},", "phdthesis", (("type", "PhD Thesis"),)),
        ("report", "type = {techreport},", "techreport", ()),
        ("report", "type = {White paper},", "report", (("type", "White paper"),)),
        ("techreport", "type = {techreport},", "techreport", (("type", "techreport"),)),
    ],
)
def test_type_that_its_fields_decide(
    type_name: str, fields: str, expected: str, extra: tuple[tuple[str, str], ...]
) -> None:
    (entry,), _faults = read(f"@{type_name}{{a, {fields}}}")
    assert (entry.type, entry.extra) == (expected, extra)


def test_unknown_type_is_kept_and_reported() -> None:
    (entry,), (fault,) = read("\n @Owl{doe2024owls, title = {T}}")
    assert entry.type == "owl"
    assert (fault.code, fault.name) == ("S006", "unknown-entry-type")
    assert fault.position == Position("owls.bib", 2, 2)
    assert "@owl" in fault.message


# Fields by BibLaTeX's names, and the fields of a container and a publisher.


@pytest.mark.parametrize(
    ("type_name", "field", "attribute"),
    [
        ("article", "journal", "container"),
        ("article", "journaltitle", "container"),
        ("inproceedings", "booktitle", "container"),
        ("inproceedings", "journal", "container"),
        ("incollection", "booktitle", "container"),
        ("article", "publisher", "publisher"),
        ("phdthesis", "school", "publisher"),
        ("phdthesis", "institution", "publisher"),
        ("thesis", "institution", "publisher"),
        ("mastersthesis", "school", "publisher"),
        ("techreport", "institution", "publisher"),
        ("report", "institution", "publisher"),
        ("techreport", "publisher", "publisher"),
        ("book", "address", "place"),
        ("book", "location", "place"),
    ],
)
def test_field_of_a_text(type_name: str, field: str, attribute: str) -> None:
    entry = read_fields(f"{field} = {{Aviary}},", type_name)
    assert getattr(entry, attribute) == Text.of("Aviary")
    assert entry.extra == ()


@pytest.mark.parametrize(
    ("type_name", "fields", "attribute", "kept"),
    [
        ("article", "booktitle = {B}, journal = {A},", "container", ("booktitle", "B")),
        ("inproceedings", "journal = {B}, booktitle = {A},", "container", ("journal", "B")),
        ("phdthesis", "publisher = {B}, school = {A},", "publisher", ("publisher", "B")),
        ("book", "school = {B}, publisher = {A},", "publisher", ("school", "B")),
        ("book", "location = {B}, address = {A},", "place", ("location", "B")),
    ],
)
def test_second_field_of_a_meaning_is_kept(
    type_name: str, fields: str, attribute: str, kept: tuple[str, str]
) -> None:
    entry = read_fields(fields, type_name)
    assert getattr(entry, attribute) == Text.of("A")
    assert entry.extra == (kept,)


def test_language_by_either_name() -> None:
    assert read_fields("language = {de},").language == "de"
    assert read_fields("langid = {ngerman},").language == "de"
    # It would come back as ngerman.
    assert read_fields("langid = {german},").language == "german"
    both = read_fields("language = {english}, langid = {british},")
    assert (both.language, both.extra) == ("english", (("langid", "british"),))


# Dates.

MONTH_SPELLINGS = [
    spelling
    for number, name in enumerate(MONTHS, start=1)
    for spelling in (
        (name[:3], number),
        (name[:3].upper(), number),
        (f"{{{name[:3]}}}", number),
        (f'"{name.capitalize()}"', number),
        (f"{{{name}}}", number),
        (f"{{{name[:3].capitalize()}.}}", number),
        (str(number), number),
        (f"{{{number}}}", number),
        (f"{{{number:02}}}", number),
    )
]


@pytest.mark.parametrize(("spelling", "number"), MONTH_SPELLINGS)
def test_month(spelling: str, number: int) -> None:
    entry = read_fields(f"year = 2024,\nmonth = {spelling},")
    assert entry.date == Date(2024, number)
    assert entry.extra == ()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("year = 2024,", Date(2024)),
        ("year = {2024},", Date(2024)),
        ('year = "987",', Date(987)),
        ('year = 2024, month = "10~" # jan,', Date(2024, 1, 10)),
        ('year = 2024, month = jan # "~10",', Date(2024, 1, 10)),
        ("year = 2024, month = {January 10},", Date(2024, 1, 10)),
        ("year = 2024, month = {10 Jan.},", Date(2024, 1, 10)),
        ("year = 2024, month = {10~January},", Date(2024, 1, 10)),
        ("year = 2024, month = {Sept.},", Date(2024, 9)),
        ("year = 2024, month = jun, day = 9,", Date(2024, 6, 9)),
        (r"year = {{\noopsort{1973b}}1973},", Date(1973)),
        (r"year = {\noopsort{z} 1973}, month = jun,", Date(1973, 6)),
        ("year = 2024, month = jun, day = {09},", Date(2024, 6, 9)),
        ("year = 2024, month = feb, day = 29,", Date(2024, 2, 29)),
        ("date = {2024},", Date(2024)),
        ("date = {2024-06},", Date(2024, 6)),
        ("date = {2024-06-09},", Date(2024, 6, 9)),
        ("date = {2024-06-09}, year = 2024,", Date(2024, 6, 9)),
        ("date = {2024-06}, year = {2024}, month = jun,", Date(2024, 6)),
        ("date = {1723~},", Date(1723, approximate=True)),
        ("date = {1723?~},", Date(1723, approximate=True, uncertain=True)),
        ("date = {y-123456789},", Date(-123456789)),
        ("year = 2024, month = {5},", Date(2024, 5)),
        ("year = 2024, month = {jun.},", Date(2024, 6)),
        ("year = 2024, month = {Mai},", Date(2024, 5)),
        ("year = 2024, month = {10~jan},", Date(2024, 1, 10)),
        (r"date = {1723\%},", Date(1723, approximate=True, uncertain=True)),
        ("date = {2024-21},", Date(2024, season=1)),
        ("date = {2024-06/2024-08}, year = 2024, month = jun,", Date(2024, 6, end=Date(2024, 8))),
        ("date = {-0044-03-15},", Date(-44, 3, 15)),
        ("date = {../1990},", Date(1990, open=Open.START)),
        ("date = {199X},", Date(1990, end=Date(1999))),
        ("year = {45 BC},", Date(-44)),
        ("year = {45 B.C.E.},", Date(-44)),
        ("year = {-44},", Date(-44)),
    ],
)
def test_date(fields: str, expected: Date) -> None:
    entry = read_fields(fields)
    assert entry.date == expected
    assert entry.extra == ()


@pytest.mark.parametrize(
    ("fields", "expected", "extra", "faults"),
    [
        ("year = {in press},", None, {"year": "in press"}, [("read-as", "year", 2, 1)]),
        ("year = {n.d.},", None, {"year": "n.d."}, [("read-as", "year", 2, 1)]),
        ("year = {2024a},", Date(2024), {}, [("read-as", "year", 2, 1)]),
        (
            "year = {2024, in press},",
            Date(2024),
            {"pubstate": "inpress"},
            [("read-as", "year", 2, 1)],
        ),
        (
            "year = {[1990] 2002},",
            Date(2002),
            {"origdate": "1990"},
            [("read-as", "year", 2, 1)],
        ),
        (
            "year = {2002, in press}, pubstate = {submitted},",
            Date(2002),
            {"pubstate": "submitted"},
            [("read-as", "year", 2, 1)],
        ),
        (
            "year = {2017/04/07/online}, month = apr,",
            Date(2017, 4, 7),
            {},
            [("read-as", "year", 2, 1)],
        ),
        (
            "year = {12 May 2019}, month = jun,",
            Date(2019, 5, 12),
            {"month": "jun"},
            [("read-as", "year", 2, 1)],
        ),
        (
            "year = {1998--2001}, month = may,",
            Date(1998, end=Date(2001)),
            {"month": "may"},
            [("read-as", "year", 2, 1)],
        ),
        ("year = {20245},", None, {"year": "20245"}, [("bad-date", "year", 2, 1)]),
        (
            "year = {MMXXIV},\nmonth = jun,",
            None,
            {"year": "MMXXIV", "month": "jun"},
            [("bad-date", "year", 2, 1)],
        ),
        (
            "year = 2024,\n month = {Juni Juli},",
            Date(2024),
            {"month": "Juni Juli"},
            [("bad-date", "month", 3, 2)],
        ),
        (
            "year = 2024, month = {ma},",
            Date(2024),
            {"month": "ma"},
            [("bad-date", "month", 2, 14)],
        ),
        (
            "year = 2024, month = 13,",
            Date(2024),
            {"month": "13"},
            [("bad-date", "month", 2, 14)],
        ),
        (
            "year = 2024, month = {May--June},",
            Date(2024, 5, end=Date(2024, 6)),
            {},
            [("read-as", "month", 2, 14)],
        ),
        (
            "year = 2024, month = feb,\nday = 30,",
            Date(2024, 2),
            {"day": "30"},
            [("bad-date", "day", 3, 1)],
        ),
        (
            "year = 2024, month = {Feb 30},",
            Date(2024, 2),
            {"month": "Feb 30"},
            [("bad-date", "month", 2, 14)],
        ),
        (
            "year = 2024, month = feb, day = {1st},",
            Date(2024, 2, 1),
            {},
            [("read-as", "day", 2, 27)],
        ),
        (
            "year = 2024, month = feb, day = {first},",
            Date(2024),
            {"month": "feb", "day": "first"},
            [("bad-date", "day", 2, 27)],
        ),
        ("year = 2024, day = 3,", Date(2024), {"day": "3"}, []),
        ("month = jun,", None, {"month": "jun"}, []),
        ("date = {June 2024},", Date(2024, 6), {}, [("read-as", "date", 2, 1)]),
        ("date = {forthcoming},", None, {"date": "forthcoming"}, [("read-as", "date", 2, 1)]),
        ("date = {2024-13},", None, {"date": "2024-13"}, [("bad-date", "date", 2, 1)]),
        ("date = {2023-02-29},", None, {"date": "2023-02-29"}, [("bad-date", "date", 2, 1)]),
        (
            "date = {2024/2025/2026},\nyear = 2024,",
            Date(2024),
            {"date": "2024/2025/2026"},
            [("bad-date", "date", 2, 1)],
        ),
        ("year = {0 BC},", None, {"year": "0 BC"}, [("bad-date", "year", 2, 1)]),
        ("year = {-0 BC},", None, {"year": "-0 BC"}, [("bad-date", "year", 2, 1)]),
        (
            "date = {2024/2025}, month = jun,",
            Date(2024, end=Date(2025)),
            {"month": "jun"},
            [],
        ),
        (
            "date = {2024-06/2024-08}, month = may,",
            Date(2024, 6, end=Date(2024, 8)),
            {},
            [("date-and-year-disagree", "month", 2, 27)],
        ),
        (
            "date = {2024-06},\n  year = {2023},",
            Date(2024, 6),
            {},
            [("date-and-year-disagree", "year", 3, 3)],
        ),
        ("date = {2024},\n  month = jun,", Date(2024, 6), {}, []),
        ("date = {2024},\n  year = 2024, month = jun, day = 3,", Date(2024, 6, 3), {}, []),
        ("date = {2024-06-03},\n  year = 2024, month = jun,", Date(2024, 6, 3), {}, []),
        (
            "date = {2024-06},\n  month = may,",
            Date(2024, 6),
            {},
            [("date-and-year-disagree", "month", 3, 3)],
        ),
        (
            "date = {2024-06},\n  month = {Spring},",
            Date(2024, 6),
            {},
            [("read-as", "month", 3, 3), ("date-and-year-disagree", "month", 3, 3)],
        ),
    ],
)
def test_bad_date_is_kept_and_reported(
    fields: str,
    expected: Date | None,
    extra: dict[str, str],
    faults: list[tuple[str, str, int, int]],
) -> None:
    entry, found = faults_of(fields)
    assert entry.date == expected
    assert dict(entry.extra) == extra
    assert found == faults


# Identifiers and addresses.


@pytest.mark.parametrize(
    ("source", "doi"),
    [
        ("10.1234/Owls.A", "10.1234/Owls.A"),
        ("https://doi.org/10.1234/owls", "10.1234/owls"),
        ("http://dx.doi.org/10.1234/owls", "10.1234/owls"),
        ("HTTPS://DOI.ORG/10.1234/OWLS", "10.1234/OWLS"),
        ("doi:10.1234/owls", "10.1234/owls"),
        ("DOI: 10.1234/owls", "10.1234/owls"),
        (r"10.1234/owls\_1", "10.1234/owls_1"),
        ("10.1000.10/123", "10.1000.10/123"),
        ("10.1002/(SICI)1<1::AID>3.0.CO;2-A", "10.1002/(SICI)1<1::AID>3.0.CO;2-A"),
    ],
)
def test_doi(source: str, doi: str) -> None:
    entry, found = faults_of(f"doi = {{{source}}},")
    assert (entry.doi, entry.extra) == (doi, ())
    assert [name for name, *_ in found] == ([] if source == doi else ["read-as"])


@pytest.mark.parametrize(
    "source",
    ["owls", "10.12/owls", "10.1234", "10.1234/a b", "https://example.org/10.1234/a", "11.1/a"],
)
def test_bad_doi_is_kept(source: str) -> None:
    entry = read_fields(f"doi = {{{source}}},")
    assert (entry.doi, entry.extra) == (None, (("doi", source),))


@pytest.mark.parametrize(
    ("fields", "eprint", "extra"),
    [
        (
            "eprint = {2403.00001}, archiveprefix = {arXiv}, primaryclass = {cs.CL},",
            Eprint("arXiv", "2403.00001", "cs.CL"),
            (),
        ),
        (
            "eprint = {2403.00001}, eprinttype = {arxiv}, eprintclass = {cs.CL},",
            Eprint("arXiv", "2403.00001", "cs.CL"),
            (),
        ),
        (
            "eprint = {2403.00001}, archivePrefix = {arXiv}, eprinttype = {arxiv},",
            Eprint("arXiv", "2403.00001"),
            (),
        ),
        (
            "eprint = {1}, archiveprefix = {HAL}, eprinttype = {arxiv},",
            Eprint("HAL", "1"),
            (("eprinttype", "arxiv"),),
        ),
        ("eprint = {hal-01}, archiveprefix = {HAL},", Eprint("HAL", "hal-01"), ()),
        ("eprint = {owls-1},", Eprint("", "owls-1"), ()),
        ("primaryclass = {cs.CL},", None, (("primaryclass", "cs.CL"),)),
    ],
)
def test_eprint(fields: str, eprint: Eprint | None, extra: tuple[tuple[str, str], ...]) -> None:
    entry = read_fields(fields)
    assert (entry.eprint, entry.extra) == (eprint, extra)


@pytest.mark.parametrize(
    ("source", "url"),
    [
        ("https://example.org/a_b~c#d%20e", "https://example.org/a_b~c#d%20e"),
        (r"https://example.org/a\_b\%20c\&d\#e", "https://example.org/a_b%20c&d#e"),
        (r"\url{https://example.org/a_b}", "https://example.org/a_b"),
        (r"https://example.org/{\textasciitilde}doe", "https://example.org/~doe"),
        (r"https://example.org/\textasciitilde{}doe", "https://example.org/~doe"),
        (r"https://example.org/\~{}doe", "https://example.org/~doe"),
        (" https://example.org/a ", "https://example.org/a"),
        ("https://example.org/--a", "https://example.org/--a"),
    ],
)
def test_address(source: str, url: str) -> None:
    assert read_fields(f"url = {{{source}}},").links == (Link(LinkKind.PAPER, url),)


@pytest.mark.parametrize(
    ("source", "pages"),
    [
        ("1--9", "1–9"),
        ("1-9", "1–9"),
        ("1–9", "1–9"),
        ("1 -- 9", "1–9"),
        ("1-9,12 - 14, 17", "1–9, 12–14, 17"),
        ("A-1", "A-1"),
        ("S1--S9", "S1–S9"),
        ("e42", "e42"),
    ],
)
def test_pages(source: str, pages: str) -> None:
    assert read_fields(f"pages = {{{source}}},").pages == pages


# Strings, and what surrounds the entries.


def test_strings_are_joined_and_replaced() -> None:
    text = (
        '@string{bird = "Bird"}\n@STRING(conf = bird # { Conference})\n'
        '@misc{a, title = BIRD # " and " # conf # 2, note = "x" # {y}}'
    )
    entry = read_one(text)
    assert str(entry.title) == "Bird and Bird Conference2"
    assert entry.note == Text.of("xy")


def test_string_holds_from_its_definition_to_the_next() -> None:
    text = "@string{s = {1}}@misc{a, title = s}@string{S = {2}}@misc{b, title = s}"
    assert [str(entry.title) for entry in read(text)[0]] == ["1", "2"]


def test_string_is_no_macro_before_its_definition() -> None:
    (entry,), (fault,) = read("@misc{a,\n  title = {On } # owls,\n}\n@string{owls = {Owls}}")
    assert str(entry.title) == "On owls"
    assert (fault.name, fault.key, fault.field) == ("undefined-string", "a", "title")
    assert fault.position == Position("owls.bib", 2, 19)
    assert "“owls”" in fault.message


def test_month_macro_can_be_defined_anew() -> None:
    text = "@string{jun = {July}}\n@misc{a, year = 2024, month = jun}"
    assert read_one(text).date == Date(2024, 7)


def test_undefined_string_in_a_string() -> None:
    entries, (fault,) = read("@string{a = b}\n@misc{x, title = a}")
    assert str(entries[0].title) == "b"
    assert fault.position == Position("owls.bib", 1, 13)
    assert fault.key is None


def test_comments_and_preambles_are_no_entries() -> None:
    text = '@comment{@misc{a, title = {T}}}\n@preamble{"@misc{b, title = {T}}"}\n% c\nfree'
    entries, faults = read(text)
    assert [entry.key for entry in entries] == []
    assert faults == ()


def test_percent_sign_hides_no_entry_as_in_bibtex() -> None:
    assert [entry.key for entry in read("% @misc{a}\n@misc{b}")[0]] == ["a", "b"]


def test_empty_file() -> None:
    assert read("") == ((), ())
    assert read("\n \n% nothing\n") == ((), ())


@pytest.mark.parametrize(
    ("comment", "allowed"),
    [
        ("% pllm-bib: allow near-title: another work", [("near-title", None, "another work", 2)]),
        ("%pllm-bib:allow near-title:another work  ", [("near-title", None, "another work", 2)]),
        (
            "% pllm-bib: allow near-title, same-title : two\n% pllm-bib: allow bad-date: why: so",
            [
                ("near-title", None, "two", 2),
                ("same-title", None, "two", 2),
                ("bad-date", None, "why: so", 3),
            ],
        ),
        (
            "% pllm-bib: allow T002, T006 in Title, note: so",
            [
                ("T002", "title", "so", 2),
                ("T002", "note", "so", 2),
                ("T006", "title", "so", 2),
                ("T006", "note", "so", 2),
            ],
        ),
        ("% pllm-bib: allow near-title:", []),
        ("% pllm-bib: allow near-title", []),
        ("% allow near-title: no", []),
    ],
)
def test_acknowledged_findings(
    comment: str, allowed: list[tuple[str, str | None, str, int]]
) -> None:
    text = f"% Owls.\n{comment}\n@misc{{a}}\n@misc{{b}}\n"
    first, second = read(text)[0]
    assert first.origin is not None
    said = [(a.rule, a.field, a.reason, a.position.line) for a in first.origin.allowed]
    assert said == allowed
    assert bib_reader.acknowledgements(text, "owls.bib") == first.origin.allowed
    assert second.origin is not None
    assert second.origin.allowed == ()


# Faults.

GOOD = "@misc{good, title = {G}}\n"


@pytest.mark.parametrize(
    ("broken", "line", "column", "key"),
    [
        ('\n @misc{a,\n  title = "T,\n}\n', 3, 2, "a"),
        ("@misc{a,\n  title = {T,\n}\n", 2, 1, "a"),
        ("@misc{a\n  title = {T},\n}\n", 3, 3, "a"),
        ("  @misc{,\n  title = {T},\n}\n", 2, 3, None),
        ("@misc{a,\n  % why\n  title = {T},\n}\n", 3, 3, "a"),
        ("@misc{a,\n  title = {T}},\n  year = 1,\n}\n", 3, 15, None),
    ],
)
def test_broken_block_is_reported_and_leaves_the_others(
    broken: str, line: int, column: int, key: str | None
) -> None:
    entries, (fault,) = read(GOOD + broken + GOOD.replace("good", "other"))
    assert [entry.key for entry in entries if entry.key not in {"a", "t"}] == ["good", "other"]
    assert (fault.code, fault.name, fault.severity) == ("S001", "syntax-error", "error")
    assert fault.position == Position("owls.bib", line, column)
    assert fault.key == key


@pytest.mark.parametrize(
    ("fields", "line", "column"),
    [
        ("  title = {T} x,\n  year = 2024,\n  note = {N},", 2, 15),
        ("  note = {N}, title = ,", 2, 23),
        ("  note = {N}, title = (T),", 2, 23),
        ("  note = {N},\n  title = {x} # {a \\{ b},", 3, 17),
        ("  note = {N},\n  title = {T} #,", 3, 16),
    ],
)
def test_broken_value_is_reported_and_leaves_the_others(
    fields: str, line: int, column: int
) -> None:
    (entry,), (fault,) = read(f"@misc{{a,\n{fields}\n}}")
    assert (fault.name, fault.severity) == ("syntax-error", "error")
    assert (fault.position.line, fault.position.column) == (line, column)
    assert "“title”" in fault.message
    assert (fault.key, entry.title, entry.note) == ("a", Text(), Text.of("N"))


def test_first_of_fields_that_differ_by_case_counts() -> None:
    entry, faults = faults_of("  title = {T},\n  Title = {U},\n  TITLE = {V},")
    assert str(entry.title) == "T"
    assert faults == [("duplicate-field", "title", 3, 3), ("duplicate-field", "title", 4, 3)]


def test_same_keys_are_both_read() -> None:
    entries, faults = read("@misc{a, title={1}}\n@misc{a, title={2}}\n@misc{A, title={3}}")
    assert [(entry.key, str(entry.title)) for entry in entries] == [
        ("a", "1"),
        ("a", "2"),
        ("A", "3"),
    ]
    assert faults == ()


@pytest.mark.parametrize("source", ["{}", '""', "{ }", "{\n}", '"" # {}'])
def test_empty_field_is_reported_with_what_mends_it(source: str) -> None:
    (entry,), (fault,) = read(f"@misc{{a,\n  title = {{T}},\n  note = {source},\n}}")
    assert (entry.note, entry.extra) == (None, ())
    assert (fault.code, fault.name, fault.field) == ("F003", "empty-field", "note")
    assert fault.position == Position("owls.bib", 3, 3)
    assert fault.fix == (Edit(key="a", field="note", value=None),)


def test_unknown_command_is_kept_and_reported() -> None:
    entry, faults = faults_of("  title = {On \\foo{x} $y},")
    assert entry.title == Text.of("On ", Chunk(r"\foo{x}", Style.RAW), " $y")
    assert faults == [("unknown-command", "title", 2, 3), ("unknown-command", "title", 2, 3)]


def test_malformed_names_are_reported() -> None:
    entry, faults = faults_of("  editor = {A, B, C, D and and X,},")
    assert [str(name) for name in entry.editors] == ["C D A B", "X"]
    assert faults == [("malformed-name-list", "editor", 2, 3)] * 3


def test_unknown_fields_are_kept_letter_for_letter_in_order() -> None:
    entry = read_fields(
        'zeta = {A  {\\"o}\n b},\nHowPublished = "\\url{x}" # jan,\nmy-field+1 = 12,\nalpha = {--},'
    )
    assert entry.extra == (
        ("zeta", 'A  {\\"o}\n b'),
        ("howpublished", r"\url{x}jan"),
        ("my-field+1", "12"),
        ("alpha", "--"),
    )


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "@xdata{b,",
                    "@inbook{c,",
                    "crossref={b},",
                    "xdata={c,b},",
                    "note={xdata=b-title},",
                ),
                *("@misc{a,", "@article{b,\n", "@thesis{c,", "@string{foo = {F}}\n", "}\n", "}"),
                *("title = {A {B} $c},", "year = 2024,", "month = {13},", "month = jan,", "day=x,"),
                *("author = {A, B, C, D and },", "doi = {x},", "date = {2024-02-30},", '"', "#"),
                *(
                    "url = {\\url{},",
                    "ids = {,},",
                    "eprint = {},",
                    "keywords={;},",
                    "{",
                    ",",
                    "% c\n",
                ),
            ]
        ),
        max_size=12,
    ).map("".join)
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read(text: str) -> None:
    entries, faults = read(text)
    lines = text.split("\n")
    for fault in faults:
        assert 1 <= fault.position.line <= len(lines)
        assert 1 <= fault.position.column <= len(lines[fault.position.line - 1]) + 1
    assert all(entry.origin is not None for entry in entries)


@pytest.mark.parametrize("name", ["commentary", "COMMENTARY"])
def test_commentary_is_no_comment(name: str) -> None:
    text = f"@comment{{a}}\n@{name} {{b,\n  title = {{See @commentary}}}}\n"
    entry = read_one(text)
    assert (entry.key, entry.type, str(entry.title)) == ("b", "commentary", "See @commentary")
    assert entry.position("title") == Position("owls.bib", 3, 3)


COMMENTED = """\
@book{a,
  % title = {No}, % {
  author = {B},
  note = {x%y},
  year = 2020, % why "?
  isbn = "1%2",
  % series = {No}
}
@book{b, % c
  title = {Y}}
@book{c, title = {Q} % z
, year = 1999}
"""


def test_comments_between_fields_are_left_out_as_by_biber() -> None:
    works, faults = bib_reader.read_biblatex(COMMENTED, "")
    assert not faults
    assert [(work.key, str(work.title), str(work.date or "")) for work in works] == [
        ("a", "", "2020"),
        ("b", "Y", ""),
        ("c", "Q", "1999"),
    ]
    assert (works[0].isbn, str(works[0].note)) == ("1%2", "x%y")
    assert works[0].origin is not None
    assert works[0].origin.fields["year"].line == 5
    # BibTeX has no such comments, nor has a list.
    assert bib_reader.read(COMMENTED, "")[1]


def test_a_percent_sign_in_a_comment_block_is_a_part_of_it_as_to_biber() -> None:
    blocks = list(split("@Comment {owls %}\n@misc{a, title = {T}}\n", comments=True))
    assert [(block.kind, block.raw) for block in blocks] == [
        ("comment", "@Comment {owls %}"),
        ("entry", "@misc{a, title = {T}}"),
    ]


SICI = "10.1175/1520(1996)026<2712:TEOIWU>2.0.CO;2"


@pytest.mark.parametrize(
    ("source", "doi"),
    [
        (r"10.1175/1520(1996)026{\textless}2712:TEOIWU{\textgreater}2.0.CO;2", SICI),
        ("10.1175/1520(1996)026&lt;2712:TEOIWU&gt;2.0.CO;2", SICI),
        (r"10.1175/1520(1996)026\&lt;2712:TEOIWU\&gt;2.0.CO;2", SICI),
        (r"10.1175/1520(1996)026\textless2712:TEOIWU\textgreater 2.0.CO;2", SICI),
        (r"10.1175/1520(1996)026${<}$2712:TEOIWU$\gt$2.0.CO;2", SICI),
        ("https://doi.org/10.1175/1520(1996)026%3C2712:TEOIWU%3E2.0.CO;2", SICI),
        ("DOI: 10.1016/S0140-6736(07)61482-4.", "10.1016/S0140-6736(07)61482-4"),
        ("doi:https://dx.doi.org/10.1016/j.x", "10.1016/j.x"),
        (r"10.1007\%2Fs11192-014", "10.1007/s11192-014"),
        (r"10.1007/978-3\_{}20", "10.1007/978-3_20"),
        (r"\url{https://doi.org/10.1007/abc_d}", "10.1007/abc_d"),
        (r"\href{https://doi.org/10.1007/abc\_d}{abc}", "10.1007/abc_d"),
        (r"10.1175/1520(1996)026$\less$2712:TEOIWU$\greater$2.0.CO$\mathsemicolon$2", SICI),
        (r"urn:doi:10.1007/abc", "10.1007/abc"),
        ("https://dl.acm.org/doi/10.1145/3626772.3657783", "10.1145/3626772.3657783"),
        # not DOIs
        ("10.1007/abc\u200b", None),
        (r"10.1007/\foo 20", None),
        (r"10.1007/\foo20", None),
        ("10.1007/a$b$", None),
        ("10.1007/a b", None),
        ("10.1007/", None),
        ("to appear", None),
    ],
)
def test_doi_in_latex_html_and_addresses(source: str, doi: str | None) -> None:
    (entry,), _ = bib_reader.read(f"@misc{{a, doi = {{{source}}}}}", "a.bib")
    assert entry.doi == doi
    assert ("doi", source) in entry.extra or doi
