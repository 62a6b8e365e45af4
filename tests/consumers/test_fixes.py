"""What BibTeX prints before and after the fixes of each rule: as its promise says, and no other."""

from __future__ import annotations

import html
import random
import re
import shutil
import subprocess
import unicodedata
from typing import TYPE_CHECKING

import pytest
from tests.consumers.programs import need
from tests.hard_entries import LATEX, WORDS, bib_file

from pllm_bib import rules
from pllm_bib.files.inputs import file_input
from pllm_bib.tasks.check import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

ENTRIES = 300
STYLES = ("plain", "abbrv", "alpha", "IEEEtran", "plainnat")
CONTROL = '@IEEEtranBSTCTL{control, CTLdash_repeated_names = "no"}'
"""Without it, IEEEtran prints a dash for the authors of the work before."""


@pytest.fixture(scope="module", autouse=True)
def _bibtex() -> None:
    need("bibtex", packages="TeX Live")


def fixed(folder: Path, text: str, code: str, *, unsafe: bool = False) -> str:
    """The text of a file after the fixes of a rule, or of a family of rules."""
    path = folder / "refs.bib"
    path.write_text(text, "utf-8")

    def check(instead: Mapping[Path, str]) -> run.CheckReport:
        return run.check_files(
            [file_input(path, "bibtex")], rules.select([code], []), None, None, instead
        )

    _, texts = run.mended(check({}), check, unsafe=unsafe)
    return texts.get(path, text)


def printed(folder: Path, bib: str, style: str) -> dict[str, str]:
    """What BibTeX makes of each work, in one line."""
    (folder / "in.bib").write_text(f"{bib}\n{CONTROL}", "utf-8")
    aux = f"\\citation{{control}}\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{in}}\n"
    (folder / "in.aux").write_text(aux, "utf-8")
    subprocess.run(
        ["bibtex", "-min-crossrefs=100", "in"], cwd=folder, check=False, capture_output=True
    )
    items = re.split(r"\\bibitem", (folder / "in.bbl").read_text("utf-8", "replace"))[1:]
    items[-1] = items[-1].partition("\\end{thebibliography}")[0]
    found = {}
    for item in items:
        # BibTeX breaks long words with a comment.
        match = re.fullmatch(r"(\[.*\])?%?\s*\{(k\d+|parent|control)\}(.*)", item, re.DOTALL)
        assert match, item
        found[match[2]] = " ".join(re.sub(r"(?<!\\)%\n", "", match[3]).split())
    return found


def exactly(text: str) -> str:
    return text


def without_braces(text: str) -> str:
    return re.sub(r"(?<!\\)[{}]", "", text)


def without_full_stops(text: str) -> str:
    return re.sub(r"[.,]", "", without_braces(text))


def without_addresses(text: str) -> str:
    return re.sub(r"\\url\s*\{[^{}]*\}|\\path\{[^{}]*\}", "", text)


def without_dois(text: str) -> str:
    return re.sub(r"\\doi\{(?:[^{}]|\{[^{}]*\})*\}|[.]", "", text)


def letters(text: str) -> str:
    bare = re.sub(r"</?(?:sub|i|b|p)>|\\(?:emph|textbf|textsubscript)\b", "", text)
    bare = html.unescape(re.sub(r"\\?&(\\?#)?", lambda m: "&#" if m[1] else "&", bare))
    return re.sub(r"textless|textgreater|[\W_]", "", bare).casefold()


def pages(text: str) -> str:
    return re.sub(r"\bpp?\.|\b[Pp]ages?\b|\bto\b|[\W_]", "", text)


def months(text: str) -> str:
    names = r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b\.?"
    return re.sub(names, lambda found: found[1].lower(), text, flags=re.IGNORECASE)


def escapes(text: str) -> str:
    return re.sub(r"\\+([&%#_])", r"\1", text)


def composed(text: str) -> str:
    return re.sub(r"\\natexlab\{\w\}", "", unicodedata.normalize("NFC", text))


PROMISES: dict[str, Callable[[str], str]] = {
    "T001": lambda text: without_braces(text).casefold(),
    "T002": without_full_stops,
    "T003": composed,
    "T004": without_braces,
    "T006": letters,
    "T007": escapes,
    "F003": exactly,
    "F007": without_dois,
    "F009": exactly,
    "F010": exactly,
    "F014": pages,
    "F015": months,
    "L001": without_addresses,
    "L002": without_addresses,
    "L003": exactly,
    "L005": exactly,
    "L006": exactly,
    "L007": without_addresses,
    "L008": without_addresses,
}
"""Code of a rule -> what stays of an item of a bibliography. F012 and K006 need a list."""
NEVER = ("F004", "F008", "F013", "L004", "N002", "N006", "N007", "V006")
"""Rules with fixes that are never safe."""


def test_every_rule_with_a_fix_is_here() -> None:
    known = {*PROMISES, *NEVER, "F012", "K006", "N004"}
    assert {rule.code for rule in rules.RULES if rule.keeps} == known


@pytest.fixture(scope="module")
def text() -> str:
    return bib_file(12, ENTRIES)


@pytest.mark.parametrize("code", PROMISES)
def test_fixes_keep_what_is_printed(code: str, text: str, tmp_path: Path) -> None:
    after = fixed(tmp_path, text, code)
    assert after != text
    for style in STYLES:
        old, new = (printed(tmp_path, bib, style) for bib in (text, after))
        assert len(old) >= ENTRIES
        assert old.keys() == new.keys()
        kept = PROMISES[code]
        broken = [(old[key], new[key]) for key in old if kept(old[key]) != kept(new[key])]
        assert broken == [], style


@pytest.mark.parametrize("code", NEVER)
def test_what_is_never_safe_is_never_done_unasked(code: str, text: str, tmp_path: Path) -> None:
    assert fixed(tmp_path, text, code) == text


def test_braces_of_organisations_change_no_letter(text: str, tmp_path: Path) -> None:
    after = fixed(tmp_path, text, "N004")
    assert after != text
    old, new = (printed(tmp_path, bib, "plain") for bib in (text, after))
    # BibTeX ties the words of a name together.
    before = {key: without_braces(item).replace("~", " ") for key, item in old.items()}
    assert before == {key: without_braces(item).replace("~", " ") for key, item in new.items()}


DOCUMENT = r"""\documentclass{article}
\usepackage{cmap}\usepackage[T1]{fontenc}
\usepackage[backend=biber,style=numeric,sorting=none]{biblatex}
\DeclareFieldFormat{titlecase}{\MakeSentenceCase{#1}}
\DeclareFieldFormat{title}{#1}
\addbibresource{in.bib}
\pagestyle{empty}
\begin{document}\nocite{*}\printbibliography\end{document}
"""
TITLES = 60


@pytest.mark.skipif(
    shutil.which("biber") is None or shutil.which("pdftotext") is None,
    reason="not installed: biber (TeX Live) or pdftotext (poppler-utils)",
)
def test_titles_print_the_same_in_the_sentence_case_of_biblatex(tmp_path: Path) -> None:
    chance = random.Random(12)  # noqa: S311 -- the same titles in each run
    pool = [*WORDS, *(word for word in LATEX if not re.search(r"verb|cite|foo|url|noopsort", word))]
    text = "@misc{k, title = {Owls In Rome}}\n" + "".join(
        f"@misc{{k{at}, langid = {{ngerman}}, title = {{{{{made}}}}}}}\n"
        for at in range(TITLES)
        if (made := " ".join(chance.choices(pool, k=chance.randint(2, 6))))
    )
    after = fixed(tmp_path, text, "T004")
    mended = zip(text.splitlines(), after.splitlines(), strict=True)
    assert sum(old != new for old, new in mended) > TITLES / 2

    def set_in_type(bib: str) -> list[str]:
        (tmp_path / "in.bib").write_text(bib, "utf-8")
        (tmp_path / "in.tex").write_text(DOCUMENT, "utf-8")
        tex = ("pdflatex", "-interaction=nonstopmode", "in")
        for command in (tex, ("biber", "in"), tex):
            subprocess.run(command, cwd=tmp_path, check=False, capture_output=True)
        pdf = subprocess.run(
            ["pdftotext", "-q", "-raw", "in.pdf", "-"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
        return ["".join(item.split()) for item in re.split(r"\[\d+\]", pdf.stdout.decode())]

    before = set_in_type(text)
    assert len(before) == TITLES + 2
    assert before[1] == "Owlsinrome.", "sentence case is made"
    assert set_in_type(after) == before
