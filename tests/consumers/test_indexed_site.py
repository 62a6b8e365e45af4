"""A site whose search has an index by Pagefind, in a real browser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from tests.consumers.browser import reading, served, started
from tests.consumers.programs import absent
from tests.consumers.test_site_in_browser import BELOW, QUERIES, read, shown

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.site.words import words_of
from pllm_bib.tasks.select import Selection, select
from pllm_bib.tasks.site import pagefind, run
from pllm_bib.tasks.site.gather import SiteWishes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from tests.consumers.browser import Reader

    from pllm_bib.model.library import Library


@pytest.fixture(scope="module")
def library(repository: Path) -> Library:
    """The works of the project's own list."""
    return load_list(read_config(repository)).library


@pytest.fixture(scope="module")
def site(repository: Path, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the list's site with an index, somewhere below the top of a server."""
    try:
        pagefind.program()
    except OperatorError as error:
        absent(str(error))
    folder = tmp_path_factory.mktemp("web") / BELOW
    wishes = SiteWishes(words=words_of("en"), styles=("apa",), indexed=True)
    run.plan(library, read_config(repository), wishes, folder).apply()
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running browser."""
    with started() as found:
        yield found


@pytest.fixture
def reader(browser: Browser, site: Path) -> Iterator[Reader]:
    """Somebody who reads the site from a server."""
    with served(site.parents[1]) as base, reading(browser, base + BELOW) as found:
        yield found


def test_search_finds_what_the_command_line_finds(reader: Reader, library: Library) -> None:
    page = reader.opens("index.html")
    assert not page.is_visible("#plain")
    assert page.locator("#list .t").count() >= len(library)
    for query, selection in QUERIES.items():
        page.fill("#q", query)
        expected = {entry.key for entry in select(library, selection)}
        assert set(shown(page)) == expected, query
        assert page.inner_text("#status").startswith(f"{len(expected)} of {len(library)}")


def test_the_beginning_of_a_word_is_enough(reader: Reader, library: Library) -> None:
    page = reader.opens("index.html")
    page.fill("#q", "title:personali")
    begins = re.compile(r"\bpersonali", re.IGNORECASE)
    assert set(shown(page)) == {one.key for one in library if begins.search(str(one.title))}
    # A part that begins no word is not found, and nothing else in its place.
    page.fill("#q", "ersonali")
    assert shown(page) == []


def test_a_view_is_in_its_address(reader: Reader, library: Library) -> None:
    page = reader.opens("index.html")
    page.fill("#q", "preference")
    page.click("#facets [data-facet=year] summary")
    page.click("#facets input[value='2024']")
    wanted = select(library, Selection(words=("preference",), years=("2024",)))
    found = shown(page)
    assert set(found) == {entry.key for entry in wanted}
    again = reader.opens(page.url.removeprefix(reader.base))
    assert shown(again) == found
    page.select_option("#sorts select", "key")
    assert shown(page) == sorted(found)
    page.click(".works .t >> visible=true")
    page.wait_for_selector("article")
    page.go_back()
    page.wait_for_selector("#tool:not([hidden])")
    assert shown(page) == sorted(found)
    page.click("#out button:has-text('Clear') >> visible=true")
    page.wait_for_selector("#list:not([hidden])")
    assert page.inner_text("#status").startswith(f"{len(library)} of {len(library)}")


def test_facets_say_how_many_works_they_leave(reader: Reader) -> None:
    for start in ("index.html#q=personalized", "index.html"):
        page = reader.opens(start)
        for facet in ("section", "year", "venue", "author", "has"):
            page.evaluate(f"document.querySelector('#facets [data-facet={facet}]').open = true")
            first = f"#facets [data-facet={facet}] label >> nth=0"
            page.wait_for_selector(first)
            said = int(page.inner_text(f"{first} >> .n"))
            name = page.get_attribute(f"{first} >> input", "value")
            box = f"#facets [data-facet={facet}] input[value={json.dumps(name)}]"
            page.check(box)
            assert len(shown(page)) == said, facet
            page.uncheck(box)
            page.wait_for_selector(f"{box}:not(:checked)")


def test_what_is_found_or_selected_is_downloaded(reader: Reader, tmp_path: Path) -> None:
    page = reader.opens("index.html#q=year:2023")
    names = shown(page)
    assert len(names) > 1

    def downloaded() -> list[str]:
        with page.expect_download() as waiting:
            page.click("#out button >> nth=1")
        waiting.value.save_as(tmp_path / "works.bib")
        return read((tmp_path / "works.bib").read_text("utf-8"), "bibtex")

    assert downloaded() == names
    page.fill("#q", "")
    page.wait_for_selector("#list:not([hidden])")
    page.check("#list li input >> nth=4")
    page.fill("#q", "preference")
    page.check(f"#found li[data-w={shown(page)[1]}] input")
    assert "2 selected" in page.inner_text("#status")
    assert len(downloaded()) == 2


def test_without_a_server_the_plain_search_is_used(browser: Browser, site: Path) -> None:
    with reading(browser, f"{site.as_uri()}/") as somebody:
        page = somebody.opens("index.html#q=ersonali")
        assert page.is_visible("#plain")
        assert shown(page)


def test_without_a_script_all_works_are_there(browser: Browser, site: Path) -> None:
    with (
        served(site.parents[1]) as base,
        reading(browser, base + BELOW, java_script_enabled=False) as somebody,
    ):
        page = somebody.opens("index.html", script=False)
        assert page.locator(".works li:visible").count() > 100
        assert page.locator("#plain:visible, #search:visible").count() == 0


def test_only_the_page_with_the_search_may_run_webassembly(site: Path) -> None:
    allowed = [
        path.relative_to(site).as_posix()
        for path in sorted(site.rglob("*.html"))
        if "wasm-unsafe-eval" in path.read_text("utf-8")
    ]
    assert allowed == ["index.html"]
