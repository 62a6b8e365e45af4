"""Documents with the entries that ``paper -o`` writes: real typesetters print the same.

And what the reader of a source finds is what the typesetter wrote down as cited.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typst
from click.testing import CliRunner
from tests.consumers.programs import need, run

from pllm_bib.cli import cli
from pllm_bib.tasks.paper.gather import gather

if TYPE_CHECKING:
    from pathlib import Path

BIB = r"""% Encoding: UTF-8
@preamble{"\providecommand{\noopsort}[1]{} \providecommand{\aviary}{Aviary Press}"}
@string{acl = "Association for " # comp}
@string{comp = "Computational Owls"}
@string{jb = {Journal of Birds}}

@inproceedings{doe2020, title = {Owls and the {Night}}, author = {Doe, Jane and Roe, Max},
  crossref = {proc2020}, pages = {1--9}}
@inproceedings{poe2020, title = {Crows that Count}, author = {Poe, Ann}, crossref = {proc2020},
  pages = {10--19}}
@article{moe2019, title = {Terns}, author = {M{\"o}e, Max}, journal = jb, volume = 3,
  year = {{\noopsort{1}}2019}, month = jun # "~1"}
@book{unread1, title = {Never Cited}, author = {Nobody, Ann}, publisher = acl, year = 2001}
@book{roe2018, title = {Rooks of the {\aviary}}, author = {Roe, Max}, publisher = {\aviary},
  year = 2018}
@misc{unread2, title = {Nor This}, author = {Nobody, Bo}, year = 2002}
@article{coe2017, title = {Jays}, author = {Coe, Eva}, journal = jb, year = 2017}
@article{zoe2016, title = {Wrens}, author = {Zoe, Ada}, journal = jb, year = 2016}
@phdthesis{foe2015, title = {Finches}, author = {Foe, Lea}, school = acl, year = 2015}

@proceedings{proc2020, title = {Proceedings of Birds}, booktitle = {Proceedings of Birds},
  year = 2020, publisher = acl, editor = {Editor, Eva}}
"""
BIBLATEX_BIB = BIB.replace(
    "@misc{unread2",
    """@xdata{press, publisher = {Nest}, location = {Bonn}}
@book{kea2014, title = {Keas}, author = {Kea, Kim}, xdata = {press}, date = {2014-05},
  related = {kiwi2013}, relatedtype = {reprintof}}
@book{kiwi2013, title = {Kiwis}, author = {Kea, Kim}, date = 2013, publisher = {Nest}}
@set{pair, entryset = {coe2017, zoe2016}}
@misc{unread2""",
)
NATBIB = {
    "main.tex": r"""\documentclass{article}
\usepackage{natbib,own}
\newcommand{\both}[2][]{(see \citealp[#1]{#2})}
\begin{document}
\section{One} \citet*{doe2020}, \both[p.~3]{moe2019,roe2018}. % \cite{unread1}
\input{sec/two}
\bibliographystyle{plainnat}
\bibliography{refs}
\end{document}
\cite{unread1}
""",
    "own.sty": r"\newcommand{\finches}{Foe~\citeyearpar{foe2015}}",
    "sec/two.tex": r"""\section{Two} \Citeauthor{poe2020} \verb|\cite{unread1}| \finches
\nocite{coe2017}
\iffalse \cite{unread2} \else \citep[see][]{zoe2016} \fi
""",
}
BIBLATEX = {
    "main.tex": r"""\documentclass{article}
\usepackage[backend=biber,style=authoryear,maxcrossrefs=2]{biblatex}
\addbibresource{refs.bib}
\DeclareRobustCommand{\see}[1]{\parencite[see][]{#1}}
\begin{document}
\section{One} \textcite{doe2020} \see{moe2019,roe2018}
\include{sec/two}
\printbibliography
\end{document}
""",
    "sec/two.tex": r"""\section{Two} \autocites(see)(and more)[1]{poe2020}[2][3]{foe2015}
\footcite[5]{kea2014} \citetitle{pair} \nocite{coe2017}
\begin{verbatim}
\cite{unread1}
\end{verbatim}
""",
}


def project(folder: Path, files: dict[str, str], bib: str) -> None:
    for name, text in {**files, "refs.bib": bib}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def printed(folder: Path, program: str) -> str:
    """Return the text of the PDF of a document, made with a bibliography program."""
    for command in ("pdflatex", program, "pdflatex", "pdflatex"):
        batch = ["-interaction=batchmode"] if command == "pdflatex" else []
        run(folder, command, *batch, "main")
    return run(folder, "pdftotext", "-layout", "main.pdf", "-")


def keys(folder: Path, name: str) -> list[str]:
    paper = gather([folder / name])
    return sorted({*paper.cited_keys(), *(["*"] if paper.everything else [])})


def used_entries(folder: Path, name: str, order: str = "source") -> str:
    """Return what ``paper`` writes for a document; that works are cited twice is no matter here."""
    arguments = ["paper", name, "-o", "used.bib", "--sort", order, "--exit-zero"]
    result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return (folder / "used.bib").read_text("utf-8")


CASES = {
    "bibtex": (NATBIB, BIB, "main.aux"),
    "biber": (BIBLATEX, BIBLATEX_BIB, "main.bcf"),
}


@pytest.mark.parametrize("order", ["source", "citation"])
@pytest.mark.parametrize("nocite", ["", r"\nocite{*}"])
@pytest.mark.parametrize("program", CASES)
def test_the_same_is_printed(
    program: str, nocite: str, order: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    need("pdflatex", program, "pdftotext", packages="TeX Live, biber, poppler-utils")
    files, bib, written = CASES[program]
    main = files["main.tex"].replace(r"\end{document}", nocite + r"\end{document}", 1)
    project(tmp_path, {**files, "main.tex": main}, bib)
    run(tmp_path, "pdflatex", "-interaction=batchmode", "main")
    assert keys(tmp_path, "main.tex") == keys(tmp_path, written)
    before = printed(tmp_path, program)
    assert "Terns" in before
    assert "?" not in before
    assert ("Never Cited" in before) is bool(nocite)
    used = used_entries(tmp_path, "main.tex", order)
    assert ("unread1" in used) is bool(nocite)
    for path in tmp_path.glob("main.*"):
        if path.suffix != ".tex":
            path.unlink()
    (tmp_path / "refs.bib").write_text(used, "utf-8")
    assert printed(tmp_path, program) == before


TYPST = """#set heading(numbering: "1.")
= One <one>
@doe2020[p. 3] and #cite(<moe2019>, form: "prose"), @one. // @unread1
`@unread1` #let x = [@roe2018]
#x #footnote[#cite(<coe2017>)]
#bibliography("refs.bib", style: "apa")
"""


def test_typst_prints_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    bib = BIB.replace(r"{{\noopsort{1}}2019}", "2019").replace(r"\aviary}", "Aviary}")
    project(tmp_path, {"main.typ": TYPST}, bib)
    before = typst.compile(tmp_path / "main.typ", format="html")
    assert b"Terns" in before
    assert keys(tmp_path, "main.typ") == ["coe2017", "doe2020", "moe2019", "roe2018"]
    used = used_entries(tmp_path, "main.typ")
    assert "unread" not in used
    (tmp_path / "refs.bib").write_text(used, "utf-8")
    assert typst.compile(tmp_path / "main.typ", format="html") == before
