"""Citation templates: one for each kind of work, and no sign that a wiki would read as markup."""

from __future__ import annotations

import pytest

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.model.library import Library


def cited(source: str) -> str:
    return FORMATS["wikipedia"].write(Library(bib_reader.read_biblatex(source, "a.bib")[0]))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            (
                "@article{a, author = {van der Berg, Jan and {Owl Society} and others}, "
                "title = {{BERT}}, journaltitle = {JIB}, date = {2024-06-09}, pages = {1--9}}"
            ),
            (
                "{{cite journal |last1=van der Berg |first1=Jan |last2=Owl Society "
                "|display-authors=etal |date=9 June 2024 |title=BERT |journal=JIB |pages=1–9}}\n"
            ),
        ),
        (
            "@online{a, title = {A | B [c] \\{d\\}}, url = {https://x.org/|}, urldate = {2024-05}}",
            (
                "{{cite web |title=A {{!}} B &#91;c&#93; &#123;d&#125; |url=https://x.org/%7C "
                "|access-date=May 2024}}\n"
            ),
        ),
        (
            (
                "@incollection{a, title = {Nests}, booktitle = {Ravens}, editor = {Poe, E.}, "
                "date = {2018~}, pages = {7}}"
            ),
            (
                "{{cite book |editor-last1=Poe |editor-first1=E. |date=c. 2018 |chapter=Nests "
                "|title=Ravens |page=7}}\n"
            ),
        ),
        (
            (
                "@online{a, title = {$x^2$ \\emph{now}}, eprint = {2403.00001}, "
                "eprinttype = {arxiv}, eprintclass = {cs.CL}, date = {2024}}"
            ),
            (
                "{{cite arXiv |date=2024 |title=<math>x^2</math> ''now'' |arxiv=2403.00001 "
                "|class=cs.CL |url=https://arxiv.org/abs/2403.00001}}\n"
            ),
        ),
        (
            "@thesis{a, title = {T}, type = {phdthesis}, date = {2020-21/2021-22}}",
            "{{cite thesis |date=Spring 2020 – Summer 2021 |title=T |type=PhD thesis}}\n",
        ),
    ],
)
def test_templates(source: str, expected: str) -> None:
    assert cited(source) == expected
