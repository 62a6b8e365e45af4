"""What all tests share."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings

from pllm_bib.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from click.testing import Result

# How long an input takes to make says something of the machine, nothing of the code. The inputs are
# the same in every run, so that a run that fails can be repeated; `make fuzz` looks for new ones.
settings.register_profile(
    "suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

REPOSITORY = Path(__file__).parent.parent

SECTIONS = """\
title = "A list"
intro = "Of works."

[[section]]
id = "0"
slug = "front"
title = "Overview"

[[chapter]]
id = "1"
title = "Birds"

[[chapter.section]]
id = "1.1"
slug = "owls"
title = "Owls"

[[chapter.section]]
id = "1.2"
slug = "crows"
title = "Crows & Ravens"
"""

VENUES = """\
[BirdConf]
kind = "conference"
name = "Proceedings of the Bird Conference"
publisher = "Aviary"
spellings = ["Proc. BirdConf"]
"""

OWLS = """\
% Works on owls.

@inproceedings{doe2024owls,
  author = {Doe, Jane and Müller, Karl},
  title = {Owls at Night},
  booktitle = {Proceedings of the Bird Conference},
  pages = {1--9},
  year = {2024},
  month = jun,
  publisher = {Aviary},
  doi = {10.1234/owls},
  url = {https://example.org/owls},
  code = {https://github.com/example/owls},
  venue = {BirdConf},
  also = {1.2},
}

@misc{roe2024hooting,
  author = {Roe, Richard},
  title = {Hooting with {BERT}},
  year = {2024},
  month = mar,
  eprint = {2403.00001},
  archiveprefix = {arXiv},
  primaryclass = {cs.CL},
}
"""

CROWS = """\
@article{poe2023raven,
  author = {Poe, Edgar},
  title = {A Raven, Nevermore},
  journal = {Journal of Ravens},
  volume = {13},
  number = {1},
  year = {2023},
  doi = {10.1234/raven},
  venue = {BirdConf},
}
"""


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests out of the user's cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def repository() -> Path:
    """The project's own folder."""
    return REPOSITORY


@pytest.fixture
def own_list(tmp_path: Path) -> Path:
    """A copy of the project's own list, to be changed at will."""
    for name in ("entries", "exports", "docs"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    shutil.copy(REPOSITORY / "README.md", tmp_path)
    return tmp_path


@pytest.fixture
def small_list(tmp_path: Path) -> Path:
    """A list of three works in two sections and an empty one, never built."""
    entries = tmp_path / "entries"
    entries.mkdir()
    files = {
        "sections.toml": SECTIONS,
        "venues.toml": VENUES,
        "front.bib": "",
        "owls.bib": OWLS,
        "crows.bib": CROWS,
    }
    for name, text in files.items():
        (entries / name).write_text(text, encoding="utf-8")
    (tmp_path / "README.md").write_text(
        "# Birds\n\n<!-- pllm-bib:list:begin -->\n<!-- pllm-bib:list:end -->\n\nThe end.\n",
        encoding="utf-8",
    )
    return tmp_path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command line in a folder: ``run(folder, "build", "--check")``.

    An exception that the program lets through fails the test at once.
    """

    def call(
        folder: Path,
        *arguments: str,
        env: dict[str, str] | None = None,
        stdin: str | bytes | None = None,
    ) -> Result:
        monkeypatch.chdir(folder)
        return CliRunner().invoke(cli, arguments, stdin, catch_exceptions=False, env=env)

    return call


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Run git in a folder, as a person without settings: ``git(folder, "init")``."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Jane Doe")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "jane@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def call(folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True
        )
        return done.stdout

    return call


@pytest.fixture
def published(small_list: Path, git: Callable[..., str]) -> Path:
    """The small list, published as version 1.0: the tag ``v1.0`` of a git repository."""
    git(small_list, "init", "--quiet")
    git(small_list, "add", ".")
    git(small_list, "commit", "--quiet", "-m", "First list")
    git(small_list, "tag", "v1.0")
    return small_list


@pytest.fixture
def built(published: Path, run: Callable[..., Result], git: Callable[..., str]) -> Path:
    """The published list without a slip, with all that is made from it, as revision ``v1.1``."""
    owls = published / "entries/owls.bib"
    owls.write_text(owls.read_text("utf-8").replace("with {BERT}", "with Bats"), "utf-8")
    crows = published / "entries/crows.bib"
    text = crows.read_text("utf-8").replace("@article", "@inproceedings")
    text = text.replace(
        "journal = {Journal of Ravens}", "booktitle = {Proceedings of the Bird Conference}"
    )
    crows.write_text(re.sub(r"  (volume|number) = .*\n", "", text), "utf-8")
    run(published, "build")
    git(published, "add", ".")
    git(published, "commit", "--quiet", "-m", "Build")
    git(published, "tag", "v1.1")
    return published


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that rewrites expected outputs."""
    parser.addoption(
        "--rewrite-goldens",
        action="store_true",
        help="Write what the program prints over the stored expected outputs; read the diff.",
    )
