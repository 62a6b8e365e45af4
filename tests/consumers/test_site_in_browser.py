"""The pages of a site in a real browser: search, copying, downloads, keys, no script, access."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.consumers.browser import PAINT, reading, served, started
from tests.consumers.programs import modules
from tests.site.made import HOSTILE, site_files, written

from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.formats import FORMATS
from pllm_bib.model.library import Library
from pllm_bib.tasks.select import Selection, select

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Route
    from tests.consumers.browser import Reader

BELOW = "some/where/"


@pytest.fixture(scope="module")
def library(repository: Path) -> Library:
    """The works of the project's own list."""
    return load_list(read_config(repository)).library


@pytest.fixture(scope="module")
def site(repository: Path, library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the list's site, somewhere below the top of a server."""
    folder = tmp_path_factory.mktemp("web") / BELOW
    written(site_files(library, read_config(repository), title=""), folder)
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A running browser."""
    with started() as found:
        yield found


@pytest.fixture(scope="module")
def web(site: Path) -> Iterator[str]:
    """The address of the site on a server."""
    with served(site.parents[1]) as base:
        yield base + BELOW


@pytest.fixture(params=["server", "folder"])
def reader(
    request: pytest.FixtureRequest, browser: Browser, site: Path, web: str
) -> Iterator[Reader]:
    """Somebody who reads the site, from a server and from the disk."""
    base = web if request.param == "server" else f"{site.as_uri()}/"
    with reading(browser, base) as found:
        yield found


def read(text: str, form: str) -> list[str]:
    """Return the keys of the works in a text."""
    reader = FORMATS[form].read
    assert reader
    entries, faults = reader(text, "copied", None)
    assert faults == ()
    return [entry.key for entry in entries]


def shown(page: Page) -> list[str]:
    """Return the works that somebody sees, in order, once all of them are asked for."""
    page.wait_for_selector("#found[aria-busy=true]", state="detached")
    while page.is_visible("#rest button"):
        page.click("#rest button")
        page.wait_for_selector("#found[aria-busy=true]", state="detached")
    found: list[str] = page.eval_on_selector_all(
        ".works li", "all => all.filter((one) => one.offsetParent).map((one) => one.dataset.w)"
    )
    return list(dict.fromkeys(found))


QUERIES = {
    "preference": Selection(words=("preference",)),
    "PREFERENCE optimization": Selection(words=("preference", "optimization")),
    "author:rottger": Selection(authors=("rottger",)),
    "author:Röttger year:2024": Selection(authors=("Röttger",), years=("2024",)),
    "year:2025- has:code": Selection(years=("2025-",), has=("code",)),
    "year:-2023": Selection(years=("-2023",)),
    "year:2023-2024 has:code has:website": Selection(years=("2023-2024",), has=("code", "website")),
    "venue:neurips": Selection(venues=("neurips",)),
    "section:5": Selection(sections=("5",)),
    "section:2": Selection(sections=("2",)),
    "section:survey": Selection(sections=("survey",)),
    "2406.14275": Selection(words=("2406.14275",)),
    '"preference alignment"': Selection(words=("preference alignment",)),
    "no-such-word": Selection(words=("no-such-word",)),
}
"""Searches, and what they are on the command line."""


def test_search_finds_what_the_command_line_finds(reader: Reader, library: Library) -> None:
    page = reader.opens("index.html")
    for query, selection in QUERIES.items():
        page.fill("#q", query)
        expected = {entry.key for entry in select(library, selection)}
        assert set(shown(page)) == expected, query
        assert page.inner_text("#status").startswith(f"{len(expected)} of {len(library)}")


ABSTRACT = """\
@misc{a, title = {Owls}, author = {Weiß, Ärne}, year = {2024}, abstract = {They hoot at dusk.}}
@misc{b, title = {Rooks}, author = {Roe, Rose}, year = {2023}}
"""


def test_abstracts_and_letters_beyond_ascii_are_searched(browser: Browser, tmp_path: Path) -> None:
    reader_of_bib = FORMATS["bibtex"].read
    assert reader_of_bib
    written(site_files(Library(reader_of_bib(ABSTRACT, "x.bib", None)[0])), tmp_path)
    with reading(browser, f"{tmp_path.as_uri()}/") as reader:
        page = reader.opens("index.html")
        for query in ("hoot at", '"at dusk"', "author:weiss", "arne", "ÄRNE owls"):
            page.fill("#q", query)
            assert shown(page) == ["a"]
        page.fill("#q", '"')
        assert shown(page) == ["a", "b"]
        assert not reader.faults


def test_a_page_is_shown_before_its_index_and_nothing_moves_much(
    browser: Browser, web: str
) -> None:
    with reading(browser, web) as reader:
        waiting: list[Route] = []

        def hold(route: Route) -> None:
            waiting.append(route)

        reader.context.route("**/data/index.html", hold)
        page = reader.context.new_page()
        page.goto(f"{web}index.html", wait_until="commit")
        painted = "performance.getEntriesByName('first-contentful-paint').length === 1"
        page.wait_for_selector("#list .t")
        while not (waiting and page.evaluate(painted)):
            page.wait_for_timeout(20)
        assert not page.is_visible("#tool")
        waiting[0].continue_()
        page.wait_for_selector("#tool:not([hidden])")
        assert page.evaluate(PAINT)["shift"] < 0.1


def test_a_view_is_in_its_address(reader: Reader, library: Library) -> None:
    page = reader.opens("index.html")
    whole = shown(page)
    page.fill("#q", "preference")
    page.click("#facets [data-facet=year] summary")
    page.click("#facets input[value='2024']")
    found = shown(page)
    wanted = select(library, Selection(words=("preference",), years=("2024",)))
    assert set(found) == {entry.key for entry in wanted}
    assert 0 < len(found) < len(whole)
    again = reader.opens(page.url.removeprefix(reader.base))
    assert shown(again) == found
    page.reload()
    page.wait_for_selector("#tool:not([hidden])")
    assert shown(page) == found
    assert page.input_value("#q") == "preference"
    page.click("#facets [data-facet=has] summary")
    page.click("#facets input[value='code']")
    assert len(shown(page)) < len(found)
    page.click(".works .t >> visible=true")
    page.wait_for_selector("article")
    page.go_back()
    page.wait_for_selector("#tool:not([hidden])")
    fewer = shown(page)
    assert 0 < len(fewer) < len(found)
    page.go_back()
    page.wait_for_function(
        "n => document.querySelectorAll('#found li').length === n", arg=len(found)
    )
    assert shown(page) == found
    page.click("#out button:has-text('Clear') >> visible=true")
    page.wait_for_selector("#list:not([hidden])")
    assert shown(page) == whole


def test_facets_say_how_many_works_they_leave(reader: Reader) -> None:
    page = reader.opens("index.html#q=personalized")
    for facet in ("section", "year", "venue", "author", "has"):
        page.evaluate(f"document.querySelector('#facets [data-facet={facet}]').open = true")
        label = page.wait_for_selector(f"#facets [data-facet={facet}] label >> nth=0")
        assert label
        said = int(label.query_selector(".n").inner_text())  # type: ignore[union-attr]
        name = label.query_selector("input").get_attribute("value")  # type: ignore[union-attr]
        page.check(f"#facets [data-facet={facet}] input[value={json.dumps(name)}]")
        assert len(shown(page)) == said, facet
        page.uncheck(f"#facets [data-facet={facet}] input[value={json.dumps(name)}]")


def test_sorting(reader: Reader) -> None:
    page = reader.opens("index.html#q=year:2024")
    page.select_option("#sorts select", "key")
    keys = shown(page)
    assert keys == sorted(keys)
    assert len(keys) > 5
    page.select_option("#sorts select", "list")
    assert sorted(shown(page)) == keys
    assert shown(page) != keys


@pytest.mark.parametrize("form", ["bibtex", "biblatex", "ris", "csl-json"])
def test_what_is_copied_can_be_read(browser: Browser, web: str, form: str) -> None:
    with reading(browser, web, permissions=["clipboard-read", "clipboard-write"]) as reader:
        page = reader.opens("index.html#q=year:2023")
        page.select_option("#out select >> nth=0", form)
        page.click("#out button >> nth=0")
        page.wait_for_selector("#out button:has-text('Copied')")
        text = page.evaluate("navigator.clipboard.readText()")
        assert read(text, form) == shown(page)
        assert len(shown(page)) > 1
        one = page.query_selector(".works li:visible")
        assert one
        one.query_selector("button").click()  # type: ignore[union-attr]
        page.wait_for_selector("button.c:has-text('Copied')")
        text = page.evaluate("navigator.clipboard.readText()")
        assert read(text, form) == shown(page)[:1]


def test_a_work_is_copied_from_its_page(browser: Browser, web: str) -> None:
    with reading(browser, web, permissions=["clipboard-read", "clipboard-write"]) as reader:
        page = reader.opens("works/kirk2024prism.html")
        page.click("details.copy[open] button")
        page.wait_for_selector("button:has-text('Copied')")
        text = page.evaluate("navigator.clipboard.readText()")
        assert read(text, "bibtex") == ["kirk2024prism"]
        page.click("summary:has-text('APA')")
        page.click("details.copy[open]:has(.ref) button")
        page.wait_for_selector("details:has(.ref) button:has-text('Copied')")
        assert page.evaluate("navigator.clipboard.readText()").startswith("Kirk, H. R.")


def test_a_selection_is_downloaded(reader: Reader, tmp_path: Path) -> None:
    page = reader.opens("index.html")
    boxes = page.query_selector_all("#list li input")
    names = [shown(page)[at] for at in (0, 3)]
    for at in (0, 3):
        boxes[at].check()
    assert "2 selected" in page.inner_text("#status")
    page.fill("#q", "nothing that is there")
    page.select_option("#out select >> nth=0", "ris")
    with page.expect_download() as waiting:
        page.click("#out button >> nth=1")
    assert waiting.value.suggested_filename == "works.ris"
    waiting.value.save_as(tmp_path / "works.ris")
    assert read((tmp_path / "works.ris").read_text("utf-8"), "ris") == names
    page.click("#none")
    assert "selected" not in page.inner_text("#status")


def test_a_whole_section_is_downloaded(browser: Browser, web: str, tmp_path: Path) -> None:
    with reading(browser, web) as reader:
        page = reader.opens("sections/training.html")
        with page.expect_download() as waiting:
            page.click("a[download]:has-text('BibLaTeX')")
        waiting.value.save_as(tmp_path / "x.bib")
        assert sorted(read((tmp_path / "x.bib").read_text("utf-8"), "biblatex")) == sorted(
            shown(page)
        )


def test_keys_of_the_keyboard(browser: Browser, web: str) -> None:
    with reading(browser, web, permissions=["clipboard-read", "clipboard-write"]) as reader:
        page = reader.opens("index.html")
        page.keyboard.press("/")
        page.keyboard.type("year:2023 a/b")
        assert page.input_value("#q") == "year:2023 a/b"
        page.keyboard.press("Escape")
        assert page.input_value("#q") == ""
        page.keyboard.type("year:2023")
        found = shown(page)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
        focused = "document.activeElement.closest('li').dataset.w"
        assert page.evaluate(focused) == found[1]
        page.keyboard.press("c")
        page.wait_for_selector("button.c:has-text('Copied')")
        assert read(page.evaluate("navigator.clipboard.readText()"), "bibtex") == [found[1]]
        page.keyboard.press("Enter")
        page.wait_for_selector("article")
        assert page.url.endswith(f"works/{found[1]}.html")
        page.keyboard.press("/")
        page.keyboard.type("preference")
        page.keyboard.press("Enter")
        page.wait_for_selector("#tool:not([hidden])")
        assert page.input_value("#q") == "preference"


def test_without_a_script_all_works_are_there(browser: Browser, web: str, library: Library) -> None:
    with reading(browser, web, java_script_enabled=False) as reader:
        page = reader.opens("index.html", script=False)
        assert page.locator(".works li:visible").count() >= len(library)
        assert page.locator("#search:visible, button:visible, input:visible").count() == 0
        page.click("summary:has-text('Years')")
        page.click(".browse a:has-text('2023')")
        assert page.locator(".works li:visible").count() > 1
        page.click(".works .t >> nth=0")
        assert page.locator("article pre:visible").count() == 1
        assert page.locator("button:visible").count() == 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1400)])
def test_pages_fit_and_are_accessible(browser: Browser, web: str, scheme: str, width: int) -> None:
    axe = modules("axe-core@4.14.1") / "axe-core/axe.min.js"
    pages = ["index.html", "works/kirk2024prism.html", "index.html#q=preference&year=2024"]
    pages += ["sections/training.html", "authors/k.html", "venues.html", "figures.html"]
    wishes = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with reading(browser, web, bypass_csp=True, **wishes) as reader:
        for path in pages:
            page = reader.opens(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            page.add_script_tag(path=axe)
            tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
            found = page.evaluate(
                "tags => axe.run({runOnly: tags}).then((found) => found.violations.map((one) => "
                "[one.id, one.nodes.map((node) => node.html).slice(0, 3)]))",
                tags,
            )
            assert found == [], path


def test_hostile_works_do_nothing(browser: Browser, tmp_path: Path) -> None:
    reader = FORMATS["bibtex"].read
    assert reader
    works = Library(reader(HOSTILE, "hostile.bib", None)[0])
    written(site_files(works), tmp_path)
    with served(tmp_path) as base, reading(browser, base) as somebody:
        page = somebody.opens("index.html")
        for query in ("</script>", "x onerror", '"', "author:<b>", "year:2024"):
            page.fill("#q", query)
            assert page.locator("img, svg, b b").count() == 0
        page.fill("#q", "year:2024")
        assert "</script><script>alert(1)</script>" in page.inner_text("#found")
        names = [path.stem for path in sorted((tmp_path / "works").glob("*.html"))]
        for name in names:
            page = somebody.opens(f"works/{name}.html", script=False)
        somebody.opens("index.html#q=%3Cimg%20src=x%20onerror=alert(1)%3E&year=%22%3E%3Cscript%3E")
