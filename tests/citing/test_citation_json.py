"""Citation objects of editors: what they say, and what is refused."""

from __future__ import annotations

import json

import pytest

from pllm_bib.citing.citation_json import read
from pllm_bib.citing.csl.cite import Citation, Cite
from pllm_bib.errors import OperatorError


def test_an_object_is_a_citation_with_its_id_and_note() -> None:
    item = {"id": "doe", "locator": 5, "label": "sub verbo", "prefix": "see", "suffix": "so"}
    bare = {"id": 12, "suppress-author": True}
    data = {"citationID": "x", "citationItems": [item, bare], "properties": {"noteIndex": 3}}
    cites = (
        Cite("doe", locator="5", label="sub-verbo", prefix="see", suffix="so"),
        Cite("12", suppress_author=True),
    )
    expected = [("x", Citation(cites, note=3))]
    assert read(json.dumps([data]), "f") == expected
    assert read(json.dumps(data), "f") == expected
    assert read(json.dumps({"citations": [data]}), "f") == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("composite", Citation((Cite("a"),), composite=True)),
        ("author-only", Citation((Cite("a", author_only=True),))),
        ("suppress-author", Citation((Cite("a", suppress_author=True),))),
    ],
)
def test_a_mode_is_of_the_whole_citation(mode: str, expected: Citation) -> None:
    data = {"citationItems": [{"id": "a"}], "properties": {"mode": mode}}
    assert read(json.dumps(data), "f") == [("", expected)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"citationItems": [}', "f:1:21: not JSON: "),
        ("[" * 100_000, "f:1:1: not citations: it nests too deep"),
        ("3", "f:1:1: not citations: "),
        ("[1]", "f: citation 1 has no list “citationItems”"),
        ('[{"citationItems": []}]', "f: citation 1 cites nothing"),
        ('[{"citationItems": [{}]}]', "f: citation 1, item 1 has no “id”"),
        ('{"citationItems": [{"id": "a", "label": "pgae"}]}', "pgae”. Did you mean page?"),
        ('{"citationItems": [{"id": "a"}], "properties": {"noteIndex": -1}}', "“noteIndex” is"),
        ('{"citationItems": [{"id": "a"}], "properties": {"mode": "x"}}', "no mode “x”"),
    ],
)
def test_what_is_no_citation_is_refused_with_its_place(text: str, message: str) -> None:
    with pytest.raises(OperatorError) as caught:
        read(text, "f")
    assert message in str(caught.value)
