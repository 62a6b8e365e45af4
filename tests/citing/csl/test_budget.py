"""Budgets: styles that would never end, nest without end, or write without end."""

from __future__ import annotations

import io

import pytest
from citeproc import CitationStylesStyle
from tests.citing.csl.small_style import PARTS, STYLE, processor, references

from pllm_bib.citing.csl import compiler
from pllm_bib.citing.csl.engine import Processor
from pllm_bib.citing.csl.style import CslStyle
from pllm_bib.errors import StyleError

TITLE = '<text variable="title"/>'


def doubling(depth: int, body: str, last: str) -> str:
    """Macros that each call the next one as often as ``body`` says."""
    macros = (f'<macro name="m{i}">{body.format(i + 1)}</macro>' for i in range(depth))
    return "".join((*macros, f'<macro name="m{depth}">{last}</macro>'))


TWICE = '<text macro="m{0}"/><text macro="m{0}"/>'
SUBSTITUTED = f'<names variable="editor"><substitute>{TWICE}</substitute></names>'
CHOSEN = f'<choose><if variable="title">{TWICE}</if></choose>'
CALL = '<text macro="m0"/>'


@pytest.mark.parametrize(
    "body", [TWICE, SUBSTITUTED, CHOSEN], ids=["called", "substituted", "chosen"]
)
def test_macros_that_call_each_other_twice_end(body: str) -> None:
    macros = doubling(40, body, '<text variable="note"/>')
    with pytest.raises(StyleError, match=r"more than 250,000 steps to render “0”") as raised:
        references([{"title": "T"}], macros=macros, bibliography=CALL)
    assert raised.value.line == 3


@pytest.mark.parametrize("place", ["sort", "citation"])
def test_sort_keys_and_cites_have_the_same_budget(place: str) -> None:
    parts = {"sort": '<sort><key macro="m0"/></sort>', "citation": CALL}
    macros = doubling(40, TWICE, '<text variable="note"/>')
    with pytest.raises(StyleError, match="250,000 steps"):
        processor([{"title": "T"}] * 2, macros=macros, **{place: parts[place]}).citation(["0"])


def test_a_reference_has_an_end() -> None:
    macros = doubling(12, TWICE, f'<text value="{"x" * 1000}"/>')
    with pytest.raises(StyleError, match=r"“0” becomes more than 1,000,000 characters"):
        references([{"title": "T"}], macros=macros, bibliography=CALL)


def test_a_long_field_is_no_fault() -> None:
    title = "word " * 250_000
    (found,) = references([{"title": title}], bibliography=f"<group>{TITLE}{TITLE}</group>")
    assert len(found) == 2 * len(title) - 1


def test_depth_counts_through_macros_that_are_compiled_already() -> None:
    calls = "".join(f'<text macro="m{i}"/>' for i in reversed(range(1000)))
    macros = doubling(1000, '<text macro="m{0}"/>', TITLE)
    with pytest.raises(StyleError, match=r"nest more than 150 deep"):
        references([{"title": "T"}], macros=macros, bibliography=calls)
    deep = "<group>" * 140 + TITLE + "</group>" * 140
    assert references([{"title": "T"}], bibliography=deep) == ["T"]


def test_a_style_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler, "MAX_ELEMENTS", 20)
    assert references([{"title": "T"}], bibliography=TITLE * 20) == ["T" * 20]
    with pytest.raises(StyleError, match=r"more than 20 elements up to here"):
        references([{"title": "T"}], bibliography=TITLE * 21)


def test_branches_of_a_style_that_is_known_to_compile_wait_until_they_are_met() -> None:
    style = processor([], bibliography=TITLE).style
    missing = '<choose><if type="book"><text macro="no"/></if><else>{}</else></choose>'
    filled = dict.fromkeys(PARTS, "") | {"bibliography": missing.format(TITLE)}
    root = CitationStylesStyle(io.BytesIO(STYLE.format(**filled).encode()), validate=False).root
    with pytest.raises(StyleError, match="no macro"):
        CslStyle(root, style.language)
    known = CslStyle(root, style.language, checked=True)
    (found,) = Processor(known, [{"id": "a", "type": "map", "title": "T"}]).bibliography()
    assert found.tokens == ["T"]
    with pytest.raises(StyleError, match="no macro"):
        Processor(known, [{"id": "a", "type": "book", "title": "T"}]).bibliography()
