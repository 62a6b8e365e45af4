"""A Markdown document that is filled in: what is drawn where, and how long it takes."""

from __future__ import annotations

from functools import partial

import pytest
from tests.growth import assert_linear

from pllm_bib.citing.locators import english
from pllm_bib.tasks.paper.fill import Filling
from pllm_bib.tasks.paper.footnotes import definitions, footnotes


def filling(text: str) -> Filling:
    return Filling(text, "paper.md", english())


def keys(text: str) -> list[str]:
    return [cite.key for placed in filling(text).placed for cite in placed.citation.cites]


def test_notes_are_read_where_they_are_called() -> None:
    text = (
        "[^b] @one [^a]^[@two]\n\n[^a]: @three\n[^b]: @four\n\n    @five\n\n@six [^none]: @seven\n"
    )
    assert keys(text) == ["four", "five", "one", "three", "two", "six", "seven"]


def test_numbers_of_notes() -> None:
    text = "@one [^a] @two\n\n[^a]: @three\n"
    found = filling(text)
    found.number(in_notes=True)
    assert [(p.citation.cites[0].key, p.citation.note) for p in found.placed] == [
        ("one", 1),
        ("three", 2),
        ("two", 3),
    ]
    found.number(in_notes=False)
    assert [p.citation.note for p in found.placed] == [0, 1, 0]


def test_code_within_a_citation_is_kept() -> None:
    (placed,) = filling("[see `x` @a, p. 3]").placed
    assert placed.citation.cites[0].prefix == "see x"


def test_footnotes_end_where_their_text_ends() -> None:
    text = "[^a]: one\n\n    two\n\n<div>three</div>\n\nfour[^a]\n"
    body = text.replace("<div>", " " * 5).replace("</div>", " " * 6)
    (note,) = footnotes(body, definitions(text, body))
    assert text[note.start : note.end].strip() == "one\n\n    two"


@pytest.mark.parametrize(
    "piece",
    ["[@a; ", "^[", "[^1] ", "[^1]: x\n", "[", "[x] ", "@a ", "[@a] x\n\n", "see [@a, p. 3]."],
)
def test_time_is_linear(piece: str) -> None:
    assert_linear(lambda size: partial(filling, piece * size), 60)
