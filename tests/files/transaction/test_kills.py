"""A kill at any call of the system leaves all as it was, or as it will be after the next run."""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests.faults import killed, kills, snapshot

from pllm_bib.cli import cli
from pllm_bib.files import write
from pllm_bib.files.transaction import recovery

if TYPE_CHECKING:
    from pathlib import Path


PUBLISHED = """\
@inproceedings{roe,
  author = {Roe, R.},
  title = {Hooting with {BERT}},
  booktitle = {Proceedings of the Bird Conference},
  pages = {10--19},
  year = {2025},
}
"""


def test_files_are_all_old_or_all_new(tmp_path: Path) -> None:
    home = tmp_path / "home"

    def reset() -> None:
        shutil.rmtree(home, ignore_errors=True)
        (home / "sub").mkdir(parents=True)
        for name in ("a.bib", "sub/b.bib", "gone.bib"):
            (home / name).write_text("old")

    def do() -> None:
        names = ("a.bib", "sub/b.bib", "new/c.bib", "new/er/d.bib")
        write.write_files({home / name: f"new {name}" for name in names}, [home / "gone.bib"])

    reset()
    old = snapshot(home)
    do()
    new = snapshot(home)
    assert len(new) == 4
    outcomes = []
    for _at in kills(do, reset):
        for folder in (home / "sub", home):
            recovery.settle(folder, sweep=True)
        found = snapshot(home)
        assert found in (old, new)
        assert (home / "new").exists() == (found == new)
        outcomes.append(found == new)
    # Before the journal holds nothing has happened, and after it everything will.
    assert outcomes == sorted(outcomes)
    assert outcomes.count(False) > 10
    assert outcomes.count(True) > 10


def test_a_kill_of_the_run_that_completes_another_changes_nothing(tmp_path: Path) -> None:
    home, names = tmp_path / "home", ("a.bib", "b.bib", "c.bib")

    def reset() -> None:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        for name in names:
            (home / name).write_text("old")

    def do() -> None:
        write.write_files(dict.fromkeys((home / name for name in names), "new"))

    half = 0
    for at in kills(do, reset):
        if snapshot(home)["a.bib"] == b"new" and snapshot(home)["b.bib"] == b"old":
            half = at
    assert half

    def leave_half() -> None:
        reset()
        assert killed(do, half)

    for _at in kills(lambda: recovery.settle(home), leave_half):
        recovery.settle(home, sweep=True)
        assert snapshot(home) == dict.fromkeys(names, b"new")


NEW = """\
# More birds

## Owls

- **[2024 BirdConf]** Owls of the North. ([paper](https://example.org/north))

## Crows & Ravens

- **[2023 BirdConf]** A Crow in Winter. ([paper](https://example.org/winter))
"""
SOURCES = """\
[[doe2024owls]]
source = "https://example.org/owls"
fields = ["title"]

[[poe2023raven]]
source = "https://example.org/raven"
fields = ["title"]
"""
COMMANDS = {
    "rekey": ["rekey", "--map", "keys.tsv"],
    "import": ["import", "new.md"],
    "check": ["check", "--fix"],
    "fmt": ["fmt"],
    "dedupe": ["dedupe", "--fix"],
    "promote": ["promote", "roe2024hooting", "published.bib"],
    "adopt": ["import", "README.md", "--adopt"],
    "build": ["build"],
    "init": ["init", "new.md", "-o", "fresh"],
}
SEVERAL = {"rekey", "import", "check", "fmt", "dedupe", "promote", "adopt", "build", "init"}
"""Commands that change several files here."""


EVERY = {"build": 17, "init": 17}
"""Commands that write dozens of files, each in the same steps."""


@pytest.fixture
def prepared(small_list: Path) -> Path:
    """A list for which every command has something to do, in two files at least."""
    entries = small_list / "entries"
    owls, crows = entries / "owls.bib", entries / "crows.bib"
    owls.write_text(
        owls.read_text("utf-8")
        .replace("{doe2024owls,", "{owls-at-night,")
        .replace("title = {Owls", "title   = {Owls")
        .replace("{10.1234/owls}", "{https://doi.org/10.1234/owls}")
        + "\n@article{twin2023,\n  author = {Poe, Edgar},\n  title = {A Raven, Nevermore},\n"
        "  journal = {Journal of Ravens},\n  volume = {13},\n  number = {1},\n  year = {2023},\n"
        "  doi = {10.1234/raven},\n  pages = {1-9},\n}\n",
        "utf-8",
    )
    crows.write_text(
        crows.read_text("utf-8")
        .replace("{poe2023raven,", "{raven,")
        .replace("{10.1234/raven}", "{https://doi.org/10.1234/raven}")
        .replace("  year = {2023}", "  issn = {20493630},\n year = {2023}"),
        "utf-8",
    )
    (entries / "sources.toml").write_text(SOURCES.replace("doe2024owls", "owls-at-night"), "utf-8")
    (small_list / "new.md").write_text(NEW, "utf-8")
    (small_list / "published.bib").write_text(PUBLISHED, "utf-8")
    return small_list


@pytest.mark.parametrize("name", COMMANDS)
def test_the_run_after_a_kill_finds_all_old_or_all_new(
    name: str, prepared: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("base") / "list"
    if name != "dedupe":
        owls = prepared / "entries/owls.bib"
        owls.write_text(owls.read_text("utf-8").partition("\n@article{twin2023")[0], "utf-8")
    if name == "adopt":
        _run(prepared, "build")
        readme = prepared / "README.md"
        text = readme.read_text("utf-8").replace("Owls at Night", "Owls at Noon")
        readme.write_text(text.replace("Nevermore", "Evermore"), "utf-8")
    if name == "init":
        shutil.rmtree(prepared / "entries")
    shutil.copytree(prepared, base)
    home = prepared

    def reset() -> None:
        shutil.rmtree(home)
        shutil.copytree(base, home)
        shutil.rmtree(os.environ["XDG_CACHE_HOME"], ignore_errors=True)  # a run with it does less

    def do() -> None:
        _run(home, *COMMANDS[name])

    do()
    old, new = snapshot(base), snapshot(home)
    different = {path for path in {*old, *new} if old.get(path) != new.get(path)}
    assert (len(different) > 1) == (name in SEVERAL), different
    outcomes = []
    for _at in kills(do, reset, every=EVERY.get(name, 1)):
        # Any command that reads; it finds no list where “init” has made none.
        _run(home, *(["--root", "fresh"] if (home / "fresh").exists() else []), "list")
        found = snapshot(home)
        assert found in (old, new)
        outcomes.append(found == new)
    assert outcomes == sorted(outcomes)


def _run(folder: Path, *arguments: str) -> None:
    with contextlib.chdir(folder):
        result = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert result.exit_code in ({0, 1, 2} if "list" in arguments else {0, 1}), result.output
