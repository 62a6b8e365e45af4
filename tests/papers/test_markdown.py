"""What a Markdown document cites, and the files that it names."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.growth import assert_linear

from pllm_bib.papers import markdown
from pllm_bib.papers.tex import TexState

if TYPE_CHECKING:
    from pllm_bib.papers.mention import Mention


def mentions(text: str, path: str = "paper.md") -> list[Mention]:
    return list(markdown.read(text, path, TexState()))


def cited(text: str, path: str = "paper.md") -> list[str]:
    return [m.name for m in mentions(text, path) if m.kind in {"citation", "everything"}]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("See @a, [@b; see @c, p. 3; -@d], @{e.x/y} and [-@f].", "a b c d e.x/y f"),
        ("a@b.org, @ü1 @c. `@no` \\@no <!-- @no --> [x](@no)", "ü1 c"),
        ("    @no\n\n```\n@no\n```\n\n- @a\n\n      @b\n", "a b"),
        ("---\nauthor: @no\nnocite: '@a, @*'\n---\n@b", "a * b"),
    ],
)
def test_citations(text: str, keys: str) -> None:
    """All shapes are compared with what pandoc finds in tests/consumers."""
    assert " ".join(cited(text)) == keys


def test_places() -> None:
    found = mentions("---\nbibliography: refs.bib\n---\n\nSee\n  [@a; @{b c}; @{d}].")
    assert [(m.name, str(m.position)) for m in found] == [
        ("refs.bib", "paper.md:2:15"),
        ("a", "paper.md:6:5"),
        ("d", "paper.md:6:18"),
    ]


@pytest.mark.parametrize(
    ("field", "files"),
    [
        ("bibliography: refs.bib", ["refs.bib"]),
        ("bibliography: 'my refs.bib'", ["my refs.bib"]),
        ('bibliography: [a.bib, "b.json"]', ["a.bib", "b.json"]),
        ("bibliography:\n  - a.bib # mine\n  - b.yaml\ntitle: x - y", ["a.bib", "b.yaml"]),
        ("title: x\nbibliography: a.bib\ncsl: apa.csl", ["a.bib"]),
        ("output:\n  x:\n    bibliography: no.bib", []),
    ],
)
def test_bibliographies_of_the_metadata(field: str, files: list[str]) -> None:
    found = mentions(f"---\n{field}\n---\n")
    assert [m.name for m in found if m.kind == "bibliography"] == files


def test_works_in_the_document_are_labels() -> None:
    text = "---\nreferences:\n- id: own\n  title: X\n- type: book\n  id: other\n---\n@own"
    assert [m.name for m in mentions(text) if m.kind == "label"] == ["own", "other"]


def test_cross_references_of_quarto_are_no_citations() -> None:
    text = "See @fig-owls, @tbl-x, @sec-intro and @roe2020. {{< include _more.qmd >}}"
    assert cited(text, "paper.qmd") == ["roe2020"]
    assert cited(text) == ["fig-owls", "tbl-x", "sec-intro", "roe2020"]
    assert [m.name for m in mentions(text, "paper.qmd") if m.kind == "input"] == ["_more.qmd"]


def test_labels_of_the_document_are_no_citations() -> None:
    assert cited("![Owls](owls.png){#fig:owls}\n\nSee @fig:owls and @fig:crows.") == ["fig:crows"]


def test_latex_cites_too() -> None:
    assert cited("50% of \\citep[see][]{a} and `\\cite{no}`, @b") == ["b", "a"]


@pytest.mark.parametrize(
    "piece",
    ["`", "``` ", "```\n", "---\na: b\n", "$", "[@a; ", "<!-- ", "<a ", "{{< ", "@a ", "> "],
)
def test_time_is_linear(piece: str) -> None:
    assert_linear(lambda size: partial(mentions, piece * size), 100)
