"""``pllm-bib export``, and the options that say which entries are meant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]


def keys(result: Result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return [item["id"] for item in json.loads(result.stdout)]


ALL = ["roe2024hooting", "doe2024owls", "poe2023raven"]


@pytest.mark.parametrize(
    ("options", "carrier"),
    [
        ([], "howpublished = {{arXiv}:2403.00001 [cs.CL]}"),
        (["--profile", "portable"], "howpublished = {{arXiv}:2403.00001 [cs.CL]}"),
        (["--profile", "acl"], "eprint = {2403.00001}"),
        (["--profile", "natbib"], "url = {https://arxiv.org/abs/2403.00001}"),
        (["--profile", "minimal"], "eprint = {2403.00001}"),
    ],
)
def test_profile(small_list: Path, run: Run, options: list[str], carrier: str) -> None:
    result = run(small_list, "export", "-t", "bibtex", "--key", "roe2024hooting", *options)
    assert result.exit_code == 0
    assert carrier in result.stdout


def test_dialect(small_list: Path, run: Run) -> None:
    for options, kind in ([], "UNPB"), (["--dialect", "zotero"], "UNPD"):
        result = run(small_list, "export", "-t", "ris", "--key", "roe2024hooting", *options)
        assert result.stdout.startswith(f"TY  - {kind}\n")
    result = run(small_list, "export", "-t", "bibtex", "--dialect", "zotero")
    assert result.exit_code == 2
    assert "--dialect is for RIS only, not for BibTeX" in result.stderr


def test_a_dash_is_standard_output(small_list: Path, run: Run) -> None:
    before = sorted(small_list.iterdir())
    assert run(small_list, "export", "-t", "ris", "-o", "-").stdout.startswith("TY  - ")
    assert sorted(small_list.iterdir()) == before


def test_profiles_are_for_bibtex(small_list: Path, run: Run) -> None:
    result = run(small_list, "export", "-t", "ris", "--profile", "acl")
    assert result.exit_code == 2
    assert "--profile is for BibTeX only, not for RIS" in result.stderr
    assert run(small_list, "export", "-t", "bibtex", "--profile", "owl").exit_code == 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ALL),
        (["--section", "1.1"], ["roe2024hooting", "doe2024owls"]),
        (["--section", "owls"], ["roe2024hooting", "doe2024owls"]),
        (["--section", "1"], ALL),
        (["--section", "1.2"], ["doe2024owls", "poe2023raven"]),
        (["--section", "0"], []),
        (["--section", "1.1", "--section", "crows"], ALL),
        (["--key", "poe2023raven"], ["poe2023raven"]),
        (["--year", "2023"], ["poe2023raven"]),
        (["--year", "2024-"], ["roe2024hooting", "doe2024owls"]),
        (["--year", "-2023"], ["poe2023raven"]),
        (["--year", "2022-2023", "--year", "2024"], ALL),
        (["--venue", "birdconf"], ["doe2024owls", "poe2023raven"]),
        (["--venue", "arXiv"], ["roe2024hooting"]),
        (["--author", "muller"], ["doe2024owls"]),
        (["--author", "jane doe", "--author", "karl"], ["doe2024owls"]),
        (["--query", "NEVERMORE"], ["poe2023raven"]),
        (["--query", "night owls"], ["doe2024owls"]),
        (["--query", "2403.00001"], ["roe2024hooting"]),
        (["--has", "code"], ["doe2024owls"]),
        (["--has", "doi", "--has", "code"], ["doe2024owls"]),
        (["--has", "arxiv"], ["roe2024hooting"]),
        (["--has", "video"], []),
        (["--section", "1.2", "--year", "2024", "--has", "code"], ["doe2024owls"]),
    ],
)
def test_selects(small_list: Path, run: Run, options: list[str], expected: list[str]) -> None:
    assert keys(run(small_list, "export", "-t", "csl-json", *options)) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--section", "1.3"], "there is no section “1.3”. Did you mean 1.2 or 1.1"),
        (["--section", "owl"], "Did you mean owls"),
        (["--section", "xyzzy"], "There are: 0 front, 1.1 owls, 1.2 crows"),
        (["--key", "doe2024owl"], "there is no entry “doe2024owl”. Did you mean doe2024owls"),
        (["--year", "24"], "“24” is not a valid year"),
        (["--year", "-"], "“-” is not a valid year"),
        (["--venue", "BirdCon"], "Did you mean BirdConf"),
    ],
)
def test_refuses_what_means_nothing(
    small_list: Path, run: Run, options: list[str], message: str
) -> None:
    result = run(small_list, "export", "-t", "ris", *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("ris", "TY  - UNPB\n"),
        ("bibtex", "@misc{roe2024hooting,\n"),
        ("biblatex", "@online{roe2024hooting,\n"),
        ("markdown", "## 1. Birds\n\n### 1.1 Owls\n"),
        ("csl-json", "[\n"),
        ("canonical", "@misc{roe2024hooting,\n"),
    ],
)
def test_prints_each_format(small_list: Path, run: Run, name: str, start: str) -> None:
    result = run(small_list, "export", "-t", name)
    assert result.exit_code == 0
    assert result.stdout.startswith(start)


def test_an_unknown_format_is_refused_with_the_nearest(small_list: Path, run: Run) -> None:
    result = run(small_list, "export", "-t", "bibtext")
    assert result.exit_code == 2
    assert "there is no format “bibtext” for -t. Did you mean bibtex" in result.stderr


def test_without_a_format_the_formats_are_named(small_list: Path, run: Run) -> None:
    result = run(small_list, "export")
    assert result.exit_code == 2
    assert "name a format with -t: canonical, bibtex" in result.stderr


def test_writes_a_file_and_tells_the_format_by_its_name(small_list: Path, run: Run) -> None:
    result = run(small_list, "export", "-o", "owls.ris", "--section", "owls")
    assert result.exit_code == 0
    assert "2 works as RIS in owls.ris" in result.stderr
    assert result.stdout == ""
    assert (small_list / "owls.ris").read_text("utf-8").count("TY  - ") == 2


def test_a_target_that_cannot_be_written(small_list: Path, run: Run) -> None:
    result = run(small_list, "export", "-t", "ris", "-o", "README.md/x.ris")
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_markdown_of_a_section_has_its_headings_only(small_list: Path, run: Run) -> None:
    result = run(small_list, "export", "-t", "markdown", "--section", "1.2")
    headings = [line for line in result.stdout.splitlines() if line.startswith("#")]
    assert headings == ["## 1. Birds", "### 1.2 Crows &amp; Ravens"]


def test_lists_the_formats(small_list: Path, run: Run) -> None:
    result = run(small_list, "export", "--list-formats")
    names = [line.split("\t")[0] for line in result.stdout.splitlines()]
    assert names[:5] == ["canonical", "bibtex", "biblatex", "csl-json", "csl-yaml"]
    assert "crossref" not in names  # it is only read


def test_a_choice_of_works_brings_their_sections_only(small_list: Path, run: Run) -> None:
    text = run(small_list, "export", "-t", "zotero-rdf", "--author", "Roe").stdout
    assert text.count("<z:Collection") == 2
    assert "<dc:title>1.1 Owls</dc:title>" in text
    assert "Crows" not in text


def test_a_section_knows_the_others_that_list_its_works(small_list: Path, run: Run) -> None:
    text = run(small_list, "export", "-t", "ris", "--section", "1.1").stdout
    assert "KW  - 1.2 Crows & Ravens\n" in text


def test_lint_findings_do_not_stop_an_export(small_list: Path, run: Run) -> None:
    crows = small_list / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8").replace("doi = {10", "doi = {DOI 10"), "utf-8")
    assert len(keys(run(small_list, "export", "-t", "csl-json"))) == 3


def test_a_syntax_error_stops_an_export(small_list: Path, run: Run) -> None:
    (small_list / "entries/crows.bib").write_text("@misc{a, title = {x}", "utf-8")
    result = run(small_list, "export", "-t", "csl-json", "-o", "out.json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "entries/crows.bib:1:1: S001 syntax-error" in result.stderr
    assert not (small_list / "out.json").exists()


def test_entries_inherit_from_other_files_of_the_list(small_list: Path, run: Run) -> None:
    """As `convert` reads files, a list is read as one, whichever file comes first."""
    owls, crows = small_list / "entries/owls.bib", small_list / "entries/crows.bib"
    child = "@inproceedings{doe2024wing, title = {Wings}, %s = {%s}, ids = {wings}}\n"
    owls.write_text(owls.read_text("utf-8") + child % ("crossref", "birdproc"), "utf-8")
    parents = (
        "@proceedings{poe2024proceedings, title = {Wing Talks}, year = {2024}, ids = {birdproc}}\n"
    )
    crows.write_text(crows.read_text("utf-8") + parents, "utf-8")
    result = run(small_list, "export", "-t", "bibtex", "--key", "doe2024wing")
    assert result.exit_code == 0, result.stderr
    assert "booktitle = {Wing Talks}" in result.stdout
    assert "year = {2024}" in result.stdout
    assert "dangling" not in run(small_list, "check").output
    loose = run(small_list, "check", "entries/owls.bib", "entries/crows.bib")
    assert "dangling" not in loose.output
    assert "dangling-crossref" in run(small_list, "check", "entries/owls.bib").output


# --since

ADDED = """
@misc{moe2024rooks,
  author = {Moe, Ada},
  title = {Rooks at Dawn},
  year = {2024},
  eprint = {2405.00001},
  archiveprefix = {arXiv},
}
"""


def test_works_added_since_a_revision(published: Path, run: Run) -> None:
    """A work that was moved to another file or renamed is no new one."""
    owls, crows = (published / "entries" / f"{name}.bib" for name in ("owls", "crows"))
    text = owls.read_text("utf-8")
    start = text.index("@misc{roe2024hooting")
    moved = text[start:].replace("roe2024hooting", "roe2024renamed")
    owls.write_text(text[:start] + ADDED, "utf-8")
    crows.write_text(f"{crows.read_text('utf-8')}\n{moved}", "utf-8")
    assert keys(run(published, "export", "-t", "csl-json", "--since", "v1.0")) == ["moe2024rooks"]
    for command in ("list", "cite"):
        result = run(published, command, "--since", "v1.0")
        assert ("Rooks" in result.stdout, "Hooting" in result.stdout) == (True, False), command
    result = run(published, "export", "-t", "ris", "--since", "v1.0", "--section", "1.2")
    assert "no work meets all conditions" in result.stderr


def test_works_of_a_file_since_a_revision(
    tmp_path: Path, run: Run, git: Callable[..., str]
) -> None:
    path = tmp_path / "refs.bib"
    path.write_text(ADDED, "utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "First.")
    path.write_text(f"{ADDED}\n{ADDED.replace('ooks', 'aves').replace('2405', '2406')}", "utf-8")
    for command in (["export"], ["convert"]):
        result = run(tmp_path, *command, "refs.bib", "-t", "csl-json", "--since", "HEAD")
        assert keys(result) == ["moe2024raves"], command
    result = run(tmp_path, "list", "refs.bib", "--since", "v9")
    assert (result.exit_code, "no revision “v9”" in result.stderr) == (2, True)
    result = run(tmp_path, "list", "-", "--since", "HEAD", stdin=ADDED)
    assert (result.exit_code, "name files, not standard input" in result.stderr) == (2, True)
