"""Services, in the forms that their documentation shows, with invented works."""

from __future__ import annotations

import contextlib
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from tests.lookup.world import Asked, Reply, World

from pllm_bib.lookup import crossref, page
from pllm_bib.lookup.found import Answer, NotFoundError, ServiceError
from pllm_bib.lookup.services import Services
from pllm_bib.lookup.wanted import Wanted, wanted
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.lookup.found import FoundRecord

CROSSREF = {
    "DOI": "10.1000/182",
    "type": "proceedings-article",
    "title": ["Owls at Night"],
    "author": [{"given": "Jane", "family": "Doe"}, {"given": "John", "family": "Roe"}],
    "container-title": ["Proceedings of the Owl Conference"],
    "page": "1-12",
    "publisher": "Owl Press",
    "issued": {"date-parts": [[2024, 5]]},
}
DATACITE = {
    "data": {
        "id": "10.5000/owls",
        "type": "dois",
        "attributes": {
            "doi": "10.5000/owls",
            "titles": [{"title": "Calls of Owls"}],
            "creators": [{"name": "Doe, Jane", "givenName": "Jane", "familyName": "Doe"}],
            "publisher": "Owl Archive",
            "publicationYear": 2023,
            "types": {"resourceTypeGeneral": "Dataset"},
        },
    }
}
CSL = {"type": "book", "title": "Owls", "author": [{"family": "Doe", "given": "Jane"}]}
ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom">
  <title type="html">arXiv Query</title>{}
</feed>"""
PAPER = """
  <entry>
    <id>http://arxiv.org/abs/2401.00007v2</id>
    <updated>2024-11-01T00:00:00Z</updated>
    <published>2024-10-05T07:41:09Z</published>
    <title>Owls at $k$ Nights:
  A &amp; B</title>
    <summary>  We watch $n &gt; 1$ owls. </summary>
    <author><name>Jane van der Berg</name></author>
    <author><name>John Roe</name></author>
    <arxiv:doi>10.1000/182</arxiv:doi>
    <arxiv:comment>12 pages</arxiv:comment>
    <arxiv:journal_ref>Owl Conference 2024</arxiv:journal_ref>
    <arxiv:primary_category term="cs.CL" scheme="http://arxiv.org/schemas/atom"/>
  </entry>"""
NO_PAPER = """
  <entry>
    <id>http://arxiv.org/api/errors#incorrect_id_format_for_x</id>
    <title>Error</title><summary>incorrect id format for x</summary>
  </entry>"""
BIBTEX = """@inproceedings{doe-2024-owls,
    title = "Owls at Night",
    author = "Doe, Jane and Roe, John",
    booktitle = "Proceedings of the Owl Conference",
    year = "2024",
}"""
PUBMED = """<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">123</PMID>
<Article><Journal><Title>Journal of Owls</Title><JournalIssue><PubDate><Year>2020</Year></PubDate>
</JournalIssue></Journal><ArticleTitle>Owls at Night.</ArticleTitle><AuthorList><Author>
<LastName>Doe</LastName><ForeName>Jane</ForeName></Author></AuthorList></Article>
</MedlineCitation></PubmedArticle></PubmedArticleSet>"""
BOOK = {
    "ISBN:9780262033848": {
        "url": "https://openlibrary.org/books/OL1M/Owls",
        "title": "Owls",
        "subtitle": "An Introduction",
        "authors": [{"name": "Jane Doe", "url": "https://openlibrary.org/authors/OL1A"}],
        "publishers": [{"name": "Owl Press"}],
        "publish_places": [{"name": "Cambridge, Mass"}],
        "publish_date": "July 31, 2009",
    }
}
NOTE = {
    "id": "abc_DEF-12",
    "content": {
        "title": {"value": "Owls at Night"},
        "authors": {"value": ["Jane Doe", "John Roe"]},
        "venue": {"value": "ICLR 2024 poster"},
        "abstract": {"value": "We watch owls."},
        "_bibtex": {
            "value": "@inproceedings{\ndoe2024owls,\ntitle={Owls at Night},\nauthor={Jane Doe and "
            "John Roe},\nbooktitle={The Twelfth International Conference on Learning "
            "Representations},\nyear={2024},\nurl={https://openreview.net/forum?id=abc_DEF-12}\n}"
        },
    },
}
OLD_NOTE = {
    "id": "abc_DEF-12",
    "content": {name: value["value"] for name, value in NOTE["content"].items()},  # type: ignore[attr-defined]
}
CARD = "---\nlicense: mit\n---\n# Calls\n\n## Citation\n\n```bibtex\n" + BIBTEX + "\n```\n\nMore.\n"
CFF = "cff-version: 1.2.0\ntitle: Night\nauthors:\n- family-names: Doe\n  given-names: Jane\n"


def ask(world: World, text: str) -> list[FoundRecord]:
    with world.client() as client:
        return Services(client).record(_known(text))


def recorded_answers(folder: Path) -> Path:
    """Record what services answer of a few works; return the folder."""
    work = CROSSREF | {"title": ["A Parliament of Barn Owls"]}
    with World() as world:
        world.pages |= {
            "https://api.crossref.org/works/10.1000%2F182": as_json({"message": work}),
            "https://api.crossref.org/works": as_json({"message": {"items": [work]}}),
            **{f"https://{host}/": Reply() for host in ("dblp.org", "api.openalex.org")},
            "https://api.semanticscholar.org/": Reply(),
            "https://export.arxiv.org/api/query?id_list=2401.00007": Reply(ATOM.format(PAPER)),
            "https://aclanthology.org/2024.acl-long.1.bib": Reply(BIBTEX, "text/plain"),
            "https://api2.openreview.net/notes?id=abc_DEF-12": as_json({"notes": [NOTE]}),
        }
        with world.client(record=folder) as client:
            for text in ("10.1000/182", "2401.00007", "2024.acl-long.1", "2024.acl-long.9"):
                with contextlib.suppress(NotFoundError):
                    Services(client).record(_known(text))
            Services(client).search("A Parliament of Barn Owls")
            Services(client).record(_known("openreview:abc_DEF-12"))
    return folder


def _known(text: str) -> Wanted:
    asked = wanted(text)
    assert asked is not None
    return asked


def as_json(value: Any) -> Reply:
    return Reply(json.dumps(value), "application/json")


@pytest.mark.parametrize(
    ("asked", "address", "reply", "title", "people", "where", "kind"),
    [
        (
            "10.1000/182",
            "https://api.crossref.org/works/10.1000%2F182",
            as_json({"status": "ok", "message-type": "work", "message": CROSSREF}),
            *("Owls at Night", "Jane Doe, John Roe", "https://doi.org/10.1000/182", "official"),
        ),
        (
            "10.5000/owls",
            "https://api.datacite.org/dois/10.5000%2Fowls",
            Reply(json.dumps(DATACITE), "application/vnd.api+json"),
            *("Calls of Owls", "Jane Doe", "https://doi.org/10.5000/owls", "official"),
        ),
        (
            "10.7000/owls",
            "https://doi.org/10.7000/owls",
            Reply(json.dumps(CSL), "application/vnd.citationstyles.csl+json"),
            *("Owls", "Jane Doe", "https://doi.org/10.7000/owls", "official"),
        ),
        (
            "arXiv:2401.00007",
            "https://export.arxiv.org/api/query?id_list=2401.00007",
            Reply(ATOM.format(PAPER), "application/atom+xml"),
            *("Owls at k Nights: A & B", "Jane van der Berg, John Roe"),
            *("https://arxiv.org/abs/2401.00007", "official"),
        ),
        (
            "2024.acl-long.1",
            "https://aclanthology.org/2024.acl-long.1.bib",
            Reply(BIBTEX, "text/plain"),
            *("Owls at Night", "Jane Doe, John Roe"),
            *("https://aclanthology.org/2024.acl-long.1/", "official"),
        ),
        (
            "DBLP:conf/acl/Doe24",
            "https://dblp.org/rec/conf/acl/Doe24.bib?param=1",
            Reply(BIBTEX, "text/plain"),
            *("Owls at Night", "Jane Doe, John Roe"),
            *("https://dblp.org/rec/conf/acl/Doe24", "third-party"),
        ),
        (
            "PMID:123",
            "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi",
            Reply(PUBMED, "text/xml"),
            *("Owls at Night", "Jane Doe", "https://pubmed.ncbi.nlm.nih.gov/123/", "third-party"),
        ),
        (
            "9780262033848",
            "https://openlibrary.org/api/books",
            as_json(BOOK),
            *("Owls: An Introduction", "Jane Doe"),
            *("https://openlibrary.org/books/OL1M/Owls", "third-party"),
        ),
        (
            "openreview:abc_DEF-12",
            "https://api2.openreview.net/notes?id=abc_DEF-12",
            as_json({"notes": [NOTE], "count": 1}),
            *("Owls at Night", "Jane Doe, John Roe"),
            *("https://openreview.net/forum?id=abc_DEF-12", "official"),
        ),
        (
            "openreview:abc_DEF-12",
            "https://api.openreview.net/notes?id=abc_DEF-12",
            as_json({"notes": [OLD_NOTE], "count": 1}),
            *("Owls at Night", "Jane Doe, John Roe"),
            *("https://openreview.net/forum?id=abc_DEF-12", "official"),
        ),
        (
            "https://github.com/owls/night",
            "https://raw.githubusercontent.com/owls/night/HEAD/CITATION.cff",
            Reply(CFF, "text/plain"),
            *("Night", "Jane Doe", "https://github.com/owls/night", "authors"),
        ),
        (
            "https://huggingface.co/datasets/owls/calls",
            "https://huggingface.co/datasets/owls/calls/raw/main/README.md",
            Reply(CARD, "text/plain"),
            *("Owls at Night", "Jane Doe, John Roe"),
            *("https://huggingface.co/datasets/owls/calls", "authors"),
        ),
    ],
)
def test_each_service_gives_the_record_of_its_identifier(  # noqa: PLR0917 - columns of the table
    world: World,
    asked: str,
    address: str,
    reply: Reply,
    title: str,
    people: str,
    where: str,
    kind: str,
) -> None:
    for host in ("api.crossref.org", "api.datacite.org", "api2.openreview.net"):
        world.pages[f"https://{host}/"] = Reply(status=404)
    world.pages[address] = reply
    ((entry, found_at, found_kind, day, _notices),) = ask(world, asked)
    assert str(entry.title) == title
    assert ", ".join(map(str, entry.authors)) == people
    assert (found_at, found_kind) == (where, kind)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)


def test_arxiv_tells_what_a_preprint_became(world: World) -> None:
    world.pages["https://export.arxiv.org/api/query"] = Reply(ATOM.format(PAPER))
    ((entry, *_),) = ask(world, "2401.00007")
    assert entry.eprint is not None
    assert (entry.eprint.id, entry.eprint.category, entry.doi) == (
        *("2401.00007", "cs.CL"),
        "10.1000/182",
    )
    assert str(entry.date) == "2024-10-05"
    assert str(entry.note) == "Owl Conference 2024"
    assert [chunk.value for chunk in entry.title.chunks] == ["Owls at ", "k", " Nights: A & B"]


@pytest.mark.parametrize(
    ("asked", "address", "reply"),
    [
        ("2410.99999", "https://export.arxiv.org/api/query", Reply(ATOM.format(""))),
        ("2410.99999", "https://export.arxiv.org/api/query", Reply(ATOM.format(NO_PAPER))),
        ("openreview:gone12", "https://api2.openreview.net/notes", as_json({"notes": []})),
        ("9780262033848", "https://openlibrary.org/api/books", as_json({})),
        (
            "PMID:9",
            "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi",
            Reply("<PubmedArticleSet></PubmedArticleSet>", "text/xml"),
        ),
        (
            "https://huggingface.co/datasets/owls/calls",
            "https://huggingface.co/datasets/owls/calls/raw/main/README.md",
            Reply("# Calls\n\n```python\nprint()\n```\n", "text/plain"),
        ),
        ("2024.acl-long.9", "https://aclanthology.org/", Reply()),
        ("10.1000/9", "https://doi.org/", Reply()),
    ],
)
def test_what_a_service_does_not_have_is_told_as_such(
    world: World, asked: str, address: str, reply: Reply
) -> None:
    hosts = ("api.crossref.org", "api.datacite.org", "api.openreview.net")
    world.pages |= {f"https://{host}/": Reply() for host in hosts}
    world.pages[address] = reply
    with pytest.raises(NotFoundError):
        ask(world, asked)


NONSENSE = [
    Reply("<html><body>Please enable JavaScript</body></html>", "text/html"),
    Reply("", "application/json"),
    Reply("null"),
    Reply("[]"),
    Reply("{}"),
    Reply('{"notes": 7, "message": 7, "data": 7, "result": 7, "ISBN:9780262033848": 7}'),
    Reply('{"message": {"items"', "application/json"),
    Reply("<feed><entry><id>http://arxiv.org/abs/2410.0", "application/atom+xml"),
]


@pytest.mark.parametrize("reply", NONSENSE)
@pytest.mark.parametrize(
    "asked",
    [
        "10.1000/182",
        "2401.00007",
        "2024.acl-long.1",
        "DBLP:conf/acl/Doe24",
        "PMID:123",
        "9780262033848",
        "openreview:abc_DEF-12",
        "https://github.com/owls/night",
        "https://huggingface.co/datasets/owls/calls",
        "https://example.org/owls",
    ],
)
def test_an_answer_that_is_none_is_one_clear_error(world: World, asked: str, reply: Reply) -> None:
    def anything(_asked: Asked) -> Reply:
        return reply

    hosts = (
        *("api.crossref.org", "api.datacite.org", "doi.org", "export.arxiv.org", "dblp.org"),
        *("aclanthology.org", "eutils.ncbi.nlm.nih.gov", "openlibrary.org", "example.org"),
        *("api2.openreview.net", "api.openreview.net", "raw.githubusercontent.com"),
        "huggingface.co",
    )
    world.pages |= {f"https://{host}/": Reply() for host in hosts}
    world.fallback = anything
    with pytest.raises(ServiceError) as raised:
        ask(world, asked)
    assert "\n" not in str(raised.value)


def test_titles_are_searched_everywhere_and_failures_are_told(world: World) -> None:
    hit = {"info": {"key": "conf/acl/Doe24", "title": "Owls at Night."}}
    world.pages |= {
        "https://api.crossref.org/works": as_json(
            {"message-type": "work-list", "message": {"items": [CROSSREF]}}
        ),
        "https://dblp.org/search/publ/api": as_json({"result": {"hits": {"hit": [hit]}}}),
        "https://dblp.org/rec/conf/acl/Doe24.bib": Reply(BIBTEX, "text/plain"),
        "https://api.openalex.org/works": as_json({"meta": {"count": 0}, "results": []}),
        "https://export.arxiv.org/api/query": Reply(ATOM.format(PAPER)),
        "https://api.semanticscholar.org/graph/v1/paper/search/match": Reply(status=403),
    }
    with world.client() as client:
        found, failed, _absent = Services(client).search("Owls at Night")
    assert [one.address for one in found] == [
        "https://doi.org/10.1000/182",
        "https://dblp.org/rec/conf/acl/Doe24",
        "https://arxiv.org/abs/2401.00007",
    ]
    assert len(failed) == 1
    assert "answers 403" in failed[0]


def test_a_finder_leads_to_the_record_of_the_publication(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("S2_API_KEY", "SECRET")
    ids = {"externalIds": {"ArXiv": "2401.00007", "ACL": "2024.acl-long.1"}, "title": "Owls"}
    match = "https://api.semanticscholar.org/graph/v1/paper/search/match"
    world.pages |= {
        match: as_json({"data": [ids]}),
        "https://aclanthology.org/2024.acl-long.1.bib": Reply(BIBTEX, "text/plain"),
        **{f"https://{host}/": Reply() for host in ("api.crossref.org", "dblp.org")},
        **{f"https://{host}/": Reply() for host in ("api.openalex.org", "export.arxiv.org")},
    }
    with world.client() as client:
        found, failed, _absent = Services(client).search("Owls")
    assert [one.address for one in found] == ["https://aclanthology.org/2024.acl-long.1/"]
    assert len(failed) == 4
    keys = {
        asked.address.partition("?")[0]: asked.headers.get("x-api-key") for asked in world.asked
    }
    assert keys[match] == "SECRET"
    assert set(keys.values()) == {"SECRET", None}


HEAD = "<html><head>{}</head><body>x</body></html>"


def of_page(head: str, address: str = "https://example.org/owls/1") -> Any:
    return page.read_page(Answer(address, "text/html", HEAD.format(head)))


def test_a_page_with_citation_elements() -> None:
    entry = of_page(
        """<meta name="citation_title" content="Owls at &quot;Night&quot;">
        <meta name="citation_author" content="Doe, Jane"><meta name="citation_author"
        content="John Roe"><meta name="citation_publication_date" content="2024/07/03">
        <meta name="citation_conference_title" content="Owl Conference">
        <meta name="citation_firstpage" content="1"><meta name="citation_lastpage" content="12">
        <META NAME="citation_pdf_url" CONTENT="/owls/1.pdf">
        <meta name="citation_publisher" content="PMLR">"""
    )
    assert (entry.type, str(entry.title)) == ("inproceedings", 'Owls at "Night"')
    assert [str(one) for one in entry.authors] == ["Jane Doe", "John Roe"]
    assert (str(entry.date), str(entry.container), entry.pages) == (
        *("2024-07-03", "Owl Conference"),
        "1–12",
    )
    assert entry.link(LinkKind.PDF) == "https://example.org/owls/1.pdf"
    assert entry.link(LinkKind.PAPER) == "https://example.org/owls/1"


def test_a_page_with_dublin_core_alone() -> None:
    entry = of_page(
        '<meta name="DC.title" content="Owls"><meta name="DC.creator" content="Doe, Jane; Roe, J.">'
        '<meta name="DCTERMS.issued" content="2020"><meta name="dc.identifier" '
        'content="doi:10.1000/182">'
    )
    assert [str(one) for one in entry.authors] == ["Jane Doe", "J. Roe"]
    assert (entry.doi, str(entry.date), entry.links) == ("10.1000/182", "2020", ())


def test_a_page_with_json_for_search_engines() -> None:
    entry = of_page(
        '<script type="application/ld+json">{"@type": "WebSite", "name": "Owls"}</script>'
        '<script type="application/ld+json">{"@context": "https://schema.org", "@type": '
        '"ScholarlyArticle", "headline": "Owls at Night", "author": [{"@type": "Person", '
        '"name": "Jane Doe"}], "datePublished": "2024-05-01"}</script>'
    )
    assert (str(entry.title), str(entry.date)) == ("Owls at Night", "2024-05-01")


def test_a_page_with_a_context_object() -> None:
    entry = of_page(
        '<span class="x Z3988" title="ctx_ver=Z39.88-2004&amp;rft.genre=article&amp;rft.atitle=Owls'
        "&amp;rft.jtitle=Journal+of+Owls&amp;rft.aulast=Doe&amp;rft.aufirst=Jane&amp;rft.au=John+Roe"
        '&amp;rft.date=2020&amp;rft.spage=7&amp;rft_id=info:doi/10.1000/182"></span>'
    )
    assert (entry.type, str(entry.title), str(entry.container)) == (
        *("article", "Owls"),
        "Journal of Owls",
    )
    assert [str(one) for one in entry.authors] == ["Jane Doe", "John Roe"]
    assert (entry.doi, entry.pages) == ("10.1000/182", "7")


@pytest.mark.parametrize("head", ["", "<title>Owls</title>", "<meta name='citation_title'>"])
def test_a_page_that_describes_nothing_is_told(head: str) -> None:
    with pytest.raises(ServiceError, match="describes no work for machines"):
        of_page(head)


def notices(world: World, asked: str, address: str, reply: Reply) -> list[tuple[str, str]]:
    for host in ("api.crossref.org", "api.datacite.org"):
        world.pages[f"https://{host}/"] = Reply(status=404)
    world.pages[address] = reply
    ((*_, found),) = ask(world, asked)
    return [(one.kind, one.by) for one in found]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, []),
        (
            {"updated-by": [{"type": "retraction", "DOI": "10.1000/183"}, {"type": "erratum"}, 7]},
            [("retracted", "10.1000/183")],
        ),
        ({"updated-by": [{"type": "new_version", "DOI": "10.1000/v2"}]}, [("newer", "10.1000/v2")]),
        (
            {"relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.1000/9"}, {}]}},
            [("newer", "10.1000/9")],
        ),
        ({"title": ["RETRACTED ARTICLE: Owls at Night"]}, [("retracted", "")]),
        ({"updated-by": {"type": "retraction"}, "relation": []}, []),
    ],
)
def test_crossref_tells_of_retractions_and_newer_versions(
    world: World, more: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    address = "https://api.crossref.org/works/10.1000%2F182"
    reply = as_json({"message": CROSSREF | more})
    assert notices(world, "10.1000/182", address, reply) == expected
    ((entry, *_),) = ask(world, "10.1000/182")
    assert str(entry.title) == "Owls at Night", "the mark of a retraction is no part of the title"


def test_datacite_arxiv_and_pubmed_tell_of_them_too(world: World) -> None:
    work: dict[str, Any] = DATACITE["data"]
    attributes = work["attributes"] | {
        "relatedIdentifiers": [
            {"relationType": "IsPreviousVersionOf", "relatedIdentifier": "10.5000/owls.v2"},
            {"relationType": "Cites", "relatedIdentifier": "10.5000/x"},
        ]
    }
    data = as_json({"data": work | {"attributes": attributes}})
    address = "https://api.datacite.org/dois/10.5000%2Fowls"
    assert notices(world, "10.5000/owls", address, data) == [("newer", "10.5000/owls.v2")]
    withdrawn = PAPER.replace("12 pages", "This paper has been withdrawn by the authors")
    api = "https://export.arxiv.org/api/query"
    assert notices(world, "2401.00007", api, Reply(ATOM.format(withdrawn))) == [
        ("retracted", ""),
        ("version", "2"),
    ]
    corrections = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J. Owls'
        '</RefSource><PMID Version="1">456</PMID></CommentsCorrections></CommentsCorrectionsList>'
    )
    retracted = PUBMED.replace("</MedlineCitation>", f"{corrections}</MedlineCitation>")
    efetch = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi"
    found = notices(world, "PMID:123", efetch, Reply(retracted, "text/xml"))
    assert found == [("retracted", "PMID 456")]


@pytest.mark.parametrize(
    "venue", ["Submitted to ICLR 2025", "ICLR 2025 Conference Withdrawn Submission", "Rejected"]
)
def test_a_submission_that_was_not_taken_is_no_publication(world: World, venue: str) -> None:
    note = NOTE | {"content": NOTE["content"] | {"venue": {"value": venue}}}  # type: ignore[operator]
    world.pages["https://api2.openreview.net/notes"] = as_json({"notes": [note]})
    ((entry, *_),) = ask(world, "openreview:abc_DEF-12")
    assert (entry.type, entry.container, entry.venue) == ("misc", None, None)


@pytest.mark.parametrize(
    ("venue", "label"),
    [
        ("ICLR 2024 poster", "ICLR"),
        ("NeurIPS 2024 Datasets and Benchmarks Track spotlight", "NeurIPS"),
        ("Accepted by TMLR", "TMLR"),
        ("TMLR", "TMLR"),
    ],
)
def test_a_venue_of_openreview_is_without_year_and_kind_of_talk(
    world: World, venue: str, label: str
) -> None:
    content: dict[str, Any] = NOTE["content"]  # type: ignore[assignment]
    note = {"id": "abc_DEF-12", "content": content | {"venue": {"value": venue}}}
    world.pages["https://api2.openreview.net/notes"] = as_json({"notes": [note]})
    ((entry, *_),) = ask(world, "openreview:abc_DEF-12")
    assert entry.venue == label


def test_a_search_that_finds_nothing_is_no_failure(world: World) -> None:
    nothing = as_json({"message": {"items": [], "total-results": 0}})
    world.pages["https://api.crossref.org/works"] = nothing
    with world.client() as client:
        assert crossref.by_title(client, "Owls") == []
