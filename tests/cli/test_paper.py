"""``pllm-bib paper``: documents, held against their bibliographies."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

BIB = r"""% The works of a thesis.
@string{acl = "Association for " # comp}
@string{comp = "Computing"}
@string{unused = {Nobody}}
@preamble{"\newcommand{\noop}[1]{}"}

% Of this one there is a second edition.
@inproceedings{Doe20, title = {Owls}, author = {Doe, Jane}, crossref = {acl20}, publisher=acl}

@book{roe2019,
  title={Crows},  author = "Roe, Richard", publisher = "Aviary", year = 2019, ids = {roe19} }

@article{unread, title = {Terns}, author = {Poe, Ann}, journal = {Birds}, year = 2001}
@proceedings{acl20, title = {Proceedings}, booktitle = {Proceedings}, year = 2020}
@article{owls, title = {Owls at Night}, author = {Moe, Max and Doe, Jane}, year = 2021,
  journal = {Birds}, doi = {10.1234/owls}}
@misc{owls2, title = {Owls at night}, author = {Moe, M. and Doe, J.}, year = 2021,
  doi = {10.1234/owls}}
"""
TEX = r"""\documentclass{article}
\begin{document}
\input{chapters/one}
\cite{roe19,doe20,smith2020}
\bibliographystyle{plain}
\bibliography{refs}
\end{document}
"""
ONE = "\\section{One}\nSee \\citep[p.~3]{owls} and \\citet{owls2};\n\\citet{owsl}.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "refs.bib").write_text(BIB, "utf-8")
    (tmp_path / "main.tex").write_text(TEX, "utf-8")
    (tmp_path / "chapters/one.tex").write_text(ONE, "utf-8")
    return tmp_path


REPORT = """\
chapters/one.tex:2:35: P004 cited-twice: “owls2” is the work that is cited as “owls”, too: \
same DOI, same title, all 2 authors, same year [owls2]
chapters/one.tex:3:8: P001 missing-entry: no entry has the key “owsl”. Did you mean owls or owls2?
main.tex:4:7: P003 former-key: “roe19” is a former key: the entry's key is “roe2019” [roe2019]
main.tex:4:13: P002 other-case: the entry's key is “Doe20”: only BibTeX finds it as “doe20” [Doe20]
main.tex:4:19: P001 missing-entry: no entry has the key “smith2020”
refs.bib:13:1: P005 never-cited: the entry is never cited [unread]
"""


def test_report(folder: Path, run: Run) -> None:
    result = run(folder, "paper", "main.tex")
    assert result.exit_code == 1
    assert result.stdout == REPORT
    assert result.stderr == "main.tex: 6 keys cited, 2 missing, 1 entry never cited\n"


def test_formats(folder: Path, run: Run) -> None:
    found = json.loads(run(folder, "paper", "main.tex", "--format", "json").stdout)
    assert [(f["code"], f["path"], f["line"], f["column"]) for f in found][:2] == [
        ("P004", "chapters/one.tex", 2, 35),
        ("P001", "chapters/one.tex", 3, 8),
    ]
    lines = run(folder, "paper", "main.tex", "--format", "github").stdout
    assert "::error file=chapters/one.tex,line=3,col=8,title=P001 missing-entry::no ent" in lines


def test_exit_status(folder: Path, run: Run) -> None:
    (folder / "ok.tex").write_text(r"\cite{roe2019}\bibliography{refs}", "utf-8")
    assert run(folder, "paper", "ok.tex").exit_code == 0
    assert run(folder, "paper", "ok.tex", "--fail-on", "info").exit_code == 1
    assert run(folder, "paper", "main.tex", "--exit-zero").exit_code == 0


USED = r"""@string{acl = "Association for " # comp}
@string{comp = "Computing"}
@preamble{"\newcommand{\noop}[1]{}"}

% Of this one there is a second edition.
@inproceedings{Doe20, title = {Owls}, author = {Doe, Jane}, crossref = {acl20}, publisher=acl}

@book{roe2019,
  title={Crows},  author = "Roe, Richard", publisher = "Aviary", year = 2019, ids = {roe19} }

@proceedings{acl20, title = {Proceedings}, booktitle = {Proceedings}, year = 2020}
"""


def test_cited_entries_letter_for_letter(folder: Path, run: Run) -> None:
    (folder / "main.tex").write_text(r"\cite{roe2019,Doe20}\bibliography{refs}", "utf-8")
    result = run(folder, "paper", "main.tex", "-o", "used.bib")
    assert result.exit_code == 0, result.output
    assert (folder / "used.bib").read_text("utf-8") == USED
    assert "the cited entries in used.bib" in result.stderr
    again = run(folder, "paper", "main.tex", "used.bib", "-o", "used.bib", "--check")
    assert again.exit_code == 0, again.output


def test_citation_order_keeps_parents_last(folder: Path, run: Run) -> None:
    (folder / "main.tex").write_text(r"\cite{acl20,roe2019,Doe20}\bibliography{refs}", "utf-8")
    result = run(folder, "paper", "main.tex", "-o", "-", "--sort", "citation")
    places = [result.stdout.index(text) for text in ("@string", "@book", "@inpro", "@proc")]
    assert places == sorted(places)


def test_a_definition_with_two_meanings_is_not_moved(folder: Path, run: Run) -> None:
    bib = '@string{x = "A"}\n@book{a, title=x}\n@string{x = "B"}\n@book{b, title=x}\n'
    (folder / "refs.bib").write_text(bib, "utf-8")
    (folder / "main.tex").write_text(r"\cite{b,a}\bibliography{refs}", "utf-8")
    result = run(folder, "paper", "main.tex", "-o", "-", "--sort", "citation")
    assert result.exit_code == 2
    assert "refs.bib:3:1: @string “x” is defined anew here: use --sort source" in result.stderr
    assert run(folder, "paper", "main.tex", "-o", "-").stdout.replace("\n\n", "\n") == bib


def test_nocite_everything(folder: Path, run: Run) -> None:
    (folder / "main.tex").write_text(r"\nocite{*}\bibliography{refs}", "utf-8")
    result = run(folder, "paper", "main.tex", "-o", "-")
    assert result.stdout.count("@") == BIB.count("@") - 1  # but for the unused definition
    assert "never cited" not in result.stderr


def test_against_fills_gaps(folder: Path, run: Run) -> None:
    more = '@string{aviary = "Aviary"}\n@book{smith2020, title={Rooks}, publisher = aviary}\n'
    (folder / "more.bib").write_text(more, "utf-8")
    (folder / "more.ris").write_text("TY  - BOOK\nID  - owsl\nTI  - Owls!\nER  - \n", "utf-8")
    gaps = ("--against", "more.bib", "--against", "more.ris")
    result = run(folder, "paper", "main.tex", *gaps)
    assert "no entry has the key “smith2020”; more.bib:2:1 has it" in result.stdout
    assert "2 missing, 2 of them found elsewhere" in result.stderr
    result = run(folder, "paper", "main.tex", "-o", "used.bib", *gaps)
    text = (folder / "used.bib").read_text("utf-8")
    assert more.replace("}\n@book", "}\n\n@book") in text
    assert "@book{owsl,\n  title = {Owls!}" in text
    assert run(folder, "paper", "main.tex", "used.bib").stdout.count("P001") == 0


def test_the_list_around_fills_gaps_too(small_list: Path, run: Run) -> None:
    (small_list / "refs.bib").write_text("@book{a, title={A}}", "utf-8")
    (small_list / "main.tex").write_text(r"\cite{a,doe2024owls}\bibliography{refs}", "utf-8")
    result = run(small_list, "paper", "main.tex", "-o", "-")
    assert "entries/owls.bib:3:1 has it" in result.stderr
    assert "@inproceedings{doe2024owls," in result.stdout
    assert "venue" not in result.stdout


def test_a_former_key_is_written_as_it_is_cited(folder: Path, run: Run) -> None:
    (folder / "more.bib").write_text("@book{new, ids = {smith2020}, title={Rooks}}", "utf-8")
    (folder / "main.tex").write_text(r"\cite{smith2020}\bibliography{refs}", "utf-8")
    result = run(folder, "paper", "main.tex", "-o", "-", "--against", "more.bib")
    assert "more.bib:1:1 has it under the key “new”" in result.stderr
    assert "@book{smith2020, ids = {smith2020}, title={Rooks}}" in result.stdout


def test_other_formats(folder: Path, run: Run) -> None:
    refs = '[{"id": "a", "type": "book", "title": "A"}, {"id": "b", "type": "book", "title": "B"}]'
    (folder / "refs.json").write_text(refs, "utf-8")
    (folder / "paper.md").write_text("---\nbibliography: refs.json\n---\n@a, a@b.org\n", "utf-8")
    result = run(folder, "paper", "paper.md", "--fail-on", "info")
    assert "refs.json:1:45: P005 never-cited: the entry is never cited [b]" in result.stdout
    result = run(folder, "paper", "paper.md", "-o", "used.json")
    assert [item["id"] for item in json.loads((folder / "used.json").read_text())] == ["a"]
    result = run(folder, "paper", "paper.md", "-o", "used.bib")
    assert result.exit_code == 2
    assert "refs.json is no .bib file" in result.stderr


def test_other_formats_have_the_order_of_citations_and_entries_found_elsewhere(
    folder: Path, run: Run
) -> None:
    (folder / "refs.bib").write_text("@misc{b, title={B}}\n@misc{a, title={A}}\n", "utf-8")
    (folder / "more.bib").write_text("@misc{new, ids={c}, title={C}}", "utf-8")
    (folder / "main.tex").write_text(r"\cite{a}\cite{c}\cite{b}\bibliography{refs}", "utf-8")
    call = ("paper", "main.tex", "-o", "used.json", "--against", "more.bib")
    for order, keys in (("source", ["b", "a", "c"]), ("citation", ["a", "c", "b"])):
        run(folder, *call, "--sort", order)
        items = json.loads((folder / "used.json").read_text())
        assert [item["id"] for item in items] == keys
        assert items[keys.index("c")]["title"] == "C"


def test_other_formats_have_published_versions(folder: Path, run: Run) -> None:
    work = "title={Owls at night}, author={Doe, Jane}"
    preprint = f"@misc{{a, {work}, year=2020, eprint={{2001.00001}}, archiveprefix={{arXiv}}}}"
    article = f"@article{{x, {work}, year=2021, journal={{J. Owls}}, volume=3, pages={{1--9}}}}"
    (folder / "refs.bib").write_text(preprint, "utf-8")
    (folder / "more.bib").write_text(article, "utf-8")
    (folder / "main.tex").write_text(r"\cite{a}\bibliography{refs}", "utf-8")
    run(folder, "paper", "main.tex", "-o", "used.json", "--update", "--against", "more.bib")
    (item,) = json.loads((folder / "used.json").read_text())
    assert (item["id"], item["container-title"]) == ("a", "J. Owls")


@pytest.mark.parametrize("below", ["", "//"])
def test_bibliographies_in_the_folders_of_bibinputs(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    library = folder / "library" / ("deep" if below else "")
    library.mkdir(parents=True)
    (library / "all.bib").write_text("@misc{a, title={A}}", "utf-8")
    (folder / "main.tex").write_text(r"\cite{a}\bibliography{all}", "utf-8")
    assert run(folder, "paper", "main.tex").exit_code == 2
    monkeypatch.setenv("BIBINPUTS", os.pathsep.join([".", f"{folder / 'library'}{below}", ""]))
    result = run(folder, "paper", "main.tex")
    assert (result.exit_code, result.stdout) == (0, "")


def test_missing_files(folder: Path, run: Run) -> None:
    (folder / "main.tex").write_text("\\input{one}\n\\cite{a}\\bibliography{refs,no}", "utf-8")
    result = run(folder, "paper", "main.tex")
    assert "main.tex:1:8: P006 missing-input: there is no file “one” to read on in" in result.stdout
    assert "main.tex:2:28: P007 missing-bibliography: there is no bibliography “no.bib”" in (
        result.stdout
    )


@pytest.mark.parametrize(
    ("source", "arguments", "message"),
    [
        (r"\cite{a}", (), "no bibliography is named in main.tex: give its file, too"),
        (r"\cite{a}\bibliography{no}", (), "main.tex:1:23: there is no bibliography “no.bib”"),
        (r"\cite{a}", ("no.bib",), "cannot read no.bib: No such file or directory"),
        (r"\cite{a}", ("refs.bib", "--check"), "--check and --diff go with -o or --update"),
        (r"\cite{a}", ("refs.bib", "--against", "no.bib"), "cannot read no.bib"),
    ],
)
def test_refusals(
    source: str, arguments: tuple[str, ...], message: str, folder: Path, run: Run
) -> None:
    (folder / "main.tex").write_text(source, "utf-8")
    result = run(folder, "paper", "main.tex", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_no_document(folder: Path, run: Run) -> None:
    assert "name a document" in run(folder, "paper", "refs.bib").stderr
    result = run(folder, "paper", "no.tex")
    assert (result.exit_code, result.stderr) == (
        2,
        "pllm-bib: cannot read no.tex: No such file or directory\n",
    )


def test_a_bibliography_in_the_document_needs_no_file(folder: Path, run: Run) -> None:
    text = r"\cite{a}\begin{thebibliography}{9}\bibitem{a} A.\end{thebibliography}"
    (folder / "main.tex").write_text(text, "utf-8")
    assert run(folder, "paper", "main.tex").exit_code == 0


def test_an_empty_bibliography(folder: Path, run: Run) -> None:
    (folder / "refs.bib").write_text("", "utf-8")
    (folder / "main.tex").write_text(r"\cite{a}\bibliography{refs}", "utf-8")
    result = run(folder, "paper", "main.tex")
    assert (result.exit_code, "P001" in result.stdout) == (1, True)


def test_broken_bibliography(folder: Path, run: Run) -> None:
    (folder / "refs.bib").write_text("@book{a, title={A}}\n@book{b, title={B\n", "utf-8")
    (folder / "main.tex").write_text(r"\cite{a}\bibliography{refs}", "utf-8")
    result = run(folder, "paper", "main.tex")
    assert result.exit_code == 1
    assert "refs.bib:2:" in result.stdout


def test_a_key_that_two_entries_have(folder: Path, run: Run) -> None:
    (folder / "refs.bib").write_text("@book{a, title={A}}\n@book{a, title={B}}\n", "utf-8")
    (folder / "main.tex").write_text(r"\cite{a}\bibliography{refs}", "utf-8")
    result = run(folder, "paper", "main.tex", "-o", "used.bib")
    assert result.exit_code == 1
    assert "refs.bib:2:7: K001 duplicate-key" in result.stdout
    assert (folder / "used.bib").read_text("utf-8") == "@book{a, title={A}}\n"


def test_biber_tells_case_apart(folder: Path, run: Run) -> None:
    (folder / "main.tex").write_text(r"\cite{DOE20}\addbibresource{refs.bib}", "utf-8")
    result = run(folder, "paper", "main.tex", "--fail-on", "error")
    assert (result.exit_code, "P002 other-case" in result.stdout) == (1, True)
