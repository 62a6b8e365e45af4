"""Feeds and dates: what came into a list, and when, as its repository tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import etree
from tests.site.made import parsed, site_files

from pllm_bib.errors import OperatorError
from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.tasks.site.run import added

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ATOM = "{http://www.w3.org/2005/Atom}"
SVG = "{http://www.w3.org/2000/svg}"
LATER = "@misc{new2025, title = {New & <b>bold</b>}, author = {Doe, J}, year = {2025}}\n"


def committed(
    folder: Path, git: Callable[..., str], day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", f"{day}T10:00:00+02:00")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", f"Of {day}")


@pytest.fixture
def dated(small_list: Path, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small list, whose works came on two days; one was renamed and moved on a third."""
    git(small_list, "init", "--quiet")
    committed(small_list, git, "2024-05-01", monkeypatch)
    owls = small_list / "entries/owls.bib"
    crows = small_list / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8") + LATER, "utf-8")
    committed(small_list, git, "2025-01-02", monkeypatch)
    start, found, rest = owls.read_text("utf-8").partition("@misc{roe2024hooting,\n")
    owls.write_text(start, "utf-8")
    moved = f"@misc{{roe2024hoots,\n  ids = {{roe2024hooting}},\n{rest}" if found else ""
    crows.write_text(crows.read_text("utf-8") + moved, "utf-8")
    committed(small_list, git, "2025-03-04", monkeypatch)
    return small_list


def site(folder: Path) -> dict[str, str]:
    config = read_config(folder)
    library = load_list(config).library
    moments = added(library, config)
    return site_files(library, config, address="https://example.org/", added=moments)


def entries(text: str) -> list[tuple[str, str]]:
    tree = etree.fromstring(text.encode())
    assert tree.tag == f"{ATOM}feed"
    for element in (tree, *tree.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, name
        assert element.find(f"{ATOM}id").text.startswith("urn:uuid:")
        assert element is tree or element.find(f"{ATOM}author") is not None
        for link in element.findall(f"{ATOM}link"):
            assert link.get("href").startswith("https://example.org/")
    ids = [element.text for element in tree.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))
    assert tree.find(f"{ATOM}updated").text == max(e.text for e in tree.iter(f"{ATOM}updated"))
    found = tree.findall(f"{ATOM}entry")
    return [(e.find(f"{ATOM}title").text, e.find(f"{ATOM}published").text) for e in found]


def test_a_feed_has_what_came_and_when(dated: Path) -> None:
    made = site(dated)
    assert entries(made["feed.xml"]) == [
        ("New & <b>bold</b>", "2025-01-02T08:00:00Z"),
        ("Owls at Night", "2024-05-01T08:00:00Z"),
        ("A Raven, Nevermore", "2024-05-01T08:00:00Z"),
        ("Hooting with BERT", "2024-05-01T08:00:00Z"),
    ]
    assert [title for title, _moment in entries(made["sections/owls.xml"])] == ["Owls at Night"]
    assert "sections/front.xml" not in made
    page = parsed("index.html", made["index.html"])
    (link,) = page.all("link", type="application/atom+xml")
    assert link.get("href") == "feed.xml"
    recent = parsed("recent.html", made["recent.html"])
    assert next(e.get("data-w") for e in recent.all("li") if e.get("data-w")) == "new2025"
    assert "2025-01-02" in made["works/new2025.html"]


def test_a_work_that_is_not_committed_is_in_no_feed(dated: Path) -> None:
    crows = dated / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8") + LATER.replace("new2025", "newer"), "utf-8")
    made = site(dated)
    assert len(entries(made["feed.xml"])) == 4
    assert "works/newer.html" in made


def test_without_a_history_no_date_is_made_up(
    dated: Path, tmp_path_factory: pytest.TempPathFactory, git: Callable[..., str]
) -> None:
    shallow = tmp_path_factory.mktemp("clone") / "list"
    git(dated, "clone", "--quiet", "--depth", "1", dated.as_uri(), str(shallow))
    config = read_config(shallow)
    library = load_list(config).library
    with pytest.raises(OperatorError, match="only the end of its history"):
        added(library, config)
    made = site_files(library, config, address="https://example.org/")
    assert not [path for path in made if path.endswith(".xml") and path != "sitemap.xml"]
    assert "recent.html" not in made


def test_the_sitemap_has_all_pages_for_people(dated: Path) -> None:
    made = site(dated)
    tree = etree.fromstring(made["sitemap.xml"].encode())
    found = {element.text for element in tree.iter("{*}loc")}
    hidden = {"works/roe2024hooting.html"}
    hidden |= {path for path in made if path.startswith("data/")}
    pages = {path for path in made if path.endswith(".html")} - hidden
    assert found == {f"https://example.org/{path}" for path in pages}


def test_figures_have_the_numbers_of_their_bars_in_a_table(own_site: dict[str, str]) -> None:
    page = parsed("figures.html", own_site["figures.html"])
    assert page.errors == []
    pictures, tables = page.all(f"{SVG}svg"), page.all("table")
    assert len(pictures) == len(tables) == 3
    for picture, table in zip(pictures, tables, strict=True):
        texts = ["".join(e.itertext()) for e in picture.iter(f"{SVG}text")]
        rows = [["".join(c.itertext()) for c in row][:2] for row in table.iter("tr")][1:]
        shown = list(zip(texts[::2], texts[1::2], strict=True))
        assert shown
        for (name, number), row in zip(shown, rows, strict=False):
            assert [name, number] == row or name.endswith("…")
        widths = [int(rect.get("width")) for rect in picture.iter(f"{SVG}rect")]
        numbers = [int(number) for _name, number in shown]
        assert widths.index(max(widths)) == numbers.index(max(numbers))
