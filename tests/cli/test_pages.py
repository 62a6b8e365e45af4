"""Folders of pages for site generators, a page a work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

REFS = r"""@article{Doe:24, author = {Doe, Jane}, title = {Owls at night}, journal = {J. Owls},
  year = {2024}, month = jun, doi = {10.5555/a}, pdf = {https://a.org/x.pdf}}
@book{doe/24, author = {Roe, Max}, title = {Birds}, year = {2020/2021}}
@misc{con, title = {Nothing}}
"""


@pytest.fixture
def refs(tmp_path: Path) -> Path:
    path = tmp_path / "refs.bib"
    path.write_text(REFS, "utf-8")
    return path


def front_matter(path: Path) -> dict[str, Any]:
    _start, front, _text = path.read_text("utf-8").split("---\n", 2)
    found: dict[str, Any] = yaml.safe_load(front)
    return found


@pytest.mark.parametrize(
    ("name", "path", "expected"),
    [
        ("hugo", "Doe-24/index.md", {"publication": "*J. Owls*", "url_pdf": "https://a.org/x.pdf"}),
        ("jekyll", "Doe-24.md", {"collection": "publications", "permalink": "/publication/Doe-24"}),
        ("jekyll", "Doe-24.md", {"date": "2024-06-01", "issued": "2024-06", "venue": "J. Owls"}),
        ("jekyll", "doe-24-2.md", {"date": "2020-01-01", "issued": "2020/2021"}),
        ("quarto", "Doe-24/index.qmd", {"author": ["Jane Doe"], "date": "2024-06"}),
        ("quarto", "doe-24-2/index.qmd", {"date": "2020-01-01", "issued": "2020/2021"}),
        ("quarto", "con-/index.qmd", {"key": "con", "title": "Nothing"}),
    ],
)
def test_a_page_for_each_work(
    run: Run, refs: Path, name: str, path: str, expected: dict[str, object]
) -> None:
    folder = refs.parent / "pages"
    result = run(refs.parent, "convert", str(refs), "-t", name, "-o", str(folder))
    assert result.exit_code == 0, result.stderr
    assert "3 entries as" in result.stderr
    found = front_matter(folder / path)
    assert {field: found.get(field) for field in expected} == expected


def test_hugo_has_the_entry_beside_its_page(run: Run, refs: Path) -> None:
    folder = refs.parent / "pages"
    run(refs.parent, "convert", str(refs), "-t", "hugo", "-o", str(folder), "--key", "doe/24")
    assert [path.name for path in folder.iterdir()] == ["doe-24"]
    assert (folder / "doe-24/cite.bib").read_text("utf-8").startswith("@book{doe/24,")


def test_what_people_wrote_on_a_page_stays(run: Run, refs: Path) -> None:
    folder = refs.parent / "pages"
    call = (refs.parent, "convert", str(refs), "-t", "hugo", "-o", str(folder))
    run(*call)
    page = folder / "Doe-24/index.md"
    text = page.read_text("utf-8")
    own = "image:\n  caption: 'doi: none'\n"
    page.write_text(text.replace("slug:", f"{own}slug:") + "\nMy words.\n---\n", "utf-8")
    refs.write_text(REFS.replace("Owls at night", "Owls by day"), "utf-8")
    assert run(*call, "--check").exit_code == 1
    assert "Owls by day" not in page.read_text("utf-8")
    assert run(*call).exit_code == 0
    expected = text.replace("Owls at night", "Owls by day").removesuffix("---\n")
    assert page.read_text("utf-8") == f"{expected}{own}---\n\nMy words.\n---\n"
    assert run(*call, "--check").exit_code == 0


def test_a_list_is_exported_to_pages(small_list: Path, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "publications"
    result = run(small_list, "export", "-t", "quarto", "-o", str(folder), "roe2024hooting")
    assert result.exit_code == 0, result.stderr
    assert front_matter(folder / "roe2024hooting/index.qmd")["key"] == "roe2024hooting"


def test_other_formats_have_no_folder(run: Run, refs: Path) -> None:
    result = run(refs.parent, "convert", str(refs), "-t", "ris", "-o", str(refs.parent))
    assert result.exit_code == 2
    assert "is a folder: RIS is written to a file" in result.stderr
