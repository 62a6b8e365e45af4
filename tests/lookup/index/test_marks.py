"""Marks that are quickly made are those of the entry, and one too many at most."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from tests.formats import strategies
from tests.lookup.index.dumps import ARXIV, DBLP, OPENALEX
from tests.lookup.test_services import CROSSREF

from pllm_bib.formats import FORMATS
from pllm_bib.formats.bibtex.blocks import split
from pllm_bib.lookup.index import dblp_xml, kinds
from pllm_bib.lookup.index.marks import Marks, marks_of
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from pllm_bib.model.entry import Entry

EVERY = Path(__file__).parents[2] / "formats" / "data" / "every-type.bib"
HARD = r"""
@article{a, title={Lt Six}, doi={10.1007\%2Fs11192-014-1269-8}}
@article{b, title = "A {Title with {\"o} and {Deep {er}} braces}", doi={10.1007/978-3-6\_{}20}}
@article{c, Title={A: Study of $\alpha$-Owls --- Again}, url={https://dl.acm.org/doi/10.1145/1.3?x=%3C}}
@article{d, booktitle={Not This}, title={This}, journal={arXiv preprint arXiv:2401.00007v2}}
@article{e, abstract={title = none}, title={Owls}, eprint={hep-th/9901001}, archiveprefix={arXiv}}
@book{f, title={Owls}, subtitle={A Book}, isbn={0-262-03384-4, 978-0-262-53305-8}}
@misc{DBLP:conf/acl/Doe24, title={Owls}, biburl={https://dblp.org/rec/conf/acl/Roe24.bib}}
@misc{g, title={Owls}, openreview={abc_DEF-12}, url={https://openreview.net/forum?id=abc_DEF-13}}
@misc{h, title={Owls}, url={https://aclanthology.org/P19-1001.pdf}, pmid={123}}
@misc{i, title={}, doi={10.1000/(a)}}
@misc{j, doi={https://doi.org/10.1000/ABC.}, title={Owls,
   and   Rooks}}
@misc{k, title=1984}
@misc{l, title={Owls---A ``Study'' of''Them}}
@misc{m, title={Owls -- Rooks -- Jays? A Study}}
"""


def _assert_marked(quick: Marks, sure: Marks) -> None:
    assert (quick.words, quick.main) == (sure.words, sure.main)
    assert set(sure.names) <= set(quick.names)


@pytest.mark.parametrize("source", [EVERY.read_text("utf-8"), HARD], ids=["every type", "hard"])
def test_the_marks_of_bibtex_are_those_of_its_entry(source: str) -> None:
    blocks = [block.raw for block in split(source) if block.kind == "entry"]
    assert len(blocks) > 5
    for text in blocks:
        _assert_marked(kinds.marks("biblatex", text), marks_of(kinds.KINDS["biblatex"].read(text)))


@given(strategies.entries(("article", "book", "preprint", "misc")))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_the_marks_of_any_entry_are_those_that_reading_gives(entry: Entry) -> None:
    text = FORMATS["biblatex"].write(Library((entry,)))
    _assert_marked(kinds.marks("biblatex", text), marks_of(kinds.KINDS["biblatex"].read(text)))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("arxiv", json.dumps(ARXIV)),
        ("openalex", json.dumps(OPENALEX)),
        ("openalex", json.dumps(OPENALEX | {"title": "Rooks &amp; <i>Corvus</i> – A Study"})),
        ("crossref", json.dumps(CROSSREF)),
        ("crossref", json.dumps(CROSSREF | {"subtitle": ["A Study"]})),
        ("crossref", json.dumps(CROSSREF | {"title": ["A <sub>B</sub> of"], "type": "book"})),
        ("dblp", "<article" + DBLP.split("<article")[1]),
    ],
)
def test_the_marks_of_other_records_are_those_of_their_entries(kind: str, text: str) -> None:
    text = text.partition("</article>")[0] + ("</article>" if kind == "dblp" else "")
    _assert_marked(kinds.marks(kind, text), marks_of(kinds.KINDS[kind].read(text)))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("arxiv", "[]"),
        ("arxiv", '{"id": "owls"}'),
        ("arxiv", '{"id": 7}'),
        ("openalex", "7"),
        ("crossref", "{"),
        ("dblp", '<article key="a"><title>Owls</article>'),
        ("dblp", "<article><title>Owls</title></article>"),
        ("dblp", '<article key="a"><title>&xxe;</title></article>'),
        ("biblatex", "@article{"),
    ],
)
def test_what_is_no_record_is_refused(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        kinds.marks(kind, text)


@pytest.mark.parametrize(
    "record",
    [
        {"id": "2401.00007"},
        ARXIV | {"authors_parsed": [[], [None], ["Doe"], 7], "versions": {}, "title": None},
        ARXIV | {"versions": [{"created": "Sat, 77 Oct 2024 07:41:09 GMT"}], "categories": 3},
        ARXIV | {"authors_parsed": [["Bal\\'azs", "C.", "Jr."]], "doi": "10.1"},
    ],
)
def test_members_of_a_wrong_kind_are_overlooked(record: dict[str, object]) -> None:
    entry = kinds.KINDS["arxiv"].read(json.dumps(record))
    assert entry.eprint is not None
    assert entry.eprint.id == "2401.00007"


def test_names_with_accents_of_latex_are_read() -> None:
    record = ARXIV | {"authors_parsed": [["Bal\\'azs", "C.", "Jr."], ['H{\\"u}ll', "", ""]]}
    people = kinds.KINDS["arxiv"].read(json.dumps(record)).authors
    assert [(name.family, name.given, name.suffix) for name in people] == [
        ("Balázs", "C.", "Jr."),
        ("Hüll", "", ""),
    ]


def test_no_definition_of_an_entity_reaches_a_record_of_dblp() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbb">]><article key="a"><title>&b;</title></article>'
    with pytest.raises(ValueError, match="no XML"):
        dblp_xml.read(bomb)
