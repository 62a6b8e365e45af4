"""Addresses and identifiers in fields for other things: what entries, and formats, have of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats.base import Options, WriteContext
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.csl_json import write as csl_json
from pllm_bib.formats.csl_json.read import read_json as csl_json_read
from pllm_bib.formats.shared.extra_fields import links
from pllm_bib.model.entry import Entry, Eprint, LinkKind

if TYPE_CHECKING:
    from pllm_bib.model.diagnostic import Diagnostic


def read(fields: str, type_name: str = "misc") -> tuple[Entry, tuple[Diagnostic, ...]]:
    (entry,), faults = bib_reader.read(f"@{type_name}{{a, title = {{T}},\n{fields}}}", "a.bib")
    assert not any(fault.is_fault for fault in faults)
    return entry, faults


def csl(fields: str, type_name: str = "misc") -> dict[str, str]:
    """The variables of an entry that tell of addresses, notes and publishers."""
    entry, _ = read(fields, type_name)
    made = {part.target: part.value for part in csl_json.parts(entry, WriteContext()) if part.value}
    if date := made.get("accessed"):
        made["accessed"] = "-".join(map(str, date["date-parts"][0]))
    return {name: made[name] for name in ("URL", "accessed", "publisher", "note") if name in made}


# Addresses and dates of access.


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # commands and bare addresses
        (r"howpublished = {\url{https://x.org/a\_b}}", {"URL": "https://x.org/a_b"}),
        (r"howpublished = {\path{https://x.org/a}}", {"URL": "https://x.org/a"}),
        (r"howpublished = {\texttt{https://x.org/a}}", {"URL": "https://x.org/a"}),
        ("howpublished = {https://x.org/two}", {"URL": "https://x.org/two"}),
        ("howpublished = {<https://x.org/1>}", {"URL": "https://x.org/1"}),
        (r"howpublished = {\url{github.com/x/y}}", {"URL": "github.com/x/y"}),
        (r"howpublished = {https://x.org/\%7Efoo\_1}", {"URL": "https://x.org/%7Efoo_1"}),
        (r"howpublished = {https://x.org/{\textasciitilde}a}", {"URL": "https://x.org/~a"}),
        (r"howpublished = {https://x.org/$\sim$a}", {"URL": "https://x.org/~a"}),
        ("howpublished = {www.x.org/a}", {"URL": "www.x.org/a"}),
        (r"note = {\url{https://x.org/five}}", {"URL": "https://x.org/five"}),
        # the text beside them
        (
            r"howpublished = {\href{https://x.org/four}{Project page}}",
            {"URL": "https://x.org/four", "publisher": "Project page"},
        ),
        (
            r"howpublished = {\href{https://doi.org/10.5555/x}{doi:10.5555/x}}",
            {"URL": "https://doi.org/10.5555/x"},
        ),
        (
            r"howpublished = {\href{https://www.gap.org/c}{\texttt{gap.org}}}",
            {"URL": "https://www.gap.org/c", "publisher": "gap.org"},
        ),
        (r"howpublished = {\href{https://x.org/1/}{x.org/1}}", {"URL": "https://x.org/1/"}),
        (
            r"howpublished = {GitHub repository: \url{https://github.com/x/y}}",
            {"URL": "https://github.com/x/y", "publisher": "GitHub repository"},
        ),
        (
            r"howpublished = {{OpenAI} Blog, \url{https://x.org/a} (visited on 05/31/2020)}",
            {
                "URL": "https://x.org/a",
                "accessed": "2020-5-31",
                "publisher": "OpenAI Blog",
            },
        ),
        (
            "howpublished = {Online (https://en.wikipedia.org/wiki/A_(b)).}",
            {"URL": "https://en.wikipedia.org/wiki/A_(b)"},
        ),
        (
            r"howpublished = {\url{https://x.org/1} and \url{https://x.org/2}}",
            {"URL": "https://x.org/1"},
        ),
        (
            r"howpublished = {Blog post. \url{https://x.org/6}}, url = {https://x.org/other}",
            {"URL": "https://x.org/other", "publisher": "Blog post. https://x.org/6"},
        ),
        (
            r"howpublished = {\url{http://www.x.org/a/}}, url = {https://x.org/a}",
            {"URL": "https://x.org/a"},
        ),
        # words before them
        (r"howpublished = {Available at \url{https://x.org/3}}", {"URL": "https://x.org/3"}),
        (r"howpublished = {[Online]. Available: https://x.org/3}", {"URL": "https://x.org/3"}),
        (r"note = {See \url{https://x.org/3}}", {"URL": "https://x.org/3"}),
        (r"note = {Disponible sur: https://x.org/3}", {"URL": "https://x.org/3"}),
        # dates of access, with the address or without it
        (
            r"howpublished = {\url{https://x.org/1}}, note = {Accessed: 2024-01-02}",
            {"URL": "https://x.org/1", "accessed": "2024-1-2"},
        ),
        ("note = {Last accessed 3 March 2021}", {"accessed": "2021-3-3"}),
        ("note = {[Online; accessed 12-May-2020]}", {"accessed": "2020-5-12"}),
        ("note = {Accessed on the 5th of May, 2020.}", {"accessed": "2020-5-5"}),
        ("note = {Accessed: Mar. 3, 2020}", {"accessed": "2020-3-3"}),
        ("note = {Accessed May 2020}", {"accessed": "2020-5"}),
        ("note = {Last checked: 2020}", {"accessed": "2020"}),
        ("note = {Accessed 2020-05-12T10:00:00Z}", {"accessed": "2020-5-12"}),
        ("note = {accessed 31/05/2020}", {"accessed": "2020-5-31"}),
        (
            "note = {Retrieved March 3, 2021, from https://x.org/x.}",
            {"URL": "https://x.org/x", "accessed": "2021-3-3"},
        ),
        (
            r"howpublished = {Verf{\"u}gbar unter \url{https://x.de}, abgerufen 3. M{\"a}rz 2020}",
            {"URL": "https://x.de", "accessed": "2020-3-3"},
        ),
        ("note = {Zugriff: 03.05.2020}", {"accessed": "2020-5-3"}),
        ("note = {Zuletzt besucht am 1.2.2021}", {"accessed": "2021-2-1"}),
        (r"note = {consult\'e le 1er mars 2020}", {"accessed": "2020-3-1"}),
        ("note = {Consultado el 5 de mayo de 2020}", {"accessed": "2020-5-5"}),
        (r"note = {\'Ultimo acceso: 5 de mayo de 2020}", {"accessed": "2020-5-5"}),
        ("note = {Ultimo accesso: 7 maggio 2019}", {"accessed": "2019-5-7"}),
        ("note = {Acessado em 5 de maio de 2020}", {"accessed": "2020-5-5"}),
        ("note = {Geraadpleegd op 4 mei 2018}", {"accessed": "2018-5-4"}),
        ("note = {访问日期: 2020年5月12日}", {"accessed": "2020-5-12"}),
        ("lastchecked = {May 12, 2020}", {"accessed": "2020-5-12"}),
        ("urldate = {2020-01-01}, note = {Accessed 2020-01-01}", {"accessed": "2020-1-1"}),
        # what is no statement, or another's
        ("note = {Open Access 2020}", {"note": "Open Access 2020"}),
        ("note = {accessed 05/06/2020}", {"note": "accessed 05/06/2020"}),  # May or June
        (
            "urldate = {2020-01-01}, note = {Accessed 2021-01-01}",
            {"accessed": "2020-1-1", "note": "Accessed 2021-01-01"},
        ),
        (
            r"note = {See \url{https://x.org/p} for the proofs}",
            {"note": "See https://x.org/p for the proofs"},
        ),
        (r"annote = {I read \url{https://x.org/p} on a train}", {}),
    ],
)
def test_address_in_a_note(fields: str, expected: dict[str, str]) -> None:
    assert csl(fields) == expected


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        (r"Code available at \url{https://x.org/m}", LinkKind.CODE),
        ("Data: https://x.org/m", LinkKind.DATA),
        ("Video: https://x.org/m", LinkKind.VIDEO),
        (r"Project page: \url{https://x.org/m}", LinkKind.WEBSITE),
    ],
)
def test_address_of_material(note: str, kind: LinkKind) -> None:
    entry, _ = read(f"note = {{{note}}}", "article")
    assert (entry.link(kind), entry.note) == ("https://x.org/m", None)


def test_page_of_stack_exchange() -> None:
    page = "https://math.example.com/q/3252"
    entry, faults = read(
        "author = {Vik Vau (https://math.example.com/users/2/vik)}, howpublished = {Mathematics},"
        f"note = {{URL:{page} (version: 2019-06-05)}}, eprint = {{{page}}}, url = {{{page}}}"
    )
    assert (entry.type, entry.eprint, entry.link(LinkKind.PAPER)) == ("online", None, page)
    assert (str(entry.date), entry.note) == ("2019-06-05", None)
    assert [(name.given, name.family) for name in entry.authors] == [("Vik", "Vau")]
    assert {fault.field for fault in faults} == {"eprint", "author", "note"}


# Identifiers.


@pytest.mark.parametrize(
    ("type_name", "fields", "identifier"),
    [
        ("misc", "eprint = {arXiv:2101.00001v3 [cs.CL]}", "arXiv:2101.00001v3 [cs.CL]"),
        ("misc", "eprint = {arXiv:math.GT/0309136}, archiveprefix = {arXiv}", "math.GT/0309136"),
        ("misc", "eprint = {2101.00001}", "arXiv:2101.00001"),
        ("misc", "eprint = {2101.00001}, archiveprefix = {arXiv.org}", "arXiv:2101.00001"),
        ("misc", "eprint = {https://arxiv.org/pdf/2101.00001v2.pdf}", "arXiv:2101.00001v2"),
        ("misc", "eprint = {10.48550/arXiv.2101.00001}", "arXiv:2101.00001"),
        ("misc", "doi = {10.48550/arXiv.2101.00001}, publisher = {arXiv}", "arXiv:2101.00001"),
        ("article", "doi = {10.48550/ARXIV.2101.00001v5}", "arXiv:2101.00001v5"),
        ("article", "journal = {arXiv preprint arXiv:1707.08052}", "arXiv:1707.08052"),
        ("article", "journal = {ArXiv preprint arXiv:1707.08052v2, 2017}", "arXiv:1707.08052v2"),
        ("article", "journal = {arXiv:1706.03762 [cs]}", "arXiv:1706.03762 [cs]"),
        ("article", "journal = {arXiv e-prints}, pages = {arXiv:2101.00001}", "arXiv:2101.00001"),
        ("article", "journal = {arXiv e-prints}, eid = {arXiv:2101.00001}", "arXiv:2101.00001"),
        ("article", "journal = {CoRR}, volume = {abs/1706.03762}", "arXiv:1706.03762"),
        ("article", "journal = {CoRR}, volume = {cs.CL/0101001}", "arXiv:cs.CL/0101001"),
        ("article", "journal = {arXiv (Cornell University)}, url = {https://arxiv.org/abs/1706.03762}",
         "arXiv:1706.03762"),
        ("inproceedings", "booktitle = {arXiv preprint arXiv:1706.03762}", "arXiv:1706.03762"),
        ("misc", "howpublished = {arXiv preprint arXiv:1706.03762}", "arXiv:1706.03762"),
        ("misc", "note = {Preprint, arXiv:1706.03762}", "arXiv:1706.03762"),
        ("misc", "number = {arXiv:1706.03762}, eprint = {1706.03762}, eprinttype = {arxiv}",
         "arXiv:1706.03762"),
        ("misc", "arxivid = {1706.03762}, archiveprefix = {arXiv}", "arXiv:1706.03762"),
        ("misc", r"slaccitation = {\%\%CITATION = ARXIV:0707.3168;\%\%}", "arXiv:0707.3168"),
        ("misc", "eprint = {0309136}, archiveprefix = {arXiv}, primaryclass = {math.GT}",
         "arXiv:math/0309136 [math.GT]"),
        ("misc", "hal_id = {hal-01234567}", "HAL:hal-01234567"),
        ("misc", "eprint = {HAL:hal-01234567}", "HAL:hal-01234567"),
        ("article", "journal = {Available at SSRN 3483214}", "SSRN:3483214"),
        ("article", "journal = {SSRN Electronic Journal}, doi = {10.2139/ssrn.3483214}",
         "SSRN:3483214"),
        ("article", "journal = {bioRxiv}, doi = {10.1101/2020.01.01.123}, publisher = {Cold}",
         "bioRxiv:2020.01.01.123"),
        ("misc", "eprint = {https://www.jstor.org/stable/12345}, eprinttype = {jstor}",
         "jstor:12345"),
        ("misc", r"howpublished = {\href{https://arxiv.org/abs/2101.00001}{arXiv:2101.00001}}",
         "arXiv:2101.00001"),
        ("misc", r"note = {Preprint at \href{https://arxiv.org/abs/2101.00001}{arXiv:2101.00001}}",
         "arXiv:2101.00001"),
    ],
)  # fmt: skip
def test_preprint(type_name: str, fields: str, identifier: str) -> None:
    entry, faults = read(fields, type_name)
    eprint = entry.eprint
    assert eprint is not None
    category = f" [{eprint.category}]" if eprint.category else ""
    assert f"{eprint.archive}:{eprint.id}{category}".endswith(identifier)
    assert (entry.type, entry.container, entry.number, entry.volume, entry.pages) == (
        "preprint",
        *[None] * 4,
    )
    assert faults or fields.startswith("number")


def test_version_has_no_doi_of_its_own() -> None:
    entry, _ = read("eprint = {arXiv:2101.00001v3}")
    assert entry.eprint is not None
    assert entry.eprint.doi == "10.48550/arXiv.2101.00001"
    assert entry.eprint.url == "https://arxiv.org/abs/2101.00001v3"
    entry, _ = read("doi = {10.48550/arXiv.2101.00001v3}")
    assert entry.doi == "10.48550/arXiv.2101.00001"


@pytest.mark.parametrize(
    ("fields", "place", "address"),
    [
        ("eprint = {https://www.x.com/doi/pdf/10.1080/1}", LinkKind.PDF, "10.1080/1"),
        ("eprint = {https://www.biorxiv.org/content/1v1.full.pdf}", LinkKind.PDF, "full.pdf"),
        ("eprint = {https://x.org/a}", LinkKind.PAPER, "https://x.org/a"),
    ],
)
def test_address_as_eprint(fields: str, place: LinkKind, address: str) -> None:
    entry, _ = read(f"journal = {{J}}, {fields}", "article")
    assert (entry.type, entry.eprint) == ("article", None)
    assert (entry.link(place) or "").endswith(address)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("pmid = {PMID: 123}", {"pmid": "123"}),
        ("pmid = {https://pubmed.ncbi.nlm.nih.gov/123/}", {"pmid": "123"}),
        ("pmcid = {123}", {"pmcid": "PMC123"}),
        ("note = {PMID: 23439512}", {"pmid": "23439512"}),
        ("note = {{PMID:} 23439512; PMCID: PMC1}", {"pmid": "23439512", "pmcid": "PMC1"}),
    ],
)
def test_ids_of_pubmed(fields: str, expected: dict[str, str]) -> None:
    entry, _ = read(fields)
    assert (dict(entry.extra), entry.note) == (expected, None)


@pytest.mark.parametrize(
    "fields",
    [
        "journal = {Corrosion Science}",
        "journal = {Journal of arXiv Studies}",
        "journal = {arXiv preprint arXiv:1707.08052}, eprint = {1801.00001}, eprinttype = {arxiv}",
        "journal = {J}, eprint = {owls}, archiveprefix = {HAL}",
        "journal = {J}, eprint = {https://x.org/1}, url = {https://x.org/2}",
        "journal = {J}, note = {PMID: unknown}",
        "journal = {J}, note = {Written in 2020}",
        "journal = {J}, arxivid = {none}",
    ],
)
def test_what_stays_as_it_is(fields: str) -> None:
    entry, faults = read(fields, "article")
    assert (entry.type, faults) == ("article", ())
    assert entry.container is not None


def test_each_step_has_its_place() -> None:
    entry, (fault,) = read(r"note = {Accessed: 2020-05-12, \url{https://x.org/1}}")
    assert (fault.name, fault.field, fault.position.line) == ("read-as", "note", 2)
    assert "https://x.org/1" in fault.message
    assert "2020-05-12" in fault.message
    assert entry.position("url") == entry.position("note") != entry.position()


# The address of a DOI.


@pytest.mark.parametrize(
    ("fields", "url", "with_option"),
    [
        ("doi = {10.1234/Owls}", None, "https://doi.org/10.1234/Owls"),
        ("doi = {10.1234/Owls}, url = {https://x.org/1}", "https://x.org/1", "https://x.org/1"),
        ("eprint = {2101.00001}", "https://arxiv.org/abs/2101.00001", None),
    ],
)
def test_address_is_made_of_a_doi_only_if_wanted(
    fields: str, url: str | None, with_option: str | None
) -> None:
    entry, _ = read(fields)
    for wanted, expected in ((False, url), (True, with_option or url)):
        context = WriteContext(options=Options(doi_url=wanted))
        made = {part.target: part.value for part in csl_json.parts(entry, context)}
        assert made["URL"] == expected


# Fields that hold no text.


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("file", r"Full Text:https\://x.org/a.pdf:application/pdf;:local.pdf:PDF", None),
        ("file", r"C\:\\papers\\a_b.pdf", None),
        ("bdsk-url-2", r"https://x.org/a\_b", "https://x.org/a_b"),
        ("adsurl", "https://ui.adsabs.harvard.edu/abs/2000A%26A", None),
        ("url_pdf", "https://x.org/a.pdf", None),
        ("biburl", "https://dblp.org/rec/x.bib", None),
        ("urlraw", "https://x.org/~a", None),
        ("bdsk-file-1", "YnBsaXN0MDDSAQ==", None),
    ],
)
def test_field_of_a_program_is_verbatim(name: str, value: str, line: str | None) -> None:
    entry, _ = read(f"{name} = {{{value}}}")
    context = WriteContext(options=Options(keep_extra=True))
    made = {part.target: part.value for part in csl_json.parts(entry, context)}
    assert made["note"] == f"tex.{name}: {line or value}"
    (back,), _ = csl_json_read(f'[{{"id": "a", "note": {json.dumps(made["note"])}}}]', "a.json")
    assert dict(back.extra)[name] == (line or value)


def test_first_address_of_bibdesk() -> None:
    entry, _ = read("bdsk-url-1 = {https://x.org/1}, bdsk-url-2 = {https://x.org/2}")
    assert (entry.link(LinkKind.PAPER), links(entry)) == (
        "https://x.org/1",
        (("bdsk-url-2", "https://x.org/2"),),
    )
    entry, _ = read("doi = {10.1234/Owls}, bdsk-url-1 = {https://doi.org/10.1234/OWLS}")
    assert (entry.links, links(entry)) == ((), ())


def test_further_addresses() -> None:
    entry, _ = read(
        "url = {https://x.org/1}, bdsk-url-1 = {http://www.x.org/1/}, adsurl = {https://ads.org/1},"
        "biburl = {https://dblp.org/1}, url_date = {2020-01-01}, ee = {https://e.org}"
    )
    assert [name for name, _ in links(entry)] == ["adsurl", "biburl", "ee"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("29 November 2011", "2011-11-29"),
        ("Accessed: Feb. 3, 2016", "2016-2-3"),
        ("last visited on 2020-05-12", "2020-5-12"),
    ],
)
def test_a_date_of_access_in_words(source: str, expected: str) -> None:
    assert csl(f"urldate = {{{source}}}")["accessed"] == expected
    assert [fault.field for fault in read(f"urldate = {{{source}}}")[1]] == ["urldate"]


def test_other_words_of_access_stay() -> None:
    for source in ("some day", "3/4/2020", "29 November 2011 in Rome"):
        entry, faults = read(f"urldate = {{{source}}}")
        assert (dict(entry.extra)["urldate"], faults) == (source, ())


def test_a_date_of_access_in_a_longer_remark_stays_there() -> None:
    note = "Title from the cover (ebrary, viewed July 9, 2014)."
    assert csl(f"note = {{{note}}}") == {"note": note}
    apart = csl("note = {Title from the cover (viewed July 9, 2014).}")
    assert apart == {"note": "Title from the cover", "accessed": "2014-7-9"}


@pytest.mark.parametrize(
    ("fields", "type_name", "publisher"),
    [
        ("eprint = {Twitter}, url = {https://x.org}", "online", "Twitter"),
        ("eprint = {PsyArXiv}, doi = {10.17605/x}", "preprint", "PsyArXiv"),
    ],
)
def test_a_site_as_eprint(fields: str, type_name: str, publisher: str) -> None:
    entry, faults = read(fields, "online")
    assert (entry.type, str(entry.publisher), entry.eprint) == (type_name, publisher, None)
    assert [fault.field for fault in faults] == ["eprint"]
    assert read("eprint = {abc}, eprinttype = {x}", "online")[0].eprint == Eprint("x", "abc")


@pytest.mark.parametrize(
    ("eprint", "archive", "extra"),
    [
        ("17", "pubmed", {"pmid": "17"}),
        ("PMC45", "PMC", {"pmcid": "PMC45"}),
        ("x17y", "pubmed", {}),
    ],
)
def test_ids_of_pubmed_as_eprint(eprint: str, archive: str, extra: dict[str, str]) -> None:
    entry, _ = read(f"eprint = {{{eprint}}}, eprinttype = {{{archive}}}", "article")
    assert dict(entry.extra) == extra
    assert (entry.eprint is None) == bool(extra)
    entry, _ = read("eprint = {17}, eprinttype = {pubmed}, pmid = {18}", "article")
    assert entry.eprint == Eprint("pubmed", "17")


def test_fields_of_inspire_are_read_as_meant() -> None:
    entry, faults = read(
        'author = "Aad, Georges and others", collaboration = "ATLAS", eprint = "1207.7214", '
        'archivePrefix = "arXiv", primaryClass = "hep-ex", reportNumber = "CERN-PH-EP-2012-218", '
        'SLACcitation = "%%CITATION = ARXIV:1207.7214;%%", journal = "Phys. Lett. B"',
        "article",
    )
    assert (entry.type, entry.authors.others, faults) == ("article", True, ())
    assert entry.eprint == Eprint("arXiv", "1207.7214", "hep-ex")
    extra = {"collaboration": "ATLAS", "reportnumber": "CERN-PH-EP-2012-218"}
    assert dict(entry.extra) == extra


def test_dates_editions_and_keywords_of_citavi_are_read_as_meant() -> None:
    entry, _ = read(
        "edition = {2. Aufl.}, urldate = {05.12.2019}, keywords = {owls;night flight}", "book"
    )
    assert (str(entry.edition), entry.keywords) == ("2", ("owls", "night flight"))
    assert dict(entry.extra) == {"urldate": "2019-12-05"}
