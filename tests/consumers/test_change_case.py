"""Our sentence case against that of BibTeX itself."""

from __future__ import annotations

import random
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
from tests.consumers.programs import need

from pllm_bib.formats.bibtex.change_case import sentence_case

if TYPE_CHECKING:
    from pathlib import Path

STYLE = """\
ENTRY { title } {} {}
FUNCTION {misc} { "^" title "t" change.case$ * "^" * write$ newline$ }
READ
ITERATE {call.type$}
"""
PIECES = [
    *("A", "b", "Ab", "BERT", "{", "}", "{\\", "\\", " ", ": ", ":", "  ", '{\\"O}', "{\\O}"),
    *("{\\OE x}", "\\'E", "{\\LaTeX Foo}", "$L^2$", "{{", "}}", "{\\AA", "Die Welt", "É"),
    *("{\\em X {Y} \\L Z}", "?", "! ", "\t", "\n", "{\\}", "{\\a}", "{\\'{\\I}}", "--", "~"),
]
TITLES = 3_000


@pytest.fixture(scope="module", autouse=True)
def _bibtex() -> None:
    need("bibtex", packages="TeX Live")


def title(chance: random.Random) -> str:
    """A title whose braces are balanced, as BibTeX counts them."""
    text, depth = "", 0
    for piece in chance.choices(PIECES, k=chance.randint(1, 9)):
        lowest = min(piece[:at].count("{") - piece[:at].count("}") for at in range(len(piece) + 1))
        if depth + lowest >= 0:
            text += piece
            depth += piece.count("{") - piece.count("}")
    return text + "}" * depth


def test_sentence_case_is_that_of_bibtex(tmp_path: Path) -> None:
    chance = random.Random(12)  # noqa: S311 -- the same titles in each run
    titles = [made for _ in range(TITLES) if (made := title(chance)).strip()]
    entries = (f"@misc{{k{at}, title = {{{made}}}}}" for at, made in enumerate(titles))
    (tmp_path / "all.bib").write_text("\n".join(entries), "utf-8")
    (tmp_path / "own.bst").write_text(STYLE, "utf-8")
    (tmp_path / "all.aux").write_text("\\citation{*}\n\\bibdata{all}\n\\bibstyle{own}\n", "utf-8")
    subprocess.run(["bibtex", "all"], cwd=tmp_path, check=False, capture_output=True)
    # BibTeX breaks long lines at a blank, and indents what follows.
    written = (tmp_path / "all.bbl").read_text("utf-8").replace("\n  ", " ")
    printed = re.findall(r"^\^(.*)\^$", written, re.MULTILINE)
    assert len(printed) == len(titles) > TITLES * 0.9
    assert [sentence_case(made) for made in titles] == printed
