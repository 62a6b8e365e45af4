"""What a Markdown document cites: the same as pandoc finds in it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pypandoc
import pytest
from tests.growth import assert_linear

from pllm_bib.papers import markdown
from pllm_bib.papers.tex import TexState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pllm_bib.papers.mention import Mention


def mentions(text: str, path: str = "paper.md") -> list[Mention]:
    return list(markdown.read(text, path, TexState()))


def cited(text: str, path: str = "paper.md") -> list[str]:
    return [m.name for m in mentions(text, path) if m.kind in {"citation", "everything"}]


def by_pandoc(text: str) -> list[str]:
    """Return the keys that pandoc cites, in its own order of prefix, key and suffix."""

    def walk(value: Any) -> Iterator[str]:
        if isinstance(value, list):
            for each in value:
                yield from walk(each)
        elif isinstance(value, dict) and value.get("t") == "Cite":
            for citation in value["c"][0]:
                yield from walk(citation["citationPrefix"])
                yield citation["citationId"]
                yield from walk(citation["citationSuffix"])
        elif isinstance(value, dict):
            yield from walk(list(value.values()))

    document = json.loads(pypandoc.convert_text(text, "json", format="markdown"))
    metadata = [document["meta"].get(name) for name in ("nocite", "abstract")]
    return [*walk(metadata), *walk(document["blocks"])]


CASES = [
    "See @a, [@b; see @c, p. 3; -@d], @{e.x/y}, -@f and [-@g].",
    "@a [p. 3], @b [see; @c], ^[a note with @d] and [@e]{.smallcaps}.",
    "Mail to a@b.org or é@b.org; @ü1 @_x @1a @a_ @a__b @a:: @b.c. @http://x.y/z @doi:10.1/ab.c.",
    "\\@no and @yes; \\\\@too",
    "`@no` ``@no ` @no`` @yes `r x@no`",
    "An `open tick @yes\n\nand `another @too",
    "    @no\n\n@yes",
    "- item\n\n    @initem\n\n        @no\n\n@yes",
    "1. one\n\n   ```\n   @no\n   ```\n\n   @yes",
    "```\n@no\n```\n\n~~~ {.r}\n@no\n```\n@no\n~~~\n\n@yes",
    "para\n    @lazy",
    "> @quoted\n>\n>     @no\n>\n> @too",
    "<!-- @no\n\n@no -->@yes",
    "[link @yes](http://x.y/@no) <http://a.b/@no> ![@img](@no.png)",
    'Raw <a href="@no">@in</a> HTML',
    "[ref]: http://x/@no\n\n[ref] @yes",
    "[@a]: http://x.org\n",
    "https://medium.com/@user/post",
    "$a@no$ costs $5 @yes $6, $$x@no$$",
    '*@a* **@b** "@c" (@d) [@e] _@f_ .@no',
    "term\n:   def @a\n\n: caption @b\n\n| a | @c |\n|---|----|\n| b | @d |\n",
    "# Head @a {#sec:x}\n\nx[^1]\n\n[^1]: note @foot\n\n    more @too\n",
    "---\nauthor: foo @no\nnocite: |\n  @n1, @n2\nabstract: 'see @abs'\n---\n\n@a\n",
    "---\nnocite: '@*'\n...\n\n@a\n",
    "---\n\n@a\n\n---\n\n@b\n",
    "Text\n\n---\nnocite: '@late'\n---\n",
]


@pytest.mark.parametrize("text", CASES)
def test_the_same_as_pandoc(text: str) -> None:
    assert cited(text) == by_pandoc(text)


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
