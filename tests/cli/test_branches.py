"""Two pull requests that are open at once: git merges both without a conflict."""

from __future__ import annotations

import tomllib
from functools import partial
from typing import TYPE_CHECKING

import pytest

from pllm_bib.files.config import read_config
from pllm_bib.files.list import load_list
from pllm_bib.tasks.sync import remembered

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]
    Git = Callable[..., str]

OWN = 'new_works = "own-file"\n'
PAPER = """\
@misc{{x, author = {{{0}, Ann}}, title = {{{1}}}, year = {{2025}}, eprint = {{2501.{2}}},
  archiveprefix = {{arXiv}}}}
"""


@pytest.fixture
def base(built: Path, git: Git) -> Path:
    git(built, "branch", "-M", "main")
    return built


def branched(folder: Path, git: Git, name: str, change: Callable[[], object]) -> None:
    """Make a change on a branch of its own, from main."""
    git(folder, "checkout", "--quiet", "-b", name, "main")
    change()
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", name)


def merged(folder: Path, git: Git, *names: str) -> None:
    git(folder, "checkout", "--quiet", "main")
    for name in names:
        git(folder, "merge", "--quiet", "--no-edit", name)


def add(folder: Path, run: Run, paper: tuple[str, str, str], section: str) -> None:
    stdin = PAPER.format(*paper)
    result = run(folder, "import", "-", "--section", section, stdin=stdin)
    assert result.exit_code == 0, result.stderr


NEIGHBOURS = [("Tern", "Barn Owls", "00001"), ("Teal", "Eagle Owls", "00002")]


@pytest.mark.parametrize("section", ["owls", "front"])
def test_each_new_work_has_a_file_of_its_own(base: Path, run: Run, git: Git, section: str) -> None:
    """Even two works that would stand side by side, and in a section without any."""
    outline = base / "entries/sections.toml"
    outline.write_text(OWN + outline.read_text("utf-8"), "utf-8")
    git(base, "commit", "--quiet", "--all", "-m", "Own files")
    for name, paper in zip("ab", NEIGHBOURS, strict=True):
        branched(base, git, name, partial(add, base, run, paper, section))
    merged(base, git, "a", "b")
    loaded = load_list(read_config(base))
    assert loaded.faults == ()
    assert {"tern2025barn", "teal2025eagle"} <= {entry.key for entry in loaded.library}
    assert (base / f"entries/{section}/tern2025barn.bib").is_file()
    assert git(base, "diff", "--name-only", "v1.1", "--", "README.md", "exports") == ""
    assert run(base, "build").exit_code == 0
    assert "tern2025barn" in (base / "README.md").read_text("utf-8")
    assert run(base, "check", "--base", "v1.1").exit_code == 0
    assert run(base, "fmt", "--check").exit_code == 0


def test_works_stand_in_the_order_of_their_keys(base: Path, run: Run, git: Git) -> None:
    papers = [("Able", "Barn Owls", "00001"), ("Moe", "Eagle Owls", "00002")]
    for name, paper in zip("ab", papers, strict=True):
        branched(base, git, name, partial(add, base, run, paper, "owls"))
    merged(base, git, "a", "b")
    loaded = load_list(read_config(base))
    assert loaded.faults == ()
    text = (base / "entries/owls.bib").read_text("utf-8")
    assert text.startswith("% Works on owls.\n\n@misc{able2025barn,")
    keys = [entry.key for entry in loaded.library if entry.sections[0] == "1.1"]
    assert sorted(keys) == ["able2025barn", "doe2024owls", "moe2025eagle", "roe2024hooting"]


def test_what_has_a_file_of_its_own_is_edited_there(base: Path, run: Run, git: Git) -> None:
    outline = base / "entries/sections.toml"
    outline.write_text(OWN + outline.read_text("utf-8"), "utf-8")
    add(base, run, NEIGHBOURS[0], "owls")
    run(base, "build")
    path = base / "README.md"
    old = "Barn Owls. ([paper](https://arxiv.org/abs/2501.00001)"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, old.replace("Barn Owls", "Barn Owls Today")), "utf-8")
    assert run(base, "import", "README.md", "--adopt").exit_code == 0
    entry = base / "entries/owls/tern2025barn.bib"
    assert "title = {Barn Owls Today}" in entry.read_text("utf-8")
    (base / "p.bib").write_text(
        "@inproceedings{p, author = {Tern, Ann}, title = {Barn Owls Today}, year = {2025},"
        " booktitle = {Proceedings of the Bird Conference}, pages = {3--4}}",
        "utf-8",
    )
    assert run(base, "promote", "tern2025barn", "p.bib").exit_code == 0
    assert "pages = {3--4}" in entry.read_text("utf-8")
    git(base, "add", "--all")
    git(base, "commit", "--quiet", "-m", "Own")
    entry.write_text(entry.read_text("utf-8").replace("tern2025barn", "tern2025today"), "utf-8")
    result = run(base, "check", "--base", "HEAD")
    assert "K006 key-removed: the key “tern2025barn” was published" in result.stdout


def test_a_new_list_has_files_that_never_conflict(base: Path, run: Run, git: Git) -> None:
    """Whoever makes a list need not know of it: not even works in one gap conflict."""
    source = base / "source.md"
    source.write_text("# Birds\n\n## Owls\n\n- Owls at Night. [paper](https://o.org)\n", "utf-8")
    run(base, "init", "source.md", "-o", "new")
    folder = base / "new"
    assert [path.name for path in folder.glob("entries/**/*.bib")] == ["owls.bib"]
    git(base, "add", "--all")
    git(base, "commit", "--quiet", "-m", "New")
    for name, paper in zip("ab", NEIGHBOURS, strict=True):
        branched(base, git, name, partial(add, folder, run, paper, "owls"))
    merged(base, git, "a", "b")
    keys = {entry.key for entry in load_list(read_config(folder)).library}
    assert len(keys) == 3
    assert {"teal2025eagle", "tern2025barn"} < keys


def test_what_is_folded_on_main_conflicts_with_no_open_branch(
    base: Path, run: Run, git: Git
) -> None:
    outline = base / "entries/sections.toml"
    outline.write_text(OWN + outline.read_text("utf-8"), "utf-8")
    git(base, "commit", "--quiet", "--all", "-m", "Own files")
    for name, paper in zip("ab", NEIGHBOURS, strict=True):
        branched(base, git, name, partial(add, base, run, paper, "owls"))
    for name in "ab":
        merged(base, git, name)
        assert run(base, "fmt", "--fold", "--check").exit_code == 1
        assert "owls" in run(base, "fmt", "--fold").stderr
        git(base, "add", "--all")
        git(base, "commit", "--quiet", "-m", f"Fold {name}")
    assert not list((base / "entries/owls").glob("*"))
    text = (base / "entries/owls.bib").read_text("utf-8")
    keys = ["doe2024owls", "roe2024hooting", "teal2025eagle", "tern2025barn"]
    assert [key for key in keys if f"{{{key}," in text] == keys
    assert text.index("teal2025eagle") < text.index("tern2025barn")
    assert run(base, "fmt", "--check").exit_code == 0
    assert run(base, "build").exit_code == 0
    assert run(base, "check", "--base", "v1.1").exit_code == 0
    assert run(base, "fmt", "--fold").stderr == ""


def test_a_file_with_more_than_entries_is_not_folded(base: Path, run: Run) -> None:
    own = base / "entries/owls/a.bib"
    own.parent.mkdir()
    own.write_text("% Ask the authors.\n@misc{a, title = {Owls}}\n", "utf-8")
    assert run(base, "fmt", "--fold").stderr == ""
    assert own.is_file()
    result = run(base, "fmt", "--fold", "entries/owls.bib")
    assert result.exit_code == 2
    assert "--fold is for a list" in result.stderr


LINE = "+ **\\[{} BirdConf\\]** {}. ([paper](https://example.org/{}))\n\n"
SOURCE = "# Birds\n\n## Owls\n\n" + LINE.format(2024, "Owls at Night", "owls")


def test_remembered_lines_are_merged(base: Path, run: Run, git: Git) -> None:
    (base / ".gitattributes").write_text("entries/upstream*.txt merge=union\n", "utf-8")
    source = base / "source.md"
    source.write_text(SOURCE, "utf-8")
    run(base, "sync", "source.md")
    git(base, "add", "--all")
    git(base, "commit", "--quiet", "-m", "Remembered")

    def sync(title: str) -> None:
        source.write_text(SOURCE + LINE.format(2025, title, title[:4]), "utf-8")
        assert run(base, "sync", "source.md").stdout
        source.write_text(SOURCE, "utf-8")

    branched(base, git, "a", lambda: sync("Abel and the Owl"))
    branched(base, git, "b", lambda: sync("Zeno and the Owl"))
    merged(base, git, "a", "b")
    lines = remembered.read(base / "entries/upstream.txt")
    assert list(lines) == ["abel2025owl", "doe2024owls", "zeno2025owl"]


def test_sources_are_merged(base: Path, run: Run, git: Git) -> None:
    sources = base / "entries/sources.toml"
    sources.write_text(
        '[[moe2020]]\naddress = "https://example.org"\nkind = "official"\nfields = ["doi"]\n',
        "utf-8",
    )
    git(base, "add", "--all")
    git(base, "commit", "--quiet", "-m", "Sources")
    for key, title in (
        ("doe2024owls", "Owls at Night"),
        ("poe2023raven", "A Raven, Nevermore"),
    ):
        container = "booktitle = {Proceedings of the Bird Conference}"
        record = f"@inproceedings{{r, title = {{{title}}}, year = {key[3:7]}, {container},"

        def change(key: str = key, record: str = record) -> None:
            (base / "r.bib").write_text(f"{record} issn = {{1234-5679}}}}", "utf-8")
            result = run(base, "complete", key, "--against", "r.bib")
            assert "1 field filled" in result.stderr
            (base / "r.bib").unlink()

        branched(base, git, key, change)
    merged(base, git, "doe2024owls", "poe2023raven")
    recorded = tomllib.loads(sources.read_text("utf-8"))
    assert recorded.keys() == {"doe2024owls", "moe2020", "poe2023raven"}
