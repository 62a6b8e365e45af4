"""The pages of a site: valid, whole, harmless, and small."""

from __future__ import annotations

import gzip
import html
import itertools
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from tests.site.made import parsed, site_files, target

from pllm_bib.files.config import read_config
from pllm_bib.formats import FORMATS
from pllm_bib.model.library import Library
from pllm_bib.site.words import words_of

if TYPE_CHECKING:
    from pathlib import Path

SITES = ("own_site", "hostile_site")


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> dict[str, str]:
    """Each of the sites in turn."""
    found: dict[str, str] = request.getfixturevalue(request.param)
    return found


def read(text: str) -> Library:
    """Read a .bib file."""
    reader = FORMATS["bibtex"].read
    assert reader
    return Library(reader(text, "x.bib", None)[0])


def pages(site: dict[str, str]) -> list[str]:
    return [path for path in site if path.endswith(".html")]


def test_pages_are_valid(site: dict[str, str]) -> None:
    for path in pages(site):
        page = parsed(path, site[path])
        assert page.errors == [], path
        ids = [value for _element, value in page.attributes("id")]
        assert len(ids) == len(set(ids)), path
        (html,) = page.all("html")
        assert html.get("lang") == "en"
        assert len(page.all("title")) == 1
        assert len(page.all("h1")) == (0 if "data-root" not in html.attrib else 1), path
        levels = [int(e.tag[1]) for e in page.tree.iter() if re.fullmatch("h[1-6]", str(e.tag))]
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels)), (path, levels)


def test_every_link_leads_to_a_file_or_the_web(site: dict[str, str]) -> None:
    for path in pages(site):
        page = parsed(path, site[path])
        links = [*page.attributes("href"), *page.attributes("src"), *page.attributes("action")]
        for _element, address in links:
            parts = urlsplit(address)
            if parts.scheme or address.startswith("//"):
                assert parts.scheme in {"http", "https"}, (path, address)
                assert not re.search(r"[\s<>\"]", address)
            elif parts.path:
                assert target(path, address) in site, (path, address)
            else:
                assert page.all("*", id=parts.fragment), (path, address)
        for element in page.all("meta", http_equiv="refresh"):
            assert target(path, element.get("content").partition("url=")[2]) in site


def test_pages_run_no_script_but_their_own_file(site: dict[str, str]) -> None:
    for path in pages(site):
        page = parsed(path, site[path])
        for script in page.all("script"):
            if script.get("type") == "application/ld+json":
                assert json.loads(script.text)
                assert not re.search("[<>&]", script.text)
            else:
                assert (script.text or "").strip() == ""
                assert target(path, script.get("src")) in {"assets/site.js", "assets/data.js"}
        (policy,) = page.all("meta", http_equiv="Content-Security-Policy")
        assert policy.get("content").startswith("default-src 'none'")
        assert "unsafe" not in policy.get("content")
        for element in page.tree.iter():
            assert not any(name.startswith("on") or name == "style" for name in element.attrib)
            assert element.tag not in {"base", "object", "embed", "iframe", "img"}
    assert "</script><script>" not in site["assets/site.js"]


def test_text_is_shown_letter_for_letter(hostile_site: dict[str, str]) -> None:
    (path,) = [path for path in hostile_site if path.startswith("works/a-b") and "html" in path]
    page = parsed(path, hostile_site[path])
    (heading,) = page.all("h1")
    title = "".join(heading.itertext())
    assert title.startswith("</script><script>alert(1)</script> & ")
    assert "{{ 7*7 }}" in title or "7*7" in title
    assert "\u202e" not in hostile_site["index.html"]
    assert r"\u202egnp.exe" in hostile_site["index.html"]


def test_names_of_pages_stay_in_their_folder(hostile_site: dict[str, str]) -> None:
    for path in hostile_site:
        assert ".." not in path
        assert not path.startswith("/")
        assert "\\" not in path


def test_a_former_key_leads_to_its_work(hostile_site: dict[str, str]) -> None:
    page = parsed("works/old-key.html", hostile_site["works/old-key.html"])
    (refresh,) = page.all("meta", http_equiv="refresh")
    assert refresh.get("content") == "0; url=x2020y.html"
    own = parsed("works/index.html", hostile_site["works/index.html"])
    assert "".join(own.all("h1")[0].itertext()) == "Named like a page"


def test_every_work_is_listed_without_a_script(
    own_site: dict[str, str], own_library: Library
) -> None:
    page = parsed("index.html", own_site["index.html"])
    listed = {element.get("data-w") for element in page.all("li") if element.get("data-w")}
    assert listed == {entry.key for entry in own_library}
    by_year = [path for path in own_site if path.startswith("years/") and path.endswith(".html")]
    shown: set[str] = set()
    for path in by_year:
        found = parsed(path, own_site[path])
        shown |= {e.get("data-w") for e in found.all("li") if e.get("data-w")}
    assert shown == listed


def test_a_large_list_has_pages() -> None:
    works = "".join(
        f"@misc{{k{n}, title = {{Work {n}}}, author = {{Doe, J{n}}}, year = {{{2000 + n % 9}}}}}\n"
        for n in range(450)
    )
    site = site_files(read(works))
    shown = []
    for number in range(1, 6):
        path = "index.html" if number == 1 else f"index-{number}.html"
        page = parsed(path, site[path])
        assert page.errors == []
        shown += [e.get("data-w") for e in page.all("li") if e.get("data-w")]
    assert "index-6.html" not in site
    assert sorted(shown) == sorted(f"k{n}" for n in range(450))
    assert "data/texts-4.html" in site


def _size(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def test_the_page_of_sixty_works_is_small(own_library: Library) -> None:
    works = Library(own_library.entries[:60])
    assert len(works) == 60
    assert _size(site_files(works)["index.html"]) < 20_000


def test_pages_of_works_and_assets_are_small(own_site: dict[str, str]) -> None:
    assert _size(own_site["assets/site.js"]) < 5_000
    assert _size(own_site["assets/site.css"]) < 5_000
    works = [path for path in pages(own_site) if path.startswith("works/")]
    assert max(_size(own_site[path]) for path in works) < 6_000


def _data(site: dict[str, str], name: str) -> str:
    (held,) = parsed(name, site[f"data/{name}.html"]).all("pre", id="data")
    return str(held.text)


def test_abstracts_are_in_a_file_of_their_own() -> None:
    site = site_files(read("@misc{a, title={Owls}, abstract={They <hoot>}}@misc{b, title={B}}"))
    assert '"abstracts":1' in html.unescape(site["data/index.html"])
    assert "hoot" not in site["data/index.html"]
    held = {name: json.loads(_data(site, name)) for name in ("index", "abstracts")}
    keys = [row[0] for row in held["index"]["works"]]
    assert dict(zip(keys, held["abstracts"], strict=True)) == {"a": "They <hoot>", "b": ""}
    assert "data/abstracts.html" not in site_files(read("@misc{a, title={Owls}}"))


def test_the_same_list_makes_the_same_site(
    repository: Path, own_library: Library, own_site: dict[str, str]
) -> None:
    again = site_files(own_library, read_config(repository), title="", styles=())
    assert again == own_site


def test_words_of_another_language(small_list: Path) -> None:
    from pllm_bib.files.list import load_list

    config = read_config(small_list)
    site = site_files(load_list(config).library, config, words=words_of("de"))
    page = parsed("index.html", site["index.html"])
    assert page.all("html")[0].get("lang") == "de"
    text = "".join(page.tree.itertext())
    assert "3 Arbeiten" in text
    assert "Noch keine Arbeiten." in site["sections/front.html"]


def test_addresses_of_the_site(own_library: Library, repository: Path) -> None:
    site = site_files(own_library, read_config(repository), address="https://example.org/list/")
    page = parsed("works/kirk2024prism.html", site["works/kirk2024prism.html"])
    (canonical,) = page.all("link", rel="canonical")
    assert canonical.get("href") == "https://example.org/list/works/kirk2024prism.html"


@pytest.mark.parametrize(
    ("type_", "word"),
    [("dataset", "data"), ("software", "code"), ("online", "website"), ("book", "paper")],
)
def test_the_link_to_the_page_of_a_work_says_what_it_leads_to(type_: str, word: str) -> None:
    text = (
        f"@{type_}{{k, title = {{T}}, author = {{A, B}}, year = 2024, url = {{https://e.org/t}}}}"
    )
    files = site_files(read(text))
    words = {
        "".join(element.itertext()).strip()
        for element in parsed("w", files["works/k.html"]).all("a")
        if element.get("href") == "https://e.org/t"
    }
    assert word in words
    assert word == "paper" or "paper" not in words
