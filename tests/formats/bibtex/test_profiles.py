"""Profiles: the fields that say an identifier. `consumers` tries what styles print of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests.formats.strategies import entries

from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.profiles import PROFILES, read_said
from pllm_bib.formats.bibtex.write import Variant, writer
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.model.entry import Entry, Eprint, Link, LinkKind
from pllm_bib.model.library import Library
from pllm_bib.model.text import Text

CLASSIC = writer(Variant.CLASSIC)
ARTICLE = Entry(key="a", type="article", title=Text.of("Owls"))
PREPRINT = replace(ARTICLE, type="preprint", eprint=Eprint("arXiv", "2403.00001", "cs.CL"))
PUBLISHED = replace(ARTICLE, eprint=PREPRINT.eprint, doi="10.1234/owls_1")
DOI_ONLY = replace(PUBLISHED, eprint=None)
THESIS = replace(DOI_ONLY, type="phdthesis")
DATASET = replace(DOI_ONLY, type="dataset")
EPRINT = [
    "eprint = {2403.00001}",
    "archiveprefix = {arXiv}",
    "eprinttype = {arXiv}",
    "primaryclass = {cs.CL}",
]
DOI = "doi = {10.1234/owls_1}"
SAYS_EPRINT = "{{arXiv}:2403.00001 [cs.CL]}"
SAYS_DOI = r"{{doi}:10.1234/owls\_1}"
WHAT = "howpublished = {Data set}"


def fields_of(entry: Entry, profile: str) -> list[str]:
    text = CLASSIC.write(Library((entry,)), Options(profile=profile))
    return [line.strip().removesuffix(",") for line in text.splitlines()[2:-1]]


def at(entry: Entry, url: str) -> Entry:
    return replace(entry, links=(Link(LinkKind.PAPER, url),))


@pytest.mark.parametrize(
    ("profile", "entry", "expected"),
    [
        ("portable", PREPRINT, [f"howpublished = {SAYS_EPRINT}"]),
        ("portable", PUBLISHED, [DOI, f"note = {SAYS_EPRINT}"]),
        ("portable", DOI_ONLY, [f"note = {SAYS_DOI}"]),
        ("portable", DATASET, [WHAT, f"note = {SAYS_DOI}"]),
        ("portable", ARTICLE, []),
        ("acl", PREPRINT, EPRINT),
        ("acl", PUBLISHED, [DOI, *EPRINT, f"note = {SAYS_EPRINT}"]),
        ("acl", DOI_ONLY, [DOI, f"note = {SAYS_DOI}"]),
        ("acl", DATASET, [WHAT, DOI, f"note = {SAYS_DOI}"]),
        ("natbib", PREPRINT, [*EPRINT, "url = {https://arxiv.org/abs/2403.00001}"]),
        ("natbib", PUBLISHED, [DOI, *EPRINT]),
        ("natbib", replace(PUBLISHED, doi=None), [*EPRINT, f"note = {SAYS_EPRINT}"]),
        ("natbib", DOI_ONLY, [DOI]),
        ("natbib", THESIS, [DOI, f"note = {SAYS_DOI}"]),
        ("natbib", DATASET, [WHAT, DOI, "url = {https://doi.org/10.1234/owls_1}"]),
        ("minimal", PREPRINT, EPRINT),
        ("minimal", PUBLISHED, [DOI, *EPRINT]),
        ("minimal", DATASET, [WHAT, DOI]),
    ],
)
def test_fields(profile: str, entry: Entry, expected: list[str]) -> None:
    assert fields_of(entry, profile) == expected


OWN = "https://example.org/owls"
ARCHIVE = "https://arxiv.org/abs/2403.00001"
RESOLVER = "https://doi.org/10.1234/owls_1"


@pytest.mark.parametrize(
    ("profile", "entry", "written"),
    [
        *((profile, at(PUBLISHED, OWN), True) for profile in PROFILES),
        *((profile, at(PUBLISHED, ARCHIVE), profile == "natbib") for profile in PROFILES),
        *((profile, at(PUBLISHED, RESOLVER), False) for profile in PROFILES),
        *((profile, at(THESIS, RESOLVER), profile == "natbib") for profile in PROFILES),
    ],
)
def test_address(profile: str, entry: Entry, written: bool) -> None:  # noqa: FBT001
    url = f"url = {{{entry.landing_page}}}"
    assert (url in fields_of(entry, profile)) == written


@pytest.mark.parametrize("profile", PROFILES)
def test_doi_that_arxiv_makes_of_its_id_says_nothing_more(profile: str) -> None:
    entry = replace(PREPRINT, doi="10.48550/arxiv.2403.00001")
    assert fields_of(entry, profile) == fields_of(PREPRINT, profile)


def test_address_of_its_own_prints_no_id() -> None:
    fields = fields_of(at(PREPRINT, OWN), "natbib")
    assert fields == [f"howpublished = {SAYS_EPRINT}", *EPRINT, f"url = {{{OWN}}}"]


def test_identifier_stands_before_the_note() -> None:
    entry = replace(PUBLISHED, note=Text.of("Best paper"))
    assert fields_of(entry, "portable")[-1] == "note = {{arXiv}:2403.00001 [cs.CL]. Best paper}"


@pytest.mark.parametrize("profile", ["portable", "acl"])
def test_what_the_source_says_is_not_said_again(profile: str) -> None:
    entry = replace(PUBLISHED, note=Text.of("See also arXiv:2403.00001, version 1"))
    expected = [DOI, *EPRINT, "note = {See also arXiv:2403.00001, version 1}"]
    assert fields_of(entry, profile) == expected


def test_howpublished_of_the_source_stays() -> None:
    entry = replace(PREPRINT, extra=(("howpublished", "On paper"),))
    expected = ["howpublished = {On paper}", f"note = {SAYS_EPRINT}"]
    assert fields_of(entry, "portable") == expected


@pytest.mark.parametrize(
    "eprint", [Eprint("", "x1"), Eprint("Two Words", "x1"), Eprint("arXiv", "a b")]
)
def test_what_could_not_be_read_again_stays_in_its_field(eprint: Eprint) -> None:
    fields = fields_of(replace(PREPRINT, eprint=eprint), "portable")
    assert f"eprint = {{{eprint.id}}}" in fields
    assert not [field for field in fields if field.startswith(("note", "howpublished"))]


# Reading.


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("arXiv:2403.00001 [cs.CL]", ("arXiv", "2403.00001", "cs.CL", "")),
        ("arXiv: 2403.00001.", ("arXiv", "2403.00001", "", "")),
        ("arxiv:2403.00001v2", ("arxiv", "2403.00001v2", "", "")),
        ("{arXiv}:cs/0112017. Best paper. Ever", ("arXiv", "cs/0112017", "", "Best paper. Ever")),
        (r"{HAL}:hal-1\_2", ("HAL", "hal-1_2", "", "")),
        (r"doi: 10.1234/a\_b. A note", ("doi", "10.1234/a_b", "", "A note")),
        (r"{doi}:10.1234/a{\textless}b", ("doi", "10.1234/a<b", "", "")),
    ],
)
def test_note_that_says_an_identifier(note: str, expected: tuple[str, ...]) -> None:
    said = read_said(note)
    assert said is not None
    assert said[:4] == expected
    assert said.exported == note.startswith("{")


@pytest.mark.parametrize(
    "note",
    [
        "",
        "Best paper",
        "See arXiv:2403.00001",
        "arXiv:2403.00001 and more",
        "arXiv:soon",
        "HAL:hal-01",
        "https://arxiv.org/abs/2403.00001",
        "doi:owls",
        "doi:10.1234/owls [cs.CL]",
        "{arXiv:2403.00001}",
    ],
)
def test_note_that_says_something_else(note: str) -> None:
    assert read_said(note) is None


def read(fields: str, type_name: str = "article") -> Entry:
    entries, faults = bib_reader.read(f"@{type_name}{{a,\n{fields}\n}}\n", "a.bib")
    assert faults_of(faults) == ()
    return entries[0]


def test_identifier_in_a_note_is_read() -> None:
    entry = read("note = {arXiv:2403.00001 [cs.CL]},", "misc")
    assert (entry.type, entry.eprint, entry.note) == ("preprint", PREPRINT.eprint, None)
    entry = read("howpublished = {arXiv:2403.00001 [cs.CL]}, note = {doi:10.1/x},", "misc")
    assert (entry.eprint, entry.note, entry.extra) == (PREPRINT.eprint, Text.of("doi:10.1/x"), ())
    entry = read("note = {doi:10.1234/owls\\_1. Best paper},")
    assert (entry.doi, entry.note) == ("10.1234/owls_1", Text.of("Best paper"))


def test_field_goes_before_what_a_note_says() -> None:
    entry = read("eprint = {1}, archiveprefix = {HAL}, note = {arXiv:2403.00001},")
    assert (entry.eprint, entry.note) == (Eprint("HAL", "1"), Text.of("arXiv:2403.00001"))
    entry = read("doi = {10.1234/a}, note = {doi:10.1234/a},")
    assert (entry.doi, entry.note) == ("10.1234/a", Text.of("doi:10.1234/a"))


@pytest.mark.parametrize("profile", PROFILES)
@given(entry=entries(("article", "inproceedings", "phdthesis", "preprint", "misc")))
@settings(max_examples=60, deadline=None)
def test_every_profile_reads_back_as_the_same(profile: str, entry: Entry) -> None:
    entry = replace(entry, extra=())

    def back(name: str) -> Entry:
        text = CLASSIC.write(Library((entry,)), Options(profile=name))
        (found,), _faults = bib_reader.read(text, "a.bib")
        return replace(found, links=())  # they are part of what profiles differ in

    assert back(profile) == back("minimal")
