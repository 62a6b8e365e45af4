"""A program written for citeproc-py, run with citeproc-py and with this package."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from pllm_bib.citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from pllm_bib.citeproc.source.bibtex import BibTeX
from pllm_bib.citeproc.source.json import CiteProcJSON
from pllm_bib.citing import styles

if TYPE_CHECKING:
    from pathlib import Path

DOE = [{"family": "Doe", "given": "Jane"}]
ITEMS: list[dict[str, Any]] = [
    {
        "id": "Owls",
        "type": "article-journal",
        "title": "Owls at night",
        "container-title": "Birds",
        "author": DOE,
        "issued": {"date-parts": [[2024]]},
        "volume": "3",
        "page": "1-9",
    },
    {
        "id": "crows",
        "type": "book",
        "title": "Crows",
        "publisher": "Aviary",
        "author": [{"family": "Abe", "given": "Kobo"}],
        "issued": {"date-parts": [[2020]]},
    },
]
SUFFIXED = {"id": "hens", "type": "book", "title": "Hens", "author": DOE} | {
    "issued": {"date-parts": [[2024]]}
}

PROGRAM = """
from citeproc import CitationStylesStyle, CitationStylesBibliography
from citeproc import Citation, CitationItem, Locator
from citeproc import formatter
from citeproc.source.json import CiteProcJSON

def warn(citation_item):
    missing.append(citation_item.key)

missing = []
bib_source = CiteProcJSON(items)
bib_style = CitationStylesStyle(style, validate=False)
bibliography = CitationStylesBibliography(bib_style, bib_source, getattr(formatter, markup))
one = Citation([CitationItem("owls")])
two = Citation([CitationItem("crows"), CitationItem("Owls")])
three = Citation([CitationItem("owls", locator=Locator("page", "5"), prefix="see ")])
four = Citation([CitationItem("nowhere")])
for citation in (one, two, three, four):
    bibliography.register(citation, warn)
bibliography.sort()
citations = [str(bibliography.cite(citation, warn)) for citation in (one, two, three, four)]
references = [str(item) for item in bibliography.bibliography()]
keys = [item.key for item in bibliography.items]
"""


def ran(style: str, markup: str, *, ours: bool) -> dict[str, Any]:
    """Run the program with either library; return its variables."""
    text = PROGRAM.replace("from citeproc", "from pllm_bib.citeproc") if ours else PROGRAM
    names: dict[str, Any] = {"items": ITEMS, "style": style, "markup": markup}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(text, names)  # noqa: S102 -- the program is the test
    return names


@pytest.mark.parametrize("markup", ["html", "plain", "rst"])
@pytest.mark.parametrize("name", ["citations", "references", "keys", "missing"])
def test_a_program_for_citeproc_py_runs_with_both(markup: str, name: str) -> None:
    assert ran("apa", markup, ours=True)[name] == ran("apa", markup, ours=False)[name]


def test_it_runs_better() -> None:
    ours, theirs = (ran("ieee", "plain", ours=ours)["references"] for ours in (True, False))
    assert theirs[0].startswith("[1]J. Doe, “Owls at night”, Birds")
    assert ours[0].startswith("[1] J. Doe, “Owls at night,” Birds")


def bibliography(
    style: CitationStylesStyle, *keys: str, markup: object = formatter.plain
) -> tuple[CitationStylesBibliography, list[Citation]]:
    made = CitationStylesBibliography(style, CiteProcJSON([*ITEMS, SUFFIXED]), markup)
    citations = [Citation([CitationItem(key)]) for key in keys]
    for citation in citations:
        made.register(citation)
    return made, citations


def test_works_of_one_author_and_year_are_told_apart() -> None:
    made, citations = bibliography(CitationStylesStyle("apa"), "owls", "hens")
    assert [made.cite(one) for one in citations] == ["(Doe, 2024b)", "(Doe, 2024a)"]


def test_references_are_in_the_order_of_citation_until_they_are_sorted() -> None:
    made, _ = bibliography(CitationStylesStyle("apa"), "owls", "crows")
    assert [one[:3] for one in made.bibliography()] == ["Doe", "Abe"]
    made.sort()
    assert [one[:3] for one in made.bibliography()] == ["Abe", "Doe"]
    assert repr(made.items) == "[CitationItem(crows), CitationItem(owls)]"


def test_a_citation_that_is_not_registered_is_cited_all_the_same() -> None:
    made, (first,) = bibliography(CitationStylesStyle("ieee"), "owls")
    assert made.cite(Citation([CitationItem("owls"), CitationItem("none")])) == "[1], none?"
    assert made.cite(Citation([CitationItem("none")]), lambda item: item.key.upper()) == "NONE"
    assert made.cite(first) == "[1]"
    assert repr(first) == "Citation(owls)"


def test_the_words_of_a_note_say_that_a_work_was_cited_before() -> None:
    made, citations = bibliography(CitationStylesStyle("oscola"), "owls", "owls")
    assert made.cite(citations[1]) == "ibid."


def test_formatters_of_citeproc_py_work_too() -> None:
    from citeproc import formatter as theirs

    made, _ = bibliography(CitationStylesStyle("apa"), "crows", markup=theirs.html)
    assert made.bibliography() == ["Abe, K. (2020). <i>Crows</i>. Aviary."]


def test_a_style_is_a_name_a_path_or_an_open_file() -> None:
    path = styles.collection()["apa"]
    text = path.read_text("utf-8")
    for style in (path, str(path), io.BytesIO(text.encode()), io.StringIO(text)):
        made, _ = bibliography(CitationStylesStyle(style), "crows")
        assert made.bibliography() == ["Abe, K. (2020). Crows. Aviary."]
    assert CitationStylesStyle("apa", "de-DE").compiled.language == "de-DE"
    assert CitationStylesStyle("apa").has_bibliography()
    assert not CitationStylesStyle("bluebook-law-review").has_bibliography()
    for wrong in ("no-such-style", io.BytesIO(b"<x/>")):
        with pytest.raises(ValueError, match=r"no style|no CSL style"):
            CitationStylesStyle(wrong)


def test_a_bib_file_is_a_source(tmp_path: Path) -> None:
    path = tmp_path / "r.bib"
    path.write_text("@book{Doe, title={Owls}, author={Jane Doe}, year=2024}", "utf-8")
    made = CitationStylesBibliography(CitationStylesStyle("apa"), BibTeX(path), formatter.plain)
    made.register(Citation([CitationItem("doe")]))
    assert made.bibliography() == ["Doe, J. (2024). Owls."]


def test_roles_do_not_nest_and_stand_apart_from_letters() -> None:
    item = {"id": "a", "type": "book", "title": "On <i>E. coli</i> and H<sub>2</sub>O_"}
    made = CitationStylesBibliography(
        CitationStylesStyle("nature"), CiteProcJSON([item]), formatter.rst
    )
    made.register(Citation([CitationItem("a")]))
    (text,) = made.bibliography()
    assert text.count("`") % 2 == 0
    assert "O\\_" in text
