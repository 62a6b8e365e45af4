"""What a LaTeX source cites: commands of packages, macros of its own, and what is not typeset."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from tests.growth import assert_linear

from pllm_bib.papers import latex_aux, tex
from pllm_bib.papers.bcf import read as read_bcf

if TYPE_CHECKING:
    from pllm_bib.papers.mention import Mention


def mentions(text: str) -> list[Mention]:
    return list(tex.read(text, "main.tex", tex.TexState()))


def cited(text: str) -> str:
    found = [m.name for m in mentions(text) if m.kind in {"citation", "everything"}]
    return " ".join(found)


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        (r"\cite{a}", "a"),
        (r"\cite{a,b , c}", "a b c"),
        ("\\cite{a,%\n  b}", "a b"),
        (r"\cite [see] [p.~3] {a}", "a"),
        ("\\citep\n  {a}", "a"),
        (r"\citet*[see][]{a}", "a"),
        (
            r"\citealp{a}\citealt*{b}\citeauthor{c}\citeyearpar{d}\Citet{e}\citenum{f}",
            "a b c d e f",
        ),
        (r"\citetext{see \citealp{a}, and others}", "a"),
        (r"\cite[see also \citealp{b}]{a}", "a b"),
        (r"\parencite[\S~{[1]}]{a}", "a"),
        (r"\autocites(see)(and more)[1]{a}[see][2]{b}{c,d}", "a b c d"),
        (r"\textcites{a}{b} {x}", "a b x"),
        (r"\footcite{a}\footcitetext{b}\smartcite{c}\supercite{d}\fullcite{e}", "a b c d e"),
        (r"\footcitetexts{a}{b}\Parencites{c}", "a b c"),
        (r"\citefield{a}{title}\citelist{b}{location}\citename{c}{author}", "a b c"),
        (r"\citeyear{a}\citedate*{b}\citeurl{c}\Citeauthor*{d}\citetitle{e}", "a b c d e"),
        (r"\volcite[see]{2}[p. 3]{a}\pvolcite{1}{b}\ftvolcite{3}[4]{c}", "a b c"),
        (r"\nocite{a}\nocite{*}", "a *"),
        (r"\citeA<see>[p. 3]{a}\shortciteNP{b}\fullciteA{c}", "a b c"),
        (r"\onlinecite{a}\citeasnoun{b}\bibentry{c}\citeonline{d}\notecite[x]{e}", "a b c d e"),
        (r"\cite{a} \\cite{no}", "a"),
        (r"\defcitealias{no}{Paper I}\setcitestyle{square}\citestyle{agsm}\cite", ""),
        (r"\bibcite{no}{1}\ifciteseen{x}{y}", ""),
        (r"\cite{\macro}\cite{two words}", ""),
        (r"\cite{DBLP:conf/acl/DoeR24}\cite{o'neil_2020}", "DBLP:conf/acl/DoeR24 o'neil_2020"),
    ],
)
def test_citation_commands(source: str, keys: str) -> None:
    assert cited(source) == keys


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        ("% \\cite{no}\n\\cite{a}", "a"),
        (r"50\% of \cite{a} % \cite{no}", "a"),
        ("\\\\% \\cite{no}\n\\cite{a}", "a"),
        (r"\verb|\cite{no}| \verb*+\cite{no}+ \lstinline!\cite{no}! \cite{a}", "a"),
        (r"\lstinline[language=TeX]{\cite{no}} \mintinline{tex}|\cite{no}| \cite{a}", "a"),
        ("\\begin{verbatim}\n\\cite{no}\n\\end{verbatim}\\cite{a}", "a"),
        ("\\begin{lstlisting}[x]\n% \\cite{no}\n\\end{lstlisting}\\cite{a}", "a"),
        ("\\begin{comment}\n\\cite{no}\n\\end{comment}\\cite{a}", "a"),
        ("\\begin{filecontents*}{x.bib}\n\\cite{no}\n\\end{filecontents*}\\cite{a}", "a"),
        ("\\lstnewenvironment{code}{}{}\\begin{code}\\cite{no}\\end{code}\\cite{a}", "a"),
        ("\\newminted{tex}{}\\begin{texcode}\\cite{no}\\end{texcode}\\cite{a}", "a"),
        ("\\excludecomment{hide}\\begin{hide}\\cite{no}\\end{hide}\\cite{a}", "a"),
        (r"\begin{verbatim} \cite{a}", "a"),
        (r"\iffalse\cite{no}\fi\cite{a}", "a"),
        (r"\iffalse\cite{no}\ifx\a\b\cite{no}\fi\cite{no}\else\cite{a}\fi", "a"),
        (r"\newif\ifdraft\iffalse\ifdraft\cite{no}\fi\cite{no}\fi\cite{a}", "a"),
        (r"\iffalse $a \iff b$ \ifthenelse{x}{y}{z}\fi\cite{a}", "a"),
        (r"\url{http://x.org/a%20b}\cite{a}\href{http://x/#%20}{text \cite{b}}", "a b"),
        ("\\cite{a}\\end{document}\n\\cite{no}", "a"),
        ("\\cite{a}\\endinput\n\\cite{no}", "a"),
    ],
)
def test_only_what_is_typeset_counts(source: str, keys: str) -> None:
    assert cited(source) == keys


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        (r"\newcommand{\see}[1]{(see \citep{#1})}\see{a,b}", "a b"),
        (r"\newcommand\see[2][]{\citep[#1]{#2}}\see[p. 3]{a}\see{b}", "a b"),
        (r"\def\see#1#2{\cite[#1]{#2}}\see{p. 3}{a}", "a"),
        (r"\DeclareRobustCommand*{\see}[1]{\cite{#1}}\see{a}", "a"),
        (r"\NewDocumentCommand{\see}{s O{} m}{\cite[#2]{#3}}\see[x]{a}", "a"),
        (r"\newcommand{\bert}{BERT~\cite{devlin}}", ""),
        (r"\newcommand{\bert}{BERT~\cite{devlin}}\bert{} and \bert", "devlin devlin"),
        (r"\newcommand{\both}[1]{\citeauthor{#1} \citeyear{#1}}\both{a}", "a"),
        (r"\newcommand{\own}[1]{\cite{mine:#1}}\own{a}", "mine:a"),
        (r"\newcommand{\one}[1]{\cite{#1}}\newcommand{\two}[1]{\one{#1}}\two{a}", "a"),
        (r"\let\see\citep\see[x]{a}", "a"),
        (r"\newcommand{\see}{\citep}\see[x]{a}", "a"),
        (r"\renewcommand{\cite}{\citep}\cite{a}", "a"),
        (r"\let\oldcite\cite\renewcommand{\cite}[1]{\mbox{\oldcite{#1}}}\cite{a}", "a"),
        (r"\newcommand{\citebox}[1]{\fbox{#1}}\citebox{no}", ""),
        (r"\newcites{sec}{Second}\citesec{a}\nocitesec{b}", "a b"),
        (r"\DeclareCiteCommand{\mine}[\x]{\y}{\z}{\q}{\r}\mine[p. 3]{a}", "a"),
        (r"\see{no}\newcommand{\see}[1]{\cite{#1}}", ""),
    ],
)
def test_macros_of_the_document(source: str, keys: str) -> None:
    assert cited(source) == keys


def test_definitions_hold_in_later_parts() -> None:
    state = tex.TexState()
    assert list(tex.read(r"\newcommand{\see}[1]{\cite{#1}}", "macros.tex", state)) == []
    assert [m.name for m in tex.read(r"\see{a}", "main.tex", state)] == ["a"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"\bibliography{refs,more.bib}", "bibliography:refs bibliography:more.bib"),
        (r"\addbibresource[datatype=bibtex]{refs.bib}", "bibliography:refs.bib"),
        (r"\nobibliography{refs}", "bibliography:refs"),
        (r"\newcites{sec}{Second}\bibliographysec{b}", "bibliography:b"),
        (r"\newcommand{\mybib}{\bibliography{refs}}\mybib", "bibliography:refs"),
        (
            r"\input{ch1}\input ch2 \include{ch3}\subfile{ch4}",
            "input:ch1 input:ch2 input:ch3 input:ch4",
        ),
        (r"\usepackage[x]{natbib,own}", "perhaps:natbib.sty perhaps:own.sty"),
        (r"\documentclass[../main.tex]{subfiles}", "parent:../main.tex"),
        ("% !TEX root = ../main.tex\n", "parent:../main.tex"),
        (r"\bibitem[{\citename{Roe}2000}]{roe}", "label:roe"),
        (r"\defbibentryset{both}{a,b}", "label:both citation:a citation:b"),
        (
            r"\newcommand{\chapterfile}[1]{\input{chapters/#1}}\chapterfile{one}",
            "input:chapters/one",
        ),
    ],
)
def test_files_and_labels(source: str, expected: str) -> None:
    assert " ".join(f"{m.kind}:{m.name}" for m in mentions(source)) == expected


def test_import_has_a_folder() -> None:
    (found,) = mentions(r"\subimport{parts/}{one}")
    assert (found.kind, found.name, found.folder) == ("input", "one", "parts/")


def test_each_key_has_its_place() -> None:
    places = [str(m.position) for m in mentions("Text\n\\cite[x]{a,\n  b}")]
    assert places == ["main.tex:2:10", "main.tex:3:3"]


def test_the_key_of_a_macro_is_where_it_stands() -> None:
    found = mentions("\\newcommand{\\x}{\\cite{a}}\n\\x")
    assert [str(m.position) for m in found] == ["main.tex:1:23"]


AUX = r"""\relax
\citation{a,b}
\abx@aux@cite{0}{c}
\@input{ch1.aux}
\citation{*}
\citation{biblatex-control}
\bibdata{main-blx,refs}
\bibcite{a}{1}
"""


def test_aux_files() -> None:
    found = [f"{m.kind}:{m.name}" for m in latex_aux.read(AUX, "out/main.aux", None)]
    assert found == [
        *("citation:a", "citation:b", "citation:c", "input:ch1.aux", "everything:*"),
        *("bibliography:refs", "perhaps:main.bcf"),
    ]


BCF = """<?xml version="1.0"?>
<bcf:controlfile>
  <bcf:bibdata section="0">
    <bcf:datasource type="file" datatype="bibtex" glob="false">refs.bib</bcf:datasource>
  </bcf:bibdata>
  <!-- <bcf:citekey order="1">no</bcf:citekey> -->
  <bcf:section number="0">
    <bcf:citekey order="1" intorder="1">a</bcf:citekey>
    <bcf:citekey order="2" nocite="1">b&amp;c</bcf:citekey>
    <bcf:citekey type="set" members="d,e">both</bcf:citekey>
    <bcf:citekey order="3" nocite="1">*</bcf:citekey>
  </bcf:section>
</bcf:controlfile>
"""


def test_bcf_files() -> None:
    found = list(read_bcf(BCF, "main.bcf", None))
    assert [f"{m.kind}:{m.name}" for m in found] == [
        *("bibliography:refs.bib", "citation:a", "citation:b&c", "label:both"),
        *("citation:d", "citation:e", "everything:*"),
    ]
    assert str(found[1].position) == "main.bcf:8:41"


@pytest.mark.parametrize(
    "piece",
    [
        r"\cite{a,b}[",
        r"\cite{",
        r"\begin{verbatim}",
        r"\iffalse",
        r"\newcommand{\x}[1]{\cite{#1}\x{a}}",
        r"\newcommand{\x}{",
        r"\verb|",
        r"\citep[",
        "%\n",
        r"\autocites(",
    ],
)
def test_time_is_linear(piece: str) -> None:
    assert_linear(lambda size: partial(mentions, piece * size), 100)


def test_definitions_that_grow_are_bounded() -> None:
    doubling = "".join(
        rf"\newcommand{{\{new}}}{{\{old}\{old}}}"
        for old, new in zip("abcdefghijklmnopqrs", "bcdefghijklmnopqrst", strict=True)
    )
    assert cited(rf"\newcommand{{\a}}{{\cite{{x}}}}{doubling}\t") == "x"
    deep = "\\newcommand{\\x}{" * 2000 + "}" * 2000
    assert cited(deep + r"\cite{a}") == "a"
