"""BibLaTeX as Typst's own compiler reads it: it prints an identifier of every work."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typst

ROOT = Path(__file__).parent.parent.parent
STYLES = ("ieee", "apa", "mla", "chicago-author-date")


def exported(*options: str) -> str:
    """The BibLaTeX export of the list."""
    command = [sys.executable, "-m", "pllm_bib", "export", "-t", "biblatex", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()


def references(folder: Path, text: str, style: str) -> list[str]:
    """The references that Typst makes of all entries of a .bib file, as HTML."""
    (folder / "refs.bib").write_text(text, encoding="utf-8")
    source = folder / "main.typ"
    source.write_text(f'#bibliography("refs.bib", full: true, style: "{style}")\n', "utf-8")
    page = typst.compile(source, format="html").decode()
    listed = page[page.index('role="doc-bibliography"') :]
    return re.findall(r"<(?:li|p|div)\b[^>]*>(?:(?!</(?:li|p|div)>).)+", listed, re.DOTALL)


@pytest.mark.parametrize("style", STYLES)
def test_typst_prints_an_identifier_of_every_work(style: str, tmp_path: Path) -> None:
    text = exported("--profile", "typst")
    found = references(tmp_path, text, style)
    assert len(found) == text.count("\n@") + 1 > 50
    assert [reference for reference in found if "href=" not in reference] == []


def test_typst_prints_no_eprint(tmp_path: Path) -> None:
    """Without the profile, works that are only in an archive go without identifier."""
    text = exported()
    entries = ("\n" + text).split("\n@")[1:]
    without = [each for each in entries if " doi = " not in each and " url = " not in each]
    bare = [each for each in references(tmp_path, text, "ieee") if "href=" not in each]
    assert len(bare) == len(without) > 10
