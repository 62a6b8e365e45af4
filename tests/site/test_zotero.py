"""What Zotero's translators take from the pages: read as they read it.

The rules stand in `site/zotero.py`; they were worked out with the translators themselves.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from lxml import etree
from tests.site.made import parsed, target

from pllm_bib.formats import FORMATS
from pllm_bib.model.entry import LinkKind

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry
    from pllm_bib.model.library import Library

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
Z = "{http://www.zotero.org/namespaces/export#}"
TERMS = "{http://purl.org/dc/terms/}"
DC = "{http://purl.org/dc/elements/1.1/}"


def unapi(site: dict[str, str], path: str) -> str:
    """Follow a page as the translator “unAPI” does, and return what it gets for its works."""
    page = parsed(path, site[path])
    (server,) = page.all("link", rel="unapi-server")
    assert server.get("type") == "application/xml"
    (identifier,) = [e for e in page.all("abbr") if "unapi-id" in e.get("class", "").split()]
    assert identifier.get("title")
    answer = site[target(path, server.get("href"))]
    tree = etree.fromstring(answer.encode())
    # The list of formats: elements without a namespace, somewhere in the answer to “?id=”.
    formats = tree.findall(".//format")
    assert [(form.get("name"), form.get("type")) for form in formats] == [
        ("rdf_zotero", "application/rdf+xml")
    ]
    assert tree.tag == f"{RDF}RDF"
    assert tree.find(".//formats") is None
    (holder,) = [child for child in tree if child.get(f"{RDF}about") == "#unapi"]
    assert holder[0].tag == f"{TERMS}format"
    assert holder[0].get(f"{RDF}parseType") == "Literal"
    return answer


def listed(site: dict[str, str], path: str) -> list[str]:
    page = parsed(path, site[path])
    return list(dict.fromkeys(e.get("data-w") for e in page.all("li") if e.get("data-w")))


def read_back(answer: str) -> list[Entry]:
    reader = FORMATS["zotero-rdf"].read
    assert reader
    return list(reader(answer, "list.rdf", None)[0])


def test_all_fields_of_all_works_arrive(own_site: dict[str, str], own_library: Library) -> None:
    sections = [path for path in own_site if re.fullmatch(r"sections/[^/]+\.html", path)]
    found = {e.key: e for path in sections for e in read_back(unapi(own_site, path))}
    assert len(found) == len(own_library.unique())
    for entry in own_library:
        other = found[entry.key]
        assert str(other.title) == str(entry.title)
        for name in ("type", "authors", "editors", "date", "volume", "pages", "doi", "openreview"):
            if name == "doi" and entry.type == "preprint":
                continue  # that of arXiv
            assert getattr(other, name) == getattr(entry, name), (entry.key, name)
        assert str(other.container) == str(entry.container)
        assert other.link(LinkKind.PDF) == entry.link(LinkKind.PDF)
        if entry.eprint:
            assert other.eprint
            assert other.eprint.id == entry.eprint.id


def test_what_the_connector_cannot_save_is_not_there(own_site: dict[str, str]) -> None:
    for path in ("sections/training.html", "works/kirk2024prism.html", "years/2024.html"):
        answer = unapi(own_site, path)
        tree = etree.fromstring(answer.encode())
        assert tree.find(f".//{Z}Collection") is None
        assert tree.find(f".//{Z}linkMode") is None
        assert "nocase" not in answer
        attached = tree.findall(f"{Z}Attachment")
        assert all(
            one.findtext("{http://purl.org/dc/elements/1.1/}title") == "PDF" for one in attached
        )


def test_code_and_website_are_lines_of_extra(
    own_site: dict[str, str], own_library: Library
) -> None:
    entry = own_library.find("kirk2024prism")
    assert entry
    tree = etree.fromstring(unapi(own_site, "works/kirk2024prism.html").encode())
    extra = (tree.findtext(f".//{DC}description") or "").split("\n")
    assert f"Code: {entry.link(LinkKind.CODE)}" in extra
    assert f"Website: {entry.link(LinkKind.WEBSITE)}" in extra


def test_every_page_of_few_works_has_one_pair(own_site: dict[str, str]) -> None:
    for path in own_site:
        page = path.endswith(".html") and path.partition("/")[0] in {"sections", "years", "venues"}
        if page:
            assert [entry.key for entry in read_back(unapi(own_site, path))] == listed(
                own_site, path
            )


def test_a_work_has_full_metadata(own_site: dict[str, str]) -> None:
    page = parsed("works/kirk2024prism.html", own_site["works/kirk2024prism.html"])
    rows = [(e.get("name"), e.get("content")) for e in page.all("meta") if e.get("name")]
    names = [name for name, _content in rows]
    assert names.index("citation_inbook_title") < names.index("citation_conference_title")
    said = dict(rows)
    assert said["z:itemType"] == "conferencePaper"
    assert said["z:citationKey"] == "kirk2024prism"
    assert said["citation_publication_date"] == "2024/12"
    assert names.count("citation_author") == 12
    preprint = parsed("", own_site["works/tang2024stepback.html"])
    (number,) = preprint.all("meta", name="prism:number")
    assert number.get("content") == "arXiv:2406.14275"


def test_coins_are_the_fallback(own_site: dict[str, str], own_library: Library) -> None:
    page = parsed("index.html", own_site["index.html"])
    spans = [parse_qs(e.get("title")) for e in page.all("span", class_="Z3988")]
    titles = {span.get("rft.atitle", span.get("rft.title", [""]))[0] for span in spans}
    assert {str(entry.title) for entry in own_library} <= titles
    assert len(spans) == len(own_library), "a work in two sections is saved once"
    (prism,) = [span for span in spans if "PRISM" in str(span)]
    assert prism["rft.genre"] == ["proceeding"]
    assert len(prism["rft.au"]) == 12


def test_one_click_into_zotero_is_a_plain_link(own_site: dict[str, str]) -> None:
    path = "sections/training.html"
    page = parsed(path, own_site[path])
    (link,) = [e for e in page.all("a") if e.text == "Import into Zotero"]
    assert link.get("download") is None
    assert own_site[target(path, link.get("href"))].startswith("TY  - ")
