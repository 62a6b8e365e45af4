"""Macros of a @preamble: what is read of them, and how calls are expanded."""

from __future__ import annotations

from functools import partial

import pytest
from tests.growth import assert_linear

from pllm_bib.formats.shared.latex import Macro, decode_plain, definitions, expand
from pllm_bib.model import limits


@pytest.mark.parametrize(
    ("source", "name", "macro"),
    [
        (r"\newcommand{\noopsort}[1]{}", "noopsort", Macro(1, "")),
        (r"\newcommand*\x[2]{#2{#1}}", "x", Macro(2, "#2{#1}")),
        (r"\newcommand{\x}[2][A]{#1#2}", "x", Macro(2, "#1#2", "A")),
        (r"\renewcommand {\x} {y}", "x", Macro(0, "y")),
        (r"\providecommand\x{y}", "x", Macro(0, "y")),
        (r"\DeclareRobustCommand{\x}[3]{#2}", "x", Macro(3, "#2")),
        (r"\def\x#1#2{#2}", "x", Macro(2, "#2")),
        (r"\gdef\x {y}", "x", Macro(0, "y")),
        (r"\let\x=\O", "x", Macro(0, r"\O")),
        (r"\let\x\O", "x", Macro(0, r"\O")),
        (r"\def\y#1{(#1)}\let\x\y", "x", Macro(1, "(#1)")),
        (r"\DeclareMathOperator{\x}{arg\,max}", "x", Macro(0, r"\operatorname{arg\,max}")),
        (r"\ifx\undefined\x \newcommand{\x}{---}\fi", "x", Macro(0, "---")),
        (r"\def\cprime{$'$}", "cprime", Macro(0, "$'$")),
        (r"\newcommand{\R}{\mathbb{R}}", "R", Macro(0, r"\mathbb{R}")),
        (r"\newcommand{\x}{a}\renewcommand{\x}{b}", "x", Macro(0, "b")),
        (r"\newcommand{\emph}[1]{<#1>}", "emph", Macro(1, "<#1>")),
    ],
)
def test_definitions(source: str, name: str, macro: Macro) -> None:
    assert definitions(source, {})[name] == macro


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (r"\providecommand{\url}[1]{\texttt{#1}}", "url"),
        (r"\def\polhk#1{\setbox0=\hbox{#1}{\ooalign{x}}}", "polhk"),
        (r"\newcommand{\x}{\cite{y}}", "x"),
        (r"\newcommand{\x}{\y}\newcommand{\y}{\ref{z}}", "x"),
        (r"\def\x#1.#2{y}", "x"),
        (r"\def\x{\x}", "x"),
        (r"\def\x{\y\y}\def\y{\x}", "y"),
        (r"\newcommand", ""),
        (r"\let\x", "x"),
        (r"\def\x", "x"),
    ],
)
def test_what_has_a_better_reading_or_none_is_no_macro(source: str, name: str) -> None:
    assert name not in definitions(source, {})


MACROS = definitions(
    r"""\newcommand{\noopsort}[1]{} \newcommand{\switchargs}[2]{#2#1} \def\oe#1{#1}
    \let\own=\O \newcommand{\both}[2][zz]{#1-#2} \def\cprime{$'$} \newcommand{\alias}{\switchargs}
    \newcommand{\twice}[1]{\own #1\own} \newcommand{\it}[1]{\emph#1}""",
    {},
)


@pytest.mark.parametrize(
    ("source", "expanded", "text"),
    [
        (r"{\noopsort{a}}The Book", "{}The Book", "The Book"),
        (r"{\switchargs{--90}{1968}}", "{1968--90}", "1968–90"),
        (r"\own re", r"\O re", "Øre"),
        (r"\own{}re \own\ re", r"\O{}re \O\ re", "Øre Ø re"),
        (r"\both{y} \both [q] z", "zz-y q-z", "zz-y q-z"),
        (r"Il\cprime in", "Il$'$in", "Il′in"),
        (r"\alias{a}{b}", "ba", "ba"),
        (r"\twice ab", r"\O a\O b", "ØaØb"),
        (r"\twice{\twice{a}}", r"\O\O a\O\O", "ØØaØØ"),
        (r"\noopsort", "", ""),
        (r"\switchargs{a}", "a", "a"),
        (r"\foo \'e", r"\foo \'e", r"\foo é"),
        (r"\it{abc}", r"\emph abc", "abc"),
    ],
)
def test_expansion(source: str, expanded: str, text: str) -> None:
    assert expand(source, MACROS) == (expanded, True)
    assert decode_plain(expanded) == text


@pytest.mark.parametrize(
    "macros",
    [
        {"a": Macro(0, r"x\a")},
        {"a": Macro(0, r"\a\a")},
        {"a": Macro(0, r"\b\b"), "b": Macro(0, r"\a\a")},
        {"a": Macro(1, r"\a{#1#1}")},
        {"a": Macro(0, "\\b" * 10), **{c: Macro(0, f"\\{chr(ord(c) + 1)}" * 10) for c in "bcdefg"}},
        {"a": Macro(0, "\\b" * 999), "b": Macro(0, "x" * 1_000_000)},
    ],
)
def test_macros_without_end_change_nothing(macros: dict[str, Macro]) -> None:
    assert expand(r"n \a{y}", macros) == (r"n \a{y}", False)


@pytest.mark.parametrize(
    "piece", [r"\own ", r"\twice{", r"\switchargs", r"\noopsort{a}", r"\alias"]
)
def test_calls_take_time_in_proportion_to_their_number(piece: str) -> None:
    assert_linear(lambda size: partial(expand, piece * size, MACROS), 200)


def test_definitions_take_time_in_proportion_to_their_number() -> None:
    def preambles(size: int) -> None:
        macros: dict[str, Macro] = {}
        for number in range(size):
            name = "".join(chr(ord("a") + int(digit)) for digit in str(number))
            macros = definitions(rf"\newcommand{{\x{name}}}[1]{{#1 \xa{{y}}}}", macros)

    assert_linear(lambda size: partial(preambles, size), 50)


def test_there_is_a_limit_to_definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MACROS", 2)
    source = r"\def\a{x}\def\b{y}\def\c{z}"
    assert list(definitions(source, {})) == ["a", "b"]
