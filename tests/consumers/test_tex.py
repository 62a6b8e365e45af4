"""The exports in the hands of real LaTeX: no warning, no error, every work in the PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.consumers.programs import need, run

from pllm_bib.formats.base import Options
from pllm_bib.formats.bibtex import datamodel as biblatex_model
from pllm_bib.formats.bibtex import read as bib_reader
from pllm_bib.formats.bibtex.profiles import DEFAULT_PROFILE, PROFILES
from pllm_bib.formats.bibtex.write import Variant, writer
from pllm_bib.formats.shared import languages, latex
from pllm_bib.formats.shared.types import TYPES
from pllm_bib.model.diagnostic import faults_of
from pllm_bib.model.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pllm_bib.model.entry import Entry

TOOLS = ("pdflatex", "bibtex", "biber", "pdftotext", "kpsewhich")
DATA = Path(__file__).parent / "data"
# Without page numbers, which would stand in the middle of a work that goes over a page.
ARTICLE = r"""\documentclass{article}
%s
\pagestyle{empty}
\begin{document}
%s
\end{document}
"""
# EC fonts have every Latin letter; cmap tells readers of the PDF which glyph is which letter.
ALL_LETTERS = r"\usepackage{cmap}\usepackage[T1]{fontenc}\usepackage{amssymb}"
NATBIB = frozenset("plainnat unsrtnat ACM-Reference-Format acl-like".split())
"""Styles that need the package natbib."""
BIBTEX_STYLES = (
    *("plain", "alpha", "abbrv", "apalike", "IEEEtran"),
    *("plainnat", "unsrtnat", "ACM-Reference-Format", "acl-like"),
)
"""`acl-like` is made for these tests: it treats identifiers as acl_natbib does."""
BIBLATEX_STYLES = ("numeric", "authoryear", "alphabetic")
MADE_FOR = [
    ("acl", "acl-like"),
    ("natbib", "plainnat"),
    ("natbib", "unsrtnat"),
    ("minimal", "ACM-Reference-Format"),
    ("minimal", "plainurl"),
]
"""Profiles, and the styles that they are made for; portable is for all of `BIBTEX_STYLES`."""


@pytest.fixture(scope="module", autouse=True)
def _tools() -> None:
    need(*TOOLS, packages="TeX Live, biber, poppler-utils")


# Running LaTeX.


def pdflatex(folder: Path) -> str:
    log = run(folder, "pdflatex", "-interaction=nonstopmode", "main")
    assert not re.findall(r"^!.*", log, re.MULTILINE), log[-3000:]
    return log


def pdf_text(folder: Path) -> str:
    """The text of the PDF, in the order in which TeX set it."""
    return run(folder, "pdftotext", "-q", "-raw", "main.pdf", "-")


def bibtex(folder: Path, bib: str, style: str, preamble: str = "") -> tuple[list[str], str]:
    """Make a PDF of all works with BibTeX; returns BibTeX's warnings and the PDF's text."""
    natbib = r"\usepackage{natbib}" if style in NATBIB else ""
    packages = rf"{preamble}{natbib}\usepackage{{url}}\usepackage[hidelinks]{{hyperref}}"
    body = rf"\nocite{{*}}\bibliographystyle{{{style}}}\bibliography{{all}}"
    (folder / "all.bib").write_text(bib, "utf-8")
    shutil.copy(DATA / "acl-like.bst", folder)
    key = bib.partition("{")[2].partition(",")[0]
    (folder / "main.tex").write_text(ARTICLE % (packages, rf"\cite{{{key}}}" + body), "utf-8")
    pdflatex(folder)
    said = run(folder, "bibtex", "main")
    assert "error" not in said.lower(), said
    pdflatex(folder)
    log = pdflatex(folder)
    assert "There were undefined" not in log, log
    return re.findall(r"Warning--(.*)", said), pdf_text(folder)


def biblatex(folder: Path, bib: str, style: str, preamble: str = "") -> tuple[list[str], str]:
    """Make a PDF of all works with biber; returns biber's complaints and the PDF's text."""
    (folder / "all.bib").write_text(bib, "utf-8")
    complaints = biber(folder, style, preamble)
    pdflatex(folder)
    log = pdflatex(folder)
    assert "There were undefined" not in log, log
    return complaints, pdf_text(folder)


def biber(folder: Path, style: str, preamble: str = "") -> list[str]:
    """Run LaTeX once, and biber over ``all.bib``; returns biber's complaints."""
    packages = rf"{preamble}\usepackage[backend=biber,style={style}]{{biblatex}}"
    key = (folder / "all.bib").read_text("utf-8").partition("{")[2].partition(",")[0]
    body = rf"\cite{{{key}}}\nocite{{*}}\printbibliography"
    (folder / "main.tex").write_text(
        ARTICLE % (packages + r"\addbibresource{all.bib}", body), "utf-8"
    )
    pdflatex(folder)
    said = run(folder, "biber", "--validate-datamodel", "main")
    assert "Output to main.bbl" in said, said
    return re.findall(r"(?:WARN|ERROR) - (.*)", said)


# What is in the PDF.


def letters(text: str) -> str:
    """The letters and digits of a text: hyphenation, ligatures and line ends do not count.

    Accents do not count either, since some are printed as signs of their own.
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char) in {"Ll", "Lo", "Nd"})


def assert_all_there(entries: Iterable[Entry], text: str) -> None:
    found = letters(text)
    for entry in entries:
        assert letters(latex.plain(entry.title)) in found, entry.key
        assert letters(entry.authors.names[0].family) in found, entry.key


def squeezed(text: str) -> str:
    """A text without blanks, and without underscores, which can be rules and no letters."""
    return re.sub(r"[\s_]", "", text).casefold()


def times_printed(entries: Iterable[Entry], text: str) -> dict[str, tuple[int, int]]:
    """How often the id in an archive, and how often the DOI, of each work is printed."""
    text = squeezed(text)

    def count(identifier: str | None) -> int:
        pattern = re.escape(squeezed(identifier)) + r"(?!\d)" if identifier else "(?!)"
        return len(re.findall(pattern, text))

    return {
        entry.key: (count(entry.eprint.id if entry.eprint else None), count(entry.doi))
        for entry in entries
    }


def assert_printed_once(entries: Iterable[Entry], text: str, related: Sequence[str] = ()) -> None:
    """Of each work that has an id or a DOI, one at least is printed, and none twice.

    BibLaTeX prints a related work a second time, inside the work that it is related to.
    """
    entries = [entry for entry in entries if entry.eprint or entry.doi]
    assert entries
    wrong = {
        key: counts
        for key, counts in times_printed(entries, text).items()
        if sum(counts) < 1 or max(counts) > 1 + related.count(key)
    }
    assert not wrong
    assert not re.findall("ArXiv:|Doi:", text), "a style has raised the first letter of a note"


def data_missing_for_acm(entries: Iterable[Entry]) -> list[str]:
    """What ACM-Reference-Format warns of: it wants data that some works do not have."""
    warnings = []
    for entry in entries:
        if entry.type == "inproceedings":
            warnings += [f"empty publisher in {entry.key}"] * (not entry.publisher)
            warnings += [f"empty address in {entry.key}"] * (not entry.place)
        if entry.type == "article" and not entry.volume and not entry.number:
            warnings.append(f"no number and no volume in {entry.key}")
        numbered = entry.pages or "numpages" in dict(entry.extra)
        if entry.type in {"inproceedings", "article"} and not numbered:
            fields = "both pages and numpages fields"
            warnings.append(f"page numbers missing in {fields} in {entry.key}")
    return warnings


def test_the_page_on_latex_explains_every_warning(
    repository: Path, works: tuple[Entry, ...]
) -> None:
    page = (repository / "docs/latex.md").read_text("utf-8")
    kinds = {warning.partition(" in ")[0] for warning in data_missing_for_acm(works)}
    _, _, part = page.partition("## Warnings")
    assert kinds <= set(re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE))


def write(library: Library, variant: Variant, profile: str = DEFAULT_PROFILE) -> str:
    return writer(variant).write(library, Options(profile=profile))


def read(text: str) -> tuple[Entry, ...]:
    entries, faults = bib_reader.read(text, "all.bib")
    assert not faults_of(faults)
    return entries


@pytest.fixture(scope="module")
def works(repository: Path) -> tuple[Entry, ...]:
    """The works of the list, from the files that the exports are made from."""
    files = sorted((repository / "entries").glob("*.bib"))
    entries = [entry for path in files for entry in read(path.read_text("utf-8"))]
    return tuple(entries)


@pytest.fixture(scope="module")
def stress() -> Library:
    """Works that bring out what LaTeX trips over."""
    return Library(read((DATA / "stress.bib").read_text("utf-8")))


# The list.


@pytest.mark.parametrize("style", BIBTEX_STYLES)
def test_bibtex(repository: Path, tmp_path: Path, works: tuple[Entry, ...], style: str) -> None:
    bib = (repository / "exports/bibtex/all.bib").read_text("utf-8")
    warnings, text = bibtex(tmp_path, bib, style)
    expected = data_missing_for_acm(works) if style == "ACM-Reference-Format" else []
    assert sorted(warnings) == sorted(expected)
    assert_all_there(works, text)
    assert_printed_once(works, text)


@pytest.mark.parametrize("style", BIBLATEX_STYLES)
def test_biblatex(repository: Path, tmp_path: Path, works: tuple[Entry, ...], style: str) -> None:
    bib = (repository / "exports/biblatex/all.bib").read_text("utf-8")
    complaints, text = biblatex(tmp_path, bib, style)
    assert complaints == []
    assert_all_there(works, text)
    assert_printed_once(works, text, [key for entry in works for key in entry.related])


@pytest.mark.parametrize(("profile", "style"), MADE_FOR)
def test_profile(
    repository: Path, tmp_path: Path, works: tuple[Entry, ...], profile: str, style: str
) -> None:
    command = [sys.executable, "-m", "pllm_bib", "export", "-t", "bibtex", "--profile", profile]
    exported = subprocess.run(command, cwd=repository, capture_output=True, check=True)
    warnings, text = bibtex(tmp_path, exported.stdout.decode("ascii"), style)
    expected = data_missing_for_acm(works) if style == "ACM-Reference-Format" else []
    assert sorted(warnings) == sorted(expected)
    assert_all_there(works, text)
    assert_printed_once(works, text)


@pytest.mark.parametrize(
    ("profile", "style", "printed"),
    [
        ("acl", "plain", 0),
        ("minimal", "plainnat", 0),
        ("natbib", "ACM-Reference-Format", 2),
    ],
)
def test_preprints_in_a_style_that_a_profile_is_not_made_for(
    tmp_path: Path, works: tuple[Entry, ...], profile: str, style: str, printed: int
) -> None:
    """What the profiles are for; it also shows that the counts of the tests can go wrong."""
    preprints = [entry for entry in works if entry.type == "preprint"]
    bib = write(Library(tuple(preprints)), Variant.CLASSIC, profile=profile)
    _warnings, text = bibtex(tmp_path, bib, style)
    assert set(times_printed(preprints, text).values()) == {(printed, 0)}


def test_every_profile_has_its_styles() -> None:
    assert {"portable", *(profile for profile, _style in MADE_FOR)} == PROFILES.keys()


# Stress.

SPECIAL = r"R&D at 100%: #1 of snake_case, ~5$ and x^y, {sets}, C:\temp, a < b > c | d"
ADDRESS = "https://example.org/~long/a_very_long_path/that%20goes%20on/and_on/and-on/with/many/more"


def assert_stands_the_stress(library: Library, text: str, *, prints_url: bool) -> None:
    assert_all_there(library, text)
    assert_printed_once(library, text)
    assert squeezed(SPECIAL) in squeezed(text)
    # Some fonts say that a letter is one of mathematics: NFKC makes an O of U+1D442.
    plain = unicodedata.normalize("NFKC", text).replace("\n", " ")
    assert "O(n log n)" in plain, "math keeps its case"
    assert (squeezed(ADDRESS) in squeezed(text)) == prints_url


@pytest.mark.parametrize("style", BIBTEX_STYLES)
def test_stress_in_bibtex(tmp_path: Path, stress: Library, style: str) -> None:
    bib = write(stress, Variant.CLASSIC)
    assert bib.isascii()
    warnings, text = bibtex(tmp_path, bib, style, ALL_LETTERS)
    assert warnings == []
    prints_url = style in {"IEEEtran", "plainnat", "unsrtnat"}
    assert_stands_the_stress(stress, text, prints_url=prints_url)


@pytest.mark.parametrize(("profile", "style"), MADE_FOR)
def test_stress_in_profile(tmp_path: Path, stress: Library, profile: str, style: str) -> None:
    bib = write(stress, Variant.CLASSIC, profile=profile)
    warnings, text = bibtex(tmp_path, bib, style, ALL_LETTERS)
    assert warnings == []
    assert_all_there(stress, text)
    assert_printed_once(stress, text)


@pytest.mark.parametrize("style", BIBLATEX_STYLES)
def test_stress_in_biblatex(tmp_path: Path, stress: Library, style: str) -> None:
    bib = write(stress, Variant.BIBLATEX)
    complaints, text = biblatex(tmp_path, bib, style, ALL_LETTERS)
    assert complaints == []
    assert_stands_the_stress(stress, text, prints_url=True)


def test_signs_in_the_fonts_that_latex_takes_unasked(tmp_path: Path, stress: Library) -> None:
    """In OT1, a bare ``<`` prints an inverted exclamation mark."""
    (signs,) = (entry for entry in stress if entry.key == "amper2023sign")
    warnings, text = bibtex(tmp_path, write(Library((signs,)), Variant.CLASSIC), "plain")
    assert warnings == []
    assert squeezed("a < b > c") in squeezed(text)
    assert "¡" not in text


# Scripts that pdflatex has no fonts for, unless it loads more packages: see docs/latex.md.


@pytest.fixture(scope="module")
def scripts() -> Library:
    """Works in Cyrillic, Chinese and Greek."""
    return Library(read((DATA / "scripts.bib").read_text("utf-8")))


def test_other_scripts_go_through_bibtex(tmp_path: Path, scripts: Library) -> None:
    (tmp_path / "all.bib").write_text(write(scripts, Variant.CLASSIC), "utf-8")
    aux = "\\citation{*}\n\\bibstyle{plain}\n\\bibdata{all}\n"
    (tmp_path / "main.aux").write_text(aux, "utf-8")
    said = run(tmp_path, "bibtex", "main")
    assert "Warning" not in said
    assert "error" not in said
    text = re.sub(r"\s+", " ", (tmp_path / "main.bbl").read_text("utf-8"))
    assert r"{\CYRZH}{\cyru}{\cyrk}{\cyri} {\cyri} {\cyrs}{\cyro}{\cyrv}{\cyrery}" in text
    assert "小明 王" in text
    assert "猫头鹰研究" in text


def test_other_scripts_go_through_biber(tmp_path: Path, scripts: Library) -> None:
    (tmp_path / "all.bib").write_text(write(scripts, Variant.BIBLATEX), "utf-8")
    assert biber(tmp_path, "numeric") == []
    bbl = (tmp_path / "main.bbl").read_text("utf-8")
    for entry in scripts:
        assert f"\\field{{title}}{{{entry.title}}}" in bbl
        assert f"family={{{entry.authors.names[0].family}}}" in bbl
    # What docs/latex.md says of pdflatex: it takes another engine to print this.
    log = run(tmp_path, "pdflatex", "-interaction=nonstopmode", "main")
    assert "Unicode character Ж (U+0416)" in log


# The tables.


def test_biber_finds_no_field_that_a_type_does_not_take(repository: Path, tmp_path: Path) -> None:
    bib = (repository / "tests/formats/data/every-type.bib").read_text("utf-8")
    every = read(bib)
    assert {entry.type for entry in every} == TYPES.keys()
    of_any_type = (("zeta", "Z"), ("annote", "Read"), ("eventplace", "Rome"), ("volumes", "2"))
    entries = tuple(
        replace(entry, extra=tuple((dict(entry.extra) | dict(of_any_type)).items()))
        for entry in every
        if TYPES[entry.type].biblatex in biblatex_model.BY_TYPE
    )
    (tmp_path / "all.bib").write_text(write(Library(entries), Variant.BIBLATEX), "utf-8")
    said = biber(tmp_path, "numeric")
    # What an entry lacks is for its own source to say.
    assert [line for line in said if "Missing mandatory field" not in line] == []


def installed(name: str) -> Path:
    path = subprocess.run(["kpsewhich", name], capture_output=True, text=True, check=True).stdout
    return Path(path.strip())


def test_fields_of_each_type_are_those_of_biblatex() -> None:
    source = re.sub(r"%.*", "", installed("blx-dm.def").read_text("utf-8"))
    part = re.compile(
        r"(?:(?P<kind>|event|orig|url)(?:end)?)(?:year|yeardivision|month|day|hour"
        r"|minute|second|timezone)"
    )
    model: dict[str, set[str]] = {}
    for types, fields in re.findall(
        r"\\DeclareDatamodelEntryfields(?:\[([^]]*)\])?\{([a-z,\s]*)\}", source
    ):
        names = {
            f"{match['kind']}date" if (match := part.fullmatch(name)) else name
            for name in re.split(r"[,\s]+", fields.strip())
        }
        for name in re.split(r"[,\s]+", types):
            model.setdefault(name, set()).update(names)
    always = model.pop("")
    assert len(always) > 50
    for name, fields in biblatex_model.BY_TYPE.items():
        assert fields | biblatex_model.ALWAYS == model[name] | always, name
    declared = model.keys() & {row.biblatex for row in TYPES.values()}
    assert declared - {"set", "bibnote"} == biblatex_model.BY_TYPE.keys()


def test_old_names_of_fields_are_those_that_biber_maps() -> None:
    source = installed("biblatex.def").read_text("utf-8")
    steps = re.findall(r"fieldsource=(\w+),\s*fieldtarget=(\w+)\]", source)
    assert dict(steps) == biblatex_model.ALIASES


def test_babel_has_the_names_of_languages() -> None:
    files = [f"babel-{name}.tex" for name in languages.BABEL.values()]
    found = run(DATA, "kpsewhich", *files).splitlines()
    assert [Path(path).name for path in found] == files


# References formatted by the tool itself.


@pytest.mark.parametrize("style", ["apa", "ieee", "nlm-citation-sequence", "bibtex:plain"])
def test_formatted_references(
    repository: Path, tmp_path: Path, works: tuple[Entry, ...], style: str
) -> None:
    command = [sys.executable, "-m", "pllm_bib", "cite", "-t", "latex", "-s", style]
    refs = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)
    (tmp_path / "refs.tex").write_text(refs.stdout, "utf-8")
    (tmp_path / "main.tex").write_text(
        ARTICLE % (r"\usepackage[hidelinks]{hyperref}", r"\input{refs}"), "utf-8"
    )
    pdflatex(tmp_path)
    assert_all_there(works, pdf_text(tmp_path))


# Former keys.

RENAMED = """\
@misc{doe2024owls, author = {Doe, Jane}, title = {Owls}, year = {2024}, ids = {Owls, owl-paper}}
@misc{poe2023raven, author = {Poe, Edgar}, title = {The Raven}, year = {2023}, ids = {doe2024Owls}}
"""


def renamed(variant: Variant) -> str:
    entries, _faults = bib_reader.read(RENAMED, "refs.bib")
    return writer(variant).write(Library(entries), Options(aliases=True))


@pytest.mark.parametrize("key", ["Owls", "owl-paper", "doe2024owls"])
def test_bibtex_knows_a_work_by_its_former_keys(tmp_path: Path, key: str) -> None:
    body = rf"\cite{{{key}}}\bibliographystyle{{plain}}\bibliography{{all}}"
    (tmp_path / "all.bib").write_text(renamed(Variant.CLASSIC), "utf-8")
    (tmp_path / "main.tex").write_text(ARTICLE % ("", body), "utf-8")
    pdflatex(tmp_path)
    said = run(tmp_path, "bibtex", "main")
    assert not re.search("error|warning|repeated", said, re.IGNORECASE), said
    pdflatex(tmp_path)
    assert "There were undefined" not in pdflatex(tmp_path)
    assert pdf_text(tmp_path).count("Owls") == 1


@pytest.mark.parametrize("key", ["Owls", "owl-paper", "doe2024owls"])
def test_biber_knows_a_work_by_its_former_keys(tmp_path: Path, key: str) -> None:
    body = rf"\cite{{{key}}}\printbibliography"
    packages = r"\usepackage[backend=biber,style=numeric]{biblatex}\addbibresource{all.bib}"
    (tmp_path / "all.bib").write_text(renamed(Variant.BIBLATEX), "utf-8")
    (tmp_path / "main.tex").write_text(ARTICLE % (packages, body), "utf-8")
    pdflatex(tmp_path)
    said = run(tmp_path, "biber", "main")
    assert not re.search("ERROR|WARN", said), said
    pdflatex(tmp_path)
    assert "There were undefined" not in pdflatex(tmp_path)
    assert pdf_text(tmp_path).count("Owls") == 1
