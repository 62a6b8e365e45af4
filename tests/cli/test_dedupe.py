"""``pllm-bib dedupe``: what is shown, what is merged, what is asked, and what is left alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from pllm_bib.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]

PREPRINT = """\
% First seen on arXiv.
@misc{doe2023owls,
  author = {Doe, J. and Müller, Karl},
  title = {Owls at Night},
  year = {2023},
  eprint = {2301.00001},
  archiveprefix = {arXiv},
}
"""
COUSIN = """\
@article{doe2025owls,
  author = {Doe, Jane and Müller, Karl},
  title = {Owls at Night},
  journal = {Journal of Owls},
  year = {2025},
  doi = {10.1234/journal},
}
"""


@pytest.fixture
def twice(small_list: Path) -> Path:
    """A list that has the work on owls as a preprint too, in another section."""
    crows = small_list / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8") + "\n" + PREPRINT, "utf-8")
    return small_list


@pytest.fixture
def cousins(small_list: Path) -> Path:
    """A list that has the work on owls from a conference and from a journal."""
    crows = small_list / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8") + "\n" + COUSIN, "utf-8")
    return small_list


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in sorted(folder.rglob("*.bib"))}


def test_a_clean_list_says_so(small_list: Path, run: Run) -> None:
    result = run(small_list, "dedupe")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "3 entries: no duplicates\n"


def test_the_own_list_has_no_work_twice(repository: Path, run: Run) -> None:
    result = run(repository, "dedupe")
    assert (result.exit_code, result.stdout) == (0, "")


def test_a_group_tells_places_reasons_and_sureness(twice: Path, run: Run) -> None:
    before = texts(twice)
    result = run(twice, "dedupe")
    assert result.exit_code == 1
    assert result.stdout == (
        "1. sure to be one work (0.97):\n"
        "  entries/owls.bib:3:1: Owls at Night (2024) [doe2024owls]\n"
        "  entries/crows.bib:13:1: Owls at Night (2023) [doe2023owls]\n"
        "    same title, all 2 authors, a year apart, a preprint and its publication\n"
    )
    assert result.stderr == "4 entries: 1 group, 1 of them to merge with --fix\n"
    assert texts(twice) == before


def test_merges_are_shown_before_they_are_made(twice: Path, run: Run) -> None:
    before = texts(twice)
    result = run(twice, "dedupe", "--diff")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "+  eprint = {2301.00001}," in lines
    assert "+  ids = {doe2023owls}," in lines
    assert "-@misc{doe2023owls," in lines
    assert "discarded: year = 2023; instead: 2024 [doe2023owls]" in result.stderr
    assert texts(twice) == before


def test_fix_merges_across_files_and_prints_what_is_given_up(twice: Path, run: Run) -> None:
    before = texts(twice)
    result = run(twice, "dedupe", "--fix")
    assert result.exit_code == 0
    assert result.stdout == (
        "entries/owls.bib:3:1: “doe2023owls” merged into it [doe2024owls]\n"
        "  entries/crows.bib:16:3: discarded: year = 2023; instead: 2024 [doe2023owls]\n"
        "  entries/crows.bib:13:1: discarded: entry type = misc; instead: inproceedings "
        "[doe2023owls]\n"
        "  entries/crows.bib:14:3: discarded: author = Doe, J. and Müller, Karl; "
        "instead: Doe, Jane and Müller, Karl [doe2023owls]\n"
    )
    assert result.stderr == "3 entries: 1 work merged\n"
    after = texts(twice)
    # The comment moves with its entry; the other file is as it was before the entry came.
    assert after["crows.bib"] == before["crows.bib"].partition("\n% First")[0]
    assert "% First seen on arXiv.\n@inproceedings{doe2024owls," in after["owls.bib"]
    assert after["owls.bib"].startswith("% Works on owls.\n\n")
    assert after["owls.bib"].endswith(before["owls.bib"].partition("@misc")[2])
    for field in ("eprint = {2301.00001}", "doi = {10.1234/owls}", "ids = {doe2023owls}"):
        assert f"  {field},\n" in after["owls.bib"]
    # It stood in 1.2 as well, which “also” has named before.
    assert "  also = {1.2},\n" in after["owls.bib"]


def test_fixing_again_changes_nothing(twice: Path, run: Run) -> None:
    run(twice, "dedupe", "--fix")
    before = texts(twice)
    result = run(twice, "dedupe", "--fix")
    assert (result.exit_code, result.stdout) == (0, "")
    assert texts(twice) == before
    assert run(twice, "fmt", "--check").exit_code == 0
    assert "D00" not in run(twice, "check").stdout


def test_the_section_of_the_lost_entry_is_kept_in_also(twice: Path, run: Run) -> None:
    owls = twice / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8").replace("  also = {1.2},\n", ""), "utf-8")
    run(twice, "dedupe", "--fix")
    assert "  also = {1.2},\n" in owls.read_text("utf-8")


def test_records_of_sources_go_with_the_key(twice: Path, run: Run) -> None:
    sources = twice / "entries/sources.toml"
    table = '[[{}]]\naddress = "https://example.org"\nkind = "official"\nfields = ["title"]\n'
    sources.write_text(table.format("doe2023owls") + "\n" + table.format("roe2024hooting"), "utf-8")
    run(twice, "dedupe", "--fix")
    new = table.format("doe2024owls") + "\n" + table.format("roe2024hooting")
    assert sources.read_text("utf-8") == new
    shown = run(twice, "show", "doe2024owls", "--sources")
    assert "https://example.org" in shown.stdout


def test_what_is_not_sure_is_shown_and_left_alone(cousins: Path, run: Run) -> None:
    before = texts(cousins)
    result = run(cousins, "dedupe", "--fix")
    assert result.exit_code == 1
    assert "1. may be one work (0.85):\n" in result.stdout
    assert "but the DOIs differ" in result.stdout
    assert result.stderr == "4 entries: 1 group\n"
    assert texts(cousins) == before


def test_the_threshold_hides_and_shows(cousins: Path, run: Run) -> None:
    assert run(cousins, "dedupe", "--threshold", "0.9").exit_code == 0
    assert run(cousins, "dedupe", "--threshold", "0.5").exit_code == 1
    before = texts(cousins)
    # However low it is: nothing is merged that is not sure.
    run(cousins, "dedupe", "--threshold", "0", "--fix")
    assert texts(cousins) == before


def test_a_pair_is_merged_however_sure_it_is(cousins: Path, run: Run) -> None:
    pair = ("--pair", "doe2025owls", "doe2024owls")
    shown = run(cousins, "dedupe", *pair)
    assert shown.exit_code == 1
    assert shown.stdout.startswith("1. the pair that you named:\n")
    result = run(cousins, "dedupe", *pair, "--fix")
    assert result.exit_code == 0
    assert "10.1234/owls; instead: 10.1234/journal [doe2024owls]" in result.stdout
    after = texts(cousins)
    assert "@article{doe2025owls," in after["crows.bib"]
    assert "  ids = {doe2024owls},\n" in after["crows.bib"]
    assert "doe2024owls" not in after["owls.bib"]


def test_a_pair_of_one_key(small_list: Path, run: Run) -> None:
    owls = small_list / "entries/owls.bib"
    owls.write_text(
        owls.read_text("utf-8") + "\n@misc{doe2024owls,\n  title = {Crows},\n}\n", "utf-8"
    )
    assert "different works have the key “doe2024owls”" in run(small_list, "dedupe").stdout
    result = run(small_list, "dedupe", "--pair", "doe2024owls", "doe2024owls", "--fix")
    assert result.exit_code == 0
    assert owls.read_text("utf-8").count("{doe2024owls,") == 1
    assert "title = Crows" in result.stdout


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (("doe2024owl", "poe2023raven"), "no entry has the key “doe2024owl”. Did you mean"),
        (("poe2023raven", "poe2023raven"), "are not two entries"),
    ],
)
def test_pairs_that_are_none(
    keys: tuple[str, str], message: str, small_list: Path, run: Run
) -> None:
    result = run(small_list, "dedupe", "--pair", *keys)
    assert result.exit_code == 2
    assert message in result.stderr


def test_what_was_published_twice_on_purpose_can_be_marked(cousins: Path, run: Run) -> None:
    shown = run(cousins, "dedupe", "--related", "doe2025owls", "doe2024owls", "--diff")
    assert "+  related = {doe2024owls}," in shown.stdout.splitlines()
    assert shown.exit_code == 1
    result = run(cousins, "dedupe", "--related", "doe2025owls", "doe2024owls")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "  related = {doe2024owls},\n" in texts(cousins)["crows.bib"]
    assert run(cousins, "dedupe").exit_code == 0
    assert "D003" not in run(cousins, "check").stdout
    # To mark them again changes nothing.
    before = texts(cousins)
    assert run(cousins, "dedupe", "--related", "doe2025owls", "doe2024owls").exit_code == 0
    assert texts(cousins) == before


def ask(folder: Path, answers: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.chdir(folder)
    return CliRunner().invoke(cli, ["dedupe", "--interactive"], input=answers)


def test_asking_merges_what_is_wanted(cousins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = ask(cousins, "m\n", monkeypatch)
    assert result.exit_code == 0, result.output
    assert "[m]erge, [s]kip, mark as [r]elated, [q]uit" in result.stderr
    assert sum(text.count("Owls at Night") for text in texts(cousins).values()) == 1


@pytest.mark.parametrize("answer", ["s", "q", ""])
def test_asking_leaves_alone_what_is_not_wanted(
    answer: str, twice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(twice)
    assert ask(twice, f"{answer}\n", monkeypatch).exit_code == 1
    assert texts(twice) == before


def test_asking_marks_what_is_related(cousins: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(cousins, "r\n", monkeypatch).exit_code == 0
    assert "  related = {doe2025owls},\n" in texts(cousins)["owls.bib"]


def test_asking_for_several_groups(twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    front = twice / "entries/front.bib"
    raven = (
        "@inproceedings{poe2022raven,\n  author = {Poe, Edgar},\n  title = {A Raven, Nevermore},"
    )
    front.write_text(f"{raven}\n  booktitle = {{Birds}},\n  year = {{2022}},\n}}\n", "utf-8")
    result = ask(twice, "r\nm\n", monkeypatch)
    assert result.exit_code == 0, result.output
    after = texts(twice)
    assert "  related = {poe2023raven},\n" in after["front.bib"]
    assert "  ids = {doe2023owls},\n" in after["owls.bib"]
    assert "doe2023owls" not in after["crows.bib"]


def test_wanted_groups_that_share_an_entry_become_one(
    small_list: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crows = small_list / "entries/crows.bib"
    tern = "  author = {Tern, Tess and Rail, Ray},\n  title = {Terns and Rails by the Sea},\n"
    published = f"@article{{tern2024terns,\n{tern}  journal = {{Sea}},\n  year = {{2024}},"
    crows.write_text(
        f"{published}\n  doi = {{10.1234/a}},\n  eprint = {{2403.00009}},\n"
        "  archiveprefix = {arXiv},\n}\n\n"
        f"@misc{{tern2023terns,\n{tern}  year = {{2023}},\n  eprint = {{2403.00009}},\n"
        "  archiveprefix = {arXiv},\n}\n\n"
        f"@inproceedings{{tern2022terns,\n{tern}  booktitle = {{Proc.}},\n  year = {{2022}},\n"
        "  doi = {10.1234/c},\n}\n",
        "utf-8",
    )
    result = ask(small_list, "m\nm\n", monkeypatch)
    assert result.exit_code == 0, result.output
    assert "1 work merged" in result.output
    assert "  ids = {tern2022terns, tern2023terns},\n" in crows.read_text("utf-8")


def test_a_preprint_of_two_publications_is_left_to_the_user(twice: Path, run: Run) -> None:
    crows = twice / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8") + "\n" + COUSIN, "utf-8")
    result = run(twice, "dedupe", "--fix")
    assert result.exit_code == 1
    assert result.stderr == "5 entries: 1 group\n"
    assert "but it fits another publication as well" in result.stdout
    run(twice, "dedupe", "--pair", "doe2024owls", "doe2023owls", "--fix")
    run(twice, "dedupe", "--related", "doe2025owls", "doe2024owls")
    assert run(twice, "dedupe").exit_code == 0


def test_keys_that_clash_are_findings(small_list: Path, run: Run) -> None:
    crows = small_list / "entries/crows.bib"
    crows.write_text(crows.read_text("utf-8").replace("poe2023raven", "Roe2024hooting"), "utf-8")
    result = run(small_list, "dedupe", "--fix")
    assert result.exit_code == 1
    assert result.stdout == (
        "different works have the key “roe2024hooting”:\n"
        "  entries/owls.bib:18:1: Hooting with BERT (2024) [roe2024hooting]\n"
        "  entries/crows.bib:1:1: A Raven, Nevermore (2023) [Roe2024hooting]\n"
    )
    assert result.stderr == "3 entries: 1 clash\n"


def test_files_and_folders_outside_a_list(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.bib").write_text(PREPRINT, "utf-8")
    (tmp_path / "more").mkdir()
    (tmp_path / "more/b.bib").write_text(COUSIN, "utf-8")
    result = run(tmp_path, "dedupe", "a.bib", "--into", "more/b.bib", "--fix")
    assert result.exit_code == 0, result.output
    assert (tmp_path / "a.bib").read_text("utf-8") == PREPRINT
    text = (tmp_path / "more/b.bib").read_text("utf-8")
    assert "  eprint = {2301.00001},\n" in text
    assert "also" not in text


def test_json_for_programs(twice: Path, run: Run) -> None:
    found = json.loads(run(twice, "dedupe", "--format", "json").stdout)
    (group,) = found["groups"]
    assert (group["sureness"], group["safe"]) == (0.97, True)
    assert [m["key"] for m in group["members"]] == ["doe2024owls", "doe2023owls"]
    assert group["members"][1]["path"] == "entries/crows.bib"
    assert group["members"][1]["line"] == 13
    assert group["pairs"][0]["reasons"][0] == "same title"
    fixed = json.loads(run(twice, "dedupe", "--fix", "--format", "json").stdout)
    assert fixed["groups"] == []
    (merged,) = fixed["merged"]
    assert (merged["key"], merged["lost"]) == ("doe2024owls", ["doe2023owls"])
    assert merged["discarded"][0] == {
        "key": "doe2023owls",
        "path": "entries/crows.bib",
        "line": 16,
        "field": "year",
        "value": "2023",
        "instead": "2024",
    }


@pytest.mark.parametrize(
    "options",
    [
        ["--interactive", "--fix"],
        ["--interactive", "--pair", "a", "b"],
        ["--diff", "--format", "json"],
        ["--threshold", "1.5"],
        ["--undo", "--fix"],
        ["--undo", "--related", "a", "b"],
    ],
)
def test_options_that_do_not_go_together(options: list[str], small_list: Path, run: Run) -> None:
    assert run(small_list, "dedupe", *options).exit_code == 2


def test_faults_of_files_are_told(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.bib").write_text(PREPRINT + "\n@misc{broken, title = {Open\n", "utf-8")
    result = run(tmp_path, "dedupe", "a.bib")
    assert "S001 syntax-error" in result.stderr


def test_fixing_a_pair_leaves_other_groups_alone(twice: Path, run: Run) -> None:
    owls = twice / "entries/owls.bib"
    other = "\n@misc{%s,\n  author = {Roe, Richard},\n  title = {Crows in the Snow},\n%s}\n"
    text = other % ("x", "") + other % ("y", "  year = {2020},\n")
    owls.write_text(owls.read_text("utf-8") + text, encoding="utf-8")
    assert run(twice, "dedupe").stdout.count("sure to be one work") == 2
    result = run(twice, "dedupe", "--pair", "x", "y", "--fix")
    assert result.exit_code == 0
    assert "1 work merged" in result.stderr
    assert run(twice, "dedupe").stdout.count("sure to be one work") == 1
