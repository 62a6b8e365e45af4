"""Documents with the files that they go on in, in the folders and shapes that people have them."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.growth import assert_linear

from pllm_bib.files.inputs import text_input
from pllm_bib.files.read import load_inputs
from pllm_bib.same_work.near_keys import NearKeys
from pllm_bib.tasks.paper.gather import Paper, gather
from pllm_bib.tasks.paper.judge import judge
from pllm_bib.tasks.paper.shelf import Shelf
from pllm_bib.tasks.paper.used import BibSource, Used

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def project(files: dict[str, str], main: str) -> Paper:
    for name, text in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return gather([Path(main)])


def cited(paper: Paper) -> str:
    return " ".join(paper.cited_keys())


def found(paper: Paper) -> list[str]:
    return [str(path) for path in paper.bibliographies]


def test_parts_are_read_where_they_stand() -> None:
    files = {
        "paper/main.tex": r"\cite{a}\input{sec/one}\cite{d}\bibliography{refs}",
        "paper/sec/one.tex": r"\cite{b}\input{sec/two}",
        "paper/sec/two.tex": r"\cite{c}",
        "paper/refs.bib": "",
    }
    paper = project(files, "paper/main.tex")
    assert cited(paper) == "a b c d"
    assert found(paper) == ["paper/refs.bib"]
    assert paper.findings == []


def test_imports_have_folders() -> None:
    files = {
        "main.tex": r"\import{parts/one/}{one}\subimport{parts/two}{two.tex}",
        "parts/one/one.tex": r"\cite{a}\input{more}",
        "parts/one/more.tex": r"\cite{b}",
        "parts/two/two.tex": r"\cite{c}\subimport{deep}{x}",
        "parts/two/deep/x.tex": r"\cite{d}",
    }
    assert cited(project(files, "main.tex")) == "a b c d"


def test_a_part_that_reads_itself_is_read_once() -> None:
    files = {"main.tex": r"\cite{a}\input{main}\input{x}", "x.tex": r"\cite{b}\input{main}"}
    assert cited(project(files, "main.tex")) == "a b"


def test_macros_of_a_package_beside_the_document() -> None:
    files = {
        "main.tex": r"\usepackage{natbib,own}\begin{document}\see{a}\end{document}",
        "own.sty": r"\newcommand{\see}[1]{\citep[see][]{#1}}",
    }
    paper = project(files, "main.tex")
    assert cited(paper) == "a"
    assert paper.findings == []


def test_a_chapter_has_the_bibliography_of_its_main_file() -> None:
    files = {
        "main.tex": r"\newcommand{\see}{\citep}\cite{x}\subfile{ch/one}\addbibresource{refs.bib}",
        "ch/one.tex": r"\documentclass[../main.tex]{subfiles}\see{a}",
        "refs.bib": "",
    }
    paper = project(files, "ch/one.tex")
    assert cited(paper) == "a"
    assert [Path(name).resolve().name for name in found(paper)] == ["refs.bib"]
    assert paper.resolves_aliases


def test_an_aux_file_of_biblatex_leads_to_its_control_file() -> None:
    files = {
        "out/main.aux": "\\abx@aux@cite{0}{a}\n",
        "out/main.bcf": "<bcf:datasource>refs.bib</bcf:datasource><bcf:citekey>b</bcf:citekey>",
        "refs.bib": "",
    }
    paper = project(files, "out/main.aux")
    assert cited(paper) == "a b"
    assert found(paper) == ["refs.bib"]


def test_the_project_of_a_quarto_document() -> None:
    files = {
        "book/_quarto.yml": "project:\n  type: book\nbibliography: refs.bib\n",
        "book/refs.bib": "",
        "book/chapters/one.qmd": "@a and @fig-x",
    }
    paper = project(files, "book/chapters/one.qmd")
    assert cited(paper) == "a"
    assert [Path(name).name for name in found(paper)] == ["refs.bib"]


def test_labels_of_another_part_of_a_typst_document() -> None:
    files = {
        "main.typ": '@owls @sec:one\n#include "/one.typ"\n#bibliography("refs.bib")',
        "one.typ": "= One <sec:one>\n@crows",
        "refs.bib": "",
    }
    paper = project(files, "main.typ")
    assert cited(paper) == "owls crows"
    assert paper.findings == []


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        (r"\input{no}", "main.tex:1:8: P006 missing-input: there is no file “no” to read on in"),
        (
            r"\input{\chapter}",
            (
                "main.tex:1:8: P008 unclear-input: “\\chapter” is put together by macros: give the "
                "file itself, too"
            ),
        ),
        (
            r"\bibliography{no}",
            "main.tex:1:15: P007 missing-bibliography: there is no bibliography “no.bib”",
        ),
        (
            r"\addbibresource[location=remote]{https://x.org/a.bib}",
            (
                "main.tex:1:34: P007 missing-bibliography: “https://x.org/a.bib” is an address: "
                "download it, and give the file"
            ),
        ),
    ],
)
def test_files_that_are_not_there(source: str, finding: str) -> None:
    assert [str(f) for f in project({"main.tex": source}, "main.tex").findings] == [finding]


def test_devices_are_no_files() -> None:
    (finding,) = project({"main.tex": r"\input{/dev/zero}"}, "main.tex").findings
    assert finding.name == "missing-input"


def test_several_files_by_a_pattern() -> None:
    paper = project(
        {"main.tex": r"\addbibresource[glob]{bib/*.bib}", "bib/b.bib": "", "bib/a.bib": ""},
        "main.tex",
    )
    assert found(paper) == ["bib/a.bib", "bib/b.bib"]


def test_latin_1_is_read_all_the_same() -> None:
    Path("main.tex").write_bytes("Müller \\cite{a}".encode("latin-1"))
    assert cited(gather([Path("main.tex")])) == "a"


def test_near_keys() -> None:
    keys = NearKeys(["smith2020deep", "smith:2020", "roe2019", "Smith_2021"])
    assert keys.near("Smith2020") == ["smith:2020", "Smith_2021", "smith2020deep"]
    assert keys.near("zzz") == []


BIB = (
    "@inproceedings{{a{0}, title={{T{0}}}, crossref={{p{0}}}, publisher=m}}\n@proceedings{{p{0}}}\n"
)


def test_time_is_linear() -> None:
    def work(size: int) -> Callable[[], object]:
        text = '@string{m = "x"}\n' + "".join(BIB.format(number) for number in range(size))
        used = Used([BibSource("refs.bib", text)])
        keys = [f"a{number}" for number in range(size)]
        return partial(lambda: list(used.texts(keys, "citation")))

    assert_linear(work, 50)


def test_judging_takes_linear_time() -> None:
    def work(size: int) -> Callable[[], object]:
        bib = "".join(
            f"@book{{k{number}, title={{{number * 7919:x} {number * 104729:x}}}}}\n"
            for number in range(size)
        )
        source = r"\cite{k1}" + "".join(rf"\cite{{k{number}}}" for number in range(0, size, 2))
        paper = project({"main.tex": source}, "main.tex")
        shelf = Shelf(load_inputs([text_input(bib, "refs.bib", "biblatex")]))
        return partial(judge, paper, shelf, [])

    assert_linear(work, 100)
