"""What a Typst source cites, and the names that are its own."""

from __future__ import annotations

from functools import partial

import pytest
from tests.growth import assert_linear

from pllm_bib.papers import typst


def found(text: str) -> list[str]:
    return [f"{m.kind}:{m.name}" for m in typst.read(text, "paper.typ", None)]


def cited(text: str) -> str:
    return " ".join(m.name for m in typst.read(text, "paper.typ", None) if m.kind == "citation")


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("See @a, @b[p. 3]; @c. (@d)", "a b c d"),
        ('#cite(<a>) #cite(<b>, form: "prose", supplement: [p. 3])', "a b"),
        ('#cite(label("DBLP:conf/acl/x"))', "DBLP:conf/acl/x"),
        ("#ref(<a>)", "a"),
        ("@a // @no\n@b /* @no /* @no */ @no */ @c", "a b c"),
        ("`@no` ```typ\n@no\n``` `` @a", "a"),
        ("$x_@no$ @a \\@no", "a"),
        ("https://x.org/@no @a", "a"),
        ('#link("mailto:a@no.org")[@a] #"@no" @b', "a b"),
        ('#figure(image("x.png"), caption: [by @a (see @b)])', "a b"),
        ("#let x = [@a]; @b", "a b"),
        ('#let v = "@no"\n@a', "a"),
        ("#if true [@a] else [@b]\n@c", "a b c"),
        ("#for x in (1, 2) { [@a]; cite(<b>) }", "a b"),
        ("#x.y(z)[@a][@b] @c #d @e", "a b c e"),
        ("#footnote[@a] a[b @b] #{ let y = [@c] }", "a b c"),
        ('"quoted @a"', "a"),
    ],
)
def test_citations(source: str, keys: str) -> None:
    assert cited(source) == keys


def test_labels_are_the_document_s_own() -> None:
    assert found("= Owls <owls>\nSee @owls.") == ["label:owls", "citation:owls"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('#bibliography("refs.bib", title: "Works", style: "ieee")', ["refs.bib"]),
        ('#bibliography(("a.bib", "b.yml"))', ["a.bib", "b.yml"]),
        ('#show: x.with(title: "T", bibliography: bibliography("refs.bib"))', ["refs.bib"]),
        ('#show: x.with(\n  bibliography-file: "refs.bib",\n)', ["refs.bib"]),
        ('#text("refs.bib")', []),
    ],
)
def test_bibliographies(source: str, expected: list[str]) -> None:
    assert found(source) == [f"bibliography:{name}" for name in expected]


def test_a_full_bibliography_cites_everything() -> None:
    assert found('#bibliography("refs.bib", full: true)')[1:] == ["everything:*"]
    assert len(found('#bibliography("refs.bib", full: false)')) == 1


def test_inputs() -> None:
    source = '#import "@preview/x:0.1.0": *\n#import "own.typ": y\n#include "ch1.typ"\n'
    assert found(source) == ["input:own.typ", "input:ch1.typ"]


def test_places() -> None:
    places = [str(m.position) for m in typst.read("a\n @b #cite(<c>)", "p.typ", None)]
    assert places == ["p.typ:2:3", "p.typ:2:12"]


@pytest.mark.parametrize(
    "piece", ["`", "/*", "#f(", "#f[", "$", '"', "#let x = (", "[", "@a ", "#", "]", '#"', "```"]
)
def test_time_is_linear(piece: str) -> None:
    assert_linear(lambda size: partial(found, piece * size), 100)
