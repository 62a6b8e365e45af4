"""A .bib file before and after: styles print the same, or a change was reported.

``data/hard.bib`` has over 300 entries that are hard to carry: accents, names, macros, dates,
commands, identifiers, inheritance, odd layout. BibTeX and biber read it as it is, and as our
commands write it; what they print is compared work by work.
"""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.consumers.programs import need, run

from pllm_bib.cli import cli

TOOLS = ("pdflatex", "bibtex", "biber")
HARD = Path(__file__).parent / "data" / "hard.bib"
WAYS = ("fmt", "bibtex", "biblatex")
"""The commands that write the file anew."""
STYLES = ("plain", "alpha", "IEEEtran", "plainnat")
DOCUMENT = r"""\documentclass{article}
\usepackage[backend=biber,style=numeric,sorting=none,maxnames=99]{biblatex}
\addbibresource{in.bib}
\begin{document}
\nocite{*}
\end{document}
"""
CONTROL = '@IEEEtranBSTCTL{control, CTLdash_repeated_names = "no"}'
"""Without it, IEEEtran prints a dash for the authors of the work before."""
NOT_PRINTED = re.compile(
    r"\\(?:strng|keyw|verb\{file|true|field\{(?:sort|label|extra|unique|dateera\}\{ce))"
)
"""Lines of a .bbl file that biber makes of the others, and those of a program's own fields."""


NEEDS_A_CHANGE = {
    # Only biblatex reads these: BibTeX prints them once they are converted.
    "typ15": "the institution of @phdthesis",
    "typ33": "@thesis",
    "typ34": "@report",
    "dat22": "a date",
    "typ01": "the number of an edition, for which its styles print a word",
    "typ03": "the number of an edition, for which its styles print a word",
    # BibTeX takes letters beyond 7 bits for bytes, and breaks them.
    "pag04": "a dash in UTF-8",
    **{f"utf{number:02}": "letters in UTF-8" for number in range(1, 7)},
}
"""What ``convert -t bibtex`` changes in print, since BibTeX cannot read it; and why."""
READ_APART = {
    "bibtex": {
        "utf05": "biber reads two accents of a letter, written in LaTeX, as a letter and an accent",
        "dat22": "biber reads no day from the field day",
        "typ01": "the edition is the word that BibTeX's styles print",
        "typ03": "the edition is the word that BibTeX's styles print",
        "cro08": "biber finds no parent by a key in another case, as BibTeX does",
    },
    "biblatex": {
        "mac15": "month = {05} becomes the 5 of a date",
        **dict.fromkeys(
            ("mac22", "mac23", "mac24"), "day, which biber does not read, joins a date"
        ),
    },
}
"""What biber reads in another way after ``convert``, though it is the same; and why."""


@pytest.fixture(scope="module", autouse=True)
def _tools() -> None:
    need(*TOOLS, packages="TeX Live, biber")


@cache
def source() -> str:
    return HARD.read_text("utf-8")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, frozenset[str]]]:
    """The file as each command writes it, with the keys whose changes were reported."""
    folder = tmp_path_factory.mktemp("written")
    shutil.copy(HARD, folder / "fmt.bib")
    CliRunner().invoke(cli, ["fmt", str(folder / "fmt.bib")])
    found = {"fmt": ((folder / "fmt.bib").read_text("utf-8"), frozenset[str]())}
    for to in ("bibtex", "biblatex"):
        out = folder / f"{to}.bib"
        command = ["convert", str(HARD), "-t", to, "-o", str(out), "--format", "json"]
        report = CliRunner().invoke(cli, command).stderr.splitlines()
        told = [json.loads(line) for line in report if line.startswith("{")]
        keys = frozenset(each["key"] for each in told if each["kind"] in {"lost", "changed"})
        found[to] = (out.read_text("utf-8"), keys)
    return found


def bibtex(folder: Path, bib: str, style: str) -> dict[str, str]:
    """Return what BibTeX makes of each work: its label and source, in one line."""
    folder.mkdir(exist_ok=True)
    (folder / "in.bib").write_text(f"{bib}\n{CONTROL}", "utf-8")
    aux = (
        f"\\relax\n\\citation{{control}}\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{in}}\n"
    )
    (folder / "in.aux").write_text(aux, "utf-8")
    run(folder, "bibtex", "-min-crossrefs=100", "in")
    items = re.split(r"\\bibitem", (folder / "in.bbl").read_text("utf-8", "replace"))[1:]
    items[-1] = items[-1].partition("\\end{thebibliography}")[0]
    found = {}
    for item in items:
        label, key, text = re.fullmatch(
            r"(?:\[(.*?)\])?%?\s*\{([^{}]*)\}(.*)", item, re.DOTALL
        ).groups()  # type: ignore[union-attr]
        found[key] = " ".join(f"{label or ''} {text}".split())
    return found


def biblatex(folder: Path, bib: str) -> dict[str, str]:
    """Return what biber gives biblatex to print of each work."""
    folder.mkdir(exist_ok=True)
    (folder / "in.bib").write_text(bib, "utf-8")
    (folder / "in.tex").write_text(DOCUMENT, "utf-8")
    run(folder, "pdflatex", "-interaction=nonstopmode", "in")
    run(folder, "biber", "in")
    found = {}
    entries = re.split(r"\n *\\entry\{([^{}]*)\}", (folder / "in.bbl").read_text("utf-8"))
    for key, text in zip(entries[1::2], entries[2::2], strict=True):
        printed = re.sub(r"hash=\w+", "", text.partition("\\endentry")[0])
        lines = [line.strip() for line in printed.splitlines()]
        found[key] = "\n".join(line for line in lines if not NOT_PRINTED.match(line))
    return found


def same(before: str, after: str) -> bool:
    """Say whether two sources print the same letters, by another project's reading of LaTeX."""
    if before == after:
        return True
    from pylatexenc.latex2text import LatexNodes2Text

    read = LatexNodes2Text(math_mode="verbatim", keep_comments=True).latex_to_text
    try:
        return "".join(read(before).split()) == "".join(read(after).split())
    except IndexError:  # it fails at commands without their arguments
        return False


def assert_same(before: dict[str, str], after: dict[str, str], reported: frozenset[str]) -> None:
    """Fail with what differs, work by work, but for those whose change was reported."""
    assert len(before) > 300
    assert before.keys() == after.keys()
    found = [
        f"{key}:\n  {text}\n  {after[key]}"
        for key, text in before.items()
        if key not in reported and not same(text, after[key])
    ]
    assert not found, "\n".join([f"{len(found)} differ", *found])


@pytest.mark.parametrize("way", [way for way in WAYS if way != "biblatex"])
@pytest.mark.parametrize("style", STYLES)
def test_bibtex_prints_the_same(
    style: str, way: str, written: dict[str, tuple[str, frozenset[str]]], tmp_path: Path
) -> None:
    text, reported = written[way]
    before = bibtex(tmp_path / "before", source(), style)
    after = bibtex(tmp_path / "after", text, style)
    assert_same(before, after, reported | (NEEDS_A_CHANGE.keys() if way == "bibtex" else set()))


@pytest.mark.parametrize("way", WAYS)
def test_biblatex_prints_the_same(
    way: str, written: dict[str, tuple[str, frozenset[str]]], tmp_path: Path
) -> None:
    text, reported = written[way]
    before = biblatex(tmp_path / "before", source())
    after = biblatex(tmp_path / "after", text)
    assert_same(before, after, reported | READ_APART.get(way, {}).keys())
