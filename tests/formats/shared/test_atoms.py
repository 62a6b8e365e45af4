"""Tests of the atoms of LaTeX source, which no list and no name is split in."""

from __future__ import annotations

from functools import partial

import pytest
from tests.growth import LATEX, assert_linear

from pllm_bib.formats.shared.latex import outline, split, split_at_and
from pllm_bib.formats.shared.latex.atoms import GAP, INSIDE


def _seen(source: str) -> str:
    return outline(source).replace(INSIDE, ".").replace(GAP, "_")


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("plain, and text~here", "plain, and text~here"),
        (r"a {b, {c} d} e", "a .......... e"),
        (r"a $x, y$ b \$ c", "a ...... b .. c"),
        (r"a \(x, y\) b", "a ........ b"),
        (r"\v Capek", "....apek"),
        (r"\O re, \AA~b", ".._re, ...~b"),
        (r"Mu\~noz~A", "Mu...oz~A"),
        (r"Mu\~ noz", "Mu....oz"),
        (r"Garc\'\i a", "Garc...._a"),
        (r"\'{\i} \'{e}a", "...... .....a"),
        (r"\' {e} a", ".._... a"),
        (r"\'\^ a b", "...... b"),
        (r"\c{c} d", "..... d"),
        (r"\copyright c", ".........._c"),
        (r"Smith\ Jones", "Smith._Jones"),
        (r"Smith\^^MJones", "Smith....Jones"),
        (r"\accent23 ab", "...........b"),
        (r"\char`\~ ab", "..........b"),
        (r"d'\relax Orsay", "d'...... Orsay"),
        (r"\emph {A, B} c", "....._...... c"),
        (r"\href[a, b]{c} d", ".............. d"),
        (r"J.\,P. S", "J...P. S"),
        (r"a} b {c d", "a} b ...."),
        ("a \\", "a \\"),
    ],
)
def test_what_is_inside_of_an_atom_is_masked(source: str, seen: str) -> None:
    assert len(outline(source)) == len(source)
    assert _seen(source) == seen


def test_lists_are_split_outside_of_atoms() -> None:
    assert split(r"a\,b,{c,d},$e,f$", ",") == [r"a\,b", "{c,d}", "$e,f$"]
    assert split(r"\v C~D", " ~") == [r"\v C", "D"]
    assert split("", ",") == [""]


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("A and B", ["A", "B"]),
        ("A\nAND  {B and C}", ["A", "{B and C}"]),
        (r"J\o and \v and", [r"J\o", r"\v and"]),
        (r"Foo\ and Bar", ["Foo\\ ", "Bar"]),
        (r"$a and b$ and c", ["$a and b$", "c"]),
        ("A~and~B and C", ["A~and~B", "C"]),
        ("and A", ["", "A"]),
        (r"A\\ and B", [r"A\\", "B"]),
    ],
)
def test_a_blank_that_tex_skips_parts_names(source: str, parts: list[str]) -> None:
    assert split_at_and(source) == parts


@pytest.mark.parametrize("name", LATEX)
def test_atoms_are_found_in_time_in_proportion_to_the_source(name: str) -> None:
    hard = LATEX[name]
    assert len(outline(hard.make(hard.many))) == len(hard.make(hard.many))
    assert_linear(lambda size: partial(outline, hard.make(size)), hard.few)
