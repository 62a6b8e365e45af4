"""What was published, and what is there now: ``check --base`` and ``pllm-bib diff``."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]
    Git = Callable[..., str]


def change(root: Path, name: str, *pairs: tuple[str, str]) -> None:
    path = root / "entries" / name
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


# check --base


def check(root: Path, run: Run, *options: str, base: str = "v1.0") -> Result:
    return run(root, "check", "--select", "K,V005", "--base", base, *options)


def test_nothing_has_vanished(published: Path, run: Run) -> None:
    result = check(published, run)
    assert (result.exit_code, result.stdout) == (0, "")


def test_renamed_key(published: Path, run: Run) -> None:
    change(published, "crows.bib", ("{poe2023raven,", "{poe2023ravennevermore,"))
    result = check(published, run)
    assert result.exit_code == 1
    assert result.stdout == (
        "entries/crows.bib:1:10: K006 key-removed: the key “poe2023raven” was published and is "
        "gone: put it into “ids” of “poe2023ravennevermore”, which is the same work, "
        "as “ids = {poe2023raven},” [poe2023ravennevermore]\n"
    )
    assert run(published, "check", "--select", "K,V005").exit_code == 0


def test_fix_keeps_the_key(published: Path, run: Run) -> None:
    change(published, "crows.bib", ("{poe2023raven,", "{poe2023ravennevermore,"))
    assert check(published, run, "--fix").exit_code == 0
    assert "  ids = {poe2023raven},\n" in (published / "entries/crows.bib").read_text("utf-8")


def test_former_key_that_was_published_and_is_gone(published: Path, run: Run, git: Git) -> None:
    change(published, "crows.bib", ("  venue", "  ids = {raven, nevermore},\n  venue"))
    git(published, "commit", "--quiet", "--all", "-m", "Former keys")
    change(published, "crows.bib", ("{raven, nevermore}", "{nevermore}"))
    result = check(published, run, base="HEAD")
    assert "K006 key-removed: the key “raven” was published" in result.stdout
    assert check(published, run).exit_code == 0


def test_removed_work(published: Path, run: Run) -> None:
    (published / "entries/crows.bib").write_text("", encoding="utf-8")
    result = check(published, run, "--fix")
    assert result.exit_code == 1
    assert result.stdout == (
        "entries/crows.bib:1:1: K006 key-removed: the key “poe2023raven” was published and is "
        "gone, as is its work “A Raven, Nevermore”: restore the entry, or put the key into “ids” "
        "of the work that stands for it [poe2023raven]\n"
    )


def test_fix_takes_no_key_from_another_work(published: Path, run: Run) -> None:
    # BibTeX could not tell the former key from the new one.
    change(published, "crows.bib", ("{poe2023raven,", "{poe2023ravennevermore,"))
    change(published, "owls.bib", ("{roe2024hooting,", "{POE2023raven,\n  ids = {roe2024hooting},"))
    result = check(published, run, "--fix")
    assert "the key “poe2023raven” was published and is gone" in result.stdout
    assert "ids" not in (published / "entries/crows.bib").read_text("utf-8")


def test_another_arxiv_id(published: Path, run: Run) -> None:
    change(published, "owls.bib", ("2403.00001", "2403.00010"))
    result = check(published, run)
    assert result.exit_code == 1
    assert result.stdout == (
        "entries/owls.bib:23:3: V005 eprint-drift: the eprint is “2403.00010”, this title was "
        "published with “2403.00001”: correct the one that is wrong [roe2024hooting]\n"
    )


def test_another_arxiv_id_acknowledged(published: Path, run: Run) -> None:
    note = "% pllm-bib: allow eprint-drift: the first id was that of a talk\n"
    change(
        published,
        "owls.bib",
        ("2403.00001", "2403.00010"),
        ("@misc{roe2024", note + "@misc{roe2024"),
    )
    result = check(published, run)
    assert (result.exit_code, "1 acknowledged" in result.stderr) == (0, True)


def test_another_work_under_a_published_key(published: Path, run: Run) -> None:
    change(published, "owls.bib", ("2403.00001", "2403.00010"), ("Hooting with {BERT}", "Of Mice"))
    found = check(published, run, "--select", "V005").stdout
    assert "“2403.00010”, the key “roe2024hooting” was published with “2403.00001”" in found


def test_version_is_no_other_id(published: Path, run: Run) -> None:
    change(published, "owls.bib", ("2403.00001", "2403.00001v2"))
    assert run(published, "check", "--select", "V005", "--base", "v1.0").stdout == ""


def test_files_outside_the_list(published: Path, run: Run, git: Git) -> None:
    path = published / "refs.bib"
    path.write_text("@misc{Old, title = {Owls}}\n", encoding="utf-8")
    git(published, "add", "refs.bib")
    git(published, "commit", "--quiet", "-m", "References")
    path.write_text("@misc{New, title = {Owls}}\n", encoding="utf-8")
    result = run(published, "check", "refs.bib", "--select", "K006", "--base", "HEAD")
    assert "refs.bib:1:7: K006 key-removed: the key “Old”" in result.stdout
    assert run(published, "check", "refs.bib", "--select", "K006", "--base", "v1.0").stdout == ""


def test_list_in_a_folder_of_the_repository(published: Path, run: Run, git: Git) -> None:
    inner = published / "lists/birds"
    inner.mkdir(parents=True)
    shutil.copytree(published / "entries", inner / "entries")
    git(published, "add", ".")
    git(published, "commit", "--quiet", "-m", "A second list")
    change(inner, "crows.bib", ("{poe2023raven,", "{poe2023ravennevermore,"))
    assert "entries/crows.bib:1:10: K006" in check(inner, run, base="HEAD").stdout
    missing = check(inner, run, base="v1.0")
    assert missing.exit_code == 2
    assert "the revision “v1.0” has no list in .: no entries/sections.toml" in missing.stderr


@pytest.mark.parametrize("base", ["v2.0", "--help", "-x", "HEAD:README.md", ""])
def test_unknown_revision(published: Path, run: Run, base: str) -> None:
    result = run(published, "check", f"--base={base}")
    assert result.exit_code == 2
    assert f"git knows no revision “{base}” of ." in result.stderr


def test_no_repository(small_list: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(small_list.parent))
    result = check(small_list, run)
    assert result.exit_code == 2
    assert "git finds no repository in . to read “v1.0” from" in result.stderr


def test_git_is_not_installed(published: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    result = check(published, run)
    assert result.exit_code == 2
    assert "git is not installed" in result.stderr


def test_revision_that_cannot_be_read(published: Path, run: Run, git: Git) -> None:
    change(published, "crows.bib", ("{poe2023raven,\n", "{poe2023raven,\n  author = {Poe,\n"))
    git(published, "commit", "--quiet", "--all", "-m", "Broken")
    git(published, "tag", "broken")
    change(published, "sections.toml", ('title = "A list"', 'titel = "A list"'))
    git(published, "commit", "--quiet", "--all", "-m", "Broken too")
    git(published, "tag", "worse")
    git(published, "checkout", "--quiet", "v1.0")
    assert (
        "cannot be read: broken:entries/crows.bib:" in check(published, run, base="broken").stderr
    )
    worse = check(published, run, base="worse")
    assert worse.exit_code == 2
    assert "worse:entries/sections.toml:1:1: unknown key “titel”" in worse.stderr


# diff


@pytest.fixture
def changed(published: Path) -> Path:
    """The list after version 1.0, with a change of each kind."""
    owls = "@misc{new2025,\n  author = {New, Ann},\n  title = {Bats & Owls},\n  year = {2025},\n}\n"
    change(
        published,
        "owls.bib",
        (
            "@misc{roe2024hooting,",
            f"{owls}\n@inproceedings{{roe2025hooting,\n  venue = {{BirdConf}},",
        ),
        ("year = {2024},\n  month = mar", "year = {2025}"),
        ("Hooting with {BERT}", "Hooting with {LLMs}"),
        ("doi = {10.1234/owls}", "doi = {10.1234/owls2}"),
        ("also = {1.2},", ""),
        ("eprint = {2403.00001}", "eprint = {2403.00001},\n  ids = {roe2024hooting}"),
    )
    (published / "entries/crows.bib").write_text("", encoding="utf-8")
    return published


TEXT = """\
added (1)
  new2025: Bats & Owls (2025)
removed (1)
  poe2023raven: A Raven, Nevermore (2023 BirdConf)
promoted (1)
  roe2025hooting: Hooting with LLMs (2024 Arxiv-2403 -> 2025 BirdConf)
retitled (1)
  roe2025hooting: Hooting with BERT -> Hooting with LLMs
re-identified (1)
  doe2024owls: Owls at Night (DOI 10.1234/owls -> DOI 10.1234/owls2)
rekeyed (1)
  roe2025hooting: Hooting with LLMs (roe2024hooting -> roe2025hooting)
moved (1)
  doe2024owls: Owls at Night (1.1, 1.2 -> 1.1)
"""


def test_working_tree(changed: Path, run: Run) -> None:
    result = run(changed, "diff", "v1.0")
    assert (result.exit_code, result.stdout) == (0, TEXT)
    assert result.stderr == "4 works changed\n"


def test_two_revisions(changed: Path, run: Run, git: Git) -> None:
    git(changed, "commit", "--quiet", "--all", "-m", "Changes")
    assert run(changed, "diff", "v1.0", "HEAD").stdout == TEXT
    assert run(changed, "diff", "HEAD", "v1.0").stdout.startswith("added (1)\n  poe2023raven: ")
    nothing = run(changed, "diff", "HEAD")
    assert (nothing.exit_code, nothing.stdout, nothing.stderr) == (0, "", "no changes\n")


def test_two_folders(
    changed: Path, run: Run, git: Git, tmp_path_factory: pytest.TempPathFactory
) -> None:
    old = tmp_path_factory.mktemp("old") / "list"
    git(changed, "worktree", "add", "--quiet", str(old), "v1.0")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert run(elsewhere, "diff", str(old), str(changed)).stdout == TEXT


def test_folders_of_bib_files(tmp_path: Path, run: Run) -> None:
    for name, title in (("old", "Owls"), ("new", "Crows")):
        (tmp_path / name).mkdir()
        text = f"@misc{{one, title = {{{title}}}}}\n"
        (tmp_path / name / "refs.bib").write_text(text, encoding="utf-8")
    expected = "retitled (1)\n  one: Owls -> Crows\n"
    assert run(tmp_path, "diff", "old", "new").stdout == expected
    assert run(tmp_path, "diff", "old/refs.bib", "new/refs.bib").stdout == expected


def test_markdown(changed: Path, run: Run) -> None:
    result = run(changed, "diff", "v1.0", "--format", "markdown")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "## Added (1)\n\n- `new2025`: Bats &amp; Owls (2025)\n\n"
        "## Removed (1)\n\n- `poe2023raven`: A Raven, Nevermore (2023 BirdConf)\n\n"
    )
    assert "(2024 Arxiv-2403 → 2025 BirdConf)" in result.stdout
    assert result.stdout.endswith(
        "## Moved (1)\n\n- `doe2024owls`: Owls at Night (1.1, 1.2 → 1.1)\n"
    )
    same = run(changed, "diff", ".", "--format", "markdown")
    assert same.stdout == "No changes.\n"


def test_markdown_shows_titles_as_they_are(published: Path, run: Run) -> None:
    change(published, "crows.bib", ("A Raven, Nevermore", "A *Raven* [and] <Crows>"))
    result = run(published, "diff", "v1.0", "--format", "markdown")
    assert r"A \*Raven\* \[and\] &lt;Crows&gt;" in result.stdout


def test_json(changed: Path, run: Run) -> None:
    result = run(changed, "diff", "v1.0", "--format", "json")
    found = json.loads(result.stdout)
    assert list(found) == [
        "added",
        "removed",
        "promoted",
        "retitled",
        "re-identified",
        "amended",
        "rekeyed",
        "moved",
    ]
    assert found["added"] == [
        {"key": "new2025", "title": "Bats & Owls", "before": None, "after": "2025"}
    ]
    assert found["rekeyed"] == [
        {
            "key": "roe2025hooting",
            "title": "Hooting with LLMs",
            "before": "roe2024hooting",
            "after": "roe2025hooting",
        }
    ]
    assert json.loads(run(changed, "diff", ".", "--format", "json").stdout)["added"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Missing argument 'OLD'"),
        (["v9"], "there is no folder or file “v9”, and as a revision: git knows no revision “v9”"),
        (["v1.0", "v9"], "no folder or file “v9”"),
        (["v1.0", "HEAD", "x"], "unexpected extra argument"),
        (["v1.0", "--format", "xml"], "'xml' is not one of"),
        (["docs"], "docs holds no .bib file"),
        (["broken.bib"], "“broken.bib” cannot be read in full: broken.bib:"),
    ],
)
def test_wrong_usage(published: Path, run: Run, arguments: list[str], message: str) -> None:
    (published / "docs").mkdir()
    (published / "broken.bib").write_text("@misc{a, title = {", encoding="utf-8")
    result = run(published, "diff", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_revision_without_a_list(tmp_path: Path, run: Run) -> None:
    (tmp_path / "refs.bib").write_text("@misc{a, title = {T}}\n", encoding="utf-8")
    result = run(tmp_path, "diff", "refs.bib", "HEAD")
    assert result.exit_code == 2
    assert "no folder “HEAD”, nor a list here" in result.stderr
