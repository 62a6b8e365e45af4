"""The exports in the hands of real LaTeX: no warning, no error, every work in the PDF."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING

import pytest

from pllm_bib.formats import bib_reader, latex

if TYPE_CHECKING:
    from pathlib import Path

    from pllm_bib.model.entry import Entry

TOOLS = ("pdflatex", "bibtex", "biber", "pdftotext")
# Without page numbers, which would stand in the middle of a work that goes over a page.
ARTICLE = r"""\documentclass{article}
%s
\pagestyle{empty}
\begin{document}
%s
\end{document}
"""
BIBTEX_STYLES = ("plain", "alpha", "abbrv", "IEEEtran", "plainnat", "unsrtnat")


@pytest.fixture(scope="module", autouse=True)
def _tools() -> None:
    """Skip where LaTeX is not installed; CI, which installs it, allows no skipping."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing and os.environ.get("PLLM_BIB_ALL_CONSUMERS"):
        pytest.fail(f"not installed: {', '.join(missing)}")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)} (TeX Live, biber, poppler-utils)")


def run(folder: Path, *command: str) -> str:
    result = subprocess.run(
        command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL
    )
    return result.stdout.decode("utf-8", errors="replace")


def pdflatex(folder: Path) -> str:
    log = run(folder, "pdflatex", "-interaction=nonstopmode", "main")
    assert not re.findall(r"^!.*", log, re.MULTILINE), log[-3000:]
    return log


def pdf_text(folder: Path) -> str:
    """The letters of the PDF's text: hyphenation, ligatures and line ends do not count."""
    return letters(run(folder, "pdftotext", "-q", "main.pdf", "-"))


def letters(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in folded if char.isalnum() and char.isascii())


def works(repository: Path, variant: str) -> tuple[Entry, ...]:
    path = repository / f"exports/{variant}/all.bib"
    entries, faults = bib_reader.read(path.read_text("utf-8"), str(path))
    assert len(entries) == 60
    assert not faults
    return entries


def assert_all_there(entries: tuple[Entry, ...], text: str) -> None:
    for entry in entries:
        assert letters(latex.plain(entry.title)) in text, entry.key
        assert letters(entry.authors.names[0].family) in text, entry.key


@pytest.mark.parametrize("style", BIBTEX_STYLES)
def test_bibtex(repository: Path, tmp_path: Path, style: str) -> None:
    shutil.copy(repository / "exports/bibtex/all.bib", tmp_path)
    natbib = r"\usepackage{natbib}" if style.endswith("nat") else ""
    preamble = rf"{natbib}\usepackage{{url}}\usepackage[hidelinks]{{hyperref}}"
    body = (
        r"\cite{kirk2024prism}\nocite{*}"
        rf"\bibliographystyle{{{style}}}\bibliography{{all}}"
    )
    (tmp_path / "main.tex").write_text(ARTICLE % (preamble, body), "utf-8")
    pdflatex(tmp_path)
    said = run(tmp_path, "bibtex", "main")
    assert "Warning--" not in said, said
    assert "error" not in said.lower(), said
    pdflatex(tmp_path)
    log = pdflatex(tmp_path)
    assert "undefined" not in log
    assert_all_there(works(repository, "bibtex"), pdf_text(tmp_path))


@pytest.mark.parametrize("style", ["numeric", "authoryear", "alphabetic"])
def test_biblatex(repository: Path, tmp_path: Path, style: str) -> None:
    shutil.copy(repository / "exports/biblatex/all.bib", tmp_path)
    preamble = rf"\usepackage[backend=biber,style={style}]{{biblatex}}\addbibresource{{all.bib}}"
    body = r"\cite{kirk2024prism}\nocite{*}\printbibliography"
    (tmp_path / "main.tex").write_text(ARTICLE % (preamble, body), "utf-8")
    pdflatex(tmp_path)
    said = run(tmp_path, "biber", "main")
    assert not re.findall(r"(?:WARN|ERROR) - .*", said), said
    pdflatex(tmp_path)
    log = pdflatex(tmp_path)
    assert "undefined" not in log
    assert_all_there(works(repository, "biblatex"), pdf_text(tmp_path))


@pytest.mark.parametrize("style", ["apa", "ieee", "nlm-citation-sequence", "bibtex:plain"])
def test_formatted_references(repository: Path, tmp_path: Path, style: str) -> None:
    command = [sys.executable, "-m", "pllm_bib", "cite", "-t", "latex", "-s", style]
    refs = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
    (tmp_path / "refs.tex").write_text(refs.stdout, "utf-8")
    (tmp_path / "main.tex").write_text(
        ARTICLE % (r"\usepackage[hidelinks]{hyperref}", r"\input{refs}"), "utf-8"
    )
    pdflatex(tmp_path)
    assert_all_there(works(repository, "bibtex"), pdf_text(tmp_path))
