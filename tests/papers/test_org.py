"""What an Org document cites, with Org's own citations, with org-ref, and with LaTeX."""

from __future__ import annotations

from functools import partial

import pytest
from tests.growth import assert_linear

from pllm_bib.papers import org
from pllm_bib.papers.tex import TexState


def found(text: str) -> list[str]:
    return [f"{m.kind}:{m.name}" for m in org.read(text, "paper.org", TexState())]


def cited(text: str) -> str:
    kinds = ("citation:", "everything:")
    return " ".join(name.partition(":")[2] for name in found(text) if name.startswith(kinds))


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("[cite:@a]", "a"),
        ("[cite/t:see @a p. 5;@b and more]", "a b"),
        ("[cite/author/caps:@a]", "a"),
        ("[cite:common; see @a [p. 3]; @b/c]", "a b/c"),
        ("[cite/n:@*]", "*"),
        ("cite:a,b and citep:c.", "a b c"),
        ("[[citet:a][see]] [[cite:see &b p. 3;&c]] citep:&d;&e", "a b c d e"),
        ("nocite:a autocite:b textcite:c", "a b c"),
        (r"\cite[p. 3]{a} and 50% of \citep{b}", "a b"),
        ("=cite:no= ~[cite:@no]~ cite:a", "a"),
        ("excited:no http://cite:no @no", ""),
        ("#+begin_src org\n[cite:@no]\n#+end_src\ncite:a", "a"),
        ("#+BEGIN_EXAMPLE\ncite:no\n#+END_EXAMPLE\ncite:a", "a"),
        ("#+begin_export html\ncite:no\n#+end_export\n", ""),
        ("#+begin_export latex\n\\cite{a}\n#+end_export\n", "a"),
        ("# cite:no\n: cite:no\ncite:a", "a"),
        ("* COMMENT Left\ncite:no\n** too\ncite:no\n* Next\ncite:a", "a"),
        ("* Notes :noexport:\ncite:no\n* TODO Next\ncite:a", "a"),
    ],
)
def test_citations(source: str, keys: str) -> None:
    assert cited(source) == keys


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("#+bibliography: refs.bib", ["bibliography:refs.bib"]),
        ('#+BIBLIOGRAPHY: "my refs.json"', ["bibliography:my refs.json"]),
        ("bibliography:a.bib,b.bib", ["bibliography:a.bib", "bibliography:b.bib"]),
        (r"\bibliography{refs}", ["bibliography:refs"]),
        (r"#+LATEX_HEADER: \addbibresource{refs.bib}", ["bibliography:refs.bib"]),
        ('#+INCLUDE: "ch1.org" :lines "1-3"', ["input:ch1.org"]),
        ("#+SETUPFILE: head.org", ["perhaps:head.org"]),
        ("bibliographystyle:plain", []),
    ],
)
def test_files(source: str, expected: list[str]) -> None:
    assert found(source) == expected


def test_places() -> None:
    mentions = org.read("a\n[cite:@b;@c] cite:d", "p.org", TexState())
    assert [str(m.position) for m in mentions] == ["p.org:2:8", "p.org:2:11", "p.org:2:19"]


@pytest.mark.parametrize(
    "piece", ["[cite:", "#+begin_src\n", "=a ", "cite:", "* a\n", "[cite:@a;", "~", "cite:&a;"]
)
def test_time_is_linear(piece: str) -> None:
    assert_linear(lambda size: partial(found, piece * size), 100)
