"""References and citations of entries, by style, locale and markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pllm_bib.citing import styles
from pllm_bib.citing.csl.cite import Citation, Cite
from pllm_bib.citing.references import (
    Reference,
    References,
    citations,
    document,
    references,
)
from pllm_bib.citing.styles import BIBTEX
from pllm_bib.errors import StyleError
from pllm_bib.files.read import load_files

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.model.library import Library

BIB = """\
@book{doe, author = {Doe, Ann and Roe, Bob}, title = {Owls}, publisher = {P}, year = 2020}
@book{poe, author = {Poe, Cid}, title = {Crows <& Co.>}, publisher = {P}, year = 2019}
"""


def citation(*keys: str) -> Citation:
    return Citation(tuple(map(Cite, keys)))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    path = tmp_path / "refs.bib"
    path.write_text(BIB, "utf-8")
    return load_files([path]).library


@pytest.mark.parametrize(
    ("asked", "found", "word"),
    [
        ("de-DE", "de-DE", "Doe und Roe"),
        ("DE-de", "de-DE", "Doe und Roe"),
        ("de", "de-DE", "Doe und Roe"),
        ("de-XX", "de-DE", "Doe und Roe"),
        (None, "en-US", "Doe and Roe"),
    ],
)
def test_a_locale_is_found_by_its_language(
    library: Library, asked: str | None, found: str, word: str
) -> None:
    name = "harvard-cite-them-right"
    assert references(library, name, "text", asked).language == found
    assert citations(library, [citation("doe")], name, "text", asked) == (f"({word}, 2020)",)


def test_a_locale_that_is_unknown_comes_with_near_ones(library: Library) -> None:
    with pytest.raises(StyleError, match=r"no locale “xx”\. There are: af-ZA, "):
        references(library, "apa", "text", "xx")
    with pytest.raises(StyleError, match=r"no locale “bax”\. Did you mean bal-PK\?"):
        references(library, "apa", "text", "bax")


def test_a_style_that_cannot_be_compiled_is_named(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "own.csl"
    head = '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info>'
    body = '<citation><layout><text macro="m"/></layout></citation></style>'
    path.write_text(f"{head}<title>Own</title></info>{body}", "utf-8")
    with pytest.raises(StyleError, match=r"own.csl” cannot be used: there is no macro “m”"):
        references(library, str(path), "text")


def test_documents_in_every_markup(library: Library) -> None:
    found = {m: document(references(library, "apa", m), m) for m in ("text", "html", "markdown")}
    assert found["text"].splitlines()[1] == "Poe, C. (2019). Crows <& Co.>. P."
    assert (
        '<div class="csl-entry" id="ref-poe">Poe, C. (2019). <i>Crows &#60;&#38;' in (found["html"])
    )
    assert '<html lang="en-US">' in found["html"]
    assert found["markdown"].startswith("# APA Style 7th edition\n\nDoe, A., &amp; Roe")
    latex, rtf = (document(references(library, "apa", m), m) for m in ("latex", "rtf"))
    assert latex.startswith("% needs \\usepackage{hyperref}\n\nDoe, A.")
    assert rtf.startswith("{\\rtf1\\ansi")
    assert rtf.endswith("\\par\n}\n")


def test_bibtexs_own_styles_have_labels(library: Library) -> None:
    assert citations(library, [citation("doe", "poe")], f"{BIBTEX}alpha", "text") == (
        "[DR20, Poe19]",
    )
    assert citations(library, [citation("poe"), citation("doe")], f"{BIBTEX}plain", "text") == (
        "[2]",
        "[1]",
    )
    unsorted = references(library, f"{BIBTEX}unsrt", "html").references
    assert unsorted[0].text.startswith("[1] Ann Doe")
    with pytest.raises(StyleError, match="pybtex has no style “alhpa”"):
        references(library, f"{BIBTEX}alhpa", "text")


def test_a_dependent_style_has_its_parents_data_and_its_own_title() -> None:
    found = styles.find("nature-neuroscience")
    assert found.title == "Nature Neuroscience"
    assert found.path.name == "nature.csl"
    assert styles.find("Nature Neuroscience").name == "nature-neuroscience"
    assert ("nature-neuroscience", "Nature Neuroscience") in styles.search("nature neuro")


def test_a_style_has_a_locale_of_its_own_unless_another_is_asked_for(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "own.csl"
    path.write_text(
        '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text" '
        'default-locale="de-DE"><info><title>Own</title></info><citation><layout>'
        '<names variable="author"><name form="short" and="text"/></names></layout></citation>'
        "</style>",
        "utf-8",
    )
    assert citations(library, [citation("doe")], str(path), "text") == ("Doe und Roe",)
    assert citations(library, [citation("doe")], str(path), "text", "fr-FR") == ("Doe et Roe",)
    found = references(library, str(path), "text")
    assert (found.title, found.language, found.references) == ("Own", "de-DE", ())


def test_keys_and_titles_are_safe_in_documents() -> None:
    found = References("A <b> *c*", "en-US", (Reference("a b/c:d", "T"),))
    html = document(found, "html")
    assert 'id="ref-a_b_c:d">T</div>' in html
    assert "<title>A &#60;b&#62; *c*</title>" in html
    assert document(found, "markdown") == "# A &lt;b&gt; \\*c\\*\n\nT\n"
