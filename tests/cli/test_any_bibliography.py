"""Files of any format and standard input, where a command is about works: one way for all."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

BIB = """\
@string{nature = {Nature}}
@article{doe2020, author = {Doe, Jane}, title = {Owls {\\&} Crows}, journal = nature, year = 2020}
% kept
@book{roe2019, author = {Roe, Max}, title = {Terns}, publisher = {Aviary}, year = 2019}
@article{doe2018, author = {Doe, Jane and Roe, Max}, title = {Hooting}, journal = {Nature},
  year = 2018, doi = {10.1234/hoot}}
"""
RIS = "TY  - BOOK\nID  - poe2021\nAU  - Poe, Edgar\nTI  - Ravens\nPY  - 2021\nER  - \n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "refs.bib").write_text(BIB, "utf-8")
    (tmp_path / "more.ris").write_text(RIS, "utf-8")
    return tmp_path


def keys(result: Result) -> list[str]:
    assert result.exit_code == 0, result.stderr
    return [line.split("\t")[0] for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["doe2020", "roe2019", "doe2018", "poe2021"]),
        (["--sort", "year"], ["poe2021", "doe2020", "roe2019", "doe2018"]),
        (["--sort", "year", "--reverse"], ["doe2018", "roe2019", "doe2020", "poe2021"]),
        (["--sort", "title", "--limit", "2"], ["doe2018", "doe2020"]),
        (["--reverse"], ["poe2021", "doe2018", "roe2019", "doe2020"]),
        (["--author", "roe"], ["roe2019", "doe2018"]),
        (["--author", "roe", "--year", "2019-"], ["roe2019"]),
        (["--has", "doi"], ["doe2018"]),
        (["doe2018", "poe2021"], ["doe2018", "poe2021"]),
    ],
)
def test_files_of_several_formats_are_listed(
    folder: Path, run: Run, options: list[str], expected: list[str]
) -> None:
    assert keys(run(folder, "list", "refs.bib", "more.ris", *options)) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (["list", "-"], "doe2020"),
        (["search", "hooting", "-"], "doe2018"),
        (["show", "doe2018", "-"], "10.1234/hoot"),
        (["cite", "doe2018", "-", "-s", "ieee"], "Hooting"),
        (["stats", "-"], "works\tall\t3"),
        (["authors", "-"], "author\tJane Doe\t2"),
        (["export", "-", "doe2018", "-t", "ris"], "ID  - doe2018"),
        (["check", "-", "--select", "T"], ""),
    ],
)
def test_standard_input_is_a_file(
    tmp_path: Path, run: Run, command: list[str], expected: str
) -> None:
    result = run(tmp_path, *command, stdin=BIB)
    assert result.exit_code == 0, result.stderr
    assert expected in result.stdout


def test_a_format_is_named_if_nothing_tells_it(tmp_path: Path, run: Run) -> None:
    result = run(tmp_path, "list", "-", "-f", "csl-yaml", stdin="- id: owls\n  type: book\n")
    assert keys(result) == ["owls"]
    assert run(tmp_path, "list", "-f", "ris").exit_code == 2


def test_a_folder_stands_for_its_files(folder: Path, run: Run) -> None:
    assert keys(run(folder, "list", "./")) == ["doe2020", "roe2019", "doe2018"]


def test_a_missing_file_is_no_key(folder: Path, run: Run) -> None:
    result = run(folder, "list", "gone.bib")
    assert result.exit_code == 2
    assert "cannot read gone.bib" in result.stderr
    result = run(folder, "show", "gone", "refs.bib")
    assert result.exit_code == 2
    assert "no entry “gone”" in result.stderr


def test_outside_a_list_the_way_out_is_named(tmp_path: Path, run: Run) -> None:
    result = run(tmp_path, "list")
    assert result.exit_code == 2
    assert "pllm-bib init" in result.stderr
    assert "name a file" in result.stderr


def test_what_is_shown_and_exported_of_a_file_keeps_its_letters(folder: Path, run: Run) -> None:
    for command in ("show", "export"):
        text = run(folder, command, "doe2020", "refs.bib", "-t", "bibtex").stdout
        assert "title = {Owls {\\&} Crows}, journal = nature" in text
        assert "@string{nature = {Nature}}" in text
        assert "Terns" not in text


def test_an_entry_of_a_list_is_shown_in_a_format(small_list: Path, run: Run) -> None:
    shown = run(small_list, "show", "doe2024owls", "-t", "bibtex").stdout
    assert shown.startswith("@inproceedings{doe2024owls,")
    assert run(small_list, "export", "doe2024owls", "-t", "bibtex").stdout == shown


def test_a_file_is_converted_in_part(folder: Path, run: Run) -> None:
    made = run(
        folder, "convert", "refs.bib", "--author", "roe", "-t", "csl-json", "--sort", "title"
    )
    assert [item["id"] for item in json.loads(made.stdout)] == ["doe2018", "roe2019"]
    made = run(folder, "convert", "refs.bib", "--sort", "year", "--reverse", "-t", "csl-json")
    assert [i["id"] for i in json.loads(made.stdout)] == ["doe2018", "roe2019", "doe2020"]
    assert run(folder, "convert", "refs.bib", "--reverse", "-t", "ris").exit_code == 2
    nothing = run(folder, "convert", "refs.bib", "--year", "1900", "-t", "ris")
    assert nothing.exit_code == 2
    assert "no entry meets all conditions" in nothing.stderr


def test_findings_of_some_entries_are_reported(folder: Path, run: Run) -> None:
    data = json.loads(run(folder, "check", "refs.bib", "more.ris", "--format", "json").stdout)
    assert {finding["key"] for finding in data} >= {"roe2019", "doe2018"} or data
    some = run(folder, "check", "refs.bib", "more.ris", "--key", "poe2021", "--format", "json")
    assert {finding["key"] for finding in json.loads(some.stdout)} <= {"poe2021"}


def test_other_files_are_checked_and_not_fixed(folder: Path, run: Run) -> None:
    (folder / "more.ris").write_text(RIS.replace("Ravens", "Ravens."), "utf-8")
    found = run(folder, "check", "more.ris")
    assert "more.ris:1:1: F001" in found.stdout
    assert "fixable" not in found.stderr
    assert run(folder, "check", "more.ris", "--fix").exit_code == 2
    assert run(folder, "check", "-", "--fix", stdin=RIS).exit_code == 2


def test_duplicates_of_any_formats_are_found_and_merged_in_bib_files_only(
    folder: Path, run: Run
) -> None:
    run(folder, "convert", "refs.bib", "-o", "refs.json")
    found = run(folder, "dedupe", "refs.bib", "refs.json", "--format", "json")
    assert found.exit_code == 1
    assert len(json.loads(found.stdout)["groups"]) == 3
    assert run(folder, "dedupe", "-", "refs.json", stdin=BIB).exit_code == 1
    before = (folder / "refs.bib").read_bytes()
    merged = run(folder, "dedupe", "refs.json", "--into", "refs.bib", "--fix")
    assert merged.exit_code == 2
    assert "refs.json is no .bib file: convert it first, then merge" in merged.stderr
    assert (folder / "refs.bib").read_bytes() == before


# Standard input in the layout of `fmt`.


def test_standard_input_is_formatted(tmp_path: Path, run: Run) -> None:
    result = run(tmp_path, "fmt", "-", stdin="@misc{a,title={A}}\r\n")
    assert result.exit_code == 0
    assert result.stdout_bytes == b"@misc{a,\r\n  title = {A},\r\n}\r\n"
    assert run(tmp_path, "fmt", "--check", "-", stdin="@misc{a,title={A}}").exit_code == 1
    diff = run(tmp_path, "fmt", "--diff", "-", stdin="@misc{a,title={A}}\n").stdout
    assert diff.startswith("--- a/-\n+++ b/-\n")


def test_what_is_broken_comes_back_as_it_was(tmp_path: Path, run: Run) -> None:
    result = run(tmp_path, "fmt", "-", stdin="@misc{a,title={A\n")
    assert (result.exit_code, result.stdout) == (1, "@misc{a,title={A\n")
    assert "standard input:1" in result.stderr


# Counts.


def test_sections_venues_and_authors_are_counted(small_list: Path, run: Run) -> None:
    assert "section\t1.1\t2\tOwls" in run(small_list, "sections").stdout
    assert run(small_list, "venues", "--limit", "1").stdout.startswith("venue\tBirdConf\t2")
    found = json.loads(run(small_list, "authors", "--year", "2023", "--format", "json").stdout)
    assert [one["works"] for one in found] == [1]
    assert "with\tcode\t" in run(small_list, "stats").stdout
    assert run(small_list, "stats", "owls").exit_code == 2


def test_venues_that_the_tool_knows(small_list: Path, tmp_path: Path, run: Run) -> None:
    known = run(small_list, "venues", "--all").stdout
    assert known.startswith("conference\tBirdConf\t"), "the list's own go first"
    assert "\nconference\tICML\tInternational Conference on Machine Learning\n" in known
    table = run(tmp_path, "venues", "--all", "nips", "--toml").stdout
    assert tomllib.loads(table)["NeurIPS"]["sources"]
    found = json.loads(run(tmp_path, "venues", "--all", "ICML", "--format", "json").stdout)
    assert [one["label"] for one in found] == ["ICML"]
    wrong = run(tmp_path, "venues", "--all", "ICMM")
    assert wrong.exit_code == 2
    assert "there is no venue “ICMM”. Did you mean ICMR or ICML" in wrong.stderr


# Options that were spelled otherwise.


@pytest.mark.parametrize(
    ("former", "present"),
    [
        (["list", "--json"], ["list", "--format", "json"]),
        (["check", "--output-format", "json"], ["check", "--format", "json"]),
        (["cite", "--from", "entries/owls.bib"], ["cite", "entries/owls.bib"]),
    ],
)
def test_former_spellings_work_with_a_warning(
    small_list: Path, run: Run, former: list[str], present: list[str]
) -> None:
    old, new = run(small_list, *former), run(small_list, *present)
    assert old.stdout == new.stdout
    assert old.exit_code == new.exit_code
    assert old.stderr.count("is now") == 1
    assert "is now" not in new.stderr


def test_messages_are_chosen_before_or_after_the_command(folder: Path, run: Run) -> None:
    assert "3 works" in run(folder, "list", "refs.bib").stderr
    for line in (
        ["-q", "list", "refs.bib"],
        ["list", "refs.bib", "-q"],
        ["list", "-q", "refs.bib"],
    ):
        assert run(folder, *line).stderr == ""


# Lists of bibliographies, and of nothing.


def test_a_list_is_made_of_a_bibliography(folder: Path, run: Run) -> None:
    assert run(folder, "init", "refs.bib", "-o", "owls", "--title", "Owls").exit_code == 0
    assert keys(run(folder, "--root", "owls", "list")) == ["doe2020", "roe2019", "doe2018"]
    assert "Owls {\\&} Crows" in (folder / "owls/entries/works.bib").read_text("utf-8")
    assert (folder / "owls/README.md").read_text("utf-8").startswith("# Owls\n")


def test_equal_entries_of_a_bibliography_all_stay(folder: Path, run: Run) -> None:
    (folder / "refs.bib").write_text(BIB + BIB[BIB.index("@article") :], "utf-8")
    run(folder, "init", "refs.bib", "-o", "owls")
    assert (folder / "owls/entries/works.bib").read_text("utf-8").count("Hooting") == 2


def test_a_list_is_made_of_nothing(tmp_path: Path, run: Run) -> None:
    assert run(tmp_path, "init", "-o", "owls", "--title", "Owls").exit_code == 0
    assert run(tmp_path, "--root", "owls", "build", "--check").exit_code == 0
    assert "section\t1.1\t0" not in run(tmp_path, "--root", "owls", "sections").stdout


# A part of them.


def test_entries_that_meet_conditions_are_formatted_and_the_others_stay(
    folder: Path, run: Run
) -> None:
    result = run(folder, "fmt", "refs.bib", "--author", "poe")
    assert "0 of 1 file reformatted" in result.stderr
    run(folder, "fmt", "refs.bib", "--year", "2019")
    laid_out = "@book{roe2019,\n  author = {Roe, Max},\n  title = {Terns},\n"
    laid_out += "  year = {2019},\n  publisher = {Aviary},\n}\n"
    start, end = BIB.index("@book"), BIB.index("@article{doe2018")
    assert (folder / "refs.bib").read_text("utf-8") == BIB[:start] + laid_out + BIB[end:]
    printed = run(folder, "fmt", "-", "-k", "roe2019", stdin=BIB).stdout
    assert printed == BIB[:start] + laid_out + BIB[end:]


def test_a_section_of_a_list_is_formatted(small_list: Path, run: Run) -> None:
    files = {path: path.read_text("utf-8") for path in (small_list / "entries").glob("*.bib")}
    for path, text in files.items():
        path.write_text(text.replace("  author = ", " author="), "utf-8")
    run(small_list, "fmt", "--section", "owls")
    other = {path.stem for path, text in files.items() if path.read_text("utf-8") != text}
    assert other == {path.stem for path, text in files.items() if "  author = " in text} - {"owls"}
    assert "crows" in other


def test_a_fault_in_a_list_is_told_once(small_list: Path, run: Run) -> None:
    owls = small_list / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8") + "@misc{broken,\n  title = {T\n", "utf-8")
    assert run(small_list, "fmt", "--check").stderr.count("S001 syntax-error") == 1


def test_duplicates_of_some_entries_are_looked_at(folder: Path, run: Run) -> None:
    again = BIB[BIB.index("@book") :].replace("{roe2019", "{roe").replace("{doe2018", "{doe")
    (folder / "refs.bib").write_text(BIB + again, "utf-8")
    found = json.loads(run(folder, "dedupe", "refs.bib", "--format", "json").stdout)
    assert len(found["groups"]) == 2
    result = run(folder, "dedupe", "refs.bib", "--year", "2018", "--format", "json")
    (group,) = json.loads(result.stdout)["groups"]
    assert [member["key"] for member in group["members"]] == ["doe2018", "doe"]
    run(folder, "dedupe", "refs.bib", "--year", "2018", "--fix")
    assert keys(run(folder, "list", "refs.bib")) == ["doe2020", "roe2019", "doe2018", "roe"]


def test_a_review_of_some_entries(folder: Path, run: Run) -> None:
    bad = BIB.replace("publisher = {Aviary}, ", "").replace("{10.1234/hoot}", "{doi:10.1234/hoot}")
    (folder / "refs.bib").write_text(bad, "utf-8")
    page = run(folder, "review", "refs.bib").stdout
    assert "F001" in page
    assert "F007" in page
    page = run(folder, "review", "refs.bib", "--year", "2018").stdout
    assert "F001" not in page
    assert "F007" in page


def test_some_entries_get_new_keys(folder: Path, run: Run) -> None:
    result = run(folder, "rekey", "refs.bib", "--year", "2019-")
    assert result.stderr.startswith("doe2020 -> doe2020owls\nroe2019 -> roe2019terns\n2 keys")
    assert keys(run(folder, "list", "refs.bib"))[2] == "doe2018"


# New keys where nothing is changed in place.


def test_standard_input_is_printed_with_new_keys(folder: Path, run: Run) -> None:
    printed = run(folder, "rekey", "-", stdin=BIB).stdout
    run(folder, "rekey", "refs.bib")
    assert printed == (folder / "refs.bib").read_text("utf-8")
    result = run(folder, "rekey", "-", "--check", stdin=BIB)
    assert (result.exit_code, result.stdout) == (1, "")
    diff = run(folder, "rekey", "-", "--diff", stdin=BIB).stdout
    assert "\n+@book{roe2019terns, author" in diff


def test_other_formats_are_written_anew_with_new_keys(folder: Path, run: Run) -> None:
    result = run(folder, "rekey", "more.ris", "--map", "map.tsv", "-o", "new.ris")
    assert "poe2021 -> poe2021ravens\n" in result.stderr
    assert "RIS has no place for former keys: --map writes a list of them" in result.stderr
    assert keys(run(folder, "list", "new.ris")) == ["poe2021ravens"]
    assert (folder / "more.ris").read_text("utf-8") == RIS
    assert (folder / "map.tsv").read_text("utf-8") == "poe2021\tpoe2021ravens\n"
    assert run(folder, "rekey", "new.ris", "--check").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["refs.bib", "-o", "x.bib"], "-o is for standard input and formats other than BibTeX"),
        (["refs.bib", "more.ris"], "more.ris is written anew: give it to a call of its own"),
    ],
)
def test_what_is_changed_in_place_and_what_is_not_do_not_mix(
    folder: Path, run: Run, arguments: list[str], message: str
) -> None:
    result = run(folder, "rekey", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
